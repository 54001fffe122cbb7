"""Definitions in one file, read from its ``ast`` tree: names, kinds, lines, docstrings, parameters.

Only what is written is recorded here; nothing is guessed. Every definition that is executed when
the module is imported counts, so branches of ``if`` and ``try`` are read too. Functions, classes
and lambdas inside functions are listed under their ``__qualname__``: ``pkg.f.<locals>.g``,
``pkg.f.<locals>.<lambda>``. The tree is walked with a stack, so that none is too deep.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from msgspec.structs import replace

from ..model import Kind, Object, Parameter, ParameterKind, Result, Source
from . import attributes, exception_types, gist, raised, syntax
from .attributes import Assigned
from .comments import Comments
from .declared import declared_text
from .deprecations import deprecation
from .instances import OPERATIONS, instance_words, metaclass_of
from .linecount import split_lines
from .messages import class_message
from .own_code import mentions, uses
from .roles import roles
from .syntax import FunctionNode
from .writes import writes

__all__ = ["Definition", "element", "read"]

_PROPERTIES = {"property", "cached_property", "abstractproperty", "getter", "setter", "deleter"}
_DECORATED: tuple[tuple[str, str], ...] = (
    ("staticmethod", "static"),
    ("classmethod", "classmethod"),
    ("abstractmethod", "abstract"),
    ("abstractproperty", "abstract"),
    ("overload", "overload"),
    ("setter", "setter"),
    ("deleter", "deleter"),
    ("final", "final"),
    ("cached_property", "cached"),
    ("cache", "cached"),
    ("lru_cache", "cached"),
    ("contextmanager", "contextmanager"),
    ("asynccontextmanager", "contextmanager"),
    ("deprecated", "deprecated"),
    ("override", "override"),
    ("dataclass", "dataclass"),
    ("define", "dataclass"),
    ("mutable", "dataclass"),
    ("frozen", "dataclass"),
    ("attrs", "dataclass"),
)
_BASES: tuple[tuple[str, str], ...] = (
    ("Enum", "enum"),
    ("IntEnum", "enum"),
    ("StrEnum", "enum"),
    ("Flag", "enum"),
    ("IntFlag", "enum"),
    ("NamedTuple", "namedtuple"),
    ("TypedDict", "typeddict"),
    ("Protocol", "protocol"),
    ("ABC", "abstract"),
    ("ABCMeta", "abstract"),
)
_INHERITED = {"enum", "typeddict", "exception"}
"""Kinds of a class that follow from one of its bases."""

_ITERATORS = {
    f"{prefix}{name}" for prefix in ("", "Async") for name in ("Iterator", "Iterable", "Generator")
}


class Definition(NamedTuple):
    """An object together with the node that defines it.

    Attributes:
        object: The record.
        node: The module, class, function, lambda or assignment.
    """

    object: Object
    node: ast.AST


class _Scope(NamedTuple):
    """Where a definition stands: its dotted prefix, what it's inside, and the class's modifiers.

    An enumeration drops the names that it lists to be ignored. A typed dictionary may have all its
    keys or, with ``total=False``, none of them.
    A script is the block below ``if __name__ == "__main__"``: an import doesn't execute it, so
    its variables are nobody's data.
    """

    prefix: str
    inside: Literal["module", "class", "function", "script"]
    modifiers: tuple[str, ...] = ()
    ignored: frozenset[str] = frozenset()
    total: bool = True

    @property
    def local(self) -> bool:
        return self.inside == "function" or "<locals>" in self.prefix

    def of_function(self, name: str) -> _Scope:
        return _Scope(f"{name}.<locals>", "function")


class _Task(NamedTuple):
    """A node to read, what stands after it, and where it is."""

    node: ast.AST
    following: ast.AST | None
    scope: _Scope


def read(tree: ast.Module, text: str, source: Source, *, bodies: bool = True) -> list[Definition]:
    """Return every definition of a file, the module itself first, then the others by line.

    Args:
        tree: The parsed file.
        text: The text that was parsed.
        source: The file.
        bodies: Whether to read what the bodies of functions do, and define for themselves.
    """
    lines = split_lines(text)
    module = Object(
        name=source.name,
        kind="module",
        line=1,
        end_line=max(len(lines), 1),
        docstring=_docstring(tree),
    )
    comments = lines if "#" in text else []
    reader = _Reader(source.name, comments, exception_types.Makers(tree), bodies=bodies)
    reader.walk(tree)
    return [Definition(module, tree), *sorted(reader.found, key=lambda found: found.object.line)]


class _Reader:
    """Collects definitions.

    Args:
        module: The module's name.
        lines: The file's lines, for comments; empty if it has none.
        makers: What it says of exceptions.
        bodies: Whether the bodies of functions are read.
    """

    def __init__(
        self, module: str, lines: list[str], makers: exception_types.Makers, *, bodies: bool
    ) -> None:
        self.bodies = bodies
        self.module = module
        self.lines = lines
        self.comments = Comments(lines)
        self.makers = makers
        self.found: list[Definition] = []
        self._attributes: dict[str, int] = {}
        self._inherited: dict[str, set[str]] = {}

    def walk(self, tree: ast.Module) -> None:
        """Read a tree in the order of the source."""
        waiting = [_Task(tree, None, _Scope(self.module, "module"))]
        while waiting:
            waiting.extend(reversed(list(self._read(waiting.pop()))))

    def _read(self, task: _Task) -> Iterator[_Task]:
        """Record what a node defines, and return what is inside it."""
        node, following, scope = task
        if isinstance(node, ast.ClassDef):
            return self._class(node, scope)
        if isinstance(node, FunctionNode):
            return self._function(node, scope)
        if isinstance(node, ast.Lambda):
            return self._lambda(node, scope)
        if scope.inside in ("module", "class"):
            for found in attributes.assigned(node, following, self.lines):
                self._attribute(found, scope)
            if isinstance(node, ast.If) and _is_script(node):
                return _inside([node], scope._replace(inside="script"))
        return _inside([node], scope)

    def _class(self, node: ast.ClassDef, scope: _Scope) -> Iterator[_Task]:
        decorators = _decorators(node)
        bases = tuple(syntax.source(base) for base in node.bases)
        metaclass = metaclass_of(node)
        modifiers = _words(decorators, _DECORATED) | _words([*bases, metaclass], _BASES)
        modifiers.update(instance_words(node))
        if any(syntax.last_part(b).endswith(("Error", "Exception", "Warning")) for b in bases):
            modifiers.add("exception")
        for base in bases:
            for place in (scope.prefix, self.module):
                modifiers |= self._inherited.get(f"{place}.{base}", set())
        record = Object(
            name=f"{scope.prefix}.{node.name}",
            kind="class",
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            docstring=_docstring(node),
            modifiers=_sorted(modifiers, scope),
            bases=bases,
            decorators=decorators,
            comment=self.comments.of_definition(node),
            deprecation=deprecation(node, self.makers.texts),
            metaclass=metaclass,
            message=class_message(node, self.makers.texts) if "exception" in modifiers else None,
        )
        self._inherited[record.name] = modifiers & _INHERITED
        self.found.append(Definition(record, node))
        yield from _tasks([*node.decorator_list, *node.bases, *node.keywords], scope)
        inside = _Scope(
            record.name, "class", record.modifiers, frozenset(_ignored(node)), _is_total(node)
        )
        yield from _tasks(node.body, inside)

    def _function(self, node: FunctionNode, scope: _Scope) -> Iterator[_Task]:
        decorators = _decorators(node)
        modifiers = _of_function(node, decorators, scope)
        kind = _kind(decorators, scope)
        returns, yields = _results(node)
        bound = _is_bound(kind, modifiers, node.name)
        record = Object(
            name=f"{scope.prefix}.{node.name}",
            kind=kind,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            docstring=_docstring(node),
            parameters=tuple(_parameters(node.args, bound=bound)),
            returns=returns,
            yields=yields,
            modifiers=_sorted(modifiers, scope),
            decorators=decorators,
            comment=self.comments.of_definition(node),
            deprecation=deprecation(node, self.makers.texts),
        )
        if self.bodies or node.args.kwarg is not None:  # which arguments it takes, its body tells
            record = self._with_body(record, node, bound=bound and scope.inside == "class")
        self.found.append(Definition(record, node))
        self._attributes_of_self(node, modifiers, scope)
        if self.bodies:
            outside = [part for part in (node.args, node.returns) if part is not None]
            yield from _tasks([*node.decorator_list, *outside], scope)
            yield from _definitions(node, scope.of_function(record.name))

    def _with_body(self, record: Object, node: FunctionNode, *, bound: bool) -> Object:
        """Return a function with what its body does."""
        return replace(
            record,
            raises=tuple(raised.exceptions(node, self.makers)),
            mentions=mentions(node),
            uses=uses(node, bound=bound),
            roles=roles(node, bound=bound),
            gist=gist.gist_of(node),
            writes=writes(node, bound=bound),
        )

    def _attributes_of_self(self, node: FunctionNode, modifiers: set[str], scope: _Scope) -> None:
        if scope.inside == "class" and modifiers.isdisjoint({"static", "classmethod"}):
            for found in attributes.assigned_to_self(node, self.lines):
                self._attribute(found, scope, "instance")

    def _lambda(self, node: ast.Lambda, scope: _Scope) -> Iterator[_Task]:
        record = Object(
            name=f"{scope.prefix}.<lambda>",
            kind="function",
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            parameters=tuple(_parameters(node.args, bound=False)),
            returns=Result(),
            modifiers=("local",),
        )
        self.found.append(Definition(record, node))
        yield from _tasks([node.args], scope)
        yield from _tasks([node.body], scope.of_function(record.name))

    def _attribute(self, found: Assigned, scope: _Scope, *modifiers: str) -> None:
        """Record an attribute or datum once, with the first docstring and annotation it has."""
        if scope.inside == "class" and found.name.startswith("__") and not _is_operation(found):
            return  # mangled, or Python's own (__slots__)
        words = {*modifiers, *_of_attribute(found, scope, is_instance=bool(modifiers))}
        record = Object(
            name=f"{scope.prefix}.{found.name}",
            kind="data" if scope.inside == "module" else "attribute",
            line=found.node.lineno,
            end_line=found.node.end_lineno or found.node.lineno,
            docstring=found.docstring,
            modifiers=_sorted(words, scope),
            annotation=found.annotation,
            value=attributes.short_value(found.value),
            value_digest=None if modifiers else attributes.digest(found.value),
            declared=declared_text(found.value, _expression(found.annotation)),
            comment=self.comments.of_attribute(found.node),
        )
        position = self._attributes.setdefault(record.name, len(self.found))
        if position == len(self.found):
            self.found.append(Definition(record, found.node))
        else:
            known = self.found[position]
            self.found[position] = Definition(_again(known.object, record), known.node)


def _results(node: FunctionNode) -> tuple[Result | None, Result | None]:
    """Return what a function returns, and what it yields: it does one or the other."""
    returned = syntax.annotation_source(node.returns)
    if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in syntax.inside(node)):
        return None, Result(element(returned))
    return Result(returned), None


def _of_function(node: FunctionNode, decorators: tuple[str, ...], scope: _Scope) -> set[str]:
    """Return the words that qualify a function."""
    modifiers = _words(decorators, _DECORATED)
    if isinstance(node, ast.AsyncFunctionDef):
        modifiers.add("async")
    if node.name == "__new__":
        modifiers.add("static")
    elif node.name in ("__init_subclass__", "__class_getitem__"):
        modifiers.add("classmethod")
    if raised.is_abstract(node) and scope.inside == "class":
        modifiers.add("abstract")
    if raised.is_only_deprecated(node):
        modifiers.add("deprecated")
    return modifiers


def _of_attribute(found: Assigned, scope: _Scope, *, is_instance: bool) -> Iterator[str]:
    """Yield the words that qualify an attribute or datum."""
    if found.name.isupper():
        yield "constant"
    if "enum" in scope.modifiers and not is_instance and _is_member(found, scope.ignored):
        yield "member"
    if "typeddict" in scope.modifiers and _is_optional(found.annotation, total=scope.total):
        yield "optional"


def _tasks(nodes: Iterable[ast.AST], scope: _Scope) -> Iterator[_Task]:
    return (_Task(node, following, scope) for node, following in syntax.in_pairs(nodes))


def _definitions(node: FunctionNode, scope: _Scope) -> Iterator[_Task]:
    """Yield the functions and classes in a function's body: nothing else in it is a definition."""
    found = (part for part in syntax.inside(node) if isinstance(part, syntax.SCOPES))
    return (_Task(part, None, scope) for part in found)


def _inside(nodes: Iterable[ast.AST], scope: _Scope) -> Iterator[_Task]:
    pairs = (pair for node in nodes for pair in syntax.children(node))
    return (_Task(*pair, scope) for pair in pairs if not isinstance(pair[0], _DEFINING_NOTHING))


_DEFINING_NOTHING = (
    *(ast.Name, ast.Constant, ast.alias),
    *(ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop),
)
"""Nodes that define nothing, and neither does anything inside them."""


def _docstring(node: ast.Module | ast.ClassDef | FunctionNode) -> str | None:
    return syntax.without_surrogates(ast.get_docstring(node) or "") or None


def _expression(annotation: str | None) -> ast.expr | None:
    return syntax.parse_expression(annotation) if annotation and "Annotated" in annotation else None


def _again(known: Object, record: Object) -> Object:
    """Merge a further assignment of a name into its record: a value that changes isn't shown."""
    return replace(
        known,
        docstring=known.docstring or record.docstring,
        declared=known.declared or record.declared,
        annotation=known.annotation or record.annotation,
        value=known.value if known.value == record.value else None,
        value_digest=known.value_digest if known.value_digest == record.value_digest else None,
    )


def _is_script(node: ast.If) -> bool:
    """Tell whether a test is the one of a block that only a run as a script executes."""
    match node.test:
        case ast.Compare(ast.Name("__name__"), [ast.Eq()], [ast.Constant("__main__")]):
            return True
    return False


_NOT_MEMBERS = {"nonmember", "property", "staticmethod", "classmethod"}


def _is_operation(found: Assigned) -> bool:
    return found.name in OPERATIONS and found.annotation is None and found.value is not None


def _is_member(found: Assigned, ignored: frozenset[str]) -> bool:
    """Tell whether an assignment in an enumeration makes a member of it."""
    sunder = found.name.startswith("_") and found.name.endswith("_")
    if found.value is None or sunder or found.name in ignored:
        return False
    if isinstance(found.value, ast.Call):
        return syntax.last_part(syntax.source(found.value.func)) not in _NOT_MEMBERS
    return not isinstance(found.value, ast.Lambda)


def _ignored(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names that an enumeration's ``_ignore_`` lists."""
    for statement in node.body:
        match statement:
            case ast.Assign([ast.Name("_ignore_")], value):
                for part in ast.walk(value):
                    if isinstance(part, ast.Constant) and isinstance(part.value, str):
                        yield from part.value.replace(",", " ").split()


def _decorators(node: FunctionNode | ast.ClassDef) -> tuple[str, ...]:
    plain = (d.func if isinstance(d, ast.Call) else d for d in node.decorator_list)
    return tuple(syntax.source(decorator) for decorator in plain)


def _words(names: Iterable[str], table: tuple[tuple[str, str], ...]) -> set[str]:
    """Return the modifiers that a table gives for the last parts of dotted names."""
    lasts = {syntax.last_part(name) for name in names}
    return {word for name, word in table if name in lasts}


def _is_total(node: ast.ClassDef) -> bool:
    """Tell whether a typed dictionary has all keys of its body, if they don't say otherwise."""
    return not any(k.arg == "total" and syntax.source(k.value) == "False" for k in node.keywords)


def _is_optional(annotation: str | None, *, total: bool) -> bool:
    """Tell whether a key with an annotation may be missing from a typed dictionary."""
    match = _QUALIFIED.match(annotation or "")
    return match[1] == "NotRequired" if match else not total


_QUALIFIED = re.compile(
    r"['\"]?(?:(?:\w+\.)*(?:Annotated|ReadOnly)\[\s*)*(?:\w+\.)*(NotRequired|Required)\["
)
"""An annotation that says whether a key may be missing (PEP 655), inside of other qualifiers."""


def _sorted(modifiers: set[str], scope: _Scope) -> tuple[str, ...]:
    return tuple(sorted({*modifiers, "local"} if scope.local else modifiers))


def _kind(decorators: tuple[str, ...], scope: _Scope) -> Kind:
    if scope.inside != "class":
        return "function"
    is_property = any(syntax.last_part(name) in _PROPERTIES for name in decorators)
    return "property" if is_property else "method"


def _is_bound(kind: Kind, modifiers: set[str], name: str) -> bool:
    return kind in ("method", "property") and ("static" not in modifiers or name == "__new__")


def _parameters(arguments: ast.arguments, *, bound: bool) -> Iterator[Parameter]:
    """Yield the parameters in order, without the one that the call itself binds."""
    positional = [*arguments.posonlyargs, *arguments.args]
    offset = len(positional) - len(arguments.defaults)
    for index, argument in enumerate(positional):
        default = arguments.defaults[index - offset] if index >= offset else None
        only = index < len(arguments.posonlyargs)
        if index > 0 or not bound:
            yield _parameter(
                argument, "positional-only" if only else "positional-or-keyword", default
            )
    if arguments.vararg:
        yield _parameter(arguments.vararg, "var-positional", None)
    for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield _parameter(argument, "keyword-only", default)
    if arguments.kwarg:
        yield _parameter(arguments.kwarg, "var-keyword", None)


def _parameter(argument: ast.arg, kind: ParameterKind, default: ast.expr | None) -> Parameter:
    written = None if default is None else syntax.source(default)
    return Parameter(argument.arg, kind, syntax.annotation_source(argument.annotation), written)


def element(annotation: str | None) -> str | None:
    """Return what the annotation of a generator says about one element, None if nothing.

    Args:
        annotation: The annotation as source.
    """
    node = syntax.parse_expression(annotation) if annotation is not None else None
    if not isinstance(node, ast.Subscript):
        return None
    if syntax.last_part(syntax.source(node.value)) not in _ITERATORS:
        return None
    arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    return syntax.annotation_source(arguments[0]) if arguments else None

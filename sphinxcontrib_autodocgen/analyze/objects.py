"""What one file defines, read off its ``ast`` tree: names, kinds, lines, docstrings, parameters.

Only what is written is recorded here; nothing is guessed. Every definition that is executed when
the module is imported counts, so branches of ``if`` and ``try`` are read too, and functions inside
functions are listed as ``pkg.f.<locals>.g``. The order is that of the source.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeGuard

from ..model import Kind, Object, Parameter, ParameterKind, Result, Source
from . import raised

__all__ = ["Definition", "FunctionNode", "exports", "imported_names", "read"]

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_MAX_VALUE = 60
"""Longest value that is shown as written, in characters."""

_PROPERTIES = {"property", "cached_property", "functools.cached_property", "abstractproperty"}
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
)
_ITERATORS = re.compile(
    r"^(?:typing\.|collections\.abc\.|t\.|te\.|abc\.)?"
    r"(?:Async)?(?:Iterator|Iterable|Generator)\[(.*)\]$",
    re.DOTALL,
)


class Definition(NamedTuple):
    """An object together with the node that defines it.

    Attributes:
        object: The record.
        node: The module, class, function, lambda or assignment.
    """

    object: Object
    node: ast.AST


class _Scope(NamedTuple):
    """Where a definition stands: its dotted prefix, what it's inside, and the class's modifiers."""

    prefix: str
    inside: str  # "module", "class" or "function"
    modifiers: tuple[str, ...] = ()

    @property
    def local(self) -> bool:
        return "<locals>" in self.prefix


def read(tree: ast.Module, text: str, source: Source) -> list[Definition]:
    """Return every definition of a file, the module itself first.

    Args:
        tree: The parsed file.
        text: The text that was parsed.
        source: The file.
    """
    lines = text.splitlines()
    module = Object(
        name=source.name,
        kind="module",
        line=1,
        end_line=max(len(lines), 1),
        docstring=ast.get_docstring(tree),
        modifiers=("stub",) if source.path.endswith(".pyi") else (),
    )
    reader = _Reader(lines if "#:" in text else [])
    reader.body(tree.body, _Scope(source.name, "module"))
    return [Definition(module, tree), *reader.found]


class _Reader:
    """Collects definitions in the order of the source.

    Args:
        lines: The file's lines, for ``#:`` comments; empty if it has none.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.found: list[Definition] = []
        self._attributes: dict[str, int] = {}

    def body(self, statements: list[ast.stmt], scope: _Scope) -> None:
        """Read the statements of a module or class, branches included."""
        for index, statement in enumerate(statements):
            following = statements[index + 1] if index + 1 < len(statements) else None
            if isinstance(statement, ast.ClassDef):
                self._class(statement, scope)
            elif isinstance(statement, FunctionNode):
                self._function(statement, scope)
            elif isinstance(statement, ast.Assign | ast.AnnAssign):
                self._assignment(statement, following, scope)
                self._nested([statement], scope)
            elif type(statement).__name__ == "TypeAlias":
                self._type_alias(statement, following, scope)
            else:
                self._branches(statement, scope)

    def _branches(self, statement: ast.stmt, scope: _Scope) -> None:
        """Read the blocks inside a compound statement, and lambdas in its expressions."""
        for value in (v for _, v in ast.iter_fields(statement)):
            for part in value if isinstance(value, list) else [value]:
                if isinstance(part, ast.ExceptHandler | ast.match_case):
                    self.body(part.body, scope)
                elif isinstance(part, ast.expr):
                    self._nested([part], scope)
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                self.body(value, scope)

    def _class(self, node: ast.ClassDef, scope: _Scope) -> None:
        name = f"{scope.prefix}.{node.name}"
        decorators = _decorators(node)
        bases = tuple(ast.unparse(base) for base in node.bases)
        modifiers = {*_words(decorators, _DECORATED), *_words(bases, _BASES)}
        if any(_last(base).endswith(("Error", "Exception", "Warning")) for base in bases):
            modifiers.add("exception")
        if scope.local:
            modifiers.add("local")
        record = Object(
            name=name,
            kind="class",
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            docstring=ast.get_docstring(node),
            modifiers=tuple(sorted(modifiers)),
            bases=bases,
            decorators=decorators,
        )
        self.found.append(Definition(record, node))
        self._nested([*node.decorator_list, *node.bases], scope)
        self.body(node.body, _Scope(name, "class", record.modifiers))

    def _function(self, node: FunctionNode, scope: _Scope) -> None:
        decorators = _decorators(node)
        modifiers = {*_words(decorators, _DECORATED)}
        if isinstance(node, ast.AsyncFunctionDef):
            modifiers.add("async")
        if scope.local:
            modifiers.add("local")
        if node.name in ("__new__", "__init_subclass__", "__class_getitem__"):
            modifiers.add("static" if node.name == "__new__" else "classmethod")
        if raised.is_abstract(node) and scope.inside == "class":
            modifiers.add("abstract")
        kind = _kind(decorators, modifiers, scope)
        yields = _own_yields(node)
        record = Object(
            name=f"{scope.prefix}.{node.name}",
            kind=kind,
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            docstring=ast.get_docstring(node),
            parameters=tuple(_parameters(node.args, bound=_is_bound(kind, modifiers, node.name))),
            returns=None if yields else Result(_source(node.returns)),
            yields=Result(_element(_source(node.returns))) if yields else None,
            raises=tuple(raised.exceptions(node)),
            modifiers=tuple(sorted(modifiers)),
            decorators=decorators,
        )
        self.found.append(Definition(record, node))
        if scope.inside == "class":
            self._instance_attributes(node, scope)
        self._nested([*node.decorator_list, node.args], scope)
        self._nested(node.body, _Scope(f"{record.name}.<locals>", "function"))

    def _nested(self, nodes: Iterable[ast.AST], scope: _Scope) -> None:
        """Read the functions, classes and lambdas inside a function body or an expression."""
        waiting = list(nodes)[::-1]
        while waiting:
            node = waiting.pop()
            if isinstance(node, ast.ClassDef):
                self._class(node, scope)
            elif isinstance(node, FunctionNode):
                self._function(node, scope)
            elif isinstance(node, ast.Lambda):
                self._lambda(node, scope)
            else:
                waiting.extend(reversed(list(ast.iter_child_nodes(node))))

    def _lambda(self, node: ast.Lambda, scope: _Scope) -> None:
        inside = scope if scope.local else _Scope(f"{scope.prefix}.<locals>", "function")
        record = Object(
            name=f"{inside.prefix}.<lambda>",
            kind="function",
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            parameters=tuple(_parameters(node.args, bound=False)),
            returns=Result(),
            modifiers=("local",),
        )
        self.found.append(Definition(record, node))
        self._nested(
            [*node.args.defaults, node.body], _Scope(f"{record.name}.<locals>", "function")
        )

    def _assignment(
        self, node: ast.Assign | ast.AnnAssign, following: ast.stmt | None, scope: _Scope
    ) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        annotation = _source(node.annotation) if isinstance(node, ast.AnnAssign) else None
        docstring = self._attribute_docstring(node, following)
        for target in targets:
            for name, value in _names(target, node.value):
                if name.startswith("__") and scope.inside == "class":
                    continue  # mangled, or Python's own (__slots__)
                self._attribute(name, node, value, annotation, docstring, scope)

    def _type_alias(self, node: ast.stmt, following: ast.stmt | None, scope: _Scope) -> None:
        """Read a PEP 695 ``type`` statement; its node class exists from Python 3.12 on."""
        docstring = self._attribute_docstring(node, following)
        name = node.name.id  # type: ignore[attr-defined]
        value = node.value  # type: ignore[attr-defined]
        self._attribute(name, node, value, "TypeAlias", docstring, scope)

    def _instance_attributes(self, node: FunctionNode, scope: _Scope) -> None:
        """Read ``self.x = ...`` in a method's own body."""
        if not node.args.args or _words(_decorators(node), _DECORATED) & {"static", "classmethod"}:
            return
        receiver = node.args.args[0].arg
        inner = _Scope(scope.prefix, "instance", scope.modifiers)
        for statement, following in _statements(node.body):
            if not isinstance(statement, ast.Assign | ast.AnnAssign):
                continue
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            typed = isinstance(statement, ast.AnnAssign)
            for target in (part for each in targets for part in _flat(each)):
                if not _is_attribute_of(target, receiver):
                    continue
                self._attribute(
                    target.attr,
                    statement,
                    statement.value if target in targets else None,
                    _source(statement.annotation) if typed else None,  # type: ignore[union-attr]
                    self._attribute_docstring(statement, following),
                    inner,
                )

    def _attribute(  # noqa: PLR0913, PLR0917
        self,
        name: str,
        node: ast.stmt,
        value: ast.expr | None,
        annotation: str | None,
        docstring: str | None,
        scope: _Scope,
    ) -> None:
        """Record an attribute or datum once, with the first docstring and annotation it has."""
        full = f"{scope.prefix}.{name}"
        modifiers = {"instance"} if scope.inside == "instance" else set()
        if scope.local:
            modifiers.add("local")
        if name.isupper():
            modifiers.add("constant")
        if "enum" in scope.modifiers and value is not None and scope.inside == "class":
            modifiers.add("member")
        record = Object(
            name=full,
            kind="data" if scope.inside == "module" else "attribute",
            line=node.lineno,
            end_line=node.end_lineno or node.lineno,
            docstring=docstring,
            modifiers=tuple(sorted(modifiers)),
            annotation=annotation,
            value=_short(value),
        )
        position = self._attributes.get(full)
        if position is None:
            self._attributes[full] = len(self.found)
            self.found.append(Definition(record, node))
        else:
            known = self.found[position]
            self.found[position] = Definition(_again(known.object, record), known.node)

    def _attribute_docstring(self, node: ast.stmt, following: ast.stmt | None) -> str | None:
        """Return the string after an assignment, or its ``#:`` comment, as autodoc reads them."""
        comment = self._comment(node)
        if comment:
            return comment
        if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
            value = following.value.value
            return inspect.cleandoc(value) if isinstance(value, str) else None
        return None

    def _comment(self, node: ast.stmt) -> str | None:
        if not self.lines:
            return None
        end = (node.end_lineno or node.lineno) - 1
        last = self.lines[end] if end < len(self.lines) else ""
        column = node.end_col_offset or 0
        trailing = re.match(r"\s*#:\s?(.*)", last.encode()[column:].decode(errors="replace"))
        if trailing:
            return trailing[1].strip() or None
        above: list[str] = []
        line = node.lineno - 2
        while line >= 0 and (match := re.match(r"\s*#:\s?(.*)", self.lines[line])):
            above.append(match[1].rstrip())
            line -= 1
        return "\n".join(reversed(above)).strip() or None


def _again(known: Object, record: Object) -> Object:
    """Merge a further assignment of a name into its record: a value that changes isn't shown."""
    return Object(
        name=known.name,
        kind=known.kind,
        line=known.line,
        end_line=known.end_line,
        docstring=known.docstring or record.docstring,
        modifiers=known.modifiers,
        annotation=known.annotation or record.annotation,
        value=known.value if known.value == record.value else None,
    )


def _decorators(node: FunctionNode | ast.ClassDef) -> tuple[str, ...]:
    return tuple(ast.unparse(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list)


def _last(name: str) -> str:
    return name.partition("[")[0].rpartition(".")[2]


def _words(names: Iterable[str], table: tuple[tuple[str, str], ...]) -> set[str]:
    """Return the modifiers that a table gives for the last parts of dotted names."""
    lasts = {_last(name) for name in names}
    return {word for name, word in table if name in lasts}


def _kind(decorators: tuple[str, ...], modifiers: set[str], scope: _Scope) -> Kind:
    if scope.inside != "class":
        return "function"
    is_property = any(name in _PROPERTIES or _last(name) in _PROPERTIES for name in decorators)
    return "property" if is_property or modifiers & {"setter", "deleter"} else "method"


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
    return Parameter(argument.arg, kind, _source(argument.annotation), _source(default))


def _source(node: ast.expr | None) -> str | None:
    """Write an expression as source; an annotation in quotes loses them."""
    if node is None:
        return None
    return ast.unparse(node)


def _short(node: ast.expr | None) -> str | None:
    """Write a value as source if that is short, without unparsing long ones."""
    if node is None or isinstance(node, ast.Lambda) or (node.end_lineno or 0) - node.lineno > 3:
        return None
    if (node.end_col_offset or 0) - node.col_offset > 2 * _MAX_VALUE:
        return None
    text = ast.unparse(node)
    return text if len(text) <= _MAX_VALUE and "\n" not in text else None


def _element(annotation: str | None) -> str | None:
    """Return what an iterator annotation says about one element."""
    match = _ITERATORS.match(annotation or "")
    if not match:
        return None
    parsed = ast.parse(f"({match[1]},)", mode="eval").body
    assert isinstance(parsed, ast.Tuple)
    return ast.unparse(parsed.elts[0])


def _own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a function body that belong to the function itself, in order."""
    waiting = list(body)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, _SCOPES):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _own_yields(node: FunctionNode) -> bool:
    return any(isinstance(part, ast.Yield | ast.YieldFrom) for part in _own_nodes(node.body))


def _flat(target: ast.expr) -> Iterator[ast.expr]:
    if isinstance(target, ast.Tuple | ast.List):
        for element in target.elts:
            yield from _flat(element)
    elif isinstance(target, ast.Starred):
        yield from _flat(target.value)
    else:
        yield target


def _names(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    """Yield the names that an assignment binds, each with its value where that is evident."""
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple | ast.List):
        parallel = isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts)
        values = value.elts if parallel and isinstance(value, ast.Tuple) else None
        for index, element in enumerate(target.elts):
            yield from _names(element, values[index] if values else None)


def _is_attribute_of(target: ast.expr, receiver: str) -> TypeGuard[ast.Attribute]:
    return (
        isinstance(target, ast.Attribute)
        and isinstance(target.value, ast.Name)
        and target.value.id == receiver
        and not target.attr.startswith("__")
    )


def _statements(body: list[ast.stmt]) -> Iterator[tuple[ast.stmt, ast.stmt | None]]:
    """Yield each statement of a function's own body, nested blocks included, and the next one."""
    for index, statement in enumerate(body):
        yield statement, body[index + 1] if index + 1 < len(body) else None
        if isinstance(statement, _SCOPES):
            continue
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            for part in getattr(statement, field, ()):
                if isinstance(part, ast.ExceptHandler | ast.match_case):
                    yield from _statements(part.body)
            inner = getattr(statement, field, None)
            if inner and isinstance(inner[0], ast.stmt):
                yield from _statements(inner)


def exports(tree: ast.Module) -> tuple[str, ...] | None:
    """Return the names in ``__all__``, None if there is none or it isn't a literal."""
    found: list[str] | None = None
    for node in tree.body:
        value = _all_value(node)
        if value is None:
            continue
        try:
            names = [str(name) for name in ast.literal_eval(value)]
        except (ValueError, TypeError):
            return None
        found = [*(found or []), *names] if isinstance(node, ast.AugAssign) else names
    return None if found is None else tuple(found)


def _all_value(node: ast.stmt) -> ast.expr | None:
    if isinstance(node, ast.Assign):
        targets: list[ast.expr] = node.targets
    elif isinstance(node, ast.AnnAssign | ast.AugAssign):
        targets = [node.target]
    else:
        return None
    is_all = any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)
    return node.value if is_all else None


def imported_names(tree: ast.Module, source: Source) -> Iterator[tuple[str, str]]:
    """Yield local and full dotted name of what a module imports outside functions."""
    for node in _own_nodes(tree.body):
        if isinstance(node, ast.ImportFrom):
            base = source.absolute(node.module, node.level)
            for alias in node.names:
                if alias.name == "*":
                    yield "*", base
                else:
                    yield alias.asname or alias.name, f"{base}.{alias.name}".lstrip(".")
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                yield (alias.asname, alias.name) if alias.asname else (top, top)

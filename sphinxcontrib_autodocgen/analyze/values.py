"""The types that an expression can have, by its form or by astroid.

An expression whose value can't be told makes the whole answer unknown: half an answer would be a
wrong one. What a call returns is taken from the function's body, so calls of functions whose body
doesn't decide it (coroutines, unknown decorators, bodies of ``...``) are made unknown to astroid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import astroid
from astroid import bases, nodes
from astroid.builder import AstroidBuilder
from astroid.exceptions import AstroidError
from astroid.manager import AstroidManager
from astroid.util import Uninferable, UninferableBase

from ..model import Source
from .flow import only_ellipsis
from .types import CERTAIN, INFERRED, Types, declared, generic, union

__all__ = ["FAILURES", "Values", "module_tree", "refresh"]

FAILURES = (
    AstroidError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
)
"""What astroid raises on code it can't cope with; each means: unknown."""

_MAX_RESULTS = 8
_MAX_DEPTH = 6
_MAX_ELEMENTS = 50

_PUBLIC_MODULES = {
    "_io": "io",
    "_collections_abc": "collections.abc",
    "_collections": "collections",
    "_decimal": "decimal",
    "_pydecimal": "decimal",
    "_pydatetime": "datetime",
    "_datetime": "datetime",
    "_random": "random",
    "_struct": "struct",
    "pathlib._local": "pathlib",
}
"""Where a name of a private standard module is documented."""

_PUBLIC_NAMES = {"threading.lock": "threading.Lock"}
"""The name by which a reader knows a class that has another one in astroid's model of it."""

_BUILTIN_RESULTS = {
    **dict.fromkeys(("all", "any", "bool", "callable", "hasattr", "isinstance"), "bool"),
    **dict.fromkeys(("hash", "id", "len", "ord"), "int"),
    **dict.fromkeys(("ascii", "bin", "chr", "format", "hex", "input", "oct", "repr"), "str"),
    "issubclass": "bool",
    "sorted": "list",
    "print": "None",
}
"""What builtin functions return, whatever they're given."""

_TRANSPARENT = {
    "abstractmethod",
    "abstractproperty",
    "asynccontextmanager",
    "cache",
    "cached_property",
    "classmethod",
    "contextmanager",
    "deprecated",
    "final",
    "lru_cache",
    "override",
    "property",
    "staticmethod",
}
"""Decorators that leave the type of what a call returns as it is, or that astroid knows."""


class Values:
    """Asks for the types of expressions in one module.

    Args:
        tree: The module.
    """

    def __init__(self, tree: nodes.Module) -> None:
        self.home = tree.name.partition(".")[0]

    def types(self, node: nodes.NodeNG, depth: int = 0) -> Types | None:
        """Return the types that an expression can have, None if that's unknown.

        Args:
            node: The expression.
            depth: How many expressions it's inside of.
        """
        if depth > _MAX_DEPTH:
            return None
        plain = _plain(node)
        if plain is not None:
            return plain
        if isinstance(node, nodes.IfExp):
            return union([self.types(part, depth + 1) for part in (node.body, node.orelse)])
        if isinstance(node, nodes.BoolOp):
            return self._junction(node, depth)
        if isinstance(node, nodes.Call | nodes.Attribute):
            known = self._known(node, depth)
            if known is not None:
                return known
        container = self._container(node, depth)
        if container is not None:
            return container
        if isinstance(node, nodes.Name):
            function = _binding_function(node)
            if function is not None:
                return _parameter(node.name, function)
        return self._asked(node, depth)

    def _junction(self, node: nodes.BoolOp, depth: int) -> Types | None:
        """Return the types of ``a or b``: of all but the last, only what can be true counts."""
        found = [self.types(value, depth + 1) for value in node.values]
        if node.op == "or":
            found[:-1] = [
                part and part._replace(members=tuple(m for m in part.members if m != "None"))
                for part in found[:-1]
            ]
        return union(found)

    def _known(self, node: nodes.Call | nodes.Attribute, depth: int) -> Types | None:
        """Return what builtin functions return, and what is made of ``self`` and its class."""
        if isinstance(node, nodes.Attribute):
            itself = node.attrname == "__class__" and self._is(node.expr, "Self", depth)
            return Types(("type[Self]",), _SELF.confidence) if itself else None
        function = node.func
        if (
            isinstance(function, nodes.Name)
            and function.lookup(function.name)[0].name == "builtins"
        ):
            if function.name == "type" and len(node.args) == 1:
                itself = self._is(node.args[0], "Self", depth)
                return Types(("type[Self]",), _SELF.confidence) if itself else None
            result = _BUILTIN_RESULTS.get(function.name)
            return Types((result,), CERTAIN) if result else None
        return _SELF if self._is(function, "type[Self]", depth) else None

    def _is(self, node: nodes.NodeNG, text: str, depth: int) -> bool:
        """Tell whether an expression of a form that ``self`` and its class have is of a type."""
        if isinstance(node, nodes.Name):
            function = _binding_function(node)
            found = function and _parameter(node.name, function)
        elif isinstance(node, nodes.Call | nodes.Attribute) and depth < _MAX_DEPTH:
            found = self._known(node, depth + 1)
        else:
            found = None
        return found is not None and found.members == (text,)

    def _container(self, node: nodes.NodeNG, depth: int) -> Types | None:
        if isinstance(node, nodes.List | nodes.Set):
            name = "list" if isinstance(node, nodes.List) else "set"
            return generic(name, [self._elements(node.elts, depth)])
        if isinstance(node, nodes.Tuple):
            return self._tuple(node, depth)
        if isinstance(node, nodes.Dict):
            keys = self._elements([key for key, _ in node.items], depth)
            values = self._elements([value for _, value in node.items], depth)
            return generic("dict", [keys, values])
        if isinstance(node, nodes.ListComp | nodes.SetComp):
            name = "list" if isinstance(node, nodes.ListComp) else "set"
            return generic(name, [self.types(node.elt, depth + 1)])
        if isinstance(node, nodes.DictComp):
            parts = [self.types(part, depth + 1) for part in (node.key, node.value)]
            return generic("dict", parts)
        if isinstance(node, nodes.GeneratorExp):
            return generic("Iterator", [self.types(node.elt, depth + 1)])
        return None

    def _elements(self, elements: list[nodes.NodeNG], depth: int) -> Types | None:
        if len(elements) > _MAX_ELEMENTS or not elements:
            return None
        return union([self.types(element, depth + 1) for element in elements])

    def _tuple(self, node: nodes.Tuple, depth: int) -> Types:
        parts = [self.types(element, depth + 1) for element in node.elts]
        known = [part for part in parts if part is not None and len(part.members) == 1]
        if not parts or len(known) < len(parts) or len(parts) > 4:
            return Types(("tuple",), 0.9)
        inside = ", ".join(part.members[0] for part in known)
        return Types((f"tuple[{inside}]",), min(part.confidence for part in known))

    def _asked(self, node: nodes.NodeNG, depth: int) -> Types | None:
        """Ask astroid; one value it can't tell makes all of them unknown."""
        members: list[str] = []
        try:
            for count, value in enumerate(node.infer()):
                text = None if count > _MAX_RESULTS else self._value(value, depth)
                if text is None:
                    return None
                if text not in members:
                    members.append(text)
        except FAILURES:
            return None
        if isinstance(node, nodes.Attribute) and members == ["None"]:
            return None  # a default that others are to replace
        if isinstance(node, nodes.Subscript) and any(m.startswith("type[") for m in members):
            return None  # list[int] is no plain class
        return Types(tuple(members), INFERRED) if members else None

    def _value(self, value: object, depth: int) -> str | None:
        """Write the type of an inferred value, None if there's no honest name for it."""
        if isinstance(value, UninferableBase) or value is None:
            return None
        if isinstance(value, nodes.Const):
            return _constant(value.value)
        if isinstance(value, nodes.ClassDef):
            name = self._class_name(value)
            return f"type[{name}]" if name else None
        if isinstance(value, nodes.Module):
            return "types.ModuleType"
        if isinstance(value, bases.Generator):
            return None
        if isinstance(value, nodes.FunctionDef | bases.UnboundMethod):
            return "Callable" if _is_transparent(value) else None
        if isinstance(value, nodes.Lambda):
            return "Callable"
        if isinstance(value, nodes.BaseContainer | nodes.Dict):
            found = self._container(value, depth + 1)
            return found.members[0] if found else None
        if isinstance(value, bases.Instance):
            return self._class_name(value._proxied)  # noqa: SLF001  # else it builds a new node
        return None

    def _class_name(self, node: nodes.ClassDef) -> str | None:
        """Return a class's dotted name, None if a reader couldn't find it by a name."""
        if isinstance(node, nodes.ClassDef) and isinstance(node.parent, nodes.Assign):
            node = node.parent.parent  # astroid makes a class for each member of an enumeration
        if not isinstance(node, nodes.ClassDef) or not isinstance(node.parent.scope(), _NAMED):
            return None
        module, qualified = node.root().name, node.qname()
        if not qualified.startswith(f"{module}."):
            return None
        local = qualified[len(module) + 1 :]
        if module == "builtins":
            return None if local in ("object", "type", "function", "generator", "super") else local
        public = _PUBLIC_MODULES.get(module) or _reexporting(module, local)
        private = any(part.startswith("_") for part in f"{public}.{local}".split("."))
        if not module or (private and module.partition(".")[0] != self.home):
            return None  # no name that a reader could import, as astroid's own of a namedtuple
        return _PUBLIC_NAMES.get(f"{public}.{local}", f"{public}.{local}")


class _Parameter(NamedTuple):
    """A parameter's annotation and default."""

    annotation: nodes.NodeNG | None
    default: nodes.NodeNG | None = None


_NAMED = (nodes.Module, nodes.ClassDef)
_SELF = Types(("Self",), 0.93)


def _plain(node: nodes.NodeNG) -> Types | None:
    """Return the type of an expression that its form alone decides."""
    if isinstance(node, nodes.Const):
        return Types((_constant(node.value),), CERTAIN)
    if isinstance(node, nodes.JoinedStr):
        return Types(("str",), CERTAIN)
    if isinstance(node, nodes.Compare):
        exact = all(op in ("is", "is not", "in", "not in") for op, _ in node.ops)
        return Types(("bool",), CERTAIN if exact else 0.93)
    if isinstance(node, nodes.UnaryOp):
        if node.op == "not":
            return Types(("bool",), CERTAIN)
        number = isinstance(node.operand, nodes.Const) and type(node.operand.value) in (int, float)
        return _plain(node.operand) if number else None
    if isinstance(node, nodes.BinOp) and node.op == "%" and _is_text(node.left):
        return Types(("str",), CERTAIN)
    if isinstance(node, nodes.Call) and isinstance(node.func, nodes.Attribute):
        made = node.func.attrname in ("format", "join") and _is_text(node.func.expr)
        return Types(("str",), CERTAIN) if made else None
    return None


def _is_text(node: nodes.NodeNG) -> bool:
    return isinstance(node, nodes.Const) and isinstance(node.value, str)


def _constant(value: object) -> str:
    if value is None:
        return "None"
    return "EllipsisType" if value is ... else type(value).__name__


def _reexporting(module: str, local: str) -> str:
    """Return the package that offers a class of a private module under the same name."""
    parent, _, last = module.rpartition(".")
    if not parent or not last.startswith("_"):
        return module
    try:
        package = AstroidManager().ast_from_module_name(parent)
    except FAILURES:
        return module
    return parent if local.partition(".")[0] in package.locals else module


def _binding_function(node: nodes.Name) -> nodes.FunctionDef | nodes.Lambda | None:
    """Return the function that a name is a parameter of, if it's never assigned again."""
    scope = node.scope()
    while not isinstance(scope, nodes.Module):
        places = scope.locals.get(node.name, [])
        if places and (scope is node.scope() or not isinstance(scope, nodes.ClassDef)):
            bound = isinstance(scope, nodes.FunctionDef | nodes.Lambda) and len(places) == 1
            return scope if bound and scope.args in (places[0], places[0].parent) else None
        scope = scope.parent.scope()
    return None


def _parameter(name: str, function: nodes.FunctionDef | nodes.Lambda) -> Types | None:
    """Return the type of ``self``, or what the annotation of a parameter says."""
    arguments = function.args
    positional = [*arguments.posonlyargs, *(arguments.args or [])]
    if positional and positional[0].name == name and function.type in ("method", "classmethod"):
        text = "Self" if function.type == "method" else "type[Self]"
        return Types((text,), _SELF.confidence)
    if name in (arguments.vararg, arguments.kwarg):
        many = name == arguments.vararg
        annotation = arguments.varargannotation if many else arguments.kwargannotation
        inside = annotation and annotation.as_string()
        text = "tuple" if many else "dict"
        full = f"tuple[{inside}, ...]" if many else f"dict[str, {inside}]"
        return Types((full if inside else text,), CERTAIN)
    found = dict(_written(arguments))[name]
    if found.annotation is None:
        return None
    optional = isinstance(found.default, nodes.Const) and found.default.value is None
    return declared(found.annotation.as_string(), optional=optional)


def _written(arguments: nodes.Arguments) -> Iterator[tuple[str, _Parameter]]:
    """Yield the name of each plain parameter, with what is written about it."""
    positional = [*arguments.posonlyargs, *(arguments.args or [])]
    annotations = [*arguments.posonlyargs_annotations, *arguments.annotations]
    missing = [None] * (len(positional) - len(arguments.defaults or []))
    defaults = [*missing, *(arguments.defaults or [])]
    for argument, annotation, default in zip(positional, annotations, defaults, strict=True):
        yield argument.name, _Parameter(annotation, default)
    for argument, annotation, default in zip(
        arguments.kwonlyargs, arguments.kwonlyargs_annotations, arguments.kw_defaults, strict=True
    ):
        yield argument.name, _Parameter(annotation, default)


def _is_transparent(function: nodes.FunctionDef | bases.UnboundMethod) -> bool:
    """Tell whether a function is what its ``def`` says, for all we know of its decorators."""
    decorators = function.decorators
    return decorators is None or all(map(_is_known_decorator, decorators.nodes))


def _is_known_decorator(node: nodes.NodeNG) -> bool:
    function = node.func if isinstance(node, nodes.Call) else node
    if isinstance(function, nodes.Attribute):
        return function.attrname in _TRANSPARENT
    return isinstance(function, nodes.Name) and function.name in _TRANSPARENT


_analysed: dict[str, str] = {}
"""Paths and digests of the modules that astroid may have read in this process, by name."""


def module_tree(text: str, source: Source) -> nodes.Module:
    """Return astroid's tree of a file: the one it has if another module imported it, or a new one.

    Args:
        text: The file's text.
        source: The file.
    """
    known = AstroidManager().astroid_cache.get(source.name)
    if (
        known is not None
        and known.file == source.path
        and _analysed.get(source.name) == _state(source)
    ):
        return known
    return AstroidBuilder(AstroidManager()).string_build(text, source.name, source.path)


def _state(source: Source) -> str:
    return f"{source.path}\0{source.digest}"


def refresh(sources: Iterable[Source]) -> None:
    """Make astroid forget what has changed since an earlier run in this process.

    Its caches are the process's, and it doesn't look at files again; so all of them are emptied if
    a module that a source imports isn't the one that was there. (Doing so takes half a second.)

    Args:
        sources: All sources of a run.
    """
    found = {source.name: _state(source) for source in sources}
    imported = {name for source in sources for name in _with_parents(source.imports)}
    if any(_analysed[name] != found.get(name) for name in imported & _analysed.keys()):
        AstroidManager().clear_cache()
        _analysed.clear()
        _adapt()
    for name, state in found.items():
        if _analysed.get(name, state) != state:
            AstroidManager().astroid_cache.pop(name, None)
    _analysed.update(found)


def _with_parents(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        parts = name.split(".")
        yield from (".".join(parts[: end + 1]) for end in range(len(parts)))


def _adapt() -> None:
    """Teach astroid which calls it can't tell the result of."""
    for kind in (nodes.FunctionDef, nodes.AsyncFunctionDef):
        AstroidManager().register_transform(kind, _refuse_calls, _is_opaque)


def _is_opaque(function: nodes.FunctionDef) -> bool:
    return (
        isinstance(function, nodes.AsyncFunctionDef)
        or only_ellipsis(function)
        or not _is_transparent(function)
    )


def _refuse_calls(function: nodes.FunctionDef) -> nodes.FunctionDef:
    function.infer_call_result = _unknown
    return function


def _unknown(*_: object, **__: object) -> Iterator[UninferableBase]:
    yield Uninferable


astroid.MANAGER.max_inferable_values = 50
_adapt()

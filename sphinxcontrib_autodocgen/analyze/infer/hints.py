"""From an annotation, as a tree of the standard library's ``ast``, to a value.

Names are looked up through a :class:`Scope`; what can't be found, and ``Any``, are unknown. The
same reading serves the project's own annotations, stubs, and types named in docstrings.
"""

from __future__ import annotations

import ast
import functools
from collections.abc import Callable
from typing import NamedTuple, Protocol

from .values import BOTTOM, NEVER, NONE, TOP, Value, instance, make, tuple_of, union, widened

__all__ = ["Scope", "Symbol", "dotted_name", "limit_node", "read", "read_text", "special_name"]

_MAX_DEPTH = 12
_ALIAS_DEPTH = 3
"""Depth that following an alias costs; recursive ones branch, so few are followed."""

_TYPING = ("typing.", "typing_extensions.", "_typeshed.", "types.")
_FIRST_ARGUMENT = {
    "ClassVar", "Final", "Annotated", "Required", "NotRequired", "ReadOnly", "InitVar", "Unpack",
}  # fmt: skip
_UNKNOWN = {"Any", "Concatenate", "ParamSpec", "Incomplete", "Unused", "AnyStr_co", "MaybeNone"}
_ALIASES = {
    "List": "builtins.list", "Dict": "builtins.dict", "Set": "builtins.set",
    "FrozenSet": "builtins.frozenset", "DefaultDict": "collections.defaultdict",
    "OrderedDict": "collections.OrderedDict", "Counter": "collections.Counter",
    "Deque": "collections.deque", "ChainMap": "collections.ChainMap",
    "Text": "builtins.str", "LiteralString": "builtins.str",
}  # fmt: skip


class Symbol(NamedTuple):
    """The meaning of a name in an annotation.

    Attributes:
        kind: ``class``, ``var``, ``alias`` or ``special``.
        name: Full dotted name.
        node: The aliased expression.
        scope: Where the aliased expression's names are looked up.
    """

    kind: str
    name: str
    node: ast.expr | None = None
    scope: Scope | None = None


class Scope(Protocol):
    """Where an annotation stands.

    Attributes:
        of_stubs: Whether that's a stub.
    """

    of_stubs: bool

    def symbol(self, dotted: str) -> Symbol | None:
        """Return what a dotted name stands for here, None if that's unknown."""


def read_text(text: str, scope: Scope, depth: int = 0) -> Value:
    """Return the value that an annotation's source describes; unknown if it can't be read."""
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return TOP
    return read(node, scope, depth)


def read(node: ast.expr, scope: Scope, depth: int = 0) -> Value:
    """Return the value that an annotation describes.

    Args:
        node: The annotation.
        scope: Where its names are looked up.
        depth: How many aliases were followed.
    """
    if depth > _MAX_DEPTH:
        return TOP
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        return read_text(node.value, scope, depth + 1) if isinstance(node.value, str) else TOP
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _either(scope, read(node.left, scope, depth + 1), read(node.right, scope, depth + 1))
    if isinstance(node, ast.Name | ast.Attribute):
        return _named(dotted_name(node), scope, depth)
    if isinstance(node, ast.Subscript):
        return _subscript(node, scope, depth)
    return TOP


def _either(scope: Scope, left: Value, right: Value) -> Value:
    """Join two members of a union; in stubs ``X | Any`` says "X, but don't insist on a check"."""
    if scope.of_stubs and TOP in (left, right):
        return right if left == TOP else left
    return left | right


def dotted_name(node: ast.expr) -> str:
    """Return the dotted name that an expression is, empty if it's something else."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def special_name(dotted: str, symbol: Symbol | None) -> str:
    """Return the short name of a special form of ``typing``, empty if it isn't one."""
    full = symbol.name if symbol is not None else dotted
    prefix = next((p for p in _TYPING if full.startswith(p)), None)
    return full[len(prefix) :] if prefix else ""


def _looked_up(dotted: str, scope: Scope) -> tuple[Symbol | None, str]:
    """Return what a dotted name means, and its short name if that's a special form."""
    symbol = scope.symbol(dotted) if dotted else None
    return symbol, special_name(dotted, symbol)


def _named(dotted: str, scope: Scope, depth: int) -> Value:
    symbol, special = _looked_up(dotted, scope)
    if special in _SPECIAL:
        return _SPECIAL[special]
    if symbol is None:
        return TOP
    if symbol.kind == "var":
        return make("var", symbol.name, (), _limit(symbol, depth)).alone
    if symbol.kind == "alias":
        return _aliased(symbol, depth)
    return _class_instance(symbol.name) if symbol.kind == "class" else TOP


def limit_node(variable: ast.Call) -> ast.expr | None:
    """Return the annotation of what a ``TypeVar(...)`` may stand for, None if it has no limit."""
    bounds = [k.value for k in variable.keywords if k.arg == "bound"] or variable.args[1:]
    return functools.reduce(lambda a, b: ast.BinOp(a, ast.BitOr(), b), bounds) if bounds else None


def _limit(variable: Symbol, depth: int) -> Value | None:
    """Return the classes that a type variable may stand for, None if that isn't known."""
    limit = _aliased(variable, depth)
    return limit if all(t.kind == "inst" and not t.args for t in limit) else None


def _aliased(symbol: Symbol, depth: int) -> Value:
    if symbol.node is None or symbol.scope is None:
        return TOP
    return read(symbol.node, symbol.scope, depth + _ALIAS_DEPTH)


def _class_instance(name: str) -> Value:
    if name == "builtins.type":
        return _ANY_CLASS
    return NONE if name == "types.NoneType" else instance(name)


def _subscript(node: ast.Subscript, scope: Scope, depth: int) -> Value:
    dotted = dotted_name(node.value)
    symbol, special = _looked_up(dotted, scope)
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if special in _FORMS:
        return _FORMS[special](inner, scope, depth)
    if symbol is None:
        return TOP
    full = _ALIASES.get(special, symbol.name)
    if full in _CLASSES:
        return _CLASSES[full](inner, scope, depth)
    if symbol.kind == "alias" and special not in _ALIASES:
        return _named(dotted, scope, depth)
    if symbol.kind not in ("class", "alias"):
        return TOP
    if full.endswith("abc.Callable"):
        return _callable(inner, scope, depth)
    return instance(full, *(widened(read(part, scope, depth + 1)) for part in inner))


def _first(inner: list[ast.expr], scope: Scope, depth: int) -> Value:
    return read(inner[0], scope, depth + 1)


def _optional(inner: list[ast.expr], scope: Scope, depth: int) -> Value:
    return union([_first(inner, scope, depth), NONE])


def _union(inner: list[ast.expr], scope: Scope, depth: int) -> Value:
    return union([read(part, scope, depth + 1) for part in inner])


def _literals(inner: list[ast.expr], scope: Scope, depth: int) -> Value:
    del depth
    return frozenset(t for part in inner for t in _literal(part, scope))


def _class(inner: list[ast.expr], scope: Scope, depth: int) -> Value:
    return make("typeof", "", (_first(inner, scope, depth),)).alone


def _literal(node: ast.expr, scope: Scope) -> Value:
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        name = f"builtins.{type(node.value).__name__}"
        return make("inst", name, (), repr(node.value)).alone
    if isinstance(node, ast.Attribute):
        return read(node.value, scope)
    return BOTTOM


def _tuple(inner: list[ast.expr], scope: Scope, depth: int) -> Value:
    if len(inner) == 2 and isinstance(inner[1], ast.Constant) and inner[1].value is ...:
        return instance("builtins.tuple", widened(read(inner[0], scope, depth + 1)))
    if any(isinstance(part, ast.Starred) for part in inner):
        return instance("builtins.tuple")
    if len(inner) == 1 and isinstance(inner[0], ast.Tuple):
        return tuple_of([])
    return tuple_of([read(part, scope, depth + 1) for part in inner])


def _callable(inner: list[ast.expr], scope: Scope, depth: int) -> Value:
    result = read(inner[-1], scope, depth + 1)
    if len(inner) == 2 and isinstance(inner[0], ast.List):
        parts = [read(part, scope, depth + 1) for part in inner[0].elts]
        return make("callable", "fixed", (result, *parts)).alone
    return make("callable", "", (result,)).alone


_ANY_CLASS = make("typeof", "", (TOP,)).alone
_SPECIAL: dict[str, Value] = {
    **dict.fromkeys((*_UNKNOWN, *_FIRST_ARGUMENT), TOP),
    **{name: instance(full) for name, full in _ALIASES.items()},
    "NoReturn": NEVER,
    "Never": NEVER,
    "Self": make("var", "Self").alone,
    "Tuple": instance("builtins.tuple"),
    "Type": _ANY_CLASS,
    "Callable": make("callable", "", (TOP,)).alone,
}
"""Meanings of the special forms of ``typing`` without type arguments."""

_Form = Callable[[list[ast.expr], Scope, int], Value]
_FORMS: dict[str, _Form] = {
    **dict.fromkeys(_UNKNOWN, lambda *_: TOP),
    **dict.fromkeys(_FIRST_ARGUMENT, _first),
    **dict.fromkeys(("TypeGuard", "TypeIs"), lambda *_: instance("builtins.bool")),
    "Optional": _optional,
    "Union": _union,
    "Literal": _literals,
    "Callable": _callable,
    "Tuple": _tuple,
    "Type": _class,
}
"""Meanings of the special forms of ``typing`` with type arguments."""

_CLASSES: dict[str, _Form] = {
    "builtins.tuple": _tuple, "typing.Tuple": _tuple, "builtins.type": _class, "typing.Type": _class
}  # fmt: skip
"""Classes whose type arguments are more than those of an instance."""

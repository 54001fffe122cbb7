"""From an annotation, as a tree of the standard library's ``ast``, to a value.

Names are looked up through a :class:`Scope`; what can't be found, and ``Any``, are unknown. The
same reading serves the project's own annotations, stubs, and types named in docstrings.
"""

from __future__ import annotations

import ast
from typing import NamedTuple, Protocol

from .values import BOTTOM, NEVER, NONE, TOP, Value, instance, make, tuple_of, union, widened

__all__ = ["Scope", "Symbol", "dotted_name", "read", "read_text", "special_name"]

_MAX_DEPTH = 12
_ALIAS_DEPTH = 3
"""What following an alias costs of the depth; recursive ones branch, so few are followed."""

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
    """What a name in an annotation stands for.

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
    """Where an annotation stands."""

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
        return _either(read(node.left, scope, depth + 1), read(node.right, scope, depth + 1))
    if isinstance(node, ast.Name | ast.Attribute):
        return _named(dotted_name(node), scope, depth)
    if isinstance(node, ast.Subscript):
        return _subscript(node, scope, depth)
    return TOP


def _either(left: Value, right: Value) -> Value:
    """Join two members of a union; in stubs ``X | Any`` says "X, but don't insist on a check"."""
    if TOP in (left, right):
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


def _named(dotted: str, scope: Scope, depth: int) -> Value:
    symbol = scope.symbol(dotted) if dotted else None
    special = special_name(dotted, symbol)
    if special:
        found = _special(special)
        if found is not None:
            return found
    if symbol is None:
        return TOP
    if symbol.kind == "var":
        return frozenset([make("var", symbol.name)])
    if symbol.kind == "alias":
        if symbol.node is None or symbol.scope is None:
            return TOP
        return read(symbol.node, symbol.scope, depth + _ALIAS_DEPTH)
    if symbol.kind != "class":
        return TOP
    if symbol.name == "builtins.type":
        return frozenset([make("typeof", "", (TOP,))])
    return NONE if symbol.name == "types.NoneType" else instance(symbol.name)


def _special(name: str) -> Value | None:
    if name in _UNKNOWN or name in _FIRST_ARGUMENT:
        return TOP
    if name in ("NoReturn", "Never"):
        return NEVER
    if name == "Self":
        return frozenset([make("var", "Self")])
    if name in _ALIASES:
        return instance(_ALIASES[name])
    if name == "Tuple":
        return instance("builtins.tuple")
    if name == "Type":
        return frozenset([make("typeof", "", (TOP,))])
    if name == "Callable":
        return frozenset([make("callable", "", (TOP,))])
    return None


def _subscript(node: ast.Subscript, scope: Scope, depth: int) -> Value:
    dotted = dotted_name(node.value)
    symbol = scope.symbol(dotted) if dotted else None
    special = special_name(dotted, symbol)
    inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if special:
        found = _special_form(special, inner, scope, depth)
        if found is not None:
            return found
    if symbol is None:
        return TOP
    full = _ALIASES.get(special, symbol.name)
    if full in ("builtins.tuple", "typing.Tuple"):
        return _tuple(inner, scope, depth)
    if full in ("builtins.type", "typing.Type"):
        return frozenset([make("typeof", "", (read(inner[0], scope, depth + 1),))])
    if symbol.kind == "alias" and special not in _ALIASES:
        return _named(dotted, scope, depth)
    if symbol.kind not in ("class", "alias"):
        return TOP
    if full.endswith("abc.Callable"):
        return _callable(inner, scope, depth)
    return instance(full, *(widened(read(part, scope, depth + 1)) for part in inner))


def _special_form(name: str, inner: list[ast.expr], scope: Scope, depth: int) -> Value | None:
    if name == "Optional":
        return union([read(inner[0], scope, depth + 1), NONE])
    if name == "Union":
        return union([read(part, scope, depth + 1) for part in inner])
    if name in _FIRST_ARGUMENT:
        return read(inner[0], scope, depth + 1)
    if name == "Literal":
        return frozenset(t for part in inner for t in _literal(part, scope))
    if name == "Callable":
        return _callable(inner, scope, depth)
    if name in ("TypeGuard", "TypeIs"):
        return instance("builtins.bool")
    if name == "Tuple":
        return _tuple(inner, scope, depth)
    if name == "Type":
        return frozenset([make("typeof", "", (read(inner[0], scope, depth + 1),))])
    return TOP if name in _UNKNOWN else None


def _literal(node: ast.expr, scope: Scope) -> Value:
    if isinstance(node, ast.Constant):
        if node.value is None:
            return NONE
        name = f"builtins.{type(node.value).__name__}"
        return frozenset([make("inst", name, (), repr(node.value))])
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
        return frozenset([make("callable", "fixed", (result, *parts))])
    return frozenset([make("callable", "", (result,))])

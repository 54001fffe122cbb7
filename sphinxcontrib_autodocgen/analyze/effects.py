"""Possible effects of statements: the names that they bind again, and the objects that they alter.

A condition on a parameter is about what the caller passed only as long as neither has happened.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain
from typing import Any, Literal, NamedTuple

from .syntax import FunctionNode, own_nodes, path_of, source, walk

__all__ = ["Changes", "changes"]

_Kind = Literal["bound", "altered", "popped"]
_Effect = tuple[_Kind, Iterable[str]]

_READING = frozenset(
    name
    for type_ in (str, bytes, int, float, tuple, frozenset, range, Mapping, Sequence, Set)
    for name in dir(type_)
)
"""Methods that Python's immutable types and read-only collections have: they alter nothing."""


class Changes(NamedTuple):
    """Names and objects that have changed.

    Attributes:
        bound: Names that were bound again or deleted.
        altered: Names and dotted names of objects that may have been altered in place.
        popped: Names of which only known keys were taken out.
    """

    bound: frozenset[str] = frozenset()
    altered: frozenset[str] = frozenset()
    popped: frozenset[str] = frozenset()

    def __or__(self, other: Changes) -> Changes:
        """Return both."""
        return Changes(*(mine | theirs for mine, theirs in zip(self, other, strict=True)))


def changes(nodes: Iterable[ast.AST]) -> Changes:
    """Return what statements or expressions may change.

    Args:
        nodes: They; what is inside functions and classes among them isn't executed.
    """
    found: dict[_Kind, set[str]] = {"bound": set(), "altered": set(), "popped": set()}
    for node in own_nodes(nodes):
        effect = _EFFECTS.get(type(node))
        if effect is not None:
            kind, names = effect(node)
            found[kind].update(names)
    return Changes(*map(frozenset, found.values()))


def _name(node: ast.Name) -> _Effect:
    return "bound", () if isinstance(node.ctx, ast.Load) else (node.id,)


def _stored(node: ast.Attribute | ast.Subscript) -> _Effect:
    target = node if isinstance(node, ast.Attribute) else node.value
    path = "" if isinstance(node.ctx, ast.Load) else path_of(target)
    return "altered", (path,) if path else ()


def _call(node: ast.Call) -> _Effect:
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(name), attr="pop"), args=[ast.Constant(str()), *_]
        ):
            return "popped", (name,)
    return "altered", _called_on(node)


def _definition(node: FunctionNode | ast.ClassDef) -> _Effect:
    outer = (part.names for part in walk(node) if isinstance(part, ast.Nonlocal))
    return "bound", (node.name, *chain.from_iterable(outer))


_EFFECTS: dict[type[ast.AST], Callable[[Any], _Effect]] = {
    ast.Name: _name,
    ast.Attribute: _stored,
    ast.Subscript: _stored,
    ast.Call: _call,
    ast.Expr: lambda node: ("altered", _handed_over(node.value)),
    ast.FunctionDef: _definition,
    ast.AsyncFunctionDef: _definition,
    ast.ClassDef: _definition,
}
"""What each kind of node may change."""


def _called_on(call: ast.Call) -> Iterator[str]:
    """Yield the object whose method is called, if that may alter it."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr in _READING:
        return
    if isinstance(function.value, ast.Call) and source(function.value.func) == "super":
        yield "self"
    path = path_of(function.value)
    if path:
        yield path


def _handed_over(value: ast.expr) -> Iterator[str]:
    """Yield what is passed to a function that is called for its effect."""
    value = value.value if isinstance(value, ast.Await) else value
    if isinstance(value, ast.Call):
        for argument in [*value.args, *(keyword.value for keyword in value.keywords)]:
            path = path_of(argument)
            if path:
                yield path

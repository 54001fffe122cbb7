"""Possible effects of statements: the names that they bind again, and the objects that they alter.

A condition on a parameter is about what the caller passed only as long as neither has happened.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from .syntax import SCOPES, own_nodes, source

__all__ = ["Changes", "changes", "path_of"]

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
    bound: set[str] = set()
    altered: set[str] = set()
    popped: set[str] = set()
    for node in own_nodes(nodes):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            bound.add(node.id)
        elif isinstance(node, ast.Attribute | ast.Subscript):
            if not isinstance(node.ctx, ast.Load):
                altered |= _stored(node)
        elif isinstance(node, ast.Call) and _takes_key(node):
            popped.add(source(node.func.value))  # type: ignore[attr-defined]
        elif isinstance(node, ast.Call):
            altered |= set(_called_on(node))
        elif isinstance(node, ast.Expr):
            altered |= set(_handed_over(node.value))
        elif isinstance(node, SCOPES) and not isinstance(node, ast.Lambda):
            bound.add(node.name)
    return Changes(frozenset(bound), frozenset(altered), frozenset(popped))


def _stored(node: ast.Attribute | ast.Subscript) -> set[str]:
    target = node if isinstance(node, ast.Attribute) else node.value
    path = path_of(target)
    return {path} if path else set()


def _takes_key(call: ast.Call) -> bool:
    """Tell whether a call is ``name.pop("key")``, with or without a default."""
    return (
        isinstance(call.func, ast.Attribute)
        and call.func.attr == "pop"
        and isinstance(call.func.value, ast.Name)
        and bool(call.args)
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    )


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


def path_of(node: ast.AST) -> str:
    """Return a name or a dotted name as it's written, "" for anything else.

    Args:
        node: The expression.
    """
    inner = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return source(node) if isinstance(node, ast.expr) and isinstance(inner, ast.Name) else ""

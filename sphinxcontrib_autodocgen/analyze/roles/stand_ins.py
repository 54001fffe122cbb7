"""Values used in place of a parameter that is missing, empty or of another type."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...model import Role
from ..syntax import own_nodes
from .body import LEAVING, Body, is_name, predicate

__all__ = ["is_defaulted", "stand_ins"]

_MISSING = ("`None`", "false")


def stand_ins(name: str, body: Body) -> Iterator[Role]:
    """Yield what stands in for a parameter: all there is if it's bound again or hardly used."""
    if body.bound[name]:
        for index, statement in enumerate(body.statements):
            found = _rebound(statement, name, body)
            if found is not None and not _is_needless(index, name, body):
                yield found
    elif body.loads[name] <= 2:
        for part in _values(body):
            found = _alternative(part, name, body)
            if found is not None:
                yield found


def _is_needless(index: int, name: str, body: Body) -> bool:
    """Tell whether the function may have done its work before a statement, without what's bound."""
    works = (
        isinstance(part, LEAVING) and any(isinstance(each, ast.Call) for each in ast.walk(part))
        for before in body.statements[:index]
        for part in own_nodes([before])
    )
    return body.is_left_before(index, name) or any(works)


def _values(body: Body) -> Iterator[ast.AST]:
    """Yield what is bound, passed or returned: ``a or b`` in a condition stands in for nothing."""
    for part in body.nodes:
        match part:
            case ast.Call(args=args, keywords=keywords):
                yield from (*args, *(keyword.value for keyword in keywords))
            case ast.Assign(value=value) | ast.AnnAssign(value=value) | ast.Return(value=value):
                if value is not None:
                    yield value


def is_defaulted(name: str, body: Body) -> bool:
    """Tell whether the one thing that a parameter is bound to stands in for a missing one."""
    found = (_rebound(statement, name, body) for statement in body.statements)
    return any(role is not None and role.when in _MISSING for role in found)


def _rebound(statement: ast.stmt, name: str, body: Body) -> Role | None:
    """Return what a statement binds a parameter to in place of what was given."""
    match statement:
        case ast.If(test=test, body=[ast.Assign([target], value)], orelse=[]):
            return _instead(test, value, name, body) if is_name(target, name) else None
        case ast.Assign([target], value) if is_name(target, name):
            return _alternative(value, name, body)
    return None


def _alternative(value: ast.AST, name: str, body: Body) -> Role | None:
    """Return what an expression uses in place of a parameter: ``name or other``."""
    match value:
        case ast.BoolOp(op=ast.Or(), values=[first, other]) if is_name(first, name):
            return _instead(ast.UnaryOp(ast.Not(), first), other, name, body)
        case ast.IfExp(test=test, body=first, orelse=other) if is_name(first, name):
            return _instead(ast.UnaryOp(ast.Not(), test), other, name, body)
        case ast.IfExp(test=test, body=other, orelse=last) if is_name(last, name):
            return _instead(test, other, name, body)
    return None


def _instead(test: ast.expr, value: ast.expr, name: str, body: Body) -> Role | None:
    when = predicate(test, name, holds=True)
    text = body.code(value)
    if when is None or text is None or is_name(value, name):
        return None
    return Role(name, "fallback", text, when)

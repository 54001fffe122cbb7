"""Effects of a parameter that is true, None, a literal, or of a type."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ...model import Role
from .body import Body, always, count, may_be_left_before, mentions, only_raises, predicate

__all__ = ["effects"]

_NOTHING = "nothing is done"


def effects(name: str, body: Body) -> Iterator[Role]:
    """Yield the effect of a parameter, if one test is all that it's asked by.

    Only a test that no other condition is on counts, and of what is returned only both ways.
    """
    tests = list(_tests(name, body))
    asking = [each for each in tests if not _refuses(each)]
    is_asked_once = len(asking) == 1 and _is_told(asking[0], body)
    effect = _effect(asking[0], name, body) if is_asked_once else None
    is_whole = sum(_asked(each, name) for each in tests) == body.loads[name]
    if effect is not None and (is_whole or effect.text == _NOTHING):
        yield effect


def _tests(name: str, body: Body) -> Iterator[ast.AST]:
    """Yield the statements and the choices of a value that ask a parameter."""
    yield from (each for each in body.asking if mentions(each.test, name))


def _asked(node: ast.AST, name: str) -> int:
    return count(node.test, name) if isinstance(node, ast.If | ast.IfExp) else 0


def _is_told(node: ast.AST, body: Body) -> bool:
    """Tell whether no other condition is on a test."""
    around = next((each for each in body.statements if _holds(each, node)), None)
    return around is not None and not may_be_left_before(around, body)


def _holds(statement: ast.stmt, node: ast.AST) -> bool:
    """Tell whether a test is a statement, or a part of one that is always reached."""
    is_choice = isinstance(node, ast.IfExp)
    return statement is node or (is_choice and any(each is node for each in always([statement])))


def _refuses(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and only_raises(node.body)


def _effect(node: ast.AST, name: str, body: Body) -> Role | None:
    """Return what a statement does, or which value is chosen, if a parameter is something."""
    if isinstance(node, ast.IfExp):
        return _chosen(node, name, body)
    return _conditional(node, name, body) if isinstance(node, ast.If) else None


def _conditional(statement: ast.If, name: str, body: Body) -> Role | None:
    if not body.is_plain(statement.test, name):
        return None
    when = predicate(statement.test, name, holds=True)
    done = _done(statement.body, name, body, first=statement is body.statements[0])
    if when is None or done is None:
        return None
    if not statement.orelse:
        is_half = any(isinstance(each, ast.Return) and each.value for each in statement.body)
        return Role(name, "effect", done, when) if not is_half else None
    other = _done(statement.orelse, name, body)
    return Role(name, "effect", f"{done}; otherwise, {other}", when) if other else None


def _chosen(part: ast.IfExp, name: str, body: Body) -> Role | None:
    """Return what a parameter chooses of two values."""
    if mentions(part.body, name) or mentions(part.orelse, name):
        return None
    when = predicate(part.test, name, holds=True)
    one, other = body.code(part.body), body.code(part.orelse)
    if when is None or one is None or other is None:
        return None
    return Role(name, "effect", f"{one} is used, otherwise {other}", when)


def _done(
    statements: Sequence[ast.stmt], name: str, body: Body, *, first: bool = False
) -> str | None:
    """Say what a few statements do, None if there are no words for one of them."""
    if len(statements) > 2:
        return None
    steps = [_step(statement, name, body, first=first) for statement in statements]
    return " and ".join(step for step in steps if step) if None not in steps else None


def _step(statement: ast.stmt, name: str, body: Body, *, first: bool) -> str | None:
    match statement:
        case ast.Return(value=None) if first and not _returns_value(body):
            return _NOTHING
        case ast.Return(value=ast.expr() as value):
            return _said(value, "is returned", body)
        case ast.Expr(value=ast.Call() | ast.Await() as value) if not mentions(value, name):
            return _said(value, "is called", body)
        case ast.Assign([ast.Attribute() as target], value) if not mentions(value, name):
            made = body.code(value)
            return _said(target, f"is set to {made}", body) if made else None
    return None


def _said(node: ast.expr, words: str, body: Body) -> str | None:
    text = body.code(node)
    return f"{text} {words}" if text is not None else None


def _returns_value(body: Body) -> bool:
    return any(isinstance(part, ast.Return) and part.value for part in body.nodes)

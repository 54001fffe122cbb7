"""Requirements of a parameter, which a function refuses otherwise."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...model import Role
from ..conditions import without_not
from ..syntax import own_nodes
from .body import LEAVING, Body, is_name, only_raises, predicate

__all__ = ["required"]


def required(name: str, body: Body) -> Iterator[Role]:
    """Yield what a parameter must be, from what is checked before anything is returned."""
    for statement in body.statements:
        if isinstance(statement, ast.Assert):
            yield from _must(statement.test, name, body, holds=True)
        elif any(isinstance(part, LEAVING) for part in own_nodes([statement])):
            return
        branch = [statement]
        while len(branch) == 1 and isinstance(link := branch[0], ast.If):
            if not only_raises(link.body):
                break
            yield from _must(link.test, name, body, holds=False)
            branch = link.orelse


def _must(test: ast.expr, name: str, body: Body, *, holds: bool) -> Iterator[Role]:
    """Yield what a condition that must hold, or that mustn't, says of a parameter."""
    bare, holds = without_not(test, holds=holds)
    optional = _if_given(bare, name) if not holds else None
    words = _words(optional or bare, name, holds=holds)
    if words is not None and body.is_plain(test, name):
        yield Role(name, "must", words, "`None`" if optional is not None else "")


def _words(test: ast.expr, name: str, *, holds: bool) -> str | None:
    bare, holds = without_not(test, holds=holds)
    words = _range(bare, name) if holds else _bounds(bare, name)
    return words or predicate(bare, name, holds=holds)


def _if_given(test: ast.expr, name: str) -> ast.expr | None:
    """Return what else a test asks of a parameter that isn't None."""
    match test:
        case ast.BoolOp(
            op=ast.And(),
            values=[ast.Compare(left, [ast.IsNot()], [ast.Constant(None)]), other],
        ) if is_name(left, name):
            return other
    return None


def _bounds(test: ast.expr, name: str) -> str | None:
    """Say between what a parameter must be, if ``n < 1 or n > 9`` is refused."""
    match test:
        case ast.BoolOp(op=ast.Or(), values=[first, second]):
            low = predicate(first, name, holds=False)
            high = predicate(second, name, holds=False)
            return f"{low} and {high}" if low and high else None
    return None


def _range(test: ast.expr, name: str) -> str | None:
    """Say between what a chained comparison holds: ``0 <= n <= 1``."""
    match test:
        case ast.Compare(
            ast.Constant(int() | float() as low),
            [ast.Lt() | ast.LtE() as first, ast.Lt() | ast.LtE() as second],
            [middle, ast.Constant(int() | float() as high)],
        ) if is_name(middle, name):
            words = "at least" if isinstance(first, ast.LtE) else "greater than"
            other = "at most" if isinstance(second, ast.LtE) else "less than"
            return f"{words} `{low}` and {other} `{high}`"
    return None

"""Values that a parameter may have: what is refused, and what is used in place of others."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ...model import Role
from ..conditions import without_not
from ..syntax import own_nodes, walk
from .body import LEAVING, Body, always, count, is_name, literal, only_raises, predicate

__all__ = ["choices", "is_defaulted", "required", "required_instead", "stand_ins"]

_MOST = 8


def choices(name: str, body: Body) -> Iterator[Role]:
    """Yield the lists of literals that a parameter may be."""
    for found in _lists(name, body):
        if 2 <= len(found) <= _MOST:
            yield Role(name, "choice", ", ".join(found))


def _lists(name: str, body: Body) -> Iterator[list[str]]:
    for index, statement in enumerate(body.statements):
        if isinstance(statement, ast.If) and not body.is_left_before(index, name):
            yield _chain(statement, body.statements[index + 1 :], name)
        elif isinstance(statement, ast.Match) and is_name(statement.subject, name):
            yield _cases(statement)
    yield from map(_keys, _searched(name, body))


def _searched(name: str, body: Body) -> Iterator[ast.expr]:
    """Yield what is always searched for a parameter, as a key."""
    keyed = [
        part
        for part in body.around.get(name, ())
        if isinstance(part, ast.Subscript) and is_name(part.slice, name)
    ]
    reached = {id(part) for part in always(body.statements, name)} if keyed else set()
    yield from (part.value for part in keyed if id(part) in reached)


def _keys(node: ast.expr) -> list[str]:
    """Return the keys of a dictionary that is written as such, if all are literals."""
    return (_all_literals(node.keys) or []) if isinstance(node, ast.Dict) else []


def _chain(statement: ast.If, following: Sequence[ast.stmt], name: str) -> list[str]:
    """Return the literals that branches compare a parameter with, if all others are refused."""
    found: list[str] = []
    leaves = True
    branch: Sequence[ast.stmt] = [statement]
    while len(branch) == 1 and isinstance(link := branch[0], ast.If):
        literals = _compared(link.test, name)
        if literals is None:
            return []
        found += literals if not only_raises(link.body) else ()
        leaves = leaves and isinstance(link.body[-1], ast.Return | ast.Raise)
        branch = link.orelse
    end = branch or (following[:1] if leaves else ())
    return found if end and only_raises(end) else []


def _compared(test: ast.expr, name: str) -> list[str] | None:
    """Return the literals of ``name == literal`` or ``name in (...)``."""
    match test:
        case ast.Compare(left, [ast.Eq() | ast.Is()], [other]) if is_name(left, name):
            return _all_literals([other])
        case ast.Compare(left, [ast.In()], [ast.Tuple() | ast.List() | ast.Set() as several]):
            return _all_literals(several.elts) if is_name(left, name) else None
    return None


def _cases(statement: ast.Match) -> list[str]:
    """Return the literals that may match, if all others are refused."""
    *cases, last = statement.cases
    if not _matches_all(last) or not only_raises(last.body):
        return []
    allowed = (case for case in cases if not only_raises(case.body))
    patterns = [each for case in allowed for each in _alternatives(case.pattern)]
    values = [each.value if isinstance(each, ast.MatchValue) else None for each in patterns]
    return _all_literals(values) or []


def _matches_all(case: ast.match_case) -> bool:
    wild = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
    return wild and case.guard is None


def _alternatives(pattern: ast.pattern) -> list[ast.pattern]:
    return pattern.patterns if isinstance(pattern, ast.MatchOr) else [pattern]


def _all_literals(nodes: Sequence[ast.expr | None]) -> list[str] | None:
    """Return literals as code, None if one of them isn't one."""
    found = [text for node in nodes if (text := literal(node))]
    return found if len(found) == len(nodes) else None


def required(name: str, body: Body) -> Iterator[Role]:
    """Yield what a parameter must be, from what is checked before anything is returned."""
    for statement in body.statements[: body.first_leaving]:
        if isinstance(statement, ast.Assert):
            yield from _must(statement.test, name, body, holds=True)
        branch = [statement]
        while len(branch) == 1 and isinstance(link := branch[0], ast.If):
            if not only_raises(link.body):
                break
            yield from _must(link.test, name, body, holds=False)
            branch = link.orelse


def required_instead(name: str, body: Body) -> Iterator[Role]:
    """Yield what a parameter for which something else stands in must be, if it's given.

    Args:
        name: The parameter.
        body: The function's body.
    """
    yield from (role for role in required(name, body) if role.text not in _GIVEN)


_GIVEN = ("not `None`", "true")


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


_MISSING = ("`None`", "false")


def stand_ins(name: str, body: Body) -> Iterator[Role]:
    """Yield what stands in for a parameter: all there is if it's bound again or hardly used."""
    if body.bound[name]:
        for index, statement in enumerate(body.statements):
            found = _rebound(statement, name, body)
            is_read = body.loads[name] > count(statement, name) - body.bound[name]
            if found is not None and is_read and not _is_needless(index, name, body):
                yield found
    elif body.loads[name] <= 2:
        for part in _values(body):
            found = _alternative(part, name, body)
            if found is not None:
                yield found


def _is_needless(index: int, name: str, body: Body) -> bool:
    """Tell whether the function may have done its work before a statement, without what's bound."""
    works = (
        isinstance(part, LEAVING) and any(isinstance(each, ast.Call) for each in walk(part))
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

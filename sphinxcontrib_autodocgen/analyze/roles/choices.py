"""The literals that a parameter may be, where everything else is refused."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ...model import Role
from .body import Body, is_name, literal, only_raises

__all__ = ["choices"]

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
    for part in body.around.get(name, ()):
        if isinstance(part, ast.Subscript) and is_name(part.slice, name):
            yield _keys(part.value)


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
        found += literals
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
    patterns = [each for case in cases for each in _alternatives(case.pattern)]
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

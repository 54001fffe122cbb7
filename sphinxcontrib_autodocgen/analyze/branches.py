"""Branches that no version of Python that we run on takes, such as those for Python 2."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from .syntax import source

__all__ = ["drop_old_python"]

_VERSIONS = ((3, 11, 0, "final", 0), (3, 99, 0, "final", 0))
"""The versions that must agree: what is said of both holds for all between.

Whoever imports a project beside us does so with Python 3.11 or later.
"""

_CONVENTIONS = {"PY2": (False, False), "PY3": (True, True)}
"""What six and many a module of one's own call tests of the version."""

_COMPARING: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


def drop_old_python(tree: ast.Module) -> None:
    """Put in place of a test of Python's version the branch that is taken, in the tree.

    Tests outside of functions count, of ``sys.version_info`` and of names for such a test; one that
    some versions pass and others don't stays.

    Args:
        tree: A parsed file; it is changed.
    """
    known: dict[str, Any] = dict(_CONVENTIONS)
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        for field in ("body", "orelse", "handlers", "finalbody"):
            body = getattr(node, field, None)
            if isinstance(body, list):
                body[:] = list(_kept(body, known)) or body[:1]
                waiting += [each for each in reversed(body) if isinstance(each, _HOLDING)]


_HOLDING = (ast.ClassDef, ast.If, ast.Try, ast.TryStar, ast.ExceptHandler, ast.With)


def _kept(body: list[Any], known: dict[str, Any]) -> Iterator[Any]:
    """Yield statements, of a decided test those of the branch that is taken."""
    for statement in body:
        _learn(statement, known)
        taken = _decided(statement.test, known) if isinstance(statement, ast.If) else None
        if taken is None:
            yield statement
        else:
            yield from _kept(statement.body if taken else statement.orelse, known)


def _learn(statement: ast.stmt, known: dict[str, Any]) -> None:
    """Note the names that a statement gives to Python's version, or to a test of it."""
    match statement:
        case ast.ImportFrom(module="sys", names=aliases):
            known |= {a.asname or a.name: _VERSIONS for a in aliases if a.name == "version_info"}
        case ast.Assign([ast.Name(name)], value):
            found = _values(value, known)
            known.pop(name, None)
            if found is not None:
                known[name] = found


def _decided(test: ast.expr, known: Mapping[str, Any]) -> bool | None:
    found = _values(test, known)
    if found is None or bool(found[0]) is not bool(found[1]):
        return None
    return bool(found[0])


def _values(node: ast.expr, known: Mapping[str, Any]) -> tuple[Any, Any] | None:
    """Return what an expression is in the first and in the last version, None if that's unknown."""
    match node:
        case ast.Name(name):
            return known.get(name)
        case ast.Attribute(attr="version_info") if source(node) == "sys.version_info":
            return _VERSIONS
        case ast.Attribute(attr="PY2" | "PY3" as name):
            return _CONVENTIONS[name]
        case ast.Attribute(value, "major" | "minor" as part):
            index = ast.Constant(("major", "minor").index(part))
            return _values(ast.Subscript(value, index), known)
        case ast.Subscript(value, key):
            return _item(_values(value, known), key)
        case ast.UnaryOp(ast.Not(), value):
            found = _values(value, known)
            return None if found is None else (not found[0], not found[1])
        case ast.Compare(left, [op], [right]) if type(op) in _COMPARING:
            return _compared(_values(left, known), _COMPARING[type(op)], right)
    return None


def _item(of: tuple[Any, Any] | None, key: ast.expr) -> tuple[Any, Any] | None:
    """Return a part of Python's version: ``[0]``, ``[:2]``."""
    match key:
        case ast.Constant(int(index)) if index in (0, 1):
            part: Any = index
        case ast.Slice(None, ast.Constant(int(stop)), None):
            part = slice(stop)
        case _:
            return None
    are_versions = of is not None and all(isinstance(each, tuple) for each in of)
    return (of[0][part], of[1][part]) if of is not None and are_versions else None


def _compared(
    left: tuple[Any, Any] | None, holds: Callable[[Any, Any], bool], right: ast.expr
) -> tuple[bool, bool] | None:
    try:
        other = ast.literal_eval(right)
        return None if left is None else (holds(left[0], other), holds(left[1], other))
    except (TypeError, ValueError):
        return None

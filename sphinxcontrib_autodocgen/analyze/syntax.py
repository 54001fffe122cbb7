"""Helpers shared by readers of an ``ast`` tree: the ends of scopes, and the text of expressions.

A tree that the parser accepts can be thousands of nodes deep (a long sum, a long chain of
``elif``), so nothing here or in the readers calls itself for each level of an expression.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from copy import deepcopy  # noqa: TID251
from itertools import chain, zip_longest
from typing import TypeVar

from ..errors import SourceError

__all__ = [
    "SCOPES",
    "TOO_DEEP",
    "FunctionNode",
    "annotation_source",
    "by_statement",
    "child_nodes",
    "children",
    "copied",
    "first_parameter",
    "in_pairs",
    "inside",
    "last_part",
    "own_nodes",
    "own_statements",
    "parse",
    "parse_expression",
    "path_of",
    "source",
    "walk",
    "without_surrogates",
]

_Node = TypeVar("_Node", bound=ast.AST)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)

TOO_DEEP = "..."
"""Stands for an expression that can't be written, because it's too deep or a number too long."""


_LONG = re.compile(r"0[xXoObB][0-9a-fA-F_]{3500}")
"""A number that may have more decimal digits than Python writes, which is 4,300."""


class _Unwritten(int):
    """An integer that isn't written, because Python refuses to, or takes long."""

    def __repr__(self) -> str:
        return TOO_DEEP


_Unwritten.__name__ = _Unwritten.__qualname__ = int.__name__  # types are told by it
_Unwritten.__module__ = int.__module__


def parse(text: str, path: str) -> ast.Module:
    """Return the tree of a file, type comments included where they are in their places.

    Args:
        text: The file's text.
        path: Its path, for errors.

    Raises:
        SourceError: If it isn't valid for this Python; it names the line where it can.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = _parsed(text)
    except SyntaxError as error:
        reason = f"syntax error: {error.msg}; the file isn't valid for this Python"
        raise SourceError(path, error.lineno, "syntax", reason) from None
    except ValueError as error:
        raise SourceError(path, None, "syntax", f"syntax error: {error}") from None
    except (RecursionError, MemoryError):
        reason = "nested too deeply for Python's parser; leave it out with 'exclude'"
        raise SourceError(path, None, "limit", reason) from None
    if _LONG.search(text):
        _leave_unwritten(tree)
    return tree


def _leave_unwritten(tree: ast.Module) -> None:
    """Make all integers that have too many digits to be written such as write themselves."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(int() as value) if value.bit_length() > _MOST_BITS:
                node.value = _Unwritten(value)


_MOST_BITS = 14_000
"""Size of the largest integer that is written, which has 4,215 decimal digits."""


def _parsed(text: str) -> ast.Module:
    try:
        tree = ast.parse(text, type_comments=True)
    except SyntaxError:  # a type comment where none belongs is one
        return ast.parse(text)
    tree.type_ignores = []  # they are no code
    return tree


def source(node: ast.expr) -> str:
    """Write an expression as source.

    Before Python 3.12 an f-string with a backslash in its code can't be written either.
    """
    if isinstance(node, ast.Name):
        return node.id
    try:
        return ast.unparse(node)
    except (RecursionError, ValueError):
        return TOO_DEEP


def annotation_source(node: ast.expr | None) -> str | None:
    """Write an annotation as source; one in quotes loses them."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
        return None if node is None else source(node)
    parsed = parse_expression(node.value.strip())
    return node.value if parsed is None else source(parsed)


def parse_expression(text: str) -> ast.expr | None:
    """Parse a text as one expression, None if it isn't one."""
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def path_of(node: ast.AST) -> str:
    """Return a name or a dotted name as it's written, "" for anything else.

    Args:
        node: The expression.
    """
    inner = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return source(node) if isinstance(node, ast.expr) and isinstance(inner, ast.Name) else ""


def first_parameter(node: FunctionNode) -> str:
    """Return the name of a function's first parameter, empty if it has none."""
    first = [*node.args.posonlyargs, *node.args.args][:1]
    return first[0].arg if first else ""


def without_surrogates(text: str) -> str:
    r"""Write what no encoding can hold, as ``"\ud800"`` in a docstring, as an escape."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def last_part(name: str) -> str:
    """Return the last part of a dotted name that may have type arguments."""
    return name.partition("[")[0].rpartition(".")[2]


def child_nodes(node: ast.AST) -> tuple[ast.AST, ...]:
    """Return the children of a node, as ``ast.iter_child_nodes`` yields them.

    They are noted on the node, which dozens of readers visit; so a tree that was read mustn't be
    changed, but a copy of it by :func:`copied` may.
    """
    noted = node.__dict__
    known: tuple[ast.AST, ...] | None = noted.get(_CHILDREN)
    if known is None:
        found: list[ast.AST] = []
        for name in node._fields:
            value = noted.get(name)
            if isinstance(value, ast.AST):
                found.append(value)
            elif isinstance(value, list):
                found += [part for part in value if isinstance(part, ast.AST)]
        known = noted[_CHILDREN] = tuple(found)
    return known


def walk(node: ast.AST) -> list[ast.AST]:
    """Return a node and all nodes below it, in the order of ``ast.walk``."""
    noted = node.__dict__
    known: tuple[ast.AST, ...] | None = noted.get(_BELOW)
    if known is not None:
        return [node, *known]
    found = [node]
    for each in found:  # which grows meanwhile
        if each._fields:
            found += child_nodes(each)
    if isinstance(node, FunctionNode):
        noted[_BELOW] = tuple(found[1:])
    return found


def copied(node: _Node) -> _Node:
    """Return a deep copy of a node that may be changed."""
    copy = deepcopy(node)
    for each in ast.walk(copy):
        for name in _NOTES:
            each.__dict__.pop(name, None)
    return copy


def inside(node: FunctionNode) -> tuple[ast.AST, ...]:
    """Return the nodes of a function's body that belong to no scope inside it, in order."""
    known: tuple[ast.AST, ...] | None = node.__dict__.get(_INSIDE)
    if known is None:
        known = node.__dict__[_INSIDE] = tuple(chain.from_iterable(by_statement(node)))
    return known


def by_statement(node: FunctionNode) -> tuple[tuple[ast.AST, ...], ...]:
    """Return the same nodes for each statement of the body."""
    known: tuple[tuple[ast.AST, ...], ...] | None = node.__dict__.get(_BY_STATEMENT)
    if known is None:
        known = tuple(tuple(own_nodes([statement])) for statement in node.body)
        node.__dict__[_BY_STATEMENT] = known
    return known


_CHILDREN, _BELOW, _INSIDE, _BY_STATEMENT = _NOTES = (
    "_children", "_below", "_inside", "_by_statement"
)  # fmt: skip


def own_nodes(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a body that belong to it and not to a scope inside it, in order."""
    waiting = list(body)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if node._fields and not isinstance(node, SCOPES):  # a third of all nodes have no fields
            waiting += child_nodes(node)[::-1]


def own_statements(body: Iterable[ast.stmt]) -> Iterator[tuple[ast.stmt, ast.AST | None]]:
    """Yield the statements of a body, nested blocks included, each with the one that follows it."""
    waiting = list(in_pairs(body))[::-1]
    while waiting:
        statement, following = waiting.pop()
        if isinstance(statement, ast.stmt):
            yield statement, following
        if not isinstance(statement, (*SCOPES, ast.expr)):
            waiting.extend(reversed(list(children(statement))))


def children(node: ast.AST) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    """Yield the children of a node, each with its next sibling in the same list, if any."""
    for _, value in ast.iter_fields(node):
        if isinstance(value, list):
            yield from in_pairs(part for part in value if isinstance(part, ast.AST))
        elif isinstance(value, ast.AST):
            yield value, None


def in_pairs(nodes: Iterable[ast.AST]) -> Iterator[tuple[ast.AST, ast.AST | None]]:
    """Yield each node with the one after it; the last with None."""
    known = list(nodes)
    return zip_longest(known, known[1:])

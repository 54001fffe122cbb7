"""Which parts of a body run whatever the parameters are, and which one is all that reads a name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..syntax import SCOPES, own_nodes
from .body import Body, tested_for_none

__all__ = ["always", "is_only_use", "may_be_left_before"]


def is_only_use(node: ast.AST, name: str, body: Body) -> bool:
    """Tell whether one node is all that reads a parameter, tests for None apart, and always does.

    Args:
        node: It.
        name: The parameter.
        body: The function's body.
    """
    is_alone = body.loads[name] == 1 + body.tests_for_none[name]
    return is_alone and any(part is node for part in always(body.statements, name))


def always(nodes: list[ast.stmt], name: str = "") -> Iterator[ast.AST]:
    """Yield the nodes that no condition is on but whether a parameter is None.

    What repeats or guards statements, such as a loop, is no condition on them.

    Args:
        nodes: Statements.
        name: The parameter.
    """
    waiting: list[ast.AST] = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += _certain(node, name)


def _certain(node: ast.AST, name: str) -> list[ast.AST]:
    """Return the children of a node that aren't skipped in some cases."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) if tested_for_none(test) != name or not name:
            return [test]
        case ast.BoolOp(values=[first, *_]):
            return [first]
        case ast.Match(subject=subject):
            return [subject]
        case ast.Try(body=body, finalbody=final) | ast.TryStar(body=body, finalbody=final):
            return [*body, *final]
        case _ if isinstance(node, SCOPES):
            return []
    return list(ast.iter_child_nodes(node))


def may_be_left_before(node: ast.stmt, body: Body) -> bool:
    """Tell whether a function may have returned before one of its own statements."""
    before = body.statements[: body.statements.index(node)]
    return any(isinstance(part, ast.Return) for part in own_nodes(before))

"""Whether control can reach the end of a function, over astroid's tree."""

from __future__ import annotations

from astroid import nodes

__all__ = ["falls_through", "is_placeholder", "only_ellipsis"]

_EXITS = {"sys.exit", "os._exit", "exit", "quit", "os.abort"}
_SWALLOWS = {"suppress", "raises", "assertRaises", "assertRaisesRegex"}
"""Context managers that go on after an exception in their block."""


def falls_through(body: list[nodes.NodeNG]) -> bool:
    """Tell whether control can reach the end of a block.

    Args:
        body: The block's statements.
    """
    return all(_continues(statement) for statement in body)


def is_placeholder(node: nodes.FunctionDef) -> bool:
    """Tell whether a body is empty, which says nothing about what an override returns.

    Args:
        node: The function; outside a class only a body of ``...`` counts.
    """
    body = [part for part in node.body if not isinstance(part, nodes.Pass)]
    empty = all(isinstance(p, nodes.Expr) and isinstance(p.value, nodes.Const) for p in body)
    return only_ellipsis(node) or (empty and isinstance(node.parent, nodes.ClassDef))


def only_ellipsis(node: nodes.FunctionDef) -> bool:
    """Tell whether a body is just ``...``.

    Args:
        node: The function.
    """
    last = node.body[-1] if len(node.body) == 1 else None
    return (
        isinstance(last, nodes.Expr)
        and isinstance(last.value, nodes.Const)
        and last.value.value is ...
    )


def _continues(node: nodes.NodeNG) -> bool:
    if isinstance(node, nodes.Return | nodes.Raise | nodes.Continue | nodes.Break):
        return False
    if isinstance(node, nodes.If):
        return not node.orelse or falls_through(node.body) or falls_through(node.orelse)
    if isinstance(node, nodes.With):
        return falls_through(node.body) or any(_swallows(manager) for manager, _ in node.items)
    if isinstance(node, nodes.For | nodes.While):
        return _leaves_loop(node)
    if isinstance(node, nodes.Try | nodes.TryStar):
        if node.finalbody and not falls_through(node.finalbody):
            return False
        done = falls_through(node.body) and falls_through(node.orelse)
        return done or any(falls_through(handler.body) for handler in node.handlers)
    if isinstance(node, nodes.Match):
        last = node.cases[-1]
        total = isinstance(last.pattern, nodes.MatchAs) and last.pattern.pattern is None
        caught_all = total and last.guard is None
        return not caught_all or any(falls_through(case.body) for case in node.cases)
    return not _exits(node)


def _leaves_loop(node: nodes.For | nodes.While) -> bool:
    if any(_breaks(part) for part in node.body):
        return True
    if isinstance(node, nodes.While) and isinstance(node.test, nodes.Const) and node.test.value:
        return False
    return falls_through(node.orelse)


def _breaks(node: nodes.NodeNG) -> bool:
    """Tell whether a part of a loop's body can leave that loop by ``break``."""
    if isinstance(node, nodes.Break):
        return True
    if isinstance(node, nodes.FunctionDef | nodes.ClassDef):
        return False
    inner = isinstance(node, nodes.For | nodes.While)
    return any(_breaks(child) for child in (node.orelse if inner else node.get_children()))


def _swallows(manager: nodes.NodeNG) -> bool:
    return isinstance(manager, nodes.Call) and _last_part(manager.func) in _SWALLOWS


def _last_part(function: nodes.NodeNG) -> str:
    if isinstance(function, nodes.Attribute):
        return str(function.attrname)
    return str(function.name) if isinstance(function, nodes.Name) else ""


def _exits(node: nodes.NodeNG) -> bool:
    """Tell whether a statement is a call that never returns."""
    if not isinstance(node, nodes.Expr) or not isinstance(node.value, nodes.Call):
        return False
    return node.value.func.as_string() in _EXITS

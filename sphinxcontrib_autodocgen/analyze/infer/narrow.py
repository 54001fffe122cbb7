"""What a condition that holds, or doesn't, says about the names in it.

``narrow`` changes the current environment: a tested name, or attribute path, is bound to a term
that keeps only the types for which the condition can be so.
"""

from __future__ import annotations

from astroid import nodes

from .expressions import Expressions, path_of

__all__ = ["narrow"]

_MAX_TESTS = 40


def narrow(lowering: Expressions, test: nodes.NodeNG, *, holds: bool) -> None:
    """Narrow names by a condition.

    Args:
        lowering: Whose current unit's environment changes.
        test: The condition.
        holds: Whether it is true at this point.
    """
    if isinstance(test, nodes.UnaryOp) and test.op == "not":
        narrow(lowering, test.operand, holds=not holds)
    elif isinstance(test, nodes.BoolOp):
        _junction(lowering, test, holds)
    elif isinstance(test, nodes.Compare) and len(test.ops) == 1:
        _comparison(lowering, test, holds)
    elif isinstance(test, nodes.Call):
        _call(lowering, test, holds)
    elif isinstance(test, nodes.NamedExpr):
        _set(lowering, test.target, "true" if holds else "false")
    else:
        _set(lowering, test, "true" if holds else "false")


def _set(lowering: Expressions, node: nodes.NodeNG, text: str, *refs: int) -> None:
    """Bind what a node names to a narrowed term."""
    path = path_of(node)
    if not path:
        return
    unit = lowering.unit
    if "." not in path and path not in unit.env.names:
        return
    term = lowering.expr(node) if not isinstance(node, nodes.AssignName) else unit.env.names[path]
    unit.env.names[path] = unit.add("narrow", text, (term, *refs), node.lineno or 0)


def _junction(lowering: Expressions, test: nodes.BoolOp, holds: bool) -> None:
    values = test.values[:_MAX_TESTS]
    if (test.op == "and") == holds:
        for value in values:
            narrow(lowering, value, holds=holds)
        return
    unit = lowering.unit
    before = unit.env
    ends = []
    current = before.copy()
    for value in values:
        unit.env = current.copy()
        narrow(lowering, value, holds=holds)
        ends.append(unit.env)
        unit.env = current
        narrow(lowering, value, holds=not holds)
        current = unit.env
    unit.env = unit.join(ends, before.guard)


def _comparison(lowering: Expressions, test: nodes.Compare, holds: bool) -> None:
    op, right = test.ops[0]
    positive = op in ("is", "==", "in")
    if op not in ("is", "is not", "==", "!=", "in", "not in"):
        return
    left = test.left
    target = left.target if isinstance(left, nodes.NamedExpr) else left
    if isinstance(right, nodes.Const) and right.value is None:
        _set(lowering, target, "none" if positive == holds else "notnone")
    elif _is_type_call(left):
        text = "isinstance" if positive == holds else "unchanged"
        _set(lowering, left.args[0], text, lowering.expr(right))
    elif positive == holds and op in ("==", "is") and isinstance(right, nodes.Const):
        _set(lowering, target, "equal", lowering.expr(right))
    elif positive == holds and op in ("in", "not in"):
        _set(lowering, target, "member", lowering.expr(right))


def _is_type_call(node: nodes.NodeNG) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.func, nodes.Name)
        and node.func.name == "type"
        and len(node.args) == 1
    )


def _call(lowering: Expressions, test: nodes.Call, holds: bool) -> None:
    name = test.func.name if isinstance(test.func, nodes.Name) else ""
    if name in ("isinstance", "issubclass") and len(test.args) == 2:
        text = name if holds else f"not{name}"
        _set(lowering, test.args[0], text, lowering.expr(test.args[1]))
    elif name == "callable" and len(test.args) == 1:
        _set(lowering, test.args[0], "callable" if holds else "notcallable")
    elif name == "hasattr" and len(test.args) == 2 and isinstance(test.args[1], nodes.Const):
        text = f"hasattr {test.args[1].value}" if holds else f"nothasattr {test.args[1].value}"
        _set(lowering, test.args[0], text)
    elif name in ("len", "bool") and len(test.args) == 1:
        _set(lowering, test.args[0], "true" if holds else "false")

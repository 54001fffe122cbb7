"""Conditions in words: ``n < 0`` becomes "`n` is negative".

Words exist for comparisons, ``isinstance``, ``hasattr`` and plain truth, of names, attributes and
literals. A condition that would take more is left unsaid.
"""

from __future__ import annotations

import ast

from .syntax import TOO_DEEP, source

__all__ = ["condition", "is_about_state", "without_not"]

_MAX_NAME = 40
_MAX_MEMBERS = 5

_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("is less than", "is at least"),
    ast.LtE: ("is at most", "is greater than"),
    ast.Gt: ("is greater than", "is at most"),
    ast.GtE: ("is at least", "is less than"),
    ast.Eq: ("is", "is not"),
    ast.NotEq: ("is not", "is"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("is in", "is not in"),
    ast.NotIn: ("is not in", "is in"),
}
"""Words for a comparison that holds, and for one that doesn't."""


def condition(test: ast.expr, holds: bool) -> str | None:
    """Put a condition in words: ``n < 0`` becomes "`n` is negative".

    Args:
        test: The expression.
        holds: Whether to say that it holds, or that it doesn't.

    Returns:
        Words without capital and full stop, with code in backquotes; None if there are no plain
        words for it.
    """
    test, holds = without_not(test, holds=holds)
    if isinstance(test, ast.BoolOp):
        return _junction(test, holds)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _comparison(test.left, test.ops[0], test.comparators[0], holds)
    if isinstance(test, ast.Call):
        return _call(test, holds)
    name = None if isinstance(test, ast.Constant) else _code(test)
    if name is None:
        return None
    return f"{name} is true" if holds else f"{name} is empty, zero, false or None"


def _junction(test: ast.BoolOp, holds: bool) -> str | None:
    if len(test.values) > 2 or any(
        isinstance(without_not(v, holds=True)[0], ast.BoolOp) for v in test.values
    ):
        return None  # "a and b or c" could be read in two ways
    words = [condition(value, holds) for value in test.values]
    if None in words:
        return None
    joined = isinstance(test.op, ast.And) == holds
    return (" and " if joined else " or ").join(word for word in words if word)


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, holds: bool) -> str | None:
    subject, other = _code(left), _code(right)
    if subject is None or isinstance(left, ast.Constant):
        return None
    if isinstance(op, ast.In | ast.NotIn) and isinstance(right, ast.Tuple | ast.List | ast.Set):
        return _membership(subject, right.elts, isinstance(op, ast.In) == holds)
    if other is None:
        return None
    if isinstance(right, ast.Constant) and right.value == 0 and type(right.value) is int:
        sign = _SIGNS.get((type(op), holds))
        if sign is not None:
            return f"{subject} is {sign}"
    return f"{subject} {_COMPARED[type(op)][0 if holds else 1]} {other}"


def _membership(subject: str, members: list[ast.expr], holds: bool) -> str | None:
    """Say whether something is among a few literals or names."""
    names = [_code(member) for member in members]
    if None in names or not 1 <= len(names) <= _MAX_MEMBERS:
        return None
    *most, last = [name for name in names if name]
    if not most:
        return f"{subject} is {last}" if holds else f"{subject} is not {last}"
    if len(most) == 1:
        joined = f"{most[0]} or {last}" if holds else f"neither {most[0]} nor {last}"
        return f"{subject} is {joined}"
    return f"{subject} is {'one' if holds else 'none'} of {', '.join(most)} and {last}"


_SIGNS: dict[tuple[type[ast.cmpop], bool], str] = {
    (ast.Lt, True): "negative",
    (ast.GtE, False): "negative",
    (ast.Gt, True): "positive",
    (ast.LtE, False): "positive",
}
"""What a comparison with 0 says of a number, if it holds or doesn't."""


def _call(test: ast.Call, holds: bool) -> str | None:
    function = test.func.id if isinstance(test.func, ast.Name) else ""
    if len(test.args) != 2 or test.keywords or function not in ("isinstance", "hasattr"):
        return None
    subject = _code(test.args[0])
    if subject is None:
        return None
    if function == "hasattr":
        attribute = test.args[1]
        if not isinstance(attribute, ast.Constant) or not isinstance(attribute.value, str):
            return None
        return f"{subject} has {'an' if holds else 'no'} attribute `{attribute.value}`"
    kinds = test.args[1].elts if isinstance(test.args[1], ast.Tuple) else [test.args[1]]
    names = [_code(kind) for kind in kinds]
    if None in names:
        return None
    listed = " or ".join(name for name in names if name)
    return f"{subject} is {'an' if holds else 'not an'} instance of {listed}"


def _code(node: ast.expr) -> str | None:
    """Return a name, attribute, plain constant or ``len()`` of one as code, None for the rest."""
    if isinstance(node, ast.Constant):
        text = repr(node.value)
        plain = node.value is None or isinstance(node.value, bool | int | float | str)
        return f"`{text}`" if plain and len(text) <= _MAX_NAME and "`" not in text else None
    plain_call = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("len", "type")
        and len(node.args) == 1
        and not node.keywords
    )
    inner = node.args[0] if plain_call and isinstance(node, ast.Call) else node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    text = source(node) if isinstance(inner, ast.Name) else ""
    return f"`{text}`" if text and len(text) <= _MAX_NAME and text != TOO_DEEP else None


def is_about_state(test: ast.expr) -> bool:
    """Tell whether a condition may change while its names stay bound to the same objects.

    ``x is None`` and ``isinstance(x, int)`` can't; ``not x`` and ``len(x) > 2`` can.

    Args:
        test: The condition.
    """
    test, _ = without_not(test, holds=True)
    if isinstance(test, ast.BoolOp):
        return any(is_about_state(value) for value in test.values)
    if isinstance(test, ast.Compare) and all(isinstance(op, ast.Is | ast.IsNot) for op in test.ops):
        return any(isinstance(part, ast.Attribute) for part in ast.walk(test))
    return not (
        isinstance(test, ast.Call)
        and isinstance(test.func, ast.Name)
        and test.func.id == "isinstance"
    )


def without_not(test: ast.expr, *, holds: bool) -> tuple[ast.expr, bool]:
    """Strip ``not`` from a condition.

    Args:
        test: The condition.
        holds: Whether it holds.

    Returns:
        What is below ``not``, and whether that holds.
    """
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, holds = test.operand, not holds
    return test, holds

"""Conditions in words: ``n < 0`` becomes "`n` is negative".

Words exist for comparisons, ``isinstance``, ``hasattr`` and plain truth, of names, attributes and
literals. A condition that would take more is left unsaid.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from .syntax import TOO_DEEP, path_of, source, walk

__all__ = ["condition", "is_about_state", "question", "without_not"]

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

_EQUALITY: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Eq: ("equals", "does not equal"),
    ast.NotEq: ("does not equal", "equals"),
}
"""Words that part equality from identity."""


def _plain_truth(_node: ast.expr, name: str, holds: bool) -> str | None:
    return f"{name} is true" if holds else f"{name} is empty, zero, false or None"


def condition(
    test: ast.expr,
    holds: bool,
    write: Callable[[ast.expr], str | None] | None = None,
    truth: Callable[[ast.expr, str, bool], str | None] = _plain_truth,
    *,
    exact: bool = False,
) -> str | None:
    """Put a condition in words: ``n < 0`` becomes "`n` is negative".

    Args:
        test: The expression.
        holds: Whether to say that it holds, or that it doesn't.
        write: Writes what is compared as code, or gives None; names and attributes if left out.
        truth: Says that an expression, written as code, is true, or that it isn't.
        exact: Whether to part what equals something from what is that very thing.

    Returns:
        Words without capital and full stop, with code in backquotes; None if there are no plain
        words for it.
    """
    compared = _COMPARED | _EQUALITY if exact else _COMPARED
    words = _Words(write or _code, truth, compared, is_exact=exact)
    return words.condition(test, holds)


def _flattened(test: ast.BoolOp) -> Iterator[ast.expr]:
    """Yield what an operator joins, also within what it joins."""
    for value in test.values:
        if isinstance(value, ast.BoolOp) and type(value.op) is type(test.op):
            yield from _flattened(value)
        else:
            yield value


class _Words:
    """Puts conditions in words.

    Args:
        write: Writes what is compared.
        truth: Says that something is true, or that it isn't.
        compared: Words for each comparison that holds, and for each that doesn't.
        is_exact: Whether to say more than may stand in a remark on an argument.
    """

    def __init__(
        self,
        write: Callable[[ast.expr], str | None],
        truth: Callable[[ast.expr, str, bool], str | None],
        compared: dict[type[ast.cmpop], tuple[str, str]],
        *,
        is_exact: bool,
    ) -> None:
        self.is_exact = is_exact
        self.most = 4 if is_exact else 2
        self.write = write
        self.truth = truth
        self.compared = compared

    def condition(self, test: ast.expr, holds: bool) -> str | None:
        """Put a condition in words, None if there are none."""
        test, holds = without_not(test, holds=holds)
        joined = _as_junction(test) if self.is_exact else test
        if isinstance(joined, ast.BoolOp):
            return self._junction(joined, holds)
        if isinstance(test, ast.Compare) and len(test.ops) == 1:
            return self._comparison(test, test.ops[0], holds)
        said = question(test, self.write, holds=holds) if isinstance(test, ast.Call) else None
        name = None if isinstance(test, ast.Constant) or said else self.write(test)
        return said if name is None else self.truth(test, name, holds)

    def _comparison(self, test: ast.Compare, op: ast.cmpop, holds: bool) -> str | None:
        """Put a comparison of two expressions in words."""
        subject, right = self.write(test.left), test.comparators[0]
        is_in = isinstance(op, ast.In | ast.NotIn)
        if subject is None or (isinstance(test.left, ast.Constant) and not is_in):
            return None
        if is_in and isinstance(right, ast.Tuple | ast.List | ast.Set):
            return _membership(subject, right.elts, self.write, isinstance(op, ast.In) == holds)
        return self._compared(subject, op, right, holds)

    def _compared(self, subject: str, op: ast.cmpop, right: ast.expr, holds: bool) -> str | None:
        other = self.write(right)
        if other is None:
            return None
        if _is_zero(right) and (type(op), holds) in _SIGNS:
            return f"{subject} is {_SIGNS[type(op), holds]}"
        compared = self.compared if _is_constant(right) else self.compared | _EQUALITY
        when_true, when_false = compared[type(op)]
        return f"{subject} {when_true if holds else when_false} {other}"

    def _junction(self, test: ast.BoolOp, holds: bool) -> str | None:
        *values, last = _flattened(test)
        if len(values) >= self.most or any(map(_is_junction, values)):
            return None  # "a and b or c" could be read in two ways
        words = [self.condition(value, holds) for value in values]
        is_and = isinstance(test.op, ast.And) == holds
        is_plain = not _is_junction(last)
        words.append(self.condition(last, holds) if is_plain else self._pair(last, holds, is_and))
        if None in words:
            return None
        found = [word for word in words if word]
        if not is_and:
            return " or ".join(found)
        return _neither(found) or " and ".join(found)

    def _pair(self, test: ast.expr, holds: bool, is_behind_and: bool) -> str | None:
        """Put two conditions behind others in words: "both a and b", "either a or b"."""
        test, holds = without_not(test, holds=holds)
        if not self.is_exact or not isinstance(test, ast.BoolOp) or len(test.values) > 2:
            return None
        if any(_is_junction(value) for value in test.values):
            return None
        said = self._junction(test, holds)
        is_and = isinstance(test.op, ast.And) == holds
        if said is None or said.startswith("neither ") or is_and == is_behind_and:
            return said
        return f"{'both' if is_and else 'either'} {said}"


def _is_junction(node: ast.expr) -> bool:
    inner = without_not(node, holds=True)[0]
    return isinstance(inner, ast.BoolOp) or (isinstance(inner, ast.Compare) and len(inner.ops) > 1)


def _as_junction(test: ast.expr) -> ast.expr:
    """Return a comparison of three things as two, the middle one being the subject of both."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 2:
        return test
    first, (middle, last) = test.left, test.comparators
    turned = _TURNED.get(type(test.ops[0]))
    inner = first.operand if isinstance(first, ast.UnaryOp) else first
    if isinstance(inner, ast.Constant) and turned is not None:
        one = ast.Compare(middle, [turned()], [first])
    else:
        one = ast.Compare(first, [test.ops[0]], [middle])
    return ast.BoolOp(ast.And(), [one, ast.Compare(middle, [test.ops[1]], [last])])


_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
}
"""Comparisons of two things by those of the same things the other way round."""


def _neither(words: list[str]) -> str | None:
    """Return one condition for two that say of something that it's not true."""
    subjects = [word.removesuffix(_NOT_TRUE) for word in words if word.endswith(_NOT_TRUE)]
    if len(subjects) != 2 or len(words) != 2:
        return None
    return f"neither {subjects[0]} nor {subjects[1]} is true"


_NOT_TRUE = " is not true"


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and type(node.value) is int


def _is_constant(node: ast.expr) -> bool:
    """Tell whether equality with a value reads as being it: it's a literal or a constant's name."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    return isinstance(node, ast.Constant) or name.isupper()


def _membership(
    subject: str,
    members: list[ast.expr],
    write: Callable[[ast.expr], str | None],
    holds: bool,
) -> str | None:
    """Say whether something is among a few literals or names."""
    names = [write(member) for member in members]
    known = [name for name in names if name]
    if len(known) < len(names) or not 1 <= len(names) <= _MAX_MEMBERS:
        return None
    return f"{subject} is {_among(known, holds)}"


def _among(names: list[str], holds: bool) -> str:
    """Return the words behind "is" for one of a few, or for none of them."""
    *most, last = names
    if not most:
        return last if holds else f"not {last}"
    if len(most) == 1:
        return f"{most[0]} or {last}" if holds else f"neither {most[0]} nor {last}"
    return f"{'one' if holds else 'none'} of {', '.join(most)} and {last}"


_SIGNS: dict[tuple[type[ast.cmpop], bool], str] = {
    (ast.Lt, True): "negative",
    (ast.GtE, False): "negative",
    (ast.Gt, True): "positive",
    (ast.LtE, False): "positive",
}
"""Words for a number, by a comparison with 0 that holds or doesn't."""


def question(test: ast.Call, write: Callable[[ast.expr], str | None], *, holds: bool) -> str | None:
    """Say what a call of ``isinstance``, ``hasattr`` or ``callable`` tells.

    Args:
        test: The call; ``startswith`` and ``endswith`` tell something too.
        write: Writes what it asks about as code, or gives None.
        holds: Whether to say that it holds, or that it doesn't.

    Returns:
        None for any other call.
    """
    told: str | None
    match test.func, test.args, test.keywords:
        case ast.Name("callable"), [thing], []:
            told = "is callable" if holds else "is not callable"
        case ast.Name("hasattr"), [thing, ast.Constant(str() as attribute)], []:
            told = f"has {'an' if holds else 'no'} attribute `{attribute}`"
        case ast.Name("isinstance"), [thing, kinds], []:
            told = _of_kinds(kinds, write, holds)
        case ast.Attribute(value=thing, attr=("startswith" | "endswith") as verb), [part], []:
            told = _with_part(verb.removesuffix("swith"), part, write, holds)
        case _:
            return None
    subject = write(thing)
    return f"{subject} {told}" if subject and told else None


def _of_kinds(kinds: ast.expr, write: Callable[[ast.expr], str | None], holds: bool) -> str | None:
    """Return the words for an instance of one or several classes, or for none of them."""
    names = [write(kind) for kind in (kinds.elts if isinstance(kinds, ast.Tuple) else [kinds])]
    if None in names:
        return None
    return f"is {'an' if holds else 'not an'} instance of {' or '.join(filter(None, names))}"


def _with_part(
    stem: str, part: ast.expr, write: Callable[[ast.expr], str | None], holds: bool
) -> str | None:
    """Return the words for a text that starts or ends with another, or that doesn't."""
    other = write(part)
    if other is None or isinstance(part, ast.Tuple):
        return None
    return f"{f'{stem}s' if holds else f'does not {stem}'} with {other}"


def _code(node: ast.expr) -> str | None:
    """Return a name, attribute, plain constant or ``len()`` of one as code, None for the rest."""
    if isinstance(node, ast.Constant):
        return _literal(node.value)
    inner = node
    match node:
        case ast.Call(func=ast.Name("len" | "type"), args=[argument], keywords=[]):
            inner = argument
    text = source(node) if path_of(inner) else TOO_DEEP
    return f"`{text}`" if len(text) <= _MAX_NAME and text != TOO_DEEP else None


def _literal(value: object) -> str | None:
    """Return a plain constant as code, None for one that is long or can't be quoted."""
    text = repr(value)
    is_plain = value is None or isinstance(value, bool | int | float | str)
    return f"`{text}`" if is_plain and len(text) <= _MAX_NAME and "`" not in text else None


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
        return any(isinstance(part, ast.Attribute) for part in walk(test))
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

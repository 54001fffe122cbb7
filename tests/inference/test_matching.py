"""Which parameter an argument goes to, and whether it fits."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.matching import bind, shape
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import (
    NONE,
    TOP,
    Arguments,
    Value,
    array,
    instance,
    make,
    tuple_of,
)

A, B = instance("m.A"), instance("m.B")
INT, STR = instance("builtins.int"), instance("builtins.str")
ANY = "positional-or-keyword"
SLOTS = [("a", ANY, False), ("b", ANY, True)]
MANY = [("a", ANY, False), ("rest", "var-positional", False), ("more", "var-keyword", False)]


@pytest.mark.parametrize(
    ("slots", "args", "bound"),
    [
        (SLOTS, (("", A),), {"a": A}),
        (SLOTS, (("", A), ("b", B)), {"a": A, "b": B}),
        (SLOTS, (("b", B),), None),
        (SLOTS, (("", A), ("c", B)), None),
        (SLOTS, (("", A), ("", B), ("", B)), None),
        (SLOTS, (("*", tuple_of([A, B])),), {"a": A, "b": B}),
        (SLOTS, (("*", TOP),), {}),
        (SLOTS, (("**", TOP),), {}),
        (MANY, (("", A), ("", B), ("", A)), {"a": A, "rest": A | B}),
        (MANY, (("", A), ("*", array("list", B))), {"a": A, "rest": B}),
        (MANY, (("", A), ("x", B)), {"a": A, "more": B}),
        (MANY, (("", A), ("**", instance("builtins.dict", STR, B))), {"a": A, "more": B}),
    ],
)
def test_arguments_are_distributed(
    slots: list[tuple[str, str, bool]], args: Arguments, bound: dict[str, Value] | None
) -> None:
    """Each argument goes to its parameter; a call that fits none has no binding."""
    assert bind(shape(tuple(slots)), args) == bound


@pytest.mark.parametrize(
    ("declared", "value", "fits"),
    [
        (INT, INT, True),
        (INT, STR, False),
        (INT, INT | STR, False),
        (INT, TOP, True),
        (INT | NONE, NONE, True),
        (INT, NONE, False),
        (instance("builtins.float"), INT, True),
        (instance("builtins.object"), STR, True),
        (instance("typing.Iterable", INT), array("list", INT), True),
        (instance("typing.Sized"), A, True),
        (instance("typing.Sized"), instance("m.C"), False),
        (A, B, True),
        (B, A, False),
        (frozenset([make("typeof", "", (A,))]), frozenset([make("type", "m.B")]), True),
        (frozenset([make("callable", "", (TOP,))]), INT, False),
        (tuple_of([INT, STR]), tuple_of([INT]), False),
    ],
)
def test_a_value_fits_a_declared_type(
    declared: Value, value: Value, *, fits: bool, solve: Callable[..., Solver]
) -> None:
    """Classes fit their bases, protocols are compared member by member, numbers are promoted."""
    text = "class A:\n    def __len__(self): return 1\nclass B(A): ...\nclass C: ...\n"

    assert solve(text).calls.matching.fits(declared, value, {}) is fits


def test_matching_binds_type_variables(solve: Callable[..., Solver]) -> None:
    """A variable stands for all that is given in its place."""
    declared = instance("typing.Iterable", frozenset([make("var", "T")]))
    bound: dict[str, Value] = {}
    solve("").calls.matching.fits(declared, array("list", INT | STR), bound)

    assert bound == {"T": INT | STR}

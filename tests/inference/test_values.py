"""Values: sets of types, and how they are joined."""

from __future__ import annotations

import pytest

from sphinxcontrib_autodocgen.analyze.infer.values import (
    BOTTOM,
    NEVER,
    NONE,
    SELF,
    TOP,
    array,
    instance,
    is_empty,
    make,
    ordered,
    stripped,
    substitute,
    tuple_of,
    union,
    widened,
)

INT, STR = instance("builtins.int"), instance("builtins.str")
ONE = frozenset([make("inst", "builtins.int", (), "1")])


def test_types_are_interned() -> None:
    """Two types of one description are one object, but not a text and a number."""
    assert make("inst", "a.B", (INT,)) is make("inst", "a.B", (INT,))
    assert make("inst", "a.B", (), 1) is not make("inst", "a.B", (), True)


@pytest.mark.parametrize(
    ("values", "joined"),
    [
        ([], BOTTOM),
        ([INT, NONE], INT | NONE),
        ([INT, NEVER], INT),
        ([array("list", INT), array("list", STR)], array("list", INT | STR)),
        ([tuple_of([INT]), tuple_of([STR])], tuple_of([INT | STR])),
        ([tuple_of([INT]), tuple_of([INT, STR])], instance("builtins.tuple", INT | STR)),
        ([instance(f"m.C{i}") for i in range(11)], TOP),
    ],
)
def test_a_union_merges_containers_and_gives_up_on_many(
    values: list[frozenset[object]], joined: frozenset[object]
) -> None:
    """Containers of one class become one; what never ends adds nothing; ten types are enough."""
    assert union(values) == joined  # type: ignore[arg-type]


def test_lambdas_of_one_name_stay_apart() -> None:
    """A union forgets what functions captured, but not that they are several of one name."""
    first, again, other = (
        make("func", "m.f.<locals>.<lambda>", (), payload)
        for payload in (("m", 1, "x"), ("m", 1, "y"), ("m", 2, "x"))
    )
    plain = make("func", "m.f.<locals>.<lambda>", (), ("m", 1))

    joined = union([frozenset([first]), frozenset([other]), frozenset([again])])

    assert joined == {plain, other}
    assert ordered(joined) == [plain, other]


def test_literals_and_receivers_are_forgotten() -> None:
    """Widening forgets literals; stripping also that a type is the receiver's own."""
    own = frozenset([make("inst", "m.C", (), SELF)])

    assert widened(ONE | own) == INT | own
    assert stripped(ONE | own) == INT | instance("m.C")


def test_variables_are_replaced() -> None:
    """A type variable without a value becomes unknown."""
    listed = array("list", frozenset([make("var", "T")]))

    assert substitute(listed, {"T": ONE}) == array("list", INT)
    assert substitute(listed, {}) == array("list", TOP)


def test_nesting_ends() -> None:
    """A type that contains itself again and again is cut."""
    value = INT
    for _ in range(9):
        value = array("list", value)

    assert max(t.depth for t in value) <= 4


@pytest.mark.parametrize(
    ("value", "empty"),
    [
        (frozenset([make("inst", "builtins.str", (), "''")]), True),
        (array("list", BOTTOM), True),
        (tuple_of([]), True),
        (array("list", INT), False),
        (ONE, False),
        (BOTTOM, False),
    ],
)
def test_an_empty_literal_shows_little(value: frozenset[object], empty: bool) -> None:
    """Texts and containers that hold nothing are told apart from others."""
    assert is_empty(value) is empty  # type: ignore[arg-type]


def test_types_have_an_order() -> None:
    """The order is that of their descriptions."""
    assert ordered(STR | INT | NONE) == [*NONE, *INT, *STR]

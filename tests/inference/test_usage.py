"""What a body does with a parameter."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.usage import (
    Uses,
    converted,
    fallback,
    guarded,
    read_uses,
    suggested,
)
from sphinxcontrib_autodocgen.analyze.infer.values import BOTTOM, NONE, Value, instance

INT, STR = instance("builtins.int"), instance("builtins.str")


@pytest.fixture
def uses(solve: Callable[..., Solver]) -> Callable[[str], Uses]:
    """Return a function from a body to what it does with the parameter a."""

    def read(body: str) -> Uses:
        lines = "".join(f"    {line}\n" for line in body.split("\n"))
        solver = solve(f"def f(a, b):\n{lines}")
        return read_uses(solver, solver.program.by_name["m.f"][0])["a"]

    return read


@pytest.mark.parametrize(
    ("body", "facts"),
    [
        ("a.x", {"attributes": {"x": False}, "read": 1}),
        ("a.x()", {"attributes": {"x": True}, "read": 1}),
        ("a()", {"called": 1}),
        ("b(a)", {"called": 0, "total": 1}),
        ("for c in a: ...", {"iterated": 1}),
        ("a['k']", {"subscripted": 1}),
        ("a[1:]", {"sliced": 1}),
        ("b in a", {"contained": 1}),
        ("with a: ...", {"context": 1}),
        ("a + 1", {"operands": (("+", INT, True),)}),
        ("a < 1", {"compared": (INT,)}),
        ("a == 'x'", {"equal": (STR,)}),
        ("if a is None:\n    a = 1\na.x", {"tested": True, "nullable": True}),
        ("b.x = a\nb.x.y", {"attributes": {"y": False}}),
    ],
)
def test_facts_are_read_off_the_terms(
    body: str, facts: dict[str, object], uses: Callable[[str], Uses]
) -> None:
    """Each operator tells something of the parameter that it's applied to."""
    found = uses(body)

    assert {name: getattr(found, name) for name in facts} == facts


def test_names_that_stand_for_something_else_have_facts_of_their_own(
    solve: Callable[..., Solver],
) -> None:
    """Attributes of the receiver, outer variables and what ``*args`` holds are told apart."""
    solver = solve(
        "class C:\n    def f(self, *args):\n        self.x.y\n        for a in args:\n"
        "            a.z\n        def g():\n            self.x\n"
    )
    named = read_uses(solver, solver.program.by_name["m.C.f"][0])
    inner = read_uses(solver, solver.program.by_name["m.C.f.<locals>.g"][0])

    assert (named["self.x"].attributes, named["*args"].attributes) == ({"y": False}, {"z": False})
    assert [name for name in inner if name.startswith("cell.")] == ["cell.2:self"]


def test_what_stands_in_for_a_parameter_is_a_fallback(uses: Callable[[str], Uses]) -> None:
    """A value in place of None or nothing shows what is expected; one made of it doesn't."""
    assert fallback(uses("x = a or 'x'\nreturn x")) == STR
    assert fallback(uses("if not a:\n    a = str(a)\nreturn a")) == BOTTOM


def test_isinstance_names_types(uses: Callable[[str], Uses]) -> None:
    """The classes that are asked for are known, and what other values are made into."""
    made = uses("if isinstance(a, str):\n    a = 1\nreturn a")

    assert guarded(made) == STR
    assert converted(made) == INT | STR
    assert converted(uses("return a")) == BOTTOM


@pytest.mark.parametrize(
    ("body", "kind", "value"),
    [
        ("a.upper()", "methods", STR),
        ("a()", "called", None),
        ("a - 1.5", "operator", instance("builtins.float")),
        ("a == 'x'", "equal", STR),
        ("for c in a: ...", "iterated", None),
        ("a['k']", "subscript", None),
        ("a.__mro__", "reflected", None),
    ],
)
def test_uses_suggest_a_type(
    body: str, kind: str, value: Value | None, solve: Callable[..., Solver]
) -> None:
    """What tells types apart is a suggestion of its kind."""
    solver = solve(f"def f(a):\n    {body}\n")
    found = suggested(solver, read_uses(solver, solver.program.by_name["m.f"][0])["a"], {})

    assert found is not None
    assert found[0] == kind
    assert value is None or found[1] == value


def test_facts_of_two_names_add_up() -> None:
    """Counts are added, and so is what is listed."""
    one, two = Uses(), Uses()
    one.called, two.called, two.tested, two.equal = 1, 2, True, (NONE,)
    one.add(two)

    assert (one.called, one.tested, one.equal) == (3, True, (NONE,))

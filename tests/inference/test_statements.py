"""Statements to terms: what names hold where, and where control ends."""

from __future__ import annotations

import pytest

from sphinxcontrib_autodocgen.analyze.infer.frontend import read
from sphinxcontrib_autodocgen.analyze.syntax import parse
from sphinxcontrib_autodocgen.ir import Unit
from sphinxcontrib_autodocgen.model import Source


def unit(body: str) -> Unit:
    """Return the unit of a function of a and b."""
    text = "def f(a, b):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    facts = read(parse(text, "/m.py"), Source("m", "/m.py", "", "/"))
    assert facts is not None
    return facts.units[1]


def returned(found: Unit) -> list[str]:
    """Return the operators of what is returned."""
    return [found.terms[term].op for term, _, _ in found.returns]


@pytest.mark.parametrize(
    ("body", "ops"),
    [
        ("return a", ["param"]),
        ("if a:\n    x = 1\nelse:\n    x = b\nreturn x", ["phi"]),
        ("for x in a:\n    pass\nreturn x", ["iter"]),
        ("x = 1\nwhile a:\n    x = b\nreturn x", ["phi"]),
        ("with a as x:\n    return x", ["enter"]),
        ("try:\n    x = a\nexcept E:\n    x = b\nreturn x", ["phi"]),
        ("match a:\n    case int():\n        return a\nreturn b", ["narrow", "param"]),
        ("raise E\nreturn a", []),
        ("return a\nreturn b", ["param"]),
        ("x: int = a\nreturn x", ["cast"]),
        ("x, y = a\nreturn y", ["unpack"]),
        ("x = a\nx += b\nreturn x", ["bin"]),
        ("del a\nreturn a", ["unbound"]),
        ("import os\nreturn os", ["import"]),
    ],
)
def test_a_name_holds_what_the_path_to_it_binds(body: str, ops: list[str]) -> None:
    """What is returned is what the name holds there; what can't be reached isn't read."""
    assert returned(unit(body)) == ops


@pytest.mark.parametrize(
    ("body", "ends"),
    [
        ("pass", True),
        ("return a", False),
        ("raise E", False),
        ("if a:\n    return 1", True),
        ("if a:\n    return 1\nelse:\n    raise E", False),
        ("while True:\n    pass", False),
        ("while True:\n    break", True),
        ("assert False", False),
    ],
)
def test_falling_off_the_end_is_known(body: str, *, ends: bool) -> None:
    """A function's end is reached unless every path ends before it."""
    assert (unit(body).end == -1) is ends


def test_calls_know_what_is_caught_around_them() -> None:
    """A handler that raises again catches nothing."""
    found = unit("try:\n    a()\nexcept (KeyError, m.Odd):\n    pass\nexcept OSError:\n    raise\n")

    assert [caught for _, caught in found.calls] == [("KeyError", "Odd")]


def test_attributes_and_outer_variables_are_stored() -> None:
    """What is bound outside the function is left for others to see."""
    found = unit("global g\ng = a\nb.x = a\n")

    assert [(store.kind, store.name) for store in found.stores] == [("global", "g"), ("attr", "x")]

"""All that speaks for a parameter's type."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.annotate import objects_of
from sphinxcontrib_autodocgen.analyze.infer.evidence import Clues, customary
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import BOTTOM, Value, instance
from sphinxcontrib_autodocgen.model import Module

INT, STR = instance("builtins.int"), instance("builtins.str")
PAIR = "class A:\n    def f(self, x: int): ...\nclass B(A):\n    def f(self, x): ...\n"


@pytest.fixture
def clues(read: Callable[..., list[Module]]) -> Callable[[str], dict[str, Value]]:
    """Return a function from a text to the clues for the last parameter of the last f, by kind."""

    def found(text: str) -> dict[str, Value]:
        modules = read(text)
        solver = Solver(modules)
        solver.start()
        solver.finish()
        all_clues = Clues(solver, objects_of(modules))
        all_clues.refresh()
        all_clues.learn_names()
        fn = [fn for fn in solver.program.fns if fn.name.endswith(".f")][-1]
        return {clue.kind: clue.value for clue in all_clues.clues(fn, fn.slots[-1])}

    return found


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("def f(x=1): ...", "default", INT),
        ("def f(x=''): ...", "empty", STR),
        ("def f(x):\n    x.y\nf(1)", "call", INT),
        ("def f(x): ...\nf(1)", "unasked", INT),
        ('def f(x):\n    """F.\n\n    :type x: str\n    """', "docstring", STR),
        ('def f(x):\n    """F.\n\n    Args:\n        x (str): It.\n    """', "docstring", STR),
        ("def f(x=None):\n    x = x or 'a'\n    return x", "fallback", STR),
        ("def f(x):\n    assert isinstance(x, str)", "checked", STR),
        ("def f(x):\n    x.upper()", "methods", STR),
        (PAIR, "override", INT),
        ("import os\ndef f(x):\n    os.strerror(x)", "passed", INT),
        ("def f(name): ...", "custom", STR),
        ("def g(x: int): ...\ndef f(xx, x): ...", "custom", None),
        ("def g(size: str): ...\ndef f(size): return size[0]", "names", STR),
        ("class C:\n    def f(self, x): ...\n    __eq__ = f", "dunder", None),
    ],
)
def test_each_kind_of_evidence_is_a_clue(
    text: str, kind: str, value: Value | None, clues: Callable[[str], dict[str, Value]]
) -> None:
    """What speaks for a type is told with its kind, and what doesn't isn't."""
    assert clues(text).get(kind) == value


def test_a_stand_in_for_nothing_is_told_apart(clues: Callable[[str], dict[str, Value]]) -> None:
    """A default that only means "not given" says nothing of the type."""
    found = clues("class Unset: ...\nUNSET = Unset()\ndef f(x=UNSET): ...")

    assert found["sentinel"] == instance("m.Unset")
    assert "default" not in found


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("encoding", STR),
        ("max_count", INT),
        ("is_open", instance("builtins.bool")),
        ("read_timeout", instance("builtins.float")),
        ("thing", BOTTOM),
    ],
)
def test_common_names_have_a_custom(name: str, value: Value) -> None:
    """Names, prefixes and suffixes that the standard library uses in one sense are known."""
    assert customary(name) == value

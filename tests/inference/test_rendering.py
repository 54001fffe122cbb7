"""How values read as annotations."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.rendering import Renderer, collapsed
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import (
    NONE,
    SELF,
    TOP,
    Value,
    array,
    instance,
    make,
    tuple_of,
)

INT, STR, FLOAT, BOOL = (instance(f"builtins.{name}") for name in ("int", "str", "float", "bool"))
A, B, C = (instance(f"m.{name}") for name in "ABC")
TEXT = "from ._a import Shown\nclass A: ...\nclass B(A): ...\nclass C(A): ...\nclass _P(A): ...\n"


@pytest.fixture
def solver(solve: Callable[..., Solver]) -> Solver:
    """Return a project with public and private classes."""
    return solve(TEXT, _a="class Shown: ...\nclass _Hidden: ...\n")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (INT | NONE, "int | None"),
        (STR | INT, "int | str"),
        (array("list", INT), "list[int]"),
        (array("tuple", INT), "tuple[int, ...]"),
        (tuple_of([INT, NONE]), "tuple[int, None]"),
        (array("list", TOP), "list"),
        (instance("typing.Iterable", INT), "collections.abc.Iterable[int]"),
        (instance("typing.AsyncGenerator", INT, NONE), "collections.abc.AsyncGenerator[int, None]"),
        (instance("typing.Generator", INT, TOP, NONE), "collections.abc.Iterator[int]"),
        (frozenset([make("type", "m.A")]), "type[m.A]"),
        (
            frozenset([make("callable", "fixed", (STR, INT))]),
            "collections.abc.Callable[[int], str]",
        ),
        (frozenset([make("mod", "os")]), "types.ModuleType"),
        (frozenset([make("inst", "m.A", (), SELF)]), "typing.Self"),
        (instance("_io.StringIO"), "io.StringIO"),
        (instance("m._a.Shown"), "m.Shown"),
        (TOP, None),
    ],
)
def test_a_value_reads_as_an_annotation(value: Value, text: str | None, solver: Solver) -> None:
    """Each form of value has its text, with full public names."""
    assert Renderer(solver.program, inside=False).text(value) == text


def test_a_private_class_is_named_inside_only(solver: Solver) -> None:
    """Others are told of its public base, or of nothing where it has none."""
    inside, outside = (Renderer(solver.program, inside=inside) for inside in (True, False))
    private, hidden = instance("m._P"), instance("m._a._Hidden")

    assert (inside.text(private), outside.text(private)) == ("m._P", "m.A")
    assert (inside.text(hidden), outside.text(hidden)) == ("m._a._Hidden", None)


@pytest.mark.parametrize(
    ("value", "sites", "result"),
    [
        (INT | FLOAT, False, FLOAT),
        (BOOL | INT, False, INT),
        (A | B, False, A),
        (B | C, True, A),
        (B | C, False, B | C),
        (array("list", INT) | array("tuple", STR), True, instance("typing.Sequence", INT | STR)),
    ],
)
def test_a_union_is_told_as_it_would_be_declared(
    value: Value, result: Value, *, sites: bool, solver: Solver
) -> None:
    """Subclasses go into their base; examples of calls are widened further."""
    assert collapsed(solver.program, value, sites=sites) == result

"""Where parameters go, and what is asked of them there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.flows import Demands, needed, passed_on
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.usage import read_uses
from sphinxcontrib_autodocgen.analyze.infer.values import BOTTOM, Value, array, instance

INT, STR = instance("builtins.int"), instance("builtins.str")


@pytest.mark.parametrize(
    ("body", "values"),
    [
        ("os.path.join(a, 'x')", [STR]),
        ("os.path.isabs(a)", [STR]),
        ("os.strerror(a)", [INT]),
        ("g(a)", [INT]),
        ("g(b=a)", [INT]),
        ("functools.partial(g, a)", [INT]),
        ("g(*a)", []),
        ("unknown(a)", []),
    ],
)
def test_what_a_parameter_is_passed_to_tells_its_type(
    body: str, values: list[Value], solve: Callable[..., Solver]
) -> None:
    """Declared parameters of the project and of libraries count; a part of a path is a text."""
    solver = solve(f"import functools, os\ndef g(b: int): ...\ndef f(a):\n    {body}\n")
    (fn,) = solver.program.by_name["m.f"]

    assert list(passed_on(solver, fn, read_uses(solver, fn)["a"])) == values


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("for x in a: ...", "typing.Iterable"),
        ("len(a)", "typing.Collection"),
        ("sorted(a)", "typing.Iterable"),
        ("a[0]", "typing.Sequence"),
        ("a[1:]", "typing.Sequence"),
        ("a.append(1)", ""),
        ("g(a)", ""),
    ],
)
def test_a_body_needs_no_more_of_a_list(body: str, name: str, solve: Callable[..., Solver]) -> None:
    """The abstract class that has just what is used is enough, if all that is done is known."""
    solver = solve(f"def f(a):\n    {body}\n")
    (fn,) = solver.program.by_name["m.f"]
    found = needed(solver, fn, read_uses(solver, fn)["a"], array("list", INT))

    assert found == (instance(name, INT) if name else BOTTOM)


def test_a_question_further_on_is_a_demand(solve: Callable[..., Solver]) -> None:
    """Who asks if a value is None, or of which class it is, asks it of those that pass it on."""
    solver = solve(
        "def f(a):\n    g(a)\n"
        "def g(b):\n    if b is None: ...\n    if isinstance(b, str):\n        b.x\n"
    )
    (fn,) = solver.program.by_name["m.f"]
    uses = {fn: read_uses(solver, fn) for fn in solver.program.fns}
    demand = Demands(solver, uses).of(fn.arguments["a"])

    assert demand.nullable
    assert demand.guards == STR

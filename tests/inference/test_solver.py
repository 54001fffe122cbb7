"""The whole project's types, and what files outside tell of it."""

from __future__ import annotations

from collections.abc import Callable

from sphinxcontrib_autodocgen.analyze.infer import read
from sphinxcontrib_autodocgen.analyze.infer.outside import OutsideLine, read_callers
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import NONE, TOP, instance
from sphinxcontrib_autodocgen.analyze.syntax import parse
from sphinxcontrib_autodocgen.ir import OUTSIDE
from sphinxcontrib_autodocgen.model import Module, Source

INT, STR = instance("builtins.int"), instance("builtins.str")


def test_values_flow_between_units(solve: Callable[..., Solver]) -> None:
    """What a call gives reaches the parameter, and what that makes reaches the caller."""
    solver = solve("def f(a):\n    return g(a)\ndef g(b):\n    return b\nX = f(1)\n")

    assert solver.cells.of("global", "m", "X").value == INT


def test_annotations_fix_variables(solve: Callable[..., Solver]) -> None:
    """A declared parameter, result, attribute or variable is what its annotation says."""
    solver = solve(
        "X: int = z()\nclass C:\n    y: str = None\n"
        "    def f(self, a: int) -> str:\n        self.w: int = a\n"
    )
    (fn,) = solver.program.by_name["m.C.f"]
    assert fn.returned is not None
    variable = solver.cells.of("global", "m", "X")
    attributes = [solver.cells.of("attr", "m.C", name) for name in "yw"]

    cells = [variable, *attributes, fn.arguments["a"], fn.returned]
    assert [cell.value for cell in cells] == [INT, STR, INT, INT, STR]
    assert all(cell.fixed for cell in cells)


def test_what_no_value_was_seen_for_is_unknown(solve: Callable[..., Solver]) -> None:
    """Nobody calls it, so it may be given anything; None alone is no type either."""
    (fn,) = solve("def f(a, b=None):\n    return a\n").program.by_name["m.f"]

    assert fn.arguments["a"].value == TOP
    assert fn.arguments["b"].value == NONE | TOP


def test_tests_tell_of_parameters_that_nobody_else_calls(solve: Callable[..., Solver]) -> None:
    """Their values are told with the line, and the project is afterwards as it was."""
    solver = solve("def f(a): ...\ndef g(a): ...\ng(1)\n")
    name = f"{OUTSIDE}.test_m"
    text = "from m import f, g\ndef test():\n    f('x')\n    g('x')\n"
    facts = read(parse(text, "/test_m.py"), Source(name, "/test_m.py", "", "/"), caller=True)
    imports = (("f", "m.f"), ("g", "m.g"))
    module = Module(name, "test_m.py", (), imports=imports, facts=facts)
    before = set(solver.cells.by_key)
    (f,), (g,) = solver.program.by_name["m.f"], solver.program.by_name["m.g"]

    assert read_callers(solver, [module]) == {
        f.arguments["a"]: [(OutsideLine("test_m.py", 3), STR)]
    }
    assert g.arguments["a"].value == INT
    assert set(solver.cells.by_key) == before
    assert name not in solver.program.modules

"""Evaluation of one unit's code."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.interpreter import Interpreter
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import TOP, Value, instance


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("return 1", "int"),
        ("return [x for x in 'ab']", "list[str]"),
        ("return {'a': 1}", "dict[str, int]"),
        ("return 1, 'a'", "tuple[int, str]"),
        ("x = 1\nfor y in 'ab':\n    x = y\nreturn x", "int | str"),
        ("x = []\nx.append(1)\nreturn x", "list[int]"),
        ("x = None\nif a:\n    x = 1\nif x is None:\n    return 'a'\nreturn x", "int | str"),
        ("try:\n    return 1\nexcept OSError as e:\n    return e", "OSError | int"),
        ("if isinstance(a, str):\n    return a\nreturn 1", "int | str"),
        ("with open('f') as f:\n    return f.read()", "str"),
        ("raise ValueError", "typing.NoReturn"),
        ("pass", "None"),
        ("def g():\n    return a\nreturn g", "collections.abc.Callable"),
        ("x: float = a\nreturn x", "float"),
        ("return not a", "bool"),
        ("x = 1\ndef g():\n    nonlocal x\n    x = 'a'\ng()\ndef h():\n    return x\nreturn h()",
         "int | str"),
    ],
)  # fmt: skip
def test_code_is_evaluated(
    body: str, text: str, solve: Callable[..., Solver], text_of: Callable[[Solver, Value], str]
) -> None:
    """Each form of code has its value."""
    solver = solve("def f(a):\n" + "".join(f"    {line}\n" for line in body.split("\n")))
    (fn,) = solver.program.by_name["m.f"]
    assert fn.returned is not None

    assert text_of(solver, fn.returned.value) == text


def test_an_odd_unit_costs_the_others_nothing(
    solve: Callable[..., Solver], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit whose evaluation fails is unknown, and the others are solved."""

    def fail(*_: object) -> Value:
        raise ValueError

    monkeypatch.setattr(Interpreter, "operators", {**Interpreter.operators, "slice": fail})
    solver = solve("def f(a):\n    return a[1:]\ndef g():\n    return 1\n")
    (f,), (g,) = solver.program.by_name["m.f"], solver.program.by_name["m.g"]
    assert g.returned is not None

    assert set(f.values) == {TOP}
    assert g.returned.value == instance("builtins.int")

"""What the names of decorated functions hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import Value

TEXT = """
import functools
def passing(f):
    @functools.wraps(f)
    def inner(*args, **kwargs):
        return f(*args, **kwargs)
    return inner
def texts(f):
    def inner(*args):
        return str(f(*args))
    return inner
def register(f):
    return f
@passing
def a(x): return 1
@texts
def b(x): return 1
@register
def c(x): return 1
@functools.lru_cache
def d(x): return 1
@unknown
def e(x): return 1
def g(x): return 1
g = texts(g)
"""


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("a", "int", True),
        ("b", "str", False),
        ("c", "int", True),
        ("d", "int", True),
        ("e", None, False),
        ("g", "str", False),
    ],
)
def test_a_name_holds_what_the_decorator_gives(
    name: str,
    text: str | None,
    *,
    kept: bool,
    solve: Callable[..., Solver],
    text_of: Callable[[Solver, Value], str | None],
) -> None:
    """A wrapper's result counts, and whether it takes the same arguments is known."""
    solver = solve(TEXT)
    (fn,) = solver.program.by_name[f"m.{name}"]

    assert text_of(solver, solver.calls.result_of(fn, None)) == text
    assert fn.kept is kept


def test_a_wrapper_calls_what_it_captured(solve: Callable[..., Solver]) -> None:
    """The wrapped function is found through the variable that holds it."""
    solver = solve(TEXT)
    (fn,) = solver.program.by_name["m.a"]
    assert fn.held is not None
    (held,) = fn.held

    assert [t.name for t, _ in solver.interpreter.decorators.wrapped_by(held)] == ["m.a"]

"""What calls give, and what they tell the called."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import (
    TOP,
    Arguments,
    Value,
    array,
    instance,
    make,
)

INT, STR = instance("builtins.int"), instance("builtins.str")
LIST = array("list", INT)
TEXT = """
import contextlib
def same(a): return a
def plain(a: int) -> str: ...
def numbers(): yield 1
async def later(): return 1
@contextlib.contextmanager
def managed(): yield 1
class C:
    def __init__(self, a): self.a = a
    def __call__(self): return 1.5
    def me(self): return self
class D(C): ...
"""


@pytest.mark.parametrize(
    ("name", "args", "text"),
    [
        ("m.same", (("", INT),), "int"),
        ("m.same", (("", LIST),), "list[int]"),
        ("m.plain", (("", INT),), "str"),
        ("m.numbers", (), "collections.abc.Generator[int, None, None]"),
        ("m.later", (), "collections.abc.Coroutine"),
        ("m.managed", (), "contextlib.AbstractContextManager[int]"),
        ("m.C", (("", INT),), "m.C"),
        ("builtins.sorted", (("", LIST),), "list[int]"),
        ("builtins.dict", (), "dict"),
        ("builtins.len", (("", STR),), "int"),
        ("builtins.sum", (("", LIST),), "int"),
        ("os.path.join", (("", TOP),), "str"),
        ("builtins.type", (("", STR),), "type[str]"),
    ],
)
def test_a_call_has_a_result(
    name: str,
    args: Arguments,
    text: str,
    solve: Callable[..., Solver],
    text_of: Callable[[Solver, Value], str],
) -> None:
    """Functions and classes of the project and of libraries give values for their arguments."""
    solver = solve(TEXT)

    assert text_of(solver, solver.calls.call(solver.members.named(name), args)) == text


def test_an_instance_is_called_by_its_method(solve: Callable[..., Solver]) -> None:
    """An object with ``__call__`` gives what that gives; one without it may give anything."""
    calls = solve(TEXT).calls

    assert calls.call(instance("m.C"), ()) == instance("builtins.float")
    assert calls.call(INT, ()) == TOP


def test_a_method_speaks_of_the_receivers_class(solve: Callable[..., Solver]) -> None:
    """What returns ``self`` returns an instance of the class that it's called on."""
    solver = solve(TEXT)
    method = solver.members.attribute(instance("m.D"), "me")

    assert solver.calls.call(method, ()) == instance("m.D")


def test_a_partial_keeps_arguments(solve: Callable[..., Solver]) -> None:
    """A partial function is called with what it was made with first."""
    solver = solve(TEXT)
    partial = frozenset([make("type", "functools.partial")])
    made = solver.calls.call(partial, (("", solver.members.named("m.same")), ("", INT)))

    assert solver.calls.call(made, ()) == INT


def test_calls_are_noted_unless_quiet(solve: Callable[..., Solver]) -> None:
    """Arguments are evidence of the parameters that they go to, under the call's place."""
    solver = solve(TEXT)
    calls, (fn,) = solver.calls, solver.program.by_name["m.same"]
    calls.given.clear()
    calls.place = ("m", 0, 7)
    calls.call(solver.members.named("m.same"), (("", INT),), quiet=True)
    assert not calls.given

    calls.call(solver.members.named("m.same"), (("", INT),))
    assert list(calls.given.values()) == [{(fn.arguments["a"], ("m", 0, 7)): [INT]}]


def test_a_function_is_tried_out_for_one_call(solve: Callable[..., Solver]) -> None:
    """Its frame has the result for just these arguments, and nobody hears of them."""
    solver = solve(TEXT)
    (fn,) = solver.program.by_name["m.same"]

    assert solver.calls.try_out(fn, None, {"a": STR}).result == STR
    assert fn.arguments["a"].value == TOP

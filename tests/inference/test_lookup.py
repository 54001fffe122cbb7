"""What an attribute of a value is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.lookup import held_by_class, held_by_instances
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import NONE, Value, instance, make

TEXT = """
import enum
import os
from os import path as p
COUNT = 1
class Base:
    shared = "x"
    def __init__(self):
        self.own = 1.5
    @property
    def size(self):
        return 2
    def method(self):
        return b""
    @classmethod
    def make(cls): ...
class C(Base):
    def __getattr__(self, name):
        return True
class Color(enum.Enum):
    RED = "r"
    def hex(self): ...
"""


@pytest.mark.parametrize(
    ("owner", "name", "text"),
    [
        ("Base", "own", "float"),
        ("Base", "shared", "str"),
        ("Base", "size", "int"),
        ("Base", "method", "collections.abc.Callable"),
        ("C", "own", "float"),
        ("C", "anything", "bool"),
        ("Color", "RED", "m.Color"),
        ("Color", "value", "str"),
    ],
)
def test_an_instance_has_attributes(
    owner: str,
    name: str,
    text: str,
    solve: Callable[..., Solver],
    text_of: Callable[[Solver, Value], str],
) -> None:
    """Own, inherited and computed attributes are found, properties called, members known."""
    solver = solve(TEXT)

    assert text_of(solver, solver.members.attribute(instance(f"m.{owner}"), name)) == text


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("m.COUNT", {"inst"}),
        ("m.Base", {"type"}),
        ("m.os", {"mod"}),
        ("m.p.join", {"lib"}),
        ("m.Base.method", {"func"}),
        ("m", {"mod"}),
        ("m.nothing", {"unknown"}),
        ("os.sep", {"inst"}),
    ],
)
def test_a_full_name_holds_a_value(
    name: str, kinds: set[str], solve: Callable[..., Solver]
) -> None:
    """Names of the project and of libraries are followed to what they hold."""
    assert {t.kind for t in solve(TEXT).members.named(name)} == kinds


def test_a_class_gives_its_methods_unbound(solve: Callable[..., Solver]) -> None:
    """A class method has its class as receiver, another method none."""
    members, own = solve(TEXT).members, make("type", "m.Base")
    (method,), (maker,) = members.attribute_of(own, "method"), members.attribute_of(own, "make")

    assert method.args == ()
    assert maker.args == (frozenset([own]),)


def test_names_are_bound_along_the_line(solve: Callable[..., Solver]) -> None:
    """A class has what it or a base binds, ``object`` left aside."""
    members, own = solve(TEXT).members, make("inst", "m.C")

    assert members.has(own, "size")
    assert members.has(own, "own")
    assert not members.has(own, "__len__")
    assert not members.has(own, "__eq__")


def test_what_a_class_and_its_instances_are_given_is_told_apart(
    solve: Callable[..., Solver],
) -> None:
    """The place of a value says who was given it."""
    text = "class C:\n    x = None\n    def f(self):\n        self.x = 1\n"
    cell = solve(text).cells.of("attr", "m.C", "x")

    assert held_by_class(cell) == NONE
    assert held_by_instances(cell) == instance("builtins.int")

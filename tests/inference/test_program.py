"""The classes of a project, and the order in which they are looked up."""

from __future__ import annotations

from collections.abc import Callable

from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import TOP, array, instance, make

CLASSES = """
import enum
from typing import Generic, TypeVar, NamedTuple
T = TypeVar("T")
class A: ...
class B(A): ...
class C(A): ...
class D(B, C): ...
class Box(Generic[T]): ...
class Texts(Box[str]): ...
class Odd(unknown.Base): ...
class Color(enum.Enum): ...
class Point(NamedTuple):
    x: int
    y: int = 0
"""


def test_bases_are_looked_up_behind_all_that_derive(solve: Callable[..., Solver]) -> None:
    """Of a diamond the common base comes last, but for ``object``."""
    line = [info.name for info, _ in solve(CLASSES).program.mro("m.D")]

    assert line == ["m.D", "m.B", "m.C", "m.A", "builtins.object"]


def test_relations_of_classes(solve: Callable[..., Solver]) -> None:
    """Subclasses, open classes and enumerations are known."""
    program = solve(CLASSES).program

    assert program.is_subclass("m.D", "m.A")
    assert not program.is_subclass("m.A", "m.D")
    assert program.is_open("m.Odd")
    assert not program.is_open("m.D")
    assert program.is_enum("m.Color")
    assert list(program.all_subclasses("m.A")) == ["m.B", "m.C", "m.D"]


def test_type_parameters_are_bound_along_the_bases(solve: Callable[..., Solver]) -> None:
    """An instance of a class is one of its base with what that is made for."""
    program = solve(CLASSES).program
    (texts,) = instance("m.Texts")
    (numbers,) = array("list", instance("builtins.int"))

    assert program.bindings(texts, "m.Box") == {"T": instance("builtins.str")}
    found = program.as_base(numbers, "typing.Iterable")
    assert found is not None
    assert found.args == (instance("builtins.int"),)
    assert program.as_base(texts, "typing.Iterable") is None


def test_fields_are_a_constructors_parameters(solve: Callable[..., Solver]) -> None:
    """Annotated names of a class body are fields; those with a value may be left out."""
    kind = "positional-or-keyword"

    assert solve(CLASSES).program.fields("m.Point") == [("x", kind, False), ("y", kind, True)]


def test_an_instance_of_a_generic_class_holds_anything(solve: Callable[..., Solver]) -> None:
    """Type arguments are unknown where a class is only named."""
    program = solve(CLASSES).program

    assert program.instance_of(make("type", "m.Box")) is make("inst", "m.Box", (TOP,))


def test_overriding_methods_are_known_to_the_overridden(solve: Callable[..., Solver]) -> None:
    """A method lists those of subclasses, but for special methods."""
    text = "class A:\n    def f(self): ...\n    def __len__(self): ...\n"
    text += "class B(A):\n    def f(self): ...\n    def __len__(self): ...\n"
    methods = solve(text).program.classes["m.A"].methods

    assert [fn.name for fn in methods["f"][0].overrides] == ["m.B.f"]
    assert methods["__len__"][0].overrides == []

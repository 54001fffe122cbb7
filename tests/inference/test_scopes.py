"""What names mean in a module."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.scopes import is_private
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import TOP, instance


@pytest.mark.parametrize(
    ("name", "private"),
    [("m.C", False), ("m._C", True), ("m._x.C", True), ("m.__init__", False), ("m.tests.C", True)],
)
def test_underscores_and_tests_are_private(name: str, *, private: bool) -> None:
    """A name is private if a part of it begins with an underscore or is of tests."""
    assert is_private(name) is private


def test_a_name_is_followed_through_imports_and_stars(solve: Callable[..., Solver]) -> None:
    """An imported name, one behind a star and an alias mean the class; others mean nothing."""
    scopes = solve(
        "from .a import C as D\nfrom .b import *\nAlias = D\n",
        a="class C: ...\n",
        b="class E: ...\n",
    ).program.scopes

    meant = {"D": "m.a.C", "E": "m.b.E", "Alias": "m.a.C", "str": "builtins.str"}
    for text, name in meant.items():
        assert scopes.annotation(text, "m", "m") == instance(name)
    assert scopes.annotation("F", "m", "m") == TOP


def test_modules_that_import_each_other_end(solve: Callable[..., Solver]) -> None:
    """A name that two modules take from each other is unknown."""
    scopes = solve("", a="from .b import *\n", b="from .a import *\n").program.scopes

    assert scopes.annotation("X", "m.a", "m.a") == TOP


def test_a_class_sees_its_own_classes_first(solve: Callable[..., Solver]) -> None:
    """Inside a class a nested class hides the module's of the same name."""
    text = "class C: ...\nclass D:\n    class C: ...\n"

    assert solve(text).program.scopes.annotation("C", "m", "m.D") == instance("m.D.C")


def test_a_private_class_is_known_by_where_it_is_offered(solve: Callable[..., Solver]) -> None:
    """A public module that imports it gives it a name, unless its ``__all__`` leaves it out."""
    scopes = solve(
        "from ._a import C, D\n__all__ = ['C']\n", _a="class C: ...\nclass D: ...\n"
    ).program.scopes

    assert scopes.reexports == {"m._a.C": "m.C"}

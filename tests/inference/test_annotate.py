"""From the solved project to the records."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer import complete
from sphinxcontrib_autodocgen.model import Module, Object


@pytest.fixture
def objects(read: Callable[..., list[Module]]) -> Callable[[str], dict[str, Object]]:
    """Return a function from a text to its objects with types, by name."""

    def completed(text: str) -> dict[str, Object]:
        return {obj.name: obj for module in complete(read(text)) for obj in module.objects}

    return completed


def told(obj: Object) -> str | None:
    """Return the type of an attribute, or of a result."""
    guess = obj.type or (obj.returns and obj.returns.type) or (obj.yields and obj.yields.type)
    return guess.text if guess else None


@pytest.mark.parametrize(
    ("text", "name", "type_"),
    [
        ("def f(): return 1", "f", "int"),
        ("def f(): yield 1", "f", "int"),
        ("def f() -> str: return 1", "f", None),
        ("X = [1]", "X", "list[int]"),
        ("X = None", "X", None),
        ("class C:\n    x = 1", "C.x", "int"),
        ("class C:\n    def __len__(self): return z()", "C.__len__", "int"),
        ("class C:\n    def f(self): raise NotImplementedError", "C.f", None),
        ("def f(): raise ValueError", "f", "typing.NoReturn"),
    ],
)
def test_what_was_found_is_told_where_nothing_is_written(
    text: str, name: str, type_: str | None, objects: Callable[[str], dict[str, Object]]
) -> None:
    """Results, yields and attributes get types; what an author declared stays alone."""
    assert told(objects(text + "\n")[f"m.{name}"]) == type_


def test_a_result_is_no_surer_than_what_it_depends_on(
    objects: Callable[[str], dict[str, Object]],
) -> None:
    """What a function gives for a guessed argument is as sure as that guess."""
    found = objects("def f(a='x'):\n    return a\n")["m.f"]
    assert found.returns is not None
    assert found.returns.type is not None
    assert found.parameters[0].type is not None

    assert found.returns.type.text == "str"
    assert found.returns.type.confidence <= found.parameters[0].type.confidence


def test_exceptions_of_callees_are_told(objects: Callable[[str], dict[str, Object]]) -> None:
    """What a function of the same module raises is told too, unless it's caught."""
    found = objects(
        "def g(a):\n    if a: raise ValueError\ndef f(a): g(a)\n"
        "def h(a):\n    try:\n        g(a)\n    except ValueError: ...\n"
    )

    assert [(raised.type, str(raised.evidence)) for raised in found["m.f"].raises] == [
        ("ValueError", "call:m.g")
    ]
    assert found["m.h"].raises == ()


def test_a_public_function_names_no_private_class(
    objects: Callable[[str], dict[str, Object]],
) -> None:
    """Its parameter's type is what others are told, though a private object asks for it first."""
    found = objects(
        "class _A:\n    def _g(self):\n        self._x = f(_P())\n"
        "class _P: ...\n"
        "def f(a):\n    if not isinstance(a, (_P, int)): raise TypeError\n    return a\n"
        "class _B:\n    _y = f(1)\n"
    )

    assert found["m.f"].parameters[0].type is None

"""Annotations, as source, to values."""

from __future__ import annotations

import ast

import pytest

from sphinxcontrib_autodocgen.analyze.infer.hints import Symbol, read_text
from sphinxcontrib_autodocgen.analyze.infer.values import (
    NEVER,
    NONE,
    TOP,
    Value,
    array,
    instance,
    make,
    tuple_of,
)

INT, STR = instance("builtins.int"), instance("builtins.str")


class Scope:
    """Knows a few names."""

    def __init__(self, *, of_stubs: bool = False) -> None:
        self.of_stubs = of_stubs

    def symbol(self, dotted: str) -> Symbol | None:
        """Return what a name stands for."""
        if dotted in ("int", "str", "list", "tuple", "type"):
            return Symbol("class", f"builtins.{dotted}")
        if dotted in ("Optional", "Union", "Literal", "Callable", "Any", "NoReturn", "ClassVar"):
            return Symbol("special", f"typing.{dotted}")
        return Symbol("var", dotted) if dotted == "T" else None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("int", INT),
        ("None", NONE),
        ("'int'", INT),
        ("int | None", INT | NONE),
        ("int | Any", INT | TOP),
        ("Optional[int]", INT | NONE),
        ("Union[int, str]", INT | STR),
        ("list[int]", array("list", INT)),
        ("tuple[int, ...]", array("tuple", INT)),
        ("tuple[int, str]", tuple_of([INT, STR])),
        ("ClassVar[int]", INT),
        ("Literal['a']", frozenset([make("inst", "builtins.str", (), "'a'")])),
        ("type[int]", frozenset([make("typeof", "", (INT,))])),
        ("Callable[[int], str]", frozenset([make("callable", "fixed", (STR, INT))])),
        ("Callable[..., str]", frozenset([make("callable", "", (STR,))])),
        ("NoReturn", NEVER),
        ("T", frozenset([make("var", "T")])),
        ("Any", TOP),
        ("Nowhere", TOP),
        ("int |", TOP),
    ],
)
def test_an_annotation_is_read(text: str, value: Value) -> None:
    """Each form of annotation has its value; what can't be found or read is unknown."""
    assert read_text(text, Scope()) == value


def test_anything_in_a_union_of_a_stub_says_not_to_insist() -> None:
    """Stubs write ``X | Any`` where X may be None but callers know that it isn't."""
    assert read_text("int | Any", Scope(of_stubs=True)) == INT


def test_an_alias_of_itself_ends() -> None:
    """A recursive alias is followed a few times and then unknown."""

    class Recursive(Scope):
        def symbol(self, dotted: str) -> Symbol | None:
            return Symbol("alias", dotted, ast.parse("A", mode="eval").body, self)

    assert read_text("A", Recursive()) == TOP

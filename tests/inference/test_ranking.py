"""What clues say together, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.evidence import Clue
from sphinxcontrib_autodocgen.analyze.infer.ranking import Merged, merge, returned
from sphinxcontrib_autodocgen.analyze.infer.rendering import Renderer
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import NEVER, NONE, TOP, Value, instance

INT, STR, FLOAT = (instance(f"builtins.{name}") for name in ("int", "str", "float"))


@pytest.fixture
def renderer(solve: Callable[..., Solver]) -> Renderer:
    """Return a renderer of an empty project."""
    return Renderer(solve("").program, inside=False)


def merged(renderer: Renderer, *clues: Clue) -> Merged:
    """Return what clues say together."""
    found = merge(renderer, list(clues), only_iterated=False)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("clues", "text", "key"),
    [
        ([Clue("call", INT)], "int", "call/int/01"),
        ([Clue("call", INT), Clue("methods", INT)], "int", "call/int/+1"),
        ([Clue("call", INT), Clue("methods", STR)], "int", "call/int/-1"),
        ([Clue("docstring", STR), Clue("call", INT)], "str", "docstring/str/-"),
        ([Clue("default", NONE), Clue("call", INT)], "int | None", "call/int?/01"),
        ([Clue("default", INT), Clue("floats", FLOAT)], "float", "floats/float/0"),
        ([Clue("default", STR), Clue("asked", STR)], "str", "guarded/str/-"),
    ],
)
def test_the_best_kind_decides(clues: list[Clue], text: str, key: str, renderer: Renderer) -> None:
    """Its value is told, and the key says what kind, shape and agreement it is of."""
    found = merged(renderer, *clues)

    assert (found.guess.text, found.key) == (text, key)


def test_agreement_makes_surer(renderer: Renderer) -> None:
    """Evidence of two kinds is surer than of one, and a mere example never is."""
    alone = merged(renderer, Clue("call", INT))
    both = merged(renderer, Clue("call", INT), Clue("methods", INT))
    thin = merged(renderer, Clue("unasked", STR))

    assert both.guess.confidence > alone.guess.confidence
    assert thin.guess.confidence < both.guess.confidence


def test_tests_count_where_they_are_surer(renderer: Renderer) -> None:
    """What callers outside show is told only if the project's own evidence is weaker."""
    own, outside = Clue("default", STR), Clue("caller", INT, places=3)

    assert merged(renderer, own, outside).guess.text == "str"
    assert merged(renderer, outside).guess.text == "int"


@pytest.mark.parametrize("clues", [[], [Clue("default", NONE)], [Clue("asked", STR)]])
def test_nothing_telling_says_nothing(clues: list[Clue], renderer: Renderer) -> None:
    """None alone is no type, and a question alone no answer."""
    assert merge(renderer, clues, only_iterated=False) is None


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (INT, ("int", "return/int/")),
        (INT | TOP, ("int", "return/int/~")),
        (NONE, ("None", "return/none/")),
        (NEVER, ("typing.NoReturn", "return/never/")),
        (TOP, None),
        (NONE | TOP, None),
        (instance("builtins.object"), None),
    ],
)
def test_a_result_is_told_if_it_is_known(
    value: Value, told: tuple[str, str] | None, renderer: Renderer
) -> None:
    """What may be anything isn't told; what may be something unknown too is less sure."""
    found = returned(renderer, value, "return:1")

    assert (found and (found.guess.text, found.key)) == told

"""The grammar of told code: each sentence can be read in one way only."""

from __future__ import annotations

import pytest

from sphinxcontrib_autodocgen.describe.grammar import (
    Clause,
    agreeing,
    alternatives,
    answered,
    conditional,
    listed,
    sentence,
    sequence,
)


@pytest.mark.parametrize(
    ("items", "expected"),
    [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_items_are_listed(items: list[str], expected: str) -> None:
    """A list has commas, and a word before its last item."""
    assert listed(items) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("whether the readers is empty", "whether the readers are empty"),
        ("the old readers has an attribute", "the old readers have an attribute"),
        ("the `size` of the readers is 1", "the `size` of the readers is 1"),
        ("the access is denied", "the access is denied"),
    ],
)
def test_verbs_agree_with_plurals(text: str, expected: str) -> None:
    """A verb is in the plural behind the plural that it's said of."""
    assert agreeing(text) == expected


@pytest.mark.parametrize(
    ("question", "yes", "no"),
    [
        ("`a` is a file", "`a` is a file", "`a` is not a file"),
        (
            "the path `a is b` exists",
            "the path `a is b` exists",
            "the path `a is b` does not exist",
        ),
        ("`a` consists of digits", "`a` consists of digits", "`a` does not consist of digits"),
        ("`a` is not empty", "`a` is not empty", "`a` is empty"),
        ("`a` is empty and `b` is", None, None),
        ("`a` holds", None, None),
    ],
)
def test_a_question_is_answered(question: str, yes: str | None, no: str | None) -> None:
    """A question becomes its answer, yes or no, unless it could be read in two ways."""
    assert (answered(question, holds=True), answered(question, holds=False)) == (yes, no)


def test_a_list_of_alternatives_has_or() -> None:
    """The word before the last item can be chosen."""
    assert listed(["a", "b"], "or") == "a or b"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["open x"], "open x"),
        (["open x", "close x"], "open x, then close x"),
        (["open x", "read x", "close x"], "open x, read x, then close x"),
        (["open x if y", "close x"], "open x if y; then close x"),
        (["open x, y and z", "close x"], "open x, y and z; then close x"),
        (["open x", "if y, close x"], "open x; then, if y, close x"),
    ],
)
def test_steps_follow_each_other(parts: list[str], expected: str) -> None:
    """What follows a condition or a list stands behind a semicolon."""
    assert sequence(parts) == expected


@pytest.mark.parametrize(
    ("done", "first", "expected"),
    [
        ("open x", True, "open x if y is set"),
        ("open x and read it", True, "if y is set, open x and read it"),
        ("open x", False, "if y is set, open x"),
    ],
)
def test_a_condition_covers_all_that_is_done(done: str, first: bool, expected: str) -> None:
    """A condition stands behind one thing that is done first, and before anything else."""
    assert conditional(done, "y is set", first=first) == expected


@pytest.mark.parametrize(
    ("pairs", "otherwise", "expected"),
    [
        ([("a", "c")], "", "a if c"),
        ([("a", "c"), ("b", "d")], "e", "a if c, b if d, otherwise e"),
        ([("a, b", "c")], "e", "a, b if c; otherwise, e"),
    ],
)
def test_alternatives_are_kept_apart(
    pairs: list[tuple[str, str]], otherwise: str, expected: str
) -> None:
    """Cases are separated by commas, and by semicolons if one has commas itself."""
    assert alternatives(pairs, otherwise) == expected


def test_a_clause_has_its_verb_in_the_third_person() -> None:
    """The verb of a clause is put in the mood that a project's docstrings use."""
    clause = Clause("copy", "the file")

    assert clause.written() == "copy the file"
    assert clause.written(third=True) == "copies the file"


def test_a_sentence_begins_and_ends_as_one() -> None:
    """A sentence has a capital and a full stop; code in front stays as it is."""
    assert sentence("return x") == "Return x."
    assert sentence("`x` of y") == "`x` of y."

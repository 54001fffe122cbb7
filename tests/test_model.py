"""The records that every part of the package exchanges."""

from __future__ import annotations

import msgspec
import pytest

from sphinxcontrib_autodocgen import model
from sphinxcontrib_autodocgen.model import Evidence


@pytest.mark.parametrize(
    ("evidence", "text", "words"),
    [
        (Evidence("default", lines=(3,)), "default:3", "from the default value"),
        (Evidence("return", lines=(3, 14)), "return:3,14", "returned on lines 3 and 14"),
        (Evidence("no return"), "no return", "nothing is returned"),
        (Evidence("operator", lines=(7,)), "operator:7", "by its use on line 7"),
        (Evidence("docstring", lines=(7,)), "docstring:7", "from its documentation"),
        (Evidence("call", "a.b:1 and 2 more"), "call:a.b:1 and 2 more",
         "from calls in a.b:1 and 2 more"),
        (Evidence("rule", "name:{x}"), "rule:name:{x}", "by the rule name:{x}"),
        (Evidence("learned", "a.f"), "learned:a.f", "like a.f"),
        (Evidence("learned", "a.f", (), "x", 1), "learned:a.f:x+1",
         "like x of a.f and 1 other"),
        (Evidence("learned", "a.f", (), "", 2), "learned:a.f+2", "like a.f and 2 others"),
        (Evidence("tomorrow:{x}"), "tomorrow:{x}", "tomorrow:{x}"),
    ],
)  # fmt: skip
def test_evidence_is_printed_and_read(evidence: Evidence, text: str, words: str) -> None:
    """Evidence has a text that it can be read from again, and words for a reader."""
    assert (str(evidence), evidence.words) == (text, words)
    assert Evidence.read(text) == evidence


@pytest.mark.parametrize(
    ("evidence", "words"),
    [
        (Evidence("model", "tiny:1b"), "by the model tiny:1b"),
        (Evidence("accepted", "some.toml"), "accepted in some.toml"),
    ],
)
def test_evidence_in_words_stays_what_it_says(evidence: Evidence, words: str) -> None:
    """What the JSON document has in words is read as these words."""
    assert str(evidence) == evidence.words == str(Evidence.read(words)) == words


def _is_record(each: object) -> bool:
    is_struct = isinstance(each, type) and issubclass(each, msgspec.Struct)
    return is_struct and bool(each.__struct_config__.omit_defaults)  # type: ignore[attr-defined]


@pytest.mark.parametrize("record", [each for each in vars(model).values() if _is_record(each)])
def test_a_text_that_is_left_out_where_it_is_a_default_is_empty(
    record: type[msgspec.Struct],
) -> None:
    """Another text is left out only where it's the same object, as in no record from a worker."""
    defaults = [field.default for field in msgspec.structs.fields(record)]

    assert [each for each in defaults if isinstance(each, str) and each] == []

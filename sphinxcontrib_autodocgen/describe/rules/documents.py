"""Authors' descriptions of objects in the project's documents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...docstring import Docstring
from ...docstring.neutral import Entry
from ...model import Evidence, Object, Parameter, Raised, Result, Rule
from ..prose import authored, is_fragment, own_sentence
from ..view import View
from .sentence import Sentence, describes, says

__all__ = ["DESCRIBED"]

DESCRIBED = Rule("described", 0.95, quotes=True, copied=True)
_LONGEST = 240
_OPTIONAL = re.compile(r"[ ,.]*\((?:optional|required)\)[.,;:]?(?= +[A-Z]| *$)", re.IGNORECASE)
_LABEL = re.compile(
    r":(?:py:)?(?:ref|doc|numref|math|eq|download|sub|sup|cite\w*|footnote|envvar)"
    r":`[^`<]*`"
)
"""A role whose text is no plain text of its own."""

_UNFINISHED = re.compile(r":+\s*$")
_NOT_PLAIN = "|"
"""Placeholder for markup, with which a sentence isn't used."""

_NUMBERED = re.compile(r":(rfc|pep):`(\d+)[^`]*`")
_WORDS = re.compile(r":(?:term|abbr|dfn|guilabel|strong|emphasis):`([^`<(]+?)(?: *[<(][^`]*)?`")
_OF_ITS_PLACE = re.compile(
    r"\b(?:above|below|(?:as|the) follow(?:s|ing)|this (?:page|section|chapter|document|guide)"
    r"|(?:next|previous) section|see also)\b|(?:\bsee|\brefer to|\bread) +:",
    re.IGNORECASE,
)
_REMARK = re.compile(
    r"(?:examples?|usage|notes?|see|warning|deprecated|removed|added|changed|new in|todo|same as"
    r"|default(?:s| value)?|this (?:is|was|will|can|should|must)|it(?:'s| is)|you|we|here|however"
    r"|typically|usually|by default|please|don't|do not)\b",
    re.IGNORECASE,
)
"""Beginnings of remarks that don't describe what something is or does."""


@describes("function", "method", "class", "property", "attribute", "data", by=DESCRIBED)
def described(obj: Object, _view: View) -> Sentence | None:
    """Take the first sentence that a document has below its directive for an object."""
    text = _told(obj).summary
    is_remark = is_fragment(text) or _REMARK.match(text) is not None
    return None if is_remark else _said(text, obj)


@describes("parameter", by=DESCRIBED)
def described_parameter(parameter: Parameter, obj: Object, _view: View) -> Sentence | None:
    """Take the text of a parameter's field in a document."""
    entries = _told(obj).parameters
    return _only([each for each in entries if each.name.lstrip("*\\") == parameter.name], obj)


@describes("returns", "yields", by=DESCRIBED)
def described_result(result: Result, obj: Object, _view: View) -> Sentence | None:
    """Take the text of the result's field in a document."""
    told = _told(obj)
    return _only(told.yields or told.returns if result is obj.yields else told.returns, obj)


@describes("raises", by=DESCRIBED)
def described_exception(raised: Raised, obj: Object, _view: View) -> Sentence | None:
    """Take the text of an exception's field in a document."""
    name = raised.type.rpartition(".")[2]
    entries = _told(obj).raises
    return _only([each for each in entries if _last_name(each.name) == name], obj)


def _last_name(name: str) -> str:
    return re.split(r"[.~!`]", name.strip("`"))[-1]


def _told(obj: Object) -> Docstring:
    """Return what a document says of an object, taken apart."""
    return authored(obj.described.text) if obj.described is not None else Docstring()


def _only(entries: Sequence[Entry], obj: Object) -> Sentence | None:
    return _said(entries[0].description, obj) if len(entries) == 1 else None


def _said(text: str, obj: Object) -> Sentence | None:
    """Return the first sentence of a text, if it can be said without markup and elsewhere."""
    told = obj.described
    if told is None:
        return None
    text = _UNFINISHED.sub(_NOT_PLAIN, _LABEL.sub(_NOT_PLAIN, text))
    text = _OPTIONAL.sub(".", _NUMBERED.sub(lambda m: f"{m[1].upper()} {m[2]}", text))
    said = own_sentence(_WORDS.sub(r"\1", text))
    if said is None or len(said) > _LONGEST or _OF_ITS_PLACE.search(said):
        return None
    return says(said, evidence=Evidence("described", f"{told.place}:{told.line}"))

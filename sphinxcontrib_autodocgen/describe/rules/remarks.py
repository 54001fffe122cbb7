"""Authors' remarks on an object outside its docstring, in their own words."""

from __future__ import annotations

import re

from ...model import Evidence, Object, Rule
from ..prose import own_sentence
from ..view import View
from ..vocabulary import VERBS
from ..words import base_form, is_plural
from .sentence import Sentence, describes, says

__all__: list[str] = []

_LONGEST = 160
_OF_IT = re.compile(r"(?:this|the) (?:method|function|routine|hook|callback) ", re.IGNORECASE)
_BEGINS = re.compile(r"(?:called|invoked|given|see|same as|like|similar to)\b", re.IGNORECASE)
_VERB = re.compile(
    r"(?!(?:[a-z]+ly|about|above|across|after|all|along|also|although|always|among|around|because|"
    r"before|behind|below|beside|besides|between|both|despite|during|even|every|except|hence|here|"
    r"inside|into|like|maybe|most|never|once|onto|otherwise|over|perhaps|quite|rather|since|some|"
    r"sometimes|still|such|than|that|then|there|these|this|those|though|through|thus|under|unless|"
    r"unlike|until|upon|what|whatever|when|whenever|where|wherever|whether|which|while|whole|whose|"
    r"with|within|without|yes)\b)[a-z]{4,} (?:an?|the) [a-z]",
    re.IGNORECASE,
)
"""A word before an article that begins a sentence, and is none of those that may: a verb."""
_SAYS_SO = re.compile(r"deprecat", re.IGNORECASE)
_COMMENT = Rule("comment", 0.85, quotes=True)
_DEPRECATED = Rule("deprecated:*", 0.93, quotes=True)


@describes("function", "method", by=_COMMENT)
def comment_of_function(obj: Object, _view: View) -> Sentence | None:
    """Take the comment of a function's author that says what it does."""
    if obj.comment is not None and _is_about_a_decorator(obj):
        return None
    text = _OF_IT.sub("", obj.comment.text, count=1) if obj.comment is not None else ""
    word = next(iter(text.split()), "").lower()
    is_verb = word in VERBS or base_form(word) is not None or _VERB.match(text) is not None
    if not is_verb and not _BEGINS.match(text):
        return None
    return _said(text, obj)


def _is_about_a_decorator(obj: Object) -> bool:
    """Tell whether a comment that stands above decorators names one of them."""
    assert obj.comment is not None
    words = set(re.findall(r"\w+", obj.comment.text.lower()))
    return any(name.rpartition(".")[2].lower() in words for name in obj.decorators)


@describes("class", "property", "attribute", "data", by=_COMMENT)
def comment_of_thing(obj: Object, _view: View) -> Sentence | None:
    """Take the comment of an author that says what a class or value is."""
    if obj.comment is None or _REMARK.search(obj.comment.text):
        return None
    first, second, *_ = [*obj.comment.text.lower().split(), "", ""]
    if obj.kind in ("property", "class") and (is_plural(first) or _is_of_several(obj)):
        return None  # it's about all that follows
    if obj.kind != "property" and _is_step(first, second):
        return None
    return _said(obj.comment.text, obj)


def _is_step(first: str, second: str) -> bool:
    """Tell whether the first two words of a comment say that something is done."""
    if first in VERBS and second not in _BEHIND_A_NOUN:
        return True
    return first in _ALSO_VERBS and second in ("the", "this", "our")


def _is_of_several(obj: Object) -> bool:
    """Tell whether what a comment is about is plural, and what it stands above isn't."""
    assert obj.comment is not None
    subject = _SUBJECT.match(obj.comment.text)
    return bool(subject and is_plural(subject[1].lower()) and not is_plural(obj.short_name))


_ALSO_VERBS = frozenset({
    "cache", "filter", "group", "hook", "limit", "list", "map", "mark", "match", "name", "number",
    "order", "place", "point", "record", "report", "sort", "start", "store", "track", "watch",
})  # fmt: skip
"""Nouns that are verbs in front of an article: "Name the logger after the package"."""

_SUBJECT = re.compile(r"(?:[\w-]+ ){0,3}?([a-zA-Z]+) (?:of|to|for|from|that|which|with|used)\b")

_REMARK = re.compile(
    r"\b(?:can|cannot|\w+n't|ha(?:s|ve) been)\b|^defaults?\s*[(,:;=]", re.IGNORECASE
)
"""Remarks on the context of a value, or on what it's at first, rather than on what it is."""

_BEHIND_A_NOUN = frozenset(
    ("of", "for", "from", "to", "in", "that", "which", "used", "type", "name", "is", "object")
)
"""Words that show that the word before them is a noun, though it may be a verb: "set of names"."""


def _said(text: str, obj: Object) -> Sentence | None:
    said = own_sentence(text)
    if said is None or len(said) > _LONGEST or obj.comment is None:
        return None
    return says(said, evidence=Evidence("comment", lines=(obj.comment.line,)))


@describes("function", "method", "property", "class", by=_DEPRECATED)
def deprecation(obj: Object, _view: View) -> Sentence | None:
    """Quote what the author of something deprecated says of it: since when, what instead."""
    told = obj.deprecation
    if told is None:
        return None
    since = f" since {told.place}" if told.place else ""
    if told.text and not since and _SAYS_SO.search(told.text):
        text = f'"{told.text}".'
    else:
        text = f'Deprecated{since}: "{told.text}".' if told.text else f"Deprecated{since}."
    rule = _DEPRECATED.named("deprecated:since" if since else "deprecated:message")
    return says(text, rule, Evidence("deprecated", lines=(told.line,)))

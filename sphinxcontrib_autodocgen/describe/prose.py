"""Authors' docstrings, read for reuse: which parts a docstring describes, and its first sentence.

Text that moves to another object loses its markup, because roles, links and substitutions may not
work there. What can't be moved safely (code, a signature, a remark on the place where it stands)
gives None, and then nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from .. import docstring as docstrings
from ..analyze.messages import with_options
from ..docstring import Docstring, slots
from .words import restates

__all__ = [
    "authored",
    "capitalised",
    "finished",
    "first_sentence",
    "is_fragment",
    "is_whole",
    "own_sentence",
    "parameter_text",
    "plain",
    "result_text",
    "sentence_of",
    "sentence_with_cases",
    "summary_sentence",
    "without_type",
]

_LONGEST = 200
_LOOKED_AT = 2000
_FRAGMENT = re.compile(
    r"(?:Also|Are|At|Because|But|Currently|For|Has|If|In general|Is|Note|Only|Same|Since|Some|"
    r"There|Used|Was|(?i:And|Of|Or|Which))\b"
)
"""Beginnings of a remark, or of the rest of a type; such a text doesn't say what a thing is."""

_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r":[a-zA-Z][\w:+.-]*:`~[^`<]*?([^`.<]+)`"), r"`\1`"),  # :func:`~pkg.f`
    (re.compile(r":[a-zA-Z][\w:+.-]*:`!?([^`<]+?)\s*<[^`>]*>`"), r"\1"),  # :ref:`text <label>`
    (re.compile(r":[a-zA-Z][\w:+.-]*:`[!.]?([^`]+)`"), r"`\1`"),
    (re.compile(r"``([^`]+)``"), r"`\1`"),
    (re.compile(r"`~[\w.]*?(\w+)`"), r"`\1`"),  # `~pkg.f`
    (re.compile(r"`\.([\w.]+)`"), r"`\1`"),
    (re.compile(r"`([^`<]+?)\s*<[^`>]*>`__?"), r"\1"),  # `text <url>`_
    (re.compile(r"`([^`]+)`__?(?!\w)"), r"\1"),
    (re.compile(r"\*\*(\w(?:[^*]*\w)?)\*\*"), r"\1"),
    (re.compile(r"(?<![\w*])\*(\w(?:[^*]*\w)?)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w.])([^\W_]\w*[^\W_])_(?=[\s.,;:]|$)"), r"\1"),  # a reference
    (re.compile(r"^\([^()]{2,40}\)[.:,;-]*\s*|^[Oo]ptional[.:,;-]+\s*"), ""),  # (int), optional
)
_INITIAL = re.compile(r"\b[A-Z][a-z]+ (?:[A-Z]\.)+$")
"""The initial of a name behind another name, as in "John F.", which ends no sentence."""

_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\betc)(?<!\bvs)(?<!\bcf)[.!?](?=\s+[A-Z`\"'(]|$)")
_SIGNATURE = re.compile(r"\w+\([^)]*\)\s*(->|$)|\w+\(.*\)\s*->")
_TIED_TO_ITS_PLACE = re.compile(
    r"subclass|overrid|abstract|not implement|unimplement|by default|default implement|"
    r"do(?:es)? nothing|no-?op\b|base (?:class|impl)|this class|deprecated|placeholder|\bstub\b|"
    r"\bsee\s|\bTODO\b|\bFIXME\b|\bXXX\b|\bhook\b|\babove\b|\bbelow\b|\bfollowing\b|https?:|"
    r"same as|inherit|parent class|superclass|\bmust be\b",
    re.IGNORECASE,
)
_CODE = re.compile(r"`[^`]*`")
_MARKUP_LEFT = re.compile(r"[|{}]|``|\]_|>>>|::|\\|^[^\w`\"'(]")


_TAIL = re.compile(r"^(?:Examples?|Notes?|References|See Also)\n-{3,}$", re.MULTILINE)
_WANTED = re.compile(
    r"^(?:(?:Other )?Parameters|Returns|Yields|Raises|Attributes)\n-{3,}$", re.MULTILINE
)


@lru_cache(maxsize=16384)
def authored(text: str) -> Docstring:
    """Return what an author's docstring says, taken apart; its long tail of notes may miss."""
    tail = _TAIL.search(text)
    if tail is not None and not _WANTED.search(text, tail.end()):
        text = text[: tail.start()]
    return docstrings.parse(text)


def first_sentence(text: str | None, *names: str) -> str | None:
    """Return the first sentence of a text, fit to be said elsewhere.

    Args:
        text: A docstring or a description, or None.
        *names: The identifiers that the reader sees beside it; what only repeats them says nothing.

    Returns:
        One plain sentence that ends in a full stop; None if the text has none that can be moved.
    """
    if not text:
        return None
    paragraph = re.split(r"\n\s*\n", text.strip()[:_LOOKED_AT], maxsplit=1)[0]
    paragraph = plain(" ".join(paragraph.split()))
    if _SIGNATURE.match(paragraph) or _FRAGMENT.match(paragraph):
        return None
    said = sentence_of(paragraph)
    if not _can_be_moved(said):
        return None
    if restates(said, names) or restates(_CODE.sub(" ", said), ()):
        return None
    return finished(said)


def _can_be_moved(said: str) -> bool:
    if said.endswith((":", ",", "(", "-", "?", "e.g.", "i.e.")) or not 8 <= len(said) <= _LONGEST:
        return False
    if _MARKUP_LEFT.search(said) or _TIED_TO_ITS_PLACE.search(said) or said.count("`") % 2:
        return False
    return is_whole(said)


def capitalised(text: str) -> str:
    """Return a text with a capital letter, but for a first word that is a name in code."""
    return text if _NAME.match(text) else text[:1].upper() + text[1:]


_NAME = re.compile(r"(?!(?:e\.g|i\.e)\.)\w*(?:\d|[a-z][A-Z]|[._]\w)")


def finished(said: str) -> str:
    """Return a sentence with a capital letter and a full stop."""
    said = capitalised(said)
    return said if said.endswith((".", "!", "?")) else f"{said}."


def own_sentence(text: str | None) -> str | None:
    """Return the first sentence of what an author says of this very thing in another place.

    Args:
        text: The text, or None.
    """
    if not text or not text.strip():
        return None
    paragraph = re.split(r"\n\s*\n", text.strip()[:_LOOKED_AT], maxsplit=1)[0]
    said = sentence_of(plain(" ".join(paragraph.split())))
    if _MARKUP_LEFT.search(said) or said.count("`") % 2 or not is_whole(said):
        return None
    said = with_options(said)
    return finished(said if said.endswith((".", "!", "?")) else said.rstrip(":,;"))


_HANGING = re.compile(
    r"\b(?:an?|the|and|or|as|be|from|than|its?|this|their|between|if|when|whose|e\.g|i\.e|such as|"
    r"because|but|via|per|not|will|can|that|which|of|to|in|on|at|by|for|with|into|is|are)\W*$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\b(?:that|what|where|which|who|whom|how|why|whether) (?:[\w-]+ )+"
    r"(?:from|of|to|in|on|at|by|for|with|into|is|are|it|this|not)\W*$|"
    r"\b(?:to|is|are|be) \w+ (?:from|to|in|on|at|by|for|with|into|it|of)\W*$",
    re.IGNORECASE,
)
"""Ends of a sentence that a pronoun or verb began: "the address to listen on"."""

_STATUS = re.compile(
    r"^(?:(?:currently|still|this|is|it's|it|has|been|yet|as) )*(?:un(?:tested|implemented|used|"
    r"finished|stable|supported)|(?:not|never)(?: yet)?(?: been)? (?:tested|implemented|used|"
    r"finished|supported|documented)|experimental|work in progress|wip|todo|fixme|tbd|n/?a|"
    r"obsolete|legacy|deprecated|broken|internal(?: use)?|for internal use|private|"
    r"unknown|undocumented|done|ok)\b"
    r".{0,24}$",
    re.IGNORECASE,
)


def is_whole(sentence: str) -> bool:
    """Tell whether a sentence has an end, more than one word, and says more than a state of work.

    Args:
        sentence: One sentence, with or without a full stop.
    """
    if len(sentence.split()) < 2 or _STATUS.match(sentence):
        return False
    plain_text = _CODE.sub("code", sentence)
    return not _HANGING.search(plain_text) or _RELATIVE.search(plain_text) is not None


def is_fragment(text: str) -> bool:
    """Tell whether a summary begins like a remark: "If", "Also", "Used by"."""
    return _FRAGMENT.match(text) is not None


def sentence_of(paragraph: str) -> str:
    """Return the first sentence of a paragraph, all of it if none ends."""
    ends = (end.end() for end in _END.finditer(paragraph))
    return paragraph[: next((e for e in ends if not _INITIAL.search(paragraph[:e])), None)]


def plain(text: str) -> str:
    """Return a line of text without roles, links and emphasis; code stays in backquotes."""
    for pattern, replacement in _MARKUP:
        text = pattern.sub(replacement, text)
    return text.strip()


def summary_sentence(docstring: str | None, *names: str) -> str | None:
    """Return the first sentence of a docstring's summary, fit to be said elsewhere.

    Args:
        docstring: The docstring, or None.
        *names: The identifiers that the reader sees beside it.
    """
    return first_sentence(authored(docstring).summary, *names) if docstring else None


def sentence_with_cases(docstring: str | None, *names: str) -> str | None:
    """Return a docstring's first sentence, with those behind it that its reader must not miss.

    These say what holds if the value is missing, or that it's deprecated.

    Args:
        docstring: The docstring, or None.
        *names: The identifiers that the reader sees beside it.
    """
    said = summary_sentence(docstring, *names)
    if said is None or docstring is None:
        return None
    _, *others = _sentences(docstring.strip()[:_LOOKED_AT])
    for other in map(finished, others):
        if _CASE.search(other) and len(f"{said} {other}") <= _LONGEST and _is_sound(other):
            said = f"{said} {other}"
    return said


_CASE = re.compile(
    r"^(?:If|When|Unless|Without)\b|\b(?:None|null|undefined|omitted|missing|deprecated|defaults?|"
    r"not (?:given|passed|provided|set|specified))\b",
    re.IGNORECASE,
)


def _sentences(text: str) -> Iterator[str]:
    """Yield the sentences of a text, each paragraph and each line with a tag on its own."""
    for paragraph in re.split(r"\n\s*\n|\n\s*(?=@)", text):
        left = plain(" ".join(paragraph.split()).removeprefix("@"))
        while left:
            said = sentence_of(left)
            left = left[len(said) :].strip()
            yield said


def _is_sound(said: str) -> bool:
    """Tell whether a sentence that goes with another can stand in another place."""
    is_cut = said.count("`") % 2 or _MARKUP_LEFT.search(said)
    return not is_cut and len(said.split()) > 1


def without_type(docstring: str | None) -> str | None:
    """Return an attribute's docstring without the type that Google's style puts first.

    Args:
        docstring: The docstring, or None.
    """
    type_, colon, text = slots.partition((docstring or "").partition("\n")[0])
    if docstring is None or not (colon and text and slots.is_type(type_)):
        return docstring
    return text + docstring[len(docstring.partition("\n")[0]) :]


def parameter_text(docstring: str | None, name: str) -> str | None:
    """Return what an author's docstring says of a parameter; empty if it only lists it.

    Args:
        docstring: The docstring, or None.
        name: The parameter's name, without stars.
    """
    if docstring is None or name not in docstring:
        return None
    entries = authored(docstring).parameters
    return next((e.description for e in entries if e.name.lstrip("*") == name), None)


def result_text(docstring: str | None, *, yields: bool) -> str | None:
    """Return what an author's docstring says of the result, None if it has no such section."""
    if docstring is None:
        return None
    parsed = authored(docstring)
    entries = parsed.yields if yields else parsed.returns
    return " ".join(entry.description for entry in entries) if entries else None

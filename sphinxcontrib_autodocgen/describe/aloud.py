"""Whether a sentence on code tells something, or only reads the code aloud.

Words that stand for syntax (return, set, if, is, each item of) tell no more than the code that they
stand between. A sentence tells something if it has another word, and no less plain words than
names in code quotes. Private names tell nothing to whoever can't see them.
"""

from __future__ import annotations

import re

from ..model import Object
from .vocabulary import word_set

__all__ = ["code_in", "has_bits", "has_private_name", "is_easy", "is_mostly_code", "plain"]

_CODE = re.compile(r"`([^`]+)`")
_TOKEN = re.compile(r"[^\W\d][\w.]*")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_PRIVATE = re.compile(r"(?<!\w)_(?!_?\w*__\b)\w")
_SYNTAX = word_set(
    "a add all an and any append as at attribute attributes await be by call clear current decrease"
    " delete dictionary do does equal equals false float for from given greater has hold holds"
    " if in increase integer is it item items least less let list log made most named named neither"
    " new no none nor not of on one or other otherwise raise raised remove return set string"
    " subtract than that the then there to true truth tuple tuples what whether which while with"
    " yield"
)
"""Words that stand for syntax, and for what any reader of code sees in it."""


def code_in(text: str) -> list[str]:
    """Return what stands in code quotes in a sentence."""
    return _CODE.findall(text)


def plain(text: str) -> str:
    """Return a sentence without what stands in code quotes.

    Args:
        text: The sentence.
    """
    return _CODE.sub("", text)


def is_mostly_code(text: str) -> bool:
    """Tell whether a sentence only reads code aloud.

    Args:
        text: The sentence, with code in single backquotes.
    """
    words = [word.strip(".") for word in _TOKEN.findall(plain(text).lower())]
    tells = any(_SYNTAX.isdisjoint((word, word.removesuffix("s"))) for word in words)
    return not tells or len(words) < sum(map(_weight, _CODE.findall(text)))


def is_easy(text: str) -> bool:
    """Tell whether a sentence relates few things to each other, whose code can be read as names.

    Args:
        text: The sentence, with code in single backquotes.
    """
    quoted = _CODE.findall(text)
    literals = sum(_LITERAL.fullmatch(each) is not None for each in quoted)
    is_short = len(quoted) - literals <= _MOST_NAMES and len(quoted) <= _MOST_QUOTED
    said = plain(text).lower()
    hard = [each for each in quoted if not _NAME.fullmatch(each)]
    is_readable = not hard or (
        len(hard) == 1
        and _CALL.fullmatch(hard[0]) is not None
        and _CHOOSES.search(said) is not None
    )
    return is_short and is_readable and _RELATES.search(said) is not None


_MOST_NAMES = 5
_MOST_QUOTED = 8
_LITERAL = re.compile(r"'[^']*'|\"[^\"]*\"|-?[\d.]+|None|True|False")
_RELATES = re.compile(
    r"\b(?:whether|if|each|any|every|new|none|instance|whose|item|itself|as it is)\b"
    r"|\b(?:append|add|clear|decrease|delete|increase|insert|remove|update)s?\b"
    r"|\bset.* to (?:true|false|an empty \w+)\b"
)
"""Words of a sentence that says more than what is listed or is put where: how a state changes."""

_CHOOSES = re.compile(r"\b(?:if|each|first|otherwise)\b")
"""Words of a sentence that says when something is done, or with which things."""

_NAME = re.compile(
    r"(?:\w+=|\*\*?)?"
    r"(?:\w+(?:\.\w+){0,2}(?:\(\w*\)|\[[-\w.]+\])?"
    r"|-?[\d.]+|\[\w*\]|'[^']*'|\"[^\"]*\")"
    r"|[^`']*\{[^`]*\}[^`']*"
)
"""A name, an item of one, a call with at most a name, a literal, or a text with holes."""

_CALL = re.compile(r"\w+(?:\.\w+){0,2}\((?:\.\.\.|[\w.=*]+(?:, [\w.=*]+){0,3})\)")
"""A call with names."""


def _weight(code: str) -> int:
    """Return how many names code has; a text counts as one."""
    return 1 if "{" in code else len(_TOKEN.findall(_TEXT.sub("", code)))


def has_bits(text: str) -> bool:
    """Tell whether a sentence shows code that works on single bits, whose sense it doesn't tell.

    Args:
        text: The sentence, with code in single backquotes.
    """
    return any(_BITS.search(_TEXT.sub("", each)) for each in _CODE.findall(text))


_BITS = re.compile(r" (?:<<|>>|&|\^) ")


def has_private_name(text: str, obj: Object) -> bool:
    """Tell whether a sentence shows a name that readers of an object don't know.

    Args:
        text: The sentence, with code in single backquotes.
        obj: The object; one that is private itself may have such names.
    """
    is_own = obj.short_name.startswith("_") and not obj.short_name.endswith("__")
    return not is_own and any(_PRIVATE.search(_TEXT.sub("", c)) for c in _CODE.findall(text))

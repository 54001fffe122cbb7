"""Sentences on what a function does, told from its code; see :mod:`..narrator`.

Each kind has a rule of its own, because some are told wrong more easily than others.
"""

from __future__ import annotations

import re
from weakref import WeakKeyDictionary

from ...model import Kind, Object, Rule
from ..aloud import code_in, has_bits
from ..narrator import Narration, narrated
from ..view import View
from ..words import restates
from .origins import given, origin
from .sentence import Sentence, describes, is_told, says

__all__: list[str] = []

_FUNCTIONS: tuple[Kind, ...] = ("function", "method", "property")


def _told(obj: Object, view: View) -> Narration | None:
    """Return the narration of a function that is told at all, found once."""
    if obj.gist is None or not is_told(obj, view):
        return None
    if given(obj, view) or origin(obj, view):
        return None  # they say more of the attribute that is returned
    if "deprecated" in obj.modifiers and obj.deprecation is None:
        return None  # that it warns is all that there is to know
    found = _NARRATIONS.setdefault(view, {})
    if obj.name not in found:
        found[obj.name] = narrated(obj, view)
    return found[obj.name]


_NARRATIONS: WeakKeyDictionary[View, dict[str, Narration | None]] = WeakKeyDictionary()
"""The sentences on the functions of each project, as far as they were asked for."""


def _narration(obj: Object, view: View, kind: str, *, terse: bool = False) -> Sentence | None:
    told = _told(obj, view)
    if told is None or not told.worded or (told.kind, told.terse) != (kind, terse):
        return None
    text = _NEW.sub(_kept, told.text) if "cached" in obj.modifiers else told.text
    return None if _is_vacuous(text, obj) else says(text)


_MADE = re.compile(r"(?:Returns? )?[Aa]n? new `([^`]*)`\.")

_NEW = re.compile(r"\b([Aa])n? new (?=`)")
"""An instance that is made once, and given again, where the result is kept."""


def _kept(match: re.Match[str]) -> str:
    return "The " if match[1] == "A" else "the "


def _is_vacuous(text: str, obj: Object) -> bool:
    """Tell whether a text only joins the words or the letters of a name."""
    if restates(text, [obj.short_name]):
        return True
    if _is_signature(text, obj):
        return True
    told = text if obj.kind == "property" else text.partition(" ")[2]
    said = "".join(char for char in told.lower() if char.isalnum())
    name = "".join(char for char in obj.short_name.lower() if char.isalnum())
    return said.removeprefix("the") in (name, f"self{name}", name.removeprefix("get"))


def _is_signature(text: str, obj: Object) -> bool:
    """Tell whether a text says no more than the type of the result that a signature shows."""
    made = _MADE.fullmatch(text)
    declared = obj.returns.annotation if obj.returns is not None else None
    return made is not None and made[1] == declared


@describes(*_FUNCTIONS, by=Rule("narrate:return", 0.75, links="code"))
def returned(obj: Object, view: View) -> Sentence | None:
    """Say what a function returns."""
    return _narration(obj, view, "return")


@describes(*_FUNCTIONS, by=Rule("narrate:effect", 0.75, links="code"))
def performed(obj: Object, view: View) -> Sentence | None:
    """Say what a function does, step by step."""
    return _narration(obj, view, "effect")


@describes(*_FUNCTIONS, by=Rule("narrate:condition", 0.75, links="code"))
def conditional(obj: Object, view: View) -> Sentence | None:
    """Say what a function does in which case."""
    return _narration(obj, view, "condition")


@describes(*_FUNCTIONS, by=Rule("narrate:loop", 0.75, links="code"))
def repeated(obj: Object, view: View) -> Sentence | None:
    """Say what a function does with each of several things."""
    return _narration(obj, view, "loop")


@describes(*_FUNCTIONS, by=Rule("narrate:terse-return", 0.72, links="code"))
def returned_tersely(obj: Object, view: View) -> Sentence | None:
    """Say what a function returns, with more names than words."""
    return _narration(obj, view, "return", terse=True)


@describes(*_FUNCTIONS, by=Rule("narrate:terse-effect", 0.72, links="code"))
def performed_tersely(obj: Object, view: View) -> Sentence | None:
    """Say what a function does, with more names than words."""
    return _narration(obj, view, "effect", terse=True)


@describes(*_FUNCTIONS, by=Rule("narrate:terse-condition", 0.72, links="code"))
def conditional_tersely(obj: Object, view: View) -> Sentence | None:
    """Say what a function does in which case, with more names than words."""
    return _narration(obj, view, "condition", terse=True)


@describes(*_FUNCTIONS, by=Rule("narrate:terse-loop", 0.72, links="code"))
def repeated_tersely(obj: Object, view: View) -> Sentence | None:
    """Say what a function does with each of several things, with more names than words."""
    return _narration(obj, view, "loop", terse=True)


@describes(*_FUNCTIONS, by=Rule("read-aloud", 0.9, fallback=True, links="code"))
def read_aloud(obj: Object, view: View) -> Sentence | None:
    """Repeat a short body as code, where nothing else can be said."""
    told = _told(obj, view)
    if told is None or told.worded or _LOCAL.match(told.text) or "(...)" in told.text:
        return None
    if has_bits(told.text):
        return None
    if sum(map(len, code_in(told.text))) > _MOST_CODE:
        return None
    return None if _is_vacuous(told.text, obj) else says(told.text)


_LOCAL = re.compile(r"Let |.* let ")
_MOST_CODE = 100
"""Maximum number of characters of code in a sentence that reads code aloud."""

"""Why exceptions are raised: by Python's data model, by a condition, or in the code's own words.

The condition ``if not path`` is read without types: "`path` is empty, zero, false or None". Where
the type is known only what it allows is said, and nothing of a class whose truth nobody knows.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from ...model import Evidence, Guess, Object, Parameter, Raised, Rule
from .. import types
from ..view import View
from .sentence import Sentence, confidence, describes, says
from .standard import SPECIAL_RAISES

__all__ = ["in_words_of_types", "truth", "with_message"]

_MESSAGE = Rule("message", 0.8, quotes=True, links="code")

_FALSE = (
    dict.fromkeys(
        ("str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset"), "empty"
    )
    | dict.fromkeys(("int", "float", "complex"), "zero")
    | {"bool": "false"}
)
"""Words for a false value of a built-in type."""

_WORD = re.compile(r"\w+")
_SAID = re.compile(r"`(\w+)` is (true|empty, zero, false or None)(?=[ .])")


@describes("raises", by=Rule("special-raises", 0.9))
def special_exception(raised: Raised, obj: Object, _view: View) -> Sentence | None:
    """Say what an exception means by Python's data model."""
    text = SPECIAL_RAISES.get((obj.short_name, raised.type)) if obj.kind == "method" else None
    return says(text) if text is not None else None


@describes("raises", by=_MESSAGE)
def message_of_exception(raised: Raised, obj: Object, view: View) -> Sentence | None:
    """Quote what the code says where it raises an exception, or what the exception always says."""
    messages = raised.messages or _own_message(raised, obj, view)
    quoted = [f'"{_quotable(message)}"' for message in messages]
    text = " or ".join(quoted)
    if not quoted or len(quoted) > _MAX_MESSAGES or len(text) > _MAX_QUOTED:
        return None
    return says(f"{text}.", evidence=Evidence("message", lines=raised.message_lines))


@describes("class", by=_MESSAGE)
def message_of_class(obj: Object, _view: View) -> Sentence | None:
    """Quote what an exception says by itself."""
    told = obj.message
    if told is None:
        return None
    return says(f'"{_quotable(told.text)}".', evidence=Evidence("message", lines=(told.line,)))


def _quotable(message: str) -> str:
    """Return a message with single quotation marks, as it stands in double ones, its code apart."""
    parts = message.split("`")
    return "`".join(
        part if index % 2 else part.replace('"', "'") for index, part in enumerate(parts)
    )


def _own_message(raised: Raised, obj: Object, view: View) -> tuple[str, ...]:
    cls = view.project.get(view.names.full_name(raised.type, view.module(obj).name))
    told = cls.message if cls is not None else None
    return (told.text,) if told is not None and not told.place else ()


_MAX_MESSAGES, _MAX_QUOTED = 3, 160
"""Most messages that are quoted of one exception, and their length in characters."""


def with_message(condition: Guess, message: Guess) -> Guess | None:
    """Return a condition of an exception together with what the code says under it.

    Args:
        condition: The condition.
        message: What is said.

    Returns:
        One sentence of both; None if several things are said, for nobody knows which, or if the
        condition says the same.
    """
    repeats = {*_WORD.findall(message.text)} <= {*_WORD.findall(condition.text)}
    if repeats or '" or "' in message.text or condition.rule.id != "raised":
        return None
    text = f"{condition.text.removesuffix('.')}: {message.text}"
    confident = min(condition.confidence, message.confidence)
    return replace(message, text=text, confidence=confident)


def in_words_of_types(condition: Guess, obj: Object) -> Guess | None:
    """Return a condition of an exception in words that the types of parameters allow.

    Args:
        condition: The condition as read from code.
        obj: The function that raises.

    Returns:
        The condition, with the confidence of conditions; None if it depends on the truth of a value
        whose type doesn't say what that is.
    """
    by_name = {parameter.name: parameter for parameter in obj.parameters}
    text = condition.text
    for match in reversed(list(_SAID.finditer(text))):
        parameter = by_name.get(match[1])
        if parameter is None or not _is_known(parameter):
            continue
        words = truth(parameter, holds=match[2] == "true")
        if words is None:
            return None
        text = f"{text[: match.start(2)]}{words}{text[match.end(2) :]}"
    confident = min(condition.confidence, confidence(condition.rule))
    return replace(condition, text=text, confidence=confident)


def _is_known(parameter: Parameter) -> bool:
    """Tell whether there's a type that says anything."""
    return bool(types.of_parameter(parameter))


def truth(parameter: Parameter, *, holds: bool) -> str | None:
    """Say what a value of a parameter's type is, if it's true or if it isn't.

    Args:
        parameter: The parameter.
        holds: Whether its value is true.

    Returns:
        Words behind "it is"; None if the type doesn't say what a false value is.
    """
    kinds = types.of_parameter(parameter) - {"None"}
    found = {_FALSE.get(kind, "") for kind in kinds}
    if "" in found or not found:
        return None
    if holds and found == {"false"}:
        return "true"
    words: list[str] = [word for word in ("empty", "zero", "false") if word in found]
    if _may_be_none(parameter):
        words.append("`None`")
    return _neither(words) if holds else _either(words)


def _may_be_none(parameter: Parameter) -> bool:
    source = parameter.annotation or (parameter.type.text if parameter.type else None)
    return types.is_optional(source) or parameter.default == "None"


def _either(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _neither(words: list[str]) -> str:
    if len(words) == 1:
        return f"not {words[0]}"
    return f"neither {', '.join(words[:-1])} nor {words[-1]}"

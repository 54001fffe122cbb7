"""What the truth of a parameter means, in words of its type.

The condition ``if not path`` is read without types: "`path` is empty, zero, false or None". Where
the type is known only what it allows is said, and nothing of a class whose truth nobody knows.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from ..model import Guess, Object, Parameter
from . import confidence, types

__all__ = ["in_words_of_types"]

_FALSE = (
    dict.fromkeys(
        ("str", "bytes", "bytearray", "list", "tuple", "dict", "set", "frozenset"), "empty"
    )
    | dict.fromkeys(("int", "float", "complex"), "zero")
    | {"bool": "false"}
)
"""What a false value of a builtin type is."""

_SAID = re.compile(r"`(\w+)` is (true|empty, zero, false or None)(?=[ .])")


def in_words_of_types(condition: Guess, obj: Object) -> Guess | None:
    """Return a condition of an exception in words that the types of parameters allow.

    Args:
        condition: The condition as read from code.
        obj: The function that raises.

    Returns:
        The condition, as sure as conditions are; None if it depends on the truth of a value whose
        type doesn't say what that is.
    """
    by_name = {parameter.name: parameter for parameter in obj.parameters}
    text = condition.text
    for match in reversed(list(_SAID.finditer(text))):
        parameter = by_name.get(match[1])
        if parameter is None or not _is_known(parameter):
            continue
        words = _words(parameter, holds=match[2] == "true")
        if words is None:
            return None
        text = f"{text[: match.start(2)]}{words}{text[match.end(2) :]}"
    sure = min(condition.confidence, confidence.of_rule("raised"))
    return replace(condition, text=text, confidence=sure)


def _is_known(parameter: Parameter) -> bool:
    """Tell whether there's a type that says anything."""
    return bool(types.of_parameter(parameter))


def _words(parameter: Parameter, *, holds: bool) -> str | None:
    """Say what a value of a parameter's type is, if it's true or if it isn't."""
    kinds = types.of_parameter(parameter) - {"None"}
    found = {_FALSE.get(kind, "") for kind in kinds}
    if "" in found or not found:
        return None
    source = parameter.annotation or (parameter.type.text if parameter.type else None)
    is_none = types.is_optional(source) or parameter.default == "None"
    if holds and found == {"false"}:
        return "true"
    words: list[str] = [word for word in ("empty", "zero", "false") if word in found]
    words += ["`None`"] if is_none else []
    return _either(words) if not holds else _neither(words)


def _either(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def _neither(words: list[str]) -> str:
    if len(words) == 1:
        return f"not {words[0]}"
    return f"neither {', '.join(words[:-1])} nor {words[-1]}"

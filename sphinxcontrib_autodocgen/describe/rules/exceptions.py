"""Why exceptions are raised: by Python's data model, by a condition, or in the code's own words.

The condition ``if not path`` is read without types: "`path` is empty, zero, false or None". Where
the type is known only what it allows is said, and nothing of a class whose truth nobody knows.
"""

from __future__ import annotations

import re
from collections import Counter

from msgspec.structs import replace

from ...model import Case, Evidence, Guess, Object, Parameter, Raised, Rule
from .. import types
from ..view import View
from .sentence import Sentence, confidence, describes, says
from .standard import SPECIAL_RAISES

__all__ = ["in_words_of_types", "truth"]

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
_SAID = re.compile(r"`(\w+)` is (true|not true|empty, zero, false or None)(?=[ .,]|$)")


@describes("raises", by=Rule("special-raises", 0.9))
def special_exception(raised: Raised, obj: Object, _view: View) -> Sentence | None:
    """Say what an exception means by Python's data model."""
    text = SPECIAL_RAISES.get((obj.short_name, raised.type)) if obj.kind == "method" else None
    return says(text) if text is not None else None


@describes("raises", by=_MESSAGE)
def message_of_exception(raised: Raised, obj: Object, view: View) -> Sentence | None:
    """Quote what the code says where it raises an exception, or what the exception always says."""
    own = _own_message(raised, obj, view)
    cases = [replace(case, message=case.message or own) for case in raised.cases]
    text = _cases_in_words([_typed(case, obj) for case in cases or [Case("around", message=own)]])
    return says(text, evidence=Evidence("message", lines=raised.message_lines)) if text else None


def _typed(case: Case, obj: Object) -> Case:
    """Return a case with its condition in words that the types of parameters allow."""
    words = _by_types(case.condition, obj)
    if words is None:
        return replace(case, condition="", told="around" if case.message else "")
    return replace(case, condition=words)


def _cases_in_words(cases: list[Case]) -> str | None:
    """Return a text on the cases in which an exception is raised, None if it quotes nothing."""
    clauses = _clauses(cases)
    text = ("; " if any(map(_is_conditional, clauses)) else " or ").join(clauses)
    if '"' not in text:
        return None
    if "" not in clauses and len(clauses) <= _MAX_CASES and len(text) <= _MAX_TEXT:
        return f"{text[0].upper()}{text[1:]}."
    return _some_of([_quoted(case) for case in cases if case.message])


def _clauses(cases: list[Case]) -> list[str]:
    """Return what is said of each case; a condition would seem to be on all that is behind it."""
    messages = Counter(case.message for case in dict.fromkeys(cases))
    once = (case if messages[case.message] == 1 else _bare(case) for case in cases)
    clauses = list(dict.fromkeys(map(_clause, once)))
    if len(clauses) > 1 and not any(each.startswith("if ") for each in clauses):
        clauses = list(dict.fromkeys(each.removeprefix(_VAGUE) for each in clauses))
    return sorted(clauses, key=_is_conditional)


def _is_conditional(clause: str) -> bool:
    return clause.startswith(("if ", _VAGUE))


def _bare(case: Case) -> Case:
    """Return a case without the condition if there's a message, which others have too."""
    return replace(case, condition="", told="around") if case.message else case


_VAGUE = "in some cases: "


def _clause(case: Case) -> str:
    """Return what is said in a case, behind its condition; empty if nothing is known of it."""
    quoted = _quoted(case) if case.message else ""
    if {*_WORD.findall(case.message)} <= {*_WORD.findall(case.condition)}:
        return f"if {case.condition}" if case.told == "all" else quoted
    if case.condition:
        return f"if {case.condition}: {quoted}"
    return f"{_VAGUE}{quoted}" if not case.told else quoted


def _quoted(case: Case) -> str:
    return f'"{_quotable(case.message)}"'


def _some_of(quoted: list[str]) -> str | None:
    """Return a text on some of the reasons for an exception, None if they're too long."""
    first, *others = dict.fromkeys(quoted)
    texts = [f"{first} and {others[0]}"] if others else []
    found = [text for text in [*texts, first] if len(text) <= _MAX_QUOTED]
    return f"For several reasons, such as {found[0]}." if found else None


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


def _own_message(raised: Raised, obj: Object, view: View) -> str:
    cls = view.project.get(view.names.full_name(raised.type, view.module(obj).name))
    told = cls.message if cls is not None else None
    return told.text if told is not None and not told.place else ""


_MAX_CASES, _MAX_QUOTED, _MAX_TEXT = 3, 160, 240
"""Most cases that are told of one exception, and the length of quotations and texts."""


def in_words_of_types(condition: Guess, obj: Object) -> Guess | None:
    """Return a condition of an exception in words that the types of parameters allow.

    Args:
        condition: The condition as read from code.
        obj: The function that raises.

    Returns:
        The condition, with the confidence of conditions; None if it depends on the truth of a value
        whose type doesn't say what that is.
    """
    text = _by_types(condition.text, obj)
    if text is None:
        return None
    confident = min(condition.confidence, confidence(condition.rule))
    return replace(condition, text=text, confidence=confident)


def _by_types(text: str, obj: Object) -> str | None:
    by_name = {parameter.name: parameter for parameter in obj.parameters}
    for match in reversed(list(_SAID.finditer(text))):
        parameter = by_name.get(match[1])
        if parameter is None or not _is_known(parameter):
            continue
        words = truth(parameter, holds=match[2] == "true")
        if words is None:
            return None
        if " or " in words and match[2] == "not true":
            continue  # it's one of several conditions, which "or" would part in another way
        text = f"{text[: match.start(2)]}{words}{text[match.end(2) :]}"
    return text


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

"""A small English grammar for what code does: clauses, lists, conditions, sequences.

A clause keeps its verb apart, so that a whole sentence can be put in the third person. A sentence
of several clauses is built so that it can be read in one way only: what comes after a condition
begins behind a semicolon, and a list is not put inside a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from .words import is_plural, third_person

__all__ = [
    "Clause",
    "Phrase",
    "agreeing",
    "alternatives",
    "answered",
    "conditional",
    "listed",
    "of_some",
    "sentence",
    "sequence",
]


class Phrase(NamedTuple):
    """A noun phrase.

    Attributes:
        text: It.
        worded: Whether it says more than the code that it stands for.
    """

    text: str
    worded: bool = False


class Clause(NamedTuple):
    """An action: a verb in its base form, and its complement.

    Attributes:
        verb: The verb.
        rest: The rest.
        worded: Whether it says more than the code that it stands for.
    """

    verb: str
    rest: str
    worded: bool = False

    def written(self, *, third: bool = False) -> str:
        """Return the clause as text, its verb in the third person if asked."""
        verb = third_person(self.verb) if third else self.verb
        return f"{verb} {self.rest}" if self.rest else verb


def listed(items: Sequence[str], word: str = "and") -> str:
    """Join items: "a, b and c".

    Args:
        items: At least one.
        word: What stands before the last.
    """
    *most, last = items
    return f"{', '.join(most)} {word} {last}" if most else last


def sequence(parts: Sequence[str]) -> str:
    """Join what is done one after the other: "a, then b"; "a if c; then b; then d"."""
    parts = _merged(parts)
    if len(parts) == 1:
        return parts[0]
    is_plain = all("," not in part and " if " not in part and ";" not in part for part in parts)
    if len(parts) == 2 and is_plain:
        return f"{parts[0]}, then {parts[1]}"
    if is_plain:
        return f"{', '.join(parts[:-1])}, then {parts[-1]}"
    return parts[0] + "".join(
        f"; then{',' * part.startswith(_OPENINGS)} {part}" for part in parts[1:]
    )


def _merged(parts: Sequence[str]) -> list[str]:
    """Join clauses in a row that set one thing each: "set a to 1, b to 2 and c to 3"."""
    found: list[str] = []
    for several, row in groupby(parts, lambda part: _SET.fullmatch(part) is not None):
        clauses = list(row)
        if not several or len(clauses) < 3:
            found += clauses
            continue
        verb = clauses[0].partition(" ")[0]
        found.append(f"{verb} {listed([part.partition(' ')[2] for part in clauses])}")
    return found


_SET = re.compile(r"sets? `[^`]*` to (?:(?!,| and | if |;| for ).)*")
"""A clause that sets one thing to what no list would leave open."""

_OPENINGS = ("if ", "for ", "while ", "with ")


def conditional(done: str, condition: str, *, first: bool = True) -> str:
    """Say what is done if a condition holds.

    Args:
        done: A clause, or several in a row.
        condition: The condition, without "if".
        first: Whether it begins a sentence, so that the condition may stand behind.
    """
    is_plain = "," not in done and ";" not in done and " if " not in done and " and " not in done
    return f"{done} if {condition}" if is_plain and first else f"if {condition}, {done}"


def alternatives(pairs: Sequence[tuple[str, str]], otherwise: str) -> str:
    """Say what is so in each of several cases: "a if c, b if d, otherwise e".

    Args:
        pairs: What is so, and the condition for it.
        otherwise: What is so in no such case; empty if nothing is.
    """
    cases = [f"{what} if {condition}" for what, condition in pairs]
    separator = "; " if any("," in case or ";" in case for case in (*cases, otherwise)) else ", "
    if otherwise:
        comma = "," if separator == "; " else ""
        cases.append(f"otherwise{comma} {otherwise}")
    return separator.join(cases)


def agreeing(text: str) -> str:
    """Put verbs behind a plural in the plural: "the readers is empty" as "the readers are empty".

    Args:
        text: Clauses whose nouns without code quotes have an article.
    """
    return _PLURAL.sub(_agreed, text)


def _agreed(match: re.Match[str]) -> str:
    noun, verb = match.groups()
    return f"{noun} {_VERBS[verb]}" if is_plural(noun.rpartition(" ")[2]) else match[0]


_VERBS = {"is": "are", "has": "have", "does": "do", "equals": "equal"}
_PLURAL = re.compile(r"(?<!of )(?<!on )(?<!in )\b(the (?:[a-z]+ )*?[a-z]+s) (is|has|does|equals)\b")
"""A noun that may be a plural, with the verb of which it's the subject."""


def answered(question: str, *, holds: bool) -> str | None:
    """Return the answer to a question: "`path` is a file", or "`path` is not a file".

    Args:
        question: The question, without "whether".
        holds: Whether the answer is yes.

    Returns:
        None for a question of several parts, or with a verb of unknown denial.
    """
    match = _ASKED.fullmatch(question)
    if match is None or _SEVERAL.search(_IN_CODE.sub("", question)):
        return None
    subject, verb, rest = match.groups()
    return question if holds else f"{subject} {_DENIED[verb]}{rest}"


_IN_CODE = re.compile(r"`[^`]*`")
_SEVERAL = re.compile(r"[,;]|\b(?:and|or|if|for|whether|neither|none|either|both)\b")
_DENIED = {
    "is not": "is",
    "is": "is not",
    "are": "are not",
    "exists": "does not exist",
    "consists": "does not consist",
}
_ASKED = re.compile(rf"((?:[^`]|`[^`]*`)*?) ({'|'.join(_DENIED)})\b((?:[^`]|`[^`]*`)*)")


def of_some(condition: str) -> str:
    """Return "any" for something that a condition holds for; "not for any" would be for none."""
    return "at least one" if _DENYING.search(condition) else "any"


_DENYING = re.compile(r"\b(?:no|not|none|neither)\b")


def sentence(text: str) -> str:
    """Return a text as a sentence, with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."

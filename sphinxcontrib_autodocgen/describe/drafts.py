"""A text that a rule proposes, with the name of the rule, which says how sure it is.

A rule writes imperatively ("Return the hash.") and names the verb apart, so that it can be put in
the mood that the project's own docstrings use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase

import msgspec

from ..model import Guess
from . import confidence
from .words import third_person

__all__ = ["Draft", "best", "does", "is_off", "says", "sentence"]


class Draft(msgspec.Struct, frozen=True):
    """A proposed text.

    Attributes:
        text: One sentence, without its first word if that is the verb.
        rule: The rule's name.
        verb: The verb that the sentence begins with, in its base form; empty if it begins with
            anything else.
    """

    text: str
    rule: str
    verb: str = ""

    def guess(self, *, third: bool = False) -> Guess:
        """Return it as a guess.

        Args:
            third: Whether to put the verb in the third person.
        """
        text = sentence(self.verb, self.text, third=third)
        return Guess(text, self.confidence, self.evidence, self.rule)

    @property
    def confidence(self) -> float:
        """How often texts of the rule are right, from 0 to 1."""
        return confidence.of_rule(self.rule)

    @property
    def evidence(self) -> str:
        """The rule as evidence of a guess."""
        return f"rule:{self.rule}"


def sentence(verb: str, text: str, *, third: bool) -> str:
    """Join a verb, if there is one, and the rest of a sentence.

    Args:
        verb: In its base form, or empty.
        text: The rest.
        third: Whether to put the verb in the third person.
    """
    if third and verb:
        verb = third_person(verb)
        text = _SECOND_VERB.sub(lambda match: f" and {third_person(match[1])}", text, count=1)
    joined = f"{verb} {text}" if verb else text
    return joined[:1].upper() + joined[1:]


_SECOND_VERB = re.compile(r" and (close|exit|return)\b")


def does(verb: str, text: str, rule: str) -> Draft:
    """Return a draft that says what a function does: a verb and the rest of the sentence."""
    return Draft(text, rule, verb)


def says(text: str, rule: str) -> Draft:
    """Return a draft that says what something is: a sentence that doesn't begin with a verb."""
    return Draft(text, rule)


def is_off(rule: str, globs: Iterable[str]) -> bool:
    """Tell whether a rule is switched off.

    Args:
        rule: Its name.
        globs: ``autodocgen_rules_off``.
    """
    return any(fnmatchcase(rule, glob) for glob in globs)


def best(drafts: Iterable[Draft | None]) -> Draft | None:
    """Return the draft with the highest confidence, the first of equals; None if there is none."""
    found = [draft for draft in drafts if draft is not None]
    return max(found, key=lambda draft: draft.confidence, default=None)

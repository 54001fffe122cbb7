"""The form of a rule: a function that says one sentence of one kind of part, or nothing.

A function that is marked by :func:`describes` is all that a rule needs; :mod:`.rules` finds it. It
writes imperatively ("Return the hash.") and names the verb apart, so that the sentence can be put
in the mood that the project's own docstrings use.

How certain a rule's texts are is counted by rule: ``measured.json`` holds how many were judged by
readers, and how many of these were right; ``benchmarks/words/refit.py`` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files

import msgspec
from msgspec.structs import replace

from ...model import Evidence, Guess, Kind, Object, PartKind, Rule
from ..prose import capitalised
from ..view import View
from ..words import third_person

__all__ = [
    "Describer",
    "Sentence",
    "confidence",
    "describes",
    "does",
    "is_as_written",
    "is_off",
    "is_told",
    "measured",
    "says",
    "share",
]

_CLAIM = 4
"""The weight of a rule's own claim, in judged texts."""


class Sentence(msgspec.Struct, frozen=True):
    """One sentence that a rule proposes.

    Attributes:
        text: The sentence, without its first word if that is the verb.
        verb: The verb that it begins with, in its base form; empty if it begins with anything else.
        rule: The case of the rule that it's of; None if the rule has no cases.
        evidence: Where the words are from; None if the rule alone speaks for them.
        quoted: See :class:`~sphinxcontrib_autodocgen.model.Guess`.
    """

    text: str
    verb: str = ""
    rule: Rule | None = None
    evidence: Evidence | None = None
    quoted: tuple[str, ...] = ()

    def quoting(self, *texts: str) -> Sentence:
        """Return the sentence with parts of it marked as an author's words."""
        return replace(self, quoted=texts)

    def written(self, *, third: bool) -> str:
        """Return the sentence as text.

        Args:
            third: Whether to put the verb in the third person.
        """
        verb, text = self.verb, self.text
        if third and verb:
            verb = third_person(verb)
            text = _SECOND_VERB.sub(lambda match: f" and {third_person(match[1])}", text, count=1)
        joined = f"{verb} {text}" if verb else text
        return capitalised(joined)


_SECOND_VERB = re.compile(r" and (close|exit|return)\b")


def does(verb: str, text: str, rule: Rule | None = None) -> Sentence:
    """Return a sentence on what a function does: a verb and the rest."""
    return Sentence(text, verb, rule)


def says(text: str, rule: Rule | None = None, evidence: Evidence | None = None) -> Sentence:
    """Return a sentence on what something is, which doesn't begin with a verb."""
    return Sentence(text, "", rule, evidence)


class Describer:
    """A function that says something by a rule.

    Args:
        rule: The rule.
        parts: What it describes: kinds of objects, whose summary it says, or parts of objects.
        function: Takes the object and the project's view; that of a part also takes the part's
            record before these.

    Attributes:
        rule: The rule.
        parts: What it describes.
    """

    def __init__(
        self,
        rule: Rule,
        parts: frozenset[Kind | PartKind],
        function: Callable[..., Sentence | None],
    ) -> None:
        self.rule = rule
        self.parts = parts
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self._function = function

    def __call__(self, *arguments: object) -> Sentence | None:
        """Return what is said of a part, None if nothing."""
        return self._function(*arguments)

    def guess(self, *arguments: object, third: bool) -> Guess | None:
        """Return what is said of a part as a guess, None if nothing.

        Args:
            *arguments: What the function takes.
            third: Whether the project writes verbs in the third person.
        """
        sentence = self._function(*arguments)
        if sentence is None:
            return None
        rule = sentence.rule or self.rule
        evidence = sentence.evidence or Evidence("rule", rule.id)
        text = sentence.written(third=third)
        return Guess(text, confidence(rule), evidence, rule, sentence.quoted)


def describes(
    *parts: Kind | PartKind, by: Rule
) -> Callable[[Callable[..., Sentence | None]], Describer]:
    """Mark a function as one that describes parts by a rule.

    Args:
        *parts: Kinds of objects, whose summaries it says, or else one or several parts.
        by: The rule.
    """
    return lambda function: Describer(by, frozenset(parts), function)


_LEAVE_AS_IT_IS = frozenset({
    "cache", "cached_property", "classmethod", "final", "lru_cache", "no_type_check", "override",
    "property", "staticmethod",
})  # fmt: skip
"""Decorators that leave what a function does as it is, at least when it is first called."""

_KEEPS_RESULTS = re.compile(r"(?:\w+_)?(?:cached?|memoi[sz]ed?)(?:_(?:method|property|function))?")
"""Names of decorators that keep what a function returned for the next call."""

_REGISTER = frozenset({
    "admin.action", "admin.display", "admin.register", "atexit.register", "cherrypy.expose",
    "expose", "receiver", "register.filter", "register.simple_tag",
})  # fmt: skip
"""Decorators that only register a function or give it attributes."""


def is_as_written(obj: Object) -> bool:
    """Tell whether no decorator may change what a function takes, returns, raises or does."""
    return all(map(_leaves_as_it_is, obj.decorators))


def _leaves_as_it_is(decorator: str) -> bool:
    name = decorator.rpartition(".")[2]
    is_known = name in _LEAVE_AS_IT_IS or decorator in _REGISTER
    return is_known or _KEEPS_RESULTS.fullmatch(name) is not None


@cache
def measured() -> Mapping[str, tuple[float, int]]:
    """Return how many texts were right and how many were judged, by the id of a rule or family."""
    data = files(__package__).joinpath("measured.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, tuple[float, int]])


def confidence(rule: Rule) -> float:
    """Return how often texts of a rule are right, from 0 to 1."""
    return share(rule.claim, *measured().get(rule.family or rule.id, (0, 0)))


def share(claim: float, right: float, judged: int) -> float:
    """Return the share of right texts, in which a claim counts as four that were judged."""
    return round((_CLAIM * claim + right) / (_CLAIM + judged), 3)


def is_off(rule: str, globs: Iterable[str]) -> bool:
    """Tell whether a rule is switched off.

    Args:
        rule: Its id.
        globs: ``autodocgen_rules_off``.
    """
    return any(fnmatchcase(rule, glob) for glob in globs)


def is_told(obj: Object, view: View) -> bool:
    """Tell whether what a function's body does is what the function is for.

    Args:
        obj: The function.
        view: The project.
    """
    is_special = obj.short_name.startswith("__") and obj.short_name.endswith("__")
    is_hidden = not _UNTOLD.isdisjoint(obj.modifiers)
    if not is_as_written(obj):
        return False
    return not is_special and not is_hidden and view.project.get(obj.name) is obj


_UNTOLD = frozenset({"abstract", "contextmanager", "local", "off", "overload", "stub"})

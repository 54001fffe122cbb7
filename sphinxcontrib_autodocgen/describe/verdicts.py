"""Verdicts applied: to the text that each is about, and to its rule's confidence elsewhere.

A place is an object and a part of it. There the last word decides: a rejected text isn't shown, an
accepted or a corrected one is. Elsewhere the verdicts on a rule are evidence of how often it's
right. They're weighed against what the rule claims by Bayes' rule, with a Beta distribution in
which the claim counts as ten verdicts. All confidences of the rule move by what that changes in log
odds, so that its texts keep their order by confidence. Verdicts on types apply at their places
alone, and before there are words, because words follow from types.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set

from msgspec.structs import replace

from ..feedback import NAME, Verdict
from ..model import Evidence, Guess, Object, Part, Project, Raised
from ..names import names_of
from ..settings import Settings
from . import acceptance
from .acceptance import Tally
from .learned import LEARNED
from .rules import rule_named
from .shown import is_taken, suggestions

__all__ = ["apply", "apply_types"]

_WEIGHT = 10
"""The weight of a rule's own estimate, in verdicts."""

_HIGHEST = 0.99
"""The greatest confidence that verdicts on other texts can give."""

_CONSTRUCTORS = ("__init__", "__new__")


def apply(project: Project, verdicts: Iterable[Verdict], settings: Settings) -> Project:
    """Return a project to which verdicts are applied.

    Args:
        project: The project with all suggestions; not changed.
        verdicts: What was said, in any order.
        settings: ``feedback_window`` says how many verdicts on a rule count.
    """
    said = tuple(verdicts)
    if not said:
        return project
    judge = _Judge(project, said, settings)
    modules = [
        replace(module, objects=tuple(map(judge.object, module.objects)))
        for module in project.modules.values()
    ]
    return Project(modules, project.problems)


def apply_types(project: Project, verdicts: Iterable[Verdict]) -> Project:
    """Return a project to which verdicts on types are applied.

    Args:
        project: The project with all inferred types; not changed.
        verdicts: What was said, in any order.
    """
    said = [verdict for verdict in verdicts if verdict.is_of_type]
    if not said:
        return project
    judge = _TypeJudge(project, said)
    modules = [
        replace(module, objects=tuple(map(judge.object, module.objects)))
        for module in project.modules.values()
    ]
    return Project(modules, project.problems)


class _Place:
    """The verdicts on one part of one object, one after the other.

    Attributes:
        wanted: What is to be shown, whatever is suggested.
        said: The outcome for each text: the better one, itself, or None for nothing.
    """

    def __init__(self) -> None:
        self.wanted: Guess | None = None
        self.said: dict[str, Guess | None] = {}

    def hear(self, verdict: Verdict) -> None:
        """Take the next verdict."""
        text = verdict.correction or verdict.text
        if verdict.verdict == "rejected":
            self._reject(text)
            return
        rule = rule_named("" if verdict.correction else verdict.rule)  # it didn't say that
        quoted = (text,) if rule.links else ()  # until the rule says which words are its own
        self.wanted = Guess(text, 1.0, Evidence(verdict.verdict, NAME), rule, quoted)
        self.said[verdict.text] = self.said[text] = self.wanted

    def _reject(self, text: str) -> None:
        """Show a text no more, whatever it was to stand for."""
        self.said[text] = None
        for earlier, guess in self.said.items():
            if guess is not None and guess.text == text:
                self.said[earlier] = None
        if self.wanted is not None and self.wanted.text == text:
            self.wanted = None

    def settle(self, guess: Guess | None) -> Guess | None:
        """Return what is shown where something, or nothing, is suggested."""
        if self.wanted is not None and guess is not None and self.wanted.text == guess.text:
            return replace(self.wanted, quoted=guess.quoted)
        if self.wanted is not None or guess is None:
            return self.wanted
        return self.said.get(guess.text, guess)


class _TypeJudge:
    """Gives each object the types that verdicts leave it."""

    def __init__(self, project: Project, verdicts: Iterable[Verdict]) -> None:
        self._project = project
        self._places: dict[tuple[str, str], _Place] = defaultdict(_Place)
        for verdict in sorted(verdicts, key=lambda v: (v.moment, v.key)):
            obj = project.get(verdict.object)
            name = self._holder(obj) if obj is not None else verdict.object
            self._places[name, verdict.part].hear(verdict)

    def _holder(self, obj: Object) -> str:
        """Return what a class and its constructor, which have the same parameters, stand for."""
        owner = self._project.get(obj.parent) if obj.short_name in _CONSTRUCTORS else obj
        if owner is None or owner.kind != "class":
            return obj.name
        members = names_of(self._project).members(owner)
        maker = next((members[name] for name in _CONSTRUCTORS if name in members), None)
        return maker.parent if maker is not None else owner.name

    def object(self, obj: Object) -> Object:
        """Judge all types of an object."""
        holder = self._holder(obj)
        return obj.with_parts(lambda part: self._judged(part, holder))

    def _judged(self, part: Part, holder: str) -> Part:
        place = self._places.get((holder, part.type_id))
        if place is None or part.annotation is not None:
            return part
        return part.with_type(place.settle(part.type))


class _Judge:
    """Gives each object the texts and confidences that verdicts leave it."""

    def __init__(self, project: Project, verdicts: tuple[Verdict, ...], settings: Settings) -> None:
        self._shifts = dict(_shifts(project, verdicts, settings))
        self._places: dict[tuple[str, str], _Place] = defaultdict(_Place)
        for verdict in sorted(verdicts, key=lambda v: (v.moment, v.key)):
            self._places[verdict.object, verdict.part].hear(verdict)

    def object(self, obj: Object) -> Object:
        """Judge all texts of an object."""
        return obj.with_parts(lambda part: self._judged(part, obj))

    def _judged(self, part: Part, obj: Object) -> Part:
        """Judge a text; a condition that is wanted is shown with its exception."""
        judged = part.with_text(self._text(part, obj))
        wanted = judged.text is not None and judged.text.evidence.place == NAME
        if wanted and isinstance(judged.record, Raised):
            return replace(judged, record=replace(judged.record, confidence=1.0))
        return judged

    def _text(self, part: Part, obj: Object) -> Guess | None:
        place = self._places.get((obj.name, part.id))
        guess = self._moved(part.text) if part.text is not None else None
        if place is None or (guess is None and is_taken(part, obj)):
            return guess
        return place.settle(guess)

    def _moved(self, guess: Guess) -> Guess:
        shift = self._shifts.get(guess.rule.id, 0.0)
        if not shift:
            return guess
        odds = math.exp(_log_odds(guess.confidence) + shift)
        moved = min(odds / (1 + odds), _HIGHEST)
        if shift > 0:
            moved = max(moved, guess.confidence)
        return replace(guess, confidence=round(moved, 3))


def _shifts(
    project: Project, verdicts: tuple[Verdict, ...], settings: Settings
) -> Iterator[tuple[str, float]]:
    """Yield rules, and by how much verdicts move their confidences in log odds."""
    tallies = acceptance.by_rule(verdicts, settings.feedback_window)
    for rule, scores in _scores(project, tallies.keys() - {LEARNED.id}).items():
        judged = [score for score in scores if score >= settings.min_confidence] or scores
        claim = sum(judged) / len(judged)  # what isn't shown is seldom judged
        yield rule, _log_odds(_posterior(claim, tallies[rule])) - _log_odds(claim)


def _scores(project: Project, rules: Set[str]) -> dict[str, list[float]]:
    """Return the confidences of all that some rules say in a project, by rule."""
    found: dict[str, list[float]] = {}
    for obj in project.values():
        for suggestion in suggestions(obj):
            if suggestion.rule in rules:
                found.setdefault(suggestion.rule, []).append(suggestion.score)
    return found


def _posterior(claim: float, tally: Tally) -> float:
    """Return how often a rule is right, by what it claims and what was said of it.

    The mean of a Beta distribution after ``tally``, if before it was ``claim`` with the weight of
    ten verdicts; but one verdict alone, however it ends, doesn't lower it.
    """
    found = (_WEIGHT * claim + tally.credit) / (_WEIGHT + tally.total)
    return claim if found < claim and tally.misses <= 1 else found


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1 - _HIGHEST), _HIGHEST)
    return math.log(bounded / (1 - bounded))

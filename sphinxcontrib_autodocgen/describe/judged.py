"""What verdicts change: the text at the place they are about, and how sure its rule is elsewhere.

A place is an object and a part of it. There the last word decides: a rejected text isn't shown, an
accepted or a corrected one is. Elsewhere the verdicts on a rule are evidence of how often it's
right. They're weighed against what the rule claims by Bayes' rule, with a Beta distribution in
which the claim counts as ten verdicts. All confidences of the rule move by what that changes in log
odds, so that its surer texts stay the surer ones. Verdicts on types are heeded at their places
alone, and before there are words, because words follow from types.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from ..feedback import NAME, Verdict
from ..model import Guess, Object, Parameter, Project, Raised, Result
from ..settings import Settings
from ..surface import surface_of
from . import acceptance
from .acceptance import Tally
from .suggested import author_text, suggestions

__all__ = ["LEARNED", "heed", "heed_types"]

_WEIGHT = 10
"""How many verdicts a rule's own estimate is worth."""

_SUREST = 0.99
"""The greatest confidence that verdicts on other texts can give."""

LEARNED = "learned"
"""The rule of texts that were learned from the project; they're calibrated where they're made."""

_Described = TypeVar("_Described", Parameter, Result, Raised)
_Typed = TypeVar("_Typed", Parameter, Result, Object)
_CONSTRUCTORS = ("__init__", "__new__")
_NO_SUMMARY = frozenset({"overload", "setter", "deleter"})


def heed(project: Project, verdicts: Iterable[Verdict], settings: Settings) -> Project:
    """Return a project in which verdicts are heeded.

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


def heed_types(project: Project, verdicts: Iterable[Verdict]) -> Project:
    """Return a project in which verdicts on types are heeded.

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
        said: What became of each text: the better one, itself, or None for nothing.
    """

    def __init__(self) -> None:
        self.wanted: Guess | None = None
        self.said: dict[str, Guess | None] = {}

    def hear(self, verdict: Verdict) -> None:
        """Take the next verdict."""
        text = verdict.correction or verdict.text
        if verdict.verdict == "rejected":
            self.said[text] = None
            for earlier, guess in self.said.items():
                if guess is not None and guess.text == text:
                    self.said[earlier] = None
            if self.wanted is not None and self.wanted.text == text:
                self.wanted = None
        else:
            rule = verdict.rule if verdict.correction is None else ""  # it didn't say that
            self.wanted = Guess(text, 1.0, f"{verdict.verdict} in {NAME}", rule)
            self.said[verdict.text] = self.said[text] = self.wanted

    def settle(self, guess: Guess | None) -> Guess | None:
        """Return what is shown where something, or nothing, is suggested."""
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
        members = surface_of(self._project).members(owner)
        maker = next((members[name] for name in _CONSTRUCTORS if name in members), None)
        return maker.parent if maker is not None else owner.name

    def object(self, obj: Object) -> Object:
        """Judge all types of an object."""
        holder = self._holder(obj)
        described = obj.kind in ("property", "attribute", "data")
        part = "type" if described else "type:returns"
        return replace(
            obj,
            parameters=tuple(
                self._judged(p, holder, f"type:parameter:{p.name}") for p in obj.parameters
            ),
            returns=obj.returns and self._judged(obj.returns, holder, part),
            yields=obj.yields and self._judged(obj.yields, holder, "type:yields"),
            type=self._judged(obj, holder, part).type if described else obj.type,
        )

    def _judged(self, typed: _Typed, holder: str, part: str) -> _Typed:
        place = self._places.get((holder, part))
        if place is None or typed.annotation is not None:
            return typed
        return replace(typed, type=place.settle(typed.type))


class _Judge:
    """Gives each object the texts and confidences that verdicts leave it."""

    def __init__(self, project: Project, verdicts: tuple[Verdict, ...], settings: Settings) -> None:
        self._shifts = dict(_shifts(project, verdicts, settings))
        self._places: dict[tuple[str, str], _Place] = defaultdict(_Place)
        for verdict in sorted(verdicts, key=lambda v: (v.moment, v.key)):
            self._places[verdict.object, verdict.part].hear(verdict)

    def object(self, obj: Object) -> Object:
        """Judge all texts of an object."""
        return replace(
            obj,
            summary=self._text(obj.summary, obj, "summary"),
            parameters=tuple(
                self._described(p, obj, f"parameter:{p.name}") for p in obj.parameters
            ),
            returns=obj.returns and self._described(obj.returns, obj, "returns"),
            yields=obj.yields and self._described(obj.yields, obj, "yields"),
            raises=tuple(self._raised(raised, obj) for raised in obj.raises),
        )

    def _described(self, described: _Described, obj: Object, part: str) -> _Described:
        guess = self._text(described.description, obj, part)
        return replace(described, description=guess)

    def _text(self, guess: Guess | None, obj: Object, part: str) -> Guess | None:
        place = self._places.get((obj.name, part))
        guess = self._moved(guess) if guess is not None else None
        if place is None or (guess is None and _is_taken(obj, part)):
            return guess
        return place.settle(guess)

    def _raised(self, raised: Raised, obj: Object) -> Raised:
        """Judge the condition of an exception; one that is wanted is shown with its exception."""
        judged = self._described(raised, obj, f"raises:{raised.type}")
        wanted = judged.description is not None and judged.description.evidence.endswith(NAME)
        return replace(judged, confidence=1.0) if wanted else judged

    def _moved(self, guess: Guess) -> Guess:
        shift = self._shifts.get(guess.rule, 0.0)
        if not shift:
            return guess
        odds = math.exp(_log_odds(guess.confidence) + shift)
        moved = min(odds / (1 + odds), _SUREST)
        if shift > 0:
            moved = max(moved, guess.confidence)
        return replace(guess, confidence=round(moved, 3))


def _is_taken(obj: Object, part: str) -> bool:
    """Tell whether there is no room for a text: the author says it, or it would never be shown."""
    if part == "summary" and not _NO_SUMMARY.isdisjoint(obj.modifiers):
        return True
    return author_text(obj, part) is not None


def _shifts(
    project: Project, verdicts: tuple[Verdict, ...], settings: Settings
) -> Iterator[tuple[str, float]]:
    """Yield rules, and by how much verdicts move their confidences in log odds."""
    tallies = acceptance.by_rule(verdicts, settings.feedback_window)
    claims: dict[str, list[float]] = {rule: [] for rule in tallies if rule != LEARNED}
    for obj in project.values():
        for suggestion in suggestions(obj):
            if suggestion.rule in claims:
                claims[suggestion.rule].append(suggestion.score)
    for rule, scores in claims.items():
        if scores:
            judged = [score for score in scores if score >= settings.min_confidence] or scores
            claim = sum(judged) / len(judged)  # what isn't shown is seldom judged
            yield rule, _log_odds(_posterior(claim, tallies[rule])) - _log_odds(claim)


def _posterior(claim: float, tally: Tally) -> float:
    """Return how often a rule is right, by what it claims and what was said of it.

    The mean of a Beta distribution after ``tally``, if before it was ``claim`` with the weight of
    ten verdicts; but one verdict alone, however it ends, doesn't lower it.
    """
    found = (_WEIGHT * claim + tally.credit) / (_WEIGHT + tally.total)
    return claim if found < claim and tally.misses <= 1 else found


def _log_odds(probability: float) -> float:
    bounded = min(max(probability, 1 - _SUREST), _SUREST)
    return math.log(bounded / (1 - bounded))

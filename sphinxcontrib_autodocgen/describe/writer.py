"""The choice between the texts of rules, and of authors elsewhere, for each part of an object."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from ..feedback import Verdict
from ..model import Guess, Module, Object, Parameter, Part, Problem
from ..settings import Settings
from . import learned, rules
from .learned import LEARNED, Findings, Patterns, network
from .prose import authored
from .rules.collecting import KEYWORD, entries
from .rules.documents import DESCRIBED
from .rules.exceptions import in_words_of_types
from .rules.inherited import is_stand_in
from .rules.sentence import is_off
from .shown import is_taken
from .view import View
from .words import restates

__all__ = ["WordedModule", "Writer", "is_private"]

_SUGGESTED = 0.5
"""Learned texts with less confidence aren't even suggested to somebody who is asked."""

_VACUOUS = 0.6
"""Maximum confidence of a rule's text that only repeats names, or what its page shows."""


class WordedModule(msgspec.Struct, frozen=True):
    """A module's objects with words.

    Attributes:
        objects: The objects.
        problems: What went wrong.
        learned: What was learned from other texts meanwhile, by kind.
    """

    objects: tuple[Object, ...]
    problems: tuple[Problem, ...]
    learned: dict[str, Findings]


class Writer:
    """Chooses between the texts of rules and of authors elsewhere, by confidence.

    Args:
        view: The project.
        settings: Say what is learned and which rules count.
        verdicts: What was said of texts that were suggested before.
        minimum: The minimum confidence with which learned texts count at all, from 0 to 1.
    """

    def __init__(
        self,
        view: View,
        settings: Settings,
        verdicts: tuple[Verdict, ...],
        minimum: float = _SUGGESTED,
    ) -> None:
        self.view = view
        self.vacuous = settings.vacuous
        self.minimum = minimum
        self.shown = settings.min_confidence
        self.rules_off = settings.rules_off
        self.has_entries = settings.keywords == "entries"
        self.verdicts = learned.Verdicts(verdicts)
        off = settings.ranker == "off" or is_off(LEARNED.id, self.rules_off)
        self.problems: list[Problem] = []
        self.patterns = None if off else self._learned(settings)

    def _learned(self, settings: Settings) -> Patterns:
        if settings.ranker == "linear" or not self.view.project.modules:
            return Patterns(self.view, self.verdicts, settings=settings)
        patterns = Patterns(self.view, self.verdicts)
        try:
            found = network.rankers(patterns, settings)
        except ImportError:
            text = "autodocgen_ranker = 'network' needs scikit-learn: install the extra 'learn'"
            path = next(iter(self.view.project.modules.values())).path
            self.problems.append(Problem(path, None, "config", text))
            return patterns
        return Patterns(self.view, self.verdicts, found)

    def prepare(self, jobs: int) -> None:
        """Learn what all modules need, in so many copies of this process."""
        if self.patterns is not None:
            self.patterns.prepare(jobs)

    def written(self, module: Module) -> WordedModule:
        """Return the objects of a module with words, and what else came of it."""
        before = len(self.problems)
        objects = tuple(map(self.described, module.objects))
        learned = self.patterns.news() if self.patterns is not None else {}
        return WordedModule(objects, tuple(self.problems[before:]), learned)

    def learn(self, part: WordedModule) -> None:
        """Take over what a copy of this process learned."""
        if self.patterns is not None:
            self.patterns.learn(part.learned)

    def keep(self) -> None:
        """Keep what was learned, for the next run."""
        if self.patterns is not None:
            self.patterns.keep()

    def described(self, obj: Object) -> Object:
        """Return an object with words for all that has none; without any if a rule fails."""
        try:
            sites = self._sites(obj)
            return self._expanded(obj.with_parts(lambda part: self._described(part, obj, sites)))
        except Exception as error:  # noqa: BLE001  # what fails for one must not cost the others theirs
            said = f"{type(error).__name__}: {error}".partition("\n")[0]
            text = f"nothing was said of '{obj.name}' ({said}); please report"
            path = self.view.project.module_of(obj.name).path
            self.problems.append(Problem(path, obj.line, "internal", text))
            return obj

    def _expanded(self, obj: Object) -> Object:
        """Return an object with what its ``**kwargs`` accepts, if that's wanted and not written."""
        if not self.has_entries or obj.docstring is not None or is_off(KEYWORD.id, self.rules_off):
            return obj
        parameters = (
            replace(each, accepts=tuple(entries(each, obj, self.view)))
            if each.kind == "var-keyword"
            else each
            for each in obj.parameters
        )
        return replace(obj, parameters=tuple(parameters))

    def _described(self, part: Part, obj: Object, sites: dict[str, learned.Site]) -> Part:
        known = self._condition(part, obj) if part.kind == "raises" else part.text
        if known is not None:
            return part.with_text(known)
        return part.with_text(None if _is_said(part, obj) else self._choice(part, obj, sites))

    def _condition(self, part: Part, obj: Object) -> Guess | None:
        """Return the condition of an exception, with what the code says under it."""
        known = in_words_of_types(part.text, obj) if part.text is not None else None
        if known is None:
            return None
        found = _worded(known, self._ruled(part, obj))
        return next((each for each in found if self._is_kept(each, part, obj)), None)

    def _sites(self, obj: Object) -> dict[str, learned.Site]:
        """Return the parts of an object that something may be learned for."""
        if self.patterns is None or not _UNLEARNED.isdisjoint(obj.modifiers):
            return {}
        if self.view.project.get(obj.name) is not obj or is_private(obj, self.view):
            return {}
        sites = {site.part: site for site in learned.sites_of(obj, self.view)}
        if is_stand_in(obj) or "abstract" in obj.modifiers:
            return {part: site for part, site in sites.items() if site.kind == "parameter"}
        return sites

    def _choice(self, part: Part, obj: Object, sites: dict[str, learned.Site]) -> Guess | None:
        """Return the text with the highest confidence; the rule's if a learned one has as much.

        A learned text that is shown goes before one on what the body does with a part.
        """
        ruled = self._ruled(part, obj)
        if (ruled is not None and ruled.rule.quotes) or part.id not in sites:
            return ruled
        assert self.patterns is not None
        asked = self._asked(ruled)
        if asked >= self.patterns.most(sites[part.id]):
            return ruled
        other = self.patterns.guess(sites[part.id], vacuous=self.vacuous, minimum=self.minimum)
        if other is None or other.confidence < self.minimum or other.confidence <= asked:
            return ruled
        return other

    def _asked(self, ruled: Guess | None) -> float:
        """Return what confidence a learned text must exceed to take the place of a rule's."""
        if ruled is None:
            return 0.0
        if ruled.rule.pages_only and ruled.confidence >= self.shown:
            return self.shown
        return ruled.confidence

    def _ruled(self, part: Part, obj: Object) -> Guess | None:
        """Return the enabled rules' text with the highest confidence; the first of equals.

        If they're shown, an author's own words go before others, a text on what a part is before
        one on what the body does with it, and what the author of a base says of a method before
        what an override's body does.
        """
        found = (self._bounded(guess, part, obj) for guess in rules.said(part, obj, self.view))
        kept = [guess for guess in found if self._is_kept(guess, part, obj)]
        return max(kept, key=self._rank, default=None)

    def _rank(self, guess: Guess) -> tuple[bool, bool, bool, bool, float]:
        is_shown, rule = guess.confidence >= self.shown, guess.rule
        is_first = is_shown and not rule.fallback
        return (
            is_first,
            is_first and rule.inherited,
            is_shown and rule.quotes,
            is_shown and not rule.pages_only,
            guess.confidence,
        )

    def _is_kept(self, guess: Guess, part: Part, obj: Object) -> bool:
        """Tell whether a rule is on, and nobody rejected what it says."""
        off = is_off(guess.rule.id, self.rules_off)
        return not off and not self.verdicts.rejects(obj.name, part.id, guess.text)

    def _bounded(self, guess: Guess, part: Part, obj: Object) -> Guess:
        """Return a rule's text, with no more confidence than a text that says so much can have."""
        owner = self.view.owner(obj)
        names = [part.name or obj.short_name]
        names += [other.short_name for other in (obj, owner) if other is not None]
        if part.kind in ("summary", "returns"):
            names += [parameter.name for parameter in obj.parameters]
        if self.vacuous or guess.confidence <= _VACUOUS:
            return guess
        is_vacuous = guess.rule.repeats or restates(guess.text, names)
        return replace(guess, confidence=_VACUOUS) if is_vacuous else guess


def _worded(condition: Guess, said: Guess | None) -> Iterator[Guess]:
    """Yield what can be said of an exception, the best first.

    Args:
        condition: The condition as the code has it.
        said: What else is known of it.
    """
    if said is not None and said.rule == DESCRIBED:
        yield said
    if said is not None and said.rule.id == "message" and condition.rule.id == "raised":
        yield replace(said, confidence=min(condition.confidence, said.confidence))
    yield condition


def _is_said(part: Part, obj: Object) -> bool:
    """Tell whether an author says what a text would, or nobody should."""
    if part.kind == "summary" and obj.docstring is not None:
        return True
    is_collecting = isinstance(part.record, Parameter) and part.record.kind.startswith("var-")
    if is_collecting and _documents_parameters(obj):
        return True  # its author describes what it's made of, by names of their own
    return is_taken(part, obj)


def _documents_parameters(obj: Object) -> bool:
    return obj.docstring is not None and bool(authored(obj.docstring).parameters)


def is_private(obj: Object, view: View) -> bool:
    """Tell whether an object is a module's own affair, so that nothing is learned for it.

    A public name in a private module isn't: its package may offer it under another name.

    Args:
        obj: The object.
        view: The project.
    """
    inside = obj.name.removeprefix(view.module(obj).name).split(".")
    return any(part.startswith("_") and not part.endswith("__") for part in inside)


_UNLEARNED = frozenset({"local", "overload", "setter", "deleter", "off"})
"""Objects that nothing is learned for, besides private ones: they have, or must have, no page."""

"""The words: what can be truly and usefully said of code that its author didn't describe.

:func:`describe` asks every rule, and what was learned from the project's own docstrings, and keeps
the surest answer. Both see records, never code, and say nothing rather than something empty: a
phrase that only repeats a name isn't a description.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ..feedback import Verdict
from ..model import Guess, Module, Object, Parameter, Problem, Project, Raised, Result
from ..settings import Settings
from . import falsehood, judged, learned, parameters, results
from .classes import CLASS_RULES, MODULE_RULES, member_alias
from .declared import declared_field, partial_application, type_alias
from .drafts import Draft, is_off
from .functions import FUNCTION_RULES, Rule, is_stand_in
from .learned import Patterns, network
from .outside import base_modules
from .parameters import conventional_field
from .prose import authored, parameter_text, result_text
from .suggested import author_text
from .view import View
from .words import restates

__all__ = ["Writer", "base_modules", "describe", "is_private"]

_RULES: dict[str, tuple[Rule, ...]] = {
    "module": MODULE_RULES,
    "class": CLASS_RULES,
    "function": FUNCTION_RULES,
    "method": FUNCTION_RULES,
    "property": FUNCTION_RULES,
    "attribute": (
        member_alias,
        *FUNCTION_RULES,
        conventional_field,
        declared_field,
        partial_application,
    ),
    "data": (*MODULE_RULES, declared_field, type_alias, partial_application),
}
_NO_SUMMARY = frozenset({"overload", "setter", "deleter"})


_QUOTES = frozenset({"constructor", "declared", "overload", "override"})
"""Rules that quote the author of the very thing; nothing learned can be surer."""

_SUGGESTED = 0.5
"""What is learned and less sure isn't even suggested to somebody who is asked."""

_VACUOUS = 0.6
"""How sure a rule's text can be at most that only repeats names: suggested, but not shown."""


def describe(
    project: Project,
    settings: Settings,
    verdicts: Iterable[Verdict] = (),
    outside: Iterable[Module] = (),
) -> Project:
    """Return a project in which what the authors left undescribed has words, if there are any.

    Args:
        project: The analysed project; it isn't changed.
        settings: Say what is learned, and which rules count.
        verdicts: What was said of texts that were suggested before.
        outside: Modules of other packages, whose classes the project's derive from.

    Returns:
        A project with the same objects. Author's texts, and guesses that are there already, stay
        as they are.
    """
    view = View(project, outside)
    writer = Writer(view, settings, tuple(verdicts))
    modules = [
        replace(module, objects=tuple(map(writer.described, module.objects)))
        for module in project.modules.values()
    ]
    return Project(modules, [*project.problems, *writer.problems])


class Writer:
    """Chooses between what rules and what authors elsewhere say, by how sure each is.

    Args:
        view: The project.
        settings: Say what is learned and which rules count.
        verdicts: What was said of texts that were suggested before.
        least: How sure what is learned must be to count at all, from 0 to 1.
    """

    def __init__(
        self,
        view: View,
        settings: Settings,
        verdicts: tuple[Verdict, ...],
        least: float = _SUGGESTED,
    ) -> None:
        self.view = view
        self.vacuous = settings.vacuous
        self.least = least
        self.rules_off = settings.rules_off
        self.verdicts = learned.Verdicts(verdicts)
        off = settings.ranker == "off" or is_off(judged.LEARNED, self.rules_off)
        self.problems: list[Problem] = []
        self.patterns = None if off else self._learned(settings)

    def _learned(self, settings: Settings) -> Patterns:
        patterns = Patterns(self.view, self.verdicts)
        if settings.ranker == "linear" or not self.view.project.modules:
            return patterns
        try:
            found = network.rankers(patterns, settings)
        except ImportError:
            text = "autodocgen_ranker = 'network' needs scikit-learn: install the extra 'learn'"
            path = next(iter(self.view.project.modules.values())).path
            self.problems.append(Problem(path, None, "config", text))
            return patterns
        return Patterns(self.view, self.verdicts, found)

    def described(self, obj: Object) -> Object:
        """Return an object with words for all that has none."""
        sites = self._sites(obj)
        return replace(
            obj,
            summary=obj.summary or self._summary(obj, sites),
            parameters=tuple(self._parameter(p, obj, sites) for p in obj.parameters),
            returns=self._result(obj.returns, obj, sites, yields=False),
            yields=self._result(obj.yields, obj, sites, yields=True),
            raises=tuple(self._raised(raised, obj, sites) for raised in obj.raises),
        )

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

    def _choice(
        self,
        drafts: Iterable[Draft | None],
        part: str,
        obj: Object,
        sites: dict[str, learned.Site],
    ) -> Guess | None:
        """Return the surest of what rules and what other authors say; a rule's if both are."""
        ruled = self._ruled(drafts, part, obj)
        if (ruled is not None and ruled.rule in _QUOTES) or part not in sites:
            return ruled
        assert self.patterns is not None
        other = self.patterns.guess(sites[part], vacuous=self.vacuous)
        if other is None or other.confidence < self.least:
            return ruled
        return other if ruled is None or other.confidence > ruled.confidence else ruled

    def _ruled(self, drafts: Iterable[Draft | None], part: str, obj: Object) -> Guess | None:
        """Return the surest of what rules say that are on; the first of equals."""
        guesses = (self._guess(draft, part, obj) for draft in drafts if draft is not None)
        kept = [guess for guess in guesses if self._is_kept(guess, part, obj)]
        return max(kept, key=lambda guess: guess.confidence, default=None)

    def _is_kept(self, guess: Guess, part: str, obj: Object) -> bool:
        """Tell whether a rule is on, and nobody rejected what it says."""
        off = is_off(guess.rule, self.rules_off)
        return not off and not self.verdicts.rejects(obj.name, part, guess.text)

    def _guess(self, draft: Draft, part: str, obj: Object) -> Guess:
        """Return what a rule says, as sure as a text can be that says so much."""
        guess = draft.guess(third=self.view.third_person)
        owner = self.view.owner(obj)
        names = [part.partition(":")[2] or obj.short_name]
        names += [other.short_name for other in (obj, owner) if other is not None]
        if part in ("summary", "returns"):
            names += [parameter.name for parameter in obj.parameters]
        if self.vacuous or guess.confidence <= _VACUOUS or not restates(guess.text, names):
            return guess
        return replace(guess, confidence=_VACUOUS)

    def _summary(self, obj: Object, sites: dict[str, learned.Site]) -> Guess | None:
        if obj.docstring is not None or not _NO_SUMMARY.isdisjoint(obj.modifiers):
            return None
        drafts = (rule(obj, self.view) for rule in _RULES[obj.kind])
        return self._choice(drafts, "summary", obj, sites)

    def _parameter(
        self, parameter: Parameter, obj: Object, sites: dict[str, learned.Site]
    ) -> Parameter:
        if parameter.description is not None or parameter_text(obj.docstring, parameter.name):
            return parameter
        if parameter.kind.startswith("var-") and _documents_parameters(obj):
            return parameter  # its author describes what it's made of, by names of their own
        drafts = parameters.parameter(parameter, obj, self.view)
        guess = self._choice(drafts, f"parameter:{parameter.name}", obj, sites)
        return replace(parameter, description=guess) if guess is not None else parameter

    def _result(
        self, result: Result | None, obj: Object, sites: dict[str, learned.Site], *, yields: bool
    ) -> Result | None:
        if result is None or result.description is not None:
            return result
        if result_text(obj.docstring, yields=yields):
            return result
        drafts = results.result(obj, self.view, yields=yields)
        guess = self._choice(drafts, "yields" if yields else "returns", obj, sites)
        return replace(result, description=guess) if guess is not None else result

    def _raised(self, raised: Raised, obj: Object, sites: dict[str, learned.Site]) -> Raised:
        """Put the condition of an exception in words, if its code doesn't say it already."""
        part, known = f"raises:{raised.type}", raised.description
        known = known and falsehood.in_words_of_types(known, obj)
        if known is not None and self._is_kept(known, part, obj):
            return replace(raised, description=known)
        if author_text(obj, part):
            return replace(raised, description=None)
        guess = self._choice([results.raised(raised, obj)], part, obj, sites)
        return replace(raised, description=guess)


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
"""What, besides what is private, nothing is learned for: it has no page, or must have none."""

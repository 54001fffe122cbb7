"""The texts and types that are shown of an object, and the fate of those of an earlier run.

A suggestion that was shown and has since become a docstring in the source was accepted, if it's
there word for word, or corrected, if it can still be recognised. A docstring that says something
else says nothing about the suggestion: its author may never have seen it.

What was shown stays in the cache until somebody writes the verdict into the repository, and changes
nothing until then: what a build says mustn't depend on a cache, and a text that a program put into
the source mustn't vouch for itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import asdict

from .. import docstring, feedback
from ..feedback import Suggestion, Verdict
from ..model import Guess, Module, Object, Part, Project
from ..settings import Settings
from ..suggested import ByModule, Suggestions
from ..surface import surface_of
from .acceptance import likeness
from .prose import authored

__all__ = ["Memory", "Suggestion", "author_text", "become", "is_taken", "shown", "suggestions"]

_SAME, _RECOGNISED = 0.95, 0.5
"""Minimum likeness of a docstring to a suggestion that was accepted, and to one that was edited."""


def suggestions(obj: Object) -> Iterator[Suggestion]:
    """Yield every text and type made for an object, with any confidence; the texts first."""
    types: dict[str, Guess] = {}
    for part in obj.parts():
        if part.text is not None:
            yield _suggestion(obj, part.id, part.text)
        if part.type is not None and part.type_id:
            types.setdefault(part.type_id, part.type)
    for name, guess in types.items():
        yield _suggestion(obj, name, guess)


def _suggestion(obj: Object, part: str, guess: Guess) -> Suggestion:
    return Suggestion(obj.name, part, guess.text, guess.rule.id, guess.confidence)


def shown(project: Project, settings: Settings) -> Iterator[Suggestion]:
    """Yield the texts of rules on public objects that have enough confidence to be shown."""
    for _, obj in surface_of(project).objects():
        if docstring.is_filled(obj, settings):
            for suggestion in suggestions(obj):
                if suggestion.rule and suggestion.score >= settings.min_confidence:
                    yield suggestion


def author_text(obj: Object, part: str) -> str | None:
    """Return what an object's author says where a suggestion would stand, None if nothing."""
    if obj.docstring is None:
        return None
    written = authored(obj.docstring)
    if part == "summary":
        return written.summary
    return " ".join(entry.description for name, entry in written.entries() if name == part) or None


def is_taken(part: Part, obj: Object) -> bool:
    """Tell whether there is no room for a text: the author says it, or it would never be shown."""
    if part.kind == "summary" and not _NO_SUMMARY.isdisjoint(obj.modifiers):
        return True
    return author_text(obj, part.id) is not None


_NO_SUMMARY = frozenset({"overload", "setter", "deleter"})


def become(earlier: Iterable[Suggestion], project: Project, date: str) -> Iterator[Verdict]:
    """Yield what is said of earlier suggestions by docstrings that were written since.

    Args:
        earlier: What was shown before.
        project: The project as it is now.
        date: When that was found.
    """
    for suggestion in earlier:
        obj = project.get(suggestion.object)
        text = author_text(obj, suggestion.part) if obj is not None else None
        plain = " ".join(text.split()) if text else ""
        like = likeness(suggestion.text, plain)
        if like >= _RECOGNISED:
            try:
                yield _verdict(suggestion, None if like >= _SAME else plain, date)
            except ValueError:
                continue  # written with characters that no verdict may hold


def _verdict(suggestion: Suggestion, correction: str | None, date: str) -> Verdict:
    return Verdict(
        **asdict(suggestion),
        verdict="accepted" if correction is None else "corrected",
        correction=correction,
        date=date,
    )


class Memory:
    """The suggestions of the last run.

    Args:
        settings: Say where they are kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Suggestions(settings)

    def verdicts(self, project: Project, known: Iterable[Verdict]) -> tuple[Verdict, ...]:
        """Return what docstrings say of suggestions that stood in their place before.

        Args:
            project: The project, before anything is suggested.
            known: The verdicts in the repository; on a text that is among them there's no other.
        """
        kept = self._store.get(project.modules.values())
        earlier = [s for name in project.modules for s in kept.get(name, ())]
        settled = {verdict.key for verdict in known}
        found = become(earlier, project, feedback.now())
        return tuple(verdict for verdict in found if verdict.key not in settled)

    def keep(self, project: Project, implied: Sequence[Verdict]) -> None:
        """Remember what is shown now, and what isn't in the repository yet of what was.

        Args:
            project: The project as it's shown.
            implied: What :meth:`verdicts` returned.
        """
        pending = {verdict.key for verdict in implied}
        by_object: dict[str, list[Suggestion]] = {}
        for suggestion in shown(project, self._settings):
            by_object.setdefault(suggestion.object, []).append(suggestion)
        kept = self._store.get(project.modules.values())
        now: ByModule = {}
        for module in project.modules.values():
            earlier = [
                s for s in kept.get(module.name, ()) if (s.object, s.part, s.text) in pending
            ]
            shown_here = [s for name in _names(module) for s in by_object.get(name, ())]
            now[module.name] = (*earlier, *shown_here)
        self._store.put(project.modules.values(), now)

    def forget(self, project: Project, names: Iterable[str]) -> None:
        """Forget the suggestions for some objects, because a program wrote them into the source.

        Nobody judged them, so that they're in the source now says nothing.

        Args:
            project: The project that the objects are in.
            names: Full names of the objects.
        """
        gone = set(names)
        kept = self._store.get(project.modules.values())
        left = {
            module: tuple(s for s in known if s.object not in gone)
            for module, known in kept.items()
        }
        self._store.put(project.modules.values(), left)


def _names(module: Module) -> Iterable[str]:
    return dict.fromkeys(obj.name for obj in module.objects)

"""The texts and types that are suggested for an object, and what became of those of an earlier run.

A suggestion that was shown and has since become a docstring in the source was accepted, if it's
there word for word, or corrected, if it can still be recognised. A docstring that says something
else says nothing about the suggestion: its author may never have seen it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from .. import docstring
from ..feedback import Verdict
from ..model import Guess, Object, Project
from ..settings import Settings
from ..surface import surface_of
from .acceptance import likeness
from .prose import authored, parameter_text, result_text

__all__ = ["Suggestion", "author_text", "become", "shown", "suggestions"]

_SAME, _RECOGNISED = 0.95, 0.5
"""Least likeness of a docstring to a suggestion that was accepted, and to one that was edited."""


class Suggestion(msgspec.Struct, frozen=True):
    """One text that was generated for an object, or a type that was inferred.

    Attributes:
        object: Full dotted name of the object.
        part: What it describes, as in :class:`~.feedback.Verdict`.
        text: The text, or the type as source.
        rule: The rule that made it; empty for a type.
        score: How sure it was, from 0 to 1.
    """

    object: str
    part: str
    text: str
    rule: str
    score: float


def suggestions(obj: Object) -> Iterator[Suggestion]:
    """Yield every text and type that was made for an object, however sure; the texts first."""
    for part, guess in (*_guesses(obj), *_types(obj)):
        if guess is not None:
            yield Suggestion(obj.name, part, guess.text, guess.rule, guess.confidence)


def _guesses(obj: Object) -> Iterator[tuple[str, Guess | None]]:
    yield "summary", obj.summary
    for parameter in obj.parameters:
        yield f"parameter:{parameter.name}", parameter.description
    if obj.returns is not None:
        yield "returns", obj.returns.description
    if obj.yields is not None:
        yield "yields", obj.yields.description
    for raised in obj.raises:
        yield f"raises:{raised.type}", raised.description


def _types(obj: Object) -> Iterator[tuple[str, Guess | None]]:
    for parameter in obj.parameters:
        yield f"type:parameter:{parameter.name}", parameter.type
    if obj.kind in ("property", "attribute", "data"):
        yield "type", obj.type or (obj.returns.type if obj.returns is not None else None)
        return
    if obj.returns is not None:
        yield "type:returns", obj.returns.type
    if obj.yields is not None:
        yield "type:yields", obj.yields.type


def shown(project: Project, settings: Settings) -> Iterator[Suggestion]:
    """Yield what rules say of public objects and is sure enough to be shown."""
    for _, obj in surface_of(project).objects():
        if docstring.is_filled(obj, settings):
            for suggestion in suggestions(obj):
                if suggestion.rule and suggestion.score >= settings.min_confidence:
                    yield suggestion


def author_text(obj: Object, part: str) -> str | None:
    """Return what an object's author says where a suggestion would stand, None if nothing."""
    kind, _, name = part.partition(":")
    match kind:
        case "summary":
            return authored(obj.docstring).summary if obj.docstring is not None else None
        case "parameter":
            return parameter_text(obj.docstring, name) or None
        case "raises" if obj.docstring is not None:
            texts = [e.description for e in authored(obj.docstring).raises if e.name == name]
            return " ".join(texts) or None
        case "returns" | "yields":
            return result_text(obj.docstring, yields=kind == "yields") or None
    return None


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
        **msgspec.structs.asdict(suggestion),
        verdict="accepted" if correction is None else "corrected",
        correction=correction,
        date=date,
    )

"""Guesses about an object as a docstring: those with enough confidence, in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain

from msgspec.structs import replace

from ..model import Guess, Object, Parameter, Raised, Result
from ..settings import Settings
from .neutral import Docstring, Entry

__all__ = ["guessed"]


def guessed(obj: Object, settings: Settings) -> Docstring:
    """Make a docstring of all guesses about an object that are certain enough.

    Args:
        obj: The object, described.
        settings: Says how certain a text or type must be.
    """
    entry = partial(_entry, settings)
    summary = _above(obj.summary, settings.min_confidence)
    own = _own_type(obj, summary)
    said = Docstring(
        summary=summary.text if summary else "",
        parameters=tuple(chain.from_iterable(map(partial(_entries, settings), obj.parameters))),
        returns=tuple(entry(_result(obj))),
        yields=tuple(entry(obj.yields)),
        raises=_raises(obj.raises, settings),
        type_entry=next(entry(own), None),
        summary_guess=summary,
    )
    if summary is not None and summary.rule.fallback and any(said.entries()):
        return replace(said, summary="", summary_guess=None)
    return said


def _result(obj: Object) -> Result | None:
    """Return an object's result; that of a property is its value."""
    if obj.kind == "property" and obj.type:
        known = obj.returns.description if obj.returns else None
        return Result(obj.annotation, obj.type, known)
    return None if obj.kind in ("attribute", "data") else obj.returns


def _own_type(obj: Object, summary: Guess | None) -> Result | None:
    """Return the type of an attribute or datum, unless the summary names its value."""
    is_named = summary is not None and summary.rule.names_value
    return Result(type=obj.type) if obj.kind in ("attribute", "data") and not is_named else None


def _entries(settings: Settings, parameter: Parameter) -> Iterator[Entry]:
    """Yield the entry of a parameter, and of each keyword argument that it accepts."""
    yield from _entry(settings, parameter, parameter.starred)
    for each in parameter.accepts:
        yield from _entry(settings, each, each.name)


def _entry(
    settings: Settings, source: Parameter | Result | None, name: str = ""
) -> Iterator[Entry]:
    """Yield an entry if there's anything to add to what the signature says."""
    if source is None:
        return
    type_ = _above(source.type, settings.min_type_confidence)
    text = _above(source.description, settings.min_confidence)
    if text or (type_ and not _is_nothing(type_)):
        yield Entry(
            name=name,
            type=type_.text if type_ else None,
            description=text.text if text else "",
            annotation=source.annotation,
            type_guess=type_,
            description_guess=text,
        )


def _is_nothing(type_: Guess) -> bool:
    """Tell whether a type alone needs no words: nothing is returned, anything is taken."""
    return type_.text in ("None", "object", "typing.Any")


def _above(guess: Guess | None, minimum: float) -> Guess | None:
    return guess if guess and guess.text and guess.confidence >= minimum else None


def _raises(found: Iterable[Raised], settings: Settings) -> tuple[Entry, ...]:
    """Make an entry of each exception and condition, once."""
    entries: dict[tuple[str, str], Entry] = {}
    for raised in found:
        if raised.confidence >= settings.min_confidence:
            condition = _above(raised.description, settings.min_confidence)
            text = condition.text if condition else ""
            entry = Entry(
                name=raised.type,
                description=text,
                type_guess=Guess(raised.type, raised.confidence, raised.evidence),
                description_guess=condition,
            )
            entries.setdefault((raised.type, text), entry)
    explained = {name for name, text in entries if text}
    return tuple(e for (name, text), e in entries.items() if text or name not in explained)

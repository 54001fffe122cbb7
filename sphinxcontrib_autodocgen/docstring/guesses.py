"""What guesses say of an object, as a docstring: those that are certain enough, in their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Final

from ..model import Guess, Object, Parameter, Raised, Result
from ..settings import Settings
from .record import Docstring, Entry

__all__ = ["guessed", "starred"]

_STARS: Final = {"var-positional": "*", "var-keyword": "**"}


_NAMING: Final = ("alias", "partial", "type-alias")
"""Rules whose sentence says what a value is."""


def starred(parameter: Parameter) -> str:
    """Return the name of a parameter with the stars that are written before it."""
    return _STARS.get(parameter.kind, "") + parameter.name


def guessed(obj: Object, settings: Settings) -> Docstring:
    """Make a docstring of all guesses about an object that are certain enough.

    Args:
        obj: The object, described.
        settings: Says how certain a text or type must be.
    """
    entry = partial(_entry, settings)
    summary = _above(obj.summary, settings.min_confidence)
    returns, own = obj.returns, None
    if obj.kind == "property" and obj.type:
        returns = Result(obj.annotation, obj.type, returns.description if returns else None)
    elif obj.kind in ("attribute", "data"):
        returns = None
        own = Result(type=obj.type) if summary is None or summary.rule not in _NAMING else None
    return Docstring(
        summary=summary.text if summary else "",
        parameters=tuple(chain(*(entry(p, starred(p)) for p in obj.parameters))),
        returns=tuple(entry(returns)),
        yields=tuple(entry(obj.yields)),
        raises=_raises(obj.raises, settings),
        type_entry=next(entry(own), None),
        summary_guess=summary,
    )


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


def _above(guess: Guess | None, floor: float) -> Guess | None:
    return guess if guess and guess.text and guess.confidence >= floor else None


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

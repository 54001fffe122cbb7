"""Changes of the parts of one object: overloads, and setters of properties."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Object
from .parameters import Note, note, parameters
from .versions import Pair, Side

__all__ = ["accessor_notes", "overload_notes"]

_MEANS = {"setter": "set", "deleter": "deleted"}
"""Purposes of the parts of a property."""


def _parts(side: Side, obj: Object, word: str) -> list[Object]:
    """Return what is defined beside an object, under its name, as a part of it."""
    module = side.names.project.module_of(obj.name)
    return [part for part in module.objects if part.name == obj.name and word in part.modifiers]


def accessor_notes(pair: Pair) -> Iterator[Note]:
    """Yield whether a property can no longer be set or deleted, or can be now.

    Args:
        pair: What it was and what it is.
    """
    if (pair.old.kind, pair.new.kind) != ("property", "property"):
        return
    for word, done in _MEANS.items():
        before = _parts(pair.versions.old, pair.old, word)
        after = _parts(pair.versions.new, pair.new, word)
        if before and not after:
            yield note("accessor-removed", f"can't be {done} any more", word, word)
        elif after and not before:
            yield note("accessor-added", f"can be {done} now", word, None, word)


def overload_notes(pair: Pair) -> Iterator[Note]:
    """Yield the overloads of a function that are gone, and those that it didn't have.

    Args:
        pair: What it was and what it is.
    """
    before = _parts(pair.versions.old, pair.old, "overload")
    after = _parts(pair.versions.new, pair.new, "overload")
    if not before or not after:
        return
    for old in before:
        if not any(_takes_as_much(pair, old, new) for new in after):
            shown = _signature(old)
            yield note("overload-removed", f"the overload {shown} was removed", "", shown)
    for new in after:
        if not any(_is_same(pair, old, new) for old in before):
            shown = _signature(new)
            yield note("overload-added", f"the overload {shown} was added", "", None, shown)


def _takes_as_much(pair: Pair, old: Object, new: Object) -> bool:
    """Tell whether calls that an overload allows are allowed by another, and give as much."""
    between = pair.versions.pair(old, new)
    if any(said.severity != "safe" for said in parameters(between)):
        return False
    before, after = _result(old), _result(new)
    return before is None or after is None or between.relation(before, after) in _AS_MUCH


def _is_same(pair: Pair, old: Object, new: Object) -> bool:
    return _takes_as_much(pair, old, new) and not any(parameters(pair.versions.pair(old, new)))


_AS_MUCH = ("same", "narrower")


def _result(obj: Object) -> str | None:
    return obj.returns.annotation if obj.returns is not None else None


def _signature(obj: Object) -> str:
    result = _result(obj)
    shown = f"({', '.join(parameter.source for parameter in obj.parameters)})"
    return f"{shown} -> {result}" if result else shown

"""What a change in a base class causes in the classes that inherit from it, as one change."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from ..surface import Surface
from .record import Change

__all__ = ["group"]

_What = tuple[str | None, ...]
_CAUSED = ("equality-", "fields-", "inferred-parameter-", "operation-", "parameter-", "raises-")
"""How rules begin that a subclass may break by what it inherits; what it says itself is its own."""


def group(changes: Iterable[Change], old: Surface, new: Surface) -> list[Change]:
    """Name the subclasses of which a change of their base is true in the change of the base.

    Args:
        changes: The changes, in their order.
        old: The old API.
        new: The new API.
    """
    kept = list(changes)
    places = {(_what(change), change.new.name): n for n, change in enumerate(kept) if change.new}
    causes = [_cause(change, places, old, new) for change in kept]
    below: dict[int, list[str]] = {}
    for change, cause in zip(kept, causes, strict=True):
        if cause is not None:
            below.setdefault(cause, []).append(change.object)
    return [
        replace(change, also=(*change.also, *below.get(number, ())))
        for number, (change, cause) in enumerate(zip(kept, causes, strict=True))
        if cause is None
    ]


def _what(change: Change) -> _What:
    """Return all that a change says, but of what it's said."""
    said = (change.rule, change.severity, change.message, change.subject)
    return (*said, change.before, change.after)


def _cause(
    change: Change, places: dict[tuple[_What, str], int], old: Surface, new: Surface
) -> int | None:
    """Return the number of the same change in the furthest base, None if it's in none."""
    if not change.rule.startswith(_CAUSED) or change.old is None or change.new is None:
        return None
    bases = dict.fromkeys(
        (*old.names.ancestors(change.old.name), *new.names.ancestors(change.new.name))
    )
    found = [places[_what(change), base] for base in bases if (_what(change), base) in places]
    return found[-1] if found else None

"""Changes of the uses of a class's instances, other than by its methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

from ..model import Object
from ..names import Names
from ..surface import is_offered
from .changes import Severity
from .meanings import Pair
from .parameter_changes import Difference, note

__all__ = ["instance_notes", "is_written"]

_PLAIN = frozenset({"object", "Generic", "Protocol", "ABC"})
"""Bases that say nothing of instances."""

_WORDS = frozenset({"frozen", "slots", "ordered", "hashable", "unhashable", "identity"})
_ORDER = ("__lt__", "__le__", "__gt__", "__ge__")
_WRITTEN = {
    "ordered": _ORDER,
    "hashable": ("__hash__",),
    "frozen": ("__setattr__", "__delattr__"),
}
"""The methods that a decorator writes, by the words of the class."""

_Can = bool | None
"""Whether something can be done; None if the source doesn't tell."""


def instance_notes(pair: Pair) -> Iterator[Difference]:
    """Yield what instances of a class can't be used for any more, or can be now.

    Args:
        pair: What the class was and what it is.
    """
    old, new = pair.versions.old.names, pair.versions.new.names
    if _said(old, pair.old) == _said(new, pair.new):
        return
    for subject, (can, lost, gained) in _USES.items():
        before, after = can(old, pair.old), can(new, pair.new)
        if before and after is False:
            severity: Severity = "risky" if subject == "slots" else "breaking"
            yield note("operation-removed", lost, subject, severity=severity)
        elif before is False and after:
            yield note("operation-added", gained, subject)
    was, now = _equality(old, pair.old), _equality(new, pair.new)
    if {was, now} == {"fields", "identity"}:
        words = {"fields": "their fields", "identity": "identity"}
        message = f"its instances were compared by {words[was]}, and are by {words[now]}"
        yield note("equality-changed", message, "", was, now)


def is_written(method: str, cls: Object) -> bool:
    """Tell whether a decorator of a class writes a method that the class doesn't define.

    Args:
        method: The name of the method.
        cls: The class.
    """
    if _has_fields(cls) and (
        method == "__repr__" or (method == "__eq__" and "identity" not in cls.modifiers)
    ):
        return True
    return any(method in names for word, names in _WRITTEN.items() if word in cls.modifiers)


def _said(names: Names, cls: Object) -> list[tuple[str, frozenset[str]]]:
    """Return what a class and its private bases say of their instances.

    What a public base says is told of that.
    """
    found = []
    for _, base in names.mro(cls):
        if base is not None and (base is cls or not is_offered(base.short_name)):
            own = names.own(base)
            defined = {
                f"{n}={own[n].value!r}" for n in ("__eq__", "__hash__", "__lt__") if n in own
            }
            found.append((base.short_name, frozenset(defined | (_WORDS & {*base.modifiers}))))
    return found


def _hashed(names: Names, cls: Object) -> _Can:
    for base in _line(names, cls):
        own = names.own(base) if base is not None else {}
        if base is None or _is_untold(base):
            return None
        if "__hash__" in own:
            return own["__hash__"].value != "None"
        if "hashable" in base.modifiers:
            return True
        if "unhashable" in base.modifiers or "__eq__" in own:
            return False
    return True


def _ordered(names: Names, cls: Object) -> _Can:
    line = list(_line(names, cls))
    if any(b is not None and ("ordered" in b.modifiers or _has_order(names, b)) for b in line):
        return True
    return None if any(base is None or _is_untold(base) for base in line) else False


def _has_order(names: Names, base: Object) -> bool:
    return not names.own(base).keys().isdisjoint(_ORDER)


def _changed(names: Names, cls: Object) -> _Can:
    """Tell whether attributes can be set."""
    line = list(_line(names, cls))
    if any(base is not None and "frozen" in base.modifiers for base in line):
        return False
    return None if any(base is None or _is_untold(base) for base in line) else True


def _open(names: Names, cls: Object) -> _Can:
    """Tell whether attributes can be set that no class knows."""
    line = list(_line(names, cls))
    if any(base is None or _is_untold(base) for base in line):
        return None
    return any(base is not None and "slots" not in base.modifiers for base in line)


def _equality(names: Names, cls: Object) -> Literal["own", "fields", "identity", ""]:
    """Tell by what instances are compared; empty if the source doesn't tell."""
    for base in _line(names, cls):
        if base is None or _is_untold(base):
            return ""
        if "__eq__" in names.own(base):
            return "own"
        if _has_fields(base) and "identity" not in base.modifiers:
            return "fields"
    return "identity"


def _line(names: Names, cls: Object) -> Iterator[Object | None]:
    """Yield a class and its bases that count, None for those that aren't known."""
    for name, base in names.mro(cls):
        if base is not None or name.partition("[")[0].rpartition(".")[2] not in _PLAIN:
            yield base


def _is_untold(cls: Object) -> bool:
    """Tell whether what Python writes for a class isn't known: its options are computed."""
    words = {*cls.modifiers}
    if words & {"namedtuple", "enum", "typeddict"}:
        return True
    return "dataclass" in words and not _has_fields(cls)


def _has_fields(cls: Object) -> bool:
    """Tell whether a decorator, whose options are known, writes methods of a class's fields."""
    return not {"hashable", "unhashable", "identity"}.isdisjoint(cls.modifiers)


_USES: dict[str, tuple[Callable[[Names, Object], _Can], str, str]] = {
    "hash": (_hashed, "its instances can't be hashed any more", "its instances can be hashed now"),
    "order": (
        _ordered,
        "its instances can't be ordered any more",
        "its instances can be ordered now",
    ),
    "frozen": (
        _changed,
        "attributes of its instances can't be set any more",
        "attributes of its instances can be set now",
    ),
    "slots": (
        _open,
        "its instances take no attributes any more that no class lists",
        "its instances take any attribute now",
    ),
}
"""Uses of instances: how they are found, and the message for a change."""

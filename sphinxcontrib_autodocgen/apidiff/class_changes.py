"""Changes of a class: its bases, its constructor, and what its instances can be used for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal

from msgspec.structs import replace

from ..analyze import library
from ..model import Object
from ..names import Names, Resolved
from ..surface import Surface, is_offered
from .changes import Change, Severity
from .meanings import Pair, Side, last_part
from .object_changes import callable_notes
from .parameter_changes import Difference, note, parameters

__all__ = [
    "class_notes",
    "constructor_notes",
    "constructors",
    "group",
    "instance_notes",
    "is_written",
    "provider",
]

_PLAIN = frozenset({"object", "Generic", "Protocol", "ABC", "abc.ABC"})
"""Bases that give a class no members."""


def class_notes(pair: Pair) -> Iterator[Difference]:
    """Yield what changed in the bases, the keys and the instances of a class.

    Args:
        pair: What the class was and what it is.
    """
    yield from _bases(pair)
    yield from _keys(pair)
    yield from instance_notes(pair)


def constructors(pair: Pair) -> tuple[Object, Object] | None:
    """Return what a class was, and is, made by; None where the source doesn't tell."""
    before = pair.versions.old.names.constructor(pair.old)
    after = pair.versions.new.names.constructor(pair.new)
    return (before, after) if before is not None and after is not None else None


def constructor_notes(pair: Pair, before: Object, after: Object) -> Iterator[Difference]:
    """Yield what changed in how a class is called.

    Args:
        pair: What the class was and what it is.
        before: What it was made by.
        after: What it is made by.
    """
    if "class" in (before.kind, after.kind):
        yield from parameters(pair)
        yield from _fields(pair)
    else:
        is_other = before.short_name != after.short_name
        taken = (
            replace(
                maker,
                parameters=cls.parameters,
                returns=None,
                yields=None,
                metrics=None if is_other else maker.metrics,
            )
            for maker, cls in ((before, pair.old), (after, pair.new))
        )
        yield from callable_notes(pair.versions.pair(*taken))


def _bases(pair: Pair) -> Iterator[Difference]:
    before = pair.versions.old.bases(pair.old)
    after = pair.versions.new.bases(pair.new)
    inherited = pair.versions.new.line(Resolved(pair.new.name, pair.new))
    doubtful = _doubtful(pair, {**before, **after})
    for key, name in before.items():
        if key in after or last_part(name) in doubtful:
            continue
        severity: Severity = "breaking"
        rest = ""
        if key in inherited.keys:
            severity, rest = "safe", ", but still inherits from it"
        elif inherited.unknown:
            severity, rest = "risky", f"; {inherited.unknown[0]} may inherit from it"
        message = f"has lost the base class {name}{rest}"
        yield note("base-removed", message, last_part(name), name, None, severity)
    for key, name in after.items():
        if key not in before and last_part(name) not in doubtful:
            message = f"has the new base class {name}"
            yield note("base-added", message, last_part(name), None, name)


def _doubtful(pair: Pair, bases: dict[str, str]) -> set[str]:
    """Return what bases are called that both versions write alike, and that nobody knows."""
    written = {last_part(base) for base in {*pair.old.bases} & {*pair.new.bases}}
    unknown = (name for key, name in bases.items() if key[0] != "." and not library.lineage(name))
    return written & set(map(last_part, unknown))


def _keys(pair: Pair) -> Iterator[Difference]:
    """Yield the keys of a typed dictionary that must be there now, or may be missing."""
    if not all("typeddict" in cls.modifiers for cls in (pair.old, pair.new)):
        return
    before, after = (_required(side, cls) for side, cls in _sides(pair))
    for key in before:
        if key in after and before[key] != after[key]:
            message = (
                f"key {key} is required now" if after[key] else f"key {key} may be missing now"
            )
            yield note("key-changed", message, key)


def _sides(pair: Pair) -> tuple[tuple[Side, Object], tuple[Side, Object]]:
    return (pair.versions.old, pair.old), (pair.versions.new, pair.new)


def _required(side: Side, cls: Object) -> dict[str, bool]:
    """Return the keys of a typed dictionary, and whether each must be there."""
    found = {}
    for name, member in side.names.members(cls).items():
        outer = (member.annotation or "").partition("[")[0].rpartition(".")[2]
        said = {"Required": True, "NotRequired": False}.get(outer)
        found[name] = "optional" not in member.modifiers if said is None else said
    return found


def _fields(pair: Pair) -> Iterator[Difference]:
    """Yield that a named tuple is unpacked into another number of values."""
    if not all("namedtuple" in cls.modifiers for cls in (pair.old, pair.new)):
        return
    before, after = (len(cls.parameters) for cls in (pair.old, pair.new))
    if before != after:
        message = f"unpacking gave {before} values, and gives {after}"
        yield note("fields-changed", message, "", str(before), str(after))


def provider(pair: Pair, member: str) -> str | None:
    """Return what has, or may have, a member that a class doesn't define any more.

    Args:
        pair: What the class was and what it is.
        member: The name of the member.

    Returns:
        The name of a base class of another package that the class hadn't; None if there's none.
    """
    before, after = (
        {name: found for found in side.names.mro(cls) if (name := _outside(found))}
        for side, cls in _sides(pair)
    )
    for name in sorted(after.keys() - before.keys()):
        if not library.lineage(after[name].name) or member in library.members(after[name].name):
            return name
    return None


def _outside(found: Resolved) -> str:
    """Return the name to show of a class of another package, empty if it has no members."""
    name = found.name.removeprefix("builtins.")
    plain = found.object is None and name.removeprefix("typing.").partition("[")[0] not in _PLAIN
    return name if plain else ""


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

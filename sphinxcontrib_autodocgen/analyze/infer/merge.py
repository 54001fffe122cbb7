"""The one rule that turns clues into a guess, with the share of right answers as confidence.

The best kind of evidence decides, the others agree or disagree, and that together with the shape
of the answer looks up a confidence, which ``calibration`` holds as it was measured.
"""

from __future__ import annotations

from typing import NamedTuple

from ...model import Guess
from .calibration import confidence
from .evidence import Clue
from .present import collapsed, text_of
from .values import NONE, SELF, TOP, UNKNOWN, Value, instance, known, union
from .world import World

__all__ = ["Merged", "assigned", "merge", "returned"]

_ORDER = (
    "docstring", "dunder", "override", "declared", "call", "default", "fallback", "checked", "isinstance", "reflected", "methods",  # noqa: E501
    "attributes", "related", "operator", "attribute", "called", "names", "passed", "iterated",
    "subscript", "custom",
)  # fmt: skip
_LEAST = 0.25
_VAGUE = {"called", "iterated", "subscript"}


_INT = instance("builtins.int")
_FLOAT = instance("builtins.float")


class Merged(NamedTuple):
    """A guess together with what its confidence was looked up by."""

    guess: Guess
    key: str
    value: Value


def merge(
    world: World, clues: list[Clue], *, only_iterated: bool, nullable: bool = False
) -> Merged | None:
    """Return what the clues say together, None if that's nothing.

    Args:
        world: Knows the classes.
        clues: The clues for one parameter.
        only_iterated: Whether the body only iterates over it.
        nullable: Whether the body asks if it's None.
    """
    optional = any(clue.kind == "default" and clue.value == NONE for clue in clues)
    telling = [clue for clue in clues if clue.value - NONE]
    if not telling:
        return None
    telling.sort(key=lambda clue: _ORDER.index(clue.kind))
    best = telling[0]
    value = _joined(best, telling)
    if optional or (nullable and best.kind in ("call", "default", "names", "custom", "related")):
        value |= NONE
    if best.kind in ("call", "default") and any(
        c.kind == "custom" and c.value == _FLOAT for c in telling
    ):
        value = (value - _INT) | _FLOAT if value - NONE <= _INT | _FLOAT else value
    kind = best.kind
    if len(value - NONE) > 1 and kind in ("call", "related"):
        single = _single(value, telling)
        kind, value = ("narrowed", single | (value & NONE)) if single else (kind, value)
    value = collapsed(world, value, sites=best.kind in ("call", "default", "related"))
    if only_iterated and len(value - NONE) > 1 and best.kind == "call":
        value = _iterable(value)
    text = text_of(world, value)
    if text in (None, "None") or (text == "object" and best.kind != "dunder"):
        return None
    assert text is not None
    if best.kind in ("call", "related") and len(value - NONE) > 2:
        return None
    key = f"{kind}/{_shape(value)}/{_agreement(world, best, value, telling)}{_sites(best)}"
    return _guess("parameter", text, key, best.place, value)


def _joined(best: Clue, clues: list[Clue]) -> Value:
    """Return the best clue's value with what belongs to it."""
    value = best.value
    if best.kind == "call":
        others = [c.value for c in clues if c.kind == "default"]
        value = union([value, *others])
        guards = next((c.value for c in clues if c.kind in ("isinstance", "checked")), None)
        if guards is not None and len(value - NONE) + len(guards) <= 4:
            value = union([value, guards])
    elif best.kind == "default":
        related = next((c for c in clues if c.kind in ("isinstance", "checked", "related")), None)
        if related is not None and len(related.value) <= 3:
            value = union([value, related.value])
    return value


def _single(value: Value, clues: list[Clue]) -> Value:
    """Return the one member that a weaker clue names too."""
    for clue in clues:
        if (
            clue.kind in ("default", "names", "custom", "methods", "operator")
            and len(clue.value - NONE) == 1
        ):
            kept = frozenset(
                t for t in value - NONE if _bases(frozenset([t])) == _bases(clue.value)
            )
            if kept:
                return kept
    return frozenset()


def _iterable(value: Value) -> Value:
    if not all(t.name in ("builtins.list", "builtins.tuple", "builtins.set", "typing.Generator",
                          "builtins.dict", "builtins.frozenset", "typing.Sequence",
                          "builtins.dict_keys", "builtins.dict_values") for t in value - NONE):  # fmt: skip  # noqa: E501
        return value
    inside = union(
        [union(t.args) if t.kind == "tup" else t.args[0] if t.args else TOP for t in value - NONE]
    )
    return instance("typing.Iterable", known(inside) or TOP) | (value & NONE)


def _shape(value: Value) -> str:
    """Return what kind of answer a value is."""
    plain = value - NONE
    if len(plain) > 1:
        return "several"
    if not plain:
        return "none"
    (t,) = plain
    optional = "?" if value >= NONE else ""
    if t.kind != "inst":
        return {"tup": "tuple", "typeof": "type"}.get(t.kind, t.kind) + optional
    if t.name in ("builtins.bool", "builtins.int", "builtins.str", "builtins.float"):
        return t.name[9:] + optional
    if t.name.startswith("builtins."):
        return "builtin" + optional
    return ("library" if t.name.startswith(("typing.", "collections.")) else "class") + optional


def _bases(value: Value) -> frozenset[str]:
    return frozenset(t.name or t.kind for t in value - NONE)


def _agreement(world: World, best: Clue, value: Value, clues: list[Clue]) -> str:
    """Tell whether other kinds of evidence say the same (+), another thing (-), or nothing."""
    names = _bases(value)
    plus = minus = False
    for clue in clues:
        if (
            clue.kind == best.kind
            or clue.kind in _VAGUE
            or (best.kind, clue.kind) == ("call", "names")
        ):
            continue
        other = _bases(clue.value)
        if other <= names or _related(world, names, other):
            plus = True
        else:
            minus = True
    return "-" if minus else "+" if plus else "0"


def _related(world: World, names: frozenset[str], others: frozenset[str]) -> bool:
    return all(
        any(world.is_subclass(a, b) or world.is_subclass(b, a) for b in others) for a in names
    )


def _sites(best: Clue) -> str:
    if best.kind not in ("call", "names", "passed"):
        return ""
    return ("1" if best.places == 1 else "n") + ("" if best.share == 1.0 else "~")


def returned(world: World, value: Value, place: str, kind: str = "return") -> Merged | None:
    """Return the guess for what a function returns or yields, None if nothing is known.

    Args:
        world: Knows the classes.
        value: What evaluation found.
        place: The evidence, for the reader.
        kind: ``return``, ``yield`` or ``assigned``.
    """
    partial = UNKNOWN in value
    kept = known(value)
    if not kept or (partial and not kept - NONE):
        return None
    kept = collapsed(world, kept, sites=len(kept - NONE) > 3)
    text = text_of(world, kept)
    if text is None or text == "object":
        return None
    shape = "self" if any(t.payload is SELF for t in kept) else _shape(kept)
    if len(kept) == 1 and next(iter(kept)).kind == "never":
        shape = "never"
    key = f"{kind}/{shape}/{'~' if partial else ''}"
    return _guess(kind, text, key, place, kept)


def _guess(kind: str, text: str, key: str, place: str, value: Value) -> Merged | None:
    """Return a guess, unless it would be wrong more often than not."""
    share = 0.95 if text == "object" else confidence(kind, key)
    return Merged(Guess(text, share, place), key, value) if share >= _LEAST else None


def assigned(world: World, value: Value, place: str) -> Merged | None:
    """Return the guess for an attribute or variable."""
    if value == NONE:
        return None
    return returned(world, value, place, kind="assigned")

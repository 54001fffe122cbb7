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
from .values import (
    BOTTOM,
    NONE,
    SELF,
    TOP,
    UNKNOWN,
    Value,
    instance,
    known,
    several,
    union,
)
from .world import World

__all__ = ["Merged", "merge", "returned"]

_ORDER = (
    "docstring", "described", "dunder", "override", "declared", "needed", "call", "unasked",
    "default", "converted", "fallback", "checked", "isinstance", "reflected", "methods", "caller",
    "attributes", "related", "operator", "empty", "attribute", "called", "tested", "equal",
    "names", "passed", "iterated", "subscript", "custom",
)  # fmt: skip
_LEAST = 0.25
_UNCERTAIN = 0.75
_VAGUE = {"called", "caller", "family", "floats", "iterated", "subscript"}
_ASIDE = {"asked", "family", "floats", "sentinel"}
"""Kinds that only add to what others say."""

_CALLS = {"call", "caller", "unasked"}
_FAMILY = {*_CALLS, "related"}
_DEFAULTS = {"default", "empty"}
_EXAMPLES = {*_FAMILY, *_DEFAULTS, "names", "custom", "needed", "methods", "attributes",
             "attribute", "operator", "tested", "equal"}  # fmt: skip
"""Kinds that show examples, of which there may be more."""

_OTHERS = {"asked", "isinstance", "sentinel", "converted"}
"""Kinds that tell of other values, for nobody asks where there's only one."""

_GUARDS = {"isinstance", "checked", "asked", "converted"}
_DOUBTED = {"checked", "empty"}
"""Kinds that are never sure: a question that may be answered with no, and a placeholder."""

_AGREED = {"equal", "tested"}
"""Kinds that are sure only if others agree."""

_OPEN = {"builtin", "family"}
"""Shapes in whose place others do as well: containers, and classes that have siblings."""

_MAX_JOINED = 3
_ENOUGH = 4
"""How many parameters tell of which class others of their name are: fewer may be an exception."""

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

    What tests and examples show counts only where it is surer than all that the project says.

    Args:
        world: Knows the classes.
        clues: The clues for one parameter.
        only_iterated: Whether the body only iterates over it.
        nullable: Whether the body, or what it's passed on to, asks if it's None.
    """
    own = [clue for clue in clues if clue.kind != "caller"]
    found = _merged(world, own, only_iterated=only_iterated, nullable=nullable)
    if len(own) == len(clues):
        return found
    told = _merged(world, clues, only_iterated=only_iterated, nullable=nullable)
    if told is None or (found is not None and found.guess.confidence >= told.guess.confidence):
        return found
    return told


def _merged(
    world: World, clues: list[Clue], *, only_iterated: bool, nullable: bool
) -> Merged | None:
    telling = [clue for clue in clues if clue.value - NONE]
    deciding = [clue for clue in telling if clue.kind not in _ASIDE]
    if not deciding:
        return None
    best = _best(deciding)
    optional = any(clue.kind == "default" and clue.value == NONE for clue in clues)
    value = _joined(best, telling)
    if optional or (nullable and best.kind in _EXAMPLES):
        value |= NONE
    kind = best.kind
    if best.kind == "default" and value - NONE == _FLOAT != best.value - NONE:
        kind = "floats"  # an int by default, where a float is asked for
    if len(best.value - NONE) > 1 and kind in _FAMILY:
        single = _single(value, telling)
        value = single | (value & NONE) if single else value
        kind = "narrowed" if single and kind != "caller" else kind
    if best.kind in {*_CALLS, "default"} and _is_asked(best, telling):
        kind = "guarded"
    value = collapsed(world, value, sites=best.kind in {*_FAMILY, "default"})
    if only_iterated and len(value - NONE) > 1 and best.kind in _CALLS:
        value = _iterable(value)
    text = text_of(world, value)
    if text in (None, "None") or (text == "object" and best.kind != "dunder"):
        return None
    assert text is not None
    if best.kind in _FAMILY and len(value - NONE) > 2:
        return None
    agreement = _agreement(world, best, value, telling)
    shape = _shape(world, value)
    if any(clue.kind == "family" and clue.value == value - NONE for clue in clues):
        shape = shape.replace("class", "family")
    key = f"{kind}/{shape}/{agreement}{_sites(best, shape)}"
    thin = _is_thin(best, kind, shape.rstrip("?"), agreement)
    return _guess("parameter", text, key, best.place, value, thin=thin)


def _is_thin(best: Clue, kind: str, shape: str, agreement: str) -> bool:
    """Tell whether what decides is a mere example, however often examples of its kind fit."""
    alone = agreement != "+"
    if kind in _DOUBTED or (kind in _AGREED and alone):
        return True
    if kind == "custom":
        return shape != "int"  # what names say of numbers holds, what they say of texts doesn't
    if best.places > 1 or shape == "bool":
        return False
    example = kind == "unasked" or (kind == "call" and shape in _OPEN)
    return kind == "names" or (example and (alone or (kind == "unasked" and shape in _OPEN)))


def _best(clues: list[Clue]) -> Clue:
    """Return the clue of the best kind; what is called but named as a class is one."""
    clues = sorted(clues, key=lambda clue: _ORDER.index(clue.kind))
    best = clues[0]
    if best.kind in ("called", "names") and _kinds(best.value) == {"callable"}:
        return next(
            (c for c in clues if c.kind == "custom" and _kinds(c.value) == {"typeof"}), best
        )
    return best


def _is_asked(best: Clue, clues: list[Clue]) -> bool:
    """Tell whether some code asks if it's given what it is, so that it takes others too."""
    asked = {t.name for c in clues if c.kind in _GUARDS for t in c.value - NONE}
    return {t.name for t in best.value - NONE} <= asked


def _kinds(value: Value) -> set[str]:
    return {t.kind for t in value - NONE}


def _joined(best: Clue, clues: list[Clue]) -> Value:
    """Return the best clue's value with what belongs to it."""
    value = best.value
    if best.kind in _CALLS:
        value = union([value, *(c.value for c in clues if c.kind in _DEFAULTS)])
    elif best.kind == "default":
        related = next((c.value for c in clues if c.kind == "related"), BOTTOM)
        value = union([value, related]) if len(related) <= _MAX_JOINED else value
    if best.kind in {*_CALLS, "default", "fallback"}:
        if value - NONE <= _INT | _FLOAT and any(_asks_float(clue) for clue in clues):
            value = (value & NONE) | _FLOAT
        guards = union(c.value for c in clues if c.kind in _GUARDS)
        if len((value - NONE) | guards) <= _MAX_JOINED + 1:
            value = union([value, guards])
    return value


def _asks_float(clue: Clue) -> bool:
    return clue.kind == "floats" or (clue.kind in ("custom", "passed") and clue.value == _FLOAT)


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


def _shape(world: World, value: Value) -> str:
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
    if any(world.is_subclass(t.name, f"enum.{base}") for base in ("IntEnum", "IntFlag")):
        return "number" + optional  # one of a family that stands for any int
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
        if clue.kind not in _OTHERS and (other <= names or _related(world, names, other)):
            plus = True
        else:
            minus = True
    return "-" if minus else "+" if plus else "0"


def _related(world: World, names: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether each of two sets of classes is about the same as the other."""
    pairs = {(a, b) for a in names for b in others if _kin(world, a, b)}
    return {a for a, _ in pairs} == names and {b for _, b in pairs} == others


def _kin(world: World, name: str, other: str) -> bool:
    if {name, other} == {"builtins.int", "builtins.float"}:
        return True
    return world.is_subclass(name, other) or world.is_subclass(other, name)


def _sites(best: Clue, shape: str) -> str:
    if best.kind not in {*_CALLS, "needed", "names", "passed"}:
        return ""
    few = best.kind == "names" and shape.startswith("class") and best.places < _ENOUGH
    count = "1" if best.places == 1 else "2" if few else "n"
    return count + ("" if best.share == 1.0 else "~")


def returned(
    world: World, value: Value, place: str, kind: str = "return", flag: str = ""
) -> Merged | None:
    """Return the guess for what a function returns or yields, None if nothing is known.

    Args:
        world: Knows the classes.
        value: What evaluation found.
        place: The evidence, for the reader.
        kind: ``return``, ``yield`` or ``assigned``.
        flag: What else its confidence depends on: ``override`` for a method that refuses what
            the one that it overrides does, ``decorated``.
    """
    partial = UNKNOWN in value
    kept = known(value)
    if not kept or (partial and (not kept - NONE or several(kept))):
        return None
    kept = collapsed(world, kept, sites=len(kept - NONE) > 3)
    text = text_of(world, kept)
    if text is None or text == "object":
        return None
    shape = "self" if any(t.payload is SELF for t in kept) else _shape(world, kept)
    if len(kept) == 1 and next(iter(kept)).kind == "never":
        shape = "never"
    key = f"{kind}/{shape}/{'~' if partial else ''}{flag}"
    return _guess(kind, text, key, place, kept, thin=partial)


def _guess(  # noqa: PLR0913
    kind: str, text: str, key: str, place: str, value: Value, *, thin: bool = False
) -> Merged | None:
    """Return a guess, unless it would be wrong more often than not.

    One of several types is never certain, nor is a mere example, nor a value that may be something
    unknown too.
    """
    written = key.startswith("described")
    share = 0.95 if text == "object" or written else confidence(kind, key)
    doubted = len(value - NONE) > 1 and not key.startswith("converted") and not written
    if thin or doubted:
        share = min(share, _UNCERTAIN)
    return Merged(Guess(text, share, place), key, value) if share >= _LEAST else None

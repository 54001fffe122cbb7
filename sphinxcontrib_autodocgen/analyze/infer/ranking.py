"""The one rule that turns clues into a guess, with the share of right answers as confidence.

The best kind of evidence decides, the others agree or disagree, and that together with the shape
of the answer looks up a confidence in ``shares.json``. What ``benchmarks/types`` measures is a
lower bound p; the file holds 1 - (1 - p) ** 1.4307, the share that readers found right.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec

from ...model import Evidence, Guess
from .evidence import Clue
from .program import Program
from .rendering import Renderer, collapsed
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

__all__ = ["Merged", "merge", "returned"]

_ORDER = (
    "docstring", "described", "dunder", "override", "declared", "needed", "call", "unasked",
    "default", "converted", "fallback", "checked", "isinstance", "reflected", "methods", "caller",
    "attributes", "related", "operator", "empty", "attribute", "called", "tested", "equal",
    "names", "passed", "iterated", "subscript", "custom",
)  # fmt: skip
MINIMUM = 0.34
"""The least share of right answers of a kind that is told at all."""

_UNCERTAIN = 0.86
_WRITTEN = 0.99
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
"""Kinds that are never certain: a question that may be answered with no, and a placeholder."""

_AGREED = {"equal", "tested"}
"""Kinds that are certain only if others agree."""

_NAMING = {"default", "names", "custom", "methods", "operator"}
"""Kinds that tell which of several examples is meant."""

_ITERABLES = {
    "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.dict",
    "builtins.dict_keys", "builtins.dict_values", "typing.Generator", "typing.Sequence",
}  # fmt: skip

_OPEN = {"builtin", "family"}
"""Shapes in whose place others do as well: containers, and classes that have siblings."""

_PLAIN = {"bool", "builtin", "float", "int", "str"}
"""Shapes of which other calls seldom give another, even where that isn't known."""

_MAX_JOINED = 3
_ENOUGH = 4
"""Minimum number of parameters that determine the class of others of their name."""

_DEFAULT = {"parameter": 0.73, "return": 0.93, "yield": 0.86, "assigned": 0.93}
"""Shares of right answers where none was measured."""

_INT = instance("builtins.int")
_FLOAT = instance("builtins.float")


class Merged(NamedTuple):
    """A guess together with what its confidence was looked up by."""

    guess: Guess
    key: str
    value: Value


def merge(
    renderer: Renderer, clues: list[Clue], *, only_iterated: bool, nullable: bool = False
) -> Merged | None:
    """Return what the clues say together, None if that's nothing.

    What tests and examples show counts only where it is more certain than all that the project
    says.

    Args:
        renderer: Writes the answer.
        clues: The clues for one parameter.
        only_iterated: Whether the body only iterates over it.
        nullable: Whether the body, or what it's passed on to, asks if it's None.
    """
    own = [clue for clue in clues if clue.kind != "caller"]
    found = _merged(renderer, own, only_iterated=only_iterated, nullable=nullable)
    if len(own) == len(clues):
        return found
    told = _merged(renderer, clues, only_iterated=only_iterated, nullable=nullable)
    if told is None or (found is not None and found.guess.confidence >= told.guess.confidence):
        return found
    return told


def _merged(
    renderer: Renderer, clues: list[Clue], *, only_iterated: bool, nullable: bool
) -> Merged | None:
    deciding = [clue for clue in clues if clue.value - NONE and clue.kind not in _ASIDE]
    if not deciding:
        return None
    weighing = _Weighing(renderer.program, clues, _best(deciding))
    return weighing.merged(renderer, only_iterated=only_iterated, nullable=nullable)


def _best(clues: list[Clue]) -> Clue:
    """Return the clue of the best kind; what is called but named as a class is one."""
    clues = sorted(clues, key=lambda clue: _ORDER.index(clue.kind))
    best = clues[0]
    if best.kind in ("called", "names") and _kinds(best.value) == {"callable"}:
        return next(
            (c for c in clues if c.kind == "custom" and _kinds(c.value) == {"typeof"}), best
        )
    return best


class _Weighing:
    """The clues for one parameter, of which the best one decides.

    Args:
        program: Knows the classes.
        clues: All clues.
        best: The one that decides.
    """

    def __init__(self, program: Program, clues: list[Clue], best: Clue) -> None:
        self.program = program
        self.clues = clues
        self.telling = [clue for clue in clues if clue.value - NONE]
        self.best = best

    def merged(self, renderer: Renderer, *, only_iterated: bool, nullable: bool) -> Merged | None:
        """Return what the clues say together, None if that's nothing."""
        best = self.best
        value = self._value(nullable=nullable)
        single = self._single(value)
        if single:
            value = single | (value & NONE)
        kind = self._kind(value, is_narrowed=bool(single))
        value = collapsed(self.program, value, sites=best.kind in {*_FAMILY, "default"})
        if only_iterated and best.kind in _CALLS:
            value = _iterable(value)
        text = renderer.text(value)
        if text is None or self._says_nothing(text, value):
            return None
        shape, agreement = self._shape(value), self._agreement(value)
        key = f"{kind}/{shape}/{agreement}{_sites(best, shape)}"
        thin = self._is_thin(kind, shape.rstrip("?"), is_alone=agreement not in "+=")
        thin = thin or (shape.endswith("?") and f"parameter:{kind}/{shape}" not in _shares())
        return _guess("parameter", text, key, best.place, value, thin=thin)

    def _says_nothing(self, text: str, value: Value) -> bool:
        if text == "None" or (text == "object" and self.best.kind != "dunder"):
            return True
        return self.best.kind in _FAMILY and len(value - NONE) > 2

    # the answer

    def _said_by(self, kinds: Container[str]) -> Iterator[Value]:
        """Yield what clues of some kinds say."""
        return (clue.value for clue in self.telling if clue.kind in kinds)

    def _value(self, *, nullable: bool) -> Value:
        """Return what the best clue says with what belongs to it.

        Args:
            nullable: Whether it's asked if the parameter is None.
        """
        value = self._with_guards(self._with_examples())
        optional = any(clue.kind == "default" and clue.value == NONE for clue in self.clues)
        is_none_too = optional or (nullable and self.best.kind in _EXAMPLES)
        return value | NONE if is_none_too else value

    def _with_examples(self) -> Value:
        """Return the best clue's value with the examples that others show."""
        best = self.best
        if best.kind in _CALLS:
            given = union([best.value, *self._said_by(_DEFAULTS)])
            return self._base() | (given & NONE) if self._base() else given
        related = next(self._said_by({"related"}), BOTTOM)
        if best.kind == "default" and len(related) <= _MAX_JOINED:
            return union([best.value, related])
        return best.value

    def _base(self) -> Value:
        """Return the base of all classes that calls give which has what the body uses of them."""
        given = {t.name if t.kind == "inst" else "" for t in self.best.value - NONE}
        for base in self._said_by({"attributes", "attribute"}):
            names = _bases(base)
            derive = (self.program.is_subclass(name, other) for name in given for other in names)
            if self.best.kind in _CALLS and names.isdisjoint(given) and all(derive):
                return base
        return BOTTOM

    def _with_guards(self, value: Value) -> Value:
        """Add what code asks for to what is shown as an example."""
        if self.best.kind not in {*_CALLS, "default", "fallback"}:
            return value
        if value - NONE <= _INT | _FLOAT and any(map(_asks_float, self.telling)):
            value = (value & NONE) | _FLOAT
        guards = union(self._said_by(_GUARDS))
        is_short = len((value - NONE) | guards) <= _MAX_JOINED + 1
        return union([value, guards]) if is_short else value

    def _single(self, value: Value) -> Value:
        """Return the one of several examples that a weaker clue names too."""
        if self.best.kind not in _FAMILY or len(self.best.value - NONE) < 2:
            return BOTTOM
        named = [other for other in self._said_by(_NAMING) if len(other - NONE) == 1]
        for names in map(_bases, named):
            kept = frozenset(t for t in value - NONE if _bases(t.alone) == names)
            if kept:
                return kept
        return BOTTOM

    # how far it can be trusted

    def _kind(self, value: Value, *, is_narrowed: bool) -> str:
        """Return the kind of evidence that the answer is."""
        kind = self.best.kind
        if kind in {*_CALLS, "default"} and self._is_asked():
            return "guarded"
        if self._base() and value - NONE == self._base():
            return "base"
        if kind == "default" and value - NONE == _FLOAT != self.best.value - NONE:
            return "floats"  # an int by default, where a float is asked for
        return "narrowed" if is_narrowed and kind != "caller" else kind

    def _is_asked(self) -> bool:
        """Tell whether some code asks if it's given what it is, so that it takes others too."""
        asked = {t.name for value in self._said_by(_GUARDS) for t in value - NONE}
        given = [t.name for t in self.best.value - NONE]
        return all(any(self.program.is_subclass(name, a) for a in asked) for name in given)

    def _shape(self, value: Value) -> str:
        shape = _shape(self.program, value)
        families = (clue.value for clue in self.clues if clue.kind == "family")
        return shape.replace("class", "family") if value - NONE in families else shape

    def _agreement(self, value: Value) -> str:
        """Tell whether other kinds of evidence say the same (+), another thing (-), or nothing (0).

        What other parameters of the name have isn't evidence of quite another kind than calls (=).
        """
        names = _bases(value)
        repeated = {*_VAGUE, self.best.kind}
        plus = minus = False
        for clue in self.telling:
            if clue.kind in repeated or self._is_of_call(clue):
                continue
            agrees = self._agrees(clue, names)
            plus, minus = plus or agrees, minus or not agrees
        if minus or plus:
            return "-" if minus else "+"
        return "=" if self._is_named_so(names) else "0"

    def _agrees(self, clue: Clue, names: frozenset[str]) -> bool:
        """Tell whether a clue shows some of the classes, or ones related to them."""
        other = _bases(clue.value)
        return clue.kind not in _OTHERS and (other <= names or _related(self.program, names, other))

    def _is_named_so(self, names: frozenset[str]) -> bool:
        """Tell whether several parameters of a name have the class that calls show for one."""
        named = (clue for clue in self.telling if clue.kind == "names" and clue.places > 1)
        return self.best.kind in ("call", "unasked") and any(
            _bases(clue.value) == names for clue in named
        )

    def _is_of_call(self, clue: Clue) -> bool:
        """Tell whether a clue repeats what the best one says: names are learned from calls."""
        return (self.best.kind, clue.kind) == ("call", "names")

    def _is_thin(self, kind: str, shape: str, *, is_alone: bool) -> bool:
        """Tell whether what decides is a mere example, however often examples of its kind fit."""
        if kind in _DOUBTED or (kind in _AGREED and is_alone):
            return True
        if kind == "custom":
            return shape != "int"  # what names say of numbers holds, what they say of texts doesn't
        if shape == "bool":
            return False
        if is_alone and self._is_partial(kind, shape):
            return True
        return self.best.places <= 1 and _is_example(kind, shape, is_alone=is_alone)

    def _is_partial(self, kind: str, shape: str) -> bool:
        """Tell whether there are calls whose argument isn't known: they may give anything."""
        return kind in _CALLS and self.best.share < 1 and shape not in _PLAIN


def _is_example(kind: str, shape: str, *, is_alone: bool) -> bool:
    """Tell whether one place of that kind shows no more than an example."""
    if kind == "unasked":
        return is_alone or shape in _OPEN
    return kind == "names" or (kind == "call" and shape in _OPEN and is_alone)


def _kinds(value: Value) -> set[str]:
    return {t.kind for t in value - NONE}


def _asks_float(clue: Clue) -> bool:
    return clue.kind == "floats" or (clue.kind in ("custom", "passed") and clue.value == _FLOAT)


def _iterable(value: Value) -> Value:
    """Return what can be iterated over, for several containers of which nothing else is used."""
    plain = value - NONE
    if len(plain) < 2 or not {t.name for t in plain} <= _ITERABLES:
        return value
    inside = union(
        [union(t.args) if t.kind == "tup" else t.args[0] if t.args else TOP for t in plain]
    )
    return instance("typing.Iterable", known(inside) or TOP) | (value & NONE)


def _shape(program: Program, value: Value) -> str:
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
    if any(program.is_subclass(t.name, f"enum.{base}") for base in ("IntEnum", "IntFlag")):
        return "number" + optional  # one of a family that stands for any int
    return ("library" if t.name.startswith(("typing.", "collections.")) else "class") + optional


def _bases(value: Value) -> frozenset[str]:
    return frozenset(t.name or t.kind for t in value - NONE)


def _related(program: Program, names: frozenset[str], others: frozenset[str]) -> bool:
    """Tell whether each of two sets of classes is about the same as the other."""
    pairs = {(a, b) for a in names for b in others if _kin(program, a, b)}
    return {a for a, _ in pairs} == names and {b for _, b in pairs} == others


def _kin(program: Program, name: str, other: str) -> bool:
    if {name, other} == {"builtins.int", "builtins.float"}:
        return True
    return program.is_subclass(name, other) or program.is_subclass(other, name)


def _sites(best: Clue, shape: str) -> str:
    if best.kind not in {*_CALLS, "needed", "names", "passed"}:
        return ""
    few = best.kind == "names" and shape.startswith("class") and best.places < _ENOUGH
    count = "1" if best.places == 1 else "2" if few else "n"
    return count + ("" if best.share == 1.0 else "~")


def returned(
    renderer: Renderer, value: Value, place: str, kind: str = "return", flag: str = ""
) -> Merged | None:
    """Return the guess for what a function returns or yields, None if nothing is known.

    Args:
        renderer: Writes the answer.
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
    kept = collapsed(renderer.program, kept, sites=len(kept - NONE) > 3)
    text = renderer.text(kept)
    if text is None or text == "object":
        return None
    shape = "self" if any(t.payload is SELF for t in kept) else _shape(renderer.program, kept)
    key = f"{kind}/{shape}/{'~' if partial else ''}{flag}"
    return _guess(kind, text, key, place, kept, thin=partial)


def _guess(  # noqa: PLR0913
    kind: str, text: str, key: str, place: str, value: Value, *, thin: bool = False
) -> Merged | None:
    """Return a guess, unless it would be wrong more often than not.

    One of several types is never certain, nor is a mere example, nor a value that may be something
    unknown too, nor ``None`` beside a type where it wasn't measured how often that is right.
    """
    written = key.startswith("described")
    share = _WRITTEN if text == "object" or written else _confidence(kind, key)
    doubted = len(value - NONE) > 1 and not key.startswith("converted") and not written
    if thin or doubted:
        share = min(share, _UNCERTAIN)
    return (
        Merged(Guess(text, share, Evidence.read(place)), key, value) if share >= MINIMUM else None
    )


@cache
def _shares() -> Mapping[str, float]:
    """Return the measured share of right answers of each kind, as ``benchmarks/types`` wrote it."""
    data = files(__package__).joinpath("shares.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, float])


def _confidence(kind: str, key: str) -> float:
    """Return the share of right answers among those like this one.

    Generators are few, so a yielded type of a rare shape is judged like a returned one.

    Args:
        kind: ``parameter``, ``return``, ``yield`` or ``assigned``.
        key: The kind of evidence, the shape of the answer, and whether others agree.
    """
    found = _narrowest(kind, key)
    if kind == "yield" and (found is None or found == kind):
        return _confidence("return", key.replace("yield", "return", 1))
    return _shares()[f"{kind}:{found}"] if found is not None else _DEFAULT[kind]


def _narrowest(kind: str, key: str) -> str | None:
    """Return the narrowest kind of answers that was measured and that this one belongs to."""
    shares = _shares()
    while key and f"{kind}:{key}" not in shares:
        key = key.rpartition("/")[0]
    return key or None

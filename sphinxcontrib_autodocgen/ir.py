"""The intermediate representation of code, from which types are inferred.

A file becomes :class:`Facts`, which need no other file and no syntax tree: one :class:`Unit` for
each module, class body, function and lambda, whose code is a list of :class:`Term`. They stand
below ``model``, because a cached module carries them; only ``analyze.infer`` makes and reads them.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

__all__ = [
    "OUTSIDE",
    "ClassFacts",
    "Facts",
    "Op",
    "Slot",
    "Store",
    "StoreKind",
    "Term",
    "Unit",
    "can_unpack",
    "packed",
    "unpacked",
]

OUTSIDE = "(outside)"
"""First part of the names of modules that call the project and don't belong to it."""

StoreKind = Literal["attr", "class", "global", "cell", "default"]
"""What a binding is of."""

Op = Literal[
    "unknown", "unbound", "lit", "none", "name", "cell", "param", "import", "func", "decorated",
    "held", "class", "attr", "stored", "call", "phi", "unless", "seq", "both", "cast", "bin",
    "un", "cmp", "sub", "slice", "list", "set", "tuple", "dict", "gen", "iter", "aiter",
    "enter", "aenter", "exit", "aexit", "await", "sent", "bound", "result", "unpack", "grow",
    "raised", "narrow",
]  # fmt: skip
"""What a term does; a literal, so that all terms that come from a cache share its text."""


class Term(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One step of evaluating a function's code, its operands being earlier steps.

    Attributes:
        op: What it does; see ``analyze.infer.interpreter``.
        text: A name, an operator or a literal, by ``op``.
        refs: The operands, as positions among the unit's terms.
        line: The line, where a reader may want to know it; else 0.
    """

    op: Op
    text: str = ""
    refs: tuple[int, ...] = ()
    line: int = 0

    @property
    def marks(self) -> list[str]:
        """The way in which a call gives each argument; a keyword, ``*``, ``**``, or empty."""
        return self.text.split(",") if self.text != "-" else []


class Store(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A binding that can be seen from outside the unit that makes it.

    Attributes:
        kind: ``attr`` of an object, ``class`` or ``global`` variable, ``cell`` of a closure, or
            the ``default`` of a parameter.
        name: The name that is bound.
        value: The term it is bound to, -1 if it's only annotated.
        target: The term of the object or function, -1 if there's none.
        line: The line.
        annotation: The annotation as source, empty if there's none.
    """

    kind: StoreKind
    name: str
    value: int
    target: int = -1
    line: int = 0
    annotation: str = ""


class Slot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A parameter of a unit, receivers included; ``optional`` if it has a default."""

    name: str
    kind: str
    annotation: str = ""
    optional: bool = False


class Unit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The code of a module, class body, function or lambda, ready to be evaluated.

    Attributes:
        kind: ``module``, ``class``, ``function`` or ``lambda``.
        name: Full dotted name of the object.
        line: Line of its ``def`` or ``class``.
        owner: Full name of the class it's a method of, empty if it isn't one.
        slots: Its parameters.
        words: What qualifies it: ``async``, ``generator``, ``static``, ``property``, ...
        terms: The steps; operands come first, save those of a loop's ``phi``.
        returns: Term, guard (a term that never ends if this isn't reached; -1 for none), line.
        yields: Term and line.
        end: The guard of falling off the end; -1 always falls, -2 never does.
        stores: Bindings seen from outside.
        calls: Call terms with the names of exceptions that are caught around them.
        annotation: The return annotation, empty if there's none.
    """

    kind: str
    name: str
    line: int = 0
    owner: str = ""
    slots: tuple[Slot, ...] = ()
    words: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    returns: tuple[tuple[int, int, int], ...] = ()
    yields: tuple[tuple[int, int], ...] = ()
    end: int = -1
    stores: tuple[Store, ...] = ()
    calls: tuple[tuple[int, tuple[str, ...]], ...] = ()
    annotation: str = ""


class ClassFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The facts of a class statement.

    Attributes:
        name: Full dotted name.
        line: Its line.
        bases: Base classes as source.
        words: ``dataclass``, ``attrs``, ``enum`` and so on.
        typevars: Names of PEP 695 type parameters.
    """

    name: str
    line: int
    bases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    typevars: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The facts of a file about types, as terms that need no other file; never printed.

    Attributes:
        units: All code units; the module's own first.
        classes: All classes.
        aliases: Module-level names with the source of a value that may name a type.
    """

    units: tuple[Unit, ...] = ()
    classes: tuple[ClassFacts, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


_ENCODER = msgspec.msgpack.Encoder()


def packed(facts: Facts | None) -> Facts | bytes | None:
    """Return facts encoded, which takes a fraction of the memory; as they are if they can't be."""
    try:
        return facts and _ENCODER.encode(facts)
    except UnicodeEncodeError:
        return facts


def unpacked(facts: Facts | bytes | None) -> Facts | None:
    """Return facts that may be encoded."""
    return _decoder().decode(facts) if isinstance(facts, bytes) else facts


def can_unpack(facts: Facts | bytes | None) -> bool:
    """Tell whether facts that another machine encoded are what they should be."""
    try:
        unpacked(facts)
    except (UnicodeDecodeError, msgspec.MsgspecError):
        return False
    return True


@cache
def _decoder() -> msgspec.msgpack.Decoder[Facts]:
    return msgspec.msgpack.Decoder(Facts)

"""What may not differ between two versions of a project, for one's course to tell of the other's.

A unit has two digests: one of what others see of it without running its code, and one of the code.
Neither contains lines or the numbers of units, which shift with every function that is added.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from ...ir import Facts, Store, Term, Unit, unpacked
from ...model import Module, Object
from .cells import MAX_TERMS
from .solver import is_polymorphic

__all__ = ["DESCRIBED", "Marks", "ModuleMark", "UnitMark", "marks_of", "numbered"]

_ENCODER = msgspec.msgpack.Encoder()
DESCRIBED = ""
"""Stands for what documents say of the project, among the names of modules."""

_REFERRING = ("func", "decorated", "held")
"""Operators whose text is the number of a unit."""

_SEEN = ("attr", "class", "global")
"""Kinds of bindings by which a variable exists, whatever it's bound to."""


class UnitMark(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a unit of code.

    Attributes:
        name: Its full name.
        is_method: Whether a class has it.
        seen: Digest of what others see of it without running its code.
        code: Digest of its code.
    """

    name: str
    is_method: bool
    seen: str
    code: str

    @property
    def short_name(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]


class ModuleMark(msgspec.Struct, frozen=True, array_like=True):
    """What is known of a module.

    Attributes:
        whole: Digest of all that evaluation reads of it.
        seen: Digest of what it is besides its units.
        units: Its units.
    """

    whole: str
    seen: str
    units: tuple[UnitMark, ...] = ()


Marks = dict[str, ModuleMark]
"""The marks of all modules, by name."""


def marks_of(modules: Sequence[Module], callers: Iterable[Module]) -> Marks:
    """Return the marks of a project.

    Args:
        modules: Its modules in reduced form.
        callers: Those that call it.
    """
    counts = Counter(obj.name for module in modules for obj in module.objects)
    repeated = {name for name, count in counts.items() if count > 1}
    found = {module.name: _mark(module, repeated) for module in modules}
    described = [[(o.name, o.docstring) for o in each.objects] for each in callers if each.objects]
    found[DESCRIBED] = ModuleMark(_digest([described, sorted(repeated)]), "")
    return found


def _mark(module: Module, repeated: set[str]) -> ModuleMark:
    facts = unpacked(module.facts) or Facts()
    names = _names(facts.units)
    seen = _digest([
        (module.exports, module.imports, module.unbound, module.package, module.facts is None),
        [_seen_of(obj, repeated) for obj in module.objects if _is_plain(obj, repeated)],
        (facts.aliases, [(c.name, c.bases, c.words, c.typevars) for c in facts.classes]),
    ])  # fmt: skip
    units = tuple(_unit_mark(unit, names) for unit in facts.units)
    objects = [(obj.name, obj.kind) for obj in module.objects]
    return ModuleMark(_digest((seen, units, objects)), seen, units)


def _is_plain(obj: Object, repeated: set[str]) -> bool:
    """Tell whether an object is more than a unit of the module."""
    return obj.kind not in ("function", "method", "property") or obj.name in repeated


def _seen_of(obj: Object, repeated: set[str]) -> tuple[object, ...]:
    is_documented = obj.docstring is not None and obj.name in repeated
    return (obj.name, obj.kind, is_documented, obj.modifiers, obj.bases, obj.annotation, obj.value,
            obj.metaclass)  # fmt: skip


def _digest(records: object) -> str:
    return hashlib.blake2b(_ENCODER.encode(records), digest_size=12).hexdigest()


def _names(units: Iterable[Unit]) -> list[str]:
    """Return a name for each unit, with its number among those of one name."""
    return [f"{name}#{number}" for name, number in numbered(unit.name for unit in units)]


def numbered(names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each name with its number among those of that name."""
    counts: Counter[str] = Counter()
    for name in names:
        yield name, counts[name]
        counts[name] += 1


def _unit_mark(unit: Unit, names: Sequence[str]) -> UnitMark:
    code = _digest(_code(unit, names))
    is_small = len(unit.terms) <= MAX_TERMS
    seen = _digest((
        (unit.kind, unit.name, unit.owner, unit.slots, unit.words, unit.annotation),
        [_seen_store(unit, store) for store in unit.stores if store.kind in _SEEN],
        (is_polymorphic(unit), is_small, code if unit.kind == "class" else ""),
    ))  # fmt: skip
    return UnitMark(unit.name, bool(unit.owner), seen, code)


def _seen_store(unit: Unit, store: Store) -> tuple[object, ...]:
    target = unit.terms[store.target] if store.target >= 0 and unit.slots else None
    is_own = target is not None and (target.op, target.text) == ("param", unit.slots[0].name)
    return (store.kind, store.name, store.annotation, is_own)


def _code(unit: Unit, names: Sequence[str]) -> tuple[object, ...]:
    return (
        [(term.op, _text(term, names), term.refs) for term in unit.terms],
        [(term, guard) for term, guard, _ in unit.returns],
        ([term for term, _ in unit.yields], unit.end, unit.calls),
        [(s.kind, _stored(s, names), s.value, s.target, s.annotation) for s in unit.stores],
    )


def _text(term: Term, names: Sequence[str]) -> str:
    if term.op in _REFERRING:
        return names[int(term.text)]
    return _variable(term.text, names) if term.op == "cell" else term.text


def _stored(store: Store, names: Sequence[str]) -> str:
    is_outer = store.kind == "cell" and ":" in store.name
    return _variable(store.name, names) if is_outer else store.name


def _variable(text: str, names: Sequence[str]) -> str:
    """Return the variable of a closure with the name of its unit in the place of the number."""
    index, _, name = text.rpartition(":")
    return f"{names[int(index)]}:{name}" if index else name

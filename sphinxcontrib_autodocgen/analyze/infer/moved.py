"""The changed modules of a project, if others can't see more than what their code gives.

A function may come or go if no code that isn't evaluated again can find it: none has its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ...ir import Facts, Unit, unpacked
from ...model import Module
from .course import Course
from .digests import DESCRIBED, Marks, ModuleMark, UnitMark, numbered

__all__ = ["moved_units"]


def moved_units(
    course: Course, modules: Sequence[Module], now: Marks
) -> dict[str, dict[int, int]] | None:
    """Return how the units of changed modules are numbered now, if only their code has changed.

    Args:
        course: The course of the solution of an earlier version.
        modules: The modules of this one, in reduced form.
        now: Their marks.

    Returns:
        New numbers by old ones, by module; None if other modules may see more than results.
    """
    before = course.marks
    if before.keys() != now.keys() or before[DESCRIBED] != now[DESCRIBED]:
        return None
    changed = (name for name in now if before[name].whole != now[name].whole)
    changes = {name: _change(course, name, now[name]) for name in changed}
    looks_same = all(change.looks_same() for change in changes.values())
    if not looks_same or _Difference(modules, changes).is_seen(course):
        return None
    return {name: change.moved for name, change in changes.items()}


def _change(course: Course, name: str, now: ModuleMark) -> _Change:
    tried = {place for module, place in course.tried if module == name}
    return _Change(course.marks[name], now, tried)


class _Change:
    """The change of a module.

    Args:
        before: What it was.
        now: What it is.
        tried: The units whose code others read.
    """

    def __init__(self, before: ModuleMark, now: ModuleMark, tried: set[int]) -> None:
        self.before = before
        self.now = now
        self.tried = tried
        keys = list(numbered(unit.name for unit in now.units))
        places = {key: place for place, key in enumerate(keys)}
        old = numbered(unit.name for unit in before.units)
        self.moved = {at: places[key] for at, key in enumerate(old) if key in places}

    @cached_property
    def others(self) -> list[UnitMark]:
        """The units that came or went."""
        kept = set(self.moved.values())
        gone = [unit for at, unit in enumerate(self.before.units) if at not in self.moved]
        return gone + [unit for at, unit in enumerate(self.now.units) if at not in kept]

    def looks_same(self) -> bool:
        """Tell whether others see the same of the module, its units' results aside."""
        return self.before.seen == self.now.seen and self._is_in_order() and self._has_same_units()

    def _is_in_order(self) -> bool:
        """Tell whether units have the same order, and those of one name the same numbers."""
        places = list(self.moved.values())
        counts = Counter(self.before.units[at].name for at in self.moved)
        shifted = {self.before.units[at].name for at, place in self.moved.items() if at != place}
        return (
            places == sorted(places)
            and all(counts[name] == 1 for name in shifted)
            and all(unit.name not in counts for unit in self.others)
        )

    def _has_same_units(self) -> bool:
        pairs = {at: (self.before.units[at], self.now.units[new]) for at, new in self.moved.items()}
        return all(old.seen == new.seen for old, new in pairs.values()) and all(
            at in pairs and pairs[at][0].code == pairs[at][1].code for at in self.tried
        )

    def is_tried(self, place: int) -> bool:
        """Tell whether others read the code of the unit that is at a place now."""
        return any(self.moved.get(at) == place for at in self.tried)


class _Difference:
    """The difference between two versions of a project.

    Args:
        modules: The modules of the new one.
        changes: Those that have changed, by name.
    """

    def __init__(self, modules: Sequence[Module], changes: Mapping[str, _Change]) -> None:
        self.modules = modules
        self.changes = changes
        self.others = [unit for change in changes.values() for unit in change.others]
        self.names = {unit.short_name for unit in self.others}
        self.methods = {unit.short_name for unit in self.others if unit.is_method}

    def is_seen(self, course: Course) -> bool:
        """Tell whether code that isn't evaluated again may find a unit that came or went."""
        if not self.others:
            return False
        is_special = any(name.startswith("__") for name in self.names)
        if is_special or not self.methods.isdisjoint(course.members):
            return True
        return self._is_imported() or self._is_overridden() or self._is_named()

    def _is_imported(self) -> bool:
        imports = (pair for module in self.modules for pair in module.imports)
        return any(
            local in self.names or full.rpartition(".")[2] in self.names for local, full in imports
        )

    def _is_overridden(self) -> bool:
        """Tell whether a method that came or went may override another, or be overridden."""
        own = {unit.name for unit in self.others}
        units = (unit for module in self.modules for unit in _units(module))
        return any(
            unit.name.rpartition(".")[2] in self.methods and unit.name not in own for unit in units
        )

    def _is_named(self) -> bool:
        texts = (text for module in self.modules for text in self._texts(module))
        return any(name in text for text in texts for name in self.names)

    def _texts(self, module: Module) -> Iterator[str]:
        """Yield the texts of a module in which something can be named."""
        facts = unpacked(module.facts) or Facts()
        for at, unit in enumerate(facts.units):
            yield from _declared(unit)
            if self._is_read(module.name, at):
                yield from (term.text for term in unit.terms)
        yield from (text for each in facts.classes for text in (*each.bases, *each.words))
        yield from (text for _, text in facts.aliases)

    def _is_read(self, module: str, place: int) -> bool:
        """Tell whether a unit's code isn't evaluated again, or others read it."""
        return module not in self.changes or self.changes[module].is_tried(place)


def _units(module: Module) -> Iterable[Unit]:
    facts = unpacked(module.facts)
    return facts.units if facts is not None else ()


def _declared(unit: Unit) -> Iterator[str]:
    """Yield the annotations of a unit."""
    yield unit.annotation
    yield from (slot.annotation for slot in unit.slots)
    yield from (store.annotation for store in unit.stores)

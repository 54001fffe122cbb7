"""The course of a solution as one record: each evaluation of a unit with what it did.

Types, values, variables and places are kept once each, and evaluations refer to them by number.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from .cells import Cell, Effect, Fn
from .digests import Marks
from .values import Type, Value, make

__all__ = ["LENGTHS", "Course", "Evaluation", "ReadCourse", "Snapshot", "Written", "read"]

LENGTHS: Mapping[str, int] = {"make": 1, "read": 1, "put": 3, "settle": 2, "hold": 3}
"""How many numbers there are of each kind of effect."""

_KINDS = tuple(LENGTHS)
_NUMBERED = ("param", "return", "yield", "cell")
"""Kinds of variables whose place is a unit, by its number."""

Moved = Mapping[str, Mapping[int, int]]
"""New numbers of units by old ones, of modules where they differ."""


class Evaluation(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An evaluation of a unit, or what happened between evaluations.

    Attributes:
        unit: The unit, by its number; -1 if there's none.
        steps: The steps that it took.
        visits: How often the unit has been evaluated since.
        effects: What it did, in numbers.
    """

    unit: int
    steps: int
    visits: int
    effects: tuple[int, ...]


class Snapshot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The values of terms at some time.

    Attributes:
        phase: What is done next.
        at: How many evaluations there were.
        values: Of units that were evaluated since the last one.
    """

    phase: str
    at: int
    values: tuple[tuple[int, tuple[int, ...]], ...]


class Course(msgspec.Struct, frozen=True, array_like=True):
    """The course of a solution.

    Attributes:
        marks: What was solved.
        names: Texts.
        types: Kind, name, arguments and payload of each.
        values: Types of each.
        cells: The keys of variables.
        places: Places of parts.
        units: Modules and numbers of units.
        evaluations: The evaluations, in order.
        snapshots: Values of terms.
        tried: Units whose code was read by other modules'.
        members: Names of members that protocols asked for.
    """

    marks: Marks
    names: tuple[str, ...]
    types: tuple[tuple[int, int, tuple[int, ...], Any], ...]
    values: tuple[tuple[int, ...], ...]
    cells: tuple[tuple[int, ...], ...]
    places: tuple[tuple[str | int, ...], ...]
    units: tuple[tuple[int, int], ...]
    evaluations: tuple[Evaluation, ...]
    snapshots: tuple[Snapshot, ...]
    tried: tuple[tuple[str, int], ...]
    members: tuple[str, ...]


class Written:
    """Numbers all that a course is made of, when it happens: tuples of objects take much more."""

    def __init__(self) -> None:
        self._evaluations: list[Evaluation] = []
        self._names: dict[str, int] = {}
        self._types: dict[Type, int] = {}
        self._type_rows: list[tuple[int, int, tuple[int, ...], Any]] = []
        self._values: dict[Value, int] = {}
        self._value_rows: list[tuple[int, ...]] = []
        self._cells: dict[Cell, int] = {}
        self._places: dict[Hashable, int] = {}
        self._units: dict[Fn, int] = {}

    def course(
        self,
        marks: Marks,
        snapshots: Iterable[tuple[str, int, Iterable[tuple[Fn, list[Value]]]]],
        tried: Iterable[tuple[str, int]],
        members: Iterable[str],
    ) -> Course:
        """Return the course.

        Args:
            marks: What was solved.
            snapshots: Values of terms, with phase and number of evaluations.
            tried: Units whose code was read by other modules'.
            members: Names of members that protocols asked for.
        """
        shots = tuple(
            Snapshot(phase, at, tuple((self._unit(f), self._all(vs)) for f, vs in values))
            for phase, at, values in snapshots
        )
        cells = tuple(tuple(map(self._name, cell.key)) for cell in self._cells)
        units = tuple((self._name(fn.module), fn.index) for fn in self._units)
        places = tuple(p if isinstance(p, tuple) else (p,) for p in self._places)
        return Course(
            marks,
            tuple(self._names),
            tuple(self._type_rows),
            tuple(self._value_rows),
            cells,
            places,
            units,
            tuple(self._evaluations),
            shots,
            tuple(sorted(tried)),
            tuple(sorted(members)),
        )

    def __len__(self) -> int:
        return len(self._evaluations)

    def add(self, fn: Fn | None, steps: int, effects: Iterable[Effect]) -> None:
        """Add an evaluation.

        Args:
            fn: The unit, None for what happened between evaluations.
            steps: The steps that it took.
            effects: What it did.
        """
        numbers: list[int] = []
        for kind, *parts in effects:
            numbers.append(_KINDS.index(kind))
            numbers += map(self._number, parts)
        unit, visits = (-1, 0) if fn is None else (self._unit(fn), fn.visits)
        self._evaluations.append(Evaluation(unit, steps, visits, tuple(numbers)))

    def _number(self, part: object) -> int:
        """Return the number of a part of an effect."""
        if isinstance(part, Cell):
            return self._cells.setdefault(part, len(self._cells))
        if isinstance(part, frozenset):
            return self._value(part)
        if isinstance(part, Fn):
            return self._unit(part)
        if part is None or isinstance(part, bool):
            return -1 if part is None else int(part)
        assert isinstance(part, Hashable)
        return self._places.setdefault(part, len(self._places))

    def _unit(self, fn: Fn) -> int:
        return self._units.setdefault(fn, len(self._units))

    def _name(self, text: str) -> int:
        return self._names.setdefault(text, len(self._names))

    def _all(self, values: Iterable[Value]) -> tuple[int, ...]:
        return tuple(map(self._value, values))

    def _value(self, value: Value) -> int:
        found = self._values.get(value)
        if found is None:
            row = tuple(map(self._type, value))
            found = self._values[value] = len(self._value_rows)
            self._value_rows.append(row)
        return found

    def _type(self, t: Type) -> int:
        found = self._types.get(t)
        if found is None:
            row = (self._name(t.kind), self._name(t.name), self._all(t.args), self._payload(t))
            found = self._types[t] = len(self._type_rows)
            self._type_rows.append(row)
        return found

    def _payload(self, t: Type) -> object:
        if isinstance(t.payload, frozenset):  # what a type variable may stand for
            return self._value(t.payload)
        if t.kind != "func" or not isinstance(t.payload, tuple) or len(t.payload) == 2:
            return t.payload
        module, index, captured = t.payload
        return module, index, [(cell, self._value(value)) for cell, value in captured]


class ReadCourse(NamedTuple):
    """The parts of a course by number, as they are in another version of the project.

    Attributes:
        values: The values.
        gone: The values that speak of a unit that is gone.
        cells: The keys of variables; of a unit that is gone, with a negative number.
        places: The places.
        units: Modules and numbers of units, None for one that is gone.
    """

    values: Sequence[Value]
    gone: set[int]
    cells: Sequence[tuple[str, ...]]
    places: Sequence[Hashable]
    units: Sequence[tuple[str, int] | None]


def read(course: Course, moved: Moved) -> ReadCourse:
    """Return what the numbers in a course stand for.

    Args:
        course: The course.
        moved: New numbers of units, of changed modules.
    """
    return _Reading(course, moved).known()


class _Reading:
    """Makes types and values again, arguments first."""

    def __init__(self, course: Course, moved: Moved) -> None:
        self._course = course
        self._moved = moved
        self._types: dict[int, Type] = {}
        self._values: dict[int, Value] = {}
        self._gone_types: set[int] = set()
        self._gone: set[int] = set()

    def known(self) -> ReadCourse:
        course = self._course
        values = [self._value(number) for number in range(len(course.values))]
        units = ((course.names[name], index) for name, index in course.units)
        return ReadCourse(
            values,
            self._gone,
            [self._key(tuple(course.names[part] for part in key)) for key in course.cells],
            list(map(self._place, course.places)),
            [
                (module, self._index(module, index)) if self._is_there(module, index) else None
                for module, index in units
            ],
        )

    def _is_there(self, module: str, index: int) -> bool:
        return module not in self._moved or index in self._moved[module]

    def _index(self, module: str, index: int) -> int:
        """Return a unit's number now; of one that is gone a negative one."""
        moved = self._moved.get(module)
        return index if moved is None else moved.get(index, -1 - index)

    def _key(self, key: tuple[str, ...]) -> tuple[str, ...]:
        if key[0] not in _NUMBERED or key[1] not in self._moved:
            return key
        return (key[0], key[1], str(self._index(key[1], int(key[2]))), *key[3:])

    def _place(self, place: tuple[str | int, ...]) -> Hashable:
        if len(place) == 1:
            return place[0]
        module, index, *rest = place
        return (module, self._index(str(module), int(index)), *rest)

    def _value(self, number: int) -> Value:
        if number not in self._values:
            row = self._course.values[number]
            self._values[number] = frozenset([self._type(each) for each in row])
            if not self._gone_types.isdisjoint(row):
                self._gone.add(number)
        return self._values[number]

    def _type(self, number: int) -> Type:
        if number not in self._types:
            kind, name, args, payload = self._course.types[number]
            names = self._course.names
            values = tuple(map(self._value, args))
            if names[kind] == "func":
                payload = self._function(number, *payload)
            elif names[kind] == "var" and payload is not None:
                payload = self._value(payload)  # classes alone, of which none goes
            elif isinstance(payload, list):
                payload = tuple(payload)
            self._types[number] = make(names[kind], names[name], values, payload)
            if not self._gone.isdisjoint(args):
                self._gone_types.add(number)
        return self._types[number]

    def _function(self, number: int, module: str, index: int, *captured: Any) -> tuple[object, ...]:
        """Return what tells a function, with the values that it captured."""
        place = self._index(module, index)
        if place < 0:
            self._gone_types.add(number)
        if not captured:
            return module, place
        inside = [(self._variable(module, cell), self._value(v)) for cell, v in captured[0]]
        if any(value in self._gone for _, value in captured[0]):
            self._gone_types.add(number)
        return module, place, tuple(inside)

    def _variable(self, module: str, text: str) -> str:
        index, _, name = text.partition(":")
        return f"{self._index(module, int(index))}:{name}"

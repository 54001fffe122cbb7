"""A solution by the course of that of an earlier version: only changed modules are evaluated.

Two worlds are kept: the earlier one, in which everything happens again as it was noted, and the new
one, in which units of changed modules are evaluated and the others do what they did before. They
would do that if they were evaluated, as long as all that they see is the same in both worlds and
everything happens in the same order, which is checked whenever one of them is next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .cells import Cell, Cells, Effect, Fn
from .course import LENGTHS, Course, Evaluation, ReadCourse, read
from .interpreter import GIVEN_UP
from .lookup import held_by_class, held_by_instances, is_changed
from .recorder import Recorder
from .solver import Solver
from .values import Value

__all__ = ["DivergedError", "Replay"]

_KINDS = tuple(LENGTHS.items())
_BY_PART = ("attr", "global")
"""Kinds of variables of which not only the value is seen, but also that they are there."""

_Key = tuple[str, ...]
_Held = dict[Fn, tuple[Value | None, bool]]


class DivergedError(Exception):
    """Something that isn't evaluated again may see a change."""


class Replay(Recorder):
    """Lets a solver do what it did before, but for the units of changed modules.

    Args:
        solver: The solver of the new version.
        course: The course of the earlier one.
        moved: New numbers of units by old ones, of changed modules.
    """

    def __init__(
        self, solver: Solver, course: Course, moved: Mapping[str, Mapping[int, int]]
    ) -> None:
        super().__init__(solver)
        self._course = course
        self._moved = moved
        self._known = read(course, moved)
        calls = solver.calls
        calls.matching.asked |= set(course.members)
        calls.tried |= {(name, moved.get(name, {}).get(at, at)) for name, at in course.tried}
        by_index = solver.program.by_index
        self._units = [by_index[place] if place else None for place in self._known.units]
        self._is_live = [course.names[name] in moved for name, _ in course.units]
        self._old = _Earlier(solver.cells)
        self._seen = self._watched()
        self._at = 0
        self._since: list[Effect] = []
        """What happened in the new world since the last unit that isn't evaluated."""

        self._shot = 0
        self._doubtful: set[_Key] = set()
        self._touched: set[_Key] = set()
        self._made: list[_Key] = []
        self._held: _Held = {}

    def _watched(self) -> set[_Key]:
        """Return the variables that a unit reads that isn't evaluated, or that are declared."""
        found = set(self._old.declared)
        for evaluation in self._course.evaluations:
            if self._is_kept(evaluation):
                found.update(
                    self._known.cells[parts[0]]
                    for kind, parts in _effects(evaluation)
                    if kind == "read"
                )
        return found

    def _is_kept(self, evaluation: Evaluation) -> bool:
        return evaluation.unit >= 0 and not self._is_live[evaluation.unit]

    def evaluate(self, fn: Fn) -> None:
        """Evaluate a unit of a changed module; let another do what it did.

        Args:
            fn: The unit.

        Raises:
            DivergedError: If it may do something else now.
        """
        if fn.module in self._moved:
            super().evaluate(fn)
            return
        evaluation = self._next()
        if evaluation is None or self._units[evaluation.unit] is not fn:
            raise DivergedError(f"{fn.name} comes at another time")
        self._compare()
        self._repeat(fn, evaluation)
        self._since = []

    def note(self, fn: Fn | None, steps: int, effects: list[Effect]) -> None:
        """Note an evaluation, with what it did if that may be something new.

        Args:
            fn: The unit, None for what happened between evaluations.
            steps: The steps that it took.
            effects: What it did.
        """
        if fn is None or fn.module in self._moved:
            self._since += effects
        super().note(fn, steps, effects)

    def _next(self, end: int | None = None) -> Evaluation | None:
        """Let the earlier world go on to the next evaluation of a unit that hasn't changed."""
        evaluations = self._course.evaluations
        end = len(evaluations) if end is None else end
        while self._at < end:
            evaluation = evaluations[self._at]
            self._at += 1
            if self._is_kept(evaluation):
                return evaluation
            for kind, parts in _effects(evaluation):
                self._redo(kind, parts)
        return None

    def _redo(self, kind: str, parts: tuple[int, ...]) -> None:
        """Let something happen again in the earlier world."""
        if kind == "hold":
            fn = self._units[parts[0]]
            if fn is not None:
                self._held[fn] = (self._value(parts[1]), bool(parts[2]))
            return
        key = self._known.cells[parts[0]]
        if kind == "make":
            self._old.cell(key)
            self._made += [key] if key[0] in _BY_PART else []
        elif kind != "read":
            self._touched.add(key)
            self._old.set(key, self._known, parts)

    def _value(self, number: int) -> Value | None:
        return None if number < 0 else self._known.values[number]

    # the new world

    def _repeat(self, fn: Fn, evaluation: Evaluation) -> None:
        """Let a unit do in both worlds what it did."""
        given_up = evaluation.visits >= GIVEN_UP
        fn.visits = evaluation.visits if given_up else fn.visits + 1
        self.solver.cells.steps += evaluation.steps
        for kind, parts in _effects(evaluation):
            if kind == "hold":
                self._hold(*parts)
            elif kind == "read":
                self.solver.cells.note_reader(self._cell(parts[0]), fn)
            elif kind == "make":
                self._old.cell(self._cell(parts[0]).key)
            else:
                self._set(self._cell(parts[0]), parts)

    def _cell(self, number: int) -> Cell:
        key = self._known.cells[number]
        if key[2].startswith("-"):
            raise DivergedError(f"a variable of {key[1]} is gone")
        return self.solver.cells.of(*key)

    def _hold(self, unit: int, value: int, kept: int) -> None:
        fn = self._units[unit]
        if fn is None or value in self._known.gone:
            raise DivergedError("a function is gone")
        self.solver.interpreter.decorators.hold(fn, self._value(value), kept=bool(kept))

    def _set(self, cell: Cell, parts: tuple[int, ...]) -> None:
        """Give a variable a part, or a declared one a value."""
        known = self._known
        if parts[-1] in known.gone:
            raise DivergedError("a function is gone")
        self._old.set(cell.key, known, parts)
        if len(parts) > 2:
            self.solver.cells.put(cell, known.places[parts[1]], known.values[parts[2]])
        else:
            self.solver.cells.settle(cell, known.values[parts[1]])
        if cell.key in self._doubtful:
            self._compare_cell(cell.key)

    # both

    def _compare(self) -> None:
        """Check that both worlds look the same to what isn't evaluated."""
        made: list[_Key] = []
        held: _Held = {}
        for effect in self._since:
            if effect[0] == "hold":
                held[effect[1]] = (effect[2], effect[3])
            elif effect[0] == "make":
                made += [effect[1].key] if effect[1].key[0] in _BY_PART else []
            elif effect[0] != "read":
                self._touched.add(effect[1].key)
        if made != self._made or held != self._held:
            raise DivergedError("other variables, or other decorators")
        for key in self._touched:
            self._compare_cell(key)
        self._doubtful |= self._touched
        self._touched, self._made, self._held = set(), [], {}

    def _compare_cell(self, key: _Key) -> None:
        if key not in self._seen and key[0] not in _BY_PART:
            return
        old, new = (cells.by_key.get(key) for cells in (self._old.cells, self.solver.cells))
        if old is None or new is None or old.value != new.value:
            raise DivergedError(f"{key} has another value")
        if key[0] in _BY_PART and _parts(old) != _parts(new):
            raise DivergedError(f"{key} has another value in its class")

    def snapshot(self, phase: str) -> None:
        """Give units that weren't evaluated their values.

        Args:
            phase: What is done next.

        Raises:
            DivergedError: If something else was done before.
        """
        shots = self._course.snapshots
        shot = shots[self._shot] if self._shot < len(shots) else None
        if shot is None or shot.phase != phase or self._at > shot.at or self._next(shot.at):
            raise DivergedError(f"{phase} comes at another time")
        self._shot += 1
        for unit, values in shot.values:
            fn = self._units[unit]
            if fn is not None and not self._is_live[unit]:
                fn.values = [self._known.values[value] for value in values]
        super().snapshot(phase)

    def finish(self) -> None:
        """Check that nothing is left to be done."""
        super().finish()
        self._compare()


class _Earlier:
    """The variables of the earlier version, without who reads them.

    Args:
        cells: Those of the new one, as they are declared.
    """

    def __init__(self, cells: Cells) -> None:
        self.cells = Cells()
        self.declared = {key: cell.value for key, cell in cells.by_key.items() if cell.fixed}

    def cell(self, key: _Key) -> Cell:
        """Return the variable of a key."""
        found = self.cells.by_key.get(key)
        if found is None:
            found = self.cells.of(*key)
            if key in self.declared:
                found.fixed, found.value = True, self.declared[key]
        return found

    def set(self, key: _Key, known: ReadCourse, parts: tuple[int, ...]) -> None:
        """Give a variable a part, or a declared one a value."""
        if len(parts) > 2:
            self.cells.put(self.cell(key), known.places[parts[1]], known.values[parts[2]])
        else:
            self.cells.settle(self.cell(key), known.values[parts[1]])


def _effects(evaluation: Evaluation) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Yield the effects of an evaluation, each a kind with numbers."""
    numbers, at = evaluation.effects, 0
    while at < len(numbers):
        kind, length = _KINDS[numbers[at]]
        yield kind, numbers[at + 1 : at + 1 + length]
        at += 1 + length


def _parts(cell: Cell) -> tuple[Value, Value, bool]:
    """Return what is seen of a variable besides its value."""
    return held_by_class(cell), held_by_instances(cell), is_changed(cell)

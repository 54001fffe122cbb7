"""The variables of the constraint system, and the functions whose evaluation reads and sets them.

A :class:`Cell` is a variable, such as what a parameter is given or what an attribute is set to.
Reading one notes who depends on it; when one of its parts changes, those wait to be evaluated
again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import Any, NamedTuple

from ...ir import OUTSIDE, Unit
from .values import BOTTOM, NONE, Value, union

__all__ = ["MAX_TERMS", "Cell", "Cells", "Effect", "Fn"]

MAX_TERMS = 400
"""Size of the largest function that is tried out with what it captured."""

Effect = tuple[Any, ...]
"""What happened: a kind, the variable or function that it happened to, and what it was given."""

_NO_PARTS: Mapping[Hashable, Value] = {}
_FEW = 4
"""Number of readers that are kept in a tuple."""

_ASSUMED = ("guess", "nothing")
"""Places of parts that stand for what nobody gave."""


class Cell:
    """A variable whose value is the union of parts, each given by one place.

    Attributes:
        value: The union.
        parts: Values by place.
        readers: The functions to evaluate again when it changes.
        fixed: Whether it's declared, so that parts don't count.
    """

    __slots__ = ("changes", "fixed", "key", "parts", "readers", "value")

    def __init__(self, key: tuple[str, ...]) -> None:
        self.key = key
        self.value: Value = BOTTOM
        self.parts: Mapping[Hashable, Value] = _NO_PARTS
        self.readers: Collection[Fn] = ()
        self.fixed = False
        self.changes = 0

    def give(self, place: Hashable, value: Value) -> None:
        """Set the part that one place gives."""
        if self.parts is _NO_PARTS:
            self.parts = {}  # most variables are given nothing, so that an empty one costs much
        assert isinstance(self.parts, dict)
        self.parts[place] = value

    def add_reader(self, fn: Fn) -> None:
        """Note a function that isn't among the readers yet; a set costs more than a few."""
        if isinstance(self.readers, set):
            self.readers.add(fn)
        else:
            self.readers = (*self.readers, fn)
            if len(self.readers) > _FEW:
                self.readers = set(self.readers)

    def given(self) -> Value:
        """Return what it is given, without what was only assumed."""
        return union(value for place, value in self.parts.items() if place not in _ASSUMED)


class Fn:
    """A unit together with where it is and how often it was evaluated.

    Attributes:
        unit: Its code.
        module: Name of its module.
        index: Its position in the module.
        visits: How often it was evaluated.
        dirty: Whether it waits for evaluation.
        held: What its name holds instead, if decorators put something else in its place.
        kept: Whether that takes the same arguments.
        values: The last values of its terms.
        name: The object's full name.
        is_looped: Whether it has loops.
        bound: Whether its first parameter is given by the attribute access.
    """

    __slots__ = (
        "arguments", "bound", "dirty", "held", "index", "is_looped", "kept", "module", "name",
        "overrides", "owner", "polymorphic", "returned", "slots", "unit", "values", "visits",
        "words",
    )  # fmt: skip

    def __init__(self, unit: Unit, module: str, index: int) -> None:
        self.unit = unit
        self.module = module
        self.index = index
        self.name = unit.name
        self.owner = unit.owner
        self.words = frozenset(unit.words)
        self.slots = unit.slots
        self.visits = 0
        self.dirty = False
        self.values: list[Value] = []
        self.overrides: list[Fn] = []
        self.arguments: dict[str, Cell] = {}
        self.returned: Cell | None = None
        self.polymorphic = False
        self.held: Value | None = None
        self.kept = True
        self.is_looped = any(term.text == "loop" for term in unit.terms)
        is_method = "static" not in unit.words or unit.name.endswith(".__new__")
        self.bound = bool(unit.owner) and is_method

    @property
    def short_name(self) -> str:
        """The last part of its name."""
        return self.name.rpartition(".")[2]

    @property
    def declares_result(self) -> bool:
        """Whether an annotation or a document says what it returns."""
        return self.returned is not None and self.returned.fixed

    @property
    def is_small(self) -> bool:
        """Whether it's tried out for just one call, with what it captured."""
        return len(self.unit.terms) <= MAX_TERMS

    @property
    def is_body(self) -> bool:
        """Whether it's what a module or class runs when it's made, and no function."""
        return self.unit.kind in ("module", "class")

    @property
    def receiver(self) -> Value | None:
        """The value that a method is called on, as far as it is known; None for other functions."""
        return self.arguments[self.slots[0].name].value if self.bound and self.slots else None


class _Result(NamedTuple):
    """The result of some work, and the variables it read with how often each had changed."""

    value: Value | None
    seen: tuple[tuple[Cell, int], ...]

    def holds(self) -> bool:
        """Tell whether the work would give the same again."""
        return all(cell.changes == changes for cell, changes in self.seen)


class Cells:
    """All variables by key, the queue of what waits for them, and what was worked out from them.

    A key begins with a kind and a place: ``attr`` and a class, ``global`` and a module, ``param``,
    ``return``, ``yield`` and ``cell`` with a module and the index of a unit.
    """

    def __init__(self) -> None:
        self.by_key: dict[tuple[str, ...], Cell] = {}
        self.attributes: dict[str, dict[str, Cell]] = {}
        """The attributes of each class that has some, by name."""

        self.aside: dict[Cell, dict[Hashable, Value]] | None = None
        """Takes what modules outside the project give it while they are there; None otherwise."""

        self.log: list[Effect] | None = None
        """Takes what happens; None if nobody wants to know."""

        self.waiting: deque[Fn] = deque()
        self.current: Fn | None = None
        self.steps = 0
        """Steps done so far: terms evaluated and types matched. Budgets count them, not time."""

        self.results: dict[str, dict[Hashable, _Result]] = {}
        self._reading: list[Cell] | None = None
        self._kept: dict[Value, Value] = {}

    def of(self, *key: str) -> Cell:
        """Return the variable of that key, made if there's none."""
        found = self.by_key.get(key)
        if found is None:
            found = self.by_key[key] = Cell(key)
            if key[0] == "attr":
                self.attributes.setdefault(key[1], {})[key[2]] = found
            if self.log is not None:
                self.log.append(("make", found))
        return found

    def attribute(self, owner: str, name: str) -> Cell | None:
        """Return the variable of an attribute that a class itself holds, None if it holds none."""
        held = self.attributes.get(owner)
        return held.get(name) if held is not None else None

    def yielded(self, fn: Fn) -> Cell:
        """Return the variable of what a generator yields."""
        return self.of("yield", fn.module, str(fn.index))

    def kept(self, value: Value) -> Value:
        """Return the one set of those types, for what stays: most values are equal to others."""
        return self._kept.setdefault(value, value)

    def read(self, cell: Cell) -> Value:
        """Return a cell's value and note who wants to know when it changes."""
        if self.current is not None and self.current not in cell.readers:
            self.note_reader(cell, self.current)
        if self._reading is not None:
            self._reading.append(cell)
        return cell.value

    def note_reader(self, cell: Cell, fn: Fn) -> None:
        """Note who wants to know when a variable changes."""
        if fn not in cell.readers:
            cell.add_reader(fn)
            if self.log is not None:
                self.log.append(("read", cell))

    def recalled(self, asked: Hashable, work: Callable[[], Value | None]) -> Value | None:
        """Return what work gave when it was last done, if no variable that it read has changed.

        Each module has results of its own, so that it depends on no other whether one is there.

        Args:
            asked: What tells this work from other.
            work: Does it; it has no effect but its result.
        """
        results = self._own_results()
        known = results.get(asked)
        if known is None or not known.holds():
            known = results[asked] = self._worked_out(work)
        for cell, _ in known.seen:
            self.read(cell)
        return known.value

    def forget_result(self, asked: Hashable) -> None:
        """Forget what some work gave.

        Args:
            asked: What tells this work from other.
        """
        self._own_results().pop(asked, None)

    def _own_results(self) -> dict[Hashable, _Result]:
        module = self.current.module if self.current is not None else ""
        return self.results.setdefault(module, {})

    def _worked_out(self, work: Callable[[], Value | None]) -> _Result:
        outer, self._reading = self._reading, []
        try:
            value = work()
            seen = {cell: cell.changes for cell in self._reading}
        finally:
            self._reading = outer
        return _Result(value, tuple(seen.items()))

    def put(self, cell: Cell, place: Hashable, value: Value) -> None:
        """Set the part of a cell that one place gives."""
        if self.aside is not None and not cell.key[1].startswith(OUTSIDE):
            self.aside.setdefault(cell, {})[place] = value
            return
        if cell.fixed or cell.parts.get(place, BOTTOM) == value:
            return
        if self.log is not None:
            self.log.append(("put", cell, place, value))
        new = place not in cell.parts
        value = self.kept(value)
        cell.give(place, value)
        if new and value <= cell.value:
            return  # the union stays, however many parts there are
        self.settle(cell, union(cell.parts.values()))

    def allow_none(self, cell: Cell) -> None:
        """Let a declared variable be None too."""
        if self.log is not None:
            self.log.append(("settle", cell, cell.value | NONE))
        self.settle(cell, cell.value | NONE)

    def settle(self, cell: Cell, value: Value) -> None:
        """Set a cell's value and wake its readers if that changes it."""
        if value == cell.value:
            return
        cell.value = value
        cell.changes += 1
        self.wake_readers(cell)

    def wake_readers(self, cell: Cell) -> None:
        """Let all that read a cell be evaluated again."""
        for fn in sorted(cell.readers, key=lambda fn: (fn.module, fn.index)):
            self.wake(fn)

    def wake(self, fn: Fn) -> None:
        """Let a function be evaluated again."""
        if not fn.dirty:
            fn.dirty = True
            self.waiting.append(fn)

    def forget(self, fns: Iterable[Fn]) -> None:
        """Forget the variables of modules from outside, and that their units read others."""
        gone = set(fns)
        for name in [name for name in self.attributes if name.startswith(OUTSIDE)]:
            del self.attributes[name]
        for key in [key for key in self.by_key if key[1].startswith(OUTSIDE)]:
            del self.by_key[key]
        for cell in self.by_key.values():
            if not gone.isdisjoint(cell.readers):
                cell.readers = set(cell.readers) - gone

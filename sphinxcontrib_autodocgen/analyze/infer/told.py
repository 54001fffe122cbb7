"""Results and attributes for arguments of the types that are told of the parameters.

What the project itself passes to a function that anyone may call is only an example. So what such a
function returns or stores is told for what is told of its parameters, and is no surer than that;
where nothing is told of one that matters, it's unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple

from ...model import Slot
from .evidence import Evidence
from .merge import Merged, merge
from .solve import Solver
from .values import TOP, UNKNOWN, Value, union, widened
from .world import Cell, Fn, is_private

__all__ = ["Answer", "Told"]

_SURE = 0.8
"""How sure a parameter's type must be for others to follow from it: it's the default floor."""


class Answer(NamedTuple):
    """A value, and how sure what it depends on is at least."""

    value: Value
    share: float = 1.0


class _Outcome(NamedTuple):
    """What a function's terms come to, and what it returns."""

    values: list[Value]
    result: Value


class Told:
    """Knows what is told of parameters, and what follows from it.

    Args:
        solver: The solved project.
        evidence: The clues.
    """

    def __init__(self, solver: Solver, evidence: Evidence) -> None:
        self.solver = solver
        self.evidence = evidence
        self._parameters: dict[tuple[Fn, str], Merged | None] = {}
        self._outcomes: dict[Fn, _Outcome] = {}

    def parameter(self, fn: Fn, slot: Slot) -> Merged | None:
        """Return what is told of a parameter without annotation, None if nothing is."""
        key = (fn, slot.name)
        if key not in self._parameters:
            uses = self.evidence.uses(fn, slot.name)
            self._parameters[key] = merge(
                self.solver,
                self.evidence.clues(fn, slot),
                only_iterated=uses.iterated == uses.total > 0,
                nullable=self.evidence.demand(fn, slot.name).nullable,
            )
        return self._parameters[key]

    def result(self, fn: Fn) -> Answer:
        """Return what a function returns."""
        assert fn.returned is not None
        terms = [term for term, _, _ in fn.unit.returns]
        value = self.solver.read(fn.returned)
        return self._answer(fn, terms, value, lambda: self._outcome(fn).result)

    def yielded(self, fn: Fn) -> Answer:
        """Return what a generator yields."""
        terms = [term for term, _ in fn.unit.yields]
        value = self.solver.read(self.solver.yielded(fn))
        return self._answer(fn, terms, value, lambda: self._union(fn, terms))

    def stored(self, cells: Iterable[Cell]) -> Answer:
        """Return what is stored in variables, of which the first that is declared decides."""
        parts: list[Answer] = []
        for cell in cells:
            if cell.fixed:
                return Answer(union([cell.value, *(part.value for part in parts)]))
            parts += [self._part(place, value) for place, value in cell.parts.items()]
        shares = [part.share for part in parts]
        return Answer(union(part.value for part in parts), min(shares, default=1.0))

    def _part(self, place: Hashable, value: Value) -> Answer:
        if not isinstance(place, tuple) or place[3:4] != ("store",):
            return Answer(value)
        fn = self.solver.by_index[place[:2]]
        terms = [fn.unit.stores[place[2]].value]
        return self._answer(fn, terms, value, lambda: self._union(fn, terms))

    def _union(self, fn: Fn, terms: Iterable[int]) -> Value:
        return widened(union(self._outcome(fn).values[term] for term in terms))

    def _answer(
        self, fn: Fn, terms: Iterable[int], value: Value, told: Callable[[], Value]
    ) -> Answer:
        """Return a value as it's told, if it depends on parameters that anyone may give."""
        free = {} if is_private(fn.name) else {slot.name: slot for slot in _free(fn)}
        reached = [free[name] for name in _reached(fn, terms) if name in free]
        if not reached:
            return Answer(value)
        found = told()
        partial = not found or UNKNOWN in found
        tell = self.parameter if partial else self._sure
        shares = [merged.guess.confidence for slot in reached if (merged := tell(fn, slot))]
        return Answer(union([value, found]) if partial else found, min(shares, default=1.0))

    def _sure(self, fn: Fn, slot: Slot) -> Merged | None:
        """Return what is told of a parameter, unless only an operator does: others overload it."""
        merged = self.parameter(fn, slot)
        if merged is None or merged.key.startswith("operator/"):
            return None
        return merged if merged.guess.confidence >= _SURE else None

    def _outcome(self, fn: Fn) -> _Outcome:
        """Evaluate a function for arguments of the types that are told."""
        if fn not in self._outcomes:
            sure = {slot.name: self._sure(fn, slot) for slot in _free(fn)}
            given = {name: merged.value if merged else TOP for name, merged in sure.items()}
            receiver = fn.arguments[fn.slots[0].name].value if fn.bound and fn.slots else None
            self.solver.probes = 0
            with self.solver.assuming(fn, receiver, given):
                result = self.solver.code_result(fn)
                self._outcomes[fn] = _Outcome(list(self.solver.values), result)
        return self._outcomes[fn]


def _free(fn: Fn) -> Iterator[Slot]:
    """Yield the parameters that have no annotation, without the receiver."""
    yield from (slot for slot in fn.slots[fn.bound :] if not slot.annotation)


def _reached(fn: Fn, terms: Iterable[int]) -> set[str]:
    """Return the names of the parameters that terms are made of."""
    waiting, seen, names = list(terms), set[int](), set[str]()
    while waiting:
        index = waiting.pop()
        if index not in seen:
            seen.add(index)
            term = fn.unit.terms[index]
            waiting.extend(term.refs)
            if term.op == "param":
                names.add(term.text)
    return names

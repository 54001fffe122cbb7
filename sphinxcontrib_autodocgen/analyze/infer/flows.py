"""Where a function passes its parameters on, what is known there, and what is asked of them.

A default or a call shows one example of what a parameter takes. If the code that it ends up in asks
whether it is None, or whether it is a text, and nobody in the project gives that code such a value,
then it has to come from outside, through the parameters that lead there. That a project passes a
list says nothing against other iterables, so where all that is done with a parameter is known, the
abstract class that has just that is the better answer.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from ...ir import Term
from .cells import Cell, Fn
from .solver import Solver
from .stubs import Function, StubParameter
from .usage import Uses, guarded
from .values import (
    BOTTOM,
    NONE,
    TOP,
    UNKNOWN,
    Type,
    Value,
    instance,
    known,
    ordered,
    stripped,
    union,
    widened,
)

__all__ = ["NOTHING", "Demand", "Demands", "needed", "passed_on", "project_targets"]

Target = Cell | Value
"""The project's parameter that an argument goes to, or what a library declares of it."""

_ASSUMED = {"guess", "nothing"}
_MAX_PASSED = 12
_VAGUE = {"typing.Sized", "typing.Hashable", "typing.Container", "typing.SupportsInt",
          "typing.SupportsFloat", "typing.SupportsIndex", "typing.SupportsAbs"}  # fmt: skip


def passed_on(solver: Solver, fn: Fn, uses: Uses) -> Iterator[Value]:
    """Yield what is declared or known of the parameters that a parameter is passed on to.

    One that only this very call gives a value says nothing more.
    """
    for index, position in uses.passed[:_MAX_PASSED]:
        call = (fn.module, fn.index, index)
        for target in _targets_at(solver, fn, index, position):
            found = _known_of(target, call) if isinstance(target, Cell) else _plain(target)
            if found and UNKNOWN not in found:
                yield found


def project_targets(solver: Solver, fn: Fn, uses: Uses) -> Iterator[Cell]:
    """Yield the parameters of the project's functions that a parameter is passed on to."""
    return (target for target in _targets(solver, fn, uses) if isinstance(target, Cell))


def _library_targets(solver: Solver, fn: Fn, uses: Uses) -> Iterator[Value]:
    """Yield what libraries declare of the parameters that a parameter is passed on to."""
    return (target for target in _targets(solver, fn, uses) if not isinstance(target, Cell))


def _targets(solver: Solver, fn: Fn, uses: Uses) -> tuple[Target, ...]:
    if uses.targets is None:
        found = (_targets_at(solver, fn, *place) for place in uses.passed[:_MAX_PASSED])
        uses.targets = tuple(chain.from_iterable(found))
    return uses.targets


def _targets_at(solver: Solver, fn: Fn, index: int, position: int) -> list[Target]:
    """Return where an argument of a call goes, one for each function that may be called.

    Args:
        solver: The project.
        fn: The function that calls.
        index: The term of the call.
        position: Which of its references the argument is.
    """
    term = fn.unit.terms[index]
    marks = term.marks
    starred = position > len(marks) or "*" in marks[: position - 1]
    if not fn.values or starred or marks[position - 1] in ("*", "**"):
        return []
    called, shift = _called_at(fn, term)
    if position < shift:
        return []
    mark = marks[position - 1]
    found = (_target(solver, t, mark, position - shift) for t in ordered(called))
    return [target for target in found if target is not None]


def _called_at(fn: Fn, call: Term) -> tuple[Value, int]:
    """Return what a call calls, or a ``partial`` is to call, and where its arguments begin."""
    called = fn.values[call.refs[0]]
    if len(call.refs) > 1 and {t.name for t in called} == {"functools.partial"}:
        return fn.values[call.refs[1]], 2
    return called, 1


def _target(solver: Solver, t: Type, mark: str, position: int) -> Target | None:
    """Return the project's parameter that an argument goes to, or what a library declares of it."""
    if t.kind == "type" and t.name in solver.program.classes:
        for info, _ in solver.program.mro(t.name):
            fns = info.methods.get("__init__")
            if fns:
                return _parameter(fns[-1], mark, position + 1)
        return None
    if t.kind == "func":
        fn = solver.program.fn_of(t)
        return _parameter(fn, mark, position + (1 if t.args and fn.bound else 0))
    if t.kind in ("lib", "type"):
        return _library_target(solver, t, mark, position)
    return None


def _parameter(fn: Fn, mark: str, position: int) -> Cell | None:
    """Return the parameter that an argument goes to, None if it's one of many."""
    if mark:
        slot = next((s for s in fn.slots if s.name == mark), None)
    else:
        slot = fn.slots[position] if position < len(fn.slots) else None
    if slot is None or not slot.kind.startswith(("positional", "keyword")):
        return None
    return fn.arguments[slot.name]


def _known_of(cell: Cell, call: tuple[str, int, int]) -> Value:
    """Return what is declared of a parameter or given to it, guesses left out."""
    if cell.fixed:
        return stripped(cell.value)
    is_of_others = any(value and not _is_of(place, call) for place, value in cell.parts.items())
    return cell.given() if is_of_others else BOTTOM


def _is_of(place: Hashable, call: tuple[str, int, int]) -> bool:
    """Tell whether a value is from a call, or only assumed."""
    return place in _ASSUMED or (isinstance(place, tuple) and place[:3] == call)


def _library_target(solver: Solver, t: Type, mark: str, position: int) -> Value:
    name = t.name if t.kind == "lib" else f"{t.name}.__init__"
    function = solver.program.library.function(name)
    if function is None:
        return TOP
    skip = 1 if t.args or t.kind == "type" else 0
    found = _declared_types(function, skip, mark, position)
    if len(found) > 1 and t.name.startswith("posixpath"):  # paths are texts
        return union(filter(_has_text, found)) or TOP
    return found.pop() if len(found) == 1 else TOP


def _declared_types(function: Function, skip: int, mark: str, position: int) -> set[Value]:
    """Return what the overloads of a library's function declare of an argument."""
    fitting = (_declared(s.parameters[skip:], mark, position) for s in function.signatures)
    return {parameter.type for parameter in fitting if parameter is not None}


def _has_text(value: Value) -> bool:
    return any(t.name == "builtins.str" for t in value)


def _declared(
    parameters: Sequence[StubParameter], mark: str, position: int
) -> StubParameter | None:
    """Return the parameter of a stub that an argument goes to."""
    if mark:
        return next((p for p in parameters if p.name == mark), None)
    plain = [p for p in parameters if p.kind != "keyword-only"]
    if position < len(plain):
        return plain[position]
    return plain[-1] if plain and plain[-1].kind == "var-positional" else None


def _plain(value: Value) -> Value:
    """Return a declared type without what only stubs speak of."""
    names = {t.name for t in value}
    if "builtins.str" in names and "os.PathLike" in names:
        return instance("builtins.str")
    if names & _VAGUE:
        return TOP
    if any(
        t.kind not in ("inst", "tup", "callable") or t.name.startswith("_typeshed") for t in value
    ):
        return TOP
    return TOP if "builtins.object" in names else widened(value) - NONE


_CONTAINERS = {
    "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.dict",
    "typing.Generator", "typing.Iterator", "typing.Iterable", "typing.Sequence", "typing.Mapping",
    "builtins.dict_keys", "builtins.dict_values", "builtins.dict_items", "builtins.map",
    "builtins.filter", "builtins.zip", "builtins.enumerate", "builtins.range", "builtins.reversed",
    "collections.deque", "collections.OrderedDict", "collections.defaultdict",
    "collections.Counter", "_collections_abc.dict_keys", "_collections_abc.dict_values",
    "_collections_abc.dict_items",
}  # fmt: skip
_MAPPING = {"get", "keys", "values", "items"}
_SEQUENCE = {"index", "count"}
_ITERATING = {"builtins.sum", "builtins.sorted", "builtins.zip", "builtins.map", "builtins.filter",
              "builtins.enumerate", "builtins.min", "builtins.max", "builtins.any", "builtins.all",
              "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset",
              "builtins.iter"}  # fmt: skip
_NUMBERS = {"builtins.int", "builtins.bool"}


def needed(solver: Solver, fn: Fn, uses: Uses, value: Value) -> Value:
    """Return the abstract class that a body needs of a container.

    Args:
        solver: Knows the values.
        fn: The function.
        uses: All that it does with the parameter.
        value: What the parameter is given.

    Returns:
        The class with what the given containers hold; nothing if it isn't given a container, or
        if not all that is done with it is known.
    """
    plain = value - NONE
    if not plain or any(t.name not in _CONTAINERS for t in plain):
        return BOTTOM
    name = _asked(uses, list(_passed(solver, fn, uses)))
    if not name:
        return BOTTOM
    bases = _as_base(solver, plain, name)
    if len(bases) < len(plain):
        return BOTTOM
    columns = zip(*(t.args for t in bases), strict=False)
    return instance(name, *(union(column) or TOP for column in columns)) | (value & NONE)


def _as_base(solver: Solver, value: Value, name: str) -> list[Type]:
    """Return those types of a value that derive from a class, as instances of it."""
    bases = (solver.program.as_base(t, name) for t in value)
    return [base for base in bases if base is not None]


def _asked(uses: Uses, passed: list[str]) -> str:
    """Return the abstract class that has just what is used, empty if there's none."""
    iterated = uses.iterated + passed.count("iterate")
    sized = passed.count("len") + uses.contained
    known = iterated + sized + uses.subscripted + uses.sliced + uses.read
    is_all_known = known == uses.total and len(passed) == len(uses.passed)
    if uses.called or uses.unpacked or not is_all_known:
        return ""  # what is unpacked has as many elements as there are names: no class tells that
    by_number = _is_indexed_by_numbers(uses)
    if uses.attributes or (uses.subscripted and not by_number):
        return _by_name(uses, by_number=by_number)
    wanted = {
        "typing.Sequence": uses.subscripted + uses.sliced,
        "typing.Collection": sized,
        "typing.Iterable": iterated,
    }
    return next((name for name, count in wanted.items() if count), "")


def _is_indexed_by_numbers(uses: Uses) -> bool:
    """Tell whether all that a parameter is indexed by are numbers."""
    return {t.name for index in uses.indexes for t in index} <= _NUMBERS


def _by_name(uses: Uses, *, by_number: bool) -> str:
    """Return the abstract class that has methods of these names, empty if there's none."""
    names = set(uses.attributes)
    if names <= _MAPPING and not uses.sliced:
        return "typing.Mapping"
    return "typing.Sequence" if names <= _SEQUENCE and by_number else ""


def _passed(solver: Solver, fn: Fn, uses: Uses) -> Iterator[str]:
    """Yield what each call that a container is given to does with it, where that's known."""
    for index, position in uses.passed:
        called = fn.values[fn.unit.terms[index].refs[0]] if fn.values else BOTTOM
        names = {t.name for t in called}
        given = _targets_at(solver, fn, index, position) or [TOP]
        if names == {"builtins.len"}:
            yield "len"
        elif (names and names <= _ITERATING) or all(map(_is_iterable, given)):
            yield "iterate"


def _is_iterable(target: Target) -> bool:
    """Tell whether all that is asked of a parameter is to be iterable."""
    if isinstance(target, Cell):
        return target.fixed and _is_iterable(target.value)
    return {_name(t) for t in target - NONE} == {"typing.Iterable"}


def _name(t: Type) -> str:
    return t.name if t.kind == "inst" else ""


_MAX_ROUNDS = 12
_FLOAT = instance("builtins.float")


class Demand(NamedTuple):
    """The questions that code asks about a value.

    Attributes:
        nullable: Whether some code asks if it's None.
        floats: Whether it is given to something that takes a float.
        guards: The types that ``isinstance`` asks for.
    """

    nullable: bool = False
    floats: bool = False
    guards: Value = BOTTOM

    def without(self, value: Value) -> Demand:
        """Return what is asked that isn't explained by what a variable is known to hold.

        A question is explained if some values that are known answer it with yes and others with no.
        """
        asked = {t.name for t in self.guards}
        held = {t.name for t in value - NONE}
        explained = bool(held & asked and held - asked)
        nullable = self.nullable and not value >= NONE
        return Demand(nullable, self.floats, BOTTOM if explained else self.guards)

    def joined(self, other: Demand) -> Demand:
        """Return what either asks."""
        return Demand(
            self.nullable or other.nullable,
            self.floats or other.floats,
            self.guards | other.guards,
        )


NOTHING = Demand()


class Demands:
    """Follows parameters to where they are asked about.

    Args:
        solver: The solved project.
        uses: What each function does with its parameters and others' variables.
    """

    def __init__(self, solver: Solver, uses: Mapping[Fn, Mapping[str, Uses]]) -> None:
        self.solver = solver
        self.found: dict[Cell, Demand] = {}
        self.flows: dict[Cell, tuple[Cell, ...]] = {}
        for fn, named in uses.items():
            for name, facts in named.items():
                cell = self._cell(fn, name)
                if cell is not None and facts.total + len(facts.stored) + facts.tested:
                    self._read(fn, cell, facts)
        self._spread()

    def of(self, cell: Cell) -> Demand:
        """Return what is asked of a variable, here and further on."""
        return self.found.get(cell, NOTHING)

    def _cell(self, fn: Fn, name: str) -> Cell | None:
        kind, _, rest = name.partition(".")
        if kind == "self" and rest:
            return self._attribute(fn.owner, rest)
        if kind == "cell" and rest:
            index, _, local = rest.partition(":")
            outer = (
                self.solver.program.by_index.get((fn.module, int(index)))
                if index.isdigit()
                else None
            )
            return outer.arguments.get(local) if outer is not None else None
        return fn.arguments.get(name)

    def _attribute(self, owner: str, name: str) -> Cell | None:
        return next(self.solver.members.cells_of(owner, name), None)

    def _read(self, fn: Fn, cell: Cell, uses: Uses) -> None:
        own = Demand(uses.nullable, self._to_float(fn, uses), guarded(uses) - NONE)
        if own != NOTHING:
            self.found[cell] = self.of(cell).joined(own)
        attributes = (self._attribute(owner, name) for owner, name in uses.stored[:4])
        targets = dict.fromkeys(self.flows.get(cell, ()))
        targets.update(dict.fromkeys(filter(None, attributes)))
        targets.update(dict.fromkeys(project_targets(self.solver, fn, uses)))
        self.flows[cell] = tuple(targets)

    def _to_float(self, fn: Fn, uses: Uses) -> bool:
        return any(value - NONE == _FLOAT for value in _library_targets(self.solver, fn, uses))

    def _spread(self) -> None:
        """Carry demands back along the flows until nothing changes."""
        for _ in range(_MAX_ROUNDS):
            changed = False
            for cell, targets in self.flows.items():
                before = self.of(cell)
                after = before
                for target in self._open(targets, cell):
                    after = after.joined(self.of(target).without(known(target.value)))
                if after != before:
                    self.found[cell] = after
                    changed = True
            if not changed:
                return

    @staticmethod
    def _open(targets: Iterable[Cell], cell: Cell) -> Iterator[Cell]:
        return (target for target in targets if target is not cell and not target.fixed)

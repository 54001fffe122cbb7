"""Types of the arguments that a project's tests, examples and documents call it with.

Files outside the project come in when it is solved and are gone before anything is written. The
only trace that they leave is what they gave to parameters of which the project's own code says
nothing. What only tests have, such as mocks or classes of their own, isn't taken for more than its
public base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...ir import OUTSIDE, Slot
from ...model import Module
from .cells import Cell, Fn
from .scopes import ModuleInfo
from .solver import Solver
from .values import BOTTOM, TOP, Type, Value, instance, known, make, union

__all__ = ["Given", "OutsideLine", "read_callers"]


class OutsideLine(NamedTuple):
    """A line of a file outside the project.

    Attributes:
        path: The file, from the root of the project.
        line: The line, from 1.
    """

    path: str
    line: int


Given = Mapping[Cell, list[tuple[OutsideLine, Value]]]
"""The values that each parameter is given, by place."""

_INNER = ("default", "guess", "nothing")
_SPENT = 1_000
_STEPS_PER_CALLER_TERM = 12
_CALLABLE = make("callable", "", (TOP,)).alone
_STAND_INS = ("unittest.", "mock.", "pytest", "_pytest", "hypothesis.", "types.EllipsisType",
              "builtins.ellipsis", "typing_extensions.sentinel", "typing.NewType",
              "types.GenericAlias", "types.UnionType")  # fmt: skip
"""Stand-ins for something else: for an object in tests, for any argument, for a type."""

_FIXTURES = {"tmp_path": instance("pathlib.Path")}


def read_callers(solver: Solver, modules: Iterable[Module]) -> Given:
    """Return what modules outside a solved project give to its parameters.

    Args:
        solver: The project, which is afterwards as it was before.
        modules: The modules; their names begin with :data:`~sphinxcontrib_autodocgen.ir.OUTSIDE`.
    """
    wanted = _wanted(solver)
    read = [module for module in modules if module.facts is not None]
    if not wanted or not read:
        return {}
    return _Visit(solver, read).given(wanted)


def _wanted(solver: Solver) -> dict[Cell, Fn]:
    """Return the parameters that nothing in the project is known to be given to."""
    found: dict[Cell, Fn] = {}
    for fn in solver.program.fns:
        for slot in fn.slots[1 if fn.bound else 0 :]:
            cell = fn.arguments.get(slot.name)
            single = not slot.kind.startswith("var")
            if single and cell is not None and not cell.fixed and not _is_given(cell):
                found[cell] = fn
    return found


def _is_given(cell: Cell) -> bool:
    return any(place not in _INNER and known(value) for place, value in cell.parts.items())


class _Visit:
    """One stay of outside modules among a project's."""

    def __init__(self, solver: Solver, modules: list[Module]) -> None:
        self.solver = solver
        self.modules = modules
        self.paths = {module.name: module.path for module in modules}
        self.fns: list[Fn] = []

    def given(self, wanted: Mapping[Cell, Fn]) -> Given:
        """Evaluate what may call a wanted function, and return what it gives."""
        solver = self.solver
        solver.cells.aside = {}
        self.fns = solver.admit(self.modules)
        for module in self.modules:
            self._connect(solver.program.modules[module.name])
        try:
            self._evaluate(self._chosen(_names_of(solver, wanted.values())))
            return dict(self._outward_values(wanted))
        finally:
            solver.cells.aside = None
            solver.dismiss(self.fns)

    def _connect(self, info: ModuleInfo) -> None:
        """Let a module find what it imports from the folder it is in, or from the project's.

        What one of a package's own tests imports from above, relative to itself, is the package's.
        """
        info.stars = list(map(self._inward, info.stars))
        for names in info.imports.values():
            names[:] = map(self._inward, names)
            for place in (info.name.rpartition(".")[0], OUTSIDE):
                names += [full for name in names if self._home(full := f"{place}.{name}")]

    def _inward(self, name: str) -> str:
        """Return the name that something outside has, or in the project if it isn't there."""
        return name if self._home(name) else name.removeprefix(f"{OUTSIDE}.")

    def _home(self, dotted: str) -> str:
        """Return the module from outside that a full name is in, empty if it's in none."""
        name = dotted
        while name and name not in self.paths:
            name = name.rpartition(".")[0]
        return name

    # what is evaluated

    def _chosen(self, names: set[str]) -> list[Fn]:
        """Return the units that mention one of the names, and what those depend on."""
        mentioned = {fn: self._mentions(fn) for fn in self.fns}
        found = [fn for fn, inside in mentioned.items() if not inside.isdisjoint(names)]
        chosen = self._with_needed(found, mentioned)
        files = self._with_imported({fn.module for fn in chosen})
        chosen |= {fn for fn in self.fns if fn.module in files and fn.is_body}
        return [fn for fn in self.fns if fn in chosen]

    def _with_needed(self, fns: list[Fn], mentioned: Mapping[Fn, set[str]]) -> set[Fn]:
        """Return units with those that they mention, and that set attributes of their classes."""
        by_short: dict[str, list[Fn]] = {}
        by_owner: dict[str, list[Fn]] = {}
        for fn in self.fns:
            by_short.setdefault(fn.short_name, []).append(fn)
            if fn.owner and any(store.kind == "attr" for store in fn.unit.stores):
                by_owner.setdefault(fn.owner, []).append(fn)
        found = set(fns)
        waiting = list(fns)
        for fn in waiting:  # grows meanwhile
            near = {other for name in mentioned[fn] for other in by_short.get(name, ())}
            near = near.union(by_owner.get(fn.owner, ())) - found
            found |= near
            waiting += near
        return found

    def _with_imported(self, files: set[str]) -> set[str]:
        """Return files with those from outside that they import from."""
        waiting = list(files)
        while waiting:
            imports = self.solver.program.modules[waiting.pop()].imports
            for full in (full for names in imports.values() for full in names):
                home = self._home(full)
                if home and home not in files:
                    files.add(home)
                    waiting.append(home)
        return files

    def _mentions(self, fn: Fn) -> set[str]:
        imports = self.solver.program.modules[fn.module].imports
        found = {slot.name for slot in fn.slots}
        for term in fn.unit.terms:
            if term.op in ("name", "attr", "import", "class"):
                found.add(term.text.rpartition(".")[2])
                found.update(full.rpartition(".")[2] for full in imports.get(term.text, ()))
            elif term.op == "func":
                found.add(self.solver.program.by_index[fn.module, int(term.text)].short_name)
        return found

    def _evaluate(self, chosen: list[Fn]) -> None:
        solver = self.solver
        terms = sum(len(fn.unit.terms) for fn in chosen)
        solver.stop = solver.cells.steps + terms * _STEPS_PER_CALLER_TERM + 50_000
        for fn in self.fns:
            fn.visits = _SPENT
        for fn in chosen:
            fn.visits = 0
            solver.cells.wake(fn)
        solver.fixpoint()
        self._give_fixtures(chosen)
        solver.fixpoint()
        for fn in chosen:
            for cell in fn.arguments.values():
                if not cell.value:
                    solver.cells.put(cell, "nothing", TOP)
        solver.fixpoint()

    def _give_fixtures(self, chosen: list[Fn]) -> None:
        """Give what fixtures return to the parameters of their names."""
        fixtures: dict[str, list[Fn]] = {}
        for fn in chosen:
            if "fixture" in fn.words:
                fixtures.setdefault(fn.short_name, []).append(fn)
        for fn in chosen:
            if "fixture" not in fn.words and not fn.short_name.startswith("test"):
                continue
            for slot in fn.slots[1 if fn.bound else 0 :]:
                value = self._fixture(fn, slot, fixtures.get(slot.name, ()))
                if value:
                    self.solver.cells.put(fn.arguments[slot.name], "fixture", value)

    def _fixture(self, fn: Fn, slot: Slot, known_ones: Iterable[Fn]) -> Value:
        """Return what the nearest fixture of a parameter's name gives."""
        near = [other for other in known_ones if other is not fn and _is_near(other, fn)]
        if not near:
            return _FIXTURES.get(slot.name, BOTTOM)
        nearest = max(near, key=lambda other: len(_reach(other, fn)))
        is_generator = bool(nearest.unit.yields)
        cell = self.solver.cells.yielded(nearest) if is_generator else nearest.returned
        return cell.value if cell is not None and cell.value else _FIXTURES.get(slot.name, BOTTOM)

    # what it came to

    def _outward_values(
        self, wanted: Mapping[Cell, Fn]
    ) -> Iterator[tuple[Cell, list[tuple[OutsideLine, Value]]]]:
        aside = self.solver.cells.aside or {}
        for cell in wanted:
            found = [
                (self._line(place), self._outward(value))
                for place, value in aside.get(cell, {}).items()
            ]
            if any(known(value) for _, value in found):
                yield cell, sorted(found, key=lambda pair: pair[0])

    def _line(self, place: object) -> OutsideLine:
        assert isinstance(place, tuple)
        module, index, term = place[:3]
        unit = self.solver.program.by_index[module, index].unit
        line = unit.terms[term].line if term < len(unit.terms) else 0
        return OutsideLine(self.paths[module], line or unit.line)

    def _outward(self, value: Value) -> Value:
        """Return what of a value exists outside of tests."""
        return union([self._public(t) for t in value])

    def _public(self, t: Type) -> Value:
        is_outside = t.name.startswith(OUTSIDE)
        if t.kind == "func" and is_outside:
            return _CALLABLE
        if t.kind == "mod" or t.name.startswith(_STAND_INS):
            return TOP
        if is_outside:
            return self._public_base(t) if t.kind in ("inst", "type") else TOP
        if not t.args:
            return t.alone
        args = tuple(self._outward(arg) for arg in t.args)
        return make(t.kind, t.name, args, t.payload).alone

    def _public_base(self, t: Type) -> Value:
        """Return the nearest base of a class of tests that exists outside of them."""
        bases = (info.name for info, _ in self.solver.program.mro(t.name))
        base = next((name for name in bases if not name.startswith(OUTSIDE)), "")
        return TOP if base in ("", "builtins.object") else self._public(make(t.kind, base))


def _is_near(fixture: Fn, fn: Fn) -> bool:
    """Tell whether a function sees a fixture: it's in its module, or in a ``conftest`` above."""
    if fixture.module == fn.module:
        return True
    return fixture.module.endswith(".conftest") and fn.module.startswith(f"{_reach(fixture, fn)}.")


def _reach(fixture: Fn, fn: Fn) -> str:
    """Return the module or package in which a fixture is seen."""
    same = fixture.module == fn.module
    return fixture.module if same else fixture.module.rpartition(".")[0]


def _names_of(solver: Solver, fns: Iterable[Fn]) -> set[str]:
    """Return the names by which functions may be called: those of classes, for constructors."""
    found: set[str] = set()
    for fn in fns:
        short = fn.short_name
        found.add(short)
        if fn.owner and short in ("__init__", "__new__", "__call__"):
            names = [fn.owner, *solver.program.all_subclasses(fn.owner)]
            found.update(name.rpartition(".")[2] for name in names)
    return found

"""What files outside the project say of its parameters: its tests, examples and documentation.

They come in when the project is solved and are gone before anything is written, so the only trace
they leave is what they gave to parameters of which the project's own code says nothing. What only
tests have, such as mocks or classes of their own, isn't taken for more than its public base.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ...model import Module, Slot
from .solve import Solver
from .values import BOTTOM, TOP, Type, Value, instance, known, make, union
from .world import OUTSIDE, Cell, Fn, ModuleInfo

__all__ = ["Heard", "Place", "listen"]


class Place(NamedTuple):
    """A line of a file outside the project.

    Attributes:
        path: The file, from the root of the project.
        line: The line, from 1.
    """

    path: str
    line: int


Heard = Mapping[Cell, list[tuple[Place, Value]]]
"""What each parameter is given at each place."""

_INNER = ("default", "guess", "nothing")
_SPENT = 1_000
_STEPS_PER_TERM = 12
_CALLABLE = frozenset([make("callable", "", (TOP,))])
_STAND_INS = ("unittest.", "mock.", "pytest", "_pytest", "hypothesis.", "types.EllipsisType",
              "builtins.ellipsis", "typing_extensions.sentinel", "typing.NewType",
              "types.GenericAlias", "types.UnionType")  # fmt: skip
"""What stands for something else: for an object in tests, for any argument, for a type."""

_FIXTURES = {"tmp_path": instance("pathlib.Path")}


def listen(solver: Solver, modules: Iterable[Module]) -> Heard:
    """Return what modules outside a solved project give to its parameters.

    Args:
        solver: The project, which is afterwards as it was before.
        modules: The modules; their names begin with :data:`~.world.OUTSIDE`.
    """
    wanted = _wanted(solver)
    read = [module for module in modules if module.facts is not None]
    if not wanted or not read:
        return {}
    return _Visit(solver, read).heard(wanted)


def _wanted(solver: Solver) -> dict[Cell, Fn]:
    """Return the parameters that nothing in the project is known to be given to."""
    found: dict[Cell, Fn] = {}
    for fn in solver.fns:
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

    def heard(self, wanted: Mapping[Cell, Fn]) -> Heard:
        """Evaluate what may call a wanted function, and return what it gives."""
        solver = self.solver
        solver.aside = {}
        self.fns = solver.admit(self.modules)
        for module in self.modules:
            self._connect(solver.modules[module.name])
        try:
            self._evaluate(self._chosen(_names_of(solver, wanted.values())))
            return dict(self._given(wanted))
        finally:
            solver.aside = None
            solver.dismiss(self.fns)

    def _connect(self, info: ModuleInfo) -> None:
        """Let a module find what it imports from the folder it is in, or from the project's."""
        for names in info.imports.values():
            for place in (info.name.rpartition(".")[0], OUTSIDE):
                names += [full for name in names if self._home(full := f"{place}.{name}")]

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
        chosen = {fn for fn, inside in mentioned.items() if not inside.isdisjoint(names)}
        by_short: dict[str, list[Fn]] = {}
        by_owner: dict[str, list[Fn]] = {}
        for fn in self.fns:
            by_short.setdefault(fn.name.rpartition(".")[2], []).append(fn)
            if any(store.kind == "attr" for store in fn.unit.stores):
                by_owner.setdefault(fn.owner, []).append(fn)
        waiting = list(chosen)
        while waiting:
            fn = waiting.pop()
            more = [other for name in mentioned[fn] for other in by_short.get(name, ())]
            more += by_owner.get(fn.owner, ()) if fn.owner else ()
            for other in more:
                if other not in chosen:
                    chosen.add(other)
                    waiting.append(other)
        files = self._with_imported({fn.module for fn in chosen})
        return [
            fn
            for fn in self.fns
            if fn in chosen or (fn.module in files and fn.unit.kind in ("module", "class"))
        ]

    def _with_imported(self, files: set[str]) -> set[str]:
        """Return files with those from outside that they import from."""
        waiting = list(files)
        while waiting:
            imports = self.solver.modules[waiting.pop()].imports
            for full in (full for names in imports.values() for full in names):
                home = self._home(full)
                if home and home not in files:
                    files.add(home)
                    waiting.append(home)
        return files

    def _mentions(self, fn: Fn) -> set[str]:
        imports = self.solver.modules[fn.module].imports
        found = {slot.name for slot in fn.slots}
        for term in fn.unit.terms:
            if term.op in ("name", "attr", "import", "class"):
                found.add(term.text.rpartition(".")[2])
                found.update(full.rpartition(".")[2] for full in imports.get(term.text, ()))
            elif term.op == "func":
                found.add(self.solver.by_index[fn.module, int(term.text)].name.rpartition(".")[2])
        return found

    def _evaluate(self, chosen: list[Fn]) -> None:
        solver = self.solver
        terms = sum(len(fn.unit.terms) for fn in chosen)
        solver.stop = solver.steps + terms * _STEPS_PER_TERM + 50_000
        for fn in self.fns:
            fn.visits = _SPENT
        for fn in chosen:
            fn.visits = 0
            solver.wake(fn)
        solver.fixpoint()
        self._give_fixtures(chosen)
        solver.fixpoint()
        for fn in chosen:
            for cell in fn.arguments.values():
                if not cell.value:
                    solver.put(cell, "nothing", TOP)
        solver.fixpoint()

    def _give_fixtures(self, chosen: list[Fn]) -> None:
        """Give what fixtures return to the parameters of their names."""
        fixtures: dict[str, list[Fn]] = {}
        for fn in chosen:
            if "fixture" in fn.words:
                fixtures.setdefault(fn.name.rpartition(".")[2], []).append(fn)
        for fn in chosen:
            if "fixture" not in fn.words and not fn.name.rpartition(".")[2].startswith("test"):
                continue
            for slot in fn.slots[1 if fn.bound else 0 :]:
                value = self._fixture(fn, slot, fixtures.get(slot.name, ()))
                if value:
                    self.solver.put(fn.arguments[slot.name], "fixture", value)

    def _fixture(self, fn: Fn, slot: Slot, known_ones: Iterable[Fn]) -> Value:
        """Return what the nearest fixture of a parameter's name gives."""
        best = BOTTOM
        depth = -1
        for other in known_ones:
            place = other.module if other.module == fn.module else other.module.rpartition(".")[0]
            near = other.module == fn.module or (
                other.module.endswith(".conftest") and fn.module.startswith(f"{place}.")
            )
            if near and len(place) > depth and other is not fn:
                depth = len(place)
                cell = self.solver.yielded(other) if other.unit.yields else other.returned
                best = cell.value if cell is not None else BOTTOM
        return best or _FIXTURES.get(slot.name, BOTTOM)

    # what it came to

    def _given(self, wanted: Mapping[Cell, Fn]) -> Iterator[tuple[Cell, list[tuple[Place, Value]]]]:
        aside = self.solver.aside or {}
        for cell in wanted:
            found = [
                (self._line(place), self._outward(value))
                for place, value in aside.get(cell, {}).items()
            ]
            if any(known(value) for _, value in found):
                yield cell, sorted(found, key=lambda pair: pair[0])

    def _line(self, place: object) -> Place:
        assert isinstance(place, tuple)
        module, index, term = place[:3]
        unit = self.solver.by_index[module, index].unit
        line = unit.terms[term].line if term < len(unit.terms) else 0
        return Place(self.paths[module], line or unit.line)

    def _outward(self, value: Value) -> Value:
        """Return what of a value exists outside of tests."""
        return union([self._public(t) for t in value])

    def _public(self, t: Type) -> Value:
        if t.kind == "func" and t.name.startswith(OUTSIDE):
            return _CALLABLE
        if t.kind == "mod" or t.name.startswith(_STAND_INS):
            return TOP
        if t.name.startswith(OUTSIDE):
            bases = (info.name for info, _ in self.solver.mro(t.name))
            base = next((name for name in bases if not name.startswith(OUTSIDE)), "")
            if base in ("", "builtins.object") or t.kind not in ("inst", "type"):
                return TOP
            return self._public(make(t.kind, base))
        if not t.args:
            return frozenset([t])
        args = tuple(self._outward(arg) for arg in t.args)
        return frozenset([make(t.kind, t.name, args, t.payload)])


def _names_of(solver: Solver, fns: Iterable[Fn]) -> set[str]:
    """Return the names by which functions may be called: those of classes, for constructors."""
    found: set[str] = set()
    for fn in fns:
        short = fn.name.rpartition(".")[2]
        found.add(short)
        if fn.owner and short in ("__init__", "__new__", "__call__"):
            names = [fn.owner, *solver.all_subclasses(fn.owner)]
            found.update(name.rpartition(".")[2] for name in names)
    return found

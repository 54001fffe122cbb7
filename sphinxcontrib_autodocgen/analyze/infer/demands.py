"""What is asked of a parameter further on, where it is passed or stored.

A default or a call shows one example of what a parameter takes. If the code that it ends up in asks
whether it is None, or whether it is a text, and nobody in the project gives that code such a value,
then it has to come from outside, through the parameters that lead there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from .passing import library_targets, project_targets
from .solve import Solver
from .usage import Uses, guarded
from .values import BOTTOM, NONE, Value, instance, known
from .world import Cell, Fn

__all__ = ["NOTHING", "Demand", "Demands"]

_MAX_ROUNDS = 12
_FLOAT = instance("builtins.float")


class Demand(NamedTuple):
    """What is asked of a value.

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
        self.flows: dict[Cell, dict[Cell, None]] = {}
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
            outer = self.solver.by_index.get((fn.module, int(index))) if index.isdigit() else None
            return outer.arguments.get(local) if outer is not None else None
        return fn.arguments.get(name)

    def _attribute(self, owner: str, name: str) -> Cell | None:
        for info, _ in self.solver.mro(owner):
            cell = self.solver.cells.get(("attr", info.name, name))
            if cell is not None:
                return cell
        return None

    def _read(self, fn: Fn, cell: Cell, uses: Uses) -> None:
        own = Demand(uses.nullable, self._to_float(fn, uses), guarded(uses) - NONE)
        self.found[cell] = self.of(cell).joined(own)
        targets = self.flows.setdefault(cell, {})
        for owner, name in uses.stored[:4]:
            attribute = self._attribute(owner, name)
            if attribute is not None:
                targets[attribute] = None
        targets.update(dict.fromkeys(project_targets(self.solver, fn, uses)))

    def _to_float(self, fn: Fn, uses: Uses) -> bool:
        return any(value - NONE == _FLOAT for value in library_targets(self.solver, fn, uses))

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
    def _open(targets: Mapping[Cell, None], cell: Cell) -> Iterator[Cell]:
        return (target for target in targets if target is not cell and not target.fixed)

"""Types of what has no annotation: read per file, solved per project, written into the records.

``read`` turns one file into :class:`~sphinxcontrib_autodocgen.ir.Facts` and needs no other;
``complete`` solves all files together and gives their objects the types that were found.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...model import Module
from .annotate import Annotator, objects_of
from .evidence import Clues
from .frontend import postponed_collection, read
from .memory import KnownTypes
from .outside import read_callers
from .ranking import Merged
from .reduced import Inferred, Reduced
from .solver import Solver

__all__ = ["KnownTypes", "complete", "read"]


def complete(
    modules: Iterable[Module],
    audit: dict[tuple[str, ...], Merged] | None = None,
    callers: Iterable[Module] = (),
    memory: KnownTypes | None = None,
) -> list[Module]:
    """Return the modules with types where the author wrote none.

    Args:
        modules: All modules of the project.
        audit: Receives what each confidence was looked up by, for calibration.
        callers: Modules that only call the project; their names begin with
            :data:`~sphinxcontrib_autodocgen.ir.OUTSIDE`.
        memory: Knows what was inferred before; nothing is inferred that it knows.
    """
    with postponed_collection():
        reduced = Reduced(list(modules), callers)
        everything = [*reduced.modules, *reduced.callers]
        found = memory.get(everything) if memory is not None else None
        if found is None:
            found = _solved(reduced.modules, audit, reduced.callers)
            if memory is not None:
                memory.put(found)
        return reduced.restored(found)


def _solved(
    known: list[Module], audit: dict[tuple[str, ...], Merged] | None, outside: list[Module]
) -> Inferred:
    solver = Solver(known)
    evidence = Clues(solver, objects_of(known))
    evidence.read_described(outside)
    solver.start()
    for _ in range(2):
        evidence.refresh()
        evidence.learn_names()
        if not evidence.assume():
            break
        solver.fixpoint()
    solver.finish()
    evidence.outside = read_callers(solver, outside)
    evidence.refresh()
    evidence.learn_names()
    annotator = Annotator(solver, evidence, audit)
    objects = tuple(annotator.module(module).objects for module in known)
    return Inferred(objects, solver.evaluations)

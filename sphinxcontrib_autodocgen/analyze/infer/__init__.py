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
from .outside import read_callers
from .ranking import Merged
from .solver import Solver

__all__ = ["complete", "read"]


def complete(
    modules: Iterable[Module],
    audit: dict[tuple[str, ...], Merged] | None = None,
    callers: Iterable[Module] = (),
) -> list[Module]:
    """Return the modules with types where the author wrote none.

    Args:
        modules: All modules of the project.
        audit: Receives what each confidence was looked up by, for calibration.
        callers: Modules that only call the project; their names begin with
            :data:`~sphinxcontrib_autodocgen.ir.OUTSIDE`.
    """
    with postponed_collection():
        return _completed(list(modules), audit, callers)


def _completed(
    known: list[Module], audit: dict[tuple[str, ...], Merged] | None, callers: Iterable[Module]
) -> list[Module]:
    solver = Solver(known)
    evidence = Clues(solver, objects_of(known))
    outside = list(callers)
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
    return [annotator.module(module) for module in known]

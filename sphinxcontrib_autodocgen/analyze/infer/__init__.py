"""Types of what has no annotation: read per file, solved per project, written into the records.

``read`` turns one file into :class:`~sphinxcontrib_autodocgen.ir.Facts` and needs no other;
``complete`` solves all files together and gives their objects the types that were found.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import NamedTuple

from ...garbage import postponed_collection
from ...model import Module
from .annotate import Annotator, objects_of
from .course import Course
from .digests import Marks, marks_of
from .evidence import Clues
from .frontend import read
from .memory import KnownTypes
from .moved import moved_units
from .outside import read_callers
from .ranking import Merged
from .recorder import Evaluator, Recorder
from .reduced import Inferred, Reduced
from .replay import Replay
from .solver import Solver
from .stubs import kept as kept_stubs
from .values import keep_named

__all__ = ["KnownTypes", "complete", "kept_stubs", "read"]

keep_named()


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
        task = _Task(reduced.modules, reduced.callers, audit)
        found = task.solved() if memory is None else _remembered(task, memory)
        return reduced.restored(found)


def _remembered(task: _Task, memory: KnownTypes) -> Inferred:
    """Return what is known; else what follows from the last solution; else solve anew."""
    if not memory.is_kept:
        found = task.solved()
        memory.put(found)
        return found
    known = memory.get([*task.modules, *task.callers])
    if known is not None:
        return known
    marks = marks_of(task.modules, task.callers)
    course = memory.course(task.modules)
    replayed = _replayed(task, course, marks) if course is not None else None
    inferred, recorder = replayed or task.recorded(Recorder(Solver(task.modules)))
    with contextlib.suppress(Exception):  # without it, the next edit takes longer
        memory.keep_course(task.modules, recorder.course(marks))
    memory.put(inferred)
    return inferred


def _replayed(task: _Task, course: Course, marks: Marks) -> tuple[Inferred, Recorder] | None:
    """Solve by the course of an earlier version, None if what isn't evaluated may differ."""
    moved = moved_units(course, task.modules, marks)
    if moved is None:
        return None
    try:
        return task.recorded(Replay(Solver(task.modules), course, moved))
    except Exception:  # noqa: BLE001  # whatever it is, all is found anew then
        return None


class _Task(NamedTuple):
    """What is to be solved, in reduced form.

    Attributes:
        modules: The modules of the project.
        callers: Those that call it.
        audit: Receives what each confidence was looked up by.
    """

    modules: list[Module]
    callers: list[Module]
    audit: dict[tuple[str, ...], Merged] | None

    def solved(self) -> Inferred:
        """Return what is inferred."""
        return self._found(Evaluator(Solver(self.modules)))

    def recorded(self, recorder: Recorder) -> tuple[Inferred, Recorder]:
        """Return what is inferred, and what noted its course."""
        return self._found(recorder), recorder

    def _found(self, evaluator: Evaluator) -> Inferred:
        solver = evaluator.solver
        evidence = Clues(solver, objects_of(self.modules))
        evidence.read_described(self.callers)
        solver.start()
        for _ in range(2):
            evaluator.snapshot("refresh")
            evidence.refresh()
            evidence.learn_names()
            if not evidence.assume():
                break
            solver.fixpoint()
        evaluator.snapshot("finish")
        solver.finish()
        evaluator.finish()
        evidence.outside = read_callers(solver, self.callers)
        evidence.refresh()
        evidence.learn_names()
        annotator = Annotator(solver, evidence, self.audit)
        objects = tuple(annotator.module(module).objects for module in self.modules)
        return Inferred(objects, evaluator.evaluations)

"""Notes the course of a solution while it's found."""

from __future__ import annotations

from .cells import Effect, Fn
from .course import Course, Noted, Written
from .digests import Marks
from .solver import Solver
from .values import Value

__all__ = ["Recorder"]


class Recorder:
    """Evaluates units for a solver and notes what that does.

    Args:
        solver: The solver.
    """

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.evaluations = 0
        """How often a unit was evaluated."""

        self.noted: list[Noted] = []
        self._effects: list[Effect] = []
        self._snapshots: list[tuple[str, int, list[tuple[Fn, list[Value]]]]] = []
        self._evaluated: dict[Fn, None] = {}
        solver.evaluate = self._evaluate
        solver.cells.log = self._effects

    def _evaluate(self, fn: Fn) -> None:
        """Evaluate a unit and note it."""
        self._note_others()
        before = self.solver.cells.steps
        self.evaluate(fn)
        steps = self.solver.cells.steps - before
        self.noted.append(Noted(fn, steps, fn.visits, self._effects))
        self._effects = self.solver.cells.log = []
        self._evaluated[fn] = None

    def evaluate(self, fn: Fn) -> None:
        """Evaluate a unit."""
        self.evaluations += 1
        self.solver.interpreter.evaluate(fn)

    def _note_others(self) -> None:
        """Note what happened since the last evaluation."""
        if self._effects:
            self.noted.append(Noted(None, 0, 0, self._effects))
            self._effects = self.solver.cells.log = []

    def snapshot(self, phase: str) -> None:
        """Note the values of terms.

        Args:
            phase: What is done next.
        """
        self._note_others()
        values = [(fn, fn.values) for fn in self._evaluated]
        self._snapshots.append((phase, len(self.noted), values))
        self._evaluated = {}

    def finish(self) -> None:
        """Note nothing more."""
        self.snapshot("end")
        self.solver.cells.log = None
        self.solver.evaluate = self.solver.interpreter.evaluate

    def course(self, marks: Marks) -> Course:
        """Return the course of the solution.

        Args:
            marks: What was solved.
        """
        calls = self.solver.calls
        return Written().course(
            marks, self.noted, self._snapshots, calls.tried, calls.matching.asked
        )

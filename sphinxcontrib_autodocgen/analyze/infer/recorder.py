"""Evaluates units, and notes the course of a solution while it's found."""

from __future__ import annotations

from .cells import Effect, Fn
from .course import Course, Written
from .digests import Marks
from .solver import Solver
from .values import Value

__all__ = ["Evaluator", "Recorder"]


class Evaluator:
    """Evaluates units for a solver.

    Args:
        solver: The solver.

    Attributes:
        solver: The same.
        evaluations: How often a unit was evaluated.
    """

    def __init__(self, solver: Solver) -> None:
        self.solver = solver
        self.evaluations = 0
        solver.evaluate = self.evaluate

    def evaluate(self, fn: Fn) -> None:
        """Evaluate a unit."""
        self.evaluations += 1
        self.solver.interpreter.evaluate(fn)

    def snapshot(self, phase: str) -> None:
        """Note the values of terms, if anything is noted.

        Args:
            phase: What is done next.
        """

    def finish(self) -> None:
        """Count and note nothing more."""
        self.solver.evaluate = self.solver.interpreter.evaluate


class Recorder(Evaluator):
    """Evaluates units for a solver and notes what that does.

    Args:
        solver: The solver.
    """

    def __init__(self, solver: Solver) -> None:
        super().__init__(solver)
        self._written = Written()
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
        self.note(fn, steps, self._effects)
        self._effects = self.solver.cells.log = []
        self._evaluated[fn] = None

    def note(self, fn: Fn | None, steps: int, effects: list[Effect]) -> None:
        """Note an evaluation.

        Args:
            fn: The unit, None for what happened between evaluations.
            steps: The steps that it took.
            effects: What it did.
        """
        self._written.add(fn, steps, effects)

    def _note_others(self) -> None:
        """Note what happened since the last evaluation."""
        if self._effects:
            self.note(None, 0, self._effects)
            self._effects = self.solver.cells.log = []

    def snapshot(self, phase: str) -> None:
        """Note the values of terms.

        Args:
            phase: What is done next.
        """
        self._note_others()
        values = [(fn, fn.values) for fn in self._evaluated]
        self._snapshots.append((phase, len(self._written), values))
        self._evaluated = {}

    def finish(self) -> None:
        """Note nothing more."""
        self.snapshot("end")
        self.solver.cells.log = None
        super().finish()

    def course(self, marks: Marks) -> Course:
        """Return the course of the solution.

        Args:
            marks: What was solved.
        """
        calls = self.solver.calls
        return self._written.course(marks, self._snapshots, calls.tried, calls.matching.asked)

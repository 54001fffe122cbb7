"""What a run did: outcomes, time by step, and how much of the project is documented by whom.

Written and generated docstrings are counted apart, always: text we generate never makes a project
look better documented than it is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import msgspec

from .feedback import Verdict
from .model import Outcome, Problem

__all__ = ["Coverage", "Report", "State"]

State = Literal["written", "generated", "missing"]
"""Whether an object's docstring is an author's, a generated one, or none."""


class Coverage(msgspec.Struct, frozen=True):
    """How many public objects have a docstring, and whose.

    Attributes:
        written: With a docstring by an author.
        generated: Without one, but with something true that was generated.
        missing: With neither.
    """

    written: int = 0
    generated: int = 0
    missing: int = 0

    @property
    def total(self) -> int:
        """All public objects."""
        return self.written + self.generated + self.missing

    @property
    def percent(self) -> float:
        """The share with a docstring by an author, in percent; 100 of nothing."""
        return 100 * self.written / self.total if self.total else 100.0


class Report:
    """Collects what happens in one run.

    Attributes:
        implied: What docstrings said of suggestions of an earlier run, not in the repository yet.
        model: How sure each kind of a model's texts is, if one was asked.
    """

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self.analysed = 0
        self.cached = 0
        self.problems: list[Problem] = []
        self.implied: tuple[Verdict, ...] = ()
        self.model: dict[str, float] = {}
        self.coverage: dict[str, Coverage] = {}
        self.kinds: dict[str, Coverage] = {}
        self._started = time.monotonic()
        self._slowest: list[tuple[float, str]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the wall-clock seconds of a step of the run."""
        start = time.monotonic()
        try:
            yield
        finally:
            self.steps[name] = self.steps.get(name, 0.0) + time.monotonic() - start

    def note(self, outcome: Outcome) -> None:
        """Record what became of one source."""
        if outcome.attempts == 0:
            self.cached += 1
        else:
            self.analysed += 1
            self._slowest.append((outcome.seconds, outcome.source.name))
        if outcome.problem is not None:
            self.problems.append(outcome.problem)

    def add(self, other: Report) -> None:
        """Add what happened in the run of another package."""
        for name, seconds in other.steps.items():
            self.steps[name] = self.steps.get(name, 0.0) + seconds
        self.analysed += other.analysed
        self.cached += other.cached
        self.problems += other.problems
        self.implied += other.implied
        self.model |= other.model
        self.coverage |= other.coverage
        for kind, part in other.kinds.items():
            known = msgspec.structs.astuple(self.kinds.get(kind, Coverage()))
            counts = zip(known, msgspec.structs.astuple(part), strict=True)
            self.kinds[kind] = Coverage(*map(sum, counts))
        self._slowest += other._slowest

    @property
    def seconds(self) -> float:
        """Wall-clock seconds since the run began."""
        return time.monotonic() - self._started

    @property
    def total(self) -> Coverage:
        """The coverage of all modules together."""
        parts = self.coverage.values()
        return Coverage(
            written=sum(part.written for part in parts),
            generated=sum(part.generated for part in parts),
            missing=sum(part.missing for part in parts),
        )

    def to_json(self) -> dict[str, Any]:
        """Return the report as a document ready for :func:`json.dumps`."""
        return {
            "schema": 1,
            "seconds": round(self.seconds, 3),
            "steps": {name: round(seconds, 3) for name, seconds in self.steps.items()},
            "sources": {"analysed": self.analysed, "cached": self.cached},
            "slowest": [
                {"module": name, "seconds": round(seconds, 3)}
                for seconds, name in sorted(self._slowest, reverse=True)[:10]
            ],
            "objects": msgspec.structs.asdict(self.total),
            "kinds": {kind: msgspec.structs.asdict(part) for kind, part in self.kinds.items()},
            "modules": {name: msgspec.structs.asdict(part) for name, part in self.coverage.items()},
            "model": self.model,
            "errors": [msgspec.structs.asdict(problem) for problem in self.problems],
        }

    def write(self, path: Path) -> None:
        """Write the report as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(self.to_json(), indent=2) + "\n", encoding="utf-8")

"""The account of a run: outcomes, time and memory by step, and how much is documented by whom.

Written and generated docstrings are counted apart, always: text we generate never makes a project
look better documented than it is.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal

import msgspec

from . import files
from .feedback import Verdict
from .model import Outcome, Problem

__all__ = ["Coverage", "Pages", "Report", "State"]

State = Literal["written", "generated", "missing"]
"""Whether an object's docstring is an author's, a generated one, or none."""


class Coverage(msgspec.Struct, frozen=True):
    """The numbers of public objects with and without a docstring, by author.

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


class Pages(msgspec.Struct, frozen=True):
    """The numbers of pages that a build read, by the reason.

    Attributes:
        added: New ones.
        changed: With a source or dependency that changed.
        stale: Of whose objects something else is known than when they were read.
        kept: Touched, but with the content that they had; see ``autodocgen_fresh``.
        total: All that the documentation has.
    """

    added: int = 0
    changed: int = 0
    stale: int = 0
    kept: int = 0
    total: int = 0


class Report:
    """Collects what happens in one run.

    Attributes:
        steps: Wall-clock seconds by step.
        cpu: Seconds of the processor by step, those of worker processes included.
        pages: The pages that a build of Sphinx read.
        profile: The folder that a profile of each step is written into; None for no profiles.
        hottest: The functions that took longest by the profiles, with seconds of the processor.
        confidences: How many texts and types have a confidence of 0 to 10 %, and so on.
        implied: What docstrings said of suggestions of an earlier run, not in the repository yet.
        model: The confidence of each kind of a model's texts, if one was asked.
        evaluations: How many evaluations of a function were needed to infer types.
        retried: How many sources needed more than one attempt.
        quarantined: How many sources were given up, in this run or an earlier one.
        resumed: How many results are those of a run that was stopped before its end.
        degraded: What could not be used, and what was done instead, a line each.
    """

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self.pages = Pages()
        self.profile: Path | None = None
        self.hottest: list[tuple[str, float]] = []
        self.confidences = [0] * 10
        self.analysed = 0
        self.cached = 0
        self.problems: list[Problem] = []
        self.evaluations = 0
        self.retried = 0
        self.quarantined = 0
        self.resumed = 0
        self.degraded: list[str] = []
        self.implied: tuple[Verdict, ...] = ()
        self.model: dict[str, float] = {}
        self.coverage: dict[str, Coverage] = {}
        self.kinds: dict[str, Coverage] = {}
        self._started = time.monotonic()
        self._slowest: list[tuple[float, str]] = []

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Measure the seconds of a step of the run."""
        start, cpu = time.monotonic(), _cpu()
        try:
            with self._profiled(name) if self.profile is not None else nullcontext():
                yield
        finally:
            self.steps[name] = self.steps.get(name, 0.0) + time.monotonic() - start
            self.cpu[name] = self.cpu.get(name, 0.0) + _cpu() - cpu

    @contextmanager
    def _profiled(self, step: str) -> Iterator[None]:
        """Write a step's profile, and note the functions that took longest."""
        assert self.profile is not None
        import cProfile  # noqa: PLC0415  # dear to import, and rare
        import pstats  # noqa: PLC0415

        with cProfile.Profile() as profile:
            yield
        self.profile.mkdir(parents=True, exist_ok=True)
        profile.dump_stats(self.profile / f"{step}.prof")
        found = pstats.Stats(profile).get_stats_profile().func_profiles.items()
        times = [(f"{Path(f.file_name).name}:{name}", f.tottime) for name, f in found]
        self.hottest = sorted([*self.hottest, *times], key=itemgetter(1), reverse=True)[:10]

    def note(self, outcome: Outcome) -> None:
        """Record the outcome of one source."""
        self.retried += outcome.attempts > 1
        self.quarantined += outcome.quarantined
        if outcome.attempts == 0:
            self.cached += outcome.module is not None
        else:
            self.analysed += 1
            self._slowest.append((outcome.seconds, outcome.source.name))
        if outcome.problem is not None:
            self.problems.append(outcome.problem)

    def add(self, other: Report) -> None:
        """Add what happened in the run of another package."""
        for own, more in ((self.steps, other.steps), (self.cpu, other.cpu)):
            for name, seconds in more.items():
                own[name] = own.get(name, 0.0) + seconds
        self.hottest = sorted([*self.hottest, *other.hottest], key=itemgetter(1), reverse=True)[:10]
        self.confidences = list(map(sum, zip(self.confidences, other.confidences, strict=True)))
        self.profile = self.profile or other.profile
        self.analysed += other.analysed
        self.cached += other.cached
        self.problems += other.problems
        self.evaluations += other.evaluations
        self.retried += other.retried
        self.quarantined += other.quarantined
        self.resumed += other.resumed
        self.degraded += other.degraded
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
    def analysed_modules(self) -> Iterator[tuple[str, float]]:
        """The modules that were analysed, with seconds of the processor."""
        return ((name, round(seconds, 4)) for seconds, name in self._slowest)

    @property
    def slowest(self) -> list[tuple[str, float]]:
        """The ten modules whose analysis took longest, with seconds of the processor."""
        return [(name, seconds) for seconds, name in sorted(self._slowest, reverse=True)[:10]]

    @property
    def memory(self) -> float:
        """The most memory that this process has had, in MiB; 0 where the system doesn't tell."""
        try:
            resource = importlib.import_module("resource")
        except ImportError:  # Windows has none
            return 0.0
        most: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)

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
            "cpu": {name: round(seconds, 3) for name, seconds in self.cpu.items()},
            "memory": round(self.memory, 1),
            "sources": {"analysed": self.analysed, "cached": self.cached},
            "evaluations": self.evaluations,
            "slowest": [
                {"module": name, "seconds": round(seconds, 3)} for name, seconds in self.slowest
            ],
            "objects": msgspec.structs.asdict(self.total),
            "kinds": {kind: msgspec.structs.asdict(part) for kind, part in self.kinds.items()},
            "modules": {name: msgspec.structs.asdict(part) for name, part in self.coverage.items()},
            "hottest": [
                {"function": name, "seconds": round(seconds, 3)} for name, seconds in self.hottest
            ],
            "confidences": self.confidences,
            "pages": msgspec.structs.asdict(self.pages),
            "recovery": {
                "retried": self.retried,
                "quarantined": self.quarantined,
                "resumed": self.resumed,
                "degraded": self.degraded,
            },
            "model": self.model,
            "errors": [msgspec.structs.asdict(problem) for problem in self.problems],
        }

    def write(self, path: Path) -> None:
        """Write the report as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, json.dumps(self.to_json(), indent=2) + "\n")


def _cpu() -> float:
    """Return the seconds of the processor that this process and its ended children have taken."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system

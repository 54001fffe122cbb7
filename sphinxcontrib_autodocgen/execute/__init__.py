"""Apply the analysis to every source: here, in a pool or on a cluster; one Outcome each.

The place is an optimisation of the loop: the same function, the same outcomes, whatever happens on
the way. A source whose worker died is tried again, in a pool of its own. What fails in a way that
may pass is tried again after a while. A source that has had its attempts is given up, and named;
the rest goes on. A cluster that is lost is replaced by this machine.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import TYPE_CHECKING

from msgspec.structs import replace

from .. import planning
from ..errors import ExecutionError
from ..model import Outcome, Problem, Source
from ..settings import Settings
from .dividing import copies, divided
from .pool import Analyze, NoPoolError, attempt, available, started

if TYPE_CHECKING:
    from .cluster import Cluster

__all__ = ["Analyze", "Crew", "copies", "crew", "divided", "map_sources"]

_MAY_PASS = ("internal", "unreadable")
"""Kinds of problems that another attempt may not have."""


class Crew:
    """The workers of one run.

    Attributes:
        error: Why the cluster that was asked for didn't do all of it, if it didn't.
        begin: Told the name of each source that this process itself begins with.
        suspect: The name of a source that this process doesn't try itself, because an earlier one
            may have died of it.
    """

    def __init__(self) -> None:
        self.error: ExecutionError | None = None
        self.begin: Callable[[str], None] = lambda _: None
        self.suspect: str | None = None
        self._cluster: Cluster | None = None

    def cluster(self, settings: Settings) -> Cluster | None:
        """Return the cluster that the settings ask for, None if there's none or it's lost."""
        if settings.execution != "distributed" or self.error is not None:
            return None
        if time.monotonic() - _lost.get(settings.scheduler, -_REST) < _REST:
            return None
        if self._cluster is None:
            from .cluster import Cluster  # noqa: PLC0415  # an extra

            try:
                self._cluster = Cluster(settings)
            except ExecutionError as error:
                self.lose(error, settings)
        return self._cluster

    def lose(self, error: ExecutionError, settings: Settings) -> None:
        """Note that the cluster can't be used, in this run and in those that follow soon."""
        self.error = self.error or error
        _lost[settings.scheduler] = time.monotonic()
        self.close()

    def close(self, *, at_once: bool = False) -> None:
        """Let the cluster go.

        Args:
            at_once: Whether nobody waits for what is begun.
        """
        if self._cluster is not None:
            self._cluster.close(at_once=at_once)
            self._cluster = None


_REST = 60.0
"""Seconds for which a cluster that was lost isn't tried again by the same process."""

_lost: dict[str, float] = {}
"""When which cluster was lost, by the scheduler's address."""

_CREW: ContextVar[Crew | None] = ContextVar("crew", default=None)


@contextlib.contextmanager
def crew() -> Iterator[Crew]:
    """Let all that is done inside be done by the same workers; a crew in a crew is part of it."""
    outer = _CREW.get()
    if outer is not None:
        yield outer
        return
    current = Crew()
    token = _CREW.set(current)
    is_stopped = False
    try:
        yield current
    except Exception:
        raise
    except BaseException:
        is_stopped = True
        raise
    finally:
        _CREW.reset(token)
        current.close(at_once=is_stopped)


def map_sources(
    function: Analyze, sources: Iterable[Source], settings: Settings
) -> Iterator[Outcome]:
    """Yield the outcome of each source, as each one ends.

    Args:
        function: What to apply; importable by name, for workers.
        sources: The sources.
        settings: ``execution``, ``jobs``, limits and attempts apply.
    """
    waiting = list(sources)
    with crew() as workers:
        for number in range(1, settings.retry_attempts + 1):
            failed = []
            for outcome in _tried(function, waiting, settings, workers):
                problem = outcome.problem
                if problem is None or problem.kind not in _MAY_PASS:
                    yield replace(outcome, attempts=max(number, outcome.attempts))
                elif number < settings.retry_attempts:
                    failed.append(outcome.source)
                else:
                    yield replace(outcome, attempts=number, quarantined=True)
            waiting = failed
            if not waiting:
                return
            _pause(settings, number)


def _pause(settings: Settings, failures: int) -> None:
    time.sleep(settings.retry_delay * 2 ** (failures - 1))


def _tried(
    function: Analyze, sources: list[Source], settings: Settings, workers: Crew
) -> Iterator[Outcome]:
    """Yield an outcome for each source, by the cluster as far as it goes, then by this machine."""
    left = {source.name: source for source in sources}
    cluster = workers.cluster(settings) if sources else None
    if cluster is not None:
        try:
            for outcome in cluster.map(function, sources, settings):
                del left[outcome.source.name]
                yield outcome
        except ExecutionError as error:
            workers.lose(error, settings)
    yield from _by_machine(function, list(left.values()), settings, workers)


def _by_machine(
    function: Analyze, sources: list[Source], settings: Settings, workers: Crew
) -> Iterator[Outcome]:
    """Yield an outcome for each source, in a pool or in this process."""
    sources, jobs = planning.plan(sources, settings, available())
    left = {source.name: source for source in sources}
    if jobs:
        with contextlib.suppress(NoPoolError):
            for outcome in _by_pool(function, sources, settings, jobs):
                del left[outcome.source.name]
                yield outcome
    yield from _by_this_process(function, list(left.values()), settings, workers)


def _by_pool(
    function: Analyze, sources: list[Source], settings: Settings, jobs: int
) -> Iterator[Outcome]:
    """Yield an outcome for each source, unless the system has no workers for us any more.

    Raises:
        NoPoolError: If it has none from the start.
    """
    suspects: list[Source] = []
    with started(jobs, function, settings) as pool:
        for source, outcome in pool.map(sources):
            if outcome is None or _is_over(outcome, "memory"):  # perhaps of what others left there
                suspects.append(source)
            else:
                yield _given_up(outcome) if _is_over(outcome, "time") else outcome
    for source in suspects:
        yield _alone(function, source, settings)


def _by_this_process(
    function: Analyze, sources: list[Source], settings: Settings, workers: Crew
) -> Iterator[Outcome]:
    """Yield an outcome for each source, with no worker but for one that a process died of."""
    for source in sources:
        if source.name == workers.suspect:
            yield _alone(function, source, settings)
    for source in sources:
        if source.name != workers.suspect:
            workers.begin(source.name)
            yield attempt(function, source, settings)


def _alone(function: Analyze, source: Source, settings: Settings) -> Outcome:
    """Try one source in a process of its own, until it works or has had its attempts."""
    attempts = settings.retry_attempts
    outcome = None
    for number in range(1, attempts + 1):
        outcome = None
        with contextlib.suppress(NoPoolError), started(1, function, settings) as pool:
            ((_, outcome),) = pool.map([source])
            if outcome is not None and not _is_over(outcome, "memory"):
                known = replace(outcome, attempts=number)
                return _given_up(known) if _is_over(outcome, "time") else known
        if number < attempts:
            _pause(settings, number)
    if outcome is None:
        text = f"the worker died {attempts} times on this file; leave it out with 'exclude'"
        outcome = Outcome(source, None, Problem(source.path, None, "crash", text))
    return _given_up(replace(outcome, attempts=attempts))


def _is_over(outcome: Outcome, limit: str) -> bool:
    return outcome.problem is not None and outcome.problem.kind == limit


def _given_up(outcome: Outcome) -> Outcome:
    """Return an outcome for good; what was beyond a limit says so to users."""
    problem = outcome.problem
    if problem is not None and problem.kind in ("time", "memory"):
        problem = replace(problem, kind="limit")
    return replace(outcome, problem=problem, quarantined=True)

"""Apply the analysis to every source: in this process, or in a pool; one Outcome each.

A pool is an optimisation of the loop: the same function, the same outcomes. A worker that dies
takes the whole pool with it, so what it may have died of is tried again, each source in a pool of
its own, and the one that kills it again is left out with a line that names it. The rest goes on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext

from .errors import SourceError
from .model import Module, Outcome, Problem, Source
from .settings import Settings

__all__ = ["Analyze", "map_sources"]

Analyze = Callable[[Source, Settings], Module]

_SOURCES_PER_JOB = 25
"""Fewer sources than this don't repay the start of a worker."""


def map_sources(
    function: Analyze, sources: Iterable[Source], settings: Settings
) -> Iterator[Outcome]:
    """Yield the outcome of each source, as each one ends.

    Args:
        function: What to apply; importable by name, for workers.
        sources: The sources.
        settings: ``jobs`` and ``max_attempts`` apply.
    """
    waiting = list(sources)
    jobs = _jobs(settings, len(waiting))
    if jobs <= 1:
        yield from (_attempt(function, source, settings) for source in waiting)
        return
    while waiting:
        done: set[str] = set()
        for outcome in _pooled(function, waiting, settings, jobs):
            done.add(outcome.source.name)
            yield outcome
        left = [source for source in waiting if source.name not in done]
        suspects = 2 * jobs + 1  # as many as a pool works on and holds ready, in this order
        for source in left[:suspects]:
            yield _alone(function, source, settings)
        waiting = left[suspects:]


def _attempt(function: Analyze, source: Source, settings: Settings) -> Outcome:
    """Analyse one source and turn whatever goes wrong into a problem."""
    start = time.process_time()
    try:
        module = function(source, settings)
    except SourceError as error:
        problem = Problem(error.path, error.line, error.kind, error.reason)
        return Outcome(source, None, problem, time.process_time() - start)
    except Exception as error:  # noqa: BLE001  # one bad file must not cost the others theirs
        text = f"{type(error).__name__}: {error}".partition("\n")[0]
        problem = Problem(source.path, None, "internal", f"analysis failed ({text}); please report")
        return Outcome(source, None, problem, time.process_time() - start)
    return Outcome(source, module, None, time.process_time() - start)


def _jobs(settings: Settings, count: int) -> int:
    if settings.jobs:
        return min(settings.jobs, count)
    available = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(available, count // _SOURCES_PER_JOB)


def _context() -> BaseContext:
    """Fork where that is safe (no other thread runs), for it starts fastest; else spawn."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if safe else "spawn")


def _pooled(
    function: Analyze, sources: list[Source], settings: Settings, jobs: int
) -> Iterator[Outcome]:
    """Yield outcomes until all are there or a worker dies."""
    pool = ProcessPoolExecutor(jobs, mp_context=_context(), initializer=_leave_interrupts)
    try:
        futures = [pool.submit(_attempt, function, source, settings) for source in sources]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool:
        return
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_interrupts() -> None:
    """Let only the first process react to Ctrl-C, which reaches all of them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _alone(function: Analyze, source: Source, settings: Settings) -> Outcome:
    """Try one source in a process of its own, until it works or has had its attempts."""
    for _ in range(settings.max_attempts):
        for outcome in _pooled(function, [source], settings, 1):
            return outcome
    times = settings.max_attempts
    message = f"the worker died {times} times on this file; leave it out with 'exclude'"
    return Outcome(source, None, Problem(source.path, None, "crash", message), 0.0, times)

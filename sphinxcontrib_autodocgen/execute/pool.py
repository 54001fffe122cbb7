"""The two ways to work on this machine: in this process, or in workers that may die.

A worker analyses one file at a time, within limits of time and memory. The soft limit of time is a
signal, which nearly all code obeys; the hard one ends the process from outside of Python.
"""

from __future__ import annotations

import contextlib
import faulthandler
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import BaseContext
from pathlib import Path
from types import FrameType
from typing import IO, Any, TypeVar

from .. import files
from ..errors import SourceError
from ..model import Module, Outcome, Problem, Source
from ..settings import Settings

__all__ = [
    "Analyze",
    "Inline",
    "NoPoolError",
    "attempt",
    "available",
    "guarded",
    "started",
    "uninterrupted",
]

Analyze = Callable[[Source, Settings], Module]

_T = TypeVar("_T")

_STOPS = {
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
}
"""The signals by which people and machines stop a run."""

_GRACE = 5.0
"""Seconds after the limit of time at which a worker that doesn't obey it is ended."""


class Inline(Executor):
    """Does what it's given at once, in this process."""

    def submit(self, call: Callable[..., _T], /, *arguments: Any, **named: Any) -> Future[_T]:
        """Call a function, and return what it gave as a future that is done."""
        future: Future[_T] = Future()
        future.set_result(call(*arguments, **named))
        return future


def available() -> int:
    """Return how many processes can work at once."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def attempt(function: Analyze, source: Source, settings: Settings) -> Outcome:
    """Analyse one source and turn whatever goes wrong into a problem."""
    start = time.process_time()
    module, problem = None, None
    try:
        module = function(source, settings)
    except SourceError as error:
        problem = Problem(error.path, error.line, error.kind, error.reason)
    except Exception as error:  # noqa: BLE001  # one bad file must not cost the others theirs
        text = f"{type(error).__name__}: {error}".partition("\n")[0]
        problem = Problem(source.path, None, "internal", f"analysis failed ({text}); please report")
    return Outcome(source, module, problem, time.process_time() - start)


class _TimeUpError(BaseException):
    """A file takes too long; no handler of exceptions on the way may take it for one of its own."""


def guarded(function: Analyze, source: Source, settings: Settings) -> Outcome:
    """Analyse one source in a worker, within the limits of time and memory."""
    starved = False

    def watched(source: Source, settings: Settings) -> Module:
        nonlocal starved
        try:
            return function(source, settings)
        except MemoryError:
            starved = True
            raise

    try:
        with _limited(settings.max_file_seconds):
            outcome = attempt(watched, source, settings)
    except _TimeUpError:
        seconds = f"{settings.max_file_seconds:g}"
        return _over(source, f"took longer than {seconds} s; raise 'max_file_seconds'", "time")
    if starved and settings.max_file_memory:
        megabytes = f"{settings.max_file_memory:,}"
        return _over(
            source, f"needed more than {megabytes} MB of memory; raise 'max_file_memory'", "memory"
        )
    return outcome


def _over(source: Source, text: str, kind: str) -> Outcome:
    message = f"{text}, or leave the file out with 'exclude'"
    return Outcome(source, None, Problem(source.path, None, kind, message))


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise an exception here when time is up, and end the process if that has no effect."""
    if not seconds:
        yield
        return
    alarm = hasattr(signal, "setitimer")
    if alarm:
        signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)  # again, if a handler swallowed it
    try:
        faulthandler.dump_traceback_later(seconds + _GRACE, exit=True, file=_nowhere())
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
        if alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)


_NOWHERE: list[IO[str]] = []


def _nowhere() -> IO[str]:
    if not _NOWHERE:
        _NOWHERE.append(open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  # kept open
    return _NOWHERE[0]


def _time_is_up(_: int, __: FrameType | None) -> None:
    raise _TimeUpError


@contextlib.contextmanager
def started(jobs: int, settings: Settings) -> Iterator[Executor]:
    """Give a pool of workers that end with this process, and at once if the run is stopped.

    Args:
        jobs: How many workers.
        settings: ``max_file_memory`` applies.

    Raises:
        NoPoolError: If the system has none for us.
    """
    others = set(multiprocessing.active_children())
    limits = (settings.max_file_memory,)
    try:
        pool = _Pool(jobs, mp_context=_context(), initializer=_begin, initargs=limits)
    except _REFUSALS:
        raise NoPoolError from None
    try:
        yield pool
    except Exception:
        raise
    except BaseException:  # the run is stopped: nobody waits for what is begun
        for worker in set(multiprocessing.active_children()) - others:
            worker.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


class NoPoolError(Exception):
    """The system has no worker for us: too many files or processes, or no semaphores."""


_REFUSALS = (OSError, ImportError, NotImplementedError, RuntimeError)
"""Exceptions of a pool that can't start."""


class _Pool(ProcessPoolExecutor):
    """A pool whose workers begin undisturbed."""

    def submit(self, call: Callable[..., _T], /, *arguments: Any, **named: Any) -> Future[_T]:
        """Hand a call on; Ctrl-C, which reaches workers too, waits until they leave it to us."""
        try:
            with uninterrupted():
                return super().submit(call, *arguments, **named)
        except BrokenProcessPool:
            raise
        except _REFUSALS:
            raise NoPoolError from None


def _context() -> BaseContext:
    """Fork where that is safe (no other thread runs), for it starts fastest; else spawn."""
    safe = sys.platform == "linux" and threading.active_count() == 1
    return multiprocessing.get_context("fork" if safe else "spawn")


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold the signals back that stop a run."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin(megabytes: int) -> None:
    """Let a worker react to nothing but its limits and the end of the process that it works for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in _STOPS - {signal.SIGINT}:
        signal.signal(number, signal.SIG_DFL)
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _time_is_up)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if megabytes and sys.platform == "linux":
        _limit_memory(megabytes * 1_000_000)


def _limit_memory(more: int) -> None:
    """Let this process take only so many bytes more than it has."""
    import resource  # noqa: PLC0415  # not everywhere

    with contextlib.suppress(OSError, ValueError):  # no /proc, or already less
        pages = int(files.read(Path("/proc/self/statm")).split()[0])
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + more, hard))


def _end_with_parent() -> None:
    """End this process as soon as the first one is gone, however it ended."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

"""The two ways to work on this machine: in this process, or in workers that may die.

A worker analyses one file at a time, within limits of time and memory. The soft limit of time is a
signal, which nearly all code obeys; the hard one ends the process from outside of Python.
"""

from __future__ import annotations

import contextlib
import faulthandler
import functools
import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from multiprocessing import resource_tracker
from pathlib import Path
from types import FrameType
from typing import IO, TYPE_CHECKING, Any, Generic, TypeVar

from .. import files
from ..errors import SourceError
from ..model import Module, Outcome, Problem, Source
from ..settings import Settings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkContext, SpawnContext
    from multiprocessing.process import BaseProcess

__all__ = [
    "Analyze",
    "NoPoolError",
    "Pool",
    "attempt",
    "available",
    "copied",
    "started",
    "uninterrupted",
]

Analyze = Callable[[Source, Settings], Module]

_T = TypeVar("_T")
_R = TypeVar("_R")

_STOPS = {
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
}
"""The signals by which people and machines stop a run."""

_GRACE = 5.0
"""Seconds after the limit of time at which a worker that doesn't obey it is ended."""

_END = 5.0
"""Seconds to wait for a worker that was killed; only the system itself can keep it that long."""


def available() -> int:
    """Return how many processes can work at once; a container may have a part of a machine only."""
    if sys.platform != "linux":
        return os.cpu_count() or 1
    return max(1, min(len(os.sched_getaffinity(0)), _quota()))


_QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""The microseconds of processors that a container has, and of time that it has them in."""


def _quota() -> int:
    """Return the processors that a container has, a part of one as a whole; many without a limit.

    Linux says so in this file since its control groups have version 2.
    """
    with contextlib.suppress(OSError, ValueError, ZeroDivisionError):
        quota, period = map(int, files.read(_QUOTA).split())
        return -(-quota // period)
    return sys.maxsize


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


def _guarded(function: Analyze, source: Source, settings: Settings) -> Outcome:
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


class Pool(Generic[_T, _R]):
    """Workers that each have a pipe of their own.

    They share no queue and no lock, so one that is killed at any moment leaves nothing that
    another process waits for. A worker that dies is replaced.

    Args:
        jobs: How many workers.
        context: How they are started.
        answer: What they apply to each task.
        megabytes: The memory that they may take more than this process has, 0 for any.
    """

    def __init__(
        self,
        jobs: int,
        context: ForkContext | SpawnContext,
        answer: Callable[[_T], _R],
        megabytes: int = 0,
    ) -> None:
        self._jobs = jobs
        self._given = (answer, megabytes)
        self._context = context
        self._workers: dict[Connection, BaseProcess] = {}

    def start(self) -> None:
        """Start all workers.

        Raises:
            NoPoolError: If the system has none for us.
        """
        while len(self._workers) < self._jobs:
            self._hire()

    def map(self, tasks: Iterable[_T]) -> Iterator[tuple[_T, _R | None]]:
        """Yield each task with its answer, None if its worker died, as each one ends.

        It ends early if all workers died and the system has no others for us.
        """
        waiting = deque(tasks)
        busy: dict[Connection, _T] = {}
        ended: list[tuple[_T, _R | None]] = []
        while True:
            with contextlib.suppress(NoPoolError):
                self._give(waiting, busy)
            yield from ended
            if not busy:
                return
            ready = set(multiprocessing.connection.wait(busy))
            ended = [(busy.pop(pipe), self._answer(pipe)) for pipe in list(busy) if pipe in ready]

    def _give(self, waiting: deque[_T], busy: dict[Connection, _T]) -> None:
        """Give a task to each worker that has none."""
        while waiting and len(busy) < self._jobs:
            idle = self._workers.keys() - busy.keys()
            pipe = idle.pop() if idle else self._hire()
            busy[pipe] = waiting.popleft()
            with contextlib.suppress(OSError):  # it died; so its answer will say
                pipe.send(busy[pipe])

    def _answer(self, pipe: Connection) -> _R | None:
        try:
            answer: _R = pipe.recv()
        except (EOFError, OSError):
            self._end({pipe: self._workers.pop(pipe)})
            return None
        return answer

    def _hire(self) -> Connection:
        """Start a worker; Ctrl-C, which reaches workers too, waits until they leave it to us."""
        if multiprocessing.current_process().daemon:  # a worker of somebody's pool has none
            raise NoPoolError
        try:
            with uninterrupted():
                ours, theirs = self._context.Pipe()
                with theirs:
                    worker = self._context.Process(
                        target=_serve, args=(theirs, *self._given), daemon=True
                    )
                    worker.start()
                self._workers[ours] = worker
        except _REFUSALS:
            raise NoPoolError from None
        return ours

    def end(self) -> None:
        """End all workers at once, whatever they do."""
        with uninterrupted():
            self._end(self._workers)

    @staticmethod
    def _end(workers: Mapping[Connection, BaseProcess]) -> None:
        for pipe, worker in workers.items():
            worker.kill()
            pipe.close()
        for worker in workers.values():
            worker.join(_END)


@contextlib.contextmanager
def started(jobs: int, function: Analyze, settings: Settings) -> Iterator[Pool[Source, Outcome]]:
    """Give a pool of workers that end with this process, and at once if the run is stopped.

    Args:
        jobs: How many workers.
        function: What they apply; importable by name.
        settings: Limits apply.

    Raises:
        NoPoolError: If the system has none for us.
    """
    answer = functools.partial(_guarded, function, settings=settings)
    with _running(Pool(jobs, _context(), answer, settings.max_file_memory)) as pool:
        yield pool


@contextlib.contextmanager
def copied(jobs: int, answer: Callable[[int], bytes]) -> Iterator[Pool[int, bytes]]:
    """Give a pool of copies of this process, with all that it holds.

    Args:
        jobs: How many copies.
        answer: What they apply.

    Raises:
        NoPoolError: If the system can't copy this process, or not now.
    """
    if not _can_fork():
        raise NoPoolError
    with _running(Pool(jobs, multiprocessing.get_context("fork"), answer)) as pool:
        yield pool


@contextlib.contextmanager
def _running(pool: Pool[_T, _R]) -> Iterator[Pool[_T, _R]]:
    try:
        pool.start()
        yield pool
    finally:
        pool.end()


class NoPoolError(Exception):
    """The system has no worker for us: too many files or processes."""


_REFUSALS = (OSError, RuntimeError)
"""Exceptions of a worker that can't start."""


def _can_fork() -> bool:
    """Tell whether a copy of this process is safe: no other thread runs that may hold a lock."""
    return sys.platform == "linux" and threading.active_count() == 1


def _context() -> ForkContext | SpawnContext:
    """Fork where that is safe, for it starts fastest; else spawn."""
    if _can_fork():
        return multiprocessing.get_context("fork")
    if sys.platform != "win32":
        with uninterrupted():
            resource_tracker.ensure_running()  # first, because it lets signals through again
    return multiprocessing.get_context("spawn")


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


def _serve(pipe: Connection, answer: Callable[[Any], object], megabytes: int) -> None:
    """Answer what comes through a pipe, in a worker, until it's ended."""
    try:
        _begin(megabytes)
        while True:
            pipe.send(answer(pipe.recv()))
    except BaseException:  # noqa: BLE001  # the end of the pipe says enough
        os._exit(1)


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

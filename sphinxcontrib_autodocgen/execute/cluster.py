"""Work on a Dask cluster: files' contents go there in batches, and outcomes come back as data.

A worker needs this package, in the same version, and nothing else: no file, no cache. One that has
another version does nothing and says so. Whoever runs the scheduler and the workers is trusted.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import sys
import threading
import time
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from itertools import islice
from multiprocessing import resource_tracker
from typing import Any

import msgspec

from .. import files
from ..errors import ExecutionError, SourceError
from ..model import Outcome, Source
from ..settings import Settings
from .pool import Analyze, attempt, available, uninterrupted

__all__ = ["Cluster", "work"]

_BATCH = 150_000
"""Bytes of source in a batch: about a second of work, because each costs some tens of
milliseconds."""

_PATIENCE = 10.0
"""Seconds to wait for a scheduler to answer, and for a worker to come where there is none."""

_GRACE = 60.0
"""Seconds that a batch may take beyond the limit of one file."""

_ONE = threading.Lock()
"""Held by the one thread of a worker that analyses."""


class _Batch(msgspec.Struct, frozen=True):
    engine: str
    settings: Settings
    sources: list[Source]
    contents: dict[str, bytes]


class _Answer(msgspec.Struct, frozen=True):
    engine: str
    outcomes: list[Outcome]


def work(function: Analyze, data: bytes) -> bytes:
    """Do a batch, in a worker.

    Args:
        function: What to apply.
        data: The batch, encoded.

    Returns:
        The answer, encoded: an outcome for each source, none if the batch is another version's.
    """
    batch = msgspec.msgpack.decode(data, type=_Batch)
    engine, found = _engine(function), []
    if engine == batch.engine:
        with _ONE, files.given(batch.contents):
            found = [attempt(function, source, batch.settings) for source in batch.sources]
    return msgspec.msgpack.encode(_Answer(engine, found))


def _engine(function: Analyze) -> str:
    """Return names and versions of all that a function's results depend on."""
    engine = getattr(sys.modules[function.__module__], "ENGINE", "")
    return f"Python {sys.version_info[0]}.{sys.version_info[1]}, {engine}"


class Cluster:
    """A connection to a scheduler, or a cluster of our own on this machine.

    Args:
        settings: ``scheduler`` and ``jobs`` apply.

    Raises:
        ExecutionError: If there's no scheduler, or the package isn't installed.
    """

    def __init__(self, settings: Settings) -> None:
        self._where = settings.scheduler or "Dask's LocalCluster"
        self._open = contextlib.ExitStack()
        self._others = set(multiprocessing.active_children())
        self._own: Any = None
        try:
            import distributed  # noqa: PLC0415  # an extra
        except ImportError:
            extra = "pip install 'sphinxcontrib-autodocgen[dask]'"
            raise self._error(f"needs the package 'distributed': {extra}") from None
        self._open.enter_context(_silent())
        try:
            address: Any = settings.scheduler
            if not address:
                address = self._own = self._local(settings)
            self._client = self._open.enter_context(distributed.Client(address, timeout=_PATIENCE))
        except (KeyboardInterrupt, SystemExit):
            self.close(at_once=True)
            raise
        except Exception as error:  # noqa: BLE001  # whatever Dask raises, the run goes on
            self.close()
            raise self._error(f"can't be reached ({type(error).__name__})") from None

    def _local(self, settings: Settings) -> Any:
        """Start a cluster of our own, whose processes leave the signals that stop a run to us."""
        import distributed  # noqa: PLC0415  # an extra

        with uninterrupted():
            resource_tracker.ensure_running()  # first, because it lets signals through again
        runner = distributed.utils.LoopRunner()
        with uninterrupted():
            runner.start()  # all processes are started by its thread, and hold back what it does
        self._open.callback(runner.stop)
        return self._open.enter_context(
            distributed.LocalCluster(
                n_workers=settings.jobs or available(),
                threads_per_worker=1,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
                loop=runner.loop,
            )
        )

    def map(
        self, function: Analyze, sources: Iterable[Source], settings: Settings
    ) -> Iterator[Outcome]:
        """Yield the outcome of each source, as batches end.

        Raises:
            ExecutionError: If the cluster can't go on; what is missing then wasn't done.
        """
        executor = self._client.get_executor(pure=False)
        engine = _engine(function)
        batches = self._batches(sources, settings, engine)
        pending: set[Future[bytes]] = set()
        heard = time.monotonic()
        while True:
            missing = 2 * max(self._threads(), 1) - len(pending)  # of workers that are there now
            for batch, unread in islice(batches, max(missing, 0)):
                yield from unread
                if batch.sources:
                    pending.add(executor.submit(work, function, msgspec.msgpack.encode(batch)))
            if not pending:
                return
            done, pending = wait(pending, timeout=1, return_when=FIRST_COMPLETED)
            for future in done:
                yield from self._outcomes(future, engine)
                heard = time.monotonic()
            self._check(time.monotonic() - heard, settings)

    @staticmethod
    def _batches(
        sources: Iterable[Source], settings: Settings, engine: str
    ) -> Iterator[tuple[_Batch, list[Outcome]]]:
        """Yield batches of files that can be read, and outcomes of those that can't."""
        batch, unread, size = _Batch(engine, settings, [], {}), [], 0
        for source in sources:
            try:
                for path in filter(None, (source.path, source.stub)):
                    batch.contents[path] = files.read_source(path, settings.max_file_size)
                    size += len(batch.contents[path])
            except SourceError:
                unread.append(attempt(_unreadable, source, settings))
                continue
            batch.sources.append(source)
            if size >= _BATCH:
                yield batch, unread
                batch, unread, size = _Batch(engine, settings, [], {}), [], 0
        yield batch, unread

    def _outcomes(self, future: Future[bytes], engine: str) -> list[Outcome]:
        try:
            answer = msgspec.msgpack.decode(future.result(), type=_Answer)
        except msgspec.MsgspecError:
            raise self._error("a worker's answer isn't one of ours") from None
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            raise self._error(f"a batch failed ({type(error).__name__})") from None
        if answer.engine != engine:
            raise self._error(f"a worker has {answer.engine}; here is {engine}")
        return answer.outcomes

    def _threads(self) -> int:
        """Return how many batches are worked on at once."""
        try:
            known = self._client.sync(self._client.scheduler.ncores, callback_timeout=_PATIENCE)
        except Exception as error:  # noqa: BLE001  # whatever Dask raises, the run goes on
            raise self._error(f"the scheduler is gone ({type(error).__name__})") from None
        return sum(known.values())

    def _check(self, silence: float, settings: Settings) -> None:
        """Make sure that somebody works.

        Raises:
            ExecutionError: If nobody does, or nothing has come for too long.
        """
        if self._client.status != "running":
            raise self._error("the scheduler is gone")
        if silence > _PATIENCE and not self._threads():
            raise self._error("no worker is left")
        if settings.max_file_seconds and silence > settings.max_file_seconds + _GRACE:
            raise self._error(f"nothing has come for {silence:.0f} s")

    def _error(self, reason: str) -> ExecutionError:
        return ExecutionError(self._where, reason)

    def close(self, *, at_once: bool = False) -> None:
        """Leave the scheduler, and end a cluster of our own.

        Args:
            at_once: Whether nobody waits for what is begun.
        """
        if at_once and self._own is not None:
            for keeper in self._own.workers.values():
                keeper.close_gracefully()  # it starts no other worker then
        for worker in set(multiprocessing.active_children()) - self._others if at_once else ():
            worker.kill()
        with contextlib.suppress(Exception):
            self._open.close()


@contextlib.contextmanager
def _silent() -> Iterator[None]:
    """Keep Dask's own lines away: what is lost is said once, by us."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    levels = {name: logging.getLogger(name).level for name in names}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in names:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for name, level in levels.items():
                logging.getLogger(name).setLevel(level)


def _unreadable(source: Source, settings: Settings) -> Any:
    """Read a file again, for what is wrong with it."""
    for path in filter(None, (source.path, source.stub)):
        files.read_source(path, settings.max_file_size)
    raise SourceError(source.path, None, "unreadable", "can't be read")

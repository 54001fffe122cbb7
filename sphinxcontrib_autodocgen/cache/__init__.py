"""Analysis results kept between runs, by the content they were made from.

A key holds everything a result depends on: our version, the engines', Python's, the settings of the
analysis, and the file's name, its path below the root and its bytes; so a copy of a project in
another folder has all its results. What other files say is put together later, from all results, so
an edit costs the analysis of one file. An entry begins with a digest of its key and content, so
that one that was damaged, or put in another's place, is none. A cache that is missing, old, corrupt
or not writable is an empty cache: nothing here raises, and :func:`complaints` says what isn't kept.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

import msgspec

from ..errors import CacheError
from ..model import Source
from ..settings import Settings
from .local import (
    CachedFile,
    Folder,
    Mark,
    complaints,
    content_of,
    folder_of,
    with_digest,
)

if TYPE_CHECKING:
    from .shared import Shared

__all__ = [
    "Cache",
    "CachedFile",
    "Folder",
    "Session",
    "complaints",
    "folder_of",
    "installed",
    "joined",
    "key_of",
    "keys",
    "session",
]

T = TypeVar("T", bound=msgspec.Struct)


class Session:
    """The caches of one run: the local one first, then the shared one.

    Args:
        settings: Those of the run.
        push: Whether all that is used is sent to the shared cache, even if nothing is new.

    Attributes:
        push: Whether all that is used is to be sent.
        error: The first thing that was wrong with the shared cache.
        moved: How many entries were sent to it, or taken by :meth:`pull`.
        left: The source that an earlier run was at when its process died, empty if it wasn't at
            any; None if the run finished.
    """

    def __init__(self, settings: Settings, *, push: bool = False) -> None:
        self.push = push
        self.error: CacheError | None = None
        self.moved = 0
        self.left: str | None = None
        self._mark: Mark | None = None
        self._settings = settings
        self._folder = Folder(folder_of(settings))
        self._has_written = False
        self._is_sent = push
        self._used: set[str] = set()
        self._packs: list[Shared] = []

    def open(
        self, project: Iterable[str], engine: str, part: str = "", also: Iterable[str] = ()
    ) -> None:
        """Say whose results are asked for from now on; before, the local cache alone is.

        Args:
            project: The names of its packages.
            engine: Names and versions of everything else that results depend on.
            part: Which part of the project this run reads, if not all; parts have packs of their
                own.
            also: The parts whose packs are only taken.
        """
        chosen = self._settings
        name = ", ".join(sorted(project))
        if chosen.cache == "local":
            self._mark = self._folder.mark(joined([name, engine, part]))
            self.left = self._mark.left
        if chosen.cache_url and chosen.cache == "local" and not self._packs:
            from .shared import Shared, name_of  # noqa: PLC0415  # the network is dear to import

            names = [name_of(name, engine, chosen, each) for each in (part, *also)]
            self._packs = [Shared(chosen, each, self._folder) for each in names]

    def fetch(self, key: str) -> bytes | None:
        """Return what the shared cache has under a key, None if it has nothing."""
        found = (pack.get(key) for pack in self._packs)
        return next((data for data in found if data is not None), None)

    def pull(self) -> None:
        """Take all that the shared cache has into the local one."""
        taken = {k: kept.data for pack in self._packs for k, kept in pack.entries().items()}
        known = {key: data for key, data in taken.items() if content_of(key, data) is not None}
        if len(known) < len(taken):
            self.refuse()
        self._has_written = bool(known)
        self.moved = sum(self._folder.write(key, data) for key, data in known.items())

    def keep_rest(self) -> None:
        """Keep what the shared cache gave as it is, so that a later run finds what it needs."""
        for pack in self._packs:
            self._has_written |= pack.keep()

    def refuse(self) -> None:
        """Note that the shared cache has an entry that isn't what it should be."""
        for pack in self._packs:
            pack.refuse()

    def use(self, key: str) -> None:
        """Note that an entry was of use."""
        self._used.add(key)

    def wrote(self, key: str, *, is_new: bool) -> None:
        """Note that an entry was added to the local cache.

        Args:
            key: Its key.
            is_new: Whether it was made by this run, and not taken from the shared cache.
        """
        self._has_written = True
        if is_new:
            if not self._used:
                self.begin("")
            self._used.add(key)
            self._is_sent = True

    def begin(self, source: str) -> None:
        """Note that this process is at a source, so that a later one knows if it died of it."""
        if self._mark is not None:
            self._mark.set(source)

    def close(self) -> None:
        """Send what is new, and shrink the local cache; at the end of a run."""
        if self._mark is not None:
            self._mark.clear()
        if self._packs and self._is_sent and self._settings.cache_write:
            self.moved = self._packs[0].give(self._used)
        if self._has_written:
            self._folder.prune(self._settings.cache_size)
        self.error = next((pack.error for pack in self._packs if pack.error), None)


_SESSION: ContextVar[Session | None] = ContextVar("session", default=None)


@contextlib.contextmanager
def session(settings: Settings, *, push: bool = False) -> Iterator[Session]:
    """Make one run of all that is done with the caches inside; a run in a run is part of it.

    Args:
        settings: Those of the run.
        push: Whether all that is used is sent to the shared cache, even if nothing is new.
    """
    outer = _SESSION.get()
    if outer is not None:
        yield outer
        return
    current = Session(settings, push=push)
    token = _SESSION.set(current)
    try:
        yield current
    finally:
        _SESSION.reset(token)
    current.close()


class Cache(Generic[T]):
    """A store of records by key, in files below one folder.

    Args:
        settings: ``cache`` and ``cache_dir`` say where; with ``cache = "off"`` nothing is kept.
        record: The type of the records.
        private: Whether it's nobody else's business, because a key says nothing of the content.
        accept: Tells whether a record of another machine is right where its type doesn't say so.
    """

    def __init__(
        self,
        settings: Settings,
        record: type[T],
        *,
        private: bool = False,
        accept: Callable[[T], bool] | None = None,
    ) -> None:
        self._folder = Folder(folder_of(settings)) if settings.cache == "local" else None
        self._session = None if private else _SESSION.get()
        self._record = record
        self._accept = accept
        self._encoder = msgspec.msgpack.Encoder()

    @functools.cached_property
    def _decoder(self) -> msgspec.msgpack.Decoder[T]:
        return msgspec.msgpack.Decoder(self._record)  # dear to make

    def get(self, key: str) -> T | None:
        """Return what was put under a key, None if there's nothing usable."""
        if self._folder is None:
            return None
        record = self._decoded(key, self._folder.read(key))
        if record is None and self._session is not None:
            record = self._fetched(key, self._folder, self._session)
        if record is not None and self._session is not None:
            self._session.use(key)
        return record

    def later(self, key: str) -> Callable[[], T] | None:
        """Return a function that decodes what was put under a key, None if nothing is there.

        It's read now, so that it's the same whatever happens to the cache until then.
        """
        content = content_of(key, self._folder.read(key)) if self._folder is not None else None
        return None if content is None else lambda: self._decoder.decode(content)

    def keep_rest(self) -> None:
        """Keep all else that the shared cache gave: entries that weren't asked for in this run."""
        if self._session is not None:
            self._session.keep_rest()

    def put(self, key: str, record: T) -> None:
        """Keep a record; at once, so that a killed run resumes from here."""
        if self._folder is None:
            return
        with contextlib.suppress(UnicodeEncodeError):
            data = self._encoder.encode(record)
            if self._folder.write(key, with_digest(key, data)) and self._session is not None:
                self._session.wrote(key, is_new=True)

    def _fetched(self, key: str, folder: Folder, current: Session) -> T | None:
        """Return what the shared cache has, and keep it in the local one."""
        data = current.fetch(key)
        record = self._decoded(key, data)
        if record is not None and self._accept is not None and not self._accept(record):
            record = None
        if data is not None and record is None:
            current.refuse()
        elif data is not None and folder.write(key, data):
            current.wrote(key, is_new=False)
        return record

    def _decoded(self, key: str, data: bytes | None) -> T | None:
        """Return the record of an entry, None if it's damaged, another's or of another form."""
        content = content_of(key, data)
        if content is None:
            return None
        try:
            return self._decoder.decode(content)
        except (UnicodeDecodeError, msgspec.MsgspecError):
            return None


def joined(parts: Iterable[str]) -> str:
    """Return the key of the joint result of several entries, in any order."""
    digest = hashlib.blake2b(b"joined", digest_size=20)
    for part in sorted(parts):
        digest.update(part.encode(errors="surrogateescape"))
    return digest.hexdigest()


def key_of(records: Iterable[object], engine: str) -> str:
    """Return the key of what is made of records that are in no file of their own.

    Args:
        records: Whatever msgspec encodes; one by one, since all of them may be a whole project.
        engine: Names and versions of everything else that the result depends on.
    """
    digest = hashlib.blake2b(f"{engine}\0{sys.version_info[:2]}\0".encode(), digest_size=20)
    for record in records:
        digest.update(msgspec.msgpack.encode(record))
    return digest.hexdigest()


def installed() -> list[str]:
    """Return what the types of libraries depend on beside their stubs' version.

    That is the platform, and the distributions that may come with types, by name and version.
    """
    folders = (Path(path) for path in sys.path if path.endswith("-packages"))
    found = (path.name for folder in folders for path in folder.glob("*.dist-info"))
    return [sys.platform, *sorted(found)]


def keys(sources: Iterable[Source], settings: Settings, engine: str) -> dict[str, str]:
    """Return the cache key of each source, by module name.

    Args:
        sources: All sources of the run.
        settings: The options of the analysis count.
        engine: Names and versions of everything else that results depend on.
    """
    base = f"{engine}\0{sys.version_info[:2]}\0{settings.fingerprint('analyze')}"
    return {source.name: _key(source, base) for source in sources}


def _key(source: Source, base: str) -> str:
    path = os.path.relpath(source.path, source.root)  # so that a copy elsewhere has the same key
    text = f"{base}\0{source.name}\0{path}\0{source.digest}"
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()

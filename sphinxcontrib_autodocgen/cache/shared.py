"""A cache that several machines share: one pack a project, taken once and given back once.

It's only ever a help: whatever is wrong with it is one line, no second try and a bounded time, and
the run goes on with the local cache. Of several runs at once the last one's pack stays, with what
it took before.

A pack holds data only: a signature, a table of its entries, and the entries, each compressed by
itself, so that those that nobody asks for stay so. Nothing of it is believed that isn't checked:
its name, its signature if a secret is set, and its size before anything is unpacked; and an entry,
when it's used, against its own digest and the type of its record.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import hmac
import os
import re
import sys
import threading
import time
import urllib.request
import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Protocol, TypeVar

import msgspec

from .. import web
from ..errors import CacheError, RequestError
from ..settings import Settings
from .local import SCHEMA, Folder, content_of, with_digest

__all__ = [
    "LIMIT",
    "MOST_ENTRIES",
    "MOST_UNUSED",
    "SECRET",
    "TOKEN",
    "Kept",
    "PackError",
    "Shared",
    "name_of",
    "packed",
    "unpacked",
]

TOKEN = "AUTODOCGEN_CACHE_TOKEN"  # noqa: S105  # the name of a variable
"""The environment variable with the bearer token, or with Redis's password."""

SECRET = "AUTODOCGEN_CACHE_SECRET"  # noqa: S105  # the name of a variable
"""The environment variable with the secret that packs are signed with."""

_REST = 60.0
"""Seconds for which an address that failed isn't tried again by the same process."""

_DAYS = 30
"""Days after which Redis forgets a pack that nobody changed."""

_T = TypeVar("_T")
_failed: dict[str, float] = {}


def name_of(project: str, engine: str, settings: Settings, part: str = "") -> str:
    """Return the name of the pack of a project: 64 hexadecimal digits, as build caches want them.

    Args:
        project: The names of its packages.
        engine: Names and versions of everything else that results depend on.
        settings: The options of the analysis count.
        part: Which part of the project it is, if it isn't all.
    """
    fingerprint = settings.fingerprint("analyze")
    parts = (f"{SCHEMA}.{_FORMAT}", project, engine, str(sys.version_info[:2]), fingerprint, part)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class _Server(Protocol):
    """A store of packs by name."""

    def get(self, name: str) -> bytes | None:
        """Return a pack, None if there's none.

        Raises:
            CacheError: If the server can't be asked.
        """

    def put(self, name: str, data: bytes) -> None:
        """Keep a pack.

        Raises:
            CacheError: If the server doesn't take it.
        """


class Shared:
    """The pack of one project.

    Args:
        settings: ``cache_url``, ``cache_timeout`` and ``cache_write`` apply.
        name: The name of the pack.
        folder: The local cache.

    Attributes:
        error: The first thing that went wrong.
    """

    def __init__(self, settings: Settings, name: str, folder: Folder) -> None:
        self.error: CacheError | None = None
        self._settings = settings
        self._url = web.shown(settings.cache_url)
        self._name = name
        self._folder = folder
        self._place = hashlib.blake2b(f"pack\0{name}".encode(), digest_size=20).hexdigest()
        self._data = b""
        self._secret = os.environ.get(SECRET, "").strip().encode()
        self._entries: dict[str, Kept] | None = None
        self._is_dead = time.monotonic() - _failed.get(settings.cache_url, -_REST) < _REST

    def get(self, key: str) -> bytes | None:
        """Return the bytes under a key, None if there are none.

        The first call for what isn't in the local cache's copy takes the pack.
        """
        kept = self._copied.get(key) or self.entries().get(key)
        return kept.data if kept is not None else None

    def keep(self) -> bool:
        """Keep the pack in the local cache as it is, and tell whether it was taken in this run."""
        copy = with_digest(self._place, self._data)
        return bool(self._data) and self._folder.write(self._place, copy)

    @functools.cached_property
    def _copied(self) -> dict[str, Kept]:
        """What an earlier run kept of the pack; if it's damaged, as if there were nothing."""
        data = content_of(self._place, self._folder.read(self._place))
        try:
            return unpacked(data, self._name, self._secret) if data is not None else {}
        except PackError:
            return {}

    def entries(self) -> dict[str, Kept]:
        """Return all that is in the pack, by key."""
        if self._entries is None:
            self._entries = {}
            data = self._asked(lambda server: server.get(self._name))
            if data is not None:
                try:
                    self._entries = unpacked(data, self._name, self._secret)
                    self._data = data
                except PackError as error:
                    self._note(CacheError(self._url, f"the stored data {error}; it isn't used"))
        return self._entries

    def refuse(self) -> None:
        """Note that an entry isn't what it should be."""
        self._note(CacheError(self._url, "a stored entry is damaged; it isn't used"))

    def give(self, used: set[str]) -> int:
        """Send the pack with all that a run used.

        Args:
            used: The keys of that in the local cache.

        Returns:
            How many entries were sent; 0 if the server didn't take them.
        """
        merged = {key: entry.after(entry.unused + 1) for key, entry in self.entries().items()}
        for key in used:
            data = self._folder.read(key)
            if data is not None:
                merged[key] = Kept(data)
            elif key in merged:
                merged[key] = merged[key].after(0)
        data = packed(self._name, merged, self._secret)
        taken = self._asked(lambda server: server.put(self._name, data) or True)  # type: ignore[func-returns-value]
        return len(merged) if taken else 0

    def _asked(self, ask: Callable[[_Server], _T]) -> _T | None:
        """Return what a server answers; after one failure none is asked again."""
        if self._is_dead:
            return None
        timeout = self._settings.cache_timeout
        try:
            return _within(timeout, lambda: ask(_server(self._settings)))
        except TimeoutError:
            self._fail(CacheError(self._url, f"no answer within {timeout:g} s"))
        except CacheError as error:
            self._fail(CacheError(self._url, error.reason))
        except Exception as error:  # noqa: BLE001  # a cache must never be what ends a run
            reason = f"can't be used ({type(error).__name__}); check 'cache_url'"
            self._fail(CacheError(self._url, reason))
        return None

    def _fail(self, error: CacheError) -> None:
        self._is_dead = True
        _failed[self._settings.cache_url] = time.monotonic()
        self._note(error)

    def _note(self, error: CacheError) -> None:
        self.error = self.error or error


def _within(seconds: float, call: Callable[[], _T]) -> _T:
    """Return what a call gives, or stop waiting, whatever it does.

    No time-out of a socket ends the look-up of a name, or an answer that drips.

    Raises:
        TimeoutError: If it takes longer.
        Exception: Whatever the call raises.
    """
    done: list[_T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            done.append(call())
        except BaseException as error:  # noqa: BLE001  # raised again below
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not done:
        raise TimeoutError
    return done[0]


def _server(settings: Settings) -> _Server:
    scheme = settings.cache_url.partition(":")[0]
    return (_Http if scheme in ("http", "https") else _Redis)(settings)


class _Http:
    """A server that keeps what is put at an address, as caches of Bazel and Gradle do."""

    def __init__(self, settings: Settings) -> None:
        self._top = settings.cache_url.rstrip("/")
        self._timeout = settings.cache_timeout

    def get(self, name: str) -> bytes | None:
        try:
            return self._send(name)
        except RequestError as error:
            if error.status == 404:
                return None
            raise CacheError(error.where, error.reason) from None

    def put(self, name: str, data: bytes) -> None:
        try:
            self._send(name, data)
        except RequestError as error:
            raise CacheError(error.where, error.reason) from None

    def _send(self, name: str, data: bytes | None = None) -> bytes:
        url = f"{self._top}/{name}"
        headers = web.bearer(url, TOKEN) | {"Content-Type": "application/octet-stream"}
        method = "GET" if data is None else "PUT"
        request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310  # http(s)
        return web.send(request, timeout=self._timeout, limit=LIMIT)


class _Redis:
    """A Redis or Valkey server, by the package ``redis``."""

    def __init__(self, settings: Settings) -> None:
        try:
            import redis  # noqa: PLC0415  # an extra
            from redis.backoff import NoBackoff  # noqa: PLC0415
            from redis.retry import Retry  # noqa: PLC0415
        except ImportError:
            extra = "pip install 'sphinxcontrib-autodocgen[redis]'"
            raise CacheError("", f"needs the package 'redis': {extra}") from None
        options: dict[str, Any] = {"password": os.environ.get(TOKEN, "").strip() or None}
        self._error = redis.RedisError
        self._client = redis.Redis.from_url(
            settings.cache_url,
            socket_timeout=settings.cache_timeout,
            socket_connect_timeout=settings.cache_timeout,
            retry=Retry(NoBackoff(), 0),
            **options,
        )

    def get(self, name: str) -> bytes | None:
        with self._telling(), self._client as client:
            data: Any = client.getrange(_redis_key(name), 0, LIMIT)
        if len(data) > LIMIT:
            raise CacheError("", f"the stored data is larger than {LIMIT:,} bytes")
        return bytes(data) or None

    def put(self, name: str, data: bytes) -> None:
        with self._telling(), self._client as client:
            client.set(_redis_key(name), data, ex=_DAYS * 86400)

    @contextlib.contextmanager
    def _telling(self) -> Any:
        try:
            yield
        except self._error as error:
            text = str(error).partition("\n")[0]
            raise CacheError("", f"Redis says: {text or type(error).__name__}") from None


def _redis_key(name: str) -> str:
    return f"autodocgen:{name}"


LIMIT = 256_000_000
"""Maximum size of a pack in bytes; of what is in it, twice that."""

MOST_ENTRIES = 300_000
"""Maximum number of entries in a pack: each takes memory, however little it takes in the pack."""

_ROW = 64
"""Maximum number of bytes of an entry in the table of a pack."""

MOST_UNUSED = 10
"""An entry that so many changes of a pack in turn had no use for is left out of the next one."""

_FORMAT = 2
_MAGIC = b"autodocgen\0" + bytes([_FORMAT])
_KEY = re.compile(r"[0-9a-f]{40}")
_SIGNATURE = hashlib.sha256().digest_size


class PackError(Exception):
    """Something isn't the pack that it should be; the message says why."""


class Kept:
    """One entry in a pack.

    Args:
        data: What the local cache has in its file.
        unused: How many times in turn the pack was changed by runs that had no use for it.
    """

    def __init__(self, data: bytes, unused: int = 0) -> None:
        self.unused = unused
        self.size = len(data)
        self._data: bytes | None = data
        self._compressed: memoryview | bytes | None = None

    @classmethod
    def of(cls, compressed: memoryview | bytes, size: int, unused: int) -> Kept:
        """Return an entry as it's in a pack.

        Args:
            compressed: Its compressed data.
            size: Its size without compression, in bytes.
            unused: As for the class.
        """
        entry = cls(b"", unused)
        entry.size, entry._data, entry._compressed = size, None, compressed
        return entry

    def after(self, unused: int) -> Kept:
        """Return the entry with another number of changes without use."""
        return Kept.of(self.compressed, self.size, unused)

    @property
    def data(self) -> bytes:
        """What the local cache has in its file; if it can't be unpacked as was said, nothing."""
        if self._data is None:
            self._data = _decompressed(self.compressed, self.size)
        return self._data

    @property
    def compressed(self) -> memoryview | bytes:
        """The same as it's in a pack."""
        if self._compressed is None:
            self._compressed = zlib.compress(self._data or b"", 6)
        return self._compressed


def _decompressed(compressed: memoryview | bytes, size: int) -> bytes:
    """Return compressed data, nothing if it's damaged or of another size."""
    unpacker = zlib.decompressobj()
    try:
        data = unpacker.decompress(compressed, size + 1)
    except zlib.error:
        return b""
    return data if unpacker.eof and len(data) == size else b""


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """An entry in the table of a pack: its size in it, its size without compression, and use."""

    length: Annotated[int, msgspec.Meta(ge=0)]
    size: Annotated[int, msgspec.Meta(ge=0)]
    unused: int


class _Table(msgspec.Struct, frozen=True, array_like=True):
    """What is in a pack, in its order."""

    schema: int
    name: str
    entries: dict[str, _Place]


def packed(name: str, entries: Mapping[str, Kept], secret: bytes) -> bytes:
    """Return entries as one pack; the largest that fits, without the least used ones.

    Args:
        name: Whose they are.
        entries: The entries by key.
        secret: What the pack is signed with; empty for no signature.
    """
    size = 0
    chosen: dict[str, Kept] = {}
    for key, kept in sorted(entries.items(), key=lambda item: (item[1].unused, item[0])):
        size += kept.size
        if kept.unused <= MOST_UNUSED and size <= LIMIT and len(chosen) < MOST_ENTRIES:
            chosen[key] = kept
    places = {
        key: _Place(len(kept.compressed), kept.size, kept.unused) for key, kept in chosen.items()
    }
    table = zlib.compress(msgspec.msgpack.encode(_Table(SCHEMA, name, places)), 6)
    body = b"".join([table, *(kept.compressed for kept in chosen.values())])
    return _MAGIC + _signature(name, body, secret) + body


def unpacked(data: bytes, name: str, secret: bytes) -> dict[str, Kept]:
    """Return the entries in a pack, by key; each is decompressed when its data are asked for.

    Args:
        data: The pack.
        name: Whose it must be.
        secret: What it must be signed with; empty if it needn't be.

    Raises:
        PackError: If it's damaged, too large, another's, or not signed so.
    """
    head, body = data[: len(_MAGIC) + _SIGNATURE], data[len(_MAGIC) + _SIGNATURE :]
    if not head.startswith(_MAGIC):
        raise PackError("isn't a pack of this version")
    if secret and not hmac.compare_digest(head[len(_MAGIC) :], _signature(name, body, secret)):
        raise PackError("isn't signed with the secret")
    table, rest = _table(body)
    if (table.schema, table.name) != (SCHEMA, name):
        raise PackError("is another project's or version's")
    if not all(map(_KEY.fullmatch, table.entries)):  # keys become paths
        raise PackError("is damaged")
    return dict(_entries(table, rest))


def _table(body: bytes) -> tuple[_Table, memoryview]:
    """Return the table that a pack begins with, and what is behind it.

    Raises:
        PackError: If one doesn't fit the other, or is too large.
    """
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(body, MOST_ENTRIES * _ROW)
        if not unpacker.eof:
            raise PackError("is cut off, or too large")
        table = msgspec.msgpack.decode(content, type=_Table)
    except (zlib.error, UnicodeDecodeError, msgspec.MsgspecError):
        raise PackError("is damaged") from None
    rest = memoryview(unpacker.unused_data)
    length = sum(place.length for place in table.entries.values())
    if len(rest) < length or sum(place.size for place in table.entries.values()) > 2 * LIMIT:
        raise PackError("is cut off, or too large")
    if len(rest) > length:
        raise PackError("is damaged")
    return table, rest


def _entries(table: _Table, rest: memoryview) -> Iterator[tuple[str, Kept]]:
    """Yield the entries of a pack with their keys."""
    start = 0
    for key, place in table.entries.items():
        end = start + place.length
        yield key, Kept.of(rest[start:end], place.size, place.unused)
        start = end


def _signature(name: str, body: bytes, secret: bytes) -> bytes:
    if not secret:
        return bytes(_SIGNATURE)
    return hmac.digest(secret, name.encode() + b"\0" + body, "sha256")

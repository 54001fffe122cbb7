"""A cache that several machines share: one pack a project, taken once and given back once.

It's only ever a help: whatever is wrong with it is one line, no second try and a bounded time, and
the run goes on with the local cache. Of several runs at once the last one's pack stays, with what
it took before.

A pack holds data only: MessagePack, compressed by zlib, behind a signature. Nothing of it is
believed that isn't checked: its name, its signature if a secret is set, and its size before
anything is unpacked; and an entry, when it's used, against its own digest and the type of its
record.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import sys
import threading
import time
import urllib.request
import zlib
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

import msgspec

from .. import web
from ..errors import CacheError, RequestError
from ..settings import Settings
from .local import SCHEMA, Folder

__all__ = [
    "LIMIT",
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
    parts = (str(SCHEMA), project, engine, str(sys.version_info[:2]), fingerprint, part)
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

    Attributes:
        error: The first thing that went wrong.
    """

    def __init__(self, settings: Settings, name: str) -> None:
        self.error: CacheError | None = None
        self._settings = settings
        self._url = web.shown(settings.cache_url)
        self._name = name
        self._secret = os.environ.get(SECRET, "").strip().encode()
        self._entries: dict[str, Kept] | None = None
        self._is_dead = time.monotonic() - _failed.get(settings.cache_url, -_REST) < _REST

    def get(self, key: str) -> bytes | None:
        """Return the bytes under a key, None if there are none; the first call takes the pack."""
        kept = self.entries().get(key)
        return kept.data if kept is not None else None

    def entries(self) -> dict[str, Kept]:
        """Return all that is in the pack, by key."""
        if self._entries is None:
            self._entries = {}
            data = self._asked(lambda server: server.get(self._name))
            if data is not None:
                try:
                    self._entries = unpacked(data, self._name, self._secret)
                except PackError as error:
                    self._note(CacheError(self._url, f"the stored data {error}; it isn't used"))
        return self._entries

    def refuse(self) -> None:
        """Note that an entry isn't what it should be."""
        self._note(CacheError(self._url, "a stored entry is damaged; it isn't used"))

    def give(self, folder: Folder, used: set[str]) -> int:
        """Send the pack with all that a run used.

        Args:
            folder: Where that is.
            used: Its keys.

        Returns:
            How many entries were sent; 0 if the server didn't take them.
        """
        merged = {k: Kept(e.data, e.unused + 1) for k, e in self.entries().items()}
        for key in used:
            data = folder.read(key)
            if data is not None:
                merged[key] = Kept(data)
            elif key in merged:
                merged[key] = Kept(merged[key].data)
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

MOST_UNUSED = 10
"""An entry that so many changes of a pack in turn had no use for is left out of the next one."""

_MAGIC = b"autodocgen\0\1"
_KEY = re.compile(r"[0-9a-f]{40}")
_SIGNATURE = hashlib.sha256().digest_size


class PackError(Exception):
    """Something isn't the pack that it should be; the message says why."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """One entry in a pack.

    Attributes:
        data: What the local cache has in its file.
        unused: How many times in turn the pack was changed by runs that had no use for it.
    """

    data: bytes
    unused: int = 0


class _Pack(msgspec.Struct, frozen=True, array_like=True):
    schema: int
    name: str
    entries: dict[str, Kept]


def packed(name: str, entries: Mapping[str, Kept], secret: bytes) -> bytes:
    """Return entries as one pack; the largest that fits, without the least used ones.

    Args:
        name: Whose they are.
        entries: The entries by key.
        secret: What the pack is signed with; empty for no signature.
    """
    size, chosen = 0, {}
    for key, kept in sorted(entries.items(), key=lambda item: (item[1].unused, item[0])):
        size += len(kept.data)
        if kept.unused <= MOST_UNUSED and size <= LIMIT:
            chosen[key] = kept
    body = zlib.compress(msgspec.msgpack.encode(_Pack(SCHEMA, name, chosen)), 6)
    return _MAGIC + _signature(name, body, secret) + body


def unpacked(data: bytes, name: str, secret: bytes) -> dict[str, Kept]:
    """Return the entries in a pack, by key.

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
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(body, 2 * LIMIT)
        if not unpacker.eof:
            raise PackError("is cut off, or too large")
        if unpacker.unused_data:
            raise PackError("is damaged")
        pack = msgspec.msgpack.decode(content, type=_Pack)
    except (zlib.error, UnicodeDecodeError, msgspec.MsgspecError):
        raise PackError("is damaged") from None
    if (pack.schema, pack.name) != (SCHEMA, name):
        raise PackError("is another project's or version's")
    if not all(map(_KEY.fullmatch, pack.entries)):  # keys become paths
        raise PackError("is damaged")
    return pack.entries


def _signature(name: str, body: bytes, secret: bytes) -> bytes:
    if not secret:
        return bytes(_SIGNATURE)
    return hmac.digest(secret, name.encode() + b"\0" + body, "sha256")

"""Analysis results kept between runs, by the content they were made from.

A key holds everything a result depends on: our version, the engines', Python's, the settings of
the analysis, and the file's name, path and bytes. What other files say is put together later, from
all results, so an edit costs the analysis of one file. A cache that is missing, old, corrupt or not
writable is an empty cache; nothing here raises.
"""

from __future__ import annotations

import contextlib
import hashlib
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import platformdirs

from .model import Source
from .settings import Settings

__all__ = ["Cache", "joined", "key_of", "keys"]

T = TypeVar("T", bound=msgspec.Struct)

_SCHEMA = 7
"""Version of the stored records; raised whenever a record in `model` changes."""


class Cache(Generic[T]):
    """A store of records by key, in files below one folder.

    Args:
        settings: ``cache`` and ``cache_dir`` say where; with ``cache = "off"`` nothing is kept.
        record: The type of the records.
    """

    def __init__(self, settings: Settings, record: type[T]) -> None:
        folder = settings.cache_dir or platformdirs.user_cache_dir("sphinxcontrib-autodocgen")
        place = Path(folder).expanduser() / str(_SCHEMA)
        self.folder = place if settings.cache == "local" else None
        self._decoder = msgspec.msgpack.Decoder(record)
        self._encoder = msgspec.msgpack.Encoder()

    def get(self, key: str) -> T | None:
        """Return what was put under a key, None if there's nothing usable."""
        if self.folder is None:
            return None
        try:
            return self._decoder.decode(self._path(key).read_bytes())
        except (OSError, UnicodeDecodeError, msgspec.MsgspecError):
            return None

    def put(self, key: str, record: T) -> None:
        """Keep a record; at once, so that a killed run resumes from here."""
        if self.folder is None:
            return
        path = self._path(key)
        with contextlib.suppress(OSError, UnicodeEncodeError):
            data = self._encoder.encode(record)
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=path.parent)
            try:
                with open(handle, "wb") as file:  # noqa: PTH123  # takes over the descriptor
                    file.write(data)
                Path(temporary).replace(path)
            finally:
                Path(temporary).unlink(missing_ok=True)  # gone if all went well

    def _path(self, key: str) -> Path:
        assert self.folder is not None
        return self.folder / key[:2] / key[2:]


def joined(parts: Iterable[str]) -> str:
    """Return the key of what several entries came to together, in any order."""
    digest = hashlib.blake2b(b"joined", digest_size=20)
    for part in sorted(parts):
        digest.update(part.encode())
    return digest.hexdigest()


def key_of(records: object, engine: str) -> str:
    """Return the key of what is made of records that are in no file of their own.

    Args:
        records: Whatever msgspec encodes.
        engine: Names and versions of everything else that the result depends on.
    """
    digest = hashlib.blake2b(f"{engine}\0{sys.version_info[:2]}\0".encode(), digest_size=20)
    digest.update(msgspec.msgpack.encode(records))
    return digest.hexdigest()


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
    text = f"{base}\0{source.name}\0{source.path}\0{source.digest}"
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()

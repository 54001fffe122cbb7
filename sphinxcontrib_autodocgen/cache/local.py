"""The local cache: a folder of entries by key, and what can be done with all of them.

Only files in the places of entries count, whatever else is in the folder; so nothing is removed
that isn't ours. A file's time of change says when it was last used, to the hour.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .. import files
from ..settings import Settings

__all__ = [
    "SCHEMA",
    "CachedFile",
    "Folder",
    "Mark",
    "complaints",
    "content_of",
    "folder_of",
    "with_digest",
]

SCHEMA = 9
"""Version of how entries are stored; what is in them is told apart by the engine in their keys."""

_VERSION = re.compile(r"\d{1,6}")
_FIRST = re.compile(r"[0-9a-f]{2}")
_REST = re.compile(r"[0-9a-f]{38}|\.[0-9a-f]{16}\.part")
"""Names of the folders around an entry, and of its file, or of what a killed run left."""

_HOUR = 3600

_DIGEST = 20
"""Size of what an entry begins with, in bytes."""


class CachedFile(NamedTuple):
    """A file of the cache.

    Attributes:
        used: When it was last used, in seconds since the epoch.
        size: Its size in bytes.
        path: The file.
    """

    used: float
    size: int
    path: Path


def folder_of(settings: Settings) -> Path:
    """Return the folder of the local cache, whether it's there or not."""
    if settings.cache_dir:
        return Path(settings.cache_dir).expanduser()
    from platformdirs import user_cache_dir  # noqa: PLC0415  # a build has a folder of its own

    return Path(user_cache_dir("sphinxcontrib-autodocgen"))


def with_digest(key: str, content: bytes) -> bytes:
    """Return content as an entry, which begins with a digest.

    Args:
        key: The key of the entry.
        content: What is in it.
    """
    return _digest(key, content) + content


def content_of(key: str, data: bytes | None) -> bytes | None:
    """Return an entry without its digest, None if that isn't the one of this key and content.

    Args:
        key: The key of the entry.
        data: The entry, None if there is none.
    """
    content = data[_DIGEST:] if data is not None else b""
    return content if data is not None and data.startswith(_digest(key, content)) else None


def _digest(key: str, content: bytes) -> bytes:
    digest = hashlib.blake2b(key.encode(), digest_size=_DIGEST)
    digest.update(content)
    return digest.digest()


class Folder:
    """The entries in one folder; what can't be read or written isn't there.

    Args:
        top: The folder of the cache, with one folder for each version of its format.
    """

    def __init__(self, top: Path) -> None:
        self.top = top
        self._place = top / str(SCHEMA)

    def read(self, key: str) -> bytes | None:
        """Return the bytes under a key, None if there's no such file; the key counts as used."""
        path = self._path(key)
        try:
            if path.is_symlink():
                return None
            data = files.read(path)
            if time.time() - path.stat().st_mtime > _HOUR:
                os.utime(path)
        except OSError:
            return None
        return data

    def write(self, key: str, data: bytes) -> bool:
        """Put bytes under a key, whole or not at all, and tell whether they are there."""
        path = self._path(key)
        try:
            self._make(path.parent)
            with files.replacing(path, private=True) as file:
                file.write(data)
        except FileNotFoundError:
            return False  # another run made room meanwhile, and took what was being written
        except OSError as error:
            _failures.setdefault(files.shown(self.top), error.strerror or str(error))
            return False
        return True

    def entries(self) -> Iterator[CachedFile]:
        """Yield all entries, those of other versions of the format and unfinished ones too."""
        for path in self._paths():
            with contextlib.suppress(OSError):
                state = path.lstat()
                if stat.S_ISREG(state.st_mode):
                    yield CachedFile(state.st_mtime, state.st_size, path)

    def _paths(self) -> Iterator[Path]:
        for version in _inside(self.top, _VERSION):
            for first in _inside(version, _FIRST):
                yield from _inside(first, _REST)

    def prune(self, limit: int) -> list[CachedFile]:
        """Remove the entries that were used longest ago, until the rest fits a limit.

        Args:
            limit: The size in bytes that may stay; 0 for no limit.

        Returns:
            What was removed.
        """
        if not limit:
            return []
        known = sorted(self.entries(), reverse=True)
        kept = 0
        gone = []
        for entry in known:
            kept += entry.size
            if kept > limit and _remove(entry):
                gone.append(entry)
        return gone

    def clear(self) -> list[CachedFile]:
        """Remove all entries, and return them."""
        return [entry for entry in list(self.entries()) if _remove(entry)]

    def mark(self, key: str) -> Mark:
        """Return the mark of the runs of one project."""
        return Mark(self._place / f"running-{key}")

    def _make(self, folder: Path) -> None:
        """Make a folder of entries, and those around it; nobody else may look into ours."""
        if files.is_folder(folder):
            return
        if not files.is_folder(self._place):
            self.top.parent.mkdir(parents=True, exist_ok=True)
            for each in (self.top, self._place):
                each.mkdir(mode=0o700, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)

    def _path(self, key: str) -> Path:
        return self._place / key[:2] / key[2:]


_failures: dict[str, str] = {}
"""Why nothing could be kept, by folder, since somebody last asked."""


def complaints() -> list[str]:
    """Return a line for each folder in which something could not be kept since this was asked."""
    found = [f"{folder}: results can't be kept ({why})" for folder, why in _failures.items()]
    _failures.clear()
    return found


class Mark:
    """A file that is there while a run adds entries: the next one knows by it if that ended.

    Args:
        path: The file.

    Attributes:
        left: What a run that is gone was at when it ended, None if it finished.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._said: str | None = None
        self.left = self._read()

    def _read(self) -> str | None:
        try:
            process, _, doing = files.read(self._path, 2000).decode().partition(" ")
            return None if _is_alive(int(process)) else doing
        except (OSError, ValueError):
            return None

    def set(self, doing: str = "") -> None:
        """Say that this run is under way.

        Args:
            doing: What it's at that this process may not survive.
        """
        if doing != self._said:
            self._said = doing
            with contextlib.suppress(OSError):
                if not files.is_folder(self._path.parent):
                    self._path.parent.mkdir(mode=0o700, parents=True)
                files.write(self._path, f"{os.getpid()} {doing}")

    def clear(self) -> None:
        """Say that this run, or the one that it resumed, finished."""
        if self._said is not None or self.left is not None:
            with contextlib.suppress(OSError):
                self._path.unlink()


def _is_alive(process: int) -> bool:
    if os.name != "posix":
        return False  # to ask there is to end it
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return process > 0


def _inside(folder: Path, name: re.Pattern[str]) -> list[Path]:
    """Return what is in a folder under names of a form, in their order; links lead elsewhere."""
    try:
        found = sorted(path for path in folder.iterdir() if name.fullmatch(path.name))
        return [path for path in found if not path.is_symlink()]
    except OSError:
        return []


def _remove(entry: CachedFile) -> bool:
    """Remove an entry, and the folders around it that are empty then."""
    try:
        entry.path.unlink()
    except OSError:
        return False
    with contextlib.suppress(OSError):
        entry.path.parent.rmdir()
        entry.path.parent.parent.rmdir()
    return True

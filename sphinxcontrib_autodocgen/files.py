"""The only place that reads and writes files: none can stop, fill or leave this process.

What a path leads to is asked before it's opened: a pipe, socket or device has no end, and a file
can be larger than memory. What can't be asked, because a folder can't be entered or a name is too
long, isn't there. What is written is there as a whole or not at all.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import os
import secrets
import stat
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import Any, BinaryIO

from .errors import SourceError

__all__ = [
    "exists",
    "given",
    "is_file",
    "is_folder",
    "is_inside",
    "items_in",
    "leads_out",
    "read",
    "read_source",
    "read_text",
    "read_toml",
    "relative",
    "replacing",
    "shown",
    "source_text",
    "table_in",
    "toml",
    "too_large",
    "write",
]

_MOST = 100_000_000
"""Size of the largest file of any kind that is read, in bytes."""


def exists(path: Path) -> bool:
    """Tell whether a path leads to anything."""
    return os.path.exists(path)  # noqa: PTH110  # Path.exists raises where access is denied


def is_file(path: Path) -> bool:
    """Tell whether a path leads to a regular file."""
    return os.path.isfile(path)  # noqa: PTH113  # Path.is_file raises where access is denied


def is_folder(path: Path) -> bool:
    """Tell whether a path leads to a folder."""
    return os.path.isdir(path)  # noqa: PTH112  # Path.is_dir raises where access is denied


def read(path: Path, limit: int = _MOST) -> bytes:
    """Return the bytes of a regular file.

    Args:
        path: The file.
        limit: Its maximum size in bytes.

    Raises:
        OSError: If it can't be read, is something else, or is larger; EFBIG then.
    """
    if "\0" in str(path):
        raise OSError(errno.EINVAL, "no path has a NUL character", str(path))
    _refuse(os.stat(path), path, limit)  # noqa: PTH116  # to open a device can be to use it
    with open(path, "rb", opener=_at_once) as file:  # Path.open has no opener
        _refuse(os.fstat(file.fileno()), path, limit)
        data = file.read(limit + 1)
    if len(data) > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def read_text(path: Path, errors: str = "strict") -> str:
    """Return the text of a regular file in UTF-8, with the line ends of Python.

    Args:
        path: The file.
        errors: What is done with bytes that aren't UTF-8.

    Raises:
        OSError: As :func:`read` does.
        UnicodeDecodeError: If it isn't UTF-8.
    """
    return read(path).decode("utf-8", errors).replace("\r\n", "\n").replace("\r", "\n")


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a regular file in TOML.

    Args:
        path: The file.

    Raises:
        OSError: As :func:`read` does.
        ValueError: If it isn't UTF-8 or no valid TOML.
    """
    return toml(read_text(path))


def toml(text: str) -> dict[str, Any]:
    """Return the content of a text in TOML.

    Args:
        text: The text.

    Raises:
        ValueError: If it isn't valid, in one line.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise
    except ValueError:  # of Python, whose advice is about Python
        raise ValueError("a number has too many digits") from None
    except RecursionError:
        raise ValueError("nested too deeply to be read") from None


def table_in(document: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    """Return a table inside tables, an empty one if it isn't there or is something else.

    Args:
        document: The outermost table.
        keys: The keys of the tables on the way to it, and its own.
    """
    found: Any = document
    for key in keys:
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, dict) else {}


def items_in(value: object) -> list[Any]:
    """Return a value if it's a list; else an empty one."""
    return value if isinstance(value, list) else []


@contextlib.contextmanager
def replacing(path: Path, *, private: bool = False) -> Iterator[BinaryIO]:
    """Give a stream whose bytes become a file when all of them are written.

    They are written beside their place and then moved there, so that neither a signal nor a full
    disk leaves half a file. Pipes, terminals and devices are written to as they are.

    Args:
        path: The file; of a link, the file that it leads to is replaced. It keeps its permissions.
        private: Whether only its owner may read it.

    Raises:
        OSError: If it can't be written; what was there before still is.
    """
    real = Path(os.path.realpath(path))
    if _is_stream(path, real):
        with _named(path), path.open("wb") as stream:
            yield stream
        return
    part = real.with_name(f".{secrets.token_hex(8)}.part")
    mode = 0o600 if private else 0o666
    try:
        with _named(path, part):
            with open(part, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as stream:
                yield stream
            if not private and exists(real):
                part.chmod(stat.S_IMODE(real.stat().st_mode))
            part.replace(real)
    finally:
        with contextlib.suppress(OSError):  # a folder that isn't there, or isn't one
            part.unlink(missing_ok=True)  # it's gone if all went well


@contextlib.contextmanager
def _named(path: Path, part: Path | None = None) -> Iterator[None]:
    """Have errors that name no file, or only a temporary one, name the path."""
    try:
        yield
    except OSError as error:
        if error.filename in (None, str(part)):
            raise OSError(error.errno, error.strerror, str(path)) from None
        raise


def _is_stream(path: Path, real: Path) -> bool:
    """Tell whether a path names what is written to as it is, such as a device."""
    named = os.path.abspath(path).startswith(("/dev/", "/proc/"))  # noqa: PTH100  # not its target
    return named or (exists(real) and not is_file(real) and not is_folder(real))


def write(path: Path, content: str | bytes, errors: str = "strict") -> None:
    """Write a file as a whole or not at all.

    Args:
        path: The file.
        content: Its bytes, or its text, which is encoded as UTF-8.
        errors: What is done with characters that UTF-8 doesn't have.

    Raises:
        OSError: If it can't be written; what was there before still is.
    """
    data = content.encode("utf-8", errors) if isinstance(content, str) else content
    with replacing(path) as stream:
        stream.write(data)


def _at_once(path: str, flags: int) -> int:
    """Open a file without waiting, as for a pipe's other end."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _refuse(state: os.stat_result, path: Path, limit: int) -> None:
    if stat.S_ISDIR(state.st_mode):
        raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(state.st_mode):
        raise OSError(errno.EINVAL, "it is a pipe, a socket or a device", str(path))
    if state.st_size > limit:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))


_GIVEN: ContextVar[Mapping[str, bytes]] = ContextVar("given", default={})  # noqa: B039  # empty


@contextlib.contextmanager
def given(contents: Mapping[str, bytes]) -> Iterator[None]:
    """Let sources be read that are not on this machine.

    Args:
        contents: Their bytes by path.
    """
    token = _GIVEN.set(contents)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def read_source(path: str, limit: int) -> bytes:
    """Return the bytes of a source file, or those that were :func:`given`.

    Args:
        path: The file.
        limit: Its maximum size in bytes, from ``max_file_size``.

    Raises:
        SourceError: If it's larger or can't be read.
    """
    known = _GIVEN.get().get(path)
    if known is not None:
        return known
    try:
        return read(Path(path), limit)
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise too_large(path, limit) from None
        is_denied = isinstance(error, PermissionError)
        advice = "check its permissions" if is_denied else "leave it out with 'exclude'"
        reason = f"can't be read ({error.strerror}); {advice}"
        raise SourceError(path, None, "unreadable", reason) from None


def source_text(path: str) -> str:
    """Return the text of a source file, by its mark or the encoding that it declares.

    Args:
        path: The file.

    Raises:
        OSError: As :func:`read` does.
        SyntaxError: If it declares an encoding that there isn't.
        UnicodeDecodeError: If it isn't in the encoding that it declares.
    """
    return importlib.util.decode_source(read(Path(path)))


def too_large(path: str, limit: int) -> SourceError:
    """Return the error for a source file that is larger than is read."""
    reason = f"larger than {limit:,} bytes; raise 'max_file_size' to have it analysed"
    return SourceError(path, None, "limit", reason)


def shown(path: str | Path) -> str:
    """Return a path as text that any file and any stream of text takes."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def relative(path: str | Path, folder: Path) -> Path:
    """Return a path relative to a folder if it's inside, else the path itself."""
    full = Path(path)
    return full.relative_to(folder) if full.is_relative_to(folder) else full


def is_inside(path: Path, folder: Path) -> bool:
    """Tell whether what a path leads to, over all links, is in a folder."""
    try:
        return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))
    except ValueError:  # a NUL character, which no path has
        return False


def leads_out(path: Path, folders: Iterable[Path]) -> bool:
    """Tell whether a path is a link to what is in none of some folders.

    Args:
        path: The path.
        folders: The folders.
    """
    return path.is_symlink() and not any(is_inside(path, folder) for folder in folders)

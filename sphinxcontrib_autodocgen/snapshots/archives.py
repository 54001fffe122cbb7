"""The Python files of a wheel or an sdist, unpacked without trust: no links, nothing outside."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import DocumentError
from .trees import is_wanted

__all__ = ["unpack"]

_MAX_BYTES = 500_000_000
"""More Python than this nobody ships; an archive that claims to is a bomb."""


def unpack(archive: Path, folder: Path, max_bytes: int = _MAX_BYTES) -> Path:
    """Unpack what an API can be read from.

    Args:
        archive: A wheel, a zip file, or a compressed tar file.
        folder: An empty folder.
        max_bytes: The most bytes that are written.

    Returns:
        The folder of the project: that of an sdist is the only one in it.

    Raises:
        DocumentError: If it can't be read, or is too large.
    """
    left = max_bytes
    try:
        for name, data in _members(archive, max_bytes):
            left -= len(data)
            if left < 0:
                raise DocumentError(str(archive), f"holds more than {max_bytes} bytes of Python")
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, tarfile.TarError) as error:
        said = str(error).partition("\n")[0].rstrip(":") or type(error).__name__
        reason = f"neither a wheel, an sdist nor a document of 'inspect' ({said})"
        raise DocumentError(str(archive), reason) from None
    inside = list(folder.iterdir())
    is_wheel = archive.suffix == ".whl"
    return inside[0] if len(inside) == 1 and inside[0].is_dir() and not is_wheel else folder


def _members(archive: Path, limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files that are wanted."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as opened:
            for info in opened.infolist():
                if not info.is_dir() and is_wanted(info.filename):
                    with opened.open(info) as file:
                        yield info.filename, file.read(limit + 1)
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            if stream is not None and is_wanted(member.name):
                yield member.name, stream.read(limit + 1)

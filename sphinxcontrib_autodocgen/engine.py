"""The distributions that results depend on, by name and version."""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

from . import files

__all__ = ["ENGINE"]


def _own_code() -> str:
    """Return a digest of this package's files where they may change under one version."""
    folder = Path(__file__).parent
    if "site-packages" in folder.parts:
        return ""
    digest = hashlib.blake2b(digest_size=8)
    for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.json"))):
        digest.update(files.read(path))
    return f" {digest.hexdigest()}"


ENGINE = (
    ", ".join(
        f"{name} {version(name)}"
        for name in ("sphinxcontrib-autodocgen", "astroid", "radon", "typeshed-client")
    )
    + _own_code()
)
"""Names and versions; part of the cache key."""

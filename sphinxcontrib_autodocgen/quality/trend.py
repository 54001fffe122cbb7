"""Complexity from release to release.

The files of a tag are read out of git's store, never checked out, and only measured: no type is
inferred. A file that is the same in two tags is measured once, and what a tag came to is kept by
its commit, so a second build reads none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from .. import cache, changelog, discover, git, later
from ..engine import ENGINE
from ..errors import AutodocgenError, GitError
from ..settings import Settings
from .charts import Point
from .churn import place

if TYPE_CHECKING:
    from .. import analyze
else:
    analyze = later.LaterModule("..analyze", __package__)

__all__ = ["TITLES", "ReleaseSums", "points", "trend"]

TITLES = ("Cognitive complexity, average of a function", "Functions of rank C or worse")
"""Titles of the two numbers of a point."""

_MOST_TAGS = 16


class ReleaseSums(msgspec.Struct, frozen=True):
    """Sums over the functions of a tag.

    Attributes:
        functions: How many there are.
        cognitive: Their cognitive complexities, added up.
        complex: How many of them have rank C or worse.
    """

    functions: int
    cognitive: int
    complex: int


def points(releases: Iterable[tuple[str, ReleaseSums]]) -> list[Point]:
    """Return the points of a chart, one for each release with functions."""
    return [
        Point(name, (release.cognitive / release.functions, float(release.complex)))
        for name, release in releases
        if release.functions
    ]


def trend(
    folder: Path, targets: Iterable[str], settings: Settings
) -> tuple[list[tuple[str, ReleaseSums]], str]:
    """Measure the functions of some modules at each of the last release tags.

    Args:
        folder: A folder of the package as it is now.
        targets: Full names of packages and modules.
        settings: ``exclude``, ``max_file_size`` and the cache's settings apply.

    Returns:
        Names of tags and their sums, the oldest version first; and why some are missing, or an
        empty text.
    """
    wanted = tuple(sorted(targets))
    store = cache.Cache(settings, ReleaseSums)
    known: dict[str, ReleaseSums] = {}
    found = []
    try:
        at = place(folder)
        root = discover.project_root(folder.resolve()) or at.top
        for tag in changelog.release_tags(root, early=False)[-_MOST_TAGS:]:
            key = _key(tag.sha, wanted, settings)
            release = store.get(key)
            if release is None:
                release = _measured(at.top, tag, wanted, settings, known)
                store.put(key, release)
            found.append((tag.name, release))
    except GitError as error:
        return found, f"{error}; the trend isn't shown"
    if at.shallow:
        return found, "the clone is shallow; the trend has only the tags that it has"
    return found, ""


def _key(sha: str, targets: tuple[str, ...], settings: Settings) -> str:
    parts = (ENGINE, settings.fingerprint("analyze"), sha, *targets)
    return hashlib.blake2b("\0".join(("trend", *parts)).encode(), digest_size=20).hexdigest()


def _measured(
    top: Path,
    tag: git.Tag,
    targets: tuple[str, ...],
    settings: Settings,
    known: dict[str, ReleaseSums],
) -> ReleaseSums:
    """Measure one tag; ``known`` keeps what was measured of each content."""
    tree = git.tree(
        top, tag.sha, lambda path, stored: _is_wanted(path, stored, targets, settings), known
    )
    for name, content in tree.contents.items():
        known[name] = _of_file(content, settings)
    parts = [known[name] for name in tree.names.values() if name in known]
    return ReleaseSums(
        sum(part.functions for part in parts),
        sum(part.cognitive for part in parts),
        sum(part.complex for part in parts),
    )


def _is_wanted(
    path: str, stored: Mapping[str, str], targets: tuple[str, ...], settings: Settings
) -> bool:
    name = _module_name(path, stored)
    if any(fnmatchcase(name, glob) for glob in settings.exclude):
        return False
    return any(name == target or name.startswith(f"{target}.") for target in targets)


def _module_name(path: str, stored: Mapping[str, str]) -> str:
    """Return the dotted name of a file, wherever its top-level package was at that time."""
    file = PurePosixPath(path)
    if file.suffix != ".py":
        return ""
    parts = [] if file.stem == "__init__" else [file.stem]
    folder = file.parent
    while folder.name and f"{folder}/__init__.py" in stored:
        parts.insert(0, folder.name)
        folder = folder.parent
    return ".".join(parts)


def _of_file(content: bytes, settings: Settings) -> ReleaseSums:
    """Measure the functions of a file; what this Python can't parse has none."""
    try:
        numbers = analyze.numbers(content, settings)
    except AutodocgenError:
        return ReleaseSums(0, 0, 0)
    return ReleaseSums(
        len(numbers),
        sum(metrics.cognitive for metrics in numbers),
        sum(metrics.rank >= "C" for metrics in numbers),
    )

"""How the numbers went from release to release.

The files of a tag are read out of git's store, never checked out, and only measured: no type is
inferred. A file that is the same in two tags is measured once, and what a tag came to is kept by
its commit, so a second build reads none of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

import msgspec

from .. import analyze, cache, changelog, git
from ..charts import Point
from ..errors import AutodocgenError, GitError
from ..settings import Settings
from .churn import place

__all__ = ["TITLES", "Release", "points", "trend"]

TITLES = ("Cognitive complexity, average of a function", "Functions of rank C or worse")
"""What the two numbers of a point are."""

_MOST_TAGS = 16
_EARLY = re.compile(r"\d[-._]?(?:a|b|c|rc|alpha|beta|dev|pre|post)[-._]?\d*$", re.IGNORECASE)


class Release(msgspec.Struct, frozen=True):
    """What the functions of a tag came to.

    Attributes:
        functions: How many there are.
        cognitive: Their cognitive complexities, added up.
        complex: How many of them have rank C or worse.
    """

    functions: int
    cognitive: int
    complex: int


def points(releases: Iterable[tuple[str, Release]]) -> list[Point]:
    """Return what a chart shows of releases; those without functions are left out."""
    return [
        Point(name, (release.cognitive / release.functions, float(release.complex)))
        for name, release in releases
        if release.functions
    ]


def trend(
    folder: Path, targets: Iterable[str], settings: Settings
) -> tuple[list[tuple[str, Release]], str]:
    """Measure the functions of some modules at each of the last release tags.

    Args:
        folder: A folder of the package as it is now.
        targets: Full names of packages and modules.
        settings: ``exclude``, ``max_file_size`` and the cache's settings apply.

    Returns:
        Names of tags and what they came to, the oldest version first; and why it isn't all there,
        or an empty text.
    """
    wanted = tuple(sorted(targets))
    store = cache.Cache(settings, Release)
    known: dict[str, Release] = {}
    found = []
    try:
        at = place(folder)
        tags = [tag for tag in git.tags(at.top) if not _EARLY.search(tag.name)]
        for tag in changelog.version_tags(tags)[-_MOST_TAGS:]:
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
    parts = (analyze.ENGINE, settings.fingerprint("analyze"), sha, *targets)
    return hashlib.blake2b("\0".join(("trend", *parts)).encode(), digest_size=20).hexdigest()


def _measured(
    top: Path, tag: git.Tag, targets: tuple[str, ...], settings: Settings, known: dict[str, Release]
) -> Release:
    """Measure one tag; ``known`` keeps what was measured of each content."""
    stored = git.files(top, tag.sha)
    names = [name for path, name in stored.items() if _is_wanted(path, stored, targets, settings)]
    new = sorted({name for name in names if name not in known})
    for name, content in git.read(top, new).items():
        known[name] = _of_file(content, settings)
    parts = [known[name] for name in names if name in known]
    return Release(
        sum(part.functions for part in parts),
        sum(part.cognitive for part in parts),
        sum(part.complex for part in parts),
    )


def _is_wanted(
    path: str, stored: dict[str, str], targets: tuple[str, ...], settings: Settings
) -> bool:
    name = _module_name(path, stored)
    if any(fnmatchcase(name, glob) for glob in settings.exclude):
        return False
    return any(name == target or name.startswith(f"{target}.") for target in targets)


def _module_name(path: str, stored: dict[str, str]) -> str:
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


def _of_file(content: bytes, settings: Settings) -> Release:
    """Measure the functions of a file; what this Python can't parse has none."""
    try:
        numbers = analyze.numbers(content, settings)
    except AutodocgenError:
        return Release(0, 0, 0)
    return Release(
        len(numbers),
        sum(metrics.cognitive for metrics in numbers),
        sum(metrics.rank >= "C" for metrics in numbers),
    )

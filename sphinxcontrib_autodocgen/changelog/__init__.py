"""Changes from release to release, read from the files and the history of the project.

This package alone decides where a changelog comes from: a file in the manner of Keep a Changelog
(Markdown or reStructuredText, any headings that name versions), towncrier's fragments for what
isn't released yet, and the git tags with the commits between them. They're merged by version:
what people wrote for users goes before commits, which fill what nobody wrote. It reads and never
renders: an ``Entry`` keeps its author's text with the markup it's written in, because a
Sphinx page and a Markdown page need different things. Nothing here raises: a broken, missing or
cut-off source gives fewer releases and a :class:`~sphinxcontrib_autodocgen.model.Problem`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import get_args

from msgspec.structs import replace
from packaging.version import Version

from .. import git
from ..errors import GitError
from ..model import Problem
from .commits import from_git, is_final, release_tags, tag_version
from .entries import UNRELEASED, Changelog, ChangelogEntry, Group, Markup, Origin, Release
from .fragments import from_fragments
from .written import from_files, is_ahead

__all__ = [
    "SOURCES",
    "UNRELEASED",
    "Changelog",
    "ChangelogEntry",
    "Group",
    "Markup",
    "Origin",
    "Release",
    "is_final",
    "read",
    "release_tags",
    "releases",
    "tag_version",
    "version_key",
]

SOURCES: tuple[Origin, ...] = get_args(Origin)
"""All sources, the one whose words go first first."""


def releases(root: Path) -> tuple[Release, ...]:
    """Return the releases of a project; see :func:`read` for what could not be read.

    Args:
        root: The project's folder.

    Returns:
        The releases, newest first; empty if nothing says anything.
    """
    return read(root).releases


def read(
    root: Path,
    sources: Collection[Origin] = SOURCES,
    from_: str | None = None,
    to: str | None = None,
    limit: int | None = None,
) -> Changelog:
    """Read the changelog of a project, merged from the sources it has.

    Args:
        root: The project's folder: the one with ``pyproject.toml``, the changelog and ``.git``.
        sources: Which sources count.
        from_: The oldest version that is wanted, or None for all.
        to: The newest version that is wanted, or None; ``UNRELEASED`` is newer than any.
        limit: The most releases, from the newest wanted one on, or None.

    Returns:
        The releases, the problems, and the repository's address.
    """
    problems: list[Problem] = []
    draft = from_fragments(root, problems) if "fragments" in sources else None
    in_file, folder = from_files(root, problems) if "file" in sources else ([], root)
    written = _with_draft(draft, in_file)
    written = [release for release in written if release.groups or release.version != UNRELEASED]
    found = _with_git(root, written, problems) if "git" in sources else written
    found = _between(found, from_, to, root, problems)[:limit]
    return Changelog(tuple(found), tuple(problems), _repository(root), str(folder))


def _with_draft(draft: Release | None, found: list[Release]) -> list[Release]:
    """Put the draft of the next release first, joined with what the file says of it."""
    if draft is None:
        return found
    if found and found[0].version == UNRELEASED:
        return [replace(draft, groups=_joined(draft.groups, found[0].groups)), *found[1:]]
    return [draft, *found]


def _joined(first: Sequence[Group], more: Sequence[Group]) -> tuple[Group, ...]:
    """Join groups by their titles, and say nothing twice."""
    entries = {group.title: dict.fromkeys(group.entries) for group in first}
    said = {_words(entry) for group in first for entry in group.entries}
    for group in more:
        new = (entry for entry in group.entries if _words(entry) not in said)
        entries.setdefault(group.title, {}).update(dict.fromkeys(new))
    return tuple(Group(title, tuple(found)) for title, found in entries.items() if found)


def _words(entry: ChangelogEntry) -> str:
    return " ".join(entry.text.split()).casefold()


def _with_git(root: Path, written: list[Release], problems: list[Problem]) -> list[Release]:
    """Add what only git knows: releases that nobody wrote of, and the days of those."""
    trouble: list[Problem] = []
    tagged = from_git(root, trouble, early=not written)
    if not written:
        problems += trouble  # a project with a changelog can do without
        return tagged
    tagged = list(_with_dots(tagged, written))
    by_version = {version_key(release.version): release for release in tagged}
    known = {version_key(release.version) for release in written}
    found = [_dated(release, by_version.get(version_key(release.version))) for release in written]
    for release in tagged:
        if release.version != UNRELEASED and version_key(release.version) not in known:
            found.insert(_position(found, release.version), release)
    return found


def _with_dots(tagged: Iterable[Release], written: Sequence[Release]) -> Iterator[Release]:
    """Yield what tags say, of tags without dots (``188``) only what was written of (``1.88``)."""
    dotted = {r.version.replace(".", ""): r.version for r in written if "." in r.version}
    is_dotted = all("." in r.version for r in written if r.version != UNRELEASED)
    for release in tagged:
        if release.version == UNRELEASED or "." in release.version or not is_dotted:
            yield release
        elif release.version in dotted:
            yield replace(release, version=dotted[release.version])


def _dated(release: Release, tagged: Release | None) -> Release:
    """Complete what was written of a release with what its tag says."""
    if tagged is None or release.version == UNRELEASED:
        return release
    groups = tuple(_without_ahead(release.groups))
    dated = replace(release, date=release.date or tagged.date, tag=tagged.tag, groups=groups)
    if groups:
        return dated
    return replace(dated, groups=tagged.groups, origin="git")


def _without_ahead(groups: Iterable[Group]) -> Iterator[Group]:
    """Leave out that a release isn't there yet, where its tag is."""
    for group in groups:
        entries = tuple(entry for entry in group.entries if not is_ahead(entry.text))
        if entries:
            yield replace(group, entries=entries)


def version_key(version: str) -> Version | str:
    """Return what the spellings of one version have in common: ``2.0`` is ``2``.

    Args:
        version: The version, or what else a heading or tag has in its place.
    """
    try:
        return Version(version)
    except ValueError:  # of packaging, or of Python for too many digits
        return version.casefold()


def _position(found: Sequence[Release], version: str) -> int:
    """Return where a release belongs: before the first that is older."""
    own = version_key(version)
    for position, release in enumerate(found):
        other = version_key(release.version)
        if isinstance(own, Version) and isinstance(other, Version) and other < own:
            return position
    return len(found)


def _between(
    found: list[Release],
    from_: str | None,
    to: str | None,
    root: Path,
    problems: list[Problem],
) -> list[Release]:
    """Return the releases from one version to another, both included."""
    for bound in (from_, to):
        if bound is not None and not _can_bound(bound, found):
            problems.append(Problem(str(root), None, "missing", f"no such version: {bound!r}"))
            return []
    return [
        release
        for release in found
        if (from_ is None or _is_before(from_, release.version, found))
        and (to is None or _is_before(release.version, to, found))
    ]


def _can_bound(bound: str, found: Iterable[Release]) -> bool:
    key = version_key(bound)
    known = bound == UNRELEASED or any(version_key(release.version) == key for release in found)
    return known or isinstance(key, Version)


def _is_before(one: str, other: str, found: Sequence[Release]) -> bool:
    """Tell whether a version isn't newer than another, by number or else by the order found."""
    if UNRELEASED in (one, other):
        return other == UNRELEASED
    old, new = version_key(one), version_key(other)
    if isinstance(old, Version) and isinstance(new, Version):
        return old <= new
    order = [version_key(release.version) for release in found]
    return old in order and new in order and order.index(old) >= order.index(new)


def _repository(root: Path) -> str:
    try:
        return git.remote_url(root) or ""
    except GitError:
        return ""

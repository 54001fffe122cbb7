"""What happened to an API from release to release, by the repository's tags.

Only what authors wrote is compared, because to infer the types of many releases would take long.
A file that is the same in two releases is read once, and what a release came to is kept by its
commit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from .. import apidiff, changelog, git
from ..apidiff import Diff
from ..errors import GitError, TargetNotFoundError
from ..model import Problem, Project
from ..settings import Settings
from . import revisions, trees

__all__ = ["changes", "versions"]


def versions(
    folder: Path, settings: Settings, wanted: Collection[str] | None = None
) -> Iterator[tuple[str, Project]]:
    """Yield the final releases of a project as its authors wrote them, the oldest first.

    Args:
        folder: The project's folder.
        settings: The options of the analysis; ``packages`` says which packages count.
        wanted: Names of tags, or None for those of all final releases.

    Yields:
        The name of a tag and the project at that time; tags without a package are left out.

    Raises:
        GitError: If there's no git or no repository.
    """
    known: trees.Known = {}
    for tag in changelog.version_tags(git.tags(folder)):
        if tag.name in wanted if wanted is not None else changelog.is_final(tag.name):
            try:
                yield tag.name, revisions.read(folder, tag.name, settings, known)
            except TargetNotFoundError:
                continue


def changes(
    folder: Path, settings: Settings, releases: Collection[str]
) -> tuple[dict[str, Diff], list[Problem]]:
    """Return what each release did to the API, compared with the final release before it.

    Args:
        folder: The project's folder.
        settings: The options of the analysis and of the comparison.
        releases: Names of tags.

    Returns:
        The diffs by the names of their tags, and what could not be read.
    """
    found: dict[str, Diff] = {}
    before: tuple[str, Project] | None = None
    try:
        for name, project in versions(folder, settings, _needed(folder, releases)):
            if before is not None and name in releases:
                titles = (before[0], name)
                found[name] = apidiff.compare(before[1], project, settings, titles)
            if changelog.is_final(name):
                before = (name, project)
    except GitError as error:
        return found, [Problem(str(folder), None, "git", f"no API changes: {error}")]
    return found, []


def _needed(folder: Path, releases: Collection[str]) -> set[str]:
    """Return the tags to read: those that are wanted, and the final release before each."""
    needed: set[str] = set()
    last = None
    for tag in changelog.version_tags(git.tags(folder)):
        if tag.name in releases:
            needed.update({tag.name, last} if last else {tag.name})
        if changelog.is_final(tag.name):
            last = tag.name
    return needed

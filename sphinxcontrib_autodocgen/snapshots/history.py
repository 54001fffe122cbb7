"""Changes of an API from release to release, by the repository's tags.

Only what authors wrote is compared, because to infer the types of many releases would take long.
A file that is the same in two releases is read once, and the result of a release is kept by its
commit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import msgspec

from .. import apidiff, changelog
from ..apidiff import Change, Diff, Severity
from ..errors import GitError, TargetNotFoundError
from ..model import Problem, Project
from ..settings import Settings
from ..surface import surface_of
from . import trees

__all__ = ["Event", "changes", "of_object", "versions"]


class Event(msgspec.Struct, frozen=True):
    """Changes of one object in one release.

    Attributes:
        version: The version.
        tag: The git tag of the version.
        kind: ``first`` if the object was in the first release that could be read, else a rule.
        severity: What it does to users.
        text: What happened, as a phrase that follows the name.
    """

    version: str
    tag: str
    kind: str
    severity: Severity
    text: str


def of_object(folder: Path, settings: Settings, name: str) -> list[Event]:
    """Return what happened to an object from release to release, the oldest first.

    Args:
        folder: The project's folder.
        settings: The options of the analysis and of the comparison.
        name: Full name of the object, by any name that it has or had.

    Returns:
        The events; empty if no release has the object.

    Raises:
        GitError: If there's no git or no repository.
    """
    found: list[Event] = []
    names = {name}
    before: Project | None = None
    for tag, project in versions(folder, settings):
        version = changelog.tag_version(tag)
        meant = surface_of(project).names.find(name) if name not in project.modules else None
        if meant is not None and meant.object is not None:
            names.add(meant.name)
        if before is None:
            if surface_of(project).definition(name) is not None:
                found.append(Event(version, tag, "first", "safe", "was there already"))
        else:
            made = apidiff.compare(before, project, settings).changes
            found += [
                Event(version, tag, change.rule, change.severity, change.message)
                for change in made
                if _is_of(change, names)
            ]
        before = project
    return found


def _is_of(change: Change, names: Collection[str]) -> bool:
    """Tell whether a change is one of an object, or the addition or removal of what holds it."""
    own = {change.object, *change.also, *(p.name for p in (change.old, change.new) if p)}
    if not own.isdisjoint(names):
        return True
    holds = any(name.startswith(f"{holder}.") for name in names for holder in own)
    return holds and change.rule in ("object-added", "object-removed", "object-moved")


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
    for tag in changelog.release_tags(folder, early=wanted is not None):
        if wanted is None or tag.name in wanted:
            try:
                yield tag.name, trees.read(folder, tag.name, settings, known)
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
    for tag in changelog.release_tags(folder):
        if tag.name in releases:
            needed.update({tag.name, last} if last else {tag.name})
        if changelog.is_final(tag.name):
            last = tag.name
    return needed

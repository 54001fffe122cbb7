"""Changes of an API from release to release, by the repository's tags, and notes on them.

Only what authors wrote is compared, because to infer the types of many releases would take long.
A file that is the same in two releases is read once, and the result of a release is kept by its
commit. A note says since when an object is there, or in which final release its signature changed;
nothing is said of what the first release had already, nor where a release's source can't be read:
a note that may be wrong is worse than none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from .. import apidiff, cache, changelog, git
from ..apidiff import Change, Diff, Severity
from ..engine import ENGINE
from ..errors import GitError, TargetNotFoundError
from ..model import Object, Problem, Project
from ..settings import Settings
from ..surface import surface_of
from . import trees

__all__ = ["Event", "Note", "Notes", "changes", "of_object", "read", "versions"]


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


class Note(msgspec.Struct, frozen=True):
    """Changes of an object in one release.

    Attributes:
        kind: As the directives of Sphinx call it, without ``version``.
        version: The version.
        tag: The git tag of the version.
        texts: What changed, as sentences of reST; empty for what was added.
    """

    kind: Literal["added", "changed", "deprecated"]
    version: str
    tag: str
    texts: tuple[str, ...] = ()


class _Stored(msgspec.Struct, frozen=True):
    """All notes of a project, as one entry of the cache."""

    notes: dict[str, tuple[Note, ...]]


class Notes:
    """The notes of a project, for the objects that it has now.

    Args:
        by_name: The notes of all objects, by each name that they had, the oldest first.
        public: The public names of each definition at the level of modules.
    """

    def __init__(self, by_name: dict[str, tuple[Note, ...]], public: dict[str, list[str]]) -> None:
        self._by_name = by_name
        self._public = public

    def of(self, record: Object) -> list[Note]:
        """Return the notes of an object under any of its names, the oldest first."""
        notes = (self._by_name.get(name, ()) for name in self._names(record.name))
        found = dict.fromkeys(note for group in notes for note in group)
        added = [note for note in found if note.kind == "added"]
        return [note for note in found if note.kind != "added" or note is added[-1]]

    def _names(self, name: str) -> Iterator[str]:
        """Yield a definition's name, and those that it has by the public names around it."""
        yield name
        holder = name
        while holder:
            for public in self._public.get(holder, ()):
                yield public + name.removeprefix(holder)
            holder = holder.rpartition(".")[0]


def read(folder: Path, settings: Settings, project: Project) -> Notes:
    """Find the notes of a project.

    Args:
        folder: The project's folder.
        settings: The options of the analysis; ``packages`` says which packages count.
        project: The project as it is now.

    Raises:
        GitError: If there's no git, no repository, or not the whole history.
    """
    if git.is_shallow(folder):
        raise GitError("tag", "the clone is shallow; fetch the whole history for version notes")
    store = cache.Cache(settings, _Stored)
    key = _key(folder, settings)
    stored = store.get(key)
    if stored is None:
        stored = _Stored(_collected(folder, settings))
        store.put(key, stored)
    public: dict[str, list[str]] = {}
    for name, meant in surface_of(project).public.items():
        public.setdefault(meant.name, []).append(name)
    return Notes(stored.notes, public)


def _key(folder: Path, settings: Settings) -> str:
    tags = changelog.release_tags(folder, early=False)
    releases = [f"{tag.name} {tag.sha}" for tag in tags]
    options = (settings.fingerprint("analyze"), *settings.packages, git.prefix(folder))
    parts = ("notes", ENGINE, *options, *releases)
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=20).hexdigest()


def _collected(folder: Path, settings: Settings) -> dict[str, tuple[Note, ...]]:
    found: dict[str, list[Note]] = {}
    plain = msgspec.structs.replace(settings, diff_ignore=())
    before: Project | None = None
    for tag, project in versions(folder, settings):
        if before is not None:
            unread = {problem.path for problem in before.problems}
            changes = apidiff.compare(before, project, plain).changes
            _forget(found, changes)
            for name, note in _of_release(tag, changes, unread):
                found.setdefault(name, []).append(note)
        before = project
    return {name: tuple(kept) for name, kept in found.items()}


def _forget(found: dict[str, list[Note]], changes: tuple[Change, ...]) -> None:
    """Drop the notes of what a release removed: what has that name later is something else."""
    gone = [n for c in changes if c.rule == "object-removed" for n in _all_names(c)]
    for name in [n for n in found if any(n == g or n.startswith(f"{g}.") for g in gone)]:
        del found[name]


def _of_release(
    tag: str, changes: tuple[Change, ...], unread: set[str]
) -> Iterator[tuple[str, Note]]:
    version = changelog.tag_version(tag)
    texts: dict[str, dict[str, None]] = {}
    for change in changes:
        kind = _KINDS.get(change.rule)
        is_new = change.new is not None and change.new.path not in unread
        for name in _all_names(change):
            if kind == "deprecated" or (kind == "added" and is_new):
                yield name, Note(kind, version, tag)
            elif text := _sentence(change):
                texts.setdefault(name, {})[text] = None
    yield from ((name, Note("changed", version, tag, tuple(said))) for name, said in texts.items())


_KINDS: dict[str, Literal["added", "deprecated"]] = {
    "object-added": "added",
    "object-deprecated": "deprecated",
}
"""The kinds of notes on whole objects, by the rule of the change."""


def _all_names(change: Change) -> set[str]:
    places = {place.name for place in (change.old, change.new) if place is not None}
    return {change.object, *change.also, *places}


def _sentence(change: Change) -> str:
    """Put a change of a signature in words; nothing is said of other changes."""
    subject = _code(change.subject)
    match change.rule:
        case "parameter-added" | "parameter-added-required":
            return f"Added the parameter {subject}."
        case "parameter-removed":
            return f"Removed the parameter {subject}."
        case "parameter-renamed":
            return f"Renamed the parameter {subject} to {_code(change.after or '')}."
        case "default-changed":
            return f"The default of {subject} is {_code(change.after or '')}."
        case "async-changed":
            return "It is a coroutine." if "now" in change.message else "It isn't a coroutine."
    return ""


def _code(text: str) -> str:
    """Write code in reST, whatever is in it."""
    if re.fullmatch(r"[^`\\\s](?:[^`\\\n]*[^`\\\s])?", text):
        return f"``{text}``"
    return re.sub(r"([\\`*_|<>:])", r"\\\1", " ".join(text.split()))

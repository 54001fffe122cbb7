"""The records of a changelog: releases, groups of changes, and changes in their authors' words."""

from __future__ import annotations

from typing import Literal

import msgspec

from ..model import Problem

__all__ = ["UNRELEASED", "Changelog", "ChangelogEntry", "Group", "Markup", "Origin", "Release"]

UNRELEASED = "Unreleased"
"""The version of what isn't released yet."""

Markup = Literal["markdown", "rest", "plain"]
"""The language in which an entry is written."""

Origin = Literal["file", "fragments", "git"]
"""Where a release is read from."""


class ChangelogEntry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change.

    Attributes:
        text: What changed, in its author's words.
        markup: The language of the text.
        prose: Whether it's a paragraph of its own rather than an item of a list.
        commit: The full name of the commit it's taken from, or None.
        author: Who made it, or None.
        breaking: Whether its author says that it breaks users.
    """

    text: str
    markup: Markup = "markdown"
    prose: bool = False
    commit: str | None = None
    author: str | None = None
    breaking: bool = False


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """Changes of one kind.

    Attributes:
        title: ``Added``, ``Fixed``, ...; empty for changes that have no kind.
        entries: The changes.
    """

    title: str
    entries: tuple[ChangelogEntry, ...]


class Release(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version and what changed in it.

    Attributes:
        version: The version without a leading ``v``, or :data:`UNRELEASED`.
        date: Its day as ISO 8601, or None.
        groups: The changes.
        origin: Where its changes are read from, mainly.
        tag: The git tag of it, or None.
        yanked: Whether it was withdrawn.
    """

    version: str
    date: str | None = None
    groups: tuple[Group, ...] = ()
    origin: Origin = "file"
    tag: str | None = None
    yanked: bool = False


class Changelog(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that could be read.

    Attributes:
        releases: The releases, newest first as their source has them.
        problems: What could not be read, and why.
        repository: The web address of the repository, for links; empty if it isn't known.
        folder: The folder from which relative links in the changelog file lead.
    """

    releases: tuple[Release, ...] = ()
    problems: tuple[Problem, ...] = ()
    repository: str = ""
    folder: str = "."

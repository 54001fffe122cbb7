"""The changelog as a page: releases, whatever they were read from, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ..apidiff import Diff, formats
from ..changelog import Changelog, Entry, Group, Release
from ..markdown import anchor, closed, code_span, concat, escape, indent, link, paragraph
from .book import Book, Href, Part
from .rest import from_rest

__all__ = ["changelog_text", "history"]


def history(releases: Sequence[Release], repository: str, limit: int) -> Book:
    """Make the changelog of a project.

    Args:
        releases: The releases, newest first.
        repository: The web address of the repository, to link commits and issues; may be empty.
        limit: The most bytes of a file.

    Returns:
        The book.
    """
    parts = list(_parts(releases, repository))

    def opening(href: Href) -> str:
        links = [
            f"- {link(escape(_heading(release)), href(part.key))}"
            for release, part in zip(releases, parts, strict=True)
        ]
        return "\n".join(links) if len(links) > 1 else ""

    return Book.bind("changelog.md", "Changelog", opening, parts, limit)


def changelog_text(found: Changelog, api: Mapping[str, Diff], *, authors: bool = False) -> str:
    """Return a changelog as one Markdown document.

    Args:
        found: The changelog.
        api: What each release did to the API, by the name of its tag.
        authors: Whether the authors of commits are named.
    """
    blocks = ["# Changelog"]
    for release in found.releases:
        blocks += [f"## {escape(_heading(release))}", *_blocks(release, found.repository, authors)]
        diff = api.get(release.tag or "")
        if diff is not None and diff.changes:
            blocks.append(f"### API changes since {escape(diff.old)}")
            blocks.append("\n".join(formats.table(diff, "####")).strip("\n"))
    return "\n\n".join(blocks)


def _parts(releases: Sequence[Release], repository: str) -> Iterator[Part]:
    used: set[str] = set()
    for release in releases:
        key = base = f"release-{release.version.lower()}"
        number = 1
        while key in used:
            number += 1
            key = f"{base}-{number}"
        used.add(key)
        yield _release(key, release, repository)


def _release(key: str, release: Release, repository: str) -> Part:
    blocks = [anchor(key), f"## {escape(_heading(release))}", *_blocks(release, repository)]
    text = "\n\n".join(blocks)
    return Part(key, lambda _href: text)


def _blocks(release: Release, repository: str, authors: bool = False) -> Iterator[str]:
    for group in release.groups:
        if group.title:
            yield f"### {escape(group.title)}"
        yield from _entries(group, repository, authors)


def _heading(release: Release) -> str:
    return f"{release.version} ({release.date})" if release.date else release.version


def _entries(group: Group, repository: str, authors: bool) -> Iterator[str]:
    """Yield the blocks of a group: its paragraphs, and its items gathered in lists."""
    items: list[str] = []
    for entry in group.entries:
        text = closed(_text(entry, repository))
        if authors and entry.author:
            text += f", {escape(entry.author)}"
        if not entry.prose:
            items.append(indent(text, "- ", "  "))
            continue
        if items:
            yield "\n".join(items)
            items = []
        yield text
    if items:
        yield "\n".join(items)


def _text(entry: Entry, repository: str) -> str:
    if entry.markup == "markdown":
        return entry.text
    if entry.markup == "rest":
        return from_rest(entry.text)
    text = _with_issues(entry.text, repository)
    if entry.commit:
        short = code_span(entry.commit[:9])
        if repository:
            short = link(short, f"{_base(repository)}/commit/{entry.commit}")
        text += f" ({short})"
    return paragraph(text)


def _with_issues(text: str, repository: str) -> str:
    """Escape a commit's subject, and link the issues it names where they can be found."""
    if not repository:
        return escape(text)
    pieces = re.split(r"(?<![\w#/])#(\d{1,7})\b", text)
    issues = [link(f"#{number}", f"{_base(repository)}/issues/{number}") for number in pieces[1::2]]
    plain = [escape(piece) for piece in pieces[::2]]
    return concat(word for pair in zip(plain, [*issues, ""], strict=True) for word in pair)


def _base(repository: str) -> str:
    return f"{repository}/-" if "gitlab" in repository.split("/")[2] else repository

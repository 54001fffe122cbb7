"""The changelog as nodes: releases, whatever they were read from.

A page of Sphinx, the project's own pages and the command line show the same. They differ in who
reads an entry's markup, and in what stands around a release.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import new_document

from ..changelog import Changelog, ChangelogEntry, Markup, Release
from ..markdown import from_rest
from ..markdown.characters import closed
from ..markdown.translator import write
from .info import base

__all__ = ["Groups", "Read", "changelog_text", "groups", "heading", "section"]

if TYPE_CHECKING:
    from ..apidiff import Diff

Read = Callable[[str, Markup], list[nodes.Node]]
"""Reads a text that is in Markdown or reStructuredText."""

Groups = Iterator[tuple[str, list[nodes.Node]]]
"""The title of each group of changes, and the changes."""

_ISSUE = re.compile(r"(?<![\w#/])#(\d{1,7})\b")
_CODE = re.compile(r"(`+)(?P<code>[^`]+)\1(?!`)")


def heading(release: Release) -> str:
    """Return the title of a release."""
    notes = ", ".join(filter(None, (release.date, "yanked" if release.yanked else "")))
    return f"{release.version} ({notes})" if notes else release.version


def section(title: str, content: Iterable[nodes.Node]) -> nodes.section:
    """Return content below a heading."""
    return nodes.section("", nodes.title("", title), *content)


def groups(release: Release, read: Read, repository: str, *, authors: bool = False) -> Groups:
    """Yield the title of each group of changes, maybe empty, and the changes.

    Args:
        release: The release.
        read: Reads the entries that have markup.
        repository: The web address of the repository, to link commits and issues; may be empty.
        authors: Whether the authors of commits are named.
    """
    for group in release.groups:
        content: list[nodes.Node] = []
        for is_prose, entries in groupby(group.entries, lambda entry: entry.prose):
            parts = [_entry(entry, read, repository, authors) for entry in entries]
            if is_prose:
                content += [node for part in parts for node in part]
            else:
                items = [nodes.list_item("", *part) for part in parts]
                content.append(nodes.bullet_list("", *items, bullet="-"))
        yield group.title, content


def _entry(entry: ChangelogEntry, read: Read, repository: str, authors: bool) -> list[nodes.Node]:
    """Return what a change says, with a link to its commit where that is known."""
    if entry.markup != "plain":
        return read(entry.text, entry.markup)
    said = nodes.paragraph("", "", *_subject(entry.text, repository))
    if entry.commit:
        name = nodes.literal("", entry.commit[:9])
        url = f"{base(repository)}/commit/{entry.commit}" if repository else ""
        link = nodes.reference("", "", name, refuri=url) if url else name
        said += [nodes.Text(" ("), link, nodes.Text(")")]
    if authors and entry.author:
        said += nodes.Text(f", {entry.author}")
    return [said]


def _subject(text: str, repository: str) -> Iterator[nodes.Node]:
    """Yield a commit's subject: code as code, and issues linked where they can be found."""
    position = 0
    for match in _CODE.finditer(text):
        yield from _issues(text[position : match.start()], repository)
        yield nodes.literal("", match["code"].strip())
        position = match.end()
    yield from _issues(text[position:], repository)


def _issues(text: str, repository: str) -> Iterator[nodes.Node]:
    pieces = _ISSUE.split(text) if repository else [text]
    for number, piece in enumerate(pieces):
        if number % 2:
            url = f"{base(repository)}/issues/{piece}"
            yield nodes.reference("", f"#{piece}", refuri=url)
        elif piece:
            yield nodes.Text(piece)


def changelog_text(found: Changelog, api: Mapping[str, Diff], *, authors: bool = False) -> str:
    """Return a changelog as one Markdown document.

    Args:
        found: The changelog.
        api: What each release did to the API, by the name of its tag.
        authors: Whether the authors of commits are named.
    """
    releases = [_release(release, found, api, authors) for release in found.releases]
    document = new_document("changelog")
    document += section("Changelog", releases)
    return write(document).strip("\n")


def _release(
    release: Release, found: Changelog, api: Mapping[str, Diff], authors: bool
) -> nodes.section:
    content: list[nodes.Node] = []
    for title, changes in groups(release, _read, found.repository, authors=authors):
        content += [section(title, changes)] if title else changes
    diff = api.get(release.tag or "")
    if diff is not None and diff.changes:
        from ..apidiff import diff_formats  # noqa: PLC0415  # with all of the analysis, and rare

        table = _markdown("\n".join(diff_formats.table(diff, "####")).strip("\n"))
        content.append(section(f"API changes since {diff.old}", [table]))
    return section(heading(release), content)


def _read(text: str, markup: Markup) -> list[nodes.Node]:
    """Read reST, and take Markdown as it is."""
    if markup == "markdown":
        return [_markdown(from_rest.without_roles(text, markup, lambda _: False))]
    return from_rest.parse(text)


def _markdown(text: str) -> nodes.raw:
    return nodes.raw("", closed(text), format="markdown")

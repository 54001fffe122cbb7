"""How pages are cut when they grow too large, and how links find what was moved.

A page is never cut as text. It's a list of :class:`Part`, each a heading with all that belongs to
it, and a file takes as many whole parts as fit: no fence, table or object is ever torn. A part
writes its links only once every part has its file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from ..markdown import escape, link

__all__ = ["Book", "Href", "Page", "Part", "href_from"]

Href = Callable[[str], str]
"""Gives the address of an anchor or page, relative to the page that asks."""


class Page(NamedTuple):
    """One file of Markdown.

    Attributes:
        path: Where it belongs, relative to the folder of all pages, with slashes.
        title: Its title, as plain text.
        text: Its content.
    """

    path: str
    title: str
    text: str


class Part(NamedTuple):
    """A piece of a page that is never cut.

    Attributes:
        key: The anchor it starts with.
        render: Writes it, given the addresses of anchors and pages.
    """

    key: str
    render: Callable[[Href], str]


class Book(NamedTuple):
    """A page that is cut into several where it's too large.

    Attributes:
        path: The path of its first file.
        title: Its title.
        opening: Writes what stands at its beginning.
        files: Its parts by file; the first file has none if there are more.
    """

    path: str
    title: str
    opening: Callable[[Href], str]
    files: dict[str, list[Part]]

    @classmethod
    def bind(
        cls, path: str, title: str, opening: Callable[[Href], str], parts: list[Part], limit: int
    ) -> Book:
        """Distribute parts over as few files as there can be.

        Args:
            path: The path of the first file.
            title: The title.
            opening: Writes what stands at the beginning.
            parts: All parts, in order.
            limit: The most bytes of a file; a single part may exceed it.

        Returns:
            The book.
        """
        stem = path.removesuffix(".md")

        def widest(key: str) -> str:
            return f"{stem}-9999.md#{key}"

        sizes = [len(part.render(widest).encode()) + 2 for part in parts]
        head = len(f"# {title}\n\n{opening(widest)}\n\n".encode())
        if head + sum(sizes) <= limit:
            return cls(path, title, opening, {path: parts})
        frame = 2 * len(_steps(widest, title, (stem, stem, stem)).encode()) + len(title) + 20
        files: dict[str, list[Part]] = {path: []}
        used = limit
        for part, size in zip(parts, sizes, strict=True):
            if used + size > limit - frame:
                files[f"{stem}-{len(files)}.md"] = []
                used = 0
            files[f"{stem}-{len(files) - 1}.md"].append(part)
            used += size
        return cls(path, title, opening, files)

    def places(self) -> dict[str, str]:
        """Return the file of each part."""
        return {part.key: path for path, parts in self.files.items() for part in parts}

    def pages(self, places: Mapping[str, str]) -> Iterator[Page]:
        """Write the files, each with links to the one before and the one after.

        Args:
            places: The file of every part of every book.

        Yields:
            The pages.
        """
        paths = list(self.files)
        for number, (path, parts) in enumerate(self.files.items()):
            href = href_from(path, places)
            before = paths[number - 1] if number > 1 else ""
            after = paths[number + 1] if number + 1 < len(paths) else ""
            steps = _steps(href, self.title, (before, self.path if number else "", after))
            title = f"{self.title}, part {number} of {len(paths) - 1}" if number else self.title
            blocks = [
                f"# {escape(title)}",
                steps if number else self.opening(href),
                *(part.render(href) for part in parts),
                steps,
            ]
            yield Page(path, title, "\n\n".join(filter(None, blocks)) + "\n")


def _steps(href: Href, title: str, paths: tuple[str, str, str]) -> str:
    """Write the links to the previous file, the first one and the next one."""
    named = zip(("← Previous", escape(title), "Next →"), paths, strict=True)
    return " · ".join(link(text, href(path)) for text, path in named if path)


def href_from(path: str, places: Mapping[str, str]) -> Href:
    """Return the function that gives addresses as seen from one page.

    Args:
        path: The page that asks.
        places: The file of every part.

    Returns:
        A function of the key of a part, or of the path of a page.
    """
    folder = posixpath.dirname(path)

    def href(key: str) -> str:
        if key.endswith(".md"):
            return posixpath.relpath(key, folder or ".")
        place = places[key]
        return f"#{key}" if place == path else f"{posixpath.relpath(place, folder or '.')}#{key}"

    return href

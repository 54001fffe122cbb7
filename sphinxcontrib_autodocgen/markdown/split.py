"""Splitting of a finished page at its headings, with links updated.

It reads only the Markdown that we wrote: fences, HTML tables and lists, containers and ``<pre>``
are never torn, and an anchor stays with its heading. The pieces one after the other are the page.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from html import escape, unescape
from typing import NamedTuple

from .characters import link

__all__ = ["PagePiece", "pieces", "relink", "resolved", "steps", "without_programs"]

_FENCE = re.compile(r"(?P<mark>`{3,}|~{3,}|:{3,})(?P<info>.*)")
_OPENING = re.compile(r"<(?:table|ol|pre)\b", re.IGNORECASE)
_CLOSING = re.compile(r"</(?:table|ol|pre)>", re.IGNORECASE)
_ANCHOR = re.compile(r'(?:<a id="[^"]*"></a>)+|\(\S.*\)=')
_HEADING = re.compile(r"#{1,6} +(?P<text>.+)")
_TARGET = re.compile(r'<a id="([^"]*)"></a>')

_CODE = r"""
    ^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?P<mark>`{3,}+|~{3,}+)[^\n]*\n
    (?:(?:.*?\n)??[ \t>]*(?P=mark)[`~]*+[ ]*$|.*\Z)
    | (?<!`)(?P<ticks>`++)(?:(?!\n[ \t>]*\n).)+?(?<!`)(?P=ticks)(?!`)
    """
"""Code; a fence that isn't closed holds all that follows, so that none is looked for twice."""

_LINK = re.compile(
    _CODE
    + r"""
    | \\[^\w\s"]
    | (?P<lead>\]\()(?P<address><[^<>\n]*>|[^\s()<>]*)(?=\))
    | (?P<name>(?:href|src)=\\?")(?P<attribute>[^"\\]*)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_PROGRAM = re.compile(
    _CODE
    + r"""
    | (?P<element><(?P<tag>script|style)\b.*?(?:</(?P=tag)\s*>|\Z))
    | (?P<jsx><(?:div|span)[ ]dangerouslySetInnerHTML=\{\{__html:[ ]"(?:[^"\\]|\\.)*"\}\}[ ]/>)
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)


class PagePiece(NamedTuple):
    """A part of a page.

    Attributes:
        text: Its Markdown; all pieces joined are the page's.
        title: Its first heading, as Markdown; empty if there's none.
        anchors: The names that links can lead to.
    """

    text: str
    title: str
    anchors: tuple[str, ...]


def pieces(text: str, limit: int, growth: int = 0) -> list[PagePiece]:
    """Cut a page into as few pieces as there can be.

    Args:
        text: The page.
        limit: The most bytes of a piece; one section alone may be larger.
        growth: By how many bytes a link grows that leads from one piece to another.

    Returns:
        The pieces, only one if the page isn't too large or has no place to be cut.
    """
    if len(text.encode()) <= limit:
        return [_piece(text)]
    done: list[str] = []
    sizes: list[int] = []
    for section in _sections(text):
        size = len(section.encode()) + growth * section.count("](#")
        if done and sizes[-1] + size <= limit:
            done[-1] += section
            sizes[-1] += size
        else:
            done.append(section)
            sizes.append(size)
    return [_piece(part) for part in done]


def _piece(text: str) -> PagePiece:
    title = next((match["text"] for match in map(_HEADING.match, text.split("\n")) if match), "")
    return PagePiece(text, title, tuple(unescape(name) for name in _TARGET.findall(text)))


def _sections(text: str) -> Iterator[str]:
    """Yield the page cut at every heading that stands free."""
    lines = text.splitlines(keepends=True)
    start = free = 0
    for number in _headings(lines):
        cut = number
        while cut > free and (
            not lines[cut - 1].strip() or _ANCHOR.fullmatch(lines[cut - 1].strip())
        ):
            cut -= 1
        while cut < number and not lines[cut].strip():
            cut += 1
        if cut > start:
            yield "".join(lines[start:cut])
            start = cut
        free = number + 1
    yield "".join(lines[start:])


def _headings(lines: Sequence[str]) -> Iterator[int]:
    """Yield the numbers of lines that are headings outside of everything."""
    fences: list[str] = []
    depth = 0
    for number, line in enumerate(lines):
        fence = _FENCE.match(line)
        if fence:
            _open_or_close(fences, fence["mark"], fence["info"].strip())
        elif not fences:
            if not depth and _HEADING.match(line):
                yield number
            depth = max(depth + len(_OPENING.findall(line)) - len(_CLOSING.findall(line)), 0)


def _open_or_close(fences: list[str], mark: str, info: str) -> None:
    """Follow a line of a fence; within code nothing opens, within a directive anything may."""
    if fences and not fences[-1].startswith(":"):
        if mark.startswith(fences[-1]) and not info:
            fences.pop()
    elif not info and mark in fences:
        fences.pop()
    elif mark[0] != "`" or "`" not in info:
        fences.append(mark)


def relink(text: str, change: Callable[[str], str]) -> str:
    """Change the addresses of all links and images in a page, and nothing in its code.

    Args:
        text: The page.
        change: Gives the new address for an old one, both as in an address bar.
    """

    def write(match: re.Match[str]) -> str:
        if match["address"] is not None:
            old = unescape(match["address"].strip("<>"))
            new = change(old)
            return (
                match[0]
                if new == old
                else f"](<{new}>"
                if re.search(r"[()\s]", new)
                else f"]({new}"
            )
        if match["attribute"] is not None:
            return match["name"] + escape(change(unescape(match["attribute"])))
        return match[0]

    return _LINK.sub(write, text)


def steps(title: str, before: str, first: str, after: str) -> str:
    """Return the line that leads from a piece to its neighbours.

    Args:
        title: The page's title, as Markdown.
        before: Address of the piece before; empty for none.
        first: Address of the list of pieces; empty for none.
        after: Address of the piece after; empty for none.
    """
    named = (("← Previous", before), (title, first), ("Next →", after))
    return " · ".join(link(text, address) for text, address in named if address)


def without_programs(text: str) -> str:
    """Return a page without the scripts and styles in it, which are no text; code stays.

    Args:
        text: The page.
    """

    def write(match: re.Match[str]) -> str:
        is_program = match["element"] or re.search("<(?:script|style)\\b", match["jsx"] or "")
        return "" if is_program else match[0]

    return _PROGRAM.sub(write, text)


def resolved(here: str, address: str) -> str:
    """Return the path that a relative one means, as seen from a page."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(here), address))

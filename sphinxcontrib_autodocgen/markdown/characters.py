"""Escaping of text in Markdown, so that a reader gets it back unchanged.

This module alone knows Markdown's special characters. It writes GitHub's flavour in such a way
that a plain CommonMark reader sees the same, and escapes no more than it must, because people
and language models read the source too. MDX and MyST give a meaning to more characters, which
are escaped only where one of them is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal
from urllib.parse import quote

__all__ = [
    "Flavour",
    "anchor",
    "closed",
    "code_span",
    "concat",
    "escape",
    "fence",
    "heading",
    "indent",
    "link",
    "paragraph",
]

Flavour = Literal["gfm", "commonmark", "mdx", "myst"]
"""A dialect of Markdown: GitHub's, plain CommonMark, Docusaurus's MDX, or Sphinx's MyST."""

_ALWAYS = (
    r"[\\`*\[\]~$]"  # "~" and "$" are GitHub's strikethrough and mathematics
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore inside a word means nothing
    r"|&(?=\#?\w*(?:;|\Z))"
)
_TAG = r"|<(?=[A-Za-z/!?]|[^\s<>]*(?:@|\Z))"  # of "<1@b.cd>" it would make a link
_JINJA = r"|(?<=\{)[{%\#]"  # Jinja and Liquid: "{{" is split, the backslash is Markdown's
_SPECIAL: Final[dict[Flavour, re.Pattern[str]]] = {
    "gfm": re.compile(_ALWAYS + _TAG + _JINJA),
    "commonmark": re.compile(_ALWAYS + _TAG + _JINJA),
    "mdx": re.compile(_ALWAYS + r"|[<{}]"),  # elements and JavaScript
    "myst": re.compile(_ALWAYS + _TAG + _JINJA + r"|\{(?=[^{}]*\}\Z)"),  # a role, if code follows
}
_LINKING = ("gfm", "mdx")
_MORE_LINE_START: Final[dict[Flavour, re.Pattern[str]]] = {
    "mdx": re.compile(r"\A(?P<first>[ei])(?=xport\b|mport\b)"),
    "myst": re.compile(r"^(?=%|\(.*\)=$|:[^\s:]|:\s)", re.MULTILINE),
}
_LINE_START = re.compile(
    r"^(?:(?P<mark>\#(?=\#{0,5}(?:\s|$))|>|[-+](?=\s|$)|[-=:|+](?=[-=:| +\t]*$)|:(?=::))"
    r"|(?P<number>\d{1,9})(?P<dot>[.)](?=\s|$)))",
    re.MULTILINE,
)
_AUTOLINK = re.compile(
    r"(?<![^\W_])(?:(?:https?|ftp)(?=://[^\s<]*\\)|www(?=\.[^\s<]*\\))", re.IGNORECASE
)
"""Addresses that GitHub links, in which a backslash would be part of the address."""
_OPEN_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")


def escape(text: str, flavour: Flavour = "gfm") -> str:
    r"""Return Markdown that a reader shows as the given text, inside a paragraph.

    Args:
        text: Any plain text; what :func:`paragraph` does to the starts of lines isn't done.
        flavour: The dialect that is written.

    Returns:
        The text with a backslash before every character that would mean something.
    """
    escaped = _SPECIAL[flavour].sub(r"\\\g<0>", text)
    return _AUTOLINK.sub(r"\g<0>\\", escaped) if flavour in _LINKING else escaped


def concat(pieces: Iterable[str]) -> str:
    """Return pieces of a line in a row, with no image made of an exclamation mark and a link.

    Args:
        pieces: Markdown of inline elements.

    Returns:
        Markdown.
    """
    done = ""
    for piece in pieces:
        done = f"{done[:-1]}\\!" if done.endswith("!") and piece.startswith("[") else done
        done += piece
    return done


def paragraph(text: str, flavour: Flavour = "gfm") -> str:
    """Return escaped text as a paragraph, with no line that would start another block.

    Args:
        text: Markdown of inline elements, in which text is already escaped.
        flavour: The dialect that is written.

    Returns:
        The same without outer white space, and without white space at the ends of its lines.
    """
    lines = (line.strip(" \t") for line in text.strip(" \t\n").split("\n"))
    guarded = _LINE_START.sub(_guarded, "\n".join(line for line in lines if line))
    if flavour == "mdx":  # a module's statement; letters take no backslash
        return _MORE_LINE_START["mdx"].sub(lambda m: f"&#{ord(m['first'])};", guarded)
    return _MORE_LINE_START["myst"].sub(r"\\", guarded) if flavour == "myst" else guarded


def _guarded(match: re.Match[str]) -> str:
    return f"\\{match['mark']}" if match["mark"] else f"{match['number']}\\{match['dot']}"


def heading(text: str, level: int) -> str:
    """Return a heading.

    Args:
        text: Markdown of inline elements on one line.
        level: 1 for a title; what is deeper than 6 becomes 6.
    """
    text = re.sub(r"(?:^|(?<= ))(?=#+$)", r"\\", text)  # "C #" would lose its "#"
    return f"{'#' * min(level, 6)} {text}".rstrip()


def code_span(text: str) -> str:
    """Return text as inline code, whatever backticks it holds.

    Args:
        text: The code; line breaks become spaces.

    Returns:
        A code span, empty for no text.
    """
    text = text.replace("\n", " ")
    if not text:
        return ""
    ticks = "`" * _unused_run(text)
    outer = text[0] + text[-1]
    pad = " " if "`" in outer or (outer == "  " and text.strip(" ")) else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _unused_run(text: str) -> int:
    """Return the length of the shortest run of backticks that the text doesn't have."""
    present = {len(run) for run in re.findall("`+", text)}
    return next(length for length in range(1, len(present) + 2) if length not in present)


def fence(code: str, info: str = "") -> str:
    """Return code as a fenced block, with a fence longer than any run of backticks in it.

    Args:
        code: The code, which a reader gets back unchanged but for its last line break.
        info: The language, and what else follows the fence.

    Returns:
        The block, without a line break at its end.
    """
    longest = max(map(len, re.findall("`{3,}", code)), default=2)
    ticks = "`" * (longest + 1)
    body = code if code.endswith("\n") or not code else f"{code}\n"
    return f"{ticks}{' '.join(info.replace('`', '').split())}\n{body}{ticks}"


def anchor(name: str) -> str:
    """Return an empty element that a link to ``#name`` leads to.

    Args:
        name: Any name.

    Returns:
        Inline HTML.
    """
    quoted = name.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<a id="{quoted}"></a>'


def link(text: str, address: str) -> str:
    """Return a link.

    Args:
        text: Markdown of inline elements without links.
        address: An address, of which only what Markdown or an address can't hold is encoded.

    Returns:
        Markdown.
    """
    safe = quote(address, safe="%/:?#[]@!$&'()*+,;=~")
    if re.search(r"[()]|&\#?\w+;", safe):
        safe = f"<{re.sub(r'&(?=#?[a-zA-Z0-9]+;)', '&amp;', safe)}>"
    return f"[{text}]({safe})"


def indent(text: str, first: str, rest: str) -> str:
    """Return a block with a marker before its first line and as much space before the others.

    Args:
        text: Markdown of blocks.
        first: What to put before the first line.
        rest: What to put before each other line that isn't empty.

    Returns:
        The block, ready to be an item of a list or a quotation.
    """
    return first + re.sub(r"\n(?=[^\n])", f"\n{rest}", text)


def closed(markdown: str) -> str:
    """Close the fence that a text opens and forgets, so that it can't swallow what follows.

    Args:
        markdown: Any Markdown.

    Returns:
        The same, with another line if a fence is open at its end.
    """
    fence_open = ""
    for line in markdown.split("\n"):
        found = _OPEN_FENCE.match(line)
        if not found:
            continue
        if not fence_open:
            fence_open = found[1]
        elif found[1].startswith(fence_open) and not line[found.end() :].strip():
            fence_open = ""
    return f"{markdown}\n{fence_open}" if fence_open else markdown

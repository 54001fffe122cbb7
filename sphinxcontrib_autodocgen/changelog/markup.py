"""Cuts a changelog file into headings and blocks, whichever of the two languages it's in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import msgspec

from ..markdown.characters import closed
from .entries import Markup

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["MarkupPart", "markdown_parts", "rest_parts", "with_last_words"]


class MarkupPart(msgspec.Struct):
    """A heading, or a block below it.

    Attributes:
        level: Of a heading, its depth from 1; 0 for a block.
        text: The heading, or the source of the block.
        prose: Whether a block is anything but an item of a list.
    """

    level: int
    text: str
    prose: bool = False


def markdown_parts(text: str) -> Iterator[MarkupPart]:
    """Cut Markdown into headings and blocks, with reference links made inline.

    Args:
        text: The whole file.
    """
    lines = text.split("\n")
    env: dict[str, Any] = {}
    tokens = _tokens(text, env)
    targets = {label: found["href"] for label, found in env.get("references", {}).items()}
    for token, following in zip_longest(tokens, tokens[1:]):
        if token.map is None or token.type in _NO_BLOCKS:
            continue
        source = "\n".join(lines[slice(*token.map)]).rstrip()
        if token.type == "heading_open" and token.level == 0:
            yield MarkupPart(int(token.tag[1:]), following.content)
        elif token.type == "list_item_open" and token.level == 1:
            yield MarkupPart(0, _linked(_unmarked(source), targets))
        elif token.level == 0:
            yield from _prose(source, targets)


def _prose(source: str, targets: Mapping[str, str]) -> Iterator[MarkupPart]:
    """Yield a block that is no heading and no item of a list, unless it's a comment."""
    if not _COMMENT.fullmatch(source):
        yield MarkupPart(0, _linked(source, targets), prose=True)


_NO_BLOCKS = {"hr", "bullet_list_open", "ordered_list_open"}
_COMMENT = re.compile(r"(?s)\s*<!--.*-->\s*")


def _unmarked(item: str) -> str:
    """Take the marker off a list item and the indentation off its other lines."""
    marker = re.match(r"\s*(?:[-*+•]|\d+[.)]|#\.)\s+", item)
    width = marker.end() if marker else 0
    first, *others = item[width:].split("\n")
    return "\n".join([first, *(re.sub(rf"^[ \t]{{0,{width}}}", "", line) for line in others)])


_REFERENCE = re.compile(r"(?s)(`++).*?\1(?!`)|(?<!!)\[([^\[\]]+)\](?:\[([^\[\]]*)\])?(?![(:\[])")


def _linked(source: str, targets: Mapping[str, str]) -> str:
    """Make reference links inline: their definitions stay behind at the end of the file."""

    def inline(match: re.Match[str]) -> str:
        label = " ".join((match[3] or match[2] or "").split()).upper()
        return f"[{match[2]}]({targets[label]})" if label in targets else match[0]

    return _REFERENCE.sub(inline, source) if targets else source


_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*")


def rest_parts(text: str) -> Iterator[MarkupPart]:
    """Cut reStructuredText into headings and blocks; comments and directives are left out.

    Links to targets, which are left out too, are made inline.

    Args:
        text: The whole file.
    """
    targets = {_label(match["name"]): match["address"] for match in _TARGET.finditer(text)}

    def inline(match: re.Match[str]) -> str:
        address = targets.get(_label(match["label"]))
        return f"`{match['label']} <{address}>`_" if address else match[0]

    if targets:
        text = _NAMED.sub(inline, text)
    yield from _rest_parts(text)


_TARGET = re.compile(
    r"(?m)^\.\. _(?P<tick>`?)(?P<name>[^_`\n][^`\n]*?)(?P=tick):[ ]+(?P<address>\S+)$"
)
_NAMED = re.compile(r"(?<![\w`:])`(?P<label>[^`<>\n]+)`_(?!_)")


def _label(text: str) -> str:
    return " ".join(text.split()).casefold()


def _rest_parts(text: str) -> Iterator[MarkupPart]:
    lines = text.expandtabs(8).split("\n")
    styles: list[tuple[str, bool]] = []
    block: list[str] = []
    position = 0
    while position < len(lines):
        over = _is_overlined(lines, position)
        if over or _is_underlined(lines, position):
            yield from _rest_block(block)
            block = []
            title = lines[position + over].strip()
            style = (lines[position + over + 1][0], over)
            if style not in styles:
                styles.append(style)
            yield MarkupPart(styles.index(style) + 1, title)
            position += 2 + over
            continue
        line = lines[position]
        if line.strip() and not line.startswith(" ") and _starts_block(line, lines, position):
            yield from _rest_block(block)
            block = []
        block.append(line)
        position += 1
    yield from _rest_block(block)


_BULLET = re.compile(r"(?:[-*+•]|\d+[.)]|#\.) +")


def _starts_block(line: str, lines: Sequence[str], position: int) -> bool:
    return bool(_BULLET.match(line)) or not position or not lines[position - 1].strip()


def _rest_block(block: Sequence[str]) -> Iterator[MarkupPart]:
    text = "\n".join(block).strip("\n")
    if not text.strip() or text.startswith((".. ", "..\n")) or text.strip() == "..":
        return
    if _BULLET.match(text):
        yield MarkupPart(0, _unmarked(text).rstrip())
    elif text.startswith(" "):  # a list that is indented below its heading
        shift = len(text) - len(text.lstrip(" "))
        inner = [line[shift:] if not line[:shift].strip() else line for line in text.split("\n")]
        yield from _rest_parts("\n".join(inner))
    else:
        yield MarkupPart(0, text.rstrip(), prose=True)


def _tokens(text: str, env: dict[str, Any]) -> list[Token]:
    """Parse Markdown; what its reference links lead to is put into ``env``."""
    from markdown_it import MarkdownIt  # noqa: PLC0415  # dear to import, and not every build asks

    return MarkdownIt("commonmark").enable("table").parse(text, env)


def with_last_words(text: str, words: str, markup: Markup) -> str:
    """Return a text with a few words more: in its last paragraph, else in one of their own.

    Args:
        text: The text.
        words: What to add to it.
        markup: The language of both.
    """
    if markup == "markdown":
        text = closed(text)
        tokens = _tokens(text, {})
        ends_plain = tokens[-1].type == "paragraph_close"
    else:
        last = text.rpartition("\n\n")[2]
        ends_plain = not _NO_PARAGRAPH.search(last)
    return f"{text}{' ' if ends_plain else chr(10) * 2}{words}"


# A list, a table, a directive, a line block, code by its prompt, or anything indented.
_NO_PARAGRAPH = re.compile(
    r"(?m)\A(?:[-*+•] |(?:\d+|#)[.)] |=+[ =]*$|\+-|\.\. |\| |>>> )|^[ \t]+\S"
)


def _is_underlined(lines: Sequence[str], position: int) -> bool:
    if position + 1 >= len(lines):
        return False
    title, under = lines[position], lines[position + 1]
    return (
        bool(title.strip())
        and not title.startswith(" ")
        and not _ADORNMENT.fullmatch(title)
        and bool(_ADORNMENT.fullmatch(under))
        and len(under.rstrip()) >= min(len(title.rstrip()), 4)
    )


def _is_overlined(lines: Sequence[str], position: int) -> bool:
    if position + 2 >= len(lines) or not _ADORNMENT.fullmatch(lines[position]):
        return False
    over, title, under = (line.rstrip() for line in lines[position : position + 3])
    return bool(title) and over == under and not _ADORNMENT.fullmatch(title)

"""Layout of pieces of text and blocks in Markdown, wherever in a document they stand.

This module alone decides what neighbours do to each other: adjacent pieces of emphasis or code
are one, emphasis that Markdown's rules wouldn't recognise at its place becomes HTML, two lists in
a row stay two. It knows nothing of doctrees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Literal, NamedTuple

from .characters import Flavour, code_span, concat, escape, indent, paragraph

__all__ = [
    "Block",
    "OpenElement",
    "Piece",
    "TableCell",
    "bullets",
    "html_list",
    "html_table",
    "is_tight",
    "join",
    "one_line",
    "pipe_table",
    "quotation",
    "stack",
]

_MARKS = {"emphasis": ("*", "em"), "strong": ("**", "strong")}
_SPACE = " \t\n"


class Piece(NamedTuple):
    """A piece of a paragraph.

    Attributes:
        kind: ``text`` and ``code`` are plain, ``raw`` is Markdown already, the others hold pieces.
        text: The content of a plain or raw piece.
        inner: The content of the others.
    """

    kind: Literal["text", "code", "raw", "emphasis", "strong"]
    text: str = ""
    inner: tuple[Piece, ...] = ()


class Block(NamedTuple):
    """A finished block.

    Attributes:
        kind: ``paragraph``, ``lines``, ``anchor``, ``heading``, ``-``, ``*``, ``.``, ``)`` for
            lists by their marker, ``items`` for lists that may run on, or ``other``.
        text: Its Markdown.
        tight: Whether it may follow a paragraph without a blank line.
    """

    kind: str
    text: str
    tight: bool = False


class TableCell(NamedTuple):
    """A cell of a table.

    Attributes:
        blocks: What is in it.
        rows: How many rows it spans.
        columns: How many columns it spans.
    """

    blocks: list[Block]
    rows: int = 1
    columns: int = 1


class OpenElement:
    """Contents of one element: finished blocks, then pieces of the next one.

    Attributes:
        blocks: The finished blocks.
        pieces: The pieces of a paragraph that isn't finished.
        leading: Whether the pieces begin the next paragraph instead of being one.
        targets: Lines that make what follows a target, where a dialect has such lines.
    """

    __slots__ = ("blocks", "flavour", "leading", "pieces", "targets")

    def __init__(self, flavour: Flavour = "gfm") -> None:
        self.flavour = flavour
        self.targets: list[str] = []
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []
        self.leading = False

    def flush(self) -> None:
        """Finish the paragraph."""
        self.leading = False
        if self.targets:
            self.blocks.append(Block("anchor", "\n".join(self.targets)))
            self.targets = []
        if self.pieces:
            text = paragraph(join(self.pieces, self.flavour), self.flavour)
            if text:
                only_raw = all(p.kind == "raw" and p.text.startswith("<a id") for p in self.pieces)
                self.blocks.append(Block("anchor" if only_raw else "paragraph", text))
            self.pieces = []


def join(
    pieces: Iterable[Piece], flavour: Flavour = "gfm", inside: frozenset[str] = frozenset()
) -> str:
    """Return the Markdown of pieces in a row.

    Args:
        pieces: The pieces.
        flavour: The dialect that is written.
        inside: The kinds of emphasis that they're in.

    Returns:
        Inline Markdown.
    """
    merged = _merged(_flat(pieces, inside))
    written = [(piece.kind, _body(piece, flavour, inside)) for piece in merged]
    done, before = "", ""
    for (kind, body), (next_kind, next_body) in zip_longest(
        written, written[1:], fillvalue=("", "")
    ):
        if kind in _MARKS:
            is_marked = next_kind in _MARKS and next_body[:1].strip()
            done += _emphasised(kind, body, done[-1:], "*" if is_marked else next_body[:1])
        else:
            # "[^1]" before "(" would be a link, before ":" a definition
            is_split = before == "raw" and done.endswith("]") and body.startswith(("(", ":"))
            done = concat((done, "\\" * is_split + body))
        before = kind
    return done


def _flat(pieces: Iterable[Piece], inside: frozenset[str]) -> Iterator[Piece]:
    """Yield the pieces, those that repeat an emphasis around them by their content."""
    for piece in pieces:
        if piece.kind in inside:
            yield from _flat(piece.inner, inside)
        elif _has_text(piece):
            yield piece


def _has_text(piece: Piece) -> bool:
    return bool(piece.text) or any(map(_has_text, piece.inner))


def _merged(pieces: Iterable[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind != "raw":
            last = found.pop()
            found.append(Piece(piece.kind, last.text + piece.text, last.inner + piece.inner))
        else:
            found.append(piece)
    return found


def _body(piece: Piece, flavour: Flavour, inside: frozenset[str]) -> str:
    if piece.kind == "text":
        return escape(piece.text, flavour)
    if piece.kind == "code":
        return code_span(piece.text)
    if piece.kind == "raw":
        return piece.text
    return join(piece.inner, flavour, inside | {piece.kind})


def _emphasised(kind: str, body: str, before: str, after: str) -> str:
    """Put emphasis around text, as HTML where asterisks would stay asterisks."""
    core = body.strip(_SPACE)
    if not core:
        return body
    start = body.index(core)
    lead, trail = body[:start], body[start + len(core) :]
    mark, tag = _MARKS[kind]
    before, after = lead[-1:] or before, trail[:1] or after
    if "*" not in (before, after, core[0], core[-1]) and (
        _flanks(core[0], before) and _flanks(core[-1], after)
    ):
        return f"{lead}{mark}{core}{mark}{trail}"
    return f"{lead}<{tag}>{core}</{tag}>{trail}"


def _flanks(inner: str, outer: str) -> bool:
    """Tell whether a run of asterisks between two characters can open or close emphasis."""
    if not outer or outer.isspace():
        return True
    if _is_mark(inner, "PS"):  # whether symbols count differs between CommonMark's versions
        return _is_mark(outer, "P")
    return not inner.isspace()


def _is_mark(character: str, categories: str) -> bool:
    if character.isascii():
        return character.isprintable() and not character.isalnum() and character != " "
    return unicodedata.category(character)[0] in categories


def stack(blocks: Sequence[Block], tight: bool = False) -> str:
    """Return blocks below each other.

    Args:
        blocks: The blocks.
        tight: Whether to leave no blank lines between them.

    Returns:
        Markdown.
    """
    return ("\n" if tight else "\n\n").join(block.text for block in blocks)


def is_tight(items: Iterable[Sequence[Block]]) -> bool:
    """Tell whether the items of a list need no blank lines: a paragraph and lists at most."""
    return all(
        item[0].kind == "paragraph" and all(block.tight for block in item[1:])
        for item in items
        if item
    )


def bullets(items: Sequence[Sequence[Block]], markers: Iterable[str]) -> str:
    """Return a list.

    Args:
        items: The blocks of each item.
        markers: The marker of each item.

    Returns:
        Markdown.
    """
    tight = is_tight(items)
    texts = [
        indent(stack(item, tight), f"{marker} ", " " * (len(marker) + 1)).rstrip(" ")
        for item, marker in zip(items, markers, strict=True)
    ]
    return ("\n" if tight else "\n\n").join(texts)


def html_list(items: Sequence[Sequence[Block]], attributes: str) -> str:
    """Return an ordered list with a numbering that Markdown hasn't, as HTML around Markdown."""
    inner = "\n".join(f"<li>\n\n{stack(item)}\n\n</li>" for item in items)
    return f"<ol{attributes}>\n{inner}\n</ol>"


def quotation(blocks: Sequence[Block], alert: str = "") -> str:
    """Return a quotation.

    Args:
        blocks: What is quoted.
        alert: The word that makes it one of GitHub's alerts.

    Returns:
        Markdown.
    """
    text = f"[!{alert}]\n{stack(blocks)}" if alert else stack(blocks)
    return re.sub(r"(?m)^(?=(.?))", lambda match: "> " if match[1] else ">", text)


def pipe_table(
    head: Sequence[Sequence[TableCell]], body: Sequence[Sequence[TableCell]]
) -> str | None:
    """Return a table in GitHub's form, None if that form can't hold it."""
    if body and not head:
        head = [[TableCell([])] * len(body[0])]
    rows = [*head, *body]
    if not rows or len(head) > 1 or len(set(map(len, rows))) > 1:
        return None
    lines = [_pipe_row(map(_pipe_cell, row)) for row in rows]
    lines.insert(1, _pipe_row(["---"] * len(rows[0])))
    written = [line for line in lines if line is not None]
    return "\n".join(written) if len(written) == len(lines) else None


def _pipe_row(cells: Iterable[str | None]) -> str | None:
    """Return a row, None if one of its cells is None."""
    written = list(cells)
    return None if None in written else f"| {' | '.join(cell or '' for cell in written)} |"


def _pipe_cell(cell: TableCell) -> str | None:
    if cell.rows > 1 or cell.columns > 1 or len(cell.blocks) > 1:
        return None
    if not cell.blocks:
        return ""
    kind, text, _ = cell.blocks[0]
    # An odd backslash before a pipe (in code) is where GitHub and others disagree.
    if kind not in ("paragraph", "lines", "anchor") or re.search(r"(?<!\\)(?:\\\\)*\\\|", text):
        return None
    return one_line(text).replace("|", "\\|")


def one_line(text: str) -> str:
    """Return a paragraph on one line, its line breaks as HTML."""
    broken = re.sub(r"(?<!\\)((?:\\\\)*)\\\n", r"\1<br />", text)
    return broken.replace("\n", " ")


def html_table(
    head: Sequence[Sequence[TableCell]],
    body: Sequence[Sequence[TableCell]],
    flavour: Flavour = "gfm",
) -> str:
    """Return a table as HTML around the Markdown of its cells."""
    parts = ["<table>"]
    for group, name, tag in ((head, "thead", "th"), (body, "tbody", "td")):
        if group:
            parts += [f"<{name}>", *(_html_row(row, tag, flavour) for row in group), f"</{name}>"]
    return "\n".join([*parts, "</table>"])


def _html_row(row: Sequence[TableCell], tag: str, flavour: Flavour) -> str:
    lines = ["<tr>"]
    for cell in row:
        rows, columns = ("rowSpan", "colSpan") if flavour == "mdx" else ("rowspan", "colspan")
        spans = f' {rows}="{cell.rows}"' if cell.rows > 1 else ""
        spans += f' {columns}="{cell.columns}"' if cell.columns > 1 else ""
        inner = f"\n\n{stack(cell.blocks)}\n\n" if cell.blocks else ""
        lines.append(f"<{tag}{spans}>{inner}</{tag}>")
    return "\n".join([*lines, "</tr>"])

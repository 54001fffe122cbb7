"""Tables as nodes: a column of names and columns of numbers.

Nodes are built directly, which is cheaper than reST and can't be broken by a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from docutils import nodes

if TYPE_CHECKING:
    from docutils.nodes import Node

__all__ = ["entry", "grid", "heading_row", "row"]


def grid(
    titles: Sequence[str], body: Iterable[nodes.row], caption: str | None, name: str
) -> nodes.table:
    """Make a table.

    Args:
        titles: Of the columns; all but the first are of numbers.
        body: Its rows.
        caption: Its caption, None or empty for none.
        name: Its class.
    """
    table = nodes.table("", classes=[name])
    if caption:
        table += nodes.title("", caption)
    group = nodes.tgroup("", cols=len(titles))
    table += group
    for width in (40, *(max(12, len(title)) for title in titles[1:])):
        group += nodes.colspec("", colwidth=width)
    head = [entry(titles[0]), *(entry(title, "number") for title in titles[1:])]
    group += nodes.thead("", nodes.row("", *head))
    group += nodes.tbody("", *body)
    return table


def row(entries: Iterable[nodes.entry], *classes: str) -> nodes.row:
    """Make a row."""
    return nodes.row("", *entries, classes=list(classes))


def heading_row(text: str, columns: int, *classes: str) -> nodes.row:
    """Make a row with a text only; not as one wide cell, which manual pages can't have."""
    cells = [nodes.entry("") for _ in range(columns - 1)]
    return nodes.row("", entry(text), *cells, classes=list(classes))


def entry(content: str | Sequence[Node], *classes: str) -> nodes.entry:
    """Make a cell of a text or of inline nodes."""
    if isinstance(content, str):
        return nodes.entry("", nodes.paragraph("", content), classes=list(classes))
    return nodes.entry("", nodes.paragraph("", "", *content), classes=list(classes))

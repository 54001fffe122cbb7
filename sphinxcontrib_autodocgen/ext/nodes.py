"""The nodes that we build: tables, pictures, places where a line may end, and translated labels.

Nodes are built directly, which is cheaper than reST and can't be broken by a name. A long name may
be broken into lines after a dot or an underscore, so that it can be read in a narrow column. A
picture is SVG in HTML, and a table of the same facts everywhere else.

Generated sentences aren't among the labels: they are text of the page, which ``-b gettext``
extracts with the rest. What mouse and screen reader are told of a mark's evidence isn't
translated.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast
from xml.sax.saxutils import escape

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator
    from sphinx.writers.latex import LaTeXTranslator

    from ..quality.charts import Picture

__all__ = [
    "LABELS",
    "add_nodes",
    "break_point",
    "breakable",
    "entry",
    "grid",
    "heading_row",
    "picture",
    "picture_node",
    "row",
    "translate",
]

_CATALOGUE: Final = "sphinxcontrib.autodocgen"
_FOLDER: Final = Path(__file__).parent / "locale"

LABELS: Final = (
    "Added",
    "Change",
    "Complexity",
    "Deprecated",
    "Generated",
    "Kind",
    "Members",
    "Message",
    "Missing",
    "Module",
    "Name",
    "Object",
    "Overrides",
    "Since",
    "Total",
    "Value",
    "Version",
    "Written",
    "Written, %",
    "declared",
    "generated",
    "inferred",
)
"""All labels; ``locale`` has a catalogue of them."""

translate = get_translation(_CATALOGUE)
"""Translates a label into the language of the documentation; one that isn't known stays."""

_BREAK = re.compile(r"(?<=\.)(?=.)|(?<=[^\W_]_)(?=[^\W_])")
_CAMEL = re.compile(r"(?<=[a-z\d])(?=[A-Z])")
_LONG_WORD = 24
"""A word with more characters may be broken before its capitals as well."""

_MOST_CHARACTERS = 40
"""The most that a column asks for; a longer name is broken."""

_PAGE = 88
"""About how many characters fit into a line of a printed table."""


class break_point(nodes.inline):  # noqa: N801  # node classes are named as their visitors
    """A place in a word where a line may end; nothing where a builder doesn't know it."""


def _visit_break_html(self: HTML5Translator, node: break_point) -> None:
    """Write the element for it.

    Raises:
        SkipNode: Always.
    """
    del node
    self.body.append("<wbr />")
    raise nodes.SkipNode


def _visit_break_latex(self: LaTeXTranslator, node: break_point) -> None:
    """Write the command for it.

    Raises:
        SkipNode: Always.
    """
    del node
    self.body.append(r"\allowbreak{}")
    raise nodes.SkipNode


def breakable(name: str) -> Iterator[Node]:
    """Yield a dotted name with break points after its dots and the underscores between words."""
    parts = [
        part
        for word in _BREAK.split(name)
        for part in (_CAMEL.split(word) if len(word) > _LONG_WORD else [word])
    ]
    for index, part in enumerate(parts):
        if index:
            yield break_point()
        yield nodes.Text(part)


def grid(
    titles: Sequence[str], body: Iterable[nodes.row], caption: str | None, name: str
) -> Iterator[nodes.Element]:
    """Yield a table, and before it what LaTeX is told about its columns.

    Args:
        titles: Of the columns; all but the first are of numbers.
        body: Its rows.
        caption: Its caption, None or empty for none.
        name: Its class.
    """
    titles = [translate(title) for title in titles]
    table = nodes.table("", classes=[name])
    if caption:
        table += nodes.title("", caption)
    group = nodes.tgroup("", cols=len(titles))
    table += group
    rows = list(body)
    widths = _widths(titles, rows)
    for width in widths:
        group += nodes.colspec("", colwidth=width)
    head = [entry(titles[0]), *(entry(title, "number") for title in titles[1:])]
    group += nodes.thead("", nodes.row("", *head))
    group += nodes.tbody("", *rows)
    yield _column_spec(widths)
    yield table


def _widths(titles: Sequence[str], rows: Iterable[nodes.row]) -> list[int]:
    """Return how many characters each column asks for; a heading among the rows has its own."""
    longest = [max(len(title), 12) for title in titles]
    for cells in rows:
        if "autodocgen-group" not in cells["classes"]:
            lengths = (len(cell.astext()) for cell in cells)
            longest = [max(pair) for pair in zip(longest, lengths, strict=True)]
    return [min(length, _MOST_CHARACTERS) for length in longest]


def _column_spec(widths: Sequence[int]) -> nodes.Element:
    """Give LaTeX the share of each column; it would find none that fits a long name."""
    total = max(sum(widths), _PAGE)
    name, *numbers = (f"\\X{{{width}}}{{{total}}}" for width in widths)
    aligned = "".join(f">{{\\raggedleft\\arraybackslash}}{number}" for number in numbers)
    return addnodes.tabular_col_spec(spec=f">{{\\raggedright\\arraybackslash}}{name}{aligned}")


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
        content = list(breakable(content))
    return nodes.entry("", nodes.paragraph("", "", *content), classes=list(classes))


class picture(nodes.container):  # noqa: N801  # node classes are named as their visitors
    """A picture as SVG; what is in it is for builders without pictures."""


def picture_node(drawn: Picture, *, table: bool = True) -> picture:
    """Make the node of a picture.

    Args:
        drawn: The picture.
        table: Whether its facts stand in for it; not if they're on the page anyway.
    """
    node = picture("", svg=drawn.svg, caption=drawn.title, classes=["autodocgen-picture"])
    node += nodes.paragraph(
        "", "", nodes.strong("", drawn.title), nodes.Text(f". {drawn.description}")
    )
    if table and drawn.rows:
        body = [
            row([entry(text, *(["number"] if i else [])) for i, text in enumerate(cells)])
            for cells in drawn.rows
        ]
        node.extend(grid(drawn.head, body, None, "autodocgen-facts"))
    return node


def _visit_picture_html(self: HTML5Translator, node: picture) -> None:
    """Write the SVG; a book's pages would have to be declared as having one, so it has the table.

    Raises:
        SkipNode: Once the SVG is written.
    """
    if self.builder.name == "epub":
        self.visit_container(cast("nodes.container", node))
        return
    self.body.append(
        f'<figure class="autodocgen-picture">'
        f"{node['svg']}<figcaption>{escape(node['caption'])}</figcaption></figure>\n"
    )
    raise nodes.SkipNode


def _depart_picture_html(self: HTML5Translator, node: picture) -> None:
    """Close what the visit opened."""
    self.depart_container(cast("nodes.container", node))


def add_nodes(app: Sphinx) -> None:
    """Tell Sphinx how our nodes are written, and where our labels are translated."""
    app.add_message_catalog(_CATALOGUE, str(_FOLDER))
    app.add_node(picture, html=(_visit_picture_html, _depart_picture_html))
    app.add_node(break_point, html=(_visit_break_html, None), latex=(_visit_break_latex, None))

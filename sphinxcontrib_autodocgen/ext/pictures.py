"""Pictures on pages: SVG in HTML, the same facts as a table everywhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape

from docutils import nodes

from ..charts import Picture
from .grids import entry, grid, row

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

__all__ = ["depart_html", "picture", "picture_node", "visit_html"]


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


def visit_html(self: HTML5Translator, node: picture) -> None:
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


def depart_html(self: HTML5Translator, node: picture) -> None:
    """Close what the visit opened."""
    self.depart_container(cast("nodes.container", node))

"""From a resolved doctree to Markdown.

The translator finds the writer of each node: one that an extension registered with
``app.add_node(..., markdown=...)``, else ours for its class or the nearest of its base classes.
Where nobody knows a node, its text is kept and one warning says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from docutils import nodes
from sphinx.util import logging

from ...markdown import Flavour, fence
from .blocks import BLOCKS, note_names
from .collect import Collector, Writer
from .inline import INLINE
from .profiles import CHANGED, metadata
from .text import Piece, stack

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

    from .builder import MarkdownBuilder

__all__ = ["MarkdownTranslator"]

logger = logging.getLogger(__name__)

_WRITERS: Final[dict[Flavour, dict[str, Writer]]] = {
    flavour: {**BLOCKS, **INLINE, **changed} for flavour, changed in CHANGED.items()
}


class MarkdownTranslator(Collector):
    """Writes one document; its ``body`` is the Markdown once the document was walked over.

    Args:
        document: The resolved doctree.
        builder: The builder, which knows which documents there are and where images go.
    """

    def __init__(self, document: nodes.document, builder: MarkdownBuilder) -> None:
        super().__init__(document, builder)
        self.notes = dict(note_names(document))
        self._writers = _WRITERS[self.flavour]

    def dispatch_visit(self, node: Node) -> None:
        """Write a node.

        Args:
            node: The node.

        Raises:
            SkipNode: If one of our own writers has written what is in it, too.
        """
        if isinstance(node, nodes.Text):
            self.add(Piece("code" if self.code else "text", node.astext()))
            return
        element = cast("Element", node)
        self.note_targets(element)
        for cls in type(node).__mro__:
            registered = getattr(self, f"visit_{cls.__name__}", None)
            if registered:
                registered(node)
                return
            writer = self._writers.get(cls.__name__)
            if writer:
                writer(self, element)
                raise nodes.SkipNode
        self.unknown_visit(node)

    def dispatch_departure(self, node: Node) -> None:
        """Finish a node that isn't ours.

        Args:
            node: The node.
        """
        if not isinstance(node, nodes.Text):
            super().dispatch_departure(node)

    def visit_document(self, node: Element) -> None:
        """Write the document.

        Args:
            node: The document.

        Raises:
            SkipNode: Always.
        """
        self.place_anchors()
        self.children(node)
        text = stack(self.close())
        self.body = metadata(self, node) + (f"{text}\n" if text else "")
        raise nodes.SkipNode

    def unknown_visit(self, node: Node) -> None:
        """Keep the text of a node that nobody knows, and say so once for each kind.

        Args:
            node: The node.
        """
        kind = type(node).__name__
        logger.warning(
            "no Markdown is known for the node %r: only its text is kept",
            kind,
            type="autodocgen",
            subtype="markdown",
            location=node,
            once=True,
        )
        self._flush_around(cast("Element", node))
        code = cast("Element", node).get("code")
        if isinstance(code, str):  # where diagrams keep their source
            self.block("other", fence(code, kind))

    def unknown_departure(self, node: Node) -> None:
        """Finish a node that nobody knows.

        Args:
            node: The node.
        """
        self._flush_around(cast("Element", node))

    def _flush_around(self, node: Element) -> None:
        if not isinstance(node.parent, nodes.TextElement):
            self.flush()

"""From a resolved doctree to Markdown.

The translator finds the writer of each node: a method ``visit_<class>``, such as Sphinx sets for
an extension, else ours for its class or the nearest of its base classes. Where nobody knows a
node, its text is kept and the host is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final, cast

from docutils import nodes

from .blocks import BLOCKS, note_names
from .characters import Flavour, fence
from .collect import Collector, Host, Writer
from .flavours import CHANGED
from .inline import INLINE
from .layout import Piece, stack

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

__all__ = ["WRITERS", "Translator", "write"]

WRITERS: Final[dict[Flavour, dict[str, Writer]]] = {
    flavour: {**BLOCKS, **INLINE, **changed} for flavour, changed in CHANGED.items()
}


class Translator(Collector):
    """Writes one document; its ``body`` is the Markdown once the document was walked over.

    Args:
        document: The resolved doctree.
        host: Knows what is around the document.
    """

    writers: ClassVar[Mapping[Flavour, Mapping[str, Writer]]] = WRITERS

    def __init__(self, document: nodes.document, host: Host) -> None:
        super().__init__(document, host)
        self.notes = dict(note_names(document))
        self._writers = self.writers[self.flavour]

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
        self.body = self.host.metadata(node) + (f"{text}\n" if text else "")
        raise nodes.SkipNode

    def unknown_visit(self, node: Node) -> None:
        """Keep the text of a node that nobody knows, and say so once for each kind.

        Args:
            node: The node.
        """
        element = cast("Element", node)
        self.host.warn_of_unknown(element)
        self._flush_around(element)
        code = element.get("code")
        if isinstance(code, str):  # where diagrams keep their source
            self.block("other", fence(code, type(node).__name__))

    def unknown_departure(self, node: Node) -> None:
        """Finish a node that nobody knows.

        Args:
            node: The node.
        """
        self._flush_around(cast("Element", node))

    def _flush_around(self, node: Element) -> None:
        if not isinstance(node.parent, nodes.TextElement):
            self.flush()


def write(document: nodes.document, host: Host | None = None) -> str:
    """Return the Markdown of a document.

    Args:
        document: The doctree.
        host: Knows what is around it; None if it stands alone.
    """
    translator = Translator(document, host or Host())
    document.walkabout(translator)
    return translator.body

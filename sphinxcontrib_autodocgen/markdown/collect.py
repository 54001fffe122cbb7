"""Collector of the Markdown of a document while its doctree is visited.

This module alone decides where a finished piece or block belongs, and where the anchor of a target
stands: inside the line if its element is part of one, at the start of the next paragraph
otherwise, or on a line of its own above a block that has no text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, cast

from docutils import nodes

from .characters import Flavour, anchor, escape, paragraph
from .layout import Block, OpenElement, Piece, join, one_line, stack

if TYPE_CHECKING:
    from docutils.nodes import Element

__all__ = ["Collector", "Host", "Writer"]

# What leads back to the places that refer to a note, to a heading's entry in a list of contents or
# to the index is the reader's own business.
_UNANCHORED = (
    nodes.citation_reference,
    nodes.footnote,
    nodes.footnote_reference,
    nodes.problematic,
    nodes.reference,
    nodes.system_message,
)
_OF_INDEX = re.compile(r"index-\d+")
_SCHEME = re.compile(r"\A[A-Za-z][A-Za-z+.-]*(?=://)")
"""MyST knows schemes in small letters only."""


class Host:
    """A translator's questions about the context of a document; here, there is none.

    Attributes:
        flavour: The dialect to write.
        bullet: The marker of lists.
        anchor_sections: Whether sections have anchors.
        anchor_signatures: Whether signatures have anchors.
    """

    flavour: Flavour = "gfm"
    bullet: str = "-"
    anchor_sections = True
    anchor_signatures = True

    def image_address(self, uri: str) -> str:
        """Return where an image is, as seen from the document."""
        return uri

    def image_size(self, uri: str) -> tuple[int, int] | None:
        """Return the width and height of an image in pixels, None if that isn't known."""
        del uri
        return None

    def download_address(self, name: str) -> str:
        """Return where a download is, as seen from the document."""
        return name

    def internal_address(self, uri: str) -> str:
        """Return an address in the project as it is to be written, empty if nothing is there."""
        return uri if uri.startswith("#") else ""

    def label(self, name: str) -> str:
        """Return what MyST calls a target of the document."""
        return name

    def admonition_label(self, kind: str) -> str:
        """Return the title of a kind of admonition in the reader's language."""
        return kind.capitalize()

    def section_number(self, section: Element) -> str:
        """Return what stands before the title of a section, with a space at its end."""
        del section
        return ""

    def figure_number(self, node: Element) -> str:
        """Return what stands before a caption, with a space at its end."""
        del node
        return ""

    def equation_number(self, node: Element) -> str:
        """Return the number of an equation that has one."""
        return str(node["number"])

    def metadata(self, document: Element) -> str:
        """Return what a file begins with, before its Markdown."""
        del document
        return ""

    def warn_of_unknown(self, node: Element) -> None:
        """Say that only the text of a node is kept."""


class Collector(nodes.NodeVisitor):
    """Gathers what writers write.

    Args:
        document: The resolved doctree.
        host: Knows what is around the document.

    Attributes:
        body: The Markdown, once the document was walked over.
        level: Depth of the section that is being written.
        code: Depth of elements whose text is code.
        links: Depth of references.
        flavour: The dialect that is written.
        notes: Names of the footnotes, by their targets.
    """

    def __init__(self, document: nodes.document, host: Host) -> None:
        super().__init__(document)
        self.host = host
        self.body = ""
        self.level = 0
        self.code = 0
        self.links = 0
        self.notes: dict[str, str] = {}
        self.flavour: Flavour = host.flavour
        self._frames = [OpenElement(self.flavour)]
        self._waiting: list[str] = []
        self._anchored: set[str] = set()

    @property
    def frame(self) -> OpenElement:
        """State of the element that is being written."""
        return self._frames[-1]

    @property
    def nested(self) -> bool:
        """Whether the element that is being written is inside another block."""
        return len(self._frames) > 1

    def children(self, node: Element) -> None:
        """Write what is in an element."""
        for child in node.children:
            child.walkabout(self)

    def blocks_of(self, *parents: Element) -> list[Block]:
        """Return what is in some elements as blocks."""
        self._frames.append(OpenElement(self.flavour))
        for node in parents:
            self.note_targets(node)
            self.children(node)
        return self.close()

    def pieces_of(self, node: Element) -> tuple[Piece, ...]:
        """Return what is in an element as pieces of a line."""
        self._frames.append(OpenElement(self.flavour))
        self.children(node)
        frame = self._frames.pop()
        self.frame.targets += frame.targets
        frame.targets = []
        if frame.blocks:  # a block in a line: keep it, on the line
            frame.flush()
            return (Piece("raw", one_line(stack(frame.blocks))),)
        return tuple(frame.pieces)

    def text_of(self, node: Element) -> str:
        """Return what is in an element as one line of Markdown."""
        return one_line(self.join(self.pieces_of(node))).strip()

    def join(self, pieces: Iterable[Piece]) -> str:
        """Return the Markdown of pieces in a row."""
        return join(pieces, self.flavour)

    def escape(self, text: str) -> str:
        """Return Markdown that a reader shows as the given text."""
        return escape(text, self.flavour)

    def paragraph(self, text: str) -> str:
        """Return escaped text as a paragraph."""
        return paragraph(text, self.flavour)

    def open(self) -> None:
        """Begin to gather blocks apart from those around them."""
        self._frames.append(OpenElement(self.flavour))

    def close(self) -> list[Block]:
        """Return the blocks that were gathered since :meth:`open`."""
        self.place_anchors()
        return self._frames.pop().blocks

    def add(self, *pieces: Piece) -> None:
        """Add pieces to the line."""
        self.frame.pieces += pieces

    def raw(self, markdown: str) -> None:
        """Add Markdown to the line."""
        if markdown:
            self.add(Piece("raw", markdown))

    def block(self, kind: str, text: str, tight: bool = False) -> None:
        """Add a finished block, below the anchors that wait for it."""
        self.place_anchors()
        if text:
            self.frame.blocks.append(Block(kind, text, tight))

    def flush(self) -> None:
        """Finish the paragraph."""
        self.frame.flush()

    def last_kind(self) -> str:
        """Return the kind of the last block, empty if there's none."""
        return self.frame.blocks[-1].kind if self.frame.blocks else ""

    def note_targets(self, node: Element) -> None:
        """Place the anchors of an element in the line, or let them wait for the next block."""
        if not node.attributes["ids"]:
            return
        names = self.new_targets(node)
        if isinstance(node.parent, nodes.TextElement):
            self._anchor(names)
        else:
            self._waiting += names

    def new_targets(self, node: Element) -> list[str]:
        """Return the targets of an element that weren't returned before."""
        if self._is_unanchored(node):
            return []
        outside = isinstance(node, nodes.target) and "refuri" in node  # the target is elsewhere
        names = [
            name
            for name in node["ids"]
            if not (outside or name in self._anchored or _OF_INDEX.fullmatch(name))
        ]
        self._anchored.update(names)
        return names

    def _is_unanchored(self, node: Element) -> bool:
        """Tell whether readers reach an element without an anchor, or never."""
        if isinstance(node, nodes.section):
            return not self.host.anchor_sections
        if node.tagname == "desc_signature":
            return not self.host.anchor_signatures
        return isinstance(node, _UNANCHORED)

    def take_anchors(self) -> None:
        """Let the line begin with the anchors that wait."""
        self._anchor(self._waiting)
        self._waiting = []

    def place_anchors(self) -> None:
        """Finish the paragraph, and write the anchors that wait below it."""
        self.flush()
        if self._waiting:
            self._anchor(self._waiting)
            self._waiting = []
            self.flush()

    def _anchor(self, names: Sequence[str]) -> None:
        if self.flavour == "myst":
            self.frame.targets += [f"({self.host.label(name)})=" for name in names]
        else:
            self.raw("".join(map(anchor, names)))

    def address(self, node: Element) -> str:
        """Return where a reference leads as seen from this document, empty if nowhere."""
        if "filename" in node:
            return self.host.download_address(node["filename"])
        if "refuri" not in node:
            return self.host.internal_address(f"#{node['refid']}") if "refid" in node else ""
        address = _SCHEME.sub(lambda found: found[0].lower(), cast("str", node["refuri"]))
        return self.host.internal_address(address) if node.get("internal") else address


Writer = Callable[[Collector, "Element"], None]
"""Writes one kind of node with all that is in it."""

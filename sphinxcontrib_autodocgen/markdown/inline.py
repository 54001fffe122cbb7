"""Writers of docutils' inline nodes."""

from __future__ import annotations

import re
from functools import partial
from html import escape as html_escape
from typing import TYPE_CHECKING, Final

from docutils import nodes

from .characters import code_span, link
from .collect import Collector, Writer
from .layout import Piece

if TYPE_CHECKING:
    from typing import Literal

    from docutils.nodes import Element

__all__ = ["INLINE", "code", "emphasised", "image", "image_size", "reference", "tagged", "through"]

_AUTOLINK = re.compile(r"(?:https?|ftp)://[^\s<>\\]+|mailto:[\w.+-]+@[\w.-]+")


def through(c: Collector, node: Element) -> None:
    """Write only what is inside."""
    c.children(node)


def emphasised(kind: Literal["emphasis", "strong"], c: Collector, node: Element) -> None:
    """Write what is inside with an emphasis, which code has none of."""
    if c.code:
        c.children(node)
    else:
        c.add(Piece(kind, inner=c.pieces_of(node)))


def tagged(tag: str, c: Collector, node: Element) -> None:
    """Write what is inside as an element of HTML."""
    if c.code:
        c.children(node)
    else:
        c.raw(f"<{tag}>{c.join(c.pieces_of(node))}</{tag}>")


def code(c: Collector, node: Element) -> None:
    """Write what is inside as code."""
    c.code += 1
    c.children(node)
    c.code -= 1


def _literal(c: Collector, node: Element) -> None:
    if "kbd" in node["classes"]:
        tagged("kbd", c, node)
    else:
        code(c, node)


def _inline(c: Collector, node: Element) -> None:
    if "versionmodified" in node["classes"]:
        emphasised("emphasis", c, node)
    else:
        c.children(node)


def _abbreviation(c: Collector, node: Element) -> None:
    explanation = " ".join(node.get("explanation", "").split())
    if explanation and not c.code:
        title = html_escape(explanation)
        c.raw(f'<abbr title="{title}">{c.join(c.pieces_of(node))}</abbr>')
    else:
        c.children(node)


def _math(c: Collector, node: Element) -> None:
    c.raw(f"${code_span(node.astext())}$")


def reference(c: Collector, node: Element, *, autolinks: bool = True) -> None:
    """Write a link; where ``autolinks`` are off, a bare address too has a text of its own."""
    address = c.address(node)
    c.links += 1
    pieces = c.pieces_of(node)
    c.links -= 1
    if node.get("secnumber"):
        pieces = (Piece("text", f"{'.'.join(map(str, node['secnumber']))}. "), *pieces)
    if not address or c.links:  # Markdown has no link in a link
        c.add(*pieces)
    elif (
        autolinks
        and node.astext() == address.removeprefix("mailto:")
        and _AUTOLINK.fullmatch(address)
    ):
        c.raw(f"<{node.astext()}>")
    else:
        c.raw(link(c.join(pieces) or c.escape(address), address))


def _footnote_reference(c: Collector, node: Element) -> None:
    name = c.notes.get(node.get("refid", ""))
    c.raw(f"[^{name}]" if name else c.escape(f"[{node.astext()}]"))


def _citation_reference(c: Collector, node: Element) -> None:
    text = c.escape(f"[{node.astext()}]")
    c.raw(link(text, c.address(node)) if "refid" in node else text)


def image(c: Collector, node: Element) -> None:
    """Write an image, alone or in a line; as HTML if it has a size, which Markdown can't say."""
    address = c.host.image_address(node["uri"])
    alt = " ".join(node.get("alt", "").split())
    size = "".join(f' {name}="{html_escape(value)}"' for name, value in image_size(c, node).items())
    if size:
        markdown = f'<img src="{html_escape(address)}" alt="{html_escape(alt)}"{size} />'
    else:
        markdown = f"!{link(c.escape(alt), address)}"
    if isinstance(node.parent, nodes.TextElement):
        c.raw(markdown)
    else:
        c.block("paragraph", markdown)


def image_size(c: Collector, node: Element) -> dict[str, str]:
    """Return the size that an image has by its author's will, as HTML says it."""
    found = {
        name: re.sub(r"\s+|px$", "", node[name]) for name in ("width", "height") if name in node
    }
    scale = node.get("scale", 100) / 100
    if scale != 1 and not found:
        known = c.host.image_size(node["uri"]) or ()
        found = dict(zip(("width", "height"), map(str, known), strict=False))
    return {name: _scaled(value, scale) for name, value in found.items()}


def _scaled(value: str, scale: float) -> str:
    match = re.fullmatch(r"([\d.]+)(.*)", value)
    return f"{float(match[1]) * scale:g}{match[2]}" if match and scale != 1 else value


INLINE: Final[dict[str, Writer]] = {
    "abbreviation": _abbreviation,
    "acronym": through,
    "authors": through,
    "citation_reference": _citation_reference,
    "emphasis": partial(emphasised, "emphasis"),
    "footnote_reference": _footnote_reference,
    "generated": through,
    "image": image,
    "inline": _inline,
    "literal": _literal,
    "math": _math,
    "problematic": through,
    "reference": reference,
    "strong": partial(emphasised, "strong"),
    "subscript": partial(tagged, "sub"),
    "substitution_reference": through,
    "superscript": partial(tagged, "sup"),
    "target": through,
    "title_reference": partial(emphasised, "emphasis"),
}
"""Writers of inline nodes, by the name of the node's class."""

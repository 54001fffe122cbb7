"""How each kind of node that is part of a line is written, signatures of objects included.

A signature is code: its parts run together into code spans that hold it character by character,
interrupted only where a part of it is a link.
"""

from __future__ import annotations

import re
from functools import partial
from html import escape as html_escape
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx import addnodes
from sphinx.util.images import get_image_size

from ...markdown import code_span, link
from .collect import Collector, Writer
from .text import Piece

if TYPE_CHECKING:
    from typing import Literal

    from docutils.nodes import Element, Node

__all__ = ["INLINE", "image", "image_size", "reference", "tagged", "through"]

_AUTOLINK = re.compile(r"(?:https?|ftp)://[^\s<>\\]+|mailto:[\w.+-]+@[\w.-]+")


def through(c: Collector, node: Element) -> None:
    """Write only what is inside."""
    c.children(node)


def _emphasised(kind: Literal["emphasis", "strong"], c: Collector, node: Element) -> None:
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


def _code(c: Collector, node: Element) -> None:
    c.code += 1
    c.children(node)
    c.code -= 1


def _literal(c: Collector, node: Element) -> None:
    if "kbd" in node["classes"]:
        tagged("kbd", c, node)
    else:
        _code(c, node)


def _inline(c: Collector, node: Element) -> None:
    if "versionmodified" in node["classes"]:
        _emphasised("emphasis", c, node)
    else:
        c.children(node)


def _mark(c: Collector, node: Element) -> None:
    """Write the mark of something generated or inferred in parentheses, as it has no badge."""
    before, after = ("(", ")") if "evidence" in node else ("", "")
    c.add(Piece("text", before))
    c.children(node)
    c.add(Piece("text", after))


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
    address = c.builder.image_address(node["uri"])
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
        known = get_image_size(c.builder.srcdir / node["uri"]) or ()
        found = dict(zip(("width", "height"), map(str, known), strict=False))
    return {name: _scaled(value, scale) for name, value in found.items()}


def _scaled(value: str, scale: float) -> str:
    match = re.fullmatch(r"([\d.]+)(.*)", value)
    return f"{float(match[1]) * scale:g}{match[2]}" if match and scale != 1 else value


# Signatures


def _between(before: str, after: str, c: Collector, node: Element) -> None:
    c.add(Piece("code", before))
    c.children(node)
    c.add(Piece("code", after))


def _parameter(c: Collector, node: Element) -> None:
    _between(", " if _needs_comma(node) else "", "", c, node)


def _optional(c: Collector, node: Element) -> None:
    _between("[", ", ]" if _precedes_parameter(node) else "]", c, node)


def _needs_comma(parameter: Element) -> bool:
    """Tell whether a parameter follows another, and that one didn't bring the comma."""
    parent = parameter.parent
    index = parent.index(parameter)
    if index:
        return not _precedes_parameter(parent[index - 1])
    return isinstance(parent, addnodes.desc_optional) and not _is_leading(parent)


def _precedes_parameter(node: Node) -> bool:
    """Tell whether a node is ``[a, ]`` in ``f([a, ]b)``."""
    if not isinstance(node, addnodes.desc_optional) or not _is_leading(node):
        return False
    following = node.parent.children[node.parent.index(node) + 1 :]
    return bool(following) and not isinstance(following[0], addnodes.desc_optional)


def _is_leading(optional: Element) -> bool:
    parent = optional.parent
    inner = isinstance(parent, addnodes.desc_optional)
    return not parent.index(optional) and (not inner or _is_leading(parent))


def _signature_line(c: Collector, node: Element) -> None:
    c.children(node)
    if node.parent.children[-1] is not node:
        c.raw("\\\n")


INLINE: Final[dict[str, Writer]] = {
    "abbreviation": _abbreviation,
    "acronym": through,
    "citation_reference": _citation_reference,
    "desc_addname": through,
    "desc_annotation": through,
    "desc_inline": _code,
    "desc_name": through,
    "desc_optional": _optional,
    "desc_parameter": _parameter,
    "desc_parameterlist": partial(_between, "(", ")"),
    "desc_returns": partial(_between, " -> ", ""),
    "desc_signature_line": _signature_line,
    "desc_type": through,
    "desc_type_parameter": _parameter,
    "desc_type_parameter_list": partial(_between, "[", "]"),
    "download_reference": reference,
    "emphasis": partial(_emphasised, "emphasis"),
    "footnote_reference": _footnote_reference,
    "generated": through,
    "image": image,
    "inline": _inline,
    "literal": _literal,
    "literal_emphasis": partial(_emphasised, "emphasis"),
    "literal_strong": partial(_emphasised, "strong"),
    "manpage": partial(_emphasised, "emphasis"),
    "mark": _mark,
    "math": _math,
    "number_reference": reference,
    "pending_xref": through,
    "pending_xref_condition": through,
    "problematic": through,
    "reference": reference,
    "strong": partial(_emphasised, "strong"),
    "subscript": partial(tagged, "sub"),
    "substitution_reference": through,
    "superscript": partial(tagged, "sup"),
    "target": through,
    "title_reference": partial(_emphasised, "emphasis"),
}
"""How to write each node that is part of a line, by the name of its class."""

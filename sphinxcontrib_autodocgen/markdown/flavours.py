"""Differences of plain CommonMark and MDX from GitHub's flavour.

A flavour is a table of writers that are put over those of :mod:`.blocks` and :mod:`.inline`.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Final, cast

from docutils import nodes

from .blocks import (
    ALERTS,
    admonition_kind,
    admonition_label,
    citation,
    html_of,
    literal_block,
    raw,
    table_rows,
)
from .characters import Flavour, anchor, link
from .collect import Collector, Writer
from .inline import reference
from .layout import Piece, html_table, quotation, stack
from .myst import MYST

if TYPE_CHECKING:
    from docutils.nodes import Element

__all__ = ["CHANGED"]


# Plain CommonMark: no tables, footnotes, alerts or mathematics


def _plain_admonition(c: Collector, node: Element) -> None:
    c.place_anchors()
    kind = admonition_kind(node)
    blocks = c.blocks_of(node)
    if kind != "admonition":
        blocks.insert(0, admonition_label(c, kind))
    c.block("other", quotation(blocks))


def _html_table(c: Collector, node: Element) -> None:
    c.place_anchors()
    c.block("other", html_table(*table_rows(c, node), c.flavour))


def _plain_footnote(c: Collector, node: Element) -> None:
    c.block("anchor", "".join(map(anchor, node["ids"])))
    citation(c, node)


def _plain_footnote_reference(c: Collector, node: Element) -> None:
    text = c.escape(f"[{node.astext()}]")
    c.raw(f"<sup>{link(text, '#' + node['refid']) if 'refid' in node else text}</sup>")


def _math_as_code(c: Collector, node: Element) -> None:
    c.add(Piece("code", node.astext()))


# MDX: HTML is JSX, a web address needs a link, notes are containers

_CONTAINERS: Final = {
    "attention": "warning",
    "caution": "warning",
    "danger": "danger",
    "error": "danger",
    "hint": "tip",
    "important": "info",
    "seealso": "info",
    "tip": "tip",
    "warning": "warning",
}


def _container(c: Collector, node: Element) -> None:
    c.place_anchors()
    kind = admonition_kind(node)
    name = _CONTAINERS.get(kind, "note")
    title = c.escape(c.host.admonition_label(kind)) if kind != "admonition" else ""
    children = cast("list[Element]", list(node.children))
    if children and isinstance(children[0], nodes.title):
        title = c.text_of(children.pop(0))
    c.open()
    for child in children:
        child.walkabout(c)
    text = stack(c.close())
    colons = ":" * max(3, *(_colons(line) + 1 for line in text.split("\n")), 0)
    head = f"[{title}]" if title and title.lower() != name else ""
    c.block("other", f"{colons}{name}{head}\n\n{text}\n\n{colons}")


def _colons(line: str) -> int:
    line = line.lstrip()
    return len(line) - len(line.lstrip(":")) if line.startswith(":::") else 0


def _jsx_raw(c: Collector, node: Element) -> None:
    if "html" not in node.get("format", "").split():
        raw(c, node)
        return
    inline = isinstance(node.parent, nodes.TextElement)
    name = "span" if inline else "div"
    text = json.dumps(node.astext(), ensure_ascii=False)
    markdown = f"<{name} dangerouslySetInnerHTML={{{{__html: {text}}}}} />"
    if inline:
        c.raw(markdown)
    else:
        c.block("other", markdown)


def _jsx_literal_block(c: Collector, node: Element) -> None:
    if next(iter(node.findall(nodes.reference)), None):
        text = json.dumps(html_of(c, node), ensure_ascii=False)
        c.block("other", f"<pre dangerouslySetInnerHTML={{{{__html: {text}}}}} />")
    else:
        literal_block(c, node)


def _dollars(c: Collector, node: Element) -> None:
    c.raw(f"${' '.join(node.astext().split())}$")


def _dollar_block(c: Collector, node: Element) -> None:
    c.block("other", f"$$\n{node.astext()}\n$$")
    if node.get("number"):
        c.block("paragraph", f"({c.host.equation_number(node)})")


CHANGED: Final[dict[Flavour, dict[str, Writer]]] = {
    "gfm": {},
    "commonmark": {
        **dict.fromkeys((*ALERTS, "Admonition"), _plain_admonition),
        "footnote": _plain_footnote,
        "footnote_reference": _plain_footnote_reference,
        "math": _math_as_code,
        "table": _html_table,
    },
    "mdx": {
        **dict.fromkeys((*ALERTS, "Admonition"), _container),
        "literal_block": _jsx_literal_block,
        "math": _dollars,
        "math_block": _dollar_block,
        "raw": _jsx_raw,
        "reference": partial(reference, autolinks=False),
    },
    "myst": MYST,
}
"""The writers of each flavour that aren't those of GitHub's."""

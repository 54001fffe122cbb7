"""MyST as Sphinx reads it: directives, roles and targets.

Targets stand on lines of their own. The descriptions of objects stay lists: what a domain made of
them can't be given back to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, cast

from docutils import nodes

from .blocks import ALERTS, BLOCKS, admonition_kind, elements, table_rows
from .characters import heading, indent
from .collect import Collector, Writer
from .inline import INLINE, image_size
from .layout import Block, TableCell, html_table, pipe_table, stack

if TYPE_CHECKING:
    from docutils.nodes import Element

__all__ = ["MYST", "blocks_in", "directive", "role"]

_ROLES: Final = ("kbd", "guilabel", "menuselection", "command", "program", "file", "samp", "dfn")


def directive(name: str, argument: str, options: dict[str, str], content: str) -> str:
    """Return a directive in a fence that is longer than any in its content."""
    tick = "~" if "`" in argument else "`"  # a line that begins a fence can't hold its mark
    longest = max(map(len, re.findall(f"{tick}{{3,}}", content)), default=2)
    ticks = tick * (longest + 1)
    lines = [f"{ticks}{{{name}}} {argument}".rstrip()]
    lines += [f":{option}: {value}".rstrip() for option, value in options.items()]
    if content and options:
        lines.append("")
    lines += [content] if content else []
    return "\n".join([*lines, ticks])


def _admonition(c: Collector, node: Element) -> None:
    c.place_anchors()
    kind = admonition_kind(node)
    title = ""
    children = list(node.children)
    if children and isinstance(children[0], nodes.title):
        kind, title = "admonition", c.text_of(cast("Element", children.pop(0)))
    c.block("other", directive(kind, title, {}, stack(blocks_in(c, children))))


def blocks_in(c: Collector, children: list[Any]) -> list[Block]:
    """Return some nodes as blocks."""
    c.open()
    for child in children:
        child.walkabout(c)
    return c.close()


def _titled(name: str) -> Writer:
    def write(c: Collector, node: Element) -> None:
        if "contents" in node["classes"]:
            BLOCKS["topic"](c, node)
            return
        c.place_anchors()
        children = list(node.children)
        title = c.text_of(cast("Element", children.pop(0)))
        c.block("other", directive(name, title, {}, stack(blocks_in(c, children))))

    return write


def _code(c: Collector, node: Element) -> None:
    if next(iter(node.findall(nodes.reference)), None):
        BLOCKS["literal_block"](c, node)
    else:
        c.block("other", _code_block(node, {}))


def _code_block(node: Element, options: dict[str, str]) -> str:
    arguments: dict[str, Any] = node.get("highlight_args", {})
    if arguments.get("hl_lines"):
        options["emphasize-lines"] = ",".join(map(str, arguments["hl_lines"]))
    if arguments.get("linenostart", 1) != 1:
        options["lineno-start"] = str(arguments["linenostart"])
    elif node.get("linenos"):
        options["linenos"] = ""
    text = node.astext()
    language = node.get("language", "default")
    if not options and not text.startswith(("\n", ":", "---")):
        return directive("code-block", language, {}, text)
    return directive("code-block", language, options, text)


def _captioned(c: Collector, node: Element) -> None:
    parts = elements(node)
    is_code = len(parts) == 2 and isinstance(parts[1], nodes.literal_block)
    if "literal-block-wrapper" not in node["classes"] or not is_code:
        BLOCKS["container"](c, node)
        return
    c.place_anchors()
    c.block("other", _code_block(parts[1], {"caption": c.text_of(parts[0])}))


def _math(c: Collector, node: Element) -> None:
    c.raw(role("math", node.astext()))


def _math_block(c: Collector, node: Element) -> None:
    options = {"label": str(node["label"])} if node.get("label") else {}
    c.block("other", directive("math", "", options, node.astext()))


def role(name: str, text: str) -> str:
    """Return a role, in more backticks than there are in its text."""
    ticks = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in text[:1] + text[-1:] else ""
    return f"{{{name}}}{ticks}{pad}{text}{pad}{ticks}"


def _with_role(name: str) -> Writer:
    usual = INLINE[name]

    def write(c: Collector, node: Element) -> None:
        known = next((name for name in _ROLES if name in node["classes"]), "")
        plain = all(isinstance(child, nodes.Text) for child in node.children)
        text = " ".join(node.astext().split())
        if known and plain and text and not c.code and not re.search(r"[&{}<>`\\]", text):
            c.raw(role(known, text))
        else:
            usual(c, node)

    return write


def _tag_role(name: str) -> Writer:
    def write(c: Collector, node: Element) -> None:
        if all(isinstance(child, nodes.Text) for child in node.children) and not c.code:
            c.raw(role(name, node.astext().replace("\\", "\\\\")))
        else:
            INLINE[node.tagname](c, node)

    return write


def _abbreviation(c: Collector, node: Element) -> None:
    explanation = " ".join(node.get("explanation", "").split())
    if explanation and not c.code and not re.search("[`()]", explanation + node.astext()):
        c.raw(role("abbr", f"{node.astext()} ({explanation})"))
    else:
        INLINE["abbreviation"](c, node)


def _figure(c: Collector, node: Element) -> None:
    c.place_anchors()
    images = list(node.findall(nodes.image))
    if len(images) != 1:
        BLOCKS["figure"](c, node)
        return
    (image,) = images
    options = _image_options(c, image)
    shown: Element = image
    if isinstance(image.parent, nodes.reference):
        shown = image.parent
        if address := c.address(shown):
            options["target"] = address
    rest = [child for child in elements(node) if child is not shown]
    blocks = [c.text_of(rest.pop(0))] if rest and isinstance(rest[0], nodes.caption) else []
    blocks += [block.text for block in blocks_in(c, rest)]
    c.block(
        "other",
        directive("figure", c.host.image_address(image["uri"]), options, "\n\n".join(blocks)),
    )


def _image_options(c: Collector, image: Element) -> dict[str, str]:
    options = {"alt": " ".join(image["alt"].split())} if image.get("alt") else {}
    return options | image_size(c, image)


def _image(c: Collector, node: Element) -> None:
    inside = isinstance(node.parent, nodes.TextElement)
    if inside or not image_size(c, node):
        INLINE["image"](c, node)
    else:
        address = c.host.image_address(node["uri"])
        c.block("other", directive("image", address, _image_options(c, node), ""))


def _table(c: Collector, node: Element) -> None:
    c.place_anchors()
    title = next((child for child in elements(node) if isinstance(child, nodes.title)), None)
    caption = c.text_of(title) if title is not None else ""
    body_only = node.deepcopy()
    body_only.children = [child for child in node.children if child is not title]
    head, body = table_rows(c, body_only)
    c.block("other", _written_table(head, body, caption))


def _written_table(
    head: Sequence[Sequence[TableCell]], body: Sequence[Sequence[TableCell]], caption: str
) -> str:
    """Write a table in the first form that can hold it: with pipes, as a list, as HTML."""
    written = pipe_table(head, body)
    if written:
        return directive("table", caption, {}, written) if caption else written
    rows = [*head, *body]
    spans = any(cell.rows > 1 or cell.columns > 1 for row in rows for cell in row)
    if not spans and len(set(map(len, rows))) == 1:
        options = {"header-rows": str(len(head))} if head else {}
        return directive("list-table", caption, options, "\n".join(map(_list_row, rows)))
    return (f"*{caption}*\n\n" if caption else "") + html_table(head, body)


def _list_row(row: Sequence[TableCell]) -> str:
    cells = (indent(stack(cell.blocks) or "&nbsp;", "- ", "  ") for cell in row)
    return indent("\n".join(cells), "* ", "  ")


def _rubric(c: Collector, node: Element) -> None:
    c.place_anchors()
    c.block("other", directive("rubric", c.text_of(node), {}, ""))


def _raw(c: Collector, node: Element) -> None:
    if isinstance(node.parent, nodes.TextElement):
        BLOCKS["raw"](c, node)
    else:
        c.block("other", directive("raw", node.get("format", ""), {}, node.astext().strip("\n")))


def _title(c: Collector, node: Element) -> None:
    if isinstance(node.parent, nodes.section | nodes.document):
        c.place_anchors()
        c.block("heading", heading(c.text_of(node), c.level or 1))
    else:
        BLOCKS["title"](c, node)


MYST: Final[dict[str, Writer]] = {
    **dict.fromkeys((*ALERTS, "Admonition"), _admonition),
    "abbreviation": _abbreviation,
    "container": _captioned,
    "figure": _figure,
    "image": _image,
    "inline": _with_role("inline"),
    "literal": _with_role("literal"),
    "literal_block": _code,
    "math": _math,
    "math_block": _math_block,
    "raw": _raw,
    "rubric": _rubric,
    "sidebar": _titled("sidebar"),
    "strong": _with_role("strong"),
    "subscript": _tag_role("sub"),
    "superscript": _tag_role("sup"),
    "table": _table,
    "title": _title,
    "topic": _titled("topic"),
}
"""The writers that aren't those of GitHub's flavour."""

"""Writers of docutils' block nodes.

Where Markdown has no form for what a document says (spanning cells, blocks in cells, lettered
lists, code with links in it), HTML stands around the Markdown; what only HTML shows (widths,
alignment, classes) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape as html_escape
from typing import TYPE_CHECKING, Any, Final, cast

from docutils import nodes

from .characters import anchor, fence, heading, indent
from .collect import Collector, Writer
from .layout import (
    Block,
    Piece,
    TableCell,
    bullets,
    html_list,
    html_table,
    is_tight,
    pipe_table,
    quotation,
    stack,
)

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

__all__ = [
    "ALERTS",
    "BLOCKS",
    "admonition_kind",
    "admonition_label",
    "bulleted",
    "citation",
    "elements",
    "entries",
    "group",
    "html_of",
    "items_of",
    "literal_block",
    "note_names",
    "nothing",
    "raw",
    "table_rows",
]

ALERTS = {
    "admonition": "NOTE",
    "attention": "IMPORTANT",
    "caution": "CAUTION",
    "danger": "CAUTION",
    "error": "CAUTION",
    "hint": "TIP",
    "important": "IMPORTANT",
    "note": "NOTE",
    "seealso": "NOTE",
    "tip": "TIP",
    "warning": "WARNING",
}
_ENUMERATIONS = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}
_TAGS = {"emphasis": "em", "strong": "strong", "literal": "code"}

# Markdown that is more than one paragraph, or may be something else.
_NO_PARAGRAPH = re.compile(r"\A\s*(?:[#>|<+~:-]|\*\s|`{3}|\d+[.)]\s)|\n\s*\n")

# In these, white space has a meaning, for a reader or for a program.
_VERBATIM = re.compile(
    r"(?P<all><(?P<tag>pre|script|style|textarea)\b.*?(?:</(?P=tag)\s*>|\Z))",
    re.IGNORECASE | re.DOTALL,
)


def nothing(c: Collector, node: Element) -> None:
    """Write nothing: the node is for programs, or for other formats."""
    del c, node


def group(c: Collector, node: Element) -> None:
    """Write what is inside, as blocks of its own."""
    c.flush()
    c.children(node)
    c.flush()


def _strong_line(c: Collector, pieces: tuple[Piece, ...]) -> None:
    c.block("paragraph", c.paragraph(c.join([Piece("strong", inner=pieces)])))


# Sections and headings


def _section(c: Collector, node: Element) -> None:
    c.level += 1
    group(c, node)
    c.level -= 1


def _title(c: Collector, node: Element) -> None:
    c.place_anchors()
    parent = node.parent
    if isinstance(parent, nodes.section | nodes.document):
        _heading(c, c.host.section_number(parent) + c.text_of(node), c.level or 1)
    elif isinstance(parent, nodes.table):
        _caption(c, node)
    else:
        _strong_line(c, c.pieces_of(node))


def _heading(c: Collector, text: str, level: int) -> None:
    c.block("heading", heading(text, level))


def _rubric(c: Collector, node: Element) -> None:
    c.place_anchors()
    level = node.get("heading-level")
    if level:
        _heading(c, c.text_of(node), level)
    else:
        _strong_line(c, c.pieces_of(node))


def _transition(c: Collector, node: Element) -> None:
    del node
    c.block("other", "---")


# Paragraphs and lines


def _paragraph(c: Collector, node: Element) -> None:
    if not c.frame.leading:
        c.flush()
    c.frame.leading = False
    c.take_anchors()
    c.children(node)
    c.flush()


def _attribution(c: Collector, node: Element) -> None:
    c.flush()
    c.add(Piece("text", "\N{EM DASH} "))
    c.children(node)
    c.flush()


def _line_block(c: Collector, node: Element) -> None:
    c.place_anchors()
    c.block("lines", "\\\n".join(_lines(c, node, "")))


def _lines(c: Collector, node: Element, space: str) -> Iterator[str]:
    for child in elements(node):
        if isinstance(child, nodes.line_block):
            yield from _lines(c, child, space + "&nbsp;" * 4)
        else:
            yield space + (c.paragraph(c.text_of(child)) or "&nbsp;")


# Quotations and admonitions


def _quotation(c: Collector, node: Element) -> None:
    c.place_anchors()
    c.block("other", quotation(c.blocks_of(node)))


def _topic(c: Collector, node: Element) -> None:
    if "contents" in node["classes"]:
        group(c, node)
    else:
        _quotation(c, node)


def admonition_kind(node: Element) -> str:
    """Return which of the known admonitions a node is, or is made from."""
    return next((name for name in _class_names(node) if name in ALERTS), "admonition")


def admonition_label(c: Collector, kind: str) -> Block:
    """Return the title of an admonition that has none of its own."""
    text = Piece("text", c.host.admonition_label(kind))
    return Block("paragraph", c.join([Piece("strong", inner=(text,))]))


def _admonition(c: Collector, node: Element) -> None:
    c.place_anchors()
    kind = admonition_kind(node)
    alert = "" if c.nested else ALERTS[kind]  # GitHub shows alerts only outside of everything
    blocks = c.blocks_of(node)
    if kind != "admonition" and kind.upper() != alert:
        blocks.insert(0, admonition_label(c, kind))
    c.block("other", quotation(blocks, alert))


# Lists


def items_of(c: Collector, node: Element) -> Iterator[list[Block]]:
    """Yield the blocks of each item of a list."""
    for child in elements(node):
        if isinstance(child, nodes.list_item):
            yield c.blocks_of(child)
        else:  # a comment, or what a transform left between the items
            c.open()
            child.walkabout(c)
            blocks = c.close()
            if blocks:
                yield blocks


def _bullet_list(c: Collector, node: Element) -> None:
    c.place_anchors()
    bulleted(c, list(items_of(c, node)))


def bulleted(c: Collector, items: list[list[Block]]) -> None:
    """Write a list of bullets."""
    kind = "*" if c.last_kind() in ("-", "entries") else "-"
    c.block(kind, bullets(items, [_marker(c, kind)] * len(items)), tight=is_tight(items))


def _marker(c: Collector, kind: str) -> str:
    """Return the marker of a list: the one that is set, or the other of two lists in a row."""
    return c.host.bullet if kind != "*" else "*" if c.host.bullet != "*" else "-"


def entries(c: Collector, items: list[list[Block]]) -> None:
    """Write a list that is none in the source, and may run on into the next of its kind."""
    kind = "*" if c.last_kind() == "-" else "entries"
    c.block(kind, bullets(items, [_marker(c, kind)] * len(items)), tight=is_tight(items))


def _enumerated_list(c: Collector, node: Element) -> None:
    c.place_anchors()
    items = list(items_of(c, node))
    start = node.get("start", 1)
    style = _ENUMERATIONS.get(node.get("enumtype", ""))
    if style:
        first = f' start="{start}"' if start != 1 else ""
        c.block("other", html_list(items, f' type="{style}"{first}'))
        return
    mark = ")" if c.last_kind() == "." else "."
    numbers = [f"{start + index}{mark}" for index in range(len(items))]
    # only a list that starts with 1 may follow a paragraph without a blank line
    c.block(mark, bullets(items, numbers), tight=is_tight(items) and start == 1)


def _definition_list(c: Collector, node: Element) -> None:
    c.place_anchors()
    entries(c, [_definition(c, item) for item in elements(node)])


def _definition(c: Collector, item: Element) -> list[Block]:
    c.open()
    c.note_targets(item)
    for child in elements(item):
        if isinstance(child, nodes.term):
            c.raw("\\\n" if c.frame.pieces else "")  # terms may share a definition
            c.note_targets(child)
            c.take_anchors()
            c.add(Piece("strong", inner=c.pieces_of(child)))
        elif isinstance(child, nodes.classifier):
            c.add(Piece("text", " : "), Piece("emphasis", inner=c.pieces_of(child)))
        else:
            group(c, child)
    return c.close()


def _field_list(c: Collector, node: Element) -> None:
    c.place_anchors()
    entries(c, [_field(c, field) for field in elements(node)])


def _field(c: Collector, field: Element) -> list[Block]:
    if not isinstance(field, nodes.field):  # bibliographic: author, date, ...
        return _led(c, (Piece("text", f"{field.tagname.capitalize()}:"),), field)
    name, body = elements(field)
    c.note_targets(field)
    return _led(c, (*c.pieces_of(name), Piece("text", ":")), body)


def _led(c: Collector, lead: tuple[Piece, ...], body: Element) -> list[Block]:
    """Return blocks of which the first begins with something strong."""
    c.open()
    c.take_anchors()
    c.add(Piece("strong", inner=lead), Piece("text", " "))
    c.frame.leading = True
    c.children(body)
    return c.close()


def _option_list(c: Collector, node: Element) -> None:
    c.place_anchors()
    entries(c, [_option(c, item) for item in elements(node)])


def _option(c: Collector, item: Element) -> list[Block]:
    group, description = elements(item)
    options = ", ".join(
        "".join(part.astext() for part in elements(option)) for option in elements(group)
    )
    c.open()
    c.note_targets(item)
    c.take_anchors()
    c.add(Piece("code", options), Piece("text", " "))
    c.frame.leading = True
    c.children(description)
    return c.close()


# Tables


def table_rows(c: Collector, node: Element) -> tuple[list[list[TableCell]], list[list[TableCell]]]:
    """Return the cells of a table's head and of its body; write what else it has."""
    head: list[list[TableCell]] = []
    body: list[list[TableCell]] = []
    for child in elements(node):
        if not isinstance(child, nodes.tgroup):
            child.walkabout(c)
            continue
        for part in elements(child):
            if isinstance(part, nodes.thead | nodes.tbody):
                rows = head if isinstance(part, nodes.thead) else body
                rows += [[_cell(c, entry) for entry in elements(row)] for row in elements(part)]
    return head, body


def _table(c: Collector, node: Element) -> None:
    c.place_anchors()
    head, body = table_rows(c, node)
    c.block("other", pipe_table(head, body) or html_table(head, body, c.flavour))


def _cell(c: Collector, entry: Element) -> TableCell:
    return TableCell(c.blocks_of(entry), entry.get("morerows", 0) + 1, entry.get("morecols", 0) + 1)


# Code and mathematics


def literal_block(c: Collector, node: Element) -> None:
    """Write code, as HTML if there are links in it."""
    if next(iter(node.findall(nodes.reference)), None):
        c.block("other", f"<pre>{html_of(c, node)}</pre>")
    else:
        c.block("other", fence(node.astext(), _fence_info(node)))


def _fence_info(node: Element) -> str:
    """Return the language of a block, and the lines to emphasise as Docusaurus takes them."""
    classes = node["classes"]
    is_docutils = classes[:1] == ["code"]  # its directive tells the language in no other way
    language = node.get("language", classes[1] if is_docutils and len(classes) > 1 else "")
    arguments: dict[str, Any] = node.get("highlight_args", {})
    lines = arguments.get("hl_lines")
    emphasised = "{" + ",".join(map(str, lines)) + "}" if lines else ""
    return f"{'' if language == 'default' else language} {emphasised}"


def _doctest_block(c: Collector, node: Element) -> None:
    c.block("other", fence(node.astext(), "pycon"))


def html_of(c: Collector, node: Node) -> str:
    """Return what is in an element as HTML, for code with links in it."""
    if isinstance(node, nodes.Text):
        # a lone backtick would seem to begin code
        return html_escape(node.astext(), quote=False).replace("`", "&#96;")
    inner = "".join(html_of(c, child) for child in node.children)
    element = cast("Element", node)
    tag = next((_TAGS[name] for name in _class_names(node) if name in _TAGS), "")
    if tag:
        inner = f"<{tag}>{inner}</{tag}>"
    elif isinstance(node, nodes.reference) and (address := c.address(node)):
        inner = f'<a href="{html_escape(address)}">{inner}</a>'
    return "".join(map(anchor, c.new_targets(element))) + inner


def _math_block(c: Collector, node: Element) -> None:
    c.block("other", fence(node.astext(), "math"))
    if node.get("number"):
        c.block("paragraph", f"({c.host.equation_number(node)})")


def raw(c: Collector, node: Element) -> None:
    """Write what is meant for Markdown or HTML as it is."""
    formats = node.get("format", "").split()
    text = node.astext()
    if "markdown" not in formats and "html" not in formats:
        return
    if isinstance(node.parent, nodes.TextElement):
        c.raw(text)
    elif "markdown" in formats:
        text = text.strip("\n")
        c.block("other" if _NO_PARAGRAPH.search(text) else "paragraph", text)
    else:
        c.block("other", _one_html_block(text))


def _one_html_block(html: str) -> str:
    """Return HTML without blank lines, which would end it, and indents, which would be code."""
    done, position = "", 0
    for match in _VERBATIM.finditer(html):
        done += _without_space(html[position : match.start()])
        keeps_lines = match["tag"].lower() in ("pre", "textarea")
        done += re.sub(r"\n(?:[ \t]*\n)+", _as_entities if keeps_lines else "\n", match["all"])
        position = match.end()
    return (done + _without_space(html[position:])).strip("\n")


def _without_space(html: str) -> str:
    return re.sub(r"\s*\n\s*", "\n", html)


def _as_entities(match: re.Match[str]) -> str:
    return "\n" + "&#10;" * (match[0].count("\n") - 1)


# Figures and captions


def _figure(c: Collector, node: Element) -> None:
    c.place_anchors()
    group(c, node)


def _caption(c: Collector, node: Element) -> None:
    c.flush()
    number = Piece("text", c.host.figure_number(node.parent))
    pieces = (number, *c.pieces_of(node))
    c.block("paragraph", c.paragraph(c.join([Piece("emphasis", inner=pieces)])))


# Notes


def note_names(document: nodes.document) -> Iterator[tuple[str, str]]:
    """Yield the targets of footnotes and a name for each that no other has.

    Args:
        document: The doctree.

    Yields:
        Pairs of target and name.
    """
    used: set[str] = set()
    for note in document.findall(nodes.footnote):
        text = note[0].astext() if len(note) else ""
        name = text if re.fullmatch(r"[\w-]+", text) and text not in used else note["ids"][0]
        used.add(name)
        for target in note["ids"]:
            yield target, name


def _footnote(c: Collector, node: Element) -> None:
    c.place_anchors()
    name = next((c.notes[target] for target in node["ids"] if target in c.notes), "")
    if name and node.get("backrefs"):
        c.block("other", indent(stack(c.blocks_of(node)), f"[^{name}]: ", "    "))
    else:  # GitHub drops a footnote that nothing refers to
        citation(c, node)


def citation(c: Collector, node: Element) -> None:
    """Write a note as an item that begins with its label."""
    label = node[0].astext() if len(node) and isinstance(node[0], nodes.label) else ""
    c.open()
    c.take_anchors()
    c.add(Piece("text", f"[{label}] "))
    c.frame.leading = True
    c.children(node)
    entries(c, [c.close()])


def elements(node: Element) -> list[Element]:
    """Return what is in an element, without its texts."""
    return [child for child in node.children if isinstance(child, nodes.Element)]


def _class_names(node: Node) -> list[str]:
    return [cls.__name__ for cls in type(node).__mro__]


def _all(names: Iterable[str], writer: Writer) -> dict[str, Writer]:
    return dict.fromkeys(names, writer)


BLOCKS: Final[dict[str, Writer]] = {
    **_all((*ALERTS, "Admonition"), _admonition),
    **_all(
        (
            "comment",
            "label",
            "meta",
            "pending",
            "substitution_definition",
        ),
        nothing,
    ),
    **_all(
        (
            "compound",
            "container",
            "decoration",
            "footer",
            "header",
            "legend",
        ),
        group,
    ),
    "attribution": _attribution,
    "author": _paragraph,
    "block_quote": _quotation,
    "bullet_list": _bullet_list,
    "caption": _caption,
    "citation": citation,
    "definition_list": _definition_list,
    "docinfo": _field_list,
    "doctest_block": _doctest_block,
    "enumerated_list": _enumerated_list,
    "field_list": _field_list,
    "figure": _figure,
    "footnote": _footnote,
    "line_block": _line_block,
    "literal_block": literal_block,
    "math_block": _math_block,
    "option_list": _option_list,
    "paragraph": _paragraph,
    "raw": raw,
    "rubric": _rubric,
    "section": _section,
    "sidebar": _quotation,
    "subtitle": _title,
    "system_message": _quotation,
    "table": _table,
    "title": _title,
    "topic": _topic,
    "transition": _transition,
}
"""Writers of block nodes, by the name of the node's class."""

"""Writers of Sphinx's nodes and ours, which override those of docutils' nodes.

A signature is code: its parts run together into code spans that hold it character by character,
interrupted only where a part of it is a link. In MyST, the description of an object stays a list:
what a domain made of it can't be given back to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import clean_astext

from ...markdown import Flavour, anchor, fence, heading
from ...markdown.blocks import (
    BLOCKS,
    bulleted,
    elements,
    entries,
    group,
    html_of,
    items_of,
    nothing,
)
from ...markdown.collect import Collector, Writer
from ...markdown.inline import code, emphasised, reference, through
from ...markdown.layout import Block, Piece, stack
from ...markdown.myst import blocks_in, directive, role
from ...markdown.translator import WRITERS, Translator
from .target import Target

if TYPE_CHECKING:
    from docutils.nodes import Element, Node


__all__ = ["MarkdownTranslator"]

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


def _desc(c: Collector, node: Element) -> None:
    c.place_anchors()
    signatures = [child for child in elements(node) if isinstance(child, addnodes.desc_signature)]
    rest = [child for child in elements(node) if child not in signatures]
    name = _outline_name(signatures)
    if not name or c.nested or not cast("MarkdownTranslator", c).builder.settings.markdown_headings:
        entries(c, [[*_signatures(c, signatures), *c.blocks_of(*rest)]])
        return
    for signature in signatures:
        c.note_targets(signature)
    c.block("heading", heading(c.join([Piece("code", name)]), c.level + 1))
    c.frame.blocks += _signatures(c, signatures)
    c.level += 1
    for child in rest:
        c.note_targets(child)
        c.children(child)
        c.flush()
    c.level -= 1


def _outline_name(signatures: Sequence[Element]) -> str:
    """Return what an outline calls an object, empty if its signature has no name."""
    for signature in signatures:
        names = [str(signature.get("_toc_name", ""))]
        names += [each.astext() for each in signature.findall(addnodes.desc_name)]
        for name in filter(None, names):
            return name
    return ""


def _signatures(c: Collector, signatures: Sequence[Element]) -> list[Block]:
    """Return the signatures of an object as lines of code."""
    c.open()
    for signature in signatures:
        c.raw("\\\n" if c.frame.pieces else "")
        c.note_targets(signature)
        c.take_anchors()
        c.code += 1
        c.children(signature)
        c.code -= 1
    return [block._replace(kind="lines") for block in c.close()]


def _mark(c: Collector, node: Element) -> None:
    """Write the mark of something generated or inferred in parentheses, as it has no badge."""
    before, after = ("(", ")") if "evidence" in node and "hidden" not in node else ("", "")
    c.add(Piece("text", before))
    c.children(node)
    c.add(Piece("text", after))


# Blocks


def _hlist(c: Collector, node: Element) -> None:
    c.place_anchors()
    lists = [part for column in elements(node) for part in elements(column)]
    bulleted(c, [item for part in lists for item in items_of(c, part)])


def _production_list(c: Collector, node: Element) -> None:
    c.block("other", "<pre>{}</pre>".format("\n".join(_grammar_lines(c, node))))


def _grammar_lines(c: Collector, node: Element) -> list[str]:
    """Return the lines of a grammar as HTML."""
    names = [str(production.get("tokenname", "")) for production in elements(node)]
    width = max(map(len, names), default=0)
    lines = []
    for name, production in zip(names, elements(node), strict=True):
        lead = "".join(map(anchor, c.new_targets(production)))
        if "::=" not in production.astext():  # until Sphinx 8.1 it was up to the writers
            lead += f"{name.ljust(width)} {'::=' if name else '   '}"
        lines.append(lead + html_of(c, production).rstrip("\n"))
    return lines


def _jsx_grammar(c: Collector, node: Element) -> None:
    text = json.dumps("\n".join(_grammar_lines(c, node)), ensure_ascii=False)
    c.block("other", f"<pre dangerouslySetInnerHTML={{{{__html: {text}}}}} />")


def _graphviz(c: Collector, node: Element) -> None:
    c.block("other", fence(node["code"], "dot") if node.get("code") else "")


def _inheritance_diagram(c: Collector, node: Element) -> None:
    graph: Any = node["graph"]
    bare = re.sub(r' \[(?:"[^"]*"|[^\]"])*\]', "", graph.generate_dot("inheritance"))
    c.block("other", fence(bare, "dot"))


# MyST


def _version(c: Collector, node: Element) -> None:
    c.place_anchors()
    children = [child.deepcopy() for child in node.children]
    for mark in list(children[0].findall(nodes.inline)) if children else []:
        if "versionmodified" in mark["classes"]:
            mark.parent.remove(mark)
            break
    blocks = [block for block in blocks_in(c, children) if block.text.strip()]
    c.block("other", directive(node["type"], str(node["version"]), {}, stack(blocks)))


def _download(c: Collector, node: Element) -> None:
    address = c.address(node)
    text = re.sub(r"[<>`\\]", "", clean_astext(node))
    if address and not c.links:
        c.raw(role("download", f"{text} <{address}>"))
    else:
        reference(c, node)


def _compound(c: Collector, node: Element) -> None:
    """Write a list of documents as the directive that made it."""
    if "toctree-wrapper" not in node["classes"]:
        BLOCKS["compound"](c, node)
        return
    c.place_anchors()
    found = cast("MarkdownTranslator", c).next_toctree()
    if found is not None:
        c.block("other", _toctree(found))


def _toctree(node: Element) -> str:
    options = {name: str(node[name]) for name in ("caption", "maxdepth") if node.get(name)}
    if options.get("maxdepth") == "-1":
        del options["maxdepth"]
    flags = ("hidden", "titlesonly", "includehidden", "reversed")
    options |= {name: "" for name in flags if node.get(name)}
    if node.get("numbered"):
        options["numbered"] = "" if node["numbered"] == 999 else str(node["numbered"])
    entries = [
        f"{title} <{_entry(target)}>" if title else _entry(target)
        for title, target in node["entries"]
    ]
    return directive("toctree", "", options, "\n".join(entries))


def _entry(target: str) -> str:
    return target if "://" in target or target == "self" else f"/{target}"


_SPHINX: Final[dict[str, Writer]] = {
    **dict.fromkeys(
        ("autosummary_toc", "highlightlang", "index", "tabular_col_spec", "toctree"), nothing
    ),
    **dict.fromkeys(
        (
            "acks",
            "autosummary_table",
            "desc_content",
            "glossary",
            "only",
            "start_of_file",
            "versionmodified",
        ),
        group,
    ),
    "PassthroughTextElement": group,  # of sphinx-design: a link or a title
    "fontawesome": nothing,  # of sphinx-design: an icon
    "centered": BLOCKS["rubric"],
    "compact_paragraph": BLOCKS["paragraph"],
    "desc": _desc,
    "desc_addname": through,
    "desc_annotation": through,
    "desc_inline": code,
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
    "literal_emphasis": partial(emphasised, "emphasis"),
    "literal_strong": partial(emphasised, "strong"),
    "manpage": partial(emphasised, "emphasis"),
    "mark": _mark,
    "number_reference": reference,
    "pending_xref": through,
    "pending_xref_condition": through,
    "graphviz": _graphviz,
    "hlist": _hlist,
    "inferred": through,
    "inferred_note": through,
    "inheritance_diagram": _inheritance_diagram,
    "productionlist": _production_list,
}

_CHANGED: Final[dict[Flavour, dict[str, Writer]]] = {
    "gfm": {},
    "commonmark": {},
    "mdx": {"productionlist": _jsx_grammar},
    "myst": {
        "compound": _compound,
        "download_reference": _download,
        "versionmodified": _version,
    },
}


class MarkdownTranslator(Translator):
    """Writes a document of Sphinx.

    Args:
        document: The resolved doctree.
        builder: The builder, which knows which documents there are and where images go.
    """

    writers: ClassVar = {
        flavour: {**_SPHINX, **known, **_CHANGED[flavour]} for flavour, known in WRITERS.items()
    }

    def __init__(self, document: nodes.document, builder: Target) -> None:
        super().__init__(document, builder)
        self.builder = builder  # for the visitors of extensions, as in Sphinx's translators
        self.config = builder.config
        self.settings = document.settings
        self._toctrees: Iterator[Element] | None = None

    def next_toctree(self) -> Element | None:
        """Return the next list of documents as its author wrote it, None after the last."""
        if self._toctrees is None:
            source = self.builder.env.get_doctree(self.builder.current_docname)
            self._toctrees = iter(list(source.findall(addnodes.toctree)))
        return next(self._toctrees, None)

"""What a doctree and a Markdown text say, in the same terms, so that tests can compare them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from typing import Any, NamedTuple

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from sphinx import addnodes
from sphinx.ext.inheritance_diagram import inheritance_diagram

__all__ = ["Facts", "of_doctree", "of_markdown", "parser", "plain"]

_UNSEEN = (
    addnodes.index,
    addnodes.tabular_col_spec,
    addnodes.toctree,
    nodes.comment,
    nodes.footnote_reference,
    nodes.image,
    nodes.label,
    nodes.math_block,
    nodes.meta,
    nodes.raw,
    nodes.substitution_definition,
    nodes.target,
)


class Facts(NamedTuple):
    """What must be the same on both sides.

    Attributes:
        headings: Level and text of each heading.
        code: Content of each code block.
        images: How many images there are.
        words: How often each word occurs.
        links: Address of each link; of a doctree, only how many internal and external ones.
        anchors: Names that a link can lead to.
    """

    headings: list[tuple[int, str]]
    code: list[str]
    images: int
    words: Counter[str]
    links: list[str]
    anchors: list[str]


def parser() -> MarkdownIt:
    """Return a parser of GitHub's flavour."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.replace("_", " ")))


def plain(tokens: list[Token] | None) -> str:
    """Return the text of inline tokens."""
    words = []
    for token in tokens or []:
        if token.type in ("text", "code_inline"):
            words.append(token.content)
        elif token.type in ("softbreak", "hardbreak") or token.content == "<br />":
            words.append("\n")
        words.append(plain(token.children) if token.type != "image" else "")
    return "".join(words)


def of_markdown(text: str) -> Facts:
    """Return what a Markdown text says."""
    env: dict[str, Any] = {}
    tokens = parser().parse(text, env)
    facts = Facts([], [], 0, Counter(), [], [])
    images = 0
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            title = " ".join(plain(tokens[index + 1].children).split())
            facts.headings.append((int(token.tag[1]), title))
        elif token.type in ("fence", "code_block"):
            facts.code.append(token.content)
            facts.words.update(_words(token.content))
        elif token.type == "html_block":
            _html(token.content, facts)
            images += token.content.count("<img ")
        for child in token.children or []:
            if child.type == "link_open":
                facts.links.append(str(child.attrs["href"]))
            elif child.type == "html_inline":
                _html(child.content, facts)
                images += child.content.startswith("<img ")
            elif child.type == "image":
                images += 1
        facts.words.update(_words(plain(token.children)))
    return facts._replace(images=images)


def _html(text: str, facts: Facts) -> None:
    facts.anchors.extend(unescape(name) for name in re.findall(r'<a id="([^"]*)">', text))
    facts.links.extend(unescape(name) for name in re.findall(r'<a href="([^"]*)">', text))
    facts.words.update(_words(unescape(re.sub(r"<[^>]*>", "", text))))


def of_doctree(doctree: nodes.document) -> Facts:
    """Return what a resolved doctree says, as far as Markdown shows it."""
    return Facts(
        headings=list(_headings(doctree)),
        code=[
            block.astext().removesuffix("\n") + "\n"
            for block in doctree.findall(nodes.FixedTextElement)
            if isinstance(block, nodes.literal_block | nodes.doctest_block)
            and not any(block.findall(nodes.reference))
        ],
        images=sum(
            not isinstance(image.parent, nodes.substitution_definition)
            for image in doctree.findall(nodes.image)
        ),
        words=sum((_words(text) for text in _texts(doctree)), Counter()),
        links=[],
        anchors=[],
    )


def _headings(doctree: nodes.document) -> Iterator[tuple[int, str]]:
    for title in doctree.findall(nodes.title):
        if isinstance(title.parent, nodes.section):
            level = 0
            node = title.parent
            while node is not None:
                level += isinstance(node, nodes.section)
                node = node.parent
            yield min(level, 6), " ".join(title.astext().split())


def _texts(node: nodes.Node) -> Iterator[str]:
    """Yield the texts of a doctree: of each line as one, of each part of a signature apart."""
    line: list[str] = []
    for child in node.children:
        if isinstance(child, nodes.Text):
            line.append(child.astext())
        elif isinstance(child, addnodes.desc_signature | inheritance_diagram):
            yield from (text.astext() for text in child.findall(nodes.Text))
        elif isinstance(child, _UNSEEN) and not (isinstance(child, nodes.target) and len(child)):
            continue
        elif isinstance(child, nodes.Inline):
            line += _texts(child)
        else:
            yield "".join(line)
            line = []
            yield from _texts(child)
    yield "".join(line)

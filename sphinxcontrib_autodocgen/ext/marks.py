"""Marks of generated text on a page, and links from inferred types.

Three roles carry what was inferred into the doctree. ``autodocgen-type`` writes a type, each name
in it a reference that resolves without a search or is a literal; ``autodocgen-name`` writes one
name so; ``autodocgen-mark`` writes the mark. In HTML the mark tells evidence and confidence to
mouse, keyboard and screen reader without a script; every other builder gets the plain word.
"""

from __future__ import annotations

import builtins
import collections.abc
import re
import typing
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _ as label_of_sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import ReferenceRole, SphinxRole

from ..model import Evidence, Guess
from .domain import of
from .nodes import translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

__all__ = [
    "MarkRole",
    "NameRole",
    "PutMarksBack",
    "TakeMarksAway",
    "TypeRole",
    "attribute",
    "depart_inferred_html",
    "depart_mark_html",
    "depart_note_html",
    "drop_dashes",
    "inferred",
    "inferred_node",
    "inferred_note",
    "keep_one",
    "linked",
    "mark",
    "mark_text",
    "reason",
    "type_nodes",
    "type_text",
    "visit_inferred_html",
    "visit_mark_html",
    "visit_note_html",
]

_NAME = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_][\w.]*")
_CONTENT = re.compile(r"^(?P<text>.*) \((?P<evidence>.*), (?P<percent>\d+) %\)$", re.DOTALL)


class mark(nodes.inline):  # noqa: N801  # node classes are named as their visitors
    """A word that says that something was not written by an author.

    Attributes ``evidence`` (words) and ``percent`` (a number) say why, and with which confidence.
    One with ``parts`` tells that of several parts of an object; those of the others are ``hidden``.
    """


class inferred(nodes.inline):  # noqa: N801
    """A type that no author wrote, with the attributes of a mark."""


class inferred_note(nodes.inline):  # noqa: N801
    """A word behind a signature that has inferred types, for builders that can't set them apart."""


def inferred_node(evidence: str, percent: str, shown: Iterable[nodes.Node]) -> inferred:
    """Return a type as a node that tells evidence and confidence.

    Args:
        evidence: In words.
        percent: The confidence, a number.
        shown: The nodes of the type.
    """
    node = inferred(
        "",
        evidence=evidence,
        percent=percent,
        classes=["autodocgen-inferred"],
        support_smartquotes=False,
    )
    node.extend(shown)
    return node


def _own_marks(content: nodes.Element) -> Iterator[mark]:
    """Yield the marks in an object's description, but those in descriptions inside it."""
    for child in content.children:
        if isinstance(child, mark):
            yield child
        elif isinstance(child, nodes.Element) and not isinstance(child, addnodes.desc):
            yield from _own_marks(child)


def keep_one(content: nodes.Element) -> None:
    """Leave one mark to a description that is all generated: the first, which tells of all parts.

    Args:
        content: The description, with its fields as they were parsed; changed in place.
    """
    by_field = {_field(each) or str(id(each)): each for each in _own_marks(content)}
    first, *others = by_field.values() or (None,)  # of two equal fields Sphinx shows the last
    if first is not None and others:
        first["parts"] = [f"{_label(each)}{reason(each)}" for each in (first, *others)]
    for each in others:
        _hide(each)


def _field(node: nodes.Node) -> str:
    """Return the name of the field that a mark is in, nothing if it's in none."""
    above: nodes.Node | None = node
    while above is not None and not isinstance(above, nodes.field | addnodes.desc_content):
        above = above.parent
    return above[0].astext() if isinstance(above, nodes.field) else ""


def _label(node: mark) -> str:
    """Return what a mark is of, by the field that it's in."""
    kind, _, name = _field(node).partition(" ")
    label = name or label_of_sphinx(_FIELDS.get(kind, kind))
    return f"{label}: " if label else ""


_FIELDS = {"returns": "Returns", "yields": "Yields", "rtype": "Return type", "type": "Type"}


def _hide(node: mark) -> None:
    """Leave evidence and confidence of a mark in the document, and take its word away."""
    before = node.previous_sibling()
    if isinstance(before, nodes.Text):
        node.parent.replace(before, nodes.Text(before.rstrip()))
    node["hidden"] = node.astext()
    node.clear()


def type_text(guess: Guess) -> str:
    """Return the reST that shows an inferred type with its mark."""
    return f":autodocgen-type:`{_escape(guess.text)} ({_details(guess)})`"


def mark_text(guess: Guess) -> str:
    """Return the reST of the mark that follows a generated text.

    Args:
        guess: Its evidence and its confidence.
    """
    return f":autodocgen-mark:`generated ({_details(guess)})`"


def _details(guess: Guess) -> str:
    return _escape(f"{guess.evidence.words}, {round(guess.confidence * 100)} %")


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("`", "\\`")


class TypeRole(SphinxRole):
    """Writes an inferred type, its names as references, and its mark."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the type in a node of its own."""
        words, evidence, percent = _read(self.text)
        holder = nodes.inline(self.rawtext, classes=["autodocgen-type"], support_smartquotes=False)
        shown = type_nodes(words, self.env)
        if evidence:
            holder += inferred_node(evidence, percent, shown)
            holder += nodes.Text(" ")
            word = "declared" if evidence == Evidence("stub").words else "inferred"
            holder += _mark_node(nodes.Text(translate(word)), evidence, percent)
        else:
            holder.extend(shown)
        return [holder], []


class NameRole(ReferenceRole):
    """Writes a name, ``shown <full.name>``, as a reference to what it stands for."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the reference."""
        reference = addnodes.pending_xref(
            self.rawtext,
            nodes.literal("", self.title, classes=["xref", "py"]),
            refdomain="py",
            reftype="obj",
            reftarget=self.target,
            refexplicit=True,
            refwarn=False,
            refdoc=self.env.docname,
            autodocgen=True,
            autodocgen_literal=True,
        )
        return [reference], []


class MarkRole(SphinxRole):
    """Writes the mark of a generated text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the mark."""
        word, evidence, percent = _read(self.text)
        return [_mark_node(linked(translate(word), evidence, self.env), evidence, percent)], []


def _read(text: str) -> tuple[str, str, str]:
    match = _CONTENT.match(text)
    return (match["text"], match["evidence"], match["percent"]) if match else (text, "", "")


def _mark_node(word: nodes.Node, evidence: str, percent: str) -> mark:
    return mark("", "", word, evidence=evidence, percent=percent, classes=["autodocgen-mark"])


def type_nodes(
    text: str, env: BuildEnvironment, *, in_signature: bool = False
) -> Iterator[nodes.Node]:
    """Yield the nodes of a type: a reference for each name, text for the rest.

    Args:
        text: The type as Python source.
        env: Its reference context says which module's names come first.
        in_signature: Whether names are written as in a signature, or else as in a sentence.
    """
    position = 0
    for match in _NAME.finditer(text):
        if match.start() > position:
            yield nodes.Text(text[position : match.start()])
        yield _name_node(match[0], env, in_signature=in_signature)
        position = match.end()
    if position < len(text):
        yield nodes.Text(text[position:])


def _name_node(name: str, env: BuildEnvironment, *, in_signature: bool) -> nodes.Node:
    if name[0] in "'\"" or name.endswith("."):
        return nodes.Text(name) if in_signature else nodes.literal(name, name)
    short = name.rpartition(".")[2]
    return addnodes.pending_xref(
        "",
        nodes.inline("", short) if in_signature else nodes.emphasis("", short),
        refdomain="py",
        reftype="obj",  # of any kind: inventories list typing.Any as data
        reftarget=_target(name),
        refexplicit=True,
        refwarn=False,
        refdoc=env.docname,
        autodocgen=True,
        autodocgen_literal=not in_signature,
        **{"py:module": env.ref_context.get("py:module"), "py:class": None},
    )


def _target(name: str) -> str:
    """Return the full name under which a type is documented."""
    if "." in name or hasattr(builtins, name):
        return name
    if name in collections.abc.__all__:
        return f"collections.abc.{name}"
    return f"typing.{name}" if name in typing.__all__ else name


_MARK_SOURCE = re.compile(r" ?:autodocgen-mark:`(?:\\.|[^`\\])*`")
_TYPE_DETAILS = re.compile(r"(:autodocgen-type:`(?:\\.|[^`\\])*?) \([^()]*, \d+ %\)`")
_TAKEN = "autodocgen-mark"


class TakeMarksAway(SphinxTransform):
    """Keeps marks from translators: a message is only what they translate.

    Lines and percentages change with any edit; a message with them would lose its translation.
    """

    default_priority = 15  # before Sphinx puts in translations, at 20

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the texts that messages are extracted from, and take marks out of their nodes."""
        for node in list(self.document.findall(nodes.TextElement)):
            if ":autodocgen-" in node.rawsource:
                without = _MARK_SOURCE.sub("", node.rawsource)
                node.rawsource = _TYPE_DETAILS.sub(r"\1`", without)
            if (
                len(node)
                and isinstance(node[-1], mark)
                and "autodocgen-type" not in node["classes"]
            ):
                node[_TAKEN] = node.pop()


class PutMarksBack(SphinxTransform):
    """Puts marks behind the texts, translated or not."""

    default_priority = 25

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the nodes that marks were taken out of."""
        for node in list(self.document.findall(nodes.TextElement)):
            taken = node.attributes.pop(_TAKEN, None)
            if taken is not None:
                if len(node) and not node.astext().endswith(" "):
                    node.append(nodes.Text(" "))
                node.append(taken)


def drop_dashes(app: Sphinx, doctree: nodes.document) -> None:  # noqa: ARG001
    """Take away the dash that Sphinx writes after a name, where only a mark follows.

    Args:
        app: The application.
        doctree: The page; changed in place.
    """
    for node in doctree.findall(mark):
        field = node.parent  # Sphinx puts what follows the dash into one node
        before = field.previous_sibling() if field[0] is node else None
        if isinstance(before, nodes.Text) and before.strip() in ("–", "--"):
            field.parent.replace(before, nodes.Text(" "))


def visit_mark_html(self: HTML5Translator, node: mark) -> None:
    """Write the mark, or the plain word where that was asked for."""
    if "hidden" in node:
        raise nodes.SkipNode
    words = "\n".join(node.get("parts", ())) or reason(node)
    if _is_word(self):
        self.body.append(f'<span class="autodocgen-word" title="{attribute(words)}">(')
        return
    self.body.append(
        f'<span class="autodocgen-mark" tabindex="0" role="note" '
        f'aria-label="{attribute(node.astext() + ": " + words)}" '
        f'data-evidence="{attribute(words)}">'
    )


def visit_inferred_html(self: HTML5Translator, node: inferred) -> None:
    """Open what tells evidence and confidence."""
    words = reason(node)
    self.body.append(
        f'<span class="autodocgen-inferred" tabindex="0" role="note" '
        f'aria-label="{attribute(f"{node.astext()}, {words}")}" '
        f'data-evidence="{attribute(words)}">'
    )


def depart_inferred_html(self: HTML5Translator, node: inferred) -> None:  # noqa: ARG001
    """Close what the visit opened."""
    self.body.append("</span>")


def visit_note_html(self: HTML5Translator, node: inferred_note) -> None:  # noqa: ARG001
    """Write the word only where words were asked for: the types are set apart themselves."""
    if not _is_word(self):
        raise nodes.SkipNode


def depart_note_html(self: HTML5Translator, node: inferred_note) -> None:
    """Close nothing."""


def depart_mark_html(self: HTML5Translator, node: mark) -> None:  # noqa: ARG001
    """Close what the visit opened."""
    self.body.append(")</span>" if _is_word(self) else "</span>")


def _is_word(translator: HTML5Translator) -> bool:
    return of(translator.builder.env).settings.mark == "word"


def reason(node: nodes.Element) -> str:
    """Return the words for evidence and confidence that a node carries."""
    return f"{node['evidence']}, {node['percent']} % confidence"


def attribute(text: str) -> str:
    """Return a text as it's written in an attribute of HTML."""
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")


_DESCRIBED = re.compile(re.escape(Evidence("described", "\0").words).replace("\0", r"(.+):\d+"))


def linked(word: str, evidence: str, env: BuildEnvironment) -> nodes.Node:
    """Return a word, as a link if its evidence is a document that is another page of the build.

    Args:
        word: The word.
        evidence: Why it's said, in words.
        env: The build.
    """
    match = _DESCRIBED.fullmatch(evidence)
    page = _page_of(match[1], env) if match is not None else ""
    if page in ("", env.docname):
        return nodes.Text(word)
    return addnodes.pending_xref(
        "",
        nodes.inline("", word),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{page}",
        refexplicit=True,
        refwarn=False,
        refdoc=env.docname,
    )


def _page_of(path: str, env: BuildEnvironment) -> str:
    """Return the name of the page that is made of a file, empty if none is.

    Args:
        path: The file, from the project's folder.
        env: The build.
    """
    parts = PurePosixPath(path).with_suffix("").parts
    for start in range(len(parts)):
        page = "/".join(parts[start:])
        if page in env.found_docs and env.doc2path(page).as_posix().endswith(f"/{path}"):
            return page
    return ""

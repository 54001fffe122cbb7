"""How generated text is marked on a page, and how inferred types become links.

Three roles carry what was inferred into the doctree. ``autodocgen-type`` writes a type, each name
in it a reference that resolves without a search or is a literal; ``autodocgen-name`` writes one
name so; ``autodocgen-mark`` writes the badge. In HTML the badge tells evidence and confidence to
mouse, keyboard and screen reader without a script; every other builder gets the plain word.
"""

from __future__ import annotations

import builtins
import collections.abc
import re
import typing
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from ..model import Guess
from .labels import translate

if TYPE_CHECKING:
    from docutils.parsers.rst.states import Inliner
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

__all__ = [
    "PutMarksBack",
    "TakeMarksAway",
    "depart_mark_html",
    "drop_dashes",
    "mark",
    "mark_role",
    "mark_text",
    "name_role",
    "type_role",
    "type_text",
    "visit_mark_html",
]

_NAME = re.compile(r"'[^']*'|\"[^\"]*\"|[A-Za-z_][\w.]*")
_CONTENT = re.compile(r"^(?P<text>.*) \((?P<evidence>.*), (?P<percent>\d+) %\)$", re.DOTALL)


class mark(nodes.inline):  # noqa: N801  # node classes are named as their visitors
    """A word that says that something was not written by an author.

    Attributes ``evidence`` (words) and ``percent`` (a number) say why and how sure it is.
    """


def type_text(guess: Guess) -> str:
    """Return the reST that shows an inferred type with its mark."""
    return f":autodocgen-type:`{_escape(guess.text)} ({_details(guess)})`"


def mark_text(guess: Guess) -> str:
    """Return the reST of the mark that follows a generated text.

    Args:
        guess: Why it's there, and how sure it is.
    """
    return f":autodocgen-mark:`generated ({_details(guess)})`"


def _details(guess: Guess) -> str:
    return _escape(f"{_evidence_words(guess.evidence)}, {round(guess.confidence * 100)} %")


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("`", "\\`")


_IN_STUB = "declared in its stub"
_USES = ("attributes", "called", "iterated", "methods", "operator", "related", "subscript")


def _evidence_words(evidence: str) -> str:
    """Put a guess's evidence in words: ``return:12`` becomes "returned on line 12"."""
    kind, _, place = evidence.partition(":")
    lines = f" on line {place}" if place.replace(",", "").isdigit() else ""
    used = f"by its use{lines}"
    words = {
        "default": "from the default value",
        "return": f"returned{lines}",
        "yield": f"yielded{lines}",
        "raise": f"raised{lines}",
        "reraise": f"raised again{lines}",
        "assignment": f"assigned{lines}",
        "call": f"from calls in {place}",
        "caller": f"as called in {place}",
        "name": f"as other parameters named {place}",
        "override": "from a method of the same name in a related class",
        "protocol": f"by what Python says of {place}",
        "custom": f"by custom for the name {place}",
        "isinstance": f"checked by isinstance{lines}",
        "fallback": f"from what stands in for it{lines}",
        "passed": f"from what it is passed to{lines}",
        "rule": f"by the rule {place}",
        "learned": _like(place),
        "stub": _IN_STUB,
        "no return": "nothing is returned",
        **dict.fromkeys(_USES, used),
    }
    return words.get(kind, evidence)


def _like(place: str) -> str:
    """Say of what a text was learned: ``pkg.f:path+2`` as "like path of pkg.f and 2 others"."""
    match = _LEARNED.fullmatch(place)
    if match is None:
        return "like others in the project"
    name = f"{match['name']} of " if match["name"] else ""
    count = int(match["others"] or 0)
    others = f" and {count} {'other' if count == 1 else 'others'}" if count else ""
    return f"like {name}{match['object']}{others}"


_LEARNED = re.compile(r"(?P<object>[^:+]+)(?::(?P<name>[^+]+))?(?:\+(?P<others>\d+))?")


def type_role(  # noqa: PLR0913, PLR0917
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: dict[str, Any] | None = None,
    content: list[str] | None = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Write an inferred type, its names as references, and its mark."""
    del name, lineno, options, content
    env: BuildEnvironment = inliner.document.settings.env
    words, evidence, percent = _read(text)
    holder = nodes.inline(rawtext, classes=["autodocgen-type"])
    holder.extend(_type_nodes(words, env))
    if evidence:
        holder += nodes.Text(" ")
        word = "declared" if evidence == _IN_STUB else "inferred"
        holder += _mark_node(word, evidence, percent)
    return [holder], []


def name_role(  # noqa: PLR0913, PLR0917
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: dict[str, Any] | None = None,
    content: list[str] | None = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Write a name, ``shown <full.name>``, as a reference to what it stands for."""
    del name, lineno, options, content
    shown, _, target = text.removesuffix(">").partition(" <")
    reference = addnodes.pending_xref(
        rawtext,
        nodes.literal("", shown, classes=["xref", "py"]),
        refdomain="py",
        reftype="obj",
        reftarget=target or shown,
        refexplicit=True,
        refwarn=False,
        refdoc=inliner.document.settings.env.docname,
        autodocgen=True,
    )
    return [reference], []


def mark_role(  # noqa: PLR0913, PLR0917
    name: str,
    rawtext: str,
    text: str,
    lineno: int,
    inliner: Inliner,
    options: dict[str, Any] | None = None,
    content: list[str] | None = None,
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Write the mark of a generated text."""
    del name, rawtext, lineno, inliner, options, content
    return [_mark_node(*_read(text))], []


def _read(text: str) -> tuple[str, str, str]:
    match = _CONTENT.match(text)
    return (match["text"], match["evidence"], match["percent"]) if match else (text, "", "")


def _mark_node(word: str, evidence: str, percent: str) -> mark:
    return mark(
        "", translate(word), evidence=evidence, percent=percent, classes=["autodocgen-mark"]
    )


def _type_nodes(text: str, env: BuildEnvironment) -> Iterator[nodes.Node]:
    """Yield the nodes of a type: a reference for each name, text for the rest.

    Args:
        text: The type as Python source.
        env: Its reference context says which module's names come first.
    """
    position = 0
    for match in _NAME.finditer(text):
        if match.start() > position:
            yield nodes.Text(text[position : match.start()])
        yield _name_node(match[0], env)
        position = match.end()
    if position < len(text):
        yield nodes.Text(text[position:])


def _name_node(name: str, env: BuildEnvironment) -> nodes.Node:
    if name[0] in "'\"" or name.endswith("."):
        return nodes.literal(name, name)
    return addnodes.pending_xref(
        "",
        nodes.emphasis("", name.rpartition(".")[2]),
        refdomain="py",
        reftype="obj",  # of any kind: inventories list typing.Any as data
        reftarget=_target(name),
        refexplicit=True,
        refwarn=False,
        refdoc=env.docname,
        autodocgen=True,
        autodocgen_literal=True,
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
    """Write the badge, or the plain word where that was asked for."""
    words = f"{node['evidence']}, {node['percent']} % sure"
    if self.config.autodocgen_mark == "word":
        self.body.append(f'<span class="autodocgen-word" title="{_attribute(words)}">(')
        return
    self.body.append(
        f'<span class="autodocgen-mark" tabindex="0" role="note" '
        f'aria-label="{_attribute(node.astext() + ": " + words)}" '
        f'data-evidence="{_attribute(words)}">'
    )


def depart_mark_html(self: HTML5Translator, node: mark) -> None:  # noqa: ARG001
    """Close what the visit opened."""
    self.body.append(")</span>" if self.config.autodocgen_mark == "word" else "</span>")


def _attribute(text: str) -> str:
    return text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")

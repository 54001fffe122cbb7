"""reStructuredText as a doctree, for text that Sphinx never sees.

Roles that docutils doesn't know are Sphinx's or a project's own: what they name is code, a text or
a number. An unknown directive keeps its name and what is in it. Nothing is read from other files.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from textwrap import dedent
from typing import Any, cast

from docutils import nodes
from docutils.frontend import Values, get_default_settings
from docutils.parsers.rst import Parser, roles, states
from docutils.transforms import references
from docutils.utils import new_document, unescape

__all__ = ["QUIET", "RUN", "finish", "parse", "without_roles"]

_TEXT_ROLES = frozenset(
    {"abbr", "any", "doc", "guilabel", "menuselection", "numref", "ref", "term"}
)
_NUMBER_ROLES = frozenset({"gh", "issue", "pr", "pull"})
QUIET = {"report_level": 5, "halt_level": 5, "warning_stream": False}
"""Settings with which docutils says nothing of what is wrong."""

RUN = re.compile(r"[\x00-\x20]*(?:javascript|vbscript|data):", re.IGNORECASE)
"""Addresses that a browser runs."""

_UNKNOWN = re.compile(r"(?s)\.\. (?P<name>[\w:+.-]+)::[ ]?(?P<rest>[^\n]*)(?P<content>.*)")


_ROLES = {
    "rest": re.compile(r"(?<![\w`:]):(?P<role>[A-Za-z][\w:+.-]*):`(?P<text>[^`]+)`(?![`_])"),
    "markdown": re.compile(
        r"(?<![\w`\\])\{(?P<role>[A-Za-z][\w:+.-]*)\}(?P<t>`+)(?P<text>[^`]+)(?P=t)"
    ),
}


def without_roles(text: str, markup: str, is_known: Callable[[str], bool]) -> str:
    """Return a text with what roles that nobody knows are about: a number, or code.

    Args:
        text: The text.
        markup: ``rest``, or ``markdown`` with the roles of MyST.
        is_known: Tells by its name whether a role stays.
    """
    ticks = "``" if markup == "rest" else "`"

    def plain(match: re.Match[str]) -> str:
        if is_known(match["role"]):
            return match[0]
        meant = _meaning(match["role"].rpartition(":")[2], match["text"])
        said = meant.astext()
        return f"{ticks}{said}{ticks}" if isinstance(meant, nodes.literal) else said

    return _ROLES[markup].sub(plain, text)


def parse(text: str) -> list[nodes.Node]:
    """Read reStructuredText.

    Args:
        text: The text. A heading in it becomes a rubric.

    Returns:
        The nodes of its blocks.
    """
    document = new_document("", _settings().copy())
    Parser(inliner=_inliner()).parse(text, document)
    finish(document)
    return document.children


@functools.cache
def _settings() -> Values:
    """Return docutils' settings, which take longer to make than a paragraph to read."""
    settings = get_default_settings(Parser)
    vars(settings).update(QUIET, file_insertion_enabled=False, raw_enabled=False)
    settings.syntax_highlight = "none"
    return settings


def finish(document: nodes.document) -> None:
    """Resolve what a fragment refers to inside itself, and drop what is wrong with it.

    A reference that leads nowhere stays one without a target, and is written as its text.

    Args:
        document: Has nothing but the fragment; changed in place.
    """
    for transform in (
        references.Substitutions,
        references.PropagateTargets,
        references.AnonymousHyperlinks,
        references.IndirectHyperlinks,
        references.Footnotes,
        references.ExternalTargets,
        references.InternalTargets,
    ):
        transform(document).apply()
    for reference in document.findall(nodes.reference):
        if RUN.match(reference.get("refuri", "")):
            del reference["refuri"]
    for section in list(document.findall(nodes.section)):
        section["ids"], section["names"] = [], []
        section.replace_self([nodes.rubric("", "", *section[0].children), *section.children[1:]])
    for message in list(document.findall(nodes.system_message)):
        message["ids"] = []
        message.replace_self(list(_kept(message)))


def _kept(message: nodes.system_message) -> Iterator[nodes.Node]:
    """Yield what an unknown directive holds, below its name; nothing for another message."""
    block = next(iter(message.findall(nodes.literal_block)), None)
    found = _UNKNOWN.fullmatch(block.astext()) if block is not None else None
    if found is None or not message[0].astext().startswith("Unknown directive"):
        return
    name = [nodes.strong("", found["name"]), nodes.Text(" ")]
    inside = parse(f"{found['rest']}\n{dedent(found['content'])}")
    if inside and isinstance(inside[0], nodes.paragraph):
        inside[0].children[:0] = name
    else:
        yield nodes.paragraph("", "", name[0])
    yield from inside


def _inliner() -> states.Inliner:
    """Return what reads a line; not a subclass, because docutils fills it from its class alone."""
    inliner: Any = states.Inliner()
    usual = inliner.interpreted

    def interpret(rawsource: str, text: str, role: str, lineno: int) -> Any:
        name = role.rpartition(":")[2]
        if role and name not in _TEXT_ROLES | _NUMBER_ROLES:
            known, _ = roles.role(role, inliner.language, lineno, inliner.reporter)
            if known:
                return usual(rawsource, text, role, lineno)
        return [_meaning(name, unescape(text))], []

    inliner.interpreted = interpret
    return cast("states.Inliner", inliner)


def _meaning(role: str, content: str) -> nodes.Node:
    title = re.sub(r"(?s)\s*<[^<>]*>\Z", "", content) or content
    if role in _NUMBER_ROLES:
        return nodes.Text(f"#{title}")
    if role in _TEXT_ROLES:
        return nodes.Text(title)
    code = title.rpartition(".")[2] if title.startswith("~") else title.lstrip("!")
    return nodes.literal("", code)

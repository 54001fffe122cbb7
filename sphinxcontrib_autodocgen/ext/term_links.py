"""Terms: ``:term:`` finds plurals, other cases and class names, and first uses become links.

What a term means is taken from the project's glossaries, or from the docstring that defines it, if
``autodocgen-glossary`` shows it. A link to one has the first sentence of its definition as its
title, which browsers show without any script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.util.nodes import make_refnode

from .. import later
from ..surface import surface_of
from .domain import AutodocgenDomain, digest, of

if TYPE_CHECKING:
    from docutils.nodes import Element, TextElement
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..pages import terms
else:
    terms = later.LaterModule("..pages.terms", __package__)

__all__ = ["FOUND", "collect", "find_term", "link_first_uses", "pages_with_terms"]


FOUND = "autodocgen-found-term"
"""The class of a term that was found in docstrings."""

_MEANINGS = "meanings"
"""Under this name are the first sentences about the terms on each page, by anchor."""

_FOUND = "found_terms"
"""Under this name are the anchors of those that docstrings define, by term."""


class _Term(NamedTuple):
    """The place where a term is defined."""

    docname: str
    anchor: str


def collect(app: Sphinx, doctree: nodes.document) -> None:
    """Note the first sentence of each definition on a page that was read."""
    env = app.env
    meanings: dict[str, str] = {}
    found: dict[str, str] = {}
    for term, definition in _defined(doctree):
        text = " ".join(definition.astext().split())
        meanings |= dict.fromkeys(term["ids"], _first_sentence(text))
        if FOUND in term["classes"]:
            found[terms.key(term.astext())] = term["ids"][0]
    domain = of(env)
    domain.by_page(_MEANINGS)[env.docname] = meanings
    domain.by_page(_FOUND)[env.docname] = found


def _defined(doctree: nodes.document) -> Iterator[tuple[nodes.term, nodes.Node]]:
    """Yield the terms of a page's glossaries, and those found in docstrings, with definitions."""
    for item in doctree.findall(nodes.definition_list_item):
        terms = [node for node in item.children if isinstance(node, nodes.term)]
        is_ours = any(FOUND in term["classes"] for term in terms)
        if is_ours or isinstance(item.parent.parent, addnodes.glossary):
            yield from ((term, item.children[-1]) for term in terms)


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?])\s+(?=[A-Z])", text)[0]


def find_term(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: TextElement
) -> nodes.reference | None:
    """Answer a reference to a term by another form of it, or by the class of that name."""
    if (node.get("refdomain"), node.get("reftype")) != ("std", "term"):
        return None
    wanted = terms.key(node["reftarget"])
    here = node.get("refdoc", env.docname)
    term = _terms(env).get(wanted) or _found(env).get(wanted)
    if term is None:
        return _class(app, env, node, content, wanted)
    return make_refnode(app.builder, here, term.docname, term.anchor, content)


def _class(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: Element, wanted: str
) -> nodes.reference | None:
    """Return a reference to the one class whose name is a term in other letters."""
    project = of(env).project
    found = [
        obj.name
        for _, obj in surface_of(project).objects()
        if obj.kind == "class" and terms.key(_words(obj.short_name)) == wanted
    ]
    if len(found) != 1:
        return None
    python = env.get_domain("py")
    return python.resolve_xref(env, node["refdoc"], app.builder, "class", found[0], node, content)


def _words(name: str) -> str:
    """Return a class's name as words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", name).replace("_", " ")


def _terms(env: BuildEnvironment) -> dict[str, _Term]:
    """Return the terms of all glossaries by what their forms have in common."""
    found: dict[str, _Term] = {}
    for name, _, kind, docname, anchor, _ in env.get_domain("std").get_objects():
        if kind == "term":
            found.setdefault(terms.key(name), _Term(docname, anchor))
    return found


def _found(env: BuildEnvironment) -> dict[str, _Term]:
    """Return the terms that glossaries show because docstrings define them."""
    found: dict[str, _Term] = {}
    for docname, page in sorted(of(env).by_page(_FOUND).items()):
        for name, anchor in page.items():
            found.setdefault(name, _Term(docname, anchor))
    return found


def pages_with_terms(app: Sphinx, env: BuildEnvironment) -> list[str]:  # noqa: ARG001
    """Return the pages to write again because terms came, went or changed their meaning."""
    domain = of(env)
    if not domain.settings.glossary_links:
        return []
    now, before = digest(_meanings(domain)), domain.data.get("terms", "")
    domain.data["terms"] = now
    return sorted(env.all_docs) if before not in ("", now) else []


def _meanings(domain: AutodocgenDomain) -> dict[str, str]:
    """Return what each term means, by its anchor."""
    pages = domain.by_page(_MEANINGS).values()
    return {anchor: text for page in pages for anchor, text in page.items()}


def link_first_uses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Give links to terms a title, and link the first use of each term on a page, if wanted.

    Args:
        app: The application.
        doctree: The resolved doctree.
        docname: Its page.
    """
    domain = of(app.env)
    meanings = _meanings(domain)
    for reference in doctree.findall(nodes.reference):
        anchor = _anchor(reference)
        if meanings.get(anchor) and reference.get("internal") and not reference.get("reftitle"):
            reference["reftitle"] = meanings[anchor]
    if domain.settings.glossary_links and meanings:
        _link(app, doctree, docname, meanings)


def _anchor(reference: Element) -> str:
    return reference.get("refid") or str(reference.get("refuri", "")).partition("#")[2]


def _link(app: Sphinx, doctree: nodes.document, docname: str, meanings: dict[str, str]) -> None:
    def link(term: _Term, text: str) -> nodes.reference:
        inner, title = (
            nodes.inline("", text, classes=["autodocgen-term"]),
            meanings.get(term.anchor),
        )
        return make_refnode(app.builder, docname, term.docname, term.anchor, inner, title)

    seen = {_anchor(reference) for reference in doctree.findall(nodes.reference)}
    left = {name: term for name, term in _terms(app.env).items() if term.anchor not in seen}
    pattern = _pattern(left)
    for text in list(doctree.findall(nodes.Text)):
        if not left:
            return
        parts = list(_parts(text.astext(), pattern, left, link)) if _is_prose(text) else []
        if len(parts) > 1:
            text.parent.replace(text, parts)


def _pattern(terms: dict[str, _Term]) -> re.Pattern[str]:
    """Return what finds any form of any term, the longest first."""
    forms = []
    for name in sorted(terms, key=len, reverse=True):
        *words, last = map(re.escape, name.split(" "))
        plural = f"(?:{last}(?:e?s)?|{last[:-1]}ies)" if last.endswith("y") else f"{last}(?:e?s)?"
        forms.append(r"[\s-]+".join([*words, plural]))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])", re.IGNORECASE)


_QUIET = (
    addnodes.desc_signature,
    addnodes.glossary,
    nodes.FixedTextElement,
    nodes.literal,
    nodes.raw,
    nodes.reference,
    nodes.rubric,
    nodes.target,
    nodes.term,
    nodes.title,
)


def _is_prose(text: nodes.Text) -> bool:
    node: Any = text.parent
    inside = False
    while node is not None:
        if isinstance(node, _QUIET):
            return False
        inside = inside or isinstance(node, nodes.paragraph)
        node = node.parent
    return inside


def _parts(
    text: str,
    pattern: re.Pattern[str],
    left: dict[str, _Term],
    link: Callable[[_Term, str], nodes.Node],
) -> Iterator[nodes.Node]:
    """Yield a text with links in it, each to a term that wasn't linked before."""
    position = 0
    for match in pattern.finditer(text):
        term = left.pop(terms.key(match[0]), None)
        if term is None:
            continue
        if match.start() > position:
            yield nodes.Text(text[position : match.start()])
        position = match.end()
        yield link(term, match[0])
    if position < len(text):
        yield nodes.Text(text[position:])

"""Texts of the project's authors as nodes: docstrings, their first lines, and what has markup.

A page that quotes a docstring doesn't warn of what is wrong with it: its own place does.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from docutils import nodes
from docutils.parsers.rst import roles
from docutils.parsers.rst.languages import get_language
from docutils.utils import Reporter
from sphinx import addnodes

from .. import docstring
from ..markdown import from_rest
from ..markdown.split import relink
from ..pages import file_address
from . import autodoc, nested
from .domain import of

if TYPE_CHECKING:
    from docutils.nodes import Node, TextElement
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from ..changelog import Changelog, Markup
    from ..model import Object
    from ..pages.history import Read
    from .domain import AutodocgenDomain

__all__ = ["Texts", "keep_text", "show_as_text"]

_COMMENT = re.compile(r"<!--(?:(?!-->).)*-->", re.DOTALL)


class Texts:
    """Reads texts into a document.

    Args:
        domain: Holds the project and the settings.
        document: Becomes the parent of nothing, but knows the targets in what is read.
        line: Where in the document the texts are shown.
    """

    def __init__(self, domain: AutodocgenDomain, document: nodes.document, line: int = 0) -> None:
        self.domain = domain
        self.document = document
        self.line_number = line

    def markup(self, text: str, language: str) -> list[Node]:
        """Return what a text in reStructuredText or Markdown says."""
        if language == "markdown":
            return nested.parse(self.document, text, None, self.line_number)
        return nested.parse_rest(self.document, docstring.HEADING.sub(_as_rubric, text))

    def read_entry(self, found: Changelog) -> Read:
        """Return what reads an entry of a changelog, whose links lead from where its file is."""
        addresses = _Addresses(self.domain.env, Path(found.folder), found.repository)

        def read(text: str, language: Markup) -> list[Node]:
            if language == "markdown":
                text = relink(text, addresses.change)
            text = from_rest.without_roles(text, language, self._is_role)
            parsed = self.inert(text, language)
            for node in parsed:
                addresses.settle(node)
            return parsed

        return read

    def _is_role(self, name: str) -> bool:
        """Tell whether something defines a role, which is asked without a word of what is wrong."""
        reporter = Reporter("", 5, 5, stream="")
        language: Any = get_language(self.document.settings.language_code, reporter)
        return roles.role(name, language, 0, reporter)[0] is not None

    def inert(self, text: str, language: str) -> list[Node]:
        """Return what a text says that nobody may have looked at: no raw output, no other file."""
        settings = self.document.settings
        before = settings.raw_enabled, settings.file_insertion_enabled
        settings.raw_enabled = settings.file_insertion_enabled = False
        try:
            parsed = nodes.container("", *self.quoted(text, language))
        except Exception:  # noqa: BLE001  # a directive that works in documents only: its text stays
            return [nodes.paragraph("", "", nodes.Text(text))]
        finally:
            settings.raw_enabled, settings.file_insertion_enabled = before
        for raw in list(parsed.findall(nodes.raw)):
            text = _COMMENT.sub("", raw.astext())  # which isn't shown where it's written either
            if not text.strip():
                raw.parent.remove(raw)
                continue
            shown: Node = nodes.Text(text)
            is_inside = isinstance(raw.parent, nodes.TextElement)
            raw.replace_self(shown if is_inside else nodes.paragraph("", "", shown))
        for reference in list(parsed.findall(nodes.reference)):
            if from_rest.RUN.match(reference.get("refuri", "")):
                reference.replace_self(reference.children)
        return parsed.children

    def quoted(self, text: str, language: str) -> list[Node]:
        """Return what a docstring says, and leave it to its own place what is wrong with it."""
        reporter = self.document.reporter
        level, reporter.report_level = reporter.report_level, reporter.SEVERE_LEVEL
        try:
            parsed = self.markup(text, language)
        finally:
            reporter.report_level = level
        for node in parsed:
            for reference in node.findall(addnodes.pending_xref):
                reference["autodocgen_quoted"] = True
        return [node for node in parsed if not isinstance(node, nodes.system_message)]

    def of(self, obj: Object, text: str) -> list[Node]:
        """Return what a text says that is from an object's docstring."""
        if not self.is_markdown(obj):
            return self.inert(text, "rest")
        return self.inert("\n".join(nested.with_open_sections(text.splitlines())), "markdown")

    def is_markdown(self, obj: Object) -> bool:
        """Tell whether an object's author writes Markdown."""
        chosen: Any = self.domain.settings.docstring_format
        return obj.docstring is not None and docstring.format_of(obj.name, chosen) == "markdown"

    def docstring(self, obj: Object) -> list[Node]:
        """Return an object's docstring, written or generated, in the markup that it's in."""
        if obj.docstring is None:
            lines = autodoc.lines_of(self.domain, obj)
        else:
            lines = autodoc.rendered(self.domain, obj, self.domain.completed(obj))
        return self.fields(self.of(obj, "\n".join(lines)))

    def fields(self, parsed: list[Node]) -> list[Node]:
        """Return a docstring whose fields are called by what they're about."""
        for node in parsed:
            for name in node.findall(nodes.field_name):
                _name(name)
        return parsed

    def line(self, obj: Object, *, is_short: bool = False) -> list[Node]:
        """Return the inline nodes of the first line about an object.

        Args:
            obj: The object.
            is_short: Whether only the first sentence is taken.
        """
        found = self.domain.completed(obj)
        summary = _headline(found, obj)
        if not summary:
            return []
        summary = _first_sentence(summary) if is_short else summary
        short = docstring.Docstring(summary=summary, summary_guess=found.summary_guess)
        parsed = self.of(obj, "\n".join(autodoc.rendered(self.domain, obj, short)))
        first = next((node for node in parsed if isinstance(node, nodes.paragraph)), None)
        return [] if first is None else [child.deepcopy() for child in first.children]


def _first_sentence(text: str) -> str:
    """Return the words up to the first full stop that ends a sentence, with their markup."""
    return _SENTENCE.split(text, maxsplit=1)[0]


_SENTENCE = re.compile(r"(?<=[\w`)\]*]{2}[.!?])\s+(?=[A-Z`*:\"'])")


class _Addresses:
    """The targets of relative addresses in a file that isn't one of the documents.

    Args:
        env: Knows the documents.
        folder: The folder of the file.
        repository: The web address of the repository; may be empty.
    """

    def __init__(self, env: BuildEnvironment, folder: Path, repository: str) -> None:
        self.env = env
        self.folder = folder
        self.repository = repository

    def change(self, address: str) -> str:
        """Return an address as seen from any page: of a document, in the repository, or none."""
        if not address or _ABSOLUTE.match(address):
            return address
        path, hash_, anchor = address.partition("#")
        there = Path(os.path.normpath(self.folder / unquote(path)))
        if not re.search(r"[./]", path) and not there.exists() and not self._is_document(there):
            return address  # a label of MyST's
        found = self._in_documents(there) or self._in_repository(there)
        return f"{found}{hash_}{anchor}" if found else _NOWHERE

    def _is_document(self, there: Path) -> bool:
        return self.env.path2doc(str(there)) in self.env.found_docs

    def _in_documents(self, there: Path) -> str | None:
        source = Path(self.env.srcdir)
        if there.is_relative_to(source) and (self._is_document(there) or there.is_file()):
            return f"/{there.relative_to(source).as_posix()}"
        return None

    def _in_repository(self, there: Path) -> str | None:
        top = of(self.env).root
        if not self.repository or top is None or not there.is_relative_to(top):
            return None
        if not there.exists():
            return None
        return file_address(self.repository, there.relative_to(top).as_posix())

    def settle(self, node: Node) -> None:
        """Correct the links in reStructuredText, and keep only the text of those to nowhere."""
        for reference in node.findall(addnodes.pending_xref):
            if reference.get("refdomain") == "doc" and not reference.get("reftargetid"):
                # MyST's own is resolved only where MyST-Parser is among the extensions
                target = {"refdomain": "std", "reftype": "doc", "refexplicit": True}
                reference.attributes.update(target, reftarget=f"/{reference['reftarget']}")
        for link in list(node.findall(nodes.reference)):
            if "refuri" in link:
                link["refuri"] = self.change(link["refuri"])
                if link["refuri"] == _NOWHERE:
                    link.parent.replace(link, link.children)
        for image in list(node.findall(nodes.image)):
            image["uri"] = self.change(image["uri"])
            if image["uri"] == _NOWHERE:
                keep_text(image)


def keep_text(image: nodes.image) -> None:
    """Put what is said of an image in its place."""
    text = nodes.Text(image.get("alt", ""))
    inside = isinstance(image.parent, nodes.TextElement)
    image.parent.replace(image, text if inside else nodes.paragraph("", "", text))


_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z+.-]*:|[/#]")
_NOWHERE = "https://nowhere.invalid"

_FIELDS = {
    "param": "",
    "type": "type of ",
    "rtype": "return type",
    "ivar": "",
    "vartype": "type of ",
}


def _name(field: nodes.field_name) -> None:
    """Call a field by what it's about, as there's no domain here to do it."""
    kind, _, name = field.astext().partition(" ")
    words = _FIELDS.get(kind, f"{kind} ")
    field.clear()
    field += nodes.Text(f"{words}{name}".strip())


def _as_rubric(match: re.Match[str]) -> str:
    return f".. rubric:: {match['text'].strip()}\n\n"


def show_as_text(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,  # noqa: ARG001
    node: addnodes.pending_xref,
    content: TextElement,
) -> TextElement | None:
    """Answer a quoted reference that leads nowhere by its text; its own place warns of it."""
    return content if node.get("autodocgen_quoted") else None


def _headline(found: docstring.Docstring, obj: Object) -> str:
    """Return the summary of a docstring; its title if the summary only leads to what follows."""
    title, summary = docstring.split_title(found)
    is_open = not summary or summary.endswith(":")
    return title if title and is_open and title not in (obj.name, obj.short_name) else summary

"""Markdown inside of any page: docstrings, changelogs and whatever else isn't reStructuredText.

MyST's own renderer writes into the document that is being read, so roles, references and
directives mean what they mean everywhere else on the page, and a warning names the line it's
about. A heading becomes a rubric: a docstring has no sections.
"""

from __future__ import annotations

import re
import textwrap
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.languages import get_language
from docutils.parsers.rst.states import Inliner, NestedStateMachine, state_classes
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .. import later
from .config import chosen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.config import Config

    from .. import docstring
    from .autodoc import AskedObject
else:
    docstring = later.LaterModule("..docstring", __package__)

__all__ = [
    "MarkdownDirective",
    "enable",
    "parse",
    "parse_rest",
    "with_open_sections",
    "wrap_docstring",
    "wrapped",
]

logger = logging.getLogger(__name__)

_WANTED = frozenset({"colon_fence", "deflist", "dollarmath", "fieldlist"})


class MarkdownDirective(SphinxDirective):
    """Reads its content as MyST Markdown, in a page of any markup."""

    has_content = True

    def run(self) -> list[Node]:
        """Return what the content says."""
        source, line = self.content.items[0] if self.content else ("", 0)
        if ":docstring of " in (source or ""):
            line = max(line - 2, 0)  # the two lines that we put before it
        return parse(self.state.document, "\n".join(self.content), source, line)


def parse(document: nodes.document, text: str, source: str | None, line: int) -> list[Node]:
    """Read Markdown into a document.

    Args:
        document: Knows the targets in what is read.
        text: The Markdown.
        source: The name of the file that it's from, for warnings.
        line: The number of lines before it in that file.

    Returns:
        The nodes.
    """
    from myst_parser.config.main import MdParserConfig  # noqa: PLC0415
    from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer  # noqa: PLC0415
    from myst_parser.parsers.mdit import create_md_parser  # noqa: PLC0415

    chosen = getattr(document.settings.env, "myst_config", None) or MdParserConfig()
    extensions = {*chosen.enable_extensions, *_WANTED}
    parser = create_md_parser(chosen.copy(enable_extensions=extensions), SphinxRenderer)
    renderer: Any = parser.renderer
    root = nodes.container()
    root.document = document
    options = {**parser.options, "document": document, "current_node": root}
    renderer.setup_render(options, {"relative-docs": None})
    with _from(document, source):
        renderer.nested_render_text(text, line)
    return root.children


def parse_rest(document: nodes.document, text: str) -> list[Node]:
    """Read reStructuredText into a document, whatever that's written in.

    Args:
        document: Knows the targets in what is read.
        text: The reStructuredText.

    Returns:
        The nodes.
    """
    inside = StringList(text.splitlines(), source=document["source"])
    memo = SimpleNamespace(
        document=document,
        reporter=document.reporter,
        language=get_language(document.settings.language_code, document.reporter),
        title_styles=[],
        section_level=0,
        section_bubble_up_kludge=False,
        inliner=Inliner(),
    )
    memo.inliner.init_customizations(document.settings)
    root = nodes.container()
    machine = NestedStateMachine(state_classes=state_classes, initial_state="Body")
    reporter: Any = document.reporter
    where = reporter.get_source_and_line
    machine.run(inside, 0, memo=memo, node=root, match_titles=False)
    reporter.get_source_and_line = where
    return root.children


@contextmanager
def _from(document: nodes.document, source: str | None) -> Iterator[None]:
    """Let a document say for a moment that it is from another file."""
    reporter: Any = document.reporter
    before, line, where = document["source"], document.current_line, reporter.get_source_and_line
    document["source"] = source or before
    reporter.get_source_and_line = lambda number=None: (source, number)
    try:
        yield
    finally:
        document["source"], document.current_line = before, line
        reporter.get_source_and_line = where


def enable(app: Sphinx, config: Config) -> None:
    """Let Sphinx resolve MyST's references if docstrings are in it, whether pages are or not."""
    if chosen(config).docstring_format != "rest":
        from myst_parser.sphinx_ext.main import setup_sphinx  # noqa: PLC0415

        if "myst_parser" not in app.extensions:
            setup_sphinx(app)


def wrap_docstring(asked: AskedObject) -> None:
    """Have a docstring that is written in Markdown read as such.

    Its sections become fields before napoleon sees them, since what is in them is Markdown, too.
    """
    domain, lines = asked.domain, asked.lines
    if docstring.format_of(asked.name, domain.settings.docstring_format) != "markdown":
        return
    known = domain.project.get(asked.name)
    if known is not None and known.docstring is None:
        return  # what we wrote, or what was inherited
    if not any(line.strip() for line in lines):
        return
    if lines[0] != _OPENING:
        found = docstring.parse("\n".join(lines))
        text = list(docstring.rest.render(found)) if _has_sections(found) else lines
        lines[:] = wrapped(text)
    asked.markdown = list(lines)


_OPENING = ".. autodocgen-markdown::"


def wrapped(lines: Iterable[str]) -> list[str]:
    """Return a docstring's lines of Markdown in the directive that has them read as such."""
    opened = with_open_sections(list(lines))
    return [_OPENING, "", *(f"   {line}" if line.strip() else "" for line in opened), ""]


_TITLE = re.compile(r"(?P<title>[A-Z][\w ]*):[ \t]*")


def with_open_sections(lines: list[str]) -> list[str]:
    """Return a docstring's lines with sections of prose, such as examples, below bold titles.

    Markdown takes what is indented below a line for a part of that line.
    """
    found: list[str] = []
    rest = list(lines)
    while rest:
        line = rest.pop(0)
        title = _TITLE.fullmatch(line)
        if title is None or not rest or not _INDENTED.match(rest[0]):
            found.append(line)
            continue
        block = []
        while rest and (not rest[0].strip() or _INDENTED.match(rest[0])):
            block.append(rest.pop(0))
        inside = textwrap.dedent("\n".join(block)).strip("\n").splitlines()
        found += [f"**{title['title']}**", "", *inside, ""]
    return found


_INDENTED = re.compile(r"[ \t]+\S")


def _has_sections(found: docstring.Docstring) -> bool:
    return next(found.entries(), None) is not None

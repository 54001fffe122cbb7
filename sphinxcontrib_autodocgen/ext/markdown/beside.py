"""Markdown beside the pages of an HTML build, and links to it in their heads.

Nothing is read a second time: the builder takes the place of the HTML builder for a moment and
resolves the doctrees that are there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util import logging
from sphinx.util.display import progress_message
from sphinx.util.osutil import relative_uri
from sphinx.util.tags import Tags

from ... import later
from ..domain import of
from . import BUILDER

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

    from . import parts
    from .builder import MarkdownBuilder
else:
    parts = later.LaterModule(".parts", __package__)

__all__ = ["link_twin", "write_beside"]

_FOLDER = "markdown"
"""Folder of an HTML build's output in which the Markdown is written, unless it's beside."""


def write_beside(app: Sphinx, exception: Exception | None) -> None:
    """Write Markdown beside the pages of a finished HTML build, if ``autodocgen_markdown`` is on.

    Args:
        app: The application.
        exception: What ended the build early, or None.
    """
    html = app.builder
    wanted = isinstance(html, StandaloneHTMLBuilder) and not html.embedded
    if exception is not None or not wanted or not of(app.env).settings.markdown:
        return
    with progress_message("writing Markdown"), _markdown_builder(app) as builder:
        changed = set(builder.get_outdated_docs())
        for docname in list(changed):
            changed |= builder.env.files_to_rebuild.get(docname, set())
        builder.prepare_writing(changed)
        for docname in sorted(changed & builder.env.found_docs):
            with logging.suppress_logging():  # what is wrong was said when the HTML was written
                doctree = _resolved(builder, docname)
            builder.write_doc_serialized(docname, doctree)
            builder.write_doc(docname, doctree)
        builder.finish()


def link_twin(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Name a page's Markdown, and the list of all pages, in its head.

    Args:
        app: The application.
        pagename: The page.
        templatename: Its template.
        context: What the template shows; changed in place.
        doctree: The page's doctree, None for one that no document made.
    """
    del templatename
    html, settings = app.builder, of(app.env).settings
    here = html.get_target_uri(pagename)
    if doctree is None or html.name == "epub" or not settings.markdown:
        return
    folder = "" if settings.markdown_layout == "beside" else f"{_FOLDER}/"
    links = [
        ("alternate", "text/markdown", f"{folder}{quote(pagename)}{settings.markdown_file_suffix}")
    ]
    if settings.llms:
        links.append(("describedby", "text/plain", "llms.txt"))
    found = [
        f'<link rel="{relation}" type="{kind}" href="{escape(relative_uri(here, path))}" />'
        for relation, kind, path in links
    ]
    context["metatags"] = "\n".join([context.get("metatags", ""), *found])


@contextmanager
def _markdown_builder(app: Sphinx) -> Iterator[MarkdownBuilder]:
    """Put a Markdown builder in the place of the HTML builder, where resolving looks for one."""
    html, tags, outdir = app.builder, app.tags, app.outdir
    of_html = {html.name, html.format, f"builder_{html.name}", f"format_{html.format}"}
    env: Any = app.env
    app.tags = Tags([tag for tag in tags if tag not in of_html])
    try:
        builder = cast("MarkdownBuilder", app.create_builder(BUILDER))
        here, elsewhere = outdir / _FOLDER, outdir
        if of(app.env).settings.markdown_layout == "beside":
            here, elsewhere = elsewhere, here
        builder.outdir = here
        builder.init()
        builder.with_html = True
        parts.forget(Path(elsewhere), builder.out_suffix)
        builder.top = Path(outdir)
        app.builder = builder
        if hasattr(env, "_builder_cls"):  # Sphinx 9 asks it for the kind of builder
            env._builder_cls = type(builder)  # noqa: SLF001
        yield builder
    finally:
        app.builder, app.tags = html, tags
        if hasattr(env, "_builder_cls"):
            env._builder_cls = type(html)  # noqa: SLF001


def _resolved(builder: MarkdownBuilder, docname: str) -> nodes.document:
    tags: dict[str, Any] = {"tags": builder.tags} if sphinx.version_info >= (9,) else {}
    return builder.env.get_and_resolve_doctree(docname, builder, **tags)

"""The builder ``autodocgen-markdown``, and the same Markdown beside an HTML build.

This module alone decides which files are written and where: a page for each document, images and
downloads beside them, and the project's own pages in the folder :data:`PAGES_FOLDER`. Beside HTML
nothing is read a second time: the builder takes the place of the HTML builder for a moment and
resolves the doctrees that are there.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
import shutil
from collections.abc import Iterator, Set
from contextlib import contextmanager
from functools import partial
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import quote, unquote

import sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.display import progress_message
from sphinx.util.osutil import relative_uri
from sphinx.util.tags import Tags

from ... import changelog
from ...markdown import Flavour
from ...pages import Page, build, describe, project_info
from ...pages.split import join, relink
from ...settings import options
from ..domain import of
from .llms import write_llms
from .parts import Files, load, settle
from .translator import MarkdownTranslator

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

__all__ = [
    "FOLDER",
    "PAGES_FOLDER",
    "MarkdownBuilder",
    "link_twin",
    "project_pages",
    "write_beside",
]

logger = logging.getLogger(__name__)

FOLDER = "markdown"
"""Folder of an HTML build's output in which the Markdown is written."""

PAGES_FOLDER = "project"
"""Folder of the project's own pages, apart from documents that may be called ``changelog`` too."""


class MarkdownBuilder(Builder):
    """Writes every document as Markdown in GitHub's flavour.

    Attributes:
        secnumbers: Section numbers of the document that is being written.
        fignumbers: Figure numbers of the document that is being written.
        current_docname: The document that is being written.
    """

    name = "autodocgen-markdown"
    format = "markdown"
    epilog = "The Markdown files are in %(outdir)s."
    allow_parallel = True
    default_translator_class = MarkdownTranslator
    out_suffix = ".md"
    supported_image_types: ClassVar[list[str]] = [
        "image/svg+xml",
        "image/png",
        "image/gif",
        "image/jpeg",
        "image/webp",
    ]
    supported_remote_images = True

    def init(self) -> None:
        """Begin without a document."""
        self.secnumbers: dict[str, tuple[int, ...]] = {}
        self.fignumbers: dict[str, dict[str, tuple[int, ...]]] = {}
        self.current_docname = ""
        self._documents: dict[str, str] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self.flavour: Flavour = self.config.autodocgen_markdown_flavor
        self.anchor_sections: bool = self.config.autodocgen_markdown_anchor_sections
        self.anchor_signatures: bool = self.config.autodocgen_markdown_anchor_signatures
        self.bullet: str = self.config.autodocgen_markdown_bullet
        self.http_base: str = self.config.autodocgen_markdown_http_base.rstrip("/")
        self.out_suffix = self.config.autodocgen_markdown_file_suffix
        self.top = Path(self.outdir)
        self.link_suffix: str = self.config.autodocgen_markdown_uri_doc_suffix or self.out_suffix

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the documents that were read, or whose source changed, after they were written."""
        old = load(Path(self.outdir))
        changed = bool(old.options) and old.options != _digest(self.config)
        for docname in self.env.found_docs:
            if changed:
                yield docname
                continue
            read = self.doctreedir / f"{docname}.doctree"
            newest = max(_changed(read), _changed(Path(self.env.doc2path(docname))))
            if docname not in self.env.all_docs or newest > _changed(self._output(docname)):
                yield docname

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:  # noqa: ARG002
        """Return the address of a document, relative to the output folder."""
        return quote(docname) + self.link_suffix

    def prepare_writing(self, docnames: Set[str]) -> None:  # noqa: ARG002
        """Note which documents there are to be linked to."""
        self._documents = {self.get_target_uri(docname): docname for docname in self.env.all_docs}
        self._labels = dict(self._known_labels()) if self.flavour == "myst" else {}

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:  # noqa: ARG002
        """Note the document's images, in the main process."""
        self.post_process_images(doctree)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a document."""
        self.current_docname = docname
        self.secnumbers = self.env.toc_secnumbers.get(docname, {})
        self.fignumbers = self.env.toc_fignumbers.get(docname, {})
        translator = cast("MarkdownTranslator", self.create_translator(doctree, self))
        doctree.walkabout(translator)
        _write(self._output(docname), translator.body)

    def finish(self) -> None:
        """Copy images and downloads, and write the project's own pages."""
        for image, name in self.images.items():
            self._copy(self.srcdir / image, self.outdir / "_images" / name)
        for download, (_, path) in self.env.dlfiles.items():
            self._copy(self.srcdir / download, self.outdir / "_downloads" / path)
        stems = [*self.env.all_docs, *self._write_project()]
        limit = int(self.config.autodocgen_markdown_split_size * 2**20)
        files = Files(Path(self.outdir), self.out_suffix, self.link_suffix)
        # what Sphinx reads again has one page for each document
        record = settle(files, stems, 0 if self.flavour == "myst" else limit, _digest(self.config))
        write_llms(self, files, record)

    def _write_project(self) -> Iterator[str]:
        """Write the project's own pages; yield their names."""
        written = [(page.path, page.text) for page in project_pages(self.env)]
        if written and self.config.autodocgen_markdown_pages == "single":
            written = [(f"{PAGES_FOLDER}.md", join(written))]
        for name, text in written:
            path = f"{PAGES_FOLDER}/{name}".removesuffix(".md")
            yield path
            changed = text
            if (self.out_suffix, self.link_suffix) != (".md", ".md"):
                changed = relink(text, self._with_suffix)
            _write(Path(self.outdir) / f"{path}{self.out_suffix}", changed)

    def _with_suffix(self, address: str) -> str:
        path, hash_, name = address.partition("#")
        if "://" in address or not path.endswith(".md"):
            return address
        return path.removesuffix(".md") + self.link_suffix + hash_ + name

    @property
    def root(self) -> Path:
        """The project's folder."""
        return of(self.env).root

    def image_address(self, uri: str) -> str:
        """Return where an image is, as seen from the document that is being written."""
        name = self.images.get(uri)
        name = quote(name) if name and self.flavour != "myst" else name  # MyST takes it as a path
        return self._beside(f"_images/{name}") if name else uri

    def download_address(self, name: str) -> str:
        """Return where a download is, as seen from the document that is being written."""
        return self._beside(f"_downloads/{quote(name)}")

    def internal_address(self, uri: str) -> str:
        """Return an address in the project unchanged, or empty if nothing is written there.

        Args:
            uri: An address as seen from the document that is being written; generated indices,
                which only HTML has, are what isn't there.
        """
        path, _, name = uri.partition("#")
        here = self.get_target_uri(self.current_docname)
        there = posixpath.normpath(posixpath.join(posixpath.dirname(here), path)) if path else here
        if there not in self._documents:
            return ""
        if name and self.flavour == "myst":
            return f"#{self.label(self._documents[there], unquote(name))}"
        fragment = f"#{name}" if name else ""
        if path and self.http_base:
            return f"{self.http_base}/{there}{fragment}"
        return (path + fragment) or posixpath.basename(here)

    def label(self, docname: str, name: str) -> str:
        """Return what MyST calls a target: its author's label, else one that no other page has.

        Args:
            docname: The document that the target is in.
            name: The target's identifier there.
        """
        known = self._labels.get((docname, name))
        upper = re.sub(r"[A-Z]", lambda match: f"-{match[0].lower()}", name)  # labels have no case
        return known or re.sub(r"[^\w.:/-]", "-", f"{docname}:{upper}").lower()

    def _known_labels(self) -> Iterator[tuple[tuple[str, str], str]]:
        std: Any = self.env.get_domain("std")
        for label, (docname, name, *_) in std.anonlabels.items():
            if re.fullmatch(r"[\w.:/-]+", label):
                yield (docname, name), label

    def _beside(self, path: str) -> str:
        return relative_uri(self.get_target_uri(self.current_docname), path)

    def _output(self, docname: str) -> Path:
        return Path(self.outdir) / (docname + self.out_suffix)

    def _copy(self, source: Path, target: Path) -> None:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
        except OSError as error:
            logger.warning(
                "can't copy %s: %s", source, error, type="autodocgen", subtype="markdown"
            )


def _digest(config: Config) -> str:
    """Return a digest of the options that decide how a page is written and cut."""
    names = [o.name for o in options() if o.name.startswith("markdown_")]
    values = [(name, config[f"autodocgen_{name}"]) for name in names]
    return hashlib.blake2b(repr(values).encode(), digest_size=16).hexdigest()


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        _warn(f"can't write {path}: {error}")


def _warn(message: str) -> None:
    logger.warning(message, type="autodocgen", subtype="markdown")


def project_pages(env: BuildEnvironment) -> Iterator[Page]:
    """Yield the project's own pages, none if no project was analysed.

    Args:
        env: The environment; its domain ``autodocgen`` holds the project and the settings.

    Yields:
        The pages.
    """
    try:
        domain = of(env)
    except ExtensionError:
        return
    project = domain.project
    if not project:
        return
    folder = domain.root
    info = project_info(folder, env.config.project)
    history = changelog.read(folder)
    for problem in history.problems:
        logger.info("%s", problem)

    settings = domain.settings
    yield from build(project, info, history.releases, settings, partial(describe, settings))


def write_beside(app: Sphinx, exception: Exception | None) -> None:
    """Write Markdown beside the pages of a finished HTML build, if ``autodocgen_markdown`` is on.

    Args:
        app: The application.
        exception: What ended the build early, or None.
    """
    html = app.builder
    wanted = isinstance(html, StandaloneHTMLBuilder) and not html.embedded
    if exception is not None or not wanted or not app.config.autodocgen_markdown:
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
    """Name a page's Markdown in its head.

    Args:
        app: The application.
        pagename: The page.
        templatename: Its template.
        context: What the template shows; changed in place.
        doctree: The page's doctree, None for one that no document made.
    """
    del templatename
    html = app.builder
    if doctree is None or html.name == "epub" or not app.config.autodocgen_markdown:
        return
    suffix = app.config.autodocgen_markdown_file_suffix
    twin = f"{FOLDER}/{quote(pagename)}{suffix}"
    address = escape(relative_uri(html.get_target_uri(pagename), twin))
    found = f'<link rel="alternate" type="text/markdown" href="{address}" />'
    context["metatags"] = f"{context.get('metatags', '')}\n{found}"


@contextmanager
def _markdown_builder(app: Sphinx) -> Iterator[MarkdownBuilder]:
    """Put a Markdown builder in the place of the HTML builder, where resolving looks for one."""
    html, tags, outdir = app.builder, app.tags, app.outdir
    of_html = {html.name, html.format, f"builder_{html.name}", f"format_{html.format}"}
    env: Any = app.env
    app.tags = Tags([tag for tag in tags if tag not in of_html])
    try:
        builder = cast("MarkdownBuilder", app.create_builder(MarkdownBuilder.name))
        builder.outdir = outdir / FOLDER
        builder.init()
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

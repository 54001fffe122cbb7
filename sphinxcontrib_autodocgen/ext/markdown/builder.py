"""The builder ``autodocgen-markdown``.

This module alone decides which files are written: a page for each document, images and downloads
beside them, and the project's own pages.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import shutil
from collections.abc import Iterator, Set
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import quote, unquote

from docutils import nodes
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.images import get_image_size
from sphinx.util.math import get_node_equation_number
from sphinx.util.osutil import relative_uri

from ... import files
from ...settings import Settings, options
from .. import project
from . import BUILDER
from .llms import write_llms
from .parts import Files, Record, load, settle
from .target import Target
from .writers import MarkdownTranslator

if TYPE_CHECKING:
    from docutils.nodes import Element

__all__ = ["MarkdownBuilder"]

logger = logging.getLogger(__name__)


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
"""Control characters, which no Markdown shows and a terminal obeys."""


class MarkdownBuilder(Target):
    """Writes every document as Markdown in GitHub's flavour.

    Attributes:
        secnumbers: Section numbers of the document that is being written.
        fignumbers: Figure numbers of the document that is being written.
        current_docname: The document that is being written.
        with_html: Whether the pages are written with an HTML build.
    """

    name = BUILDER
    format = "markdown"
    epilog = "The Markdown files are in %(outdir)s."
    allow_parallel = True
    default_translator_class = MarkdownTranslator
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
        super().init()
        self.secnumbers: dict[str, tuple[int, ...]] = {}
        self.fignumbers: dict[str, dict[str, tuple[int, ...]]] = {}
        self._documents: dict[str, str] = {}
        self._labels: dict[tuple[str, str], str] = {}
        self._failed = False
        self.with_html = False

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the documents that were read, or whose source changed, after they were written."""
        old = load(Path(self.outdir))
        changed = bool(old.options) and old.options != _digest(self.settings)
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
        self._write(self._output(docname), translator.body)

    def finish(self) -> None:
        """Write the project's own pages, and copy images and downloads."""
        try:
            self._finish()
        except OSError as error:
            self._warn(error)

    def _finish(self) -> None:
        own = self._write_project()
        for image, name in self.images.items():
            self._copy(self.srcdir / image, self.outdir / "_images" / name)
        for download, (_, path) in self.env.dlfiles.items():
            self._copy(self.srcdir / download, self.outdir / "_downloads" / path)
        limit = int(self.settings.markdown_split_size * 2**20)
        pages = Files(Path(self.outdir), self.out_suffix, self.link_suffix)
        # what Sphinx reads again has one page for each document
        limit = 0 if self.flavour == "myst" else limit
        record = settle(pages, [*self.env.all_docs, *own.project], limit, own)
        write_llms(self, pages, record)

    def _write_project(self) -> Record:
        """Write the project's own pages, unless they say what they said, and return their names."""
        options, old = _digest(self.settings), load(Path(self.outdir))
        known = project.read(self)
        if known is None:
            return Record(options, with_html=self.with_html)
        source = project.fingerprint(self, known)
        is_there = all(map(Path.is_file, map(self._output, old.project)))
        if (options, source) == (old.options, old.source) and is_there:
            return Record(options, project=old.project, source=source, with_html=self.with_html)
        found = dict(project.documents(self, known))
        self._documents |= {self.get_target_uri(docname): docname for docname in found}
        for docname, doctree in found.items():
            self.write_doc(docname, doctree)
        return Record(options, project=list(found), source=source, with_html=self.with_html)

    def image_address(self, uri: str) -> str:
        """Return where an image is, as seen from the document that is being written."""
        name = self.images.get(uri)
        name = quote(name) if name and self.flavour != "myst" else name  # MyST takes it as a path
        return self._beside(f"_images/{name}") if name else uri

    def image_size(self, uri: str) -> tuple[int, int] | None:
        """Return the width and height of an image in pixels, None if that isn't known."""
        return get_image_size(self.srcdir / uri)

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
            return f"#{self._label(self._documents[there], unquote(name))}"
        fragment = f"#{name}" if name else ""
        if path and self.http_base:
            return f"{self.http_base}/{there}{fragment}"
        return (path + fragment) or posixpath.basename(here)

    def label(self, name: str) -> str:
        """Return what MyST calls a target: its author's label, else one that no other page has."""
        return self._label(self.current_docname, name)

    def _label(self, docname: str, name: str) -> str:
        known = self._labels.get((docname, name))
        upper = re.sub(r"[A-Z]", lambda match: f"-{match[0].lower()}", name)  # labels have no case
        return known or re.sub(r"[^\w.:/-]", "-", f"{docname}:{upper}").lower()

    def admonition_label(self, kind: str) -> str:
        """Return the title of a kind of admonition in the reader's language."""
        return str(admonitionlabels[kind])

    def section_number(self, section: Element) -> str:
        """Return what stands before the title of a section, with a space at its end."""
        name = f"#{section['ids'][0]}" if section["ids"] else ""
        found = self.secnumbers.get(name, self.secnumbers.get(""))
        return f"{'.'.join(map(str, found))}. " if found else ""

    def figure_number(self, node: Element) -> str:
        """Return what stands before a caption, with a space at its end."""
        std: Any = self.env.get_domain("std")
        kind = std.get_enumerable_node_type(node)
        numbers = self.fignumbers.get(kind or "", {})
        found = numbers.get(node["ids"][0]) if node["ids"] else None
        forms: dict[str, str] = self.config.numfig_format
        form = forms.get(kind)
        return f"{form % '.'.join(map(str, found))} " if found and form else ""

    def equation_number(self, node: Element) -> str:
        """Return the number of an equation that has one."""
        writer: Any = SimpleNamespace(builder=self)
        return get_node_equation_number(writer, cast("nodes.math_block", node))

    def metadata(self, document: Element) -> str:
        """Return what a file begins with: facts about the project, if they are wanted."""
        if not self.settings.markdown_docinfo:
            return ""
        title = next(iter(document.findall(nodes.title)), None)
        facts = {
            "title": title.astext() if title is not None else "",
            "author": self.config.author,
            "copyright": self.config.copyright,
            "version": self.config.release or self.config.version,
        }
        lines = [
            f"{name}: {json.dumps(value, ensure_ascii=False)}"
            for name, value in facts.items()
            if isinstance(value, str) and value and value != "unknown"
        ]
        return "\n".join(["---", *lines, "---\n\n"]) if lines else ""

    def warn_of_unknown(self, node: Element) -> None:
        """Say once for each kind of node that only its text is kept."""
        logger.warning(
            "no Markdown is known for the node %r: only its text is kept",
            type(node).__name__,
            type="autodocgen",
            subtype="markdown",
            location=node,
            once=True,
        )

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
            with source.open("rb") as read, files.replacing(target) as written:
                shutil.copyfileobj(read, written)
        except OSError as error:
            self._warn(error)

    def _write(self, path: Path, text: str) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, _CONTROLS.sub("", text), "replace")
        except OSError as error:
            self._warn(error)

    def _warn(self, error: OSError) -> None:
        """Say what can't be written or copied; what follows from it isn't said."""
        if not self._failed:
            self._failed = True
            logger.warning(
                "Markdown in %s can't be written as a whole: %s",
                self.outdir,
                error.strerror,
                type="autodocgen",
                subtype="markdown",
                once=True,
            )


def _digest(settings: Settings) -> str:
    """Return a digest of the options that decide how a page is written and cut."""
    names = [o.name for o in options() if o.name.startswith("markdown_")]
    values = [(name, getattr(settings, name)) for name in names]
    return hashlib.blake2b(repr(values).encode(), digest_size=16).hexdigest()


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0

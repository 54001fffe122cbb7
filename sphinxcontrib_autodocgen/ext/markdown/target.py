"""The builder, as far as those who write for it know it: its settings, and what it is at."""

from __future__ import annotations

from pathlib import Path

from sphinx.builders import Builder

from ...markdown.collect import Host
from ...pages import ProjectInfo
from ..config import chosen
from ..domain import of

__all__ = ["Target"]


class Target(Builder, Host):
    """A builder of Markdown, without what it writes.

    Attributes:
        settings: The project's settings.
        current_docname: The document that is being written.
        top: The folder of ``llms.txt``, where links in it begin.
        http_base: The web address at which links to other pages begin, or empty.
    """

    out_suffix = ".md"

    def init(self) -> None:
        """Begin without a document."""
        self.current_docname = ""
        self.settings = chosen(self.config)
        self.flavour = self.settings.markdown_flavor
        self.anchor_sections = self.settings.markdown_anchor_sections
        self.anchor_signatures = self.settings.markdown_anchor_signatures
        self.bullet = self.settings.markdown_bullet
        self.http_base = self.settings.markdown_http_base.rstrip("/")
        self.out_suffix = self.settings.markdown_file_suffix
        self.top = Path(self.outdir)
        self.link_suffix = self.settings.markdown_uri_doc_suffix or self.out_suffix

    @property
    def info(self) -> ProjectInfo:
        """Metadata of the project."""
        return of(self.env).info

"""Markdown from Sphinx: a builder, and the same pages beside an HTML build.

:mod:`.builder` decides which files there are, :mod:`.parts` which are cut or stale,
:mod:`.writers` how Sphinx's own nodes are written, and :mod:`.llms` lists the pages for programs.
What writes docutils' nodes is in :mod:`sphinxcontrib_autodocgen.markdown`.
"""

from __future__ import annotations

from .builder import MarkdownBuilder, link_twin, write_beside

__all__ = ["MarkdownBuilder", "link_twin", "write_beside"]

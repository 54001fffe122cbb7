"""Markdown from Sphinx: a builder, and the same pages beside an HTML build.

:mod:`.builder` decides which files there are, :mod:`.translator` walks over a doctree,
:mod:`.blocks` and :mod:`.inline` know how each kind of node is written, :mod:`.collect` gathers
what they write, and :mod:`.text` is the part that knows no doctrees.
"""

from __future__ import annotations

from .builder import MarkdownBuilder, link_twin, project_pages, write_beside
from .names import adopt_names

__all__ = ["MarkdownBuilder", "adopt_names", "link_twin", "project_pages", "write_beside"]

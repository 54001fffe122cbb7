"""Markdown from Sphinx: a builder, and the same pages beside an HTML build.

:mod:`.builder` decides which files there are, :mod:`.beside` whether an HTML build has them,
:mod:`.parts` which are cut or stale, :mod:`.writers` how Sphinx's own nodes are written, and
:mod:`.llms` lists the pages for programs. What writes docutils' nodes is in
:mod:`sphinxcontrib_autodocgen.markdown`.
"""

from __future__ import annotations

__all__ = ["BUILDER"]

BUILDER = "autodocgen-markdown"
"""The name of the builder."""

"""Markdown: what its characters mean, and from a doctree to any of its dialects.

:mod:`.characters` escapes text, :mod:`.layout` joins pieces and blocks, :mod:`.split` cuts a
finished page. :mod:`.translator` writes a doctree of docutils, with the writers of
:mod:`.blocks`, :mod:`.inline`, :mod:`.myst` and :mod:`.flavours`, which :mod:`.collect` serves.
Only these import docutils, so this package imports them where they are needed. Nothing here knows
Sphinx: its nodes and its builder are in :mod:`sphinxcontrib_autodocgen.ext.markdown`.
"""

from __future__ import annotations

from .characters import (
    Flavour,
    anchor,
    code_span,
    escape,
    fence,
    heading,
    indent,
    link,
    paragraph,
)

__all__ = [
    "Flavour",
    "anchor",
    "code_span",
    "escape",
    "fence",
    "heading",
    "indent",
    "link",
    "paragraph",
]

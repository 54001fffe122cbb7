"""Attributes without a description, one row each: name, type and value.

Each stays a description of its own, with its anchor, its links and its place in the index, so only
a style sheet makes the rows. Other builders show what they show without us.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["mark_rows"]

_ROW = "autodocgen-row"
_MIN_ROWS = 2
"""Fewest attributes, one after the other, that make a table."""


def mark_rows(_app: Sphinx, doctree: nodes.document) -> None:
    """Mark attributes of a class that have nothing but a signature, where several follow."""
    for content in doctree.findall(addnodes.desc_content):
        for is_bare, group in groupby(content.children, _is_bare):
            rows = [node for node in group if isinstance(node, addnodes.desc)]
            if is_bare and len(rows) >= _MIN_ROWS:
                _mark(rows)


def _is_bare(node: nodes.Node) -> bool:
    """Tell whether a node describes an attribute of which there is only its signature."""
    if isinstance(node, addnodes.index | nodes.comment):
        return True  # stands before each description
    if not isinstance(node, addnodes.desc) or node.get("objtype") != "attribute":
        return False
    signature, *others = node.children
    return isinstance(signature, addnodes.desc_signature) and all(
        isinstance(other, addnodes.desc_content)
        and all(isinstance(child, nodes.comment) for child in other.children)
        for other in others
    )


def _mark(rows: list[addnodes.desc]) -> None:
    """Give descriptions, their types and their values the classes that lay them out."""
    for row in rows:
        row["classes"].append(_ROW)
        for part in row.children[0].children:
            if isinstance(part, addnodes.desc_annotation):
                kind = _KINDS.get(part.astext().lstrip()[:1])
                part["classes"] += [f"{_ROW}-{kind}"] if kind else []


_KINDS = {":": "type", "=": "value"}
"""Contents of an annotation of a signature, by its beginning."""

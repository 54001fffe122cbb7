"""Tables of attributes and members: one row each, where their authors describe none of them."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.util.inspect import object_description

from .. import docstring
from ..model import Evidence, Guess, Object
from . import marks
from .autodoc import AskedObject
from .nodes import translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["LEGEND", "add_members", "keep_one_legend", "mark_rows"]

LEGEND = "autodocgen-legend"
"""The class of what explains the columns of a table."""

_ROW = "autodocgen-row"
_MIN_ROWS = 2
"""Fewest attributes, one after the other, that make a table."""


def keep_one_legend(_app: Sphinx, doctree: nodes.document) -> None:
    """Put what the legends of a page say below its last table, each line once."""
    found = [each for each in doctree.findall(nodes.container) if LEGEND in each["classes"]]
    if len(found) < 2:
        return
    lines = {line.astext(): line for legend in found for line in legend.children}
    for legend in found[:-1]:
        legend.parent.remove(legend)
    found[-1].children = []
    found[-1].extend(lines.values())


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


_MOST_MEMBERS = 200
_LONGEST_VALUE = 60


def add_members(asked: AskedObject) -> None:
    """List the members of an enumeration whose author describes none of them.

    With ``undoc-members`` autodoc lists them itself.
    """
    record = asked.record
    if record is None or not _wants_members(asked, record):
        return
    inside = asked.domain.project.members(record.name)
    members = [m for m in inside if "member" in m.modifiers and not m.short_name.startswith("_")]
    if 0 < len(members) <= _MOST_MEMBERS and not any(map(_is_described, members)):
        asked.lines += ["", *_table(members, asked.obj), ""]


def _wants_members(asked: AskedObject, record: Object) -> bool:
    if asked.what != "class" or "enum" not in record.modifiers:
        return False
    is_listed = _TABLE in asked.lines or getattr(asked.options, "undoc_members", None)
    return not is_listed and docstring.is_filled(record, asked.domain.settings)


_TABLE = "   :class: autodocgen-members"


def _is_described(member: Object) -> bool:
    """Tell whether more is said of a member than of which it is a further name."""
    summary = member.summary
    return member.docstring is not None or (summary is not None and not summary.rule.names_value)


def _table(members: list[Object], enumeration: object) -> Iterator[str]:
    why = Guess("", 1.0, Evidence("body"))
    yield f".. list-table:: {translate('Members')} {marks.mark_text(why)}"
    yield _TABLE
    yield "   :header-rows: 1"
    yield ""
    yield f"   * - {translate('Name')}"
    yield f"     - {translate('Value')}"
    for member in members:
        yield f"   * - ``{member.short_name}``"
        value = _value(member, enumeration)
        yield f"     - ``{value}``" if value and "`" not in value else "     -"


def _value(member: Object, enumeration: object) -> str | None:
    """Return a member's value as Python has it; that of another name's member is this member."""
    if not isinstance(enumeration, enum.EnumType):
        return member.value
    live: Any = enumeration.__members__.get(member.short_name)
    if live is None or hasattr(live.value, "__sphinx_mock__"):
        return None
    if live.name not in {None, member.short_name}:
        return f"{enumeration.__name__}.{live.name}"
    text = object_description(live.value)
    short = len(text) <= _LONGEST_VALUE and "\n" not in text
    return text if short and not text.startswith("<") else None

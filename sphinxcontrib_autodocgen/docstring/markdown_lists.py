"""Markdown: lists under bold headings; only written, because no project parses it back.

Bold words and not headings, so that a docstring fits under a heading of any level.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from ..markdown import code_span, paragraph
from ..markdown import escape as plain_escape
from .indentation import hang, separate, split
from .neutral import Docstring, Entry, Mark, TypeText
from .rest import marked, no_mark, pieces

__all__ = ["escape", "plain_type", "render"]


def escape(text: str) -> str:
    """Return generated text as one line of Markdown that shows just that text.

    What stands in single backquotes is code, and becomes a code span.
    """
    parts = pieces(text)
    return paragraph(
        "".join(
            code_span(part) if odd % 2 else plain_escape(part) for odd, part in enumerate(parts)
        )
    )


def plain_type(entry: Entry) -> str:
    """Write the type of an entry without marking where it comes from."""
    type_ = entry.type and code_span(entry.type)
    default = entry.default and f"default {code_span(entry.default)}"
    return ", ".join(part for part in (type_, entry.optional and "optional", default) if part)


def render(
    docstring: Docstring, *, type_text: TypeText = plain_type, mark: Mark = no_mark
) -> Iterator[str]:
    """Yield the lines of a docstring.

    Args:
        docstring: What to write.
        type_text: Writes the type of an entry; asked only for one that has a type.
        mark: Asked for every entry but ``type_entry``, and for the docstring if it has a summary.
    """
    summary = escape(docstring.summary) if docstring.summary_guess else docstring.summary
    if summary:
        summary = marked(summary, mark(docstring))
    own = docstring.type_entry

    def write(entry: Entry) -> Iterator[str]:
        slot = type_text(entry) if plain_type(entry) else ""
        text = escape(entry.description) if entry.description_guess else entry.description
        return _item(entry.name and code_span(entry.name), slot, marked(text, mark(entry)))

    def section(title: str, entries: Iterable[Entry]) -> list[Iterable[str]]:
        items = list(chain.from_iterable(map(write, entries)))
        return [[f"**{title}**"], items] if items else []

    return separate(
        [
            split(summary),
            split(docstring.body),
            [f"**Type:** {type_text(own)}"] if own else [],
            *section("Parameters", docstring.parameters),
            *section("Attributes", docstring.attributes),
            *section("Returns", docstring.returns),
            *section("Yields", docstring.yields),
            *section("Raises", docstring.raises),
        ]
    )


def _item(name: str, slot: str, text: str) -> Iterator[str]:
    head = f"{name} ({slot})" if name and slot else name or slot
    if not head:
        return hang("-", text, 2)
    return hang(f"- {head}:" if text else f"- {head}", text, 2)

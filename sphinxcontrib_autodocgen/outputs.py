"""The forms that other programs read: JSON, GitHub's workflow commands, and Markdown's tables."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from .markdown import escape

__all__ = ["command", "document", "name", "one_line", "plain", "table", "visible"]


_OBEYED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
    "\N{LEFT-TO-RIGHT EMBEDDING}-\N{RIGHT-TO-LEFT OVERRIDE}"
    "\N{LEFT-TO-RIGHT ISOLATE}-\N{POP DIRECTIONAL ISOLATE}]"
)
"""Characters that a terminal obeys instead of showing: control and direction characters."""


def visible(text: str) -> str:
    """Return a text with escapes in the places of what a terminal would obey."""
    return _OBEYED.sub(lambda match: match[0].encode("unicode_escape").decode(), text)


def one_line(text: str) -> str:
    """Return a text as one line that is only shown, whatever names and messages are in it."""
    return visible(text).replace("\n", "\\n")


def document(value: object) -> Iterator[str]:
    """Yield a JSON document.

    Args:
        value: What is in it.
    """
    yield json.dumps(value, indent=1)


def command(level: str, message: str, **properties: object) -> str:
    """Return a workflow command, which GitHub shows beside a line.

    Args:
        level: ``error``, ``warning`` or ``notice``.
        message: What is shown.
        properties: ``file``, ``line`` and ``title``, as far as they are known.
    """
    given = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{level} {given}::{_data(message)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table in Markdown.

    Args:
        head: The titles of the columns.
        rows: The cells, which are Markdown: :func:`plain` makes it of any text.
    """
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join(['---'] * len(head))} |"
    for row in rows:
        yield f"| {' | '.join(row)} |"


def plain(text: str) -> str:
    """Return Markdown that shows a text as it is, on one line, in a table too."""
    return escape(" ".join(text.split())).replace("|", "\\|")


def name(text: str) -> str:
    """Return Markdown that shows the name of an object, as code where it's a dotted name."""
    return f"`{text}`" if re.fullmatch(r"[\w.]+", text) else plain(text)

"""An object's docstring as Markdown: what its author wrote, and what is generated, marked."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from msgspec.structs import replace

from .. import docstring
from ..docstring import Docstring, Entry
from ..docstring.markdown import escape, plain_type
from ..docstring.markdown import render as to_markdown
from ..model import Object
from ..settings import Settings
from .rest import from_rest, inline_from_rest

__all__ = ["describe", "inline"]

# Signs that an author writes Markdown, which then stays as it is.
_MARKDOWN = re.compile(r"^ *```|(?<![`\w])\[[^\]\n]+\]\([^)\s]+\)", re.MULTILINE)


def describe(settings: Settings, obj: Object) -> str:
    """Return an object's docstring as Markdown.

    Args:
        settings: Says how certain a generated text or type must be.
        obj: The object, described.

    Returns:
        Markdown, empty if there's nothing to say.
    """
    if obj.docstring and docstring.OFF.search(obj.docstring):
        obj = replace(obj, docstring=docstring.OFF.sub("", obj.docstring))
        if not (obj.docstring or "").strip():
            return ""
    found = docstring.complete(obj, settings)
    if found.summary.endswith("::"):  # the code it announces is the start of the body
        found = replace(found, summary="", body=f"{found.summary}\n\n{found.body}")
    return _rendered(found, partial(inline, obj), str if _is_markdown(obj) else from_rest)


def inline(obj: Object, text: str) -> str:
    """Return a sentence of an object's docstring as Markdown."""
    return text if _is_markdown(obj) else inline_from_rest(text)


def _is_markdown(obj: Object) -> bool:
    return bool(_MARKDOWN.search(obj.docstring or ""))


def _rendered(found: Docstring, inline: Callable[[str], str], blocks: Callable[[str], str]) -> str:
    """Write a docstring, the author's parts by the given functions, the others escaped."""

    def entries(written: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(
            replace(entry, description=_generated(entry.description), description_guess=None)
            if entry.description_guess
            else replace(entry, description=blocks(entry.description))
            for entry in written
        )

    ready = replace(
        found,
        summary=_generated(found.summary) if found.summary_guess else inline(found.summary),
        summary_guess=None,
        body=blocks(found.body),
        parameters=entries(found.parameters),
        returns=entries(found.returns),
        yields=entries(found.yields),
        raises=entries(found.raises),
        attributes=entries(found.attributes),
    )
    return "\n".join(to_markdown(ready, type_text=_type))


def _generated(text: str) -> str:
    """Put generated text, in which only backticks mean something, into Markdown."""
    return f"{escape(text)} (generated)"


def _type(entry: Entry) -> str:
    return f"{plain_type(entry)}, inferred" if entry.type_guess else plain_type(entry)

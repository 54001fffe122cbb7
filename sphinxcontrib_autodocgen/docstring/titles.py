"""Headings in reStructuredText: the title that a module's docstring begins with."""

from __future__ import annotations

import re
from typing import Final

from .record import Docstring

__all__ = ["HEADING", "has_one_title", "split_title"]

HEADING: Final = re.compile(
    r"^(?:(?P<over>[^\w\s])(?P=over){2,} *\n)?(?P<text>(?(over) *)\S.*)\n"
    r"(?P<mark>[^\w\s])(?P=mark){2,} *(?:\n|\Z)",
    re.MULTILINE,
)
"""A title with the line below it, and the line above it if there is one."""


def split_title(docstring: Docstring) -> tuple[str, str]:
    """Return the title of a docstring and the first paragraph below it.

    Args:
        docstring: A docstring, parsed.

    Returns:
        An empty title if there's none; an empty paragraph if another heading is below.
    """
    found = HEADING.match(docstring.summary)
    if found is None:
        return "", docstring.summary
    below = docstring.summary[found.end() :] or docstring.body.partition("\n\n")[0]
    return found["text"].strip(), "" if HEADING.match(below) else below


def has_one_title(docstring: Docstring) -> bool:
    """Tell whether all of a docstring is below a title, so that a page needs no other.

    Args:
        docstring: A docstring, parsed.
    """
    first = HEADING.match(docstring.summary)
    if first is None:
        return False
    level = first["over"], first["mark"]
    return all((each["over"], each["mark"]) != level for each in HEADING.finditer(docstring.body))

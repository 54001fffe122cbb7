"""The functions and classes that documents describe by hand, with the fields below them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Object

__all__ = ["described_in"]

_DIRECTIVE = re.compile(
    r"^(?P<indent>[ \t]*)\.\. (?:py:)?(?P<kind>function|method|classmethod|staticmethod|class"
    r"|exception|module|currentmodule)::[ \t]*(?:async[ \t]+)?(?P<name>[\w.]+)"
)
_MODULES = {"module", "currentmodule"}
_CLASSES = {"class", "exception"}


def described_in(text: str) -> Iterator[Object]:
    """Yield an object for each directive with fields, with these as its docstring.

    Args:
        text: A document in reStructuredText.
    """
    lines = text.splitlines()
    module, owners = "", list[tuple[int, str]]()
    for number, line in enumerate(lines):
        match = _DIRECTIVE.match(line)
        if match is None:
            continue
        indent, kind, name = len(match["indent"]), match["kind"], match["name"]
        if kind in _MODULES:
            module = name
            continue
        owners = [owner for owner in owners if owner[0] < indent]
        full = ".".join([owners[-1][1], name]) if owners else name
        if kind in _CLASSES:
            owners.append((indent, full))
        known = not module or full == module or full.startswith(f"{module}.")
        fields = "\n".join(_fields(lines[number + 1 :], indent))
        if fields:
            full = full if known else f"{module}.{full}"
            first = number + 1
            yield Object(full, "function", first, first, docstring=fields)


def _fields(lines: list[str], indent: int) -> Iterator[str]:
    """Yield the fields of a directive's own content, not those of one inside it."""
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) <= indent:
            return
        if _DIRECTIVE.match(line):
            return
        if line.strip().startswith((":param", ":type", ":rtype")):
            yield line.strip()

"""How the long lines of a rendered docstring are broken, for source that people read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .record import Style

__all__ = ["wrap"]

_WORD = re.compile(r"(?:``.*?``|`[^`]*`|\S)+")
_GLUED = re.compile(r"[^\w\"'(`\[{\\<]|[\w#]{1,3}[.)](?:\s|$)")
_FLUSH = re.compile(r"(?:returns?|yields?)\s*:", re.IGNORECASE)
_LEAST = 20


def wrap(
    lines: Iterable[str], style: Style, width: int, taken: int = 0, title: str = ""
) -> Iterator[str]:
    """Yield lines that are no longer than asked, where there's a blank to break them at.

    Code in backquotes isn't broken, and no line begins with what could be markup, so that what
    is read back is the same text.

    Args:
        lines: What ``render`` gave.
        style: The style it was asked for.
        width: Characters in a line, 20 or more; what is less counts as 20.
        taken: Characters before the first line, such as its quotes.
        title: The header of the section that the first line is in, if it's in one.
    """
    previous = ""
    for line in lines:
        if style == "numpy" and previous and set(line) == {"-"}:
            title = previous
        elif style == "google" and line[:1].strip():
            title = line
        hang = _hang(line, style, title)
        yield from [line] if hang is None else _broken(line, hang, max(width, _LEAST), taken)
        previous, taken = line, 0


def _hang(line: str, style: Style, title: str) -> int | None:
    """Return the indentation of what continues a line, None for one that must stay whole."""
    own = len(line) - len(line.lstrip())
    if style == "numpy":
        return None if title and own == 0 else own
    if style == "google":
        return own + min(own, 4) if title and not _FLUSH.match(title) else own
    return own + 4 if line.startswith(":") else own


def _broken(line: str, hang: int, width: int, taken: int) -> Iterator[str]:
    own = line[: len(line) - len(line.lstrip())]
    words: list[str] = []
    for word in _WORD.findall(line):
        if words and _GLUED.match(word):
            words[-1] += f" {word}"
        else:
            words.append(word)
    if not words:
        yield line
        return
    current = own + words[0]
    for word in words[1:]:
        if taken + len(current) + 1 + len(word) > width:
            yield current
            current, taken = " " * hang + word, 0
        else:
            current += f" {word}"
    yield current

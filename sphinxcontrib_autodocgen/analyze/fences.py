"""Directives in Markdown, as MyST writes them, in the form of reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

__all__ = ["as_rest"]

_FENCE = re.compile(
    r"(?P<indent> *)(?P<fence>`{3,}|~{3,}|:{3,})(?: *\{(?P<name>[\w:+.-]+)\})?(?P<argument>.*)$"
)
_INDENT = 3
_DEEPEST = 20
"""Maximum number of open fences; deeper ones aren't read."""

_ROLE = re.compile(r"\{([\w:+.-]+)\}(?=`)")
_LINK = re.compile(r"(?<!!)\[([^\[\]`]+)\]\([^()\s]*\)")


def as_rest(lines: Iterable[str]) -> Iterator[str]:
    """Yield a line of reStructuredText for each one of Markdown, as far as directives go.

    Args:
        lines: A document in Markdown, without tabs.
    """
    fences: list[str] = []
    for line in lines:
        match = _FENCE.match(line)
        yield _written(line, fences) if match is None else _fence(match, fences)


def _margin(fences: Sequence[str]) -> str:
    return " " * (_INDENT * sum(not fence.startswith("=") for fence in fences))


def _written(line: str, fences: Sequence[str]) -> str:
    """Return a line of text at the indentation of the directives around it."""
    if not line.strip():
        return ""
    raw = any(fence.startswith("=") for fence in fences)
    return f"{_margin(fences)}{line if raw else _inline(line)}"


def _fence(match: re.Match[str], fences: list[str]) -> str:
    """Return what stands for the line of a fence, which ends one, is in code, or opens one."""
    if _closes(match, fences):
        fences.pop()
        return ""
    if fences and not fences[-1].endswith("}"):
        return f"{_margin(fences)}{match[0]}"
    return _opened(match, _margin(fences), fences) if len(fences) < _DEEPEST else ""


def _closes(match: re.Match[str], fences: list[str]) -> bool:
    """Tell whether a fence ends the last one that was opened."""
    bare = not match["name"] and not match["argument"].strip()
    return bare and bool(fences) and match["fence"].startswith(fences[-1].strip("=}"))


def _opened(match: re.Match[str], margin: str, fences: list[str]) -> str:
    """Open a fence, noted with a brace if it's a directive, and ``=`` before one without margin."""
    name, fence = match["name"], match["fence"]
    if name == "eval-rst":
        fences.append(f"={fence}}}")
        return ""
    fences.append(f"{fence}}}" if name else fence)
    return f"{margin}.. {name or 'code-block'}::{match['argument'].rstrip()}"


def _inline(line: str) -> str:
    """Return a line with its roles as reStructuredText has them, and only the words of links."""
    return _LINK.sub(r"\1", _ROLE.sub(r":\1:", line))

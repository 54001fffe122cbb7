"""A readme as one page: with one heading above all others, whatever its author's are."""

from __future__ import annotations

import re

__all__ = ["with_one_title"]

_TITLE = "Readme"
_SIGNS = "#*+~^"
_RST_HEADING = re.compile(
    r"^(?:(?P<over>([!-/:-@\[-`{-~])\2{2,})[ \t]*\n)?(?P<text>\S[^\n]*)\n"
    r"(?P<under>([!-/:-@\[-`{-~])\5{2,})[ \t]*$",
    re.MULTILINE,
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?=[ \t])")
_SETEXT = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")


def with_one_title(text: str, suffix: str) -> str:
    """Return a readme in which one heading is above all others.

    Several of the highest level would be several entries in the table of contents.

    Args:
        text: The readme.
        suffix: ``.rst`` or ``.md``.
    """
    return _rst(text) if suffix == ".rst" else _markdown(text)


def _rst(text: str) -> str:
    """Put a heading of a look that no other has above the others, if several are the highest."""
    looks = [
        (bool(found["over"]), found["under"][0])
        for found in _RST_HEADING.finditer(text)
        if len(found["under"].rstrip()) >= len(found["text"].strip())
    ]
    sign = next((sign for sign in _SIGNS if (True, sign) not in looks), "")
    if not sign or looks.count(looks[0] if looks else (False, "")) < 2:
        return text
    line = sign * len(_TITLE)
    return f"{line}\n{_TITLE}\n{line}\n\n{text}"


def _markdown(text: str) -> str:
    """Put a heading above the others, and these one level lower, if several are the highest."""
    lines = text.split("\n")
    levels = _levels(lines)
    if list(levels.values()).count(1) < 2:
        return text
    for number, level in levels.items():
        if match := _ATX.match(lines[number]):
            lines[number] = f"{'#' * min(level + 1, 6)}{lines[number][match.end() :]}"
        else:
            lines[number : number + 2] = [f"{'#' * (level + 1)} {lines[number].strip()}", ""]
    return "\n".join([f"# {_TITLE}", "", *lines])


def _levels(lines: list[str]) -> dict[int, int]:
    """Return the levels of the headings of Markdown, by the numbers of their lines."""
    found: dict[int, int] = {}
    fence = ""
    for number, line in enumerate(lines):
        opened = _FENCE.match(line)
        if opened and opened[1].startswith(fence):
            fence = "" if fence else opened[1]
        elif not fence:
            found |= _heading(number, lines)
    return found


def _heading(number: int, lines: list[str]) -> dict[int, int]:
    """Return the line and the level of the heading that a line makes, if it makes one."""
    line = lines[number]
    if heading := _ATX.match(line):
        return {number: len(heading[1])}
    if number and _SETEXT.match(line) and _is_text(lines[number - 1]):
        return {number - 1: 1 if "=" in line else 2}
    return {}


def _is_text(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith(("#", "-", "*", ">", "|", "<"))

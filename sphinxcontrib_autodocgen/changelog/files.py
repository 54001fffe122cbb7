"""Releases from a changelog file: any headings that name versions, in Markdown or reST."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path

from ..model import Problem
from .markup import Part, markdown_parts, rest_parts
from .record import UNRELEASED, Entry, Group, Markup, Release

__all__ = ["MAX_BYTES", "SUFFIXES", "from_files", "text_of"]

MAX_BYTES = 2_000_000
"""A changelog is read as far as that."""

_FILE_NAMES = ("changelog", "changes", "history", "news", "releases", "release_notes", "whatsnew")
SUFFIXES: dict[str, Markup] = {".md": "markdown", ".rst": "rest", ".txt": "rest", "": "rest"}
_FOLDERS = (".", "docs", "doc", "docs/source", "doc/source")


def from_files(root: Path, problems: list[Problem]) -> list[Release]:
    """Return the releases of the likeliest changelog file that has any.

    Args:
        root: The project's folder.
        problems: What can't be read is added.
    """
    for path, markup in _files(root):
        text = text_of(path, problems)
        found = list(_file_releases(text, markup))
        if found:
            return found
    return []


def _files(root: Path) -> Iterator[tuple[Path, Markup]]:
    """Yield the files that may be a changelog, the likeliest first."""
    for folder in _FOLDERS:
        present = _present(root / folder)
        for name, (suffix, markup) in product(_FILE_NAMES, SUFFIXES.items()):
            for path in present:
                if path.name.lower().replace("-", "_") == name + suffix:
                    yield path, markup


def _present(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []


def text_of(path: Path, problems: list[Problem]) -> str:
    """Return what can be read of a file, and note what can't.

    Args:
        path: The file.
        problems: What can't be read is added.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        problems.append(Problem(str(path), None, "unreadable", error.strerror or str(error)))
        return ""
    if len(content) > MAX_BYTES:
        reason = f"a changelog of more than {MAX_BYTES} bytes is read only that far"
        problems.append(Problem(str(path), None, "limit", reason))
        content = content[:MAX_BYTES]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        reason = "not UTF-8: the bytes that aren't are shown as \N{REPLACEMENT CHARACTER}"
        problems.append(Problem(str(path), line, "encoding", reason))
        text = content.decode("utf-8", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _file_releases(text: str, markup: Markup) -> Iterator[Release]:
    parts = list(markdown_parts(text) if markup == "markdown" else rest_parts(text))
    level = _release_level(parts)
    heading = ""
    body: list[Part] = []
    for part in [*parts, Part(level, "")]:
        if not part.level or part.level > level:
            body.append(part)
            continue
        version, day = _version_and_date(heading)
        if version:
            day = day or _stated_day(body)
            yield Release(version, day, tuple(_groups(body, markup)))
        heading = part.text if part.level == level else ""
        body = []


_STATED = re.compile(r"\W*(?:Released?|Release date|Date)?(?: on)?:?\W*", re.IGNORECASE)


def _stated_day(body: list[Part]) -> str | None:
    """Take the date out of a first line such as ``Released 2024-01-31``."""
    match = _DATE.search(body[0].text) if body and body[0].prose else None
    if not match or not _STATED.fullmatch(body[0].text[: match.start()]):
        return None
    if not re.fullmatch(r"\W*", body[0].text[match.end() :]):
        return None
    body.pop(0)
    return _day(match)


def _release_level(parts: Sequence[Part]) -> int:
    """Return the depth of the headings that name releases, 0 if none does."""
    levels = [part.level for part in parts if part.level and _version_and_date(part.text)[0]]
    if not levels:
        return 0
    top = min(levels)
    deeper = [level for level in levels if level > top]
    if levels.count(top) == 1 and len(deeper) > 1:  # "Changes of version 2" above the releases
        return min(deeper)
    return top


def _groups(body: Iterable[Part], markup: Markup) -> Iterator[Group]:
    title = ""
    entries: list[Entry] = []
    for part in body:
        if not part.level:
            entries.append(Entry(part.text, markup, prose=part.prose))
            continue
        if entries:
            yield Group(title, tuple(entries))
        title, entries = part.text, []
    if entries:
        yield Group(title, tuple(entries))


_VERSION = re.compile(
    r"(?<![\w.])v?(?P<version>\d+(?:\.\d+)*"
    r"(?:[-_.]?(?:alpha|beta|preview|pre|post|dev|rc|a|b|c)(?:[-_.]?\d+)?)*(?:\+[\w.]+)?)"
    r"(?![\w.]*\w)",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\W*(?:unreleased|next(?: release)?|upcoming(?: release)?|in development|development"
    r"(?: version)?|main|master|head)\W*",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th)?[- ](?P<m2>[A-Za-z]{3,9})\.?,?[- ](?P<y2>\d{4})"
    r"|(?P<m3>[A-Za-z]{3,9})\.? (?P<d3>\d{1,2})(?:st|nd|rd|th)?,? (?P<y3>\d{4})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MAX_WORDS = 3


def _version_and_date(heading: str) -> tuple[str | None, str | None]:
    """Read a heading such as ``[1.2.0] - 2024-01-31``; no version if it isn't one of a release."""
    plain = re.sub(r"\]\([^)]*\)|[`*\[\]_]{1,2}(?=\W|$)|(?<!\w)[`*\[_]{1,2}", " ", heading).strip()
    day, rest = None, plain
    for match in _DATE.finditer(plain):
        day = _day(match)
        if day:
            rest = plain[: match.start()] + plain[match.end() :]
            break
    if _AHEAD.fullmatch(rest):
        return UNRELEASED, day
    found = _VERSION.search(rest)
    if not found:
        return None, None
    words = re.findall(r"[A-Za-z]\w*", rest[: found.start()] + " " + rest[found.end() :])
    whole = "." in found["version"] or found.start() == 0 or words[:1] in (["Version"], ["Release"])
    return (found["version"], day) if whole and len(words) <= _MAX_WORDS else (None, None)


def _day(match: re.Match[str]) -> str | None:
    year, month, day = (
        match[name] or match[f"{name}2"] or match[f"{name}3"] for name in ("y", "m", "d")
    )
    try:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None

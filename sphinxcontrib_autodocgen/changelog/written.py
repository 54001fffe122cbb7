"""Releases from a changelog file: any headings that name versions, in Markdown or reST."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from pathlib import Path

from packaging.version import Version

from .. import files
from ..model import Problem
from .entries import UNRELEASED, ChangelogEntry, Group, Markup, Release
from .markup import MarkupPart, markdown_parts, rest_parts

__all__ = ["MAX_BYTES", "SUFFIXES", "from_files", "is_ahead", "text_of"]

MAX_BYTES = 2_000_000
"""A changelog is read as far as that."""

_FILE_NAMES = ("changelog", "changes", "history", "news", "releases", "release_notes", "whatsnew")
SUFFIXES: dict[str, Markup] = {".md": "markdown", ".rst": "rest", ".txt": "rest", "": "rest"}
_FOLDER_NAMES = ("changelogs", "release", "release_notes", "version")
_NAMED_AFTER = re.compile(
    r"(?:v|version|release)?[-_. ]?(?P<version>\d+(?:\.\d+)+(?:[-.]?(?:a|b|rc|post|dev)\d+)?)"
    r"(?:[-_. ](?:notes?|release|changelog))*",
    re.IGNORECASE,
)
_MOST_INCLUDES = 20
_INCLUDES: dict[Markup, re.Pattern[str]] = {
    "rest": re.compile(
        r"^\.\. include:: (?P<path>\S+)[ \t]*\n?(?:[ \t]+:[^\n]*\n?)*", re.MULTILINE
    ),
    "markdown": re.compile(
        r"^(?P<fence>`{3,}|:{3,})\{include\} (?P<path>\S+)[ \t]*\n"
        r"(?:(?!(?P=fence)).*\n)*(?P=fence)[ \t]*$",
        re.MULTILINE,
    ),
}
_DOCUMENTS = ("docs", "doc", "docs/source", "doc/source")
_FOLDERS = (".", *_DOCUMENTS)
_PLAIN_NAMES = ("changelog", "changes", "release_notes", "whatsnew")
"""Names that mean nothing but a changelog, also among pages on other things."""


def from_files(root: Path, problems: list[Problem]) -> tuple[list[Release], Path]:
    """Return the releases of the likeliest changelog that has any, and its folder.

    That is a file, or else a folder with a file for each release.

    Args:
        root: The project's folder.
        problems: What can't be read is added.
    """
    for path, markup in _files(root):
        found = list(_file_releases(_with_includes(path, markup, root, problems), markup))
        if found:
            return found, path.parent
    for folder in _release_folders(root):
        present = _present(folder, root)
        found = [release for path in present for release in _of_one(path, root, problems)]
        if found:
            return sorted(found, key=lambda release: _order(release.version), reverse=True), folder
    return [], root


def _release_folders(root: Path) -> Iterator[Path]:
    """Yield the folders that may have a file for each release, the likeliest first."""
    for name in _FOLDERS:
        names = (*_FILE_NAMES, *_FOLDER_NAMES)
        inside = _folders(root / name)
        yield from (path for path in inside if path.name.lower().replace("-", "_") in names)


def _of_one(path: Path, root: Path, problems: list[Problem]) -> Iterator[Release]:
    """Yield the release that a file is named after."""
    named = _NAMED_AFTER.fullmatch(path.stem if path.suffix in SUFFIXES else path.name)
    if named is None:
        return
    markup = SUFFIXES.get(path.suffix, "rest")
    text = _with_includes(path, markup, root, problems)
    found = list(_file_releases(text, markup))
    if found:
        yield from found
        return
    parts = list(markdown_parts(text) if markup == "markdown" else rest_parts(text))
    body = parts[1:] if parts and parts[0].level == 1 else parts
    day = _stated_day(body)
    yield Release(named["version"], day, tuple(_groups(body, markup)))


def _order(version: str) -> Version:
    try:
        return Version(version)
    except ValueError:  # of packaging, or of Python for too many digits
        return Version("0")


def _with_includes(
    path: Path, markup: Markup, root: Path, problems: list[Problem], seen: set[Path] | None = None
) -> str:
    """Return the text of a file, with that of files of the project that it includes, once each."""
    seen = {path.resolve()} if seen is None else seen

    def included(match: re.Match[str]) -> str:
        target = path.parent / match["path"]
        inside = files.is_inside(target, root) and files.is_file(target)
        if not inside or target.resolve() in seen or len(seen) > _MOST_INCLUDES:
            return ""
        seen.add(target.resolve())
        return f"\n{_with_includes(target, markup, root, problems, seen)}\n"

    return _INCLUDES[markup].sub(included, text_of(path, problems))


def _files(root: Path) -> Iterator[tuple[Path, Markup]]:
    """Yield the files that may be a changelog, the likeliest first."""
    for folder in _FOLDERS:
        yield from _named(root / folder, root, _FILE_NAMES)
    for folder in _DOCUMENTS:
        for inside in _folders(root / folder):
            yield from _named(inside, root, _PLAIN_NAMES)


def _named(folder: Path, root: Path, names: Sequence[str]) -> Iterator[tuple[Path, Markup]]:
    """Yield the files in a folder that are called by one of some names, in their order."""
    present = _present(folder, root)
    for name, (suffix, markup) in product(names, SUFFIXES.items()):
        for path in present:
            if path.name.lower().replace("-", "_") == name + suffix:
                yield path, markup


def _folders(folder: Path) -> list[Path]:
    """Return the folders in a folder that people write in, not those that programs make."""
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return []
    return [path for path in inside if path.name[0] not in "._" and path.name != "build"]


def _present(folder: Path, root: Path) -> list[Path]:
    """Return the files in a folder, without those that lead out of the project."""
    try:
        found = sorted(folder.iterdir())
        return [path for path in found if files.is_file(path) and files.is_inside(path, root)]
    except OSError:
        return []


def text_of(path: Path, problems: list[Problem]) -> str:
    """Return what can be read of a file, and note what can't.

    Args:
        path: The file.
        problems: What can't be read is added.
    """
    try:
        content = files.read(path)
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
    parts = _with_headings(markdown_parts(text) if markup == "markdown" else rest_parts(text))
    level = _release_level(parts)
    heading, current = "", level
    body: list[MarkupPart] = []
    version = None
    for part in [*parts, MarkupPart(level, "")]:
        named = version or not _version_and_date(part.text)[0]
        if not part.level or (part.level > current and named):
            body.append(part)
            continue
        if version:
            yield _release(version, heading, body, markup)
        heading = part.text if part.level >= level else ""
        version = _version_and_date(heading)[0]
        current = part.level if version else level  # below "1.x series" there are releases too
        body = []


def _release(version: str, heading: str, body: list[MarkupPart], markup: Markup) -> Release:
    day = _version_and_date(heading)[1] or _stated_day(body)
    yanked = bool(_YANKED.search(heading))
    return Release(version, day, tuple(_groups(body, markup)), yanked=yanked)


def _with_headings(found: Iterable[MarkupPart]) -> list[MarkupPart]:
    """Return the parts of a file; if no heading names a release, plain lines are tried as such."""
    parts = list(found)
    return parts if _release_level(parts) else [_plain_heading(part) for part in parts]


def _plain_heading(part: MarkupPart) -> MarkupPart:
    """Take a line with nothing but a version and a date for a heading, if it stands alone."""
    plain = part.prose and "\n" not in part.text
    is_release = plain and None not in _version_and_date(part.text)
    return MarkupPart(1, part.text) if is_release else part


_YANKED = re.compile(r"\byanked\b", re.IGNORECASE)
_STATED = re.compile(r"\W*(?:Released?|Release date|Date)?(?: on)?:?\W*", re.IGNORECASE)


def _stated_day(body: list[MarkupPart]) -> str | None:
    """Take the date out of a first line such as ``Released 2024-01-31``."""
    match = _DATE.search(body[0].text) if body and body[0].prose else None
    if not match or not _STATED.fullmatch(body[0].text[: match.start()]):
        return None
    if not re.fullmatch(r"\W*", body[0].text[match.end() :]):
        return None
    body.pop(0)
    return _day(match)


def _release_level(parts: Sequence[MarkupPart]) -> int:
    """Return the depth of the headings that name releases, 0 if none does."""
    levels = [part.level for part in parts if part.level and _version_and_date(part.text)[0]]
    if not levels:
        return 0
    top = min(levels)
    deeper = [level for level in levels if level > top]
    if levels.count(top) == 1 and len(deeper) > 1:  # "Changes of version 2" above the releases
        return min(deeper)
    return top


def _groups(body: Iterable[MarkupPart], markup: Markup) -> Iterator[Group]:
    title = ""
    entries: list[ChangelogEntry] = []
    for part in body:
        if not part.level:
            entries.append(ChangelogEntry(part.text, markup, prose=part.prose))
            continue
        if entries:
            yield Group(title, tuple(entries))
        title, entries = part.text, []
    if entries:
        yield Group(title, tuple(entries))


_VERSION = re.compile(
    r"(?<![\w.])v?(?P<version>(?:\d+!)?\d+(?:\.\d+)*"
    r"(?:[-_.]?(?:alpha|beta|preview|pre|post|dev|rc|a|b|c)(?:[-_.]?\d+)?)*(?:\+[\w.]+)?)"
    r"(?![\w.]*\w)",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\W*(?:unreleased|next(?: release)?|upcoming(?: release)?|in development|development"
    r"(?: version)?|main|master|head|unreleased changes|(?:nicht |un)veröffentlicht|non[ -]publiée?"
    r"|no publicado|sin publicar|não (?:lançado|publicado)|non rilasciato|niet uitgebracht"
    r"|nieopublikowane|nevydáno|ej släppt|не выпущено|неопубликовано|невипущене"
    r"|未发布|未發布|未リリース|未公開|미출시|미배포)\W*",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![\d.])(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d|\.\d)"
    r"|(?P<d2>\d{1,2})(?:st|nd|rd|th)?[- ](?P<m2>[A-Za-z]{3,9})\.?,?[- ](?P<y2>\d{4})"
    r"|(?P<m3>[A-Za-z]{3,9})\.? (?P<d3>\d{1,2})(?:st|nd|rd|th)?,? (?P<y3>\d{4})"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MAX_WORDS = 3


def _version_and_date(heading: str) -> tuple[str | None, str | None]:
    """Read a heading such as ``[1.2.0] - 2024-01-31``; no version if it isn't one of a release."""
    plain = re.sub(r"\]\([^)]*\)|[`*\[\]_]{1,2}(?=\W|$)|(?<!\w)[`*\[_]{1,2}", " ", heading).strip()
    day, rest = _without_day(plain)
    if _AHEAD.fullmatch(rest):
        return UNRELEASED, day
    found = _VERSION.search(rest)
    if not found and re.fullmatch(r"\W*v?\d+(?:\.\d+){2}\W*", plain):
        rest, day, found = plain, None, _VERSION.search(plain)  # a version that is a day
    if not found:
        return None, None
    others = f"{rest[: found.start()]} {rest[found.end() :]}"
    words = re.findall(r"[A-Za-z]\w*", re.sub(r"\([^()]*\)", " ", others))
    whole = "." in found["version"] or found.start() == 0 or words[:1] in (["Version"], ["Release"])
    return (found["version"], day) if whole and len(words) <= _MAX_WORDS else (None, None)


def _without_day(heading: str) -> tuple[str | None, str]:
    """Take the first date out of a heading that isn't its version; None if it has none."""
    dates = list(_DATE.finditer(heading))
    is_version = len(dates) > 1 and "." in dates[0][0]
    for match in dates[is_version:]:
        day = _day(match)
        if day:
            return day, heading[: match.start()] + heading[match.end() :]
    return None, heading


def is_ahead(text: str) -> bool:
    """Tell whether a text says nothing but that a release isn't there yet."""
    return _AHEAD.fullmatch(text) is not None


def _day(match: re.Match[str]) -> str | None:
    year, month, day = (
        match[name] or match[f"{name}2"] or match[f"{name}3"] for name in ("y", "m", "d")
    )
    try:
        number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return None

"""What changed from release to release, read from whatever the project keeps.

This module alone decides where a changelog comes from: a file in the manner of Keep a Changelog
(Markdown or reStructuredText, any headings that name versions), towncrier's fragments for what
isn't released yet, or else the git tags with the commits between them. It reads and never
renders: an :class:`Entry` keeps its author's text with the markup it's written in, because a
Sphinx page and a Markdown page need different things. Nothing here raises: a broken, missing or
cut-off source gives fewer releases and a :class:`~sphinxcontrib_autodocgen.model.Problem`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

import msgspec
from markdown_it import MarkdownIt
from packaging.version import InvalidVersion, Version

from . import git
from .errors import GitError
from .model import Problem

__all__ = [
    "UNRELEASED",
    "Changelog",
    "Entry",
    "Group",
    "Markup",
    "Release",
    "read",
    "releases",
    "version_tags",
]

UNRELEASED = "Unreleased"
"""The version of what isn't released yet."""

Markup = Literal["markdown", "rest", "plain"]
"""The language in which an entry is written."""

MAX_BYTES = 2_000_000
MAX_COMMITS = 50_000


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One change.

    Attributes:
        text: What changed, in its author's words.
        markup: The language of the text.
        prose: Whether it's a paragraph of its own rather than an item of a list.
        commit: The full name of the commit it's taken from, or None.
        author: Who made it, or None.
        breaking: Whether its author says that it breaks users.
    """

    text: str
    markup: Markup = "markdown"
    prose: bool = False
    commit: str | None = None
    author: str | None = None
    breaking: bool = False


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """Changes of one kind.

    Attributes:
        title: ``Added``, ``Fixed``, ...; empty for changes that have no kind.
        entries: The changes.
    """

    title: str
    entries: tuple[Entry, ...]


class Release(msgspec.Struct, frozen=True, omit_defaults=True):
    """One version and what changed in it.

    Attributes:
        version: The version without a leading ``v``, or :data:`UNRELEASED`.
        date: Its day as ISO 8601, or None.
        groups: The changes.
        origin: ``file``, ``fragments`` or ``git``.
    """

    version: str
    date: str | None = None
    groups: tuple[Group, ...] = ()
    origin: Literal["file", "fragments", "git"] = "file"


class Changelog(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that could be read.

    Attributes:
        releases: The releases, newest first as their source has them.
        problems: What could not be read, and why.
    """

    releases: tuple[Release, ...] = ()
    problems: tuple[Problem, ...] = ()


def releases(root: Path) -> tuple[Release, ...]:
    """Return the releases of a project; see :func:`read` for what could not be read.

    Args:
        root: The project's folder.

    Returns:
        The releases, newest first; empty if nothing says anything.
    """
    return read(root).releases


def read(root: Path) -> Changelog:
    """Read the changelog of a project from the best source it has.

    Args:
        root: The project's folder: the one with ``pyproject.toml``, the changelog and ``.git``.

    Returns:
        The releases and the problems.
    """
    problems: list[Problem] = []
    drafted = _from_fragments(root, problems)
    found = _from_files(root, problems)
    if not found:
        found = _from_git(root, problems)
    return Changelog(tuple(_with_draft(drafted, found)), tuple(problems))


def _with_draft(draft: Release | None, found: list[Release]) -> list[Release]:
    """Put the draft of the next release first, joined with what the source says of it."""
    if draft is None:
        return found
    if found and found[0].version == UNRELEASED and found[0].origin == "file":
        joined = msgspec.structs.replace(draft, groups=draft.groups + found[0].groups)
        return [joined, *found[1:]]
    return [draft, *(release for release in found if release.version != UNRELEASED)]


# Files --------------------------------------------------------------------------------------

_FILE_NAMES = ("changelog", "changes", "history", "news", "releases", "release_notes", "whatsnew")
_SUFFIXES: dict[str, Markup] = {".md": "markdown", ".rst": "rest", ".txt": "rest", "": "rest"}
_FOLDERS = (".", "docs", "doc", "docs/source", "doc/source")


def _from_files(root: Path, problems: list[Problem]) -> list[Release]:
    for path, markup in _files(root):
        text = _text(path, problems)
        found = list(_file_releases(text, markup))
        if found:
            return found
    return []


def _files(root: Path) -> Iterator[tuple[Path, Markup]]:
    """Yield the files that may be a changelog, the likeliest first."""
    for folder in _FOLDERS:
        try:
            present = sorted(path for path in (root / folder).iterdir() if path.is_file())
        except OSError:
            continue
        for name in _FILE_NAMES:
            for suffix, markup in _SUFFIXES.items():
                for path in present:
                    if path.name.lower().replace("-", "_") == name + suffix:
                        yield path, markup


def _text(path: Path, problems: list[Problem]) -> str:
    """Return what can be read of a file, and note what can't."""
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


class _Part(msgspec.Struct):
    """A heading, or a block below it.

    Attributes:
        level: Of a heading, its depth from 1; 0 for a block.
        text: The heading, or the source of the block.
        prose: Whether a block is anything but an item of a list.
    """

    level: int
    text: str
    prose: bool = False


def _file_releases(text: str, markup: Markup) -> Iterator[Release]:
    parts = list(_markdown_parts(text) if markup == "markdown" else _rest_parts(text))
    level = _release_level(parts)
    heading = ""
    body: list[_Part] = []
    for part in [*parts, _Part(level, "")]:
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


def _stated_day(body: list[_Part]) -> str | None:
    """Take the date out of a first line such as ``Released 2024-01-31``."""
    match = _DATE.search(body[0].text) if body and body[0].prose else None
    if not match or not _STATED.fullmatch(body[0].text[: match.start()]):
        return None
    if not re.fullmatch(r"\W*", body[0].text[match.end() :]):
        return None
    body.pop(0)
    return _day(match)


def _release_level(parts: Sequence[_Part]) -> int:
    """Return the depth of the headings that name releases, 0 if none does."""
    levels = [part.level for part in parts if part.level and _version_and_date(part.text)[0]]
    if not levels:
        return 0
    top = min(levels)
    deeper = [level for level in levels if level > top]
    if levels.count(top) == 1 and len(deeper) > 1:  # "Changes of version 2" above the releases
        return min(deeper)
    return top


def _groups(body: Iterable[_Part], markup: Markup) -> Iterator[Group]:
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


def _markdown_parts(text: str) -> Iterator[_Part]:
    """Cut Markdown into headings and blocks, with reference links made inline."""
    lines = text.split("\n")
    env: dict[str, Any] = {}
    tokens = MarkdownIt("commonmark").enable("table").parse(text, env)
    targets = {label: found["href"] for label, found in env.get("references", {}).items()}
    for index, token in enumerate(tokens):
        if token.map is None or token.type in {"hr", "bullet_list_open", "ordered_list_open"}:
            continue
        source = "\n".join(lines[slice(*token.map)]).rstrip()
        if token.type == "heading_open" and token.level == 0:
            yield _Part(int(token.tag[1:]), tokens[index + 1].content)
        elif token.type == "list_item_open" and token.level == 1:
            yield _Part(0, _linked(_unmarked(source), targets))
        elif token.level == 0 and not re.fullmatch(r"(?s)\s*<!--.*-->\s*", source):
            yield _Part(0, _linked(source, targets), prose=True)


def _unmarked(item: str) -> str:
    """Take the marker off a list item and the indentation off its other lines."""
    marker = re.match(r"\s*(?:[-*+•]|\d+[.)]|#\.)\s+", item)
    width = marker.end() if marker else 0
    first, *others = item[width:].split("\n")
    return "\n".join([first, *(re.sub(rf"^[ \t]{{0,{width}}}", "", line) for line in others)])


_REFERENCE = re.compile(r"(?s)(`++).*?\1(?!`)|(?<!!)\[([^\[\]]+)\](?:\[([^\[\]]*)\])?(?![(:\[])")


def _linked(source: str, targets: Mapping[str, str]) -> str:
    """Make reference links inline: their definitions stay behind at the end of the file."""

    def inline(match: re.Match[str]) -> str:
        label = " ".join((match[3] or match[2] or "").split()).upper()
        return f"[{match[2]}]({targets[label]})" if label in targets else match[0]

    return _REFERENCE.sub(inline, source) if targets else source


_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1{2,}\s*")


def _rest_parts(text: str) -> Iterator[_Part]:
    """Cut reStructuredText into headings and blocks; comments and directives are left out."""
    lines = text.expandtabs(8).split("\n")
    styles: list[tuple[str, bool]] = []
    block: list[str] = []
    position = 0
    while position < len(lines):
        over = _is_overlined(lines, position)
        if over or _is_underlined(lines, position):
            yield from _rest_block(block)
            block = []
            title = lines[position + over].strip()
            style = (lines[position + over + 1][0], over)
            if style not in styles:
                styles.append(style)
            yield _Part(styles.index(style) + 1, title)
            position += 2 + over
            continue
        line = lines[position]
        if line.strip() and not line.startswith(" ") and _starts_block(line, lines, position):
            yield from _rest_block(block)
            block = []
        block.append(line)
        position += 1
    yield from _rest_block(block)


_BULLET = re.compile(r"(?:[-*+•]|\d+[.)]|#\.) +")


def _starts_block(line: str, lines: Sequence[str], position: int) -> bool:
    return bool(_BULLET.match(line)) or not position or not lines[position - 1].strip()


def _rest_block(block: Sequence[str]) -> Iterator[_Part]:
    text = "\n".join(block).strip("\n")
    if not text.strip() or text.startswith((".. ", "..\n")) or text.strip() == "..":
        return
    if _BULLET.match(text):
        yield _Part(0, _unmarked(text).rstrip())
    elif text.startswith(" "):  # a list that is indented below its heading
        shift = len(text) - len(text.lstrip(" "))
        inner = [line[shift:] if not line[:shift].strip() else line for line in text.split("\n")]
        yield from _rest_parts("\n".join(inner))
    else:
        yield _Part(0, text.rstrip(), prose=True)


def _is_underlined(lines: Sequence[str], position: int) -> bool:
    if position + 1 >= len(lines):
        return False
    title, under = lines[position], lines[position + 1]
    return (
        bool(title.strip())
        and not title.startswith(" ")
        and not _ADORNMENT.fullmatch(title)
        and bool(_ADORNMENT.fullmatch(under))
        and len(under.rstrip()) >= min(len(title.rstrip()), 4)
    )


def _is_overlined(lines: Sequence[str], position: int) -> bool:
    if position + 2 >= len(lines) or not _ADORNMENT.fullmatch(lines[position]):
        return False
    over, title, under = (line.rstrip() for line in lines[position : position + 3])
    return bool(title) and over == under and not _ADORNMENT.fullmatch(title)


# Fragments ----------------------------------------------------------------------------------

_TOWNCRIER_TYPES = {
    "feature": "Features",
    "bugfix": "Bugfixes",
    "doc": "Improved Documentation",
    "removal": "Deprecations and Removals",
    "misc": "Misc",
}


def _from_fragments(root: Path, problems: list[Problem]) -> Release | None:
    """Draft the next release from towncrier's fragments, None if there are none."""
    config = _towncrier(root, problems)
    if config is None:
        return None
    types = _fragment_types(config)
    folder = (root / _fragment_folder(config)).resolve()
    if not folder.is_relative_to(root.resolve()):
        reason = f"the fragments' folder {folder} is outside the project and isn't read"
        problems.append(Problem(str(root / "pyproject.toml"), None, "unreadable", reason))
        return None
    default: Markup = "markdown" if str(config.get("filename", "")).endswith(".md") else "rest"
    found: dict[str, list[Entry]] = {name: [] for name in types}
    for path in sorted(folder.rglob("*"), key=_fragment_order):
        kind = next((part for part in path.name.split(".")[1:3] if part in types), None)
        if kind and path.is_file():
            found[kind].append(_fragment(path, default, problems))
    groups = tuple(Group(types[kind], tuple(entries)) for kind, entries in found.items() if entries)
    return Release(UNRELEASED, None, groups, "fragments") if groups else None


def _towncrier(root: Path, problems: list[Problem]) -> Mapping[str, Any] | None:
    for name in ("towncrier.toml", "pyproject.toml"):
        path = root / name
        if not path.is_file():
            continue
        try:
            document = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            problems.append(Problem(str(path), None, "syntax", f"not valid TOML: {error}"))
            continue
        table = document.get("tool", {}).get("towncrier")
        if isinstance(table, dict):
            return table
    return None


def _fragment_types(config: Mapping[str, Any]) -> dict[str, str]:
    """Return the kinds of fragments and their titles, in the order of the configuration."""
    listed, keyed = config.get("type"), config.get("fragment")
    if isinstance(listed, list):
        pairs = [(t.get("directory", ""), t.get("name", "")) for t in listed if isinstance(t, dict)]
    elif isinstance(keyed, dict):
        pairs = [(key, t.get("name", "")) for key, t in keyed.items() if isinstance(t, dict)]
    else:
        return _TOWNCRIER_TYPES
    return {str(key or name).lower(): str(name) or str(key).capitalize() for key, name in pairs}


def _fragment_folder(config: Mapping[str, Any]) -> str:
    if config.get("directory"):
        return str(config["directory"])
    package = str(config.get("package", "")).replace(".", "/")
    return f"{config.get('package_dir', '.')}/{package}/newsfragments"


def _fragment_order(path: Path) -> tuple[bool, int, str]:
    issue = path.name.split(".")[0]
    return (issue.startswith("+"), int(issue) if issue.isdecimal() else 0, path.name)


def _fragment(path: Path, default: Markup, problems: list[Problem]) -> Entry:
    issue = path.name.split(".")[0]
    text = _text(path, problems).strip()
    if issue.isdecimal():
        text = f"{text} (#{issue})" if text else f"#{issue}"
    return Entry(text, _SUFFIXES.get(path.suffix, default) if path.suffix else default)


# Git ----------------------------------------------------------------------------------------

_CONVENTIONAL = re.compile(
    r"(?P<kind>[a-zA-Z]+)(?:\((?P<scope>[^()]*)\))?(?P<bang>!)?: +(?P<text>.+)"
)
_BREAKING = re.compile(r"^BREAKING[ -]CHANGE: ", re.MULTILINE)

_KINDS = {
    "feat": "Added",
    "feature": "Added",
    "fix": "Fixed",
    "bugfix": "Fixed",
    "perf": "Improved",
    "refactor": "Changed",
    "revert": "Reverted",
    "docs": "Documentation",
    "doc": "Documentation",
    "deprecate": "Deprecated",
    "security": "Security",
}
_HIDDEN_KINDS = frozenset({"build", "chore", "ci", "release", "style", "test", "tests", "wip"})
_ORDER = (
    "Breaking changes",
    "Security",
    "Added",
    "Changed",
    "Improved",
    "Deprecated",
    "Fixed",
    "Reverted",
    "Documentation",
    "",
)

_BOT = re.compile(
    r"\[bot\]|^(?:dependabot|renovate|pyup|greenkeeper|pre-commit-ci|github-actions|weblate)\b",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:fixup|squash|amend)! |wip\b|merge (?:branch|pull request|remote|tag|commit)\b"
    r"|update (?:the )?changelog\b",
    re.IGNORECASE,
)
_VERSION_WORDS = re.compile(r"bump|dev|development|releas(?:e|ed|ing)|version|v?\d[\w.+-]*")
_FILL_WORDS = re.compile(r"back|begin|cut|for|new|next|of|post|prepare|start|tag|the|to")


def _from_git(root: Path, problems: list[Problem]) -> list[Release]:
    """Make releases of the tags that are versions and of the commits between them."""
    try:
        if git.is_shallow(root):
            reason = "a shallow clone: the changelog ends where the history does; fetch all of it"
            problems.append(Problem(str(root), None, "limit", reason))
        if git.prefix(root):
            reason = "no changelog from git: the folder isn't the top of a repository"
            problems.append(Problem(str(root), None, "missing", reason))
            return []
        versions = version_tags(git.tags(root))
        commits = git.log(root, *_starts(root, versions), limit=MAX_COMMITS)
    except GitError as error:
        problems.append(Problem(str(root), None, "missing", f"no changelog from git: {error}"))
        return []
    if len(commits) == MAX_COMMITS:
        reason = f"the changelog ends with the newest {MAX_COMMITS} commits"
        problems.append(Problem(str(root), None, "limit", reason))
    graph = {commit.sha: commit for commit in commits}
    seen: set[str] = set()
    found = []
    for tag in versions:
        if tag.sha in graph:
            groups = tuple(_commit_groups(_new_commits(tag.sha, graph, seen)))
            found.append(Release(_tag_version(tag.name), tag.date[:10], groups, "git"))
    rest = [commit for commit in commits if commit.sha not in seen]
    ahead = tuple(_commit_groups(rest))
    return [*([Release(UNRELEASED, None, ahead, "git")] if ahead else []), *reversed(found)]


def _starts(root: Path, versions: Sequence[git.Tag]) -> list[str]:
    """Return where to start reading: the newest commit and every release."""
    return [*(["HEAD"] if git.log(root, limit=1) else []), *(tag.sha for tag in versions)]


_TAG_PREFIX = re.compile(r"(?:.*?[/@_-])?(?:version|release|rel|v)?[-_.]?(?=\d)", re.IGNORECASE)


def _tag_version(name: str) -> str:
    """Return the version that a tag names, empty if it names none."""
    for prefix in (r"v", _TAG_PREFIX.pattern):
        bare = re.sub(rf"\A(?:{prefix})", "", name, count=1, flags=re.IGNORECASE)
        try:
            Version(bare)
        except InvalidVersion:
            continue
        return bare
    return ""


def version_tags(tags: Iterable[git.Tag]) -> list[git.Tag]:
    """Return the tags that are versions, the oldest version first, each version once."""
    named = {Version(_tag_version(tag.name)): tag for tag in tags if _tag_version(tag.name)}
    return [named[version] for version in sorted(named)]


def _new_commits(start: str, graph: Mapping[str, git.Commit], seen: set[str]) -> list[git.Commit]:
    """Return the commits that a release has and no older one had, the newest first."""
    found = []
    waiting = [start]
    while waiting:
        sha = waiting.pop()
        if sha in graph and sha not in seen:
            seen.add(sha)
            found.append(graph[sha])
            waiting += graph[sha].parents
    return sorted(found, key=lambda commit: commit.date, reverse=True)


def _commit_groups(commits: Iterable[git.Commit]) -> Iterator[Group]:
    found: dict[str, list[Entry]] = {title: [] for title in _ORDER}
    for commit in commits:
        entry, title = _commit_entry(commit)
        if entry is not None:
            found["Breaking changes" if entry.breaking else title].append(entry)
    for title, entries in found.items():
        if entries:
            yield Group(title, tuple(dict.fromkeys(entries)))


def _commit_entry(commit: git.Commit) -> tuple[Entry | None, str]:
    """Return the change that a commit is, and its kind; None for merges, bots and noise."""
    if len(commit.parents) > 1 or _BOT.search(commit.author) or _BOT.search(commit.email):
        return None, ""
    match = _CONVENTIONAL.fullmatch(commit.subject)
    kind = match["kind"].lower() if match else ""
    known = kind in _KINDS or kind in _HIDDEN_KINDS
    breaking = bool((known and match and match["bang"]) or _BREAKING.search(commit.body))
    if not breaking and (kind in _HIDDEN_KINDS or _is_noise(commit.subject)):
        return None, ""
    text = commit.subject
    if known and match:
        text = f"{match['scope']}: {match['text']}" if match["scope"] else match["text"]
    entry = Entry(text, "plain", commit=commit.sha, author=commit.author, breaking=breaking)
    return entry, _KINDS.get(kind, "")


def _is_noise(subject: str) -> bool:
    """Tell whether a commit only serves the project's own bookkeeping."""
    words = re.findall(r"\w[\w.+-]*", subject.lower())
    others = [word for word in words if not _VERSION_WORDS.fullmatch(word)]
    only_version = len(others) < len(words) and all(map(_FILL_WORDS.fullmatch, others))
    return bool(_NOISE.match(subject)) or only_version or not words

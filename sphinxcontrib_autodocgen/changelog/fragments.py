"""The draft of the next release, from the fragments of towncrier."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from .. import files
from ..model import Problem
from .entries import UNRELEASED, ChangelogEntry, Group, Markup, Release
from .markup import with_last_words
from .written import SUFFIXES, text_of

__all__ = ["from_fragments"]

_TOWNCRIER_TYPES = {
    "feature": "Features",
    "bugfix": "Bugfixes",
    "doc": "Improved Documentation",
    "removal": "Deprecations and Removals",
    "misc": "Misc",
}


def from_fragments(root: Path, problems: list[Problem]) -> Release | None:
    """Draft the next release from towncrier's fragments, None if there are none.

    Args:
        root: The project's folder.
        problems: What can't be read is added.
    """
    config = _towncrier(root, problems)
    if config is None:
        return None
    types = _fragment_types(config)
    folder = root / _fragment_folder(config)
    if not files.is_inside(folder, root):
        reason = f"the fragments' folder {folder} is outside the project and isn't read"
        problems.append(Problem(str(root / "pyproject.toml"), None, "unreadable", reason))
        return None
    folder = folder.resolve()
    reader = _Reader(config, folder, problems)
    groups = tuple(_groups(reader, root, folder, types))
    return Release(UNRELEASED, None, groups, "fragments") if groups else None


def _groups(
    reader: _Reader, root: Path, folder: Path, types: Mapping[str, _Kind]
) -> Iterator[Group]:
    """Yield what the fragments of each section and kind say, in the configuration's order."""
    found: dict[str, list[ChangelogEntry]] = {}
    for path, kind in _fragments(root, folder, types):
        title = reader.section(path) + kind.title
        found.setdefault(title, []).append(reader.entry(path, kind))
    for section in reader.sections():
        for title in dict.fromkeys(section + kind.title for kind in types.values()):
            if title in found:
                yield Group(title, tuple(found[title]))


def _fragments(
    root: Path, folder: Path, types: Mapping[str, _Kind]
) -> Iterator[tuple[Path, _Kind]]:
    """Yield the fragments in a folder, in their order, with their kinds."""
    for path in sorted(folder.rglob("*"), key=_fragment_order):
        kind = next((part for part in path.name.split(".")[1:3] if part in types), None)
        if kind and path.is_file() and files.is_inside(path, root):
            yield path, types[kind]


class _Kind(NamedTuple):
    """A kind of fragments: its title, and whether more than the numbers of issues is shown."""

    title: str
    shown: bool = True


class _Reader:
    """Reads fragments as the project's configuration has towncrier do it."""

    def __init__(self, config: Mapping[str, Any], folder: Path, problems: list[Problem]) -> None:
        is_markdown = str(config.get("filename", "")).endswith(".md")
        self.default: Markup = "markdown" if is_markdown else "rest"
        self.issue_format = str(config.get("issue_format") or "#{issue}")
        self.prose = config.get("all_bullets", True) is False
        self.folder, self.problems = folder, problems
        given = config.get("section")
        known = (
            [item for item in given if isinstance(item, dict)] if isinstance(given, list) else []
        )
        self._names = {str(item.get("path", "")): str(item.get("name", "")) for item in known}

    def sections(self) -> list[str]:
        """Return what stands before the titles of the kinds, by sections."""
        return [f"{name}: " if name else "" for name in dict.fromkeys([*self._names.values(), ""])]

    def section(self, path: Path) -> str:
        """Return what stands before the title of a fragment's kind."""
        inside = path.parent.relative_to(self.folder).as_posix()
        name = self._names.get("" if inside == "." else inside, "")
        return f"{name}: " if name else ""

    def entry(self, path: Path, kind: _Kind) -> ChangelogEntry:
        """Return what a fragment says."""
        issue = path.name.split(".")[0]
        markup = SUFFIXES.get(path.suffix, self.default) if path.suffix else self.default
        text = text_of(path, self.problems).strip() if kind.shown else ""
        if issue.isdecimal():
            number = self.issue_format.replace("{issue}", issue)
            text = with_last_words(text, f"({number})", markup) if text else number
        return ChangelogEntry(text, markup, prose=self.prose)


def _towncrier(root: Path, problems: list[Problem]) -> Mapping[str, Any] | None:
    for name in ("towncrier.toml", "pyproject.toml"):
        path = root / name
        if not path.is_file():
            continue
        try:
            document = files.read_toml(path)
        except (OSError, ValueError) as error:
            problems.append(Problem(str(path), None, "syntax", f"not valid TOML: {error}"))
            continue
        if table := files.table_in(document, "tool", "towncrier"):
            return table
    return None


def _fragment_types(config: Mapping[str, Any]) -> dict[str, _Kind]:
    """Return the kinds of fragments, in the order of the configuration."""
    listed, keyed = config.get("type"), config.get("fragment")
    if isinstance(listed, list):
        return dict(_kind(t.get("directory", ""), t) for t in listed if isinstance(t, dict))
    if isinstance(keyed, dict):
        return dict(_kind(key, t) for key, t in keyed.items() if isinstance(t, dict))
    return {name: _Kind(title) for name, title in _TOWNCRIER_TYPES.items()}


def _kind(key: str, table: Mapping[str, Any]) -> tuple[str, _Kind]:
    name = str(table.get("name", ""))
    shown = table.get("showcontent", True) is not False
    return str(key or name).lower(), _Kind(name or str(key).capitalize(), shown)


def _fragment_folder(config: Mapping[str, Any]) -> str:
    if config.get("directory"):
        return str(config["directory"])
    package = str(config.get("package", "")).replace(".", "/")
    return f"{config.get('package_dir', '.')}/{package}/newsfragments"


def _fragment_order(path: Path) -> tuple[bool, int, str]:
    issue = path.name.split(".")[0]
    return (issue.startswith("+"), int(issue) if issue.isdecimal() else 0, path.name)

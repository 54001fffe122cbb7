"""The draft of the next release, from the fragments of towncrier."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..model import Problem
from .files import SUFFIXES, text_of
from .record import UNRELEASED, Entry, Group, Markup, Release

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
    text = text_of(path, problems).strip()
    if issue.isdecimal():
        text = f"{text} (#{issue})" if text else f"#{issue}"
    return Entry(text, SUFFIXES.get(path.suffix, default) if path.suffix else default)

"""What a project says about itself: the one place that reads its metadata.

The sources are, in this order, ``pyproject.toml``, the installed distribution of the same name
and the repository. What none of them says is an empty text, never an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from .. import git
from ..errors import GitError

__all__ = ["ProjectInfo", "project_info"]


class ProjectInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a project says about itself.

    Attributes:
        name: Its name.
        description: What it's for, in a line.
        version: Its version.
        authors: Their names.
        license: An SPDX expression, or what stands in its place.
        repository: The web address of its repository.
        updated: When something in it was last committed, as ISO 8601.
    """

    name: str
    description: str = ""
    version: str = ""
    authors: tuple[str, ...] = ()
    license: str = ""
    repository: str = ""
    updated: str = ""


def project_info(root: Path, name: str) -> ProjectInfo:
    """Read what a project's ``pyproject.toml``, installation and repository say about it.

    Args:
        root: The project's folder.
        name: What to call it if it doesn't say.

    Returns:
        What is known; empty texts for what isn't.
    """
    table = _project_table(root)
    name = str(table.get("name") or name)
    installed = _installed(name)
    authors = [str(a.get("name") or "") for a in table.get("authors", []) if isinstance(a, dict)]
    authors += [str(a).split("<")[0] for a in table.get("authors", []) if isinstance(a, str)]
    authors = authors or [installed.get("Author") or ""]
    return ProjectInfo(
        name=name,
        description=_line(table.get("description") or installed.get("Summary")),
        version=_line(table.get("version") or installed.get("Version")),
        authors=tuple(author.strip() for author in authors if author.strip()),
        license=_license(table, installed),
        repository=_of_git(git.remote_url, root) or _repository(table),
        updated=_of_git(git.last_changed, root),
    )


def _project_table(root: Path) -> Mapping[str, Any]:
    try:
        document = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):  # the faces have already said that the file is broken
        return {}
    table = document.get("project") or document.get("tool", {}).get("poetry")
    return table if isinstance(table, dict) else {}


def _installed(name: str) -> Mapping[str, str]:
    try:
        found = metadata.metadata(name)
    except (metadata.PackageNotFoundError, ValueError):
        return {}
    wanted = ("Author", "License", "License-Expression", "Summary", "Version")
    return {key: str(found[key]) for key in wanted if key in found}


def _license(table: Mapping[str, Any], installed: Mapping[str, str]) -> str:
    stated = table.get("license")
    if isinstance(stated, dict):
        stated = stated.get("text") or ""
    stated = stated or installed.get("License-Expression") or installed.get("License") or ""
    if not stated:
        listed = [str(item) for item in table.get("classifiers", [])]
        stated = next((c.rpartition(" :: ")[2] for c in listed if c.startswith("License ::")), "")
    return str(stated).strip().split("\n", 1)[0]


def _repository(table: Mapping[str, Any]) -> str:
    urls = table.get("urls", {})
    known = {str(k).lower(): str(v) for k, v in urls.items()} if isinstance(urls, dict) else {}
    names = ("repository", "source", "source code", "github", "code", "homepage")
    return next((known[key].rstrip("/") for key in names if key in known), "")


def _of_git(ask: Callable[[Path], str | None], root: Path) -> str:
    try:
        return ask(root) or ""
    except GitError:
        return ""


def _line(value: object) -> str:
    return " ".join(str(value or "").split())

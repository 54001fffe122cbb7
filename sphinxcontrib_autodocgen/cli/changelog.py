"""``changelog``: print the changes of each release, merged from what the project keeps."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import msgspec

from .. import apidiff, changelog, settings, snapshots
from ..apidiff import Diff
from ..changelog import Changelog, Origin
from ..errors import SettingError, TargetNotFoundError
from ..model import Problem
from .common import (
    DONE,
    DONE_WITH_RECORDS,
    add_settings,
    chosen_settings,
    output_to,
    say,
    write_lines,
)

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "changelog",
        help="print the changes of each release",
        description="Print the changelog of a project, merged by version from its changelog file, "
        "towncrier's fragments, and git tags and commits.",
    )
    command.add_argument(
        "path", metavar="PATH", nargs="?", type=Path, default=Path(), help="default: this folder"
    )
    command.add_argument("--from", dest="from_", metavar="VERSION", help="the oldest version")
    command.add_argument("--to", metavar="VERSION", help="the newest version")
    command.add_argument("--limit", type=int, metavar="N", help="maximum number of releases")
    command.add_argument(
        "--sources",
        default=",".join(changelog.SOURCES),
        metavar="A,B,...",
        help="default: %(default)s",
    )
    command.add_argument("--api", action="store_true", help="add the changes of the public API")
    command.add_argument("--authors", action="store_true", help="name the authors of commits")
    command.add_argument("--format", choices=("md", "json"), default="md")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    add_settings(command, "--format md --output CHANGES.md")
    command.set_defaults(run=_changelog)


def _changelog(options: argparse.Namespace) -> int:
    root = options.path.absolute()
    if not root.is_dir():
        raise TargetNotFoundError(str(options.path), "name the folder of a project")
    if options.limit is not None and options.limit < 0:
        raise SettingError("limit", options.limit, "expected a number, 0 or more")
    found = changelog.read(root, _sources(options), options.from_, options.to, options.limit)
    api, trouble = _api(options, root, found) if options.api else ({}, [])
    text = _json(found, api) if options.format == "json" else _markdown(options, found, api)
    with output_to(options.output) as stream:
        write_lines([text], stream)
    problems = [*found.problems, *trouble]
    for problem in problems:
        say(problem)
    return DONE_WITH_RECORDS if problems else DONE


def _api(
    options: argparse.Namespace, root: Path, found: Changelog
) -> tuple[Mapping[str, Diff], Sequence[Problem]]:
    """Return the changes of the public API by tag, and what went wrong."""
    named = settings.from_pyproject(root).get("packages")
    chosen = chosen_settings(options, named if isinstance(named, list) else [])
    tags = [release.tag for release in found.releases if release.tag]
    return snapshots.release_changes.changes(root, chosen, tags)


def _markdown(options: argparse.Namespace, found: Changelog, api: Mapping[str, Diff]) -> str:
    from ..pages import history  # noqa: PLC0415  # it loads docutils

    return history.changelog_text(found, api, authors=options.authors)


def _sources(options: argparse.Namespace) -> list[Origin]:
    names = [name for name in options.sources.split(",") if name]
    for name in names:
        if name not in changelog.SOURCES:
            reason = f"not one of {', '.join(changelog.SOURCES)}"
            raise SettingError("sources", name, reason)
    return cast("list[Origin]", names)


def _json(found: Changelog, api: Mapping[str, Diff]) -> str:
    releases = []
    for release in found.releases:
        diff = api.get(release.tag or "")
        written = {**msgspec.structs.asdict(release), "groups": _groups(release)}
        if diff is not None:
            written["api"] = json.loads("\n".join(apidiff.diff_formats.json_lines(diff)))["changes"]
        releases.append(written)
    document = {
        "schema": 1,
        "repository": found.repository,
        "releases": releases,
        "errors": [msgspec.structs.asdict(problem) for problem in found.problems],
    }
    return json.dumps(document, indent=1)


def _groups(release: changelog.Release) -> list[dict[str, Any]]:
    return [
        {"title": group.title, "entries": [msgspec.structs.asdict(e) for e in group.entries]}
        for group in release.groups
    ]

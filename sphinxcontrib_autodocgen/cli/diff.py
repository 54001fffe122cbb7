"""``diff``: list the changes between two versions of an API, and fail if that breaks users."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from .. import apidiff, settings, snapshots
from ..apidiff import Diff
from ..errors import TargetNotFoundError
from ..settings import Settings
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

_NEVER = "never"


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "diff",
        help="list the changes between two versions of an API",
        description="Compare the public API of two versions of a project, without importing or "
        "checking out anything. A version is a git revision, a folder, a wheel, an sdist, a "
        "document of 'inspect --format json', or an installed package.",
    )
    command.add_argument(
        "old", metavar="OLD", nargs="?", help="the old version; git:NAME means a revision"
    )
    command.add_argument(
        "new", metavar="NEW", nargs="?", default=".", help="the new version; default: this folder"
    )
    command.add_argument(
        "--package",
        action="append",
        default=[],
        metavar="NAME",
        help="import name or path of a package to compare; default: all that a version installs",
    )
    command.add_argument(
        "--history",
        metavar="NAME",
        help="instead of comparing, list the releases in which an object was added, changed, "
        "deprecated or removed",
    )
    command.add_argument(
        "--pages",
        action="store_true",
        help="list the documentation pages that name changed objects, instead of the changes",
    )
    command.add_argument(
        "--fail-on",
        choices=(*apidiff.SEVERITIES, _NEVER),
        default=_NEVER,
        help="exit with status 1 if a change is at least this severe; default: never",
    )
    command.add_argument(
        "--show",
        choices=apidiff.SEVERITIES,
        default="safe",
        help="minimum severity of a listed change; default: safe",
    )
    command.add_argument("--format", choices=tuple(apidiff.diff_formats.FORMATS), default="text")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    add_settings(command, "v1.0 . --fail-on breaking")
    command.set_defaults(run=_diff)


def _diff(options: argparse.Namespace) -> int:
    base = Path.cwd()
    chosen = chosen_settings(options, options.package or _own(base))
    if options.history:
        return _history(options, base, chosen)
    if options.old is None:
        raise TargetNotFoundError("OLD", "name a version, or an object with --history")
    old, new = (snapshots.read(target, base, chosen) for target in (options.old, options.new))
    diff = apidiff.compare(old, new, chosen, (options.old, options.new))
    shown = msgspec.structs.replace(diff, changes=tuple(diff.at_least(options.show)))
    if options.pages:
        pages = snapshots.touched(base, shown.changes)
        _write(options, apidiff.diff_formats.PAGES[options.format](shown, pages))
    else:
        _write(options, apidiff.diff_formats.FORMATS[options.format](shown))
    for problem in diff.problems:
        say(problem)
    return DONE_WITH_RECORDS if diff.problems or _is_beyond(diff, options.fail_on) else DONE


def _history(options: argparse.Namespace, base: Path, chosen: Settings) -> int:
    """Print what happened to one object, release by release."""
    homes = {home for name in chosen.packages if (home := snapshots.trees.home(base, name))}
    if len(homes) == 1:  # a project of a repository of several has tags of its own
        base, chosen = homes.pop(), msgspec.structs.replace(chosen, packages=())
    events = snapshots.release_changes.of_object(base, chosen, options.history)
    if not events:
        raise TargetNotFoundError(options.history, "no release has an object of that name")
    rows = [(event.version, event.severity, event.text, event.kind) for event in events]
    _write(options, apidiff.diff_formats.HISTORIES[options.format](options.history, rows))
    return DONE


def _write(options: argparse.Namespace, lines: Iterable[str]) -> None:
    with output_to(options.output) as stream:
        write_lines(lines, stream)


def _own(base: Path) -> list[str]:
    """Return the packages that the project's own configuration names."""
    named = settings.from_pyproject(base).get("packages")
    return named if isinstance(named, list) else []


def _is_beyond(diff: Diff, limit: str) -> bool:
    return limit != _NEVER and bool(diff.at_least(limit))  # type: ignore[arg-type]

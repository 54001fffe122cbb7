"""``diff``: say what changed between two versions of an API, and fail if that breaks users."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from .. import apidiff, settings, snapshots
from ..apidiff import Diff
from .common import DONE, DONE_WITH_RECORDS, add_settings, chosen_settings, write_lines

__all__ = ["add"]

_NEVER = "never"


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "diff",
        help="say what changed between two versions of an API",
        description="Compare the public API of two versions of a project, without importing or "
        "checking out anything. A version is a git revision, a folder, a wheel, an sdist, a "
        "document of 'inspect --format json', or an installed package.",
    )
    command.add_argument("old", metavar="OLD", help="the old version; git:NAME is a revision")
    command.add_argument(
        "new", metavar="NEW", nargs="?", default=".", help="the new version; default: the folder"
    )
    command.add_argument(
        "--package",
        action="append",
        default=[],
        metavar="NAME",
        help="import name or path of a package to compare; default: all that a version installs",
    )
    command.add_argument(
        "--fail-on",
        choices=(*apidiff.SEVERITIES, _NEVER),
        default=_NEVER,
        help="exit with 1 if there's a change as severe as that; default: never",
    )
    command.add_argument(
        "--show",
        choices=apidiff.SEVERITIES,
        default="safe",
        help="leave out what is less severe; default: safe",
    )
    command.add_argument("--format", choices=tuple(apidiff.formats.FORMATS), default="text")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    add_settings(command)
    command.set_defaults(run=_diff)


def _diff(options: argparse.Namespace) -> int:
    base = Path.cwd()
    chosen = chosen_settings(options, options.package or _own(base))
    old, new = (snapshots.read(target, base, chosen) for target in (options.old, options.new))
    diff = apidiff.compare(old, new, chosen, (options.old, options.new))
    shown = msgspec.structs.replace(diff, changes=tuple(diff.at_least(options.show)))
    lines = apidiff.formats.FORMATS[options.format](shown)
    if options.output is None:
        write_lines(lines, sys.stdout)
    else:
        with options.output.open("w", encoding="utf-8") as stream:
            write_lines(lines, stream)
    for problem in diff.problems:
        print(f"autodocgen: {problem}", file=sys.stderr)
    return DONE_WITH_RECORDS if diff.problems or _is_beyond(diff, options.fail_on) else DONE


def _own(base: Path) -> list[str]:
    """Return the packages that the project's own configuration names."""
    named = settings.from_pyproject(base).get("packages")
    return named if isinstance(named, list) else []


def _is_beyond(diff: Diff, limit: str) -> bool:
    return limit != _NEVER and bool(diff.at_least(limit))  # type: ignore[arg-type]

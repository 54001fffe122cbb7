"""``init``: propose what a project changes to use the extension, and write it on consent."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any, get_args

from .. import adoption, rewrite
from .common import (
    DONE,
    DONE_WITH_RECORDS,
    add_settings,
    chosen_settings,
    print_diff,
    say,
)

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "init",
        help="propose a change to conf.py, and a job for CI",
        description="Print a unified diff that adds the extension to a project: to its conf.py, "
        "with settings that suit its code, and as a CI job. The changes are written if you agree, "
        "or with --yes. conf.py is read, not executed.",
    )
    command.add_argument(
        "conf",
        metavar="CONF",
        nargs="?",
        type=Path,
        help="conf.py or its folder; default: the usual place",
    )
    command.add_argument("--yes", action="store_true", help="write without asking")
    command.add_argument(
        "--ci",
        choices=get_args(adoption.Host),
        default="auto",
        help="service for the job; default: GitLab if there is .gitlab-ci.yml, else GitHub",
    )
    add_settings(command, "docs --ci none")
    command.set_defaults(run=_init)


def _init(options: argparse.Namespace) -> int:
    here = Path.cwd()
    named = here / options.conf if options.conf is not None else None
    proposed = adoption.propose(here, named, options.ci, chosen_settings(options, ()))
    for line in (*proposed.found, *proposed.notes):
        say(line)
    if not proposed.files:
        say("nothing to propose")
        return DONE
    print_diff(proposed.files, here)
    if not (options.yes or _agrees()):
        say("nothing was written; use --yes to write it")
        return DONE
    problems = rewrite.write(proposed.files, lambda file: say(f"{file.path}: written"))
    for problem in problems:
        say(problem)
    return DONE_WITH_RECORDS if problems else DONE


def _agrees() -> bool:
    """Ask whether to write; nobody at a terminal is a no."""
    if not sys.stdin.isatty():
        return False
    sys.stdout.write("Write this? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")

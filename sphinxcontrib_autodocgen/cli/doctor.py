"""``doctor``: say what a set-up is like, and what is wrong with it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .. import adoption
from .common import DONE, DONE_WITH_RECORDS, add_settings, given_settings, write_lines

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "doctor",
        help="check versions, git, the cache, conf.py and its settings",
        description="Check versions, git, the cache, conf.py, its settings and its other "
        "extensions, and print the findings and what to do. Nothing is executed or written; "
        "conf.py is only read. The exit code is 1 if there is a problem.",
    )
    command.add_argument(
        "conf",
        metavar="CONF",
        nargs="?",
        type=Path,
        help="conf.py or its folder; default: the usual place",
    )
    add_settings(command, "docs")
    command.set_defaults(run=_doctor)


def _doctor(options: argparse.Namespace) -> int:
    here = Path.cwd()
    named = here / options.conf if options.conf is not None else None
    found = list(adoption.examine(here, named, given_settings(options)))
    write_lines((f"{each.level:<9}{each.text}" for each in found), sys.stdout)
    problems = sum(each.level == "problem" for each in found)
    print("1 problem" if problems == 1 else f"{problems or 'no'} problems")
    return DONE_WITH_RECORDS if problems else DONE

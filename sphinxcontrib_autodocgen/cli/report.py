"""``report``: print what past runs took, and what would make the next ones cheaper."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import msgspec

from .. import planning
from .common import DONE, add_settings, chosen_settings, write_lines

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "report",
        help="print the cost of past runs, and advice",
        description="Print the cost of the last runs, from the history in the cache. The cache is "
        "--cache-dir, or the user's; a Sphinx build has its own, 'autodocgen' beside its doctrees.",
    )
    command.add_argument(
        "--advise",
        action="store_true",
        help="also suggest how to make the next runs cheaper",
    )
    command.add_argument("--format", choices=("text", "json"), default="text")
    add_settings(command, "--advise")
    command.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    chosen = chosen_settings(options, ())
    history = planning.read(chosen)
    said = list(planning.advice(history, chosen)) if options.advise else []
    if options.format == "json":
        runs = msgspec.to_builtins(history.runs)
        print(json.dumps({"schema": 1, "runs": runs, "advice": said}, indent=1))
        return DONE
    write_lines([*planning.table(history), *(f"advice: {text}" for text in said)], sys.stdout)
    return DONE

"""``patterns``: show what was learned from a project's own docstrings."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .. import docstring, pipeline
from ..describe.learned import Similar, learn
from .common import (
    add_example,
    add_settings,
    chosen_settings,
    exit_code,
    find,
    number,
    own_packages,
    print_problems,
    refuse_nothing,
    write_lines,
)

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command, its one verb and its flags to the parser."""
    command = commands.add_parser(
        "patterns",
        help="show texts learned from the project's own docstrings",
        description="Show texts learned from the project's own docstrings.",
    )
    add_example(command, "similar parcel.price src")
    verbs = command.add_subparsers(metavar="VERB", required=True)
    similar = verbs.add_parser(
        "similar",
        help="list the documented functions that are most like one",
        description="List the documented functions or classes that are most like one, with a "
        "score from 0 to 1 and what they have in common. Nothing is imported.",
    )
    similar.add_argument("name", metavar="NAME", help="full name, or its last parts")
    similar.add_argument(
        "targets",
        metavar="PATH",
        nargs="*",
        help="import name, file or folder; default: the project's packages",
    )
    similar.add_argument("--limit", metavar="N", type=_count, default=10, help="default: 10")
    add_settings(similar, "parcel.price src --limit 3")
    similar.set_defaults(run=_similar)


def _count(text: str) -> int:
    """Read a number of lines.

    Raises:
        argparse.ArgumentTypeError: If it isn't 1 or more.
    """
    found = number(text)
    if not isinstance(found, int) or found < 1:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a whole number of at least 1")
    return found


def _similar(options: argparse.Namespace) -> int:
    targets = options.targets or own_packages(Path.cwd())
    project = docstring.spread(pipeline.analysed(chosen_settings(options, targets), Path.cwd()))
    refuse_nothing(project)
    name = find(project, options.name).name
    write_lines(_lines(learn(project).similar(name, options.limit)), sys.stdout)
    print_problems(project.problems)
    return exit_code(project.problems)


def _lines(found: Sequence[Similar]) -> Iterator[str]:
    if not found:
        yield "nothing of its kind is documented"
    for each in found:
        yield f"{each.score:.2f}  {each.name}"
        yield f"      {each.summary}"
        yield f"      {'; '.join(each.why)}"

"""``demo``: build the example that is shipped, and say where to look."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .. import discover
from . import build
from .common import DONE, add_settings, chosen_settings, write_lines

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "demo",
        help="build a small example project",
        description="Write a small example project, build its documentation, and print where to "
        "look. Only the output folder is written; your changes in it are kept.",
    )
    command.add_argument(
        "--output",
        type=Path,
        default=Path("autodocgen-demo"),
        metavar="FOLDER",
        help="default: autodocgen-demo",
    )
    build.add_look(command)
    add_settings(command, "--open")
    command.set_defaults(run=_demo)


def _demo(options: argparse.Namespace) -> int:
    from ..site import example  # noqa: PLC0415  # Sphinx is dear to import

    top = options.output.absolute()
    project = top / "project"
    example.write_example(project)
    targets = discover.project_targets(".", project)
    job = build.Job(
        "the example", project, top / "site", chosen_settings(options, targets, project)
    )
    if build.make(options, job) is None:
        return DONE
    print(
        f"The project is in {options.output / 'project'}. Look below {options.output / 'site'} at"
    )
    width = max(len(address) for address, _ in example.PLACES)
    write_lines((f"  {address:<{width}}  {text}" for address, text in example.PLACES), sys.stdout)
    return DONE

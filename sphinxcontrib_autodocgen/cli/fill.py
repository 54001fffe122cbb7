"""``fill``: write generated docstrings into source, or show what would be written."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from .. import pipeline, rewrite
from ..describe.memory import Memory
from ..model import Project
from ..settings import Settings
from .ask import ask
from .common import (
    DONE,
    DONE_WITH_RECORDS,
    add_settings,
    chosen_settings,
    own_packages,
    print_problems,
    refuse_nothing,
)

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "fill",
        help="write generated docstrings into source",
        description="Print, as a unified diff, the docstrings that public modules, classes, "
        "functions, methods and properties lack and that are sure enough, in the project's own "
        "style; with --write, put them into the files. Nothing but docstrings changes.",
    )
    command.add_argument(
        "targets",
        metavar="PATH",
        nargs="*",
        help="import name, file or folder; default: the project's packages",
    )
    command.add_argument("--write", action="store_true", help="change the files")
    command.add_argument(
        "--select",
        metavar="A,B,...",
        default="",
        help="globs of names of modules, classes or other objects: only these; --exclude takes "
        "the same",
    )
    command.add_argument(
        "--interactive", action="store_true", help="show each docstring and ask; implies --write"
    )
    command.add_argument(
        "--placeholders",
        action="store_true",
        help="also write what isn't known, as TODO, for every public object",
    )
    add_settings(command)
    command.set_defaults(run=_fill)


def _fill(options: argparse.Namespace) -> int:
    base = Path.cwd()
    targets = options.targets or own_packages(base)
    chosen = chosen_settings(options, targets)
    project = pipeline.run(chosen, base)
    refuse_nothing(project)
    print_problems(project)
    proposals = _proposals(project, chosen, options)
    if options.interactive:
        proposals = ask(proposals, pipeline.feedback_file(chosen, base))
    files, problems = rewrite.rewrite(project, proposals)
    if not files and not options.interactive:
        print("autodocgen: nothing is both missing and known well enough", file=sys.stderr)
    if options.write or options.interactive:
        written: list[str] = []
        problems += rewrite.write(files, lambda file: written.extend(_said(file)))
        Memory(chosen).forget(project, written)  # nobody judged what a program put there
    else:
        _print_diff(files, base)
    for problem in problems:
        print(f"autodocgen: {problem}", file=sys.stderr)
    return DONE_WITH_RECORDS if problems or project.problems else DONE


def _proposals(
    project: Project, chosen: Settings, options: argparse.Namespace
) -> Iterable[rewrite.Proposal]:
    style = pipeline.style_of(project, chosen)
    select = tuple(part for part in options.select.split(",") if part)
    choice = rewrite.Choice(
        select, chosen.exclude, options.placeholders, copies=options.interactive
    )
    return rewrite.propose(project, chosen, style, choice)


def _said(file: rewrite.Rewritten) -> tuple[str, ...]:
    """Say that a file was written, and return the names of the objects that were filled."""
    count = len(file.objects)
    print(f"{file.path}: {count} docstring{'s' if count > 1 else ''}")
    return file.objects


def _print_diff(files: Iterable[rewrite.Rewritten], base: Path) -> None:
    sys.stdout.flush()
    for file in files:
        for line in file.diff(base):
            sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()

"""``fill``: write generated docstrings into source, or show what would be written."""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from .. import docstring, files, pipeline, rewrite
from ..describe.shown import Memory
from ..model import Object, Project
from ..settings import Settings
from .ask import ask
from .common import (
    add_settings,
    chosen_settings,
    exit_code,
    own_packages,
    print_diff,
    print_problems,
    refuse_nothing,
    say,
)

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "fill",
        help="write generated docstrings into source",
        description="Print generated docstrings of public modules, classes, functions, methods and "
        "properties that have none, as a unified diff in the project's own style; with --write, "
        "put them into the files. Nothing but docstrings changes.",
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
        help="also write TODO for the unknown parts of every public object",
    )
    add_settings(command, "src --write")
    command.set_defaults(run=_fill)


def _fill(options: argparse.Namespace) -> int:
    base = Path.cwd()
    targets = options.targets or own_packages(base)
    chosen = chosen_settings(options, targets)
    project = pipeline.run(chosen, base)
    refuse_nothing(project)
    print_problems(project.problems)
    proposals = _proposals(project, chosen, options)
    if options.interactive:
        proposals = ask(proposals, pipeline.feedback_file(chosen, base))
    files, problems = rewrite.rewrite(project, proposals)
    if not files and not options.interactive:
        for line in _explained(project, chosen, options):
            say(line)
    if options.write or options.interactive:
        written: list[str] = []
        problems += rewrite.write(files, lambda file: written.extend(_said(file)))
        Memory(chosen).forget(project, written)  # nobody judged what a program put there
    else:
        print_diff(files, base)
    for problem in problems:
        say(problem)
    return exit_code((*problems, *project.problems))


def _explained(project: Project, chosen: Settings, options: argparse.Namespace) -> Iterator[str]:
    """Yield why nothing is written: what is missing, how well it's known, and what would be."""
    proposed = _proposals(project, chosen, options, placeholders=True)
    lacking = [obj for obj in (p.object for p in proposed) if obj.docstring is None]
    missing = len(lacking)
    best = _best(_proposals(project, replace(chosen, min_confidence=0.0), options))
    if not missing:
        yield "no docstring is missing"
    elif not best:
        yield f"{_docstrings(missing)} missing{_unwritten(lacking, chosen)}"
    else:
        yield (
            f"{_docstrings(missing)} missing, and none is known with enough confidence: "
            f"{best:.2f} at best, and min_confidence is {chosen.min_confidence:g}"
        )
        lower = math.floor(best * 20) / 20
        count = _count(project, replace(chosen, min_confidence=lower), options)
        yield f"with --min-confidence {lower:g} it would write {count}"
    if chosen.complete == "missing":
        count = _count(project, replace(chosen, complete="sections"), options)
        if count:
            yield f"with --complete sections it would add to {count} that are there"
    if missing and not options.placeholders:
        yield f"with --placeholders it would write TODO into {missing}"


def _best(proposals: Iterable[rewrite.Proposal]) -> float:
    """Return the highest confidence of a description that is missing, 0 if none is known."""
    known = [p.content.summary_guess for p in proposals if p.object.docstring is None]
    return max((guess.confidence for guess in known if guess is not None), default=0.0)


def _docstrings(count: int) -> str:
    return "1 docstring is" if count == 1 else f"{count} docstrings are"


def _unwritten(lacking: list[Object], chosen: Settings) -> str:
    """Say what pages show of objects for which nothing can be written."""
    shown = sum(not docstring.is_empty(docstring.complete(obj, chosen)) for obj in lacking)
    if not shown:
        return ", and nothing is known of what to say"
    return f"; pages have text for {shown}, but none that is written into source"


def _count(project: Project, chosen: Settings, options: argparse.Namespace) -> int:
    """Count the objects that would get something with other settings."""
    return len(list(_proposals(project, chosen, options)))


def _proposals(
    project: Project, chosen: Settings, options: argparse.Namespace, *, placeholders: bool = False
) -> Iterable[rewrite.Proposal]:
    style = docstring.style_of(project, chosen)
    select = tuple(part for part in options.select.split(",") if part)
    choice = rewrite.Choice(
        select,
        chosen.exclude,
        options.placeholders or placeholders,
        copies=options.interactive,
    )
    return rewrite.propose(project, chosen, style, choice)


def _said(file: rewrite.Rewritten) -> tuple[str, ...]:
    """Say that a file was written, and return the names of the objects that were filled."""
    count = len(file.objects)
    path = files.shown(files.relative(file.path, Path.cwd()))
    print(f"{path}: {count} docstring{'s' if count > 1 else ''}")
    return file.objects

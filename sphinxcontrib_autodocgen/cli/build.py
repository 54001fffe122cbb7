"""``build``: make HTML and Markdown documentation of a package that has no ``conf.py``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import msgspec

from .. import discover, pipeline
from ..errors import TargetNotFoundError
from ..surface import surface_of
from .common import DONE, DONE_WITH_RECORDS, add_settings, chosen_settings

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "build",
        help="build HTML and Markdown documentation of a package",
        description="Build the documentation of an installed package, or of one in a folder: "
        "HTML, Markdown, and a report. Nothing but the output folder is written.",
    )
    command.add_argument("package", metavar="PACKAGE", help="import name, or path of a folder")
    command.add_argument(
        "--output", type=Path, default=Path("site"), metavar="FOLDER", help="default: site"
    )
    command.add_argument(
        "--theme", metavar="NAME", help="HTML theme; default: furo if installed, else alabaster"
    )
    command.add_argument(
        "--processes", type=int, default=1, metavar="N", help="Sphinx processes; default: 1"
    )
    command.add_argument("--verbose", action="store_true", help="show what Sphinx says")
    add_settings(command)
    command.set_defaults(run=_build)


def _build(options: argparse.Namespace) -> int:
    chosen = chosen_settings(options, [discover.from_anywhere(options.package, Path.cwd())])
    found, missing = discover.sources(chosen, Path.cwd())
    if missing:
        raise TargetNotFoundError(options.package, missing[0].message.partition(": ")[2])
    surface = surface_of(pipeline.measured(chosen, Path.cwd()))
    sources = [source for source in found if source.name not in surface.tests]
    if not sources:
        raise TargetNotFoundError(options.package, "all that is in it is excluded")
    chosen = msgspec.structs.replace(
        chosen,
        exclude=(*chosen.exclude, *sorted(surface.tests)),
        feedback_file=str(pipeline.feedback_file(chosen, Path.cwd())),
    )
    from .. import site  # noqa: PLC0415  # Sphinx is dear to import, and only this needs it

    count = "1 module" if len(sources) == 1 else f"{len(sources)} modules"
    print(f"building the documentation of {options.package} ({count})", flush=True)
    result = site.build(
        sources,
        surface,
        chosen,
        options.output,
        site.Look(
            options.theme or site.default_theme(), max(options.processes, 1), options.verbose
        ),
    )
    for label, path in result.paths.items():
        print(f"{label + ':':<10}{path}")
    total, seconds = result.report.total, result.report.seconds
    print(
        f"{total.total} objects: {total.written} written, {total.generated} generated, "
        f"{total.missing} still missing; {seconds:.1f} s"
    )
    return DONE_WITH_RECORDS if result.problems else DONE

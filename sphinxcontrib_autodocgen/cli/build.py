"""``build``: make HTML and Markdown documentation of a package that has no ``conf.py``."""

from __future__ import annotations

import argparse
import sys
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import discover
from ..model import Source
from ..settings import Settings
from .common import DONE, DONE_WITH_RECORDS, add_settings, chosen_settings, write_lines

if TYPE_CHECKING:
    from ..site import BuildOutcome

__all__ = ["Job", "add", "add_look", "make"]


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
        "--static", action="store_true", help="import nothing; document the source alone"
    )
    add_look(command)
    add_settings(command, ". --output site --open")
    command.set_defaults(run=_build)


def add_look(command: argparse.ArgumentParser) -> None:
    """Add the flags that say how a site is made and shown."""
    command.add_argument(
        "--theme", metavar="NAME", help="HTML theme; default: furo if installed, else alabaster"
    )
    command.add_argument(
        "--offline", action="store_true", help="don't link to the documentation of other packages"
    )
    command.add_argument(
        "--config", action="store_true", help="print the conf.py that is used; build nothing"
    )
    command.add_argument(
        "--open",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="open the start page in a browser",
    )
    command.add_argument(
        "--serve",
        action=argparse.BooleanOptionalAction,
        default=False,
        help="serve the site on this machine, and rebuild it when a file changes",
    )
    command.add_argument(
        "--port", type=int, default=8000, metavar="N", help="port of --serve; default: 8000"
    )
    command.add_argument(
        "--processes", type=int, default=1, metavar="N", help="Sphinx processes; default: 1"
    )
    command.add_argument("--verbose", action="store_true", help="show Sphinx's messages")
    command.set_defaults(static=False)


class Job(NamedTuple):
    """A site to make.

    Attributes:
        name: What it's called in messages.
        base: The folder that relative paths start from.
        output: The folder of the site.
        settings: Those of the build.
    """

    name: str
    base: Path
    output: Path
    settings: Settings


def _build(options: argparse.Namespace) -> int:
    here = Path.cwd()
    chosen = chosen_settings(options, discover.project_targets(options.package, here))
    result = make(options, Job(options.package, here, options.output, chosen))
    if result is None:
        return DONE
    lost = [line for line in result.problems if "[autodocgen.cache]" not in line]
    return DONE_WITH_RECORDS if lost else DONE


def make(options: argparse.Namespace, job: Job) -> BuildOutcome | None:
    """Build a site, print where it is and open it, or serve it until the user stops that.

    Args:
        options: The flags.
        job: What is made.

    Returns:
        The outcome; None if the site was served, or its configuration printed.
    """
    from .. import site  # noqa: PLC0415  # Sphinx is dear to import, and only this needs it

    plan = site.planned(job.settings, job.base, job.output)
    look = site.Look(
        theme=options.theme or "",
        processes=max(options.processes, 1),
        verbose=options.verbose,
        static=options.static,
        offline=options.offline,
    )
    if options.config:
        conf = site.prepare(plan, job.output, look).conf
        write_lines(conf.splitlines(), sys.stdout)
        return None
    if options.serve:
        from ..site.serve import serve  # noqa: PLC0415

        again = [*options.given, "--no-serve", "--no-open"]
        serve(job.output, _watched(plan.sources), again, options.port, is_opened=options.open)
        return None
    count = "1 module" if len(plan.sources) == 1 else f"{len(plan.sources)} modules"
    print(f"building the documentation of {job.name} ({count})", flush=True)
    result = site.build(plan, job.output, look)
    _print(result)
    if options.open:
        webbrowser.open(result.paths["HTML"].as_uri())
    return result


def _watched(sources: list[Source]) -> list[Path]:
    """Return the folders of the outermost packages, and the files of modules that are alone."""
    paths = [Path(s.path).parent if s.package else Path(s.path) for s in sources]
    return [path for path in paths if not any(other in path.parents for other in paths)]


def _print(result: BuildOutcome) -> None:
    for label, path in result.paths.items():
        print(f"{label + ':':<10}{path}")
    total, seconds = result.report.total, result.report.seconds
    print(
        f"{total.total} objects: {total.written} written, {total.generated} generated, "
        f"{total.missing} still missing; {seconds:.1f} s"
    )

"""A Sphinx project for a package that has none: what the ``build`` command runs.

``conf.py`` and the pages are written below the output folder, and Sphinx is started by its public
API in that folder, so that whoever copies it has all that the site is made of.
"""

from __future__ import annotations

import io
import re
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, cast

from msgspec.structs import replace
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from .. import discover, docstring, files, pipeline
from ..errors import BuildError, TargetNotFoundError
from ..model import Source
from ..pages import project_folder, project_info, readme
from ..report import Report
from ..settings import Settings
from ..surface import Surface, surface_of
from . import configuration, source_pages
from .imports import Imports, probe
from .progress import Progress
from .source_pages import settled

__all__ = ["WORK", "BuildOutcome", "Look", "Plan", "Prepared", "build", "planned", "prepare"]

WORK = ".autodocgen"
"""Folder below the output that holds sources, doctrees and the log."""


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_UNREACHABLE = "failed to reach any of the inventories"


class Look(NamedTuple):
    """Options of a site.

    Attributes:
        theme: Name of the HTML theme, empty for the default one.
        processes: Number of Sphinx processes, 1 or more.
        verbose: Whether Sphinx's own messages are shown.
        static: Whether nothing is imported, and all is described from the source.
        offline: Whether nothing is linked that is documented elsewhere.
        quiet: Whether neither progress nor warnings of ours are printed.
    """

    theme: str = ""
    processes: int = 1
    verbose: bool = False
    static: bool = False
    offline: bool = False
    quiet: bool = False


class BuildOutcome(NamedTuple):
    """The outcome of a build.

    Attributes:
        paths: The start page, the Markdown, the report and the log, by label.
        report: The run's report.
        problems: Lines that were printed as warnings of ours.
    """

    paths: dict[str, Path]
    report: Report
    problems: list[str]


class Prepared(NamedTuple):
    """A Sphinx project that is ready to be built.

    Attributes:
        folder: The folder of ``conf.py`` and the pages.
        conf: The text of ``conf.py``.
        problems: A line for each module that can't be imported.
    """

    folder: Path
    conf: str
    problems: list[str]


class Plan(NamedTuple):
    """Contents of a site.

    Attributes:
        sources: The modules to document.
        surface: Says which of them are public, and what they offer.
        settings: Those of the build.
    """

    sources: list[Source]
    surface: Surface
    settings: Settings


def planned(chosen: Settings, base: Path, output: Path) -> Plan:
    """Return what a site of a package will show: all but its tests.

    Args:
        chosen: The settings; ``packages`` names what is documented.
        base: The folder that relative paths start from.
        output: The folder of the site, which also has its cache.

    Raises:
        TargetNotFoundError: If it isn't there, or nothing is left of it.
    """
    found, problems = discover.sources(chosen, base)
    missing = [problem for problem in problems if problem.kind == "missing"]
    if missing:
        raise TargetNotFoundError(missing[0].path, missing[0].message.partition(": ")[2])
    chosen = replace(chosen, cache_dir=chosen.cache_dir or _cache_folder(output))
    surface = surface_of(pipeline.measured(chosen, base))
    sources = [source for source in found if source.name not in surface.tests]
    if not sources:
        raise TargetNotFoundError(chosen.packages[0], "everything in it is excluded")
    verdicts = pipeline.feedback_file(chosen, base)
    chosen = replace(
        chosen,
        exclude=(*chosen.exclude, *_tests(surface)),
        feedback_file=str(verdicts) if verdicts.is_file() else chosen.feedback_file,
    )
    return Plan(sources, surface, chosen)


def _cache_folder(output: Path) -> str:
    """Return the folder of the cache that the extension takes too, if no other is set."""
    return str(output.resolve() / WORK / "doctrees" / "autodocgen")


def _tests(surface: Surface) -> Iterator[str]:
    """Yield globs of the modules that test."""
    for name in sorted(surface.tests):
        if name.rpartition(".")[0] not in surface.tests:
            yield from (name, f"{name}.*")


def prepare(plan: Plan, output: Path, look: Look) -> Prepared:
    """Write the Sphinx project that a site is built of.

    Args:
        plan: What the site shows.
        output: The folder of the site; made if it isn't there.
        look: How it's built.
    """
    sources, surface, chosen = plan
    if chosen.cache_dir == _cache_folder(output):
        chosen = replace(chosen, cache_dir="")
    if chosen.docstring_format == "rest":
        chosen = replace(chosen, docstring_format=_markup(surface))
    title = _title(sources)
    first = min(sources, key=lambda source: source.name)
    top = first.name.partition(".")[0]
    root = project_folder(output, {top: Path(first.path)})
    public = [source.name for source in sources if surface.is_public_module(source.name)]
    roots = sorted({source.root for source in sources} - _found_anyway())
    imports = Imports((), dict.fromkeys(public, "")) if look.static else probe(public, roots)
    info = project_info(root, title, title)
    about = settled(readme(root, title), root, info.repository)
    options = configuration.configuration(
        info,
        surface,
        chosen,
        configuration.Extras(
            theme=look.theme or configuration.default_theme(),
            mocked=imports.mocked,
            linked=() if look.offline else _imported(surface),
            has_markdown_page=about[1] == ".md",
        ),
    )
    folder = output.resolve() / WORK / "source"
    conf = configuration.write(options, title, roots)
    site = source_pages.SiteContent(
        title, sources, surface, imports.failed, about, chosen.docstring_format
    )
    source_pages.write(site, folder, conf)
    return Prepared(folder, conf, [] if look.static else list(_explained(sources, imports)))


def _markup(surface: Surface) -> str:
    """Return the markup that a project's docstrings are written in."""
    texts = (obj.docstring for obj in surface.project.values() if obj.docstring)
    return docstring.detect_markup(texts)


def _title(sources: list[Source]) -> str:
    """Return the name that all modules have in common, or else that of the first package."""
    first, *others = (source.name.split(".") for source in sources)
    for other in others:
        same = [one for one, another in zip(first, other, strict=False) if one == another]
        first = same or first[:1]
    return ".".join(first)


def _found_anyway() -> set[str]:
    """Return the folders on the path of any Python like this one."""
    return {sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib")}


def _imported(surface: Surface) -> set[str]:
    """Return the other top-level packages whose names the modules import."""
    modules = surface.project.modules.values()
    used = {full.partition(".")[0] for module in modules for _, full in module.imports}
    own = {name.partition(".")[0] for name in surface.project.modules}
    return used - own - set(sys.stdlib_module_names) - {""}


def _explained(sources: list[Source], imports: Imports) -> Iterator[str]:
    paths = {source.name: source.path for source in sources}
    for name, reason in imports.failed.items():
        yield (
            f"{paths[name]}: WARNING: can't import {name!r}, so it's described from its source: "
            f"{reason} [autodocgen.import]"
        )


def build(plan: Plan, output: Path, look: Look) -> BuildOutcome:
    """Build HTML, Markdown and the report of a package.

    Args:
        plan: What the site shows.
        output: The folder to write; made if it isn't there.
        look: How it's built.

    Returns:
        Paths, report and problems. Whatever Sphinx warns of is in the log; what is ours is also
        printed on standard error.

    Raises:
        BuildError: If Sphinx or a theme gave up.
    """
    output = output.resolve()
    prepared = prepare(plan, output, look)
    folder, work = prepared.folder, output / WORK
    log = _Log(io.StringIO() if look.quiet else sys.stderr)
    for line in prepared.problems:
        log.write(line)
    progress = Progress(io.StringIO() if look.quiet else sys.stdout)
    with _same_path(), _docutils(folder):
        try:
            app = Sphinx(
                srcdir=folder,
                confdir=folder,
                outdir=output,
                doctreedir=work / "doctrees",
                buildername="html",
                status=sys.stdout if look.verbose else None,
                warning=cast("Any", log),
                parallel=look.processes,
            )
            if not look.verbose:
                progress.follow(app)
            app.build()
        except Exception as error:  # Sphinx wraps whatever an extension or a theme raised
            raise BuildError(str(error).partition("\n")[0]) from error
        finally:
            progress.clear()
        report = cast("Any", app.env.get_domain("autodocgen")).report
    files.write(work / "warnings.txt", log.getvalue())
    chosen = plan.settings
    inside = [] if chosen.markdown_layout == "beside" else ["markdown"]
    paths = {
        "HTML": output / "index.html",
        "Markdown": output.joinpath(*inside, "project", f"summary{chosen.markdown_file_suffix}"),
        "Report": output / "autodocgen-report.json",
    }
    if log.others:
        paths["Log"] = work / "warnings.txt"
    return BuildOutcome(paths, report, log.own)


class _Log(io.StringIO):
    """Keeps every warning, and passes on those that are ours.

    That other documentation can't be reached is none: its links are only left out.
    """

    def __init__(self, stream: io.TextIOBase | Any) -> None:
        super().__init__()
        self.stream = stream
        self.own: list[str] = []
        self.others = 0

    def write(self, text: str) -> int:
        """Take one message of Sphinx's logging."""
        text = _COLOUR.sub("", text)
        if _UNREACHABLE in text:
            return len(text)
        if "[autodocgen." in text:
            line = text.strip().replace("\n", " ")
            self.own.append(line)
            self.stream.write(f"{line}\n")
        elif text.strip():
            self.others += 1
        return super().write(text)


@contextmanager
def _same_path() -> Iterator[None]:
    """Leave Python's path as it was before ``conf.py`` changed it."""
    before = list(sys.path)
    try:
        yield
    finally:
        sys.path[:] = before


@contextmanager
def _docutils(folder: Path) -> Iterator[None]:
    with patch_docutils(folder), docutils_namespace():
        yield

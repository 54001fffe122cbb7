"""One function for programs: from a codebase to its documentation, and an account of it.

Everything that is wrong with what is asked for is one exception, before anything is built. What is
wrong with the code is never one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from . import discover, settings, site
from .errors import (
    AutodocgenError,
    BuildError,
    ConfigurationError,
    SettingError,
    TargetNotFoundError,
)
from .files import exists, is_folder
from .model import Problem
from .report import Coverage, Report
from .settings import Settings

__all__ = ["BuildResult", "Performance", "Stage", "Status", "Summary", "build"]


Status = Literal["complete", "incomplete", "failed"]
"""Possible outcomes of a build."""


class Summary(msgspec.Struct, frozen=True):
    """The outcome of a build.

    Attributes:
        status: ``complete``; ``incomplete`` if something could not be read; ``failed`` if there are
            no pages.
        modules: The number of modules that were documented.
        objects: The numbers of public objects by who wrote their docstrings.
    """

    status: Status
    modules: int
    objects: Coverage


class Stage(msgspec.Struct, frozen=True):
    """One step of the analysis.

    Attributes:
        name: ``discover``, ``analyze``, ``link`` or ``describe``.
        seconds: Wall-clock seconds.
        cpu: Seconds of the processor, those of worker processes included.
    """

    name: str
    seconds: float
    cpu: float


class Performance(msgspec.Struct, frozen=True):
    """The cost of a build, and its recovery from failures.

    Attributes:
        seconds: Wall-clock seconds from the beginning of the analysis to the last page.
        memory: The most memory that this process has had, in MiB.
        analysed: How many files were analysed.
        cached: How many files' results came from a cache.
        retried: How many files needed more than one attempt.
        quarantined: How many files were given up.
        resumed: How many results are those of a run that was stopped before its end.
        degraded: What could not be used, and what was done instead.
    """

    seconds: float
    memory: float
    analysed: int
    cached: int
    retried: int
    quarantined: int
    resumed: int
    degraded: tuple[str, ...]


class BuildResult(msgspec.Struct, frozen=True):
    """The result of a build.

    Attributes:
        summary: How it ended.
        stages: The steps of the analysis.
        performance: What it cost.
        artifacts: The start page of the HTML, the Markdown, the report and the log of Sphinx's
            warnings, by ``HTML``, ``Markdown``, ``Report`` and ``Log``.
        problems: What could not be read or used.
    """

    summary: Summary
    stages: tuple[Stage, ...]
    performance: Performance
    artifacts: dict[str, Path]
    problems: tuple[Problem, ...]


def build(
    codebase: str | Path,
    output: str | Path,
    values: Mapping[str, object],
    *,
    theme: str = "",
    processes: int = 1,
) -> BuildResult:
    """Build a package's documentation, as :func:`sphinxcontrib_autodocgen.build_documentation`.

    Raises:
        ConfigurationError: If anything that is asked for can't be done.
    """
    folder = Path(output)
    plan = _plan(str(codebase), folder, values, processes)
    look = site.Look(theme, processes, quiet=True)
    try:
        result = site.build(plan, folder, look)
    except (BuildError, OSError) as error:
        problem = Problem(str(folder), None, "internal", str(error))
        return _result(plan, Report(), {}, "failed", (problem,))
    lost = any(problem.is_loss for problem in result.report.problems)
    status: Status = "incomplete" if lost else "complete"
    return _result(plan, result.report, result.paths, status, tuple(result.report.problems))


def _plan(target: str, output: Path, values: Mapping[str, object], processes: int) -> site.Plan:
    """Return what is to be built.

    Raises:
        ConfigurationError: If anything is wrong, with all of it.
    """
    good, wrong = settings.checked(values)
    errors: list[AutodocgenError] = [*wrong, *_errors(output, values, processes)]
    if errors:
        good["cache"] = "off"  # nothing is built, so nothing is written
    good.pop("packages", None)
    chosen = Settings(packages=tuple(discover.project_targets(target, Path.cwd())), **good)
    try:
        discover.refuse_conflict()
        plan = site.planned(chosen, Path.cwd(), output)
    except AutodocgenError as error:
        errors.append(error)
    if errors:
        raise ConfigurationError(tuple(errors))
    return plan


def _errors(
    output: Path, values: Mapping[str, object], processes: Any
) -> Iterator[AutodocgenError]:
    if "packages" in values:
        yield SettingError("packages", values["packages"], "'codebase' sets the packages")
    if exists(output) and not is_folder(output):
        yield TargetNotFoundError(str(output), "the output must be a folder")
    if not isinstance(processes, int) or processes < 1:
        yield SettingError("processes", processes, "expected int >= 1")


def _result(
    plan: site.Plan,
    report: Report,
    artifacts: dict[str, Path],
    status: Status,
    problems: tuple[Problem, ...],
) -> BuildResult:
    performance = Performance(
        seconds=report.seconds,
        memory=report.memory,
        analysed=report.analysed,
        cached=report.cached,
        retried=report.retried,
        quarantined=report.quarantined,
        resumed=report.resumed,
        degraded=tuple(report.degraded),
    )
    return BuildResult(
        Summary(status, len(plan.sources), report.total),
        tuple(Stage(name, report.steps[name], report.cpu[name]) for name in report.steps),
        performance,
        artifacts,
        problems,
    )

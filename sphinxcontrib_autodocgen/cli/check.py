"""``check``: fail where complexity or missing docstrings are beyond a limit."""

from __future__ import annotations

import argparse
import math
import os
import sys
from pathlib import Path
from typing import Any, cast

import msgspec

from .. import gates, git, pipeline
from ..errors import SettingError
from ..model import Project
from ..report import Report
from ..settings import Metric, Settings
from .common import (
    DONE,
    DONE_WITH_RECORDS,
    add_settings,
    chosen_settings,
    number,
    own_packages,
    print_problems,
    refuse_nothing,
    write_lines,
)

__all__ = ["add"]

_GATES: dict[str, Metric] = {
    "max_cyclomatic": "cyclomatic",
    "max_cognitive": "cognitive",
    "max_nesting": "nesting",
    "max_length": "length",
    "min_maintainability": "maintainability",
}
"""The flags that set a limit."""


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "check",
        help="fail where complexity or missing docstrings are beyond a limit",
        description="Compare complexity and docstring coverage with limits, without importing "
        "anything, and fail if something is beyond one.",
    )
    command.add_argument(
        "targets",
        metavar="PATH",
        nargs="*",
        help="import name, file or folder; default: the project's packages",
    )
    limits = command.add_argument_group("limits", "A number, or 'off'. Default: the thresholds.")
    for flag, metric in _GATES.items():
        least, _, _ = flag.partition("_")
        word = "least" if least == "min" else "greatest"
        option = f"--{flag.replace('_', '-')}"
        title = gates.RULES[metric][0].lower()
        limits.add_argument(option, metavar="N", help=f"{word} {title} that passes")
    _add_check_scope(command)
    command.add_argument("--format", choices=tuple(gates.formats.FORMATS), default="text")
    command.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write the format there, and text to standard output",
    )
    command.add_argument(
        "--badge", type=Path, metavar="FILE", help="write a badge of docstring coverage, an SVG"
    )
    add_settings(command)
    command.set_defaults(run=_check)


def _add_check_scope(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="fail only for what is new or worse",
    )
    command.add_argument(
        "--write-baseline", type=Path, metavar="FILE", help="write all findings as the new baseline"
    )
    command.add_argument(
        "--diff", metavar="REF", help="judge only what has changed lines since this git revision"
    )


def _check(options: argparse.Namespace) -> int:
    if options.write_baseline and (options.baseline or options.diff):
        reason = "a baseline is made of all findings, without --baseline and --diff"
        raise SettingError("write-baseline", str(options.write_baseline), reason)
    known = gates.baseline.read(options.baseline) if options.baseline else None
    project, verdict = _judge(options)
    if options.badge:
        options.badge.write_text(gates.badge.svg(verdict.coverage), encoding="utf-8")
    print_problems(project)
    if options.write_baseline:
        return _write_baseline(options.write_baseline, verdict)
    if known is not None:
        partial = options.diff is not None
        verdict = gates.baseline.compare(verdict, known, project, partial=partial)
    _print_verdict(verdict, options.format, options.output)
    return DONE_WITH_RECORDS if verdict.failed else DONE


def _judge(options: argparse.Namespace) -> tuple[Project, gates.Verdict]:
    """Analyse what is to be checked, and compare it with the limits."""
    base = Path.cwd()
    targets = options.targets or own_packages(base)
    chosen = _with_limits(chosen_settings(options, targets), options)
    report = Report()
    project = pipeline.measured(chosen, base, report)
    refuse_nothing(project)
    return project, gates.judge(project, chosen, base, report, _changes(project, options.diff))


def _with_limits(chosen: Settings, options: argparse.Namespace) -> Settings:
    """Put the limits of the flags over the thresholds.

    Raises:
        SettingError: If one is neither a number nor ``off``.
    """
    limits = dict(chosen.thresholds)
    for flag, metric in _GATES.items():
        given = getattr(options, flag)
        if given == "off":
            limits[metric] = "off"
        elif given is not None:
            limits[metric] = _limit(flag, given)
    return msgspec.structs.replace(chosen, thresholds=limits)


def _limit(flag: str, given: str) -> float:
    value = number(given)
    if isinstance(value, str) or not 0 <= value < math.inf:
        raise SettingError(flag.replace("_", "-"), given, "expected a number, 0 or more, or 'off'")
    return value


def _changes(project: Project, revision: str | None) -> gates.Changes | None:
    if revision is None:
        return None
    paths = [Path(module.path) for module in project.modules.values()]
    return cast("gates.Changes", git.changed_lines(paths, revision))


def _write_baseline(path: Path, verdict: gates.Verdict) -> int:
    gates.baseline.write(path, verdict)
    objects = {finding.object for finding in verdict.findings if finding.rule != "coverage"}
    print(f"{path}: {len(objects)} objects beyond a limit")
    return DONE_WITH_RECORDS if verdict.problems else DONE


def _print_verdict(verdict: gates.Verdict, form: str, output: Path | None) -> None:
    """Print a verdict; with a file for the format, text is for whoever reads the log."""
    lines = gates.formats.FORMATS[form](verdict)
    if output is not None:
        with output.open("w", encoding="utf-8") as stream:
            write_lines(lines, stream)
        lines = gates.formats.text(verdict)
    write_lines(lines, sys.stdout)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as stream:
            write_lines(gates.formats.summary(verdict), stream)

"""``check``: fail where complexity or missing docstrings are beyond a limit."""

from __future__ import annotations

import argparse
import math
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import quote

import msgspec

from .. import analyze, files, git, pipeline
from ..errors import SettingError
from ..model import Project
from ..quality import baseline, checks, finding_formats, freshness
from ..quality.findings import RULES, CheckResult
from ..report import Report
from ..settings import Metric, Settings
from .common import (
    DONE,
    DONE_WITH_RECORDS,
    add_settings,
    chosen_settings,
    exit_code,
    number,
    output_to,
    own_packages,
    print_problems,
    refuse_nothing,
    write_lines,
)

__all__ = ["add"]

_LIMITS: dict[str, Metric] = {
    f"{'min' if RULES[metric].is_minimum else 'max'}_{metric}": metric
    for metric in get_args(Metric)
}
"""The flags that set a limit."""


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "check",
        help="fail if complexity or docstring coverage is beyond a limit",
        description="Compare complexity and docstring coverage with limits, without importing "
        "anything, and fail if a limit is exceeded.",
    )
    command.add_argument(
        "targets",
        metavar="PATH",
        nargs="*",
        help="import name, file or folder; default: the project's packages",
    )
    limits = command.add_argument_group("limits", "A number, or 'off'. Default: the thresholds.")
    for flag, metric in _LIMITS.items():
        word = "minimum" if RULES[metric].is_minimum else "maximum"
        option = f"--{flag.replace('_', '-')}"
        title = RULES[metric].title.lower()
        limits.add_argument(option, metavar="N", help=f"{word} {title} that passes")
    _add_check_scope(command)
    _add_lists(command)
    command.add_argument("--format", choices=tuple(finding_formats.FORMATS), default="text")
    command.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write the format to FILE, and text to standard output",
    )
    command.add_argument(
        "--badge", type=Path, metavar="FILE", help="write an SVG badge of docstring coverage"
    )
    add_settings(command, "src --cache off", without="fresh")
    command.set_defaults(run=_check)


def _add_lists(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--suggest",
        action="store_true",
        help="for each function beyond a limit, name the block to extract into a function",
    )
    command.add_argument(
        "--missing",
        action="store_true",
        help="also list the public objects without a docstring by an author, and where they are",
    )
    command.add_argument(
        "--fresh",
        dest="dated",
        action="store_true",
        help="also report docstrings that are older than a change of their code, by git",
    )
    command.add_argument(
        "--drift",
        action="store_true",
        help="like --fresh, and also report docstrings whose code was mostly rewritten",
    )


def _add_check_scope(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="fail only for new or worse findings",
    )
    command.add_argument(
        "--write-baseline", type=Path, metavar="FILE", help="write all findings as the new baseline"
    )
    command.add_argument(
        "--diff",
        metavar="REF",
        help="check only objects with lines changed since this git revision",
    )


def _check(options: argparse.Namespace) -> int:
    if options.write_baseline and (options.baseline or options.diff):
        reason = "a baseline is made of all findings, without --baseline and --diff"
        raise SettingError("write-baseline", str(options.write_baseline), reason)
    known = baseline.read(options.baseline) if options.baseline else None
    project, verdict = _judge(options)
    if options.badge:
        files.write(options.badge, finding_formats.badge(verdict.coverage))
    print_problems(project.problems)
    if options.write_baseline:
        return _write_baseline(options.write_baseline, verdict)
    if known is not None:
        partial = options.diff is not None
        verdict = baseline.compare(verdict, known, project, partial=partial)
    _print_verdict(verdict, options.format, options.output)
    _print_lists(verdict, options)
    return DONE_WITH_RECORDS if verdict.failed else DONE


def _print_lists(verdict: CheckResult, options: argparse.Namespace) -> None:
    """Print what was asked for besides the findings."""
    if options.suggest:
        write_lines(_suggested(verdict, options), sys.stdout)
    if options.format in ("text", "github") or options.output:
        write_lines(finding_formats.missing(verdict), sys.stdout)


def _suggested(verdict: CheckResult, options: argparse.Namespace) -> Iterator[str]:
    """Yield a line for each function from which a block is best taken out."""
    base = Path.cwd()
    chosen = _with_limits(chosen_settings(options, options.targets or own_packages(base)), options)
    functions = [f for f in verdict.findings if f.kind in ("function", "method")]
    lines: dict[str, set[int]] = {}
    for finding in functions:
        lines.setdefault(finding.path, set()).add(finding.line)
    for path, wanted in lines.items():
        found = analyze.suggested(base / path, chosen, frozenset(wanted))
        names = {f.line: f.object for f in functions if f.path == path}
        yield from (
            finding_formats.suggestion(path, names[line], found[line]) for line in sorted(found)
        )


def _judge(options: argparse.Namespace) -> tuple[Project, CheckResult]:
    """Analyse what is to be checked, and compare it with the limits."""
    base = Path.cwd()
    targets = options.targets or own_packages(base)
    chosen = _with_limits(chosen_settings(options, targets), options)
    report = Report()
    project = pipeline.measured(chosen, base, report)
    refuse_nothing(project)
    history = checks.GitFacts(_changes(project, options.diff))
    if options.dated or options.drift:
        paths = [Path(module.path) for module in project.modules.values()]
        late, problems = freshness.late(paths, chosen, drift=options.drift)
        project = Project(project.modules.values(), (*project.problems, *problems))
        history = history._replace(late=late)
    verdict = checks.judge(project, chosen, base, report, history)
    if options.missing:
        found = checks.undocumented(project, chosen, base, history.changes)
        verdict = msgspec.structs.replace(verdict, missing=found)
    return project, verdict


def _with_limits(chosen: Settings, options: argparse.Namespace) -> Settings:
    """Put the limits of the flags over the thresholds.

    Raises:
        SettingError: If one is neither a number nor ``off``.
    """
    limits = dict(chosen.thresholds)
    for flag, metric in _LIMITS.items():
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


def _changes(project: Project, revision: str | None) -> checks.Changes | None:
    if revision is None:
        return None
    paths = [Path(module.path) for module in project.modules.values()]
    return cast("checks.Changes", git.changed_lines(paths, revision))


def _write_baseline(path: Path, verdict: CheckResult) -> int:
    baseline.write(path, verdict)
    objects = {finding.object for finding in verdict.findings if finding.rule != "coverage"}
    print(f"{path}: {len(objects)} objects beyond a limit")
    return exit_code(verdict.problems)


def _print_verdict(verdict: CheckResult, form: str, output: Path | None) -> None:
    """Print a verdict; with a file for the format, text is for whoever reads the log."""
    lines = finding_formats.FORMATS[form](verdict)
    if output is not None:
        with output_to(output) as stream:
            write_lines(lines, stream)
        lines = finding_formats.text(verdict)
    write_lines(lines, sys.stdout)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as stream:
            write_lines(finding_formats.summary(verdict, _sources()), stream)


def _sources() -> str:
    """Return where GitHub shows the folder of a workflow's step, empty if it doesn't say."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_WORKSPACE")
    server, repository, commit, root = (os.environ.get(name, "") for name in names)
    here = Path.cwd()
    if not (server and repository and commit and root) or not here.is_relative_to(root):
        return ""
    folder = quote(here.relative_to(root).as_posix())
    return f"{server}/{repository}/blob/{commit}/{folder}".removesuffix("/.")

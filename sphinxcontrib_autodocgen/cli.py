"""The command line face: what can be done without a ``conf.py``.

Each command is one function from parsed arguments to an exit code: 0 done, 1 done but something
could not be read or is beyond a limit, 2 wrong usage, 3 stopped by the user. Whatever goes wrong is
one line on standard error.
"""

from __future__ import annotations

import argparse
import codecs
import json
import math
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NoReturn, TextIO, cast

import msgspec

from . import discover, docstring, gates, git, model, pipeline, settings
from .errors import AutodocgenError, BuildError, SettingError, TargetNotFoundError
from .model import Object, Project
from .report import Report
from .settings import Metric, Settings

__all__ = ["main"]

DONE, DONE_WITH_RECORDS, USAGE, STOPPED = range(4)

_GATES: dict[str, Metric] = {
    "max_cyclomatic": "cyclomatic",
    "max_cognitive": "cognitive",
    "max_nesting": "nesting",
    "max_length": "length",
    "min_maintainability": "maintainability",
}
"""The flags of `check` that set a limit."""

_TABLES = ("threshold_overrides",)
"""Settings that are a table of tables, for which a flag would be no help."""

_TESTS = ("*.tests", "*.tests.*", "*.test", "*.test.*", "*.test_*", "*.conftest")
"""Modules that are nobody's API; `build` leaves them out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Args:
        arguments: The words after the program's name; those of this process if None.

    Returns:
        The exit code.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        discover.refuse_conflict()
        return int(options.run(options))
    except AutodocgenError as error:
        print(f"autodocgen: {error}", file=sys.stderr)
        return STOPPED if isinstance(error, BuildError) else USAGE
    except KeyboardInterrupt:
        print("autodocgen: stopped", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        print(f"autodocgen: {place}{error.strerror or error}", file=sys.stderr)
        return USAGE


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line; all of its usage would hide it."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to find help, and exit."""
        self.exit(USAGE, f"autodocgen: {message}; see '{self.prog} --help'\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m sphinxcontrib_autodocgen",
        description="API documentation that is complete on the day it is first built.",
        epilog="Exit codes: 0 done; 1 done, but something could not be read or is beyond a "
        "limit; 2 wrong usage; 3 stopped. Options are also read from [tool.autodocgen] in "
        "pyproject.toml.",
    )
    release = version("sphinxcontrib-autodocgen")
    parser.add_argument("--version", action="version", version=f"%(prog)s {release}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_build(commands)
    _add_inspect(commands)
    _add_check(commands)
    return parser


def _add_build(commands: Any) -> None:
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
    _add_settings(command)
    command.set_defaults(run=_build)


def _add_inspect(commands: Any) -> None:
    command = commands.add_parser(
        "inspect",
        help="print what is known of a package, written and inferred",
        description="Analyse packages, modules or files without importing them, and print every "
        "object with its signature, inferred types, generated docstring and metrics.",
    )
    command.add_argument("targets", metavar="PATH", nargs="+", help="import name, file or folder")
    command.add_argument("--format", choices=("json", "table"), default="table")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    _add_settings(command)
    command.set_defaults(run=_inspect)


def _add_check(commands: Any) -> None:
    command = commands.add_parser(
        "check",
        help="fail where complexity or missing docstrings are beyond a limit",
        description="Compare complexity and docstring coverage with limits, without importing "
        "anything, and fail if something is beyond one.",
    )
    command.add_argument(
        "targets",
        metavar="TARGET",
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
    _add_settings(command)
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


def _add_settings(command: argparse.ArgumentParser) -> None:
    """Add a flag for each setting; what isn't given is left to pyproject.toml and the default."""
    group = command.add_argument_group("settings")
    for option in settings.options():
        if option.name in ("packages", *_TABLES):
            continue
        flag = f"--{option.name.replace('_', '-')}"
        help_text = f"{option.help} Default: {_shown(option.default)}".replace("%", "%%")
        if isinstance(option.default, bool):
            group.add_argument(
                flag, action=argparse.BooleanOptionalAction, default=None, help=help_text
            )
        else:
            group.add_argument(flag, metavar=_metavar(option.default), help=help_text)


def _shown(default: object) -> str:
    if isinstance(default, dict):
        return ",".join(f"{key}={value:g}" for key, value in default.items())
    if isinstance(default, list):
        return ",".join(default) or "none"
    return str(default) or "none"


def _metavar(default: object) -> str:
    if isinstance(default, dict):
        return "NAME=N,..."
    return "A,B,..." if isinstance(default, list) else "VALUE"


def _settings(options: argparse.Namespace, targets: Sequence[str]) -> Settings:
    """Merge flags over pyproject.toml over defaults.

    Raises:
        SettingError: If a value is wrong; on the command line there's no silent default.
    """
    values = dict(settings.from_pyproject(Path.cwd()))
    for option in settings.options():
        given = getattr(options, option.name, None)
        if given is not None:
            values[option.name] = _value(given, option.default)
    values["packages"] = list(targets)
    return settings.exact(values)


def _value(given: Any, default: object) -> Any:
    """Turn a flag's text into what a configuration file would hold."""
    if not isinstance(given, str):
        return given
    if isinstance(default, list):
        return [part for part in given.split(",") if part]
    if isinstance(default, dict):
        pairs = (part.partition("=") for part in given.split(",") if part)
        return {key: _number(value) for key, _, value in pairs}
    return _number(given) if isinstance(default, int | float) else given


def _number(text: str) -> int | float | str:
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def _inspect(options: argparse.Namespace) -> int:
    chosen = _settings(options, options.targets)
    project = pipeline.run(chosen, Path.cwd())
    _refuse_nothing(project)
    if options.output is None:
        _print_project(project, chosen, options.format, sys.stdout)
        sys.stdout.flush()
    else:
        with options.output.open("w", encoding="utf-8") as stream:
            _print_project(project, chosen, options.format, stream)
    _print_problems(project)
    return DONE_WITH_RECORDS if project.problems else DONE


def _print_problems(project: Project) -> None:
    for problem in project.problems:
        text = problem.message if problem.kind == "missing" else problem
        print(f"autodocgen: {text}", file=sys.stderr)


def _refuse_nothing(project: Project) -> None:
    """Treat a target that isn't there as wrong usage, if nothing else was found.

    Raises:
        TargetNotFoundError: If so.
    """
    missing = [problem for problem in project.problems if problem.kind == "missing"]
    if not project.modules and missing:
        raise TargetNotFoundError(missing[0].path, missing[0].message.partition(": ")[2])


def _print_project(project: Project, chosen: Settings, form: str, stream: TextIO) -> None:
    if form == "json":
        style = pipeline.style_of(project, chosen)
        document = model.to_json(project, lambda obj: docstring.generated(obj, chosen, style))
        unicode = codecs.lookup(stream.encoding or "ascii").name == "utf-8"
        json.dump(document, stream, indent=1, ensure_ascii=not unicode)
        stream.write("\n")
    else:
        _write_lines(_table(project, chosen), stream)


def _write_lines(lines: Iterable[str], stream: TextIO) -> None:
    """Write lines, with what a stream can't take as escapes."""
    encoding = stream.encoding or "ascii"
    for line in lines:
        stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def _table(project: Project, chosen: Settings) -> Iterator[str]:
    """Yield the lines of the readable form: one for each public object."""
    for module in project.modules.values():
        yield f"{module.name}  ({module.path})"
        yield f"  {'line':>5}  {'docstring':<9}  {'complexity':<10}  object"
        for obj in module.objects:
            if obj.is_public:
                yield f"  {obj.line:>5}  {_state(obj, chosen):<9}  {_rank(obj):<10}  {_head(obj)}"
        yield ""


def _state(obj: Object, chosen: Settings) -> str:
    if obj.docstring is not None:
        return "written"
    return "generated" if docstring.generated(obj, chosen, "rest") else "missing"


def _rank(obj: Object) -> str:
    if obj.metrics is None:
        return ""
    return f"{obj.metrics.cyclomatic:>3} {obj.metrics.rank}"


def _head(obj: Object) -> str:
    """Write an object in one line: kind, name, parameters and result with inferred types."""
    result = obj.yields or obj.returns
    if obj.kind not in ("function", "method"):
        known = _type(result if result and obj.kind == "property" else obj)
        return f"{obj.kind} {obj.name}{f': {known}' if known else ''}"
    parts = [_parameter(parameter) for parameter in obj.parameters]
    known = _type(result) if result else None
    arrow = "yields" if obj.yields else "->"
    return f"{obj.kind} {obj.name}({', '.join(parts)}){f' {arrow} {known}' if known else ''}"


def _type(typed: Object | model.Result | model.Parameter) -> str | None:
    if typed.annotation is not None or typed.type is None:
        return typed.annotation
    return f"{typed.type.text} (inferred)"


def _parameter(parameter: model.Parameter) -> str:
    star = {"var-positional": "*", "var-keyword": "**"}.get(parameter.kind, "")
    known = _type(parameter)
    default = f" = {_brief(parameter.default)}" if parameter.default is not None else ""
    return f"{star}{parameter.name}{f': {known}' if known else ''}{default}"


def _brief(default: str) -> str:
    return default if len(default) <= 24 else f"{default[:20]}..."


def _build(options: argparse.Namespace) -> int:
    chosen = _settings(options, [discover.from_anywhere(options.package, Path.cwd())])
    chosen = msgspec.structs.replace(chosen, exclude=(*chosen.exclude, *_TESTS))
    sources, missing = discover.sources(chosen, Path.cwd())
    if missing:
        raise TargetNotFoundError(options.package, missing[0].message.partition(": ")[2])
    if not sources:
        raise TargetNotFoundError(options.package, "all that is in it is excluded")
    from . import site  # noqa: PLC0415  # Sphinx is dear to import, and only this needs it

    count = "1 module" if len(sources) == 1 else f"{len(sources)} modules"
    print(f"building the documentation of {options.package} ({count})", flush=True)
    result = site.build(
        sources,
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


def _check(options: argparse.Namespace) -> int:
    if options.write_baseline and (options.baseline or options.diff):
        reason = "a baseline is made of all findings, without --baseline and --diff"
        raise SettingError("write-baseline", str(options.write_baseline), reason)
    known = gates.baseline.read(options.baseline) if options.baseline else None
    project, verdict = _judge(options)
    if options.badge:
        options.badge.write_text(gates.badge.svg(verdict.coverage), encoding="utf-8")
    _print_problems(project)
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
    targets = options.targets or _own_packages(base)
    chosen = _with_limits(_settings(options, targets), options)
    report = Report()
    project = pipeline.run(chosen, base, report)
    _refuse_nothing(project)
    return project, gates.judge(project, chosen, base, report, _changes(project, options.diff))


def _own_packages(base: Path) -> list[str]:
    """Return what a project's own configuration says to analyse.

    Raises:
        TargetNotFoundError: If nothing does.
    """
    named = settings.from_pyproject(base).get("packages")
    found = named if named and isinstance(named, list) else discover.default_targets(base)
    if not found:
        raise TargetNotFoundError(".", "name what to check: an import name, a file or a folder")
    return found


def _with_limits(chosen: Settings, options: argparse.Namespace) -> Settings:
    """Put the limits of the flags over the thresholds.

    Raises:
        SettingError: If one is neither a number nor ``off``.
    """
    limits = dict(chosen.thresholds)
    for flag, metric in _GATES.items():
        given = getattr(options, flag)
        if given == "off":
            limits.pop(metric, None)
        elif given is not None:
            limits[metric] = _limit(flag, given)
    return msgspec.structs.replace(chosen, thresholds=limits)


def _limit(flag: str, given: str) -> float:
    value = _number(given)
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
            _write_lines(lines, stream)
        lines = gates.formats.text(verdict)
    _write_lines(lines, sys.stdout)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if form == "github" and summary:
        with Path(summary).open("a", encoding="utf-8") as stream:
            _write_lines(gates.formats.summary(verdict), stream)

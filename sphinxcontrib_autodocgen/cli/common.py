"""What all commands share: exit codes, a flag for each setting, and lines that any stream takes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from .. import discover, settings
from ..errors import ObjectNotFoundError, TargetNotFoundError
from ..model import Object, Project
from ..settings import Option, Settings
from ..surface import surface_of

__all__ = [
    "DONE",
    "DONE_WITH_RECORDS",
    "STOPPED",
    "USAGE",
    "add_settings",
    "chosen_settings",
    "find",
    "number",
    "own_packages",
    "print_problems",
    "refuse_nothing",
    "write_lines",
]

DONE, DONE_WITH_RECORDS, USAGE, STOPPED = range(4)

_TABLES = ("diff_ignore", "threshold_overrides")
"""Settings that are tables of tables, for which a flag would be no help."""


def add_settings(command: argparse.ArgumentParser) -> None:
    """Add a flag for each setting; what isn't given is left to pyproject.toml and the default."""
    group = command.add_argument_group(
        "settings", "Also read from [tool.autodocgen] in pyproject.toml; a flag goes before it."
    )
    command.formatter_class = _Formatter
    for option in _flags():
        flag = f"--{option.name.replace('_', '-')}"
        help_text = f"{option.help} Default: {_shown(option.default)}".replace("%", "%%")
        if isinstance(option.default, bool):
            group.add_argument(
                flag, action=argparse.BooleanOptionalAction, default=None, help=help_text
            )
        else:
            group.add_argument(flag, metavar=_metavar(option), help=help_text)


class _Formatter(argparse.HelpFormatter):
    """Help whose first lines name no setting, because all of them would hide the rest."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Write one word for all settings."""
        names = {option.name for option in _flags()}
        some = argparse.Action(["--SETTING"], "", metavar="VALUE")
        shown = [action for action in actions if action.dest not in names]
        super().add_usage(usage, [*shown, some], groups, prefix)


def _flags() -> list[Option]:
    """Return the settings that have a flag."""
    return [o for o in settings.options() if o.name not in ("packages", *_TABLES)]


def _shown(default: object) -> str:
    if isinstance(default, dict):
        return ",".join(f"{key}={value:g}" for key, value in default.items())
    if isinstance(default, list):
        return ",".join(default) or "none"
    return str(default) or "none"


def _metavar(option: Option) -> str:
    if option.choices:
        return f"{{{','.join(filter(None, option.choices))}}}"
    if isinstance(option.default, dict):
        return "NAME=N,..."
    if isinstance(option.default, int | float):
        return "N"
    return "A,B,..." if isinstance(option.default, list) else "TEXT"


def chosen_settings(options: argparse.Namespace, targets: Sequence[str]) -> Settings:
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
        return {key: number(value) for key, _, value in pairs}
    return number(given) if isinstance(default, int | float) else given


def number(text: str) -> int | float | str:
    """Read a number, or return the text if it is none."""
    try:
        return int(text)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text


def print_problems(project: Project) -> None:
    """Print a line on standard error for each thing that went wrong."""
    for problem in project.problems:
        text = problem.message if problem.kind == "missing" else problem
        print(f"autodocgen: {text}", file=sys.stderr)


def refuse_nothing(project: Project) -> None:
    """Treat a target that isn't there as wrong usage, if nothing else was found.

    Raises:
        TargetNotFoundError: If so.
    """
    missing = [problem for problem in project.problems if problem.kind == "missing"]
    if not project.modules and missing:
        raise TargetNotFoundError(missing[0].path, missing[0].message.partition(": ")[2])


def own_packages(base: Path) -> list[str]:
    """Return what a project's own configuration says to analyse.

    Raises:
        TargetNotFoundError: If nothing does.
    """
    named = settings.from_pyproject(base).get("packages")
    found = named if named and isinstance(named, list) else discover.default_targets(base)
    if not found:
        hint = "this folder doesn't say which is its own; name an import name, a file or a folder"
        raise TargetNotFoundError(".", hint)
    return found


def find(project: Project, name: str) -> Object:
    """Return the object of a full name, or the only one whose name ends so.

    A re-exported object has the names that pages show too, and an inherited member those of the
    classes that inherit it.

    Raises:
        ObjectNotFoundError: If there is none, or more than one.
    """
    surface = surface_of(project)
    for names in _meant(project, name):
        found = {obj.name: obj for full in names if (obj := surface.definition(full)) is not None}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise ObjectNotFoundError(name, f"say which one: {_some(sorted(found))}")
    raise ObjectNotFoundError(name, "no such object; 'inspect' lists all there are")


def _meant(project: Project, name: str) -> Iterator[list[str]]:
    """Yield the full names that a name may stand for, the likeliest first."""
    yield [name]
    yield [full for full in project if full.endswith(f".{name}")]
    owner, _, member = name.rpartition(".")
    if owner:
        yield [f"{full}.{member}" for full in project if full.endswith(f".{owner}")]


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def write_lines(lines: Iterable[str], stream: TextIO) -> None:
    """Write lines, with what a stream can't take as escapes."""
    encoding = stream.encoding or "ascii"
    for line in lines:
        stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()

"""Parts of all commands: exit codes, a flag for each setting, and lines that any stream takes."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from .. import discover, files, settings
from ..errors import ObjectNotFoundError, TargetNotFoundError
from ..model import Object, Problem, Project
from ..outputs import one_line, visible
from ..rewrite import Rewritten
from ..settings import Option, Settings
from ..surface import surface_of

__all__ = [
    "DONE",
    "DONE_WITH_RECORDS",
    "INTERRUPTED",
    "STOPPED",
    "USAGE",
    "add_example",
    "add_settings",
    "chosen_settings",
    "exit_code",
    "find",
    "given_settings",
    "number",
    "output_to",
    "own_packages",
    "packages_of",
    "print_diff",
    "print_problems",
    "refuse_nothing",
    "say",
    "write_lines",
]

DONE, DONE_WITH_RECORDS, USAGE, STOPPED = range(4)
INTERRUPTED = 130

_TABLES = ("diff_ignore", "threshold_overrides")
"""Settings that are tables of tables, for which a flag would be no help."""


def add_settings(command: argparse.ArgumentParser, example: str, without: str = "") -> None:
    """Add a flag for each setting, listed by ``--help-settings``, and an example to the help.

    pyproject.toml and the default apply where no flag is given.

    Args:
        command: The parser of the command.
        example: The arguments of a call that shows what it's for.
        without: A setting that has none, because the command has a flag of that name.
    """
    command.formatter_class = _Formatter
    add_example(command, example)
    command.add_argument(
        "--help-settings", action=_SettingsHelp, nargs=0, help="list the flags of all settings"
    )
    for option in _flags():
        if option.name != without:
            _add_flag(command, option, argparse.SUPPRESS)


def add_example(command: argparse.ArgumentParser, example: str) -> None:
    """Add an example to the help of a command.

    Args:
        command: The parser of the command.
        example: The arguments of a call that shows what it's for.
    """
    command.epilog = f"Example: {command.prog} {example}"


def _add_flag(parser: Any, option: Option, text: str) -> None:
    flag = f"--{option.name.replace('_', '-')}"
    if isinstance(option.default, bool):
        parser.add_argument(flag, action=argparse.BooleanOptionalAction, default=None, help=text)
    else:
        parser.add_argument(flag, metavar=_metavar(option), help=text)


class _SettingsHelp(argparse.Action):
    """Prints every setting with its default, and exits."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print the help of a parser that has the settings only."""
        listing = argparse.ArgumentParser(parser.prog, add_help=False, formatter_class=_Formatter)
        group = listing.add_argument_group(
            "settings", "Also read from [tool.autodocgen] in pyproject.toml; flags override it."
        )
        for option in _flags():
            text = f"{option.help} Default: {_shown(option.default)}"
            _add_flag(group, option, text.replace("%", "%%"))
        listing.print_help()
        parser.exit()


class _Formatter(argparse.HelpFormatter):
    """Help whose usage names no option, because all of them would hide the rest."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],  # noqa: ARG002
        prefix: str | None = None,
    ) -> None:
        """Write one word for all options; the list below says which there are."""
        some = argparse.Action(["--OPTION"], "", metavar="VALUE")
        shown = [action for action in actions if not action.option_strings]
        super().add_usage(usage, [*shown, some], [], prefix)


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


def chosen_settings(
    options: argparse.Namespace, targets: Sequence[str], base: Path | None = None
) -> Settings:
    """Merge flags over pyproject.toml over defaults.

    Args:
        options: The flags.
        targets: What is analysed.
        base: A folder of the project; None for the current one.

    Raises:
        SettingError: If a value is wrong; on the command line there's no silent default.
    """
    stated = settings.from_pyproject(base or Path.cwd())
    return settings.exact({**stated, **given_settings(options), "packages": list(targets)})


def given_settings(options: argparse.Namespace) -> dict[str, Any]:
    """Return the settings whose flags were given, as a configuration file would hold them."""
    given = ((option, getattr(options, option.name, None)) for option in settings.options())
    return {o.name: _value(text, o.default) for o, text in given if text is not None}


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


def say(text: object) -> None:
    """Print one line on standard error."""
    write_lines([f"autodocgen: {one_line(str(text))}"], sys.stderr)


def print_problems(problems: Iterable[Problem]) -> None:
    """Print a line on standard error for each thing that went wrong."""
    for problem in problems:
        text = problem.message if problem.kind == "missing" else problem
        say(text)


def exit_code(problems: Iterable[Problem]) -> int:
    """Return what a command that is done exits with: 1 if something could not be read."""
    return DONE_WITH_RECORDS if any(problem.is_loss for problem in problems) else DONE


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


def packages_of(name: str, base: Path) -> list[str]:
    """Return the packages of a project, or of a folder that is none the one of an object.

    Args:
        name: The full name of the object.
        base: The folder.

    Raises:
        TargetNotFoundError: If there are none.
    """
    try:
        return own_packages(base)
    except TargetNotFoundError:
        top, dot, _ = name.partition(".")
        if not dot or not discover.is_importable(top):
            raise
        return [top]


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


@contextlib.contextmanager
def output_to(path: Path | None) -> Iterator[TextIO]:
    """Give the stream of a file that is written as a whole, or standard output if None."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with files.replacing(path) as binary:
        stream = io.TextIOWrapper(binary, encoding="utf-8", newline="\n")
        yield stream
        stream.flush()
        stream.detach()


def write_lines(lines: Iterable[str], stream: TextIO) -> None:
    """Write lines, with escapes for what a stream can't take and what a terminal would obey."""
    encoding = stream.encoding or "ascii"
    for line in lines:
        shown = visible(line).encode(encoding, "backslashreplace").decode(encoding)
        stream.write(f"{shown}\n")
    stream.flush()


def print_diff(files: Iterable[Rewritten], base: Path) -> None:
    """Print what would change in files: byte for byte, but what a terminal would obey as escapes.

    Args:
        files: The files before and after.
        base: The folder that their paths are relative to.
    """
    lines = (line for file in files for line in file.diff(base))
    if sys.stdout.isatty():
        texts = (line.decode(errors="backslashreplace").removesuffix("\n") for line in lines)
        write_lines(texts, sys.stdout)
        return
    sys.stdout.flush()
    sys.stdout.buffer.writelines(lines)
    sys.stdout.buffer.flush()

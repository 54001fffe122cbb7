"""The command line face: what can be done without a ``conf.py``.

Each command is a module: its flags, and one function from parsed arguments to an exit code: 0 done,
1 done but something could not be read or is beyond a limit, 2 wrong usage, 3 stopped by the user.
Whatever goes wrong is one line on standard error.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from typing import NoReturn

from .. import discover
from ..errors import AutodocgenError, BuildError
from . import build, changelog, check, diff, feedback, fill, inspect, patterns
from .common import DONE, STOPPED, USAGE

__all__ = ["main"]


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
    for command in (build, inspect, fill, check, changelog, diff, feedback, patterns):
        command.add(commands)
    return parser

"""The command line: everything that needs no ``conf.py``.

Each command is a module: its flags, and one function from parsed arguments to an exit code: 0 done,
1 done but something could not be read or is beyond a limit, 2 wrong usage, 3 stopped by a failure,
and 128 and a signal's number (130 for Ctrl-C) where one ended it.
Whatever goes wrong is one line on standard error.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NoReturn

from .. import discover
from ..cache import complaints
from ..errors import REPORT, AutodocgenError, BuildError, CacheError
from ..outputs import one_line
from . import (
    build,
    cache,
    changelog,
    check,
    demo,
    diff,
    doctor,
    feedback,
    fill,
    init,
    inspect,
    patterns,
    report,
)
from .common import DONE, INTERRUPTED, STOPPED, USAGE, say

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
    options.given = list(sys.argv[1:] if arguments is None else arguments)
    with _stoppable():
        return _done(options)


def _done(options: argparse.Namespace) -> int:
    """Run a command, and say in one line what went wrong."""
    try:
        discover.refuse_conflict()
        complaints()  # what another run in this process had is said
        code = int(options.run(options))
        for line in complaints():
            say(line)
        return code
    except AutodocgenError as error:
        say(error)
        return STOPPED if _is_stopped(error) else USAGE
    except KeyboardInterrupt:
        print("autodocgen: stopped", file=sys.stderr)
        return INTERRUPTED
    except _Stop as stop:
        print("autodocgen: stopped", file=sys.stderr)
        return 128 + stop.number
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        say(_refused(error))
        return STOPPED if _is_fault(error) else USAGE
    except Exception as error:  # noqa: BLE001  # no traceback reaches a user
        say(f"{_described(error)}; please report it at {REPORT}")
        return STOPPED


def _is_stopped(error: AutodocgenError) -> bool:
    """Tell whether a run was begun and couldn't be ended, rather than wrongly asked for."""
    return isinstance(error, BuildError | CacheError) or _is_fault(error.__context__)


def _is_fault(error: BaseException | None) -> bool:
    """Tell whether the system refused something that others may do, as with a full disk."""
    wrong_name = (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)
    return isinstance(error, OSError) and not isinstance(error, wrong_name)


def _refused(error: OSError) -> str:
    """Return in one line what the system refused, and where."""
    place = f"{error.filename}: " if error.filename else ""
    return f"{place}{error.strerror or error}"


def _described(error: Exception) -> str:
    """Return in one line what failed in us, and where."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__}: {error}".partition("\n")[0]
    return f"failed ({said}; {Path(last.filename).name}:{last.lineno})"


class _Stop(BaseException):
    """A signal asks this process to end; what is begun is cleaned up, as for Ctrl-C."""

    def __init__(self, number: int) -> None:
        self.number = number
        super().__init__(number)


def _stop(number: int, _: object) -> NoReturn:
    raise _Stop(number)


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Have signals that end a process leave neither half a file nor a process behind."""
    numbers = [getattr(signal, n) for n in ("SIGTERM", "SIGHUP") if hasattr(signal, n)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []  # only that thread may
    before = {n: signal.getsignal(n) for n in numbers if signal.getsignal(n) == signal.SIG_DFL}
    for number in before:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one line, without its usage, which would hide it."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where to find help, and exit."""
        self.exit(USAGE, f"autodocgen: {one_line(message)}; see '{self.prog} --help'\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="python -m sphinxcontrib_autodocgen",
        description="API documentation that is complete on the day it is first built.",
        epilog="Exit codes: 0 done; 1 done, but something could not be read or is beyond a "
        "limit; 2 wrong usage; 3 stopped by a failure; 128 and more: ended by a signal. Options "
        "are also read from [tool.autodocgen] in pyproject.toml.",
    )
    release = version("sphinxcontrib-autodocgen")
    parser.add_argument("--version", action="version", version=f"%(prog)s {release}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in (
        build,
        inspect,
        fill,
        check,
        changelog,
        diff,
        feedback,
        patterns,
        report,
        cache,
        doctor,
        init,
        demo,
    ):
        command.add(commands)
    return parser

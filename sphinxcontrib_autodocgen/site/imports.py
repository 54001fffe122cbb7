"""Finds out what autodoc can import, and what it must be given a mock of.

The modules are imported in a process of their own, as autodoc imports them, so that one that ends
its process or never ends is found out, and none leaves anything behind. A package that isn't there
is mocked only if a module can't be imported without it: an import that its author guards stays as
it is.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

from sphinx.ext.autodoc.mock import mock  # type: ignore[attr-defined]

__all__ = ["Imports", "probe"]

_SECONDS = 60
"""Maximum time for all modules, after which another one is given up."""

_MOST_MOCKS = 50


class Imports(NamedTuple):
    """Outcome of importing modules.

    Attributes:
        mocked: The top-level packages that aren't there, and must be for the modules' sake.
        failed: By module that can't be imported all the same, the reason.
    """

    mocked: tuple[str, ...]
    failed: dict[str, str]


def probe(modules: Sequence[str], roots: Sequence[str]) -> Imports:
    """Import modules in another process.

    Args:
        modules: Their names.
        roots: The folders from which they are importable.
    """
    mocked: dict[str, None] = {}
    failed: dict[str, str] = {}
    left = list(modules)
    while left:
        lines, ending = _run(left, roots, list(mocked))
        for line in lines:
            if "mocked" in line:
                mocked[line["mocked"]] = None
            if "failed" in line:
                failed[line["module"]] = line["failed"]
        reached = [line["module"] for line in lines if "module" in line]
        if len(reached) == len(left):
            break
        failed[left[len(reached)]] = ending  # the process ended while it was importing this one
        left = left[len(reached) + 1 :]
    return Imports(tuple(sorted(mocked)), failed)


def _run(
    modules: list[str], roots: Sequence[str], mocked: list[str]
) -> tuple[list[dict[str, str]], str]:
    """Return what the other process said, and how it ended."""
    asked = json.dumps({"modules": modules, "roots": list(roots), "mocked": mocked})
    command = [sys.executable, "-m", __name__]
    try:
        done = subprocess.run(  # noqa: S603  # this module
            command,
            input=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        said = error.stdout or b""
        text = said.decode(errors="replace") if isinstance(said, bytes) else said
        return _lines(text), f"it isn't imported after {_SECONDS} seconds"
    return _lines(done.stdout), f"it ends the process, with code {done.returncode}"


def _lines(text: str) -> list[dict[str, str]]:
    return [json.loads(line) for line in text.splitlines() if line.startswith("{")]


def _answer() -> None:
    """Import what standard input names, and tell of each on standard output."""
    asked = json.load(sys.stdin)
    sys.path[:0] = asked["roots"]
    mocked = list(asked["mocked"])
    out = os.fdopen(os.dup(1), "w")  # not of modules that write to standard output as a file
    os.dup2(2, 1)
    for name in asked["modules"]:
        before = len(mocked)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            reason = _import(name, mocked)
        for new in mocked[before:]:
            print(json.dumps({"mocked": new}), file=out)
        line = {"module": name} | ({"failed": reason} if reason else {})
        print(json.dumps(line), file=out, flush=True)


def _import(name: str, mocked: list[str]) -> str:
    """Import a module, with mocks of what it lacks; return why it can't be, empty if it can."""
    unmockable = ("", name.partition(".")[0])
    while True:
        try:
            with mock(mocked):
                importlib.import_module(name)
        except ModuleNotFoundError as error:
            lacking = (error.name or "").partition(".")[0]
            if lacking in (*unmockable, *mocked) or len(mocked) > _MOST_MOCKS:
                return _reason(error)
            mocked.append(lacking)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001  # whatever a module does when it's imported
            return _reason(error)
        else:
            return ""


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]


if __name__ == "__main__":
    _answer()

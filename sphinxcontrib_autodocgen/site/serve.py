"""Shows a site in a browser, to this machine alone, and rebuilds it when a file changes."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from ..errors import BuildError
from . import WORK

__all__ = ["serve"]

_HOST = "127.0.0.1"

_REBUILD = (
    "import subprocess, sys; "
    "sys.exit({1: 0}.get(code := subprocess.run(sys.argv[1:]).returncode, code))"
)
"""Runs a command, and takes it for done too if something could not be read."""


def serve(
    output: Path, watched: Iterable[Path], command: Sequence[str], port: int, *, is_opened: bool
) -> None:
    """Build a site, serve it until the user stops it, and rebuild it when a file changes.

    Args:
        output: The folder of the site.
        watched: The files and folders whose changes count.
        command: The arguments of the command that builds it.
        port: The port that is listened to; 0 for any that is free.
        is_opened: Whether a browser is opened.

    Raises:
        BuildError: If sphinx-autobuild isn't installed.
    """
    try:
        from sphinx_autobuild.__main__ import main  # noqa: PLC0415  # an extra
    except ImportError:
        raise BuildError("--serve needs sphinx-autobuild: install the extra 'serve'") from None
    work = output.resolve() / WORK
    (work / "source").mkdir(parents=True, exist_ok=True)
    build = [sys.executable, "-m", "sphinxcontrib_autodocgen", *command]
    main(
        [
            *("--host", _HOST, "--port", str(port), "--delay", "0"),
            *(word for path in watched for word in ("--watch", str(path))),
            *("--pre-build", shlex.join([sys.executable, "-c", _REBUILD, *build])),
            *(["--open-browser"] if is_opened else []),
            *("-Q", "-d", str(work / "doctrees"), str(work / "source"), str(output.resolve())),
        ]
    )

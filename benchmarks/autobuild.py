"""Runs sphinx-autobuild on a small project, edits a module, and counts the builds.

    python benchmarks/autobuild.py [--quiet-for SECONDS]

There has to be one build at the start and one after the edit, and none by itself. The exit status
is 1 if there are more or fewer.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_ROOT = Path(__file__).parents[1] / "tests" / "roots" / "test-linked"
_DONE = "build succeeded"
_PATIENCE = 120.0


def main() -> int:
    """Print how many builds there were, and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quiet-for", type=float, default=10.0, metavar="SECONDS")
    quiet = parser.parse_args().quiet_for
    with tempfile.TemporaryDirectory() as name:
        source = Path(shutil.copytree(_ROOT, Path(name) / "docs"))
        log = Path(name) / "log.txt"
        command = [sys.executable, "-m", "sphinx_autobuild", "--port", "0", ".", "_build"]
        with (
            log.open("w") as output,
            subprocess.Popen(command, cwd=source, stdout=output, stderr=output) as server,
        ):
            try:
                counts = [_settled(log, 1, quiet)]
                module = source / "linked" / "two.py"
                module.write_text(module.read_text().replace("return 42", "return 4.2"))
                counts.append(_settled(log, 2, quiet))
            finally:
                server.terminate()
        print(f"builds at the start: {counts[0]}, after an edit: {counts[1] - counts[0]}")
        if counts != [1, 2]:
            print(log.read_text(), file=sys.stderr)
        return 0 if counts == [1, 2] else 1


def _settled(log: Path, count: int, quiet: float) -> int:
    """Wait for a number of builds and then a while longer; return how many there are."""
    end = time.monotonic() + _PATIENCE
    while log.read_text().count(_DONE) < count and time.monotonic() < end:
        time.sleep(0.2)
    time.sleep(quiet)
    return log.read_text().count(_DONE)


if __name__ == "__main__":
    sys.exit(main())

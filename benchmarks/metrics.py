"""Measures what the metrics cost, in CPU time, next to reading and parsing the same files.

    python benchmarks/metrics.py DIRECTORY... [--repeat N] [--radon]

The rows take turns file by file, so that a change of the machine's speed hits all of them; each is
the median of the repetitions. With ``--radon`` the same numbers are also taken from radon's
functions and from its command line, once each; that is quadratic in the length of a statement, so
it may take long.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import os
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from radon.complexity import cc_visit
from radon.metrics import h_visit, mi_visit

from sphinxcontrib_autodocgen.analyze.complexity import count
from sphinxcontrib_autodocgen.analyze.linecount import LineCounts, split_lines
from sphinxcontrib_autodocgen.analyze.metrics import measure

Step = Callable[[ast.Module, str], object]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--radon", action="store_true", help="also run radon, which is slow")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    paths = list(_readable(arguments.directories))
    steps: dict[str, Step] = {
        "read and parse": lambda *_: None,
        "  + walk": lambda tree, text: count(tree, split_lines(text)),
        "  + line counts": lambda _, text: LineCounts(split_lines(text)),
        "  + measure (all)": measure,
    }
    turns = [_seconds(paths, list(steps.values())) for _ in range(arguments.repeat)]
    rows = dict(zip(steps, map(statistics.median, zip(*turns, strict=True)), strict=True))
    if arguments.radon:
        [rows["radon's functions"]] = _seconds(paths, [lambda _, text: _radon(text)])
        rows["radon's commands"] = _radon_commands(arguments.directories)
    print(
        f"{len(paths):,} files, {sum(map(_lines, paths)):,} lines, Python {sys.version.split()[0]}"
    )
    for name, seconds in rows.items():
        print(f"{name:20} {seconds:9.2f} s {seconds / rows['read and parse']:7.2f} x")


def _readable(directories: Iterable[Path]) -> Iterable[Path]:
    for path in sorted(path for folder in directories for path in folder.rglob("*.py")):
        try:
            _parse(path)
        except (SyntaxError, ValueError):
            continue
        yield path


def _parse(path: Path) -> tuple[ast.Module, str]:
    text = importlib.util.decode_source(path.read_bytes())
    return ast.parse(text), text


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def _seconds(paths: Iterable[Path], steps: Sequence[Step]) -> list[float]:
    totals = [0.0] * len(steps)
    for path in paths:
        for number, step in enumerate(steps):
            start = time.process_time()
            step(*_parse(path))
            totals[number] += time.process_time() - start
    return totals


def _radon(text: str) -> None:
    cc_visit(text)
    h_visit(text)
    try:
        mi_visit(text, multi=True)
    except SyntaxError:
        print("radon can't take the index of a file", file=sys.stderr)


def _radon_commands(directories: Iterable[Path]) -> float:
    before = os.times()
    for command in ("cc", "hal", "mi"):
        subprocess.run(
            [sys.executable, "-m", "radon", command, "-j", *map(str, directories)],
            check=True,
            stdout=subprocess.DEVNULL,
        )
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


if __name__ == "__main__":
    main()

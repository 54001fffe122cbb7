"""Measures how the analysis grows with a project, and what reading a file costs.

    python benchmarks/size.py read FOLDER [--lines N]
    python benchmarks/size.py grow FOLDER [--parts N]

``read`` reads files of FOLDER, up to N lines (300,000), in one process: the records and metrics of
each against reading and parsing it with ``ast``, in CPU seconds. ``grow`` analyses an eighth, a
quarter, half of the files and all (``--parts 4``), with types and texts, in a process each without
a cache, and prints CPU seconds and peak memory, and the exponents with which these grow with the
lines: the slope of their logarithms, by least squares.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import json
import math
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from sphinxcontrib_autodocgen import analyze, discover
from sphinxcontrib_autodocgen.errors import SourceError
from sphinxcontrib_autodocgen.model import Source
from sphinxcontrib_autodocgen.settings import Settings

_RUN = """
import json, resource, sys
from pathlib import Path
from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.settings import Settings
settings = Settings(packages=tuple(sys.argv[1:]), cache="off", jobs=1)
found = pipeline.run(settings, Path.cwd())
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps([len(found.modules), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""


def main() -> None:
    """Print what is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("read", "grow"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lines", type=int, default=300_000)
    parser.add_argument("--parts", type=int, default=4)
    asked = parser.parse_args()
    if asked.what == "read":
        _read(asked.folder, asked.lines)
    else:
        _grow(asked.folder, asked.parts)


def _lines(path: str) -> int:
    return Path(path).read_bytes().count(b"\n")


def _sources(folder: Path, settings: Settings) -> list[Source]:
    tops = [path for path in sorted(folder.iterdir()) if path.name != "site-packages"]
    chosen = [str(path) for path in tops if path.is_dir() or path.suffix == ".py"]
    found: dict[str, Source] = {}
    for target in chosen:
        with contextlib.suppress(Exception):
            found.update((each.path, each) for each in discover.find(target, folder, settings))
    return list(found.values())


def _read(folder: Path, most: int) -> None:
    settings = Settings(cache="off")
    chosen: list[Source] = []
    total = 0
    for source in _sources(folder, settings):
        lines = _lines(source.path)
        if total + lines <= most:
            total += lines
            chosen.append(source)
    analyze.prepare()
    ways: dict[str, Callable[[Source], object]] = {
        "read and ast.parse": lambda source: ast.parse(Path(source.path).read_bytes()),
        "records and metrics": lambda source: analyze.outline(source, settings),
        "with facts about types": lambda source: analyze.analyze(source, settings),
    }
    print(f"{total} lines, {len(chosen)} files")
    base = None
    for name, way in ways.items():
        seconds = _timed(way, chosen)
        base = base or seconds
        print(f"{name:24}{seconds:8.2f} s{seconds / base:8.1f}")


def _timed(way: Callable[[Source], object], sources: Iterable[Source]) -> float:
    start = time.process_time()
    for source in sources:
        with contextlib.suppress(SourceError, SyntaxError, ValueError):
            way(source)
    return time.process_time() - start


def _grow(folder: Path, parts: int) -> None:
    sources = _sources(folder, Settings(cache="off"))
    points: list[tuple[int, float, float]] = []
    for share in (2**n for n in reversed(range(parts))):
        chosen = sources[::share]
        lines = sum(_lines(source.path) for source in chosen)
        with tempfile.TemporaryDirectory() as place:
            tops = _copied(chosen, Path(place))
            done = subprocess.run(
                [sys.executable, "-P", "-c", _RUN, *tops],
                cwd=place, capture_output=True, text=True, check=True,
            )  # fmt: skip
        modules, seconds, memory = json.loads(done.stdout.splitlines()[-1])
        points.append((lines, seconds, memory))
        print(f"{lines:9} lines {modules:6} files {seconds:8.1f} s {memory:7.0f} MiB", flush=True)
    for number, name in ((1, "seconds"), (2, "memory")):
        print(f"{name} grow with lines to the power of {_slope(points, number):.2f}")


def _copied(sources: Iterable[Source], place: Path) -> list[str]:
    """Copy files where they were below their roots, and return the names at the top."""
    tops: dict[str, None] = {}
    for source in sources:
        inside = Path(source.path).relative_to(source.root)
        target = place / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source.path, target)
        tops[f"./{inside.parts[0]}"] = None
    for name in tops:
        for folder in (each for each in (place / name).rglob("*") if each.is_dir()):
            (folder / "__init__.py").touch()
        if (place / name).is_dir():
            (place / name / "__init__.py").touch()
    return list(tops)


def _slope(points: list[tuple[int, float, float]], number: int) -> float:
    lines, values = zip(*((point[0], point[number]) for point in points), strict=True)
    return statistics.linear_regression(
        list(map(math.log, lines)), list(map(math.log, values))
    ).slope


if __name__ == "__main__":
    main()

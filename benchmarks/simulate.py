"""Simulates runs from measured costs: the plan against fixed ways, and large projects.

    python benchmarks/simulate.py plan PACKAGE...
    python benchmarks/simulate.py scale PACKAGE...

PACKAGE is an importable package. All CPU seconds are measured here and now, in one process; waiting
for a processor, which a busy machine adds, counts in none of them.

``plan`` analyses each package four times with an empty cache. The first two runs are the history
that the plan is made from, the others give the seconds that each file takes; of two, the smaller
number counts. From these follows when the
last file would be done on 2, 4 and 8 processors: in one process; with each fixed number of workers,
in the order in which files are found; with the plan; and with the plan's rules off. A worker takes
the next file when it's free, and starts later by what a start is measured to cost. The last column
is the time of the plan, in percent of the best fixed way.

``scale`` multiplies a package until it has 10 and 100 million lines. Files are divided among N
workers, and texts among as many copies of the first process; types, which need all files together,
are found by one process, in time proportional to the number of lines. Printed are hours, and the
share of that one process.
"""

from __future__ import annotations

import argparse
import heapq
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from sphinxcontrib_autodocgen import discover, execute, pipeline, planning
from sphinxcontrib_autodocgen.analyze import analyze
from sphinxcontrib_autodocgen.model import Source
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

_PROCESSORS = (2, 4, 8)
_LINES = (10_000_000, 100_000_000)
_WORKERS = (1, 4, 16, 64)


class _Run(NamedTuple):
    """A cold run of a package in one process.

    Attributes:
        sources: Its files, in the order in which they're found.
        seconds: CPU seconds of the analysis of each file, by name.
        texts: CPU seconds of the texts.
        rest: CPU seconds of all else that needs the files together.
        settings: Those of the run; its history is in their cache.
    """

    sources: list[Source]
    seconds: dict[str, float]
    texts: float
    rest: float
    settings: Settings


def _run(package: str, folder: Path) -> _Run:
    settings = Settings(packages=(package,), execution="sequential", cache_dir=str(folder))
    report = Report()
    pipeline.run(settings, folder, report)
    sources, _ = discover.sources(settings, folder)
    rest = sum(report.cpu.values()) - report.cpu["analyze"] - report.cpu["describe"]
    files = dict(report.analysed_modules)
    return _Run(sources, files, report.cpu["describe"], rest, settings)


def _start(run: _Run) -> float:
    """Return the seconds that a worker's start takes, with one small file each."""
    small = sorted(run.sources, key=lambda source: run.seconds.get(source.name, 0))[:2]

    def timed(chosen: Settings) -> float:
        before = time.perf_counter()
        for _ in execute.map_sources(analyze, small, chosen):
            pass
        return time.perf_counter() - before

    pool = Settings(execution="parallel", jobs=2, cache="off")
    inline = Settings(execution="sequential", cache="off")
    return max(0.0, min(timed(pool) for _ in range(5)) - min(timed(inline) for _ in range(5))) / 2


def _end(seconds: Iterable[float], workers: int, start: float) -> float:
    """Return when the last of some files is done, each by the first worker that is free."""
    free = [start * (number + 1) for number in range(workers)] if workers else [0.0]
    for each in seconds:
        heapq.heappush(free, heapq.heappop(free) + each)
    return max(free)


def _took(seconds: dict[str, float], found: Iterable[Source]) -> list[float]:
    return [seconds.get(source.name, 0.0) for source in found]


def _plan(packages: Sequence[str], folder: Path) -> None:
    print("| package | processors | one process | best fixed way | plan | rules off | plan, % |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    _run(packages[0], folder / "first")  # what only the first run of a process pays counts nowhere
    for package in packages:
        runs = [_run(package, folder / package / str(number)) for number in range(4)]
        known, actual = _best(runs[:2]), _best(runs[2:]).seconds
        start = _start(known)
        off = replace(known.settings, execution="auto", optimization=())
        chosen = replace(known.settings, execution="auto")
        found = _took(actual, known.sources)
        one = _end(found, 0, start)
        for processors in _PROCESSORS:
            fixed = {n: _end(found, n, start) for n in range(2, processors + 1)}
            best = min((seconds, f"{n} workers") for n, seconds in {**fixed, 0: one}.items())
            ordered, workers = planning.plan(known.sources, chosen, processors)
            planned = _end(_took(actual, ordered), workers, start)
            _, most = planning.plan(known.sources, off, processors)
            print(
                f"| {package} | {processors} | {one:.2f} | {best[0]:.2f} ({best[1]}) "
                f"| {planned:.2f} ({workers} workers) "
                f"| {_end(found, most, start):.2f} ({most} workers) "
                f"| {100 * planned / best[0]:.0f} |"
            )


def _best(runs: Sequence[_Run]) -> _Run:
    """Return one of several runs with the least seconds of each file, in its history too."""
    least = {name: min(run.seconds[name] for run in runs) for name in runs[0].seconds}
    for run in runs:
        run.seconds.update(least)
    path = Path(runs[0].settings.cache_dir or "") / "history.json"
    history = msgspec.json.decode(path.read_bytes(), type=planning.PastRuns)
    path.write_bytes(msgspec.json.encode(replace(history, modules=least)))
    return runs[0]


def _scale(packages: Sequence[str], folder: Path) -> None:
    print("| package | lines | workers | hours | one process, % |")
    print("| --- | --- | --- | --- | --- |")
    for package in packages:
        run = _run(package, folder / package)
        start = statistics.median(_start(run) for _ in range(3))
        lines = sum(_lines(Path(source.path)) for source in run.sources)
        for wanted in _LINES:
            times = wanted / lines
            for workers in _WORKERS:
                files = sum(run.seconds.values()) * times / workers
                whole = max(files, *run.seconds.values()) + start * workers
                texts = run.texts * times / workers + start * workers
                total = whole + texts + run.rest * times
                print(
                    f"| {package} | {wanted:,} | {workers} | {total / 3600:.2f} "
                    f"| {100 * run.rest * times / total:.0f} |"
                )


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def main() -> None:
    """Print the table that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("plan", "scale"))
    parser.add_argument("packages", nargs="+")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        {"plan": _plan, "scale": _scale}[options.what](options.packages, Path(folder))


if __name__ == "__main__":
    main()

"""Compares ways to run the analysis: the shared cache, a pool, Dask.

    python benchmarks/pipeline.py pack [PACKAGE ...] [--times N]
    python benchmarks/pipeline.py pool [PACKAGE ...] [--times N]
    python benchmarks/pipeline.py dask [PACKAGE ...] [--times N]

``pack`` is a run on unchanged files whose results come from a pack on an HTTP server, and from one
in Redis, against the same run from the local cache. ``pool`` is a cold run in one process against
one with two workers. ``dask`` is a cold run on a cluster of two workers that is already there
against a pool of two. Each run has a process of its own, and the runs of a comparison take turns,
so that a busy machine slows all of them. Printed are medians, and their ratios to the first:
wall-clock seconds and CPU seconds of the run, without imports; and CPU seconds of the whole
process, with its start.

On a machine that is busy, wall-clock seconds of several processes say little. So ``path`` is the
CPU seconds of the longest way through a run, had it processors of its own: of the first process,
and of the workers shared equally, where these work while it waits.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

_RUN = """
import json, os, resource, sys, time
from pathlib import Path
from sphinxcontrib_autodocgen import pipeline, callers, describe
from sphinxcontrib_autodocgen.cache import shared
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

def cpu():
    used = [resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)

if __name__ == "__main__":
    options = json.loads(sys.argv[1])
    packages = options.pop("packages")
    report, workers = Report(), options.get("jobs", 1)
    before, start, own = cpu(), time.perf_counter(), time.process_time()
    pipeline.run(Settings(packages=tuple(packages), **options), Path.cwd(), report)
    wall, own = time.perf_counter() - start, time.process_time() - own
    assert not report.degraded, report.degraded
    used = cpu() - before
    print(json.dumps([wall, used, own + (used - own) / workers, cpu()]))
"""

_Options = dict[str, object]
_Ways = dict[str, Callable[[], tuple[_Options, Sequence[int]]]]
"""By name, a function that prepares a run: its options, and workers that are there already."""


def main() -> None:
    """Print the comparison that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=_COMPARISONS)
    parser.add_argument("packages", metavar="PACKAGE", nargs="*", default=["rich", "sphinx"])
    parser.add_argument("--times", type=int, default=5, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for package in options.packages:
            with _COMPARISONS[options.what](package, Path(folder)) as ways:
                _compare(package, ways, options.times)


def _compare(package: str, ways: _Ways, times: int) -> None:
    """Run each way in turn, and print each against the first."""
    found: dict[str, list[list[float]]] = {way: [] for way in ways}
    for _ in range(times):
        for way, options in ways.items():
            found[way].append(_measured(*options()))
    medians = {
        way: [statistics.median(run[index] for run in runs) for index in range(4)]
        for way, runs in found.items()
    }
    base = next(iter(medians.values()))
    for way, found_here in medians.items():
        pairs = zip(found[way], next(iter(found.values())), strict=True)
        paired = statistics.median(run[0] / first[0] for run, first in pairs)
        columns = "  ".join(
            f"{name} {seconds:6.2f} ({seconds / first:4.2f})"
            for name, seconds, first in zip(_COLUMNS, found_here, base, strict=True)
        )
        print(f"{package:<11} {way:<11} {columns}  paired wall {paired:4.2f}", flush=True)


_COLUMNS = ("wall", "CPU", "path", "process")


def _measured(options: _Options, workers: Sequence[int] = ()) -> list[float]:
    """Return the seconds of a run, with those of workers that are there before and after it."""
    before = _cpu_of(workers)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "run.py"
        script.write_text(_RUN, encoding="utf-8")
        command = [sys.executable, str(script), json.dumps(options)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
    wall, cpu, path, process = json.loads(done.stdout)
    more = _cpu_of(workers) - before
    return [wall, cpu + more, path + more / max(len(workers), 1), process + more]


def _cpu_of(processes: Iterable[int]) -> float:
    times = [psutil.Process(process).cpu_times() for process in processes]
    return sum(each.user + each.system for each in times)


@contextlib.contextmanager
def _pack(package: str, folder: Path) -> Iterator[_Ways]:
    from servers import http_process, redis_process

    local = folder / package / "local"
    known: _Options = {"packages": [package], "cache_dir": str(local)}
    with http_process() as (http, _), redis_process() as (redis, _):
        _measured(known)
        for url in (http, redis):
            push = [sys.executable, "-m", "sphinxcontrib_autodocgen", "cache", "push", url, package]
            subprocess.run([*push, "--cache-dir", local], check=False, capture_output=True)

        def empty(url: str) -> tuple[_Options, Sequence[int]]:
            shutil.rmtree(folder / package / "empty", ignore_errors=True)
            return {**known, "cache_dir": str(folder / package / "empty"), "cache_url": url}, ()

        yield {
            "disk": lambda: (known, ()),
            "HTTP pack": lambda: empty(http),
            "Redis pack": lambda: empty(redis),
        }


@contextlib.contextmanager
def _pool(package: str, _: Path) -> Iterator[_Ways]:
    known: _Options = {"packages": [package], "cache": "off"}
    yield {
        "pool of 2": lambda: ({**known, "execution": "parallel", "jobs": 2}, ()),
        "sequential": lambda: ({**known, "execution": "sequential"}, ()),
    }


@contextlib.contextmanager
def _dask(package: str, _: Path) -> Iterator[_Ways]:
    from distributed import LocalCluster

    known: _Options = {"packages": [package], "cache": "off", "jobs": 2}
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        dask: _Options = {"execution": "distributed", "scheduler": cluster.scheduler_address}
        workers = [worker.pid for worker in cluster.workers.values()]
        yield {
            "pool of 2": lambda: ({**known, "execution": "parallel"}, ()),
            "Dask": lambda: ({**known, **dask}, workers),
        }


_COMPARISONS = {"pack": _pack, "pool": _pool, "dask": _dask}


if __name__ == "__main__":
    main()

"""History of past runs, and its consequences: an order, a number of workers, and advice.

A history of the last runs is kept in the folder of the cache. It has the seconds of each module's
analysis, so the next run can begin with the longest (Graham's rule, which ends at most a third
later than the best order), and have workers only where they save more than they cost.
"""

from __future__ import annotations

import contextlib
import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from . import files
from .cache import folder_of
from .model import Source
from .report import Pages, Report
from .settings import Settings

__all__ = ["PastRuns", "Run", "advice", "jobs", "note", "note_pages", "plan", "read", "table"]

_RUNS = 20
"""Number of runs that are remembered."""

_START = 0.03
"""Seconds before a worker does anything: twice what was measured with fork on Linux."""

_AS_FAST = 1.02
"""How much later the last file may be done if that takes fewer workers."""

_RATE = 12e-6
"""Seconds of analysis for a byte of source, where no run tells."""

_WORTH = 0.1
"""Seconds below which it isn't worth to have workers, or to advise anything."""

_OFTEN = 3
"""Number of runs, of the last, that have to agree for an advice."""


class Run(msgspec.Struct, frozen=True, omit_defaults=True):
    """The cost of a run.

    Attributes:
        steps: Seconds by step.
        modules: CPU seconds of each module that was analysed.
        cached: How many modules came from the cache.
        pages: The pages that were read.
    """

    steps: dict[str, float]
    modules: dict[str, float] = {}
    cached: int = 0
    pages: Pages = Pages()


class PastRuns(msgspec.Struct, frozen=True):
    """The last runs, the newest last.

    Attributes:
        runs: At most twenty of them.
        modules: CPU seconds that each module last took, from older runs too.
    """

    runs: tuple[Run, ...] = ()
    modules: dict[str, float] = {}


def read(settings: Settings) -> PastRuns:
    """Return what is known of past runs; nothing if there is none, or it can't be read."""
    try:
        return msgspec.json.decode(files.read(_path(settings)), type=PastRuns)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return PastRuns()


def note(settings: Settings, report: Report) -> None:
    """Add a run to the history, if there is a cache to keep it in.

    Args:
        settings: ``cache`` and ``cache_dir`` say where.
        report: The report of the run.
    """
    if settings.cache == "off":
        return
    known = read(settings)
    modules = dict(report.analysed_modules)
    steps = {name: round(seconds, 4) for name, seconds in report.steps.items()}
    run = Run(steps, modules, report.cached, report.pages)
    _write(settings, PastRuns((*known.runs, run)[-_RUNS:], known.modules | modules))


def note_pages(settings: Settings, pages: Pages) -> None:
    """Add to the newest run in the history which pages were read in its build."""
    known = read(settings)
    if settings.cache != "off" and known.runs:
        newest = msgspec.structs.replace(known.runs[-1], pages=pages)
        _write(settings, PastRuns((*known.runs[:-1], newest), known.modules))


def _write(settings: Settings, history: PastRuns) -> None:
    path = _path(settings)
    with contextlib.suppress(OSError):  # the next run plans without
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, msgspec.json.encode(history))


def _path(settings: Settings) -> Path:
    return folder_of(settings) / "history.json"


def plan(sources: Iterable[Source], settings: Settings, workers: int) -> tuple[list[Source], int]:
    """Return sources in the order to analyse them in, and the number of workers for them.

    Args:
        sources: What is to be analysed.
        settings: ``optimization`` says which rules apply; ``jobs`` and ``execution`` are orders.
        workers: How many processes can work at once.

    Returns:
        The sources, the longest first; and how many workers there should be, 0 for none but this
        process.
    """
    waiting = list(sources)
    known = read(settings).modules if {"order", "jobs"} & {*settings.optimization} else {}
    seconds = {source.name: known.get(source.name) or _guessed(source) for source in waiting}
    if "order" in settings.optimization:
        waiting.sort(key=lambda source: (-seconds[source.name], source.name))
    estimates = [seconds[source.name] for source in waiting]
    return waiting, jobs(estimates, settings, workers)


def jobs(seconds: Sequence[float], settings: Settings, workers: int) -> int:
    """Return the number of workers with which the last of some tasks is done first.

    Args:
        seconds: The seconds of each task, in the order in which they're taken.
        settings: ``optimization``, ``jobs`` and ``execution`` apply.
        workers: How many processes can work at once.

    Returns:
        0 for none but this process.
    """
    most = min(settings.jobs or workers, len(seconds))
    if settings.execution == "sequential":
        return 0
    if settings.execution == "parallel" or settings.jobs or "jobs" not in settings.optimization:
        return most if most > 1 or settings.execution == "parallel" else 0
    return _fastest(seconds, most)


def _fastest(seconds: Sequence[float], most: int) -> int:
    """Return the smallest number of workers that ends within a few percent of the fastest.

    Args:
        seconds: The seconds of each file, in the order in which they're taken.
        most: How many processes can work at once.

    Returns:
        0 if workers wouldn't be noticeably faster than this process.
    """
    ends = {count: _end(seconds, count) for count in range(2, most + 1)}
    best = min(ends.values(), default=0.0)
    if not ends or sum(seconds) - best < _WORTH:
        return 0
    return next(count for count, end in ends.items() if end <= best * _AS_FAST)


def _end(seconds: Sequence[float], count: int) -> float:
    """Return when the last file is done, if each is taken by the first worker that is free."""
    free = [_START * number for number in range(1, count + 1)]
    for each in seconds:
        heapq.heappush(free, heapq.heappop(free) + each)
    return max(free)


def _guessed(source: Source) -> float:
    """Return about how long the analysis of a file takes, by its size."""
    try:
        return Path(source.path).stat().st_size * _RATE
    except OSError:
        return 0.0


def advice(history: PastRuns, settings: Settings) -> Iterator[str]:
    """Yield what would make the next runs cheaper, as far as the last ones tell.

    Advice on words and workers names seconds, medians of these runs; other advice names none.

    Args:
        history: The last runs.
        settings: What is done already isn't advised.
    """
    last = history.runs[-_OFTEN:]
    if len(last) < _OFTEN:
        yield (
            f"{len(history.runs)} runs are known; where these aren't the first, the cache isn't "
            "kept between runs: keep its folder, or set autodocgen_cache_url"
        )
        return
    read = [run.pages.added + run.pages.changed + run.pages.stale for run in last]
    share = _share(read, [run.pages.total for run in last])
    if share > 0.5 and not settings.fresh:
        yield (
            f"{share:.0%} of the pages were read in each of the last {_OFTEN} builds: if few of "
            "them had changed, set autodocgen_fresh"
        )
    described = _median(run.steps.get("describe", 0.0) for run in last)
    total = _median(sum(run.steps.values()) for run in last)
    if settings.ranker != "off" and described > max(_WORTH, 0.5 * total):
        yield (
            f"words take {described:.1f} of {total:.1f} s: autodocgen_ranker = 'off' learns none "
            "from other docstrings, which takes most of it"
        )
    yield from _advice_on_workers(last, settings)


def _advice_on_workers(last: tuple[Run, ...], settings: Settings) -> Iterator[str]:
    seconds = _median(sum(run.modules.values()) for run in last)
    if settings.execution == "sequential" and seconds / 2 - 2 * _START > _WORTH:
        saved = seconds / 2 - 2 * _START
        yield (
            f"files are analysed one after another in {seconds:.1f} s: autodocgen_execution = "
            f"'auto' would save about {saved:.1f} s with two workers"
        )


def _median(values: Iterable[float]) -> float:
    """Return the median of one value for each of the last runs, an odd number."""
    return sorted(values)[_OFTEN // 2]


def _share(parts: list[int], wholes: list[int]) -> float:
    """Return the smallest share that some parts have of their wholes."""
    shares = [part / whole if whole else 0.0 for part, whole in zip(parts, wholes, strict=True)]
    return min(shares, default=0.0)


def table(history: PastRuns) -> Iterator[str]:
    """Yield a line for each run, the newest last."""
    yield f"{'analysed':>10}{'cached':>8}{'pages':>7}{'seconds':>9}  steps"
    for run in history.runs:
        pages = run.pages.added + run.pages.changed + run.pages.stale
        steps: Mapping[str, float] = run.steps
        shown = ", ".join(f"{name} {seconds:.2f}" for name, seconds in steps.items())
        total = sum(steps.values())
        yield f"{len(run.modules):>10}{run.cached:>8}{pages:>7}{total:>9.2f}  {shown}"

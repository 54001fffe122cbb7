"""Applying the analysis to every source: one outcome each, whatever happens to the workers."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import execute
from sphinxcontrib_autodocgen.errors import SourceError
from sphinxcontrib_autodocgen.model import Module, Outcome, Source
from sphinxcontrib_autodocgen.settings import Settings


def _analyze(source: Source, settings: Settings) -> Module:
    """Do what the name of a source says."""
    if source.name.startswith("die"):
        os._exit(3)
    if source.name.startswith("once"):
        marker = Path(source.root) / source.name
        if not marker.exists():
            marker.touch()
            os._exit(3)
    if source.name.startswith("raise"):
        raise ZeroDivisionError("first line\nsecond line")
    if source.name.startswith("deep"):
        raise RecursionError
    if source.name.startswith("bad"):
        raise SourceError(source.path, 7, "syntax", "syntax error: no")
    if source.name.startswith("slow"):
        time.sleep(0.2)
    return Module(source.name, source.path, ())


def _sources(root: Path, *names: str) -> list[Source]:
    return [Source(name, f"/{name}.py", "", str(root)) for name in names]


def _run(root: Path, *names: str, jobs: int, attempts: int = 2) -> dict[str, Outcome]:
    settings = Settings(jobs=jobs, max_attempts=attempts)
    found: dict[str, Outcome] = {}
    for outcome in execute.map_sources(_analyze, _sources(root, *names), settings):
        assert outcome.source.name not in found, "one outcome each"
        found[outcome.source.name] = outcome
    assert sorted(found) == sorted(names)
    return found


def _told(found: dict[str, Outcome]) -> dict[str, object]:
    """Return what became of each source, without the time it took."""
    return {name: (found[name].module, found[name].problem) for name in sorted(found)}


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_source_has_one_outcome(tmp_path: Path, jobs: int) -> None:
    """A module or a problem, in this process or in workers."""
    found = _run(tmp_path, "a", "raise", "bad", "b", "deep", jobs=jobs)

    assert found["a"].module == Module("a", "/a.py", ())
    assert found["b"].problem is None
    assert found["bad"].problem is not None
    assert str(found["bad"].problem) == "/bad.py:7: syntax error: no"
    assert found["bad"].problem.kind == "syntax"


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_exception_is_one_problem_of_one_line(tmp_path: Path, jobs: int) -> None:
    """A defect of ours costs one file its records, and says which."""
    found = _run(tmp_path, "a", "raise", "deep", jobs=jobs)
    problem = found["raise"].problem
    assert problem is not None

    assert (problem.path, problem.kind, found["raise"].module) == ("/raise.py", "internal", None)
    assert problem.message == "analysis failed (ZeroDivisionError: first line); please report"
    assert found["deep"].problem is not None
    assert found["deep"].problem.kind == "internal"


def test_workers_give_what_this_process_gives(tmp_path: Path) -> None:
    """A pool is an optimisation: the outcomes are equal."""
    names = ("a", "slow", "raise", "b", "bad", "deep", "c")

    assert _told(_run(tmp_path, *names, jobs=2)) == _told(_run(tmp_path, *names, jobs=1))


@pytest.mark.parametrize("position", [0, 3, 6])
def test_a_source_that_kills_its_worker_is_left_out(tmp_path: Path, position: int) -> None:
    """It's tried as often as allowed, then named; all others have their modules."""
    names = [f"m{number}" for number in range(12)]
    names.insert(position, "die")
    found = _run(tmp_path, *names, jobs=2)
    problem = found["die"].problem
    assert problem is not None

    assert (problem.path, problem.kind, found["die"].attempts) == ("/die.py", "crash", 2)
    assert "died 2 times" in problem.message
    assert "'exclude'" in problem.message
    assert all(found[name].module is not None for name in names if name != "die")


def test_several_deaths_cost_nobody_else_anything(tmp_path: Path) -> None:
    """After each death, the rest goes on."""
    names = [f"{'die' if number % 6 == 5 else 'm'}{number}" for number in range(18)]
    found = _run(tmp_path, *names, jobs=2, attempts=1)

    dead = {name for name in names if found[name].module is None}
    assert dead == {name for name in names if name.startswith("die")}


def test_a_worker_that_dies_once_is_forgiven(tmp_path: Path) -> None:
    """A second attempt that works is as good as a first."""
    found = _run(tmp_path, "a", "once", "b", jobs=2)

    assert found["once"].module == Module("once", "/once.py", ())


def test_after_a_death_most_sources_share_a_pool_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only those that the pool may have worked on are tried in pools of their own."""
    sizes: list[int] = []
    pooled = execute._pooled

    def counted(*arguments: object) -> Iterator[Outcome]:
        sizes.append(len(arguments[1]))  # type: ignore[arg-type]
        return pooled(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(execute, "_pooled", counted)
    _run(tmp_path, "die", *(f"slow{number}" for number in range(9)), jobs=2, attempts=1)

    assert sizes[0] == 10
    assert any(1 < size < 10 for size in sizes)
    assert sizes.count(1) <= 5


def test_nothing_to_do_is_done(tmp_path: Path) -> None:
    """Without sources there are no outcomes, and no workers."""
    assert _run(tmp_path, jobs=0) == {}
    assert _run(tmp_path, jobs=4) == {}


def test_a_reader_that_stops_early_stops_the_pool(tmp_path: Path) -> None:
    """What wasn't begun isn't done any more."""
    sources = _sources(tmp_path, "a", *(f"slow{number}" for number in range(100)))
    outcomes = execute.map_sources(_analyze, sources, Settings(jobs=2))
    start = time.monotonic()

    next(iter(outcomes))
    outcomes.close()  # type: ignore[attr-defined]

    assert time.monotonic() - start < 8  # a hundred of 0.2 seconds would be ten, by two


def test_few_sources_dont_start_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``jobs = 0`` a pool is started only where it repays."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 8)

    counts = [execute._jobs(Settings(), count) for count in (0, 10, 49, 60, 1000)]
    assert counts == [0, 0, 1, 2, 8]
    assert execute._jobs(Settings(jobs=3), 2) == 2
    assert execute._jobs(Settings(jobs=3), 99) == 3

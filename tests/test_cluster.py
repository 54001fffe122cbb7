"""The analysis on a Dask cluster: the same bytes, and never a run that fails for its loss."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from servers import wait_for

from sphinxcontrib_autodocgen import analyze, execute, pipeline
from sphinxcontrib_autodocgen.execute import cluster
from sphinxcontrib_autodocgen.model import Module, Outcome, Source
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow

pytest.importorskip("distributed")

_ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def _nothing_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(execute, "_lost", {})


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return the folder of a package whose files depend on each other, one of them broken."""
    folder = tmp_path / "src"
    files = {f"m{n}.py": f"from . import m{n + 1}\ndef f(a={n}): return a\n" for n in range(12)}
    files |= {"m12.py": "X = 1.5\n", "bad.py": "def (:\n", "__init__.py": "", "s.py": "Y = 1\n"}
    files |= {"s.pyi": "Y: float\n", "latin.py": "# coding: latin-1\nZ = '\xe9'\n"}
    for name, text in files.items():
        (folder / "pkg").mkdir(parents=True, exist_ok=True)
        encoding = "latin-1" if name == "latin.py" else "utf-8"
        (folder / "pkg" / name).write_text(text, encoding=encoding)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_m.py").write_text("from pkg.m1 import f\nf('x')\n", encoding="utf-8")
    (folder / "pyproject.toml").touch()
    return folder


def _run(package: Path, **options: object) -> tuple[bytes, list[str]]:
    """Return all that a run came to without a cache, and what it could not use."""
    known: dict[str, Any] = {"cache": "off", "jobs": 2, **options}
    report = Report()
    project = pipeline.run(Settings(packages=("./pkg",), **known), package, report)
    lost = [problem for problem in project.problems if problem.kind == "execution"]
    assert report.degraded == [str(problem) for problem in lost]
    kept = [problem for problem in project.problems if problem not in lost]
    return msgspec.msgpack.encode([list(project.modules.values()), kept]), report.degraded


@contextmanager
def _scheduler(workers: int = 2) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Start a scheduler and workers as processes; its address, and all of them, it first."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "PYTHONPATH": f"{_ROOT}{os.pathsep}{_ROOT / 'tests'}"}
    quiet: dict[str, Any] = {"stderr": subprocess.DEVNULL, "env": environment, "cwd": "/tmp"}
    program = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--no-dashboard"]
    command = [*program, "--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
    running = [subprocess.Popen(command, **quiet)]
    program = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-dashboard"]
    command = [*program, "--no-nanny", "--nthreads", "1"]
    running += [subprocess.Popen(command, **quiet) for _ in range(workers)]
    try:
        wait_for(int(address.rpartition(":")[2]))
        yield address, running
    finally:
        for process in running:
            process.kill()
        for process in running:
            process.wait()


def test_a_cluster_gives_the_same_bytes(package: Path) -> None:
    """Whoever does the work, and however many they are, all results are equal."""
    expected, _ = _run(package, execution="sequential")

    for options in ({"execution": "parallel", "jobs": 1}, {"execution": "parallel", "jobs": 3}):
        assert _run(package, **options) == (expected, [])
    for jobs in (1, 2):
        assert _run(package, execution="distributed", jobs=jobs) == (expected, [])


def test_workers_need_no_files(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Contents are sent, and what comes back is data."""
    found = _sources(package)
    batches = list(cluster.Cluster._batches(found, Settings(), cluster._engine(analyze.analyze)))
    (batch, unread) = batches[0]
    assert len(batches) == 1
    assert not unread
    for path in package.rglob("*.py*"):
        path.unlink()
    answer = cluster.work(analyze.analyze, msgspec.msgpack.encode(batch))
    outcomes = msgspec.msgpack.decode(answer, type=cluster._Answer).outcomes

    assert [outcome.source for outcome in outcomes] == found
    assert sum(outcome.module is None for outcome in outcomes) == 1


def _sources(package: Path) -> list[Source]:
    from sphinxcontrib_autodocgen import discover  # noqa: PLC0415  # only here

    return discover.sources(Settings(packages=("./pkg",)), package)[0]


def _slow(source: Source, settings: Settings) -> Module:
    """Analyse a file, after a while."""
    time.sleep(0.3)
    return analyze.analyze(source, settings)


def _encoded(outcomes: Iterable[Outcome]) -> bytes:
    """Return what became of each file, without its time and attempts."""
    ordered = sorted(outcomes, key=lambda outcome: outcome.source.name)
    return msgspec.msgpack.encode([(each.source, each.module, each.problem) for each in ordered])


def _check_outcomes(outcomes: list[Outcome], sources: list[Source]) -> None:
    """They are those of one process, and so are those of a next run with another scheduler."""
    here = Settings(execution="sequential")
    expected = _encoded(execute.map_sources(analyze.analyze, sources, here))
    assert _encoded(outcomes) == expected
    with _scheduler(1) as (address, _), execute.crew() as crew:
        settings = Settings(execution="distributed", scheduler=address)
        assert _encoded(execute.map_sources(analyze.analyze, sources, settings)) == expected
        assert crew.cluster(settings) is not None


@pytest.mark.parametrize(
    "whom", [pytest.param(slice(0, 1), id="scheduler"), pytest.param(slice(1, None), id="workers")]
)
def test_a_cluster_that_is_killed_is_replaced(
    package: Path, monkeypatch: pytest.MonkeyPatch, whom: slice
) -> None:
    """What it didn't finish is done here, with one line, and no file is lost."""
    monkeypatch.setattr(cluster, "_BATCH", 1)
    sources = _sources(package)
    with (
        _scheduler() as (address, running),
        execute.crew() as crew,
        monkeypatch.context() as patch,
    ):
        patch.setattr(cluster, "_PATIENCE", 4.0)
        settings = Settings(execution="distributed", scheduler=address, jobs=1)
        outcomes = []
        for outcome in execute.map_sources(_slow, sources, settings):
            outcomes.append(outcome)
            for process in running[whom]:
                process.send_signal(signal.SIGKILL)
    assert crew.error is not None
    assert crew.error.where == address
    said = ("a batch failed", "the scheduler is gone", "no worker is left")
    assert crew.error.reason.startswith(said)
    _check_outcomes(outcomes, sources)


def test_a_worker_that_is_killed_is_replaced(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its files are done by another worker, and nobody is told anything."""
    monkeypatch.setattr(cluster, "_BATCH", 1)
    sources = _sources(package)
    with _scheduler(3) as (address, running), execute.crew() as crew:
        settings = Settings(execution="distributed", scheduler=address)
        outcomes = []
        for outcome in execute.map_sources(_slow, sources, settings):
            outcomes.append(outcome)
            running[1].send_signal(signal.SIGKILL)
    assert crew.error is None
    _check_outcomes(outcomes, sources)


def test_nobody_there_is_one_line(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a scheduler, and without Dask, this machine does the work."""
    monkeypatch.setattr(cluster, "_PATIENCE", 1.0)
    expected, _ = _run(package)

    found, (line,) = _run(package, execution="distributed", scheduler="tcp://127.0.0.1:9")
    assert found == expected
    assert line.startswith("tcp://127.0.0.1:9: can't be reached")
    assert line.endswith("; this machine does the work")
    start = time.monotonic()
    assert _run(package, execution="distributed", scheduler="tcp://127.0.0.1:9") == (expected, [])
    assert time.monotonic() - start < 30, "it's said and waited for once"
    monkeypatch.setitem(sys.modules, "distributed", None)
    found, (line,) = _run(package, execution="distributed")
    assert found == expected
    assert "pip install 'sphinxcontrib-autodocgen[dask]'" in line


def test_a_worker_with_another_version_does_nothing(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It's told by one line which versions there are; what it would have said isn't used."""
    expected, _ = _run(package)
    with _scheduler(1) as (address, _):
        monkeypatch.setattr(cluster, "_engine", lambda _: "another engine")
        found, (line,) = _run(package, execution="distributed", scheduler=address)
        monkeypatch.undo()

    assert found == expected
    assert "a worker has Python 3." in line
    assert "here is another engine; this machine does the work" in line


def test_stopping_a_run_ends_its_own_cluster(package: Path) -> None:
    """Workers that were started for a run don't outlive it, however it ends."""

    def children() -> int:
        found = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(os.getpid())], capture_output=True, check=False
        )
        return len(found.stdout.split())

    before = children(), threading.active_count()
    settings = Settings(execution="distributed", jobs=1)
    with execute.crew():
        outcomes = execute.map_sources(_slow, _sources(package), settings)
        next(iter(outcomes))
        outcomes.close()  # type: ignore[attr-defined]
    deadline = time.monotonic() + 20
    while children() > before[0] and time.monotonic() < deadline:
        time.sleep(0.1)
    assert children() <= before[0]

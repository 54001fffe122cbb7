"""Applying the analysis to every source: one outcome each, whatever happens to the workers."""

from __future__ import annotations

import contextlib
import inspect
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import AbstractContextManager
from multiprocessing import resource_tracker
from pathlib import Path
from types import FrameType
from typing import Any

import msgspec
import pytest

from sphinxcontrib_autodocgen import analyze, execute, pipeline
from sphinxcontrib_autodocgen.errors import SourceError
from sphinxcontrib_autodocgen.execute import dividing, pool
from sphinxcontrib_autodocgen.model import Module, Outcome, Source
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow


def _analyze(source: Source, settings: Settings) -> Module:
    """Do what the name of a source says."""
    if source.name.startswith("die"):
        os._exit(3)
    if source.name.startswith("once"):
        marker = Path(source.root) / source.name
        if not marker.exists():
            marker.touch()
            os._exit(3)
    _fail_or_linger(source)
    if source.name.startswith("raise"):
        raise ZeroDivisionError("first line\nsecond line")
    if source.name.startswith("deep"):
        raise RecursionError
    if source.name.startswith("bad"):
        raise SourceError(source.path, 7, "syntax", "syntax error: no")
    if source.name.startswith("slow"):
        time.sleep(0.2)
    if source.name.startswith("half"):
        _answer_half(Path(source.root) / source.name)
        return Module(source.name, 1_000_000 * "/", ())
    return Module(source.name, source.path, ())


def _fail_or_linger(source: Source) -> None:
    if source.name.startswith("flaky"):
        marker = Path(source.root) / source.name
        if not marker.exists():
            marker.touch()
            raise OSError("stale file handle")
    if source.name.startswith("endless"):
        time.sleep(60)
    if source.name.startswith("deaf"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(60)
    if source.name.startswith("greedy"):
        bytearray(600_000_000)


def _answer_half(marker: Path) -> None:
    """Have this process halt, and say so, after the first part of what it writes next."""

    def watch(_: FrameType, event: str, function: object) -> None:
        if (event, function) == ("c_return", os.write):
            marker.touch()
            time.sleep(60)

    sys.setprofile(watch)


def _sources(root: Path, *names: str) -> list[Source]:
    return [Source(name, f"/{name}.py", "", str(root)) for name in names]


def _run(
    root: Path, *names: str, jobs: int, attempts: int = 2, **options: object
) -> dict[str, Outcome]:
    known: dict[str, Any] = {"retry_delay": 0.0, **options}
    settings = Settings(jobs=jobs, retry_attempts=attempts, **known)
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


def test_a_death_costs_no_other_source_its_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the source that a worker died of is tried in a pool of its own."""
    sizes: list[int] = []
    started = execute.started

    def counted(
        jobs: int, function: execute.Analyze, settings: Settings
    ) -> AbstractContextManager[pool.Pool]:
        sizes.append(jobs)
        return started(jobs, function, settings)

    monkeypatch.setattr(execute, "started", counted)
    _run(tmp_path, "die", *(f"slow{number}" for number in range(9)), jobs=2, attempts=1)

    assert sizes == [2, 1]


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    """There are as many workers after a death as before."""
    sources = _sources(tmp_path, "die", *(f"slow{number}" for number in range(9)))
    settings = Settings(jobs=2, retry_attempts=1)
    counts = [
        len(multiprocessing.active_children())
        for _ in execute.map_sources(_analyze, sources, settings)
    ]

    assert counts == [*[2] * 9, 0]


@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="needs fork")
def test_where_no_worker_can_be_replaced_this_process_does_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It doesn't try what a worker died of."""

    def fork() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    settings = Settings(execution="parallel", jobs=1, retry_attempts=1)
    found = {}
    for outcome in execute.map_sources(_analyze, _sources(tmp_path, "a", "die", "z"), settings):
        found[outcome.source.name] = outcome.module is not None
        monkeypatch.setattr(os, "fork", fork)

    assert found == {"a": True, "die": False, "z": True}


_HALF_RUN = """
import signal, sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])
import test_execute
from sphinxcontrib_autodocgen import execute
from sphinxcontrib_autodocgen.settings import Settings

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs us may ignore it
    sources = test_execute._sources(Path.cwd(), "half1", "half2", "half3")
    try:
        for _ in execute.map_sources(test_execute._analyze, sources, Settings(jobs=2)):
            print("none of them ends")
    except KeyboardInterrupt:
        print("stopped")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_a_run_is_stopped_while_workers_answer(tmp_path: Path) -> None:
    """Neither the run nor its process's exit waits for the rest of an answer."""
    (tmp_path / "run.py").write_text(_HALF_RUN, encoding="utf-8")
    command = [sys.executable, "run.py", str(Path(__file__).parent)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            deadline = time.monotonic() + 60
            while not list(tmp_path.glob("half*")) and time.monotonic() < deadline:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=20)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

    assert (process.returncode, said) == (0, "stopped\n")


def _run_in_daemon(root: Path) -> list[str]:
    found = _run(root, "a", "b", jobs=2)
    copied = execute.divided(lambda n: _Answer(n, os.getpid()), _Answer, [0.1] * 3, 2)
    return [*found, *(str(each.number) for each in copied)]


@pytest.mark.skipif(sys.platform != "linux", reason="needs fork")
def test_a_run_in_a_worker_of_somebody_else_does_it_all(tmp_path: Path) -> None:
    """A worker of Python's pool may have no children of its own."""
    with multiprocessing.get_context("fork").Pool(1) as others:
        found = others.apply(_run_in_daemon, (tmp_path,))

    assert found == ["a", "b", "0", "1", "2"]


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


def _limited(found: dict[str, Outcome], name: str) -> str:
    """Return why a source was given up; all others have their modules."""
    assert [key for key in found if found[key].module is None] == [name]
    problem = found[name].problem
    assert problem is not None
    assert found[name].quarantined
    assert problem.path == f"/{name}.py"
    return f"{problem.kind}: {problem.message}"


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX's timers")
def test_a_source_that_takes_too_long_is_left_out(tmp_path: Path) -> None:
    """Its worker stops it and goes on with the next; no second attempt is lost on it."""
    start = time.monotonic()
    found = _run(tmp_path, "a", "endless", "b", "c", "d", jobs=2, max_file_seconds=1.0)

    assert time.monotonic() - start < 20
    assert found["endless"].attempts == 1
    assert _limited(found, "endless") == (
        "limit: took longer than 1 s; raise 'max_file_seconds', or leave the file out with "
        "'exclude'"
    )


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="needs POSIX's timers")
def test_a_source_that_cant_be_interrupted_loses_its_worker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code that no signal reaches is ended with its process, in the end."""
    monkeypatch.setattr(pool, "_GRACE", 0.5)
    names = ("a", "deaf", "b", "c")
    found = _run(tmp_path, *names, jobs=2, max_file_seconds=0.5, attempts=1)

    assert _limited(found, "deaf").startswith("crash: the worker died 1 times")


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_source_that_needs_too_much_memory_is_left_out(tmp_path: Path) -> None:
    """It's tried in a worker that holds nothing else before it's given up."""
    found = _run(tmp_path, "a", "greedy", "b", jobs=2, max_file_memory=300)

    assert found["greedy"].attempts == 2
    assert _limited(found, "greedy").startswith("limit: needed more than 300 MB of memory; raise")
    assert _run(tmp_path, "a", "greedy", jobs=2, max_file_memory=0)["greedy"].module is not None


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failure_that_passes_is_forgiven(tmp_path: Path, jobs: int) -> None:
    """As after a hiccup of a network's file system; one that stays is named once, at the end."""
    found = _run(tmp_path, "a", "flaky", "raise", "b", "bad", jobs=jobs)

    assert found["flaky"].module == Module("flaky", "/flaky.py", ())
    assert {name: outcome.attempts for name, outcome in found.items()} == {
        "a": 1, "flaky": 2, "raise": 2, "b": 1, "bad": 1
    }  # fmt: skip
    assert [name for name in found if found[name].quarantined] == ["raise"]


def test_attempts_are_further_and_further_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The delay doubles, and is waited once for all sources that failed."""
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    found = _run(tmp_path, "raise", "raise2", "a", jobs=1, attempts=4, retry_delay=0.5)

    assert waited == [0.5, 1.0, 2.0]
    assert found["raise2"].attempts == 4


_read = analyze.analyze


def _deadly(source: Source, settings: Settings) -> Module:
    """Analyse a file, unless it says that it kills."""
    if "KILL" in Path(source.path).read_text(encoding="utf-8"):
        with (Path(source.root) / "deaths.txt").open("a") as file:
            file.write("x")
        os._exit(3)
    return _read(source, settings)


@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="a spawned worker doesn't see the patch")
def test_what_was_given_up_isnt_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error stays, and the file is tried when its content or a limit is another."""
    monkeypatch.setattr(analyze, "analyze", _deadly)
    for name, text in {"__init__": "", "a": "KILL = 1\n", "b": "X = 1\n"}.items():
        (tmp_path / "pkg").mkdir(exist_ok=True)
        (tmp_path / "pkg" / f"{name}.py").write_text(text, encoding="utf-8")
    settings = Settings(
        packages=("pkg",), execution="parallel", retry_delay=0.0, cache_dir=str(tmp_path / "c")
    )
    deaths = tmp_path / "deaths.txt"

    def run(settings: Settings) -> tuple[int, int, int, list[str]]:
        deaths.write_text("")
        report = Report()
        project = pipeline.run(settings, tmp_path, report)
        said = [f"{Path(problem.path).name} {problem.kind}" for problem in project.problems]
        return len(deaths.read_text()), report.retried, report.quarantined, said

    count, *first = run(settings)
    assert count >= 2
    assert first == [1, 1, ["a.py crash"]]
    assert run(settings) == (0, 0, 1, ["a.py crash"])
    assert run(msgspec.structs.replace(settings, max_file_memory=5000))[0] >= 2
    assert run(msgspec.structs.replace(settings, cache="off"))[0] >= 2
    (tmp_path / "pkg" / "a.py").write_text("X = 2\n", encoding="utf-8")
    assert run(settings) == (0, 0, 0, [])


_DYING_RUN = """
import os, sys
sys.path.insert(0, sys.argv[1])
import test_execute
from sphinxcontrib_autodocgen import analyze
from sphinxcontrib_autodocgen.cli import main

if __name__ == "__main__":
    analyze.analyze = test_execute._deadly
    options = ["--cache-dir", "cache", "--execution", "sequential", "--retry-delay", "0"]
    sys.exit(main(["inspect", "./pkg", "--output", "out.txt", *options]))
"""


@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="a spawned worker doesn't see the patch")
def test_a_file_that_killed_the_run_kills_no_second_one(tmp_path: Path) -> None:
    """The next run has what the first one did, and tries the file where it can do no harm."""
    for name, text in {"__init__": "", "a": "X = 1\n", "b": "KILL = 1\n", "c": "X = 1\n"}.items():
        (tmp_path / "pkg").mkdir(exist_ok=True)
        (tmp_path / "pkg" / f"{name}.py").write_text(text, encoding="utf-8")
    (tmp_path / "run.py").write_text(_DYING_RUN, encoding="utf-8")
    command = [sys.executable, "run.py", str(Path(__file__).parent)]

    def run() -> tuple[int, str]:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stderr

    assert run() == (3, "")
    code, said = run()
    assert code == 1
    assert said.count("\n") == 1
    assert "b.py: the worker died 2 times on this file" in said
    assert [path.name for path in (tmp_path / "cache").glob("*/running-*")] == []
    assert (tmp_path / "deaths.txt").read_text() == "xxx"
    assert run() == (code, said)
    assert (tmp_path / "deaths.txt").read_text() == "xxx"


def test_a_run_that_was_stopped_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a run did until it was stopped is there for the next one, which tells how much it is."""
    for number in range(3):
        (tmp_path / "pkg").mkdir(exist_ok=True)
        (tmp_path / "pkg" / f"m{number}.py").write_text("X = 1\n", encoding="utf-8")
    settings = Settings(packages=("./pkg",), cache_dir=str(tmp_path / "cache"))

    def stopping(source: Source, settings: Settings) -> Module:
        if source.name.endswith("m2"):
            raise KeyboardInterrupt
        return _read(source, settings)

    stopping.__name__ = "analyze"
    with monkeypatch.context() as patch:
        patch.setattr(analyze, "analyze", stopping)
        with pytest.raises(KeyboardInterrupt):
            pipeline.run(settings, tmp_path)
    for mark in (tmp_path / "cache").glob("*/running-*"):
        mark.write_text(f"{_gone()} pkg.m2")  # as if that had been another process
    reports = [Report(), Report()]
    for report in reports:
        pipeline.run(settings, tmp_path, report)

    assert [report.resumed for report in reports] == [2, 0]
    assert [(report.analysed, report.cached) for report in reports] == [(1, 2), (0, 3)]


def _gone() -> int:
    """Return the number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    return process.pid


_read_caller = analyze.read_caller


def _deadly_caller(source: Source, settings: Settings) -> Module:
    """Read a test of the project, unless it says that it kills."""
    if "KILL" in Path(source.path).read_text(encoding="utf-8"):
        with (Path(source.root) / "deaths.txt").open("a") as file:
            file.write("x")
        os._exit(3)
    return _read_caller(source, settings)


@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux", reason="a spawned worker doesn't see the patch")
def test_a_test_of_the_project_that_kills_is_given_up_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It costs no types that others tell, no warning, and no second run any time."""
    monkeypatch.setattr(analyze, "read_caller", _deadly_caller)
    files = {
        "pyproject.toml": "",
        "pkg/__init__.py": "def f(a):\n    return a\n",
        "tests/test_a.py": "from pkg import f\nf(a='KILL')\n",
        "tests/test_b.py": "from pkg import f\nf(a=2.5)\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    settings = Settings(
        packages=("pkg",), execution="parallel", retry_delay=0.0, cache_dir=str(tmp_path / "c")
    )
    counts = []
    for edit in ("# 1\n", "# 2\n"):
        (tmp_path / "deaths.txt").write_text("")
        (tmp_path / "tests" / "test_b.py").write_text(edit + files["tests/test_b.py"])
        project = pipeline.run(settings, tmp_path)
        counts.append(len((tmp_path / "deaths.txt").read_text()))
        assert project.problems == ()
        assert str(project["pkg.f"].parameters[0].type).count("float")

    assert counts[0] >= 2
    assert counts[1] == 0


class _Answer(msgspec.Struct, frozen=True):
    """What a copy of this process gives: a number, and the process that it was found in."""

    number: int
    process: int


_ALONE = """
import json, multiprocessing, os, signal, time
import msgspec
from sphinxcontrib_autodocgen import execute

class Answer(msgspec.Struct, frozen=True):
    number: int
    is_here: bool

this = os.getpid()

def answer(number):
    return Answer(number, os.getpid() == this)
"""


def _alone(code: str) -> Any:
    """Return what code prints in a process of its own: here, tests before may have left threads."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _ALONE + inspect.cleandoc(code)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    return json.loads(done.stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_copies_of_this_process_see_all_that_it_holds() -> None:
    """What they give comes in order, whichever of them was first."""
    found = _alone("""
        held = [10, 20, 30, 40]
        def answer(number):
            time.sleep(0.2 if number == 0 else 0)
            return Answer(held[number], os.getpid() == this)
        found = execute.divided(answer, Answer, [0.1] * 4, 2)
        print(json.dumps([(each.number, each.is_here) for each in found]))
    """)

    assert found == [[10, False], [20, False], [30, False], [40, False]]


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_there_are_no_more_copies_than_numbers() -> None:
    """The others would cost time and memory, and do nothing."""
    counts = _alone("""
        found = execute.divided(answer, Answer, [0.1] * 2, 6)
        print(json.dumps([len(multiprocessing.active_children()) for _ in found]))
    """)

    assert max(counts) == 2
    assert list(execute.divided(lambda n: _Answer(n, 0), _Answer, [], 6)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="processes are copied on Linux only")
def test_a_copy_that_dies_costs_nothing() -> None:
    """The first process does what is left."""
    found = _alone("""
        def answer(number):
            if number == 2 and os.getpid() != this:
                os.kill(os.getpid(), signal.SIGKILL)
            return Answer(number, os.getpid() == this)
        found = execute.divided(answer, Answer, [0.1] * 5, 2)
        print(json.dumps([(each.number, each.is_here) for each in found]))
    """)

    assert [number for number, _ in found] == [0, 1, 2, 3, 4]
    assert [number for number, is_here in found if is_here] == [2]


def test_without_copies_this_process_does_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """That is so where they wouldn't be faster, and where another thread runs; none is started."""

    def ensure_running() -> None:
        raise AssertionError("a process is started")

    monkeypatch.setattr(resource_tracker, "ensure_running", ensure_running)
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    try:
        for jobs in (0, 2):
            found = list(
                execute.divided(lambda n: _Answer(n, os.getpid()), _Answer, [0.1] * 3, jobs)
            )
            assert found == [_Answer(number, os.getpid()) for number in range(3)]
    finally:
        stop.set()
        other.join()


@pytest.mark.skipif(sys.platform != "linux", reason="Linux has control groups")
@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("150000 100000\n", 2),
        ("10000 100000\n", 1),
        ("max 100000\n", 9),
        ("9900000 100000\n", 9),
        ("0 0\n", 9),
        ("", 9),
    ],
)
def test_a_container_has_as_many_workers_as_its_share_of_processors(
    content: str, expected: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part of one counts as a whole, and what can't be read as no limit."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(9)))
    monkeypatch.setattr(pool, "_QUOTA", tmp_path / "cpu.max")
    (tmp_path / "cpu.max").write_text(content)

    assert execute.copies([5.0] * 50, Settings()) == (min(expected, 8) if expected > 1 else 0)


def test_many_processors_have_few_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each comes to have much memory of its own; more are made only if they are asked for."""
    monkeypatch.setattr(dividing, "available", lambda: 64)

    assert execute.copies([1.0] * 200, Settings()) == 8
    assert execute.copies([1.0] * 200, Settings(jobs=20)) == 20


def test_copies_are_made_where_they_are_worth_it() -> None:
    """Work of a moment isn't divided, nor anything in a sequential run."""
    assert execute.copies([0.01] * 4, Settings()) == 0
    assert execute.copies([5.0] * 4, Settings(execution="sequential")) == 0
    assert execute.copies([5.0] * 4, Settings(jobs=2)) == 2

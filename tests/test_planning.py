"""What past runs took shapes the next: its order, its workers, and the advice that is given."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import pipeline, planning
from sphinxcontrib_autodocgen.model import Source
from sphinxcontrib_autodocgen.planning import PastRuns, Run
from sphinxcontrib_autodocgen.report import Pages, Report
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow


def _settings(folder: Path, **options: object) -> Settings:
    return msgspec.convert({"cache_dir": str(folder), **options}, Settings)


def _sources(*names: str) -> list[Source]:
    return [Source(name, f"/nowhere/{name}.py", "0", "/nowhere") for name in names]


def _noted(folder: Path, seconds: dict[str, float]) -> Settings:
    settings = _settings(folder)
    report = Report()
    report._slowest = [(each, name) for name, each in seconds.items()]
    planning.note(settings, report)
    return settings


def test_the_longest_files_come_first(tmp_path: Path) -> None:
    """What took long the last time begins, so that nobody waits for it at the end."""
    settings = _noted(tmp_path, {"a": 0.1, "b": 3.0, "c": 1.0})

    ordered, _ = planning.plan(_sources("a", "b", "c"), settings, workers=1)

    assert [source.name for source in ordered] == ["b", "c", "a"]


def test_workers_are_there_only_where_they_save_more_than_they_cost(tmp_path: Path) -> None:
    """Ten files of a hundredth of a second are done here; ten of a second by two workers."""
    names = [f"m{number}" for number in range(10)]
    short = _noted(tmp_path / "short", dict.fromkeys(names, 0.01))
    long = _noted(tmp_path / "long", dict.fromkeys(names, 1.0))

    assert planning.plan(_sources(*names), short, workers=2)[1] == 0
    assert planning.plan(_sources(*names), long, workers=2)[1] == 2


def test_one_long_file_needs_no_workers(tmp_path: Path) -> None:
    """No worker can share a file, so the others' few seconds aren't worth one."""
    settings = _noted(tmp_path, {"a": 5.0, "b": 0.1})

    assert planning.plan(_sources("a", "b"), settings, workers=2)[1] == 0


def test_rules_can_be_switched_off(tmp_path: Path) -> None:
    """Without them sources keep their order, and there are as many workers as processors."""
    _noted(tmp_path, {"a": 0.01, "b": 0.03})
    sources = _sources("a", "b")

    plain = _settings(tmp_path, optimization=[])
    assert planning.plan(sources, plain, workers=2) == (sources, 2)
    ordered = _settings(tmp_path, optimization=["order"])
    assert [s.name for s in planning.plan(sources, ordered, workers=2)[0]] == ["b", "a"]


def test_an_order_for_workers_is_obeyed(tmp_path: Path) -> None:
    """``jobs`` and ``execution`` say how many, whatever is known."""
    _noted(tmp_path, {"a": 0.01, "b": 0.01})

    def workers(**options: object) -> int:
        return planning.plan(_sources("a", "b"), _settings(tmp_path, **options), workers=4)[1]

    assert workers(jobs=2) == 2
    assert workers(execution="parallel") == 2
    assert workers(execution="sequential", jobs=2) == 0


@hypothesis.given(st.dictionaries(st.text("abc", min_size=1), st.floats(0, 9), min_size=1))
def test_a_plan_loses_no_file(seconds: dict[str, float]) -> None:
    """Whatever is known, each source is planned once."""
    ordered, workers = planning.plan(_sources(*seconds), Settings(cache="off"), workers=3)

    assert sorted(source.name for source in ordered) == sorted(seconds)
    assert 0 <= workers <= len(seconds)


def test_a_broken_history_is_none(tmp_path: Path) -> None:
    """The next run plans without it, and writes it anew."""
    (tmp_path / "history.json").write_text('{"runs": 3}', encoding="utf-8")

    assert planning.read(_settings(tmp_path)) == PastRuns()
    assert len(planning.read(_noted(tmp_path, {"a": 1.0})).runs) == 1


def test_the_history_is_bounded(tmp_path: Path) -> None:
    """Old runs are forgotten, but not what their modules took."""
    for number in range(25):
        settings = _noted(tmp_path, {f"m{number}": 1.0})

    known = planning.read(settings)
    assert len(known.runs) == 20
    assert len(known.modules) == 25


def test_a_run_is_noted(tmp_path: Path) -> None:
    """Steps and modules of a real run are in the history; without a cache nothing is."""
    (tmp_path / "mod.py").write_text("x = 1\n", encoding="utf-8")
    packages = [str(tmp_path / "mod.py")]
    pipeline.run(_settings(tmp_path / "cache", packages=packages), tmp_path)
    pipeline.run(_settings(tmp_path / "none", packages=packages, cache="off"), tmp_path)

    (run,) = planning.read(_settings(tmp_path / "cache")).runs
    assert run.modules.keys() == {"mod"}
    assert run.steps.keys() == {"discover", "analyze", "link", "describe"}
    assert not (tmp_path / "none").exists()


def _runs(**values: object) -> PastRuns:
    run = msgspec.convert({"steps": {"analyze": 4.0, "describe": 1.0}, **values}, Run)
    return PastRuns((run, run, run))


def test_advice_names_what_would_have_been_saved() -> None:
    """Each is given only if the last three runs agree, and if it isn't done already."""
    read = _runs(pages=msgspec.to_builtins(Pages(changed=9, total=10)))
    words = _runs(steps={"analyze": 1.0, "describe": 3.0})
    files = _runs(modules={"a": 4.0})

    assert "90% of the pages were read" in next(planning.advice(read, Settings()))
    assert list(planning.advice(read, Settings(fresh=True))) == []
    assert "words take 3.0 of 4.0 s" in next(planning.advice(words, Settings()))
    assert "would save about 1.9 s" in next(
        planning.advice(files, Settings(execution="sequential"))
    )
    assert list(planning.advice(files, Settings())) == []
    assert "the cache isn't kept" in next(planning.advice(PastRuns(), Settings()))


def test_the_command_prints_history_and_advice(tmp_path: Path) -> None:
    """``report --advise`` reads the history of the cache that it's given."""
    _noted(tmp_path, {"a": 1.0})
    command = [sys.executable, "-m", "sphinxcontrib_autodocgen", "report", "--advise"]
    command += ["--cache-dir", str(tmp_path)]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = subprocess.run(
        [*command, "--format", "json"], capture_output=True, text=True, check=True
    )

    assert "advice: 1 runs are known" in text
    assert json.loads(found.stdout)["runs"][0]["modules"] == {"a": 1.0}

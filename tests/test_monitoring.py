"""What a build says of itself: a report, metrics, a page, a summary of the job, and alerts."""

from __future__ import annotations

import json
import pstats
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import monitoring
from sphinxcontrib_autodocgen.report import Coverage, Report

_SOURCE = "def half(size=2):\n    return size / 2\n\n\ndef third(size):\n    '''Give a third.'''\n"


@pytest.fixture
def build(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., SphinxTestApp]:
    """Return a function that builds a page of one module with some options."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "halves.py").write_text(_SOURCE, encoding="utf-8")
    (docs / "conf.py").write_text(
        'extensions = ["sphinx.ext.autodoc", "sphinxcontrib_autodocgen"]\n'
        'import sys\nsys.path.insert(0, ".")\nautodocgen_packages = ["halves.py"]\n',
        encoding="utf-8",
    )
    page = "Halves\n======\n\n.. automodule:: halves\n   :members:\n   :undoc-members:\n"
    (docs / "index.rst").write_text(page, encoding="utf-8")
    monkeypatch.syspath_prepend(str(docs))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    def run(**options: object) -> SphinxTestApp:
        own = {f"autodocgen_{name}": value for name, value in options.items()}
        app = make_app("html", srcdir=docs, confoverrides=own)
        app.build()
        return app

    return run


def test_the_report_tells_time_memory_and_pages(build: Callable[..., SphinxTestApp]) -> None:
    """Of each step it has seconds and CPU seconds; of pages, how many were read and why."""
    report = json.loads((build(report=True).outdir / "autodocgen-report.json").read_bytes())

    assert report["steps"].keys() == report["cpu"].keys() == {
        "discover", "analyze", "link", "describe"
    }  # fmt: skip
    assert report["memory"] > 1
    assert report["pages"] == {"added": 1, "changed": 0, "stale": 0, "kept": 0, "total": 1}
    assert sum(report["confidences"]) > 0


def test_openmetrics_can_be_parsed(build: Callable[..., SphinxTestApp]) -> None:
    """Each sample has a type and a help text before it, and the file ends as it must."""
    text = (build(report=True).outdir / "autodocgen-metrics.txt").read_text(encoding="utf-8")
    lines = text.splitlines()

    assert lines[-1] == "# EOF"
    families = {line.split()[2] for line in lines if line.startswith("# TYPE")}
    samples = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r'\w+(\{\w+="\w+"\})? [\d.e+-]+', sample) for sample in samples)
    assert {re.split(r"[{ ]", sample)[0] for sample in samples} == families
    assert 'autodocgen_objects{docstring="written"} 1' in samples


def test_a_page_shows_the_report(build: Callable[..., SphinxTestApp]) -> None:
    """It stands in the theme's own page, with a chart of the steps."""
    found = BeautifulSoup(
        (build(report=True).outdir / "autodocgen-report.html").read_bytes(), "html.parser"
    )

    assert found.h1 is not None
    assert "1 files, 0 of them from the cache" in found.text
    assert next(svg["aria-label"] for svg in found.find_all("svg")) == "Seconds by step"


def test_nothing_is_written_by_default(build: Callable[..., SphinxTestApp]) -> None:
    """A build that nobody asks leaves no file of ours among the pages."""
    assert not list(build().outdir.glob("autodocgen-*"))


def test_a_job_of_github_gets_a_summary(
    build: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is added to what other steps of the job said."""
    path = tmp_path / "summary.md"
    path.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    build(report=True, alerts={"missing_ratio": 0.0, "generated_ratio": 0.0})

    text = path.read_text(encoding="utf-8")
    assert text.startswith("before\n### Documentation\n")
    assert "the maximum is 0 (generated_ratio)" in text


def test_a_crossed_limit_is_one_warning(build: Callable[..., SphinxTestApp]) -> None:
    """Each names the number, the limit and the option; what is within its limit isn't named."""
    app = build(alerts={"execution_time": 0.0, "memory_usage": 1e9, "cache_hit_ratio": 0.5})

    said = app.warning.getvalue().strip().splitlines()
    assert len(said) == 2
    assert re.search(r"the build took [\d.]+ s; the maximum is 0 \(execution_time\)", said[0])
    assert "the share of files from the cache is 0.00; the minimum is 0.5" in said[1]
    assert all("[autodocgen.alert]" in line for line in said)


def test_an_unknown_limit_is_refused(build: Callable[..., SphinxTestApp]) -> None:
    """The message names those that there are."""
    said = build(alerts={"time": 1}).warning.getvalue()

    assert "autodocgen_alerts" in said
    assert "[autodocgen.config]" in said


def test_a_profile_of_each_step_can_be_read(build: Callable[..., SphinxTestApp]) -> None:
    """The files are those of cProfile, and the hottest functions are in the report."""
    app = build(report=True, profile=True)

    folder = Path(app.doctreedir) / "autodocgen" / "profile"
    assert {path.name for path in folder.iterdir()} == {
        "discover.prof", "analyze.prof", "link.prof", "describe.prof"
    }  # fmt: skip
    assert pstats.Stats(str(folder / "analyze.prof")).total_tt > 0  # type: ignore[attr-defined]
    report = json.loads((app.outdir / "autodocgen-report.json").read_bytes())
    assert len(report["hottest"]) == 10
    assert "hottest: " in app.status.getvalue()


def test_a_share_of_nothing_crosses_no_limit() -> None:
    """A run without files or objects has no shares."""
    limits = {"missing_ratio": 0.0, "cache_hit_ratio": 1.0, "error_count": 0.0}

    assert list(monitoring.alerts(Report(), limits)) == []  # type: ignore[arg-type]


def test_reports_of_packages_add_up() -> None:
    """What two runs did is one account."""
    report, other = Report(), Report()
    for each in (report, other):
        each.coverage = {f"p{id(each)}": Coverage(1, 2, 3)}
        each.cached = 2
        each.cpu = {"analyze": 1.5}
    report.add(other)

    assert "4 files, 4 of them from the cache; 12 objects: 2 written, 4 generated, 6 missing" in (
        monitoring.line(report)
    )
    assert report.cpu == {"analyze": 3.0}

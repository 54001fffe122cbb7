"""The shipped example, built by ``demo``: each place that it names shows what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.site.example import PLACES

pytestmark = pytest.mark.slow


def _demo(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinxcontrib_autodocgen", "demo", "--offline", *arguments]
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache")}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """Return the folder of a built example, and what the command printed."""
    folder = tmp_path_factory.mktemp("demo")
    return folder / "autodocgen-demo", _demo(folder)


_Built = tuple[Path, "subprocess.CompletedProcess[str]"]


def test_the_demo_says_where_to_look(built: _Built) -> None:
    """It's done, and each address leads to a file and an anchor that are there."""
    folder, done = built

    assert done.returncode == 0, done.stderr
    for address, text in PLACES:
        assert f"{address} " in done.stdout
        assert text in done.stdout
        name, _, anchor = address.partition("#")
        page = (folder / "site" / name).read_text(encoding="utf-8")
        assert not anchor or f'id="{anchor}"' in page, address


def test_its_only_warning_is_the_one_that_it_shows(built: _Built) -> None:
    """A docstring that contradicts its code is named with its line."""
    _, done = built
    [line] = done.stderr.splitlines()

    assert "rates.py:56: WARNING: parcel.rates.cheapest: stale: parameter 'zone'" in line


def _object(folder: Path, page: str, name: str) -> Tag:
    text = (folder / "site" / "api" / page).read_text(encoding="utf-8")
    found = BeautifulSoup(text, "html.parser").find(id=name)
    assert isinstance(found, Tag)
    assert isinstance(found.parent, Tag)
    return found.parent


def test_its_places_show_what_they_say(built: _Built) -> None:
    """Types are underlined, sentences marked, and all else has its words."""
    folder, _ = built
    price = _object(folder, "parcel.rates.html", "parcel.rates.price")
    assert price.select("dt .autodocgen-inferred")
    assert "TooHeavyError – If weight is greater than LIMIT" in price.get_text()
    read = _object(folder, "parcel.rates.html", "parcel.rates.read_rates")
    assert read.select("dd > p .autodocgen-mark")
    plan = _object(folder, "parcel.route.html", "parcel.route.Planner.plan").get_text()
    assert "cyclomatic 10" in plan
    assert "Used in tests/test_parcel.py" in " ".join(plan.split())
    night = _object(folder, "parcel.route.html", "parcel.route.NightPlanner.plan").get_text()
    assert "Overrides" in night


def test_the_example_passes_its_own_tests(built: _Built) -> None:
    """What it shows is a program that works."""
    folder, _ = built
    code = "import test_parcel as t; [f() for n, f in vars(t).items() if n.startswith('test_')]"
    paths = [folder / "project" / name for name in ("src", "tests")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, paths))}

    subprocess.run([sys.executable, "-c", code], check=True, env=environment)


def test_what_was_changed_in_the_example_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second run writes no file over one that is there, and takes what is in it."""
    monkeypatch.chdir(tmp_path)
    assert main(["demo", "--config"]) == 0
    source = tmp_path / "autodocgen-demo" / "project" / "src" / "parcel" / "rates.py"
    source.write_text(source.read_text().replace("LIMIT = 30", "LIMIT = 31"))
    assert main(["demo", "--config"]) == 0

    assert "LIMIT = 31" in source.read_text()


def test_the_demo_writes_among_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that holds another project is refused, and stays as it is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "autodocgen-demo" / "project").mkdir(parents=True)
    (tmp_path / "autodocgen-demo" / "project" / "mine.py").write_text("")
    assert main(["demo"]) == 2

    assert "holds something else; choose another" in capsys.readouterr().err
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["mine.py"]

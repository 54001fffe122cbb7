"""What a real browser makes of a table: its titles sort, its field filters."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)

DRIVER = """
const table = document.querySelector("table.autodocgen-complexity");
const shown = () => [...table.tBodies[0].rows].filter((row) => !row.hidden)
  .map((row) => row.cells[0].textContent.trim());
const seen = {};
const field = document.querySelector("input[type=search]");
const titles = [...table.querySelectorAll("th")];
const click = (column) => titles[column].querySelector("button").click();
seen.start = shown();
click(1); seen.worst = shown(); seen.order = titles[1].getAttribute("aria-sort");
click(1); seen.best = shown();
click(0); seen.names = shown();
click(2); seen.lines = shown();
click(3); seen.missing = shown(); click(3); seen.missing_last = shown();
field.value = "F1"; field.dispatchEvent(new Event("input")); click(0); seen.filtered = shown();
field.value = ""; field.dispatchEvent(new Event("input")); seen.all = shown().length;
const holder = document.createElement("pre");
holder.id = "seen";
holder.textContent = JSON.stringify(seen);
document.body.append(holder);
"""

PAGE = """
pkg
===

.. autodocgen-complexity:: pkg
   :kind: function
   :columns: cyclomatic length volume
"""


def _function(number: int) -> str:
    """Write a function; numbers don't go up with the lines, and the first has no operators."""
    branches = "".join(f"    if a:\n        a = {i}\n" for i in range(number * 7 % 25))
    tail = "    return a\n" if number == 1 else f"    return a {'+ a' * number}\n"
    return f"def f{number}(a):\n{branches}{tail}\n\n"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return what the table shows after each click, in a page as Sphinx makes it."""
    if not BROWSER:
        pytest.skip("needs Chromium")
    folder = tmp_path_factory.mktemp("browser")
    (folder / "pkg.py").write_text("".join(map(_function, range(1, 26))), encoding="utf-8")
    (folder / "index.rst").write_text(PAGE, encoding="utf-8")
    conf = 'extensions = ["sphinxcontrib_autodocgen"]\nautodocgen_packages = ["pkg.py"]\n'
    (folder / "conf.py").write_text(f'{conf}html_theme = "basic"\n', encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", ".", "html"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    page = folder / "html" / "index.html"
    text = page.read_text(encoding="utf-8")
    driver = '<script defer src="driver.js"></script></head>'
    page.write_text(text.replace("</head>", driver), encoding="utf-8")
    (folder / "html" / "driver.js").write_text(DRIVER, encoding="utf-8")
    return json.loads(_dump(page, folder / "profile").select_one("#seen").get_text())  # type: ignore[union-attr]


def _dump(page: Path, profile: Path) -> BeautifulSoup:
    """Return a page as it is after its scripts ran."""
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    done = subprocess.run(
        [BROWSER, *flags, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    return BeautifulSoup(done.stdout, "html.parser")


def _names(rows: list[str]) -> list[str]:
    """Return the rows without the totals, which stay last."""
    assert [row.partition(" ")[0] for row in rows[-2:]] == ["Total", "Average"]
    return rows[:-2]


def test_a_click_on_a_number_sorts_the_worst_first(seen: Any) -> None:
    """Another click turns the order round, and screen readers are told."""
    expected = sorted(range(1, 26), key=lambda number: -(number * 7 % 25))

    assert _names(seen["start"]) == [f"f{number}" for number in range(1, 26)]
    assert _names(seen["worst"]) == [f"f{number}" for number in expected]
    assert seen["order"] == "descending"
    assert _names(seen["best"]) == _names(seen["worst"])[::-1]


def test_a_click_on_the_names_sorts_them_as_people_do(seen: Any) -> None:
    """The second is before the tenth."""
    assert _names(seen["names"]) == [f"f{number}" for number in range(1, 26)]


def test_what_has_no_number_stays_last(seen: Any) -> None:
    """Whichever way the others are sorted."""
    assert _names(seen["missing"])[-1] == "f1"
    assert _names(seen["missing_last"])[-1] == "f1"


def test_a_word_filters_names(seen: Any) -> None:
    """Large and small letters are the same; the totals stay, and an empty word shows all."""
    assert _names(seen["filtered"]) == [f"f{number}" for number in (1, *range(10, 20))]
    assert seen["all"] == 27

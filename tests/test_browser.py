"""What a real browser makes of our pages: tables sort, and everybody can read what we add."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> str:
    """Return the path of Chromium, which is installed where that needs nobody's consent."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None and shutil.which("apt-get") and getattr(os, "geteuid", lambda: 1)() == 0:
        for command in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "-qq", *command], check=False, capture_output=True)
        found = shutil.which("chromium")
    if found is None:
        pytest.skip("needs Chromium; it's installed on Debian only, for root")
    return found


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
def seen(tmp_path_factory: pytest.TempPathFactory, browser: str) -> Any:
    """Return what the table shows after each click, in a page as Sphinx makes it."""
    folder = tmp_path_factory.mktemp("browser")
    (folder / "pkg.py").write_text("".join(map(_function, range(1, 26))), encoding="utf-8")
    (folder / "index.rst").write_text(PAGE, encoding="utf-8")
    conf = 'extensions = ["sphinxcontrib_autodocgen"]\nautodocgen_packages = ["pkg.py"]\n'
    (folder / "conf.py").write_text(f'{conf}html_theme = "basic"\n', encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", ".", "html"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return _driven(folder / "html" / "index.html", browser, DRIVER)


def _driven(page: Path, browser: str, *scripts: str, width: int = 1280) -> Any:
    """Run scripts in a page, and return what the last one left in an element ``#seen``."""
    text = page.read_text(encoding="utf-8")
    for number, script in enumerate(scripts):
        (page.parent / f"driver{number}.js").write_text(script, encoding="utf-8")
        text = text.replace("</head>", f'<script defer src="driver{number}.js"></script></head>')
    page.write_text(text, encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
    flags += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    flags += [f"--window-size={width},900", "--virtual-time-budget=20000"]
    profile = page.parent / "profile"
    done = subprocess.run(
        [browser, *flags, f"--user-data-dir={profile}", "--dump-dom", page.as_uri()],
        capture_output=True, text=True, check=True, timeout=240,
    )  # fmt: skip
    shutil.rmtree(profile, ignore_errors=True)
    found = BeautifulSoup(done.stdout, "html.parser").select_one("#seen")
    assert found is not None, done.stderr
    return json.loads(found.get_text())


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


_AXE = """
addEventListener("load", async () => {
  const seen = {};
  for (const mode of ["light", "dark"]) {
    for (const place of [document.documentElement, document.body]) {
      place.dataset.theme = place.dataset.mode = mode;
    }
    await new Promise((done) => setTimeout(done, 1500));
    const found = await axe.run(document, {resultTypes: ["violations"]});
    seen[mode] = found.violations.flatMap((rule) => rule.nodes.map((node) => ({
      rule: rule.id, where: node.target.join(" "),
      why: [...node.any, ...node.all, ...node.none].map((check) => check.message).join("; "),
    })));
  }
  seen.untold = [...document.querySelectorAll(".autodocgen-mark, .autodocgen-inferred")]
    .filter((node) => {
      node.focus();
      const told = getComputedStyle(node, "::after").content;
      return document.activeElement !== node || !told.includes("confidence")
        || getComputedStyle(node).outlineStyle === "none";
    }).map((node) => node.outerHTML);
  const holder = document.createElement("pre");
  holder.id = "seen";
  holder.textContent = JSON.stringify(seen);
  document.body.append(holder);
});
"""

_PARCEL = '''"""Parcels."""

LIMIT = 30


class Box:
    """A box."""

    size = 3

    def __init__(self, weight):
        self.weight = weight

    def is_heavy(self):
        return self.weight > LIMIT


def price(weight, express=False):
    if weight > LIMIT:
        raise ValueError("too heavy")
    return 12.5 if express else 4.9
'''

_PLAIN = """
parcel
======

See :class:`parcel.Box` and `the web <https://example.org>`_.

.. automodule:: parcel
   :members:
   :undoc-members:
"""

_OURS = """
.. autodocgen-contents:: parcel

.. autodocgen-summary::
   :coverage: index
   :complexity: index

.. autodocgen-coverage::

.. autodocgen-complexity:: parcel
   :chart: ranks treemap
"""

_THEMES = [
    "alabaster", "furo", "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme",
]  # fmt: skip


def _faults(seen: Any) -> set[tuple[str, ...]]:
    """Return what axe found, by rule; a contrast by its colours, which are the theme's or ours."""
    found = set()
    for mode in ("light", "dark"):
        for fault in seen[mode]:
            colours = re.findall(r"#[0-9a-f]{6}", fault["why"])
            found.add((mode, fault["rule"], *colours))
    return found


@pytest.mark.parametrize("width", [1280, 500])
@pytest.mark.parametrize("theme", _THEMES)
def test_what_we_add_is_as_easy_to_read_as_the_theme(
    tmp_path: Path, browser: str, theme: str, width: int
) -> None:
    """Axe finds no fault, in light and dark, that a plain page of the theme doesn't have too.

    Marks and inferred types are reached by the keyboard, and tell then why they are there.
    """
    axe = importlib.util.find_spec("axe_core_python")
    if importlib.util.find_spec(theme) is None or axe is None or axe.origin is None:
        pytest.skip(f"needs {theme} and axe-core-python")
    checker = (Path(axe.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    seen = {}
    for kind, more in (("sphinx.ext.autodoc", ""), ("sphinxcontrib_autodocgen", _OURS)):
        folder = tmp_path / kind
        folder.mkdir()
        (folder / "parcel.py").write_text(_PARCEL, encoding="utf-8")
        (folder / "index.rst").write_text(f"{_PLAIN}{more}", encoding="utf-8")
        (folder / "conf.py").write_text(
            f"import sys\nsys.path.insert(0, '.')\nextensions = [{kind!r}]\n"
            f"html_theme = {theme!r}\n" + ("autodocgen_packages = ['parcel.py']\n" if more else ""),
            encoding="utf-8",
        )
        command = [sys.executable, "-m", "sphinx", "-q", ".", "html"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        seen[kind] = _driven(folder / "html" / "index.html", browser, checker, _AXE, width=width)
    plain, ours = seen["sphinx.ext.autodoc"], seen["sphinxcontrib_autodocgen"]

    assert _faults(ours) - _faults(plain) == set()
    assert ours["untold"] == []


_LONG = '''"""Bits."""

LONGEST_WIDTH_OF_ALL_THAT_IS_EVER_SHOWN = object()

def shown(width=None):
    if width is None:
        width = LONGEST_WIDTH_OF_ALL_THAT_IS_EVER_SHOWN
    return [width]
'''

_NARROW = """
addEventListener("load", () => {
  const mark = document.querySelector(".autodocgen-mark");
  const edge = (node) => Math.round(node.getBoundingClientRect().right);
  mark.focus();
  const holder = document.createElement("pre");
  holder.id = "seen";
  holder.textContent = JSON.stringify({
    room: edge(document.querySelector("dl.py > dd")),
    code: Math.max(...[...document.querySelectorAll("dl.py > dd code")].map(edge)),
    place: getComputedStyle(mark, "::after").position,
  });
  document.body.append(holder);
});
"""


def test_nothing_of_ours_is_wider_than_a_narrow_screen(tmp_path: Path, browser: str) -> None:
    """Long code in a generated sentence is broken, and what a mark tells stands at the foot."""
    (tmp_path / "bits.py").write_text(_LONG, encoding="utf-8")
    page = "bits\n====\n\n.. automodule:: bits\n   :members:\n   :undoc-members:\n"
    (tmp_path / "index.rst").write_text(page, encoding="utf-8")
    conf = 'import sys\nsys.path.insert(0, ".")\nextensions = ["sphinxcontrib_autodocgen"]\n'
    conf += 'autodocgen_packages = ["bits.py"]\nautodocgen_show_undocumented = "all"\n'
    style = "dl.py > dd { max-width: 120px; }"
    (tmp_path / "narrow.css").write_text(style, encoding="utf-8")
    conf += (
        'html_theme = "basic"\nhtml_static_path = ["narrow.css"]\nhtml_css_files = ["narrow.css"]\n'
    )
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", ".", "html"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    seen = _driven(tmp_path / "html" / "index.html", browser, _NARROW, width=500)

    assert seen["code"] <= seen["room"]
    assert seen["place"] == "fixed"

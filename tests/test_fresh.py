"""With ``autodocgen_fresh``, content tells what is read and written again, and never too little."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_CONF = """\
import sys
sys.path.insert(0, "..")
project = "parcel"
extensions = ["sphinx.ext.autodoc", "sphinxcontrib_autodocgen"]
autodocgen_fresh = True
autodocgen_packages = ["../parcel"]
html_static_path = ["_static"]
html_css_files = ["own.css"]
"""
_SOURCES = {
    "parcel/__init__.py": '"""Parcels."""\n',
    "parcel/limits.py": "LIMIT = 30\n\n\ndef half(size):\n    return size / 2\n",
    "parcel/boxes.py": (
        "from .base import Thing\nfrom .limits import LIMIT\n\n\nclass Box(Thing):\n"
        '    """A box."""\n\n    def price(self, weight=LIMIT):\n        """Give a price."""\n'
        "        return weight * 2\n\n    def fold(self):\n        return None\n"
    ),
    "parcel/base.py": (
        'class Thing:\n    """A thing."""\n\n    def fold(self):\n        """Fold it."""\n'
        "        return 1\n"
    ),
    "docs/conf.py": _CONF,
    "docs/_static/own.css": "a { color: red }\n",
    "docs/index.rst": "Parcels\n=======\n\n.. toctree::\n\n   boxes\n   limits\n   prose\n",
    "docs/boxes.rst": "Boxes\n=====\n\n.. automodule:: parcel.boxes\n   :members:\n",
    "docs/limits.rst": (
        ".. _limits:\n\nLimits\n======\n\n.. automodule:: parcel.limits\n   :members:\n"
    ),
    "docs/prose.rst": "Prose\n=====\n\nSee :ref:`limits` and :py:class:`parcel.boxes.Box`.\n",
}


class Site:
    """A project whose documentation is built again and again.

    Args:
        folder: Where it is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in _SOURCES.items():
            self.write(name, text)
        self.build()

    def write(self, name: str, text: str) -> None:
        """Write a file of the project."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the project."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def touch(self) -> None:
        """Give every source the time of a checkout: now, later than that of any page."""
        for path in self.folder.rglob("*"):
            if path.suffix in {".py", ".rst", ".css"} and "html" not in path.parts:
                os.utime(path)

    def build(self, out: str = "html", *flags: str) -> tuple[int, set[str]]:
        """Build the pages, and return how many were read and which were written."""
        command = [sys.executable, "-m", "sphinx", "-W", "-v", "--keep-going", *flags]
        done = subprocess.run(
            [*command, "-d", f"../{out}.doctrees", ".", f"../{out}"],
            cwd=self.folder / "docs",
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        read = re.search(r"(\d+) added, (\d+) changed", done.stdout)
        assert read is not None
        written = re.findall(r"writing output\.\.\. \[ *\d+%\] (\S+)", done.stdout)
        return int(read[1]) + int(read[2]), {
            name.removesuffix("\x1b[39;49;00m") for name in written
        }

    def pages(self, out: str = "html") -> dict[str, str]:
        """Return the text of each page."""
        folder = self.folder / out
        return {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}

    def is_as_from_nothing(self) -> bool:
        """Tell whether all pages are those of a build that had nothing kept."""
        for name in ("nothing", "nothing.doctrees"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.build("nothing")
        return self.pages() == self.pages("nothing")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Return a project that was built once."""
    return Site(tmp_path)


def test_touched_files_are_neither_read_nor_written(site: Site) -> None:
    """A checkout with kept doctrees and pages costs no page, though all files are newer."""
    site.touch()

    assert site.build() == (0, set())
    assert site.is_as_from_nothing()


def test_without_the_option_times_count(site: Site) -> None:
    """By default pages are read as Sphinx does it."""
    site.touch()

    assert site.build("html", "-D", "autodocgen_fresh=0")[0] == 4


def test_an_edited_body_costs_its_own_page(site: Site) -> None:
    """What is inside of a function reaches no other module's page."""
    site.touch()
    site.edit("parcel/limits.py", "size / 2", "size / 4 + 1")

    read, written = site.build()

    assert read == 1
    assert written <= {"index", "limits"}
    assert site.is_as_from_nothing()


_EDITS: dict[str, Callable[[Site], None]] = {
    "constant in another module's default": lambda s: s.edit("parcel/limits.py", "30", "40"),
    "docstring that another module's class inherits": lambda s: s.edit(
        "parcel/base.py", "Fold it.", "Fold it twice."
    ),
    "text of a page": lambda s: s.edit("docs/prose.rst", "See", "Look at"),
    "title that another page links by its label": lambda s: s.edit(
        "docs/limits.rst", "Limits\n======", "Bounds\n======"
    ),
    "page added": lambda s: (
        s.write("docs/more.rst", "More\n====\n"),
        s.edit("docs/index.rst", "   prose\n", "   prose\n   more\n"),
    )[1],
    "object gone that another page links": lambda s: s.edit(
        "parcel/boxes.py", "class Box(", "class Case("
    ),
    "style sheet": lambda s: s.edit("docs/_static/own.css", "red", "blue"),
}


@pytest.mark.parametrize("edit", _EDITS.values(), ids=_EDITS)
def test_pages_are_those_of_a_build_from_nothing(site: Site, edit: Callable[[Site], None]) -> None:
    """Whatever a page shows of another file, it's there after a build with kept pages."""
    site.touch()
    edit(site)
    site.build()

    assert site.is_as_from_nothing()


def test_a_new_style_sheet_is_on_all_pages(site: Site) -> None:
    """Pages name the digest of a style sheet, so they're written though no source is newer."""
    site.edit("docs/_static/own.css", "red", "blue")

    assert site.build()[0] == 0
    assert site.is_as_from_nothing()


def test_a_page_that_somebody_changed_is_written_again(site: Site) -> None:
    """Only files as the last build left them count as written."""
    page = site.folder / "html" / "prose.html"
    page.write_text("", encoding="utf-8")
    os.utime(page, (page.stat().st_mtime - 1,) * 2)  # else the sources may be as old
    site.touch()

    assert "prose" in site.build()[1]
    assert site.is_as_from_nothing()

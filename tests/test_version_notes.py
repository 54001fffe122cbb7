"""Since when an object is there, and what changed since, on the pages of autodoc."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx import addnodes
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import snapshots
from sphinxcontrib_autodocgen.settings import Settings

Build = Callable[..., SphinxTestApp]

CONF = """\
import sys
sys.path.insert(0, {root!r})
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["../noted"]
autodocgen_version_notes = True
autodocgen_show_undocumented = "all"
"""

RELEASES = {
    "1.0": 'def old(a):\n    """Do it."""\n',
    "1.1": '''\
def old(a, b=1, *, c='`'):
    """Do it."""

class New:
    """A class."""
    def member(self):
        """Do more."""

def told():
    """Say it.

    .. versionadded:: 1.1.0
       By its author.
    """
''',
    "2.0rc1": "",
    "2.0": '''\
def old(a, b=2, *, c='`'):
    """Do it.

    Args:
        a: A thing.

    .. versionchanged:: 2
       By its author.
    """

class New:
    """A class."""
    def member(self):
        """Do more."""
    def later(self):
        """Do even more."""

def told():
    """Say it.

    .. versionadded:: 1.1.0
       By its author.
    """

def bare(x=1): return x
''',
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a project with three releases, and documentation of the last one."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    (tmp_path / "noted").mkdir()
    (tmp_path / "docs").mkdir()
    _git(tmp_path, "init", "-q")
    for tag, text in RELEASES.items():
        (tmp_path / "noted" / "__init__.py").write_text(text, encoding="utf-8")
        (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "noted"\nversion = "{tag}"\n')
        _git(tmp_path, "add", "-A")
        _git(tmp_path, "commit", "-q", "-m", tag)
        _git(tmp_path, "tag", f"v{tag}")
    (tmp_path / "docs" / "conf.py").write_text(CONF.format(root=str(tmp_path)))
    (tmp_path / "docs" / "index.rst").write_text(
        "Title\n=====\n\n.. automodule:: noted\n   :members:\n"
    )
    yield tmp_path
    sys.modules.pop("noted", None)
    sys.path[:] = [path for path in sys.path if path != str(tmp_path)]


def _git(folder: Path, *arguments: str) -> None:
    who = {f"GIT_{r}_{k}": "a@b.c" for r in ("AUTHOR", "COMMITTER") for k in ("NAME", "EMAIL")}
    subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **who},
        check=True,
        capture_output=True,
    )


def _text(app: SphinxTestApp, name: str) -> str:
    """Return the text under an object's signature, without that of its members."""
    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    anchor = page.find(id=name)
    assert isinstance(anchor, Tag), f"{name} isn't on the page"
    body = anchor.find_next_sibling("dd")
    assert isinstance(body, Tag)
    for inner in body.find_all("dl", class_="py"):
        inner.decompose()
    return " ".join(body.get_text(" ").split())


def test_notes_come_from_the_tags(folder: Path, make_app: Build) -> None:
    """New objects, changed signatures and the author's own notes: each is said once."""
    app = make_app("html", srcdir=folder / "docs")
    app.build()

    assert app.warning.getvalue() == ""
    assert "Changed in version 1.1: Added the parameter b . Added the parameter c ." in _text(
        app, "noted.old"
    )
    assert _text(app, "noted.old").count("Changed in version 2") == 1
    assert _text(app, "noted.New").startswith("A class. Added in version 1.1: generated")
    assert _text(app, "noted.New.member") == "Do more."
    assert "Added in version 2.0" in _text(app, "noted.New.later")
    assert _text(app, "noted.told") == "Say it. Added in version 1.1.0: By its author."
    assert "Added in version 2.0" in _text(app, "noted.bare")


def test_notes_are_the_nodes_of_sphinx(folder: Path, make_app: Build) -> None:
    """Every builder and theme shows them as it shows an author's."""
    app = make_app("html", srcdir=folder / "docs")
    app.build()
    found = app.env.get_doctree("index").findall(addnodes.versionmodified)

    assert sorted((node["type"], node["version"]) for node in found) == [
        ("versionadded", "1.1"),
        ("versionadded", "1.1.0"),
        ("versionadded", "2.0"),
        ("versionadded", "2.0"),
        ("versionchanged", "1.1"),
        ("versionchanged", "2"),
    ]


def test_a_table_may_stand_in_place_of_the_notes(folder: Path, make_app: Build) -> None:
    """The table has a row for each release, and what the author says of one stays."""
    conf = folder / "docs" / "conf.py"
    conf.write_text(conf.read_text() + "autodocgen_version_table = True\n")
    app = make_app("html", srcdir=folder / "docs")
    app.build()

    assert app.warning.getvalue() == ""
    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    rows = [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
        for row in page.select("[id='noted.old'] + dd .autodocgen-history tr")
    ]
    mark = "generated"
    assert [[version, text.split(mark)[0].strip()] for version, text in rows[1:]] == [
        ["1.1", "Added the parameter b . Added the parameter c ."],
        ["2.0", "The default of b is 2 ."],
    ]
    assert all(mark in text for _, text in rows[1:])
    assert _text(app, "noted.New").startswith("A class. Version Change 1.1 Added generated")
    assert "Changed in version 2: By its author." in _text(app, "noted.old")


def test_a_new_tag_makes_the_page_stale(folder: Path, make_app: Build) -> None:
    """A page is read again when a release says something new of an object on it."""
    make_app("html", srcdir=folder / "docs").build()
    (folder / "noted" / "__init__.py").write_text(
        RELEASES["2.0"].replace("def bare(x=1)", "def bare(x=1, y=2)"), encoding="utf-8"
    )
    _git(folder, "commit", "-q", "-a", "-m", "more")
    sys.modules.pop("noted", None)
    make_app("html", srcdir=folder / "docs").build()
    _git(folder, "tag", "v2.1")
    sys.modules.pop("noted", None)
    app = make_app("html", srcdir=folder / "docs")
    app.build()

    assert "Changed in version 2.1: Added the parameter y" in _text(app, "noted.bare")


def test_paths_start_from_the_project(folder: Path) -> None:
    """A file that is the same in two releases is read once, and has its place in both."""
    (folder / "noted" / "part.py").write_text("x = 1\n")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "x")
    _git(folder, "tag", "v3.0")
    _git(folder, "commit", "-q", "--allow-empty", "-m", "x")
    _git(folder, "tag", "v3.1")
    chosen = Settings(packages=("noted",), cache="off")
    found = dict(snapshots.release_changes.versions(folder, chosen))

    assert list(found) == ["v1.0", "v1.1", "v2.0", "v3.0", "v3.1"]
    for tag in ("v3.0", "v3.1"):
        paths = [module.path for module in found[tag].modules.values()]
        assert paths == ["noted/__init__.py", "noted/part.py"]


def test_packages_need_not_be_named(folder: Path, make_app: Build) -> None:
    """A package that is found by its first object has notes, and a second build reads nothing."""
    conf = folder / "docs" / "conf.py"
    conf.write_text(conf.read_text().replace('autodocgen_packages = ["../noted"]\n', ""))
    (folder / "pyproject.toml").unlink()
    first = make_app("html", srcdir=folder / "docs")
    first.build()
    again = make_app("html", srcdir=folder / "docs")
    again.build()

    assert "Added in version 1.1" in _text(first, "noted.New")
    assert "0 changed" in again.status.getvalue()


@pytest.mark.parametrize("state", ["shallow", "no repository"])
def test_without_the_whole_history_there_is_one_warning(
    folder: Path, tmp_path: Path, make_app: Build, state: str
) -> None:
    """A note that may be wrong isn't shown."""
    if state == "shallow":
        _git(tmp_path, "clone", "-q", "--depth", "1", f"file://{folder}", "clone")
        (tmp_path / "clone" / "docs").mkdir()
        for name in ("conf.py", "index.rst"):
            (tmp_path / "clone" / "docs" / name).write_bytes((folder / "docs" / name).read_bytes())
    else:
        (folder / ".git").rename(folder / "git")
    where = tmp_path / "clone" if state == "shallow" else folder
    app = make_app("html", srcdir=where / "docs")
    app.build()

    assert app.warning.getvalue().count("no version notes are shown") == 1
    assert _text(app, "noted.New") == "A class."


def test_what_a_release_cannot_show_is_not_called_new(folder: Path, make_app: Build) -> None:
    """Where an old release doesn't parse, nobody knows what it had."""
    (folder / "noted" / "part.py").write_text("print 'old'\n\ndef f(): pass\n")
    _git(folder, "add", "-A")
    _git(folder, "commit", "-q", "-m", "x")
    _git(folder, "tag", "v3.0")
    (folder / "noted" / "part.py").write_text('def f():\n    """Do it."""\n')
    _git(folder, "commit", "-q", "-a", "-m", "x")
    _git(folder, "tag", "v3.1")
    with (folder / "docs" / "index.rst").open("a") as page:
        page.write("\n.. automodule:: noted.part\n   :members:\n")
    app = make_app("html", srcdir=folder / "docs")
    app.build()
    sys.modules.pop("noted.part", None)

    assert _text(app, "noted.part.f") == "Do it."

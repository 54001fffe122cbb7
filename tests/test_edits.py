"""Types after an edit: those of a build from nothing, at the cost of what the edit can change."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

_FILES = {
    "pkg/__init__.py": '"""A package."""\nfrom .shapes import Shape\n',
    "pkg/shapes.py": '''\
import functools


def traced(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        if not args:
            raise LookupError("no arguments")
        return function(*args, **kwargs)
    return wrapper


class Shape:
    """A shape.

    Args:
        sides: How many there are.
    """

    def __init__(self, sides, name=None):
        self.sides = sides
        self.name = name or "shape"

    def grown(self, by):
        if by < 0:
            raise ValueError("it can't shrink")
        return Shape(self.sides + by)

    @traced
    def parts(self):
        for side in range(self.sides):
            yield side
''',
    "pkg/drawing.py": """\
from .shapes import Shape


def draw(shape, where):
    return shape.grown(1).name + where


def main():
    for side in (3, 4):
        print(draw(Shape(side), "here"))
    return [draw(Shape(5, "five"), "there")]
""",
    "tests/test_pkg.py": "from pkg.drawing import outline\n\n\ndef test():\n    outline(1.5)\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a project whose modules need each other's types."""
    for name, content in {**_FILES, "pyproject.toml": ""}.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "project"


def _built(folder: Path, cache: str = "cache") -> tuple[Project, Report]:
    report = Report()
    settings = Settings(packages=(str(folder / "pkg"),), cache_dir=str(folder.parent / cache))
    return pipeline.run(settings, folder, report), report


def _all(project: Project) -> bytes:
    return msgspec.json.encode([list(project.modules.values()), project.problems])


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "pkg" / f"{name}.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("class Shape", "# A comment.\n\n\nclass Shape", id="comment"),
        pytest.param("A shape.", "A shape, closed: it has\nno ends.", id="words"),
        pytest.param("    if by", '    """Return a larger one."""\n        if by', id="docstring"),
        pytest.param("    def grown(self, by)", "    def grown( self, by )", id="spaces"),
    ],
)
def test_an_edit_of_what_types_do_not_depend_on_infers_nothing(
    folder: Path, old: str, new: str
) -> None:
    """Comments, words and blank lines move lines only, and these are those of the edited file."""
    _built(folder)
    _edit(folder, "shapes", old, new)

    kept, report = _built(folder)
    fresh, effort = _built(folder, "other")

    assert report.evaluations == 0 < effort.evaluations
    assert _all(kept) == _all(fresh)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("How many there are.", "float: How many there are.", id="not a type"),
        pytest.param("sides: How many", "sides (float): How many", id="documented type"),
        pytest.param("self.sides + by)", "self.sides)", id="code"),
        pytest.param("    return wrapper", "    return function", id="decorator"),
    ],
)
def test_an_edit_of_what_types_depend_on_gives_those_of_a_build_from_nothing(
    folder: Path, old: str, new: str
) -> None:
    """What code or a documented type changes in other modules is changed there."""
    _built(folder)
    _edit(folder, "shapes", old, new)

    kept, report = _built(folder)
    fresh, _ = _built(folder, "other")

    assert report.evaluations > 0
    assert _all(kept) == _all(fresh)


def test_evidence_in_another_file_follows_that_file(folder: Path) -> None:
    """A call is where it is now, though nothing was inferred again."""
    _built(folder)
    _edit(folder, "drawing", "def main", "# One.\n# Two.\n\n\ndef main")

    kept, report = _built(folder)

    guess = kept["pkg.shapes.Shape.__init__"].parameters[0].type
    assert report.evaluations == 0
    assert guess is not None
    assert str(guess.evidence) == "call:pkg.drawing:14 and 2 more"


def test_types_are_inferred_again_for_other_libraries(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that is installed or replaced may have other types."""
    libraries = tmp_path / "site-packages"
    (libraries / "lib-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(libraries))
    _built(folder)
    (libraries / "lib-1.0.dist-info").rename(libraries / "lib-2.0.dist-info")
    _edit(folder, "drawing", "def main", "# A comment.\ndef main")

    _, report = _built(folder)

    assert report.evaluations > 0

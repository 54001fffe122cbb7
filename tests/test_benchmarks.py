"""The benchmarks that compare and draw from what pages show, on tiny packages."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import types
    from collections.abc import Iterator

    from pages import Build

_BENCHMARKS = Path(__file__).parents[1] / "benchmarks"
_SIZES = '''\
"""Sizes."""
from collections import namedtuple
from dataclasses import dataclass

Size = namedtuple("Size", "width height")

@dataclass
class Point:
    x: int = 0

def grow(size):
    """Make it larger.

    :param size: What grows.
    """

def shrink(size): ...

def gone(): ...

class Box(dict):
    """A box."""

    get = dict.get

    def size(self):
        """The size.

        .. note:: In metres.
        """
'''


@pytest.fixture
def harm(monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Give the benchmark as a module."""
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    import harm  # noqa: PLC0415

    return harm


@pytest.fixture(autouse=True)
def _forget_benchmarks() -> Iterator[None]:
    before = set(sys.modules)
    yield
    for name in {"harm", "pages", "draw", "fresh"} & (set(sys.modules) - before):
        del sys.modules[name]


def _shown(folder: Path, source: str, *extensions: str) -> Build:
    import pages  # noqa: PLC0415

    folder.mkdir()
    (folder / "sizes.py").write_text(source)
    package = pages.Package("sizes", "1", folder, folder, ("sizes",))
    return pages.build(package, folder, list(extensions), ":members: :undoc-members:")


def test_harm_names_what_a_page_lost(harm: types.ModuleType, tmp_path: Path) -> None:
    """Each difference between two builds is told, with the object it's about."""
    edits = {
        '"""Sizes."""': "",
        "What grows.": "What slowly grows.",
        "In metres.": "In :func:`feet`.",
        "def shrink(size)": "def shrink(box)",
        "def gone": "def added",
    }
    after = _SIZES
    for old, new in edits.items():
        after = after.replace(old, new)
    found = list(harm.compare(_shown(tmp_path / "a", _SIZES), _shown(tmp_path / "b", after)))
    assert sorted(
        (f.kind, f.object.partition(" ")[2], f.text.rpartition("/")[2]) for f in found
    ) == [
        ("added", "sizes.added", ""),
        ("altered", "sizes.grow", "[Parameters:size] size – What grows."),
        ("gone", "sizes.gone", ""),
        ("lost", "", "[text] Sizes."),
        ("lost", "sizes.Box.size", "[text] In metres."),
        ("lost", "sizes.shrink", "[signature] sizes. shrink size "),
        (
            "warnings",
            "",
            "sizes.py:docstring of sizes.Box.size: WARNING: "
            "py:func reference target not found: feet [ref.func]",
        ),
    ]


def test_harm_leaves_out_what_python_itself_wrote(harm: types.ModuleType, tmp_path: Path) -> None:
    """What namedtuple, dataclass and dict say isn't an author's."""
    before = _shown(tmp_path / "a", _SIZES)
    objects = {
        name: {**found, "texts": [t for t in found["texts"] if t["part"] == "signature"]}
        for name, found in before.objects.items()
    }
    lost = {f.object for f in harm.compare(before, before._replace(objects=objects))}
    assert any("Alias" in t["text"] for t in before.objects["sizes sizes.Size.width"]["texts"])
    assert lost == {"index", "sizes", "sizes sizes.Box", "sizes sizes.Box.size", "sizes sizes.grow"}


def test_draw_takes_what_a_page_shows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What was inferred of public objects is there once, with the code that it's about."""
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    import draw  # noqa: PLC0415

    source = "def area(width=1):\n    return width * 2.5\n\ndef _hidden(width=1): return width\n"
    built = _shown(tmp_path / "a", source, "sphinxcontrib_autodocgen")
    package = draw.Package("sizes", "1", tmp_path / "a", tmp_path / "a", ("sizes",))
    found = {(c.object, c.text, c.file, c.line) for c in draw.claims(package, built, types=True)}
    assert ("area", "float", "sizes.py", 1) in found
    assert {name for name, *_ in found} == {"area"}


def test_draw_scores_verdicts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of evidence has its share of wrong, and what is claimed beyond what is right."""
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    import draw  # noqa: PLC0415

    verdicts = {
        "returned on line 3": "right",
        "returned on line 8": "wrong",
        "like a of b": "right",
    }
    judged = [draw.Claim("", "", "", "", why, 0.8, "", 1, "", v) for why, v in verdicts.items()]
    assert draw.score(judged).splitlines()[2:] == [
        "| learned | 1 | 1 | 0 | 0 | 0 | 0.0% | 80% | -20 |",
        "| returned | 2 | 1 | 1 | 0 | 0 | 50.0% | 80% | +30 |",
        "| all | 3 | 2 | 1 | 0 | 0 | 33.3% | 80% | +13 |",
    ]

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

pytestmark = pytest.mark.slow

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
        ("lost", "sizes.shrink", "[signature] sizes. shrink size"),
        ("warnings", "", "WARNING: py:func reference target not found: feet [ref.func]"),
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

    source = (
        "if False:\n    def area(width=1): ...\n"
        "def area(width=1):\n    return width * 2.5\n\ndef _hidden(width=1): return width\n"
    )
    built = _shown(tmp_path / "a", source, "sphinxcontrib_autodocgen")
    package = draw.Package("sizes", "1", tmp_path / "a", tmp_path / "a", ("sizes",))
    found = {(c.object, c.text, c.file, c.line) for c in draw.claims(package, built, types=True)}
    assert ("area", "int", "sizes.py", 3) in found
    assert {name for name, *_ in found} == {"area"}


def test_draw_takes_the_code_that_a_page_was_read_from(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A name that a later module binds again stands beside the code that it was shown for."""
    monkeypatch.syspath_prepend(str(_BENCHMARKS))
    import pages  # noqa: PLC0415

    (tmp_path / "sizes.py").write_text("def refuse(width=1):\n    return 2.5\n\narea = refuse\n")
    (tmp_path / "zoo.py").write_text("import sizes\n\ndef grow(): pass\n\nsizes.area = grow\n")
    package = pages.Package("sizes", "1", tmp_path, tmp_path, ("sizes", "zoo"))
    built = pages.build(package, tmp_path, [], ":members: :undoc-members:")
    assert built.objects["sizes sizes.area"]["source"] == [
        str(tmp_path / "sizes.py"),
        "refuse",
        "1",
    ]


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
        "| learned | 1 | 1 | 0 | 0 | 0 | 0 | 0.0% | 80% | -20 |",
        "| returned | 2 | 1 | 1 | 0 | 0 | 0 | 50.0% | 80% | +30 |",
        "| all | 3 | 2 | 1 | 0 | 0 | 0 | 33.3% | 80% | +13 |",
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="asks for Linux's count of CPU seconds")
def test_mutants_of_real_files_are_analysed_or_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A few seconds of fuzzing find no exception of ours, no lost file and no hang."""
    monkeypatch.syspath_prepend(_BENCHMARKS)
    import fuzz  # noqa: PLC0415

    words = ["fuzz.py", "--seconds", "6", "--seed", "7", "--keep", str(tmp_path / "findings")]
    monkeypatch.setattr(sys, "argv", words)

    assert fuzz.main() == 0, capsys.readouterr().err
    assert int(capsys.readouterr().out.split()[0]) > 0


def test_each_file_of_a_corpus_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files in packages, beside them and of one name are tried; what is broken is a record."""
    monkeypatch.syspath_prepend(_BENCHMARKS)
    import corpus  # noqa: PLC0415

    for name in ("pkg/__init__.py", "pkg/a.py", "data/a.py", "more/data/a.py", "data/not-one.py"):
        (tmp_path / "lib" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "lib" / name).write_text("def f(x):\n    return x\n")
    (tmp_path / "lib" / "data" / "bad.py").write_text("def f(:\n")
    (tmp_path / "page.md").write_text(
        "Before.\n<!-- corpus: begin -->\nold\n<!-- corpus: end -->\n"
    )
    words = ["corpus.py", str(tmp_path / "lib"), "--write", str(tmp_path / "page.md")]
    monkeypatch.setattr(sys, "argv", words)

    assert corpus.main() == 0
    (row,) = (line for line in capsys.readouterr().out.splitlines() if "lib" in line)
    assert row.startswith("| `lib` | 6 | 1 syntax | 0 | 0 | 0 | ")
    page = (tmp_path / "page.md").read_text()
    assert row in page
    assert "old" not in page

"""Inferred types in signatures, and the one mark of an object that no author described."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.pycode import ModuleAnalyzer
from sphinx.testing.util import SphinxTestApp

_SHOP = '''
"""A shop."""

from typing import overload

LIMIT = 3

def price(weight=3, express=False):
    """Return the price.

    Args:
        weight: How heavy.
    """
    return weight * 2.5 if express else float(weight)

def pack(size=1, count=2):
    """Pack it.

    Args:
        size (bytes): How much.

    Returns:
        dict: What was packed.
    """
    return [size, count]

def push(items, limit=3):
    if limit < 0:
        raise ValueError(limit)
    if items is None:
        raise TypeError(items)
    items.append(limit)
    return limit

@overload
def pick(key: int) -> int: ...
@overload
def pick(key: str) -> str: ...
def pick(key, strict=True):
    if strict:
        raise KeyError(key)
    return key

def weigh(apples=1, pears=2, plums=3, cherries=4, strawberries=5, gooseberries=6):
    """Weigh them."""
    return apples

class Crate:
    size = 3
    height = "x"
    #: How wide.
    width = "x"

    @property
    def volume(self):
        """How much goes in."""
        return 3.5
'''


@pytest.fixture
def shop(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., SphinxTestApp]]:
    """Return a function that builds the page of a module."""

    def build(builder: str = "html", **conf: object) -> SphinxTestApp:
        source = tmp_path / "docs"
        source.mkdir()
        (source / "fair.py").write_text(_SHOP, encoding="utf-8")
        (source / "conf.py").touch()
        page = "Shop\n====\n\n.. automodule:: fair\n   :members:\n   :undoc-members:\n"
        (source / "index.rst").write_text(page, encoding="utf-8")
        monkeypatch.syspath_prepend(str(source))
        ModuleAnalyzer.cache.clear()  # of other tests' modules
        app = make_app(
            builder,
            srcdir=source,
            confoverrides={
                "extensions": [
                    "sphinx.ext.autodoc",
                    "sphinx.ext.napoleon",
                    "sphinxcontrib_autodocgen",
                ],
                "autodocgen_packages": ["fair"],
                "nitpicky": True,
                **conf,
            },
        )
        app.build()
        assert not app.warning.getvalue()
        return app

    yield build
    sys.modules.pop("fair", None)


def _described(app: SphinxTestApp, name: str) -> Tag:
    """Return signature and description of an object, without links to themselves."""
    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    for link in page.select("a.headerlink"):
        link.decompose()
    anchor = page.find(id=f"fair.{name}")
    assert isinstance(anchor, Tag)
    assert isinstance(anchor.parent, Tag)
    return anchor.parent


def _signature(app: SphinxTestApp, name: str) -> str:
    signature = _described(app, name).dt
    assert signature is not None
    return " ".join(signature.get_text().split()).replace("\N{RIGHTWARDS ARROW}", "->")


def test_a_signature_shows_inferred_types(shop: Callable[..., SphinxTestApp]) -> None:
    """Types stand in signatures and headers, of documented objects too."""
    app = shop()

    assert _signature(app, "price") == "fair.price(weight: int = 3, express: bool = False) -> float"
    assert _signature(app, "push") == "fair.push(items, limit: int = 3) -> int"
    assert _signature(app, "LIMIT") == "fair.LIMIT: int = 3"
    assert _signature(app, "Crate.size") == "size: int = 3"
    assert _signature(app, "Crate.width") == "width: str = 'x'"
    assert _signature(app, "Crate.volume") == "property volume: float"


def test_an_inferred_type_tells_its_evidence(shop: Callable[..., SphinxTestApp]) -> None:
    """Keyboard and screen reader reach why a type is there."""
    result = _described(shop(), "price").select_one(".sig-return .autodocgen-inferred")

    assert result is not None
    assert result["tabindex"] == "0"
    assert "returned on line 14" in str(result["data-evidence"])
    assert str(result["aria-label"]).startswith("float, returned on line 14")


def test_a_type_that_an_author_wrote_is_not_repeated(shop: Callable[..., SphinxTestApp]) -> None:
    """A docstring's own types keep others out of the signature."""
    assert _signature(shop(), "pack") == "fair.pack(size=1, count: int = 2)"


@pytest.mark.slow
def test_overloads_keep_their_signatures(tmp_path: Path) -> None:
    """What no overload declares stands below them."""
    (tmp_path / "fair.py").write_text(_SHOP, encoding="utf-8")
    (tmp_path / "conf.py").write_text(
        "import sys\nsys.path.insert(0, '.')\n"
        "extensions = ['sphinxcontrib_autodocgen']\nautodocgen_packages = ['fair']\n"
    )
    (tmp_path / "index.rst").write_text("Fair\n====\n\n.. autofunction:: fair.pick\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ".", "html"]
    subprocess.run(command, cwd=tmp_path, check=True)
    page = (tmp_path / "html" / "index.html").read_text(encoding="utf-8")
    found = BeautifulSoup(page, "html.parser").select_one("dl.py.function")
    assert found is not None
    for link in found.select("a.headerlink"):
        link.decompose()

    signatures = [" ".join(each.get_text().split()) for each in found.find_all("dt", "sig")]
    assert signatures == ["fair.pick(key: int) → int", "fair.pick(key: str) → str"]
    assert "strict (bool" in " ".join(found.get_text(" ").split()).replace("( ", "(")


def test_an_undescribed_object_has_one_mark(shop: Callable[..., SphinxTestApp]) -> None:
    """The mark behind the first generated text tells of each part."""
    marks = _described(shop(), "push").select(".autodocgen-mark")

    assert [mark.get_text() for mark in marks] == ["generated"]
    lines = str(marks[0]["data-evidence"]).splitlines()
    assert [line.partition(":")[0] for line in lines][-2:] == ["ValueError", "TypeError"]


def test_what_is_added_to_a_docstring_is_marked_apart(shop: Callable[..., SphinxTestApp]) -> None:
    """In a text that an author began, each generated part has its own mark."""
    app = shop(autodocgen_complete="sections", autodoc_typehints="description")

    marks = _described(app, "weigh").select(".autodocgen-mark")
    assert [mark.get_text() for mark in marks] == ["inferred"] * 7


def test_a_builder_without_styles_says_it_in_a_word(shop: Callable[..., SphinxTestApp]) -> None:
    """Text has the word behind the signature."""
    text = (shop("text").outdir / "index.txt").read_text(encoding="utf-8")

    assert "fair.price(weight: int = 3, express: bool = False) -> float (inferred)\n" in text
    assert "\nfair.push(items, limit: int = 3) -> int (inferred)\n" in text
    assert text.partition("fair.push(")[2].partition("fair.weigh(")[0].count("generated") == 1


def test_a_signature_that_became_long_is_broken(shop: Callable[..., SphinxTestApp]) -> None:
    """``python_maximum_signature_line_length`` counts inferred types too."""
    app = shop(python_maximum_signature_line_length=110)

    assert len(_described(app, "weigh").select("dt dl > dd > em.sig-param")) == 6
    assert not _described(app, "push").select("dt dl")


def test_attributes_without_a_description_are_rows(shop: Callable[..., SphinxTestApp]) -> None:
    """What has only a name, a type and a value is laid out in columns; all else as ever."""
    app = shop()

    rows = {name: _described(app, f"Crate.{name}") for name in ("size", "height", "width")}

    assert [name for name, row in rows.items() if "autodocgen-row" in row["class"]] == [
        "size", "height",
    ]  # fmt: skip
    cells = rows["size"].select("dt > .autodocgen-row-type, dt > .autodocgen-row-value")
    assert [cell.get_text().strip() for cell in cells] == [": int", "= 3"]


def test_what_a_stub_leaves_open_is_any_type(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader sees no ``Incomplete``, which says that nobody has written a type yet."""
    (tmp_path / "crane.py").write_text('def lift(a, b):\n    """Lift."""\n    return a, b\n')
    (tmp_path / "crane.pyi").write_text(
        "from _typeshed import Incomplete\n"
        "def lift(a: Incomplete, b: type[Incomplete]) -> tuple[Incomplete, ...]: ...\n"
    )
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    (tmp_path / "index.rst").write_text("Crane\n=====\n\n.. automodule:: crane\n   :members:\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    app = make_app(srcdir=tmp_path, confoverrides={"autodocgen_packages": ["crane"]})
    app.build()

    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    signature = page.find(id="crane.lift")
    assert signature is not None
    text = " ".join(signature.get_text().split()).removesuffix("¶")
    assert text == "crane.lift(a, b: type[Any]) → tuple[Any, ...]"

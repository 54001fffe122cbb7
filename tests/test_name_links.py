"""A name of the project in a generated text is a link to its page, and nothing else is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp

_FARM = '''
"""A farm."""

from barn import Barn, store

DEFAULT = object()
"""What is taken."""
key = "k"
label = "l"
sort = 3


class Plough:
    """A plough.

    :param width: see ``Cart``
    """

    def __init__(self, width=None, kind=None):
        self.width = width or DEFAULT
        self.kind = kind or self.width

    sharp = False

    def dull(self):
        if self.sharp:
            raise ValueError("`Cart` is sharp")
        self.sharp = True


class Cart(Plough):
    """A cart."""

    def wheels(self, label=None):
        if label is None:
            label = key
        return [label]

    def load(self, goods, *, key):
        if goods is DEFAULT:
            raise KeyError("bad goods")
        if key is DEFAULT:
            raise TypeError("bad key")

    def part(self):
        sort = self.dull
        return Barn if sort else Plough

    def named(self, **kwargs):
        return mend(self, **kwargs)

    def same(self, text):
        return mend(self, text)


class Late(Exception):
    pass


Wagon = Cart


def rolls(thing):
    return Wagon if thing else Barn


def mend(cart, text="", sort=2, label=3, Cart=4):
    """Mend.

    :param text: what ``Cart`` says
    """
    if not text:
        raise Late


def keep(cart=None):
    return store(cart or DEFAULT)


def paint(items):
    for label in items:
        if label.dry:
            label.paint()
'''
_BARN = '''
"""A barn."""

DEFAULT = 3


class Barn:
    """A barn."""


class Shed(Barn):
    """A shed."""


def store(cart, DEFAULT=None):
    return Barn() if cart else DEFAULT
'''


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """Return a folder of two modules, which a page each describes."""
    folder = tmp_path / "farm"
    folder.mkdir()
    for name, text in {"farm": _FARM, "barn": _BARN}.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
        title = f"{name}\n{'=' * len(name)}"
        page = f"{title}\n\n.. automodule:: {name}\n   :members:\n   :undoc-members:\n"
        page += "   :exclude-members: Wagon\n"
        (folder / f"{name}.rst").write_text(page, encoding="utf-8")
    toc = "Farm\n====\n\n.. toctree::\n\n   farm\n   barn\n"
    (folder / "index.rst").write_text(toc, encoding="utf-8")
    (folder / "conf.py").touch()
    return folder


@pytest.fixture
def page(
    places: Path, make_app: Callable[..., SphinxTestApp], monkeypatch: pytest.MonkeyPatch
) -> BeautifulSoup:
    """Return the page of a module, built as ``-n -W`` does."""
    monkeypatch.syspath_prepend(places)
    conf = {
        "extensions": ["sphinx.ext.napoleon", "sphinxcontrib_autodocgen"],
        "autodocgen_packages": ["farm.py", "barn.py"],
        "autodocgen_complete": "sections",
        "nitpicky": True,
    }
    app = make_app("html", srcdir=places, confoverrides=conf)
    app.build()
    assert app.warning.getvalue() == ""
    return BeautifulSoup((app.outdir / "farm.html").read_text("utf-8"), "html.parser")


def _literals(page: BeautifulSoup, name: str) -> Iterator[Tag]:
    """Yield what an object's description has as code, without what is described inside."""
    term = page.find(id=name)
    assert isinstance(term, Tag)
    described = term.find_next_sibling("dd")
    assert isinstance(described, Tag)
    for inner in described.select("dl.py"):
        inner.decompose()
    yield from described.select("code")


def _links(page: BeautifulSoup, name: str) -> dict[str, str]:
    """Return the code in an object's description, each with where it leads, "" if nowhere."""
    found: dict[str, str] = {}
    for literal in _literals(page, name):
        above = literal.find_parent("a")
        found[literal.get_text()] = str(above["href"]) if above is not None else ""
    return found


@pytest.mark.parametrize(
    ("name", "code", "address"),
    [
        ("farm.Plough.dull", "self.sharp", "#farm.Plough.sharp"),
        ("farm.Cart.wheels", "key", "#farm.key"),
        ("farm.Cart.load", "DEFAULT", "#farm.DEFAULT"),
        ("farm.Cart.part", "Plough", "#farm.Plough"),
        ("farm.Cart.part", "Barn", "barn.html#barn.Barn"),
        ("farm.Cart.part", "self.dull", "#farm.Plough.dull"),
        ("farm.Cart.named", "mend", "#farm.mend"),
        ("farm.Cart.same", "mend", "#farm.mend"),
        ("farm.Late", "mend", "#farm.mend"),
        ("farm.rolls", "Wagon", "#farm.Cart"),  # another name, which has no entry
    ],
)
def test_a_name_of_the_project_is_linked(
    page: BeautifulSoup, name: str, code: str, address: str
) -> None:
    """It leads to what it means where it stands: in the module, through imports, by ``self``."""
    assert _links(page, name)[code] == address


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("farm.Plough", "self.width"),  # it has no entry
        ("farm.Cart.load", "key"),  # a parameter, and a module's datum
        ("farm.Plough.dull", "Cart"),  # in a message
        ("farm.Cart.wheels", "None"),
        ("farm.Cart.named", "Cart"),  # a parameter of the function that is called
        ("farm.Cart.same", "Cart"),  # an author's words
        ("farm.Late", "text"),
        ("farm.paint", "label"),  # a local name
        ("farm.mend", "Cart"),
    ],
)
def test_nothing_else_is_linked(page: BeautifulSoup, name: str, code: str) -> None:
    """Parameters, local names, messages and authors' words are no names of objects."""
    assert _links(page, name)[code] == ""

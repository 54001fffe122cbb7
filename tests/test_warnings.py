"""What we add to pages costs nobody a warning, and describes nothing twice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sphinx
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

_PAGE = "Case\n====\n\n.. automodule:: {}\n   :members:\n"


@pytest.fixture
def build(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., SphinxTestApp]:
    """Return a function that builds pages of modules, as strictly as ``-n -W`` does."""
    docs, before = tmp_path / "docs", set(sys.modules)

    def build(
        modules: dict[str, str], pages: dict[str, str] | None = None, **conf: object
    ) -> SphinxTestApp:
        for name, text in {**modules, **_pages(modules, pages)}.items():
            path = tmp_path / ("src" if name.endswith(".py") else "docs") / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (docs / "conf.py").touch()
        monkeypatch.syspath_prepend(tmp_path / "src")
        for name in set(sys.modules) - before:
            if any(name.partition(".")[0] in module for module in modules):
                del sys.modules[name]
        packages = sorted({str(tmp_path / "src" / Path(name).parts[0]) for name in modules})
        defaults = {
            "extensions": ["sphinx.ext.napoleon", "sphinxcontrib_autodocgen"],
            "autodocgen_packages": packages,
            "autodocgen_show_undocumented": "all",
            "nitpicky": True,
            "html_theme": "basic",
        }
        builder, parallel = str(conf.pop("builder", "html")), int(str(conf.pop("parallel", 0)))
        fresh, told = bool(conf.pop("freshenv", False)), bool(conf.pop("told", False))
        overrides = {**defaults, **conf}
        app = make_app(
            builder, srcdir=docs, confoverrides=overrides, parallel=parallel, freshenv=fresh
        )
        app.build()
        app.cleanup()
        assert told or app.warning.getvalue() == ""
        return app

    return build


def _pages(modules: dict[str, str], pages: dict[str, str] | None) -> dict[str, str]:
    if pages is None:
        names = [name.removesuffix(".py").removesuffix("/__init__") for name in modules]
        parts = (f".. automodule:: {name.replace('/', '.')}\n   :members:\n" for name in names)
        return {"index.rst": "\n".join(["Case\n====\n", *parts])}
    return pages


def _described(app: SphinxTestApp, page: str = "index") -> list[str]:
    """Return the names that a page describes; one that has no anchor is empty."""
    html = BeautifulSoup((app.outdir / f"{page}.html").read_text(encoding="utf-8"), "html.parser")
    return [str(term.get("id") or "") for term in html.select("dt.sig")]


def _inventory(app: SphinxTestApp) -> dict[str, str]:
    """Return where each object of Python is described."""
    objects = app.env.get_domain("py").get_objects()
    return {name: f"{docname}#{anchor}" for name, _, _, docname, anchor, _ in objects}


_SELF_DESCRIBED = '''
"""Knots.

.. data:: DEPTH

.. py:class:: Lamp(watts)

   .. py:attribute:: watts
"""

DEPTH = 3
WIDTH = 4

class Lamp:
    def __init__(self, watts=3):
        self.watts = watts
        self.lit = False

class Knot:
    """A knot.

    .. attribute:: length

       How long it is.

    .. method:: open(force)
    """

    def __init__(self, length=10):
        """Tie it.

        Attributes:
            ends: The two ends.
        """
        self.length = length
        self.ends = ("a", "b")
        self.tight = True

    def open(self, force=1):
        if force > 3:
            raise ValueError("force is too high")

class Bow(Knot):
    """
    .. py:property:: half

    .. autoattribute:: Bow.colour
    """

    colour = "red"

    @property
    def half(self):
        return self.length / 2
'''


def test_what_a_docstring_describes_is_described_once(build: Callable[..., SphinxTestApp]) -> None:
    """A docstring's own directives describe an object; the rest of its class is shown."""
    app = build({"knot.py": _SELF_DESCRIBED}, autoclass_content="both")

    names = _described(app)
    assert len(names) == len(set(names))
    assert {"knot.DEPTH", "knot.WIDTH", "knot.Knot.open", "knot.Bow.colour"} < set(names)
    assert "knot.Knot.tight" in names
    assert "knot.Lamp.lit" not in names
    assert "knot.Knot.ends" in names


_PLAIN = '''
"""Functions."""

def early(x=3):
    if x > 3:
        raise ValueError("x is too high")
    return x + 1

def late(x=3):
    if x > 3:
        raise ValueError("x is too high")
    return x + 1

def left(x=3):
    if x > 3:
        raise ValueError("x is too high")
    return x + 1

class Hidden:
    depth = 3

    def go(self, speed=1.5):
        """Go."""

    def stop(self, after=3):
        return [after]
'''

_ELSEWHERE = {
    "index.rst": _PAGE.format("plain") + "\n.. toctree::\n\n   a\n   z\n",
    "a.rst": "A\n=\n\n.. py:function:: plain.early(x)\n",
    "z.rst": "Z\n=\n\n.. py:currentmodule:: plain\n\n.. autofunction:: late\n\n"
    ".. class:: Hidden\n\n   .. method:: go(speed)\n",
}


def test_what_another_page_describes_is_described_there(
    build: Callable[..., SphinxTestApp],
) -> None:
    """A page of its own describes an object, whether it's read earlier or later than ours."""
    app = build({"plain.py": _PLAIN}, _ELSEWHERE)

    assert _described(app) == ["plain.left"]
    assert _described(app, "z") == ["plain.late", "plain.Hidden", "plain.Hidden.go"]
    assert _inventory(app)["plain.early"] == "a#plain.early"
    assert "plain.Hidden.stop" not in _inventory(app)
    contents = (app.outdir / "index.html").read_text(encoding="utf-8")
    assert "#plain.late" not in contents.replace("z.html#plain.late", "")
    assert "index.html#plain.late" not in (app.outdir / "genindex.html").read_text("utf-8")


def test_what_no_other_page_describes_any_more_is_shown_again(
    build: Callable[..., SphinxTestApp],
) -> None:
    """An incremental build follows the author who describes an object, or no longer does so."""
    build({"plain.py": _PLAIN}, _ELSEWHERE)
    app = build({"plain.py": _PLAIN}, {"z.rst": "Z\n=\n"})
    assert "plain.late" in _described(app)
    assert "plain.early" not in _described(app)

    app = build({"plain.py": _PLAIN}, {"z.rst": _ELSEWHERE["z.rst"]})
    assert _described(app) == ["plain.left"]


def test_readers_in_parallel_find_the_same(build: Callable[..., SphinxTestApp]) -> None:
    """What an author describes is known by all readers of a parallel build."""
    app = build({"plain.py": _PLAIN}, _ELSEWHERE, parallel=2)

    assert _described(app) == ["plain.left"]
    assert _inventory(app)["plain.late"] == "z#plain.late"


def test_a_hand_written_description_keeps_its_anchor(build: Callable[..., SphinxTestApp]) -> None:
    """Links into a page lead to what they led to before."""
    page = _PAGE.format("plain") + "\n.. py:currentmodule:: plain\n\n.. function:: early(x)\n"
    app = build({"plain.py": _PLAIN}, {"index.rst": page})

    assert _described(app).count("plain.early") == 1
    assert "index.html#plain.early" in (app.outdir / "genindex.html").read_text("utf-8")


def test_a_page_without_index_repeats_nothing(build: Callable[..., SphinxTestApp]) -> None:
    """``:no-index:`` leaves descriptions to others, and ours with them."""
    pages = {
        "index.rst": _PAGE.format("plain") + "   :no-index:\n\n.. toctree::\n\n   z\n",
        "z.rst": "Z\n=\n\n.. py:function:: plain.late(x)\n",
    }
    app = build({"plain.py": _PLAIN}, pages)

    html = BeautifulSoup((app.outdir / "index.html").read_text("utf-8"), "html.parser")
    names = [name.get_text() for name in html.select("dt.sig .descname")]
    assert "early" in names
    assert "late" not in names


def test_a_function_may_have_the_name_of_its_module(build: Callable[..., SphinxTestApp]) -> None:
    """The function is shown, and the name leads to the module as it does without us."""
    solver = "def solve(steps=1):\n    if steps < 1:\n        raise ValueError('too few')\n"
    modules = {
        "fit/__init__.py": '"""Fitting."""\nfrom .solve import solve\n__all__ = ["solve"]\n',
        "fit/solve.py": f'"""The solver."""\n\n{solver}',
    }
    app = build(modules)

    assert "fit.solve" in _described(app)
    assert _inventory(app)["fit.solve"] == "index#module-fit.solve"


_MOCKED = '''
"""Mocked."""

import functools

import gpu
from gpu import Base, jit, VALUE

LIMIT = gpu.LIMIT
WIDTH = gpu.WIDTH or 640
AREA = [WIDTH]
NAME = f"v{gpu.__version__}"
COUNT = len(gpu.items())
MODES = {"fast": (gpu.fast,)}
HEIGHT = 480
load = functools.partial(gpu.load, 3)

def opt(a=gpu.DEFAULT, b=3):
    if b > 3:
        raise ValueError("b is too high")

@jit(parallel=True)
def blend(b=3):
    if b > 3:
        raise ValueError("b is too high")

class Plot(Base):
    """A plot."""

    shader = VALUE
    scale = 1.5

    def draw(self, points=3):
        if points > 3:
            raise ValueError("too many points")

    @property
    @jit
    def size(self):
        return 3

    class Inner:
        made = gpu.VALUE
        count = 3

@gpu.register(Plot)
class Bars:
    colour = "red"

    def draw(self, points=3):
        if points > 3:
            raise ValueError("too many points")

@jit
class Lines:
    """Lines."""

    colour = "red"

    def __init__(self, width=3):
        self.width = width

    def draw(self, points=3):
        if points > 3:
            raise ValueError("too many points")
'''


def test_nothing_that_comes_of_a_mock_is_shown(build: Callable[..., SphinxTestApp]) -> None:
    """What mocks decorate, hold or compute isn't shown because of us."""
    app = build({"plot.py": _MOCKED}, autodoc_mock_imports=["gpu"])

    inner = ["plot.Plot.Inner", "plot.Plot.Inner.count", "plot.Plot.draw", "plot.Plot.scale"]
    assert _described(app) == ["plot.HEIGHT", "plot.Lines", "plot.Plot", *inner]


_SHOP = '''
"""A shop."""

class Client:
    """A client."""

    type = "x"

    def list(self, limit=3):
        return [str(n) for n in range(limit)]

class Account:
    """An account."""

    type = 3

def list(limit=3):
    if limit > 3:
        raise ValueError("limit is too high")
    return Client().list(limit)

def names(kind: "type", size: "int" = 2) -> "list[str]":
    """Return names.

    :param kind: what kind
    :rtype: list[int]
    """
    return ["a"] * size

def letters(text="a"):
    return {text: [text]}
'''


def test_a_builtin_type_is_a_builtin(build: Callable[..., SphinxTestApp]) -> None:
    """No type leads to a member that only has the name of a builtin, an author's included."""
    app = build({"shop.py": _SHOP})

    html = BeautifulSoup((app.outdir / "index.html").read_text("utf-8"), "html.parser")
    links = {str(link.get("href")) for link in html.select("dt.sig a.reference, dd a.reference")}
    assert "shop.list" in _described(app)
    assert not {"#shop.list", "#shop.Client.list", "#shop.Client.type"} & links


def test_a_class_with_a_builtins_name_is_linked(build: Callable[..., SphinxTestApp]) -> None:
    """An annotation means the class that its module defines."""
    text = '"""Own."""\n\nclass type:\n    """A type."""\n\ndef get(kind: type):\n    """Get."""\n'
    app = build({"own.py": text})

    html = (app.outdir / "index.html").read_text("utf-8")
    assert 'href="#own.type"' in html


def test_classes_that_hold_each_other_are_described_once(
    build: Callable[..., SphinxTestApp],
) -> None:
    """Autodoc alone would describe each inside the other without end."""
    text = '''"""Signs."""

class Plus:
    """Adds."""

class Minus:
    """Takes away."""

    class Sign:
        """A sign."""

for _each in (Plus, Minus):
    _each.Plus, _each.Minus = Plus, Minus
'''
    app = build({"signs.py": text})

    assert _described(app) == ["signs.Minus", "signs.Minus.Sign", "signs.Plus"]


def test_a_reexported_function_is_signed_where_it_was_written(
    build: Callable[..., SphinxTestApp],
) -> None:
    """A name in its annotations is looked up among the imports of the module that defines it."""
    modules = {
        "tool/__init__.py": '"""T."""\n\nfrom .core import Node\n\n__all__ = ["Node"]\n',
        "tool/core.py": '"""C."""\n\nclass Node:\n    """A node."""\n',
        "tool/make.py": '"""M."""\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n'
        "    from .core import Node\n\n"
        'def make(node: "Node"):\n    """Make."""\n',
        "tool/more.py": '"""E."""\n\nfrom .make import make\n\n__all__ = ["make"]\n',
    }
    app = build(modules)

    page = BeautifulSoup((app.outdir / "index.html").read_text("utf-8"), "html.parser")
    links = page.select('dt[id="tool.more.make"] a.reference.internal')
    assert [str(link["href"]) for link in links] == ["#tool.core.Node"]


def test_a_name_of_python_is_no_module_of_ours(build: Callable[..., SphinxTestApp]) -> None:
    """A name that an author wrote in full leads to no module that imports what it begins with."""
    modules = {
        "form/__init__.py": '"""Form."""\n\nfrom .datetime import Day, Shown\n'
        '\n__all__ = ["Day", "Shown"]\n',
        "form/datetime.py": '"""Times."""\n\nimport datetime\n\nclass Day:\n    """A day.\n\n'
        '    A :class:`datetime.datetime`, a :obj:`datetime.date`.\n    """\n\n'
        "    day: datetime.date = None\n\n"
        'class Shown:\n    def get(self):\n        """Get a :class:`datetime.datetime`."""\n',
    }
    page = _PAGE.format("form").replace(":members:", ":members:\n   :imported-members:")
    pages = {"index.rst": page, "times.rst": ":orphan:\n\n" + _PAGE.format("form.datetime")}
    unknown = [("py:class", "datetime.datetime"), ("py:obj", "datetime.date")]
    app = build(modules, pages, nitpick_ignore=[*unknown, ("py:class", "datetime.date")])

    html = BeautifulSoup((app.outdir / "index.html").read_text("utf-8"), "html.parser")
    assert "datetime.datetime" in html.text
    assert not [a for a in html.select("a.reference") if "datetime" in a.text]


def test_an_incremental_build_without_packages_equals_a_fresh_one(
    build: Callable[..., SphinxTestApp],
) -> None:
    """What a package taught that was found on a page is known to the next build."""
    modules = {
        "lazy/__init__.py": '"""Lazy."""\n\nfrom .inner import make\n\n'
        "def get(x=3):\n    if x > 3:\n        raise ValueError('high')\n    return make()\n",
        "lazy/inner.py": "def make():\n    return b'a'\n",
    }
    pages = {"index.rst": _PAGE.format("lazy")}
    app = build(modules, pages, autodocgen_packages=[])
    assert "bytes" in (app.outdir / "index.html").read_text("utf-8")

    modules["lazy/inner.py"] = "def make():\n    return 1.5\n"
    html = (build(modules, pages, autodocgen_packages=[]).outdir / "index.html").read_text("utf-8")
    assert "float" in html


def _bytes(name: str) -> str:
    return f'"""{name}."""\n\ndef get(x=3):\n    return b"{name}"\n'


@pytest.mark.parametrize("parallel", [0, 2])
def test_each_package_is_analysed_when_it_is_asked_for(
    build: Callable[..., SphinxTestApp], parallel: int
) -> None:
    """Pages of several packages say the same in any order, and with any number of readers."""
    modules = {
        "ape/__init__.py": _bytes("ape"),
        "bee.py": _bytes("bee") + "\nclass Base:\n    pass\n",
        "cat.py": _bytes("cat") + "\nimport bee\n\nclass Cat(bee.Base):\n    pass\n",
    }
    pages = {f"{name}.rst": _PAGE.format(name) for name in ("ape", "bee", "cat")}
    pages |= {f"filler{number}.rst": "Empty\n=====\n" for number in range(4)}
    pages["index.rst"] = "All\n===\n\n.. toctree::\n   :glob:\n\n   *\n"
    conf = {"autodocgen_packages": [], "freshenv": True}
    app = build(modules, pages, parallel=parallel, **conf)
    ape, bee, cat = (_first_object(app, page) for page in ("ape", "bee", "cat"))
    assert all("bytes" in text for text in (ape, bee, cat))

    swapped = {"ape.rst": pages["cat.rst"], "cat.rst": pages["ape.rst"]}
    app = build(modules, swapped, **conf)
    assert [_first_object(app, page) for page in ("cat", "bee", "ape")] == [ape, bee, cat]


def _first_object(app: SphinxTestApp, page: str) -> str:
    html = (app.outdir / f"{page}.html").read_text("utf-8")
    return str(BeautifulSoup(html, "html.parser").find("dl"))


_TILL = '''
"""A till."""

import enum

class Drawer:
    """A drawer."""

    def put(self, coin, times=1):
        """Put a coin in.

        :param coin: the coin
        :raises KeyError: if it is full
        """
        if times < 1:
            raise ValueError(times)
        raise KeyError(coin)

    def take(self, coin, times=1):
        if times < 1:
            raise ValueError(times)
        return [coin] * times

class Small(Drawer):
    """A small drawer."""

    def put(self, coin, times=1):
        pass

class State(enum.Enum):
    OPEN = 1
    SHUT = 2
'''


def _messages(app: SphinxTestApp) -> list[str]:
    text = (app.outdir / "index.pot").read_text(encoding="utf-8")
    lines = text[text.index("#:") :].splitlines()
    return [line for line in lines if line.startswith(("msgid", '"'))]


def test_moved_lines_change_no_message_for_translators(
    build: Callable[..., SphinxTestApp],
) -> None:
    """Texts for translators hold neither lines nor percentages."""
    messages = _messages(build({"till.py": _TILL}, builder="gettext"))
    assert not [text for text in messages if "%" in text or "line" in text]
    assert 'msgid "If ``times`` is less than ``1``."' in messages

    moved = build({"till.py": "\n\n\n" + _TILL}, builder="gettext", freshenv=True)
    assert _messages(moved) == messages


def test_a_translated_text_keeps_its_mark(
    build: Callable[..., SphinxTestApp], tmp_path: Path
) -> None:
    """A translation takes the place of the text, and its object's mark stays."""
    folder = tmp_path / "docs" / "locale" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    text = 'msgid "If ``times`` is less than ``1``."\nmsgstr "Falls ``times`` unter ``1`` ist."\n'
    (folder / "index.po").write_text(text, encoding="utf-8")
    app = build({"till.py": _TILL}, language="de", locale_dirs=["locale"])

    html = BeautifulSoup((app.outdir / "index.html").read_text("utf-8"), "html.parser")
    said = html.find(string=lambda text: text is not None and "unter" in text)
    assert said is not None
    assert said.find_parent("dl", class_="py").select(".autodocgen-mark")  # type: ignore[union-attr]


_SHELTERED = '''
"""Undocumented classes with documented members."""

from functools import update_wrapper

from outside import Roof

class Once:
    def __init__(self, function):
        update_wrapper(self, function)

    def __get__(self, instance, owner=None):
        return self

class Shelter:
    depth = 3

    def open(self, force):
        """Open it.

        .. unknown-directive::

        See :class:`Nowhere`, :ref:`no-such-label`, :unknownrole:`x`, |nothing| and nowhere_.
        """

    @property
    def doors(self):
        """Doors, *all of them.

        .. code-block:: python

           for door in $doors ...

        .. _a label: too
        .. image:: none.png
        """

    @Once
    def sign(self):
        """Read its sign."""

    def cover(self):
        self.roof: Roof = Roof(self.depth)

    class Inner:
        __slots__ = ()

        def shut(self):
            """Shut it:
              - badly
            indented
            """
'''


def test_nothing_is_said_of_texts_that_only_we_show(build: Callable[..., SphinxTestApp]) -> None:
    """A member's docstring may have faults if plain autodoc wouldn't show its class."""
    outside = {"outside.py": "class Roof:\n    def __init__(self, area): ...\n"}
    pages = {"index.rst": _PAGE.format("shed")}
    conf = {"autodocgen_show_undocumented": "functions", "autodocgen_packages": []}
    app = build({"shed.py": _SHELTERED, **outside}, pages, **conf)

    assert {"shed.Shelter.open", "shed.Shelter.doors", "shed.Shelter.sign"} < set(_described(app))


_HUT = """
from outside import Roof

LIMIT = 3
roof = Roof(4)

class Shed:
    depth: int

    def __init__(self):
        self.width = 3
        self.roof: Roof | None = None

class Slotted:
    __slots__ = ("door",)

    def __init__(self):
        self.door: int | None = None

class Tent:
    def __init__(self):
        self.pegs: int | None = None
"""


def test_nothing_is_said_of_values_that_only_we_show(build: Callable[..., SphinxTestApp]) -> None:
    """What a module holds and what only a method annotates, autodoc doesn't list."""
    modules = {
        "hut.py": _HUT,
        "outside.py": "class Roof:\n    def __init__(self, area): ...\n",
    }
    page = f"{_PAGE.format('hut')}   :undoc-members:\n"
    app = build(modules, {"index.rst": page}, autodocgen_show_undocumented="functions")

    described = set(_described(app))
    assert {"hut.LIMIT", "hut.roof", "hut.Shed.width", "hut.Shed.depth"} < described
    assert "hut.Shed.roof" not in described
    assert "hut.Slotted.door" in described  # as without us
    if sphinx.version_info >= (9,):  # before, autodoc lists no name that only a method annotates
        assert "hut.Tent.pegs" in described


_VARIABLES = '''
"""Names for types."""

from pathlib import Path
from typing import NewType, ParamSpec, TypeVar

class _Hidden:
    pass

Bound = TypeVar("Bound", bound=_Hidden)
File = TypeVar("File", str, Path)
Takes = ParamSpec("Takes")
Place = NewType("Place", Path)

class Box:
    """A box."""

    Inner = TypeVar("Inner", bound=Path)
'''


_FIELDS = """
class Editor:
    height = 3

class Media:
    def __init__(self, css):
        self.css: list[str] = list(css)
"""


def test_what_autodoc_lists_after_a_value_of_ours_stays(
    build: Callable[..., SphinxTestApp],
) -> None:
    """An annotated attribute of instances is listed, as autodoc lists it after a class's value."""
    if sphinx.version_info < (9,):
        pytest.skip("autodoc lists no such attribute before Sphinx 9")
    page = f"{_PAGE.format('fields')}   :undoc-members:\n"
    app = build({"fields.py": _FIELDS}, {"index.rst": page})

    assert {"fields.Editor.height", "fields.Media.css"} < set(_described(app))


@pytest.mark.parametrize("undoc", ["", "   :undoc-members:\n"])
@pytest.mark.parametrize("show", ["functions", "all"])
def test_nothing_is_said_of_type_variables_that_only_we_show(
    build: Callable[..., SphinxTestApp], undoc: str, show: str
) -> None:
    """A module's type variables are shown where everything is, and what they name isn't missed."""
    pages = {"index.rst": _PAGE.format("variables") + undoc}
    app = build({"variables.py": _VARIABLES}, pages, autodocgen_show_undocumented=show)

    described = set(_described(app))
    variables = {"variables.Bound", "variables.File", "variables.Takes"}
    assert described & variables == (variables if show == "all" else set())
    assert ("variables.Place" in described) == (show == "all" or bool(undoc))
    assert ("variables.Box.Inner" in described) == bool(undoc)
    assert "alias of TypeVar('Inner'" not in (app.outdir / "index.html").read_text("utf-8")


def test_what_is_said_of_texts_that_are_shown_anyway_is_said(
    build: Callable[..., SphinxTestApp],
) -> None:
    """A docstring's fault is told where autodoc alone shows the class, on the same page too."""
    page = f"{_PAGE.format('shed')}\n.. autoclass:: shed.Shelter\n   :members: open\n"
    modules = {"shed.py": _SHELTERED, "outside.py": "Roof = int\n"}
    with pytest.raises(AssertionError) as told:
        build(modules, {"index.rst": page})

    assert str(told.value).count('Unknown directive type "unknown-directive"') == 1
    assert "Shelter.doors" not in str(told.value)


def test_an_inferred_type_is_written_as_python_has_it(build: Callable[..., SphinxTestApp]) -> None:
    """No typographic ellipsis takes the place of the three dots of a tuple's type."""
    text = "def words(*things):\n    return tuple(str(thing) for thing in things)\n"
    app = build({"wordy.py": text})

    html = BeautifulSoup((app.outdir / "index.html").read_text("utf-8"), "html.parser")
    assert "tuple[str, ...]" in html.text


_READER = '''
"""Read times.

"""

class Reader:
    def read(self, text, limit=3):
        """Read a text.

        .. unknown-directive::

        See :class:`Nowhere`, |nothing| and nowhere_.
        """
        if limit > 3:
            raise ValueError("limit is too high")

    def skip(self, limit=3):
        if limit > 3:
            raise ValueError("limit is too high")

read = Reader().read
'''


@pytest.mark.parametrize("order", ["alphabetical", "groupwise"])
def test_a_method_that_is_shown_by_itself_has_its_faults_told(
    build: Callable[..., SphinxTestApp], order: str
) -> None:
    """Each fault is told once: for the function, and not for its class that only we show."""
    app = build({"reader.py": _READER}, autodoc_member_order=order, told=True)

    message = app.warning.getvalue()
    for said in (
        'type "unknown-directive"',
        "not found: Nowhere",
        'referenced: "nothing"',
        'name: "nowhere"',
    ):
        assert message.count(said) == 1, message
    assert "docstring of reader.Reader.read:" in message
    assert "silenced" not in message


_UNPRINTABLE = '''
"""Classes that only a configured program can name."""


class Late(type):
    """The class of classes that are set up later."""

    def __repr__(cls):
        raise RuntimeError("not set up")


def load(name):
    if not name:
        raise ValueError("no name")
    return name.strip()


class Model(metaclass=Late):
    """A model."""
'''


def test_an_object_whose_repr_fails_breaks_no_build(build: Callable[..., SphinxTestApp]) -> None:
    """What autodoc notes of an object for debugging is left unread, as it is without us."""
    app = build({"late.py": _UNPRINTABLE})

    assert {"late.Model", "late.load"} <= set(_described(app))


_ATTACHED = '''
"""Attach to programs."""

from argparse import ArgumentError


def attach(hint):
    if not hint:
        raise ArgumentError(None, "no program")
    return hint.strip()
'''


def test_an_exception_of_another_library_is_named_without_a_warning(
    build: Callable[..., SphinxTestApp],
) -> None:
    """No page describes it, so its name is text."""
    page = "Case\n====\n\n.. automodule:: attached\n   :members:\n   :undoc-members:\n"
    app = build({"attached.py": _ATTACHED}, {"index.rst": page})

    assert "ArgumentError" in (app.outdir / "index.html").read_text(encoding="utf-8")

"""What is public: one answer for pages, counts, checks, ``fill``, ``inspect`` and ``diff``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.settings import Settings
from sphinxcontrib_autodocgen.surface import surface_of

_FUNCTION = "def {}(by):\n    if by < 0:\n        raise ValueError('no')\n    return by\n"


def _page(app: SphinxTestApp) -> BeautifulSoup:
    app.build()
    assert app.warning.getvalue() == ""
    return BeautifulSoup((app.outdir / "index.html").read_bytes(), "html.parser")


def _total(page: BeautifulSoup) -> list[str]:
    cells = page.select("table.autodocgen-coverage tr.autodocgen-total td")
    return [cell.get_text(strip=True) for cell in cells]


def _written(folder: Path, files: dict[str, str], package: str = "pkg") -> Path:
    for name, text in files.items():
        path = folder / package / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / package


def _public(folder: Path, files: dict[str, str]) -> set[str]:
    """Return the public names of a package that is made of some files, its modules left out."""
    path = _written(folder, files)
    project = pipeline.measured(Settings(packages=(str(path),), cache="off"), folder)
    objects = surface_of(project).objects()
    return {name.removeprefix("pkg.") for name, obj in objects if obj.kind != "module"}


@pytest.mark.sphinx("html", testroot="renamed")
def test_what_a_package_gives_its_own_name_is_shown_and_counted(app: SphinxTestApp) -> None:
    """A class and a function whose ``__module__`` is rewritten are those of their package."""
    page = _page(app)

    assert page.find(id="kite.Kite.rise") is not None
    assert "kite.fly(kite: Kite, minutes: int = 5)" in page.get_text().replace("\n", "")
    assert _total(page) == ["Total", "1", "4", "0", "20"]


@pytest.mark.sphinx("html", testroot="lazy")
def test_what_is_imported_when_it_is_asked_for_is_shown(app: SphinxTestApp) -> None:
    """A module's ``__all__`` counts also if ``__getattr__`` finds what is in it."""
    page = _page(app)

    assert page.find(id="sound.Tone") is not None
    assert page.find(id="sound.mix") is not None


@pytest.mark.sphinx("html", testroot="offered")
def test_what_a_private_module_offers_by_its_package_counts(app: SphinxTestApp) -> None:
    """Setters, overloads, tests, and what ``__all__`` leaves out don't."""
    page = _page(app)

    assert _total(page) == ["Total", "2", "4", "2", "25"]
    assert page.find(id="pkg.Hidden") is None


def test_commands_count_the_same(
    rootdir: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``check``, its badge and ``inspect`` have one number and the same objects."""
    package = shutil.copytree(rootdir / "test-offered" / "pkg", tmp_path / "pkg")
    badge = tmp_path / "badge.svg"
    main(["check", str(package), "--format", "json", "--badge", str(badge), "--cache", "off"])
    found = json.loads(capsys.readouterr().out)["coverage"]
    main(["inspect", str(package), "--cache", "off"])
    table = capsys.readouterr().out

    assert (found["written"], found["missing"], found["percent"]) == (2, 6, 25.0)
    assert list(found["modules"]) == ["pkg"]
    assert "docstrings: 25%" in badge.read_text(encoding="utf-8")
    assert "class pkg.Shown" in table
    assert "Hidden" not in table
    assert "test_x" not in table


def test_fill_writes_what_a_package_offers(rootdir: Path, tmp_path: Path) -> None:
    """A class of a private module gets docstrings, and what isn't offered gets none."""
    package = shutil.copytree(rootdir / "test-renamed" / "kite", tmp_path / "kite")
    main(["fill", str(package), "--placeholders", "--write", "--cache", "off"])
    text = (package / "_impl.py").read_text(encoding="utf-8")

    assert '"""' in text.partition("def rise")[2].partition("@property")[0]
    assert '"""' in text.partition("def fly")[2].partition("def make")[0]
    assert '"""' not in text.partition("def make")[2]
    assert '"""' not in text.partition("class Kite")[0]


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        pytest.param("from .tones import Tone\n__all__ = ['Tone']", {"Tone"}, id="listed"),
        pytest.param(
            "from . import mixing, tones\nfrom .mixing import *\nfrom .tones import *\n"
            "__all__ = tones.__all__ + mixing.__all__",
            {"Tone", "mix"},
            id="sum of others",
        ),
        pytest.param(
            "from .tones import *\nfrom .tones import __all__ as _t\n__all__ = [*_t]\n"
            "from .mixing import mix\n__all__ += ['mix']",
            {"Tone", "mix"},
            id="another's by its name",
        ),
        pytest.param(
            "from . import mixing, tones\nfrom .mixing import *\nfrom .tones import *\n"
            "__all__ = []\nfor _each in (tones, mixing):\n    __all__.extend(_each.__all__)",
            {"Tone", "mix"},
            id="loop over others",
        ),
        pytest.param(
            "_LAZY = {'Tone': 'tones'}\n__all__ = sorted(_LAZY)\ndef __getattr__(name): ...",
            {"Tone"},
            id="dictionary of names",
        ),
        pytest.param(
            "_LAZY = {'tones': ['Tone'], '.mixing': ['mix']}\n"
            "__all__ = [name for names in _LAZY.values() for name in names]\n"
            "def __getattr__(name): ...",
            {"Tone", "mix"},
            id="dictionary of modules",
        ),
        pytest.param(
            "_LAZY = dict(Tone=('pkg.tones', 'Tone'))\n__all__ = list(_LAZY.keys())\n"
            "def __getattr__(name): ...",
            {"Tone"},
            id="dictionary of pairs",
        ),
        pytest.param(
            "__all__ = ['Tone']\ndef __getattr__(name):\n    from .tones import Tone\n"
            "    return Tone",
            {"Tone"},
            id="import in __getattr__",
        ),
        pytest.param(
            "import lazy_loader as lazy\n__getattr__, __dir__, __all__ = lazy.attach(\n"
            "    __name__, submod_attrs={'tones': ['Tone'], 'mixing': ['mix']})",
            {"Tone", "mix"},
            id="lazy_loader.attach",
        ),
        pytest.param(
            "import lazy_loader\n__getattr__, __dir__, __all__ = "
            "lazy_loader.attach_stub(__name__, __file__)",
            {"Tone"},
            id="lazy_loader.attach_stub",
        ),
        pytest.param(
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from .tones import Tone\n"
            "from .mixing import mix",
            {"mix"},
            id="type checking",
        ),
        pytest.param("from .tones import Tone as _Tone, hidden", {"hidden"}, id="by its name"),
    ],
)
def test_a_package_offers_what_can_be_imported_from_it(
    tmp_path: Path, start: str, expected: set[str]
) -> None:
    """Lists that are computed or lazy count, names that only type checkers see don't."""
    files = {
        "__init__.py": start,
        "__init__.pyi": "from .tones import Tone as Tone\n",
        "tones.py": f"__all__ = ['Tone']\nclass Tone: ...\n{_FUNCTION.format('hidden')}",
        "mixing.py": f"__all__ = ['mix']\n{_FUNCTION.format('mix')}",
    }
    if "attach_stub" not in start:
        del files["__init__.pyi"]
    moved = {name: files.pop(name) for name in ("tones.py", "mixing.py")}
    files |= {f"_{name}": text for name, text in moved.items()}
    files["__init__.py"] = _private(files["__init__.py"])
    if "__init__.pyi" in files:
        files["__init__.pyi"] = _private(files["__init__.pyi"])

    assert _public(tmp_path, files) == expected


def _private(text: str) -> str:
    """Give the modules that a text names private names."""
    for name in ("tones", "mixing"):
        text = text.replace(name, f"_{name}").replace(f"._{name}.", f"._{name}.")
    return text


def test_modules_that_test_are_not_public(tmp_path: Path) -> None:
    """They are known by their name and by test functions; helpers for users' tests stay."""
    files = {
        "__init__.py": "",
        "test_it.py": "def test_x(): ...\ndef helper(): ...\n",
        "test_utils.py": "def unused_port(): ...\n",
        "tests/__init__.py": "",
        "tests/helpers.py": "def make(): ...\n",
    }

    assert _public(tmp_path, files) == {"test_utils.unused_port"}


_MEMBERS = {
    "__init__.py": "",
    "shop.py": '''"""A shop."""
import re

LIMIT = 30
PATTERN = re.compile("a" * 40)


def price(weight):
    if weight > LIMIT:
        raise ValueError("too heavy")
    return 4.9


def double(number=2):
    return number * 2


class Cart:
    """A cart."""

    size = 3

    def __init__(self):
        self.items = []

    class Inner:
        """Inside."""

        depth = 2

        #: An author's.
        width = 2
''',
}


@pytest.mark.parametrize(
    ("conf", "shown"),
    [
        ({}, {"price"}),
        ({"autodocgen_show_undocumented": "none"}, set()),
        (
            {"autodocgen_show_undocumented": "all"},
            {"price", "double", "LIMIT", "PATTERN", "Cart.size", "Cart.items", "Cart.Inner.depth"},
        ),
        (
            {"autodoc_default_options": {"undoc-members": True}},
            {"price", "double", "LIMIT", "PATTERN", "Cart.size", "Cart.items", "Cart.Inner.depth"},
        ),
    ],
    ids=["functions", "none", "all", "undoc-members"],
)
def test_members_are_shown_as_they_are_asked_for(
    make_app: Callable[..., SphinxTestApp],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    conf: dict[str, object],
    shown: set[str],
) -> None:
    """Without ``:undoc-members:`` only functions of which there are words, and no values."""
    _written(tmp_path, _MEMBERS, "market")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    text = "Shop\n====\n\n.. automodule:: market.shop\n   :members:\n"
    (tmp_path / "index.rst").write_text(text)
    overrides = {"autodocgen_packages": ["market"], "html_theme": "basic", **conf}
    page = _page(make_app("html", srcdir=tmp_path, confoverrides=overrides))
    found = {str(each["id"]).removeprefix("market.shop.") for each in page.select("dt.sig")}

    assert found == {"Cart", "Cart.Inner", "Cart.Inner.width", *shown}


_BARE = {
    "__init__.py": "",
    "fields.py": '''
class Field:
    field_type = "TEXT"

    def __init__(self, index=None):
        self.index = index or self.field_type

    def render(self, text, state):
        """Render it."""


class ForeignKey(Field):
    @property
    def field_type(self):
        found = self.index
        for part in found:
            found = part.go(found)
        return found

    def attach(self, callback):
        """Attach."""


class Reference(Field):
    pass


class Listing:
    def __call__(self, text):
        return text

    def render(self, text, state):
        return text * 2


def put(*values):
    list(*values)
''',
}


def test_nothing_is_shown_for_a_remark_alone(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No object appears only for an unused parameter, an inherited one or a builtin's docstring."""
    _written(tmp_path, _BARE, "forms")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    text = "Forms\n=====\n\n.. automodule:: forms.fields\n   :members:\n"
    (tmp_path / "index.rst").write_text(text)
    overrides = {"autodocgen_packages": ["forms"], "html_theme": "basic"}
    page = _page(make_app("html", srcdir=tmp_path, confoverrides=overrides))
    found = {str(each["id"]).removeprefix("forms.fields.") for each in page.select("dt.sig")}

    assert found == {"Field", "Field.render", "ForeignKey", "ForeignKey.attach"}


_BOUND = {
    "__init__.py": '"""Lamps."""\n',
    "std.py": '''
"""The lamp."""

class Lamp:
    """A lamp."""

    watts = 3

    def __init__(self):
        self.lit = 1.5
''',
    "rare.py": '''
"""A rare lamp."""

from .std import Lamp as Std

class Lamp(Std):
    """A rare lamp."""
''',
    "auto.py": '''
"""Whichever there is."""

try:
    import nowhere
except ImportError:
    from .std import Lamp
else:
    from .rare import Lamp

Made = type("Made", (Lamp,), {"__doc__": "Made.", "__module__": __name__})
Other = Lamp

__all__ = ["Lamp", "Made", "Other"]
''',
    "cached.py": '''
"""Cached."""

import functools

class cached:
    """Asked once."""

    def __init__(self, func):
        functools.update_wrapper(self, func)
        self.func = func

    def __get__(self, obj, cls):
        return self if obj is None else self.func(obj)

class Route:
    """A route."""

    @cached
    def call(self):
        """What is called."""

    @cached
    def name(self):
        return str(self.call)

class Upload:
    def save(self, path, overwrite=False):
        """Save it."""

    @cached
    def filename(self):
        """The name."""

    @property
    def size(self):
        """The size."""
''',
}


def _listed(app: SphinxTestApp) -> set[str]:
    return {each.text.strip().rstrip("¶") for each in _page(app).select("dt.sig")}


@pytest.mark.parametrize("extensions", [[], ["sphinxcontrib_autodocgen"]], ids=["plain", "ours"])
@pytest.mark.parametrize("module", ["std", "rare", "auto"])
def test_values_of_a_class_by_another_name_are_hidden(
    make_app: Callable[..., SphinxTestApp],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    extensions: list[str],
) -> None:
    """Whatever name a class has, undocumented values are shown where all members are."""
    _written(tmp_path, _BOUND, "lamps")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "conf.py").write_text('extensions = ["sphinx.ext.autodoc"]\n')
    options = ":members:\n   :inherited-members:"
    text = f"Shop\n====\n\n.. automodule:: lamps.{module}\n   {options}\n"
    (tmp_path / "index.rst").write_text(text)
    loaded = ["sphinx.ext.autodoc", *extensions]
    app = make_app("html", srcdir=tmp_path, confoverrides={"extensions": loaded})
    found = _listed(app)

    assert found
    assert not [each for each in found if "watts" in each or "lit" in each]


def test_a_cached_property_of_the_project_is_no_method(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What autodoc takes for a method is shown only if it is without us, with its signature."""
    _written(tmp_path, _BOUND, "lamps")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    text = "Shop\n====\n\n.. automodule:: lamps.cached\n   :members:\n"
    (tmp_path / "index.rst").write_text(text)
    app = make_app("html", srcdir=tmp_path)
    app.build()
    page = (app.outdir / "index.html").read_text("utf-8")
    found = {each.text.strip() for each in BeautifulSoup(page, "html.parser").select("dt.sig")}

    assert {"call()¶", "filename()¶"} < found
    assert "property size¶" in found
    assert not [each for each in found if "..." in each or each.startswith("name")]


_DEPRECATED = {
    "shop.py": '''"""A shop."""
import warnings

def raises(encoding="utf-8"):
    raise DeprecationWarning("Not compatible with version 3.")

def removed(encoding="utf-8"):
    raise RuntimeError("removed() has been removed in 2.0")

def warns(encoding="utf-8"):
    warnings.warn("Call current() instead.", DeprecationWarning, stacklevel=2)

def warns_and_raises(encoding="utf-8"):
    warnings.warn("warns_and_raises() is deprecated.")
    raise NotImplementedError

def warns_and_works(path, encoding="utf-8"):
    warnings.warn("Call current() instead.", DeprecationWarning, stacklevel=2)
    return open(path, encoding=encoding).read()

def said(encoding="utf-8"):
    """Read a text."""
    raise DeprecationWarning

def current(path, encoding="utf-8"):
    return open(path, encoding=encoding).read()

def refuses(encoding="utf-8"):
    raise LookupError(encoding)
''',
}


def test_what_is_only_deprecated_is_not_shown(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a function takes counts for nothing if all it does is tell that it's deprecated."""
    _written(tmp_path, _DEPRECATED, "stall")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    (tmp_path / "index.rst").write_text("Shop\n====\n\n.. automodule:: stall.shop\n   :members:\n")
    overrides = {"autodocgen_packages": ["stall"], "html_theme": "basic"}
    page = _page(make_app("html", srcdir=tmp_path, confoverrides=overrides))
    found = {str(each["id"]).removeprefix("stall.shop.") for each in page.select("dt.sig")}

    assert found == {"warns_and_works", "said", "current", "refuses"}


_HIDDEN = {
    "__init__.py": "",
    "base.py": '''
class Option:
    """An option."""

    def handle(self, text):
        """Handle a text.

        :meta private:
        """
        return text
''',
    "options.py": '''
from hidden.base import Option


class Number(Option):
    """A number."""

    def handle(self, text):
        if not text:
            raise ValueError("no number")
        return int(text)

    def check(self, text):
        if not text:
            raise ValueError("no number")
        return int(text)
''',
}


def test_an_inherited_docstring_that_says_private_hides_an_override(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Autodoc takes a method for private whose inherited docstring has ``:meta private:``."""
    _written(tmp_path, _HIDDEN, "hidden")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    text = "Shop\n====\n\n.. automodule:: hidden.options\n   :members:\n   :undoc-members:\n"
    (tmp_path / "index.rst").write_text(text)
    found = " ".join(_listed(make_app("html", srcdir=tmp_path)))

    assert "check(" in found
    assert "handle(" not in found


def test_a_function_of_python_by_another_name_keeps_its_parentheses(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What autodoc shows of ``timedelta.total_seconds`` isn't replaced by an ellipsis."""
    text = "from datetime import timedelta\n\ntotal_seconds = timedelta.total_seconds\n"
    _written(tmp_path, {"__init__.py": "", "spans.py": text}, "spans")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    page = "Shop\n====\n\n.. automodule:: spans.spans\n   :members:\n   :undoc-members:\n"
    (tmp_path / "index.rst").write_text(page)
    app = make_app("html", srcdir=tmp_path)

    (shown,) = _listed(app)
    assert shown.startswith("spans.spans.total_seconds(")
    assert "..." not in shown


_SHOWN = '''
from enum import Enum


class Kind(Enum):
    """A kind."""

    KEY = "public-key"

    def __repr__(self):
        return repr(self.value)


class Answer:
    """An answer."""

    kind: Kind = Kind.KEY
    """What it's about."""
'''


def test_a_member_that_an_author_shows_is_shown_so(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The source of a value takes no place of what an enumeration's own ``__repr__`` says."""
    _written(tmp_path, {"__init__.py": "", "kinds.py": _SHOWN}, "shownkinds")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    page = "Shop\n====\n\n.. automodule:: shownkinds.kinds\n   :members:\n"
    (tmp_path / "index.rst").write_text(page)
    found = " ".join(_listed(make_app("html", srcdir=tmp_path)))

    assert "kind: Kind = 'public-key'" in found
    assert "= Kind.KEY" not in found

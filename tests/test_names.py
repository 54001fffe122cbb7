"""What a name means: every user of names is asked the same question, and has the same answer."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import apidiff, pipeline
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.names import names_of
from sphinxcontrib_autodocgen.pages.uses import uses
from sphinxcontrib_autodocgen.rewrite import Choice, propose
from sphinxcontrib_autodocgen.settings import Settings
from sphinxcontrib_autodocgen.surface import surface_of

Read = Callable[[dict[str, str]], Project]

_RIGHT = "class {}:\n    def run(self):\n        '''Run right.'''\n    def kind(self): return 1\n"
_WRONG = "class {}:\n    def run(self): pass\n    def kind(self): return 'no'\n"
_SUB = (
    "class Sub({}):\n    def run(self): print()\n\n"
    "def kind_of_sub():\n    '''Return it.'''\n    return Sub().kind()\n"
)


def _right(name: str = "Base") -> str:
    return _RIGHT.format(name)


def _wrong(name: str = "Base") -> str:
    return _WRONG.format(name)


def _sub(base: str = "Base") -> str:
    return _SUB.format(base)


def _indented(text: str) -> str:
    return textwrap.indent(text, "    ")


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that makes a project of the files of a package."""
    count = 0

    def run(files: dict[str, str]) -> Project:
        nonlocal count
        count += 1
        folder = tmp_path / str(count) / "pkg"
        for name, text in {"__init__.py": "", **files}.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return pipeline.run(Settings(packages=(str(folder),), cache="off"), folder)

    return run


BASES = {
    "imported": ({"m.py": "from .a import Base\n" + _sub(), "a.py": _right(), "b.py": _wrong()},),
    "same short name elsewhere": (
        {"m.py": "from .b import Base\n" + _sub(), "a.py": _wrong(), "b.py": _right()},
        "pkg.b.Base",
    ),
    "attribute of a module": (
        {"m.py": "from . import a\n" + _sub("a.Base"), "a.py": _right(), "b.py": _wrong()},
    ),
    "attribute of a package": ({"m.py": "import pkg.a\n" + _sub("pkg.a.Base"), "a.py": _right()},),
    "module under another name": (
        {"m.py": "import pkg.a as other\n" + _sub("other.Base"), "a.py": _right()},
    ),
    "module given a name": (
        {"m.py": "from . import a\nother = a\n" + _sub("other.Base"), "a.py": _right()},
    ),
    "class given a name": (
        {"m.py": "from . import a\nParent = a.Base\n" + _sub("Parent"), "a.py": _right()},
    ),
    "generic": (
        {
            "m.py": "from .a import Base\n" + _sub("Base[int]"),
            "a.py": "from typing import Generic, TypeVar\nT = TypeVar('T')\n"
            + _right("Base(Generic[T])"),
        },
    ),
    "star": ({"m.py": "from .a import *\n" + _sub(), "a.py": _right()},),
    "star of a star": (
        {"m.py": "from .b import *\n" + _sub(), "b.py": "from .a import *\n", "a.py": _right()},
    ),
    "last of two stars": (
        {
            "m.py": "from .b import *\nfrom .a import *\n" + _sub(),
            "a.py": _right(),
            "b.py": _wrong(),
        },
    ),
    "star after an import": (
        {
            "m.py": "from .b import Base\nfrom .a import *\n" + _sub(),
            "a.py": _right(),
            "b.py": _wrong(),
        },
    ),
    "star that leaves it out": (
        {
            "m.py": "from .a import *\nfrom .b import *\n" + _sub(),
            "a.py": _right(),
            "b.py": "__all__ = ['other']\nother = 1\n" + _wrong(),
        },
    ),
    "star with an empty list": (
        {
            "m.py": "from .a import *\nfrom .b import *\n" + _sub(),
            "a.py": _right(),
            "b.py": "__all__ = []\n" + _wrong(),
        },
    ),
    "list built by +=": (
        {
            "m.py": "from .a import *\nfrom .b import *\n" + _sub("_Base"),
            "a.py": "__all__ = []\n__all__ += ['_Base']\n" + _right("_Base"),
            "b.py": _wrong("_Base"),
        },
        "pkg.a._Base",
    ),
    "list built by extend": (
        {
            "m.py": "from .a import *\n" + _sub("_Base"),
            "a.py": "__all__ = []\n__all__.extend(['_Base'])\n" + _right("_Base"),
        },
        "pkg.a._Base",
    ),
    "stars in a circle": (
        {
            "m.py": "from .b import *\n" + _sub(),
            "b.py": "from .c import *\nfrom .a import *\n",
            "c.py": "from .b import *\n",
            "a.py": _right(),
        },
    ),
    "imports in a circle": (
        {
            "m.py": "from .a import Base\nfrom .b import Sub as Other\n" + _sub(),
            "a.py": "from .m import Sub\n" + _right(),
            "b.py": "from .m import Sub\n",
        },
    ),
    "re-export under another name": (
        {
            "m.py": "from pkg import Old\n" + _sub("Old"),
            "__init__.py": "from .a import Base as Old\n",
            "a.py": _right(),
        },
    ),
    "relative import in a package": (
        {"m.py": "from .a import Base\n" + _sub(), "a/__init__.py": "from .b import Base\n"}
        | {"a/b.py": _right(), "b.py": _wrong()},
        "pkg.a.b.Base",
    ),
    "relative import from above": (
        {"m.py": "from .a import Base\n" + _sub(), "a/__init__.py": "from ..b import Base\n"}
        | {"a/b.py": _wrong(), "b.py": _right()},
        "pkg.b.Base",
    ),
    "first of alternatives": (
        {
            "m.py": "try:\n    from .a import Base\nexcept ImportError:\n    from .b import Base\n"
            + _sub(),
            "a.py": _right(),
            "b.py": _wrong(),
        },
    ),
    "alternative that is there": (
        {
            "m.py": "try:\n    from ._speed import Base\nexcept ImportError:\n"
            "    from .a import Base\n" + _sub(),
            "a.py": _right(),
        },
    ),
    "branch for the newest Python": (
        {
            "m.py": "import sys\nif sys.version_info < (3, 9):\n    from .b import Base\nelse:\n"
            "    from .a import Base\n" + _sub(),
            "a.py": _right(),
            "b.py": _wrong(),
        },
    ),
    "nothing in place of an import": (
        {
            "m.py": "try:\n    from .a import Base\nexcept ImportError:\n    Base = object\n"
            + _sub(),
            "a.py": _right(),
        },
    ),
    "imported again": (
        {
            "m.py": "from .b import Base\nfrom .a import Base\n" + _sub(),
            "a.py": _right(),
            "b.py": _wrong(),
        },
    ),
    "defined in spite of an import": (
        {"m.py": "from .b import Base\n" + _right() + _sub(), "b.py": _wrong()},
        "pkg.m.Base",
    ),
    "nested beside it": (
        {
            "m.py": _wrong()
            + "class Outer:\n"
            + _indented(_right())
            + "    class Sub(Base):\n        def run(self): print()\n\n"
            "def kind_of_sub():\n    '''Return it.'''\n    return Outer.Sub().kind()\n"
        },
        "pkg.m.Outer.Base",
    ),
    "nested in another": (
        {
            "m.py": "from .a import Outer\n" + _sub("Outer.Base"),
            "a.py": "class Outer:\n" + _indented(_right()),
        },
        "pkg.a.Outer.Base",
    ),
    "nested in a base of another": (
        {
            "m.py": "from .a import Inner\n" + _sub("Inner.Base"),
            "a.py": "class Outer:\n" + _indented(_right()) + "class Inner(Outer): pass\n",
        },
        "pkg.a.Outer.Base",
    ),
    "lazy": (
        {
            "m.py": "from pkg import Base\n" + _sub(),
            "__init__.py": "__all__ = ['Base']\ndef __getattr__(name):\n"
            "    from .a import Base\n    return Base\n",
            "a.py": _right(),
        },
    ),
    "lazy by a table": (
        {
            "m.py": "import pkg\n" + _sub("pkg.Base"),
            "__init__.py": "_LAZY = {'Base': 'a'}\n__all__ = list(_LAZY)\n"
            "def __getattr__(name): ...\n",
            "a.py": _right(),
        },
    ),
    "function that shadows its module": (
        {
            "m.py": "from pkg import base\n" + _sub("base"),
            "__init__.py": "from .base import base\n",
            "base.py": _right("base"),
        },
        "pkg.base.base",
    ),
    "star that shadows its module": (
        {
            "m.py": "from pkg import base\n" + _sub("base"),
            "__init__.py": "from .base import *\n",
            "base.py": _right("base"),
        },
        "pkg.base.base",
    ),
    "for type checkers": (
        {
            "m.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n"
            "    from .a import Base\nelse:\n    Base = object\n" + _sub(),
            "a.py": _right(),
        },
    ),
    "with a metaclass": (
        {
            "m.py": "import six\nfrom .a import Base\n" + _sub("six.with_metaclass(type, Base)"),
            "a.py": _right(),
        },
    ),
}


@pytest.mark.parametrize("case", BASES.values(), ids=BASES)
def test_all_agree_what_a_base_class_is(
    read: Read, case: tuple[dict[str, str]] | tuple[dict[str, str], str]
) -> None:
    """Words, types, ``fill``, ``diff`` and the list of uses know one and the same class."""
    files, base = case if len(case) == 2 else (*case, "pkg.a.Base")
    project = read(files)
    sub = next(name for name in project if name.endswith(".Sub") and "pkg.m." in name)
    bare = {**files, "m.py": re.sub(r"class Sub\(.*\):", "class Sub:", files["m.py"])}
    settings = Settings(cache="off")
    compared = apidiff.compare(project, read(bare), settings).changes
    filled = propose(project, settings, "google", Choice(placeholders=True))
    users = {user.removesuffix(".run") for user in uses(project).get(base, ())}
    summary = project[f"{sub}.run"].summary
    result = project["pkg.m.kind_of_sub"].returns

    answers = {
        "words": summary is not None and "Run right." in summary.text,
        "type": result is not None and result.type is not None and result.type.text,
        "diff": [change.before for change in compared if change.rule == "base-removed"],
        "fill": f"{sub}.run" in {proposal.object.name for proposal in filled},
        "uses": sub in users or "pkg.m" in users,
    }
    assert answers == {"words": True, "type": "int", "diff": [base], "fill": False, "uses": True}


def test_bases_are_searched_in_pythons_order(read: Read) -> None:
    """The order is that of C3; where Python has none, what is met twice comes last."""
    text = (
        "class Top: pass\nclass Left(Top): pass\nclass Right(Top): pass\n"
        "class Diamond(Left, Right): pass\n"
        "class Old(object): pass\nclass Both(Old, Top): pass\n"
        "class Conflict(Top, Left): pass\n"
        "class One(Two): pass\nclass Two(One): pass\n"
    )
    names = names_of(read({"m.py": text}))

    assert [
        names.ancestors(f"pkg.m.{name}") for name in ("Diamond", "Both", "Conflict", "One")
    ] == [
        ("pkg.m.Left", "pkg.m.Right", "pkg.m.Top"),
        ("pkg.m.Old", "pkg.m.Top", "builtins.object"),
        ("pkg.m.Left", "pkg.m.Top"),
        ("pkg.m.Two",),
    ]


MEANT = {
    "own name": ("here", "pkg.m.here"),
    "member of a class": ("Here.run", "pkg.m.Here.run"),
    "member of a base": ("Under.run", "pkg.m.Here.run"),
    "no member of a class": ("Here.walk", None),
    "builtin": ("ValueError", "builtins.ValueError"),
    "builtin that is hidden": ("print", "pkg.m.print"),
    "nothing": ("nowhere", None),
    "another package's": ("other.Thing.run", "elsewhere.other.Thing.run"),
    "standard library's": ("abc.Mapping", "collections.abc.Mapping"),
    "standard library's through another module": ("Sized", "collections.abc.Sized"),
    "star of the standard library": ("HTTPServer", "http.server.HTTPServer"),
    "imported from beyond the package": ("beyond", None),
    "its own package": ("pkg.m.here", "pkg.m.here"),
    "module that nothing imports": ("pkg.sub.deep", "pkg.sub.deep"),
    "fallback of another package's": ("numpy.array", "numpy.array"),
    "compiled module of the package": ("fast", "pkg._fast.fast"),
    "member of another name": ("Also.run", "pkg.m.Here.run"),
    "name of itself": ("loop.run", None),
}


@pytest.mark.parametrize(("name", "full"), MEANT.values(), ids=MEANT)
def test_a_name_means_what_python_would_find(read: Read, name: str, full: str | None) -> None:
    """What is bound last counts, what is known not to exist means nothing."""
    text = (
        "import pkg\nfrom http.server import *\nfrom collections import abc\n"
        "from elsewhere import other\n"
        "from .sub import Sized\nfrom ...far import beyond\nfrom ._fast import fast\n"
        "try:\n    import numpy\nexcept ImportError:\n    numpy = None\n"
        "def here(): pass\ndef print(): pass\nclass Here:\n    def run(self): pass\n"
        "class Under(Here): pass\nAlso = Here\nloop = loop.run\n"
    )
    sub = "from collections.abc import Sized\ndef deep(): pass\n"
    found = names_of(read({"m.py": text, "sub.py": sub})).resolve(name, "pkg.m")

    assert (found and found.name) == full


PUBLIC = {
    "list of the package": ("from ._a import f\n__all__ = ['f']", "def f(): pass"),
    "imported": ("from ._a import f", "def f(): pass"),
    "star": ("from ._a import *", "def f(): pass"),
    "star with a list": ("from ._a import *", "__all__ = ['f']\ndef f(): pass\ndef g(): pass"),
    "imported first": (
        "try:\n    from ._a import f\nexcept ImportError:\n    f = None",
        "def f(): pass",
    ),
    "lazy": (
        "def __getattr__(name):\n    from ._a import f\n    return f\n__all__ = ['f']",
        "def f(): pass",
    ),
}


@pytest.mark.parametrize(("package", "private"), PUBLIC.values(), ids=PUBLIC)
def test_all_agree_what_is_public(read: Read, package: str, private: str) -> None:
    """Counts, ``diff`` and ``fill`` reach a private module's function by its package's name."""
    settings = Settings(cache="off")
    project = read({"__init__.py": package, "_a.py": private})
    gone = read({"_a.py": private})
    counted = {name for name, obj in surface_of(project).objects() if obj.kind != "module"}
    changes = apidiff.compare(project, gone, settings).changes
    filled = propose(project, settings, "google", Choice(placeholders=True))
    functions = [p.object.name for p in filled if p.object.kind != "module"]

    assert (counted, [c.object for c in changes if "__getattr__" not in c.object], functions) == (
        {"pkg.f"},
        ["pkg.f"],
        ["pkg._a.f"],
    )


MADE = {
    "base of another module": "from .a import Base\nclass Sub(Base): pass\n",
    "base of the same module": "class Base:\n    def __init__(self, size=1): self.size = size\n"
    "class Sub(Base): pass\n",
    "fields of another module": "from dataclasses import dataclass\nfrom .b import Base\n"
    "@dataclass\nclass Sub(Base):\n    size: int = 1\n",
    "base behind one that has none": "from abc import ABC\nfrom .a import Base\n"
    "class Sub(ABC, Base): pass\n",
}


@pytest.mark.parametrize("text", MADE.values(), ids=MADE)
def test_a_class_takes_what_the_constructor_of_its_base_takes(read: Read, text: str) -> None:
    """Its parameters are those of the base, with their types, be that of the same file or not."""
    base = "class Base:\n    def __init__(self, size=1): self.size = size\n"
    fields = "from dataclasses import dataclass\n@dataclass\nclass Base:\n    size: int\n"
    project = read({"m.py": text, "a.py": base, "b.py": fields})
    (parameter,) = project["pkg.m.Sub"].parameters

    assert (parameter.name, parameter.default) == ("size", "1")
    assert parameter.annotation or (parameter.type and parameter.type.text) == "int"


def test_a_base_of_a_base_may_be_another_packages(read: Read) -> None:
    """An override is described by what the other package says, be a class between them or not."""
    text = (
        "from docutils.nodes import NodeVisitor\n"
        "class Visitor(NodeVisitor):\n    '''Visits.'''\n"
        "class Quiet(Visitor):\n    def unknown_visit(self, node): print(node)\n"
    )
    summary = read({"m.py": text})["pkg.m.Quiet.unknown_visit"].summary

    assert summary is not None
    assert summary.text.startswith("Override `NodeVisitor.unknown_visit`: Called when")

"""What changed between two versions of an API, from whatever they're read, and how it's said."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sphinxcontrib_autodocgen import apidiff, cli, document, pipeline, snapshots
from sphinxcontrib_autodocgen.apidiff import Change, Diff, diff_formats
from sphinxcontrib_autodocgen.errors import AutodocgenError, DocumentError
from sphinxcontrib_autodocgen.settings import Ignore, Settings

Files = dict[str, str] | str
Compare = Callable[..., Diff]
OFF = Settings(cache="off")


def _write(folder: Path, files: Files) -> Path:
    texts = {"pkg/__init__.py": files} if isinstance(files, str) else files
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    """Return a function from the files of two versions to their diff."""

    def compare(old: Files, new: Files, **options: Any) -> Diff:
        chosen = Settings(cache="off", **options)
        folders = [_write(tmp_path / name, files) for name, files in (("a", old), ("b", new))]
        versions = [snapshots.read(str(folder), tmp_path, chosen) for folder in folders]
        return apidiff.compare(*versions, chosen)

    return compare


def _rules(diff: Diff) -> list[str]:
    return [f"{c.severity} {c.rule} {c.object} {c.subject}".strip() for c in diff.changes]


# -- one function


CALLS = {
    "the same": ("a, /, b=1, *c, d, **e", "a, /, b=1, *c, d, **e", []),
    "removed": ("a, b", "a", ["breaking parameter-removed b"]),
    "removed, swallowed": ("a, *, b=1, **c", "a, **c", ["risky parameter-removed b"]),
    "removed, half swallowed": ("a, b, **c", "a, **c", ["breaking parameter-removed b"]),
    "renamed": ("a, colour=1", "a, color=1", ["breaking parameter-renamed colour"]),
    "renamed, positional": ("x, /", "y, /", ["safe parameter-renamed x"]),
    "renamed, by the old convention": ("__x", "y, /", ["safe parameter-renamed __x"]),
    "replaced": (
        "a, mix=True",
        "a, verbose=True",
        ["breaking parameter-removed mix", "safe parameter-added verbose"],
    ),
    "no longer positional-only, with another name": (
        "path, /",
        "where",
        ["safe parameter-kind-changed path", "safe parameter-renamed path"],
    ),
    "optional, with another name": (
        "a, *, colour",
        "a, *, color='red'",
        ["breaking parameter-renamed colour", "safe parameter-optional color"],
    ),
    "stars renamed": ("*args, **kwargs", "*a, **k", []),
    "added": ("a", "a, b=1", ["safe parameter-added b"]),
    "added, required": ("a", "a, *, b", ["breaking parameter-added-required b"]),
    "added before others": (
        "a, b=1",
        "a, c=2, b=1",
        ["breaking parameter-reordered b", "safe parameter-added c"],
    ),
    "reordered": ("a, b", "b, a", ["breaking parameter-reordered a"]),
    "required": ("a=1", "a", ["breaking parameter-required a"]),
    "optional": ("a", "a=1", ["safe parameter-optional a"]),
    "default": ("a=1", "a=2", ["risky default-changed a"]),
    "default, written otherwise": (
        "a=60 * 60, b='it\\'s', c={}, d={'x': 1, 'y': 2}, e=float('inf')",
        "a=3_600, b=\"it's\", c=dict(), d={'y': 2, 'x': 1}, e=float('inf')",
        [],
    ),
    "default of another type": ("a: int = 1", "a: int = True", ["risky default-changed a"]),
    "default of huge numbers": ("a=9 ** 9 ** 9", "a=9 ** 9 ** 8", ["risky default-changed a"]),
    "keyword-only": ("a", "*, a", ["breaking parameter-kind-changed a"]),
    "not keyword-only": ("*, a", "a", ["safe parameter-kind-changed a"]),
    "wider": ("a: int", "a: int | None", ["safe parameter-type-changed a"]),
    "narrower": ("a: 'Union[int, str]'", "a: int", ["risky parameter-type-changed a"]),
    "another spelling": (
        "a: 't.Optional[t.List[str]]', b: 'X[\"Y | int\"]'",
        "a: None | list[str], b: 'X[int | p.Y]'",
        [],
    ),
    "more exact": ("a: list", "a: list[int]", []),
    "of a base class": (
        "a: list[int], b: dict[str, int], c: bool",
        "a: 'Sequence[int]', b: Iterable[str], c: float",
        [
            "safe parameter-type-changed a",
            "safe parameter-type-changed b",
            "safe parameter-type-changed c",
        ],
    ),
    "of a base class of other items": (
        "a: list[int], b: tuple[int, str]",
        "a: 'Sequence[str]', b: Sequence[int]",
        ["risky parameter-type-changed a", "risky parameter-type-changed b"],
    ),
    "of a derived class": ("a: Sequence", "a: list", ["risky parameter-type-changed a"]),
    "literals": ("a: Literal['x']", "a: Literal['y']", ["risky parameter-type-changed a"]),
    "annotated": ("a", "a: int", ["safe parameter-type-changed a"]),
    "no types": ("a: 'what is this'", "a: 'what is this'", []),
}


@pytest.mark.parametrize(("old", "new", "expected"), CALLS.values(), ids=CALLS)
def test_parameters(compare: Compare, old: str, new: str, expected: list[str]) -> None:
    """A change of a parameter is one finding, as severe as what it does to callers."""
    head = "from typing import *\nimport typing as t\n"
    found = compare(f"{head}def f({old}): ...", f"{head}def f({new}): ...")

    assert [line.replace(" pkg.f", "") for line in _rules(found)] == expected


RESULTS = {
    "narrower": ("def f() -> int | None: ...", "def f() -> int: ...", "safe return-type-changed"),
    "wider": ("def f() -> int: ...", "def f() -> int | None: ...", "risky return-type-changed"),
    "gone": ("def f() -> int: ...", "def f(): ...", "risky return-type-changed"),
    "inferred": (
        "def f(): return 1",
        "def f(): return 'a'",
        "risky inferred-return-type-changed",
    ),
    "inferred argument": (
        "def f(a=0): return range(a)",
        "def f(a=''): return a.upper()",
        "risky inferred-parameter-type-changed",
    ),
    "generator": ("def f(): return [1]", "def f(): yield 1", "breaking generator-changed"),
    "coroutine": ("def f(): ...", "async def f(): ...", "breaking async-changed"),
    "raises": (
        "def f(a): ...",
        "def f(a):\n    if a:\n        raise KeyError(a)",
        "risky raises-added pkg.f KeyError",
    ),
    "raises by another name": (
        "def f(a):\n    if a:\n        raise IOError(a)\n    return 1",
        "def f(a):\n    if a:\n        raise OSError(a)\n    yield 1",
        "breaking generator-changed",
    ),
    "raises no more": (
        "def f(a):\n    if a:\n        raise KeyError(a)",
        "def f(a): ...",
        "safe raises-removed pkg.f KeyError",
    ),
    "deprecated": (
        "def f(): ...",
        "def f():\n    '''Do it.\n\n    .. deprecated:: 2.0\n    '''",
        "risky object-deprecated",
    ),
    "complexity": (
        "def f(a):\n    return a",
        "def f(a):\n" + "".join(f"    if a == {i}: a()\n" for i in range(9)) + "    return a",
        "safe complexity-risen",
    ),
    "kind": ("def f(): ...", "f = 1", "breaking kind-changed"),
}


@pytest.mark.parametrize(("old", "new", "expected"), RESULTS.values(), ids=RESULTS)
def test_functions(compare: Compare, old: str, new: str, expected: str) -> None:
    """What a call gives and raises is part of the API, inferred or annotated."""
    found = _rules(compare(old, new))

    assert any(line.startswith(expected) for line in found), found


CLASSES = {
    "base removed": (
        "class A: ...\nclass B(A): ...",
        "class A: ...\nclass B: ...",
        ["breaking base-removed pkg.B A"],
    ),
    "base still inherited": (
        "class A: ...\nclass C(A): ...\nclass B(A): ...",
        "class A: ...\nclass C(A): ...\nclass B(C): ...",
        ["safe base-added pkg.B C", "safe base-removed pkg.B A"],
    ),
    "base of the standard library still inherited": (
        "class A(Exception): ...\nclass B(IOError): ...",
        "class A(KeyError): ...\nclass B(ConnectionError): ...",
        [
            "safe base-added pkg.A KeyError",
            "safe base-removed pkg.A Exception",
            "safe base-added pkg.B ConnectionError",
            "safe base-removed pkg.B IOError",
        ],
    ),
    "another class of the same last name": (
        "import collections.abc\nclass A(collections.abc.Set): ...",
        "import ast\nclass A(ast.Set): ...",
        ["breaking base-removed pkg.A Set", "safe base-added pkg.A Set"],
    ),
    "base that a private base inherits": (
        "class A(dict): ...",
        "from collections import OrderedDict\nclass _B(OrderedDict): ...\nclass A(_B): ...",
        ["safe base-added pkg.A _B", "safe base-removed pkg.A dict"],
    ),
    "base that an unknown class may inherit": (
        "class A(dict): ...",
        "from unknown import B\nclass A(B): ...",
        ["risky base-removed pkg.A dict", "safe base-added pkg.A B"],
    ),
    "base by another module": (
        "import typing\nclass A(typing.Mapping): ...",
        "from collections.abc import Mapping\nclass A(Mapping[str, int]): ...",
        [],
    ),
    "method that the standard library has": (
        "class A:\n    def pop(self): ...\n    def cut(self): ...",
        "class A(dict): ...",
        [
            "breaking object-removed pkg.A.cut",
            "risky object-removed pkg.A.pop",
            "safe base-added pkg.A dict",
        ],
    ),
    "setter": (
        "class A:\n    @property\n    def x(self): ...\n    @x.setter\n    def x(self, x): ...\n"
        "    @property\n    def y(self): ...",
        "class A:\n    @property\n    def x(self): ...\n    @property\n    def y(self): ...\n"
        "    @y.deleter\n    def y(self): ...",
        ["breaking accessor-removed pkg.A.x setter", "safe accessor-added pkg.A.y deleter"],
    ),
    "overloads": (
        "from typing import overload\n@overload\ndef f(a: int) -> int: ...\n"
        "@overload\ndef f(a: str) -> str: ...\ndef f(a): ...",
        "from typing import overload\n@overload\ndef f(a: 'int | None') -> int: ...\n"
        "@overload\ndef f(a: bytes) -> bytes: ...\ndef f(a): ...",
        ["risky overload-removed pkg.f", "safe overload-added pkg.f", "safe overload-added pkg.f"],
    ),
    "overloads in another order": (
        "from typing import overload\n@overload\ndef f(a: int) -> int: ...\n"
        "@overload\ndef f(a: str) -> str: ...\ndef f(a): ...",
        "import typing as t\n@t.overload\ndef f(a: str) -> str: ...\n"
        "@t.overload\ndef f(a: int) -> int: ...\ndef f(a): ...",
        [],
    ),
    "keys": (
        "from typing import *\nclass A(TypedDict):\n    a: NotRequired[int]\n    b: int",
        "from typing import *\nclass A(TypedDict, total=False):\n    a: Required[int]\n    b: int",
        ["risky key-changed pkg.A a", "risky key-changed pkg.A b"],
    ),
    "fields of a named tuple": (
        "from typing import *\nclass A(NamedTuple):\n    a: int",
        "from typing import *\nclass A(NamedTuple):\n    a: int\n    b: int = 1",
        [
            "breaking fields-changed pkg.A",
            "safe parameter-added pkg.A b",
            "safe object-added pkg.A.b",
        ],
    ),
    "fields in another order, by keyword": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int\n    b: int",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    b: int\n    a: int",
        ["breaking parameter-reordered pkg.A a"],
    ),
    "fields by keyword only": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int",
        "from dataclasses import dataclass\n@dataclass(kw_only=True)\nclass A:\n    a: int",
        ["breaking parameter-kind-changed pkg.A a"],
    ),
    "member of an enumeration": (
        "from enum import Enum\nclass A(Enum):\n    X = 1\n    Y = 2",
        "from enum import Enum\nclass A(Enum):\n    X = 3",
        ["breaking object-removed pkg.A.Y", "risky value-changed pkg.A.X"],
    ),
    "deprecated by a decorator": (
        "class A: ...",
        "from warnings import deprecated\n@deprecated('Use B.')\nclass A: ...",
        ["risky object-deprecated pkg.A"],
    ),
    "value, written otherwise": (
        "A = 10\nB = f'v{A}'\nC = {'a': 1, 'b': (2,)}\nD = 1 << 4\nE = ['x'] * 2",
        "A = 5 + 5\nB = 'v%s' % A\nC = dict(b=(2,), a=1)\nD = 16\nE = ['x', 'x']",
        [],
    ),
    "value that is computed now": (
        "A: int = 4",
        "import os\nA: int = os.cpu_count()",
        ["risky value-changed pkg.A"],
    ),
    "method moved to a base": (
        "class _A: ...\nclass B(_A):\n    def f(self): ...",
        "class _A:\n    def f(self): ...\nclass B(_A): ...",
        [],
    ),
    "method of a private base": (
        "class _A:\n    def f(self, a): ...\nclass B(_A): ...",
        "class _A:\n    def f(self): ...\nclass B(_A): ...",
        ["breaking parameter-removed pkg.B.f a"],
    ),
    "method of a public base": (
        "class Base:\n    def f(self, a): ...\nclass B(Base): ...",
        "class Base:\n    def f(self): ...\nclass B(Base): ...",
        ["breaking parameter-removed pkg.Base.f a"],
    ),
    "method gone": (
        "class B:\n    def f(self): ...",
        "class B: ...",
        ["breaking object-removed pkg.B.f"],
    ),
    "method that object has": (
        "class B:\n    def __repr__(self): ...",
        "class B: ...",
        ["risky object-removed pkg.B.__repr__"],
    ),
    "operator gone": (
        "class B:\n    def __len__(self): ...",
        "class B: ...",
        ["breaking object-removed pkg.B.__len__"],
    ),
    "method that another library may have": (
        "class B:\n    def f(self): ...",
        "from other import C\nclass B(C): ...",
        ["risky object-removed pkg.B.f", "safe base-added pkg.B C"],
    ),
    "constructor": (
        "class B:\n    def __init__(self, a): ...",
        "class B:\n    def __init__(self, a, b): ...",
        ["breaking parameter-added-required pkg.B b"],
    ),
    "constructor in two methods": (
        "class A:\n    def __new__(cls, value, raw): ...\n    def __init__(self, _, raw): ...",
        "class A:\n    def __new__(cls, value, raw=''): ...\n"
        "    def __init__(self, value, raw=''): ...",
        [
            "safe parameter-kind-changed pkg.A value",
            "safe parameter-optional pkg.A raw",
        ],
    ),
    "constructor in two classes": (
        "class _A:\n    def __new__(cls, *args, **kwargs): ...\n"
        "class B:\n    def __init__(self, a, b): ...\nclass C(_A, B): ...",
        "class _A:\n    def __new__(cls, *args, **kwargs): ...\n"
        "class B:\n    def __init__(self, a, b): ...\n"
        "class C(_A, B):\n    def __init__(self, a): ...",
        ["breaking parameter-removed pkg.C b"],
    ),
    "constructor that one of two methods restricts": (
        "class A:\n    def __new__(cls, *args): ...\n    def __init__(self, a): ...",
        "class A:\n    def __new__(cls, *args, **kwargs): ...\n    def __init__(self, a): ...",
        ["safe parameter-kind-changed pkg.A a"],
    ),
    "constructor of a metaclass": (
        "class _M(type):\n    def __call__(cls, a, b=1): ...\n"
        "class A(metaclass=_M):\n    def __init__(self, c): ...",
        "class _M(type):\n    def __call__(cls, a): ...\n"
        "class A(metaclass=_M):\n    def __init__(self, d): ...",
        ["breaking parameter-removed pkg.A b"],
    ),
    "constructor of a metaclass that hands all on": (
        "class _M(type):\n    def __call__(cls, *args, **kwargs): ...\n"
        "class A(metaclass=_M):\n    def __init__(self, c): ...",
        "class _M(type):\n    def __call__(cls, *a, **k): ...\n"
        "class A(metaclass=_M):\n    def __init__(self, d): ...",
        ["breaking parameter-added-required pkg.A d", "breaking parameter-removed pkg.A c"],
    ),
    "instances, frozen": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A:\n    a: int",
        ["breaking operation-removed pkg.A frozen", "safe operation-added pkg.A hash"],
    ),
    "instances, not frozen": (
        "import attrs\n@attrs.frozen\nclass A:\n    a: int",
        "import attrs\n@attrs.define\nclass A:\n    a: int",
        ["breaking operation-removed pkg.A hash", "safe operation-added pkg.A frozen"],
    ),
    "instances, ordered": (
        "from dataclasses import dataclass\n@dataclass(order=True)\nclass A:\n    a: int\n"
        "@dataclass\nclass B:\n    a: int",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int\n"
        "@dataclass(order=True)\nclass B:\n    a: int",
        ["breaking operation-removed pkg.A order", "safe operation-added pkg.B order"],
    ),
    "instances, by hand": (
        "from dataclasses import dataclass\n@dataclass(order=True, frozen=True)\n"
        "class A:\n    a: int\n"
        "@dataclass(eq=False)\nclass B:\n    a: int\n    def __eq__(self, other): ...",
        "from dataclasses import dataclass\n@dataclass\n"
        "class A:\n    a: int\n    def __lt__(self, other): ...\n    def __hash__(self): ...\n"
        "    def __setattr__(self, name, value): ...\n"
        "@dataclass\nclass B:\n    a: int",
        [
            "risky object-removed pkg.B.__eq__",
            "safe operation-added pkg.A frozen",
        ],
    ),
    "instances, with slots": (
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    a: int\n"
        "class B:\n    def __init__(self): self.a = 1",
        "from dataclasses import dataclass\n@dataclass(slots=True)\nclass A:\n    a: int\n"
        "class B:\n    __slots__ = ('a',)\n    def __init__(self): self.a = 1",
        ["risky operation-removed pkg.A slots", "risky operation-removed pkg.B slots"],
    ),
    "instances, compared by identity": (
        "from dataclasses import dataclass\n@dataclass(unsafe_hash=True)\nclass A:\n    a: int",
        "from dataclasses import dataclass\n@dataclass(eq=False)\nclass A:\n    a: int",
        ["risky equality-changed pkg.A"],
    ),
    "instances, hashed no more": (
        "class A: ...\nclass B:\n    def __hash__(self): ...\n",
        "class A:\n    def __eq__(self, other): ...\nclass B:\n    __hash__ = None",
        [
            "breaking operation-removed pkg.A hash",
            "breaking operation-removed pkg.B hash",
        ],
    ),
    "instances, of a private base": (
        "from dataclasses import dataclass\n@dataclass\nclass _A:\n    a: int\nclass B(_A): ...",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass _A:\n    a: int\n"
        "class B(_A): ...",
        ["breaking operation-removed pkg.B frozen", "safe operation-added pkg.B hash"],
    ),
    "instances, by options that are computed": (
        "from dataclasses import dataclass\n@dataclass(frozen=True, order=True)\n"
        "class A:\n    a: int",
        "from dataclasses import dataclass\n@dataclass(**OPTIONS)\nclass A:\n    a: int",
        [],
    ),
    "instances, of another package's base": (
        "from x import Y\nclass A(Y): ...",
        "from x import Y\nclass A(Y):\n    __slots__ = ()\n    def __eq__(self, other): ...",
        [],
    ),
    "operator that is assigned": (
        "class A:\n    def __add__(self, o): ...\n    def __radd__(self, o): ...\n"
        "    def __mul__(self, o): ...\n    def __rmul__(self, o): ...",
        "class A:\n    def __add__(self, o): ...\n    __radd__ = __add__\n"
        "    __mul__ = wrapped(__add__)",
        ["breaking object-removed pkg.A.__rmul__"],
    ),
    "method that is assigned": (
        "class A:\n    def f(self): ...\n    def g(self): ...\n    def h(self): ...",
        "class A:\n    def f(self): ...\n    g = wrapped(f)\n    h = None",
        ["breaking kind-changed pkg.A.h", "risky kind-changed pkg.A.g"],
    ),
    "constructor in another method": (
        "class A:\n    def __init__(self, a) -> None: ...",
        "class A:\n    def __new__(cls, a) -> 'A': ...",
        [],
    ),
    "fields that attrs names without underscores": (
        "import attrs\n@attrs.define\nclass A:\n    _a: int",
        "import attrs\n@attrs.define\nclass A:\n    a: int",
        ["safe object-added pkg.A.a"],
    ),
    "instances, by an old decorator of attrs": (
        "import attr\n@attr.s\nclass A:\n    a = attr.ib()",
        "import attr\n@attr.define\nclass A:\n    a = attr.ib()",
        ["breaking operation-removed pkg.A order", "risky operation-removed pkg.A slots"],
    ),
    "base by six": (
        "from six.moves import http_client\nclass A(http_client.IncompleteRead): ...",
        "import http.client\nclass A(http.client.IncompleteRead): ...",
        [],
    ),
    "type by an alias": (
        "from typing import *\nT = Union[str, int]\nU = Dict[str, T]\n"
        "def f(a: T, b: 'U | None', c: T): ...",
        "V = str | int\ndef f(a: V, b: dict[str, V] | None, c: 'V | bytes'): ...",
        [
            "breaking object-removed pkg.T",
            "breaking object-removed pkg.U",
            "safe object-added pkg.V",
            "safe parameter-type-changed pkg.f c",
        ],
    ),
    "function that is a class now": (
        "def f(a): ...",
        "class f:\n    def __init__(self, a, b): ...",
        ["breaking parameter-added-required pkg.f b", "risky kind-changed pkg.f"],
    ),
    "context manager": (
        "def f(): ...",
        "from contextlib import contextmanager\n@contextmanager\ndef f():\n    yield",
        [],
    ),
    "base by an alias of typing": (
        "import typing as t\nfrom abc import ABC, ABCMeta\nclass A(t.Dict[str, int]): ...\n"
        "class B(t.ContextManager): ...\nclass C(ABC): ...",
        "import contextlib\nfrom abc import ABCMeta\nclass A(dict[str, int]): ...\n"
        "class B(contextlib.AbstractContextManager): ...\nclass C(metaclass=ABCMeta): ...",
        [],
    ),
    "value that is chosen or put together": (
        "A = 1 if True else 2\nB = None or 3\nC = {'a': 1, **{'b': 2}}\nD = [*(1, 2)]\n"
        "E = tuple([1, 2])\nF = '' and 4",
        "A = 1\nB = 3\nC = {'b': 2, 'a': 1}\nD = [1, 2]\nE = (1, 2)\nF = ''",
        [],
    ),
    "members that are counted": (
        "import enum\nclass A(enum.Enum):\n    X = enum.auto()\n    Y = enum.auto()\n"
        "class B(enum.Enum):\n    X = enum.auto()\n    Y = enum.auto()\n"
        "class C(enum.Flag):\n    X = enum.auto()",
        "from enum import *\nclass A(Enum):\n    X = 1\n    Y = 2\n"
        "class B(Enum):\n    Y = auto()\n    X = auto()\n"
        "class C(Flag):\n    X = 1",
        [
            "risky value-changed pkg.B.X",
            "risky value-changed pkg.B.Y",
            "risky value-changed pkg.C.X",
        ],
    ),
    "constructor made of fields": (
        "from dataclasses import dataclass\n@dataclass\nclass B:\n    a: int",
        "from dataclasses import dataclass\n@dataclass\nclass B:\n    a: int\n    b: int",
        ["breaking parameter-added-required pkg.B b", "safe object-added pkg.B.b"],
    ),
    "static": (
        "class B:\n    @staticmethod\n    def f(a): ...",
        "class B:\n    def f(self, a): ...",
        ["breaking binding-changed pkg.B.f"],
    ),
    "property": (
        "class B:\n    def f(self): ...",
        "class B:\n    @property\n    def f(self): ...",
        ["breaking kind-changed pkg.B.f"],
    ),
    "abstract": (
        "from abc import *\nclass B(ABC):\n    def f(self): ...",
        "from abc import *\nclass B(ABC):\n    @abstractmethod\n    def f(self): ...",
        ["risky abstract-added pkg.B.f"],
    ),
    "final": (
        "class B: ...",
        "from typing import final\n@final\nclass B: ...",
        ["risky final-added pkg.B"],
    ),
    "value": ("A = 1", "A = 2", ["risky value-changed pkg.A"]),
    "long value": (
        f"A = {list(range(90))}",
        f"A = {list(range(91))}",
        ["risky value-changed pkg.A"],
    ),
    "long value, laid out": (f"A = {list(range(90))}", f"A = (\n{list(range(90))}\n)", []),
    "inferred attribute": (
        "class B:\n    def __init__(self): self.a = 1",
        "class B:\n    def __init__(self): self.a = 'x'",
        ["risky inferred-attribute-type-changed pkg.B.a"],
    ),
    "version": ("version = '1'", "version = '2'", ["safe value-changed pkg.version"]),
    "attribute": ("A: int = 1", "A: str = 1", ["risky attribute-type-changed pkg.A"]),
    "private": ("def _f(a): ...\nclass _B: ...", "", []),
    "code without a name": (
        "(lambda a: a)(1)\nclass B:\n    a = [lambda b: b]",
        "class B:\n    a = []",
        [
            "risky value-changed pkg.B.a",
        ],
    ),
    "type in another spelling": (
        "import typing as t\nA = t.Union[str, t.List[str]]\n"
        "T = t.TypeVar('T', bound=t.Optional[int])",
        "from typing import *\nA = Union[list[str], str]\nT = TypeVar('T', bound='int | None')",
        [],
    ),
    "another type": (
        "import typing as t\nA = t.Union[str, int]",
        "import typing as t\nA = t.Union[str, bytes]",
        ["risky value-changed pkg.A"],
    ),
    "arguments that say nothing": (
        "from typing import *\ndef f() -> List[Callable]: ...\nA: Dict[str, Tuple[Any, ...]] = {}",
        "from typing import *\ndef f() -> List['Callable[..., Any]']: ...\n"
        "A: Dict[str, tuple] = {}",
        [],
    ),
    "arguments that say something": (
        "from typing import *\ndef f() -> List[Dict]: ...",
        "from typing import *\ndef f() -> List[Dict[str, Any]]: ...",
        ["risky return-type-changed pkg.f"],
    ),
    "what implementers must have": (
        "from abc import *\nfrom typing import Protocol\nclass A(ABC): ...\nclass P(Protocol): ...",
        "from abc import *\nfrom typing import Protocol\nclass A(ABC):\n    @abstractmethod\n"
        "    def f(self): ...\n    def g(self): ...\nclass P(Protocol):\n    def f(self): ...",
        [
            "risky object-added pkg.A.f",
            "risky object-added pkg.P.f",
            "safe object-added pkg.A.g",
        ],
    ),
    "members made of members": (
        "from enum import *\nclass F(Flag):\n    R = 1\n    W = 2\n    RW = R | W\nA = F.R",
        "from enum import *\nclass F(Flag):\n    R = 1\n    W = 2\n    RW = 3\nA = 1",
        ["risky inferred-attribute-type-changed pkg.A", "risky value-changed pkg.A"],
    ),
    "its own class": (
        "class B:\n    def copy(self) -> 'B': ...\n    def other(self) -> int: ...",
        "from typing import Self\nclass B:\n    def copy(self) -> Self: ...\n"
        "    def other(self) -> Self: ...",
        ["risky return-type-changed pkg.B.other", "safe return-type-changed pkg.B.copy"],
    ),
    "base by a name with two meanings": (
        "from pkg.old import PY2\nif PY2:\n    import cookielib\nelse:\n"
        "    from http import cookiejar as cookielib\nclass B(cookielib.CookieJar): ...",
        "from http import cookiejar as cookielib\nclass B(cookielib.CookieJar): ...",
        [],
    ),
}


@pytest.mark.parametrize(("old", "new", "expected"), CLASSES.values(), ids=CLASSES)
def test_classes_and_data(compare: Compare, old: str, new: str, expected: list[str]) -> None:
    """Members count where users find them: in the class that has them, inherited or not."""
    assert _rules(compare(old, new)) == expected


# -- names


NAMES: dict[str, tuple[Files, Files, list[str]]] = {
    "the shortest name is named": (
        {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(a): ..."},
        {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(): ..."},
        ["breaking parameter-removed pkg.f a"],
    ),
    "a private module's object at its public name": (
        {"pkg/__init__.py": "from ._a import *", "pkg/_a.py": "def f(a): ..."},
        {"pkg/__init__.py": "from ._b import f", "pkg/_b.py": "def f(): ..."},
        ["breaking parameter-removed pkg.f a"],
    ),
    "not offered": (
        "__all__ = ['f']\ndef f(): ...\ndef g(): ...",
        "__all__ = ['f']\ndef f(): ...",
        [],
    ),
    "offered no more": (
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        "__all__ = ['f']\ndef f(): ...\ndef g(): ...",
        ["risky object-hidden pkg.g"],
    ),
    "offered now": (
        "__all__ = ['f']\ndef f(): ...\ndef g(): ...",
        "__all__ = ['f', 'g']\ndef f(): ...\ndef g(): ...",
        ["safe object-offered pkg.g"],
    ),
    "another name": (
        {"pkg/__init__.py": "", "pkg/a.py": "def f(): ..."},
        {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(): ..."},
        ["safe name-added pkg.f"],
    ),
    "moved to another module": (
        {"pkg/__init__.py": "", "pkg/a.py": "def long_name(x): ..."},
        {"pkg/__init__.py": "", "pkg/a.py": "", "pkg/b.py": "def long_name(x): ..."},
        ["breaking object-moved pkg.a.long_name", "safe object-added pkg.b"],
    ),
    "reached at one name only": (
        {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(): ..."},
        {"pkg/__init__.py": "from ._a import f", "pkg/_a.py": "def f(): ...", "pkg/a.py": ""},
        ["breaking object-moved pkg.a.f"],
    ),
    "renamed, with the old name kept": (
        "class Old:\n    def f(self, a): ...",
        "class New:\n    def f(self): ...\nOld = New",
        ["breaking parameter-removed pkg.Old.f a", "safe object-added pkg.New"],
    ),
    "other name taken for a class of its own": (
        "def f(): ...\ng = f",
        "def f(): ...\ndef g(): ...",
        [],
    ),
    "imported back from a private module": (
        {"pkg/__init__.py": "", "pkg/a.py": "def f(x): ..."},
        {"pkg/__init__.py": "", "pkg/a.py": "from ._b import f", "pkg/_b.py": "def f(x): ..."},
        ["safe object-hidden pkg.a.f"],
    ),
    "module that can't be read": (
        {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(): ...\nclass A: ..."},
        {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(:"},
        [],
    ),
    "module that couldn't be read": (
        {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(:"},
        {"pkg/__init__.py": "from .a import f", "pkg/a.py": "def f(): ...\nclass A: ..."},
        [],
    ),
    "module gone": (
        {"pkg/__init__.py": "", "pkg/a.py": "def f(): ...\nclass A:\n    b = 1"},
        "",
        ["breaking object-removed pkg.a"],
    ),
    "module renamed": (
        {"pkg/__init__.py": "", "pkg/x/__init__.py": "", "pkg/x/a.py": "def f(a): ..."},
        {"pkg/__init__.py": "", "pkg/x/__init__.py": "", "pkg/a.py": "def f(): ..."},
        ["breaking parameter-removed pkg.a.f a", "breaking object-moved pkg.x.a"],
    ),
    "class gone, members with it": (
        "class A:\n    b = 1\n    def f(self): ...",
        "",
        ["breaking object-removed pkg.A"],
    ),
    "provided by __getattr__": (
        "def f(): ...",
        "def __getattr__(name): ...",
        ["risky object-removed pkg.f"],
    ),
    "no longer provided by __getattr__": (
        "def __getattr__(name): ...",
        "",
        ["risky object-removed pkg.__getattr__"],
    ),
    "module with a function of its name in front": (
        {"pkg/__init__.py": "from pkg.a import *", "pkg/a.py": "__all__ = ['a']\ndef a(): ..."},
        {
            "pkg/__init__.py": "from pkg.a import *",
            "pkg/a.py": "__all__ = ['a', 'b']\ndef a(): ...\ndef b(): ...",
        },
        ["safe object-added pkg.b"],
    ),
    "module with a function of its name in front now": (
        {"pkg/__init__.py": "from pkg import a", "pkg/a.py": "__all__ = ['a']\ndef a(): ..."},
        {"pkg/__init__.py": "from pkg.a import *", "pkg/a.py": "__all__ = ['a']\ndef a(): ..."},
        ["breaking kind-changed pkg.a"],
    ),
    "circular imports": (
        {"pkg/__init__.py": "from .a import x", "pkg/a.py": "from . import x"},
        {"pkg/__init__.py": "from .a import x", "pkg/a.py": "from . import x"},
        [],
    ),
    "tests aren't API": ({"pkg/__init__.py": "", "pkg/tests/__init__.py": "def f(): ..."}, "", []),
}


@pytest.mark.parametrize(("old", "new", "expected"), NAMES.values(), ids=NAMES)
def test_names(compare: Compare, old: Files, new: Files, expected: list[str]) -> None:
    """What is public is judged once, under the name by which users reach it."""
    assert _rules(compare(old, new)) == expected


def test_what_a_base_class_causes_is_told_once(compare: Compare) -> None:
    """Subclasses of which the same is true are named with their base, and own changes stay."""
    before = (
        "from dataclasses import dataclass\n"
        "@dataclass(order=True)\nclass Base:\n    x: int\n"
        "@dataclass(order=True)\nclass Low(Base):\n    y: int = 0\n"
        "@dataclass(order=True)\nclass Lower(Low):\n    z: int = 0\n"
        "@dataclass(order=True)\nclass Other:\n    x: int\n"
    )
    diff = compare(
        before, before.replace("(order=True)", "").replace("  x: int", "  x: int\n    w: int")
    )

    said = {(c.rule, c.object): c.also for c in diff.changes if c.severity == "breaking"}
    below = ("pkg.Low", "pkg.Lower")
    assert said["operation-removed", "pkg.Base"] == below
    assert said["parameter-added-required", "pkg.Base"] == below
    assert said["operation-removed", "pkg.Other"] == ()
    assert ("operation-removed", "pkg.Low") not in said
    assert ("parameter-reordered", "pkg.Low") in said


def test_an_ignored_subclass_leaves_the_change_of_its_base(compare: Compare) -> None:
    """What the settings say of a subclass hides nothing of the class that it inherits from."""
    before = (
        "from dataclasses import dataclass\n"
        "@dataclass(order=True)\nclass Base:\n    x: int\n"
        "@dataclass(order=True)\nclass Low(Base):\n    y: int = 0\n"
    )
    ignore = Ignore(rule="*", object="pkg.Low", reason="nobody orders it")
    diff = compare(before, before.replace("(order=True)", ""), diff_ignore=(ignore,))

    assert [change.object for change in diff.changes] == ["pkg.Base"]
    assert diff.changes[0].also == ()


def test_a_variable_is_called_one(compare: Compare) -> None:
    """Kinds are named in English, whatever happened to them."""
    said = {
        change.message
        for new in ("def A(): ...\n", "B = 1\n")
        for change in compare("A = 1\n", new).changes
    }

    assert {"was a variable, and is a function", "the variable was removed"} <= said
    assert "the variable was added" in said
    assert not [text for text in said if "data" in text]


def test_a_constructor_that_changed_is_told_once(compare: Compare) -> None:
    """Classes that inherit it are named with the base, wherever they stand in the file."""
    classes = "class A(Base): ...\nclass B(A): ...\nclass Own(Base):\n    def __init__(self): ...\n"
    before = f"class Base:\n    def __init__(self, a): ...\n{classes}"

    diff = compare(before, before.replace("(self, a)", "(self, a, b)"))

    assert _rules(diff) == ["breaking parameter-added-required pkg.Base b"]
    assert diff.changes[0].also == ("pkg.A", "pkg.B")
    text = "\n".join(diff_formats.FORMATS["text"](diff))
    assert "required parameter b was added; so for pkg.A, pkg.B [" in text


def test_another_kind_is_told_in_plain_words(compare: Compare) -> None:
    """A variable isn't called a data."""
    diff = compare("LIMIT = 3\n", "def LIMIT(): ...\n")

    assert [change.message for change in diff.changes] == ["was a variable, and is a function"]


def test_a_value_that_is_computed_now_is_told_as_such(compare: Compare) -> None:
    """A constant that became a call isn't told as another constant."""
    (change,) = compare("A: int = 4", "import os\nA: int = os.cpu_count()").changes

    assert change.message == "its value was 4, and is computed now, as os.cpu_count()"


@pytest.mark.slow
def test_a_version_is_equal_to_itself(tmp_path: Path) -> None:
    """This package, compared with itself, has no changes, in memory and read back from JSON."""
    chosen = Settings(packages=("sphinxcontrib_autodocgen.apidiff",), cache="off")
    project = pipeline.analysed(chosen, tmp_path)
    printed = json.dumps(document.to_json(project, lambda _: None)).encode()
    again = document.from_json(printed, "x.json")

    assert apidiff.compare(project, project, chosen).changes == ()
    assert apidiff.compare(project, again, chosen).changes == ()
    assert set(again) == set(project)


# -- suppression


def test_suppressed_changes_keep_their_reason(compare: Compare) -> None:
    """What the settings leave out is listed with its reason, and what they needn't is named."""
    diff = compare(
        "def f(a): ...\ndef g(a): ...",
        "def f(): ...\ndef g(): ...",
        diff_ignore=(
            Ignore("parameter-removed", "pkg.f", "never worked"),
            Ignore("*", "pkg.h*", "an experiment"),
        ),
    )

    assert _rules(diff) == ["breaking parameter-removed pkg.g a"]
    assert [(s.change.object, s.reason) for s in diff.suppressed] == [("pkg.f", "never worked")]
    assert diff.unused == ("* of pkg.h*: nothing to ignore",)


# -- where versions come from


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def diff(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Return a function that runs ``diff`` in a folder, and gives its code, output and errors."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def diff(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["diff", *arguments, "--cache", "off"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return diff


@pytest.fixture
def git(tmp_path: Path, diff: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Return a function that runs git in the project's folder, an empty repository."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    who = {f"GIT_{r}_{k}": "a@b.c" for r in ("AUTHOR", "COMMITTER") for k in ("NAME", "EMAIL")}

    def git(*arguments: str) -> str:
        command = ["git", "-c", "init.defaultBranch=main", *arguments]
        environment = {**os.environ, **who}
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    git("init", "-q")
    return git


def _commit(git: Callable[..., str], tag: str, files: Files) -> None:
    _write(Path.cwd(), files)
    git("add", "-A")
    git("commit", "-q", "-m", tag)
    git("tag", tag)


OLD = {"pyproject.toml": '[project]\nname = "pkg"\n', "pkg/__init__.py": "def f(a): ...\n"}
NEW = {**OLD, "pkg/__init__.py": "\ndef f(): ...\n"}
LINE = "pkg/__init__.py:2: breaking: pkg.f: parameter a was removed [parameter-removed]"


def test_revisions(diff: Run, git: Callable[..., str]) -> None:
    """Two revisions, or one and the folder, are compared; the work tree stays as it is."""
    _commit(git, "v1", OLD)
    _commit(git, "v2", NEW)
    before = git("status", "--porcelain"), git("branch", "-a"), git("worktree", "list")
    said = diff("v1", "v2")[1].splitlines()
    _write(Path.cwd(), {"pkg/__init__.py": "\ndef f(a, b=1): ...\n"})
    against_folder = diff("v1")[1]

    assert said == [LINE, "v1 -> v2: 1 breaking, 0 risky, 0 safe"]
    assert "parameter b was added" in against_folder
    assert before == ("", git("branch", "-a"), git("worktree", "list"))


def test_no_configuration_of_the_repository_runs_a_program(
    tmp_path: Path, diff: Run, git: Callable[..., str]
) -> None:
    """Filters, pagers, monitors and hooks that a repository names are left alone."""
    _commit(git, "v1", OLD)
    _commit(git, "v2", {**NEW, ".gitattributes": "* filter=evil diff=evil\n"})
    trap = tmp_path / "sprung"
    for name in (
        *("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.external"),
        *("core.fsmonitor", "core.pager", "core.sshCommand", "tar.tar.command"),
    ):
        git("config", name, f"touch {trap};:")

    assert LINE in diff("v1", "v2")[1]
    assert not trap.exists()


def test_below_the_top_of_a_repository(
    diff: Run, git: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A project in a folder of a repository is compared with what was in that folder."""
    for tag, files in (("v1", OLD), ("v2", NEW)):
        _commit(git, tag, {f"sub/{name}": text for name, text in files.items()})
    monkeypatch.chdir("sub")

    assert LINE in diff("v1", "v2")[1]


MONO = {f"packages/{name}/{path}": text for name in ("one", "two") for path, text in {
    "pyproject.toml": f'[project]\nname = "{name}"\n',
    f"src/{name}/__init__.py": "def f(a): ...\n",
}.items()}  # fmt: skip
MONO_LINE = f"packages/two/src/two/{LINE.removeprefix('pkg/').replace('pkg.f', 'two.f')}"


@pytest.mark.slow
@pytest.mark.parametrize(
    "package", [["two"], ["packages/two"], ["packages/two/src/two"], []], ids=str
)
def test_a_package_of_several_from_the_top(
    diff: Run, git: Callable[..., str], package: list[str]
) -> None:
    """A package of a monorepo is named by its import name or path; without, all are compared."""
    _commit(git, "one-1.0", MONO)
    _commit(git, "two-1.0", {"docs/conf.py": ""})
    _commit(git, "two-1.1", {"packages/two/src/two/__init__.py": "\ndef f(): ...\n"})
    named = [word for name in package for word in ("--package", name)]

    expected = [MONO_LINE, "two-1.0 -> two-1.1: 1 breaking, 0 risky, 0 safe"]
    assert diff("two-1.0", "two-1.1", *named)[1].splitlines() == expected
    assert diff("two-1.0", *named)[1].splitlines()[:1] == expected[:1]
    assert diff("two-1.0", "--package", "one")[1] == "two-1.0 -> .: 0 breaking, 0 risky, 0 safe\n"
    if package:
        history = diff("--history", "two.f", *named)[1].splitlines()
        assert [line.partition(":")[0] for line in history] == ["1.0", "1.1"]


def _wheel(path: Path, files: dict[str, str]) -> str:
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return str(path)


def _sdist(path: Path, files: dict[str, str]) -> str:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            info = tarfile.TarInfo(f"pkg-2.0/{name}")
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))
    return str(path)


def test_archives_and_documents(tmp_path: Path, diff: Run) -> None:
    """A wheel, an sdist, a folder and a saved document of one version give the same diff."""
    new = {name: text for name, text in NEW.items() if name != "pyproject.toml"}
    wheel = _wheel(tmp_path / "pkg-2.0-py3-none-any.whl", {**new, "pkg-2.0.dist-info/RECORD": ""})
    old = _sdist(tmp_path / "pkg-1.0.tar.gz", OLD)
    folder = _write(tmp_path / "new", NEW)
    saved = tmp_path / "new.json"
    arguments = ["--format", "json", "--output", str(saved), "--cache", "off"]
    assert cli.main(["inspect", str(folder / "pkg"), *arguments]) == 0

    said = {diff(old, new)[1].splitlines()[0] for new in (wheel, str(folder), str(saved))}

    assert {line.partition(": breaking")[2] for line in said} == {LINE.partition(": breaking")[2]}


HOSTILE = {
    "above": "../escaped.py",
    "absolute": "/tmp/autodocgen_escaped.py",
    "drive": "C:escaped.py",
    "backslashes": "..\\escaped.py",
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_archives_write_nothing_outside(tmp_path: Path, name: str) -> None:
    """A member that leads out of its folder isn't unpacked."""
    archive = _wheel(tmp_path / "a.whl", {"pkg.py": "a = 1", name: "b = 1"})

    found = snapshots.read(archive, tmp_path, OFF)

    assert set(found.modules) == {"pkg"}
    assert not Path("/tmp/autodocgen_escaped.py").exists()


def test_a_huge_archive_is_refused(tmp_path: Path) -> None:
    """An archive that unpacks to more than the limit ends with one line."""
    archive = Path(_wheel(tmp_path / "a.whl", {"pkg.py": "a = 1\n" * 1000}))

    with pytest.raises(DocumentError, match="more than 10 bytes of Python"):
        snapshots.trees.unpack(archive, tmp_path / "out", max_bytes=10)


BAD = {
    "no such revision": (["v9", "."], "no package, module or file 'v9': there's no such path"),
    "an option for a revision": (["git:--output=x", "."], "no such commit, branch or tag"),
    "not an archive": (["bad.whl", "."], "bad.whl: neither a wheel, an sdist nor a document"),
    "not a document": (["bad.json", "."], "bad.json: not a document of 'inspect --format json'"),
    "a later document": (["late.json", "."], "late.json: its schema 99 is newer than 1"),
    "no package": ([".", "."], "name it with --package"),
    "nothing": (
        ["nothing", "."],
        "no package, module or file 'nothing': it holds no Python source",
    ),
    "unknown package": ([".", ".", "--package", "x"], "this version doesn't have it"),
}


@pytest.mark.slow
@pytest.mark.parametrize(("arguments", "message"), BAD.values(), ids=BAD)
def test_bad_input_is_one_line(
    diff: Run, git: Callable[..., str], arguments: list[str], message: str
) -> None:
    """What can't be read as a version is wrong usage, said in one line."""
    _commit(git, "v1", {"setup.py": "", "bad.whl": "x", "bad.json": "{}"})
    Path("nothing").mkdir()
    Path("late.json").write_text('{"schema": 99}')
    code, _, errors = diff(*arguments)

    assert code == 2
    assert message in errors
    assert len(errors.splitlines()) == 1


def test_a_file_that_does_not_parse_costs_only_itself(diff: Run, git: Callable[..., str]) -> None:
    """A broken file of one version is a line on standard error, and the rest is compared."""
    _commit(git, "v1", {**OLD, "pkg/broken.py": "def ("})
    _commit(git, "v2", {**NEW, "pkg/broken.py": ""})
    code, said, errors = diff("v1", "v2")

    assert code == 1
    assert LINE in said
    assert errors.startswith("autodocgen: pkg/broken.py:1: syntax error")


# -- the command


@pytest.mark.parametrize(
    ("limit", "code"), [("breaking", 0), ("risky", 1), ("safe", 1), ("never", 0)]
)
def test_fail_on(diff: Run, git: Callable[..., str], limit: str, code: int) -> None:
    """The exit code is 1 if a change is at least as severe as asked for."""
    _commit(git, "v1", OLD)
    _commit(git, "v2", {**OLD, "pkg/__init__.py": "def f(a, b=1): ...\nX = 1\n"})
    _commit(git, "v3", {**OLD, "pkg/__init__.py": "def f(a, b=2): ...\n__all__ = ['f']\nX = 1"})

    assert diff("v2", "v3", "--fail-on", limit)[0] == code


def test_settings_of_the_project(diff: Run, git: Callable[..., str]) -> None:
    """``[tool.autodocgen]`` says what is meant, and an unknown rule is refused."""
    ignore = "[[tool.autodocgen.diff-ignore]]\nrule = '{}'\nobject = 'pkg.*'\nreason = 'so | so'\n"
    _commit(git, "v1", OLD)
    _commit(git, "v2", {**NEW, "pyproject.toml": ignore.format("parameter-removed")})
    code, said, _ = diff("v1", "v2", "--fail-on", "safe", "--package", "pkg")
    Path("pyproject.toml").write_text(ignore.format("nonsense"))

    assert code == 0
    assert said.splitlines() == [
        "left out: pkg.f: parameter a was removed [parameter-removed]: so | so",
        "v1 -> v2: 0 breaking, 0 risky, 0 safe; 1 left out",
    ]
    assert diff("v1", "v2", "--package", "pkg")[2].startswith(
        "autodocgen: option 'diff_ignore' is 'nonsense': no such rule"
    )


def test_formats(diff: Run, git: Callable[..., str]) -> None:
    """JSON has everything, GitHub's commands annotate lines, Markdown is a table."""
    _commit(git, "v1", OLD)
    _commit(git, "v2", NEW)
    found = json.loads(diff("v1", "v2", "--format", "json")[1])
    (change,) = found["changes"]
    github = diff("v1", "v2", "--format", "github")[1].splitlines()
    markdown = diff("v1", "v2", "--format", "markdown")[1]

    assert (found["schema"], found["old"], found["new"]) == (1, "v1", "v2")
    assert change["rule"] == "parameter-removed"
    assert change["new"] == {"name": "pkg.f", "path": "pkg/__init__.py", "line": 2}
    assert github[0] == (
        "::error file=pkg/__init__.py,line=2,title=pkg.f::parameter a was removed"
        " [parameter-removed]"
    )
    assert "| `pkg.f` | parameter a was removed | `parameter-removed` |" in markdown.splitlines()


@hypothesis_settings(max_examples=60, deadline=None)
@given(st.text("|<>`{}[]*_~$#\\&!\n a1", min_size=1, max_size=30))
def test_markdown_shows_any_text_as_it_is(text: str) -> None:
    """Signs of Markdown, HTML and templates in names and values don't act."""
    change = Change(rule="object-removed", severity="breaking", object=text, message=text)
    written = "\n".join(diff_formats.markdown(Diff(text, text, (change,))))
    tokens = MarkdownIt("commonmark").enable("table").parse(written)
    cells = [token.children or [] for token in tokens if token.type == "inline"][-3:]
    shown = ["".join(child.content for child in cell) for cell in cells]

    assert [" ".join(part.split()) for part in shown[:2]] == [" ".join(text.split())] * 2
    assert "{{" not in written
    assert not any(token.type == "html_block" for token in tokens)


FIRST = {**OLD, "pkg/__init__.py": "from ._a import f", "pkg/_a.py": "def f(a): ..."}


@pytest.fixture
def four(git: Callable[..., str]) -> None:
    """Make four releases of a function that is there, changes, is deprecated, and goes."""
    _commit(git, "v1", FIRST)
    _commit(git, "v2", {**FIRST, "pkg/_a.py": "def f(a, b=1): ...", "pkg/more.py": "x = 1"})
    deprecated = 'def f(a, b=1):\n    """Do.\n\n    .. deprecated:: 3\n    """'
    _commit(git, "v3", {**FIRST, "pkg/_a.py": deprecated, "pkg/more.py": "x = 1"})
    _commit(git, "v4", {**FIRST, "pkg/__init__.py": "", "pkg/_a.py": ""})


HISTORIES = {
    "pkg.f": [
        "1: safe: was there already [first]",
        "2: safe: parameter b was added [parameter-added]",
        "3: risky: is deprecated [object-deprecated]",
        "4: breaking: the function was removed [object-removed]",
    ],
    "pkg._a.f": [
        "1: safe: was there already [first]",
        "2: safe: parameter b was added [parameter-added]",
        "3: risky: is deprecated [object-deprecated]",
        "4: breaking: the function was removed [object-removed]",
    ],
    "pkg.more.x": ["2: safe: the module was added [object-added]"],
}


@pytest.mark.slow
@pytest.mark.parametrize("name", HISTORIES)
def test_history_of_an_object(diff: Run, four: None, name: str) -> None:
    """What happened to an object is told by releases, under any name that it has or had."""
    code, said, errors = diff("--history", name)

    assert (code, errors) == (0, "")
    assert said.splitlines() == HISTORIES[name]


def test_formats_of_a_history(diff: Run, four: None) -> None:
    """A history is also a table in Markdown, and JSON."""
    table = diff("--history", "pkg.f", "--format", "markdown")[1].splitlines()
    events = json.loads(diff("--history", "pkg.f", "--format", "json")[1])["events"]

    assert table[0] == "## History of pkg.f"
    assert "| 2 | parameter b was added | safe |" in table
    assert events[2]["rule"] == "object-deprecated"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(["--history", "pkg.none"], "no release has an object"), ([], "name a version")],
)
def test_no_history(diff: Run, four: None, arguments: list[str], message: str) -> None:
    """An object that never was, or no argument at all, is wrong usage."""
    code, _, errors = diff(*arguments)

    assert code == 2
    assert message in errors


PAGES = {
    "docs/index.md": "# Box\n\nSee {py:func}`pkg.f`.\n",
    "docs/api.rst": ".. automodule:: pkg\n   :members:\n",
    "docs/other.rst": "The function pkg.f2, or other.pkg.f.\n",
    "docs/_build/old.rst": "pkg.f\n",
}


def test_pages_that_a_change_touches(diff: Run, git: Callable[..., str]) -> None:
    """Pages that name what changed, or its module, are listed with the change."""
    _commit(git, "v1", {**OLD, **PAGES})
    _commit(git, "v2", NEW)
    text = diff("v1", "v2", "--pages")[1].splitlines()
    markdown = diff("v1", "v2", "--pages", "--format", "markdown")[1].splitlines()
    pages = json.loads(diff("v1", "v2", "--pages", "--format", "json")[1])["pages"]
    github = diff("v1", "v2", "--pages", "--format", "github")[1].splitlines()

    said = "breaking: pkg.f: parameter a was removed [parameter-removed]"
    assert text == [
        f"docs/api.rst: {said}",
        f"docs/index.md: {said}",
        "v1 -> v2: 2 pages name what changed",
    ]
    assert "| `docs/index.md` | `pkg.f` | parameter a was removed |" in markdown
    assert list(pages) == ["docs/api.rst", "docs/index.md"]
    assert github[0].startswith("::error file=docs/api.rst,title=pkg.f::pkg.f: parameter a")


def test_no_page_that_a_change_touches(diff: Run, git: Callable[..., str]) -> None:
    """Without documentation nothing is listed."""
    _commit(git, "v1", OLD)
    _commit(git, "v2", NEW)

    assert diff("v1", "v2", "--pages", "--format", "markdown")[1].splitlines()[-1] == "None."


def test_every_rule_has_an_example() -> None:
    """No rule is documented that no change in these tests has."""
    expected = {line.split()[1] for *_, lines in CALLS.values() for line in lines}
    expected |= {line.split()[1] for _, _, line in RESULTS.values()}
    expected |= {line.split()[1] for *_, lines in CLASSES.values() for line in lines}
    expected |= {line.split()[1] for *_, lines in NAMES.values() for line in lines}

    assert set(apidiff.RULES) == expected


def test_errors_are_ours() -> None:
    """A document that can't be read is an error that the command line knows."""
    assert issubclass(DocumentError, AutodocgenError)

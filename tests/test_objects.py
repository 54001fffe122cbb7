"""What is read off a file: the objects there are, their kinds, and all that is written of them."""

from __future__ import annotations

import ast
import inspect
import itertools
import sys
import types
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import cast

import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from sphinxcontrib_autodocgen.analyze import analyze, outline
from sphinxcontrib_autodocgen.model import Module, Object, Parameter, Project, Source
from sphinxcontrib_autodocgen.settings import Settings

_Read = Callable[..., Module]


@pytest.fixture
def read(tmp_path: Path) -> _Read:
    """Return a function from the text of a module, and of the stub beside it, to its records."""

    def _read(text: str, stub: str | None = None, suffix: str = ".py") -> Module:
        path = (tmp_path / "m").with_suffix(suffix)
        path.write_text(text, encoding="utf-8")
        if stub is not None:
            path.with_suffix(".pyi").write_text(stub, encoding="utf-8")
        beside = str(path.with_suffix(".pyi")) if stub is not None else None
        return analyze(Source("m", str(path), "", str(tmp_path), stub=beside), Settings())

    return _read


def _line(obj: Object) -> str:
    """Write kind, name and modifiers of an object in one line."""
    marks = f" [{' '.join(obj.modifiers)}]" if obj.modifiers else ""
    return f"{obj.kind} {obj.name.removeprefix('m.')}{marks}"


def _one(module: Module, name: str) -> Object:
    found = [obj for obj in module.objects if obj.name == f"m.{name}"]
    assert len(found) == 1, [obj.name for obj in module.objects]
    return found[0]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("import os\nfrom sys import path\n", id="imports"),
        pytest.param("a.b = 1\na[0] = 1\n", id="targets that are no names"),
        pytest.param("x += 1\ndel y\n", id="changes of what is there"),
        pytest.param("for i in range(3):\n    print(i)\n", id="loop variables"),
        pytest.param("with open('x') as file:\n    pass\n", id="names of with"),
        pytest.param("print([i for i in range(3)])\n", id="names in comprehensions"),
        pytest.param('if __name__ == "__main__":\n    x = 1\n', id="variables of a script"),
        pytest.param("class A:\n    __slots__ = ()\n    __x = 1\n", id="dunder and mangled names"),
        pytest.param(
            "class A:\n    def f(self, other):\n        other.x = 1\n        x = 1\n",
            id="attributes of others and local variables",
        ),
        pytest.param(
            "class A:\n    def f(self):\n        def g(self):\n            self.x = 1\n",
            id="attributes of another function's self",
        ),
        pytest.param(
            "class A:\n    @classmethod\n    def f(cls):\n        cls.x = 1\n",
            id="of a classmethod",
        ),
        pytest.param(
            "class A:\n    @staticmethod\n    def f(a):\n        a.x = 1\n", id="of a staticmethod"
        ),
        pytest.param(
            "class A:\n    def __init__(self, /, a):\n        a.x = 1\n",
            id="of what follows a positional-only self",
        ),
    ],
)
def test_what_defines_nothing_for_a_reader_is_no_object(read: _Read, text: str) -> None:
    """Names that an importer can't reach, or that somebody else binds, are no data."""
    found = read(text).objects

    assert [obj for obj in found if obj.kind in ("data", "attribute")] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("def f(): pass", ["function f"], id="function"),
        pytest.param("async def f(): pass", ["function f [async]"], id="coroutine function"),
        pytest.param("async def f():\n    yield", ["function f [async]"], id="async generator"),
        pytest.param("class A: pass", ["class A"], id="class"),
        pytest.param(
            "class A:\n    def f(self): pass\n    async def g(self): pass",
            ["class A", "method A.f", "method A.g [async]"],
            id="methods",
        ),
        pytest.param(
            "class A:\n    @staticmethod\n    def f(): pass\n"
            "    @classmethod\n    def g(cls): pass",
            ["class A", "method A.f [static]", "method A.g [classmethod]"],
            id="static and class methods",
        ),
        pytest.param(
            "class A:\n    def __new__(cls): pass\n    def __init_subclass__(cls): pass\n"
            "    def __class_getitem__(cls, item): pass",
            [
                "class A",
                "method A.__new__ [static]",
                "method A.__init_subclass__ [classmethod]",
                "method A.__class_getitem__ [classmethod]",
            ],
            id="implicitly static and class methods",
        ),
        pytest.param(
            "class A:\n    @property\n    def x(self): pass\n"
            "    @x.setter\n    def x(self, v): pass\n"
            "    @x.deleter\n    def x(self): pass\n    @x.getter\n    def x(self): pass",
            [
                "class A",
                "property A.x",
                "property A.x [setter]",
                "property A.x [deleter]",
                "property A.x",
            ],
            id="property with setter, deleter and getter",
        ),
        pytest.param(
            "import functools\nclass A:\n    @functools.cached_property\n    def x(self): pass",
            ["class A", "property A.x [cached]"],
            id="cached property",
        ),
        pytest.param(
            "import abc\nclass A(abc.ABC):\n    @property\n    @abc.abstractmethod\n"
            "    def x(self): ...\n    @abc.abstractmethod\n    def f(self): ...\n"
            "    def g(self):\n        raise NotImplementedError",
            [
                "class A [abstract]",
                "property A.x [abstract]",
                "method A.f [abstract]",
                "method A.g [abstract]",
            ],
            id="abstract",
        ),
        pytest.param("class A(metaclass=ABCMeta): pass", ["class A [abstract]"], id="by metaclass"),
        pytest.param(
            "@overload\ndef f(a: int): ...\n@typing.overload\ndef f(a: str): ...\ndef f(a): pass",
            ["function f [overload]", "function f [overload]", "function f"],
            id="overloads",
        ),
        pytest.param(
            "@final\nclass A:\n    @override\n    @final\n    def f(self): pass",
            ["class A [final]", "method A.f [final override]"],
            id="final and override",
        ),
        pytest.param(
            "@lru_cache(maxsize=None)\ndef f(): pass\n@contextmanager\ndef g():\n    yield\n"
            "@deprecated('no')\ndef h(): pass",
            ["function f [cached]", "function g [contextmanager]", "function h [deprecated]"],
            id="known decorators",
        ),
        pytest.param(
            "class A:\n    class B:\n        class C:\n            def f(self): pass",
            ["class A", "class A.B", "class A.B.C", "method A.B.C.f"],
            id="nested classes",
        ),
        pytest.param(
            "def f():\n    def g():\n        pass\n    class A:\n        x = 1\n"
            "        def h(self):\n            self.y = 1\n            def i(): pass",
            [
                "function f",
                "function f.<locals>.g [local]",
                "class f.<locals>.A [local]",
                "attribute f.<locals>.A.x [local]",
                "method f.<locals>.A.h [local]",
                "attribute f.<locals>.A.y [instance local]",
                "function f.<locals>.A.h.<locals>.i [local]",
            ],
            id="local functions and classes",
        ),
        pytest.param(
            "a = lambda: 1\nclass A:\n    b = lambda self: 1\ndef f(x=lambda: 1):\n"
            "    return lambda: lambda: 1",
            [
                "data a",
                "function <lambda> [local]",
                "class A",
                "attribute A.b",
                "function A.<lambda> [local]",
                "function f",
                "function <lambda> [local]",
                "function f.<locals>.<lambda> [local]",
                "function f.<locals>.<lambda>.<locals>.<lambda> [local]",
            ],
            id="lambdas",
        ),
        pytest.param(
            "@register(lambda: 1)\nclass A(make(lambda: 1), key=lambda: 1): pass\n"
            "@register(lambda: 1)\ndef f() -> (lambda: 1): pass",
            [
                "function <lambda> [local]",
                "class A",
                "function <lambda> [local]",
                "function <lambda> [local]",
                "function <lambda> [local]",
                "function f",
                "function <lambda> [local]",
            ],
            id="lambdas in decorators, bases, keywords and annotations",
        ),
        pytest.param(
            "if a:\n    def f(): pass\n    x = 1\nelif b:\n    def f(): pass\nelse:\n    y = 1",
            ["function f", "data x", "function f", "data y"],
            id="definitions in if",
        ),
        pytest.param(
            "try:\n    import a\nexcept ImportError:\n    a = None\nelse:\n    b = 1\n"
            "finally:\n    c = 1",
            ["data a", "data b", "data c"],
            id="definitions in try",
        ),
        pytest.param(
            "try:\n    pass\nexcept* ValueError:\n    a = 1",
            ["data a"],
            id="definitions in except*",
        ),
        pytest.param(
            "with a:\n    def f(): pass\nfor i in a:\n    x = 1\nelse:\n    y = 1\n"
            "while a:\n    z = 1",
            ["function f", "data x", "data y", "data z"],
            id="definitions in with and loops",
        ),
        pytest.param(
            "match a:\n    case 1:\n        x = 1\n    case _:\n        def f(): pass",
            ["data x", "function f"],
            id="definitions in match",
        ),
        pytest.param(
            'if __name__ == "__main__":\n    def f(): pass',
            ["function f"],
            id="function of a script",
        ),
        pytest.param(
            "x = y = 1\na, (b, *c) = z\nLIMIT: int = 3\nonly: str\n__version__ = '1'",
            [
                "data x",
                "data y",
                "data a",
                "data b",
                "data c",
                "data LIMIT [constant]",
                "data only",
                "data __version__",
            ],
            id="data",
        ),
        pytest.param(
            "class A:\n    x = 1\n    y: int\n    def f(self):\n        self.z = 1\n"
            "        self.a, [self.b, *self.c] = 1, 2\n"
            "        if self.a:\n            self.d: int\n"
            "        with x:\n            self.e = self.x = 2",
            [
                "class A",
                "attribute A.x",
                "attribute A.y",
                "method A.f",
                "attribute A.z [instance]",
                "attribute A.a [instance]",
                "attribute A.b [instance]",
                "attribute A.c [instance]",
                "attribute A.d [instance]",
                "attribute A.e [instance]",
            ],
            id="attributes",
        ),
        pytest.param(
            "class A:\n    def f(this, /):\n        this.x = 1",
            ["class A", "method A.f", "attribute A.x [instance]"],
            id="self by another name, positional-only",
        ),
        pytest.param(
            "@dataclass(frozen=True)\nclass A:\n    x: int\n    y: str = 'a'\n"
            "@attrs.define\nclass B:\n    z: int",
            [
                "class A [dataclass frozen hashable]",
                "attribute A.x",
                "attribute A.y",
                "class B [dataclass slots unhashable]",
                "attribute B.z",
            ],
            id="dataclasses",
        ),
        pytest.param(
            "class A(enum.Enum):\n    RED = 1\n    blue = auto()\n"
            "    note: str\n    _order_ = 'RED'\n    def f(self): pass\nclass B(A):\n    GREEN = 2",
            [
                "class A [enum]",
                "attribute A.RED [constant member]",
                "attribute A.blue [member]",
                "attribute A.note",
                "attribute A._order_",
                "method A.f",
                "class B [enum]",
                "attribute B.GREEN [constant member]",
            ],
            id="enumerations",
        ),
        pytest.param(
            "class A(NamedTuple):\n    x: int\nclass B(TypedDict, total=False):\n    y: int\n"
            "class C(B):\n    z: int\nclass D(Protocol[T]):\n    w: int",
            [
                "class A [namedtuple]",
                "attribute A.x",
                "class B [typeddict]",
                "attribute B.y [optional]",
                "class C [typeddict]",
                "attribute C.z",
                "class D [protocol]",
                "attribute D.w",
            ],
            id="named tuples, typed dictionaries, protocols",
        ),
        pytest.param(
            "class A(ValueError): pass\nclass B(A): pass\nclass C(errors.Warning): pass",
            ["class A [exception]", "class B [exception]", "class C [exception]"],
            id="exceptions",
        ),
    ],
)
def test_every_definition_is_listed_by_line(read: _Read, text: str, expected: list[str]) -> None:
    """Each definition is there once, with its kind, qualified name and modifiers."""
    module, *objects = read(text).objects

    assert (module.name, module.kind, module.line) == ("m", "module", 1)
    assert [_line(obj) for obj in objects] == expected


def _code_names(code: types.CodeType) -> Iterator[tuple[int, str]]:
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant.co_firstlineno, constant.co_qualname
            yield from _code_names(constant)


def test_names_are_those_python_gives(read: _Read) -> None:
    """The names of all functions and classes are their ``__qualname__``."""
    text = Path(ast.__file__).read_text(encoding="utf-8") + (
        "\ndef outer():\n    class Local:\n        def method(self):\n"
        "            return lambda: [lambda: 1]\n    return Local\n"
    )
    module = read(text)
    ours = {
        o.name.removeprefix("m.") for o in module.objects if o.kind not in ("attribute", "data")
    }

    python = {name for _, name in _code_names(compile(text, "m", "exec"))}

    comprehension = ("<listcomp>", "<genexpr>", "<setcomp>", "<dictcomp>", "<generic parameters")
    assert {name for name in python if not any(part in name for part in comprehension)} == ours - {
        "m"
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("def f(): pass", "", id="none"),
        pytest.param("def f(a, /, b, *, c): pass", "a/ b c*", id="kinds"),
        pytest.param("def f(*args, **kw): pass", "*args **kw", id="variadic"),
        pytest.param(
            "def f(a, b=1, /, c='x', *d, e, g=None, **h): pass",
            "a/ b/=1 c='x' *d e* g*=None **h",
            id="defaults belong to the right parameters",
        ),
        pytest.param(
            "def f(a: int, *b: str, c: 'list[int]' = [], **d: 'not code('): pass",
            "a:int *b:str c*:list[int]=[] **d:not code(",
            id="annotations, without quotes",
        ),
        pytest.param("def f(a=lambda x: x): pass", "a=lambda x: x", id="default that is a lambda"),
    ],
)
def test_parameters_are_in_order_with_all_that_is_written(
    read: _Read, text: str, expected: str
) -> None:
    """Each parameter has its kind, annotation and default."""
    marks = {
        "positional-only": "{}/",
        "positional-or-keyword": "{}",
        "keyword-only": "{}*",
        "var-positional": "*{}",
        "var-keyword": "**{}",
    }
    parts = []
    for parameter in _one(read(text), "f").parameters:
        part = marks[parameter.kind].format(parameter.name)
        part += f":{parameter.annotation}" if parameter.annotation else ""
        parts.append(part + (f"={parameter.default}" if parameter.default is not None else ""))

    assert " ".join(parts) == expected


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        pytest.param("def f(self, a): pass", ["a"], id="method"),
        pytest.param("def f(self, /, a): pass", ["a"], id="positional-only self"),
        pytest.param("def f(*args): pass", ["args"], id="without a name for self"),
        pytest.param("@classmethod\n    def f(cls, a): pass", ["a"], id="class method"),
        pytest.param("@staticmethod\n    def f(a): pass", ["a"], id="static method"),
        pytest.param("@property\n    def f(self): pass", [], id="property"),
        pytest.param("@f.setter\n    def f(self, value): pass", ["value"], id="setter"),
    ],
)
def test_what_the_call_binds_is_no_parameter(
    read: _Read, signature: str, expected: list[str]
) -> None:
    """Neither self nor cls is listed."""
    found = _one(read(f"class A:\n    {signature}\n"), "A.f")

    assert [parameter.name for parameter in found.parameters] == expected


@pytest.mark.parametrize(
    ("text", "returns", "yields"),
    [
        pytest.param("def f(): pass", (None,), None, id="nothing written"),
        pytest.param("def f() -> int: pass", ("int",), None, id="returns"),
        pytest.param("def f() -> 'A | None': pass", ("A | None",), None, id="in quotes"),
        pytest.param("def f():\n    yield 1", None, (None,), id="bare generator"),
        pytest.param("def f() -> Iterator[int]:\n    yield 1", None, ("int",), id="iterator"),
        pytest.param(
            "def f() -> 'typing.Iterable[dict[str, int]]':\n    yield 1",
            None,
            ("dict[str, int]",),
            id="iterable, in quotes",
        ),
        pytest.param(
            "def f() -> Generator[A[int, str], None, B]:\n    yield 1",
            None,
            ("A[int, str]",),
            id="generator",
        ),
        pytest.param(
            "async def f() -> AsyncIterator[bytes]:\n    yield b''", None, ("bytes",), id="async"
        ),
        pytest.param("def f() -> Iterator:\n    yield 1", None, (None,), id="iterator of anything"),
        pytest.param(
            "def f() -> Iterator[int] | Iterator[str]:\n    yield 1", None, (None,), id="union"
        ),
        pytest.param("def f() -> Any:\n    yield from x", None, (None,), id="something else"),
        pytest.param(
            "def f():\n    def g():\n        yield 1\n    return lambda: (yield)",
            (None,),
            None,
            id="a yield of another function",
        ),
    ],
)
def test_a_function_returns_or_yields(
    read: _Read, text: str, returns: tuple[str | None] | None, yields: tuple[str | None] | None
) -> None:
    """A generator has yields, with its element's annotation; anything else has returns."""
    found = _one(read(text), "f")

    assert (found.returns and (found.returns.annotation,)) == returns
    assert (found.yields and (found.yields.annotation,)) == yields


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        pytest.param(
            'def f():\n    """Say.\n\n      More.\n    Last.\n    """',
            "f",
            "Say.\n\n  More.\nLast.",
            id="cleaned",
        ),
        pytest.param('def f():\n    ""', "f", None, id="empty"),
        pytest.param('def f():\n    f"{x}"', "f", None, id="no constant"),
        pytest.param('class A:\n    "A class."', "A", "A class.", id="class"),
        pytest.param('x = 1\n"""After."""', "x", "After.", id="string after"),
        pytest.param('x = 1\ny = 2\n"""After."""', "x", None, id="string after another"),
        pytest.param('x = 1\n""', "x", None, id="empty string after"),
        pytest.param('x: int\n"""After."""', "x", "After.", id="string after a bare annotation"),
        pytest.param("#: Above.\nx = 1", "x", "Above.", id="comment above"),
        pytest.param("#: One\n#: two.\nx = 1", "x", "One\ntwo.", id="lines of comment above"),
        pytest.param("x = 1  #: Beside.", "x", "Beside.", id="comment beside"),
        pytest.param("x = 1  # Beside.", "x", None, id="ordinary comment"),
        pytest.param("x = 1  #: Beside.\ny = 2", "y", None, id="comment beside another"),
        pytest.param("#: Above.\n\nx = 1", "x", None, id="comment further above"),
        pytest.param("x = (\n    1\n)  #: Beside.", "x", "Beside.", id="beside the last line"),
        pytest.param("x = 'ä'  #: Beside.", "x", "Beside.", id="beside what isn't ASCII"),
        pytest.param("y = '\x0c'\n#: Above.\nx = 1", "x", "Above.", id="after a form feed"),
        pytest.param("if a:\n    x = 1\n    'In if.'", "x", "In if.", id="in a branch"),
        pytest.param("x = 1\nx = 2\n'Second.'", "x", "Second.", id="second assignment"),
        pytest.param("class A:\n    x = 1\n    'After.'", "A.x", "After.", id="class attribute"),
        pytest.param(
            "class A:\n    def f(self):\n        self.x = 1\n        'After.'",
            "A.x",
            "After.",
            id="instance",
        ),
        pytest.param(
            "class A:\n    def f(self):\n        #: Above.\n        self.x = 1",
            "A.x",
            "Above.",
            id="instance, comment",
        ),
        pytest.param("a, b = x  #: Both.", "b", "Both.", id="unpacked"),
    ],
)
def test_docstrings_are_what_autodoc_takes_for_them(
    read: _Read, text: str, name: str, expected: str | None
) -> None:
    """Strings and comments that document an object are its docstring, others aren't."""
    assert _one(read(text), name).docstring == expected


def test_a_module_has_its_own_docstring_and_all_lines(read: _Read) -> None:
    """The module is the first object, from its first to its last line."""
    module = read('"""Doc."""\nx = "\x0c\x1c"\n\n').objects[0]

    assert (module.docstring, module.line, module.end_line) == ("Doc.", 1, 3)


@pytest.mark.parametrize(
    ("text", "name", "annotation", "value"),
    [
        pytest.param("x = 1", "x", None, "1", id="plain"),
        pytest.param("x: 'int' = 1", "x", "int", "1", id="annotated"),
        pytest.param("a, x = 1, 2", "x", None, "2", id="unpacked in parallel"),
        pytest.param("a, x = f()", "x", None, None, id="unpacked"),
        pytest.param("*a, x = 1, 2", "x", None, None, id="unpacked with a star"),
        pytest.param("x = 1\nx = 2", "x", None, None, id="assigned differently"),
        pytest.param("x = 1\nx = 1", "x", None, "1", id="assigned the same"),
        pytest.param("x = 1\nx: int = 1", "x", "int", "1", id="annotated later"),
        pytest.param(f"x = {'a' * 80!r}", "x", None, None, id="too long"),
        pytest.param("x = lambda: 1", "x", None, None, id="lambda"),
        pytest.param("x = {\n 'a': 1,\n\n\n\n 'b': 2}", "x", None, None, id="over many lines"),
    ],
)
def test_data_have_what_is_written_of_them(
    read: _Read, text: str, name: str, annotation: str | None, value: str | None
) -> None:
    """A datum has its annotation, and its value if that's short and doesn't change."""
    found = _one(read(text), name)

    assert (found.annotation, found.value) == (annotation, value)


def test_lines_are_those_of_the_definition(read: _Read) -> None:
    """An object begins at its def, class or assignment, and ends with its last line."""
    text = "@decorator\n@other(\n    1\n)\ndef f(\n    a,\n):\n    pass\n\n\nx = [\n    1,\n]\n"
    module = read(text)

    assert (_one(module, "f").line, _one(module, "f").end_line) == (5, 8)
    assert (_one(module, "x").line, _one(module, "x").end_line) == (11, 13)
    assert _one(module, "f").decorators == ("decorator", "other")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("class A:\n    def __init__(self, a, b=1): pass", ["a", "b=1"], id="init"),
        pytest.param("class A:\n    def __new__(cls, a): pass", ["a"], id="new"),
        pytest.param(
            "class B:\n    def __init__(self, a): pass\nclass A(B): pass", ["a"], id="inherited"
        ),
        pytest.param(
            "class B:\n    def __init__(self, a): pass\nclass A(Other, B): pass",
            [],
            id="unknown base",
        ),
        pytest.param(
            "class B:\n    def __init__(self, a): pass\nclass A(Generic[T], B): pass",
            ["a"],
            id="base without constructor",
        ),
        pytest.param(
            "@dataclass\nclass A:\n    a: int\n    b: int = 1\n    c: ClassVar[int] = 2\n    d = 3",
            ["a", "b=1"],
            id="dataclass",
        ),
        pytest.param(
            "@dataclass\nclass A:\n    a: int = field(default=1)\n    b: int = field(init=False)\n"
            "    c: list = field(default_factory=list)\n    d: InitVar[int] = 4\n"
            "    e: str = field(repr=False)",
            ["a=1", "c=list()", "d=4", "e"],
            id="fields",
        ),
        pytest.param(
            "@dataclass\nclass A:\n    a: int\n    _: KW_ONLY\n    b: int = 1",
            ["a", "*b=1"],
            id="KW_ONLY",
        ),
        pytest.param(
            "@dataclass(kw_only=True)\nclass A:\n    a: int", ["*a"], id="keyword-only dataclass"
        ),
        pytest.param(
            "@dataclass\nclass B:\n    a: int\n    b: int = 1\n"
            "@dataclass\nclass A(B):\n    c: int = 2\n    a: int = 0",
            ["a=0", "b=1", "c=2"],
            id="inherited fields",
        ),
        pytest.param("@dataclass(init=False)\nclass A:\n    a: int", [], id="no constructor made"),
        pytest.param(
            "class A(NamedTuple):\n    a: int\n    b: str = 'x'", ["a", "b='x'"], id="named tuple"
        ),
        pytest.param("class A(TypedDict):\n    a: int", [], id="typed dictionary"),
    ],
)
def test_a_class_has_its_constructors_parameters(
    read: _Read, text: str, expected: list[str]
) -> None:
    """A class has the parameters that calling it takes, be its constructor written or made."""
    parts = []
    for parameter in _one(read(text), "A").parameters:
        star = "*" if parameter.kind == "keyword-only" else ""
        default = f"={parameter.default}" if parameter.default is not None else ""
        parts.append(f"{star}{parameter.name}{default}")

    assert parts == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("x = 1", None, id="none"),
        pytest.param("__all__ = ['a', 'b']", ("a", "b"), id="list"),
        pytest.param("__all__: list[str] = ['a']", ("a",), id="annotated"),
        pytest.param("__all__ = ('a',) + ('b',)", ("a", "b"), id="sum"),
        pytest.param("__all__ = ['a']\n__all__ += ['b']", ("a", "b"), id="added to"),
        pytest.param(
            "__all__ = []\n__all__.extend(['a'])\n__all__.append('b')", ("a", "b"), id="extended"
        ),
        pytest.param("__all__ = ['a'] + sub.__all__", None, id="another's"),
        pytest.param("__all__ = ['a']\n__all__ += sub.__all__", None, id="another's added"),
        pytest.param("__all__ = [name for name in x]", None, id="computed"),
        pytest.param("__all__ = 'abc'", None, id="a string"),
        pytest.param("__all__ = [1]", None, id="no strings"),
    ],
)
def test_exports_are_a_plain_list_of_names_or_unknown(
    read: _Read, text: str, expected: tuple[str, ...] | None
) -> None:
    """``__all__`` is understood where it's written out; otherwise nothing is said."""
    assert read(text).exports == expected


def test_imports_are_names_with_what_they_stand_for(tmp_path: Path) -> None:
    """Relative imports are made absolute; those inside functions don't count."""
    path = tmp_path / "mod.py"
    path.write_text(
        "import os.path, json as j\nfrom . import a\nfrom ..b import c as d, e\nfrom x import *\n"
        "try:\n    import late\nexcept ImportError:\n    pass\ndef f():\n    import inside\n"
    )
    source = Source("pkg.sub.mod", str(path), "", str(tmp_path))

    assert analyze(source, Settings()).imports == (
        ("os", "os"),
        ("j", "json"),
        ("a", "pkg.sub.a"),
        ("d", "pkg.b.c"),
        ("e", "pkg.b.e"),
        ("*", "x"),
        ("late", "late"),
    )


def test_a_stub_adds_what_the_file_leaves_unannotated(read: _Read) -> None:
    """Annotations and docstrings of the stub count where the file has none."""
    module = read(
        "def f(a, b: int, c=1): return a\ndef g():\n    yield 1\nclass A:\n    x = 1\n"
        "    def m(self, a):\n        self.y = a\n",
        stub='def f(a: str, b: str, c: int = ...) -> bytes:\n    "Doc."\n'
        "def g() -> Iterator[int]: ...\n"
        "class A:\n    x: int\n    y: str\n    def m(self, a: str) -> None: ...\n"
        "def only_there() -> int: ...\n",
    )
    function = _one(module, "f")

    assert [p.annotation for p in function.parameters] == ["str", "int", "int"]
    assert [p.default for p in function.parameters] == [None, None, "1"]
    assert function.returns is not None
    assert (function.returns.annotation, function.docstring) == ("bytes", "Doc.")
    generator = _one(module, "g")
    assert generator.yields is not None
    assert (generator.yields.annotation, generator.yields.type) == ("int", None)
    assert (_one(module, "A.x").annotation, _one(module, "A.y").annotation) == ("int", "str")
    assert _one(module, "A.m").parameters[0].annotation == "str"


def test_overloads_and_setters_of_a_stub_decide_nothing(read: _Read) -> None:
    """One of several signatures isn't taken for the only one."""
    module = read(
        "def f(a): return a\n",
        stub="@overload\ndef f(a: int) -> int: ...\n@overload\ndef f(a: str) -> str: ...\n",
    )

    assert _one(module, "f").parameters[0].annotation is None


def test_a_broken_stub_costs_only_itself(read: _Read) -> None:
    """The file is analysed all the same, and the stub is a problem with its line."""
    module = read("def f(a=1): pass\n", stub="def f(\n")

    assert [(p.kind, Path(p.path).name, p.line) for p in module.problems] == [
        ("syntax", "m.pyi", 1)
    ]
    assert _one(module, "f").parameters[0].name == "a"


def test_a_stub_without_a_file_is_a_module_of_its_own(read: _Read) -> None:
    """A stub-only module has all its objects; bodies of ``...`` say nothing about types."""
    module = read(
        "X: int\nY = ...\ndef f(a, b=...): ...\nclass A:\n    def m(self): ...\n", suffix=".pyi"
    )

    assert [_line(obj) for obj in module.objects] == [
        "module m [stub]",
        "data X [constant stub]",
        "data Y [constant stub]",
        "function f [stub]",
        "class A [stub]",
        "method A.m [stub]",
    ]
    function = _one(module, "f")
    assert function.returns is not None
    assert function.returns.type is None
    assert _one(module, "Y").type is None


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 is of Python 3.12")
def test_type_statements_are_data(read: _Read) -> None:
    """A type alias by PEP 695 is a datum, and type parameters are none."""
    module = read("type Pair[T] = tuple[T, T]\n'A pair.'\ndef f[T](a: T) -> T: return a\n")

    assert [_line(obj) for obj in module.objects[1:]] == ["data Pair", "function f"]
    pair = _one(module, "Pair")
    assert (pair.annotation, pair.value, pair.docstring) == ("TypeAlias", "tuple[T, T]", "A pair.")


def _chain(start: str, part: str, count: int) -> str:
    return start + part * count


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(_chain("x = a", "+a", 1200), "x", id="sum"),
        pytest.param(_chain("def f(x=a", "+a", 1200) + "): pass", "f", id="sum as default"),
        pytest.param(_chain("def f(x: a", "|a", 1200) + "): pass", "f", id="union as annotation"),
        pytest.param(_chain("class A(a", "+a", 1200) + "): pass", "A", id="sum as base"),
        pytest.param(
            _chain("@d", ".d", 1200) + "\ndef f(): pass", "f", id="attributes in decorator"
        ),
        pytest.param(
            _chain("def f(a):\n    if a", "+a", 1200) + " > 0:\n        raise E",
            "f",
            id="sum in condition",
        ),
        pytest.param(_chain("def f():\n    raise A", ".b", 1200), "f", id="attributes raised"),
        pytest.param("def f(a):\n    if " + "not " * 1200 + "a: raise E", "f", id="negations"),
        pytest.param("x = " + "lambda: " * 1200 + "1", "x", id="lambdas"),
        pytest.param("x = " + "1 if a else " * 1200 + "2", "x", id="conditional expressions"),
        pytest.param(
            "def f(a):\n    if a: return 1\n" + "    elif a: raise E\n" * 1200, "f", id="elif"
        ),
        pytest.param("if a: x = 1\n" + "elif a: x = 2\n" * 1200, "x", id="elif of a module"),
        pytest.param(
            "".join(f"{' ' * level}def f{level}():\n" for level in range(99)) + " " * 99 + "x = 1",
            "f0",
            id="functions in functions",
        ),
        pytest.param(
            "".join(f"{' ' * level}class C{level}:\n" for level in range(99)) + " " * 99 + "x = 1",
            "C0",
            id="classes in classes",
        ),
        pytest.param("__all__ = ['a']" + " + ['a']" * 1200, "__all__", id="exports"),
    ],
)
def test_no_tree_is_too_deep(read: _Read, text: str, name: str) -> None:
    """Whatever the parser accepts is listed; no depth loses a file."""
    assert _one(read(text), name).kind in ("data", "function", "class")


_ASKING = """
class Migrator:
    has_schemas = True

    def __init__(self, schema=None):
        if schema == "":
            raise TypeError("no name")
        if self.__class__ is Migrator:
            raise NotImplementedError("use a subclass")
        if schema is not None and not self.has_schemas:
            raise ValueError("no schemas here")


class Postgres(Migrator):
    pass
"""


def test_a_subclass_inherits_no_error_about_itself(make_project: Callable[..., Project]) -> None:
    """A constructor that asks the object for its class or a constant may get another answer."""
    project = make_project(_ASKING)

    assert {each.type for each in project["mod.Migrator"].raises} == {
        "NotImplementedError", "TypeError", "ValueError",
    }  # fmt: skip
    assert [each.type for each in project["mod.Postgres"].raises] == ["TypeError"]


_NAMES = st.lists(st.sampled_from("abcd"), max_size=3, unique=True)


@st.composite
def _signatures(draw: st.DrawFn) -> str:
    """Return the parameters of a function after its first, as source."""
    places, names = draw(_NAMES), draw(_NAMES)
    needed = draw(st.integers(0, len(places)))
    only = draw(st.integers(0, len(places)))
    parts = [name if at < needed else f"{name}=0" for at, name in enumerate(places)]
    if only:
        parts.insert(only, "/")
    others = [name for name in names if name not in places]
    rest = draw(st.sampled_from(["", "*args"]))
    parts += [rest or "*"] if rest or others else []
    parts += [name + draw(st.sampled_from(["", "=0"])) for name in others]
    return ", ".join([*parts, *draw(st.sampled_from([[], ["**kwargs"]]))])


@given(
    _signatures(),
    _signatures(),
    st.integers(0, 3),
    st.frozensets(st.sampled_from("abcd"), max_size=3),
)
@hypothesis_settings(deadline=None, max_examples=60)
def test_a_class_takes_what_new_and_init_both_take(
    tmp_path_factory: pytest.TempPathFactory, new: str, init: str, count: int, names: frozenset[str]
) -> None:
    """A call that fits the parameters of a class fits its ``__new__`` and its ``__init__``.

    So does each one by place that Python lets pass.
    """
    places = [_places(taken) for taken in (new, init)]
    assume(all(places[0][name] == places[1][name] for name in places[0].keys() & places[1].keys()))
    text = f"class A:\n def __new__(cls, {new}): ...\n def __init__(self, {init}): ...\n"
    path = tmp_path_factory.getbasetemp() / "made.py"
    path.write_text(text, encoding="utf-8")
    cls = outline(Source("m", str(path), "", str(path.parent)), Settings()).objects[1]
    placed = {p.name for p in cls.parameters if p.kind == "positional-only"}
    assume(placed.isdisjoint(names))  # ``**kwargs`` may take such a name for another argument
    functions = [_compiled(taken) for taken in (new, init, _source(cls.parameters))]
    by_name = dict.fromkeys(names, 1)
    both = all(_fits(function, count, by_name) for function in functions[:2])
    ours = _fits(functions[2], count, by_name)
    possible = any(
        all(_fits(f, number, dict.fromkeys(given, 1)) for f in functions[:2])
        for number in range(5)
        for size in range(5)
        for given in itertools.combinations("abcd", size)
    )

    assert not possible or both or not ours
    assert ours or not both or names


def _places(taken: str) -> dict[str, int]:
    """Return where each parameter stands, -1 for what is given by name only."""
    found = inspect.signature(_compiled(taken)).parameters.values()
    return {p.name: -1 if p.kind is p.KEYWORD_ONLY else at for at, p in enumerate(found)}


def _source(parameters: Iterable[Parameter]) -> str:
    """Return parameters as source, with the marks between their kinds."""
    parts, last = [], ""
    for p in parameters:
        if last == "positional-only" != p.kind:
            parts.append("/")
        if p.kind == "keyword-only" and last not in ("var-positional", "keyword-only"):
            parts.append("*")
        parts.append(p.starred + ("" if p.default is None else f"={p.default}"))
        last = p.kind
    return ", ".join([*parts, "/"] if last == "positional-only" else parts)


def _compiled(taken: str) -> Callable[..., None]:
    return cast("Callable[..., None]", eval(f"lambda {taken}: None"))


def _fits(function: Callable[..., None], count: int, names: dict[str, int]) -> bool:
    try:
        function(*range(count), **names)
    except TypeError:
        return False
    return True


@pytest.mark.parametrize(
    "meta",
    ["Meta = Other.made()", "def Meta(name, bases, body): return type(name, bases, body)"],
    ids=["what a call gives", "function"],
)
def test_a_metaclass_need_not_be_a_class(meta: str, read: _Read) -> None:
    """A class that a function makes is called as its own constructor says."""
    module = read(f"{meta}\nclass A(metaclass=Meta):\n    def __init__(self, size): ...\n")

    found = next(obj for obj in module.objects if obj.name == "m.A")
    assert [parameter.name for parameter in found.parameters] == ["size"]

"""Types that are inferred where no author wrote them; above all, where nothing may be said."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import analyze, discover
from sphinxcontrib_autodocgen.model import Guess, Object
from sphinxcontrib_autodocgen.settings import Settings

_SURE = Settings().min_type_confidence

_Infer = Callable[..., dict[str, Object]]


@pytest.fixture
def infer(tmp_path: Path) -> _Infer:
    """Return a function from the text of a module, and of others beside it, to its objects."""

    def _infer(text: str, **others: str) -> dict[str, Object]:
        for name, other in {"m": text, **others}.items():
            (tmp_path / f"{name}.py").write_text(other, encoding="utf-8")
        settings = Settings(packages=(str(tmp_path),))
        sources, _ = discover.sources(settings, tmp_path)
        project = analyze.link([analyze.analyze(source, settings) for source in sources])
        objects = project.modules["m"].objects
        return {obj.name.removeprefix("m."): obj for obj in objects}

    return _infer


def _said(guess: Guess | None) -> str | None:
    """Return an inferred type as it would be shown: only if it's sure enough."""
    return guess.text if guess is not None and guess.confidence >= _SURE else None


def _returned(objects: dict[str, Object], name: str = "f") -> str | None:
    result = objects[name].returns
    assert result is not None
    return _said(result.type)


def _cases(table: dict[str, str | tuple[str, str]]) -> list[object]:
    """Make parameters of a table from ids to code, with the expected type where there's one."""
    return [
        pytest.param(*((case,) if isinstance(case, str) else case), id=name)
        for name, case in table.items()
    ]


@pytest.mark.parametrize(
    "default",
    _cases(
        {
            "none": "None",
            "ellipsis": "...",
            "sentinel": "object()",
            "unknown name": "unknown",
            "unknown call": "unknown()",
            "attribute of unknown": "unknown.x",
            "empty list": "[]",
            "empty tuple": "()",
            "empty str": "''",
            "empty dict": "{}",
            "empty set": "set()",
            "str": "'x'",
            "f-string": "f'{f}'",
        }
    ),
)
def test_a_default_that_doesnt_decide_a_type_says_nothing(infer: _Infer, default: str) -> None:
    """A default that only shows one of many possible types isn't taken for the type."""
    found = infer(f"import os, sys\ndef f(a={default}): pass\n")["f"]

    assert _said(found.parameters[0].type) is None


@pytest.mark.parametrize(
    ("default", "expected"),
    _cases(
        {
            "true": ("True", "bool"),
            "false": ("False", "bool"),
            "int": ("3", "int"),
            "zero": ("0", "int"),
            "float": ("0.5", "float"),
            "negative": ("-1", "int"),
            "comparison": ("unknown is None", "bool"),
        }
    ),
)
def test_a_default_can_decide_a_type(infer: _Infer, default: str, expected: str) -> None:
    """Flags, numbers and texts say what the parameter is, and why we think so."""
    guess = infer(f"def f(a={default}): pass\n")["f"].parameters[0].type
    assert guess is not None

    assert (_said(guess), str(guess.evidence)) == (expected, "default:1")


def test_flags_and_numbers_by_default_are_sure(infer: _Infer) -> None:
    """A parameter with a bool or a number for default is one."""
    flag, number = infer("def f(a=True, b=0): pass\n")["f"].parameters
    assert flag.type is not None
    assert number.type is not None

    assert min(flag.type.confidence, number.type.confidence) >= _SURE


@pytest.mark.parametrize("name", ["Unset", "UnsetValue", "NotGiven"])
def test_a_default_that_stands_for_none_given_tells_nothing(infer: _Infer, name: str) -> None:
    """The class of a placeholder isn't what a parameter takes."""
    found = infer(f"class {name}: pass\nunset = {name}()\ndef f(a=unset): return 1\n")

    assert _said(found["f"].parameters[0].type) is None


def test_a_default_that_the_code_asks_about_tells_nothing_alone(infer: _Infer) -> None:
    """Who asks if it's given a flag takes something else too."""
    text = "def f(log=False):\n    return log if not isinstance(log, bool) else None\n"

    assert _said(infer(text)["f"].parameters[0].type) is None


@pytest.mark.parametrize(
    "signature",
    _cases({"annotated": "a: int = 'x'", "no default": "a", "star": "*a", "stars": "**a"}),
)
def test_what_an_author_annotated_or_left_open_is_left_alone(infer: _Infer, signature: str) -> None:
    """Neither an annotation nor a parameter without default gets a type."""
    assert infer(f"def f({signature}): pass\n")["f"].parameters[0].type is None


@pytest.mark.parametrize(
    "text",
    _cases(
        {
            "parameter": "def f(a): return a",
            "parameter hides a global": "a = 1\ndef f(a): return a",
            "parameter of an outer function": "def g(a):\n def f(): return a",
            "attribute of a parameter": "def f(a): return a.b",
            "item of a parameter": "def f(a): return a[0]",
            "negated parameter": "def f(a): return -a",
            "unknown function": "def f(a): return unknown(a)",
            "unknown module": "import unknown\ndef f(): return unknown.g()",
            "two types": "def f(a):\n if a: return 1\n return 'x'",
            "too many types": "def f(a):\n if a: return [1, 'a', 2.0, b'', {}][a]\n return f",
            "recursion": "def f(a): return f(a)",
            "mutual recursion": "def f(a): return g(a)\ndef g(a): return f(a)",
            "body of dots": "def f(): ...",
            "function with a body of dots": "def g(): ...\ndef f(): return g()",
            "context": "def f(a):\n with a as b: return b",
            "optional import": "def f():\n try: import u\n except ImportError: u = None\n return u",
            "local class": "def f():\n class A: pass\n return A()",
            "not implemented yet": "def f(): raise NotImplementedError",
            "parameter of a lambda": "x = 2\n@unknown(lambda x: x)\ndef f(a): return a",
        }
    ),
)
def test_a_return_that_isnt_certain_says_nothing(infer: _Infer, text: str) -> None:
    """One value that can't be told makes the whole type unknown."""
    objects = infer(text)
    name = next(name for name in objects if name.rpartition(".")[2] == "f")

    assert _returned(objects, name) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    _cases(
        {
            "nothing": ("pass", "None"),
            "bare return": ("return", "None"),
            "constant": ("return 1", "int"),
            "same type twice": ("if a: return 1\nreturn 2", "int"),
            "or None": ("if a: return 'x'", "str | None"),
            "explicit None": ("if a: return None\nreturn 'x'", "str | None"),
            "comparison": ("return len(a) == 1", "bool"),
            "membership": ("return 1 in a", "bool"),
            "negation": ("return not a", "bool"),
            "conditional": ("return 1 if a else None", "int | None"),
            "or": ("return None or 'x'", "str"),
            "f-string": ("return f'{a}'", "str"),
            "percent": ("return '%s' % a", "str"),
            "format": ("return '{}'.format(a)", "str"),
            "join": ("return ','.join(a)", "str"),
            "str()": ("return str(a)", "str"),
            "int()": ("return int(a)", "int"),
            "len()": ("return len(a)", "int"),
            "isinstance()": ("return isinstance(a, int)", "bool"),
            "sorted()": ("return sorted(a)", "list"),
            "repr()": ("return repr(a)", "str"),
            "print()": ("return print(a)", "None"),
            "list": ("return [1, 2]", "list[int]"),
            "mixed list": ("return [1, 'x']", "list[int | str]"),
            "empty list": ("return []", "list"),
            "grown list": ("x = []\nfor i in a: x.append(i)\nreturn x", "list"),
            "list of unknown": ("return [a]", "list"),
            "tuple": ("return 1, 'x'", "tuple[int, str]"),
            "tuple with unknown": ("return 1, a", "tuple"),
            "dict": ("return {'x': 1}", "dict[str, int]"),
            "set": ("return {1}", "set[int]"),
            "comprehension": ("return [str(i) for i in a]", "list[str]"),
            "dict comprehension": ("return {str(i): 1 for i in a}", "dict[str, int]"),
            "generator expression": ("return (i for i in a)", "collections.abc.Generator"),
            "counter": ("n = 0\nfor i in a: n += 1\nreturn n", "int"),
            "*args": ("return args", "tuple"),
            "**kw": ("return kw", "dict"),
            "function": ("def g(): pass\nreturn g", "collections.abc.Callable"),
            "lambda": ("return lambda: 1", "collections.abc.Callable"),
            "class": ("return int", "type[int]"),
        }
    ),
)
def test_a_return_can_be_certain(infer: _Infer, body: str, expected: str) -> None:
    """Literals, operators and calls of builtins say what is returned."""
    indented = body.replace("\n", "\n    ")

    assert _returned(infer(f"def f(a, *args, **kw):\n    {indented}\n")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    _cases(
        {
            "call": ("def g(): return 1\ndef f(): return g()", "int"),
            "coroutine function": ("async def f(): return 1", "int"),
            "property": ("class A:\n @property\n def f(self): return 1", "int"),
            "cached": (
                "import functools\n@functools.cache\ndef g(): return 1\ndef f(): return g()",
                "int",
            ),
            "annotated parameter": ("def f(a: 'list[int]'): return a", "list[int]"),
            "annotated *args": ("def f(*a: int): return a", "tuple[int, ...]"),
            "annotated **kw": ("def f(**a: int): return a", "dict[str, int]"),
            "instance": ("class A: pass\ndef f(): return A()", "m.A"),
            "inner class": ("class A:\n class B: pass\ndef f(): return A.B()", "m.A.B"),
            "class object": ("class A: pass\ndef f(): return A", "type[m.A]"),
            "self": ("class A:\n def f(self): return self", "typing.Self"),
            "made of cls": ("class A:\n @classmethod\n def f(cls): return cls()", "typing.Self"),
            "made of type(self)": ("class A:\n def f(self): return type(self)()", "typing.Self"),
            "made of __class__": (
                "class A:\n def f(self): return self.__class__(1)",
                "typing.Self",
            ),
            "cls": ("class A:\n @classmethod\n def f(cls): return cls", "type[m.A]"),
            "attribute": ("class A:\n x = 1\n def f(self): return self.x", "int"),
            "inherited": ("class B:\n x = 1\nclass A(B):\n def f(self): return self.x", "int"),
            "bound method": (
                "class A:\n def g(self): return 1\n def f(self): return self.g",
                "collections.abc.Callable",
            ),
            "operator": (
                "class A:\n def f(self, o):\n  if o: return NotImplemented\n  return o is self",
                "bool",
            ),
            "enumeration": ("import enum\nclass E(enum.Enum):\n A = 1\ndef f(): return E.A", "m.E"),
            "standard class": ("import pathlib\ndef f(a): return pathlib.Path(a)", "pathlib.Path"),
            "public name of a private module": (
                "import collections\ndef f(): return collections.OrderedDict()",
                "collections.OrderedDict",
            ),
        }
    ),
)
def test_a_return_can_be_certain_from_its_surroundings(
    infer: _Infer, text: str, expected: str
) -> None:
    """Annotations, functions and classes of the file and of the library are understood."""
    objects = infer(text)
    name = next(name for name in objects if name.rpartition(".")[2] == "f")

    assert _returned(objects, name) == expected


@pytest.mark.parametrize(
    ("body", "falls"),
    [
        pytest.param("while True:\n    if a: return 1", False, id="endless loop"),
        pytest.param("while True:\n    if a: break\n    return 1", True, id="loop with break"),
        pytest.param("while a:\n    return 1", True, id="while"),
        pytest.param("while a: pass\nelse: return 1", False, id="else of while"),
        pytest.param("for i in a:\n    return 1", True, id="for"),
        pytest.param("for i in a: pass\nelse: return 1", False, id="else of for"),
        pytest.param("for i in a:\n    break\nelse: return 1", True, id="else of for, with break"),
        pytest.param(
            "while True:\n    for i in a: break\n    if a: return 1",
            False,
            id="break of another loop",
        ),
        pytest.param("if a: return 1\nelse: return 2", False, id="both branches"),
        pytest.param("if a: return 1\nelif b: return 2", True, id="no else"),
        pytest.param("if a: return 1\nraise ValueError", False, id="raise"),
        pytest.param("if a: return 1\nsys.exit()", False, id="exit"),
        pytest.param("try: return 1\nexcept A: raise", False, id="raised again"),
        pytest.param("try: return 1\nexcept A: pass", True, id="swallowed by except"),
        pytest.param("try: a()\nexcept A: return 1\nelse: return 2", False, id="else of try"),
        pytest.param("try: a()\nfinally: return 1", False, id="finally"),
        pytest.param("try: return 1\nfinally: a()", False, id="finally that goes on"),
        pytest.param("with a: return 1", False, id="with"),
        pytest.param("with suppress(A): return 1", True, id="suppress"),
        pytest.param("with contextlib.suppress(A): return 1", True, id="dotted suppress"),
        pytest.param("match a:\n    case 1: return 1", True, id="match"),
        pytest.param(
            "match a:\n    case 1: return 1\n    case _: return 2", False, id="complete match"
        ),
        pytest.param("match a:\n    case _ if b: return 1", True, id="guarded match"),
    ],
)
def test_none_is_returned_where_control_can_reach_the_end(
    infer: _Infer, body: str, *, falls: bool
) -> None:
    """Only a function whose end can be reached may return None."""
    indented = body.replace("\n", "\n    ")
    expected = "int | None" if falls else "int"

    assert _returned(infer(f"def f(a, b):\n    {indented}\n")) == expected


@pytest.mark.parametrize(
    "body",
    _cases(
        {
            "dots": "...",
            "not implemented": "raise NotImplementedError",
            "a refusal": "raise TypeError",
            "declined": "return NotImplemented",
        }
    ),
)
def test_a_method_that_is_there_to_be_overridden_says_nothing(infer: _Infer, body: str) -> None:
    """What an empty body returns isn't what overrides return."""
    objects = infer(f"class A:\n    x = None\n    def f(self):\n        {body}\n")

    assert _returned(objects, "A.f") is None


@pytest.mark.parametrize(
    "body",
    _cases({"from": "yield from a", "unknown": "yield a"}),
)
def test_a_yield_that_isnt_certain_says_nothing(infer: _Infer, body: str) -> None:
    """One yielded value that can't be told makes the element unknown."""
    result = infer("def f(a):\n    " + body.replace("\n", "\n    "))["f"].yields
    assert result is not None

    assert _said(result.type) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    _cases(
        {
            "constant": ("def f():\n yield 1", "int"),
            "bare": ("def f():\n yield", "None"),
            "some None": ("def f():\n yield 'x'\n yield", "str | None"),
            "async": ("async def f():\n yield 1", "int"),
            "context": ("@contextmanager\ndef f():\n yield 1", "int"),
            "other's yield": ("def f():\n def g():\n  yield 'x'\n yield 1", "int"),
        }
    ),
)
def test_a_yield_can_be_certain(infer: _Infer, text: str, expected: str) -> None:
    """Yielded literals say what the elements are."""
    result = infer(text)["f"].yields
    assert result is not None

    assert _said(result.type) == expected


@pytest.mark.parametrize(
    "text",
    _cases(
        {
            "None": "x = None",
            "unknown": "x = unknown",
            "optional import": "try:\n import x\nexcept ImportError:\n x = None",
            "unpacked": "x, y = unknown()",
        }
    ),
)
def test_data_that_arent_certain_say_nothing(infer: _Infer, text: str) -> None:
    """A name that may hold anything, or isn't a plain value, gets no type."""
    assert _said(infer(text)["x"].type) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    _cases(
        {
            "int": ("x = 1", "int"),
            "negative": ("x = -1", "int"),
            "list": ("x = ['a']", "list[str]"),
            "nested": ("x = {'a': [1]}", "dict[str, list[int]]"),
            "different inside": ("x = [[1], ['a']]", "list[list[int | str]]"),
            "with None inside": ("x = [None]", "list"),
            "branches": ("if y:\n x = 1\nelse:\n x = 2", "int"),
            "or None": ("x = None\nif y: x = 1", "int | None"),
            "unpacked in parallel": ("y, x = 'a', 1", "int"),
            "added": ("x = 0\nx += 1", "int"),
            "arithmetic": ("x = 3 * 4", "int"),
            "division": ("x = 3 / 2", "float"),
            "instance": ("class A: pass\nx = A()", "m.A"),
            "constructor": ("import pathlib\nx = pathlib.Path()", "pathlib.Path"),
            "lambda": ("x = lambda: 1", "collections.abc.Callable"),
            "version": ("x = '1.0'", "str"),
        }
    ),
)
def test_data_can_be_certain(infer: _Infer, text: str, expected: str) -> None:
    """Assigned values say what a name holds."""
    assert _said(infer(text)["x"].type) == expected


@pytest.mark.parametrize(
    "body",
    _cases(
        {
            "parameter": "self.x = a",
            "None": "self.x = None",
            "loop": "for self.x in a: pass",
            "context": "with a as self.x: pass",
        }
    ),
)
def test_attributes_that_arent_certain_say_nothing(infer: _Infer, body: str) -> None:
    """An attribute that gets what a caller gives has no type of its own."""
    objects = infer(f"class A:\n    x = None\n    def __init__(self, a, b=1):\n        {body}\n")

    assert _said(objects["A.x"].type) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    _cases(
        {
            "constant": ("self.x = 1", "int"),
            "converted": ("self.x = int(a)", "int"),
            "list": ("self.x = []", "list"),
            "counter": ("self.x = 0\n    def g(self):\n        self.x += 1", "int"),
            "set later": ("self.x = None\n    def g(self):\n        self.x = 'a'", "str | None"),
            "several targets": ("self.x = self.y = 1", "int"),
            "parallel": ("self.y, self.x = 'a', 1", "int"),
            "method": ("self.x = self.__init__", "collections.abc.Callable"),
        }
    ),
)
def test_attributes_can_be_certain(infer: _Infer, body: str, expected: str) -> None:
    """All assignments of an attribute together say what it holds."""
    objects = infer(f"class A:\n    def __init__(self, a):\n        {body}\n")

    assert _said(objects["A.x"].type) == expected


def test_members_of_an_enumeration_have_no_type_of_their_value(infer: _Infer) -> None:
    """A member's type is its class, not that of its value."""
    assert infer("import enum\nclass E(enum.Enum):\n    A = 1\n")["E.A"].type is None


@pytest.mark.parametrize(
    "text",
    _cases(
        {
            "a default of None": "def f(a=None): return a",
            "an own decorator": "def d(fn): return len(X)\n@d\ndef g(): return 1\n"
            "def f(): return g()",
            "an unknown decorator": "from m2 import d\n@d\ndef g(): return 1\ndef f(): return g()",
            "a global that functions change": "X = 1\ndef g(a):\n global X\n X = a\n"
            "def f(): return X",
            "a default of subclasses": "class A:\n x = None\n def f(self): return self.x",
        }
    ),
)
def test_what_other_code_changes_says_nothing(infer: _Infer, text: str) -> None:
    """What other code can change or replace isn't certain."""
    objects = infer(text)
    name = next(name for name in objects if name.rpartition(".")[2] == "f")

    assert _returned(objects, name) is None


def test_other_modules_of_the_project_are_understood(infer: _Infer) -> None:
    """A type can come from a module beside the file, which isn't imported."""
    objects = infer(
        "import other\nfrom other import make\n"
        "def f(): return other.Thing()\ndef g(): return make()\n",
        other="class Thing: pass\ndef make(): return 1.5\n",
    )

    assert (_returned(objects), _returned(objects, "g")) == ("other.Thing", "float")


def test_a_changed_module_changes_what_is_inferred_from_it(infer: _Infer) -> None:
    """A later run in the same process doesn't remember what a module once said."""
    text = "from other import make\ndef f(): return make()\n"

    assert _returned(infer(text, other="def make(): return 1\n")) == "int"
    assert _returned(infer(text, other="def make(): return 'x'\n")) == "str"


def test_evidence_is_where_it_comes_from(infer: _Infer) -> None:
    """Each guess tells the lines it was read from."""
    objects = infer(
        "def f(a):\n    if a:\n        return 1\n    return 2\n"
        "def g():\n    yield 1\n"
        "def h(): pass\n"
        "x = 1\n"
    )
    evidence = [
        str(objects[name].returns.type.evidence)  # type: ignore[union-attr]
        for name in ("f", "h")
    ]

    assert evidence == ["return:3,4", "no return"]
    assert str(objects["g"].yields.type.evidence) == "yield:6"  # type: ignore[union-attr]
    assert str(objects["x"].type.evidence) == "assignment:8"  # type: ignore[union-attr]


def test_a_decorated_or_conditional_definition_has_its_own_types(infer: _Infer) -> None:
    """A function's types are those of its own line, whatever else has its name."""
    objects = infer("def a(f): return f\n@a\n@a\ndef f(x=True):\n    return 1\n")

    assert _returned(objects) == "int"
    assert _said(objects["f"].parameters[0].type) == "bool"


def test_an_implicit_optional_is_optional(infer: _Infer) -> None:
    """A default of None widens what is annotated."""
    assert _returned(infer("def f(a: int = None): return a")) == "int | None"


def test_private_classes_are_named_as_they_are_offered(infer: _Infer) -> None:
    """A re-export's name, else a public base's, is used; what has neither isn't shown."""
    found = infer(
        "from _m import Open, _Deep, _Lost\n__all__ = ['Open', 'a', 'b', 'c']\n"
        "def a(): return Open()\ndef b(): return _Deep()\ndef c(): return _Lost()\n"
        "def _d(): return _Lost()\n",
        _m="class Open: pass\nclass _Base: pass\n"
        "class _Deep(Open): pass\nclass _Lost(_Base): pass\n",
    )

    assert [_returned(found, name) for name in "abc"] == ["m.Open", "m.Open", None]
    assert _returned(found, "_d") == "_m._Lost"


@pytest.mark.parametrize("lock", ["Lock", "RLock"])
def test_a_lock_is_named_as_it_is_made(infer: _Infer, lock: str) -> None:
    """Types that the standard library hides are named by what every version offers."""
    found = infer(f"import threading\ndef f(): return threading.{lock}()")

    assert _returned(found) == f"threading.{lock}"


def test_what_is_asked_further_on_widens_a_default(infer: _Infer) -> None:
    """If code asks for None that nobody gives it, it comes from outside, along the way it took."""
    found = infer(
        "class A:\n    def __init__(self, limit=20): self.limit = limit\n"
        "    def g(self): return 1 if self.limit is None else 2\n"
        "def f(limit=20): return A(limit)\n"
    )
    given = found["f"].parameters[0].type

    assert given is not None
    assert given.text == "int | None"
    assert _said(infer("def f(limit=20): return [limit]")["f"].parameters[0].type) == "int"


def test_an_answer_of_several_types_is_never_certain(infer: _Infer) -> None:
    """Where ``isinstance`` asks for another type, the default's isn't shown."""
    found = infer(
        "def f(x=True):\n    if isinstance(x, str): return g(x)\n    return x\n"
        "def g(y): return y.upper()\n"
    )

    assert _said(found["f"].parameters[0].type) is None


@pytest.mark.skipif(sys.version_info < (3, 12), reason="PEP 695 is of Python 3.12")
def test_type_parameters_are_bound_by_calls(infer: _Infer) -> None:
    """Type aliases and type parameters in the syntax of Python 3.12 are understood."""
    found = infer(
        "type Number = int | float\ntype Pair[T] = tuple[T, T]\n"
        "def first[T](items: list[T]) -> T: return items[0]\n"
        "def f(): return first([1])\ndef g(x: Number): return x\ndef h(p: Pair[str]): return p\n"
    )

    assert [_returned(found, name) for name in "fgh"] == ["int", "float", "tuple"]


def test_a_built_in_exception_passes_between_neighbours_only(infer: _Infer) -> None:
    """What another module's function says of its own arguments isn't said again of a caller."""
    found = infer(
        "import other\ndef own(a):\n    if a: raise ValueError\n"
        "def f(a): own(a)\ndef g(a): other.check(a)\n",
        other="class Odd(Exception): pass\n"
        "def check(a):\n    if a: raise ValueError\n    raise Odd\n",
    )

    assert [raised.type for raised in found["f"].raises] == ["ValueError"]
    assert [raised.type for raised in found["g"].raises] == ["Odd"]


def test_a_definition_that_only_tells_what_is_missing_isnt_said_to_never_return(
    infer: _Infer,
) -> None:
    """Of two definitions of a name, the one that raises stands in for the other."""
    found = infer(
        "try:\n    import absent\n    def f(): return absent.f()\n"
        "except ImportError:\n    def f(): raise ImportError('absent')\n"
    )

    assert found["f"].returns is None or found["f"].returns.type is None


def test_a_method_that_fails_where_others_dont_isnt_said_to_never_return(infer: _Infer) -> None:
    """A method that some subclass overrides with one that returns may be called for its result."""
    found = infer(
        "class A:\n    def f(self): raise ValueError\n    def g(self):\n        self.f()\n"
        "        return 1\nclass B(A):\n    def f(self): return 2\n"
    )

    assert found["A.f"].returns is None or found["A.f"].returns.type is None
    assert _returned(found, "A.g") == "int"


@pytest.mark.parametrize(
    "manager",
    ["Takes()", "unknown", "pytest.raises(ValueError)", "contextlib.suppress(ValueError)"],
)
def test_what_a_context_manager_may_catch_isnt_said_to_never_return(
    infer: _Infer, manager: str
) -> None:
    """A function that raises below a manager which may take the exception is left alone."""
    found = infer(
        "import contextlib, pytest\nclass Takes:\n    def __enter__(self): return self\n"
        "    def __exit__(self, kind, error, trace): return kind is ValueError\n"
        f"def f(unknown):\n    with {manager}:\n        raise ValueError\n"
    )["f"]

    assert found.returns is None or found.returns.type is None or found.returns.type.text == "None"


@pytest.mark.parametrize(("others", "expected"), [(3, None), (4, "m.A")])
def test_a_name_tells_of_a_class_only_if_many_agree(
    infer: _Infer, others: int, expected: str | None
) -> None:
    """A few parameters of a name may be an exception, from which the others aren't told."""
    found = infer(
        "class A:\n def __iter__(self): yield 1\ndef f(thing): return [*thing]\n"
        + "".join(f"def g{n}(thing): return 1\ng{n}(A())\n" for n in range(others))
    )

    assert _said(found["f"].parameters[0].type) == expected


_HANDED_BACK = {
    "as it was": "{f}(value):\n    if isinstance(value, str):\n        value = value.encode()\n"
    "    return value\n{f}(b'')\n",
    "in a list": "{f}(value):\n    return [value]\n{f}(b'')\n",
    "a part": "{f}(value):\n    return value[0]\n{f}([b''])\n",
}


@pytest.mark.parametrize("code", _cases(_HANDED_BACK))
def test_what_depends_on_what_callers_give_is_no_surer_than_that(infer: _Infer, code: str) -> None:
    """A result that is made of an argument isn't told by the few that the project gives."""
    public, private = (infer("def " + code.format(f=f)) for f in ("f", "_f"))

    assert _shares(public["f"]) <= _shares(private["_f"])
    assert _said(public["f"].parameters[0].type) or "bytes" not in (_returned(public) or "")


def _shares(obj: Object) -> float:
    assert obj.returns is not None
    assert obj.returns.type is not None
    return obj.returns.type.confidence


def test_an_attribute_is_no_surer_than_the_parameter_that_it_is_set_to(infer: _Infer) -> None:
    """What a constructor stores is told by what is told of its parameter."""
    found = infer(
        "class C:\n    def __init__(self, a, b):\n        self.a = a\n        self.b = len(b)\n"
        "C(b'', [])\n"
    )
    (given, _), kept, counted = found["C"].parameters, found["C.a"].type, found["C.b"].type
    assert given.type is not None
    assert kept is not None

    assert kept.confidence <= given.type.confidence
    assert _said(counted) == "int"


def test_overloads_dont_decide_where_a_part_of_an_argument_is_unknown(infer: _Infer) -> None:
    """One of several signatures isn't chosen by a tuple of who knows what."""
    text = "from urllib import parse\ndef f(a, b): return parse.urlunparse((a, b, a, b, a, b))\n"

    assert _returned(infer(text)) is None


def test_an_attribute_is_what_its_class_or_a_base_stores(infer: _Infer) -> None:
    """An instance has one attribute of a name, whichever method sets it."""
    found = infer(
        "class A:\n    def __init__(self): self.x = {}\n"
        "class B(A):\n    def f(self): self.x = 'a'\n"
    )

    assert found["B.x"].type is not None
    assert found["B.x"].type.text == "dict | str"


_BY_NAME = {
    "setattr": "for key in given: setattr(self, key, given[key])",
    "the namespace": "self.__dict__.update(given)",
}


@pytest.mark.parametrize("code", _cases(_BY_NAME))
def test_attributes_that_are_also_set_by_name_may_be_anything(infer: _Infer, code: str) -> None:
    """Where a method sets attributes whose names nobody knows, none has a sure type."""
    found = infer(f"class A:\n    x = 1\n    def f(self, given):\n        {code}\n")

    assert _said(found["A.x"].type) is None
    assert _said(
        infer("class A:\n    x = 1\n    def f(self): setattr(self, 'y', '')\n")["A.x"].type
    )

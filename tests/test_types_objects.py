"""Types of decorated functions, descriptors, enumerations and class attributes: nothing false.

Each case is code and what is said of places in it: ``f ->`` is a result, ``f =>`` what is yielded,
``f a`` a parameter, ``f !`` the exceptions, ``C.x :`` an attribute. None stands for nothing said.
"""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import analyze, discover
from sphinxcontrib_autodocgen.model import Guess, Object, Project
from sphinxcontrib_autodocgen.settings import Settings

Expected = dict[str, str | None]


def solved(folder: Path, code: str) -> Project:
    """Return the analysed project of one module named ``m``."""
    path = folder / "m.py"
    path.write_text(dedent(code))
    settings = Settings(packages=(str(path),), cache="off")
    sources, _ = discover.sources(settings, folder)
    return analyze.link([analyze.analyze(source, settings) for source in sources])


def said(project: Project, place: str) -> str | None:
    """Return what is said of a place."""
    name, _, part = place.partition(" ")
    obj = project[f"m.{name}"]
    if part == "!":
        return ", ".join(raised.type for raised in obj.raises) or None
    guess = guess_of(obj, part)
    return guess.text if guess is not None else None


def guess_of(obj: Object, part: str) -> Guess | None:
    """Return the guess for a part of an object."""
    if part == "->":
        return obj.returns.type if obj.returns is not None else None
    if part == "=>":
        return obj.yields.type if obj.yields is not None else None
    if part == ":":
        return obj.type
    return next(p.type for p in obj.parameters if p.name == part)


def check(folder: Path, code: str, expected: Expected) -> None:
    """Compare what is said with what is expected."""
    project = solved(folder, code)
    assert {place: said(project, place) for place in expected} == expected


WRAPPERS = """
    import asyncio, contextlib, functools
    from functools import wraps

    def quiet(func):
        @functools.wraps(func)
        def call(*args, **kwargs):
            try:
                return func(*args, **kwargs)
            except ValueError:
                return None
        return call
    def retry(times, errors=(ValueError,)):
        def decorate(func):
            @wraps(func)
            def call(*args, **kwargs):
                for attempt in range(times):
                    try:
                        return func(*args, **kwargs)
                    except errors:
                        pass
            return call
        return decorate
    def logged(func):
        @wraps(func)
        def call(*args, **kwargs):
            print(func)
            return func(*args, **kwargs)
        return call
    def as_list(func):
        @wraps(func)
        def call(*args, **kwargs):
            return list(func(*args, **kwargs))
        return call
    def in_pairs(func):
        @wraps(func)
        def call(pairs):
            return [func(a, b) for a, b in pairs]
        return call
    def as_text(func):
        def call(*args, **kwargs):
            return str(func(*args, **kwargs))
        return call
    def texts(func):
        @wraps(func)
        def call(*args, **kwargs):
            for part in func(*args, **kwargs):
                yield str(part)
        return call
    def threaded(func):
        @wraps(func)
        async def call(*args, **kwargs):
            return func(*args, **kwargs)
        return call
    def checked(func):
        @wraps(func)
        def call(self, *args, **kwargs):
            if not self.ready:
                raise RuntimeError("not ready")
            return func(self, *args, **kwargs)
        return call
    def converted(func):
        @wraps(func)
        def call(*args, **kwargs):
            try:
                return func(*args, **kwargs)
            except ValueError as error:
                raise KeyError(1) from error
        return call
    def noted(func):
        @wraps(func)
        def call(*args, **kwargs):
            try:
                return func(*args, **kwargs)
            except ValueError:
                print(func)
                raise
        return call
    def suppressed(func):
        @wraps(func)
        def call(*args, **kwargs):
            with contextlib.suppress(ValueError):
                return func(*args, **kwargs)
        return call
    def updated(func):
        def call(*args, **kwargs):
            return [func(*args, **kwargs)]
        return functools.update_wrapper(call, func)
    def discarded(func):
        @wraps(func)
        def call(*args, **kwargs):
            func(*args, **kwargs)
        return call
    def registered(name):
        def decorate(func):
            TABLE[name] = func
            return func
        return decorate
    TABLE = {}
    class Memo:
        def __init__(self, func):
            self.func = func
        def __call__(self, *args):
            return str(self.func(*args))
"""

NUMBER = """
    def f(text="0"):
        if not text:
            raise ValueError("text is empty")
        return int(text)
"""

THROUGH = [
    ("quiet", {"f ->": "int | None", "f text": "str", "f !": None}),
    ("retry(3)", {"f ->": "int | None", "f text": "str", "f !": None}),
    ("retry(3, errors=(OSError,))", {"f ->": "int | None", "f !": None}),
    ("logged", {"f ->": "int", "f text": "str", "f !": "ValueError"}),
    ("in_pairs", {"f ->": "list[int]", "f text": None}),
    ("as_text", {"f ->": "str", "f text": None, "f !": "ValueError"}),
    ("converted", {"f ->": "int", "f text": "str", "f !": "KeyError"}),
    ("noted", {"f ->": "int", "f !": "ValueError"}),
    ("suppressed", {"f ->": "int | None", "f !": None}),
    ("updated", {"f ->": "list[int]"}),
    ("discarded", {"f ->": "None", "f text": "str", "f !": "ValueError"}),
    ("threaded", {"f ->": "collections.abc.Coroutine"}),
    ("registered(1)", {"f ->": "int", "f text": "str", "f !": "ValueError"}),
    ("functools.lru_cache(maxsize=9)", {"f ->": "int", "f text": "str", "f !": "ValueError"}),
    ("Memo", {"f ->": None, "f text": None, "f !": None}),
    ("functools.singledispatch", {"f ->": None}),
    ("unknown.deco", {"f ->": None, "f text": None, "f !": None}),
    ("unknown.deco('/', a=1)", {"f ->": None, "f text": None, "f !": None}),
    ("gen.coroutine", {"f ->": None, "f text": "str", "f !": None}),
    ("quiet\n    @as_text", {"f ->": "str | None", "f !": None}),
    ("as_text\n    @quiet", {"f ->": "str", "f !": None}),
    ("logged\n    @unknown.deco", {"f ->": None}),
    ("unknown.deco\n    @logged", {"f ->": None}),
]


@pytest.mark.parametrize(("decorator", "expected"), THROUGH)
def test_decorated_function(tmp_path: Path, decorator: str, expected: Expected) -> None:
    """Callers of a decorated function get what the decorator's code gives, and nothing else."""
    head = "    import unknown\n    from unknown import gen\n"
    check(tmp_path, head + WRAPPERS + f"\n    @{decorator}" + NUMBER, expected)


GENERATORS = [
    ("as_list", {"f ->": "list[int]", "f =>": None}),
    ("texts", {"f =>": "str"}),
    ("logged", {"f =>": "int"}),
    ("discarded", {"f ->": "None", "f =>": None}),
    ("inlineCallbacks", {"f ->": None, "f =>": None, "f n": "int"}),
    ("unknown.deco", {"f ->": None, "f =>": None, "f n": None}),
    ("contextlib.contextmanager", {"f =>": "int"}),
]


@pytest.mark.parametrize(("decorator", "expected"), GENERATORS)
def test_decorated_generator(tmp_path: Path, decorator: str, expected: Expected) -> None:
    """A decorated generator yields only if the decorator's code gives a generator."""
    head = "    import unknown\n    from twisted.internet.defer import inlineCallbacks\n"
    code = f"\n    @{decorator}\n    def f(n=3):\n        yield n * 2\n"
    check(tmp_path, head + WRAPPERS + code, expected)


def test_decorated_methods(tmp_path: Path) -> None:
    """Methods and properties are read through wrappers as functions are."""
    code = """
    class C:
        ready = True
        @checked
        def twice(self, n=1):
            return n * 2
        @checked
        def same(self):
            return self
        @property
        @as_list
        def parts(self):
            yield 1
        @classmethod
        @quiet
        def make(cls):
            return cls()
    def use_same():
        return C().same()
    def use_parts():
        return C().parts
    """
    check(tmp_path, WRAPPERS + code, {
        "C.twice ->": "int", "C.twice n": "int", "C.twice !": "RuntimeError",
        "C.same ->": "typing.Self", "C.parts ->": "list[int]", "C.make ->": "typing.Self | None",
        "use_same ->": "m.C", "use_parts ->": "list[int]",
    })  # fmt: skip


def test_annotated_decorator(tmp_path: Path) -> None:
    """What a decorator hands on is read in its code, also where it is annotated."""
    code = """
    from typing import Callable, Concatenate, ParamSpec, TypeVar
    P = ParamSpec("P")
    R = TypeVar("R")
    def with_text(func: Callable[Concatenate[str, P], R]) -> Callable[P, R]:
        @wraps(func)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            return func("x", *args, **kwargs)
        return call
    @with_text
    def count(text, table="main"):
        return len(text)
    """
    check(tmp_path, WRAPPERS + code, {"count ->": "int", "count table": None})


REBOUND = [
    ("f = quiet(f)", {"f ->": "int | None", "f text": "str", "f !": None}),
    ("f = as_text(f)", {"f ->": "str", "f text": None}),
    ("f = unknown(f)", {"f ->": None, "f text": None, "f !": None}),
    ("if TABLE:\n        f = logged(f)", {"f ->": None, "f !": None}),
    ("g = quiet(f)", {"f ->": "int", "f !": "ValueError"}),
]


@pytest.mark.parametrize(("line", "expected"), REBOUND)
def test_rebound_function(tmp_path: Path, line: str, expected: Expected) -> None:
    """A function whose name is assigned again is what that assignment makes of it."""
    head = "    from elsewhere import unknown\n"
    check(tmp_path, head + WRAPPERS + NUMBER + f"\n    {line}\n", expected)


def test_functions_in_class_bodies(tmp_path: Path) -> None:
    """What a class body calls gets no instance, and what it assigns is bound as Python binds it."""
    code = """
    def method(self, n):
        self.seen = n
        return str(n)
    class C:
        def _make(name, default=3):
            def get(self):
                return self.__dict__.get(name, default)
            return property(get)
        x = _make("x")
        def _twice(n):
            return n * 2
        six = _twice(3)
        def static(a, b=1):
            return a
        static = staticmethod(static)
        def other(a):
            return [a]
        other_static = staticmethod(other)
        def make(cls, b=1):
            return cls()
        make = classmethod(make)
        def _get(self):
            return 3
        got = property(_get)
        def half(self):
            return 1.5
        half = property(half)
        text = lambda self, n: str(n)
        given = method
    C.later = method
    def use_x(): return C().x
    def use_static(): return C.static(5)
    def use_other(): return C().other_static(5)
    def use_make(): return C.make()
    def use_got(): return C().got
    def use_half(): return C().half
    def use_text(): return C().text(3)
    def use_given(): return C().given(3)
    def use_later(): return C().later(3)
    """
    check(tmp_path, code, {
        "C._make ->": None, "C.six :": "int", "C.x :": None, "use_x ->": None,
        "C.static ->": "int", "use_static ->": "int", "use_other ->": "list[int]",
        "use_make ->": "m.C", "use_got ->": "int", "use_half ->": "float", "use_text ->": "str",
        "use_given ->": "str", "use_later ->": "str", "method self": "m.C", "method n": "int",
    })  # fmt: skip


DESCRIPTORS = """
    import functools
    import unknown
    class Descriptor:
        def __init__(self, name=None, **keywords):
            self.name = name
        def __set__(self, instance, value):
            instance.__dict__[self.name] = value
    class Typed(Descriptor):
        expected_type = object
    class Constant:
        def __get__(self, obj, cls=None):
            return "x"
    class Getter:
        def __init__(self, func):
            self.func = func
        def __get__(self, obj, cls=None):
            if obj is None:
                return self
            return self.func(obj)
    class Default:
        def __init__(self, default):
            self.default = default
        def __get__(self, obj, cls=None):
            return obj.__dict__.get("x", self.default)
    class Named:
        def __set_name__(self, owner, name):
            setattr(owner, name, 3)
    class Field(unknown.Field):
        pass
    class Plain:
        pass
    class Meta(type):
        def __new__(meta, name, bases, body):
            return super().__new__(meta, name, bases, {})
    class Made(metaclass=Meta):
        pass
    class Single(type):
        def __call__(cls, *args):
            return 3
    class Alone(metaclass=Single):
        pass
"""

HELD = [
    ("x = Typed(expected_type=int)", None),
    ("x = Typed(expected_type=int)  # set", None),
    ("x = Field()  # set", None),
    ("x = Constant()", "str"),
    ("x = Default(1)", None),
    ("x = Named()", None),
    ("x = Field()", None),
    ("x = Plain()", "m.Plain"),
    ("@Getter\n        def x(self): return 1", None),
    ("@functools.cached_property\n        def x(self): return 1", "int"),
    ("@property\n        def x(self): return self._x\n        _x = 1.5", "float"),
]


@pytest.mark.parametrize(("line", "expected"), HELD)
def test_descriptors(tmp_path: Path, line: str, expected: str | None) -> None:
    """An attribute is what its descriptor gives, which is unknown if it only takes values."""
    sets = line.endswith("# set")
    code = f"""
    class C:
        {line}
        def __init__(self, value=None):
            {"self.x = value" if sets else "pass"}
        def get(self):
            return self.x
    class D(C):
        pass
    def use():
        return C(3).x
    def use_inherited():
        return D(3).x
    """
    places = ("C.get ->", "use ->", "use_inherited ->")
    check(tmp_path, DESCRIPTORS + code, dict.fromkeys(places, expected))


def test_what_metaclasses_make(tmp_path: Path) -> None:
    """Nothing is said of what a metaclass may have changed."""
    code = """
    class C(Made):
        x = Plain()
        def get(self):
            return self.x
    def make():
        return Alone()
    """
    expected = {"C.x :": None, "C.get ->": None, "make ->": None}
    check(tmp_path, DESCRIPTORS + code, expected)


def test_attributes_by_code(tmp_path: Path) -> None:
    """An attribute with a setter of its own, or with a hook, is what those give."""
    code = """
    class Size:
        @property
        def size(self):
            return self._size
        @size.setter
        def size(self, value):
            self._size = int(value)
        def set(self):
            self.size = "3"
            return self.size
    class Upper:
        def __getattr__(self, name):
            return name.upper()
        def get(self):
            return self.something
    class Hooked:
        known = 3
        def __getattribute__(self, name):
            return object.__getattribute__(self, "x" + name)
        def get(self):
            return self.known
    """
    check(tmp_path, code, {
        "Size.set ->": "int", "Upper.get ->": "str", "Hooked.get ->": None,
        "Hooked.known :": None,
    })  # fmt: skip


ENUMS = [
    ("Enum", "A = 1\n        B = 'b'", "int | str"),
    ("Enum", "A = auto()\n        B = auto()", "int"),
    ("Enum", "A = 1, 'x'\n        B = 2, 'y'", "tuple[int, str]"),
    ("Enum", "A = auto(), 'x'", "tuple[int, str]"),
    ("Enum", "A = 1\n        b = nonmember('x')\n        c = lambda self: 3", "int"),
    ("Enum", "A = member(1.5)", "float"),
    ("Enum", "def _generate_next_value_(name, start, count, last): return name\n"
             "        A = auto()", "str"),
    ("StrEnum", "A = auto()\n        B = 'b'", "str"),
    ("IntEnum", "A = 1", "int"),
    ("str, Enum", "A = 'a'", "str"),
    ("Flag", "A = auto()\n        B = auto()\n        AB = A | B", "int"),
    ("IntFlag", "A = 1", "int"),
    ("Enum", "def __new__(cls, value, label):\n"
             "            self = object.__new__(cls)\n"
             "            self._value_ = value\n"
             "            return self\n"
             "        A = (1, 'a')", "int"),
]  # fmt: skip


@pytest.mark.parametrize(("bases", "body", "value"), ENUMS)
def test_values_of_enumerations(tmp_path: Path, bases: str, body: str, value: str) -> None:
    """A member's value is what Python makes of it, a member is an instance of its class."""
    code = f"""
    from enum import Enum, Flag, IntEnum, IntFlag, StrEnum, auto, member, nonmember
    class C({bases}):
        {body}
        def get(self):
            return self.value
        def first(self):
            return self.A
    def use():
        return C.A.value
    def use_member():
        return C.A
    def look_up(text):
        return C(text)
    """
    check(tmp_path, code, {
        "C.get ->": value, "use ->": value, "C.first ->": "m.C", "use_member ->": "m.C",
        "look_up ->": "m.C", "C.A :": None,
    })  # fmt: skip


def test_constructors_of_enumerations(tmp_path: Path) -> None:
    """An enumeration's constructor is given the parts of its members' values."""
    code = """
    import enum
    class Planet(enum.Enum):
        EARTH = (5.97e24, 6.37e6)
        def __init__(self, mass, radius):
            self.mass = mass
            self.radius = radius
    class Mode(enum.Enum):
        FAST = 1
        ratio = enum.nonmember(0.5)
        def __init__(self, number):
            self.number = number
    Made = enum.Enum("Made", "A B")
    def ratio():
        return Mode.ratio
    def made():
        return Made.A
    """
    check(tmp_path, code, {
        "Planet.mass :": "float", "Planet.radius :": "float", "Mode.number :": "int",
        "Mode.ratio :": "float", "ratio ->": "float", "Made :": None, "made ->": None,
    })  # fmt: skip
    assert solved(tmp_path, code)["m.Planet"].parameters == ()


@pytest.mark.sphinx("text", testroot="enums")
def test_pages_of_enumerations(app: SphinxTestApp) -> None:
    """Pages show members' values as Python has them, and no parameters."""
    app.build()

    page = re.sub(r"[|+=-]*\n[|+=-]*", "\n", (app.outdir / "index.txt").read_text())
    lines = [re.sub(r"\s*\|\s*", " ", line).strip() for line in page.splitlines()]

    assert "Parameters:\n      * **mass**" not in page
    assert {'"READ" "1"', '"OK" "\'ok\'"', '"FAST" "1"', '"TOP" "Level.HIGH"'} <= set(lines)
    assert '"ratio"' not in "".join(lines)
    assert 'Alias of "HIGH". generated' in lines
    assert {"rights: Right = Right.READ | Right.LIST (inferred)", "level: Level = Level.LOW"} <= {
        line.strip() for line in page.splitlines()
    }
    assert "access.Door.handle = 5" in lines


def test_what_subclasses_override(tmp_path: Path) -> None:
    """An attribute or method may be that of a subclass, unless the object's class is known."""
    code = """
    class Leaf: pass
    class Branch: pass
    class Base:
        number = 1
        kinds = ()
        title = ''
        same = 1
        made = None
        node_class = Leaf
        def get(self): return self.number
        def get_same(self): return self.same
        def make(self): return self.node_class()
        def load(self): return 1
        def use_load(self): return self.load()
        def convert(self, x): return x
        def use_convert(self): return self.convert(1)
    class Sub(Base):
        number = "x"
        same = 2
        made = dict
        node_class = Branch
        def load(self): return "x"
        def convert(self, x): return str(x)
        def use(self): return self.load()
    def use_base(): return Base().number
    def use_sub(): return Sub().number
    """
    check(tmp_path, code, {
        "Base.number :": "int | str", "Base.kinds :": None, "Base.title :": None,
        "Base.same :": "int", "Base.node_class :": "type[m.Branch] | type[m.Leaf]",
        "Base.get ->": "int | str", "Base.get_same ->": "int",
        "Base.make ->": "m.Branch | m.Leaf", "Base.load ->": "int", "Base.use_load ->": "int | str",
        "Base.use_convert ->": "int | str", "Sub.use ->": "str",
        "use_base ->": "int", "use_sub ->": "str",
    })  # fmt: skip
    assert guess_of(solved(tmp_path, code)["m.Base.made"], ":").confidence < 0.9  # type: ignore[union-attr]


def test_bounds_of_type_parameters(tmp_path: Path) -> None:
    """A class isn't shown with an argument that its type parameter can't stand for."""
    code = """
    from typing import Generic, TypeVar
    class Shape: pass
    class Square(Shape): pass
    T = TypeVar("T", bound=Shape)
    N = TypeVar("N", int, str)
    U = TypeVar("U")
    class Box(Generic[T]):
        @classmethod
        def make(cls, item: T) -> "Box[T]": ...
    class Number(Generic[N]):
        @classmethod
        def make(cls, item: N) -> "Number[N]": ...
    class Free(Generic[U]):
        @classmethod
        def make(cls, item: U) -> "Free[U]": ...
    def bad(): return Box.make(3)
    def good(): return Box.make(Square())
    def bad_number(): return Number.make(1.5)
    def number(): return Number.make(1)
    def free(): return Free.make(1.5)
    """
    check(tmp_path, code, {
        "bad ->": "m.Box", "good ->": "m.Box[m.Square]", "bad_number ->": "m.Number",
        "number ->": "m.Number[int]", "free ->": "m.Free[float]",
    })  # fmt: skip


@pytest.mark.sphinx("text", testroot="decorators")
def test_pages_of_decorated_functions(app: SphinxTestApp) -> None:
    """Pages say of decorated functions what their callers get, and which errors reach these."""
    app.build()

    page = (app.outdir / "index.txt").read_text()
    entries = dict(re.findall(r"^store\.(\w+)\((.*?)(?=^\w)", page + "\nend", re.M | re.S))

    assert "-> list (inferred)" in entries["add"]
    assert "int" not in entries["add"].partition("\n")[0]
    assert "-> int | None (inferred)" in entries["parse"]
    assert "ValueError" not in entries["parse"] + page.rpartition("quiet.parse")[2]
    assert "ValueError" in entries["count"]

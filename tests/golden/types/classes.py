"""Classes, properties, inheritance, protocols, closures, generators, async, decorators."""
import asyncio
import contextlib
import enum
import functools
from abc import ABC, abstractmethod
from collections import Counter, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")


class Point:
    kind = "point"

    def __init__(self, x=0, y=0.0):  # x: int; y: float
        self.x = x
        self.y = y
        self.tags = []
        self.parent = None

    def get_x(self): return self.x  # -> int
    def get_y(self): return self.y  # -> float
    def me(self): return self  # -> typing.Self
    def copy(self): return self.__class__(self.x)  # -> typing.Self
    def same(self): return type(self)()  # -> typing.Self
    def other(self): return Point()  # -> classes.Point
    def set_parent(self, parent=None):  # parent: classes.Point | None; -> None
        self.parent = parent
    def use_parent(self):  # -> None
        self.set_parent(Point())
    def get_parent(self): return self.parent  # -> classes.Point | None
    def tag(self, text):  # text: str; -> None
        self.tags.append(text)
    def use_tag(self): self.tag("a")  # -> None
    def all_tags(self): return self.tags  # -> list[str]
    def get_kind(self): return self.kind  # -> str
    @property
    def norm(self): return self.y * 2  # -> float
    def use_norm(self): return self.norm  # -> float
    @classmethod
    def make(cls): return cls()  # -> typing.Self
    @classmethod
    def get_cls(cls): return cls.kind  # -> str
    @staticmethod
    def static(n=1): return n  # n: int; -> int
    def __len__(self): return 1  # -> int
    def __repr__(self): return "x"  # -> str
    def __eq__(self, other): return NotImplemented  # other: object; -> bool
    def __lt__(self, other): return self.x < other.x  # other: classes.Point; -> bool
    def __add__(self, other): return Point()  # -> classes.Point
    def __getitem__(self, i): return "a"  # -> str
    def __contains__(self, x): return True  # x: object; -> bool
    def __enter__(self): return self  # -> typing.Self
    def __exit__(self, kind, value, trace): pass  # kind: type[BaseException] | None; value: BaseException | None; trace: types.TracebackType | None; -> None
    def __call__(self): return 1  # -> int
    def __iter__(self):  # => int
        yield self.x


class Child(Point):
    def __init__(self, name):  # name: str
        super().__init__(1)
        self.name = name

    def up(self): return super().get_x()  # -> int
    def copied(self): return self.copy()  # -> typing.Self


def construct(): return Point()  # -> classes.Point
def child_copy(): return Child("a").copy()  # -> classes.Child
def child_name(): return Child("a").name  # -> str
def child_x(): return Child("a").get_x()  # -> int
def made(): return Child.make()  # -> classes.Child
def added(): return Point() + Point()  # -> classes.Point
def item(): return Point()[0]  # -> str
def called(): return Point()()  # -> int
def with_point():  # -> classes.Point
    with Point() as p:
        return p
def iterated(): return [i for i in Point()]  # -> list[int]
def class_itself(): return Point  # -> type[classes.Point]
def class_attribute(): return Point.kind  # -> str
def class_name(): return Point.__name__  # -> str
def instance_class(): return Point().__class__.__name__  # -> str
def is_point(x): return isinstance(x, Point)  # -> bool


def narrowed(x):  # x: classes.Point; -> int
    if isinstance(x, Point):
        return x.x
    raise TypeError
def narrowed_tuple(x):  # -> int | str
    if isinstance(x, (int, str)):
        return x
    return 0
def not_none(x=None):  # x: str | None; -> str
    if x is None:
        return ""
    return x
def use_not_none(): return not_none("a")  # -> str
def default_fallback(x=None):  # x: list | None; -> list
    if x is None:
        x = []
    return x
def or_fallback(x=None):  # x: classes.Point | None; -> classes.Point
    x = x or Point()
    return x


class Shape(ABC):
    @abstractmethod
    def area(self): ...  # -> float
    @abstractmethod
    def scale(self, factor): ...  # factor: float; -> None
    def double(self): return self.area() * 2  # -> float
class Square(Shape):
    def area(self): return 2.0  # -> float
    def scale(self, factor): self.f = factor  # factor: float; -> None
class Circle(Shape):
    def area(self): return 3.0  # -> float
    def scale(self, factor): pass  # factor: float; -> None
def use_shape(): Circle().scale(2.0)  # -> None


class Color(enum.Enum):
    RED = 1
    BLUE = 2

    @property
    def label(self): return self.name.lower()  # -> str
def red(): return Color.RED  # -> classes.Color
def color_value(): return Color.RED.value  # -> int
def color_by_value(): return Color(1)  # -> classes.Color
def colors(): return list(Color)  # -> list[classes.Color]
def color_item(): return Color["RED"]  # -> classes.Color


@dataclass
class Item:
    name: str
    count: int = 0
    tags: list[str] = field(default_factory=list)

    def total(self): return self.count * 2  # -> int
    def tag(self): return self.tags[0]  # -> str
def item_name(): return Item("a").name  # -> str
class Pair(NamedTuple):
    left: int
    right: str
def pair_left(): return Pair(1, "a").left  # -> int
Old = namedtuple("Old", "a b")


def counts(): return Counter("abc")  # -> collections.Counter[str]
def queue(): return deque([1])  # -> collections.deque[int]
def default_dict():  # -> collections.defaultdict[str, list[int]]
    d = defaultdict(list)
    d["a"] = [1]
    return d


def generator():  # => int
    yield 1
def generator_several():  # => int | str
    yield 1
    yield "a"
def delegated():  # => int
    yield from generator()
def generated(): return list(generator())  # -> list[int]
def first(): return next(generator())  # -> int
def result_of_generator():  # => int
    x = yield from generator_with_result()
def generator_with_result():  # => int
    yield 1
    return "a"
def looped(): return [i + 1 for i in generator()]  # -> list[int]
def genexp(): return (i for i in [1])  # -> collections.abc.Generator[int, None, None]


async def coroutine(): return 1  # -> int
async def awaiting(): return await coroutine()  # -> int
async def gathered():  # -> str
    await asyncio.sleep(1)
    return "a"
async def agen():  # => int
    yield 1
async def consume():  # -> list[int]
    return [i async for i in agen()]
async def async_for():  # -> int
    async for i in agen():
        return i
    return 0
class Manager:
    async def __aenter__(self): return 1  # -> int
    async def __aexit__(self, kind, value, trace): return None  # kind: type[BaseException] | None; value: BaseException | None; trace: types.TracebackType | None; -> None
async def managed():  # -> int
    async with Manager() as m:
        return m


@contextlib.contextmanager
def managing():  # => str
    yield "a"
def with_managing():  # -> str
    with managing() as m:
        return m
@contextlib.asynccontextmanager
async def amanaging():  # => int
    yield 1
async def with_amanaging():  # -> int
    async with amanaging() as m:
        return m
def suppressed():  # -> int | None
    with contextlib.suppress(ValueError):
        return 1


def passing(function):  # function: collections.abc.Callable
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper
@passing
def decorated(): return 1  # -> int
def use_decorated(): return decorated()  # -> int
@functools.lru_cache(maxsize=None)
def cached(n): return str(n)  # -> str
def use_cached(): return cached(1)  # -> str
class Cached:
    @functools.cached_property
    def value(self): return 1.5  # -> float
    def use(self): return self.value  # -> float
    @property
    def size(self): return 1  # -> int
    @size.setter
    def size(self, value): self._size = value
def partial(): return functools.partial(int, "1")()  # -> int
def reduced(): return functools.reduce(lambda a, b: a + b, [1, 2])  # -> int


def outer():  # -> int
    x = 1
    def inner(): return x  # -> int
    return inner()
def counter():  # -> int
    n = 0
    def bump():  # -> None
        nonlocal n
        n = 2
    bump()
    return n
def closure():  # -> collections.abc.Callable
    return lambda: 1
def applied(): return (lambda a: a)(1)  # -> int
def ident(x): return x
def ident_int(): return ident(1)  # -> int
def ident_str(): return ident("a")  # -> str
def choose(a, b): return a or b
def chosen(): return choose("", "a")  # -> str
def annotated(x: int) -> str: return x
def use_annotated(): return annotated(1)  # -> str
def pass_annotated(x): return annotated(x)  # x: int; -> str
def generic(x: T) -> list[T]: return [x]
def use_generic(): return generic(1)  # -> list[int]
def variadic(*names, **options): return names  # -> tuple
def use_variadic(): variadic("a", "b", deep=True)  # -> None
def keyword(*, deep=False): return deep  # deep: bool; -> bool
def positional(a, /, b): return b  # a: int; b: str; -> str
def use_positional(): return positional(1, b="a")  # -> str
def spread_call(a, b): return a  # a: int; b: str; -> int
def use_spread():  # -> int
    args = (1, "a")
    return spread_call(*args)
def recursive(n):  # n: int; -> int
    if n == 0:
        return 1
    return n * recursive(n - 1)
def even(n):  # n: int; -> bool
    return True if n == 0 else odd(n - 1)
def odd(n):  # n: int; -> bool
    return False if n == 0 else even(n - 1)
def start(): return recursive(3), even(4)  # -> tuple[int, bool]


def uses_str(text): return text.upper().split()  # text: str; -> list[str]
def uses_callable(function): return function()  # function: collections.abc.Callable
def uses_arithmetic(n): return n % 2 == 0  # n: float; -> bool
def uses_path(path): return path.read_text()  # path: pathlib.Path; -> str
def doc_google(size):  # size: int
    """Do it.

    Args:
        size (int): The size.
    """
def doc_rest(size):  # size: float
    """Do it.

    :param size: The size.
    :type size: float
    """
def doc_numpy(size):  # size: str
    """Do it.

    Parameters
    ----------
    size : str
        The size.
    """
def fed(x): return x  # x: int
def feeds(): return fed(1)  # -> int
def by_keyword(x=None): return x  # x: str | None; -> str | None
def feeds_keyword(): return by_keyword(x="a")  # -> str
def match_class(x):  # -> float
    match x:
        case Point(x=value):
            return value
        case float():
            return x
    return 0
def match_sequence():  # -> int
    match (1, "a"):
        case (a, b):
            return a
    return 0
def callback(f): return f(1)  # f: collections.abc.Callable
def given(n): return n + 1  # n: int; -> int
def use_callback(): return callback(given)  # -> int
GLOBAL = 3
def use_global(): return GLOBAL  # -> int
_cache = {}
def use_cache():  # -> dict[str, int]
    _cache["a"] = 1
    return _cache
def set_global():  # -> None
    global _state
    _state = "a"
_state = None
def get_global(): return _state  # -> str | None

"""What is made by a call."""

import collections
import enum
import functools
import types


def _logged(func):
    def call(*args):
        return func(*args)

    call.__doc__ = f"Call {func.__name__} and log it."
    return call


@_logged
def work(amount=1):
    return amount


worked = _logged(max)


class memoized:
    """Keeps results."""

    def __init__(self, func):
        self.func = func
        functools.update_wrapper(self, func)

    def __call__(self, *args):
        return self.func(*args)


@memoized
def costly(number=3):
    """Compute what is costly."""
    return number**2


def power(base, exponent=2):
    """Raise to a power."""
    return base**exponent


cube = functools.partial(power, exponent=3)
square = functools.partial(power, exponent=2)
square.__doc__ = "Return the square."
cached = functools.cache(power)


@functools.singledispatch
def show(value):
    """Show a value."""
    return str(value)


@show.register
def _(value: int):
    return hex(value)


Pair = collections.namedtuple("Pair", "left right")
Pair.__doc__ = "A pair of things."
Pair.left.__doc__ = "The one on the left."
Bare = collections.namedtuple("Bare", ["one", "two"], defaults=[2])
Level = enum.Enum("Level", {"LOW": 1, "HIGH": 2})
Level.__doc__ = "How high it is."
Kind = type("Kind", (), {"__doc__": "A kind of thing.", "name": "kind"})
Sort = types.new_class("Sort", (), {}, lambda space: space.update(__doc__="A sort of thing."))


class Signed(int):
    __doc__ = "A number with a sign (" + "plus or minus)."


def _get_width(self):
    return 3


def _get_text(self) -> str:
    return "x"


class Sheet:
    """A sheet."""

    width = property(_get_width, doc="How wide it is.")
    text = property(_get_text)
    height = property(lambda self: 4, None, None, "How high it is.")
    _depth = property(_get_width)
    double = functools.partialmethod(power, 2)

    def _area(self):
        """Its area."""
        return 12

    area = property(_area)
    surface = functools.cached_property(_area)
    surface.__set_name__(None, "surface")


class Call(tuple):
    """Call(x) is what is called (once)."""

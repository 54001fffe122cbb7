"""Docstrings that are assigned."""

import collections
import dataclasses


def first(number=1):
    return number + 1


def second(number=2):
    return number + 2


for _function in (first, second):
    _function.__doc__ = f"Add to a number, {_function.__name__}."


def third(number=3):
    """Add three."""
    return number + 3


third.__doc__ += "\n\nIt is the third."


def _documented(cls):
    """Give every method a text."""
    for name, value in vars(cls).items():
        if callable(value) and not name.startswith("_"):
            value.__doc__ = f"Do what {name} does."
    cls.__doc__ = f"{cls.__name__}, documented by a decorator."
    return cls


@_documented
class Machine:
    def start(self, speed=1):
        return speed

    def stop(self):
        if not self:
            raise RuntimeError("it is stopped")


@dataclasses.dataclass
class Point:
    x: int = 0
    y: int = 0


Point.__doc__ = "Point(x, y) in a plane (flat)."


@dataclasses.dataclass
class Bare:
    x: int = 0


class Source:
    """A source."""

    def read(self, size=-1):
        """Read so many bytes."""
        return b""

    def peek(self, size=1):
        """Look at a byte."""
        return b""


class File(Source):
    """A file."""

    def read(self, size=-1):
        return b"x"

    def peek(self, size=1):
        return b"y"


File.peek.__doc__ = Source.peek.__doc__ + " It stays."


class Table(collections.UserDict, dict):
    """A table."""

    def get(self, key, default=None):
        return default

    def pop(self, key):
        return key

    def clear(self):
        if not self.data:
            raise KeyError("nothing to clear")

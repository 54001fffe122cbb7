import collections
import enum
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypedDict


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Point(NamedTuple):
    x: int
    y: int = 0


Pair = collections.namedtuple("Pair", ["left", "right"])


class Named(Pair):
    """Documented by its author."""


class Options(TypedDict):
    verbose: bool


@dataclass
class Box:
    width: int
    title: str = "box"


class Shape:
    sides = 0

    def __init__(self, name="shape", size=2):
        self.name = name
        self.size = size
        self.cache = {}

    @property
    def is_flat(self):
        return self.size == 0

    @cached_property
    def label(self):
        return f"{self.name}"

    @classmethod
    def from_text(cls, text="square"):
        return cls(text)

    @staticmethod
    def parse(text="", *, strict=True):
        if strict and text is None:
            raise ValueError(text)
        return text.split(",")

    def area(self):
        raise NotImplementedError

    class Inner:
        depth = 1


class Square(Shape):
    sides = 4

    def area(self):
        return self.size * 2.0

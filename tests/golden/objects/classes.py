"""Classes of every sort, with their attributes."""

import abc
import enum
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple, TypedDict


class Shape(abc.ABC):
    sides = 0
    #: How many there are.
    count: ClassVar[int] = 0

    def __init__(self, name, area=None):
        self.name = str(name)
        """What it's called."""
        self._area = area
        self.points, self.closed = [], True

    @property
    def area(self):
        return self._area

    @area.setter
    def area(self, value):
        if value < 0:
            raise ValueError("negative")
        self._area = value

    @classmethod
    def parse(cls, text):
        return cls(text)

    @staticmethod
    def is_shape(other):
        return isinstance(other, Shape)

    @abc.abstractmethod
    def draw(self): ...

    def __eq__(self, other):
        if not isinstance(other, Shape):
            return NotImplemented
        return self.name == other.name

    class Style:
        width = 1


class Square(Shape):
    sides = 4

    def draw(self):
        return "square"


@dataclass(frozen=True)
class Point:
    x: float
    y: float = 0.0
    tags: list[str] = field(default_factory=list)
    id: int = field(default=0, init=False)


class Color(enum.Enum):
    RED = 1
    GREEN = "green"

    def is_warm(self):
        return self is Color.RED


class Pair(NamedTuple):
    left: int
    right: str = ""


class Options(TypedDict, total=False):
    width: int


class ShapeError(ValueError):
    """Raised for a bad shape."""

"""Classes of every kind."""

import abc
import enum
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple, Protocol, TypedDict

import attrs


class Plain:
    def __init__(self, name="plain", size=2):
        self.name = name
        self.size = size


@dataclass
class Box:
    width: int
    title: str = "box"
    tags: list[str] = field(default_factory=list, init=False)


@attrs.define
class Bag:
    owner: str
    size: int = attrs.field(default=1, init=False)


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Point(NamedTuple):
    x: int
    y: int = 0


class Doc(str):
    """A text beside a type."""


class Options(TypedDict, total=False):
    verbose: Annotated[bool, Doc("Whether to give more detailed output.")]


class Drawable(Protocol):
    def draw(self, depth=1): ...


class Base(abc.ABC):
    @abc.abstractmethod
    def area(self, scale=1.0):
        """Return the area.

        :param scale: What the area is multiplied by.
        """

    def name(self):
        """Return the name."""
        return "base"


class First(Base):
    def area(self, scale=1.0):
        return scale


class Second(Base):
    def area(self, scale=1.0):
        return 2 * scale


class ZooError(Exception):
    def __init__(self, code=1):
        super().__init__(code)
        self.code = code


class Meta(type):
    def __call__(cls, *args, **kwargs):
        return super().__call__(*args, **kwargs)

    def instances(cls, limit=3):
        return limit


class Registered(metaclass=Meta):
    def add(self, item=1):
        return item


class Mapping(dict):
    def get(self, key, default=None):
        return default


class Field:
    """A field, as pydantic has them.

    :param default: The default.
    :param description: What it is for.
    """

    def __init__(self, default=None, description=""):
        self.default = default


class Model:
    number: int = Field(default=3, description="How many there are.")
    text: Annotated[str, Doc("What is shown first.")] = "x"


class Measured:
    verbose: bool = False


class InFeet(Measured):
    verbose = True

    def _told(self):
        return 1 if self.verbose else 2

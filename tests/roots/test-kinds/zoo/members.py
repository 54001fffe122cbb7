"""Members of every kind."""

import functools


class Typed:
    """A descriptor."""

    def __get__(self, instance, owner=None):
        return 1


class Members:
    """A class with members of every kind."""

    shared = 0
    join = "".join
    declared: int
    typed = Typed()

    def __init__(self, size=1):
        self.size = size
        self.cache = {}

    @property
    def area(self):
        return self.size * 1.5

    @functools.cached_property
    def label(self):
        return f"{self.size}"

    def method(self, strict=True):
        return strict

    @classmethod
    def from_text(cls, text="1"):
        return cls(int(text))

    @staticmethod
    def parse(text=""):
        return text.split(",")

    def __len__(self):
        return self.size

    @functools.singledispatchmethod
    def visit(self, node, depth=1):
        return depth

    twice = functools.partialmethod(method, strict=False)

    class Inner:
        depth = 1

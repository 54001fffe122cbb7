"""Functions of every sort: what is written, and what follows from it."""

import contextlib
import functools
from collections.abc import Iterator
from typing import overload

__all__ = ["scale", "read"]

LIMIT = 10
_registry: dict[str, int] = {}


def scale(value, factor=1.5, *rest: int, strict=False, **options):
    if factor < 0:
        raise ValueError(factor)
    if strict and value is None:
        raise TypeError("no value")
    return [value, factor]


def written(first: int, second: str = "x") -> str | None:
    """Return something that is written down.

    Args:
        first: Described by its author.
    """
    if first > 3:
        return second
    return None


async def fetch(url, /, timeout=30):
    return f"{url} in {timeout}"


def lines(path) -> Iterator[str]:
    with open(path) as file:
        yield from file


def counted(stop=3):
    for number in (1, 2, stop):
        yield "number"


@contextlib.contextmanager
def opened():
    yield 1.5


@functools.cache
def cached():
    return {"one": 1}


@overload
def read(path: str) -> str: ...
@overload
def read(path: bytes) -> bytes: ...
def read(path):
    return path


def outer(depth=0):
    def inner(key=lambda item: item):
        return key(depth)

    class Local:
        def method(self):
            return self

    return inner, Local


def never():
    raise RuntimeError("always")


if LIMIT > 5:
    def chosen():
        return True
else:
    def chosen():
        return False

double = lambda number: 2 * number

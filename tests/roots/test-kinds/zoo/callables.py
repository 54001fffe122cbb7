"""Functions of every kind."""

import contextlib
import functools
from collections.abc import Iterator
from typing import TYPE_CHECKING, overload

if TYPE_CHECKING:
    from zoo.classes import Box as Crate


def function(size=1, *, strict=True):
    if size < 0:
        raise ValueError("negative")
    return size * 2


def refuse():
    raise NotADirectoryError


async def coroutine(retries=3):
    return retries > 0


def generator(limit=3):
    yield from range(limit)


async def async_generator(limit=3):
    for number in range(limit):
        yield number


@contextlib.contextmanager
def manager(name="x") -> Iterator[str]:
    yield name


def logged(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)

    return inner


@logged
def decorated(depth=2):
    return depth


@overload
def overloaded(value: int) -> int: ...
@overload
def overloaded(value: str) -> str: ...
def overloaded(value, strict=False):
    if strict:
        raise TypeError("strict")
    return value


@functools.singledispatch
def dispatched(value, depth=1):
    raise NotImplementedError


@dispatched.register
def _(value: int, depth=1):
    return depth


def guarded(crate: "Crate", count=1) -> "Crate":
    return crate


def packed(width=1):
    from zoo.classes import Box

    return Box(width)


halved = functools.partial(function, 2)

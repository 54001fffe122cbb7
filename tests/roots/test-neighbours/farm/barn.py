"""Animals and where they live."""

import enum
import typing as t
from pathlib import Path

if t.TYPE_CHECKING:
    from collections.abc import Sequence

    from farm.feed import Hay as Fodder


class Size(enum.IntEnum):
    SMALL = 1
    LARGE = 2


class Barn:
    """Where animals live.

    Args:
        path: Where it is.
    """

    capacity = 10

    def __init__(self, path: Path, animals=()):
        self.path = path
        self.animals = list(animals)
        self.size = 3

    def feed(self, fodder: "Fodder", times=1) -> "Sequence[Fodder]":
        return [fodder] * times

    def described(self, times: int = 1) -> bool:
        """Tell whether an author wrote this.

        Args:
            times: How often.

        Returns:
            Always true.
        """
        return times > 0

    @property
    def is_full(self):
        return len(self.animals) >= self.capacity


class Stable(Barn):
    def described(self, times: int = 1) -> bool:
        return times > 1


def count(barn: Barn, strict=True):
    if strict:
        raise ValueError("strict")
    return len(barn.animals)

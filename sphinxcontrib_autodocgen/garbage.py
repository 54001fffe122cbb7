"""Memory: garbage that isn't collected while much is made, and results that are let go of."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["forget", "forget_with", "postponed_collection"]

_Remembering = type(functools.cache(repr))

_forgetters: list[Callable[[], None]] = []


@contextmanager
def postponed_collection() -> Iterator[None]:
    """Collect no garbage meanwhile: there is little, and a collection visits all that is kept."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def forget() -> None:
    """Let go of all results that functions of this package remember; they find them again if asked.

    It's for a process that has its project and goes on with something else.
    """
    for name, module in list(sys.modules.items()):
        if _is_own(name):
            for value in list(vars(module).values()):
                if isinstance(value, _Remembering) and _is_own(value.__module__):
                    value.cache_clear()
    for forgetter in _forgetters:
        forgetter()


def _is_own(module: str) -> bool:
    return module.partition(".")[0] == __package__


def forget_with(forgetter: Callable[[], None]) -> Callable[[], None]:
    """Have a function called by :func:`forget`, and return it."""
    _forgetters.append(forgetter)
    return forgetter

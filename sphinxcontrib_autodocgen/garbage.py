"""Memory: garbage that is collected seldom while much is made, and results that are let go of."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["collect_seldom", "forget", "forget_with", "postponed_collection"]

_OBJECTS = 10_000
"""Number of new objects after which garbage is looked for; Python's own choice is 700 or 2,000."""

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


def collect_seldom() -> Callable[[], None]:
    """Collect garbage less often from now on, and return a function that undoes it.

    Most of what a documentation build makes is kept until its end, so that a collection visits much
    and finds little. Whoever collects as seldom already, or never, or chooses something else
    meanwhile, isn't interfered with.
    """
    before = gc.get_threshold()
    if not 0 < before[0] < _OBJECTS:
        return lambda: None
    chosen = (_OBJECTS, *before[1:])
    gc.set_threshold(*chosen)

    def undo() -> None:
        if gc.get_threshold() == chosen:
            gc.set_threshold(*before)

    return undo


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

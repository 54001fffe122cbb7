"""Python's collection of garbage, postponed while much is made and hardly any of it is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["postponed_collection"]


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

"""Ancestors and members of the classes of the standard library and of installed typed packages.

Nothing is imported: stubs and inline annotations say it.
"""

from __future__ import annotations

import functools

from .infer import stubs
from .infer.values import Value

__all__ = ["lineage", "members"]

_EMPTY = ("Generic", "Protocol", "object", "NamedTuple", "TypedDict")
"""Bases that stubs tell by no class."""


@functools.cache
def lineage(name: str) -> tuple[str, ...]:
    """Return a class and all that it derives from, under the names of their definitions.

    Args:
        name: Full dotted name of the class, by any of its names.

    Returns:
        The class first; empty if the class or one of its bases isn't known.
    """
    found: dict[str, None] = {}
    waiting = [name]
    while waiting:
        known = stubs.shared().class_(waiting.pop())
        if known is None:
            return ()
        found[known.name] = None
        for written, base in zip(
            stubs.shared().written_bases(known.name), known.bases, strict=True
        ):
            names = _names(base)
            if not names and written.rpartition(".")[2] not in _EMPTY:
                return ()
            waiting += [each for each in names if each not in found]
    return tuple(found)


def _names(base: Value) -> list[str]:
    return [kind.name for kind in base if kind.kind != "unknown"]


def members(name: str) -> frozenset[str]:
    """Return the names of what a class and all that it derives from define.

    Args:
        name: Full dotted name of the class, by any of its names.
    """
    known = (stubs.shared().class_(part) for part in lineage(name))
    return frozenset(member for cls in known if cls is not None for member in cls.members)

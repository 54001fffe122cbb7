"""What a function asks of an object: its attributes and methods."""

from __future__ import annotations

from collections.abc import Iterator

from ...model import Role
from .body import Body

__all__ = ["interface"]

_MOST = 3
"""Most attributes and methods that are told of a parameter."""

_READING_NAMES = frozenset({"locals", "vars", "eval", "exec"})
"""Functions that may read a name that isn't written."""


def interface(name: str, body: Body) -> Iterator[Role]:
    """Yield which attributes and methods of a parameter are all that a function uses of it.

    Args:
        name: The parameter.
        body: The function's body.
    """
    used = _used(name, body)
    names = dict.fromkeys(map(_written, used))
    names = {each: None for each in names if f"{each}()" not in names}
    hows = {how for _, how in used}
    are_told = "" not in hows and not any(each.startswith("_") for each in names)
    if are_told and 1 <= len(names) <= _MOST:
        yield Role(name, "interface", ", ".join(names), hows.pop() if len(hows) == 1 else "used")


def _used(name: str, body: Body) -> list[tuple[str, str]]:
    """Return the attributes of a parameter, none if there may be another use."""
    used = body.members.get(name, [])
    is_all = len(used) == body.loads[name] and _READING_NAMES.isdisjoint(body.loads)
    return used if is_all and not body.bound[name] else []


def _written(member: tuple[str, str]) -> str:
    name, how = member
    return f"{name}()" if how == "called" else name

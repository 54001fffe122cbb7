"""What the code bears out of the custom that a name stands for.

"Seconds to wait" isn't true of every ``timeout``, but it is of one that ends in
``socket.create_connection(..., timeout=timeout)``. So a value is followed through functions of the
project and attributes of the instance, to the places outside whose meaning is known.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache

from ..model import Object, Use
from .view import View

__all__ = ["bears_out", "is_one", "places"]

_MOST = 40
"""How many variables are looked at on the way."""

_PLAIN = frozenset({"=", "==", "[]", "+", ".", "if", "return"})


def bears_out(patterns: str, name: str, obj: Object, view: View) -> bool:
    """Tell whether a parameter, or an attribute of a class, reaches a place of known meaning.

    Args:
        patterns: Globs of places, ``open:encoding``, separated by blanks; ``|`` joins arguments.
        name: The parameter's name; of an attribute, its own.
        obj: The function, the class that has that constructor, or the attribute.
        view: The project.
    """
    return any(is_one(patterns, place) for place in places(name, obj, view))


def is_one(patterns: str, place: str) -> bool:
    """Tell whether a place is one of those that globs stand for."""
    return _compiled(patterns).fullmatch(place) is not None


@lru_cache(maxsize=256)
def _compiled(patterns: str) -> re.Pattern[str]:
    """Return globs as one expression, in which ``*`` stands for anything and case doesn't count."""
    found = (re.escape(p).replace(r"\*", ".*").replace(r"\|", "|") for p in patterns.split())
    parts = (p.partition(":") for p in found)
    return re.compile("|".join(f"(?:{t}):(?:{a})" for t, _, a in parts), re.IGNORECASE)


def places(name: str, obj: Object, view: View) -> Iterator[str]:
    """Yield where the value of a parameter or attribute ends up: ``socket.bind:0.1``.

    Args:
        name: The parameter's name; of an attribute, its own.
        obj: The function, the class, or the attribute.
        view: The project.
    """
    waiting = deque(_starts(name, obj))
    seen = set(waiting)
    while waiting and len(seen) <= _MOST:
        place, variable = waiting.popleft()
        for user, use in _uses(place, variable, view):
            following = tuple(_following(use, user, view))
            if not following:
                yield _place(use, user, view)
            for found in following:
                if found not in seen:
                    seen.add(found)
                    waiting.append(found)


def _starts(name: str, obj: Object) -> list[tuple[str, str]]:
    """Return the variables that a value is in first, each as an object's name and its own."""
    if obj.kind == "class":
        return [(f"{obj.name}.__init__", name), (f"{obj.name}.__new__", name), (obj.name, name)]
    return [(obj.parent if obj.kind in ("attribute", "property") else obj.name, name)]


def _uses(place: str, variable: str, view: View) -> Iterator[tuple[Object, Use]]:
    """Yield what is done with a parameter of a function, or with an attribute by its class."""
    found = view.project.get(place)
    if found is None:
        return
    if found.kind != "class":
        yield from ((found, use) for use in found.uses if use.name == variable)
        return
    for member in view.members.get(place, ()):
        yield from ((member, use) for use in member.uses if use.name == f"self.{variable}")


def _following(use: Use, user: Object, view: View) -> Iterator[tuple[str, str]]:
    """Yield the variables of the project that a use puts the value in."""
    if use.target == "=":
        yield user.parent, use.place.removeprefix("self.")
    elif use.target not in _PLAIN:
        called = view.project.get(_resolved(use.target, user, view))
        if called is not None:
            yield from _parameters(called, use.place)


def _parameters(called: Object, place: str) -> Iterator[tuple[str, str]]:
    names = [p.name for p in called.parameters if p.kind.startswith("positional")]
    index = place.partition("/")[0]
    if index.isdigit():
        place = names[int(index)] if int(index) < len(names) else ""
    if any(parameter.name == place for parameter in called.parameters):
        yield from _starts(place, called)


def _place(use: Use, user: Object, view: View) -> str:
    target = use.target if use.target in _PLAIN else _resolved(use.target, user, view)
    return f"{target}:{use.place}"


def _resolved(target: str, user: Object, view: View) -> str:
    """Return the full name of what is called, ``.name`` for a method of something unknown."""
    head, _, rest = target.partition(".")
    owner = view.owner(user)
    if head in ("self", "super") and owner is not None:
        above = view.ancestors(owner.name)
        return _method((owner.name, *above) if head == "self" else above, rest, view)
    if not head:
        return target
    module = view.module(user).name
    if rest and not view.names(head, module):
        return f".{target.rpartition('.')[2]}"
    return view.resolve(target, module)


def _method(classes: Iterable[str], name: str, view: View) -> str:
    """Return the full name of a method, of the first class that has it or isn't known."""
    for each in classes:
        if f"{each}.{name}" in view.known:
            return f"{each}.{name}"
        if each not in view.known:
            return each if name == "__init__" else f"{each}.{name}"
    return f".{name}"

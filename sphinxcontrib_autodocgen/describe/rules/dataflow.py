"""Support in the code for the conventional meaning of a name.

"Seconds to wait" isn't true of every ``timeout``, but it is of one that ends in
``socket.create_connection(..., timeout=timeout)``. So a value is followed through functions of the
project and attributes of the instance, to the places outside whose meaning is known.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from ...model import Object, Role, Use
from ..view import View

__all__ = [
    "Reached",
    "bears_out",
    "is_ignored",
    "is_one",
    "is_unbound",
    "onward",
    "places",
    "resolved",
    "roles_of",
    "sink",
]

_MOST = 40
"""Maximum number of variables on a path."""

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


def is_ignored(name: str, obj: Object, view: View) -> bool:
    """Tell whether a function does something with other names, and nothing with a parameter.

    Args:
        name: The parameter's name.
        obj: The function, or the class that has that constructor.
        view: The project.
    """
    starts = _starts(name, obj)
    found = (view.project.get(place) for place, _ in starts)
    has_body = any(each is not None and each.uses for each in found)
    return has_body and not any(any(_uses(*start, view)) for start in starts)


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


class Reached(NamedTuple):
    """A function that a value gets to as it was given.

    Attributes:
        called: The function, or the class.
        name: The parameter that it is there.
        is_open: Whether another value may be used in its place, or an exception be handled.
    """

    called: Object
    name: str
    is_open: bool = False


def roles_of(name: str, obj: Object, view: View) -> Iterator[tuple[Object, Role]]:
    """Yield what a function, or a class's constructor, surely does with a parameter.

    Args:
        name: The parameter's name.
        obj: The function or the class.
        view: The project.

    Yields:
        The function whose code it is, and what it does.
    """
    maker = view.names.constructor(obj) if obj.kind == "class" else obj
    if maker is not None:
        yield from ((maker, role) for role in maker.roles if role.name == name)


def onward(name: str, obj: Object, view: View) -> Reached | None:
    """Return the function of the project that a parameter is passed to and used for nothing else.

    Args:
        name: The parameter's name.
        obj: The function or the class.
        view: The project.

    Returns:
        The function with the parameter that it is there, None if there is no such function.
    """
    found = _only_passed(name, obj, view)
    reached = next(_handed(*found, view), None) if found is not None else None
    if found is None or reached is None:
        return None
    has_other = any(role.kind == "fallback" for _, role in roles_of(name, obj, view))
    return reached._replace(is_open=has_other or found[0].when == "tried")


def _only_passed(name: str, obj: Object, view: View) -> tuple[Role, Object] | None:
    """Return the call that is all that a parameter is used for, with the function that it's in."""
    for user, role in roles_of(name, obj, view):
        if role.kind == "passed" and role.when in ("only", "tried"):
            return role, user
    return None


def _handed(role: Role, user: Object, view: View) -> Iterator[Reached]:
    """Yield the function of the project that is called with a parameter."""
    target, _, place = role.text.rpartition(":")
    called = view.project.get(resolved(target, user, view)) if target else None
    if called is not None:
        for name in _named(called, place, unbound=is_unbound(target, called)):
            yield Reached(called, name)


def is_unbound(target: str, called: Object) -> bool:
    """Tell whether a method is called as its class has it, with the instance as an argument.

    Args:
        target: What is called, as written.
        called: The method.
    """
    by_class = target.partition(".")[0] not in ("self", "super")
    return by_class and called.kind == "method" and _BOUND.isdisjoint(called.modifiers)


_BOUND = frozenset({"static", "classmethod"})


def sink(name: str, obj: Object, view: View) -> str:
    """Return the place outside of the project that is all that a parameter is for: ``open:0``.

    Args:
        name: The parameter's name.
        obj: The function or the class.
        view: The project.

    Returns:
        The place; empty if it's used for something else, or not always.
    """
    found = _only_passed(name, obj, view)
    if found is None or any(_handed(*found, view)):
        return ""
    role, user = found
    target, _, place = role.text.rpartition(":")
    return f"{resolved(target, user, view)}:{place}"


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
        called = view.project.get(resolved(use.target, user, view))
        if called is not None:
            yield from _parameters(called, use.place, use.target)


def _parameters(called: Object, place: str, target: str) -> Iterator[tuple[str, str]]:
    for name in _named(called, place.partition("/")[0], unbound=is_unbound(target, called)):
        yield from _starts(name, called)


def _named(called: Object, place: str, *, unbound: bool) -> Iterator[str]:
    """Yield the name of the parameter that an argument is for, if there is one."""
    names = [p.name for p in called.parameters if p.kind.startswith("positional")]
    if place.isdigit():
        index = int(place) - unbound
        place = names[index] if 0 <= index < len(names) else ""
    if any(parameter.name == place for parameter in called.parameters):
        yield place


def _place(use: Use, user: Object, view: View) -> str:
    target = use.target if use.target in _PLAIN else resolved(use.target, user, view)
    return f"{target}:{use.place}"


def resolved(target: str, user: Object, view: View) -> str:
    """Return the full name of what is called, ``.name`` for a method of something unknown.

    Args:
        target: What is called, as in :class:`~sphinxcontrib_autodocgen.model.Use`.
        user: The function that calls it.
        view: The project.
    """
    head, _, rest = target.partition(".")
    if head in ("self", "super") and (view.owner(user) is not None or "." in rest):
        return _of_instance(head, rest, user, view)
    if not head:
        return target
    module = view.module(user).name
    if rest and view.names.resolve(head, module) is None:
        return f".{target.rpartition('.')[2]}"
    return view.names.full_name(target, module)


def _of_instance(head: str, rest: str, user: Object, view: View) -> str:
    """Return the full name of what is called on a method's own instance, or on its base."""
    if head == "self" and "." in rest:
        return _of_attribute(rest, user, view) or f".{rest.rpartition('.')[2]}"
    owner = view.owner(user)
    if owner is None:
        return f".{rest.rpartition('.')[2]}"
    if not rest:
        return _of_receiver(user, owner, view)
    if rest == "__class__":
        return _maker(owner, view)
    above = view.names.ancestors(owner.name)
    return _method((owner.name, *above) if head == "self" else above, rest, view)


def _of_receiver(user: Object, owner: Object, view: View) -> str:
    """Return the full name of what is run when a method calls its own instance, or its class."""
    if "classmethod" not in user.modifiers:
        return _method((owner.name, *view.names.ancestors(owner.name)), "__call__", view)
    return _maker(owner, view)


def _maker(owner: Object, view: View) -> str:
    """Return the full name of a class's constructor, or of the class, empty if it takes nothing."""
    maker = view.names.constructor(owner)
    if maker is owner and not owner.parameters:
        return ""
    return maker.name if maker is not None else owner.name


def _of_attribute(path: str, user: Object, view: View) -> str:
    """Return the full name of a method of what an attribute is, empty if that isn't known."""
    *attributes, method = path.split(".")
    owner = user.parent
    for name in attributes:
        holders = (owner, *view.names.ancestors(owner))
        found = next(filter(None, (view.known.get(f"{each}.{name}") for each in holders)), None)
        typed = found.returns if found is not None and found.kind == "property" else found
        kind = typed.type.text if typed is not None and typed.type is not None else ""
        if kind not in view.known:
            return ""
        owner = kind
    found_method = _method((owner, *view.names.ancestors(owner)), method, view)
    return found_method if found_method in view.known else ""


_WITHOUT_METHODS = frozenset({"typing.Generic", "typing.Protocol", "abc.ABC"})
"""Bases that take no part in a call of what is inherited."""


def _method(classes: Iterable[str], name: str, view: View) -> str:
    """Return the full name of a method, of the first class that has it or isn't known."""
    for each in classes:
        if f"{each}.{name}" in view.known:
            return f"{each}.{name}"
        if each in _WITHOUT_METHODS:
            continue  # all that's behind it in the order of bases isn't known to be
        if each not in view.known:
            return each if name == "__init__" else f"{each}.{name}"
    return f".{name}"

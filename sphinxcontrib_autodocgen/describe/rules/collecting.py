"""Descriptions of ``*args`` and ``**kwargs``: what they may hold, and where they go."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ...model import Object, Parameter, Role, Rule
from ..view import View, qualified
from ..words import code, listed
from .dataflow import is_unbound, resolved, roles_of
from .sentence import Sentence, describes, says

__all__ = ["Accepted", "accepted"]

_DEEPEST = 5
_SHOWN = 8


class Accepted(NamedTuple):
    """Possible contents of ``**kwargs``.

    Attributes:
        own: The keys that the function itself takes out.
        also: Those that it looks at, and leaves in.
        target: What all others are passed on to as it's called in a text; empty if they aren't, or
            if that isn't known.
        parameters: The parameters that they are there, with the functions that have them.
        is_whole: Whether there are no others.
        are_together: Whether the function takes all of its keys, not some in one case each.
    """

    own: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    target: str = ""
    parameters: tuple[tuple[Object, Parameter], ...] = ()
    is_whole: bool = True
    are_together: bool = True


@describes("parameter", by=Rule("keywords", 0.86, remark=True, pages_only=True, links="objects"))
def keywords(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Name what ``**kwargs`` may hold, and where it's passed on to."""
    if parameter.kind != "var-keyword":
        return None
    typed = _of_type(parameter, obj, view)
    if typed is not None:
        names = [code(member.short_name) for member in view.members.get(typed.name, ())]
        held = _keyword_arguments(names) if names else ""
        return says(f"{held} of {code(typed.short_name)}.").quoting(held) if held else None
    return _of_accepted(accepted(parameter, obj, view))


def _of_accepted(found: Accepted) -> Sentence | None:
    """Put what ``**kwargs`` may hold in a sentence."""
    own = [code(name) for name in found.own]
    others = "" if found.is_whole else ", among others"
    if not found.target:
        names = [*own, *map(code, found.also)]
        if not names:
            return None
        held = _keyword_arguments(names, together=found.are_together)
        return says(f"{held}{others}.").quoting(held)
    names = [code(each.name) for _, each in found.parameters if each.name not in found.own]
    taken = f": {listed(names, _SHOWN)}{others}" if names else ""
    onward = f"assed on to {code(found.target)}{taken}."
    if not own:
        return says(f"P{onward}").quoting(taken)
    known = _keyword_arguments(own, together=found.are_together)
    return says(f"{known}; all others are p{onward}").quoting(known, taken)


@describes("parameter", by=Rule("arguments", 0.6, remark=True, pages_only=True, links="objects"))
def arguments(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say where ``*args`` is passed on to."""
    if parameter.kind != "var-positional":
        return None
    found = next(_forwards(parameter.name, obj, view), None)
    target = _target(*found, view)[0] if found is not None else ""
    return says(f"Passed on to {code(target)}.") if target and target != "object" else None


def _keyword_arguments(names: list[str], *, together: bool = True) -> str:
    """Name keyword arguments, which may be taken in different cases."""
    if not together or len(names) == 1:
        return f"May hold {'any of ' * (len(names) > 1)}{listed(names, _SHOWN)}"
    return f"Keyword arguments {listed(names, _SHOWN)}"


def _of_type(parameter: Parameter, obj: Object, view: View) -> Object | None:
    """Return the typed dictionary that an annotation unpacks."""
    head, bracket, rest = (parameter.annotation or "").partition("[")
    if not bracket or head.rpartition(".")[2] != "Unpack":
        return None
    found = view.names.resolve(rest.rstrip("]"), view.module(obj).name)
    known = found.object if found is not None else None
    return known if known is not None and "typeddict" in known.modifiers else None


def accepted(parameter: Parameter, obj: Object, view: View) -> Accepted:
    """Return what ``**kwargs`` may hold, over all functions that it's passed on to.

    Args:
        parameter: It.
        obj: The function, or the class that has that constructor.
        view: The project.
    """
    keys = _keys(parameter, obj, view)
    found = next(_forwards(parameter.name, obj, view), None)
    if found is None:
        return keys
    target, _ = _target(*found, view)
    if target in _TAKING_NONE:
        return keys._replace(is_whole=False)
    taken = tuple(_parameters(*found, view))
    known = tuple(each for each in taken if each[1].kind != "var-keyword")
    return keys._replace(target=target, parameters=known, is_whole=len(known) == len(taken))


def _keys(parameter: Parameter, obj: Object, view: View) -> Accepted:
    """Return the keys that a function takes itself."""
    keys = [role for _, role in roles_of(parameter.name, obj, view) if role.kind == "key"]
    own = tuple(dict.fromkeys(role.text for role in keys if role.when.endswith("pop")))
    also = tuple(dict.fromkeys(role.text for role in keys if role.text not in own))
    always = {role.text for role in keys if not role.when.startswith("or ")}
    return Accepted(own, also, are_together=always.issuperset(own + also))


_TAKING_NONE = ("", "object", "Exception", "BaseException")
"""Callees whose keyword arguments are unknown, because a sibling's base may take the call."""


def _forwards(name: str, obj: Object, view: View) -> Iterator[tuple[Object, Role]]:
    """Yield the one call that all is passed on to, with the function that it's in."""
    yield from (each for each in roles_of(name, obj, view) if each[1].kind == "forwarded")


def _target(user: Object, role: Role, view: View) -> tuple[str, Object | None]:
    """Return what is called, as it's named in a text, and as an object of the project.

    The name is empty if it says nothing: of what isn't known, is private, or is the caller itself.
    """
    full = resolved(role.text, user, view)
    called = view.known.get(full)
    if called is user:
        return "", None
    if called is not None:
        name = qualified(called, view.module(called))
        is_namesake = name == qualified(user, view.module(user))
        name = called.name if is_namesake else name
        return name.removesuffix(".__init__").removesuffix(".__new__"), called
    if full.startswith("."):
        is_own = role.text.startswith("self.") and role.text.count(".") > 1
        is_private = any(part.startswith("_") for part in role.text.split("."))
        return (role.text if is_own and not is_private else ""), None
    return full.removeprefix("builtins.") if not full.startswith("builtins.object.") else "", None


def _parameters(
    user: Object, role: Role, view: View, depth: int = 0
) -> Iterator[tuple[Object, Parameter]]:
    """Yield what can be passed on, without what the function takes by its own parameters."""
    own = {each.name for each in user.parameters if not each.kind.startswith("var-")}
    yield from (each for each in _offered(user, role, view, depth) if each[1].name not in own)


def _offered(
    user: Object, role: Role, view: View, depth: int
) -> Iterator[tuple[Object, Parameter]]:
    """Yield the parameters that keyword arguments can be of the function they're passed on to.

    ``**kwargs`` is one of them if it isn't known where it's passed on to.
    """
    _, called = _target(user, role, view)
    if called is None or depth > _DEEPEST:
        if depth:
            yield user, Parameter("", "var-keyword")
        return
    positional, *given = role.when.split(",")
    left = int(positional) - is_unbound(role.text, called)
    for parameter in called.parameters:
        if parameter.kind == "var-keyword":
            yield from _collected(parameter, called, view, depth)
        elif _is_open(parameter, left) and parameter.name not in given:
            yield called, parameter
        left -= 1


def _collected(
    parameter: Parameter, called: Object, view: View, depth: int
) -> Iterator[tuple[Object, Parameter]]:
    """Yield the keyword arguments that a function takes by its own ``**kwargs``."""
    roles = [role for _, role in roles_of(parameter.name, called, view)]
    for name in dict.fromkeys(role.text for role in roles if role.kind == "key"):
        yield called, Parameter(name, "keyword-only")
    if not roles:
        yield called, parameter
    for after in _forwards(parameter.name, called, view):
        yield from _parameters(*after, view, depth + 1)


def _is_open(parameter: Parameter, left: int) -> bool:
    """Tell whether a keyword argument can be a parameter before which some are given."""
    return parameter.kind == "keyword-only" or (
        parameter.kind == "positional-or-keyword" and left <= 0
    )

"""Descriptions of ``*args`` and ``**kwargs``: what they may hold, and where they go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from ...model import Evidence, Guess, Object, Parameter, Role, Rule
from ..prose import first_sentence, parameter_text
from ..view import View, qualified
from ..words import code, listed
from .dataflow import is_unbound, resolved, roles_of
from .sentence import Sentence, confidence, describes, says

__all__ = ["KEYWORD", "Accepted", "accepted", "entries"]

_DEEPEST = 5
_SHOWN = 8


class Accepted(NamedTuple):
    """Possible contents of ``**kwargs``.

    Attributes:
        own: The keys that the function itself takes out.
        also: Those that it looks at, and leaves in.
        replaced: Those that it always puts in, whatever its caller gave.
        target: What all others are passed on to as it's called in a text; empty if they aren't, or
            if that isn't known.
        parameters: The parameters that they are there, with the functions that have them.
        is_whole: Whether there are no others.
        are_together: Whether the function takes all of its keys, not some in one case each.
    """

    own: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
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
        names = [code(member.short_name) for member in _keys_of(typed, view)]
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


def _keys_of(typed: Object, view: View) -> list[Object]:
    """Return the keys of a typed dictionary, its own first; nothing if a base isn't known."""
    keys: dict[str, Object] = {}
    for owner in (typed.name, *view.names.ancestors(typed.name)):
        found = view.known.get(owner)
        if found is None:
            continue
        known = {b.name.rpartition(".")[2] for b in view.names.bases(found)} | _NO_KEYS
        if not known.issuperset(base.rpartition(".")[2] for base in found.bases):
            return []
        for member in view.members.get(owner, ()):
            keys.setdefault(member.short_name, member)
    return list(keys.values())


_NO_KEYS = frozenset({"TypedDict", "dict", "object", "Mapping", "Generic"})
"""Bases of typed dictionaries that add no key."""

KEYWORD = Rule("keyword", 0.86, remark=True, pages_only=True, links="objects")
"""Entries of what ``**kwargs`` may hold."""


def entries(parameter: Parameter, obj: Object, view: View) -> Iterator[Parameter]:
    """Yield the keyword arguments that ``**kwargs`` may hold, each as a parameter of its own.

    Args:
        parameter: It.
        obj: The function, or the class that has that constructor.
        view: The project.
    """
    typed = _of_type(parameter, obj, view)
    if typed is not None:
        yield from (_of_member(member, typed, view) for member in _keys_of(typed, view))
        return
    found = accepted(parameter, obj, view)
    for name in (*found.own, *found.also):
        yield _keyword(name, obj, "", f"Taken from {code(parameter.starred)}.")
    known = {*found.own, *found.also} if found.target else set()
    for called, each in found.parameters:
        if each.name not in known:
            known.add(each.name)
            yield _of_callee(each, called, obj, view)


def _of_member(member: Object, typed: Object, view: View) -> Parameter:
    """Return a key of a typed dictionary as a parameter."""
    said = first_sentence(member.docstring, member.short_name)
    found = _keyword(member.short_name, typed, said, f"Key of {code(typed.short_name)}.")
    declared = member.annotation
    return replace(found, type=_declared(declared, typed, view) if declared else member.type)


def _of_callee(parameter: Parameter, called: Object, obj: Object, view: View) -> Parameter:
    """Return a parameter of another function, as whoever passes it on has it."""
    text = parameter_text(called.docstring, parameter.name)
    said = first_sentence(text, parameter.name, called.short_name)
    onward = f"Passed on to {_shown_name(called, obj, view)}."
    found = _keyword(parameter.name, called, said, onward)
    declared = parameter.annotation
    type_ = _declared(declared, called, view) if declared else parameter.type
    if type_ is not None:
        type_ = replace(type_, evidence=Evidence("accepts", called.name))
    return replace(found, type=type_, default=parameter.default)


def _keyword(name: str, origin: Object, said: str | None, where: str) -> Parameter:
    """Return a keyword argument with what an author says of it, and where it's from or goes."""
    text = f"{said.rstrip('.')} ({where[:1].lower()}{where[1:-1]})." if said else where
    evidence, quoted = Evidence("accepts", origin.name), (said.rstrip("."),) if said else ()
    told = Guess(text, confidence(KEYWORD), evidence, KEYWORD, quoted)
    return Parameter(name, "keyword-only", description=told)


def _shown_name(called: Object, obj: Object, view: View) -> str:
    """Return what a function is called in a text, by its full name if its reader's has its name."""
    return code(_name(called, obj, view))


def _name(called: Object, user: Object, view: View) -> str:
    """Return the name of a function, the full one if whoever calls it has the same."""
    name = qualified(called, view.module(called))
    is_namesake = name in (user.short_name, qualified(user, view.module(user)))
    return (called.name if is_namesake else name).removesuffix(".__init__").removesuffix(".__new__")


def _declared(annotation: str, owner: Object, view: View) -> Guess:
    """Return a type that an author declared elsewhere, with the full names of the classes in it."""
    module = view.module(owner).name

    def full(match: re.Match[str]) -> str:
        found = view.names.resolve(match[0], module)
        is_own = found is not None and found.name in view.project
        return found.name if found is not None and is_own else match[0]

    is_quoted = annotation[:1] in ("'", '"') and annotation[1:-1].isidentifier()
    text = _NAME.sub(full, annotation[1:-1] if is_quoted else annotation)
    return Guess(text, 1.0, Evidence("accepts", owner.name))


_NAME = re.compile(r"(?<![\w.'\"])[^\W\d][\w.]*(?![\w'\"])")


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
    target, called = _target(*found, view)
    if target in _TAKING_NONE:
        return keys._replace(is_whole=False)
    taken = tuple(_parameters(*found, view))
    known = tuple(each for each in taken if each[1].kind != "var-keyword")
    is_whole = len(known) == len(taken)
    useful = tuple(each for each in known if each[1].name not in keys.replaced)
    if is_whole and not useful and _is_function(called):
        return keys  # nothing is left that it would take
    return keys._replace(target=target, parameters=useful, is_whole=is_whole)


def _is_function(called: Object | None) -> bool:
    return called is not None and called.kind != "class"


def _keys(parameter: Parameter, obj: Object, view: View) -> Accepted:
    """Return the keys that a function takes itself."""
    ways = _ways(parameter, obj, view)
    own = tuple(name for name, how in ways.items() if not how.isdisjoint({"pop", "or pop"}))
    replaced = tuple(name for name, how in ways.items() if how == {"set"})
    also = tuple(name for name in ways if name not in {*own, *replaced})
    are_together = not any(all(map(_OR, ways[name])) for name in own + also)
    return Accepted(own, also, replaced, are_together=are_together)


_OR = re.compile("or ").match


def _ways(parameter: Parameter, obj: Object, view: View) -> dict[str, set[str]]:
    """Return what a function does with each key: "pop", or "or pop" if not always, and so on."""
    ways: dict[str, set[str]] = {}
    for _, role in roles_of(parameter.name, obj, view):
        if role.kind == "key":
            ways.setdefault(role.text, set()).add(role.when)
    return ways


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
        return _name(called, user, view), called
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
    keys = _keys(parameter, called, view)
    for name in dict.fromkeys(role.text for role in roles if role.kind == "key"):
        if name not in keys.replaced:
            yield called, Parameter(name, "keyword-only")
    if not roles:
        yield called, parameter
    for after in _forwards(parameter.name, called, view):
        offered = _parameters(*after, view, depth + 1)
        yield from (each for each in offered if each[1].name not in keys.replaced)


def _is_open(parameter: Parameter, left: int) -> bool:
    """Tell whether a keyword argument can be a parameter before which some are given."""
    return parameter.kind == "keyword-only" or (
        parameter.kind == "positional-or-keyword" and left <= 0
    )

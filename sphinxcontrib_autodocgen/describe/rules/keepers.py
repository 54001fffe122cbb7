"""Sentences on classes whose instances certain attributes of other classes have."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from weakref import WeakKeyDictionary

from ...model import Object, Rule
from ..grammar import listed
from ..meaning import parsed
from ..types import class_name
from ..view import View, is_shown, qualified
from ..words import code
from .sentence import Sentence, describes, says

_MOST = 3
_SPECIAL = frozenset({"enum", "exception", "protocol", "typeddict"})


@describes("class", by=Rule("value-of", 0.74, remark=True, links="objects"))
def value_of(obj: Object, view: View) -> Sentence | None:
    """Say which public attributes of other classes have an instance of a class as their value."""
    if not _SPECIAL.isdisjoint(obj.modifiers):
        return None
    kin = (obj.name, *view.names.ancestors(obj.name))
    found = [each for each in _keepers(view).get(obj.name, ()) if each.parent not in kin]
    names = [code(qualified(each, view.module(each))) for each in found]
    if not 1 <= len(names) <= _MOST or len(set(names)) < len(names):
        return None
    return says(f"Value of {listed(names)}.")


def _keepers(view: View) -> Mapping[str, list[Object]]:
    """Return the attributes and properties whose value is an instance of each class for certain."""
    if view not in _KEEPERS:
        found: dict[str, list[Object]] = {}
        for name, members in view.members.items():
            owner = view.project.get(name)
            if owner is not None and owner.kind == "class" and is_shown(owner, view):
                for member in members:
                    found.setdefault(_class_of(member, view), []).append(member)
        _KEEPERS[view] = found
    return _KEEPERS[view]


_KEEPERS: WeakKeyDictionary[View, dict[str, list[Object]]] = WeakKeyDictionary()


def _class_of(member: Object, view: View) -> str:
    """Return the class that a public attribute is declared or made to have an instance of."""
    if member.kind != "attribute" or member.short_name.startswith("_"):
        return ""
    name = class_name(member.annotation) if member.annotation else _made(member.value or "")
    return view.names.full_name(name, view.module(member).name) if name else ""


def _made(value: str) -> str:
    """Return the name of what is called for a value, empty if it's no plain call."""
    match parsed(value) if value else None:
        case ast.Call(func=ast.Name() | ast.Attribute() as made):
            return ast.unparse(made)
    return ""

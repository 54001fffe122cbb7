"""What binds an attribute: the constructor, methods, or code that nobody can tell."""

from __future__ import annotations

from typing import NamedTuple

from ..model import Object
from .meaning import walk
from .view import View
from .words import code

__all__ = ["Attribute", "attribute_of", "fills"]

_MOST_SETTERS = 2


class Attribute(NamedTuple):
    """An attribute of an instance, and what binds it.

    Attributes:
        name: Its name.
        owner: The class in which a member returns it.
        maker: The constructor.
        value: The one value that the constructor gives it, empty if there's not just one.
        writers: The functions that bind it, none if others may bind it too.
    """

    name: str
    owner: Object
    maker: Object
    value: str
    writers: tuple[Object, ...]

    @property
    def is_given(self) -> bool:
        """Whether its value is a parameter of the constructor that nothing else is bound to."""
        taken = {p.name for p in self.maker.parameters if "var" not in p.kind}
        return self.value in taken and self.value not in self.maker.writes

    @property
    def is_fixed(self) -> bool:
        """Whether nothing but the constructor binds it."""
        return self.writers == (self.maker,)

    def setters(self, obj: Object) -> list[str]:
        """Return the names of the methods that bind it, none if others may bind it too.

        Args:
            obj: The member that returns it.
        """
        methods = [one for one in self.writers if one.short_name != "__init__"]
        is_own = any(one.short_name == obj.short_name for one in methods)
        are_known = all(map(self._is_public_method, methods))
        if len(methods) > _MOST_SETTERS or is_own or not are_known:
            return []
        return [code(one.short_name) for one in methods]

    def _is_public_method(self, obj: Object) -> bool:
        is_own = obj.parent == self.owner.name and obj.kind == "method"
        return is_own and not obj.short_name.startswith("_")


def attribute_of(name: str, obj: Object, view: View) -> Attribute | None:
    """Return an attribute that a member returns, None if its constructor isn't known.

    Args:
        name: The attribute.
        obj: The member.
        view: The project.
    """
    owner = view.owner(obj)
    maker = view.names.members(owner).get("__init__") if owner is not None else None
    if owner is None or maker is None or maker.kind != "method":
        return None
    value = _first_value(name, owner, maker, view)
    return Attribute(name, owner, maker, value, tuple(_writers(name, owner, view)))


def _first_value(name: str, owner: Object, maker: Object, view: View) -> str:
    """Return the one value that a constructor gives an attribute, empty if there's not just one."""
    field = view.project.get(f"{maker.parent}.{name}")
    if field is not None:
        is_own = field.kind == "attribute" and name in view.names.members(owner)
        return field.value or "" if is_own and "instance" in field.modifiers else ""
    return _mangled_value(name, maker)


def _mangled_value(name: str, maker: Object) -> str:
    """Return the one value that a constructor gives an attribute for which there's no record."""
    steps = maker.gist.steps if maker.gist is not None else ()
    found = [step.value for step in steps if step.target == f"self.{name}" and step.kind == "set"]
    return found[0] if len(found) == 1 else ""


def _writers(name: str, owner: Object, view: View) -> list[Object]:
    """Return what binds an attribute in a class and its kin, nothing if others may bind it too."""
    if view.writers.get(f".{name}"):
        return []
    kin = {owner.name, *view.names.ancestors(owner.name)}
    kin |= {below.name for below in view.descendants(owner.name)}
    anything = (one for one in view.writers.get("self.*", ()) if one.parent in kin)
    if any(one.short_name not in _RESTORING for one in anything):
        return []
    return [one for one in view.writers.get(f"self.{name}", ()) if one.parent in kin]


_RESTORING = frozenset({"__setstate__"})
"""Methods that bind attributes to what they were in another process."""


def fills(method: Object, name: str) -> bool:
    """Tell whether a public method is known to put something into an attribute.

    Args:
        method: The method.
        name: The attribute.
    """
    if method.kind != "method" or method.short_name.startswith("_") or method.gist is None:
        return False
    holder = f"self.{name}"
    adding = tuple(f"{holder}.{verb}(" for verb in _ADDING)
    return any(
        (step.kind == "set" and step.target.startswith(f"{holder}["))
        or (step.kind == "call" and step.value.startswith(adding))
        for step in walk(method.gist.steps)
    )


_ADDING = ("add", "append", "appendleft", "extend", "insert", "setdefault", "update")

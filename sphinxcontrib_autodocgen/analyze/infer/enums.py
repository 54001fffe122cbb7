"""What enumerations hold: which names are members, and what their values are."""

from __future__ import annotations

from collections.abc import Iterator

from .values import BOTTOM, TOP, Type, Value, instance, make, union
from .world import Cell, Fn, World

__all__ = ["IN_CLASS", "Enums", "held_by_class", "held_by_instances"]

IN_CLASS = "class"
"""Ends the place of what a class itself is given, rather than an instance."""

_NOT_MEMBERS = {"enum.nonmember", "builtins.staticmethod", "builtins.classmethod"}
_WRAPPERS = {"enum.member", "enum.nonmember"}
_DATA = {"builtins.str", "builtins.int", "builtins.float", "builtins.bytes", "builtins.complex"}


def held_by_class(cell: Cell) -> Value:
    """Return what a class itself is given for an attribute, without what instances are."""
    return union(value for place, value in cell.parts.items() if _is_in_class(place))


def held_by_instances(cell: Cell) -> Value:
    """Return what instances are given for an attribute, without what their class is."""
    return union(value for place, value in cell.parts.items() if not _is_in_class(place))


def _is_in_class(place: object) -> bool:
    return isinstance(place, tuple) and place[-1] == IN_CLASS


class Enums(World):
    """Knows enumerations."""

    def is_enum(self, name: str) -> bool:
        """Tell whether a class is an enumeration."""
        return any(info.name == "enum.Enum" for info, _ in self.mro(name))

    def is_member(self, name: str, attribute: str, value: Value) -> bool:
        """Tell whether an enumeration makes a member of what its body assigns."""
        if attribute.startswith("__") or (attribute[0] == attribute[-1] == "_"):
            return False
        return bool(value) and self.is_enum(name) and not any(map(_is_no_member, value))

    def enum_attribute(self, name: str, attribute: str, cell: Cell) -> Value | None:
        """Return what an attribute of an enumeration's body is, None if it's not for it to say."""
        value = held_by_class(cell)
        if not value or not self.is_enum(name):
            return None
        if self.is_member(name, attribute, value):
            return instance(name)
        return union(_inside(t) for t in value)

    def enum_values(self, name: str) -> Value:
        """Return the values of an enumeration's members."""
        for info, _ in self.mro(name):
            if info.methods.keys() & {"__new__", "__init__"}:
                value = self.read(self.cell("attr", info.name, "_value_"))
                if value:
                    return value
            if info.name in _DATA:
                return instance(info.name)
        return union(self._member_values(name)) or TOP

    def _member_values(self, name: str) -> Iterator[Value]:
        for cell in self.attributes.get(name, ()):
            self.read(cell)
            value = held_by_class(cell)
            if self.is_member(name, cell.key[2], value):
                yield union(self._member_value(name, t) for t in value)

    def _member_value(self, name: str, t: Type) -> Value:
        if t.kind == "tup":
            parts = tuple(union(self._member_value(name, p) for p in part) for part in t.args)
            return frozenset([make("tup", t.name, parts)])
        if t.name == "enum.auto" or any(info.name == "enum.Flag" for info, _ in self.mro(name)):
            return self._generated(name)
        return _inside(t)

    def _generated(self, name: str) -> Value:
        """Return what ``auto()`` stands for."""
        for info, _ in self.mro(name):
            for fn in info.methods.get("_generate_next_value_", ()):
                return self.result_of(fn, None)
        return instance("builtins.int")

    def result_of(self, fn: Fn, receiver: Value | None) -> Value:
        """Return what calling a function of the project gives; see ``calls``."""
        raise NotImplementedError


def _is_no_member(t: Type) -> bool:
    return t.kind in ("func", "prop", "lib") or t.name in _NOT_MEMBERS


def _inside(t: Type) -> Value:
    if t.name in _WRAPPERS:
        return t.args[0] if t.args else TOP
    return frozenset([t]) if t.kind != "never" else BOTTOM

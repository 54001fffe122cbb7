"""Meanings of names, types, values and bases in two versions, for comparison."""

from __future__ import annotations

import builtins
import typing
from collections.abc import Iterable
from typing import NamedTuple

from ..analyze import library
from ..model import Object
from ..names import Names, Resolved
from ..settings import Settings
from .annotations import Member, Relation, expanded, is_type, relation
from .equality import Values

__all__ = ["Ancestry", "Pair", "Side", "Versions", "last_part"]

_NO_TYPES = frozenset({"object", "Generic", "Protocol", "ABC"})
"""Bases that say nothing of what a class is."""

_NUMBERS = {
    "builtins.bool": ("builtins.float", "builtins.complex"),
    "builtins.int": ("builtins.float", "builtins.complex"),
    "builtins.float": ("builtins.complex",),
}
"""Which numbers a checker takes for others, beside those that derive from them."""

_BUILTINS = frozenset(dir(builtins))
_NAMED_TUPLES = ("collections.namedtuple(", "typing.NamedTuple(")


class Ancestry(NamedTuple):
    """Bases of classes.

    Attributes:
        keys: What tells each ancestor apart, in both versions alike, with the name to show.
        unknown: The names of those whose own ancestors aren't known.
    """

    keys: dict[str, str]
    unknown: list[str]


class Side:
    """One of two versions.

    Args:
        names: What names mean in it.
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self.values = Values(names)

    def meant(self, name: str, around: Object) -> Resolved | None:
        """Return what a name means that is written in the declaration of an object."""
        module = self.names.project.module_of(around.name).name
        found = self.names.resolve(name, module, around.parent)
        return None if found is None else self.names.unaliased(found)

    def spelled_out(self, text: str, around: Object) -> str:
        """Return a type with what its aliases stand for in their places."""

        def meaning(name: str) -> str:
            found = self.meant(name, around)
            known = found.object if found is not None else None
            is_alias = known is not None and known.kind in ("data", "attribute") and known.value
            return known.value or "" if known is not None and is_alias else ""

        return expanded(text, meaning)

    def counted(self, obj: Object) -> str | None:
        """Return the value of an object; of a member that ``auto()`` counts, the number."""
        if "member" not in obj.modifiers or not _is_auto(obj):
            return obj.value
        cls = self.names.project[obj.parent]
        own = self.names.own(cls)
        if "_generate_next_value_" in own or not _COUNTING.issuperset(map(last_part, cls.bases)):
            return obj.value
        number = _number(obj, [one for one in own.values() if "member" in one.modifiers])
        return obj.value if number is None else str(number)

    def bases(self, cls: Object) -> dict[str, str]:
        """Return what tells the bases of a class apart, with the names to show."""
        found = {_key(base): _shown(base.name) for base in self.names.bases(cls)}
        return {key: name for key, name in found.items() if last_part(name) not in _NO_TYPES}

    def line(self, cls: Resolved) -> Ancestry:
        """Return a class and all that it derives from, in the project and elsewhere."""
        order = self.names.mro(cls.object) if _is_class(cls.object) and cls.object else (cls,)
        found = Ancestry({}, [])
        for item in order:
            if item.object is None:
                self._outside(item, found)
            else:
                found.keys[_key(item)] = item.name
        return found

    def _outside(self, item: Resolved, found: Ancestry) -> None:
        known = library.lineage(_class_name(item.name))
        found.keys.update((name, _shown(name)) for name in known)
        found.keys[_key(item)] = _shown(item.name)
        if not known and last_part(item.name) not in _NO_TYPES:
            found.unknown.append(_shown(item.name))


class Versions(NamedTuple):
    """Two versions of a project.

    Attributes:
        old: The old one.
        new: The new one.
        settings: The minimum confidence with which inferred types and exceptions count.
    """

    old: Side
    new: Side
    settings: Settings

    def pair(self, old: Object, new: Object) -> Pair:
        """Return two versions of one object, with what is known around them."""
        return Pair(self, old, new)


class Pair(NamedTuple):
    """Two versions of one object.

    Attributes:
        versions: Those of the project.
        old: What the object was.
        new: What it is.
    """

    versions: Versions
    old: Object
    new: Object

    @property
    def settings(self) -> Settings:
        """The minimum confidence with which inferred types and exceptions count."""
        return self.versions.settings

    def equal(self, old: str, new: str) -> bool:
        """Tell whether two values, as source, are equal as far as the source tells."""
        if old == new:
            return True
        was = self.versions.old.values.canonical(old, self.old)
        if was == self.versions.new.values.canonical(new, self.new):
            return True
        return is_type(old) and is_type(new) and self.relation(old, new) == "same"

    def is_computed(self, old: str, new: str) -> bool:
        """Tell whether a value was known from the source, and isn't any more."""
        was = self.versions.old.values.is_constant(old, self.old)
        return was and not self.versions.new.values.is_constant(new, self.new)

    def relation(self, old: str, new: str) -> Relation:
        """Compare two types that are written in the declarations, by what aliases stand for."""
        found = relation(old, new, self)
        if found != "other":
            return found
        was = self.versions.old.spelled_out(old, self.old)
        now = self.versions.new.spelled_out(new, self.new)
        return found if (was, now) == (old, new) else relation(was, now, self)

    def widens(self, old: Member, new: Member) -> bool:
        """Tell whether all that is of the old type is of the new one."""
        return _derives(self._typed(old, old=True), self._typed(new, old=False))

    def narrows(self, old: Member, new: Member) -> bool:
        """Tell whether all that is of the new type is of the old one."""
        if new.text == "Self":
            return old.text == last_part(self.old.parent)
        return _derives(self._typed(new, old=False), self._typed(old, old=True))

    def _typed(self, member: Member, *, old: bool) -> _Type:
        side, around = (self.versions.old, self.old) if old else (self.versions.new, self.new)
        plain = member.text.partition("[")[0]
        found = side.meant(member.head, around)
        if (found is None or found.object is None) and plain in _BUILTINS:
            found = Resolved(f"builtins.{plain}")
        if found is None:
            return _Type("", frozenset(), member.arguments)
        return _Type(_key(found), frozenset(side.line(found).keys), member.arguments)


class _Type(NamedTuple):
    """A type: what tells its class apart, what that derives from, and the arguments."""

    key: str
    line: frozenset[str]
    arguments: str


def _derives(some: _Type, other: _Type) -> bool:
    """Tell whether all that is of a type is of another one; what isn't known doesn't."""
    if some.key == other.key or not other.key:
        return False
    if other.key not in some.line and other.key not in _NUMBERS.get(some.key, ()):
        return False
    if not other.arguments:
        return True
    if some.key == "builtins.tuple":
        return some.arguments == f"{other.arguments[:-1]}, ...]"
    own = some.key.startswith(".")  # its arguments may be others than those of its base
    first = some.arguments.startswith(f"{other.arguments[:-1]}, ")
    return not own and (some.arguments == other.arguments or first)


_COUNTING = frozenset({"Enum", "IntEnum"})
"""Enumerations whose members ``auto()`` numbers from 1 on."""


def _number(obj: Object, members: Iterable[Object]) -> int | None:
    """Return the number that ``auto()`` gives a member; None if one before has another value."""
    number = 0
    for member in members:
        value = member.value or ""
        if _is_auto(member):
            number += 1
        elif value.isdecimal() and int(value) > number:
            number = int(value)
        else:
            return None
        if member is obj:
            return number
    return None


def _is_auto(obj: Object) -> bool:
    return obj.value in ("auto()", "enum.auto()")


def _is_class(obj: Object | None) -> bool:
    return obj is not None and obj.kind == "class"


def _class_name(name: str) -> str:
    """Return the class that a base is, or is made by; of six and typing, which Python has."""
    if name.startswith(_NAMED_TUPLES):
        return "typing.NamedTuple"
    if name.startswith("typing."):
        origin = getattr(getattr(typing, name.removeprefix("typing."), None), "__origin__", None)
        return f"{origin.__module__}.{origin.__qualname__}" if isinstance(origin, type) else name
    module, _, short = name.partition("six.moves.")[2].rpartition(".")
    return f"{_OF_SIX.get(module, module)}.{short}" if module else name


_OF_SIX = {
    "BaseHTTPServer": "http.server",
    "SimpleHTTPServer": "http.server",
    "cPickle": "pickle",
    "http_client": "http.client",
    "http_cookiejar": "http.cookiejar",
    "http_cookies": "http.cookies",
    "tkinter_ttk": "tkinter.ttk",
    "xmlrpc_client": "xmlrpc.client",
    "xmlrpc_server": "xmlrpc.server",
}
"""Modules of ``six.moves`` that have another name in the standard library."""


def _key(found: Resolved) -> str:
    """Return what tells a class apart in both versions, though modules may have moved."""
    if found.object is not None:
        return f".{last_part(found.name)}"
    known = library.lineage(_class_name(found.name))
    if known:
        return known[0]
    package = found.name.partition(".")[0]
    return f"{package}.{last_part(found.name)}"


def _shown(name: str) -> str:
    """Return the name of a base as it's told: a builtin's is as it's written."""
    return name.removeprefix("builtins.")


def last_part(name: str) -> str:
    """Return the last part of a class's name, without arguments."""
    return name.partition("[")[0].partition("(")[0].rpartition(".")[2]

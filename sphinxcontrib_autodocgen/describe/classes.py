"""Summaries of classes, modules and data: facts that the code proves.

What a class is for can't be seen in its name, so nothing is said of a plain one. What can be said
is what it consists of, where an exception comes from, and what is built upon a base class.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Object
from .drafts import Draft, says
from .functions import Rule, alias
from .view import View, is_for_tests, named, qualified
from .vocabulary import word_set
from .words import code, listed, split

__all__ = ["CLASS_RULES", "MODULE_RULES", "member_alias"]

_PLAIN_BASES = word_set("ABC Generic NamedTuple Protocol TypedDict object builtins.object")
_FLAGS = frozenset({"Flag", "IntFlag"})
_NOT_FIELDS = ("ClassVar", "InitVar", "KW_ONLY", "Final[ClassVar")
_MOST_RAISERS = 3


def _last(name: str) -> str:
    return name.partition("[")[0].rpartition(".")[2]


def _names(objects: Sequence[Object]) -> list[str]:
    return [code(obj.short_name) for obj in objects]


def enumeration(obj: Object, view: View) -> Draft | None:
    """List an enumeration's members."""
    found = [m for m in view.members.get(obj.name, ()) if "member" in m.modifiers]
    public = [m for m in found if not m.short_name.startswith("_")]
    members = [m for m in public if _other_name(m, found) is None]
    if "enum" not in obj.modifiers or len(members) < 2:
        return None
    if _FLAGS.intersection(map(_last, obj.bases)):
        return says(f"Flags that can be combined: {listed(_names(members))}.", "enum")
    return says(f"Enumeration of {len(members)} members: {listed(_names(members))}.", "enum")


def member_alias(obj: Object, view: View) -> Draft | None:
    """Say which member of an enumeration a further name stands for."""
    if "member" not in obj.modifiers:
        return None
    found = [m for m in view.members.get(obj.parent, ()) if "member" in m.modifiers]
    other = _other_name(obj, found)
    return says(f"Alias of {code(other)}.", "alias") if other is not None else None


def _other_name(member: Object, members: Sequence[Object]) -> str | None:
    """Return the name of the earlier member of the same value, None if there's none."""
    earlier = [m for m in members if m.line < member.line]
    if member.value in {m.short_name for m in earlier}:
        return member.value
    if member.value is None or "(" in member.value:
        return None
    return next((m.short_name for m in earlier if m.value == member.value), None)


def record(obj: Object, view: View) -> Draft | None:
    """List the fields of a data class, named tuple or typed dictionary.

    Nothing is said that the signature says: a generated constructor takes the fields.
    """
    named = _record_kind(obj)
    fields = _fields(obj, view)
    if named is None or not fields or any(f.short_name.startswith("_") for f in fields):
        return None
    noun, listing = named[0], _listing(fields, named[1])
    if all(_last(base) in _PLAIN_BASES for base in obj.bases):
        is_shown = {f.short_name for f in fields} <= {p.name for p in obj.parameters}
        return None if is_shown else says(f"{noun} with the {listing}.", "fields")
    base = view.project.get(view.bases(obj)[0])
    if len(obj.bases) > 1 or base is None or _record_kind(base) is None:
        return None
    comma = "," if ", and optionally " in listing else ""
    adds = f"{noun} that adds the {listing}{comma} to those of {code(base.short_name)}."
    return says(adds, "fields")


def _listing(fields: Sequence[Object], noun: str) -> str:
    """List fields, those that may be missing apart: "keys `a` and `b`, and optionally `c`"."""
    optional = [field for field in fields if "optional" in field.modifiers]
    needed = [field for field in fields if "optional" not in field.modifiers]
    first = needed or optional
    tail = f", and optionally {listed(_names(optional), 5)}" if needed and optional else ""
    kind = noun if needed else f"optional {noun}"
    return f"{kind}{'s' if len(first) > 1 else ''} {listed(_names(first), 5)}{tail}"


def _record_kind(obj: Object) -> tuple[str, str] | None:
    """Return what a class with declared fields is called, and its fields."""
    if "exception" in obj.modifiers or "enum" in obj.modifiers:
        return None
    if "namedtuple" in obj.modifiers:
        return "Named tuple", "field"
    if "typeddict" in obj.modifiers:
        return "Dictionary", "key"
    return ("Data class", "field") if "dataclass" in obj.modifiers else None


def _fields(obj: Object, view: View) -> list[Object]:
    return [
        member
        for member in view.members.get(obj.name, ())
        if member.kind == "attribute"
        and "instance" not in member.modifiers
        and member.annotation is not None
        and not member.annotation.rpartition("typing.")[2].startswith(_NOT_FIELDS)
    ]


def protocol(obj: Object, view: View) -> Draft | None:
    """Say what a protocol asks for."""
    if "protocol" not in obj.modifiers or any(_last(b) not in _PLAIN_BASES for b in obj.bases):
        return None
    members = view.members.get(obj.name, ())
    if [m.short_name for m in members] == ["__call__"]:
        taken = [code(p.name) for p in members[0].parameters]
        takes = f" that take {listed(taken)}" if taken else ""
        return says(f"Protocol of callables{takes}.", "protocol")
    methods = [m for m in members if m.kind == "method" and not m.short_name.startswith("_")]
    if not methods or len(methods) < len(members):
        return None
    noun = "method" if len(methods) == 1 else "methods"
    return says(f"Protocol of objects with the {noun} {listed(_names(methods))}.", "protocol")


def raised(obj: Object, view: View) -> Draft | None:
    """Say which functions raise an exception, and when if there is one with a plain condition."""
    if obj.name in view.handed_on or _is_of_library(obj, view):
        return None
    found = [
        (function, how)
        for function, how in view.raisers.get(obj.name, ())
        if how.confidence >= 0.7 and not is_for_tests(function)
    ]
    functions = list({function.name: function for function, _ in found}.values())
    if not 1 <= len(functions) <= _MOST_RAISERS or not all(map(view.surface.is_public, functions)):
        return None
    names = [code(qualified(function, view.module(function))) for function in functions]
    condition = found[0][1].description if len(found) == 1 else None
    if condition is not None and condition.text.startswith("If "):
        text = f"Raised by {names[0]} if {condition.text[3:-1]}."
        return says(text, "raised-by")
    return says(f"Raised by {listed(names)}.", "raised-by")


def _is_of_library(obj: Object, view: View) -> bool:
    """Tell whether an exception derives from a library's, whose functions may raise it as well."""
    above = view.ancestors(obj.name)
    return any("." in name.removeprefix("builtins.") and name not in view.project for name in above)


def base_class(obj: Object, view: View) -> Draft | None:
    """List the classes that are built upon a base class."""
    below = view.subclasses.get(obj.name, ())
    names = named([sub for sub in below if view.surface.is_public(sub) and not is_for_tests(sub)])
    if len(names) < 2:
        return None
    words = [word.lower() for word in split(obj.short_name)]
    if words[-1:] == ["mixin"]:
        return says(f"Mixin of {listed(names)}.", "mixin")
    if "abstract" in obj.modifiers or "abstract" in words:
        return says(f"Abstract base class of {listed(names)}.", "base-class")
    if "exception" in obj.modifiers or "base" in (words[0], words[-1]):
        return says(f"Base class of {listed(names)}.", "base-class")
    return None  # a class that is used itself isn't there for its subclasses


def main_module(obj: Object, _view: View) -> Draft | None:
    """Say how a ``__main__`` module is run."""
    if obj.short_name != "__main__" or not obj.parent:
        return None
    return says(f"Entry point of {code(f'python -m {obj.parent}')}.", "__main__")


def exceptions_module(obj: Object, view: View) -> Draft | None:
    """List the exceptions of a module that defines nothing else in public."""
    own = [
        member
        for member in view.members.get(obj.name, ())
        if member.kind in ("class", "function") and not member.short_name.startswith("_")
    ]
    if len(own) < 2 or not all("exception" in member.modifiers for member in own):
        return None
    return says(f"The exceptions {listed(_names(own))}.", "exceptions")


def version(obj: Object, _view: View) -> Draft | None:
    """Say whose version ``__version__`` is."""
    if obj.kind != "data" or obj.short_name != "__version__":
        return None
    return says(f"Version of {code(obj.name.split('.')[0])}.", "version")


CLASS_RULES: tuple[Rule, ...] = (enumeration, record, protocol, raised, base_class)
MODULE_RULES: tuple[Rule, ...] = (
    main_module,
    exceptions_module,
    version,
    alias,
)

"""Summaries of classes and modules: facts that the code proves.

What a class is for can't be seen in its name, so nothing is said of a plain one. What can be said
is what it consists of, where an exception comes from, and what is built upon a base class.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...model import Object, Raised, Rule
from ..view import View, is_for_tests, is_shown, named, qualified
from ..vocabulary import word_set
from ..words import code, listed, split
from .sentence import Sentence, describes, says
from .variables import other_name

__all__ = ["base_class", "mixin", "raised"]

_PLAIN_BASES = word_set("ABC Generic NamedTuple Protocol TypedDict object builtins.object")
_FLAGS = frozenset({"Flag", "IntFlag"})
_NOT_FIELDS = ("ClassVar", "InitVar", "KW_ONLY", "Final[ClassVar")
_MOST_RAISERS = 3


def _last(name: str) -> str:
    return name.partition("[")[0].rpartition(".")[2]


def _names(objects: Sequence[Object]) -> list[str]:
    return [code(obj.short_name) for obj in objects]


@describes("class", by=Rule("enum", 0.78, lists=True, links="objects"))
def enumeration(obj: Object, view: View) -> Sentence | None:
    """List an enumeration's members."""
    found = [m for m in view.members.get(obj.name, ()) if "member" in m.modifiers]
    public = [m for m in found if not m.short_name.startswith("_")]
    members = [m for m in public if other_name(m, found) is None]
    if "enum" not in obj.modifiers or len(members) < 2:
        return None
    if _FLAGS.intersection(map(_last, obj.bases)):
        return says(f"Flags that can be combined: {listed(_names(members))}.")
    text = f"Enumeration of {len(members)} members: {listed(_names(members))}."
    return says(text, _MEMBERS)


_MEMBERS = Rule("enum", 0.78, lists=True, links="objects", repeats=True)


@describes("class", by=Rule("fields", 0.75, lists=True, links="objects"))
def record(obj: Object, view: View) -> Sentence | None:
    """List the fields of a data class, named tuple or typed dictionary.

    Nothing is said that the signature says: a generated constructor takes the fields.
    """
    named = _record_kind(obj)
    fields = _fields(obj, view)
    if named is None or not fields or any(f.short_name.startswith("_") for f in fields):
        return None
    if _are_taken(fields, obj):
        return None
    noun, listing = named[0], _listing(fields, named[1])
    if _has_plain_bases(obj):
        return says(f"{noun} with the {listing}.")
    base = _extended(obj, fields, view)
    if base is None:
        return None
    comma = "," if ", and optionally " in listing else ""
    return says(f"{noun} that adds the {listing}{comma} to those of {code(base.short_name)}.")


def _are_taken(fields: Sequence[Object], obj: Object) -> bool:
    """Tell whether a class's constructor takes all of its fields."""
    return {field.short_name for field in fields} <= {p.name for p in obj.parameters}


def _has_plain_bases(obj: Object) -> bool:
    """Tell whether a class takes nothing from its bases that a reader would look for."""
    return all(_last(base) in _PLAIN_BASES for base in obj.bases)


def _extended(obj: Object, fields: Sequence[Object], view: View) -> Object | None:
    """Return the one record whose fields a class adds to; None if it changes any of them."""
    base = view.names.bases(obj)[0].object
    if len(obj.bases) > 1 or base is None or _record_kind(base) is None:
        return None
    known = view.names.members(base)  # a field that is declared again has another default
    return None if any(field.short_name in known for field in fields) else base


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


@describes("class", by=Rule("protocol", 0.75, lists=True, links="objects"))
def protocol(obj: Object, view: View) -> Sentence | None:
    """Say what a protocol asks for."""
    if "protocol" not in obj.modifiers or not _has_plain_bases(obj):
        return None
    members = view.members.get(obj.name, ())
    if [m.short_name for m in members] == ["__call__"]:
        return _callables(members[0])
    if not members or not all(map(_is_public_method, members)):
        return None
    noun = "method" if len(members) == 1 else "methods"
    return says(f"Protocol of objects with the {noun} {listed(_names(members))}.")


def _is_public_method(obj: Object) -> bool:
    return obj.kind == "method" and not obj.short_name.startswith("_")


def _callables(call: Object) -> Sentence:
    taken = [code(parameter.name) for parameter in call.parameters]
    takes = f" that take {listed(taken)}" if taken else ""
    return says(f"Protocol of callables{takes}.").quoting(*taken)


@describes("class", by=Rule("raised-by", 0.76, lists=True, links="objects"))
def raised(obj: Object, view: View) -> Sentence | None:
    """Say which functions raise an exception, and when if there is one with a plain condition."""
    if obj.message is not None or obj.name in view.handed_on or _is_of_library(obj, view):
        return None  # what it says by itself is more than where it's raised
    found = _raisers(obj, view)
    functions = list({function.name: function for function, _ in found}.values())
    if not 1 <= len(functions) <= _MOST_RAISERS or not all(map(view.surface.is_public, functions)):
        return None
    names = listed([code(qualified(each, view.module(each))) for each in functions])
    condition = _only_condition(found)
    return says(f"Raised by {names}{condition}.").quoting(condition)


def _only_condition(found: list[tuple[Object, Raised]]) -> str:
    """Return the clause on when an exception is raised, empty if there's not just one condition."""
    condition = found[0][1].description
    if len(found) > 1 or condition is None or not condition.text.startswith("If "):
        return ""
    if _OF_INSTANCE.search(condition.text) or condition.text.endswith(" occurs."):
        return ""  # whose, or where, nobody would know here
    return f" if {condition.text[3:-1]}"


_OF_INSTANCE = re.compile(r"\b(?:self|cls)\b")


def _raisers(obj: Object, view: View) -> list[tuple[Object, Raised]]:
    """Return the functions that raise an exception beyond doubt, and how each does."""
    return [
        (function, how)
        for function, how in view.raisers.get(obj.name, ())
        if how.confidence >= 0.7 and not is_for_tests(function)
    ]


def _is_of_library(obj: Object, view: View) -> bool:
    """Tell whether an exception derives from a library's, whose functions may raise it as well."""
    above = view.names.ancestors(obj.name)
    return any("." in name.removeprefix("builtins.") and name not in view.project for name in above)


@describes("class", by=Rule("mixin", 0.74, lists=True, links="objects"))
def mixin(obj: Object, view: View) -> Sentence | None:
    """List the classes that a mixin is mixed into."""
    names = _subclasses(obj, view)
    if len(names) < 2 or _words(obj)[-1:] != ["mixin"]:
        return None
    return says(f"Mixin of {listed(names)}.")


@describes("class", by=Rule("base-class", 0.74, lists=True, links="objects"))
def base_class(obj: Object, view: View) -> Sentence | None:
    """List the classes that are built upon a base class; one that is used itself isn't that."""
    names, words = _subclasses(obj, view), _words(obj)
    if len(names) < 2 or words[-1:] == ["mixin"]:
        return None
    if "abstract" in obj.modifiers or "abstract" in words:
        return says(f"Abstract base class of {listed(names)}.")
    if "exception" in obj.modifiers or "base" in (words[0], words[-1]):
        return says(f"Base class of {listed(names)}.")
    return None


def _words(obj: Object) -> list[str]:
    return [word.lower() for word in split(obj.short_name)]


def _subclasses(obj: Object, view: View) -> list[str]:
    below = view.subclasses.get(obj.name, ())
    return named([sub for sub in below if is_shown(sub, view)])


@describes("module", by=Rule("__main__", 0.88))
def main_module(obj: Object, _view: View) -> Sentence | None:
    """Say how a ``__main__`` module is run."""
    if obj.short_name != "__main__" or not obj.parent:
        return None
    return says(f"Entry point of {code(f'python -m {obj.parent}')}.")


@describes("module", by=Rule("exceptions", 0.74, lists=True, links="objects"))
def exceptions_module(obj: Object, view: View) -> Sentence | None:
    """List the exceptions of a module that defines nothing else in public."""
    own = [
        member
        for member in view.members.get(obj.name, ())
        if member.kind in ("class", "function") and not member.short_name.startswith("_")
    ]
    if len(own) < 2 or not all("exception" in member.modifiers for member in own):
        return None
    return says(f"The exceptions {listed(_names(own))}.")

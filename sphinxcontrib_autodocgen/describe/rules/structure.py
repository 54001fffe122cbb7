"""Summaries of plain classes: what they extend, what they hold, and what returns them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...model import Object, Rule
from ..grammar import listed
from ..prose import summary_sentence
from ..view import View, is_for_tests, named, qualified
from ..words import code, split
from .classes import base_class, mixin, raised
from .sentence import Sentence, describes, says

_MOST_NAMES = 4
_MOST_RETURNING = 3
_NO_BASES = frozenset({"builtins.object", "typing.Generic", "typing.Protocol", "abc.ABC"})
_PROTOCOLS: tuple[tuple[str, str], ...] = (
    ("__next__", "Iterator"),
    ("__enter__", "Context manager"),
    ("__aenter__", "Asynchronous context manager"),
    ("__getitem__", "Container"),
    ("__iter__", "Iterable"),
    ("__call__", "Callable object"),
    ("__get__", "Descriptor"),
)
"""Kinds of instances by the special methods of their class, the most specific first."""

_SPECIAL = ("enum", "exception", "namedtuple", "protocol", "typeddict")


@describes("class", by=Rule("extends", 0.75, lists=True, repeats=True))
def extension(obj: Object, view: View) -> Sentence | None:
    """Say which class a class extends, and by what."""
    bases = [base for base in view.names.bases(obj) if base.name not in _NO_BASES]
    if len(bases) != 1 or "enum" in obj.modifiers or "typeddict" in obj.modifiers:
        return None
    base = bases[0].object
    if base is None or base.kind != "class" or not view.surface.is_public(base):
        return None
    known = view.names.members(base)
    own = _public(view.members.get(obj.name, ()))
    added = [member.short_name for member in own if member.short_name not in known]
    changed = [
        member.short_name
        for member in own
        if member.short_name in known and member.kind in ("method", "property")
    ]
    does = [f"adds {_names(added)}"] if added else []
    does += [f"overrides {_names(changed)}"] if changed else []
    is_equal = base.short_name == obj.short_name
    name = qualified(base, view.module(base))
    if is_equal and name == base.short_name:
        name = base.name
    kind = f"Kind of {code(name)}"
    if does:
        return says(f"{kind} that {' and '.join(does)}.")
    return None


@describes("class", by=Rule("kind-of", 0.74, copied=True, links=True, remark=True))
def kind_of(obj: Object, view: View) -> Sentence | None:
    """Say of a class what its one base is, in the words of that one's author."""
    bases = [base for base in view.names.bases(obj) if base.name not in _NO_BASES]
    base = bases[0].object if len(bases) == 1 else None
    if base is None or base.kind != "class" or "exception" in obj.modifiers:
        return None
    about = summary_sentence(base.docstring, base.short_name, obj.short_name)
    if about is None or not about.startswith(_ARTICLES) or _OF_BASES.search(about):
        return None
    return says(f"Kind of {code(base.short_name)}: {about[:1].lower()}{about[1:]}")


_ARTICLES = ("A ", "An ", "The ")
_OF_BASES = re.compile(
    r"\b(?:base|bases|abstract|superclass|parent|mixin|interface|subclass\w*|inherit\w*|deriv\w*|"
    r"extend\w*|default|simple|simplest|generic|common|all)\b",
    re.IGNORECASE,
)
"""Words for what a base class is to the classes that extend it, which these are not."""


def _public(members: Iterable[Object]) -> list[Object]:
    kinds = ("method", "property", "attribute", "class")
    return [m for m in members if not m.short_name.startswith("_") and m.kind in kinds]


def _names(names: list[str]) -> str:
    shown = [code(name) for name in names[:_MOST_NAMES]]
    left = len(names) - len(shown)
    return listed([*shown, f"{left} more"] if left else shown)


@describes("class", by=Rule("holds", 0.72, lists=True, repeats=True))
def holder(obj: Object, view: View) -> Sentence | None:
    """Say what an instance is by its special methods, and which attributes it has."""
    if not set(_SPECIAL).isdisjoint(obj.modifiers) or "dataclass" in obj.modifiers:
        return None
    if any(base.name not in _NO_BASES for base in view.names.bases(obj)):
        return None
    members = view.members.get(obj.name, ())
    special = {member.short_name for member in members if member.kind == "method"}
    noun = next((words for name, words in _PROTOCOLS if name in special), None)
    given = {parameter.name for parameter in obj.parameters}
    public = [member for member in _public(members) if member.kind in ("attribute", "property")]
    names = [member.short_name for member in public]
    if not names or (noun is None and (len(names) == 1 or set(names) <= given)):
        return _with_methods(noun, members)
    return says(f"{noun or 'Object'} with the attribute{'s' * (len(names) > 1)} {_names(names)}.")


def _with_methods(noun: str | None, members: Iterable[Object]) -> Sentence | None:
    """Return a sentence on what an instance is by its methods alone."""
    methods = [member.short_name for member in _public(members) if member.kind == "method"]
    if noun is None or not methods:
        return None
    return says(f"{noun} with the method{'s' * (len(methods) > 1)} {_names(methods)}.")


@describes("class", by=Rule("extended-by", 0.74, lists=True, links=True, remark=True))
def extended_by(obj: Object, view: View) -> Sentence | None:
    """Say which public classes extend a class, which its page doesn't show."""
    if not {"enum", "typeddict"}.isdisjoint(obj.modifiers):
        return None
    if any(says_more(obj, view) for says_more in (mixin, base_class, raised)):
        return None
    below = [sub for sub in view.subclasses.get(obj.name, ()) if view.surface.is_public(sub)]
    below = [sub for sub in below if not is_for_tests(sub)]
    if all(_says_so(obj, each) for each in below):
        return None
    names = named(below)
    return says(f"Extended by {_names([name.strip('`') for name in names])}.") if names else None


def _says_so(obj: Object, below: Object) -> bool:
    """Tell whether the name of a subclass says that it's one: ``Polygon`` and ``PolygonM``."""
    own = {word.lower() for word in split(obj.short_name)} - _GENERAL
    return own <= {word.lower() for word in split(below.short_name)}


_GENERAL = frozenset({"abstract", "base", "mixin"})


@describes("class", by=Rule("supports", 0.74, remark=True))
def supports(obj: Object, view: View) -> Sentence | None:
    """Say what can be done with instances by the special methods, which a page doesn't show."""
    members = [m for m in view.members.get(obj.name, ()) if m.kind == "method"]
    own = {m.short_name for m in members if "overload" not in m.modifiers}
    found = [words for names, words in _SUPPORTED if own.issuperset(names)]
    if not found or not set(_SPECIAL).isdisjoint(obj.modifiers):
        return None
    if found == ["calls"]:
        return says("Its instances can be called.")
    if found in (["`with`"], ["`async with`"]):
        kind = "an asynchronous" if "async" in found[0] else "a"
        return says(f"Can be used as {kind} context manager.")
    if found == ["iteration"] and "iter" in obj.short_name.lower():
        return None
    return says(f"Supports {listed(found)}.")


_SUPPORTED: tuple[tuple[tuple[str, ...], str], ...] = (
    (("__enter__", "__exit__"), "`with`"),
    (("__aenter__", "__aexit__"), "`async with`"),
    (("__await__",), "`await`"),
    (("__call__",), "calls"),
    (("__iter__",), "iteration"),
    (("__aiter__",), "asynchronous iteration"),
    (("__next__",), "`next()`"),
    (("__len__",), "`len()`"),
    (("__contains__",), "`in`"),
    (("__getitem__",), "indexing"),
    (("__setitem__",), "item assignment"),
    (("__delitem__",), "item deletion"),
    (("__lt__",), "ordering"),
    (("__add__",), "`+`"),
    (("__sub__",), "`-`"),
    (("__mul__",), "`*`"),
    (("__truediv__",), "`/`"),
    (("__and__",), "`&`"),
    (("__or__",), "`|`"),
)
"""Operations that special methods make possible."""


@describes("class", by=Rule("returned-by", 0.76, lists=True))
def returned_by(obj: Object, view: View) -> Sentence | None:
    """Say which public functions return instances of a class."""
    if not set(_SPECIAL).isdisjoint(obj.modifiers):
        return None
    found = [
        function
        for function in view.makers.get(obj.name, ())
        if view.surface.is_public(function)
        and not is_for_tests(function)
        and function.parent not in (obj.name, *view.names.ancestors(obj.name))
    ]
    if not 1 <= len(found) <= _MOST_RETURNING:
        return None
    names = [code(qualified(function, view.module(function))) for function in found]
    if len(set(names)) < len(names):
        return None  # nobody could tell which is which
    return says(f"Returned by {listed(names)}.")

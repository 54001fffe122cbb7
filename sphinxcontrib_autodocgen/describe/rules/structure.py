"""Summaries of plain classes: what they extend, what they hold, and what returns them."""

from __future__ import annotations

import collections.abc
import re
from collections.abc import Iterable

from ...model import Kind, Object, Rule
from ..grammar import listed
from ..prose import summary_sentence
from ..view import View, is_shown, named, qualified
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
    base = _only_base(obj, view)
    if base is None or not view.surface.is_public(base):
        return None
    if "enum" in obj.modifiers or "typeddict" in obj.modifiers:
        return None
    name = qualified(base, view.module(base))
    if name == base.short_name == obj.short_name:
        name = base.name
    does = _differences(obj, base, view)
    return says(f"Kind of {code(name)} that {' and '.join(does)}.") if does else None


def _only_base(obj: Object, view: View) -> Object | None:
    """Return the class that a class extends, None if it's not of the project or there are more."""
    bases = [base for base in view.names.bases(obj) if base.name not in _NO_BASES]
    base = bases[0].object if len(bases) == 1 else None
    return base if base is not None and base.kind == "class" else None


def _differences(obj: Object, base: Object, view: View) -> list[str]:
    """Say which public members a class adds to its base, and which it overrides."""
    known = view.names.members(base)
    own = view.members.get(obj.name, ())
    added = [member.short_name for member in _public(own) if member.short_name not in known]
    changed = [name for name in _names_of(own, "method", "property") if name in known]
    does = {"adds": added, "overrides": changed}
    return [f"{verb} {_names(names)}" for verb, names in does.items() if names]


@describes("class", by=Rule("kind-of", 0.74, copied=True, links="objects", remark=True))
def kind_of(obj: Object, view: View) -> Sentence | None:
    """Say of a class what its one base is, in the words of that one's author."""
    base = _only_base(obj, view)
    if base is None or "exception" in obj.modifiers:
        return None
    about = summary_sentence(base.docstring, base.short_name, obj.short_name)
    if about is None or not about.startswith(_ARTICLES) or _OF_BASES.search(about):
        return None
    about = f"{about[:1].lower()}{about[1:]}"
    return says(f"Kind of {code(base.short_name)}: {about}").quoting(about)


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
    if not {"dataclass", *_SPECIAL}.isdisjoint(obj.modifiers):
        return None
    if any(base.name not in _NO_BASES for base in view.names.bases(obj)):
        return None
    members = view.members.get(obj.name, ())
    noun = _protocol_noun(members)
    names = _names_of(members, "attribute", "property")
    given = {parameter.name for parameter in obj.parameters}
    if not names or (noun is None and (len(names) == 1 or given.issuperset(names))):
        return _with_methods(noun, members)
    return says(f"{noun or 'Object'} with the attribute{'s' * (len(names) > 1)} {_names(names)}.")


def _names_of(members: Iterable[Object], *kinds: Kind) -> list[str]:
    """Return the names of the public members of some kinds."""
    return [member.short_name for member in _public(members) if member.kind in kinds]


def _protocol_noun(members: Iterable[Object]) -> str | None:
    """Return the noun for instances with some special methods, None if there is none."""
    special = {member.short_name for member in members if member.kind == "method"}
    return next((noun for name, noun in _PROTOCOLS if name in special), None)


def _with_methods(noun: str | None, members: Iterable[Object]) -> Sentence | None:
    """Return a sentence on what an instance is by its methods alone."""
    methods = _names_of(members, "method")
    if noun is None or not methods:
        return None
    return says(f"{noun} with the method{'s' * (len(methods) > 1)} {_names(methods)}.")


@describes("class", by=Rule("extended-by", 0.74, lists=True, links="objects", remark=True))
def extended_by(obj: Object, view: View) -> Sentence | None:
    """Say which public classes, two or more, extend a class."""
    if not {"enum", "typeddict"}.isdisjoint(obj.modifiers):
        return None
    if any(says_more(obj, view) for says_more in (mixin, base_class, raised)):
        return None
    below = [sub for sub in view.subclasses.get(obj.name, ()) if is_shown(sub, view)]
    if len(below) < 2 or all(_says_so(obj, each) for each in below):
        return None  # the only one's heading says so, or their names
    return says(f"Extended by {_names([name.strip('`') for name in named(below)])}.")


def _says_so(obj: Object, below: Object) -> bool:
    """Tell whether the name of a subclass says that it's one: ``Polygon`` and ``PolygonM``."""
    own = {word.lower() for word in split(obj.short_name)} - _GENERAL
    return own <= {word.lower() for word in split(below.short_name)}


_GENERAL = frozenset({"abstract", "base", "mixin"})


@describes("class", by=Rule("supports", 0.74, remark=True, repeats=True))
def supports(obj: Object, view: View) -> Sentence | None:
    """Say what can be done with instances by the special methods, which a page doesn't show."""
    if not set(_SPECIAL).isdisjoint(obj.modifiers):
        return None
    found = _operations(view.members.get(obj.name, ()))
    if found in ([], ["calls"]) or (found == ["iteration"] and "iter" in obj.short_name.lower()):
        return None
    if any(_is_abstract(base) for base in (*view.names.ancestors(obj.name), *obj.bases)):
        return None  # its kind says it
    alone = _SUPPORTED_ALONE.get(found[0]) if len(found) == 1 else None
    return says(alone or f"Supports {listed(found)}.")


def _is_abstract(base: str) -> bool:
    """Tell whether a base has the name of a kind of container or of context manager."""
    return base.partition("[")[0].rpartition(".")[2] in _ABSTRACT


_ABSTRACT = frozenset({*collections.abc.__all__, "AbstractContextManager"}) - {"Hashable"}


def _operations(members: Iterable[Object]) -> list[str]:
    """Return the operations that the special methods among some members make possible."""
    methods = (member for member in members if member.kind == "method")
    own = {method.short_name for method in methods if "overload" not in method.modifiers}
    return [words for names, words in _SUPPORTED if own.issuperset(names)]


_SUPPORTED_ALONE = {
    "`with`": "Can be used as a context manager.",
    "`async with`": "Can be used as an asynchronous context manager.",
    "`in`": "Supports tests with `in`.",
}
"""Sentences on classes that support nothing else."""


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
    (("__matmul__",), "`@`"),
    (("__truediv__",), "`/`"),
    (("__floordiv__",), "`//`"),
    (("__mod__",), "`%`"),
    (("__pow__",), "`**`"),
    (("__lshift__",), "`<<`"),
    (("__rshift__",), "`>>`"),
    (("__and__",), "`&`"),
    (("__or__",), "`|`"),
    (("__xor__",), "`^`"),
)
"""Operations that special methods make possible."""


@describes("class", by=Rule("returned-by", 0.76, lists=True, links="objects"))
def returned_by(obj: Object, view: View) -> Sentence | None:
    """Say which public functions return instances of a class."""
    if not set(_SPECIAL).isdisjoint(obj.modifiers):
        return None
    found = [
        function
        for function in view.makers.get(obj.name, ())
        if is_shown(function, view)
        and function.parent not in (obj.name, *view.names.ancestors(obj.name))
    ]
    if not 1 <= len(found) <= _MOST_RETURNING:
        return None
    names = [code(qualified(function, view.module(function))) for function in found]
    if len(set(names)) < len(names):
        return None  # nobody could tell which is which
    return says(f"Returned by {listed(names)}.")

"""A place that a text can be about, and all that can be compared about two of them.

A parameter, a result, an exception or an object as a whole is a *site*. One with an author's text
is a pattern; one without is what a text is looked for. Both are made by the same functions, so
that they can be compared field by field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from ...model import Object, Parameter, Result
from .. import types
from ..prose import authored, is_fragment
from ..view import View
from ..words import root, split
from .texts import content_words, learnable

__all__ = ["Pattern", "Site", "owner_of", "patterns_of", "sites_of"]


class Site(msgspec.Struct, frozen=True, eq=False):
    """A place that a text can be about.

    Attributes:
        object: Full name of the object.
        part: ``summary``, ``returns``, ``yields``, ``parameter:NAME`` or ``raises:NAME``.
        kind: The part without its name; of a summary, also the kind of the object.
        name: Name of the parameter or exception; of any other part, that of the object.
        module: Full name of the module.
        owner: Full name of the class that it's a member of, or that it is; else empty.
        function: The object's own name.
        line: Where the object begins.
        types: Names of the types of its value; empty if unknown.
        default: The default as source, None if it has none.
        name_words: Words of ``name``.
        function_words: Words of ``function``.
        owner_words: Words of the class's own name.
        siblings: Names of the function's parameters.
        mentions: What the code names.
        related: The method of the same name in base classes, by full name, and itself.
        family: The class and its bases in the project; empty outside of classes.
        is_of_constructor: Whether calling the class gives the value.
    """

    object: str
    part: str
    kind: str
    name: str
    module: str
    owner: str
    function: str
    line: int
    types: frozenset[str]
    default: str | None
    name_words: frozenset[str]
    function_words: frozenset[str]
    owner_words: frozenset[str]
    siblings: frozenset[str]
    mentions: frozenset[str]
    related: frozenset[str]
    family: frozenset[str]
    is_of_constructor: bool


class Pattern(msgspec.Struct, frozen=True, eq=False):
    """A site with the sentence that its author, or a correction, says of it."""

    site: Site
    text: str
    corrected: bool = False


class _Shared(msgspec.Struct, frozen=True, eq=False):
    """What the sites of one object have in common."""

    object: str
    module: str
    owner: str
    function: str
    line: int
    function_words: frozenset[str]
    owner_words: frozenset[str]
    siblings: frozenset[str]
    mentions: frozenset[str]
    related: frozenset[str]
    family: frozenset[str]
    is_of_constructor: bool


def owner_of(name: str) -> str:
    """Return the object that docstrings speak of: of a constructor, its class."""
    head, _, last = name.rpartition(".")
    return head if last in ("__init__", "__new__") else name


def sites_of(obj: Object, view: View) -> Iterator[Site]:
    """Yield every site of an object, documented or not."""
    shared = _shared(obj, view)
    for parameter in obj.parameters:
        yield _site(
            shared,
            f"parameter:{parameter.name}",
            "parameter",
            parameter.name,
            _parameter_types(parameter),
            parameter.default,
        )
    for part, result in (("returns", obj.returns), ("yields", obj.yields)):
        if result is not None:
            yield _site(shared, part, "returns", obj.short_name, _result_types(result))
    for raised in obj.raises:
        yield _site(shared, f"raises:{raised.type}", "raises", raised.type)
    kind = "function" if obj.kind in ("function", "method", "property") else obj.kind
    yield _site(shared, "summary", f"summary:{kind}", obj.short_name, types.of_result(obj.returns))


def patterns_of(obj: Object, view: View) -> Iterator[Pattern]:
    """Yield the sites of an object with what its author says of them."""
    if obj.docstring is None or "off" in obj.modifiers:
        return
    said = dict(_said(obj.docstring))
    sites = list(sites_of(obj, view))
    for site in (*sites, *_documented_only(obj, view, said, sites)):
        whole = said.get(_plain_part(site.part), "")
        text = learnable(whole)
        if text is not None and not _is_thin(text, whole, site):
            yield Pattern(site, text)


def _is_thin(text: str, whole: str, site: Site) -> bool:
    """Tell whether the first sentence of several has but one word that isn't the name's own."""
    if len(whole) - len(text) <= _MORE:
        return False
    known = {root(word) for word in site.name_words}
    return len({root(word) for word in content_words(text)} - known) <= 1


_MORE = 12
"""By how many characters a text is longer than its first sentence if it goes on."""


def _documented_only(
    obj: Object, view: View, said: Mapping[str, str], sites: Sequence[Site]
) -> Iterator[Site]:
    """Yield the exceptions that are documented, though the function's own code doesn't raise them.

    They come from what it calls, and say as much about other functions.
    """
    known = {_plain_part(site.part) for site in sites}
    for part in said:
        if part.startswith("raises:") and part not in known:
            yield _site(_shared(obj, view), part, "raises", part.partition(":")[2])


def _plain_part(part: str) -> str:
    """Return a part as it's named in docstrings: of an exception, without its module."""
    kind, colon, name = part.partition(":")
    return f"raises:{name.rpartition('.')[2]}" if colon and kind == "raises" else part


def _said(docstring: str) -> Iterator[tuple[str, str]]:
    parsed = authored(docstring)
    yield "summary", "" if is_fragment(parsed.summary) else parsed.summary
    for entry in parsed.parameters:
        yield f"parameter:{entry.name.lstrip('*')}", entry.description
    for part, entries in (("returns", parsed.returns), ("yields", parsed.yields)):
        if len(entries) == 1:
            yield part, entries[0].description
    for entry in parsed.raises:
        yield _plain_part(f"raises:{entry.name.strip('`')}"), entry.description


def _lower(identifier: str) -> frozenset[str]:
    return frozenset(word.lower() for word in split(identifier))


def _shared(obj: Object, view: View) -> _Shared:
    owner = obj if obj.kind == "class" else view.owner(obj)
    name = owner.name if owner is not None else ""
    bases = view.ancestors(name) if name else ()
    last = obj.short_name
    return _Shared(
        object=obj.name,
        module=view.module(obj).name,
        owner=name,
        function=last,
        line=obj.line,
        function_words=_lower(last),
        owner_words=_lower(name.rpartition(".")[2]),
        siblings=frozenset(p.name for p in obj.parameters),
        mentions=frozenset(_mentions(obj, view)),
        related=frozenset((obj.name, *(f"{base}.{last}" for base in bases))),
        family=frozenset(each for each in (name, *bases) if each in view.project),
        is_of_constructor=obj.kind == "class" or last in ("__init__", "__new__"),
    )


def _mentions(obj: Object, view: View) -> Iterator[str]:
    """Yield what an object's code names; of a class, that of its constructor and its members."""
    yield from obj.mentions
    if obj.kind == "class":
        yield from obj.bases
        for member in view.members.get(obj.name, ()):
            yield member.short_name
            if member.short_name in ("__init__", "__new__"):
                yield from member.mentions


def _site(  # noqa: PLR0913, PLR0917
    shared: _Shared,
    part: str,
    kind: str,
    name: str,
    kinds: frozenset[str] = frozenset(),
    default: str | None = None,
) -> Site:
    return Site(
        shared.object,
        part,
        kind,
        name,
        shared.module,
        shared.owner,
        shared.function,
        shared.line,
        kinds,
        default,
        _lower(name),
        shared.function_words,
        shared.owner_words,
        shared.siblings,
        shared.mentions,
        shared.related,
        shared.family,
        shared.is_of_constructor,
    )


def _parameter_types(parameter: Parameter) -> frozenset[str]:
    return types.of_parameter(parameter)


def _result_types(result: Result) -> frozenset[str]:
    return types.of_result(result)

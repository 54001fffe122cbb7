"""Names in generated texts made into links: a name of the project that has a page, nothing else.

What a rule's text has as code is either the name of an object, or code of the function itself;
:class:`~sphinxcontrib_autodocgen.model.Rule` says which. Code means what it means where it stands:
parameters and local names are no objects, and a bare name in a method isn't a member of its class.
Words of an author stay as they were written. In doubt there's no link.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from ..docstring import rest
from ..model import Guess, Object

if TYPE_CHECKING:
    from .domain import AutodocgenDomain

__all__ = ["linked"]

_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_OF_ANOTHER = re.compile(r" of\b")
_NOT_A_NAME = re.compile(
    r"\b(?:arguments?|attribute|inherited|item|keys?|keyword|method|named|parameters?|text) $"
)
"""Words before code that isn't what the code means: "has no attribute `name`"."""


def linked(domain: AutodocgenDomain, record: Object, text: str, guess: Guess) -> str:
    """Return a generated text as reStructuredText, with the names in it as links.

    Args:
        domain: Knows the names.
        record: What the text is about.
        text: The text.
        guess: Where it's from.
    """
    parts = rest.pieces(text)
    own = _own_pieces(parts, guess.quoted) if guess.rule.links else frozenset[int]()
    return rest.escape(text, partial(_link, domain, record, guess, parts, own))


def _own_pieces(parts: list[str], quoted: tuple[str, ...]) -> frozenset[int]:
    """Return the numbers of the pieces of code that stand in no author's words.

    Those are what is quoted, and all that stands between double quotation marks; without any of
    what should be quoted, nothing is sure.
    """
    whole = "`".join(parts)
    spans = [(whole.find(text), len(text)) for text in map(_in_one_line, quoted) if text]
    if any(start < 0 for start, _ in spans):
        return frozenset()
    own, place, marks = set[int](), 0, 0
    for number, part in enumerate(parts):
        if number % 2 == 0:
            marks += part.count('"')
        elif marks % 2 == 0 and not _is_inside(place, spans):
            own.add(number)
        place += len(part) + 1
    return frozenset(own)


def _is_inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < start + length for start, length in spans)


def _in_one_line(text: str) -> str:
    return "`".join(rest.pieces(text)).strip()


def _link(  # noqa: PLR0913, PLR0917
    domain: AutodocgenDomain,
    record: Object,
    guess: Guess,
    parts: list[str],
    own: frozenset[int],
    number: int,
    name: str,
) -> str:
    """Return the link that a piece of code becomes, empty if it becomes none."""
    if number not in own or not _DOTTED.fullmatch(name):
        return ""
    if guess.rule.links == "objects":
        target = _object(domain, name, record)
    else:
        is_bare = "." not in name
        if is_bare and (
            _OF_ANOTHER.match(parts[number + 1]) or _NOT_A_NAME.search(parts[number - 1])
        ):
            return ""
        target = _in_code(domain, name, record)
    is_other = target is not None and target != record.name
    return f":autodocgen-name:`{name} <{target}>`" if is_other else ""


def _object(domain: AutodocgenDomain, name: str, record: Object) -> str | None:
    """Return the full name of the object that a sentence names, None if it isn't known."""
    if name.startswith(("self.", "cls.")):
        return _member(domain, name, record)
    inside, beside = f"{record.name}.{name}", f"{record.parent}.{name}"
    if record.kind in ("class", "module") and inside in domain.project:
        return inside
    elsewhere = _elsewhere(domain, name, record)
    if beside not in domain.project:
        return elsewhere or domain.view.only_one(name)
    is_clear = elsewhere == beside or elsewhere not in domain.project
    return beside if is_clear else None  # nobody could tell which of the two


def _elsewhere(domain: AutodocgenDomain, name: str, record: Object) -> str | None:
    """Return the full name of what a name means in a module, None if it's not to be linked."""
    module = domain.project.module_of(record.name).name
    found = domain.view.names.resolve(name, module)
    full = found.name if found is not None else name
    is_of_python = full.startswith("builtins.") and ("." in name or record.is_value)
    if full in domain.project or is_of_python:
        return full.removeprefix("builtins.")
    if found is not None and _is_overridden(full, record):
        return domain.view.as_imported(full, module)
    return None


def _is_overridden(full: str, record: Object) -> bool:
    """Tell whether a name with a dot is that of a method outside of the project."""
    return "." in full and full.endswith(f".{record.short_name}")


def _in_code(domain: AutodocgenDomain, name: str, record: Object) -> str | None:
    """Return the full name of the project's object that a name means in the code of an object."""
    place = domain.view.names.constructor(record) if record.kind == "class" else record
    if place is None or "<locals>" in place.name or place.name not in domain.project:
        return None  # code that isn't known, or can see names that aren't
    head = name.partition(".")[0]
    if head in ("self", "cls"):
        return _member(domain, name, place)
    if head in _local_names(record, place) or "instance" in place.modifiers:
        return None  # the value of an attribute stands in a method, which may have names of its own
    scope = place.parent if place.kind == "attribute" else ""
    found = domain.view.names.resolve(name, domain.project.module_of(place.name).name, scope)
    return _of_project(domain, found.name if found is not None else "")


def _of_project(domain: AutodocgenDomain, name: str) -> str | None:
    """Return a full name if it's one of the project's."""
    return name if name in domain.project else None


def _local_names(record: Object, place: Object) -> set[str]:
    """Return the names that code binds itself: parameters and local variables."""
    names = set(place.gist.names if place.gist is not None else ())
    return names.union(parameter.name for each in (record, place) for parameter in each.parameters)


def _member(domain: AutodocgenDomain, name: str, place: Object) -> str | None:
    """Return the full name of the member that an attribute of the instance is."""
    owner = place if place.kind == "class" else domain.view.owner(place)
    attribute = name.partition(".")[2]
    if owner is None or "static" in place.modifiers or "." in attribute:
        return None
    found = domain.view.names.members(owner).get(attribute)
    return _of_project(domain, found.name if found is not None else "")

"""Which members are shown: those that autodoc would skip only for want of a docstring."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sphinx.util.inspect import getdoc, isproperty, isroutine, safe_getattr

from .. import docstring
from ..model import Object
from ..surface import surface_of
from . import authors, values
from .added import MARK
from .domain import AutodocgenDomain, of, page_of
from .events import defined_name, lines_of, note_shown, record_of
from .mocks import is_bound_to_mock
from .silence import note_inside

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "begin_members",
    "fill_attribute_docs",
    "is_worth_showing",
    "keep_member",
    "load_lazily",
    "mark_added",
]

_SPECIAL = re.compile(r"(?<![^.])__[a-z0-9_]+__$")


def keep_member(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, skip: bool, options: Any
) -> bool | None:
    """Show a public member that autodoc would skip, if there's something true to say about it.

    Args:
        app: The application.
        what: The kind of the member's parent.
        name: The member's bare name.
        obj: The member.
        skip: Whether autodoc would skip it.
        options: The directive's options.

    Returns:
        False to show it, True to skip what autodoc shows only for a text of ours that isn't wanted
        there, None to leave the decision to others.
    """
    domain = of(app.env)
    shown = _shown_name(app, what, name)
    if not skip:
        if _is_listed_by_accident(domain, what, shown, obj):
            return True
        is_unwanted = _is_unwanted(domain, what, shown, options)
        return True if is_unwanted and (what == "module" or not _has_text(obj)) else None
    if not _is_asked_for(name, options) or _is_excluded(name, options) or _is_no_method(obj):
        return None
    is_value = not (isroutine(obj) or isinstance(obj, type) or isproperty(obj))
    record = record_of(domain, obj, None if is_value else shown)
    if record is None or not _is_public(domain, record, what, shown):
        return None
    if is_bound_to_mock(shown) or is_bound_to_mock(record.name):
        return None
    if record.docstring is not None and "stub" not in record.modifiers:
        return None  # it's skipped for another reason than the want of a docstring
    note_shown(app, domain, record)
    if not (is_worth_showing(domain, record) or _is_only_name(domain, record, name)):
        return None
    domain.kept.add((page_of(app.env), record.name))
    domain.inside.add((page_of(app.env), shown))
    return False


def _is_no_method(value: object) -> bool:
    """Tell whether autodoc describes a descriptor as a method, though it can't be called.

    So it does with a project's own kind of cached property.
    """
    if callable(value) or isproperty(value) or isinstance(value, classmethod | staticmethod):
        return False
    return isroutine(value)


def _has_text(value: object) -> bool:
    """Tell whether autodoc takes an attribute for documented by what its value says."""
    try:
        text = getdoc(value, allow_inherited=True)
    except Exception:  # noqa: BLE001  # a value may do anything when it's looked at
        return True
    return bool(text) and text != safe_getattr(type(value), "__doc__", None)


def _is_listed_by_accident(domain: AutodocgenDomain, what: str, shown: str, value: object) -> bool:
    """Tell whether autodoc knows a value only by what it did for one that is shown because of us.

    For the first value that it describes, autodoc writes annotations of ``self.x: int`` and of
    comments into all classes of the module, and then takes these for the classes' own.
    """
    if isroutine(value) or isinstance(value, type) or isproperty(value):
        return False
    records = [r for r in _meant(domain, what, shown) if r.kind in ("attribute", "data")]
    if records and all(_is_ours(domain, record) for record in records):
        return False
    owner, _, name = shown.rpartition(".")
    bases = getattr(authors.live(owner), "__mro__", ())
    modules = {domain.project.module_of(record.name).name for record in records}
    is_only_set = not any(name in vars(base) for base in bases) and all(
        "instance" in record.modifiers and record.docstring is None for record in records
    )
    if records and is_only_set and all(domain.annotated.get(m, owner) == owner for m in modules):
        return True
    if what == "module" and not any(record.docstring for record in records):
        return False  # autodoc doesn't describe it
    for module in modules.union(base.__module__ for base in bases):
        domain.annotated.setdefault(module, owner)
    return False


def _is_ours(domain: AutodocgenDomain, record: Object) -> bool:
    return ("", record.name) in domain.kept


def _is_unwanted(domain: AutodocgenDomain, what: str, shown: str, options: Any) -> bool:
    """Tell whether a value is shown because of us alone, where nobody asked for such."""
    if domain.settings.show_undocumented == "all" or getattr(options, "undoc_members", None):
        return False
    records = list(_meant(domain, what, shown))
    return bool(records) and all(_is_ours(domain, record) for record in records)


def _meant(domain: AutodocgenDomain, what: str, shown: str) -> Iterator[Object]:
    """Yield the records that a member's name can mean; autodoc knows no nested class."""
    surface = surface_of(domain.project)
    owner, _, name = shown.rpartition(".")
    if what == "module":
        waiting: list[Object] = []
        if (found := surface.definition(shown)) is not None:
            yield found
    else:
        waiting = [found] if (found := _class_of(domain, owner)) is not None else []
    while waiting:
        each = waiting.pop()
        if each.kind == "class":
            waiting += surface.own(each).values()
            if (member := surface.members(each).get(name)) is not None:
                yield member


def _class_of(domain: AutodocgenDomain, shown: str) -> Object | None:
    """Return the record of a class, or of the first of its bases that has one.

    What is imported decides: a name may be bound in several places, and a class be made at run
    time.
    """
    surface = surface_of(domain.project)
    classes = getattr(authors.live(shown), "__mro__", ())
    names = (defined_name(each) for each in classes)
    found = (surface.definition(name) for name in names if name)
    records = (record for record in found if record is not None and record.kind == "class")
    return next(records, None) or surface.definition(shown)


def _is_asked_for(name: str, options: Any) -> bool:
    """Tell whether a name is public, or special and among the directive's special members."""
    if not name.startswith("_"):
        return True
    special: Any = getattr(options, "special_members", None) or ()
    return _SPECIAL.fullmatch(name) is not None and name in special


def _shown_name(app: Sphinx, what: str, name: str) -> str:
    """Return the full name under which a member is shown; autodoc knows no nested class."""
    owner = app.env.temp_data.get("autodoc:class") if what != "module" else None
    return ".".join(filter(None, (app.env.temp_data.get("autodoc:module"), owner, name)))


def _is_public(domain: AutodocgenDomain, record: Object, what: str, shown: str) -> bool:
    """Tell whether an object is public, or a special method of a public class.

    A public name for something private is public.
    """
    surface = surface_of(domain.project)
    owner, _, name = shown.rpartition(".")
    if what == "module" and owner in domain.project.modules and name not in surface.offered(owner):
        return False
    known = [record, surface.definition(shown)]
    if _SPECIAL.search(record.name):
        known.append(domain.project.get(record.parent))
    return any(each is not None and surface.is_public(each) for each in known)


def is_worth_showing(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether an object, or a public member of an undocumented class, would say something."""
    if domain.settings.show_undocumented == "none":
        return False
    if record.docstring is not None or _says_something(domain, record):
        return True
    if record.kind != "class" or not docstring.is_filled(record, domain.settings):
        return False
    surface = surface_of(domain.project)
    members = [m for m in domain.project.members(record.name) if surface.is_public(m)]
    return any(is_worth_showing(domain, m) for m in members)


def _is_only_name(domain: AutodocgenDomain, record: Object, name: str) -> bool:
    """Tell whether nothing else can show what a private function takes: its author published it."""
    is_hidden = record.short_name.startswith("_") and not name.startswith("_")
    is_wanted = domain.settings.show_undocumented != "none"
    return is_hidden and is_wanted and bool(lines_of(domain, record, is_value=False))


def _says_something(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether there are words about an object; types alone do where everything is shown."""
    if domain.settings.show_undocumented == "all":
        return bool(lines_of(domain, record))
    if record.kind in ("attribute", "data"):
        return False
    said = docstring.complete(record, domain.settings)
    guess = said.summary_guess
    if said.summary and not (guess and guess.rule == "deprecated"):
        return True
    if "deprecated" in record.modifiers:
        return False  # what it takes is of no use to anybody
    entries = (*said.parameters, *said.returns, *said.yields, *said.raises)
    return any(entry.description for entry in entries)


def _is_excluded(name: str, options: Any) -> bool:
    """Tell whether a directive names a member as excluded (everything, if it says just that)."""
    excluded = getattr(options, "exclude_members", None) or ()
    if not isinstance(excluded, set | frozenset | list | tuple):
        return True
    return name in excluded


def begin_members(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, skip: bool, options: Any
) -> None:
    """Notice that autodoc lists members: what it asks about next, no directive names."""
    del what, name, obj, skip, options
    of(app.env).listing = page_of(app.env)


def mark_added(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Mark the description of a member that autodoc would skip without us.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        lines: The docstring; changed in place.
    """
    domain, page = of(app.env), page_of(app.env)
    if MARK in lines:
        return
    record = record_of(domain, None if what in ("attribute", "data") else obj, name)
    is_kept = record and not domain.kept.isdisjoint({(page, record.name), ("", record.name)})
    if record and what in ("attribute", "data") and domain.listing != page:
        domain.annotated.setdefault(domain.project.module_of(record.name).name, name)
    is_listed = domain.listing == page and not _is_shown_without_us(what, name, record, options)
    if is_kept and is_listed:
        domain.noted.setdefault(page, [])
        lines += ["", MARK, ""]
    is_inside = (page, name.rpartition(".")[0]) in domain.inside
    note_inside(domain, (page, name), obj, is_ours=is_listed and (is_kept or is_inside))


def _is_shown_without_us(what: str, name: str, record: Object | None, options: Any) -> bool:
    """Tell whether autodoc lists an undocumented member: of values, those that a class has."""
    if not getattr(options, "undoc_members", None) or what not in ("attribute", "data"):
        return bool(getattr(options, "undoc_members", None))
    path, _, short = name.rpartition(".")
    owner = authors.live(path)
    if not isinstance(owner, type):
        return short not in getattr(owner, "__dict__", {})  # it's only annotated
    is_only_set = record is not None and "instance" in record.modifiers
    return not is_only_set or any(short in vars(base) for base in owner.__mro__)


def load_lazily(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Analyse a top-level package when autodoc asks about the first of its objects.

    Each is analysed apart from the others, so that the order of the pages changes none of them.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        lines: The docstring.
    """
    del options, lines
    domain = of(app.env)
    if not domain.is_lazy or name.partition(".")[0] in domain.looked_for:
        return
    found = None if what in ("attribute", "data") else defined_name(obj)
    top = (found or name).partition(".")[0]
    if not top or top in domain.looked_for or top in sys.stdlib_module_names:
        return
    domain.looked_for.add(top)
    if top not in domain.tops:
        domain.load((top,))
        values.replace_analyzers(domain, top)


def fill_attribute_docs(app: Sphinx) -> None:
    """Have autodoc read what is known of attributes and data without a docstring."""
    domain = of(app.env)
    values.replace_analyzers(domain, *domain.tops)

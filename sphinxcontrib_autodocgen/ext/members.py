"""Which members are shown: those that autodoc would skip only for want of a docstring."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec
from sphinx.util.inspect import isproperty, isroutine

from .. import docstring
from ..model import Object
from . import values
from .added import MARK
from .domain import AutodocgenDomain, of, page_of
from .events import defined_name, lines_of, note_shown, record_of
from .mocks import is_bound_to_mock

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["begin_members", "fill_attribute_docs", "keep_member", "load_lazily", "mark_added"]

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
        False to show it, None to leave the decision to others.
    """
    if not skip:
        return None
    if not _is_asked_for(name, options) or _is_excluded(name, options):
        return None
    domain = of(app.env)
    shown = _shown_name(app, what, name)
    is_value = not (isroutine(obj) or isinstance(obj, type) or isproperty(obj))
    record = record_of(domain, obj, None if is_value else shown)
    if record is None or not domain.settings.show_undocumented or not _is_public(record, shown):
        return None
    if what == "module" and _is_foreign(app, record, shown):
        return None
    if is_bound_to_mock(shown) or is_bound_to_mock(record.name):
        return None
    if record.docstring is not None and "stub" not in record.modifiers:
        return None  # it's skipped for another reason than the want of a docstring
    note_shown(app, domain, record)
    if not _has_something_to_show(domain, record):
        return None
    domain.kept.add((page_of(app.env), record.name))
    return False


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


def _is_public(record: Object, shown: str) -> bool:
    """Tell whether an object is public where it's shown, as a special method of a class is."""
    plain = _SPECIAL.sub("special", shown)
    return msgspec.structs.replace(record, name=plain).is_public


def _is_foreign(app: Sphinx, record: Object, shown: str) -> bool:
    """Tell whether the module that is being documented doesn't offer an object as its own."""
    project = of(app.env).project
    module = project.modules.get(shown.rpartition(".")[0])
    if module is None:
        return False
    if module.exports is not None:
        return shown.rpartition(".")[2] not in module.exports
    return shown not in project and project.module_of(record.name) is not module


def _has_something_to_show(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether an object, or a public member of an undocumented class, would say something."""
    if record.docstring is not None or lines_of(domain, record):
        return True
    if record.kind != "class" or not docstring.is_filled(record, domain.settings):
        return False
    members = [m for m in domain.project.members(record.name) if m.is_public]
    return any(m.docstring is not None or _has_something_to_show(domain, m) for m in members)


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
    if domain.listing != page or getattr(options, "undoc_members", None) or MARK in lines:
        return
    record = record_of(domain, None if what in ("attribute", "data") else obj, name)
    if record is None or domain.kept.isdisjoint({(page, record.name), ("", record.name)}):
        return
    domain.noted.setdefault(page, [])
    lines += ["", MARK, ""]


def load_lazily(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Analyse the top-level package of the first object that autodoc asks about.

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
    if domain.project or domain.settings.packages:
        return
    found = None if what in ("attribute", "data") else defined_name(obj)
    top = (found or name).partition(".")[0]
    if top and top not in domain.looked_for:
        domain.looked_for.add(top)
        domain.load((top,))
        values.replace_analyzers(domain)


def fill_attribute_docs(app: Sphinx) -> None:
    """Have autodoc read what is known of attributes and data without a docstring."""
    values.replace_analyzers(of(app.env))

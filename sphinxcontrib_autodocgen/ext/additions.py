"""What is added below a description: where it was inherited from, and an enumeration's members.

Both say what the source proves, beside text that an author wrote, and are added after napoleon and
numpydoc have read it. Added twice they'd be said once.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sphinx.util.inspect import object_description, safe_getattr

from .. import docstring
from ..model import Guess, Object
from . import marks
from .domain import of
from .events import record_of
from .labels import translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["add_members", "add_overridden"]

_MEMBER = ("method", "property", "attribute")
_MOST_MEMBERS = 200
_LONGEST_VALUE = 60


def add_overridden(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Say whose text a member shows that has none of its own, and link it.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        lines: The docstring; changed in place.
    """
    del options
    domain = of(app.env)
    record = record_of(domain, None if what == "attribute" else obj, name)
    if record is None or what not in _MEMBER or not any(lines) or name in domain.filled:
        return
    if _has_own_text(what, record, obj) or not docstring.is_filled(record, domain.settings):
        return
    overridden = domain.view.overridden(record)
    if overridden is None:
        return
    module = domain.project.module_of(record.name).name
    field = _overrides(domain.view.as_imported(overridden, module))
    if field not in lines:
        lines += ["", field, ""]
        domain.note(app.env.docname, [overridden])


def _has_own_text(what: str, record: Object, obj: object) -> bool:
    """Tell whether a text was written for a member itself, in the source or at run time."""
    own = safe_getattr(obj, "__doc__", None) if what != "attribute" else None
    return record.docstring is not None or isinstance(own, str)


def _overrides(name: str) -> str:
    shown = ".".join(name.split(".")[-2:])
    return f":{translate('Overrides')}: :autodocgen-name:`{shown} <{name}>`"


def add_members(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """List the members of an enumeration whose author describes none of them.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options; with ``undoc-members`` autodoc lists them itself.
        lines: The docstring; changed in place.
    """
    domain = of(app.env)
    record = record_of(domain, obj, name) if what == "class" else None
    if record is None or "enum" not in record.modifiers or _TABLE in lines:
        return
    if getattr(options, "undoc_members", None) or not docstring.is_filled(record, domain.settings):
        return
    found = [m for m in domain.project.members(record.name) if "member" in m.modifiers]
    members = [m for m in found if not m.short_name.startswith("_")]
    described = any(map(_is_described, members))
    if members and not described and len(members) <= _MOST_MEMBERS:
        lines += ["", *_table(members, obj), ""]


_TABLE = "   :class: autodocgen-members"


def _is_described(member: Object) -> bool:
    """Tell whether more is said of a member than of which it is a further name."""
    summary = member.summary
    return member.docstring is not None or (
        summary is not None and summary.evidence != "rule:alias"
    )


def _table(members: list[Object], enumeration: object) -> Iterator[str]:
    why = Guess("", 1.0, "the class's body")
    yield f".. list-table:: {translate('Members')} {marks.mark_text(why)}"
    yield _TABLE
    yield "   :header-rows: 1"
    yield ""
    yield f"   * - {translate('Name')}"
    yield f"     - {translate('Value')}"
    for member in members:
        yield f"   * - ``{member.short_name}``"
        value = _value(member, enumeration)
        yield f"     - ``{value}``" if value and "`" not in value else "     -"


def _value(member: Object, enumeration: object) -> str | None:
    """Return a member's value as Python has it; that of another name's member is this member."""
    if not isinstance(enumeration, enum.EnumType):
        return member.value
    live: Any = enumeration.__members__.get(member.short_name)
    if live is None or hasattr(live.value, "__sphinx_mock__"):
        return None
    if live.name not in {None, member.short_name}:
        return f"{enumeration.__name__}.{live.name}"
    text = object_description(live.value)
    short = len(text) <= _LONGEST_VALUE and "\n" not in text
    return text if short and not text.startswith("<") else None

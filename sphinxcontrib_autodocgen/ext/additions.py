"""What is added below a description: where it was inherited from, and an enumeration's members.

Both say what the source proves, beside text that an author wrote, and are added after napoleon and
numpydoc have read it. Added twice they'd be said once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sphinx.util.inspect import safe_getattr

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
    why = Guess("", 1.0, "the source has no docstring here, but there")
    link = f":autodocgen-name:`{shown} <{name}>`"
    return f":{translate('Overrides')}: {link} {marks.mark_text(why, 'inherited')}"


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
    described = any(member.docstring is not None or member.summary for member in members)
    if members and not described and len(members) <= _MOST_MEMBERS:
        lines += ["", *_table(members), ""]


_TABLE = "   :class: autodocgen-members"


def _table(members: list[Object]) -> Iterator[str]:
    why = Guess("", 1.0, "the class's body")
    yield f".. list-table:: {translate('Members')} {marks.mark_text(why)}"
    yield _TABLE
    yield "   :header-rows: 1"
    yield ""
    yield f"   * - {translate('Name')}"
    yield f"     - {translate('Value')}"
    for member in members:
        yield f"   * - ``{member.short_name}``"
        value = member.value if member.value and "`" not in member.value else None
        yield f"     - ``{value}``" if value else "     -"

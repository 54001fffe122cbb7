"""What sphinx-autoapi is told: it reads source, imports nothing, and asks no event for a docstring.

Its objects carry a docstring that can be set where it asks whether to skip one. It asks at
``builder-inited``, before there is a page; what it's told is in the pages that it then writes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import docstring
from ..surface import surface_of
from . import added, authors
from .domain import of
from .events import lines_of
from .members import is_worth_showing

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["connect", "keep_and_fill"]

_EVENT = "autoapi-skip-member"


def connect(handler: Callable[..., Any]) -> Callable[[Sphinx, Config], None]:
    """Return a handler of ``config-inited`` that connects another if sphinx-autoapi is there."""

    def connect_if_loaded(app: Sphinx, config: Config) -> None:  # noqa: ARG001
        if _EVENT in app.events.events:
            app.connect(_EVENT, handler, priority=400)

    return connect_if_loaded


def keep_and_fill(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any
) -> bool | None:
    """Fill an object's docstring, and show it if only that was missing.

    Args:
        app: The application.
        what: The kind of the object, in autoapi's words.
        name: Its full name.
        obj: autoapi's object; its docstring is set.
        skip: Whether autoapi would skip it.
        options: autoapi's options.

    Returns:
        False to show it, None to leave the decision to others.
    """
    del what, options
    domain = of(app.env)
    record = domain.project.get(name)
    if record is None or record.docstring is not None or obj.imported:
        return None
    is_public = surface_of(domain.project).is_public(record)
    if not is_public or not docstring.is_filled(record, domain.settings):
        return None
    filled = lines_of(domain, record)
    if authors.whose(obj.docstring, None) != "author" and filled:
        obj.docstring = "\n".join(filled)
    if not (skip and filled and is_worth_showing(domain, record)):
        return None
    obj.docstring += f"\n\n{added.MARK}\n"
    return False

"""No warning of what is wrong in an author's text that a page shows only because of us.

An undocumented class that we describe shows its documented members, which no page showed before.
Whatever Sphinx, docutils or another extension says of their docstrings, it wouldn't say without us,
so it would break a build with ``-W`` that passed.
"""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.inspect import safe_getattr
from sphinx.util.logging import NAMESPACE, get_node_location

from .domain import AutodocgenDomain, of, page_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["note_inside", "watch_warnings"]

_DOCSTRING = re.compile(r"\bdocstring of ([^\s:]+)")


def watch_warnings(app: Sphinx) -> None:
    """Attach a filter to the logger of each part of Sphinx and of each extension."""
    wanted = _Wanted(app)
    for name, logger in logging.root.manager.loggerDict.items():
        if name.startswith(f"{NAMESPACE}.") and isinstance(logger, logging.Logger):
            for known in [each for each in logger.filters if isinstance(each, _Wanted)]:
                logger.removeFilter(known)
            logger.addFilter(wanted)


def note_inside(
    domain: AutodocgenDomain, place: tuple[str, str], obj: object, *, is_ours: bool
) -> None:
    """Note whether a page shows an object only because of us, or without us too.

    Args:
        domain: Where it is noted.
        place: The page, and the object's full name, as documented.
        obj: The object.
        is_ours: Whether only because of us.
    """
    page, name = place
    names = {(page, name), (page, _source_name(obj) or name)}
    domain.inside.discard(place)
    domain.silenced -= names
    if is_ours:
        domain.inside.add(place)
        domain.silenced |= names if name not in domain.filled else set()


def _source_name(obj: object) -> str | None:
    """Return the name by which autodoc says where an object's docstring is from."""
    module, qualified = (safe_getattr(obj, each, None) for each in ("__module__", "__qualname__"))
    return f"{module}.{qualified}" if module and qualified else None


class _Wanted(logging.Filter):
    """Drops what is said of silenced docstrings."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self._app = app

    def filter(self, record: logging.LogRecord) -> bool:
        """Let a record pass if it isn't about a silenced docstring."""
        domain, page = of(self._app.env), page_of(self._app.env)
        if not domain.inside:
            return True
        found = _DOCSTRING.search(_place(getattr(record, "location", None)))
        if found and not page:  # pages are being written, and code that's no Python is found
            return all(name != found[1] for _, name in domain.silenced)
        if found:
            return (page, found[1]) not in domain.silenced
        named = record.args[:1] if isinstance(record.args, tuple) else ()
        scopes = {name for each in map(str, named) for name in (each, each.rpartition(".")[0])}
        return not any((page, scope) in domain.inside for scope in scopes)


def _place(location: Any) -> str:
    return str(
        (get_node_location(location) if isinstance(location, nodes.Node) else location) or ""
    )

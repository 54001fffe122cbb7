"""Filters of loggers: one clear line for a failed import, and no warning that only we cause.

autodoc reports a failed import as a warning with a traceback of many lines. Its logger gets a
filter that turns each into one line of ours, which says what failed and what to do; whoever
suppresses autodoc's warning also suppresses ours.

An undocumented class that we describe shows its documented members, which no page showed before.
Whatever Sphinx, docutils or another extension says of their docstrings, it wouldn't say without us,
so it would break a build with ``-W`` that passed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sphinx
from docutils import nodes
from sphinx import addnodes
from sphinx.util.inspect import safe_getattr
from sphinx.util.logging import NAMESPACE, get_node_location

from .added import ADDED
from .domain import of, page_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .autodoc import AskedObject
    from .descriptions import Described

__all__ = ["explain_failures", "mark_silenced", "note_inside", "unmark_silenced", "watch_warnings"]

_FAILED = re.compile(
    r"failed to import (?P<what>.*?)"
    r"(?:; (?:the following exception was raised:\n)?(?P<rest>.*))?$",
    re.DOTALL,
)
_LOGGER = "sphinx.sphinx.ext.autodoc"
_SPHINX = str(Path(sphinx.__file__).parent)
_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*: |[A-Za-z_]\w*(Error|Exception|Exit)$")
_LINE = re.compile(r'File "([^"<>]+)", line (\d+)')
_MISSING = re.compile(r"No module named '([\w.]+)'")
_OF = "docstring of "
_SILENCED = "silenced docstring of "
_DOCSTRING = re.compile(r"\bdocstring of ([^\s:]+)")


def explain_failures(app: Sphinx, config: Config) -> None:  # noqa: ARG001
    """Attach the filter to autodoc's logger.

    Args:
        app: The application.
        config: Its configuration; ``suppress_warnings`` for autodoc counts for our line too.
    """
    suppressed = not {"autodoc", "autodoc.*", "autodoc.import_object"}.isdisjoint(
        config.suppress_warnings
    )
    logger = logging.getLogger(_LOGGER)
    for known in [f for f in logger.filters if isinstance(f, _OneLine)]:
        logger.removeFilter(known)
    if not suppressed:
        logger.addFilter(_OneLine())


class _OneLine(logging.Filter):
    """Rewrites the record of a failed import."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record in place; every record passes."""
        if record.levelno < logging.WARNING:
            return True  # unread: it may hold objects whose repr() fails
        match = _FAILED.search(record.getMessage())
        if match is None:
            return True
        rest = (match["rest"] or "").replace("\\n", "\n").replace("\\'", "'")  # or its repr
        record.msg = _explain(match["what"], rest)
        record.args = ()
        record.type = "autodocgen"
        record.subtype = "import"
        places = [place for place in _LINE.findall(rest) if not place[0].startswith(_SPHINX)]
        if places and getattr(record, "location", None) is None:
            record.location = ":".join(places[-1])
        return True


def _explain(what: str, rest: str) -> str:
    """Say in one line what failed and what to do about it."""
    lines = [line.strip().lstrip("[(,'\" ").rstrip("\\") for line in rest.splitlines()]
    raised = [line for line in lines if _EXCEPTION.match(line)]
    reason = raised[-1] if raised else next(filter(None, lines), "no such object")
    missing = _MISSING.search(reason)
    if missing:
        advice = f"install {missing[1]!r} or add it to autodoc_mock_imports"
    elif any(lines):
        advice = "make it importable, or leave it out"
    else:
        advice = "check its name"
    return f"cannot import {' '.join(what.split())}: {reason} ({advice})"


def watch_warnings(app: Sphinx) -> None:
    """Attach a filter to the logger of each part of Sphinx and of each extension."""
    wanted = _Wanted(app)
    for name, logger in logging.root.manager.loggerDict.items():
        if name.startswith(f"{NAMESPACE}.") and isinstance(logger, logging.Logger):
            for known in [each for each in logger.filters if isinstance(each, _Wanted)]:
                logger.removeFilter(known)
            logger.addFilter(wanted)


def note_inside(asked: AskedObject, *, is_ours: bool) -> None:
    """Note whether a page shows an object only because of us, or without us too."""
    domain, place = asked.domain, (asked.page.name, asked.name)
    is_class = asked.what in ("class", "exception")
    scope = asked.name if is_class else asked.name.rpartition(".")[0]
    names = {asked.name, _source_name(asked.obj) or asked.name}
    silent = {(asked.page.name, scope, name) for name in names}
    domain.inside.discard(place)
    domain.silenced -= silent
    if is_ours:
        domain.inside.add(place)
        domain.silenced |= silent if not asked.filled else set()


def mark_silenced(described: Described) -> None:
    """Mark what is parsed of a silenced docstring: transforms tell of it when its class is left."""
    env = described.app.env
    for node in described.content.findall(nodes.Element) if of(env).silenced else ():
        if node.source and _is_silenced(env, node.source):
            node.source = node.source.replace(_OF, _SILENCED, 1)


def unmark_silenced(app: Sphinx, doctree: nodes.document) -> None:
    """Have sources named as they are without us when all of a page's transforms are done."""
    for node in doctree.findall(nodes.Element) if of(app.env).silenced else ():
        if node.source:
            node.source = node.source.replace(_SILENCED, _OF)


def _is_silenced(env: BuildEnvironment, place: str) -> bool:
    """Tell whether a docstring is silenced in the class whose description is being parsed.

    A name alone doesn't say so: a function may be a method that is shown apart from its class.
    """
    found, context = _DOCSTRING.search(place), env.ref_context
    if found is None:
        return False
    scope = ".".join(filter(None, (context.get("py:module"), context.get("py:class"))))
    return (page_of(env).name, scope, found[1]) in of(env).silenced


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
        if record.levelno < logging.WARNING:
            return True  # unread: it may hold objects whose repr() fails
        env, location = self._app.env, getattr(record, "location", None)
        domain, page = of(env), page_of(env).name
        if isinstance(location, nodes.Node) and _is_added(location):
            return False
        if not domain.inside:
            return True
        place = _place(location)
        if _DOCSTRING.search(place):
            return _SILENCED not in place and not _is_silenced(env, place)
        return domain.inside.isdisjoint((page, scope) for scope in _scopes(record))


def _scopes(record: logging.LogRecord) -> Iterator[str]:
    """Yield the name that a record is about, and what it is in."""
    named = record.args[:1] if isinstance(record.args, tuple) else ()
    for name in named:
        if isinstance(name, str):
            yield name
            yield name.rpartition(".")[0]


def _is_added(node: nodes.Node) -> bool:
    """Tell whether a node of a page that was read is inside what is shown only because of us."""
    above: nodes.Node | None = node
    while above is not None and not (isinstance(above, addnodes.desc) and above.get(ADDED)):
        above = above.parent
    return above is not None


def _place(location: Any) -> str:
    return str(
        (get_node_location(location) if isinstance(location, nodes.Node) else location) or ""
    )

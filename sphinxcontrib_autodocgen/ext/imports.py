"""One clear line for a module that autodoc can't import, instead of a traceback.

autodoc reports a failed import as a warning with a traceback of many lines. Its logger gets a
filter that turns each into one line of ours, which says what failed and what to do; whoever
suppresses autodoc's warning also suppresses ours.
"""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING

import sphinx

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["explain_failures"]

_FAILED = re.compile(
    r"failed to import (?P<what>.*?)"
    r"(?:; (?:the following exception was raised:\n)?(?P<rest>.*))?$",
    re.DOTALL,
)
_LOGGER = "sphinx.sphinx.ext.autodoc"
_SPHINX = str(Path(sphinx.__file__).parent)
_EXCEPTION = re.compile(r"[A-Za-z_][\w.]*: |[A-Za-z_]\w*(Error|Exception|Exit)$")
_PLACE = re.compile(r'File "([^"<>]+)", line (\d+)')
_MISSING = re.compile(r"No module named '([\w.]+)'")


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
        match = _FAILED.search(str(record.getMessage()))
        if match is None or record.levelno < logging.WARNING:
            return True
        rest = (match["rest"] or "").replace("\\n", "\n").replace("\\'", "'")  # or its repr
        record.msg = _explain(match["what"], rest)
        record.args = ()
        record.type = "autodocgen"
        record.subtype = "import"
        places = [place for place in _PLACE.findall(rest) if not place[0].startswith(_SPHINX)]
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

"""Our own faults cost one warning each: the author's text stays, and the build goes on."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from docutils import nodes
from docutils.parsers.rst import Directive, DirectiveError
from docutils.utils import SystemMessage
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from .. import later
from ..errors import REPORT

__all__ = ["safe_directive", "safe_transform", "safely"]

logger = logging.getLogger(__name__)

_T = TypeVar("_T", bound=SphinxTransform)
_D = TypeVar("_D", bound=Directive)


def safely(handler: Callable[..., Any], answer: object = None) -> Callable[..., Any]:
    """Make a handler whose failure is one warning, gives an answer, and changes nothing else.

    Args:
        handler: The handler, or a step of one.
        answer: What is answered instead.

    Returns:
        The handler; lists of lines that it began to change are put back.
    """
    found = functools.cache(lambda: later.now(handler))

    @functools.wraps(handler, updated=())
    def handle(*arguments: Any) -> Any:
        before = [(lines, list(lines)) for lines in _lines(arguments)]
        try:
            return found()(*arguments)
        except Exception as error:  # noqa: BLE001  # whatever it is, the build goes on
            for lines, written in before:
                lines[:] = written
            _warn(handler.__name__, _subject(arguments), error)
            return answer

    return handle


def safe_transform(transform: type[_T]) -> type[_T]:
    """Return a transform whose failure is one warning."""
    made: type[_T] = later.made(_safe_transform, transform)
    return made


def _safe_transform(given: type[_T]) -> type[_T]:
    transform = later.now(given)
    begin: Callable[..., None] = getattr(transform, "apply")  # noqa: B009

    def apply(self: SphinxTransform, **kwargs: Any) -> None:
        try:
            begin(self, **kwargs)
        except Exception as error:  # noqa: BLE001
            _warn(transform.__name__, self.env.docname, error)

    return type(transform.__name__, (transform,), {"apply": apply, "__doc__": transform.__doc__})


def safe_directive(directive: type[_D]) -> type[_D]:
    """Return a directive whose failure is one warning and shows nothing."""
    made: type[_D] = later.made(_safe_directive, directive)
    return made


def _safe_directive(given: type[_D]) -> type[_D]:
    directive = later.now(given)

    def run(self: Directive) -> list[nodes.Node]:
        try:
            return list(directive.run(self))
        except (DirectiveError, SystemMessage):  # said to the author in docutils' way
            raise
        except Exception as error:  # noqa: BLE001
            source, line = self.state_machine.get_source_and_line(self.lineno)
            _warn(self.name, f"{source}:{line}", error)
            return []

    return type(directive.__name__, (directive,), {"run": run, "__doc__": directive.__doc__})


def _warn(what: str, subject: str, error: Exception) -> None:
    if isinstance(error, OSError):  # a full disk, too many open files: no fault of ours
        place = f"{error.filename}: " if error.filename else ""
        reason = f"{place}{error.strerror or error}"
        logger.warning("%s: %s", what, reason, type="autodocgen", subtype="system", once=True)
        return
    said = f"{type(error).__name__}: {error}".partition("\n")[0]
    logger.warning(
        "%s%s failed (%s); please report it with its code at %s",
        what,
        f" of {_short(subject)}" if subject else "",
        said,
        REPORT,
        type="autodocgen",
        subtype="internal",
    )


def _short(subject: str) -> str:
    return subject if len(subject) <= _LONGEST else f"{subject[:_LONGEST]}..."


_LONGEST = 200
"""Most characters of a name that a warning has."""


def _lines(arguments: tuple[Any, ...]) -> list[list[str]]:
    """Return the lists of lines that a handler may change; a live object is asked nothing."""
    given = (getattr(arguments[0], "lines", None),) if len(arguments) == 1 else arguments
    return [argument for argument in given if _is(argument, list)]


def _is(argument: object, kind: type) -> bool:
    """Tell what something is without asking it, because a proxy may fail to answer."""
    return issubclass(type(argument), kind)


def _subject(arguments: tuple[Any, ...]) -> str:
    """Return the name of the object, reference or page that a handler was asked about."""
    for argument in arguments[1:] or arguments:
        if _is(argument, nodes.document):
            return str(argument.get("source", ""))
        if _is(argument, nodes.Element):
            return str(argument.get("reftarget", ""))
    if len(arguments) > 2 and isinstance(arguments[1], str) and isinstance(arguments[2], str):
        return arguments[2]  # an event of autodoc: the kind, then the name
    name = getattr(arguments[0], "name", "") if len(arguments) == 1 else ""
    return name if isinstance(name, str) else ""

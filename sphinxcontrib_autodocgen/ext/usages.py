"""Calls in tests, examples and documents below the description of what they call."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..model import Usage
    from .autodoc import Documented

__all__ = ["add_usages"]


def add_usages(asked: Documented) -> None:
    """Add the calls that are known of an object to its docstring, as code with its place."""
    record = asked.record
    if record is not None and record.usages and asked.domain.settings.usage:
        asked.domain.note(asked.page.name, [record.name])
        for usage in record.usages:
            asked.lines += _lines(usage)


def _lines(usage: Usage) -> Iterator[str]:
    path = usage.path.replace("\\", "/").replace("`", "")
    yield from ("", f"Used in ``{path}``, line {usage.line}:", "")
    if usage.result:
        yield from (".. code-block:: pycon", "", f"   >>> {usage.code}", f"   {usage.result}", "")
    else:
        yield from (".. code-block:: python", "", f"   {usage.code}", "")

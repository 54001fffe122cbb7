"""Formats of an API diff: one generator of lines for each format that others read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from .. import outputs
from ..markdown import heading
from .changes import SEVERITIES, Change, Diff, Severity

__all__ = ["FORMATS", "HISTORIES", "PAGES", "github", "json_lines", "markdown", "table", "text"]


def text(diff: Diff) -> Iterator[str]:
    """Yield a line for each change, the most severe first, and a summary."""
    for change in diff.changes:
        yield f"{_place(change)}{change.severity}: {change.object}: {_said(change)}"
    for item in diff.suppressed:
        change = item.change
        yield f"left out: {change.object}: {_said(change)}: {item.reason}"
    yield from _totals(diff)


def _said(change: Change) -> str:
    return f"{_message(change)} [{change.rule}]"


def _message(change: Change) -> str:
    """Return what changed, and the first of the other names for which it's true."""
    if not change.also:
        return change.message
    more = len(change.also) - _NAMED
    others = ", ".join(change.also[:_NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"{change.message}; so for {others}"


_NAMED = 3


def _place(change: Change) -> str:
    place = change.new or change.old
    return f"{place.path}:{place.line}: " if place else ""


def _totals(diff: Diff) -> Iterator[str]:
    counts = Counter(change.severity for change in diff.changes)
    parts = ", ".join(f"{counts[severity]} {severity}" for severity in SEVERITIES)
    rest = f"; {len(diff.suppressed)} left out" if diff.suppressed else ""
    yield f"{diff.old} -> {diff.new}: {parts}{rest}"
    yield from (f"diff-ignore: {line}" for line in diff.unused)


def json_lines(diff: Diff) -> Iterator[str]:
    """Yield one JSON document with everything."""
    yield from outputs.document(
        {
            "schema": 1,
            "old": diff.old,
            "new": diff.new,
            "changes": [_document(change) for change in diff.changes],
            "suppressed": [
                {**_document(item.change), "reason": item.reason} for item in diff.suppressed
            ],
            "unused": diff.unused,
            "errors": [msgspec.structs.asdict(problem) for problem in diff.problems],
        }
    )


def _document(change: Change) -> dict[str, Any]:
    places = {"old": change.old, "new": change.new}
    written = {side: place and msgspec.structs.asdict(place) for side, place in places.items()}
    return {**msgspec.structs.asdict(change), **written}


_LEVELS = {"breaking": "error", "risky": "warning", "safe": "notice"}
"""GitHub's names of the severities."""


def github(diff: Diff) -> Iterator[str]:
    """Yield a workflow command for each change, which GitHub shows beside its line."""
    for change in diff.changes:
        # only the new version has lines that can be shown
        place = {"file": change.new.path, "line": change.new.line} if change.new else {}
        level, said = _LEVELS[change.severity], _said(change)
        yield outputs.command(level, said, **place, title=change.object)
    yield from _totals(diff)


def markdown(diff: Diff) -> Iterator[str]:
    """Yield Markdown with a table for each severity."""
    yield _title(f"API changes from {diff.old} to {diff.new}")
    yield from table(diff, "###")
    if not diff.changes:
        yield from ("", "None.")
    if diff.suppressed:
        yield from ("", "### Left out", "")
        rows = ((item.change.object, item.change.message, item.reason) for item in diff.suppressed)
        cells = ((outputs.name(first), *map(outputs.plain, rest)) for first, *rest in rows)
        yield from outputs.table(("Object", "Change", "Reason"), cells)


def _title(text: str) -> str:
    return heading(outputs.plain(text), 2)


def table(diff: Diff, signs: str) -> Iterator[str]:
    """Yield a Markdown heading and table for each severity that changes have.

    Args:
        diff: The diff.
        signs: The signs that make a heading of the right depth.
    """
    for severity in SEVERITIES:
        changes = [change for change in diff.changes if change.severity == severity]
        if changes:
            yield from ("", f"{signs} {severity.capitalize()}", "")
            yield from outputs.table(("Object", "Change", "Rule"), map(_row, changes))


def _row(change: Change) -> tuple[str, str, str]:
    return outputs.name(change.object), outputs.plain(_message(change)), f"`{change.rule}`"


# the pages that changes touch


Pages = Mapping[str, Sequence[Change]]
"""Changes by the paths of the pages that name what changed."""


def _pages_text(diff: Diff, pages: Pages) -> Iterator[str]:
    for path, changes in pages.items():
        for change in changes:
            yield f"{path}: {change.severity}: {change.object}: {_said(change)}"
    yield f"{diff.old} -> {diff.new}: {len(pages)} pages name what changed"


def _pages_json(diff: Diff, pages: Pages) -> Iterator[str]:
    listed = {path: [_document(change) for change in changes] for path, changes in pages.items()}
    yield from outputs.document({"schema": 1, "old": diff.old, "new": diff.new, "pages": listed})


def _pages_markdown(diff: Diff, pages: Pages) -> Iterator[str]:
    yield _title(f"Pages that name what changed from {diff.old} to {diff.new}")
    yield ""
    if not pages:
        yield "None."
        return
    cells = (
        (f"`{path}`", outputs.name(change.object), outputs.plain(change.message))
        for path, changes in pages.items()
        for change in changes
    )
    yield from outputs.table(("Page", "Object", "Change"), cells)


def _pages_github(diff: Diff, pages: Pages) -> Iterator[str]:
    for path, changes in pages.items():
        for change in changes:
            said = f"{change.object}: {_said(change)}"
            yield outputs.command(_LEVELS[change.severity], said, file=path, title=change.object)
    yield f"{diff.old} -> {diff.new}: {len(pages)} pages name what changed"


# what happened to one object


Event = tuple[str, Severity, str, str]
"""The version, the severity, what happened, and the rule."""


def _history_text(name: str, events: Sequence[Event]) -> Iterator[str]:  # noqa: ARG001
    for version, severity, said, rule in events:
        yield f"{version}: {severity}: {said} [{rule}]"


def _history_json(name: str, events: Sequence[Event]) -> Iterator[str]:
    keys = ("version", "severity", "message", "rule")
    listed = [dict(zip(keys, event, strict=True)) for event in events]
    yield from outputs.document({"schema": 1, "object": name, "events": listed})


def _history_markdown(name: str, events: Sequence[Event]) -> Iterator[str]:
    yield from (_title(f"History of {name}"), "")
    cells = (
        (outputs.plain(version), outputs.plain(said), severity)
        for version, severity, said, _ in events
    )
    yield from outputs.table(("Version", "Change", "Severity"), cells)


FORMATS: dict[str, Callable[[Diff], Iterator[str]]] = {
    "text": text,
    "json": json_lines,
    "markdown": markdown,
    "github": github,
}
"""The formats by the names that ``--format`` takes."""

PAGES: dict[str, Callable[[Diff, Pages], Iterator[str]]] = {
    "text": _pages_text,
    "json": _pages_json,
    "markdown": _pages_markdown,
    "github": _pages_github,
}
"""Formats of the pages that changes touch, by the same names."""

HISTORIES: dict[str, Callable[[str, Sequence[Event]], Iterator[str]]] = {
    "text": _history_text,
    "json": _history_json,
    "markdown": _history_markdown,
    "github": _history_text,
}
"""Formats of the history of an object, by the same names; GitHub shows text in its log."""

"""How an API diff is written: one generator of lines for each format that others read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from .record import SEVERITIES, Change, Diff

__all__ = ["FORMATS", "github", "json_lines", "markdown", "table", "text"]


def text(diff: Diff) -> Iterator[str]:
    """Yield a line for each change, the most severe first, and what it comes to."""
    for change in diff.changes:
        yield f"{_place(change)}{change.severity}: {change.object}: {_said(change)}"
    for item in diff.suppressed:
        change = item.change
        yield f"left out: {change.object}: {_said(change)}: {item.reason}"
    yield from _totals(diff)


def _said(change: Change) -> str:
    return f"{change.message} [{change.rule}]"


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
    yield json.dumps(
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
        },
        indent=1,
    )


def _document(change: Change) -> dict[str, Any]:
    places = {"old": change.old, "new": change.new}
    written = {side: place and msgspec.structs.asdict(place) for side, place in places.items()}
    return {**msgspec.structs.asdict(change), **written}


def github(diff: Diff) -> Iterator[str]:
    """Yield a workflow command for each change, which GitHub shows beside its line."""
    commands = {"breaking": "error", "risky": "warning", "safe": "notice"}
    for change in diff.changes:
        place = f"title={_property(change.object)}"
        if change.new is not None:  # only the new version has lines that can be shown
            place = f"file={_property(change.new.path)},line={change.new.line},{place}"
        yield f"::{commands[change.severity]} {place}::{_data(_said(change))}"
    yield from _totals(diff)


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def markdown(diff: Diff) -> Iterator[str]:
    """Yield Markdown with a table for each severity."""
    yield f"## API changes from {_escaped(diff.old)} to {_escaped(diff.new)}"
    yield from table(diff, "###")
    if not diff.changes:
        yield from ("", "None.")
    if diff.suppressed:
        yield from ("", "### Left out", "", "| Object | Change | Reason |", "| --- | --- | --- |")
    for item in diff.suppressed:
        cells = (_name(item.change.object), _escaped(item.change.message), _escaped(item.reason))
        yield f"| {' | '.join(cells)} |"


def table(diff: Diff, heading: str) -> Iterator[str]:
    """Yield a Markdown heading and table for each severity that changes have.

    Args:
        diff: The diff.
        heading: The signs that make a heading of the right depth.
    """
    for severity in SEVERITIES:
        changes = [change for change in diff.changes if change.severity == severity]
        if changes:
            yield from ("", f"{heading} {severity.capitalize()}", "")
            yield from ("| Object | Change | Rule |", "| --- | --- | --- |")
        for change in changes:
            cells = (_name(change.object), _escaped(change.message), f"`{change.rule}`")
            yield f"| {' | '.join(cells)} |"


def _name(name: str) -> str:
    return f"`{name}`" if re.fullmatch(r"[\w.]+", name) else _escaped(name)


def _escaped(value: str) -> str:
    """Write text so that no Markdown reader, and no template engine after it, sees a sign in it."""
    return re.sub(r"([\\`*_{}\[\]<>|&#~$!])", r"\\\1", " ".join(value.split()))


FORMATS: dict[str, Callable[[Diff], Iterator[str]]] = {
    "text": text,
    "json": json_lines,
    "markdown": markdown,
    "github": github,
}
"""The formats by the names that ``--format`` takes."""

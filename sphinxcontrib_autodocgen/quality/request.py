"""Requests for tables: the options of the directives, read once.

A wrong option costs itself only: it becomes one line that says what was expected, and the table is
made as if the option weren't there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from ..settings import Settings
from . import findings
from .charts import RANKS
from .columns import COLUMNS, DEFAULT, METRICS

__all__ = ["CHARTS", "GROUPS", "KINDS", "Request", "read"]

KINDS = ("package", "module", "class", "function", "method", "property", "local")
"""Kinds of rows; ``package`` is all its modules, ``local`` what is inside functions."""

CHARTS = ("ranks", "treemap", "hotspots", "trend")
"""The pictures there are."""

GROUPS = ("module", "class", "kind", "rank")
"""Groups of rows."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """Request for a table.

    Attributes:
        targets: Full names.
        columns: Names of columns, in order.
        sort: ``source``, ``name`` or the name of a column; with a minus in front, the best first.
        top: The most rows, None for all; 0 for no table at all.
        min_rank: The best rank that is shown, empty for all.
        depth: How many levels below a target are shown, None for all.
        kinds: What has a row; empty for what suits the target.
        exclude: Globs of names, full or below a target.
        thresholds: The table's own limits by column, None for none.
        settings: Settings with all other limits; None if the table ignores them.
        charts: The pictures above the table.
        group_by: What rows are put together by, empty for one table of all.
        caption: The table's caption.
        months: How far back commits are counted.
    """

    targets: tuple[str, ...]
    columns: tuple[str, ...] = DEFAULT
    sort: str = "source"
    top: int | None = None
    min_rank: str = ""
    depth: int | None = None
    kinds: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    thresholds: Mapping[str, float | None] = {}
    settings: Settings | None = Settings()
    charts: tuple[str, ...] = ()
    group_by: str = ""
    caption: str = ""
    months: int = 12

    @property
    def needs_git(self) -> bool:
        """Whether something of it is in the history only."""
        named = (*self.columns, *self.charts, self.sort.lstrip("-"))
        return "commits" in named or "hotspots" in named

    def limits(self, name: str = "") -> dict[str, float]:
        """Return the limits of an object, by column.

        Args:
            name: Its full name; empty for what holds where nothing else is said.
        """
        found: dict[str, float | None] = {}
        if self.settings is not None:
            general = findings.limits(self.settings, name)
            found |= {_judged(metric): limit for metric, limit in general.items()}
        found |= self.thresholds
        return {column: limit for column, limit in found.items() if limit is not None}


class _WrongError(ValueError):
    """An option, or a part of one, is wrong; says what was expected."""


def read(
    targets: Iterable[str],
    options: Mapping[str, str],
    settings: Settings,
    **defaults: Any,
) -> tuple[Request, list[str]]:
    """Read options as they were written.

    Args:
        targets: Full names.
        options: Names and texts of options.
        settings: ``thresholds`` and ``threshold_overrides`` apply.
        defaults: Fields of the request where no option says otherwise.

    Returns:
        The request, and a line for each thing that is wrong.
    """
    values: dict[str, Any] = {"settings": settings, **defaults}
    wrong: list[str] = []
    for name, text in options.items():
        field, reader = _READERS[name]
        if name == "metrics" and "columns" in options:
            continue
        try:
            values[field] = reader(text or "")
        except _WrongError as error:
            wrong.append(f":{name}: {error}; the option is ignored")
    if "thresholds" in values:
        values["thresholds"], bad = _thresholds(values["thresholds"])
        wrong += bad
        if "none" in options["thresholds"].split():
            values["settings"] = None
    if values.get("top") and "sort" not in values:
        values["sort"] = _usual_order(values.get("columns", DEFAULT))
    return Request(targets=tuple(targets), **values), wrong


def _usual_order(columns: Iterable[str]) -> str:
    """Return the first column that is a measure of its own: the worst rows are shown."""
    return next((name for name in columns if name in METRICS), "source")


def _among(words: str, known: Iterable[str]) -> tuple[str, ...]:
    found = tuple(words.replace(",", " ").split())
    for word in found:
        if word not in known:
            raise _WrongError(f"{word!r} is none of {', '.join(known)}")
    return found


def _one(text: str, known: Iterable[str]) -> str:
    found = _among(text, known)
    if len(found) != 1:
        raise _WrongError(f"expected one of {', '.join(known)}")
    return found[0]


def _sort(text: str) -> str:
    known = ("source", "name", *COLUMNS)
    return (
        _one(text, (*known, *(f"-{name}" for name in known)))
        if text[:1] == "-"
        else _one(text, known)
    )


def _count(minimum: int) -> Callable[[str], int]:
    def reader(text: str) -> int:
        if not text.strip().isdecimal() or int(text) < minimum:
            raise _WrongError(f"{text!r} isn't a whole number of at least {minimum}")
        return int(text)

    return reader


def _metrics(text: str) -> tuple[str, ...]:
    names = _among(text, METRICS) or tuple(METRICS)
    return tuple(dict.fromkeys(column for name in names for column in METRICS[name]))


def _charts(text: str) -> tuple[str, ...]:
    return () if text.strip() == "none" else _among(text, CHARTS)


def _judged(name: str) -> str:
    """Return the column whose number is compared with a limit of that name."""
    return COLUMNS[name].judged_by or name


def _thresholds(text: str) -> tuple[Mapping[str, float | None], list[str]]:
    """Read ``cyclomatic=10 cognitive=off``; ``none`` is about what the settings say."""
    found: dict[str, float | None] = {}
    wrong = []
    for word in text.replace(",", " ").split():
        name, sign, value = word.partition("=")
        if word == "none":
            continue
        try:
            if not sign or name not in COLUMNS:
                raise ValueError
            found[_judged(name)] = None if value == "off" else _finite(value)
        except ValueError:
            wrong.append(
                f":thresholds: {word!r} isn't the name of a column, '=', and a number or 'off'; "
                "it's ignored"
            )
    return found, wrong


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


_READERS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "metrics": ("columns", _metrics),
    "columns": ("columns", lambda text: _among(text, COLUMNS) or DEFAULT),
    "sort": ("sort", _sort),
    "top": ("top", _count(0)),
    "min-rank": ("min_rank", lambda text: _one(text.upper(), RANKS)),
    "depth": ("depth", _count(0)),
    "kind": ("kinds", lambda text: _among(text, KINDS)),
    "exclude": ("exclude", lambda text: tuple(text.replace(",", " ").split())),
    "thresholds": ("thresholds", lambda text: text),  # read apart: each part can be wrong
    "chart": ("charts", _charts),
    "group-by": ("group_by", lambda text: _one(text, GROUPS)),
    "caption": ("caption", str.strip),
    "months": ("months", _count(1)),
}

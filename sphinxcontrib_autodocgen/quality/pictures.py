"""Pictures of the rows of a table."""

from __future__ import annotations

from collections import Counter

from . import charts
from .charts import Dot, Picture, Tile
from .columns import Row
from .hotspots import hottest

__all__ = ["hotspots", "ranks", "treemap"]


def ranks(rows: list[Row], ident: str) -> Picture:
    """Draw how many functions have each rank."""
    counts = Counter(row.metrics.rank for row in rows)
    return charts.bars([(rank, counts[rank]) for rank in charts.RANKS], ident)


def treemap(rows: list[Row], ident: str, prefix: str) -> Picture:
    """Draw functions by size and rank, in their modules and classes.

    Args:
        rows: The functions.
        ident: A prefix for the ids in the picture.
        prefix: A prefix that names are shown without.
    """
    tiles = [
        Tile(
            row.object.name.removeprefix(prefix),
            row.object.parent.removeprefix(prefix),
            max(row.metrics.length, 1),
            row.metrics.rank,
            row.metrics.cyclomatic,
        )
        for row in rows
    ]
    return charts.treemap(tiles, ident)


def hotspots(rows: list[Row], ident: str, prefix: str, months: int, *, key: bool) -> Picture:
    """Draw functions by commits and cognitive complexity.

    Args:
        rows: The functions, with commits.
        ident: A prefix for the ids in the picture.
        prefix: A prefix that names are shown without.
        months: How far back commits were counted.
        key: Whether the picture says which the numbered functions are.
    """
    dots = [
        Dot(
            row.object.name.removeprefix(prefix),
            float(row.commits or 0),
            float(row.metrics.cognitive),
            row.metrics.rank,
        )
        for row in hottest(rows)
    ]
    axes = (f"Changes in {months} months", "Cognitive complexity")
    return charts.scatter(dots, ident, axes, key=key)

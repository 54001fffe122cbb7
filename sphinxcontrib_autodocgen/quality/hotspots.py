"""Functions that are worth splitting first, and the lines that make them so.

A function is worth it if it's hard to follow and often changed: its score is cognitive complexity
times the commits that changed it, plus 1 so that a function nobody changed still has its
complexity. What makes it so is in the increments: the lines that add most, and the block whose
body holds most, which is what could become a function of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from .columns import Row

__all__ = ["Advice", "ExtractableBlock", "Reason", "advise", "hottest", "score"]

_LINES = 5
_MIN_POINTS = 5
"""A block with fewer is not worth a function of its own."""


class Reason(NamedTuple):
    """A line that adds to cognitive complexity: its number, points and text."""

    line: int
    points: int
    text: str


class ExtractableBlock(NamedTuple):
    """Lines that could become a function of their own, and the points that would go with them."""

    first: int
    last: int
    points: int
    text: str


class Advice(NamedTuple):
    """The lines that make a function complex.

    Attributes:
        reasons: The lines that add most, in the order of the source.
        others: How many more lines add something.
        block: The best block to take out, None if no block stands out.
    """

    reasons: tuple[Reason, ...]
    others: int
    block: ExtractableBlock | None


def score(row: Row) -> float:
    """Return the score of a function."""
    return row.metrics.cognitive * (1 + (row.commits or 0))


def hottest(rows: Iterable[Row]) -> list[Row]:
    """Sort functions by score, the highest first, without those that are easy to follow."""
    kept = [row for row in rows if row.metrics.cognitive]
    return sorted(kept, key=lambda r: (-score(r), -r.metrics.cyclomatic, r.object.name))


def advise(row: Row, lines: Sequence[str]) -> Advice:
    """Say what makes a function complex.

    Args:
        row: The function.
        lines: All lines of its file.
    """
    points: dict[int, int] = {}
    for line, added in row.metrics.increments:
        points[line] = points.get(line, 0) + added
    worst = sorted(points, key=lambda line: (-points[line], line))[:_LINES]
    reasons = tuple(Reason(line, points[line], _text(lines, line)) for line in sorted(worst))
    return Advice(reasons, len(points) - len(worst), _block(row, points, lines))


def _text(lines: Sequence[str], line: int) -> str:
    return lines[line - 1].strip() if 0 < line <= len(lines) else ""


def _block(row: Row, points: dict[int, int], lines: Sequence[str]) -> ExtractableBlock | None:
    """Find the block with most points that is neither tiny nor nearly the whole function."""
    best: ExtractableBlock | None = None
    first, last = row.object.line, min(row.object.end_line, len(lines))
    total, length = row.metrics.cognitive, last - first + 1
    for line in sorted(points):
        end = _end(lines, line, last)
        inside = sum(added for at, added in points.items() if line <= at <= end)
        worth = max(total / 4, _MIN_POINTS) <= inside <= 0.8 * total
        fits = worth and 4 <= end - line + 1 <= 0.6 * length
        if fits and (best is None or inside > best.points):
            best = ExtractableBlock(line, end, inside, _text(lines, line))
    return best


def _end(lines: Sequence[str], line: int, last: int) -> int:
    """Return the last line of what a line opens: all that is indented more deeply."""
    depth = _indent(lines[line - 1]) if line <= len(lines) else 0
    end = line
    for number in range(line + 1, last + 1):
        text = lines[number - 1]
        if text.strip():
            closes = text.strip().startswith((")", "]", "}"))
            if _indent(text) <= depth and not closes:
                break
            end = number
    return end


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())

"""A badge of docstring coverage, as an SVG that needs no service, font or script."""

from __future__ import annotations

from collections.abc import Iterator

from ..report import Coverage

__all__ = ["svg"]

_LABEL = "docstrings"
_COLORS = ((90, "#1a7f37"), (75, "#4d7a0b"), (50, "#8a6100"), (0, "#b3261e"))
"""Least share and colour; each has a contrast of at least 4.5 to white text."""


def svg(coverage: Coverage) -> str:
    """Return the badge.

    Args:
        coverage: The counts; the badge shows the share with a docstring by an author.

    Returns:
        An SVG document.
    """
    return "\n".join(_lines(coverage)) + "\n"


def _lines(coverage: Coverage) -> Iterator[str]:
    value = f"{int(coverage.percent)}%"  # rounded down: 100% is all of them
    color = next(color for least, color in _COLORS if coverage.percent >= least)
    left, right = _width(_LABEL), _width(value)
    label = f"{_LABEL}: {value}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-labelledby="autodocgen-badge-title">'
    )
    yield f'<title id="autodocgen-badge-title">{label}</title>'
    yield f'<rect width="{left + right}" height="20" rx="3" fill="{color}"/>'
    yield f'<path d="M3 0h{left - 3}v20h-{left - 3}a3 3 0 0 1-3-3v-14a3 3 0 0 1 3-3z" fill="#444"/>'
    yield (
        '<g fill="#fff" text-anchor="middle" font-size="11" '
        'font-family="Verdana,DejaVu Sans,Geneva,sans-serif" aria-hidden="true">'
    )
    yield _text(_LABEL, left / 2, left)
    yield _text(value, left + right / 2, right)
    yield "</g>"
    yield "</svg>"


def _text(text: str, middle: float, width: int) -> str:
    """Write a text that is as wide as planned whatever the font."""
    return f'<text x="{middle:g}" y="14" textLength="{width - 10}">{text}</text>'


def _width(text: str) -> int:
    """Return the width of a part, with 5 pixels on either side."""
    return 10 + round(sum({"%": 11.8, "i": 3.0, "t": 4.3, "r": 4.7}.get(c, 7.0) for c in text))

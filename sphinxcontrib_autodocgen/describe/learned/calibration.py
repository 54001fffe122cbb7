"""From a ranker's score to a probability that holds on the project itself.

Some authors repeat their words and some vary them, so one score means different things in
different projects. Texts that are known are predicted as if they weren't; how often that comes out
right, by score, is what the score means here. Where a project says little, what was measured on
other packages counts more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

__all__ = ["USEFUL", "Calibration"]

_PRIOR = 3.0
_STEPS = tuple(step / 20 + 0.025 for step in range(20))
USEFUL = 0.5
"""From which :func:`~.acceptance.similarity` on a text is close enough to what the author wrote."""


class Calibration:
    """A function from scores to probabilities that never falls; not changed once it's made.

    Args:
        observed: Scores with whether the text was useful, and how much that counts.
    """

    def __init__(self, observed: Iterable[tuple[float, bool, float]] = ()) -> None:
        points = [(step, step * _PRIOR, _PRIOR) for step in _STEPS]
        points += [(score, weight if useful else 0.0, weight) for score, useful, weight in observed]
        self._scores, self._values = _isotonic(sorted(points))

    def __call__(self, score: float) -> float:
        """Return the probability that a text of that score is useful."""
        at = bisect_left(self._scores, score)
        if at == 0:
            return self._values[0]
        if at == len(self._scores):
            return self._values[-1]
        left, right = self._scores[at - 1], self._scores[at]
        share = (score - left) / (right - left) if right > left else 0.0
        return self._values[at - 1] + share * (self._values[at] - self._values[at - 1])


def _isotonic(points: list[tuple[float, float, float]]) -> tuple[list[float], list[float]]:
    """Pool neighbours until the share of useful texts never falls as the score rises."""
    blocks: list[list[float]] = []  # score * weight, useful, weight
    for score, useful, weight in points:
        blocks.append([score * weight, useful, weight])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return [b[0] / b[2] for b in blocks], [b[1] / b[2] for b in blocks]

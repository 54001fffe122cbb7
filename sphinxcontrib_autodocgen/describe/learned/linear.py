"""Probability that a candidate's text is useful: weights trained elsewhere, calibrated here.

The weights are plain numbers beside this module, written by ``benchmarks/train_ranker.py``. A
score is a weighted sum of features and of some products of two, put through a logistic function:
that takes no library, and the same candidate has the same score everywhere.

Some authors repeat their words and some vary them, so one score means different things in
different projects. Texts that are known are predicted as if they weren't; how often that comes out
right, by score, is what the score means here. Where a project says little, what was measured on
other packages counts more.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from operator import itemgetter, mul
from typing import Protocol

import msgspec

from .retrieval import NAMES

__all__ = [
    "PRODUCTS",
    "USEFUL",
    "Calibration",
    "LinearRanker",
    "Ranker",
    "calibrated",
    "expanded",
    "shipped",
]

PRODUCTS = tuple(
    (NAMES.index(one), NAMES.index(other))
    for one, others in (
        (
            "same name",
            "same function, same class, same module, same types, overrides, shared parameters, "
            "agreement, local agreement, foreign words",
        ),
        ("agreement", "agreement, namesakes"),
        ("same function", "same class, same module, overrides, shared parameters"),
        ("retrieval", "retrieval"),
        ("local agreement", "local agreement"),
        ("own words", "own words"),
    )
    for other in others.split(", ")
)
"""The pairs of features whose products are weighed too."""

_ONES, _OTHERS = (itemgetter(*numbers) for numbers in zip(*PRODUCTS, strict=True))


class Ranker(Protocol):
    """Anything that gives candidates of one kind their scores."""

    def score(self, features: Sequence[float]) -> float:
        """Return the estimated probability that a text with such features is useful."""


def expanded(features: Sequence[float]) -> list[float]:
    """Return features with their products."""
    return [*features, *map(mul, _ONES(features), _OTHERS(features))]


class LinearRanker(msgspec.Struct, frozen=True):
    """A logistic function of a weighted sum.

    Attributes:
        base: The logarithm of the odds where all features are 0.
        weights: What a feature, or a product, of 1 adds to it; see :func:`expanded`.
    """

    base: float
    weights: tuple[float, ...]

    def score(self, features: Sequence[float]) -> float:
        """Return the estimated probability that a text with such features is useful."""
        odds = self.base + sum(map(mul, self.weights, expanded(features)))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


class _Shipped(msgspec.Struct, frozen=True):
    """The file of weights: the features it was trained with, and a ranker by kind."""

    features: tuple[str, ...]
    rankers: dict[str, LinearRanker]


@cache
def shipped() -> dict[str, LinearRanker]:
    """Return the trained rankers by kind of site."""
    data = files(__package__).joinpath("weights.json").read_bytes()
    found = msgspec.json.decode(data, type=_Shipped)
    assert found.features == NAMES, "weights.json is of other features; train again"
    return found.rankers


_PRIOR = 3.0
_STEPS = tuple(step / 20 + 0.025 for step in range(20))
USEFUL = 0.5
"""From which :func:`~.acceptance.similarity` on a text is close enough to what the author wrote."""


class Calibration(msgspec.Struct, frozen=True):
    """A function from scores to probabilities that never falls, as points with lines between.

    Attributes:
        scores: Scores, ascending.
        values: The probabilities at these.
    """

    scores: tuple[float, ...]
    values: tuple[float, ...]

    def __call__(self, score: float) -> float:
        """Return the probability that a text of that score is useful."""
        at = bisect_left(self.scores, score)
        if at == 0:
            return self.values[0]
        if at == len(self.scores):
            return self.values[-1]
        left, right = self.scores[at - 1], self.scores[at]
        share = (score - left) / (right - left) if right > left else 0.0
        return self.values[at - 1] + share * (self.values[at] - self.values[at - 1])


def calibrated(observed: Iterable[tuple[float, bool, float]] = ()) -> Calibration:
    """Return the calibration that some predictions of known texts show.

    Args:
        observed: Scores with whether the text was useful, and how much that counts.
    """
    points = [(step, step * _PRIOR, _PRIOR) for step in _STEPS]
    points += [(score, weight if useful else 0.0, weight) for score, useful, weight in observed]
    scores, values = _isotonic(sorted(points))
    return Calibration(tuple(scores), tuple(values))


def _isotonic(points: list[tuple[float, float, float]]) -> tuple[list[float], list[float]]:
    """Pool neighbours until the share of useful texts never falls as the score rises."""
    blocks: list[list[float]] = []  # score * weight, useful, weight
    for score, useful, weight in points:
        blocks.append([score * weight, useful, weight])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return [b[0] / b[2] for b in blocks], [b[1] / b[2] for b in blocks]

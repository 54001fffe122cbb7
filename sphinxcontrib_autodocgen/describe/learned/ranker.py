"""How likely a candidate's text is useful, by weights that were trained on other packages.

The weights are plain numbers beside this module, written by ``benchmarks/train_ranker.py``. A
score is a weighted sum of features and of some products of two, put through a logistic function:
that takes no library, and the same candidate has the same score everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from operator import mul
from typing import Protocol

import msgspec

from .features import NAMES

__all__ = ["PRODUCTS", "LinearRanker", "Ranker", "expanded", "shipped"]

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


class Ranker(Protocol):
    """What gives candidates of one kind their scores."""

    def score(self, features: Sequence[float]) -> float:
        """Return the estimated probability that a text with such features is useful."""


def expanded(features: Sequence[float]) -> list[float]:
    """Return features with their products."""
    return [*features, *[features[one] * features[other] for one, other in PRODUCTS]]


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

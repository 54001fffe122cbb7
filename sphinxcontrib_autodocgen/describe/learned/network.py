"""A small neural network in the place of the weights, trained on the project itself.

It's trained on one half of the project's known texts, files taken as wholes, and used for a kind of
text only if on the other half its scores are closer to what came out than those of the weights.
Training needs scikit-learn; its result is plain numbers that are kept in the cache, and using
them needs nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from ... import cache
from ...settings import Settings
from .linear import LinearRanker, Ranker, expanded, shipped
from .patterns import Patterns, Question

__all__ = ["Network", "rankers"]

_MOST = 400
"""Maximum number of known texts of a kind that are looked at."""

_FEWEST = 60
"""Minimum number of known texts for a training."""


class Network(msgspec.Struct, frozen=True):
    """A layer of hidden units between features and score.

    Attributes:
        middle: The mean of each feature.
        spread: Its standard deviation.
        hidden: Of each hidden unit, its bias and the weights of the features.
        base: The logarithm of the odds where all hidden units are silent.
        weights: What each hidden unit adds to it.
    """

    middle: tuple[float, ...]
    spread: tuple[float, ...]
    hidden: tuple[tuple[float, tuple[float, ...]], ...]
    base: float
    weights: tuple[float, ...]

    def score(self, features: Sequence[float]) -> float:
        """Return the estimated probability that a text with such features is useful."""
        rows = zip(expanded(features), self.middle, self.spread, strict=True)
        inputs = [(value - middle) / spread for value, middle, spread in rows]
        odds = self.base
        for (bias, slopes), weight in zip(self.hidden, self.weights, strict=True):
            total = bias + sum(a * b for a, b in zip(slopes, inputs, strict=True))
            odds += weight * math.tanh(total)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))


class _Kept(msgspec.Struct, frozen=True):
    """The networks of a project that are better than the weights, as an entry of the cache."""

    networks: dict[str, Network]


def rankers(patterns: Patterns, settings: Settings) -> Mapping[str, Ranker]:
    """Return what gives candidates their scores in a project.

    Args:
        patterns: What was learned of the project, ranked by the weights that are shipped.
        settings: Say where results are kept.

    Returns:
        The weights, and networks for the kinds in which those are closer to the truth.

    Raises:
        ImportError: If nothing is kept of an earlier run, and scikit-learn isn't installed.
    """
    store = cache.Cache(settings, _Kept)
    key = cache.joined(["network", *patterns.texts()])
    kept = store.get(key)
    if kept is None:
        kept = _Kept(dict(filter(None, (_better(kind, patterns) for kind in shipped()))))
        store.put(key, kept)
    return {**shipped(), **kept.networks}


def _better(kind: str, patterns: Patterns) -> tuple[str, Network] | None:
    """Return a kind with its network, None if the weights do as well."""
    asked = patterns.questions(kind, _MOST)
    if len(asked) < _FEWEST:
        return None
    files = sorted({question.module for question in asked})
    held = set(files[::2])
    network = _trained([q for q in asked if q.module not in held])
    rest = [q for q in asked if q.module in held]
    if network is None or not rest or _error(network, rest) >= _error(shipped()[kind], rest):
        return None
    return kind, network


def _error(ranker: LinearRanker | Network, asked: Sequence[Question]) -> float:
    """Return the Brier score of a ranker: the mean squared distance from what came out."""
    gaps = [
        (ranker.score(features) - useful) ** 2
        for question in asked
        for features, useful in zip(question.features, question.useful, strict=True)
    ]
    return sum(gaps) / (len(gaps) or 1)


def _trained(asked: Sequence[Question]) -> Network | None:
    """Train a network, None if there's nothing to tell apart."""
    from sklearn.neural_network import MLPClassifier  # noqa: PLC0415  # the extra 'learn'

    rows = [expanded(features) for question in asked for features in question.features]
    labels = [useful for question in asked for useful in question.useful]
    if len(set(labels)) < 2:
        return None
    middle, spread = _scale(rows)
    scaled = [
        [(value - mean) / width for value, mean, width in zip(row, middle, spread, strict=True)]
        for row in rows
    ]
    model: Any = MLPClassifier(
        (8,), activation="tanh", alpha=1.0, max_iter=300, early_stopping=True, random_state=1
    )
    model.fit(scaled, labels)
    first, second = model.coefs_
    slopes = zip(model.intercepts_[0], zip(*first, strict=True), strict=True)
    return Network(
        middle,
        spread,
        tuple((float(bias), tuple(map(float, row))) for bias, row in slopes),
        float(model.intercepts_[1][0]),
        tuple(float(row[0]) for row in second),
    )


def _scale(rows: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the mean and the standard deviation of each column, the latter never 0."""
    columns = list(zip(*rows, strict=True))
    middle = tuple(sum(column) / len(rows) for column in columns)
    spread = tuple(
        math.sqrt(sum((value - mean) ** 2 for value in column) / len(rows)) + 1e-6
        for column, mean in zip(columns, middle, strict=True)
    )
    return middle, spread

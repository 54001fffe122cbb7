"""The measures by which a guess is compared with what an author wrote."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sphinxcontrib_autodocgen.describe.acceptance import similarity
from sphinxcontrib_autodocgen.describe.learned.corpus import normal
from sphinxcontrib_autodocgen.describe.learned.linear import USEFUL

__all__ = ["Answer", "bleu", "calibration_error", "precision", "rouge", "share_at"]


class Answer(NamedTuple):
    """A hidden text and the guess at it.

    Attributes:
        kind: ``parameter``, ``returns`` or ``summary``.
        truth: What the author wrote.
        unique: Whether nobody else in the project wrote the same.
        text: The guess, empty if there's none.
        confidence: How sure it is.
        evidence: Where it comes from.
        unborne: What it claims that isn't in the object's own code.
        vacuous: Whether it only repeats names.
        name: Full name of the object, and the part.
    """

    kind: str
    truth: str
    unique: bool
    text: str = ""
    confidence: float = 0.0
    evidence: str = ""
    unborne: tuple[str, ...] = ()
    vacuous: bool = False
    name: str = ""

    @property
    def like(self) -> float:
        """ROUGE-L of the guess."""
        return rouge(self.text, self.truth)


def rouge(text: str, truth: str) -> float:
    """Return ROUGE-L of two texts, 0 to 1."""
    return similarity(normal(text), normal(truth))


def bleu(text: str, truth: str) -> float:
    """Return smoothed BLEU-4 of two sentences, 0 to 1, as CodeXGLUE's evaluator computes it."""
    said, written = (re.findall(r"\w+|[^\w\s]", part.lower()) for part in (text, truth))
    if not said:
        return 0.0
    total = 0.0
    for size in range(1, 5):
        ours, theirs = (
            Counter(tuple(w[i : i + size]) for i in range(len(w) - size + 1))
            for w in (said, written)
        )
        right, smooth = sum((ours & theirs).values()), float(size > 1)
        if right + smooth == 0:
            return 0.0
        total += math.log((right + smooth) / (sum(ours.values()) + smooth))
    return math.exp(total / 4 + min(0.0, 1 - (len(written) + 1) / (len(said) + 1)))


def share_at(answers: Sequence[Answer], least: float) -> float:
    """Return the greatest share that can be shown with so many useful ones among them."""
    ranked = sorted(answers, key=lambda a: -a.confidence)
    right = shown = 0
    for number, answer in enumerate(ranked, 1):
        if not answer.text:
            break
        right += answer.like >= USEFUL
        last = number == len(ranked) or ranked[number].confidence < answer.confidence
        if last and right / number >= least:
            shown = number
    return shown / len(answers) if answers else 0.0


def precision(answers: Sequence[Answer], floor: float = 0.7) -> tuple[float, float]:
    """Return the share of useful ones among those that are as sure, and how many those are."""
    sure = [answer for answer in answers if answer.text and answer.confidence >= floor]
    right = sum(answer.like >= USEFUL for answer in sure)
    return right / (len(sure) or 1), len(sure) / (len(answers) or 1)


def calibration_error(answers: Sequence[Answer]) -> float:
    """Return the expected calibration error over ten bins of confidence."""
    told = [answer for answer in answers if answer.text]
    bins: dict[int, list[Answer]] = {}
    for answer in told:
        bins.setdefault(min(9, int(answer.confidence * 10)), []).append(answer)
    gaps = (
        abs(sum(a.confidence for a in some) - sum(a.like >= USEFUL for a in some))
        for some in bins.values()
    )
    return sum(gaps) / (len(told) or 1)

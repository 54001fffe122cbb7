"""Statistics of verdicts: how often the texts of a rule were kept, and when.

A text that was accepted counts 1 and one that was rejected 0. Of a corrected one the share counts
that is left of it, ROUGE-L: whoever adds half a sentence to a text didn't call it wrong.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC

import msgspec

from ..feedback import Verdict

__all__ = ["Tally", "by_month", "by_rule", "likeness", "similarity"]

_WORD = re.compile(r"\w+")


class Tally(msgspec.Struct, frozen=True):
    """Some verdicts, counted.

    Attributes:
        accepted: How many texts were right as they were.
        corrected: How many were right with other words.
        rejected: How many were wrong.
        credit: What was kept of them in all, from 0 to ``total``.
    """

    accepted: int = 0
    corrected: int = 0
    rejected: int = 0
    credit: float = 0.0

    @property
    def total(self) -> int:
        """The number of verdicts."""
        return self.accepted + self.corrected + self.rejected

    @property
    def misses(self) -> float:
        """The sum of what was not kept, from 0 to ``total``."""
        return self.total - self.credit

    @property
    def share(self) -> float:
        """The mean share of a text that was kept, from 0 to 1; 1 without verdicts."""
        return self.credit / self.total if self.total else 1.0


def likeness(first: str, second: str) -> float:
    """Return how much of two texts is the same words in the same order.

    Args:
        first: A text.
        second: Another.

    Returns:
        ROUGE-L: the harmonic mean of the shares that their longest common subsequence of words has
        in each; 1 if both are the same but for case and punctuation, 0 if they share no word (Lin,
        "ROUGE: A Package for Automatic Evaluation of Summaries", 2004).
    """
    one, other = (_WORD.findall(text.lower()) for text in (first, second))
    return similarity(one, other) if one or other else 1.0


def similarity(one: Sequence[str], other: Sequence[str]) -> float:
    """Return ROUGE-L of two texts that are words already, from 0 to 1; 0 if one has none.

    Args:
        one: The words of one.
        other: The words of the other.
    """
    if one == other:
        return float(bool(one))
    lengths = [0] * (len(other) + 1)
    for word in one:
        diagonal = 0
        for index, against in enumerate(other, 1):
            above = lengths[index]
            best = max(above, lengths[index - 1])
            lengths[index] = diagonal + 1 if word == against else best
            diagonal = above
    return 2 * lengths[-1] / (len(one) + len(other)) if lengths[-1] else 0.0


def by_rule(verdicts: Iterable[Verdict], window: int) -> dict[str, Tally]:
    """Count the last verdicts on each rule.

    Args:
        verdicts: The verdicts, in any order.
        window: How many of each rule's verdicts count, the newest; 0: none.

    Returns:
        By rule, in alphabetical order. Verdicts that name no rule are left out.
    """
    groups = _grouped((v for v in verdicts if v.rule), lambda v: v.rule)
    counted = {rule: group[-window:] for rule, group in sorted(groups.items()) if window}
    return {rule: _tally(group) for rule, group in counted.items()}


def by_month(verdicts: Iterable[Verdict]) -> dict[str, Tally]:
    """Count verdicts by the month, in UTC, in which they were given: ``2026-11``, oldest first."""
    groups = _grouped(verdicts, lambda v: f"{v.moment.astimezone(UTC):%Y-%m}")
    return {month: _tally(group) for month, group in sorted(groups.items())}


def _grouped(
    verdicts: Iterable[Verdict], key: Callable[[Verdict], str]
) -> dict[str, list[Verdict]]:
    """Group verdicts, the oldest of each group first."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in sorted(verdicts, key=lambda v: (v.moment, v.key)):
        groups[key(verdict)].append(verdict)
    return groups


def _tally(verdicts: Sequence[Verdict]) -> Tally:
    said = [verdict.verdict for verdict in verdicts]
    return Tally(
        accepted=said.count("accepted"),
        corrected=said.count("corrected"),
        rejected=said.count("rejected"),
        credit=sum(map(_credit, verdicts)),
    )


def _credit(verdict: Verdict) -> float:
    if verdict.correction is not None:
        return likeness(verdict.text, verdict.correction)
    return float(verdict.verdict == "accepted")

"""How sure each rule is: the share of its texts that readers found right, as data.

``confidence.json`` holds one row for each rule, or for a group of rules named by a glob: what was
claimed before anybody read its texts, and how many of those that were read were right.
``benchmarks/words/refit.py`` writes it anew from verdicts; no rule has a confidence anywhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

__all__ = ["Share", "of_rule", "row", "shares"]

_WEIGHT = 4
"""How many texts that were read a rule's own claim is worth."""


class Share(msgspec.Struct, frozen=True, omit_defaults=True):
    """How often a rule is right.

    Attributes:
        claim: What was estimated before any of its texts was read, from 0 to 1.
        right: How many of its texts were found right.
        judged: How many were read.
    """

    claim: float
    right: float = 0
    judged: int = 0

    @property
    def confidence(self) -> float:
        """The share of right texts, in which the claim counts as four that were read."""
        return round((_WEIGHT * self.claim + self.right) / (_WEIGHT + self.judged), 3)


@cache
def shares() -> Mapping[str, Share]:
    """Return the row of each rule or group of rules."""
    data = files(__package__).joinpath("confidence.json").read_bytes()
    return msgspec.json.decode(data, type=dict[str, Share])


@lru_cache(maxsize=512)
def row(rule: str) -> str:
    """Return the key of a rule's row: its own name, or else the first glob that fits.

    Raises:
        KeyError: If it has none.
    """
    if rule in shares():
        return rule
    for glob in shares():
        if fnmatchcase(rule, glob):
            return glob
    raise KeyError(rule)


def of_rule(rule: str) -> float:
    """Return how sure a rule is, from 0 to 1."""
    return shares()[row(rule)].confidence

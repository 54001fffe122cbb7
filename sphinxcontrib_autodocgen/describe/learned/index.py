"""An inverted index over patterns: which are nearest to a site, in about a millisecond.

Each token of a site (its name, words, type, default, function, class, module, parameters) weighs
its field's weight times its rarity. Rare tokens are looked up first, and no more than a fixed
number of entries is read, so that a common name in a large project costs no more than any other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence

from .sites import Pattern, Site

__all__ = ["Index", "tokens"]

_READ_AT_MOST = 2000
_FIELDS = {
    "name": 6.0,
    "word": 2.0,
    "function": 2.0,
    "verb": 0.7,
    "owner": 2.0,
    "class": 0.7,
    "module": 1.2,
    "package": 0.4,
    "type": 0.7,
    "default": 0.5,
    "sibling": 0.4,
    "mention": 0.35,
}
"""How much a token of each field weighs; the ranker looks at the candidates more closely."""


def tokens(site: Site) -> Iterator[tuple[str, str]]:
    """Yield a site's tokens with their fields."""
    yield "name", site.name
    for word in site.name_words:
        yield "word", word
    yield "function", site.function
    for word in site.function_words:
        yield "verb", word
    if site.owner:
        yield "owner", site.owner
    for word in site.owner_words:
        yield "class", word
    yield "module", site.module
    yield "package", site.module.rpartition(".")[0]
    for name in site.types:
        yield "type", name
    if site.default is not None:
        yield "default", site.default
    for name in site.siblings:
        yield "sibling", name
    if site.kind != "parameter":
        for name in site.mentions:
            yield "mention", name


class Index:
    """The patterns of one kind, found by their tokens; not changed once it's made.

    Args:
        patterns: The patterns, in a fixed order.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        self._entries: dict[tuple[str, str], list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            for token in tokens(pattern.site):
                self._entries.setdefault(token, []).append(number)
        total = len(self.patterns) + 1
        self._weights = {
            token: _FIELDS[token[0]] * math.log(total / len(found))
            for token, found in self._entries.items()
        }

    def named(self, name: str) -> Sequence[int]:
        """Return the numbers of the patterns whose parameter or function has a name."""
        return self._entries.get(("name", name), ())

    def nearest(
        self, site: Site, limit: int, skip: Callable[[Pattern], bool] | None = None
    ) -> list[tuple[float, int]]:
        """Return the patterns that share most with a site.

        Args:
            site: The site.
            limit: How many at most.
            skip: Tells which patterns don't count.

        Returns:
            Scores, from 0 to 1 for all of its tokens, and numbers of patterns, best first.
        """
        known = [(self._weights[t], t) for t in tokens(site) if t in self._weights]
        known.sort(reverse=True)
        scores: dict[int, float] = {}
        left = _READ_AT_MOST
        for weight, token in known:
            entries = self._entries[token]
            for number in entries[:left]:
                scores[number] = scores.get(number, 0.0) + weight
            left -= len(entries)
            if left <= 0:
                break
        total = sum(weight for weight, _ in known) or 1.0
        found: list[tuple[float, int]] = []
        for number in sorted(sorted(scores), key=scores.__getitem__, reverse=True):
            if skip is None or not skip(self.patterns[number]):
                found.append((scores[number] / total, number))
                if len(found) == limit:
                    break
        return found

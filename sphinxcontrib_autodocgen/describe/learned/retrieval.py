"""Which texts may hold for a site, and how two sites compare: an inverted index, and features.

Each token of a site (its name, words, type, default, function, class, module, parameters) weighs
its field's weight times its rarity. Rare tokens are looked up first, and no more than a fixed
number of entries is read, so that a common name in a large project costs no more than any other.

A candidate is a text together with all patterns that say it. Its features compare the site with
the best of them, and count how far the project's authors agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from .corpus import Pattern, Site, content_words, normal

__all__ = ["NAMES", "Candidate", "Index", "candidates", "tokens"]

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
"""The weight of a token of each field; the ranker looks at the candidates more closely."""


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
        scores = self._scores(known)
        total = sum(weight for weight, _ in known) or 1.0
        best = sorted(sorted(scores), key=scores.__getitem__, reverse=True)
        wanted = (n for n in best if skip is None or not skip(self.patterns[n]))
        return [(scores[number] / total, number) for number in islice(wanted, limit)]

    def _scores(self, known: Iterable[tuple[float, tuple[str, str]]]) -> dict[int, float]:
        """Return the weights that each pattern shares with a site, by the pattern's number."""
        scores: dict[int, float] = {}
        left, score_of = _READ_AT_MOST, scores.get
        for weight, token in known:
            entries = self._entries[token]
            for number in entries[:left]:
                scores[number] = score_of(number, 0.0) + weight
            left -= len(entries)
            if left <= 0:
                break
        return scores


NAMES = (
    "same name",
    "shared name words",
    "same function",
    "shared function words",
    "same class",
    "shared class words",
    "same module",
    "same package",
    "same types",
    "other types",
    "same default",
    "other default",
    "overrides",
    "calls",
    "shared parameters",
    "shared mentions",
    "nearness",
    "retrieval",
    "lead",
    "supporters",
    "agreement",
    "namesakes",
    "local agreement",
    "foreign words",
    "own words",
    "words",
    "corrected",
)
"""The names of :attr:`Candidate.features`, in order."""

_LOOKED_AT = 80
_CHOSEN = 20


class Candidate(msgspec.Struct, frozen=True, eq=False):
    """A text that may hold for a site.

    Attributes:
        text: The sentence.
        best: The pattern most like the site.
        support: How many patterns of the same name say it, or else how many were found.
        features: Numbers, in the order of :data:`NAMES`.
    """

    text: str
    best: Pattern
    support: int
    features: tuple[float, ...]


def candidates(
    site: Site, index: Index, skip: Callable[[Pattern], bool] | None = None
) -> list[Candidate]:
    """Return the texts that may hold for a site, the one found nearest first.

    Args:
        site: The site.
        index: The patterns of its kind.
        skip: Tells which patterns don't count; those of the site's own object must not.
    """
    found = index.nearest(site, _LOOKED_AT, skip)
    if not found:
        return []
    named = [index.patterns[n] for n in index.named(site.name)[:2000]]
    namesakes = [p for p in named if p.text and (skip is None or not skip(p))]
    votes = _Votes(site, namesakes)
    groups: dict[tuple[str, ...], list[tuple[float, Pattern]]] = {}
    for score, number in found:
        pattern = index.patterns[number]
        groups.setdefault(normal(pattern.text), []).append((score, pattern))
    top = found[0][0]
    own = _own_words(site)
    return [
        _candidate(site, key, group, votes, top, own)
        for key, group in list(groups.items())[:_CHOSEN]
    ]


class _Votes:
    """Authors' descriptions of things with the site's name: in the project, and in its module."""

    def __init__(self, site: Site, namesakes: Sequence[Pattern]) -> None:
        self.total = len(namesakes)
        self.texts: dict[tuple[str, ...], int] = {}
        self.local_total = 0
        self.local: dict[tuple[str, ...], int] = {}
        for pattern in namesakes:
            key = normal(pattern.text)
            self.texts[key] = self.texts.get(key, 0) + 1
            if pattern.site.module == site.module:
                self.local_total += 1
                self.local[key] = self.local.get(key, 0) + 1


def _own_words(site: Site) -> frozenset[str]:
    """Return the words that the site's own names and code consist of."""
    words = set(site.name_words | site.function_words | site.owner_words)
    for name in (*site.siblings, *site.mentions, *site.types):
        words.update(name.lower().split("_") if "_" in name else (name.lower(),))
    return frozenset(words)


def _candidate(  # noqa: PLR0913, PLR0917
    site: Site,
    key: tuple[str, ...],
    group: Sequence[tuple[float, Pattern]],
    votes: _Votes,
    top: float,
    own: frozenset[str],
) -> Candidate:
    score, best = group[0]
    other = best.site
    support = votes.texts.get(key, 0)
    local = votes.local.get(key, 0)
    said = content_words(best.text)
    theirs = other.function_words | other.owner_words | other.name_words
    shared = said & own
    features = (
        *_likeness(site, other),
        score,
        score / top,
        math.log1p(max(support, len(group))),
        (support + 0.5) / (votes.total + 1),
        math.log1p(votes.total),
        (local + 0.5) / (votes.local_total + 1) if votes.local_total else 0.0,
        len((said & theirs) - shared) / (len(said) or 1),
        len(shared) / (len(said) or 1),
        math.log1p(len(key)),
        float(any(pattern.corrected for _, pattern in group)),
    )
    return Candidate(best.text, best, max(support, len(group)), features)


def _likeness(site: Site, other: Site) -> tuple[float, ...]:
    """Return the features that compare two places, as the first of the names has them."""
    is_near = site.module == other.module
    return (
        float(site.name == other.name),
        _overlap(site.name_words, other.name_words),
        float(site.function == other.function),
        _overlap(site.function_words, other.function_words),
        float(site.owner == other.owner != ""),
        _overlap(site.owner_words, other.owner_words),
        float(is_near),
        float(is_near or _package(site) == _package(other)),
        float(site.types == other.types and bool(site.types)),
        float(bool(site.types and other.types) and site.types.isdisjoint(other.types)),
        float(site.default == other.default),
        float(site.default != other.default and None not in (site.default, other.default)),
        float(not site.related.isdisjoint(other.related)),
        float(site.function in other.mentions or other.function in site.mentions),
        _overlap(site.siblings, other.siblings),
        _overlap(site.mentions, other.mentions),
        1 / (1 + abs(site.position - other.position) / 2) if is_near else 0.0,
    )


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of what two sets have in common, 0 if both are empty."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0


def _package(site: Site) -> str:
    return site.module.rpartition(".")[0]

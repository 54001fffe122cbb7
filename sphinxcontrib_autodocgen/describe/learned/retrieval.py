"""Which texts may hold for a site, and how two sites compare: an inverted index, and features.

Each token of a site (its name, words, type, default, function, class, module, parameters) weighs
its field's weight times its rarity. Rare tokens are looked up first, and no more than a fixed
number of entries is read, so that a common name in a large project costs no more than any other.

A candidate is a text together with all patterns that say it. Its features compare the site with
the best of them, and count how far the project's authors agree.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeVar

import msgspec

from .corpus import Pattern, Site, content_words, normal
from .grounding import Vocabulary, vocabulary

__all__ = ["NAMES", "Candidate", "Index", "Query", "tokens"]

T = TypeVar("T")

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


class _Said(msgspec.Struct, frozen=True, eq=False):
    """A text, whatever its case and punctuation; one record for all patterns that say it.

    Attributes:
        words: Its words that aren't grammar.
        length: The logarithm of the number of its words.
    """

    words: frozenset[str]
    length: float


class _Entry(NamedTuple):
    """The weight of a token, the token, and the numbers of the patterns that have it."""

    weight: float
    token: tuple[str, str]
    numbers: tuple[int, ...]


class Index:
    """The patterns of one kind, found by their tokens; not changed once it's made.

    Args:
        patterns: The patterns, in a fixed order.

    Attributes:
        patterns: The patterns; their positions are their numbers.
        said: The text of each.
        named: The words that each object and its class are named by.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.patterns = tuple(patterns)
        texts: dict[tuple[str, ...], _Said] = {}
        self.said = [_said(pattern.text, texts) for pattern in self.patterns]
        sites = [pattern.site for pattern in self.patterns]
        self.named = [s.function_words | s.owner_words | s.name_words for s in sites]
        self._objects = _numbered((site.object,) for site in sites)
        self._modules = _numbered((site.module,) for site in sites)
        total = len(self.patterns) + 1
        self._entries = {
            token: _Entry(_FIELDS[token[0]] * math.log(total / len(found)), token, tuple(found))
            for token, found in _numbered(map(tokens, sites)).items()
        }

    def of_objects(self, names: Iterable[str]) -> frozenset[int]:
        """Return the numbers of the patterns of some objects."""
        return frozenset(number for name in names for number in self._objects.get(name, ()))

    def of_module(self, name: str) -> frozenset[int]:
        """Return the numbers of the patterns of a module."""
        return frozenset(self._modules.get(name, ()))

    def namesakes(self, name: str) -> Sequence[int]:
        """Return the numbers of the patterns whose parameter or function has a name."""
        found = self._entries.get(("name", name))
        return found.numbers[:_READ_AT_MOST] if found is not None else ()

    def nearest(
        self, site: Site, limit: int, left_out: Container[int] = ()
    ) -> list[tuple[float, int]]:
        """Return the patterns that share most with a site.

        Args:
            site: The site.
            limit: How many at most.
            left_out: Numbers of patterns that don't count.

        Returns:
            Scores, from 0 to 1 for all of its tokens, and numbers of patterns, best first.
        """
        wanted = ((score, n) for score, n in self.ranking(site) if n not in left_out)
        return list(islice(wanted, limit))

    def ranking(self, site: Site) -> list[tuple[float, int]]:
        """Return all patterns that are looked up for a site, as :meth:`nearest` does."""
        entries = self._entries
        known = [entries[token] for token in tokens(site) if token in entries]
        known.sort(reverse=True)
        total = sum(entry.weight for entry in known) or 1.0
        scores = [0.0] * len(self.patterns)
        read = list(_first(known, _READ_AT_MOST))
        for entry in read:
            weight = entry.weight
            for number in entry.numbers:
                scores[number] += weight
        found = sorted(set().union(*(entry.numbers for entry in read)))
        found.sort(key=scores.__getitem__, reverse=True)
        return [(scores[number] / total, number) for number in found]


def _said(text: str, known: dict[tuple[str, ...], _Said]) -> _Said:
    """Return the record of a text, the one that there is if it's known."""
    key = normal(text)
    if key not in known:
        known[key] = _Said(content_words(text), math.log1p(len(key)))
    return known[key]


def _numbered(rows: Iterable[Iterable[T]]) -> dict[T, list[int]]:
    """Return by each value the numbers of the rows that have it, ascending."""
    found: dict[T, list[int]] = {}
    for number, row in enumerate(rows):
        for value in row:
            found.setdefault(value, []).append(number)
    return found


def _first(entries: Iterable[_Entry], most: int) -> Iterator[_Entry]:
    """Yield entries until so many numbers are read; of the last one only what is left."""
    for entry in entries:
        yield entry if len(entry.numbers) <= most else entry._replace(numbers=entry.numbers[:most])
        most -= len(entry.numbers)
        if most <= 0:
            return


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


class Query:
    """A site that texts are looked for, with what is found out of it; asked again it costs less.

    Args:
        site: The site.
        index: The patterns of its kind.
    """

    def __init__(self, site: Site, index: Index) -> None:
        self.site = site
        self._index = index
        self._ranking = index.ranking(site)
        self._own = _own_words(site)
        self._alike: dict[int, tuple[float, ...]] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All that the code and the names of the site's object consist of."""
        return vocabulary(self.site)

    def candidates(self, left_out: Set[int] = frozenset()) -> list[Candidate]:
        """Return the texts that may hold for the site, the one found nearest first.

        Args:
            left_out: Numbers of the patterns that don't count; those of the site's own object must
                not.
        """
        wanted = ((score, n) for score, n in self._ranking if n not in left_out)
        groups: dict[_Said, list[tuple[float, int]]] = {}
        said = self._index.said
        for found in islice(wanted, _LOOKED_AT):
            groups.setdefault(said[found[1]], []).append(found)
        if not groups:
            return []
        chosen = list(groups.items())[:_CHOSEN]
        top = chosen[0][1][0][0]
        votes = _Votes(self.site, self._index, left_out)
        return [self._candidate(text, group, votes, top) for text, group in chosen]

    def _candidate(
        self, text: _Said, group: Sequence[tuple[float, int]], votes: _Votes, top: float
    ) -> Candidate:
        score, number = group[0]
        best = self._index.patterns[number]
        support = max(votes.texts[text], len(group))
        own, foreign = _shares(text.words, self._own, self._index.named[number])
        features = (
            *self._likeness(number),
            score,
            score / top,
            math.log1p(support),
            *votes.shares(text),
            foreign,
            own,
            text.length,
            float(any(self._index.patterns[n].corrected for _, n in group)),
        )
        return Candidate(best.text, best, support, features)

    def _likeness(self, number: int) -> tuple[float, ...]:
        """Return the features that compare the site with that of a pattern."""
        if number not in self._alike:
            self._alike[number] = _likeness(self.site, self._index.patterns[number].site)
        return self._alike[number]


class _Votes:
    """Authors' descriptions of things with the site's name: in the project, and in its module."""

    def __init__(self, site: Site, index: Index, left_out: Container[int]) -> None:
        found = [n for n in index.namesakes(site.name) if n not in left_out]
        near = [n for n in found if index.patterns[n].site.module == site.module]
        self._total, self._near_total = len(found), len(near)
        self.texts = Counter(index.said[number] for number in found)
        self._near = Counter(index.said[number] for number in near)

    def shares(self, text: _Said) -> tuple[float, float, float]:
        """Return how far the authors agree on a text, how many they are, and how far those near."""
        near = (self._near[text] + 0.5) / (self._near_total + 1) if self._near_total else 0.0
        return (self.texts[text] + 0.5) / (self._total + 1), math.log1p(self._total), near


def _own_words(site: Site) -> frozenset[str]:
    """Return the words that the site's own names and code consist of."""
    words = set(site.name_words | site.function_words | site.owner_words)
    for name in (*site.siblings, *site.mentions, *site.types):
        words.update(name.lower().split("_") if "_" in name else (name.lower(),))
    return frozenset(words)


def _shares(
    words: frozenset[str], own: frozenset[str], theirs: frozenset[str]
) -> tuple[float, float]:
    """Return the share of a text's words that are the site's, and that are the other's only."""
    others = words - own
    total = len(words) or 1
    return (len(words) - len(others)) / total, len(others & theirs) / total


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

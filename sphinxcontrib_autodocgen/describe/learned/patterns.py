"""All that was learned of a project, and what it predicts."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Set

import msgspec

from ... import execute
from ...model import Evidence, Guess, Rule
from ...settings import Settings
from ..acceptance import similarity
from ..rules.sentence import confidence
from ..view import View
from ..vocabulary import word_set
from .corpus import (
    Pattern,
    Site,
    Verdicts,
    is_english,
    learnable,
    main_language,
    normal,
    owner_of,
    patterns_of,
    sites_of,
    without_slips,
)
from .grounding import Vocabulary, first_clause, is_borne_out, is_vacuous, vocabulary
from .linear import USEFUL, Calibration, Ranker, calibrated, shipped
from .nearness import are_kin, is_likely
from .recall import Findings, Recall
from .retrieval import NAMES, Candidate, Index, Query

__all__ = ["LEARNED", "Patterns", "Question", "Similar"]

LEARNED = Rule("learned", 0.62, copied=True)
"""The rule of texts taken from other parts; its confidence is calibrated on the project itself."""

_TRUSTED = 100
"""The weight of a user's own correction, in places."""

_SAMPLE = 100
"""Number of known texts of a kind that are predicted to learn what a score means here."""

_SECONDS = 3e-3
"""About the seconds that it takes to predict one."""

_JUDGED = 2.0
"""The weight of a text that a user has judged, in other texts."""

_FEWEST = 12
"""With fewer texts than that there's nothing to calibrate with."""

_UNMEASURED = 0.65
"""Maximum confidence of a text where nothing could be measured."""

_ROUNDING = 0.001
"""The most by which a confidence is rounded up."""

_SOUND, _DOUBTFUL, _UNFOUNDED = range(3)
"""Texts that the code supports; that it does, but probably describe something else; and others."""

_SURE = confidence(LEARNED)
_CEILINGS = (_SURE, 0.65, 0.45)
"""Maximum confidence of each: the last two are never shown, the last not even suggested."""

_CORRECTED = 0.95
_CLAUSE = 0.8
"""Confidence that a whole sentence has above its first clause."""

_OTHER_CODE = 0.25
"""Maximum confidence of a summary that comes from code with which nothing is shared."""

_LIKE_RAISES = "returns"
"""The kind whose weights order conditions of exceptions, which have too few texts for their own."""

_MENTIONS = NAMES.index("shared mentions")

_ANYTHING = word_set("content data item obj object s string text value")
"""Names of parameters that mean something else in each function."""


class Similar(msgspec.Struct, frozen=True):
    """A documented object that is like another.

    Attributes:
        name: Its full name.
        score: How like it is, from 0 to 1.
        why: What the two have in common, in words.
        summary: What its author says of it.
    """

    name: str
    score: float
    why: tuple[str, ...]
    summary: str


class Question(msgspec.Struct, frozen=True):
    """A known text that was predicted as if it weren't known.

    Attributes:
        module: Where it stands.
        features: The features of each candidate.
        useful: Whether each candidate's text is close to what the author wrote.
    """

    module: str
    features: tuple[tuple[float, ...], ...]
    useful: tuple[bool, ...]


class _Option(msgspec.Struct, frozen=True):
    """A text that may hold for a site, with its score, and how well the code supports it."""

    level: int
    score: float
    candidate: Candidate


class Patterns:
    """The texts of a project's documented parts, ready to be asked; never changed once made.

    It holds no lock and needs none, and it can be sent to another process.

    Args:
        view: The project.
        verdicts: What users said of earlier suggestions.
        rankers: What gives candidates their scores; the trained ones that are shipped if None.
        settings: Say where results with the shipped rankers are kept; nowhere if None.
    """

    def __init__(
        self,
        view: View,
        verdicts: Verdicts | None = None,
        rankers: Mapping[str, Ranker] | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._view = view
        given = shipped() if rankers is None else rankers
        self._rankers: Mapping[str, Ranker] = {"raises": given[_LIKE_RAISES], **given}
        self.verdicts = verdicts or Verdicts()
        self._known: dict[str, list[Pattern]] = {}
        for pattern in self._harvest():
            self._known.setdefault(pattern.site.kind, []).append(pattern)
        self._indexes: dict[str, Index] = {}
        self._sampled: dict[str, list[tuple[Pattern, Query]]] = {}
        self._documented = {
            kind: frozenset(p.site.module for p in found) for kind, found in self._known.items()
        }
        self._recalls = {
            kind: Recall(settings, found, self.verdicts.all) for kind, found in self._known.items()
        }

    def __len__(self) -> int:
        return sum(map(len, self._known.values()))

    def _index(self, kind: str) -> Index:
        """Return the index of the patterns of a kind; it's made when it's first needed."""
        if kind not in self._indexes:
            self._indexes[kind] = Index(self._known[kind])
        return self._indexes[kind]

    def prepare(self, jobs: int) -> None:
        """Find the meanings of scores that most modules need.

        Args:
            jobs: How many copies of this process find them, 0 for none but this one.
        """
        kinds = [kind for kind in self._known if kind in self._rankers]
        for kind in kinds:
            self._index(kind)
        modules = self._view.project.modules.keys()

        def found(number: int) -> Findings:
            kind = kinds[number]
            self._calibration(kind, near=True)
            if modules - self._documented[kind]:
                self._calibration(kind, near=False)
            return self._recalls[kind].news()

        seconds = [min(len(self._known[kind]), _SAMPLE) * _SECONDS for kind in kinds]
        for kind, news in zip(kinds, execute.divided(found, Findings, seconds, jobs), strict=True):
            self._recalls[kind].learn(news)

    def news(self) -> dict[str, Findings]:
        """Return what was found since this was last called, by kind."""
        return {kind: news for kind, recall in self._recalls.items() if (news := recall.news())}

    def learn(self, news: Mapping[str, Findings]) -> None:
        """Take over what was found elsewhere with the same known texts."""
        for kind, found in news.items():
            self._recalls[kind].learn(found)

    def keep(self) -> None:
        """Keep what was found, for the next run."""
        for recall in self._recalls.values():
            recall.keep()

    def _harvest(self) -> list[Pattern]:
        """Return what authors and corrections say, if it's in the project's language."""
        found = [
            pattern
            for name in sorted(self._view.project)
            for pattern in patterns_of(self._view.project[name], self._view)
            if pattern.site.kind in self._rankers
        ]
        found = list(without_slips(found))
        english = main_language(pattern.text for pattern in found)
        found = [pattern for pattern in found if is_english(pattern.text) == english]
        return found + [p for p in self._corrections() if is_english(p.text) == english]

    def _corrections(self) -> Iterator[Pattern]:
        for (name, part), said in sorted(self.verdicts.texts.items()):
            site = self.site(name, part)
            text = learnable(said)
            if site is not None and text is not None:
                yield Pattern(site, text, corrected=True)

    def site(self, name: str, part: str) -> Site | None:
        """Return a part of an object as a site, None if there's no such part."""
        obj = self._view.project.get(name)
        if obj is None:
            return None
        return next((s for s in sites_of(obj, self._view) if s.part == part), None)

    def _calibrated(self, kind: str, *, near: bool) -> tuple[Calibration, ...]:
        """Predict known texts as if they weren't known, and see how often that comes out right.

        Args:
            kind: The kind of sites.
            near: Whether the rest of the module is known, or all of it is left out.

        Returns:
            Meanings of scores for texts that the code supports, for doubtful ones, and for others.
        """
        observed: tuple[list[tuple[float, bool, float]], ...] = ([], [], [])
        index = self._index(kind)
        for pattern, query in self._sampled.pop(kind, None) or self._sample(kind):
            words, weight = normal(pattern.text), _JUDGED if pattern.corrected else 1.0
            left_out = _left_out(pattern.site, index, near=near)
            for option in self._options(query, left_out, _any, vacuous=True):
                like = similarity(normal(option.candidate.text), words)
                observed[option.level].append((option.score, like >= USEFUL, weight))
        return tuple(map(calibrated, observed))

    def _sample(self, kind: str) -> list[tuple[Pattern, Query]]:
        """Return known texts of a kind, with the queries for them; they're kept for one more use.

        They are asked at most twice: without the object itself, and without its module.
        """
        index = self._index(kind)
        known = index.patterns
        if len(known) < _FEWEST:
            return []
        step = max(1, len(known) // _SAMPLE)
        judged = [pattern for pattern in known if pattern.corrected]
        sample = [*known[step // 2 :: step], *judged]
        self._sampled[kind] = [(pattern, Query(pattern.site, index)) for pattern in sample]
        return self._sampled[kind]

    def _options(
        self,
        query: Query,
        left_out: Set[int],
        is_enough: Callable[[float], bool],
        *,
        vacuous: bool = False,
    ) -> list[_Option]:
        """Return the candidates with the best score of those that the code supports, and others.

        Args:
            query: The site.
            left_out: Numbers of the patterns that don't count.
            is_enough: Tells whether a score is of use, and with it all that are higher; with any
                other a text isn't looked at.
            vacuous: Whether a text that only repeats names will do.

        Returns:
            One of each level at most; of lower ones only what has a better score than what the
            code supports.
        """
        site = query.site
        own = query.vocabulary
        best: dict[int, _Option] = {}
        for candidate, score in self._ordered(query, left_out, is_enough):
            level = _level(candidate.text, site, own, candidate)
            is_empty = level == _SOUND and not vacuous and is_vacuous(candidate.text, site)
            placed = _UNFOUNDED if is_empty else level
            best.setdefault(placed, _Option(placed, score, candidate))
            if level == _SOUND:
                break
        return list(best.values())

    def _ordered(
        self, query: Query, left_out: Set[int], is_enough: Callable[[float], bool]
    ) -> Iterator[tuple[Candidate, float]]:
        """Yield candidates and their first clauses with scores, those with the best score first."""
        site = query.site
        ranker = self._rankers[site.kind]
        found = query.candidates(left_out)
        ranked = sorted(((ranker.score(c.features), -n) for n, c in enumerate(found)), reverse=True)
        for score, number in ranked:
            if not is_enough(score):
                return  # no later one has more, and a clause has less than its sentence
            for text, likely in _versions(found[-number].text, score):
                if is_enough(likely) and not self.verdicts.is_rejected(site, text):
                    yield msgspec.structs.replace(found[-number], text=text), likely

    def texts(self) -> Iterator[str]:
        """Yield a line for each known text; they change if anything that is learned does."""
        for patterns in self._known.values():
            for pattern in patterns:
                yield f"{pattern.site.object} {pattern.site.part} {pattern.text}"

    def questions(self, kind: str, most: int) -> list[Question]:
        """Return known texts of a kind with the candidates there'd be if they weren't known.

        Only what could be shown is a candidate, so that scores are right for that.

        Args:
            kind: The kind of sites.
            most: How many at most; with every second one the whole module is left out.
        """
        if kind not in self._known:
            return []
        index = self._index(kind)
        found = []
        for number, pattern in enumerate(index.patterns[:: max(1, len(index.patterns) // most)]):
            left_out = _left_out(pattern.site, index, near=number % 2 == 0)
            offered = _sound(pattern.site, Query(pattern.site, index).candidates(left_out))
            words = normal(pattern.text)
            useful = (similarity(normal(c.text), words) >= USEFUL for c in offered)
            features = tuple(c.features for c in offered)
            found.append(Question(pattern.site.module, features, tuple(useful)))
        return found

    def most(self, site: Site) -> float:
        """Return the maximum confidence that a text for a site can have."""
        return _CORRECTED if (site.object, site.part) in self.verdicts.texts else _SURE

    def guess(self, site: Site, *, vacuous: bool = False, minimum: float = 0) -> Guess | None:
        """Return what the project's own texts say of a site.

        Args:
            site: The site.
            vacuous: Whether a text that only repeats names will do.
            minimum: The confidence below which a text is of no use, from 0 to 1.

        Returns:
            One sentence, None if there's none.
        """
        judged = self.verdicts.texts.get((site.object, site.part))
        if judged is not None:
            return Guess(judged, _CORRECTED, Evidence("verdict"), LEARNED)
        if site.kind not in self._known or site.kind not in self._rankers:
            return None
        if site.kind == "returns" and site.types == {"None"}:
            return None
        find = functools.partial(self._found, site, vacuous=vacuous, minimum=minimum)
        return self._recalls[site.kind].guess(site, vacuous, minimum, find=find)

    def _found(self, site: Site, *, vacuous: bool, minimum: float) -> Guess | None:
        pairs = zip(self._calibrations(site), _CEILINGS, strict=True)
        useful = [calibration for calibration, most in pairs if most >= minimum]

        def is_enough(score: float) -> bool:
            return any(calibration(score) >= minimum - _ROUNDING for calibration in useful)

        enough = _any if self.verdicts.all else is_enough  # a verdict can raise a confidence
        index = self._index(site.kind)
        left_out = _left_out(site, index, near=True)
        options = self._options(Query(site, index), left_out, enough, vacuous=vacuous)
        guesses = [self._guessed(option, site) for option in sorted(options, key=_by_level)]
        return max(guesses, key=lambda guess: guess.confidence, default=None)

    def _guessed(self, option: _Option, site: Site) -> Guess:
        """Return an option as a guess; its confidence is how often such texts are right here."""
        candidate = option.candidate
        confidence = self._calibrations(site)[option.level](option.score)
        confidence = self.verdicts.adjusted(candidate.text, confidence)
        confidence = min(confidence, self._ceiling(site, option))
        return Guess(candidate.text, round(confidence, 3), _evidence(candidate), LEARNED)

    def _calibrations(self, site: Site) -> tuple[Calibration, ...]:
        """Return the meanings of scores for a site, by level."""
        return self._calibration(site.kind, near=site.module in self._documented[site.kind])

    def _calibration(self, kind: str, *, near: bool) -> tuple[Calibration, ...]:
        find = functools.partial(self._calibrated, kind, near=near)
        return self._recalls[kind].calibrations(near=near, find=find)

    def _ceiling(self, site: Site, option: _Option) -> float:
        """Return the maximum confidence of a text.

        What nobody described isn't a random draw from what is described: often it has no
        docstring because it differs from its namesakes. So a summary is taken only from code that
        is alike.
        """
        candidate = option.candidate
        is_measured = len(self._known[site.kind]) >= _FEWEST
        if option.level != _SOUND:
            return _CEILINGS[option.level if is_measured else _UNFOUNDED]
        if not is_measured:
            return _UNMEASURED
        if site.kind.startswith("summary"):
            return _OTHER_CODE + (_SURE - _OTHER_CODE) * candidate.features[_MENTIONS]
        if site.kind == "parameter" and (site.name in _ANYTHING or len(site.name) == 1):
            other = candidate.best.site
            return _SURE if site.owner == other.owner != "" or are_kin(site, other) else _UNMEASURED
        return _SURE

    def predict(self, name: str, part: str = "summary", *, vacuous: bool = False) -> Guess | None:
        """Return what the project's own texts say of a part of an object.

        Args:
            name: Full name of the object.
            part: ``summary``, ``returns``, ``yields``, ``parameter:NAME`` or ``raises:TYPE``.
            vacuous: Whether a text that only repeats names will do.

        Returns:
            One sentence with its confidence and where it comes from; None if there's none.
        """
        site = self.site(name, part)
        return self.guess(site, vacuous=vacuous) if site is not None else None

    def similar(self, name: str, limit: int = 10) -> list[Similar]:
        """Return the documented objects that are most like an object.

        Args:
            name: Full name of the object.
            limit: How many at most.

        Returns:
            The most similar first; empty if the project has no such object or no docstrings.
        """
        site = self.site(name, "summary")
        if site is None or site.kind not in self._known:
            return []
        index = self._index(site.kind)
        found = index.nearest(site, limit, _left_out(site, index, near=True))
        return [_similar(score, index.patterns[number], site) for score, number in found]


def _any(score: float) -> bool:  # noqa: ARG001
    """Tell that any score is of use."""
    return True


def _versions(text: str, score: float) -> Iterator[tuple[str, float]]:
    """Yield a sentence and, as second choice, its first clause, each with its score."""
    yield text, score
    clause = first_clause(text)
    if clause is not None:
        yield clause, score * _CLAUSE


def _left_out(site: Site, index: Index, *, near: bool) -> Set[int]:
    """Return the patterns that must not count for a site: its own, or all of its module."""
    own = owner_of(site.object)
    if near:
        return index.of_objects((own, f"{own}.__init__", f"{own}.__new__"))
    return index.of_module(site.module)


def _by_level(option: _Option) -> int:
    return option.level


def _level(text: str, site: Site, known: Vocabulary, candidate: Candidate) -> int:
    """Tell how well the code of a site supports a text."""
    other = candidate.best.site
    if not is_borne_out(text, site, known, other):
        return _UNFOUNDED
    support = _TRUSTED if candidate.best.corrected else candidate.support
    return _SOUND if is_likely(text, site, known, other, support) else _DOUBTFUL


def _sound(site: Site, offered: list[Candidate]) -> list[Candidate]:
    """Return the candidates that the code of a site supports and that say something."""
    known = vocabulary(site)
    return [
        candidate
        for candidate in offered
        if not is_vacuous(candidate.text, site)
        and _level(candidate.text, site, known, candidate) == _SOUND
    ]


def _evidence(candidate: Candidate) -> Evidence:
    site = candidate.best.site
    parameter = site.name if site.kind == "parameter" else ""
    return Evidence("learned", site.object, (), parameter, max(candidate.support - 1, 0))


def _similar(score: float, pattern: Pattern, site: Site) -> Similar:
    other = pattern.site
    why = [
        text
        for text, holds in (
            ("overrides or is overridden", not site.related.isdisjoint(other.related)),
            ("same name", site.name == other.name),
            ("same class", site.owner == other.owner != ""),
            ("same module", site.module == other.module),
            ("same result", bool(site.types) and site.types == other.types),
        )
        if holds
    ]
    for label, one, two in (
        ("name", site.name_words, other.name_words),
        ("parameters", site.siblings, other.siblings),
        ("code", site.mentions, other.mentions),
    ):
        common = sorted(one & two)
        if common and not (label == "name" and site.name == other.name):
            why.append(f"{label}: {', '.join(common[:4])}")
    return Similar(other.object, round(score, 3), tuple(why), pattern.text)

"""Results of an earlier run, used again as long as the known texts of a kind are the same.

A calibration depends on the known texts of its kind alone, and a text for a site on these and on
the site. So an edit that changes no documented text costs the sites that it changes, and one that
does costs those of the same kind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from ...cache import Cache
from ...engine import ENGINE
from ...feedback import Verdict
from ...model import Guess
from ...settings import Settings
from .corpus import Pattern, Site
from .linear import Calibration

__all__ = ["Findings", "Recall"]

T = TypeVar("T")

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")


class Findings(msgspec.Struct, frozen=True):
    """The results of a run, or of a part of it.

    Attributes:
        calibrations: By nearness.
        guesses: By digest of the site; None where nothing was found.
    """

    calibrations: dict[str, tuple[Calibration, ...]] = {}
    guesses: dict[str, Guess | None] = {}

    def __bool__(self) -> bool:
        return bool(self.calibrations or self.guesses)


class Recall:
    """What an earlier run found with the same known texts of a kind, and what this one finds.

    Args:
        settings: Say where results are kept; nowhere if None.
        patterns: The known texts, in a fixed order.
        verdicts: What users said of suggestions.
    """

    def __init__(
        self,
        settings: Settings | None,
        patterns: Iterable[Pattern],
        verdicts: Iterable[Verdict],
    ) -> None:
        self._store = Cache(settings, Findings, private=True) if settings is not None else None
        self._key = _digest((ENGINE, list(patterns), list(verdicts)))
        earlier = self._store.get(self._key) if self._store is not None else None
        self._earlier = earlier or Findings()
        self._now = Findings({}, {})
        self._new = Findings({}, {})

    def calibrations(
        self, *, near: bool, find: Callable[[], tuple[Calibration, ...]]
    ) -> tuple[Calibration, ...]:
        """Return the calibrations; ``find`` is called if none are known."""
        name = "near" if near else "far"
        found = (each.calibrations for each in (self._earlier, self._now, self._new))
        return _recalled(*found, key=name, find=find)

    def guess(self, site: Site, *how: object, find: Callable[[], Guess | None]) -> Guess | None:
        """Return the text for a site; ``find`` is called if it isn't known.

        Args:
            site: The site.
            *how: Whatever else the text depends on.
            find: Finds it.
        """
        found = (each.guesses for each in (self._earlier, self._now, self._new))
        return _recalled(*found, key=_digest((site, how)), find=find)

    def news(self) -> Findings:
        """Return what was found here since this was last called."""
        news, self._new = self._new, Findings({}, {})
        return news

    def learn(self, news: Findings) -> None:
        """Take over what was found by a copy of this process."""
        self._now.calibrations.update(news.calibrations)
        self._now.guesses.update(news.guesses)

    def keep(self) -> None:
        """Keep what this run used, for the next one."""
        if self._store is not None and self._now != self._earlier:
            self._store.put(self._key, self._now)


def _recalled(
    earlier: dict[str, T], now: dict[str, T], new: dict[str, T], *, key: str, find: Callable[[], T]
) -> T:
    """Return a result that is known, and note that it's used."""
    if key not in now:
        now[key] = new[key] = earlier[key] if key in earlier else find()
    return now[key]


def _digest(records: object) -> str:
    return hashlib.blake2b(_ENCODER.encode(records), digest_size=16).hexdigest()

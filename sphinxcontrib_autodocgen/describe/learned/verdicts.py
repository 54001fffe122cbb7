"""What users said of earlier suggestions, as far as it changes the next ones.

A correction is a text by an author and is learned from like any other; so is a suggestion that was
accepted. A text that was rejected isn't said again of the same thing, and whatever proposed it has
to be surer next time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ...feedback import Verdict
from .sites import Site
from .texts import normal

__all__ = ["Verdicts"]

_STRENGTH = 8.0
"""How many verdicts an estimate outweighs."""


class Verdicts:
    """Verdicts, looked up by what they are about; never changed once made.

    Args:
        verdicts: In any order.

    Attributes:
        texts: What was accepted, or written instead, by object and part.
    """

    def __init__(self, verdicts: Iterable[Verdict] = ()) -> None:
        self.texts: dict[tuple[str, str], str] = {}
        self._rejected: set[tuple[str, str, tuple[str, ...]]] = set()
        self._good: Counter[tuple[str, ...]] = Counter()
        self._bad: Counter[tuple[str, ...]] = Counter()
        for verdict in sorted(verdicts, key=lambda v: (v.moment, v.key)):
            self._note(verdict)

    def _note(self, verdict: Verdict) -> None:
        place = (verdict.object, verdict.part)
        good = verdict.verdict == "accepted"
        said = verdict.text if good else verdict.correction
        if said:
            self.texts[place] = said
        else:
            self.texts.pop(place, None)
        key = (*place, normal(verdict.text))
        self._rejected.discard(key) if good else self._rejected.add(key)
        (self._good if good else self._bad)[normal(verdict.text)] += 1

    def is_rejected(self, site: Site, text: str) -> bool:
        """Tell whether a text was rejected for a site."""
        return self.rejects(site.object, site.part, text)

    def rejects(self, name: str, part: str, text: str) -> bool:
        """Tell whether a text was rejected for a part of an object."""
        return (name, part, normal(text)) in self._rejected

    def adjusted(self, text: str, confidence: float) -> float:
        """Return a learned text's confidence as the verdicts on the same text leave it.

        Args:
            text: The text.
            confidence: How sure it was.
        """
        good, bad = self._good[normal(text)], self._bad[normal(text)]
        return (confidence * _STRENGTH + good) / (_STRENGTH + good + bad)

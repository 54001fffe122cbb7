"""Texts that their authors copied and forgot to change, so that they aren't learned.

A slip in one docstring is one error; learned from, it becomes an error of every namesake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..words import root
from .sites import Pattern
from .texts import content_words, normal

__all__ = ["without_slips"]


def without_slips(patterns: Iterable[Pattern]) -> Iterator[Pattern]:
    """Yield patterns, save those whose text was plainly written of something else.

    Of several differently named things with one text, it's of those that it names, if it names any.

    Args:
        patterns: All patterns of a project, in a fixed order.
    """
    found = list(patterns)
    named: dict[tuple[object, ...], set[str]] = {}
    for pattern in found:
        if _is_named(pattern):
            named.setdefault(_key(pattern), set()).add(pattern.site.name)
    for pattern in found:
        others = named.get(_key(pattern), set()) - {pattern.site.name}
        if _is_named(pattern) or not others:
            yield pattern


def _key(pattern: Pattern) -> tuple[object, ...]:
    return pattern.site.kind, normal(pattern.text)


def _is_named(pattern: Pattern) -> bool:
    """Tell whether a text has a word of the name of what it's about."""
    words = {root(word) for word in content_words(pattern.text)}
    return not words.isdisjoint(root(word) for word in pattern.site.name_words)

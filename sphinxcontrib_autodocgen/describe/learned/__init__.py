"""Texts learned from the project's own documentation.

:func:`learn` reads what a project's authors wrote; the :class:`Patterns` that it returns predict
what they would write of what they left out. Nothing is learned from other projects, save how much
each kind of similarity counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...feedback import Verdict
from ...model import Project
from ..view import View
from .corpus import Site, Verdicts, sites_of
from .patterns import LEARNED, Patterns, Similar
from .recall import Findings

__all__ = ["LEARNED", "Findings", "Patterns", "Similar", "Site", "Verdicts", "learn", "sites_of"]


def learn(project: Project, verdicts: Iterable[Verdict] = ()) -> Patterns:
    """Learn from all that a project's authors wrote.

    Args:
        project: The analysed project; it isn't changed.
        verdicts: What users said of earlier suggestions, in any order.

    Returns:
        What was learned; safe to be shared by threads and sent to other processes.
    """
    return Patterns(View(project), Verdicts(verdicts))

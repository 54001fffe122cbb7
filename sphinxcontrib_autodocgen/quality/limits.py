"""Limits of an object, and the numbers that are compared with them.

Tables, warnings and ``check`` all ask here, so what is marked on a page is what fails in CI. A
limit comes from ``thresholds``, where it has one, else from the default; ``threshold_overrides``
has others for some objects.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal

from ..model import Metrics
from ..settings import Metric, Settings

__all__ = ["is_beyond", "is_judged", "limits", "value"]


def limits(settings: Settings, name: str = "") -> dict[Metric, float]:
    """Return the limits of an object.

    Args:
        settings: ``thresholds`` and ``threshold_overrides`` apply.
        name: The object's full name; empty for what holds where nothing else is said.

    Returns:
        A limit for each metric that has one.
    """
    chosen: dict[Metric, float | Literal["off"]] = {**Settings().thresholds, **settings.thresholds}
    for glob, own in settings.threshold_overrides.items():
        if _covers(glob, name):
            chosen |= own
    return {metric: limit for metric, limit in chosen.items() if not isinstance(limit, str)}


def value(metrics: Metrics, metric: Metric) -> float | None:
    """Return the number that is compared with a limit, None if it has no meaning.

    For ``length`` it's the lines with code: who documents a function well shouldn't pay for it.
    Without operators there's no maintainability, though radon says 100.
    """
    if metric == "length":
        return metrics.source_lines
    return metrics.maintainability if metric == "maintainability" else getattr(metrics, metric)


def is_judged(kind: str, metric: str) -> bool:
    """Tell whether a metric of such an object is compared with a limit.

    Sums over a module or class aren't, because they grow with every small function.
    """
    return metric == "maintainability" or kind not in ("module", "class")


def is_beyond(found: float, limit: float, *, is_minimum: bool) -> bool:
    """Tell whether a value is beyond its limit, which is the least or the most that passes."""
    return found < limit if is_minimum else found > limit


def _covers(glob: str, name: str) -> bool:
    """Tell whether a glob fits a name or that of something around it."""
    while name:
        if fnmatchcase(name, glob):
            return True
        name = name.rpartition(".")[0]
    return False

"""Limits of objects, and the findings beyond them as plain records that every format reads.

Tables, warnings and ``check`` all ask here, so what is marked on a page is what fails in CI. A
limit comes from ``thresholds``, where it has one, else from the default; ``threshold_overrides``
has others for some objects.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fnmatch import fnmatchcase
from itertools import groupby
from typing import Literal, NamedTuple

import msgspec

from ..model import Metrics, Problem
from ..report import Coverage
from ..settings import Metric, Settings

__all__ = [
    "RULES",
    "CheckResult",
    "Finding",
    "Help",
    "Missing",
    "Rule",
    "Severity",
    "by_object",
    "is_beyond",
    "is_judged",
    "limits",
    "value",
]

Rule = Literal[
    Metric,
    "stale",
    "stale-signature",
    "stale-body",
    "stale-drift",
    "coverage",
]
Severity = Literal["minor", "major", "critical"]


class Help(NamedTuple):
    """Help on a rule.

    Attributes:
        title: What is measured.
        advice: What is wrong about a finding, and what to do.
        is_minimum: Whether the limit is the least that passes, not the most.
    """

    title: str
    advice: str
    is_minimum: bool = False


RULES: dict[Rule, Help] = {
    "cyclomatic": Help(
        "Cyclomatic complexity",
        "A function or method has more independent paths than the limit. Split it.",
    ),
    "cognitive": Help(
        "Cognitive complexity",
        "A function or method is harder to follow than the limit. Return early, or name a part.",
    ),
    "nesting": Help(
        "Nesting depth",
        "Control flow in a function or method is nested deeper than the limit. Return early.",
    ),
    "length": Help(
        "Length",
        "A function or method has more lines with code than the limit. Split it.",
    ),
    "maintainability": Help(
        "Maintainability index",
        "The maintainability index of a module, class or function is below the limit.",
        is_minimum=True,
    ),
    "stale": Help(
        "Stale docstring",
        "A docstring contradicts the code: correct it. The value is the number of contradictions.",
    ),
    "stale-signature": Help(
        "Signature newer than docstring",
        "Parameters or types that a docstring speaks of were changed after it: read it again.",
    ),
    "stale-body": Help(
        "Behaviour newer than docstring",
        "What a docstring says of exceptions, results or names in the code was changed after it: "
        "read it again.",
    ),
    "stale-drift": Help(
        "Code newer than docstring",
        "Most of a function's statements were changed after its docstring: read it again.",
    ),
    "coverage": Help(
        "Docstring coverage",
        "A smaller share of the public objects than the limit has a docstring by an author.",
        is_minimum=True,
    ),
}
"""Every rule with its help; flags, formats and comparisons with limits follow from it."""


class Finding(msgspec.Struct, frozen=True):
    """One number of one object that is beyond its limit.

    Attributes:
        rule: What was measured.
        object: Full name of the object.
        kind: Its kind.
        path: Its file, relative to the folder of the check if it's inside, with slashes.
        line: The line of its ``def`` or ``class``.
        value: What was measured.
        limit: The limit.
        severity: How far beyond: ``minor`` below 1.5 times, ``critical`` from 3 times.
        fingerprint: Names rule and object, and stays when lines move and values change.
        before: What the baseline knows, None if it knows nothing.
        note: More about it; empty if there's nothing to add.
    """

    rule: Rule
    object: str
    kind: str
    path: str
    line: int
    value: float
    limit: float
    severity: Severity
    fingerprint: str
    before: float | None = None
    note: str = ""

    @property
    def excess(self) -> float:
        """The value as a multiple of its limit; for a minimum, 1 at the limit and 2 at 0."""
        if RULES[self.rule].is_minimum:
            return 2 - self.value / self.limit
        return self.value / max(self.limit, 1)

    @property
    def place(self) -> tuple[str, int, str]:
        """Path, line and name, which the findings of one object have in common."""
        return (self.path, self.line, self.object)

    @property
    def measure(self) -> str:
        """The rule, the value and its limit, briefly; of a stale docstring, what is wrong."""
        if self.rule.startswith("stale"):
            return f"{self.rule}: {self.note}"
        unit = " %" if self.rule == "coverage" else ""
        known = "" if self.before is None else f", baseline {_number(self.before)}"
        note = f"; {self.note}" if self.note else ""
        return f"{self.rule} {_number(self.value)}{unit} (limit {self.limit:g}{known}){note}"

    @property
    def message(self) -> str:
        """The finding, as one line that stands alone."""
        return f"{self.object}: {self.measure}"


class Missing(msgspec.Struct, frozen=True, order=True):
    """A public object without a docstring by an author.

    Attributes:
        path: Its file, as of :class:`Finding`.
        line: The line of its ``def`` or ``class``.
        object: Its public name.
        kind: Its kind.
    """

    path: str
    line: int
    object: str
    kind: str


class CheckResult(msgspec.Struct, frozen=True):
    """Result of a check.

    Attributes:
        findings: What fails, the worst object first.
        judged: The number of objects that were compared with their limits.
        coverage: The docstrings of all public objects.
        modules: The same by module.
        kinds: The same by kind.
        problems: What couldn't be read.
        known: The number of findings that the baseline has.
        better: The number of objects that the baseline knows as worse than they are.
        missing: The public objects that no author has described, by file and line; None if nobody
            asked.
    """

    findings: tuple[Finding, ...]
    judged: int
    coverage: Coverage
    modules: dict[str, Coverage]
    kinds: dict[str, Coverage]
    problems: tuple[Problem, ...] = ()
    known: int = 0
    better: int = 0
    missing: tuple[Missing, ...] | None = None

    @property
    def failed(self) -> bool:
        """Whether anything is beyond its limit or couldn't be read."""
        return bool(self.findings or self.problems)


def by_object(findings: tuple[Finding, ...]) -> Iterator[list[Finding]]:
    """Yield the findings of each object together, in their order."""
    for _, group in groupby(findings, key=lambda finding: finding.place):
        yield list(group)


def _number(value: float) -> str:
    """Write a number with at most one decimal, rounded down so that it's never on its limit."""
    return f"{math.floor(value * 10) / 10:g}"


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

"""Comparison of a project with its limits: from records and settings to findings.

What is compared, and with which limit, is decided in :mod:`.findings`.
Docstrings that we generate never count as written.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, get_args

import msgspec

from .. import docstring
from ..files import relative
from ..model import Metrics, Module, Object, Project
from ..report import Coverage, Report
from ..settings import Metric, Settings
from ..surface import surface_of
from .findings import (
    RULES,
    CheckResult,
    Finding,
    Missing,
    Rule,
    Severity,
    is_beyond,
    is_judged,
    limits,
    value,
)
from .freshness import Late

__all__ = ["Changes", "GitFacts", "judge", "undocumented"]

Changes = Mapping[Path, Sequence[tuple[int, int]]]
"""By file, first and last lines that changed; where lines were deleted, last is before first."""


class GitFacts(NamedTuple):
    """Git's information about the objects.

    Attributes:
        changes: Only objects with one of these lines count; all if None.
        late: What changed after docstrings were last touched, by file and line of the object.
    """

    changes: Changes | None = None
    late: Mapping[tuple[Path, int], Sequence[Late]] = MappingProxyType({})


_METRICS: tuple[Metric, ...] = get_args(Metric)


def judge(
    project: Project,
    settings: Settings,
    base: Path,
    report: Report | None = None,
    history: GitFacts | None = None,
) -> CheckResult:
    """Compare every object with its limits.

    Args:
        project: What was analysed.
        settings: The limits.
        base: The folder that paths are shown relative to.
        report: The counts of docstrings; none are shown if it isn't given.
        history: What git tells.

    Returns:
        The findings, the worst object first.
    """
    counts = report or Report()
    history = history or GitFacts()
    findings: list[Finding] = []
    judged = 0
    for module in project.modules.values():
        path = _shown(module.path, base)
        real = Path(module.path).resolve()
        seen: Counter[str] = Counter()
        for obj in module.objects:
            seen[obj.name] += 1
            if not _counts(obj, module, history.changes):
                continue
            judged += obj.metrics is not None
            late = history.late.get((real, obj.line), ())
            findings += _of_object(obj, _Occurrence(path, seen[obj.name]), settings, late)
    ordered = _worst_first(findings)
    if report is not None:
        ordered += _undocumented(project, settings, base, history.changes)
    return CheckResult(
        findings=tuple(ordered),
        judged=judged,
        coverage=counts.total,
        modules=counts.coverage,
        kinds=counts.kinds,
        problems=project.problems,
    )


class _Occurrence(NamedTuple):
    """One of several objects of a name in a file.

    Attributes:
        path: The file, as it's shown.
        number: Which of them it is, from 1.
    """

    path: str
    number: int = 1


def _of_object(
    obj: Object, at: _Occurrence, settings: Settings, late: Sequence[Late]
) -> Iterator[Finding]:
    """Yield all that is wrong with an object."""
    if obj.metrics is not None:
        yield from _beyond(obj, obj.metrics, at, settings)
    if settings.stale:
        yield from _contradicted(obj, at)
    yield from _left_behind(obj, at, late)


def _counts(obj: Object, module: Module, changes: Changes | None) -> bool:
    """Tell whether an object has changed lines, or all count."""
    if changes is None:
        return True
    return any(
        first <= obj.end_line and last >= obj.line
        for first, last in changes.get(Path(module.path), ())
    )


def _beyond(
    obj: Object, metrics: Metrics, at: _Occurrence, settings: Settings
) -> Iterator[Finding]:
    allowed = limits(settings, obj.name)
    for metric in _METRICS:
        if not is_judged(obj.kind, metric):
            continue
        found, limit = value(metrics, metric), allowed.get(metric)
        if found is None or limit is None:
            continue
        if is_beyond(found, limit, is_minimum=RULES[metric].is_minimum):
            yield _finding(metric, obj, at, (found, limit))


def _contradicted(obj: Object, at: _Occurrence) -> Iterator[Finding]:
    """Yield a finding if a docstring contradicts the code."""
    if wrong := docstring.stale(obj):
        found = _finding("stale", obj, at, (len(wrong), 0))
        yield msgspec.structs.replace(found, note="; ".join(wrong))


def _left_behind(obj: Object, at: _Occurrence, late: Sequence[Late]) -> Iterator[Finding]:
    """Yield a finding for each kind of change that a docstring didn't follow."""
    for rule in dict.fromkeys(one.rule for one in late):
        said = [one.text for one in late if one.rule == rule]
        found = _finding(rule, obj, at, (len(said), 0))
        yield msgspec.structs.replace(found, note="; ".join(said))


def _finding(rule: Rule, obj: Object, at: _Occurrence, numbers: tuple[float, float]) -> Finding:
    """Make a finding, and judge how bad it is."""
    identity = f"{rule}\0{obj.name}\0{at.number}".encode()
    found = Finding(
        rule=rule,
        object=obj.name,
        kind=obj.kind,
        path=at.path,
        line=max(obj.line, 1),
        value=numbers[0],
        limit=numbers[1],
        severity="minor",
        fingerprint=hashlib.blake2b(identity, digest_size=16).hexdigest(),
    )
    return msgspec.structs.replace(found, severity=_severity(found.excess))


def _severity(excess: float) -> Severity:
    if excess < 1.5:
        return "minor"
    return "major" if excess < 3 else "critical"


def _worst_first(findings: list[Finding]) -> list[Finding]:
    """Order by all that is wrong with an object together, then by place."""
    badness: dict[tuple[str, int, str], float] = {}
    for finding in findings:
        badness[finding.place] = badness.get(finding.place, 0) + finding.excess

    def key(finding: Finding) -> tuple[float, tuple[str, int, str], float]:
        return (-badness[finding.place], finding.place, -finding.excess)

    return sorted(findings, key=key)


def _undocumented(
    project: Project, settings: Settings, base: Path, changes: Changes | None
) -> Iterator[Finding]:
    """Yield a finding if too few public objects have a docstring by an author.

    Of changes it's at the first that has none, else at the first module.
    """
    public = _counted(project, settings, changes)
    without = [(name, obj) for name, obj in public if obj.docstring is None]
    share = Coverage(written=len(public) - len(without), missing=len(without)).percent
    if share >= settings.fail_under:
        return
    top = next(iter(project.modules.values()))
    obj = top.objects[0] if changes is None else without[0][1]
    module = project.module_of(obj.name)
    numbers = (share, settings.fail_under)
    found = _finding("coverage", top.objects[0], _Occurrence(_shown(module.path, base)), numbers)
    note = _named([name for name, _ in without], len(public))
    yield msgspec.structs.replace(found, line=max(obj.line, 1), note=note)


def _counted(
    project: Project, settings: Settings, changes: Changes | None
) -> list[tuple[str, Object]]:
    """Return the public objects that should have a docstring, with their names."""
    return [
        (name, obj)
        for name, obj in surface_of(project).objects()
        if obj.kind in settings.coverage_kinds
        if _is_new(obj, project.module_of(obj.name), changes)
    ]


def undocumented(
    project: Project, settings: Settings, base: Path, changes: Changes | None
) -> tuple[Missing, ...]:
    """Return the public objects that no author has described, by file and line.

    Args:
        project: What was analysed.
        settings: ``coverage_kinds`` applies.
        base: The folder that paths are relative to.
        changes: The changes that count; None for all.
    """
    found = (
        Missing(_shown(project.module_of(obj.name).path, base), max(obj.line, 1), name, obj.kind)
        for name, obj in _counted(project, settings, changes)
        if obj.docstring is None
    )
    return tuple(sorted(found))


def _is_new(obj: Object, module: Module, changes: Changes | None) -> bool:
    """Tell whether an object should have got a docstring in the changes that count.

    What is around a changed line, its class and module, isn't new for that.
    """
    if changes is not None and obj.kind in ("module", "class"):
        obj = msgspec.structs.replace(obj, end_line=obj.line)
    return _counts(obj, module, changes)


def _named(without: list[str], total: int) -> str:
    """Name the first objects without docstring."""
    names = ", ".join(without[:3])
    more = ", ..." if len(without) > 3 else ""
    return f"{len(without)} of {total} without docstring: {names}{more}"


def _shown(path: str, base: Path) -> str:
    """Write a path relative to a folder if it's inside, with slashes."""
    shown = relative(path, base).as_posix()
    return shown.encode("utf-8", "replace").decode("utf-8")  # a name on disk can be any bytes

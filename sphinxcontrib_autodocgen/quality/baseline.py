"""Findings that are known already, in a file that a reviewer can read.

The file has a line for each object, by name, so that moved lines don't show and two branches merge.
An object that was renamed, or moved to another module, keeps its entry if it didn't get worse.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from .. import files
from ..errors import BaselineError
from ..model import Project
from ..report import Coverage
from .findings import RULES, CheckResult, Finding, Rule

__all__ = ["Baseline", "compare", "read", "write"]


class Baseline(msgspec.Struct, frozen=True):
    """Known findings.

    Attributes:
        schema: Version of the format.
        coverage: How many public objects there were, and how many had a docstring.
        objects: By name of the object, the value of each rule that was beyond its limit.
    """

    schema: int = 1
    coverage: dict[str, int] = msgspec.field(default_factory=dict)
    objects: dict[str, dict[Rule, float]] = msgspec.field(default_factory=dict)


def read(path: Path) -> Baseline:
    """Read a baseline.

    Raises:
        BaselineError: If it isn't there, or isn't one.
    """
    try:
        found = msgspec.json.decode(files.read(path), type=Baseline)
    except FileNotFoundError:
        raise BaselineError(str(path), "no such file; make it with --write-baseline") from None
    except OSError as error:
        raise BaselineError(str(path), str(error.strerror)) from None
    except msgspec.DecodeError as error:
        reason = f"{error}; write it again with --write-baseline"
        raise BaselineError(str(path), reason) from None
    if found.schema != 1:
        raise BaselineError(str(path), f"its schema is {found.schema}, not 1")
    return found


def write(path: Path, verdict: CheckResult) -> None:
    """Write all findings of a check as the new baseline, sorted by name.

    Raises:
        BaselineError: If the file can't be written.
    """
    try:
        files.write(path, "\n".join(_lines(verdict)) + "\n")
    except OSError as error:
        raise BaselineError(str(path), str(error.strerror)) from None


def _lines(verdict: CheckResult) -> Iterator[str]:
    counts = {"written": verdict.coverage.written, "total": verdict.coverage.total}
    yield "{"
    yield ' "schema": 1,'
    yield f' "coverage": {json.dumps(counts)},'
    yield ' "objects": {'
    objects = sorted(_values(verdict).items())
    for index, (name, values) in enumerate(objects, 1):
        comma = "," if index < len(objects) else ""
        yield f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(values)}{comma}"
    yield " }"
    yield "}"


def _values(verdict: CheckResult) -> dict[str, dict[Rule, float]]:
    """Return the values by object; of two objects of one name, the worse."""
    found: dict[str, dict[Rule, float]] = {}
    for finding in verdict.findings:
        if finding.rule == "coverage":
            continue
        values = found.setdefault(finding.object, {})
        value = _kept(finding)
        if finding.rule not in values or _is_worse(finding.rule, value, values[finding.rule]):
            values[finding.rule] = value
    return {name: dict(sorted(values.items())) for name, values in found.items()}


def _kept(finding: Finding) -> float:
    """Return a value as it's written: maintainability moves with every edit, so in whole points."""
    return math.floor(finding.value) if finding.rule == "maintainability" else finding.value


def _is_worse(rule: Rule, value: float, than: float) -> bool:
    return value < than if RULES[rule].is_minimum else value > than


def compare(
    verdict: CheckResult, known: Baseline, project: Project, *, partial: bool = False
) -> CheckResult:
    """Leave out what is known and didn't get worse.

    Args:
        verdict: What was found.
        known: The baseline.
        project: What was analysed; what is in the baseline but not there any more was renamed or
            removed.
        partial: Whether only changed objects were judged: their share of docstrings isn't the
            baseline's, and what wasn't judged isn't better.

    Returns:
        The rest, with the values that were known.
    """
    entries = _matched(verdict, known, project)
    findings = []
    for finding in verdict.findings:
        before = entries.get(finding.object, {}).get(finding.rule)
        if finding.rule == "coverage":
            before = None if partial else _known_coverage(known)
        if before is None or _is_worse(finding.rule, finding.value, before):
            findings.append(msgspec.structs.replace(finding, before=before))
    return msgspec.structs.replace(
        verdict,
        findings=tuple(findings),
        known=len(verdict.findings) - len(findings),
        better=0 if partial else _better(verdict, known, project),
    )


def _known_coverage(known: Baseline) -> float | None:
    if "total" not in known.coverage:
        return None
    written, total = known.coverage.get("written", 0), known.coverage["total"]
    return Coverage(written=written, missing=total - written).percent


def _matched(
    verdict: CheckResult, known: Baseline, project: Project
) -> dict[str, Mapping[Rule, float]]:
    """Return the entry of each object, that of an object that is gone included."""
    now = _values(verdict)
    gone = {name: known.objects[name] for name in _gone(known, project)}
    found: dict[str, Mapping[Rule, float]] = {}
    for name in sorted(now):
        if name in known.objects:
            found[name] = known.objects[name]
        elif (former := _former(name, now[name], gone)) is not None:
            found[name] = gone.pop(former)
    return found


def _former(
    name: str, values: Mapping[Rule, float], gone: Mapping[str, Mapping[Rule, float]]
) -> str | None:
    """Return the name that an object had: of the same parent or last part, and no better."""
    parent, _, last = name.rpartition(".")
    same_last = [old for old in sorted(gone) if old.rpartition(".")[2] == last]
    same_parent = [old for old in sorted(gone) if old.rpartition(".")[0] == parent]
    for old in same_last + same_parent:
        before = gone[old]
        if all(
            rule in before and not _is_worse(rule, values[rule], before[rule]) for rule in values
        ):
            return old
    return None


def _gone(known: Baseline, project: Project) -> Iterator[str]:
    """Yield the known objects of analysed packages that aren't there any more."""
    tops = {name.partition(".")[0] for name in project.modules}
    for name in known.objects:
        if name not in project and name.partition(".")[0] in tops:
            yield name


def _better(verdict: CheckResult, known: Baseline, project: Project) -> int:
    """Count the known objects that are within a limit now, closer to it, renamed or gone."""
    now = _values(verdict)
    improved = sum(
        name in project and _improved(before, now.get(name, {}))
        for name, before in known.objects.items()
    )
    return improved + len(list(_gone(known, project)))


def _improved(before: Mapping[Rule, float], now: Mapping[Rule, float]) -> bool:
    return any(
        rule not in now or _is_worse(rule, value, now[rule]) for rule, value in before.items()
    )

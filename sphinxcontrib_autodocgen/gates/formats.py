"""How findings are written: one generator of lines for each format that others read."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from ..report import Coverage
from .record import RULES, Finding, Verdict, by_object

__all__ = ["FORMATS", "github", "gitlab", "json_lines", "sarif", "summary", "text"]

_SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_SARIF_KINDS = {"class": "type", "method": "member", "property": "member"}
_SUMMARY_ROWS = 100
"""GitHub takes up to 1 MiB of step summary; more rows than this nobody reads."""


def text(verdict: Verdict) -> Iterator[str]:
    """Yield a line for each object, the worst first, and what it comes to."""
    for group in by_object(verdict.findings):
        yield f"{group[0].path}:{group[0].line}: {group[0].object}: {_measures(group)}"
    yield from _totals(verdict)


def _measures(group: list[Finding]) -> str:
    return ", ".join(finding.measure for finding in group)


def _totals(verdict: Verdict) -> Iterator[str]:
    judged = [finding for finding in verdict.findings if finding.rule != "coverage"]
    objects = len({finding.place for finding in judged})
    rules = Counter(finding.rule for finding in judged)
    by_rule = ", ".join(f"{rule} {count}" for rule, count in rules.most_common())
    beyond = f"{objects or 'none'} of {verdict.judged} objects beyond a limit"
    yield f"{beyond}: {by_rule}" if rules else beyond
    if verdict.known:
        yield f"left out, known from the baseline: {verdict.known}"
    if verdict.better:
        yield f"better than the baseline: {verdict.better}; refresh it with --write-baseline"
    yield f"docstrings: {_counts(verdict.coverage)}"


def _counts(coverage: Coverage) -> str:
    return f"{coverage.percent:.1f} % written ({coverage.written} of {coverage.total})"


def json_lines(verdict: Verdict) -> Iterator[str]:
    """Yield one JSON document with everything."""
    yield from _document(
        {
            "schema": 1,
            "failed": verdict.failed,
            "judged": verdict.judged,
            "known": verdict.known,
            "better": verdict.better,
            "findings": [
                {**msgspec.structs.asdict(finding), "message": finding.message}
                for finding in verdict.findings
            ],
            "coverage": {
                **_coverage(verdict.coverage),
                "modules": {name: _coverage(part) for name, part in verdict.modules.items()},
                "kinds": {name: _coverage(part) for name, part in verdict.kinds.items()},
            },
            "errors": [msgspec.structs.asdict(problem) for problem in verdict.problems],
        }
    )


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "written": coverage.written,
        "missing": coverage.total - coverage.written,
        "percent": round(coverage.percent, 2),
    }


def _document(value: object) -> Iterator[str]:
    yield json.dumps(value, indent=1)


def gitlab(verdict: Verdict) -> Iterator[str]:
    """Yield a report for GitLab's code quality widget."""
    yield from _document(
        [
            {
                "description": finding.message,
                "check_name": f"autodocgen.{finding.rule}",
                "fingerprint": finding.fingerprint,
                "severity": finding.severity,
                "location": {"path": finding.path, "lines": {"begin": finding.line}},
            }
            for finding in verdict.findings
        ]
    )


def github(verdict: Verdict) -> Iterator[str]:
    """Yield a workflow command for each object, which GitHub shows beside its line."""
    for group in by_object(verdict.findings):
        first = group[0]
        place = f"file={_property(first.path)},line={first.line},title={_property(first.object)}"
        yield f"::error {place}::{_data(_measures(group))}"
    yield from _totals(verdict)


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")


def summary(verdict: Verdict) -> Iterator[str]:
    """Yield Markdown for the summary of a step in a GitHub workflow."""
    groups = list(by_object(verdict.findings))
    yield "### autodocgen"
    yield ""
    if groups:
        yield "| Object | Beyond its limit | Place |"
        yield "| --- | --- | --- |"
    for group in groups[:_SUMMARY_ROWS]:
        first = group[0]
        place = f"{first.path}:{first.line}"
        yield f"| {_cell(first.object)} | {_cell(_measures(group))} | {_cell(place)} |"
    if len(groups) > _SUMMARY_ROWS:
        yield f"\n{len(groups) - _SUMMARY_ROWS} more are in the log."
    yield ""
    for line in _totals(verdict):
        yield f"- {_cell(line)}"


def _cell(value: str) -> str:
    """Escape what means something in Markdown, in HTML or in a table."""
    return re.sub(r"([\\`*_{}\[\]<>|~])", r"\\\1", " ".join(value.split()))


def sarif(verdict: Verdict) -> Iterator[str]:
    """Yield a log of SARIF 2.1.0."""
    driver = {
        "name": "autodocgen",
        "version": version("sphinxcontrib-autodocgen"),
        "informationUri": "https://pypi.org/project/sphinxcontrib-autodocgen/",
        "rules": [
            {
                "id": rule,
                "name": title.title().replace(" ", ""),
                "shortDescription": {"text": title},
                "fullDescription": {"text": help_text},
                "help": {"text": help_text},
            }
            for rule, (title, help_text) in RULES.items()
        ],
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [
                    {"level": "error", "message": {"text": str(problem)}}
                    for problem in verdict.problems
                ],
            }
        ],
        "results": [_result(finding) for finding in verdict.findings],
    }
    yield from _document({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(finding: Finding) -> dict[str, Any]:
    place = {
        "physicalLocation": {
            "artifactLocation": _artifact(finding.path),
            "region": {"startLine": finding.line},
        },
        "logicalLocations": [
            {
                "fullyQualifiedName": finding.object,
                "kind": _SARIF_KINDS.get(finding.kind, finding.kind),
            }
        ],
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": list(RULES).index(finding.rule),
        "level": "warning" if finding.severity == "minor" else "error",
        "message": {"text": finding.message},
        "locations": [place],
        "partialFingerprints": {"autodocgen/v1": finding.fingerprint},
        "properties": {"value": finding.value, "limit": finding.limit},
    }


def _artifact(path: str) -> dict[str, str]:
    """Refer to a file: by a URI of its own if it isn't below the folder of the check."""
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path), "uriBaseId": "%SRCROOT%"}


FORMATS: dict[str, Callable[[Verdict], Iterator[str]]] = {
    "text": text,
    "json": json_lines,
    "sarif": sarif,
    "gitlab": gitlab,
    "github": github,
}
"""The formats by the name that ``--format`` takes."""

"""Formats of findings: a generator of lines for each format that others read, and a badge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from .. import outputs
from ..analyze import Extraction
from ..report import Coverage
from .findings import RULES, CheckResult, Finding, Missing, by_object

__all__ = [
    "FORMATS",
    "badge",
    "github",
    "gitlab",
    "json_lines",
    "missing",
    "sarif",
    "suggestion",
    "summary",
    "text",
]

_SARIF_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_SARIF_KINDS = {"class": "type", "method": "member", "property": "member"}
_SUMMARY_ROWS = 100
"""GitHub takes up to 1 MiB of step summary; more rows than this nobody reads."""


def text(verdict: CheckResult) -> Iterator[str]:
    """Yield a line for each object, the worst first, and a summary."""
    for group in by_object(verdict.findings):
        yield f"{group[0].path}:{group[0].line}: {group[0].object}: {_measures(group)}"
    yield from _totals(verdict)


def _measures(group: list[Finding]) -> str:
    return ", ".join(finding.measure for finding in group)


def _totals(verdict: CheckResult) -> Iterator[str]:
    yield _beyond_limits(verdict)
    if verdict.known:
        yield f"known from the baseline: {verdict.known}"
    if verdict.better:
        yield f"better than the baseline: {verdict.better}; refresh it with --write-baseline"
    yield f"docstrings: {_counts(verdict.coverage)}"


def _beyond_limits(verdict: CheckResult) -> str:
    """Count the objects beyond a limit, and the findings of each rule."""
    judged = [finding for finding in verdict.findings if finding.rule != "coverage"]
    objects = len({finding.place for finding in judged})
    rules = Counter(finding.rule for finding in judged)
    by_rule = ", ".join(f"{rule} {count}" for rule, count in rules.most_common())
    noun = "object" if verdict.judged == 1 else "objects"
    beyond = f"{objects or 'none'} of {verdict.judged} {noun} beyond a limit"
    return f"{beyond}: {by_rule}" if rules else beyond


def _counts(coverage: Coverage) -> str:
    return f"{coverage.percent:.1f} % written ({coverage.written} of {coverage.total})"


def json_lines(verdict: CheckResult) -> Iterator[str]:
    """Yield one JSON document with everything."""
    yield from outputs.document(
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
            "missing": None
            if verdict.missing is None
            else [msgspec.structs.asdict(one) for one in verdict.missing],
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


def gitlab(verdict: CheckResult) -> Iterator[str]:
    """Yield a report for GitLab's code quality widget."""
    yield from outputs.document(
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


def github(verdict: CheckResult) -> Iterator[str]:
    """Yield a workflow command for each object, which GitHub shows beside its line."""
    for group in by_object(verdict.findings):
        first = group[0]
        place = {"file": first.path, "line": first.line}
        yield outputs.command("error", _measures(group), **place, title=first.object)
    yield from _totals(verdict)


def missing(verdict: CheckResult) -> Iterator[str]:
    """Yield a line for each public object that no author has described, if that was asked for."""
    for one in verdict.missing or ():
        yield f"{one.path}:{one.line}: {one.object}: {one.kind} without docstring"


def summary(verdict: CheckResult, sources: str = "") -> Iterator[str]:
    """Yield Markdown for the summary of a step in a GitHub workflow.

    Args:
        verdict: The verdict.
        sources: The web address of the folder that paths are relative to; "": nothing is linked.
    """
    groups = list(by_object(verdict.findings))
    yield from ("### autodocgen", "")
    rows = [
        [*map(outputs.plain, (group[0].object, _measures(group))), _place(group[0], sources)]
        for group in groups
    ]
    yield from _most(("Object", "Beyond its limit", "Place"), rows)
    yield ""
    for line in _totals(verdict):
        yield f"- {outputs.plain(line)}"
    without = [
        [*map(outputs.plain, (one.object, one.kind)), _place(one, sources)]
        for one in verdict.missing or ()
    ]
    if without:
        yield from ("", "<details><summary>Without a docstring</summary>", "")
        yield from _most(("Object", "Kind", "Place"), without)
        yield from ("", "</details>")


def _most(head: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    """Yield a table of as many rows as are read, and how many there are besides."""
    if rows:
        yield from outputs.table(head, rows[:_SUMMARY_ROWS])
    if len(rows) > _SUMMARY_ROWS:
        yield f"\n{len(rows) - _SUMMARY_ROWS} more are in the log."


def _place(found: Finding | Missing, sources: str) -> str:
    """Return a file and a line in Markdown, as a link if the file is below a known address."""
    shown = outputs.plain(f"{found.path}:{found.line}")
    if not sources or Path(found.path).is_absolute():
        return shown
    return f"[{shown}]({sources}/{quote(found.path)}#L{found.line})"


def sarif(verdict: CheckResult) -> Iterator[str]:
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
            for rule, (title, help_text, _) in RULES.items()
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
    yield from outputs.document({"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


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


def suggestion(path: str, name: str, found: Extraction) -> str:
    """Return a line that says which block of a function to extract, and what that saves.

    Args:
        path: The file.
        name: The function's full name.
        found: The block, with what was measured.
    """
    gives = f" and gives {', '.join(found.given)}" if found.given else ""
    takes = f"takes {', '.join(found.taken)}" if found.taken else "takes nothing"
    numbers = ", ".join(
        f"{metric} {found.before[metric]} -> {found.rest[metric]} and {found.made[metric]}"
        for metric in ("cyclomatic", "cognitive")
    )
    lines = f"lines {found.first} to {found.last}"
    return f"{path}:{found.first}: {name}: {lines} as a function that {takes}{gives}: {numbers}"


FORMATS: dict[str, Callable[[CheckResult], Iterator[str]]] = {
    "text": text,
    "json": json_lines,
    "sarif": sarif,
    "gitlab": gitlab,
    "github": github,
}
"""The formats by the name that ``--format`` takes."""


_LABEL = "docstrings"
_COLORS = ((90, "#1a7f37"), (75, "#4d7a0b"), (50, "#8a6100"), (0, "#b3261e"))
"""Minimum share and colour; each has a contrast of at least 4.5 to white text."""


def badge(coverage: Coverage) -> str:
    """Return a badge of docstring coverage, which needs no service, font or script.

    Args:
        coverage: The counts; the badge shows the share with a docstring by an author.

    Returns:
        An SVG document.
    """
    return "\n".join(_badge_lines(coverage)) + "\n"


def _badge_lines(coverage: Coverage) -> Iterator[str]:
    value = f"{int(coverage.percent)}%"  # rounded down: 100% is all of them
    color = next(color for share, color in _COLORS if coverage.percent >= share)
    left, right = _width(_LABEL), _width(value)
    label = f"{_LABEL}: {value}"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" '
        f'aria-labelledby="autodocgen-badge-title">'
    )
    yield f'<title id="autodocgen-badge-title">{label}</title>'
    yield f'<rect width="{left + right}" height="20" rx="3" fill="{color}"/>'
    yield f'<path d="M3 0h{left - 3}v20h-{left - 3}a3 3 0 0 1-3-3v-14a3 3 0 0 1 3-3z" fill="#444"/>'
    yield (
        '<g fill="#fff" text-anchor="middle" font-size="11" '
        'font-family="Verdana,DejaVu Sans,Geneva,sans-serif" aria-hidden="true">'
    )
    yield _badge_text(_LABEL, left / 2, left)
    yield _badge_text(value, left + right / 2, right)
    yield "</g>"
    yield "</svg>"


def _badge_text(text: str, middle: float, width: int) -> str:
    """Write a text that is as wide as planned whatever the font."""
    return f'<text x="{middle:g}" y="14" textLength="{width - 10}">{text}</text>'


def _width(text: str) -> int:
    """Return the width of a part, with 5 pixels on either side."""
    return 10 + round(sum({"%": 11.8, "i": 3.0, "t": 4.3, "r": 4.7}.get(c, 7.0) for c in text))

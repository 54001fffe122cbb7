"""Forms of a report for people and machines: a line, a summary, a page, OpenMetrics, alerts."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, get_args

import msgspec

from .report import Coverage, Report
from .settings import Measure

__all__ = ["alerts", "line", "open_metrics", "page", "summary"]

_WIDTH = 320
_BAR = 18


class _Limited(NamedTuple):
    """A number that can have a limit.

    Attributes:
        value: The number in a report; None where there is nothing to measure.
        words: What it is, for a message; ``{}`` stands for the number.
        is_minimum: Whether the limit is the smallest number that's right, and not the largest.
    """

    value: Callable[[Report], float | None]
    words: str
    is_minimum: bool = False


_MEASURES: dict[Measure, _Limited] = {
    "execution_time": _Limited(lambda r: r.seconds, "the build took {:.1f} s"),
    "cpu_time": _Limited(lambda r: sum(r.cpu.values()), "the analysis took {:.1f} s of CPU"),
    "memory_usage": _Limited(lambda r: r.memory or None, "memory came to {:.0f} MiB"),
    "error_count": _Limited(lambda r: len(r.problems), "{:.0f} files have errors"),
    "retry_count": _Limited(lambda r: r.retried, "{:.0f} files were analysed more than once"),
    "degraded_count": _Limited(lambda r: len(r.degraded), "{:.0f} services could not be used"),
    "generated_ratio": _Limited(
        lambda r: _ratio(r.total.generated, r.total.total),
        "the share of objects with generated text only is {:.2f}",
    ),
    "missing_ratio": _Limited(
        lambda r: _ratio(r.total.missing, r.total.total),
        "the share of objects without any text is {:.2f}",
    ),
    "cache_hit_ratio": _Limited(
        lambda r: _ratio(r.cached, r.cached + r.analysed),
        "the share of files from the cache is {:.2f}",
        is_minimum=True,
    ),
}


def alerts(report: Report, limits: Mapping[Measure, float]) -> Iterator[str]:
    """Yield a line for each limit that was crossed.

    Args:
        report: The report of a finished run.
        limits: The largest number that is right, of ``cache_hit_ratio`` the smallest.
    """
    for name in get_args(Measure):
        if name not in limits:
            continue
        limited, limit = _MEASURES[name], limits[name]
        value = limited.value(report)
        if value is not None and (value < limit if limited.is_minimum else value > limit):
            word = "minimum" if limited.is_minimum else "maximum"
            yield f"{limited.words.format(value)}; the {word} is {limit:g} ({name})"


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def line(report: Report) -> str:
    """Return what happened in one line."""
    total, files = report.total, report.analysed + report.cached
    parts = [
        f"{files:,} files, {report.cached:,} of them from the cache",
        f"{total.total:,} objects: {_counts(total)}",
        f"{sum(report.cpu.values()):.1f} s of CPU",
    ]
    if report.memory:
        parts.append(f"{report.memory:.0f} MiB")
    parts += report.degraded
    for number, word in (
        (report.resumed, "results of a stopped run"),
        (report.retried, "files retried"),
        (report.quarantined, "files given up"),
    ):
        if number:
            parts.append(f"{number:,} {word}")
    if report.problems:
        parts.append(f"{len(report.problems):,} errors")
    return "; ".join(parts)


def _counts(total: Coverage) -> str:
    return f"{total.written:,} written, {total.generated:,} generated, {total.missing:,} missing"


def summary(report: Report, warnings: Iterable[str] = ()) -> str:
    """Return what happened in Markdown, for the summary of a job.

    Args:
        report: The report.
        warnings: What to say first.
    """
    lines = ["### Documentation", ""]
    lines += [f"- **{text}**" for text in warnings]
    lines += [f"- {text}" for text in line(report).split("; ")]
    lines += ["", "| step | seconds | CPU seconds |", "| --- | ---: | ---: |"]
    for name, seconds in report.steps.items():
        lines.append(f"| {name} | {seconds:.2f} | {report.cpu.get(name, 0.0):.2f} |")
    if any(msgspec.structs.astuple(report.pages)):
        pages = msgspec.structs.asdict(report.pages)
        lines += ["", "Pages: " + ", ".join(f"{number} {name}" for name, number in pages.items())]
    return "\n".join(lines) + "\n"


def open_metrics(report: Report) -> str:
    """Return the numbers in the text format of OpenMetrics 1.0."""
    total, pages = msgspec.structs.asdict(report.total), msgspec.structs.asdict(report.pages)
    families = [
        _family("seconds", "Seconds by step.", "step", report.steps, "seconds"),
        _family("cpu_seconds", "Seconds of the processor by step.", "step", report.cpu, "seconds"),
        _family("memory_bytes", "Peak memory.", "", {"": report.memory * (1 << 20)}, "bytes"),
        _family(
            "files", "Files by where results come from.", "from",
            {"analysis": report.analysed, "cache": report.cached},
        ),
        _family("objects", "Public objects by docstring.", "docstring", total),
        _family("pages", "Pages that were read, by reason; and kept.", "reason", pages),
        _family(
            "recovered", "Results of a stopped run, files retried, files given up.", "how",
            {
                "resumed": report.resumed,
                "retried": report.retried,
                "quarantined": report.quarantined,
            },
        ),
        _family("errors", "Files that could not be analysed.", "", {"": len(report.problems)}),
    ]  # fmt: skip
    return "\n".join([*(text for family in families for text in family), "# EOF"]) + "\n"


def _family(
    name: str, text: str, label: str, values: Mapping[str, float], unit: str = ""
) -> Iterator[str]:
    full = f"autodocgen_{name}"
    yield f"# TYPE {full} gauge"
    if unit:
        yield f"# UNIT {full} {unit}"
    yield f"# HELP {full} {text}"
    for key, value in values.items():
        labels = f'{{{label}="{key}"}}' if label else ""
        yield f"{full}{labels} {value:.12g}"


def page(report: Report, warnings: Iterable[str] = ()) -> str:
    """Return what happened as the body of a page of HTML, with small charts.

    Args:
        report: The report.
        warnings: What to say first.
    """
    said = "".join(f"<li><strong>{html.escape(text)}</strong></li>" for text in warnings)
    facts = "".join(f"<li>{html.escape(text)}</li>" for text in line(report).split("; "))
    shares = {f"{10 * n} to {10 * n + 10} %": c for n, c in enumerate(report.confidences)}
    parts = [
        "<h1>Report of the build</h1>",
        f"<ul>{said}{facts}</ul>",
        _chart("Seconds by step", report.steps, "{:.2f} s"),
        _chart("CPU seconds by step", report.cpu, "{:.2f} s"),
        _chart("Slowest modules, CPU seconds", dict(report.slowest), "{:.2f} s"),
        _chart("Hottest functions, CPU seconds", dict(report.hottest), "{:.2f} s"),
        _chart("Generated texts and types by confidence", shares, "{:.0f}"),
        _chart("Pages", msgspec.structs.asdict(report.pages), "{:.0f}"),
    ]
    return "\n".join(filter(None, parts))


def _chart(title: str, values: Mapping[str, float], form: str) -> str:
    """Return a heading and a chart of bars; nothing if all is zero."""
    most = max(values.values(), default=0)
    if not most:
        return ""
    rows = []
    for number, (name, value) in enumerate(values.items()):
        y, width = number * (_BAR + 6), _WIDTH * value / most
        label = f"{html.escape(name)}: {form.format(value)}"
        rows.append(
            f'<rect x="0" y="{y}" width="{max(width, 1):.1f}" height="{_BAR}" fill="currentColor"'
            f' fill-opacity=".25"/><text x="4" y="{y + 13}" font-size="12" fill="currentColor">'
            f"{label}</text>"
        )
    height = len(rows) * (_BAR + 6)
    return (
        f"<h2>{title}</h2>\n"
        f'<svg viewBox="0 0 640 {height}" style="max-width: 640px" role="img" '
        f'aria-label="{title}">{"".join(rows)}</svg>'
    )

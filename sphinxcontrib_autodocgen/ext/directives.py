"""Directives that show what was measured: complexity, and how much is documented.

A table is built of nodes directly, which is cheaper than reST and can't be broken by a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from ..model import Metrics, Object
from ..report import Coverage
from .domain import COVERAGE, AutodocgenDomain, of

if TYPE_CHECKING:
    from docutils.nodes import Element, Node

__all__ = ["ComplexityDirective", "CoverageDirective"]

logger = logging.getLogger(__name__)

_ROLES = {"module": "mod", "class": "class", "function": "func", "method": "meth"}


class _Column(NamedTuple):
    """One column of the table: its title, threshold, value and text."""

    title: str
    name: str
    value: Callable[[Metrics], float | None]
    text: Callable[[Metrics], str]
    low_is_bad: bool = False


def _maintainability(metrics: Metrics) -> str:
    if metrics.maintainability is None:
        return "n/a"
    return f"{metrics.maintainability:.1f} {metrics.maintainability_rank or ''}".rstrip()


_COLUMNS = (
    _Column(
        "Cyclomatic",
        "cyclomatic",
        lambda m: m.cyclomatic,
        lambda m: f"{m.cyclomatic} {m.rank}",
    ),
    _Column("Cognitive", "cognitive", lambda m: m.cognitive, lambda m: str(m.cognitive)),
    _Column("Nesting", "nesting", lambda m: m.nesting, lambda m: str(m.nesting)),
    _Column("Lines", "length", lambda m: m.length, lambda m: str(m.length)),
    _Column(
        "Maintainability",
        "maintainability",
        lambda m: m.maintainability,
        _maintainability,
        low_is_bad=True,
    ),
)
_SORTS = ("name", "source", *(column.name for column in _COLUMNS))


def _sort_option(argument: str) -> str:
    return directives.choice(argument, _SORTS)


def _kinds_option(argument: str) -> list[str]:
    return [directives.choice(kind, tuple(_ROLES)) for kind in argument.split()]


class ComplexityDirective(SphinxDirective):
    """Show the complexity of modules, classes and functions as a table.

    The argument is one or more full names. Of a package with submodules the table has a row for
    each module, of anything else a row for each class, function and method in it.
    """

    required_arguments = 1
    optional_arguments = 99
    option_spec: ClassVar = {
        "caption": directives.unchanged,
        "kind": _kinds_option,
        "sort": _sort_option,
        "top": directives.positive_int,
    }

    def run(self) -> list[Node]:
        """Return the table; nothing but a warning for a name that wasn't analysed."""
        domain = of(self.env)
        rows: list[Object] = []
        for target in self.arguments:
            found = list(self._objects(domain, target))
            if not found:
                self._warn(target)
            rows += found
        if not rows:
            return []
        domain.note(self.env.docname, {row.name for row in rows})
        rows = self._ordered(rows)
        table = _table(rows, domain, self.options.get("caption"), _common_prefix(self.arguments))
        self.set_source_info(table)
        return [nodes.container("", table, classes=["autodocgen-table"])]

    def _objects(self, domain: AutodocgenDomain, target: str) -> Iterator[Object]:
        """Yield the objects of one target, in the order of the source."""
        inside = f"{target}."
        modules = [
            module
            for name, module in domain.project.modules.items()
            if name == target or name.startswith(inside)
        ]
        kinds = self.options.get("kind")
        if kinds is None:
            kinds = ["module"] if len(modules) > 1 else ["class", "function", "method", "property"]
        if not modules and target in domain.project:
            modules = [domain.project.module_of(target)]
        for module in modules:
            for obj in module.objects:
                wanted = obj.kind in kinds or (obj.kind == "property" and "method" in kinds)
                within = obj.name == target or obj.name.startswith(inside)
                if wanted and within and obj.metrics and "local" not in obj.modifiers:
                    yield obj

    def _ordered(self, rows: list[Object]) -> list[Object]:
        """Sort and cut the rows as the options say."""
        sort = self.options.get("sort", "source")
        if sort == "name":
            rows = sorted(rows, key=lambda row: row.name)
        elif sort != "source":
            column = next(column for column in _COLUMNS if column.name == sort)
            rows = sorted(rows, key=lambda row: _badness(row, column))
        return rows[: self.options.get("top")]

    def _warn(self, target: str) -> None:
        logger.warning(
            "autodocgen-complexity: nothing named %r was analysed; check the name, and that "
            "autodocgen_packages has its package",
            target,
            type="autodocgen",
            subtype="missing",
            location=self.get_location(),
        )


class CoverageDirective(SphinxDirective):
    """Show how many public objects have a written, a generated and no docstring, by module.

    Without argument all modules are shown, else those below the given names.
    """

    optional_arguments = 99
    option_spec: ClassVar = {"caption": directives.unchanged}

    def run(self) -> list[Node]:
        """Return the table."""
        domain = of(self.env)
        domain.note(self.env.docname, [COVERAGE])
        wanted = tuple(f"{name}." for name in self.arguments)
        modules = {
            name: counts
            for name, counts in domain.report.coverage.items()
            if counts.total and (not wanted or f"{name}.".startswith(wanted))
        }
        body = [_coverage_row(name, counts, domain) for name, counts in modules.items()]
        total = Coverage(
            sum(counts.written for counts in modules.values()),
            sum(counts.generated for counts in modules.values()),
            sum(counts.missing for counts in modules.values()),
        )
        body.append([_text_entry("Total"), *_coverage_numbers(total)])
        titles = ["Module", "Written", "Generated", "Missing", "Written, %"]
        table = _grid(titles, body, self.options.get("caption"), "autodocgen-coverage")
        self.set_source_info(table)
        return [nodes.container("", table, classes=["autodocgen-table"])]


def _coverage_row(name: str, counts: Coverage, domain: AutodocgenDomain) -> list[nodes.entry]:
    return [_name_entry(domain.project[name], domain, ""), *_coverage_numbers(counts)]


def _coverage_numbers(counts: Coverage) -> Iterator[nodes.entry]:
    for number in (counts.written, counts.generated, counts.missing):
        yield _text_entry(str(number), "number")
    share = 100 * counts.written / counts.total if counts.total else 100.0
    yield _text_entry(f"{share:.0f}", "number")


def _badness(row: Object, column: _Column) -> tuple[float, str]:
    """Order by a metric, the worst first, then by name."""
    assert row.metrics is not None
    value = column.value(row.metrics)
    if value is None:
        return (float("inf"), row.name)
    return (value if column.low_is_bad else -value, row.name)


def _common_prefix(targets: list[str]) -> str:
    """Return what every row's name begins with, so that it needn't be repeated."""
    return f"{targets[0]}." if len(targets) == 1 else ""


def _table(
    rows: list[Object], domain: AutodocgenDomain, caption: str | None, prefix: str
) -> nodes.table:
    titles = ["Object", *(column.title for column in _COLUMNS)]
    body = [[_name_entry(row, domain, prefix), *_number_entries(row, domain)] for row in rows]
    return _grid(titles, body, caption, "autodocgen-complexity")


def _grid(
    titles: list[str], body: list[list[nodes.entry]], caption: str | None, name: str
) -> nodes.table:
    """Make a table of a column of names and columns of numbers."""
    table = nodes.table("", classes=[name])
    if caption:
        table += nodes.title("", caption)
    group = nodes.tgroup("", cols=len(titles))
    table += group
    for width in (40, *(12 for _ in titles[1:])):
        group += nodes.colspec("", colwidth=width)
    head = [_text_entry(titles[0]), *(_text_entry(title, "number") for title in titles[1:])]
    group += nodes.thead("", nodes.row("", *head))
    group += nodes.tbody("", *(nodes.row("", *entries) for entries in body))
    return table


def _text_entry(text: str, *classes: str) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", text), classes=list(classes))


def _name_entry(row: Object, domain: AutodocgenDomain, prefix: str) -> nodes.entry:
    shown = row.name.removeprefix(prefix)
    label = nodes.literal("", shown)
    content: Element = label
    if not any(part.startswith("_") for part in row.name.split(".")):
        content = addnodes.pending_xref(
            "",
            label,
            refdomain="py",
            reftype=_ROLES.get(row.kind, "obj"),
            reftarget=row.name,
            refexplicit=True,
            refwarn=False,
            refdoc=domain.env.docname,
            autodocgen=True,
        )
    return nodes.entry("", nodes.paragraph("", "", content))


def _number_entries(row: Object, domain: AutodocgenDomain) -> Iterator[nodes.entry]:
    """Yield the cells of a row; a number beyond its threshold says so in a word as well."""
    assert row.metrics is not None
    for column in _COLUMNS:
        text = column.text(row.metrics)
        if _is_over(column, column.value(row.metrics), row, domain):
            word = "low" if column.low_is_bad else "high"
            strong = nodes.strong("", f"{text} {word}", classes=["autodocgen-over"])
            yield nodes.entry("", nodes.paragraph("", "", strong), classes=["number"])
        else:
            yield _text_entry(text, "number")


def _is_over(column: _Column, value: float | None, row: Object, domain: AutodocgenDomain) -> bool:
    """Tell whether a value is beyond its threshold; sums over a module or class are not judged."""
    limit = {str(k): v for k, v in domain.settings.thresholds.items()}.get(column.name)
    if value is None or limit is None:
        return False
    if column.low_is_bad:
        return value < limit
    return row.kind not in ("module", "class") and value > limit

"""Directives for complexity: tables, pictures, and what to split first.

:mod:`sphinxcontrib_autodocgen.quality` decides what is shown; here it becomes nodes, and the page
notes what it depends on.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from msgspec.structs import replace
from sphinx.util import logging

from ... import files
from ...model import Object, Project
from ...quality import charts, churn, pictures, table, trend
from ...quality.charts import Picture
from ...quality.churn import ModuleHistory
from ...quality.columns import MetricCell, Row
from ...quality.hotspots import Advice, Reason, advise, hottest
from ...quality.request import Request, read
from ...quality.table import Table, TableLine
from .. import sources
from ..domain import BELOW, HISTORY, AutodocgenDomain
from ..lifecycle import PARTIAL
from ..nodes import entry, grid, heading_row, picture_node, row
from ..tables import LEGEND
from . import ProjectDirective

if TYPE_CHECKING:
    from docutils.nodes import Node

__all__ = ["ComplexityDirective", "HotspotsDirective"]

logger = logging.getLogger(__name__)


def _histories(project: Project) -> Callable[[int], ModuleHistory]:
    """Return what tells changes in a number of months; git is asked once for each."""
    return functools.cache(lambda months: churn.commits(project.modules.values(), months))


class _Survey(ProjectDirective):
    """Common part of both: reads options, finds targets, draws pictures, notes dependencies."""

    required_arguments = 1
    optional_arguments = 99
    final_argument_whitespace = False
    defaults: ClassVar[dict[str, Any]] = {}

    def request(self) -> Request:
        """Read the options; what is wrong with them is a warning each."""
        chosen = self.domain.settings
        found, wrong = read(self.arguments, self.options, chosen, **self.defaults)
        for line in wrong:
            self.warn(line, "config")
        return found

    def found(self, request: Request) -> Request:
        """Return the request without the targets that aren't there, which are a warning each."""
        known = []
        for target in request.targets:
            if self.domain.is_known(target):
                known.append(target)
            else:
                self.warn(
                    f"nothing named {target!r} was analysed; check the name, and that "
                    "autodocgen_packages has its package",
                    "missing",
                )
        self.domain.note(self.env.docname, [f"{BELOW}{target}" for target in request.targets])
        return (
            request
            if len(known) == len(request.targets)
            else replace(request, targets=tuple(known))
        )

    def commits(self, request: Request) -> dict[str, int]:
        """Count commits, and note that the page depends on them."""
        self.domain.note(self.env.docname, [HISTORY])
        history = self.domain.project.found(_histories)(request.months)
        self.note_partial(history.problem)
        return history.commits

    def note_partial(self, problem: str) -> None:
        """Note that the page shows less than it should, for want of history."""
        if problem:
            self.domain.by_page(PARTIAL).setdefault(self.env.docname, []).append(problem)

    def draw(self, request: Request, rows: list[Row], *, listed: bool) -> Iterator[Node]:
        """Yield the pictures; ``listed`` if the page lists the hot spots anyway."""
        prefix = f"{request.targets[0]}." if len(request.targets) == 1 else ""
        for name in request.charts:
            serial = self.env.new_serialno("autodocgen")
            ident = f"autodocgen-{nodes.make_id(self.env.docname)}-{serial}"
            if name == "ranks":
                yield picture_node(pictures.ranks(rows, ident))
            elif name == "treemap":
                yield picture_node(pictures.treemap(rows, ident, prefix))
            elif name == "hotspots" and not _has_history(rows):
                yield nodes.paragraph("", "There are no hot spots to show: no changes are known.")
            elif name == "hotspots":
                drawn = pictures.hotspots(rows, ident, prefix, request.months, key=not listed)
                yield picture_node(drawn, table=not listed)
            else:
                yield from self.draw_trend(request, ident)

    def draw_trend(self, request: Request, ident: str) -> Iterator[Node]:
        """Yield the trend if there are releases to compare."""
        self.domain.note(self.env.docname, [HISTORY])
        folder = Path(self.domain.project.module_of(request.targets[0]).path).parent
        releases, problem = trend.trend(folder, request.targets, self.domain.settings)
        self.note_partial(problem)
        drawn: Picture = charts.lines(trend.points(releases), trend.TITLES, ident)
        if len(drawn.rows) > 1:
            yield picture_node(drawn)
        else:
            yield nodes.paragraph("", "There is no trend yet: it takes two tagged releases.")

    def framed(self, content: Iterable[Node]) -> list[Node]:
        """Return the nodes with their place in the source."""
        holder = nodes.container("", *content, classes=["autodocgen-table"])
        self.set_source_info(holder)
        return [holder]


class ComplexityDirective(_Survey):
    """Show the complexity of modules, classes and functions as a table and as pictures.

    The argument is one or more full names. Of a package with submodules the table has a row for
    each module, of anything else a row for each class, function and method in it.
    """

    option_spec: ClassVar = dict.fromkeys(
        (
            "caption",
            "chart",
            "columns",
            "depth",
            "exclude",
            "group-by",
            "kind",
            "metrics",
            "min-rank",
            "sort",
            "thresholds",
            "top",
        ),
        directives.unchanged,
    )

    def run(self) -> list[Node]:
        """Return the pictures and the table; nothing but a warning for names that aren't there."""
        request = self.found(self.request())
        if not request.targets:
            return []
        commits = self.commits(request) if request.needs_git else None
        content: list[Node] = []
        if request.charts:
            functions = table.functions(self.domain.project, request, commits)
            content += self.draw(request, functions, listed=False)
        if request.top != 0:
            content += self.table(request, commits)
        return self.framed(content)

    def table(self, request: Request, commits: dict[str, int] | None) -> Iterator[Node]:
        """Yield the table and its legend."""
        project = self.domain.project
        rows = {
            found.object.name: found
            for target in request.targets
            for found in table.rows_of(project, request, target, commits)
        }
        if not rows:
            yield nodes.paragraph("", "Nothing is as complex as what was asked for.")
            return
        made = table.make(list(rows.values()), request)
        body = _body(made, self.domain)
        yield from grid(made.titles, body, request.caption, "autodocgen-complexity")
        yield _legend(made.legend)


class HotspotsDirective(_Survey):
    """Show the functions that are hard to follow and often changed, and what makes them so."""

    option_spec: ClassVar = dict.fromkeys(
        ("caption", "chart", "exclude", "months", "thresholds", "top"), directives.unchanged
    )
    defaults: ClassVar[dict[str, Any]] = {
        "columns": ("cognitive", "cyclomatic", "commits", "source"),
        "top": 10,
        "charts": ("hotspots",),
    }

    def run(self) -> list[Node]:
        """Return picture, table and advice; nothing but a warning for names that aren't there."""
        request = self.found(self.request())
        if not request.targets:
            return []
        project = self.domain.project
        hot = hottest(table.functions(project, request, self.commits(request)))
        request = request if _has_history(hot) else _without_history(request)
        content = list(self.draw(request, hot, listed=True))
        if not hot:
            return self.framed([*content, nodes.paragraph("", "No function is hard to follow.")])
        made = table.make(hot, request)
        body = list(_body(made, self.domain, numbered=True))
        content += grid(made.titles, body, request.caption, "autodocgen-complexity")
        content.append(_legend([*made.legend, _order(request)]))
        shown = [line.object.name for line in made.lines]
        rows = {found.object.name: found for found in hot}
        advice = nodes.enumerated_list("", enumtype="arabic", prefix="", suffix=".")
        advice["classes"].append("autodocgen-advice")
        advice.extend(self.item(rows[name], request) for name in shown)
        return self.framed([*content, advice])

    def item(self, found: Row, request: Request) -> nodes.list_item:
        """Return what is said of one function."""
        path = self.domain.project.module_of(found.object.name).path
        self.env.note_dependency(path)
        given = advise(found, _lines(path))
        prefix = f"{request.targets[0]}." if len(request.targets) == 1 else ""
        shown = found.object.name.removeprefix(prefix)
        head = nodes.paragraph("", "", sources.link(found.object, shown, self.domain))
        head += nodes.Text(f": {_facts(found, given)}")
        item = nodes.list_item("", head, *self.block(found.object, given))
        item += nodes.bullet_list(
            "", *(self.reason(found.object, reason) for reason in given.reasons), bullet="*"
        )
        return item

    def block(self, obj: Object, given: Advice) -> Iterator[Node]:
        """Yield a paragraph about the block that is worth taking out, if there's one."""
        if given.block is None:
            return
        first, last, points, text = given.block
        total = obj.metrics.cognitive if obj.metrics else points
        lines = f"lines {first} to {last}"
        yield nodes.paragraph(
            "",
            "",
            nodes.Text("Take out "),
            self.place(obj, lines, (first, last)),
            nodes.Text(", "),
            nodes.literal("", _short(text)),
            nodes.Text(f" as a function: they hold {points} of its {total} points."),
        )

    def reason(self, obj: Object, reason: Reason) -> nodes.list_item:
        """Return a line that adds to the complexity."""
        where = self.place(obj, f"line {reason.line}", (reason.line, reason.line))
        return nodes.list_item(
            "",
            nodes.paragraph(
                "",
                "",
                nodes.strong("", f"+{reason.points}"),
                nodes.Text(" on "),
                where,
                nodes.Text(": "),
                nodes.literal("", _short(reason.text)),
            ),
        )

    def place(self, obj: Object, text: str, lines: tuple[int, int]) -> Node:
        """Return a link to lines, or the words alone."""
        url = sources.address(obj, self.domain, lines)
        return nodes.reference("", text, refuri=url) if url else nodes.Text(text)


def _body(made: Table, domain: AutodocgenDomain, *, numbered: bool = False) -> Iterator[nodes.row]:
    """Yield headings, rows and totals."""
    number = 0
    for title, lines in made.groups:
        if title:
            yield heading_row(title, len(made.titles), "autodocgen-group")
        for line in lines:
            number += 1
            yield _row(line, domain, f"{number}. " if numbered else "")
    for label, texts in made.totals:
        cells = [entry(label), *(entry(text, "number") for text in texts)]
        yield row(cells, "autodocgen-total")


def _row(line: TableLine, domain: AutodocgenDomain, number: str) -> nodes.row:
    name: list[Node] = [nodes.Text(number)] if number else []
    name.append(sources.link(line.object, line.label, domain))
    return row([entry(name), *(_cell(cell) for cell in line.cells)])


def _cell(cell: MetricCell) -> nodes.entry:
    """Make a cell; a number beyond its threshold says so in a word as well."""
    content: list[Node] = [nodes.Text(cell.text)]
    if cell.rank:
        name = cell.rank.lower()
        chip = nodes.inline("", cell.rank, classes=["autodocgen-rank", f"autodocgen-{name}"])
        content += [nodes.Text(" "), chip]
    if cell.breach:
        content.append(nodes.Text(f" {cell.breach}"))
        content = [nodes.strong("", "", *content, classes=["autodocgen-over"])]
    return entry(content, "number")


def _legend(lines: Iterable[str]) -> nodes.container:
    paragraphs = [nodes.paragraph("", line) for line in lines]
    return nodes.container("", *paragraphs, classes=[LEGEND])


def _has_history(rows: Iterable[Row]) -> bool:
    return any(found.commits is not None for found in rows)


def _without_history(request: Request) -> Request:
    """Return a request for nothing that only git knows."""
    return replace(
        request,
        columns=tuple(name for name in request.columns if name != "commits"),
        charts=tuple(name for name in request.charts if name != "hotspots"),
    )


def _order(request: Request) -> str:
    if "commits" not in request.columns:
        return "No changes are known, so the order is by cognitive complexity alone."
    return (
        f"Changes are counted in the {request.months} months before the newest commit. The order "
        "is by cognitive complexity times changes."
    )


def _facts(found: Row, given: Advice) -> str:
    total = found.metrics.cognitive
    shown = sum(reason.points for reason in given.reasons)
    if not given.others:
        return f"cognitive complexity {total}, all of it from these lines."
    return f"cognitive complexity {total}; {shown} of it from these lines."


def _lines(path: str) -> list[str]:
    try:
        text = files.read_text(Path(path), "replace")
    except OSError:
        return []
    return text.split("\n")


def _short(text: str) -> str:
    return text if len(text) <= 72 else f"{text[:69]}..."

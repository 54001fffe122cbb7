"""Rows of a table: objects, their order, totals, and the numbers that are beyond a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import groupby
from typing import NamedTuple

from msgspec.structs import replace

from ..analyze import aggregate
from ..model import Metrics, Object, Project
from .columns import COLUMNS, NO_VALUE, Column, MetricCell, Row, rank_of
from .findings import is_beyond, is_judged
from .request import Request

__all__ = ["Table", "TableLine", "functions", "make", "rows_of", "worst_first"]

_LEAVES = ("function", "method", "property")


class TableLine(NamedTuple):
    """A row as it's shown.

    Attributes:
        object: The object.
        label: Its name, without what all rows of the table have in common.
        cells: What stands under each column.
    """

    object: Object
    label: str
    cells: tuple[MetricCell, ...]


class Table(NamedTuple):
    """A table as it's shown.

    Attributes:
        titles: Of the columns; the first is of the names.
        groups: Headings (empty if there's one group only) and their lines.
        totals: Labels and texts below the columns.
        legend: Lines that explain the columns.
        breaches: The number of lines with a number beyond its limit.
    """

    titles: tuple[str, ...]
    groups: tuple[tuple[str, tuple[TableLine, ...]], ...]
    totals: tuple[tuple[str, tuple[str, ...]], ...]
    legend: tuple[str, ...]
    breaches: int

    @property
    def lines(self) -> list[TableLine]:
        """All lines of all groups."""
        return [line for _, lines in self.groups for line in lines]


def rows_of(
    project: Project, request: Request, target: str, commits: Mapping[str, int] | None = None
) -> list[Row]:
    """Return the rows of one target, in the order of the source.

    Args:
        project: What was analysed.
        request: ``kinds``, ``depth``, ``exclude`` and ``min_rank`` apply.
        target: A full name.
        commits: By full name, how many commits changed an object; None if nobody asked.
    """
    found = []
    kinds = request.kinds or _default_kinds(project, target, request.min_rank)
    for obj in _below(project, target):
        row = _row(project, obj, kinds, request, target)
        if row is not None and not _is_left_out(row, request, target):
            count = None if commits is None else commits.get(obj.name)
            found.append(row._replace(commits=count))
    return found


def _row(
    project: Project, obj: Object, kinds: tuple[str, ...], request: Request, target: str
) -> Row | None:
    """Return an object's row, None if it has no metrics or isn't of a kind that is asked for."""
    if obj.metrics is None:
        return None
    if obj.kind != "module" or not project.modules[obj.name].package:
        return Row(obj, obj.metrics) if _is_of(obj, kinds) else None
    if "package" in kinds:
        together = _together(project, obj.name, request, target)
        return None if together is None else Row(obj, together, part="package")
    if "module" not in kinds:
        return None
    is_alone = not any(name.startswith(f"{obj.name}.") for name in project.modules)
    return Row(obj, obj.metrics, part="" if is_alone else "init")


def _together(project: Project, package: str, request: Request, target: str) -> Metrics | None:
    """Return the metrics of all modules of a package together."""
    inside = (
        module.objects[0].metrics
        for name, module in project.modules.items()
        if f"{name}.".startswith(f"{package}.") and not _is_excluded(name, request, target)
    )
    return aggregate(metrics for metrics in inside if metrics is not None)


def functions(
    project: Project, request: Request, commits: Mapping[str, int] | None = None
) -> list[Row]:
    """Return the functions and methods of all targets, whatever kinds and rank were asked for."""
    leaves = replace(request, kinds=_LEAVES, min_rank="", depth=None)
    rows = {
        row.object.name: row
        for target in request.targets
        for row in rows_of(project, leaves, target, commits)
    }
    return list(rows.values())


def _below(project: Project, target: str) -> Iterator[Object]:
    """Yield a target and all that is in it, by module and line."""
    inside = f"{target}."
    modules = [
        module
        for name, module in project.modules.items()
        if name == target or name.startswith(inside)
    ]
    if not modules and target in project:
        modules = [project.module_of(target)]
    for module in modules:
        for obj in module.objects:
            if obj.name == target or obj.name.startswith(inside):
                yield obj


def _default_kinds(project: Project, target: str, min_rank: str) -> tuple[str, ...]:
    """Return modules if there are several, unless ranks are asked for, which no module has."""
    inside = f"{target}."
    below = [name for name in project.modules if name == target or name.startswith(inside)]
    return ("module",) if len(below) > 1 and not min_rank else ("class", *_LEAVES)


def _is_of(obj: Object, kinds: tuple[str, ...]) -> bool:
    if "local" in obj.modifiers:
        return "local" in kinds and not obj.name.endswith(">")
    return obj.kind in kinds or (obj.kind == "property" and "method" in kinds)


def _is_left_out(row: Row, request: Request, target: str) -> bool:
    below = _below_target(row.object.name, target)
    if request.depth is not None and len(below.split(".")) - (not below) > request.depth:
        return True
    if request.min_rank and row.metrics.rank < request.min_rank:
        return True
    return _is_excluded(row.object.name, request, target)


def _is_excluded(name: str, request: Request, target: str) -> bool:
    below = _below_target(name, target)
    return any(fnmatchcase(name, glob) or fnmatchcase(below, glob) for glob in request.exclude)


def _below_target(name: str, target: str) -> str:
    return name.removeprefix(target).removeprefix(".")


def worst_first(rows: Iterable[Row], column: Column) -> list[Row]:
    """Sort rows by a column, the worst first, those without a number last, then by name."""

    def badness(row: Row) -> tuple[float, str]:
        value = column.value(row)
        if value is None:
            return (float("inf"), row.object.name)
        return (value if column.low_is_bad else -value, row.object.name)

    return sorted(rows, key=badness)


def make(rows: list[Row], request: Request) -> Table:
    """Make a table of rows.

    Args:
        rows: In the order of the source.
        request: Columns, order, number of rows, groups and thresholds.
    """
    columns = [COLUMNS[name] for name in request.columns]
    shown = _ordered(rows, request)[: request.top]
    prefix = f"{request.targets[0]}." if len(request.targets) == 1 else ""
    groups = tuple(
        (title, tuple(_line(row, columns, request, prefix) for row in inside))
        for title, inside in _groups(shown, request)
    )
    lines = [line for _, inside in groups for line in inside]
    breaches = sum(any(cell.breach for cell in line.cells) for line in lines)
    return Table(
        titles=("Object", *(column.title for column in columns)),
        groups=groups,
        totals=tuple(_totals(rows, len(shown), columns)),
        legend=tuple(_legend(columns, request, lines)),
        breaches=breaches,
    )


def _ordered(rows: list[Row], request: Request) -> list[Row]:
    sort = request.sort.removeprefix("-")
    if sort == "name":
        found = sorted(rows, key=lambda row: row.object.name)
    elif sort == "source":
        found = list(rows)
    elif sort == "kind":
        found = sorted(rows, key=lambda row: row.kind)
    else:
        found = worst_first(rows, COLUMNS[sort])
    return found[::-1] if request.sort.startswith("-") else found


def _groups(rows: list[Row], request: Request) -> Iterator[tuple[str, list[Row]]]:
    """Yield headings and rows; within a group the order stays."""
    if not request.group_by:
        yield "", rows
        return
    first: dict[str, int] = {}
    for position, row in enumerate(rows):
        first.setdefault(_group(row, request.group_by), position)
    key = request.group_by
    if key == "rank":  # the worst first, whatever the order in a group
        ordered = sorted(rows, key=lambda row: _group(row, key), reverse=True)
    else:
        ordered = sorted(rows, key=lambda row: first[_group(row, key)])
    for title, inside in groupby(ordered, key=lambda row: _group(row, key)):
        yield title, list(inside)


def _group(row: Row, by: str) -> str:
    if by == "kind":
        return row.kind
    if by == "rank":
        return f"Rank {row.metrics.rank}" if row.metrics.rank else "No rank"
    if by == "class" and row.object.kind == "class":
        return row.object.name
    return row.object.parent or row.object.name


def _line(row: Row, columns: list[Column], request: Request, prefix: str) -> TableLine:
    limits = request.limits(row.object.name)
    cells = tuple(_cell(row, column, limits) for column in columns)
    return TableLine(row.object, row.name.removeprefix(prefix), cells)


def _cell(row: Row, column: Column, limits: Mapping[str, float]) -> MetricCell:
    if column.text is not None:
        return MetricCell(column.text(row))
    value = column.value(row)
    if value is None:
        return MetricCell(NO_VALUE)
    return MetricCell(_number(value), rank_of(row, column.name), _breach(row, column, limits))


def _breach(row: Row, column: Column, limits: Mapping[str, float]) -> str:
    """Tell how a number is beyond its limit."""
    judge = _judge(column)
    value, limit = judge.value(row), limits.get(judge.name)
    if value is None or limit is None or not is_judged(row.object.kind, judge.name):
        return ""
    if is_beyond(value, limit, is_minimum=judge.low_is_bad):
        return "low" if judge.low_is_bad else "high"
    return ""


def _judge(column: Column) -> Column:
    """Return the column whose number is compared with a limit in place of this one's."""
    return COLUMNS[column.judged_by or column.name]


def _totals(
    rows: list[Row], shown: int, columns: list[Column]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield a sum and a mean over all rows, also those that are cut off.

    What is inside another row (a method in its class, a local function) isn't counted twice.
    """
    own = _counted(rows)
    if len(own) < 2:
        return
    what = "functions" if own[0].kind in _LEAVES else _plural({row.kind for row in own})
    cut = f", {shown} rows shown" if shown < len(rows) else ""
    sums = [_sum(own, column) if column.adds else "" for column in columns]
    if any(sums):
        yield f"Total of {len(own):,} {what}{cut}", tuple(sums)
    yield "Average", tuple(_mean(own, column) for column in columns)


def _counted(rows: list[Row]) -> list[Row]:
    """Return the rows that are counted: functions if there are any, and nothing twice."""
    counted = [row for row in rows if row.kind in _LEAVES] or _outermost(rows)
    return [row for row in counted if "local" not in row.object.modifiers] or counted


def _outermost(rows: list[Row]) -> list[Row]:
    """Return the rows that aren't inside a package which has a row."""
    packages = tuple(f"{row.object.name}." for row in rows if row.part == "package")
    return [row for row in rows if not row.object.name.startswith(packages)]


def _plural(kinds: Iterable[str]) -> str:
    plurals = {"class": "classes", "property": "properties"}
    return " and ".join(plurals.get(kind, f"{kind}s") for kind in sorted(kinds, reverse=True))


def _values(rows: list[Row], column: Column) -> list[float]:
    return [value for row in rows if (value := column.value(row)) is not None]


def _sum(rows: list[Row], column: Column) -> str:
    values = _values(rows, column)
    return _number(sum(values)) if values else ""


def _mean(rows: list[Row], column: Column) -> str:
    values = _values(rows, column) if column.name != "line" else []
    return f"{sum(values) / len(values):,.1f}" if values else ""


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _legend(columns: list[Column], request: Request, lines: list[TableLine]) -> Iterator[str]:
    """Yield a line for each column that isn't plain, and one for whatever else isn't."""
    limits = request.limits()
    for column in columns:
        if meaning := f"{column.meaning}{_beyond(column, limits)}":
            yield f"{column.title}: {meaning}."
    if any(_judge(column).name in limits for column in columns):
        yield "Sums over modules and classes aren't marked."
    if any(request.limits(line.object.name) != limits for line in lines):
        yield "Some of these objects have other limits."
    if any(cell.text == NO_VALUE for line in lines for cell in line.cells):
        yield f"{NO_VALUE}: there is nothing to measure, such as no operators."


def _beyond(column: Column, limits: Mapping[str, float]) -> str:
    """Say when a number of a column is marked, empty if none ever is."""
    judge = _judge(column)
    if judge.name not in limits:
        return ""
    mark, side = ("low", "below") if judge.low_is_bad else ("high", "above")
    where = "" if judge is column else f"where {judge.title} is "
    return f"; marked {mark} {where}{side} {limits[judge.name]:g}"

"""Columns of a complexity table, and the columns that each measure brings.

Each column is one line of data: its title, what the legend says of it, its value and which way is
bad. Nothing else in the package knows the list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from ..model import Halstead, Metrics, Object
from .charts import RANKS

__all__ = ["COLUMNS", "DEFAULT", "METRICS", "NO_VALUE", "Column", "MetricCell", "Row", "rank_of"]

NO_VALUE = "n/a"
"""Text of a cell whose number has no meaning, instead of 0 or 100."""


class Row(NamedTuple):
    """An object of a table.

    Attributes:
        object: The object; it has metrics.
        metrics: Its metrics.
        commits: How many commits changed its lines, None if git wasn't asked or can't tell.
        part: Of a package's row, whether the metrics are those of all its modules together
            (``package``) or of its ``__init__`` alone (``init``); empty for all others.
    """

    object: Object
    metrics: Metrics
    commits: int | None = None
    part: Literal["", "package", "init"] = ""

    @property
    def kind(self) -> str:
        """The object's kind, ``package`` for all modules of one together."""
        return "package" if self.part == "package" else self.object.kind

    @property
    def name(self) -> str:
        """Name of the row: a package's own module has the name of its file."""
        return f"{self.object.name}.__init__" if self.part == "init" else self.object.name


class MetricCell(NamedTuple):
    """Content of a cell.

    Attributes:
        text: A number, or a word.
        rank: A letter, or empty.
        breach: ``high`` or ``low`` if the number is beyond its threshold, else empty.
    """

    text: str
    rank: str = ""
    breach: str = ""


class Column(NamedTuple):
    """One column.

    Attributes:
        name: What it's called in options.
        title: What stands above it.
        meaning: What the legend says of it.
        value: Its number for a row, None if it has none.
        text: Its word, for a column without numbers.
        low_is_bad: Whether a small number is worse than a large one.
        adds: Whether a sum of its numbers means something.
        judged_by: The column whose number is compared with a limit in its place, empty for its own.
        measures: The measures that bring it.
    """

    name: str
    title: str
    meaning: str
    value: Callable[[Row], float | None]
    text: Callable[[Row], str] | None = None
    low_is_bad: bool = False
    adds: bool = True
    judged_by: str = ""
    measures: tuple[str, ...] = ()


def _of(name: str) -> Callable[[Row], float | None]:
    def value(row: Row) -> float | None:
        number = getattr(row.metrics, name)
        return None if number is None else float(number)

    return value


def _halstead(name: str) -> Callable[[Row], float | None]:
    assert name in Halstead.__struct_fields__

    def value(row: Row) -> float | None:
        measures = row.metrics.halstead
        return None if measures is None else float(getattr(measures, name))

    return value


def _maintainability(row: Row) -> float | None:
    """Without operators radon says 100, which means nothing; packages have no operators."""
    means = row.part == "package" or row.metrics.halstead is not None
    return row.metrics.maintainability if means else None


def rank_of(row: Row, column: str) -> str:
    """Return the letter that goes with a number, empty if there's none."""
    if column == "cyclomatic":
        return row.metrics.rank
    if column == "maintainability" and _maintainability(row) is not None:
        return row.metrics.maintainability_rank or ""
    return ""


_RANKS = ", ".join(f"{rank} {span}" for rank, span in RANKS.items())

COLUMNS = {
    column.name: column
    for column in (
        Column(
            "cyclomatic",
            "Cyclomatic",
            f"number of paths through the code, with its rank ({_RANKS})",
            _of("cyclomatic"),
            measures=("cyclomatic",),
        ),
        Column(
            "cognitive",
            "Cognitive",
            "how hard the code is to follow",
            _of("cognitive"),
            measures=("cognitive",),
        ),
        Column(
            "nesting",
            "Nesting",
            "how deep blocks are nested",
            _of("nesting"),
            adds=False,
            measures=("nesting",),
        ),
        Column(
            "length",
            "Lines",
            "from first line to last",
            _of("length"),
            judged_by="source",
            measures=("length", "raw"),
        ),
        Column(
            "maintainability",
            "Maintainability",
            "from 0 to 100, where more is better, with its rank (A from 20, B from 10, else C)",
            _maintainability,
            low_is_bad=True,
            adds=False,
            measures=("maintainability",),
        ),
        Column(
            "logical",
            "Logical lines",
            "about the number of statements",
            _of("logical_lines"),
            measures=("raw",),
        ),
        Column(
            "source",
            "Code lines",
            "lines without docstrings, comments and blank lines",
            _of("source_lines"),
            measures=("raw",),
        ),
        Column(
            "comments",
            "Comment lines",
            "lines with a comment",
            _of("comment_lines"),
            measures=("raw",),
        ),
        Column(
            "parameters",
            "Parameters",
            "without self and cls",
            lambda row: float(len(row.object.parameters)),
        ),
        Column("returns", "Returns", "return statements of its own", _of("returns")),
        Column(
            "volume", "Volume", "Halstead's, in bits", _halstead("volume"), measures=("halstead",)
        ),
        Column(
            "difficulty",
            "Difficulty",
            "Halstead's: how hard to write",
            _halstead("difficulty"),
            adds=False,
            measures=("halstead",),
        ),
        Column(
            "effort",
            "Effort",
            "Halstead's: difficulty x volume",
            _halstead("effort"),
            measures=("halstead",),
        ),
        Column("time", "Time", "Halstead's, in seconds", _halstead("time")),
        Column("bugs", "Bugs", "Halstead's estimate", _halstead("bugs"), measures=("halstead",)),
        Column(
            "vocabulary",
            "Vocabulary",
            "Halstead's: distinct operators and operands",
            _halstead("vocabulary"),
            adds=False,
        ),
        Column(
            "halstead-length",
            "Halstead length",
            "operators and operands",
            _halstead("length"),
        ),
        Column(
            "calculated-length",
            "Calculated length",
            "Halstead's estimate of it",
            _halstead("calculated_length"),
        ),
        Column("h1", "h1", "distinct operators", _halstead("h1"), adds=False),
        Column("h2", "h2", "distinct operands", _halstead("h2"), adds=False),
        Column("N1", "N1", "operators", _halstead("N1")),
        Column("N2", "N2", "operands", _halstead("N2")),
        Column("kind", "Kind", "", lambda _: None, lambda row: row.kind),
        Column("line", "Line", "", lambda row: float(row.object.line), adds=False),
        Column(
            "commits",
            "Changes",
            "number of commits that changed its lines",
            lambda row: row.commits,
            measures=("commits",),
        ),
    )
}
"""Every column by its name."""

METRICS = {
    measure: tuple(column.name for column in COLUMNS.values() if measure in column.measures)
    for measure in dict.fromkeys(name for each in COLUMNS.values() for name in each.measures)
}
"""Names of the columns that each measure brings."""

DEFAULT = ("cyclomatic", "cognitive", "nesting", "source", "maintainability")
"""The columns if nothing is said."""

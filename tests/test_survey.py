"""What a maintainer is told: which rows, in which order, what is too much, and what to split."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

import pytest

from sphinxcontrib_autodocgen.git import Hunk
from sphinxcontrib_autodocgen.model import Metrics, Project
from sphinxcontrib_autodocgen.quality import churn, pictures, table
from sphinxcontrib_autodocgen.quality.columns import COLUMNS, MetricCell
from sphinxcontrib_autodocgen.quality.findings import RULES, Rule
from sphinxcontrib_autodocgen.quality.hotspots import (
    Advice,
    ExtractableBlock,
    advise,
    hottest,
    score,
)
from sphinxcontrib_autodocgen.quality.request import Request, read
from sphinxcontrib_autodocgen.quality.table import Table
from sphinxcontrib_autodocgen.settings import Metric, Settings

SETTINGS = Settings(thresholds={"cyclomatic": 3, "cognitive": 2, "nesting": "off"})
LIMITS = {"cyclomatic": 3, "cognitive": 2, "source": 50, "maintainability": 20}

SOURCE = '''
def plain(a):
    """Say it."""
    return [a]


def knot(rows):
    for row in rows:
        if row and rows or not row:
            for cell in row:
                if cell:
                    print(cell)


class Rope:
    size = 3

    def pull(self, force, *, hard=False):
        def inner(end):
            return end if end else None

        if hard:
            return inner(force)
        return force
'''


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    """Return a package of two modules."""
    files = {
        "__init__.py": "",
        "knots.py": SOURCE,
        "sub/__init__.py": "",
        "sub/ropes.py": "def f(a): return a + 1\n",
    }
    return make_project({f"pkg/{name}": text for name, text in files.items()})


def _made(project: Project, target: str, settings: Settings = SETTINGS, **options: str) -> Table:
    texts = {name.replace("_", "-"): text for name, text in options.items()}
    request, wrong = read([target], texts, settings)
    assert wrong == []
    rows = table.rows_of(project, request, target, {"pkg.knots.knot": 4})
    return table.make(rows, request)


@pytest.mark.parametrize(
    ("target", "options", "expected"),
    [
        ("pkg", {}, ["__init__", "knots", "sub.__init__", "sub.ropes"]),
        ("pkg", {"kind": "package"}, ["pkg", "sub"]),
        ("pkg", {"kind": "package module", "depth": "1"}, ["pkg", "knots", "sub"]),
        ("pkg.knots", {}, ["plain", "knot", "Rope", "Rope.pull"]),
        ("pkg.knots.Rope", {}, ["pkg.knots.Rope", "pull"]),
        ("pkg", {"kind": "function"}, ["knots.plain", "knots.knot", "sub.ropes.f"]),
        ("pkg", {"kind": "function", "sort": "name"}, ["knots.knot", "knots.plain", "sub.ropes.f"]),
        (
            "pkg",
            {"kind": "function", "sort": "-name"},
            ["sub.ropes.f", "knots.plain", "knots.knot"],
        ),
        ("pkg.knots", {"kind": "local"}, ["Rope.pull.<locals>.inner"]),
        (
            "pkg.knots",
            {"kind": "function method", "sort": "cognitive"},
            ["knot", "Rope.pull", "plain"],
        ),
        ("pkg.knots", {"kind": "function method", "sort": "cognitive", "top": "1"}, ["knot"]),
        ("pkg.knots", {"kind": "function method", "top": "1"}, ["knot"]),
        ("pkg.knots", {"min-rank": "B"}, ["knot"]),
        ("pkg", {"min-rank": "B"}, ["knots.knot"]),
        ("pkg.knots", {"depth": "1"}, ["plain", "knot", "Rope"]),
        ("pkg", {"depth": "0"}, ["__init__"]),
        ("pkg", {"depth": "1"}, ["__init__", "knots", "sub.__init__"]),
        ("pkg.knots", {"exclude": "*.Rope*"}, ["plain", "knot"]),
        ("pkg.knots", {"exclude": "Rope.*, plain"}, ["knot", "Rope"]),
        (
            "pkg.knots",
            {"sort": "commits", "columns": "commits", "kind": "function"},
            ["knot", "plain"],
        ),
        ("pkg.knots", {"sort": "maintainability", "kind": "function"}, ["knot", "plain"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, Mapping) else None,
)
def test_rows(project: Project, target: str, options: dict[str, str], expected: list[str]) -> None:
    """Target, kind, depth, rank and globs choose the rows; sort and top order and cut them."""
    made = _made(project, target, **options)

    assert [line.label for line in made.lines] == expected


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("module", {"pkg.knots": ["plain", "knot", "Rope"], "pkg.knots.Rope": ["Rope.pull"]}),
        ("class", {"pkg.knots": ["plain", "knot"], "pkg.knots.Rope": ["Rope", "Rope.pull"]}),
        ("kind", {"function": ["plain", "knot"], "class": ["Rope"], "method": ["Rope.pull"]}),
        ("rank", {"Rank B": ["knot"], "Rank A": ["plain", "Rope", "Rope.pull"]}),
    ],
)
def test_groups(project: Project, by: str, expected: dict[str, list[str]]) -> None:
    """Rows are put together; the order stays, and the worst rank is first."""
    made = _made(project, "pkg.knots", group_by=by)

    assert {title: [line.label for line in lines] for title, lines in made.groups} == expected


def test_no_sum_has_a_rank(project: Project) -> None:
    """A module and a package show the sum of their complexity without a letter, as in radon."""
    made = _made(project, "pkg", kind="package module function", group_by="rank")
    sums = [line for title, lines in made.groups if title == "No rank" for line in lines]

    assert {line.object.kind for line in sums} == {"module"}
    assert not any(line.cells[0].rank for line in sums)
    assert [title for title, _ in made.groups] == ["Rank B", "Rank A", "No rank"]


def test_columns_in_the_order_that_was_asked_for(project: Project) -> None:
    """Every column can be had, each with a number or a word for every row."""
    made = _made(project, "pkg.knots", columns=" ".join(COLUMNS))

    assert made.titles == ("Object", *(column.title for column in COLUMNS.values()))
    assert all(len(line.cells) == len(COLUMNS) for line in made.lines)


@pytest.mark.parametrize("metric", get_args(Metric))
def test_a_metric_with_a_limit_is_complete(metric: Metric) -> None:
    """It's a field of the metrics, has a column, and both know which way is bad."""
    assert metric in Metrics.__struct_fields__, f"add a field {metric!r} to Metrics in model.py"
    assert metric in COLUMNS, f"add a Column {metric!r} to quality/columns.py"
    assert COLUMNS[metric].low_is_bad == RULES[metric].is_minimum, (
        f"low_is_bad of the Column and is_minimum of the Help of {metric!r} differ"
    )


def test_every_rule_of_a_check_has_help() -> None:
    """Each rule has a title and advice, and no help is of a rule that is gone."""
    assert list(RULES) == list(get_args(Rule)), (
        "RULES in quality/findings.py needs the Help of each Rule, in their order"
    )


def test_a_measure_brings_its_columns(project: Project) -> None:
    """``:metrics:`` names measures, ``:columns:`` columns."""
    made = _made(project, "pkg.knots", metrics="cognitive halstead")

    assert made.titles[1:] == ("Cognitive", "Volume", "Difficulty", "Effort", "Bugs")


def test_a_number_without_meaning_is_not_shown(project: Project) -> None:
    """Without operators there's no volume, and no maintainability of 100."""
    made = _made(project, "pkg.knots", columns="volume maintainability")

    assert made.lines[0].cells == (MetricCell("n/a"), MetricCell("n/a"))
    assert made.legend[-1].startswith("n/a: ")


def test_a_class_has_no_number_of_returns(project: Project) -> None:
    """A column of what only functions have leaves other rows without a number."""
    made = _made(project, "pkg.knots", columns="returns", kind="module function")

    assert made.lines[0].cells == (MetricCell("n/a"),)
    assert made.lines[1].cells == (MetricCell("1"),)


def test_what_is_beyond_a_limit_is_marked_in_words(project: Project) -> None:
    """High or low; a class or module is a sum and isn't judged, save for maintainability."""
    made = _made(
        project,
        "pkg.knots",
        columns="cyclomatic cognitive maintainability",
        thresholds="maintainability=99",
    )
    marks = {line.label: [cell.breach for cell in line.cells] for line in made.lines}

    assert marks["knot"] == ["high", "high", "low"]
    assert marks["Rope"] == ["", "", ""]
    assert made.breaches == 2
    assert any("; marked low below 99." in line for line in made.legend)


def test_some_objects_have_limits_of_their_own(project: Project) -> None:
    """``threshold_overrides`` goes before ``thresholds``, and the table's own limit before both."""
    own = Settings(threshold_overrides={"*.knot": {"cyclomatic": 2, "cognitive": "off"}})
    made = _made(project, "pkg.knots", own, columns="cyclomatic cognitive")
    marks = {line.label: [cell.breach for cell in line.cells] for line in made.lines}

    assert marks["knot"] == ["high", ""]
    assert made.legend[-1] == "Some of these objects have other limits."
    made = _made(project, "pkg.knots", own, columns="cyclomatic", thresholds="cyclomatic=90")
    assert made.breaches == 0


def test_documentation_does_not_make_a_function_too_long(
    make_project: Callable[..., Project],
) -> None:
    """The limit of length counts lines with code; so does the mark of a column of all lines."""
    prose = "    More.\n" * 60
    remarks = "    # More.\n" * 5
    text = f'def f(a):\n    """Say it.\n\n{prose}    """\n{remarks}    return a\n'
    code = "def g(a):\n" + "    a += 1\n" * 50
    made = _made(make_project({"mod.py": text + code}), "mod", columns="length source")

    cells = {line.label: line.cells for line in made.lines}
    assert cells["f"] == (MetricCell("70"), MetricCell("2"))
    assert cells["g"] == (MetricCell("51", breach="high"), MetricCell("51", breach="high"))
    assert any("; marked high where Code lines is above 50." in line for line in made.legend)


def test_a_package_is_all_its_modules_together(project: Project) -> None:
    """Its row has their sums and its index their mean; totals leave out what is in another row."""
    columns = "kind cyclomatic length maintainability"
    made = _made(project, "pkg", kind="package module", columns=columns)
    rows = {line.label: [cell.text for cell in line.cells] for line in made.lines}

    assert rows["pkg"][:3] == ["package", "9", "25"]
    assert rows["sub"] == ["package", *rows["sub.ropes"][1:]]
    assert rows["pkg"][3] != "n/a"
    assert made.totals == ()
    without = _made(project, "pkg", kind="package module", columns=columns, exclude="knots")
    assert without.lines[0].cells[2].text == "1"
    below = _made(project, "pkg", kind="module", columns="length")
    assert below.totals[0] == ("Total of 4 modules", ("25",))


def test_totals_count_nothing_twice(project: Project) -> None:
    """Sum and mean are of functions, not of the class around them, and also of rows cut off."""
    made = _made(project, "pkg.knots", columns="cyclomatic nesting", top="1")

    assert made.totals == (
        ("Total of 3 functions, 1 rows shown", ("10", "")),
        ("Average", ("3.3", "1.7")),
    )


@pytest.mark.parametrize(
    ("option", "text", "said"),
    [
        ("sort", "beauty", "'beauty' is none of source, name, cyclomatic"),
        ("top", "many", "'many' isn't a whole number of at least 0"),
        ("top", "-1", "'-1' isn't a whole number of at least 0"),
        ("min-rank", "G", "'G' is none of A, B"),
        ("depth", "x", "'x' isn't a whole number"),
        ("kind", "clas", "'clas' is none of package, module, class"),
        ("chart", "pie", "'pie' is none of ranks, treemap"),
        ("group-by", "", "expected one of module, class"),
        ("columns", "sloc!", "'sloc!' is none of"),
        ("metrics", "beauty", "'beauty' is none of"),
        ("months", "0", "'0' isn't a whole number of at least 1"),
        ("thresholds", "cognitive=high", "'cognitive=high' isn't the name of a column"),
        ("thresholds", "cognitive=nan", "'cognitive=nan' isn't"),
        ("thresholds", "beauty=3", "'beauty=3' isn't"),
        ("thresholds", "cognitive", "'cognitive' isn't"),
    ],
)
def test_a_wrong_option_is_one_line_and_ignored(option: str, text: str, said: str) -> None:
    """The request is as if the option weren't there."""
    request, wrong = read(["pkg"], {option: text}, SETTINGS)

    assert request == Request(targets=("pkg",), settings=SETTINGS)
    assert len(wrong) == 1
    assert wrong[0].startswith(f":{option}: ")
    assert said in wrong[0]


def test_one_wrong_limit_leaves_the_others() -> None:
    """Limits are read one by one, over those of the settings."""
    words = "cognitive=x, cyclomatic=7 volume=1.5 maintainability=off"
    request, wrong = read(["pkg"], {"thresholds": words}, SETTINGS)

    assert request.limits() == {"cyclomatic": 7, "cognitive": 2, "source": 50, "volume": 1.5}
    assert len(wrong) == 1


def test_none_sets_all_limits_aside() -> None:
    """``none`` stands for no limit at all, and others may follow."""
    assert read(["pkg"], {}, SETTINGS)[0].limits() == LIMITS
    assert read(["pkg"], {"thresholds": "none"}, SETTINGS)[0].limits() == {}
    assert read(["pkg"], {"thresholds": "none"}, SETTINGS)[1] == []
    assert read(["pkg"], {"thresholds": "none length=9"}, SETTINGS)[0].limits() == {"source": 9}


INSERTED, REMOVED, REPLACED = Hunk(10, 0, 11, 2), Hunk(10, 2, 9, 0), Hunk(10, 2, 10, 3)


@pytest.mark.parametrize(
    ("hunk", "span", "touched", "before"),
    [
        (INSERTED, (1, 10), False, (1, 10)),
        (INSERTED, (5, 20), True, (5, 18)),
        (INSERTED, (13, 20), False, (11, 18)),
        (INSERTED, (12, 20), True, (11, 18)),
        (INSERTED, (11, 12), True, (11, 10)),  # wasn't there
        (REMOVED, (1, 9), False, (1, 9)),
        (REMOVED, (5, 12), True, (5, 14)),
        (REMOVED, (10, 12), False, (12, 14)),
        (REPLACED, (12, 20), True, (10, 19)),
        (REPLACED, (1, 10), True, (1, 11)),
        (REPLACED, (13, 20), False, (12, 19)),
        (REPLACED, (1, 9), False, (1, 9)),
    ],
)
def test_a_function_is_followed_backwards(
    hunk: Hunk, span: tuple[int, int], touched: bool, before: tuple[int, int]
) -> None:
    """What a commit replaced says whether it touched a function, and where that was before."""
    first = churn.earlier(span[0], [hunk], end=False)
    last = churn.earlier(span[1], [hunk], end=True)

    assert churn.is_touched(span, [hunk]) is touched
    assert (first, last) == before


def test_the_hottest_are_complex_and_often_changed(project: Project) -> None:
    """Complexity times changes; what is easy to follow is no hot spot."""
    request = Request(targets=("pkg",))
    rows = table.functions(project, request, {"pkg.knots.Rope.pull": 9})

    assert [row.object.short_name for row in hottest(rows)] == ["pull", "knot"]
    assert score(hottest(rows)[0]) == 30


def test_advice_names_the_lines_that_add_most(project: Project) -> None:
    """The lines are those of the increments, with their text, in the order of the source."""
    rows = table.functions(project, Request(targets=("pkg.knots",)))
    knot = next(row for row in rows if row.object.short_name == "knot")

    given = advise(knot, SOURCE.split("\n"))
    assert [(reason.points, reason.text) for reason in given.reasons] == [
        (1, "for row in rows:"),
        (4, "if row and rows or not row:"),
        (3, "for cell in row:"),
        (4, "if cell:"),
    ]
    assert given.others == 0


def test_advice_finds_the_block_to_take_out(make_project: Callable[..., Project]) -> None:
    """It's the block with most points that is neither tiny nor nearly everything."""
    head = "def f(a):\n" + "".join(f"    x{i} = {i}\n" for i in range(9))
    body = """\
    if a:
        for b in a:
            if b:
                print(b)
    if x1 and a or x2:
        return 1
"""
    project = make_project(head + body)
    (row,) = table.functions(project, Request(targets=("mod",)))

    assert advise(row, (head + body).split("\n")).block == ExtractableBlock(11, 14, 6, "if a:")


def test_a_file_that_is_gone_costs_the_texts_only(project: Project) -> None:
    """Without the source the lines still have numbers."""
    rows = hottest(table.functions(project, Request(targets=("pkg",))))

    given = advise(rows[0], [])
    assert isinstance(given, Advice)
    assert {reason.text for reason in given.reasons} == {""}


def test_pictures_of_rows(project: Project) -> None:
    """Each picture shows the functions of the table."""
    rows = table.functions(project, Request(targets=("pkg",)), {"pkg.knots.knot": 2})

    assert dict(pictures.ranks(rows, "x").rows)["B (6–10)"] == "1"
    assert pictures.treemap(rows, "x", "pkg.").rows[0] == ("knots.knot", "6", "B")
    assert pictures.hotspots(rows, "x", "pkg.", 6, key=True).rows[0][1:3] == ("knots.knot", "2")

"""Pictures are well-formed, the same everywhere, and say what they show without a picture."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxcontrib_autodocgen.quality import charts
from sphinxcontrib_autodocgen.quality.charts import Dot, Picture, Point, Rect, Tile

SVG = "{http://www.w3.org/2000/svg}"
NASTY = "</text><script>alert('\"&\x00\x0b')</script>"

PICTURES: dict[str, Callable[[], Picture]] = {
    "ranks": lambda: charts.bars([("A", 12), ("B", 3), ("C", 0), ("F", 1)], "x"),
    "no ranks": lambda: charts.bars([(rank, 0) for rank in charts.RANKS], "x"),
    "treemap": lambda: charts.treemap(
        [Tile(f"m{i % 7}.f{i}", f"m{i % 7}", 1 + i, "ABCDEF"[i % 6], i) for i in range(300)], "x"
    ),
    "no treemap": lambda: charts.treemap([], "x"),
    "one tile": lambda: charts.treemap([Tile("m.f", "m", 3, "A")], "x"),
    "scatter": lambda: charts.scatter(
        [Dot(f"f{i}", i % 5, i * i % 90, "ABCDEF"[i % 6]) for i in range(60)],
        "x",
        ("Changes", "Complexity"),
        key=True,
    ),
    "no dots": lambda: charts.scatter([], "x", ("Changes", "Complexity")),
    "trend": lambda: charts.lines(
        [Point(f"v{i}", (i / 3, 7.0)) for i in range(20)], ("One", "Two"), "x"
    ),
    "no trend": lambda: charts.lines([], ("One", "Two"), "x"),
    "nasty": lambda: charts.treemap([Tile(NASTY, NASTY, 900, "F", 9)], "x"),
    "nasty dots": lambda: charts.scatter([Dot(NASTY, 1, 2, "F")], "x", (NASTY, NASTY), key=True),
    "nasty tags": lambda: charts.lines([Point(NASTY, (1.0,))] * 2, (NASTY,), "x"),
}


@pytest.fixture(params=PICTURES.values(), ids=PICTURES)
def picture(request: pytest.FixtureRequest) -> Picture:
    """Return one of the pictures."""
    drawn: Picture = request.param()
    return drawn


def test_a_picture_is_well_formed_and_has_a_title_and_a_description(picture: Picture) -> None:
    """An XML parser reads it, and it tells a screen reader what it is."""
    root = ET.fromstring(picture.svg)

    title, words = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert title is not None
    assert words is not None
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == words.get("id")
    assert title.text
    assert words.text


def test_a_picture_has_no_script_and_no_style(picture: Picture) -> None:
    """A strict content security policy lets it through, whatever the names in it are."""
    root = ET.fromstring(picture.svg)

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= {
        "svg", "title", "desc", "g", "rect", "circle", "polyline", "text",
    }  # fmt: skip
    attributes = {name for element in root.iter() for name in element.attrib}
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "href")}


def test_a_picture_takes_the_pages_colours(picture: Picture) -> None:
    """No colour is written into it."""
    colours = re.findall(r'(?:fill|stroke)="([^"]*)"', picture.svg)

    assert set(colours) <= {"currentColor", "none"}


def test_a_picture_fits_its_view(picture: Picture) -> None:
    """Nothing is drawn outside."""
    root = ET.fromstring(picture.svg)
    *_, width, height = map(float, str(root.get("viewBox")).split())

    for rect in root.iter(f"{SVG}rect"):
        x, y, w, h = (float(str(rect.get(name))) for name in ("x", "y", "width", "height"))
        assert x >= 0
        assert y >= 0
        assert x + w <= width + 0.2
        assert y + h <= height + 0.2


def test_the_same_records_give_the_same_picture() -> None:
    """Neither order nor process shows."""
    tiles = [Tile(f"m{i % 9}.f{i}", f"m{i % 9}", 1 + i % 5, "ABC"[i % 3], i) for i in range(250)]

    assert charts.treemap(tiles, "x") == charts.treemap(tiles[::-1], "x")


def test_ranks_are_told_by_letter_too() -> None:
    """A picture without colours still says each rank."""
    text = " ".join(ET.fromstring(PICTURES["treemap"]().svg).itertext())

    assert all(f"rank {rank}" in text for rank in "CDEF")


def test_too_many_functions_become_one_tile() -> None:
    """The worst are kept, and the rest is counted."""
    tiles = [Tile(f"m.f{i}", "m", 1, "F" if i < 5 else "A", -i) for i in range(1000)]

    drawn = charts.treemap(tiles, "x")
    assert "800 more, A" in drawn.svg
    assert drawn.svg.count("rank F") == 5
    assert len(drawn.svg) < 60_000


def test_the_facts_of_a_picture_are_in_its_rows() -> None:
    """What stands in for the picture has the same numbers."""
    assert PICTURES["ranks"]().rows[:2] == (("A (1–5)", "12"), ("B (6–10)", "3"))
    assert PICTURES["trend"]().rows[1] == ("v1", "0.33", "7")
    assert PICTURES["one tile"]().rows == (("m.f", "3", "A"),)


SIZES = st.lists(st.floats(0.5, 5000), min_size=1, max_size=40)
SIDE = st.floats(10, 1000)


@settings(deadline=None, max_examples=150)
@given(sizes=SIZES, width=SIDE, height=SIDE)
def test_a_treemap_fills_its_area_by_the_sizes(
    sizes: list[float], width: float, height: float
) -> None:
    """Each part has its share, and all parts together are the whole."""
    parts = charts.squarify(sorted(sizes, reverse=True), Rect(3, 4, width, height))

    whole = width * height
    assert len(parts) == len(sizes)
    assert sum(p.w * p.h for p in parts) == pytest.approx(whole)
    for size, part in zip(sorted(sizes, reverse=True), parts, strict=True):
        assert part.w * part.h == pytest.approx(whole * size / sum(sizes), rel=1e-6)


@settings(deadline=None, max_examples=150)
@given(sizes=SIZES, width=SIDE, height=SIDE)
def test_a_treemaps_parts_dont_overlap(sizes: list[float], width: float, height: float) -> None:
    """No two parts share an area, and none is outside."""
    parts = charts.squarify(sizes, Rect(3, 4, width, height))

    small = 1e-6 * max(width, height)
    for part in parts:
        assert part.x >= 3 - small
        assert part.y >= 4 - small
        assert part.x + part.w <= 3 + width + small
        assert part.y + part.h <= 4 + height + small
    for a, b in itertools.combinations(parts, 2):
        wide = min(a.x + a.w, b.x + b.w) - max(a.x, b.x)
        high = min(a.y + a.h, b.y + b.h) - max(a.y, b.y)
        assert wide <= small or high <= small


@pytest.mark.parametrize("sizes", [[], [0.0], [0.0, 0.0]])
def test_nothing_has_no_parts(sizes: list[float]) -> None:
    """A treemap of nothing is empty."""
    assert charts.squarify(sizes, Rect(0, 0, 10, 10)) == []


@pytest.mark.parametrize("count", range(2, 17))
@pytest.mark.parametrize("tag", ["v{}", "v1.{}.0", "release-2026.{}"])
def test_no_two_labels_of_a_trend_touch(tag: str, count: int) -> None:
    """Names of tags keep apart from each other, however many there are."""
    points = [Point(tag.format(i), (40.0 - i, 7.0)) for i in range(count)]
    drawn = ET.fromstring(charts.lines(points, ("One", "Two"), "x").svg)
    tags = drawn.findall(f"{SVG}text[@class='autodocgen-quiet']")
    spans = sorted(_span(label) for label in tags)

    assert spans[0][0] >= 0
    assert spans[-1][1] <= charts.WIDTH
    assert all(left[1] < right[0] for left, right in itertools.pairwise(spans))


def _span(label: ET.Element) -> tuple[float, float]:
    """Return about where a text in the middle of its place begins and ends."""
    middle, half = float(label.get("x", "")), len(label.text or "") * 3.5
    return middle - half, middle + half

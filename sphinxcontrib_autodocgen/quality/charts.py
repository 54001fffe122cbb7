"""Draws numbers as SVG, by ourselves: no library is as small, and none follows a dark page.

Records in, one string out, equal on every machine. A picture has a title and a description, no
script and no style of its own: text and lines take the colour of the page (``currentColor``),
ranks are classes that our style sheet colours, and every rank is told by its letter as well. All
text that comes from outside is escaped. What a picture shows is also in its ``rows``, for readers
and builders without pictures.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "RANKS",
    "Dot",
    "Picture",
    "Point",
    "Rect",
    "Tile",
    "bars",
    "lines",
    "scatter",
    "squarify",
    "treemap",
]

RANKS = {"A": "1–5", "B": "6–10", "C": "11–20", "D": "21–30", "E": "31–40", "F": "from 41"}
"""Ranks of cyclomatic complexity, the best first, and what they mean."""

WIDTH = 480
"""Units; narrow, so that text is still readable where a phone shows it at three quarters."""

_CHARACTER = 7.0
_TAG = 90.0
"""The most that the name of a tag may take."""
_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

_MOST_GROUPS = 24
_MOST_TILES = 200
_LEAST_SHARE = 0.015
_OTHERS = "others"


class Picture(NamedTuple):
    """A picture and the same facts as a table.

    Attributes:
        kind: Which of the pictures it is.
        title: What it shows, in a line.
        description: What there is to see, in a sentence or two.
        svg: The picture.
        head: Titles of the columns of ``rows``.
        rows: The most telling of its facts.
    """

    kind: str
    title: str
    description: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Rect(NamedTuple):
    """A rectangle: its upper left corner, width and height."""

    x: float
    y: float
    w: float
    h: float


class Tile(NamedTuple):
    """One function of a treemap.

    Attributes:
        name: What to call it.
        group: What it's drawn in: its module.
        size: Its lines; more than 0.
        rank: Its letter.
        weight: How complex it is; decides which tiles are kept where there are too many.
    """

    name: str
    group: str
    size: float
    rank: str
    weight: float = 0


class Dot(NamedTuple):
    """One function of a scatter plot: its name, place and rank."""

    name: str
    x: float
    y: float
    rank: str


class Point(NamedTuple):
    """One place of a trend: what it's called, and a number for each line."""

    label: str
    values: tuple[float, ...]


def bars(counts: Sequence[tuple[str, int]], ident: str) -> Picture:
    """Draw how many functions there are of each rank.

    Args:
        counts: Rank and number, the best rank first.
        ident: A prefix for the ids in the picture, unique on the page.
    """
    total = sum(number for _, number in counts)
    most = max((number for _, number in counts), default=0) or 1
    parts = []
    for index, (rank, number) in enumerate(counts):
        y, width = 4 + index * 26, 300 * number / most
        parts += [
            _label(0, y + 15, rank, "autodocgen-strong"),
            _label(18, y + 15, RANKS.get(rank, ""), "autodocgen-quiet"),
            _box(Rect(80, y, max(width, 1 if number else 0), 20), f"autodocgen-{rank.lower()}"),
            _label(86 + width, y + 15, f"{number:,}{_share(number, total)}"),
        ]
    worse = sum(number for rank, number in counts if rank >= "C")
    title = "Functions by rank"
    description = f"{total:,} functions, {worse:,} of them of rank C or worse."
    rows = [(f"{rank} ({RANKS.get(rank, '')})", f"{number:,}") for rank, number in counts]
    svg = _svg(parts, 4 + 26 * len(counts), title, description, ident)
    return Picture("ranks", title, description, svg, ("Rank", "Functions"), tuple(rows))


def treemap(tiles: Iterable[Tile], ident: str) -> Picture:
    """Draw each function as large as it is long, coloured by rank, within its module.

    Args:
        tiles: The functions.
        ident: A prefix for the ids in the picture, unique on the page.
    """
    known = sorted(tiles, key=lambda tile: (-tile.weight, -tile.size, tile.name))
    groups = _grouped(known)
    height = 320
    areas = squarify([sum(t.size for t in g) for _, g in groups], Rect(0, 0, WIDTH, height))
    parts = []
    for (name, inside), area in zip(groups, areas, strict=True):
        parts.append(_group(name, inside, area, alone=len(groups) == 1))
    worst = [tile for tile in known[:5] if tile.rank > "B"]
    for number, tile in enumerate(worst, 1):
        words = f"{tile.rank}  {tile.name}, {tile.size:g} lines"
        parts.append(_label(0, height + 16 * number, _fit(words, WIDTH)))
    height += 16 * len(worst) + (6 if worst else 0)
    title = "Functions by size and rank"
    description = (
        f"{len(known):,} functions: the area is the number of lines, letter and colour are the "
        "rank."
    )
    rows = [(tile.name, f"{tile.size:g}", tile.rank) for tile in known[:10]]
    svg = _svg(parts, height, title, description, ident)
    return Picture("treemap", title, description, svg, ("Function", "Lines", "Rank"), tuple(rows))


def _grouped(tiles: Sequence[Tile]) -> list[tuple[str, list[Tile]]]:
    """Put tiles in groups, the largest first, as finely as there's room for.

    Groups are opened, the largest first, into those of the next part of their dotted names.
    """
    kept = set(tiles[:_MOST_TILES])
    groups: dict[tuple[str, ...], list[Tile]] = {(): list(tiles)} if tiles else {}
    closed: set[tuple[str, ...]] = set()
    while opened := [path for path in groups if path not in closed]:
        path = max(opened, key=lambda path: (_size(groups[path]), path))
        parts = _opened(path, groups[path], _size(tiles))
        if len(parts) + len(groups) - 1 > _MOST_GROUPS or list(parts) == [path]:
            closed.add(path)
        else:
            del groups[path]
            groups |= parts
            closed |= {part for part in parts if part[-1:] == (_OTHERS,)}
    found = [(_heading(path), _merged(inside, kept)) for path, inside in groups.items()]
    return sorted(found, key=lambda item: (-_size(item[1]), item[0]))


def _heading(path: tuple[str, ...]) -> str:
    """Name a group; what is left of an opened group keeps that group's name."""
    named = path[:-1] if len(path) > 1 and path[-1] == _OTHERS else path
    return ".".join(named)


def _size(tiles: Iterable[Tile]) -> float:
    return sum(tile.size for tile in tiles)


def _opened(
    path: tuple[str, ...], tiles: list[Tile], total: float
) -> dict[tuple[str, ...], list[Tile]]:
    """Divide a group by the next part of its tiles' names; what is very small stays together."""
    parts: dict[tuple[str, ...], list[Tile]] = {}
    for tile in tiles:
        names = tuple(tile.group.split("."))
        parts.setdefault(names[: len(path) + 1], []).append(tile)
    small = [part for part in parts if _size(parts[part]) < _LEAST_SHARE * total]
    if len(small) > 1:
        rest = [tile for part in small for tile in parts.pop(part)]
        parts[*path, _OTHERS] = rest
    return parts


def _merged(tiles: list[Tile], kept: set[Tile]) -> list[Tile]:
    """Return the tiles that are kept, the rest as one."""
    rest = [tile for tile in tiles if tile not in kept]
    found = [tile for tile in tiles if tile in kept]
    if rest:
        ranks = sorted({tile.rank for tile in rest})
        span = "–".join(dict.fromkeys((ranks[0], ranks[-1])))
        found.append(Tile(f"{len(rest):,} more, {span}", tiles[0].group, _size(rest), ""))
    return sorted(found, key=lambda tile: (-tile.size, tile.name))


def _group(name: str, tiles: list[Tile], area: Rect, *, alone: bool) -> str:
    head = 0 if alone or area.h < 34 or area.w < 40 else 14
    inner = Rect(area.x + 1, area.y + head + 1, max(area.w - 2, 0), max(area.h - head - 2, 0))
    parts = []
    if head:
        parts.append(_label(area.x + 3, area.y + 12, _ending(name, area.w - 6), "autodocgen-quiet"))
    for tile, place in zip(tiles, squarify([t.size for t in tiles], inner), strict=True):
        parts.append(_tile(tile, place))
    return "".join(parts)


def _tile(tile: Tile, place: Rect) -> str:
    rank = tile.rank.lower() or "rest"
    said = f"{tile.name}: {tile.size:g} lines{f', rank {tile.rank}' if tile.rank else ''}"
    text = ""
    if place.h >= 13 and place.w >= 10:
        text = _label(place.x + 3, place.y + 12, _tile_text(tile, place.w - 5))
    return f"<g><title>{_escaped(said)}</title>{_box(place, f'autodocgen-{rank}')}{text}</g>"


def _tile_text(tile: Tile, width: float) -> str:
    """Return as much of a tile's rank and name as there's room for."""
    if not tile.rank:
        shorter = tile.name.partition(",")[0]
        fitting = (text for text in (tile.name, shorter) if len(text) * _CHARACTER <= width)
        return next(fitting, "")
    words = f"{tile.rank} {tile.name.rpartition('.')[2]}"
    return _fit(words, width) if width >= 7 * _CHARACTER else tile.rank


def squarify(sizes: Sequence[float], area: Rect) -> list[Rect]:
    """Divide a rectangle into parts of given sizes that are as square as can be.

    Bruls, Huizing and van Wijk, "Squarified treemaps" (2000).

    Args:
        sizes: Positive numbers, best the largest first.
        area: What is divided.

    Returns:
        A rectangle for each size, in the same order. Together they fill the area, none overlaps
        another, and their areas are as the sizes are to each other.
    """
    total = sum(sizes)
    if not sizes or total <= 0:
        return []
    scale = area.w * area.h / total
    found: list[Rect] = []
    free, row = area, [sizes[0] * scale]
    for size in sizes[1:]:
        side = min(free.w, free.h)
        if _worst([*row, size * scale], side) <= _worst(row, side):
            row.append(size * scale)
        else:
            free = _lay(row, free, found)
            row = [size * scale]
    _lay(row, free, found)
    return found


def _worst(row: list[float], side: float) -> float:
    """Return how far from a square the worst of a row would be."""
    total = sum(row)
    if side <= 0 or total <= 0 or min(row) <= 0:
        return math.inf
    return max(side**2 * max(row) / total**2, total**2 / (side**2 * min(row)))


def _lay(row: list[float], free: Rect, found: list[Rect]) -> Rect:
    """Lay a row along the shorter side, and return what is left."""
    wide = free.w >= free.h
    side = free.h if wide else free.w
    depth = sum(row) / side if side > 0 else 0
    offset = 0.0
    for size in row:
        length = size / depth if depth > 0 else 0
        if wide:
            found.append(Rect(free.x, free.y + offset, depth, length))
        else:
            found.append(Rect(free.x + offset, free.y, length, depth))
        offset += length
    if wide:
        return Rect(free.x + depth, free.y, max(free.w - depth, 0), free.h)
    return Rect(free.x, free.y + depth, free.w, max(free.h - depth, 0))


def scatter(
    dots: Sequence[Dot], ident: str, axes: tuple[str, str], *, key: bool = False
) -> Picture:
    """Draw functions by two numbers; the first ten are numbered.

    Args:
        dots: The functions, the most telling first.
        ident: A prefix for the ids in the picture, unique on the page.
        axes: What x and y are.
        key: Whether to list the numbered functions below.
    """
    plot = Rect(40, 32, WIDTH - 56, 220)
    right = _Axis(max((dot.x for dot in dots), default=1))
    up = _Axis(max((dot.y for dot in dots), default=1))
    parts = [*_frame(plot, right, up, axes)]
    drawn: set[tuple[float, float]] = set()
    for dot in reversed(dots[10:]):
        place = (plot.x + plot.w * right.at(dot.x), plot.y + plot.h * (1 - up.at(dot.y)))
        if place not in drawn:
            drawn.add(place)
            parts.append(_dot(dot, *place))
    taken: list[tuple[float, float]] = []
    for number, dot in enumerate(dots[:10], 1):
        x, y = plot.x + plot.w * right.at(dot.x), plot.y + plot.h * (1 - up.at(dot.y))
        x, y = _free_place(x, y, taken, plot)
        taken.append((x, y))
        parts.append(_dot(dot, x, y, number))
    height = plot.y + plot.h + 36
    if key:
        for number, dot in enumerate(dots[:10], 1):
            words = _fit(f"{number}  {dot.name}  {dot.rank}", WIDTH)
            parts.append(_label(0, height + 2 + 16 * number, words))
        height += 6 + 16 * min(len(dots), 10)
    title = f"{axes[1]} and {axes[0][:1].lower()}{axes[0][1:]}"
    description = (
        f"{len(dots):,} functions. What is far up and far to the right is both hard to follow and "
        "often changed; the first ten are numbered."
    )
    rows = [
        (str(number), dot.name, f"{dot.x:g}", f"{dot.y:g}", dot.rank)
        for number, dot in enumerate(dots[:10], 1)
    ]
    svg = _svg(parts, height, title, description, ident)
    return Picture("hotspots", title, description, svg, ("#", "Function", *axes, "Rank"), (*rows,))


class _Axis(NamedTuple):
    """An axis from 0 to a number, by square roots: most functions are near 0."""

    most: float

    def at(self, value: float) -> float:
        return math.sqrt(max(value, 0) / self.most) if self.most > 0 else 0.0

    def ticks(self) -> list[int]:
        """Return round numbers, not too near to each other."""
        steps = (0, 1, 2, 5, 10, 15, 25, 50, 100, 200, 400, 800, 1600, 3200, 6400)
        found: list[int] = []
        for step in steps:
            if step <= self.most and (not found or self.at(step) - self.at(found[-1]) > 0.07):
                found.append(step)
        return found


def _frame(plot: Rect, right: _Axis, up: _Axis, axes: tuple[str, str]) -> Iterator[str]:
    bottom = plot.y + plot.h
    for tick in right.ticks():
        x = plot.x + plot.w * right.at(tick)
        yield _line([(x, plot.y), (x, bottom)], "autodocgen-grid")
        yield _label(x, bottom + 14, str(tick), "autodocgen-quiet", "middle")
    for tick in up.ticks():
        y = plot.y + plot.h * (1 - up.at(tick))
        yield _line([(plot.x, y), (plot.x + plot.w, y)], "autodocgen-grid")
        yield _label(plot.x - 6, y + 4, str(tick), "autodocgen-quiet", "end")
    yield _label(plot.x + plot.w, bottom + 30, f"{axes[0]} →", "", "end")
    yield _label(plot.x - 30, 14, f"↑ {axes[1]}")


def _free_place(
    x: float, y: float, taken: list[tuple[float, float]], plot: Rect
) -> tuple[float, float]:
    """Move a numbered dot aside as long as it would cover another."""
    for step in range(40):
        angle, far = step * 2.4, 3.2 * math.sqrt(step) * 2
        place = (
            min(max(x + far * math.cos(angle), plot.x), plot.x + plot.w),
            min(max(y + far * math.sin(angle), plot.y), plot.y + plot.h),
        )
        if all(math.dist(place, other) >= 17 for other in taken):
            return place
    return x, y


def _dot(dot: Dot, x: float, y: float, number: int = 0) -> str:
    said = f"{dot.name}: {dot.y:g}, {dot.x:g}, rank {dot.rank}"
    rank = f"autodocgen-{dot.rank.lower()}"
    circle = (
        f'<circle cx="{_number(x)}" cy="{_number(y)}" r="{9 if number else 3}" class="{rank}"/>'
    )
    text = _label(x, y + 4, str(number), "autodocgen-strong", "middle") if number else ""
    return f"<g><title>{_escaped(said)}</title>{circle}{text}</g>"


def lines(points: Sequence[Point], titles: Sequence[str], ident: str) -> Picture:
    """Draw how numbers went from one tag to the next, each in a panel of its own.

    Args:
        points: The tags, the oldest first.
        titles: What each number is.
        ident: A prefix for the ids in the picture, unique on the page.
    """
    parts: list[str] = []
    firsts = [len(_value(value)) for point in points[:1] for value in point.values]
    left = max(max(firsts, default=0) * _CHARACTER + 8, _TAG / 2)
    plot = Rect(left, 26, WIDTH - 56 - left, 62)
    for index, title in enumerate(titles):
        values = [point.values[index] for point in points]
        parts += _panel(plot._replace(y=26 + index * 112), title, values)
    bottom = 112 * len(titles) + 4
    parts += _tags(points, plot, bottom)
    title = "Trend over releases"
    first, last = (points[0].label, points[-1].label) if points else ("", "")
    description = f"{len(points)} releases, from {first} to {last}." if points else "No releases."
    rows = [(p.label, *(_value(value) for value in p.values)) for p in points]
    svg = _svg(parts, bottom + 20, title, description, ident)
    return Picture("trend", title, description, svg, ("Release", *titles), (*rows,))


def _panel(plot: Rect, title: str, values: list[float]) -> Iterator[str]:
    least, most = min(values, default=0), max(values, default=0)
    base = 0 if least < most / 2 else max(least - (most - least) - most / 20, 0)
    step, span = plot.w / max(len(values) - 1, 1), (most - base) or 1
    places = [
        (plot.x + step * i, plot.y + plot.h * (1 - (value - base) / span))
        for i, value in enumerate(values)
    ]
    yield _label(0, plot.y - 12, title)
    yield _line([(plot.x, plot.y + plot.h), (plot.x + plot.w, plot.y + plot.h)], "autodocgen-grid")
    yield _line(places, "autodocgen-line")
    for x, y in places:
        yield f'<circle cx="{_number(x)}" cy="{_number(y)}" r="2.5" class="autodocgen-point"/>'
    if values:
        x, y = places[-1]
        yield _label(x + 6, y + 4, _value(values[-1]), "autodocgen-strong")
        x, y = places[0]
        yield _label(x - 6, y + 4, _value(values[0]), "", "end")


def _tags(points: Sequence[Point], plot: Rect, y: float) -> Iterator[str]:
    """Yield the labels of a trend, as many as there's room for."""
    labels = [_fit(point.label, _TAG) for point in points]
    step = plot.w / max(len(points) - 1, 1)
    widest = max(map(len, labels), default=1) * _CHARACTER + 8
    every = math.ceil(widest / step)
    for index in range(len(points) - 1, -1, -every):
        yield _label(plot.x + step * index, y, labels[index], "autodocgen-quiet", "middle")


def _svg(parts: Iterable[str], height: float, title: str, description: str, ident: str) -> str:
    name, words = f"{ident}-title", f"{ident}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="autodocgen-svg" role="img" '
        f'viewBox="0 0 {WIDTH} {_number(height)}" font-size="12" fill="currentColor" '
        f"aria-labelledby={quoteattr(name)} aria-describedby={quoteattr(words)}>"
        f"<title id={quoteattr(name)}>{_escaped(title)}</title>"
        f"<desc id={quoteattr(words)}>{_escaped(description)}</desc>"
        f"{''.join(parts)}</svg>"
    )


def _box(place: Rect, name: str) -> str:
    return (
        f'<rect x="{_number(place.x)}" y="{_number(place.y)}" width="{_number(place.w)}" '
        f'height="{_number(place.h)}" class="{name}" fill-opacity="0.3"/>'
    )


def _line(places: Sequence[tuple[float, float]], name: str) -> str:
    points = " ".join(f"{_number(x)},{_number(y)}" for x, y in places)
    return f'<polyline points="{points}" class="{name}" fill="none" stroke="currentColor"/>'


def _label(x: float, y: float, text: str, name: str = "", anchor: str = "") -> str:
    extra = (f' class="{name}"' if name else "") + (f' text-anchor="{anchor}"' if anchor else "")
    return f'<text x="{_number(x)}" y="{_number(y)}"{extra}>{_escaped(text)}</text>'


def _fit(text: str, width: float) -> str:
    """Shorten a text to a width, by its beginning: the end of a name tells most."""
    room = int(width / _CHARACTER)
    return text if len(text) <= room else f"{text[: max(room - 1, 0)]}…"


def _ending(name: str, width: float) -> str:
    """Shorten a dotted name to a width, by as many of its last parts as there's room for."""
    while len(name) * _CHARACTER > width and "." in name:
        name = name.partition(".")[2]
    return _fit(name, width)


def _escaped(text: str) -> str:
    return escape(_FORBIDDEN.sub("\ufffd", text))


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _value(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _share(number: int, total: int) -> str:
    if not total:
        return ""
    percent = 100 * number / total
    return " (under 1 %)" if 0 < percent < 1 else f" ({percent:.0f} %)"

"""NumPy's docstring style: a header underlined with dashes, and ``name : type`` below it.

Any underlined line ends a section, so that Notes or Examples stay whole in the body. A result that
is prose where a type should be is taken as the description that its author meant. What is written
is what both numpydoc and napoleon read without loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Final

from . import rest
from .indentation import (
    Item,
    Stretch,
    assemble,
    dedent,
    indent,
    items,
    located,
    numbered,
    separate,
    split,
    strip,
)
from .neutral import Docstring, Entry, Field, Placed, Section
from .slots import NAMES, Head, gather, is_type, partition, placed, protect, unprotect

__all__ = ["count", "outline", "parse", "render", "section"]

_TITLES: Final[dict[str, Field]] = {
    "parameters": "parameters",
    "other parameters": "parameters",
    "keyword args": "parameters",
    "keyword arguments": "parameters",
    "returns": "returns",
    "return": "returns",
    "yields": "yields",
    "yield": "yields",
    "raises": "raises",
    "raise": "raises",
    "attributes": "attributes",
}
_HEADERS: Final[dict[Field, str]] = {
    "parameters": "Parameters",
    "attributes": "Attributes",
    "returns": "Returns",
    "yields": "Yields",
    "raises": "Raises",
}
_OTHER_TITLE = re.compile(
    "examples?|methods|notes?|receives|references|see also|warnings?|warns", re.IGNORECASE
)

_UNDERLINE = re.compile(r"(?:-{3,}|={3,})$")
_PARAMETER = re.compile(rf"{NAMES}(?:\s*+:(?:\s++(?P<type>.*))?)?$")
_GAP = re.compile(r"\s{2,}")


def count(lines: list[str]) -> int:
    """Return how many sections there are that :func:`parse` understands, or that numpydoc knows."""
    return sum(
        1
        for part in _parts(lines)
        if part.field or (part.field == "" and _OTHER_TITLE.fullmatch(part.lines[0].rstrip(" :")))
    )


def parse(lines: list[str]) -> Docstring:
    """Read a docstring, given as clean lines."""
    return assemble(_parts(lines), _read)


def outline(lines: list[str]) -> Iterator[Section]:
    """Yield where the sections of a docstring are, given as clean lines."""
    return (located(part, start, _placed) for part, start in numbered(_parts(lines)))


def _placed(field: Field, content: list[str]) -> list[Placed]:
    return placed(content, _BEGINNINGS.get(field, _begin_result))


def _parts(lines: list[str]) -> Iterator[Stretch]:
    heads = [number for number in range(len(lines) - 1) if _is_header(*lines[number : number + 2])]
    yield Stretch(None, lines[: heads[0]] if heads else lines, [])
    for start, end in pairwise([*heads, len(lines)]):
        title = lines[start].rstrip(" :").lower()
        yield Stretch(_TITLES.get(title, ""), lines[start:end], lines[start + 2 : end])


def _is_header(title: str, underline: str) -> bool:
    return title[:1].strip() != "" and _UNDERLINE.match(underline) is not None


def _read(field: Field, content: list[str]) -> tuple[list[Entry], list[str]]:
    if field in ("parameters", "attributes"):
        return gather(items(content), _begin_parameter)
    if field == "raises":
        return gather(items(content), _begin_exception)
    entries, left = gather(items(content), _begin_result)
    prose = "\n".join(strip(dedent(content)))
    return (entries, left) if entries or not prose else ([Entry(description=prose)], [])


def _begin_parameter(item: Item) -> Head | None:
    match = _PARAMETER.match(item.head)
    if match is None:
        return None
    names, type_ = match["names"], match["type"]
    if type_ is None and ("," in names or names == "None") and not any(item.rest):
        return None
    return Head(names, _GAP.sub(" ", type_ or ""), "")


def _begin_exception(item: Item) -> Head | None:
    name, text = _cut(item.head)
    return Head(name, "", text) if is_type(name) else None


def _begin_result(item: Item) -> Head | None:
    name, colon, type_ = item.head.partition(" : ")
    if colon and _PARAMETER.match(name):
        return Head(name, unprotect(type_.strip()), "")
    type_, text = _cut(item.head)
    return Head("", unprotect(type_), text) if is_type(type_) else None


_BEGINNINGS: Final = {
    "parameters": _begin_parameter,
    "attributes": _begin_parameter,
    "raises": _begin_exception,
}


def _cut(head: str) -> tuple[str, str]:
    """Part a type from text in its line, which belongs below it but is often written there."""
    before, _, text = partition(head)
    return before.rstrip(" :"), text


def render(docstring: Docstring) -> Iterator[str]:
    """Yield the lines of a docstring.

    Sections that aren't modelled stay as they are in the body, whatever style that is. A result
    must have a type here: it's the annotation if the record has none, or else ``object``, which
    is true of everything.
    """
    return separate(_blocks(docstring))


def _blocks(docstring: Docstring) -> Iterator[Iterable[str]]:
    yield from rest.PEN.opening(docstring)
    own = docstring.type_entry
    yield [f":type: {rest.plain_type(own)}"] if own else []
    for field in _HEADERS:
        yield section(field, getattr(docstring, field), rest.PEN)


def section(
    field: Field, entries: tuple[Entry, ...], pen: rest.Pen, *, header: bool = True
) -> Iterator[str]:
    """Yield the lines of a section.

    Args:
        field: Which section.
        entries: Its entries; nothing is written without any.
        pen: Writes types and texts.
        header: Whether to write the header.
    """
    if entries and header:
        yield _HEADERS[field]
        yield "-" * len(_HEADERS[field])
    head = _result_head if field in ("returns", "yields") else _parameter_head
    for entry in entries:
        yield head(entry, pen)
        yield from indent(split(pen.text(entry)))


def _parameter_head(entry: Entry, pen: rest.Pen) -> str:
    return " : ".join(part for part in (entry.name, pen.type(entry)) if part)


def _result_head(entry: Entry, pen: rest.Pen) -> str:
    type_ = protect(pen.type(entry) or entry.annotation or "object")
    return f"{entry.name} : {type_}" if entry.name else type_

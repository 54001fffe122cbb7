"""Google's docstring style: ``Args:``, and ``name (type): text`` below it.

A header counts only unindented and with something indented below it, so that a colon in prose or
an example's own docstring is left alone. What is written is what napoleon reads without loss.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from . import rest
from .indentation import (
    Item,
    Stretch,
    assemble,
    block_end,
    dedent,
    description,
    hang,
    indent,
    items,
    located,
    numbered,
    separate,
    strip,
)
from .neutral import Docstring, Entry, Field, Placed, Section
from .slots import (
    NAMES,
    Head,
    gather,
    is_builtin,
    is_plain_type,
    is_type,
    join_type,
    partition,
    placed,
    protect,
    unprotect,
)

__all__ = ["PEN", "count", "outline", "parse", "render", "section"]

_TITLES: Final[dict[str, Field]] = {
    "args": "parameters",
    "arguments": "parameters",
    "params": "parameters",
    "parameters": "parameters",
    "keyword args": "parameters",
    "keyword arguments": "parameters",
    "other args": "parameters",
    "other arguments": "parameters",
    "other parameters": "parameters",
    "return": "returns",
    "returns": "returns",
    "yield": "yields",
    "yields": "yields",
    "raise": "raises",
    "raises": "raises",
    "exceptions": "raises",
    "attributes": "attributes",
}
_HEADERS: Final[dict[Field, str]] = {
    "parameters": "Args",
    "attributes": "Attributes",
    "returns": "Returns",
    "yields": "Yields",
    "raises": "Raises",
}
_OTHER_TITLE = re.compile(
    "attention|caution|danger|error|examples?|hint|important|methods|notes?|receives?|references|"
    "see also|tip|todo|usage|warn(?:s|ings?)?"
)

_BULLET = re.compile(r"[-*+\u2022]\s+")
_PARAMETER = re.compile(
    rf"{NAMES}\s*+(?:\((?P<type>.*?)\)\s*+:(?!:)|:(?=\s|$)|--?(?=\s))\s*+(?P<text>.*)"
)
_LONE = re.compile(rf"{NAMES}(?:\s++\((?P<type>[^()]*+)\))?$")
_RESULT = re.compile(r"(?P<names>[a-z_]\w*+)\s++\((?P<type>.*?)\)\s*+:(?!:)\s*+(?P<text>.*)")
_EXCEPTION = re.compile(
    r"(?P<name>(?:\w++\.)*+[A-Z]\w*+)(?:$|\s++(?P<text>(?:if|in case|on|unless|when)\s.*))"
)


def count(lines: list[str]) -> int:
    """Return how many sections there are that :func:`parse` understands."""
    return sum(1 for part in _parts(lines) if part.field)


def parse(lines: list[str]) -> Docstring:
    """Read a docstring, given as clean lines."""
    return assemble(_parts(lines), _read)


def outline(lines: list[str]) -> Iterator[Section]:
    """Yield where the sections of a docstring are, given as clean lines."""
    return (located(part, start, _placed) for part, start in numbered(_parts(lines)))


def _placed(field: Field, content: list[str]) -> list[Placed]:
    return placed(content, _begin_exception if field == "raises" else _begin_parameter)


def _parts(lines: list[str]) -> Iterator[Stretch]:
    start = number = 0
    while number < len(lines):
        title = _title(lines[number])
        end = block_end(lines, number + 1) if title is not None else number
        if not any(lines[number + 1 : end]):
            number += 1
            continue
        if start < number:
            yield Stretch(None, lines[start:number], [])
        yield Stretch(title, lines[number:end], lines[number + 1 : end])
        start = number = end
    yield Stretch(None, lines[start:], [])


def _title(line: str) -> Field | Literal[""] | None:
    if not line.endswith(":"):
        return None
    title = line[:-1].rstrip().lower()
    return "" if _OTHER_TITLE.fullmatch(title) else _TITLES.get(title)


def _read(field: Field, content: list[str]) -> tuple[list[Entry], list[str]]:
    if field in ("returns", "yields"):
        return _read_results(content), []
    return gather(items(content), _begin_exception if field == "raises" else _begin_parameter)


def _begin_parameter(item: Item) -> Head | None:
    line = _without_bullet(item.head)
    match = _PARAMETER.match(line)
    if match is None and (lone := _LONE.match(line)) and (lone["type"] or any(item.rest)):
        return Head(lone["names"], lone["type"] or "", "")
    return match and Head(match["names"], unprotect(match["type"] or ""), match["text"])


def _begin_exception(item: Item) -> Head | None:
    line = _without_bullet(item.head)
    before, colon, text = partition(line)
    if colon and is_type(before):
        return Head(before, "", text)
    match = _EXCEPTION.match(line)
    return match and Head(match["name"], "", match["text"] or "")


def _without_bullet(line: str) -> str:
    bullet = _BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def _read_results(content: list[str]) -> list[Entry]:
    if named := _named_results(content):
        return named
    first, *below = strip(dedent(content))
    type_, colon, text = partition(first.strip())
    if colon and (not type_ or is_type(type_)):
        return [Entry(type=unprotect(type_) or None, description=_below(text, below))]
    if not below and is_plain_type(first):
        return [Entry(type=first)]
    return [Entry(description="\n".join([first.strip(), *below]))]


def _named_results(content: list[str]) -> list[Entry]:
    """Read ``name (type): text``; empty if anything is written in another way."""
    entries = []
    for item in items(content):
        match = _RESULT.match(item.head)
        if match is None or is_builtin(match["names"]):
            return []
        text = description(match["text"], item.rest)
        entries.append(Entry(match["names"], unprotect(match["type"]), text))
    return entries


def _below(text: str, below: list[str]) -> str:
    """Put together a result's text, which continues flush with its type, or hangs below it."""
    hanging = not text or (below and below[0][:1].isspace())
    return description(text, below) if hanging else "\n".join([text, *below])


def render(docstring: Docstring) -> Iterator[str]:
    """Yield the lines of a docstring.

    Sections that aren't modelled stay as they are in the body, whatever style that is. A result
    with a name but no type can't be told from one with a type but no name.
    """
    return separate(_blocks(docstring))


def _slot(entry: Entry) -> str:
    return join_type(entry, protect(rest.type_of(entry)))


PEN: Final = rest.Pen(_slot)
"""Writes entries without marks."""


def _blocks(docstring: Docstring) -> Iterator[Iterable[str]]:
    summary, body = PEN.opening(docstring)
    own = docstring.type_entry
    if own and summary:
        summary[0] = f"{_slot(own)}: {summary[0]}"
    yield summary
    yield body
    for field in _HEADERS:
        yield section(field, getattr(docstring, field), PEN)
    yield [f":type: {rest.plain_type(own)}"] if own and not summary else []


def section(
    field: Field, entries: tuple[Entry, ...], pen: rest.Pen, *, width: int = 4, header: bool = True
) -> Iterator[str]:
    """Yield the lines of a section.

    Args:
        field: Which section.
        entries: Its entries; nothing is written without any.
        pen: Writes types and texts.
        width: The indentation of the entries.
        header: Whether to write the header.
    """
    if entries and header:
        yield f"{_HEADERS[field]}:"
    alone = len(entries) == 1 and not (entries[0].name and entries[0].type)
    if field in ("returns", "yields") and alone:
        yield from indent(_result(entries[0], pen), width)
        return
    for entry in entries:
        yield from indent(_entry(entry, pen), width)


def _entry(entry: Entry, pen: rest.Pen) -> Iterator[str]:
    slot = pen.type(entry)
    head = f"{entry.name} ({slot}):" if slot else f"{entry.name}:"
    return hang(head, pen.text(entry))


def _result(entry: Entry, pen: rest.Pen) -> Iterator[str]:
    """Write a result flush with its type, as napoleon wants it, if it can be read back so."""
    head = entry.name or pen.type(entry)
    first, *below = lines = pen.text(entry).split("\n")
    begun = first == first.strip()
    if not head and begun and not partition(first)[1] and not is_plain_type(first):
        yield from lines
    elif begun and not (below and below[0][:1].isspace()):
        yield f"{head}: {first}".rstrip()
        yield from below
    else:
        yield f"{head}:"
        yield from indent(lines)

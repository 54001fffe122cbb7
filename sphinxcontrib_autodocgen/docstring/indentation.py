"""Indented text cut into blocks and put together again, whatever the style.

All of it works on lists of lines without line ends, tabs or trailing blanks (:func:`clean` makes
them), takes time linear in the text, and knows of what lines say only what all styles share.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from .neutral import Docstring, Entry, Field, Placed, Section

__all__ = [
    "Item",
    "Reader",
    "Stretch",
    "assemble",
    "block_end",
    "clean",
    "compose",
    "dedent",
    "description",
    "examples",
    "hang",
    "indent",
    "items",
    "located",
    "margin",
    "numbered",
    "separate",
    "split",
    "strip",
]

_HANGER = re.compile(r"[:@]\w|.*:$")
_NO_PROSE = re.compile(r"\.\. |>>>|:[^:`]+:(?:\s|$)")


def clean(text: str) -> list[str]:
    """Return the lines of a docstring, which :func:`inspect.cleandoc` has dedented, or may not.

    If all below the first line is indented, that is of no meaning, as in a raw docstring, unless
    the first line is one that others hang from, such as ``Args:`` or ``:param x:``.
    """
    first, *rest = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs().split("\n")
    hanging = _HANGER.match(first.strip())
    rest = [line.rstrip() for line in rest] if hanging else dedent(rest)
    return strip([first.strip(), *rest])


def split(text: str) -> list[str]:
    """Return the lines of a text; none of an empty one."""
    return text.split("\n") if text else []


def examples(lines: list[str]) -> set[int]:
    """Return the numbers of the lines that doctest reads: those from ``>>>`` to a blank line."""
    found: set[int] = set()
    inside = False
    for number, line in enumerate(lines):
        inside = bool(line.strip()) and (inside or line.lstrip().startswith(">>>"))
        if inside:
            found.add(number)
    return found


def dedent(lines: Iterable[str]) -> list[str]:
    """Remove the common indentation, and trailing blanks."""
    lines = [line.rstrip() for line in lines]
    width = margin(lines)
    return [line[width:] for line in lines]


def margin(lines: Iterable[str]) -> int:
    """Return the width of the indentation that lines have in common, 0 if all are blank."""
    return min((len(line) - len(line.lstrip()) for line in lines if line), default=0)


def strip(lines: list[str]) -> list[str]:
    """Remove blank lines at both ends."""
    full = [number for number, line in enumerate(lines) if line]
    return lines[full[0] : full[-1] + 1] if full else []


def indent(lines: Iterable[str], width: int = 4) -> Iterator[str]:
    """Yield lines with blanks before each that isn't blank itself."""
    return (" " * width + line if line else "" for line in lines)


def separate(blocks: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of all blocks, with a blank line between those that have any."""
    started = False
    for block in blocks:
        for number, line in enumerate(block):
            if number == 0 and started:
                yield ""
            yield line
            started = True


def block_end(lines: list[str], start: int) -> int:
    """Return the number of the first line from ``start`` on that is neither indented nor blank."""
    for number in range(start, len(lines)):
        if lines[number] and not lines[number][0].isspace():
            return number
    return len(lines)


class Item(NamedTuple):
    """A line and what hangs below it.

    Attributes:
        head: The line.
        rest: The indented and blank lines after it.
    """

    head: str
    rest: list[str]


def items(lines: Iterable[str]) -> list[Item]:
    """Cut a block at its unindented lines."""
    found: list[Item] = []
    for line in strip(dedent(lines)):
        if line and (not line[0].isspace() or not found):
            found.append(Item(line.strip(), []))
        else:
            found[-1].rest.append(line)
    return found


def description(first: str, rest: Iterable[str]) -> str:
    """Put together a text that begins in the line of its name and continues, indented, below."""
    lines = dedent(rest)
    if not first:
        return "\n".join(strip(lines))
    if first.endswith("::"):  # the indentation that was removed is that of a literal block
        lines = list(indent(lines))
    return "\n".join(strip([first, *lines]))


def hang(head: str, text: str, width: int = 4) -> Iterator[str]:
    """Yield a head, with the text begun in its line where that can be read back, and below it."""
    first, *rest = text.split("\n")
    flush = rest == dedent(rest) and first == first.strip() and description(first, rest) == text
    yield f"{head} {first}".rstrip() if flush else head
    yield from indent(rest if flush else [first, *rest], width)


class Stretch(NamedTuple):
    """A stretch of a docstring.

    Attributes:
        field: What it may fill; "" for a section that isn't modelled, None for plain text.
        lines: All its lines, a header included.
        content: Its lines without a header.
    """

    field: Field | Literal[""] | None
    lines: list[str]
    content: list[str]


def numbered(parts: Iterable[Stretch]) -> Iterator[tuple[Stretch, int]]:
    """Yield the sections among parts that follow each other, each with its first line's number."""
    start = 0
    for part in parts:
        if part.field is not None:
            yield part, start
        start += len(part.lines)


def located(part: Stretch, start: int, find: Callable[[Field, list[str]], list[Placed]]) -> Section:
    """Return where a section and its entries are.

    Args:
        part: The section.
        start: The number of its first line.
        find: Gives the entries in its content, by the numbers of the content's lines.
    """
    full = [number for number, line in enumerate(part.lines) if line]
    content = start + len(part.lines) - len(part.content)
    entries = find(part.field, part.content) if part.field else []
    return Section(
        part.field or "",
        start,
        start + full[-1] + 1,
        margin(part.content),
        tuple(Placed(e.names, e.start + content, e.end + content) for e in entries),
    )


Reader = Callable[[Field, list[str]], tuple[list[Entry], list[str]]]
"""Gives the entries in the content of a section, and the lines that belong to none of them."""


def assemble(parts: Iterable[Stretch], read: Reader) -> Docstring:
    """Make a record of the parts of a docstring; what has no entries stays in the body."""
    lead: list[str] = []
    others: list[list[str]] = []
    found: dict[Field, list[Entry]] = {}
    for number, part in enumerate(parts):
        entries, left = read(part.field, part.content) if part.field else ([], part.lines)
        if entries and part.field:
            found.setdefault(part.field, []).extend(entries)
            others.append(left)
        elif number == 0 and part.field is None:
            lead = part.lines
        else:
            others.append(part.lines)
    return compose(lead, others, found)


def compose(
    lead: list[str],
    others: Iterable[list[str]],
    found: Mapping[Field, Iterable[Entry]],
    type_entry: Entry | None = None,
) -> Docstring:
    """Make a record of the text before the first section, of all other text, and of entries."""
    summary, rest = _split_summary(strip(lead))
    return Docstring(
        summary="\n".join(summary),
        body="\n".join(separate([rest, *map(strip, others)])),
        parameters=tuple(found.get("parameters", ())),
        returns=tuple(found.get("returns", ())),
        yields=tuple(found.get("yields", ())),
        raises=tuple(found.get("raises", ())),
        attributes=tuple(found.get("attributes", ())),
        type_entry=type_entry,
    )


def _split_summary(lines: list[str]) -> tuple[list[str], list[str]]:
    """Part text into its first paragraph, if that is prose, and the rest."""
    if not lines or _NO_PROSE.match(lines[0]):
        return [], lines
    end = lines.index("") if "" in lines else len(lines)
    return lines[:end], strip(lines[end:])

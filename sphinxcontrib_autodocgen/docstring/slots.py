"""The slots of an entry as authors write them: its names, and the place of its type.

Decides what in ``x, y`` is a name, what in ``int, optional`` is the type, and whether some words
are a type at all. Types are not parsed further: many of those in the wild aren't Python.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, pairwise
from typing import NamedTuple

from .indentation import Item, dedent, description, margin
from .neutral import Entry, Placed

__all__ = [
    "NAMES",
    "Head",
    "gather",
    "is_builtin",
    "is_plain_type",
    "is_type",
    "join_type",
    "partition",
    "placed",
    "protect",
    "split_names",
    "split_type",
    "unprotect",
]

_NAME = r"[`*\\]{0,6}+[^\W\d][\w.-]*+(?:\\_)?+`{0,2}+"
NAMES = rf"(?P<names>{_NAME}(?:\s*+,\s*+{_NAME})*+)"
"""Pattern of ``x``, ``*args``, ``x, y`` and the like, as a group of that name."""

_DEFAULT = re.compile(r"(?:^|,)\s*default(?:\s*[:=]\s*|\s+)(\S.*)$")
_ROLE = re.compile(r"(?::\w[\w.+-]{0,30}+){1,2}:(?=`)")
_QUOTED = re.compile(r"``[^`]*+``|`[^`]*+`|(?<!\w)'[^']*+'|(?<!\w)\"[^\"]*+\"")
_JOINT = re.compile(r",|\||/|\s(?:or|of|and|to)\s")
_OF = re.compile(r"(?<![\w.])([\w.]++)\s++of\s")
_PROTECTED = re.compile(r"^``([^`]*:[^`]*)``")
_WORD = re.compile(r"\*{0,2}[~.]?\w[\w.]*|\.\.\.")
_KIND = re.compile(
    "array|callable|class|deque|dict|dictionary|frozenset|function|generator|instance|int|iterable|"
    "iterator|list|mapping|object|sequence|set|str|string|subclass|tuple|type|union"
)


class Head(NamedTuple):
    """The line that begins an entry, taken apart.

    Attributes:
        names: Its names, separated by commas.
        type: What stands in the place of the type.
        text: The beginning of the description.
    """

    names: str
    type: str
    text: str


def gather(
    items: Iterable[Item], begin: Callable[[Item], Head | None]
) -> tuple[list[Entry], list[str]]:
    """Read the entries of a section.

    Args:
        items: The section, cut at its unindented lines.
        begin: Takes apart the first line of an entry; None for one that begins no entry.

    Returns:
        The entries, and the paragraphs that belong to none. A line that begins no entry continues
        the one above it, unless there's a blank line between.
    """
    found: list[tuple[Head, list[list[str]]]] = []
    left: list[list[str]] = []
    target = left
    for item in items:
        if head := begin(item):
            target = [item.rest]
            found.append((head, target))
            continue
        if target and target[-1] and not target[-1][-1]:
            target = left
        target.append([item.head, *item.rest])
    entries = [entry for head, pieces in found for entry in _entries(head, pieces)]
    return entries, list(chain.from_iterable(left))


def placed(content: list[str], begin: Callable[[Item], Head | None]) -> list[Placed]:
    """Return where the entries of a section are, by the numbers of its lines.

    Args:
        content: The section without its header.
        begin: Takes apart the first line of an entry; None for one that begins no entry.
    """
    width = margin(content)
    heads = [n for n, line in enumerate(content) if line and not line[width : width + 1].isspace()]
    found: list[Placed] = []
    for start, end in pairwise([*heads, len(content)]):
        last = max(number for number in range(start, end) if content[number])
        head = begin(Item(content[start].strip(), content[start + 1 : end]))
        if head is not None:
            found.append(Placed(tuple(split_names(head.names)), start, last + 1))
        elif found:
            found[-1] = found[-1]._replace(end=last + 1)
    return found


def _entries(head: Head, pieces: list[list[str]]) -> Iterator[Entry]:
    type_, optional, default = split_type(head.type)
    hanging, *flush = pieces
    rest = [*dedent(hanging), *chain.from_iterable(flush)] if flush else hanging
    text = description(head.text, rest)
    for name in split_names(head.names) or [""]:
        yield Entry(name=name, type=type_, description=text, optional=optional, default=default)


def partition(line: str) -> tuple[str, bool, str]:
    """Cut a line at its first colon that is outside brackets, quotes and backticks."""
    depth = 0
    flat = _QUOTED.sub(lambda match: "x" * len(match[0]), line)
    for number, char in enumerate(flat):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == ":" and depth <= 0 and flat[number + 1 : number + 2] in ("", " "):
            return line[:number].rstrip(), True, line[number + 1 :].strip()
    return line, False, ""


def split_names(text: str) -> list[str]:
    r"""Return the single names of ``x, y``, without markup: ``\*args`` is ``*args``."""
    text = _ROLE.sub("", text).replace("\\", "").replace("`", "")
    return [name for part in text.split(",") if (name := part.strip(" ~!"))]


def split_type(text: str) -> tuple[str | None, bool, str | None]:
    """Part what stands in the place of a type into type, "optional" and default value."""
    rest, optional = _cut_optional(text.strip())
    default = None
    if match := _DEFAULT.search(rest):
        default = match[1]
        rest, optional_before = _cut_optional(rest[: match.start()].rstrip())
        optional = optional or optional_before
    return rest or None, optional, default


def _cut_optional(text: str) -> tuple[str, bool]:
    before, _, last = text.rpartition(",")
    return (before.rstrip(), True) if last.strip().lower() == "optional" else (text, False)


def join_type(entry: Entry, type_: str) -> str:
    """Write a type in the given spelling with what is said about the parameter; "" if nothing."""
    default = entry.default and f"default {entry.default}"
    optional = "optional" if entry.optional else None
    return ", ".join(part for part in (type_, optional, default) if part)


def protect(type_: str) -> str:
    """Quote a type with a colon, at which napoleon would cut it."""
    return f"``{type_}``" if ":" in type_ and "`" not in type_ else type_


def unprotect(slot: str) -> str:
    """Remove the quotes that :func:`protect` gave to a type."""
    return _PROTECTED.sub(r"\1", slot)


def is_type(text: str) -> bool:
    """Tell whether words before a colon, or alone on a line, are a type and not prose.

    ``dict of str to int`` and ``int | None`` are; ``A mapping`` and ``True if found`` aren't.
    """
    flat = _flatten(text)
    return all(_is_name(piece.split()) for piece in _JOINT.split(flat)) and all(
        _KIND.fullmatch(container.lower().removesuffix("s")) for container in _OF.findall(flat)
    )


def _flatten(text: str) -> str:
    """Replace quoted text and drop what is in brackets, so that only words and joints remain."""
    flat: list[str] = []
    depth = 0
    for char in _QUOTED.sub("x", _ROLE.sub("", text)):
        if char in "([{":
            depth += 1
            if not flat:
                flat.append("x")
        elif char in ")]}":
            depth -= 1
        elif depth <= 0:
            flat.append(char)
    return "".join(flat) if depth == 0 else ""


def _is_name(words: list[str]) -> bool:
    if len(words) == 2:
        first, kind = words
        return (
            first.islower()
            and first not in ("a", "an", "the")
            and _KIND.fullmatch(kind) is not None
        )
    return len(words) == 1 and _WORD.fullmatch(words[0]) is not None


def is_plain_type(text: str) -> bool:
    """Tell whether a line without any colon can only be a type: ``bool``, ``list[str]``."""
    if not is_type(text) or text.endswith("."):
        return False
    return is_builtin(text) or any(char in text for char in "[|.")


def is_builtin(name: str) -> bool:
    """Tell whether a word is the name of a type that's always there."""
    return name == "None" or isinstance(getattr(builtins, name, None), type)

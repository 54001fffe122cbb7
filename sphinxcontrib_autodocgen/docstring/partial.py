"""The parts that a docstring lacks, and where in its lines they belong.

An author's lines are never changed: all that comes out is lines to put between them, written in
the author's style, in the order of the signature and of the sections. What might be said already
in other words is not missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from msgspec.structs import replace

from ..model import Object
from . import google, numpy, rest
from .indentation import examples, separate
from .neutral import Docstring, Entry, Field, Section, Style

__all__ = ["Insertion", "insertions", "left_out", "unlinked", "with_insertions"]

_ORDER: Final[tuple[Field, ...]] = ("parameters", "attributes", "returns", "yields", "raises")
_RESULT = re.compile(r"(?i)\W*(?:gets?|whether|true if|iterates?)\b")
_SAYS_RESULT = re.compile(r"(?i)\b(?:returns?|returned|returning|yields?|yielded|yielding)\b")
_NO_ERROR = re.compile(
    r"(?i)\b(?:never|not|no|without|instead\s+of|rather\s+than|\w+n't)\b[^.;]{0,40}?"
    r"\b(?:rais\w+|exceptions?|errors?)\b"
    r"|\b(?:errors?|exceptions?)\b[^.;]{0,30}?\b(?:ignored|swallowed|suppressed|logged|never|not)\b"
)
_MARKED = r"(?:[`*'\"]|[A-Z]\{{){name}(?:[`*'\"]|\}})"
_STATED = r"\b(?:is|are|isn't|must|should|may|can|will|defaults?|if|when|unless|whether|or)\b"
_VERSION = re.compile(r"\.\. (?:version|deprecated)")
_OUTLINES: Final = {"google": google.outline, "numpy": numpy.outline, "rest": rest.outline}


def left_out(obj: Object, written: Docstring, guessed: Docstring) -> Docstring:
    """Return those of the guessed entries that a docstring has nothing about.

    A class is given parameters and exceptions only if its docstring documents some of either:
    otherwise its constructor, or nobody, is to.

    Args:
        obj: The object.
        written: Its docstring, read.
        guessed: All that could be said.
    """
    text = obj.docstring or ""
    if obj.kind == "class" and not (written.parameters or written.raises):
        return Docstring()
    has_result = _says_result(written, text)
    return Docstring(
        parameters=tuple(_parameters(obj, written, guessed)),
        returns=() if has_result else guessed.returns,
        yields=() if has_result else guessed.yields,
        raises=() if _NO_ERROR.search(_prose(text)) else tuple(_exceptions(text, written, guessed)),
    )


def _exceptions(text: str, written: Docstring, guessed: Docstring) -> Iterator[Entry]:
    known = {entry.name.rpartition(".")[2] for entry in written.raises}
    for entry in guessed.raises:
        name = entry.name.rpartition(".")[2]
        if name not in known and not _has(text, name):
            yield entry


def _parameters(obj: Object, written: Docstring, guessed: Docstring) -> Iterator[Entry]:
    own = {parameter.name for parameter in obj.parameters}
    known = {entry.name.lstrip("*") for entry in (*written.parameters, *written.attributes)}
    collected = not known <= own
    for entry in guessed.parameters:
        name = entry.name.lstrip("*")
        text = obj.docstring or ""
        if name in known or name.startswith("_") or _is_documented(text, name):
            continue
        if entry.name.startswith("*") and collected:
            continue  # what it takes is documented by names of its own
        yield entry


def _is_documented(text: str, name: str) -> bool:
    return _is_item(text, name) or _is_told(text, name)


def _is_item(text: str, name: str) -> bool:
    """Tell whether a line begins with a name as lists and tables of parameters do."""
    pattern = rf"^[ \t]*(?:[-*+|\u2022][ \t]*)?[`*\\]*{re.escape(name)}[`*]*[ \t]*(?:$|[-:(=,|])"
    return re.search(pattern, text, re.MULTILINE) is not None


def _has(text: str, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def _is_told(text: str, name: str) -> bool:
    """Tell whether a sentence says something of a parameter, which a description may contradict.

    A name that is a word of English too counts where it's marked as a name, or something is said
    of it.
    """
    prose, own = _prose(text), re.escape(name)
    if "_" in name or any(sign.isdigit() for sign in name):
        return _has(prose, name)
    if re.search(_MARKED.format(name=own), prose):
        return True
    after = re.search(rf"(?<![\w.]){own}\W{{1,3}}(?:\w+\W+){{0,2}}?{_STATED}", prose)
    before = re.search(rf"(?i)\b(?:if|when|unless|whether)\W+(?:\w+\W+){{0,2}}?{own}\b", prose)
    return after is not None or before is not None


def _prose(text: str) -> str:
    """Return a docstring without the examples that it has, on one line."""
    lines = text.split("\n")
    shown = examples(lines)
    return " ".join(" ".join(line for n, line in enumerate(lines) if n not in shown).split())


def _says_result(written: Docstring, text: str) -> bool:
    """Tell whether a docstring has anything about what is returned."""
    if written.returns or written.yields or _SAYS_RESULT.search(_prose(text)):
        return True
    return _RESULT.match(" ".join(written.summary.split())) is not None


class Insertion(NamedTuple):
    """Lines for a docstring.

    Attributes:
        position: The number of the docstring's line before which they go.
        lines: The lines, not broken to any width.
        title: The header of the section that they go into; empty if they begin with one.
    """

    position: int
    lines: list[str]
    title: str = ""

    def moved(self, lines: int) -> Insertion:
        """Return the same for a docstring that begins so many lines further down."""
        return self._replace(position=self.position + lines)


def with_insertions(lines: Sequence[str], added: Iterable[Insertion]) -> list[str]:
    """Return the lines of a docstring with others between them."""
    whole = list(lines)
    for insertion in reversed(list(added)):
        whole[insertion.position : insertion.position] = insertion.lines
    return whole


def unlinked(said: Docstring) -> Docstring:
    """Return a docstring of Google's or NumPy's style that napoleon makes no links in.

    Args:
        said: A docstring; it's only to be written, since names have backslashes now.
    """
    return replace(said, parameters=tuple(map(_unlinked, said.parameters)))


def _unlinked(entry: Entry) -> Entry:
    """Escape the last underscore of a name, which reStructuredText takes for a link."""
    return replace(entry, name=f"{entry.name[:-1]}\\_") if entry.name.endswith("_") else entry


def insertions(  # noqa: PLR0913
    lines: list[str],
    added: Docstring,
    style: Style,
    order: Sequence[str],
    pen: rest.Pen | None = None,
    *,
    epytext: bool = False,
) -> list[Insertion]:
    """Say where entries go in the lines of a docstring.

    Args:
        lines: The clean lines of the docstring.
        added: The entries; only entries count.
        style: The style of the docstring.
        order: The names of the parameters as the signature has them.
        pen: Writes types, texts and marks for a page; None: as the style has them in source.
        epytext: Whether a docstring without fields gets those of epydoc.

    Returns:
        Lines with their places, the topmost first.
    """
    place = _Placer(lines, "rest" if style == "markdown" else style, pen, epytext)
    if not any(getattr(added, field) for field in _ORDER):
        return []
    if not place.sections:
        return [place.first_sections(added)]
    found: list[Insertion] = []
    for field in _ORDER:
        entries: tuple[Entry, ...] = getattr(added, field)
        if entries and any(section.field == field for section in place.sections):
            found += place.among(field, entries, order)
        elif entries:
            found.append(place.anew(field, entries))
    return sorted(found, key=lambda insertion: insertion.position)


class _Placer:
    """The sections of one docstring, and a pen in its style."""

    def __init__(
        self,
        lines: list[str],
        style: Style,
        pen: rest.Pen | None,
        epytext: bool,
    ) -> None:
        self.lines = lines
        self.style = style
        self.sections = list(_OUTLINES[style](lines))
        self.pen = pen or (google.PEN if style == "google" else rest.PEN)
        fields = [lines[section.start] for section in self.sections]
        # a page shows no fields of epydoc
        is_epydoc = all(line.startswith("@") for line in fields) if fields else epytext
        self.is_epydoc = pen is None and style == "rest" and is_epydoc

    def write(
        self, field: Field, entries: tuple[Entry, ...], *, header: bool, width: int = 4
    ) -> list[str]:
        if self.style == "rest":
            written = list(rest.section(field, entries, self.pen))
            return [*map(rest.epydoc, written)] if self.is_epydoc else written
        entries = tuple(map(_unlinked, entries))
        if self.style == "google":
            return list(google.section(field, entries, self.pen, width=width, header=header))
        return list(numpy.section(field, entries, self.pen, header=header))

    def among(
        self, field: Field, entries: tuple[Entry, ...], order: Sequence[str]
    ) -> Iterator[Insertion]:
        """Put entries into the sections that are there."""
        own = [section for section in self.sections if section.field == field]
        for entry in entries:
            name = entry.name.lstrip("*")
            before = order[: order.index(name)] if field == "parameters" and name in order else None
            position, section = _anchor(own, before)
            spaced = _is_spaced(section, self.lines)
            lines = self.write(field, (entry,), header=False, width=section.indent)
            first = bool(section.entries) and position == section.entries[0].start
            blank = [""] * spaced
            title = self.lines[section.start] if self.style != "rest" else ""
            yield Insertion(position, [*lines, *blank] if first else [*blank, *lines], title)

    def anew(self, field: Field, entries: tuple[Entry, ...]) -> Insertion:
        """Put entries into a section of their own."""
        width = next((s.indent for s in self.sections if s.field and s.indent), 4)
        written = self.write(field, entries, header=True, width=width)
        gap = [] if self.style == "rest" else [""]
        rank = _ORDER.index(field)
        if earlier := self._sections_of(_ORDER[:rank]):
            return Insertion(max(section.end for section in earlier), [*gap, *written])
        if later := self._sections_of(_ORDER[rank + 1 :]):
            return Insertion(min(section.start for section in later), [*written, *gap])
        return Insertion(min(section.start for section in self.sections), [*written, ""])

    def _sections_of(self, fields: tuple[Field, ...]) -> list[Section]:
        return [section for section in self.sections if section.field in fields]

    def first_sections(self, added: Docstring) -> Insertion:
        """Put all entries into a docstring that has no sections."""
        blocks = [self.write(f, getattr(added, f), header=True) for f in _ORDER]
        if self.style == "rest":
            blocks = [list(chain.from_iterable(blocks))]
        trailers = self._trailers()
        written = list(separate(blocks))
        if trailers:
            return Insertion(min(trailers), [*written, ""])
        return Insertion(len(self.lines), ["", *written])

    def _trailers(self) -> list[int]:
        """Return where the notes on versions begin that end a docstring."""
        starts: list[int] = []
        for number in range(len(self.lines) - 1, 0, -1):
            if self.lines[number][:1].strip():
                if not _VERSION.match(self.lines[number]):
                    break
                starts.append(number)
        return starts


def _anchor(own: list[Section], before: Sequence[str] | None) -> tuple[int, Section]:
    """Return before which line an entry goes, and in which section that is.

    Args:
        own: The sections of its field.
        before: The names that stand before it; None: it goes behind all others.
    """
    if before is None:
        return own[-1].end, own[-1]
    places = {
        name.lstrip("*"): (entry.end, section)
        for section in own
        for entry in section.entries
        for name in entry.names
    }
    for name in reversed(before):
        if name in places:
            return places[name]
    first = own[0]
    return (first.entries[0].start if first.entries else first.end), first


def _is_spaced(section: Section, lines: list[str]) -> bool:
    """Tell whether there's a blank line between any two entries."""
    starts = [entry.start for entry in section.entries[1:]]
    return bool(starts) and all(not lines[start - 1] for start in starts)

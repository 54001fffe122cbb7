r"""reStructuredText: field lists such as ``:param x:``, and how text is kept from being markup.

Reads the fields of Sphinx's Python domain and epydoc's ``@param``; writes the plain fields that
Sphinx shows without any converter. Google's and NumPy's docstrings are reStructuredText within
their sections, so they too take from here how generated text is escaped. An author's text is
never escaped: where it holds markup, markup is what the author meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final, NamedTuple

from ..model import Guess
from .indentation import block_end, compose, description, examples, hang, separate, split
from .neutral import Docstring, Entry, Field, GuessText, Mark, Placed, Section, TypeText
from .slots import join_type, split_names, split_type

__all__ = [
    "CODE",
    "HEADING",
    "PEN",
    "Pen",
    "count",
    "epydoc",
    "escape",
    "has_one_title",
    "marked",
    "no_mark",
    "outline",
    "parse",
    "pieces",
    "plain_text",
    "plain_type",
    "render",
    "section",
    "signs",
    "split_title",
    "type_of",
]

_DESCRIBED: Final[dict[str, Field]] = {
    **dict.fromkeys(("param", "parameter", "arg", "argument"), "parameters"),
    **dict.fromkeys(("key", "keyword", "kwarg", "kwparam"), "parameters"),
    **dict.fromkeys(("var", "ivar", "cvar"), "attributes"),
    **dict.fromkeys(("return", "returns"), "returns"),
    **dict.fromkeys(("yield", "yields", "Yields"), "yields"),
    **dict.fromkeys(("raise", "raises", "except", "exception"), "raises"),
}
_TYPED: Final[dict[str, Field]] = {
    **dict.fromkeys(("type", "paramtype", "kwtype"), "parameters"),
    "vartype": "attributes",
    "rtype": "returns",
    "ytype": "yields",
}

_FIELD = re.compile(r"[:@](?P<kind>\w++)(?:\s++(?P<name>\S.*?))?:(?:\s++(?P<text>.*))?$")
_RESULT = re.compile(
    r"(?:\*\*(?P<name>[\w\\]++)\*\*)?"
    r"(?:(?P<open> \()?\*(?P<type>[^\s*][^\n]*?)\*(?(open)\)))?"
    r"(?:(?:^| )-- (?P<text>.*)|$)",
    re.DOTALL,
)

_NO_ROLE = "".join(rf"(?<!:[\w+.-]{{{length}}}:)" for length in range(1, 25))
"""What stands before a value behind a colon isn't the name of a role."""

CODE: Final = re.compile(
    r"(?:(?<![^\s(\"])|(?<=[\w`]:)" + _NO_ROLE + r")"
    r"`([^`\s)](?:[^`]*[^`\s])?)`(?![^\s.,;:!?)'\"])"
)
"""Code in generated text, in single backquotes."""

_EPYDOC_CODE = re.compile(r"``(.+?)``")
_ESCAPED = re.compile(r"\\(?=[^\w\s]|_)")
_EPYDOC_FIELD = re.compile(r":(\w+)(?=(?: [^:]+)?:)")
_BLANKS = re.compile(r"\s+")
_INLINE = re.compile(
    r"[\\*`]|\|(?=\S)|(?<=[^\s_])_+(?!\w)"
    r"|(?i:(?<=\bjavascript)|(?<=\bvbscript)|(?<=\bdata)):(?=\S)"  # would be links that run
)
_START = re.compile(
    r"(?![\"'][^\s\"']|[(\[]\w)[^\w\s\\]|__(?:\s|$)"
    r"|\(?(?:[0-9]+|[a-zA-Z]|[ivxlcdm]+|[IVXLCDM]+)[.)](?:\s|$)"
)


class _Line(NamedTuple):
    """A field of a field list, with its text put together, and its first and last line."""

    kind: str
    name: str
    text: str
    start: int
    end: int


def count(lines: list[str]) -> int:
    """Return how many fields there are that :func:`parse` understands."""
    return sum(1 for part in _parts(lines) if isinstance(part, _Line))


def parse(lines: list[str]) -> Docstring:
    """Read a docstring, given as clean lines."""
    lead: list[str] = []
    others: list[list[str]] = []
    found: dict[Field, dict[str, Entry]] = {}
    for number, part in enumerate(_parts(lines)):
        if isinstance(part, _Line):
            field, entries = _read(part)
            _add(found.setdefault(field, {}), field, entries)
        elif number == 0:
            lead = part
        else:
            others.append(part)
    own = found.get("parameters", {}).pop("", None)
    return compose(lead, others, {field: table.values() for field, table in found.items()}, own)


def outline(lines: list[str]) -> Iterator[Section]:
    """Yield where the fields of a docstring are, those that follow each other as one section."""
    for field, run in groupby(_placed(lines), itemgetter(0)):
        entries = tuple(entry for _, entry in run)
        yield Section(field, entries[0].start, entries[-1].end, 0, entries)


def _placed(lines: list[str]) -> Iterator[tuple[Field, Placed]]:
    for part in _parts(lines):
        if isinstance(part, _Line):
            field, entries = _read(part)
            last = max(number for number in range(part.start, part.end) if lines[number])
            yield field, Placed(tuple(entry.name for entry in entries), part.start, last + 1)


def _parts(lines: list[str]) -> Iterator[_Line | list[str]]:
    """Cut a docstring into known fields, and the text between them."""
    start = number = 0
    shown = examples(lines)
    while number < len(lines):
        match = _FIELD.match(lines[number]) if number not in shown else None
        if match is None or not _is_known(match["kind"], match["name"]):
            number += 1
            continue
        if start < number:
            yield lines[start:number]
        start = _field_end(lines, number)
        text = description(match["text"] or "", lines[number + 1 : start])
        yield _Line(match["kind"], match["name"] or "", text, number, start)
        number = start
    yield lines[start:]


def signs(lines: list[str]) -> Iterator[str]:
    """Yield what each known field begins with: a colon, or epydoc's ``@``."""
    return (lines[part.start][0] for part in _parts(lines) if isinstance(part, _Line))


def _field_end(lines: list[str], number: int) -> int:
    """Return the number of the first line after a field and the unindented ones that go on with it.

    docutils wants them indented and authors forget; a sentence that has no end yet goes on.
    """
    end = block_end(lines, number + 1)
    while end < len(lines) and lines[end - 1] and not lines[end - 1].endswith(_ENDS):
        if not _GOES_ON.match(lines[end]):
            break
        end = block_end(lines, end + 1)
    return end


_ENDS = (".", "!", "?", ":")
_GOES_ON = re.compile(r"[a-z0-9(`'\"](?![.)] )")
"""The beginning of a line that continues a sentence."""


def _is_known(kind: str, name: str | None) -> bool:
    """Tell whether a field is modelled, and has a name exactly if it must have one."""
    if name is None and kind == "type":
        return True
    field = _DESCRIBED.get(kind) or _TYPED.get(kind)
    return field is not None and (name is None) == (field in ("returns", "yields"))


def _read(line: _Line) -> tuple[Field, list[Entry]]:
    if field := _TYPED.get(line.kind):
        return field, _read_names(line.name, " ".join(line.text.split()))
    field = _DESCRIBED[line.kind]
    if field in ("returns", "yields"):
        match = _RESULT.match(line.text)
        values = match.groupdict() if match else {"text": line.text}
        name = (values.get("name") or "").replace("\\", "")
        entry = Entry(name, values.get("type"), values["text"] or "")
        return field, [entry] if line.text else []
    before, _, name = line.name.rpartition(" ")
    if field == "raises" or before.endswith(","):
        before, name = "", line.name
    return field, _read_names(name, before, line.text)


def _read_names(names: str, slot: str, text: str = "") -> list[Entry]:
    type_, optional, default = split_type(slot)
    return [
        Entry(name=name, type=type_, description=text, optional=optional, default=default)
        for name in split_names(names) or [""]
    ]


def _add(table: dict[str, Entry], field: Field, entries: Iterable[Entry]) -> None:
    """Add entries, joined with what another field has said of the same name."""
    for new in entries:
        key = {"returns": "", "yields": "", "raises": str(len(table))}.get(field, new.name)
        table[key] = _join(table[key], new) if key in table else new


def _join(old: Entry, new: Entry) -> Entry:
    return Entry(
        name=old.name or new.name,
        type=old.type or new.type,
        description="\n\n".join(filter(None, (old.description, new.description))),
        optional=old.optional or new.optional,
        default=old.default or new.default,
    )


def pieces(text: str) -> list[str]:
    """Split generated text into words and code by turns, beginning with words.

    Args:
        text: The text; what stands in single backquotes is code.

    Returns:
        Words, in which all white space is single blanks, and code as it is.
    """
    parts = CODE.split(text.strip())
    return [part if odd % 2 else _BLANKS.sub(" ", part) for odd, part in enumerate(parts)]


def escape(text: str, code: Callable[[int, str], str] | None = None) -> str:
    """Return generated text as one line of reStructuredText that shows just that text.

    Args:
        text: The text. What stands in single backquotes is code, and becomes a literal.
        code: Writes a piece of code that is something else, by its number among all pieces; ""
            for a literal.
    """
    parts = pieces(text)
    spans = {odd: code(odd, p) if code else "" for odd, p in enumerate(parts) if odd % 2}
    written = "".join(
        (spans[odd] or f"``{p}``") if odd % 2 else _inline(p) for odd, p in enumerate(parts)
    )
    written = written[:-1] + "\\:" if written.endswith("::") else written
    return "\\" + written if _START.match(parts[0] and written) else written


def _inline(text: str) -> str:
    return _INLINE.sub(lambda match: "".join(f"\\{char}" for char in match[0]), text)


def type_of(entry: Entry) -> str:
    """Return the type of an entry as it's written in reStructuredText, "" if it has none."""
    return _inline(entry.type or "") if entry.type_guess else entry.type or ""


def plain_text(text: str, guess: Guess) -> str:  # noqa: ARG001
    """Write a generated text without links."""
    return escape(text)


def plain_type(entry: Entry) -> str:
    """Write the type of an entry without marking where it comes from."""
    return join_type(entry, type_of(entry))


def no_mark(part: Entry | Docstring) -> str:  # noqa: ARG001
    """Mark nothing."""
    return ""


def marked(text: str, mark: str) -> str:
    """Put a mark after a text, of which either may be empty."""
    return " ".join(part for part in (text, mark) if part)


class Pen(NamedTuple):
    """Writes the parts of entries in reStructuredText.

    Attributes:
        type_text: Writes the type of an entry that has one.
        mark: Writes what follows a description.
        guess_text: Writes a description that is generated.
    """

    type_text: TypeText = plain_type
    mark: Mark = no_mark
    guess_text: GuessText = plain_text

    def opening(self, docstring: Docstring) -> list[list[str]]:
        """Return the lines of summary and body, with the mark of the summary."""
        guess = docstring.summary_guess
        text = self.guess_text(docstring.summary, guess) if guess else docstring.summary
        summary = split(text)
        if summary:
            summary[-1] = marked(summary[-1], self.mark(docstring))
        return [summary, split(docstring.body)]

    def type(self, entry: Entry) -> str:
        """Write the type of an entry, "" if it has none."""
        return self.type_text(entry) if plain_type(entry) else ""

    def text(self, entry: Entry) -> str:
        """Write the description of an entry, with its mark."""
        text, guess = entry.description, entry.description_guess
        return marked(self.guess_text(text, guess) if guess else text, self.mark(entry))


class _Written(NamedTuple):
    """An entry in markup."""

    name: str
    type: str
    text: str


PEN: Final = Pen()
"""Writes entries without marks."""


def render(docstring: Docstring, pen: Pen = PEN) -> Iterator[str]:
    """Yield the lines of a docstring.

    Several results become a list in one field, as napoleon writes them; such a list is read back
    as the text of one result.

    Args:
        docstring: What to write.
        pen: Writes types, texts and marks.
    """
    summary, body = pen.opening(docstring)
    own = docstring.type_entry
    fields = [
        *section("parameters", docstring.parameters, pen),
        *section("attributes", docstring.attributes, pen),
        *section("returns", docstring.returns, pen),
        *section("yields", docstring.yields, pen),
        *section("raises", docstring.raises, pen),
        *([f":type: {pen.type_text(own)}"] if own else []),
    ]
    return separate([summary, body, fields])


def section(field: Field, entries: Iterable[Entry], pen: Pen) -> Iterator[str]:
    """Yield the lines of the fields of some entries."""
    written = [_Written(_inline(e.name), pen.type(e), pen.text(e)) for e in entries]
    if field == "parameters":
        return _named("param", "type", written)
    if field == "attributes":
        return _named("ivar", "vartype", written)
    if field == "raises":
        return _named("raises", "", written)
    return _returned(written) if field == "returns" else _results("yields", written)


def epydoc(line: str) -> str:
    """Write a line of a field list as epydoc has it: ``@raise`` for ``:raises``."""
    code = _ESCAPED.sub("", _EPYDOC_CODE.sub(_epydoc_code, line))
    match = _EPYDOC_FIELD.match(code)
    if match is None:
        return code
    kind = {"raises": "raise", "returns": "return", "yields": "yield"}.get(match[1], match[1])
    return f"@{kind}{code[match.end(1) :]}"


def _epydoc_code(found: re.Match[str]) -> str:
    """Write code as epydoc has it, where a capital before a brace, or a lone one, is markup."""
    code = found[1]
    if re.search(r"[A-Z]\{", code) or code.count("{") != code.count("}"):
        code = re.sub(r"[{}]", lambda brace: "E{lb}" if brace[0] == "{" else "E{rb}", code)
    return f"C{{{code}}}"


def _named(kind: str, type_kind: str, entries: Iterable[_Written]) -> Iterator[str]:
    for entry in entries:
        yield from hang(f":{kind} {entry.name}:", entry.text)
        if entry.type:
            yield f":{type_kind} {entry.name}: {entry.type}"


def _returned(entries: list[_Written]) -> Iterator[str]:
    """Write what is returned, with its type in a field of its own if it's a single result."""
    if len(entries) != 1:
        yield from _results("returns", entries)
        return
    (entry,) = entries
    if entry.name or entry.text:
        yield from _results("returns", [entry._replace(type="")])
    if entry.type:
        yield f":rtype: {entry.type}"


def _results(kind: str, entries: list[_Written]) -> Iterator[str]:
    texts = [_result(entry) for entry in entries]
    if len(texts) > 1:
        texts = ["\n".join(hang("*", text, 2)) for text in texts]
    if texts:
        yield from hang(f":{kind}:", "\n".join(texts))


def _result(entry: _Written) -> str:
    name = f"**{entry.name}**" if entry.name else ""
    type_ = entry.type if "`" in entry.type or not entry.type else f"*{entry.type}*"
    slot = f"{name} ({type_})" if name and type_ else name or type_
    return " -- ".join(part for part in (slot, entry.text) if part)


HEADING: Final = re.compile(
    r"^(?:(?P<over>[^\w\s])(?P=over){2,} *\n)?(?P<text>(?(over) *)\S.*)\n"
    r"(?P<mark>[^\w\s])(?P=mark){2,} *(?:\n|\Z)",
    re.MULTILINE,
)
"""A title with the line below it, and the line above it if there is one."""


def split_title(docstring: Docstring) -> tuple[str, str]:
    """Return the title of a docstring and the first paragraph below it.

    Args:
        docstring: A docstring, parsed.

    Returns:
        An empty title if there's none; an empty paragraph if another heading is below.
    """
    found = HEADING.match(docstring.summary)
    if found is None:
        return "", docstring.summary
    below = docstring.summary[found.end() :] or docstring.body.partition("\n\n")[0]
    return found["text"].strip(), "" if HEADING.match(below) else below


def has_one_title(docstring: Docstring) -> bool:
    """Tell whether all of a docstring is below a title, so that a page needs no other.

    Args:
        docstring: A docstring, parsed.
    """
    first = HEADING.match(docstring.summary)
    if first is None:
        return False
    level = first["over"], first["mark"]
    return all((each["over"], each["mark"]) != level for each in HEADING.finditer(docstring.body))

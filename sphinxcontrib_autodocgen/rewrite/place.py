"""The place of a docstring in a file, its source, and the ends of its lines."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..docstring import Insertion, Style
from .habits import Habits
from .source import Documented, Edit, SourceFile

__all__ = ["add", "extend", "nodes", "wrap"]

_REST_OF_HEADER = re.compile(r"[ \t\f]*(#.*)?\r?$")
_EMPTY = re.compile(r"""[rRuU]?(\"{3}|'{3}|"|')\s*\1""")
_LITERAL = re.compile(r'(?P<prefix>[rRuU]?)(?P<quotes>"""|\'\'\')')
_TAB = 4
_Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def nodes(tree: ast.Module) -> dict[tuple[int, str], Documented]:
    """Return what can have a docstring, by line and name; the module by 1 and nothing."""
    found: dict[tuple[int, str], Documented] = {(1, ""): tree}
    for node in ast.walk(tree):
        if isinstance(node, _Definition):
            found[node.lineno, node.name] = node
    return found


class _Spot(NamedTuple):
    """A place for a docstring: what is replaced, and what is written around it."""

    start: int
    end: int
    before: str
    indent: str
    after: str
    line_end: str


def add(
    file: SourceFile, node: Documented, lines: Sequence[str], style: Style, habits: Habits
) -> Edit | None:
    """Return the edit that gives a docstring to what has none.

    Args:
        file: The file.
        node: A node of its tree without a docstring, or with an empty one, which it replaces.
        lines: The docstring, neither indented nor broken to the width.
        style: The style that it's written in.
        habits: How it's to look.

    Returns:
        The edit, None if there's no good place for it.
    """
    spot = _spot(file, node, habits)
    if spot is None:
        return None
    text = _literal(lines, style, spot, habits)
    if text is None or not file.can_hold(text):
        return None
    return Edit(spot.start, spot.end, spot.before + text + spot.after)


def _spot(file: SourceFile, node: Documented, habits: Habits) -> _Spot | None:
    if ast.get_docstring(node, clean=False) is not None:
        return _empty_spot(file, node.body[0])
    return _module_spot(file) if isinstance(node, ast.Module) else _inner_spot(file, node, habits)


def _empty_spot(file: SourceFile, literal: ast.stmt) -> _Spot | None:
    """Find the place of a docstring that says nothing; none if it isn't one plain literal."""
    start = file.offset(literal.lineno, literal.col_offset)
    end = file.offset(literal.end_lineno or 0, literal.end_col_offset or 0)
    indent = file.text[file.line_start(literal.lineno) : start]
    if indent.strip(" \t") or not _EMPTY.fullmatch(file.text, start, end):
        return None
    return _Spot(start, end, "", indent, "", file.line_end(literal.lineno))


def _module_spot(file: SourceFile) -> _Spot:
    """Find the place behind the comment that a file begins with, before all code."""
    line = 1
    while line <= len(file.lines) and file.lines[line - 1].startswith("#"):
        line += 1
    start, end = file.line_start(line), file.line_end(1)
    unfinished = line > 1 and not file.lines[line - 2].endswith("\n")
    before = end * (unfinished + (line > 1))
    rest = file.lines[line - 1 :]
    blank = 0 if not rest or not rest[0].strip() else 1
    if blank and file.tree.body and isinstance(file.tree.body[0], _Definition):
        blank = 2
    after = end * (1 + blank)
    return _Spot(start, start, before, "", after, end)


def _inner_spot(file: SourceFile, node: _Definition, habits: Habits) -> _Spot | None:
    """Find the place below the header of a class or function."""
    first = node.body[0]
    decorators = getattr(first, "decorator_list", None)
    start_line = min([first.lineno, *(d.lineno for d in decorators or ())])
    body = file.offset(first.lineno, first.col_offset)
    if start_line != first.lineno:
        body = file.line_start(start_line)
    colon = file.colon(node, body)
    if colon is None:
        return None
    line, behind = colon
    rest = file.text[behind : file.line_start(line + 1)].rstrip("\n")
    end = file.line_end(line)
    if start_line == line:
        return _one_line_spot(file, node, behind, body, habits)
    if not _REST_OF_HEADER.match(rest):
        return None
    indent = re.match(r"[ \t]*", file.lines[start_line - 1].lstrip("\f"))
    assert indent is not None
    blank = end if _needs_blank(file, node, line + 1, habits) else ""
    start = file.line_start(line + 1)
    return _Spot(start, start, indent[0], indent[0], end + blank, end)


def _needs_blank(file: SourceFile, node: ast.AST, line: int, habits: Habits) -> bool:
    """Tell whether a blank line is to follow, where there's none yet."""
    if not file.lines[line - 1].strip():
        return False
    if isinstance(node, ast.ClassDef):
        return habits.spaced
    first = getattr(node, "body")[0]  # noqa: B009  # mypy doesn't know which of them it is
    return isinstance(first, _Definition)


def _one_line_spot(
    file: SourceFile,
    node: _Definition,
    behind: int,
    body: int,
    habits: Habits,
) -> _Spot | None:
    """Find the place in ``def f(): ...``; none if a comment follows, which may be about either."""
    last = node.body[-1]
    after = file.offset(last.end_lineno or last.lineno, last.end_col_offset or 0)
    if file.text[after : file.line_start((last.end_lineno or 0) + 1)].strip(" \t\r\n;"):
        return None
    outer = re.match(r"[ \t]*", file.lines[node.lineno - 1].lstrip("\f"))
    assert outer is not None
    indent = outer[0] + habits.unit
    end = file.line_end(node.lineno)
    return _Spot(behind, body, end + indent, indent, end + indent, end)


def _literal(lines: Sequence[str], style: Style, spot: _Spot, habits: Habits) -> str | None:
    """Write a docstring as a string literal; None if it would take an escape to write it."""
    plain = "\n".join(lines)
    quotes = habits.quotes
    if not _is_writable(plain, quotes):
        return None
    opening = ("r" if "\\" in plain else "") + quotes
    room = habits.width - len(spot.indent.expandtabs(_TAB))
    size = len(opening) + len(plain) + len(quotes)
    if len(lines) == 1 and size <= room and not plain.endswith(("\\", quotes[0])):
        return f"{opening}{plain}{quotes}"
    text = wrap(lines, style, room, 0 if habits.below else len(opening))
    margin = spot.line_end + spot.indent
    written = _indented(text, spot.indent, spot.line_end)
    start = written if habits.below else written.removeprefix(margin)
    padding = spot.line_end if habits.padded else ""
    return f"{opening}{start}{padding}{margin}{quotes}"


def _is_writable(plain: str, *quotes: str) -> bool:
    """Tell whether a text can stand between quotes without an escape."""
    return plain.replace("\n", "").isprintable() and not any(each in plain for each in quotes)


def _indented(lines: Iterable[str], indent: str, line_end: str) -> str:
    """Put each line, if it isn't blank, behind a line end and the indentation."""
    return "".join(
        line_end + indent + _tabbed(line, indent) if line else line_end for line in lines
    )


def _tabbed(line: str, indent: str) -> str:
    """Indent a line with tabs where the code around it does."""
    if "\t" not in indent:
        return line
    blanks = len(line) - len(line.lstrip(" "))
    return "\t" * (blanks // _TAB) + " " * (blanks % _TAB) + line[blanks:]


def extend(
    file: SourceFile,
    node: Documented,
    insertions: Iterable[Insertion],
    style: Style,
    habits: Habits,
) -> list[Edit]:
    """Return the edits that put lines into the docstring that a node has.

    Args:
        file: The file.
        node: A node of its tree with a docstring.
        insertions: The lines, and before which of the docstring's lines they go.
        style: The style that they are written in.
        habits: How they are to look.

    Returns:
        The edits; none if the docstring's lines aren't those of its source.
    """
    inner = _inner(file, node)
    if inner is None:
        return []
    edits = [inner.edit(insertion, style, habits) for insertion in insertions]
    found = [edit for edit in edits if edit is not None and file.can_hold(edit.text)]
    return found if len(found) == len(edits) else []


def _inner(file: SourceFile, node: Documented) -> _Inner | None:
    """Find the text of a docstring; None if its lines aren't those of its source."""
    literal = node.body[0]
    assert isinstance(literal, ast.Expr)
    assert isinstance(literal.value, ast.Constant)
    start = file.offset(literal.lineno, literal.col_offset)
    end = file.offset(literal.end_lineno or 0, literal.end_col_offset or 0)
    match = _LITERAL.match(file.text, start)
    if match is None or not file.text.endswith(match["quotes"], start, end):
        return None
    inner = _Inner(file, match, end, literal)
    has_quotes = match["quotes"] in "\n".join(inner.lines)
    return None if has_quotes or not inner.matches(str(literal.value.value)) else inner


class _Inner:
    """The text between the quotes of a docstring, by line."""

    def __init__(
        self, file: SourceFile, opening: re.Match[str], end: int, literal: ast.Expr
    ) -> None:
        self.start = opening.end()
        self.raw = opening["prefix"].lower() == "r"
        self.lines = file.text[self.start : end - len(opening["quotes"])].split("\n")
        self.line_end = file.line_end(literal.lineno)
        self.skipped = 1 if self.lines[0].rstrip("\r") == "\\" else 0
        margins = [
            line[: len(line) - len(line.lstrip())] for line in self.lines[1:] if line.strip()
        ]
        column = file.lines[literal.lineno - 1]
        own = column[: len(column) - len(column.lstrip())]
        self.indent = min(margins, key=len, default=own)
        full = [n for n, line in enumerate(self.lines) if n >= self.skipped and line.strip()]
        self.first, self.last = (full[0], full[-1]) if full else (0, 0)

    def matches(self, value: str) -> bool:
        """Tell whether each line of the text is a line of the source."""
        return len(value.split("\n")) == len(self.lines) - self.skipped

    def edit(self, insertion: Insertion, style: Style, habits: Habits) -> Edit | None:
        """Return the edit for some lines, None if there's no line before them."""
        number = self.first + insertion.position - 1
        if insertion.position < 1 or number > self.last:
            return None
        plain = "\n".join(insertion.lines)
        if not _is_writable(plain, '"""', "'''"):
            return None
        if not self.raw:
            plain = plain.replace("\\", "\\\\")
        room = habits.width - len(self.indent.expandtabs(_TAB))
        lines = wrap(plain.split("\n"), style, room, title=insertion.title)
        text = _indented(lines, self.indent, self.line_end)
        line = self.lines[number]
        start = self.start + sum(len(one) + 1 for one in self.lines[:number])
        if number == len(self.lines) - 1:  # the closing quotes are in the same line
            return Edit(
                start + len(line.rstrip()), start + len(line), text + self.line_end + self.indent
            )
        place = start + len(line.rstrip("\r"))
        return Edit(place, place, text)


_HEAD = re.compile(r"\s*(:[^:`]+:|\*{0,2}\w+(?: \([^()]*\))?:)(?=\s|$)")
"""Name of an entry, which isn't one if its line is broken there."""

_WORD = re.compile(r"(?:``.*?``|`[^`]*`|\S)+")
_GLUED = re.compile(r"[^\w\"'(`\[{\\<]|[\w#]{1,3}[.)](?:\s|$)")
_FLUSH = re.compile(r"(?:returns?|yields?)\s*:", re.IGNORECASE)
_NARROWEST = 20


def wrap(
    lines: Iterable[str], style: Style, width: int, taken: int = 0, title: str = ""
) -> Iterator[str]:
    """Yield lines that are no longer than asked, where there's a blank to break them at.

    Code in backquotes isn't broken, and no line begins with what could be markup, so that what
    is read back is the same text.

    Args:
        lines: What ``render`` gave.
        style: The style it was asked for.
        width: Characters in a line, 20 or more; what is less counts as 20.
        taken: Characters before the first line, such as its quotes.
        title: The header of the section that the first line is in, if it's in one.
    """
    previous = ""
    for line in lines:
        if style == "numpy" and previous and set(line) == {"-"}:
            title = previous
        elif style == "google" and line[:1].strip():
            title = line
        hang = _hang(line, style, title)
        yield from [line] if hang is None else _broken(line, hang, max(width, _NARROWEST), taken)
        previous, taken = line, 0


def _hang(line: str, style: Style, title: str) -> int | None:
    """Return the indentation of what continues a line, None for one that must stay whole."""
    own = len(line) - len(line.lstrip())
    if style == "numpy":
        return None if title and own == 0 else own
    if style == "google":
        return own + min(own, 4) if title and not _FLUSH.match(title) else own
    return own + 4 if line.startswith((":", "@")) else own


def _broken(line: str, hang: int, width: int, taken: int) -> Iterator[str]:
    own = line[: len(line) - len(line.lstrip())]
    head = _HEAD.match(line)
    words = [head[1]] if head is not None else []
    for word in _WORD.findall(line, head.end() if head is not None else 0):
        if words and _GLUED.match(word):
            words[-1] += f" {word}"
        else:
            words.append(word)
    if not words:
        yield line
        return
    current = own + words[0]
    for word in words[1:]:
        if taken + len(current) + 1 + len(word) > width:
            yield current
            current, taken = " " * hang + word, 0
        else:
            current += f" {word}"
    yield current

"""Counts the lines of a source as :mod:`radon.raw` does, but in linear time.

radon tells logical lines, source lines, comments, multi-line strings and blank lines apart by
tokenizing line after line, adding a line and starting over while a bracket or a string is open,
which is quadratic in the length of a statement: minutes for a long table. Here one regular
expression takes a whole chunk (what radon would tokenize at once), and only the few chunks that it
can't take are tokenized. The counts are kept line by line, so that those of any function or class
are there too.
"""

from __future__ import annotations

import ast
import re
import sys
import tokenize
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple

from radon.raw import _logical

__all__ = ["Counts", "LineCounts", "is_elif", "split_lines"]

_DEEPEST_BRACKETS = 8
"""Brackets nested deeper than this are counted one by one, which takes longer."""

_CODE = 3
"""The group of :func:`_chunk_pattern` that is other code."""

_FORMATS_ARE_CODE = sys.version_info >= (3, 12)
"""Whether the tokenizer, and radon with it, looks into f-strings."""


def is_elif(orelse: Sequence[ast.stmt], lines: Sequence[str]) -> bool:
    """Return whether that is not an ``else`` but an ``elif``, of which the tree knows not."""
    if len(orelse) != 1 or not isinstance(orelse[0], ast.If):
        return False
    return lines[orelse[0].lineno - 1].startswith("elif", orelse[0].col_offset)


def split_lines(text: str) -> list[str]:
    """Return the lines of a source as the compiler numbers them, without their ends."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


class Counts(NamedTuple):
    """Line counts in radon's terms.

    Attributes:
        logical: Logical lines (``lloc``).
        source: Lines of code that aren't empty (``sloc``).
        comments: Comments, those after code too (``comments``).
        strings: Lines, but empty ones, of multi-line strings that stand alone (``multi``).
        blank: Empty lines, also those in brackets or strings (``blank``).
    """

    logical: int
    source: int
    comments: int
    strings: int
    blank: int


class LineCounts:
    """The counts of a source, and of any range of its lines.

    Where radon would raise SyntaxError (for a string with U+2028 in it, for instance), the lines
    from there on are told apart roughly, as empty, comment or code.

    Args:
        lines: The lines, as from :func:`split_lines`.
        tree: If given, its statements and their clauses are the logical lines, not what radon
            takes for them; strings with U+2028 don't matter, and f-strings are always code.
    """

    __slots__ = ("_comments", "_logical", "_rows", "_source", "_starts", "_strings", "_sums")

    def __init__(self, lines: Sequence[str], tree: ast.Module | None = None) -> None:
        # radon's rows also end at form feeds and other separators that the compiler ignores.
        rows = "\n".join([*lines, ""]).splitlines() if tree is None else lines
        self._rows = [row.strip() for row in rows]
        self._starts = None if len(self._rows) == len(lines) else _starts(lines)
        # Most rows count as they do here; the others are corrected chunk by chunk.
        self._source = [1 if row else 0 for row in self._rows]
        blank = [not row for row in self._rows]
        self._logical = self._source.copy()
        self._comments = [0] * len(self._rows)
        self._strings = [0] * len(self._rows)
        self._correct()
        if tree is not None:
            self._read(tree, lines)
        columns = (self._logical, self._source, self._comments, self._strings, blank)
        self._sums = [list(accumulate(column, initial=0)) for column in columns]

    def total(self) -> Counts:
        """Return the counts of the whole source."""
        return self._range(0, len(self._rows))

    def between(self, first: int, last: int) -> Counts:
        """Return the counts of some lines.

        Args:
            first: The first line, from 1; a statement begins there.
            last: The last line, included; a statement ends there.
        """
        if self._starts is None:
            return self._range(first - 1, last)
        return self._range(self._starts[first - 1], self._starts[last])

    def _range(self, start: int, stop: int) -> Counts:
        return Counts(*[sums[stop] - sums[start] for sums in self._sums])

    def _correct(self) -> None:
        """Find the chunks that aren't one logical line per line, and count them."""
        text = "\n".join([*self._rows, ""])
        take = _chunk_pattern().match
        kinds = (self._odd, self._remarks, self._string, self._code)
        position = row = 0
        while position < len(text):
            match = take(text, position)
            assert match is not None
            kind = match.lastindex or 0
            start = match.start(kind) if kind else match.end()
            row += text.count("\n", position, start)
            if start == len(text):
                break
            chunk = match.group(kind)
            if not kind and (deep := _deep_chunk(text, start)):
                kind, chunk = _CODE, deep
            size = kinds[kind](row, chunk)
            position = start + (len(chunk) if kind else self._length(row, size))
            row += size

    def _read(self, tree: ast.Module, lines: Sequence[str]) -> None:
        """Count as logical lines what the tree says, and f-strings that stand alone as code."""
        self._logical = [0] * len(self._rows)
        for statement, number in _statements(tree, lines):
            first, last = statement.lineno - 1, statement.end_lineno
            self._logical[first] += number
            if isinstance(getattr(statement, "value", None), ast.JoinedStr):
                self._source[first:last] = [1 if row else 0 for row in self._rows[first:last]]
                self._strings[first:last] = [0] * len(self._rows[first:last])

    def _length(self, row: int, size: int) -> int:
        return sum(map(len, self._rows[row : row + size])) + size

    def _chunk(self, row: int, size: int, logical: int, comments: int) -> int:
        self._logical[row : row + size] = [logical, *[0] * (size - 1)]
        self._comments[row] = comments
        return size

    def _remarks(self, row: int, chunk: str) -> int:
        """Count lines that are comments."""
        size = chunk.count("\n")
        self._logical[row : row + size] = self._source[row : row + size] = [0] * size
        self._comments[row : row + size] = [1] * size
        return size

    def _string(self, row: int, chunk: str) -> int:
        """Count a string that stands alone, and its lines if it has several."""
        size = chunk.count("\n")
        if size > 1:
            self._strings[row : row + size] = self._source[row : row + size]
        self._source[row : row + size] = [0] * size
        return self._chunk(row, size, 1, 0)

    def _code(self, row: int, chunk: str) -> int:
        """Count other code: twice if a colon is in the middle, be it ``if a: b`` or ``a[b:c]``."""
        body = chunk
        comments = 0
        if "#" in chunk:
            found = list(filter(None, _comment_pattern().findall(chunk)))
            comments = len(found)
            body = chunk.removesuffix(f"{found[-1]}\n") if found else chunk
        whole = body.rstrip().endswith(":") or not _colon_pattern().match(body)
        return self._chunk(row, chunk.count("\n"), 1 if whole else 2, comments)

    def _odd(self, row: int, _: str) -> int:
        """Count a chunk that takes the tokenizer; all that is left, if radon would give up."""
        try:
            tokens = list(_logical_line(self._rows, row))
        except (tokenize.TokenError, SyntaxError):
            for number in range(row, len(self._rows)):
                if self._rows[number].startswith("#"):
                    self._remarks(number, "\n")
            return len(self._rows) - row
        size = tokens[-1].start[0]
        if tokens[0].type == tokenize.STRING and all(t.type in _ENDS for t in tokens[1:]):
            return self._string(row, "\n" * size)
        comments = sum(token.type == tokenize.COMMENT for token in tokens)
        return self._chunk(row, size, _logical(tokens), comments)


def _statements(tree: ast.Module, lines: Sequence[str]) -> Iterator[tuple[ast.stmt, int]]:
    """Yield each statement with its number of logical lines.

    That is 1, and 1 for each clause (``else``, ``except``, ``finally``, ``case``); decorators are
    yielded as statements, because they aren't on the lines of what they decorate.
    """
    blocks: list[list[Any]] = [tree.body]
    for block in blocks:
        for node in block:
            number = 1
            for clause in _CLAUSES.get(node.__class__, ()):
                inner = getattr(node, clause)
                if clause in {"handlers", "cases"}:
                    number += len(inner)
                    blocks += [part.body for part in inner]
                elif inner:
                    number += clause != "body" and not is_elif(inner, lines)
                    blocks.append(inner)
            yield node, number
            for decorator in getattr(node, "decorator_list", ()):
                yield decorator, 1


_CLAUSES: dict[type[ast.AST], tuple[str, ...]] = {
    ast.If: ("body", "orelse"),
    ast.For: ("body", "orelse"),
    ast.AsyncFor: ("body", "orelse"),
    ast.While: ("body", "orelse"),
    ast.Try: ("body", "handlers", "orelse", "finalbody"),
    ast.TryStar: ("body", "handlers", "orelse", "finalbody"),
    ast.With: ("body",),
    ast.AsyncWith: ("body",),
    ast.Match: ("cases",),
    ast.FunctionDef: ("body",),
    ast.AsyncFunctionDef: ("body",),
    ast.ClassDef: ("body",),
}
_ENDS = {tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}


def _deep_chunk(text: str, start: int) -> str:
    """Return code with brackets too deep for the pattern, up to the end of its line.

    It's empty if anything in it is for the tokenizer.
    """
    depth = 0
    for match in _bracket_pattern().finditer(text, start):
        found = match[1]
        if found[0] in "([{":
            depth += len(found)
        elif found[0] in ")]}":
            depth -= len(found)
        elif found == "\n":
            if not depth:
                return text[start : match.end()]
        elif not depth or len(found) == 1:
            break
    return ""


def _starts(lines: Sequence[str]) -> list[int]:
    """Return the number of radon's rows before each line."""
    return list(accumulate((len(f"{line}\n".splitlines()) for line in lines), initial=0))


def _logical_line(rows: Sequence[str], first: int) -> Iterator[tokenize.TokenInfo]:
    """Yield the tokens of a logical line and an end marker, as radon sees them.

    Raises:
        tokenize.TokenError: If radon can't tokenize it.
        SyntaxError: Likewise.
    """
    reader = (f"{rows[number]}\n" for number in range(first, len(rows)))
    more = False
    for token in tokenize.generate_tokens(reader.__next__):
        if token.type == tokenize.ERRORTOKEN:
            raise tokenize.TokenError(token.string, token.start)
        yield token
        if token.type == tokenize.NEWLINE or (more and token.type == tokenize.NL):
            if more or rows[first + token.end[0] - 1]:
                yield tokenize.TokenInfo(tokenize.ENDMARKER, "", token.start, token.end, "")
                return
            # After a backslash before an empty line radon takes one line more.
            more = True
        elif token.type != tokenize.COMMENT:
            more = False


# All repetitions below are possessive, so that no text makes matching slow.
_COMMENT = r"#[^\n]*+"
_PLAIN = r"\w .,=+\-*/%@&|^~<>!\t"
_FIELD = r"""\{[^"'\\\n{}:#]*+\}"""
_FORMATTED_FIELD = r"""\{(?:[^"'\\\n{}:#]++|:(?!=))*+\}"""


@cache
def _chunk_pattern() -> re.Pattern[str]:
    """Return a pattern for lines that count as they are, and then a chunk that doesn't.

    The groups are comments, a string that stands alone, and other code. If none matched, either
    the text is at its end or the next chunk is for the tokenizer.
    """
    word = f"[{_PLAIN}]++|{_strings(one_line=True)}"
    simple = f"(?:{word}|{_brackets(word, 3)})++"
    word = f"[{_PLAIN}:]++|{_strings(one_line=True)}"
    header = f"(?:{word}|{_brackets(word, 3)})++(?<=:)"
    lines = rf"(?:\n++|(?![a-zA-Z]{{0,2}}['\"]){simple}:?+\n|{header}\n)*+"
    prefix = "[bBrRuU]" if _FORMATS_ARE_CODE else "[bBrRuUfF]"
    string = rf"{prefix}{{0,2}}{_literals('', one_line=False)}\n"
    word = f"[{_PLAIN}:]++|{_strings(_FORMATTED_FIELD)}"
    inside = f"[{_PLAIN}:\n]++|{_strings(_FORMATTED_FIELD)}|{_COMMENT}"
    code = rf"(?:{word}|{_brackets(inside, _DEEPEST_BRACKETS)})++(?:{_COMMENT})?+\n"
    return re.compile(rf"{lines}(?:((?:{_COMMENT}\n)++)|({string})|({code})|)", re.DOTALL)


@cache
def _bracket_pattern() -> re.Pattern[str]:
    """Return a pattern for plain code and then, its group, what tells where a chunk ends.

    That is brackets, the end of a line (after a backslash too), a string of several lines, or a
    character that is for the tokenizer.
    """
    plain = f"[{_PLAIN}:]++|{_strings(_FORMATTED_FIELD, one_line=True)}|{_COMMENT}"
    group = rf"[(\[{{]++|[)\]}}]++|\n|\\\n|{_strings(_FORMATTED_FIELD)}|."
    return re.compile(f"(?:{plain})*+({group})", re.DOTALL)


@cache
def _comment_pattern() -> re.Pattern[str]:
    """Return a pattern for code up to the next comment, its group, or up to the end."""
    string = _strings(_FORMATTED_FIELD)
    return re.compile(rf"(?:[^'\"#]++|{string})*+(?:({_COMMENT})|\Z)", re.DOTALL)


@cache
def _colon_pattern() -> re.Pattern[str]:
    """Return a pattern for code up to its first colon, or f-string with a colon in a field."""
    return re.compile(rf"(?:[^'\"#:]++|:=|{_COMMENT}|{_strings()})*+[:'\"]", re.DOTALL)


def _brackets(inside: str, depth: int) -> str:
    """Return a pattern for brackets, nested up to that depth."""
    pattern = rf"[(\[{{](?:{inside})*+[)\]}}]"
    for _ in range(depth - 1):
        pattern = rf"[(\[{{](?:{inside}|{pattern})*+[)\]}}]"
    return pattern


def _strings(field: str = _FIELD, *, one_line: bool = False) -> str:
    """Return a pattern for strings without their prefix.

    Args:
        field: What fields of f-strings it matches, where that matters.
        one_line: Whether it must not match several lines.
    """
    plain = _literals("", one_line=one_line)
    if not _FORMATS_ARE_CODE:
        return plain
    formats = _literals(rf"|\{{\{{|\}}\}}|{field}", one_line=one_line)
    return rf"(?:(?<![fFtT])(?<![fFtT][rR]){plain}|(?:(?<=[fFtT])|(?<=[fFtT][rR])){formats})"


def _literals(fields: str, *, one_line: bool) -> str:
    """Return a pattern for quotes and what is between them.

    Args:
        fields: What may be in braces, as further alternatives; else braces are as any character.
        one_line: Whether it must not match several lines.
    """
    newline = r"\n" if one_line else ""
    braces = "{}" if fields else ""
    escape = rf"\\[^{newline}{braces}]" if newline or braces else r"\\."
    quoted = []
    for quote in "'\"":
        two = quote * 2
        short = rf"(?:[^{quote}\\\n{braces}]++|{escape}{fields})*+"
        long = rf"(?:[^{quote}\\{newline}{braces}]++|{escape}{fields}|{quote}(?!{two}))*+"
        quoted += [f"{quote}(?!{two}){short}{quote}", f"{quote}{two}{long}{quote}{two}"]
    return f"(?:{'|'.join(quoted)})"

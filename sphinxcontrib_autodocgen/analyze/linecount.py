"""Counts the lines of a source as :mod:`radon.raw` does, but in linear time.

radon's maintainability index needs three numbers of a text: logical lines, source lines, and
lines of comments or multi-line strings. radon finds them by tokenizing line after line, adding a
line and starting over while a bracket or a string is open, which is quadratic in the length of a
statement: minutes for a long table. Here one regular expression takes a whole chunk (what radon
would tokenize at once), and only the few chunks that it can't take are tokenized. The counts are
kept line by line, so that those of any function or class are there too.
"""

from __future__ import annotations

import re
import sys
import tokenize
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from radon.raw import _logical

__all__ = ["Counts", "LineCounts", "split_lines"]

_DEEPEST_BRACKETS = 8
"""Brackets nested deeper than this are left to the tokenizer."""

_FORMATS_ARE_CODE = sys.version_info >= (3, 12)
"""Whether the tokenizer, and radon with it, looks into f-strings."""


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
        comments: Comments, and lines of multi-line strings that stand alone (``comments + multi``).
    """

    logical: int
    source: int
    comments: int


class LineCounts:
    """The counts of a source, and of any range of its lines.

    Where radon would raise SyntaxError (for a string with U+2028 in it, for instance), the lines
    from there on are told apart roughly, as empty, comment or code.

    Args:
        lines: The lines, as from :func:`split_lines`.
    """

    __slots__ = ("_comments", "_logical", "_rows", "_source", "_starts")

    def __init__(self, lines: Sequence[str]) -> None:
        # radon's rows also end at form feeds and other separators that the compiler ignores.
        self._rows = [row.strip() for row in "\n".join([*lines, ""]).splitlines()]
        self._starts = None if len(self._rows) == len(lines) else _starts(lines)
        # Most rows count as they do here; the others are corrected chunk by chunk.
        self._source = [1 if row else 0 for row in self._rows]
        self._logical = self._source.copy()
        self._comments = [0] * len(self._rows)
        self._correct()

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
        return Counts(
            sum(self._logical[start:stop]),
            sum(self._source[start:stop]),
            sum(self._comments[start:stop]),
        )

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
            size = kinds[kind](row, match.group(kind))
            position = match.end() if kind else start + self._length(row, size)
            row += size

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
        """Count a string that stands alone: as comments if it has several lines."""
        size = chunk.count("\n")
        comments = sum(self._source[row : row + size]) if size > 1 else 0
        self._source[row : row + size] = [0] * size
        return self._chunk(row, size, 1, comments)

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
        comments = sum(token.type == tokenize.COMMENT for token in tokens)
        return self._chunk(row, tokens[-1].start[0], _logical(tokens), comments)


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

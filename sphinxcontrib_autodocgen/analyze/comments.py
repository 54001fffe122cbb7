"""Authors' comments beside a definition, if they describe the definition.

A comment counts that stands directly above a function, class or attribute, beside an attribute, or
at the top of a body that is empty or speaks of "this method". Work that is left to do, banners,
code, directives for tools, references alone and remarks on how something is done don't.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from ..model import Quoted
from .syntax import FunctionNode, parse_expression

__all__ = ["Comments"]

_MAX_LINES = 12
"""Most lines of a comment that is read."""

_MOST_ALIKE = 3
"""How many equal comments describe nothing."""

_COMMENT = re.compile(r"(?P<indent>[ \t]*)#(?P<text>.*)$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BANNER = re.compile(r"^\W*$|^[-=#*~_+/<>.|\\]{3,}|[-=#*~_+/<>|\\]{3,}$")
_TOOL = re.compile(
    r"(?:noqa|type|pragma|pylint|pyright|mypy|pyre|pytype|fmt|isort|flake8|nosec|ruff|yapf|black"
    r"|region|endregion|codespell|cython|distutils|language|vim?|coverage|doctest|sphinx|lint"
    r"|todo|cspell)\b[:\-\[ ]?|-\*-|!|:|%%|\{\{\{|\}\}\}|@|\$|\*/|end(?:region)?\b",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(
    r"\b(?:TODO|FIXME|XXX|HACK|BUG|TBD|WIP|KLUDGE)\b|copyright|licen[sc]e|SPDX|\bpep8\b|pylint"
    r"|work ?around|\bhack|kludge|\b(?:I|I'm|I've|we|we're|let'?s|hmm+|ugh|sigh|wtf|my|me|us|our)\b"
    r"|\bis (?:required|needed|necessary)\b|backwards?[ -]compat"
    r"|\bseems?\b|\bshould be (?:enough|fine|ok)\b|\barbitrar"
    r"|\b(?:mypy|pyright|linters?|type[ -]?check\w*)\b|\?|\.\.$|\b(?:a value|something)\.?$",
)
_REFERENCE = re.compile(
    r"https?://\S+|(?:\b(?:see|cf|refs?|fix(?:es)?|closes|issues?|gh|bug|ticket|pr|from|also|in)"
    r"\b[.:]?|#?\d+|\b\w+#\d+)",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"(?:the following|these|those|following|below|above|here|now|because|but|and|or|otherwise|else"
    r"|so|since|if|when|unless|note|nb|also|however|need(?:s|ed)?|not|don't|do not|never|must"
    r"|should|unused|used (?:to|only)|only|for|to|in|on|by|we|it|its|it's|they|there|that|then"
    r"|this (?:is|exists)"
    r"|first|second|finally|next|default(?:s)? (?:to|is)|same|ditto|as|with|without|at|from|just"
    r"|backwards?|compat\w*|python|py[23]|old|legacy|deprecated|experimental|private|public"
    r"|internal|override\w*|overload\w*|implement(?:s|ed|ation)?|begin|start of|end of|section|part"
    r"|step|helpers?|helper (?:functions|methods)|utilit\w+|misc\w*|methods?|functions|properties"
    r"|classes|constants|attributes|getters|setters|api|taken|copied|borrowed|based|stolen|adapted"
    r"|ported|thanks|credit\w*)\b",
    re.IGNORECASE,
)
"""Beginnings of remarks that don't describe what a definition is or does."""

_ABOUT_IT = re.compile(
    r"(?:this|the) (?:method|function|class|property|attribute|routine|hook|callback)\b"
    r"|(?:returns?|yields?|called|invoked)\b|given .{,60}, (?:returns?|yields?)\b",
    re.IGNORECASE,
)
"""Beginnings of comments at the top of a body that describe the function."""

_CODE_LINE = re.compile(
    r"\s*(?:def |class |if .*:$|for .*:$|while .*:$|try:|else:|elif |except\b|with .*:$"
    r"|import |from \S+ import|print\(|raise |assert |@\w|self\.|>>>|\.\.\.)"
)


class Comments:
    """The comments of a file.

    Args:
        lines: The file's lines; empty if there are no comments.
    """

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines

    def of_definition(self, node: FunctionNode | ast.ClassDef) -> Quoted | None:
        """Return the comment above a function or class, or else that at the top of its body.

        Args:
            node: The function or class.
        """
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        return self._own(self._above(first, node.col_offset) or self._inside(node))

    def of_attribute(self, node: ast.stmt) -> Quoted | None:
        """Return the comment beside an assignment, or else that above it if it's about it alone.

        Args:
            node: The assignment.

        Returns:
            None for an assignment to several names, whose comment is about all of them.
        """
        if isinstance(node, ast.Assign) and any(isinstance(t, _SEVERAL) for t in node.targets):
            return None
        beside = self._beside(node)
        if beside is not None:
            return self._own(beside)
        behind = self._line((node.end_lineno or node.lineno) + 1).strip()
        in_a_group = bool(behind) and not behind.startswith(("#", ")", "]", "}", "@", "def "))
        return None if in_a_group else self._own(self._above(node.lineno, node.col_offset))

    def _own(self, found: Quoted | None) -> Quoted | None:
        """Return a comment, None if several things have the same, so that it describes none."""
        return found if found is None or self._texts[found.text] < _MOST_ALIKE else None

    @cached_property
    def _texts(self) -> Counter[str]:
        """How often each comment of one line stands in the file."""
        return Counter(" ".join(line.rpartition("#")[2].split()) for line in self._lines)

    def _line(self, number: int) -> str:
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def _above(self, line: int, column: int) -> Quoted | None:
        """Return the block of comments that ends right above a line, at its indentation."""
        found: list[str] = []
        while (text := self._comment(line - 1, column)) is not None:
            found.append(text)
            line -= 1
            if len(found) > _MAX_LINES:
                return None
        before = self._line(line - 1).strip()
        if before.endswith(":") and before.startswith(("if ", "else", "elif ", "try", "except")):
            return None  # it's about the branch
        return _quoted(found[::-1], line)

    def _comment(self, line: int, column: int) -> str | None:
        match = _COMMENT.match(self._line(line))
        return match["text"] if match and len(match["indent"]) == column else None

    def _inside(self, node: FunctionNode | ast.ClassDef) -> Quoted | None:
        """Return the comment at the top of a body, if the body is empty or it's about the whole."""
        first = node.body[0]
        above = self._above(first.lineno, first.col_offset)
        if above is None or isinstance(node, ast.ClassDef):
            return None
        return above if _is_stub(node.body) or _ABOUT_IT.match(above.text) else None

    def _beside(self, node: ast.stmt) -> Quoted | None:
        """Return the comment at the end of a statement, with what goes on below it."""
        line = node.end_lineno or node.lineno
        whole = self._line(line)
        behind = whole.encode()[node.end_col_offset or 0 :].decode(errors="replace")
        match = _COMMENT.match(behind)
        if match is None:
            return None
        column = whole.rindex(behind) + len(match["indent"])
        found = [_NUMBER.sub("", match["text"].strip())]
        while (text := self._comment(line + len(found), column)) is not None:
            found.append(text)
            if len(found) > _MAX_LINES:
                return None
        return _quoted(found, line, minimum=2)


_SEVERAL = (ast.Tuple, ast.List)

_GRAMMAR = re.compile(r"[\w-]+\s+(?:::?)?=\s")
"""Beginning of a grammar rule, or of an assignment."""

_NUMBER = re.compile(r"0x[0-9A-Fa-f]+\s+")
"""A value that a comment repeats in hexadecimal digits."""


def _is_stub(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a body does nothing."""
    match body:
        case [ast.Pass() | ast.Expr(ast.Constant())]:
            return True
        case [ast.Raise(exc=ast.Name("NotImplementedError"))]:
            return True
    return False


def _quoted(found: Sequence[str], line: int, minimum: int = 3) -> Quoted | None:
    """Return the text of a comment, None if it's not about what is defined beside it.

    Args:
        found: What stands behind each ``#``.
        line: The first line.
        minimum: The fewest words.
    """
    paragraph = _first_paragraph(found)
    if not paragraph or len(found) > _MAX_LINES or any(map(_is_technical, found)):
        return None
    text = " ".join(" ".join(paragraph).split())
    words = len(_WORD.findall(_REFERENCE.sub(" ", text)))
    if _GRAMMAR.match(text) is not None:
        return None
    if words < minimum or _ASIDE.match(text) or _UNFINISHED.search(" ".join(found)):
        return None
    return None if _is_code("\n".join(found)) else Quoted(text, line)


def _first_paragraph(found: Sequence[str]) -> list[str]:
    lines = [text.strip() for text in found]
    ends = (n for n, line in enumerate(lines) if n and (not line or line.startswith(("- ", "* "))))
    return lines[: next(ends, None)]


def _is_technical(text: str) -> bool:
    """Tell whether a line is for a tool, a banner or code."""
    bare = text.strip()
    if text.startswith(("#", ":", "!")) or (bare and _BANNER.search(bare)):
        return True
    return _TOOL.match(bare) is not None or _CODE_LINE.match(bare) is not None


def _is_code(text: str) -> bool:
    """Tell whether a comment, or a line of it, is code."""
    return any(_parses(each.strip().rstrip(",")) for each in [text, *text.split("\n")])


def _parses(text: str) -> bool:
    if not any(char in text for char in "=()[]{}.:"):
        return False
    if parse_expression(text) is not None:
        return True
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return bool(text)

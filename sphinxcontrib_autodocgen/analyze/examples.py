"""The Python code in documents and docstrings, on the lines where it stands there.

Doctests, fenced code, ``code-block`` directives and literal blocks are found by their outer form
alone. What isn't Python, what doesn't parse, and what is shown to fail is left out.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterable, Iterator

from ..errors import SourceError
from .syntax import parse, walk

__all__ = ["SIGN", "code_in", "code_in_docstrings"]

SIGN = re.compile(r"^[ \t]*+(?:>>> |```[ \t]*py|\.\. code|[^#\n]*::[ \t\r]*$)", re.MULTILINE)
"""Found in each text that shows Python code."""

_PROMPT = re.compile(r"^\s*>>>(?: (?P<code>.*))?$")
_CONTINUED = re.compile(r"^\s*\.\.\.(?: (?P<code>.*))?$")
_FENCE = re.compile(r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,})\s*(?:\{code-block\} *)?(?P<name>\S*)")
_DIRECTIVE = re.compile(r"^(?P<indent>\s*)\.\. (?:code-block|code|sourcecode):: *(?P<name>\w*)")
_LITERAL = re.compile(r"^(?P<indent>\s*)(?!\.\. )(?:\S.*)?::\s*$")
_LINE_END = re.compile(r"\r\n?|\n")
"""Ends of lines as Python takes them, unlike ``str.splitlines``."""

_OPTION = re.compile(r"^\s*:[\w-]+:")
_PYTHON = {"python", "python3", "py", "py3", "default", ""}

_Block = list[tuple[int, str]]
"""Line numbers, from 0, and the code on each line."""


def code_in(text: str) -> str:
    """Return the Python code in a document, with an empty line for each other line.

    Args:
        text: reStructuredText or Markdown.
    """
    lines = _LINE_END.split(text)
    return _assembled(len(lines), _blocks(lines, 0, len(lines)))


def code_in_docstrings(tree: ast.Module, text: str) -> str:
    """Return the Python code in a module's docstrings, with an empty line for each other line.

    Args:
        tree: The module.
        text: Its source.
    """
    if not SIGN.search(text):
        return ""
    lines = _LINE_END.split(text)
    places = _docstrings(tree)
    return _assembled(len(lines), (b for start, end in places for b in _blocks(lines, start, end)))


def _docstrings(tree: ast.Module) -> Iterator[tuple[int, int]]:
    """Yield the first line of each docstring, from 0, and the one behind its last."""
    for node in walk(tree):
        match node:
            case (
                ast.Module(body=[ast.Expr(ast.Constant(str()) as found), *_])
                | ast.ClassDef(body=[ast.Expr(ast.Constant(str()) as found), *_])
                | ast.FunctionDef(body=[ast.Expr(ast.Constant(str()) as found), *_])
                | ast.AsyncFunctionDef(body=[ast.Expr(ast.Constant(str()) as found), *_])
            ):
                yield found.lineno - 1, found.end_lineno or found.lineno


def _is_python(text: str) -> bool:
    try:
        parse(text, "")
    except SourceError:
        return False
    return True


def _assembled(count: int, blocks: Iterable[_Block]) -> str:
    """Put the blocks that parse on their lines in an otherwise empty text."""
    lines = [""] * count
    for block in blocks:
        if _is_python("\n".join(code for _, code in block)):
            for number, code in block:
                lines[number] = code
    return "\n".join(lines) + "\n"


def _blocks(lines: list[str], start: int, end: int) -> Iterator[_Block]:
    """Yield each statement of a doctest and each block of code, without their indentation."""
    number = start
    while number < end:
        if _PROMPT.match(lines[number]):
            behind = _end_of_statement(lines, number, end)
            if behind == end or not lines[behind].lstrip().startswith("Traceback"):
                yield [(n, _code(lines[n])) for n in range(number, behind)]
            number = behind
            continue
        first, behind, is_python = _block_at(lines, number, end)
        number += 1
        if behind > first and not any(_PROMPT.match(line) for line in lines[first:behind]):
            if is_python:
                yield _dedented(lines, first, behind)
            number = behind


def _end_of_statement(lines: list[str], start: int, end: int) -> int:
    number = start + 1
    while number < end and _CONTINUED.match(lines[number]):
        number += 1
    return number


def _code(line: str) -> str:
    match = _PROMPT.match(line) or _CONTINUED.match(line)
    return (match["code"] or "") if match else ""


def _block_at(lines: list[str], number: int, end: int) -> tuple[int, int, bool]:
    """Return begin and end of the block that a line announces, and if it may be Python."""
    line = lines[number]
    first = number + 1
    if fence := _FENCE.match(line):
        closing = (n for n in range(first, end) if lines[n].strip().startswith(fence["fence"]))
        return first, next(closing, end), bool(fence["name"]) and fence["name"].lower() in _PYTHON
    if found := _DIRECTIVE.match(line) or _LITERAL.match(line):
        indent = len(found["indent"])
        closing = (n for n in range(first, end) if _is_left(lines[n], indent))
        name = found.groupdict().get("name", "").lower()
        return first, next(closing, end), name in _PYTHON
    return first, first, False


def _is_left(line: str, indent: int) -> bool:
    """Tell whether a line isn't indented by more than that."""
    return bool(line.strip()) and len(line) - len(line.lstrip()) <= indent


def _dedented(lines: list[str], first: int, end: int) -> _Block:
    while first < end and (not lines[first].strip() or _OPTION.match(lines[first])):
        first += 1
    code = textwrap.dedent("\n".join(lines[first:end])).split("\n")
    return list(zip(range(first, end), code, strict=False))

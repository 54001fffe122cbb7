"""A project's habits of writing docstrings, learnt from its files: quotes, width, blank lines."""

from __future__ import annotations

import ast
import configparser
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from ..files import read_text, read_toml, table_in
from .source import Documented, SourceFile

__all__ = ["Habits", "learn"]

_LITERAL = re.compile(r'[rRuU]?(?P<quotes>"""|\'\'\')(?P<text>.*)(?P=quotes)$', re.DOTALL)
_WIDTHS = (72, 79, 88, 100, 120)
_INDENT = re.compile(r"[ \t]+(?=\S)")


class Habits(msgspec.Struct, frozen=True):
    '''The look of docstrings in a project.

    Attributes:
        quotes: ``"""`` or three single quotes.
        width: Longest line, in characters.
        unit: One step of indentation.
        below: Whether the text of a docstring with several lines begins below its quotes.
        spaced: Whether a blank line follows the docstring of a class.
        padded: Whether a blank line stands before the closing quotes of several lines.
    '''

    quotes: str = '"""'
    width: int = 88
    unit: str = "    "
    below: bool = False
    spaced: bool = True
    padded: bool = False


class _Sample(msgspec.Struct, frozen=True):
    """The habits that one docstring shows; None where it shows nothing."""

    quotes: str
    below: bool | None
    spaced: bool | None
    padded: bool | None


def learn(files: Iterable[SourceFile], folder: Path) -> Habits:
    """Return what most docstrings of some files have in common.

    Args:
        files: The files.
        folder: Where to look for a configured line length, upwards.
    """
    known = list(files)
    samples = list(chain.from_iterable(map(_samples, known)))
    default = Habits()
    return Habits(
        quotes=_most((s.quotes for s in samples), default.quotes),
        width=_configured_width(folder) or _seen_width(known),
        unit=_most(chain.from_iterable(map(_units, known)), default.unit),
        below=_most((s.below for s in samples), default.below),
        spaced=_most((s.spaced for s in samples), default.spaced),
        padded=_most((s.padded for s in samples), default.padded),
    )


def _most(values: Iterable[Any], default: Any) -> Any:
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else default


def _samples(file: SourceFile) -> Iterator[_Sample]:
    for node in ast.walk(file.tree):
        if isinstance(node, Documented) and ast.get_docstring(node, clean=False) is not None:
            sample = _sample(file, node, node.body[0])
            if sample is not None:
                yield sample


def _sample(file: SourceFile, node: ast.AST, literal: ast.stmt) -> _Sample | None:
    """Look at the docstring of a node; None if it isn't one literal."""
    end = file.offset(literal.end_lineno or 0, literal.end_col_offset or 0)
    match = _LITERAL.match(file.text[file.offset(literal.lineno, literal.col_offset) : end])
    if match is None:
        return None
    lines = match["text"].split("\n")
    several = len(lines) > 1
    followed = isinstance(node, ast.ClassDef) and len(node.body) > 1
    return _Sample(
        quotes=match["quotes"],
        below=not lines[0].strip(" \t\r\\") if several else None,
        spaced=_is_blank(file, (literal.end_lineno or 0) + 1) if followed else None,
        padded=not lines[-1].strip() and not lines[-2].strip() if len(lines) > 2 else None,
    )


def _is_blank(file: SourceFile, line: int) -> bool:
    return line <= len(file.lines) and not file.lines[line - 1].strip()


def _units(file: SourceFile) -> Iterator[str]:
    """Yield the indentation of each body that is directly in a file."""
    for node in file.tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            found = _INDENT.match(file.lines[node.body[0].lineno - 1])
            if found and node.body[0].lineno > node.lineno:
                yield found[0]


def _seen_width(files: list[SourceFile]) -> int:
    """Return the smallest of the usual line lengths that nearly all lines keep to."""
    lengths = sorted(len(line.rstrip()) for file in files for line in file.lines)
    if not lengths:
        return Habits().width
    nearly_all = lengths[int(len(lengths) * 0.99) - 1]
    return next((width for width in _WIDTHS[1:] if nearly_all <= width), _WIDTHS[-1])


def _configured_width(folder: Path) -> int | None:
    """Return the line length that a project gives its tools, None if it gives none."""
    for parent in (folder, *folder.parents):
        for found in chain(_toml_widths(parent), _ini_widths(parent)):
            if isinstance(found, int) and not isinstance(found, bool) and 40 <= found <= 200:
                return found
        if (parent / "pyproject.toml").is_file() or (parent / ".git").exists():
            return None
    return None


def _toml_widths(folder: Path) -> Iterator[object]:
    for name, places in (
        ("pyproject.toml", (("tool", "ruff"), ("tool", "black"))),
        ("ruff.toml", ((),)),
        (".ruff.toml", ((),)),
    ):
        try:
            table = read_toml(folder / name)
        except (OSError, ValueError):
            continue
        for place in places:
            yield table_in(table, *place).get("line-length")


def _ini_widths(folder: Path) -> Iterator[object]:
    for name in (".flake8", "setup.cfg", "tox.ini"):
        parser = configparser.ConfigParser(interpolation=None)
        try:
            parser.read_string(read_text(folder / name))
            yield parser.getint("flake8", "max-line-length", fallback=None)
        except (OSError, configparser.Error, ValueError):
            continue

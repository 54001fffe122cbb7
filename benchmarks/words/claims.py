"""What a shown text claims that its object's own source doesn't hold, read without our records.

It looks at the source itself and shares no code with the filter that it judges: code in quotes,
identifiers, numbers, capitalised words within a sentence, defaults, and words of direction.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

__all__ = ["source_of", "unborne"]

_QUOTED = re.compile(r"`([^`]+)`|(?<!\w)'([^']+)'(?!\w)|(?<!\w)\"([^\"]+)\"(?!\w)")
_IDENTIFIER = re.compile(r"\w*[a-z][A-Z]\w*|\w+_\w+|\w+\.\w+(?:\.\w+)*")
_NUMBER = re.compile(r"(?<![\w.-])\d+(?:\.\d+)?")
_PROPER = re.compile(r"(?<=[a-z,;] )[A-Z][A-Za-z]+")
_DIRECTION = re.compile(
    r"\b(ascending|descending|left|right|upper|lower|maximum|minimum|increasing|decreasing|"
    r"horizontal|vertical|forward|backward|top|bottom|largest|smallest|highest|lowest)\b",
    re.IGNORECASE,
)
_DEFAULT = re.compile(r"\bdefaults? (?:is|to|=|:)\s*[`'\"]?([\w.-]+)", re.IGNORECASE)
_GENERAL = {"e.g", "i.e", "id", "ids", "api", "python", "numpy", "io", "none", "true", "false"}


@cache
def _tree(path: str) -> ast.Module:
    return ast.parse(Path(path).read_bytes())


@cache
def source_of(path: str, line: int) -> str:
    """Return the source of the function or class on a line, without docstrings, in lower case."""
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.lineno != line:
                continue
            text = ast.unparse(node)
            for inner in ast.walk(node):
                if isinstance(inner, ast.Expr) and isinstance(inner.value, ast.Constant):
                    text = text.replace(ast.unparse(inner), "")
            return text.lower()
    return ""


def unborne(text: str, source: str, name: str) -> tuple[str, ...]:
    """Return what a text claims that the source doesn't hold.

    Args:
        text: The text.
        source: The source of the object that it's about, in lower case.
        name: The object's full name, whose parts count as source.
    """
    known = f"{source}\n{name.lower()}"
    plain = _QUOTED.sub(" ", text)
    claimed = ["".join(groups) for groups in _QUOTED.findall(text)]
    claimed += _IDENTIFIER.findall(plain) + _NUMBER.findall(plain) + _PROPER.findall(plain)
    claimed += _DEFAULT.findall(text)
    missing = [word for word in claimed if not _holds(word.lower(), known)]
    missing += [word for word in _DIRECTION.findall(plain) if word.lower()[:3] not in known]
    return tuple(missing)


def _holds(word: str, known: str) -> bool:
    stem = word.strip("()'\".").removesuffix("s")
    return not stem or stem in known or stem in _GENERAL or word in _GENERAL

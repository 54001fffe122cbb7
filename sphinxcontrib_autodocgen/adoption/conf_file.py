"""A ``conf.py``, read without running it: its extensions and its options, as far as they are plain.

What a program would have to be run for isn't known, and said to be so.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from .. import discover, files
from ..rewrite import SourceFile

__all__ = ["EXTENSION", "Assignment", "ConfFile", "find_conf", "is_list", "listed"]

EXTENSION = "sphinxcontrib_autodocgen"
"""The name by which ``conf.py`` lists us."""

_FOLDERS = ("docs", "doc", "docs/source", "doc/source", "documentation", ".", "source")
"""Where projects have their ``conf.py``, the most usual place first."""

_CONFIGURATION = re.compile(r"^\s+configuration:\s*[\"']?([^\"'\s#]+)", re.MULTILINE)
"""The line of Read the Docs' own configuration that names the file."""

_ADDING = ("append", "extend", "insert")


class Assignment(NamedTuple):
    """An option that ``conf.py`` sets.

    Attributes:
        line: The line, from 1.
        value: The value; None if ``is_plain`` is false.
        is_plain: Whether the value is a literal.
    """

    line: int
    value: Any
    is_plain: bool


class ConfFile:
    """A ``conf.py`` that was read.

    Args:
        path: The file.

    Attributes:
        path: The same.
        source: Its text and tree.
        extensions: The names that its text has for ``extensions``, in their order.
        is_computed: Whether more than these can be in the list.
        options: By name, what the top level sets last; of what branches set, nothing is known.

    Raises:
        RewriteError: If it can't be read as Python.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = SourceFile(path)
        self.options: dict[str, Assignment] = {}
        self.extensions: list[str] = []
        self.is_computed = any(map(_is_star_import, self.source.tree.body))
        for statement in self.source.tree.body:
            self._read(statement)
        self.extensions = list(dict.fromkeys(self.extensions))

    def _read(self, statement: ast.stmt) -> None:
        for name, value in _assigned(statement):
            try:
                self.options[name] = Assignment(statement.lineno, ast.literal_eval(value), True)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                self.options[name] = Assignment(statement.lineno, None, False)
        for node in ast.walk(statement):
            values = listed(node)
            self.extensions += [text for value in values for text in _texts(value)]
            self.is_computed |= not all(map(_is_literal, values))
            self.is_computed |= bool(values) and node is not statement

    def plain(self, name: str, default: object = None) -> Any:
        """Return the value of an option, or a default if it isn't set to a literal."""
        found = self.options.get(name)
        return found.value if found is not None and found.is_plain else default

    def has(self, *extensions: str) -> bool:
        """Tell whether one of some extensions is listed."""
        return not set(self.extensions).isdisjoint(extensions)


def listed(node: ast.AST) -> list[ast.expr]:
    """Return the expressions that a statement sets the list of extensions to, or adds to it."""
    match node:
        case ast.Assign() | ast.AnnAssign():
            return [value for name, value in _assigned(node) if name == "extensions"]
        case ast.AugAssign(target=ast.Name("extensions"), value=value):
            return [value]
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("extensions"), attr=how), args)):
            return args if how in _ADDING else []
    return []


def is_list(node: ast.AST) -> TypeGuard[ast.Name]:
    """Tell whether an expression is the list of extensions."""
    return isinstance(node, ast.Name) and node.id == "extensions"


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a statement sets, with their values."""
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets: list[ast.expr] = [statement.target]
        value = statement.value
    elif isinstance(statement, ast.Assign):
        targets, value = statement.targets, statement.value
    else:
        return
    yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))


def _texts(value: ast.expr) -> Iterator[str]:
    """Yield the texts in a list, as far as they are literals."""
    if isinstance(value, ast.List | ast.Tuple):
        for each in value.elts:
            yield from _texts(each)
    elif isinstance(value, ast.BinOp):
        yield from (*_texts(value.left), *_texts(value.right))
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def _is_literal(value: ast.expr) -> bool:
    if isinstance(value, ast.List | ast.Tuple):
        return all(map(_is_literal, value.elts))
    if isinstance(value, ast.BinOp):
        return _is_literal(value.left) and _is_literal(value.right)
    return isinstance(value, ast.Constant)


def _is_star_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and any(a.name == "*" for a in statement.names)


def find_conf(base: Path) -> list[Path]:
    """Return the files ``conf.py`` of a project, the one to take first.

    Args:
        base: A folder of the project, or the one of ``conf.py``, or that file.
    """
    if files.is_file(base):
        return [base]
    root = discover.project_root(base) or base
    stated = (root / name for name in _stated(root))
    usual = (folder / name / "conf.py" for folder in (base, root) for name in _FOLDERS)
    found = [base / "conf.py", *stated, *usual]
    return list(dict.fromkeys(path for path in found if files.is_file(path)))


def _stated(root: Path) -> Iterator[str]:
    """Yield the file that the configuration of Read the Docs names."""
    for name in (".readthedocs.yaml", ".readthedocs.yml"):
        try:
            yield from _CONFIGURATION.findall(files.read_text(root / name))
        except (OSError, UnicodeDecodeError):
            continue

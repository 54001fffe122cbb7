"""The names that assignments bind: module data, class attributes, and attributes of ``self``.

The docstring of an assignment is a string after it, or a ``#:`` comment beside or above it, as
autodoc reads them.
"""

from __future__ import annotations

import ast
import hashlib
import inspect
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from .syntax import FunctionNode, annotation_source, own_statements, source, without_surrogates

__all__ = ["Assigned", "assigned", "assigned_to_self", "digest", "short_value"]

_MAX_VALUE = 60
"""Longest value that is shown as written, in characters."""


class Assigned(NamedTuple):
    """One name that an assignment binds.

    Attributes:
        name: The name.
        node: The statement.
        value: The value, None if there is none or it's only a part of what is on the right.
        annotation: The author's annotation.
        docstring: The author's docstring.
    """

    name: str
    node: ast.stmt
    value: ast.expr | None = None
    annotation: str | None = None
    docstring: str | None = None


def assigned(node: ast.AST, following: ast.AST | None, lines: Sequence[str]) -> Iterator[Assigned]:
    """Yield the names that a statement of a module or class binds.

    Args:
        node: The statement; whatever isn't an assignment binds nothing.
        following: The statement after it.
        lines: The file's lines, for ``#:`` comments; empty if it has none.
    """
    if type(node).__name__ == "TypeAlias":  # PEP 695; the class exists from Python 3.12 on
        yield _type_alias(node, _docstring(node, following, lines))
    if not isinstance(node, ast.Assign | ast.AnnAssign):
        return
    written = _written(node)
    docstring = _docstring(node, following, lines)
    for target, value in _targets(node):
        if isinstance(target, ast.Name):
            yield Assigned(target.id, node, value, written, docstring)


def assigned_to_self(node: FunctionNode, lines: Sequence[str]) -> Iterator[Assigned]:
    """Yield the attributes that a method's own body binds to its first parameter.

    Args:
        node: The method.
        lines: The file's lines, for ``#:`` comments; empty if it has none.
    """
    positional = [*node.args.posonlyargs, *node.args.args]
    if not positional:
        return
    receiver = positional[0].arg
    for statement, following in own_statements(node.body):
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        written = _written(statement)
        for target, value in _targets(statement):
            if (
                isinstance(target, ast.Attribute)
                and isinstance(target.value, ast.Name)
                and target.value.id == receiver
            ):
                docstring = _docstring(statement, following, lines)
                yield Assigned(target.attr, statement, value, written, docstring)


def short_value(node: ast.expr | None) -> str | None:
    """Write a value as source if that is short, without writing long ones.

    Args:
        node: The value.
    """
    if node is None or isinstance(node, ast.Lambda) or (node.end_lineno or 0) - node.lineno > 3:
        return None
    if (node.end_col_offset or 0) - node.col_offset > 2 * _MAX_VALUE:
        return None
    text = source(node)
    return text if len(text) <= _MAX_VALUE and "\n" not in text else None


_AS_EVER: dict[str, Any] = {"show_empty": True} if sys.version_info >= (3, 13) else {}
"""Python 3.13 leaves out empty lists if it isn't told not to."""


def digest(node: ast.expr | None) -> str | None:
    """Return what tells a value apart that :func:`short_value` doesn't write.

    Args:
        node: The value.
    """
    if node is None or short_value(node) is not None:
        return None
    try:
        text = ast.dump(node, **_AS_EVER)
    except RecursionError:
        return None
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _type_alias(node: ast.AST, docstring: str | None) -> Assigned:
    name, value = node.name.id, node.value  # type: ignore[attr-defined]
    assert isinstance(node, ast.stmt)
    return Assigned(name, node, value, "TypeAlias", docstring)


def _written(node: ast.Assign | ast.AnnAssign) -> str | None:
    return annotation_source(node.annotation) if isinstance(node, ast.AnnAssign) else None


def _targets(node: ast.Assign | ast.AnnAssign) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    """Yield what an assignment binds, each with its value where that is evident."""
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        yield from _unpacked(target, node.value)


def _unpacked(
    target: ast.expr, value: ast.expr | None
) -> Iterator[tuple[ast.expr, ast.expr | None]]:
    if isinstance(target, ast.Starred):
        yield from _unpacked(target.value, None)
    elif isinstance(target, ast.Tuple | ast.List):
        values: list[ast.expr | None] = [None] * len(target.elts)
        if (
            isinstance(value, ast.Tuple | ast.List)
            and len(value.elts) == len(target.elts)
            and not any(isinstance(part, ast.Starred) for part in (*target.elts, *value.elts))
        ):
            values = [*value.elts]
        for element, part in zip(target.elts, values, strict=True):
            yield from _unpacked(element, part)
    else:
        yield target, value


def _docstring(node: ast.AST, following: ast.AST | None, lines: Sequence[str]) -> str | None:
    assert isinstance(node, ast.stmt)
    comment = _comment(node, lines) if lines else None
    if comment:
        return comment
    if isinstance(following, ast.Expr) and isinstance(following.value, ast.Constant):
        value = following.value.value
        if isinstance(value, str):
            return without_surrogates(inspect.cleandoc(value)) or None
    return None


def _comment(node: ast.stmt, lines: Sequence[str]) -> str | None:
    """Return the ``#:`` comment at the end of a statement, or the lines of it above."""
    end = (node.end_lineno or node.lineno) - 1
    last = lines[end] if end < len(lines) else ""
    column = node.end_col_offset or 0
    trailing = re.match(r"\s*#:\s?(.*)", last.encode()[column:].decode(errors="replace"))
    if trailing:
        return trailing[1].strip() or None
    above: list[str] = []
    line = node.lineno - 2
    while line >= 0 and (match := re.match(r"\s*#:\s?(.*)", lines[line])):
        above.append(match[1].rstrip())
        line -= 1
    return "\n".join(reversed(above)).strip() or None

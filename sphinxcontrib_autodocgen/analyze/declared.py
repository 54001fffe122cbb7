"""An author's words on a field or a parameter where it is declared, outside a docstring.

``Annotated[int, Doc("...")]``, ``Field(description="...")`` of pydantic and ``Meta`` of msgspec,
``field(metadata={"doc": "..."})`` of dataclasses and attrs, ``Option(help="...")`` of typer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .syntax import last_part, source, without_surrogates

__all__ = ["declared_text"]

_TEXTS = frozenset({"description", "doc", "documentation", "help", "help_text"})
_AROUND = frozenset(
    {"ClassVar", "Final", "InitVar", "Mapped", "NotRequired", "Optional", "ReadOnly", "Required",
     "Union"}
)  # fmt: skip
"""Types that may surround a declared type, which then is still that of the thing itself."""

_MOST = 50


def declared_text(value: ast.expr | None, annotation: ast.expr | None) -> str | None:
    """Return what a declaration says of the thing that it declares.

    Args:
        value: The value or default.
        annotation: The annotation.

    Returns:
        The text as its author wrote it, None if there's none.
    """
    nodes = [*_annotated(annotation), *_annotated(value)]
    if value is not None:
        nodes.append(value)
    return next((text for node in nodes for text in _texts(node)), None)


def _annotated(node: ast.expr | None) -> Iterator[ast.expr]:
    """Yield what ``Annotated`` adds to a type, the outermost first."""
    waiting = [] if node is None else [node]
    for _ in range(_MOST):
        if not waiting:
            return
        match waiting.pop(0):
            case ast.Subscript(value=of, slice=ast.Tuple(elts=[inner, *added])) if (
                last_part(source(of)) == "Annotated"
            ):
                yield from reversed(added)
                waiting.append(inner)
            case ast.Subscript(value=of, slice=inner) if last_part(source(of)) in _AROUND:
                waiting += inner.elts if isinstance(inner, ast.Tuple) else [inner]
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                waiting += [left, right]


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that a call is given by the names that mean a description."""
    if not isinstance(node, ast.Call):
        return
    if last_part(source(node.func)) == "Doc":
        yield from filter(None, map(_text, node.args[:1]))
    for keyword in node.keywords:
        if keyword.arg in _TEXTS:
            yield from filter(None, [_text(keyword.value)])
        elif keyword.arg in ("metadata", "json_schema_extra", "extra"):
            yield from _in_metadata(keyword.value)


def _in_metadata(node: ast.expr) -> Iterator[str]:
    """Yield the texts of a dictionary by the keys that mean a description."""
    pairs: list[tuple[str | None, ast.expr]] = []
    if isinstance(node, ast.Dict):
        pairs = [(_text(k), v) for k, v in zip(node.keys, node.values, strict=True)]
    elif isinstance(node, ast.Call) and source(node.func) == "dict":
        pairs = [(keyword.arg, keyword.value) for keyword in node.keywords]
    for key, value in pairs:
        if key in _TEXTS:
            yield from filter(None, [_text(value)])


def _text(node: ast.expr | None) -> str | None:
    """Return a text that is written as such, also in parts or within ``dedent``."""
    match node:
        case ast.BinOp(op=ast.Add()):
            return _sum_of_texts(node)
        case ast.Call(func, [argument], []) if _strips_indents(func):
            return _plain_text(argument)
    return _plain_text(node)


def _strips_indents(func: ast.expr) -> bool:
    return last_part(source(func)) in ("dedent", "cleandoc")


def _sum_of_texts(node: ast.expr) -> str | None:
    parts: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add) and len(parts) < _MOST:
        parts.append(node.right)
        node = node.left
    texts = [_plain_text(part) for part in (node, *reversed(parts))]
    return None if None in texts else "".join(filter(None, texts))


def _plain_text(node: ast.expr | None) -> str | None:
    match node:
        case ast.Constant(str() as text):
            return without_surrogates(text)
    return None

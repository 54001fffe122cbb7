"""What a function's own code names: identifiers, numbers and short texts, in order of appearance.

Words are chosen without the code; this is what remains of it, so that a sentence about one
function can be compared with others, and dropped if it names what the code doesn't.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .syntax import FunctionNode

__all__ = ["mentions"]

_LONGEST = 60
_MOST = 1000


def mentions(node: FunctionNode) -> tuple[str, ...]:
    """Return what a function names, its decorators, signature and inner functions included.

    Args:
        node: The function.

    Returns:
        Each once, without its docstring and without texts longer than a line; at most 1,000.
    """
    docstring = node.body[0].value if _has_docstring(node) else None  # type: ignore[attr-defined]
    found: dict[str, None] = {}
    for part in ast.walk(node):
        if part is not docstring and part is not node:
            found.update(dict.fromkeys(_named(part)))
        if len(found) > _MOST:
            break
    return tuple(found)[:_MOST]


def _has_docstring(node: FunctionNode) -> bool:
    first = node.body[0]
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)


def _named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.keyword(arg=str(name)) | ast.FunctionDef(name=name) | ast.alias(name=name):
            yield name
        case ast.Constant(value=str(text)):
            if len(text) <= _LONGEST:
                yield text.encode("utf-8", "backslashreplace").decode("utf-8")
        case ast.Constant(value=bool() | None):
            yield str(node.value)
        case ast.Constant(value=int() | float() as number) if abs(number) < 1e18:
            yield str(number)

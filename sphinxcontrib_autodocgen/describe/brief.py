"""Expressions with details left out, each marked by an ellipsis or by how many there are.

A sentence that has no room for all arguments of a call says which function is called with some:
``connect(...)``. What is left out is never hidden: a reader sees that there's more.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

__all__ = ["elided", "is_elided", "leaves_out", "some"]

_MORE = ast.Constant(...)


def elided(node: ast.expr) -> ast.expr:
    """Return an expression whose calls have an ellipsis for their arguments.

    Args:
        node: The expression; it isn't changed.
    """
    match node:
        case ast.Call(func=function, args=args, keywords=keywords):
            return ast.Call(elided(function), [_MORE] if args or keywords else [], [])
        case ast.Attribute(value=holder, attr=name):
            return ast.Attribute(elided(holder), name, ast.Load())
        case ast.Subscript(value=holder, slice=key):
            return ast.Subscript(elided(holder), elided(key), ast.Load())
        case ast.Await(value=inner):
            return ast.Await(elided(inner))
        case ast.Dict(keys=[_, *_]):
            return ast.Set([_MORE])
        case ast.List(elts=[_, _, *_]):
            return ast.List([_MORE], ast.Load())
    return node


def is_elided(call: ast.Call, text: str) -> bool:
    """Tell whether a sentence has an ellipsis, or only names, for the arguments of a call.

    Args:
        call: The call.
        text: The sentence.
    """
    name = ast.unparse(call.func).rpartition(".")[2]
    return f"{name}(...)" in text or any(words in text for words in _ONLY_NAMES)


_ONLY_NAMES = (" made from the values of `",)


def leaves_out(text: str) -> bool:
    """Tell whether a sentence says that it leaves details out.

    Args:
        text: The sentence.
    """
    return any(words in text for words in ("(...)", " others", " with the key", *_ONLY_NAMES))


def some(items: Sequence[str], most: int) -> list[str]:
    """Return items, of many only the first ones and the number of the others.

    Args:
        items: In words.
        most: How many a sentence has room for.
    """
    if len(items) <= most:
        return list(items)
    return [*items[: most - 1], f"{len(items) - most + 1} others"]

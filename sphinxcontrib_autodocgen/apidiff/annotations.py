"""Whether one written type takes in another, as far as their members as unions tell."""

from __future__ import annotations

import ast
from typing import Literal

__all__ = ["Relation", "relation"]

Relation = Literal["same", "wider", "narrower", "other"]
"""What a new type is, compared with an old one."""

_OTHER_NAMES = {
    "AbstractAsyncContextManager": "AsyncContextManager",
    "AbstractContextManager": "ContextManager",
    "Dict": "dict",
    "FrozenSet": "frozenset",
    "List": "list",
    "Set": "set",
    "Tuple": "tuple",
    "Type": "type",
}


def relation(old: str, new: str) -> Relation:
    """Compare two types.

    Args:
        old: The old type as source.
        new: The new type as source.

    Returns:
        ``wider`` if the new one has all members of the old one and more, and so on.
    """
    before, after = _alike(_members(old), _members(new))
    if before == after:
        return "same"
    if "Any" in after or "object" in after or before < after:
        return "wider"
    if "Any" in before or "object" in before or after < before:
        return "narrower"
    return "other"


def _alike(*unions: frozenset[str]) -> list[frozenset[str]]:
    """Take ``list[int]`` for ``list`` where the other union says no more than that."""
    plain = frozenset().union(*unions)
    return [
        frozenset(holder if (holder := m.partition("[")[0]) in plain else m for m in members)
        for members in unions
    ]


def _members(text: str) -> frozenset[str]:
    """Return the members of a type that is a union, else the type, in one spelling."""
    try:
        return frozenset(_split(ast.parse(text, mode="eval").body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset({text})


def _split(node: ast.expr) -> list[str]:
    match node:
        case ast.BinOp(left, ast.BitOr(), right):
            return [*_split(left), *_split(right)]
        case ast.Subscript(value, inner) if _name(value) == "Optional":
            return [*_split(inner), "None"]
        case ast.Subscript(value, ast.Tuple(elements)) if _name(value) == "Union":
            return [part for element in elements for part in _split(element)]
        case ast.Subscript(value, ast.Tuple([inner, *_])) if _name(value) == "Annotated":
            return _split(inner)
        case ast.Constant(str(text)):
            return sorted(_members(text))
    return [ast.unparse(_Plain().visit(node))]


def _name(node: ast.expr) -> str:
    """Return the last part of a dotted name, however its module was imported."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    return _OTHER_NAMES.get(name, name)


class _Plain(ast.NodeTransformer):
    """Writes what is inside a type in one spelling: without modules, unions in one order."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Write ``List`` as ``list``."""
        return ast.Name(_name(node))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Write ``t.List`` as ``list``."""
        return ast.Name(_name(node))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Write a quoted type as one that isn't."""
        return self._union(node) if isinstance(node.value, str) else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Write unions in one way; the values of a Literal are no types."""
        if _name(node.value) == "Literal":
            return ast.Name(f"Literal[{ast.unparse(node.slice)}]")
        if _name(node.value) in ("Optional", "Union", "Annotated"):
            return self._union(node)
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Write unions in one way."""
        return self._union(node) if isinstance(node.op, ast.BitOr) else node

    def _union(self, node: ast.expr) -> ast.AST:
        return ast.Name(" | ".join(sorted(set(_split(node)))))

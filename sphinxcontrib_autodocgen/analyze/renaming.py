"""Names that a function imports under others, by the full names that readers know."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .syntax import FunctionNode, inside

__all__ = ["Renamed", "aliases"]


def aliases(node: FunctionNode) -> Iterator[tuple[str, str]]:
    """Yield each name that an import in a function gives to something, with its dotted name.

    Args:
        node: The function.
    """
    for part in inside(node):
        if isinstance(part, ast.ImportFrom) and part.module and not part.level:
            given = (alias for alias in part.names if alias.asname is not None)
            yield from ((str(alias.asname), f"{part.module}.{alias.name}") for alias in given)


class Renamed(ast.NodeTransformer):
    """Puts dotted names in the places of names.

    Args:
        known: The dotted names, by the names that they replace.
    """

    def __init__(self, known: dict[str, str]) -> None:
        self._known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return what a name stands for."""
        if node.id not in self._known:
            return node
        first, *rest = self._known[node.id].split(".")
        found: ast.expr = ast.copy_location(ast.Name(first, ast.Load()), node)
        for part in rest:
            found = ast.copy_location(ast.Attribute(found, part, ast.Load()), node)
        return found

"""What a file takes from other modules."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..model import Source
from .syntax import own_nodes

__all__ = ["imported_names"]


def imported_names(tree: ast.Module, source: Source) -> Iterator[tuple[str, str]]:
    """Yield local and full dotted name of what a module imports outside functions and classes.

    Args:
        tree: The parsed file.
        source: The file; its name tells what relative imports mean.
    """
    for node in own_nodes(tree.body):
        if isinstance(node, ast.ImportFrom):
            base = source.absolute(node.module, node.level)
            yield from (_imported_from(base, alias) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from map(_imported, node.names)


def _imported_from(base: str, alias: ast.alias) -> tuple[str, str]:
    if alias.name == "*":
        return "*", base
    return alias.asname or alias.name, f"{base}.{alias.name}".lstrip(".")


def _imported(alias: ast.alias) -> tuple[str, str]:
    top = alias.name.partition(".")[0]
    return (alias.asname, alias.name) if alias.asname else (top, top)

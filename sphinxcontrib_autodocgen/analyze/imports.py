"""What a file takes from other modules, and what it offers to them by ``__all__``."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..model import Source
from .syntax import own_nodes

__all__ = ["exports", "imported_names"]


def exports(tree: ast.Module) -> tuple[str, ...] | None:
    """Return the names in ``__all__``, None if there is none or it isn't plainly a list of names.

    Args:
        tree: The parsed file.
    """
    found: list[str] | None = None
    for node in tree.body:
        change = _change(node)
        if change is None:
            continue
        value, more = change
        names = _names(value)
        if names is None:
            return None
        found = [*(found or []), *names] if more else names
    return None if found is None else tuple(found)


def _change(node: ast.stmt) -> tuple[ast.expr, bool] | None:
    """Return what a statement puts into ``__all__``, and whether it adds to what is there."""
    match node:
        case ast.Assign(targets=targets, value=value) if any(map(_is_all, targets)):
            return value, False
        case ast.AnnAssign(target=target, value=ast.expr() as value) if _is_all(target):
            return value, False
        case ast.AugAssign(target=target, value=value) if _is_all(target):
            return value, True
        case ast.Expr(ast.Call(ast.Attribute(target, "extend"), [value])) if _is_all(target):
            return value, True
        case ast.Expr(ast.Call(ast.Attribute(target, "append"), [value])) if _is_all(target):
            return ast.List([value]), True
    return None


def _is_all(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "__all__"


def _names(value: ast.expr) -> list[str] | None:
    """Return the strings of a list or tuple of strings, or of a sum of such; None of the rest."""
    found: list[str] = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Add):
            waiting += [part.right, part.left]
        elif isinstance(part, ast.List | ast.Tuple | ast.Set):
            names = [element.value for element in part.elts if isinstance(element, ast.Constant)]
            strings = [name for name in names if isinstance(name, str)]
            if len(strings) < len(part.elts):
                return None
            found += strings
        else:
            return None
    return found


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

"""Syntax trees of stubs made smaller, since they are kept for other runs of the process.

Bodies and positions are dropped, and equal expressions are one.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from typeshed_client.parser import NameInfo, OverloadedName

from ...garbage import forget_with

__all__ = ["compact", "compact_definition"]

_shared: dict[tuple[object, ...], ast.expr] = {}
"""Expressions by what they consist of, for as long as the stubs."""

_arguments: dict[tuple[str, ast.expr | None], ast.arg] = {}
forget_with(_shared.clear)
forget_with(_arguments.clear)
_NO_NODES: list[Any] = []
"""Stands for each list of a syntax tree that is empty."""

_Node = TypeVar("_Node", bound=ast.AST)


def compact(names: Mapping[str, NameInfo]) -> None:
    """Let go of what isn't needed of a stub's definitions; they are changed in place.

    Args:
        names: What a module or class binds.
    """
    for info in names.values():
        node = info.ast
        for part in node.definitions if isinstance(node, OverloadedName) else (node,):
            compact_definition(part)
        if info.child_nodes:
            compact(info.child_nodes)


def compact_definition(node: object) -> None:
    """Let go of what isn't needed of a definition; it's changed in place.

    Args:
        node: The definition.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        _compact_function(node)
    elif isinstance(node, ast.ClassDef):
        node.body = [each for each in node.body if isinstance(each, ast.AnnAssign)]
        node.bases = [_expression(base) for base in node.bases]
        node.decorator_list = _NO_NODES
    elif isinstance(node, ast.AnnAssign):
        node.annotation = _expression(node.annotation)


def _compact_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    node.__dict__ = {
        "name": node.name,
        "args": node.args,
        "decorator_list": _each(node.decorator_list, _expression),
        "returns": node.returns and _expression(node.returns),
    }
    given = node.args
    given.__dict__ = {
        "posonlyargs": _each(given.posonlyargs, _argument),
        "args": _each(given.args, _argument),
        "vararg": given.vararg and _argument(given.vararg),
        "kwonlyargs": _each(given.kwonlyargs, _argument),
        "kw_defaults": [part and _expression(part) for part in given.kw_defaults] or _NO_NODES,
        "kwarg": given.kwarg and _argument(given.kwarg),
        "defaults": _each(given.defaults, _expression),
    }


def _each(nodes: Iterable[_Node], compact: Callable[[_Node], _Node]) -> list[_Node]:
    """Return nodes made smaller, all empty lists as one."""
    return [compact(node) for node in nodes] or _NO_NODES


def _argument(node: ast.arg) -> ast.arg:
    """Return the one parameter of that name and annotation; many methods share theirs."""
    hint = node.annotation and _expression(node.annotation)
    node.__dict__ = {"arg": node.arg, "annotation": hint}
    return _arguments.setdefault((node.arg, hint), node)


def _expression(node: ast.expr) -> ast.expr:
    """Return the one expression without positions that is equal to another."""
    fields: dict[str, object] = {}
    key: list[object] = [type(node)]
    for name in node._fields:
        value = getattr(node, name, None)
        if isinstance(value, ast.expr):
            value = _expression(value)
        elif isinstance(value, list):
            value = [_expression(v) if isinstance(v, ast.expr) else v for v in value]
        fields[name] = value
        key.append(_identity(value))
    found = _shared.get(tuple(key))
    if found is None:
        node.__dict__ = fields
        found = _shared[tuple(key)] = node
    return found


def _identity(value: object) -> object:
    """Return what an expression's part is recognized by; shared parts live as long as it does."""
    if isinstance(value, ast.AST):
        return id(value)
    if isinstance(value, list):
        return tuple(map(id, value))
    return type(value), value

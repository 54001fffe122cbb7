"""Trees of stubs without what nobody asks for: bodies, positions, and equal annotations twice.

A process keeps all stubs that it reads, which is most of the memory that a small project takes.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping

from typeshed_client.parser import NameInfo, OverloadedName

__all__ = ["compact"]

_shared: dict[tuple[object, ...], ast.expr] = {}
"""Expressions by what they consist of, for the life of the process like the stubs."""


def compact(names: Mapping[str, NameInfo]) -> None:
    """Let go of what isn't needed of a stub's definitions; they are changed in place.

    Args:
        names: What a module or class binds.
    """
    for info in names.values():
        node = info.ast
        for part in node.definitions if isinstance(node, OverloadedName) else (node,):
            if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
                _compact_function(part)
            elif isinstance(part, ast.AnnAssign):
                part.annotation = _expression(part.annotation)
        if info.child_nodes:
            compact(info.child_nodes)


def _compact_function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    node.body = []
    node.decorator_list = [_expression(part) for part in node.decorator_list]
    if node.returns is not None:
        node.returns = _expression(node.returns)
    given = node.args
    given.defaults = [_expression(part) for part in given.defaults]
    given.kw_defaults = [part and _expression(part) for part in given.kw_defaults]
    ends = [part for part in (given.vararg, given.kwarg) if part is not None]
    for parameter in (*given.posonlyargs, *given.args, *given.kwonlyargs, *ends):
        hint = parameter.annotation and _expression(parameter.annotation)
        parameter.__dict__ = {"arg": parameter.arg, "annotation": hint}


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

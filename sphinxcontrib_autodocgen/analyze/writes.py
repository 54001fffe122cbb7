"""The attributes and parameters that a function binds."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain

from .syntax import FunctionNode, first_parameter, source, walk

__all__ = ["writes"]


def writes(node: FunctionNode, *, bound: bool) -> tuple[str, ...]:
    """Return the attributes and parameters that a function binds, inner functions included.

    Args:
        node: The function.
        bound: Whether its first parameter is the instance.
    """
    receiver = first_parameter(node) if bound else ""
    arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    parameters = {argument.arg for argument in arguments}
    parts = (part for part in walk(node) if isinstance(part, _BINDING))
    found = (_bound(part, receiver, parameters) for part in parts)
    return tuple(sorted(frozenset(chain.from_iterable(found))))


_BINDING = (ast.Attribute, ast.Name, ast.Call, ast.Subscript)


def _bound(node: ast.AST, receiver: str, parameters: set[str]) -> Iterable[str]:
    """Return what one part of a function binds."""
    if isinstance(node, ast.Call | ast.Subscript) and receiver:
        return _set_by_name(node, receiver)
    match node:
        case ast.Attribute(holder, name, ast.Store() | ast.Del()):
            is_own = isinstance(holder, ast.Name) and holder.id == receiver
            return (f"{'self' if is_own else ''}.{name}",)
        case ast.Name(name, ast.Store() | ast.Del()) if name in parameters:
            return (name,)
    return ()


_ANY = "self.*"
"""Stands for attributes whose names nobody can tell."""


def _set_by_name(node: ast.Call | ast.Subscript, receiver: str) -> Iterator[str]:
    """Yield which attribute of the instance a call, or an assignment to a key, binds."""
    match node:
        case ast.Call(ast.Name("setattr"), [ast.Name(holder), name, *_]) if holder == receiver:
            yield f"self.{name.value!s}" if isinstance(name, ast.Constant) else _ANY
        case ast.Call(ast.Attribute(namespace, "update" | "setdefault")) | ast.Subscript(
            namespace, ctx=ast.Store()
        ):
            if source(namespace) in (f"{receiver}.__dict__", f"vars({receiver})"):
                yield _ANY

"""Functions that only define another function and return it, as decorators do."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from .syntax import FunctionNode

__all__ = ["Closure", "closure_of", "parameters_of"]


class Closure(NamedTuple):
    """A function that is defined in another one, which does nothing but return it.

    Attributes:
        function: It.
        wrapped: The parameter of the outer function that it calls, empty if it calls none.
        decorates: Whether it gives a function for a function itself.
    """

    function: FunctionNode
    wrapped: str
    decorates: bool


def closure_of(node: FunctionNode) -> Closure | None:
    """Return the function that another one only defines and returns, None if it does more.

    Args:
        node: The outer function.
    """
    match [statement for statement in node.body if not _is_silent(statement)]:
        case [ast.FunctionDef() | ast.AsyncFunctionDef() as inner, ast.Return(value=value)]:
            if value is None or not _is_given(value, inner.name) or not _is_plain(inner):
                return None
            called = [name for name in parameters_of(node) if _calls(inner, name)]
            return Closure(inner, called[0] if called else "", _decorates(inner))
    return None


def parameters_of(node: FunctionNode) -> list[str]:
    """Return the names of a function's parameters, with the stars of those that take the rest.

    Args:
        node: The function.
    """
    given = node.args
    names = [each.arg for each in (*given.posonlyargs, *given.args)]
    names += [f"*{given.vararg.arg}"] if given.vararg is not None else []
    names += [each.arg for each in given.kwonlyargs]
    return names + ([f"**{given.kwarg.arg}"] if given.kwarg is not None else [])


def _is_silent(statement: ast.stmt) -> bool:
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text or isinstance(statement, ast.Pass | ast.Import | ast.ImportFrom)


def _is_given(value: ast.expr, name: str) -> bool:
    """Tell whether an expression is a function, perhaps with the names of another one."""
    match value:
        case ast.Name(id=given):
            return given == name
        case ast.Call(func=function, args=[ast.Name(given), *_]):
            return given == name and _last(function) == "update_wrapper"
    return False


def _is_plain(inner: FunctionNode) -> bool:
    """Tell whether no decorator changes what a function does."""
    made = (each.func for each in inner.decorator_list if isinstance(each, ast.Call))
    return all(_last(each) == "wraps" for each in made) and all(
        isinstance(each, ast.Call) for each in inner.decorator_list
    )


def _last(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _calls(inner: FunctionNode, name: str) -> bool:
    """Tell whether a function calls what a name means outside of it."""
    nodes = list(_nodes(inner))
    if any(isinstance(each, ast.Name | ast.arg) and _binds(each, name) for each in nodes):
        return False
    called = (each.func for each in nodes if isinstance(each, ast.Call))
    return any(isinstance(each, ast.Name) and each.id == name for each in called)


def _binds(node: ast.Name | ast.arg, name: str) -> bool:
    if isinstance(node, ast.arg):
        return node.arg == name
    return node.id == name and not isinstance(node.ctx, ast.Load)


def _decorates(inner: FunctionNode) -> bool:
    """Tell whether a function returns its first argument, or another one that wraps it."""
    names = parameters_of(inner)
    if len(names) != 1 or names[0].startswith("*"):
        return False
    deeper = closure_of(inner)
    if deeper is not None:
        return deeper.wrapped == names[0]
    results = [each.value for each in _nodes(inner) if isinstance(each, ast.Return)]
    return bool(results) and all(
        isinstance(each, ast.Name) and each.id == names[0] for each in results
    )


def _nodes(inner: FunctionNode) -> Iterator[ast.AST]:
    """Yield the nodes of a function's parameters and of its body, inner functions included."""
    return (each for part in (inner.args, *inner.body) for each in ast.walk(part))

"""Parameters stored in containers that outlive the call, and parameters without a use."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...model import Role
from ..syntax import source
from .body import Body, is_name

__all__ = ["kept", "unused"]

_ACCESS: dict[type[ast.expr_context], str] = {ast.Load: "get", ast.Store: "set", ast.Del: "delete"}
_READING_NAMES = {"locals", "vars", "eval", "exec", "dir", "super"}


def kept(name: str, body: Body) -> Iterator[Role]:
    """Yield the containers that a parameter is a key or a value of.

    Args:
        name: The parameter.
        body: The function's body.
    """
    for part in body.around.get(name, ()):
        match part:
            case ast.Subscript(value=value, slice=key, ctx=context) if is_name(key, name):
                yield from _item(value, name, _ACCESS[type(context)], body)
            case ast.Compare(left, [ast.In() | ast.NotIn()], [other]) if is_name(left, name):
                yield from _item(other, name, "in", body)
            case ast.Assign(targets=[ast.Subscript(value=other, slice=key)], value=value):
                if is_name(value, name) and not is_name(key, name):
                    yield from _item(other, name, "value", body, body.code(key) or "")


def _item(node: ast.expr, name: str, how: str, body: Body, key: str = "") -> Iterator[Role]:
    """Yield a role in an attribute of the instance, or in a module's own container."""
    match node:
        case ast.Attribute(value=ast.Name(id), attr=attr) if id == body.receiver and id:
            yield Role(name, "item", f"self.{attr}:{how}", key)
        case ast.Name(id) if id not in body.known:
            yield Role(name, "item", f"{id}:{how}", key)


def unused(name: str, body: Body) -> Iterator[Role]:
    """Yield that a parameter isn't used, of a function that does something.

    Args:
        name: The parameter.
        body: The function's body.
    """
    is_named = body.loads[name] or body.bound[name] or not _READING_NAMES.isdisjoint(body.loads)
    if not is_named and _does_something(body):
        yield Role(name, "unused", "")


def _does_something(body: Body) -> bool:
    """Tell whether a body is more than a placeholder or a constant."""
    done = [each for each in body.statements if not isinstance(each, ast.Pass | ast.Raise)]
    calls = any(isinstance(part, ast.Call) for each in done for part in ast.walk(each))
    return calls and "NotImplementedError" not in map(source, _raised(body))


def _raised(body: Body) -> Iterator[ast.expr]:
    for part in body.nodes:
        if isinstance(part, ast.Raise) and part.exc is not None:
            yield part.exc.func if isinstance(part.exc, ast.Call) else part.exc

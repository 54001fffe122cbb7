"""Where a parameter goes as it is: arguments of calls, attributes of the instance."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ...model import Role
from ..syntax import TOO_DEEP, source
from .body import Body, is_name
from .reached import is_only_use

__all__ = ["handed"]

_MAX_CALL = 60


def handed(name: str, body: Body) -> Iterator[Role]:
    """Yield what a parameter is passed to and stored in, and how it's called."""
    for part in body.around.get(name, ()):
        if isinstance(part, ast.Call):
            yield from _in_call(part, name, body)
        elif isinstance(part, ast.Assign) and is_name(part.value, name):
            yield from _stored(part.targets, name, body)
        elif isinstance(part, ast.AnnAssign) and is_name(part.value, name):
            yield from _stored([part.target], name, body)


def _stored(targets: Sequence[ast.expr], name: str, body: Body) -> Iterator[Role]:
    for target in targets:
        if isinstance(target, ast.Attribute) and is_name(target.value, body.receiver):
            yield Role(name, "stored", target.attr)


def _in_call(call: ast.Call, name: str, body: Body) -> Iterator[Role]:
    if is_name(call.func, name) and not _is_asked(name, body):
        text = source(call)
        if len(text) <= _MAX_CALL and "`" not in text and text != TOO_DEEP:
            yield Role(name, "called", text)
    target = body.callee(call.func)
    how = "only" if is_only_use(call, name, body) else ""
    for place in _places(call, name):
        yield Role(name, "passed", f"{target}:{place}", how)


def _is_asked(name: str, body: Body) -> bool:
    """Tell whether the function asks what a parameter is, so that it may be something else."""
    return any(
        isinstance(part, ast.Call)
        and isinstance(part.func, ast.Name)
        and part.func.id in _ASKING
        and is_name(next(iter(part.args), None), name)
        for part in body.around.get(name, ())
    )


_ASKING = frozenset({"callable", "hasattr", "isinstance", "type"})


def _places(call: ast.Call, name: str) -> Iterator[str]:
    """Yield the positions and names of the arguments that are a parameter."""
    for index, argument in enumerate(call.args):
        if isinstance(argument, ast.Starred):
            break
        if is_name(argument, name):
            yield str(index)
    for keyword in call.keywords:
        if keyword.arg is not None and is_name(keyword.value, name):
            yield keyword.arg

"""Uses of ``*args`` and ``**kwargs``: where all of them go, and which keys are taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from msgspec.structs import replace

from ...model import Role
from .body import Body, is_name
from .reached import always

__all__ = ["collected"]

_TAKING = ("pop", "get", "setdefault")


class _Found(NamedTuple):
    """A role of a place where ``**kwargs`` is read, None if the place says nothing of it."""

    role: Role | None


_NOTHING = _Found(None)


def collected(name: str, body: Body) -> Iterator[Role]:
    """Yield where ``*args`` or ``**kwargs`` goes, if every place where it's read is known.

    Args:
        name: Its name, without stars.
        body: The function's body.
    """
    if body.bound[name]:
        return
    read = [(part, each) for part in body.nodes for each in _read(part, name, body)]
    found = _roles(read, body)
    targets = {role.text for role in found if role.kind == "forwarded"}
    if any(_is_dropped(part, name, body) for part, _ in read):
        return  # that a key may be there, and counts for nothing, is no use to anybody
    if len(read) == body.loads[name] and len(targets) <= 1:
        yield from dict.fromkeys(found)


def _is_dropped(part: ast.AST, name: str, body: Body) -> bool:
    """Tell whether a key is taken out, and nothing is done with it."""
    is_statement = any(isinstance(n, ast.Expr) and n.value is part for n in body.nodes)
    return is_statement and isinstance(part, ast.Call) and any(_taken(part, name))


def _roles(read: list[tuple[ast.AST, _Found]], body: Body) -> list[Role]:
    """Return the roles of the places where it's read; a key that isn't always read says so."""
    certain = {id(part) for part in always(body.statements)} if read else set()
    return [
        replace(each.role, when=f"or {each.role.when}")
        if each.role.kind == "key" and id(part) not in certain
        else each.role
        for part, each in read
        if each.role is not None
    ]


def _read(part: ast.AST, name: str, body: Body) -> Iterator[_Found]:
    """Yield what a node that reads ``**kwargs`` does with it."""
    match part:
        case ast.Call():
            yield from _forwarded(part, name, body)
            yield from _taken(part, name)
        case ast.Subscript(value=value, slice=key, ctx=context) if is_name(value, name):
            yield from _key(key, name, "pop" if isinstance(context, ast.Del) else "get")
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[other]):
            if is_name(other, name):
                yield from _key(key, name, "get")
        case ast.If(test=test) if is_name(test, name):
            yield _NOTHING


def _forwarded(call: ast.Call, name: str, body: Body) -> Iterator[_Found]:
    """Yield the callee that takes all that is left, with the arguments that it gets besides."""
    target = body.callee(call.func)
    if target and target[0] != "." and any(is_name(each, name) for each in _expanded(call)):
        given = [str(sum(not isinstance(each, ast.Starred) for each in call.args))]
        given += [each.arg for each in call.keywords if each.arg is not None]
        yield _Found(Role(name, "forwarded", target, ",".join(given)))


def _expanded(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the arguments of a call that have stars."""
    yield from (each.value for each in call.args if isinstance(each, ast.Starred))
    yield from (each.value for each in call.keywords if each.arg is None)


def _taken(call: ast.Call, name: str) -> Iterator[_Found]:
    """Yield the key that a method of ``**kwargs`` is called with."""
    match call.func:
        case ast.Attribute(value=value, attr=attr) if is_name(value, name) and call.args:
            if attr in _TAKING:
                yield from _key(call.args[0], name, attr)


def _key(key: ast.expr, name: str, how: str) -> Iterator[_Found]:
    if isinstance(key, ast.Constant) and isinstance(key.value, str) and key.value.isidentifier():
        yield _Found(Role(name, "key", key.value, how))

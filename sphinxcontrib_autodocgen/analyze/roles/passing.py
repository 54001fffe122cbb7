"""Where a parameter goes as it is: into calls, attributes and containers, or nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ...model import Role
from ..syntax import TOO_DEEP, source, walk
from .body import Body, always, is_guarded, is_name, is_only_use

__all__ = ["collected", "handed", "kept", "unused"]

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
            yield Role(name, "stored", target.attr, "only" if body.loads[name] == 1 else "")


def _in_call(call: ast.Call, name: str, body: Body) -> Iterator[Role]:
    if is_name(call.func, name) and not _is_asked(name, body):
        text = source(call)
        if len(text) <= _MAX_CALL and "`" not in text and text != TOO_DEEP:
            yield Role(name, "called", text)
    target = body.callee(call.func)
    how = _how(call, name, body)
    for place in _places(call, name):
        yield Role(name, "passed", f"{target}:{place}", how)


def _how(call: ast.Call, name: str, body: Body) -> str:
    """Return whether a call is all that a parameter is for, and may fail without further ado."""
    if not is_only_use(call, name, body):
        return ""
    return "tried" if is_guarded(call, body) else "only"


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
    calls = any(isinstance(part, ast.Call) for each in done for part in walk(each))
    return calls and "NotImplementedError" not in map(source, _raised(body))


def _raised(body: Body) -> Iterator[ast.expr]:
    for part in body.nodes:
        if isinstance(part, ast.Raise) and part.exc is not None:
            yield part.exc.func if isinstance(part.exc, ast.Call) else part.exc


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
            yield from _key(key, name, _DOING[type(context)])
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[other]):
            if is_name(other, name):
                yield from _key(key, name, "get")
        case ast.If(test=test) if is_name(test, name):
            yield _NOTHING


_DOING: dict[type[ast.expr_context], str] = {ast.Load: "get", ast.Store: "set", ast.Del: "pop"}


def _forwarded(call: ast.Call, name: str, body: Body) -> Iterator[_Found]:
    """Yield the callee that takes all that is left, with the arguments that it gets besides."""
    function, arguments = _called(call)
    target = body.callee(function)
    if target and target[0] != "." and any(is_name(each, name) for each in _expanded(call)):
        given = [str(sum(not isinstance(each, ast.Starred) for each in arguments))]
        given += [each.arg for each in call.keywords if each.arg is not None]
        yield _Found(Role(name, "forwarded", target, ",".join(given)))


def _called(call: ast.Call) -> tuple[ast.expr, Sequence[ast.expr]]:
    """Return what a call calls, or what a ``partial`` will call, with the positional arguments."""
    if source(call.func) in ("partial", "functools.partial") and call.args:
        return call.args[0], call.args[1:]
    return call.func, call.args


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

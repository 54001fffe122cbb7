"""Certain uses of each parameter in a function, if plain words can describe them.

Only a parameter as its caller gave it counts: what is bound again has no role, unless all that
happens is that something else stands in for it. A role is of the function's own code, of statements
that control reaches whatever the other parameters are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ...model import Role
from ..syntax import FunctionNode
from .allowed import choices, is_defaulted, required, required_instead, stand_ins
from .asking import interface
from .body import Body
from .outcomes import effects
from .passing import collected, handed, kept, unused

__all__ = ["roles"]

_MOST = 200


def roles(node: FunctionNode, *, bound: bool) -> tuple[Role, ...]:
    """Return what a function does with its parameters, by parameter and then as written.

    Args:
        node: The function.
        bound: Whether its first parameter is the instance.
    """
    if not _takes(node.args, bound):
        return ()  # most often there's nothing but the instance
    body = Body(node, bound=bound)
    found = [role for name in body.names for role in _of_parameter(name, body)]
    stars = (argument.arg for argument in (node.args.vararg, node.args.kwarg) if argument)
    for name in stars:
        found += [*collected(name, body), *unused(name, body)]
    return tuple(dict.fromkeys(found))[:_MOST]


def _takes(arguments: ast.arguments, least: int) -> bool:
    """Tell whether a function has more than some positional parameters."""
    others = arguments.vararg or arguments.kwarg or arguments.kwonlyargs
    return bool(others) or len(arguments.posonlyargs) + len(arguments.args) > least


def _of_parameter(name: str, body: Body) -> Iterator[Role]:
    if not body.loads[name]:
        yield from unused(name, body)
        return
    found = list(stand_ins(name, body))
    yield from found
    if not body.bound[name] or len(found) == 1:
        yield from required_instead(name, body) if body.bound[name] else required(name, body)
        yield from choices(name, body)
        yield from effects(name, body)
        yield from interface(name, body)
    if not body.bound[name] or is_defaulted(name, body):
        yield from handed(name, body)
        yield from kept(name, body)

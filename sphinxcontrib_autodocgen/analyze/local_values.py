"""What the local variables of a function stand for: values, and items of what a loop goes over."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from .syntax import (
    SCOPES,
    FunctionNode,
    child_nodes,
    copied,
    inside,
    own_nodes,
    path_of,
    source,
    walk,
)

__all__ = [
    "Loop",
    "bound_counts",
    "has_break",
    "items_of",
    "local_names",
    "names_in",
    "paths_in",
    "sees_all",
    "substituted",
    "touches",
]


def names_in(node: ast.AST) -> set[str]:
    """Return all names in a piece of code."""
    return {part.id for part in walk(node) if isinstance(part, ast.Name)}


class _Substitute(ast.NodeTransformer):
    """Puts values in the places of names."""

    def __init__(self, known: Mapping[str, ast.expr]) -> None:
        self.known = known

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.known.get(node.id, node)


def substituted(node: ast.expr, known: Mapping[str, ast.expr]) -> ast.expr:
    """Return an expression with the values of the local variables in it."""
    if known.keys().isdisjoint(names_in(node)):
        return node
    made = _Substitute(known).visit(copied(node))
    assert isinstance(made, ast.expr)
    return made


def items_of(loop: ast.For | ast.AsyncFor) -> Iterator[tuple[str, str]]:
    """Yield what the variables of a loop are, if it goes over something with a name."""
    target, over = loop.target, loop.iter
    match over, target:
        case ast.Call(ast.Attribute(mapping, "items"), [], []), ast.Tuple([key, value]):
            pairs = [(key, "a key of", mapping), (value, "a value of", mapping)]
        case ast.Call(ast.Attribute(mapping, "values"), [], []), ast.Name():
            pairs = [(target, "a value of", mapping)]
        case ast.Call(ast.Attribute(mapping, "keys"), [], []), ast.Name():
            pairs = [(target, "a key of", mapping)]
        case ast.Call(ast.Name("enumerate"), [sequence], _), ast.Tuple([_, item]):
            pairs = [(item, "an item of", sequence)]
        case _:
            pairs = [(target, "an item of", over)]
    for part, words, whole in pairs:
        if isinstance(part, ast.Name) and path_of(whole):
            yield part.id, f"{words} `{source(whole)}`"


Loop = ast.For | ast.AsyncFor | ast.While


def has_break(loop: Loop) -> bool:
    """Tell whether a loop may end before its time and go on with what is behind it."""
    waiting: list[ast.AST] = list(loop.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Break):
            return True
        if isinstance(node, Loop):
            waiting.extend(node.orelse)
        elif not isinstance(node, SCOPES):
            waiting.extend(child_nodes(node))
    return False


def sees_all(loop: Loop) -> bool:
    """Tell whether a loop looks at all items, if nothing is raised."""
    returns = any(isinstance(part, ast.Return) for part in own_nodes(loop.body))
    return not returns and not has_break(loop)


def paths_in(test: ast.expr) -> Iterator[str]:
    """Yield the names in a condition, each as far as it's dotted."""
    waiting: list[ast.AST] = [test]
    while waiting:
        part = waiting.pop()
        path = path_of(part)
        if path:
            yield path
        else:
            waiting.extend(child_nodes(part))


def touches(path: str, altered: frozenset[str]) -> bool:
    """Tell whether an object on a path, or one that is reached from it, may have been altered."""
    return any(f"{path}.".startswith(f"{one}.") or one.startswith(f"{path}.") for one in altered)


_NAMING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)


def local_names(node: FunctionNode) -> frozenset[str]:
    """Return the names that mean something only inside a function."""
    found = {
        part.id
        for part in walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    for part in inside(node):
        if isinstance(part, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
        elif isinstance(part, _NAMING) and part.name:
            found.add(part.name)
    return frozenset(found)


def bound_counts(node: FunctionNode) -> dict[str, int]:
    """Return how often each name is bound in a function, functions inside it included."""
    counts: dict[str, int] = {}
    for part in walk(node):
        if isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            counts[part.id] = counts.get(part.id, 0) + 1
    return counts

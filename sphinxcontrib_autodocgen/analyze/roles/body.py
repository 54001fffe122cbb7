"""A function's body, with what all readers of roles ask of it."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import cached_property
from itertools import chain
from typing import TypeGuard

from ..conditions import condition, without_not
from ..own_code import callee
from ..syntax import (
    SCOPES,
    TOO_DEEP,
    FunctionNode,
    by_statement,
    child_nodes,
    own_nodes,
    path_of,
    source,
    walk,
)

__all__ = [
    "LEAVING",
    "Body",
    "always",
    "count",
    "is_guarded",
    "is_name",
    "is_only_use",
    "literal",
    "may_be_left_before",
    "mentions",
    "only_raises",
    "predicate",
    "tested_for_none",
]

_MAX_CODE = 60

LEAVING = (ast.Return, ast.Yield, ast.YieldFrom)
"""Nodes that give something to the caller."""

_ENDING = (*LEAVING, ast.Raise)


class Body:
    """A function's own statements, without those of functions inside it.

    Args:
        node: The function.
        bound: Whether its first parameter is the instance.

    Attributes:
        statements: The statements, without the docstring.
        nodes: They and all that is in them.
        receiver: The name of the instance, empty if there's none.
        names: The parameters that are bound again once at most.
        bound: How often each name is bound.
        loads: How often each name is read, inner functions included.
        hidden: The names that only the body knows.
        known: What a name may begin with that isn't global, for ``uses.callee``.
    """

    def __init__(self, node: FunctionNode, *, bound: bool) -> None:
        given = _parameters(node.args)
        self.receiver = given.pop(0) if bound and given else ""
        self.statements = _without_docstring(node.body)
        self._parts = by_statement(node)[len(node.body) - len(self.statements) :]
        self.nodes = list(chain.from_iterable(self._parts))
        self.bound = Counter(_bound_names(self.nodes))
        self.loads = Counter(_loaded_names(node))
        self.names = tuple(name for name in given if self.bound[name] <= 1)
        stars = [each.arg for each in (node.args.vararg, node.args.kwarg) if each is not None]
        self.hidden = self.bound.keys() - {*given, *stars}
        self.known = {name: name for name in (*given, *stars, *self.hidden)}
        if self.receiver:
            self.known[self.receiver] = "self"

    @cached_property
    def around(self) -> dict[str, list[ast.AST]]:
        """The calls, assignments, subscripts and comparisons that each name is a part of."""
        found: dict[str, list[ast.AST]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, _USING):
                for name in dict.fromkeys(_direct_names(node)):
                    found[name].append(node)
        return found

    @cached_property
    def members(self) -> dict[str, list[tuple[str, str]]]:
        """The attributes of each name, and whether they're ``called``, ``read``, ``set``, ``used``.

        An attribute whose method is called, or of which a part is set, may change: it's used.
        """
        called = {id(node.func) for node in self.nodes if isinstance(node, ast.Call)}
        altered = {id(node.value) for node in self.nodes if _alters(node, called)}
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for node in self.nodes:
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                read = "used" if id(node) in altered else _ACCESS.get(type(node.ctx), "")
                found[node.value.id].append((node.attr, "called" if id(node) in called else read))
        return found

    def code(self, node: ast.expr) -> str | None:
        """Return an expression as code, None if it's long or names what only the body knows."""
        text = source(node)
        if text in _EMPTY:
            return _EMPTY[text]
        parts = list(walk(node))
        names = {part.id for part in parts if isinstance(part, ast.Name)}
        if names & self.hidden or text == TOO_DEEP:
            return None
        if any(isinstance(part, SCOPES) for part in parts):
            return None
        return f"`{text}`" if len(text) <= _MAX_CODE and "`" not in text else None

    def callee(self, func: ast.expr) -> str:
        """Return what is called as written, ``.name`` for a method of something unknown."""
        head, _, rest = path_of(func).partition(".")
        if not head or head != self.receiver:
            return callee(func, self.known)
        return f"self.{rest}" if rest else "self"

    def is_plain(self, test: ast.expr, name: str) -> bool:
        """Tell whether a test names nothing private, or that the body binds, but a parameter."""
        parts = list(walk(test))
        names = {part.id for part in parts if isinstance(part, ast.Name)} - {name}
        attributes = {part.attr for part in parts if isinstance(part, ast.Attribute)}
        private = any(each.startswith("_") for each in names | attributes)
        return not private and not names & self.bound.keys()

    @cached_property
    def first_leaving(self) -> int:
        """The index of the first statement, no assertion, that may give something to the caller."""
        for index, statement in enumerate(self.statements):
            gives = (isinstance(part, LEAVING) for part in self._parts[index])
            if not isinstance(statement, ast.Assert) and any(gives):
                return index
        return len(self.statements)

    @cached_property
    def asking(self) -> list[ast.If | ast.IfExp]:
        """The statements and the choices of a value that ask something."""
        return [node for node in self.nodes if isinstance(node, ast.If | ast.IfExp)]

    def is_left_before(self, index: int, name: str) -> bool:
        """Tell whether the function may be left, for a parameter's sake, before a statement."""
        return self._leaving.get(name, index) < index

    @cached_property
    def _leaving(self) -> dict[str, int]:
        """The index of the first statement that may leave the function and has a name, by name."""
        found: dict[str, int] = {}
        for index, statement in enumerate(self.statements):
            if any(isinstance(part, _ENDING) for part in self._parts[index]):
                for part in walk(statement):
                    if isinstance(part, ast.Name):
                        found.setdefault(part.id, index)
        return found

    @cached_property
    def tests_for_none(self) -> Counter[str]:
        """How often each name is only tested for None, or given the value that it lacks."""
        return Counter(filter(None, map(_tested_for_none, self.nodes)))


def _alters(node: ast.AST, called: Set[int]) -> TypeGuard[ast.Attribute | ast.Subscript]:
    """Tell whether a node calls a method of an object, or sets a part of it."""
    if not isinstance(node, ast.Attribute | ast.Subscript):
        return False
    return id(node) in called or not isinstance(node.ctx, ast.Load)


_ACCESS: dict[type[ast.expr_context], str] = {ast.Load: "read", ast.Store: "set"}


def _tested_for_none(node: ast.AST) -> str:
    """Return the name that a node only tests for None, or gives a value if it lacks one."""
    match node:
        case ast.Assign([ast.Name(name)], ast.BoolOp(ast.Or(), [ast.Name(first), *_])):
            return name if name == first else ""
    return tested_for_none(node)


def tested_for_none(node: ast.AST) -> str:
    """Return the name that a node tests for None, empty if it's no such test."""
    match node:
        case ast.Compare(ast.Name(name), [ast.Is() | ast.IsNot()], [ast.Constant(None)]):
            return name
    return ""


_USING = (ast.Call, ast.Assign, ast.AnnAssign, ast.Subscript, ast.Compare)


def _direct_names(node: ast.AST) -> Iterator[str]:
    for child in child_nodes(node):
        value = child.value if isinstance(child, ast.keyword) else child
        if isinstance(value, ast.Name):
            yield value.id


_EMPTY = {
    "[]": "an empty list",
    "list()": "an empty list",
    "{}": "an empty dictionary",
    "dict()": "an empty dictionary",
    "set()": "an empty set",
    "()": "an empty tuple",
    "''": "an empty string",
}


def _parameters(arguments: ast.arguments) -> list[str]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return [argument.arg for argument in named]


def _without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_text else body


def _loaded_names(node: ast.AST) -> Iterator[str]:
    for part in walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load):
            yield part.id


def _bound_names(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield each name as often as nodes bind or delete it."""
    for node in filter(_may_bind, nodes):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                yield from ((a.asname or a.name).partition(".")[0] for a in aliases)
            case ast.MatchMapping(rest=str(name)):
                yield name
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield node.name
                yield from _bound_from_inside(node)
            case _ if isinstance(node, _NAMING) and node.name:
                yield node.name


def _may_bind(node: ast.AST) -> bool:
    return isinstance(node, _BINDING)


_NAMING = (ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_BINDING = (
    *_NAMING,
    *(ast.Name, ast.Import, ast.ImportFrom, ast.MatchMapping),
    *(ast.FunctionDef, ast.AsyncFunctionDef),
)


def _bound_from_inside(node: ast.AST) -> Iterator[str]:
    """Yield twice, so that they have no role, the names that an inner function binds again."""
    for part in walk(node):
        if isinstance(part, ast.Nonlocal):
            yield from part.names * 2


def is_name(node: ast.AST | None, name: str) -> bool:
    """Tell whether an expression is a name."""
    return isinstance(node, ast.Name) and node.id == name


def count(node: ast.AST, name: str) -> int:
    """Return how often a name is in a piece of code."""
    return sum(is_name(part, name) for part in walk(node))


def mentions(node: ast.AST, name: str) -> bool:
    """Tell whether a name is in a piece of code."""
    return count(node, name) > 0


def predicate(test: ast.expr, name: str, *, holds: bool) -> str | None:
    """Return what a condition says of a parameter, as words behind "it is".

    Args:
        test: The condition.
        name: The parameter.
        holds: Whether to say that it holds, or that it doesn't.

    Returns:
        ``true`` or ``false`` of a plain test of its truth; None if there are no plain words.
    """
    bare, bare_holds = without_not(test, holds=holds)
    if is_name(bare, name):
        return "true" if bare_holds else "false"
    if isinstance(bare, ast.BoolOp) or count(bare, name) != 1:
        return None
    words = condition(bare, bare_holds) or ""
    about = f"`{name}` "
    if words.startswith(f"{about}is "):
        return words.removeprefix(f"{about}is ")
    if words.startswith(f"{about}has "):
        return f"an object with{words.removeprefix(f'{about}has')}"
    length = re.fullmatch(rf"`len\({name}\)` is (.+)", words)
    return f"of a length that is {length[1]}" if length else None


def only_raises(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a block raises, and does nothing else but to prepare the message."""
    *before, last = body
    return isinstance(last, ast.Raise) and all(
        isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name) for each in before
    )


def literal(node: ast.expr | None) -> str | None:
    """Return a literal, or the dotted name of a constant, as code."""
    text = source(node) if isinstance(node, ast.Constant | ast.Attribute) else ""
    if isinstance(node, ast.Attribute) and not text.rpartition(".")[2].isupper():
        return None
    return f"`{text}`" if 0 < len(text) <= 30 and "`" not in text else None


def is_only_use(node: ast.AST, name: str, body: Body) -> bool:
    """Tell whether one node is all that reads a parameter, tests for None apart, and always does.

    Args:
        node: It.
        name: The parameter.
        body: The function's body.
    """
    is_alone = body.loads[name] == 1 + body.tests_for_none[name]
    return is_alone and any(part is node for part in always(body.statements, name))


def is_guarded(node: ast.AST, body: Body) -> bool:
    """Tell whether the function may go on after an exception that a part of it raises.

    Args:
        node: The part.
        body: The function's body.
    """
    guards = (each for each in body.nodes if isinstance(each, ast.Try | ast.With | ast.AsyncWith))
    return any(
        _goes_on(guard) and any(part is node for each in guard.body for part in walk(each))
        for guard in guards
    )


def _goes_on(guard: ast.Try | ast.With | ast.AsyncWith) -> bool:
    if isinstance(guard, ast.Try):
        return any(not isinstance(handler.body[-1], ast.Raise) for handler in guard.handlers)
    entered = (item.context_expr for item in guard.items)
    return any(
        isinstance(each, ast.Call) and path_of(each.func).rpartition(".")[2] == "suppress"
        for each in entered
    )


def always(nodes: list[ast.stmt], name: str = "") -> Iterator[ast.AST]:
    """Yield the nodes that no condition is on but whether a parameter is None.

    What repeats or guards statements, such as a loop, is no condition on them.

    Args:
        nodes: Statements.
        name: The parameter.
    """
    waiting: list[ast.AST] = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += _certain(node, name)


def _certain(node: ast.AST, name: str) -> list[ast.AST]:
    """Return the children of a node that aren't skipped in some cases."""
    match node:
        case ast.If(test=test) | ast.IfExp(test=test) if tested_for_none(test) != name or not name:
            return [test]
        case ast.BoolOp(values=[first, *_]):
            return [first]
        case ast.Match(subject=subject):
            return [subject]
        case ast.Try(body=body, finalbody=final) | ast.TryStar(body=body, finalbody=final):
            return [*body, *final]
        case _ if isinstance(node, SCOPES):
            return []
    return list(child_nodes(node))


def may_be_left_before(node: ast.stmt, body: Body) -> bool:
    """Tell whether a function may have returned before one of its own statements."""
    before = body.statements[: body.statements.index(node)]
    return any(isinstance(part, ast.Return) for part in own_nodes(before))

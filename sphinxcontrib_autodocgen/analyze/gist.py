"""The gist of a function: all that a small body does, in order, or nothing at all.

Half of what a function does would mislead, so a gist is kept only if each call, read, write, yield,
await and raise of the body is in it, in the order in which Python evaluates them. A local name that
is used once gives way to its value where that changes nothing of this order.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..model import Gist, Step
from .closures import Closure, closure_of, parameters_of
from .renaming import Renamed, aliases
from .syntax import (
    TOO_DEEP,
    FunctionNode,
    child_nodes,
    copied,
    own_nodes,
    source,
    walk,
)

__all__ = ["gist_of"]

_MOST_STATEMENTS = 12
_MOST_NODES = 250
_LONGEST = 800
"""Maximum length of a written expression; of a longer one too much would be left out."""


class _UnsayableError(Exception):
    """Something for which there is no step."""


class _Step(NamedTuple):
    """A step whose expressions are still nodes; see :class:`~sphinxcontrib_autodocgen.model.Step`.

    ``node`` is the statement.
    """

    kind: str
    node: ast.stmt
    value: ast.expr | None = None
    target: ast.expr | None = None
    inside: tuple[_Step, ...] = ()
    otherwise: tuple[_Step, ...] = ()


def gist_of(node: FunctionNode) -> Gist | None:
    """Return all that a function does, None if that is too much or can't be told in steps.

    Args:
        node: A function; of one with a docstring there is no gist, because its author tells it.
    """
    if ast.get_docstring(node, clean=False):
        return None
    closure = closure_of(node)
    if closure is not None:
        return _of_closure(closure, node)
    if not _is_small(node.body):
        return None
    if any(_is_ellipsis(statement) for statement in node.body):
        return None
    node = _without_aliases(node)
    try:
        steps = _block(node.body)
        steps = _without_locals(steps, _Bindings(node))
    except (_UnsayableError, RecursionError):
        return None
    if _order(steps) != _order(node.body):
        return None
    try:
        return Gist(tuple(map(_record, steps)), tuple(sorted(_Bindings(node).names)))
    except _UnsayableError:
        return None


def _of_closure(closure: Closure, node: FunctionNode) -> Gist:
    """Return the gist of a function that only gives another one, with the steps of that if told."""
    inner = gist_of(closure.function)
    kind = "decorator" if closure.decorates else "closure"
    taken = ", ".join(parameters_of(closure.function))
    own = (name.lstrip("*") for name in parameters_of(closure.function))
    names = {closure.function.name, *own}
    steps = inner.steps if inner is not None else ()
    names |= {*inner.names} if inner is not None else set()
    step = Step(kind, closure.wrapped, taken, node.body[-1].lineno, steps)
    return Gist((step,), tuple(sorted(names)))


def _without_aliases(node: FunctionNode) -> FunctionNode:
    """Call what a function imports under a name of its own by its full name, as readers know it."""
    bindings = _Bindings(node)
    known = {
        local: name
        for local, name in aliases(node)
        if bindings.is_bound_once(local) and not bindings.is_bound(name.partition(".")[0])
    }
    return Renamed(known).visit(copied(node)) if known else node


def _is_ellipsis(statement: ast.stmt) -> bool:
    """Tell whether a statement stands for a body that is elsewhere."""
    match statement:
        case ast.Expr(value=ast.Constant(value)):
            return value is ...
    return False


def _is_small(body: Sequence[ast.stmt]) -> bool:
    """Tell whether a body has few statements and nodes; stops counting early."""
    statements = 0
    for count, part in enumerate(own_nodes(body)):
        statements += isinstance(part, ast.stmt)
        if statements > _MOST_STATEMENTS or count > _MOST_NODES or isinstance(part, _UNTOLD):
            return False
    return True


_UNTOLD = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Global,
    ast.Nonlocal,
    ast.While,
    ast.Match,
    ast.AsyncFor,
    ast.TryStar,
    ast.Break,
    ast.NamedExpr,
)


# from statements to steps


def _block(body: Sequence[ast.stmt]) -> tuple[_Step, ...]:
    """Return the steps of a block; what follows a part that leaves it becomes its alternative."""
    found: list[_Step] = []
    for index, statement in enumerate(body):
        rest = body[index + 1 :]
        step = _folded(statement, rest) if rest else None
        if step is not None:
            return (*found, step)
        found += _steps(statement, is_last=not rest)
    return tuple(found)


def _folded(statement: ast.stmt, rest: Sequence[ast.stmt]) -> _Step | None:
    """Return a statement with the rest of its block as its alternative, None if it isn't one."""
    match statement, rest:
        case ast.If(test=test, body=[ast.Continue()], orelse=[]), _:
            return _Step("if", statement, test, None, (), _block(rest))
        case ast.If(test=test, body=inner, orelse=[]), _ if _leaves(inner):
            return _Step("if", statement, test, None, _block(inner), _block(rest))
        case ast.Try(body=inner, handlers=[handler], orelse=[], finalbody=[]), _:
            if _leaves(inner) and not _leaves(handler.body):
                return _caught(statement, handler, [*handler.body, *rest])
        case ast.For(
            body=[ast.If(test=test, body=[ast.Return()] as inner, orelse=[])], orelse=[]
        ), [ast.Return()]:
            return _first(statement, test, inner, rest)
    if isinstance(statement, ast.Return | ast.Raise) or _has_return(statement):
        raise _UnsayableError
    return None


def _first(
    loop: ast.For, test: ast.expr, inner: Sequence[ast.stmt], rest: Sequence[ast.stmt]
) -> _Step:
    """Return the step of a loop that returns at the first element for which something holds."""
    found = _Step("if", loop.body[0], test, None, _block(inner))
    return _Step("first", loop, loop.iter, loop.target, (found,), _block(rest))


def _has_return(statement: ast.stmt) -> bool:
    return any(isinstance(part, ast.Return) for part in own_nodes([statement]))


def _leaves(body: Sequence[ast.stmt]) -> bool:
    """Tell whether nothing that follows a block is reached from it."""
    last = body[-1]
    if isinstance(last, ast.If):
        return bool(last.orelse) and _leaves(last.body) and _leaves(last.orelse)
    if isinstance(last, ast.With | ast.AsyncWith):
        return _leaves(last.body)
    return isinstance(last, ast.Return | ast.Raise)


def _steps(statement: ast.stmt, *, is_last: bool) -> Iterator[_Step]:
    """Yield the steps of one statement.

    Raises:
        _UnsayableError: If there are none for it.
    """
    if isinstance(statement, _SILENT) or _is_declaration(statement):
        return
    match statement:
        case ast.Return(value=value):
            yield _Step("return", statement, value)
        case ast.Raise(exc=exc, cause=cause):
            yield _Step("raise", statement, exc, cause)
        case ast.Assert(test=test, msg=message):
            yield _Step("assert", statement, test, message)
        case ast.Expr(value=value):
            yield _Step(_called(value), statement, value)
        case ast.Delete(targets=[target]):
            yield _Step("delete", statement, target)
        case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=value):
            yield _Step(_binding(target), statement, value, target)
        case ast.AugAssign(target=target, value=value):
            yield _Step("change", statement, value, target)
        case _:
            yield _compound(statement, is_last=is_last)


_SILENT = (ast.Pass, ast.Import, ast.ImportFrom)


def _is_declaration(statement: ast.stmt) -> bool:
    """Tell whether a statement is only a text or an annotation."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.AnnAssign) and statement.value is None


def _called(value: ast.expr) -> str:
    if isinstance(value, ast.Yield | ast.YieldFrom):
        return "yield"
    if isinstance(value, ast.Call | ast.Await):
        return "call"
    raise _UnsayableError


def _binding(target: ast.expr) -> str:
    if isinstance(target, ast.Name):
        return "let"
    if isinstance(target, ast.Tuple) and all(isinstance(part, ast.Name) for part in target.elts):
        return "let"
    if isinstance(target, ast.Attribute | ast.Subscript):
        return "set"
    raise _UnsayableError


def _compound(statement: ast.stmt, *, is_last: bool) -> _Step:
    """Return the step of a statement that holds others."""
    match statement:
        case ast.If(test=test, body=body, orelse=orelse):
            return _Step("if", statement, test, None, _block(body), _block(orelse))
        case ast.For(body=[ast.If(test=test, body=[ast.Return()] as inner, orelse=[])], orelse=[]):
            return _first(statement, test, inner, ())
        case ast.For(target=target, iter=iterated, body=body, orelse=[]):
            if not _has_return(statement):
                return _Step("for", statement, iterated, target, _block(body))
        case ast.With(items=[item], body=body) | ast.AsyncWith(items=[item], body=body):
            return _Step("with", statement, item.context_expr, item.optional_vars, _block(body))
        case ast.Try(handlers=[], finalbody=finalbody):
            return _Step(
                "finally", statement, None, None, _block(statement.body), _block(finalbody)
            )
        case ast.Try(handlers=[handler], orelse=[], finalbody=[]):
            if is_last or not _leaves(handler.body):
                return _caught(statement, handler, handler.body)
    raise _UnsayableError


def _caught(statement: ast.Try, handler: ast.ExceptHandler, otherwise: Sequence[ast.stmt]) -> _Step:
    return _Step("try", statement, handler.type, None, _block(statement.body), _block(otherwise))


# local names that are used once


class _Bindings:
    """Numbers of bindings and uses of the names in a function.

    Args:
        node: The function.

    Attributes:
        names: All that are bound inside, other than parameters.
    """

    def __init__(self, node: FunctionNode) -> None:
        arguments = node.args
        self._bound = Counter(
            argument.arg
            for argument in (
                *arguments.posonlyargs,
                *arguments.args,
                *arguments.kwonlyargs,
                *filter(None, (arguments.vararg, arguments.kwarg)),
            )
        )
        parameters = frozenset(self._bound)
        self._used: Counter[str] = Counter()
        for body in node.body:
            for part in walk(body):
                self._count(part)
        self.names = frozenset(self._bound) - parameters

    def _count(self, part: ast.AST) -> None:
        match part:
            case ast.Name(id=name, ctx=ast.Load()):
                self._used[name] += 1
            case ast.Name(id=name) | ast.arg(arg=name) | ast.ExceptHandler(name=str() as name):
                self._bound[name] += 1
            case ast.alias(name=name, asname=local):
                self._bound[(local or name).partition(".")[0]] += 1

    def is_bound(self, name: str) -> bool:
        """Tell whether a name is a parameter or bound inside."""
        return self._bound[name] > 0

    def is_bound_once(self, name: str) -> bool:
        """Tell whether a name means the same wherever it's bound."""
        return self._bound[name] == 1

    def is_temporary(self, name: str) -> bool:
        """Tell whether a name is bound once and used once."""
        return self._bound[name] == 1 and self._used[name] == 1

    def is_fixed(self, value: ast.expr) -> bool:
        """Tell whether all names in an expression are bound at most once."""
        names = (part.id for part in walk(value) if isinstance(part, ast.Name))
        return all(self._bound[name] <= 1 for name in names)


def _without_locals(steps: Sequence[_Step], bindings: _Bindings) -> tuple[_Step, ...]:
    """Put values in the places of the names that are used once, in the step that follows."""
    found: list[_Step] = []
    for step in steps:
        inner = step._replace(
            inside=_without_locals(step.inside, bindings),
            otherwise=_without_locals(step.otherwise, bindings),
        )
        while found and (merged := _merged(found[-1], inner, bindings)) is not None:
            found.pop()
            inner = merged
        found.append(inner)
    return tuple(found)


def _merged(let: _Step, step: _Step, bindings: _Bindings) -> _Step | None:
    """Return a step with the value of a local in place of its name, None if that isn't the same."""
    name = let.target.id if let.kind == "let" and isinstance(let.target, ast.Name) else ""
    value = step.value
    if not bindings.is_temporary(name) or value is None or let.value is None:
        return None
    place = _place(value, name)
    if place is None or not bindings.is_fixed(let.value):
        return None
    merged = step._replace(value=_swapped(value, place, let.value))
    return merged if _order([merged]) == _order([let, step]) else None


def _place(value: ast.expr, name: str) -> ast.Name | None:
    """Return the use of a name in an expression, if it's evaluated exactly once there."""
    waiting: list[ast.AST] = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.Name) and part.id == name:
            return part
        waiting.extend(_always(part))
    return None


def _always(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of an expression that are evaluated exactly once if it is."""
    match node:
        case ast.Lambda():
            return
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            yield node.generators[0].iter
        case ast.BoolOp(values=values):
            yield values[0]
        case ast.IfExp(test=test):
            yield test
        case ast.Compare(left=left, comparators=comparators):
            yield from (left, comparators[0])
        case _:
            yield from child_nodes(node)


def _swapped(node: ast.expr, old: ast.expr, new: ast.expr) -> ast.expr:
    """Return an expression with one of its parts replaced; the tree itself isn't changed."""
    if node is old:
        return new
    fields = dict(ast.iter_fields(node))
    changed = {name: _swapped_field(value, old, new) for name, value in fields.items()}
    if all(changed[name] is fields[name] for name in fields):
        return node
    return ast.copy_location(type(node)(**changed), node)  # type: ignore[arg-type]


def _swapped_field(value: object, old: ast.expr, new: ast.expr) -> object:
    if isinstance(value, ast.expr | ast.keyword | ast.comprehension):
        return _swapped(value, old, new)  # type: ignore[arg-type]
    if isinstance(value, list):
        swapped = [_swapped_field(part, old, new) for part in value]
        same = all(one is other for one, other in zip(swapped, value, strict=True))
        return value if same else swapped
    return value


# whether a gist is complete


def _order(parts: Iterable[_Step | ast.AST]) -> list[tuple[object, ...]]:
    """Return all that does or reads something, in the order in which Python evaluates it.

    Args:
        parts: Statements, or the steps that were made of them.
    """
    found: list[tuple[object, ...]] = []
    waiting: list[_Step | ast.AST] = list(parts)
    while waiting:
        part = waiting.pop()
        if isinstance(part, _Step):
            if part.kind in ("raise", "return", "assert", "delete"):
                found.append(_key(part.node))
            waiting += _parts_of_step(part)
            continue
        if isinstance(part, _TOLD):
            found.append(_key(part))
        waiting += _parts(part)
    return found[::-1]


_TOLD = (
    ast.Call,
    ast.Await,
    ast.Yield,
    ast.YieldFrom,
    ast.Attribute,
    ast.Subscript,
    ast.Raise,
    ast.Return,
    ast.Assert,
    ast.Delete,
)


def _key(node: ast.AST) -> tuple[object, ...]:
    """Return what tells a node apart, and a copy of it from others."""
    place = (node.lineno, node.col_offset, node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]
    return (type(node), *place)


def _parts_of_step(step: _Step) -> Iterator[_Step | ast.AST]:
    """Yield the parts of a step in the order of their evaluation."""
    own = [part for part in (step.value, step.target) if part is not None]
    before, after = ((), own) if step.kind == "try" else (own, ())
    yield from (*before, *step.inside, *after, *step.otherwise)


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node in the order of their evaluation."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from (value, *targets)
        case ast.AugAssign(target=target, value=value):
            yield from (value, target)
        case ast.AnnAssign(target=target, value=value):
            yield from (value, target) if value is not None else ()
        case ast.For(target=target, iter=iterated, body=body, orelse=orelse):
            yield from (iterated, target, *body, *orelse)
        case _:
            yield from child_nodes(node)


# records


def _record(step: _Step) -> Step:
    """Return a step whose expressions are written as source."""
    target = _written(step.target)
    if isinstance(step.node, ast.AugAssign):
        target += f" {_OPERATORS.get(type(step.node.op), '?')}"
    return Step(
        step.kind,
        _written(step.value),
        target,
        step.node.lineno,
        tuple(map(_record, step.inside)),
        tuple(map(_record, step.otherwise)),
    )


_OPERATORS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.BitOr: "|",
    ast.BitAnd: "&",
}


def _written(node: ast.expr | None) -> str:
    if node is None:
        return ""
    text = source(node)
    if len(text) > _LONGEST or "\n" in text or text == TOO_DEEP:
        raise _UnsayableError
    return text

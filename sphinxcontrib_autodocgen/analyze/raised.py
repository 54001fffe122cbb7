"""Which exceptions a function's own code raises, and under what condition, in words.

Only what can be read off the function itself is said: a ``raise`` that a ``try`` around it catches
doesn't count, and a condition is put in words only if it is the whole of one plain ``if``, is
built of comparisons and ``isinstance``, and speaks of nothing that a caller can't see (a local
variable, a private attribute); of anything else we say nothing.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from typing import NamedTuple

from ..model import Guess, Raised
from .syntax import SCOPES, TOO_DEEP, FunctionNode, last_part, own_nodes, source

__all__ = ["condition", "exceptions", "is_abstract"]

_CONFIDENCE = 0.9

_CATCH_ALL = {"Exception", "BaseException"}
_PASSING = {"CancelledError", "Cancelled", "GeneratorExit", "KeyboardInterrupt", "SystemExit"}
"""What steers the program rather than reports a failure; handlers let it pass."""

_MAX_NAME = 40

_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("is less than", "is at least"),
    ast.LtE: ("is at most", "is greater than"),
    ast.Gt: ("is greater than", "is at most"),
    ast.GtE: ("is at least", "is less than"),
    ast.Eq: ("is", "is not"),
    ast.NotEq: ("is not", "is"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("is in", "is not in"),
    ast.NotIn: ("is not in", "is in"),
}
"""Words for a comparison that holds, and for one that doesn't."""


_UNKNOWN = (ast.Constant(...), True)
"""A condition that nobody can name."""


class _Context(NamedTuple):
    """What surrounds a statement: what is caught, what is handled, and the one condition on it.

    With ``settled`` names, of some values of which the function has been left before.
    """

    caught: frozenset[str] = frozenset()
    handled: tuple[str, ...] = ()
    handled_name: str | None = None
    conditions: tuple[tuple[ast.expr, bool], ...] = ()
    settled: frozenset[str] = frozenset()


def exceptions(node: FunctionNode) -> list[Raised]:
    """Return what a function raises itself, one entry for each type, in order of appearance.

    Args:
        node: The function.
    """
    if is_abstract(node):
        return []
    found: dict[str, tuple[str | None, int]] = {}
    places = list(_raises(node.body, _Context()))
    if not node.name.startswith("assert"):
        places = [place for place in places if place[0] != "AssertionError"]  # it can't happen
    hidden = _local_names(node) if places else frozenset()
    for name, line, context in places:
        words = _condition_words(context.conditions, hidden | context.settled)
        known, first = found.get(name, (words, line))
        found[name] = _either(known, words), first
    return [_raised(name, words, line) for name, (words, line) in found.items()]


def _raised(name: str, words: str | None, line: int) -> Raised:
    evidence = f"raise:{line}"
    said = Guess(words, _CONFIDENCE, evidence, "raised") if words is not None else None
    return Raised(name, said, evidence, _CONFIDENCE)


def is_abstract(node: FunctionNode) -> bool:
    """Tell whether a function's whole body only says that there is none yet."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if len(body) != 1 or not isinstance(body[0], ast.Raise) or body[0].exc is None:
        return False
    return _exception_name(body[0].exc) in ("NotImplementedError", "AbstractMethodError")


def _either(first: str | None, second: str | None) -> str | None:
    """Join two conditions; if one is unknown the whole is, for half a truth misleads."""
    if first is None or second is None or first == second:
        return first if first == second else None
    if " or if " in first:
        return None
    return f"{first[:-1]} or {second[0].lower()}{second[1:]}"


def _raises(body: list[ast.stmt], context: _Context) -> Iterator[tuple[str, int, _Context]]:
    for statement in body:
        if isinstance(statement, ast.Raise):
            for name in _raised_names(statement, context):
                if context.caught.isdisjoint(_bases(name)):
                    yield name, statement.lineno, context
        elif isinstance(statement, ast.If):
            yield from _raises_in_if(statement, context)
            context = _behind(statement, context)
        elif isinstance(statement, ast.Try | ast.TryStar):
            yield from _raises_in_try(statement, context)
        elif not isinstance(statement, SCOPES):
            yield from _raises_in_blocks(statement, context)
            if _may_return(statement):
                context = context._replace(conditions=(*context.conditions, _UNKNOWN))


def _may_return(statement: ast.stmt) -> bool:
    """Tell whether it's a loop that looks for something, so that what follows means "not found"."""
    loop = isinstance(statement, ast.For | ast.AsyncFor | ast.While)
    return loop and any(isinstance(part, ast.Return) for part in own_nodes([statement]))


def _behind(statement: ast.If, context: _Context) -> _Context:
    """Return the context of what stands behind an ``if``, which isn't always reached."""
    parts = list(own_nodes([statement]))
    if context.conditions and any(isinstance(part, _LEAVING) for part in parts):
        return context._replace(conditions=(*context.conditions, _UNKNOWN))
    if any(isinstance(part, ast.Return | ast.Break | ast.Continue) for part in parts):
        names = {part.id for part in ast.walk(statement.test) if isinstance(part, ast.Name)}
        return context._replace(settled=context.settled | names - {"self", "cls"})
    return context


_LEAVING = (ast.Raise, ast.Return, ast.Break, ast.Continue)


def _raises_in_if(statement: ast.If, context: _Context) -> Iterator[tuple[str, int, _Context]]:
    """Look into all branches; a chain of ``elif`` is followed in a loop, for it may be long."""
    conditions = context.conditions
    branch: list[ast.stmt] = [statement]
    while len(branch) == 1 and isinstance(branch[0], ast.If):
        test = branch[0].test
        yield from _raises(branch[0].body, context._replace(conditions=(*conditions, (test, True))))
        conditions = (*conditions, (test, False))[:2]  # two already are too many for words
        branch = branch[0].orelse
    yield from _raises(branch, context._replace(conditions=conditions))


def _raises_in_blocks(
    statement: ast.stmt, context: _Context
) -> Iterator[tuple[str, int, _Context]]:
    """Look into loops, ``with`` and ``match``; what happens there depends on more than an if."""
    if isinstance(statement, ast.With | ast.AsyncWith):
        inner = context._replace(caught=context.caught.union(*map(_suppressed, statement.items)))
    else:
        inner = context._replace(conditions=(*context.conditions, _UNKNOWN))
    for _, value in ast.iter_fields(statement):
        if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
            yield from _raises(value, inner)
        elif isinstance(value, list) and value and isinstance(value[0], ast.match_case):
            for case in value:
                yield from _raises(case.body, inner)


def _suppressed(item: ast.withitem) -> set[str]:
    """Return the exceptions that ``with suppress(...)`` catches."""
    call = item.context_expr
    if not isinstance(call, ast.Call) or last_part(source(call.func)) != "suppress":
        return set()
    return {name for argument in call.args if (name := _exception_name(argument))}


def _raises_in_try(
    statement: ast.Try | ast.TryStar, context: _Context
) -> Iterator[tuple[str, int, _Context]]:
    names = {name for handler in statement.handlers for name in _handled(handler)}
    unknown = (*context.conditions, _UNKNOWN)
    inside = context._replace(caught=context.caught | names, conditions=unknown)
    yield from _raises(statement.body, inside)
    for handler in statement.handlers:
        handling = context._replace(
            handled=tuple(_handled(handler)), handled_name=handler.name, conditions=unknown
        )
        yield from _raises(handler.body, handling)
    yield from _raises(statement.orelse, context._replace(conditions=unknown))
    yield from _raises(statement.finalbody, context)


def _bases(name: str) -> set[str]:
    """Return the names under which an exception can be caught, as far as they're known."""
    found = getattr(builtins, name, None)
    if isinstance(found, type) and issubclass(found, BaseException):
        return {name, *(base.__name__ for base in found.__mro__)}
    return {name, *_CATCH_ALL}


def _handled(handler: ast.ExceptHandler) -> list[str]:
    if handler.type is None:
        return ["BaseException"]
    parts = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return [name for part in parts if (name := _exception_name(part))]


def _raised_names(statement: ast.Raise, context: _Context) -> list[str]:
    """Return the types that a ``raise`` raises; those handled, if it raises them again."""
    exc = statement.exc
    again = exc is None or (isinstance(exc, ast.Name) and exc.id == context.handled_name)
    if again:
        handled = [name for name in context.handled if last_part(name) not in _PASSING]
        return [name for name in handled if name not in _CATCH_ALL]
    name = _exception_name(exc) if exc is not None else None
    return [name] if name else []


def _exception_name(node: ast.expr) -> str | None:
    """Return the dotted name of an exception class, None if the expression isn't plainly one."""
    target = node.func if isinstance(node, ast.Call) else node
    if not isinstance(target, ast.Name | ast.Attribute):
        return None
    name = source(target)
    last = name.rpartition(".")[2]
    plain = name.replace(".", "").isidentifier() and not name.startswith(("self.", "cls."))
    return name if plain and last[:1].isupper() and not last.isupper() else None


def _local_names(node: FunctionNode) -> frozenset[str]:
    """Return the names that mean something only inside a function."""
    found = {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    for part in own_nodes(node.body):
        if isinstance(part, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
        elif isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(part.name)
    return frozenset(found)


def _condition_words(
    conditions: tuple[tuple[ast.expr, bool], ...], hidden: frozenset[str]
) -> str | None:
    if len(conditions) != 1:
        return None
    test, holds = conditions[0]
    for part in ast.walk(test):
        if isinstance(part, ast.Name) and (part.id in hidden or part.id.startswith("_")):
            return None
        if isinstance(part, ast.Attribute) and part.attr.startswith("_"):
            return None
    words = condition(test, holds)
    return f"If {words}." if words else None


def condition(test: ast.expr, holds: bool) -> str | None:
    """Put a condition in words: ``n < 0`` becomes "`n` is negative".

    Args:
        test: The expression.
        holds: Whether to say that it holds, or that it doesn't.

    Returns:
        Words without capital and full stop, with code in backquotes; None if there are no plain
        words for it.
    """
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test, holds = test.operand, not holds
    if isinstance(test, ast.BoolOp):
        return _junction(test, holds)
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        return _comparison(test.left, test.ops[0], test.comparators[0], holds)
    if isinstance(test, ast.Call):
        return _call(test, holds)
    name = None if isinstance(test, ast.Constant) else _code(test)
    if name is None:
        return None
    return f"{name} is true" if holds else f"{name} is empty, zero, false or None"


def _junction(test: ast.BoolOp, holds: bool) -> str | None:
    if len(test.values) > 2 or any(isinstance(_bare(value), ast.BoolOp) for value in test.values):
        return None  # "a and b or c" could be read in two ways
    words = [condition(value, holds) for value in test.values]
    if None in words:
        return None
    joined = isinstance(test.op, ast.And) == holds
    return (" and " if joined else " or ").join(word for word in words if word)


def _bare(test: ast.expr) -> ast.expr:
    while isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        test = test.operand
    return test


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, holds: bool) -> str | None:
    subject, other = _code(left), _code(right)
    if subject is None or other is None or isinstance(left, ast.Constant):
        return None
    if isinstance(right, ast.Constant) and right.value == 0 and type(right.value) is int:
        sign = _SIGNS.get((type(op), holds))
        if sign is not None:
            return f"{subject} is {sign}"
    return f"{subject} {_COMPARED[type(op)][0 if holds else 1]} {other}"


_SIGNS: dict[tuple[type[ast.cmpop], bool], str] = {
    (ast.Lt, True): "negative",
    (ast.GtE, False): "negative",
    (ast.Gt, True): "positive",
    (ast.LtE, False): "positive",
}
"""What a comparison with 0 says of a number, if it holds or doesn't."""


def _call(test: ast.Call, holds: bool) -> str | None:
    function = test.func.id if isinstance(test.func, ast.Name) else ""
    if len(test.args) != 2 or test.keywords or function not in ("isinstance", "hasattr"):
        return None
    subject = _code(test.args[0])
    if subject is None:
        return None
    if function == "hasattr":
        attribute = test.args[1]
        if not isinstance(attribute, ast.Constant) or not isinstance(attribute.value, str):
            return None
        return f"{subject} has {'an' if holds else 'no'} attribute `{attribute.value}`"
    kinds = test.args[1].elts if isinstance(test.args[1], ast.Tuple) else [test.args[1]]
    names = [_code(kind) for kind in kinds]
    if None in names:
        return None
    listed = " or ".join(name for name in names if name)
    return f"{subject} is {'an' if holds else 'not an'} instance of {listed}"


def _code(node: ast.expr) -> str | None:
    """Return a name, attribute, plain constant or ``len()`` of one as code, None for the rest."""
    if isinstance(node, ast.Constant):
        text = repr(node.value)
        plain = node.value is None or isinstance(node.value, bool | int | float | str)
        return f"`{text}`" if plain and len(text) <= _MAX_NAME and "`" not in text else None
    plain_call = (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("len", "type")
        and len(node.args) == 1
        and not node.keywords
    )
    inner = node.args[0] if plain_call and isinstance(node, ast.Call) else node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    text = source(node) if isinstance(inner, ast.Name) else ""
    return f"`{text}`" if text and len(text) <= _MAX_NAME and text != TOO_DEEP else None

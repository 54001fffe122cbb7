"""Which exceptions a function's own code raises, and under what condition, in words.

The statements are followed in order, as control flows: a ``raise`` that can't be reached, that a
``try`` around it catches, or that a ``finally`` replaces doesn't count. What decides whether one is
reached is gathered on the way, and put in words by :mod:`.occasions`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from ..model import Case, Evidence, Guess, Raised, Rule
from .conditions import without_not
from .effects import changes
from .exception_types import (
    CATCH_ALL,
    Makers,
    caught_by,
    exception_name,
    handled_by,
    local_exceptions,
    names_of,
    raised_inside,
    without_traceback,
)
from .local_values import Loop, has_break, names_in
from .messages import Messages
from .occasions import Occasion, Teller, Test
from .syntax import (
    FunctionNode,
    first_parameter,
    inside,
    last_part,
    own_nodes,
    source,
    walk,
)

__all__ = ["exceptions", "is_abstract", "is_only_deprecated"]

_RULE = Rule("raised", 0.9, links="code")
"""Function that writes the condition of an exception."""

_CONFIDENCE = 0.9
_AGAIN_CONFIDENCE = 0.8
"""Of what is only raised again: whether it occurs is up to the code that is called."""

_PASSING = {"CancelledError", "Cancelled", "GeneratorExit", "KeyboardInterrupt", "SystemExit"}
"""Exceptions that control the program instead of reporting a failure; handlers let them pass."""


class _Context(NamedTuple):
    """The context of a statement.

    Attributes:
        caught: Names of exceptions that don't get out.
        handled: Those that the handler around it handles.
        handled_name: The handler's name for what it handles.
        occasion: What decides whether it's reached.
    """

    caught: frozenset[str] = frozenset()
    handled: tuple[str, ...] = ()
    handled_name: str | None = None
    occasion: Occasion = Occasion()

    def on(self, occasion: Occasion) -> _Context:
        """Return the context on another occasion."""
        return self._replace(occasion=occasion)

    def behind(self, nodes: Iterable[ast.AST]) -> _Context:
        """Return the context behind what nodes change."""
        return self.on(self.occasion.behind(changes(nodes)))

    def under(self, test: Test) -> _Context:
        """Return the context if something more decides."""
        changed = self.occasion.changed
        if test.expression is not None:
            own = changes([test.expression])
            changed = changed._replace(bound=changed.bound | own.bound)
        return self.on(self.occasion.under(test._replace(changed=changed)))


class _Place(NamedTuple):
    """A type that is raised on a line.

    Attributes:
        name: The type.
        line: The line.
        context: What surrounds it.
        again: Whether a handler only raises it again.
        case: What can be said of it.
    """

    name: str
    line: int
    context: _Context
    again: bool
    case: Case = Case()


_Walk = Generator[_Place, None, _Context | None]
"""Yields what gets out, and returns the context behind; None if control doesn't get there."""


def exceptions(node: FunctionNode, makers: Makers | None = None) -> list[Raised]:
    """Return what a function raises itself, one entry for each type, in order of appearance.

    Args:
        node: The function.
        makers: What its module says of exceptions.
    """
    if is_abstract(node):
        return []
    parts = inside(node)
    if not any(isinstance(part, ast.Raise) for part in parts):
        return []
    reader = _Reader(node, makers or Makers())
    places = [_converted(place, node, parts) for place in reader.block(node.body, _Context())]
    if not node.name.startswith("assert"):
        places = [place for place in places if place.name != "AssertionError"]  # it can't happen
    return list(_entries(places, node))


def _converted(place: _Place, node: FunctionNode, parts: Sequence[ast.AST]) -> _Place:
    """Name what gets out of a generator or coroutine in place of ``StopIteration`` (PEP 479)."""
    generates = any(isinstance(part, ast.Yield | ast.YieldFrom) for part in parts)
    is_async = isinstance(node, ast.AsyncFunctionDef)
    stops = {"StopIteration"} if generates or is_async else set()
    if generates and is_async:
        stops.add("StopAsyncIteration")
    if place.name not in stops:
        return place
    return place._replace(name="RuntimeError", case=replace(place.case, message=""))


def _entries(places: list[_Place], node: FunctionNode) -> Iterator[Raised]:
    elsewhere = set(raised_inside(node)) if places else set()
    by_name: dict[str, list[_Place]] = {}
    for place in places:
        by_name.setdefault(place.name, []).append(place)
    for name, found in by_name.items():
        yield _entry(found, () if name in elsewhere else _cases(found), node)


def _cases(places: list[_Place]) -> tuple[Case, ...]:
    """Return what can be said of each place where a type is raised, in order, each once."""
    return tuple(dict.fromkeys(place.case for place in places))


def _entry(places: list[_Place], cases: tuple[Case, ...], node: FunctionNode) -> Raised:
    """Return the record of a type that is raised in some places."""
    again = all(place.again for place in places)
    confidence = _AGAIN_CONFIDENCE if again else _CONFIDENCE
    evidence = Evidence("reraise" if again else "raise", lines=(places[0].line,))
    words = _words_of_all(cases)
    said = Guess(words, confidence, evidence, _RULE) if words is not None else None
    asks_self = any(_asks(place, first_parameter(node)) for place in places)
    lines = tuple(place.line for place in places if place.case.message)
    told = cases if lines else ()
    return Raised(places[0].name, said, evidence, confidence, asks_self, told, lines)


def _words_of_all(cases: tuple[Case, ...]) -> str | None:
    """Put all conditions of a type in words, None if one of them has none."""
    if not cases or any(case.told != "all" for case in cases):
        return None
    first, *others = dict.fromkeys(case.condition for case in cases)
    if len(others) >= _MOST_CASES:
        return None
    text = " or if ".join([first, *others])
    return f"If {text}." if not others or " or " not in first else None


_MOST_CASES = 3
"""Most cases whose conditions are listed."""


def _asks(place: _Place, name: str) -> bool:
    """Tell whether a condition on a place reads a name."""
    tests = place.context.occasion.tests
    parts = chain.from_iterable(walk(test.expression) for test in tests if test.expression)
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def is_only_deprecated(node: FunctionNode) -> bool:
    """Tell whether a function's whole body only says that it's no longer to be called."""
    body = [statement for statement in _body(node) if not isinstance(statement, ast.Pass)]
    if not all(isinstance(statement, ast.Raise | ast.Expr) for statement in body):
        return False
    said = list(map(_told, body))
    if not all(said) or not any(map(_DEPRECATED.search, said)):
        return False
    taken = {argument.arg for argument in walk(node.args) if isinstance(argument, ast.arg)}
    names = chain.from_iterable(map(names_in, body))
    return (taken - _OWN).isdisjoint(names)  # else it's of something else that it says so


_OWN = {"self", "cls"}
_DEPRECATED = re.compile(r"deprecat|removed in\b|no longer (?:available|supported)", re.IGNORECASE)


def _told(statement: ast.stmt) -> str:
    """Return the code of a statement that raises or warns, empty for any other."""
    if isinstance(statement, ast.Raise) and statement.exc is not None:
        return source(statement.exc)
    value = statement.value if isinstance(statement, ast.Expr) else None
    warns = isinstance(value, ast.Call) and last_part(source(value.func)) in _WARNERS
    return source(value) if value is not None and warns else ""


_WARNERS = {"warn", "warn_explicit", "warning"}


def _body(node: FunctionNode) -> list[ast.stmt]:
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body


def is_abstract(node: FunctionNode) -> bool:
    """Tell whether a function's whole body only says that there is none yet."""
    body = _body(node)
    if len(body) != 1 or not isinstance(body[0], ast.Raise) or body[0].exc is None:
        return False
    return exception_name(body[0].exc) in ("NotImplementedError", "AbstractMethodError")


class _Reader:
    """Follows the statements of one function.

    Args:
        node: The function.
        makers: What its module says of exceptions.
    """

    def __init__(self, node: FunctionNode, makers: Makers) -> None:
        self.makers = makers
        self.local = local_exceptions(node, makers)
        self.messages = Messages(node, makers.texts)
        self.teller = Teller(node, makers.modules)

    def block(self, body: list[ast.stmt], context: _Context) -> _Walk:
        """Follow statements until control doesn't get to the next."""
        reached: _Context | None = context
        for statement in body:
            if reached is None:
                return None
            reached = yield from self._statement(statement, reached)
        return reached

    def _statement(self, statement: ast.stmt, context: _Context) -> _Walk:
        if isinstance(statement, ast.Raise):
            yield from self._raise(statement, context)
            return None
        if isinstance(statement, ast.Return | ast.Break | ast.Continue):
            return None
        if isinstance(statement, ast.If):
            return (yield from self._if(statement, context))
        if isinstance(statement, ast.Try | ast.TryStar):
            return (yield from self._try(statement, context))
        if isinstance(statement, Loop):
            return (yield from self._loop(statement, context))
        if isinstance(statement, ast.With | ast.AsyncWith):
            return (yield from self._with(statement, context))
        if isinstance(statement, ast.Match):
            return (yield from self._match(statement, context))
        known = self.teller.known(context.occasion, statement)
        behind = _behind(statement, context)
        return behind.on(behind.occasion._replace(known=known))

    def _raise(self, statement: ast.Raise, context: _Context) -> Iterator[_Place]:
        again = _is_again(statement.exc, context)
        if again:
            handled = [name for name in context.handled if last_part(name) not in _PASSING]
            names = [name for name in handled if name not in CATCH_ALL]
        else:
            names = names_of(statement.exc, self.local, self.makers)
        message = None if again else self._message(statement)
        case = self.teller.case(context.occasion, message, again=again) if names else Case()
        for name in names:
            if context.caught.isdisjoint(self.makers.bases(name)):
                yield _Place(name, statement.lineno, context, again, case)

    def _message(self, statement: ast.Raise) -> str | None:
        exc = without_traceback(statement.exc) if statement.exc is not None else None
        if isinstance(exc, ast.Call) and exception_name(exc) is None:
            return None  # what a function is given that makes one is up to that function
        return self.messages.of(statement, exc)

    def _if(self, statement: ast.If, context: _Context) -> _Walk:
        """Look into all branches; a chain of ``elif`` is followed in a loop, for it may be long."""
        inner = context
        ends: list[_Context | None] = []
        branch: list[ast.stmt] = [statement]
        while len(branch) == 1 and isinstance(link := branch[0], ast.If):
            known, before = _constant(link.test), inner
            if known is not False:
                below = before if known else before.under(Test(link.test))
                ends.append((yield from self.block(link.body, below.behind([link.test]))))
            if known:
                break
            branch = link.orelse
            inner = before if known is False else before.under(_failed(link.test, branch))
            inner = inner.behind([link.test])
        else:
            ends.append((yield from self.block(branch, inner)))
        if not any(map(_is_reached, ends)):
            return None
        return _behind_if(statement, context, falls_through=not any(map(_is_reached, ends[:-1])))

    def _loop(self, statement: Loop, context: _Context) -> _Walk:
        known = _constant(statement.test) if isinstance(statement, ast.While) else None
        around = context.behind([statement])
        around = around.on(self.teller.with_items(around.occasion, statement))
        inside = around.under(Test(getattr(statement, "target", None), kind="loop"))
        if known is not False:
            yield from self.block(statement.body, inside)
        end = yield from self.block(statement.orelse, around.under(_IN_DOUBT))
        if not has_break(statement) and (known is True or (statement.orelse and end is None)):
            return None
        return _behind(statement, context)

    def _with(self, statement: ast.With | ast.AsyncWith, context: _Context) -> _Walk:
        names = [_suppressed(item) for item in statement.items]
        inner = context.behind(statement.items)._replace(caught=context.caught.union(*names))
        end = yield from self.block(statement.body, inner)
        raises = any(isinstance(part, ast.Raise) for part in own_nodes(statement.body))
        return None if end is None and not raises else _behind(statement, context)

    def _match(self, statement: ast.Match, context: _Context) -> _Walk:
        inner = context.behind([statement]).under(_IN_DOUBT)
        last = statement.cases[-1]
        done = last.guard is None and _matches_all(last.pattern)
        for case in statement.cases:
            end = yield from self.block(case.body, inner)
            done = done and end is None
        return None if done else _behind(statement, context)

    def _try(self, statement: ast.Try | ast.TryStar, context: _Context) -> _Walk:
        places, end = _collected(self._guarded(statement, context))
        final, last = _collected(self.block(statement.finalbody, context.behind([statement])))
        if last is not None:
            yield from places  # else what the block of finally does takes their place
        yield from final
        return None if end is None or last is None else _behind(statement, context)

    def _guarded(self, statement: ast.Try | ast.TryStar, context: _Context) -> _Walk:
        """Follow all of a ``try`` but its ``finally``."""
        names = frozenset(chain.from_iterable(map(caught_by, statement.handlers)))
        end = yield from self.block(statement.body, context._replace(caught=context.caught | names))
        behind = context.behind(statement.body)
        if end is not None:
            end = yield from self.block(statement.orelse, behind)
        ends = [end]
        tried = _tried(statement)
        for handler in statement.handlers:
            test = Test(tried, kind="handler", caught=tuple(caught_by(handler)))
            handling = context.under(test).behind(statement.body)
            handling = handling._replace(handled=handled_by(handler), handled_name=handler.name)
            ends.append((yield from self.block(handler.body, handling)))
        return None if all(one is None for one in ends) else behind


_IN_DOUBT = Test(None)
"""A condition that nobody can name."""


def _tried(statement: ast.Try | ast.TryStar) -> ast.expr | None:
    """Return the expression that is all that a ``try`` evaluates, None if it does more."""
    match statement.body:
        case [ast.Expr(value) | ast.Return(ast.expr() as value) | ast.Assign([ast.Name()], value)]:
            return value.value if isinstance(value, ast.Await) else value
    return None


def _failed(test: ast.expr, branch: list[ast.stmt]) -> Test:
    """Return the condition below ``else``; of a chain if nothing else is done there."""
    chains = len(branch) == 1 or any(isinstance(statement, ast.Raise) for statement in branch)
    return Test(test, holds=False, kind="else" if chains else "if")


def _collected(walk: _Walk) -> tuple[list[_Place], _Context | None]:
    """Follow a walk to its end; return what it yields, and the context behind."""
    places: list[_Place] = []
    while True:
        try:
            places.append(next(walk))
        except StopIteration as stop:
            return places, stop.value


def _behind(statement: ast.stmt, context: _Context) -> _Context:
    """Return the context of what stands behind a statement, which isn't always reached."""
    context = context.behind([statement])
    returns = _has(own_nodes([statement]), ast.Return)
    return context.under(Test(None, kind="left")) if returns else context


def _is_reached(context: _Context | None) -> bool:
    return context is not None


def _behind_if(statement: ast.If, context: _Context, *, falls_through: bool) -> _Context:
    """Return the context behind an ``if``.

    Args:
        statement: The statement.
        context: The context before it.
        falls_through: Whether it's reached only if no condition of the chain holds.
    """
    parts = list(own_nodes([statement]))
    occasion = context.behind([statement]).occasion
    tests = [part.test for part in parts if isinstance(part, ast.If)]
    names = frozenset(chain.from_iterable(map(names_in, tests))) - {"self", "cls"}
    if _has(parts, *_LEAVING):
        is_plain = falls_through and len(tests) == 1
        left = Test(tests[0] if is_plain else None, False, context.occasion.changed, "left")
        if occasion.tests:
            return context.on(occasion.under(left))
        if is_plain:
            return context.on(occasion._replace(left=(*occasion.left, left)))
        return context.on(occasion._replace(settled=occasion.settled | names))
    if _has(parts, ast.Raise):
        return context.on(occasion._replace(refused=occasion.refused | names))
    return context.on(occasion)


_LEAVING = (ast.Return, ast.Break, ast.Continue)


def _has(parts: Iterable[ast.AST], *kinds: type[ast.AST]) -> bool:
    return any(isinstance(part, kinds) for part in parts)


def _constant(test: ast.expr) -> bool | None:
    """Return what a condition always is, None if that depends."""
    test, holds = without_not(test, holds=True)
    if isinstance(test, ast.Constant):
        return bool(test.value) is holds
    if isinstance(test, ast.Name | ast.Attribute) and last_part(source(test)) == "TYPE_CHECKING":
        return not holds
    return None


def _matches_all(pattern: ast.pattern) -> bool:
    return isinstance(pattern, ast.MatchAs) and pattern.pattern is None


def _suppressed(item: ast.withitem) -> set[str]:
    """Return the exceptions that ``with suppress(...)`` catches."""
    call = item.context_expr
    if not isinstance(call, ast.Call) or last_part(source(call.func)) != "suppress":
        return set()
    return {exception_name(argument) or "BaseException" for argument in call.args}


def _is_again(exc: ast.expr | None, context: _Context) -> bool:
    """Tell whether a ``raise`` raises what the handler around it handles."""
    bare = without_traceback(exc) if exc is not None else None
    return bare is None or (isinstance(bare, ast.Name) and bare.id == context.handled_name)

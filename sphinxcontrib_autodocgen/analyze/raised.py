"""Which exceptions a function's own code raises, and under what condition, in words.

The statements are followed in order, as control flows: a ``raise`` that can't be reached, that a
``try`` around it catches, or that a ``finally`` replaces doesn't count. A condition is put in words
only if it is the whole of one plain ``if`` and speaks of what the caller passed: not of local
variables or private attributes, and not of a name that was bound again or of an object that was
changed before.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from ..model import Evidence, Guess, Raised, Rule
from .conditions import condition, is_about_state, without_not
from .effects import Changes, changes
from .exception_types import (
    CATCH_ALL,
    Makers,
    caught_by,
    exception_name,
    handled_by,
    local_exceptions,
    names_of,
    parameters,
    raised_inside,
    without_traceback,
)
from .messages import Messages
from .syntax import SCOPES, FunctionNode, first_parameter, last_part, own_nodes, path_of, source

__all__ = ["exceptions", "is_abstract", "is_only_deprecated"]

_RULE = Rule("raised", 0.9, links="code")
"""Function that writes the condition of an exception."""

_CONFIDENCE = 0.9
_AGAIN_CONFIDENCE = 0.8
"""Of what is only raised again: whether it occurs is up to the code that is called."""

_PASSING = {"CancelledError", "Cancelled", "GeneratorExit", "KeyboardInterrupt", "SystemExit"}
"""Exceptions that control the program instead of reporting a failure; handlers let them pass."""


class _Test(NamedTuple):
    """A condition on a statement: an expression, whether it holds, and what had changed before."""

    expression: ast.expr
    holds: bool
    changed: Changes


_MAX_TESTS = 2
"""Most conditions, one inside the other, that are put in words."""

_UNKNOWN = _Test(ast.Constant(...), True, Changes())
"""A condition that nobody can name."""


class _Context(NamedTuple):
    """The context of a statement.

    Attributes:
        caught: Names of exceptions that don't get out.
        handled: Those that the handler around it handles.
        handled_name: The handler's name for what it handles.
        tests: The conditions on it.
        changed: What has changed since the function was called.
        settled: Names of some of whose values the function has been left before.
        refused: Names for some of whose values something has been raised before.
    """

    caught: frozenset[str] = frozenset()
    handled: tuple[str, ...] = ()
    handled_name: str | None = None
    tests: tuple[_Test, ...] = ()
    changed: Changes = Changes()
    settled: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    def under(self, expression: ast.expr, *, holds: bool) -> _Context:
        """Return the context below a condition; of too many for words no more is kept."""
        test = _Test(expression, holds, self.changed)
        return self._replace(tests=(*self.tests, test)[: _MAX_TESTS + 1])

    def in_doubt(self) -> _Context:
        """Return the context below a condition that nobody can name."""
        return self._replace(tests=(*self.tests, _UNKNOWN)[: _MAX_TESTS + 1])


class _Place(NamedTuple):
    """A type that is raised on a line.

    Attributes:
        name: The type.
        line: The line.
        context: What surrounds it.
        again: Whether a handler only raises it again.
        message: What the author says to whom it reaches, None if that can't be told.
    """

    name: str
    line: int
    context: _Context
    again: bool
    message: str | None = None


_Loop = ast.For | ast.AsyncFor | ast.While

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
    parts = list(own_nodes(node.body))
    if not any(isinstance(part, ast.Raise) for part in parts):
        return []
    reader = _Reader(node, makers or Makers())
    places = [_converted(place, node, parts) for place in reader.block(node.body, _Context())]
    if not node.name.startswith("assert"):
        places = [place for place in places if place.name != "AssertionError"]  # it can't happen
    return list(_entries(places, node))


def _converted(place: _Place, node: FunctionNode, parts: list[ast.AST]) -> _Place:
    """Name what gets out of a generator or coroutine in place of ``StopIteration`` (PEP 479)."""
    generates = any(isinstance(part, ast.Yield | ast.YieldFrom) for part in parts)
    is_async = isinstance(node, ast.AsyncFunctionDef)
    stops = {"StopIteration"} if generates or is_async else set()
    if generates and is_async:
        stops.add("StopAsyncIteration")
    return place._replace(name="RuntimeError", message=None) if place.name in stops else place


def _entries(places: list[_Place], node: FunctionNode) -> Iterator[Raised]:
    hidden = _local_names(node) if places else frozenset()
    elsewhere = set(raised_inside(node)) if places else set()
    by_name: dict[str, list[_Place]] = {}
    for place in places:
        by_name.setdefault(place.name, []).append(place)
    for name, found in by_name.items():
        if name in elsewhere:
            yield _entry(found, None, (), node)
            continue
        words = _words_of_all(found, node, hidden)
        is_told = words is not None or all(map(_is_simple, found))
        yield _entry(found, words, _messages(found) if is_told else (), node)


def _entry(
    places: list[_Place], words: str | None, messages: tuple[str, ...], node: FunctionNode
) -> Raised:
    """Return the record of a type that is raised in some places."""
    again = all(place.again for place in places)
    confidence = _AGAIN_CONFIDENCE if again else _CONFIDENCE
    evidence = Evidence("reraise" if again else "raise", lines=(places[0].line,))
    said = Guess(words, confidence, evidence, _RULE) if words is not None else None
    asks_self = any(_asks(place, first_parameter(node)) for place in places)
    lines = tuple(place.line for place in places) if messages else ()
    return Raised(places[0].name, said, evidence, confidence, asks_self, messages, lines)


def _words_of_all(places: list[_Place], node: FunctionNode, hidden: frozenset[str]) -> str | None:
    """Put the conditions on all places of a type in words, None if one of them has none."""
    words = _words(places[0], node, hidden)
    for place in places[1:]:
        words = _either(words, _words(place, node, hidden))
    return words


def _is_simple(place: _Place) -> bool:
    """Tell whether a message needs no condition: one at most decides, and nothing before it."""
    return len(place.context.tests) < 2 and not place.context.settled


def _messages(places: list[_Place]) -> tuple[str, ...]:
    """Return the messages of a type, none if a place has none: half of what is said misleads."""
    found = tuple(place.message for place in places if place.message)
    return tuple(dict.fromkeys(found)) if len(found) == len(places) else ()


def _asks(place: _Place, name: str) -> bool:
    """Tell whether a condition on a place reads a name."""
    parts = chain.from_iterable(ast.walk(test.expression) for test in place.context.tests)
    return any(isinstance(part, ast.Name) and part.id == name for part in parts)


def is_only_deprecated(node: FunctionNode) -> bool:
    """Tell whether a function's whole body only says that it's no longer to be called."""
    taken = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    body = [statement for statement in _body(node) if not isinstance(statement, ast.Pass)]
    if not (taken - _OWN).isdisjoint(chain.from_iterable(map(_names, body))):
        return False  # it's of something else that it says so
    said = [_told(statement) for statement in body]
    return bool(said) and all(said) and any(_DEPRECATED.search(text) for text in said)


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
        if isinstance(statement, _Loop):
            return (yield from self._loop(statement, context))
        if isinstance(statement, ast.With | ast.AsyncWith):
            return (yield from self._with(statement, context))
        if isinstance(statement, ast.Match):
            return (yield from self._match(statement, context))
        return _behind(statement, context)

    def _raise(self, statement: ast.Raise, context: _Context) -> Iterator[_Place]:
        again = _is_again(statement.exc, context)
        if again:
            handled = [name for name in context.handled if last_part(name) not in _PASSING]
            names = [name for name in handled if name not in CATCH_ALL]
        else:
            names = names_of(statement.exc, self.local, self.makers)
        message = None if again else self._message(statement)
        for name in names:
            if context.caught.isdisjoint(self.makers.bases(name)):
                yield _Place(name, statement.lineno, context, again, message)

    def _message(self, statement: ast.Raise) -> str | None:
        exc = without_traceback(statement.exc) if statement.exc is not None else None
        return self.messages.of(statement, exc)

    def _if(self, statement: ast.If, context: _Context) -> _Walk:
        """Look into all branches; a chain of ``elif`` is followed in a loop, for it may be long."""
        inner = context
        ends: list[_Context | None] = []
        branch: list[ast.stmt] = [statement]
        while len(branch) == 1 and isinstance(link := branch[0], ast.If):
            known = _constant(link.test)
            inner = inner._replace(changed=inner.changed | changes([link.test]))
            if known is not False:
                below = inner if known else inner.under(link.test, holds=True)
                ends.append((yield from self.block(link.body, below)))
            if known:
                break
            inner = inner if known is False else inner.under(link.test, holds=False)
            branch = link.orelse
        else:
            ends.append((yield from self.block(branch, inner)))
        return _behind_if(statement, context) if any(map(_is_reached, ends)) else None

    def _loop(self, statement: _Loop, context: _Context) -> _Walk:
        known = _constant(statement.test) if isinstance(statement, ast.While) else None
        around = context._replace(changed=context.changed | changes([statement])).in_doubt()
        if known is not False:
            yield from self.block(statement.body, around)
        end = yield from self.block(statement.orelse, around)
        breaks = any(isinstance(part, ast.Break) for part in _loop_nodes(statement))
        if not breaks and (known is True or (statement.orelse and end is None)):
            return None
        return _behind(statement, context)

    def _with(self, statement: ast.With | ast.AsyncWith, context: _Context) -> _Walk:
        names = [_suppressed(item) for item in statement.items]
        changed = context.changed | changes(statement.items)
        inner = context._replace(caught=context.caught.union(*names), changed=changed)
        end = yield from self.block(statement.body, inner)
        raises = any(isinstance(part, ast.Raise) for part in own_nodes(statement.body))
        return None if end is None and not raises else _behind(statement, context)

    def _match(self, statement: ast.Match, context: _Context) -> _Walk:
        inner = context._replace(changed=context.changed | changes([statement])).in_doubt()
        last = statement.cases[-1]
        done = last.guard is None and _matches_all(last.pattern)
        for case in statement.cases:
            end = yield from self.block(case.body, inner)
            done = done and end is None
        return None if done else _behind(statement, context)

    def _try(self, statement: ast.Try | ast.TryStar, context: _Context) -> _Walk:
        places, end = _collected(self._guarded(statement, context))
        around = context._replace(changed=context.changed | changes([statement]))
        final, last = _collected(self.block(statement.finalbody, around))
        if last is not None:
            yield from places  # else what the block of finally does takes their place
        yield from final
        return None if end is None or last is None else _behind(statement, context)

    def _guarded(self, statement: ast.Try | ast.TryStar, context: _Context) -> _Walk:
        """Follow all of a ``try`` but its ``finally``."""
        names = frozenset(chain.from_iterable(map(caught_by, statement.handlers)))
        inside = context.in_doubt() if statement.handlers else context
        changed = context.changed | changes(statement.body)
        end = yield from self.block(statement.body, inside._replace(caught=context.caught | names))
        behind = context.in_doubt()._replace(changed=changed)
        if end is not None:
            end = yield from self.block(statement.orelse, behind)
        ends = [end]
        for handler in statement.handlers:
            handling = behind._replace(handled=handled_by(handler), handled_name=handler.name)
            ends.append((yield from self.block(handler.body, handling)))
        return None if all(one is None for one in ends) else behind


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
    context = context._replace(changed=context.changed | changes([statement]))
    parts = own_nodes([statement])
    return context.in_doubt() if any(isinstance(part, ast.Return) for part in parts) else context


def _is_reached(context: _Context | None) -> bool:
    return context is not None


def _behind_if(statement: ast.If, context: _Context) -> _Context:
    parts = list(own_nodes([statement]))
    context = context._replace(changed=context.changed | changes([statement]))
    if context.tests and _has(parts, ast.Raise, *_LEAVING):
        return context.in_doubt()
    tests = [part.test for part in parts if isinstance(part, ast.If)]
    names = frozenset(chain.from_iterable(map(_names, tests))) - {"self", "cls"}
    if _has(parts, *_LEAVING):
        return context._replace(settled=context.settled | names)
    if _has(parts, ast.Raise):
        return context._replace(refused=context.refused | names)
    return context


_LEAVING = (ast.Return, ast.Break, ast.Continue)


def _has(parts: Iterable[ast.AST], *kinds: type[ast.AST]) -> bool:
    return any(isinstance(part, kinds) for part in parts)


def _names(node: ast.AST) -> set[str]:
    """Return all names in a piece of code."""
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _loop_nodes(loop: _Loop) -> Iterator[ast.AST]:
    """Yield the nodes of a loop's body in which a ``break`` ends this loop."""
    waiting: list[ast.AST] = list(loop.body)
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _Loop):
            waiting.extend(node.orelse)
        elif not isinstance(node, SCOPES):
            waiting.extend(ast.iter_child_nodes(node))


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


_NAMING = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler)


def _local_names(node: FunctionNode) -> frozenset[str]:
    """Return the names that mean something only inside a function, its parameters apart."""
    found = {
        part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }
    for part in own_nodes(node.body):
        if isinstance(part, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in part.names}
        elif isinstance(part, _NAMING) and part.name:
            found.add(part.name)
    return frozenset(found.difference(parameters(node)))


def _either(first: str | None, second: str | None) -> str | None:
    """Join two conditions; if one is unknown the whole is, for half a truth misleads."""
    if first is None or second is None or first == second:
        return first if first == second else None
    if " or if " in first:
        return None
    return f"{first[:-1]} or {second[0].lower()}{second[1:]}"


def _words(place: _Place, node: FunctionNode, hidden: frozenset[str]) -> str | None:
    """Put the conditions on a place in words, None if there are none that hold."""
    tests = place.context.tests
    if not 1 <= len(tests) <= _MAX_TESTS or _is_chain(tests):
        return None
    found = [_words_of(test, place, node, hidden) for test in tests]
    known = [words for words in found if words is not None]
    return _all_hold(known) if len(known) == len(found) else None


def _all_hold(conditions: list[str]) -> str | None:
    """Return a sentence for conditions that all hold, None if it could be read in two ways."""
    first, *others = conditions
    if others and any(" or " in words or " and " in words for words in conditions):
        return None
    subject = first.partition(" ")[0]
    joined = [each.removeprefix(f"{subject} ") for each in others]
    return f"If {' and '.join([first, *joined])}."


def _is_chain(tests: tuple[_Test, ...]) -> bool:
    """Tell whether the last of two conditions is asked of the same because the first fails."""
    if len(tests) == 1 or tests[0].holds:
        return False
    first, second = (_names(test.expression) for test in tests)
    return bool(first & second)


def _words_of(
    given: _Test, place: _Place, node: FunctionNode, hidden: frozenset[str]
) -> str | None:
    """Put one of the conditions on a place in words, None if there are none that hold."""
    test, holds, changed = given
    known = _truth_of_star(test, node, changed, holds=holds)
    if known is not None:
        return known
    hidden |= place.context.settled | changed.bound
    altered = changed.altered | changed.popped
    if is_about_state(test) and any(_touches(path, altered) for path in _paths(test)):
        return None
    if isinstance(without_not(test, holds=holds)[0], ast.Name | ast.Attribute):
        hidden |= place.context.refused | {"self", "cls"}.intersection([source(test)])
    if any(_is_hidden(part, hidden) for part in ast.walk(test)):
        return None
    return condition(test, holds) or None


def _is_hidden(part: ast.AST, hidden: frozenset[str]) -> bool:
    """Tell whether a part of a condition is a name that says nothing to a caller."""
    match part:
        case ast.Name(id=name):
            return name in hidden or name.startswith("_")
        case ast.Attribute(attr=name):
            return name.startswith("_")
    return False


def _truth_of_star(
    test: ast.expr, node: FunctionNode, changed: Changes, *, holds: bool
) -> str | None:
    """Say that ``*args`` or ``**kwargs`` has or lacks something; None if it's about another name.

    What is left in ``**kwargs`` after all known keys were taken out is what nobody expected.
    """
    bare, holds = without_not(test, holds=holds)
    name = source(bare)
    starred = {one.arg for one in (node.args.vararg, node.args.kwarg) if one is not None}
    if name not in starred or name in changed.bound | changed.altered:
        return None
    if holds and node.args.kwarg is not None and name == node.args.kwarg.arg:
        return "there are unexpected keyword arguments"
    if name in changed.popped:
        return None
    return f"`{name}` is {'not ' if holds else ''}empty"


def _paths(test: ast.expr) -> Iterator[str]:
    """Yield the names in a condition, each as far as it's dotted."""
    waiting: list[ast.AST] = [test]
    while waiting:
        part = waiting.pop()
        path = path_of(part)
        if path:
            yield path
        else:
            waiting.extend(ast.iter_child_nodes(part))


def _touches(path: str, altered: frozenset[str]) -> bool:
    """Tell whether an object on a path, or one that is reached from it, may have been altered."""
    return any(f"{path}.".startswith(f"{one}.") or one.startswith(f"{path}.") for one in altered)

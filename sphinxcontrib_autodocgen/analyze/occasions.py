"""The occasions on which an exception is raised, in words.

An occasion is all that must hold where a ``raise`` stands: conditions, what is handled there, and
that the function wasn't left before. A condition is put in words only if it speaks of what the
caller passed: not of private names, nor of a name that was bound again or of an object that was
changed before. A local variable is spoken of by the value that it was given, and that of a loop as
an item of what the loop goes over.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, takewhile
from typing import Literal, NamedTuple

from ..model import Case
from .conditions import condition, is_about_state, without_not
from .effects import Changes
from .exception_types import CATCH_ALL, parameters
from .local_values import (
    bound_counts,
    items_of,
    local_names,
    names_in,
    paths_in,
    sees_all,
    substituted,
    touches,
)
from .syntax import TOO_DEEP, FunctionNode, source, walk

__all__ = ["Occasion", "Teller", "Test"]

_MOST_TESTS = 8
"""Most conditions that are kept; a longer chain of ``elif`` has no words."""

_MOST_WORDED = 3
"""Most conditions that are put in words."""

_MOST_CODE, _MOST_CONDITION = 48, 120
"""Longest code, and longest condition, in characters."""

_MOST_KNOWN = 20
"""Most local variables whose values are kept."""


class Test(NamedTuple):
    """What decides whether a statement is reached.

    Attributes:
        expression: A condition, what a ``try`` evaluates, or None if nobody can name it.
        holds: Whether the condition holds.
        changed: What had changed before.
        kind: ``else`` for what fails in a chain before, ``left`` for what may have left the
            function, ``loop`` and ``handler`` for what they are.
        caught: Names of the exceptions that a handler is for.
    """

    expression: ast.expr | None
    holds: bool = True
    changed: Changes = Changes()
    kind: Literal["if", "else", "left", "loop", "handler"] = "if"
    caught: tuple[str, ...] = ()


class Occasion(NamedTuple):
    """What is known where a statement stands.

    Attributes:
        tests: What decides whether it's reached, the outermost first.
        changed: What has changed since the function was called.
        left: Conditions that don't hold, because the function would have been left.
        settled: Names of some of whose values the function has been left before.
        refused: Names for some of whose values something has been raised before.
        known: The values of local variables.
        items: What the variables of loops are, in words.
    """

    tests: tuple[Test, ...] = ()
    changed: Changes = Changes()
    left: tuple[Test, ...] = ()
    settled: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    known: Mapping[str, ast.expr] = {}
    items: Mapping[str, str] = {}

    def under(self, test: Test) -> Occasion:
        """Return the occasion if something more decides."""
        tests = self.tests
        if len(tests) >= _MOST_TESTS and test.kind == "else":
            return self._replace(tests=(*tests[: _MOST_TESTS - 1], Test(None, kind="else")))
        return self._replace(tests=(*tests, test)[:100])

    def behind(self, changed: Changes) -> Occasion:
        """Return the occasion after a change."""
        return self._replace(changed=self.changed | changed)


class Teller:
    """Puts the occasions of one function in words.

    Args:
        node: The function.
        modules: Names of modules, whose functions alter nothing of them.
    """

    def __init__(self, node: FunctionNode, modules: frozenset[str] = frozenset()) -> None:
        self.node = node
        self.parameters = frozenset(parameters(node))
        self.local = local_names(node) - self.parameters
        counts = bound_counts(node)
        self.once = frozenset(name for name in self.local if counts.get(name) == 1)
        self.modules = modules - self.local - self.parameters
        ends = (node.args.vararg, node.args.kwarg)
        self.starred = frozenset(one.arg for one in ends if one is not None)

    def known(self, occasion: Occasion, statement: ast.stmt) -> Mapping[str, ast.expr]:
        """Return the values of local variables behind a statement.

        Args:
            occasion: What is known before it.
            statement: The statement; a plain assignment gives a name a value.
        """
        known = occasion.known
        match statement:
            case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(
                ast.Name(name), _, ast.expr() as value
            ):
                pass
            case _:
                return known
        if name not in self.once or len(known) >= _MOST_KNOWN:
            return known
        is_plain = self._is_plain(value, occasion) and self._is_unaltered(value, occasion.changed)
        made = substituted(value, known) if is_plain else value
        return {**known, name: made} if is_plain and len(source(made)) <= _MOST_CODE else known

    def with_items(self, occasion: Occasion, loop: ast.stmt) -> Occasion:
        """Return an occasion with what the variables of a loop are."""
        if not isinstance(loop, ast.For | ast.AsyncFor) or not sees_all(loop):
            return occasion
        is_told = names_in(loop.iter).isdisjoint(self.local) and self._is_plain(loop.iter, occasion)
        found = items_of(loop) if is_told else ()
        items = {name: words for name, words in found if name in self.once}
        return occasion._replace(items={**occasion.items, **items})

    def case(self, occasion: Occasion, message: str | None, *, again: bool) -> Case:
        """Return what can be said of an exception that is raised on an occasion.

        Args:
            occasion: The occasion.
            message: What the author says to whom it reaches.
            again: Whether a handler only raises it again.
        """
        tests = [*_relevant_left(occasion), *_without_loops(occasion)]
        words = self._all_of(tests, occasion, again=again, vague=message is None)
        if words is not None:
            return Case("all", words, message or "")
        outer = [*_outer(occasion.tests), *self._left_within(occasion)]
        words = self._all_of(outer, occasion, again=again, vague=False) if outer else ""
        if message is None or words is None:
            return Case(message=message or "")
        return Case("around", words, message)

    def _left_within(self, occasion: Occasion) -> list[Test]:
        """Return what would have left the function right before, as far as a caller decides it.

        A message is about the condition around it, or about what was found behind that.
        """
        if all(test.kind == "left" for test in occasion.tests):
            return []  # then it's about these
        within = [*takewhile(lambda test: test.kind == "left", reversed(occasion.tests))]
        return [test for test in reversed(within) if self._of(test, occasion) is not None]

    def _all_of(
        self, tests: Iterable[Test], occasion: Occasion, *, again: bool, vague: bool
    ) -> str | None:
        """Put conditions that all hold in words, None if one of them has none."""
        known = _merged(_flat(tests))
        found = list(filter(None, self._each(known, occasion, again=again, vague=vague)))
        text = _joined(found) if len(found) == len(known) <= _MOST_WORDED else None
        return text if text is not None and len(text) <= _MOST_CONDITION else None

    def _each(
        self, tests: list[Test], occasion: Occasion, *, again: bool, vague: bool
    ) -> Iterator[str | None]:
        """Put each of some conditions in words, as far as there are any."""
        handlers = [test for test in tests if test.kind == "handler"]
        vague = vague and len(handlers) == 1 and not again
        for test in tests:
            if test.kind == "handler":
                yield self._of_handler(test, occasion, again=again, vague=vague)
            else:
                yield self._of(test, occasion)

    def _of(self, test: Test, occasion: Occasion) -> str | None:
        """Put one condition in words, None if there are none that hold."""
        if test.expression is None:
            return None
        bare, holds = without_not(test.expression, holds=test.holds)
        if source(bare) in self.starred:
            return self._of_star(source(bare), test.changed, holds=holds)
        is_truth = isinstance(bare, ast.Name | ast.Attribute)
        refused = occasion.refused if is_truth else frozenset()
        hidden = occasion.settled | refused | {"self", "cls"}.intersection([source(bare)])
        now = occasion._replace(changed=test.changed)
        if not self._is_plain(test.expression, now, hidden):
            return None
        if is_about_state(test.expression) and not self._is_unaltered(
            test.expression, test.changed
        ):
            return None
        writer = _Writer(occasion)
        return condition(test.expression, test.holds, writer.code, writer.truth)

    def _of_handler(
        self, test: Test, occasion: Occasion, *, again: bool, vague: bool
    ) -> str | None:
        """Say what raises what is handled, or at least what that is; None if that's unknown."""
        caught = " or ".join(f"`{name}`" for name in test.caught)
        is_known = CATCH_ALL.isdisjoint(test.caught)
        code = self._tried(test, occasion)
        if code is None:
            return f"{caught} occurs" if vague and is_known else None
        what = caught if is_known else "an error"
        return f"{code} raises {'it' if again else what}"

    def _tried(self, test: Test, occasion: Occasion) -> str | None:
        """Write what is tried as code, None if it's more than an expression or says nothing."""
        now = occasion._replace(changed=test.changed)
        if test.expression is None or not self._is_plain(test.expression, now):
            return None
        return _Writer(occasion).code(test.expression)

    def _of_star(self, name: str, changed: Changes, *, holds: bool) -> str | None:
        """Say that ``*args`` or ``**kwargs`` has or lacks something.

        What is left in ``**kwargs`` after all known keys were taken out is what nobody expected.
        """
        if name in changed.bound | changed.altered:
            return None
        kwargs = self.node.args.kwarg
        if holds and kwargs is not None and name == kwargs.arg:
            return "there are unexpected keyword arguments"
        if name in changed.popped:
            return None
        return f"`{name}` is {'not ' if holds else ''}empty"

    def _is_plain(
        self, node: ast.expr, occasion: Occasion, hidden: frozenset[str] | set[str] = frozenset()
    ) -> bool:
        """Tell whether all names in an expression say something to a caller."""
        told = occasion.known.keys() | occasion.items.keys()
        hidden = (self.local | occasion.changed.bound) - told | hidden
        return not any(_is_hidden(part, hidden) for part in walk(node))

    def _is_unaltered(self, node: ast.expr, changed: Changes) -> bool:
        """Tell whether no object that an expression names may have been altered."""
        altered = changed.altered | changed.popped
        paths = (path for path in paths_in(node) if path.partition(".")[0] not in self.modules)
        return not any(touches(path, altered) for path in paths)


class _Writer:
    """Writes expressions as they mean something to a caller.

    Args:
        occasion: What is known of local variables.
    """

    def __init__(self, occasion: Occasion) -> None:
        self.known = occasion.known
        self.items = occasion.items

    def code(self, node: ast.expr) -> str | None:
        """Return an expression as code, None if it's long or needs more to be understood."""
        match node:
            case ast.Name(name) if name in self.items:
                return self.items[name]
            case ast.Attribute(ast.Name(name), attribute) if name in self.items:
                return f"`{attribute}` of {self.items[name]}"
        made = substituted(node, self.known)
        text = source(made)
        if len(text) > _MOST_CODE or text == TOO_DEEP or _UNREADABLE.search(text):
            return None
        if not text.isprintable():
            return None
        parts = list(walk(made))
        is_simple = all(isinstance(part, _SIMPLE) for part in parts)
        return f"`{text}`" if is_simple and self.items.keys().isdisjoint(names_in(made)) else None

    def truth(self, node: ast.expr, name: str, holds: bool) -> str | None:
        """Say that an expression is true, or that it isn't."""
        made = self.known.get(node.id, node) if isinstance(node, ast.Name) else node
        if isinstance(made, ast.Compare):
            return f"{name} is {'true' if holds else 'false'}"
        if isinstance(made, ast.Name | ast.Attribute):
            return f"{name} is {'true' if holds else 'empty, zero, false or None'}"
        told = _known_question(made, holds=holds)
        return told or f"{name} is {'true' if holds else 'not true'}"


_UNREADABLE = re.compile(r"`|\\\\[a-zA-Z].*\\\\[a-zA-Z]")
"""What can't be shown as code, or is likely a regular expression."""

_SIMPLE = (
    ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Constant, ast.BinOp, ast.UnaryOp,
    ast.Compare, ast.keyword, ast.Slice, ast.Tuple, ast.List, ast.Dict, ast.Starred,
    ast.expr_context, ast.operator, ast.unaryop, ast.cmpop,
)  # fmt: skip
"""Parts of an expression that can be shown as code."""


def _known_question(node: ast.expr, *, holds: bool) -> str | None:
    """Say what a function of the standard library tells of a path, None for any other."""
    match node:
        case ast.Call(function, [ast.Name() | ast.Attribute() as path], []):
            words = _QUESTIONS.get(source(function))
            return f"`{source(path)}` {words[not holds]}" if words else None
    return None


_QUESTIONS = {
    "os.path.exists": ("exists", "does not exist"),
    "os.path.isfile": ("is a file", "is not a file"),
    "os.path.isdir": ("is a directory", "is not a directory"),
    "os.path.isabs": ("is an absolute path", "is not an absolute path"),
}


def _relevant_left(occasion: Occasion) -> list[Test]:
    """Return the conditions that would have left the function and speak of the same as others."""
    asked = [test.expression for test in occasion.tests if test.expression is not None]
    names = set(chain.from_iterable(map(names_in, asked))) - _OWN
    return [
        test
        for test in occasion.left
        if test.expression is not None and not names.isdisjoint(names_in(test.expression) - _OWN)
    ]


_OWN = {"self", "cls", "isinstance", "len", "hasattr", "type", "any", "all", "callable"}
"""Names that two conditions may have in common by chance."""


def _without_loops(occasion: Occasion) -> Iterator[Test]:
    """Yield what decides, but for loops of whose items something is asked, which says as much."""
    tests = occasion.tests
    for index, test in enumerate(tests):
        if test.kind == "loop" and test.expression is not None:
            items = names_in(test.expression) & occasion.items.keys()
            behind = (each.expression for each in tests[index + 1 :] if each.expression)
            if any(not items.isdisjoint(names_in(each)) for each in behind):
                continue
            yield Test(None, kind="loop")
        else:
            yield test


def _outer(tests: Iterable[Test]) -> list[Test]:
    """Return the conditions around the one that a message is about, with the chain that it ends."""
    found = [test for test in tests if test.kind not in ("loop", "left")]
    if found and found[-1].kind != "else":
        found.pop()
    while found and found[-1].kind == "else":
        found.pop()
    return found


def _flat(tests: Iterable[Test]) -> Iterator[Test]:
    """Yield conditions, each part apart of those that hold together."""
    for test in tests:
        if test.expression is None or test.kind == "handler":
            yield test
            continue
        node, holds = without_not(test.expression, holds=test.holds)
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) == holds:
            yield from _flat(test._replace(expression=value, holds=holds) for value in node.values)
        else:
            yield test._replace(expression=node, holds=holds)


def _merged(tests: Iterable[Test]) -> list[Test]:
    """Join what says of one thing that it's none of several."""
    found: list[Test] = []
    for test in tests:
        while found and found[-1].kind == "else" and _implies(test, found[-1]):
            found.pop()
        both = _both(found[-1], test) if found else None
        if both is None:
            found.append(test)
        else:
            found[-1] = both
    return found


def _implies(test: Test, other: Test) -> bool:
    """Tell whether something that is one value isn't another, by which a chain was entered."""
    match test.expression, test.holds:
        case ast.Compare(subject, [ast.Eq() | ast.Is()], [value]), True if _is_constant(value):
            excluded = _excluded(other)
            return excluded is not None and excluded[:2] == ("in", source(subject))
    return False


def _both(one: Test, other: Test) -> Test | None:
    """Return one condition for two that exclude values of one thing, None if they're others."""
    first, second = _excluded(one), _excluded(other)
    if first is None or second is None or first[:2] != second[:2]:
        return None
    kind, _, subject, values = first
    excluded = [*values, *second[3]]
    if len(excluded) > _MOST_EXCLUDED:
        return None
    together = ast.Tuple(excluded, ast.Load())
    made: ast.expr
    if kind == "isinstance":
        made = ast.Call(ast.Name("isinstance", ast.Load()), [subject, together], [])
    else:
        made = ast.Compare(subject, [ast.In()], [together])
    return other._replace(expression=made, holds=False)


_MOST_EXCLUDED = 5
"""Most values that are listed as those that something isn't."""


def _excluded(test: Test) -> tuple[str, str, ast.expr, list[ast.expr]] | None:
    """Return what a condition excludes, as how it asks, about what, and the values."""
    match test.expression, test.holds:
        case ast.Call(ast.Name("isinstance"), [subject, kinds], []), False:
            how = "isinstance"
        case (ast.Compare(subject, [ast.Eq() | ast.Is()], [kinds]), False) | (
            ast.Compare(subject, [ast.NotEq() | ast.IsNot()], [kinds]),
            True,
        ) if _is_constant(kinds):
            how = "in"
        case (ast.Compare(subject, [ast.In()], [ast.Tuple() | ast.List() as kinds]), False) | (
            ast.Compare(subject, [ast.NotIn()], [ast.Tuple() | ast.List() as kinds]),
            True,
        ):
            how = "in"
        case _:
            return None
    values = kinds.elts if isinstance(kinds, ast.Tuple | ast.List) else [kinds]
    return how, source(subject), subject, list(values)


def _is_constant(node: ast.expr) -> bool:
    """Tell whether an expression is a literal, or a name that is written as that of a constant."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    return isinstance(node, ast.Constant) or name.isupper()


def _joined(conditions: list[str]) -> str | None:
    """Return one condition for some that all hold, None if it could be read in two ways."""
    conditions = list(dict.fromkeys(conditions))
    if len(conditions) < 2:
        return conditions[0] if conditions else None
    conditions = [words.replace("empty, zero, false or None", "not true") for words in conditions]
    if any(map(_JUNCTION.search, conditions)):
        return None
    about_item = _ITEM.search(" ".join(conditions))
    if about_item is not None:
        return _joined_about(about_item[0], conditions)
    if len({words.partition("` ")[0] for words in conditions}) == 1:
        conditions[1:] = [words.partition("` ")[2] for words in conditions[1:]]
    return _listed(conditions)


def _listed(conditions: list[str]) -> str:
    *most, last = conditions
    return f"{', '.join(most)} and {last}"


def _joined_about(item: str, conditions: list[str]) -> str | None:
    """Return one condition for some of which an item of something is spoken of."""
    first = next(index for index, words in enumerate(conditions) if item in words)
    behind = [words.replace(item, "it") for words in conditions[first + 1 :]]
    text = _listed([*conditions[: first + 1], *behind])
    return text if len(_ITEM.findall(text)) == 1 else None


_JUNCTION = re.compile(r" (?:or|and) (?=(?:[^`]*`[^`]*`)*[^`]*$)")
"""A word that joins conditions, outside of code."""

_ITEM = re.compile(r"\ba(?:n item| key| value) of `[^`]+`")


def _is_hidden(part: ast.AST, hidden: frozenset[str] | set[str]) -> bool:
    """Tell whether a part of a condition is a name that says nothing to a caller."""
    match part:
        case ast.Name(id=name):
            return name in hidden or name.startswith("_")
        case ast.Attribute(attr=name):
            return name.startswith("_")
    return False

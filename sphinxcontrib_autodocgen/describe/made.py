"""Steps of a function that together make one value, as one step each.

What a loop fills or adds up, or what is made, changed and then returned, is easier to follow as
what it amounts to: a list, a sum, a value with some of its items set.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ..analyze.syntax import copied
from ..model import Step
from .meaning import parsed, walk

__all__ = ["made"]

_MOST_CHANGES = 3


def made(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps in which what is made bit by bit and returned is one step.

    Args:
        steps: What a function does. A step of the kind ``made`` returns a value that the steps
            within it have changed; their targets are the keys and attributes that they set. One of
            the kind ``used`` has the calls of a value's methods within it.
    """
    return _with_calls(_with_changes(_collected(steps)))


def _with_calls(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps in which what is made and used by its methods alone is one.

    Such a step is of the kind ``used``: the steps within it are the calls without what they're
    called on, and its alternative is what is done with the value in the end, if anything is.
    """
    start = next((n for n, step in enumerate(steps) if step.kind == "let"), len(steps))
    let, rest = steps[start : start + 1], steps[start + 1 :]
    whole = _used(let[0], rest) if let and let[0].target.isidentifier() else None
    return steps if whole is None else (*steps[:start], whole)


def _used(let: Step, rest: Sequence[Step]) -> Step | None:
    """Return what is made and used as one step, None if anything else is done with it."""
    last = tuple(step for step in rest[-1:] if _is_handed_out(step, let.target))
    calls = [_called(step, let.target) for step in rest[: len(rest) - len(last)]]
    found = tuple(filter(None, calls))
    is_own = _has(let.value, let.target) or len(found) < len(calls)
    if is_own or not 2 - len(last) <= len(found) <= _MOST_CHANGES:
        return None
    return Step("used", let.value, "", let.line, found, last)


def _is_handed_out(step: Step, name: str) -> bool:
    """Tell whether a step returns a value, or stores it, and nothing else."""
    is_stored = step.kind == "set" and not step.inside and not _has(step.target, name)
    return step.value == name and (step.kind == "return" or is_stored)


def _called(step: Step, name: str) -> Step | None:
    """Return the call of a method of a value without the value, None if a step is another one."""
    call = parsed(step.value) if step.kind == "call" else None
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Name(holder), attr=method)) if holder == name:
            alone = ast.unparse(ast.Call(ast.Name(method), call.args, call.keywords))
            return None if _has(alone, name) else replace(step, value=alone)
    return None


def _with_changes(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps in which what is made, changed and returned is one."""
    if len(steps) < 3 or steps[-1].kind != "return":
        return steps
    name = steps[-1].value
    start = max((n for n, step in enumerate(steps) if _makes(step, name)), default=len(steps))
    changes = steps[start + 1 : -1]
    found = [_changed(step, name) for step in changes]
    if not 1 <= len(found) <= _MOST_CHANGES or None in found:
        return steps
    whole = Step("made", steps[start].value, "", steps[-1].line, tuple(filter(None, found)))
    return (*steps[:start], whole)


def _makes(step: Step, name: str) -> bool:
    return step.kind == "let" and step.target == name and not _has(step.value, name)


def _changed(step: Step, name: str) -> Step | None:
    """Return a step that sets a part of a value with the part alone, None if it's another step."""
    if step.kind != "set" or step.inside or _has(step.value, name):
        return None
    match parsed(step.target):
        case ast.Subscript(value=ast.Name(holder), slice=ast.Constant() as key) if holder == name:
            return replace(step, target=ast.unparse(key))
        case ast.Attribute(value=ast.Name(holder), attr=attribute) if holder == name:
            return replace(step, target=attribute)
    return None


def _has(code: str, name: str) -> bool:
    """Tell whether code has a variable; an attribute of that name is none."""
    return re.search(rf"(?<![\w.]){re.escape(name)}\b", code) is not None


def _collected(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps in which what a loop fills or adds up, and is returned, is one value."""
    match steps:
        case (*before, Step(kind="let", target=name, value=value), Step(kind="return") as last) if (
            last.value == name
        ):
            return (*before, replace(last, value=value))
        case (
            *before,
            Step(kind="let", value="[]" | "{}" | "set()" | "0" as empty, target=name) as let,
            Step(kind="for", inside=inside) as loop,
            Step(kind="return" | "set" | "call", value=used) as last,
        ) if _has(used, name):
            is_result = used == name and last.kind == "return"
            found = _of_loop(loop, _filtered(inside, with_lets=is_result), name, empty)
            if found and is_result:
                return (*before, replace(last, value=found))
            return (*before, replace(let, value=found), last) if found else steps
    return steps


def _of_loop(loop: Step, inside: tuple[str, Step | None], name: str, empty: str) -> str:
    """Return the comprehension that a loop amounts to, empty if it does anything else."""
    test, inner = inside
    if inner is None:
        return ""
    element, each = _element(inner, name, empty), ""
    if element is None:
        element, each = _joined(inner, name, empty)
    used = f"{element} {each} {loop.value} {test}"
    if not element or any(_has(used, kept) for kept in (name, *_carried(loop))):
        return ""
    heads = f" for {loop.target.strip('()')} in {loop.value}{test}{each}"
    return f"{element[:-1]}{heads}{element[-1]}"


def _carried(loop: Step) -> Iterator[str]:
    """Yield the names that a loop binds and that may have their value from the item before."""
    for step in walk(loop.inside):
        if step.kind == "let":
            names = step.target.strip("()").split(", ")
            yield from (each for each in names if not _has(loop.target, each))


def _filtered(inside: Sequence[Step], *, with_lets: bool) -> tuple[str, Step | None]:
    """Return the test of a comprehension, and the only step that is done where it holds.

    An item that is skipped ("continue") fails the test.

    Args:
        inside: The steps of a loop.
        with_lets: Whether a local name of the loop may give way to its value.
    """
    tests: list[str] = []
    ready = _without_lets if with_lets else tuple
    inside = ready(inside)
    while [step.kind for step in inside] == ["if"]:
        (step,) = inside
        if step.inside and step.otherwise:
            break
        tests.append(f"({step.value})" if step.inside else f"(not ({step.value}))")
        inside = ready(step.inside or step.otherwise)
    test = f" if {' and '.join(tests)}" if tests else ""
    return test, inside[0] if len(inside) == 1 else None


def _without_lets(inside: Sequence[Step]) -> tuple[Step, ...]:
    """Return the steps of a loop with the value of a local name in the one place of its use."""
    while len(inside) > 1 and inside[-2].kind == "let":
        *before, let, step = inside
        value = _replaced(step.value, let)
        if value is None or any(_has(code, let.target) for code in _code_within(step)):
            break
        inside = (*before, replace(step, value=value))
    return tuple(inside)


def _code_within(step: Step) -> Iterator[str]:
    yield step.target
    for inner in walk([*step.inside, *step.otherwise]):
        yield from (inner.value, inner.target)


def _replaced(code: str, let: Step) -> str | None:
    """Return code with a value in place of the only use of its name.

    None if nothing is to be replaced, or the value would be found after something else is done.
    """
    tree = parsed(code)
    if not _is_first(let.target, tree):
        return None
    return ast.unparse(_Put(let.target, parsed(let.value)).visit(copied(tree)))


def _is_first(name: str, tree: ast.expr) -> bool:
    """Tell whether a name is used once in an expression, before anything in it is done."""
    parts = list(ast.walk(tree))
    uses = [part for part in parts if isinstance(part, ast.Name) and part.id == name]
    if len(uses) != 1 or any(isinstance(part, _LATE) for part in parts):
        return False
    return all(uses[0] in ast.walk(part) for part in _done_in(tree))


def _done_in(tree: ast.expr) -> Iterator[ast.AST]:
    """Yield what an expression does, but for the look-up of the method that it calls."""
    method = tree.func if isinstance(tree, ast.Call) else None
    yield from (n for n in ast.walk(tree) if isinstance(n, _DOES) and n is not method)


_LATE = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.BoolOp)
"""Expressions of which a part may be evaluated later, several times or not at all."""
_DOES = (ast.Attribute, ast.Await, ast.Call, ast.IfExp, ast.Subscript)


class _Put(ast.NodeTransformer):
    """Puts an expression in the place of a name."""

    def __init__(self, name: str, value: ast.expr) -> None:
        self._name = name
        self._value = value

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Return what a name stands for."""
        return self._value if node.id == self._name else node


def _joined(step: Step, name: str, empty: str) -> tuple[str, str]:
    """Return the display and the loop of what joins a container to another, empty if none does."""
    added = _taken(step, name, empty)
    if not added or _has(added, _ITEM):
        return "", ""
    display = "[{}]" if empty == "[]" else "{{{}}}"
    return display.format(_ITEM), f" for {_ITEM} in {added}"


def _taken(step: Step, name: str, empty: str) -> str:
    """Return the container whose items a step puts into another, empty if it does anything else."""
    if step.kind == "change" and empty == "[]" and step.target == f"{name} +":
        return step.value
    match parsed(step.value) if step.kind == "call" else None:
        case ast.Call(func=ast.Attribute(ast.Name(holder), attr), args=[each], keywords=[]):
            is_joining = (holder, attr) == (name, _JOINING.get(empty))
            return ast.unparse(each) if is_joining and not isinstance(each, ast.Starred) else ""
    return ""


_ITEM = "item"
_JOINING = {"[]": "extend", "set()": "update"}
"""By an empty container, the method that adds all items of another."""


def _element(step: Step, name: str, empty: str) -> str | None:
    """Return the display of what a step puts into a container, None if it does something else.

    Of what is added to a number it's the call of ``sum``.
    """
    if empty == "0":
        is_added = step.kind == "change" and step.target == f"{name} +"
        return f"sum({step.value})" if is_added else None
    if step.kind == "set" and empty == "{}" and step.target.startswith(f"{name}["):
        return f"{{{step.target[len(name) + 1 : -1]}: {step.value}}}"
    return _added(step, name, empty) if step.kind == "call" and empty in _ADDING else None


def _added(step: Step, name: str, empty: str) -> str | None:
    """Return the display of what a call adds to a list or set, None if it does something else."""
    method, display = _ADDING[empty]
    if step.value.startswith(f"{name}.{method}("):
        match parsed(step.value):
            case ast.Call(args=[added], keywords=[]):
                return display.format(ast.unparse(added))
    return None


_ADDING = {"[]": ("append", "[{}]"), "set()": ("add", "{{{}}}")}
"""By an empty container, the method that adds to it and the display of what is added."""

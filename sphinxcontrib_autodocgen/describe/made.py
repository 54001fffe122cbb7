"""Steps of a function that together make one value, as one step each.

What a loop fills or adds up, or what is made, changed and then returned, is easier to follow as
what it amounts to: a list, a sum, a value with some of its items set.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from msgspec.structs import replace

from ..model import Step
from .meaning import parsed

__all__ = ["made"]

_MOST_CHANGES = 3


def made(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps in which what is made bit by bit and returned is one step.

    Args:
        steps: What a function does. A step of the kind ``made`` returns a value that the steps
            within it have changed; their targets are the keys and attributes that they set.
    """
    return _with_changes(_collected(steps))


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
    return re.search(rf"\b{re.escape(name)}\b", code) is not None


def _collected(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps in which what a loop fills or adds up, and is returned, is one value."""
    match steps:
        case (*before, Step(kind="let", target=name, value=value), Step(kind="return") as last) if (
            last.value == name
        ):
            return (*before, replace(last, value=value))
        case (
            *before,
            Step(kind="let", value="[]" | "{}" | "set()" | "0" as empty, target=name),
            Step(kind="for", inside=inside) as loop,
            Step(kind="return", value=returned, line=line),
        ) if returned == name:
            found = _of_loop(loop, inside, name, empty)
            return (*before, Step("return", found, "", line)) if found else steps
    return steps


def _of_loop(loop: Step, inside: Sequence[Step], name: str, empty: str) -> str:
    """Return the comprehension that a loop amounts to, empty if it does anything else."""
    if len(inside) != 1:
        return ""
    (inner,) = inside
    test = ""
    if inner.kind == "if" and len(inner.inside) == 1 and not inner.otherwise:
        test = f" if {inner.value}"
        (inner,) = inner.inside
    element = _element(inner, name, empty)
    if element is None or _has(f"{element} {loop.value} {test}", name):
        return ""
    return f"{element[:-1]} for {loop.target.strip('()')} in {loop.value}{test}{element[-1]}"


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

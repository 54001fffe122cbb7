"""Uses of parameters and of the instance's attributes in a function's own code.

A name alone doesn't tell what a parameter is for; what the code hands it to does. Each
:class:`~sphinxcontrib_autodocgen.model.Use` is one such step, as written: ``describe`` follows them
from function to function until a place is reached whose meaning is known.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..model import Use
from .syntax import FunctionNode

__all__ = ["callee", "uses"]

_MOST = 400
_DEEPEST = 20
_SAME_VALUE = frozenset(
    {"str", "int", "float", "os.fspath", "os.fsdecode", "os.path.abspath", "os.path.expanduser",
     "os.path.normpath", "os.path.realpath"}
)  # fmt: skip
"""Calls whose result means what their argument does."""


def uses(node: FunctionNode, *, bound: bool) -> tuple[Use, ...]:
    """Return what a function does with its parameters, inner functions included.

    Args:
        node: The function.
        bound: Whether its first parameter is the instance, whose attributes count too.
    """
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    names = {argument.arg: argument.arg for argument in named}
    receiver = next(iter(names), None) if bound else None
    if receiver is not None:
        names[receiver] = "self"
    reader = _Reader(names)
    found: dict[Use, None] = {}
    for part in ast.walk(node):
        found.update(dict.fromkeys(reader.read(part)))
        if len(found) > _MOST:
            break
    return tuple(found)[:_MOST]


class _Reader:
    """Reads single nodes.

    Args:
        names: What each parameter is called in a use: its name, of the receiver ``self``.
    """

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names

    def read(self, node: ast.AST) -> Iterator[Use]:
        """Yield what a node does with values."""
        match node:
            case ast.Call():
                yield from self._called(node)
            case ast.Compare(left=left, comparators=others):
                yield from self._compared(left, others)
            case ast.BinOp(op=ast.Add() | ast.Sub(), left=left, right=right):
                yield from self._added(left, right)
                yield from self._added(right, left)
            case ast.Return(value=ast.expr() as value):
                yield from self._given(value, "return", "")
            case ast.If(test=test) | ast.IfExp(test=test) | ast.While(test=test):
                yield from self._tested(test)
            case _:
                for target, value in _kept(node):
                    yield from self._bound(target, value)

    def _sources(self, node: ast.expr) -> Iterator[str]:
        """Yield the parameters and attributes that a value is, if only in one of two cases."""
        waiting = [node]
        for _ in range(_DEEPEST):
            if not waiting:
                return
            match waiting.pop():
                case ast.Name(id=name) if self._names.get(name, "self") != "self":
                    yield self._names[name]
                case ast.Attribute(value=ast.Name(id=name), attr=attr):
                    if self._names.get(name) == "self":
                        yield f"self.{attr}"
                case ast.BoolOp(values=values):
                    waiting.extend(values)
                case ast.IfExp(body=body, orelse=other):
                    waiting += [body, other]
                case ast.BinOp(op=ast.Add() | ast.Sub(), left=left, right=ast.Constant()):
                    waiting.append(left)
                case ast.Call(func=func, args=[argument]) if (
                    callee(func, self._names) in _SAME_VALUE
                ):
                    waiting.append(argument)

    def _given(self, value: ast.expr, target: str, place: str) -> Iterator[Use]:
        return (Use(name, target, place) for name in self._sources(value))

    def _called(self, node: ast.Call) -> Iterator[Use]:
        target = callee(node.func, self._names)
        mode = _mode(node, target) if target.rpartition(".")[2] == "open" else ""
        if isinstance(node.func, ast.Attribute):
            yield from self._asked(node.func, node.args, mode)
        for index, argument in enumerate(node.args):
            if isinstance(argument, ast.Starred):
                break
            yield from self._handed(argument, target, f"{index}{mode if index == 0 else ''}")
        for keyword in node.keywords:
            if keyword.arg is not None:
                yield from self._handed(keyword.value, target, keyword.arg)

    def _asked(self, func: ast.Attribute, args: list[ast.expr], mode: str) -> Iterator[Use]:
        yield from self._given(func.value, ".", f"{func.attr}{mode}")
        if func.attr in ("startswith", "endswith") and args:
            yield from self._given(func.value, "==", _text(args[0]))

    def _handed(self, value: ast.expr, target: str, place: str) -> Iterator[Use]:
        yield from self._given(value, target, place)
        for position, part in enumerate(_parts(value)):
            yield from self._given(part, target, f"{place}.{position}")

    def _bound(self, target: ast.expr, value: ast.expr) -> Iterator[Use]:
        if isinstance(target, ast.Attribute):
            for place in self._sources(target):
                yield from self._given(value, "=", place)
        else:
            yield from self._given(value, "[]", _text(target))

    def _compared(self, left: ast.expr, others: list[ast.expr]) -> Iterator[Use]:
        for one, other in ((left, others[0]), (others[0], left)):
            for part in [one, *_parts(one)]:
                text = _text(part)
                if text:
                    yield from self._given(other, "==", text)

    def _added(self, value: ast.expr, other: ast.expr) -> Iterator[Use]:
        if isinstance(other, ast.Call):
            yield from self._given(value, "+", callee(other.func, self._names))

    def _tested(self, test: ast.expr) -> Iterator[Use]:
        for part in test.values if isinstance(test, ast.BoolOp) else [test]:
            is_not = isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.Not)
            asked = part.operand if isinstance(part, ast.UnaryOp) and is_not else part
            yield from self._given(asked, "if", "")
            match asked:
                case ast.Compare(tested, [ast.Is() | ast.IsNot()], [ast.Constant(None)]):
                    yield from self._given(tested, "if", "None")


def callee(func: ast.expr, names: Mapping[str, str]) -> str:
    """Return what is called as written; of a method of something unknown, ``.name``.

    Args:
        func: The expression that is called.
        names: What each parameter is called in a use: its name, of the receiver ``self``.
    """
    parts: list[str] = []
    while isinstance(func, ast.Attribute):
        parts.insert(0, func.attr)
        func = func.value
    if isinstance(func, ast.Name):
        return _named_callee(func.id, parts, names)
    if len(parts) == 1 and isinstance(func, ast.Call) and callee(func.func, names) == "super":
        return f"super.{parts[0]}"
    return f".{''.join(parts[-1:])}"


def _named_callee(name: str, parts: list[str], names: Mapping[str, str]) -> str:
    head = names.get(name, name)
    if not parts:
        return "" if head in names else head
    if head in names.values() and (head != "self" or len(parts) > 1):
        return f".{parts[-1]}"
    return ".".join([head, *parts])


def _kept(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each attribute, or key, that a node sets, with its value."""
    if isinstance(node, ast.Dict):
        yield from ((k, v) for k, v in zip(node.keys, node.values, strict=True) if k is not None)
    elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
            yield (target.slice if isinstance(target, ast.Subscript) else target), node.value


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else []


def _mode(node: ast.Call, target: str) -> str:
    """Return "/r", "/w" and so on for how a call opens a file; empty if that isn't written."""
    first = node.args[:1] if target.startswith((".", "self.")) else node.args[1:2]
    given = [*first, *(keyword.value for keyword in node.keywords if keyword.arg == "mode")]
    text = _text(given[0]) if given else "r"
    return f"/{text[0]}" if text else ""


def _text(node: ast.expr | None) -> str:
    """Return a text that is written as such; empty if it's none."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value[:60].encode("utf-8", "backslashreplace").decode()
    return ""

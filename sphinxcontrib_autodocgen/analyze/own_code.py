"""Names in a function's own code, and its uses of parameters and of the instance's attributes.

A name alone doesn't tell what a parameter is for; what the code hands it to does. Each
:class:`~sphinxcontrib_autodocgen.model.Use` is one such step, as written: ``describe`` follows them
from function to function until a place is reached whose meaning is known. Words are chosen without
the code; the names in it are what remains, so that a sentence about one function can be compared
with others, and dropped if it names what the code doesn't.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from ..model import Use
from .syntax import FunctionNode, child_nodes, source, walk

__all__ = ["callee", "handed_on", "mentions", "uses"]

_MOST_USES = 400
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
    for part in walk(node):
        if isinstance(part, _USING):
            found.update(dict.fromkeys(reader.read(part)))
            if len(found) > _MOST_USES:
                break
    return tuple(found)[:_MOST_USES]


_USING = (
    *(ast.Call, ast.Compare, ast.BinOp, ast.Return, ast.If, ast.IfExp, ast.While),
    *(ast.Dict, ast.Assign, ast.AnnAssign),
)
"""Nodes that do something with values."""


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


_LONGEST = 60
_MOST_NAMES = 1000


def mentions(node: FunctionNode) -> tuple[str, ...]:
    """Return what a function names, its decorators, signature and inner functions included.

    Args:
        node: The function.

    Returns:
        Each once, without its docstring and without texts longer than a line; at most 1,000.
    """
    docstring = node.body[0].value if _has_docstring(node) else None  # type: ignore[attr-defined]
    found: dict[str, None] = {}
    for part in walk(node):
        if isinstance(part, _NAMING) and part is not docstring and part is not node:
            name = _named(part)
            if name is not None:
                found[name] = None
                if len(found) > _MOST_NAMES:
                    break
    return tuple(found)[:_MOST_NAMES]


def _has_docstring(node: FunctionNode) -> bool:
    first = node.body[0]
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)


_NAMING = (
    *(ast.Name, ast.Attribute, ast.Constant),
    *(ast.arg, ast.keyword, ast.FunctionDef, ast.alias),
)


def _named(node: ast.AST) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            return name
        case ast.keyword(arg=str(name)) | ast.FunctionDef(name=name) | ast.alias(name=name):
            return name
        case ast.Constant(value=str(text)) if len(text) <= _LONGEST:
            return text.encode("utf-8", "backslashreplace").decode("utf-8")
        case ast.Constant(value=bool() | None):
            return str(node.value)
        case ast.Constant(value=int() | float() as number) if abs(number) < 1e18:
            return str(number)
    return None


def handed_on(tree: ast.Module) -> tuple[str, ...]:
    """Return the classes that a module uses as values, as a table of exceptions does.

    Args:
        tree: The parsed file.

    Returns:
        Names that end in one with a capital letter, sorted. Those that are only raised, handled,
        asked about, derived from or written as a type are left out.
    """
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            found.update((node.id,) if node.id[:1].isupper() else ())
        elif isinstance(node, ast.Attribute) and node.attr[:1].isupper():
            found.add(source(node))
        else:
            waiting += _values(node) if type(node) in _NOT_VALUES else child_nodes(node)
    return tuple(sorted(found))


_NOT_VALUES: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Call: (),
    ast.AnnAssign: ("annotation",),
    ast.AsyncFunctionDef: ("returns",),
    ast.ClassDef: ("bases",),
    ast.ExceptHandler: ("type",),
    ast.FunctionDef: ("returns",),
    ast.MatchClass: ("cls",),
    ast.Raise: ("exc", "cause"),
    ast.arg: ("annotation",),
}
_ASKING = {"isinstance", "issubclass", "suppress"}


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node whose values something may be done with."""
    called = node.func if isinstance(node, ast.Call) else None
    if getattr(called, "id", getattr(called, "attr", None)) in _ASKING:
        return
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield from (*node.exc.args, *node.exc.keywords)
    skipped = _NOT_VALUES.get(type(node), ())
    for name, value in ast.iter_fields(node):
        if name not in skipped:
            parts = value if isinstance(value, list) else [value]
            yield from (part for part in parts if isinstance(part, ast.AST))

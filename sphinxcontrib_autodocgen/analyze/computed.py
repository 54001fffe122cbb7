"""The values that a module's statements compute, as far as no running is needed to tell them.

Texts, lists and dictionaries, their sums, and loops over them are followed: enough for names that
are collected, seldom for anything else.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, ClassVar, NamedTuple

from ..model import Source

__all__ = ["ALL_OF", "Namespace", "UnknownError", "iterated", "mapping"]

ALL_OF = ".*"
"""The end of a module's name that stands for all names in its ``__all__``."""

_SEQUENCES = ("sorted", "list", "tuple", "set", "frozenset", "reversed")


_Rule = Callable[["Namespace", Any], Any]


class UnknownError(Exception):
    """A value can't be told without running the code."""


class _Place(NamedTuple):
    """A module, or what is in it, by its full dotted name."""

    name: str


class Namespace:
    """The module-level names of a file that hold texts, lists and dictionaries.

    Args:
        source: The file.
        imported: Local and full dotted name of what it imports.
        unpack: Is called with the targets and the call of ``a, b = call()``, and may set values.

    Attributes:
        values: What each name holds; None if that can't be told.
    """

    def __init__(
        self,
        source: Source,
        imported: Mapping[str, str],
        unpack: Callable[[list[ast.expr], ast.Call], None],
    ) -> None:
        self.values: dict[str, Any] = {}
        self._source = source
        self._imported = imported
        self._unpack = unpack

    def read(self, body: Iterable[ast.stmt]) -> None:
        """Follow the statements of a body; what a branch assigns may also not be assigned."""
        waiting = [(node, False) for node in body][::-1]
        while waiting:
            node, nested = waiting.pop()
            inside = _branches(node)
            waiting += [(inner, True) for inner in reversed(inside)]
            if not inside:
                self._statement(node, nested=nested)

    def _statement(self, node: ast.stmt, *, nested: bool) -> None:
        match node:
            case ast.Assign([ast.Tuple(targets)], ast.Call() as call):
                self._unpack(targets, call)
            case ast.For(target, items, body):
                self._loop(target, items, body)
            case _:
                for target, value, more in _changes(node):
                    self._change(target, value, more=more or nested)

    def _change(self, target: ast.expr, value: ast.expr, *, more: bool) -> None:
        """Put a value in a name, or add it to what the name holds."""
        if not isinstance(target, ast.Name):
            return
        before = self.values.get(target.id, ())
        try:
            after = self.value(value)
            self.values[target.id] = _joined(before, after) if more and before != () else after
        except (UnknownError, RecursionError):
            self.values[target.id] = None

    def _loop(self, target: ast.expr, items: ast.expr, body: list[ast.stmt]) -> None:
        with contextlib.suppress(UnknownError, RecursionError):
            for item in iterated(self.value(items)):
                self._bind(target, item)
                self.read(body)
            return
        changed = {target.id for node in body for target in _changed(node)}
        self.values.update(dict.fromkeys(changed))

    def _bind(self, target: ast.expr, value: Any) -> None:
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        parts = value if isinstance(target, ast.Tuple) else (value,)
        if not isinstance(parts, tuple) or len(parts) != len(names):
            raise UnknownError
        for name, part in zip(names, parts, strict=True):
            if isinstance(name, ast.Name):
                self.values[name.id] = part

    def value(self, node: ast.expr) -> Any:
        """Return the text, tuple or dictionary that an expression gives.

        Raises:
            UnknownError: If that can't be told.
        """
        rule = self._VALUES.get(type(node))
        if rule is None:
            raise UnknownError
        return rule(self, node)

    def _text(self, node: ast.Constant) -> str:
        if not isinstance(node.value, str):
            raise UnknownError
        return node.value

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set) -> tuple[Any, ...]:
        return tuple(part for item in node.elts for part in self._items(item))

    def _sum(self, node: ast.BinOp) -> Any:
        if not isinstance(node.op, ast.Add | ast.BitOr):
            raise UnknownError
        return _joined(self.value(node.left), self.value(node.right))

    def _member(self, node: ast.Attribute) -> Any:
        place = self.value(node.value)
        if not isinstance(place, _Place):
            raise UnknownError
        return _meant(f"{place.name}.{node.attr}")

    def _comprehension(self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp) -> Any:
        return tuple(self._comprehended(node.elt, node.generators))

    def _items(self, node: ast.expr) -> tuple[Any, ...]:
        if isinstance(node, ast.Starred):
            return iterated(self.value(node.value))
        return (self.value(node),)

    def _dictionary(self, node: ast.Dict) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found |= mapping(self.value(value))
                continue
            name = self.value(key)
            if not isinstance(name, str):
                raise UnknownError
            found[name] = None
            with contextlib.suppress(UnknownError):
                found[name] = self.value(value)
        return found

    def _named(self, node: ast.Name) -> Any:
        name = node.id
        if self.values.get(name) is not None:
            return self.values[name]
        if name in self.values:
            raise UnknownError
        if name in self._imported:
            return _meant(self._imported[name])
        if self._source.package:
            return _Place(f"{self._source.name}.{name}")  # a submodule, once it's imported
        raise UnknownError

    def _called(self, node: ast.Call) -> Any:
        match node.func:
            case ast.Name(name):
                rule = self._FUNCTIONS.get(name)
            case ast.Attribute(_, name):
                rule = self._METHODS.get(name)
            case _:
                rule = None
        if rule is None:
            raise UnknownError
        return rule(self, node)

    def _copy(self, node: ast.Call) -> tuple[Any, ...]:
        return iterated(self.value(node.args[0])) if node.args else ()

    def _keywords(self, node: ast.Call) -> dict[str, Any]:
        if node.args or not all(keyword.arg for keyword in node.keywords):
            raise UnknownError
        return {str(keyword.arg): self.value(keyword.value) for keyword in node.keywords}

    def _total(self, node: ast.Call) -> tuple[Any, ...]:
        if len(node.args) != 2:
            raise UnknownError
        return _chained(iterated(self.value(node.args[0])))

    def _chain(self, node: ast.Call) -> tuple[Any, ...]:
        return _chained(tuple(part for each in node.args for part in self._items(each)))

    def _flattened(self, node: ast.Call) -> tuple[Any, ...]:
        if len(node.args) != 1:
            raise UnknownError
        return _chained(iterated(self.value(node.args[0])))

    def _view(self, node: ast.Call) -> Any:
        if node.args or not isinstance(node.func, ast.Attribute):
            raise UnknownError
        return _viewed(self.value(node.func.value), node.func.attr)

    def _comprehended(self, item: ast.expr, loops: list[ast.comprehension]) -> Iterator[Any]:
        if not loops:
            yield self.value(item)
            return
        loop, *inner = loops
        if loop.ifs:
            raise UnknownError
        for value in iterated(self.value(loop.iter)):
            self._bind(loop.target, value)
            yield from self._comprehended(item, inner)

    _VALUES: ClassVar[Mapping[type[ast.expr], _Rule]] = {
        ast.Constant: _text,
        ast.List: _sequence,
        ast.Tuple: _sequence,
        ast.Set: _sequence,
        ast.Dict: _dictionary,
        ast.BinOp: _sum,
        ast.Name: _named,
        ast.Attribute: _member,
        ast.Call: _called,
        ast.ListComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.SetComp: _comprehension,
    }
    _FUNCTIONS: ClassVar[Mapping[str, _Rule]] = {
        **dict.fromkeys(_SEQUENCES, _copy),
        "dict": _keywords,
        "sum": _total,
        "chain": _chain,
    }
    _METHODS: ClassVar[Mapping[str, _Rule]] = {
        "chain": _chain,
        "from_iterable": _flattened,
        **dict.fromkeys(("keys", "values", "items", "copy"), _view),
    }


def _branches(node: ast.stmt) -> list[ast.stmt]:
    """Return what is in the branches of a statement, each of which may be run."""
    match node:
        case ast.If(_, body, others):
            return [*body, *others]
        case ast.Try(body, handlers, others, final):
            handling = [line for handler in handlers for line in handler.body]
            return [*body, *handling, *others, *final]
    return []


def _changes(node: ast.stmt) -> Iterator[tuple[ast.expr, ast.expr, bool]]:
    """Yield what a statement changes, the value, and whether it adds to what is there."""
    match node:
        case ast.Assign(targets, value):
            yield from ((target, value, False) for target in targets)
        case ast.AnnAssign(target, _, ast.expr() as value):
            yield target, value, False
        case ast.AugAssign(target, _, value):
            yield target, value, True
        case ast.Expr(ast.Call(ast.Attribute(target, "extend" | "update"), [value])):
            yield target, value, True
        case ast.Expr(ast.Call(ast.Attribute(target, "append" | "add"), [value])):
            yield target, ast.List([value]), True


def _meant(full: str) -> Any:
    """Return what an imported name holds: the names of an ``__all__``, or a place."""
    module, _, last = full.rpartition(".")
    return (f"{module}{ALL_OF}",) if last == "__all__" else _Place(full)


def _joined(left: Any, right: Any) -> Any:
    if isinstance(left, dict) and isinstance(right, dict):
        return left | right
    return (*iterated(left), *iterated(right))


def _chained(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(item for part in parts for item in iterated(part))


def iterated(value: Any) -> tuple[Any, ...]:
    """Return what a loop over a value gives.

    Raises:
        UnknownError: If the value isn't a sequence or dictionary.
    """
    if isinstance(value, tuple | dict) and not isinstance(value, _Place):
        return tuple(value)
    raise UnknownError


def mapping(value: Any) -> dict[str, Any]:
    """Return a value that is a dictionary.

    Raises:
        UnknownError: If it isn't one.
    """
    if isinstance(value, dict):
        return value
    raise UnknownError


def _viewed(value: Any, view: str) -> Any:
    if view == "copy":
        return value
    found = mapping(value)
    if view == "items":
        return tuple(found.items())
    return tuple(found if view == "keys" else found.values())


def _changed(node: ast.AST) -> Iterator[ast.Name]:
    """Yield the names that a statement may change, by assigning or by a method."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner
        elif isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
            yield inner.value

"""What a module offers to others: by ``__all__``, also if that is computed, and lazily.

Only what needs no running is followed: lists, dictionaries, their sums and loops over them. What
other modules' ``__all__`` add is known when all files are: :func:`expanded` puts it in.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from ..model import Module, Source
from .syntax import SCOPES, own_nodes

__all__ = ["Offers", "expanded", "offers"]

_ALL_OF = ".*"
"""What ends the name of a module that stands for all names in its ``__all__``."""

_SEQUENCES = ("sorted", "list", "tuple", "set", "frozenset", "reversed")
_ATTACHED = ("attach", "attach_stub")
"""Functions of ``lazy_loader`` that make ``__getattr__``, ``__dir__`` and ``__all__``."""


class Offers(NamedTuple):
    """What a file says of the names that others may import from it.

    Attributes:
        exports: The names in ``__all__``, and ``module.*`` for all in another module's; None if
            there is none or it can't be told.
        lazy: Name and full dotted name of what ``__getattr__`` imports when it's asked for.
        unbound: Names that only type checkers see, or that the module deletes.
    """

    exports: tuple[str, ...] | None = None
    lazy: tuple[tuple[str, str], ...] = ()
    unbound: tuple[str, ...] = ()


class _UnknownError(Exception):
    """A value can't be told without running the code."""


class _Place(NamedTuple):
    """A module, or what is in it, by its full dotted name."""

    name: str


def offers(
    tree: ast.Module, source: Source, imported: Iterable[tuple[str, str]], stub: ast.Module | None
) -> Offers:
    """Read what a module offers.

    Args:
        tree: The parsed file.
        source: The file; its name tells what relative names mean.
        imported: Local and full dotted name of what it imports.
        stub: The parsed stub beside it, if it has one.
    """
    reader = _Reader(source, dict(imported), stub)
    reader.read(tree.body)
    exports = reader.exports()
    if not _is_lazy(tree):
        return Offers(exports, unbound=tuple(sorted(_type_checked(tree) | _deleted(tree))))
    lazy = dict(reader.lazy(exports)) | dict(_imported_when_asked(tree, source)) | reader.attached
    return Offers(exports, tuple(sorted(lazy.items())))


def expanded(modules: Sequence[Module]) -> list[Module]:
    """Return the modules with the names that they take from each other's ``__all__``."""
    known = {module.name: module for module in modules}

    def names(module: Module, below: tuple[str, ...]) -> Iterator[str]:
        for name in module.exports or ():
            other = known.get(name.removesuffix(_ALL_OF))
            if not name.endswith(_ALL_OF):
                yield name
            elif other is not None and other.name not in below:
                yield from names(other, (*below, other.name))

    return [
        replace(module, exports=tuple(dict.fromkeys(names(module, (module.name,)))))
        if any(name.endswith(_ALL_OF) for name in module.exports or ())
        else module
        for module in modules
    ]


class _Reader:
    """Follows the module-level names that hold texts, lists and dictionaries.

    Args:
        source: The file.
        imported: What it imports, by local name.
        stub: The parsed stub beside it, if any.
    """

    def __init__(
        self, source: Source, imported: Mapping[str, str], stub: ast.Module | None
    ) -> None:
        self.source = source
        self.package = source.name if source.package else source.name.rpartition(".")[0]
        self.imported = imported
        self.stub = stub
        self.values: dict[str, Any] = {}
        self.attached: dict[str, str] = {}

    def exports(self) -> tuple[str, ...] | None:
        """Return the names in ``__all__``, None if there's none or it can't be told."""
        found = self.values.get("__all__")
        if not isinstance(found, tuple | dict) or not all(isinstance(name, str) for name in found):
            return None
        return tuple(dict.fromkeys(found))

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
                self._attach(targets, call)
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
            after = self._value(value)
            self.values[target.id] = _joined(before, after) if more and before != () else after
        except (_UnknownError, RecursionError):
            self.values[target.id] = None

    def _loop(self, target: ast.expr, items: ast.expr, body: list[ast.stmt]) -> None:
        with contextlib.suppress(_UnknownError, RecursionError):
            for item in _iterated(self._value(items)):
                self._bind(target, item)
                self.read(body)
            return
        changed = {target.id for node in body for target in _changed(node)}
        self.values.update(dict.fromkeys(changed))

    def _bind(self, target: ast.expr, value: Any) -> None:
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        parts = value if isinstance(target, ast.Tuple) else (value,)
        if not isinstance(parts, tuple) or len(parts) != len(names):
            raise _UnknownError
        for name, part in zip(names, parts, strict=True):
            if isinstance(name, ast.Name):
                self.values[name.id] = part

    def _value(self, node: ast.expr) -> Any:
        """Return a text, tuple, dictionary or place."""
        match node:
            case ast.Constant(str() as text):
                return text
            case ast.List(items) | ast.Tuple(items) | ast.Set(items):
                return tuple(part for item in items for part in self._items(item))
            case ast.Dict():
                return self._dictionary(node)
            case ast.BinOp(left, ast.Add() | ast.BitOr(), right):
                return _joined(self._value(left), self._value(right))
            case ast.Name(name):
                return self._named(name)
            case ast.Attribute(holder, name):
                place = self._value(holder)
                if isinstance(place, _Place):
                    return _meant(f"{place.name}.{name}")
            case ast.Call():
                return self._called(node)
            case ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                return tuple(self._comprehended(node.elt, node.generators))
        raise _UnknownError

    def _items(self, node: ast.expr) -> tuple[Any, ...]:
        if isinstance(node, ast.Starred):
            return _iterated(self._value(node.value))
        return (self._value(node),)

    def _dictionary(self, node: ast.Dict) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found |= _mapping(self._value(value))
                continue
            name = self._value(key)
            if not isinstance(name, str):
                raise _UnknownError
            found[name] = None
            with contextlib.suppress(_UnknownError):
                found[name] = self._value(value)
        return found

    def _named(self, name: str) -> Any:
        if self.values.get(name) is not None:
            return self.values[name]
        if name in self.values:
            raise _UnknownError
        if name in self.imported:
            return _meant(self.imported[name])
        if self.source.package:
            return _Place(f"{self.source.name}.{name}")  # a submodule, once it's imported
        raise _UnknownError

    def _called(self, node: ast.Call) -> Any:
        match node:
            case ast.Call(ast.Name("dict"), [], keywords) if all(k.arg for k in keywords):
                return {str(k.arg): self._value(k.value) for k in keywords}
            case ast.Call(ast.Name(name), []) if name in _SEQUENCES:
                return ()
            case ast.Call(ast.Name(name), [value, *_]) if name in _SEQUENCES:
                return _iterated(self._value(value))
            case ast.Call(ast.Name("sum"), [parts, _]):
                return _chained(_iterated(self._value(parts)))
            case ast.Call(ast.Name("chain") | ast.Attribute(_, "chain"), parts):
                return _chained(tuple(part for each in parts for part in self._items(each)))
            case ast.Call(ast.Attribute(_, "from_iterable"), [parts]):
                return _chained(_iterated(self._value(parts)))
            case ast.Call(ast.Attribute(holder, "keys" | "values" | "items" | "copy" as view), []):
                return _viewed(self._value(holder), view)
        raise _UnknownError

    def _comprehended(self, item: ast.expr, loops: list[ast.comprehension]) -> Iterator[Any]:
        if not loops:
            yield self._value(item)
            return
        loop, *inner = loops
        if loop.ifs:
            raise _UnknownError
        for value in _iterated(self._value(loop.iter)):
            self._bind(loop.target, value)
            yield from self._comprehended(item, inner)

    def _attach(self, targets: list[ast.expr], call: ast.Call) -> None:
        """Follow ``__getattr__, __dir__, __all__ = lazy_loader.attach(...)``."""
        function = call.func.attr if isinstance(call.func, ast.Attribute) else call.func
        name = function.id if isinstance(function, ast.Name) else function
        if name not in _ATTACHED or not targets or not _is_name(targets[0], "__getattr__"):
            return
        try:
            found = self._by_stub() if name == "attach_stub" else self._by_arguments(call)
        except _UnknownError:
            found = None
        if any(_is_name(target, "__all__") for target in targets):
            self.values["__all__"] = None if found is None else tuple(found)
        self.attached |= found or {}

    def _by_arguments(self, call: ast.Call) -> dict[str, str]:
        given = dict(zip(("", "submodules", "submod_attrs"), call.args, strict=False))
        given |= {keyword.arg or "": keyword.value for keyword in call.keywords}
        modules = self._value(given["submodules"]) if _is_given(given, "submodules") else ()
        names = self._value(given["submod_attrs"]) if _is_given(given, "submod_attrs") else {}
        found = {name: f"{self.source.name}.{name}" for name in _iterated(modules)}
        for place, inside in _mapping(names).items():
            found |= {name: f"{self.source.name}.{place}.{name}" for name in _iterated(inside)}
        return found

    def _by_stub(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for node in self.stub.body if self.stub else ():
            if isinstance(node, ast.ImportFrom) and node.level == 1:
                place = self.source.absolute(node.module, 1)
                found |= {
                    alias.asname or alias.name: f"{place}.{alias.name}" for alias in node.names
                }
        return found

    def lazy(self, exports: tuple[str, ...] | None) -> Iterator[tuple[str, str]]:
        """Yield what the module's dictionaries say of where names are imported from.

        They hold a module for a name, a module and a name for a name, or names for a module.
        """
        for table in self.values.values():
            for key, value in table.items() if isinstance(table, dict) else ():
                is_name = key in exports if exports is not None else len(value or ()) == 2
                match value:
                    case str():
                        yield key, self._target(value, key)
                    case (str(place), str(name)) if is_name:
                        yield key, self._target(place, name)
                    case tuple():
                        yield from ((str(name), self._target(key, str(name))) for name in value)

    def _target(self, place: str, name: str) -> str:
        """Return the full dotted name of what a table names: ``.tones``, ``pkg.tones:Tone``."""
        dotted = place.replace(":", ".")
        plain = dotted.lstrip(".")
        level = len(dotted) - len(plain)
        if level:
            plain = self.source.absolute(plain, level)
        elif plain.partition(".")[0] != self.package.partition(".")[0]:
            plain = f"{self.package}.{plain}"
        return plain if plain.rpartition(".")[2] == name else f"{plain}.{name}"


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
    return (f"{module}{_ALL_OF}",) if last == "__all__" else _Place(full)


def _joined(left: Any, right: Any) -> Any:
    if isinstance(left, dict) and isinstance(right, dict):
        return left | right
    return (*_iterated(left), *_iterated(right))


def _chained(parts: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(item for part in parts for item in _iterated(part))


def _iterated(value: Any) -> tuple[Any, ...]:
    if isinstance(value, tuple | dict) and not isinstance(value, _Place):
        return tuple(value)
    raise _UnknownError


def _mapping(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    raise _UnknownError


def _viewed(value: Any, view: str) -> Any:
    if view == "copy":
        return value
    found = _mapping(value)
    if view == "items":
        return tuple(found.items())
    return tuple(found if view == "keys" else found.values())


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_given(given: Mapping[str, ast.expr], name: str) -> bool:
    """Tell whether an argument is given, and isn't None."""
    node = given.get(name)
    return node is not None and not (isinstance(node, ast.Constant) and node.value is None)


def _changed(node: ast.AST) -> Iterator[ast.Name]:
    """Yield the names that a statement may change, by assigning or by a method."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner
        elif isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name):
            yield inner.value


def _is_lazy(tree: ast.Module) -> bool:
    """Tell whether a module answers for names that it doesn't bind, or is replaced."""
    for node in own_nodes(tree.body):
        match node:
            case ast.FunctionDef(name="__getattr__") | ast.Name("__getattr__", ast.Store()):
                return True
            case ast.Subscript(ast.Attribute(_, "modules"), ast.Name("__name__"), ast.Store()):
                return True
    return False


def _imported_when_asked(tree: ast.Module, source: Source) -> Iterator[tuple[str, str]]:
    """Yield what a module's ``__getattr__`` imports by statements."""
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef) or function.name != "__getattr__":
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.ImportFrom):
                base = source.absolute(node.module, node.level)
                yield from ((a.asname or a.name, f"{base}.{a.name}") for a in node.names)


def _deleted(tree: ast.Module) -> set[str]:
    """Return the names that a module's own statements delete and don't bind again."""
    gone: set[str] = set()
    for node in tree.body:
        gone -= set(_bound(node))
        if isinstance(node, ast.Delete):
            gone |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return gone


def _type_checked(tree: ast.Module) -> set[str]:
    """Return the names that are bound for type checkers only."""
    inside: set[str] = set()
    outside: set[str] = set()
    waiting: list[tuple[ast.AST, bool]] = [(node, False) for node in tree.body]
    while waiting:
        node, typed = waiting.pop()
        (inside if typed else outside).update(_bound(node))
        if isinstance(node, SCOPES):
            continue
        only = node.body if isinstance(node, ast.If) and _is_type_checking(node.test) else []
        hidden = set(map(id, only))
        waiting += [(part, typed or id(part) in hidden) for part in ast.iter_child_nodes(node)]
    return inside - outside


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else test
    return name == "TYPE_CHECKING" or _is_name(test, "TYPE_CHECKING")


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id

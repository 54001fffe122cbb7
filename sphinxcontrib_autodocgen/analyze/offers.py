"""The names that a module takes from others, and those it offers: by ``__all__``, and lazily.

Only what needs no running is followed: lists, dictionaries, their sums and loops over them. What
other modules' ``__all__`` add is known when all files are: :func:`expanded` puts it in.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..model import Module, Source
from .computed import ALL_OF, Namespace, UnknownError, iterated, mapping
from .syntax import SCOPES, child_nodes, last_part, own_nodes
from .syntax import source as written

__all__ = ["Offers", "expanded", "imported_names", "offers"]

_ATTACHED = ("attach", "attach_stub")
"""Functions of ``lazy_loader`` that make ``__getattr__``, ``__dir__`` and ``__all__``."""


class Offers(NamedTuple):
    """The names that others may import from a file.

    Attributes:
        exports: The names in ``__all__``, and ``module.*`` for all in another module's; None if
            there is none or it can't be told.
        lazy: Name and full dotted name of what ``__getattr__`` imports when it's asked for.
        unbound: Names that only type checkers see, or that the module deletes.
    """

    exports: tuple[str, ...] | None = None
    lazy: tuple[tuple[str, str], ...] = ()
    unbound: tuple[str, ...] = ()


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
    reader.names.read(tree.body)
    exports = reader.exports()
    if not _is_lazy(tree):
        return Offers(exports, unbound=tuple(sorted(_type_checked(tree) | _deleted(tree))))
    lazy = dict(reader.lazy(exports)) | dict(_imported_when_asked(tree, source)) | reader.attached
    return Offers(exports, tuple(sorted(lazy.items())))


def imported_names(tree: ast.Module, source: Source) -> Iterator[tuple[str, str]]:
    """Yield local and full dotted name of what a module imports outside functions and classes.

    A later import of a name overrides an earlier one. Of alternatives the preferred comes last:
    what is tried before what an ``except`` does, and the branch for the newest Python.

    Args:
        tree: The parsed file.
        source: The file; its name tells what relative imports mean.
    """
    for node in _in_order(tree.body):
        if isinstance(node, ast.ImportFrom):
            base = source.absolute(node.module, node.level)
            yield from (_imported_from(base, alias) for alias in node.names if base)
        elif isinstance(node, ast.Import):
            yield from map(_imported, node.names)


def _in_order(body: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a body and not of a scope inside it, the preferred alternative last."""
    waiting = list(body)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.Try | ast.TryStar):
            parts: list[ast.AST] = [*node.handlers, *node.body, *node.orelse, *node.finalbody]
        elif isinstance(node, ast.If):
            is_older = _is_older(node.test)
            parts = [*node.body, *node.orelse] if is_older else [*node.orelse, *node.body]
        elif isinstance(node, (*SCOPES, ast.expr)):
            continue
        else:
            parts = list(child_nodes(node))
        waiting.extend(reversed(parts))


def _is_older(test: ast.expr) -> bool:
    """Tell whether a test is true of older versions of Python only."""
    match test:
        case ast.Compare(left, [ast.Lt() | ast.LtE()], _):
            return "version_info" in written(left)
    return isinstance(test, ast.Name | ast.Attribute) and last_part(written(test)) == "PY2"


def _imported_from(base: str, alias: ast.alias) -> tuple[str, str]:
    if alias.name == "*":
        return "*", base
    return alias.asname or alias.name, f"{base}.{alias.name}"


def _imported(alias: ast.alias) -> tuple[str, str]:
    top = alias.name.partition(".")[0]
    return (alias.asname, alias.name) if alias.asname else (top, top)


def expanded(modules: Sequence[Module]) -> list[Module]:
    """Return the modules with the names that they take from each other's ``__all__``."""
    known = {module.name: module for module in modules}

    def names(module: Module, below: tuple[str, ...]) -> Iterator[str]:
        for name in module.exports or ():
            other = known.get(name.removesuffix(ALL_OF))
            if not name.endswith(ALL_OF):
                yield name
            elif other is not None and other.name not in below:
                yield from names(other, (*below, other.name))

    return [
        replace(module, exports=tuple(dict.fromkeys(names(module, (module.name,)))))
        if any(name.endswith(ALL_OF) for name in module.exports or ())
        else module
        for module in modules
    ]


class _Reader:
    """Reads what a module offers out of its names.

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
        self.names = Namespace(source, imported, self._attach)
        self.stub = stub
        self.attached: dict[str, str] = {}

    def exports(self) -> tuple[str, ...] | None:
        """Return the names in ``__all__``, None if there's none or it can't be told."""
        found = self.names.values.get("__all__")
        if not isinstance(found, tuple | dict) or not all(isinstance(name, str) for name in found):
            return None
        return tuple(dict.fromkeys(found))

    def _attach(self, targets: list[ast.expr], call: ast.Call) -> None:
        """Follow ``__getattr__, __dir__, __all__ = lazy_loader.attach(...)``."""
        name = _last_name(call.func)
        if name not in _ATTACHED or not targets or not _is_name(targets[0], "__getattr__"):
            return
        found = self._attached(call, name)
        if any(_is_name(target, "__all__") for target in targets):
            self.names.values["__all__"] = None if found is None else tuple(found)
        self.attached |= found or {}

    def _attached(self, call: ast.Call, name: str) -> dict[str, str] | None:
        try:
            return self._by_stub() if name == "attach_stub" else self._by_arguments(call)
        except UnknownError:
            return None

    def _by_arguments(self, call: ast.Call) -> dict[str, str]:
        given = dict(zip(("", "submodules", "submod_attrs"), call.args, strict=False))
        given |= {keyword.arg or "": keyword.value for keyword in call.keywords}
        modules = self.names.value(given["submodules"]) if _is_given(given, "submodules") else ()
        names = self.names.value(given["submod_attrs"]) if _is_given(given, "submod_attrs") else {}
        found = {name: f"{self.source.name}.{name}" for name in iterated(modules)}
        for place, inside in mapping(names).items():
            found |= {name: f"{self.source.name}.{place}.{name}" for name in iterated(inside)}
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
        for table in self.names.values.values():
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


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _is_given(given: Mapping[str, ast.expr], name: str) -> bool:
    """Tell whether an argument is given, and isn't None."""
    node = given.get(name)
    return node is not None and not (isinstance(node, ast.Constant) and node.value is None)


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
                yield from ((a.asname or a.name, f"{base}.{a.name}") for a in node.names if base)


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
        waiting += [(part, typed or id(part) in hidden) for part in child_nodes(node)]
    return inside - outside


def _is_type_checking(test: ast.expr) -> bool:
    return _last_name(test) == "TYPE_CHECKING"


def _last_name(node: ast.expr) -> str | None:
    """Return a name, or the last of a dotted one."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else None


def _bound(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id

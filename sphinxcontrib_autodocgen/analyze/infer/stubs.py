"""Types that stubs declare of the standard library and of installed packages, without imports.

typeshed comes with the distribution ``typeshed-client``, which also finds ``-stubs`` packages and
inline annotations of packages with ``py.typed``. A module is parsed when something in it is first
asked for, and kept for other runs of the process, since its text doesn't change. The definitions of
the standard library are kept between runs too, and only those that are asked for are parsed then.
"""

from __future__ import annotations

import ast
import contextlib
import functools
import logging
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import typeshed_client
from typeshed_client.parser import ImportedName, NameInfo, OverloadedName

from ...settings import Settings
from .compact import compact
from .hints import Symbol, dotted_name, limit_node, read
from .kept import KeptStubs, LazyNames, stub_of
from .values import BOTTOM, TOP, Value, instance

__all__ = ["Class", "Function", "Library", "Signature", "StubParameter", "kept", "shared"]

_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_MAX_HOPS = 12
_FAILURES = (
    typeshed_client.parser.InvalidStub, SyntaxError, ValueError, OSError, RecursionError,
    AttributeError, KeyError, TypeError, AssertionError, NotImplementedError,
)  # fmt: skip
logging.getLogger("typeshed_client").setLevel(logging.CRITICAL)


class StubParameter(NamedTuple):
    """A parameter as a stub declares it."""

    name: str
    kind: str
    type: Value
    optional: bool


class Signature(NamedTuple):
    """One overload of a function: its parameters, what it returns, and whether that's awaited."""

    parameters: tuple[StubParameter, ...]
    result: Value


class Function(NamedTuple):
    """A function of a library.

    Attributes:
        name: Full dotted name.
        signatures: Its overloads.
        words: ``static``, ``classmethod``, ``property``.
        owner: Full name of the class it's defined in, empty if there's none.
    """

    name: str
    signatures: tuple[Signature, ...]
    words: frozenset[str]
    owner: str


class Class(NamedTuple):
    """A class of a library.

    Attributes:
        name: Full dotted name.
        typevars: Names of its type parameters, in order.
        bases: Instances of its bases.
        members: What its body binds.
        protocol: Whether it's a protocol.
        words: ``enum``, ``namedtuple`` and so on.
    """

    name: str
    typevars: tuple[str, ...]
    bases: tuple[Value, ...]
    members: Mapping[str, NameInfo]
    protocol: bool
    fields: tuple[str, ...]


class _Module:
    """A scope: the names of one stub."""

    of_stubs = True

    def __init__(self, library: Library, name: str) -> None:
        self.library = library
        self.name = name

    def symbol(self, dotted: str) -> Symbol | None:
        """Return what a dotted name stands for in this stub."""
        found = self.library.symbol(f"{self.name}.{dotted}")
        return found or self.library.symbol(f"builtins.{dotted}")


class Library:
    """Looks things up in stubs."""

    def __init__(self) -> None:
        paths = [Path(path) for path in sys.path if path.endswith("-packages")]
        self._context = typeshed_client.get_search_context(
            search_path=paths, raise_on_warnings=True
        )
        self._typed = typeshed_client.get_search_context(
            search_path=paths, allow_py_files=True, raise_on_warnings=False
        )
        self._modules: dict[str, Mapping[str, NameInfo] | None] = {}
        self._symbols: dict[str, Symbol | None] = {}
        self._classes: dict[str, Class | None] = {}
        self._functions: dict[str, Function | None] = {}
        self._plain: set[str] = set()
        self.kept: KeptStubs | None = None

    def module(self, name: str) -> Mapping[str, NameInfo] | None:
        """Return the names of a module, None if there's no stub of it."""
        if name not in self._modules:
            self._modules[name] = self._parsed(name)
        return self._modules[name]

    def _parsed(self, name: str) -> Mapping[str, NameInfo] | None:
        parts = name.split(".")
        if not all(part.isidentifier() for part in parts):
            return None
        if any(".".join(parts[:count]) in self._plain for count in range(1, len(parts))):
            return None  # no module is in one that isn't a package
        known = self.kept.get(name) if self.kept is not None else None
        if known is None:
            found = self._standard(name)
            return self._typed_names(name) if found is None else found  # that of urllib is empty
        if not known.package:
            self._plain.add(name)
        return LazyNames(known.names)

    def _standard(self, name: str) -> Mapping[str, NameInfo] | None:
        """Return the names of a stub; those of the standard library are kept for later runs."""
        try:
            path = typeshed_client.get_stub_file(name, search_context=self._context)
            found = typeshed_client.get_stub_names(name, search_context=self._context)
        except _FAILURES:
            return None
        if found is None or path is None:
            return None
        if self._context.typeshed in path.parents:
            if path.stem != "__init__":
                self._plain.add(name)
            stub = stub_of(path, found)
            if stub is not None:
                if self.kept is not None:
                    self.kept.add(name, stub)
                return LazyNames(stub.names)
        compact(found)
        return found

    def _typed_names(self, name: str) -> Mapping[str, NameInfo] | None:
        """Return the names of a module whose package says that its annotations are to be used."""
        if not _is_typed(name.partition(".")[0]):
            return None
        try:
            found = typeshed_client.get_stub_names(name, search_context=self._typed)
        except _FAILURES:
            return None
        if found is not None:
            compact(found)
        return found

    def find(self, dotted: str) -> tuple[str, str, NameInfo] | None:
        """Return module, name within it and definition, imports and aliases followed."""
        for _ in range(_MAX_HOPS):
            split = self._split(dotted)
            if split is None:
                return None
            module, rest = split
            if not rest:
                return None
            through = self._through(module, rest)
            if through is not None:
                dotted = through
                continue
            info = self._member(module, rest)
            if info is None:
                return None
            target = self._target(module, info)
            if target is None:
                return module, ".".join(rest), info
            if target == dotted:
                return None
            dotted = target
        return None

    def _through(self, module: str, rest: list[str]) -> str | None:
        """Return the name meant if the first part of several is imported from elsewhere."""
        info = (self.module(module) or {}).get(rest[0]) if len(rest) > 1 else None
        target = self._target(module, info) if info is not None else None
        return ".".join([target, *rest[1:]]) if target else None

    def _split(self, dotted: str) -> tuple[str, list[str]] | None:
        parts = dotted.split(".")
        for count in range(len(parts), 0, -1):
            name = ".".join(parts[:count])
            names = self.module(name)
            if names is not None:
                return name, parts[count:]
        return None

    def _member(self, module: str, rest: list[str]) -> NameInfo | None:
        names: Mapping[str, NameInfo] | None = self.module(module)
        info: NameInfo | None = None
        for index, part in enumerate(rest):
            info = names.get(part) if names else None
            if info is None:
                return None
            if index < len(rest) - 1:
                target = self._target(module, info)
                if target is not None:
                    found = self.find(".".join([target, *rest[index + 1 :]]))
                    return found[2] if found else None
            names = info.child_nodes
        return info

    def _target(self, module: str, info: NameInfo) -> str | None:
        """Return the dotted name that a definition only refers to."""
        node = info.ast
        imported = _imported(node)
        if imported is not None:
            return ".".join([*imported.module_name, *([imported.name] if imported.name else [])])
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
            name = dotted_name(node.value)
            local = self.module(module) or {}
            return f"{module}.{name}" if name.partition(".")[0] in local else f"builtins.{name}"
        return None

    def is_module(self, dotted: str) -> bool:
        """Tell whether there's a stub of a module of that name."""
        return self.module(dotted) is not None

    def alias_module(self, dotted: str) -> str | None:
        """Return the module that a dotted name is or refers to."""
        for _ in range(_MAX_HOPS):
            if self.is_module(dotted):
                return dotted
            split = self._split(dotted)
            info = self._member(*split) if split and split[1] else None
            target = self._target(split[0], info) if split and info else None
            if target is None or target == dotted:
                return None
            dotted = target
        return None

    def symbol(self, dotted: str) -> Symbol | None:
        """Return what a full dotted name stands for in an annotation."""
        if dotted not in self._symbols:
            self._symbols[dotted] = None
            self._symbols[dotted] = self._symbol(dotted)
        return self._symbols[dotted]

    def _symbol(self, dotted: str) -> Symbol | None:
        found = self.find(dotted)
        if found is None:
            return None
        module, name, info = found
        node = _class_node(info.ast) or info.ast
        scope = _Module(self, module)
        if isinstance(node, ast.ClassDef):
            return Symbol("class", f"{module}.{name}")
        if isinstance(node, ast.AnnAssign):
            if node.value is not None and "TypeAlias" in ast.unparse(node.annotation):
                return Symbol("alias", f"{module}.{name}", node.value, scope)
            return Symbol("special", f"{module}.{name}")
        if isinstance(node, ast.Assign):
            return _assigned_symbol(node.value, f"{module}.{name}", scope)
        if type(node).__name__ == "TypeAlias":
            return Symbol("alias", f"{module}.{name}", node.value, scope)  # type: ignore[union-attr]
        return None

    def class_(self, name: str) -> Class | None:
        """Return the class of that full name."""
        if name not in self._classes:
            self._classes[name] = self._class(name)
        return self._classes[name]

    def written_bases(self, name: str) -> list[str]:
        """Return the bases of a class as they are written, without type arguments."""
        found = self.find(name)
        node = _class_node(found[2].ast) if found is not None else None
        return _base_names(node) if node is not None else []

    def _class(self, name: str) -> Class | None:
        found = self.find(name)
        if found is None:
            return None
        module, local, info = found
        node = _class_node(info.ast)
        if node is None:
            return None
        scope = _Module(self, module)
        names = _base_names(node)
        is_record = any(name.endswith("NamedTuple") for name in names)
        return Class(
            name=f"{module}.{local}",
            typevars=tuple(_typevars(node, scope)),
            bases=tuple(read(base, scope) for base in node.bases),
            members=info.child_nodes or {},
            protocol=any(name.endswith("Protocol") for name in names),
            fields=tuple(_declared_names(node)) if is_record else (),
        )

    def function(self, name: str, owner: str = "", info: NameInfo | None = None) -> Function | None:
        """Return the function of that full name.

        Args:
            name: Its name.
            owner: The class it's a member of.
            info: Its definition, where that is at hand.
        """
        if name not in self._functions:
            self._functions[name] = self._function(name, owner, info)
        return self._functions[name]

    def _function(self, name: str, owner: str, info: NameInfo | None) -> Function | None:
        if info is None:
            found = self.find(name)
            if found is None:
                return None
            module, local, info = found
            around = local.rpartition(".")[0]  # whoever asks first, it's the same function
            owner = f"{module}.{around}" if around else ""
        else:
            split = self._split(owner or name)
            module = split[0] if split else ""
        nodes = _definitions(info.ast)
        if not nodes:
            return None
        scope = _Module(self, module)
        words = frozenset(word for node in nodes for word in _words(node))
        return Function(name, tuple(_signature(node, scope) for node in nodes), words, owner)

    def variable(self, module: str, info: NameInfo) -> Value:
        """Return the declared type of a variable, unknown if there's none."""
        node = info.ast
        if isinstance(node, ast.AnnAssign):
            return read(node.annotation, _Module(self, module))
        return TOP


@functools.cache
def shared() -> Library:
    """Return the library of this process."""
    return Library()


@contextlib.contextmanager
def kept(settings: Settings | None) -> Iterator[None]:
    """Take stubs of the standard library from the cache inside, and keep those that are new.

    Args:
        settings: Say where; nowhere if None.
    """
    library = shared()
    if settings is None or library.kept is not None:
        yield
        return
    library.kept = stubs = KeptStubs(settings)
    try:
        yield
    finally:
        library.kept = None
    stubs.save()


@functools.cache
def _is_typed(package: str) -> bool:
    """Tell whether an installed package says that its annotations are to be used."""
    for path in sys.path:
        if path.endswith("-packages"):  # noqa: SIM102
            if (Path(path) / package / "py.typed").exists():
                return True
    return False


def _assigned_symbol(value: ast.expr, name: str, scope: _Module) -> Symbol | None:
    if isinstance(value, ast.Call):
        function = dotted_name(value.func).rpartition(".")[2].lstrip("_")  # stubs import it so
        if function in ("TypeVar", "ParamSpec", "TypeVarTuple"):
            return Symbol("var", name.rpartition(".")[2], limit_node(value), scope)
        if function == "NewType" and len(value.args) == 2:
            return Symbol("alias", name, value.args[1], scope)
        return None
    return Symbol("alias", name, value, scope)


def _base_names(node: ast.ClassDef) -> list[str]:
    """Return the bases of a class as they are written, without type arguments."""
    return [dotted_name(_bare(base)) for base in node.bases]


def _bare(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node


def _typevars(node: ast.ClassDef, scope: _Module) -> Iterator[str]:
    """Yield a class's type parameters: those of Generic or Protocol, or in order of appearance."""
    declared = [p.name for p in getattr(node, "type_params", ())]
    if declared:
        yield from declared
        return
    for name in dict.fromkeys(_names_in_bases(node)):
        symbol = scope.symbol(name)
        if symbol is not None and symbol.kind == "var":
            yield symbol.name


def _names_in_bases(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names in the type arguments of a class's bases."""
    bases = [base for base in node.bases if isinstance(base, ast.Subscript)]
    generic = [b for b in bases if dotted_name(b.value).endswith(("Generic", "Protocol"))]
    for base in generic or bases:
        yield from (part.id for part in ast.walk(base.slice) if isinstance(part, ast.Name))


def _declared_names(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names that a class's body annotates."""
    for part in node.body:
        if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            yield part.target.id


def _class_node(node: object) -> ast.ClassDef | None:
    """Return the class that a definition is, or that one of its alternatives is."""
    parts = node.definitions if isinstance(node, OverloadedName) else [node]
    return next((part for part in parts if isinstance(part, ast.ClassDef)), None)


def _imported(node: object) -> ImportedName | None:
    """Return the import that a definition is, of several alternatives the first one."""
    parts = node.definitions if isinstance(node, OverloadedName) else [node]
    imported = [part for part in parts if isinstance(part, ImportedName)]
    return imported[0] if len(imported) == len(parts) else None


def _definitions(node: object) -> list[_FunctionNode]:
    if isinstance(node, _FunctionNode):
        return [node]
    if isinstance(node, OverloadedName):
        found = [part for part in node.definitions if isinstance(part, _FunctionNode)]
        overloads = [part for part in found if "overload" in _decorators(part)]
        return overloads or found[:1]
    return []


def _decorators(node: _FunctionNode) -> list[str]:
    return [dotted_name(d).rpartition(".")[2] for d in node.decorator_list]


def _words(node: _FunctionNode) -> Iterator[str]:
    table = {"staticmethod": "static", "classmethod": "classmethod", "property": "property",
             "cached_property": "property", "abstractproperty": "property",
             "_magic_enum_attr": "property", "DynamicClassAttribute": "property"}  # fmt: skip
    for name in _decorators(node):
        if name in table:
            yield table[name]
    if node.name == "__new__":
        yield "new"


def _signature(node: _FunctionNode, scope: _Module) -> Signature:
    result = read(node.returns, scope) if node.returns is not None else TOP
    if isinstance(node, ast.AsyncFunctionDef):
        result = instance("typing.Coroutine", TOP, TOP, result)
    names = _decorators(node)
    if "contextmanager" in names or "asynccontextmanager" in names:
        result = _managed(result, names)
    return Signature(tuple(_parameters(node.args, scope)), result)


def _parameters(arguments: ast.arguments, scope: _Module) -> Iterator[StubParameter]:
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    for index, parameter in enumerate(positional):
        only = index < len(arguments.posonlyargs) or parameter.arg.startswith("__")
        kind = "positional-only" if only else "positional-or-keyword"
        is_receiver = index == 0 and parameter.annotation is None
        hint = BOTTOM if is_receiver else _hint(parameter, scope)
        yield StubParameter(parameter.arg, kind, hint, index >= required)
    if arguments.vararg:
        hint = _hint(arguments.vararg, scope)
        yield StubParameter(arguments.vararg.arg, "var-positional", hint, True)
    for parameter, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        hint = _hint(parameter, scope)
        yield StubParameter(parameter.arg, "keyword-only", hint, default is not None)
    if arguments.kwarg:
        hint = _hint(arguments.kwarg, scope)
        yield StubParameter(arguments.kwarg.arg, "var-keyword", hint, True)


def _managed(result: Value, names: list[str]) -> Value:
    kind = "AbstractContextManager" if "contextmanager" in names else "AbstractAsyncContextManager"
    given = [t.args[0] for t in result if t.args]
    return instance(f"contextlib.{kind}", given[0] if given else TOP, TOP)


def _hint(parameter: ast.arg, scope: _Module) -> Value:
    return read(parameter.annotation, scope) if parameter.annotation else TOP

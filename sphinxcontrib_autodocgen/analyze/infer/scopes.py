"""Meanings of names in a module of the project: its own, imported ones, those behind a star.

This is for names of modules and classes, in annotations and in bases; what values a name holds is
for ``lookup`` to say.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from ...ir import ClassFacts
from ...model import Module
from ...names import Names
from . import stubs
from .cells import Fn
from .hints import Symbol, read_text
from .values import Type, Value

__all__ = ["ClassInfo", "ModuleInfo", "Scopes", "is_private"]

_MOST_SOURCES = 3
_TESTS = {"tests", "test", "conftest"}


def is_private(name: str) -> bool:
    """Tell whether a dotted name is one that only the project itself, or its tests, should use."""
    parts = name.split(".")
    return not _TESTS.isdisjoint(parts[:-1]) or any(
        part.startswith("_") and not part.endswith("__") for part in parts
    )


class ClassInfo:
    """A class of the project or of a library.

    Attributes:
        name: Full dotted name.
        typevars: Its type parameters.
        bases: Instances of its bases.
        methods: Its own functions, by name, of the project.
        stub: The library's class, None for the project's own.
        open: Whether a base isn't known, so that any attribute may exist.
    """

    __slots__ = ("bases", "facts", "fields", "methods", "module", "name", "open", "stub",
                 "typevars", "words")  # fmt: skip

    def __init__(self, name: str, module: str = "") -> None:
        self.name = name
        self.module = module
        self.typevars: tuple[str, ...] = ()
        self.bases: list[Type] = []
        self.methods: dict[str, list[Fn]] = {}
        self.stub: stubs.Class | None = None
        self.facts: ClassFacts | None = None
        self.open = False
        self.words: set[str] = set()
        self.fields: dict[str, str] = {}


class ModuleInfo:
    """A module of the project: what its names are bound to, and a scope for annotations."""

    of_stubs = False

    def __init__(self, scopes: Scopes, module: Module) -> None:
        self.scopes = scopes
        self.name = module.name
        self.module = module
        self.functions: dict[str, list[Fn]] = {}
        self.classes: dict[str, ClassInfo] = {}
        self.imports: dict[str, list[str]] = {}
        self.stars: list[str] = []
        self.variables: set[str] = set()
        self.aliases: dict[str, str] = {}
        for local, full in reversed(module.imports):
            if local == "*":
                self.stars.append(full)
            else:
                self.imports.setdefault(local, []).append(full)

    def defines(self, name: str) -> bool:
        """Tell whether the module itself binds a name, other than by an import."""
        return name in self.functions or name in self.classes or name in self.variables

    def offers(self, name: str) -> bool:
        """Tell whether the module offers a name of its own: by its ``__all__``, if it has one."""
        exports = self.module.exports
        return not is_private(name) and (exports is None or name in exports)

    def symbol(self, dotted: str) -> Symbol | None:
        """Return what a dotted name stands for in an annotation of this module."""
        found = self.scopes.symbol_in(self, dotted)
        return found or self.scopes.library.symbol(f"builtins.{dotted}")


class _ClassScope:
    """A scope inside a class or function, whose own classes come first."""

    of_stubs = False

    def __init__(self, module: ModuleInfo, prefix: str) -> None:
        self.module = module
        self.prefix = prefix

    def symbol(self, dotted: str) -> Symbol | None:
        """Return what a dotted name stands for here."""
        prefix, classes = self.prefix, self.module.scopes.classes
        while len(prefix) > len(self.module.name):
            for inner in (prefix, f"{prefix}.<locals>"):
                if f"{inner}.{dotted}" in classes:
                    return Symbol("class", f"{inner}.{dotted}")
            info = classes.get(prefix)
            if info is not None and dotted in info.typevars:
                return Symbol("var", dotted)
            if dotted in self.module.scopes.typevars.get(prefix, ()):
                return Symbol("var", dotted)
            prefix = prefix.rpartition(".")[0]
        return self.module.symbol(dotted)


class Scopes:
    """The modules of a project, and what names mean in them.

    Args:
        classes: The project's classes by full name, which may grow.
        names: What names mean in the project's modules.
    """

    def __init__(self, classes: Mapping[str, ClassInfo], names: Names) -> None:
        self.names = names
        self.library = stubs.shared()
        self.modules: dict[str, ModuleInfo] = {}
        self.classes = classes
        self.typevars: dict[str, set[str]] = {}
        """The type parameters of functions, by full name."""

        self._symbols: dict[tuple[str, str], Symbol | None] = {}
        self._definitions: dict[str, str] = {}
        self._outer_stars: dict[str, list[str]] = {}
        self._annotations: dict[tuple[str, str], Value] = {}

    def scope(self, module: str, prefix: str = "") -> _ClassScope:
        """Return the scope of annotations at a place."""
        return _ClassScope(self.modules[module], prefix or module)

    def annotation(self, text: str, module: str, prefix: str) -> Value:
        """Return what an annotation means at a place."""
        key = (text, prefix or module)
        found = self._annotations.get(key)
        if found is None:
            found = self._annotations[key] = read_text(text, self.scope(module, prefix))
        return found

    def symbol_in(self, module: ModuleInfo, dotted: str) -> Symbol | None:
        """Return what a dotted name stands for in a module's annotations."""
        key = (module.name, dotted)
        if key not in self._symbols:
            self._symbols[key] = None  # what modules import of each other only is nothing
            self._symbols[key] = self._symbol_in(module, dotted)
        return self._symbols[key]

    def _symbol_in(self, module: ModuleInfo, dotted: str) -> Symbol | None:
        for full in self._meanings(module, dotted):
            found = self.symbol(full)
            if found is not None:
                return found
        return None

    def _meanings(self, module: ModuleInfo, dotted: str) -> Iterator[str]:
        """Yield the full name that a dotted name means, then what it may mean in a library.

        A module from outside sees all that the project binds, be it offered or not.
        """
        first, dot, rest = dotted.partition(".")
        if module.name in self.names.project.modules:
            found = self.names.resolve(dotted, module.name)
            if found is not None:
                yield found.name
                if found.object is not None:
                    return
        elif module.defines(first):
            yield f"{module.name}.{dotted}"
        for full in module.imports.get(first, ()):
            yield f"{full}{dot}{rest}"
        for star in self._stars_of(module):
            yield f"{star}.{dotted}"

    def _stars_of(self, module: ModuleInfo) -> list[str]:
        """Return the modules behind a module's stars in which names know nothing to be."""
        if module.name not in self.names.project.modules:
            return module.stars
        found = self._outer_stars.get(module.name)
        if found is None:
            stars = self.names.star_sources(module.name)
            found = [star for star in stars if star not in self.names.project.modules]
            self._outer_stars[module.name] = found
        return found

    def definition(self, full: str) -> str:
        """Return the full name of the definition that a full dotted name leads to, else itself."""
        found = self._definitions.get(full)
        if found is None:
            meant = self.names.find(full)
            found = self._definitions[full] = (
                full if meant is None or meant.object is None else meant.name
            )
        return found

    def _alias(self, module: ModuleInfo, name: str) -> Symbol | None:
        full = f"{module.name}.{name}"
        try:
            node = ast.parse(module.aliases[name], mode="eval").body
        except (SyntaxError, ValueError, RecursionError):
            return None
        if isinstance(node, ast.Call):
            function = ast.unparse(node.func).rpartition(".")[2]
            if function == "NewType" and len(node.args) == 2:
                return Symbol("alias", full, node.args[1], module)
            if function in ("namedtuple", "NamedTuple"):
                return Symbol("class", full) if full in self.classes else None
            return Symbol("var", name)
        return Symbol("alias", full, node, module)

    def symbol(self, full: str) -> Symbol | None:
        """Return what a full dotted name stands for in an annotation."""
        full = self.definition(full)
        if full in self.classes:
            return Symbol("class", full)
        split = self.split(full)
        if split is None:
            return self.library.symbol(full)
        module, rest = split
        if rest in module.aliases:
            return self._alias(module, rest)
        return self.symbol_in(module, rest) if rest else None

    def split(self, dotted: str) -> tuple[ModuleInfo, str] | None:
        """Split a dotted name into the project's module and the rest."""
        name = dotted
        while name:
            if name in self.modules:
                return self.modules[name], dotted[len(name) + 1 :]
            name = name.rpartition(".")[0]
        return None

    @cached_property
    def reexports(self) -> dict[str, str]:
        """The names under which public modules offer what is defined under a private name."""
        found: dict[str, str] = {}
        modules = (info for name, info in self.modules.items() if not is_private(f"{name}.x"))
        for module in sorted(modules, key=lambda info: (info.name.count("."), info.name)):
            for local in filter(module.offers, module.imports):
                symbol = self.symbol_in(module, local)
                if symbol is not None and symbol.kind == "class" and is_private(symbol.name):
                    found.setdefault(symbol.name, f"{module.name}.{local}")
        return found

    def sources(self, module: ModuleInfo, name: str) -> Iterable[str]:
        """Return the full names of what a module may import under a name."""
        if module.name in self.names.project.modules:
            found = self.names.in_module(module.name, name)
            if found is not None and found.object and found.name != f"{module.name}.{name}":
                return (found.name,)
        return module.imports.get(name, ())[:_MOST_SOURCES]

    def elsewhere(self, module: ModuleInfo, name: str) -> Iterator[str]:
        """Yield under which full names something may be that a module has a name of by a star."""
        if module.name in self.names.project.modules:
            found = self.names.in_module(module.name, name)
            if found is not None and found.name != f"{module.name}.{name}":
                yield found.name
        yield from (f"{star}.{name}" for star in self._stars_of(module))

"""The public names of a project, and what each of them means.

This is the one answer to what is public: pages, counts, checks, ``fill`` and ``diff`` ask it. A
module offers what its ``__all__`` lists; without one, what it defines under a name without a
leading underscore, and, if it's a package, what it imports from its own project. What only type
checkers see, private modules and modules that test offer nothing. What a name means is found by
:mod:`~sphinxcontrib_autodocgen.names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from functools import cached_property

from .model import Module, Object, Project
from .names import Names, Resolved, names_of

__all__ = ["Surface", "is_offered", "preference", "surface_of", "test_modules"]

_HOOKS = ("TYPE_CHECKING", "__all__", "__dir__", "__getattr__", "__path__")
"""Names by which a module speaks to Python or to type checkers, not to its users."""

_PARTS = frozenset({"local", "overload", "setter", "deleter"})
"""Modifiers of a part of another object, or of something inside a function."""

_TESTS = re.compile(r"(?:^|(?<=\.))(?:tests?|conftest|test_\w+|\w+_test)(?=\.|$)")
_CERTAIN_TESTS = ("tests", "conftest")
_TEST = re.compile(r"\.(?:Test\w*\.)?test_\w+$")


def preference(name: str) -> tuple[int, int, str]:
    """Order public names of one object: the shortest is what users are told to import."""
    return (name.count("."), len(name), name)


def is_offered(name: str) -> bool:
    """Tell whether a member of a public class is for others: public, or one that Python calls."""
    return not name.startswith(("_", "<")) or (name.startswith("__") and name.endswith("__"))


def surface_of(project: Project) -> Surface:
    """Return the public names of a project, found once."""
    return project.found(Surface)


def test_modules(modules: Iterable[Module]) -> frozenset[str]:
    """Return the names of the modules that test: by their name, and what they hold.

    A module called ``test`` or ``test_utils`` may be for users; one with test functions isn't, and
    what is below it isn't either. Where all are tests, that is what the project offers.
    """
    known = list(modules)
    named = {module.name: found for module in known if (found := _TESTS.search(module.name))}
    if len(named) == len(known):
        return frozenset()
    roots = {
        module.name[: named[module.name].end()]
        for module in known
        if module.name in named and _is_test(module, named[module.name].group())
    }
    return frozenset(name for name, found in named.items() if name[: found.end()] in roots)


def _is_test(module: Module, part: str) -> bool:
    """Tell whether a module tests, one part of whose name sounds like it."""
    names = (obj.name.removeprefix(module.name) for obj in module.objects)
    return part in _CERTAIN_TESTS or any(map(_TEST.search, names))


class Surface:
    """The public names of a project.

    Args:
        project: The project.
        tests: Whether modules that test count as any others.

    Attributes:
        project: The project.
        names: What its names mean.
        tests: The modules that test, by name.
        public: What each public name at the level of modules means; modules are among them.
    """

    def __init__(self, project: Project, *, tests: bool = False) -> None:
        self.project = project
        self.names: Names = names_of(project)
        self.tests = frozenset() if tests else test_modules(project.modules.values())
        self._public_names: dict[str, str | None] = {}
        self._offers: dict[str, frozenset[str]] = {}
        self.public = dict(self._public())

    def _public(self) -> Iterator[tuple[str, Resolved]]:
        for module in self.project.modules.values():
            if not self.is_public_module(module.name):
                continue
            yield module.name, Resolved(module.name, self.project[module.name])
            for name in self._offered(module):
                full = f"{module.name}.{name}"
                if full not in self.project.modules:
                    yield full, self.names.find(full) or Resolved(full)

    def is_public_module(self, name: str) -> bool:
        """Tell whether a module is for others: no part of its name is private, and it's no test."""
        return name not in self.tests and not any(p.startswith("_") for p in name.split("."))

    def offered(self, module: str) -> frozenset[str]:
        """Return the names that a module offers, be it public or not."""
        if module not in self._offers:
            self._offers[module] = frozenset(self._offered(self.project.modules[module]))
        return self._offers[module]

    def is_public(self, obj: Object) -> bool:
        """Tell whether others can reach an object by a public name."""
        return self.public_name(obj) is not None

    def public_name(self, obj: Object) -> str | None:
        """Return the name by which others reach an object, None if it isn't for them.

        Where it's defined counts first, then the shortest of its names. A special method has none.
        """
        if not _PARTS.isdisjoint(obj.modifiers):
            return None
        if obj.name not in self._public_names:
            self._public_names[obj.name] = self._found_name(obj)
        return self._public_names[obj.name]

    def _found_name(self, obj: Object) -> str | None:
        owner = self.project.get(obj.parent)
        if owner is None or owner.kind == "module" or obj.kind == "module":
            return self._names.get(obj.name)
        if owner.kind != "class" or obj.short_name.startswith("_"):
            return None
        name = self.public_name(owner)
        return name and f"{name}.{obj.short_name}"

    @cached_property
    def _names(self) -> dict[str, str]:
        """The public name of each definition at the level of modules."""
        found: dict[str, str] = {}
        named = [name for name in self.public if self._is_for_readers(name)]
        for name in sorted(named, key=preference):
            found.setdefault(self.public[name].name, name)
        return found | {name: name for name in named if self.public[name].name == name}

    def _is_for_readers(self, name: str) -> bool:
        """Tell whether a name is more than what tools read: ``__version__``, if it isn't listed."""
        module, _, last = name.rpartition(".")
        known = self.project.modules.get(module)
        return not last.startswith("_") or (known is not None and known.exports is not None)

    def objects(self) -> Iterator[tuple[str, Object]]:
        """Yield each public object once with its public name, by modules and lines."""
        for module in self.project.modules.values():
            for obj in module.objects:
                name = self.public_name(obj)
                if name is not None and self.project[obj.name] is obj:
                    yield name, obj

    def module_of(self, name: str) -> str:
        """Return the module, of all in the project, that a public name begins with."""
        while name not in self.project.modules:
            name = name.rpartition(".")[0]
        return name

    def definition(self, name: str) -> Object | None:
        """Return the object of the project that a dotted name means, by whatever way."""
        return self.project.get(name) or ((found := self.names.find(name)) and found.object)

    def _offered(self, module: Module) -> Iterator[str]:
        if module.exports is not None:
            yield from dict.fromkeys(module.exports)
            return
        own = self.names.own(self.project[module.name])
        hidden = {*_HOOKS, *module.unbound}
        yield from (name for name in own if is_offered(name) and name not in hidden)
        if module.package:
            yield from self._imported(module, {*own, *hidden})

    def _imported(self, module: Module, known: Set[str]) -> Iterator[str]:
        """Yield the names that a package imports from its own project."""
        imported = (local for local, _ in module.imports)
        for name in dict.fromkeys([*imported, *self.names.starred(module.name)]):
            if name in known or name.startswith(("_", "*")):
                continue
            found = self.names.in_module(module.name, name)
            if found and found.object and found.object.kind != "module":
                yield name

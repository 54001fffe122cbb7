"""What a project offers to others: its public names, and what each of them means.

This is the one answer to what is public: pages, counts, checks, ``fill`` and ``diff`` ask it. A
module offers what its ``__all__`` lists; without one, what it defines under a name without a
leading underscore, and, if it's a package, what it imports from its own project. What only type
checkers see, private modules and modules that test offer nothing. A name is followed through
imports, star imports and base classes to where it's defined.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from .model import Module, Object, Project

__all__ = ["Found", "Surface", "is_offered", "preference", "surface_of", "test_modules"]

_HOOKS = ("__all__", "__dir__", "__getattr__", "__path__")
"""What a module says to Python, not to its users."""

_PARTS = frozenset({"local", "overload", "setter", "deleter"})
"""What is a part of another object, or inside a function."""

_TESTS = re.compile(r"(?:^|(?<=\.))(?:tests?|conftest|test_\w+|\w+_test)(?=\.|$)")
_CERTAIN_TESTS = ("tests", "conftest")
_TEST = re.compile(r"\.(?:Test\w*\.)?test_\w+$")

_MOST_STEPS = 50
"""Longer chains of imports are circles."""


class Found(NamedTuple):
    """What a name means.

    Attributes:
        name: Full name of the definition, or of what it's imported from.
        object: The definition; None if it isn't in the project or can't be seen in the source.
    """

    name: str
    object: Object | None = None


def preference(name: str) -> tuple[int, int, str]:
    """Order public names of one object: the shortest is what users are told to import."""
    return (name.count("."), len(name), name)


def is_offered(name: str) -> bool:
    """Tell whether a member of a public class is for others: public, or one that Python calls."""
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


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
        tests: The modules that test, by name.
        public: What each public name at the level of modules means; modules are among them.
    """

    def __init__(self, project: Project, *, tests: bool = False) -> None:
        self.project = project
        self.tests = frozenset() if tests else test_modules(project.modules.values())
        self._public_names: dict[str, str | None] = {}
        self._inside: dict[str, dict[str, Object]] = defaultdict(dict)
        for name, obj in project.items():
            self._inside[obj.parent][name.rpartition(".")[2]] = obj
        self._imports = {m.name: dict(m.imports) for m in project.modules.values()}
        self._stars = {
            m.name: [full for local, full in m.imports if local == "*"]
            for m in project.modules.values()
        }
        self._tops = {name.partition(".")[0] for name in project.modules}
        self._members: dict[str, dict[str, Object]] = {}
        self._offers: dict[str, frozenset[str]] = {}
        self.public = dict(self._public())

    def _public(self) -> Iterator[tuple[str, Found]]:
        for module in self.project.modules.values():
            if not self.is_public_module(module.name):
                continue
            yield module.name, Found(module.name, self.project[module.name])
            for name in self._offered(module):
                full = f"{module.name}.{name}"
                if full not in self.project.modules:
                    yield full, self.find(full) or Found(full)

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
        return self.project.get(name) or ((found := self.find(name)) and found.object)

    def _offered(self, module: Module) -> Iterator[str]:
        if module.exports is not None:
            yield from dict.fromkeys(module.exports)
            return
        own = self._inside[module.name]
        hidden = {*_HOOKS, *module.unbound}
        yield from (name for name in own if is_offered(name) and name not in hidden)
        if module.package:
            names = dict.fromkeys([*self._imports[module.name], *self._starred(module.name)])
            for name in names:
                if name not in own and name not in hidden and not name.startswith(("_", "*")):
                    found = self.find(f"{module.name}.{name}")
                    if found and found.object and found.object.kind != "module":
                        yield name

    def _starred(self, module: str, depth: int = 0) -> Iterator[str]:
        """Yield the names that a module's star imports bring, as far as they're in the project."""
        for source in self._stars.get(module, ()):
            found = self.project.modules.get(source)
            if found is None or depth > _MOST_STEPS:
                continue
            if found.exports is not None:
                yield from found.exports
            else:
                bound = [*self._inside[source], *self._imports[source]]
                yield from (
                    name
                    for name in bound
                    if not name.startswith(("_", "*")) and name not in found.unbound
                )
                yield from self._starred(source, depth + 1)

    def find(self, name: str, steps: int = 0) -> Found | None:
        """Return what a dotted name means, None if nothing of that name can be imported.

        Args:
            name: The name, from its top-level package on.
            steps: How many imports were followed to come here.
        """
        own = self.project.get(name)
        if own is not None and own.kind != "module":
            return Found(name, own)  # also where a function shadows the module that it's from
        module = self._outermost(name)
        if module is None or steps > _MOST_STEPS:
            return Found(name)
        found: Found | None = Found(module, self.project.get(module))
        rest = name.removeprefix(module).split(".")[1:]
        for part in rest:
            if found is None or (found.object is None and found.name not in self.project.modules):
                return found and Found(f"{found.name}.{part}")
            found = self._attribute(found, part, steps)
        return found

    def _outermost(self, name: str) -> str | None:
        """Return the module nearest to the top that a name begins with, None if there's none."""
        head, _, rest = name.partition(".")
        while head not in self.project.modules:
            if not rest or head.partition(".")[0] not in self._tops:
                return None
            part, _, rest = rest.partition(".")
            head = f"{head}.{part}"
        return head

    def _attribute(self, found: Found, name: str, steps: int) -> Found | None:
        holder = found.object
        if holder is not None and holder.kind != "module":
            member = self.members(holder).get(name) if holder.kind == "class" else None
            return None if member is None else Found(member.name, member)
        return self._of_module(found.name, name, steps)

    def _of_module(self, module: str, name: str, steps: int) -> Found | None:
        full = f"{module}.{name}"
        own = self._inside[module].get(name)
        if own is not None and own.name not in self.project.modules:
            return Found(own.name, own)
        target = self._imports.get(module, {}).get(name)
        if target is not None and target != full:
            return self.find(target, steps + 1)
        if full in self.project.modules:
            return Found(full, self.project[full])
        for source in self._stars.get(module, ()):
            exports = source in self.project.modules and self.project.modules[source].exports
            if (name in exports) if exports else not name.startswith("_"):
                inner = self.find(f"{source}.{name}", steps + 1)
                if inner is not None and inner.object is not None:
                    return inner
        return None

    def bases(self, cls: Object) -> list[Found]:
        """Return what the base classes of a class are, in order."""
        return [found for base in cls.bases if (found := self._base(cls, base))]

    def _base(self, cls: Object, base: str) -> Found | None:
        plain = base.partition("[")[0]
        if not all(part.isidentifier() for part in plain.split(".")):
            return Found(base)
        module = self.project.module_of(cls.name).name
        scope = cls.parent
        while scope != module:  # a nested class may name a neighbour
            inner = self.project.get(f"{scope}.{plain}")
            if inner is not None:
                return Found(inner.name, inner)
            scope = scope.rpartition(".")[0]
        return self.find(f"{module}.{plain}") or Found(plain)

    def ancestry(self, cls: Object) -> list[Found]:
        """Return a class and all it inherits from, as Python looks them up (nearly: without C3)."""
        found: dict[str, Found] = {}
        waiting = [Found(cls.name, cls)]
        while waiting:
            item = waiting.pop()
            if item.name in found and len(found) > _MOST_STEPS:
                continue
            again = found.pop(item.name, None)
            found[item.name] = item  # what is inherited twice comes after all that inherit it
            if again is None and item.object is not None and item.object.kind == "class":
                waiting += reversed(self.bases(item.object))
        return list(found.values())

    def own(self, cls: Object) -> dict[str, Object]:
        """Return what a class or module defines itself, by name."""
        return self._inside[cls.name]

    def members(self, cls: Object) -> dict[str, Object]:
        """Return the members of a class by name, inherited ones too."""
        known = self._members.get(cls.name)
        if known is None:
            known = self._members[cls.name] = {}
            for found in reversed(self.ancestry(cls)):
                if found.object is not None:
                    known.update(self._inside[found.name])
        return known

    def foreign(self, cls: Object) -> set[str]:
        """Return the base classes, near and far, that aren't in the project."""
        plain = {"object", "Generic", "Protocol", "ABC", "abc.ABC"}
        names = {found.name for found in self.ancestry(cls) if found.object is None}
        return {name for name in names if name.removeprefix("typing.") not in plain}

"""What a rule may look at beside the object itself, found once for a whole project.

Names are resolved as a reader would: by the module's own definitions, then its imports, through
re-exports. The order in which base classes are searched is that of Python for single inheritance
and close to it otherwise; that is enough to name the method that is overridden.
"""

from __future__ import annotations

import builtins
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ..model import Module, Object, Parameter, Project, Raised
from ..surface import Surface, surface_of
from .vocabulary import VERBS, word_set
from .words import base_form, code, split

__all__ = ["View", "is_for_tests", "named", "qualified", "required"]

_MAX_REEXPORTS = 8
_MAX_DEPTH = 30
_COLLECTING = ("var-positional", "var-keyword")
_BUILTINS = frozenset(dir(builtins))
_NOT_OVERRIDES = frozenset({"__init__", "__new__", "__init_subclass__", "__class_getitem__"})


class View:
    """A project with its inheritance, its exceptions and its imports looked up.

    Args:
        project: The project; not changed.
        outside: Modules of other packages, whose classes may be bases of the project's.

    Attributes:
        project: The project.
        known: The project and what is outside of it.
    """

    def __init__(self, project: Project, outside: Iterable[Module] = ()) -> None:
        self.project = project
        modules = [*project.modules.values(), *outside]
        self.known = Project(modules) if len(modules) > len(project.modules) else project
        self._imports = {
            module.name: {local: full for local, full in module.imports if local != "*"}
            for module in modules
        }
        self._stars = {
            module.name: tuple(full for local, full in module.imports if local == "*")
            for module in modules
        }
        self._ancestors: dict[str, tuple[str, ...]] = {}

    @property
    def surface(self) -> Surface:
        """What the project offers to others."""
        return surface_of(self.project)

    @cached_property
    def members(self) -> Mapping[str, tuple[Object, ...]]:
        """The objects directly inside each module and class, by line, as a caller sees them."""
        found: dict[str, list[Object]] = {}
        for module in self.project.modules.values():
            for obj in module.objects:
                if self.project[obj.name] is obj and obj.kind != "module":
                    found.setdefault(obj.parent, []).append(obj)
        return {name: tuple(objects) for name, objects in found.items()}

    @cached_property
    def subclasses(self) -> Mapping[str, tuple[Object, ...]]:
        """The direct subclasses within the project of each class, by full name."""
        found: dict[str, list[Object]] = {}
        for obj in self._classes():
            for base in self.bases(obj):
                found.setdefault(base, []).append(obj)
        return {name: tuple(objects) for name, objects in found.items()}

    def descendants(self, name: str) -> tuple[Object, ...]:
        """Return all classes of the project that derive from a class, nearest first."""
        found: dict[str, Object] = {}
        waiting = [name]
        for each in waiting:
            below = [sub for sub in self.subclasses.get(each, ()) if sub.name not in found]
            found.update((sub.name, sub) for sub in below)
            waiting += [sub.name for sub in below]
        return tuple(found.values())

    def imports(self, obj: Object) -> bool:
        """Tell whether a module also imports a name: one stands in for the other."""
        return obj.short_name in self._imports.get(obj.parent, {})

    @cached_property
    def _by_qualified_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for module in self.project.modules.values():
            for obj in module.objects[1:]:
                if self.project[obj.name] is obj:
                    found.setdefault(qualified(obj, module), []).append(obj.name)
        return {name: tuple(full) for name, full in found.items()}

    def only_one(self, name: str) -> str | None:
        """Return the full name of the one object in the project that its module calls so.

        Args:
            name: A name within a module: ``Class.method``.

        Returns:
            None if there's none, or more than one.
        """
        found = self._by_qualified_name.get(name, ())
        return found[0] if len(found) == 1 else None

    @cached_property
    def raisers(self) -> Mapping[str, tuple[tuple[Object, Raised], ...]]:
        """The functions whose own ``raise`` raises each exception of the project, by full name."""
        found: dict[str, list[tuple[Object, Raised]]] = {}
        for module in self.project.modules.values():
            for obj in module.objects:
                for raised in obj.raises if obj.kind != "class" else ():
                    full = self.resolve(raised.type, module.name)
                    if full in self.project and raised.evidence.startswith("raise:"):
                        found.setdefault(full, []).append((obj, raised))
        return {name: tuple(pairs) for name, pairs in found.items()}

    @cached_property
    def handed_on(self) -> frozenset[str]:
        """The full names of the classes that code uses as values: anybody may raise them."""
        return frozenset(
            self.resolve(name, module.name)
            for module in self.project.modules.values()
            for name in module.handed_on
        )

    @cached_property
    def third_person(self) -> bool:
        """Whether the project's own docstrings say "Returns" rather than "Return"."""
        third = imperative = 0
        for obj in self.project.values():
            if obj.docstring is not None and obj.kind in ("function", "method"):
                word = next(iter(obj.docstring.split(maxsplit=1)), "").lower()
                third += base_form(word) is not None
                imperative += word in VERBS
        return third > imperative

    def _classes(self) -> Iterator[Object]:
        for module in self.project.modules.values():
            yield from (obj for obj in module.objects if obj.kind == "class")

    def module(self, obj: Object) -> Module:
        """Return the module that defines an object."""
        return self.known.module_of(obj.name)

    def owner(self, obj: Object) -> Object | None:
        """Return the class that an object is a member of, None if it's no member."""
        found = self.known.get(obj.parent)
        return found if found is not None and found.kind == "class" else None

    def is_bound(self, obj: Object) -> bool:
        """Tell whether an object is asked of an instance of the class it's a member of."""
        owned = self.owner(obj) is not None
        return owned and {"static", "classmethod"}.isdisjoint(obj.modifiers)

    def bases(self, obj: Object) -> tuple[str, ...]:
        """Return the full names of a class's direct bases, as far as they can be told."""
        module = self.module(obj).name
        return tuple(self.resolve(base.partition("[")[0], module) for base in obj.bases)

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the full names of all base classes, nearest first; those outside too."""
        if name not in self._ancestors:
            found = list(self._climb(name, (name,)))
            last = {each: index for index, each in enumerate(found)}
            self._ancestors[name] = tuple(
                each for index, each in enumerate(found) if last[each] == index and each != name
            )
        return self._ancestors[name]

    def overridden(self, obj: Object) -> str | None:
        """Return the full name of the nearest documented definition that a member overrides."""
        owner = self.owner(obj)
        if owner is None or obj.short_name in _NOT_OVERRIDES:
            return None
        names = (f"{base}.{obj.short_name}" for base in self.ancestors(owner.name))
        return next((name for name in names if self._is_documented(name)), None)

    def as_imported(self, full: str, module: str) -> str:
        """Return a member of a class of another package by the name that a module imports it by.

        Args:
            full: The member's full name.
            module: The module; that name is the one that the other package's pages have.
        """
        owner, _, member = full.rpartition(".")
        for target in self._imports.get(module, {}).values() if full not in self.project else ():
            if self._definition(target) == owner:
                return f"{target}.{member}"
        return full

    def _is_documented(self, name: str) -> bool:
        found = self.known.get(name)
        return found is not None and found.docstring is not None

    def _climb(self, name: str, below: tuple[str, ...]) -> Iterator[str]:
        """Yield each base and then its bases; ends where classes are each other's bases."""
        obj = self.known.get(name)
        if obj is None or obj.kind != "class" or len(below) > _MAX_DEPTH:
            return
        for base in self.bases(obj):
            if base not in below:
                yield base
                yield from self._climb(base, (*below, base))

    def resolve(self, name: str, module: str) -> str:
        """Return the full name that a dotted name in a module stands for.

        Args:
            name: The name as written.
            module: The module it's written in.

        Returns:
            The name of the definition if it's in the project; a name outside of it as it was
            imported; ``builtins.X`` for a builtin; else the name as written.
        """
        head, dot, rest = name.partition(".")
        local = f"{module}.{head}"
        imported = self._imports.get(module, {}).get(head)
        if local in self.known and (imported is None or dot == ""):
            return self._definition(f"{local}{dot}{rest}")
        if imported is not None:
            return self._definition(f"{imported}{dot}{rest}")
        starred = self._starred(head, module)
        if starred is not None:
            return self._definition(f"{starred}{dot}{rest}")
        return f"builtins.{name}" if head in _BUILTINS else name

    def names(self, name: str, module: str) -> bool:
        """Tell whether a module defines or imports a name, or Python has it."""
        known = name in self._imports.get(module, {}) or name in _BUILTINS
        return known or f"{module}.{name}" in self.known

    def _starred(self, name: str, module: str) -> str | None:
        candidates = (f"{star}.{name}" for star in self._stars.get(module, ()))
        return next((full for full in candidates if full in self.known), None)

    def _definition(self, full: str) -> str:
        """Follow re-exports: the name that a package offers leads to the module that defines it."""
        for _ in range(_MAX_REEXPORTS):
            if full in self.known:
                return full
            target = self._reexported(full)
            if target is None or target == full:
                return full
            full = target
        return full

    def _reexported(self, full: str) -> str | None:
        prefix, _, rest = full.rpartition(".")
        while prefix:
            if prefix in self._imports:
                head, dot, tail = rest.partition(".")
                target = self._imports[prefix].get(head) or self._starred(head, prefix)
                return f"{target}{dot}{tail}" if target else None
            prefix, _, last = prefix.rpartition(".")
            rest = f"{last}.{rest}"
        return None


def required(obj: Object) -> tuple[Parameter, ...]:
    """Return the parameters that every call has to give."""
    return tuple(p for p in obj.parameters if p.default is None and p.kind not in _COLLECTING)


def is_for_tests(obj: Object) -> bool:
    """Tell whether a name says that something is part of the tests, or stands in for others."""
    words = {word.lower() for part in obj.name.split(".") for word in split(part)}
    return not words.isdisjoint(_OF_TESTS) or any(
        part.startswith("test_") for part in obj.name.split(".")
    )


_OF_TESTS = word_set("conftest dummy fake fakes mock mocks stub stubs test testing tests")


def named(objects: Sequence[Object]) -> list[str]:
    """Return names of objects as code: their own, with as much before it as tells them apart."""
    shown = {obj.name: obj.short_name for obj in objects}
    for length in range(2, 9):
        counts = Counter(shown.values())
        for full, short in shown.items():
            if counts[short] > 1:
                shown[full] = ".".join(full.split(".")[-length:])
    return [code(short) for short in shown.values()]


def qualified(obj: Object, module: Module) -> str:
    """Return an object's name within its module: ``Class.method``."""
    return obj.name.removeprefix(f"{module.name}.")

"""The surroundings of an object that a rule may look at, found once for a whole project.

What names mean, and in which order bases are searched, is found by
:mod:`~sphinxcontrib_autodocgen.names`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from ..model import Module, Object, Parameter, Project, Raised
from ..names import Names, names_of
from ..surface import Surface, surface_of
from . import types
from .vocabulary import VERBS, word_set
from .words import base_form, code, split

__all__ = ["View", "is_for_tests", "is_shown", "named", "qualified", "required"]

_COLLECTING = ("var-positional", "var-keyword")
_NOT_OVERRIDES = frozenset({"__init__", "__new__", "__init_subclass__", "__class_getitem__"})


class View:
    """A project with its inheritance, its exceptions and its imports looked up.

    Args:
        project: The project; not changed.
        outside: Modules of other packages, whose classes may be bases of the project's.

    Attributes:
        project: The project.
        known: The project and what is outside of it.
        names: What names mean in all of that.
    """

    def __init__(self, project: Project, outside: Iterable[Module] = ()) -> None:
        self.project = project
        modules = [*project.modules.values(), *outside]
        self.known = Project(modules) if len(modules) > len(project.modules) else project
        self.names: Names = names_of(self.known)

    @property
    def surface(self) -> Surface:
        """The public names of the project."""
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
            for base in self.names.bases(obj):
                found.setdefault(base.name, []).append(obj)
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
                    full = self.names.full_name(raised.type, module.name)
                    if full in self.project and raised.evidence.kind == "raise":
                        found.setdefault(full, []).append((obj, raised))
        return {name: tuple(pairs) for name, pairs in found.items()}

    @cached_property
    def makers(self) -> Mapping[str, tuple[Object, ...]]:
        """The functions that return an instance of each class, by its full name, by their types."""
        found: dict[str, list[Object]] = {}
        for module in self.project.modules.values():
            for obj in module.objects:
                returned = types.of_sure_result(obj.returns) if obj.kind != "property" else ()
                for name in returned:
                    full = self.names.full_name(name, module.name)
                    if full in self.project:
                        found.setdefault(full, []).append(obj)
        return {name: tuple(objects) for name, objects in found.items()}

    @cached_property
    def writers(self) -> Mapping[str, tuple[Object, ...]]:
        """The functions that bind each attribute: ``self.x`` of their instance, else ``.x``."""
        found: dict[str, list[Object]] = {}
        for module in self.project.modules.values():
            for obj in module.objects:
                for written in obj.writes:
                    found.setdefault(written, []).append(obj)
        return {name: tuple(objects) for name, objects in found.items()}

    @cached_property
    def handed_on(self) -> frozenset[str]:
        """The full names of the classes that code uses as values: anybody may raise them."""
        return frozenset(
            self.names.full_name(name, module.name)
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

    def position(self, obj: Object) -> int:
        """Return the number of documented objects of an object's module that begin before it."""
        return bisect_left(self._documented_lines.get(self.module(obj).name, ()), obj.line)

    @cached_property
    def _documented_lines(self) -> Mapping[str, tuple[int, ...]]:
        return {
            module.name: tuple(sorted(o.line for o in module.objects if o.docstring is not None))
            for module in self.known.modules.values()
        }

    def is_bound(self, obj: Object) -> bool:
        """Tell whether an object is asked of an instance of the class it's a member of."""
        owned = self.owner(obj) is not None
        return owned and {"static", "classmethod"}.isdisjoint(obj.modifiers)

    def overridden(self, obj: Object) -> str | None:
        """Return the full name of the nearest documented definition that a member overrides."""
        owner = self.owner(obj)
        if owner is None or obj.short_name in _NOT_OVERRIDES:
            return None
        names = (f"{base}.{obj.short_name}" for base in self.names.ancestors(owner.name))
        return next((name for name in names if self._is_documented(name)), None)

    def as_imported(self, full: str, module: str) -> str:
        """Return a member of a class of another package by the name that a module imports it by.

        Args:
            full: The member's full name.
            module: The module; that name is the one that the other package's pages have.
        """
        owner, _, member = full.rpartition(".")
        imports = self.known.modules[module].imports if full not in self.project else ()
        for target in (target for local, target in imports if local != "*"):
            found = self.names.find(target)
            if found is not None and found.name == owner:
                return f"{target}.{member}"
        return full

    def _is_documented(self, name: str) -> bool:
        found = self.known.get(name)
        return found is not None and found.docstring is not None


def required(obj: Object) -> tuple[Parameter, ...]:
    """Return the parameters that every call has to give."""
    return tuple(p for p in obj.parameters if p.default is None and p.kind not in _COLLECTING)


def is_shown(obj: Object, view: View) -> bool:
    """Tell whether a text may name an object to readers: it's public, and not for tests."""
    return view.surface.is_public(obj) and not is_for_tests(obj)


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

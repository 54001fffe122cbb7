"""What a project offers to others: its public names, and what each of them means.

A module offers what its ``__all__`` lists; without one, what it defines under a name without a
leading underscore, and, if it's a package, what it imports from its own project. A name is
followed through imports, star imports and base classes to where it's defined.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from ..model import Module, Object, Project

__all__ = ["Found", "Surface", "is_offered", "preference"]

_HOOKS = ("__all__", "__dir__", "__getattr__", "__path__")
"""What a module says to Python, not to its users."""

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


class Surface:
    """The public names of a project.

    Args:
        project: The project.

    Attributes:
        project: The project.
        public: What each public name at the level of modules means; modules are among them.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
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
        self.public = dict(self._public())

    def _public(self) -> Iterator[tuple[str, Found]]:
        for module in self.project.modules.values():
            if any(part.startswith("_") for part in module.name.split(".")):
                continue
            yield module.name, Found(module.name, self.project[module.name])
            for name in self._offered(module):
                full = f"{module.name}.{name}"
                if full not in self.project.modules:
                    yield full, self.find(full) or Found(full)

    def _offered(self, module: Module) -> Iterator[str]:
        if module.exports is not None:
            yield from dict.fromkeys(module.exports)
            return
        own = self._inside[module.name]
        yield from (name for name in own if is_offered(name) and name not in _HOOKS)
        if module.package:
            names = dict.fromkeys([*self._imports[module.name], *self._starred(module.name)])
            for name in names:
                if name not in own and not name.startswith("_") and name != "*":
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
                yield from (name for name in bound if not name.startswith(("_", "*")))
                yield from self._starred(source, depth + 1)

    def find(self, name: str, steps: int = 0) -> Found | None:
        """Return what a dotted name means, None if nothing of that name can be imported.

        Args:
            name: The name, from its top-level package on.
            steps: How many imports were followed to come here.
        """
        top, *rest = name.split(".")
        if top not in self._tops or steps > _MOST_STEPS:
            return Found(name)
        found: Found | None = Found(top, self.project.get(top))
        for part in rest:
            if found is None or (found.object is None and found.name not in self.project.modules):
                return found and Found(f"{found.name}.{part}")
            found = self._attribute(found, part, steps)
        return found

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

"""Meanings of names where they're written: the one resolver of pages, counts, ``diff``, ``fill``.

A module's name is what the module defines, what its imports and star imports bind, what its
``__getattr__`` imports, or one of its submodules; else it's one of Python's own. Names are followed
to their definition, through re-exports and aliases. Bases are searched in Python's order (C3).
"""

from __future__ import annotations

import builtins
import functools
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, takewhile
from typing import NamedTuple

from .model import Module, Object, Project

__all__ = ["Names", "Resolved", "merged_order", "names_of", "written_bases"]

_EMPTY = frozenset({"object", "Generic", "Protocol", "ABC"})
"""Bases that give a class no constructor."""

_LAST = ("builtins.object", "typing.Generic", "typing.Protocol")
"""Bases that come after all others, in this order from the end, whoever lists them."""


class Resolved(NamedTuple):
    """The meaning of a name.

    Attributes:
        name: Full name of the definition, or of what it's imported from.
        object: The definition; None if it isn't in the project or can't be seen in the source.
    """

    name: str
    object: Object | None = None


class _Scope:
    """The names that a module binds.

    Args:
        module: The module.
        project: The project that it's in.

    Attributes:
        module: The module.
        own: What it defines, by name.
    """

    def __init__(self, module: Module, project: Project) -> None:
        self.module = module
        self.own = {
            obj.short_name: obj
            for obj in module.objects[1:]
            if obj.parent == module.name and project[obj.name] is obj
        }
        self._imports: dict[str, list[tuple[int, str]]] = {}
        self._stars: list[tuple[int, str]] = []
        for place, (local, full) in enumerate(module.imports):
            if local == "*":
                self._stars.append((place, full))
            else:
                self._imports.setdefault(local, []).append((place, full))

    @property
    def stars(self) -> list[str]:
        """The modules whose names are imported by a star, the last first: it overrides others."""
        return [full for _, full in reversed(self._stars)]

    def bound(self) -> Iterator[str]:
        """Yield the names that the module itself binds, by definitions and imports."""
        yield from self.own
        yield from self._imports

    def imports(self, name: str) -> bool:
        """Tell whether an import other than by a star binds a name."""
        return name in self._imports

    def sources(self, name: str) -> Iterator[tuple[str, bool]]:
        """Yield what imports may bind a name to, the last first, and whether a star does."""
        stars = self._stars
        found = self._imports.get(name, ())
        for place, full in sorted([*found, *stars], reverse=True) if stars else reversed(found):
            is_star = (place, full) in stars
            yield (f"{full}.{name}" if is_star else full), is_star

    def offers_to_stars(self, name: str) -> bool:
        """Tell whether a star import of this module takes a name, if the module has it."""
        if self.module.exports is not None:
            return name in self.module.exports
        return not name.startswith("_") and name not in self.module.unbound


class Names:
    """The names of a project, and the order in which its classes look their members up.

    Args:
        project: The project, with what is known of other packages.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._scopes: dict[str, _Scope] = {}
        self._known: dict[tuple[str, str], Resolved | None] = {}
        self._trail: dict[tuple[str, str], Resolved | None] = {}
        self._met_circle = False
        self._unaliasing: set[str] = set()
        self._mro: dict[str, tuple[Resolved, ...]] = {}
        self._members: dict[str, dict[str, Object]] = {}

    @cached_property
    def _inside(self) -> dict[str, dict[str, Object]]:
        found: dict[str, dict[str, Object]] = defaultdict(dict)
        for name, obj in self.project.items():
            found[obj.parent][name.rpartition(".")[2]] = obj
        return found

    def _scope(self, module: str) -> _Scope:
        if module not in self._scopes:
            self._scopes[module] = _Scope(self.project.modules[module], self.project)
        return self._scopes[module]

    # what a name means

    def resolve(self, name: str, module: str, scope: str = "") -> Resolved | None:
        """Return what a dotted name means where it's written.

        Args:
            name: The name as written.
            module: The module it's written in.
            scope: Full name of the class or function around it, if there's one.

        Returns:
            None if it's bound nowhere, or its last parts are known not to exist. A builtin is
            ``builtins.X``.
        """
        head, _, rest = name.partition(".")
        found = self._around(head, module, scope) or self.in_module(module, head)
        if found is None and head in _BUILTINS:
            found = Resolved(f"builtins.{head}")
        return self._attributes(found, rest)

    def full_name(self, name: str, module: str, scope: str = "") -> str:
        """Return the full name of what a dotted name means, the name as written if that's unknown.

        Args:
            name: The name as written.
            module: The module it's written in.
            scope: Full name of the class or function around it, if there's one.
        """
        found = self.resolve(name, module, scope)
        return name if found is None else found.name

    def find(self, name: str) -> Resolved | None:
        """Return what a full dotted name means, None if nothing of that name can be imported.

        Args:
            name: The name, from its top-level package on.
        """
        own = self.project.get(name)
        if own is not None and own.kind not in ("module", "data"):
            return Resolved(name, own)
        holder, outermost = name, True
        while holder := holder.rpartition(".")[0]:
            if holder in self.project.modules:
                outermost = False
                found = self._attributes(self._module(holder), name[len(holder) + 1 :])
                if found is not None:
                    return found
        if name in self.project.modules:
            return self._module(name)
        return Resolved(name) if outermost else None

    def in_module(self, module: str, name: str) -> Resolved | None:
        """Return what a module has under a name, None if it has nothing of that name.

        Args:
            module: Full name of the module.
            name: A name without dots.
        """
        if module not in self.project.modules:
            return None
        key = (module, name)
        for known in (self._known, self._trail):
            if key in known:
                self._met_circle |= known is self._trail and known[key] is None
                return known[key]
        outermost = not self._trail
        self._trail[key] = None
        try:
            found = self._trail[key] = self._search(module, name)
        except RecursionError:
            found = None  # a chain of imports longer than any that people write
        if outermost:
            self._known |= {key: found} if self._met_circle else self._trail
            self._trail, self._met_circle = {}, False
        return found

    def _search(self, module: str, name: str) -> Resolved | None:
        scope = self._scope(module)
        own = scope.own.get(name)
        defined = Resolved(own.name, own) if own is not None else None
        if own is not None and not (_is_fallback(own) and scope.imports(name)):
            return defined
        full = f"{module}.{name}"
        submodule = self._module(full) if full in self.project.modules else None
        return self._brought(scope, name) or defined or submodule

    def _brought(self, scope: _Scope, name: str) -> Resolved | None:
        """Return what imports bind a name to: the first that the project has, else the first."""
        outside = None
        for source, is_star in scope.sources(name):
            full = f"{scope.module.name}.{name}"
            found = self._starred(source) if is_star else self._imported(source, full)
            if found is not None and (found.object or found.name in self.project.modules):
                return found
            outside = outside or found
        return outside

    def _imported(self, source: str, full: str) -> Resolved | None:
        """Follow an import; ``from . import a`` in a package binds the submodule of that name."""
        if source == full:
            return None
        return self.find(source) or Resolved(source)

    def _starred(self, source: str) -> Resolved | None:
        module, _, name = source.rpartition(".")
        if module not in self.project.modules:
            return Resolved(source) if name in _offered_by_python(module) else None
        return self.in_module(module, name) if self._scope(module).offers_to_stars(name) else None

    def nearest(self, name: str, module: str = "", scope: str = "") -> Object | None:
        """Return the object that a dotted name means, else that of the longest part that has one.

        Args:
            name: The name: a full one, or as written in a module.
            module: That module.
            scope: Full name of the class or function around it, if there's one.
        """
        while name:
            found = self.resolve(name, module, scope) if module else self.find(name)
            if found is not None and found.object is not None:
                return found.object
            name = name.rpartition(".")[0]
        return None

    def _module(self, name: str) -> Resolved:
        return Resolved(name, self.project.get(name))

    def _around(self, name: str, module: str, scope: str) -> Resolved | None:
        """Return what the class or functions around a place bind: of classes only the nearest."""
        places = [scope, f"{scope}.<locals>"]
        while len(scope) > len(module):
            for place in places:
                found = self._inside.get(place, {}).get(name)
                if found is not None:
                    return Resolved(found.name, found)
            scope = scope.rpartition(".")[0]
            places = [f"{scope}.<locals>"]
        return None

    def _attributes(self, found: Resolved | None, rest: str) -> Resolved | None:
        """Return what is reached by further parts of a dotted name."""
        while found is not None and rest:
            part, _, rest = rest.partition(".")
            found = self._attribute(self.unaliased(found), part)
        return found

    def _attribute(self, holder: Resolved, name: str) -> Resolved | None:
        if holder.name in self.project.modules and _is_module(holder.object):
            return self.in_module(holder.name, name)
        if holder.object is None:
            return Resolved(f"{holder.name}.{name}")
        member = self.members(holder.object).get(name) if holder.object.kind == "class" else None
        return None if member is None else Resolved(member.name, member)

    def unaliased(self, found: Resolved) -> Resolved:
        """Return what an assigned name like ``Old = New`` is another name of, else itself."""
        value = _alias(found.object) if found.object is not None else ""
        if not value or found.name in self._unaliasing:
            return found
        self._unaliasing.add(found.name)
        try:
            module = self.project.module_of(found.name).name
            target = self.resolve(value, module, found.name.rpartition(".")[0])
            return found if target is None else self.unaliased(target)
        finally:
            self._unaliasing.discard(found.name)

    def starred(self, module: str) -> Iterator[str]:
        """Yield the names that modules behind a module's star imports bind: it may have them too.

        Args:
            module: Full name of the module.
        """
        for source in self.star_sources(module):
            if source in self.project.modules:
                yield from self._scope(source).bound()

    def star_sources(self, module: str) -> Iterator[str]:
        """Yield the modules whose names a module's star imports may bring, each once.

        Args:
            module: Full name of the module.
        """
        seen = {module}
        waiting = self._scope(module).stars
        for source in waiting:
            if source not in seen:
                seen.add(source)
                yield source
                if source in self.project.modules:
                    waiting += self._scope(source).stars

    def is_imported(self, obj: Object) -> bool:
        """Tell whether a module also imports a name that it defines: one replaces the other."""
        module = self.project.modules.get(obj.parent)
        return module is not None and self._scope(module.name).imports(obj.short_name)

    # what a class inherits

    def bases(self, cls: Object) -> list[Resolved]:
        """Return what the base classes of a class are, in order."""
        module = self.project.module_of(cls.name).name
        return [self._base(text, module, cls.parent) for text in written_bases(cls.bases)]

    def _base(self, text: str, module: str, scope: str) -> Resolved:
        plain = text.partition("[")[0]
        if not all(part.isidentifier() for part in plain.split(".")):
            return Resolved(text)
        written = self.resolve(plain, module, scope)
        if written is None:
            return Resolved(plain)
        meant = self.unaliased(written)
        return meant if meant.object is None or meant.object.kind == "class" else written

    def mro(self, cls: Object) -> tuple[Resolved, ...]:
        """Return a class and all that it inherits from, in the order in which Python looks.

        What is outside of the project is a class without bases. If classes are each other's bases
        or there's no such order, bases are searched depth first, what is met twice last.
        """
        if cls.name not in self._mro:
            self._linearize(cls)
        return self._mro[cls.name]

    def _linearize(self, cls: Object) -> None:
        """Find the order for a class after that for its bases, without recursion."""
        waiting = [Resolved(cls.name, cls)]
        opened: dict[str, list[Resolved]] = {}
        while waiting:
            item = waiting[-1]
            bases = opened.get(item.name)
            if not _is_class(item) or item.name in self._mro:
                waiting.pop()
            elif bases is None:
                assert item.object is not None
                bases = opened[item.name] = self.bases(item.object)
                waiting += [base for base in bases if base.name not in opened]
            else:
                waiting.pop()
                self._mro[item.name] = self._merged(item, bases)

    def _merged(self, item: Resolved, bases: list[Resolved]) -> tuple[Resolved, ...]:
        """Return the order for a class, from those for its bases as far as they have some."""
        others = [base for base in bases if base.name != item.name]
        lines = [self._mro.get(base.name, (base,)) for base in others]
        known = {found.name: found for found in chain.from_iterable(lines)}
        names = [[found.name for found in line if found.name != item.name] for line in lines]
        order = merged_order(names, [base.name for base in others])
        return (item, *(known[name] for name in order))

    def ancestors(self, name: str) -> tuple[str, ...]:
        """Return the full names of all that a class inherits from, nearest first.

        Args:
            name: Full name of the class; one that isn't known has none.
        """
        cls = self.project.get(name)
        if cls is None or cls.kind != "class":
            return ()
        return tuple(found.name for found in self.mro(cls)[1:])

    def constructor(self, cls: Object) -> Object | None:
        """Return what says most of how a class is called: a method, or a class that has it made.

        Returns:
            None if a base that isn't known may have a constructor; the class itself if none has.
        """
        return next(iter(self.constructors(cls)), None)

    def constructors(self, cls: Object) -> tuple[Object, ...]:
        """Return what is run when a class is called, and all of which has to take the arguments.

        It's ``__call__`` of the metaclass, or else ``__init__`` and ``__new__``, each that of the
        first class that has it. What only hands all arguments on says nothing.

        Returns:
            What says most first; a class stands for what is made of its fields, and the class
            itself for nothing. None at all if a base that isn't known may have a constructor.
        """
        called = self._metaclass_call(cls)
        if called is not None:
            return (called,)
        found: dict[str, Object] = {}
        known, is_whole = self._known_line(cls)
        for base in known:
            if "enum" in base.modifiers and not found:
                return (base,)  # calling it looks a member up, whatever its constructor is
            for short, maker in self._makers(base):
                found.setdefault(short, maker)
        if not found and not is_whole:
            return ()
        makers = [found[short] for short in sorted(found)]
        return tuple(sorted(makers or [cls], key=_hands_on))

    def _known_line(self, cls: Object) -> tuple[list[Object], bool]:
        """Return the line of a class up to a base that isn't known, and whether that is all."""
        line = self.mro(cls)
        known = list(takewhile(_is_known, line))
        is_whole = len(known) == len(line)
        return [found.object for found in known if found.object is not None], is_whole

    def _makers(self, cls: Object) -> Iterator[tuple[str, Object]]:
        """Yield what a class itself has to make instances: its methods, and what it has made."""
        own = self.own(cls)
        yield from ((short, own[short]) for short in ("__init__", "__new__") if short in own)
        if "dataclass" in cls.modifiers:
            yield "__init__", cls
        elif "namedtuple" in cls.modifiers:
            yield "__new__", cls

    def _metaclass_call(self, cls: Object) -> Object | None:
        """Return what a metaclass of the project takes to call a class, if it tells."""
        for _, base in self.mro(cls):
            if base is not None and base.metaclass:
                module = self.project.module_of(base.name).name
                meta = self._base(base.metaclass, module, base.parent).object
                if meta is None or meta.kind != "class":
                    return None  # a function, or what a call gives
                called = self.members(meta).get("__call__")
                return None if called is None or _hands_on(called) else called
        return None

    def own(self, holder: Object) -> dict[str, Object]:
        """Return what a class or module defines itself, by name."""
        return self._inside.get(holder.name, {})

    def members(self, cls: Object) -> dict[str, Object]:
        """Return the members of a class by name, inherited ones too."""
        known = self._members.get(cls.name)
        if known is None:
            known = self._members[cls.name] = {}
            for found in reversed(self.mro(cls)):
                if found.object is not None:
                    known.update(self.own(found.object))
        return known


def names_of(project: Project) -> Names:
    """Return the names of a project, found once."""
    return project.found(Names)


_BUILTINS = frozenset(dir(builtins))


@functools.cache
def _offered_by_python(module: str) -> frozenset[str]:
    """Return the names that a star import takes from a module of the standard library."""
    if module.partition(".")[0] not in sys.stdlib_module_names:
        return frozenset()
    import typeshed_client  # noqa: PLC0415  # few modules need it

    # without a search path only typeshed's own stubs are found, none of other packages
    context = typeshed_client.get_search_context(search_path=[])
    found = typeshed_client.get_stub_names(module, search_context=context) or {}
    return frozenset(n for n, info in found.items() if info.is_exported and not n.startswith("_"))


def _is_class(found: Resolved) -> bool:
    return found.object is not None and found.object.kind == "class"


def _is_known(found: Resolved) -> bool:
    """Tell whether it is known what a class has: it is of the project, or has nothing to find."""
    return found.object is not None or found.name.rpartition(".")[2] in _EMPTY


def _hands_on(maker: Object) -> bool:
    """Tell whether a function takes whatever it's given, so that others say what is right."""
    kinds = [parameter.kind for parameter in maker.parameters]
    return maker.kind != "class" and kinds == ["var-positional", "var-keyword"]


def _is_module(obj: Object | None) -> bool:
    return obj is None or obj.kind == "module"


def _is_fallback(obj: Object) -> bool:
    """Tell whether a definition only stands in for an import that fails: ``name = None``."""
    return obj.kind == "data" and (obj.value or "").replace(".", "").isidentifier()


def _alias(obj: Object) -> str:
    """Return the dotted name that a variable is set to, empty if it's set to something else."""
    value = obj.value or ""
    is_name = all(part.isidentifier() for part in value.split("."))
    known = obj.kind in ("data", "attribute") and "instance" not in obj.modifiers
    return value if known and is_name else ""


def written_bases(texts: Iterable[str]) -> Iterator[str]:
    """Yield base classes as written; those of ``with_metaclass(Meta, A, B)`` are its arguments."""
    for text in texts:
        function, _, arguments = text.partition("(")
        if function.rpartition(".")[2] == "with_metaclass":
            yield from (part.strip() for part in arguments.rstrip(")").split(",")[1:])
        else:
            yield text


def merged_order(lines: Sequence[Sequence[str]], bases: Sequence[str]) -> list[str]:
    """Return the order in which a class's bases are searched, by C3.

    The algorithm is that of https://www.python.org/download/releases/2.3/mro/. Where it finds no
    order, bases are searched depth first, and what is met twice last.

    Args:
        lines: The order for each base, itself first.
        bases: The bases.
    """
    orders = [[name for name in order if name not in _LAST] for order in (*lines, bases)]
    names = {name for line in lines for name in line}
    last = (name for name in reversed(_LAST) if name in names)
    return [*(_c3(orders) or _depth_first(orders[:-1])), *last]


def _c3(orders: Iterable[Sequence[str]]) -> list[str]:
    """Return the merged order, an empty one if there's none that keeps all of the orders."""
    found: list[str] = []
    waiting = [list(order)[::-1] for order in orders]
    while waiting := list(filter(None, waiting)):
        tails = {name for order in waiting for name in order[:-1]}
        name = next((order[-1] for order in waiting if order[-1] not in tails), None)
        if name is None:
            return []
        found.append(name)
        for order in waiting:
            if order[-1] == name:
                order.pop()
    return found


def _depth_first(orders: Iterable[Iterable[str]]) -> list[str]:
    names = [name for order in orders for name in order]
    return list(dict.fromkeys(reversed(names)))[::-1]

"""The names of a whole project: modules, classes with their bases, functions, and their cells.

A :class:`Cell` is a variable of the constraint system, such as what a parameter is given or what
an attribute is set to. Reading one notes who depends on it; a part that changes makes those dirty.
"""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from ...model import ClassFacts, Module, Unit
from . import library as stubs
from .annotations import Symbol, read_text
from .values import BOTTOM, TOP, Type, Value, make, union

__all__ = ["OUTSIDE", "Cell", "ClassInfo", "Fn", "ModuleInfo", "World", "is_private"]

OUTSIDE = "(outside)"
"""First part of the names of modules that call the project and don't belong to it."""

_MAX_HOPS = 20
_TESTS = {"tests", "test", "conftest"}


def is_private(name: str) -> bool:
    """Tell whether a dotted name is one that only the project itself, or its tests, should use."""
    parts = name.split(".")
    return not _TESTS.isdisjoint(parts[:-1]) or any(
        part.startswith("_") and not part.endswith("__") for part in parts
    )


class Cell:
    """A variable whose value is the union of parts, each given by one place.

    Attributes:
        value: The union.
        parts: Values by place.
        readers: The functions to evaluate again when it changes.
        fixed: Whether it's declared, so that parts don't count.
    """

    __slots__ = ("changes", "fixed", "key", "parts", "readers", "value")

    def __init__(self, key: tuple[str, ...]) -> None:
        self.key = key
        self.value: Value = BOTTOM
        self.parts: dict[Hashable, Value] = {}
        self.readers: set[Fn] = set()
        self.fixed = False
        self.changes = 0


class Fn:
    """A unit together with where it is and how often it was evaluated.

    Attributes:
        unit: Its code.
        module: Name of its module.
        index: Its position in the module.
        visits: How often it was evaluated.
        dirty: Whether it waits for evaluation.
        held: What its name holds instead, if decorators put something else in its place.
        kept: Whether that takes the same arguments.
        values: What its terms came to, last time.
        name: The object's full name.
    """

    __slots__ = (
        "arguments", "cost", "dirty", "held", "index", "kept", "module", "name", "overrides",
        "owner", "polymorphic", "returned", "slots", "unit", "values", "visits", "words",
    )  # fmt: skip

    def __init__(self, unit: Unit, module: str, index: int) -> None:
        self.unit = unit
        self.module = module
        self.index = index
        self.name = unit.name
        self.owner = unit.owner
        self.words = frozenset(unit.words)
        self.slots = unit.slots
        self.visits = 0
        self.cost = 0
        self.dirty = False
        self.values: list[Value] = []
        self.overrides: list[Fn] = []
        self.arguments: dict[str, Cell] = {}
        self.returned: Cell | None = None
        self.polymorphic = False
        self.held: Value | None = None
        self.kept = True

    @property
    def bound(self) -> bool:
        """Whether its first parameter is given by the attribute access."""
        return bool(self.owner) and ("static" not in self.words or self.name.endswith(".__new__"))


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

    def __init__(self, world: World, module: Module) -> None:
        self.world = world
        self.name = module.name
        self.module = module
        self.functions: dict[str, list[Fn]] = {}
        self.classes: dict[str, ClassInfo] = {}
        self.imports: dict[str, list[str]] = {}
        self.stars: list[str] = []
        self.variables: set[str] = set()
        self.aliases: dict[str, str] = {}
        for local, full in module.imports:
            if local == "*":
                self.stars.append(full)
            else:
                self.imports.setdefault(local, []).append(full)

    def binds(self, name: str) -> bool:
        """Tell whether the module itself binds a name, other than by a star."""
        return (
            name in self.functions
            or name in self.classes
            or name in self.variables
            or name in self.imports
        )

    def symbol(self, dotted: str) -> Symbol | None:
        """Return what a dotted name stands for in an annotation of this module."""
        return self.world.symbol_in(self, dotted) or self.world.library.symbol(f"builtins.{dotted}")


class _ClassScope:
    """A scope inside a class or function, whose own classes come first."""

    def __init__(self, module: ModuleInfo, prefix: str) -> None:
        self.module = module
        self.prefix = prefix

    def symbol(self, dotted: str) -> Symbol | None:
        """Return what a dotted name stands for here."""
        prefix = self.prefix
        while len(prefix) > len(self.module.name):
            for inner in (prefix, f"{prefix}.<locals>"):
                if f"{inner}.{dotted}" in self.module.world.classes:
                    return Symbol("class", f"{inner}.{dotted}")
            info = self.module.world.classes.get(prefix)
            if info is not None and dotted in info.typevars:
                return Symbol("var", dotted)
            if dotted in self.module.world.typevars.get(prefix, ()):
                return Symbol("var", dotted)
            prefix = prefix.rpartition(".")[0]
        return self.module.symbol(dotted)


class _Result(NamedTuple):
    """What some work gave, and the variables it read with how often each had changed by then."""

    value: Value | None
    seen: tuple[tuple[Cell, int], ...]

    def holds(self) -> bool:
        """Tell whether the work would give the same again."""
        return all(cell.changes == changes for cell, changes in self.seen)


class World:
    """All modules of a run, and what libraries offer."""

    def __init__(self, modules: Iterable[Module]) -> None:
        self.library = stubs.shared()
        self.modules: dict[str, ModuleInfo] = {}
        self.classes: dict[str, ClassInfo] = {}
        self.fns: list[Fn] = []
        self.by_index: dict[tuple[str, int], Fn] = {}
        self.cells: dict[tuple[str, ...], Cell] = {}
        self.inside = False
        """Whether who is told of a type is private too."""

        self.attributes: dict[str, list[Cell]] = {}
        self.typevars: dict[str, set[str]] = {}
        self._tried: set[tuple[str, str]] = set()
        self.aside: dict[Cell, dict[Hashable, Value]] | None = None
        """Takes what modules outside the project give it while they are there; None otherwise."""

        self.waiting: deque[Fn] = deque()
        self.current: Fn | None = None
        self._kept: dict[Value, Value] = {}
        self.results: dict[Hashable, _Result] = {}
        self._reading: list[Cell] | None = None
        self.subclasses: dict[str, list[str]] = {}
        self._mro: dict[str, list[tuple[ClassInfo, dict[str, Value]]]] = {}
        self._library_classes: dict[str, ClassInfo | None] = {}
        self._library_names: dict[str, Value] = {}
        self._stars: dict[str, list[str]] = {}
        self._starred: dict[tuple[str, str], tuple[str, ...]] = {}
        self._annotations: dict[tuple[str, str], Value] = {}
        for module in modules:
            if module.facts is not None:
                self._add(module)
        for info in self.classes.values():
            self._connect(info)

    def _add(self, module: Module) -> None:
        assert module.facts is not None
        info = self.modules[module.name] = ModuleInfo(self, module)
        info.aliases = dict(module.facts.aliases)
        for facts in module.facts.classes:
            self._add_class(facts, info)
        for index, unit in enumerate(module.facts.units):
            fn = Fn(unit, module.name, index)
            self.fns.append(fn)
            self.by_index[module.name, index] = fn
            self._place(fn, info)
        unit = module.facts.units[0]
        info.variables = {
            store.name
            for store in unit.stores
            if store.kind == "global" and store.annotation != "+"
        }

    def _add_class(self, facts: ClassFacts, module: ModuleInfo) -> None:
        info = ClassInfo(facts.name, module.name)
        info.facts = facts
        info.words = set(facts.words)
        info.typevars = facts.typevars
        if facts.name not in self.classes:
            self.classes[facts.name] = info
        local = facts.name[len(module.name) + 1 :]
        if "." not in local:
            module.classes.setdefault(local, info)

    def _place(self, fn: Fn, info: ModuleInfo) -> None:
        """Make a function known by its name, where it has one."""
        if fn.unit.kind != "function":
            return
        typevars = {word.removeprefix("var ") for word in fn.words if word.startswith("var ")}
        if typevars:
            self.typevars[fn.name] = typevars
        short = fn.name.rpartition(".")[2]
        if fn.owner and fn.owner in self.classes:
            self.classes[fn.owner].methods.setdefault(short, []).append(fn)
        elif fn.name == f"{info.name}.{short}":
            info.functions.setdefault(short, []).append(fn)

    def _connect(self, info: ClassInfo) -> None:
        """Resolve a project class's bases."""
        assert info.facts is not None
        scope = self.scope(info.module, info.name.rpartition(".")[0])
        typevars: dict[str, None] = dict.fromkeys(info.typevars)
        for text in info.facts.bases:
            base = self._base(text, scope, info)
            if base is None:
                typevars |= dict.fromkeys(_listed_variables(text))
                continue
            info.bases.append(base)
            typevars |= dict.fromkeys(_variables(base))
            if not info.name.startswith(OUTSIDE):
                self.subclasses.setdefault(base.name, []).append(info.name)
        info.typevars = tuple(typevars)

    def _base(self, text: str, scope: _ClassScope, info: ClassInfo) -> Type | None:
        if text.startswith(("typing.Generic", "Generic", "t.Generic")):
            return None
        if text.partition("(")[0].rpartition(".")[2] in ("namedtuple", "NamedTuple"):
            _named_tuple_fields(text, info)
            info.words.add("namedtuple")
            return make("inst", "builtins.tuple")
        value = read_text(text, scope)
        for t in value:
            if t.kind == "inst":
                return t
            if t.kind == "tup":
                return make("inst", "builtins.tuple", (union(t.args),))
            if t.kind == "typeof":
                return make("inst", "builtins.type")
        if not text.endswith(("Protocol", "NamedTuple", "TypedDict", "Protocol]")):
            info.open = not text.startswith(("Protocol[", "t.Protocol[", "typing.Protocol["))
        last = text.partition("[")[0].rpartition(".")[2]
        if last in ("NamedTuple", "TypedDict", "Protocol"):
            info.words.add(last.lower())
        if last == "NamedTuple":
            return make("inst", "builtins.tuple")
        return make("inst", "builtins.dict", (_STR, TOP)) if last == "TypedDict" else None

    # cells

    def cell(self, *key: str) -> Cell:
        """Return the cell of that key."""
        found = self.cells.get(key)
        if found is None:
            found = self.cells[key] = Cell(key)
            if key[0] == "attr":
                self.attributes.setdefault(key[1], []).append(found)
        return found

    def kept(self, value: Value) -> Value:
        """Return the one set of those types, for what stays: most values are equal to others."""
        return self._kept.setdefault(value, value)

    def read(self, cell: Cell) -> Value:
        """Return a cell's value and note who wants to know when it changes."""
        if self.current is not None:
            cell.readers.add(self.current)
        if self._reading is not None:
            self._reading.append(cell)
        return cell.value

    def recalled(self, asked: Hashable, work: Callable[[], Value | None]) -> Value | None:
        """Return what work gave when it was last done, if no variable that it read has changed.

        Args:
            asked: What tells this work from other.
            work: Does it; it has no effect but its result.
        """
        known = self.results.get(asked)
        if known is None or not known.holds():
            known = self.results[asked] = self._worked_out(work)
        for cell, _ in known.seen:
            self.read(cell)
        return known.value

    def _worked_out(self, work: Callable[[], Value | None]) -> _Result:
        outer, self._reading = self._reading, []
        try:
            value = work()
            seen = {cell: cell.changes for cell in self._reading}
        finally:
            self._reading = outer
        return _Result(value, tuple(seen.items()))

    def put(self, cell: Cell, place: Hashable, value: Value) -> None:
        """Set the part of a cell that one place gives."""
        if self.aside is not None and not cell.key[1].startswith(OUTSIDE):
            self.aside.setdefault(cell, {})[place] = value
            return
        if cell.fixed or cell.parts.get(place, BOTTOM) == value:
            return
        new = place not in cell.parts
        cell.parts[place] = value = self.kept(value)
        if new and value <= cell.value:
            return  # the union stays, however many parts there are
        self.settle(cell, union(cell.parts.values()))

    def settle(self, cell: Cell, value: Value) -> None:
        """Set a cell's value and wake its readers if that changes it."""
        if value == cell.value:
            return
        cell.value = value
        cell.changes += 1
        self.wake_readers(cell)

    def wake_readers(self, cell: Cell) -> None:
        """Let all that read a cell be evaluated again."""
        for fn in sorted(cell.readers, key=lambda fn: (fn.module, fn.index)):
            self.wake(fn)

    def wake(self, fn: Fn) -> None:
        """Let a function be evaluated again."""
        if not fn.dirty:
            fn.dirty = True
            self.waiting.append(fn)

    # names

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

    def symbol_in(self, module: ModuleInfo, dotted: str, hops: int = 0) -> Symbol | None:
        """Return what a dotted name stands for in a module's annotations."""
        asked = (module.name, dotted)
        if hops > _MAX_HOPS or asked in self._tried:
            return None  # modules that take all of each other's names are searched once
        outermost = not self._tried
        self._tried.add(asked)
        try:
            return self._found_in(module, dotted, hops)
        finally:
            if outermost:
                self._tried.clear()

    def _found_in(self, module: ModuleInfo, dotted: str, hops: int) -> Symbol | None:
        first, _, rest = dotted.partition(".")
        if not rest and first in module.aliases and first not in module.classes:
            return self._alias(module, first)
        if first in module.classes:
            name = f"{module.name}.{dotted}"
            return Symbol("class", name) if name in self.classes else None
        for full in module.imports.get(first, ()):
            found = self.symbol(f"{full}.{rest}" if rest else full, hops + 1)
            if found is not None:
                return found
        for star in module.stars:
            found = self.symbol(f"{star}.{dotted}", hops + 1)
            if found is not None:
                return found
        return None

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

    def symbol(self, dotted: str, hops: int = 0) -> Symbol | None:
        """Return what a full dotted name stands for."""
        if hops > _MAX_HOPS:
            return None
        split = self.split(dotted)
        if split is not None:
            module, rest = split
            return self.symbol_in(module, rest, hops + 1) if rest else None
        return self.library.symbol(dotted)

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
            offered = module.module.exports
            for local in module.imports:
                if is_private(local) or (offered is not None and local not in offered):
                    continue
                symbol = self.symbol_in(module, local)
                if symbol is not None and symbol.kind == "class" and is_private(symbol.name):
                    found.setdefault(symbol.name, f"{module.name}.{local}")
        return found

    # classes

    def limits(self, info: ClassInfo, variable: str) -> Value:
        """Return what a class's type parameter may stand for, nothing if that's unlimited."""
        if variable == "AnyStr":
            return _STR | frozenset([make("inst", "builtins.bytes")])
        module = self.modules.get(info.module)
        text = module.aliases.get(variable, "") if module is not None else ""
        node = ast.parse(text, mode="eval").body if text.endswith(")") else None
        if not isinstance(node, ast.Call):
            return BOTTOM
        bounds = [k.value for k in node.keywords if k.arg == "bound"] or node.args[1:]
        values = [self.annotation(ast.unparse(bound), info.module, info.name) for bound in bounds]
        return BOTTOM if TOP in values else union(values)

    def class_info(self, name: str) -> ClassInfo | None:
        """Return the class of that full name, the project's or a library's."""
        found = self.classes.get(name)
        if found is not None:
            return found
        if name not in self._library_classes:
            stub = self.library.class_(name)
            info = None
            if stub is not None:
                info = ClassInfo(stub.name)
                info.stub = stub
                info.typevars = stub.typevars
                info.bases = [t for base in stub.bases for t in base if t.kind == "inst"]
                info.bases += _tuple_base(stub)
            self._library_classes[name] = info
        return self._library_classes[name]

    def mro(self, name: str) -> list[tuple[ClassInfo, dict[str, Value]]]:
        """Return a class and its bases in the order of lookup.

        Args:
            name: The class.

        Returns:
            Each class with what its type parameters are, in terms of those of the first.
        """
        found = self._mro.get(name)
        if found is None:
            order: dict[str, tuple[ClassInfo, dict[str, Value]]] = {}
            self._linearize(name, None, order, 0)
            found = list(order.values())
            if (order or name == "builtins.object") and "builtins.object" not in order:
                top = self.class_info("builtins.object")
                found += [(top, {})] if top is not None else []
            self._mro[name] = found
        return found

    def _linearize(
        self,
        name: str,
        bindings: dict[str, Value] | None,
        order: dict[str, tuple[ClassInfo, dict[str, Value]]],
        depth: int,
    ) -> None:
        """Walk bases depth first; one that is met again moves back, behind all that derive."""
        info = self.class_info(name)
        if info is None or depth > 30 or name == "builtins.object":
            return
        known = order.pop(info.name, None)
        if known is not None:
            bindings = known[1]
        own = bindings or {v: frozenset([make("var", v)]) for v in info.typevars}
        order[info.name] = (info, own)
        for base in info.bases:
            target = self.class_info(base.name)
            if target is None or target.name == info.name:
                continue
            args = [_bound(arg, own) for arg in base.args]
            args += [TOP] * (len(target.typevars) - len(args))
            passed = dict(zip(target.typevars, args, strict=False))
            self._linearize(base.name, passed, order, depth + 1)

    def is_subclass(self, name: str, other: str) -> bool:
        """Tell whether a class derives from another by name."""
        return name == other or any(info.name == other for info, _ in self.mro(name))

    def is_open(self, name: str) -> bool:
        """Tell whether some base of a class isn't known."""
        line = self.mro(name)
        return not line or any(info.open for info, _ in line)

    def all_subclasses(self, name: str) -> Iterator[str]:
        """Yield the project's classes that derive from a class."""
        waiting = list(self.subclasses.get(name, ()))
        seen: set[str] = set()
        while waiting and len(seen) < 500:
            sub = waiting.pop(0)
            if sub not in seen:
                seen.add(sub)
                yield sub
                waiting.extend(self.subclasses.get(sub, ()))


_STR: Value = frozenset([make("inst", "builtins.str")])


def _bound(value: Value, bindings: dict[str, Value]) -> Value:
    return union(
        [bindings.get(t.name, TOP) if t.kind == "var" else _inner(t, bindings) for t in value]
    )


def _inner(t: Type, bindings: dict[str, Value]) -> Value:
    if not t.args:
        return frozenset([t])
    args = tuple(_bound(arg, bindings) for arg in t.args)
    return frozenset([make(t.kind, t.name, args, t.payload)])


def _listed_variables(text: str) -> Iterator[str]:
    """Yield the type parameters that ``Generic[T, U]`` lists."""
    head, _, rest = text.partition("[")
    if head.rpartition(".")[2] in ("Generic", "Protocol"):
        yield from (name for part in rest.rstrip("]").split(",") if (name := part.strip()))


def _variables(base: Type) -> Iterator[str]:
    for arg in base.args:
        for t in arg:
            if t.kind == "var":
                yield t.name
            else:
                yield from _variables(t)


def _tuple_base(stub: stubs.Class) -> list[Type]:
    found = [
        make("inst", "builtins.tuple", (union(t.args),))
        for base in stub.bases
        for t in base
        if t.kind == "tup"
    ]
    return [*found, make("inst", "builtins.tuple", (TOP,))] if stub.fields else found


def _named_tuple_fields(text: str, info: ClassInfo) -> None:
    """Read the fields of ``namedtuple("A", "x y")`` or ``NamedTuple("A", [("x", int)])``."""
    try:
        call = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return
    if not isinstance(call, ast.Call) or len(call.args) < 2:
        return
    fields = call.args[1]
    if isinstance(fields, ast.Constant) and isinstance(fields.value, str):
        for name in fields.value.replace(",", " ").split():
            info.fields[name] = ""
    elif isinstance(fields, ast.List | ast.Tuple):
        for part in fields.elts:
            if isinstance(part, ast.Constant):
                info.fields[str(part.value)] = ""
            elif isinstance(part, ast.Tuple) and isinstance(part.elts[0], ast.Constant):
                info.fields[str(part.elts[0].value)] = ast.unparse(part.elts[1])

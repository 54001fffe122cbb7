"""The modules, classes and functions of a project, and the order in which classes are looked up."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import Any

from ...ir import OUTSIDE, ClassFacts, Store, unpacked
from ...model import Module, Project
from ...names import merged_order, names_of, written_bases
from . import stubs
from .cells import Fn
from .hints import Scope, limit_node, read_text
from .scopes import ClassInfo, ModuleInfo, Scopes
from .values import (
    BOTTOM,
    SELF,
    TOP,
    UNKNOWN,
    Type,
    Value,
    make,
    ordered,
    several,
    substitute,
    union,
)

__all__ = ["Line", "Member", "Program"]

_DESCRIPTOR = ("__get__", "__set__", "__set_name__")


Member = tuple[ClassInfo, dict[str, Value]]
"""A class, with what its type parameters are in terms of those of one that derives from it."""


class Line:
    """A class and its bases in the order of lookup, and what follows from who is among them.

    Attributes:
        members: The classes; none if the first isn't known.
        by_name: The same by name.
        is_open: Whether some base isn't known.
        is_dynamic: Whether code of the project decides what any attribute is.
        special: Names of a descriptor's methods that some class has.
    """

    __slots__ = ("by_name", "is_dynamic", "is_open", "members", "special")

    def __init__(self, members: list[Member]) -> None:
        self.members = members
        self.by_name = {info.name: (info, bound) for info, bound in members}
        self.is_open = not members or any(info.open for info, _ in members)
        self.is_dynamic = any("__getattribute__" in info.methods for info, _ in members)
        names = [info.methods if info.stub is None else info.stub.members for info, _ in members]
        self.special = frozenset(name for name in _DESCRIPTOR if any(name in n for n in names))


class Program:
    """All modules of a run, and what libraries offer.

    Args:
        modules: The project's modules.
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        self.classes: dict[str, ClassInfo] = {}
        known = list(modules)
        self.scopes = Scopes(self.classes, names_of(Project(known)))
        self.modules = self.scopes.modules
        self.library = self.scopes.library
        self.fns: list[Fn] = []
        self.by_index: dict[tuple[str, int], Fn] = {}
        self.by_name: dict[str, list[Fn]] = {}
        self.subclasses: dict[str, list[str]] = {}
        self._lines: dict[str, Line] = {}
        self._below: dict[str, list[str]] = {}
        self._library_classes: dict[str, ClassInfo | None] = {}
        self.fns += self._add_all(known)
        for info in self.classes.values():
            for fns in info.methods.values():
                for fn in fns:
                    self._find_overridden(fn, info.name)

    # what the modules define

    def _add_all(self, modules: Iterable[Module]) -> list[Fn]:
        known = set(self.classes)
        fns = [fn for module in modules if module.facts is not None for fn in self._add(module)]
        for info in [info for name, info in self.classes.items() if name not in known]:
            self._connect(info)
        return fns

    def _add(self, module: Module) -> list[Fn]:
        facts = unpacked(module.facts)
        assert facts is not None
        info = self.modules[module.name] = ModuleInfo(self.scopes, module)
        info.aliases = dict(facts.aliases)
        for each in facts.classes:
            self._add_class(each, info)
        fns = [Fn(unit, module.name, index) for index, unit in enumerate(facts.units)]
        for fn in fns:
            self.by_index[module.name, fn.index] = fn
            self.by_name.setdefault(fn.name, []).append(fn)
            self._place(fn, info)
        info.variables = {
            store.name
            for store in fns[0].unit.stores
            if store.kind == "global" and store.annotation != "+"
        }
        return fns

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
            self.scopes.typevars[fn.name] = typevars
        short = fn.short_name
        if fn.owner and fn.owner in self.classes:
            self.classes[fn.owner].methods.setdefault(short, []).append(fn)
        elif fn.name == f"{info.name}.{short}":
            info.functions.setdefault(short, []).append(fn)

    def _connect(self, info: ClassInfo) -> None:
        """Resolve a project class's bases."""
        assert info.facts is not None
        scope = self.scopes.scope(info.module, info.name.rpartition(".")[0])
        typevars: dict[str, None] = dict.fromkeys(info.typevars)
        for text in written_bases(info.facts.bases):
            base = self._base(text, scope, info)
            if base is None:
                typevars |= dict.fromkeys(_listed_variables(text))
                continue
            info.bases.append(base)
            typevars |= dict.fromkeys(_variables(base))
            if not info.name.startswith(OUTSIDE):
                self.subclasses.setdefault(base.name, []).append(info.name)
        info.typevars = tuple(typevars)

    def _base(self, text: str, scope: Scope, info: ClassInfo) -> Type | None:
        if text.startswith(("typing.Generic", "Generic", "t.Generic")):
            return None
        if text.partition("(")[0].rpartition(".")[2] in ("namedtuple", "NamedTuple"):
            _named_tuple_fields(text, info)
            info.words.add("namedtuple")
            return make("inst", "builtins.tuple")
        for t in ordered(read_text(text, scope)):
            if t.kind in _BASES:
                return _BASES[t.kind](t)
        if not text.endswith(("Protocol", "NamedTuple", "TypedDict", "Protocol]")):
            info.open = not text.startswith(("Protocol[", "t.Protocol[", "typing.Protocol["))
        last = text.partition("[")[0].rpartition(".")[2]
        if last in ("NamedTuple", "TypedDict", "Protocol"):
            info.words.add(last.lower())
        return _SPECIAL_BASES.get(last)

    def _find_overridden(self, fn: Fn, owner: str) -> None:
        """Make a method known to the methods that it overrides."""
        short = fn.short_name
        if short.startswith("__") and short.endswith("__"):
            return
        for info, _ in self.mro(owner)[1:]:
            for base in info.methods.get(short, ()):
                base.overrides.append(fn)

    def admit(self, modules: Iterable[Module]) -> tuple[list[Fn], list[ClassInfo]]:
        """Let modules from outside see the project, which doesn't see them.

        Args:
            modules: Their names begin with :data:`~sphinxcontrib_autodocgen.ir.OUTSIDE`.

        Returns:
            Their units and classes.
        """
        known = set(self.classes)
        fns = self._add_all(modules)
        return fns, [info for name, info in self.classes.items() if name not in known]

    def dismiss(self, fns: Iterable[Fn]) -> None:
        """Forget modules from outside.

        Args:
            fns: Their units.
        """
        tables: tuple[dict[str, Any], ...] = (
            self.modules, self.classes, self._lines, self.scopes.typevars, self.by_name,
        )  # fmt: skip
        for table in tables:
            for name in [name for name in table if name.startswith(OUTSIDE)]:
                del table[name]
        for fn in fns:
            del self.by_index[fn.module, fn.index]

    def fn_of(self, t: Type) -> Fn:
        """Return the function that a reference is to."""
        assert isinstance(t.payload, tuple)
        return self.by_index[t.payload[:2]]

    # classes

    def limits(self, info: ClassInfo, variable: str) -> Value:
        """Return what a class's type parameter may stand for, nothing if that's unlimited."""
        if variable == "AnyStr":
            return _STR | make("inst", "builtins.bytes").alone
        module = self.modules.get(info.module)
        text = module.aliases.get(variable, "") if module is not None else ""
        node = ast.parse(text, mode="eval").body if text.endswith(")") else None
        limit = limit_node(node) if isinstance(node, ast.Call) else None
        if limit is None:
            return BOTTOM
        value = self.scopes.annotation(ast.unparse(limit), info.module, info.name)
        return BOTTOM if UNKNOWN in value else value

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

    def mro(self, name: str) -> list[Member]:
        """Return a class and its bases in the order of lookup.

        Args:
            name: The class.

        Returns:
            Each class with what its type parameters are, in terms of those of the first.
        """
        return self.line(name).members

    def line(self, name: str) -> Line:
        """Return a class and its bases with what follows from them."""
        found = self._lines.get(name)
        if found is None:
            self._lines[name] = _NO_LINE  # classes that are each other's bases have no others
            found = self._lines[name] = Line(self._members(name))
        return found

    def _members(self, name: str) -> list[Member]:
        info = self.class_info(name)
        if info is None:
            return []
        lines = list(self._lines_above(info))
        known = {info.name: (info, _variables_of(info))}
        for above, bound in chain.from_iterable(lines):
            known.setdefault(above.name, (above, bound))
        orders = [[a.name for a, _ in line if a.name != info.name] for line in lines]
        order = merged_order(orders, [each[0] for each in orders if each])
        return [known[each] for each in dict.fromkeys((info.name, *order))]

    def _lines_above(self, info: ClassInfo) -> Iterator[list[Member]]:
        """Yield the line of each base, in terms of a class's own type parameters."""
        own = _variables_of(info)
        for base in info.bases:
            target = self.class_info(base.name)
            if target is None or target.name == info.name:
                continue
            args = [_bound(arg, own) for arg in base.args]
            args += [TOP] * (len(target.typevars) - len(args))
            passed = dict(zip(target.typevars, args, strict=False))
            line = self.mro(target.name) or [(target, {})]
            yield [
                (above, {v: _bound(b, passed) for v, b in bound.items()} if bound else bound)
                for above, bound in line
            ]
        top = self.class_info("builtins.object")
        if top is not None:
            yield [(top, {})]

    def is_subclass(self, name: str, other: str) -> bool:
        """Tell whether a class derives from another by name."""
        return name == other or other in self.line(name).by_name

    def is_open(self, name: str) -> bool:
        """Tell whether some base of a class isn't known."""
        return self.line(name).is_open

    def all_subclasses(self, name: str) -> list[str]:
        """Return the project's classes that derive from a class, the nearest first."""
        found = self._below.get(name)
        if found is None:
            found = self._below[name] = list(self._classes_below(name))
        return found

    def _classes_below(self, name: str) -> Iterator[str]:
        waiting = deque(self.subclasses.get(name, ()))
        seen: set[str] = set()
        while waiting and len(seen) < 500:
            sub = waiting.popleft()
            if sub not in seen:
                seen.add(sub)
                yield sub
                waiting.extend(self.subclasses.get(sub, ()))

    def is_enum(self, name: str) -> bool:
        """Tell whether a class is an enumeration."""
        return "enum.Enum" in self.line(name).by_name

    def metaclasses(self, name: str) -> Iterator[ClassInfo]:
        """Yield the metaclasses of the project that make a class or one of its bases."""
        for info, _ in self.mro(name):
            for word in info.words:
                if word.startswith("metaclass "):
                    symbol = self.scopes.scope(info.module, info.name).symbol(word[10:])
                    if symbol is not None and symbol.name in self.classes:
                        yield self.classes[symbol.name]

    # instances

    def instance_of(self, t: Type) -> Type:
        """Return an instance of a class."""
        info = self.class_info(t.name)
        count = len(info.typevars) if info is not None else 0
        payload = SELF if t.payload is SELF else None
        return make("inst", t.name, tuple(TOP for _ in range(count)), payload)

    def instances(self, value: Value) -> Value:
        """Return instances of the classes in a value, as ``isinstance`` takes them."""
        found: list[Value] = []
        for t in value:
            if t.kind == "type":
                found.append(self.instance_of(t).alone)
            elif t.kind == "tup":
                found.append(self.instances(union(t.args)))
            elif t.kind == "inst" and t.name == "builtins.tuple" and t.args:
                found.append(self.instances(t.args[0]))
            elif t.kind == "typeof":
                found.append(t.args[0])
            else:
                found.append(TOP)
        return union(found)

    def bindings(self, t: Type, owner: str) -> dict[str, Value]:
        """Return what the type parameters of a base are, for an instance of a class."""
        line = self.line(t.name)
        _, bound = line.by_name.get(owner, (None, None))
        if not bound:
            return {}
        args = (union(t.args),) if t.kind == "tup" else t.args
        if len(args) == 2 and several(args[1]):
            args = (args[0], TOP)  # a record, whose keys have values of different types
        own = dict(zip(line.members[0][0].typevars, args, strict=False))
        return {name: substitute(value, own) for name, value in bound.items()}

    def as_base(self, t: Type, name: str) -> Type | None:
        """Return a type as an instance of one of its bases, None if it isn't one."""
        if t.name == name:
            return make("inst", name, (union(t.args),)) if t.kind == "tup" else t
        info, _ = self.line(t.name).by_name.get(name, (None, None))
        if info is None:
            return None
        bound = self.bindings(t, name)
        return make("inst", name, tuple(bound.get(v, TOP) for v in info.typevars))

    def fields(self, name: str) -> list[tuple[str, str, bool]]:
        """Return the constructor's parameters of a dataclass-like class."""
        found: dict[str, tuple[str, str, bool]] = {}
        for info, _ in reversed(self.mro(name)):
            for field in info.fields:
                found[field] = (field, "positional-or-keyword", True)
            for store in self._class_stores(info.name):
                if store.annotation and "ClassVar" not in store.annotation:
                    known = found.get(store.name)
                    optional = store.value >= 0 or (known is not None and known[2])
                    found[store.name] = (store.name, "positional-or-keyword", optional)
        return list(found.values())

    def _class_stores(self, name: str) -> Iterator[Store]:
        for fn in self.by_name.get(name, ()):
            if fn.unit.kind == "class":
                yield from (store for store in fn.unit.stores if store.kind == "class")


_NO_LINE = Line([])
_STR: Value = make("inst", "builtins.str").alone
_BASES: dict[str, Callable[[Type], Type]] = {
    "inst": lambda t: t,
    "tup": lambda t: make("inst", "builtins.tuple", (union(t.args),)),
    "typeof": lambda _: make("inst", "builtins.type"),
}
"""Names of a base as an instance, by the kind of the type in the source."""

_SPECIAL_BASES = {
    "NamedTuple": make("inst", "builtins.tuple"),
    "TypedDict": make("inst", "builtins.dict", (_STR, TOP)),
}


def _bound(value: Value, bindings: dict[str, Value]) -> Value:
    return union(
        [bindings.get(t.name, TOP) if t.kind == "var" else _inner(t, bindings) for t in value]
    )


def _variables_of(info: ClassInfo) -> dict[str, Value]:
    """Return the type parameters of a class, each as itself."""
    return {name: make("var", name).alone for name in info.typevars}


def _inner(t: Type, bindings: dict[str, Value]) -> Value:
    if not t.args:
        return t.alone
    args = tuple(_bound(arg, bindings) for arg in t.args)
    return make(t.kind, t.name, args, t.payload).alone


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
        info.fields |= dict.fromkeys(fields.value.replace(",", " ").split(), "")
    elif isinstance(fields, ast.List | ast.Tuple):
        for part in fields.elts:
            info.fields |= _listed_field(part)


def _listed_field(node: ast.expr) -> dict[str, str]:
    """Return the name and annotation of a field that is ``"x"`` or ``("x", int)``."""
    match node:
        case ast.Constant(name):
            return {str(name): ""}
        case ast.Tuple([ast.Constant(name), annotation, *_]):
            return {str(name): ast.unparse(annotation)}
    return {}

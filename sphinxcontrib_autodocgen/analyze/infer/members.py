"""What an attribute of a value is: along the bases, through properties, in modules and stubs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from typeshed_client.parser import NameInfo

from . import library as stubs
from .enums import Enums, held_by_class, held_by_instances
from .values import (
    BOTTOM,
    NONE,
    NONE_TYPE,
    SELF,
    TOP,
    UNKNOWN,
    Type,
    Value,
    instance,
    make,
    mapped,
    several,
    substitute,
    union,
)
from .world import Cell, ClassInfo, Fn, ModuleInfo

__all__ = ["Captured", "Members", "captured_by", "closure_type", "function_type"]

Captured = tuple[tuple[str, Value], ...]
"""What a function takes from the ones around it, by cell."""

_MAX_SUBCLASSES = 30
_DESCRIPTOR = {"__get__", "__set__", "__set_name__"}
_MAX_IMPORTS = 12
_STR = instance("builtins.str")


def function_type(fn: Fn, receiver: Value | None = None) -> Type:
    """Return a reference to a function of the project, bound to a receiver or not."""
    args = (receiver,) if receiver is not None else ()
    return make("func", fn.name, args, (fn.module, fn.index))


def closure_type(fn: Fn, captured: Captured) -> Type:
    """Return a reference to a function as it's defined, whatever decorators make of its name."""
    return make("func", fn.name, (), (fn.module, fn.index, captured))


def captured_by(t: Type) -> Captured | None:
    """Return what a function is defined with, None if the reference is to what its name holds."""
    assert isinstance(t.payload, tuple)
    return t.payload[2] if len(t.payload) > 2 else None


def _is_changed(cell: Cell) -> bool:
    """Tell whether a function sets a module's variable to what isn't known."""
    return cell.key[0] == "global" and any(
        isinstance(place, tuple) and place[1] != 0 and UNKNOWN in value
        for place, value in cell.parts.items()
    )


class Members(Enums):
    """Looks attributes up."""

    settled = False
    """Whether what has no value yet will have none, so that it's unknown."""

    def nothing(self) -> Value:
        """Return what is said of a thing that no value was seen for."""
        return TOP if self.settled else BOTTOM

    def fn_of(self, t: Type) -> Fn:
        """Return the function that a reference is to."""
        assert isinstance(t.payload, tuple)
        return self.by_index[t.payload[:2]]

    def attribute(self, value: Value, name: str) -> Value:
        """Return what an attribute of a value can be."""
        return mapped(value, lambda t: self.attribute_of(t, name))

    def attribute_of(self, t: Type, name: str) -> Value:
        """Return what an attribute of one type is."""
        kind = t.kind
        if kind in ("inst", "tup"):
            if t is NONE_TYPE:
                return BOTTOM
            return self._instance_attribute(t, name)
        if kind == "type":
            return self._class_attribute(t, name)
        if kind == "mod":
            return self.named(f"{t.name}.{name}")
        if kind == "super":
            return self._super_attribute(t, name)
        if kind == "typeof":
            return union(
                [
                    self._class_attribute(make("type", part.name), name)
                    if part.kind == "inst"
                    else TOP
                    for part in t.args[0]
                ]
            )
        if kind in ("func", "lib"):
            return self._instance_attribute(make("inst", "types.FunctionType"), name)
        return BOTTOM if kind == "never" else TOP

    def _held(self, cells: list[Cell]) -> Value:
        """Return what a variable can hold; nobody declares one that is None for ever."""
        value = union(self._reaching(cells))
        if not self.settled or any(cell.fixed for cell in cells):
            return value
        if UNKNOWN in value and any(_is_changed(cell) for cell in cells):
            return TOP
        return value | TOP if value == NONE else value

    def _reaching(self, cells: list[Cell]) -> Iterator[Value]:
        """Yield what variables of a class and its bases hold, without what the class overrides."""
        overridden = False
        for cell in cells:
            value = self.read(cell)
            yield held_by_instances(cell) if overridden else value
            overridden = overridden or (len(cells) > 1 and bool(held_by_class(cell)))

    # instances

    def _instance_attribute(self, t: Type, name: str) -> Value:
        if name == "__class__":
            return frozenset([make("type", t.name, (), SELF if t.payload is SELF else None)])
        line = self.mro(t.name)
        if any("__getattribute__" in info.methods for info, _ in line):
            return TOP
        cells: list[Cell] = []
        for info, _ in line:
            found = self._own_attribute(t, info, name, cells)
            if found is not None:
                return found
        own = self._read_on(t, cells) if cells else BOTTOM
        if own and t.payload is SELF:
            own = union([own, *self.in_subclasses(t.name, name)])
        return own or self._missing(t, name, line)

    def _read_on(self, t: Type, cells: list[Cell]) -> Value:
        """Return what an instance gives for what its class holds: methods, descriptors, values."""
        value = self._held(cells)
        if not any(self.is_descriptor(part, t.name) for part in value):
            return value
        inside = union(map(held_by_class, cells))
        receiver = frozenset([t])
        bound = union(self._bound(part, receiver, t.name) for part in inside)
        return bound if any(map(self._takes, inside)) else union([bound, value - inside])

    def is_descriptor(self, t: Type, owner: str) -> bool:
        """Tell whether what a class holds may be something else where an instance is asked for it.

        A metaclass may make anything of the project's objects that it finds in a class.
        """
        if t.kind in ("func", "prop"):
            return True
        if t.kind != "inst":
            return False
        own = t.name in self.classes
        opened = own and (self.is_open(t.name) or any(self.metaclasses(owner)))
        return opened or bool(self._descriptor_methods(t))

    def metaclasses(self, name: str) -> Iterator[ClassInfo]:
        """Yield the metaclasses of the project that make a class or one of its bases."""
        for info, _ in self.mro(name):
            for word in info.words:
                if word.startswith("metaclass "):
                    symbol = self.scope(info.module, info.name).symbol(word[10:])
                    if symbol is not None and symbol.name in self.classes:
                        yield self.classes[symbol.name]

    def _descriptor_methods(self, t: Type) -> set[str]:
        found: set[str] = set()
        for info, _ in self.mro(t.name):
            members = info.methods if info.stub is None else info.stub.members
            found |= _DESCRIPTOR & set(members)
        return found

    def _takes(self, t: Type) -> bool:
        """Tell whether an assignment to an instance's attribute may go to this descriptor."""
        if t.kind != "inst":
            return t.kind == "prop"
        opened = t.name in self.classes and self.is_open(t.name)
        return opened or "__set__" in self._descriptor_methods(t)

    def assigned_value(self, owner: Value, name: str, value: Value) -> Value:
        """Return what an attribute is after it is set: what a property or descriptor gives."""
        for t in owner:
            for info, _ in self.mro(t.name) if t.name in self.classes else ():
                fns = info.methods.get(name)
                cell = self.cells.get(("attr", info.name, name))
                held = self.read(cell) if cell is not None else BOTTOM
                if (fns and "property" in fns[0].words) or any(map(self._takes, held)):
                    return self.attribute(owner, name)
        return value

    def _bound(self, t: Type, receiver: Value, owner: str) -> Value:
        """Return what an instance gives for a function, property or descriptor of its class."""
        if t.kind == "prop":
            return self.call(t.args[0], (("", receiver),), quiet=True)
        if t.kind == "func":
            return frozenset([t if t.args else self._method(self.fn_of(t), receiver, t)])
        if not self.is_descriptor(t, owner):
            return frozenset([t])
        if "__get__" not in self._descriptor_methods(t):
            return TOP  # what is set, as the descriptor converts it
        getter = self.attribute_of(t, "__get__")
        found = self.call(getter, (("", receiver), ("", TOP)), quiet=True)
        found = frozenset(part for part in found if part.name != t.name)
        return TOP if several(found) else found or self.nothing()

    def call(self, value: Value, args: tuple[tuple[str, Value], ...], *, quiet: bool) -> Value:
        """Return what calling a value gives; see ``calls``."""
        raise NotImplementedError

    def _own_attribute(
        self, t: Type, info: ClassInfo, name: str, cells: list[Cell]
    ) -> Value | None:
        """Return what one class of the line says; cells are collected, for bases may add."""
        if info.stub is not None:
            member = info.stub.members.get(name)
            if member is None or cells:
                return None
            return self._stub_attribute(t, info, name, member)
        fns = info.methods.get(name)
        if fns and not cells:
            return self._methods(fns, frozenset([t]))
        cell = self.cells.get(("attr", info.name, name))
        if cell is not None:
            if cell.fixed:
                bindings = self.bindings(t, info.name)
                return substitute(self.read(cell), bindings) if bindings else self.read(cell)
            self.read(cell)
            held = self.enum_attribute(info.name, name, cell)
            if held is not None:
                return held
            cells.append(cell)
        if name == "value" and self.is_enum(t.name):
            return self.enum_values(t.name)
        return None

    def _missing(self, t: Type, name: str, line: list[tuple[ClassInfo, dict[str, Value]]]) -> Value:
        """Return what an attribute is that no class of the line has."""
        for info, _ in line:
            for fn in info.methods.get("__getattr__", ()):
                found = self.result_of(fn, frozenset([t]))
                return TOP if several(found) else found
            if info.stub is not None and "__getattr__" in info.stub.members:
                return TOP
        if t.name not in self.classes:
            return TOP
        own = self.cell("attr", t.name, name)
        value = self.read(own)  # to hear of it when it's set
        values = [value, *self.in_subclasses(t.name, name)]
        if any(values):
            return union(values)
        return TOP if self.is_open(t.name) else self.nothing()

    def in_subclasses(self, owner: str, name: str) -> Iterator[Value]:
        """Yield what a class's subclasses say of an attribute, which overrides its own."""
        for count, sub in enumerate(self.all_subclasses(owner)):
            if count > _MAX_SUBCLASSES:
                return
            fns = self.classes[sub].methods.get(name)
            cell = self.cells.get(("attr", sub, name))
            if fns:
                yield self._methods(fns, frozenset([make("inst", sub)]))
            elif cell is not None:
                yield self._read_on(make("inst", sub), [cell])

    def _methods(self, fns: list[Fn], receiver: Value) -> Value:
        """Return methods bound to a receiver, or what a property gives."""
        first = fns[0]
        if "property" in first.words:
            return self.result_of(first, receiver)
        if self.is_replaced(first):
            return TOP
        found = [fn for fn in fns if not fn.words & {"setter", "deleter", "overload"}] or fns[-1:]
        return frozenset(self._method(fn, receiver, function_type(fn)) for fn in found[:4])

    def is_replaced(self, fn: Fn) -> bool:
        """Tell whether nothing is known of what a function's name holds."""
        if fn.returned is not None:
            self.read(fn.returned)  # to hear of it when it holds something else
        return fn.held == TOP and not fn.kept

    def _method(self, fn: Fn, receiver: Value, reference: Type) -> Type:
        if "static" in fn.words:
            return reference
        if "classmethod" in fn.words:
            receiver = frozenset(
                make("type", t.name, (), SELF if t.payload is SELF else None)
                if t.kind == "inst"
                else t
                for t in receiver
            )
        return make("func", fn.name, (receiver,), reference.payload)

    # stubs

    def bindings(self, t: Type, owner: str) -> dict[str, Value]:
        """Return what the type parameters of a base are, for an instance of a class."""
        line = self.mro(t.name)
        if not line:
            return {}
        args = (union(t.args),) if t.kind == "tup" else t.args
        if len(args) == 2 and several(args[1]):
            args = (args[0], TOP)  # a record, whose keys have values of different types
        own = dict(zip(line[0][0].typevars, args, strict=False))
        for info, bound in line:
            if info.name == owner:
                return {name: substitute(value, own) for name, value in bound.items()}
        return {}

    def _stub_attribute(self, t: Type, info: ClassInfo, name: str, member: NameInfo) -> Value:
        if name in ("value", "_value_") and self.is_enum(t.name) and t.name in self.classes:
            return self.enum_values(t.name)
        function = self.library.function(f"{info.name}.{name}", info.name, member)
        if function is not None:
            if "property" in function.words:
                bindings = {**self.bindings(t, info.name), "Self": frozenset([t])}
                return substitute(function.signatures[0].result, bindings)
            receiver = frozenset([make("type", t.name) if "classmethod" in function.words else t])
            return frozenset([self._library_function(function, receiver)])
        return self._stub_variable(t, info, member)

    def _stub_variable(self, t: Type, info: ClassInfo, member: NameInfo) -> Value:
        node = member.ast
        if isinstance(node, ast.ClassDef):
            return frozenset([make("type", f"{info.name}.{member.name}")])
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            return self.attribute_of(t, node.value.id) if node.value.id != member.name else TOP
        module = self.library.find(info.name)
        if module is None:
            return TOP
        value = self.library.variable(module[0], member)
        return substitute(value, {**self.bindings(t, info.name), "Self": frozenset([t])})

    @staticmethod
    def _library_function(function: stubs.Function, receiver: Value | None) -> Type:
        args = (receiver,) if receiver is not None and "static" not in function.words else ()
        return make("lib", function.name, args)

    # classes

    def _class_attribute(self, t: Type, name: str) -> Value:
        if name in ("__name__", "__qualname__", "__module__"):
            return _STR
        is_enum = self.is_enum(t.name)
        for info, _ in self.mro(t.name):
            if info.name == "builtins.object" and name not in ("__new__", "__init__"):
                break
            found = self._own_class_attribute(t, info, name, is_enum)
            if found is not None:
                return found
        nested = f"{t.name}.{name}"
        if nested in self.classes:
            return frozenset([make("type", nested)])
        member = self._instance_attribute(make("inst", "builtins.type"), name)
        if member != TOP or t.name not in self.classes:
            return member
        own = self.read(self.cell("attr", t.name, name))
        found = union([own, *self.in_subclasses(t.name, name)])
        return found or (TOP if self.is_open(t.name) else self.nothing())

    def _own_class_attribute(
        self, t: Type, info: ClassInfo, name: str, is_enum: bool
    ) -> Value | None:
        if info.stub is not None:
            member = info.stub.members.get(name)
            if member is None:
                return None
            function = self.library.function(f"{info.name}.{name}", info.name, member)
            if function is None:
                if is_enum and isinstance(member.ast, ast.Assign | ast.AnnAssign):
                    return instance(t.name)
                return self._stub_variable(make("inst", t.name), info, member)
            bound = "classmethod" in function.words
            return frozenset([self._library_function(function, frozenset([t]) if bound else None)])
        fns = info.methods.get(name)
        if fns:
            if "property" in fns[0].words:
                return TOP
            if self.is_replaced(fns[-1]):
                return TOP
            bound = "classmethod" in fns[-1].words
            return frozenset([function_type(fns[-1], frozenset([t]) if bound else None)])
        cell = self.cells.get(("attr", info.name, name))
        if cell is None:
            return None
        self.read(cell)
        held = self.enum_attribute(info.name, name, cell) if is_enum else None
        return (self._held([cell]) or None) if held is None else held

    def _super_attribute(self, t: Type, name: str) -> Value:
        """Look an attribute up behind the class that says ``super()``."""
        receiver = t.args[0]
        (own,) = receiver
        behind = False
        for info, _ in self.mro(own.name):
            if not behind:
                behind = info.name == t.name
                continue
            if own.kind == "type":
                found = self._own_class_attribute(own, info, name, is_enum=False)
            else:
                found = self._own_attribute(own, info, name, [])
            if found is not None:
                return found
        return TOP

    # modules

    def named(self, dotted: str, hops: int = 0) -> Value:
        """Return what a full dotted name holds."""
        split = self.split(dotted)
        if split is None:
            return self._library_name(dotted)
        module, rest = split
        if not rest:
            return frozenset([make("mod", dotted)])
        first, _, more = rest.partition(".")
        value = self.global_value(module, first, hops)
        for name in more.split(".") if more else ():
            value = self.attribute(value, name)
        return value

    def global_value(self, module: ModuleInfo, name: str, hops: int = 0) -> Value:
        """Return what a module's global name holds."""
        if hops > _MAX_IMPORTS:
            return TOP
        found: list[Value] = []
        if name in module.functions:
            fns = [fn for fn in module.functions[name] if "overload" not in fn.words]
            found += [
                TOP if self.is_replaced(f) else frozenset([function_type(f)]) for f in fns[:4]
            ]
        if name in module.classes:
            found.append(frozenset([make("type", f"{module.name}.{name}")]))
        if name in module.variables:
            found.append(self._held([self.cell("global", module.name, name)]))
        for full in module.imports.get(name, ())[:3]:
            value = self.named(full, hops + 1)
            if value != TOP:
                found.append(value)
        if found:
            return union(found)
        return self._elsewhere(module, name, hops)

    def variable(self, module: ModuleInfo, name: str, hops: int = 0) -> Cell:
        """Return the variable that a module's global name refers to, in the module it is of."""
        for full in module.imports.get(name, ()) if name not in module.variables else ():
            split = self.split(full)
            if split is not None and split[1] and "." not in split[1] and hops < _MAX_IMPORTS:
                return self.variable(*split, hops + 1)
        return self.cell("global", module.name, name)

    def _elsewhere(self, module: ModuleInfo, name: str, hops: int) -> Value:
        if f"{module.name}.{name}" in self.modules:
            return frozenset([make("mod", f"{module.name}.{name}")])
        if name in module.imports:
            return TOP
        for full in self._starred_names(module, name):
            value = self.named(full, hops + 1)
            if value != TOP:
                return value
        if name in ("__name__", "__file__"):
            return _STR
        if name == "__doc__":
            return _STR | NONE
        return self._library_name(f"builtins.{name}")

    def _starred_names(self, module: ModuleInfo, name: str) -> tuple[str, ...]:
        """Return under which full names a module's star imports may bind a name.

        They are looked through once for each name, for a package that offers all that its modules
        define would otherwise be searched wherever one of its names is used.
        """
        found = self._starred.get((module.name, name))
        if found is None:
            found = tuple(
                f"{star}.{name}"
                for star in self._behind_stars(module)
                if star not in self.modules
                or self.modules[star].binds(name)
                or f"{star}.{name}" in self.modules
            )
            self._starred[module.name, name] = found
        return found

    def _behind_stars(self, module: ModuleInfo) -> list[str]:
        """Return the modules whose names a module's star imports take, each once, nearest first."""
        found = self._stars.get(module.name)
        if found is None:
            line: dict[str, None] = {}
            waiting = list(module.stars)
            while waiting:
                star = waiting.pop(0)
                if star not in line:
                    line[star] = None
                    waiting[:0] = self.modules[star].stars if star in self.modules else []
            found = self._stars[module.name] = list(line)
        return found

    def _library_name(self, dotted: str) -> Value:
        found = self._library_names.get(dotted)
        if found is None:
            found = self._library_names[dotted] = self._found_in_library(dotted)
        return found

    def _found_in_library(self, dotted: str) -> Value:
        found = self.library.find(dotted)
        if found is None:
            module = self.library.alias_module(dotted)
            return frozenset([make("mod", module)]) if module else self._library_attribute(dotted)
        module, name, info = found
        full = f"{module}.{name}"
        symbol = self.library.symbol(full)
        if symbol is not None and symbol.kind == "class":
            return frozenset([make("type", full)])
        function = self.library.function(full)
        if function is not None:
            return frozenset([make("lib", full)])
        return self.library.variable(module, info)

    def _library_attribute(self, dotted: str) -> Value:
        """Return an attribute of a variable or class that a stub has, one level deep."""
        owner, _, name = dotted.rpartition(".")
        if not owner or self.library.find(owner) is None:
            return TOP
        return self.attribute(self._library_name(owner), name)

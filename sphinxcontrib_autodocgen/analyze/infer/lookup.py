"""Attributes of values: along the bases, through properties, in modules and stubs.

An enumeration's attributes are its members, whose values ``value`` and ``_value_`` give.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import ClassVar, Protocol

from typeshed_client.parser import NameInfo

from . import stubs
from .cells import Cell, Cells, Fn
from .program import Member, Program
from .scopes import ClassInfo, ModuleInfo
from .values import (
    BOTTOM,
    NONE,
    NONE_TYPE,
    SELF,
    TOP,
    UNKNOWN,
    Arguments,
    Type,
    Value,
    class_of,
    instance,
    make,
    mapped,
    ordered,
    several,
    substitute,
    union,
)

__all__ = [
    "IN_CLASS",
    "Caller",
    "Captured",
    "Members",
    "captured_by",
    "closure_type",
    "function_type",
    "held_by_class",
    "held_by_instances",
    "is_changed",
]

Captured = tuple[tuple[str, Value], ...]
"""The values that a function takes from the ones around it, by cell."""

IN_CLASS = "class"
"""Ends the place of what a class itself is given, rather than an instance."""

_NOT_MEMBERS = {"enum.nonmember", "builtins.staticmethod", "builtins.classmethod"}
_WRAPPERS = {"enum.member", "enum.nonmember"}
_DATA = {"builtins.str", "builtins.int", "builtins.float", "builtins.bytes", "builtins.complex"}
_MAX_SUBCLASSES = 31
_MAX_IMPORTS = 12
_STR = instance("builtins.str")


class Caller(Protocol):
    """The part of the interpreter that lookup and matching call: the one way back up."""

    def call(self, value: Value, args: Arguments, *, quiet: bool = False) -> Value:
        """Return what calling a value gives; a quiet call isn't evidence of its arguments."""

    def call_declared(self, t: Type, args: Arguments) -> Value:
        """Return what calling a function gives, with arguments as a stub declares them."""

    def result_of(self, fn: Fn, receiver: Value | None) -> Value:
        """Return what calling a function's name gives, whatever its arguments."""


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


def held_by_class(cell: Cell) -> Value:
    """Return what a class itself is given for an attribute, without what instances are."""
    return union(value for place, value in cell.parts.items() if _is_in_class(place))


def held_by_instances(cell: Cell) -> Value:
    """Return what instances are given for an attribute, without what their class is."""
    return union(value for place, value in cell.parts.items() if not _is_in_class(place))


def _is_in_class(place: object) -> bool:
    return isinstance(place, tuple) and place[-1] == IN_CLASS


def is_changed(cell: Cell) -> bool:
    """Tell whether a function sets a module's variable to what isn't known."""
    return cell.key[0] == "global" and any(
        isinstance(place, tuple) and place[1] != 0 and UNKNOWN in value
        for place, value in cell.parts.items()
    )


class Members:
    """Looks attributes up.

    Args:
        program: The classes and modules.
        cells: The variables that hold what attributes are set to.
        caller: Calls getters and properties.
    """

    def __init__(self, program: Program, cells: Cells, caller: Caller) -> None:
        self.program = program
        self.cells = cells
        self.caller = caller
        self.settled = False
        """Whether what has no value yet will have none, so that it's unknown."""

        self._library_names: dict[str, Value] = {}

    def nothing(self) -> Value:
        """Return what is said of a thing that no value was seen for."""
        return TOP if self.settled else BOTTOM

    def attribute(self, value: Value, name: str) -> Value:
        """Return what an attribute of a value can be."""
        return mapped(value, lambda t: self.attribute_of(t, name))

    def attribute_of(self, t: Type, name: str) -> Value:
        """Return what an attribute of one type is."""
        if t is NONE_TYPE:
            return BOTTOM
        handler = self.handlers.get(t.kind)
        return handler(self, t, name) if handler is not None else TOP

    def _module_attribute(self, t: Type, name: str) -> Value:
        return self.named(f"{t.name}.{name}")

    def _subclass_attribute(self, t: Type, name: str) -> Value:
        parts = ordered(t.args[0])
        classes = [make("type", part.name) if part.kind == "inst" else None for part in parts]
        return union(TOP if c is None else self._class_attribute(c, name) for c in classes)

    def _function_attribute(self, t: Type, name: str) -> Value:
        del t
        return self._instance_attribute(make("inst", "types.FunctionType"), name)

    def _held(self, cells: list[Cell]) -> Value:
        """Return what a variable can hold; nobody declares one that is None for ever."""
        value = union(self._reaching(cells))
        if not self.settled or any(cell.fixed for cell in cells):
            return value
        if UNKNOWN in value and any(is_changed(cell) for cell in cells):
            return TOP
        return value | TOP if value == NONE else value

    def _reaching(self, cells: list[Cell]) -> Iterator[Value]:
        """Yield what variables of a class and its bases hold, without what the class overrides."""
        overridden = False
        for cell in cells:
            value = self.cells.read(cell)
            yield held_by_instances(cell) if overridden else value
            overridden = overridden or (len(cells) > 1 and bool(held_by_class(cell)))

    def cells_of(self, owner: str, name: str) -> Iterator[Cell]:
        """Yield the variables that may hold an attribute of an instance, its class's first."""
        for info, _ in self.program.mro(owner):
            cell = self.cells.attribute(info.name, name)
            if cell is not None:
                yield cell

    def has(self, t: Type, name: str) -> bool:
        """Tell whether a class or one of its bases binds a name."""
        for info, _ in self.program.mro(t.name):
            if info.stub is not None:
                if name in info.stub.members and info.name != "builtins.object":
                    return True
            elif name in info.methods or self.cells.attribute(info.name, name) is not None:
                return True
        return False

    def is_method(self, t: Type, name: str) -> bool:
        """Tell whether an attribute of instances is a method that nothing decorates."""
        for info, _ in self.program.mro(t.name):
            member = info.stub.members.get(name) if info.stub is not None else None
            if member is not None:
                function = self.program.library.function(f"{info.name}.{name}", info.name, member)
                return function is not None and "property" not in function.words
            if name in info.methods:
                first = info.methods[name][0]
                return "property" not in first.words and first.held is None
            if self.cells.attribute(info.name, name) is not None:
                return False
        return False

    def is_data(self, t: Type, name: str) -> bool:
        """Tell whether an attribute of the project's instances is known to hold no function."""
        if any(name in info.methods for info, _ in self.program.mro(t.name)):
            return False
        held = union(cell.value for cell in self.cells_of(t.name, name))
        return bool(held - NONE) and all(
            part.kind == "tup" or (part.kind == "inst" and not self.has(part, "__call__"))
            for part in held - NONE
        )

    # instances

    def _instance_attribute(self, t: Type, name: str) -> Value:
        if name == "__class__":
            return class_of(t).alone
        line = self.program.line(t.name)
        if line.is_dynamic:
            return TOP
        cells: list[Cell] = []
        for info, _ in line.members:
            if self._binds(info, name):
                found = self._own_attribute(t, info, name, cells)
                if found is not None:
                    return found
        own = self._read_on(t, cells) if cells else BOTTOM
        if own and t.payload is SELF:
            own = union([own, *self.in_subclasses(t.name, name)])
        return own or self._missing(t, name, line.members)

    def _binds(self, info: ClassInfo, name: str) -> bool:
        """Tell whether a class itself may say what an attribute is; most of a line don't."""
        if info.stub is not None:
            return name in info.stub.members
        return (
            name in info.methods
            or name in self.cells.attributes.get(info.name, ())
            or name == "value"  # of an enumeration
        )

    def _read_on(self, t: Type, cells: list[Cell]) -> Value:
        """Return what an instance gives for what its class holds: methods, descriptors, values."""
        value = self._held(cells)
        if not any(self.is_descriptor(part, t.name) for part in value):
            return value
        inside = union(map(held_by_class, cells))
        receiver = t.alone
        bound = union(self._bound(part, receiver, t.name) for part in ordered(inside))
        return bound if any(map(self._takes, inside)) else union([bound, value - inside])

    def is_descriptor(self, t: Type, owner: str) -> bool:
        """Tell whether what a class holds may be something else where an instance is asked for it.

        A metaclass may make anything of the project's objects that it finds in a class.
        """
        if t.kind in ("func", "prop"):
            return True
        if t.kind != "inst":
            return False
        own = t.name in self.program.classes
        opened = own and (self.program.is_open(t.name) or any(self.program.metaclasses(owner)))
        return opened or bool(self.program.line(t.name).special)

    def _takes(self, t: Type) -> bool:
        """Tell whether an assignment to an instance's attribute may go to this descriptor."""
        if t.kind != "inst":
            return t.kind == "prop"
        opened = t.name in self.program.classes and self.program.is_open(t.name)
        return opened or "__set__" in self.program.line(t.name).special

    def assigned_value(self, owner: Value, name: str, value: Value) -> Value:
        """Return what an attribute is after it is set: what a property or descriptor gives."""
        for t in ordered(owner):
            for info, _ in self.program.mro(t.name) if t.name in self.program.classes else ():
                fns = info.methods.get(name)
                cell = self.cells.attribute(info.name, name)
                held = self.cells.read(cell) if cell is not None else BOTTOM
                if (fns and "property" in fns[0].words) or any(map(self._takes, held)):
                    return self.attribute(owner, name)
        return value

    def _bound(self, t: Type, receiver: Value, owner: str) -> Value:
        """Return what an instance gives for a function, property or descriptor of its class."""
        if t.kind == "prop":
            return self.caller.call(t.args[0], (("", receiver),), quiet=True)
        if t.kind == "func":
            return (t if t.args else self._method(self.program.fn_of(t), receiver, t)).alone
        if not self.is_descriptor(t, owner):
            return t.alone
        if "__get__" not in self.program.line(t.name).special:
            return TOP  # what is set, as the descriptor converts it
        getter = self.attribute_of(t, "__get__")
        found = self.caller.call(getter, (("", receiver), ("", TOP)), quiet=True)
        found = frozenset(part for part in found if part.name != t.name)
        return TOP if several(found) else found or self.nothing()

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
            return self._methods(fns, t.alone)
        cell = self.cells.attribute(info.name, name)
        if cell is not None:
            found = self._declared(t, info, cell)
            if found is not None:
                return found
            cells.append(cell)
        is_value = name == "value" and self.program.is_enum(t.name)
        return self.enum_values(t.name) if is_value else None

    def _declared(self, t: Type, info: ClassInfo, cell: Cell) -> Value | None:
        """Return what an annotation or an enumeration says of an attribute, whatever it holds."""
        value = self.cells.read(cell)
        if not cell.fixed:
            return self.enum_attribute(info.name, cell.key[2], cell)
        bindings = self.program.bindings(t, info.name)
        return substitute(value, bindings) if bindings else value

    def _missing(self, t: Type, name: str, line: list[Member]) -> Value:
        """Return what an attribute is that no class of the line has."""
        for info, _ in line:
            for fn in info.methods.get("__getattr__", ()):
                found = self.caller.result_of(fn, t.alone)
                return TOP if several(found) else found
            if info.stub is not None and "__getattr__" in info.stub.members:
                return TOP
        if t.name not in self.program.classes:
            return TOP
        own = self.cells.of("attr", t.name, name)
        value = self.cells.read(own)  # to hear of it when it's set
        values = [value, *self.in_subclasses(t.name, name)]
        if any(values):
            return union(values)
        return TOP if self.program.is_open(t.name) else self.nothing()

    def in_subclasses(self, owner: str, name: str) -> Iterator[Value]:
        """Yield what a class's subclasses say of an attribute, which overrides its own."""
        for sub in self.program.all_subclasses(owner)[:_MAX_SUBCLASSES]:
            fns = self.program.classes[sub].methods.get(name)
            cell = self.cells.attribute(sub, name)
            if fns:
                yield self._methods(fns, make("inst", sub).alone)
            elif cell is not None:
                yield self._read_on(make("inst", sub), [cell])

    def _methods(self, fns: list[Fn], receiver: Value) -> Value:
        """Return methods bound to a receiver, or what a property gives."""
        first = fns[0]
        if "property" in first.words:
            return self.caller.result_of(first, receiver)
        if self.is_replaced(first):
            return TOP
        found = [fn for fn in fns if not fn.words & {"setter", "deleter", "overload"}] or fns[-1:]
        return frozenset(self._method(fn, receiver, function_type(fn)) for fn in found[:4])

    def is_replaced(self, fn: Fn) -> bool:
        """Tell whether nothing is known of what a function's name holds."""
        if fn.returned is not None:
            self.cells.read(fn.returned)  # to hear of it when it holds something else
        return fn.held == TOP and not fn.kept

    def _method(self, fn: Fn, receiver: Value, reference: Type) -> Type:
        if "static" in fn.words:
            return reference
        if "classmethod" in fn.words:
            receiver = frozenset(class_of(t) if t.kind == "inst" else t for t in receiver)
        return make("func", fn.name, (receiver,), reference.payload)

    # stubs

    def _stub_attribute(self, t: Type, info: ClassInfo, name: str, member: NameInfo) -> Value:
        if (
            name in ("value", "_value_")
            and self.program.is_enum(t.name)
            and t.name in self.program.classes
        ):
            return self.enum_values(t.name)
        function = self.program.library.function(f"{info.name}.{name}", info.name, member)
        if function is not None:
            if "property" in function.words:
                bindings = {**self.program.bindings(t, info.name), "Self": t.alone}
                return substitute(function.signatures[0].result, bindings)
            receiver = (make("type", t.name) if "classmethod" in function.words else t).alone
            return self._library_function(function, receiver).alone
        return self._stub_variable(t, info, member)

    def _stub_variable(self, t: Type, info: ClassInfo, member: NameInfo) -> Value:
        node = member.ast
        if isinstance(node, ast.ClassDef):
            return make("type", f"{info.name}.{member.name}").alone
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            return self.attribute_of(t, node.value.id) if node.value.id != member.name else TOP
        module = self.program.library.find(info.name)
        if module is None:
            return TOP
        value = self.program.library.variable(module[0], member)
        return substitute(value, {**self.program.bindings(t, info.name), "Self": t.alone})

    @staticmethod
    def _library_function(function: stubs.Function, receiver: Value | None) -> Type:
        args = (receiver,) if receiver is not None and "static" not in function.words else ()
        return make("lib", function.name, args)

    # classes

    def _class_attribute(self, t: Type, name: str) -> Value:
        if name in ("__name__", "__qualname__", "__module__"):
            return _STR
        is_enum = self.program.is_enum(t.name)
        for info, _ in self.program.mro(t.name):
            if info.name == "builtins.object" and name not in ("__new__", "__init__"):
                break
            found = self._own_class_attribute(t, info, name, is_enum)
            if found is not None:
                return found
        nested = f"{t.name}.{name}"
        if nested in self.program.classes:
            return make("type", nested).alone
        return self._metaclass_attribute(t, name)

    def _metaclass_attribute(self, t: Type, name: str) -> Value:
        """Return what a class has that neither it nor a base binds: of ``type``, or set later."""
        member = self._instance_attribute(make("inst", "builtins.type"), name)
        if member != TOP or t.name not in self.program.classes:
            return member
        own = self.cells.read(self.cells.of("attr", t.name, name))
        found = union([own, *self.in_subclasses(t.name, name)])
        return found or (TOP if self.program.is_open(t.name) else self.nothing())

    def _own_class_attribute(
        self, t: Type, info: ClassInfo, name: str, is_enum: bool
    ) -> Value | None:
        if info.stub is not None:
            member = info.stub.members.get(name)
            return self._stub_class_attribute(t, info, member, is_enum) if member else None
        fns = info.methods.get(name)
        if fns:
            return self._class_method(t, fns)
        cell = self.cells.attribute(info.name, name)
        if cell is None:
            return None
        self.cells.read(cell)
        held = self.enum_attribute(info.name, name, cell) if is_enum else None
        return (self._held([cell]) or None) if held is None else held

    def _class_method(self, t: Type, fns: list[Fn]) -> Value:
        """Return what a class gives for a function of its own."""
        if "property" in fns[0].words or self.is_replaced(fns[-1]):
            return TOP
        is_bound = "classmethod" in fns[-1].words
        return function_type(fns[-1], t.alone if is_bound else None).alone

    def _stub_class_attribute(
        self, t: Type, info: ClassInfo, member: NameInfo, is_enum: bool
    ) -> Value:
        name = f"{info.name}.{member.name}"
        function = self.program.library.function(name, info.name, member)
        if function is not None:
            bound = "classmethod" in function.words
            return self._library_function(function, t.alone if bound else None).alone
        if is_enum and isinstance(member.ast, ast.Assign | ast.AnnAssign):
            return instance(t.name)
        return self._stub_variable(make("inst", t.name), info, member)

    def _super_attribute(self, t: Type, name: str) -> Value:
        """Look an attribute up behind the class that says ``super()``."""
        receiver = t.args[0]
        (own,) = receiver
        behind = False
        for info, _ in self.program.mro(own.name):
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

    # enumerations

    def is_member(self, name: str, attribute: str, value: Value) -> bool:
        """Tell whether an enumeration makes a member of what its body assigns."""
        if attribute.startswith("__") or (attribute[0] == attribute[-1] == "_"):
            return False
        return bool(value) and self.program.is_enum(name) and not any(map(_is_no_member, value))

    def enum_attribute(self, name: str, attribute: str, cell: Cell) -> Value | None:
        """Return what an attribute of an enumeration's body is, None if it's not for it to say."""
        value = held_by_class(cell)
        if not value or not self.program.is_enum(name):
            return None
        if self.is_member(name, attribute, value):
            return instance(name)
        return union(_inside(t) for t in value)

    def enum_values(self, name: str) -> Value:
        """Return the values of an enumeration's members."""
        for info, _ in self.program.mro(name):
            if info.methods.keys() & {"__new__", "__init__"}:
                value = self.cells.read(self.cells.of("attr", info.name, "_value_"))
                if value:
                    return value
            if info.name in _DATA:
                return instance(info.name)
        return union(self._member_values(name)) or TOP

    def _member_values(self, name: str) -> Iterator[Value]:
        for cell in tuple(self.cells.attributes.get(name, {}).values()):  # there may be more soon
            self.cells.read(cell)
            value = held_by_class(cell)
            if self.is_member(name, cell.key[2], value):
                yield union(self._member_value(name, t) for t in value)

    def _member_value(self, name: str, t: Type) -> Value:
        if t.kind == "tup":
            parts = tuple(union(self._member_value(name, p) for p in part) for part in t.args)
            return make("tup", t.name, parts).alone
        if t.name == "enum.auto" or any(
            info.name == "enum.Flag" for info, _ in self.program.mro(name)
        ):
            return self._generated(name)
        return _inside(t)

    def _generated(self, name: str) -> Value:
        """Return what ``auto()`` stands for."""
        for info, _ in self.program.mro(name):
            for fn in info.methods.get("_generate_next_value_", ()):
                return self.caller.result_of(fn, None)
        return instance("builtins.int")

    # modules

    def named(self, dotted: str, hops: int = 0) -> Value:
        """Return what a full dotted name holds."""
        dotted = self.program.scopes.definition(dotted)
        split = self.program.scopes.split(dotted)
        if split is None:
            return self._library_name(dotted)
        module, rest = split
        if not rest:
            return make("mod", dotted).alone
        first, _, more = rest.partition(".")
        value = self.global_value(module, first, hops)
        for name in more.split(".") if more else ():
            value = self.attribute(value, name)
        return value

    def global_value(self, module: ModuleInfo, name: str, hops: int = 0) -> Value:
        """Return what a module's global name holds."""
        if hops > _MAX_IMPORTS:
            return TOP
        found = self._bound_here(module, name)
        for full in self.program.scopes.sources(module, name):
            value = self.named(full, hops + 1)
            if value != TOP:
                found.append(value)
        return union(found) if found else self._elsewhere(module, name, hops)

    def _bound_here(self, module: ModuleInfo, name: str) -> list[Value]:
        """Return what a module itself binds a name to, other than by imports."""
        found: list[Value] = []
        if name in module.functions:
            fns = [fn for fn in module.functions[name] if "overload" not in fn.words]
            found += [TOP if self.is_replaced(f) else function_type(f).alone for f in fns[:4]]
        if name in module.classes:
            found.append(make("type", f"{module.name}.{name}").alone)
        if name in module.variables:
            found.append(self._held([self.cells.of("global", module.name, name)]))
        return found

    def variable(self, module: ModuleInfo, name: str, hops: int = 0) -> Cell:
        """Return the variable that a module's global name refers to, in the module it is of."""
        for full in module.imports.get(name, ()) if name not in module.variables else ():
            split = self.program.scopes.split(self.program.scopes.definition(full))
            if split is not None and split[1] and "." not in split[1] and hops < _MAX_IMPORTS:
                return self.variable(*split, hops + 1)
        return self.cells.of("global", module.name, name)

    def _elsewhere(self, module: ModuleInfo, name: str, hops: int) -> Value:
        if f"{module.name}.{name}" in self.program.modules:
            return make("mod", f"{module.name}.{name}").alone
        if name in module.imports:
            return TOP
        for full in self.program.scopes.elsewhere(module, name):
            value = self.named(full, hops + 1)
            if value != TOP:
                return value
        if name in ("__name__", "__file__"):
            return _STR
        if name == "__doc__":
            return _STR | NONE
        return self._library_name(f"builtins.{name}")

    def _library_name(self, dotted: str) -> Value:
        found = self._library_names.get(dotted)
        if found is None:
            found = self._library_names[dotted] = self._found_in_library(dotted)
        return found

    def _found_in_library(self, dotted: str) -> Value:
        found = self.program.library.find(dotted)
        if found is None:
            module = self.program.library.alias_module(dotted)
            return make("mod", module).alone if module else self._library_attribute(dotted)
        module, name, info = found
        full = f"{module}.{name}"
        symbol = self.program.library.symbol(full)
        if symbol is not None and symbol.kind == "class":
            return make("type", full).alone
        function = self.program.library.function(full)
        if function is not None:
            return make("lib", full).alone
        return self.program.library.variable(module, info)

    def _library_attribute(self, dotted: str) -> Value:
        """Return an attribute of a variable or class that a stub has, one level deep."""
        owner, _, name = dotted.rpartition(".")
        if not owner or self.program.library.find(owner) is None:
            return TOP
        return self.attribute(self._library_name(owner), name)

    handlers: ClassVar[dict[str, Callable[[Members, Type, str], Value]]] = {
        "inst": _instance_attribute,
        "tup": _instance_attribute,
        "type": _class_attribute,
        "typeof": _subclass_attribute,
        "mod": _module_attribute,
        "super": _super_attribute,
        "func": _function_attribute,
        "lib": _function_attribute,
        "never": lambda *_: BOTTOM,
    }


def _is_no_member(t: Type) -> bool:
    return t.kind in ("func", "prop", "lib") or t.name in _NOT_MEMBERS


def _inside(t: Type) -> Value:
    if t.name in _WRAPPERS:
        return t.args[0] if t.args else TOP
    return t.alone if t.kind != "never" else BOTTOM

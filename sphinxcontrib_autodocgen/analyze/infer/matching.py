"""Whether an argument fits a declared parameter, and what type variables that binds."""

from __future__ import annotations

from collections.abc import Mapping

from typeshed_client.parser import NameInfo

from .members import Members
from .values import (
    BOTTOM,
    NONE_TYPE,
    SELF,
    TOP,
    UNKNOWN,
    Type,
    Value,
    make,
    substitute,
    union,
    widened,
)

__all__ = ["DECLARED", "Bindings", "Matching"]

DECLARED = "declared"
"""Ends the place of a call that a library makes, whose arguments are as its stub declares them."""

Bindings = dict[str, Value]

_PROMOTED = {
    ("builtins.int", "builtins.float"), ("builtins.int", "builtins.complex"),
    ("builtins.float", "builtins.complex"), ("builtins.bool", "builtins.float"),
}  # fmt: skip
_BYTES = {"builtins.bytes", "builtins.bytearray", "builtins.memoryview", "mmap.mmap", "array.array"}
_BUFFERS = {"collections.abc.Buffer", "typing_extensions.Buffer"}
_MAX_DEPTH = 5
_CALLABLE = {"func", "lib", "type", "callable", "partial", "typeof"}


class Matching(Members):
    """Matches values with declared types."""

    depth = 0
    place: tuple[object, ...] = ()
    """Where evaluation is, by module, unit and term; a call's arguments are noted under it."""
    steps = 0
    """What was done so far: terms evaluated and types matched. Budgets count it, not time."""

    def as_base(self, t: Type, name: str) -> Type | None:
        """Return a type as an instance of one of its bases, None if it isn't one."""
        if t.name == name:
            return make("inst", name, (union(t.args),)) if t.kind == "tup" else t
        for info, _ in self.mro(t.name):
            if info.name == name:
                bound = self.bindings(t, name)
                return make("inst", name, tuple(bound.get(v, TOP) for v in info.typevars))
        return None

    def fits(self, declared: Value, value: Value, bound: Bindings) -> bool:
        """Tell whether every known member of a value fits a declared type.

        Args:
            declared: The parameter's type.
            value: The argument's.
            bound: Type variables; more are bound here.
        """
        if UNKNOWN in declared or self.depth > _MAX_DEPTH:
            return True
        self.depth += 1
        self.steps += 1
        try:
            return all([self._fits_one(declared, t, bound) for t in value])  # noqa: C419  # every one binds variables
        finally:
            self.depth -= 1

    def _fits_one(self, declared: Value, t: Type, bound: Bindings) -> bool:
        if t.kind in ("unknown", "never"):
            if t.kind == "unknown":
                for d in declared:
                    self._bind_unknown(d, bound)
            return True
        variables = [d for d in declared if d.kind == "var"]
        others = [d for d in declared if d.kind != "var"]
        if any([self._accepts(d, t, bound) for d in others]):  # noqa: C419  # every one binds variables
            return True
        for variable in variables:
            known = bound.get(variable.name, BOTTOM)
            bound[variable.name] = union([known, frozenset([t])])
        return bool(variables)

    @staticmethod
    def _bind_unknown(declared: Type, bound: Bindings) -> None:
        if declared.kind == "var":
            bound[declared.name] = bound.get(declared.name, BOTTOM) | TOP

    def _accepts(self, declared: Type, t: Type, bound: Bindings) -> bool:
        kind = declared.kind
        if kind == "callable":
            return self._accepts_callable(declared, t, bound)
        if kind == "typeof":
            if t.kind == "typeof":
                return self.fits(declared.args[0], t.args[0], bound)
            if t.kind != "type":
                return False
            return self.fits(declared.args[0], frozenset([self.instance_of(t)]), bound)
        if kind == "tup":
            return self._accepts_tuple(declared, t, bound)
        if kind != "inst":
            return False
        if declared is NONE_TYPE or t is NONE_TYPE:
            return t is declared or declared.name in ("builtins.object", "typing.Hashable")
        if declared.payload is not None and declared.payload is not SELF:
            return t.payload == declared.payload and t.name == declared.name
        return self._accepts_instance(declared, t, bound)

    def instance_of(self, t: Type) -> Type:
        """Return an instance of a class."""
        info = self.class_info(t.name)
        count = len(info.typevars) if info is not None else 0
        payload = SELF if t.payload is SELF else None
        return make("inst", t.name, tuple(TOP for _ in range(count)), payload)

    def _accepts_instance(self, declared: Type, t: Type, bound: Bindings) -> bool:
        name = declared.name
        if name == "builtins.object":
            return True
        if t.kind == "type" and self.is_enum(t.name) and name == "typing.Iterable":
            t = make("inst", name, (frozenset([self.instance_of(t)]),))
        if t.kind in ("type", "func", "lib", "mod", "callable"):
            stand_in = {"type": "builtins.type", "mod": "types.ModuleType"}
            t = make("inst", stand_in.get(t.kind, "types.FunctionType"))
        if (t.name, name) in _PROMOTED or (name in _BUFFERS and t.name in _BYTES):
            return True
        base = self.as_base(t, name)
        if base is not None:
            for expected, actual in zip(declared.args, base.args, strict=False):
                self.fits(expected, actual, bound)
            return True
        info = self.class_info(name)
        if info is not None and info.stub is not None and info.stub.protocol:
            return self._fits_protocol(declared, info.stub.members, info.typevars, t, bound)
        return t.name in self.classes and self.is_open(t.name)

    def _fits_protocol(
        self,
        declared: Type,
        members: Mapping[str, NameInfo],
        typevars: tuple[str, ...],
        t: Type,
        bound: Bindings,
    ) -> bool:
        """Compare member by member; results bind the protocol's type parameters."""
        if self.depth > 3:
            return True
        for name in members:
            if name in ("__slots__", "__class_getitem__", "__hash__", "__doc__"):
                continue
            if not self.has(t, name):
                return False
        if declared.args:
            inner: Bindings = {}
            for name in members:
                function = self.library.function(
                    f"{declared.name}.{name}", declared.name, members[name]
                )
                if function is not None and len(function.signatures) == 1:
                    parameters = function.signatures[0].parameters[1:]
                    args = tuple(("", _known_types(p.type)) for p in parameters if not p.optional)
                    actual = self.call(self.attribute_of(t, name), args, quiet=True)
                    self.fits(function.signatures[0].result, actual, inner)
            for variable, expected in zip(typevars, declared.args, strict=False):
                self.fits(expected, inner.get(variable, TOP), bound)
        return True

    def has(self, t: Type, name: str) -> bool:
        """Tell whether a class or one of its bases binds a name."""
        for info, _ in self.mro(t.name):
            if info.stub is not None:
                if name in info.stub.members and info.name != "builtins.object":
                    return True
            elif name in info.methods or ("attr", info.name, name) in self.cells:
                return True
        return False

    def _accepts_tuple(self, declared: Type, t: Type, bound: Bindings) -> bool:
        if t.kind == "tup" and len(t.args) == len(declared.args):
            pairs = zip(declared.args, t.args, strict=True)
            return all([self.fits(expected, actual, bound) for expected, actual in pairs])  # noqa: C419  # every one binds variables
        base = self.as_base(t, "builtins.tuple") if t.kind == "inst" else None
        if base is None:
            return False
        element = union(base.args)
        return all([self.fits(expected, element, bound) for expected in declared.args])  # noqa: C419  # every one binds variables

    def _accepts_callable(self, declared: Type, t: Type, bound: Bindings) -> bool:
        if t.kind not in _CALLABLE and not (t.kind == "inst" and self.has(t, "__call__")):
            return False
        if not any(arg != TOP for arg in declared.args):
            return True
        given = [substitute(arg, bound) for arg in declared.args[1:]]
        place, self.place = self.place, (*self.place[:3], DECLARED)
        result = self.call(frozenset([t]), tuple(("", value) for value in given), quiet=False)
        self.place = place
        self.fits(declared.args[0], widened(result), bound)
        return True


def _known_types(value: Value) -> Value:
    return TOP if any(t.kind == "var" for t in value) else value

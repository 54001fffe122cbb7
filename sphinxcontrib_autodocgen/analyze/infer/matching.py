"""Which parameter an argument goes to, whether it fits, and what type variables that binds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import ClassVar, NamedTuple

from typeshed_client.parser import NameInfo

from .cells import Cells
from .lookup import Caller, Members
from .program import Program
from .values import (
    BOTTOM,
    NONE_TYPE,
    SELF,
    TOP,
    UNKNOWN,
    Arguments,
    Type,
    Value,
    elements,
    make,
    ordered,
    substitute,
    union,
    widened,
)

__all__ = ["Bindings", "Matching", "Shape", "bind", "shape"]

Bindings = dict[str, Value]

_PROMOTED = {
    ("builtins.int", "builtins.float"), ("builtins.int", "builtins.complex"),
    ("builtins.float", "builtins.complex"), ("builtins.bool", "builtins.float"),
}  # fmt: skip
_BYTES = {"builtins.bytes", "builtins.bytearray", "builtins.memoryview", "mmap.mmap", "array.array"}
_BUFFERS = {"collections.abc.Buffer", "typing_extensions.Buffer"}
_MAX_DEPTH = 5
_MAX_PROTOCOLS = 3
_CALLABLE = {"func", "lib", "type", "callable", "partial", "typeof"}
_CLASSES = {
    "type": "builtins.type",
    "mod": "types.ModuleType",
    **dict.fromkeys(("func", "lib", "callable"), "types.FunctionType"),
}
_NO_PROTOCOL = {"__slots__", "__class_getitem__", "__hash__", "__doc__"}
"""Names in a protocol's body that nothing needs to have."""


class Shape(NamedTuple):
    """The parameters of a function, sorted by how they can be given."""

    positional: tuple[str, ...]
    named: frozenset[str]
    rest: str | None
    keywords: str | None
    required: frozenset[str]

    def at(self, position: int) -> str | None:
        """Return the parameter that a positional argument goes to."""
        return self.positional[position] if position < len(self.positional) else self.rest


@cache
def shape(slots: tuple[tuple[str, str, bool], ...]) -> Shape:
    """Return parameters sorted by how they can be given.

    Args:
        slots: Name, kind and whether it may be left out, of each parameter.
    """
    return Shape(
        tuple(name for name, kind, _ in slots if kind.startswith("positional")),
        frozenset(n for n, kind, _ in slots if kind in ("positional-or-keyword", "keyword-only")),
        _first_of("var-positional", slots),
        _first_of("var-keyword", slots),
        frozenset(n for n, kind, optional in slots if not optional and not kind.startswith("var")),
    )


def _first_of(wanted: str, slots: tuple[tuple[str, str, bool], ...]) -> str | None:
    return next((name for name, kind, _ in slots if kind == wanted), None)


class _Binding:
    """The arguments of one call on their way to parameters; each method tells whether it fits."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.given: dict[str, list[Value]] = {}
        self.position = 0
        self.loose = False

    def is_complete(self) -> bool:
        """Tell whether all parameters without a default have a value, as far as that's known."""
        return self.loose or self.given.keys() >= self.shape.required

    def take(self, mark: str, value: Value) -> bool:
        """Bind one argument, by its keyword or stars."""
        if not mark:
            return self.positional(value)
        if mark == "*":
            return self.spread(value)
        return self.spread_keywords(value) if mark == "**" else self.named(mark, value)

    def give(self, target: str, value: Value) -> bool:
        """Give a parameter a value, maybe one of several."""
        self.given.setdefault(target, []).append(value)
        return True

    def positional(self, value: Value) -> bool:
        """Bind the next positional argument."""
        target = self.shape.at(self.position)
        self.position += 1
        return self.loose if target is None else self.give(target, value)

    def named(self, name: str, value: Value) -> bool:
        """Bind a keyword argument."""
        target = name if name in self.shape.named else self.shape.keywords
        return False if target is None else self.give(target, value)

    def spread(self, value: Value) -> bool:
        """Distribute ``*value``: exactly if it's a tuple of known length."""
        if len(value) == 1:
            (only,) = value
            if only.kind == "tup":
                for part in only.args:
                    self.positional(part)
                return True
        self.loose = True
        if self.shape.rest is not None and self.position >= len(self.shape.positional):
            self.give(self.shape.rest, union(map(elements, value)) or TOP)
        return True

    def spread_keywords(self, value: Value) -> bool:
        """Distribute ``**value``, of which only its type is known."""
        self.loose = True
        for t in value if self.shape.keywords is not None else ():
            if t.kind == "inst" and t.name == "builtins.dict" and len(t.args) == 2:
                self.give(self.shape.keywords or "", t.args[1])
        return True


def bind(shape: Shape, args: Arguments) -> dict[str, Value] | None:
    """Distribute arguments over parameters.

    Args:
        shape: The parameters.
        args: The arguments.

    Returns:
        Values by parameter, None if the call doesn't fit.
    """
    names = shape.positional
    if len(args) <= len(names) and not any([mark for mark, _ in args]):  # noqa: C419  # faster
        plain = {name: value for name, (_, value) in zip(names, args, strict=False)}
        return plain if plain.keys() >= shape.required else None
    binding = _Binding(shape)
    for mark, value in args:
        if not binding.take(mark, value):
            return None
    if not binding.is_complete():
        return None
    return {name: union(values) for name, values in binding.given.items()}


class Matching:
    """Matches values with declared types.

    Args:
        program: The classes.
        cells: Counts the steps.
        members: Looks up what a protocol asks for.
        caller: Calls functions that are arguments.
    """

    def __init__(self, program: Program, cells: Cells, members: Members, caller: Caller) -> None:
        self.program = program
        self.cells = cells
        self.members = members
        self.caller = caller
        self.depth = 0
        self.asked: set[str] = set()
        """Names of members that protocols asked for."""

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
        self.cells.steps += 1
        try:
            return all([self._fits_one(declared, t, bound) for t in ordered(value)])  # noqa: C419  # every one binds variables
        finally:
            self.depth -= 1

    def _fits_one(self, declared: Value, t: Type, bound: Bindings) -> bool:
        if t.kind == "never":
            return True
        variables = [d for d in declared if d.kind == "var"]
        if t is UNKNOWN:
            for d in variables:
                bound[d.name] = bound.get(d.name, BOTTOM) | TOP
            return True
        if self._fits_plain(declared, t, bound):
            return True
        fitting = [d.name for d in variables if self._is_within(d, t)]
        for name in fitting:
            bound[name] = union([bound.get(name, BOTTOM), t.alone])
        return bool(fitting)

    def _is_within(self, variable: Type, t: Type) -> bool:
        """Tell whether a type variable may stand for a type."""
        limit = variable.payload
        return not isinstance(limit, frozenset) or self._fits_plain(limit, t, {})

    def _fits_plain(self, declared: Value, t: Type, bound: Bindings) -> bool:
        """Tell whether a type fits what is declared besides type variables."""
        plain = [d for d in ordered(declared) if d.kind != "var"]
        return any([self._accepts(d, t, bound) for d in plain])  # noqa: C419  # every one binds variables

    def _accepts(self, declared: Type, t: Type, bound: Bindings) -> bool:
        handler = self.handlers.get(declared.kind)
        return handler is not None and handler(self, declared, t, bound)

    def _accepts_class(self, declared: Type, t: Type, bound: Bindings) -> bool:
        if t.kind == "typeof":
            return self.fits(declared.args[0], t.args[0], bound)
        if t.kind != "type":
            return False
        return self.fits(declared.args[0], self.program.instance_of(t).alone, bound)

    def _accepts_instance(self, declared: Type, t: Type, bound: Bindings) -> bool:
        if declared is NONE_TYPE or t is NONE_TYPE:
            return t is declared or declared.name in ("builtins.object", "typing.Hashable")
        if declared.payload is not None and declared.payload is not SELF:
            return t.payload == declared.payload and t.name == declared.name
        return declared.name == "builtins.object" or self._derives(declared, t, bound)

    def _derives(self, declared: Type, t: Type, bound: Bindings) -> bool:
        """Tell whether a type is of a class, by its bases or by what it can do."""
        t = self._as_instance(t, declared.name)
        if _is_promoted(t.name, declared.name):
            return True
        base = self.program.as_base(t, declared.name)
        if base is not None:
            for expected, actual in zip(declared.args, base.args, strict=False):
                self.fits(expected, actual, bound)
            return True
        info = self.program.class_info(declared.name)
        if info is not None and info.stub is not None and info.stub.protocol:
            return self._fits_protocol(declared, info.stub.members, info.typevars, t, bound)
        return t.name in self.program.classes and self.program.is_open(t.name)

    def _as_instance(self, t: Type, name: str) -> Type:
        """Return a class, function or module as the instance that it is of Python's own classes."""
        if t.kind == "type" and name == "typing.Iterable" and self.program.is_enum(t.name):
            return make("inst", name, (self.program.instance_of(t).alone,))
        return make("inst", _CLASSES[t.kind]) if t.kind in _CLASSES else t

    def _fits_protocol(
        self,
        declared: Type,
        members: Mapping[str, NameInfo],
        typevars: tuple[str, ...],
        t: Type,
        bound: Bindings,
    ) -> bool:
        """Compare member by member; results bind the protocol's type parameters."""
        if self.depth > _MAX_PROTOCOLS:
            return True
        self.asked.update(members)
        if not all(self.members.has(t, name) for name in members if name not in _NO_PROTOCOL):
            return False
        if declared.args:
            inner = self._results(declared.name, members, t)
            for variable, expected in zip(typevars, declared.args, strict=False):
                self.fits(expected, inner.get(variable, TOP), bound)
        return True

    def _results(self, protocol: str, members: Mapping[str, NameInfo], t: Type) -> Bindings:
        """Return what the type parameters of a protocol are, by what a type's methods return."""
        inner: Bindings = {}
        for name, member in members.items():
            function = self.program.library.function(f"{protocol}.{name}", protocol, member)
            if function is not None and len(function.signatures) == 1:
                (signature,) = function.signatures
                required = [p for p in signature.parameters[1:] if not p.optional]
                args = tuple(("", _known_types(p.type)) for p in required)
                actual = self.caller.call(self.members.attribute_of(t, name), args, quiet=True)
                self.fits(signature.result, actual, inner)
        return inner

    def _accepts_tuple(self, declared: Type, t: Type, bound: Bindings) -> bool:
        if t.kind == "tup" and len(t.args) == len(declared.args):
            pairs = zip(declared.args, t.args, strict=True)
            return all([self.fits(expected, actual, bound) for expected, actual in pairs])  # noqa: C419  # every one binds variables
        base = self.program.as_base(t, "builtins.tuple") if t.kind == "inst" else None
        if base is None:
            return False
        element = union(base.args)
        return all([self.fits(expected, element, bound) for expected in declared.args])  # noqa: C419  # every one binds variables

    def _accepts_callable(self, declared: Type, t: Type, bound: Bindings) -> bool:
        if t.kind not in _CALLABLE and not (t.kind == "inst" and self.members.has(t, "__call__")):
            return False
        if not any(arg != TOP for arg in declared.args):
            return True
        given = [substitute(arg, bound) for arg in declared.args[1:]]
        result = self.caller.call_declared(t, tuple(("", value) for value in given))
        self.fits(declared.args[0], widened(result), bound)
        return True

    handlers: ClassVar[dict[str, Callable[[Matching, Type, Type, Bindings], bool]]] = {
        "callable": _accepts_callable,
        "typeof": _accepts_class,
        "tup": _accepts_tuple,
        "inst": _accepts_instance,
    }


def _is_promoted(name: str, expected: str) -> bool:
    """Tell whether a class is taken for another by custom, as an int for a float."""
    return (name, expected) in _PROMOTED or (expected in _BUFFERS and name in _BYTES)


def _known_types(value: Value) -> Value:
    return TOP if any(t.kind == "var" for t in value) else value

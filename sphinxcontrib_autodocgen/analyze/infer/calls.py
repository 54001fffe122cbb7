"""What a call gives, and what it tells the called function about its parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from . import library as stubs
from .arguments import Arguments, bind
from .matching import Bindings, Matching
from .members import Captured, captured_by
from .values import (
    BOTTOM,
    NONE,
    NONE_TYPE,
    SELF,
    TOP,
    UNKNOWN,
    Type,
    Value,
    has_variable,
    instance,
    is_vague,
    make,
    mapped,
    stripped,
    substitute,
    union,
    widened,
)
from .world import Cell, ClassInfo, Fn

__all__ = ["Calls"]

_MAX_OVERRIDES = 25
_MAX_DEPTH = 12
_CALLED_BACK = {"func", "partial", "type", "callable", "lib"}
_ANY: Arguments = (("*", TOP), ("**", TOP))
_MANAGERS = {
    "contextmanager": "contextlib._GeneratorContextManager",
    "asynccontextmanager": "contextlib._AsyncGeneratorContextManager",
}


class Calls(Matching):
    """Evaluates calls."""

    given: dict[tuple[Cell, tuple[object, ...]], list[Value]]
    """What the calls of a unit give to variables, by place; one place may call several times."""

    call_depth = 0
    probing = 0
    """How many functions are being tried out for just one call, one inside the other."""

    def call(self, value: Value, args: Arguments, *, quiet: bool = False) -> Value:
        """Return what calling a value gives.

        Args:
            value: What is called.
            args: The arguments.
            quiet: Don't note the arguments as evidence.
        """
        if self.call_depth > _MAX_DEPTH:
            return TOP
        self.call_depth += 1
        try:
            return mapped(value, lambda t: self._call_type(t, args, quiet))
        finally:
            self.call_depth -= 1

    def _call_type(self, t: Type, args: Arguments, quiet: bool) -> Value:
        kind = t.kind
        if kind == "func":
            return self._call_reference(t, args, quiet)
        if kind == "type":
            return self._construct(t, args, quiet)
        if kind == "lib":
            return self._from_library(self._call_library, t, args)
        if kind == "callable":
            return t.args[0]
        if kind == "partial":
            return self.call(t.args[0], (*self._partial_arguments(t), *args), quiet=quiet)
        if kind == "typeof":
            return union(
                [
                    self._construct(make("type", p.name), args, quiet) if p.kind == "inst" else TOP
                    for p in t.args[0]
                ]
            )
        if kind in ("inst", "tup") and t is not NONE_TYPE:
            return self._call_instance(t, args, quiet)
        return BOTTOM if kind == "never" or t is NONE_TYPE else TOP

    def _call_instance(self, t: Type, args: Arguments, quiet: bool) -> Value:
        method = self.attribute_of(t, "__call__")
        return (
            self.call(method, args, quiet=quiet)
            if any(m.kind in ("func", "lib") for m in method)
            else TOP
        )

    @staticmethod
    def _partial_arguments(t: Type) -> Arguments:
        names = t.payload if isinstance(t.payload, tuple) else ()
        return tuple(zip(names, t.args[1:], strict=False))

    # the project's functions

    def _call_reference(self, t: Type, args: Arguments, quiet: bool) -> Value:
        fn = self.fn_of(t)
        receiver = t.args[0] if t.args else None
        captured = captured_by(t)
        if captured is None and fn.held is not None:
            if fn.kept and not quiet:
                self._note(fn, receiver, args)
            return self.held_result(fn, receiver, args)
        if captured:
            given = args if receiver is None else (("", receiver), *args)
            return self.closure_result(fn, given, captured)
        if captured is not None and fn.bound and args and not args[0][0]:
            receiver, args = args[0][1], args[1:]  # a method as it's defined, given to a decorator
        elif receiver is not None and not fn.bound:
            args = (("", receiver), *args)  # a function that a class holds
            receiver = None
        return self._call_function(fn, receiver, args, quiet)

    def held_result(self, fn: Fn, receiver: Value | None, args: Arguments = _ANY) -> Value:
        """Return what calling the name of a decorated function gives."""
        assert fn.returned is not None
        assert fn.held is not None
        self.read(fn.returned)  # to hear of it when the name holds something else
        given = args if receiver is None else (("", receiver), *args)
        return self.call(fn.held, given, quiet=True)

    def closure_result(self, fn: Fn, args: Arguments, captured: Captured) -> Value:
        """Return what a function gives with what it takes from others; see ``closures``."""
        raise NotImplementedError

    def _call_function(self, fn: Fn, receiver: Value | None, args: Arguments, quiet: bool) -> Value:
        targets = [fn]
        if "placeholder" in fn.words and fn.overrides:
            targets += fn.overrides[:_MAX_OVERRIDES]
        if not quiet:
            for target in targets:
                self._note(target, receiver, args)
        special = self.polymorphic_result(fn, receiver, args)
        if special is not None:
            return special
        found = self.own_result(fn, receiver)
        if fn.returned is not None and fn.returned.fixed and any(map(has_variable, found)):
            return self._solved(fn, receiver, args, found)
        return found

    def _solved(self, fn: Fn, receiver: Value | None, args: Arguments, found: Value) -> Value:
        """Return a declared result with the type variables that the arguments bind."""
        bound: Bindings = {}
        for name, value in (self.bound_arguments(fn, receiver, args) or {}).items():
            cell = fn.arguments.get(name)
            if cell is not None and cell.fixed:
                self.fits(cell.value, stripped(value), bound)
        return substitute(found, bound)

    def polymorphic_result(self, fn: Fn, receiver: Value | None, args: Arguments) -> Value | None:
        """Return what a function gives for just these arguments; see ``evaluate``."""
        raise NotImplementedError

    def bound_arguments(
        self, fn: Fn, receiver: Value | None, args: Arguments
    ) -> dict[str, Value] | None:
        """Return the value that a call gives to each parameter, by name."""
        slots = [(slot.name, slot.kind, slot.optional) for slot in fn.slots]
        if fn.bound and receiver is not None and slots:
            slots = slots[1:]
        return bind(slots, args)

    def _note(self, fn: Fn, receiver: Value | None, args: Arguments) -> None:
        """Note what a call gives to the parameters.

        A function that is tried out for just one call gives nothing: the next would say otherwise.
        """
        if self.probing:
            return
        given = self.bound_arguments(fn, receiver, args)
        if given is None:
            return
        for name, value in given.items():
            cell = fn.arguments.get(name)
            if cell is not None:
                self.given.setdefault((cell, self.place), []).append(stripped(value))

    def result_of(self, fn: Fn, receiver: Value | None) -> Value:
        """Return what calling a function's name gives, whatever its arguments."""
        if fn.held is not None:
            return self.held_result(fn, receiver)
        return self.own_result(fn, receiver)

    def own_result(self, fn: Fn, receiver: Value | None) -> Value:
        """Return what a function gives as it's defined."""
        assert fn.returned is not None
        value = self.read(fn.returned)
        if (
            "placeholder" in fn.words or self.is_overridden(fn, receiver)
        ) and not fn.returned.fixed:
            value = union([value, *map(self.plain_result, fn.overrides[:_MAX_OVERRIDES])])
        if receiver is not None and fn.owner and value:
            value = self._for_receiver(value, fn, receiver)
        return self._wrapped(fn, value)

    @staticmethod
    def is_overridden(fn: Fn, receiver: Value | None) -> bool:
        """Tell whether a call on the receiver's own class may be one of an overriding method."""
        return bool(fn.overrides) and any(t.payload is SELF for t in receiver or ())

    def plain_result(self, fn: Fn) -> Value:
        """Return what a function's code returns, without what's made around it."""
        assert fn.returned is not None
        value = self.read(fn.returned)
        return value if fn.held is None else TOP

    def _for_receiver(self, value: Value, fn: Fn, receiver: Value) -> Value:
        """Let what a method says of its own class be said of the receiver's."""
        own = frozenset(self.instance_of(t) if t.kind == "type" else t for t in receiver)
        if fn.returned is not None and fn.returned.fixed:
            bindings: Bindings = {"Self": own}
            for t in receiver:
                if t.kind == "inst" and t.args:
                    bindings.update(self.bindings(t, fn.owner))
            return _rebound(value, bindings)
        if any(t.payload is SELF for t in value):
            return union([self._own(t, own) for t in value])
        return value

    @staticmethod
    def _own(t: Type, own: Value) -> Value:
        if t.payload is not SELF:
            return frozenset([t])
        if t.kind == "type":
            return frozenset(make("type", o.name, (), o.payload) for o in own)
        return own

    def _wrapped(self, fn: Fn, value: Value, yielded: Value | None = None) -> Value:
        """Return a coroutine, generator or context manager around a result."""
        words = fn.words
        manager = next((_MANAGERS[w] for w in words if w in _MANAGERS), None)
        declared = fn.returned is not None and fn.returned.fixed
        if "generator" in words:
            given = yielded
            if given is None:
                given = self._declared_element(value) if declared else self.read(self.yielded(fn))
            if manager:
                return instance(manager, given, TOP, TOP)
            if declared:
                return value
            sent = TOP if "listening" in words else NONE
            if "async" in words:
                return instance("typing.AsyncGenerator", given, sent)
            return instance("typing.Generator", given, sent, value)
        if manager:
            return instance(manager, self._declared_element(value), TOP, TOP)
        if "async" in words:
            return instance("typing.Coroutine", TOP, TOP, value)
        return value

    @staticmethod
    def _declared_element(value: Value) -> Value:
        return union([t.args[0] for t in value if t.args]) or TOP

    def yielded(self, fn: Fn) -> Cell:
        """Return the cell of what a generator yields."""
        return self.cell("yield", fn.module, str(fn.index))

    # classes

    def element(self, value: Value) -> Value:
        """Return what iterating over a value gives; see ``operations``."""
        raise NotImplementedError

    def _construct(self, t: Type, args: Arguments, quiet: bool) -> Value:
        special = self.special_classes.get(t.name)
        if special is not None:
            found = special(self, args)
            if found is not None:
                return found
        own = t.name in self.classes
        if self.is_enum(t.name):  # looks a member up, or makes an enumeration
            return frozenset([self.instance_of(t)]) if own or len(args) == 1 else TOP
        if not own:
            return self._from_library(self._construct_library, t, args)
        if any("__call__" in info.methods for info in self.metaclasses(t.name)):
            return TOP
        self._note_construction(t, args, quiet=quiet)
        return frozenset([self.instance_of(t)])

    def _note_construction(self, t: Type, args: Arguments, *, quiet: bool) -> None:
        """Note what a class is called with."""
        for info, _ in self.mro(t.name):
            if info.stub is not None:
                continue
            fns = info.methods.get("__init__") or info.methods.get("__new__")
            if fns and not quiet:
                self._note(fns[-1], frozenset([t]), args)
            if fns:
                break
            if info.words & {"dataclass", "attrs", "namedtuple"}:
                self._fill_fields(t.name, args)
                break

    def give_member(self, name: str, value: Value, place: tuple[object, ...]) -> None:
        """Note what an enumeration's constructor is given for a member, whose parts a tuple has."""
        for info, _ in self.mro(name):
            for short in ("__new__", "__init__"):
                for fn in info.methods.get(short, ()):
                    mark = "*" if all(t.kind == "tup" for t in value) else ""
                    given = self.bound_arguments(fn, TOP, ((mark, value),)) or {}
                    for parameter, part in given.items():
                        self.put(fn.arguments[parameter], place, stripped(part))

    def fields(self, name: str) -> list[tuple[str, str, bool]]:
        """Return the constructor's parameters of a dataclass-like class."""
        raise NotImplementedError

    def _fill_fields(self, name: str, args: Arguments) -> None:
        given = {} if self.probing else bind(self.fields(name), args) or {}
        for field, value in given.items():
            owner = next(
                (i.name for i, _ in self.mro(name) if ("attr", i.name, field) in self.cells), name
            )
            key = (self.cell("attr", owner, field), (*self.place, field))
            self.given.setdefault(key, []).append(stripped(value))

    def _construct_library(self, t: Type, args: Arguments) -> Value:
        line = self.mro(t.name)
        if not line:
            return instance(t.name)
        info = line[0][0]
        own = make("inst", info.name, tuple(frozenset([make("var", v)]) for v in info.typevars))
        for owner, _ in line:
            members = owner.stub.members if owner.stub is not None else {}
            for name in ("__init__", "__new__"):
                if name in members and owner.name != "builtins.object":
                    function = self.library.function(
                        f"{owner.name}.{name}", owner.name, members[name]
                    )
                    if function is not None:
                        return self._constructed(function, own, owner, args)
        return substitute(frozenset([own]), dict.fromkeys(info.typevars, BOTTOM))

    def _constructed(
        self, function: stubs.Function, own: Type, owner: ClassInfo, args: Arguments
    ) -> Value:
        info = self.class_info(own.name)
        assert info is not None
        inherited = self.bindings(own, owner.name) if owner.name != own.name else {}
        for signature in function.signatures:
            bound: Bindings = {}
            parameters = [
                p._replace(type=_rebound(p.type, inherited)) for p in signature.parameters[1:]
            ]
            if not self._matches(parameters, args, bound):
                continue
            result = frozenset([own])
            declared = signature.parameters[0].type if signature.parameters else BOTTOM
            if function.name.endswith("__new__"):
                result = signature.result if owner.name == own.name else result
                result = _rebound(result, {"Self": frozenset([own])})
            elif any(d.kind == "inst" for d in declared) and owner.name == own.name:
                result = declared
            unbound = dict.fromkeys(info.typevars, BOTTOM)
            return substitute(result, {**unbound, **bound})
        return substitute(frozenset([own]), dict.fromkeys(info.typevars, TOP))

    # libraries

    def _from_library(
        self, work: Callable[[Type, Arguments], Value], t: Type, args: Arguments
    ) -> Value:
        """Do what a library's function or class does with arguments, once if it calls nothing.

        It may call functions and methods of the project, which tells these what they're given.
        """
        parts = (part for _, value in args for part in value)
        if any(part.kind in _CALLED_BACK or part.name in self.classes for part in parts):
            return work(t, args)
        return self.recalled((t, args), lambda: work(t, args)) or BOTTOM

    def _call_library(self, t: Type, args: Arguments) -> Value:
        special = self.special_functions.get(t.name)
        if special is not None:
            found = special(self, args)
            if found is not None:
                return found
        function = self.library.function(t.name)
        if function is None:
            return TOP
        receiver = t.args[0] if t.args else None
        bindings: Bindings = {}
        skip = 0
        if receiver is not None:
            (own,) = receiver
            skip = 1
            bindings = self._receiver_bindings(own, function)
        elif function.owner and "static" not in function.words and args:
            own_value, args = args[0][1], args[1:]
            skip = 1
            for t_ in own_value:
                if t_.kind in ("inst", "tup") or (t_.kind == "type" and "new" in function.words):
                    bindings = self._receiver_bindings(t_, function)
        return self._first_matching(function, args, bindings, skip, receiver)

    def _receiver_bindings(self, own: Type, function: stubs.Function) -> Bindings:
        if own.kind == "type":
            own = self.instance_of(own)
        return {**self.bindings(own, function.owner), "Self": frozenset([own])}

    def _first_matching(
        self, function: stubs.Function, args: Arguments, bindings: Bindings, skip: int,
        receiver: Value | None,
    ) -> Value:  # fmt: skip
        """Return the result of the first overload that fits; several if an argument is unknown."""
        vague = any(is_vague(value) for _, value in args) and len(function.signatures) > 1
        results: list[Value] = []
        for signature in function.signatures:
            bound: Bindings = {}
            first = signature.parameters[0].type if skip and signature.parameters else BOTTOM
            if first and receiver is not None and "classmethod" not in function.words:  # noqa: SIM102
                if not self.fits(_rebound(first, {}), receiver, bound):
                    continue
            parameters = [
                p._replace(type=_rebound(p.type, bindings)) for p in signature.parameters[skip:]
            ]
            if self._matches(parameters, args, bound):
                results.append(substitute(signature.result, {**bound, **bindings}))
                if not vague:
                    return results[0]
        if not results:
            return self._common_result(function, bindings)
        return results[0] if all(r == results[0] for r in results) else _agreed(results)

    @staticmethod
    def _common_result(function: stubs.Function, bindings: Bindings) -> Value:
        """Return the one result of all overloads, for a call that fits none."""
        results = {substitute(s.result, bindings) for s in function.signatures}
        return results.pop() if len(results) == 1 else TOP

    def _matches(
        self, parameters: Iterable[stubs.StubParameter], args: Arguments, bound: Bindings
    ) -> bool:
        """Tell whether arguments fit parameters; functions among them are matched last."""
        listed = list(parameters)
        given = bind([(p.name, p.kind, p.optional) for p in listed], args)
        if given is None:
            return False
        types = {p.name: p.type for p in listed}
        last = [n for n, v in given.items() if any(t.kind in ("func", "callable") for t in v)]
        order = [name for name in given if name not in last] + last
        return all(self.fits(types[name], given[name], bound) for name in order)

    special_functions: ClassVar[dict[str, Callable[[Calls, Arguments], Value | None]]] = {}
    special_classes: ClassVar[dict[str, Callable[[Calls, Arguments], Value | None]]] = {}


def _rebound(value: Value, bindings: Bindings) -> Value:
    """Replace the type variables that are bound and leave the others."""
    if not bindings:
        return value
    return union([_rebound_type(t, bindings) for t in value]) if value else value


def _rebound_type(t: Type, bindings: Bindings) -> Value:
    if t.kind == "var":
        return bindings.get(t.name, frozenset([t]))
    if not t.args:
        return frozenset([t])
    return frozenset(
        [make(t.kind, t.name, tuple(_rebound(a, bindings) for a in t.args), t.payload)]
    )


def _agreed(results: list[Value]) -> Value:
    """Return what overloads agree on if an argument's type isn't known."""
    bases = {frozenset((t.kind, t.name) for t in result) for result in results}
    return union(results) if len(bases) == 1 else TOP


def _super(calls: Calls, args: Arguments) -> Value | None:
    return TOP if args else None


def _type_of(calls: Calls, args: Arguments) -> Value | None:
    if len(args) != 1:
        return None
    found = []
    for t in args[0][1]:
        if t.kind in ("inst", "tup"):
            payload = SELF if t.payload is SELF else None
            found.append(frozenset([make("type", t.name, (), payload)]))
        else:
            found.append(instance("builtins.type") if t.kind == "type" else TOP)
    return union(found)


def _partial(calls: Calls, args: Arguments) -> Value | None:
    if not args or args[0][0]:
        return None
    names = tuple(mark for mark, _ in args[1:])
    if "*" in names or "**" in names:
        return instance("functools.partial", TOP)
    values = tuple(value for _, value in args)
    return frozenset([make("partial", "functools.partial", values, names)])


def _property(calls: Calls, args: Arguments) -> Value | None:
    getter = next((value for mark, value in args if mark in ("", "fget")), TOP)
    return frozenset([make("prop", "builtins.property", (getter,))])


def _getattr(calls: Calls, args: Arguments) -> Value | None:
    if len(args) < 2:
        return TOP
    names = [t.payload for t in args[1][1]]
    if len(names) != 1 or not isinstance(names[0], str):
        return TOP
    name = names[0].strip("'\"")
    found = calls.attribute(args[0][1], name) if name.isidentifier() else TOP
    return union([found, args[2][1]]) if len(args) > 2 else found


def _cast(calls: Calls, args: Arguments) -> Value | None:
    if len(args) != 2:
        return None
    return union(frozenset([calls.instance_of(t)]) if t.kind == "type" else TOP for t in args[0][1])


def _abs_path(calls: Calls, args: Arguments) -> Value | None:
    """``os.path`` functions give text unless they are surely given bytes."""
    if (
        args
        and all(t.name == "builtins.bytes" for t in args[0][1] if t is not UNKNOWN)
        and args[0][1] - TOP
    ):
        return None
    return instance("builtins.str")


def _sum(calls: Calls, args: Arguments) -> Value | None:
    element = calls.element(args[0][1]) if args else TOP
    if element and all(t.name in ("builtins.bool", "builtins.int") for t in element):
        return instance("builtins.int")
    start = args[1][1] if len(args) > 1 else BOTTOM
    return widened(union([element, start])) if element else instance("builtins.int")


_TEXT_PATHS = ("join", "abspath", "basename", "dirname", "normpath", "realpath", "expanduser",
               "expandvars", "relpath", "normcase", "commonpath")  # fmt: skip
Calls.special_functions.update({f"posixpath.{name}": _abs_path for name in _TEXT_PATHS})
Calls.special_functions.update({f"ntpath.{name}": _abs_path for name in _TEXT_PATHS})
Calls.special_functions.update({f"os.path.{name}": _abs_path for name in _TEXT_PATHS})
Calls.special_functions.update(
    {
        "builtins.getattr": _getattr,
        "typing.cast": _cast,
        "builtins.sum": _sum,
        "functools.update_wrapper": lambda calls, args: args[0][1] if args else TOP,
        "typing.NewType": lambda calls, args: TOP,
        "typing.TypeVar": lambda calls, args: TOP,
    }
)
Calls.special_classes.update(
    {
        "builtins.type": _type_of,
        "builtins.property": _property,
        "builtins.staticmethod": lambda calls, args: TOP,
        "builtins.classmethod": lambda calls, args: TOP,
        "functools.partial": _partial,
    }
)

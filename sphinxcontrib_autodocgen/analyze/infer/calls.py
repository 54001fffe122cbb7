"""Results of calls, and what a call tells the called function about its parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import ClassVar

from . import stubs
from .cells import Cell, Cells, Fn
from .lookup import Captured, Members, captured_by
from .matching import Bindings, Matching, Shape, bind, shape
from .operations import Operations
from .program import Program
from .scopes import ClassInfo
from .values import (
    BOTTOM,
    NONE,
    NONE_TYPE,
    SELF,
    TOP,
    Arguments,
    Type,
    Value,
    class_of,
    has_variable,
    instance,
    is_vague,
    make,
    mapped,
    ordered,
    stripped,
    substitute,
    union,
    widened,
)

__all__ = ["MAX_NESTED", "MAX_PROBES", "Calls", "Frame"]

_MAX_OVERRIDES = 25
_MAX_DEPTH = 12
MAX_PROBES = 40
"""Number of functions that are tried out while a unit is evaluated."""

MAX_NESTED = 4
"""Maximum depth of functions that are evaluated inside each other."""

_CALLED_BACK = {"func", "partial", "type", "callable", "lib"}
_ANY: Arguments = (("*", TOP), ("**", TOP))
_MANAGERS = {
    "contextmanager": "contextlib._GeneratorContextManager",
    "asynccontextmanager": "contextlib._AsyncGeneratorContextManager",
}


class Frame:
    """One evaluation of a function's code.

    Attributes:
        fn: The function.
        given: What it is given for just one call, by parameter; else what is known of it counts.
        captured: What it has of the functions around it, by cell.
        values: What its terms come to.
        result: What its code returns.
        yielded: What it yields.
    """

    __slots__ = ("captured", "fn", "given", "result", "values", "yielded")

    def __init__(
        self, fn: Fn, given: dict[str, Value], captured: Mapping[str, Value] = MappingProxyType({})
    ) -> None:
        self.fn = fn
        self.given = given
        self.captured = captured
        self.values: list[Value] = [BOTTOM] * len(fn.unit.terms)
        self.result = BOTTOM
        self.yielded = BOTTOM


class Calls:
    """Evaluates calls.

    Args:
        program: The functions and classes.
        cells: The variables of parameters and results.
        run: Evaluates the code of a function; the one way back into the interpreter.
    """

    def __init__(self, program: Program, cells: Cells, run: Callable[[Frame], None]) -> None:
        self.program = program
        self.cells = cells
        self.run = run
        self.members = Members(program, cells, self)
        self.matching = Matching(program, cells, self.members, self)
        self.operations = Operations(program, self.members, self)
        self.place: tuple[object, ...] = ()
        """Where evaluation is, by module, unit and term; a call's arguments are noted under it."""

        self.term = 0
        """The term that is evaluated of the unit that notes what it gives."""

        self.given: dict[int, dict[tuple[Cell, tuple[object, ...]], list[Value]]] = {}
        """Values that a unit's terms give to variables, by term, variable and place.

        A place may call often.
        """

        self.probes = 0
        """How many functions were tried out for just one call while the same unit was evaluated."""

        self.probing = 0
        """How many functions are being tried out for just one call, one inside the other."""

        self.tried: set[tuple[str, int]] = set()
        """Units whose code was read for those of other modules, by module and number."""

        self._depth = 0
        self._shapes: dict[tuple[Fn, bool], Shape] = {}

    def call(self, value: Value, args: Arguments, *, quiet: bool = False) -> Value:
        """Return what calling a value gives.

        Args:
            value: What is called.
            args: The arguments.
            quiet: Don't note the arguments as evidence.
        """
        if self._depth > _MAX_DEPTH:
            return TOP
        self._depth += 1
        try:
            return mapped(value, lambda t: self._call_type(t, args, quiet))
        finally:
            self._depth -= 1

    def call_declared(self, t: Type, args: Arguments) -> Value:
        """Return what calling a function gives, with arguments as a stub declares them."""
        place, self.place = self.place, (*self.place[:3], "declared")
        result = self.call(t.alone, args)
        self.place = place
        return result

    def _call_type(self, t: Type, args: Arguments, quiet: bool) -> Value:
        if t is NONE_TYPE:
            return BOTTOM
        handler = self.handlers.get(t.kind)
        return handler(self, t, args, quiet) if handler is not None else TOP

    def _call_library_function(self, t: Type, args: Arguments, quiet: bool) -> Value:
        del quiet
        return self._from_library(self._call_library, t, args)

    def _call_declared(self, t: Type, args: Arguments, quiet: bool) -> Value:
        del args, quiet
        return t.args[0]

    def _call_partial(self, t: Type, args: Arguments, quiet: bool) -> Value:
        return self.call(t.args[0], (*self._partial_arguments(t), *args), quiet=quiet)

    def _call_subclass(self, t: Type, args: Arguments, quiet: bool) -> Value:
        parts = ordered(t.args[0])
        classes = [make("type", part.name) if part.kind == "inst" else None for part in parts]
        return union(TOP if c is None else self._construct(c, args, quiet) for c in classes)

    def _call_instance(self, t: Type, args: Arguments, quiet: bool) -> Value:
        method = self.members.attribute_of(t, "__call__")
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
        fn = self.program.fn_of(t)
        receiver = t.receiver
        captured = captured_by(t)
        if captured:
            return self.closure_result(fn, _with_receiver(receiver, args), captured)
        if captured is None and fn.held is not None:
            return self._call_held(fn, receiver, args, quiet)
        if captured is not None and fn.bound and args and not args[0][0]:
            receiver, args = args[0][1], args[1:]  # a method as it's defined, given to a decorator
        elif receiver is not None and not fn.bound:
            receiver, args = None, _with_receiver(receiver, args)  # a function that a class holds
        return self._call_function(fn, receiver, args, quiet)

    def _call_held(self, fn: Fn, receiver: Value | None, args: Arguments, quiet: bool) -> Value:
        if fn.kept and not quiet:
            self.note(fn, receiver, args)
        return self.held_result(fn, receiver, args)

    def held_result(self, fn: Fn, receiver: Value | None, args: Arguments = _ANY) -> Value:
        """Return what calling the name of a decorated function gives."""
        assert fn.returned is not None
        assert fn.held is not None
        self.cells.read(fn.returned)  # to hear of it when the name holds something else
        return self.call(fn.held, _with_receiver(receiver, args), quiet=True)

    def _call_function(self, fn: Fn, receiver: Value | None, args: Arguments, quiet: bool) -> Value:
        given = self.bound_arguments(fn, receiver, args)
        if not quiet and not self.probing:
            self._give_to_all(fn, receiver, args, given)
        if fn.held is None and given is None:
            return TOP  # the call always fails, or isn't what it seems
        special = self._polymorphic_result(fn, receiver, given)
        if special is not None:
            return special
        found = self.own_result(fn, receiver)
        if fn.declares_result and any(map(has_variable, found)):
            return self._solved(fn, given or {}, found)
        return found

    def _give_to_all(
        self, fn: Fn, receiver: Value | None, args: Arguments, given: dict[str, Value] | None
    ) -> None:
        """Tell a function, and those that override a placeholder, what they are called with."""
        self._give_all(fn, given)
        for target in fn.overrides[:_MAX_OVERRIDES] if "placeholder" in fn.words else ():
            self.note(target, receiver, args)

    def _solved(self, fn: Fn, given: Mapping[str, Value], found: Value) -> Value:
        """Return a declared result with the type variables that the arguments bind."""
        bound: Bindings = {}
        for name, value in given.items():
            cell = fn.arguments.get(name)
            if cell is not None and cell.fixed:
                self.matching.fits(cell.value, stripped(value), bound)
        return substitute(found, bound)

    def bound_arguments(
        self, fn: Fn, receiver: Value | None, args: Arguments
    ) -> dict[str, Value] | None:
        """Return the value that a call gives to each parameter, by name."""
        key = (fn, fn.bound and receiver is not None)
        found = self._shapes.get(key)
        if found is None:
            slots = [(slot.name, slot.kind, slot.optional) for slot in fn.slots[key[1] :]]
            found = self._shapes[key] = shape(tuple(slots))
        return bind(found, args)

    def note(self, fn: Fn, receiver: Value | None, args: Arguments) -> None:
        """Note what a call gives to the parameters.

        A function that is tried out for just one call gives nothing: the next would say otherwise.
        """
        if not self.probing:
            self._give_all(fn, self.bound_arguments(fn, receiver, args))

    def _give_all(self, fn: Fn, given: Mapping[str, Value] | None) -> None:
        """Note what the parameters are given, nothing if a call doesn't fit."""
        for name, value in (given or {}).items():
            cell = fn.arguments.get(name)
            if cell is not None:
                self._give(cell, self.place, value)

    def _give(self, cell: Cell, place: tuple[object, ...], value: Value) -> None:
        """Note what the term that is evaluated gives to a variable."""
        noted = self.given.setdefault(self.term, {})
        noted.setdefault((cell, place), []).append(stripped(value))

    def result_of(self, fn: Fn, receiver: Value | None) -> Value:
        """Return what calling a function's name gives, whatever its arguments."""
        if fn.held is not None:
            return self.held_result(fn, receiver)
        return self.own_result(fn, receiver)

    def own_result(self, fn: Fn, receiver: Value | None) -> Value:
        """Return what a function gives as it's defined."""
        assert fn.returned is not None
        value = self.cells.read(fn.returned)
        if (
            "placeholder" in fn.words or self.is_overridden(fn, receiver)
        ) and not fn.returned.fixed:
            value = union([value, *map(self.plain_result, fn.overrides[:_MAX_OVERRIDES])])
        if receiver is not None and fn.owner and value:
            value = self._for_receiver(value, fn, receiver)
        return self.wrapped(fn, value)

    @staticmethod
    def is_overridden(fn: Fn, receiver: Value | None) -> bool:
        """Tell whether a call on the receiver's own class may be one of an overriding method."""
        return bool(fn.overrides) and any(t.payload is SELF for t in receiver or ())

    def plain_result(self, fn: Fn) -> Value:
        """Return what a function's code returns, without what's made around it."""
        assert fn.returned is not None
        value = self.cells.read(fn.returned)
        return value if fn.held is None else TOP

    def _for_receiver(self, value: Value, fn: Fn, receiver: Value) -> Value:
        """Let what a method says of its own class be said of the receiver's."""
        own = frozenset(self.program.instance_of(t) if t.kind == "type" else t for t in receiver)
        if fn.declares_result:
            return _rebound(value, {"Self": own, **self._arguments_of(receiver, fn)})
        if any(t.payload is SELF for t in value):
            return union([self._own(t, own) for t in value])
        return value

    def _arguments_of(self, receiver: Value, fn: Fn) -> dict[str, Value]:
        """Return what the type variables of a method's class stand for in a receiver."""
        generic = (t for t in receiver if t.kind == "inst" and t.args)
        return _joined(self.program.bindings(t, fn.owner) for t in generic)

    @staticmethod
    def _own(t: Type, own: Value) -> Value:
        if t.payload is not SELF:
            return t.alone
        if t.kind == "type":
            return frozenset(make("type", o.name, (), o.payload) for o in own)
        return own

    def wrapped(self, fn: Fn, value: Value, yielded: Value | None = None) -> Value:
        """Return a coroutine, generator or context manager around a result."""
        words = fn.words
        manager = next((_MANAGERS[w] for w in words if w in _MANAGERS), None)
        if manager:
            if "generator" not in words or (fn.declares_result and yielded is None):
                yielded = self._declared_element(value)
            return instance(manager, self._yielded(fn, yielded), TOP, TOP)
        if "generator" in words:
            return value if fn.declares_result else self._generator(fn, value, yielded)
        return instance("typing.Coroutine", TOP, TOP, value) if "async" in words else value

    def _yielded(self, fn: Fn, given: Value | None) -> Value:
        """Return what a generator yields in just one call, else in any."""
        return self.cells.read(self.cells.yielded(fn)) if given is None else given

    def _generator(self, fn: Fn, value: Value, yielded: Value | None) -> Value:
        given = self._yielded(fn, yielded)
        sent = TOP if "listening" in fn.words else NONE
        if "async" in fn.words:
            return instance("typing.AsyncGenerator", given, sent)
        return instance("typing.Generator", given, sent, value)

    @staticmethod
    def _declared_element(value: Value) -> Value:
        return union([t.args[0] for t in value if t.args]) or TOP

    # functions for just one call

    def _polymorphic_result(
        self, fn: Fn, receiver: Value | None, given: Mapping[str, Value] | None
    ) -> Value | None:
        """Evaluate a small function for just these arguments, if its result depends on them."""
        if not fn.polymorphic or self.probing >= 2 or self.probes > MAX_PROBES:
            return None
        if self.is_overridden(fn, receiver):
            return None
        if given is None or not any(given.values()):
            return None
        plain = {name: stripped(value) for name, value in given.items()}
        return self.recalled(fn, receiver, plain, ())

    def closure_result(self, fn: Fn, args: Arguments, captured: Captured) -> Value:
        """Return what a function gives with what it takes from those around it."""
        if self.probing >= MAX_NESTED or not fn.is_small:
            return TOP
        given = self.bound_arguments(fn, None, args) or {}
        given = {name: widened(value) for name, value in given.items()}
        return self.recalled(fn, None, given, captured) or BOTTOM

    def recalled(
        self, fn: Fn, receiver: Value | None, given: dict[str, Value], captured: Captured
    ) -> Value | None:
        """Return what a function gives for just these arguments, from memory if nothing changed.

        Args:
            fn: The function.
            receiver: What it's a method of.
            given: What it's given, by parameter.
            captured: What it has of the functions around it.
        """
        asked = (fn, self.probing, receiver, tuple(given.items()), captured)
        result = self.cells.recalled(asked, lambda: self._result_for(fn, receiver, given, captured))
        if self.probes > MAX_PROBES:
            self.cells.forget_result(asked)  # cut short, perhaps
        return result

    def _result_for(
        self, fn: Fn, receiver: Value | None, given: dict[str, Value], captured: Captured
    ) -> Value | None:
        frame = self.try_out(fn, receiver, given, captured)
        value = frame.result
        if receiver is not None and value:
            value = self._for_receiver(value, fn, receiver)
        if fn.unit.yields:
            return self.wrapped(fn, value, frame.yielded) if frame.yielded else None
        return self.wrapped(fn, value) if value else None

    def try_out(
        self, fn: Fn, receiver: Value | None, given: Mapping[str, Value], captured: Captured = ()
    ) -> Frame:
        """Evaluate a function's code for just one call.

        Args:
            fn: The function.
            receiver: What it's a method of.
            given: What it's given, by parameter.
            captured: What it has of the functions around it.
        """
        self.note_tried(fn)
        frame = Frame(fn, dict(given), dict(captured))
        if receiver is not None and fn.slots and fn.bound:
            frame.given[fn.slots[0].name] = receiver
        self.probes += 1
        self.probing += 1
        try:
            self.run(frame)
        finally:
            self.probing -= 1
        return frame

    def note_tried(self, fn: Fn) -> None:
        """Note that a unit's code is read for a unit of another module."""
        current = self.cells.current
        if current is not None and current.module != fn.module:
            self.tried.add((fn.module, fn.index))

    # classes

    def _construct(self, t: Type, args: Arguments, quiet: bool) -> Value:
        special = _CLASSES.get(t.name, _leave_to_stub)(self, args)
        if special is not None:
            return special
        own = t.name in self.program.classes
        if self.program.is_enum(t.name):  # looks a member up, or makes an enumeration
            return self.program.instance_of(t).alone if own or len(args) == 1 else TOP
        if not own:
            return self._from_library(self._construct_library, t, args)
        if any("__call__" in info.methods for info in self.program.metaclasses(t.name)):
            return TOP
        fits = self._note_construction(t, args, quiet=quiet)
        return self.program.instance_of(t).alone if fits else TOP

    def _note_construction(self, t: Type, args: Arguments, *, quiet: bool) -> bool:
        """Note what a class is called with, and tell whether it can be."""
        for info, _ in self.program.mro(t.name):
            if info.stub is not None:
                continue
            fns = info.methods.get("__init__") or info.methods.get("__new__")
            if fns and not quiet:
                self.note(fns[-1], t.alone, args)
            if fns:
                return self._takes(fns, t.alone, args)
            if info.words & {"dataclass", "attrs", "namedtuple"}:
                self._fill_fields(t.name, args)
                break
        return True

    def _takes(self, fns: list[Fn], receiver: Value | None, args: Arguments) -> bool:
        """Tell whether one of the functions of a name can be called with arguments."""
        return any(
            fn.held is not None or self.bound_arguments(fn, receiver, args) is not None
            for fn in fns
        )

    def give_member(self, name: str, value: Value, place: tuple[object, ...]) -> None:
        """Note what an enumeration's constructor is given for a member, whose parts a tuple has."""
        for info, _ in self.program.mro(name):
            for short in ("__new__", "__init__"):
                for fn in info.methods.get(short, ()):
                    mark = "*" if all(t.kind == "tup" for t in value) else ""
                    given = self.bound_arguments(fn, TOP, ((mark, value),)) or {}
                    for parameter, part in given.items():
                        self.cells.put(fn.arguments[parameter], place, stripped(part))

    def _fill_fields(self, name: str, args: Arguments) -> None:
        given = {} if self.probing else bind(shape(tuple(self.program.fields(name))), args) or {}
        for field, value in given.items():
            owner = next(
                (
                    i.name
                    for i, _ in self.program.mro(name)
                    if self.cells.attribute(i.name, field) is not None
                ),
                name,
            )
            self._give(self.cells.of("attr", owner, field), (*self.place, field), value)

    def _construct_library(self, t: Type, args: Arguments) -> Value:
        line = self.program.mro(t.name)
        if not line:
            return instance(t.name)
        info = line[0][0]
        own = make("inst", info.name, tuple(make("var", v).alone for v in info.typevars))
        for owner, _ in line:
            members = owner.stub.members if owner.stub is not None else {}
            for name in ("__init__", "__new__"):
                if name in members and owner.name != "builtins.object":
                    function = self.program.library.function(
                        f"{owner.name}.{name}", owner.name, members[name]
                    )
                    if function is not None:
                        return self._constructed(function, own, owner, args)
        return substitute(own.alone, dict.fromkeys(info.typevars, BOTTOM))

    def _constructed(
        self, function: stubs.Function, own: Type, owner: ClassInfo, args: Arguments
    ) -> Value:
        info = self.program.class_info(own.name)
        assert info is not None
        is_own = owner.name == own.name
        inherited = {} if is_own else self.program.bindings(own, owner.name)
        for signature in function.signatures:
            bound: Bindings = {}
            if self._matches(signature.parameters[1:], inherited, args, bound):
                made = self._made(function, signature, own) if is_own else own.alone
                return substitute(made, {**dict.fromkeys(info.typevars, BOTTOM), **bound})
        return substitute(own.alone, dict.fromkeys(info.typevars, TOP))

    @staticmethod
    def _made(function: stubs.Function, signature: stubs.Signature, own: Type) -> Value:
        """Return what a class's own constructor says that it makes."""
        if function.name.endswith("__new__"):
            return _rebound(signature.result, {"Self": own.alone})
        declared = signature.parameters[0].type if signature.parameters else BOTTOM
        return declared if any(d.kind == "inst" for d in declared) else own.alone

    # libraries

    def _from_library(
        self, work: Callable[[Type, Arguments], Value], t: Type, args: Arguments
    ) -> Value:
        """Do what a library's function or class does with arguments, once if it calls nothing.

        It may call functions and methods of the project, which tells these what they're given.
        """
        parts = (part for _, value in args for part in value)
        if any(part.kind in _CALLED_BACK or part.name in self.program.classes for part in parts):
            return work(t, args)
        return self.cells.recalled((t, args), lambda: work(t, args)) or BOTTOM

    def _call_library(self, t: Type, args: Arguments) -> Value:
        special = _FUNCTIONS.get(t.name, _leave_to_stub)(self, args)
        if special is not None:
            return special
        function = self.program.library.function(t.name)
        if function is None:
            return TOP
        if t.receiver is not None:
            (own,) = t.receiver
            bindings = self._receiver_bindings(own, function)
            return self._first_matching(function, args, bindings, 1, t.receiver)
        if not function.owner or "static" in function.words or not args:
            return self._first_matching(function, args, {}, 0, None)
        bindings = self._first_bindings(args[0][1], function)
        return self._first_matching(function, args[1:], bindings, 1, None)

    def _first_bindings(self, value: Value, function: stubs.Function) -> Bindings:
        """Return what a method that isn't bound knows of the object that it's given first."""
        kinds = ("inst", "tup", "type") if "new" in function.words else ("inst", "tup")
        return _joined(self._receiver_bindings(t, function) for t in value if t.kind in kinds)

    def _receiver_bindings(self, own: Type, function: stubs.Function) -> Bindings:
        if own.kind == "type":
            own = self.program.instance_of(own)
        return {**self.program.bindings(own, function.owner), "Self": own.alone}

    def _first_matching(
        self, function: stubs.Function, args: Arguments, bindings: Bindings, skip: int,
        receiver: Value | None,
    ) -> Value:  # fmt: skip
        """Return the result of the first overload that fits; several if an argument is unknown."""
        fitting = self._fitting(function, args, bindings, skip, receiver)
        is_vague_call = len(function.signatures) > 1 and any(is_vague(value) for _, value in args)
        results = list(islice(fitting, None if is_vague_call else 1))
        return _agreed(results) if results else self._common_result(function, bindings)

    def _fitting(
        self, function: stubs.Function, args: Arguments, bindings: Bindings, skip: int,
        receiver: Value | None,
    ) -> Iterator[Value]:  # fmt: skip
        """Yield the result of each overload that fits."""
        own = None if "classmethod" in function.words else receiver
        for signature in function.signatures:
            bound: Bindings = {}
            first = signature.parameters[0].type if skip and signature.parameters else BOTTOM
            if first and own is not None and not self.matching.fits(first, own, bound):
                continue
            if self._matches(signature.parameters[skip:], bindings, args, bound):
                yield substitute(signature.result, {**bound, **bindings})

    @staticmethod
    def _common_result(function: stubs.Function, bindings: Bindings) -> Value:
        """Return the one result of all overloads, for a call that fits none."""
        results = {substitute(s.result, bindings) for s in function.signatures}
        return results.pop() if len(results) == 1 else TOP

    def _matches(
        self, parameters: tuple[stubs.StubParameter, ...], bindings: Bindings, args: Arguments,
        bound: Bindings,
    ) -> bool:  # fmt: skip
        """Tell whether arguments fit parameters; functions among them are matched last.

        Args:
            parameters: The parameters.
            bindings: The type variables that a receiver binds.
            args: The arguments.
            bound: Type variables; more are bound here.
        """
        given = bind(shape(tuple((p.name, p.kind, p.optional) for p in parameters)), args)
        if given is None:
            return False
        types = {p.name: p.type for p in parameters if p.name in given}
        return all(
            self.matching.fits(_rebound(types[name], bindings), given[name], bound)
            for name in sorted(given, key=lambda name: _is_function(given[name]))
        )

    handlers: ClassVar[dict[str, Callable[[Calls, Type, Arguments, bool], Value]]] = {
        "func": _call_reference,
        "type": _construct,
        "lib": _call_library_function,
        "callable": _call_declared,
        "partial": _call_partial,
        "typeof": _call_subclass,
        "inst": _call_instance,
        "tup": _call_instance,
        "never": lambda calls, t, args, quiet: BOTTOM,
    }


def _with_receiver(receiver: Value | None, args: Arguments) -> Arguments:
    """Return the arguments of a call with what it's bound to as the first."""
    return args if receiver is None else (("", receiver), *args)


def _joined(each: Iterable[Bindings]) -> Bindings:
    """Return what type variables are for any of several receivers."""
    found: dict[str, list[Value]] = {}
    for bindings in each:
        for name, value in bindings.items():
            found.setdefault(name, []).append(value)
    return {name: union(values) for name, values in found.items()}


def _rebound(value: Value, bindings: Bindings) -> Value:
    """Replace the type variables that are bound and leave the others."""
    if not bindings:
        return value
    return union([_rebound_type(t, bindings) for t in value]) if value else value


def _rebound_type(t: Type, bindings: Bindings) -> Value:
    if t.kind == "var":
        return bindings.get(t.name, t.alone)
    if not t.args:
        return t.alone
    return make(t.kind, t.name, tuple(_rebound(a, bindings) for a in t.args), t.payload).alone


def _agreed(results: list[Value]) -> Value:
    """Return what overloads agree on if an argument's type isn't known."""
    if all(result == results[0] for result in results):
        return results[0]
    bases = {frozenset((t.kind, t.name) for t in result) for result in results}
    return union(results) if len(bases) == 1 else TOP


def _type_of(calls: Calls, args: Arguments) -> Value | None:
    if len(args) != 1:
        return None
    found = []
    for t in args[0][1]:
        if t.kind in ("inst", "tup"):
            found.append(class_of(t).alone)
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
    return make("partial", "functools.partial", values, names).alone


def _property(calls: Calls, args: Arguments) -> Value | None:
    getter = next((value for mark, value in args if mark in ("", "fget")), TOP)
    return make("prop", "builtins.property", (getter,)).alone


def _getattr(calls: Calls, args: Arguments) -> Value | None:
    if len(args) < 2:
        return TOP
    names = [t.payload for t in args[1][1]]
    if len(names) != 1 or not isinstance(names[0], str):
        return TOP
    name = names[0].strip("'\"")
    found = calls.members.attribute(args[0][1], name) if name.isidentifier() else TOP
    return union([found, args[2][1]]) if len(args) > 2 else found


def _cast(calls: Calls, args: Arguments) -> Value | None:
    if len(args) != 2:
        return None
    return union(
        calls.program.instance_of(t).alone if t.kind == "type" else TOP for t in args[0][1]
    )


def _abs_path(calls: Calls, args: Arguments) -> Value | None:
    """``os.path`` functions give text unless they are given nothing but bytes."""
    given = {t.name for t in args[0][1] - TOP} if args else set()
    return None if given == {"builtins.bytes"} else instance("builtins.str")


def _sum(calls: Calls, args: Arguments) -> Value | None:
    element = calls.operations.element(args[0][1]) if args else TOP
    if element and all(t.name in ("builtins.bool", "builtins.int") for t in element):
        return instance("builtins.int")
    start = args[1][1] if len(args) > 1 else BOTTOM
    return widened(union([element, start])) if element else instance("builtins.int")


_TEXT_PATHS = ("join", "abspath", "basename", "dirname", "normpath", "realpath", "expanduser",
               "expandvars", "relpath", "normcase", "commonpath")  # fmt: skip
_Special = Callable[[Calls, Arguments], Value | None]


def _leave_to_stub(calls: Calls, args: Arguments) -> Value | None:
    """Know nothing more than a stub says."""


_FUNCTIONS: dict[str, _Special] = {
    **{f"{m}.{n}": _abs_path for m in ("posixpath", "ntpath", "os.path") for n in _TEXT_PATHS},
    "builtins.getattr": _getattr,
    "typing.cast": _cast,
    "builtins.sum": _sum,
    "functools.update_wrapper": lambda calls, args: args[0][1] if args else TOP,
    "dataclasses.replace": lambda calls, args: args[0][1] - NONE if args else TOP,
    "typing.NewType": lambda calls, args: TOP,
    "typing.TypeVar": lambda calls, args: TOP,
}
"""Functions of which we know more than their stub says; None leaves a call to the stub."""

_CLASSES: dict[str, _Special] = {
    "builtins.type": _type_of,
    "builtins.property": _property,
    "builtins.staticmethod": lambda calls, args: TOP,
    "builtins.classmethod": lambda calls, args: TOP,
    "functools.partial": _partial,
}


def _is_function(value: Value) -> bool:
    return any(t.kind in ("func", "callable") for t in value)

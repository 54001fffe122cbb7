"""Evaluation of one unit: a pass over its terms, and what it leaves for others.

Each operator of a term is one small method, which asks what it needs of its collaborators:
``lookup`` (attributes), ``operations`` (operators), ``calls`` and ``decorators``. Of these only
``calls`` leads back here, by the function that it's given, to evaluate a function for one call.

A unit is evaluated as often as something it read has changed; loops are passed a few times. Nothing
recurses along the code, so its size costs only time, and a budget of visits bounds that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from ...ir import Store, Term, Unit
from .calls import MAX_PROBES, Calls, Frame
from .cells import Cell, Cells, Fn
from .decorators import Decorators
from .lookup import IN_CLASS
from .operations import BOOL, NOT_IMPLEMENTED, STR
from .program import Program
from .values import (
    BOTTOM,
    NEVER,
    NEVER_TYPE,
    NONE,
    NONE_TYPE,
    SELF,
    TOP,
    UNKNOWN,
    Arguments,
    Type,
    Value,
    array,
    instance,
    is_empty,
    known,
    make,
    ordered,
    stripped,
    tuple_of,
    union,
    widened,
)

__all__ = ["GIVEN_UP", "Interpreter"]

_PASSES = 3
GIVEN_UP = 1_000
_STEPS_PER_UNIT = 100_000
_FALSE_LITERALS = {"''", "b''", "0", "False"}
_REDONE = {"func", "decorated", "held"}
"""Operators that don't depend on their operands alone, or that have an effect."""


def _is_redone(term: Term) -> bool:
    """Tell whether a term may give something else though its operands are the same."""
    return term.text == "loop" or term.op in _REDONE  # a loop's operands come later


_ALWAYS_TRUE = {"func", "lib", "type", "mod", "partial"}


class Interpreter:
    """Evaluates units.

    Args:
        program: The functions and classes.
        cells: The variables.
    """

    def __init__(self, program: Program, cells: Cells) -> None:
        self.program = program
        self.cells = cells
        self.calls = Calls(program, cells, self.run)
        self.members = self.calls.members
        self.operations = self.calls.operations
        self.decorators = Decorators(program, cells, self.calls)
        self.frame = Frame(_NOTHING, {})
        self.fn = self.frame.fn
        self.values = self.frame.values

    def evaluate(self, fn: Fn) -> None:
        """Evaluate a unit and note what it gives to others."""
        fn.visits += 1
        self.cells.current = fn
        self.calls.probes = 0
        frame = Frame(fn, {})
        try:
            self.run(frame)
            fn.values = [self.cells.kept(value) for value in frame.values]
            for index in sorted(self.calls.given):
                for (cell, place), values in self.calls.given[index].items():
                    self.cells.put(cell, place, union(values))
            self._store(frame)
            self._return(frame)
        except (RecursionError, LookupError, TypeError, ValueError, AttributeError, AssertionError):
            fn.values = [TOP] * len(fn.unit.terms)  # an odd unit must not cost the others theirs
            fn.visits = GIVEN_UP
        finally:
            self.cells.current = None

    def run(self, frame: Frame) -> None:
        """Evaluate the code of a frame's function, in a few passes if it has loops."""
        outer, self.frame = self.frame, frame
        self.values, self.fn = frame.values, frame.fn
        try:
            self._pass_over(frame)
            frame.result = self._result(frame)
            frame.yielded = widened(union([frame.values[t] for t, _ in frame.fn.unit.yields]))
        finally:
            self.frame = outer
            self.values, self.fn = outer.values, outer.fn

    def _pass_over(self, frame: Frame) -> None:
        if not self.calls.probing:
            self.calls.given = {}
        stop = self.cells.steps + _STEPS_PER_UNIT
        for number in range(_PASSES if frame.fn.is_looped else 1):
            if not self._pass(frame, stop, is_first=number == 0):
                break

    def _pass(self, frame: Frame, stop: int, *, is_first: bool) -> bool:
        """Evaluate a frame's terms, but the first time only those that may give something else.

        No variable changes meanwhile, so that only an operand's value can make a difference. This
        is where the time goes, hence the local names.

        Args:
            frame: The frame.
            stop: The number of steps after which it takes too long.
            is_first: Whether all are to be evaluated.

        Returns:
            Whether another pass may change something.
        """
        fn, values, calls, cells, operators = (
            frame.fn, frame.values, self.calls, self.cells, self.operators
        )  # fmt: skip
        place, noting = (fn.module, fn.index), not calls.probing
        changed: set[int] = set()
        for index, term in enumerate(fn.unit.terms):
            cells.steps += 1
            if cells.steps > stop:
                values[index:] = [TOP] * (len(values) - index)
                return False
            to_redo = is_first or calls.probes > MAX_PROBES  # then calls give less
            if not to_redo and changed.isdisjoint(term.refs) and not _is_redone(term):
                continue
            if noting:
                calls.term, calls.place = index, (*place, index)
                calls.given.pop(index, None)
            value = operators[term.op](self, term)
            before = values[index]
            if value is not before and value != before:
                values[index] = value
                changed.add(index)
        return bool(changed)

    # what a unit leaves

    def _alive(self, guard: int) -> bool:
        return guard == -1 or (guard >= 0 and not _is_dead(self.values[guard]))

    def _result(self, frame: Frame) -> Value:
        """Return what a unit's code returns."""
        fn = frame.fn
        given = [frame.values[term] for term, guard, _ in fn.unit.returns if self._alive(guard)]
        found = [value - NOT_IMPLEMENTED for value in given]
        if "placeholder" in fn.words:
            return NONE if "empty" in fn.words else union(found)
        if fn.unit.kind != "function":
            return widened(union(found))
        if self._alive(fn.unit.end):
            found.append(NONE)
        return widened(union(found)) if found else self._without_end(frame)

    def _without_end(self, frame: Frame) -> Value:
        """Return what a function gives that never returns, as far as that can be told."""
        fn = frame.fn
        if "generator" in fn.words:
            return BOTTOM
        return BOTTOM if self._is_overridden(fn) or _may_be_caught(frame) else NEVER

    def _is_overridden(self, fn: Fn) -> bool:
        """Tell whether a method that never returns is overridden by one that does."""
        others = [other.returned for other in fn.overrides if other.returned is not None]
        return any(self.cells.read(cell) != NEVER for cell in others)

    def _return(self, frame: Frame) -> None:
        fn = frame.fn
        if fn.is_body or fn.returned is None:
            return
        self.cells.put(fn.returned, "code", frame.result)
        if fn.unit.yields:
            self.cells.put(self.cells.yielded(fn), "code", frame.yielded)

    def _store(self, frame: Frame) -> None:
        fn = frame.fn
        for number, store in enumerate(fn.unit.stores):
            if store.value >= 0:
                value = stripped(frame.values[store.value])
                self._store_one(frame, store, value, (fn.module, fn.index, number, "store"))

    def _store_one(
        self, frame: Frame, store: Store, value: Value, place: tuple[object, ...]
    ) -> None:
        fn = frame.fn
        if store.kind == "attr":
            self._store_attribute(store, frame.values[store.target], value, place)
        elif store.kind == "class":
            self.cells.put(self.cells.of("attr", fn.name, store.name), (*place, IN_CLASS), value)
            if self.members.is_member(fn.name, store.name, value):
                member = (fn.module, fn.index, store.value, store.name)
                self.calls.give_member(fn.name, value, member)
        elif store.kind == "default":
            self._store_default(frame, store, value)
        else:
            self.cells.put(self._variable(fn, store), place, value)

    def _variable(self, fn: Fn, store: Store) -> Cell:
        """Return the module's or closure's variable that is set."""
        if store.kind == "cell":
            index, _, name = store.name.rpartition(":")
            return self.cells.of("cell", fn.module, index or str(fn.index), name)
        if store.annotation == "+":
            return self.members.variable(self.program.modules[fn.module], store.name)
        return self.cells.of("global", fn.module, store.name)

    def _store_attribute(
        self, store: Store, owner: Value, value: Value, place: tuple[object, ...]
    ) -> None:
        for t in ordered(owner):
            if t.kind in ("inst", "type") and t.name in self.program.classes:
                where = (*place, IN_CLASS) if t.kind == "type" else place
                self.cells.put(self._attribute_cell(t.name, store.name), where, value)
            elif t.kind == "mod" and t.name in self.program.modules:
                self.cells.put(
                    self.members.variable(self.program.modules[t.name], store.name), place, value
                )

    def _store_default(self, frame: Frame, store: Store, value: Value) -> None:
        if is_empty(frame.values[store.value]):
            value |= TOP
        for t in ordered(frame.values[store.target]):
            cell = self.program.fn_of(t).arguments.get(store.name) if t.kind == "func" else None
            if cell is not None and cell.fixed and value == NONE:
                self.cells.allow_none(cell)  # an implicit Optional
            elif cell is not None:
                self.cells.put(cell, "default", value)

    def _attribute_cell(self, name: str, attribute: str) -> Cell:
        """Return the cell of the class that declares an attribute, else of the class itself."""
        for info, _ in self.program.mro(name):
            cell = self.cells.attribute(info.name, attribute)
            if cell is not None and info.stub is None:
                return cell
        return self.cells.of("attr", name, attribute)

    # operators

    def _unknown(self, term: Term) -> Value:
        return TOP

    def _unbound(self, term: Term) -> Value:
        return BOTTOM

    def _literal(self, term: Term) -> Value:
        kind, _, text = term.text.partition(" ")
        if kind == "ellipsis":
            return instance("types.EllipsisType")
        return make("inst", f"builtins.{kind}", (), text or None).alone

    def _none(self, term: Term) -> Value:
        return NONE

    def _name(self, term: Term) -> Value:
        return self.members.global_value(self.program.modules[self.fn.module], term.text)

    def _cell(self, term: Term) -> Value:
        if term.text in self.frame.captured:
            return self.frame.captured[term.text]
        index, _, name = term.text.partition(":")
        return self.cells.read(self.cells.of("cell", self.fn.module, index, name))

    def _param(self, term: Term) -> Value:
        name = term.text
        if name in self.frame.given:
            value = self.frame.given[name]
        else:
            cell = self.fn.arguments.get(name)
            value = self.cells.read(cell) if cell is not None else TOP
        slot = next((slot for slot in self.fn.slots if slot.name == name), None)
        if slot is None or not slot.kind.startswith("var") or _is_unpacked(slot.annotation):
            return value
        if not self.fn.arguments[name].fixed:
            value = TOP  # calls show examples of what is given
        if slot.kind == "var-positional":
            return array("tuple", value)
        return instance("builtins.dict", STR, widened(value))

    def _import(self, term: Term) -> Value:
        return self.members.named(term.text)

    def _defined(self, term: Term) -> Value:
        return self.decorators.defined(self.frame, term)

    def _decorated(self, term: Term) -> Value:
        return self.decorators.decorated(self.frame, term)

    def _rebound(self, term: Term) -> Value:
        return self.decorators.rebound(self.frame, term)

    def _class(self, term: Term) -> Value:
        return make("type", term.text).alone

    def _attr(self, term: Term) -> Value:
        value = self.values[term.refs[0]]
        return self.members.attribute(value, term.text) if value else BOTTOM

    def _stored(self, term: Term) -> Value:
        value, owner = (self.values[ref] for ref in term.refs)
        return self.members.assigned_value(owner, term.text, value)

    def _call(self, term: Term) -> Value:
        function = self.values[term.refs[0]]
        if not function:
            return BOTTOM
        args = tuple(zip(term.marks, map(self._passed, term.refs[1:]), strict=True))
        if len(function) == 1:
            (only,) = function
            if only.kind == "type" and only.name == "builtins.super":
                return self._super(args)
        return self.calls.call(function, args)

    def _passed(self, ref: int) -> Value:
        """Return an argument; of an attribute that is None at first a caller knows if it still is.

        So None is left out there, but not where a call may give it, such as ``dict.get``.
        """
        value = self.values[ref]
        return value - NONE or value if self.fn.unit.terms[ref].op == "attr" else value

    def _super(self, args: Arguments) -> Value:
        fn = self.fn
        while fn.unit.kind == "lambda" or ("<locals>" in fn.name and not fn.owner):
            parent = fn.name.rpartition(".<locals>")[0]
            found = next((f for f in self.program.by_name.get(parent, ())), None)
            if found is None:
                return TOP
            fn = found
        if not fn.owner:
            return TOP
        is_class = "classmethod" in fn.words or fn.name.endswith(".__new__")
        own = make("type" if is_class else "inst", fn.owner, (), SELF)
        return make("super", fn.owner, (own.alone,)).alone

    def _phi(self, term: Term) -> Value:
        return union([self.values[ref] for ref in term.refs])

    def _unless(self, term: Term) -> Value:
        guard, ref = term.refs
        return BOTTOM if _is_dead(self.values[guard]) else self.values[ref]

    def _seq(self, term: Term) -> Value:
        return NEVER if any(_is_dead(self.values[ref]) for ref in term.refs) else NONE

    def _both(self, term: Term) -> Value:
        return NEVER if all(_is_dead(self.values[ref]) for ref in term.refs) else NONE

    def _cast_term(self, term: Term) -> Value:
        prefix = self.fn.name if self.fn.unit.kind == "class" else self.fn.owner or self.fn.name
        declared = self.program.scopes.annotation(term.text, self.fn.module, prefix)
        if UNKNOWN in declared:
            return self.values[term.refs[0]] if term.refs else declared
        if not term.refs:
            return declared
        actual = self.values[term.refs[0]]
        fitting = frozenset(t for t in known(declared) if any(t.name == a.name for a in actual))
        return fitting or declared

    def _bin(self, term: Term) -> Value:
        return self.operations.binary(
            term.text, self.values[term.refs[0]], self.values[term.refs[1]]
        )

    def _un(self, term: Term) -> Value:
        return self.operations.unary(term.text, self.values[term.refs[0]])

    def _cmp(self, term: Term) -> Value:
        return self.operations.compared(
            term.text, self.values[term.refs[0]], self.values[term.refs[1]]
        )

    def _sub(self, term: Term) -> Value:
        return self.operations.item(self.values[term.refs[0]], self.values[term.refs[1]], term.text)

    def _slice(self, term: Term) -> Value:
        return self.operations.sliced(self.values[term.refs[0]])

    def _sequence(self, term: Term) -> Value:
        return array(term.op, union([widened(self.values[ref]) for ref in term.refs]))

    def _tuple(self, term: Term) -> Value:
        parts = [self.values[ref] for ref in term.refs]
        if term.text == "*":
            return array("tuple", union([widened(part) for part in parts]))
        return tuple_of(parts)

    def _dict(self, term: Term) -> Value:
        count = int(term.text)
        keys = union([widened(self.values[ref]) for ref in term.refs[:count]])
        items = union([widened(self.values[ref]) for ref in term.refs[count:]])
        return instance("builtins.dict", keys, items)

    def _gen(self, term: Term) -> Value:
        element = widened(self.values[term.refs[0]])
        if term.text == "async":
            return instance("typing.AsyncGenerator", element, NONE)
        return instance("typing.Generator", element, NONE, NONE)

    def _iter(self, term: Term) -> Value:
        return self.operations.element(self.values[term.refs[0]])

    def _aiter(self, term: Term) -> Value:
        return self.operations.async_element(self.values[term.refs[0]])

    def _enter(self, term: Term) -> Value:
        return self.operations.entered(self.values[term.refs[0]], f"__{term.op}__")

    def _exit(self, term: Term) -> Value:
        """Return what leaving a context manager gives, which is true if it takes an exception."""
        method = self.members.attribute(self.values[term.refs[0]], f"__{term.op}__")
        given = self.calls.call(method, (("", TOP),) * 3, quiet=True)
        given = self.operations.awaited(given) if term.op == "aexit" else given
        return given - BOOL if NONE_TYPE in given else given

    def _await(self, term: Term) -> Value:
        return self.operations.awaited(self.values[term.refs[0]])

    def _result_term(self, term: Term) -> Value:
        return self.operations.result(self.values[term.refs[0]])

    def _unpack(self, term: Term) -> Value:
        return self.operations.unpacked(self.values[term.refs[0]], term.text)

    def _grow(self, term: Term) -> Value:
        value = self.values[term.refs[0]]
        return self.operations.grown(
            term.text, value, tuple(self.values[ref] for ref in term.refs[1:])
        )

    def _raised(self, term: Term) -> Value:
        return self.program.instances(self.values[term.refs[0]])

    # narrowing

    def _narrow(self, term: Term) -> Value:
        value = self.values[term.refs[0]]
        kind, _, name = term.text.partition(" ")
        handler = self.narrowings.get(kind)
        if handler is not None:
            return handler(self, value, term)
        if kind == "hasattr" and name:
            kept = frozenset(
                t for t in value if t.name not in self.program.classes or self.members.has(t, name)
            )
            return kept or value
        return value

    def _is_none(self, value: Value, term: Term) -> Value:
        return NONE if NONE_TYPE in value or UNKNOWN in value else BOTTOM

    def _not_none(self, value: Value, term: Term) -> Value:
        return value - NONE

    def _true(self, value: Value, term: Term) -> Value:
        return frozenset(
            t for t in value if t is not NONE_TYPE and t.payload not in _FALSE_LITERALS
        )

    def _false(self, value: Value, term: Term) -> Value:
        return frozenset(t for t in value if not self._always_true(t))

    def _always_true(self, t: Type) -> bool:
        if t.kind in _ALWAYS_TRUE:
            return True
        if t.payload is not None and t.kind == "inst" and t.payload is not SELF:
            return t.payload not in _FALSE_LITERALS
        if t.kind != "inst" or t.name not in self.program.classes:
            return False
        if self.program.is_open(t.name):
            return False
        return not (self.members.has(t, "__bool__") or self.members.has(t, "__len__"))

    def _is_instance(self, value: Value, term: Term) -> Value:
        wanted = self.program.instances(self.values[term.refs[1]])
        return union(self._narrowed(t, wanted) for t in value) or known(wanted)

    def _narrowed(self, t: Type, wanted: Value) -> Value:
        """Return a type that also is an instance of one of the wanted classes."""
        if t is UNKNOWN:
            return wanted
        found = []
        for other in wanted:
            if other is UNKNOWN or self.program.is_subclass(t.name, other.name):
                found.append(t.alone)
            elif (self.program.is_subclass(other.name, t.name) and t.kind == "inst") or (
                other.name,
                t.name,
            ) == ("builtins.int", "builtins.float"):
                found.append(other.alone)
        return union(found)

    def _not_instance(self, value: Value, term: Term) -> Value:
        wanted = self.program.instances(self.values[term.refs[1]])
        if UNKNOWN in wanted:
            return value
        return frozenset(
            t
            for t in value
            if t.kind not in ("inst", "tup")
            or not any(self.program.is_subclass(t.name, w.name) for w in wanted)
        )

    def _equal(self, value: Value, term: Term) -> Value:
        other = widened(self.values[term.refs[1]])
        names = {t.name for t in other}
        kept = frozenset(t for t in value if t.name in names)
        return kept or value

    def _member(self, value: Value, term: Term) -> Value:
        inside = self.operations.element(self.values[term.refs[1]])
        if not inside or UNKNOWN in inside or NONE_TYPE in inside:
            return value
        return value - NONE

    def _callable(self, value: Value, term: Term) -> Value:
        return (
            frozenset(t for t in value if t.kind != "inst" or self.members.has(t, "__call__"))
            or value
        )

    def _not_callable(self, value: Value, term: Term) -> Value:
        return frozenset(t for t in value if t.kind in ("inst", "tup", "unknown"))

    narrowings: ClassVar[dict[str, Callable[[Interpreter, Value, Term], Value]]] = {
        "none": _is_none,
        "notnone": _not_none,
        "true": _true,
        "false": _false,
        "isinstance": _is_instance,
        "notisinstance": _not_instance,
        "equal": _equal,
        "member": _member,
        "callable": _callable,
        "notcallable": _not_callable,
    }
    operators: ClassVar[dict[str, Callable[[Interpreter, Term], Value]]] = {
        "unknown": _unknown,
        "unbound": _unbound,
        "lit": _literal,
        "none": _none,
        "name": _name,
        "cell": _cell,
        "param": _param,
        "import": _import,
        "func": _defined,
        "decorated": _decorated,
        "held": _rebound,
        "class": _class,
        "attr": _attr,
        "stored": _stored,
        "call": _call,
        "phi": _phi,
        "unless": _unless,
        "seq": _seq,
        "both": _both,
        "cast": _cast_term,
        "bin": _bin,
        "un": _un,
        "cmp": _cmp,
        "sub": _sub,
        "slice": _slice,
        "list": _sequence,
        "set": _sequence,
        "tuple": _tuple,
        "dict": _dict,
        "gen": _gen,
        "iter": _iter,
        "aiter": _aiter,
        "enter": _enter,
        "aenter": _enter,
        "exit": _exit,
        "aexit": _exit,
        "await": _await,
        "sent": _unknown,
        "bound": _unknown,
        "result": _result_term,
        "unpack": _unpack,
        "grow": _grow,
        "raised": _raised,
        "narrow": _narrow,
    }


def _is_unpacked(annotation: str) -> bool:
    """Tell whether an annotation, ``Unpack[...]``, is of all that is given and not of each."""
    return annotation.partition("[")[0].rpartition(".")[2] == "Unpack"


_NOTHING = Fn(Unit("module", ""), "", 0)
"""Stands for the unit around those that nothing evaluates."""


def _is_dead(value: Value) -> bool:
    """Tell whether a call with that result never ends."""
    return len(value) == 1 and NEVER_TYPE in value


def _may_be_caught(frame: Frame) -> bool:
    """Tell whether what is raised may end at a context manager."""
    terms = zip(frame.fn.unit.terms, frame.values, strict=True)
    return any(term.op in ("exit", "aexit") and value != NONE for term, value in terms)

"""The use that a function's body makes of a parameter, and which types that suggests.

Facts are read off the terms: attributes, methods, operators, subscripts, iteration, comparisons,
``isinstance`` and what the parameter is passed on to. A suggestion needs facts that tell types
apart: methods that only one class of the project has, or methods of one built-in type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from ...ir import Store, Term
from .cells import Cell, Fn
from .having import Having, has_used
from .solver import Solver
from .treated import DataFinder
from .values import (
    BOTTOM,
    NONE,
    TOP,
    UNKNOWN,
    Type,
    Value,
    instance,
    known,
    make,
    ordered,
    stripped,
    union,
    widened,
)

__all__ = [
    "Uses",
    "allows",
    "converted",
    "fallback",
    "guarded",
    "is_used",
    "read_uses",
    "suggested",
]

_CALLABLE = make("callable", "", (TOP,)).alone
_INT = instance("builtins.int")
_TESTS = {"none", "notnone", "true", "false"}
_EMPTY = {"none", "false"}
_SEQUENCES = {"builtins.list", "builtins.tuple", "builtins.str", "builtins.bytes"}
_PROTOCOLS = {"iterated": "__iter__", "subscripted": "__getitem__", "sliced": "__getitem__",
              "contained": "__contains__", "called": "__call__"}  # fmt: skip
"""The special methods behind what is done with a parameter."""

_IDENTITY = {"is", "is not"}
"""Comparisons that say nothing of what is compared but that it may be the other."""

_CLASS_ATTRIBUTES = {"__mro__", "__bases__", "__subclasses__", "mro"}
_BASIC = {"builtins.str", "builtins.int", "builtins.float", "builtins.bytes"}
_SUM_METHODS = {"+", "-", "*", "/", "//", "%", "**"}
_BIT_OPERATORS = {"<<", ">>", "&", "|", "^"}


_ADDED = (
    "called", "iterated", "unpacked", "context", "subscripted", "sliced", "contained", "read",
    "total", "indexes", "guards", "operands", "compared", "equal", "converted", "fallbacks",
    "bounds", "bits", "data",
)  # fmt: skip
"""Facts that add up; what is passed on and stored is told of the first name only."""


class Uses:
    """The facts about one parameter.

    Attributes:
        targets: Where it is passed on to, once that has been asked for.
    """

    __slots__ = (*_ADDED, "attributes", "nullable", "passed", "stored", "targets", "tested")

    def __init__(self) -> None:
        self.attributes: dict[str, bool] = {}
        self.data: tuple[str, ...] = ()
        self.called = 0
        self.tested = False
        self.nullable = False
        self.iterated = 0
        self.unpacked = 0
        self.context = 0
        self.subscripted = 0
        self.sliced = 0
        self.bounds = 0
        self.bits = 0
        self.contained = 0
        self.read = 0
        self.total = 0
        self.indexes: tuple[Value, ...] = ()  # most stay empty, and an empty tuple is no object
        self.guards: tuple[tuple[str, Value], ...] = ()
        self.operands: tuple[tuple[str, Value, bool], ...] = ()
        self.compared: tuple[Value, ...] = ()
        self.equal: tuple[Value, ...] = ()
        self.converted: tuple[Value, ...] = ()
        self.passed: tuple[tuple[int, int], ...] = ()
        self.stored: tuple[tuple[str, str], ...] = ()
        self.fallbacks: tuple[Value, ...] = ()
        self.targets: tuple[Cell | Value, ...] | None = None

    def add(self, other: Uses) -> None:
        """Add the facts about another name of the same thing."""
        for name, method in other.attributes.items():
            self.attributes[name] = self.attributes.get(name, False) or method
        self.tested = self.tested or other.tested
        self.nullable = self.nullable or other.nullable
        for name in _ADDED:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def read_uses(solver: Solver, fn: Fn) -> dict[str, Uses]:
    """Return the facts about each parameter of a function.

    Args:
        solver: Knows the values.
        fn: The function.

    Returns:
        Facts by name: parameters, attributes of the receiver as ``self.x``, variables of enclosing
        functions as ``cell.3:x``, and what ``*args`` holds as ``*args``.
    """
    return _Reader(solver, fn).read()


class _Reader:
    """Reads the facts off the terms of a function, each of which may stand for a parameter."""

    def __init__(self, solver: Solver, fn: Fn) -> None:
        self.solver = solver
        self.fn = fn
        self.terms = fn.unit.terms
        self.values = fn.values
        self.uses: dict[str, Uses] = {slot.name: Uses() for slot in fn.slots}
        self.origin: dict[int, str] = {}
        self.receiver = fn.slots[0].name if fn.bound and fn.slots else None
        self.many = {slot.name for slot in fn.slots if slot.kind == "var-positional"}
        self.callees = {term.refs[0] for term in self.terms if term.op == "call"}
        self.integral = _integral(self.terms)
        self.data = DataFinder(fn)

    def read(self) -> dict[str, Uses]:
        """Read all terms in order, then what is stored."""
        for index, term in enumerate(self.terms):
            name = self._origin(index, term)
            if name is not None:
                self.origin[index] = name
        for store in self.fn.unit.stores:
            if store.kind == "attr" and store.value in self.origin and store.target >= 0:
                self._store(store)
        return self.uses

    def _origin(self, index: int, term: Term) -> str | None:
        """Return the name that a term stands for, and note what the term does with others."""
        handler = self.origins.get(term.op)
        if handler is not None:
            return handler(self, term)
        self._use(index, term)
        if term.op == "attr" and self.receiver is not None:
            is_own = self.origin.get(term.refs[0]) == self.receiver
            return self._named(f"self.{term.text}") if is_own else None
        if term.op == "iter" and self.origin.get(term.refs[0]) in self.many:
            return self._named(f"*{self.origin[term.refs[0]]}")
        return None

    def _named(self, name: str) -> str:
        self.uses.setdefault(name, Uses())
        return name

    def _parameter(self, term: Term) -> str | None:
        return term.text

    def _captured(self, term: Term) -> str | None:
        return self._named(f"cell.{term.text}")

    def _stored(self, term: Term) -> str | None:
        return self.origin.get(term.refs[0])

    def _narrow(self, term: Term) -> str | None:
        name = self.origin.get(term.refs[-1] if term.op == "unless" else term.refs[0])
        found = self.uses.get(name) if name is not None else None
        if found is not None:
            self._test(found, term)
        return name if term.text != "isinstance" else None

    def _test(self, found: Uses, term: Term) -> None:
        """Note what a condition asks of a parameter."""
        if term.text in _TESTS:
            found.tested = True
            found.nullable = found.nullable or term.text.endswith("none")
        elif term.text in ("callable", "notcallable"):
            found.guards += ((term.text, _CALLABLE),)
        elif "isinstance" in term.text and len(term.refs) > 1 and self.values:
            wanted = self.solver.program.instances(self.values[term.refs[1]])
            found.guards += ((term.text, wanted),)

    def _join(self, term: Term) -> str | None:
        named, others = self._by_origin(term)
        names = {self.origin[ref] for ref in named}
        if len(names) != 1:
            return None
        (name,) = names
        narrowed = {_narrowing(self.fn, ref) for ref in named}
        if self.values and others and term.text != "loop":
            self._fall_back(name, others, narrowed - {""})
        # if it holds something else wherever its parameter was neither None nor empty, what is then
        # done with it says nothing of the parameter
        return None if others and narrowed <= _EMPTY else name

    def _by_origin(self, term: Term) -> tuple[list[int], list[int]]:
        """Return the operands of a term that stand for a name, and the others."""
        named = [ref for ref in term.refs if ref in self.origin]
        return named, [ref for ref in term.refs if ref not in self.origin]

    def _fall_back(self, name: str, others: list[int], narrowed: set[str]) -> None:
        """Note what stands in for a parameter that is None or empty, or is converted otherwise."""
        found = self.uses.get(name)
        if found is None or not narrowed - _EMPTY:
            return
        values = tuple(self.values[ref] for ref in others)
        if any("isinstance" in text for text in narrowed):
            found.converted += values
        elif not any(self._is_made_of(name, ref) for ref in others):
            found.fallbacks += values

    def _is_made_of(self, name: str, ref: int) -> bool:
        """Tell whether a term is computed from a parameter, in one step or several."""
        seen = {ref}
        waiting = [ref]
        for each in waiting:
            if self.origin.get(each) == name:
                return True
            below = [other for other in self.terms[each].refs if other not in seen]
            seen.update(below)
            waiting += below
        return False

    def _use(self, index: int, term: Term) -> None:
        handler = self.operators.get(term.op)
        for position, ref in enumerate(term.refs):
            found = self.uses.get(self.origin.get(ref, ""))
            if found is not None and not (term.op == "cmp" and term.text in _IDENTITY):
                found.total += 1
                if handler is not None:
                    handler(self, found, term, index, position)

    def _attribute(self, found: Uses, term: Term, index: int, position: int) -> None:
        found.read += 1
        called = index in self.callees
        found.attributes[term.text] = found.attributes.get(term.text, False) or called
        is_own = self.origin.get(term.refs[0]) == self.receiver
        if not called and not is_own and self.data.is_data(index):
            found.data += (term.text,)

    def _call(self, found: Uses, term: Term, index: int, position: int) -> None:
        if position == 0:
            found.called += 1
        else:
            found.passed += ((index, position),)

    def _iterate(self, found: Uses, term: Term, index: int, position: int) -> None:
        found.iterated += 1

    def _unpack(self, found: Uses, term: Term, index: int, position: int) -> None:
        found.iterated += 1
        found.unpacked += 1

    def _enter(self, found: Uses, term: Term, index: int, position: int) -> None:
        found.context += 1

    def _subscript(self, found: Uses, term: Term, index: int, position: int) -> None:
        if position == 0:
            found.subscripted += 1
            found.indexes += (self._other(term, 0) if self.values else TOP,)
        elif self.values:
            held = {t.name for t in self.values[term.refs[0]]}
            found.bounds += bool(held) and held <= _SEQUENCES

    def _slice(self, found: Uses, term: Term, index: int, position: int) -> None:
        found.sliced += 1

    def _bound(self, found: Uses, term: Term, index: int, position: int) -> None:
        found.bounds += 1

    def _operate(self, found: Uses, term: Term, index: int, position: int) -> None:
        found.bits += index in self.integral
        if self.values:
            found.operands += ((term.text, self._other(term, position), position == 0),)

    def _compare(self, found: Uses, term: Term, index: int, position: int) -> None:
        op = term.text
        if not self.values:
            return
        other = self._other(term, position)
        if op in ("in", "not in") and position:
            found.contained += 1
        elif op in ("==", "!=", "in", "not in"):
            found.equal += (other if op[1] == "=" else _inside(other),)
        else:
            found.compared += (other,)

    def _other(self, term: Term, position: int) -> Value:
        return widened(self.values[term.refs[1 - position]])

    def _store(self, store: Store) -> None:
        found = self.uses.get(self.origin[store.value])
        for t in ordered(self.values[store.target]) if found is not None and self.values else ():
            if t.kind == "inst" and found is not None:
                found.stored += ((t.name, store.name),)

    origins: ClassVar[dict[str, Callable[[_Reader, Term], str | None]]] = {
        "param": _parameter,
        "cell": _captured,
        "stored": _stored,
        "narrow": _narrow,
        "unless": _narrow,
        "phi": _join,
    }
    operators: ClassVar[dict[str, Callable[[_Reader, Uses, Term, int, int], None]]] = {
        "attr": _attribute,
        "call": _call,
        "iter": _iterate,
        "unpack": _unpack,
        "enter": _enter,
        "aenter": _enter,
        "sub": _subscript,
        "slice": _slice,
        "bound": _bound,
        "bin": _operate,
        "cmp": _compare,
    }


def _integral(terms: Sequence[Term]) -> set[int]:
    """Return the operations of whole numbers.

    They shift or mask bits or are the bound of a slice, or that is done with their result.
    """
    found: set[int] = set()
    for index in reversed(range(len(terms))):
        term = terms[index]
        if term.op == "bound":
            found.update(term.refs)
        elif term.op == "bin" and (term.text in _BIT_OPERATORS or index in found):
            found.update((index, *term.refs))
    return found


def _narrowing(fn: Fn, ref: int) -> str:
    """Return how a term is narrowed, empty if it isn't."""
    term = fn.unit.terms[ref]
    while term.op == "unless":
        term = fn.unit.terms[term.refs[-1]]
    return term.text if term.op == "narrow" else ""


def _inside(value: Value) -> Value:
    return union([union(t.args[:1]) if t.kind == "inst" else union(t.args) for t in value])


def guarded(uses: Uses) -> Value:
    """Return what ``isinstance`` tests name, if they name all that is handled."""
    return known(union([value for _, value in uses.guards]))


def fallback(uses: Uses) -> Value:
    """Return what takes the place of a parameter that isn't given."""
    return known(stripped(union(uses.fallbacks))) - NONE


def converted(uses: Uses) -> Value:
    """Return what a parameter is and what it's made into, if ``isinstance`` asks for the former."""
    made = stripped(union(uses.converted))
    asked = union([value for text, value in uses.guards if text == "notisinstance"])
    known_both = UNKNOWN not in made | asked
    return made | asked if known_both and asked and made - asked else BOTTOM


def is_used(uses: Uses) -> bool:
    """Tell whether something is done with a parameter but to store it and to pass it on."""
    asked = any(getattr(uses, fact) for fact in _PROTOCOLS) or uses.bounds
    truth = uses.tested and not uses.nullable
    return bool(asked or truth or uses.attributes or uses.operands or uses.compared or uses.equal)


def allows(solver: Solver, uses: Uses, value: Value) -> bool:
    """Tell whether types have what the body needs.

    Args:
        solver: Knows the classes.
        uses: The facts about a parameter.
        value: The types.
    """
    asked = {special for fact, special in _PROTOCOLS.items() if getattr(uses, fact)}
    return all(
        t.kind != "inst"
        or (
            all(solver.members.has(t, name) for name in asked)
            and has_used(solver, uses.attributes, uses.data, t)
        )
        for t in value - NONE
    )


def suggested(
    solver: Solver, uses: Uses, index: dict[str, set[str]], module: str = ""
) -> tuple[str, Value] | None:
    """Return the kind of evidence and the type that the uses suggest.

    Args:
        solver: Knows the classes.
        uses: The facts.
        index: The project's classes by the attributes they have.
        module: The module of the function.
    """
    if _CLASS_ATTRIBUTES & set(uses.attributes):
        return "reflected", make("typeof", "", (TOP,)).alone
    plain = {name: is_called for name, is_called in uses.attributes.items() if name[:2] != "__"}
    if not plain:
        return _by_operations(uses)
    return Having(solver, plain, uses.data).suggested(index, module)


def _by_operations(uses: Uses) -> tuple[str, Value] | None:
    """Return what is suggested by anything but the attributes."""
    if uses.called and not (uses.subscripted or uses.iterated):
        return "called", _CALLABLE
    operand = _INT if uses.bounds else _by_operands(uses)
    if operand is not None:
        return "operator", operand
    if uses.subscripted:
        return _by_subscripts(uses)
    if uses.iterated:
        return None if uses.operands else ("iterated", instance("typing.Iterable", TOP))
    equal = _basic(_single_types(uses.equal))
    return None if equal is None else ("equal", equal)


def _by_operands(uses: Uses) -> Value | None:
    """Return the type that operators and comparisons agree on."""
    added = [other for op, other, _ in uses.operands if _is_arithmetic(op, other)]
    operand = _basic(_single_types([*added, *uses.compared]))
    is_wide = operand == _INT and not uses.bits
    return instance("builtins.float") if is_wide else operand


def _is_arithmetic(op: str, other: Value) -> bool:
    """Tell whether the operands are of about one type; what is repeated isn't of its count's."""
    return op in _SUM_METHODS and not (op == "*" and all(t.name == "builtins.int" for t in other))


def _single_types(values: Iterable[Value]) -> set[Type]:
    """Return the types of values that are of one type each."""
    return {t for value in values if len(value) == 1 for t in value}


def _basic(found: set[Type]) -> Value | None:
    """Return the one text or number that values are of."""
    names = {t.name for t in found - TOP - NONE}
    if len(names) == 1 and names <= _BASIC:
        return instance(min(names))
    return instance("builtins.float") if names == {"builtins.int", "builtins.float"} else None


def _by_subscripts(uses: Uses) -> tuple[str, Value] | None:
    kinds = {t.name for value in uses.indexes for t in value}
    if kinds == {"builtins.str"}:
        return "subscript", instance("builtins.dict", instance("builtins.str"), TOP)
    return None

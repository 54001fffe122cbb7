"""From the solved project to the records: types of parameters, results, yields and attributes.

What the project itself passes to a function that anyone may call is only an example. So what such a
function returns or stores is told for what is told of its parameters, with no more confidence than
that; where nothing is told of one that matters, it's unknown.

Exceptions that a called function raises itself are said of the caller too, one level deep, unless
the call stands in a ``try`` that catches them. A built-in exception is part of what a function
promises to its own callers, so it is said again only of functions of one class or one module.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import NamedTuple, TypeGuard

from msgspec.structs import replace

from ...ir import Slot, Term
from ...model import Evidence, Guess, Module, Object, Parameter, Raised, Result
from .calls import Frame
from .cells import Cell, Fn
from .evidence import Clues
from .program import Program
from .ranking import Merged, merge, returned
from .rendering import Renderer
from .scopes import is_private
from .solver import Solver
from .values import (
    BOTTOM,
    NEVER,
    NONE,
    TOP,
    UNKNOWN,
    Type,
    Value,
    instance,
    known,
    ordered,
    tuple_of,
    union,
    widened,
)

__all__ = ["Annotator", "objects_of"]

_CERTAIN = 0.9
"""The confidence in a parameter's type from which others follow: the default minimum."""


class _Answer(NamedTuple):
    """A value, and the least confidence in what it depends on."""

    value: Value
    share: float = 1.0


class _Told:
    """Knows what is told of parameters, and what follows from it.

    Args:
        solver: The solved project.
        evidence: The clues.
    """

    def __init__(self, solver: Solver, evidence: Clues) -> None:
        self.solver = solver
        self.evidence = evidence
        self._parameters: dict[tuple[Fn, str], Merged | None] = {}
        self._outcomes: dict[Fn, Frame] = {}

    def parameter(self, fn: Fn, slot: Slot) -> Merged | None:
        """Return what is told of a parameter without annotation, None if nothing is."""
        key = (fn, slot.name)
        if key not in self._parameters:
            uses = self.evidence.uses(fn, slot.name)
            self._parameters[key] = merge(
                Renderer(self.solver.program, inside=is_private(fn.name)),
                self.evidence.clues(fn, slot),
                only_iterated=uses.iterated == uses.total > 0,
                nullable=self.evidence.demand(fn, slot.name).nullable,
            )
        return self._parameters[key]

    def result(self, fn: Fn) -> _Answer:
        """Return what a function returns."""
        assert fn.returned is not None
        terms = [term for term, _, _ in fn.unit.returns]
        value = self.solver.cells.read(fn.returned)
        return self._answer(fn, terms, value, lambda: self._outcome(fn).result)

    def yielded(self, fn: Fn) -> _Answer:
        """Return what a generator yields."""
        terms = [term for term, _ in fn.unit.yields]
        value = self.solver.cells.read(self.solver.cells.yielded(fn))
        return self._answer(fn, terms, value, lambda: self._union(fn, terms))

    def stored(self, cells: Iterable[Cell]) -> _Answer:
        """Return what is stored in variables, of which the first that is declared decides."""
        parts: list[_Answer] = []
        for cell in cells:
            if cell.fixed:
                return _Answer(union([cell.value, *(part.value for part in parts)]))
            parts += [self._part(place, value) for place, value in cell.parts.items()]
        shares = [part.share for part in parts]
        return _Answer(union(part.value for part in parts), min(shares, default=1.0))

    def _part(self, place: Hashable, value: Value) -> _Answer:
        stored = _stored_at(self.solver.program, place)
        if stored is None:
            return _Answer(value)
        fn, term = stored
        return self._answer(fn, [term], value, lambda: self._union(fn, [term]))

    def _union(self, fn: Fn, terms: Iterable[int]) -> Value:
        return widened(union(self._outcome(fn).values[term] for term in terms))

    def _answer(
        self, fn: Fn, terms: Iterable[int], value: Value, told: Callable[[], Value]
    ) -> _Answer:
        """Return a value as it's told, if it depends on parameters that anyone may give."""
        if any(self._calls_given(fn, term) for term in _below(fn, terms)):
            return _Answer(value | TOP)
        reached = _open_parameters(fn, terms)
        if not reached:
            return _Answer(value)
        found = told()
        partial = not found or UNKNOWN in found
        tell = self.parameter if partial else self._certain
        shares = [merged.guess.confidence for slot in reached if (merged := tell(fn, slot))]
        return _Answer(union([value, found]) if partial else found, min(shares, default=1.0))

    def _calls_given(self, fn: Fn, index: int) -> bool:
        """Tell whether a term calls an attribute for which anyone may give another function."""
        term = fn.unit.terms[index]
        function = fn.unit.terms[term.refs[0]] if term.op == "call" else None
        if function is None or function.op != "attr":
            return False
        if not _is_receiver(fn.unit.terms[function.refs[0]], fn):
            return False
        cells = self.solver.members.cells_of(fn.owner, function.text)
        return any(
            self._is_given(place) for cell in cells if not cell.fixed for place in cell.parts
        )

    def _is_given(self, place: Hashable) -> bool:
        """Tell whether what a place stores is a parameter of a public function."""
        stored = _stored_at(self.solver.program, place)
        if stored is None or is_private(stored[0].name):
            return False
        fn, index = stored
        term = fn.unit.terms[index]
        return term.op == "param" and any(slot.name == term.text for slot in _free(fn))

    def _certain(self, fn: Fn, slot: Slot) -> Merged | None:
        """Return what is told of a parameter, unless only an operator does: others overload it."""
        merged = self.parameter(fn, slot)
        if merged is None or merged.key.startswith("operator/"):
            return None
        return merged if merged.guess.confidence >= _CERTAIN else None

    def _outcome(self, fn: Fn) -> Frame:
        """Evaluate a function for arguments of the types that are told."""
        if fn not in self._outcomes:
            told = {slot.name: self._certain(fn, slot) for slot in _free(fn)}
            given = {name: merged.value if merged else TOP for name, merged in told.items()}
            self.solver.calls.probes = 0
            self._outcomes[fn] = self.solver.calls.try_out(fn, fn.receiver, given)
        return self._outcomes[fn]


def _stored_at(program: Program, place: Hashable) -> tuple[Fn, int] | None:
    """Return the function and the term that a place stores, None if it doesn't store any."""
    if not isinstance(place, tuple) or place[3:4] != ("store",):
        return None
    fn = program.by_index[place[:2]]
    return fn, fn.unit.stores[place[2]].value


def _free(fn: Fn) -> Iterator[Slot]:
    """Yield the parameters that have no annotation, without the receiver."""
    yield from (slot for slot in fn.slots[fn.bound :] if not slot.annotation)


def _open_parameters(fn: Fn, terms: Iterable[int]) -> list[Slot]:
    """Return the parameters that terms are made of and that anyone may give anything."""
    if is_private(fn.name):
        return []
    below = (fn.unit.terms[index] for index in _below(fn, terms))
    names = {term.text for term in below if term.op == "param"}
    return [slot for slot in _free(fn) if slot.name in names]


def _below(fn: Fn, terms: Iterable[int]) -> set[int]:
    """Return the terms that terms are made of, and these."""
    waiting, seen = list(terms), set[int]()
    while waiting:
        index = waiting.pop()
        if index not in seen:
            seen.add(index)
            waiting.extend(fn.unit.terms[index].refs)
    return seen


_MAX_RAISED = 8
_CONFIDENCE = 0.6
_REFUSALS = {"NotImplementedError", "AssertionError"}
"""Exceptions that say that something isn't there, or can't happen; callers aren't told."""


class _Callees:
    """Finds what called functions raise.

    Args:
        solver: The solved project.
        objects: Its objects, by name and line.
    """

    def __init__(self, solver: Solver, objects: dict[tuple[str, int], Object]) -> None:
        self.solver = solver
        self.objects = objects

    def raised(self, obj: Object, fn: Fn) -> tuple[Raised, ...]:
        """Return an object's exceptions with those of its callees.

        Args:
            obj: The object, with what its own code raises.
            fn: Its code.
        """
        if not fn.values:
            return obj.raises
        found = {_short(raised.type): raised for raised in self._own(obj, fn)}
        if fn.held is not None:
            return tuple(found.values())
        for term, caught in fn.unit.calls:
            if len(found) > _MAX_RAISED or {"BaseException", "Exception"} & set(caught):
                continue
            for t in self.solver_values(fn, term):
                for raised in self._of(t, fn):
                    if not self._is_caught(raised.type, caught):
                        found.setdefault(_short(raised.type), raised)
        return tuple(found.values())

    def _own(self, obj: Object, fn: Fn) -> Iterator[Raised]:
        """Yield what reaches the callers of a function's name of what its own code raises."""
        if fn.held is None:
            yield from obj.raises
        elif len(fn.held) == 1:
            (held,) = fn.held
            yield from self._through(held) if held.kind == "func" else ()

    def _through(self, wrapper: Type) -> Iterator[Raised]:
        """Yield what a wrapper raises and what it lets through."""
        fn = self.solver.program.fn_of(wrapper)
        obj = self.objects.get((fn.name, fn.unit.line))
        yield from obj.raises if obj is not None else ()
        for inner, caught in self.solver.interpreter.decorators.wrapped_by(wrapper):
            if not {"BaseException", "Exception"} & set(caught):
                yield from (r for r in self._through(inner) if not self._is_caught(r.type, caught))

    @staticmethod
    def solver_values(fn: Fn, term: int) -> list[Type]:
        """Return what a call term calls, in a fixed order; nothing if that's many."""
        called = fn.values[fn.unit.terms[term].refs[0]]
        return list(ordered(called)) if len(called) <= 2 else []

    def _of(self, t: Type, caller: Fn) -> list[Raised]:
        target = self._target(t)
        obj = self._raising(target) if target is not caller else None
        if target is None or obj is None:
            return []
        heard = (raised for raised in self._own(obj, target) if _is_told_on(raised))
        if not _together(target, caller):
            heard = (raised for raised in heard if not hasattr(builtins, raised.type))
        evidence = Evidence("call", target.name)
        return [Raised(raised.type, None, evidence, _CONFIDENCE) for raised in heard]

    def _raising(self, target: Fn | None) -> Object | None:
        """Return a called function's object if calling it runs its code at once."""
        if target is None or "generator" in target.words:
            return None
        obj = self.objects.get((target.name, target.unit.line))
        return None if obj is None or "abstract" in obj.modifiers else obj

    def _target(self, t: Type) -> Fn | None:
        if t.kind == "func":
            return self.solver.program.fn_of(t)
        if t.kind == "type" and t.name in self.solver.program.classes:
            for info, _ in self.solver.program.mro(t.name):
                fns = info.methods.get("__init__")
                if fns:
                    return fns[-1]
        return None

    def _is_caught(self, name: str, caught: tuple[str, ...]) -> bool:
        short = _short(name)
        if short in caught:
            return True
        classes = [c for c in self.solver.program.classes if c.rpartition(".")[2] == short]
        names = classes[:1] or [f"builtins.{short}"]
        line = {info.name.rpartition(".")[2] for info, _ in self.solver.program.mro(names[0])}
        return bool(line & set(caught))


def _is_told_on(raised: Raised) -> bool:
    """Tell whether callers of a function hear of what it raises itself."""
    return raised.evidence.kind == "raise" and raised.type not in _REFUSALS


def _together(target: Fn, caller: Fn) -> bool:
    """Tell whether two functions are parts of one class or one module; a constructor never is."""
    if target.name.endswith(".__init__"):
        return False
    return target.module == caller.module or (bool(target.owner) and target.owner == caller.owner)


def _short(name: str) -> str:
    return name.rpartition(".")[2]


_DUNDER_RESULTS = {
    "__len__": "int", "__bool__": "bool", "__hash__": "int", "__repr__": "str", "__str__": "str",
    "__format__": "str", "__contains__": "bool", "__bytes__": "bytes", "__int__": "int",
    "__float__": "float", "__index__": "int", "__eq__": "bool", "__ne__": "bool",
    "__lt__": "bool", "__le__": "bool", "__gt__": "bool", "__ge__": "bool", "__sizeof__": "int",
    "__fspath__": "str",
}  # fmt: skip

_GENERATORS = {"typing.Generator", "typing.AsyncGenerator"}


def objects_of(modules: Iterable[Module]) -> dict[tuple[str, int], Object]:
    """Return all objects by name and line."""
    return {(obj.name, obj.line): obj for module in modules for obj in module.objects}


_COMPARISONS = {"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"}
"""Special methods that may give anything: a column of a table makes a condition of ``==``."""


_EXAMPLES = 0.86
"""The confidence in the type of an attribute that only subclasses set, each to its own."""

_PLACEHOLDERS = {"()", "''", "b''"}
"""Values for others to take their place."""

_EMPTY = {"[]", "{}"}
"""Values for instances to fill; a class has them for others to take their place."""


def _with(obj: Object, modifier: str) -> Object:
    return replace(obj, modifiers=tuple(sorted({*obj.modifiers, modifier})))


class Annotator:
    """Writes types into records.

    Args:
        solver: The solved project.
        evidence: The clues.
        audit: Receives what each confidence was looked up by.
    """

    def __init__(
        self, solver: Solver, evidence: Clues, audit: dict[tuple[str, ...], Merged] | None
    ) -> None:
        self.solver = solver
        self.program = solver.program
        self.renderer = Renderer(solver.program, inside=False)
        self.evidence = evidence
        self.audit = audit
        self.fns = {(fn.name, fn.unit.line): fn for fn in solver.program.fns}
        self.told = _Told(solver, evidence)
        self.callees = _Callees(solver, evidence.objects)

    def module(self, module: Module) -> Module:
        """Return a module with types."""
        if module.facts is None:
            return module
        return replace(module, objects=tuple(self._object(obj) for obj in module.objects))

    def _object(self, obj: Object) -> Object:
        self.renderer = Renderer(self.program, inside=is_private(obj.name))
        if obj.kind in ("attribute", "data"):
            return self._attribute(obj)
        if obj.kind == "class" and self.program.is_enum(obj.name):
            return _with(obj, "enum")
        fn = self.fns.get((obj.name, obj.line))
        return obj if fn is None or fn.is_body else self._function(obj, fn)

    def _function(self, obj: Object, fn: Fn) -> Object:
        slots = {slot.name: slot for slot in fn.slots}
        parameters = tuple(self._parameter(p, slots.get(p.name), fn) for p in obj.parameters)
        raises = self.callees.raised(obj, fn)
        changed = replace(obj, parameters=parameters, raises=raises)
        if fn.held is not None:
            return self._given_by_name(changed, fn)
        if _lacks_type(obj.returns):
            changed = replace(changed, returns=self._returns(obj.returns, fn))
        if _lacks_type(obj.yields):
            changed = replace(changed, yields=self._yields(obj.yields, fn))
        return changed

    def _given_by_name(self, obj: Object, fn: Fn) -> Object:
        """Return a decorated function with what calling its name gives; that may be anything."""
        parts = (obj.returns, obj.yields)
        if any(part is not None and part.annotation is not None for part in parts):
            return obj
        self.solver.calls.probes = 0
        value = self.solver.calls.result_of(fn, fn.receiver)
        if obj.yields is not None and value and all(t.name in _GENERATORS for t in value):
            inside = union([t.args[0] for t in value])
            return replace(obj, yields=Result(None, self._shown(inside, fn, "yield")))
        if "async" in fn.words:
            value = self.solver.calls.operations.awaited(value)
        return replace(obj, yields=None, returns=Result(None, self._shown(value, fn, "return")))

    def _shown(self, value: Value, fn: Fn, kind: str) -> Guess | None:
        place = f"{kind}:{_return_lines(fn) or fn.unit.line}"
        answer = _Answer(value, self.told.result(fn).share)
        return self._note(self._follows(answer, place, kind, "decorated"), kind, fn.name)

    def _note(self, merged: Merged | None, *key: str) -> Guess | None:
        if merged is None:
            return None
        if self.audit is not None:
            self.audit.setdefault(key, merged)
        return merged.guess

    def _parameter(self, parameter: Parameter, slot: Slot | None, fn: Fn) -> Parameter:
        if parameter.annotation is not None or slot is None or not fn.kept:
            return parameter
        told = self.told.parameter(fn, slot)
        return replace(parameter, type=self._note(told, "parameter", fn.name, slot.name))

    def _returns(self, result: Result, fn: Fn) -> Result:
        hidden = fn.words & {"setter", "deleter"}
        guess = self._note(self._returned(fn), "setter" if hidden else "return", fn.name)
        return replace(result, type=guess)

    def _returned(self, fn: Fn) -> Merged | None:
        if "overload" in fn.words:
            return None
        if fn in self.evidence.results:
            place = f"docstring:{fn.unit.line}"
            return returned(self.renderer, self.evidence.results[fn], place, kind="described")
        assert fn.returned is not None
        value = self.solver.cells.read(fn.returned)
        if fn.owner and self._follows_protocol(fn, value):
            short = fn.short_name
            protocol = instance(f"builtins.{_DUNDER_RESULTS[short]}")
            return returned(self.renderer, protocol, f"protocol:{short}")
        if "placeholder" in fn.words:
            inherited = self._inherited(fn)
            if inherited:
                return returned(self.renderer, inherited, f"override:{fn.unit.line}")
            if _is_left_open(fn, value):
                return None
        return self._by_code(fn, value)

    def _by_code(self, fn: Fn, value: Value) -> Merged | None:
        """Return the guess for what a function's return statements give."""
        lines = _return_lines(fn)
        place = f"return:{lines}" if lines else "no return"
        is_endless = value == NEVER
        return self._never(fn, place) if is_endless else self._follows(self.told.result(fn), place)

    @staticmethod
    def _follows_protocol(fn: Fn, value: Value) -> bool:
        """Tell whether a special method returns what Python asks for; a comparison needn't."""
        short = fn.short_name
        if short not in _DUNDER_RESULTS:
            return False
        protocol = instance(f"builtins.{_DUNDER_RESULTS[short]}")
        return short not in _COMPARISONS or value in (BOTTOM, NEVER, protocol, protocol | TOP)

    def _follows(
        self, answer: _Answer, place: str, kind: str = "return", flag: str = ""
    ) -> Merged | None:
        """Return the guess for what follows from parameters, no more certain than they are."""
        found = returned(self.renderer, answer.value, place, kind=kind, flag=flag)
        if found is None or found.guess.confidence <= answer.share:
            return found
        return found._replace(guess=replace(found.guess, confidence=answer.share))

    def _never(self, fn: Fn, place: str) -> Merged | None:
        """Return the guess for a function that never returns, unless it stands for others that do.

        A constructor is said to give None whatever it does, and of two definitions of a name one
        that only fails tells that something isn't installed.
        """
        short = fn.short_name
        if short in ("__init__", "__init_subclass__"):
            return returned(self.renderer, NONE, place)
        if len(self.program.by_name[fn.name]) > 1:
            return None
        overrides = bool(fn.owner) and any(
            short in info.methods or (info.stub is not None and short in info.stub.members)
            for info, _ in self.program.mro(fn.owner)[1:]
            if info.name != "builtins.object"
        )
        return returned(self.renderer, NEVER, place, flag="override" if overrides else "")

    def _inherited(self, fn: Fn) -> Value:
        """Return what the methods that override an empty one return, or its own body."""
        found = [self.solver.calls.plain_result(other) for other in fn.overrides]
        value = union(value for value in found if value not in (NEVER, TOP))
        return union([value, NONE]) if value and "empty" in fn.words else value

    def _yields(self, result: Result, fn: Fn) -> Result:
        answer = self.told.yielded(fn)
        if not known(answer.value):
            answer = _Answer(union([TOP, *self._yielded_by_family(fn)]))
        lines = ",".join(str(line) for _, line in fn.unit.yields[:3])
        merged = self._follows(answer, f"yield:{lines}", "yield")
        return replace(result, type=self._note(merged, "yield", fn.name))

    def _yielded_by_family(self, fn: Fn) -> Iterator[Value]:
        """Yield what the generators yield that a method overrides or is overridden by."""
        short = fn.short_name
        line = self.program.mro(fn.owner)[1:] if fn.owner else []
        overridden = [base for info, _ in line for base in info.methods.get(short, ())]
        for other in (*overridden, *fn.overrides):
            if other.unit.yields:
                yield self.solver.cells.yielded(other).value

    def _attribute(self, obj: Object) -> Object:
        if obj.annotation is not None or "member" in obj.modifiers:
            return obj
        parent, _, name = obj.name.rpartition(".")
        kind = ("attr", parent, name) if obj.kind == "attribute" else ("global", parent, name)
        cell = self.solver.cells.by_key.get(kind)
        if cell is None:
            return obj
        if obj.kind == "attribute":
            return self._of_class(obj, cell)
        return obj if self._is_alias(cell) else self._assigned(obj, self.told.stored([cell]))

    def _of_class(self, obj: Object, cell: Cell) -> Object:
        """Return an attribute with the type of what its class and instances of it hold."""
        parent, name = obj.parent, obj.short_name
        members = self.solver.members
        held = members.enum_attribute(parent, name, cell)
        if held is not None:
            return self._of_enum(obj, held)
        if self._is_taken(parent, name, cell.value) or self._is_alias(cell):
            return obj  # what is assigned isn't what is read
        overriding = union(members.in_subclasses(parent, name))
        if not overriding and len(cell.parts) == 1 and _is_for_others(obj):
            return obj
        answer = self.told.stored(members.cells_of(parent, name))
        share = _EXAMPLES if answer.value == NONE and overriding else answer.share
        others = self._set_otherwise(parent, name)
        return self._assigned(obj, _Answer(union([answer.value, others, overriding]), share))

    def _is_alias(self, cell: Cell) -> bool:
        """Tell whether a name stands for a class with type arguments, which is no class itself."""
        for place, value in cell.parts.items():
            stored = _stored_at(self.program, place)
            if stored is not None and stored[0].unit.terms[stored[1]].op == "sub":  # noqa: SIM102
                if any(t.kind == "type" for t in value):
                    return True
        return False

    def _set_otherwise(self, owner: str, name: str) -> Value:
        """Return what an attribute may be that no assignment tells.

        That is what a library's base declares, and anything where attributes are set by names that
        are only known at run time.
        """
        found: list[Value] = []
        for info, _ in self.program.mro(owner):
            if info.stub is not None and name in info.stub.members:
                declared = self.solver.members.attribute(instance(info.name), name)
                return union([*found, *(t.alone for t in declared if t.kind == "inst")])
            if any(_sets_by_name(fn) for fns in info.methods.values() for fn in fns):
                found.append(TOP)
        return union(found)

    def _assigned(self, obj: Object, answer: _Answer) -> Object:
        if answer.value in (NONE, tuple_of(())):
            return obj
        merged = self._follows(answer, f"assignment:{obj.line}", "assigned")
        return replace(obj, type=self._note(merged, "assigned", obj.name))

    def _of_enum(self, obj: Object, held: Value) -> Object:
        """Return what an enumeration's body assigns: a member has no type but its class."""
        if held == instance(obj.parent):
            return _with(obj, "member")
        if obj.short_name.startswith("_"):
            return obj
        return self._assigned(obj, _Answer(held))

    def _is_taken(self, owner: str, name: str, value: Value) -> bool:
        """Tell whether reading an attribute gives something else than what it's set to."""
        line = [info for info, _ in self.program.mro(owner)]
        if any(name in info.methods or "__getattribute__" in info.methods for info in line):
            return True
        cells = self.solver.members.cells_of(owner, name)
        held = union([value, *(cell.value for cell in cells)])
        return any(t.kind != "func" and self.solver.members.is_descriptor(t, owner) for t in held)


def _lacks_type(result: Result | None) -> TypeGuard[Result]:
    """Tell whether a function gives something of which its author declares no type."""
    return result is not None and result.annotation is None


def _return_lines(fn: Fn) -> str:
    """Return the lines of a function's first return statements, as evidence lists them."""
    return ",".join(str(line) for _, _, line in fn.unit.returns[:3] if line)


def _is_left_open(fn: Fn, value: Value) -> bool:
    """Tell whether a body that refuses its work says nothing of what others will return."""
    return "empty" not in fn.words and (bool(fn.owner) or value == NEVER)


def _is_for_others(obj: Object) -> bool:
    """Tell whether the only value of an attribute is there for others to take its place."""
    is_filled = obj.value in _EMPTY and "instance" not in obj.modifiers
    return is_filled or obj.value in _PLACEHOLDERS


def _sets_by_name(fn: Fn) -> bool:
    """Tell whether a method sets attributes of its object whose names the code doesn't say."""
    return any(_is_set_by_name(fn, term) for term in fn.unit.terms if term.op == "call")


def _is_set_by_name(fn: Fn, call: Term) -> bool:
    """Tell whether a call is ``setattr(self, name, ...)`` or ``self.__dict__.update(...)``."""
    terms = fn.unit.terms
    function, *given = (terms[ref] for ref in call.refs)
    if function.op == "name" and function.text == "setattr" and len(given) == 3:
        return _is_receiver(given[0], fn) and given[1].op != "lit"
    if function.op != "attr" or function.text != "update":
        return False
    inside = terms[function.refs[0]]
    is_dict = inside.op == "attr" and inside.text == "__dict__"
    return is_dict and _is_receiver(terms[inside.refs[0]], fn)


def _is_receiver(term: Term, fn: Fn) -> bool:
    return fn.bound and bool(fn.slots) and (term.op, term.text) == ("param", fn.slots[0].name)

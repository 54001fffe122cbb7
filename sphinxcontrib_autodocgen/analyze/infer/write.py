"""From the solved project to the records: types of parameters, results, yields and attributes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from ...model import Guess, Module, Object, Parameter, Result, Slot, Term
from .evidence import Evidence
from .merge import Merged, returned
from .raises import Callees
from .solve import Solver
from .told import Answer, Told
from .values import BOTTOM, NEVER, NONE, TOP, Value, instance, known, tuple_of, union
from .world import Cell, Fn, is_private

__all__ = ["Writer", "objects_of"]

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


_EXAMPLES = 0.75
"""How sure the type of an attribute is that only subclasses set, each to its own."""

_PLACEHOLDERS = {"()", "''", "b''"}
"""Values for others to take their place."""

_EMPTY = {"[]", "{}"}
"""What instances fill; a class has it for others to take its place."""


def _with(obj: Object, modifier: str) -> Object:
    return replace(obj, modifiers=tuple(sorted({*obj.modifiers, modifier})))


class Writer:
    """Writes types into records.

    Args:
        solver: The solved project.
        evidence: The clues.
        audit: Receives what each confidence was looked up by.
    """

    def __init__(
        self, solver: Solver, evidence: Evidence, audit: dict[tuple[str, ...], Merged] | None
    ) -> None:
        self.solver = solver
        self.evidence = evidence
        self.audit = audit
        self.fns = {(fn.name, fn.unit.line): fn for fn in solver.fns}
        self.told = Told(solver, evidence)
        self.callees = Callees(solver, evidence.objects)

    def module(self, module: Module) -> Module:
        """Return a module with types."""
        if module.facts is None:
            return module
        return replace(module, objects=tuple(self._object(obj) for obj in module.objects))

    def _object(self, obj: Object) -> Object:
        self.solver.inside = is_private(obj.name)
        if obj.kind in ("attribute", "data"):
            return self._attribute(obj)
        if obj.kind == "class" and self.solver.is_enum(obj.name):
            return _with(obj, "enum")
        fn = self.fns.get((obj.name, obj.line))
        if fn is None or fn.unit.kind not in ("function", "lambda"):
            return obj
        slots = {slot.name: slot for slot in fn.slots}
        parameters = tuple(self._parameter(p, slots.get(p.name), fn) for p in obj.parameters)
        raises = self.callees.raised(obj, fn)
        changed = replace(obj, parameters=parameters, raises=raises)
        if fn.held is not None:
            return self._given_by_name(changed, fn)
        if obj.returns is not None and obj.returns.annotation is None:
            changed = replace(changed, returns=self._returns(obj.returns, fn))
        if obj.yields is not None and obj.yields.annotation is None:
            changed = replace(changed, yields=self._yields(obj.yields, fn))
        return changed

    def _given_by_name(self, obj: Object, fn: Fn) -> Object:
        """Return a decorated function with what calling its name gives; that may be anything."""
        parts = (obj.returns, obj.yields)
        if any(part is not None and part.annotation is not None for part in parts):
            return obj
        self.solver.probes = 0
        receiver = fn.arguments[fn.slots[0].name].value if fn.bound and fn.slots else None
        value = self.solver.result_of(fn, receiver)
        if obj.yields is not None and value and all(t.name in _GENERATORS for t in value):
            inside = union([t.args[0] for t in value])
            return replace(obj, yields=Result(None, self._shown(inside, fn, "yield")))
        if "async" in fn.words:
            value = self.solver.awaited(value)
        return replace(obj, yields=None, returns=Result(None, self._shown(value, fn, "return")))

    def _shown(self, value: Value, fn: Fn, kind: str) -> Guess | None:
        lines = ",".join(str(line) for _, _, line in fn.unit.returns[:3] if line)
        place = f"{kind}:{lines or fn.unit.line}"
        answer = Answer(value, self.told.result(fn).share)
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
        short = fn.name.rpartition(".")[2]
        if fn.words & {"overload"}:
            return None
        if fn in self.evidence.results:
            place = f"docstring:{fn.unit.line}"
            return returned(self.solver, self.evidence.results[fn], place, kind="described")
        assert fn.returned is not None
        value = self.solver.read(fn.returned)
        if fn.owner and short in _DUNDER_RESULTS:
            protocol = instance(f"builtins.{_DUNDER_RESULTS[short]}")
            plain = value in (BOTTOM, NEVER, protocol, protocol | TOP)
            if plain or short not in _COMPARISONS:
                return returned(self.solver, protocol, f"protocol:{short}", kind="return")
        lines = ",".join(str(line) for _, _, line in fn.unit.returns[:3] if line)
        place = f"return:{lines}" if lines else "no return"
        if "placeholder" in fn.words:
            inherited = self._inherited(fn)
            if inherited:
                return returned(self.solver, inherited, f"override:{fn.unit.line}")
            if "empty" not in fn.words and (fn.owner or value == NEVER):
                return None
        if value == NEVER:
            return self._never(fn, place)
        return self._follows(self.told.result(fn), place)

    def _follows(
        self, answer: Answer, place: str, kind: str = "return", flag: str = ""
    ) -> Merged | None:
        """Return the guess for what follows from parameters, which isn't surer than they are."""
        found = returned(self.solver, answer.value, place, kind=kind, flag=flag)
        if found is None or found.guess.confidence <= answer.share:
            return found
        return found._replace(guess=replace(found.guess, confidence=answer.share))

    def _never(self, fn: Fn, place: str) -> Merged | None:
        """Return the guess for a function that never returns, unless it stands for others that do.

        A constructor is said to give None whatever it does, and of two definitions of a name one
        that only fails tells that something isn't installed.
        """
        short = fn.name.rpartition(".")[2]
        if short in ("__init__", "__init_subclass__"):
            return returned(self.solver, NONE, place)
        if len(self.solver.by_name[fn.name]) > 1:
            return None
        overrides = bool(fn.owner) and any(
            short in info.methods or (info.stub is not None and short in info.stub.members)
            for info, _ in self.solver.mro(fn.owner)[1:]
            if info.name != "builtins.object"
        )
        return returned(self.solver, NEVER, place, flag="override" if overrides else "")

    def _inherited(self, fn: Fn) -> Value:
        """Return what the methods that override an empty one return."""
        found = [self.solver.plain_result(other) for other in fn.overrides]
        found = [value for value in found if value not in (NEVER, TOP)]
        return union(found)

    def _yields(self, result: Result, fn: Fn) -> Result:
        answer = self.told.yielded(fn)
        if not known(answer.value):
            answer = Answer(union([TOP, *self._yielded_by_family(fn)]))
        lines = ",".join(str(line) for _, line in fn.unit.yields[:3])
        merged = self._follows(answer, f"yield:{lines}", "yield")
        return replace(result, type=self._note(merged, "yield", fn.name))

    def _yielded_by_family(self, fn: Fn) -> Iterator[Value]:
        """Yield what the generators yield that a method overrides or is overridden by."""
        short = fn.name.rpartition(".")[2]
        line = self.solver.mro(fn.owner)[1:] if fn.owner else []
        overridden = [base for info, _ in line for base in info.methods.get(short, ())]
        for other in (*overridden, *fn.overrides):
            if other.unit.yields:
                yield self.solver.yielded(other).value

    def _attribute(self, obj: Object) -> Object:
        if obj.annotation is not None or "member" in obj.modifiers:
            return obj
        parent, _, name = obj.name.rpartition(".")
        kind = ("attr", parent, name) if obj.kind == "attribute" else ("global", parent, name)
        cell = self.solver.cells.get(kind)
        if cell is None:
            return obj
        held = self.solver.enum_attribute(parent, name, cell)
        if held is not None and obj.kind == "attribute":
            return self._of_enum(obj, held)
        if obj.kind == "attribute" and self._is_taken(parent, name, cell.value):
            return obj  # what is assigned isn't what is read
        if obj.kind == "data":
            return self._assigned(obj, self.told.stored([cell]))
        overriding = union(self.solver.in_subclasses(parent, name))
        empty = obj.value in _EMPTY and "instance" not in obj.modifiers
        if (empty or obj.value in _PLACEHOLDERS) and len(cell.parts) == 1 and not overriding:
            return obj
        answer = self.told.stored(self._cells(parent, name))
        share = _EXAMPLES if answer.value == NONE and overriding else answer.share
        others = self._set_otherwise(parent, name)
        return self._assigned(obj, Answer(union([answer.value, others, overriding]), share))

    def _cells(self, owner: str, name: str) -> Iterator[Cell]:
        """Yield the variables that an instance's attribute may be held in, its class's first."""
        for info, _ in self.solver.mro(owner):
            cell = self.solver.cells.get(("attr", info.name, name))
            if cell is not None:
                yield cell

    def _set_otherwise(self, owner: str, name: str) -> Value:
        """Return what an attribute may be that no assignment tells.

        That is what a library's base declares, and anything where attributes are set by names that
        are only known at run time.
        """
        found: list[Value] = []
        for info, _ in self.solver.mro(owner):
            if info.stub is not None and name in info.stub.members:
                declared = self.solver.attribute(instance(info.name), name)
                return union([*found, *(frozenset([t]) for t in declared if t.kind == "inst")])
            if any(_sets_by_name(fn) for fns in info.methods.values() for fn in fns):
                found.append(TOP)
        return union(found)

    def _assigned(self, obj: Object, answer: Answer) -> Object:
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
        return self._assigned(obj, Answer(held))

    def _is_taken(self, owner: str, name: str, value: Value) -> bool:
        """Tell whether reading an attribute gives something else than what it's set to."""
        line = [info for info, _ in self.solver.mro(owner)]
        if any(name in info.methods or "__getattribute__" in info.methods for info in line):
            return True
        cells = [self.solver.cells.get(("attr", info.name, name)) for info in line]
        held = union([value, *(cell.value for cell in cells if cell is not None)])
        return any(t.kind != "func" and self.solver.is_descriptor(t, owner) for t in held)


def _sets_by_name(fn: Fn) -> bool:
    """Tell whether a method sets attributes of its object whose names the code doesn't say."""
    terms = fn.unit.terms
    for term in terms:
        if term.op != "call" or not term.refs:
            continue
        function, *given = (terms[ref] for ref in term.refs)
        if function.op == "name" and function.text == "setattr" and len(given) == 3:
            if _is_receiver(given[0], fn) and given[1].op != "lit":
                return True
        elif function.op == "attr" and function.text == "update":
            inside = terms[function.refs[0]]
            if inside.op == "attr" and inside.text == "__dict__":
                return _is_receiver(terms[inside.refs[0]], fn)
    return False


def _is_receiver(term: Term, fn: Fn) -> bool:
    return fn.bound and bool(fn.slots) and (term.op, term.text) == ("param", fn.slots[0].name)

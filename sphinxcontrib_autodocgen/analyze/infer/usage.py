"""What a function's body does with a parameter, and which types that suggests.

Facts are read off the terms: attributes, methods, operators, subscripts, iteration, comparisons,
``isinstance`` and what the parameter is passed on to. A suggestion needs facts that tell types
apart: methods that only one class of the project has, or methods of one built-in type.
"""

from __future__ import annotations

from collections.abc import Iterable

from ...model import Term
from .solve import Solver
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
    stripped,
    union,
    widened,
)
from .world import Fn

__all__ = ["Uses", "converted", "fallback", "guarded", "read_uses", "suggested"]

_BUILTIN = (
    "builtins.str", "builtins.dict", "builtins.list", "builtins.set", "builtins.bytes",
    "pathlib.Path", "re.Pattern", "re.Match", "datetime.datetime", "logging.Logger",
    "threading.Thread", "argparse.ArgumentParser", "builtins.int", "builtins.float",
    "subprocess.Popen", "asyncio.events.AbstractEventLoop", "socket.socket",
)  # fmt: skip
_TESTS = {"none", "notnone", "true", "false"}
_EMPTY = {"none", "false"}
_CLASS_ATTRIBUTES = {"__mro__", "__bases__", "__subclasses__", "mro"}
_COMMON = {
    "name", "get", "value", "id", "type", "copy", "close", "start", "stop", "run", "key", "path",
    "data", "index", "count", "text", "parent", "children", "args", "kwargs", "update", "pop",
    "clear", "open", "write", "read", "send", "add", "remove", "set", "reset",
}  # fmt: skip
_BASIC = {"builtins.str", "builtins.int", "builtins.float", "builtins.bytes"}
_SUM_METHODS = {"+", "-", "*", "/", "//", "%", "**"}


class Uses:
    """The facts about one parameter."""

    __slots__ = (
        "attributes",
        "called",
        "compared",
        "contained",
        "context",
        "converted",
        "equal",
        "fallbacks",
        "guards",
        "indexes",
        "iterated",
        "nullable",
        "operands",
        "passed",
        "read",
        "sliced",
        "stored",
        "subscripted",
        "tested",
        "total",
    )  # fmt: skip

    def __init__(self) -> None:
        self.attributes: dict[str, bool] = {}
        self.called = 0
        self.tested = False
        self.nullable = False
        self.iterated = 0
        self.context = 0
        self.subscripted = 0
        self.sliced = 0
        self.contained = 0
        self.read = 0
        self.total = 0
        self.indexes: list[Value] = []
        self.guards: list[tuple[str, Value]] = []
        self.operands: list[tuple[str, Value, bool]] = []
        self.compared: list[Value] = []
        self.equal: list[Value] = []
        self.converted: list[Value] = []
        self.passed: list[tuple[int, int]] = []
        self.stored: list[tuple[str, str]] = []
        self.fallbacks: list[Value] = []

    def add(self, other: Uses) -> None:
        """Add the facts about another name of the same thing."""
        for name, method in other.attributes.items():
            self.attributes[name] = self.attributes.get(name, False) or method
        self.called += other.called
        self.tested = self.tested or other.tested
        self.nullable = self.nullable or other.nullable
        self.iterated += other.iterated
        self.context += other.context
        self.subscripted += other.subscripted
        self.sliced += other.sliced
        self.contained += other.contained
        self.read += other.read
        self.total += other.total
        self.indexes += other.indexes
        self.guards += other.guards
        self.operands += other.operands
        self.compared += other.compared
        self.equal += other.equal
        self.converted += other.converted
        self.fallbacks += other.fallbacks


def read_uses(solver: Solver, fn: Fn) -> dict[str, Uses]:  # noqa: C901, PLR0912
    """Return the facts about each parameter of a function.

    Args:
        solver: Knows the values.
        fn: The function.

    Returns:
        Facts by name: parameters, attributes of the receiver as ``self.x``, variables of enclosing
        functions as ``cell.3:x``, and what ``*args`` holds as ``*args``.
    """
    uses: dict[str, Uses] = {slot.name: Uses() for slot in fn.slots}
    receiver = fn.slots[0].name if fn.bound and fn.slots else None
    many = {slot.name for slot in fn.slots if slot.kind == "var-positional"}
    origin: dict[int, str] = {}
    callees = {term.refs[0] for term in fn.unit.terms if term.op == "call"}
    for index, term in enumerate(fn.unit.terms):
        if term.op == "param":
            origin[index] = term.text
        elif term.op == "cell":
            origin[index] = f"cell.{term.text}"
            uses.setdefault(origin[index], Uses())
        elif term.op == "stored":
            if term.refs[0] in origin:
                origin[index] = origin[term.refs[0]]
        elif term.op in ("narrow", "unless"):
            ref = term.refs[-1] if term.op == "unless" else term.refs[0]
            if ref in origin:
                found = uses.get(origin[ref])
                if found is not None and term.text in _TESTS:
                    found.tested = True
                    found.nullable = found.nullable or term.text.endswith("none")
                if "isinstance" in term.text:
                    _guard(solver, fn, term, uses.get(origin[ref]))
                if term.text != "isinstance":
                    origin[index] = origin[ref]
        elif term.op == "phi" and term.refs:
            names = {origin[ref] for ref in term.refs if ref in origin}
            if fn.values and any(ref not in origin for ref in term.refs):
                _fallback(fn, term, origin, uses)
            if len(names) == 1 and not _only_empty(fn, term, origin):
                origin[index] = names.pop()
        else:
            _use(fn, index, term, origin, uses, callees)
            if term.op == "attr" and receiver is not None and origin.get(term.refs[0]) == receiver:
                origin[index] = f"self.{term.text}"
                uses.setdefault(origin[index], Uses())
            elif term.op == "iter" and origin.get(term.refs[0]) in many:
                origin[index] = f"*{origin[term.refs[0]]}"
                uses.setdefault(origin[index], Uses())
    for store in fn.unit.stores:
        if store.kind == "attr" and store.value in origin and store.target >= 0:
            found = uses.get(origin[store.value])
            for t in fn.values[store.target] if found is not None and fn.values else ():
                if t.kind == "inst":
                    found.stored.append((t.name, store.name))  # type: ignore[union-attr]
    return uses


def _fallback(fn: Fn, term: Term, origin: dict[int, str], uses: dict[str, Uses]) -> None:
    """Note what stands in for a parameter that is None or empty, or is converted otherwise."""
    names = {origin[ref] for ref in term.refs if ref in origin}
    if len(names) != 1 or term.text == "loop":
        return
    narrowed = _narrowings(fn, term, origin) - {""}
    name = names.pop()
    found = uses.get(name)
    if narrowed - _EMPTY and found is not None:
        others = [fn.values[ref] for ref in term.refs if ref not in origin]
        if any("isinstance" in text for text in narrowed):
            found.converted += others
        elif not any(_is_made_of(name, fn, ref, origin) for ref in term.refs if ref not in origin):
            found.fallbacks += others


def _is_made_of(name: str, fn: Fn, ref: int, origin: dict[int, str]) -> bool:
    """Tell whether a term is computed from a parameter, in one step or several."""
    seen = {ref}
    waiting = [ref]
    for each in waiting:
        if origin.get(each) == name:
            return True
        below = [other for other in fn.unit.terms[each].refs if other not in seen]
        seen.update(below)
        waiting += below
    return False


def _only_empty(fn: Fn, term: Term, origin: dict[int, str]) -> bool:
    """Tell whether a name holds something else wherever its parameter was neither None nor empty.

    What is then done with it says nothing of the parameter.
    """
    is_rebound = any(ref not in origin for ref in term.refs)
    return is_rebound and _narrowings(fn, term, origin) <= _EMPTY


def _narrowings(fn: Fn, term: Term, origin: dict[int, str]) -> set[str]:
    return {_narrowing(fn, ref) for ref in term.refs if ref in origin}


def _narrowing(fn: Fn, ref: int) -> str:
    """Return how a term is narrowed, empty if it isn't."""
    term = fn.unit.terms[ref]
    while term.op == "unless":
        term = fn.unit.terms[term.refs[-1]]
    return term.text if term.op == "narrow" else ""


def _guard(solver: Solver, fn: Fn, term: Term, uses: Uses | None) -> None:
    if uses is not None and len(term.refs) > 1 and fn.values:
        wanted = solver.instances(fn.values[term.refs[1]])
        uses.guards.append((term.text, wanted))


def _use(  # noqa: PLR0913, PLR0917, C901
    fn: Fn, index: int, term: Term, origin: dict[int, str], uses: dict[str, Uses], callees: set[int]
) -> None:
    for position, ref in enumerate(term.refs):
        name = origin.get(ref)
        found = uses.get(name) if name is not None else None
        if found is None:
            continue
        found.total += 1
        op = term.op
        if op == "attr":
            found.read += 1
            found.attributes[term.text] = found.attributes.get(term.text, False) or index in callees
        elif op == "call":
            if position == 0:
                found.called += 1
            else:
                found.passed.append((index, position))
        elif op in ("iter", "unpack"):
            found.iterated += 1
        elif op in ("enter", "aenter"):
            found.context += 1
        elif op == "sub" and position == 0:
            found.subscripted += 1
            found.indexes.append(widened(fn.values[term.refs[1]]) if fn.values else TOP)
        elif op == "slice":
            found.sliced += 1
        elif op == "bin" and fn.values:
            other = widened(fn.values[term.refs[1 - position]])
            found.operands.append((term.text, other, position == 0))
        elif op == "cmp" and fn.values and term.text not in ("is", "is not"):
            other = widened(fn.values[term.refs[1 - position]])
            _compare(found, term.text, other, position)


def _compare(found: Uses, op: str, other: Value, position: int) -> None:
    if op in ("in", "not in") and position:
        found.contained += 1
    elif op in ("==", "!=", "in", "not in"):
        found.equal.append(other if op[1] == "=" else _inside(other))
    else:
        found.compared.append(other)


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


def suggested(solver: Solver, uses: Uses, index: dict[str, set[str]]) -> tuple[str, Value] | None:
    """Return the kind of evidence and the type that the uses suggest.

    Args:
        solver: Knows the classes.
        uses: The facts.
        index: The project's classes by the attributes they have.
    """
    if _CLASS_ATTRIBUTES & set(uses.attributes):
        return "reflected", frozenset([make("typeof", "", (TOP,))])
    plain = {name for name in uses.attributes if not name.startswith("__")}
    if plain:
        found = _by_attributes(solver, plain, index)
        if found is not None:
            return found
        return None
    if uses.called and not uses.subscripted and not uses.iterated:
        return "called", frozenset([make("callable", "", (TOP,))])
    operand = _by_operands(uses)
    if operand is not None:
        return "operator", operand
    equal = _basic({t for other in uses.equal if len(other) == 1 for t in other})
    if equal is not None and not uses.iterated and not uses.subscripted:
        return "equal", equal
    if uses.iterated and not uses.subscripted and not uses.operands:
        return "iterated", instance("typing.Iterable", TOP)
    if uses.subscripted:
        return _by_subscripts(uses)
    return None


def _by_attributes(
    solver: Solver, names: set[str], index: dict[str, set[str]]
) -> tuple[str, Value] | None:
    """Return the one class that has all these attributes."""
    sets = [index.get(name, set()) for name in names]
    own = set.intersection(*sets) if sets else set()
    builtin = [name for name in _BUILTIN if _has_all(solver, name, names)]
    telling = [name for name in names if name not in _COMMON]
    if builtin and not own:
        if builtin[0] == "builtins.str" or telling or len(names) > 1 or len(builtin) == 1:
            return ("methods", frozenset([solver.instance_of(make("type", builtin[0]))]))
        return None
    if not own or builtin:
        return None
    root = _root(solver, own)
    if root is None:
        return None
    kind = "attributes" if len(names) > 1 or (telling and len(own) <= 6) else "attribute"
    return kind, instance(root)


def _has_all(solver: Solver, name: str, names: Iterable[str]) -> bool:
    t = make("inst", name)
    return all(solver.has(t, attribute) for attribute in names)


def _root(solver: Solver, classes: set[str]) -> str | None:
    """Return the class that all others derive from."""
    for name in sorted(classes, key=lambda name: (len(solver.mro(name)), name)):
        if all(solver.is_subclass(other, name) for other in classes):
            return name
    return None


def _by_operands(uses: Uses) -> Value | None:
    """Return the type that operators and comparisons agree on."""
    found: set[Type] = set()
    for op, other, _ in uses.operands:
        repeated = op == "*" and all(t.name == "builtins.int" for t in other)
        if op in _SUM_METHODS and len(other) == 1 and not repeated:
            found |= other
    for other in uses.compared:
        if len(other) == 1:
            found |= other
    operand = _basic(found)
    whole = operand is not None and operand == instance("builtins.int")
    return instance("builtins.float") if whole else operand


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

"""All that speaks for a parameter's type, one clue for each kind of evidence.

A clue is a value with its kind and place; nothing is decided here. ``ranking`` weighs clues.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sized
from itertools import chain
from typing import NamedTuple

from ...ir import Slot
from ...model import Module, Object
from .cells import Cell, Fn
from .flows import NOTHING, Demand, Demands, needed, passed_on, project_targets
from .outside import Given
from .rendering import collapsed
from .solver import Solver
from .usage import Uses, allows, converted, fallback, guarded, is_used, read_uses, suggested
from .values import BOTTOM, NEVER, NONE, TOP, UNKNOWN, Type, Value, instance, known, make, union

__all__ = ["Clue", "Clues", "customary", "typing_lines"]

_WEAK = {"custom", "tested", "equal", "converted", "names", "passed", "iterated", "subscript",
         "attribute", "called", "asked", "family", "floats", "sentinel"}  # fmt: skip
"""Kinds that nothing further is concluded from."""

_SHOWN = {"call", "unasked", "caller", "default", "empty", "fallback", "related", "names", "passed"}
"""Kinds of values that a parameter is seen to have, or another one of its kind."""

_TEXTS = instance("builtins.str") | instance("builtins.bytes")
"""Types that are given to a body that iterates, but hardly meant by it."""

_BODY = {"methods", "attributes", "attribute", "operator", "equal"}
"""Kinds of what a body does with a parameter."""

_MAX_OVERRIDES = 20
_ELLIPSIS = instance("types.EllipsisType")
_INNER = {"default", "guess", "nothing"}
_EXIT = (
    make("typeof", "", (instance("builtins.BaseException"),)).alone | NONE,
    instance("builtins.BaseException") | NONE,
    instance("types.TracebackType") | NONE,
)
_CALLABLE = make("callable", "", (TOP,)).alone
_STR = instance("builtins.str")
_OBJECT = instance("builtins.object")
_DUNDERS: dict[str, tuple[Value, ...]] = {
    "__exit__": _EXIT,
    "__aexit__": _EXIT,
    "__getattr__": (_STR,),
    "__getattribute__": (_STR,),
    "__delattr__": (_STR,),
    "__setattr__": (_STR,),
    "__eq__": (_OBJECT,),
    "__ne__": (_OBJECT,),
    "__contains__": (_OBJECT,),
    "__format__": (_STR,),
    "__set_name__": (make("typeof", "", (TOP,)).alone, _STR),
    "__deepcopy__": (instance("builtins.dict"),),
    "__reduce_ex__": (instance("builtins.int"),),
}
_COMPARISONS = {"__lt__", "__le__", "__gt__", "__ge__"}
_GOOGLE = r"^[ \t]*\*{{0,2}}{name}[ \t]*\(([^()\n]*(?:\([^()]*\))?[^()\n]*)\)[ \t]*:"
_NUMPY = r"^[ \t]*\*{{0,2}}{name}[ \t]*:[ \t]*([^\n]+)$"
_REST = r":type[ \t]+{name}:[ \t]*([^\n]+)|:param[ \t]+([^:\n]+?)[ \t]+{name}:"
_RESULT = re.compile(r"^:rtype:[ \t]*([^\n]+)$", re.MULTILINE)
_SENTINEL = re.compile(
    r"(?:^|[._a-z])(?:Sentinel|Unset(?:Value)?|UNSET|Missing|NotGiven|NotSet|Undefined|NoValue"
    r"|NoDefault|[A-Za-z]*Default|Omit|Empty|_empty|Marker|NoDefaultType|DefaultType|UnsetType)(?:Type)?$"
)
_LONGEST = 1000
"""Most characters of words that can name a type."""

_NOT_TYPES = re.compile(r"\b(?:optional|default.*)$", re.IGNORECASE)


class Clue(NamedTuple):
    """One kind of evidence for a parameter.

    Attributes:
        kind: Which kind.
        value: What it suggests.
        place: Where it's from, for the reader.
        places: How many places agree.
        share: The share of places whose value is known.
    """

    kind: str
    value: Value
    place: str = ""
    places: int = 1
    share: float = 1.0


class _Kin(NamedTuple):
    """What a method knows of a parameter that another one in its family has too."""

    value: Value
    is_declared: bool
    is_above: bool

    def declares(self, given: Value) -> bool:
        """Tell whether it holds for the other method; what is below declares it for itself.

        Args:
            given: What calls give the other method, without type arguments.
        """
        holds = self.is_above or not given or bool(given & _bare(self.value))
        return self.is_declared and holds


class Clues:
    """Collects clues over a solved project.

    Args:
        solver: The project.
        objects: Its objects, by name and line, for their docstrings.
    """

    def __init__(self, solver: Solver, objects: dict[tuple[str, int], Object]) -> None:
        self.solver = solver
        self.objects = objects
        self.class_docstrings = {
            obj.name: [obj.docstring]
            for obj in objects.values()
            if obj.kind == "class" and obj.docstring
        }
        self.index: dict[str, set[str]] = {}
        self.names: dict[str, Counter[Value]] = {}
        self._given_by: set[tuple[str, frozenset[Hashable]]] = set()
        self._uses: dict[Fn, dict[str, Uses]] = {}
        self._read_from: dict[Fn, list[Value]] = {}
        self._joined: dict[tuple[Fn, str], Uses] = {}
        self._outer: dict[tuple[str, ...], list[Uses]] = {}
        self._demands: Demands | None = None
        self.outside: Given = {}
        self.described: dict[Fn, list[str]] = {}
        self.results: dict[Fn, Value] = {}
        self._index_classes()

    def _index_classes(self) -> None:
        """Note which classes have an attribute, inherited ones included."""
        own: dict[str, set[str]] = {}
        for info in self.solver.program.classes.values():
            own.setdefault(info.name, set()).update(info.methods)
        for key in self.solver.cells.by_key:
            if key[0] == "attr":
                own.setdefault(key[1], set()).add(key[2])
        for name in self.solver.program.classes:
            line = [info.name for info, _ in self.solver.program.mro(name)]
            for attribute in {a for base in line for a in own.get(base, ())}:
                self.index.setdefault(attribute, set()).add(name)

    def read_described(self, modules: Iterable[Module]) -> None:
        """Take the fields of functions that documents describe for words of their docstrings.

        The type of a result holds for those who call the function too, as an annotation does.
        """
        for obj in (obj for module in modules for obj in module.objects):
            for t in self.solver.members.named(obj.name):
                for fn in self._meant(t):
                    self.described.setdefault(fn, []).append(obj.docstring or "")
                    self._declare_result(fn, obj.docstring or "")

    def _declare_result(self, fn: Fn, text: str) -> None:
        match = _RESULT.search(text)
        if match is None or fn.returned is None or fn.returned.fixed or fn.unit.yields:
            return
        value = self.written(match[1], fn)
        if value:
            self.results[fn] = fn.returned.value = value
            fn.returned.fixed, fn.polymorphic = True, False

    def _meant(self, t: Type) -> list[Fn]:
        """Return the function that a name holds, of a class the one that makes its instances."""
        if t.kind == "func":
            return [self.solver.program.fn_of(t)]
        info = self.solver.program.classes.get(t.name) if t.kind == "type" else None
        return info.methods.get("__init__", []) if info is not None else []

    def uses(self, fn: Fn, name: str) -> Uses:
        """Return the facts about a parameter, in the body and through what it's stored in."""
        found = self._joined.get((fn, name))
        if found is None:
            found = self._joined[fn, name] = self._join(fn, name)
        return found

    def _join(self, fn: Fn, name: str) -> Uses:
        own = self._uses[fn].get(name) or Uses()
        more = list(self._outer.get(("cell", fn.module, str(fn.index), name), ()))
        for owner, attribute in own.stored[:2]:
            more += self._outer.get(("self", owner, attribute), ())[:20]
        if not more:
            return own
        joined = Uses()
        joined.passed, joined.stored = own.passed, own.stored
        for part in (own, *more):
            joined.add(part)
        return joined

    def refresh(self) -> None:
        """Read the facts again where values have changed."""
        self._joined.clear()
        self._outer.clear()
        for fn in self.solver.program.fns:
            if self._read_from.get(fn) != fn.values:
                self._uses[fn] = read_uses(self.solver, fn)
                self._read_from[fn] = fn.values
            for name, uses in self._uses[fn].items():
                kind, _, rest = name.partition(".")
                if kind == "self" and rest:
                    self._outer.setdefault(("self", fn.owner, rest), []).append(uses)
                elif kind == "cell" and rest:
                    index, _, local = rest.partition(":")
                    self._outer.setdefault(("cell", fn.module, index, local), []).append(uses)
        self._demands = Demands(self.solver, self._uses)

    def demand(self, fn: Fn, name: str) -> Demand:
        """Return what is asked of a parameter, here and where it is passed or stored."""
        cell = fn.arguments.get(name)
        if self._demands is None or cell is None or cell.fixed:
            return NOTHING
        return self._demands.of(cell)

    def learn_names(self) -> None:
        """Count which types the parameters of each name have where that's well known.

        Parameters that the same calls give a value to, as methods of one name do, count once.
        """
        self.names.clear()
        self._given_by.clear()
        for fn in self.solver.program.fns:
            for slot in fn.slots[1 if fn.bound else 0 :]:
                if not slot.kind.startswith("var") and not self._uses[fn][slot.name].called:
                    self._learn_name(fn, slot)

    def _learn_name(self, fn: Fn, slot: Slot) -> None:
        cell = fn.arguments.get(slot.name)
        value = self._well_known(cell)
        if value and cell is not None:
            places = frozenset(place for place in cell.parts if place not in _INNER)
            if places and (slot.name, places) in self._given_by:
                return
            self._given_by.add((slot.name, places))
            for name in (slot.name, f"{self._root(fn.owner)}:{slot.name}"):
                self.names.setdefault(name, Counter())[value] += 1

    def _root(self, owner: str) -> str:
        """Return the last base of a class that the project defines."""
        line = [info.name for info, _ in self.solver.program.mro(owner) if info.stub is None]
        return line[-1] if line else owner

    def _well_known(self, cell: Cell | None) -> Value:
        if cell is None:
            return BOTTOM
        if cell.fixed:
            return _bare(cell.value)
        value = cell.given()
        if UNKNOWN in value or value & (NEVER | _ELLIPSIS) or len(value - NONE) != 1:
            return BOTTOM
        return _bare(value)

    def clues(self, fn: Fn, slot: Slot) -> list[Clue]:
        """Return all clues for one parameter, best kinds first."""
        try:
            found = list(self._told(fn, slot))
        except RecursionError:
            return []
        said = [clue for clue in found if clue.kind in ("docstring", "described")]
        if not all(clue.value for clue in said):
            return []  # its author says what it is, in words that we can't read
        if not said and self._has_alien_default(fn, slot):
            return []
        found += list(self._of_families(fn, slot, found))
        return [clue for clue in found if clue.value]

    def _told(self, fn: Fn, slot: Slot) -> Iterator[Clue]:
        """Yield the clues without what stands for no value, and that as a clue of its own."""
        for clue in self._clues(fn, slot):
            value = known(clue.value)
            if clue.kind in _SHOWN:
                value = _without_factories(value, self.uses(fn, slot.name))
            kept = _without_sentinels(value)
            yield clue._replace(value=kept)
            if kept != value:
                yield Clue("sentinel", value - kept)

    def _has_alien_default(self, fn: Fn, slot: Slot) -> bool:
        """Tell whether a body does what its default can't: another type is meant, by no name."""
        uses, default = self.uses(fn, slot.name), fn.arguments[slot.name].parts.get("default")
        plain = known(default) - NONE if default is not None and default != _ELLIPSIS else BOTTOM
        return bool(plain) and not uses.guards and not allows(self.solver, uses, plain)

    def _of_families(self, fn: Fn, slot: Slot, clues: list[Clue]) -> Iterator[Clue]:
        """Yield the classes in examples that have siblings from which nothing tells them apart."""
        uses = self.uses(fn, slot.name)
        for clue in clues:
            plain = clue.value - NONE
            if clue.kind in ("call", "names", "related") and len(plain) == 1:
                (t,) = plain
                if t.kind == "inst" and self._has_siblings(t.name, uses):
                    yield Clue("family", plain)

    def _has_siblings(self, name: str, uses: Uses) -> bool:
        """Tell whether a class has siblings, and a base that has all that a body uses of it."""
        info = self.solver.program.classes.get(name)
        return info is not None and any(
            base.name in self.solver.program.classes
            and len(self.solver.program.subclasses[base.name]) > 1
            and allows(self.solver, uses, base.alone)
            for base in info.bases
        )

    def _clues(self, fn: Fn, slot: Slot) -> Iterator[Clue]:
        uses = self.uses(fn, slot.name)
        yield from self._documented(fn, slot)
        if slot.kind.startswith("var"):
            yield from self._of_many(fn, slot)
            return
        yield from self._dunder(fn, slot)
        yield from self._shown(fn, slot, uses)
        yield from self._checked(fn, uses)
        yield from self._inherited(fn, slot)
        yield from self._used(fn, uses)
        yield from self._stored(uses)
        yield from self._demanded(fn, slot, uses)
        yield from self._passed(fn, uses)
        yield from self._named(fn, slot, uses)

    def _shown(self, fn: Fn, slot: Slot, uses: Uses) -> Iterator[Clue]:
        """Yield what calls and the default show, and what stands in for a parameter."""
        cell = fn.arguments[slot.name]
        yield from self._needing(fn, uses, self._called(cell, uses))
        yield from self._called_outside(cell, uses, nullable=self.demand(fn, slot.name).nullable)
        default = cell.parts.get("default")
        if default is None:
            return
        if default != _ELLIPSIS:
            kind = "empty" if UNKNOWN in default else "default"
            clue = Clue(kind, default, f"default:{fn.unit.line}")
            yield from self._needing(fn, uses, [clue])
        substitute = fallback(uses)
        if substitute:
            yield Clue("fallback", substitute, f"fallback:{fn.unit.line}")

    @staticmethod
    def _checked(fn: Fn, uses: Uses) -> Iterator[Clue]:
        """Yield what the body asks by ``isinstance``."""
        guards = guarded(uses)
        if guards:
            asked = [text for text, _ in uses.guards]
            only = "callable" in " ".join(asked) or uses.total <= asked.count("isinstance")
            yield Clue("checked" if only else "isinstance", guards, f"isinstance:{fn.unit.line}")
        made = converted(uses)
        if made and not any(t.args for t in made):
            yield Clue("converted", made, f"isinstance:{fn.unit.line}")

    def _demanded(self, fn: Fn, slot: Slot, uses: Uses) -> Iterator[Clue]:
        """Yield what is asked of a parameter where it's passed or stored."""
        demand = self.demand(fn, slot.name)
        if demand.guards - guarded(uses):
            yield Clue("asked", demand.guards, f"isinstance:{fn.unit.line}")
        if demand.floats:
            yield Clue("floats", instance("builtins.float"), f"passed:{fn.unit.line}")

    def _passed(self, fn: Fn, uses: Uses) -> Iterator[Clue]:
        """Yield what most of the parameters are that a parameter is passed on to."""
        targets = [_without_none(value) for value in passed_on(self.solver, fn, uses)]
        if targets:
            common, count = Counter(_bare(t) for t in targets).most_common(1)[0]
            value = next(t for t in targets if _bare(t) == common)
            yield Clue("passed", value, f"passed:{fn.unit.line}", count, count / len(targets))

    def _used(self, fn: Fn, uses: Uses) -> Iterator[Clue]:
        """Yield what the body does with a parameter, unless it lets what is false through first."""
        use = suggested(self.solver, uses, self.index, fn.module)
        if use is not None:
            let_through = uses.tested and not uses.nullable and use[0] in _BODY
            kind = "tested" if let_through else use[0]
            yield Clue(kind, use[1], f"{use[0]}:{fn.unit.line}")

    def _of_many(self, fn: Fn, slot: Slot) -> Iterator[Clue]:
        """Yield what is known of each of ``*args``, of which calls show only examples."""
        yield from (clue for clue in self._inherited(fn, slot) if clue.kind == "override")
        each = self._uses[fn].get(f"*{slot.name}")
        if each is not None:
            yield from self._used(fn, each)

    def _needing(self, fn: Fn, uses: Uses, clues: Iterable[Clue]) -> Iterator[Clue]:
        """Yield clues, of a container that shows an example only as what the body needs of it."""
        asked = uses.total > _given_along(fn, uses) or uses.tested or uses.guards
        for clue in clues:
            value = BOTTOM if uses.guards else needed(self.solver, fn, uses, known(clue.value))
            if value:
                yield clue._replace(kind="needed", value=value)
            elif clue.kind == "call" and not asked:
                yield clue._replace(kind="unasked")
            else:
                yield clue

    def _called(self, cell: Cell, uses: Uses) -> Iterator[Clue]:
        sites = [
            (place, value - NEVER) for place, value in cell.parts.items() if place not in _INNER
        ]
        values = [value for _, value in sites if known(value)]
        if not values:
            return
        value = self._given(values, uses)
        unknown = sum(1 for _, value in sites if UNKNOWN in value)
        yield Clue("call", value, self._place(sites), len(values), 1 - unknown / len(sites))

    def _called_outside(self, cell: Cell, uses: Uses, *, nullable: bool) -> Iterator[Clue]:
        """Yield what tests and examples give to a parameter that nothing else gives a value.

        They also give None where it doesn't matter, which counts only if the code asks about it.
        """
        sites = [(place, value - NEVER) for place, value in self.outside.get(cell, ())]
        telling = [(place, value) for place, value in sites if known(value)]
        if telling:
            path, line = telling[0][0]
            share = len([value for _, value in sites if UNKNOWN not in value]) / len(sites)
            value = self._given([value for _, value in telling], uses)
            value -= BOTTOM if uses.tested or nullable else NONE
            yield Clue(
                "caller", value, f"caller:{path}:{line}{_and_more(telling)}", len(telling), share
            )

    def _given(self, values: list[Value], uses: Uses) -> Value:
        """Return what the arguments of calls are together."""
        value = union(known(value) for value in values)
        if uses.called and not uses.attributes and self._is_callable(value):
            value = (value & NONE) | _CALLABLE
        return value

    def _is_callable(self, value: Value) -> bool:
        """Tell whether all members can be called, so that this is what matters of them."""
        if all(t.kind in ("type", "typeof") for t in value - NONE):
            return False
        return all(
            t.kind in ("func", "lib", "partial", "callable", "type")
            or self.solver.members.has(t, "__call__")
            for t in value - NONE
        )

    def _place(self, sites: list[tuple[object, Value]]) -> str:
        """Return the first call site, as ``call:pkg.m:12``."""
        places = sorted(
            place for place, value in sites if isinstance(place, tuple) and known(value)
        )
        module, index, term = places[0][:3]
        unit = self.solver.program.by_index[module, index].unit
        line = unit.terms[term].line if isinstance(term, int) and term < len(unit.terms) else 0
        return f"call:{module}:{line or unit.line}{_and_more(places)}"

    def _documented(self, fn: Fn, slot: Slot) -> Iterator[Clue]:
        own = ((text, "docstring") for text in self._docstrings(fn))
        outside = ((text, "described") for text in self.described.get(fn, ()))
        for text, kind in (*own, *outside):
            written = _written_type(text, slot.name)
            if written is not None:
                value = self.written(written.text, fn) or (TOP if written.is_sure else BOTTOM)
                if value:
                    yield Clue(kind, value, f"docstring:{fn.unit.line}")
                return

    def _docstrings(self, fn: Fn) -> Iterator[str]:
        """Yield the docstrings that may describe the parameters of a function."""
        obj = self.objects.get((fn.name, fn.unit.line))
        if obj is not None and obj.docstring:
            yield obj.docstring
        if fn.name.endswith(".__init__"):
            yield from self.class_docstrings.get(fn.owner, ())

    def written(self, text: str, fn: Fn) -> Value:
        """Return the type that words of a docstring name; nothing if they aren't plainly one."""
        if len(text) > _LONGEST:
            return BOTTOM
        text = re.sub(r":[a-z:]+:`[~.]*([^`]+)`", r"\1", text.strip())
        text = _NOT_TYPES.sub("", text.strip("`.").strip()).strip(" ,").replace("`", "")
        text = re.sub(r"\s+or\s+", " | ", text)
        text = re.sub(r"\b(list|set|tuple|dict)s? of (\w+?)s?\b", r"\1[\2]", text)
        text = {"string": "str", "boolean": "bool", "integer": "int"}.get(text, text)
        value = self.solver.program.scopes.annotation(text, fn.module, fn.owner or fn.name)
        return BOTTOM if UNKNOWN in value else value

    def _dunder(self, fn: Fn, slot: Slot) -> Iterator[Clue]:
        short = fn.short_name
        if not fn.owner or slot.kind.startswith("var"):
            return
        position = [s.name for s in fn.slots].index(slot.name) - 1
        types = _DUNDERS.get(short, ())
        if 0 <= position < len(types):
            yield Clue("dunder", types[position], f"protocol:{short}")
        elif short in _COMPARISONS and position == 0:
            yield Clue("dunder", instance(fn.owner), f"protocol:{short}")

    def _inherited(self, fn: Fn, slot: Slot) -> Iterator[Clue]:
        """Yield what overridden and overriding methods know of the parameter."""
        short = fn.short_name
        if not fn.owner or (short.startswith("__") and short != "__call__"):
            return
        library = self._declared_above(fn, slot)
        if library is not None:
            yield library
            return
        found = list(self._known_of_family(fn, slot))
        given = _bare(known(fn.arguments[slot.name].given()))
        fixed = [kin.value for kin in found if kin.declares(given)]
        if fixed:
            yield Clue("override", fixed[0], f"override:{fn.unit.line}", len(fixed))
        elif found:
            related = union(kin.value for kin in found)
            yield Clue("related", related, f"related:{fn.unit.line}", len(found))

    def _declared_above(self, fn: Fn, slot: Slot) -> Clue | None:
        """Return what a library declares of the parameter in a method that is overridden."""
        short, position = fn.short_name, fn.slots.index(slot)
        for info, _ in self.solver.program.mro(fn.owner)[1:]:
            if info.stub is not None and short in info.stub.members:
                value = self._stub_parameter(info.name, short, position)
                if value:
                    return Clue("override", value, f"override:{info.name}.{short}")
        return None

    def _known_of_family(self, fn: Fn, slot: Slot) -> Iterator[_Kin]:
        """Yield what the project's methods know that it overrides or that override it."""
        position = fn.slots.index(slot)
        above = list(self._overridden(fn))
        for other in (*above, *fn.overrides[:_MAX_OVERRIDES]):
            own = _counterpart(other, slot, position)
            if own is None or _is_of_same_calls(other.arguments[own.name], fn.arguments[slot.name]):
                continue
            kin = self._kin(other, own, is_above=other in above)
            if kin.value - NONE:
                yield kin

    def _kin(self, fn: Fn, slot: Slot, *, is_above: bool) -> _Kin:
        """Return what a related method knows of a parameter."""
        cell = fn.arguments[slot.name]
        written = next(self._documented(fn, slot), None) if is_above else None
        told = known(written.value) if written and not cell.fixed else BOTTOM
        return _Kin(told or _known_of(cell), cell.fixed or bool(told), is_above)

    def _overridden(self, fn: Fn) -> Iterator[Fn]:
        """Yield the project's methods that a method overrides, one of each class."""
        for info, _ in self.solver.program.mro(fn.owner)[1:]:
            yield from info.methods.get(fn.short_name, ())[:1]

    def _stub_parameter(self, owner: str, short: str, position: int) -> Value:
        info = self.solver.program.class_info(owner)
        if info is None or info.stub is None:
            return BOTTOM
        function = self.solver.program.library.function(
            f"{owner}.{short}", owner, info.stub.members[short]
        )
        if function is None or len(function.signatures) != 1:
            return BOTTOM
        parameters = function.signatures[0].parameters
        if position >= len(parameters) or UNKNOWN in parameters[position].type:
            return BOTTOM
        value = parameters[position].type
        return BOTTOM if any(t.kind == "var" for t in value) else value

    def _stored(self, uses: Uses) -> Iterator[Clue]:
        """Yield what else is known of the attribute that a parameter is stored in."""
        for owner, name in uses.stored[:3]:
            cell = self.solver.cells.attribute(owner, name)
            if cell is not None and cell.fixed:
                yield Clue("declared", cell.value, f"attribute:{owner}.{name}")
                return

    def _named(self, fn: Fn, slot: Slot, uses: Uses) -> Iterator[Clue]:
        if slot.kind.startswith("var"):
            return
        counts = self.names.get(slot.name)
        if counts:
            value, count = min(counts.items(), key=_by_count)
            share = count / counts.total()
            if share >= 0.7 and self._can_be(fn, slot, uses, value):
                yield Clue("names", value, f"name:{slot.name}", count, share)
        prior = customary(slot.name)
        if prior and self._allow(fn, uses, prior):
            yield Clue("custom", prior, f"custom:{slot.name}")

    def _can_be(self, fn: Fn, slot: Slot, uses: Uses, value: Value) -> bool:
        """Tell whether a parameter can be what most others of its name are."""
        if len(slot.name) == 1 or not self._allow(fn, uses, value):
            return False
        if uses.iterated and not uses.attributes and value - NONE <= _TEXTS:
            return False
        return is_used(uses) or self._is_alike(fn, slot, uses, value)

    def _allow(self, fn: Fn, uses: Uses, value: Value) -> bool:
        """Tell whether a body has what it needs of types, and those that it passes them on to."""
        places = [cell.key[1:] for cell in project_targets(self.solver, fn, uses)]
        others = (
            self._uses[self.solver.program.by_index[module, int(index)]].get(name)
            for module, index, name in places
        )
        return all(allows(self.solver, each, value) for each in (uses, *others) if each is not None)

    def _is_alike(self, fn: Fn, slot: Slot, uses: Uses, value: Value) -> bool:
        """Tell whether a parameter that nothing is done with is of one type in its family."""
        near = self.names.get(f"{self._root(fn.owner)}:{slot.name}") if fn.owner else None
        held = [self.solver.cells.attribute(*place) for place in uses.stored]
        others = union(known(cell.value) for cell in held if cell is not None)
        return near is not None and set(near) == {value} and _bare(others) <= value

    # in between

    def assume(self) -> int:
        """Give parameters that no call tells of what other clues suggest; return how many."""
        changed = 0
        for fn in self.solver.program.fns:
            for slot in fn.slots:
                cell = fn.arguments.get(slot.name)
                value = self._assumed(fn, slot, cell) if cell is not None else BOTTOM
                if cell is not None and value:
                    self.solver.cells.put(cell, "guess", value | TOP)
                    changed += 1
        return changed

    def _assumed(self, fn: Fn, slot: Slot, cell: Cell) -> Value:
        """Return what the best clue of more than a weak kind suggests, if nothing else is known."""
        if cell.fixed or known(cell.value) - NONE or "guess" in cell.parts:
            return BOTTOM
        clues = [c for c in self.clues(fn, slot) if c.value - NONE and c.kind not in _WEAK]
        return collapsed(self.solver.program, clues[0].value, sites=True) if clues else BOTTOM


def _counterpart(fn: Fn, slot: Slot, position: int) -> Slot | None:
    """Return a method's parameter that is another method's, by its name or else its position."""
    own = next((s for s in fn.slots if s.name == slot.name), None)
    if own is None and position < len(fn.slots):
        own = fn.slots[position]
    return own if own is not None and own.kind == slot.kind else None


def _given_along(fn: Fn, uses: Uses) -> int:
    """Return how often a parameter is an argument of a function that is one too."""
    terms = fn.unit.terms
    called = (terms[terms[call].refs[0]] for call, _ in uses.passed)
    given = [slot.name for slot in fn.slots[fn.bound :]]
    return sum(term.op == "param" and term.text in given for term in called)


def _is_of_same_calls(cell: Cell, own: Cell) -> bool:
    """Tell whether a parameter has a value from the very calls that give another one its own.

    Where all arguments of these are known, many right answers would be lost.
    """
    places = cell.parts.keys() - _INNER
    return not cell.fixed and bool(places) and places <= own.parts.keys() and UNKNOWN in own.given()


def _known_of(cell: Cell) -> Value:
    """Return what is declared of a parameter, or known of what it's given."""
    return (cell.value if cell.fixed else known(cell.given())) - NEVER


def _and_more(places: Sized) -> str:
    """Return how many places there are besides the first one, as words."""
    return f" and {len(places) - 1} more" if len(places) > 1 else ""


class _Written(NamedTuple):
    """The text in the place of a type in a docstring; a description may stand there too."""

    text: str
    is_sure: bool


def _written_type(text: str, name: str) -> _Written | None:
    """Return what a docstring has in the place of a parameter's type, None if nothing."""
    for pattern in (_REST, _GOOGLE, _NUMPY) if name in text else ():
        match = re.search(pattern.format(name=re.escape(name)), text, re.MULTILINE)
        if match:
            found = next(group for group in match.groups() if group)
            return _Written(found, is_sure=pattern is _REST)
    return None


_ANY_NAME = re.compile("|".join(p.format(name=r"\w+") for p in (_REST, _GOOGLE, _NUMPY)))


def typing_lines(text: str) -> str:
    """Return the lines of a docstring that may name types of parameters; empty if none does."""
    lines = text.split("\n") if ":" in text else ()
    return "\n".join(line.lstrip() for line in lines if _ANY_NAME.search(line))


def _without_sentinels(value: Value) -> Value:
    """Leave out instances of classes that only stand for "not given"."""
    return frozenset(t for t in value if t.kind != "inst" or not _SENTINEL.search(t.name))


def _without_factories(value: Value, uses: Uses) -> Value:
    """Take a built-in class that is an argument or default, as ``str`` in ``coerce=str``, for any.

    Other classes and functions do as well, so it says at most that the parameter is called.
    """
    kept = frozenset(t for t in value if t.kind != "type" or not t.name.startswith("builtins."))
    if kept == value:
        return value
    return kept | _CALLABLE if uses.called and not uses.attributes else kept & NONE


def _without_none(value: Value) -> Value:
    return value - NONE


def _bare(value: Value) -> Value:
    """Return a value without type arguments, as its name shows it."""
    return frozenset(
        make("inst", t.name)
        if t.kind in ("inst", "tup")
        else make("type", t.name)
        if t.kind == "type"
        else make("callable", "", (TOP,))
        for t in value - NONE
    )


_NAMES: dict[str, str] = {
    "str": """name text string label title description message msg prefix suffix encoding errors mode
        url uri host hostname username user password domain line word pattern fmt format filename
        fname key attr attribute attrname method_name module_name modname tag separator
        sep delimiter charset locale lang language source_code doc docstring header token command
        cmd reason content_type""",  # noqa: E501
    "int": """port index idx count width height size length limit depth level offset n num number
        lineno line_number indent position pos start end stop step maxsize max_size max_length
        status_code status pid signum backlog chunk_size seed precision column row col""",
    "bool": "verbose strict force recursive quiet enabled flag debug ignore_errors overwrite",
    "float": "timeout delay seconds interval deadline duration",
    "callable": "func function callback fn f callable_ handler key_func predicate factory wrapped",
    "type": "cls klass cl type_ owner_type",
    "BaseException": "exc_value exception",
    "Exception": "exc error err",
}
_SUFFIXES = {"_name": "str", "_url": "str", "_count": "int", "_size": "int", "_index": "int",
             "_callback": "callable", "_func": "callable", "_text": "str", "_id": "str",
             "_timeout": "float", "_interval": "float", "_delay": "float", "_seconds": "float"}  # fmt: skip  # noqa: E501
_PREFIXES = {"is_": "bool", "has_": "bool", "use_": "bool", "allow_": "bool", "include_": "bool",
             "num_": "int", "max_": "int", "min_": "int", "n_": "int"}  # fmt: skip
_FRACTIONS = {"timeout", "delay", "interval", "seconds", "ratio", "factor", "fraction", "opacity",
              "probability", "tolerance"}  # fmt: skip
"""Words that names of times and ratios have anywhere; these needn't be whole numbers."""

_CUSTOMARY = {"callable": _CALLABLE, "type": make("typeof", "", (TOP,)).alone}
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names.split()}


def customary(name: str) -> Value:
    """Return what a parameter of that name is by custom, nothing if there's no custom."""
    kind = _customary_kind(name)
    if kind is None:
        return BOTTOM
    return _CUSTOMARY[kind] if kind in _CUSTOMARY else instance(f"builtins.{kind}")


def _customary_kind(name: str) -> str | None:
    if name in _BY_NAME:
        return _BY_NAME[name]
    by_end = (kind for suffix, kind in _SUFFIXES.items() if name.endswith(suffix))
    by_start = (kind for prefix, kind in _PREFIXES.items() if name.startswith(prefix))
    is_fraction = not _FRACTIONS.isdisjoint(name.split("_"))
    return next(chain(by_end, by_start), "float" if is_fraction else None)


def _by_count(pair: tuple[Value, int]) -> tuple[int, str]:
    """Return the key that puts the commonest value first, and decides between equals."""
    value, count = pair
    return -count, repr(sorted(map(repr, value)))

"""The modules of a project as inference reads them: without what makes no difference to types.

Lines become numbers that only tell which comes first, docstrings are cut down to what names types.
What is inferred of such modules holds for all that have this form, so that an edit of comments,
prose or line breaks asks for nothing new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import msgspec
from msgspec.structs import replace

from ...ir import Facts, Term, Unit, unpacked
from ...model import Evidence, Guess, Module, Object, Parameter, Raised, Result
from .evidence import typing_lines

__all__ = ["Inferred", "Reduced"]

_ELSEWHERE = ("call", "caller")
"""Kinds of evidence whose place is a line of a file, maybe another one."""

_LINE = re.compile(r":(\d+)(?= and \d+ more$|$)")

_T = TypeVar("_T", bound=Hashable)

Numbers = Mapping[int, int]
"""The numbers of a file's lines; 0 is no line, and stays that."""


class Inferred(msgspec.Struct, frozen=True):
    """What was inferred of modules in reduced form.

    Attributes:
        objects: The objects of each module, with their types.
        evaluations: How many evaluations of a function that took.
    """

    objects: tuple[tuple[Object, ...], ...]
    evaluations: int = 0


class Reduced:
    """The modules of a project, and those that call it, in reduced form.

    Args:
        modules: The project's modules.
        callers: The others.

    Attributes:
        modules: The project's modules in reduced form.
        callers: The others.
    """

    def __init__(self, modules: Sequence[Module], callers: Iterable[Module]) -> None:
        self._given = modules
        self._lines = [0]
        """The line of each number, file by file."""

        self._parts: dict[Hashable, Any] = {}
        """Terms, their operands and texts, each once: most are those of many units."""

        self._raised: list[Raised] = []
        """All exceptions of the objects, which inference only moves from one to another."""

        names = Counter(obj.name for module in modules for obj in module.objects)
        self._repeated = {name for name, count in names.items() if count > 1}
        self.modules = [self._module(module) for module in modules]
        self.callers = [self._caller(module) for module in callers]
        self._parts.clear()

    def _module(self, module: Module) -> Module:
        facts = unpacked(module.facts)
        numbers = self._numbered(module, facts)
        return Module(
            module.name,
            "",
            tuple(self._object(obj, numbers) for obj in module.objects),
            exports=module.exports,
            imports=module.imports,
            unbound=module.unbound,
            package=module.package,
            facts=facts and self._facts(facts, numbers),
        )

    def _caller(self, module: Module) -> Module:
        facts = unpacked(module.facts)
        described = (Object(o.name, o.kind, 0, 0, o.docstring) for o in module.objects)
        return Module(
            module.name,
            module.path,
            tuple(described),
            imports=module.imports,
            package=module.package,
            facts=facts and self._facts(facts, self._numbered(module, facts)),
        )

    def _numbered(self, module: Module, facts: Facts | None) -> Numbers:
        """Number the lines of a module that inference may speak of."""
        lines = {obj.line for obj in module.objects}
        if facts is not None:
            lines.update(_lines_of(facts))
        ordered = sorted(lines - {0})
        numbers = {line: number for number, line in enumerate(ordered, len(self._lines))}
        self._lines += ordered
        return {0: 0, **numbers}

    def _object(self, obj: Object, numbers: Numbers) -> Object:
        return Object(
            obj.name,
            obj.kind,
            numbers[obj.line],
            0,
            self._docstring(obj),
            tuple(Parameter(p.name, p.kind, p.annotation) for p in obj.parameters),
            _declared(obj.returns),
            _declared(obj.yields),
            tuple(map(self._numbered_exception, obj.raises)),
            modifiers=obj.modifiers,
            bases=obj.bases,
            annotation=obj.annotation,
            value=obj.value,
            metaclass=obj.metaclass,
        )

    def _docstring(self, obj: Object) -> str | None:
        """Return what a docstring says of types; of several definitions, one with any counts."""
        text = typing_lines(obj.docstring or "")
        return text if text or (obj.docstring is not None and obj.name in self._repeated) else None

    def _numbered_exception(self, raised: Raised) -> Raised:
        self._raised.append(raised)
        number = len(self._raised) - 1
        return Raised(raised.type, evidence=Evidence(raised.evidence.kind), message_lines=(number,))

    def _facts(self, facts: Facts, numbers: Numbers) -> Facts:
        units = (self._unit(unit, numbers) for unit in facts.units)
        classes = (replace(each, line=numbers[each.line]) for each in facts.classes)
        return Facts(tuple(units), tuple(classes), facts.aliases)

    def _unit(self, unit: Unit, numbers: Numbers) -> Unit:
        return replace(
            unit,
            line=numbers[unit.line],
            owner=self._one(unit.owner),
            slots=tuple(map(self._one, unit.slots)),
            terms=tuple(self._term(term, numbers[term.line]) for term in unit.terms),
            returns=tuple((term, guard, numbers[line]) for term, guard, line in unit.returns),
            yields=tuple((term, numbers[line]) for term, line in unit.yields),
            stores=tuple(replace(store, line=numbers[store.line]) for store in unit.stores),
        )

    def _term(self, term: Term, line: int) -> Term:
        made = Term(term.op, self._one(term.text), self._one(term.refs), line)
        return made if line else self._one(made)

    def _one(self, part: _T) -> _T:
        """Return the one part that is equal to another."""
        return cast("_T", self._parts.setdefault(part, part))

    # back again

    def restored(self, found: Inferred) -> list[Module]:
        """Return the modules as they were given, with types.

        Args:
            found: The objects in reduced form, with types.
        """
        return [
            replace(module, objects=tuple(map(self._with_types, module.objects, objects)))
            for module, objects in zip(self._given, found.objects, strict=True)
        ]

    def _with_types(self, obj: Object, typed: Object) -> Object:
        types = zip(obj.parameters, typed.parameters, strict=True)
        parameters = (
            replace(parameter, type=self._guess(each.type)) if each.type else parameter
            for parameter, each in types
        )
        return replace(
            obj,
            parameters=tuple(parameters),
            returns=self._result(obj.returns, typed.returns),
            yields=self._result(obj.yields, typed.yields),
            raises=tuple(map(self._exception, typed.raises)),
            modifiers=typed.modifiers,
            type=self._guess(typed.type),
        )

    def _result(self, given: Result | None, typed: Result | None) -> Result | None:
        return typed and replace(given or typed, type=self._guess(typed.type))

    def _exception(self, typed: Raised) -> Raised:
        return self._raised[typed.message_lines[0]] if typed.message_lines else typed

    def _guess(self, guess: Guess | None) -> Guess | None:
        return guess and replace(guess, evidence=self._evidence(guess.evidence))

    def _evidence(self, evidence: Evidence) -> Evidence:
        if evidence.kind in _ELSEWHERE:
            place = _LINE.sub(lambda match: f":{self._lines[int(match[1])]}", evidence.place)
            return replace(evidence, place=place)
        return replace(evidence, lines=tuple(self._lines[number] for number in evidence.lines))


def _declared(result: Result | None) -> Result | None:
    return result and Result(result.annotation)


def _lines_of(facts: Facts) -> Iterator[int]:
    yield from (each.line for each in facts.classes)
    for unit in facts.units:
        yield unit.line
        yield from (term.line for term in unit.terms)
        yield from (store.line for store in unit.stores)
        yield from (line for _, _, line in unit.returns)
        yield from (line for _, line in unit.yields)

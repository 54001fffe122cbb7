"""The rules: what can be said of a part from what names, types, code and authors prove.

A rule is a function in a module of this package that :func:`~.sentence.describes` marks, with all
that is to be known of it: its id, what it claims, and what may be done with its texts. Nothing else
names it. The order of the modules, and of functions in each, decides between two that are equally
certain.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from types import ModuleType

from ...model import Guess, Object, Part, Rule
from ..aloud import has_private_name
from ..view import View
from . import (
    behaviour,
    classes,
    collecting,
    converters,
    documents,
    exceptions,
    functions,
    inherited,
    keepers,
    narration,
    origins,
    parameter_roles,
    parameters,
    predicates,
    remarks,
    special,
    structure,
    using,
    variables,
    wrappers,
)
from .sentence import Describer

__all__ = ["DESCRIBERS", "rule_named", "said"]

_MODULES: tuple[ModuleType, ...] = (
    inherited,
    documents,
    remarks,
    variables,
    special,
    predicates,
    converters,
    functions,
    behaviour,
    origins,
    wrappers,
    narration,
    parameters,
    parameter_roles,
    using,
    collecting,
    classes,
    structure,
    keepers,
    exceptions,
)

DESCRIBERS: tuple[Describer, ...] = tuple(
    dict.fromkeys(
        found
        for module in _MODULES
        for found in vars(module).values()
        if isinstance(found, Describer)
    )
)
"""All functions that describe something by a rule."""

_BY_PART = {
    part: tuple(each for each in DESCRIBERS if part in each.parts)
    for part in frozenset().union(*(each.parts for each in DESCRIBERS))
}


def said(part: Part, obj: Object, view: View) -> Iterator[Guess]:
    """Yield what each rule says of a part of an object.

    Args:
        part: The part.
        obj: The object.
        view: The project.
    """
    is_summary = part.kind == "summary"
    arguments = (obj, view) if is_summary else (part.record, obj, view)
    for describer in _BY_PART.get(obj.kind if is_summary else part.kind, ()):
        guess = describer.guess(*arguments, third=view.third_person)
        if guess is None:
            continue
        if is_summary or guess.rule.quotes or not has_private_name(guess.text, obj):
            yield guess


def rule_named(name: str) -> Rule:
    """Return the rule, or the case of one, that has an id; one that's gone is only a name."""
    rules = {describer.rule.id: describer.rule for describer in DESCRIBERS}
    if name in rules:
        return rules[name]
    families = [family for family in rules if "*" in family and fnmatchcase(name, family)]
    return rules[max(families, key=len)].named(name) if families else Rule(name)

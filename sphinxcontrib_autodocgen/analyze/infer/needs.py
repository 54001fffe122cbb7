"""What a body needs of a container that it's given: to iterate over it, or to look up in it.

That a project passes a list says nothing against other iterables, so where all that is done with a
parameter is known, the abstract class that has just that is the better answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from .passing import Target, targets
from .solve import Solver
from .usage import Uses
from .values import BOTTOM, NONE, TOP, Type, Value, instance, union
from .world import Cell, Fn

__all__ = ["needed"]

_CONTAINERS = {
    "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset", "builtins.dict",
    "typing.Generator", "typing.Iterator", "typing.Iterable", "typing.Sequence", "typing.Mapping",
    "builtins.dict_keys", "builtins.dict_values", "builtins.dict_items", "builtins.map",
    "builtins.filter", "builtins.zip", "builtins.enumerate", "builtins.range", "builtins.reversed",
    "collections.deque", "collections.OrderedDict", "collections.defaultdict",
    "collections.Counter", "_collections_abc.dict_keys", "_collections_abc.dict_values",
    "_collections_abc.dict_items",
}  # fmt: skip
_MAPPING = {"get", "keys", "values", "items"}
_SEQUENCE = {"index", "count"}
_ITERATING = {"builtins.sum", "builtins.sorted", "builtins.zip", "builtins.map", "builtins.filter",
              "builtins.enumerate", "builtins.min", "builtins.max", "builtins.any", "builtins.all",
              "builtins.list", "builtins.tuple", "builtins.set", "builtins.frozenset",
              "builtins.iter"}  # fmt: skip
_NUMBERS = {"builtins.int", "builtins.bool"}


def needed(solver: Solver, fn: Fn, uses: Uses, value: Value) -> Value:
    """Return the abstract class that a body needs of a container.

    Args:
        solver: Knows the values.
        fn: The function.
        uses: All that it does with the parameter.
        value: What the parameter is given.

    Returns:
        The class with what the given containers hold; nothing if it isn't given a container, or
        if not all that is done with it is known.
    """
    plain = value - NONE
    if not plain or any(t.name not in _CONTAINERS for t in plain):
        return BOTTOM
    name = _asked(uses, list(_passed(solver, fn, uses)))
    bases = [solver.as_base(t, name) for t in plain] if name else []
    if not bases or None in bases:
        return BOTTOM
    columns = zip(*(t.args for t in bases if t is not None), strict=False)
    return instance(name, *(union(column) or TOP for column in columns)) | (value & NONE)


def _asked(uses: Uses, passed: list[str]) -> str:
    """Return the abstract class that has just what is used, empty if there's none."""
    iterated = uses.iterated + passed.count("iterate")
    sized = passed.count("len") + uses.contained
    known = iterated + sized + uses.subscripted + uses.sliced + uses.read
    if known != uses.total or len(passed) != len(uses.passed) or uses.called:
        return ""
    whole = all({t.name for t in index} <= _NUMBERS for index in uses.indexes)
    names = set(uses.attributes)
    if names <= _MAPPING and not uses.sliced and (names or (uses.subscripted and not whole)):
        return "typing.Mapping"
    if names or (uses.subscripted and not whole):
        return "typing.Sequence" if names <= _SEQUENCE and whole else ""
    if uses.subscripted or uses.sliced:
        return "typing.Sequence"
    if sized:
        return "typing.Collection"
    return "typing.Iterable" if iterated else ""


def _passed(solver: Solver, fn: Fn, uses: Uses) -> Iterator[str]:
    """Yield what each call that a container is given to does with it, where that's known."""
    for index, position in uses.passed:
        called = fn.values[fn.unit.terms[index].refs[0]] if fn.values else BOTTOM
        names = {t.name for t in called}
        given = targets(solver, fn, index, position) or [TOP]
        if names == {"builtins.len"}:
            yield "len"
        elif (names and names <= _ITERATING) or all(map(_is_iterable, given)):
            yield "iterate"


def _is_iterable(target: Target) -> bool:
    """Tell whether all that is asked of a parameter is to be iterable."""
    if isinstance(target, Cell):
        return target.fixed and _is_iterable(target.value)
    return {_name(t) for t in target - NONE} == {"typing.Iterable"}


def _name(t: Type) -> str:
    return t.name if t.kind == "inst" else ""

"""Where a function passes its parameters on, and what is declared or known there."""

from __future__ import annotations

from collections.abc import Iterator

from .solve import Solver
from .usage import Uses
from .values import NONE, TOP, UNKNOWN, Type, Value, instance, stripped, union, widened
from .world import Cell, Fn

__all__ = ["Target", "library_targets", "passed_on", "project_targets", "targets"]

Target = Cell | Value
"""The project's parameter that an argument goes to, or what a library declares of it."""

_MAX_PASSED = 12
_VAGUE = {"typing.Sized", "typing.Hashable", "typing.Container", "typing.SupportsInt",
          "typing.SupportsFloat", "typing.SupportsIndex", "typing.SupportsAbs"}  # fmt: skip


def passed_on(solver: Solver, fn: Fn, uses: Uses) -> Iterator[Value]:
    """Yield what is declared or known of the parameters that a parameter is passed on to."""
    for target in _targets(solver, fn, uses):
        found = _known_of(target) if isinstance(target, Cell) else _plain(target)
        if found and UNKNOWN not in found:
            yield found


def project_targets(solver: Solver, fn: Fn, uses: Uses) -> Iterator[Cell]:
    """Yield the parameters of the project's functions that a parameter is passed on to."""
    return (target for target in _targets(solver, fn, uses) if isinstance(target, Cell))


def library_targets(solver: Solver, fn: Fn, uses: Uses) -> Iterator[Value]:
    """Yield what libraries declare of the parameters that a parameter is passed on to."""
    return (target for target in _targets(solver, fn, uses) if not isinstance(target, Cell))


def _targets(solver: Solver, fn: Fn, uses: Uses) -> Iterator[Target]:
    for index, position in uses.passed[:_MAX_PASSED]:
        yield from targets(solver, fn, index, position)


def targets(solver: Solver, fn: Fn, index: int, position: int) -> list[Target]:
    """Return where an argument of a call goes, one for each function that may be called.

    Args:
        solver: The project.
        fn: The function that calls.
        index: The term of the call.
        position: Which of its references the argument is.
    """
    term = fn.unit.terms[index]
    marks = term.text.split(",") if term.text != "-" else []
    starred = position > len(marks) or "*" in marks[: position - 1]
    if not fn.values or starred or marks[position - 1] in ("*", "**"):
        return []
    shift = 1
    called = fn.values[term.refs[0]]
    if len(term.refs) > 1 and {t.name for t in called} == {"functools.partial"}:
        called, shift = fn.values[term.refs[1]], 2
    mark = marks[position - 1]
    found = [_target(solver, t, mark, position - shift) for t in called if position >= shift]
    return [target for target in found if target is not None]


def _target(solver: Solver, t: Type, mark: str, position: int) -> Target | None:
    """Return the project's parameter that an argument goes to, or what a library declares of it."""
    if t.kind == "type" and t.name in solver.classes:
        for info, _ in solver.mro(t.name):
            fns = info.methods.get("__init__")
            if fns:
                return _parameter(fns[-1], mark, position + 1)
        return None
    if t.kind == "func":
        fn = solver.fn_of(t)
        return _parameter(fn, mark, position + (1 if t.args and fn.bound else 0))
    if t.kind in ("lib", "type"):
        return _library_target(solver, t, mark, position)
    return None


def _parameter(fn: Fn, mark: str, position: int) -> Cell | None:
    """Return the parameter that an argument goes to, None if it's one of many."""
    if mark:
        slot = next((s for s in fn.slots if s.name == mark), None)
    else:
        slot = fn.slots[position] if position < len(fn.slots) else None
    if slot is None or not slot.kind.startswith(("positional", "keyword")):
        return None
    return fn.arguments[slot.name]


def _known_of(cell: Cell) -> Value:
    """Return what is declared of a parameter or given to it, guesses left out."""
    if cell.fixed:
        return stripped(cell.value)
    parts = [value for place, value in cell.parts.items() if place not in ("guess", "nothing")]
    return union(parts)


def _library_target(solver: Solver, t: Type, mark: str, position: int) -> Value:
    name = t.name if t.kind == "lib" else f"{t.name}.__init__"
    function = solver.library.function(name)
    if function is None:
        return TOP
    found = set()
    for signature in function.signatures:
        skip = 1 if t.args or t.kind == "type" else 0
        parameters = signature.parameters[skip:]
        if mark:
            parameter = next((p for p in parameters if p.name == mark), None)
        else:
            plain = [p for p in parameters if p.kind != "keyword-only"]
            parameter = plain[min(position, len(plain) - 1)] if plain else None
            if (
                parameter is not None
                and position >= len(plain)
                and parameter.kind != "var-positional"
            ):
                parameter = None
        if parameter is not None:
            found.add(parameter.type)
    agreed = len(found) == 1 or (found and t.name.startswith("posixpath"))
    return min(found, key=repr) if agreed else TOP


def _plain(value: Value) -> Value:
    """Return a declared type without what only stubs speak of."""
    names = {t.name for t in value}
    if "builtins.str" in names and "os.PathLike" in names:
        return instance("builtins.str")
    if names & _VAGUE:
        return TOP
    if any(
        t.kind not in ("inst", "tup", "callable") or t.name.startswith("_typeshed") for t in value
    ):
        return TOP
    if "builtins.object" in names or any(t.kind == "var" for t in value):
        return TOP
    return widened(value) - NONE

"""Exceptions that a function lets through from the functions of the project that it calls.

One level is followed: what the called function raises itself, unless the call stands in a ``try``
that catches it. A built-in exception is part of what a function promises to its own callers, so it
is said again only of functions that belong together: of one class or one module.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from ...model import Object, Raised
from .solve import Solver
from .values import Type
from .world import Fn

__all__ = ["Callees"]

_MAX_RAISED = 8
_CONFIDENCE = 0.6
_REFUSALS = {"NotImplementedError", "AssertionError"}
"""What says that something isn't there, or can't happen; callers don't hear of it."""


class Callees:
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
        fn = self.solver.fn_of(wrapper)
        obj = self.objects.get((fn.name, fn.unit.line))
        yield from obj.raises if obj is not None else ()
        for inner, caught in self.solver.wrapped_by(wrapper):
            if not {"BaseException", "Exception"} & set(caught):
                yield from (r for r in self._through(inner) if not self._is_caught(r.type, caught))

    @staticmethod
    def solver_values(fn: Fn, term: int) -> list[Type]:
        """Return what a call term calls, in a fixed order; nothing if that's many."""
        called = fn.values[fn.unit.terms[term].refs[0]]
        return sorted(called, key=repr) if len(called) <= 2 else []

    def _of(self, t: Type, caller: Fn) -> list[Raised]:
        target = self._target(t)
        if target is None or target is caller or "generator" in target.words:
            return []
        obj = self.objects.get((target.name, target.unit.line))
        if obj is None or "abstract" in obj.modifiers:
            return []
        near = _together(target, caller)
        return [
            Raised(raised.type, None, f"call:{target.name}", _CONFIDENCE)
            for raised in self._own(obj, target)
            if raised.evidence.startswith("raise:")
            and (near or not hasattr(builtins, raised.type))
            and raised.type not in _REFUSALS
        ]

    def _target(self, t: Type) -> Fn | None:
        if t.kind == "func":
            return self.solver.fn_of(t)
        if t.kind == "type" and t.name in self.solver.classes:
            for info, _ in self.solver.mro(t.name):
                fns = info.methods.get("__init__")
                if fns:
                    return fns[-1]
        return None

    def _is_caught(self, name: str, caught: tuple[str, ...]) -> bool:
        short = _short(name)
        if short in caught:
            return True
        classes = [c for c in self.solver.classes if c.rpartition(".")[2] == short]
        names = classes[:1] or [f"builtins.{short}"]
        line = {info.name.rpartition(".")[2] for info, _ in self.solver.mro(names[0])}
        return bool(line & set(caught))


def _together(target: Fn, caller: Fn) -> bool:
    """Tell whether two functions are parts of one class or one module; a constructor never is."""
    if target.name.endswith(".__init__"):
        return False
    return target.module == caller.module or (bool(target.owner) and target.owner == caller.owner)


def _short(name: str) -> str:
    return name.rpartition(".")[2]

"""The whole project's types, by a worklist to a fixpoint, in phases from certain to less certain.

First every unit is evaluated with what calls, defaults and assignments say. What is then still
without a value is unknown, unless the weaker kinds of evidence in ``evidence`` suggest something,
in which case evaluation goes on with that. Visits per unit and in all are bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...ir import Store, Term, Unit
from ...model import Module
from .cells import Cell, Cells, Fn
from .interpreter import Interpreter
from .program import Program
from .scopes import ClassInfo
from .values import NONE, SELF, TOP, UNKNOWN, Value, make

__all__ = ["Solver", "is_polymorphic"]

_MAX_VISITS = 12
_STEPS_PER_TERM = 25
_MIN_STEPS = 200_000
_MAX_POLYMORPHIC = 80


class Solver:
    """Solves a project.

    Args:
        modules: Its modules.
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        self.program = Program(modules)
        self.cells = Cells()
        self.interpreter = Interpreter(self.program, self.cells)
        self.members = self.interpreter.members
        self.calls = self.interpreter.calls
        terms = sum(len(fn.unit.terms) for fn in self.program.fns)
        self.stop = _MIN_STEPS + terms * _STEPS_PER_TERM
        """The number of steps after which nothing more is evaluated."""

        self.evaluate = self.interpreter.evaluate
        """Evaluates a unit."""

        self._declare(self.program.fns, self.program.classes.values())

    def fixpoint(self) -> None:
        """Evaluate until nothing changes or the budget is spent."""
        while self.cells.waiting:
            fn = self.cells.waiting.popleft()
            fn.dirty = False
            if fn.visits >= _MAX_VISITS or self.cells.steps > self.stop:
                continue
            self.evaluate(fn)

    def start(self) -> None:
        """Evaluate everything once and then to the fixpoint."""
        for fn in self.program.fns:
            self.cells.wake(fn)
        self.fixpoint()

    def finish(self) -> None:
        """Let what no value was seen for be unknown, and go on to the fixpoint."""
        self.members.settled = True
        self.cells.results.clear()
        for fn in self.program.fns:
            fn.visits = min(fn.visits, _MAX_VISITS - 4)
            if not all(fn.values):
                self.cells.wake(fn)
        for fn in self.program.fns:
            self._open_arguments(fn)
        for cell in self.cells.by_key.values():
            if cell.key[0] in ("attr", "global") and (cell.value == NONE or UNKNOWN in cell.value):
                self.cells.wake_readers(cell)
        self.fixpoint()

    def _open_arguments(self, fn: Fn) -> None:
        """Let parameters be unknown that nothing, or nothing but None, was seen for."""
        for cell in fn.arguments.values():
            if not cell.value or (cell.value == NONE and not cell.fixed):
                self.cells.put(cell, "nothing", TOP)

    # declarations

    def admit(self, modules: Iterable[Module]) -> list[Fn]:
        """Let modules from outside see the project, which doesn't see them.

        Args:
            modules: Their names begin with :data:`~sphinxcontrib_autodocgen.ir.OUTSIDE`.

        Returns:
            Their units.
        """
        fns, classes = self.program.admit(modules)
        self._declare(fns, classes)
        return fns

    def dismiss(self, fns: Iterable[Fn]) -> None:
        """Forget modules from outside.

        Args:
            fns: Their units.
        """
        self.program.dismiss(fns)
        self.cells.forget(fns)

    def _declare(self, fns: Iterable[Fn], classes: Iterable[ClassInfo]) -> None:
        for fn in fns:
            self._declare_function(fn)
            for store in fn.unit.stores:
                self._declare_store(fn, store)
        for info in classes:
            for name, text in info.fields.items():
                cell = self.cells.of("attr", info.name, name)
                if text:
                    self._fix(cell, self.program.scopes.annotation(text, info.module, info.name))

    def _declare_function(self, fn: Fn) -> None:
        unit = fn.unit
        if unit.kind in ("module", "class"):
            return
        prefix = unit.name if unit.name in self.program.scopes.typevars else unit.owner or unit.name
        for slot in unit.slots:
            cell = self.cells.of("param", fn.module, str(fn.index), slot.name)
            fn.arguments[slot.name] = cell
            if slot.annotation:
                value = self.program.scopes.annotation(slot.annotation, fn.module, prefix)
                self._fix(cell, value)
        if fn.bound and unit.slots:
            self._bind_receiver(fn)
        fn.returned = self.cells.of("return", fn.module, str(fn.index))
        if unit.annotation:
            self._fix(fn.returned, self._declared_result(fn, prefix))
        fn.polymorphic = is_polymorphic(unit) and not fn.returned.fixed

    def _bind_receiver(self, fn: Fn) -> None:
        own = make("inst", fn.owner, (), SELF).alone
        if "classmethod" in fn.words or fn.name.endswith((".__new__", ".__init_subclass__")):
            own = make("type", fn.owner, (), SELF).alone
        cell = fn.arguments[fn.slots[0].name]
        cell.fixed = True
        cell.value = own

    def _declared_result(self, fn: Fn, prefix: str) -> Value:
        return self.program.scopes.annotation(fn.unit.annotation, fn.module, prefix)

    @staticmethod
    def _fix(cell: Cell, value: Value) -> None:
        if UNKNOWN not in value and value:
            cell.fixed = True
            cell.value = value

    @staticmethod
    def _is_receiver(fn: Fn, store: Store) -> bool:
        """Tell whether an attribute is set on the method's own receiver."""
        if not fn.bound or not fn.slots or store.target < 0:
            return False
        term = fn.unit.terms[store.target]
        return term.op == "param" and term.text == fn.slots[0].name

    def _declare_store(self, fn: Fn, store: Store) -> None:
        """Declare the attribute or variable that is set, with its annotation if it has one."""
        if store.kind == "class":
            key = ("attr", fn.name, store.name)
        elif store.kind == "attr" and self._is_receiver(fn, store):
            key = ("attr", fn.owner, store.name)
        elif store.kind == "global" and store.annotation not in ("", "+"):
            key = ("global", fn.module, store.name)
        else:
            return
        cell = self.cells.of(*key)
        if store.annotation not in ("", "+"):
            prefix = fn.name if fn.unit.kind == "class" else fn.owner or fn.name
            value = self.program.scopes.annotation(store.annotation, fn.module, prefix)
            self._fix(cell, value)


def is_polymorphic(unit: Unit) -> bool:
    """Tell whether a small function's result depends on an unannotated parameter."""
    free = _free_names(unit)
    if not free or len(unit.terms) > _MAX_POLYMORPHIC:
        return False
    captured = any(store.kind == "cell" and store.name in free for store in unit.stores)
    return any(
        (term.op == "param" and term.text in free) or (term.op == "func" and captured)
        for term in _decisive(unit)
    )


def _free_names(unit: Unit) -> set[str]:
    """Return the names of the parameters without annotation, but the receiver's."""
    is_bound = bool(unit.owner) and "static" not in unit.words
    return {slot.name for slot in unit.slots[is_bound:] if not slot.annotation}


def _decisive(unit: Unit) -> Iterator[Term]:
    """Yield the terms that a unit's results consist of: what is compared decides of no type."""
    waiting = [term for term, _, _ in unit.returns] + [term for term, _ in unit.yields]
    seen = set(waiting)
    for index in waiting:  # grows meanwhile
        term = unit.terms[index]
        yield term
        if term.op not in ("cmp", "lit"):
            below = [ref for ref in term.refs if ref not in seen]
            seen.update(below)
            waiting += below

"""The whole project's types, by a worklist to a fixpoint, in phases from sure to less sure.

First every unit is evaluated with what calls, defaults and assignments say. What is then still
without a value is unknown, unless the weaker kinds of evidence in ``evidence`` suggest something,
in which case evaluation goes on with that. Visits per unit and in all are bounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...model import Module, Store, Unit
from .evaluate import Evaluator
from .values import NONE, SELF, TOP, UNKNOWN, Value, make
from .world import OUTSIDE, Cell, ClassInfo, Fn

__all__ = ["Solver"]

_MAX_VISITS = 12
_STEPS_PER_TERM = 25
_LEAST_STEPS = 200_000
_MAX_POLYMORPHIC = 80


class Solver(Evaluator):
    """Solves a project.

    Args:
        modules: Its modules.
    """

    def __init__(self, modules: Iterable[Module]) -> None:
        super().__init__(modules)
        self.by_name = {}
        terms = 0
        for fn in self.fns:
            self.by_name.setdefault(fn.name, []).append(fn)
            terms += len(fn.unit.terms)
        self.stop = _LEAST_STEPS + terms * _STEPS_PER_TERM
        self._declare(self.fns, self.classes.values())
        for info in self.classes.values():
            for fns in info.methods.values():
                for fn in fns:
                    self._find_overridden(fn, info.name)

    def fixpoint(self) -> None:
        """Evaluate until nothing changes or the budget is spent."""
        while self.waiting:
            fn = self.waiting.popleft()
            fn.dirty = False
            if fn.visits >= _MAX_VISITS or self.steps > self.stop:
                continue
            self.evaluate(fn)

    def start(self) -> None:
        """Evaluate everything once and then to the fixpoint."""
        for fn in self.fns:
            self.wake(fn)
        self.fixpoint()

    def finish(self) -> None:
        """Let what no value was seen for be unknown, and go on to the fixpoint."""
        self.settled = True
        self.results.clear()
        for fn in self.fns:
            fn.visits = min(fn.visits, _MAX_VISITS - 4)
            if any(not value for value in fn.values):
                self.wake(fn)
        for fn in self.fns:
            for cell in fn.arguments.values():
                if not cell.value or (cell.value == NONE and not cell.fixed):
                    self.put(cell, "nothing", TOP)
        for cell in self.cells.values():
            if cell.key[0] in ("attr", "global") and (cell.value == NONE or UNKNOWN in cell.value):
                self.wake_readers(cell)
        self.fixpoint()

    # declarations

    def admit(self, modules: Iterable[Module]) -> list[Fn]:
        """Let modules from outside see the project, which doesn't see them.

        Args:
            modules: The modules; their names begin with :data:`~.world.OUTSIDE`.

        Returns:
            Their units.
        """
        own = len(self.fns)
        before = set(self.classes)
        for module in modules:
            self._add(module)
        fns = self.fns[own:]
        del self.fns[own:]
        classes = [info for name, info in self.classes.items() if name not in before]
        for info in classes:
            self._connect(info)
        for fn in fns:
            self.by_name.setdefault(fn.name, []).append(fn)
        self._declare(fns, classes)
        return fns

    def dismiss(self, fns: Iterable[Fn]) -> None:
        """Forget modules from outside.

        Args:
            fns: Their units.
        """
        gone = set(fns)
        tables: tuple[dict[str, Any], ...] = (
            self.modules, self.classes, self._mro, self.attributes, self.typevars, self.by_name,
        )  # fmt: skip
        for table in tables:
            for name in [name for name in table if name.startswith(OUTSIDE)]:
                del table[name]
        for fn in gone:
            del self.by_index[fn.module, fn.index]
        for key in [key for key in self.cells if key[1].startswith(OUTSIDE)]:
            del self.cells[key]
        for cell in self.cells.values():
            cell.readers -= gone

    def _declare(self, fns: Iterable[Fn], classes: Iterable[ClassInfo]) -> None:
        for fn in fns:
            self._declare_function(fn)
            for store in fn.unit.stores:
                if store.annotation and store.annotation != "+":
                    self._declare_store(fn, store)
                elif store.kind == "class":
                    self.cell("attr", fn.name, store.name)
                elif store.kind == "attr" and self._is_receiver(fn, store):
                    self.cell("attr", fn.owner, store.name)
        for info in classes:
            for name, text in info.fields.items():
                cell = self.cell("attr", info.name, name)
                if text:
                    self._fix(cell, self.annotation(text, info.module, info.name))

    def _declare_function(self, fn: Fn) -> None:
        unit = fn.unit
        if unit.kind in ("module", "class"):
            return
        prefix = unit.name if unit.name in self.typevars else unit.owner or unit.name
        for slot in unit.slots:
            cell = self.cell("param", fn.module, str(fn.index), slot.name)
            fn.arguments[slot.name] = cell
            if slot.annotation:
                value = self.annotation(slot.annotation, fn.module, prefix)
                self._fix(cell, value)
        if fn.bound and unit.slots:
            self._bind_receiver(fn)
        fn.returned = self.cell("return", fn.module, str(fn.index))
        if unit.annotation:
            self._fix(fn.returned, self._declared_result(fn, prefix))
        fn.polymorphic = _is_polymorphic(unit) and not fn.returned.fixed

    def _bind_receiver(self, fn: Fn) -> None:
        own = frozenset([make("inst", fn.owner, (), SELF)])
        if "classmethod" in fn.words or fn.name.endswith((".__new__", ".__init_subclass__")):
            own = frozenset([make("type", fn.owner, (), SELF)])
        cell = fn.arguments[fn.slots[0].name]
        cell.fixed = True
        cell.value = own

    def _declared_result(self, fn: Fn, prefix: str) -> Value:
        return self.annotation(fn.unit.annotation, fn.module, prefix)

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
        prefix = fn.name if fn.unit.kind == "class" else fn.owner or fn.name
        value = self.annotation(store.annotation, fn.module, prefix)
        if store.kind == "class":
            self._fix(self.cell("attr", fn.name, store.name), value)
        elif store.kind == "global":
            self._fix(self.cell("global", fn.module, store.name), value)
        elif store.kind == "attr" and self._is_receiver(fn, store):
            self._fix(self.cell("attr", fn.owner, store.name), value)

    def _find_overridden(self, fn: Fn, owner: str) -> None:
        """Make a method known to the methods that it overrides."""
        short = fn.name.rpartition(".")[2]
        if short.startswith("__") and short.endswith("__"):
            return
        for info, _ in self.mro(owner)[1:]:
            for base in info.methods.get(short, ()):
                base.overrides.append(fn)

    def fields(self, name: str) -> list[tuple[str, str, bool]]:
        """Return the constructor's parameters of a dataclass-like class."""
        found: dict[str, tuple[str, str, bool]] = {}
        for info, _ in reversed(self.mro(name)):
            for field in info.fields:
                found[field] = (field, "positional-or-keyword", True)
            for store in self._class_stores(info.name):
                if store.annotation and "ClassVar" not in store.annotation:
                    known = found.get(store.name)
                    optional = store.value >= 0 or (known is not None and known[2])
                    found[store.name] = (store.name, "positional-or-keyword", optional)
        return list(found.values())

    def _class_stores(self, name: str) -> Iterator[Store]:
        for fn in self.by_name.get(name, ()):
            if fn.unit.kind == "class":
                yield from (store for store in fn.unit.stores if store.kind == "class")


def _is_polymorphic(unit: Unit) -> bool:
    """Tell whether a small function's result depends on an unannotated parameter."""
    if len(unit.terms) > _MAX_POLYMORPHIC or not unit.slots:
        return False
    free = {slot.name for slot in unit.slots if not slot.annotation}
    if unit.owner and "static" not in unit.words:
        free -= {unit.slots[0].name}
    waiting = [term for term, _, _ in unit.returns] + [term for term, _ in unit.yields]
    if not free:
        return False
    captured = any(store.kind == "cell" and store.name in free for store in unit.stores)
    seen: set[int] = set()
    while waiting:
        index = waiting.pop()
        if index in seen:
            continue
        seen.add(index)
        term = unit.terms[index]
        if (term.op == "param" and term.text in free) or (term.op == "func" and captured):
            return True
        if term.op not in ("cmp", "lit"):
            waiting.extend(term.refs)
    return False

"""Functions for just one call: what they give for its arguments, and with what they captured.

A decorator's inner function is evaluated for each function that it wraps, as its callers get what
the wrapper returns. What a decorator gives that nobody can read is unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType

from ...model import Term
from .arguments import Arguments
from .members import Captured, captured_by, closure_type, function_type
from .operations import Operations
from .values import BOTTOM, TOP, UNKNOWN, Type, Value, stripped, union, widened
from .world import Fn

__all__ = ["Closures"]

_MAX_PROBES = 40
_MAX_NESTED = 4
_MAX_TERMS = 400
_CALLABLE = {"func", "callable", "partial", "lib", "never"}
_TRANSPARENT = {"functools._lru_cache_wrapper"}
"""Classes whose instances stand for the function that they're given."""


class Closures(Operations):
    """Tries functions out, and applies decorators."""

    fn: Fn
    values: list[Value]
    assumed: dict[str, Value] | None = None
    """Values of parameters for just one call, None in the ordinary case."""

    captured: Mapping[str, Value] = MappingProxyType({})
    """Values of the cells that a function is defined with, for just one call."""

    probes = 0

    def evaluated(self, fn: Fn) -> list[Value]:
        """Return what a unit's terms come to; see ``evaluate``."""
        raise NotImplementedError

    def code_result(self, fn: Fn) -> Value:
        """Return what a unit's code returns; see ``evaluate``."""
        raise NotImplementedError

    def polymorphic_result(self, fn: Fn, receiver: Value | None, args: Arguments) -> Value | None:
        """Evaluate a small function for just these arguments, if its result depends on them."""
        if not fn.polymorphic or self.probing >= 2 or self.probes > _MAX_PROBES:
            return None
        if self.is_overridden(fn, receiver):
            return None
        given = self.bound_arguments(fn, receiver, args)
        if given is None or not any(given.values()):
            return None
        given = {name: stripped(value) for name, value in given.items()}
        return self._try_out(fn, receiver, given, ())

    def closure_result(self, fn: Fn, args: Arguments, captured: Captured) -> Value:
        """Return what a function gives with what it takes from those around it."""
        if self.probing >= _MAX_NESTED or len(fn.unit.terms) > _MAX_TERMS:
            return TOP
        given = self.bound_arguments(fn, None, args) or {}
        given = {name: widened(value) for name, value in given.items()}
        return self._try_out(fn, None, given, captured) or BOTTOM

    def _try_out(
        self, fn: Fn, receiver: Value | None, given: dict[str, Value], captured: Captured
    ) -> Value | None:
        asked = (fn, self.probing, receiver, tuple(given.items()), captured)
        result = self.recalled(asked, lambda: self._result_for(fn, receiver, given, captured))
        if self.probes > _MAX_PROBES:
            self.results.pop(asked, None)  # cut short, perhaps
        return result

    def _result_for(
        self, fn: Fn, receiver: Value | None, given: dict[str, Value], captured: Captured
    ) -> Value | None:
        with self.assuming(fn, receiver, given, captured):
            value = self.code_result(fn)
            yielded = union([self.values[term] for term, _ in fn.unit.yields])
        if receiver is not None and value:
            value = self._for_receiver(value, fn, receiver)
        if fn.unit.yields:
            return self._wrapped(fn, value, widened(yielded)) if yielded else None
        return self._wrapped(fn, value) if value else None

    @contextmanager
    def assuming(
        self, fn: Fn, receiver: Value | None, given: Mapping[str, Value], captured: Captured = ()
    ) -> Iterator[None]:
        """Let ``values`` be what a function's terms come to for just one call.

        Args:
            fn: The function.
            receiver: What it's a method of.
            given: What it's given, by parameter.
            captured: What it has of the functions around it.
        """
        saved = (self.fn, self.values, self.assumed, self.captured, self.place)
        self.probes += 1
        self.probing += 1
        try:
            self.fn, self.assumed, self.captured = fn, dict(given), dict(captured)
            if receiver is not None and fn.slots and fn.bound:
                self.assumed[fn.slots[0].name] = receiver
            self.evaluated(fn)
            yield
        finally:
            self.probing -= 1
            self.fn, self.values, self.assumed, self.captured, self.place = saved

    # what functions are defined with

    def defined(self, term: Term) -> Value:
        """Return a function that is defined here, with what it captures in a call tried out."""
        fn = self.by_index[self.fn.module, int(term.text)]
        captured = self._captures(fn) if self.probing else ()
        if captured or "decorated" in fn.words:
            return frozenset([closure_type(fn, captured)])
        return frozenset([function_type(fn)])

    def _captures(self, inner: Fn) -> Captured:
        """Return what an inner function reads of variables that are bound but once."""
        bound = dict(self._bound_once(self.fn))
        seen = {**self.captured, **bound}
        cells = {term.text for fn in self._inside(inner) for term in fn.unit.terms
                 if term.op == "cell"}  # fmt: skip
        set_inside = {store.name for fn in self._inside(inner) for store in fn.unit.stores}
        return tuple((cell, seen[cell]) for cell in sorted(cells & set(seen) - set_inside))

    def _bound_once(self, fn: Fn) -> Iterator[tuple[str, Value]]:
        """Yield the parameters and inner functions that a function's variables surely hold."""
        cells = [store for store in fn.unit.stores if store.kind == "cell"]
        counts = Counter(store.name for store in cells)
        for store in cells:
            value = self.values[store.value]
            if counts[store.name] > 1 or not value or not _is_shallow(value):
                continue
            given = fn.unit.terms[store.value].op == "param"
            if given or all(t.kind in _CALLABLE for t in value):
                yield f"{fn.index}:{store.name}", stripped(value)

    def _inside(self, fn: Fn) -> Iterator[Fn]:
        """Yield a function and those inside it."""
        yield fn
        for term in fn.unit.terms:
            if term.op == "func":
                yield from self._inside(self.by_index[fn.module, int(term.text)])

    # decorators

    def decorated(self, term: Term) -> Value:
        """Apply decorators, the nearest first, and note what the function's name holds then."""
        fn = self.by_index[self.fn.module, int(term.text)]
        value = own = self.values[term.refs[0]]
        kept = True
        for ref in term.refs[1:]:
            before, value = value, self._applied(self.values[ref], value)
            kept = kept and (value == before or self._is_passing(value))
        if self.probing:
            return value
        if value:
            held = None if value == own else value
            self._hold(fn, held, kept=kept or "delivered" in fn.words)
        return TOP if self.is_replaced(fn) else frozenset([function_type(fn)])

    def rebound(self, term: Term) -> Value:
        """Note what a function's name holds after an assignment."""
        value = self.values[term.refs[0]]
        if value:
            held = value if all(t.kind in _CALLABLE for t in value) else TOP
            self._hold(self.by_index[self.fn.module, int(term.text)], held,
                       kept=self._is_passing(held))  # fmt: skip
        return BOTTOM

    def _applied(self, decorator: Value, value: Value) -> Value:
        """Return what a decorator makes of a function; the function itself if it's that."""
        if not value or not decorator:
            return BOTTOM
        result = self._by_code(decorator, value) or self.call(decorator, (("", value),))
        if result and all(t.name in _TRANSPARENT for t in result):
            return value
        return result if all(t.kind in _CALLABLE for t in result) else TOP

    def _by_code(self, decorator: Value, value: Value) -> Value:
        """Return what a decorator's own code gives, which knows more than its annotation."""
        if len(decorator) != 1 or self.probing >= _MAX_NESTED:
            return BOTTOM
        (t,) = decorator
        fn = self.fn_of(t) if t.kind == "func" else None
        if fn is None or fn.held is not None or len(fn.unit.terms) > _MAX_TERMS:
            return BOTTOM
        receiver = t.args[0] if t.args else None
        args: Arguments = (("", value),)
        given = self.bound_arguments(fn, receiver, args)
        if given is None:
            return BOTTOM
        self._note(fn, receiver, args)
        found = self._try_out(fn, receiver, given, captured_by(t) or ())
        return found if found and UNKNOWN not in found else BOTTOM

    def _hold(self, fn: Fn, held: Value | None, *, kept: bool) -> None:
        """Let a function's name hold something else."""
        if (held, kept) != (fn.held, fn.kept):
            fn.held, fn.kept = held, kept
            if fn.returned is not None:
                fn.returned.changes += 1
                self.wake_readers(fn.returned)

    def _is_passing(self, value: Value) -> bool:
        """Tell whether wrappers name what they wrap and hand all their arguments on to it."""
        return all(t.kind == "func" and self._passes_all(t) for t in value)

    def _passes_all(self, t: Type) -> bool:
        fn = self.fn_of(t)
        terms = fn.unit.terms
        calls = [terms[term] for term, _ in fn.unit.calls]
        wrapped = [term for term in calls if self._callee(terms[term.refs[0]], t)]
        return "wraps" in fn.words and bool(wrapped) and all(
            _hands_on(fn, term) for term in wrapped
        )  # fmt: skip

    @staticmethod
    def _callee(term: Term, t: Type) -> Value:
        """Return what a wrapper captured and calls by this term."""
        captured = dict(captured_by(t) or ()) if term.op == "cell" else {}
        value = captured.get(term.text, BOTTOM)
        return value if all(part.kind == "func" for part in value) else BOTTOM

    def wrapped_by(self, t: Type) -> Iterator[tuple[Type, tuple[str, ...]]]:
        """Yield the functions that a wrapper calls, with the exceptions it catches there."""
        fn = self.fn_of(t)
        for term, caught in fn.unit.calls:
            for part in self._callee(fn.unit.terms[fn.unit.terms[term].refs[0]], t):
                yield part, caught


def _hands_on(fn: Fn, call: Term) -> bool:
    """Tell whether a call hands on each parameter of the function around it, in order."""
    terms = fn.unit.terms
    marks = {"var-positional": "*", "var-keyword": "**"}
    expected = [(marks.get(slot.kind, ""), slot.name) for slot in fn.slots]
    given = [
        (mark, terms[ref].text if terms[ref].op == "param" else "")
        for mark, ref in zip(call.text.split(","), call.refs[1:], strict=False)
    ]
    return given == expected and "*" in {mark for mark, _ in given}


def _is_shallow(value: Value, depth: int = 3) -> bool:
    """Tell whether functions that captured functions aren't nested too deeply."""
    return depth > 0 and all(
        _is_shallow(inner, depth - 1)
        for t in value
        if t.kind == "func"
        for _, inner in captured_by(t) or ()
    )

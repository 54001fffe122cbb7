"""Values of the names of decorated functions, and of what functions capture from others.

A decorator's inner function is evaluated for each function that it wraps, as its callers get what
the wrapper returns. What a decorator gives that nobody can read is unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...ir import Term
from .calls import MAX_NESTED, Calls, Frame
from .cells import Cells, Fn
from .lookup import Captured, captured_by, closure_type, function_type
from .program import Program
from .values import BOTTOM, TOP, UNKNOWN, Arguments, Type, Value, stripped

__all__ = ["Decorators"]

_CALLABLE = {"func", "callable", "partial", "lib", "never"}
_TRANSPARENT = {"functools._lru_cache_wrapper"}
"""Classes whose instances stand for the function that they're given."""


class Decorators:
    """Defines functions and applies decorators.

    Args:
        program: The functions.
        cells: Wakes who calls a function when its name holds something else.
        calls: Calls decorators.
    """

    def __init__(self, program: Program, cells: Cells, calls: Calls) -> None:
        self.program = program
        self.cells = cells
        self.calls = calls
        self.members = calls.members

    # what functions are defined with

    def defined(self, frame: Frame, term: Term) -> Value:
        """Return a function that is defined here, with what it captures in a call tried out."""
        fn = self.program.by_index[frame.fn.module, int(term.text)]
        captured = self._captures(frame, fn) if self.calls.probing else ()
        if captured or "decorated" in fn.words:
            return closure_type(fn, captured).alone
        return function_type(fn).alone

    def _captures(self, frame: Frame, inner: Fn) -> Captured:
        """Return what an inner function reads of variables that are bound but once."""
        bound = dict(_bound_once(frame))
        seen = {**frame.captured, **bound}
        cells = {term.text for fn in self._inside(inner) for term in fn.unit.terms
                 if term.op == "cell"}  # fmt: skip
        set_inside = {store.name for fn in self._inside(inner) for store in fn.unit.stores}
        return tuple((cell, seen[cell]) for cell in sorted(cells & set(seen) - set_inside))

    def _inside(self, fn: Fn) -> Iterator[Fn]:
        """Yield a function and those inside it."""
        self.calls.note_tried(fn)
        yield fn
        for term in fn.unit.terms:
            if term.op == "func":
                yield from self._inside(self.program.by_index[fn.module, int(term.text)])

    # decorators

    def decorated(self, frame: Frame, term: Term) -> Value:
        """Apply decorators, the nearest first, and note what the function's name holds then."""
        fn = self.program.by_index[frame.fn.module, int(term.text)]
        value = own = frame.values[term.refs[0]]
        kept = True
        for ref in term.refs[1:]:
            before, value = value, self._applied(frame.values[ref], value)
            kept = kept and (value == before or self._is_passing(value))
        if self.calls.probing:
            return value
        if value:
            held = None if value == own else value
            self.hold(fn, held, kept=kept or "delivered" in fn.words)
        return TOP if self.members.is_replaced(fn) else function_type(fn).alone

    def rebound(self, frame: Frame, term: Term) -> Value:
        """Note what a function's name holds after an assignment."""
        value = frame.values[term.refs[0]]
        if value:
            held = value if _is_callable(value) else TOP
            self.hold(self.program.by_index[frame.fn.module, int(term.text)], held,
                       kept=self._is_passing(held))  # fmt: skip
        return BOTTOM

    def _applied(self, decorator: Value, value: Value) -> Value:
        """Return what a decorator makes of a function; the function itself if it's that."""
        if not value or not decorator:
            return BOTTOM
        result = self._by_code(decorator, value) or self.calls.call(decorator, (("", value),))
        if result and all(t.name in _TRANSPARENT for t in result):
            return value
        return result if _is_callable(result) else TOP

    def _by_code(self, decorator: Value, value: Value) -> Value:
        """Return what a decorator's own code gives, which knows more than its annotation."""
        fn = self._readable(decorator)
        if fn is None:
            return BOTTOM
        (t,) = decorator
        args: Arguments = (("", value),)
        given = self.calls.bound_arguments(fn, t.receiver, args)
        if given is None:
            return BOTTOM
        self.calls.note(fn, t.receiver, args)
        found = self.calls.recalled(fn, t.receiver, given, captured_by(t) or ())
        return found if found and UNKNOWN not in found else BOTTOM

    def _readable(self, decorator: Value) -> Fn | None:
        """Return the project's function that a decorator is, if that can be tried out."""
        if len(decorator) != 1 or self.calls.probing >= MAX_NESTED:
            return None
        (t,) = decorator
        fn = self.program.fn_of(t) if t.kind == "func" else None
        return fn if fn is not None and fn.held is None and fn.is_small else None

    def hold(self, fn: Fn, held: Value | None, *, kept: bool) -> None:
        """Let a function's name hold something else.

        Args:
            fn: The function.
            held: What its name holds, None for the function itself.
            kept: Whether that takes the same arguments.
        """
        if (held, kept) != (fn.held, fn.kept):
            fn.held, fn.kept = held, kept
            if self.cells.log is not None:
                self.cells.log.append(("hold", fn, held, kept))
            if fn.returned is not None:
                fn.returned.changes += 1
                self.cells.wake_readers(fn.returned)

    def _is_passing(self, value: Value) -> bool:
        """Tell whether wrappers name what they wrap and hand all their arguments on to it."""
        return all(t.kind == "func" and self._passes_all(t) for t in value)

    def _passes_all(self, t: Type) -> bool:
        fn = self.program.fn_of(t)
        self.calls.note_tried(fn)
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
        fn = self.program.fn_of(t)
        for term, caught in fn.unit.calls:
            for part in self._callee(fn.unit.terms[fn.unit.terms[term].refs[0]], t):
                yield part, caught


def _bound_once(frame: Frame) -> Iterator[tuple[str, Value]]:
    """Yield the parameters and inner functions that a function's variables always hold."""
    fn = frame.fn
    cells = [store for store in fn.unit.stores if store.kind == "cell"]
    counts = Counter(store.name for store in cells)
    for store in cells:
        value = frame.values[store.value]
        is_given = fn.unit.terms[store.value].op == "param"
        if counts[store.name] == 1 and value and _is_shallow(value) and (
            is_given or _is_callable(value)
        ):  # fmt: skip
            yield f"{fn.index}:{store.name}", stripped(value)


def _is_callable(value: Value) -> bool:
    return all(t.kind in _CALLABLE for t in value)


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

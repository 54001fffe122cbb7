"""Results of operators, iteration, subscripts, unpacking, and of growing containers."""

from __future__ import annotations

from itertools import islice, product

from .lookup import Caller, Members
from .program import Program
from .values import (
    BOTTOM,
    NONE,
    NONE_TYPE,
    TOP,
    UNKNOWN,
    Type,
    Value,
    array,
    elements,
    instance,
    make,
    mapped,
    ordered,
    several,
    tuple_of,
    union,
    widened,
)

__all__ = ["BOOL", "INT", "NOT_IMPLEMENTED", "STR", "Operations"]

BOOL = instance("builtins.bool")
INT = instance("builtins.int")
FLOAT = instance("builtins.float")
STR = instance("builtins.str")

_METHODS = {
    "+": "add", "-": "sub", "*": "mul", "/": "truediv", "//": "floordiv", "%": "mod",
    "**": "pow", "@": "matmul", "&": "and", "|": "or", "^": "xor", "<<": "lshift", ">>": "rshift",
}  # fmt: skip
_COMPARISONS = {
    "==": ("__eq__", "__eq__"), "!=": ("__ne__", "__ne__"), "<": ("__lt__", "__gt__"),
    ">": ("__gt__", "__lt__"), "<=": ("__le__", "__ge__"), ">=": ("__ge__", "__le__"),
}  # fmt: skip
_IDENTITY = {"is", "is not", "in", "not in"}
NOT_IMPLEMENTED = frozenset(
    [make("inst", "types.NotImplementedType"), make("inst", "builtins._NotImplementedType")]
)
_UNARY = {"-": "__neg__", "+": "__pos__", "~": "__invert__"}
_NUMBERS = ("builtins.bool", "builtins.int", "builtins.float", "builtins.complex")
_ITERABLES = {
    "builtins.list", "builtins.set", "builtins.tuple", "builtins.frozenset", "builtins.dict",
    "typing.Iterable", "typing.Generator", "typing.Iterator",
}  # fmt: skip
"""Classes that iterate over what their first argument is."""

_SEQUENCES = {"builtins.str", "builtins.bytes", "builtins.list", "builtins.tuple"}
_TEXTS = {"builtins.str", "builtins.bytes"}
_LISTS = {"builtins.list", "collections.deque"}
_SETS = {"builtins.set"}
_ADDING = {
    **dict.fromkeys(_LISTS, ("append", "appendleft", "insert", "[]=")),
    **dict.fromkeys(_SETS, ("add",)),
}
"""Methods that add one element, by class."""
_DICTS = {
    "builtins.dict", "collections.defaultdict", "collections.OrderedDict", "collections.Counter",
}  # fmt: skip


class Operations:
    """Evaluates operators.

    Args:
        program: The classes.
        members: Looks up the special methods.
        caller: Calls them.
    """

    def __init__(self, program: Program, members: Members, caller: Caller) -> None:
        self.program = program
        self.members = members
        self.caller = caller

    # iteration

    def element(self, value: Value) -> Value:
        """Return what iterating over a value gives."""
        return mapped(value, self._element_of)

    def _element_of(self, t: Type) -> Value:
        if t.kind == "tup":
            return elements(t)
        if t.kind == "inst":
            return self._instance_element(t)
        if t.kind == "type" and self.program.is_enum(t.name):
            return instance(t.name)
        return BOTTOM if t.kind == "never" else TOP

    def _instance_element(self, t: Type) -> Value:
        if t is NONE_TYPE:
            return BOTTOM
        if t.name in _ITERABLES:
            return t.args[0] if t.args else TOP
        if t.name == "builtins.str":
            return STR
        base = self.program.as_base(t, "typing.Iterable")
        return base.args[0] if base is not None and base.args else self._iterated(t)

    def _iterated(self, t: Type) -> Value:
        """Iterate by ``__iter__`` and ``__next__``, or by ``__getitem__``."""
        if self.members.has(t, "__iter__"):
            iterator = self.caller.call(self.members.attribute_of(t, "__iter__"), ())
            known = frozenset(part for part in iterator if part.name != t.name)
            if known:
                return self.element(known)
            return self.caller.call(self.members.attribute(iterator, "__next__"), ())
        if self.members.has(t, "__getitem__"):
            return self.caller.call(self.members.attribute_of(t, "__getitem__"), (("", INT),))
        return TOP

    def async_element(self, value: Value) -> Value:
        """Return what ``async for`` gives."""
        return mapped(value, self._async_element_of)

    def _async_element_of(self, t: Type) -> Value:
        if t.kind != "inst":
            return TOP
        base = self.program.as_base(t, "typing.AsyncIterable")
        if base is not None and base.args:
            return base.args[0]
        if not self.members.has(t, "__aiter__"):
            return TOP
        iterator = self.caller.call(self.members.attribute_of(t, "__aiter__"), ())
        known = frozenset(part for part in iterator if part.name != t.name)
        if known:
            return self.async_element(known)
        return self.awaited(self.caller.call(self.members.attribute(iterator, "__anext__"), ()))

    def awaited(self, value: Value) -> Value:
        """Return what ``await`` gives."""
        return mapped(value, self._awaited)

    def _awaited(self, t: Type) -> Value:
        if t.kind in ("never", "unknown"):
            return t.alone
        if t.kind != "inst" or t is NONE_TYPE:
            return TOP
        coroutine = self.program.as_base(t, "typing.Coroutine")
        if coroutine is not None and len(coroutine.args) == 3:
            return coroutine.args[2]
        awaitable = self.program.as_base(t, "typing.Awaitable")
        if awaitable is not None and awaitable.args:
            return awaitable.args[0]
        if not self.members.has(t, "__await__"):
            return TOP
        return self.result(self.caller.call(self.members.attribute_of(t, "__await__"), ()))

    @staticmethod
    def result(value: Value) -> Value:
        """Return what a generator returns, the value of ``yield from``."""
        found = [
            t.args[2] if t.name == "typing.Generator" and len(t.args) == 3 else TOP for t in value
        ]
        return union(found)

    def entered(self, value: Value, method: str) -> Value:
        """Return what a context manager gives."""
        return mapped(value, lambda t: self._entered(t, method))

    def _entered(self, t: Type, method: str) -> Value:
        if t.kind not in ("inst", "tup") or t is NONE_TYPE:
            return TOP if t.kind != "never" else BOTTOM
        found = self.caller.call(self.members.attribute_of(t, method), ())
        return self.awaited(found) if method == "__aenter__" else found

    # subscripts

    def item(self, value: Value, index: Value, text: str) -> Value:
        """Return what a subscript gives.

        Args:
            value: What is subscripted.
            index: The index.
            text: The index as source, if it's a plain number.
        """
        return mapped(value, lambda t: self._item(t, index, text))

    def _item(self, t: Type, index: Value, text: str) -> Value:
        if t.kind == "tup":
            part = _part(t, text)
            return elements(t) if part is None else part
        if t.kind == "inst" and t is not NONE_TYPE:
            return self._instance_item(t, index)
        if t.kind == "type":
            return instance(t.name) if self.program.is_enum(t.name) else t.alone
        return BOTTOM if t.kind == "never" or t is NONE_TYPE else TOP

    def _instance_item(self, t: Type, index: Value) -> Value:
        if t.name == "builtins.list" and t.args:
            return t.args[0]
        if t.name == "builtins.dict" and len(t.args) == 2:
            return TOP if several(t.args[1]) else t.args[1]
        method = self.members.attribute_of(t, "__getitem__")
        return self.caller.call(method, (("", index),)) if method != TOP else TOP

    def sliced(self, value: Value) -> Value:
        """Return what a slice gives."""
        return mapped(value, self._sliced)

    def _sliced(self, t: Type) -> Value:
        if t.kind == "tup":
            return array("tuple", elements(t))
        if t.kind == "inst" and t.name in _SEQUENCES:
            return widened(t.alone)
        return self._item(t, instance("builtins.slice", TOP, TOP, TOP), "")

    # operators

    def binary(self, op: str, left: Value, right: Value) -> Value:
        """Return what a binary operator gives."""
        if not left or not right:
            return BOTTOM
        pairs = product(ordered(left), ordered(right))
        return union([self._binary(op, a, b) for a, b in pairs][:64])

    def _binary(self, op: str, a: Type, b: Type) -> Value:
        if "never" in (a.kind, b.kind):
            return BOTTOM
        quick = self._quick(op, a, b)
        if quick is not None:
            return quick
        method = _METHODS.get(op)
        if a is UNKNOWN:
            return self._from_right(op, b)
        if method is None or (b is UNKNOWN and a.name in _NUMBERS):
            return TOP  # as wide as the other number, or an array of them
        found = self._by_operand(a, method, b)
        return self._without_method(op, a, b) if found is None else found

    @staticmethod
    def _without_method(op: str, a: Type, b: Type) -> Value:
        """Return what an operator gives that neither operand has a method for."""
        if a.kind == "type" and op == "|":
            return instance("types.UnionType")
        return BOTTOM if NONE_TYPE in (a, b) else TOP

    def _by_operand(self, a: Type, method: str, b: Type) -> Value | None:
        """Return what the left operand's method gives, else the right one's.

        A number knows only numbers.
        """
        is_strange = a.name in _NUMBERS and not self._is_number(b)
        found = None if is_strange else self._by_method(a, f"__{method}__", b)
        if found and found != TOP:
            return found
        return self._by_method(b, f"__r{method}__", a)

    def _is_number(self, t: Type) -> bool:
        return any(self.program.is_subclass(t.name, number) for number in _NUMBERS)

    def _by_method(self, t: Type, name: str, other: Type) -> Value | None:
        """Return what an operator's method gives, None if there's no such method."""
        if t.kind not in ("inst", "tup") or t is NONE_TYPE or not self.members.has(t, name):
            return None
        return self.caller.call(self.members.attribute_of(t, name), (("", other.alone),))

    def _quick(self, op: str, a: Type, b: Type) -> Value | None:
        """Decide the common cases without stubs."""
        found = self._quick_instance(op, a, b) if a.kind == "inst" else None
        if found is not None:
            return found
        if a.kind == b.kind == "tup" and op == "+":
            return tuple_of([*a.args, *b.args])
        if op == "*" and b.name == "builtins.int" and a.name in _SEQUENCES:
            return array("tuple", elements(a)) if a.kind == "tup" else widened(a.alone)
        return None

    def _quick_instance(self, op: str, a: Type, b: Type) -> Value | None:
        if a.name in _TEXTS and (op == "%" or b.name == a.name):
            return instance(a.name)
        if b.kind != "inst":
            return None
        if a.name in _NUMBERS and b.name in _NUMBERS:
            return self._arithmetic(op, a, b)
        is_container = a.name == b.name and bool(a.args)
        return self._combined(op, a, b) if is_container else None

    @staticmethod
    def _combined(op: str, a: Type, b: Type) -> Value | None:
        """Return what two containers of one class are together."""
        if op in ("-", "&"):
            return a.alone
        return union([a.alone, b.alone]) if op in ("+", "|") else None

    @staticmethod
    def _arithmetic(op: str, a: Type, b: Type) -> Value:
        if op in "&|^" and a.name == b.name == "builtins.bool":
            return BOOL
        rank = max(_NUMBERS.index(a.name), _NUMBERS.index(b.name), 1)
        if op == "/":
            rank = max(rank, 2)
        if op == "**" and rank == 1 and not str(b.payload).isdigit():
            return INT | FLOAT  # a fraction, if the exponent is below zero
        return instance(_NUMBERS[rank])

    @staticmethod
    def _from_right(op: str, b: Type) -> Value:
        """Guess a result from the right operand alone, where that is telling."""
        return instance(b.name) | TOP if op == "+" and b.name in _TEXTS else TOP

    def compared(self, op: str, left: Value, right: Value) -> Value:
        """Return what a comparison gives, which is not always a truth value."""
        if op in _IDENTITY:
            return BOOL
        pairs = islice(product(ordered(left), ordered(right)), 64)
        return union([self._compared(op, a, b) for a, b in pairs]) or BOOL

    def _compared(self, op: str, a: Type, b: Type) -> Value:
        method, reflected = _COMPARISONS[op]
        for one, name, other in ((a, method, b), (b, reflected, a)):
            if one is UNKNOWN or (one.kind == "inst" and self._may_compare(one, name)):
                if one is UNKNOWN or not self.members.has(one, name):
                    return BOOL | TOP
                result = self.caller.call(
                    self.members.attribute_of(one, name), (("", other.alone),), quiet=True
                )
                return result - NOT_IMPLEMENTED or BOOL
        return BOOL

    def _may_compare(self, t: Type, name: str) -> bool:
        """Tell whether instances of a class are compared in a way of their own."""
        if t is NONE_TYPE or t.name.startswith("builtins."):
            return False
        return self.members.has(t, name) or self.program.is_open(t.name)

    def unary(self, op: str, value: Value) -> Value:
        """Return what a unary operator gives."""
        return mapped(value, lambda t: self._unary(op, t))

    def _unary(self, op: str, t: Type) -> Value:
        if t.kind != "inst" or t is NONE_TYPE:
            return TOP if t is not NONE_TYPE else BOTTOM
        if t.name in _NUMBERS:
            return INT if t.name == "builtins.bool" else instance(t.name)
        return (
            self.caller.call(self.members.attribute_of(t, _UNARY[op]), ()) if op in _UNARY else TOP
        )

    # unpacking and growing

    def unpacked(self, value: Value, text: str) -> Value:
        """Return one part of an unpacked value; ``text`` says which."""
        return mapped(value, lambda t: self._unpacked(t, text))

    def _unpacked(self, t: Type, text: str) -> Value:
        if text.startswith("*"):
            start, end = (int(part) for part in text[1:].split(":"))
            if t.kind == "tup":
                return array("list", union(t.args[start : len(t.args) - end]))
            return array("list", self._element_of(t))
        if t.kind == "tup" and text.lstrip("-").isdigit():
            return _part(t, text) or BOTTOM
        return self._element_of(t)

    def grown(self, method: str, value: Value, args: tuple[Value, ...]) -> Value:
        """Return a container after a method added something to it."""
        return frozenset(self._grown(method, t, args) for t in value)

    def _grown(self, method: str, t: Type, args: tuple[Value, ...]) -> Type:
        if t.kind != "inst" or not t.args:
            return t
        if t.name in _DICTS and len(t.args) == 2:
            return self._grown_dict(method, t, args, widened(args[-1]))
        added = self._added(t.name, method, args)
        return t if added is None else make("inst", t.name, (union([t.args[0], added]),))

    def _added(self, name: str, method: str, args: tuple[Value, ...]) -> Value | None:
        """Return what a method adds to a list or set, None if it adds nothing to it."""
        if method in _ADDING.get(name, ()):
            return widened(args[-1])
        if name in _LISTS and method in ("extend", "extendleft"):
            return self.element(widened(args[-1]))
        if name in _SETS and method == "update":
            return union([self.element(arg) for arg in args])
        return None

    def _grown_dict(self, method: str, t: Type, args: tuple[Value, ...], added: Value) -> Type:
        key, item = t.args
        if method in ("[]=", "setdefault") and len(args) == 2:
            item = union([item, added])
            key = union([key, widened(args[0])])
        elif method == "setdefault":
            key, item = union([key, widened(args[0])]), union([item, NONE])
        elif method == "update":
            pairs = [self._pair_of(other) for other in ordered(added)]
            key = union([key, *(pair[0] for pair in pairs)])
            item = union([item, *(pair[1] for pair in pairs)])
        return make("inst", t.name, (key, item))

    def _pair_of(self, t: Type) -> tuple[Value, Value]:
        """Return the keys and values that updating by a mapping, or by pairs, adds."""
        mapping = self.program.as_base(t, "typing.Mapping") if t.kind == "inst" else None
        if mapping is not None and len(mapping.args) == 2:
            return mapping.args[0], mapping.args[1]
        pairs = self._element_of(t)
        if not all(pair.kind == "tup" and len(pair.args) == 2 for pair in pairs):
            return TOP, TOP
        return union([pair.args[0] for pair in pairs]), union([pair.args[1] for pair in pairs])


def _part(t: Type, text: str) -> Value | None:
    """Return the part of a tuple of known length that a number in the source means."""
    position = int(text) if text.lstrip("-").isdigit() else len(t.args)
    return t.args[position] if -len(t.args) <= position < len(t.args) else None

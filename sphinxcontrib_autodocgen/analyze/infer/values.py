"""Values: small interned types and unions of them, and how unions are widened.

A value is a frozen set of types; the empty one means "nothing reaches here". :data:`UNKNOWN` as
a member means that the other members may not be all. Types are interned, so that sets of them
compare and hash by identity, for as long as what libraries declare is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from ...garbage import forget_with

__all__ = [
    "BOTTOM",
    "NEVER",
    "NEVER_TYPE",
    "NONE",
    "NONE_TYPE",
    "SELF",
    "TOP",
    "UNKNOWN",
    "Arguments",
    "Type",
    "Value",
    "array",
    "class_of",
    "elements",
    "has_variable",
    "instance",
    "is_empty",
    "is_vague",
    "keep_named",
    "known",
    "make",
    "mapped",
    "ordered",
    "several",
    "stripped",
    "substitute",
    "tuple_of",
    "union",
    "widened",
]

_MAX_MEMBERS = 10
_MAX_DEPTH = 3
_MAX_TUPLE = 8


class Type:
    """One thing that a value can be.

    Attributes:
        kind: ``inst`` (of a class), ``type`` (a class itself), ``func`` and ``lib`` (functions of
            the project and of libraries), ``mod``, ``tup`` (a tuple of known length), ``var``
            (a type variable), ``prop`` (a property made by a call, with its getter),
            ``callable``, ``partial``, ``super``, ``never`` or ``unknown``.
        name: Dotted name.
        args: Type arguments; for functions the receiver; for callables the result first.
        payload: A literal's value, or what else tells two of a name apart.
        depth: How deeply arguments are nested.
        alone: The one set of just this type: most values are one, and a set takes 200 bytes.
    """

    __slots__ = ("_text", "alone", "args", "depth", "kind", "name", "payload")

    def __init__(self, kind: str, name: str, args: tuple[Value, ...], payload: object) -> None:
        self.kind = kind
        self.name = name
        self.args = args
        self.payload = payload
        self.depth: int = 1 + max((t.depth for arg in args for t in arg), default=-1)
        self.alone: Value = frozenset((self,))
        self._text = ""

    @property
    def receiver(self) -> Value | None:
        """The object that a function is bound to, None if it isn't bound."""
        return self.args[0] if self.args else None

    def __repr__(self) -> str:
        """Return all that tells it from others; made when it's first asked for."""
        if not self._text:
            inside = ", ".join(map(_told, self.args))
            payload = "" if self.payload is None else _told(self.payload)
            self._text = f"{self.kind}:{self.name}[{inside}]{payload}"
        return self._text


def _told(part: object) -> str:
    """Return words for a part of a type: types, values, names, numbers, and tuples of these."""
    if isinstance(part, frozenset):
        return "|".join(sorted(map(_told, part)))
    if isinstance(part, tuple):
        return f"({', '.join(map(_told, part))})"
    return str(part)


Value = frozenset[Type]

Arguments = tuple[tuple[str, Value], ...]
"""Keyword (empty for positional, ``*`` and ``**`` for unpacked ones) and value of each argument."""

_Key = tuple[str, str, tuple[Value, ...], object]

_table: dict[_Key, Type] = {}
_named: dict[_Key, Type] = {}
"""The types that modules name, which are never forgotten."""


def make(kind: str, name: str, args: tuple[Value, ...] = (), payload: object = None) -> Type:
    """Return the one type of that description."""
    key = (kind, name, args, (type(payload), payload) if payload is not None else None)
    found = _table.get(key)
    if found is None:
        found = Type(kind, name, args, payload)
        if found.depth > _MAX_DEPTH and kind in ("inst", "tup", "callable"):
            found = make(kind, name, tuple(map(_shallow, args)), payload)
        _table[key] = found
    return found


def keep_named() -> None:
    """Let the types that there are now never be forgotten."""
    _named.update(_table)


@forget_with
def _forget() -> None:
    """Forget all other types; none may be in use."""
    _table.clear()
    _table.update(_named)


def _shallow(value: Value) -> Value:
    """Cut what is nested too deeply, so that a recursive type ends."""
    return frozenset(
        make(t.kind, t.name, tuple(TOP for _ in t.args), t.payload)
        if t.depth >= _MAX_DEPTH and t.args
        else t
        for t in value
    )


UNKNOWN = make("unknown", "")
NEVER_TYPE = make("never", "")
NONE_TYPE = make("inst", "None")
TOP: Value = UNKNOWN.alone
NEVER: Value = NEVER_TYPE.alone
NONE: Value = NONE_TYPE.alone
BOTTOM: Value = frozenset()


def instance(name: str, *args: Value) -> Value:
    """Return an instance of the class of that dotted name."""
    return make("inst", name, args).alone


def class_of(t: Type) -> Type:
    """Return the class of an instance; of a receiver the receiver's own."""
    return make("type", t.name, (), SELF if t.payload is SELF else None)


def array(name: str, element: Value) -> Value:
    """Return a container of one argument, such as ``list``."""
    return make("inst", f"builtins.{name}", (stripped(element),)).alone


def tuple_of(parts: Iterable[Value]) -> Value:
    """Return a tuple of known length, or of any length if that is long."""
    values = tuple(stripped(part) for part in parts)
    if len(values) > _MAX_TUPLE:
        return array("tuple", union(values))
    return make("tup", "builtins.tuple", values).alone


SELF = "\0self"
"""Payload of the receiver's own type, which is a subclass's where that calls the method."""


def widened(value: Value) -> Value:
    """Forget which literals a value consists of."""
    for t in value:
        if t.payload is not None and t.kind == "inst" and t.payload is not SELF:
            return frozenset(
                make("inst", t.name, t.args)
                if t.kind == "inst" and t.payload is not None and t.payload is not SELF
                else t
                for t in value
            )
    return value


def stripped(value: Value) -> Value:
    """Forget literals, and that a type is a receiver's own."""
    for t in value:
        if t.payload is not None and t.kind in ("inst", "type"):
            return frozenset(
                make(t.kind, t.name, t.args)
                if t.payload is not None and t.kind in ("inst", "type")
                else t
                for t in value
            )
    return value


def elements(t: Type) -> Value:
    """Return what type arguments are together, such as the parts of a tuple of known length."""
    return union(t.args)


def ordered(value: Collection[Type]) -> Collection[Type]:
    """Return types in an order that only they decide; that of a set depends on addresses.

    What has an effect on others, or ends with the first that fits, is done in this order.
    """
    return value if len(value) < 2 else sorted(value, key=repr)


def is_empty(value: Value) -> bool:
    """Tell whether a value is a literal that holds nothing, so that it shows little of a type."""
    return bool(value) and all(
        t.payload in ("''", "b''") or (t.kind == "tup" and not t.args)
        if not t.args
        else t.kind == "inst" and all(arg == BOTTOM for arg in t.args)
        for t in value
    )


def known(value: Value) -> Value:
    """Return the members that are types."""
    return value - TOP if UNKNOWN in value else value


def several(value: Value) -> bool:
    """Tell whether a value has more than one known member besides None."""
    return len(known(value) - NONE) > 1


def union(values: Iterable[Value]) -> Value:
    """Join values, merging containers of one kind and giving up on too many members."""
    first: Value = BOTTOM
    others: set[Type] = set()
    for value in values:
        if not first:
            first = value
        elif value is not first and not value <= first:
            others |= value
    if not others:
        return first
    found = first | others
    if NEVER_TYPE in found and len(found) > 1:
        found -= NEVER
    if len(found) > 1:
        found = _merged(found)
    return found if len(found) <= _MAX_MEMBERS else TOP


def _merged(value: Value) -> Value:
    groups: dict[tuple[str, str], list[Type]] = {}
    for t in value:
        groups.setdefault(("inst" if t.kind == "tup" else t.kind, t.name), []).append(t)
    if len(groups) == len(value):
        return value
    found: list[Type] = []
    for (kind, _), group in groups.items():
        join = _JOINS.get(kind) if len(group) > 1 else None
        found += group if join is None else join(group)
    return frozenset(found)


def _by_name(t: Type) -> Type:
    """Return a reference to a function without what it captured."""
    assert isinstance(t.payload, tuple)
    return make(t.kind, t.name, t.args, t.payload[:2])


def _joined_functions(group: list[Type]) -> list[Type]:
    """Join references to a function that captured different things."""
    if len({t.args for t in group}) > 1:
        return group
    by_place: dict[object, list[Type]] = {}  # the lambdas of a scope share a name
    for t in group:
        by_place.setdefault(_by_name(t).payload, []).append(t)
    return [same[0] if len(same) == 1 else _by_name(same[0]) for same in by_place.values()]


def _joined_instances(group: list[Type]) -> list[Type]:
    """Join instances of one class; a tuple of known length is one of any length then."""
    first = group[0]
    if len({(t.kind, len(t.args)) for t in group}) == 1:
        columns = zip(*(t.args for t in group), strict=True)
        return [make(first.kind, first.name, tuple(map(union, columns)))]
    if any(t.kind == "tup" for t in group):
        return [make("inst", first.name, (union(map(elements, group)),))]
    count = max(len(t.args) for t in group)
    return [make("inst", first.name, (TOP,) * count)]


_JOINS: dict[str, Callable[[list[Type]], list[Type]]] = {
    "inst": _joined_instances,
    "func": _joined_functions,
    "callable": lambda _: [make("callable", "", (TOP,))],
}
"""Functions that join several types of one kind and name."""


def substitute(value: Value, bindings: dict[str, Value]) -> Value:
    """Replace type variables; one without a binding becomes unknown."""
    if not any(has_variable(t) for t in value):
        return value
    return union([_replaced(t, bindings) for t in value])


def has_variable(t: Type) -> bool:
    """Tell whether a type speaks of a type variable."""
    return t.kind == "var" or any(has_variable(part) for arg in t.args for part in arg)


def is_vague(value: Value) -> bool:
    """Tell whether a value, or something inside it, may be anything."""
    return UNKNOWN in value or any(is_vague(arg) for t in value for arg in t.args)


def _replaced(t: Type, bindings: dict[str, Value]) -> Value:
    if t.kind == "var":
        return bindings.get(t.name, TOP)
    if not t.args:
        return t.alone
    args = tuple(widened(substitute(arg, bindings)) for arg in t.args)
    return make(t.kind, t.name, args, t.payload).alone


def mapped(value: Value, function: Callable[[Type], Value]) -> Value:
    """Apply a function to each member and join the results."""
    if len(value) == 1:
        (only,) = value
        return function(only)
    return union([function(t) for t in ordered(value)])

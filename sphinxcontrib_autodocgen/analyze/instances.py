"""Properties of a class's instances by its statement: whether they are hashable, ordered, mutable.

Decorators such as ``dataclass`` write methods that the source doesn't show; options choose which.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from . import syntax

__all__ = ["OPERATIONS", "instance_words", "metaclass_of"]

OPERATIONS = frozenset(
    f"__{name}__"
    for name in re.findall(
        r"\w+",
        """
        abs add aenter aexit aiter and anext await bool bytes call ceil complex contains copy
        deepcopy delattr delete delitem divmod enter eq exit float floor floordiv format fspath ge
        get getattr getattribute getitem gt hash iadd iand ifloordiv ilshift imatmul imod imul index
        int invert ior ipow irshift isub iter itruediv ixor le len length_hint lshift lt matmul
        missing mod mul ne neg next or pos pow radd rand rdivmod reduce reduce_ex repr reversed
        rfloordiv rlshift rmatmul rmod rmul ror round rpow rrshift rshift rsub rtruediv rxor set
        setattr setitem sizeof str sub truediv trunc xor
        """,
    )
)
"""Special methods, which a class may also have by assignment: ``__radd__ = __add__``."""

_METACLASS_MAKERS = ("with_metaclass", "add_metaclass")


class _Options(NamedTuple):
    """The options of a decorator that count, as they are without being given."""

    eq: bool | None = True
    order: bool | None = False
    frozen: bool | None = False
    slots: bool | None = False
    unsafe_hash: bool | None = None


_DATACLASS = _Options()
_DEFINE = _Options(slots=True)
_DECORATORS: Mapping[str, _Options] = {
    "dataclass": _DATACLASS,
    "attrs": _Options(order=None),
    "attr.s": _Options(order=None),
    "define": _DEFINE,
    "mutable": _DEFINE,
    "frozen": _DEFINE._replace(frozen=True),
}
_OLDER = {"hash": "unsafe_hash", "cmp": "eq"}
"""Names of attrs for options, before it took those of the standard library."""

_METACLASS_MAKERS = ("with_metaclass", "add_metaclass")


def instance_words(node: ast.ClassDef) -> Iterator[str]:
    """Yield the words that say what can be done with instances of a class.

    Args:
        node: The class.

    Yields:
        ``frozen``, ``slots``, ``ordered``, ``hashable``, ``unhashable``, and ``identity`` if a
        decorator was told to write no ``__eq__``; none of a decorator whose options are computed.
    """
    if _has_slots(node):
        yield "slots"
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = syntax.source(call.func if call else decorator)
        short = syntax.last_part(name)
        if short == "total_ordering":
            yield "ordered"
        known = _DECORATORS.get(name) or _DECORATORS.get(short)
        options = _chosen(call, known) if known is not None else None
        if options is not None:
            yield from _made(options, dict(_bound(node)))


def _chosen(call: ast.Call | None, known: _Options) -> _Options | None:
    """Return the options that a decorator has, None if one of them can't be told."""
    given: dict[str, bool | None] = {}
    for keyword in call.keywords if call else ():
        name = _OLDER.get(keyword.arg or "", keyword.arg)
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else ...
        if name is None:
            return None
        if name in _Options._fields:
            if not isinstance(value, bool | None):
                return None
            given[name] = value
    return known._replace(**given)


def _made(options: _Options, own: Mapping[str, ast.stmt]) -> Iterator[str]:
    """Yield what a decorator with these options makes of a class that binds some names itself."""
    yield from (word for word in ("frozen", "slots") if getattr(options, word))
    if options.order or (options.order is None and options.eq):
        yield "ordered"
    if not options.eq:
        yield "identity"
    yield from _hashing(options, own)


def _hashing(options: _Options, own: Mapping[str, ast.stmt]) -> Iterator[str]:
    """Yield whether instances can be hashed, if the decorator or the class decides it."""
    if "__hash__" in own:
        yield "unhashable" if _is_none(own["__hash__"]) else "hashable"
    elif options.unsafe_hash or (options.eq and options.frozen and options.unsafe_hash is None):
        yield "hashable"
    elif options.eq and not options.frozen:
        yield "unhashable"


def _bound(node: ast.ClassDef) -> Iterator[tuple[str, ast.stmt]]:
    """Yield the names that the body of a class binds, with the statements."""
    for statement, _ in syntax.own_statements(node.body):
        match statement:
            case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                yield name, statement
            case ast.Assign(targets=targets):
                yield from ((t.id, statement) for t in targets if isinstance(t, ast.Name))


def _is_none(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(value=ast.Constant(value=None)):
            return True
    return False


def _has_slots(node: ast.ClassDef) -> bool:
    """Tell whether instances take no other attributes than those of ``__slots__`` and the bases."""
    for statement, _ in syntax.own_statements(node.body):
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="__slots__")], value=ast.expr() as value)
                | ast.AnnAssign(target=ast.Name(id="__slots__"), value=ast.expr() as value)
            ):
                parts = (part.value for part in ast.walk(value) if isinstance(part, ast.Constant))
                return "__dict__" not in parts
    return False


def metaclass_of(node: ast.ClassDef) -> str:
    """Return what a class names as its metaclass, as written; empty if it names none.

    Args:
        node: The class.
    """
    for keyword in node.keywords:
        if keyword.arg == "metaclass":
            return syntax.source(keyword.value)
    calls = [call for call in (*node.bases, *node.decorator_list) if isinstance(call, ast.Call)]
    for call in calls:
        if call.args and syntax.last_part(syntax.source(call.func)) in _METACLASS_MAKERS:
            return syntax.source(call.args[0])
    return ""

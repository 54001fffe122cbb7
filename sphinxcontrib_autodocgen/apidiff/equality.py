"""Whether two values that are written in other ways are equal, as far as the source tells."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

from ..model import Object
from ..names import Names, Resolved

__all__ = ["Values"]

_MAX_DEPTH = 20
_MAX_SIZE = 10_000
_MAX_EXPONENT = 128
_WIDE = re.compile(r"%[^a-z%]*(?:\d{4}|\*)")
"""A placeholder that could make a text of any length."""

_PLAIN = (int, float, complex, str, bytes, bool, type(None), type(...))
_NUMBERS = (int, float, complex)
_RECORDS = ("namedtuple", "NamedTuple")


class _UnknownError(Exception):
    """A value isn't known before the code runs."""


class _Record(NamedTuple):
    """A named tuple: the names of its fields, and what they hold."""

    names: tuple[str, ...]
    values: tuple[Any, ...]


class Values:
    """Values of expressions in one version of a project.

    Args:
        names: What names mean in it.
    """

    def __init__(self, names: Names) -> None:
        self._names = names

    def canonical(self, text: str, around: Object) -> str:
        """Return an expression in the one spelling that all equal ones have.

        Args:
            text: The expression as source.
            around: The object whose value or default it is.
        """
        try:
            node = ast.parse(text, mode="eval").body
            return ast.unparse(_Canonical(self._reader(around)).visit(node))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return text

    def is_constant(self, text: str, around: Object) -> bool:
        """Tell whether the source says what an expression comes to.

        Args:
            text: The expression as source.
            around: The object whose value or default it is.
        """
        try:
            self._reader(around).value(ast.parse(text, mode="eval").body)
        except (_UnknownError, SyntaxError, ValueError, RecursionError, MemoryError):
            return False
        return True

    def _reader(self, around: Object) -> _Reader:
        module = self._names.project.module_of(around.name).name
        return _Reader(self._names, module, around.parent)


class _Canonical(ast.NodeTransformer):
    """Replaces expressions with a constant value by that constant, in one spelling."""

    def __init__(self, reader: _Reader) -> None:
        self._reader = reader

    def visit(self, node: ast.AST) -> ast.AST:
        """Write an expression in one spelling."""
        if isinstance(node, ast.expr) and not isinstance(node, ast.Starred):
            try:
                return ast.Name(_shown(self._reader.value(node)))
            except (_UnknownError, ValueError):
                pass
        if isinstance(node, ast.JoinedStr | ast.Lambda):
            return node  # its parts are no expressions, or have names of their own
        return self.generic_visit(node)


class _Reader:
    """Finds what expressions of one place come to."""

    def __init__(self, names: Names, module: str, scope: str, depth: int = 0) -> None:
        self._names, self._module, self._scope, self._depth = names, module, scope, depth

    def value(self, node: ast.expr) -> Any:
        """Return the value of an expression.

        Raises:
            _UnknownError: If it isn't known.
        """
        find = self._finders.get(type(node))
        if find is None:
            raise _UnknownError
        try:
            return find(self, node)
        except _ERRORS:
            raise _UnknownError from None

    def _constant(self, node: ast.Constant) -> Any:
        return node.value

    def _sequence(self, node: ast.Tuple | ast.List | ast.Set) -> Any:
        makers: dict[type[ast.expr], Callable[[list[Any]], Any]] = {
            ast.Tuple: tuple, ast.List: list, ast.Set: set,
        }  # fmt: skip
        found: list[Any] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                found += self.value(element.value)
            else:
                found.append(self.value(element))
        return makers[type(node)](found)

    def _dictionary(self, node: ast.Dict) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            found |= self.value(value) if key is None else {self.value(key): self.value(value)}
        return found

    def _choice(self, node: ast.IfExp) -> Any:
        return self.value(node.body if self.value(node.test) else node.orelse)

    def _either(self, node: ast.BoolOp) -> Any:
        for operand in node.values:
            found = self.value(operand)
            if bool(found) == isinstance(node.op, ast.Or):
                break
        return found

    def _unary(self, node: ast.UnaryOp) -> Any:
        value = self.value(node.operand)
        if not isinstance(value, _NUMBERS):
            raise _UnknownError
        return _UNARY[type(node.op)](value)

    def _binary(self, node: ast.BinOp) -> Any:
        left, right = self.value(node.left), self.value(node.right)
        _limit(node.op, left, right)
        return _BINARY[type(node.op)](left, right)

    def _text(self, node: ast.JoinedStr) -> str:
        return "".join(self._part(part) for part in node.values)

    def _part(self, part: ast.expr) -> str:
        if isinstance(part, ast.Constant):
            return str(part.value)
        if not isinstance(part, ast.FormattedValue):
            raise _UnknownError
        value = self.value(part.value)
        if not isinstance(value, _PLAIN):
            raise _UnknownError
        convert = _CONVERSIONS.get(part.conversion)
        value = value if convert is None else convert(value)
        wanted = self.value(part.format_spec) if part.format_spec is not None else ""
        if len(wanted) > 9 or any(len(digits) > 3 for digits in wanted.split(".")):
            raise _UnknownError
        return format(value, wanted)

    def _named(self, node: ast.Name | ast.Attribute) -> Any:
        if isinstance(node, ast.Attribute) and _dotted(node) is None:
            return self._field(node)
        found = self._resolved(node)
        known = found.object if found is not None else None
        if known is None or known.value is None or not known.is_value or self._depth > _MAX_DEPTH:
            raise _UnknownError
        is_inside = isinstance(node, ast.Name) and known.parent == self._scope
        if _is_of_instances(known, is_inside=is_inside):
            raise _UnknownError
        return self._inside(known).value(ast.parse(known.value, mode="eval").body)

    def _field(self, node: ast.Attribute) -> Any:
        record = self.value(node.value)
        if not isinstance(record, _Record):
            raise _UnknownError
        return record.values[record.names.index(node.attr)]

    def _inside(self, known: Object) -> _Reader:
        module = self._names.project.module_of(known.name).name
        return _Reader(self._names, module, known.parent, self._depth + 1)

    def _resolved(self, node: ast.expr) -> Resolved | None:
        name = _dotted(node)
        return self._names.resolve(name, self._module, self._scope) if name else None

    def _item(self, node: ast.Subscript) -> Any:
        holder, key = self.value(node.value), self.value(node.slice)
        if isinstance(holder, _Record):
            holder = holder.values
        if not isinstance(holder, dict | list | tuple | str):
            raise _UnknownError
        return holder[key]

    def _call(self, node: ast.Call) -> Any:
        found = self._resolved(node.func)
        if found is None:
            raise _UnknownError
        given = [self.value(argument) for argument in node.args]
        named = self._keywords(node)
        if found.object is not None:
            return self._record(found.object, given, named)
        maker = _MAKERS.get(found.name)
        if maker is None or len(given) > 1 or (named and maker is not dict):
            raise _UnknownError
        return maker(*given, **named)

    def _keywords(self, node: ast.Call) -> dict[str, Any]:
        found = {part.arg: self.value(part.value) for part in node.keywords if part.arg is not None}
        if len(found) < len(node.keywords):
            raise _UnknownError
        return found

    def _record(self, cls: Object, given: list[Any], named: dict[str, Any]) -> _Record:
        """Return what a call of a named tuple without other defaults makes."""
        fields = self._fields(cls)
        filled = dict(zip(fields, given, strict=False)) | named
        if len(given) > len(fields) or sorted(filled) != sorted(fields):
            raise _UnknownError
        return _Record(fields, tuple(filled[name] for name in fields))

    def _fields(self, cls: Object) -> tuple[str, ...]:
        if "namedtuple" in cls.modifiers and self._names.constructor(cls) is cls:
            return tuple(parameter.name for parameter in cls.parameters)
        match ast.parse(cls.value or "None", mode="eval").body:
            case ast.Call(function, [_, fields], []) if (_dotted(function) or "").rpartition(".")[
                2
            ] in _RECORDS:
                said = self._inside(cls).value(fields)
                return tuple(said.replace(",", " ").split() if isinstance(said, str) else said)
        raise _UnknownError

    _finders: ClassVar[dict[type[ast.expr], Callable[[Any, Any], Any]]] = {
        ast.Constant: _constant,
        ast.Tuple: _sequence,
        ast.List: _sequence,
        ast.Set: _sequence,
        ast.Dict: _dictionary,
        ast.IfExp: _choice,
        ast.BoolOp: _either,
        ast.UnaryOp: _unary,
        ast.BinOp: _binary,
        ast.JoinedStr: _text,
        ast.Name: _named,
        ast.Attribute: _named,
        ast.Subscript: _item,
        ast.Call: _call,
    }


def _is_of_instances(known: Object, *, is_inside: bool) -> bool:
    """Tell whether a name doesn't mean the value itself: a member does in its class's body only."""
    return "instance" in known.modifiers or ("member" in known.modifiers and not is_inside)


def _dotted(node: ast.expr) -> str | None:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (holder := _dotted(node.value)) is not None:
        return f"{holder}.{node.attr}"
    return None


def _limit(operator: ast.operator, left: Any, right: Any) -> None:
    """Refuse what would be huge, or isn't of plain parts."""
    if any(isinstance(side, dict | _Record) or _size(side) > _MAX_SIZE for side in (left, right)):
        raise _UnknownError
    match operator:
        case ast.Mult():
            is_huge = max(_repeated(left, right), _repeated(right, left)) > _MAX_SIZE
        case ast.Pow() | ast.LShift():
            is_huge = not isinstance(right, int) or abs(right) > _MAX_EXPONENT
        case ast.Mod():
            is_huge = _WIDE.search(left if isinstance(left, str) else str(left)) is not None
        case _:
            is_huge = False
    if is_huge:
        raise _UnknownError


def _size(value: Any) -> int:
    if isinstance(value, int):
        return value.bit_length()
    return len(value) if isinstance(value, str | bytes | list | tuple) else 1


def _repeated(value: Any, times: Any) -> int:
    """Return how long a sequence becomes that is repeated, 0 if it isn't one."""
    is_sequence = isinstance(value, str | bytes | list | tuple) and isinstance(times, int)
    return len(value) * abs(times) if is_sequence else 0


def _shown(value: Any) -> str:
    """Write a value so that equal ones of one type, and only these, are written alike."""
    if isinstance(value, _Record):
        return f"({', '.join(map(_shown, value.values))})"
    if isinstance(value, dict):
        pairs = sorted(f"{_shown(key)}: {_shown(item)}" for key, item in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, set | frozenset):
        return f"{type(value).__name__}({', '.join(sorted(map(_shown, value)))})"
    if isinstance(value, tuple):
        return f"({', '.join(map(_shown, value))},)"
    if isinstance(value, list):
        return f"[{', '.join(map(_shown, value))}]"
    return repr(value)


_ERRORS = (
    SyntaxError, ValueError, TypeError, KeyError, IndexError, ArithmeticError, AttributeError,
)  # fmt: skip

_CONVERSIONS: dict[int, Callable[[object], str]] = {ord("s"): str, ord("r"): repr, ord("a"): ascii}
_UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.UAdd: lambda value: +value,
    ast.USub: lambda value: -value,
    ast.Invert: lambda value: ~value,
    ast.Not: lambda value: not value,
}
_BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
    ast.Div: lambda left, right: left / right,
    ast.FloorDiv: lambda left, right: left // right,
    ast.Mod: lambda left, right: left % right,
    ast.Pow: lambda left, right: left**right,
    ast.LShift: lambda left, right: left << right,
    ast.RShift: lambda left, right: left >> right,
    ast.BitOr: lambda left, right: left | right,
    ast.BitAnd: lambda left, right: left & right,
    ast.BitXor: lambda left, right: left ^ right,
}
_MAKERS: dict[str, Callable[..., Any]] = {
    "builtins.dict": dict,
    "builtins.list": list,
    "builtins.tuple": tuple,
    "builtins.set": set,
    "builtins.frozenset": frozenset,
    "builtins.str": str,
    "builtins.int": int,
    "builtins.float": float,
    "builtins.bool": bool,
}

"""Whether one written type takes in another, as far as their members as unions tell."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple, Protocol

__all__ = ["Derives", "Member", "Relation", "expanded", "is_type", "relation"]

Relation = Literal["same", "wider", "narrower", "other"]
"""Relation of a new type to an old one."""

_ANYTHING = frozenset({"Any", "object"})
_OTHER_NAMES = {
    "AbstractAsyncContextManager": "AsyncContextManager",
    "AbstractContextManager": "ContextManager",
    "Dict": "dict",
    "FrozenSet": "frozenset",
    "List": "list",
    "Set": "set",
    "Tuple": "tuple",
    "Type": "type",
}


class Member(NamedTuple):
    """A member of a union, or a type that is none.

    Attributes:
        text: The type in one spelling, without modules.
        head: Its name as written, without arguments.
    """

    text: str
    head: str = ""

    @property
    def arguments(self) -> str:
        """The type arguments with their brackets, in one spelling."""
        return self.text[len(self.text.partition("[")[0]) :]


class Derives(Protocol):
    """Known relations between two types with different names."""

    def widens(self, old: Member, new: Member) -> bool:
        """Tell whether all that is of the old type is of the new one."""

    def narrows(self, old: Member, new: Member) -> bool:
        """Tell whether all that is of the new type is of the old one."""


def relation(old: str, new: str, derives: Derives) -> Relation:
    """Compare two types.

    Args:
        old: The old type as source.
        new: The new type as source.
        derives: Tells whether what is of the old type is of the new one too, and the other way
            round.

    Returns:
        ``wider`` if the new one takes all that the old one takes and more, and so on.
    """
    known, now = _members(old), _members(new)
    before, after = _alike(frozenset(known), frozenset(now))
    if before == after:
        return "same"
    if before < after or after & _ANYTHING:
        return "wider"
    if after < before or before & _ANYTHING:
        return "narrower"
    return _by_classes(known, now, derives)


def _by_classes(known: dict[str, Member], now: dict[str, Member], derives: Derives) -> Relation:
    rows = [[(was, is_now) for is_now in now.values()] for was in known.values()]
    if _each_has(rows, derives.widens):
        return "wider"
    columns = [list(column) for column in zip(*rows, strict=True)]
    return "narrower" if _each_has(columns, derives.narrows) else "other"


def _each_has(
    rows: Iterable[Iterable[tuple[Member, Member]]], fits: Callable[[Member, Member], bool]
) -> bool:
    """Tell whether each row has a pair of equal types, or of such that fit."""
    return all(any(a.text == b.text or fits(a, b) for a, b in row) for row in rows)


def _alike(*unions: frozenset[str]) -> list[frozenset[str]]:
    """Take ``list[int]`` for ``list`` where the other union says no more than that."""
    plain = frozenset().union(*unions)
    return [
        frozenset(holder if (holder := m.partition("[")[0]) in plain else m for m in members)
        for members in unions
    ]


def _members(text: str) -> dict[str, Member]:
    """Return the members of a type that is a union, else the type, by their one spelling."""
    try:
        return {member.text: member for member in _split(ast.parse(text, mode="eval").body)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {text: Member(text)}


_QUALIFIERS = ("Annotated", "ClassVar", "Final", "NotRequired", "ReadOnly", "Required")
"""Names written around a type that aren't types."""


def _split(node: ast.expr) -> list[Member]:
    match node:
        case ast.BinOp(left, ast.BitOr(), right):
            return [*_split(left), *_split(right)]
        case ast.Subscript(value, inner) if (parts := _inside(_name(value), inner)) is not None:
            return [member for part in parts for member in _split(part)]
        case ast.Constant(str(text)):
            return [member for _, member in sorted(_members(text).items())]
    head = ast.unparse(node.value if isinstance(node, ast.Subscript) else node)
    return [Member(ast.unparse(_Plain().visit(node)), head)]


def _inside(name: str, inner: ast.expr) -> list[ast.expr] | None:
    """Return the types that a union or a qualifier is written around, None if it's another."""
    parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name == "Union":
        return parts
    if name == "Optional":
        return [*parts, ast.Constant(None)]
    return parts[:1] if name in _QUALIFIERS else None


def _name(node: ast.expr) -> str:
    """Return the last part of a dotted name, however its module was imported."""
    name = getattr(node, "attr", getattr(node, "id", ""))
    return _OTHER_NAMES.get(name, name)


def _says_nothing(argument: ast.expr) -> bool:
    """Tell whether a type argument is what it is too where there is none."""
    if isinstance(argument, ast.Constant):
        return argument.value is ...
    return _name(argument) == "Any"


_MADE = ("NewType", "ParamSpec", "TypeVar")
"""Names that make a type from their arguments."""


def is_type(text: str) -> bool:
    """Tell whether an expression, as source, can only be a type.

    Args:
        text: The expression.
    """
    try:
        node = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    if isinstance(node, ast.Call):
        return _name(node.func) in _MADE
    return isinstance(node, ast.Subscript)


def expanded(text: str, meaning: Callable[[str], str]) -> str:
    """Return a type with aliases replaced by what they stand for.

    Args:
        text: The type as source.
        meaning: Gives the value of a dotted name as source, empty if it isn't known.
    """
    try:
        node = ast.parse(text, mode="eval").body
        return ast.unparse(_Expanded(meaning).visit(node))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return text


class _Expanded(ast.NodeTransformer):
    """Puts types in the places of their aliases, which may stand for other aliases.

    Args:
        meaning: Gives the value of a dotted name as source.
    """

    def __init__(self, meaning: Callable[[str], str]) -> None:
        self._meaning = meaning
        self._depth = 0

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Replace an alias."""
        return self._replaced(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Replace an alias that a module has."""
        return self._replaced(node)

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Replace the aliases in a quoted type."""
        if not isinstance(node.value, str):
            return node
        return ast.Constant(expanded(node.value, self._meaning))

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Leave the values of a Literal alone."""
        return node if _name(node.value) == "Literal" else self.generic_visit(node)

    def _replaced(self, node: ast.expr) -> ast.AST:
        value = self._meaning(ast.unparse(node)) if self._depth < _DEEPEST else ""
        found = ast.parse(value, mode="eval").body if value else None
        if not isinstance(found, ast.Subscript | ast.BinOp):
            return node
        self._depth += 1
        result: ast.AST = self.visit(found)
        self._depth -= 1
        return result


_DEEPEST = 5
"""How many aliases are followed, one of another."""


class _Plain(ast.NodeTransformer):
    """Writes what is inside a type in one spelling: without modules, unions in one order."""

    def visit_Name(self, node: ast.Name) -> ast.AST:
        """Write ``List`` as ``list``."""
        return ast.Name(_name(node))

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Write ``t.List`` as ``list``."""
        return ast.Name(_name(node))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """Write a quoted type as one that isn't."""
        return self._union(node) if isinstance(node.value, str) else node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        """Write unions in one way; the values of a Literal are no types."""
        if _name(node.value) == "Literal":
            return ast.Name(f"Literal[{ast.unparse(node.slice)}]")
        if _name(node.value) in ("Optional", "Union", *_QUALIFIERS):
            return self._union(node)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if all(map(_says_nothing, inner)):
            return ast.Name(_name(node.value))
        return self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        """Write unions in one way."""
        return self._union(node) if isinstance(node.op, ast.BitOr) else node

    def _union(self, node: ast.expr) -> ast.AST:
        return ast.Name(" | ".join(sorted({member.text for member in _split(node)})))

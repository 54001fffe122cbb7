"""Names in a function's own code: identifiers, numbers and short texts, in order of appearance.

Words are chosen without the code; this is what remains of it, so that a sentence about one
function can be compared with others, and dropped if it names what the code doesn't.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from .syntax import FunctionNode, source

__all__ = ["handed_on", "mentions"]

_LONGEST = 60
_MOST = 1000


def mentions(node: FunctionNode) -> tuple[str, ...]:
    """Return what a function names, its decorators, signature and inner functions included.

    Args:
        node: The function.

    Returns:
        Each once, without its docstring and without texts longer than a line; at most 1,000.
    """
    docstring = node.body[0].value if _has_docstring(node) else None  # type: ignore[attr-defined]
    found: dict[str, None] = {}
    for part in ast.walk(node):
        if part is not docstring and part is not node:
            found.update(dict.fromkeys(_named(part)))
        if len(found) > _MOST:
            break
    return tuple(found)[:_MOST]


def _has_docstring(node: FunctionNode) -> bool:
    first = node.body[0]
    return isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)


def _named(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            yield name
        case ast.keyword(arg=str(name)) | ast.FunctionDef(name=name) | ast.alias(name=name):
            yield name
        case ast.Constant(value=str(text)):
            if len(text) <= _LONGEST:
                yield text.encode("utf-8", "backslashreplace").decode("utf-8")
        case ast.Constant(value=bool() | None):
            yield str(node.value)
        case ast.Constant(value=int() | float() as number) if abs(number) < 1e18:
            yield str(number)


def handed_on(tree: ast.Module) -> tuple[str, ...]:
    """Return the classes that a module uses as values, as a table of exceptions does.

    Args:
        tree: The parsed file.

    Returns:
        Names that end in one with a capital letter, sorted. Those that are only raised, handled,
        asked about, derived from or written as a type are left out.
    """
    found: set[str] = set()
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        name = {ast.Name: "id", ast.Attribute: "attr"}.get(type(node))
        if name is not None and getattr(node, name)[:1].isupper():
            found.add(source(node))  # type: ignore[arg-type]
        else:
            waiting += _values(node)
    return tuple(sorted(found))


_NOT_VALUES: dict[type[ast.AST], tuple[str, ...]] = {
    ast.AnnAssign: ("annotation",),
    ast.AsyncFunctionDef: ("returns",),
    ast.ClassDef: ("bases",),
    ast.ExceptHandler: ("type",),
    ast.FunctionDef: ("returns",),
    ast.MatchClass: ("cls",),
    ast.Raise: ("exc", "cause"),
    ast.arg: ("annotation",),
}
_ASKING = {"isinstance", "issubclass", "suppress"}


def _values(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a node whose values something may be done with."""
    called = node.func if isinstance(node, ast.Call) else None
    if getattr(called, "id", getattr(called, "attr", None)) in _ASKING:
        return
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        yield from (*node.exc.args, *node.exc.keywords)
    skipped = _NOT_VALUES.get(type(node), ())
    for name, value in ast.iter_fields(node):
        if name not in skipped:
            parts = value if isinstance(value, list) else [value]
            yield from (part for part in parts if isinstance(part, ast.AST))

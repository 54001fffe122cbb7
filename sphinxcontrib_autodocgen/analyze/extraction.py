"""The block of a function that is best made a function of its own, and what that saves.

Nothing is estimated: the function is taken apart, and both parts are measured.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from ..settings import Settings
from .counting import Function
from .metrics import measure
from .syntax import copied

__all__ = ["Extraction", "extractions"]

_BLOCKS = (ast.If, ast.For, ast.While, ast.Try, ast.With, ast.Match)
_LEAVING = (ast.Return, ast.Yield, ast.YieldFrom, ast.Await, ast.AsyncFor, ast.AsyncWith)
_BOUND = (ast.Global, ast.Nonlocal, ast.Delete, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_MAX_TAKEN = 5
_MAX_GIVEN = 2
_SCORED = ("cyclomatic", "cognitive", "nesting", "length")


class Extraction(NamedTuple):
    """A block that may become a function.

    Attributes:
        first: Its first line.
        last: Its last line.
        taken: The names that the function would take.
        given: The names that it would give back.
        before: The metrics of the function as it is, by their names.
        rest: Those of what is left of it.
        made: Those of the new function.
    """

    first: int
    last: int
    taken: tuple[str, ...]
    given: tuple[str, ...]
    before: dict[str, int]
    rest: dict[str, int]
    made: dict[str, int]


def extractions(text: str, settings: Settings, lines: frozenset[int]) -> dict[int, Extraction]:
    """Return the best extraction from each of some functions, by their lines.

    Args:
        text: The source of a module, which Python can read.
        settings: ``thresholds`` say what is best: the least beyond them, in both parts.
        lines: The lines of the functions' ``def``.

    Returns:
        Those that leave less beyond the limits than there was.
    """
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, Function) and node.lineno in lines:
            known = settings.thresholds.items()
            best = _best(node, {n: v for n, v in known if n in _SCORED and v != "off"})
            if best is not None:
                found[node.lineno] = best
    return found


def _best(node: Function, limits: dict[str, float]) -> Extraction | None:
    before = _metrics(node)[0]
    tried = [found for block in _blocks(node) if (found := _extracted(node, block, before))]
    scored = [(_excess((e.rest, e.made), limits), len(e.taken) + len(e.given), e) for e in tried]
    better = [item for item in scored if item[0] < _excess((before,), limits)]
    return min(better, key=lambda item: item[:2])[2] if better else None


def _excess(parts: tuple[dict[str, int], ...], limits: dict[str, float]) -> float:
    """Add up how far parts are beyond their limits, as multiples of these."""
    return sum(
        max(part[name] / max(limit, 1) - 1, 0) for part in parts for name, limit in limits.items()
    )


def _metrics(*functions: Function) -> list[dict[str, int]]:
    module = ast.Module([copied(function) for function in functions], [])
    text = ast.unparse(ast.fix_missing_locations(module))
    tree = ast.parse(text)
    measured = measure(tree, text)
    return [{name: getattr(measured[node], name) for name in _SCORED} for node in tree.body]


def _blocks(node: Function) -> Iterator[ast.stmt]:
    """Yield the blocks inside a function, at any depth, that nothing leaves but at their end."""
    for inner in _inside(node):
        if isinstance(inner, _BLOCKS) and _is_closed(inner):
            yield inner


def _inside(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _BOUND):
            yield child
            yield from _inside(child)


def _is_closed(block: ast.stmt) -> bool:
    """Tell whether nothing leaves a block before its end, and names mean the same elsewhere."""
    parts = list(ast.walk(block))
    leaves = any(isinstance(part, (*_LEAVING, *_BOUND)) or _is_of_class(part) for part in parts)
    return not leaves and _holds_jumps(parts)


def _is_of_class(part: ast.AST) -> bool:
    return isinstance(part, ast.Name) and part.id in ("super", "__class__")


def _holds_jumps(parts: list[ast.AST]) -> bool:
    """Tell whether the loops that jumps belong to are among some parts, too."""
    loops = [part for part in parts if isinstance(part, ast.For | ast.While)]
    held = {id(inner) for loop in loops for part in loop.body for inner in ast.walk(part)}
    jumps = [part for part in parts if isinstance(part, ast.Break | ast.Continue)]
    return all(id(jump) in held for jump in jumps)


def _extracted(node: Function, block: ast.stmt, before: dict[str, int]) -> Extraction | None:
    inside = {id(part) for part in ast.walk(block)}
    outer = [part for part in ast.walk(node) if id(part) not in inside]
    bound = _names(outer, ast.Store) | {
        a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)
    }
    stored = _names(ast.walk(block), ast.Store)
    given = tuple(sorted(stored & _names(outer, ast.Load)))
    taken = tuple(sorted(bound & (_names(ast.walk(block), ast.Load) | set(given))))
    if len(taken) > _MAX_TAKEN or len(given) > _MAX_GIVEN:
        return None
    rest, made = _metrics(_without(node, block, taken, given), _of(block, taken, given))
    last = block.end_lineno or block.lineno
    return Extraction(block.lineno, last, taken, given, before, rest, made)


def _names(parts: Iterator[ast.AST] | list[ast.AST], context: type[ast.expr_context]) -> set[str]:
    return {p.id for p in parts if isinstance(p, ast.Name) and isinstance(p.ctx, context)}


def _call(taken: tuple[str, ...], given: tuple[str, ...]) -> ast.stmt:
    call = f"extracted({', '.join(taken)})"
    return ast.parse(f"{', '.join(given)} = {call}" if given else call).body[0]


def _of(block: ast.stmt, taken: tuple[str, ...], given: tuple[str, ...]) -> ast.FunctionDef:
    end = f"\n    return {', '.join(given)}" if given else ""
    made = ast.parse(f"def extracted({', '.join(taken)}):\n    pass{end}").body[0]
    assert isinstance(made, ast.FunctionDef)
    made.body[0] = block
    return made


def _without(
    node: Function, block: ast.stmt, taken: tuple[str, ...], given: tuple[str, ...]
) -> Function:
    class Swap(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            is_block = isinstance(node, ast.stmt) and _place(node) == _place(block)
            return _call(taken, given) if is_block else self.generic_visit(node)

    changed = Swap().visit(copied(node))
    assert isinstance(changed, Function)
    return changed


def _place(node: ast.stmt) -> tuple[int, int, str]:
    return node.lineno, node.col_offset, type(node).__name__

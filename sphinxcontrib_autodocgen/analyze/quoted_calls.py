"""Calls of the project in its tests, examples and documents, short enough to be quoted.

A call counts where its name can mean nothing else: what a file imports and nothing in it binds
again, and methods of what such a class was called for.
"""

from __future__ import annotations

import ast
import builtins
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from ..model import Module, Object, Project, Usage
from ..names import Names, names_of
from .syntax import TOO_DEEP, last_part, own_nodes, path_of, source

__all__ = ["usages", "with_usages"]

_SHOWN = 2
_MAX_CODE = 72
_MOST = 300
_STAR = "*"


def usages(tree: ast.Module, imported: Sequence[tuple[str, str]]) -> tuple[Usage, ...]:
    """Return the calls in a file that are worth to be quoted, the best two of each function.

    Args:
        tree: The file.
        imported: Local and full names of what it imports.
    """
    meant = _Meanings(tree, imported)
    results = dict(_results(tree))
    best: dict[str, dict[str, Usage]] = defaultdict(dict)
    for node in _quotable(tree):
        name = meant.full_name(path_of(node.func))
        code = _short(node) if name else ""
        if code:
            is_literal = _is_literal(node)
            result = results.get(id(node), "") if is_literal else ""
            if code not in best[name] or result:
                best[name][code] = Usage(name, "", node.lineno, code, is_literal, result)
    return tuple(found for each in best.values() for found in _best(each.values()))[:_MOST]


def _quotable(tree: ast.Module) -> Iterator[ast.Call]:
    """Yield the calls that show something, and aren't expected to fail."""
    refused = {id(call) for call in _refused(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and id(node) not in refused and _is_concrete(node):
            yield node


def _short(node: ast.expr) -> str:
    """Write an expression, empty if it takes more than one short line."""
    code = source(node)
    return code if len(code) <= _MAX_CODE and "\n" not in code and code != TOO_DEEP else ""


def _refused(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what is written to fail, or to be warned of."""
    for node in ast.walk(tree):
        match node:
            case ast.With(items=items) | ast.AsyncWith(items=items):
                if any(_fails(item.context_expr) for item in items):
                    yield from ast.walk(node)
            case ast.FunctionDef(decorator_list=decorators) if any(map(_fails, decorators)):
                yield from ast.walk(node)


def _fails(node: ast.expr) -> bool:
    return last_part(path_of(node.func if isinstance(node, ast.Call) else node)) in _FAILING


_FAILING = frozenset({
    "assertRaises", "assertRaisesRegex", "assertRaisesRegexp", "assertWarns", "assertWarnsRegex",
    "deprecated_call", "expectedFailure", "raises", "suppress", "warns", "xfail",
})  # fmt: skip
"""Context managers and decorators of code that is expected to fail."""


def _results(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield calls with the literals that tests say they return, where nothing else decides it."""
    for test in _plain_functions(tree):
        for node in own_nodes(test.body):
            call, result = _asserted(node)
            if isinstance(call, ast.Call) and result is not None and _is_value(result):
                written = _short(result)
                if written:
                    yield id(call), written


def _plain_functions(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the functions without fixtures, and without what a decorator of the class patches."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(
                decorator_list=[], args=ast.arguments(args=[] | [ast.arg("self")])
            ):
                yield node


def _asserted(node: ast.AST) -> tuple[ast.expr | None, ast.expr | None]:
    """Return what a statement says to be equal, None twice if it says nothing like that."""
    match node:
        case ast.Assert(test=ast.Compare(left, [ast.Eq()], [right])):
            return left, right
        case ast.Assert(test=ast.Compare(left, [ast.Is()], [ast.Constant() as right])):
            return left, right
        case ast.Call(ast.Attribute(attr="assertEqual" | "assertEquals"), [left, right]):
            return (left, right) if isinstance(left, ast.Call) else (right, left)
    return None, None


def _is_value(node: ast.expr) -> bool:
    """Tell whether an expression is written as Python would print its value."""
    try:
        return repr(ast.literal_eval(node)) == ast.unparse(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return False


def with_usages(modules: Iterable[Module], callers: Iterable[Module]) -> list[Module]:
    """Give objects the best calls of them.

    Args:
        modules: The project's modules.
        callers: What was read of files that call them.
    """
    known = list(modules)
    names = names_of(Project(known))
    found: dict[str, dict[str, Usage]] = defaultdict(dict)
    for caller in callers:
        for usage in caller.usages:
            called = _called(usage.name, names)
            if called is not None:
                found[called.name].setdefault(usage.code, replace(usage, path=caller.path))
    best = {name: tuple(_best(each.values())) for name, each in found.items()}
    return [_given(module, best) for module in known] if best else known


def _given(module: Module, best: dict[str, tuple[Usage, ...]]) -> Module:
    if not any(obj.name in best for obj in module.objects):
        return module
    objects = (
        replace(obj, usages=best[obj.name]) if obj.name in best else obj for obj in module.objects
    )
    return replace(module, objects=tuple(objects))


def _called(name: str, names: Names) -> Object | None:
    """Return the function or class of the project that a full name means."""
    found = names.find(name)
    called = found.object if found is not None else None
    if called is None or called.kind not in _CALLED:
        return None
    is_raised = any(map(_is_exception, names.ancestors(called.name)))
    return None if is_raised else called  # whoever uses the project doesn't make its exceptions


def _is_exception(name: str) -> bool:
    known = getattr(builtins, name.removeprefix("builtins."), None)
    return isinstance(known, type) and issubclass(known, BaseException)


_CALLED = ("class", "function", "method")


def _best(found: Iterable[Usage]) -> list[Usage]:
    """Return the best calls: with a known result, with literals, short, then as they come."""
    return sorted(found, key=_rank)[:_SHOWN]


def _rank(usage: Usage) -> tuple[bool, bool, int]:
    return not usage.result, not usage.literal, len(usage.code)


class _Meanings:
    """Meanings of the names in a file.

    Args:
        tree: The file.
        imported: Local and full names of what it imports.
    """

    def __init__(self, tree: ast.Module, imported: Sequence[tuple[str, str]]) -> None:
        bound = list(_bound(tree))
        again = set(bound)
        self._star = next((full for local, full in imported if local == _STAR), "")
        self._full = {
            local: full
            for local, full in imported
            if local not in again and full.partition(".")[0] not in sys.stdlib_module_names
        }
        self._again = again
        self._made = {
            name: made
            for name, made in _makings(tree)
            if bound.count(name) == 1 and made.rpartition(".")[2][:1].isupper()
        }

    def full_name(self, path: str) -> str:
        """Return the full name that a dotted name means, empty if that isn't known."""
        head, _, rest = path.partition(".")
        made = self._made.get(head, "")
        if made and rest and "." not in rest:
            return _joined(self._imported(made), rest)
        return self._imported(path)

    def _imported(self, path: str) -> str:
        """Return the full name that a dotted name means whose head is imported."""
        head, _, rest = path.partition(".")
        full = self._full.get(head, "")
        if not full and self._star and head and head not in self._again:
            full = f"{self._star}.{head}"
        return _joined(full, rest) if rest else full


def _joined(full: str, rest: str) -> str:
    return f"{full}.{rest}" if full else ""


def _makings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield the names that a call's result is bound to, with what is called."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=func)):
                yield name, path_of(func)
            case ast.withitem(context_expr=ast.Call(func=func), optional_vars=ast.Name(id=name)):
                yield name, path_of(func)


def _bound(tree: ast.Module) -> Iterator[str]:
    """Yield each name as often as it's bound in a file, imports apart."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
                yield name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name


def _is_concrete(call: ast.Call) -> bool:
    """Tell whether a call shows more than that there are arguments: a value, or a keyword."""
    return bool(call.keywords) or any(map(_shows_value, call.args))


def _shows_value(node: ast.expr) -> bool:
    match node:
        case ast.Constant(value=value):
            return value not in (None, ..., "", b"")
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return bool(parts)
        case ast.Dict(keys=keys):
            return bool(keys)
        case ast.Name(id=name):
            return hasattr(builtins, name)
        case ast.Attribute() | ast.Starred():
            return False
    return True


def _is_literal(call: ast.Call) -> bool:
    """Tell whether all arguments of a call are literals."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return all(_is_constant(each) for each in given)


def _is_constant(node: ast.expr) -> bool:
    names = (ast.Name, ast.Attribute, ast.Call, ast.Lambda)
    return not any(isinstance(part, names) for part in ast.walk(node))

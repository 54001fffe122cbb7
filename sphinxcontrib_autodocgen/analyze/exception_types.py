"""Which exceptions an expression gives: a class, an instance, a variable, what a function makes."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeGuard

from .messages import constant_texts
from .syntax import FunctionNode, inside, last_part, source, walk

__all__ = [
    "CATCH_ALL",
    "Makers",
    "caught_by",
    "exception_name",
    "handled_by",
    "local_exceptions",
    "names_of",
    "parameters",
    "raised_inside",
    "without_traceback",
]

CATCH_ALL = frozenset({"Exception", "BaseException"})
"""Names of the classes that every exception has as a base."""


class Makers:
    """A module's exceptions: the bases of its classes, and the functions that make one.

    Args:
        tree: The module.
    """

    def __init__(self, tree: ast.Module | None = None) -> None:
        self._bases: dict[str, list[str]] = {}
        self._functions: dict[str, FunctionNode | None] = {}
        self.texts = constant_texts(tree)
        self.modules = frozenset(_modules(tree.body if tree is not None else ()))
        for node in tree.body if tree is not None else ():
            self._add(node, "")

    def _add(self, node: ast.stmt, prefix: str) -> None:
        if isinstance(node, FunctionNode):
            name = prefix + node.name
            self._functions[name] = None if name in self._functions else node
        elif isinstance(node, ast.ClassDef):
            self._bases[node.name] = [last_part(source(base)) for base in node.bases]
            for inner in node.body:
                if isinstance(inner, FunctionNode):
                    self._add(inner, "self.")

    def bases(self, name: str) -> set[str]:
        """Return the names under which an exception can be caught, as far as they're known.

        Args:
            name: The class's name as written.
        """
        found: set[str] = {name}
        waiting = [last_part(name)]
        while waiting:
            base = waiting.pop()
            known = getattr(builtins, base, None)
            if isinstance(known, type) and issubclass(known, BaseException):
                found |= {one.__name__ for one in known.__mro__}
            elif base in self._bases:
                new = [one for one in self._bases[base] if one not in found]
                found |= {base, *new}
                waiting += new
            else:
                found |= {base, *CATCH_ALL}
        return found

    def made_by(self, function: str) -> list[str]:
        """Return the exceptions of which a function of the module returns one; none if unclear.

        Args:
            function: Its name, or ``self.name``.
        """
        node = self._functions.get(function.replace("cls.", "self."))
        if node is None or isinstance(node, ast.AsyncFunctionDef) or node.decorator_list:
            return []
        parts = inside(node)
        if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in parts):
            return []
        local = local_exceptions(node, Makers())
        values = [part.value for part in parts if isinstance(part, ast.Return)]
        names = [names_of(value, local, Makers()) for value in values]
        return list(dict.fromkeys(chain.from_iterable(names))) if all(names) else []


def _modules(body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names of the modules that statements import as a whole."""
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from ((alias.asname or alias.name).partition(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module is None:
            yield from (alias.asname or alias.name for alias in statement.names)


def names_of(exc: ast.expr | None, local: Mapping[str, list[str]], makers: Makers) -> list[str]:
    """Return the types of an exception that an expression gives; none if unclear."""
    if exc is None:
        return []
    exc = without_traceback(exc)
    if isinstance(exc, ast.IfExp):
        both = [names_of(part, local, makers) for part in (exc.body, exc.orelse)]
        return [*both[0], *both[1]] if all(both) else []
    if isinstance(exc, ast.Name) and exc.id in local:
        return local[exc.id]
    name = exception_name(exc)
    if name is not None:
        return [name]
    if isinstance(exc, ast.Call) and isinstance(exc.func, ast.Name | ast.Attribute):
        return makers.made_by(source(exc.func))
    return []


def _is_factory(func: ast.expr) -> TypeGuard[ast.Attribute]:
    """Tell whether a method of an exception class is called, which makes an exception of it.

    A class inside one that is no exception, as in ``Model.DoesNotExist()``, is itself raised.
    """
    if not isinstance(func, ast.Attribute) or isinstance(func.value, ast.Call):
        return False
    name = exception_name(func.value)
    return name is not None and name.endswith(_EXCEPTIONS)


_EXCEPTIONS = ("Error", "Exception", "Warning")
"""Endings of the names of exception classes."""


def local_exceptions(node: FunctionNode, makers: Makers) -> dict[str, list[str]]:
    """Return what each local variable holds that holds nothing but exceptions."""
    handled = _handled(node)
    bound = _bound_counts(node)
    found = {}
    for name, given in _values(node).items():
        names = [names_of(value, handled, makers) for value in given if not _is_none(value)]
        if names and all(names) and bound[name] == len(given):
            unique = dict.fromkeys(chain.from_iterable(names))
            found[name] = [one for one in unique if one not in CATCH_ALL]
    return found


def _handled(node: FunctionNode) -> dict[str, list[str]]:
    """Return the classes that each name of an ``except`` block may be of."""
    found: dict[str, list[str]] = {}
    for part in inside(node):
        if isinstance(part, ast.ExceptHandler) and part.name:
            found.setdefault(part.name, []).extend(handled_by(part))
    return found


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _values(node: FunctionNode) -> dict[str, list[ast.expr]]:
    """Return what a function assigns to each name by a plain assignment."""
    found: dict[str, list[ast.expr]] = {}
    for part in inside(node):
        if isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
            for target in part.targets if isinstance(part, ast.Assign) else [part.target]:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(part.value)
    return found


def _bound_counts(node: FunctionNode) -> dict[str, int]:
    """Return how often each name is bound in a function; a parameter is once more."""
    counts = dict.fromkeys(parameters(node), 1)
    for part in inside(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            counts[part.id] = counts.get(part.id, 0) + 1
    return counts


def without_traceback(node: ast.expr) -> ast.expr:
    """Strip ``.with_traceback(...)``, which returns the exception itself."""
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "with_traceback"
    ):
        return node.func.value
    return node


def handled_by(handler: ast.ExceptHandler) -> tuple[str, ...]:
    """Return the classes that a handler names plainly."""
    return tuple(name for part in _handled_types(handler) if (name := exception_name(part)))


def _handled_types(handler: ast.ExceptHandler) -> list[ast.expr]:
    if handler.type is None:
        return []
    return handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]


def exception_name(node: ast.expr) -> str | None:
    """Return the dotted name of an exception class, None if the expression isn't plainly one.

    A call of a method of such a class counts as one of the class.
    """
    target = node.func if isinstance(node, ast.Call) else node
    if isinstance(node, ast.Call) and _is_factory(node.func):
        target = node.func.value
    if not isinstance(target, ast.Name | ast.Attribute):
        return None
    name = source(target)
    last = name.rpartition(".")[2]
    plain = name.replace(".", "").isidentifier() and not name.startswith(("self.", "cls."))
    return name if plain and last[:1].isupper() and not last.isupper() else None


def raised_inside(node: FunctionNode) -> Iterator[str]:
    """Yield the types that the functions inside a function raise, for reasons of their own.

    Args:
        node: The function.
    """
    own = {id(part) for part in inside(node)}
    for part in walk(node):
        if isinstance(part, ast.Raise) and part.exc is not None and id(part) not in own:
            yield exception_name(part.exc) or ""


def parameters(node: FunctionNode) -> list[str]:
    """Return the names of a function's parameters, starred ones last."""
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [one for one in (arguments.vararg, arguments.kwarg) if one is not None]
    return [one.arg for one in [*named, *starred]]


def caught_by(handler: ast.ExceptHandler) -> list[str]:
    """Return the names that a handler catches; everything if one isn't plainly a class."""
    names = [exception_name(part) for part in _handled_types(handler)]
    return [name if name is not None else "BaseException" for name in names] or ["BaseException"]

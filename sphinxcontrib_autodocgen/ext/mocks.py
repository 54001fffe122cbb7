"""What ``autodoc_mock_imports`` put in place of something: nothing that comes of it is a fact."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import sys
import types
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sphinx.ext.autodoc.mock import ismock  # type: ignore[attr-defined]

if TYPE_CHECKING:
    from ..model import Module, Object
    from .domain import AutodocgenDomain

__all__ = ["is_bound_to_mock", "ismock", "mentions_mock"]

_DEPTH = 3
_MOST_PARTS = 1000
_WRAPPERS = (property, classmethod, staticmethod, functools.cached_property)


def _holds_mock(value: object, depth: int = _DEPTH) -> bool:
    """Tell whether a value is a mock, or made of mocks as far as it can be looked into."""
    if ismock(value):
        return True
    parts = itertools.islice(_parts(value), _MOST_PARTS) if depth else ()
    return any(_holds_mock(part, depth - 1) for part in parts)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return itertools.chain(value, value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if isinstance(value, functools.partial):
        return (value.func, *value.args, *value.keywords.values())
    if isinstance(value, types.FunctionType):
        return (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())
    if isinstance(value, _WRAPPERS):
        return [getattr(value, name, None) for name in ("fget", "__func__", "func")]
    return ()


def is_bound_to_mock(name: str) -> bool:
    """Tell whether Python has a mock under a full name, or under that of a class around it.

    autodoc looks behind a decorator that is mocked, and so shows something else than Python has.
    """
    return any(_holds_mock(value) for value in _bound(name))


def _bound(name: str) -> Iterator[object]:
    module, _, _ = name.rpartition(".")
    while module and module not in sys.modules:
        module = module.rpartition(".")[0]
    value: object = sys.modules.get(module)
    for part in name.removeprefix(module).strip(".").split("."):
        value = inspect.getattr_static(value, part, None)
        yield value


def mentions_mock(domain: AutodocgenDomain, module: Module, obj: Object) -> bool:
    """Tell whether a value is computed of something that is mocked, as its source has it."""
    return _mentions(domain, module, obj, frozenset())


def _mentions(domain: AutodocgenDomain, module: Module, obj: Object, seen: frozenset[str]) -> bool:
    mocked = tuple(domain.env.config.autodoc_mock_imports)
    for name in _names(obj.value) if mocked and obj.name not in seen else ():
        full = domain.view.resolve(name, module.name)
        if any(f"{full}.".startswith(f"{top}.") for top in mocked):
            return True
        used = domain.project.get(full)
        if used is not None and _mentions(
            domain, domain.project.module_of(full), used, seen | {obj.name}
        ):
            return True
    return False


def _names(value: str | None) -> Iterator[str]:
    """Yield the dotted names in an expression."""
    try:
        tree = ast.parse(value or "0", mode="eval")
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            text = ast.unparse(node)
            if text.replace(".", "").isidentifier():
                yield text

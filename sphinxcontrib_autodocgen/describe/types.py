"""Types written as source, read for what they say of a value: the names of its alternatives.

Rules only ask whether a value can be trusted to be a ``str``, a ``bool``, an instance of a class.
So ``Optional[t.Union[str, os.PathLike[str]]]`` is ``{"str", "PathLike"}``: None is left out, and
so are the modules and arguments. A type that says nothing (``Any``, ``object``) is empty, as is
one that can't be parsed.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from ..model import Guess, Parameter, Result

__all__ = [
    "NUMBERS",
    "PATHS",
    "class_name",
    "heads",
    "is_optional",
    "of_parameter",
    "of_result",
    "of_sure_result",
]

NUMBERS = frozenset({"int", "float", "Decimal", "Fraction", "Real", "Number"})
PATHS = frozenset(
    {"str", "bytes", "Path", "PurePath", "PathLike", "StrPath", "AnyPath", "AnyStr", "FilePath"}
)

_SURE_ENOUGH = 0.82
_NO_EXPRESSION = (SyntaxError, ValueError, TypeError, LookupError, RecursionError, MemoryError)
_UNKNOWN = frozenset({"Any", "object", "Incomplete", "Unknown"})
_ALIASES = {
    "AnyStr": "str",
    "Dict": "dict",
    "FrozenSet": "frozenset",
    "List": "list",
    "Never": "NoReturn",
    "Set": "set",
    "Text": "str",
    "Tuple": "tuple",
    "Type": "type",
    "TypeGuard": "bool",
    "TypeIs": "bool",
}
_WRAPPERS = frozenset({"Annotated", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly"})


def heads(source: str | None) -> frozenset[str]:
    """Return the names of a type's alternatives without None, modules and arguments.

    Args:
        source: The type as source; None and what isn't an expression are unknown.

    Returns:
        Empty if the type is unknown; ``{"None"}`` if None is all there is.
    """
    return _heads(source) if source else frozenset()


@lru_cache(maxsize=8192)
def _heads(source: str) -> frozenset[str]:
    found = _names(source)
    if found is None or found & _UNKNOWN:
        return frozenset()
    return found if found == {"None"} else found - {"None"}


@lru_cache(maxsize=8192)
def _names(source: str) -> frozenset[str] | None:
    """Return every alternative's name, None if one of them isn't plain."""
    try:
        return frozenset(_alternatives(_parsed(source)))
    except _NO_EXPRESSION:
        return None


def _parsed(source: str) -> ast.expr:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an invalid escape in someone's annotation
        return ast.parse(source.strip(), mode="eval").body


@lru_cache(maxsize=8192)
def class_name(source: str | None) -> str:
    """Return the dotted name of the class that a type is, or it and None; empty if it's no such.

    Args:
        source: The type as source.
    """
    kinds = [kind.strip() for kind in (source or "").strip("'\"").split("|")]
    named = [kind for kind in kinds if kind != "None"]
    return named[0] if len(named) == 1 and _DOTTED.fullmatch(named[0]) else ""


_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def is_optional(source: str | None) -> bool:
    """Tell whether None is one of a type's alternatives, besides others."""
    names = _names(source) if source else None
    return names is not None and "None" in names and len(names) > 1


def _alternatives(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield from _alternatives(node.left)
        yield from _alternatives(node.right)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _alternatives(_parsed(node.value))
    elif isinstance(node, ast.Constant) and node.value is None:
        yield "None"
    elif isinstance(node, ast.Subscript):
        yield from _generic(node)
    elif isinstance(node, ast.Name | ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        yield _ALIASES.get(name, name)
    else:
        raise ValueError(ast.dump(node))


def _generic(node: ast.Subscript) -> Iterator[str]:
    (name,) = _alternatives(node.value)
    arguments = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    if name == "Optional":
        yield "None"
        yield from _alternatives(arguments[0])
    elif name == "Union":
        for argument in arguments:
            yield from _alternatives(argument)
    elif name == "Literal":
        for argument in arguments:
            yield type(ast.literal_eval(argument)).__name__.replace("NoneType", "None")
    elif name in _WRAPPERS:
        yield from _alternatives(arguments[0])
    else:
        yield name


def of_parameter(parameter: Parameter) -> frozenset[str]:
    """Return the names of a parameter's type, by its annotation, inference or default."""
    if parameter.annotation is not None:
        return heads(parameter.annotation)
    return _inferred(parameter.type) or _of_default(parameter.default)


def _of_default(default: str | None) -> frozenset[str]:
    """Return the type of a plain literal; None as a default says nothing."""
    if default is None:
        return frozenset()
    try:
        value = ast.literal_eval(_parsed(default))
    except _NO_EXPRESSION:
        return frozenset()
    return frozenset() if value is None else frozenset({type(value).__name__})


def of_result(result: Result | None) -> frozenset[str]:
    """Return the names of what a function returns or yields; empty if unknown."""
    if result is None:
        return frozenset()
    return heads(result.annotation) if result.annotation is not None else _inferred(result.type)


def of_sure_result(result: Result | None) -> frozenset[str]:
    """Return the names of what a function returns; empty if unknown or if it can be None."""
    if result is None:
        return frozenset()
    source = result.annotation or (result.type.text if result.type else None)
    return frozenset() if is_optional(source) else of_result(result)


def _inferred(guess: Guess | None) -> frozenset[str]:
    return heads(guess.text) if guess and guess.confidence >= _SURE_ENOUGH else frozenset()

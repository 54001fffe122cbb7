"""Authors' notices of deprecated functions and classes: since when, and what to use instead.

It's read from the arguments of a decorator, or from a warning that each call gives.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from ..model import Quoted
from .messages import fixed_text_of, text_of
from .syntax import FunctionNode, last_part, source

__all__ = ["deprecation"]

_WARNINGS = frozenset({"DeprecationWarning", "PendingDeprecationWarning", "FutureWarning"})
_SAYS_SO = re.compile(
    r"deprecat|obsolete|(?:will be|to be|was|been) removed|no longer|renamed|use .* instead",
    re.IGNORECASE,
)
_OF_A_PART = re.compile(
    r"\b(?:arguments?|parameters?|keywords?|options?|passing|kwargs?|behaviou?r|values?)\b",
    re.IGNORECASE,
)
_REASONS = frozenset({"reason", "message", "msg", "details", "instructions", "alternative"})
_VERSIONS = frozenset({"version", "deprecated_in", "since", "start"})


def deprecation(
    node: FunctionNode | ast.ClassDef, constants: Mapping[str, ast.expr]
) -> Quoted | None:
    """Return what an author says of a deprecated function or class, None if it isn't known.

    Args:
        node: The function or class.
        constants: The texts that its module gives names to.

    Returns:
        The message as its author wrote it, without a full stop; the version since which it's so,
        if that is said apart, is its place.
    """
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and _is_deprecating(decorator):
            return _of_decorator(decorator, constants)
    return _of_warning(_warning_body(node), constants)


def _is_deprecating(decorator: ast.Call) -> bool:
    return last_part(source(decorator.func)) in ("deprecated", "deprecate")


def _of_decorator(call: ast.Call, constants: Mapping[str, ast.expr]) -> Quoted | None:
    reasons = [*call.args, *_named(call, _REASONS)]
    texts = (text_of(each, constants) for each in reasons)
    text = next(filter(None, texts), "")
    version = next(filter(None, map(_version, [*_named(call, _VERSIONS), *call.args])), "")
    return Quoted(text, call.lineno, version) if text or version else None


def _named(call: ast.Call, names: frozenset[str]) -> Iterator[ast.expr]:
    return (keyword.value for keyword in call.keywords if keyword.arg in names)


def _version(node: ast.expr) -> str:
    match node:
        case ast.Constant(str(text)) if re.fullmatch(r"v?\d+(?:\.\w+)*", text):
            return text.removeprefix("v")
    return ""


def _warning_body(node: FunctionNode | ast.ClassDef) -> list[ast.stmt]:
    """Return the statements that each call executes; of a class, those of its constructor."""
    if not isinstance(node, ast.ClassDef):
        return node.body
    made = [n for n in node.body if isinstance(n, FunctionNode) and n.name == "__init__"]
    return made[0].body if made else []


def _of_warning(body: list[ast.stmt], constants: Mapping[str, ast.expr]) -> Quoted | None:
    """Return what a warning says that is given whatever the arguments are."""
    for call in _calls(body):
        if last_part(source(call.func)) == "warn" and call.args and _is_about_it(call):
            text = fixed_text_of(call.args[0], constants)
            if text and _SAYS_SO.search(text) and not _OF_A_PART.search(text):
                return Quoted(text, call.lineno)
    return None


def _calls(body: list[ast.stmt]) -> Iterator[ast.Call]:
    """Yield the calls that a body begins with, up to where control may leave it."""
    for statement in body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            yield statement.value
        elif not isinstance(statement, ast.Expr | ast.Assign | ast.Import | ast.ImportFrom):
            return


def _is_about_it(call: ast.Call) -> bool:
    """Tell whether a warning is one of something that is deprecated."""
    given = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    return any(last_part(source(each).partition("(")[0]) in _WARNINGS for each in given)

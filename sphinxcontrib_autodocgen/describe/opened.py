"""Files that are opened for one thing only, as that one thing.

``with open(path) as file: return file.read()`` reads the file ``path``; what it's called meanwhile,
and that it's closed again, nobody needs to know.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from msgspec.structs import replace

from ..model import Step
from .meaning import parsed

__all__ = ["filled", "path_of_file", "with_files", "words_of_reading", "words_of_writing"]


def with_files(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return steps in which a file is used where it's opened, if it's used once.

    Args:
        steps: What a function does.
    """
    return tuple(map(_with_file, steps))


def _with_file(step: Step) -> Step:
    inside, otherwise = with_files(step.inside), with_files(step.otherwise)
    if step.kind == "with" and step.target.isidentifier() and len(inside) == 1:
        (one,) = inside
        is_plain = one.kind in ("return", "call") and not (one.inside or one.target)
        uses = re.findall(rf"(?<![\w.]){step.target}\b", one.value)
        if is_plain and len(uses) == 1 and path_of_file(parsed(step.value)) is not None:
            used = re.sub(rf"(?<![\w.]){step.target}\b", lambda _: step.value, one.value)
            return replace(one, value=used) if _is_known(parsed(used)) else step
    return replace(step, inside=inside, otherwise=otherwise)


def path_of_file(node: ast.expr) -> ast.expr | None:
    """Return the path that a call opens, None if it's another call.

    Args:
        node: An expression.
    """
    match node:
        case ast.Call(func=ast.Name("open"), args=[path, *_]):
            return path
        case ast.Call(func=ast.Attribute(value=path, attr="open"), args=args) if (
            not args or _is_mode(args[0])
        ):
            return path
    return None


def _is_mode(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 4


def _mode(call: ast.Call) -> str | None:
    """Return the mode that a file is opened in, None if that isn't written there."""
    place = 1 if isinstance(call.func, ast.Name) else 0
    given = [*call.args[place : place + 1], *(k.value for k in call.keywords if k.arg == "mode")]
    if not given:
        return "r"
    return (
        str(given[0].value) if _is_mode(given[0]) and isinstance(given[0], ast.Constant) else None
    )


def _is_known(node: ast.expr) -> bool:
    return words_of_reading(node) is not None or words_of_writing(node) is not None


def words_of_reading(node: ast.expr) -> tuple[str, ast.expr] | None:
    """Return words for what is read of a file that is opened there, and its path.

    Args:
        node: An expression.

    Returns:
        Words that the path follows, None if the expression is anything else.
    """
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Call() as file, attr=method), args=[]):
            words = _READ.get(method)
        case ast.Call(
            func=ast.Attribute(ast.Name("json"), "load"), args=[ast.Call() as file], keywords=[]
        ):
            words = "the value that the JSON file {} holds"
        case _:
            return None
    path, mode = path_of_file(file), _mode(file)
    if path is None or mode is None or words is None or not mode.startswith("r"):
        return None
    return words.replace("text", "bytes") if "b" in mode else words, path


_READ = {"read": "the text of the file {}", "readlines": "a list of the lines of the file {}"}


def filled(words: str, *parts: str) -> str:
    """Return words with what they have places for; a path in words is where a file is.

    Args:
        words: The words.
        parts: What takes their places.
    """
    return words.format(*parts).replace(" file the ", " file at the ")


_LAYOUT = frozenset({"ensure_ascii", "indent", "separators", "sort_keys"})
"""Arguments that only say what JSON looks like."""


def words_of_writing(node: ast.expr) -> tuple[str, ast.expr, ast.expr] | None:
    """Return words for what is written to a file that is opened there, what that is, and the path.

    Args:
        node: An expression.

    Returns:
        Words with places for both, None if the expression is anything else.
    """
    match node:
        case ast.Call(
            func=ast.Attribute(value=ast.Call() as file, attr="write"), args=[written], keywords=[]
        ):
            words = "write {} to the file {}"
        case ast.Call(
            func=ast.Attribute(ast.Name("json"), "dump"),
            args=[written, ast.Call() as file],
            keywords=keywords,
        ) if _LAYOUT.issuperset(keyword.arg for keyword in keywords):
            words = "write {} as JSON to the file {}"
        case _:
            return None
    path, mode = path_of_file(file), _mode(file)
    if path is None or mode is None or mode[:1] not in ("w", "a"):
        return None
    return words.replace("write", "append", 1) if mode[0] == "a" else words, written, path

"""Documented functions and classes in one version of a file, with facts about their code.

It's read of old versions too, which are only text, so it needs no more than the syntax tree.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Container, Iterable, Iterator
from itertools import chain
from typing import Literal, NamedTuple

from .syntax import FunctionNode, annotation_source, last_part, own_nodes, parse, source

__all__ = ["Result", "WithDocstring", "documented_in"]

_SIMPLE = (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr, ast.Return, ast.Raise, ast.Assert)
_BLOCKS = ("body", "orelse", "handlers", "finalbody", "cases")
"""The fields of a statement that hold others."""

Result = Literal["nothing", "value", "generator"]


class WithDocstring(NamedTuple):
    """A function or class with a docstring.

    Attributes:
        docstring: The docstring, cleaned.
        line: The line of its ``def`` or ``class``.
        text: The first and the last line of it.
        code: The first and the last line of the code, of a class those of its constructor.
        parameters: Annotation and default of each parameter, as source.
        is_open: Whether it takes names that it doesn't list, or what its bases take.
        returns: The annotation of its result.
        raised: The exceptions that its own ``raise`` statements name.
        result: What a call gives; of a class, nothing.
        words: The names and literals in its code.
        statements: Its statements that hold no others, without the types of variables.
    """

    docstring: str
    line: int
    text: tuple[int, int]
    code: tuple[int, int]
    parameters: dict[str, tuple[str | None, str | None]]
    is_open: bool
    returns: str | None
    raised: frozenset[str]
    result: Result
    words: frozenset[str]
    statements: frozenset[str]


def documented_in(text: str, path: str, lines: Container[int] | None = None) -> list[WithDocstring]:
    """Return the documented functions and classes of a file.

    Args:
        text: The file's text.
        path: Its path, for errors.
        lines: The first lines of the docstrings that are wanted; None for all.

    Raises:
        SourceError: If it isn't valid for this Python.
    """
    found = []
    for node in _definitions(parse(text, path)):
        written = _docstring(node)
        if written is not None and (lines is None or written.lineno in lines):
            found.append(_read(node, written))
    return found


def _definitions(tree: ast.Module) -> Iterator[FunctionNode | ast.ClassDef]:
    """Yield the functions and classes of a file; expressions, which are most of it, have none."""
    waiting: list[ast.AST] = [tree]
    for node in waiting:
        if isinstance(node, FunctionNode | ast.ClassDef):
            yield node
        for name in _BLOCKS:
            waiting += getattr(node, name, ())


def _docstring(node: FunctionNode | ast.ClassDef) -> ast.Constant | None:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return first.value if isinstance(first.value.value, str) else None
    return None


def _read(node: FunctionNode | ast.ClassDef, written: ast.Constant) -> WithDocstring:
    function = _constructor(node) if isinstance(node, ast.ClassDef) else node
    bare = WithDocstring(
        docstring=inspect.cleandoc(str(written.value)),
        line=node.lineno,
        text=(written.lineno, written.end_lineno or written.lineno),
        code=(node.lineno, node.lineno),
        parameters={},
        is_open=True,
        returns=None,
        raised=frozenset(),
        result="nothing",
        words=frozenset(),
        statements=frozenset(),
    )
    return bare if function is None else _with_code(bare, function, is_class=function is not node)


def _with_code(bare: WithDocstring, function: FunctionNode, *, is_class: bool) -> WithDocstring:
    """Add what the code of a function shows, or that of the constructor of a class."""
    code = _code(function)
    own = list(own_nodes(code))
    return bare._replace(
        code=(function.lineno, function.end_lineno or function.lineno),
        parameters=dict(_parameters(function, is_method=is_class)),
        is_open=function.args.kwarg is not None,
        returns=annotation_source(function.returns),
        raised=frozenset(_raised(own)),
        result="nothing" if is_class else _result(own),
        words=frozenset(_words([*code, function.args])),
        statements=frozenset(_statement(node) for node in own if isinstance(node, _SIMPLE)),
    )


def _code(function: FunctionNode) -> list[ast.stmt]:
    """Return the statements of a function without its docstring."""
    return function.body[1:] if _is_text(function.body[0]) else function.body


def _statement(node: ast.stmt) -> str:
    if isinstance(node, ast.AnnAssign) and node.value is not None:
        return f"{ast.unparse(node.target)} = {ast.unparse(node.value)}"
    return ast.unparse(node)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _constructor(node: ast.ClassDef) -> FunctionNode | None:
    """Return what says how a class is called."""
    functions = {child.name: child for child in node.body if isinstance(child, FunctionNode)}
    return functions.get("__init__") or functions.get("__new__")


def _parameters(
    function: FunctionNode, *, is_method: bool
) -> Iterator[tuple[str, tuple[str | None, str | None]]]:
    """Yield each parameter that has a name of its own, with its annotation and default."""
    given = function.args
    positional = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(positional) - len(given.defaults)) + given.defaults
    pairs = [*zip(positional, defaults, strict=True)]
    if pairs and (is_method or pairs[0][0].arg in ("self", "cls")):
        pairs = pairs[1:]
    for argument, default in (*pairs, *zip(given.kwonlyargs, given.kw_defaults, strict=True)):
        written = None if default is None else source(default)
        yield argument.arg, (annotation_source(argument.annotation), written)


def _raised(own: list[ast.AST]) -> Iterator[str]:
    for node in own:
        if isinstance(node, ast.Raise) and node.exc is not None:
            named = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            name = last_part(source(named)) if isinstance(named, (ast.Name, ast.Attribute)) else ""
            if name[:1].isupper():
                yield name


def _result(own: list[ast.AST]) -> Result:
    if any(isinstance(node, (ast.Yield, ast.YieldFrom)) for node in own):
        return "generator"
    returned = [node.value for node in own if isinstance(node, ast.Return) and node.value]
    has_value = any(not isinstance(v, ast.Constant) or v.value is not None for v in returned)
    return "value" if has_value else "nothing"


def _words(parts: Iterable[ast.AST]) -> Iterator[str]:
    """Yield the names and values in some parts of the code."""
    for node in chain.from_iterable(map(ast.walk, parts)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
                yield name
            case ast.keyword(arg=str(name)) | ast.alias(name=name):
                yield from (name, *name.split("."))
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name):
                yield name
            case ast.Constant(value=str(value)):
                yield value
            case ast.Constant(value=value):
                yield repr(value)

"""Counts where other programs' cognitive complexity differs from ours, and by which construct.

    python benchmarks/cognitive.py DIRECTORY... [--exclude NAMES]

Each function on which a program differs is rewritten without one construct after the other; the
constructs whose absence changes the difference are what it comes from. A function may have several.
What is left when all are gone is printed as unexplained. Rewriting makes an ``elif`` of an ``if``
that is alone in an ``else``, and drops brackets; what that explains has a row of its own.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import importlib.util
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sphinxcontrib_autodocgen.analyze.metrics import measure

Function = ast.FunctionDef | ast.AsyncFunctionDef
Rewrite = Callable[[Any], Any]

LIMIT = 15
"""The usual threshold, at which a difference may turn a verdict."""


class Construct(NamedTuple):
    """A construct, the nodes that it may be in, and what code is without it."""

    name: str
    kinds: tuple[type[ast.AST], ...]
    rewrite: Rewrite


class Peer(NamedTuple):
    """Another program: how it measures all of a text, by last line, and a single function."""

    name: str
    of_text: Callable[[str, ast.Module], dict[tuple[str, int], int]]
    of_function: Callable[[str], int]


def main() -> None:
    """Print a table for each program that is installed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--exclude", default="", help="folder names that are left out, by commas")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    excluded = set(arguments.exclude.split(","))
    paths = [
        path
        for folder in arguments.directories
        for path in sorted(folder.rglob("*.py"))
        if not excluded.intersection(path.parts)
    ]
    for peer in _peers():
        _print(peer, paths)


def _print(peer: Peer, paths: Iterable[Path]) -> None:
    counts: Counter[str] = Counter()
    causes: Counter[str] = Counter()
    for tree, text in _parsed(paths):
        theirs = peer.of_text(text, tree)
        for node, metrics in measure(tree, text).items():
            if not isinstance(node, Function):
                continue
            counts["functions"] += 1
            their = theirs.get((node.name, node.end_lineno or 0))
            if their is None:
                counts["functions that it doesn't list"] += 1
            elif their != metrics.cognitive:
                counts["differences"] += 1
                counts[f"other side of {LIMIT}"] += (their > LIMIT) != (metrics.cognitive > LIMIT)
                causes.update(_causes(node, peer))
    print(f"{peer.name}, Python {sys.version.split()[0]}")
    for name, number in [*counts.items(), *causes.most_common()]:
        print(f"  {name:46} {number:8,}")


def _parsed(paths: Iterable[Path]) -> Iterator[tuple[ast.Module, str]]:
    for path in paths:
        try:
            text = importlib.util.decode_source(path.read_bytes())
            yield ast.parse(text), text
        except (SyntaxError, ValueError):
            continue


def _causes(node: Function, peer: Peer) -> list[str]:
    """Return the constructs without which the difference is another, or that none was found."""
    function = copy.deepcopy(node)
    before = _difference(function, peer)
    if not before:
        return ["brackets, or if alone in an else"]
    causes = []
    for construct in CONSTRUCTS:
        rewriter = _Rewriter(construct)
        rewriter.generic_visit(function)
        if not rewriter.changed:
            continue
        after = _difference(function, peer)
        if after != before:
            causes.append(construct.name)
            before = after
        if not before:
            return causes
    return [*causes, "unexplained"]


def _difference(function: Function, peer: Peer) -> int:
    text = ast.unparse(ast.fix_missing_locations(function))
    tree = ast.parse(text)
    return peer.of_function(text) - measure(tree, text)[tree.body[0]].cognitive


class _Rewriter(ast.NodeTransformer):
    """Takes a construct out of a tree, from the inside out."""

    def __init__(self, construct: Construct) -> None:
        self.construct = construct
        self.changed = False

    def visit(self, node: ast.AST) -> Any:
        """Rewrite a node and all in it."""
        node = self.generic_visit(node)
        if not isinstance(node, self.construct.kinds):
            return node
        found = self.construct.rewrite(node)
        self.changed |= found is not node
        return found


def _tuple(*values: ast.expr | None) -> ast.expr:
    return ast.Tuple([value for value in values if value is not None], ast.Load())


def _after(node: Any) -> Any:
    """Put an ``else`` behind the statement."""
    orelse, node.orelse = node.orelse, []
    return [node, *orelse] if orelse else node


def _try_else(node: Any) -> Any:
    if node.orelse and not node.handlers:
        return node
    return _after(node)


def _comprehension(node: Any) -> ast.expr:
    parts = [part for one in node.generators for part in (one.iter, *one.ifs)]
    value = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
    return _tuple(*value, *parts)


def _match(node: ast.Match) -> list[ast.stmt]:
    guards = [ast.Expr(case.guard) for case in node.cases if case.guard]
    return [ast.Expr(node.subject), *guards, *[part for case in node.cases for part in case.body]]


def _function(node: Function) -> list[ast.stmt]:
    return [*map(ast.Expr, _header(node)), *node.body]


def _header(node: Function) -> list[ast.expr]:
    defaults = [value for value in node.args.kw_defaults if value]
    return [*node.decorator_list, *node.args.defaults, *defaults]


def _class(node: ast.ClassDef) -> list[ast.stmt]:
    return [*map(ast.Expr, [*node.decorator_list, *node.bases]), *node.body]


def _async_for(node: ast.AsyncFor) -> ast.For:
    return ast.For(node.target, node.iter, node.body, node.orelse)


def _elif(node: ast.If) -> Any:
    if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        return _after(node)
    nested = len(node.orelse) > 1 and all(isinstance(part, ast.If) for part in node.orelse)
    return _after(node) if nested else node


def _runs(node: ast.BoolOp) -> ast.expr:
    inner = any(isinstance(part, ast.BoolOp) for part in ast.walk(node) if part is not node)
    return _tuple(*node.values) if inner else node


def _recursive(node: ast.Call) -> ast.Call:
    if isinstance(node.func, ast.Name | ast.Attribute):
        return ast.Call(
            ast.Name("other", ast.Load()), [_receiver(node.func), *node.args], node.keywords
        )
    return node


def _receiver(function: ast.Name | ast.Attribute) -> ast.expr:
    return function.value if isinstance(function, ast.Attribute) else ast.Constant(0)


_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)

CONSTRUCTS = (
    Construct("async for", (ast.AsyncFor,), _async_for),
    Construct("else of a loop", _LOOPS, _after),
    Construct("else of a try", (ast.Try,), _try_else),
    Construct("match", (ast.Match,), _match),
    Construct("lambda", (ast.Lambda,), lambda node: node.body),
    Construct("comprehension", _COMPREHENSIONS, _comprehension),
    Construct("class in a function", (ast.ClassDef,), _class),
    Construct("recursion", (ast.Call,), _recursive),
    Construct("function in a function", (ast.FunctionDef, ast.AsyncFunctionDef), _function),
    Construct("elif, or if in an else", (ast.If,), _elif),
    Construct("runs of boolean operators", (ast.BoolOp,), _runs),
    Construct("other boolean operators", (ast.BoolOp,), lambda node: _tuple(*node.values)),
    Construct(
        "conditional expression",
        (ast.IfExp,),
        lambda node: _tuple(node.test, node.body, node.orelse),
    ),
)
"""In this order, so that what is inside another construct is still there when that is gone."""


def _peers() -> Iterator[Peer]:
    if importlib.util.find_spec("complexipy"):
        complexipy: Any = importlib.import_module("complexipy")

        def of_text(text: str, _: ast.Module) -> dict[tuple[str, int], int]:
            found = complexipy.code_complexity(text).functions
            return {(one.name.rpartition("::")[2], one.line_end): one.complexity for one in found}

        def of_function(text: str) -> int:
            return int(complexipy.code_complexity(text).functions[0].complexity)

        yield Peer("complexipy", of_text, of_function)
    if importlib.util.find_spec("cognitive_complexity"):
        measured: Any = importlib.import_module("cognitive_complexity.api").get_cognitive_complexity
        yield Peer(
            "cognitive_complexity",
            lambda _, tree: {
                (node.name, node.end_lineno or 0): measured(node)
                for node in ast.walk(tree)
                if isinstance(node, Function)
            },
            lambda text: int(measured(ast.parse(text).body[0])),
        )


if __name__ == "__main__":
    main()

"""What the tests of metrics share: rows of tables, and the metrics of parts of a source."""

from __future__ import annotations

import ast
import textwrap

import pytest

from sphinxcontrib_autodocgen.analyze.metrics import measure
from sphinxcontrib_autodocgen.model import Metrics

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def case(source: str, expected: object, reason: str, **kwargs: object) -> object:
    """Make a row of a table: an indented source, what is expected, and why."""
    return pytest.param(textwrap.dedent(source).strip("\n") + "\n", expected, id=reason, **kwargs)


def measured(source: str) -> tuple[ast.Module, dict[ast.AST, Metrics]]:
    """Parse and measure a source."""
    tree = ast.parse(source)
    return tree, measure(tree, source)


def module(source: str) -> Metrics:
    """Return the metrics of a module."""
    tree, metrics = measured(source)
    return metrics[tree]


def first(source: str) -> Metrics:
    """Return the metrics of the first definition of a module."""
    tree, metrics = measured(source)
    return next(metrics[node] for node in tree.body if isinstance(node, Definition))


def body(source: str) -> Metrics:
    """Return the metrics of a function with that body."""
    return first("async def f(x):\n" + textwrap.indent(source, "    "))


def definitions(tree: ast.Module) -> list[Definition]:
    """Return all classes and functions in a module."""
    return [node for node in ast.walk(tree) if isinstance(node, Definition)]

"""Measures how complex a module, and each class and function in it, is.

What the numbers mean is decided here alone. Cyclomatic complexity, Halstead's measures and the
maintainability index are radon's, number for number, by radon's own formulas; what radon doesn't
list (classes in functions, Halstead of nested functions, the index of anything but a module) is
what it says about the lines of that object alone. Cognitive complexity is SonarSource's, as its
analyser for Python counts it, because no library does. radon's visitors and its line counts are
too slow to be used: :mod:`.complexity` and :mod:`.linecount` find what they find.
"""

from __future__ import annotations

import ast

from radon.complexity import cc_rank
from radon.metrics import halstead_visitor_report, mi_compute, mi_rank
from radon.visitors import Class

from ..model import Halstead, Metrics
from .complexity import Function, Scope, count
from .linecount import Counts, LineCounts, split_lines

__all__ = ["measure"]


def measure(tree: ast.Module, text: str) -> dict[ast.AST, Metrics]:
    """Measure a module and all classes and functions in it, at any depth.

    Lambdas are part of what they're in.

    - ``cyclomatic``: radon's ``ComplexityVisitor``. Of a function, 1 + its decisions (``if``,
      loop, loop ``else``, ``except``, try ``else``, ``case``, ``and``/``or``, conditional
      expression, comprehension and its filters, ``assert``), without those of functions and
      classes inside it; decorators and defaults don't count. Of a class, the mean of its methods,
      as radon lists it: ``int(total / methods) + (methods > 1)``, where the total is 1 + the
      decisions in its body + its methods. Of a module, radon's ``total_complexity``: 1 + all
      decisions, except those of functions and classes inside functions and of inner classes.
    - ``rank``: radon's ``cc_rank`` of it.
    - ``halstead``: radon's ``HalsteadVisitor`` on the object alone, without its decorators.
    - ``maintainability``: radon's ``mi_visit(lines, multi=True)`` on the lines of the object:
      ``171 - 5.2 ln V - 0.23 G - 16.2 ln L + 50 sin sqrt(2.46 C)``, scaled to 0..100, with
      Halstead's volume V, complexity G, logical lines L and per cent of comment lines C (as an
      angle); 100 where there is no operator.
    - ``cognitive``: SonarSource, "Cognitive Complexity" 1.7, as in sonar-python. 1 + the level for
      ``if``, loop, ``except`` and conditional expression; 1 for ``elif``, ``else`` and each run of
      equal boolean operators. Bodies of these and of ``case``, and functions in functions, are
      one level deeper, save for the function that a decorator defines and returns; a class
      begins at level 0. A function holds what is defined in it, decorators and defaults too; a
      class or module is the sum over all it holds.
    - ``nesting``: most ``if``, ``for``, ``while``, ``try``, ``with`` and ``match`` around a
      statement of the object itself, itself included, with ``elif`` as its ``if``; of a class or
      module, the most of all it holds.
    - ``length``: from the ``def`` or ``class`` line to the last line; of a module, all lines.

    Args:
        tree: The tree of the module; left as it is.
        text: The source that was parsed.

    Returns:
        The metrics by node of the tree: module, class and function definitions.
    """
    lines = split_lines(text)
    counts = LineCounts(lines)
    return {scope.node: _metrics(scope, lines, counts) for scope in count(tree, lines)}


def _metrics(scope: Scope, lines: list[str], counts: LineCounts) -> Metrics:
    node = scope.node
    if isinstance(node, ast.Module):
        length, counted = len(lines), counts.total()
    else:
        last = node.end_lineno or node.lineno
        length, counted = last - node.lineno + 1, counts.between(node.lineno, last)
    cyclomatic = _cyclomatic(scope)
    halstead = _halstead(scope)
    index = _maintainability(scope.complexity, halstead, counted)
    increments = sorted(scope.level_points + scope.flat_points)
    return Metrics(
        cyclomatic=cyclomatic,
        rank=cc_rank(cyclomatic),
        cognitive=sum(points for _, points in increments),
        nesting=scope.nesting if isinstance(node, Function) else scope.deepest,
        length=length,
        halstead=halstead,
        maintainability=index,
        maintainability_rank=mi_rank(index),
        increments=tuple(increments),
    )


def _cyclomatic(scope: Scope) -> int:
    if not isinstance(scope.node, ast.ClassDef):
        return scope.complexity
    methods = range(scope.methods)
    return int(Class(scope.node.name, 0, 0, 0, methods, (), scope.complexity).complexity)


def _halstead(scope: Scope) -> Halstead | None:
    return Halstead(*halstead_visitor_report(scope.terms)) if scope.terms.operators else None


def _maintainability(complexity: int, halstead: Halstead | None, counts: Counts) -> float:
    volume = halstead.volume if halstead else 0
    comments = counts.comments / counts.source * 100 if counts.source else 0
    return float(mi_compute(volume, complexity, counts.logical, comments))

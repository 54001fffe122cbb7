"""Measures how complex a module, and each class and function in it, is.

What the numbers mean is decided here alone. Cyclomatic complexity, Halstead's measures, the counts
of lines and the maintainability index are radon's, number for number, by radon's own formulas; what
radon doesn't list (classes in functions, Halstead of nested functions, the index of anything but a
module) is what it says about the lines of that object alone. Cognitive complexity is SonarSource's,
as its analyser for Python counts it, because no library does. radon's visitors and its line counts
are too slow to be used: :mod:`.counting` and :mod:`.linecount` find what they find. Where radon
is wrong, :mod:`.corrected` isn't, if that is asked for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from msgspec.structs import replace
from radon.complexity import cc_rank
from radon.metrics import halstead_visitor_report, mi_compute, mi_rank
from radon.visitors import Class

from ..model import Halstead, Metrics, Rules
from .corrected import CORRECTED
from .counting import RADON, CountedScope, Function, count
from .linecount import Counts, LineCounts, split_lines

__all__ = ["aggregate", "measure"]


def measure(tree: ast.Module, text: str, rules: Rules = "radon") -> dict[ast.AST, Metrics]:
    """Measure a module and all classes and functions in it, at any depth.

    Lambdas are part of what they're in.

    - ``cyclomatic``: radon's ``ComplexityVisitor``. Of a function, 1 + its decisions (``if``,
      loop, loop ``else``, ``except``, try ``else``, ``case``, ``and``/``or``, conditional
      expression, comprehension and its filters, ``assert``), without those of functions and
      classes inside it; decorators and defaults don't count. Of a class, the mean of its methods,
      as radon lists it: ``int(total / methods) + (methods > 1)``, where the total is 1 + the
      decisions in its body + its methods. Of a module, radon's ``total_complexity``: 1 + all
      decisions, except those of functions and classes inside functions and of inner classes.
    - ``rank``: radon's ``cc_rank`` of it; empty for a module, because a sum has none.
    - ``halstead``: radon's ``HalsteadVisitor`` on the object alone, without its decorators; None
      where there's no operator.
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
    - ``logical_lines``, ``source_lines``, ``comment_lines``, ``string_lines`` and ``blank_lines``:
      ``lloc``, ``sloc``, ``comments``, ``multi`` and ``blank`` of radon's ``raw.analyze`` on these
      lines.
    - ``returns``: ``return`` statements of a function itself.

    Args:
        tree: The tree of the module; left as it is.
        text: The source that was parsed.
        rules: ``"corrected"`` to count what radon overlooks, see :mod:`.corrected`; then the index
            is None where there's no operator.

    Returns:
        The metrics by node of the tree (module, class and function definitions).
    """
    lines = split_lines(text)
    corrected = rules == "corrected"
    counts = LineCounts(lines, tree if corrected else None)
    found = count(tree, lines, CORRECTED if corrected else RADON)
    measured: dict[ast.AST, Metrics] = {s.node: _metrics(s, lines, counts) for s in found}
    return {n: _defined(m) for n, m in measured.items()} if corrected else measured


def _metrics(scope: CountedScope, lines: list[str], counts: LineCounts) -> Metrics:
    node = scope.node
    if isinstance(node, ast.Module):
        length, counted = len(lines), counts.total()
    else:
        last = node.end_lineno or node.lineno
        length, counted = last - node.lineno + 1, counts.between(node.lineno, last)
    cyclomatic = _cyclomatic(scope)
    halstead = _halstead(scope)
    index = _maintainability(scope.total, halstead, counted)
    increments = sorted(scope.level_points + scope.flat_points)
    return Metrics(
        cyclomatic=cyclomatic,
        rank="" if isinstance(node, ast.Module) else cc_rank(cyclomatic),
        cognitive=sum(points for _, points in increments),
        nesting=scope.nesting if isinstance(node, Function) else scope.deepest,
        length=length,
        halstead=halstead,
        maintainability=index,
        maintainability_rank=mi_rank(index),
        increments=tuple(increments),
        logical_lines=counted.logical,
        source_lines=counted.source,
        comment_lines=counted.comments,
        string_lines=counted.strings,
        blank_lines=counted.blank,
        returns=scope.returns if isinstance(node, Function) else None,
    )


def _cyclomatic(scope: CountedScope) -> int:
    if isinstance(scope.node, ast.ClassDef):
        methods = range(scope.methods)
        return int(Class("", 0, 0, 0, methods, (), scope.sum_of_methods).complexity)
    return scope.complexity if isinstance(scope.node, Function) else scope.total


def _halstead(scope: CountedScope) -> Halstead | None:
    terms = scope.terms
    has_both = terms.operators and terms.operands
    return Halstead(*halstead_visitor_report(terms)) if has_both else None


def _maintainability(complexity: int, halstead: Halstead | None, counts: Counts) -> float:
    volume = halstead.volume if halstead else 0
    remarks = counts.comments + counts.strings
    percent = remarks / counts.source * 100 if counts.source else 0
    return float(mi_compute(volume, complexity, counts.logical, percent))


def _defined(metrics: Metrics) -> Metrics:
    """Take back an index that was computed from nothing."""
    if metrics.halstead is not None:
        return metrics
    return replace(metrics, maintainability=None, maintainability_rank=None)


def aggregate(parts: Iterable[Metrics]) -> Metrics | None:
    """Return the metrics of several modules together, as of a package.

    - ``cyclomatic``: 1 + the decisions of all; ``rank`` is empty, because a sum has none.
    - ``cognitive``, ``length`` and the counts of lines: the sums.
    - ``nesting``: the most.
    - ``maintainability``: the mean, each module weighing as much as its logical lines, without
      those in which there is no operator, because their index means nothing; None if none has.
    - ``halstead`` and ``returns``: None, because they can't be had from those of the parts; nor
      are there increments, whose lines would be of several files.

    Args:
        parts: The metrics of the modules; not of what they hold.

    Returns:
        The metrics, or None if there are no parts.
    """
    found = list(parts)
    if not found:
        return None

    def total(field: str) -> int:
        return sum(getattr(part, field) for part in found)

    index = _mean_index(found)
    return Metrics(
        cyclomatic=1 + total("cyclomatic") - len(found),
        rank="",
        cognitive=total("cognitive"),
        nesting=max(part.nesting for part in found),
        length=total("length"),
        maintainability=index,
        maintainability_rank=None if index is None else mi_rank(index),
        logical_lines=total("logical_lines"),
        source_lines=total("source_lines"),
        comment_lines=total("comment_lines"),
        string_lines=total("string_lines"),
        blank_lines=total("blank_lines"),
    )


def _mean_index(parts: list[Metrics]) -> float | None:
    weights = [
        (part.maintainability, part.logical_lines)
        for part in parts
        if part.maintainability is not None and part.halstead is not None
    ]
    total = sum(weight for _, weight in weights)
    return sum(index * weight for index, weight in weights) / total if total else None

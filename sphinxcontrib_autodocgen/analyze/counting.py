"""Counts what makes code complex: decisions, operators, nesting; all in one walk of the tree.

radon walks a tree once for each measure, and again for each function; here one walk feeds all of
them. It decides what counts, and for which class or function, by radon's rules; :mod:`.corrected`
has the other rules, and :mod:`.metrics` decides what is made of the numbers. The walk holds its
own stack instead of calling itself, so no tree that the parser accepts is too deep for it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any, ClassVar, NamedTuple

from .linecount import is_elif

__all__ = [
    "RADON",
    "CountedBlock",
    "CountedScope",
    "Function",
    "Plan",
    "Rules",
    "Terms",
    "Walk",
    "add_cases",
    "add_runs",
    "count",
    "count_try",
    "open_function",
]

Function = ast.FunctionDef | ast.AsyncFunctionDef
"""The definition of a function."""

Rule = Callable[["CountedBlock", Any], None]
Plan = tuple[Rule | None, tuple[str, ...]]
"""A rule for a node, and the fields to go on in."""

_NO_PLAN: Plan = (None, ())

_COMMENT = re.compile(rb"#.*")


def count(tree: ast.Module, lines: Sequence[str], rules: Rules | None = None) -> list[CountedScope]:
    """Count everything in a module.

    Args:
        tree: The tree of the module; left as it is.
        lines: The source that was parsed, split where the compiler splits it.
        rules: What counts; radon's by default.

    Returns:
        The module and all classes and functions in it at any depth, outer ones first.
    """
    walk = Walk(tree, lines, rules or RADON)
    walk.run()
    # Backwards, so that each is complete when it's added to the one around it.
    for scope in reversed(walk.scopes):
        scope.fold()
    return walk.scopes


class Terms:
    """Operators and operands, as :class:`radon.visitors.HalsteadVisitor` collects them.

    radon takes two operands for the same one if they're named alike (or equal constants, or a
    name like a constant) and in functions of one name; any other expression is an operand of its
    own.
    """

    __slots__ = ("compound", "context", "named", "operands", "operators", "signs")

    def __init__(self, context: str | None) -> None:
        self.context = context
        self.operators = 0
        self.operands = 0
        self.signs: set[type[ast.AST]] = set()
        self.compound = 0
        self.named: dict[str | None, set[object]] = {context: set()}

    @property
    def distinct_operators(self) -> int:
        """Number of distinct operators, under radon's name."""
        return len(self.signs)

    @property
    def distinct_operands(self) -> int:
        """Number of distinct operands, under radon's name."""
        return self.compound + sum(map(len, self.named.values()))

    def add(self, signs: Sequence[ast.AST], operands: Iterable[ast.AST]) -> None:
        """Add one expression."""
        self.operators += len(signs)
        named = self.named[self.context]
        for sign in signs:
            self.signs.add(sign.__class__)
        for operand in operands:
            self.operands += 1
            field = _NAMES.get(operand.__class__)
            if field is None:
                self.compound += 1
            else:
                named.add(getattr(operand, field))

    def fold(self, into: Terms) -> None:
        """Add all of it to what is around it."""
        if not self.operands:
            return
        into.operators += self.operators
        into.operands += self.operands
        into.signs |= self.signs
        into.compound += self.compound
        for context, names in self.named.items():
            around = into.context if context is None else context
            into.named.setdefault(around, set()).update(names)


class CountedScope:
    """A module, class or function, and what has been counted in it.

    Attributes:
        node: Its definition.
        parent: What it's defined in, None for a module.
        rise: Levels by which it's deeper than the function it's in; None if it isn't in one.
        complexity: 1 + its decisions. Of a class, with its methods; of a module, with its
            functions and classes, as far as radon adds them.
        methods: Of a class, the number of functions that are directly in it.
        terms: Its operators and operands.
        returns: Number of ``return`` statements of its own.
        nesting: Its own deepest nesting.
        deepest: The deepest nesting of all that is in it.
        level_points: Lines and points of cognitive increments that grow with the level.
        flat_points: Lines and points of the other cognitive increments.
    """

    __slots__ = (
        "complexity",
        "deepest",
        "flat_points",
        "level_points",
        "methods",
        "nesting",
        "node",
        "parent",
        "returns",
        "rise",
        "terms",
    )

    terms_type: ClassVar[type[Terms]] = Terms

    def __init__(
        self,
        node: ast.Module | ast.ClassDef | Function,
        parent: CountedScope | None,
        rise: int | None,
    ) -> None:
        self.node = node
        self.parent = parent
        self.rise = rise
        self.complexity = 1
        self.methods = 0
        self.terms = self.terms_type(node.name if isinstance(node, Function) else None)
        self.returns = 0
        self.nesting = 0
        self.deepest = 0
        self.level_points: list[tuple[int, int]] = []
        self.flat_points: list[tuple[int, int]] = []

    @property
    def total(self) -> int:
        """1 + the decisions in it, for the maintainability index."""
        return self.complexity

    @property
    def sum_of_methods(self) -> int:
        """Of a class, what radon divides by the number of its methods."""
        return self.complexity

    def fold(self) -> None:
        """Add its counts to the scope around it, as far as they count there."""
        self.deepest = max(self.deepest, self.nesting)
        around = self.parent
        if around is None:
            return
        self.fold_decisions(around)
        self.terms.fold(around.terms)
        around.deepest = max(around.deepest, self.deepest)
        around.flat_points += self.flat_points
        if self.rise is None:
            around.flat_points += self.level_points
        else:
            rise = self.rise
            around.level_points += [(line, points + rise) for line, points in self.level_points]

    def fold_decisions(self, around: Any) -> None:
        """Add its decisions to the scope around it."""
        if isinstance(around.node, ast.Module):
            around.complexity += self.complexity - 1
        elif isinstance(around.node, ast.ClassDef) and isinstance(self.node, Function):
            around.complexity += self.complexity
            around.methods += 1


class Rules(NamedTuple):
    """Rules of counting.

    Attributes:
        plans: What to do at each kind of node; one without plan is passed over.
        scope: What collects the counts.
    """

    plans: dict[type[ast.AST], Plan]
    scope: type[CountedScope]


class CountedBlock:
    """Nodes to visit that all count in the same way.

    Attributes:
        walk: The walk that visits them.
        scope: Where their cognitive complexity and nesting count.
        decisions: Where their decisions count: the scope, or one that is thrown away.
        terms: Where their operators and operands count.
        level: Sonar's level of nesting.
        depth: Number of control structures around them.
        nodes: The nodes, in any order; None stands for nothing.
    """

    __slots__ = ("decisions", "depth", "level", "nodes", "scope", "terms", "walk")

    def __init__(self, walk: Walk, scope: CountedScope, nodes: Iterable[Any]) -> None:
        self.walk = walk
        self.scope = scope
        self.decisions = scope
        self.terms = scope.terms
        self.level = 0
        self.depth = 0
        self.nodes: list[Any] = list(nodes)
        walk.blocks.append(self)

    def inner(self, *, level: int, depth: int) -> CountedBlock:
        """Open a block, empty yet, that is so much deeper than this one."""
        block = CountedBlock(self.walk, self.scope, ())
        block.decisions = self.decisions
        block.terms = self.terms
        block.level = self.level + level
        block.depth = self.depth + depth
        self.scope.nesting = max(self.scope.nesting, block.depth)
        return block

    def add_level(self, node: ast.expr | ast.stmt | ast.excepthandler) -> None:
        """Count an increment that grows with the level."""
        self.scope.level_points.append((node.lineno, 1 + self.level))

    def add_flat(self, line: int) -> None:
        """Count an increment that doesn't."""
        self.scope.flat_points.append((line, 1))

    def add_else(self, inner: CountedBlock, before: list[ast.stmt], orelse: list[ast.stmt]) -> None:
        """Count an ``else``, if there is one, and have its body visited in the inner block."""
        if orelse:
            end = before[-1].end_lineno or 0
            self.add_flat(self.walk.find_else(end, orelse[0].lineno))
            inner.nodes += orelse


class Walk:
    """The blocks left to visit, and all scopes seen so far, outer ones first."""

    __slots__ = ("blocks", "ignored", "lines", "rules", "scopes")

    def __init__(self, tree: ast.Module, lines: Sequence[str], rules: Rules) -> None:
        self.lines = lines
        self.rules = rules
        module = rules.scope(tree, None, None)
        self.scopes = [module]
        self.ignored = rules.scope(tree, None, None)
        self.blocks: list[CountedBlock] = []
        CountedBlock(self, module, tree.body)

    def run(self) -> None:
        """Visit everything."""
        plans = self.rules.plans
        while self.blocks:
            block = self.blocks.pop()
            nodes = block.nodes
            for node in nodes:
                rule, fields = plans.get(node.__class__, _NO_PLAN)
                if rule is not None:
                    rule(block, node)
                for field in fields:
                    value = getattr(node, field)
                    if value.__class__ is list:
                        nodes += value
                    elif value.__class__ in plans:
                        nodes.append(value)

    def open(
        self, node: ast.ClassDef | Function, parent: CountedScope, rise: int | None
    ) -> CountedScope:
        """Open the scope of a definition."""
        scope = self.rules.scope(node, parent, rise)
        self.scopes.append(scope)
        return scope

    def header(self, scope: CountedScope, terms: Terms, nodes: Iterable[Any]) -> None:
        """Have parts of a definition visited whose decisions don't count."""
        block = CountedBlock(self, scope, nodes)
        block.decisions = self.ignored
        block.terms = terms

    def find_else(self, after: int, last: int) -> int:
        """Return the line of the ``else`` that comes after one line and up to another."""
        for line in range(after + 1, last):
            if self.lines[line - 1].lstrip().startswith("else"):
                return line
        return last

    def is_bracketed(self, before: ast.expr, operand: ast.expr) -> bool:
        """Return whether an operand is in brackets, given the operand before it."""
        first, last = (before.end_lineno or 1) - 1, operand.lineno - 1
        encoded = [line.encode(errors="replace") for line in self.lines[first : last + 1]]
        rest = len(encoded[-1]) - operand.col_offset if encoded else 0
        text = b"\n".join(encoded)
        return b"(" in _COMMENT.sub(b"", text[before.end_col_offset : len(text) - rest])


def _if(block: CountedBlock, node: ast.If) -> None:
    inner = block.inner(level=1, depth=1)
    block.add_level(node)
    # A loop, because each elif is nested in the one before: there may be thousands.
    while True:
        block.decisions.complexity += 1
        block.nodes.append(node.test)
        inner.nodes += node.body
        if not is_elif(node.orelse, block.walk.lines):
            break
        node = node.orelse[0]  # type: ignore[assignment]
        block.add_flat(node.lineno)
    block.add_else(inner, node.body, node.orelse)


def _loop(block: CountedBlock, node: ast.For | ast.AsyncFor | ast.While) -> None:
    block.decisions.complexity += 1 + bool(node.orelse)
    block.add_level(node)
    inner = block.inner(level=1, depth=1)
    inner.nodes += node.body
    block.add_else(inner, node.body, node.orelse)


def count_try(block: CountedBlock, node: ast.Try | ast.TryStar) -> None:
    """Count a ``try`` with its handlers and its ``else``."""
    block.decisions.complexity += len(node.handlers) + bool(node.orelse)
    _try_star(block, node)


def _try_star(block: CountedBlock, node: ast.Try | ast.TryStar) -> None:
    same = block.inner(level=0, depth=1)
    same.nodes += node.body + node.finalbody
    inner = block.inner(level=1, depth=1)
    before = node.body
    for handler in node.handlers:
        block.add_level(handler)
        block.nodes.append(handler.type)
        before = handler.body
        inner.nodes += before
    block.add_else(inner, before, node.orelse)


def _with(block: CountedBlock, node: ast.With | ast.AsyncWith) -> None:
    block.inner(level=0, depth=1).nodes += node.body


def _match(block: CountedBlock, node: ast.Match) -> None:
    irrefutable = any(getattr(case.pattern, "pattern", False) is None for case in node.cases)
    block.decisions.complexity += max(0, len(node.cases) - irrefutable)
    add_cases(block, node)


def add_cases(block: CountedBlock, node: ast.Match) -> None:
    """Have the cases of a ``match`` visited, their bodies one level deeper."""
    inner = block.inner(level=1, depth=1)
    for case in node.cases:
        block.nodes += (case.pattern, case.guard)
        inner.nodes += case.body


def open_function(block: CountedBlock, node: Function) -> CountedScope:
    """Open the scope of a function, and have its body visited."""
    walk, parent = block.walk, block.scope
    rise = None
    if isinstance(parent.node, Function):
        rise = block.level + (not _is_wrapper(parent.node, node))
    scope = walk.open(node, parent, rise)
    CountedBlock(walk, scope, node.body)
    return scope


def _function(block: CountedBlock, node: Function) -> None:
    walk = block.walk
    scope = open_function(block, node)
    header = (*node.decorator_list, node.args, node.returns, *getattr(node, "type_params", ()))
    walk.header(scope, walk.ignored.terms, header)


def _is_wrapper(outer: Function, inner: Function) -> bool:
    """Return whether a function does nothing but define another and return a name."""
    return all(
        statement is inner
        or (isinstance(statement, ast.Return) and isinstance(statement.value, ast.Name))
        for statement in outer.body
    )


def _class(block: CountedBlock, node: ast.ClassDef) -> None:
    walk = block.walk
    scope = walk.open(node, block.scope, None)
    CountedBlock(walk, scope, node.body)
    header = (*node.bases, *node.keywords, *getattr(node, "type_params", ()))
    walk.header(scope, scope.terms, header)
    walk.header(scope, block.terms, node.decorator_list)


def _assert(block: CountedBlock, node: ast.Assert) -> None:
    block.decisions.complexity += 1
    inner = block.inner(level=0, depth=0)
    inner.decisions = block.walk.ignored
    inner.nodes += (node.test, node.msg)


def _conditional(block: CountedBlock, node: ast.IfExp) -> None:
    block.decisions.complexity += 1
    block.add_level(node)
    block.inner(level=1, depth=0).nodes += (node.test, node.body, node.orelse)


def _comprehension(block: CountedBlock, node: ast.comprehension) -> None:
    block.decisions.complexity += 1 + len(node.ifs)


def _bool_op(block: CountedBlock, node: ast.BoolOp) -> None:
    values = node.values
    block.decisions.complexity += len(values) - 1
    block.terms.add((node.op,), values)
    add_runs(block, node)


def add_runs(block: CountedBlock, node: ast.BoolOp) -> None:
    """Count runs of equal boolean operators."""
    values = node.values
    block.add_flat(node.lineno)
    # In 'a or b and c or d' the second 'or' begins a new run; in 'a or (b and c) or d' it doesn't.
    for before, value in pairwise(values[:-1]):
        if isinstance(value, ast.BoolOp) and not block.walk.is_bracketed(before, value):
            block.add_flat(node.lineno)


def _display(block: CountedBlock, node: ast.List | ast.Tuple) -> None:
    # Brackets around brackets, as long tables have them, are gone through without a visit each.
    inner = node.elts
    while len(inner) == 1 and inner[0].__class__ is node.__class__:
        inner = inner[0].elts
    block.nodes += inner


def _return(block: CountedBlock, _: ast.Return) -> None:
    block.scope.returns += 1


def _binary(block: CountedBlock, node: ast.BinOp) -> None:
    block.terms.add((node.op,), (node.left, node.right))


def _augmented(block: CountedBlock, node: ast.AugAssign) -> None:
    block.terms.add((node.op,), (node.target, node.value))


def _unary(block: CountedBlock, node: ast.UnaryOp) -> None:
    block.terms.add((node.op,), (node.operand,))


def _compare(block: CountedBlock, node: ast.Compare) -> None:
    block.terms.add(node.ops, (node.left, *node.comparators))


_RULES: dict[type[ast.AST], tuple[Rule, tuple[str, ...]]] = {
    ast.If: (_if, ()),
    ast.For: (_loop, ("target", "iter")),
    ast.AsyncFor: (_loop, ("target", "iter")),
    ast.While: (_loop, ("test",)),
    ast.Try: (count_try, ()),
    ast.TryStar: (_try_star, ()),
    ast.With: (_with, ("items",)),
    ast.AsyncWith: (_with, ("items",)),
    ast.Match: (_match, ("subject",)),
    ast.FunctionDef: (_function, ()),
    ast.AsyncFunctionDef: (_function, ()),
    ast.ClassDef: (_class, ()),
    ast.List: (_display, ()),
    ast.Tuple: (_display, ()),
    ast.Return: (_return, ("value",)),
    ast.Assert: (_assert, ()),
    ast.IfExp: (_conditional, ()),
    ast.comprehension: (_comprehension, ("target", "iter", "ifs")),
    ast.BoolOp: (_bool_op, ("values",)),
    ast.BinOp: (_binary, ("left", "right")),
    ast.AugAssign: (_augmented, ("target", "value")),
    ast.UnaryOp: (_unary, ("operand",)),
    ast.Compare: (_compare, ("left", "comparators")),
}
"""The rule for each kind of node, and the fields to go on in within the same block."""

_NAMES: dict[type[ast.AST], str] = {ast.Name: "id", ast.Attribute: "attr", ast.Constant: "value"}
"""The nodes that radon takes for operands."""

_LEAVES: tuple[type[ast.AST], ...] = (ast.Name, ast.Constant, ast.alias)
_NO_NODES = {"arg", "attr", "ctx", "kwd_attrs", "level", "module", "name", "names", "type_comment"}
"""Fields that hold no node to visit; to leave them out is only a matter of speed."""


def _plans() -> dict[type[ast.AST], Plan]:
    """Return the rules, and for all other kinds of nodes which fields may hold nodes."""
    plans: dict[type[ast.AST], Plan] = {}
    kinds: list[type[ast.AST]] = [ast.AST]
    for kind in kinds:
        kinds += kind.__subclasses__()
        fields = tuple(field for field in kind._fields if field not in _NO_NODES)
        if fields and kind not in _LEAVES:
            plans[kind] = (None, fields)
    return plans | _RULES


RADON = Rules(_plans(), CountedScope)
"""Radon's own rules of counting."""

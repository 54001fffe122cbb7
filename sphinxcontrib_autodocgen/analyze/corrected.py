"""Counts by radon's rules without radon's errors, for the option ``metrics = "corrected"``.

Each rule here differs from the one in :mod:`.counting` that it replaces because radon overlooks
something, or takes different things for one; the reference lists the differences with examples.
Cognitive complexity, nesting and everything else that isn't radon's stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Any

from .counting import (
    RADON,
    CountedBlock,
    CountedScope,
    Function,
    Plan,
    Rules,
    Terms,
    add_cases,
    add_runs,
    count_try,
    open_function,
)

__all__ = ["CORRECTED"]


class _Terms(Terms):
    """Operators and operands, as Halstead counts them.

    An operand is a name, an attribute or a constant; each time it occurs counts, but other
    expressions don't, because they are made of these. Operands are the same if they're spelled
    alike and of one kind, in whichever functions they are.
    """

    __slots__ = ()

    def __init__(self, _: str | None) -> None:
        super().__init__(None)

    def add_operators(self, sign: type[ast.AST], number: int = 1) -> None:
        """Add so many operators of one kind."""
        self.operators += number
        self.signs.add(sign)

    def add_operand(self, kind: type, text: object) -> None:
        """Add one operand."""
        self.operands += 1
        self.named[None].add((kind, text))


class _Scope(CountedScope):
    """The counts of a module, class or function, with all that it holds.

    Attributes:
        held: The decisions in the functions and classes it holds, at any depth.
    """

    __slots__ = ("held",)

    terms: _Terms
    terms_type = _Terms

    def __init__(
        self,
        node: ast.Module | ast.ClassDef | Function,
        parent: CountedScope | None,
        rise: int | None,
    ) -> None:
        super().__init__(node, parent, rise)
        self.held = 0

    @property
    def total(self) -> int:
        """1 + all decisions in it, at any depth."""
        return self.complexity + self.held

    @property
    def sum_of_methods(self) -> int:
        """Of a class, its total, with 1 more for each function in it."""
        return self.total + self.methods

    def fold_decisions(self, around: Any) -> None:
        """Add its decisions to the scope around it, whichever they are."""
        around.held += self.total - 1
        around.methods += self.methods + isinstance(self.node, Function)


def _match(block: CountedBlock, node: ast.Match) -> None:
    """Count each pattern that may fail, and each guard."""
    for case in node.cases:
        always = isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None
        block.decisions.complexity += (not always) + (case.guard is not None)
    add_cases(block, node)


def _function(block: CountedBlock, node: Function) -> None:
    scope = open_function(block, node)
    arguments = node.args
    positional = (*arguments.posonlyargs, *arguments.args)
    others = (*arguments.kwonlyargs, arguments.vararg, arguments.kwarg)
    types = [argument.annotation for argument in (*positional, *others) if argument]
    CountedBlock(
        block.walk,
        scope,
        (*node.decorator_list, *arguments.defaults, *filter(None, arguments.kw_defaults)),
    )
    _ignore(block, scope, (*types, node.returns, *getattr(node, "type_params", ())))


def _class(block: CountedBlock, node: ast.ClassDef) -> None:
    scope = block.walk.open(node, block.scope, None)
    CountedBlock(block.walk, scope, node.body)
    CountedBlock(block.walk, scope, (*node.decorator_list, *node.bases, *node.keywords))
    _ignore(block, scope, getattr(node, "type_params", ()))


def _ignore(block: CountedBlock, scope: CountedScope, nodes: Iterable[Any]) -> None:
    """Have types visited, which count for cognitive complexity alone."""
    block.walk.header(scope, block.walk.ignored.terms, nodes)


def _assert(block: CountedBlock, _: ast.Assert) -> None:
    block.decisions.complexity += 1


def _bool_op(block: CountedBlock, node: ast.BoolOp) -> None:
    number = len(node.values) - 1
    block.decisions.complexity += number
    _terms(block).add_operators(node.op.__class__, number)
    add_runs(block, node)


def _operator(block: CountedBlock, node: ast.BinOp | ast.UnaryOp | ast.AugAssign) -> None:
    _terms(block).add_operators(node.op.__class__)


def _compare(block: CountedBlock, node: ast.Compare) -> None:
    for sign in node.ops:
        _terms(block).add_operators(sign.__class__)


def _assign(block: CountedBlock, node: ast.Assign) -> None:
    _terms(block).add_operators(ast.Assign, len(node.targets))


def _declare(block: CountedBlock, node: ast.AnnAssign) -> None:
    inner = block.inner(level=0, depth=0)
    inner.decisions = block.walk.ignored
    inner.terms = block.walk.ignored.terms
    inner.nodes.append(node.annotation)
    if node.value is not None:
        _terms(block).add_operators(ast.Assign)
        block.nodes += (node.target, node.value)


def _itself(block: CountedBlock, node: ast.AST) -> None:
    """Count an expression that is an operator by itself: a call, a subscript, ``:=``."""
    _terms(block).add_operators(node.__class__)


def _attribute(block: CountedBlock, node: ast.Attribute) -> None:
    terms = _terms(block)
    terms.add_operators(ast.Attribute)
    terms.add_operand(ast.Attribute, node.attr)


def _name(block: CountedBlock, node: ast.Name) -> None:
    _terms(block).add_operand(ast.Name, node.id)


def _constant(block: CountedBlock, node: ast.Constant) -> None:
    _terms(block).add_operand(node.value.__class__, node.value)


def _expression(block: CountedBlock, node: ast.Expr) -> None:
    """Pass over docstrings and other constants that stand alone."""
    if not isinstance(node.value, ast.Constant):
        block.nodes.append(node.value)


def _formatted(block: CountedBlock, node: ast.JoinedStr) -> None:
    """Pass over the text of an f-string, which the versions of Python cut in different ways."""
    block.nodes += [value for value in node.values if not isinstance(value, ast.Constant)]


def _terms(block: CountedBlock) -> _Terms:
    return block.terms  # type: ignore[return-value]


_PLANS: dict[type[ast.AST], Plan] = {
    ast.TryStar: (count_try, ()),
    ast.Match: (_match, ("subject",)),
    ast.FunctionDef: (_function, ()),
    ast.AsyncFunctionDef: (_function, ()),
    ast.ClassDef: (_class, ()),
    ast.Assert: (_assert, ("test", "msg")),
    ast.BoolOp: (_bool_op, ("values",)),
    ast.BinOp: (_operator, ("left", "right")),
    ast.AugAssign: (_operator, ("target", "value")),
    ast.UnaryOp: (_operator, ("operand",)),
    ast.Compare: (_compare, ("left", "comparators")),
    ast.Assign: (_assign, ("targets", "value")),
    ast.AnnAssign: (_declare, ()),
    ast.NamedExpr: (_itself, ("target", "value")),
    ast.Call: (_itself, ("func", "args", "keywords")),
    ast.Subscript: (_itself, ("value", "slice")),
    ast.Attribute: (_attribute, ("value",)),
    ast.Name: (_name, ()),
    ast.Constant: (_constant, ()),
    ast.Expr: (_expression, ()),
    ast.JoinedStr: (_formatted, ()),
}

CORRECTED = Rules(RADON.plans | _PLANS, _Scope)
"""The rules of counting that put radon right."""

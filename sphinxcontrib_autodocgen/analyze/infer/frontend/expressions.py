"""From expressions, conditions and assignment targets to terms of the current unit.

A condition that holds, or doesn't, changes the environment: a tested name, or attribute path, is
bound to a term that keeps only the types for which the condition can be so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import ClassVar

from astroid import nodes

from ....ir import Op, Store
from .units import KNOWN, Builder, Units, function_words, slots_of

__all__ = ["Expressions", "line_of", "path_of"]

_MAX_NESTING = 60
_MAX_ELEMENTS = 60
_GROWING = {
    "append", "add", "extend", "update", "insert", "appendleft", "setdefault", "extendleft",
}  # fmt: skip
_MAX_TESTS = 40
_POSITIVE = {"is": True, "==": True, "in": True, "is not": False, "!=": False, "not in": False}
"""Comparisons that narrow a name, and whether it's something then or isn't."""

_NARROWING = {
    "callable": ("notcallable", "callable"), "len": ("false", "true"), "bool": ("false", "true"),
}  # fmt: skip
"""Functions that tell something of their argument: how it's narrowed if they're false, and true."""


def path_of(node: nodes.NodeNG) -> str:
    """Return ``a.b.c`` for names and attributes of names, empty for anything else."""
    parts: list[str] = []
    while isinstance(node, nodes.Attribute | nodes.AssignAttr | nodes.DelAttr):
        parts.append(node.attrname)
        node = node.expr
    if not isinstance(node, nodes.Name | nodes.AssignName | nodes.DelName) or len(parts) > 3:
        return ""
    return ".".join([node.name, *reversed(parts)])


def line_of(node: nodes.NodeNG) -> int:
    """Return the line of a ``def`` or ``class``; astroid's own is that of a decorator."""
    position = getattr(node, "position", None)
    return int((position.lineno if position is not None else node.lineno) or 0)


class Expressions:
    """Lowers the expressions of one unit.

    Args:
        units: All units of the module.
        unit: The one that terms are added to.
    """

    def __init__(self, units: Units, unit: Builder) -> None:
        self.units = units
        self.unit = unit
        self.nesting = 0

    def expr(self, node: nodes.NodeNG) -> int:
        """Return the term of an expression."""
        handler = self.handlers.get(type(node))
        if handler is None or self.nesting > _MAX_NESTING or self.unit.full:
            return self.unit.unknown()
        self.nesting += 1
        try:
            return handler(self, node)
        finally:
            self.nesting -= 1

    def exprs(self, found: Iterable[nodes.NodeNG]) -> tuple[int, ...]:
        """Return the terms of expressions."""
        return tuple(self.expr(node) for node in found)

    # names

    def _const(self, node: nodes.Const) -> int:
        value = node.value
        if value is None:
            return self.unit.add("none")
        kind = type(value).__name__
        text = repr(value) if kind in ("str", "bool", "int", "bytes") else ""
        return self.unit.add("lit", f"{kind} {text}" if text and len(text) < 60 else kind)

    def _name(self, node: nodes.Name) -> int:
        unit = self.unit
        known = unit.env.names.get(node.name)
        if known is not None:
            return known
        if unit.kind in ("function", "lambda") and unit.outer_names.get(node.name) != "global":
            if node.name in unit.node.locals and node.name not in unit.outer_names:
                return unit.add("unbound")
            owner = self.units.owner_of(node.name, unit.node)
            if owner is not None:
                return unit.add("cell", f"{owner.index}:{node.name}")
        elif unit.kind == "class":
            owner = self.units.owner_of(node.name, unit.node)
            if owner is not None:
                return unit.add("cell", f"{owner.index}:{node.name}")
        return unit.add("name", node.name)

    def _attribute(self, node: nodes.Attribute) -> int:
        path = path_of(node)
        known = self.unit.env.names.get(path) if path else None
        if known is not None:
            return known
        return self.unit.add("attr", node.attrname, (self.expr(node.expr),), node.lineno or 0)

    def _named(self, node: nodes.NamedExpr) -> int:
        value = self.expr(node.value)
        self.assign(node.target, value)
        return value

    # operators

    def _bool_op(self, node: nodes.BoolOp) -> int:
        unit = self.unit
        before = unit.env
        unit.env = before.copy()
        parts = []
        for index, value in enumerate(node.values):
            term = self.expr(value)
            if index < len(node.values) - 1:
                text = "false" if node.op == "and" else "true"
                parts.append(unit.add("narrow", text, (term,)))
                self.narrow(value, holds=node.op == "and")
            else:
                parts.append(term)
        for name, term in unit.env.names.items():
            before.names.setdefault(name, term)  # bound by a walrus
        unit.env = before
        return unit.phi(parts)

    def _if_exp(self, node: nodes.IfExp) -> int:
        self.expr(node.test)
        unit = self.unit
        before = unit.env
        parts = []
        for holds, part in ((True, node.body), (False, node.orelse)):
            unit.env = before.copy()
            self.narrow(node.test, holds=holds)
            parts.append(self.expr(part))
        unit.env = before
        return unit.phi(parts)

    def _compare(self, node: nodes.Compare) -> int:
        left = self.expr(node.left)
        found = []
        for op, right in node.ops:
            after = self.expr(right)
            found.append(self.unit.add("cmp", op, (left, after), node.lineno or 0))
            left = after
        return self.unit.phi(found)

    def _bin_op(self, node: nodes.BinOp) -> int:
        chain = [node]
        while isinstance(chain[-1].left, nodes.BinOp):  # long sums nest to the left
            chain.append(chain[-1].left)
        term = self.expr(chain[-1].left)
        for part in reversed(chain):
            right = self.expr(part.right)
            term = self.unit.add("bin", part.op, (term, right), part.lineno or 0)
        return term

    def _unary_op(self, node: nodes.UnaryOp) -> int:
        operand = self.expr(node.operand)
        if node.op == "not":
            return self.unit.add("lit", "bool")
        return self.unit.add("un", node.op, (operand,), node.lineno or 0)

    def _subscript(self, node: nodes.Subscript) -> int:
        value = self.expr(node.value)
        if isinstance(node.slice, nodes.Slice):
            self._slice(node.slice)
            return self.unit.add("slice", "", (value,), node.lineno or 0)
        index = self.expr(node.slice)
        text = node.slice.as_string() if _is_index(node.slice) else ""
        return self.unit.add("sub", text, (value, index), node.lineno or 0)

    def _slice(self, node: nodes.Slice) -> int:
        for part in (node.lower, node.upper, node.step):
            if part is not None:
                self.unit.add("bound", "", (self.expr(part),))
        return self.unit.add("lit", "slice")

    def _joined_str(self, node: nodes.JoinedStr) -> int:
        for part in node.values:
            if isinstance(part, nodes.FormattedValue):
                self.expr(part.value)
        return self.unit.add("lit", "str")

    # calls

    def _call(self, node: nodes.Call) -> int:
        unit = self.unit
        refs = [self.expr(node.func)]
        marks: list[str] = []
        for mark, argument in _arguments(node):
            marks.append(mark)
            refs.append(self.expr(argument))
        if unit.kind == "class":
            same = self._called_in_class(node, refs)
            if same is not None:
                return same
        term = unit.add("call", ",".join(marks) if marks else "-", tuple(refs), node.lineno)
        if unit.kind == "function":
            unit.calls.append((term, tuple(chain.from_iterable(unit.catches))))
        self._grow(node, refs)
        return term

    def _grow(self, node: nodes.Call, refs: list[int]) -> None:
        """Let a container that a method adds to be known by what is in it."""
        function = node.func
        if not isinstance(function, nodes.Attribute) or function.attrname not in _GROWING:
            return
        line = node.lineno or 0
        positional = refs[1 : len(node.args) + 1]
        if any(isinstance(argument, nodes.Starred) for argument in node.args):
            positional = [self.unit.unknown()]
        if positional:
            self.grow(function.expr, function.attrname, tuple(positional), line)
        if function.attrname == "update":
            for keyword, ref in zip(node.keywords, refs[len(node.args) + 1 :], strict=True):
                self._update(function.expr, keyword, ref, line)

    def _update(self, target: nodes.NodeNG, keyword: nodes.Keyword, ref: int, line: int) -> None:
        """Let a dictionary grow by a keyword of its ``update``."""
        if keyword.arg is None:
            self.grow(target, "update", (ref,), line)
        else:
            self.grow(target, "[]=", (self.unit.add("lit", "str"), ref), line)

    def grow(self, target: nodes.NodeNG, method: str, refs: tuple[int, ...], line: int) -> None:
        """Bind a name or attribute path to what it holds after a method added to it."""
        path = path_of(target)
        unit = self.unit
        if not path:
            self._grow_inside(target, method, refs, line)
            return
        grown = unit.add("grow", method, (self.expr(target), *refs), line)
        if isinstance(target, nodes.Attribute):
            unit.env.names[path] = grown
            owner = self.expr(target.expr)
            unit.stores.append(Store("attr", target.attrname, grown, owner, line, "+"))
        elif path in unit.env.names:
            self._grow_alias(unit.env.names[path], grown, line)
            unit.env.names[path] = grown
            if unit.kind == "module":
                unit.stores.append(Store("global", path, grown, -1, line, "+"))
            elif unit.captures:
                unit.stores.append(Store("cell", path, grown, -1, line, "+"))
        elif unit.kind in ("function", "module"):
            unit.stores.append(Store("global", path, grown, -1, line, "+"))

    def _grow_inside(
        self, target: nodes.NodeNG, method: str, refs: tuple[int, ...], line: int
    ) -> None:
        """Let a container be known by what is added to a container in it."""
        if isinstance(target, nodes.Subscript) and not isinstance(target.slice, nodes.Slice):
            outer, index, inner = target.value, target.slice, self.expr(target)
        elif _is_setdefault(target):
            outer, (index, default) = target.func.expr, target.args
            inner = self.expr(default)
        else:
            return
        grown = self.unit.add("grow", method, (inner, *refs), line)
        self.grow(outer, "[]=", (self.expr(index), grown), line)

    def _grow_alias(self, term: int, grown: int, line: int) -> None:
        """Let an attribute or a module's variable grow with a name that was bound to it."""
        unit = self.unit
        op, text, refs, _ = unit.terms[term]
        while op in ("grow", "narrow"):
            op, text, refs, _ = unit.terms[refs[0]]
        if op == "attr":
            unit.stores.append(Store("attr", text, grown, refs[0], line, "+"))
        elif op == "name":
            unit.stores.append(Store("global", text, grown, -1, line, "+"))

    def _await(self, node: nodes.Await) -> int:
        return self.unit.add("await", "", (self.expr(node.value),), node.lineno or 0)

    def _yield(self, node: nodes.Yield) -> int:
        unit = self.unit
        value = self.expr(node.value) if node.value is not None else unit.add("none")
        unit.yields.append((value, node.lineno or 0))
        return unit.add("sent")

    def _yield_from(self, node: nodes.YieldFrom) -> int:
        unit = self.unit
        value = self.expr(node.value)
        unit.yields.append((unit.add("iter", "", (value,), node.lineno or 0), node.lineno or 0))
        return unit.add("result", "", (value,))

    # containers

    def _sequence(self, node: nodes.List | nodes.Set | nodes.Tuple) -> int:
        kinds: dict[type[nodes.NodeNG], Op] = {nodes.List: "list", nodes.Set: "set"}
        op = kinds.get(type(node), "tuple")
        refs: list[int] = []
        spread = False
        for element in node.elts[:_MAX_ELEMENTS]:
            if isinstance(element, nodes.Starred):
                spread = True
                refs.append(self.unit.add("iter", "", (self.expr(element.value),)))
            else:
                refs.append(self.expr(element))
        text = "*" if spread or len(node.elts) > _MAX_ELEMENTS else ""
        return self.unit.add(op, text, tuple(refs), node.lineno or 0)

    def _dict(self, node: nodes.Dict) -> int:
        unit = self.unit
        keys: list[int] = []
        values: list[int] = []
        spread: list[int] = []
        for key, value in node.items[:_MAX_ELEMENTS]:
            if isinstance(key, nodes.DictUnpack):
                spread.append(self.expr(value))
            else:
                keys.append(self.expr(key))
                values.append(self.expr(value))
        term = unit.add("dict", str(len(keys)), (*keys, *values), node.lineno or 0)
        for other in spread:
            term = unit.add("grow", "update", (term, other))
        return term

    def _comprehension(self, node: nodes.NodeNG) -> int:
        unit = self.unit
        before = unit.env
        unit.env = before.copy()
        for part in node.generators:
            self._generator(part, node.lineno or 0)
        if isinstance(node, nodes.DictComp):
            refs: tuple[int, ...] = (self.expr(node.key), self.expr(node.value))
            term = unit.add("dict", "1", refs, node.lineno or 0)
        else:
            kinds: dict[type[nodes.NodeNG], Op] = {nodes.ListComp: "list", nodes.SetComp: "set"}
            op = kinds.get(type(node), "gen")
            is_async = op == "gen" and any(part.is_async for part in node.generators)
            refs = (self.expr(node.elt),)
            term = unit.add(op, "async" if is_async else "*", refs, node.lineno or 0)
        unit.env = before
        return term

    def _generator(self, part: nodes.Comprehension, line: int) -> None:
        """Bind what a comprehension goes through, as far as its conditions let it."""
        op: Op = "aiter" if part.is_async else "iter"
        self._target(part.target, self.unit.add(op, "", (self.expr(part.iter),), line))
        for test in part.ifs:
            self.expr(test)
            self.narrow(test, holds=True)

    def _target(self, target: nodes.NodeNG, value: int) -> None:
        """Bind a comprehension's variable, which nobody outside sees but inner lambdas."""
        kind, self.unit.kind = self.unit.kind, "comprehension"
        try:
            self.assign(target, value)
        finally:
            self.unit.kind = kind

    # targets

    def assign(self, target: nodes.NodeNG, value: int, annotation: str = "") -> None:
        """Bind a target to a term."""
        unit = self.unit
        line = target.lineno or 0
        if isinstance(target, nodes.AssignName):
            unit.bind(target.name, value, line, annotation)
        elif isinstance(target, nodes.AssignAttr):
            owner = self.expr(target.expr)
            unit.stores.append(Store("attr", target.attrname, value, owner, line, annotation))
            path = path_of(target)
            if path:
                unit.env.names[path] = unit.add("stored", target.attrname, (value, owner), line)
        elif isinstance(target, nodes.Tuple | nodes.List):
            self._unpack(target, value)
        elif isinstance(target, nodes.Starred):
            self.assign(target.value, value)
        elif isinstance(target, nodes.Subscript) and not isinstance(target.slice, nodes.Slice):
            refs = (self.expr(target.slice), value)
            self.expr(target.value)
            self.grow(target.value, "[]=", refs, line)

    def _unpack(self, target: nodes.Tuple | nodes.List, value: int) -> None:
        count = len(target.elts)
        starred = [i for i, e in enumerate(target.elts) if isinstance(e, nodes.Starred)]
        for index, element in enumerate(target.elts):
            position = index if not starred or index < starred[0] else index - count
            text = f"*{index}:{count - index - 1}" if index in starred else str(position)
            part = self.unit.add("unpack", text, (value,), element.lineno or 0)
            self.assign(element, part)

    def read_target(self, target: nodes.NodeNG) -> int:
        """Return what an augmented assignment's target holds before it."""
        if isinstance(target, nodes.AssignAttr):
            return self._attribute(target)
        if isinstance(target, nodes.AssignName):
            return self._name(target)
        return self.expr(target)

    # conditions

    def narrow(self, test: nodes.NodeNG, *, holds: bool) -> None:
        """Narrow names by a condition.

        Args:
            test: The condition.
            holds: Whether it is true at this point.
        """
        if isinstance(test, nodes.UnaryOp) and test.op == "not":
            self.narrow(test.operand, holds=not holds)
        elif isinstance(test, nodes.BoolOp):
            self._narrow_junction(test, holds)
        elif isinstance(test, nodes.Compare) and len(test.ops) == 1:
            self._narrow_comparison(test, holds)
        elif isinstance(test, nodes.Call):
            self._narrow_call(test, holds)
        else:
            target = test.target if isinstance(test, nodes.NamedExpr) else test
            self._bind_narrowed(target, "true" if holds else "false")

    def _bind_narrowed(self, node: nodes.NodeNG, text: str, *refs: int) -> None:
        """Bind what a node names to a narrowed term."""
        path = path_of(node)
        unit = self.unit
        if not path or ("." not in path and path not in unit.env.names):
            return
        term = self.expr(node) if not isinstance(node, nodes.AssignName) else unit.env.names[path]
        unit.env.names[path] = unit.add("narrow", text, (term, *refs), node.lineno or 0)

    def _narrow_junction(self, test: nodes.BoolOp, holds: bool) -> None:
        values = test.values[:_MAX_TESTS]
        if (test.op == "and") == holds:
            for value in values:
                self.narrow(value, holds=holds)
            return
        unit = self.unit
        before = unit.env
        ends = []
        current = before.copy()
        for value in values:
            unit.env = current.copy()
            self.narrow(value, holds=holds)
            ends.append(unit.env)
            unit.env = current
            self.narrow(value, holds=not holds)
            current = unit.env
        unit.env = unit.join(ends, before.guard)

    def _narrow_comparison(self, test: nodes.Compare, holds: bool) -> None:
        op, right = test.ops[0]
        if op not in _POSITIVE:
            return
        is_so = _POSITIVE[op] == holds
        left = test.left
        target = left.target if isinstance(left, nodes.NamedExpr) else left
        if isinstance(right, nodes.Const) and right.value is None:
            self._bind_narrowed(target, "none" if is_so else "notnone")
        elif _is_type_call(left):
            text = "isinstance" if is_so else "unchanged"
            self._bind_narrowed(left.args[0], text, self.expr(right))
        elif is_so:
            self._bind_found(target, op, right)

    def _bind_found(self, target: nodes.NodeNG, op: str, right: nodes.NodeNG) -> None:
        """Narrow a name by what it equals or is one of."""
        if op in ("in", "not in"):
            self._bind_narrowed(target, "member", self.expr(right))
        elif op in ("==", "is") and isinstance(right, nodes.Const):
            self._bind_narrowed(target, "equal", self.expr(right))

    def _narrow_call(self, test: nodes.Call, holds: bool) -> None:
        name = test.func.name if isinstance(test.func, nodes.Name) else ""
        sign = "" if holds else "not"
        if name in ("isinstance", "issubclass") and len(test.args) == 2:
            self._bind_narrowed(test.args[0], f"{sign}{name}", self.expr(test.args[1]))
        elif name == "hasattr" and len(test.args) == 2 and isinstance(test.args[1], nodes.Const):
            self._bind_narrowed(test.args[0], f"{sign}hasattr {test.args[1].value}")
        elif name in _NARROWING and len(test.args) == 1:
            self._bind_narrowed(test.args[0], _NARROWING[name][holds])

    # functions

    def _lambda(self, node: nodes.Lambda) -> int:
        return self.function(node, "lambda", "<lambda>")

    def function(self, node: nodes.Lambda, kind: str, name: str) -> int:
        """Queue a function or lambda, and return its term."""
        outer = self.unit
        local = "" if outer.kind not in ("function", "lambda") else ".<locals>"
        if kind == "lambda" and not local:
            local = ".<locals>" if "<locals>" not in outer.name else ""
        unit = self.units.queue(kind, f"{outer.name}{local}.{name}", node)
        unit.line = line_of(node)
        unit.owner = outer.name if outer.kind == "class" and kind == "function" else ""
        unit.slots = tuple(slots_of(node.args))
        unit.words = function_words(node, method=bool(unit.owner)) if kind == "function" else set()
        returns = getattr(node, "returns", None) or getattr(node, "type_comment_returns", None)
        unit.annotation = returns.as_string() if returns is not None else ""
        term = outer.add("func", str(unit.index))
        self._defaults(node.args, term)
        return term

    def _defaults(self, arguments: nodes.Arguments, function: int) -> None:
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults = arguments.defaults
        pairs = list(zip(positional[len(positional) - len(defaults) :], defaults, strict=True))
        pairs += zip(arguments.kwonlyargs, arguments.kw_defaults, strict=False)
        for parameter, default in pairs:
            if default is not None:
                value = self.expr(default)
                line = default.lineno or 0
                self.unit.stores.append(Store("default", parameter.name, value, function, line))

    def _called_in_class(self, node: nodes.Call, refs: list[int]) -> int | None:
        """Note which functions of the class its body calls: they are given no instance.

        Args:
            node: The call.
            refs: The terms of what is called and of the arguments.

        Returns:
            The term of a function that the call only makes static or a class method.
        """
        self.note_helper(refs[0])
        word = KNOWN.get(node.func.name) if isinstance(node.func, nodes.Name) else None
        given = self.units.function_at(self.unit, refs[1]) if len(refs) == 2 else None
        if word not in ("static", "classmethod") or given is None or not given.owner:
            return None
        given.words.add(word)
        return refs[1]

    def note_helper(self, term: int) -> None:
        """Note that the class body itself calls a function of the class, if a term is one."""
        function = self.units.function_at(self.unit, term)
        if function is not None and function.owner == self.unit.name:
            function.words.add("static")

    handlers: ClassVar[dict[type[nodes.NodeNG], Callable[[Expressions, nodes.NodeNG], int]]] = {
        nodes.Const: _const,
        nodes.Name: _name,
        nodes.Attribute: _attribute,
        nodes.NamedExpr: _named,
        nodes.BoolOp: _bool_op,
        nodes.IfExp: _if_exp,
        nodes.Compare: _compare,
        nodes.BinOp: _bin_op,
        nodes.UnaryOp: _unary_op,
        nodes.Subscript: _subscript,
        nodes.Slice: _slice,
        nodes.JoinedStr: _joined_str,
        nodes.Call: _call,
        nodes.Await: _await,
        nodes.Yield: _yield,
        nodes.YieldFrom: _yield_from,
        nodes.List: _sequence,
        nodes.Set: _sequence,
        nodes.Tuple: _sequence,
        nodes.Dict: _dict,
        nodes.ListComp: _comprehension,
        nodes.SetComp: _comprehension,
        nodes.DictComp: _comprehension,
        nodes.GeneratorExp: _comprehension,
        nodes.Lambda: _lambda,
    }


def _arguments(node: nodes.Call) -> Iterator[tuple[str, nodes.NodeNG]]:
    """Yield the arguments of a call, each with its mark; see ``Term.marks``."""
    for argument in node.args:
        is_starred = isinstance(argument, nodes.Starred)
        yield ("*", argument.value) if is_starred else ("", argument)
    for keyword in node.keywords:
        yield keyword.arg or "**", keyword.value


def _is_setdefault(node: nodes.NodeNG) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.func, nodes.Attribute)
        and node.func.attrname == "setdefault"
        and len(node.args) == 2
    )


def _is_index(node: nodes.NodeNG) -> bool:
    if isinstance(node, nodes.UnaryOp):
        node = node.operand
    return isinstance(node, nodes.Const) and type(node.value) is int


def _is_type_call(node: nodes.NodeNG) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.func, nodes.Name)
        and node.func.name == "type"
        and len(node.args) == 1
    )

"""From expressions, assignment targets and patterns to terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from astroid import nodes

from ...model import Store
from .code import Builder

__all__ = ["Expressions", "path_of"]

_MAX_NESTING = 60
_MAX_ELEMENTS = 60
_GROWING = {
    "append", "add", "extend", "update", "insert", "appendleft", "setdefault", "extendleft",
}  # fmt: skip
_SCOPED = (nodes.FunctionDef, nodes.Lambda)


def path_of(node: nodes.NodeNG) -> str:
    """Return ``a.b.c`` for names and attributes of names, empty for anything else."""
    parts: list[str] = []
    while isinstance(node, nodes.Attribute | nodes.AssignAttr | nodes.DelAttr):
        parts.append(node.attrname)
        node = node.expr
    if not isinstance(node, nodes.Name | nodes.AssignName | nodes.DelName) or len(parts) > 3:
        return ""
    return ".".join([node.name, *reversed(parts)])


class Expressions:
    """Lowers expressions into the current unit."""

    unit: Builder
    unit_of: dict[nodes.NodeNG, Builder]

    def __init__(self) -> None:
        self.nesting = 0

    def lambda_(self, node: nodes.Lambda) -> int:
        """Return the term of a lambda."""
        raise NotImplementedError

    def called_in_class(self, node: nodes.Call, refs: list[int]) -> int | None:
        """Note what a call in a class body tells of the class's functions.

        Args:
            node: The call.
            refs: The terms of what is called and of the arguments.

        Returns:
            The term of a function that the call only makes static or a class method.
        """
        raise NotImplementedError

    def narrow(self, test: nodes.NodeNG, *, holds: bool) -> None:
        """Narrow names by a condition; see the module of that name."""
        raise NotImplementedError

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
            owner = self.owner_of(node.name, unit.node)
            if owner is not None:
                return unit.add("cell", f"{owner.index}:{node.name}")
        elif unit.kind == "class":
            owner = self.owner_of(node.name, unit.node)
            if owner is not None:
                return unit.add("cell", f"{owner.index}:{node.name}")
        return unit.add("name", node.name)

    def owner_of(self, name: str, node: nodes.NodeNG) -> Builder | None:
        """Return the unit of the enclosing function that a free name belongs to."""
        scope = node.parent.scope() if node.parent is not None else None
        while scope is not None and not isinstance(scope, nodes.Module):
            if isinstance(scope, _SCOPED) and name in scope.locals:
                return self.unit_of.get(scope)
            scope = scope.parent.scope() if scope.parent is not None else None
        return None

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
                self.expr(part)
        return self.unit.add("lit", "slice")

    def _joined_str(self, node: nodes.JoinedStr) -> int:
        for part in node.values:
            if isinstance(part, nodes.FormattedValue):
                self.expr(part.value)
        return self.unit.add("lit", "str")

    # calls

    def _call(self, node: nodes.Call) -> int:
        function = self.expr(node.func)
        marks: list[str] = []
        refs = [function]
        for argument in node.args:
            starred = isinstance(argument, nodes.Starred)
            marks.append("*" if starred else "")
            refs.append(self.expr(argument.value if starred else argument))
        for keyword in node.keywords:
            marks.append(keyword.arg or "**")
            refs.append(self.expr(keyword.value))
        unit = self.unit
        if unit.kind == "class":
            same = self.called_in_class(node, refs)
            if same is not None:
                return same
        term = unit.add("call", ",".join(marks) if len(refs) > 1 else "-", tuple(refs), node.lineno)
        caught = tuple(name for names in unit.catches for name in names)
        if unit.kind == "function":
            unit.calls.append((term, caught))
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
        for keyword, ref in zip(node.keywords, refs[len(node.args) + 1 :], strict=True):
            if function.attrname == "update" and keyword.arg is None:
                self.grow(function.expr, "update", (ref,), line)
            elif function.attrname == "update":
                key = self.unit.add("lit", "str")
                self.grow(function.expr, "[]=", (key, ref), line)

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
        op = {nodes.List: "list", nodes.Set: "set"}.get(type(node), "tuple")
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
        is_async = False
        for part in node.generators:
            op = "aiter" if part.is_async else "iter"
            is_async = is_async or part.is_async
            element = unit.add(op, "", (self.expr(part.iter),), node.lineno or 0)
            self._target(part.target, element)
            for test in part.ifs:
                self.expr(test)
                self.narrow(test, holds=True)
        if isinstance(node, nodes.DictComp):
            refs = (self.expr(node.key), self.expr(node.value))
            term = unit.add("dict", "1", refs, node.lineno or 0)
        else:
            op = {nodes.ListComp: "list", nodes.SetComp: "set"}.get(type(node), "gen")
            text = "async" if is_async and op == "gen" else "*"
            term = unit.add(op, text, (self.expr(node.elt),), node.lineno or 0)
        unit.env = before
        return term

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

    # patterns

    def pattern(self, pattern: nodes.NodeNG, subject: int) -> int:
        """Bind what a pattern captures; return the term of the matched subject."""
        unit = self.unit
        if isinstance(pattern, nodes.MatchAs):
            if pattern.pattern is not None:
                subject = self.pattern(pattern.pattern, subject)
            if pattern.name is not None:
                self.assign(pattern.name, subject)
            return subject
        if isinstance(pattern, nodes.MatchClass):
            return self._match_class(pattern, subject)
        if isinstance(pattern, nodes.MatchOr):
            return unit.phi([self.pattern(part, subject) for part in pattern.patterns])
        if isinstance(pattern, nodes.MatchValue):
            return unit.add("narrow", "equal", (subject, self.expr(pattern.value)))
        if isinstance(pattern, nodes.MatchSingleton):
            text = "none" if pattern.value is None else "unchanged"
            return unit.add("narrow", text, (subject,))
        self._match_parts(pattern, subject)
        return subject

    def _match_class(self, pattern: nodes.MatchClass, subject: int) -> int:
        unit = self.unit
        term = unit.add("narrow", "isinstance", (subject, self.expr(pattern.cls)))
        for part in pattern.patterns:
            self.pattern(part, term if len(pattern.patterns) == 1 else unit.unknown())
        for name, part in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            self.pattern(part, unit.add("attr", name, (term,)))
        return term

    def _match_parts(self, pattern: nodes.NodeNG, subject: int) -> None:
        unit = self.unit
        if isinstance(pattern, nodes.MatchSequence):
            starred = any(isinstance(part, nodes.MatchStar) for part in pattern.patterns)
            for index, part in enumerate(pattern.patterns):
                if isinstance(part, nodes.MatchStar):
                    if part.name is not None:
                        self.assign(part.name, unit.add("unpack", "*0:0", (subject,)))
                else:
                    text = "?" if starred else str(index)
                    self.pattern(part, unit.add("unpack", text, (subject,)))
        elif isinstance(pattern, nodes.MatchMapping):
            for key, part in zip(pattern.keys, pattern.patterns, strict=True):
                self.pattern(part, unit.add("sub", "", (subject, self.expr(key))))
            if pattern.rest is not None:
                self.assign(pattern.rest, unit.add("narrow", "unchanged", (subject,)))

    def unmatched(self, pattern: nodes.NodeNG, subject: int) -> int:
        """Return the term of a subject that a pattern didn't match."""
        if isinstance(pattern, nodes.MatchAs) and pattern.pattern is not None:
            return self.unmatched(pattern.pattern, subject)
        if isinstance(pattern, nodes.MatchOr):
            for part in pattern.patterns:
                subject = self.unmatched(part, subject)
            return subject
        if isinstance(pattern, nodes.MatchClass) and not pattern.kwd_patterns:  # noqa: SIM102
            if all(isinstance(p, nodes.MatchAs) and p.pattern is None for p in pattern.patterns):
                refs = (subject, self.expr(pattern.cls))
                return self.unit.add("narrow", "notisinstance", refs)
        if isinstance(pattern, nodes.MatchSingleton) and pattern.value is None:
            return self.unit.add("narrow", "notnone", (subject,))
        return subject

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
        nodes.Lambda: lambda self, node: self.lambda_(node),
    }


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

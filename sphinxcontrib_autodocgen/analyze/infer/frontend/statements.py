"""From the statements of one unit to terms.

Control flow is followed here, so that evaluation later is one pass over a list: names are resolved
to what they hold at a point, branches narrow and join them, loops make terms that refer forward,
and each return knows under which guard it is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import ClassVar

from astroid import nodes

from ....ir import ClassFacts, Op, Store, StoreKind
from ....model import absolute_name
from .expressions import Expressions, line_of, path_of
from .units import DEAD, KNOWN, Builder, Env, Units, class_words, typevars

__all__ = ["Handler", "Statements", "aliases"]

_FUNCTIONS = (nodes.FunctionDef, nodes.Lambda)
_SIGNALS = ("Skip", "Stop", "Continue", "Break", "Next")
_TYPE_CALLS = {"TypeVar", "NewType", "ParamSpec", "NamedTuple", "namedtuple", "TypeVarTuple"}

Handler = Callable[["Statements", nodes.NodeNG], None]
"""Lowers one kind of statement."""


class Statements:
    """Lowers the statements of one unit.

    Args:
        units: All units of the module.
        unit: The one that is lowered.
        special: What lowers some kinds of statements instead of the usual handlers.
    """

    def __init__(
        self, units: Units, unit: Builder, special: Mapping[type[nodes.NodeNG], Handler]
    ) -> None:
        self.units = units
        self.unit = unit
        self.special = special
        self.expressions = Expressions(units, unit)
        self.expr = self.expressions.expr
        self.assign = self.expressions.assign
        self.narrow = self.expressions.narrow

    def lower(self) -> None:
        """Lower the whole unit."""
        node = self.unit.node
        if self.unit.kind in ("function", "lambda"):
            self._bind_parameters(node)
        if self.unit.kind == "lambda":
            self.unit.returns.append((self.expr(node.body), -1, node.lineno or 0))
            self.unit.env.guard = DEAD
        else:
            self.block(node.body)

    def _bind_parameters(self, node: nodes.Lambda) -> None:
        unit = self.unit
        unit.captures = any(True for _ in _inner_functions(node))
        for slot in unit.slots:
            unit.bind(slot.name, unit.add("param", slot.name), unit.line)

    # statements

    def block(self, body: list[nodes.NodeNG]) -> None:
        """Lower statements in order, until one of them doesn't let control through."""
        for position, statement in enumerate(body):
            if self.unit.env.dead or self.unit.full:
                self._unreachable(body[position:])
                return
            kind = type(statement)
            handler = self.special.get(kind) or self.handlers.get(kind)
            if handler is not None:
                handler(self, statement)

    def _unreachable(self, body: list[nodes.NodeNG]) -> None:
        """Read each ``yield`` that nothing leads to: it makes a generator, and shows of what."""
        for statement in body:
            value = statement.value if isinstance(statement, nodes.Expr) else None
            if isinstance(value, nodes.Yield) and value.value is not None:
                self.expr(value)

    def _expr(self, node: nodes.Expr) -> None:
        term = self.expr(node.value)
        value = node.value.value if isinstance(node.value, nodes.Await) else node.value
        if isinstance(value, nodes.Call) and self.unit.terms[term][0] in ("call", "await"):
            self.unit.guarded(term)

    def _return(self, node: nodes.Return) -> None:
        term = self.expr(node.value) if node.value is not None else self.unit.add("none")
        self.unit.returns.append((term, self.unit.env.guard, node.lineno or 0))
        self.unit.env = Env({}, DEAD)

    def _raise(self, node: nodes.Raise) -> None:
        if node.exc is not None:
            self.expr(node.exc)
            if _is_signal(node.exc):
                line = node.lineno or 0
                self.unit.returns.append((self.unit.add("none"), self.unit.env.guard, line))
        self.unit.env = Env({}, DEAD)

    def _assign(self, node: nodes.Assign) -> None:
        value = self.expr(node.value)
        hint = getattr(node, "type_annotation", None)
        text = hint.as_string() if hint is not None else ""
        for target in node.targets:
            if isinstance(target, nodes.AssignName) and self.unit.kind in ("module", "class"):
                self._rebind(node, target.name, value)
            self.assign(target, value, text)

    def _rebind(self, node: nodes.Assign, name: str, value: int) -> None:
        """Note that the name of a function that is defined here holds something else from here."""
        unit = self.unit
        before = unit.env.names.get(name, value)
        function = self.units.function_at(unit, before)
        if before == value or function is None or function.name != f"{unit.name}.{name}":
            return
        if _is_property(node.value) and before in unit.terms[value][2]:
            function.words.add("property")
            return
        function.words.add("decorated")
        is_always = isinstance(node.parent, nodes.Module | nodes.ClassDef)
        unit.add("held", str(function.index), (value if is_always else unit.unknown(),))

    def _ann_assign(self, node: nodes.AnnAssign) -> None:
        text = node.annotation.as_string()
        if node.value is None:
            self._declare(node.target, text)
        else:
            value = self.unit.add("cast", text, (self.expr(node.value),), node.lineno or 0)
            self.assign(node.target, value, text)

    def _declare(self, target: nodes.NodeNG, text: str) -> None:
        unit = self.unit
        line = target.lineno or 0
        if isinstance(target, nodes.AssignAttr):
            owner = self.expr(target.expr)
            unit.stores.append(Store("attr", target.attrname, -1, owner, line, text))
        elif unit.kind in ("module", "class") and isinstance(target, nodes.AssignName):
            kind: StoreKind = "global" if unit.kind == "module" else "class"
            unit.stores.append(Store(kind, target.name, -1, -1, line, text))
        elif isinstance(target, nodes.AssignName):
            unit.bind(target.name, unit.add("cast", text), line)

    def _aug_assign(self, node: nodes.AugAssign) -> None:
        left = self.expressions.read_target(node.target)
        right = self.expr(node.value)
        self.assign(node.target, self.unit.add("bin", node.op[:-1], (left, right), node.lineno))

    def _if(self, node: nodes.If) -> None:
        self.expr(node.test)
        unit = self.unit
        before = unit.env
        unit.env = before.copy()
        self.narrow(node.test, holds=True)
        self.block(node.body)
        after = unit.env
        unit.env = before.copy()
        self.narrow(node.test, holds=False)
        self.block(node.orelse)
        unit.env = unit.join([after, unit.env], before.guard)

    def _while(self, node: nodes.While) -> None:
        endless = isinstance(node.test, nodes.Const) and bool(node.test.value)

        def enter() -> None:
            self.expr(node.test)
            self.narrow(node.test, holds=True)

        def leave() -> None:
            if endless:
                self.unit.env = Env({}, DEAD)
            else:
                self.narrow(node.test, holds=False)

        self._loop(node, enter, leave)

    def _for(self, node: nodes.For) -> None:
        iterable = self.expr(node.iter)
        op: Op = "aiter" if isinstance(node, nodes.AsyncFor) else "iter"

        def enter() -> None:
            element = self.unit.add(op, "", (iterable,), node.lineno or 0)
            self.assign(node.target, element)

        self._loop(node, enter, lambda: None)

    def _loop(
        self, node: nodes.NodeNG, enter: Callable[[], None], leave: Callable[[], None]
    ) -> None:
        """Lower a loop: what its body may change is, at its head, a term that refers forward."""
        unit = self.unit
        guard = unit.env.guard
        heads: dict[str, int] = {}
        for name in _changed(node):
            before = unit.env.names.get(name)
            if before is not None:
                heads[name] = unit.env.names[name] = unit.add("phi", "loop", (before,))
        head = unit.env.copy()
        breaks: list[Env] = []
        continues: list[Env] = []
        unit.loops.append((breaks, continues))
        enter()
        self.block(node.body)
        unit.loops.pop()
        back = unit.join([unit.env, *continues], guard)
        for name, phi in heads.items():
            if not back.dead and name in back.names:
                op, text, refs, line = unit.terms[phi]
                unit.terms[phi] = (op, text, (*refs, back.names[name]), line)
        unit.env = Env({**back.names, **head.names} if not back.dead else head.names, guard)
        leave()
        self.block(node.orelse)
        unit.env = unit.join([unit.env, *breaks], guard)

    def _break(self, node: nodes.NodeNG) -> None:
        if self.unit.loops:
            part = 0 if isinstance(node, nodes.Break) else 1
            self.unit.loops[-1][part].append(self.unit.env)
        self.unit.env = Env({}, DEAD)

    def _try(self, node: nodes.Try) -> None:
        unit = self.unit
        before = unit.env.copy()
        unit.catches.append(tuple(name for part in node.handlers for name in _kept(part)))
        self.block(node.body)
        unit.catches.pop()
        body = unit.env
        ends = []
        unit.env = body
        self.block(node.orelse)
        ends.append(unit.env)
        for handler in node.handlers:
            partial = unit.join([before.copy(), body.copy()], before.guard)
            unit.env = Env(partial.names, before.guard)
            if handler.name is not None and handler.type is not None:
                raised = unit.add("raised", "", (self.expr(handler.type),))
                self.assign(handler.name, raised)
            self.block(handler.body)
            ends.append(unit.env)
        unit.env = unit.join(ends, before.guard)
        self._finally(node, before)

    def _finally(self, node: nodes.Try, before: Env) -> None:
        if not node.finalbody:
            return
        unit = self.unit
        if unit.env.dead:
            unit.env = before
            self.block(node.finalbody)
            unit.env = Env({}, DEAD)
        else:
            self.block(node.finalbody)

    def with_block(self, node: nodes.With) -> None:
        """Lower a ``with`` statement."""
        unit = self.unit
        before = unit.env.copy()
        managers = self._enter(node)
        unit.catches.append(tuple(n for manager, _ in node.items for n in _suppressed(manager)))
        self.block(node.body)
        unit.catches.pop()
        if unit.env.dead:
            op: Op = "aexit" if isinstance(node, nodes.AsyncWith) else "exit"
            for term in managers:
                unit.add(op, "", (term,), node.lineno or 0)
        if any(_suppresses(manager) for manager, _ in node.items):
            unit.env = unit.join([before, unit.env], before.guard)

    def _enter(self, node: nodes.With) -> list[int]:
        """Bind what context managers give, and return their terms."""
        op: Op = "aenter" if isinstance(node, nodes.AsyncWith) else "enter"
        managers = []
        for manager, target in node.items:
            term = self.expr(manager)
            managers.append(term)
            entered = self.unit.add(op, "", (term,), node.lineno or 0)
            if target is not None:
                self.assign(target, entered)
        return managers

    def _assert(self, node: nodes.Assert) -> None:
        if isinstance(node.test, nodes.Const) and not node.test.value:
            self.unit.env = Env({}, DEAD)
            return
        self.expr(node.test)
        self.narrow(node.test, holds=True)

    def _match(self, node: nodes.Match) -> None:
        unit = self.unit
        subject = self.expr(node.subject)
        key = path_of(node.subject)
        before = unit.env
        ends = []
        rest = before.copy()
        total = False
        for case in node.cases:
            unit.env = rest.copy()
            matched = self._pattern(case.pattern, subject)
            if key and matched != subject:
                unit.env.names[key] = matched
            if case.guard is not None:
                self.expr(case.guard)
                self.narrow(case.guard, holds=True)
            self.block(case.body)
            ends.append(unit.env)
            if case.guard is None:
                total = total or _matches_all(case.pattern)
                subject = self._unmatched(case.pattern, subject)
                if key:
                    rest.names[key] = subject
        if not total:
            ends.append(rest)
        unit.env = unit.join(ends, before.guard)

    def _pattern(self, pattern: nodes.NodeNG, subject: int) -> int:
        """Bind what a pattern captures; return the term of the matched subject."""
        unit = self.unit
        if isinstance(pattern, nodes.MatchAs):
            if pattern.pattern is not None:
                subject = self._pattern(pattern.pattern, subject)
            if pattern.name is not None:
                self.assign(pattern.name, subject)
            return subject
        if isinstance(pattern, nodes.MatchClass):
            return self._match_class(pattern, subject)
        if isinstance(pattern, nodes.MatchOr):
            return unit.phi([self._pattern(part, subject) for part in pattern.patterns])
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
            self._pattern(part, term if len(pattern.patterns) == 1 else unit.unknown())
        for name, part in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
            self._pattern(part, unit.add("attr", name, (term,)))
        return term

    def _match_parts(self, pattern: nodes.NodeNG, subject: int) -> None:
        unit = self.unit
        if isinstance(pattern, nodes.MatchSequence):
            self._match_sequence(pattern, subject)
        elif isinstance(pattern, nodes.MatchMapping):
            for key, part in zip(pattern.keys, pattern.patterns, strict=True):
                self._pattern(part, unit.add("sub", "", (subject, self.expr(key))))
            if pattern.rest is not None:
                self.assign(pattern.rest, unit.add("narrow", "unchanged", (subject,)))

    def _match_sequence(self, pattern: nodes.MatchSequence, subject: int) -> None:
        unit = self.unit
        starred = any(isinstance(part, nodes.MatchStar) for part in pattern.patterns)
        for index, part in enumerate(pattern.patterns):
            if not isinstance(part, nodes.MatchStar):
                text = "?" if starred else str(index)
                self._pattern(part, unit.add("unpack", text, (subject,)))
            elif part.name is not None:
                self.assign(part.name, unit.add("unpack", "*0:0", (subject,)))

    def _unmatched(self, pattern: nodes.NodeNG, subject: int) -> int:
        """Return the term of a subject that a pattern didn't match."""
        if isinstance(pattern, nodes.MatchAs) and pattern.pattern is not None:
            return self._unmatched(pattern.pattern, subject)
        if isinstance(pattern, nodes.MatchOr):
            for part in pattern.patterns:
                subject = self._unmatched(part, subject)
            return subject
        if isinstance(pattern, nodes.MatchClass) and _matches_class(pattern):
            refs = (subject, self.expr(pattern.cls))
            return self.unit.add("narrow", "notisinstance", refs)
        if isinstance(pattern, nodes.MatchSingleton) and pattern.value is None:
            return self.unit.add("narrow", "notnone", (subject,))
        return subject

    def _import(self, node: nodes.Import | nodes.ImportFrom) -> None:
        is_of_module = self.unit.kind == "module"
        if is_of_module and isinstance(node.parent, nodes.Module):
            return
        for local, full in self._imported(node):
            if local == "*":
                continue
            term = self.unit.add("import", full)
            if is_of_module:
                self.unit.env.names[local] = term  # if it fails, another value takes its place
            else:
                self.unit.bind(local, term, node.lineno or 0)

    def _imported(self, node: nodes.Import | nodes.ImportFrom) -> Iterator[tuple[str, str]]:
        """Yield the name that each import binds, and the full name of what it is."""
        base = f"{self._absolute(node)}." if isinstance(node, nodes.ImportFrom) else ""
        for name, alias in node.names:
            top = name if base or alias else name.partition(".")[0]
            yield alias or top, f"{base}{top}"

    def _absolute(self, node: nodes.ImportFrom) -> str:
        package = self.units.tree.package
        return absolute_name(node.modname, node.level or 0, self.units.module, package=package)

    def _global(self, node: nodes.Global) -> None:
        for name in node.names:
            self.unit.outer_names[name] = "global"

    def _nonlocal(self, node: nodes.Nonlocal) -> None:
        for name in node.names:
            owner = self.units.owner_of(name, self.unit.node)
            if owner is not None:
                self.unit.outer_names[name] = f"cell {owner.index}:{name}"

    def _delete(self, node: nodes.Delete) -> None:
        for target in node.targets:
            path = path_of(target)
            if path:
                self.unit.env.names.pop(path, None)

    def function_def(self, node: nodes.FunctionDef) -> None:
        """Lower a ``def``: its decorators and defaults now, its body later."""
        term = self.expressions.function(node, "function", node.name)
        decorators = [d for d in _decorators(node) if not _is_known(d)]
        if decorators:
            term = self._decorated(node, term, decorators)
        self._bind_definition(node.name, term, node.lineno or 0)

    def _decorated(self, node: nodes.FunctionDef, term: int, decorators: list[nodes.NodeNG]) -> int:
        """Return the term of a function that decorators are applied to, the nearest first."""
        applied = tuple(self.expr(decorator) for decorator in decorators)
        for decorator in applied if self.unit.kind == "class" else ():
            self.expressions.note_helper(decorator)
        self.units.by_node[node].words.add("decorated")
        index = self.unit.terms[term][1]
        return self.unit.add("decorated", index, (term, *reversed(applied)), node.lineno or 0)

    def _bind_definition(self, name: str, term: int, line: int) -> None:
        """Bind the name of a function or class; only functions let others capture it."""
        if self.unit.kind == "function":
            self.unit.bind(name, term, line)
        else:
            self.unit.env.names[name] = term

    def _class_def(self, node: nodes.ClassDef) -> None:
        outer = self.unit
        local = ".<locals>" if outer.kind == "function" else ""
        name = f"{outer.name}{local}.{node.name}"
        unit = self.units.queue("class", name, node)
        unit.line = line_of(node)
        bases = tuple(base.as_string()[:500] for base in node.bases)
        self.units.classes.append(
            ClassFacts(name, unit.line, bases, tuple(class_words(node)), tuple(typevars(node)))
        )
        self._bind_definition(node.name, outer.add("class", name), unit.line)

    handlers: ClassVar[dict[type[nodes.NodeNG], Handler]] = {
        nodes.Expr: _expr,
        nodes.Return: _return,
        nodes.Raise: _raise,
        nodes.Assign: _assign,
        nodes.AnnAssign: _ann_assign,
        nodes.AugAssign: _aug_assign,
        nodes.If: _if,
        nodes.While: _while,
        nodes.For: _for,
        nodes.AsyncFor: _for,
        nodes.Break: _break,
        nodes.Continue: _break,
        nodes.Try: _try,
        nodes.TryStar: _try,
        nodes.With: with_block,
        nodes.AsyncWith: with_block,
        nodes.Assert: _assert,
        nodes.Match: _match,
        nodes.Import: _import,
        nodes.ImportFrom: _import,
        nodes.Global: _global,
        nodes.Nonlocal: _nonlocal,
        nodes.Delete: _delete,
        nodes.FunctionDef: function_def,
        nodes.AsyncFunctionDef: function_def,
        nodes.ClassDef: _class_def,
    }
    """Handlers by kind of statement; other kinds say nothing."""


def aliases(tree: nodes.Module) -> Iterator[tuple[str, str]]:
    """Yield module-level names whose value may name a type, with its source."""
    for node in _statements(tree.body):
        if isinstance(node, nodes.Assign) and len(node.targets) == 1:
            target, value = node.targets[0], node.value
        elif isinstance(node, nodes.AnnAssign):
            target, value = node.target, node.value
        elif type(node).__name__ == "TypeAlias":
            target, value = node.name, node.value
        else:
            continue
        if isinstance(target, nodes.AssignName) and _may_name_type(value):
            yield target.name, value.as_string()[:2000]


def _decorators(node: nodes.FunctionDef) -> list[nodes.NodeNG]:
    return list(node.decorators.nodes) if node.decorators else []


def _is_known(decorator: nodes.NodeNG) -> bool:
    """Tell whether a decorator leaves a function what it is, as its name says."""
    return decorator.as_string().partition("(")[0].rpartition(".")[2] in KNOWN


def _is_property(node: nodes.NodeNG) -> bool:
    return isinstance(node, nodes.Call) and node.func.as_string() == "property"


def _is_signal(exc: nodes.NodeNG) -> bool:
    """Tell whether an exception steers its caller (``SkipNode``) rather than reports a failure."""
    function = exc.func if isinstance(exc, nodes.Call) else exc
    name = path_of(function).rpartition(".")[2]
    return name.startswith(_SIGNALS)


def _inner_functions(node: nodes.Lambda) -> Iterator[nodes.NodeNG]:
    waiting = list(node.body) if isinstance(node.body, list) else [node.body]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (*_FUNCTIONS, nodes.ClassDef)):
            yield part
            continue
        waiting.extend(part.get_children())


def _changed(loop: nodes.NodeNG) -> Iterator[str]:
    """Yield the names and attribute paths that a loop may change."""
    waiting = list(loop.get_children())
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        path = None
        if isinstance(node, nodes.AssignName | nodes.AssignAttr):
            path = path_of(node)
        elif isinstance(node, nodes.Call) and isinstance(node.func, nodes.Attribute):
            path = path_of(node.func.expr)  # a method may let a container grow
        elif isinstance(node, nodes.Subscript):
            path = path_of(node.value)
        if path and path not in seen:
            seen.add(path)
            yield path
        if not isinstance(node, nodes.FunctionDef | nodes.Lambda | nodes.ClassDef):
            waiting.extend(node.get_children())


def _kept(handler: nodes.ExceptHandler) -> list[str]:
    """Return what a handler catches and doesn't raise again."""
    last = handler.body[-1]
    return [] if isinstance(last, nodes.Raise) and last.exc is None else _caught(handler)


def _caught(handler: nodes.ExceptHandler) -> list[str]:
    if handler.type is None:
        return ["BaseException"]
    return _names(handler.type.elts if isinstance(handler.type, nodes.Tuple) else [handler.type])


def _names(classes: list[nodes.NodeNG]) -> list[str]:
    """Return the last names of exception classes; what isn't one may be any."""
    names = [part.as_string().rpartition(".")[2] for part in classes]
    return [n if n[:1].isupper() and not n.isupper() else "BaseException" for n in names]


def _suppressed(manager: nodes.NodeNG) -> list[str]:
    """Return what ``suppress(...)`` catches."""
    return _names(manager.args) if _suppresses(manager) else []


def _suppresses(manager: nodes.NodeNG) -> bool:
    text = manager.as_string()[:40] if isinstance(manager, nodes.Call) else ""
    return "suppress" in text or "raises" in text


def _matches_class(pattern: nodes.MatchClass) -> bool:
    """Tell whether a pattern matches all instances of its class."""
    return not pattern.kwd_patterns and all(map(_matches_all, pattern.patterns))


def _matches_all(pattern: nodes.NodeNG) -> bool:
    return isinstance(pattern, nodes.MatchAs) and pattern.pattern is None


def _statements(body: list[nodes.NodeNG]) -> Iterator[nodes.NodeNG]:
    """Yield module-level statements, those in branches included."""
    for node in body:
        yield node
        if isinstance(node, nodes.If | nodes.Try | nodes.With):
            yield from _statements([*node.body, *getattr(node, "orelse", ())])
            for handler in getattr(node, "handlers", ()):
                yield from _statements(handler.body)


def _may_name_type(value: nodes.NodeNG | None) -> bool:
    if isinstance(value, nodes.Call):
        return value.func.as_string().rpartition(".")[2] in _TYPE_CALLS
    if isinstance(value, nodes.Const):
        return isinstance(value.value, str) and 0 < len(value.value) < 200
    return isinstance(value, nodes.Name | nodes.Attribute | nodes.Subscript | nodes.BinOp)

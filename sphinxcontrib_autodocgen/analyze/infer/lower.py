"""From astroid's tree of a file to terms, statement by statement; needs no other file.

Control flow is followed here, so that evaluation later is one pass over a list: names are resolved
to what they hold at a point, branches narrow and join them, loops make terms that refer forward,
and each return knows under which guard it is reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from astroid import nodes

from ...model import ClassFacts, Facts, Store, Unit
from .code import DEAD, Builder, Env
from .definitions import KNOWN, class_words, function_words, slots_of, typevars
from .expressions import Expressions, path_of
from .narrow import narrow

__all__ = ["Lowering", "facts", "line_of"]

_FUNCTIONS = (nodes.FunctionDef, nodes.Lambda)
_COMPREHENSIONS = (nodes.ListComp, nodes.SetComp, nodes.DictComp, nodes.GeneratorExp)
_SIGNALS = ("Skip", "Stop", "Continue", "Break", "Next")
_TYPE_CALLS = {"TypeVar", "NewType", "ParamSpec", "NamedTuple", "namedtuple", "TypeVarTuple"}


def facts(tree: nodes.Module, name: str) -> Facts:
    """Return what a file says about types.

    Args:
        tree: The file's tree.
        name: The module's full name.
    """
    return Lowering(tree, name).run()


def line_of(node: nodes.NodeNG) -> int:
    """Return the line of a ``def`` or ``class``; astroid's own is that of a decorator."""
    position = getattr(node, "position", None)
    return int((position.lineno if position is not None else node.lineno) or 0)


class Lowering(Expressions):
    """Lowers a module; units inside units wait in a queue, so nesting costs no stack.

    Args:
        tree: The module's tree.
        name: Its full name.
    """

    def __init__(self, tree: nodes.Module, name: str) -> None:
        super().__init__()
        self.tree = tree
        self.module = name
        self.waiting: list[Builder] = []
        self.done: dict[int, Unit] = {}
        self.classes: list[ClassFacts] = []
        self.count = 0
        self.unit_of: dict[nodes.NodeNG, Builder] = {}
        self.by_index: dict[int, Builder] = {}

    def run(self) -> Facts:
        """Lower everything and return it."""
        self._queue("module", self.module, self.tree)
        while self.waiting:
            unit = self.waiting.pop(0)
            self.unit = unit
            self._body_of(unit)
            self.done[unit.index] = unit.finish()
        units = tuple(self.done[index] for index in range(self.count))
        return Facts(units, tuple(self.classes), tuple(self._aliases()))

    def _queue(self, kind: str, name: str, node: nodes.NodeNG) -> Builder:
        unit = Builder(kind, name, self.count, node)
        self.count += 1
        self.waiting.append(unit)
        self.unit_of[node] = unit
        self.by_index[unit.index] = unit
        return unit

    def _body_of(self, unit: Builder) -> None:
        node = unit.node
        if unit.kind == "lambda":
            self._enter_function(unit, node)
            unit.returns.append((self.expr(node.body), -1, node.lineno or 0))
            unit.env.guard = DEAD
            return
        if unit.kind == "function":
            self._enter_function(unit, node)
        self.block(node.body)

    def _enter_function(self, unit: Builder, node: nodes.Lambda) -> None:
        unit.captures = any(True for _ in _inner_functions(node))
        for slot in unit.slots:
            unit.bind(slot.name, unit.add("param", slot.name), unit.line)

    def _aliases(self) -> Iterator[tuple[str, str]]:
        """Yield module-level names whose value may name a type, with its source."""
        for node in _statements(self.tree.body):
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

    def narrow(self, test: nodes.NodeNG, *, holds: bool) -> None:
        """Narrow names by a condition."""
        narrow(self, test, holds=holds)

    # statements

    def block(self, body: list[nodes.NodeNG]) -> None:
        """Lower statements in order, until one of them doesn't let control through."""
        for position, statement in enumerate(body):
            if self.unit.env.dead or self.unit.full:
                self._unreachable(body[position:])
                return
            handler = self.statements.get(type(statement))
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
        function = self._function_at(before)
        if before == value or function is None or function.name != f"{unit.name}.{name}":
            return
        if _is_property(node.value) and before in unit.terms[value][2]:
            function.words.add("property")
            return
        function.words.add("decorated")
        sure = isinstance(node.parent, nodes.Module | nodes.ClassDef)
        unit.add("held", str(function.index), (value if sure else unit.unknown(),))

    def _function_at(self, term: int) -> Builder | None:
        """Return the function that a term of this unit defines."""
        op, text, _, _ = self.unit.terms[term]
        return self.by_index[int(text)] if op in ("func", "decorated") else None

    def called_in_class(self, node: nodes.Call, refs: list[int]) -> int | None:
        """Note which functions of the class its body calls: they are given no instance."""
        self._helper(refs[0])
        word = KNOWN.get(node.func.name) if isinstance(node.func, nodes.Name) else None
        given = self._function_at(refs[1]) if len(refs) == 2 else None
        if word not in ("static", "classmethod") or given is None or not given.owner:
            return None
        given.words.add(word)
        return refs[1]

    def _helper(self, term: int) -> None:
        function = self._function_at(term)
        if function is not None and function.owner == self.unit.name:
            function.words.add("static")

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
            kind = "global" if unit.kind == "module" else "class"
            unit.stores.append(Store(kind, target.name, -1, -1, line, text))
        elif isinstance(target, nodes.AssignName):
            unit.bind(target.name, unit.add("cast", text), line)

    def _aug_assign(self, node: nodes.AugAssign) -> None:
        left = self.read_target(node.target)
        right = self.expr(node.value)
        self.assign(node.target, self.unit.add("bin", node.op[:-1], (left, right), node.lineno))

    def _if(self, node: nodes.If) -> None:
        self.expr(node.test)
        unit = self.unit
        before = unit.env
        unit.env = before.copy()
        narrow(self, node.test, holds=True)
        self.block(node.body)
        after = unit.env
        unit.env = before.copy()
        narrow(self, node.test, holds=False)
        self.block(node.orelse)
        unit.env = unit.join([after, unit.env], before.guard)

    def _while(self, node: nodes.While) -> None:
        endless = isinstance(node.test, nodes.Const) and bool(node.test.value)

        def enter() -> None:
            self.expr(node.test)
            narrow(self, node.test, holds=True)

        def leave() -> None:
            if endless:
                self.unit.env = Env({}, DEAD)
            else:
                narrow(self, node.test, holds=False)

        self._loop(node, enter, leave)

    def _for(self, node: nodes.For) -> None:
        iterable = self.expr(node.iter)
        op = "aiter" if isinstance(node, nodes.AsyncFor) else "iter"

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

    def _with(self, node: nodes.With) -> None:
        unit = self.unit
        op = "aenter" if isinstance(node, nodes.AsyncWith) else "enter"
        before = unit.env.copy()
        suppresses = False
        managers = []
        for manager, target in node.items:
            term = self.expr(manager)
            managers.append(term)
            entered = unit.add(op, "", (term,), node.lineno or 0)
            suppresses = suppresses or _suppresses(manager)
            if target is not None:
                self.assign(target, entered)
        unit.catches.append(tuple(n for manager, _ in node.items for n in _suppressed(manager)))
        self.block(node.body)
        unit.catches.pop()
        if unit.env.dead:
            for term in managers:
                unit.add(op.replace("enter", "exit"), "", (term,), node.lineno or 0)
        if suppresses:
            unit.env = unit.join([before, unit.env], before.guard)

    def _assert(self, node: nodes.Assert) -> None:
        if isinstance(node.test, nodes.Const) and not node.test.value:
            self.unit.env = Env({}, DEAD)
            return
        self.expr(node.test)
        narrow(self, node.test, holds=True)

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
            matched = self.pattern(case.pattern, subject)
            if key and matched != subject:
                unit.env.names[key] = matched
            if case.guard is not None:
                self.expr(case.guard)
                narrow(self, case.guard, holds=True)
            self.block(case.body)
            ends.append(unit.env)
            if case.guard is None:
                total = total or _matches_all(case.pattern)
                subject = self.unmatched(case.pattern, subject)
                if key:
                    rest.names[key] = subject
        if not total:
            ends.append(rest)
        unit.env = unit.join(ends, before.guard)

    def _import(self, node: nodes.Import | nodes.ImportFrom) -> None:
        unit = self.unit
        if isinstance(node, nodes.Import):
            pairs = [
                (alias or name.partition(".")[0], name if alias else name.partition(".")[0])
                for name, alias in node.names
            ]
        else:
            base = self._absolute(node)
            pairs = [(alias or name, f"{base}.{name}") for name, alias in node.names]
        for local, full in pairs:
            if local != "*" and unit.kind != "module":
                unit.bind(local, unit.add("import", full), node.lineno or 0)

    def _absolute(self, node: nodes.ImportFrom) -> str:
        level = node.level or 0
        if not level:
            return str(node.modname)
        parts = self.module.split(".")
        keep = len(parts) - level + (1 if self.tree.package else 0)
        return ".".join([*parts[: max(keep, 0)], *([node.modname] if node.modname else [])])

    def _global(self, node: nodes.Global) -> None:
        for name in node.names:
            self.unit.outer_names[name] = "global"

    def _nonlocal(self, node: nodes.Nonlocal) -> None:
        for name in node.names:
            owner = self.owner_of(name, self.unit.node)
            if owner is not None:
                self.unit.outer_names[name] = f"cell {owner.index}:{name}"

    def _delete(self, node: nodes.Delete) -> None:
        for target in node.targets:
            path = path_of(target)
            if path:
                self.unit.env.names.pop(path, None)

    def _function_def(self, node: nodes.FunctionDef) -> None:
        term = self._function(node, "function", node.name)
        decorators = [d for d in _decorators(node) if not _is_known(d)]
        if decorators:
            applied = tuple(self.expr(decorator) for decorator in decorators)
            for decorator in applied if self.unit.kind == "class" else ():
                self._helper(decorator)
            index = self.unit.terms[term][1]
            self.unit_of[node].words.add("decorated")
            line = node.lineno or 0
            term = self.unit.add("decorated", index, (term, *reversed(applied)), line)
        if self.unit.kind == "function":
            self.unit.bind(node.name, term, node.lineno or 0)
        elif self.unit.env is not None:
            self.unit.env.names[node.name] = term

    def lambda_(self, node: nodes.Lambda) -> int:
        """Queue a lambda and return its term."""
        return self._function(node, "lambda", "<lambda>")

    def _function(self, node: nodes.Lambda, kind: str, name: str) -> int:
        outer = self.unit
        local = "" if outer.kind not in ("function", "lambda") else ".<locals>"
        if kind == "lambda" and not local:
            local = ".<locals>" if "<locals>" not in outer.name else ""
        unit = self._queue(kind, f"{outer.name}{local}.{name}", node)
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
        positional = [*arguments.posonlyargs, *(arguments.args or [])]
        defaults = arguments.defaults or []
        pairs = list(zip(positional[len(positional) - len(defaults) :], defaults, strict=True))
        pairs += zip(arguments.kwonlyargs or [], arguments.kw_defaults or [], strict=False)
        for parameter, default in pairs:
            if default is not None:
                value = self.expr(default)
                line = default.lineno or 0
                self.unit.stores.append(Store("default", parameter.name, value, function, line))

    def _class_def(self, node: nodes.ClassDef) -> None:
        outer = self.unit
        local = ".<locals>" if outer.kind == "function" else ""
        name = f"{outer.name}{local}.{node.name}"
        unit = self._queue("class", name, node)
        unit.line = line_of(node)
        bases = tuple(base.as_string()[:500] for base in node.bases)
        self.classes.append(
            ClassFacts(name, unit.line, bases, tuple(class_words(node)), tuple(typevars(node)))
        )
        term = outer.add("class", name)
        if outer.kind == "function":
            outer.bind(node.name, term, unit.line)
        else:
            outer.env.names[node.name] = term

    statements: ClassVar[dict[type[nodes.NodeNG], Callable[[Lowering, nodes.NodeNG], None]]] = {
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
        nodes.With: _with,
        nodes.AsyncWith: _with,
        nodes.Assert: _assert,
        nodes.Match: _match,
        nodes.Import: _import,
        nodes.ImportFrom: _import,
        nodes.Global: _global,
        nodes.Nonlocal: _nonlocal,
        nodes.Delete: _delete,
        nodes.FunctionDef: _function_def,
        nodes.AsyncFunctionDef: _function_def,
        nodes.ClassDef: _class_def,
    }


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

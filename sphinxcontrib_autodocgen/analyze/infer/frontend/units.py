"""The unit under construction: its terms, the names bound at this point, and what it declares.

A :class:`Builder` grows one :class:`~sphinxcontrib_autodocgen.ir.Unit`. Its environment maps
names, and attribute paths such as ``self.x``, to the term that they hold at this point of the
code; branches copy it, and joining them makes ``phi`` terms. What a definition says before its
body runs, its parameters, its decorators and whether it has a body, is read here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from astroid import nodes

from ....ir import ClassFacts, Op, Slot, Store, StoreKind, Term, Unit

__all__ = [
    "DEAD", "KNOWN", "Builder", "Env", "Units", "class_words", "function_words", "slots_of",
    "typevars",
]  # fmt: skip

DEAD = -2
"""Guard of code that can't be reached."""

MAX_TERMS = 60_000
"""Size after which the rest of a unit isn't read."""

_SHARED = {"lit", "name", "none", "unknown", "param", "cell", "import", "func", "class"}
KNOWN = {
    "staticmethod": "static",
    "classmethod": "classmethod",
    "property": "property",
    "cached_property": "property",
    "abstractproperty": "property",
    "reify": "property",
    "lazyproperty": "property",
    "hybrid_property": "property",
    "abstractmethod": "abstract",
    "overload": "overload",
    "contextmanager": "contextmanager",
    "asynccontextmanager": "asynccontextmanager",
    "setter": "setter",
    "deleter": "deleter",
    "wraps": "wraps",
    "fixture": "fixture",
}
"""Decorators known by name, for which the function stays what it is defined as."""

_DELIVERING = {"inlineCallbacks", "coroutine", "singledispatch", "singledispatchmethod"}
"""Decorators that take the same arguments and deliver the result by something of their own."""

_METHOD_WORDS = {
    "__new__": "static", "_generate_next_value_": "static",
    "__init_subclass__": "classmethod", "__class_getitem__": "classmethod",
}  # fmt: skip
"""Methods that Python takes for decorated ones."""

_CLASS_WORDS = {
    "dataclass": "dataclass",
    "define": "attrs",
    "frozen": "attrs",
    "mutable": "attrs",
    "attrs": "attrs",
    "s": "attrs",
    "attributes": "attrs",
}


class Env:
    """The terms that names hold at one point.

    Attributes:
        names: Terms by name or attribute path.
        guard: A term that never ends if this point can't be reached; -1 if it always can,
            :data:`DEAD` if it can't.
    """

    __slots__ = ("guard", "names")

    def __init__(self, names: dict[str, int] | None = None, guard: int = -1) -> None:
        self.names: dict[str, int] = {} if names is None else names
        self.guard = guard

    def copy(self) -> Env:
        """Return an independent copy, for a branch."""
        return Env(dict(self.names), self.guard)

    @property
    def dead(self) -> bool:
        """Whether this point can't be reached."""
        return self.guard == DEAD


class Builder:
    """Collects the terms and facts of one unit.

    Args:
        kind: The unit's kind.
        name: Its full name.
        index: Its position in the module.
        node: Its tree.
    """

    def __init__(self, kind: str, name: str, index: int, node: nodes.NodeNG) -> None:
        self.kind = kind
        self.name = name
        self.index = index
        self.node = node
        self.line = 0
        self.owner = ""
        self.annotation = ""
        self.slots: tuple[Slot, ...] = ()
        self.words: set[str] = set()
        self.terms: list[tuple[Op, str, tuple[int, ...], int]] = []
        self.returns: list[tuple[int, int, int]] = []
        self.yields: list[tuple[int, int]] = []
        self.stores: list[Store] = []
        self.calls: list[tuple[int, tuple[str, ...]]] = []
        self.env = Env()
        self.catches: list[tuple[str, ...]] = []
        self.loops: list[tuple[list[Env], list[Env]]] = []
        self.captures = False
        self.outer_names: dict[str, str] = {}
        self._shared: dict[tuple[str, str], int] = {}

    def add(self, op: Op, text: str = "", refs: tuple[int, ...] = (), line: int = 0) -> int:
        """Append a term and return its position; equal simple ones are shared."""
        if op in _SHARED and not refs:
            known = self._shared.get((op, text))
            if known is not None:
                return known
            self._shared[op, text] = len(self.terms)
        self.terms.append((op, text, refs, line))
        return len(self.terms) - 1

    @property
    def full(self) -> bool:
        """Whether the unit has grown beyond what is read."""
        return len(self.terms) > MAX_TERMS

    def unknown(self) -> int:
        """Return the term that says nothing."""
        return self.add("unknown")

    def phi(self, refs: Iterable[int]) -> int:
        """Return the union of terms."""
        unique = tuple(dict.fromkeys(refs))
        return unique[0] if len(unique) == 1 else self.add("phi", "", unique)

    def bind(self, name: str, term: int, line: int, annotation: str = "") -> None:
        """Bind a name of this unit's own scope, or of the one it is declared to belong to."""
        outer = self.outer_names.get(name)
        if outer is not None:
            kind, _, text = outer.partition(" ")
            where: StoreKind = "global" if kind == "global" else "cell"
            self.stores.append(Store(where, text or name, term, -1, line))
            self.env.names[name] = term
            return
        self.env.names[name] = term
        self._forget_paths(name)
        if self.kind in ("module", "class"):
            where = "global" if self.kind == "module" else "class"
            self.stores.append(Store(where, name, term, -1, line, annotation))
        elif self.captures:
            self.stores.append(Store("cell", name, term, -1, line, annotation))

    def _forget_paths(self, name: str) -> None:
        prefix = name + "."
        for key in [key for key in self.env.names if key.startswith(prefix)]:
            del self.env.names[key]

    def guarded(self, call: int) -> None:
        """Note that what follows isn't reached if a call never ends."""
        guard = self.env.guard
        if guard != DEAD:
            self.env.guard = call if guard == -1 else self.add("seq", "", (guard, call))

    def join(self, branches: list[Env], before: int) -> Env:
        """Return the environment after branches that began with the guard ``before``.

        Args:
            branches: Where they end.
            before: The guard at their beginning.
        """
        alive = [branch for branch in branches if not branch.dead]
        if not alive:
            return Env({}, DEAD)
        if len(alive) == 1:
            return alive[0]
        joined = {name: self._joined(name, alive, before) for name in _names_after(alive)}
        return Env(joined, self._joined_guard(alive, before))

    def _joined(self, name: str, alive: list[Env], before: int) -> int:
        refs = {branch.names[name] for branch in alive if name in branch.names}
        if len(refs) == 1:
            return refs.pop()
        parts = []
        for branch in alive:
            if name in branch.names:
                term = branch.names[name]
                if branch.guard not in (before, -1):
                    term = self.add("unless", "", (branch.guard, term))
                parts.append(term)
        return self.phi(parts)

    def _joined_guard(self, alive: list[Env], before: int) -> int:
        guards = [branch.guard for branch in alive]
        if any(guard in (before, -1) for guard in guards):
            return before
        both = guards[0]
        for guard in guards[1:]:
            both = both if both == guard else self.add("both", "", (both, guard))
        return both

    def finish(self) -> Unit:
        """Return the unit; of one that is too large nobody knows what else it gives."""
        if self.full:
            self.returns.append((self.unknown(), -1, 0))
            self.yields += [(self.unknown(), 0)] if self.yields else []
            self.env.guard = DEAD
        return Unit(
            kind=self.kind,
            name=self.name,
            line=self.line,
            owner=self.owner,
            slots=self.slots,
            words=tuple(sorted(self.words)),
            terms=tuple(Term(*term) for term in self.terms),
            returns=tuple(self.returns),
            yields=tuple(self.yields),
            end=self.env.guard,
            stores=tuple(self.stores),
            calls=tuple(self.calls),
            annotation=self.annotation,
        )


def _names_after(branches: list[Env]) -> Iterator[str]:
    """Yield the names that are bound after branches; attribute paths in all of them."""
    for name in dict.fromkeys(chain.from_iterable(branch.names for branch in branches)):
        if "." not in name or all(name in branch.names for branch in branches):
            yield name


class Units:
    """The units of a module; those inside units wait in a queue, so nesting costs no stack.

    Args:
        tree: The module's tree.
        module: Its full name.
    """

    def __init__(self, tree: nodes.Module, module: str) -> None:
        self.tree = tree
        self.module = module
        self.classes: list[ClassFacts] = []
        self.by_node: dict[nodes.NodeNG, Builder] = {}
        self.by_index: list[Builder] = []

    def queue(self, kind: str, name: str, node: nodes.NodeNG) -> Builder:
        """Return a new unit, the last of those to be lowered."""
        unit = Builder(kind, name, len(self.by_index), node)
        self.by_index.append(unit)
        self.by_node[node] = unit
        return unit

    def function_at(self, unit: Builder, term: int) -> Builder | None:
        """Return the function that a term of a unit defines."""
        op, text, _, _ = unit.terms[term]
        return self.by_index[int(text)] if op in ("func", "decorated") else None

    def owner_of(self, name: str, node: nodes.NodeNG) -> Builder | None:
        """Return the unit of the enclosing function that a free name belongs to."""
        scope = node.parent.scope() if node.parent is not None else None
        while scope is not None and not isinstance(scope, nodes.Module):
            if isinstance(scope, nodes.FunctionDef | nodes.Lambda) and name in scope.locals:
                return self.by_node.get(scope)
            scope = scope.parent.scope() if scope.parent is not None else None
        return None


def slots_of(arguments: nodes.Arguments) -> Iterator[Slot]:
    """Yield all parameters in order."""
    positional = [*arguments.posonlyargs, *arguments.args]
    only = len(arguments.posonlyargs)
    hints = [*arguments.posonlyargs_annotations, *arguments.annotations]
    comments = [*arguments.type_comment_posonlyargs, *arguments.type_comment_args]
    required = len(positional) - len(arguments.defaults)
    for index, parameter in enumerate(positional):
        kind = "positional-only" if index < only else "positional-or-keyword"
        hint = _at(hints, index) or _at(comments, index)
        yield Slot(parameter.name, kind, hint, index >= required)
    if arguments.vararg:
        yield Slot(arguments.vararg, "var-positional", _source(arguments.varargannotation))
    for index, parameter in enumerate(arguments.kwonlyargs):
        optional = arguments.kw_defaults[index] is not None
        hint = _at(arguments.kwonlyargs_annotations, index)
        yield Slot(parameter.name, "keyword-only", hint, optional)
    if arguments.kwarg:
        yield Slot(arguments.kwarg, "var-keyword", _source(arguments.kwargannotation))


def _at(hints: list[nodes.NodeNG | None], index: int) -> str:
    return _source(hints[index]) if index < len(hints) else ""


def _source(hint: nodes.NodeNG | None) -> str:
    return str(hint.as_string()) if hint is not None else ""


def _decorator_names(node: nodes.FunctionDef | nodes.ClassDef) -> Iterator[str]:
    for decorator in node.decorators.nodes if node.decorators else ():
        yield decorator.as_string().partition("(")[0].rpartition(".")[2]


def _decorator_words(node: nodes.FunctionDef) -> Iterator[str]:
    """Yield what the decorators that are known by name make of a function."""
    for name in _decorator_names(node):
        if name in KNOWN:
            yield KNOWN[name]
        if name in _DELIVERING:
            yield "delivered"


def function_words(node: nodes.FunctionDef, *, method: bool) -> set[str]:
    """Return what is to be known of a function: how it's called, and what its body lacks."""
    words = {*_decorator_words(node), *(f"var {name}" for name in typevars(node))}
    if isinstance(node, nodes.AsyncFunctionDef):
        words.add("async")
    if method and node.name in _METHOD_WORDS:
        words.add(_METHOD_WORDS[node.name])
    words.update(_generator_words(node))
    if _is_placeholder(node):
        words.add("placeholder")
        if not words & {"abstract", "overload"} and _is_empty(node):
            words.add("empty")
    return words


def _generator_words(node: nodes.FunctionDef) -> Iterator[str]:
    """Yield whether a function is a generator, and whether it uses what is sent to it."""
    yields = [part for part in _own(node) if isinstance(part, nodes.Yield | nodes.YieldFrom)]
    if yields:
        yield "generator"
    if any(isinstance(p, nodes.Yield) and not isinstance(p.parent, nodes.Expr) for p in yields):
        yield "listening"


def _is_placeholder(node: nodes.FunctionDef) -> bool:
    """Tell whether a body is empty or only says that there is none."""
    is_ended_by_value = isinstance(node.body[-1], nodes.Assign) if node.body else False
    return not is_ended_by_value and all(map(_does_nothing, node.body))


def _does_nothing(statement: nodes.NodeNG) -> bool:
    """Tell whether a statement may stand in a body that only says that there is none."""
    match statement:
        case nodes.Raise(exc=exc) if exc is not None:
            return "NotImplemented" in exc.as_string()[:40]
        case nodes.Assign(value=value):
            return isinstance(value, nodes.Const | nodes.JoinedStr)
        case nodes.Expr(value=value):
            return isinstance(value, nodes.Const)
    return isinstance(statement, nodes.Pass)


def _is_empty(node: nodes.FunctionDef) -> bool:
    """Tell whether a body says nothing but a docstring or ``pass``, so that it returns None."""
    return all(
        isinstance(part, nodes.Pass)
        or (isinstance(part, nodes.Expr) and isinstance(getattr(part.value, "value", None), str))
        for part in node.body
    ) and not any(
        base.as_string().endswith("Protocol") for base in getattr(node.parent, "bases", ())
    )


def class_words(node: nodes.ClassDef) -> Iterator[str]:
    """Yield what decorators make of a class, and which metaclass it names."""
    metaclass = getattr(node, "_metaclass", None)
    if metaclass is not None:
        yield f"metaclass {metaclass.as_string()}"
    for name in _decorator_names(node):
        if name in _CLASS_WORDS:
            yield _CLASS_WORDS[name]


def typevars(node: nodes.ClassDef | nodes.FunctionDef) -> Iterator[str]:
    """Yield the names of type parameters in the syntax of Python 3.12."""
    for parameter in getattr(node, "type_params", None) or ():
        yield parameter.name.name


def _own(function: nodes.FunctionDef) -> Iterator[nodes.NodeNG]:
    """Yield the nodes of a function without those of functions inside it."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, nodes.FunctionDef | nodes.Lambda | nodes.ClassDef):
            waiting.extend(node.get_children())

"""Types of what has no annotation, from evidence in the file, by astroid.

Each evidence function looks at one place (a default, the returned values, the yielded values, the
assigned values) and gives a :class:`Guess` or nothing. An expression whose value can't be told
makes the whole answer unknown: half an answer would be a wrong one. astroid is asked only where
something is missing, because building its tree costs more than everything else here together.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import astroid
import msgspec
from astroid import bases, nodes
from astroid.builder import AstroidBuilder
from astroid.exceptions import AstroidError
from astroid.manager import AstroidManager
from astroid.util import UninferableBase

from ..model import Guess, Object, Parameter, Source

__all__ = ["complete"]

_MODULE_SECONDS = 20.0
"""CPU time after which the rest of a module stays without inferred types."""

_MAX_RESULTS = 8
_MAX_DEPTH = 6
_MAX_MEMBERS = 3
_FAILURES = (
    AstroidError,
    RecursionError,
    AttributeError,
    TypeError,
    ValueError,
    LookupError,
    StopIteration,
    RuntimeError,
)
"""What astroid raises on code it can't cope with; each means: unknown."""

_PUBLIC_MODULES = {
    "_io": "io",
    "_collections_abc": "collections.abc",
    "_collections": "collections",
    "_thread": "threading",
    "_decimal": "decimal",
    "_pydecimal": "decimal",
    "_pydatetime": "datetime",
    "_datetime": "datetime",
    "_random": "random",
    "_struct": "struct",
    "pathlib._local": "pathlib",
}
"""Where a name of a private standard module is documented."""

_CERTAIN = 0.97
_INFERRED = 0.85


class _Types(NamedTuple):
    """A union of type texts, in order of appearance, with the confidence in the whole."""

    members: tuple[str, ...]
    confidence: float


def complete(objects: Iterable[Object], text: str, source: Source) -> list[Object]:
    """Return the objects with inferred types where the author wrote none.

    Args:
        objects: The objects of one file.
        text: The file's text.
        source: The file.
    """
    known = list(objects)
    if not any(_lacks_type(obj) for obj in known):
        return known
    with _importable(source.root), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = AstroidBuilder(AstroidManager()).string_build(text, source.name, source.path)
        except _FAILURES:
            return known
        return _Inference(tree).objects(known)


@contextmanager
def _importable(root: str) -> Iterator[None]:
    """Let astroid find the modules beside a file; it reads them and doesn't import them."""
    if root in sys.path:
        yield
        return
    sys.path.insert(0, root)
    try:
        yield
    finally:
        sys.path.remove(root)


def _lacks_type(obj: Object) -> bool:
    if obj.kind in ("attribute", "data"):
        return obj.annotation is None
    results = [result for result in (obj.returns, obj.yields) if result is not None]
    untyped = any(p.annotation is None and p.default not in (None, "None") for p in obj.parameters)
    return untyped or any(result.annotation is None for result in results)


class _Inference:
    """The evidence functions over one astroid tree, with the time they may take.

    Args:
        tree: The module.
    """

    def __init__(self, tree: nodes.Module) -> None:
        self.tree = tree
        self.stop = time.process_time() + _MODULE_SECONDS
        self.functions: dict[tuple[str, int], nodes.FunctionDef | nodes.Lambda] = {}
        self.classes: dict[tuple[str, int], nodes.ClassDef] = {}
        self._collect(tree)

    def _collect(self, tree: nodes.Module) -> None:
        waiting: list[nodes.NodeNG] = [tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, nodes.FunctionDef):
                self.functions[node.name, node.lineno] = node
            elif isinstance(node, nodes.Lambda):
                self.functions.setdefault(("<lambda>", node.lineno), node)
            elif isinstance(node, nodes.ClassDef):
                self.classes[node.name, node.lineno] = node
            waiting.extend(node.get_children())

    def objects(self, objects: list[Object]) -> list[Object]:
        """Return the objects with what could be inferred in the time there is."""
        owners = {obj.name: obj for obj in objects if obj.kind == "class"}
        return [self._object(obj, owners.get(obj.parent)) for obj in objects]

    def _object(self, obj: Object, owner: Object | None) -> Object:
        if not _lacks_type(obj) or time.process_time() > self.stop:
            return obj
        if obj.kind in ("attribute", "data"):
            guess = self._assigned(obj, owner)
            return msgspec.structs.replace(obj, type=guess) if guess else obj
        node = self.functions.get((obj.short_name, obj.line))
        return self._function(obj, node) if node is not None else obj

    def _function(self, obj: Object, node: nodes.FunctionDef | nodes.Lambda) -> Object:
        changes: dict[str, object] = {
            "parameters": tuple(self._parameter(p, node) for p in obj.parameters)
        }
        if obj.returns is not None and obj.returns.annotation is None:
            guess = self._returned(obj, node)
            changes["returns"] = msgspec.structs.replace(obj.returns, type=guess)
        if obj.yields is not None and obj.yields.annotation is None:
            assert isinstance(node, nodes.FunctionDef)
            guess = self._yielded(node)
            changes["yields"] = msgspec.structs.replace(obj.yields, type=guess)
        return msgspec.structs.replace(obj, **changes)

    def _parameter(self, parameter: Parameter, node: nodes.Lambda) -> Parameter:
        if parameter.annotation is not None or parameter.default in (None, "None", "..."):
            return parameter
        try:
            value = node.args.default_value(parameter.name)
        except _FAILURES:
            return parameter
        types = self._types(value)
        if types is None or types.members == ("None",):
            return parameter
        base = _default_confidence(types.members, value)
        guess = _guess(types._replace(confidence=base * types.confidence), "default")
        return msgspec.structs.replace(parameter, type=guess)

    def _returned(self, obj: Object, node: nodes.FunctionDef | nodes.Lambda) -> Guess | None:
        if "abstract" in obj.modifiers or "overload" in obj.modifiers:
            return None
        if not isinstance(node, nodes.FunctionDef):
            types = self._types(node.body)
            return _guess(types, f"return:{node.lineno}") if types else None
        if _is_placeholder(node):
            return None
        returns = [part for part in _own_nodes(node) if isinstance(part, nodes.Return)]
        found = [self._types(part.value) if part.value else _NONE for part in returns]
        if _falls_through(node.body):
            found.append(_NONE)
        elif not found:
            return Guess("NoReturn", 0.9, f"raise:{node.lineno}")
        types = _union(found)
        lines = ",".join(str(part.lineno) for part in returns[:3])
        return _guess(types, f"return:{lines}" if lines else "no return") if types else None

    def _yielded(self, node: nodes.FunctionDef) -> Guess | None:
        found: list[_Types | None] = []
        lines: list[str] = []
        for part in _own_nodes(node):
            if isinstance(part, nodes.YieldFrom):
                return None
            if isinstance(part, nodes.Yield):
                found.append(self._types(part.value) if part.value else _NONE)
                lines.append(str(part.lineno))
        types = _union(found)
        return _guess(types, f"yield:{','.join(lines[:3])}") if types else None

    def _assigned(self, obj: Object, owner: Object | None) -> Guess | None:
        if "member" in obj.modifiers:
            return None  # an enum member's type is its class
        scope: nodes.Module | nodes.ClassDef | None = self.tree
        if obj.kind == "attribute":
            scope = self.classes.get((owner.short_name, owner.line)) if owner else None
        if scope is None:
            return None
        places = list(scope.locals.get(obj.short_name, ()))
        if isinstance(scope, nodes.ClassDef):
            places += scope.instance_attrs.get(obj.short_name, ())
        types = _union([self._assigned_at(place) for place in places])
        if types is None or types.members == ("None",):
            return None
        if "instance" in obj.modifiers:
            types = types._replace(confidence=types.confidence * 0.97)
        return _guess(types, f"assignment:{obj.line}")

    def _assigned_at(self, place: nodes.NodeNG) -> _Types | None:
        statement = place.parent
        if isinstance(statement, nodes.Assign | nodes.AnnAssign) and statement.value is not None:
            return self._types(statement.value)
        return None

    def _types(self, node: nodes.NodeNG, depth: int = 0) -> _Types | None:
        """Return the types that an expression can have, None if that's unknown."""
        if depth > _MAX_DEPTH:
            return None
        plain = _plain(node)
        if plain is not None:
            return plain
        if isinstance(node, nodes.IfExp):
            return _union([self._types(part, depth + 1) for part in (node.body, node.orelse)])
        if isinstance(node, nodes.BoolOp):
            return self._junction(node, depth)
        container = self._container(node, depth)
        if container is not None:
            return container
        if isinstance(node, nodes.Name):
            named = _named(node)
            if named is not None:
                return named
        return self._asked(node, depth)

    def _junction(self, node: nodes.BoolOp, depth: int) -> _Types | None:
        """Return the types of ``a or b``: of all but the last, only what can be true counts."""
        found = [self._types(value, depth + 1) for value in node.values]
        if node.op == "or":
            found[:-1] = [
                part and part._replace(members=tuple(m for m in part.members if m != "None"))
                for part in found[:-1]
            ]
        return _union(found)

    def _container(self, node: nodes.NodeNG, depth: int) -> _Types | None:
        if isinstance(node, nodes.List | nodes.Set):
            name = "list" if isinstance(node, nodes.List) else "set"
            return _generic(name, [self._elements(node.elts, depth)])
        if isinstance(node, nodes.Tuple):
            return self._tuple(node, depth)
        if isinstance(node, nodes.Dict):
            keys = self._elements([key for key, _ in node.items], depth)
            values = self._elements([value for _, value in node.items], depth)
            return _generic("dict", [keys, values])
        if isinstance(node, nodes.ListComp | nodes.SetComp):
            name = "list" if isinstance(node, nodes.ListComp) else "set"
            return _generic(name, [self._types(node.elt, depth + 1)])
        if isinstance(node, nodes.DictComp):
            parts = [self._types(part, depth + 1) for part in (node.key, node.value)]
            return _generic("dict", parts)
        if isinstance(node, nodes.GeneratorExp):
            return _generic("Iterator", [self._types(node.elt, depth + 1)])
        return None

    def _elements(self, elements: list[nodes.NodeNG], depth: int) -> _Types | None:
        if len(elements) > 50 or not elements:
            return None
        return _union([self._types(element, depth + 1) for element in elements])

    def _tuple(self, node: nodes.Tuple, depth: int) -> _Types:
        parts = [self._types(element, depth + 1) for element in node.elts]
        known = [part for part in parts if part is not None and len(part.members) == 1]
        if not parts or len(known) < len(parts) or len(parts) > 4:
            return _Types(("tuple",), 0.9)
        inside = ", ".join(part.members[0] for part in known)
        return _Types((f"tuple[{inside}]",), min(part.confidence for part in known))

    def _asked(self, node: nodes.NodeNG, depth: int) -> _Types | None:
        """Ask astroid; one value it can't tell makes all of them unknown."""
        members: list[str] = []
        try:
            for count, value in enumerate(node.infer()):
                text = None if count > _MAX_RESULTS else self._value(value, depth)
                if text is None:
                    return None
                if text not in members:
                    members.append(text)
        except _FAILURES:
            return None
        return _Types(tuple(members), _INFERRED) if members else None

    def _value(self, value: object, depth: int) -> str | None:
        """Write the type of an inferred value, None if there's no honest name for it."""
        if isinstance(value, UninferableBase) or value is None:
            return None
        if isinstance(value, nodes.Const):
            return _constant(value.value)
        if isinstance(value, nodes.ClassDef):
            name = _class_name(value)
            return f"type[{name}]" if name else None
        if isinstance(value, nodes.Module):
            return "types.ModuleType"
        if isinstance(value, bases.Generator):
            return None
        if isinstance(value, nodes.FunctionDef | nodes.Lambda | bases.UnboundMethod):
            return "Callable"
        if isinstance(value, nodes.BaseContainer | nodes.Dict):
            found = self._container(value, depth + 1)
            return found.members[0] if found else None
        if isinstance(value, bases.Instance):
            return _class_name(value._proxied)  # noqa: SLF001  # the public way builds a new node
        return None


_NONE = _Types(("None",), _CERTAIN)


def _plain(node: nodes.NodeNG) -> _Types | None:
    """Return the type of an expression that its form alone decides."""
    if isinstance(node, nodes.Const):
        return _Types((_constant(node.value),), _CERTAIN)
    if isinstance(node, nodes.JoinedStr):
        return _Types(("str",), _CERTAIN)
    if isinstance(node, nodes.Compare):
        exact = all(op in ("is", "is not", "in", "not in") for op, _ in node.ops)
        return _Types(("bool",), _CERTAIN if exact else 0.93)
    if isinstance(node, nodes.UnaryOp) and node.op == "not":
        return _Types(("bool",), _CERTAIN)
    return None


def _constant(value: object) -> str:
    if value is None:
        return "None"
    return "EllipsisType" if value is ... else type(value).__name__


def _class_name(node: nodes.ClassDef) -> str | None:
    """Return a class's public dotted name, None if a reader couldn't find it by a name."""
    if not isinstance(node, nodes.ClassDef) or isinstance(node.parent, nodes.FunctionDef):
        return None
    module, qualified = node.root().name, node.qname()
    if not isinstance(node.frame(), nodes.ClassDef) or not qualified.startswith(module):
        return None
    local = qualified[len(module) + 1 :]
    if module == "builtins":
        return None if local in ("object", "type", "function", "generator", "super") else local
    public = _PUBLIC_MODULES.get(module, module)
    if not local or not public or public.startswith("_"):
        return None  # no module that a reader could import, as astroid's own of a namedtuple call
    return f"{public}.{local}"


def _generic(name: str, arguments: list[_Types | None]) -> _Types:
    """Return a container type, with its arguments if each is exactly one known type."""
    known = [part for part in arguments if part is not None and len(part.members) == 1]
    if len(known) < len(arguments) or any(part.members[0] == "None" for part in known):
        return _Types((name,), _CERTAIN if name != "Iterator" else _INFERRED)
    inside = ", ".join(part.members[0] for part in known)
    return _Types((f"{name}[{inside}]",), min(part.confidence for part in known))


def _named(node: nodes.Name) -> _Types | None:
    """Return the type of ``self`` and of annotated parameters that are never assigned again."""
    function = node.scope()
    if not isinstance(function, nodes.FunctionDef) or len(function.locals.get(node.name, ())) != 1:
        return None
    arguments = function.args
    positional = [*arguments.posonlyargs, *(arguments.args or [])]
    if function.type == "method" and positional and positional[0].name == node.name:
        return _Types(("Self",), 0.93)
    for names, written in (
        (arguments.posonlyargs, arguments.posonlyargs_annotations),
        (arguments.args or [], arguments.annotations),
        (arguments.kwonlyargs, arguments.kwonlyargs_annotations),
    ):
        for name, annotation in zip(names, written, strict=False):
            if name.name == node.name and annotation is not None:
                return _Types((annotation.as_string(),), 0.93)
    return None


def _union(found: list[_Types | None]) -> _Types | None:
    """Merge what several places say; unknown if one is unknown, or if they say too much."""
    known = [part for part in found if part is not None]
    if not known or len(known) < len(found):
        return None
    members = _widened([member for part in known for member in part.members])
    if len(members) > _MAX_MEMBERS + 1:
        return None
    confidence = min(part.confidence for part in known)
    several = len([member for member in members if member != "None"]) > 1
    return _Types(members, min(confidence, 0.6) if several else confidence)


def _widened(members: list[str]) -> tuple[str, ...]:
    """Drop repetitions, let ``list[int]`` and ``list`` be ``list``, and put None last."""
    unique = list(dict.fromkeys(members))
    bare = [member.partition("[")[0] for member in unique]
    merged = [
        base if bare.count(base) > 1 else member for base, member in zip(bare, unique, strict=True)
    ]
    ordered = sorted(dict.fromkeys(merged), key=lambda member: member == "None")
    return tuple(ordered)


def _guess(types: _Types, evidence: str) -> Guess:
    return Guess(" | ".join(types.members), round(types.confidence, 2), evidence)


def _default_confidence(members: tuple[str, ...], value: nodes.NodeNG) -> float:
    """Return how often a parameter has just its default's type, by the default's kind.

    A flag is a flag; a number may be of another kind of number, and an empty container only says
    which protocol is expected.
    """
    if members == ("bool",):
        return 0.98
    if members == ("int",):
        return 0.9 if isinstance(value, nodes.Const) and value.value not in (0, 1) else 0.86
    if members in (("str",), ("float",), ("bytes",)):
        return 0.93
    return 0.9 if members[0].partition("[")[0] not in ("tuple", "list", "dict", "set") else 0.8


def _own_nodes(function: nodes.FunctionDef) -> Iterator[nodes.NodeNG]:
    """Yield the nodes of a function's body without those of functions inside it, in order."""
    waiting = list(function.body)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, nodes.FunctionDef | nodes.Lambda | nodes.ClassDef):
            waiting.extend(reversed(list(node.get_children())))


def _is_placeholder(node: nodes.FunctionDef) -> bool:
    """Tell whether a method's body is empty, which says nothing about what overrides return."""
    body = [part for part in node.body if not isinstance(part, nodes.Pass)]
    empty = all(isinstance(p, nodes.Expr) and isinstance(p.value, nodes.Const) for p in body)
    return empty and isinstance(node.parent, nodes.ClassDef)


def _falls_through(body: list[nodes.NodeNG]) -> bool:
    """Tell whether control can reach the end of a block."""
    return all(_continues(statement) for statement in body)


def _continues(node: nodes.NodeNG) -> bool:
    if isinstance(node, nodes.Return | nodes.Raise | nodes.Continue | nodes.Break):
        return False
    if isinstance(node, nodes.If):
        return not node.orelse or _falls_through(node.body) or _falls_through(node.orelse)
    if isinstance(node, nodes.With):
        return _falls_through(node.body)
    if isinstance(node, nodes.While):
        endless = isinstance(node.test, nodes.Const) and bool(node.test.value)
        return not endless or any(_breaks(part) for part in node.body)
    if isinstance(node, nodes.Try | nodes.TryStar):
        if node.finalbody and not _falls_through(node.finalbody):
            return False
        done = _falls_through(node.body) and _falls_through(node.orelse)
        return done or any(_falls_through(handler.body) for handler in node.handlers)
    if isinstance(node, nodes.Match):
        last = node.cases[-1]
        total = isinstance(last.pattern, nodes.MatchAs) and last.pattern.pattern is None
        caught_all = total and last.guard is None
        return not caught_all or any(_falls_through(case.body) for case in node.cases)
    return not _exits(node)


def _breaks(node: nodes.NodeNG) -> bool:
    """Tell whether a loop's body can leave that loop by ``break``."""
    if isinstance(node, nodes.Break):
        return True
    if isinstance(node, nodes.For | nodes.While | nodes.FunctionDef | nodes.ClassDef):
        return False
    return any(_breaks(child) for child in node.get_children())


def _exits(node: nodes.NodeNG) -> bool:
    """Tell whether a statement is a call that never returns."""
    if not isinstance(node, nodes.Expr) or not isinstance(node.value, nodes.Call):
        return False
    return node.value.func.as_string() in ("sys.exit", "os._exit", "exit", "quit", "os.abort")


astroid.MANAGER.max_inferable_values = 50

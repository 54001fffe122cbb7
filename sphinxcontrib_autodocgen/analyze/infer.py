"""Types of what has no annotation, from evidence in the file, by astroid.

Each evidence function looks at one place (a default, the returned values, the yielded values, the
assigned values) and gives a :class:`Guess` or nothing. astroid is asked only where something is
missing, because building its tree costs more than everything else here together.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import msgspec
from astroid import nodes

from ..model import Guess, Object, Parameter, Source
from .flow import falls_through, is_placeholder
from .types import NONE, Types, guess, union
from .values import FAILURES, Values, module_tree

__all__ = ["complete"]

_MODULE_SECONDS = 20.0
"""CPU time after which the rest of a module stays without inferred types."""


def complete(objects: Iterable[Object], text: str, source: Source) -> list[Object]:
    """Return the objects with inferred types where the author wrote none.

    Args:
        objects: The objects of one file.
        text: The file's text.
        source: The file; of a stub, whose bodies and values say nothing, nothing is inferred.
    """
    known = list(objects)
    if source.path.endswith(".pyi") or not any(_lacks_type(obj) for obj in known):
        return known
    with _importable(source.root), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return _Inference(module_tree(text, source)).objects(known)
        except FAILURES:
            return known


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
        self.values = Values(tree)
        self.stop = time.process_time() + _MODULE_SECONDS
        self.functions: dict[tuple[str, int], nodes.FunctionDef | nodes.Lambda | None] = {}
        self.classes: dict[tuple[str, int], nodes.ClassDef] = {}
        self._collect(tree)

    def _collect(self, tree: nodes.Module) -> None:
        waiting: list[nodes.NodeNG] = [tree]
        while waiting:
            node = waiting.pop()
            if isinstance(node, nodes.FunctionDef):
                self.functions[node.name, _line(node)] = node
            elif isinstance(node, nodes.Lambda):
                key = (
                    "<lambda>",
                    node.lineno,
                )  # of two on one line, nobody can tell which is meant
                self.functions[key] = None if key in self.functions else node
            elif isinstance(node, nodes.ClassDef):
                self.classes[node.name, _line(node)] = node
            waiting.extend(node.get_children())

    def objects(self, objects: list[Object]) -> list[Object]:
        """Return the objects with what could be inferred in the time there is."""
        owners = {obj.name: obj for obj in objects if obj.kind == "class"}
        return [self._object(obj, owners.get(obj.parent)) for obj in objects]

    def _object(self, obj: Object, owner: Object | None) -> Object:
        if not _lacks_type(obj) or time.process_time() > self.stop:
            return obj
        try:
            if obj.kind in ("attribute", "data"):
                found = self._assigned(obj, owner)
                return msgspec.structs.replace(obj, type=found) if found else obj
            node = self.functions.get((obj.short_name, obj.line))
            return self._function(obj, node) if node is not None else obj
        except FAILURES:
            return obj

    def _function(self, obj: Object, node: nodes.FunctionDef | nodes.Lambda) -> Object:
        changes: dict[str, object] = {
            "parameters": tuple(self._parameter(p, node) for p in obj.parameters)
        }
        if obj.returns is not None and obj.returns.annotation is None:
            found = self._returned(obj, node)
            changes["returns"] = msgspec.structs.replace(obj.returns, type=found)
        if obj.yields is not None and obj.yields.annotation is None:
            assert isinstance(node, nodes.FunctionDef)
            found = self._yielded(node)
            changes["yields"] = msgspec.structs.replace(obj.yields, type=found)
        return msgspec.structs.replace(obj, **changes)

    def _parameter(self, parameter: Parameter, node: nodes.Lambda) -> Parameter:
        if parameter.annotation is not None or parameter.default in (None, "None", "..."):
            return parameter
        try:
            value = node.args.default_value(parameter.name)
        except FAILURES:
            return parameter
        types = self.values.types(value)
        if types is None or types.members == ("None",):
            return parameter
        base = _default_confidence(types.members, value)
        found = guess(types._replace(confidence=base * types.confidence), "default")
        return msgspec.structs.replace(parameter, type=found)

    def _returned(self, obj: Object, node: nodes.FunctionDef | nodes.Lambda) -> Guess | None:
        if "abstract" in obj.modifiers or "overload" in obj.modifiers:
            return None
        if not isinstance(node, nodes.FunctionDef):
            types = self.values.types(node.body)
            return guess(types, f"return:{node.lineno}") if types else None
        if is_placeholder(node):
            return None
        own = list(_own_nodes(node))
        returns = [part for part in own if isinstance(part, nodes.Return) and not _declines(part)]
        found = [self.values.types(part.value) if part.value else NONE for part in returns]
        if falls_through(node.body):
            found.append(NONE)
        elif not returns:
            return _never(obj, own)
        types = union(found)
        lines = ",".join(str(part.lineno) for part in returns[:3])
        return guess(types, f"return:{lines}" if lines else "no return") if types else None

    def _yielded(self, node: nodes.FunctionDef) -> Guess | None:
        found: list[Types | None] = []
        lines: list[str] = []
        for part in _own_nodes(node):
            if isinstance(part, nodes.YieldFrom):
                return None
            if isinstance(part, nodes.Yield):
                found.append(self.values.types(part.value) if part.value else NONE)
                lines.append(str(part.lineno))
        types = union(found)
        return guess(types, f"yield:{','.join(lines[:3])}") if types else None

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
        types = union([self._assigned_at(place) for place in places])
        if types is None or types.members == ("None",):
            return None
        if "instance" in obj.modifiers:
            types = types._replace(confidence=types.confidence * 0.97)
        return guess(types, f"assignment:{obj.line}")

    def _assigned_at(self, place: nodes.NodeNG) -> Types | None:
        """Return the types of what a name gets in one place, None if that's unknown."""
        statement = place.parent
        value: nodes.NodeNG | None = None
        if isinstance(statement, nodes.Assign | nodes.AnnAssign):
            value = statement.value
        elif isinstance(statement, nodes.AugAssign) and statement.op != "/=":
            value = statement.value  # of another type than before, it's a union and unsure
        elif isinstance(statement, nodes.Tuple) and isinstance(statement.parent, nodes.Assign):
            value = _counterpart(place, statement, statement.parent.value)
        return self.values.types(value) if value is not None else None


def _counterpart(
    place: nodes.NodeNG, target: nodes.Tuple, value: nodes.NodeNG
) -> nodes.NodeNG | None:
    """Return the part of a tuple that is unpacked into a place."""
    if not isinstance(value, nodes.Tuple) or len(value.elts) != len(target.elts):
        return None
    if any(isinstance(part, nodes.Starred) for part in (*target.elts, *value.elts)):
        return None
    return value.elts[target.elts.index(place)]


def _declines(part: nodes.Return) -> bool:
    """Tell whether a ``return`` gives NotImplemented, which callers of an operator never see."""
    return isinstance(part.value, nodes.Name) and part.value.name == "NotImplemented"


def _never(obj: Object, own: list[nodes.NodeNG]) -> Guess | None:
    """Return what is known of a function that never returns; a method may be there to override."""
    raised = [part for part in own if isinstance(part, nodes.Raise)]
    unfinished = any(part.exc and "NotImplemented" in part.exc.as_string() for part in raised)
    declined = any(isinstance(part, nodes.Return) for part in own)
    if obj.kind != "function" or unfinished or declined:
        return None
    return Guess("NoReturn", 0.9, f"raise:{raised[-1].lineno}" if raised else "no return")


def _line(node: nodes.FunctionDef | nodes.ClassDef) -> int:
    """Return the line of the ``def`` or ``class``; astroid's own is that of a decorator."""
    return int(node.position.lineno if node.position is not None else node.lineno)


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

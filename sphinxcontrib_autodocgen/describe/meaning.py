"""Meanings of a function's expressions within its project: full names, callees, types."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache

from ..model import Object, Parameter, Result, Step
from . import types
from .view import View

__all__ = ["Meaning", "parsed", "walk"]

_DISPLAYS: dict[type[ast.expr], str] = {
    ast.Dict: "dict",
    ast.DictComp: "dict",
    ast.JoinedStr: "str",
    ast.List: "list",
    ast.ListComp: "list",
    ast.Set: "set",
    ast.SetComp: "set",
    ast.Tuple: "tuple",
}
_UNKNOWN = (frozenset[str](), False)


@lru_cache(maxsize=16384)
def parsed(text: str) -> ast.expr:
    """Return the expression that a step has as source."""
    return ast.parse(text, mode="eval").body


def walk(steps: Sequence[Step]) -> Iterator[Step]:
    """Yield all steps, inner ones too.

    Args:
        steps: Steps.
    """
    waiting = list(steps)
    while waiting:
        step = waiting.pop()
        yield step
        waiting += (*step.inside, *step.otherwise)


class Meaning:
    """Looks up what the expressions of one function mean.

    Args:
        obj: The function.
        view: The project.
    """

    def __init__(self, obj: Object, view: View) -> None:
        self.obj = obj
        self.view = view
        self.owner = view.owner(obj)
        self.module = view.module(obj).name
        self.parameters = {parameter.name: parameter for parameter in obj.parameters}
        own = obj.gist.names if obj.gist is not None else ()
        self.local = {*self.parameters, *own}

    def full_name(self, node: ast.expr) -> str:
        """Return the full name of what a dotted name means, empty if that's unknown."""
        text = _dotted(node)
        head = text.partition(".")[0]
        if not text or head in self.local or head in ("self", "cls"):
            return ""
        found = self.view.names.resolve(text, self.module)
        return found.name if found is not None else ""

    def published(self, code: str) -> str:
        """Return code that reads a public property where it reads the attribute that it returns."""
        for name, public in self._published.items() if "self._" in code else ():
            code = re.sub(rf"\bself\.{name}\b(?!\()", f"self.{public}", code)
        return code

    @cached_property
    def _published(self) -> dict[str, str]:
        """The public properties that only return a private attribute, by its name."""
        found: dict[str, str] = {}
        members = self.view.names.members(self.owner) if self.owner is not None else {}
        for name, member in members.items():
            if member.kind == "property" and member is not self.obj and not name.startswith("_"):
                match member.gist.steps if member.gist is not None else ():
                    case (Step(kind="return", value=value),) if _PRIVATE.fullmatch(value):
                        found.setdefault(value.removeprefix("self."), name)
        return {key: name for key, name in found.items() if not self._is_overridden(name)}

    def _is_overridden(self, name: str) -> bool:
        assert self.owner is not None
        below = self.view.descendants(self.owner.name)
        return any(f"{each.name}.{name}" in self.view.project for each in below)

    def callee(self, call: ast.Call) -> Object | None:
        """Return the function, method or class of the project that is called, None if unknown."""
        function = call.func
        if isinstance(function, ast.Attribute):
            holder = self._holder(function.value)
            if holder is not None:
                return self.view.names.members(holder).get(function.attr)
            above = self._above(function)
            if above is not None:
                return above
        name = self.full_name(function)
        found = self.view.known.get(name) if name else None
        if found is None and name:
            resolved = self.view.names.find(name)
            found = resolved.object if resolved is not None else None
        return found if found is not None and found.kind in _CALLED else None

    def _above(self, function: ast.Attribute) -> Object | None:
        """Return the inherited method that ``super().name`` means."""
        match function.value:
            case ast.Call(func=ast.Name("super")) if self.owner is not None:
                for name in self.view.names.ancestors(self.owner.name):
                    found = self.view.known.get(f"{name}.{function.attr}")
                    if found is not None:
                        return found
        return None

    def _holder(self, node: ast.expr) -> Object | None:
        """Return the class of the project that a receiver is an instance of."""
        if isinstance(node, ast.Name) and node.id in ("self", "cls"):
            return self.owner
        member = self._member(node)
        source = member and _source(member)
        if isinstance(node, ast.Name) and node.id in self.parameters:
            source = _written(self.parameters[node.id])
        name = types.class_name(source)
        module = self.module if member is None else self.view.module(member).name
        found = self.view.known.get(self.view.names.full_name(name, module)) if name else None
        return found if found is not None and found.kind == "class" else None

    def is_object(self, node: ast.expr) -> bool:
        """Tell whether an expression is known to be an instance of a class of the project."""
        return self._holder(node) is not None

    def is_always_true(self, node: ast.expr) -> bool:
        """Tell whether an expression, unless it's None, is of a class of which all are true."""
        holder = self._holder(node)
        if holder is None:
            return False
        above = self.view.names.ancestors(holder.name)
        kin = (holder, *self.view.descendants(holder.name))
        return all(each in self.view.known or each in _PLAIN for each in above) and not any(
            name in self.view.names.members(each) for each in kin for name in _TRUTH
        )

    def is_overloaded(self, test: ast.Compare) -> bool:
        """Tell whether a comparison gives what a class of the project has it give, not a bool."""
        sides = (test.left, *test.comparators)
        names = [name for op in test.ops for name in _COMPARING.get(type(op), ())]
        holders = list(filter(None, map(self._holder, sides)))
        methods = [self.view.names.members(each).get(name) for each in holders for name in names]
        kinds = (types.of_result(method.returns) for method in methods if method is not None)
        return any(each and "bool" not in each for each in kinds)

    def _member(self, node: ast.expr) -> Object | None:
        """Return the attribute or property of a class of the project that a dotted name means."""
        if not isinstance(node, ast.Attribute):
            return None
        holder = self._holder(node.value)
        found = self.view.names.members(holder).get(node.attr) if holder is not None else None
        return found if found is not None and found.kind in ("attribute", "property") else None

    def type_of(self, node: ast.expr) -> tuple[frozenset[str], bool]:
        """Return the names of an expression's type, none if unknown, and whether it can be None."""
        if isinstance(node, ast.Constant):
            return frozenset({type(node.value).__name__}), node.value is None
        if type(node) in _DISPLAYS:
            return frozenset({_DISPLAYS[type(node)]}), False
        if isinstance(node, ast.Name):
            return self._type_of_name(node.id)
        found = self._member(node)
        return _of_member(found) if found is not None else _UNKNOWN

    def _type_of_name(self, name: str) -> tuple[frozenset[str], bool]:
        if name in self.parameters:
            return _of_parameter(self.parameters[name])
        if name != "self" or self.owner is None:
            return _UNKNOWN
        above = self.view.names.ancestors(self.owner.name)
        return frozenset(each for each in _CONTAINERS if f"builtins.{each}" in above), False


_PRIVATE = re.compile(r"self\._[a-zA-Z]\w*")

_COMPARING: dict[type[ast.cmpop], tuple[str, ...]] = {
    ast.Eq: ("__eq__",),
    ast.NotEq: ("__ne__", "__eq__"),
    ast.Lt: ("__lt__",),
    ast.LtE: ("__le__",),
    ast.Gt: ("__gt__",),
    ast.GtE: ("__ge__",),
}
"""The methods that comparisons call."""

_PLAIN = frozenset({"object", "builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"})
_TRUTH = ("__bool__", "__len__")
_CONTAINERS = ("dict", "list", "set")
_CALLED = ("function", "method", "class")


def _of_member(member: Object) -> tuple[frozenset[str], bool]:
    """Return the names of the type of an attribute or property, and whether it can be None."""
    if member.kind == "property":
        return types.of_result(member.returns), _is_optional(member)
    return _of_parameter(
        Parameter(member.short_name, "keyword-only", member.annotation, None, member.type)
    )


def _of_parameter(parameter: Parameter) -> tuple[frozenset[str], bool]:
    source = _written(parameter)
    may_be_none = types.is_optional(source) or parameter.default == "None"
    if parameter.kind == "var-positional":
        return frozenset({"tuple"}), False
    if parameter.kind == "var-keyword":
        return frozenset({"dict"}), False
    return types.of_parameter(parameter), may_be_none


def _is_optional(found: Object) -> bool:
    return types.is_optional(_source(found))


def _source(member: Object) -> str | None:
    """Return the type of an attribute or property as source."""
    if member.kind == "property":
        return _written(member.returns) if member.returns is not None else None
    return _written(member)


def _written(typed: Object | Parameter | Result) -> str | None:
    return typed.annotation or (typed.type.text if typed.type else None)


def _dotted(node: ast.expr) -> str:
    inner = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return ast.unparse(node) if isinstance(inner, ast.Name) else ""

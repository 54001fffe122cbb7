"""Texts of attributes and data: from their declarations, and from the values they stand for.

The text of a declaration is an author's, only its place is another: in the declaration itself, or
in that of the type that it names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from ...analyze import declared_text
from ...model import Object, Parameter, Rule
from ..prose import own_sentence
from ..view import View, qualified
from ..words import code
from .sentence import Sentence, describes, says

__all__ = ["other_name"]

_ALIAS = Rule("alias", 0.8, links="objects", names_value=True)
_DECLARED = Rule("declared", 0.95, quotes=True)
_NO_EXPRESSION = (SyntaxError, ValueError, RecursionError, MemoryError)
_LONGEST = 80
_DECLARING = ("annotated", "argument", "field", "option", "parameter", "attrib", "ib")
"""Calls that declare a name of a module; others make an object that has a description itself."""


@describes("attribute", "data", by=_DECLARED)
def declared_field(obj: Object, view: View) -> Sentence | None:
    """Take what the declaration of an attribute or datum says of it."""
    callee = (obj.value or "").partition("(")[0].partition("[")[0].lower()
    text = obj.declared
    if text and obj.kind == "data" and obj.annotation is None and not callee.endswith(_DECLARING):
        return None
    return _said(text or _of_type(obj.annotation, obj, view))


@describes("parameter", by=_DECLARED)
def declared_parameter(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Take what the annotation or the default of a parameter, or its field, says of it."""
    annotation = parameter.annotation or ""
    text = declared_text(
        _parsed(parameter.default) if "(" in (parameter.default or "") else None,
        _parsed(annotation) if "Annotated" in annotation else None,
    )
    field = view.project.get(f"{obj.name}.{parameter.name}") if obj.kind == "class" else None
    if text is None and field is not None and field.kind == "attribute":
        text = field.declared
    return _said(text or _of_type(annotation, obj, view))


def _of_type(annotation: str | None, obj: Object, view: View) -> str | None:
    """Return what the declaration of a named type says of all that is declared with it."""
    name = (annotation or "").removesuffix(" | None")
    if not name or not all(part.isidentifier() for part in name.split(".")):
        return None
    found = view.known.get(view.names.full_name(name, view.module(obj).name))
    return found.declared if found is not None and found.kind == "data" else None


def _said(text: str | None) -> Sentence | None:
    said = own_sentence(text)
    return says(said) if said is not None else None


def _parsed(source: str | None) -> ast.expr | None:
    try:
        return ast.parse(source.strip(), mode="eval").body if source else None
    except _NO_EXPRESSION:
        return None


def _last(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


@describes("data", by=Rule("type-alias", 0.9, names_value=True, links="code"))
def type_alias(obj: Object, _view: View) -> Sentence | None:
    """Say what a declared type alias stands for."""
    value = obj.value
    if (obj.annotation or "").rpartition(".")[2] != "TypeAlias" or not value:
        return None
    if len(value) > _LONGEST or "`" in value or "\\" in value:
        return None
    return says(f"Type alias of {code(value)}.")


@describes("attribute", "data", by=Rule("partial", 0.85, links="objects", names_value=True))
def partial_application(obj: Object, view: View) -> Sentence | None:
    """Say which function a partial object calls."""
    node = _parsed(obj.value) if obj.value and "partial" in obj.value else None
    if not isinstance(node, ast.Call) or _last(node.func) not in ("partial", "partialmethod"):
        return None
    if not node.args or not isinstance(node.args[0], ast.Name | ast.Attribute):
        return None
    called = ast.unparse(node.args[0])
    if _last(node.args[0]) == obj.short_name:  # what has the same name in another module
        called = dict(view.module(obj).imports).get(called, "_")
    return None if _PRIVATE.search(called) else says(f"Partial application of {code(called)}.")


_PRIVATE = re.compile(r"(?:^|\.)_")
"""A part of a name that nobody is to know."""


@describes("attribute", by=_ALIAS)
def member_alias(obj: Object, view: View) -> Sentence | None:
    """Say which member of an enumeration a further name stands for."""
    if "member" not in obj.modifiers:
        return None
    found = [m for m in view.members.get(obj.parent, ()) if "member" in m.modifiers]
    other = other_name(obj, found)
    return says(f"Alias of {code(other)}.") if other is not None else None


def other_name(member: Object, members: Sequence[Object]) -> str | None:
    """Return the name of the earlier member of the same value, None if there's none."""
    earlier = [m for m in members if m.line < member.line]
    if member.value in {m.short_name for m in earlier}:
        return member.value
    if member.value is None or "(" in member.value:
        return None
    return next((m.short_name for m in earlier if m.value == member.value), None)


@describes("attribute", "data", by=_ALIAS)
def alias(obj: Object, view: View) -> Sentence | None:
    """Say what a name is another name of."""
    target = _aliased(obj, view)
    if target is None or target.short_name == obj.short_name:
        return None
    if view.names.is_imported(obj):
        return None  # one of two that stand in for each other
    if not _is_for_readers(target, obj, view):
        return None
    return says(f"Alias of {code(qualified(target, view.module(target)))}.")


def _aliased(obj: Object, view: View) -> Object | None:
    """Return the method, class or function that the value of a name is."""
    if not _DOTTED.fullmatch(obj.value or "") or "instance" in obj.modifiers:
        return None  # in a method, the value may be a name of the method's own
    assert obj.value is not None
    if obj.kind == "attribute":
        target = view.project.get(f"{obj.parent}.{obj.value}")
        if target is not None and target.line > obj.line:
            return None  # the name still meant something else there
    else:
        target = view.project.get(view.names.full_name(obj.value, view.module(obj).name))
    return target if target is not None and target.kind in _ALIASED[obj.kind] else None


_ALIASED = {"attribute": ("method",), "data": ("class", "function")}
"""The kinds of objects that a name may be another name of, by the kind of the name."""


def _is_for_readers(target: Object, obj: Object, view: View) -> bool:
    """Tell whether the reader of one object is to know the name of another."""
    if target.short_name.startswith("_"):
        return False
    is_beside = target.parent == obj.parent
    is_bound = target.short_name not in view.module(target).unbound
    return view.surface.is_public(target) or (is_beside and is_bound)


_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


@describes("data", by=Rule("version", 0.76))
def version(obj: Object, _view: View) -> Sentence | None:
    """Say whose version ``__version__`` is."""
    if obj.short_name != "__version__":
        return None
    return says(f"Version of {code(obj.name.split('.')[0])}.")

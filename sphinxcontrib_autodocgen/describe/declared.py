"""What an author says of a field, a parameter or a name where it is declared, outside a docstring.

The text is an author's, only its place is another: in the declaration itself, or in that of the
type that it names.
"""

from __future__ import annotations

import ast

from ..analyze import declared_text
from ..model import Object, Parameter
from .drafts import Draft, says
from .prose import own_sentence
from .view import View
from .words import code

__all__ = ["declared_field", "declared_parameter", "partial_application", "type_alias"]

_NO_EXPRESSION = (SyntaxError, ValueError, RecursionError, MemoryError)
_LONGEST = 80
_DECLARING = ("annotated", "argument", "field", "option", "parameter", "attrib", "ib")
"""What declares a name of a module, rather than makes an object that has a description itself."""


def declared_field(obj: Object, view: View) -> Draft | None:
    """Take what the declaration of an attribute or datum says of it."""
    if obj.kind not in ("attribute", "data"):
        return None
    callee = (obj.value or "").partition("(")[0].partition("[")[0].lower()
    text = obj.declared
    if text and obj.kind == "data" and obj.annotation is None and not callee.endswith(_DECLARING):
        return None
    return _said(text or _of_type(obj.annotation, obj, view))


def declared_parameter(parameter: Parameter, obj: Object, view: View) -> Draft | None:
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
    found = view.known.get(view.resolve(name, view.module(obj).name))
    return found.declared if found is not None and found.kind == "data" else None


def _said(text: str | None) -> Draft | None:
    said = own_sentence(text)
    return says(said, "declared") if said is not None else None


def _parsed(source: str | None) -> ast.expr | None:
    try:
        return ast.parse(source.strip(), mode="eval").body if source else None
    except _NO_EXPRESSION:
        return None


def _last(node: ast.expr) -> str:
    return ast.unparse(node).rpartition(".")[2]


def type_alias(obj: Object, _view: View) -> Draft | None:
    """Say what a declared type alias stands for."""
    value = obj.value
    if (obj.annotation or "").rpartition(".")[2] != "TypeAlias" or not value:
        return None
    if len(value) > _LONGEST or "`" in value or "\\" in value:
        return None
    return says(f"Type alias of {code(value)}.", "type-alias")


def partial_application(obj: Object, _view: View) -> Draft | None:
    """Say which function a partial object calls."""
    node = _parsed(obj.value) if obj.value and "partial" in obj.value else None
    if not isinstance(node, ast.Call) or _last(node.func) not in ("partial", "partialmethod"):
        return None
    if not node.args or not isinstance(node.args[0], ast.Name | ast.Attribute):
        return None
    called = ast.unparse(node.args[0])
    if any(part.startswith("_") for part in called.split(".")):
        return None  # nobody is to know that name
    return says(f"Partial application of {code(called)}.", "partial")

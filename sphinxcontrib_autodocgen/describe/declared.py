"""What an author says of a field, a parameter or a name where it is declared, outside a docstring.

``Annotated[int, Doc("...")]``, ``Field(description="...")`` of pydantic and ``Meta`` of msgspec,
``Option(help="...")`` of typer: the text is an author's, only its place is another.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from ..model import Object, Parameter
from .drafts import Draft, says
from .prose import first_sentence
from .view import View
from .words import code

__all__ = ["declared_field", "declared_parameter", "partial_application", "type_alias"]

_TEXTS = frozenset({"description", "doc", "documentation", "help"})
_NO_EXPRESSION = (SyntaxError, ValueError, RecursionError, MemoryError)
_LONGEST = 80


def declared_field(obj: Object, _view: View) -> Draft | None:
    """Take what the declaration of an attribute or datum says of it."""
    if obj.kind not in ("attribute", "data"):
        return None
    return _declared(obj.annotation, obj.value, obj.short_name)


def declared_parameter(parameter: Parameter, _obj: Object, _view: View) -> Draft | None:
    """Take what the annotation or the default of a parameter says of it."""
    return _declared(parameter.annotation, parameter.default, parameter.name)


def _declared(annotation: str | None, value: str | None, name: str) -> Draft | None:
    calls = [call for call in (*_annotated(annotation), _parsed(value)) if call is not None]
    texts = (text for call in calls for text in _texts(call))
    said = first_sentence(next(texts, None), name)
    return says(said, "declared") if said is not None else None


def _annotated(annotation: str | None) -> Iterator[ast.expr | None]:
    """Yield what ``Annotated`` adds to a type."""
    node = _parsed(annotation) if annotation and "Annotated[" in annotation else None
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple):
        yield from node.slice.elts[1:]


def _texts(node: ast.expr) -> Iterator[str]:
    """Yield the texts that a call is given by the names that mean a description."""
    if not isinstance(node, ast.Call):
        return
    values = [keyword.value for keyword in node.keywords if keyword.arg in _TEXTS]
    if _last(node.func) == "Doc":
        values += node.args[:1]
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


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

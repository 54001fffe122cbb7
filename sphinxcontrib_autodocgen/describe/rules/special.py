"""Promises of Python's data model on special methods; the words are in :mod:`.standard`."""

from __future__ import annotations

from ...model import Object, Parameter, Result, Rule
from .. import types
from ..view import View
from ..words import class_words
from .converters import made
from .inherited import never_returns
from .sentence import Sentence, describes, does, says
from .standard import (
    LEFT_OPERAND,
    NAME_OF_ATTRIBUTE,
    NEW_VALUE,
    RIGHT_OPERAND,
    SPECIAL,
    SPECIAL_PARAMETERS,
)

_SPECIAL = Rule("__*__", 0.78)
_CLAIMS = {
    **dict.fromkeys(("__enter__", "__exit__", "__aenter__", "__aexit__"), 0.66),
    **dict.fromkeys(("__get__", "__repr__", "__str__"), 0.68),
    "__post_init__": 0.6,
}
"""Claims of methods of which few would write it."""


@describes("method", by=_SPECIAL)
def special_method(obj: Object, view: View) -> Sentence | None:
    """Say what Python's data model promises of a special method."""
    found = SPECIAL.get(obj.short_name)
    if found is None or never_returns(obj) or not view.is_bound(obj):
        return None
    names = [parameter.name for parameter in obj.parameters]
    needed = found.text.count("{")
    if needed > len(names):
        return None
    text, verb = found.text.format(*names), found.verb
    if obj.short_name in _COMPARISONS and types.of_result(obj.returns) == {"bool"}:
        text = f"whether {text}"
    name = obj.short_name
    return does(verb, text, _SPECIAL.named(name, _CLAIMS.get(name)))


_COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})


@describes("method", by=Rule("context", 0.78, links="code"))
def context_block(obj: Object, view: View) -> Sentence | None:
    """Say what a ``with`` block is given, and whether its exceptions pass."""
    owner = view.owner(obj)
    result = types.of_sure_result(obj.returns)
    if owner is None or len(result) != 1:
        return None
    (name,) = result
    if obj.short_name in ("__exit__", "__aexit__") and name == "None":
        return does("exit", "the context without suppressing exceptions.")
    if obj.short_name not in ("__enter__", "__aenter__"):
        return None
    own = name in ("Self", owner.short_name)
    given = f"the {class_words(owner.short_name)}" if own else made(obj, view)
    if given is None:
        return None
    return does("enter", f"the context and return {given}.")


@describes("parameter", by=Rule("special-parameter", 0.78))
def special_parameter(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Describe a parameter of a special method."""
    text = _of_parameter(parameter, obj, view)
    return says(text) if text and text not in _PLAIN else None


@describes("parameter", by=Rule("operand", 0.68))
def operand(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say which operand a parameter is, or that it's the name or the value of an attribute."""
    text = _of_parameter(parameter, obj, view)
    return says(text) if text in _PLAIN else None


def _of_parameter(parameter: Parameter, obj: Object, view: View) -> str | None:
    texts = SPECIAL_PARAMETERS.get(obj.short_name, ())
    if not texts or not view.is_bound(obj) or parameter.kind not in _POSITIONAL:
        return None
    at = obj.parameters.index(parameter)
    return texts[at] if at < len(texts) else None


_PLAIN = (NAME_OF_ATTRIBUTE, NEW_VALUE, LEFT_OPERAND, RIGHT_OPERAND)
"""True, but few would write it."""

_POSITIONAL = ("positional-only", "positional-or-keyword")


@describes("returns", by=Rule("suppresses", 0.8))
def suppresses(result: Result, obj: Object, _view: View) -> Sentence | None:
    """Say what the boolean that ends a ``with`` block means."""
    if obj.short_name not in ("__exit__", "__aexit__") or types.of_result(result) != {"bool"}:
        return None
    return says("True to suppress the exception that ended the block.")

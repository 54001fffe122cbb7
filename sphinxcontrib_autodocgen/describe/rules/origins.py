"""Sentences on members that return an attribute: where its value comes from."""

from __future__ import annotations

import ast
import re

from ...model import Kind, Object, Rule, Step
from ..aloud import has_private_name
from ..bindings import Attribute, attribute_of, fills
from ..grammar import listed
from ..meaning import Meaning, parsed
from ..narrator import LONGEST
from ..paraphrase import Paraphrase, UnsayableError
from ..view import View
from ..words import code
from .sentence import Sentence, describes, does, is_told, says

__all__ = ["given", "origin"]

_FUNCTIONS: tuple[Kind, ...] = ("function", "method", "property")
_MOST_FILLING = 2
_AT_CONSTRUCTION = " given at construction"


@describes(*_FUNCTIONS, by=Rule("given", 0.82, links="objects"))
def given(obj: Object, view: View) -> Sentence | None:
    """Say that a member returns what the constructor was given, or what a method last set."""
    attribute = _attribute(obj, view)
    what = _given(attribute, obj) if attribute is not None else None
    if what is None:
        return None
    said = says(what) if obj.kind == "property" else does("return", what)
    parameter, behind, _ = what.partition(_AT_CONSTRUCTION)
    return said.quoting(parameter.removeprefix("the ")) if behind else said


@describes(*_FUNCTIONS, by=Rule("origin", 0.82, links="code"))
def origin(obj: Object, view: View) -> Sentence | None:
    """Say that a member returns what the constructor made."""
    attribute = _attribute(obj, view)
    what = _made(attribute, view) if attribute is not None else None
    if what is None or len(what) > LONGEST or has_private_name(what, obj):
        return None
    return says(what) if obj.kind == "property" else does("return", what)


def _attribute(obj: Object, view: View) -> Attribute | None:
    """Return the attribute that is all that a member returns, None if it does anything else."""
    steps = obj.gist.steps if obj.gist is not None and is_told(obj, view) else ()
    match steps:
        case (Step(kind="return", value=value),) if not obj.parameters:
            name = value.removeprefix("self.")
            return attribute_of(name, obj, view) if name != value and name.isidentifier() else None
    return None


def _given(attribute: Attribute, obj: Object) -> str | None:
    """Say which argument or method an attribute's value is from, None if that isn't known."""
    made = f"the {code(attribute.value)}{_AT_CONSTRUCTION}"
    if attribute.is_given and attribute.is_fixed:
        return f"{made}."
    methods = attribute.setters(obj)
    if not methods:
        return None
    if attribute.is_given:
        return f"{made}, or what {listed(methods, 'or')} last set."
    if len(methods) < len(attribute.writers):
        return None  # what it's at first is what a reader wants to know
    return f"the value that {listed(methods, 'or')} last set."


def _made(attribute: Attribute, view: View) -> str | None:
    """Say what the constructor, and nothing else, sets an attribute to; None if that's unknown."""
    node = parsed(attribute.value) if attribute.is_fixed and attribute.value else None
    if node is None or isinstance(node, ast.Name | ast.Constant):
        return None
    maker = attribute.maker
    empty = Paraphrase(Meaning(maker, view)).empty(node)
    if empty is not None:
        return _filled(empty, attribute, view)
    return _words_of_made(node, maker, view) if _is_known(node, maker, view) else None


def _words_of_made(node: ast.expr, maker: Object, view: View) -> str | None:
    """Put the value that a constructor gives an attribute in words, None if there are none."""
    try:
        text = Paraphrase(Meaning(maker, view)).value(node).text
    except UnsayableError:
        return None
    new = _NEW.fullmatch(text)
    if new is not None:
        return f"the {new[1]} made at construction{(new[2] or '').replace(' made', '')}."
    is_plain = isinstance(node, ast.Call) and text.startswith("`")
    return f"the value of {text} at construction." if is_plain else None


_NEW = re.compile(r"an? new (`[^`]*`)( made from .*)?")


def _filled(empty: str, attribute: Attribute, view: View) -> str | None:
    """Say which methods fill a container that is empty at first, None if none is known to."""
    members = view.names.members(attribute.owner).values()
    found = [code(each.short_name) for each in members if fills(each, attribute.name)]
    if not 1 <= len(found) <= _MOST_FILLING:
        return None
    kind = empty.replace("an empty ", "")
    verb = "fills" if len(found) == 1 else "fill"
    return f"the {kind}, empty at first, that {listed(found)} {verb}."


def _is_known(node: ast.expr, maker: Object, view: View) -> bool:
    """Tell whether a constructor's value is of its own arguments, the object and public names."""
    meaning = Meaning(maker, view)
    taken = {parameter.name for parameter in maker.parameters} - {*maker.writes} | {"self"}
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    return all(part.id in taken or meaning.full_name(part) for part in names)

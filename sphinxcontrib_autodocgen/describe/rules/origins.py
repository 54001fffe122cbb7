"""Sentences on members that return an attribute: where its value comes from."""

from __future__ import annotations

import ast
import re

from ...model import Kind, Object, Rule, Step
from ..aloud import has_private_name
from ..grammar import listed
from ..meaning import Meaning, parsed
from ..narrator import LONGEST, walk
from ..paraphrase import Paraphrase, UnsayableError
from ..view import View
from ..words import code
from .narration import is_told
from .sentence import Sentence, describes, does, says

_FUNCTIONS: tuple[Kind, ...] = ("function", "method", "property")
_MOST_SETTERS = 2
_AT_CONSTRUCTION = " given at construction"


@describes(*_FUNCTIONS, by=Rule("given", 0.82, links="objects"))
def given(obj: Object, view: View) -> Sentence | None:
    """Say that a member returns what the constructor was given, or what a method last set."""
    name = _attribute(obj, view)
    what = _given(name, obj, view) if name else None
    if what is None:
        return None
    said = says(what) if obj.kind == "property" else does("return", what)
    parameter, behind, _ = what.partition(_AT_CONSTRUCTION)
    return said.quoting(parameter.removeprefix("the ")) if behind else said


@describes(*_FUNCTIONS, by=Rule("origin", 0.8, links="code"))
def origin(obj: Object, view: View) -> Sentence | None:
    """Say that a member returns what the constructor made."""
    name = _attribute(obj, view)
    what = _made(name, obj, view) if name else None
    if what is None or len(what) > LONGEST or has_private_name(what, obj):
        return None
    return says(what) if obj.kind == "property" else does("return", what)


def _attribute(obj: Object, view: View) -> str:
    """Return the attribute that is all that a member returns, empty if it does anything else."""
    steps = obj.gist.steps if obj.gist is not None and is_told(obj, view) else ()
    match steps:
        case (Step(kind="return", value=value),) if not obj.parameters:
            name = value.removeprefix("self.")
            return name if name != value and name.isidentifier() else ""
    return ""


def _given(name: str, obj: Object, view: View) -> str | None:
    """Say which argument or method an attribute's value is from, None if that isn't known."""
    owner, maker = view.owner(obj), _maker(obj, view)
    if owner is None or maker is None:
        return None
    value = _first_value(name, owner, maker, view)
    is_given = _is_given(value, maker)
    made = f"the {code(value)}{_AT_CONSTRUCTION}"
    writers = _writers(name, owner, view)
    if is_given and writers == [maker]:
        return f"{made}."
    setters = _setters(writers, obj, owner)
    if not setters:
        return None
    if is_given:
        return f"{made}, or what {listed(setters, 'or')} last set."
    if len(setters) < len(writers):
        setters = ["the constructor", *setters]
    return f"the value that {listed(setters, 'or')} last set."


def _made(name: str, obj: Object, view: View) -> str | None:
    """Say what the constructor, and nothing else, sets an attribute to; None if that's unknown."""
    owner, maker = view.owner(obj), _maker(obj, view)
    if owner is None or maker is None or _writers(name, owner, view) != [maker]:
        return None
    value = _first_value(name, owner, maker, view)
    node = parsed(value) if value else None
    if node is None or isinstance(node, ast.Name | ast.Constant):
        return None
    empty = Paraphrase(Meaning(maker, view)).empty(node)
    if empty is not None:
        return _filled(empty, name, owner, view)
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


def _filled(empty: str, name: str, owner: Object, view: View) -> str | None:
    """Say which methods fill a container that is empty at first, None if none is known to."""
    members = view.names.members(owner).values()
    found = [each.short_name for each in members if _fills(each, name)]
    if not 1 <= len(found) <= _MOST_SETTERS or "string" in empty or "tuple" in empty:
        return None
    kind = empty.replace("an empty ", "")
    verb = "fills" if len(found) == 1 else "fill"
    return f"the {kind}, empty at first, that {listed(list(map(code, found)))} {verb}."


def _fills(method: Object, name: str) -> bool:
    """Tell whether a public method is known to put something into an attribute."""
    if method.kind != "method" or method.short_name.startswith("_") or method.gist is None:
        return False
    holder = f"self.{name}"
    adding = tuple(f"{holder}.{verb}(" for verb in _ADDING)
    return any(
        (step.kind == "set" and step.target.startswith(f"{holder}["))
        or (step.kind == "call" and step.value.startswith(adding))
        for step in walk(method.gist.steps)
    )


_ADDING = ("add", "append", "appendleft", "extend", "insert", "setdefault", "update")


def _is_known(node: ast.expr, maker: Object, view: View) -> bool:
    """Tell whether a constructor's value is of its own arguments, the object and public names."""
    meaning = Meaning(maker, view)
    taken = {parameter.name for parameter in maker.parameters} - {*maker.writes} | {"self"}
    names = [part for part in ast.walk(node) if isinstance(part, ast.Name)]
    return all(part.id in taken or meaning.full_name(part) for part in names)


def _maker(obj: Object, view: View) -> Object | None:
    """Return the constructor that the instances of a member's class are made with."""
    owner = view.owner(obj)
    found = view.names.members(owner).get("__init__") if owner is not None else None
    return found if found is not None and found.kind == "method" else None


def _first_value(name: str, owner: Object, maker: Object, view: View) -> str:
    """Return the one value that a constructor gives an attribute, empty if there's not just one."""
    field = view.project.get(f"{maker.parent}.{name}")
    if field is not None:
        is_own = field.kind == "attribute" and name in view.names.members(owner)
        return field.value or "" if is_own and "instance" in field.modifiers else ""
    steps = maker.gist.steps if maker.gist is not None else ()
    found = [step for step in steps if step.kind == "set" and step.target == f"self.{name}"]
    return found[0].value if len(found) == 1 and not found[0].inside else ""


def _is_given(value: str, maker: Object) -> bool:
    """Tell whether a value is a parameter of a constructor that nothing else is bound to."""
    taken = {p.name for p in maker.parameters if "var" not in p.kind}
    return value in taken and value not in maker.writes


def _setters(writers: list[Object], obj: Object, owner: Object) -> list[str]:
    """Return the public methods that bind an attribute, none if others may bind it too."""
    methods = [one for one in writers if one.short_name != "__init__"]
    if len(methods) > _MOST_SETTERS or any(one.short_name == obj.short_name for one in methods):
        return []
    are_known = all(_is_public_method_of(owner, one) for one in methods)
    return [code(one.short_name) for one in methods] if are_known else []


def _is_public_method_of(owner: Object, obj: Object) -> bool:
    is_own = obj.parent == owner.name and obj.kind == "method"
    return is_own and not obj.short_name.startswith("_")


def _writers(name: str, owner: Object, view: View) -> list[Object]:
    """Return what binds an attribute in a class and its kin, nothing if others may bind it too."""
    if view.writers.get(f".{name}"):
        return []
    kin = {owner.name, *view.names.ancestors(owner.name)}
    kin |= {below.name for below in view.descendants(owner.name)}
    return [one for one in view.writers.get(f"self.{name}", ()) if one.parent in kin]

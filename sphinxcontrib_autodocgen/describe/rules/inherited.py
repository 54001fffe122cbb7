"""An author's words on the same thing: in a definition it overrides, its class, its overload.

The words are the author's, only their place is another. Those of a base class of Python's own are
in :mod:`.standard`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ...model import Kind, Object, Parameter, Result, Rule
from .. import types
from ..prose import (
    first_sentence,
    parameter_text,
    result_text,
    sentence_with_cases,
    summary_sentence,
    without_type,
)
from ..view import View, qualified, required
from ..words import code, restates, split
from .sentence import Sentence, describes, does, says
from .standard import STANDARD, keeps_its_promise

__all__ = ["is_stand_in", "never_returns", "of_attribute"]

_OVERRIDE = Rule("override", 0.84, quotes=True, copied=True, inherited=True, links="objects")
_CONSTRUCTOR = Rule("constructor", 0.88, quotes=True)
_CONSTRUCTORS = ("__init__", "__new__")
_MEMBER: tuple[Kind, ...] = ("method", "property", "attribute")
_NOT_OVERRIDES = frozenset({*_CONSTRUCTORS, "__init_subclass__", "__class_getitem__"})


@describes(*_MEMBER, by=_OVERRIDE)
def override(obj: Object, view: View) -> Sentence | None:
    """Say what the overridden definition says, with its name."""
    base = _overridden(obj, view)
    known = view.known.get(f"{base}.{obj.short_name}")
    if base is None or known is None or known.docstring is None:
        return None
    said = summary_sentence(known.docstring, obj.short_name) if _same_family(known, obj) else None
    return _quoted(known, said, view) if said and not _promises_too_much(said, obj) else None


@describes("method", by=Rule("standard-base", 0.8, inherited=True, links="objects"))
def standard_base(obj: Object, view: View) -> Sentence | None:
    """Say what a method of the standard library does, if an override can do it."""
    base, name = _overridden(obj, view), obj.short_name
    if base is None or _is_documented(f"{base}.{name}", view):
        return None
    verb, text = STANDARD[base][name]
    said = does(verb, text).written(third=view.third_person)
    if restates(said, (name,)) or _promises_too_much(said, obj):
        return None
    if not _keeps_promise(obj, base):
        return None
    if name.startswith("do_"):
        return does(verb, text)  # the base looks it up, and has none
    place = code(f"{base.removeprefix('builtins.')}.{name}")
    return does("override", f"{place}: {said}").quoting(said)


def _keeps_promise(obj: Object, base: str) -> bool:
    """Tell whether an override can do what is said of a method of the standard library."""
    name = obj.short_name
    plain = [p for p in obj.parameters if p.kind not in ("var-positional", "var-keyword")]
    extends = any(use.target == f"super.{name}" for use in obj.uses) or (
        "super" in obj.mentions and not plain
    )
    return keeps_its_promise(base, name, len(required(obj)), len(plain), extends=extends)


def _is_documented(name: str, view: View) -> bool:
    known = view.known.get(name)
    return known is not None and known.docstring is not None


def _overridden(obj: Object, view: View) -> str | None:
    """Return the nearest base class in which an author, or Python, describes a member."""
    owner, name = view.owner(obj), obj.short_name
    if owner is None or name in _NOT_OVERRIDES or _is_mangled(name):
        return None
    if is_stand_in(obj) or "abstract" in obj.modifiers:
        return None
    for base in view.names.ancestors(owner.name):
        if _is_documented(f"{base}.{name}", view):
            return base
        if obj.kind == "method" and name in STANDARD.get(base, {}):
            return base
    return None


def _quoted(known: Object, said: str, view: View) -> Sentence:
    """Return a sentence of an overridden definition, with its name if that has a page."""
    place = qualified(known, view.module(known))
    if any(part.startswith("_") for part in place.split(".")):
        return says(said).quoting(said)
    return does("override", f"{code(place)}: {said}").quoting(said)


def _promises_too_much(said: str, obj: Object) -> bool:
    """Tell whether a sentence speaks of a result that an override doesn't have."""
    return types.of_result(obj.returns) == {"None"} and re.search(_RETURN, said) is not None


_RETURN = re.compile(r"\breturns?\b", re.IGNORECASE)


def is_stand_in(obj: Object) -> bool:
    """Tell whether a definition certainly doesn't do what others of its name do."""
    return never_returns(obj) or not _PRETENDING.isdisjoint(split(obj.name))


_PRETENDING = frozenset({"dummy", "fake", "mock", "noop", "nothing", "null", "stub"})
"""Words in the names of classes that don't do what their base classes say."""


def _is_mangled(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _same_family(known: Object, obj: Object) -> bool:
    """Tell whether two definitions of a name are both called, or both read."""
    return (known.kind == "method") == (obj.kind == "method")


def never_returns(obj: Object) -> bool:
    """Tell whether a function raises on its only path, or says that it's not implemented."""
    if types.of_result(obj.returns) == {"NoReturn"}:
        return True
    is_straight = obj.metrics is not None and obj.metrics.cyclomatic == 1
    if is_straight and "NotImplemented" in obj.mentions:
        return True
    return is_straight and any(raised.evidence.kind == "raise" for raised in obj.raises)


@describes("returns", by=_OVERRIDE)
def overridden_return(_result: Result, obj: Object, view: View) -> Sentence | None:
    """Take what the overridden method's docstring says of its result."""
    return _overridden_result(obj, view, yields=False)


@describes("yields", by=_OVERRIDE)
def overridden_yield(_result: Result, obj: Object, view: View) -> Sentence | None:
    """Take what the overridden method's docstring says of what it yields."""
    return _overridden_result(obj, view, yields=True)


def _overridden_result(obj: Object, view: View, *, yields: bool) -> Sentence | None:
    """Return the first sentence on the result in the docstring of what a method overrides."""
    owner = view.owner(obj)
    if owner is None or obj.kind != "method" or types.of_result(obj.returns) == {"NoReturn"}:
        return None
    for base in view.names.ancestors(owner.name):
        known = view.known.get(f"{base}.{obj.short_name}")
        text = result_text(known.docstring, yields=yields) if known is not None else None
        if known is not None and text:
            said = first_sentence(text, obj.short_name, _type_text(obj), _type_text(known))
            return says(said).quoting(said) if said else None
    return None


def _type_text(obj: Object) -> str:
    found = obj.returns or obj.yields
    if found is None:
        return ""
    return found.annotation or (found.type.text if found.type else "")


@describes("parameter", by=_CONSTRUCTOR)
def constructor_documented(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Take what the class's docstring says for ``__init__``, and the other way round."""
    if obj.kind == "class":
        other = view.project.get(f"{obj.name}.__init__")
    elif obj.short_name in _CONSTRUCTORS:
        other = view.owner(obj)
    else:
        return None
    return _taken(parameter, [other])


@describes("parameter", by=Rule("overload", 0.86, quotes=True))
def overload_documented(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Take what the implementation's docstring says for an overload."""
    if "overload" not in obj.modifiers:
        return None
    return _taken(parameter, [view.project.get(obj.name)])


@describes("parameter", by=_OVERRIDE)
def override_documented(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Take what the overridden method's docstring says, or that of a constructor it goes to."""
    owner = obj if obj.kind == "class" else view.owner(obj)
    if owner is None or obj.kind not in ("class", "method"):
        return None
    if obj.kind == "method" and obj.short_name not in _CONSTRUCTORS:
        names = [obj.short_name]
    elif _goes_to_base(parameter, owner, view):
        names = [*_CONSTRUCTORS, ""]
    else:
        return None
    bases = view.names.ancestors(owner.name)
    above = (f"{base}.{name}".removesuffix(".") for base in bases for name in names)
    return _taken(parameter, map(view.known.get, above))


def _goes_to_base(parameter: Parameter, owner: Object, view: View) -> bool:
    """Tell whether a class's constructor hands a parameter on to another constructor."""
    own = (view.project.get(f"{owner.name}.{name}") for name in _CONSTRUCTORS)
    return any(
        use.name == parameter.name and use.target.endswith(_CONSTRUCTORS)
        for constructor in own
        if constructor is not None
        for use in constructor.uses
    )


@describes("parameter", by=Rule("attribute", 0.8))
def attribute_documented(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Take what is said of the attribute of the same name for a constructor's parameter."""
    owner = obj if obj.kind == "class" else view.owner(obj)
    if owner is None or obj.short_name not in (owner.short_name, "__init__"):
        return None
    attribute = view.project.get(f"{owner.name}.{parameter.name}")
    if attribute is None or attribute.kind not in ("attribute", "property"):
        return None
    said = of_attribute(parameter, attribute)
    if said is None or attribute.kind == "property":
        return None
    maker = view.project.get(f"{owner.name}.__init__")
    return says(said) if maker is None or _is_stored(parameter.name, maker) else None


def of_attribute(parameter: Parameter, attribute: Object) -> str | None:
    """Return what is said of an attribute for the parameter that is stored in it.

    Args:
        parameter: The parameter.
        attribute: The attribute.

    Returns:
        A sentence or two; None if they say nothing of the parameter, or not of all its values.
    """
    said = sentence_with_cases(without_type(attribute.docstring), parameter.name)
    if said is None or _ONE_LITERAL.fullmatch(parameter.annotation or ""):
        return None
    kinds = types.of_parameter(parameter) - {"None"}
    return _of_flag(said, only=len(kinds) == 1) if "bool" in kinds else said


def _of_flag(said: str, *, only: bool) -> str | None:
    """Return what is said of a boolean, or of what may be one, as its parameter needs it."""
    if only and _CLAUSE.match(said):
        return f"Whether {said[:1].lower()}{said[1:]}" if _ARTICLE.match(said) else None
    is_half = not only and said.startswith("Whether ") and ". " not in said
    return None if is_half else said


_ONE_LITERAL = re.compile(r"(?:\w+\.)*Literal\[[^\],]*\]")
_ARTICLE = re.compile(r"(?:The|An?) ")
_CLAUSE = re.compile(
    r"(?!(?:Whether|If|When|True|False|Set|Flag|Indicates)\b)(?:\w+ ){1,6}?"
    r"(?:accepts|allows|provides|requires|supports|wants) "
)
"""A sentence that a boolean makes true or false: "The client supports X"."""


def _is_stored(name: str, maker: Object) -> bool:
    """Tell whether a constructor stores a parameter as it is in the attribute of its name.

    It may also leave that to its base; what has no body to be read may do so.
    """
    done = [(use.target, use.place) for use in maker.uses if use.name == name]
    is_left = any(target.startswith("super.") for target, _ in done)
    return not maker.uses or is_left or ("=", f"self.{name}") in done


def _type_texts(parameter: Parameter, other: Object) -> list[str]:
    """Return the types of a parameter here and elsewhere: a text of nothing else is empty."""
    found = (parameter, *(p for p in other.parameters if p.name == parameter.name))
    return [p.annotation or (p.type.text if p.type else "") for p in found]


def _taken(
    parameter: Parameter,
    others: Iterable[Object | None],
) -> Sentence | None:
    """Return the first sentence that one of other definitions has for a parameter."""
    for other in others:
        if other is None or all(p.name != parameter.name for p in other.parameters):
            continue
        text = parameter_text(other.docstring, parameter.name)
        said = first_sentence(text, parameter.name, *_type_texts(parameter, other))
        if said is not None:
            return says(said).quoting(said)
        if text:
            return None
    return None

"""Descriptions of parameters: conventions, flags, and what was said of the same thing elsewhere.

A conventional name is described only if the type agrees with the convention and the code bears it
out. What a name says by itself ("the timeout") is never said again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec.structs import replace

from ..model import Object, Parameter
from . import types
from .conventions import CONVENTIONS, READ, WRITTEN
from .declared import declared_parameter
from .drafts import Draft, best, says
from .meaning import bears_out, is_one, places
from .prose import first_sentence, parameter_text, summary_sentence, without_type
from .standard import (
    LEFT_OPERAND,
    NAME_OF_ATTRIBUTE,
    NEW_VALUE,
    RIGHT_OPERAND,
    SPECIAL_PARAMETERS,
)
from .types import PATHS
from .view import View, required
from .vocabulary import FLAG_VERBS, MASS_NOUNS, VERBS, word_set
from .words import code, is_known, is_plural, noun_phrase, phrase, split

__all__ = ["conventional_field", "parameter"]

ParameterRule = Callable[[Parameter, Object, View], Draft | None]
"""A rule: what to say of a parameter of a function, or None."""


def convention(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe a parameter by its conventional name, if its code bears that out."""
    found = CONVENTIONS.get(parameter.name)
    if found is None or parameter.kind in ("var-positional", "var-keyword"):
        return None
    known = types.of_parameter(parameter)
    if known and not known <= found.types:
        return None
    default = parameter.default or ""
    if not re.fullmatch(found.default, default) and not bears_out(
        found.places, parameter.name, obj, view
    ):
        return None
    return says(_with_own_example(found.text, default), f"name:{parameter.name}")


def _with_own_example(text: str, default: str) -> str:
    """Give the default as the example of a text that has one."""
    literal = re.fullmatch(r"'([\w./+-]+)'", default)
    return re.sub(r"(?<=such as `)[^`]+(?=`\.)", literal[1], text) if literal else text


def flag(parameter: Parameter, _obj: Object, _view: View) -> Draft | None:
    """Describe a boolean whose name is a verb and its object: ``ignore_errors``."""
    return _flag(parameter)


def _flag(parameter: Parameter) -> Draft | None:
    words = split(parameter.name)
    if len(words) < 2 or words[0] not in FLAG_VERBS or types.of_parameter(parameter) != {"bool"}:
        return None
    what = _flagged(words[1:], "a" if words[0] in _INDEFINITE else "the")
    return says(f"Whether to {words[0]} {what}.", "flag") if what else None


_INDEFINITE = word_set(
    "accept allow append create emit generate insert open prepend raise require throw"
)
"""Flags' verbs whose object is any such thing: "to raise an error"."""


def _flagged(words: tuple[str, ...], article: str) -> str | None:
    """Return the object of a flag's verb, None if it's no plain noun."""
    if not all(map(is_known, words[:-1])) or (len(words) > 1 and words[0] in VERBS):
        return None  # "allow_cover_cursor" isn't about a cover
    last = words[-1]
    if last.isupper() or last in MASS_NOUNS:
        return phrase(words)
    if is_plural(last):
        return phrase(words)
    return noun_phrase(words, article)


def special(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe a parameter of a special method."""
    texts = SPECIAL_PARAMETERS.get(obj.short_name)
    if texts is None or not view.is_bound(obj) or parameter.kind not in _POSITIONAL:
        return None
    at = obj.parameters.index(parameter)
    if at >= len(texts):
        return None
    return says(texts[at], "operand" if texts[at] in _PLAIN else "special-parameter")


_PLAIN = frozenset({NAME_OF_ATTRIBUTE, NEW_VALUE, LEFT_OPERAND, RIGHT_OPERAND})
"""True, but few would write it."""


_POSITIONAL = ("positional-only", "positional-or-keyword")


def protocol(parameter: Parameter, obj: Object, _view: View) -> Draft | None:
    """Describe parameters that come in a known group: WSGI, ASGI, signal handlers."""
    names = tuple(p.name for p in obj.parameters)
    for group, texts in _GROUPS.items():
        if parameter.name in group and any(
            names[i : i + len(group)] == group for i in range(len(names))
        ):
            return says(texts[group.index(parameter.name)], "group")
    return None


_GROUPS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("environ", "start_response"): (
        "WSGI environment of the request.",
        "Callable that begins the response with its status and headers.",
    ),
    ("scope", "receive", "send"): (
        "What is known of the ASGI connection.",
        "Callable to await for the next event of the ASGI connection.",
        "Callable to await to send an event to the ASGI connection.",
    ),
    ("signum", "frame"): ("Number of the signal.", "Stack frame that was interrupted."),
}

_FILE_NAMES = word_set(
    "file_name file_path filename filepath fname infile in_file input_file outfile out_file "
    "output_file"
)


def file_path(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe the path of a file by how it's opened."""
    if parameter.name not in _FILE_NAMES or not types.of_parameter(parameter) <= PATHS:
        return None
    uses = {
        verb
        for verb, found in (("read", READ), ("write", WRITTEN))
        if bears_out(found, parameter.name, obj, view)
    }
    return says(f"Path of the file to {uses.pop()}.", "file") if len(uses) == 1 else None


def port(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe a port that makes an address together with a host."""
    if parameter.name != "port" or not types.of_parameter(parameter) <= {"int"}:
        return None
    ports = set(places("port", obj, view))
    known = CONVENTIONS["host"].places
    for host in obj.parameters:
        found = places(host.name, obj, view) if host.name in _HOSTS else ()
        beside = {_BESIDE.sub(_next, place) for place in found if is_one(known, place)}
        if not ports.isdisjoint(beside):
            return says(f"Port number on {code(host.name)}.", "port")
    return None


_HOSTS = word_set("address host hostname ip server")
_BESIDE = re.compile(r"(?<=[.:])(?:0|host)$")


def _next(match: re.Match[str]) -> str:
    """Return the argument that a port is, where a host is the matched one."""
    return "1" if match[0] == "0" else "port"


def fallback(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe the default of a function that looks something up."""
    words = split(obj.short_name)
    asked = required(obj)
    if parameter.name != "default" or len(asked) != 1 or words[:1] not in (("get",), ("pop",)):
        return None
    if asked[0].name not in ("key", "name", "attr", "option"):
        return None
    if not bears_out(_FALLEN_BACK, parameter.name, obj, view):
        return None
    return says(f"Value to return if there is no {code(asked[0].name)}.", "default")


_FALLEN_BACK = "return: *.get|*.pop|builtins.getattr|*.getattr:1|2|default"
"""Where a default goes that is returned in place of something that isn't there."""


def decorated(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe the function that a decorator takes, known by the wrapper inside it."""
    if parameter.name not in _FUNCTION_NAMES or required(obj) != (parameter,):
        return None
    if len(obj.parameters) != 1:
        return None
    inner = {m.short_name for m in view.members.get(f"{obj.name}.<locals>", ())}
    if not inner & _WRAPPER_NAMES:
        return None
    return says("The function to decorate.", "decorator")


_FUNCTION_NAMES = frozenset({"f", "fn", "fun", "func", "function", "meth", "method"})
_WRAPPER_NAMES = frozenset(
    {"wrapper", "wrapped", "_wrapper", "_wrapped", "inner", "decorated", "wrap"}
)


def constructor_documented(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Take what the class's docstring says for ``__init__``, and the other way round."""
    if obj.kind == "class":
        other = view.project.get(f"{obj.name}.__init__")
    elif obj.short_name in _CONSTRUCTORS:
        other = view.owner(obj)
    else:
        return None
    return _taken(parameter, [other], "constructor")


def overload_documented(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Take what the implementation's docstring says for an overload."""
    if "overload" not in obj.modifiers:
        return None
    return _taken(parameter, [view.project.get(obj.name)], "overload")


def override_documented(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Take what the overridden method's docstring says, or that of a constructor it goes to."""
    owner = obj if obj.kind == "class" else view.owner(obj)
    if owner is None or obj.kind not in ("class", "method"):
        return None
    bases = view.ancestors(owner.name)
    if obj.kind == "method" and obj.short_name not in _CONSTRUCTORS:
        names = [f"{base}.{obj.short_name}" for base in bases]
    elif _goes_to_base(parameter, owner, view):
        names = [name for base in bases for name in (f"{base}.__init__", f"{base}.__new__", base)]
    else:
        return None
    return _taken(parameter, [view.known.get(name) for name in names], "override")


def _goes_to_base(parameter: Parameter, owner: Object, view: View) -> bool:
    """Tell whether a class's constructor hands a parameter on to another constructor."""
    own = (view.project.get(f"{owner.name}.{name}") for name in _CONSTRUCTORS)
    return any(
        use.name == parameter.name and use.target.endswith(_CONSTRUCTORS)
        for constructor in own
        if constructor is not None
        for use in constructor.uses
    )


_CONSTRUCTORS = ("__init__", "__new__")


def attribute_documented(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Take what is said of the attribute of the same name for a constructor's parameter."""
    owner = obj if obj.kind == "class" else view.owner(obj)
    if owner is None or obj.short_name not in (owner.short_name, "__init__"):
        return None
    attribute = view.project.get(f"{owner.name}.{parameter.name}")
    if attribute is None or attribute.kind not in ("attribute", "property"):
        return None
    said = summary_sentence(without_type(attribute.docstring), parameter.name)
    if said is None or attribute.kind == "property":
        return None
    return says(said, "attribute")


def _type_texts(parameter: Parameter, other: Object) -> list[str]:
    """Return the types of a parameter here and elsewhere: a text of nothing else is empty."""
    found = (parameter, *(p for p in other.parameters if p.name == parameter.name))
    return [p.annotation or (p.type.text if p.type else "") for p in found]


def _taken(
    parameter: Parameter,
    others: Iterator[Object | None] | list[Object | None],
    rule: str,
) -> Draft | None:
    """Return the first sentence that one of other definitions has for a parameter."""
    for other in others:
        if other is None or all(p.name != parameter.name for p in other.parameters):
            continue
        text = parameter_text(other.docstring, parameter.name)
        said = first_sentence(text, parameter.name, *_type_texts(parameter, other))
        if said is not None:
            return says(said, rule)
        if text:
            return None
    return None


PARAMETER_RULES: tuple[ParameterRule, ...] = (
    declared_parameter,
    constructor_documented,
    overload_documented,
    override_documented,
    attribute_documented,
    special,
    protocol,
    convention,
    flag,
    file_path,
    port,
    fallback,
    decorated,
)


def parameter(found: Parameter, obj: Object, view: View) -> Iterator[Draft | None]:
    """Yield what each rule says of a parameter.

    Args:
        found: The parameter.
        obj: The function or class that it belongs to.
        view: The project.
    """
    return (rule(found, obj, view) for rule in PARAMETER_RULES)


def conventional_field(obj: Object, view: View) -> Draft | None:
    """Describe an attribute as a parameter of its name and type would be."""
    if obj.kind != "attribute" or "member" in obj.modifiers:
        return None
    if obj.annotation is None and not _is_given(obj, view):
        return None
    found = Parameter(obj.short_name, "keyword-only", obj.annotation, obj.value, obj.type)
    if not types.of_parameter(found):
        return None
    return best((_of_field(found, obj, view), _flag(found)))


def _of_field(found: Parameter, obj: Object, view: View) -> Draft | None:
    """Return what a conventional name says; no example where the value itself is shown."""
    draft = convention(found, obj, view)
    if draft is None or obj.value is None:
        return draft
    return replace(draft, text=draft.text.partition(", such as")[0].removesuffix(".") + ".")


def _is_given(obj: Object, view: View) -> bool:
    """Tell whether an attribute is what its class is called with, or has the same value for all."""
    owner = view.owner(obj)
    given = owner is not None and any(p.name == obj.short_name for p in owner.parameters)
    return given or "instance" not in obj.modifiers

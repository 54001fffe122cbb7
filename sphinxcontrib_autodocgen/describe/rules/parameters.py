"""Descriptions of parameters: conventions, flags, and what was said of the same thing elsewhere.

A conventional name is described only if the type agrees with the convention and the code bears it
out. What a name says by itself ("the timeout") is never said again.
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from ...model import Object, Parameter, Rule
from .. import types
from ..types import PATHS
from ..view import View, required
from ..vocabulary import FLAG_VERBS, MASS_NOUNS, VERBS, word_set
from ..words import code, is_known, is_plural, noun_phrase, phrase, split
from .conventions import CONVENTIONS, READ, WRITTEN, Convention
from .dataflow import bears_out, is_ignored, is_one, places, roles_of
from .sentence import Sentence, describes, says

_CONVENTION = Rule("name:*", 0.8)
_FLAG = Rule("flag", 0.76)


@describes("parameter", by=_CONVENTION)
def convention(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Describe a parameter by its conventional name, if its code supports that."""
    found = CONVENTIONS.get(parameter.name)
    if found is None or not _is_borne_out(found, parameter, obj, view):
        return None
    default = parameter.default or ""
    if found.text.startswith(_CODEC) and default == "None" and _is_apart(parameter, obj, view):
        return None
    return says(_with_own_example(found.text, default), _CONVENTION.named(f"name:{parameter.name}"))


def _is_borne_out(found: Convention, parameter: Parameter, obj: Object, view: View) -> bool:
    """Tell whether the type, the default and the code of a parameter agree with a convention."""
    known = types.of_parameter(parameter)
    if parameter.kind in ("var-positional", "var-keyword") or not known <= found.types:
        return False
    if is_ignored(parameter.name, obj, view):
        return False
    is_told = re.fullmatch(found.default, parameter.default or "") is not None
    return is_told or bears_out(found.places, parameter.name, obj, view)


_CODEC = ("Name of the text encoding", "Name of the character set")


def _is_apart(parameter: Parameter, obj: Object, view: View) -> bool:
    """Tell whether a missing value means something else than a value that stands in for it."""
    stand_in = any(role.kind == "fallback" for _, role in roles_of(parameter.name, obj, view))
    return not stand_in and any(is_one("if:*", at) for at in places(parameter.name, obj, view))


def _with_own_example(text: str, default: str) -> str:
    """Give the default as the example of a text that has one."""
    literal = re.fullmatch(r"'([\w./+-]+)'", default)
    return re.sub(r"(?<=such as `)[^`]+(?=`\.)", literal[1], text) if literal else text


@describes("parameter", by=_FLAG)
def flag(parameter: Parameter, _obj: Object, _view: View) -> Sentence | None:
    """Describe a boolean whose name is a verb and its object: ``ignore_errors``."""
    words = split(parameter.name)
    if len(words) < 2 or words[0] not in FLAG_VERBS or types.of_parameter(parameter) != {"bool"}:
        return None
    what = _flagged(words[1:], "a" if words[0] in _INDEFINITE else "the")
    return says(f"Whether to {words[0]} {what}.") if what else None


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


@describes("parameter", by=Rule("group", 0.84))
def group(parameter: Parameter, obj: Object, _view: View) -> Sentence | None:
    """Describe parameters that come in a known group: WSGI, ASGI, signal handlers."""
    names = tuple(p.name for p in obj.parameters)
    for known, texts in _GROUPS.items():
        if parameter.name in known and any(
            names[i : i + len(known)] == known for i in range(len(names))
        ):
            return says(texts[known.index(parameter.name)])
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


@describes("parameter", by=Rule("file", 0.8))
def file_path(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Describe the path of a file by how it's opened."""
    if parameter.name not in _FILE_NAMES or not types.of_parameter(parameter) <= PATHS:
        return None
    if any(map(_READ_ELSEWHERE.match, places(parameter.name, obj, view))):
        return None
    uses = {
        verb
        for verb, found in (("read", READ), ("write", WRITTEN))
        if bears_out(found, parameter.name, obj, view)
    }
    return says(f"Path of the file to {uses.pop()}.") if len(uses) == 1 else None


_READ_ELSEWHERE = re.compile(r"\.(?:read|load|write|save|dump)\w*:\d")
"""Possible uses of a file by another object's method that takes its path."""


@describes("parameter", by=Rule("port", 0.78))
def port(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Describe a port that makes an address together with a host."""
    if parameter.name != "port" or not types.of_parameter(parameter) <= {"int"}:
        return None
    ports = set(places("port", obj, view))
    known = CONVENTIONS["host"].places
    for host in obj.parameters:
        found = places(host.name, obj, view) if host.name in _HOSTS else ()
        beside = {_BESIDE.sub(_next, place) for place in found if is_one(known, place)}
        if not ports.isdisjoint(beside):
            return says(f"Port number on {code(host.name)}.")
    return None


_HOSTS = word_set("address host hostname ip server")
_BESIDE = re.compile(r"(?<=[.:])(?:0|host)$")


def _next(match: re.Match[str]) -> str:
    """Return the argument that a port is, where a host is the matched one."""
    return "1" if match[0] == "0" else "port"


@describes("parameter", by=Rule("default", 0.76))
def fallback(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Describe the default of a function that looks something up."""
    words = split(obj.short_name)
    asked = required(obj)
    if parameter.name != "default" or len(asked) != 1 or words[:1] not in (("get",), ("pop",)):
        return None
    if asked[0].name not in ("key", "name", "attr", "option"):
        return None
    if not bears_out(_FALLEN_BACK, parameter.name, obj, view):
        return None
    return says(f"Value to return if there is no {code(asked[0].name)}.")


_FALLEN_BACK = "return: *.get|*.pop|builtins.getattr|*.getattr:1|2|default"
"""Where a default goes that is returned in place of something that isn't there."""


@describes("attribute", by=_CONVENTION)
def conventional_field(obj: Object, view: View) -> Sentence | None:
    """Describe an attribute by its conventional name, as a parameter of its name and type."""
    found = _as_parameter(obj, view)
    said = convention(found, obj, view) if found is not None else None
    if said is None or obj.value is None:
        return said
    without_example = said.text.partition(", such as")[0].removesuffix(".") + "."
    return replace(said, text=without_example)  # the value itself is shown


@describes("attribute", by=_FLAG)
def flag_field(obj: Object, view: View) -> Sentence | None:
    """Describe a boolean attribute as a parameter of its name would be."""
    found = _as_parameter(obj, view)
    return flag(found, obj, view) if found is not None else None


def _as_parameter(obj: Object, view: View) -> Parameter | None:
    """Return an attribute as a parameter, None if nobody gives it a value."""
    if "member" in obj.modifiers or (obj.annotation is None and not _is_given(obj, view)):
        return None
    found = Parameter(obj.short_name, "keyword-only", obj.annotation, obj.value, obj.type)
    return found if types.of_parameter(found) else None


def _is_given(obj: Object, view: View) -> bool:
    """Tell whether an attribute is what its class is called with, or has the same value for all."""
    owner = view.owner(obj)
    given = owner is not None and any(p.name == obj.short_name for p in owner.parameters)
    return given or "instance" not in obj.modifiers

"""Descriptions of parameters by what is used of them, and by the functions that they go on to."""

from __future__ import annotations

import builtins
from collections.abc import Iterator

from ...model import Object, Parameter, Role, Rule
from .. import types
from ..grammar import listed
from ..prose import first_sentence, parameter_text
from ..view import View, qualified
from ..words import code
from .dataflow import Reached, onward, roles_of
from .parameter_roles import choice, must
from .sentence import Sentence, describes, is_as_written, says

_PLAIN = (str, bytes, bytearray, int, float, bool, list, tuple, dict, set, frozenset)
_PLAIN_TYPES = frozenset(kind.__name__ for kind in _PLAIN)
_OF_PLAIN_TYPES = frozenset(name for kind in _PLAIN for name in dir(kind))
"""Attributes of types that need no explanation."""
_BUILTINS = frozenset(dir(builtins))


@describes("parameter", by=Rule("passed-on", 0.8, pages_only=True, links="objects"))
def passed_on(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Take what is said of the parameter of the function that a parameter is passed on to."""
    found = onward(parameter.name, obj, view)
    if found is None:
        return None
    said = first_sentence(_documented(found, view), parameter.name, found.name)
    text = said or _required_there(found, view)
    if text is None:
        return None
    text, onward_to = text.rstrip("."), f"passed on to {_called(found.called, obj, view)}"
    whole = says(f"{text}, {onward_to}." if text.endswith(")") else f"{text} ({onward_to}).")
    return whole.quoting(text) if said is not None else whole


def _documented(found: Reached, view: View) -> str | None:
    """Return what is said of a parameter by its function, or by the constructor of a class."""
    text = parameter_text(found.called.docstring, found.name)
    maker = view.names.constructor(found.called) if found.called.kind == "class" else None
    return text or (parameter_text(maker.docstring, found.name) if maker is not None else None)


def _required_there(found: Reached, view: View) -> str | None:
    """Say what the function that a parameter is passed on to requires it to be."""
    if found.is_open:
        return None
    given = next(each for each in found.called.parameters if each.name == found.name)
    sentences = (rule(given, found.called, view) for rule in (choice, must))
    return next((sentence.text for sentence in sentences if sentence is not None), None)


def _called(called: Object, obj: Object, view: View) -> str:
    """Return what a function is called in a text; by its full name if the reader's has its name."""
    name = qualified(called, view.module(called))
    is_namesake = name == qualified(obj, view.module(obj))
    return code((called.name if is_namesake else name).removesuffix(".__init__"))


@describes("parameter", by=Rule("interface", 0.8, pages_only=True))
def interface(parameter: Parameter, obj: Object, view: View) -> Sentence | None:
    """Say which attributes and methods of an object are all that is used of it."""
    role = next(_surely(parameter, obj, view), None)
    if role is None or parameter.annotation is not None:
        return None  # a declared type says what it has
    if not _PLAIN_TYPES.isdisjoint(types.of_parameter(parameter)):
        return None
    names = role.text.split(", ")
    if {name.removesuffix("()") for name in names} <= _OF_PLAIN_TYPES | _BUILTINS:
        return None  # it's a text or a list, as its type says if anything, or ``type(x)`` is meant
    here = " here" if _is_one_of_several(obj, view) else ""
    be = "is" if len(names) == 1 else "are"
    return says(f"Only its {listed([*map(code, names)])} {be} {role.when}{here}.")


def _surely(parameter: Parameter, obj: Object, view: View) -> Iterator[Role]:
    """Yield what a function uses of a parameter, if no decorator may use more."""
    for user, role in roles_of(parameter.name, obj, view):
        if role.kind == "interface" and is_as_written(user):
            yield role


def _is_one_of_several(obj: Object, view: View) -> bool:
    """Tell whether another class has a method in a method's place, which may use more."""
    owner = view.owner(obj)
    if owner is None or obj.kind == "class":
        return False
    below = (f"{sub.name}.{obj.short_name}" for sub in view.descendants(owner.name))
    return view.overridden(obj) is not None or any(name in view.project for name in below)

"""Summaries of functions that make one thing of another, by their names and result types."""

from __future__ import annotations

from collections.abc import Sequence

from ...model import Kind, Object, Parameter, Rule
from .. import types
from ..view import View, required
from ..vocabulary import word_set
from ..words import class_words, code, noun_phrase, split, with_article
from .sentence import Sentence, describes, does, says

__all__ = ["is_class", "made"]

_FUNCTIONS: tuple[Kind, ...] = ("function", "method", "property")
_CONVERTS = Rule("to_", 0.78, links="code")
_CALLABLE = ("function", "method")

_FORMATS: dict[str, tuple[str, frozenset[str]]] = {
    "array": ("a NumPy array", frozenset({"ndarray"})),
    "base64": ("Base64", frozenset({"str", "bytes"})),
    "bool": ("a boolean", frozenset({"bool"})),
    "boolean": ("a boolean", frozenset({"bool"})),
    "bytes": ("bytes", frozenset({"bytes"})),
    "complex": ("a complex number", frozenset({"complex"})),
    "CSV": ("CSV", frozenset({"str", "bytes"})),
    "dataframe": ("a data frame", frozenset({"DataFrame"})),
    "date": ("a date", frozenset({"date"})),
    "datetime": ("a datetime", frozenset({"datetime"})),
    "dict": ("a dictionary", frozenset({"dict", "Mapping", "MutableMapping", "OrderedDict"})),
    "dictionary": ("a dictionary", frozenset({"dict", "Mapping", "OrderedDict"})),
    "float": ("a float", frozenset({"float"})),
    "hex": ("hexadecimal digits", frozenset({"str"})),
    "HTML": ("HTML", frozenset({"str", "Markup", "SafeString"})),
    "int": ("an integer", frozenset({"int"})),
    "integer": ("an integer", frozenset({"int"})),
    "JSON": ("JSON", frozenset({"str", "bytes"})),
    "latex": ("LaTeX", frozenset({"str"})),
    "list": ("a list", frozenset({"list"})),
    "markdown": ("Markdown", frozenset({"str"})),
    "numpy": ("a NumPy array", frozenset({"ndarray"})),
    "pandas": ("a pandas data frame", frozenset({"DataFrame"})),
    "path": ("a path", frozenset({"Path", "PurePath"})),
    "set": ("a set", frozenset({"set", "frozenset"})),
    "str": ("a string", frozenset({"str"})),
    "string": ("a string", frozenset({"str"})),
    "SVG": ("SVG", frozenset({"str"})),
    "timedelta": ("a timedelta", frozenset({"timedelta"})),
    "TOML": ("TOML", frozenset({"str"})),
    "tuple": ("a tuple", frozenset({"tuple"})),
    "XML": ("XML", frozenset({"str", "bytes", "Element", "ElementTree"})),
    "YAML": ("YAML", frozenset({"str", "bytes"})),
}
"""Ends and beginnings of converters' names: the name of the format, and its possible types."""

_JOINED = {
    "asdict": "dict",
    "todict": "dict",
    "tolist": "list",
    "tojson": "JSON",
    "tobytes": "bytes",
}
_TEXTS = frozenset({"str", "bytes", "bytearray", "memoryview"})
_TEXT_NAMES = word_set("content data input line raw s source spec string text value")


@describes(*_FUNCTIONS, by=_CONVERTS)
def to_format(obj: Object, view: View) -> Sentence | None:
    """Say that an instance is returned in a known form: ``to_dict``, ``as_json``."""
    words = split(obj.short_name)
    target = _JOINED.get(obj.short_name)
    if target is None and len(words) == 2 and words[0] in ("to", "as"):
        target = words[1]
    known = _FORMATS.get(target or "")
    result = types.of_sure_result(obj.returns)
    if known is None or obj.kind == "attribute" or not result or not result <= known[1]:
        return None
    return _converted(obj, view, known[0], _CONVERTS.named(f"{words[0]}_"))


def _converted(obj: Object, view: View, form: str, rule: Rule) -> Sentence | None:
    asked = required(obj)
    owner = view.owner(obj)
    if view.is_bound(obj) and owner is not None and not asked:
        what = f"the {class_words(owner.short_name)} as {form}."
        if obj.kind == "property":
            return says(what, rule)
        return does("return", what, rule)
    if len(asked) == 1 and obj.kind != "property":
        return does("convert", f"{code(asked[0].name)} to {form}.", rule)
    return None


@describes(*_FUNCTIONS, by=Rule("_to_", 0.76, links="code"))
def one_to_other(obj: Object, view: View) -> Sentence | None:
    """Say what a converter function turns its argument into: ``str_to_bool``."""
    words = split(obj.short_name)
    asked = required(obj)
    if obj.kind not in _CALLABLE or "to" not in words[1:-1] or len(asked) != 1:
        return None
    target = words[words.index("to", 1) + 1 :]
    form = _form(target, obj, view)
    return does("convert", f"{code(asked[0].name)} to {form}.") if form else None


def _form(target: Sequence[str], obj: Object, view: View) -> str | None:
    """Return the name of what a converter makes, if its type agrees."""
    result = types.of_sure_result(obj.returns)
    if len(target) == 1 and target[0] in _FORMATS:
        form, allowed = _FORMATS[target[0]]
        return form if result and result <= allowed else None
    if len(result) == 1:
        (name,) = result
        same = [w.lower() for w in split(name)] == [w.lower() for w in target]
        return with_article(code(name)) if same and is_class(name, obj, view) else None
    return None


def is_class(name: str, obj: Object, view: View) -> bool:
    """Tell whether a name means a class of the project where an object is defined."""
    found = view.project.get(view.names.full_name(name, view.module(obj).name))
    return found is not None and found.kind == "class"


@describes(*_FUNCTIONS, by=Rule("from_", 0.76, links="code"))
def alternative_constructor(obj: Object, view: View) -> Sentence | None:
    """Say what a class method makes an instance from: ``from_json``."""
    words = split(obj.short_name)
    owner = view.owner(obj)
    if owner is None or "classmethod" not in obj.modifiers or words[:1] != ("from",):
        return None
    result = types.of_sure_result(obj.returns)
    if result and not result <= {"Self", owner.short_name}:
        return None
    source = _source(words[1:], required(obj), known=bool(result))
    if source is None:
        return None
    made = with_article(code(owner.short_name))
    return does("create", f"{made} from {source}.")


def _source(words: Sequence[str], asked: Sequence[Parameter], *, known: bool) -> str | None:
    """Return what an instance is made from: a parameter, a format, a known noun."""
    if len(asked) != 1:
        return None
    if split(asked[0].name) == tuple(words):
        return code(asked[0].name)
    if len(words) == 1 and words[0] in _FORMATS:
        return _FORMATS[words[0]][0]
    return noun_phrase(words) if known else None


@describes(*_FUNCTIONS, by=Rule("parse_", 0.76, links="code"))
def parser(obj: Object, view: View) -> Sentence | None:
    """Say what text is parsed into, by the result's type."""
    words = split(obj.short_name)
    asked = required(obj)
    if obj.kind not in _CALLABLE or words[:1] != ("parse",) or len(asked) != 1:
        return None
    taken = types.of_parameter(asked[0])
    is_text = taken <= _TEXTS if taken else asked[0].name in _TEXT_NAMES
    result = made(obj, view) if is_text else None
    if result is None:
        return None
    return does("parse", f"{code(asked[0].name)} into {result}.")


_MADE = {
    "date": "a date",
    "datetime": "a datetime",
    "dict": "a dictionary",
    "float": "a float",
    "int": "an integer",
    "list": "a list",
    "set": "a set",
    "timedelta": "a timedelta",
    "tuple": "a tuple",
}


def made(obj: Object, view: View) -> str | None:
    """Return what a function's result is called, None if it has no one plain type."""
    result = types.of_sure_result(obj.returns)
    if len(result) != 1:
        return None
    (name,) = result
    if name in _MADE:
        return _MADE[name]
    return with_article(code(name)) if is_class(name, obj, view) else None


@describes(*_FUNCTIONS, by=Rule("copy", 0.78, links="code"))
def copied(obj: Object, view: View) -> Sentence | None:
    """Say that a method returns a copy."""
    owner = view.owner(obj)
    if owner is None or obj.kind != "method" or obj.short_name not in ("copy", "clone"):
        return None
    result = types.of_sure_result(obj.returns)
    if obj.parameters or not result or not result <= {"Self", owner.short_name}:
        return None
    return does("return", f"a copy of the {class_words(owner.short_name)}.")

"""Summaries of functions, methods, properties and attributes.

Each rule is a function of an object and the project that returns a draft or None, and is listed in
:data:`FUNCTION_RULES`. Bodies can't be seen from here: a rule says only what follows from names,
types, decorators, inheritance and Python's own data model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..model import Object, Parameter
from . import predicates, types
from .drafts import Draft, does, says, sentence
from .prose import summary_sentence
from .standard import SPECIAL, STANDARD, keeps_its_promise
from .view import View, is_for_tests, named, qualified, required
from .vocabulary import ACRONYMS, word_set
from .words import (
    class_words,
    code,
    is_count_noun,
    is_plural,
    listed,
    noun_phrase,
    phrase,
    restates,
    split,
    with_article,
)

__all__ = ["FUNCTION_RULES", "Rule", "alias", "is_stand_in"]

Rule = Callable[[Object, View], Draft | None]
"""A rule: what to say of an object, or None."""

_CALLABLE = ("function", "method")
_MEMBER = ("method", "property", "attribute")
_NOT_OVERRIDES = frozenset({"__init__", "__new__", "__init_subclass__", "__class_getitem__"})

FORMATS: dict[str, tuple[str, frozenset[str]]] = {
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
"""What names of converters end or begin with: how it's called, and the types that it can have."""

_JOINED = {
    "asdict": "dict",
    "todict": "dict",
    "tolist": "list",
    "tojson": "JSON",
    "tobytes": "bytes",
}
_TEXTS = frozenset({"str", "bytes", "bytearray", "memoryview"})
_TEXT_NAMES = word_set("content data input line raw s source spec string text value")
_ASKED_BY = word_set("get find fetch lookup")


def override(obj: Object, view: View) -> Draft | None:
    """Say what the overridden definition says, with its name."""
    owner = view.owner(obj)
    name = obj.short_name
    if owner is None or obj.kind not in _MEMBER or name in _NOT_OVERRIDES or _is_mangled(name):
        return None
    if is_stand_in(obj) or "abstract" in obj.modifiers:
        return None
    for base in view.ancestors(owner.name):
        known = view.known.get(f"{base}.{name}")
        if known is not None and known.docstring is not None:
            said = summary_sentence(known.docstring, name) if _same_family(known, obj) else None
            if said is not None and _promises_too_much(said, obj):
                return None
            return _quoted(known, said, view) if said else None
        if name in STANDARD.get(base, {}) and obj.kind == "method":
            return _standard(base, obj, view)
    return None


def _quoted(known: Object, said: str, view: View) -> Draft:
    """Return a sentence of an overridden definition, with its name if that has a page."""
    place = qualified(known, view.module(known))
    if any(part.startswith("_") for part in place.split(".")):
        return says(said, "override")
    return does("override", f"{code(place)}: {said}", "override")


def _standard(base: str, obj: Object, view: View) -> Draft | None:
    """Say what a method of the standard library does, if an override can do it."""
    name = obj.short_name
    said = sentence(*STANDARD[base][name], third=view.third_person)
    if restates(said, (name,)) or _promises_too_much(said, obj):
        return None
    plain = [p for p in obj.parameters if p.kind not in ("var-positional", "var-keyword")]
    extends = any(use.target == f"super.{name}" for use in obj.uses) or (
        "super" in obj.mentions and not plain
    )
    if not keeps_its_promise(base, name, len(required(obj)), len(plain), extends=extends):
        return None
    place = code(f"{base.removeprefix('builtins.')}.{name}")
    return does("override", f"{place}: {said}", "standard-base")


def _promises_too_much(said: str, obj: Object) -> bool:
    """Tell whether a sentence speaks of a result that an override doesn't have."""
    return types.of_result(obj.returns) == {"None"} and re.search(_RETURN, said) is not None


_RETURN = re.compile(r"\breturns?\b", re.IGNORECASE)


def is_stand_in(obj: Object) -> bool:
    """Tell whether a definition surely doesn't do what others of its name do."""
    return _never_returns(obj) or not _PRETENDING.isdisjoint(split(obj.name))


_PRETENDING = frozenset({"dummy", "fake", "mock", "noop", "nothing", "null", "stub"})
"""What is in the names of classes that don't do what their base classes say."""


def _is_mangled(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")


def _same_family(known: Object, obj: Object) -> bool:
    """Tell whether two definitions of a name are both called, or both read."""
    return (known.kind == "method") == (obj.kind == "method")


def special_method(obj: Object, view: View) -> Draft | None:
    """Say what Python's data model promises of a special method."""
    found = SPECIAL.get(obj.short_name)
    if found is None or obj.kind != "method" or _never_returns(obj) or not view.is_bound(obj):
        return None
    names = [parameter.name for parameter in obj.parameters]
    needed = found.text.count("{")
    if needed > len(names):
        return None
    text, verb = found.text.format(*names), found.verb
    if obj.short_name in _COMPARISONS and types.of_result(obj.returns) == {"bool"}:
        text = f"whether {text}"
    return does(verb, text, obj.short_name)


_COMPARISONS = frozenset({"__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"})


def context_block(obj: Object, view: View) -> Draft | None:
    """Say what a ``with`` block is given, and whether its exceptions pass."""
    owner = view.owner(obj)
    result = types.of_sure_result(obj.returns)
    if owner is None or len(result) != 1 or obj.kind != "method":
        return None
    (name,) = result
    if obj.short_name in ("__exit__", "__aexit__") and name == "None":
        return does("exit", "the context without suppressing exceptions.", "context")
    if obj.short_name not in ("__enter__", "__aenter__"):
        return None
    own = name in ("Self", owner.short_name)
    given = f"the {class_words(owner.short_name)}" if own else _made(obj, view)
    if given is None:
        return None
    return does("enter", f"the context and return {given}.", "context")


def _never_returns(obj: Object) -> bool:
    """Tell whether a function raises on its only path, or says that it's not implemented."""
    if types.of_result(obj.returns) == {"NoReturn"}:
        return True
    is_straight = obj.metrics is not None and obj.metrics.cyclomatic == 1
    if is_straight and "NotImplemented" in obj.mentions:
        return True
    return is_straight and any(raised.evidence.startswith("raise:") for raised in obj.raises)


def to_format(obj: Object, view: View) -> Draft | None:
    """Say that an instance is returned in a known form: ``to_dict``, ``as_json``."""
    words = split(obj.short_name)
    target = _JOINED.get(obj.short_name)
    if target is None and len(words) == 2 and words[0] in ("to", "as"):
        target = words[1]
    known = FORMATS.get(target or "")
    result = types.of_sure_result(obj.returns)
    if known is None or obj.kind == "attribute" or not result or not result <= known[1]:
        return None
    return _converted(obj, view, known[0], f"{words[0]}_")


def _converted(obj: Object, view: View, form: str, rule: str) -> Draft | None:
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


def one_to_other(obj: Object, view: View) -> Draft | None:
    """Say what a converter function turns its argument into: ``str_to_bool``."""
    words = split(obj.short_name)
    asked = required(obj)
    if obj.kind not in _CALLABLE or "to" not in words[1:-1] or len(asked) != 1:
        return None
    target = words[words.index("to", 1) + 1 :]
    form = _form(target, obj, view)
    return does("convert", f"{code(asked[0].name)} to {form}.", "_to_") if form else None


def _form(target: Sequence[str], obj: Object, view: View) -> str | None:
    """Return the name of what a converter makes, if its type agrees."""
    result = types.of_sure_result(obj.returns)
    if len(target) == 1 and target[0] in FORMATS:
        form, allowed = FORMATS[target[0]]
        return form if result and result <= allowed else None
    if len(result) == 1:
        (name,) = result
        same = [w.lower() for w in split(name)] == [w.lower() for w in target]
        return with_article(code(name)) if same and _is_class(name, obj, view) else None
    return None


def _is_class(name: str, obj: Object, view: View) -> bool:
    found = view.project.get(view.resolve(name, view.module(obj).name))
    return found is not None and found.kind == "class"


def alternative_constructor(obj: Object, view: View) -> Draft | None:
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
    return does("create", f"{made} from {source}.", "from_")


def _source(words: Sequence[str], asked: Sequence[Parameter], *, known: bool) -> str | None:
    """Return what an instance is made from: a parameter, a format, a known noun."""
    if len(asked) != 1:
        return None
    if split(asked[0].name) == tuple(words):
        return code(asked[0].name)
    if len(words) == 1 and words[0] in FORMATS:
        return FORMATS[words[0]][0]
    return noun_phrase(words) if known else None


def parser(obj: Object, view: View) -> Draft | None:
    """Say what text is parsed into, by the result's type."""
    words = split(obj.short_name)
    asked = required(obj)
    if obj.kind not in _CALLABLE or words[:1] != ("parse",) or len(asked) != 1:
        return None
    taken = types.of_parameter(asked[0])
    is_text = taken <= _TEXTS if taken else asked[0].name in _TEXT_NAMES
    result = _made(obj, view) if is_text else None
    if result is None:
        return None
    return does("parse", f"{code(asked[0].name)} into {result}.", "parse_")


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


def _made(obj: Object, view: View) -> str | None:
    """Return what a function's result is called, None if it has no one plain type."""
    result = types.of_sure_result(obj.returns)
    if len(result) != 1:
        return None
    (name,) = result
    if name in _MADE:
        return _MADE[name]
    return with_article(code(name)) if _is_class(name, obj, view) else None


def found_by(obj: Object, _view: View) -> Draft | None:
    """Say what is looked up by what: ``get_user_by_id``."""
    words = split(obj.short_name)
    asked = required(obj)
    if obj.kind not in _CALLABLE or len(asked) != 1 or words[:1] == () or "by" not in words[2:-1]:
        return None
    at = words.index("by", 2)
    thing, key = words[1:at], words[at + 1 :]
    result = types.of_result(obj.returns)
    if words[0] not in _ASKED_BY or len(key) != 1 or not result or result & _SCALARS:
        return None
    if split(asked[0].name)[-1:] != key:
        return None
    found = noun_phrase(thing, "the")
    if found is None or not (is_count_noun(key[0]) or key[0] in _KEYS):
        return None
    plural = is_plural(thing[-1])
    return does(
        "return",
        f"{'the ' if plural else ''}{found} whose {phrase(key)} is {code(asked[0].name)}"
        f"{_or_none(obj)}.",
        "_by_",
    )


_SCALARS = frozenset({"None", "bool", "bytes", "float", "int", "str"})
"""What isn't a thing that has a name, but something of it: "the position by name"."""

_KEYS = frozenset({name.upper() for name in ACRONYMS})


def _or_none(obj: Object) -> str:
    returns = obj.returns
    if returns is None:
        return ""
    source = returns.annotation or (returns.type.text if returns.type else None)
    return ", or None if there is none" if types.is_optional(source) else ""


def copied(obj: Object, view: View) -> Draft | None:
    """Say that a method returns a copy."""
    owner = view.owner(obj)
    if owner is None or obj.kind != "method" or obj.short_name not in ("copy", "clone"):
        return None
    result = types.of_sure_result(obj.returns)
    if obj.parameters or not result or not result <= {"Self", owner.short_name}:
        return None
    return does("return", f"a copy of the {class_words(owner.short_name)}.", "copy")


def context_manager(obj: Object, view: View) -> Draft | None:
    """Say what a generator made into a context manager gives to the block."""
    if "contextmanager" not in obj.modifiers or obj.yields is None:
        return None
    result = types.of_result(obj.yields)
    if len(result) != 1:
        return None
    (name,) = result
    if not _is_class(name, obj, view):
        return None  # a plain type stands beside it already
    given = with_article(code(name))
    return says(f"Context manager that gives {given}.", "contextmanager")


def entry_point(obj: Object, view: View) -> Draft | None:
    """Say how ``main`` is run, if the package's ``__main__`` module has or imports it."""
    if obj.kind != "function" or obj.short_name != "main":
        return None
    package = obj.name.split(".")[0]
    runner = view.project.modules.get(f"{package}.__main__")
    if runner is None:
        return None
    if runner.name != obj.parent and view.resolve("main", runner.name) != obj.name:
        return None
    return says(f"Entry point of {code(f'python -m {package}')}.", "main")


def abstract(obj: Object, view: View) -> Draft | None:
    """Say who implements an abstract method, unless it would be said of another one too."""
    owner = view.owner(obj)
    if owner is None or not _is_abstract(obj):
        return None
    names = _implementers(obj, owner, view)
    others = (m for m in view.members.get(owner.name, ()) if m.name != obj.name and _is_abstract(m))
    if not names or any(_implementers(other, owner, view) == names for other in others):
        return None
    verb = "implements" if len(names) == 1 else "implement"
    return says(f"Abstract {obj.kind} that {listed(names)} {verb}.", "abstract")


def _is_abstract(obj: Object) -> bool:
    return "abstract" in obj.modifiers and obj.kind in ("method", "property")


def _implementers(obj: Object, owner: Object, view: View) -> list[str]:
    return named(
        [
            below
            for below in view.descendants(owner.name)
            if view.surface.is_public(below)
            and not is_for_tests(below)
            and _implements(below, obj, view)
        ]
    )


def _implements(below: Object, obj: Object, view: View) -> bool:
    """Tell whether a class has a definition of an abstract method's name that can be run."""
    for each in (below.name, *view.ancestors(below.name)):
        own = view.known.get(f"{each}.{obj.short_name}")
        if own is not None:
            above = obj.parent in view.ancestors(each)
            return "abstract" not in own.modifiers and (each == below.name or not above)
    return False


def asynchronous(obj: Object, view: View) -> Draft | None:
    """Say which function an asynchronous one is the twin of: ``aget`` of ``get``."""
    if "async" not in obj.modifiers or obj.kind not in _CALLABLE:
        return None
    name = obj.short_name
    for twin in (name.removeprefix("a"), name.removeprefix("async_"), name.removesuffix("_async")):
        known = view.project.get(f"{obj.parent}.{twin}") if twin != name else None
        if known is not None and "async" not in known.modifiers and known.kind == obj.kind:
            place = code(qualified(known, view.module(known)))
            return says(f"Asynchronous version of {place}.", "async")
    return None


def alias(obj: Object, view: View) -> Draft | None:
    """Say what a name is another name of."""
    if obj.kind not in ("data", "attribute") or not _DOTTED.fullmatch(obj.value or ""):
        return None
    assert obj.value is not None
    if "instance" in obj.modifiers:
        return None  # the value is a name inside a method
    if obj.kind == "attribute":
        target = view.project.get(f"{obj.parent}.{obj.value}")
        if target is not None and target.line > obj.line:
            return None  # the name still meant something else there
        kinds: tuple[str, ...] = ("method",)
    else:
        target = view.project.get(view.resolve(obj.value, view.module(obj).name))
        kinds = ("class", "function")
    if target is None or target.kind not in kinds or target.short_name == obj.short_name:
        return None
    if view.imports(obj):
        return None  # one of two that stand in for each other
    module = view.module(target)
    is_beside = target.parent == obj.parent and target.short_name not in module.unbound
    if target.short_name.startswith("_") or not (view.surface.is_public(target) or is_beside):
        return None  # nobody is to know that name
    return says(f"Alias of {code(qualified(target, module))}.", "alias")


_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")


def deprecated(obj: Object, _view: View) -> Draft | None:
    """Say that something is deprecated, if nothing else can be said of it."""
    return says("Deprecated.", "deprecated") if "deprecated" in obj.modifiers else None


FUNCTION_RULES: tuple[Rule, ...] = (
    override,
    special_method,
    context_block,
    predicates.described_summary,
    alternative_constructor,
    to_format,
    one_to_other,
    parser,
    found_by,
    copied,
    context_manager,
    entry_point,
    abstract,
    asynchronous,
    alias,
    deprecated,
)

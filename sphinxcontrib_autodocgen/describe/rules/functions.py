"""Summaries of functions, methods and properties, by their names, types and decorators."""

from __future__ import annotations

from collections.abc import Sequence

from ...model import Kind, Object, Result, Rule
from .. import types
from ..view import View, is_shown, named, qualified, required
from ..vocabulary import ACRONYMS, word_set
from ..words import (
    code,
    is_count_noun,
    is_plural,
    listed,
    noun_phrase,
    phrase,
    split,
    with_article,
)
from .converters import is_class
from .sentence import Sentence, describes, does, says

_FUNCTIONS: tuple[Kind, ...] = ("function", "method", "property")
_CALLABLE = ("function", "method")

_ASKED_BY = word_set("get find fetch lookup")


@describes(*_FUNCTIONS, by=Rule("_by_", 0.76))
def found_by(obj: Object, _view: View) -> Sentence | None:
    """Say what is looked up by what: ``get_user_by_id``."""
    words = split(obj.short_name)
    asked = required(obj)
    if obj.kind not in _CALLABLE or len(asked) != 1 or "by" not in words[2:-1]:
        return None
    at = words.index("by", 2)
    thing, key = words[1:at], words[at + 1 :]
    if words[0] not in _ASKED_BY or not _is_key(key) or split(asked[0].name)[-1:] != key:
        return None
    found = noun_phrase(thing, "the")
    if found is None or not _is_thing(obj):
        return None
    article = "the " if is_plural(thing[-1]) else ""
    condition = f"whose {phrase(key)} is {code(asked[0].name)}"
    return does("return", f"{article}{found} {condition}{_or_none(obj)}.")


def _is_key(words: Sequence[str]) -> bool:
    return len(words) == 1 and (is_count_noun(words[0]) or words[0] in _KEYS)


def _is_thing(obj: Object) -> bool:
    """Tell whether a function returns something that can have a name."""
    result = types.of_result(obj.returns)
    return bool(result) and not result & _SCALARS


_SCALARS = frozenset({"None", "bool", "bytes", "float", "int", "str"})
"""Types of things that have no name of their own: "the position by name"."""

_KEYS = frozenset({name.upper() for name in ACRONYMS})


def _or_none(obj: Object) -> str:
    returns = obj.returns
    if returns is None:
        return ""
    source = returns.annotation or (returns.type.text if returns.type else None)
    return ", or None if there is none" if types.is_optional(source) else ""


@describes(*_FUNCTIONS, by=Rule("contextmanager", 0.74, links="code"))
def context_manager(obj: Object, view: View) -> Sentence | None:
    """Say what a generator made into a context manager gives to the block."""
    if "contextmanager" not in obj.modifiers or obj.yields is None:
        return None
    result = types.of_result(obj.yields)
    if len(result) != 1:
        return None
    (name,) = result
    if not is_class(name, obj, view):
        return None  # a plain type stands beside it already
    given = with_article(code(name))
    return says(f"Context manager that gives {given}.")


@describes("function", by=Rule("main", 0.82))
def entry_point(obj: Object, view: View) -> Sentence | None:
    """Say how ``main`` is run, if the package's ``__main__`` module has or imports it."""
    if obj.kind != "function" or obj.short_name != "main":
        return None
    package = obj.name.split(".")[0]
    runner = view.project.modules.get(f"{package}.__main__")
    if runner is None:
        return None
    if runner.name != obj.parent and view.names.full_name("main", runner.name) != obj.name:
        return None
    return says(f"Entry point of {code(f'python -m {package}')}.")


@describes(*_FUNCTIONS, by=Rule("abstract", 0.74, lists=True, links="objects"))
def abstract(obj: Object, view: View) -> Sentence | None:
    """Say who implements an abstract method, unless it would be said of another one too."""
    owner = view.owner(obj)
    if owner is None or not _is_abstract(obj):
        return None
    names = _implementers(obj, owner, view)
    others = (m for m in view.members.get(owner.name, ()) if m.name != obj.name and _is_abstract(m))
    if not names or any(_implementers(other, owner, view) == names for other in others):
        return None
    verb = "implements" if len(names) == 1 else "implement"
    return says(f"Abstract {obj.kind} that {listed(names)} {verb}.")


@describes(*_FUNCTIONS, by=Rule("to-implement", 0.8))
def to_implement(obj: Object, view: View) -> Sentence | None:
    """Say that there's no such method yet, where no decorator says so on the page."""
    owner = view.owner(obj)
    if owner is None or not _is_abstract(obj) or _is_refused(obj, owner, view):
        return None
    if any(name.rpartition(".")[2].startswith("abstract") for name in obj.decorators):
        return None
    refused = f"raises {code('NotImplementedError')}"
    if not view.descendants(owner.name) and "abstract" not in owner.modifiers:
        return says(f"Not implemented: {refused}.")
    return says(f"To be implemented by subclasses; {refused} here.")


def _is_refused(obj: Object, owner: Object, view: View) -> bool:
    """Tell whether a method takes back what a base class can do."""
    above = (
        view.known.get(f"{base}.{obj.short_name}") for base in view.names.ancestors(owner.name)
    )
    return any(each is not None and not _is_abstract(each) for each in above)


def _is_abstract(obj: Object) -> bool:
    return "abstract" in obj.modifiers and obj.kind in ("method", "property")


def _implementers(obj: Object, owner: Object, view: View) -> list[str]:
    return named(
        [
            below
            for below in view.descendants(owner.name)
            if is_shown(below, view) and _implements(below, obj, view)
        ]
    )


def _implements(below: Object, obj: Object, view: View) -> bool:
    """Tell whether a class has a definition of an abstract method's name that can be run."""
    for each in (below.name, *view.names.ancestors(below.name)):
        own = view.known.get(f"{each}.{obj.short_name}")
        if own is not None:
            above = obj.parent in view.names.ancestors(each)
            return "abstract" not in own.modifiers and (each == below.name or not above)
    return False


@describes(*_FUNCTIONS, by=Rule("async", 0.8, links="objects"))
def asynchronous(obj: Object, view: View) -> Sentence | None:
    """Say which function an asynchronous one is the twin of: ``aget`` of ``get``."""
    if "async" not in obj.modifiers or obj.kind not in _CALLABLE:
        return None
    name = obj.short_name
    for twin in (name.removeprefix("a"), name.removeprefix("async_"), name.removesuffix("_async")):
        known = view.project.get(f"{obj.parent}.{twin}") if twin != name else None
        if known is not None and _is_twin(known, obj):
            place = code(qualified(known, view.module(known)))
            return says(f"Asynchronous version of {place}.")
    return None


def _is_twin(known: Object, obj: Object) -> bool:
    """Tell whether a function may be the same as an asynchronous one, by its parameters."""
    pairs = zip(known.parameters, obj.parameters, strict=False)
    are_same = all(one.name == other.name for one, other in pairs)
    return are_same and "async" not in known.modifiers and known.kind == obj.kind


@describes(*_FUNCTIONS, "attribute", by=Rule("deprecated", 0.7, lists=True, remark=True))
def deprecated(obj: Object, _view: View) -> Sentence | None:
    """Say that something is deprecated, if nothing else can be said of it."""
    is_told = obj.deprecation is not None
    return says("Deprecated.") if "deprecated" in obj.modifiers and not is_told else None


@describes("returns", by=Rule("exit-status", 0.78))
def exit_status(result: Result, obj: Object, _view: View) -> Sentence | None:
    """Say that the number ``main`` returns is the exit status."""
    if obj.kind != "function" or obj.short_name != "main" or types.of_result(result) != {"int"}:
        return None
    return says("Exit status of the process.")

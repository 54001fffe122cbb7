"""Sentences on functions of a known pattern: constants, empty bodies, delegation, lazy values."""

from __future__ import annotations

import ast
import re

from ...model import Kind, Object, Rule, Step
from .. import types
from ..aloud import has_private_name
from ..brief import is_elided
from ..essential import exception_name
from ..grammar import listed, sentence
from ..meaning import Meaning, parsed
from ..narrator import LONGEST, Narrator
from ..paraphrase import Paraphrase, UnsayableError
from ..prose import summary_sentence
from ..view import View, is_shown, named
from ..vocabulary import VERBS
from ..words import base_form, code, is_known, third_person
from .sentence import Sentence, describes, does, is_told, says

_FUNCTIONS: tuple[Kind, ...] = ("function", "method", "property")
_CALLABLE: tuple[Kind, ...] = ("function", "method")
_MOST_MESSAGE = 80
_MOST_CALL = 50
_MOST_OVERRIDERS = 3


def _steps(obj: Object, view: View) -> tuple[Step, ...] | None:
    """Return what a function does, None if that isn't known or isn't what it's for."""
    return obj.gist.steps if obj.gist is not None and is_told(obj, view) else None


def _only(obj: Object, view: View, *kinds: str) -> Step | None:
    """Return the one step of a function, if it's of one of some kinds."""
    steps = _steps(obj, view)
    return steps[0] if steps and len(steps) == 1 and steps[0].kind in kinds else None


def _overriders(obj: Object, view: View) -> str:
    """Return the clause on which classes override a method, empty if none do or many."""
    found = [cls for cls in _overriding(obj, view) if is_shown(cls, view)]
    if not found:
        return ""
    if len(found) > _MOST_OVERRIDERS:
        return f"; {len(found)} classes override it"
    return f"; {listed(named(found))} override{'s' * (len(found) == 1)} it"


def _overriding(obj: Object, view: View) -> list[Object]:
    """Return the subclasses that have a method of their own, or a mixin's, in the place of one."""
    owner = view.owner(obj)
    below = view.descendants(owner.name) if owner is not None else ()
    names = {obj.parent, *(cls.name for cls in below)}
    found = [(cls, view.names.members(cls).get(obj.short_name)) for cls in below]
    return [
        cls
        for cls, member in found
        if member is not None and (member.parent == cls.name or member.parent not in names)
    ]


@describes(*_CALLABLE, by=Rule("nothing", 0.8, lists=True, links="objects"))
def nothing(obj: Object, view: View) -> Sentence | None:
    """Say that a function does nothing, and who overrides it."""
    steps = _steps(obj, view)
    if steps is None or any(step.kind != "return" or step.value for step in steps):
        return None
    assert obj.gist is not None
    if obj.comment is not None:
        return None  # its author tells more
    if set(obj.gist.names) - {"self", "cls"} - {each.name for each in obj.parameters}:
        return None  # it imports something, which may fail
    return does("do", f"nothing{_overriders(obj, view)}.")


@describes(*_FUNCTIONS, by=Rule("constant", 0.8, links="objects"))
def constant(obj: Object, view: View) -> Sentence | None:
    """Say which value a function always returns."""
    step = _only(obj, view, "return")
    node = parsed(step.value) if step is not None and step.value else None
    value = _constant_value(node, Meaning(obj, view)) if node is not None else None
    if value is None:
        return None
    overriders = _overriders(obj, view)
    if obj.kind == "property":
        return says(f"{'' if overriders else 'Always '}{value}{overriders}.")
    if overriders:
        return does("return", f"{value}{overriders}.")
    return says(f"Always {third_person('return') if view.third_person else 'return'} {value}.")


def _constant_value(node: ast.expr, meaning: Meaning) -> str | None:
    """Write a constant and what it's a name of, None if an expression isn't one."""
    if not _is_constant(node) and not _is_named_constant(node, meaning):
        return None
    try:
        return f"{_constant_words(node, Paraphrase(meaning))}{_meant(node, meaning)}"
    except UnsayableError:
        return None


def _constant_words(node: ast.expr, words: Paraphrase) -> str:
    """Return a constant as code, or in words if that would be too long or says nothing."""
    empty = words.empty(node)
    if empty is not None:
        return empty
    try:
        return words.code(node)
    except UnsayableError:
        return words.value(node).text


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return all(map(_is_constant, node.elts))
    if isinstance(node, ast.Dict):
        return not node.keys
    if isinstance(node, ast.UnaryOp):
        node = node.operand
    return isinstance(node, ast.Constant) and node.value is not ...


def _is_named_constant(node: ast.expr, meaning: Meaning) -> bool:
    """Tell whether a name is written as a constant, and isn't known to mean anything else."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    full = meaning.full_name(node) if name.isupper() and not name.startswith("_") else ""
    found = meaning.view.project.get(full) if full else None
    return bool(full) and (found is None or found.kind in ("data", "attribute"))


def _meant(node: ast.expr, meaning: Meaning) -> str:
    """Return the value that a constant is a name of, behind it; empty if there's none to tell."""
    found = meaning.view.project.get(meaning.full_name(node)) if not _is_constant(node) else None
    value = found.value if found is not None else None
    if not value or len(value) > _MOST_MESSAGE or "`" in value or "\\" in value:
        return ""
    return f" ({code(value)})" if _is_constant(parsed(value)) else ""


@describes(*_FUNCTIONS, by=Rule("always-raises", 0.8, links="code"))
def always_raises(obj: Object, view: View) -> Sentence | None:
    """Say which exception a function always raises, and with which message."""
    step = _only(obj, view, "raise")
    if step is None or not step.value or _is_overridden(obj, view):
        return None
    if "deprecated" in obj.modifiers:
        return None  # it's how the function says so
    name, message = _raised(parsed(step.value))
    if not name or name.rpartition(".")[2].startswith(("_", "NotImplementedError")):
        return None  # to be overridden, or not to be known
    verb = third_person("raise") if view.third_person and obj.kind != "property" else "raise"
    return says(f"Always {verb} {code(name)}{message}.")


def _raised(node: ast.expr) -> tuple[str, str]:
    """Return the name of an exception, empty if it has none, and the words on its message."""
    match node:
        case ast.Call(func=ast.Name() | ast.Attribute(), args=[ast.Constant(str() as text)]):
            return exception_name(node), _message(text)
        case ast.Call(func=ast.Name() | ast.Attribute()) | ast.Name() | ast.Attribute():
            return exception_name(node), ""
    return "", ""


def _is_overridden(obj: Object, view: View) -> bool:
    """Tell whether a subclass has a method in an object's place."""
    return bool(_overriding(obj, view))


def _message(text: str) -> str:
    text = text.strip().rstrip(".")
    is_plain = text.isprintable() and "`" not in text and "\\" not in text and '"' not in text
    return f' ("{text}")' if is_plain and 0 < len(text) <= _MOST_MESSAGE else ""


@describes(*_FUNCTIONS, by=Rule("lazy", 0.8, links="code"))
def lazy(obj: Object, view: View) -> Sentence | None:
    """Say what a member makes when it's first asked, and keeps."""
    value = _kept(_steps(obj, view) or ())
    if value is None or obj.parameters:
        return None
    words = _value_in_words(value, obj, view)
    if words.startswith("whether"):
        return None
    text = f"{words}, made on first use and kept."
    if not words or len(text) > LONGEST or has_private_name(words, obj):
        return says("Made on first use and kept.") if obj.kind == "property" else None
    return says(text[:1].upper() + text[1:]) if obj.kind == "property" else does("return", text)


def _value_in_words(value: str, obj: Object, view: View) -> str:
    """Return the words for a value, empty if there are none."""
    try:
        return Narrator(obj, view).words.value(parsed(value)).text
    except UnsayableError:
        return ""


def _kept(steps: tuple[Step, ...]) -> str | None:
    """Return the value that is made on first use, None if the steps aren't of that pattern."""
    match steps:
        case (
            Step(kind="if", value=test, inside=(Step(kind="set") as made,), otherwise=()),
            Step(kind="return", value=kept),
        ):
            missing = (f"{kept} is None", f"not {kept}", f"not hasattr(self, '{kept[5:]}')")
        case (
            Step(
                kind="if",
                value=test,
                inside=(Step(kind="return", value=first),),
                otherwise=(Step(kind="set") as made, Step(kind="return", value=kept)),
            ),
        ):
            missing = (f"{kept} is not None", kept, f"hasattr(self, '{kept[5:]}')")
            if first != kept:
                return None
        case _:
            return None
    is_kept = kept.startswith("self.") and made.target == kept and test in missing
    return made.value if is_kept else None


@describes(*_FUNCTIONS, by=Rule("delegate", 0.78, copied=True, links="code"))
def delegate(obj: Object, view: View) -> Sentence | None:
    """Say which documented function does the work, in the words of its author."""
    step = _only(obj, view, "return", "call")
    call = _awaited(step)
    if step is None or not isinstance(call, ast.Call):
        return None
    meaning = Meaning(obj, view)
    said = _said_of_called(call, obj, meaning)
    if said is None:
        return None
    called = _called(call, Paraphrase(meaning))
    if is_elided(call, called):
        return None  # with other arguments, it may do something else
    lowered = _lowered(said)
    text = f"{called}: {lowered}"
    if len(text) > LONGEST + 30 or has_private_name(text, obj):
        return None
    if obj.kind == "property":
        return says(text).quoting(lowered)
    if step.kind == "return" and _is_order(said):
        return _returned_by_order(said, call, called)
    return does(step.kind, text).quoting(lowered)


def _awaited(step: Step | None) -> ast.expr | None:
    """Return the expression of a step without ``await``, None if it has none."""
    node = parsed(step.value) if step is not None and step.value else None
    return node.value if isinstance(node, ast.Await) else node


def _said_of_called(call: ast.Call, obj: Object, meaning: Meaning) -> str | None:
    """Return the first sentence on a called function, None if it may not hold for this call."""
    callee = meaning.callee(call)
    if callee is None or callee.name == obj.name or callee.kind == "class":
        return None
    said = summary_sentence(callee.docstring, callee.short_name)
    if said is None or _chooses(call) or not _tells(said, obj):
        return None
    said = _with_arguments(said, call, callee, obj)
    return None if said is None or _is_outdated(said, callee) else said


def _tells(said: str, obj: Object) -> bool:
    """Tell whether a sentence says what is done, or what it gives, not when it's called."""
    is_noun = not _is_order(said)
    return (is_noun or obj.kind != "property") and _PASSIVE.match(said) is None


_PASSIVE = re.compile(r"(?:called|executed|invoked|triggered|run|used) (?!a |an |the )", re.I)


def _returned_by_order(said: str, call: ast.Call, called: str) -> Sentence:
    """Say what a function returns whose own sentence says what it does."""
    verb, _, result = said.removesuffix(".").partition(" ")
    if verb.lower() in ("return", "returns"):
        text = f"{result}, as {code(ast.unparse(call.func))} does."
        return does("return", text).quoting(result)
    said = said.removesuffix(".")
    return says(f"{said}, by {called}.").quoting(said)


def _is_outdated(said: str, callee: Object) -> bool:
    """Tell whether a docstring names another type of result than the code is known to have."""
    kinds = types.of_result(callee.returns)
    named = next((word for word in _WORD.findall(said.lower())[:4] if word in _NAMED), "")
    return bool(named and kinds) and not kinds <= {*_NAMED[named], "None"}


_WORD = re.compile(r"\w+")
_NAMED = {
    "list": ("list",),
    "tuple": ("tuple",),
    "set": ("set", "frozenset"),
    "dict": ("dict", "OrderedDict", "defaultdict"),
    "dictionary": ("dict", "OrderedDict", "defaultdict"),
    "string": ("str",),
}
"""The types that a result of some name can have."""


def _with_arguments(said: str, call: ast.Call, callee: Object, obj: Object) -> str | None:
    """Put a call's arguments in the place of the parameters that a sentence names.

    Returns:
        None if it names one that is given no name's value.
    """
    own = {parameter.name for parameter in obj.parameters}
    given = dict(zip((p.name for p in callee.parameters), call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
    for parameter in callee.parameters:
        quoted = code(parameter.name)
        if quoted not in said or parameter.name in own:
            continue
        argument = given.get(parameter.name)
        if not isinstance(argument, ast.Name | ast.Attribute):
            return None
        said = said.replace(quoted, code(ast.unparse(argument)))
    return said


def _chooses(call: ast.Call) -> bool:
    """Tell whether a call may choose one of several things that a function does."""
    given = [*call.args, *(keyword.value for keyword in call.keywords)]
    return any(
        isinstance(each, ast.Constant) and isinstance(each.value, bool | str | None)
        for each in given
    )


def _is_order(said: str) -> bool:
    """Tell whether a sentence begins with a verb, so that it can't say what something is."""
    first = said.partition(" ")[0].lower()
    return first in VERBS or base_form(first) is not None


def _called(call: ast.Call, words: Paraphrase) -> str:
    try:
        written = words.code(call)
    except UnsayableError:
        written = ""
    if not written or len(written) > _MOST_CALL:
        shorter = ast.Call(call.func, [ast.Constant(...)] if call.args or call.keywords else [], [])
        return words.code(shorter)
    return written


def _lowered(said: str) -> str:
    """Return a sentence that goes on after a colon."""
    first = said.partition(" ")[0]
    is_word = first[1:].islower() and (is_known(first.lower()) or first.lower() in VERBS)
    is_plain = _is_order(said) or is_word or first.lower() in ("the", "a", "an")
    return f"{said[:1].lower()}{said[1:]}" if is_plain else said


@describes(*_CALLABLE, by=Rule("forward", 0.8, links="code"))
def forward(obj: Object, view: View) -> Sentence | None:
    """Say which object does the work of a method, by its method of the same name."""
    call = _awaited(_only(obj, view, "return", "call"))
    match call:
        case ast.Call(func=ast.Attribute(value=ast.Attribute() | ast.Call() as other, attr=name)):
            if name != obj.short_name or not _is_handed_on(call, obj) or not _is_part(other):
                return None
        case _:
            return None
    if delegate(obj, view) is not None:
        return None  # its author says what is done
    text = f"to {code(name)} of {Paraphrase(Meaning(obj, view)).code(other)}."
    return None if has_private_name(text, obj) else does("delegate", text)


def _is_part(node: ast.expr) -> bool:
    """Tell whether an expression is what an instance has, or what a method of it gives."""
    inner = node
    while isinstance(inner, ast.Attribute | ast.Call):
        if isinstance(inner, ast.Call) and (inner.args or inner.keywords):
            return False
        inner = inner.value if isinstance(inner, ast.Attribute) else inner.func
    return isinstance(inner, ast.Name) and inner.id == "self"


def _is_handed_on(call: ast.Call, obj: Object) -> bool:
    """Tell whether a call has just the arguments that a function was given."""
    given = [ast.unparse(argument) for argument in call.args]
    for keyword in call.keywords:
        value = ast.unparse(keyword.value)
        given.append(f"{keyword.arg}={value}" if keyword.arg else f"**{value}")
    taken = [
        [f"{p.name}={p.name}"] if p.kind == "keyword-only" else [p.starred, f"{p.name}={p.name}"]
        for p in obj.parameters
    ]
    return len(given) == len(taken) and all(
        one in names for one, names in zip(given, taken, strict=True)
    )


@describes(*_CALLABLE, by=Rule("through", 0.75))
def through(obj: Object, view: View) -> Sentence | None:
    """Say what a function does that another only calls, with arguments of the same names."""
    step = _only(obj, view, "return", "call")
    callee = _stands_for(step, obj, view) if step is not None and step.value else None
    if step is None or callee is None or _is_overridden(callee, view):
        return None
    told = _narrated(callee, view)
    if told is None or (step.kind == "call" and _returns(callee)):
        return None
    return says(told) if sentence(told[:-1]) == told else None


def _returns(obj: Object) -> bool:
    """Tell whether a function is known to return a value."""
    return obj.gist is not None and any(step.kind == "return" for step in obj.gist.steps)


def _narrated(obj: Object, view: View) -> str | None:
    """Say in a sentence what a function does, None if that takes code or can't be told."""
    if obj.gist is None:
        return None
    try:
        told = Narrator(obj, view).narration(obj.gist)
    except UnsayableError:
        return None
    return told.text if told is not None and told.worded and is_told(obj, view) else None


def _stands_for(step: Step, obj: Object, view: View) -> Object | None:
    """Return the function without a docstring that a step calls with all of its own arguments."""
    call = parsed(step.value)
    if not isinstance(call, ast.Call):
        return None
    callee = Meaning(obj, view).callee(call)
    if callee is None or callee.docstring is not None or not _is_handed_on(call, callee):
        return None
    is_own = callee.kind == "method" and callee.parent == obj.parent and _is_of_self(call.func)
    return callee if is_own or callee.kind == "function" else None


def _is_of_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self"

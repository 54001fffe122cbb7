"""Sentences on functions of a known pattern: constants, empty bodies, delegation, lazy values."""

from __future__ import annotations

import ast
import re

from ...model import Kind, Object, Rule, Step
from .. import types
from ..aloud import has_private_name
from ..grammar import listed, sentence
from ..meaning import Meaning, parsed
from ..narrator import LONGEST, Narrator
from ..paraphrase import Paraphrase, UnsayableError
from ..prose import summary_sentence
from ..view import View, is_for_tests, named
from ..vocabulary import VERBS
from ..words import base_form, code, is_known, third_person
from .narration import is_told
from .sentence import Sentence, describes, does, says

_FUNCTIONS: tuple[Kind, ...] = ("function", "method", "property")
_CALLABLE: tuple[Kind, ...] = ("function", "method")
_MOST_MESSAGE = 80
_MOST_CALL = 50
_MOST_OVERRIDERS = 3
_MOST_SETTERS = 2


def _steps(obj: Object, view: View) -> tuple[Step, ...] | None:
    """Return what a function does, None if that isn't known or isn't what it's for."""
    return obj.gist.steps if obj.gist is not None and is_told(obj, view) else None


def _only(obj: Object, view: View, *kinds: str) -> Step | None:
    """Return the one step of a function, if it's of one of some kinds."""
    steps = _steps(obj, view)
    return steps[0] if steps and len(steps) == 1 and steps[0].kind in kinds else None


def _overriders(obj: Object, view: View) -> str:
    """Return the clause on which classes override a method, empty if none do or many."""
    owner = view.owner(obj)
    below = view.descendants(owner.name) if owner is not None else ()
    found = [
        cls
        for cls in below
        if f"{cls.name}.{obj.short_name}" in view.project
        and view.surface.is_public(cls)
        and not is_for_tests(cls)
    ]
    if not found:
        return ""
    if len(found) > _MOST_OVERRIDERS:
        return f"; {len(found)} classes override it"
    return f"; {listed(named(found))} override{'s' * (len(found) == 1)} it"


@describes(*_CALLABLE, by=Rule("nothing", 0.8, lists=True))
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


@describes(*_FUNCTIONS, by=Rule("constant", 0.8))
def constant(obj: Object, view: View) -> Sentence | None:
    """Say which value a function always returns."""
    step = _only(obj, view, "return")
    if step is None or not step.value:
        return None
    node = parsed(step.value)
    meaning = Meaning(obj, view)
    if not _is_constant(node) and not _is_named_constant(node, meaning):
        return None
    try:
        words = Paraphrase(meaning)
        value = words.empty(node) or words.code(node)
    except UnsayableError:
        return None
    value += _meant(node, meaning)
    overriders = _overriders(obj, view)
    if obj.kind == "property":
        return says(f"{'' if overriders else 'Always '}{value}{overriders}.")
    if overriders:
        return does("return", f"{value}{overriders}.")
    return says(f"Always {third_person('return') if view.third_person else 'return'} {value}.")


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


@describes(*_FUNCTIONS, by=Rule("always-raises", 0.8))
def always_raises(obj: Object, view: View) -> Sentence | None:
    """Say which exception a function always raises, and with which message."""
    step = _only(obj, view, "raise")
    if step is None or not step.value or _is_overridden(obj, view):
        return None
    if "deprecated" in obj.modifiers:
        return None  # it's how the function says so
    match parsed(step.value):
        case ast.Call(
            func=ast.Name() | ast.Attribute() as kind, args=[ast.Constant(str() as text)]
        ):
            message = _message(text)
        case ast.Name() | ast.Attribute() as kind:
            message = ""
        case ast.Call(func=ast.Name() | ast.Attribute() as kind):
            message = ""
        case _:
            return None
    name = ast.unparse(kind)
    if name.rpartition(".")[2].startswith(("_", "NotImplementedError")):
        return None  # to be overridden, or not to be known
    verb = third_person("raise") if view.third_person and obj.kind != "property" else "raise"
    return says(f"Always {verb} {code(name)}{message}.")


def _is_overridden(obj: Object, view: View) -> bool:
    """Tell whether a subclass has a method in an object's place."""
    owner = view.owner(obj)
    below = view.descendants(owner.name) if owner is not None else ()
    return any(f"{cls.name}.{obj.short_name}" in view.project for cls in below)


def _message(text: str) -> str:
    text = text.strip().rstrip(".")
    is_plain = text.isprintable() and "`" not in text and "\\" not in text and '"' not in text
    return f' ("{text}")' if is_plain and 0 < len(text) <= _MOST_MESSAGE else ""


@describes(*_FUNCTIONS, by=Rule("given", 0.82))
def given(obj: Object, view: View) -> Sentence | None:
    """Say that a member returns what the constructor was given."""
    step = _only(obj, view, "return")
    owner = view.owner(obj)
    if step is None or owner is None or not step.value.startswith("self.") or obj.parameters:
        return None
    name = step.value.removeprefix("self.")
    field = view.project.get(f"{owner.name}.{name}")
    maker = view.project.get(f"{owner.name}.__init__")
    if field is None or maker is None or field.kind != "attribute":
        return None
    parameter = field.value or ""
    is_given = any(p.name == parameter and "var" not in p.kind for p in maker.parameters)
    is_given = is_given and parameter not in maker.writes
    if is_given and _is_fixed(name, owner, view):
        what = f"the {code(parameter)} given at construction."
    else:
        setters = _setters(name, obj, owner, view, is_given=is_given)
        if not setters:
            return None
        made = f"the {code(parameter)} given at construction, or what"
        what = f"{made if is_given else 'the value that'} {listed(setters, 'or')} last set."
    return says(what[:1].upper() + what[1:]) if obj.kind == "property" else does("return", what)


def _setters(name: str, obj: Object, owner: Object, view: View, *, is_given: bool) -> list[str]:
    """Return the public methods that bind an attribute, none if others may bind it too."""
    if view.writers.get(f".{name}"):
        return []
    kin = {owner.name, *view.names.ancestors(owner.name)}
    kin |= {below.name for below in view.descendants(owner.name)}
    found = [one for one in view.writers.get(f"self.{name}", ()) if one.parent in kin]
    makers = [one for one in found if one.short_name == "__init__"]
    if makers and not is_given:
        return []
    methods = [one for one in found if one not in makers]
    are_known = all(one.parent == owner.name and one.kind == "method" for one in methods)
    are_public = not any(one.short_name.startswith("_") for one in methods)
    if not are_known or not are_public or len(methods) > _MOST_SETTERS or obj in methods:
        return []
    return [code(one.short_name) for one in methods]


def _is_fixed(name: str, owner: Object, view: View) -> bool:
    """Tell whether an attribute is bound by nothing but its class's own constructor."""
    if view.writers.get(f".{name}"):
        return False
    kin = {owner.name, *view.names.ancestors(owner.name)}
    kin |= {below.name for below in view.descendants(owner.name)}
    writers = [one for one in view.writers.get(f"self.{name}", ()) if one.parent in kin]
    return [one.name for one in writers] == [f"{owner.name}.__init__"]


@describes(*_FUNCTIONS, by=Rule("lazy", 0.8))
def lazy(obj: Object, view: View) -> Sentence | None:
    """Say what a member makes when it's first asked, and keeps."""
    steps = _steps(obj, view)
    value = _kept(steps) if steps else None
    if value is None or obj.parameters:
        return None
    try:
        words = Narrator(obj, view).words.value(parsed(value)).text
    except UnsayableError:
        return None
    text = f"{words}, made on first use and kept."
    if len(text) > LONGEST or words.startswith("whether") or has_private_name(words, obj):
        return None
    return says(text[:1].upper() + text[1:]) if obj.kind == "property" else does("return", text)


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


@describes(*_FUNCTIONS, by=Rule("delegate", 0.78, copied=True))
def delegate(obj: Object, view: View) -> Sentence | None:
    """Say which documented function does the work, in the words of its author."""
    step = _only(obj, view, "return", "call")
    call = parsed(step.value) if step is not None and step.value else None
    call = call.value if isinstance(call, ast.Await) else call
    if step is None or not isinstance(call, ast.Call):
        return None
    meaning = Meaning(obj, view)
    callee = meaning.callee(call)
    if callee is None or callee.name == obj.name or callee.kind == "class":
        return None
    said = summary_sentence(callee.docstring, callee.short_name)
    if said is None or _chooses(call) or (obj.kind == "property" and _is_order(said)):
        return None
    said = _with_arguments(said, call, callee, obj)
    if said is None or _is_outdated(said, callee):
        return None
    called = _called(call, Paraphrase(meaning))
    text = f"{called}: {_lowered(said)}"
    if len(text) > LONGEST + 30 or has_private_name(text, obj):
        return None
    if obj.kind == "property":
        return says(text)
    if step.kind == "return" and _is_order(said):
        verb, _, result = said.removesuffix(".").partition(" ")
        if verb.lower() in ("return", "returns"):
            return does("return", f"{result}, as {code(ast.unparse(call.func))} does.")
        return says(f"{said.removesuffix('.')}, by {called}.")
    return does("return" if step.kind == "return" else "call", text)


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


@describes(*_CALLABLE, by=Rule("forward", 0.8))
def forward(obj: Object, view: View) -> Sentence | None:
    """Say which object does the work of a method, by its method of the same name."""
    step = _only(obj, view, "return", "call")
    call = parsed(step.value) if step is not None and step.value else None
    call = call.value if isinstance(call, ast.Await) else call
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


@describes(*_FUNCTIONS, by=Rule("through", 0.75))
def through(obj: Object, view: View) -> Sentence | None:
    """Say what a function does that another only calls, with arguments of the same names."""
    step = _only(obj, view, "return", "call")
    call = parsed(step.value) if step is not None and step.value else None
    if step is None or not isinstance(call, ast.Call) or obj.kind == "property":
        return None
    callee = Meaning(obj, view).callee(call)
    if callee is None or callee.gist is None or callee.docstring is not None:
        return None
    is_own = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "self"
    is_own = is_own and callee.parent == obj.parent and callee.kind == "method"
    if not (is_own or callee.kind == "function") or not _is_handed_on(call, callee):
        return None
    if _is_overridden(callee, view):
        return None
    if step.kind == "call" and any(inner.kind == "return" for inner in callee.gist.steps):
        return None
    try:
        told = Narrator(callee, view).narration(callee.gist)
    except UnsayableError:
        return None
    if told is None or not told.worded or not is_told(callee, view):
        return None
    return says(told.text) if sentence(told.text[:-1]) == told.text else None

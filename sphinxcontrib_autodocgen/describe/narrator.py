"""A gist told in one sentence: every step of it in words or as code, or nothing.

What the other sections of a docstring tell is left out here: what is raised if an argument is
refused; and so is what is asserted of the state, and what is logged besides. All else must fit in
one sentence that can be read in one way only.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from msgspec.structs import replace

from ..model import Gist, Object, Step
from . import types
from .aloud import has_bits, has_private_name, is_easy, is_mostly_code, plain
from .brief import is_elided, leaves_out
from .essential import Essential, exception
from .grammar import agreeing, alternatives, conditional, listed, of_some, sentence, sequence
from .known_calls import METHODS
from .made import made
from .meaning import Meaning, parsed, walk
from .opened import with_files
from .paraphrase import Paraphrase, UnsayableError
from .view import View
from .words import code, phrase, split, third_person

__all__ = ["LONGEST", "Narration", "Narrator", "narrated"]

LONGEST = 160
_LONGEST_OF_ALL = 240
"""Maximum length of a sentence for which there's no shorter one."""

_MOST_STEPS = 6
_HELD = ("lock", "mutex", "semaphore", "condition")


class Narration(NamedTuple):
    """A function's actions, described in a sentence.

    Attributes:
        text: The sentence.
        worded: Whether it says more than the code that it stands for.
        kind: ``loop``, ``condition``, ``effect`` or ``return``, by what is easiest told wrong.
        terse: Whether it has more names than words, but nothing that takes reading as code.
    """

    text: str
    worded: bool
    kind: str
    terse: bool = False


def narrated(obj: Object, view: View) -> Narration | None:
    """Return what a function does in a sentence, None if there's no such sentence.

    Args:
        obj: The function, method or property.
        view: The project.
    """
    if obj.gist is None:
        return None
    found: list[Narration] = []
    for told in _narrations(obj.gist, obj, view):
        if len(told.text) <= LONGEST and (told.worded or not has_private_name(told.text, obj)):
            return told
        found.append(told)
    return next((told for told in found if told.worded), found[0] if found else None)


def _narrations(gist: Gist, obj: Object, view: View) -> Iterator[Narration]:
    """Yield the sentences on a function, the most detailed first."""
    gists = tuple(filter(None, (gist, _without_fallbacks(gist, obj))))
    for brief in (False, True):
        for each in gists:
            try:
                told = Narrator(obj, view, brief=brief).narration(each)
            except UnsayableError:
                continue
            if told is not None:
                yield told


def _without_fallbacks(gist: Gist, obj: Object) -> Gist | None:
    """Return a gist without what stands in for a missing argument, if there's any such step.

    The description of the parameter tells that.
    """
    names = {role.name for role in obj.roles if role.kind == "fallback"}
    kept = tuple(step for step in gist.steps if _fallback(step) not in names)
    return replace(gist, steps=kept) if len(kept) < len(gist.steps) else None


def _fallback(step: Step) -> str:
    """Return the name that a step gives another value if it has none, empty if it doesn't."""
    if step.kind == "let" and step.value.startswith(f"{step.target} or "):
        return step.target
    match step:
        case Step(kind="if", value=test, inside=(Step(kind="let") as made,), otherwise=()):
            return made.target if test in (f"{made.target} is None", f"not {made.target}") else ""
    return ""


def _is_refusal(step: Step) -> bool:
    """Tell whether a step is only about what is refused, which is told of the exception."""
    return step.kind in ("if", "raise")


def _is_let(step: Step) -> bool:
    return step.kind == "let"


def _is_plain(text: str, steps: Sequence[Step]) -> bool:
    """Tell whether a sentence is short, easy to follow, and tells all of its steps."""
    return len(text) <= _LONGEST_OF_ALL and _says_all(text, steps) and not _is_winding(text)


class Narrator(Essential):
    """Tells the steps of one function.

    Args:
        obj: The function.
        view: The project.
        brief: Whether details that a sentence has no room for are left out, and marked as such.

    Attributes:
        worded: Whether anything was said that isn't code.
    """

    def __init__(self, obj: Object, view: View, *, brief: bool = False) -> None:
        super().__init__(obj, Paraphrase(Meaning(obj, view), brief=brief))
        self.third = view.third_person and obj.kind != "property"
        self.worded = False

    def narration(self, gist: Gist) -> Narration | None:
        """Return a gist in a sentence, None if it says too much or nothing.

        Raises:
            UnsayableError: If a part of it can't be told.
        """
        steps = _joined(made(self._essential(with_files(self._published(gist.steps)))))
        if len(steps) > _MOST_STEPS or all(map(_is_refusal, walk(steps))):
            return None
        if any(map(_is_let, walk(steps[_lets(steps) :]))):
            self.third = False  # "let" has no third person
        is_property = self.obj.kind == "property"
        told = self._noun(steps) if is_property else self._told(steps)
        text = sentence(agreeing(told))
        if not _is_plain(text, steps):
            return None
        tells = self.worded and self._tells(text, steps)
        is_terse = tells and is_mostly_code(text)
        return Narration(text, tells and (not is_terse or is_easy(text)), _kind(steps), is_terse)

    def clauses(self, steps: Sequence[Step]) -> str:
        """Return what is done in some of a function's steps, without a full stop.

        Args:
            steps: The steps.

        Raises:
            UnsayableError: If a part of it can't be told, or would be left out.
        """
        self.third = False
        done = self._essential(self._published(steps))
        told = self._told(done)
        if len(done) > _MOST_STEPS or not _is_plain(told, done):
            raise UnsayableError
        return told

    def _published(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """Return steps that read public properties in the place of the private attributes."""
        return tuple(
            replace(
                step,
                value=self.words.meaning.published(step.value),
                inside=self._published(step.inside),
                otherwise=self._published(step.otherwise),
            )
            for step in steps
        )

    def _tells(self, text: str, steps: Sequence[Step]) -> bool:
        """Tell whether a sentence says more than the code that it's made of."""
        is_free = not any(map(_is_local, walk(steps[_lets(steps) :])))
        return is_free and not has_private_name(text, self.obj) and not has_bits(text)

    # whole blocks

    def _told(self, steps: Sequence[Step]) -> str:
        """Return what is done in several steps as one text."""
        lets = _lets(steps)
        if lets:
            return self._where(steps[:lets], self._told(steps[lets:]))
        parts = [
            part
            for index, step in enumerate(steps)
            if (part := self._step(step, is_first=index == 0, is_last=index == len(steps) - 1))
        ]
        if not parts:
            raise UnsayableError
        return sequence(parts)

    def _where(self, lets: Sequence[Step], done: str) -> str:
        """Say behind what is done what the names in it stand for."""
        if ";" in done or ", where " in done:
            raise UnsayableError
        meant: list[str] = []
        for let in reversed(lets):
            names = let.target.strip("()").split(", ")
            if any(parameter.name in names for parameter in self.obj.parameters):
                raise UnsayableError  # the name stands for two things
            if any(_is_named(name, f"{done} {' '.join(meant)}") for name in names):
                meant.insert(0, self._meant(let, is_one=len(names) == 1))
        if not meant:
            return done  # they're among the details that are left out
        self.worded = True
        return f"{done}, where {listed(meant)}"

    def _meant(self, let: Step, *, is_one: bool) -> str:
        """Say what a name, or several, stand for."""
        value = parsed(let.value)
        names = self.words.names(parsed(let.target))
        if is_one:
            meant = self.words.plain(value)
            if meant == f"the {let.target}":
                raise UnsayableError  # "where `box` is the box"
            return f"{names} is {meant}"
        if isinstance(value, ast.Tuple | ast.List):
            raise UnsayableError
        return f"{names} are the items of {self.words.plain(value)}"

    def _inner(self, steps: Sequence[Step]) -> str:
        """Return what is done within a condition or loop: nothing that has conditions itself."""
        steps = self._essential(steps)
        kinds = [step.kind for step in steps]
        if kinds == ["try"] and not self._essential(steps[0].otherwise):
            return self._try(steps[0])
        if not _COMPOUND.isdisjoint(kinds):
            raise UnsayableError
        parts = list(filter(None, (self._step(step, is_first=True) for step in steps)))
        if not parts or any(";" in part for part in parts):
            raise UnsayableError
        if len(parts) > 2:
            return _row(parts)
        return " and ".join(parts)

    def _noun(self, steps: Sequence[Step]) -> str:
        """Return what a property is."""
        lets = _lets(steps)
        if lets:
            return self._where(steps[:lets], self._noun(steps[lets:]))
        if len(steps) != 1:
            raise UnsayableError
        (step,) = steps
        match step.kind:
            case "return":
                return self._value(step)
            case "made":
                return self._changed(step)
            case "if":
                return self._returned(*_cases(step))
            case "first":
                return self._first(step)
            case "try" if _is_value(step.inside) and _is_value(step.otherwise):
                return self._tried(step, step.otherwise)
        raise UnsayableError

    # single steps

    def _step(self, step: Step, *, is_first: bool, is_last: bool = False) -> str:
        """Return a clause for a step; empty for one that says nothing."""
        if step.kind == "if":
            return self._if(step, is_first=is_first)
        if step.kind == "for":
            return self._for(step, is_last=is_last)
        if step.kind == "return" and not step.value:
            return ""
        tell = _TELLERS.get(step.kind)
        return self._effect(step) if tell is None else tell(self, step)

    def _return(self, step: Step) -> str:
        return f"{self._verb('return')} {self._value(step)}"

    def _made(self, step: Step) -> str:
        return f"{self._verb('return')} {self._changed(step)}"

    def _used(self, step: Step) -> str:
        """Return what is done with a value that calls of its methods have changed before."""
        self.worded = True
        value = self.words.plain(parsed(step.value))
        calls = listed([self.words.code(parsed(call.value)) for call in step.inside])
        if not step.otherwise:
            return f"{self._verb('call')} {calls} on {value}"
        (last,) = step.otherwise
        if _JOINED.search(plain(value)):
            raise UnsayableError
        begin = self._verb("return") if last.kind == "return" else self._set_to(last)
        return f"{begin} {value} after calling {calls} on it"

    def _set_to(self, step: Step) -> str:
        return f"{self._verb('set')} {self.words.code(parsed(step.target))} to"

    def _changed(self, step: Step) -> str:
        """Return what is returned with some of its parts set."""
        self.worded = True
        value = self.words.plain(parsed(step.value))
        parts = [
            f"{self.words.code(parsed(one.target))} set to {self.words.plain(parsed(one.value))}"
            for one in step.inside
        ]
        if any(_JOINED.search(plain(text)) for text in (value, *parts)):
            raise UnsayableError
        return f"{value} with {listed(parts)}"

    def _raise(self, step: Step) -> str:
        return f"{self._verb('raise')} {code(exception(step))}"

    def _let(self, step: Step) -> str:
        return f"let {self.words.names(parsed(step.target))} be {self._plain(parsed(step.value))}"

    def _for(self, step: Step, *, is_last: bool = False) -> str:
        """Return what is done with each element, of one loop or of one in another."""
        each = self.words.each(parsed(step.target), parsed(step.value))
        element = step.target
        inside = self._essential(step.inside)
        if [inner.kind for inner in inside] == ["for"]:
            (step,) = inside
            element = ""
            each += f" and {self.words.each(parsed(step.target), parsed(step.value))}"
            inside = self._essential(step.inside)
        if [inner.kind for inner in inside] == ["if"]:
            (test,) = inside
            self.worded = True
            if test.inside and test.otherwise:
                return f"for {each}, {self._case_of_each(test, is_last=is_last)}"
            holds = bool(test.inside)
            each += f" for which {self.words.condition(parsed(test.value), holds=holds)}"
            inside = test.inside or test.otherwise
        if [inner.kind for inner in inside] == ["yield"]:
            return self._yielded_of_each(inside[0], element, each)
        return f"for {each}, {self._inner(inside)}"

    def _case_of_each(self, test: Step, *, is_last: bool) -> str:
        """Return what is done in each case, after which nothing else may follow."""
        if not is_last:
            raise UnsayableError
        return self._each_case(*_cases(test))

    def _yielded_of_each(self, step: Step, element: str, each: str) -> str:
        """Return what a loop yields: its elements themselves, or something for each."""
        match parsed(step.value):
            case ast.Yield(value=ast.expr() as value) if ast.unparse(value) == element:
                return f"{self._verb('yield')} {each}"
        return f"{self._yielded(step)} for {each}"

    def _first_one(self, step: Step) -> str:
        return f"{self._verb('return')} {self._first(step)}"

    def _verb(self, verb: str) -> str:
        return third_person(verb) if self.third else verb

    def _effect(self, step: Step) -> str:
        match step.kind:
            case "call":
                clause = self.words.performed(parsed(step.value))
            case "set":
                targets = [parsed(step.target), *(parsed(one.target) for one in step.inside)]
                clause = self.words.assigned(targets, parsed(step.value))
            case "delete":
                clause = self.words.deleted(parsed(step.value))
            case "change":
                target, _, operator = step.target.rpartition(" ")
                clause = self.words.changed(parsed(target), operator, parsed(step.value))
            case _:
                raise UnsayableError
        self.worded = self.worded or clause.worded
        return clause.written(third=self.third)

    def _value(self, step: Step) -> str:
        """Return what is returned as a noun phrase."""
        if not step.value:
            return "`None`"
        if step.value == "NotImplemented":
            raise UnsayableError
        given = self._given(step)
        if given:
            self.worded = True
            return given
        node = parsed(step.value)
        if isinstance(node, ast.BoolOp) and types.of_result(self.obj.returns) == {"bool"}:
            self.worded = True
            return f"whether {self.words.condition(node)}"
        found = self.words.value(node)
        if isinstance(node, ast.Attribute) and found.text.endswith(" flag"):
            return code(step.value)  # that it's a flag, its type says
        self.worded = self.worded or found.worded
        return found.text

    def _given(self, step: Step) -> str:
        """Return words for the object itself or a parameter that is returned, empty for others."""
        if step.value == "self" and self.obj.kind == "method":
            return "the object itself"
        is_all = self.obj.gist is not None and self.obj.gist.steps == (step,)
        is_parameter = any(step.value == parameter.name for parameter in self.obj.parameters)
        return f"{code(step.value)} unchanged" if is_all and is_parameter else ""

    def _plain(self, node: ast.expr) -> str:
        found = self.words.value(node)
        self.worded = self.worded or found.worded
        return found.text

    def _yielded(self, step: Step) -> str:
        match parsed(step.value):
            case ast.Yield(value=ast.expr() as value):
                return f"{self._verb('yield')} {self._plain(value)}"
            case ast.YieldFrom(value=value):
                return f"{self._verb('yield')} all items of {self._plain(value)}"
        raise UnsayableError

    def _if(self, step: Step, *, is_first: bool) -> str:
        self.worded = True
        step = self._even(self._both(step))
        cases, otherwise = _cases(step)
        if all(_is_value(block) for block in _blocks(cases, otherwise)):
            return f"{self._verb('return')} {self._returned(cases, otherwise)}"
        if not step.inside:
            words = self.words.condition(parsed(step.value), holds=False)
            return conditional(self._inner(otherwise), words, first=is_first)
        if not otherwise and len(cases) == 1:
            words = self.words.condition(parsed(step.value))
            return conditional(self._inner(step.inside), words, first=is_first)
        if not is_first:
            raise UnsayableError
        return self._each_case(cases, otherwise)

    def _each_case(
        self, cases: Sequence[tuple[str, Sequence[Step]]], otherwise: Sequence[Step]
    ) -> str:
        """Return what is done in each of several cases, of which the first that holds counts."""
        if not all(self._essential(block) for _, block in cases):
            raise UnsayableError
        told = [
            f"{self._case(block)} if {self.words.condition(parsed(test))}" for test, block in cases
        ]
        if any(" and " in part.partition(" if ")[0] for part in told):
            raise UnsayableError
        if otherwise:
            told.append(self._told(otherwise))
            if ";" in told[-1] and not all(_is_left(block) for _, block in cases):
                raise UnsayableError  # what is done then could be read as done in each case
        return "; otherwise, ".join(told)

    def _case(self, block: Sequence[Step]) -> str:
        """Return what is done in one of several cases."""
        return f"{self._verb('do')} nothing" if _is_exit(block) else self._inner(block)

    def _returned(
        self, cases: Sequence[tuple[str, Sequence[Step]]], otherwise: Sequence[Step]
    ) -> str:
        """Return what is returned in each of several cases."""
        if not all(map(_is_value, _blocks(cases, otherwise))):
            raise UnsayableError
        self.worded = True
        pairs = [
            (self._value(block[0]), self.words.condition(parsed(test))) for test, block in cases
        ]
        last = self._value(otherwise[0]) if otherwise else "`None`"
        asked = re.sub("^whether ", "", last)
        values = [*(value for value, _ in pairs), asked]
        if any(_ASKS.search(plain(value)) for value in values):
            raise UnsayableError
        return alternatives(pairs, last)

    def _first(self, step: Step) -> str:
        """Return what is returned of the first element for which something holds."""
        self.worded = True
        (test,) = step.inside
        (result,) = test.inside
        condition = self.words.condition(parsed(test.value))
        each = self.words.each(parsed(step.target), parsed(step.value), "the first")
        other = self._value(step.otherwise[0]) if step.otherwise else "`None`"
        if not result.value:
            raise UnsayableError
        if result.value == step.target:
            return f"{each} for which {condition}, or {other} if there is none"
        fixed = ast.unparse(parsed(result.value))
        if (fixed, other) in (("True", "false"), ("False", "true")):
            each = self.words.each(parsed(step.target), parsed(step.value), of_some(condition))
            begin = "whether" if fixed == "True" else "false if"
            tail = "" if fixed == "True" else ", otherwise true"
            return f"{begin} {condition} for {each}{tail}"
        return (
            f"{self._value(result)} for {each} for which {condition}, or {other} if there is none"
        )

    def _with(self, step: Step) -> str:
        context = parsed(step.value)
        done = self._told(self._essential(step.inside))
        if ";" in done or ", then " in done:
            raise UnsayableError
        name = ast.unparse(context).lower()
        if not step.target and not isinstance(context, ast.Call) and name.endswith(_HELD):
            self.worded = True
            return f"while holding {self.words.code(context)}, {done}"
        if isinstance(context, ast.Call) and name.partition("(")[0].endswith("suppress"):
            self.worded = True
            caught = listed([self.words.code(argument) for argument in context.args], "or")
            return f"{done}, ignoring {caught}"
        named = f" as {self.words.code(parsed(step.target))}" if step.target else ""
        return f"with {self.words.code(context)}{named}, {done}"

    def _try(self, step: Step) -> str:
        self.worded = True
        caught = _caught(step, self.words)
        otherwise = self._essential(step.otherwise)
        if [inner.kind for inner in otherwise] == ["raise"] and self._is_listed(otherwise[0]):
            return self._told(step.inside)
        if _is_value(step.inside) and _is_value(otherwise):
            return f"{self._verb('return')} {self._tried(step, otherwise)}"
        done = self._inner(step.inside)
        if not otherwise:
            return f"{done}, ignoring {caught}"
        return f"{done}; if {caught} is raised, {self._inner(otherwise)}"

    def _finally(self, step: Step) -> str:
        done, last = self._told(self._essential(step.inside)), self._inner(step.otherwise)
        if ";" in done:
            raise UnsayableError
        self.worded = True
        return f"{done}; finally, {last}"

    def _tried(self, step: Step, otherwise: Sequence[Step]) -> str:
        """Return what is returned, and what else if that can't be found."""
        self.worded = True
        values = f"{self._value(step.inside[0])}, or {self._value(otherwise[0])}"
        return f"{values} if {_caught(step, self.words)} is raised"


_COMPOUND = frozenset({"if", "for", "finally", "first", "try", "with"})
"""Kinds of steps that have others within them."""

_TELLERS: dict[str, Callable[[Narrator, Step], str]] = {
    "return": Narrator._return,  # noqa: SLF001
    "made": Narrator._made,  # noqa: SLF001
    "used": Narrator._used,  # noqa: SLF001
    "yield": Narrator._yielded,  # noqa: SLF001
    "raise": Narrator._raise,  # noqa: SLF001
    "let": Narrator._let,  # noqa: SLF001
    "first": Narrator._first_one,  # noqa: SLF001
    "with": Narrator._with,  # noqa: SLF001
    "try": Narrator._try,  # noqa: SLF001
    "finally": Narrator._finally,  # noqa: SLF001
}
"""Method that describes each kind of step."""


def _joined(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return steps in which what sets several attributes to one constant is one step."""
    found: list[Step] = []
    for step in steps:
        if (
            step.kind == "set"
            and found
            and found[-1].kind == "set"
            and _CONSTANT.fullmatch(step.value)
        ):
            last = found[-1]
            if last.value == step.value:
                found[-1] = replace(last, inside=(*last.inside, step))
                continue
        found.append(step)
    return tuple(found)


_JOINED = re.compile(r",|\b(?:and|if|with|whether)\b")
"""Words in what is made, or set, that would leave open what a list behind it belongs to."""

_CONSTANT = re.compile(r"None|True|False|-?\d+|'\w*'|\"\w*\"")


def _caught(step: Step, words: Paraphrase) -> str:
    if not step.value:
        return "an exception"
    node = parsed(step.value)
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    return listed([words.code(part) for part in parts], "or")


def _lets(steps: Sequence[Step]) -> int:
    """Return how many steps name values of which the one step behind them makes a result."""
    count = len(steps) - 1
    if not 1 <= count <= _MOST_LETS or steps[-1].kind not in _RESULTS:
        return 0
    names = [name for step in steps[:-1] for name in step.target.strip("()").split(", ")]
    are_plain = all(step.kind == "let" for step in steps[:-1]) and all(map(_is_plain_name, names))
    is_once = len(set(names)) == len(names) and not any(map(_is_local, walk(steps[-1:])))
    return count if are_plain and is_once else 0


_MOST_LETS = 2
_RESULTS = frozenset({"return", "if", "yield", "call", "set"})


def _is_plain_name(text: str) -> bool:
    return text.isidentifier() and not text.startswith("_")


def _is_local(step: Step) -> bool:
    """Tell whether a step only gives a local name another value."""
    return step.kind == "let" or (step.kind == "change" and not _PART.search(step.target))


def _is_winding(text: str) -> bool:
    """Tell whether a sentence has a question within another."""
    clauses = (_ASKS.findall(clause) for clause in _CLAUSE_END.split(plain(text)))
    asked = [words for words in clauses if words]
    is_first = bool(asked) and "whether" in asked[0]
    return any(len(words) > 1 for words in asked) or (is_first and len(asked) > 1)


_PART = re.compile(r"[.\[]")
_ASKS = re.compile(r"\b(?:otherwise,? whether|if|whether|otherwise)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[,;] ")


def _is_value(steps: Sequence[Step]) -> bool:
    return len(steps) == 1 and steps[0].kind == "return" and steps[0].value != ""


def _cases(step: Step) -> tuple[list[tuple[str, Sequence[Step]]], Sequence[Step]]:
    """Return the tests of a chain of conditions, each with its steps, and those of no case.

    The first test that holds counts. A condition in one case of several becomes cases of its own.
    """
    cases: list[tuple[str, Sequence[Step]]] = []
    otherwise: Sequence[Step] = (step,)
    while len(otherwise) == 1 and otherwise[0].kind == "if":
        (step,) = otherwise
        match step.inside:
            case (Step(kind="if") as inner,) if inner.otherwise and not _refuses(inner):
                inner_cases, rest = _cases(inner)
                cases += [(f"({step.value}) and ({test})", block) for test, block in inner_cases]
                cases.append((step.value, rest))
            case (Step(kind="if") as inner,) if _is_last(step) and not _refuses(inner):
                cases.append((f"not ({step.value})", step.otherwise))
                return [*cases, *_cases(inner)[0]], ()
            case _:
                cases.append((step.value, step.inside))
        otherwise = step.otherwise
    return cases, otherwise


def _row(parts: Sequence[str]) -> str:
    """Return what is done within a condition or loop one after the other.

    Raises:
        UnsayableError: If it's too much, or it would be open where one part ends.
    """
    if len(parts) > _MOST_INNER or any(_JOINED.search(plain(part)) for part in parts):
        raise UnsayableError
    return listed(parts)


_MOST_INNER = 3


def _is_left(steps: Sequence[Step]) -> bool:
    """Tell whether nothing behind a case is reached from it."""
    return bool(steps) and steps[-1].kind in ("return", "raise")


def _is_exit(steps: Sequence[Step]) -> bool:
    """Tell whether steps do nothing but leave the function."""
    return len(steps) == 1 and steps[0].kind == "return" and not steps[0].value


def _is_last(step: Step) -> bool:
    """Tell whether a condition has an alternative that isn't a condition again."""
    return bool(step.otherwise) and [other.kind for other in step.otherwise] != ["if"]


def _refuses(step: Step) -> bool:
    """Tell whether a condition is only there to refuse something."""
    return [inner.kind for inner in step.inside] == ["raise"]


def _blocks(
    cases: Sequence[tuple[str, Sequence[Step]]], otherwise: Sequence[Step]
) -> list[Sequence[Step]]:
    """Return the steps of each case, and those of no case if there are any."""
    return [*(block for _, block in cases), *([otherwise] if otherwise else [])]


def _kind(steps: Sequence[Step]) -> str:
    kinds = {step.kind for step in walk(steps[_lets(steps) :])}
    if kinds & {"for", "first"}:
        return "loop"
    if kinds & {"if", "try"}:
        return "condition"
    return "return" if kinds <= {"return"} or "made" in kinds else "effect"


def _is_named(name: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


def _says_all(text: str, steps: Sequence[Step]) -> bool:
    """Tell whether a sentence has each variable and attribute that the steps have.

    Of a dictionary with fixed keys only these are told, and of what is raised only the type; a
    local name may be among the details that are left out.
    """
    return all(
        _has_all(text, parsed(written))
        for step in walk(steps)
        if not _is_left_out(step, text)
        for written in _code_to_tell(step)
    )


def _is_left_out(step: Step, text: str) -> bool:
    """Tell whether a step only binds a local name that is among the details left out."""
    is_local = step.kind == "let" and step.target.isidentifier()
    return is_local and leaves_out(text) and not _is_named(step.target, text)


def _code_to_tell(step: Step) -> Iterator[str]:
    """Yield the code of a step whose names a sentence on it has to have."""
    if step.kind != "raise":
        target = step.target.rpartition(" ")[0] if step.kind == "change" else step.target
        yield from filter(None, (step.value, target))


def _has_all(text: str, node: ast.expr) -> bool:
    waiting: list[ast.AST] = [node]
    while waiting:
        part = waiting.pop()
        match part:
            case ast.Attribute(value=ast.Name("self" | "cls"), attr=attr):
                if attr.lstrip("_") not in text and phrase(split(attr)) not in text:
                    return False
            case ast.Name(id=name) if name not in text and name not in _SAID_OTHERWISE:
                return False
        waiting += _to_be_told(part, text)
    return True


def _to_be_told(part: ast.AST, text: str) -> Iterable[ast.AST]:
    """Return the parts of an expression whose names a sentence on it has to have."""
    match part:
        case ast.Call() if is_elided(part, text):
            return () if isinstance(part.func, ast.Name) else (part.func,)
        case ast.List() | ast.Tuple() | ast.Set() if "..." in text or " others" in text:
            return ()
        case ast.Dict() | ast.Lambda() | ast.Call(func=ast.Name("super")):
            return ()
        case ast.Call(func=ast.Attribute(value=ast.Name("self"), attr=attr)) if (
            attr in _WORDED_METHODS
        ):
            return (*part.args, *part.keywords)
        case ast.Call(func=ast.Name()):
            return (*part.args, *part.keywords)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            return _of_comprehension(part)
    return ast.iter_child_nodes(part)


def _of_comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> Iterable[ast.AST]:
    """Return the parts of a comprehension whose names a sentence on it has to have."""
    match node.elt, node.generators:
        case ast.Attribute(ast.Name(one)), [only] if ast.unparse(only.target) == one:
            return ast.iter_child_nodes(node) if only.ifs else (only.iter,)
        case ast.Name(one), [outer, inner] if ast.unparse(inner.target) == one:
            return (outer, inner.iter)
    return ast.iter_child_nodes(node)


_WORDED_METHODS = frozenset(name for _, name, _ in METHODS)
"""Methods that words may stand for."""

_SAID_OTHERWISE = frozenset((*sys.stdlib_module_names, "self", "cls", "_"))
"""Names that words may stand for, or that need none."""

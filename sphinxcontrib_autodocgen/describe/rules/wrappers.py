"""Sentences on functions that give functions, and on context managers made from generators."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from ...model import Gist, Kind, Object, Rule, Step
from ..aloud import has_private_name, is_mostly_code
from ..grammar import listed
from ..meaning import walk
from ..narrator import LONGEST, Narrator
from ..paraphrase import UnsayableError
from ..view import View
from ..words import code
from .sentence import Sentence, describes, does, is_told, says

_CALLABLE: tuple[Kind, ...] = ("function", "method")


@describes(*_CALLABLE, by=Rule("closure", 0.78, links="code"))
def closure(obj: Object, view: View) -> Sentence | None:
    """Say which function a function returns: a decorator, one that wraps another, or any."""
    match obj.gist.steps if obj.gist is not None and is_told(obj, view) else ():
        case (Step(kind="decorator", inside=inside),):
            told = _told(inside, obj, view, is_worded=False)
            return does("return", f"a decorator that {told}." if told else "a decorator.")
        case (Step(kind="closure", value=wrapped, target=taken),) if wrapped:
            what = _function(taken)
            return does("wrap", f"{code(wrapped)} in {what}.") if what else None
        case (Step(kind="closure", inside=inside),):
            told = _told(inside, obj, view, is_worded=True)
            return does("return", f"a function that {told}.") if told else None
    return None


def _function(taken: str) -> str:
    """Return words for a function with some parameters, empty if these say nothing."""
    names = [name for name in taken.split(", ") if name not in ("", "self", "cls")]
    if not names:
        return "a function without parameters"
    if all(name.startswith("*") for name in names):
        return ""
    return f"a function that takes {listed(list(map(code, names)))}"


def _told(steps: Sequence[Step], obj: Object, view: View, *, is_worded: bool) -> str:
    """Return what is done in some steps in the third person, empty if it isn't told.

    Args:
        steps: The steps.
        obj: The function that they're in.
        view: The project.
        is_worded: Whether it must say more than code.
    """
    if not steps or any(step.kind in ("let", "yield") for step in walk(steps)):
        return ""
    names = obj.gist.names if obj.gist is not None else ()
    narrator = Narrator(obj, view)
    narrator.third = True
    try:
        told = narrator.narration(Gist(tuple(steps), names))
    except UnsayableError:
        return ""
    is_told = told is not None and (told.worded or not is_worded)
    return _continued(told.text, obj) if told is not None and is_told else ""


def _continued(text: str, obj: Object) -> str:
    """Return a sentence as the end of another one, empty if it can't be that."""
    is_fit = ";" not in text and len(text) <= LONGEST and not has_private_name(text, obj)
    return f"{text[:1].lower()}{text[1:-1]}" if is_fit else ""


@describes(*_CALLABLE, by=Rule("managed", 0.78, links="code"))
def managed(obj: Object, view: View) -> Sentence | None:
    """Say what a context manager that is made from a generator does on entry and on exit."""
    if "contextmanager" not in obj.modifiers or "abstract" in obj.modifiers:
        return None
    parts = _around_yield(obj.gist.steps) if obj.gist is not None else None
    told = [_imperative(part, obj, view) for part in parts] if parts is not None else [None]
    return None if None in told else _at_both_ends(told, obj)


def _at_both_ends(told: Sequence[str | None], obj: Object) -> Sentence | None:
    """Say what is done on entry and on exit, None if that tells nothing."""
    said = [f"{when}, {each}" for when, each in zip(_WHEN, told, strict=True) if each]
    text = f"{'; '.join(said)}."
    is_shown = bool(said) and not has_private_name(text, obj) and not is_mostly_code(text)
    return says(f"{text[:1].upper()}{text[1:]}") if is_shown and len(text) <= LONGEST else None


_WHEN = ("on entry", "on exit")


def _around_yield(steps: Sequence[Step]) -> tuple[Sequence[Step], Sequence[Step]] | None:
    """Return what is done before the only ``yield`` and behind it, None if that's not plain."""
    for index, step in enumerate(steps):
        before, after = steps[:index], steps[index + 1 :]
        if step.kind == "yield":
            return None if any(s.kind == "yield" for s in walk(after)) else (before, after)
        if step.kind == "finally":
            found = _around_yield(step.inside)
            if found is None:
                return None
            return (*before, *found[0]), (*found[1], *step.otherwise, *after)
    return None


def _imperative(steps: Sequence[Step], obj: Object, view: View) -> str | None:
    """Return what is done in some steps, empty if nothing is, None if it can't be told."""
    if not steps:
        return ""
    plain = replace(obj, gist=Gist(tuple(steps), obj.gist.names if obj.gist is not None else ()))
    try:
        told = Narrator(plain, view).clauses(steps)
    except UnsayableError:
        return None
    return None if ";" in told else told

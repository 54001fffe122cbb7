"""Changes of one object that both versions have."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Kind, Object, Result
from ..settings import Settings
from .changes import Severity
from .meanings import Pair, Side
from .parameter_changes import Difference, note, parameters

__all__ = ["accessor_notes", "callable_notes", "in_words", "notes", "overload_notes"]

_CALLABLE = ("function", "method")
_VALUES = ("attribute", "data", "property")
_OS_ERRORS = ("IOError", "EnvironmentError")
"""Old names of OSError."""


def notes(pair: Pair) -> Iterator[Difference]:
    """Yield what changed in an object, but for what it inherits.

    Args:
        pair: What it was and what it is.
    """
    old, new = pair.old, pair.new
    yield from _kinds(pair)
    yield from _words(old, new)
    if old.kind in _CALLABLE and new.kind in _CALLABLE:
        yield from overload_notes(pair)
        yield from callable_notes(pair)
    if old.kind == "function" and new.kind == "class":
        yield from parameters(pair)
    if old.kind in _VALUES and new.kind in _VALUES:
        yield from _values(pair)
        yield from accessor_notes(pair)


def in_words(kind: Kind) -> str:
    """Return what a sentence calls a kind of object."""
    return "variable" if kind == "data" else kind


def _with_article(kind: Kind) -> str:
    return f"{'an' if kind == 'attribute' else 'a'} {in_words(kind)}"


def _kinds(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old, pair.new
    if old.kind == new.kind or {old.kind, new.kind} <= set(_CALLABLE):
        return
    is_of_values = {old.kind, new.kind} <= set(_VALUES)
    may_be_called = (
        _may_be(pair.versions.old, old, new.kind),
        _may_be(pair.versions.new, new, old.kind),
    )
    if old.short_name == "__hash__" or (any(may_be_called) and old.short_name.startswith("__")):
        return  # Python calls it, whatever it is
    is_made = old.kind == "function" and new.kind == "class"  # it's called as it was
    is_risky = is_of_values or is_made or any(may_be_called)
    severity: Severity = "risky" if is_risky else "breaking"
    message = f"was {_with_article(old.kind)}, and is {_with_article(new.kind)}"
    yield note("kind-changed", message, "", old.kind, new.kind, severity)


def _may_be(side: Side, obj: Object, other: Kind) -> bool:
    """Tell whether a variable may hold what another version defines: a function or a class."""
    if obj.kind not in ("attribute", "data") or other not in (*_CALLABLE, "class"):
        return False
    if obj.annotation is not None:
        return "Callable" in obj.annotation or other == "class"
    return obj.value is None or not side.values.is_constant(obj.value, obj)


def _words(old: Object, new: Object) -> Iterator[Difference]:
    """Yield what changed in the words that qualify the kind."""
    before, after = set(old.modifiers), set(new.modifiers)
    if _is_deprecated(new) and not _is_deprecated(old):
        yield note("object-deprecated", "is deprecated")
    if "final" in after - before:
        yield note("final-added", "is final now")
    if new.kind in _CALLABLE and old.kind in _CALLABLE:
        yield from _calling(before, after, is_method=new.kind == "method")


def _calling(before: set[str], after: set[str], *, is_method: bool) -> Iterator[Difference]:
    """Yield what changed in the words that say how a function is called."""
    if "abstract" in after - before:
        yield note("abstract-added", "is abstract now")
    if "async" in before ^ after:
        message = "is a coroutine now" if "async" in after else "isn't a coroutine any more"
        yield note("async-changed", message)
    was, now = _binding(before), _binding(after)
    if was != now and is_method:
        on_class: Severity = "safe" if was != "plain" else "risky"
        severity: Severity = "breaking" if now == "plain" else on_class
        message = f"was a {was} method, and is a {now} one"
        yield note("binding-changed", message, "", was, now, severity)


def _binding(words: set[str]) -> str:
    if "static" in words:
        return "static"
    return "class" if "classmethod" in words else "plain"


def _is_deprecated(obj: Object) -> bool:
    return "deprecated" in obj.modifiers or ".. deprecated::" in (obj.docstring or "")


def callable_notes(pair: Pair) -> Iterator[Difference]:
    """Yield what changed in calling a function and in what comes of it."""
    old, new = pair.old, pair.new
    yield from parameters(pair)
    if "contextmanager" in set(old.modifiers) ^ set(new.modifiers):
        pass  # what it's written as isn't what its callers get
    elif (old.yields is None) != (new.yields is None):
        message = "is a generator now" if new.yields else "isn't a generator any more"
        yield note("generator-changed", message)
    else:
        yield from _results(old.yields or old.returns, new.yields or new.returns, pair)
    yield from _raises(old, new, pair.settings)
    yield from _complexity(old, new)


def _results(old: Result | None, new: Result | None, pair: Pair) -> Iterator[Difference]:
    if old is None or new is None:
        return
    before, after = old.annotation, new.annotation
    if before is not None or after is not None:
        yield from _result_annotation(before, after, pair)
    elif old.type is not None and new.type is not None:
        if min(old.type.confidence, new.type.confidence) < pair.settings.min_type_confidence:
            return
        rule, subject = "inferred-return-type-changed", "the inferred type of the result"
        yield from _result_type(rule, subject, old.type.text, new.type.text, pair)


def _result_annotation(before: str | None, after: str | None, pair: Pair) -> Iterator[Difference]:
    rule = "return-type-changed"
    if before is None:
        yield note(rule, f"the result is annotated now: {after}", "", None, after, "safe")
    elif after is None:
        yield note(rule, f"the result isn't annotated any more; it was {before}", "", before)
    else:
        yield from _result_type(rule, "the type of the result", before, after, pair)


def _result_type(
    rule: str, subject: str, before: str, after: str, pair: Pair
) -> Iterator[Difference]:
    change = pair.relation(before, after)
    if change != "same":
        severity: Severity = "safe" if change == "narrower" else "risky"
        yield note(rule, f"{subject} was {before}, and is {after}", "", before, after, severity)


def _raises(old: Object, new: Object, settings: Settings) -> Iterator[Difference]:
    for name in sorted(_raised(new, settings.min_confidence) - _raised(old, 0)):
        yield note("raises-added", f"raises {name} now", name, None, name)
    for name in sorted(_raised(old, settings.min_confidence) - _raised(new, 0)):
        yield note("raises-removed", f"doesn't raise {name} any more", name, name)


def _raised(obj: Object, confidence: float) -> set[str]:
    names = {raised.type for raised in obj.raises if raised.confidence >= confidence}
    return {"OSError" if name in _OS_ERRORS else name for name in names}


def _complexity(old: Object, new: Object) -> Iterator[Difference]:
    if old.metrics is None or new.metrics is None or new.metrics.rank <= old.metrics.rank:
        return
    before, after = (
        f"{metrics.cyclomatic} ({metrics.rank})" for metrics in (old.metrics, new.metrics)
    )
    message = f"cyclomatic complexity rose from {before} to {after}"
    yield note("complexity-risen", message, "", before, after)


def _values(pair: Pair) -> Iterator[Difference]:
    yield from _value(pair)
    before, after = _declared(pair.old), _declared(pair.new)
    rule, word = "attribute-type-changed", "type"
    if before is None and after is None:
        before, after = _inferred(pair)
        rule, word = "inferred-attribute-type-changed", "inferred type"
    if before is None or after is None or pair.relation(before, after) == "same":
        return
    yield note(rule, f"its {word} was {before}, and is {after}", "", before, after)


def _inferred(pair: Pair) -> tuple[str | None, str | None]:
    """Return the inferred types of a value, None if they aren't known well enough or not its own.

    What is inferred of equal values is of how they're written.
    """
    old, new = pair.old, pair.new
    if old.value is not None and new.value is not None and pair.equal(old.value, new.value):
        return None, None
    known = [t for t in (old.type, new.type) if t is not None]
    if len(known) < 2 or min(t.confidence for t in known) < pair.settings.min_type_confidence:
        return None, None
    return known[0].text, known[1].text


def _declared(obj: Object) -> str | None:
    """Return the annotation of an attribute, or that of what a property returns."""
    if obj.kind == "property" and obj.returns is not None:
        return obj.returns.annotation
    return obj.annotation


def _value(pair: Pair) -> Iterator[Difference]:
    old, new = pair.old, pair.new
    if "property" in (old.kind, new.kind) or "instance" in (*old.modifiers, *new.modifiers):
        return
    message = _other_value(pair)
    if message:
        is_version = new.short_name.strip("_") in ("version", "VERSION")
        severity: Severity = "safe" if is_version else "risky"
        yield note("value-changed", message, "", old.value, new.value, severity)


def _other_value(pair: Pair) -> str:
    """Say that a value is another one; empty if it isn't, or that isn't known."""
    before, after = pair.versions.old.counted(pair.old), pair.versions.new.counted(pair.new)
    if before is not None and after is not None:
        if pair.equal(before, after):
            return ""
        computed = " computed now, as" if pair.is_computed(before, after) else ""
        return f"its value was {before}, and is{computed} {after}"
    digests = before or pair.old.value_digest, after or pair.new.value_digest
    is_other = None not in digests and digests[0] != digests[1]
    return "its value is another one, too long to show" if is_other else ""


_MEANS = {"setter": "set", "deleter": "deleted"}
"""Purposes of the parts of a property."""


def _parts(side: Side, obj: Object, word: str) -> list[Object]:
    """Return what is defined beside an object, under its name, as a part of it."""
    module = side.names.project.module_of(obj.name)
    return [part for part in module.objects if part.name == obj.name and word in part.modifiers]


def accessor_notes(pair: Pair) -> Iterator[Difference]:
    """Yield whether a property can no longer be set or deleted, or can be now.

    Args:
        pair: What it was and what it is.
    """
    if (pair.old.kind, pair.new.kind) != ("property", "property"):
        return
    for word, done in _MEANS.items():
        before = _parts(pair.versions.old, pair.old, word)
        after = _parts(pair.versions.new, pair.new, word)
        if before and not after:
            yield note("accessor-removed", f"can't be {done} any more", word, word)
        elif after and not before:
            yield note("accessor-added", f"can be {done} now", word, None, word)


def overload_notes(pair: Pair) -> Iterator[Difference]:
    """Yield the overloads of a function that are gone, and those that it didn't have.

    Args:
        pair: What it was and what it is.
    """
    before = _parts(pair.versions.old, pair.old, "overload")
    after = _parts(pair.versions.new, pair.new, "overload")
    if not before or not after:
        return
    for old in before:
        if not any(_takes_as_much(pair, old, new) for new in after):
            shown = _signature(old)
            yield note("overload-removed", f"the overload {shown} was removed", "", shown)
    for new in after:
        if not any(_is_same(pair, old, new) for old in before):
            shown = _signature(new)
            yield note("overload-added", f"the overload {shown} was added", "", None, shown)


def _takes_as_much(pair: Pair, old: Object, new: Object) -> bool:
    """Tell whether calls that an overload allows are allowed by another, and give as much."""
    between = pair.versions.pair(old, new)
    if any(said.severity != "safe" for said in parameters(between)):
        return False
    before, after = _result(old), _result(new)
    return before is None or after is None or between.relation(before, after) in _AS_MUCH


def _is_same(pair: Pair, old: Object, new: Object) -> bool:
    return _takes_as_much(pair, old, new) and not any(parameters(pair.versions.pair(old, new)))


_AS_MUCH = ("same", "narrower")


def _result(obj: Object) -> str | None:
    return obj.returns.annotation if obj.returns is not None else None


def _signature(obj: Object) -> str:
    result = _result(obj)
    shown = f"({', '.join(parameter.source for parameter in obj.parameters)})"
    return f"{shown} -> {result}" if result else shown

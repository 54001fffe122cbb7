"""What changed in one object that both versions have."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Object, Parameter, Result
from ..surface import Surface
from .annotations import relation
from .parameters import Note, note, parameters
from .record import Severity

__all__ = ["callable_notes", "class_notes", "notes"]

_CALLABLE = ("function", "method")
_VALUES = ("attribute", "data", "property")
_OS_ERRORS = ("IOError", "EnvironmentError")
"""Old names of OSError."""


def notes(old: Object, new: Object, confidence: float) -> Iterator[Note]:
    """Yield what changed in an object, but for what it inherits.

    Args:
        old: What it was.
        new: What it is.
        confidence: The least confidence of an inferred type or exception that counts.
    """
    yield from _kinds(old, new)
    yield from _words(old, new)
    if old.kind in _CALLABLE and new.kind in _CALLABLE:
        yield from callable_notes(old, new, confidence)
    if old.kind in _VALUES and new.kind in _VALUES:
        yield from _values(old, new, confidence)


def _kinds(old: Object, new: Object) -> Iterator[Note]:
    if old.kind == new.kind or {old.kind, new.kind} <= set(_CALLABLE):
        return
    severity: Severity = "risky" if {old.kind, new.kind} <= set(_VALUES) else "breaking"
    message = f"was a {old.kind}, and is a {new.kind}".replace(" a a", " an a")
    yield note("kind-changed", message, "", old.kind, new.kind, severity)


def _words(old: Object, new: Object) -> Iterator[Note]:
    """Yield what changed in the words that qualify the kind."""
    before, after = set(old.modifiers), set(new.modifiers)
    if _is_deprecated(new) and not _is_deprecated(old):
        yield note("object-deprecated", "is deprecated")
    if "final" in after - before:
        yield note("final-added", "is final now")
    if new.kind not in _CALLABLE or old.kind not in _CALLABLE:
        return
    if "abstract" in after - before:
        yield note("abstract-added", "is abstract now")
    if "async" in before ^ after:
        message = "is a coroutine now" if "async" in after else "isn't a coroutine any more"
        yield note("async-changed", message)
    was, now = _binding(before), _binding(after)
    if was != now and new.kind == "method":
        severity: Severity = "breaking" if now == "plain" else "risky"
        message = f"was a {was} method, and is a {now} one"
        yield note("binding-changed", message, "", was, now, severity)


def _binding(words: set[str]) -> str:
    if "static" in words:
        return "static"
    return "class" if "classmethod" in words else "plain"


def _is_deprecated(obj: Object) -> bool:
    return "deprecated" in obj.modifiers or ".. deprecated::" in (obj.docstring or "")


def callable_notes(old: Object, new: Object, confidence: float) -> Iterator[Note]:
    """Yield what changed in calling a function and in what comes of it."""
    yield from parameters(old.parameters, new.parameters, confidence)
    if (old.yields is None) != (new.yields is None):
        message = "is a generator now" if new.yields else "isn't a generator any more"
        yield note("generator-changed", message)
    else:
        yield from _results(old.yields or old.returns, new.yields or new.returns, confidence)
    yield from _raises(old, new, confidence)
    yield from _complexity(old, new)


def _results(old: Result | None, new: Result | None, confidence: float) -> Iterator[Note]:
    if old is None or new is None:
        return
    before, after = old.annotation, new.annotation
    if before is not None or after is not None:
        yield from _result_annotation(before, after)
    elif old.type is not None and new.type is not None:
        if min(old.type.confidence, new.type.confidence) < confidence:
            return
        before, after = old.type.text, new.type.text
        change = relation(before, after)
        if change != "same":
            severity: Severity = "safe" if change == "narrower" else "risky"
            message = f"the inferred type of the result was {before}, and is {after}"
            yield note("inferred-return-type-changed", message, "", before, after, severity)


def _result_annotation(before: str | None, after: str | None) -> Iterator[Note]:
    rule = "return-type-changed"
    if before is None:
        yield note(rule, f"the result is annotated now: {after}", "", None, after, "safe")
    elif after is None:
        yield note(rule, f"the result isn't annotated any more; it was {before}", "", before)
    elif (change := relation(before, after)) != "same":
        severity: Severity = "safe" if change == "narrower" else "risky"
        message = f"the type of the result was {before}, and is {after}"
        yield note(rule, message, "", before, after, severity)


def _raises(old: Object, new: Object, confidence: float) -> Iterator[Note]:
    for name in sorted(_raised(new, confidence) - _raised(old, 0)):
        yield note("raises-added", f"raises {name} now", name, None, name)
    for name in sorted(_raised(old, confidence) - _raised(new, 0)):
        yield note("raises-removed", f"doesn't raise {name} any more", name, name)


def _raised(obj: Object, confidence: float) -> set[str]:
    names = {raised.type for raised in obj.raises if raised.confidence >= confidence}
    return {"OSError" if name in _OS_ERRORS else name for name in names}


def _complexity(old: Object, new: Object) -> Iterator[Note]:
    if old.metrics is None or new.metrics is None or new.metrics.rank <= old.metrics.rank:
        return
    before, after = (
        f"{metrics.cyclomatic} ({metrics.rank})" for metrics in (old.metrics, new.metrics)
    )
    message = f"cyclomatic complexity rose from {before} to {after}"
    yield note("complexity-risen", message, "", before, after)


def _values(old: Object, new: Object, confidence: float) -> Iterator[Note]:
    yield from _value(old, new)
    before, after = _declared(old), _declared(new)
    rule, word = "attribute-type-changed", "type"
    if before is None and after is None and old.type is not None and new.type is not None:
        if min(old.type.confidence, new.type.confidence) < confidence:
            return
        before, after = old.type.text, new.type.text
        rule, word = "inferred-attribute-type-changed", "inferred type"
    if before is None or after is None or relation(before, after) == "same":
        return
    yield note(rule, f"its {word} was {before}, and is {after}", "", before, after)


def _declared(obj: Object) -> str | None:
    """Return the annotation of an attribute, or that of what a property returns."""
    if obj.kind == "property" and obj.returns is not None:
        return obj.returns.annotation
    return obj.annotation


def _value(old: Object, new: Object) -> Iterator[Note]:
    if "property" in (old.kind, new.kind) or "instance" in (*old.modifiers, *new.modifiers):
        return
    before, after = old.value or old.value_digest, new.value or new.value_digest
    if before is None or after is None or before == after:
        return
    severity: Severity = "safe" if new.short_name.strip("_") in ("version", "VERSION") else "risky"
    if old.value is not None and new.value is not None:
        message = f"its value was {old.value}, and is {new.value}"
    else:
        message = "its value is another one, too long to show"
    yield note("value-changed", message, "", old.value, new.value, severity)


def class_notes(
    surfaces: tuple[Surface, Surface], old: Object, new: Object, confidence: float
) -> Iterator[Note]:
    """Yield what changed in the base classes and in the constructor of a class.

    Args:
        surfaces: The old and the new API.
        old: What the class was.
        new: What it is.
        confidence: The least confidence of an inferred type or exception that counts.
    """
    yield from _bases(surfaces, old, new)
    before, after = (
        _constructor(surface, cls) for surface, cls in zip(surfaces, (old, new), strict=True)
    )
    if before is None or after is None:
        return
    if isinstance(before, Object) and isinstance(after, Object):
        yield from callable_notes(before, after, confidence)
    else:
        yield from parameters(_of(before), _of(after), confidence)


def _of(constructor: Object | tuple[Parameter, ...]) -> tuple[Parameter, ...]:
    return constructor.parameters if isinstance(constructor, Object) else constructor


def _constructor(surface: Surface, cls: Object) -> Object | tuple[Parameter, ...] | None:
    """Return the method, or the parameters made of fields; None if that can't be told."""
    for found in surface.ancestry(cls):
        if found.object is None:
            return None if surface.foreign(cls) else ()
        for name in ("__init__", "__new__"):
            own = surface.own(found.object).get(name)
            if own is not None:
                return own
        if found.object.parameters:
            return found.object.parameters
    return ()


def _bases(surfaces: tuple[Surface, Surface], old: Object, new: Object) -> Iterator[Note]:
    before, after = surfaces[0].bases(old), surfaces[1].bases(new)
    inherited = {_last(found.name) for found in surfaces[1].ancestry(new)}
    names = [{_last(found.name): found.name for found in bases} for bases in (before, after)]
    for short, name in names[0].items():
        if short in names[1] or short in ("object", "Generic"):
            continue
        still = short in inherited
        rest = ", but still inherits from it" if still else ""
        severity: Severity = "safe" if still else "breaking"
        message = f"has lost the base class {name}{rest}"
        yield note("base-removed", message, short, name, None, severity)
    for short, name in names[1].items():
        if short not in names[0] and short not in ("object", "Generic"):
            yield note("base-added", f"has the new base class {name}", short, None, name)


def _last(name: str) -> str:
    """Return the last part of a base's name, which stays when its module is another one."""
    return name.partition("[")[0].rpartition(".")[2]

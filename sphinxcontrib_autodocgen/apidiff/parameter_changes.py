"""Changes of the parameters of one callable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from msgspec.structs import replace

from ..model import Parameter, ParameterKind
from .changes import RULES, Severity
from .meanings import Pair

__all__ = ["Difference", "note", "parameters"]

_POSITIONAL = ("positional-only", "positional-or-keyword")
_VARIADIC = ("var-positional", "var-keyword")
_SIMILAR = 0.6
"""Minimum similarity of two names, as difflib counts, for one to count as the other's new form."""


class Difference(NamedTuple):
    """A change of an object, without the object."""

    rule: str
    severity: Severity
    message: str
    subject: str = ""
    before: str | None = None
    after: str | None = None


def note(  # noqa: PLR0913, PLR0917
    rule: str,
    message: str,
    subject: str = "",
    before: str | None = None,
    after: str | None = None,
    severity: Severity | None = None,
) -> Difference:
    """Make a note, with the severity that its rule has unless another is given."""
    return Difference(rule, severity or RULES[rule].severity, message, subject, before, after)


def parameters(pair: Pair) -> Iterator[Difference]:
    """Yield what changed between the parameters of two versions of one callable.

    Args:
        pair: The callable, or a class with the parameters of its constructor.
    """
    old, new = [*map(_effective, pair.old.parameters)], [*map(_effective, pair.new.parameters)]
    pairs = _pairs(old, new)
    known = {id(after) for after in pairs.values()}
    for before in old:
        after = pairs.get(before.name)
        if after is None:
            yield _removed(before, new)
        else:
            yield from _changed(before, after, new, pair)
    yield from (_added(after) for after in new if id(after) not in known)
    yield from _reordered(old, new, pairs)


def _effective(parameter: Parameter) -> Parameter:
    """Take a parameter called ``__x`` for positional-only, as was agreed before Python 3.8."""
    name = parameter.name
    if parameter.kind in _POSITIONAL and name.startswith("__") and not name.endswith("__"):
        return replace(parameter, kind="positional-only")
    return parameter


def _pairs(old: Sequence[Parameter], new: Sequence[Parameter]) -> dict[str, Parameter]:
    """Return what each old parameter is now: by name, by its stars, or renamed at its place."""
    by_name = {parameter.name: parameter for parameter in new}
    pairs = {p.name: by_name[p.name] for p in old if p.name in by_name}
    free = [p for p in new if p.name not in pairs]
    for before in old:
        renamed = None if before.name in by_name else _renamed(before, free, old, new)
        if renamed is not None:
            pairs[before.name] = renamed
            free.remove(renamed)
    return pairs


def _renamed(
    before: Parameter, free: list[Parameter], old: Sequence[Parameter], new: Sequence[Parameter]
) -> Parameter | None:
    """Return the first of the new parameters that an old one may be now."""
    return next((p for p in free if _is_renamed(before, p, old, new)), None)


def _is_renamed(
    before: Parameter, after: Parameter, old: Sequence[Parameter], new: Sequence[Parameter]
) -> bool:
    opened = before.kind == "positional-only" and after.kind in _POSITIONAL
    if before.kind != after.kind and not opened:
        return False
    if before.kind in _VARIADIC:
        return True
    if before.kind in _POSITIONAL and old.index(before) != new.index(after):
        return False
    if before.kind == "positional-only":
        return True
    similar = SequenceMatcher(None, before.name, after.name).ratio() >= _SIMILAR
    return similar and (before.default == after.default or before.default is None)


def _removed(before: Parameter, new: Sequence[Parameter]) -> Difference:
    kinds = {parameter.kind for parameter in new}
    swallowed = {
        "keyword-only": "var-keyword" in kinds,
        "positional-only": "var-positional" in kinds,
        "positional-or-keyword": kinds.issuperset(_VARIADIC),
    }.get(before.kind, False)
    rest = ", but other arguments are still taken" if swallowed else ""
    severity: Severity = "risky" if swallowed else "breaking"
    message = f"parameter {before.starred} was removed{rest}"
    return note("parameter-removed", message, before.name, before.source, None, severity)


def _added(after: Parameter) -> Difference:
    if after.default is not None or after.kind in _VARIADIC:
        message = f"parameter {after.starred} was added"
        return note("parameter-added", message, after.name, None, after.source)
    message = f"required parameter {after.starred} was added"
    return note("parameter-added-required", message, after.name, None, after.source)


def _changed(
    before: Parameter, after: Parameter, new: Sequence[Parameter], pair: Pair
) -> Iterator[Difference]:
    if before.name != after.name and before.kind not in _VARIADIC:
        severity: Severity = "safe" if before.kind == "positional-only" else "breaking"
        message = f"parameter {before.name} was renamed to {after.name}"
        yield note("parameter-renamed", message, before.name, before.name, after.name, severity)
    if before.kind != after.kind:
        yield _kind(before, after, new)
    if before.kind not in _VARIADIC and after.kind not in _VARIADIC:
        yield from _default(before, after, pair)
    yield from _type(before, after, pair)


def _kind(before: Parameter, after: Parameter, new: Sequence[Parameter]) -> Difference:
    """Judge another way of passing: safe if all the old ways are still there."""
    kinds = {parameter.kind for parameter in new}
    wide: dict[ParameterKind, set[str]] = {
        "positional-only": {"positional-or-keyword", "var-positional"},
        "keyword-only": {"positional-or-keyword", "var-keyword"},
    }
    safe = after.kind in wide.get(before.kind, set()) or (
        after.kind in _VARIADIC and kinds.issuperset(_VARIADIC)
    )
    message = f"parameter {before.name} was {before.kind}, and is {after.kind}"
    severity: Severity = "safe" if safe else "breaking"
    rule = "parameter-kind-changed"
    return note(rule, message, before.name, before.kind, after.kind, severity)


def _default(before: Parameter, after: Parameter, pair: Pair) -> Iterator[Difference]:
    old, new = before.default, after.default
    if old == new or (old is not None and new is not None and pair.equal(old, new)):
        return
    if new is None:
        message = f"parameter {after.name} must be passed now; its default was {old}"
        yield note("parameter-required", message, after.name, old)
    elif old is None:
        message = f"parameter {after.name} needn't be passed any more; its default is {new}"
        yield note("parameter-optional", message, after.name, None, new)
    else:
        message = f"the default of {after.name} was {old}, and is {new}"
        yield note("default-changed", message, after.name, old, new)


def _type(before: Parameter, after: Parameter, pair: Pair) -> Iterator[Difference]:
    old, new = before.annotation, after.annotation
    name = after.starred
    if old is not None and new is not None:
        yield from _retyped(
            pair, "parameter-type-changed", f"the type of {name}", after.name, old, new
        )
    elif new is not None:
        message = f"{name} is annotated now: {new}"
        yield note("parameter-type-changed", message, after.name, None, new, "safe")
    elif old is not None:
        message = f"{name} isn't annotated any more; it was {old}"
        yield note("parameter-type-changed", message, after.name, old, None, "safe")
    elif (
        before.type is not None
        and after.type is not None
        and min(before.type.confidence, after.type.confidence) >= pair.settings.min_type_confidence
    ):
        rule, subject = "inferred-parameter-type-changed", f"the inferred type of {name}"
        yield from _retyped(pair, rule, subject, after.name, before.type.text, after.type.text)


def _retyped(  # noqa: PLR0913, PLR0917
    pair: Pair, rule: str, subject: str, name: str, old: str, new: str
) -> Iterator[Difference]:
    change = pair.relation(old, new)
    if change != "same":
        severity: Severity = "safe" if change == "wider" else "risky"
        yield note(rule, f"{subject} was {old}, and is {new}", name, old, new, severity)


def _reordered(
    old: Sequence[Parameter], new: Sequence[Parameter], pairs: dict[str, Parameter]
) -> Iterator[Difference]:
    """Yield one note for all parameters that stand at another position than they did."""
    places = {id(p): place for place, p in enumerate(new, 1) if p.kind in _POSITIONAL}
    found = [(before, pairs.get(before.name)) for before in old if before.kind in _POSITIONAL]
    now = {before.name: places.get(id(after)) for before, after in found}
    moved = [
        f"{before.name} from {place} to {now[before.name]}"
        for place, before in enumerate(old, 1)
        if now.get(before.name) not in (None, place)
    ]
    if moved:
        message = f"parameters have other positions: {', '.join(moved)}"
        yield note(
            "parameter-reordered",
            message,
            moved[0].partition(" ")[0],
            _positional(old),
            _positional(new),
        )


def _positional(parameters: Sequence[Parameter]) -> str:
    return ", ".join(p.name for p in parameters if p.kind in _POSITIONAL)

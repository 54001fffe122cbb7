"""The arguments that two functions both take, as ``__new__`` and ``__init__`` of a class must."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from msgspec.structs import replace

from ..model import Parameter, ParameterKind

__all__ = ["common"]

_POSITIONAL: tuple[ParameterKind, ...] = ("positional-only", "positional-or-keyword")


def common(first: Sequence[Parameter], second: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """Return the parameters of a call that gives two functions the same arguments.

    Args:
        first: What one function takes; its names and defaults are preferred.
        second: What the other takes.
    """
    one, other = _Taken(first), _Taken(second)
    given: dict[str, Parameter] = {}
    for parameter in _given(one, other):
        given.setdefault(parameter.name, parameter)
    rest = _of_kind(first, "var-positional") if other.takes_rest else []
    keywords = _of_kind(first, "var-keyword") if other.takes_keywords else []
    by_place = _of_kind(given.values(), *_POSITIONAL)
    by_name = _of_kind(given.values(), "keyword-only")
    return (*_in_order(by_place), *rest, *by_name, *keywords)


def _of_kind(parameters: Iterable[Parameter], *kinds: ParameterKind) -> list[Parameter]:
    return [parameter for parameter in parameters if parameter.kind in kinds]


def _in_order(by_place: Sequence[Parameter]) -> Iterator[Parameter]:
    """Yield parameters; what stands before one that is given by its place only is so too."""
    only = [place for place, p in enumerate(by_place) if p.kind == "positional-only"]
    last = max(only, default=0)
    yield from (replace(parameter, kind="positional-only") for parameter in by_place[:last])
    yield from by_place[last:]


class _Taken:
    """The parameters of one function.

    Args:
        parameters: Its parameters.
    """

    def __init__(self, parameters: Sequence[Parameter]) -> None:
        self.by_place = _of_kind(parameters, *_POSITIONAL)
        self.by_name = _of_kind(parameters, "keyword-only")
        self.takes_rest = bool(_of_kind(parameters, "var-positional"))
        self.takes_keywords = bool(_of_kind(parameters, "var-keyword"))

    def keyword_only(self, name: str) -> Parameter | None:
        """Return the parameter that is passed by that name only."""
        return next((p for p in self.by_name if p.name == name), None)


def _given(one: _Taken, other: _Taken) -> Iterator[Parameter]:
    """Yield what callers may give by place or name, each once."""
    for mine, yours in zip_longest(one.by_place, other.by_place):
        if mine is not None and yours is not None:
            yield _both(mine, yours)
        elif mine is not None:
            yield from _alone(mine, other)
        elif yours is not None:
            yield from _alone(yours, one)
    yield from _by_name(one, other)


def _by_name(one: _Taken, other: _Taken) -> Iterator[Parameter]:
    """Yield what one of the functions takes by its name only, and has no place in either."""
    placed = {p.name for p in (*one.by_place, *other.by_place)}
    for mine in one.by_name:
        if mine.name not in placed:
            yield from _alone(mine, other)
    for yours in other.by_name:
        if yours.name not in placed and one.keyword_only(yours.name) is None:
            yield from _alone(yours, one)


def _both(mine: Parameter, yours: Parameter) -> Parameter:
    """Return what stands at one place of both; under two names it's given by its place only."""
    kept = yours if mine.name.startswith("_") and not yours.name.startswith("_") else mine
    is_same = mine.name == yours.name and mine.kind == yours.kind
    kind: ParameterKind = mine.kind if is_same else "positional-only"
    return _needed(replace(kept, kind=kind), mine, yours)


def _alone(mine: Parameter, other: _Taken) -> Iterator[Parameter]:
    """Yield what stands at no place of the other function, if that takes it in another way."""
    same = other.keyword_only(mine.name)
    if same is not None:
        yield _needed(replace(mine, kind="keyword-only"), mine, same)
    elif mine.kind == "keyword-only" or not other.takes_rest:
        if (other.takes_keywords and mine.kind != "positional-only") or mine.default is None:
            yield replace(mine, kind="keyword-only") if other.takes_keywords else mine
    elif not other.takes_keywords:
        yield replace(mine, kind="positional-only")
    else:
        yield mine


def _needed(kept: Parameter, *both: Parameter) -> Parameter:
    """Return a parameter without a default if one of the functions has none."""
    return replace(kept, default=None) if any(p.default is None for p in both) else kept

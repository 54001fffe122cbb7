"""Which parameter each argument of a call goes to."""

from __future__ import annotations

from collections.abc import Sequence

from .values import TOP, Value, elements, union

__all__ = ["Arguments", "bind"]

Arguments = tuple[tuple[str, Value], ...]
"""Keyword (empty for positional, ``*`` and ``**`` for unpacked ones) and value of each argument."""


def bind(slots: Sequence[tuple[str, str, bool]], args: Arguments) -> dict[str, Value] | None:
    """Distribute arguments over parameters.

    Args:
        slots: Name, kind and whether it may be left out, of each parameter.
        args: The arguments.

    Returns:
        Values by parameter, None if the call doesn't fit.
    """
    given: dict[str, list[Value]] = {}
    positional = [slot for slot in slots if slot[1].startswith("positional")]
    rest = next((slot[0] for slot in slots if slot[1] == "var-positional"), None)
    keywords = next((slot[0] for slot in slots if slot[1] == "var-keyword"), None)
    by_name = {slot[0] for slot in slots if slot[1] in ("positional-or-keyword", "keyword-only")}
    loose = False
    position = 0
    for mark, value in args:
        if mark == "*":
            position, loose = _spread(positional, position, value, rest, given, loose)
        elif mark == "**":
            loose = True
            _spread_keywords(value, keywords, given)
        elif mark:
            target = mark if mark in by_name else keywords
            if target is None:
                return None
            given.setdefault(target, []).append(value)
        elif position < len(positional):
            given.setdefault(positional[position][0], []).append(value)
            position += 1
        elif rest is not None:
            given.setdefault(rest, []).append(value)
        elif not loose:
            return None
    missing = [n for n, kind, optional in slots if not optional and not kind.startswith("var")]
    if not loose and any(name not in given for name in missing):
        return None
    return {name: union(values) for name, values in given.items()}


def _spread(  # noqa: PLR0913, PLR0917
    positional: list[tuple[str, str, bool]], position: int, value: Value, rest: str | None,
    given: dict[str, list[Value]], loose: bool,
) -> tuple[int, bool]:  # fmt: skip
    """Distribute ``*value``: exactly if it's a tuple of known length."""
    if len(value) == 1:
        (only,) = value
        if only.kind == "tup":
            for part in only.args:
                if position < len(positional):
                    given.setdefault(positional[position][0], []).append(part)
                    position += 1
                elif rest is not None:
                    given.setdefault(rest, []).append(part)
            return position, loose
    if rest is not None and position >= len(positional):
        element = union([elements(t) if t.kind == "tup" else union(t.args) for t in value])
        given.setdefault(rest, []).append(element or TOP)
    return position, True


def _spread_keywords(value: Value, keywords: str | None, given: dict[str, list[Value]]) -> None:
    if keywords is None:
        return
    for t in value:
        if t.kind == "inst" and t.name == "builtins.dict" and len(t.args) == 2:
            given.setdefault(keywords, []).append(t.args[1])

"""Types as they're written: unions with a confidence, and how several of them are merged."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple

from ..model import Guess
from .syntax import annotation_source, parse_expression, source

__all__ = ["CERTAIN", "INFERRED", "NONE", "Types", "declared", "generic", "guess", "union"]

CERTAIN = 0.97
INFERRED = 0.85
_DECLARED = 0.93
_SEVERAL = 0.6
"""Confidence in a union of more than one type beside None: some are cases of a common type."""

_OPTIONAL = 0.7
"""Confidence that a value which may be None by its declaration still may be where it's used."""

_MAX_MEMBERS = 3


class Types(NamedTuple):
    """A union of type texts, in order of appearance, with the confidence in the whole."""

    members: tuple[str, ...]
    confidence: float


NONE = Types(("None",), CERTAIN)


def declared(annotation: str, *, optional: bool) -> Types:
    """Return what an annotation says about a value.

    Args:
        annotation: The annotation as source.
        optional: Whether the value's default is None, which the annotation needn't mention.
    """
    members = [source(part) for part in _members(annotation)] or [annotation]
    anything = {"Any", "object", "None"}.intersection(part.rpartition(".")[2] for part in members)
    if optional and not anything:
        members.append("None")
    ordered = _widened(members)
    return Types(ordered, _OPTIONAL if "None" in ordered else _DECLARED)


def _members(annotation: str) -> list[ast.expr]:
    """Return the members of a union that is written with bars or as ``Optional``."""
    whole = parse_expression(annotation_source(parse_expression(annotation)) or "")
    if whole is None:
        return []
    waiting, found = [whole], []
    while waiting:
        part = waiting.pop()
        if isinstance(part, ast.BinOp) and isinstance(part.op, ast.BitOr):
            waiting += [part.right, part.left]
        elif isinstance(part, ast.Subscript) and source(part.value).endswith("Optional"):
            waiting += [ast.Constant(None), part.slice]
        else:
            found.append(part)
    return found


def generic(name: str, arguments: Sequence[Types | None]) -> Types:
    """Return a container type, with its arguments if each is exactly one known type.

    Args:
        name: The container's name.
        arguments: What is known of the elements.
    """
    known = [part for part in arguments if part is not None and len(part.members) == 1]
    if len(known) < len(arguments) or any(part.members[0] == "None" for part in known):
        return Types((name,), INFERRED if name == "Iterator" else CERTAIN)
    inside = ", ".join(part.members[0] for part in known)
    return Types((f"{name}[{inside}]",), min(part.confidence for part in known))


def union(found: Sequence[Types | None]) -> Types | None:
    """Merge what several places say; unknown if one is unknown, or if they say too much.

    Args:
        found: What each place says.
    """
    known = [part for part in found if part is not None]
    if not known or len(known) < len(found):
        return None
    members = _widened([member for part in known for member in part.members])
    if len(members) > _MAX_MEMBERS + 1:
        return None
    confidence = min(part.confidence for part in known)
    several = len([member for member in members if member != "None"]) > 1
    return Types(members, min(confidence, _SEVERAL) if several else confidence)


def _widened(members: list[str]) -> tuple[str, ...]:
    """Drop repetitions, let ``list[int]`` and ``list`` be ``list``, and put None last."""
    unique = list(dict.fromkeys(members))
    bare = [member.partition("[")[0] for member in unique]
    merged = [
        base if bare.count(base) > 1 else member for base, member in zip(bare, unique, strict=True)
    ]
    return tuple(sorted(dict.fromkeys(merged), key=lambda member: member == "None"))


def guess(types: Types, evidence: str) -> Guess:
    """Return types as a guess.

    Args:
        types: The types.
        evidence: Where they come from.
    """
    return Guess(" | ".join(types.members), round(types.confidence, 2), evidence)

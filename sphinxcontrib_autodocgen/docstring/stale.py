"""Contradictions between a docstring and its code; what may be right in some way is none."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from typing import Any, Final

from ..model import Object, Parameter
from . import google, numpy, rest
from .neutral import Docstring, Entry, Section, Style

__all__ = ["contradictions"]

_OUTLINES: Final = {"google": google.outline, "numpy": numpy.outline, "rest": rest.outline}
_TITLE = re.compile(r"(?:args|arguments|params|parameters)\s*:?$", re.IGNORECASE)
_FIELD = re.compile(r"[:@](?:param|parameter|arg|argument)\s")
_NAME = re.compile(r"[a-z_]\w*|[A-Z]")
_IN_TYPE = re.compile(r"\(default\s*[:=]?\s*([^()]+)\)$")
_IN_TEXT = re.compile(r"\bDefaults to (?:``|`)?([^\s`]+?)(?:``|`)?\.?$")
_HARMLESS = frozenset(
    {
        "abstractmethod",
        "asynccontextmanager",
        "cache",
        "classmethod",
        "contextmanager",
        "final",
        "lru_cache",
        "override",
        "staticmethod",
    }
)
"""Decorators that leave a signature as it is."""

_NO_NAMES = frozenset({"self", "cls", *dir(builtins)})
"""Words that authors write where a name belongs, and that are none."""

_TYPES: Final = {
    **dict.fromkeys(("str", "string"), "str"),
    **dict.fromkeys(("int", "integer"), "number"),
    **dict.fromkeys(("float", "complex", "number"), "number"),
    **dict.fromkeys(("bool", "boolean"), "bool"),
    **dict.fromkeys(("dict", "dictionary"), "dict"),
    "bytes": "bytes",
    "list": "list",
    "tuple": "tuple",
    "set": "set",
}
"""Types that can be compared: one of these is never another."""


def contradictions(
    obj: Object, written: Docstring, lines: list[str], style: Style
) -> Iterator[str]:
    """Yield what is wrong in an author's docstring, each as a sentence without a full stop.

    Args:
        obj: The object; only functions, methods and classes without bases are judged, and only
            if no decorator can have changed what they take.
        written: Its docstring, read.
        lines: The clean lines of it.
        style: Its style.
    """
    if not _is_judged(obj) or style not in _OUTLINES:
        return
    parameters = {parameter.name: parameter for parameter in obj.parameters}
    is_open = any(p.kind in ("var-positional", "var-keyword") for p in obj.parameters)
    plain = set() if is_open else _plain_names(list(_OUTLINES[style](lines)), lines)
    for entry in written.parameters:
        name = entry.name.lstrip("*")
        known = parameters.get(name)
        if known is not None:
            yield from _wrong(entry, known)
        elif name in plain and _is_plain_name(name):
            yield f"parameter {name!r} is documented, but it isn't in the signature"


def _is_judged(obj: Object) -> bool:
    decorators = {decorator.rpartition(".")[2] for decorator in obj.decorators}
    if obj.kind == "class":
        return not obj.bases and not decorators and bool(obj.parameters)
    return obj.kind in ("function", "method") and decorators <= _HARMLESS


def _is_plain_name(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and name not in _NO_NAMES


def _plain_names(sections: list[Section], lines: list[str]) -> set[str]:
    """Return the names that are documented as parameters, not as other or keyword ones."""
    found: set[str] = set()
    for section in sections:
        if section.field != "parameters":
            continue
        for entry in section.entries:
            if _TITLE.match(lines[section.start]) or _FIELD.match(lines[entry.start]):
                found.update(name.lstrip("*") for name in entry.names)
    return found


def _wrong(entry: Entry, known: Parameter) -> Iterator[str]:
    yield from _wrong_default(entry, known)
    yield from _wrong_type(entry, known)


def _wrong_default(entry: Entry, known: Parameter) -> Iterator[str]:
    default = _written_default(entry)
    if default is not None and _differs(default, known):
        real = f"it is {known.default}" if known.default is not None else "it has none"
        yield f"the default of {entry.name!r} is documented as {default}, but {real}"


def _wrong_type(entry: Entry, known: Parameter) -> Iterator[str]:
    said = _TYPES.get((entry.type or "").partition("(")[0].strip().lower())
    if said is None:
        return
    documented = f"the type of {entry.name!r} is documented as {entry.type}"
    annotated = _TYPES.get((known.annotation or "").strip("\"'"))
    if annotated is not None and annotated != said and {annotated, said} != {"bool", "number"}:
        yield f"{documented}, but annotated as {known.annotation}"
    elif known.annotation is None and _is_other(_literal(known.default), said):
        yield f"{documented}, but its default is {known.default}"


def _written_default(entry: Entry) -> str | None:
    """Return the default that is documented, as source; None if none is, or in other words."""
    match = _IN_TYPE.search(entry.type or "") or _IN_TEXT.search(entry.description)
    return entry.default or (match[1] if match else None)


_UNKNOWN: Final = object()


def _literal(source: str | None) -> Any:
    try:
        return ast.literal_eval(source) if source is not None else _UNKNOWN
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return _UNKNOWN


def _differs(written: str, known: Parameter) -> bool:
    """Tell whether a documented default is another value; None often stands for any other."""
    said, real = _literal(written.rstrip(".")), _literal(known.default)
    if said is _UNKNOWN or "\\" in written:
        return False
    if known.default is None:
        return said is not None
    return real is not _UNKNOWN and real is not None and said != real


def _is_other(default: Any, said: str) -> bool:
    """Tell whether a default can't be of a documented type; flags, None and zero stand for much."""
    if default is _UNKNOWN or default is None or isinstance(default, bool) or not default:
        return False
    kind = _TYPES.get(type(default).__name__)
    pairs = ({"bool", "number"}, {"list", "tuple"})
    return kind is not None and kind != said and {kind, said} not in pairs

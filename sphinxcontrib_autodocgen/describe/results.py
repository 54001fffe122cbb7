"""Descriptions of what functions return, yield and raise, where the name or Python tells."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Object, Raised
from . import predicates, types
from .drafts import Draft, says
from .prose import first_sentence, result_text
from .standard import SPECIAL_RAISES
from .view import View

__all__ = ["raised", "result"]


def result(obj: Object, view: View, *, yields: bool) -> Iterator[Draft | None]:
    """Yield what each rule says of a function's result.

    Args:
        obj: The function.
        view: The project.
        yields: Whether the result is what a generator yields.
    """
    yield _override_documented(obj, view, yields=yields)
    if not yields:
        yield from (rule(obj, view) for rule in RESULT_RULES)


def _override_documented(obj: Object, view: View, *, yields: bool) -> Draft | None:
    """Take what the overridden method's docstring says of its result."""
    owner = view.owner(obj)
    if owner is None or obj.kind != "method" or types.of_result(obj.returns) == {"NoReturn"}:
        return None
    for base in view.ancestors(owner.name):
        known = view.known.get(f"{base}.{obj.short_name}")
        text = result_text(known.docstring, yields=yields) if known is not None else None
        if known is not None and text:
            said = first_sentence(text, obj.short_name, _type_text(obj), _type_text(known))
            return says(said, "override") if said else None
    return None


def _type_text(obj: Object) -> str:
    found = obj.returns or obj.yields
    if found is None:
        return ""
    return found.annotation or (found.type.text if found.type else "")


def suppresses(obj: Object, _view: View) -> Draft | None:
    """Say what the boolean that ends a ``with`` block means."""
    if obj.short_name not in ("__exit__", "__aexit__") or types.of_result(obj.returns) != {"bool"}:
        return None
    return says("True to suppress the exception that ended the block.", "suppresses")


def exit_status(obj: Object, _view: View) -> Draft | None:
    """Say that the number ``main`` returns is the exit status."""
    if obj.kind != "function" or obj.short_name != "main" or not _is_int(obj):
        return None
    return says("Exit status of the process.", "exit-status")


def _is_int(obj: Object) -> bool:
    return types.of_result(obj.returns) == {"int"}


RESULT_RULES = (predicates.described_result, suppresses, exit_status)


def raised(found: Raised, obj: Object) -> Draft | None:
    """Return what an exception means by Python's data model, None if that says nothing."""
    text = SPECIAL_RAISES.get((obj.short_name, found.type)) if obj.kind == "method" else None
    return says(text, "special-raises") if text is not None else None

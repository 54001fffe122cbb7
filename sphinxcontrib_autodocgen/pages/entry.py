"""Words of a glossary about an object: its signature and its complexity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import get_args

from ..model import Metrics, Object, Parameter
from ..quality.findings import RULES
from ..quality.limits import is_beyond, is_judged, limits, value
from ..settings import Metric, Settings

__all__ = ["complexity", "parameters", "signature"]


def signature(obj: Object) -> str:
    """Return the signature of an object as its author wrote it, decorators above it."""
    if obj.kind in ("attribute", "data"):
        return f"{obj.short_name}: {obj.annotation}" if obj.annotation else obj.short_name
    lines = [f"@{name}" for name in obj.decorators if obj.kind != "class"]
    return "\n".join([*lines, _definition(obj)])


def _definition(obj: Object) -> str:
    """Return the line that defines a class, function or property, without its colon."""
    annotation = obj.returns.annotation if obj.returns else None
    if obj.kind == "property":
        return f"{obj.short_name}: {annotation}" if annotation else obj.short_name
    result = f" -> {annotation}" if annotation else ""
    word = "async def" if "async" in obj.modifiers else "def"
    word = "class" if obj.kind == "class" else word
    return f"{word} {obj.short_name}({', '.join(parameters(obj.parameters))}){result}"


def parameters(found: Sequence[Parameter]) -> list[str]:
    """Write parameters as Python does, with the markers that their kinds need."""
    words: list[str] = []
    before = ""
    for parameter in found:
        kind = parameter.kind
        if before == "positional-only" and kind != before:
            words.append("/")
        if kind == "keyword-only" and before not in ("keyword-only", "var-positional"):
            words.append("*")
        words.append(parameter.source)
        before = kind
    return [*words, "/"] if before == "positional-only" else words


def complexity(obj: Object, metrics: Metrics, settings: Settings) -> str:
    """Return the complexity of an object in a sentence, with the limits that it's beyond."""
    ranks = {"cyclomatic": metrics.rank, "maintainability": metrics.maintainability_rank}
    allowed = limits(settings, obj.name)
    words = []
    names: tuple[Metric, ...] = get_args(Metric)
    for name in names:
        number = getattr(metrics, name)
        if number is not None:
            excess = _excess(name, metrics, allowed) if is_judged(obj.kind, name) else ""
            notes = ", ".join(filter(None, (ranks.get(name), excess)))
            words.append(f"{name} {number:.4g}" + (f" ({notes})" if notes else ""))
    return f"Complexity: {', '.join(words)}."


def _excess(name: Metric, metrics: Metrics, allowed: Mapping[Metric, float]) -> str:
    """Say which limit a metric is above, or below if it's a minimum."""
    number, limit = value(metrics, name), allowed.get(name)
    is_minimum = RULES[name].is_minimum
    if number is None or limit is None or not is_beyond(number, limit, is_minimum=is_minimum):
        return ""
    if is_minimum:
        return f"below {limit:g}"
    return f"{number:g} of them code, above {limit:g}" if name == "length" else f"above {limit:g}"

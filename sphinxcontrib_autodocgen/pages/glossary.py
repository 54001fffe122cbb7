"""The glossary: every public class, function, method and property that has something to say.

This module alone decides what an entry shows: the signature with the annotations its author
wrote, complexity, and the docstring. Above the entries, which stand by module, are an index by
letter, and the terms that docstrings define.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from itertools import groupby

from ..limits import is_beyond, is_judged, limits, value
from ..markdown import anchor, closed, code_span, escape, fence, link
from ..model import Metrics, Object, Parameter, Project
from ..settings import Metric, Settings
from ..surface import surface_of
from .book import Book, Href, Part
from .describe import inline
from .source import source_path
from .terms import Term, terms

__all__ = ["complexity", "glossary", "one_line", "parameters", "signature"]

_NO_PARAGRAPH = re.compile(
    r"\*\*(?:Type|Parameters|Attributes|Returns|Yields|Raises)\b|[-+*>|#] |```|~~~|\d+[.)] "
)
_KINDS = frozenset({"attribute", "class", "data", "function", "method", "property"})


def glossary(project: Project, texts: Mapping[str, str], settings: Settings, limit: int) -> Book:
    """Make the glossary of a project.

    Args:
        project: The analysed project.
        texts: The names of the public objects, and their docstrings as Markdown.
        settings: The options; ``thresholds`` and ``threshold_overrides`` count here.
        limit: The most bytes of a file.

    Returns:
        The book.
    """
    surface = surface_of(project)
    public = {name: surface.public_name(project[name]) or name for name in texts}
    named = {name: surface.module_of(public[name]) for name, text in texts.items() if text}
    shown = [project[name] for name in named if project[name].kind in _KINDS]
    shown.sort(key=lambda obj: named[obj.name])
    ordered = sorted(shown, key=lambda obj: (_letter(obj), obj.short_name.casefold(), obj.name))
    letters = {key: list(objects) for key, objects in groupby(ordered, _letter)}
    parts = [_index(key, objects, named, texts) for key, objects in letters.items()]
    if found := terms(project):
        parts.append(_terms(project, found, {obj.name for obj in shown}))
    for name, objects in groupby(shown, lambda obj: named[obj.name]):
        parts.append(_module(name, one_line(texts.get(name, ""))))
        parts += [
            _object(obj, public[obj.name].removeprefix(f"{name}."), texts[obj.name], settings)
            for obj in objects
        ]

    def opening(href: Href) -> str:
        steps = [link(escape(key), href(_letter_key(key))) for key in letters]
        letters_line = " · ".join([*steps, link("Terms", href(_TERMS))] if found else steps)
        modules = [part.key for part in parts if part.key.startswith("module-")]
        lines = [f"- {link(code_span(key.removeprefix('module-')), href(key))}" for key in modules]
        return "\n\n".join([letters_line, "\n".join(lines)]) if shown else "Nothing is documented."

    return Book.bind("glossary.md", "Glossary", opening, parts, limit)


def one_line(text: str) -> str:
    """Return what a docstring says in its first paragraph.

    Args:
        text: The docstring as Markdown.

    Returns:
        Markdown on one line; empty if the docstring begins with something else.
    """
    first = text.split("\n\n", 1)[0]
    return "" if _NO_PARAGRAPH.match(first) else " ".join(first.split())


def _letter(obj: Object) -> str:
    first = obj.short_name[:1].upper()
    return first if first.isalpha() else "Other"


def _letter_key(key: str) -> str:
    return f"letter-{key.lower()}"


def _index(
    letter: str, objects: Sequence[Object], modules: Mapping[str, str], texts: Mapping[str, str]
) -> Part:
    key = _letter_key(letter)

    def render(href: Href) -> str:
        lines = []
        for obj in objects:
            line = link(code_span(obj.short_name), href(obj.name))
            text = one_line(texts[obj.name])
            lines.append(f"- {line} ({code_span(modules[obj.name])}){text and ': '}{text}")
        return "\n".join([f"{anchor(key)}\n\n## {escape(letter)}\n", *lines])

    return Part(key, render)


_TERMS = "terms"


def _terms(project: Project, found: Sequence[Term], linked: Container[str]) -> Part:
    """Write the terms that docstrings define, each with a link to the object that does."""

    def render(href: Href) -> str:
        lines = []
        for term in found:
            source = project[term.source]
            place = code_span(source.name)
            if source.name in linked:
                place = link(place, href(source.name))
            lines.append(f"- **{escape(term.name)}**: {inline(source, term.meaning)} ({place})")
        return "\n".join([f"{anchor(_TERMS)}\n\n## Terms\n", *lines])

    return Part(_TERMS, render)


def _module(name: str, text: str) -> Part:
    key = f"module-{name}"

    def render(href: Href) -> str:
        source = link("source", href(source_path(name)))
        return f"{anchor(key)}\n\n## {code_span(name)}\n\n{f'{text} ({source})'.strip()}"

    return Part(key, render)


def _object(obj: Object, title: str, text: str, settings: Settings) -> Part:
    blocks = [
        f"{anchor(obj.name)}\n\n### {code_span(title)}",
        fence(signature(obj), "python"),
        "" if obj.metrics is None else complexity(obj, obj.metrics, settings),
        closed(text),
    ]
    written = "\n\n".join(filter(None, blocks))
    return Part(obj.name, lambda _href: written)


def signature(obj: Object) -> str:
    """Return the signature of an object as its author wrote it, decorators above it."""
    if obj.kind in ("attribute", "data"):
        return f"{obj.short_name}: {obj.annotation}" if obj.annotation else obj.short_name
    lines = [f"@{name}" for name in obj.decorators if obj.kind != "class"]
    annotation = obj.returns.annotation if obj.returns else None
    if obj.kind == "property":
        return "\n".join([*lines, obj.short_name + (f": {annotation}" if annotation else "")])
    result = f" -> {annotation}" if annotation else ""
    word = "class" if obj.kind == "class" else "async def" if "async" in obj.modifiers else "def"
    return "\n".join(
        [*lines, f"{word} {obj.short_name}({', '.join(parameters(obj.parameters))}){result}"]
    )


_STARS = {"var-positional": "*", "var-keyword": "**"}


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
        annotation = f": {parameter.annotation}" if parameter.annotation else ""
        equals = " = " if annotation else "="
        default = "" if parameter.default is None else f"{equals}{parameter.default}"
        words.append(f"{_STARS.get(kind, '')}{parameter.name}{annotation}{default}")
        before = kind
    return [*words, "/"] if before == "positional-only" else words


def complexity(obj: Object, metrics: Metrics, settings: Settings) -> str:
    """Return the complexity of an object in a sentence, with the limits that it's beyond."""
    numbers: list[tuple[Metric, float | None, str]] = [
        ("cyclomatic", metrics.cyclomatic, metrics.rank),
        ("cognitive", metrics.cognitive, ""),
        ("nesting", metrics.nesting, ""),
        ("length", metrics.length, ""),
        ("maintainability", metrics.maintainability, metrics.maintainability_rank or ""),
    ]
    allowed = limits(settings, obj.name)
    words = []
    for name, number, rank in numbers:
        if number is not None:
            excess = _excess(name, metrics, allowed) if is_judged(obj.kind, name) else ""
            notes = ", ".join(filter(None, (rank, excess)))
            words.append(f"{name} {number:.4g}" + (f" ({notes})" if notes else ""))
    return f"Complexity: {', '.join(words)}."


def _excess(name: Metric, metrics: Metrics, allowed: Mapping[Metric, float]) -> str:
    """Say by what limit a metric is too high, or too low for the maintainability index."""
    number, limit = value(metrics, name), allowed.get(name)
    if number is None or limit is None or not is_beyond(name, number, limit):
        return ""
    if name == "maintainability":
        return f"below {limit:g}"
    return f"{number:g} of them code, above {limit:g}" if name == "length" else f"above {limit:g}"

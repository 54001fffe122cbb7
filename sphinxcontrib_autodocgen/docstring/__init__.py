"""Everything that knows a docstring style: reading, writing, and completing docstrings.

``parse`` makes a :class:`Docstring`, ``complete`` decides what of an object's records is said in
it, ``render`` spends it. A page, the JSON of ``inspect`` and rewritten source all take the same
record from ``complete``, so they can't disagree. Each style is known in one module, for reading
and writing alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from fnmatch import fnmatchcase
from functools import partial
from itertools import chain
from typing import Final, Literal

import msgspec

from ..model import Guess, Object, Parameter, Project, Raised, Result
from ..settings import Settings
from . import blocks, google, markdown, numpy, rest
from .record import Docstring, Entry, Field, Mark, Style, TypeText

__all__ = [
    "OFF",
    "Docstring",
    "Entry",
    "Field",
    "Mark",
    "Style",
    "TypeText",
    "complete",
    "detect",
    "detect_project",
    "generated",
    "is_empty",
    "is_filled",
    "markdown",
    "parse",
    "render",
    "rest",
    "spread",
]

OFF: Final = re.compile(r"^[ \t]*:autodocgen:[ \t]*off[ \t]*$", re.MULTILINE)
"""The line of a docstring that switches generated text off."""

_COUNTERS: Final[dict[Style, Callable[[list[str]], int]]] = {
    "numpy": numpy.count,
    "google": google.count,
    "rest": rest.count,
}
_PARSERS: Final[dict[Style, Callable[[list[str]], Docstring]]] = {
    "google": google.parse,
    "numpy": numpy.parse,
    "rest": rest.parse,
}
_WRITERS: Final[dict[Style, Callable[[Docstring], Iterator[str]]]] = {
    "google": google.render,
    "numpy": numpy.render,
    "rest": rest.render,
    "markdown": markdown.render,
}
_STARS: Final = {"var-positional": "*", "var-keyword": "**"}


def parse(text: str, style: Style | Literal["auto"] = "auto") -> Docstring:
    """Read a docstring.

    Args:
        text: The docstring, as :func:`inspect.cleandoc` leaves it or as it stands in the source;
            any string will do.
        style: How it's written; ``auto``: the style of which it has most sections. In a
            ``markdown`` docstring no sections are read.

    Returns:
        Its parts. What isn't understood is in the body, so that nothing is lost.
    """
    lines = blocks.clean(text)
    chosen = _detect(lines) if style == "auto" else style
    if chosen is None or chosen == "markdown":
        return blocks.compose(lines, [], {})
    return _PARSERS[chosen](lines)


def detect(text: str) -> Style | None:
    """Return the style of which a docstring has most sections, None if it has none at all."""
    return _detect(blocks.clean(text))


def _detect(lines: list[str]) -> Style | None:
    counts = {style: count(lines) for style, count in _COUNTERS.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else None


def detect_project(texts: Iterable[str]) -> Style:
    """Return the style that most of a project's docstrings are written in; google if none is."""
    votes = Counter(style for text in texts if (style := detect(text)) is not None)
    return max(_PARSERS, key=votes.__getitem__)


def render(docstring: Docstring, style: Style, *, indent: int = 0) -> list[str]:
    """Write a docstring.

    Args:
        docstring: What to write.
        style: How to write it.
        indent: Blanks before each line that isn't blank itself.

    Returns:
        The lines, without line ends; the first and the last aren't blank. In source they must
        begin on a line of their own if there's no summary, or their indentation is lost.
    """
    return list(blocks.indent(_WRITERS[style](docstring), indent))


def spread(project: Project) -> Project:
    """Take to each object what docstrings around it say about it.

    An attribute that a class's or module's docstring describes in its Attributes section is
    documented by its author. ``:autodocgen: off`` in a docstring holds for all that is inside.

    Args:
        project: The project as it was analysed.
    """
    silent = {name for name, obj in project.items() if obj.docstring and _is_off(obj.docstring)}
    described = dict(chain.from_iterable(map(_described, project.values())))
    modules = [
        msgspec.structs.replace(
            module, objects=tuple(_spread(obj, described, silent) for obj in module.objects)
        )
        for module in project.modules.values()
    ]
    return Project(modules, project.problems)


def _described(obj: Object) -> Iterator[tuple[str, str]]:
    """Yield full name and description of each attribute that a docstring describes."""
    if obj.docstring and obj.kind in ("class", "module"):
        for entry in parse(obj.docstring).attributes:
            yield f"{obj.name}.{entry.name}", entry.description


def _spread(obj: Object, described: dict[str, str], silent: set[str]) -> Object:
    if obj.docstring is None and obj.kind in ("attribute", "data", "property"):
        obj = msgspec.structs.replace(obj, docstring=described.get(obj.name) or None)
    if silent and not silent.isdisjoint(_prefixes(obj.name)):
        obj = msgspec.structs.replace(obj, modifiers=tuple(sorted({*obj.modifiers, "off"})))
    return obj


def _prefixes(name: str) -> Iterator[str]:
    """Yield a dotted name, and the names of all that it's inside of."""
    while name:
        yield name
        name = name.rpartition(".")[0]


def _is_off(text: str) -> bool:
    return OFF.search(text) is not None


def is_filled(obj: Object, settings: Settings) -> bool:
    """Tell whether the settings and the author let an object be filled at all."""
    if not settings.fill or obj.kind not in settings.fill_kinds or "off" in obj.modifiers:
        return False
    globs = settings.fill_exclude
    return not any(fnmatchcase(name, glob) for glob in globs for name in _prefixes(obj.name))


def complete(obj: Object, settings: Settings) -> Docstring:
    """Return all that is to be said of an object; what page, JSON and rewritten source share.

    Args:
        obj: The object, described.
        settings: Says how certain a generated text or type must be.

    Returns:
        An author's docstring as it is, or else one that is made of guesses.
    """
    if obj.docstring is not None:
        return parse(obj.docstring)  # the place to add sections that the author left out
    return _generate(obj, settings) if is_filled(obj, settings) else Docstring()


def generated(obj: Object, settings: Settings, style: Style) -> str | None:
    """Return the docstring that an object without one would get, None if there is none to give."""
    if obj.docstring is not None:
        return None
    return "\n".join(render(complete(obj, settings), style)) or None


def is_empty(docstring: Docstring) -> bool:
    """Tell whether a docstring says nothing at all."""
    return docstring == Docstring()


def _generate(obj: Object, settings: Settings) -> Docstring:
    """Make a docstring of all guesses about an object that are certain enough."""
    entry = partial(_entry, settings)
    summary = _above(obj.summary, settings.min_confidence)
    returns, own = obj.returns, None
    if obj.kind == "property" and obj.type:
        returns = Result(obj.annotation, obj.type, returns.description if returns else None)
    elif obj.kind in ("attribute", "data"):
        returns, own = None, Result(type=obj.type)
    return Docstring(
        summary=summary.text if summary else "",
        parameters=tuple(
            chain(*(entry(p, _STARS.get(p.kind, "") + p.name) for p in obj.parameters))
        ),
        returns=tuple(entry(returns)),
        yields=tuple(entry(obj.yields)),
        raises=_raises(obj.raises, settings),
        type_entry=next(entry(own), None),
        summary_guess=summary,
    )


def _entry(
    settings: Settings, source: Parameter | Result | None, name: str = ""
) -> Iterator[Entry]:
    """Yield an entry if there's anything to add to what the signature says."""
    if source is None or _is_nothing(source):
        return
    type_ = _above(source.type, settings.min_type_confidence)
    text = _above(source.description, settings.min_confidence)
    if type_ or text:
        yield Entry(
            name=name,
            type=type_.text if type_ else None,
            description=text.text if text else "",
            annotation=source.annotation,
            type_guess=type_,
            description_guess=text,
        )


def _is_nothing(source: Parameter | Result) -> bool:
    """Tell whether all there is to say needs no words: nothing is returned, anything is taken."""
    known = source.type.text if source.type is not None else ""
    return source.description is None and known in ("None", "object", "typing.Any")


def _above(guess: Guess | None, floor: float) -> Guess | None:
    return guess if guess and guess.text and guess.confidence >= floor else None


def _raises(found: Iterable[Raised], settings: Settings) -> tuple[Entry, ...]:
    """Make an entry of each exception and condition, once."""
    entries: dict[tuple[str, str], Entry] = {}
    for raised in found:
        if raised.confidence >= settings.min_confidence:
            text = raised.description or ""
            condition = Guess(text, raised.confidence, raised.evidence) if text else None
            entry = Entry(
                name=raised.type,
                description=text,
                type_guess=Guess(raised.type, raised.confidence, raised.evidence),
                description_guess=condition,
            )
            entries.setdefault((raised.type, text), entry)
    explained = {name for name, text in entries if text}
    return tuple(e for (name, text), e in entries.items() if text or name not in explained)

"""Everything that knows a docstring style: reading, writing, and completing docstrings.

``parse`` makes a :class:`Docstring`, ``complete`` decides what of an object's records is said in
it, ``render`` spends it. A page, the JSON of ``inspect`` and rewritten source all take the same
record from ``complete``, so they can't disagree. Each style is known in one module, for reading
and writing alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from typing import Final, Literal

from ..model import Guess, Object, Parameter, Raised, Result
from ..settings import Settings
from . import blocks, google, markdown, numpy, rest
from .record import Docstring, Entry, Field, Mark, Style, TypeText

__all__ = [
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
    "markdown",
    "parse",
    "render",
    "rest",
]

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
    return _generate(obj, settings)


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
    """Tell whether all there is to say is that nothing is returned, which needs no words."""
    return source.description is None and source.type is not None and source.type.text == "None"


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

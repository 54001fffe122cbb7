"""Everything that knows a docstring style: reading, writing, and completing docstrings.

``parse`` makes a :class:`Docstring`, ``complete`` decides what of an object's records is said in
it, ``render`` spends it. A page, the JSON of ``inspect`` and rewritten source all take the same
record from ``complete``, so they can't disagree. Each style is known in one module, for reading
and writing alike.
"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import chain
from typing import Final, Literal

import msgspec

from ..model import Guess, Object, Project
from ..settings import Settings
from . import google, indentation, markdown_lists, numpy, rest
from .guesses import guessed
from .indentation import clean
from .neutral import Docstring, Entry, Field, Style, Types
from .partial import Insertion, insertions, left_out, unlinked, with_insertions
from .rest import HEADING, has_one_title, split_title
from .stale import contradictions

__all__ = [
    "HEADING",
    "OFF",
    "Docstring",
    "Entry",
    "Field",
    "Insertion",
    "Style",
    "Types",
    "clean",
    "complete",
    "converter",
    "detect",
    "detect_markup",
    "detect_project",
    "extend",
    "format_of",
    "generated",
    "has_one_title",
    "is_empty",
    "is_epytext",
    "is_filled",
    "markdown_lists",
    "missing",
    "parse",
    "render",
    "rest",
    "seems_markdown",
    "split_title",
    "spread",
    "stale",
    "style_of",
    "undeclared_types",
    "unlinked",
    "with_insertions",
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
    "markdown": markdown_lists.render,
}


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
    lines = clean(text)
    chosen = _detect(lines) if style == "auto" else style
    if chosen is None or chosen == "markdown":
        return indentation.compose(lines, [], {})
    return _PARSERS[chosen](lines)


def detect(text: str) -> Style | None:
    """Return the style of which a docstring has most sections, None if it has none at all."""
    return _detect(clean(text))


def _detect(lines: list[str]) -> Style | None:
    counts = {style: count(lines) for style, count in _COUNTERS.items()}
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else None


def detect_project(texts: Iterable[str]) -> Style:
    """Return the style that most of a project's docstrings are written in; google if none is."""
    votes = Counter(style for text in texts if (style := detect(text)) is not None)
    return max(_PARSERS, key=votes.__getitem__)


def style_of(project: Project, settings: Settings) -> Style:
    """Return the style of generated docstrings: the one asked for, or the project's own."""
    if settings.style != "auto":
        return settings.style
    return detect_project(obj.docstring for obj in project.values() if obj.docstring)


def is_epytext(texts: Iterable[str]) -> bool:
    """Tell whether most fields of some docstrings are those of epydoc, such as ``@param``."""
    votes = Counter(sign for text in texts for sign in rest.signs(clean(text)))
    return votes["@"] > votes[":"]


def converter(texts: Iterable[str]) -> str:
    """Return the Sphinx extension that reads the sections of docstrings, "" if there are none.

    numpydoc is taken only if it's installed.
    """
    styles = Counter(map(detect, texts))
    if styles["numpy"] and not styles["google"] and importlib.util.find_spec("numpydoc"):
        return "numpydoc"
    return "sphinx.ext.napoleon" if styles["numpy"] or styles["google"] else ""


def detect_markup(texts: Iterable[str]) -> Literal["rest", "markdown"]:
    """Return the markup that most of a project's docstrings show signs of; rest if none does."""
    votes = Counter((seems_markdown(text), bool(_REST.search(text))) for text in texts)
    return "markdown" if votes[True, False] > votes[False, True] else "rest"


def seems_markdown(text: str) -> bool:
    """Tell whether a docstring has what only Markdown has: a fence, or a link in brackets."""
    return _MARKDOWN.search(text) is not None


_MARKDOWN = re.compile(r"^ *```|(?<![`\w])\[[^\]\n]+\]\([^)\s]+\)", re.MULTILINE)
_REST = re.compile(r":\w+:`|(?<!`)``(?!`)|`_|^ *\.\. [\w-]+::|::$", re.MULTILINE)


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
    return list(indentation.indent(_WRITERS[style](docstring), indent))


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


def format_of(name: str, chosen: str | Mapping[str, str]) -> str:
    """Return the markup that an object's docstring is written in.

    Args:
        name: The object's full name.
        chosen: One for all, or several by globs, of which the last that fits decides.
    """
    if isinstance(chosen, str):
        return chosen
    fitting = [
        value
        for glob, value in chosen.items()
        if fnmatchcase(name, glob) or name.startswith(f"{glob}.")
    ]
    return fitting[-1] if fitting else "rest"


def complete(obj: Object, settings: Settings) -> Docstring:
    """Return all that is to be said of an object; what page, JSON and rewritten source share.

    Args:
        obj: The object, described.
        settings: Says how certain a generated text or type must be, and whether what an author
            left out is added.

    Returns:
        An author's docstring, with what is missing in it, or else one that is made of guesses.
    """
    if obj.docstring is None:
        return guessed(obj, settings) if is_filled(obj, settings) else Docstring()
    written = parse(obj.docstring)
    return _joined(written, missing(obj, settings), obj)


def _joined(written: Docstring, added: Docstring, obj: Object) -> Docstring:
    """Return an author's docstring with entries added, parameters in the signature's order."""
    if is_empty(added):
        return written
    order = {parameter.name: number for number, parameter in enumerate(obj.parameters)}
    parameters = list(written.parameters)
    for entry in added.parameters:
        place = order[entry.name.lstrip("*")]
        after = [n for n, e in enumerate(parameters) if order.get(e.name.lstrip("*"), 0) <= place]
        parameters.insert(after[-1] + 1 if after else 0, entry)
    return msgspec.structs.replace(
        written,
        parameters=tuple(parameters),
        returns=(*written.returns, *added.returns),
        yields=(*written.yields, *added.yields),
        raises=(*written.raises, *added.raises),
    )


def missing(obj: Object, settings: Settings) -> Docstring:
    """Return the entries that an author's docstring lacks and that guesses can give.

    Args:
        obj: The object, described.
        settings: ``complete`` says whether such entries are wanted at all. A docstring in Markdown
            gets none.
    """
    if obj.docstring is None or settings.complete != "sections" or not is_filled(obj, settings):
        return Docstring()
    if format_of(obj.name, settings.docstring_format) != "rest":
        return Docstring()
    return left_out(obj, parse(obj.docstring), guessed(_without_accepted(obj), settings))


def _without_accepted(obj: Object) -> Object:
    """Return an object without the keyword arguments that it takes by ``**kwargs``.

    Its author's docstring may tell of them in any place and words.
    """
    plain = (msgspec.structs.replace(each, accepts=()) for each in obj.parameters)
    return msgspec.structs.replace(obj, parameters=tuple(plain))


def undeclared_types(obj: Object, settings: Settings) -> Types:
    """Return the inferred types that neither a signature nor an author's docstring gives.

    Args:
        obj: The object, described.
        settings: Says how certain a type must be.
    """
    if not is_filled(obj, settings):
        return Types({}, None)
    found = guessed(_without_accepted(obj), settings)
    written = parse(obj.docstring or "")
    parameters = _undeclared_parameters(written, found)
    result = found.type_entry or next(iter(found.returns), None)
    if result is None or _has_result_type(written):
        return Types(parameters, None)
    return Types(parameters, result.type_guess)


def _undeclared_parameters(written: Docstring, found: Docstring) -> dict[str, Guess]:
    typed = {entry.name.lstrip("*") for entry in written.parameters if entry.type}
    guesses = {entry.name.lstrip("*"): entry.type_guess for entry in found.parameters}
    return {name: guess for name, guess in guesses.items() if guess and name not in typed}


def _has_result_type(written: Docstring) -> bool:
    """Tell whether an author gave the type of a result or of the value itself."""
    results = (written.type_entry, *written.returns, *written.yields)
    return any(entry is not None and entry.type for entry in results)


def extend(
    obj: Object,
    added: Docstring,
    style: Style,
    *,
    pen: rest.Pen | None = None,
    epytext: bool = False,
) -> list[Insertion]:
    """Say where in an author's docstring entries go; what is there stays as it is.

    Args:
        obj: The object.
        added: The entries, as :func:`missing` gives them.
        style: The style of a docstring that shows none itself.
        pen: Writes types, texts and marks for a page; None: as the style has them in source.
        epytext: Whether a docstring without fields gets those of epydoc.

    Returns:
        Lines, and before which lines of the docstring they go, the topmost first.
    """
    if is_empty(added):
        return []
    lines = clean(obj.docstring or "")
    order = [parameter.name for parameter in obj.parameters]
    found = _detect(lines) or style
    return insertions(lines, added, found, order, pen, epytext=epytext)


def generated(obj: Object, settings: Settings, style: Style) -> str | None:
    """Return a docstring in which something is generated, None if there is nothing to give.

    Args:
        obj: The object, described.
        settings: Says what is generated.
        style: The style, if the object's own docstring shows none.
    """
    if obj.docstring is None:
        return "\n".join(render(complete(obj, settings), style)) or None
    added = extend(obj, missing(obj, settings), style)
    return "\n".join(with_insertions(clean(obj.docstring), added)) if added else None


def stale(obj: Object) -> list[str]:
    """Return what in an author's docstring contradicts the code, each as a phrase.

    Args:
        obj: The object.
    """
    text = obj.docstring
    lines = clean(text) if text else []
    styles = [style for style, count in _COUNTERS.items() if lines and count(lines)]
    if len(styles) != 1 or _is_off(text or ""):
        return []  # it shows another style as an example, or isn't to be judged
    style = styles[0]
    return list(contradictions(obj, _PARSERS[style](lines), lines, style))


def is_empty(docstring: Docstring) -> bool:
    """Tell whether a docstring says nothing at all."""
    return docstring == Docstring()

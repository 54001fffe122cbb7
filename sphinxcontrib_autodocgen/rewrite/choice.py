"""What is worth writing into source, which is a stricter matter than what a page may show.

A page says that its words were generated; in source they become the author's. So nothing is
written that only repeats a base or another docstring, that would change what a program does, or
that has no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

import msgspec
from msgspec.structs import replace

from .. import docstring
from ..docstring import Docstring, Entry, Style
from ..model import Guess, Object, Project
from ..settings import Settings
from ..surface import Surface

__all__ = ["Choice", "Chooser"]

_KINDS = ("module", "class", "function", "method", "property")
_INHERITED = ("override", "standard-base")
"""Rules that say only what is overridden: the base's docstring, which is inherited, says more."""

_LISTING = (
    "abstract",
    "base-class",
    "deprecated",
    "enum",
    "exceptions",
    "fields",
    "mixin",
    "protocol",
    "raised",
)
"""Rules that list what stands elsewhere: a page is made anew when that changes, source isn't."""

_TAKEN = ("learned:", "rule:override")
"""Evidence of words that stand in another docstring: a page follows that, a copy doesn't. It would
also be evidence for the next copy, and a second run would write more than the first."""

_READERS = ("command", "group", "callback", "resultcallback", "tool")
"""Decorators that make a function's docstring a text of the program."""

_SUMMARY = "TODO: Summarize."
_DESCRIPTION = "TODO: Describe."


class Choice(msgspec.Struct, frozen=True):
    """What a user asked for.

    Attributes:
        select: Globs of full names, of objects or of what they are in; empty: all.
        exclude: Globs of those that are left as they are.
        placeholders: Whether what isn't known is marked as to be written.
        copies: Whether words of other docstrings are taken; somebody should look at each then.
    """

    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    placeholders: bool = False
    copies: bool = False


class Chooser:
    """Says what each object of a project is to get.

    Args:
        project: The described project.
        settings: Says how sure a text must be.
        style: The style of new docstrings.
        choice: What was asked for.
    """

    def __init__(self, project: Project, settings: Settings, style: Style, choice: Choice) -> None:
        self._project = project
        self._surface = Surface(project, tests=bool(choice.select))
        self._settings = settings
        self._style = style
        self._choice = choice
        self._classes: dict[str, list[Object]] = {}
        for obj in project.values():
            if obj.kind == "class":
                self._classes.setdefault(obj.short_name, []).append(obj)

    def is_wanted(self, obj: Object) -> bool:
        """Tell whether an object may get anything in its source at all."""
        if (
            obj.kind not in _KINDS
            or not self._surface.is_public(obj)
            or self._project[obj.name] is not obj
        ):
            return False
        if any(decorator.rpartition(".")[2] in _READERS for decorator in obj.decorators):
            return False
        names = list(_around(obj.name))
        chosen = not self._choice.select or _fits(names, self._choice.select)
        excluded = _fits(names, self._choice.exclude)
        return chosen and not excluded and docstring.is_filled(obj, self._settings)

    def content(self, obj: Object) -> Docstring | None:
        """Return what a new docstring says, None if there's too little to say.

        Args:
            obj: An object without a docstring.
        """
        said = docstring.complete(obj, self._settings)
        rule = said.summary_guess.rule if said.summary_guess else ""
        if rule in _INHERITED or self._inherits_docstring(obj):
            return None
        if not self._choice.copies:
            said = _without_copies(said)
        if rule in _LISTING:
            said = replace(said, summary="", summary_guess=None)
        if obj.kind == "class" and self._has_documented_constructor(obj):
            obj = replace(obj, parameters=())
            said = replace(said, parameters=(), raises=())
        if obj.kind == "property":
            said = replace(said, returns=())  # it's named as what it is
        if self._choice.placeholders:
            said = _with_placeholders(said, obj)
        return _worth_writing(said, self._style, _top(obj)) if said.summary else None

    def added(self, obj: Object, style: Style) -> Docstring:
        """Return what an author's docstring is to get.

        Args:
            obj: An object with a docstring.
            style: The style that it's written in.
        """
        said = docstring.missing(obj, self._settings)
        if not self._choice.copies:
            said = _without_copies(said)
        if obj.kind == "property":
            said = replace(said, returns=())
        return _worth_writing(said, style, _top(obj))

    def _has_documented_constructor(self, obj: Object) -> bool:
        return any(self._is_documented(f"{obj.name}.{name}") for name in ("__init__", "__new__"))

    def _is_documented(self, name: str) -> bool:
        found = self._project.get(name)
        return found is not None and found.docstring is not None

    def _inherits_docstring(self, obj: Object) -> bool:
        """Tell whether a method overrides one that is documented, as far as names tell."""
        if obj.kind not in ("method", "property"):
            return False
        waiting, seen = [obj.parent], {obj.parent}
        while waiting:
            owner = self._project.get(waiting.pop())
            for base in owner.bases if owner is not None else ():
                short = base.partition("[")[0].rpartition(".")[2]
                found = {other.name for other in self._classes.get(short, ())} - seen
                if any(self._is_documented(f"{name}.{obj.short_name}") for name in found):
                    return True
                seen |= found
                waiting += found
        return False


def _top(obj: Object) -> str:
    return obj.name.partition(".")[0]


def _around(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _fits(names: list[str], globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, glob) for name in names for glob in globs)


def _without_copies(said: Docstring) -> Docstring:
    """Leave out the words that are those of another docstring."""
    if _is_taken(said.summary_guess):
        said = replace(said, summary="", summary_guess=None)
    return replace(
        said,
        parameters=tuple(map(_without_copy, said.parameters)),
        returns=tuple(map(_without_copy, said.returns)),
        yields=tuple(map(_without_copy, said.yields)),
        raises=tuple(map(_without_copy, said.raises)),
    )


def _without_copy(entry: Entry) -> Entry:
    if not _is_taken(entry.description_guess):
        return entry
    return replace(entry, description="", description_guess=None)


def _is_taken(guess: Guess | None) -> bool:
    return guess is not None and guess.evidence.startswith(_TAKEN)


def _worth_writing(said: Docstring, style: Style, top: str) -> Docstring:
    """Leave out the entries of which there's only a name, and write types as authors do.

    Args:
        said: A docstring, or what is added to one.
        top: The name of the project's top-level package.
        style: The style it's written in: only some have a place for a type that stands alone.
    """
    typed = {"numpy": _is_typed, "rest": _is_typed}.get(style, _is_described)
    plainly = partial(_plainly, top)
    return replace(
        said,
        parameters=tuple(map(plainly, filter(typed, said.parameters))),
        returns=tuple(map(plainly, filter(typed, said.returns))),
        yields=tuple(
            map(plainly, filter(_is_typed if style == "numpy" else _is_described, said.yields))
        ),
        raises=tuple(filter(_is_described, said.raises)),
    )


def _plainly(top: str, entry: Entry) -> Entry:
    """Name the classes of the project itself by their own names, as its authors would."""
    if entry.type_guess is None or entry.type is None:
        return entry
    own = re.sub(rf"(?<![\w.]){re.escape(top)}(?:\.\w+)*\.(\w+)", r"\1", entry.type)
    return replace(entry, type=own)


def _is_described(entry: Entry) -> bool:
    return entry.description != ""


def _is_typed(entry: Entry) -> bool:
    return entry.description != "" or entry.type is not None


def _with_placeholders(said: Docstring, obj: Object) -> Docstring:
    """Name what is left to write, in the places where it belongs."""
    known = {entry.name: entry for entry in said.parameters}
    names = [docstring.starred(parameter) for parameter in obj.parameters]
    return replace(
        said,
        summary=said.summary or _SUMMARY,
        parameters=tuple(_described(known.get(name) or Entry(name)) for name in names),
        returns=tuple(_described(entry) for entry in said.returns),
        yields=tuple(_described(entry) for entry in said.yields),
        raises=tuple(_described(entry) for entry in said.raises),
    )


def _described(entry: Entry) -> Entry:
    if entry.description:
        return entry
    return replace(entry, description=_DESCRIPTION)

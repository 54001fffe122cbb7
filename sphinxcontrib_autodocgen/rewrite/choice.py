"""The choice of what to write into source, which is stricter than what a page may show.

A page says that its words were generated; in source they become the author's. So nothing is
written that only repeats a base or another docstring, that would change what a program does, or
that has no sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase

import msgspec
from msgspec.structs import replace

from .. import docstring
from ..docstring import Docstring, Entry, Field, Style
from ..model import Guess, Object, Project, Rule
from ..settings import Settings
from ..surface import Surface

__all__ = ["Choice", "Chooser"]

_KINDS = ("module", "class", "function", "method", "property")
_READERS = ("command", "group", "callback", "resultcallback", "tool")
"""Decorators that make a function's docstring a text of the program."""

_SUMMARY = "TODO: Summarize."
_DESCRIPTION = "TODO: Describe."


class Choice(msgspec.Struct, frozen=True):
    """A user's choice of objects and texts.

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
        settings: The minimum confidence of a text.
        style: The style of new docstrings.
        choice: What was asked for.
    """

    def __init__(self, project: Project, settings: Settings, style: Style, choice: Choice) -> None:
        self._project = project
        self._surface = Surface(project, tests=bool(choice.select))
        self._settings = settings
        self._style = style
        self._choice = choice

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
        rule = said.summary_guess.rule if said.summary_guess else Rule("")
        if rule.inherited or self._inherits_docstring(obj):
            return None
        said = self._allowed(obj, said)
        if rule.lists or rule.fallback:
            said = replace(said, summary="", summary_guess=None)
        if obj.kind == "class" and self._has_documented_constructor(obj):
            obj = replace(obj, parameters=())
            said = replace(said, parameters=(), raises=())
        if self._choice.placeholders:
            said = _with_placeholders(said, obj)
        return _worth_writing(said, self._style, _top(obj)) if said.summary else None

    def added(self, obj: Object, style: Style) -> Docstring:
        """Return what an author's docstring is to get.

        Args:
            obj: An object with a docstring.
            style: The style that it's written in.
        """
        said = self._allowed(obj, docstring.missing(obj, self._settings))
        return _worth_writing(said, style, _top(obj))

    def _allowed(self, obj: Object, said: Docstring) -> Docstring:
        """Leave out what a property returns, and words of others unless they were asked for."""
        own = {parameter.starred for parameter in obj.parameters}
        said = replace(said, parameters=tuple(e for e in said.parameters if e.name in own))
        said = _without(said, lambda guess: guess.rule.pages_only)
        if not self._choice.copies:
            said = _without(said, lambda guess: guess.rule.copied)
        if obj.kind == "property":
            said = replace(said, returns=())  # it's named as what it is
        return said

    def _has_documented_constructor(self, obj: Object) -> bool:
        maker = self._surface.names.constructor(obj)
        return maker is not None and maker.kind != "class" and maker.docstring is not None

    def _is_documented(self, name: str) -> bool:
        found = self._project.get(name)
        return found is not None and found.docstring is not None

    def _inherits_docstring(self, obj: Object) -> bool:
        """Tell whether a method overrides one that is documented."""
        if obj.kind not in ("method", "property"):
            return False
        bases = self._surface.names.ancestors(obj.parent)
        return any(self._is_documented(f"{base}.{obj.short_name}") for base in bases)


def _top(obj: Object) -> str:
    return obj.name.partition(".")[0]


def _around(name: str) -> Iterator[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


def _fits(names: list[str], globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, glob) for name in names for glob in globs)


def _without(said: Docstring, is_unwanted: Callable[[Guess], bool]) -> Docstring:
    """Leave out texts that nobody judged and that don't belong into source."""

    def is_out(guess: Guess | None) -> bool:
        return guess is not None and is_unwanted(guess) and not guess.is_judged

    def kept(_field: Field, entry: Entry) -> Entry:
        if not is_out(entry.description_guess):
            return entry
        return replace(entry, description="", description_guess=None)

    if is_out(said.summary_guess):
        said = replace(said, summary="", summary_guess=None)
    return said.with_entries(kept)


def _worth_writing(said: Docstring, style: Style, top: str) -> Docstring:
    """Leave out the entries of which there's only a name, and write types as authors do.

    Args:
        said: A docstring, or what is added to one.
        top: The name of the project's top-level package.
        style: The style it's written in: only some have a place for a type that stands alone.
    """
    typed: dict[Style, tuple[Field, ...]] = {
        "numpy": ("parameters", "returns", "yields"),
        "rest": ("returns",),  # a parameter's type is shown beside a description only
    }

    def worth(field: Field, entry: Entry) -> Entry | None:
        has_type = field in typed.get(style, ()) and entry.type is not None
        if not has_type and not entry.description:
            return None
        return entry if field == "raises" else _plainly(top, entry)

    return said.with_entries(worth)


def _plainly(top: str, entry: Entry) -> Entry:
    """Name the classes of the project itself by their own names, as its authors would."""
    if entry.type_guess is None or entry.type is None:
        return entry
    own = re.sub(rf"(?<![\w.]){re.escape(top)}(?:\.\w+)*\.(\w+)", r"\1", entry.type)
    return replace(entry, type=own)


def _with_placeholders(said: Docstring, obj: Object) -> Docstring:
    """Name what is left to write, in the places where it belongs."""
    known = {entry.name: entry for entry in said.parameters}
    names = [parameter.starred for parameter in obj.parameters]
    parameters = tuple(known.get(name) or Entry(name) for name in names)
    said = replace(said, summary=said.summary or _SUMMARY, parameters=parameters)
    return said.with_entries(_described)


def _described(_field: Field, entry: Entry) -> Entry:
    if entry.description:
        return entry
    return replace(entry, description=_DESCRIPTION)

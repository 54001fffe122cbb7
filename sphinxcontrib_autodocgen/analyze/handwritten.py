"""The objects that documents describe by hand, and what they say of those of the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from msgspec.structs import replace

from ..model import Kind, Module, Object, Project, Quoted
from ..names import Names, names_of
from .py_directives import directives_in

__all__ = ["described_in", "named", "with_descriptions"]

_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("function", "decorator"), "function"),
    **dict.fromkeys(("method", "classmethod", "staticmethod", "decoratormethod"), "method"),
    **dict.fromkeys(("class", "exception"), "class"),
    **dict.fromkeys(("attribute", "property"), "attribute"),
    "data": "data",
}
_ALIKE: Final[dict[Kind, frozenset[Kind]]] = {
    **dict.fromkeys(("function", "method"), frozenset(("function", "method"))),
    **dict.fromkeys(("attribute", "data"), frozenset(("attribute", "data", "property"))),
    "class": frozenset(("class",)),
}
"""The kinds of objects that a directive may describe."""

_REPEATED = "no-index"


def described_in(text: str, *, markdown: bool = False) -> Iterator[Object]:
    """Yield an object for each one that a document describes, with what it says as its docstring.

    One that the index doesn't list, as another place describes it too, comes after all others.

    Args:
        text: The document.
        markdown: Whether it's Markdown, with directives in fences, and not reStructuredText.
    """
    found = directives_in(text, markdown=markdown)
    for each in sorted(found, key=lambda directive: not directive.indexed):
        modifiers = () if each.indexed else (_REPEATED,)
        kind = _KINDS[each.kind]
        yield Object(each.name, kind, each.line, each.line, each.text, modifiers=modifiers)


def named(callers: Iterable[Module], modules: Iterable[Module]) -> list[Module]:
    """Return what was read of documents, with the objects by their names in the project.

    What isn't in the project is left out.

    Args:
        callers: What was read of files outside the project.
        modules: The project's modules.
    """
    callers = list(callers)
    if not any(caller.objects for caller in callers):
        return callers
    project = Project(modules)
    known = _Known(names_of(project), {name.partition(".")[0] for name in project.modules})
    return [
        replace(caller, objects=tuple(known.of(caller))) if caller.objects else caller
        for caller in callers
    ]


class _Known:
    """The objects of a project that documents may name.

    Args:
        names: What names mean in the project.
        tops: Its top-level packages.
    """

    def __init__(self, names: Names, tops: Iterable[str]) -> None:
        self._names = names
        self._tops = sorted(tops)

    def of(self, caller: Module) -> Iterator[Object]:
        """Yield what a document describes, by its name in the project."""
        for told in caller.objects:
            meant = self._meant(told.name)
            if meant is not None and meant.kind in _ALIKE[told.kind]:
                yield replace(told, name=meant.name)

    def _meant(self, name: str) -> Object | None:
        """Return what a name means, from the top-level package on or inside the only one."""
        if name.partition(".")[0] in self._tops:
            return self._own(name)
        found = [obj for top in self._tops if (obj := self._own(f"{top}.{name}")) is not None]
        return found[0] if len(found) == 1 else None

    def _own(self, name: str) -> Object | None:
        """Return what a full name means, unless a class has it from another one."""
        found = self._names.find(name)
        obj = found.object if found is not None else None
        owner = self._names.find(name.rpartition(".")[0])
        holder = owner.object if owner is not None else None
        if obj is None or holder is None or holder.kind != "class":
            return obj
        return obj if obj.parent == holder.name else None


def with_descriptions(modules: Iterable[Module], callers: Iterable[Module]) -> list[Module]:
    """Give objects what documents say of them.

    Args:
        modules: The project's modules.
        callers: What was read of documents, with objects :func:`named` as in the project.
    """
    found: dict[str, tuple[bool, Quoted]] = {}
    for caller in callers:
        for told in caller.objects:
            repeated = bool(told.modifiers)
            known = found.get(told.name)
            if known is None or known[0] > repeated:
                quoted = Quoted(told.docstring or "", told.line, caller.path)
                found[told.name] = repeated, quoted
    return [_given(module, found) for module in modules]


def _given(module: Module, found: dict[str, tuple[bool, Quoted]]) -> Module:
    if not any(obj.name in found for obj in module.objects):
        return module
    objects = (
        replace(obj, described=found[obj.name][1]) if obj.name in found else obj
        for obj in module.objects
    )
    return replace(module, objects=tuple(objects))

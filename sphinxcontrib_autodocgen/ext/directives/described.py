"""Modules described from their source, by Sphinx's own directives: nothing is imported.

The descriptions are those that autodoc would make, as far as the source tells: signatures as they
are written, docstrings in any style, members by source. Types that were inferred, and marks, are
added where a finished description is handled, as for autodoc's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, ClassVar

from docutils.statemachine import StringList
from sphinx.pycode import ModuleAnalyzer
from sphinx.util.parsing import nested_parse_to_nodes

from ... import docstring
from ...model import Object
from ...pages import parameters
from ...surface import surface_of
from .. import autodoc, nested
from ..domain import of, page_of
from . import ProjectDirective

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx

__all__ = ["ModuleDirective", "home_of", "source_of"]

_Line = tuple[str, tuple[str, int]]
"""A line, and where it is from."""

_STEP = "   "
_STATIC = "static"
"""Under this name is which modules a page describes from their source."""

_HIDDEN = frozenset({"local", "overload", "setter", "deleter"})
_OPTIONS = {"static": "staticmethod", "classmethod": "classmethod"}
_SAME = ("abstract", "async", "final")


class ModuleDirective(ProjectDirective):
    """Describe a module and what it offers; its content stands below the module's docstring."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[Node]:
        """Return the descriptions."""
        name = self.arguments[0]
        module = self.domain.project.modules.get(name)
        if module is None:
            self.warn(f"no module {name!r} was analysed; check the name", "missing")
            return []
        self.env.note_dependency(module.path)
        self.domain.by_page(_STATIC).setdefault(self.env.docname, []).append(name)
        surface = surface_of(self.domain.project)
        lines = self._lines([f".. py:module:: {name}", ""], self.env.docname)
        lines += self._docstring(self.domain.project[name], name)
        lines += zip(self.content.data, self.content.items, strict=True)
        lines += self._lines([""], self.env.docname)
        for public, obj in surface.objects():
            if public.rpartition(".")[0] == name and obj.kind != "module":
                lines += self._described(obj, public)
        texts = [text for text, _ in lines]
        return nested_parse_to_nodes(
            self.state, StringList(texts, items=[place for _, place in lines])
        )

    @staticmethod
    def _lines(texts: Iterable[str], source: str) -> list[_Line]:
        return [(text, (source, number)) for number, text in enumerate(texts)]

    def _described(self, obj: Object, public: str) -> Iterator[_Line]:
        """Yield the directive of an object, with its docstring and its members inside."""
        page = page_of(self.env)
        autodoc.note_shown(self.domain, obj)
        if self.domain.types_in_signature:
            page.types[public] = docstring.undeclared_types(obj, self.domain.settings)
        if obj.docstring is None:
            page.filled.add(public)
        shown = public.rpartition(".")[2]
        is_namesake = public in self.domain.project.modules  # Sphinx knows one object of a name
        unlisted = [f"{_STEP}:no-index:"] if is_namesake else []
        first = f".. py:{_directive(obj)}:: {shown}{_signature(obj)}"
        head = [first, *_options(obj), *unlisted, ""]
        yield from self._lines(head, self.env.docname)
        inside = [*self._lines(self._bases(obj), self.env.docname), *self._docstring(obj, public)]
        if obj.kind == "class":
            for member in self._members(obj):
                inside += self._described(member, f"{public}.{member.short_name}")
        for text, place in inside:
            yield (f"{_STEP}{text}" if text else "", place)

    def _bases(self, obj: Object) -> Iterator[str]:
        """Yield the line on the bases of a class, each linked to where it's described."""
        names, module = self.domain.view.names, self.domain.project.module_of(obj.name).name
        shown = [
            f":autodocgen-name:`{base} <{names.full_name(base, module)}>`"
            if base.replace(".", "").isidentifier()
            else f"``{base}``"
            for base in obj.bases
        ]
        if shown:
            yield from (f"Bases: {', '.join(shown)}", "")

    def _members(self, owner: Object) -> Iterator[Object]:
        """Yield the members that autodoc would describe."""
        for member in self.domain.project.members(owner.name):
            is_hidden = member.short_name.startswith("_") or not _HIDDEN.isdisjoint(
                member.modifiers
            )
            is_bare = "instance" in member.modifiers and member.docstring is None
            if not is_hidden and not is_bare:
                yield member

    def _docstring(self, obj: Object, public: str) -> list[_Line]:
        """Return the lines of a docstring as reStructuredText, written or generated."""
        domain = self.domain
        if obj.docstring is None:
            lines = autodoc.lines_of(domain, obj, with_types=domain.types_in_text)
        else:
            lines = [*autodoc.rendered(domain, obj, domain.completed(obj)), ""]
            chosen = domain.settings.docstring_format
            if docstring.format_of(obj.name, chosen) == "markdown":
                lines = nested.wrapped(lines)
        path = domain.project.module_of(obj.name).path
        return self._lines(lines, f"{path}:docstring of {public}")


def source_of(app: Sphinx, module: str) -> tuple[str, dict[str, tuple[str, int, int]]] | None:
    """Answer viewcode, which would import a module to find its source.

    Args:
        app: The application.
        module: The name of the module.

    Returns:
        Its source, and where things are in it; None if autodoc imports all modules anyway.
    """
    found = of(app.env).project.modules.get(module)
    if found is None or not of(app.env).by_page(_STATIC):
        return None
    analyzer = ModuleAnalyzer.for_file(found.path, module)
    return analyzer.code, analyzer.find_tags()


def home_of(app: Sphinx, module: str, name: str) -> str | None:
    """Answer viewcode, which would import a module to find where one of its names is defined.

    Args:
        app: The application.
        module: The name of the module.
        name: The name in it, with dots for a member.

    Returns:
        The name of the module that defines it; None if autodoc imports all modules anyway.
    """
    domain = of(app.env)
    if module not in domain.project.modules or not domain.by_page(_STATIC):
        return None
    found = surface_of(domain.project).definition(f"{module}.{name}")
    return domain.project.module_of(found.name).name if found is not None else module


def _directive(obj: Object) -> str:
    return "exception" if "exception" in obj.modifiers and obj.kind == "class" else obj.kind


def _signature(obj: Object) -> str:
    """Return what stands behind a name in the description of an object."""
    if obj.kind in ("attribute", "data", "property"):
        return ""
    inside = ", ".join(parameters(obj.parameters))
    if obj.kind == "class":
        return f"({inside})" if inside else ""
    result = obj.returns.annotation if obj.returns else obj.yields and obj.yields.annotation
    return f"({inside})" + (f" -> {result}" if result else "")


def _options(obj: Object) -> Iterator[str]:
    """Yield the options of the directive of an object."""
    if obj.kind in ("function", "method"):
        yield from (f"{_STEP}:{flag}:" for flag in _flags(obj))
    declared = obj.returns.annotation if obj.returns and obj.kind == "property" else obj.annotation
    if obj.kind in ("attribute", "data", "property") and declared:
        yield f"{_STEP}:type: {declared}"
    is_own = "instance" not in obj.modifiers
    if obj.kind in ("attribute", "data") and obj.value and is_own:
        yield f"{_STEP}:value: {' '.join(obj.value.split())}"


def _flags(obj: Object) -> Iterator[str]:
    """Yield the options of a function's directive that have no value."""
    words = set(obj.modifiers)
    yield from (option for word, option in _OPTIONS.items() if word in words)
    kinds = _SAME if obj.kind == "method" else ("async",)
    yield from (_FLAGS.get(word, word) for word in kinds if word in words)


_FLAGS = {"abstract": "abstractmethod"}

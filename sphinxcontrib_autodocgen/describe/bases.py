"""Classes of other packages that the project's classes derive from, read without importing them.

Only what an override can inherit from is read: the modules that define bases of classes with
undocumented members, and what they in turn derive from. The standard library isn't read; what its
methods are for is in :mod:`~sphinxcontrib_autodocgen.describe.rules.standard`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .. import discover, later
from ..cache import Cache, keys
from ..engine import ENGINE
from ..errors import SourceError
from ..model import Module, Project
from ..names import names_of
from ..settings import Settings

if TYPE_CHECKING:
    from .. import analyze
else:
    analyze = later.LaterModule("..analyze", __package__)

__all__ = ["base_modules"]

_MOST = 100
_MEMBER = ("method", "property", "attribute")


def base_modules(
    project: Project, settings: Settings, asked: dict[str, str] | None = None
) -> list[Module]:
    """Return modules of other packages, each with what its author wrote only.

    Args:
        project: The project.
        settings: ``max_file_size`` applies; the cache keeps what was read.
        asked: Takes the names of all modules that were looked for, and a digest of each, empty if
            it isn't there.

    Returns:
        Those that could be found and read, sorted by name; at most a hundred.
    """
    read = _Reader(settings, asked if asked is not None else {})
    found: dict[str, Module] = {}
    waiting = list(dict.fromkeys(_foreign_bases(project)))
    while waiting and len(found) < _MOST:
        module = read.defining(waiting.pop())
        if module is not None and module.name not in found and module.name not in project.modules:
            found[module.name] = module
            waiting.extend(_wanted(module))
    return [found[name] for name in sorted(found)]


def _foreign_bases(project: Project) -> Iterator[str]:
    """Yield the names, as imported, of bases that could say what a member does."""
    names = names_of(project)
    for module in project.modules.values():
        lacking = {
            obj.parent for obj in module.objects if obj.kind in _MEMBER and obj.docstring is None
        }
        for obj in module.objects:
            if obj.kind == "class" and obj.name in lacking:
                yield from (base.name for base in names.mro(obj) if base.object is None)


def _wanted(module: Module) -> Iterator[str]:
    """Yield what a module's classes derive from, and what it offers of others' classes."""
    names = names_of(Project([module]))
    for obj in module.objects:
        if obj.kind == "class":
            yield from (base.name for base in names.bases(obj) if base.object is None)
    if module.package:
        yield from (full for local, full in module.imports if local[:1].isupper())


class _Reader:
    """Reads modules of other packages.

    Args:
        settings: Those of the run.
        asked: Takes what was looked for.
    """

    def __init__(self, settings: Settings, asked: dict[str, str]) -> None:
        self._settings = settings
        self._asked = asked
        self._store = Cache(settings, Module)
        self._read: dict[str, Module | None] = {}

    def defining(self, name: str) -> Module | None:
        """Return the module with the longest name that a dotted name begins with."""
        is_name = name.replace(".", "").isidentifier()  # else it's a call that makes a class
        if not is_name or name.partition(".")[0] in sys.stdlib_module_names:
            return None
        while "." in name:
            name = name.rpartition(".")[0]
            if name not in self._read:
                self._read[name] = self._module(name)
            module = self._read[name]
            if module is not None:
                return module
        return None

    def _module(self, name: str) -> Module | None:
        source = discover.source_of(name, self._settings)
        self._asked[name] = source.digest if source is not None else ""
        if source is None:
            return None
        key = keys([source], self._settings, f"interface, {ENGINE}")[source.name]
        module = self._store.get(key)
        if module is None:
            try:
                module = analyze.interface(source, self._settings)
            except SourceError:
                return None
            self._store.put(key, module)
        return module

"""Attributes and data without a docstring, which autodoc never asks about by an event.

It reads their texts from its module analyzers. Those of the project's modules are replaced by ones
that add what is known of a value, as if an author had written a comment above it. They do so when
the module is imported, because autodoc prefers a comment to the value's own docstring: a value that
has a text, or is shown as a function or class, gets none.
"""

from __future__ import annotations

import sys
import tokenize
from collections.abc import Iterator

from sphinx.errors import PycodeError
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging
from sphinx.util.inspect import getslots, isattributedescriptor, isproperty, isroutine, safe_getattr

from ..model import Module, Object
from ..surface import surface_of
from . import authors
from .domain import AutodocgenDomain
from .events import lines_of
from .mocks import is_bound_to_mock, mentions_mock

__all__ = ["replace_analyzers"]

logger = logging.getLogger(__name__)


def replace_analyzers(domain: AutodocgenDomain, *packages: str) -> None:
    """Have autodoc read what is known of attributes and data of some top-level packages."""
    if domain.settings.show_undocumented == "none":
        return
    for module in domain.project.modules.values():
        if module.path.endswith(".pyi") or module.name.partition(".")[0] not in packages:
            continue
        try:
            with tokenize.open(module.path) as file:
                analyzer = _Analyzer(file.read(), module, domain)
        except (OSError, SyntaxError, UnicodeError) as error:
            logger.debug("[autodocgen] no module analyzer for %s: %s", module.name, error)
            continue
        ModuleAnalyzer.cache["module", module.name] = analyzer


class _Analyzer(ModuleAnalyzer):
    """Reads a module's comments, and adds lines where there's neither comment nor other text."""

    def __init__(self, source: str, module: Module, domain: AutodocgenDomain) -> None:
        super().__init__(source, module.name, module.path)
        self.added: set[tuple[str, str]] = set()
        self._module = module
        self._domain = domain
        self._is_complete = False

    def analyze(self) -> None:
        """Read the source; add lines as soon as the module is imported."""
        super().analyze()
        if self._is_complete or self.modname not in sys.modules:
            return
        self._is_complete = True
        for key, lines in _attribute_lines(self._domain, self._module):
            if key not in self.attr_docs and self._is_wanted(key):
                self.attr_docs[key] = lines
                self.added.add(key)
                full = ".".join(filter(None, (self.modname, *key)))
                self._domain.kept.add(("", full))

    def _is_wanted(self, key: tuple[str, str]) -> bool:
        try:
            return not _is_shown_otherwise(self._domain, self.modname, key)
        except Exception as error:  # noqa: BLE001  # a value may do anything when it's looked at
            logger.debug("[autodocgen] %s.%s: %r", self.modname, key, error)
            return False


def _attribute_lines(
    domain: AutodocgenDomain, module: Module
) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Yield scope and name, as autodoc's analyzers key them, and the lines of an attribute."""
    imported = {name for name, _ in module.imports}
    for obj in module.objects:
        if not _is_nameless(domain, obj) or (obj.kind == "data" and obj.short_name in imported):
            continue  # such data stand in for an import that failed: the name is somebody else's
        if mentions_mock(domain, module, obj):
            continue
        if obj.summary is not None and obj.summary.evidence == "rule:override":
            continue  # its base's author describes it, and autodoc inherits that
        lines = lines_of(domain, obj)
        if lines:
            scope = obj.parent.removeprefix(module.name).removeprefix(".")
            yield (scope, obj.short_name), lines


def _is_nameless(domain: AutodocgenDomain, obj: Object) -> bool:
    return (
        obj.kind in ("attribute", "data")
        and obj.docstring is None
        and surface_of(domain.project).is_public(obj)
        and domain.project[obj.name] is obj
    )


def _is_shown_otherwise(domain: AutodocgenDomain, module: str, key: tuple[str, str]) -> bool:
    """Tell whether a value is a mock, a function or class for autodoc, or has a text of its own."""
    scope, name = key
    path = ".".join(filter(None, (module, scope)))
    if is_bound_to_mock(f"{path}.{name}"):
        return True
    owner = authors.live(path)
    value = safe_getattr(owner, name, None)
    if isroutine(value) or isinstance(value, type) or isproperty(value):
        return True
    if not isinstance(owner, type):
        return False
    if isattributedescriptor(value) and authors.text_of(value, domain.tops):
        return True
    return _has_slot_text(owner, name) or any(_has_comment(b, name) for b in owner.__mro__[1:])


def _has_slot_text(owner: type, name: str) -> bool:
    try:
        return bool((getslots(owner) or {}).get(name))
    except ValueError:  # what it says of its slots isn't valid
        return False


def _has_comment(owner: type, name: str) -> bool:
    """Tell whether an author wrote a comment on an attribute in the body of a class."""
    if owner.__module__.partition(".")[0] in sys.stdlib_module_names:
        return False
    try:
        analyzer = ModuleAnalyzer.for_module(owner.__module__)
        analyzer.analyze()
    except PycodeError:
        return False
    key = (owner.__qualname__, name)
    return key in analyzer.attr_docs and key not in getattr(analyzer, "added", ())

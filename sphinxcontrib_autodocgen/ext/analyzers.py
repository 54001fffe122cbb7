"""Attributes and data without a docstring, which autodoc never asks about by an event.

It reads their texts from its module analyzers. Those of the project's modules are replaced by ones
that add what is known of a value, as if an author had written a comment above it. They do so when
the module is imported, because autodoc prefers a comment to the value's own docstring: a value that
has a text, or is shown as a function or class, gets none.

Nothing that comes of what ``autodoc_mock_imports`` put in place of something is a fact.
"""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import sys
import types
import typing
from collections.abc import Iterable, Iterator

from sphinx.errors import PycodeError
from sphinx.ext.autodoc.mock import ismock  # type: ignore[attr-defined]
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging
from sphinx.util.inspect import getslots, isattributedescriptor, isproperty, isroutine, safe_getattr

from .. import files
from ..model import Guess, Module, Object
from ..surface import surface_of
from . import authors
from .autodoc import lines_of
from .domain import AutodocgenDomain

__all__ = ["is_bound_to_mock", "replace_analyzers"]

logger = logging.getLogger(__name__)


def replace_analyzers(domain: AutodocgenDomain, *packages: str) -> None:
    """Have autodoc read what is known of attributes and data of some top-level packages."""
    if domain.settings.show_undocumented == "none":
        return
    for module in domain.project.modules.values():
        if module.path.endswith(".pyi") or module.name.partition(".")[0] not in packages:
            continue
        try:
            analyzer = _Analyzer(files.source_text(module.path), module, domain)
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
                self._domain.kept.add(full)

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
        if not _is_nameless(domain, obj) or _mentions_mock(domain, module, obj):
            continue
        if obj.kind == "data" and obj.short_name in imported:
            continue  # it stands in for an import that failed: the name is somebody else's
        if _is_inherited(obj.summary):
            continue  # its base's author describes it, and autodoc inherits that
        lines = lines_of(domain, obj, with_types=domain.types_in_text)
        if lines:
            scope = obj.parent.removeprefix(module.name).removeprefix(".")
            yield (scope, obj.short_name), lines


def _is_inherited(summary: Guess | None) -> bool:
    return summary is not None and summary.rule.inherited and not summary.is_judged


def _is_nameless(domain: AutodocgenDomain, obj: Object) -> bool:
    return (
        obj.kind in ("attribute", "data")
        and obj.docstring is None
        and surface_of(domain.project).is_public(obj)
        and domain.project[obj.name] is obj
    )


def _is_shown_otherwise(domain: AutodocgenDomain, module: str, key: tuple[str, str]) -> bool:
    """Tell whether a value is a mock, a function or class for autodoc, or has a text of its own.

    A text makes autodoc describe a type variable or a ``NewType`` as a class. Of a class's members
    it shows these without one; a module's type variables are of use inside it only.
    """
    scope, name = key
    path = ".".join(filter(None, (module, scope)))
    if is_bound_to_mock(f"{path}.{name}"):
        return True
    owner = authors.live(path)
    value = safe_getattr(owner, name, None)
    if isroutine(value) or isinstance(value, type) or isproperty(value):
        return True
    if not isinstance(owner, type):
        return isinstance(value, _VARIABLES) and domain.settings.show_undocumented != "all"
    is_class = isinstance(value, (*_VARIABLES, typing.NewType))
    return is_class or _has_own_text(domain, owner, name, value)


def _has_own_text(domain: AutodocgenDomain, owner: type, name: str, value: object) -> bool:
    """Tell whether a text of a class's attribute is in its value, its slots or the bases."""
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


_VARIABLES = (typing.TypeVar, typing.ParamSpec, typing.TypeVarTuple)
_DEPTH = 3
_MOST_PARTS = 1000
_WRAPPERS = (property, classmethod, staticmethod, functools.cached_property)


def _holds_mock(value: object, depth: int = _DEPTH) -> bool:
    """Tell whether a value is a mock, or made of mocks as far as it can be looked into."""
    if ismock(value):
        return True
    parts = itertools.islice(_parts(value), _MOST_PARTS) if depth else ()
    return any(_holds_mock(part, depth - 1) for part in parts)


def _parts(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        return itertools.chain(value, value.values())
    if isinstance(value, list | tuple | set | frozenset):
        return value
    if isinstance(value, functools.partial):
        return (value.func, *value.args, *value.keywords.values())
    if isinstance(value, types.FunctionType):
        return (*(value.__defaults__ or ()), *(value.__kwdefaults__ or {}).values())
    if isinstance(value, _WRAPPERS):
        return [getattr(value, name, None) for name in ("fget", "__func__", "func")]
    return ()


def is_bound_to_mock(name: str) -> bool:
    """Tell whether Python has a mock under a full name, or under that of a class around it.

    autodoc looks behind a decorator that is mocked, and so shows something else than Python has.
    """
    return any(_holds_mock(value) for value in _bound(name))


def _bound(name: str) -> Iterator[object]:
    module, _, _ = name.rpartition(".")
    while module and module not in sys.modules:
        module = module.rpartition(".")[0]
    value: object = sys.modules.get(module)
    for part in name.removeprefix(module).strip(".").split("."):
        value = inspect.getattr_static(value, part, None)
        yield value


def _mentions_mock(domain: AutodocgenDomain, module: Module, obj: Object) -> bool:
    """Tell whether a value is computed of something that is mocked, as its source has it."""
    return _mentions(domain, module, obj, frozenset())


def _mentions(domain: AutodocgenDomain, module: Module, obj: Object, seen: frozenset[str]) -> bool:
    mocked = tuple(domain.env.config.autodoc_mock_imports)
    for name in _names(obj.value) if mocked and obj.name not in seen else ():
        full = domain.view.names.full_name(name, module.name)
        if any(f"{full}.".startswith(f"{top}.") for top in mocked):
            return True
        used = domain.project.get(full)
        if used is not None and _mentions(
            domain, domain.project.module_of(full), used, seen | {obj.name}
        ):
            return True
    return False


def _names(value: str | None) -> Iterator[str]:
    """Yield the dotted names in an expression."""
    try:
        tree = ast.parse(value or "0", mode="eval")
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            text = ast.unparse(node)
            if text.replace(".", "").isidentifier():
                yield text

"""Which members are shown: those that autodoc would skip only for want of a docstring.

Values without a docstring are never asked about by an event; they're put into autodoc's own module
analyzers, as if an author had written a comment above each.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import msgspec
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging

from .. import docstring
from ..model import Module, Object
from .domain import AutodocgenDomain, of, page_of
from .events import defined_name, lines_of, note_shown, record_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["fill_attribute_docs", "keep_member", "load_lazily"]

logger = logging.getLogger(__name__)

_CLASSES = ("class", "exception")
_SPECIAL = re.compile(r"(?<![^.])__[a-z0-9_]+__$")


def keep_member(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, skip: bool, options: Any
) -> bool | None:
    """Show a public member that autodoc would skip, if there's something true to say about it.

    Args:
        app: The application.
        what: The kind of the member's parent.
        name: The member's bare name.
        obj: The member.
        skip: Whether autodoc would skip it.
        options: The directive's options.

    Returns:
        False to show it, True to skip what autodoc shows only for a type of ours that isn't shown,
        None to leave the decision to others.
    """
    if not skip:
        return True if _is_bare(app, what, name, obj, options) else None
    if not _is_asked_for(name, options) or _is_excluded(name, options):
        return None
    domain = of(app.env)
    record = record_of(domain, obj, None)
    if record is None or not domain.settings.show_undocumented or not _is_public(record):
        return None
    if what == "module" and _is_foreign(app, record, name):
        return None
    if record.docstring is not None and "stub" not in record.modifiers:
        return None  # it's skipped for another reason than the want of a docstring
    note_shown(app, domain, record)
    if not _has_something_to_show(domain, record):
        return None
    domain.kept.add((page_of(app.env), record.name))
    return False


def _is_bare(app: Sphinx, what: str, name: str, obj: object, options: Any) -> bool:
    """Tell whether a name is shown because of us alone, as a function of which we know nothing.

    To a value's inferred type autodoc pays no heed if it finds the value to be a function.
    """
    if not inspect.isroutine(obj) or getattr(options, "undoc_members", None):
        return False
    domain = of(app.env)
    module = app.env.temp_data.get("autodoc:module")
    scope = (module, app.env.temp_data.get("autodoc:class") if what in _CLASSES else None, name)
    record = record_of(domain, None, ".".join(filter(None, scope)))
    if record is None or ("", record.name) not in domain.kept:
        return False
    is_foreign = what == "module" and getattr(obj, "__module__", None) != module
    return (is_foreign or not obj.__doc__) and not lines_of(domain, record, is_value=False)


def _is_asked_for(name: str, options: Any) -> bool:
    """Tell whether a name is public, or special and among the directive's special members."""
    if not name.startswith("_"):
        return True
    special: Any = getattr(options, "special_members", None) or ()
    return _SPECIAL.fullmatch(name) is not None and name in special


def _is_public(record: Object) -> bool:
    """Tell whether an object is public, a special method of a public class included."""
    plain = record.name if record.is_public else _SPECIAL.sub("special", record.name)
    return msgspec.structs.replace(record, name=plain).is_public


def _is_foreign(app: Sphinx, record: Object, name: str) -> bool:
    """Tell whether the module that is being documented doesn't offer an object as its own."""
    modules = of(app.env).project.modules
    module = modules.get(str(app.env.temp_data.get("autodoc:module")))
    if module is None:
        return False
    if module.exports is not None:
        return name not in module.exports
    return of(app.env).project.module_of(record.name) is not module


def _has_something_to_show(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether an object, or a public member of an undocumented class, would say something."""
    if record.docstring is not None or lines_of(domain, record):
        return True
    if record.kind != "class" or not docstring.is_filled(record, domain.settings):
        return False
    members = [m for m in domain.project.members(record.name) if m.is_public]
    return any(m.docstring is not None or _has_something_to_show(domain, m) for m in members)


def _is_excluded(name: str, options: Any) -> bool:
    """Tell whether a directive names a member as excluded (everything, if it says just that)."""
    excluded = getattr(options, "exclude_members", None) or ()
    if not isinstance(excluded, set | frozenset | list | tuple):
        return True
    return name in excluded


def load_lazily(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Analyse the top-level package of the first object that autodoc asks about.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        lines: The docstring.
    """
    del options, lines
    domain = of(app.env)
    if domain.project or domain.settings.packages:
        return
    found = None if what in ("attribute", "data") else defined_name(obj)
    top = (found or name).partition(".")[0]
    if top and top not in domain.looked_for:
        domain.looked_for.add(top)
        domain.load((top,))
        _fill_attribute_docs(domain)


def fill_attribute_docs(app: Sphinx) -> None:
    """Give autodoc docstrings for attributes and data that have none.

    autodoc never asks for them by an event: it reads them from its module analyzers, which are
    made here from the analysed files, without importing any.
    """
    _fill_attribute_docs(of(app.env))


def _fill_attribute_docs(domain: AutodocgenDomain) -> None:
    if not domain.settings.show_undocumented:
        return
    for module in domain.project.modules.values():
        lines = dict(_attribute_lines(domain, module))
        if not lines or module.path.endswith(".pyi"):
            continue
        try:
            analyzer = ModuleAnalyzer.for_file(module.path, module.name)
            analyzer.analyze()
        except Exception as error:  # noqa: BLE001  # it wraps whatever went wrong
            logger.debug("[autodocgen] no module analyzer for %s: %s", module.name, error)
            continue
        ModuleAnalyzer.cache["module", module.name] = analyzer
        for key, text in lines.items():
            if key not in analyzer.attr_docs:
                analyzer.attr_docs[key] = text
                domain.kept.add(("", ".".join(filter(None, (module.name, *key)))))


def _attribute_lines(
    domain: AutodocgenDomain, module: Module
) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Yield scope and name, as autodoc's analyzers key them, and the lines of an attribute."""
    imported = {name for name, _ in module.imports}
    for obj in module.objects:
        if obj.kind not in ("attribute", "data") or obj.docstring is not None:
            continue
        if not obj.is_public or domain.project[obj.name] is not obj:
            continue
        if obj.kind == "data" and obj.short_name in imported:
            continue  # a fallback for an import that failed: the name is somebody else's
        if obj.summary is not None and obj.summary.evidence == "rule:override":
            continue  # its base's author describes it, and autodoc inherits that
        lines = lines_of(domain, obj)
        if lines:
            scope = obj.parent.removeprefix(module.name).removeprefix(".")
            yield (scope, obj.short_name), lines

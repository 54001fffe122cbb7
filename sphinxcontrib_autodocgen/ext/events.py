"""What autodoc's events are answered: which members are shown, and what is said about them.

Whether an author wrote something is judged by the record from the source, never by the lines that
arrive: those may be inherited, or a placeholder that Python made. Every answer depends only on the
record and the settings, so asking twice gives the same.
"""

from __future__ import annotations

import builtins
import enum
import functools
import importlib.machinery
import inspect
import re
import sys
import types
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sphinx.pycode import ModuleAnalyzer
from sphinx.util import logging

from .. import docstring
from ..model import Guess, Module, Object, Parameter, Result
from . import marks, references
from .domain import AutodocgenDomain, of, page_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "fill_attribute_docs",
    "fill_docstring",
    "fill_value_again",
    "is_compiled",
    "is_nobodys",
    "keep_member",
    "lines_of",
    "record_of",
    "rendered",
]

logger = logging.getLogger(__name__)

_Typed = TypeVar("_Typed", Parameter, Result)

_PLACEHOLDERS = (
    re.compile(r"^Alias for field number \d+$"),
    re.compile(r"^Create new instance of \w+\(.*\)$", re.DOTALL),
    re.compile(r"^(?P<name>\w+)\(.*\)( -> .*)?$", re.DOTALL),  # what dataclass and NamedTuple write
)
_COMPILED = tuple(importlib.machinery.EXTENSION_SUFFIXES)
_CLASSES = ("class", "exception")
_VALUES = ("attribute", "data", "property")
_SPECIAL = re.compile(r"(?<![^.])__[a-z0-9_]+__$")
_NEW = _PLACEHOLDERS[1]
"""What a named tuple's constructor has in place of a docstring."""

_BUILTIN_DOCS = frozenset(
    inspect.cleandoc(value.__doc__)
    for module in (builtins, enum, types, functools, re)
    for value in vars(module).values()
    if isinstance(value, type) and isinstance(value.__doc__, str)
)
"""Docstrings of builtins, which autodoc shows for an undocumented subclass or value."""

_BUILTIN_METHOD_DOCS = frozenset(
    inspect.cleandoc(method.__doc__)
    for value in vars(builtins).values()
    if isinstance(value, type)
    for method in vars(value).values()
    if callable(method) and isinstance(method.__doc__, str)
)
"""Docstrings of builtins' methods, which autodoc shows for an undocumented override."""


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
    _note(app, domain, record)
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


def fill_docstring(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Put what we know in place of a docstring that no author wrote.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        lines: The docstring; changed in place.
    """
    del options
    domain = of(app.env)
    lines[:] = [line for line in lines if not docstring.OFF.match(line)]
    record = record_of(domain, None if what in ("attribute", "data") else obj, name, load=True)
    if record is None:
        inherited = "\n".join(lines).strip() in _BUILTIN_METHOD_DOCS  # as the page asks for it
        ours = name.partition(".")[0] in domain.project.modules
        if ours and is_nobodys(lines) and not inherited:
            lines.clear()
        return
    _note(app, domain, record)
    if not domain.kept.isdisjoint({(page_of(app.env), record.name), ("", record.name)}):
        references.reveal(app, name)
    if record.docstring is not None:
        if is_nobodys(lines) and "\n".join(lines).strip() != record.docstring.strip():
            # of a documented class, what Python wrote for its constructor
            is_lost = "stub" in record.modifiers or is_compiled(obj)
            lines[:] = record.docstring.splitlines() if is_lost else []
        _add_left_out(app, domain, record, lines)
    elif inspect.isbuiltin(obj) and record.kind in ("attribute", "data") and obj.__doc__:
        lines[:] = [*inspect.cleandoc(obj.__doc__).splitlines(), ""]  # a name for that function
    elif docstring.is_filled(record, domain.settings):
        if (page_of(app.env), name) in domain.signed:
            record = _without_stub(record)  # its signature says all that the stub does
        _fill(app, what, record, lines)


def _fill(app: Sphinx, what: str, record: Object, lines: list[str]) -> None:
    """Put what we know in place of lines that nobody wrote."""
    domain = of(app.env)
    if what in _CLASSES:
        if app.config.autoclass_content == "both" and _NEW.match("".join(lines)):
            lines.clear()  # the class has spoken
            return
        if app.config.autodoc_class_signature == "separated":
            record = _without_constructor(domain, record)
    is_value = what in _VALUES
    filled = lines_of(domain, record, is_value=is_value)
    again = is_value and record.name in domain.filled
    if again or lines in (filled, lines_of(domain, record)) or is_nobodys(lines):
        lines[:] = filled
        domain.filled.add(record.name)
        module = domain.project.module_of(record.name).name
        names = {references.full_name(domain, raised.type, module) for raised in record.raises}
        domain.raised.setdefault(page_of(app.env), set()).update(names)


def fill_value_again(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Repair what napoleon did: it takes the first colon in an attribute's text for its type's end.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        lines: The docstring; changed in place.
    """
    if what in _VALUES:
        fill_docstring(app, what, name, obj, options, lines)


def _without_constructor(domain: AutodocgenDomain, record: Object) -> Object:
    """Leave what a class's constructor takes to the constructor, if that is shown apart."""
    if not any(f"{record.name}.{name}" in domain.project for name in ("__init__", "__new__")):
        return record
    return msgspec.structs.replace(record, parameters=(), raises=())


def _add_left_out(app: Sphinx, domain: AutodocgenDomain, record: Object, lines: list[str]) -> None:
    """Put what an author left out between their lines, if these are still as they wrote them."""
    left_out = docstring.missing(record, domain.settings)
    left_out = references.with_full_exceptions(domain, left_out, record)
    added = docstring.extend(record, left_out, "rest", type_text=_type_text, mark=_mark)
    written = "\n".join(line.rstrip() for line in lines)
    if not added or written.strip() != (record.docstring or "").strip():
        return
    top = len(written) - len(written.lstrip("\n"))
    lines[:] = docstring.with_insertions(lines, [one.moved(top) for one in added])
    names = {entry.name.removeprefix("~") for entry in left_out.raises}
    domain.raised.setdefault(page_of(app.env), set()).update(names)


def _note(app: Sphinx, domain: AutodocgenDomain, record: Object) -> None:
    """Record that the page shows an object, and the attributes that autodoc won't ask about."""
    names = [record.name]
    if record.kind in ("module", "class"):
        members = domain.project.members(record.name)
        names += [member.name for member in members if member.kind in ("attribute", "data")]
    domain.note(page_of(app.env), names)


def is_nobodys(lines: list[str]) -> bool:
    """Tell whether lines are empty, or what Python itself puts where nobody wrote anything."""
    text = "\n".join(lines).strip()
    known = not text or text in _BUILTIN_DOCS or text in _BUILTIN_METHOD_DOCS
    return known or any(pattern.match(text) for pattern in _PLACEHOLDERS)


def record_of(
    domain: AutodocgenDomain, obj: object, name: str | None, *, load: bool = False
) -> Object | None:
    """Find the record of an object by where it was defined, else by the name it's shown under."""
    found = _defined_name(obj)
    if load and not domain.project:
        _load_lazily(domain, found or name or "")
    for candidate in (found, name):
        record = domain.project.get(candidate) if candidate else None
        if record is not None:
            return record
    return None


def is_compiled(obj: object) -> bool:
    """Tell whether the module that an object says it's from was compiled."""
    module = sys.modules.get(str(getattr(obj, "__module__", None)))
    return str(getattr(module, "__file__", None)).endswith(_COMPILED)


def _load_lazily(domain: AutodocgenDomain, name: str) -> None:
    """Analyse the top-level package of the first object that autodoc asks about."""
    top = name.partition(".")[0]
    if top and not domain.settings.packages and top not in domain.looked_for:
        domain.looked_for.add(top)
        domain.load((top,))
        _fill_attribute_docs(domain)


def _defined_name(obj: object) -> str | None:
    """Return the full name under which an object was defined, None if it doesn't say."""
    if isinstance(obj, types.ModuleType):
        return obj.__name__
    for inner in ("fget", "__func__", "func"):
        if isinstance(obj, property | classmethod | staticmethod | functools.cached_property):
            obj = getattr(obj, inner, obj)
    if not isinstance(obj, type | types.FunctionType | types.MethodType):
        try:
            obj = inspect.unwrap(obj) if callable(obj) and hasattr(obj, "__wrapped__") else obj
        except ValueError:  # what autodoc mocks wraps itself
            return None
    module = getattr(obj, "__module__", None)
    qualified = getattr(obj, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(qualified, str):
        return None
    if "<locals>" in qualified:
        return None  # what a decorator made: its name says nothing of the decorated object
    return f"{module}.{qualified}"


def lines_of(domain: AutodocgenDomain, record: Object, *, is_value: bool = True) -> list[str]:
    """Return the lines of a generated docstring; none if there's nothing to say or it's off.

    Args:
        domain: Has settings and names.
        record: The object.
        is_value: False if a name that is bound to a class or function is shown as such.
    """
    if "stub" in record.modifiers:
        record = _with_stub_types(record)
    completed = docstring.complete(record, domain.settings)
    if not is_value:
        completed = msgspec.structs.replace(completed, type_entry=None)
    if docstring.is_empty(completed):
        return []
    completed = references.with_full_exceptions(domain, completed, record)
    lines = rendered(completed)
    return [*references.link_names(domain, lines, record), ""]


def rendered(completed: docstring.Docstring) -> list[str]:
    """Return a docstring as lines of reStructuredText, with what is generated marked."""
    return list(docstring.rest.render(completed, type_text=_type_text, mark=_mark))


def _with_stub_types(record: Object) -> Object:
    """Take the types that a stub declares for guesses, because no signature shows them."""
    return msgspec.structs.replace(
        record,
        parameters=tuple(map(_told_by_stub, record.parameters)),
        returns=record.returns and _told_by_stub(record.returns),
        yields=record.yields and _told_by_stub(record.yields),
    )


def _without_stub(record: Object) -> Object:
    modifiers = tuple(word for word in record.modifiers if word != "stub")
    return msgspec.structs.replace(record, modifiers=modifiers)


def _told_by_stub(part: _Typed) -> _Typed:
    if part.annotation is None:
        return part
    declared = Guess(part.annotation, 1.0, "stub")
    return msgspec.structs.replace(part, annotation=None, type=declared)


def _type_text(entry: docstring.Entry) -> str:
    return marks.type_text(entry.type_guess) if entry.type_guess else entry.type or ""


def _mark(part: docstring.Entry | docstring.Docstring) -> str:
    if isinstance(part, docstring.Docstring):
        guess = part.summary_guess
    else:
        nameless_type = part.type is None  # of an exception, the guess is that it's raised at all
        guess = part.description_guess or (part.type_guess if nameless_type else None)
    return marks.mark_text(guess) if guess else ""


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

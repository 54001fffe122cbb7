"""What autodoc's events are answered about an object: what is said of it.

What an author wrote stays: the lines that arrive are changed only where :mod:`.authors` finds that
they are Python's own, nobody's, or ours. Asking twice gives the same answer.
"""

from __future__ import annotations

import functools
import importlib.machinery
import inspect
import sys
import types
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from sphinx.util.docstrings import prepare_docstring

from .. import docstring
from ..model import Guess, Object, Parameter, Result
from ..surface import surface_of
from . import authors, marks, references
from .domain import AutodocgenDomain, of, page_of
from .mocks import ismock

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "defined_name",
    "fill_docstring",
    "fill_value_again",
    "is_compiled",
    "lines_of",
    "note_shown",
    "record_of",
    "rendered",
]


_Typed = TypeVar("_Typed", Parameter, Result)

_COMPILED = tuple(importlib.machinery.EXTENSION_SUFFIXES)
_CLASSES = ("class", "exception")
_VALUES = ("attribute", "data", "property")


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
    domain.filled.pop(name, None)
    record = record_of(domain, None if what in ("attribute", "data") else obj, name)
    if record is None:
        return
    note_shown(app, domain, record)
    if lines and record.docstring is None and lines == lines_of(domain, record):
        lines[:] = _hidden_text(app, what, record, obj)
    whose = authors.whose("\n".join(lines), obj)
    if whose == "author":
        _add_left_out(app, domain, record, lines)
    elif record.docstring is not None:
        _restore(app, what, record, obj, lines)
    elif docstring.is_filled(record, domain.settings):
        if (page_of(app.env), name) in domain.signed:
            record = _without_stub(record)  # its signature says all that the stub does
        _fill(app, what, name, record, obj, lines)


def _hidden_text(app: Sphinx, what: str, record: Object, obj: object) -> list[str]:
    """Return an author's text that autodoc would show for a value if it had no lines of ours.

    What the class of a value says is shown by a directive for that value only.
    """
    domain = of(app.env)
    text = authors.text_of(obj, domain.tops) if what in ("data", *_CLASSES) else None
    is_listed = bool(app.env.temp_data.get("autodoc:module"))
    if text is None or (is_listed and text == type(obj).__doc__):
        return []
    entry = docstring.complete(record, domain.settings).type_entry if what == "data" else None
    type_lines = rendered(docstring.Docstring(type_entry=entry))
    return [*prepare_docstring(text), *type_lines, *([""] if type_lines else [])]


def _restore(app: Sphinx, what: str, record: Object, obj: object, lines: list[str]) -> None:
    """Show what the source's author wrote where only Python's text, or none, is at hand."""
    assert record.docstring is not None
    is_lost = "stub" in record.modifiers or is_compiled(obj)
    if what in _CLASSES and app.config.autoclass_content == "both" and not is_lost:
        lines.clear()  # of a constructor; the class has spoken
    elif any(lines) or is_lost:
        lines[:] = [*record.docstring.splitlines(), ""]


def _fill(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, record: Object, obj: object, lines: list[str]
) -> None:
    """Put what we know in place of lines that nobody wrote, if it says more than these."""
    domain = of(app.env)
    if what in _CLASSES and app.config.autodoc_class_signature == "separated":
        record = _without_constructor(domain, record)
    if _says_less(domain, record, obj, "\n".join(lines)):
        return
    if not any(lines) and _says_less(domain, record, obj, _signature_text(app, what, obj)):
        record = msgspec.structs.replace(record, summary=None)
    filled = lines_of(domain, record, is_value=what in _VALUES)
    if not filled:
        return
    is_said = what in _CLASSES and app.config.autoclass_content == "both"
    if is_said and authors.is_of_new(lines[0] if lines else ""):
        lines.clear()  # above, of the class
        return
    lines[:] = filled
    domain.filled[name] = filled
    module = domain.project.module_of(record.name).name
    names = {references.full_name(domain, raised.type, module) for raised in record.raises}
    domain.raised.setdefault(page_of(app.env), set()).update(names)


def _signature_text(app: Sphinx, what: str, obj: object) -> str:
    """Return the inherited text of a method that autodoc may have shown in its signature."""
    config = app.config
    is_shown = config.autodoc_inherit_docstrings and config.autodoc_docstring_signature
    return (inspect.getdoc(obj) or "") if is_shown and what == "method" else ""


def _says_less(domain: AutodocgenDomain, record: Object, obj: object, text: str) -> bool:
    """Tell whether Python describes a method in as many words as we do, or in more."""
    if authors.whose(text, obj) != "prose":
        return False
    said = docstring.complete(record, domain.settings)
    if not said.summary or said.summary in text:
        return True
    entries = (*said.parameters, *said.returns, *said.yields, *said.raises)
    ours = [said.summary.partition(": ")[2] or said.summary, *(e.description for e in entries)]
    return len(" ".join(filter(None, ours)).split()) <= len(text.split())


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
    del obj, options
    if what in _VALUES:
        lines[:] = of(app.env).filled.get(name, lines)


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


def note_shown(app: Sphinx, domain: AutodocgenDomain, record: Object) -> None:
    """Record that the page shows an object, and the attributes that autodoc won't ask about."""
    names = [record.name]
    if record.kind in ("module", "class"):
        members = domain.project.members(record.name)
        names += [member.name for member in members if member.kind in ("attribute", "data")]
    domain.note(page_of(app.env), names)


def record_of(domain: AutodocgenDomain, obj: object, name: str | None) -> Object | None:
    """Find the record of an object by where it was defined, else by the name it's shown under."""
    surface = surface_of(domain.project)
    for candidate in (defined_name(obj), name):
        record = surface.definition(candidate) if candidate else None
        if record is not None:
            return record
    return _inherited(domain, name) if name else None


def _inherited(domain: AutodocgenDomain, name: str) -> Object | None:
    """Find the record of an attribute in the class that defines it, wherever that's from."""
    owner, _, short = name.rpartition(".")
    classes = getattr(authors.live(owner), "__mro__", ())
    names = (
        references.full_name(domain, f"{each.__qualname__}.{short}", each.__module__)
        for each in classes
    )
    return next((domain.project[full] for full in names if full in domain.project), None)


def is_compiled(obj: object) -> bool:
    """Tell whether the module that an object says it's from was compiled."""
    module = sys.modules.get(str(getattr(obj, "__module__", None)))
    return str(getattr(module, "__file__", None)).endswith(_COMPILED)


def defined_name(obj: object) -> str | None:
    """Return the full name under which an object was defined, None if it doesn't say."""
    if ismock(obj):
        return None
    if isinstance(obj, types.ModuleType):
        return obj.__name__
    for inner in ("fget", "__func__", "func"):
        if isinstance(obj, property | classmethod | staticmethod | functools.cached_property):
            obj = getattr(obj, inner, obj)
    if not isinstance(obj, type | types.FunctionType | types.MethodType):
        try:
            obj = inspect.unwrap(obj) if callable(obj) and hasattr(obj, "__wrapped__") else obj
        except ValueError:  # it wraps itself
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
    if not is_value or _is_declared_by_base(domain, record):
        completed = msgspec.structs.replace(completed, type_entry=None)
    if docstring.is_empty(completed):
        return []
    completed = references.with_full_exceptions(domain, completed, record)
    lines = rendered(completed)
    return [*references.link_names(domain, lines, record), ""]


def _is_declared_by_base(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether autodoc shows the type that a base declares for an attribute."""
    owner, _, name = record.name.rpartition(".")
    if record.kind != "attribute":
        return False
    inherited = (domain.view.known.get(f"{base}.{name}") for base in domain.view.ancestors(owner))
    return any(found is not None and found.annotation for found in inherited)


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

"""The answer to autodoc's event for docstrings: a list of steps, each given one object.

What an author wrote stays: the lines that arrive are changed only where :mod:`.authors` finds that
they are Python's own, nobody's, or ours. Asking twice gives the same answer.
"""

from __future__ import annotations

import functools
import importlib.machinery
import inspect
import re
import sys
import types
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from sphinx.ext.autodoc.mock import ismock  # type: ignore[attr-defined]
from sphinx.util.docstrings import prepare_docstring
from sphinx.util.inspect import safe_getattr

from .. import docstring
from ..docstring import Docstring, Entry, Field
from ..model import Evidence, Guess, Object, Parameter, Result
from ..surface import surface_of
from . import authors, marks, name_links, references
from .added import TYPED
from .domain import AutodocgenDomain, Page, of, page_of
from .nodes import translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "AskedObject",
    "Step",
    "Steps",
    "add_overridden",
    "defined_name",
    "fill",
    "is_compiled",
    "lines_of",
    "note_shown",
    "put_back_value",
    "record_of",
    "rendered",
    "with_stub_types",
    "without_stub",
]


_Typed = TypeVar("_Typed", Parameter, Result)

_COMPILED = tuple(importlib.machinery.EXTENSION_SUFFIXES)
_CLASSES = ("class", "exception")
_VALUES = ("attribute", "data", "property")
_MEMBER = ("method", "property", "attribute")


@dataclass(eq=False)
class AskedObject:
    """An object whose docstring autodoc asks about.

    Attributes:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        lines: The docstring; steps change it in place.
        filled: The lines of ours that took the place of the docstring, None if none did.
        markdown: The lines that have the docstring read as Markdown, None if it isn't in it.
    """

    app: Sphinx
    what: str
    name: str
    obj: object
    options: Any
    lines: list[str]
    filled: list[str] | None = None
    markdown: list[str] | None = None

    @property
    def domain(self) -> AutodocgenDomain:
        """The domain, which holds the project."""
        return of(self.app.env)

    @property
    def page(self) -> Page:
        """The page that is being read."""
        return page_of(self.app.env)

    @property
    def is_below_class(self) -> bool:
        """Whether the docstring is shown below that of its class, as that of the constructor."""
        return self.what in _CLASSES and self.app.config.autoclass_content == "both"

    @property
    def is_signed(self) -> bool:
        """Whether the object is shown with parentheses, in which types have their place."""
        return self.name in self.page.called

    @functools.cached_property
    def record(self) -> Object | None:
        """The object's record; a value doesn't say where it was defined."""
        obj = None if self.what in ("attribute", "data") else self.obj
        found = record_of(self.domain, obj, self.name)
        return found and _under_its_other_name(found, self.domain.project.get(self.name))


Step = Callable[[AskedObject], None]
"""One feature's work on a docstring."""


class Steps:
    """Two handlers of ``autodoc-process-docstring``.

    Args:
        before: The steps of the first one, which other extensions' handlers follow.
        after: The steps of the second one, which follows theirs.
    """

    def __init__(self, before: Sequence[Step], after: Sequence[Step]) -> None:
        self._steps = before, after
        self._last: AskedObject | None = None

    def before(self, *event: Any) -> None:
        """Take the steps of the first handler."""
        self._take(self._steps[0], AskedObject(*event))

    def after(self, *event: Any) -> None:
        """Take the steps of the second handler."""
        last = self._last
        if last is None or last.lines is not event[-1]:  # another extension has asked in between
            last = AskedObject(*event)
        self._take(self._steps[1], last)

    def _take(self, steps: Sequence[Step], asked: AskedObject) -> None:
        self._last = asked
        for step in steps:
            step(asked)


def fill(asked: AskedObject) -> None:
    """Put what we know in place of a docstring that no author wrote."""
    asked.lines[:] = [line for line in asked.lines if not docstring.OFF.match(line)]
    if asked.record is not None:
        note_shown(asked.domain, asked.record)
        _complete(asked, asked.record)


def _complete(asked: AskedObject, record: Object) -> None:
    domain, lines = asked.domain, asked.lines
    if lines and record.docstring is None and _is_ours(asked, record):
        lines[:] = _hidden_text(asked, record)
    if authors.whose("\n".join(lines), asked.obj) == "author":
        _add_left_out(asked, record)
    elif record.docstring is not None:
        _restore(asked, record)
    elif docstring.is_filled(record, domain.settings):
        if asked.name in asked.page.signed:
            record = without_stub(record)  # its signature says all that the stub does
        _fill(asked, record)


def _is_ours(asked: AskedObject, record: Object) -> bool:
    """Tell whether the lines are those that autodoc's analyzers had of us."""
    domain = asked.domain
    return asked.lines == lines_of(domain, record, with_types=domain.types_in_text)


def _hidden_text(asked: AskedObject, record: Object) -> list[str]:
    """Return an author's text that autodoc would show for a value if it had no lines of ours.

    What the class of a value says is shown by a directive for that value only.
    """
    domain, obj = asked.domain, asked.obj
    is_shown = asked.what in ("data", *_CLASSES)
    text = authors.text_of(obj, domain.tops) if is_shown else None
    is_listed = bool(asked.app.env.temp_data.get("autodoc:module"))
    if text is None or (is_listed and text == type(obj).__doc__):
        return []
    is_typed = asked.what == "data" and domain.types_in_text
    entry = domain.completed(record).type_entry if is_typed else None
    type_lines = rendered(domain, record, Docstring(type_entry=entry))
    return [*prepare_docstring(text), *type_lines, *([""] if type_lines else [])]


def _restore(asked: AskedObject, record: Object) -> None:
    """Show what the source's author wrote where only Python's text, or none, is at hand."""
    assert record.docstring is not None
    is_lost = "stub" in record.modifiers or is_compiled(asked.obj)
    if asked.is_below_class and not is_lost:
        asked.lines.clear()  # of a constructor; the class has spoken
    elif any(asked.lines) or is_lost:
        asked.lines[:] = [*record.docstring.splitlines(), ""]


def _fill(asked: AskedObject, record: Object) -> None:
    """Put what we know in place of lines that nobody wrote, if it says more than these."""
    domain, lines = asked.domain, asked.lines
    left = _unsaid(asked, record)
    if left is None:
        return
    is_value = asked.what in _VALUES
    filled = lines_of(domain, left, is_value=is_value, with_types=_has_types_in_text(asked))
    if not filled:
        return
    if asked.is_below_class and authors.is_of_new(lines[0] if lines else ""):
        lines.clear()  # above, of the class
        return
    lines[:] = asked.filled = filled
    asked.page.filled.add(asked.name)
    module = domain.project.module_of(left.name).name
    names = {references.full_name(domain, raised.type, module) for raised in left.raises}
    asked.page.raised |= names


def _has_types_in_text(asked: AskedObject) -> bool:
    """Tell whether a text says the types: where no signature shows them."""
    domain = asked.domain
    is_unsigned = not asked.is_signed and asked.what not in _VALUES
    return domain.types_in_text or (is_unsigned and domain.types_in_signature)


def _unsaid(asked: AskedObject, record: Object) -> Object | None:
    """Return a record without what autodoc shows elsewhere; None if Python says as much."""
    domain, lines = asked.domain, asked.lines
    if asked.what in _CLASSES and asked.app.config.autodoc_class_signature == "separated":
        record = _without_constructor(domain, record)
    if _says_less(domain, record, asked.obj, "\n".join(lines)):
        return None
    if not any(lines) and _says_less(domain, record, asked.obj, _signature_text(asked)):
        return replace(record, summary=None)
    return record


def _signature_text(asked: AskedObject) -> str:
    """Return the inherited text of a method that autodoc may have shown in its signature."""
    config = asked.app.config
    is_shown = config.autodoc_inherit_docstrings and config.autodoc_docstring_signature
    return (inspect.getdoc(asked.obj) or "") if is_shown and asked.what == "method" else ""


def _says_less(domain: AutodocgenDomain, record: Object, obj: object, text: str) -> bool:
    """Tell whether Python describes a method in as many words as we do, or in more."""
    if authors.whose(text, obj) != "prose":
        return False
    said = domain.completed(record)
    if not said.summary or said.summary in text:
        return True
    texts = [entry.description for _, entry in said.entries()]
    ours = [said.summary.partition(": ")[2] or said.summary, *texts]
    return len(" ".join(filter(None, ours)).split()) <= len(text.split())


def put_back_value(asked: AskedObject) -> None:
    """Repair what napoleon did: it takes the first colon in a value's text for its type's end."""
    lines = asked.filled or asked.markdown
    if asked.what in _VALUES and lines:
        asked.lines[:] = lines


def _without_constructor(domain: AutodocgenDomain, record: Object) -> Object:
    """Leave what a class's constructor takes to the constructor, if that is shown apart."""
    if not any(f"{record.name}.{name}" in domain.project for name in ("__init__", "__new__")):
        return record
    return replace(record, parameters=(), raises=())


def _add_left_out(asked: AskedObject, record: Object) -> None:
    """Put what an author left out between their lines, if these are still as they wrote them."""
    domain, lines = asked.domain, asked.lines
    left_out = docstring.missing(record, domain.settings)
    left_out = left_out if _has_types_in_text(asked) else _without_types(left_out)
    left_out = references.with_full_exceptions(domain, left_out, record)
    added = docstring.extend(record, left_out, "rest", pen=_pen(domain, record))
    written = "\n".join(line.rstrip() for line in lines)
    if not added or written.strip() != (record.docstring or "").strip():
        return
    top = len(written) - len(written.lstrip("\n"))
    lines[:] = docstring.with_insertions(lines, [one.moved(top) for one in added])
    asked.page.raised |= {entry.name.removeprefix("~") for entry in left_out.raises}


def note_shown(domain: AutodocgenDomain, record: Object) -> None:
    """Record that the page shows an object, and the attributes that autodoc won't ask about."""
    names = [record.name]
    if record.kind in ("module", "class"):
        members = domain.project.members(record.name)
        names += [member.name for member in members if member.kind in ("attribute", "data")]
    domain.note(page_of(domain.env).name, names)


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


def _under_its_other_name(record: Object, other: Object | None) -> Object:
    """Return a record; that of a function under another name says whose name it is besides."""
    is_alias = other is not None and other.summary is not None and other.summary.rule.id == "alias"
    if other is None or not is_alias or record.docstring is not None:
        return record
    return replace(record, summary=other.summary)


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
    try:
        obj = _inner(obj)
    except ValueError:  # it wraps itself
        return None
    module = getattr(obj, "__module__", None)
    qualified = getattr(obj, "__qualname__", None)
    if not isinstance(module, str) or not isinstance(qualified, str):
        return None
    if "<locals>" in qualified:
        return None  # what a decorator made: its name says nothing of the decorated object
    return f"{module}.{qualified}"


def _inner(obj: object) -> object:
    """Return the function that a property, a bound function or a wrapper that isn't one stands for.

    Raises:
        ValueError: If it wraps itself.
    """
    for name in ("fget", "__func__", "func"):
        if isinstance(obj, property | classmethod | staticmethod | functools.cached_property):
            obj = getattr(obj, name, obj)
    if isinstance(obj, type | types.FunctionType | types.MethodType) or not callable(obj):
        return obj
    return inspect.unwrap(obj) if hasattr(obj, "__wrapped__") else obj


def lines_of(
    domain: AutodocgenDomain, record: Object, *, is_value: bool = True, with_types: bool = True
) -> list[str]:
    """Return the lines of a generated docstring; none if there's nothing to say or it's off.

    Args:
        domain: Has settings and names.
        record: The object.
        is_value: False if a name that is bound to a class or function is shown as such.
        with_types: False if a signature shows the types.
    """
    if "stub" in record.modifiers:
        record = with_stub_types(record)
    completed = domain.completed(record)
    if not is_value or _is_declared_by_base(domain, record):
        completed = replace(completed, type_entry=None)
    if not with_types:
        is_typed = completed.type_entry is not None
        completed = _without_types(completed)
        if is_typed and docstring.is_empty(completed):
            return [TYPED, ""]
    if docstring.is_empty(completed):
        return []
    completed = references.with_full_exceptions(domain, completed, record)
    return [*rendered(domain, record, completed), ""]


def _without_types(completed: Docstring) -> Docstring:
    """Leave out the inferred types that a signature can show, and entries that are only these."""

    def leave_out(field: Field, entry: Entry) -> Entry | None:
        if field not in ("parameters", "returns") or entry.type_guess is None:
            return entry
        if entry.type_guess.evidence.kind == "accepts":
            return entry  # the signature doesn't have it
        return replace(entry, type=None, type_guess=None) if entry.description else None

    return replace(completed.with_entries(leave_out), type_entry=None)


def _is_declared_by_base(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether autodoc shows the type that a base declares for an attribute."""
    owner, _, name = record.name.rpartition(".")
    if record.kind != "attribute":
        return False
    inherited = (
        domain.view.known.get(f"{base}.{name}") for base in domain.view.names.ancestors(owner)
    )
    return any(found is not None and found.annotation for found in inherited)


def rendered(domain: AutodocgenDomain, record: Object, completed: Docstring) -> list[str]:
    """Return a docstring of an object as reStructuredText, with what is generated marked."""
    return list(docstring.rest.render(completed, _pen(domain, record)))


def _pen(domain: AutodocgenDomain, record: Object) -> docstring.rest.Pen:
    """Return what writes the generated texts of an object: with marks, and with names as links."""
    return docstring.rest.Pen(
        _type_text, _mark, functools.partial(name_links.linked, domain, record)
    )


def with_stub_types(record: Object) -> Object:
    """Take the types that a stub declares for guesses, because no signature shows them."""
    return replace(
        record,
        parameters=tuple(map(_told_by_stub, record.parameters)),
        returns=record.returns and _told_by_stub(record.returns),
        yields=record.yields and _told_by_stub(record.yields),
    )


def without_stub(record: Object) -> Object:
    """Return a record as if no stub declared its types, which its signature shows already."""
    modifiers = tuple(word for word in record.modifiers if word != "stub")
    return replace(record, modifiers=modifiers)


def _told_by_stub(part: _Typed) -> _Typed:
    if part.annotation is None:
        return part
    text = _INCOMPLETE.sub("Any", part.annotation)
    declared = Guess(text, 1.0, Evidence("stub")) if text != "Any" else None
    return replace(part, annotation=None, type=declared)


_INCOMPLETE = re.compile(r"\b(?:_typeshed\.)?(?:Incomplete|MaybeNone)\b")
"""What stubs call a type that nobody has written yet."""


def _type_text(entry: Entry) -> str:
    return marks.type_text(entry.type_guess) if entry.type_guess else entry.type or ""


def _mark(part: Entry | Docstring) -> str:
    if isinstance(part, Docstring):
        guess = part.summary_guess
    else:
        nameless_type = part.type is None  # of an exception, the guess is that it's raised at all
        guess = part.description_guess or (part.type_guess if nameless_type else None)
    return marks.mark_text(guess) if guess else ""


def add_overridden(asked: AskedObject) -> None:
    """Say whose text a member shows that has none of its own, and link it."""
    domain, record = asked.domain, asked.record
    if record is None or asked.what not in _MEMBER or not any(asked.lines) or asked.filled:
        return
    if _has_own_text(asked, record) or not docstring.is_filled(record, domain.settings):
        return
    overridden = domain.view.overridden(record)
    if overridden is None:
        return
    module = domain.project.module_of(record.name).name
    field = _overrides(domain.view.as_imported(overridden, module))
    if field not in asked.lines:
        asked.lines += ["", field, ""]
        domain.note(asked.page.name, [overridden])


def _has_own_text(asked: AskedObject, record: Object) -> bool:
    """Tell whether a text was written for a member itself, in the source or at run time."""
    own = safe_getattr(asked.obj, "__doc__", None) if asked.what != "attribute" else None
    return record.docstring is not None or isinstance(own, str)


def _overrides(name: str) -> str:
    shown = ".".join(name.split(".")[-2:])
    return f":{translate('Overrides')}: :autodocgen-name:`{shown} <{name}>`"

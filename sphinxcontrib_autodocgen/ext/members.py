"""Which members are shown: those that would be skipped only for want of a docstring.

autodoc is answered by its event. sphinx-autoapi reads source, imports nothing, and asks no event
for a docstring: its objects carry one that can be set where it asks whether to skip one. It asks at
``builder-inited``, before there is a page; what it's told is in the pages that it then writes.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Set
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx.util.docstrings import separate_metadata
from sphinx.util.inspect import getdoc, isproperty, isroutine, safe_getattr

from .. import docstring
from ..model import Guess, Object
from ..surface import surface_of
from . import analyzers, authors
from .added import MARK
from .analyzers import is_bound_to_mock
from .autodoc import AskedObject, defined_name, lines_of, note_shown, record_of
from .domain import AutodocgenDomain, of, page_of
from .filters import note_inside

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = [
    "answer_autoapi",
    "keep_member",
    "load_lazily",
    "mark_added",
]

_SPECIAL = re.compile(r"(?<![^.])__[a-z0-9_]+__$")


class _Member(NamedTuple):
    """A member that autodoc asks whether to skip.

    Attributes:
        domain: The domain, which holds the project.
        what: The kind of the member's parent.
        name: The full name under which the member is shown; autodoc knows no nested class.
        obj: The member.
        options: The directive's options.
    """

    domain: AutodocgenDomain
    what: str
    name: str
    obj: object
    options: Any

    @property
    def owner(self) -> str:
        """The full name of the parent."""
        return self.name.rpartition(".")[0]

    @property
    def short_name(self) -> str:
        """The last part of the name."""
        return self.name.rpartition(".")[2]

    @property
    def is_value(self) -> bool:
        """Whether autodoc describes the member as an attribute or as data."""
        is_class = isinstance(self.obj, type)
        return not (is_class or isroutine(self.obj) or isproperty(self.obj))

    @property
    def is_module_level(self) -> bool:
        """Whether the member's parent is a module."""
        return self.what == "module"


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
        False to show it, True to skip what autodoc shows only for a text of ours that isn't wanted
        there, None to leave the decision to others.
    """
    domain, page = of(app.env), page_of(app.env)
    page.is_listing = True
    if not _answers(obj):
        return None
    owner = app.env.temp_data.get("autodoc:class") if what != "module" else None
    shown = ".".join(filter(None, (app.env.temp_data.get("autodoc:module"), owner, name)))
    member = _Member(domain, what, shown, obj, options)
    if not skip:
        unwanted = (_is_endless, _is_listed_by_accident, _is_unwanted, _is_known_to_python_only)
        return True if any(is_so(member) for is_so in unwanted) else None
    record = _record_of(member)
    if record is None:
        return None
    note_shown(domain, record)
    if not (_is_worth_showing(domain, record) or _is_only_name(domain, record, name)):
        return None
    page.kept.add(record.name)
    domain.inside.add((page.name, shown))
    return False


def _is_endless(member: _Member) -> bool:
    """Tell whether a member is a class that holds itself, so that autodoc would never be done."""
    seen: set[int] = set()
    waiting = [] if member.is_module_level else [member.obj]
    while waiting:
        for inner in _held(waiting.pop()):
            if inner is member.obj:
                return True
            if id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)
    return False


def _held(holder: object) -> list[type]:
    """Return the classes that a class has under their own names, which autodoc shows in full."""
    if not issubclass(type(holder), type):
        return []
    values = list(vars(holder).items())
    return [
        value
        for name, value in values
        if issubclass(type(value), type) and safe_getattr(value, "__name__", None) == name
    ]


def _answers(obj: object) -> bool:
    """Tell whether an object can be asked at all; a stand-in may fail until it is set up."""
    try:
        isinstance(obj, type)
        getattr(obj, "__module__", None)
    except Exception:  # noqa: BLE001  # whatever its author raises
        return False
    return True


def _record_of(member: _Member) -> Object | None:
    """Return the record of a member that autodoc would skip only for want of a docstring."""
    if not _is_asked_for(member) or _is_no_method(member.obj):
        return None
    record = record_of(member.domain, member.obj, None if member.is_value else member.name)
    if record is None or _is_documented(record) or not _is_public(member, record):
        return None
    is_mocked = any(map(is_bound_to_mock, (member.name, record.name)))
    return None if is_mocked or _is_declared_private(member) else record


def _is_documented(record: Object) -> bool:
    """Tell whether autodoc finds an author's docstring; what a stub says it doesn't read."""
    return record.docstring is not None and "stub" not in record.modifiers


def _is_declared_private(member: _Member) -> bool:
    """Tell whether ``:meta private:`` hides a member; for autodoc an inherited one does too."""
    return "private" in separate_metadata(_text_at_hand(member))[1]


def _text_at_hand(member: _Member) -> str:
    """Return the text that autodoc has for a member, empty for none."""
    inherits = member.domain.env.config.autodoc_inherit_docstrings
    try:
        owner = authors.live(member.owner)
        text = getdoc(member.obj, safe_getattr, inherits, owner, member.short_name)
    except Exception:  # noqa: BLE001  # a member may do anything when it's looked at
        return ""
    return text if isinstance(text, str) else ""


def _is_known_to_python_only(member: _Member) -> bool:
    """Tell whether a property of a class that is shown because of us has a builtin's docstring.

    It inherits that from the value of a base class, such as ``field_type = "TEXT"``.
    """
    domain = member.domain
    if not isproperty(member.obj) or member.is_module_level or _is_asked_to_show_all(member):
        return False
    owner = _class_of(domain, member.owner)
    if owner is None or owner.name not in page_of(domain.env).kept:
        return False
    text = inspect.cleandoc(_text_at_hand(member))
    is_pythons = authors.whose(text, member.obj) == "placeholder"
    return is_pythons and not any(_is_worth_showing(domain, each) for each in _meant(member))


def _is_asked_to_show_all(member: _Member) -> bool:
    show = member.domain.settings.show_undocumented
    return show == "all" or bool(getattr(member.options, "undoc_members", None))


def _is_no_method(value: object) -> bool:
    """Tell whether autodoc describes a descriptor as a method, though it can't be called.

    So it does with a project's own kind of cached property.
    """
    if callable(value) or isproperty(value) or isinstance(value, classmethod | staticmethod):
        return False
    return isroutine(value)


def _has_text(value: object) -> bool:
    """Tell whether autodoc takes an attribute for documented by what its value says."""
    try:
        text = getdoc(value, allow_inherited=True)
    except Exception:  # noqa: BLE001  # a value may do anything when it's looked at
        return True
    return bool(text) and text != safe_getattr(type(value), "__doc__", None)


def _is_listed_by_accident(member: _Member) -> bool:
    """Tell whether autodoc knows a value only by what it did for one that is shown because of us.

    For the first value that it describes, autodoc writes annotations of ``self.x: int`` and of
    comments into all classes of the module, and then takes these for the classes' own.
    """
    if not member.is_value:
        return False
    records = _values(member)
    is_ours = bool(records) and _are_ours(member.domain, records)
    is_only_set = bool(records) and _are_only_set(member, records)
    modules = {member.domain.project.module_of(record.name).name for record in records}
    if is_only_set and not is_ours and _is_annotated(member, modules):
        return True
    if _is_described_without_us(member, records, is_ours=is_ours, is_only_set=is_only_set):
        _note_annotated(member, modules)
    return False


def _values(member: _Member) -> list[Object]:
    return [record for record in _meant(member) if record.kind in ("attribute", "data")]


def _is_annotated(member: _Member, modules: Set[str]) -> bool:
    """Tell whether autodoc described no value of these modules before one of the member's class."""
    annotated, owner = member.domain.annotated, member.owner
    return all(annotated.get(module, owner) == owner for module in modules)


def _is_described_without_us(
    member: _Member, records: list[Object], *, is_ours: bool, is_only_set: bool
) -> bool:
    """Tell whether autodoc describes a value that it lists, whatever we know of it."""
    if member.is_module_level:
        return not is_ours and any(record.docstring for record in records)
    return not is_ours or (bool(getattr(member.options, "undoc_members", None)) and not is_only_set)


def _note_annotated(member: _Member, modules: Set[str]) -> None:
    for module in modules | {base.__module__ for base in _classes(member.owner)}:
        member.domain.annotated.setdefault(module, member.owner)


def _are_only_set(member: _Member, records: list[Object]) -> bool:
    """Tell whether an attribute without text is set on instances, and no class has it."""
    bases = _classes(member.owner)
    return not any(member.short_name in vars(base) for base in bases) and all(
        "instance" in record.modifiers and record.docstring is None for record in records
    )


def _classes(name: str) -> tuple[type, ...]:
    """Return the imported class of a full name and its bases, none if it isn't a class."""
    return getattr(authors.live(name), "__mro__", ())


def _are_ours(domain: AutodocgenDomain, records: list[Object]) -> bool:
    return all(record.name in domain.kept for record in records)


def _is_unwanted(member: _Member) -> bool:
    """Tell whether a value is shown because of us alone, where nobody asked for such."""
    if _is_asked_to_show_all(member):
        return False
    records = list(_meant(member))
    is_ours = bool(records) and _are_ours(member.domain, records)
    return is_ours and (member.is_module_level or not _has_text(member.obj))


def _meant(member: _Member) -> Iterator[Object]:
    """Yield the records that a member's name can mean; autodoc knows no nested class."""
    domain, surface = member.domain, surface_of(member.domain.project)
    if member.is_module_level:
        waiting: list[Object] = []
        if (found := surface.definition(member.name)) is not None:
            yield found
    else:
        outermost = _class_of(domain, member.owner)
        waiting = [outermost] if outermost is not None else []
    while waiting:
        each = waiting.pop()
        if each.kind == "class":
            waiting += surface.names.own(each).values()
            if (found := surface.names.members(each).get(member.short_name)) is not None:
                yield found


def _class_of(domain: AutodocgenDomain, shown: str) -> Object | None:
    """Return the record of a class, or of the first of its bases that has one.

    What is imported decides: a name may be bound in several places, and a class be made at run
    time.
    """
    surface = surface_of(domain.project)
    names = (defined_name(each) for each in _classes(shown))
    found = (surface.definition(name) for name in names if name)
    records = (record for record in found if record is not None and record.kind == "class")
    return next(records, None) or surface.definition(shown)


def _is_asked_for(member: _Member) -> bool:
    """Tell whether a name is public, or special and among the directive's special members.

    A directive may also exclude a member (everything, if its option has no names).
    """
    name, options = member.short_name, member.options
    excluded = getattr(options, "exclude_members", None) or ()
    if not isinstance(excluded, set | frozenset | list | tuple) or name in excluded:
        return False
    special: Any = getattr(options, "special_members", None) or ()
    is_special = _SPECIAL.fullmatch(name) is not None and name in special
    return is_special or not name.startswith("_")


def _is_public(member: _Member, record: Object) -> bool:
    """Tell whether an object is public, or a special method of a public class.

    A public name for something private is public.
    """
    project, surface = member.domain.project, surface_of(member.domain.project)
    is_known = member.is_module_level and member.owner in project.modules
    if is_known and member.short_name not in surface.offered(member.owner):
        return False
    known = [record, surface.definition(member.name)]
    if _SPECIAL.search(record.name):
        known.append(project.get(record.parent))
    return any(each is not None and surface.is_public(each) for each in known)


def _is_worth_showing(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether an object, or a public member of an undocumented class, would say something."""
    if domain.settings.show_undocumented == "none":
        return False
    if record.docstring is not None or _says_something(domain, record):
        return True
    if record.kind != "class" or not docstring.is_filled(record, domain.settings):
        return False
    surface = surface_of(domain.project)
    members = [m for m in domain.project.members(record.name) if surface.is_public(m)]
    return any(_is_worth_showing(domain, m) for m in members)


def _is_only_name(domain: AutodocgenDomain, record: Object, name: str) -> bool:
    """Tell whether nothing else can show what a private function takes: its author published it."""
    is_hidden = record.short_name.startswith("_") and not name.startswith("_")
    is_wanted = domain.settings.show_undocumented != "none"
    return is_hidden and is_wanted and bool(lines_of(domain, record, is_value=False))


def _says_something(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether there are words about an object; types alone do where everything is shown."""
    if domain.settings.show_undocumented == "all":
        return bool(lines_of(domain, record))
    if record.kind in ("attribute", "data"):
        return False
    said = domain.completed(record)
    if said.summary and not _is_remark(said.summary_guess):
        return True
    if "deprecated" in record.modifiers:
        return False  # what it takes is of no use to anybody
    told = _described_parts(said)
    if record.kind == "class" and not _has_own_constructor(domain, record):
        return any(part.startswith("raises") for part in told)
    return bool(told)


def _described_parts(said: docstring.Docstring) -> list[str]:
    """Return the names of the parts that are described by more than a remark."""
    return [
        part
        for part, entry in said.entries()
        if entry.description and not _is_remark(entry.description_guess)
    ]


def _has_own_constructor(domain: AutodocgenDomain, record: Object) -> bool:
    """Tell whether a class doesn't only inherit what it's made of."""
    own = (f"{record.name}.{name}" in domain.project for name in ("__init__", "__new__"))
    return any(own) or not {"dataclass", "namedtuple"}.isdisjoint(record.modifiers)


def _is_remark(guess: Guess | None) -> bool:
    """Tell whether a text is one for which alone no object is shown."""
    return guess is not None and (guess.rule.remark or guess.rule.fallback)


def mark_added(asked: AskedObject) -> None:
    """Mark the description of a member that autodoc would skip without us."""
    if MARK in asked.lines:
        return
    _note_value(asked)
    domain, page, record = asked.domain, asked.page, asked.record
    is_listed = page.is_listing and not _is_shown_without_us(asked)
    if not is_listed:
        note_inside(asked, is_ours=False)
        return
    is_kept = record is not None and record.name in page.kept | domain.kept
    if is_kept:
        page.noted = page.noted or []
        asked.lines += ["", MARK, ""]
    is_inside = (page.name, asked.name.rpartition(".")[0]) in domain.inside
    note_inside(asked, is_ours=is_kept or is_inside)


def _note_value(asked: AskedObject) -> None:
    """Note a value that a directive of its own describes as the first one of its module."""
    domain, record = asked.domain, asked.record
    if record and asked.what in ("attribute", "data") and not asked.page.is_listing:
        domain.annotated.setdefault(domain.project.module_of(record.name).name, asked.name)


def _is_shown_without_us(asked: AskedObject) -> bool:
    """Tell whether autodoc lists an undocumented member: of values, those that a class has."""
    is_wanted = bool(getattr(asked.options, "undoc_members", None))
    if not is_wanted or not _is_shown_value(asked):
        return is_wanted
    path, _, short = asked.name.rpartition(".")
    owner = authors.live(path)
    if not isinstance(owner, type):
        return short not in getattr(owner, "__dict__", {})  # it's only annotated
    is_only_set = asked.record is not None and "instance" in asked.record.modifiers
    return not is_only_set or any(short in vars(base) for base in owner.__mro__)


def _is_shown_value(asked: AskedObject) -> bool:
    """Tell whether a description is of a value.

    autodoc takes a type variable or ``NewType`` for a class as soon as it has a text.
    """
    is_class = asked.what in ("class", "exception")
    return asked.what in ("attribute", "data") or (is_class and not isinstance(asked.obj, type))


def load_lazily(asked: AskedObject) -> None:
    """Analyse a top-level package when autodoc asks about the first of its objects.

    Each is analysed apart from the others, so that the order of the pages changes none of them.
    """
    domain, name = asked.domain, asked.name
    if not domain.is_lazy or name.partition(".")[0] in domain.looked_for:
        return
    found = None if asked.what in ("attribute", "data") else defined_name(asked.obj)
    top = (found or name).partition(".")[0]
    if not top or top in domain.looked_for or top in sys.stdlib_module_names:
        return
    domain.looked_for.add(top)
    if top not in domain.tops:
        domain.load((top,))
        analyzers.replace_analyzers(domain, top)


def answer_autoapi(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any
) -> bool | None:
    """Fill an object's docstring, and show it if only that was missing.

    Args:
        app: The application.
        what: The kind of the object, in autoapi's words.
        name: Its full name.
        obj: autoapi's object; its docstring is set.
        skip: Whether autoapi would skip it.
        options: autoapi's options.

    Returns:
        False to show it, None to leave the decision to others.
    """
    del what, options
    domain = of(app.env)
    record = domain.project.get(name)
    if record is None or obj.imported or not _is_to_fill(domain, record):
        return None
    filled = lines_of(domain, record)
    if authors.whose(obj.docstring, None) != "author" and filled:
        obj.docstring = "\n".join(filled)
    if not (skip and filled and _is_worth_showing(domain, record)):
        return None
    obj.docstring += f"\n\n{MARK}\n"
    return False


def _is_to_fill(domain: AutodocgenDomain, record: Object) -> bool:
    is_missing = record.docstring is None and surface_of(domain.project).is_public(record)
    return is_missing and docstring.is_filled(record, domain.settings)

"""Changes between two versions of a project's API, and their effect on its users.

Only what is public counts, under the names by which users reach it: an object that a package
re-exports is judged once, under its shortest public name. Two
:class:`~sphinxcontrib_autodocgen.model.Project` records are compared; where they come from, and
how the result is shown, is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import partial
from pathlib import PurePath

from msgspec.structs import replace

from ..errors import SettingError
from ..model import Object, Project
from ..names import Resolved
from ..settings import Ignore, Settings
from ..surface import Surface, is_offered, preference, surface_of
from . import class_changes, diff_formats
from .changes import (
    RULES,
    SEVERITIES,
    Change,
    ChangeKind,
    DefinitionPlace,
    Diff,
    Severity,
    Suppressed,
)
from .class_changes import class_notes, constructor_notes, constructors, is_written, provider
from .meanings import Pair, Side, Versions
from .object_changes import in_words, notes
from .parameter_changes import Difference, note

__all__ = [
    "RULES",
    "SEVERITIES",
    "Change",
    "ChangeKind",
    "DefinitionPlace",
    "Diff",
    "Severity",
    "Suppressed",
    "compare",
    "diff_formats",
]


def compare(
    old: Project, new: Project, settings: Settings, titles: tuple[str, str] = ("old", "new")
) -> Diff:
    """Compare the public APIs of two versions of a project.

    Args:
        old: The old version.
        new: The new version.
        settings: ``min_confidence``, ``min_type_confidence`` and ``diff_ignore`` apply.
        titles: What the two versions are called.

    Returns:
        The changes, the most severe first, then by name.

    Raises:
        SettingError: If ``diff_ignore`` names a rule that doesn't exist.
    """
    for ignore in settings.diff_ignore:
        if ignore.rule not in (*RULES, "*"):
            raise SettingError("diff_ignore", ignore.rule, "no such rule; see the documentation")
    before, after = surface_of(old), surface_of(new)
    found = _Comparison(before, after, settings).changes()
    found.sort(key=lambda c: (SEVERITIES.index(c.severity), preference(c.object)[2], c.rule))
    kept, suppressed, unused = _judged(found, settings.diff_ignore)
    kept = class_changes.group(kept, before, after)
    problems = (*old.problems, *new.problems)
    return Diff(*titles, tuple(kept), tuple(suppressed), tuple(unused), problems)


def _judged(
    changes: Iterable[Change], ignores: Iterable[Ignore]
) -> tuple[list[Change], list[Suppressed], list[str]]:
    """Part the changes that the settings leave out from the others."""
    unused = dict.fromkeys(ignores)
    kept, suppressed = [], []
    for change in changes:
        fitting = [ignore for ignore in ignores if _fits(ignore, change)]
        for ignore in fitting:
            unused.pop(ignore, None)
        if fitting:
            suppressed.append(Suppressed(change, fitting[0].reason))
        else:
            kept.append(change)
    lines = [f"{ignore.rule} of {ignore.object}: nothing to ignore" for ignore in unused]
    return kept, suppressed, lines


def _fits(ignore: Ignore, change: Change) -> bool:
    if ignore.rule not in (change.rule, "*"):
        return False
    places = [place.name for place in (change.old, change.new) if place is not None]
    names = (change.object, *change.also, *places)
    return any(fnmatchcase(name, ignore.object) for name in names)


class _Comparison:
    """One comparison, under way.

    Args:
        old: The old API.
        new: The new API.
        settings: The minimum confidence with which inferred types and exceptions count.
    """

    def __init__(self, old: Surface, new: Surface, settings: Settings) -> None:
        self.old, self.new = old, new
        self._versions = Versions(Side(old.names), Side(new.names), settings)
        self._compared: set[tuple[str, str]] = set()
        self._constructed: dict[tuple[str, str], range] = {}
        self._gone: dict[str, str | None] = {}
        self._lost: set[str] = set()
        self._new: set[str] = set()
        self._unread = _unread(new, old)
        self._unread_before = _unread(old, new)
        self._offered = {found.name for found in new.public.values()}
        self._inherited: list[Callable[[], None]] = []
        self._found: list[Change] = []

    def changes(self) -> list[Change]:
        """Return all changes, in no order that matters."""
        for found, names in _by_definition(self.old):
            self._of_definition(found, names)
        for task in self._inherited:
            task()
        self._answers()
        self._added()
        return self._found

    def _of_definition(self, found: Resolved, names: list[str]) -> None:
        """Judge one thing that the old API offers, under all its names."""
        present, missing = [], []
        if _is_inside(found.name, self._unread):
            return  # one line says that the file can't be read
        for name in names:
            at = self._now(name)
            if at is None:
                continue
            now = self.new.names.find(at)
            if now is None:
                missing.append(name)
                continue
            present.append(at)
            self._meant(at, found, now)
        offered = [name for name in present if name in self.new.public]
        if missing:
            self._missing(found, missing, offered)
        elif present and not offered:
            self._note(names[0], found.object, None, self._hidden(names[0]))

    def _hidden(self, name: str) -> Difference:
        """Say that a name is an import now, or isn't listed; star imports take the former."""
        module, _, short = name.rpartition(".")
        known = self.new.project.modules.get(module)
        if known is not None and known.exports is None and not short.startswith("_"):
            message = "can still be imported, but is defined elsewhere and isn't offered any more"
            return note("object-hidden", message, severity="safe")
        return note("object-hidden", "can still be imported, but isn't offered any more")

    def _meant(self, name: str, was: Resolved, now: Resolved) -> None:
        """Compare what a name meant with what it means, be it another name of that or not."""
        old, new = was.object, now.object
        if old is not None and old.kind == "module" and self._is_shadowed(name, now):
            return
        if old is None or new is None:
            return
        if old.kind != new.kind:
            old = self.old.names.unaliased(was).object or old
            new = self.new.names.unaliased(now).object or new
        self._pair(name, old, new)

    def _answers(self) -> None:
        """Report modules that gave more names than they define, and don't any more."""
        for name, found in self.old.public.items():
            was = self.old.project.get(f"{name}.__getattr__")
            if was is None or name not in self.new.project.modules or found.name != name:
                continue
            if f"{name}.__getattr__" not in self.new.project:
                message = "the function was removed; names that it gave may be gone"
                said = note("object-removed", message, severity="risky")
                self._note(was.name, was, None, said)

    def _is_shadowed(self, module: str, now: Resolved) -> bool:
        """Tell whether a module's name meant something else that is in it, before and now."""
        was = self.old.names.find(module)
        return was is not None and was.name == now.name != module

    def _now(self, name: str) -> str | None:
        """Return where a name is to be looked for, None if its module or class is gone."""
        for gone, place in self._gone.items():
            if name.startswith(f"{gone}."):
                return place and place + name.removeprefix(gone)
        return name

    def _missing(self, found: Resolved, names: list[str], left: list[str]) -> None:
        """Report names that are gone, and where their object is now."""
        place = left[0] if left else self._new_place(found)
        self._gone.update(dict.fromkeys(names, place))
        if place is None:
            said = self._removal(found, names[0])
        else:
            said = note("object-moved", f"is found at {place} only", "", names[0], place)
        moved = self.new.names.find(place) if place else None
        after = moved.object if moved else None
        self._note(names[0], found.object, after, said, tuple(names[1:]))
        if found.object is not None and after is not None:
            self._pair(place or "", found.object, after)

    def _removal(self, found: Resolved, name: str) -> Difference:
        """Say that a name is gone, unless a function of its module may still provide it."""
        message = f"the {in_words(found.object.kind) if found.object else 'name'} was removed"
        if self.new.names.find(f"{name.rpartition('.')[0]}.__getattr__") is not None:
            message += " from the source; its module's __getattr__ may provide it"
            return note("object-removed", message, severity="risky")
        return note("object-removed", message)

    def _new_place(self, found: Resolved) -> str | None:
        """Return the only new public name that may be the same object under another name."""
        old = found.object
        if old is None or old.kind not in ("class", "function", "module"):
            return None
        places: dict[str, str] = {}
        for name, now in self.new.public.items():
            if now.object is None or now.object.kind != old.kind or name in self.old.public:
                continue
            if now.object.short_name == old.short_name and self._alike(old, now.object):
                places.setdefault(now.name, name)
        return next(iter(places.values())) if len(places) == 1 else None

    def _alike(self, old: Object, new: Object) -> bool:
        """Tell whether two objects of one short name have about the same inside."""
        if old.kind == "function":
            return {p.name for p in old.parameters} == {p.name for p in new.parameters}
        before, after = (
            {name for name in surface.names.own(obj) if is_offered(name)}
            for surface, obj in ((self.old, old), (self.new, new))
        )
        return len(before & after) * 2 >= len(before | after)

    def _pair(self, name: str, old: Object, new: Object) -> None:
        """Compare two versions of one object, once, under the best of its names."""
        if (old.name, new.name) in self._compared:
            return
        self._compared.add((old.name, new.name))
        pair = self._versions.pair(old, new)
        for said in notes(pair):
            self._note(name, old, new, said)
        if old.kind == "class" and new.kind == "class":
            for said in class_notes(pair):
                self._note(name, old, new, said)
            self._constructor(name, pair)
            self._members(name, pair)

    def _constructor(self, name: str, pair: Pair) -> None:
        """Compare how a class is called, and put off what it inherits: its base comes first."""
        found = constructors(pair)
        if found is None:
            return
        task = partial(self._construction, name, pair, *found)
        owners = zip(found, (pair.old, pair.new), strict=True)
        if all(owner.name in (made.name, made.parent) for made, owner in owners):
            task()
        else:
            self._inherited.append(task)

    def _construction(self, name: str, pair: Pair, before: Object, after: Object) -> None:
        """Judge a constructor once; other classes that have it are further names of its changes."""
        key = before.name, after.name
        if key in self._constructed:
            for number in self._constructed[key]:
                change = self._found[number]
                self._found[number] = replace(change, also=(*change.also, name))
            return
        first = len(self._found)
        for said in constructor_notes(pair, before, after):
            self._note(name, pair.old, pair.new, said)
        self._constructed[key] = range(first, len(self._found))

    def _members(self, name: str, pair: Pair) -> None:
        """Compare what a class defines now, and put off what it inherits: its own come first."""
        old, new = pair.old, pair.new
        before, after = self.old.names.members(old), self.new.names.members(new)
        for short in dict.fromkeys((*before, *after)):
            if not is_offered(short) or short in ("__init__", "__new__"):
                continue
            was, now = before.get(short), after.get(short)
            inherited = any(
                m is not None and m.parent != c.name for m, c in ((was, old), (now, new))
            )
            task = partial(self._member, f"{name}.{short}", was, now, pair)
            if inherited:
                self._inherited.append(task)
            else:
                task()

    def _member(self, name: str, was: Object | None, now: Object | None, classes: Pair) -> None:
        if was is not None and now is not None:
            self._pair(name, was, now)
        elif was is not None and was.name not in self._lost:
            self._lost.add(was.name)
            self._note(name, was, None, _loss(was, classes))
        elif now is not None and now.name not in self._new and not now.short_name.startswith("_"):
            self._new.add(now.name)
            if now.parent == classes.new.name or now.parent not in self._offered:
                self._note(name, None, now, _gain(now, classes))

    def _added(self) -> None:
        """Report what the new API offers and the old one didn't; of a new module only itself."""
        moved = {change.after for change in self._found if change.rule == "object-moved"}
        fresh: set[str] = set()
        for found, names in _by_definition(self.new):
            added = [name for name in names if not self._is_known(name, moved, fresh)]
            if not added or _is_inside(found.name, self._unread_before):
                continue
            fresh.update(added)
            self._note(
                added[0], None, found.object, self._addition(found, names, added), (*added[1:],)
            )

    def _addition(self, found: Resolved, names: list[str], added: list[str]) -> Difference:
        what = in_words(found.object.kind) if found.object else "name"
        if len(added) < len(names):
            other = next(name for name in names if name not in added)
            return note("name-added", f"the {what} has this name too, beside {other}")
        if found.object and (was := self.old.names.find(added[0])) and was.object:
            return note(
                "object-offered", f"the {what} could be imported before, and is offered now"
            )
        return note("object-added", f"the {what} was added")

    def _is_known(self, name: str, moved: set[str | None], fresh: set[str]) -> bool:
        """Tell whether a new public name was there before, or goes without saying."""
        if name in self.old.public or name in moved:
            return True
        return any(name.startswith(f"{parent}.") for parent in (*fresh, *moved))

    def _note(
        self,
        name: str,
        old: Object | None,
        new: Object | None,
        said: Difference,
        also: tuple[str, ...] = (),
    ) -> None:
        self._found.append(
            Change(
                rule=said.rule,
                severity=said.severity,
                object=name,
                message=said.message,
                subject=said.subject,
                before=said.before,
                after=said.after,
                old=_place(self.old, old),
                new=_place(self.new, new),
                also=also,
            )
        )


def _unread(surface: Surface, other: Surface) -> frozenset[str]:
    """Return the modules of the other version that are there in this one, but can't be read."""
    paths = [
        PurePath(problem.path).with_suffix("").as_posix().removesuffix("/__init__")
        for problem in surface.project.problems
    ]
    lacking = [name for name in other.project.modules if name not in surface.project.modules]
    return frozenset(
        name for name in lacking if any(_ends_with(path, name.replace(".", "/")) for path in paths)
    )


def _ends_with(path: str, end: str) -> bool:
    return path == end or path.endswith(f"/{end}")


def _is_inside(name: str, modules: frozenset[str]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def _loss(member: Object, classes: Pair) -> Difference:
    """Say that a member is gone, and if something else may stand in for it."""
    message = f"the {in_words(member.kind)} was removed"
    if is_written(member.short_name, classes.new):
        message += "; the one that its class's decorator writes is used"
        return note("object-removed", message, severity="risky")
    if member.short_name in dir(object):
        return note("object-removed", f"{message}; Python's own is used", severity="risky")
    other = provider(classes, member.short_name)
    if other is not None:
        return note("object-removed", f"{message}; {other} may provide it", severity="risky")
    return note("object-removed", message)


def _gain(member: Object, classes: Pair) -> Difference:
    """Say that a member is new, and if other classes have to have it now."""
    message = f"the {in_words(member.kind)} was added"
    if "abstract" in member.modifiers or "protocol" in classes.new.modifiers:
        return note("object-added", f"{message}; implementers must have it", severity="risky")
    return note("object-added", message)


def _by_definition(surface: Surface) -> list[tuple[Resolved, list[str]]]:
    """Return each public thing with its names, the best first; modules before their contents."""
    names: dict[str, list[str]] = {}
    for name in sorted(surface.public, key=preference):
        names.setdefault(surface.public[name].name, []).append(name)
    groups = [(surface.public[group[0]], group) for group in names.values()]
    return sorted(groups, key=lambda group: group[0].name not in surface.project.modules)


def _place(surface: Surface, obj: Object | None) -> DefinitionPlace | None:
    if obj is None:
        return None
    return DefinitionPlace(obj.name, surface.project.module_of(obj.name).path, obj.line)

"""What changed between two versions of a project's API, and what that does to its users.

Only what is public counts, under the names by which users reach it: an object that a package
re-exports is judged once, under its shortest public name. Two
:class:`~sphinxcontrib_autodocgen.model.Project` records are compared; where they come from, and
how the result is shown, is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from functools import partial

from ..errors import SettingError
from ..model import Object, Project
from ..settings import Ignore, Settings
from ..surface import Found, Surface, is_offered, preference, surface_of
from . import formats
from .objects import class_notes, notes
from .parameters import Note, note
from .record import RULES, SEVERITIES, Change, Diff, Place, Rule, Severity, Suppressed

__all__ = [
    "RULES",
    "SEVERITIES",
    "Change",
    "Diff",
    "Place",
    "Rule",
    "Severity",
    "Suppressed",
    "compare",
    "formats",
]


def compare(
    old: Project, new: Project, settings: Settings, titles: tuple[str, str] = ("old", "new")
) -> Diff:
    """Compare the public APIs of two versions of a project.

    Args:
        old: The old version.
        new: The new version.
        settings: ``min_type_confidence`` and ``diff_ignore`` apply.
        titles: What the two versions are called.

    Returns:
        The changes, the most severe first, then by name.

    Raises:
        SettingError: If ``diff_ignore`` names a rule that doesn't exist.
    """
    for ignore in settings.diff_ignore:
        if ignore.rule not in (*RULES, "*"):
            raise SettingError("diff_ignore", ignore.rule, "no such rule; see the documentation")
    found = _Comparison(surface_of(old), surface_of(new), settings.min_type_confidence).changes()
    found.sort(key=lambda c: (SEVERITIES.index(c.severity), preference(c.object)[2], c.rule))
    kept, suppressed, unused = _judged(found, settings.diff_ignore)
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
        confidence: The least confidence of an inferred type or exception that counts.
    """

    def __init__(self, old: Surface, new: Surface, confidence: float) -> None:
        self.old, self.new = old, new
        self.confidence = confidence
        self._compared: set[tuple[str, str]] = set()
        self._gone: dict[str, str | None] = {}
        self._lost: set[str] = set()
        self._new: set[str] = set()
        self._offered = {found.name for found in new.public.values()}
        self._inherited: list[Callable[[], None]] = []
        self._found: list[Change] = []

    def changes(self) -> list[Change]:
        """Return all changes, in no order that matters."""
        for found, names in _by_definition(self.old):
            self._of_definition(found, names)
        for task in self._inherited:
            task()
        self._added()
        return self._found

    def _of_definition(self, found: Found, names: list[str]) -> None:
        """Judge one thing that the old API offers, under all its names."""
        present, missing = [], []
        for name in names:
            at = self._now(name)
            if at is None:
                continue
            now = self.new.find(at)
            if now is None:
                missing.append(name)
                continue
            present.append(at)
            if found.object is not None and now.object is not None:
                self._pair(at, found.object, now.object)
        offered = [name for name in present if name in self.new.public]
        if missing:
            self._missing(found, missing, offered)
        elif present and not offered:
            self._note(
                names[0], found.object, None, note("object-hidden", "isn't offered any more")
            )

    def _now(self, name: str) -> str | None:
        """Return where a name is to be looked for, None if its module or class is gone."""
        for gone, place in self._gone.items():
            if name.startswith(f"{gone}."):
                return place and place + name.removeprefix(gone)
        return name

    def _missing(self, found: Found, names: list[str], left: list[str]) -> None:
        """Report names that are gone, and where their object is now."""
        place = left[0] if left else self._new_place(found)
        self._gone.update(dict.fromkeys(names, place))
        if place is None:
            said = self._removal(found, names[0])
        else:
            said = note("object-moved", f"is found at {place} only", "", names[0], place)
        moved = self.new.find(place) if place else None
        after = moved.object if moved else None
        self._note(names[0], found.object, after, said, tuple(names[1:]))
        if found.object is not None and after is not None:
            self._pair(place or "", found.object, after)

    def _removal(self, found: Found, name: str) -> Note:
        """Say that a name is gone, unless a function of its module may still provide it."""
        message = f"the {found.object.kind if found.object else 'name'} was removed"
        if self.new.find(f"{name.rpartition('.')[0]}.__getattr__") is not None:
            message += " from the source; its module's __getattr__ may provide it"
            return note("object-removed", message, severity="risky")
        return note("object-removed", message)

    def _new_place(self, found: Found) -> str | None:
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
            {name for name in surface.own(obj) if is_offered(name)}
            for surface, obj in ((self.old, old), (self.new, new))
        )
        return len(before & after) * 2 >= len(before | after)

    def _pair(self, name: str, old: Object, new: Object) -> None:
        """Compare two versions of one object, once, under the best of its names."""
        if (old.name, new.name) in self._compared:
            return
        self._compared.add((old.name, new.name))
        for said in notes(old, new, self.confidence):
            self._note(name, old, new, said)
        if old.kind == "class" and new.kind == "class":
            for said in class_notes((self.old, self.new), old, new, self.confidence):
                self._note(name, old, new, said)
            self._members(name, old, new)

    def _members(self, name: str, old: Object, new: Object) -> None:
        """Compare what a class defines now, and put off what it inherits: its own come first."""
        before, after = self.old.members(old), self.new.members(new)
        for short in dict.fromkeys((*before, *after)):
            if not is_offered(short) or short in ("__init__", "__new__"):
                continue
            was, now = before.get(short), after.get(short)
            inherited = any(
                m is not None and m.parent != c.name for m, c in ((was, old), (now, new))
            )
            task = partial(self._member, f"{name}.{short}", was, now, (old, new))
            if inherited:
                self._inherited.append(task)
            else:
                task()

    def _member(
        self, name: str, was: Object | None, now: Object | None, classes: tuple[Object, Object]
    ) -> None:
        if was is not None and now is not None:
            self._pair(name, was, now)
        elif was is not None and was.name not in self._lost:
            self._lost.add(was.name)
            self._note(name, was, None, self._loss(was, *classes))
        elif now is not None and now.name not in self._new and not now.short_name.startswith("_"):
            self._new.add(now.name)
            if now.parent == classes[1].name or now.parent not in self._offered:
                self._note(name, None, now, note("object-added", f"the {now.kind} was added"))

    def _loss(self, member: Object, old: Object, new: Object) -> Note:
        """Say that a member is gone, and if something else may stand in for it."""
        foreign = sorted(self.new.foreign(new) - self.old.foreign(old))
        message = f"the {member.kind} was removed"
        if member.short_name in dir(object):
            return note("object-removed", f"{message}; Python's own is used", severity="risky")
        if foreign:
            message += f"; {foreign[0]} may provide it"
            return note("object-removed", message, severity="risky")
        return note("object-removed", message)

    def _added(self) -> None:
        """Report what the new API offers and the old one didn't; of a new module only itself."""
        moved = {change.after for change in self._found if change.rule == "object-moved"}
        fresh: set[str] = set()
        for found, names in _by_definition(self.new):
            added = [name for name in names if not self._is_known(name, moved, fresh)]
            if not added:
                continue
            fresh.update(added)
            self._note(
                added[0], None, found.object, self._addition(found, names, added), (*added[1:],)
            )

    def _addition(self, found: Found, names: list[str], added: list[str]) -> Note:
        what = found.object.kind if found.object else "name"
        if len(added) < len(names):
            other = next(name for name in names if name not in added)
            return note("name-added", f"the {what} has this name too, beside {other}")
        if found.object and (was := self.old.find(added[0])) and was.object:
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
        said: Note,
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


def _by_definition(surface: Surface) -> list[tuple[Found, list[str]]]:
    """Return each public thing with its names, the best first; modules before their contents."""
    names: dict[str, list[str]] = {}
    for name in sorted(surface.public, key=preference):
        names.setdefault(surface.public[name].name, []).append(name)
    groups = [(surface.public[group[0]], group) for group in names.values()]
    return sorted(groups, key=lambda group: group[0].name not in surface.project.modules)


def _place(surface: Surface, obj: Object | None) -> Place | None:
    if obj is None:
        return None
    return Place(obj.name, surface.project.module_of(obj.name).path, obj.line)

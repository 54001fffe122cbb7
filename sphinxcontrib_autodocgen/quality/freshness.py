"""Docstrings that were left behind: what they are about changed after they were last touched.

A docstring is followed backwards through the commits, as :mod:`.churn` follows functions, to the
one that last touched its lines. The code of then and the code of now are compared, and of all that
differs only that counts of which the docstring speaks.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from .. import analyze, docstring, git
from ..analyze import WithDocstring
from ..docstring import Docstring, Entry
from ..errors import GitError
from ..files import read as file_bytes
from ..git import FileChange
from ..model import Problem
from ..settings import Settings
from . import churn
from .findings import Rule

__all__ = ["Late", "late"]

_QUOTED = re.compile(r"(`{1,2})(?:~?[\w.]*\.)?(?P<code>[^`\s]+?)(?:\(\))?\1|\"(?P<text>[^\"\n]+)\"")
_WORD = re.compile(r"\w+")
_DOTTED = re.compile(r"[\w.]+")
_NONE = frozenset({"none", "optional", "union"})
_KEPT = 0.5
_FEW = 4
_COMMITS = 5000
"""Maximum number of commits that change Python files; most histories have fewer."""

_ABSTRACT = frozenset({"NotImplementedError", "AssertionError", "StopIteration", "SystemExit"})
"""Exceptions that say nothing to whoever calls."""


class Late(NamedTuple):
    """Changes of an object since its docstring was last touched.

    Attributes:
        rule: What kind of change it is.
        text: What changed, and in which commit.
    """

    rule: Rule
    text: str


class _Version(NamedTuple):
    """A content that a file had.

    Attributes:
        commit: The commit that brought it, as it is shown.
        blob: What names the content; empty for that of the work tree.
        line: The first line of a docstring in it.
    """

    commit: str
    blob: str
    line: int

    @property
    def key(self) -> tuple[str, int]:
        """Identity of an object within one version."""
        return self.blob, self.line


@dataclass
class _Followed:
    """An object that is followed backwards.

    Attributes:
        now: What it is in the work tree.
        text: The lines of its docstring at the time that was reached.
        code: The lines of its code.
        later: The versions that changed the code and not the docstring, the newest first.
        origin: The version that last touched the docstring.
        was: What it was in that version.
    """

    now: WithDocstring
    text: tuple[int, int]
    code: tuple[int, int]
    later: list[_Version] = field(default_factory=list)
    origin: _Version | None = None
    was: WithDocstring | None = None


_Differences = dict[tuple[Rule, str], str]
"""Changes, by the rule and a name."""

_Versions = dict[tuple[str, int], WithDocstring]
"""Objects by the content they are in, and the first line of their docstrings."""


def late(
    paths: Iterable[Path], settings: Settings, *, drift: bool = False
) -> tuple[dict[tuple[Path, int], list[Late]], list[Problem]]:
    """Compare docstrings with the history of their files.

    Args:
        paths: The files.
        settings: ``max_file_size`` applies.
        drift: Whether it counts too that most of a function was rewritten.

    Returns:
        What changed, by file and line of the object, and why it isn't all there.
    """
    known = list(paths)
    if not known:
        return {}, []
    folder = known[0].parent
    try:
        found = churn.place(folder)
        reader = _Reader(found, settings, drift=drift)
        result = reader.late(known)
    except GitError as error:
        return {}, [_problem(folder, f"{error}; docstrings aren't compared with their history")]
    shallow = "the clone is shallow; docstrings are compared only with the commits that it has"
    return result, [_problem(found.top, shallow)] if found.shallow else []


def _problem(path: Path, message: str) -> Problem:
    return Problem(str(path), None, "git", message)


class _Reader:
    """Reads the versions of files out of git's store, and the docstrings in them."""

    def __init__(self, found: churn.PackagePath, settings: Settings, *, drift: bool) -> None:
        self._place = found
        self._drift = drift
        self._settings = settings

    def late(self, paths: Iterable[Path]) -> dict[tuple[Path, int], list[Late]]:
        """Return what changed after the docstrings of files were last touched."""
        files = dict(self._objects(paths))
        self._follow(files)
        result: dict[tuple[Path, int], list[Late]] = {}
        for path, objects in files.items():
            for one, found in self._behind(path, objects):
                versions = self._versions(path, one.later)
                result[self._place.top / path, one.now.line] = list(_dated(one, found, versions))
        return result

    def _behind(
        self, path: str, objects: Iterable[_Followed]
    ) -> Iterator[tuple[_Followed, _Differences]]:
        """Yield the objects of which a docstring doesn't know all, with what that is."""
        changed = [(one, one.origin) for one in objects if one.later and one.origin]
        versions = self._versions(path, [origin for _, origin in changed])
        for one, origin in changed:
            one.was = versions.get(origin.key)
            found = _differences(one.was, one.now) if one.was else {}
            if not self._drift:
                found.pop(("stale-drift", ""), None)
            if found:
                yield one, found

    def _objects(self, paths: Iterable[Path]) -> Iterator[tuple[str, list[_Followed]]]:
        """Yield the documented objects of each file, by its path from the top."""
        for path in paths:
            full = path.resolve()
            if full.is_relative_to(self._place.top):
                inside = full.relative_to(self._place.top).as_posix()
                found = analyze.read_documented(file_bytes(full), inside, self._settings)
                yield inside, [_Followed(now, now.text, now.code) for now in found]

    def _follow(self, files: dict[str, list[_Followed]]) -> None:
        """Follow all objects to where their docstrings were last touched."""
        open_ = {path: list(objects) for path, objects in files.items() if objects}
        last: dict[str, str] = {}
        for file in self._uncommitted(open_):
            _step(open_, last, file, "not committed")
        for change in git.changes(self._place.top, None, ["*.py", "*.pyi"], most=_COMMITS):
            for file in change.files:
                _step(open_, last, file, f"{change.sha[:9]}, {change.date}")
        for path, objects in open_.items():  # a long history or a shallow clone ends before
            for one in objects:
                one.origin = _Version("", last.get(path, ""), one.text[0])

    def _uncommitted(self, open_: Iterable[str]) -> Iterator[FileChange]:
        stored = git.files(self._place.top, self._place.sha)
        for path in list(open_):
            content = file_bytes(self._place.top / path)
            name = stored.get(path, "")
            if not name:
                yield FileChange("", path, ())
            elif not churn.is_named(content, name):
                old = git.read(self._place.top, [name]).get(name, b"")
                yield FileChange(path, path, churn.difference(old, content), name)

    def _versions(self, path: str, versions: Iterable[_Version]) -> _Versions:
        """Return the objects of some versions of a file that they are wanted of."""
        lines: dict[str, set[int]] = {}
        for version in versions:
            lines.setdefault(version.blob, set()).add(version.line)
        contents = git.read(self._place.top, sorted(filter(None, lines)))
        return {
            (blob, found.text[0]): found
            for blob, content in contents.items()
            for found in analyze.read_documented(content, path, self._settings, lines[blob])
        }


def _step(
    open_: dict[str, list[_Followed]], last: dict[str, str], file: FileChange, commit: str
) -> None:
    """Take the objects of a file back over one change."""
    hunks = file.hunks
    kept = []
    for one in open_.pop(file.new, ()):
        version = _Version(commit, file.after, one.text[0])
        if not file.old or churn.is_touched(one.text, hunks):
            one.origin = version
            continue
        if churn.is_touched(one.code, hunks):
            one.later.append(version)
        one.text, one.code = (
            (churn.earlier(span[0], hunks, end=False), churn.earlier(span[1], hunks, end=True))
            for span in (one.text, one.code)
        )
        kept.append(one)
    if kept:
        open_.setdefault(file.old, []).extend(kept)
        last[file.old] = file.before or last.get(file.new, "")


def _dated(one: _Followed, found: _Differences, versions: _Versions) -> Iterator[Late]:
    """Yield what is found, each with the commit since which it is so."""
    for (rule, key), text in found.items():
        commit = one.later[0].commit
        for version in one.later[1:]:
            then = versions.get(version.key)
            if not then or not one.was or (rule, key) not in _differences(one.was, then):
                break
            commit = version.commit
        yield Late(rule, f"{text} ({commit})")


def _differences(was: WithDocstring, now: WithDocstring) -> _Differences:
    """Return what differs and is spoken of, by rule and name of what it is."""
    written = docstring.parse(now.docstring)
    found: _Differences = {
        **{("stale-signature", key): text for key, text in _signature(was, now, written)},
        **{("stale-body", key): text for key, text in _body(was, now, written)},
    }
    if not found and len(was.statements) >= _FEW:
        kept = len(was.statements & now.statements)
        if kept < _KEPT * len(was.statements):
            text = f"{len(was.statements) - kept} of {len(was.statements)} statements were changed"
            found["stale-drift", ""] = text
    return found


def _quoted(text: str) -> dict[str, None]:
    """Return the code and the texts that a docstring quotes."""
    quoted = (match["code"] or match["text"] for match in _QUOTED.finditer(text))
    return dict.fromkeys(word.strip("\"'") for word in quoted)


def _signature(
    was: WithDocstring, now: WithDocstring, written: Docstring
) -> Iterator[tuple[str, str]]:
    entries = {entry.name.lstrip("*"): entry for entry in written.parameters}
    yield from _removed(was, now, entries.keys())
    yield from _added(was, now, entries.keys())
    for name, entry in entries.items():
        if name in was.parameters and name in now.parameters:
            yield from _parameter(name, entry, was.parameters[name], now.parameters[name])
    yield from _returned(was, now, written)


def _removed(was: WithDocstring, now: WithDocstring, told: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the parameters that are gone, and are still told or quoted."""
    quoted = _quoted(now.docstring)
    for name in was.parameters:
        is_gone = not now.is_open and name not in now.parameters and name not in now.words
        if is_gone and (name in told or name in quoted):
            yield name, f"parameter {name!r} was removed"


def _added(was: WithDocstring, now: WithDocstring, told: Set[str]) -> Iterator[tuple[str, str]]:
    """Yield the parameters that are new and not told, where all that were there are."""
    before = set(filter(_is_told, was.parameters))
    if not before or not before <= told:
        return
    said = set(_WORD.findall(now.docstring))
    for name in filter(_is_told, now.parameters):
        if name not in was.parameters and name not in said:
            yield name, f"parameter {name!r} was added"


def _is_told(name: str) -> bool:
    return not name.startswith("_")


def _parameter(
    name: str,
    entry: Entry,
    was: tuple[str | None, str | None],
    now: tuple[str | None, str | None],
) -> Iterator[tuple[str, str]]:
    text = f"{entry.default or ''} {entry.type or ''} {entry.description}"
    if was[1] != now[1] and was[1] and _has(text, was[1]) and not (now[1] and _has(text, now[1])):
        yield f"{name}=", f"the default of {name!r} was changed from {was[1]} to {now[1]}"
    if _is_other(entry.type, was[0], now[0]):
        yield f"{name}:", f"the type of {name!r} was changed from {was[0]} to {now[0]}"


def _has(text: str, value: str) -> bool:
    value = value.strip("\"'")
    return bool(value) and re.search(rf"(?<![\w.]){re.escape(value)}(?!\w)", text) is not None


def _is_other(said: str | None, was: str | None, now: str | None) -> bool:
    """Tell whether a documented type was that of the code and isn't any more, None aside."""
    if not said or not was or not now or was == now:
        return False
    words, before, after = (
        {word.rpartition(".")[2].lower() for word in _DOTTED.findall(text)} - _NONE
        for text in (said, was, now)
    )
    return words == before and words != after


def _returned(
    was: WithDocstring, now: WithDocstring, written: Docstring
) -> Iterator[tuple[str, str]]:
    entry = next(iter(written.returns), None)
    if entry and _is_other(entry.type, was.returns, now.returns):
        yield "->", f"the type of the result was changed from {was.returns} to {now.returns}"


def _body(was: WithDocstring, now: WithDocstring, written: Docstring) -> Iterator[tuple[str, str]]:
    named = {entry.name.rpartition(".")[2] for entry in written.raises}
    said = set(_WORD.findall(now.docstring))
    for name in sorted(now.raised - was.raised - said - _ABSTRACT):
        if named and not any(_is_kind(name, other) for other in named):
            yield name, f"it raises {name} now"
    match was.result, now.result:
        case "value", "nothing" if written.returns:
            yield "returns", "it returns nothing now"
        case "generator", "value" if written.yields:
            yield "yields", "it yields nothing now"
        case "nothing", "value" if _lists_no_result(now, written):
            yield "returns", "it returns a value now"


def _lists_no_result(now: WithDocstring, written: Docstring) -> bool:
    return bool(written.parameters) and "return" not in now.docstring.lower()


def _is_kind(name: str, other: str) -> bool:
    """Tell whether one exception of Python's is a kind of another."""
    one, base = (getattr(builtins, part, None) for part in (name, other))
    return isinstance(one, type) and isinstance(base, type) and issubclass(one, base)

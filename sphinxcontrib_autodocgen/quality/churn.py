"""The number of changes of each function: the commits that touched its own lines.

A function is followed backwards. Each commit says which lines it replaced, so where a function is
before the commit follows from where it is after it, also through renames of its file. Files that
differ from the last commit are compared with it first, here, because git would run the filters
that a repository's configuration names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from pathlib import Path
from typing import NamedTuple

from .. import files, git
from ..errors import GitError
from ..git import Hunk
from ..model import Module

__all__ = [
    "ModuleHistory",
    "PackagePath",
    "commits",
    "difference",
    "earlier",
    "is_named",
    "is_touched",
    "place",
]


_END = 10**9
"""A line after any file's last."""


class PackagePath(NamedTuple):
    """Where a package is in its repository.

    Attributes:
        top: The top of the work tree.
        sha: The newest commit.
        date: When it was made, as ISO 8601.
        shallow: Whether older commits are missing.
    """

    top: Path
    sha: str
    date: str
    shallow: bool


class ModuleHistory(NamedTuple):
    """Changes of some modules in git.

    Attributes:
        commits: By full name, the number of commits that changed an object's lines, or a module's
            file.
        problem: Why it isn't all there, or empty.
    """

    commits: dict[str, int]
    problem: str = ""


class _Span(NamedTuple):
    name: str
    first: int
    last: int


def place(folder: Path) -> PackagePath:
    """Find the repository around a folder.

    Raises:
        GitError: If there's no git, no repository or no commit.
    """
    folder = folder.resolve()
    depth = len(Path(git.prefix(folder)).parts)
    newest = git.head(folder)
    if newest is None:
        raise GitError("log", "the repository has no commits")
    top = folder.parents[depth - 1] if depth else folder
    return PackagePath(top, newest.sha, newest.date, git.is_shallow(folder))


def commits(modules: Iterable[Module], months: int) -> ModuleHistory:
    """Count the commits that changed each object, in the months before the newest commit.

    Args:
        modules: The modules.
        months: How far back; from the newest commit, so that one commit gives one result.

    Returns:
        The counts; partial, with the reason, where git can't tell.
    """
    known = list(modules)
    if not known:
        return ModuleHistory({})
    try:
        found = place(Path(known[0].path).parent)
        return _counted(known, found, months)
    except GitError as error:
        return ModuleHistory({}, f"{error}; changes aren't counted")


def _counted(modules: list[Module], found: PackagePath, months: int) -> ModuleHistory:
    spans = _spans(modules, found)
    if not spans:
        reason = f"none of the files is in the last commit of {found.top.name!r}"
        return ModuleHistory({}, f"{reason}; changes aren't counted")
    counts = {span.name: 0 for inside in spans.values() for span in inside}
    since = datetime.fromisoformat(found.date) - timedelta(days=30.4375 * months)
    for change in git.changes(found.top, since.isoformat(), ["*.py", "*.pyi"]):
        touched: set[str] = set()
        moved: dict[str, list[_Span]] = {}
        for file in change.files:
            inside = spans.pop(file.new, None)
            if inside is not None and file.old:
                moved[file.old] = list(_moved(inside, file.hunks))
                touched |= _touched(inside, moved[file.old], file.hunks)
        spans |= moved
        for name in touched:
            counts[name] += 1
    problem = "the clone is shallow; only the commits that it has are counted"
    return ModuleHistory(counts, problem if found.shallow else "")


def _touched(after: list[_Span], before: list[_Span], hunks: tuple[Hunk, ...]) -> set[str]:
    """Return the names of what a commit changed; what it adds wasn't changed."""
    there = {span.name for span in before}
    return {span.name for span in after if span.name in there and is_touched(span[1:], hunks)}


def _spans(modules: list[Module], found: PackagePath) -> dict[str, list[_Span]]:
    """Return where each object is in the newest commit, by path from the top."""
    stored = git.files(found.top, found.sha)
    spans: dict[str, list[_Span]] = {}
    differing: dict[str, bytes] = {}
    for module in modules:
        path = Path(module.path).resolve()
        if not path.is_relative_to(found.top):
            continue
        inside = path.relative_to(found.top).as_posix()
        if inside in stored:
            spans[inside] = [
                _Span(obj.name, 0, _END)
                if obj.kind == "module"
                else _Span(obj.name, obj.line, obj.end_line)
                for obj in module.objects
                if obj.metrics is not None
            ]
            content = _content(path)
            if not is_named(content, stored[inside]):
                differing[inside] = content
    old = git.read(found.top, [stored[name] for name in differing])
    for name, content in differing.items():
        hunks = difference(old.get(stored[name], b""), content)
        spans[name] = list(_moved(spans[name], hunks))
    return spans


def _content(path: Path) -> bytes:
    try:
        return files.read(path)
    except OSError:
        return b""


def is_named(content: bytes, name: str) -> bool:
    """Tell whether git calls a content by a name, with the hash that the repository uses."""
    data = b"blob %d\0%b" % (len(content), content)
    made = hashlib.sha1(data, usedforsecurity=False) if len(name) == 40 else hashlib.sha256(data)
    return made.hexdigest() == name


def difference(old: bytes, new: bytes) -> tuple[Hunk, ...]:
    """Return the lines that were replaced between two contents of a file."""
    before, after = old.splitlines(), new.splitlines()
    hunks = []
    for what, a, b, c, d in SequenceMatcher(None, before, after).get_opcodes():
        if what != "equal":
            hunks.append(Hunk(a + (b > a), b - a, c + (d > c), d - c))
    return tuple(hunks)


def is_touched(span: tuple[int, ...], hunks: Iterable[Hunk]) -> bool:
    """Tell whether a commit changed lines from the first to the last, or took some from between.

    Args:
        span: First and last line after the commit.
        hunks: What the commit replaced.
    """
    first, last = span
    return any(
        first < hunk.new + hunk.added and hunk.new <= last
        if hunk.added
        else first <= hunk.new < last
        for hunk in hunks
    )


def _moved(spans: Iterable[_Span], hunks: tuple[Hunk, ...]) -> Iterable[_Span]:
    for span in spans:
        first, last = earlier(span.first, hunks, end=False), earlier(span.last, hunks, end=True)
        if first <= last:  # else it wasn't there
            yield _Span(span.name, first, last)


def earlier(line: int, hunks: Iterable[Hunk], *, end: bool) -> int:
    """Return where a line was before a commit.

    Args:
        line: The line after it.
        hunks: What the commit replaced, from top to bottom.
        end: Whether it's the last line of something, not the first.

    Returns:
        The line; of a line that the commit brought, the nearest that is inside what it replaced.
    """
    offset = 0
    for hunk in hunks:
        start = hunk.new if hunk.added else hunk.new + 1
        if line < start:
            break
        if line < start + hunk.added:
            begin = hunk.old if hunk.removed else hunk.old + 1
            return begin + hunk.removed - 1 if end else begin
        offset += hunk.removed - hunk.added
    return line + offset

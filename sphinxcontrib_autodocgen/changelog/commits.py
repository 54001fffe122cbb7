"""Releases from git: tags that are versions, and the commits between them, grouped and sifted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from packaging.version import Version

from .. import files, git
from ..errors import GitError
from ..model import Problem
from .entries import UNRELEASED, ChangelogEntry, Group, Release

__all__ = ["from_git", "is_final", "release_tags", "tag_version"]

MAX_COMMITS = 50_000
"""The most commits that are read."""

_CONVENTIONAL = re.compile(
    r"(?P<kind>[a-zA-Z]+)(?:\((?P<scope>[^()]*)\))?(?P<bang>!)?: +(?P<text>.+)"
)
_BREAKING = re.compile(
    r"^BREAKING[ -]CHANGE: +(?P<text>.+(?:\n(?!\n|[\w-]+(?:: | #)).+)*)", re.MULTILINE
)
_REVERT = re.compile(r'Revert "(?P<text>.+)"')
_REVERTED = re.compile(r"^This reverts commit ([0-9a-f]{40}|[0-9a-f]{64})\b", re.MULTILINE)
_OTHERS = "Other changes"

_KINDS = {
    "feat": "Added",
    "feature": "Added",
    "fix": "Fixed",
    "bugfix": "Fixed",
    "perf": "Improved",
    "refactor": "Changed",
    "revert": "Reverted",
    "docs": "Documentation",
    "doc": "Documentation",
    "deprecate": "Deprecated",
    "security": "Security",
}
_HIDDEN_KINDS = frozenset({"build", "chore", "ci", "release", "style", "test", "tests", "wip"})
_ORDER = (
    "Breaking changes",
    "Security",
    "Added",
    "Changed",
    "Improved",
    "Deprecated",
    "Fixed",
    "Reverted",
    "Documentation",
    "",
)

_BOT = re.compile(
    r"\[bot\]|^(?:dependabot|renovate|pyup|greenkeeper|pre-commit-ci|github-actions|weblate)\b",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"(?:fixup|squash|amend)! |wip\b|merge (?:branch|pull request|remote|tag|commit)\b"
    r"|update (?:the )?changelog\b",
    re.IGNORECASE,
)
_VERSION_WORDS = re.compile(r"bump|dev|development|releas(?:e|ed|ing)|version|v?\d[\w.+-]*")
_FILL_WORDS = re.compile(r"back|begin|cut|for|new|next|of|post|prepare|start|tag|the|to")


class _History(NamedTuple):
    """What a changelog is made of.

    Attributes:
        commits: All commits, newest first.
        versions: The tags that are versions.
        own: Digests of the project's commits, None if it has the repository for itself.
    """

    commits: list[git.Commit]
    versions: list[git.Tag]
    own: set[str] | None


def from_git(root: Path, problems: list[Problem], *, early: bool = True) -> list[Release]:
    """Make releases of the tags that are versions and of the commits between them.

    Args:
        root: The top of a repository, or a project's folder in it: then only its commits count.
        problems: What can't be read is added.
        early: Whether versions such as ``2.0rc1`` are releases of their own.

    Returns:
        The releases, newest first; what isn't released is the first.
    """
    try:
        history = _history(root, problems, early=early)
    except GitError as error:
        problems.append(Problem(str(root), None, "missing", f"no changelog from git: {error}"))
        return []
    if history is None:
        return []
    if len(history.commits) == MAX_COMMITS:
        reason = f"the changelog ends with the newest {MAX_COMMITS} commits"
        problems.append(Problem(str(root), None, "limit", reason))
    return _releases(history)


def _history(root: Path, problems: list[Problem], *, early: bool) -> _History | None:
    """Read commits and tags; None if the folder's changelog can't be told from others'."""
    if git.is_shallow(root):
        reason = "a shallow clone: the changelog ends where the history does; fetch all of it"
        problems.append(Problem(str(root), None, "limit", reason))
    inside = git.prefix(root)
    if inside and not (root / "pyproject.toml").is_file():
        reason = (
            "no changelog from git: the folder is neither the top of a repository nor a project"
        )
        problems.append(Problem(str(root), None, "missing", reason))
        return None
    versions = release_tags(root, early=early)
    starts = _starts(root, versions)
    commits = git.log(root, *starts, limit=MAX_COMMITS)
    return _History(commits, versions, git.touching(root, *starts) if inside else None)


def _releases(history: _History) -> list[Release]:
    """Return a release for each version, and one for what came after the last."""
    graph = {commit.sha: commit for commit in history.commits}
    seen: set[str] = set()
    found = []
    for tag in history.versions:
        if tag.sha in graph:
            groups = _commit_groups(_of(history.own, _new_commits(tag.sha, graph, seen)))
            version = tag_version(tag.name)
            found.append(Release(version, tag.date[:10], tuple(groups), "git", tag.name))
    rest = [commit for commit in history.commits if commit.sha not in seen]
    ahead = tuple(_commit_groups(_of(history.own, rest)))
    return [*([Release(UNRELEASED, None, ahead, "git")] if ahead else []), *reversed(found)]


def _of(own: set[str] | None, commits: list[git.Commit]) -> list[git.Commit]:
    """Return the commits that are a project's own, all if it has the repository for itself."""
    return commits if own is None else [commit for commit in commits if commit.sha in own]


def _starts(root: Path, versions: Sequence[git.Tag]) -> list[str]:
    """Return where to start reading: the newest commit and every release."""
    return [*(["HEAD"] if git.log(root, limit=1) else []), *(tag.sha for tag in versions)]


_START = re.compile(r"(?:\A|(?<=[/@_=-]))(?:version|release|rel|v)?[-_.]?(?=\d)", re.IGNORECASE)
"""Where a version may begin in the name of a tag."""

_JOINED = re.compile(r"(?<=\d)_(?=\d)")
"""Stands for the dots of a version in tags such as ``rel_2_0_8``."""


def tag_version(name: str) -> str:
    """Return the version that a tag names, empty if it names none.

    Args:
        name: The tag's name: ``v1.2``, ``pkg-1.2``, ``release/1.2``, ``rel_1_2``.
    """
    bare = _bare_version(name)
    return _JOINED.sub(".", bare) if bare and not _is_version(bare) else bare


def _bare_version(name: str) -> str:
    """Return the end of a tag's name that is its version, as it's written."""
    for start in _START.finditer(name):
        bare = name[start.end() :]
        if _is_version(bare) or _is_version(_JOINED.sub(".", bare)):
            return bare
    return ""


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except ValueError:  # of packaging, or of Python for too many digits
        return False
    return True


def release_tags(root: Path, *, early: bool = True) -> list[git.Tag]:
    """Return the tags that are versions of a project, the oldest version first.

    Where tags name several packages, as ``pkg-1.2`` does, those of the name of the project or of
    its folder count, or if there are none, those without a name. Where they name one, which may
    have had another name once, all count.

    Args:
        root: The project's folder.
        early: Whether versions such as ``2.0rc1`` count.

    Raises:
        GitError: If there's no git or no repository.
    """
    found = _version_tags(_own_tags(root))
    return [tag for tag in found if early or is_final(tag.name)]


def _own_tags(root: Path) -> list[git.Tag]:
    by_owner: dict[str, list[git.Tag]] = {}
    for tag in git.tags(root):
        if tag_version(tag.name):
            by_owner.setdefault(_owner(tag.name), []).append(tag)
    plain = by_owner.pop("", [])
    only = next(iter(by_owner)) if len(by_owner) == 1 else ""
    name = _project_name(root) or only
    own = by_owner.pop(name, []) + by_owner.pop(_folder_name(root), [])
    if by_owner:  # there are others
        return own or plain or by_owner.get(only, [])
    return [*own, *plain]


_GENERIC = re.compile(r"(?:^|[-_./@=])(?:v|version|rel|releases?)?[-_./@=]*$", re.IGNORECASE)


def _owner(name: str) -> str:
    """Return the package that a tag names, in its usual form; empty if it names only a version."""
    return _usual(_GENERIC.sub("", name.removesuffix(_bare_version(name))).rpartition("/")[2])


def _usual(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _project_name(root: Path) -> str:
    """Return the name that a project declares, empty if it declares none."""
    try:
        document = files.read_toml(root / "pyproject.toml")
        return _usual(str(files.table_in(document, "project").get("name", "")))
    except (OSError, ValueError):
        return ""


def _folder_name(root: Path) -> str:
    """Return the name of a project's folder in its repository, by which its tags may call it."""
    return _usual(git.prefix(root).rstrip("/").rpartition("/")[2])


def _version_tags(tags: Iterable[git.Tag]) -> list[git.Tag]:
    """Return the tags that are versions, the oldest version first, each version once."""
    named = {Version(tag_version(tag.name)): tag for tag in tags if tag_version(tag.name)}
    return [named[version] for version in sorted(named)]


def is_final(name: str) -> bool:
    """Tell whether a tag names a version that isn't an early one of another.

    Args:
        name: The tag's name.
    """
    version = tag_version(name)
    return bool(version) and not Version(version).is_prerelease


def _new_commits(start: str, graph: Mapping[str, git.Commit], seen: set[str]) -> list[git.Commit]:
    """Return the commits that a release has and no older one had, the newest first."""
    found = []
    waiting = [start]
    while waiting:
        sha = waiting.pop()
        if sha in graph and sha not in seen:
            seen.add(sha)
            found.append(graph[sha])
            waiting += graph[sha].parents
    return sorted(found, key=lambda commit: commit.date, reverse=True)


def _kept(commits: Sequence[git.Commit]) -> Iterator[git.Commit]:
    """Yield commits, the newest first, but those that a later one took back, and that one."""
    known = {commit.sha for commit in commits}
    gone: set[str] = set()
    for commit in commits:
        if commit.sha in gone:
            continue
        undone = set(_REVERTED.findall(commit.body))
        if undone and undone <= known and _REVERT.search(commit.subject):
            gone |= undone
        else:
            yield commit


def _commit_groups(commits: Sequence[git.Commit]) -> Iterator[Group]:
    found: dict[str, list[ChangelogEntry]] = {title: [] for title in _ORDER}
    for commit in _kept(commits):
        entry, title = _commit_entry(commit)
        if entry is not None:
            found["Breaking changes" if entry.breaking else title].append(entry)
    filled = {title: entries for title, entries in found.items() if entries}
    others = _OTHERS if len(filled) > 1 else ""
    for title, entries in filled.items():
        yield Group(title or others, _without_copies(entries))


def _without_copies(entries: list[ChangelogEntry]) -> tuple[ChangelogEntry, ...]:
    """Return the entries, of several with one text only the first."""
    by_text = {entry.text: entry for entry in reversed(entries)}
    return tuple(reversed(by_text.values()))


def _commit_entry(commit: git.Commit) -> tuple[ChangelogEntry | None, str]:
    """Return the change that a commit is, and its kind; None for merges, bots and noise."""
    kind, text, breaking = _conventional(commit.subject)
    footer = _BREAKING.search(commit.body)
    breaking = breaking or footer is not None
    is_noise = kind in _HIDDEN_KINDS or _is_noise(commit.subject)
    if _is_automatic(commit) or (is_noise and not breaking):
        return None, ""
    revert = _REVERT.fullmatch(text)
    if revert:
        kind, text = "revert", revert["text"]
    said = " ".join(footer["text"].split()) if footer else text
    if said != text:
        text = f"{text}: {said}"
    entry = ChangelogEntry(
        text, "plain", commit=commit.sha, author=commit.author, breaking=breaking
    )
    return entry, _KINDS.get(kind, "")


def _is_automatic(commit: git.Commit) -> bool:
    """Tell whether a commit is a merge, or made by a bot."""
    return len(commit.parents) > 1 or any(map(_BOT.search, (commit.author, commit.email)))


def _conventional(subject: str) -> tuple[str, str, bool]:
    """Read a subject such as ``fix(scope)!: text``.

    Returns:
        The kind of the change, empty if it's none that is known; the text with its scope; whether
        the change is marked as breaking.
    """
    match = _CONVENTIONAL.fullmatch(subject)
    kind = match["kind"].lower() if match else ""
    if match is None or not (kind in _KINDS or kind in _HIDDEN_KINDS):
        return "", subject, False
    text = f"{match['scope']}: {match['text']}" if match["scope"] else match["text"]
    return kind, text, bool(match["bang"])


def _is_noise(subject: str) -> bool:
    """Tell whether a commit only serves the project's own bookkeeping."""
    words = re.findall(r"\w[\w.+-]*", subject.lower())
    others = [word for word in words if not _VERSION_WORDS.fullmatch(word)]
    only_version = len(others) < len(words) and all(map(_FILL_WORDS.fullmatch, others))
    return bool(_NOISE.match(subject)) or only_version or not words

"""The only place that starts git, and what makes that safe on a repository nobody vouches for.

Git is run as a list of arguments, with NUL-separated output and a time limit. A repository's own
configuration can name programs (pagers, signature checkers, file monitors, remote helpers): every
way in which the commands below could start one is switched off, and no command fetches. The
user's and the machine's own configuration stays in force, because it's where ``safe.directory``
is set. Anything that goes wrong is a :class:`~sphinxcontrib_autodocgen.errors.GitError`.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from .errors import GitError
from .files import read as file_bytes

__all__ = [
    "Commit",
    "CommitChanges",
    "FileChange",
    "Hunk",
    "Tag",
    "Tree",
    "changed_lines",
    "changes",
    "files",
    "head",
    "is_shallow",
    "last_changed",
    "log",
    "prefix",
    "read",
    "remote_url",
    "resolve",
    "tags",
    "touching",
    "tree",
]

TIMEOUT = 60.0
"""Seconds after which a git command is given up; one that prints all changes has ten times more."""

_HARMLESS = {
    "core.alternateRefsCommand": "",
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.quotePath": "false",
    "core.sshCommand": "false",
    "diff.external": "",
    "gpg.program": "false",
    "log.showSignature": "false",
    "protocol.allow": "never",  # a partial clone must not fetch, least of all by "ext::"
    "safe.bareRepository": "explicit",  # a bare repository hidden among the files isn't ours
}

_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}

# A build started from a git hook has these set, for the repository of the hook.
_FOREIGN = re.compile(
    r"GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|NAMESPACE|CONFIG"
    r"|CONFIG_PARAMETERS|CONFIG_COUNT|CONFIG_(?:KEY|VALUE)_\d+|OBJECT_DIRECTORY"
    r"|ALTERNATE_OBJECT_DIRECTORIES|GRAFT_FILE|SHALLOW_FILE|REPLACE_REF_BASE"
    r"|NO_REPLACE_OBJECTS|EXTERNAL_DIFF|PAGER|SSH|SSH_COMMAND|PROXY_COMMAND|ASKPASS)"
)

_COMMIT_FIELDS = ("%H", "%P", "%cI", "%an", "%ae", "%s", "%b")
_TAG_FORMAT = "%(objectname)%00%(*objectname)%00%(creatordate:iso-strict)%00%(refname:lstrip=2)"


_CHANGE = re.compile(r"\0([0-9a-f]{40,64}) ([\d-]{10})(?:\n|\Z)")
_INDEX = re.compile(r"index ([0-9a-f]{40,})\.\.([0-9a-f]{40,})")
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")


class Commit(msgspec.Struct, frozen=True):
    """One commit.

    Attributes:
        sha: Its full name.
        parents: The names of its parents; two or more for a merge.
        date: When it was committed, as ISO 8601 with an offset.
        author: The author's name.
        email: The author's address.
        subject: The first line of its message.
        body: The rest of its message.
    """

    sha: str
    parents: tuple[str, ...]
    date: str
    author: str
    email: str
    subject: str
    body: str


class Tag(msgspec.Struct, frozen=True):
    """One tag.

    Attributes:
        name: Its name, without ``refs/tags/``.
        sha: The commit it points to.
        date: When it (or, without a message of its own, its commit) was made, as ISO 8601.
    """

    name: str
    sha: str
    date: str


class Hunk(NamedTuple):
    """Lines that a commit replaced; a count of 0 means *after* that line.

    Attributes:
        old: The first line before.
        removed: How many lines were there.
        new: The first line after.
        added: How many lines are there now.
    """

    old: int
    removed: int
    new: int
    added: int


class FileChange(NamedTuple):
    """The change that a commit made to one file.

    Attributes:
        old: Its path before, empty if it was added.
        new: Its path after, empty if it was deleted.
        hunks: The lines, from top to bottom.
        before: What names its content before, as :func:`read` takes it; empty if only its path
            changed.
        after: What names its content after, likewise.
    """

    old: str
    new: str
    hunks: tuple[Hunk, ...]
    before: str = ""
    after: str = ""


class CommitChanges(NamedTuple):
    """Changes of a commit.

    Attributes:
        sha: The commit's full name.
        date: The day it was committed, as ISO 8601.
        files: The files.
    """

    sha: str
    date: str
    files: tuple[FileChange, ...]


def log(folder: Path, *revisions: str, limit: int | None = None) -> list[Commit]:
    """Return the commits that are reachable from some revisions, newest first.

    Args:
        folder: A folder inside the work tree.
        revisions: Where to start, as ``git log`` takes them; ``HEAD`` if there's none.
        limit: The most commits to return.

    Returns:
        The commits; empty if the repository has no commits.

    Raises:
        GitError: If there's no git or no repository, or if a revision doesn't exist.
    """
    if not revisions and not _has_commits(folder):
        return []
    count = [] if limit is None else [f"--max-count={limit}"]
    output = _git(
        folder,
        "log",
        "-z",
        f"--format={'%x00'.join(_COMMIT_FIELDS)}",
        "--encoding=UTF-8",
        "--no-patch",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "--no-color",
        *count,
        "--end-of-options",
        *(revisions or ("HEAD",)),
        "--",
    )
    return list(_commits(output))


def touching(folder: Path, *revisions: str) -> set[str]:
    """Return the names of the commits that changed something in a folder.

    Args:
        folder: The folder.
        revisions: Where to start; ``HEAD`` if there's none.

    Raises:
        GitError: If there's no git or no repository, or if a revision doesn't exist.
    """
    if not revisions and not _has_commits(folder):
        return set()
    command = ("log", "--full-history", "--format=%H", "--no-patch", "--no-show-signature")
    output = _git(folder, *command, "--end-of-options", *(revisions or ("HEAD",)), "--", ".")
    return set(output.split())


def tags(folder: Path) -> list[Tag]:
    """Return all tags, in the order of their names.

    Args:
        folder: A folder inside the work tree.

    Returns:
        The tags, whatever they're called.

    Raises:
        GitError: If there's no git or no repository.
    """
    output = _git(folder, "for-each-ref", f"--format={_TAG_FORMAT}", "refs/tags")
    found = []
    for line in output.split("\n"):
        if line:
            sha, peeled, date, name = line.split("\0")
            found.append(Tag(name=name, sha=peeled or sha, date=date))
    return found


def changes(
    folder: Path, since: str | None, paths: Sequence[str], most: int | None = None
) -> list[CommitChanges]:
    """Return which lines each commit changed, newest first, along the first parents of ``HEAD``.

    A merge is one change, against what it was merged into: only then do line numbers of one
    commit follow from those of the next.

    Args:
        folder: A folder inside the work tree.
        since: The oldest date, as ISO 8601; None for all commits.
        paths: Pathspecs relative to the top of the work tree.
        most: How many commits at most; None for any number.

    Raises:
        GitError: If there's no git or no repository.
    """
    if not _has_commits(folder):
        return []
    output = _git(
        folder,
        "log",
        "--first-parent",
        "-m",
        *([] if since is None else [f"--since={since}"]),
        *([] if most is None else [f"--max-count={most}"]),
        "--format=%x00%H %cs",
        "--patch",
        "--full-index",
        "--unified=0",
        "--inter-hunk-context=0",
        "--find-renames",
        "--src-prefix=a/",
        "--dst-prefix=b/",
        "--no-ext-diff",
        "--no-textconv",
        "--no-show-signature",
        "--no-color",
        "--ignore-submodules",
        "--end-of-options",
        "HEAD",
        "--",
        *(f":(top){path}" for path in paths),
        limit=TIMEOUT * 10,
    )
    parts = _CHANGE.split(output)[1:]  # a patch can have a NUL in it
    return [
        CommitChanges(sha, date, tuple(_file_changes(patch.split("\n"))))
        for sha, date, patch in zip(*[iter(parts)] * 3, strict=True)
    ]


def _file_changes(lines: list[str]) -> Iterator[FileChange]:
    """Read a patch; the lines of a hunk are counted, because they may look like a header."""
    change: FileChange | None = None
    hunks: list[Hunk] = []
    position = 0
    while position < len(lines):
        line = lines[position]
        position += 1
        if line.startswith("diff --git "):
            if change is not None:
                yield change._replace(hunks=tuple(hunks))
            change, hunks = FileChange("", "", ()), []
        elif match := _HUNK.match(line):
            numbers = [1 if text is None else int(text) for text in match.groups()]
            hunks.append(Hunk(*numbers))
            position = _after(lines, position, numbers[1] + numbers[3])
        elif change is not None:
            change = _with_header(change, line)
    if change is not None:
        yield change._replace(hunks=tuple(hunks))


def _with_header(change: FileChange, line: str) -> FileChange:
    """Return a change with what a line of its header says."""
    index, path = _INDEX.match(line), _PATH.match(line)
    if index is not None:
        return change._replace(before=index[1], after=index[2])
    if path is None:
        return change
    return change._replace(old=path[2]) if path[1] in _OLD else change._replace(new=path[2])


_PATH = re.compile(r"(--- a/|rename from |\+\+\+ b/|rename to )(.*?)\t*$", re.DOTALL)
_OLD = ("--- a/", "rename from ")


def _after(lines: list[str], position: int, count: int) -> int:
    """Return the position after so many changed lines; what says "no newline" isn't one."""
    while count and position < len(lines):
        count -= not lines[position].startswith("\\")
        position += 1
    return position


def head(folder: Path) -> Commit | None:
    """Return the newest commit, None if the repository has no commits.

    Args:
        folder: A folder inside the work tree.

    Raises:
        GitError: If there's no git or no repository.
    """
    return next(iter(log(folder, limit=1)), None)


def resolve(folder: Path, revision: str) -> str:
    """Return the full name of a commit.

    Args:
        folder: A folder inside the work tree.
        revision: A commit, branch or tag.

    Raises:
        GitError: If there's no git, no repository or no such revision.
    """
    command = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        return _git(folder, *command).split("\n")[-2]
    except GitError:
        _git(folder, "rev-parse", "--git-dir")
        raise GitError(f"rev-parse {revision}", "no such commit, branch or tag") from None


def files(folder: Path, revision: str) -> dict[str, str]:
    """Return the files of a commit: their paths from the top, and what names their content.

    Args:
        folder: A folder inside the work tree.
        revision: The commit.

    Raises:
        GitError: If there's no git or no such commit.
    """
    command = ("ls-tree", "-r", "-z", "--full-tree", "--end-of-options", revision)
    output = os.fsdecode(_run(folder, *command))
    found = {}
    for entry in output.split("\0"):
        if entry:
            description, path = entry.split("\t", 1)
            mode, _, name = description.split()
            if mode.startswith("100"):  # neither links nor submodules
                found[path] = name
    return found


def read(folder: Path, names: Sequence[str]) -> dict[str, bytes]:
    """Return contents by the names that :func:`files` gives; nothing is written to a disk.

    ``git archive`` would run the filters that a repository's configuration names; this doesn't.

    Args:
        folder: A folder inside the work tree.
        names: The names; what isn't there (in a partial clone), or is too large, is left out.

    Raises:
        GitError: If there's no git or no repository.
    """
    if not names:
        return {}
    known = _git(folder, "cat-file", "--batch-check", feed=_lines(names)).splitlines()
    sized = (line.split(" ") for line in known)
    small = [line[0] for line in sized if len(line) == 3 and int(line[2]) <= _LARGEST]
    output = _run(folder, "cat-file", "--batch", feed=_lines(small))
    found: dict[str, bytes] = {}
    position = 0
    while position < len(output):
        end = output.index(b"\n", position)
        name, kind, *size = output[position:end].decode().split(" ")
        position = end + 1
        if kind != "missing" and size:
            found[name] = output[position : position + int(size[0])]
            position += int(size[0]) + 1
    return found


_LARGEST = 100_000_000
"""Size of the largest content that is read, in bytes."""


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()


class Tree(NamedTuple):
    """Files of a commit.

    Attributes:
        names: What names their content, by their paths from the top.
        contents: Contents by these names; those that a partial clone lacks aren't there.
    """

    names: dict[str, str]
    contents: dict[str, bytes]


def tree(
    folder: Path,
    revision: str,
    wanted: Callable[[str, Mapping[str, str]], bool],
    known: Container[str] = (),
) -> Tree:
    """Return the files of a commit that are wanted, each content read once.

    Args:
        folder: A folder inside the work tree.
        revision: The commit.
        wanted: Tells by its path from the top, and by all files there are, whether a file counts.
        known: Names of contents that needn't be read.

    Raises:
        GitError: If there's no git or no such commit.
    """
    stored = files(folder, revision)
    names = {path: name for path, name in stored.items() if wanted(path, stored)}
    new = sorted({name for name in names.values() if name not in known})
    return Tree(names, read(folder, new))


def is_shallow(folder: Path) -> bool:
    """Tell whether the repository was cloned without its whole history.

    Args:
        folder: A folder inside the work tree.

    Returns:
        True if older commits are missing.

    Raises:
        GitError: If there's no git or no repository.
    """
    return _git(folder, "rev-parse", "--is-shallow-repository").strip() == "true"


def prefix(folder: Path) -> str:
    """Return where a folder is inside its repository's work tree.

    Args:
        folder: A folder inside the work tree.

    Returns:
        Its path from the top of the work tree with a slash at the end; empty for the top.

    Raises:
        GitError: If there's no git or no repository.
    """
    return _git(folder, "rev-parse", "--show-prefix").rstrip("\n")


def last_changed(folder: Path) -> str | None:
    """Return when something in a folder was last committed.

    Args:
        folder: The folder.

    Returns:
        A date and time as ISO 8601 with an offset, or None if nothing in it was ever committed.

    Raises:
        GitError: If there's no git or no repository.
    """
    if not _has_commits(folder):
        return None
    arguments = ("--max-count=1", "--no-patch", "--no-show-signature", "--format=%cI", "--", ".")
    return _git(folder, "log", *arguments).strip() or None


def remote_url(folder: Path, name: str = "origin") -> str | None:
    """Return the web address of a remote, without any credentials.

    Args:
        folder: A folder inside the work tree.
        name: The remote's name.

    Returns:
        ``https://host/path``, or None if there's no such remote or it isn't on the web.

    Raises:
        GitError: If there's no git or no repository.
    """
    try:
        output = _git(folder, "config", "--local", "-z", "--get", f"remote.{name}.url")
    except GitError:
        _git(folder, "rev-parse", "--git-dir")
        return None
    return _web_address(output.rstrip("\0").strip())


def _web_address(url: str) -> str | None:
    """Make ``https://host/path`` of the forms in which git takes an address."""
    match = re.fullmatch(
        r"(?:(?P<scheme>https?|ssh|git)://(?:[^/@]*@)?|(?:[\w.-]+@)(?=[\w.-]+:))"
        r"(?P<host>[\w.-]+)(?::\d+(?=/))?[:/]/*(?P<path>[^?#\s]+?)(?:\.git)?/*",
        url,
    )
    return f"https://{match['host']}/{match['path']}" if match else None


def changed_lines(paths: Iterable[Path], revision: str) -> dict[Path, list[tuple[int, int]]]:
    """Return which lines of files aren't as they were where this branch left a revision.

    The files are compared here: ``git diff`` would run the filters that a repository configures.

    Args:
        paths: Absolute paths of files in a work tree.
        revision: A commit, branch or tag. What it got since the common ancestor doesn't count.

    Returns:
        For each file with changes, the first and last line of each; where lines were deleted, last
        is the line before, and first the line after.

    Raises:
        GitError: If there's no git or no repository, or if the revision doesn't exist.
    """
    tops: dict[Path, dict[str, str]] = {}
    found = {}
    for path in paths:
        top = next((parent for parent in path.parents if parent in tops), None)
        if top is None:
            top = Path(_git(path.parent, "rev-parse", "--show-toplevel").rstrip("\n"))
            tops[top] = files(top, _common_ancestor(top, revision))
        spans = _changed_in(path, top, tops[top])
        if spans:
            found[path] = spans
    return found


def _common_ancestor(top: Path, revision: str) -> str:
    """Return the commit where a branch left another, or the other's if they share none."""
    commit = resolve(top, revision)
    try:
        return _git(top, "merge-base", commit, "HEAD").strip()
    except GitError:
        return commit


def _changed_in(path: Path, top: Path, blobs: dict[str, str]) -> list[tuple[int, int]]:
    """Return the changed lines of one file; all of a new one, none of one that was only moved."""
    try:
        new = file_bytes(path)
        old = blobs.get(path.relative_to(top).as_posix())
    except (OSError, ValueError):
        return []
    names = set(blobs.values()) if old is None else {old}
    if any(name in names for name in _names_of(new)):
        return []
    before = b"" if old is None else _content(top, old)
    return _different(before.splitlines(), new.splitlines())


def _content(top: Path, name: str) -> bytes:
    found = read(top, [name])
    if name not in found:
        raise GitError(f"cat-file {name}", "this file isn't in the clone; fetch the whole history")
    return found[name]


def _names_of(data: bytes) -> Iterator[str]:
    """Yield the names that git gives to a blob, in old and new repositories."""
    blob = b"blob %d\0%b" % (len(data), data)
    yield hashlib.sha1(blob, usedforsecurity=False).hexdigest()
    yield hashlib.sha256(blob).hexdigest()


def _different(before: list[bytes], after: list[bytes]) -> list[tuple[int, int]]:
    """Return the lines that differ, looking closer only between the first and the last of them."""
    shorter = min(len(before), len(after))
    start = next((i for i in range(shorter) if before[i] != after[i]), shorter)
    room = shorter - start
    end = next((i for i in range(room) if before[-1 - i] != after[-1 - i]), room)
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=len(new) > 2000)
    return [
        (start + first + 1, start + last)
        for tag, _, _, first, last in matcher.get_opcodes()
        if tag != "equal"
    ]


def _has_commits(folder: Path) -> bool:
    try:
        _git(folder, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except GitError:
        _git(folder, "rev-parse", "--git-dir")
        return False
    return True


def _commits(output: str) -> Iterator[Commit]:
    fields = iter(output.split("\0"))
    for sha, parents, date, author, email, subject, body in zip(*[fields] * 7, strict=False):
        yield Commit(sha, tuple(parents.split()), date, author, email, subject, body.strip())


def _git(folder: Path, *arguments: str, feed: bytes = b"", limit: float | None = None) -> str:
    """Run git in a folder and return what it prints, as text."""
    return _run(folder, *arguments, feed=feed, limit=limit).decode("utf-8", errors="replace")


def _run(folder: Path, *arguments: str, feed: bytes = b"", limit: float | None = None) -> bytes:
    """Run git in a folder and return what it prints."""
    command = [_executable(arguments), "--no-pager", "-C", str(folder)]
    for name, value in _HARMLESS.items():
        command += ["-c", f"{name}={value}"]
    try:
        done = subprocess.run(  # noqa: S603 -- a list, never a shell
            [*command, *arguments],
            check=False,
            capture_output=True,
            input=feed,
            timeout=limit or TIMEOUT,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise GitError(
            _shown(arguments), f"no answer within {limit or TIMEOUT:g} seconds"
        ) from None
    except OSError as error:
        raise GitError(_shown(arguments), str(error)) from None
    if done.returncode:
        raise GitError(_shown(arguments), _reason(done.stderr) or f"status {done.returncode}")
    return done.stdout


def _reason(errors: bytes) -> str:
    """Return the line that says what went wrong, among warnings and hints."""
    lines = errors.decode("utf-8", errors="replace").strip().split("\n")
    found = next((line for line in lines if line.startswith(("fatal:", "error:"))), lines[0])
    return found.removeprefix("fatal: ").removeprefix("error: ")


def _executable(arguments: Sequence[str]) -> str:
    found = shutil.which("git")
    if found is None:
        raise GitError(_shown(arguments), "git isn't installed")
    return found


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not _FOREIGN.fullmatch(name)}
    return {**kept, **_ENVIRONMENT}


def _shown(arguments: Sequence[str]) -> str:
    """Put a command in an error message: the subcommand and what isn't an option."""
    return " ".join(word for word in arguments if not word.startswith("-"))

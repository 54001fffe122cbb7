"""A revision of the repository: its files from git's store, and their result, by commit."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePosixPath

import msgspec

from .. import analyze, cache, git
from ..model import Module, Problem, Project
from ..settings import Settings
from . import trees

__all__ = ["read"]


class _Stored(msgspec.Struct, frozen=True):
    """The result of a revision, as one entry of the cache."""

    modules: tuple[Module, ...]
    problems: tuple[Problem, ...]


def read(
    folder: Path, revision: str, settings: Settings, known: trees.Known | None = None
) -> Project:
    """Read one revision of the project in a folder of a repository.

    Args:
        folder: The project's folder; its path in the work tree is its path in the revision.
        revision: A commit, branch or tag.
        settings: The options of the analysis.
        known: Modules that were read before, if no types are wanted; what is read is added.

    Raises:
        GitError: If there's no git, no repository or no such revision.
        TargetNotFoundError: If the revision has no package.
    """
    sha = git.resolve(folder, revision)
    store = cache.Cache(settings, _Stored)
    prefix = git.prefix(folder)
    key = _key(sha, prefix, settings, typed=known is None)
    stored = store.get(key)
    if stored is None:
        with trees.scratch() as scratch:
            problems = _export(folder, sha, prefix, scratch, settings)
            plain = msgspec.structs.replace(settings, cache="off")  # its paths won't come again
            if known is None:
                found = trees.analysed(scratch, plain)
            else:
                found = trees.outlined(scratch, plain, known)
            found = trees.relative(found, scratch)
        stored = _Stored(tuple(found.modules.values()), (*problems, *found.problems))
        store.put(key, stored)
    return Project(stored.modules, stored.problems)


def _key(sha: str, prefix: str, settings: Settings, *, typed: bool) -> str:
    options = (settings.fingerprint("analyze"), *settings.packages)
    parts = ("revision", analyze.ENGINE, str(typed), sha, prefix, *options)
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=20).hexdigest()


def _export(
    folder: Path, sha: str, prefix: str, into: Path, settings: Settings
) -> tuple[Problem, ...]:
    """Write the files that are needed; say how many a partial clone doesn't have."""
    tree = git.tree(
        folder,
        sha,
        lambda path, _: path.startswith(prefix) and trees.is_wanted(path.removeprefix(prefix)),
    )
    for path, name in tree.names.items():
        if name in tree.contents and len(tree.contents[name]) <= settings.max_file_size:
            target = into / PurePosixPath(path.removeprefix(prefix))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(tree.contents[name])
    absent = sum(name not in tree.contents for name in tree.names.values())
    if not absent:
        return ()
    message = f"{absent} files of this revision aren't in the clone; fetch all of it"
    return (Problem(sha[:12], None, "limit", message),)

"""A version of a project as a folder: which packages are in it, and what they come to.

An archive is unpacked without trust: only Python, no links, nothing outside of the folder. The
files of a revision come from git's store, and its result is kept by its commit.
"""

from __future__ import annotations

import hashlib
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec
from msgspec.structs import replace

from .. import analyze, cache, discover, execute, git, pipeline
from ..engine import ENGINE
from ..errors import DocumentError, TargetNotFoundError
from ..model import Module, Problem, Project
from ..settings import Settings

__all__ = [
    "PROJECT_FILES",
    "Known",
    "analysed",
    "home",
    "installed",
    "is_wanted",
    "outlined",
    "read",
    "relative",
    "scratch",
    "unpack",
]

PROJECT_FILES = ("pyproject.toml", "setup.cfg", "setup.py")
"""Files that name the packages of a project."""

Known = dict[tuple[str, str], Module]
"""Modules by name and digest of the file."""


@contextmanager
def scratch() -> Iterator[Path]:
    """Give an empty folder that is removed at the end, called ``src`` as namespaces need it."""
    with tempfile.TemporaryDirectory(prefix="autodocgen-") as folder:
        inner = Path(folder).resolve() / "src"
        inner.mkdir()
        yield inner


def is_wanted(path: str) -> bool:
    """Tell whether a file of an archive or a revision is needed, and stays inside the folder.

    Args:
        path: Its path from the top, with slashes.
    """
    file = PurePosixPath(path)
    if file.is_absolute() or ".." in file.parts or "\\" in path or ":" in path or "\0" in path:
        return False
    is_project = file.name in PROJECT_FILES and len(file.parts) <= _DEEPEST + 2
    return file.suffix in (".py", ".pyi") or is_project


_DEEPEST = 3
"""How many folders deep the projects of a repository are that has several."""


_MAX_BYTES = 500_000_000
"""More Python than this nobody ships; an archive that claims to is a bomb."""


_MAX_FILE = 50_000_000
"""No file is unpacked that has more bytes, so that none fills the memory."""


def unpack(archive: Path, folder: Path, max_bytes: int = _MAX_BYTES) -> Path:
    """Unpack what an API can be read from.

    Args:
        archive: A wheel, a zip file, or a compressed tar file.
        folder: An empty folder.
        max_bytes: The most bytes that are written.

    Returns:
        The folder of the project: that of an sdist is the only one in it.

    Raises:
        DocumentError: If it can't be read, or is too large.
    """
    left = max_bytes
    try:
        for name, data in _members(archive, min(max_bytes, _MAX_FILE)):
            left -= len(data) if len(data) <= _MAX_FILE else max_bytes + 1
            if left < 0:
                raise DocumentError(str(archive), f"holds more than {max_bytes} bytes of Python")
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except (OSError, EOFError, ValueError, zipfile.BadZipFile, tarfile.TarError) as error:
        said = str(error).partition("\n")[0].rstrip(":") or type(error).__name__
        reason = f"neither a wheel, an sdist nor a document of 'inspect' ({said})"
        raise DocumentError(str(archive), reason) from None
    inside = list(folder.iterdir())
    is_wheel = archive.suffix == ".whl"
    return inside[0] if len(inside) == 1 and inside[0].is_dir() and not is_wheel else folder


def _members(archive: Path, limit: int) -> Iterator[tuple[str, bytes]]:
    """Yield path and content of the files that are wanted."""
    if zipfile.is_zipfile(archive):
        yield from _zip_members(archive, limit)
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            stream = tar.extractfile(member) if member.isfile() else None
            if stream is not None and is_wanted(member.name):
                yield member.name, stream.read(limit + 1)


def _zip_members(archive: Path, limit: int) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(archive) as opened:
        for info in opened.infolist():
            if not info.is_dir() and is_wanted(info.filename):
                with opened.open(info) as file:
                    yield info.filename, file.read(limit + 1)


def analysed(tree: Path, settings: Settings) -> Project:
    """Analyse the packages in a folder, with inferred types.

    Args:
        tree: The folder.
        settings: The options; ``packages`` says which packages count, if any are named.

    Raises:
        TargetNotFoundError: If there's none.
    """
    return pipeline.analysed(_settings(tree, settings), tree)


def installed(name: str, base: Path, settings: Settings) -> Project:
    """Analyse a package that this Python would import by that name, with inferred types.

    Args:
        name: The import name.
        base: The folder that relative paths start from.
        settings: The options; ``packages`` doesn't count.
    """
    exclude = (*settings.exclude, *discover.TESTS)
    chosen = replace(settings, packages=(name,), exclude=exclude, callers=(), cache_url="")
    return pipeline.analysed(chosen, base)


def outlined(tree: Path, settings: Settings, known: Known) -> Project:
    """Read what the authors of the packages in a folder wrote; no types are inferred.

    Args:
        tree: The folder.
        settings: As for :func:`analysed`.
        known: Modules that were read before; what is read now is added.

    Raises:
        TargetNotFoundError: If there's no package.
    """
    chosen = _settings(tree, settings)
    sources, problems = discover.sources(chosen, tree)
    new = [source for source in sources if (source.name, source.digest) not in known]
    for outcome in execute.map_sources(analyze.outline, new, chosen):
        if outcome.module is not None:
            known[outcome.source.name, outcome.source.digest] = outcome.module
        elif outcome.problem is not None:
            problems.append(outcome.problem)
    found = ((source, known.get((source.name, source.digest))) for source in sources)
    modules = [replace(m, path=source.path) for source, m in found if m is not None]
    return analyze.join(modules, problems)


def _settings(tree: Path, settings: Settings) -> Settings:
    """Say which packages of a folder are analysed, without tests, which not all versions have."""
    exclude = (*settings.exclude, *discover.TESTS)
    packages = tuple(_packages(tree, settings.packages))
    return replace(settings, packages=packages, exclude=exclude, callers=(), cache_url="")


def _packages(tree: Path, named: tuple[str, ...]) -> list[str]:
    """Return the paths of the packages that a version has."""
    if named:
        found = [str(path) for name in named if (path := _package(tree, name))]
        if not found:
            raise TargetNotFoundError(", ".join(named), "this version doesn't have it")
        return found
    if (tree / "__init__.py").exists():
        return [str(tree)]
    declared = _declared(tree)
    if not declared and _is_project(tree):
        hint = "its files don't say which package is its own; name it with --package"
        raise TargetNotFoundError(tree.name, hint)
    return declared or [str(tree)]


def _declared(tree: Path) -> list[str]:
    """Return the packages that a project says are its own, or the projects inside do."""
    own = discover.default_targets(tree) if _is_project(tree) else []
    return own or [path for each in _projects(tree) for path in discover.default_targets(each)]


def _is_project(folder: Path) -> bool:
    return any((folder / name).exists() for name in PROJECT_FILES)


def _projects(folder: Path, depth: int = _DEEPEST) -> Iterator[Path]:
    """Yield the folders of the projects in a repository that has several, in order."""
    inside = sorted(path for path in folder.iterdir() if path.is_dir() and not path.is_symlink())
    for path in inside if depth else ():
        if path.name.startswith(".") or path.name in discover.NO_PACKAGES:
            continue
        if _is_project(path):
            yield path
        elif not (path / "__init__.py").exists():
            yield from _projects(path, depth - 1)


def home(tree: Path, name: str) -> Path | None:
    """Return the folder of the project that a package belongs to, if that is below another folder.

    Args:
        tree: The other folder.
        name: The path or the import name of the package.
    """
    path = _package(tree, name)
    root = discover.project_root(path) if path is not None else None
    return root if root is not None and tree in root.parents else None


def _package(tree: Path, name: str) -> Path | None:
    """Find a package that settings name by its path or by its import name."""
    if (tree / name).exists():
        return tree / name
    for project in (tree, *_projects(tree)):
        for place in (project / "src", project / "lib", project):
            path = place.joinpath(*name.split("."))
            if path.is_dir() or path.with_suffix(".py").is_file():
                return path if path.is_dir() else path.with_suffix(".py")
    return None


def relative(project: Project, base: Path) -> Project:
    """Return a project whose paths start from a folder, as far as they're inside it."""

    def shown(path: str) -> str:
        file = Path(path)
        inside = file.is_relative_to(base)
        return file.relative_to(base).as_posix() if inside else path

    modules = [
        replace(m, path=shown(m.path), facts=None, problems=()) for m in project.modules.values()
    ]
    return Project(modules, [replace(p, path=shown(p.path)) for p in project.problems])


class _Stored(msgspec.Struct, frozen=True):
    """The result of a revision, as one entry of the cache."""

    modules: tuple[Module, ...]
    problems: tuple[Problem, ...]


def read(folder: Path, revision: str, settings: Settings, known: Known | None = None) -> Project:
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
        with scratch() as tree:
            problems = _export(folder, sha, prefix, tree, settings)
            plain = msgspec.structs.replace(settings, cache="off")  # its paths won't come again
            found = analysed(tree, plain) if known is None else outlined(tree, plain, known)
            found = relative(found, tree)
        stored = _Stored(tuple(found.modules.values()), (*problems, *found.problems))
        store.put(key, stored)
    return Project(stored.modules, stored.problems)


def _key(sha: str, prefix: str, settings: Settings, *, typed: bool) -> str:
    options = (settings.fingerprint("analyze"), *settings.packages)
    parts = ("revision", ENGINE, str(typed), sha, prefix, *options)
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "replace"), digest_size=20).hexdigest()


def _export(
    folder: Path, sha: str, prefix: str, into: Path, settings: Settings
) -> tuple[Problem, ...]:
    """Write the files that are needed; say how many a partial clone doesn't have."""
    tree = git.tree(
        folder,
        sha,
        lambda path, _: path.startswith(prefix) and is_wanted(path.removeprefix(prefix)),
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

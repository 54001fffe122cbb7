"""From what a user names (an import name, a file, a folder) to the sources to analyse.

Nothing is imported: a top-level name is looked up by the import system's finders, the rest by
looking at folders. Each source gets a digest of its bytes: a cache key needs no more, so that an
unchanged file is read and not parsed.
"""

from __future__ import annotations

import contextlib
import fnmatch
import hashlib
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import sys
import sysconfig
from collections.abc import Iterator
from configparser import ConfigParser
from configparser import Error as ConfigError
from pathlib import Path
from typing import Any

from . import files
from .errors import ConflictingDistributionError, SettingError, TargetNotFoundError
from .files import is_file, is_folder, items_in, table_in
from .model import Problem, Source
from .settings import Settings, read_pyproject

__all__ = [
    "NO_PACKAGES",
    "TESTS",
    "default_targets",
    "digest_of",
    "find",
    "from_anywhere",
    "is_importable",
    "project_root",
    "project_targets",
    "refuse_conflict",
    "source_of",
    "sources",
]

TESTS = ("*.tests", "*.tests.*", "*.test", "*.test.*", "*.test_*", "*.conftest")
"""Globs of modules that are nobody's API."""

_OTHER = "sphinx-autodocgen"
"""A distribution on PyPI that installs the import name ``sphinxcontrib_autodocgen``."""

_NO_MODULES = {"conftest", "fabfile", "noxfile", "setup", "tasks"}
NO_PACKAGES = {
    *("benchmark", "benchmarks", "build", "ci", "dist", "doc", "docs", "example", "examples"),
    *("scripts", "test", "testing", "tests", "tools", "utils", "venv"),
}
"""Folders beside a project's package that are never installed with it."""

_INSTALLED = {"site-packages", "dist-packages"}
"""Folders whose files can be links: some installers keep the files themselves elsewhere."""

_File = tuple[str, Path, Path]
"""The module name, path and import root of a file."""

_STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))


def refuse_conflict() -> None:
    """Make sure that no other installed distribution provides this package's import name.

    Raises:
        ConflictingDistributionError: If one does: which of the two is imported is then chance.
    """
    try:
        found = importlib.metadata.version(_OTHER)
    except importlib.metadata.PackageNotFoundError:
        return
    raise ConflictingDistributionError(f"{_OTHER} {found}")


def sources(settings: Settings, base: Path) -> tuple[list[Source], list[Problem]]:
    """Find every source that the settings name.

    Args:
        settings: ``packages`` says what to find, ``exclude`` what to leave out.
        base: The folder that relative paths start from.

    Returns:
        The sources sorted by module name, and a problem for each target that isn't there and for
        each file or folder that can't be read.
    """
    found: dict[str, Source] = {}
    problems: list[Problem] = []
    for target in settings.packages:
        try:
            for source in find(target, base, settings, problems):
                found.setdefault(source.name, source)
        except TargetNotFoundError as error:
            problems.append(Problem(files.shown(target), None, error.subtype, str(error)))
    return sorted(found.values(), key=lambda source: source.name), problems


def find(
    target: str, base: Path, settings: Settings, problems: list[Problem] | None = None
) -> Iterator[Source]:
    """Yield the sources of one target.

    Args:
        target: An import name (``pkg.sub``), or the path of a file or folder.
        base: The folder that a relative path starts from.
        settings: ``exclude`` and ``max_file_size`` apply.
        problems: Takes a problem for each file or folder that can't be read.

    Raises:
        TargetNotFoundError: If there's no such thing, or no Python source in it.
    """
    walk = _Walk()
    found = sorted(walk.files_of(target, base), key=lambda item: item[0])
    if not found and not walk.problems:
        raise TargetNotFoundError(target, "it holds no Python source")
    if problems is not None:
        problems += walk.problems
    for name, path, root in found:
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in settings.exclude):
            yield _source(name, path, root, settings.max_file_size)


def from_anywhere(target: str, base: Path) -> str:
    """Return a target in a form that means the same from any folder.

    Args:
        target: An import name, or a path.
        base: The folder that a relative path starts from.
    """
    path = Path(os.path.abspath(base / target))  # noqa: PTH100  # a link keeps its own name
    if target and (_looks_like_path(target) or not _locate(target)) and files.exists(path):
        return str(path)
    return target


def project_targets(target: str, base: Path) -> list[str]:
    """Return what a target means to whoever documents it: the folder of a project, its packages.

    Args:
        target: An import name, or a path.
        base: The folder that a relative path starts from.

    Returns:
        Targets in a form that means the same from any folder.
    """
    found = from_anywhere(target, base)
    folder = Path(found)
    if folder.is_absolute() and not _is_marked(folder) and project_root(folder) == folder:
        return default_targets(folder) or [found]
    return [found]


def _looks_like_path(target: str) -> bool:
    return any(sign in target for sign in ("/", os.sep)) or target.endswith((".py", ".pyi", "."))


def _name_hint(target: str) -> str:
    top = target.partition(".")[0]
    if not target or _find_spec(top, None) is None:
        return "install it, or give the path of its folder"
    return f"{top!r} is there, but without Python source of that name"


def source_of(name: str, settings: Settings) -> Source | None:
    """Return the source of an installed module without importing it, None if there is none.

    Args:
        name: Its import name.
        settings: ``max_file_size`` applies.
    """
    for place in _locate(name):
        path = place if is_file(place) else _init_of(place)
        if path is not None:
            return _source(name, path, _root_of(path, name), settings.max_file_size)
    return None


def digest_of(name: str, settings: Settings) -> str:
    """Return a digest of the source of an installed module, empty if there is none.

    Args:
        name: Its import name.
        settings: ``max_file_size`` applies.
    """
    source = source_of(name, settings)
    return source.digest if source is not None else ""


def is_importable(name: str) -> bool:
    """Tell whether source of an import name is found, without importing anything.

    Args:
        name: The name.
    """
    return bool(_locate(name))


def _locate(name: str) -> list[Path]:
    """Return the folders or the file of an import name, without importing anything."""
    search: list[str] | None = None
    locations: list[Path] = []
    for part in name.split("."):
        spec = _find_spec(part, search)
        if spec is None:
            return []
        search = list(spec.submodule_search_locations or [])
        origin = _source_file(spec)
        locations = [Path(place) for place in search] or ([origin] if origin else [])
    return locations


def _find_spec(name: str, search: list[str] | None) -> importlib.machinery.ModuleSpec | None:
    try:
        spec = importlib.machinery.PathFinder.find_spec(name, search)
        if spec is None and search is None:
            spec = importlib.util.find_spec(name)  # editable installs have finders of their own
    except (ImportError, ValueError, AttributeError):
        return None
    return spec


def _source_file(spec: importlib.machinery.ModuleSpec) -> Path | None:
    """Return the file of a module that has source or a stub, None for an extension module."""
    if not spec.origin or spec.origin in ("built-in", "frozen"):
        return None
    path = Path(spec.origin)
    if path.suffix != ".py":
        path = path.with_name(path.name.partition(".")[0] + ".pyi")
    return path if is_file(path) else None


def _init_of(folder: Path) -> Path | None:
    for name in ("__init__.py", "__init__.pyi"):
        if is_file(folder / name):
            return folder / name
    return None


def _module_file(path: Path) -> Path | None:
    """Return the file of the module or package that a path without suffix stands for."""
    beside = (path.with_name(f"{path.name}{suffix}") for suffix in (".py", ".pyi"))
    return _init_of(path) or next(filter(is_file, beside), None)


def _module_name(path: Path) -> str:
    """Return the dotted name of a file or package folder, by the packages it lies in."""
    parts = [] if path.stem == "__init__" else [path.stem if is_file(path) else path.name]
    top = path
    while _init_of(top.parent):
        top = top.parent
        parts.append(top.name)
    names = [part.removesuffix("-stubs").replace(".", "_") for part in reversed(parts)]
    return ".".join([*_namespace(top), *names]) or path.stem


def _namespace(path: Path) -> tuple[str, ...]:
    """Return the namespace packages that a top-level path lies in, by its project's layout."""
    root = project_root(path.parent)
    if root is None:
        return ()
    with contextlib.suppress(SettingError):
        for folder, name in _declared(root):
            parts = name.split(".")
            if folder.joinpath(*parts) == path.with_suffix(""):
                return tuple(parts[:-1])
    source = root / "src"
    inside = path.parent.relative_to(source).parts if source in path.parents else ()
    return inside if all(part.isidentifier() for part in inside) else ()


def _root_of(path: Path, name: str) -> Path:
    """Return the folder from which a module of that name at that path is importable."""
    depth = name.count(".") + (1 if path.stem == "__init__" and is_file(path) else 0)
    return path.parents[min(depth, len(path.parents) - 1)]


def _path(target: str, base: Path) -> Path:
    """Return the path of a target that is none of an import name.

    Raises:
        TargetNotFoundError: If there's no such thing, or its path isn't text.
    """
    path = Path(os.path.abspath(base / target))  # noqa: PTH100  # a link keeps its own name
    if not target or not files.exists(path):
        hint = "no such path" if _looks_like_path(target) else _name_hint(target)
        raise TargetNotFoundError(files.shown(target), hint)
    if files.shown(path) != str(path):
        raise TargetNotFoundError(files.shown(path), "its path isn't UTF-8; rename it")
    return path


class _Walk:
    """A walk over what a user names.

    Attributes:
        problems: What was met that can't be read, one for each file or folder.
    """

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def files_of(self, target: str, base: Path) -> Iterator[_File]:
        """Yield each file of a target.

        Args:
            target: An import name, or the path of a file or folder.
            base: The folder that a relative path starts from.

        Raises:
            TargetNotFoundError: If there's no such thing, or its path isn't text.
        """
        locations = [] if _looks_like_path(target) else _locate(target)
        if locations:
            for location in locations:
                yield from self._package(location, target, _root_of(location, target))
            return
        path = _path(target, base)
        if is_file(path) or _is_marked(path) or _namespace(path / "_"):
            name = _module_name(path)
            yield from self._package(path, name, _root_of(path, name))
        else:
            yield from self._folder(path)

    def _package(self, path: Path, name: str, root: Path) -> Iterator[_File]:
        """Yield every module of a package folder, or the one of a file."""
        if is_file(path):
            yield name, path, root
            return
        open_folders = [(name, _is_namespace(path), iter(self._entries(path)))]
        while open_folders:  # no recursion: a path can be deeper than Python's stack
            name, namespace, entries = open_folders[-1]
            entry = next(entries, None)
            if entry is None:
                open_folders.pop()
            elif _is_package_name(entry) and (namespace or self._is_package(entry)):
                inside = iter(self._entries(entry))
                open_folders.append((f"{name}.{entry.name}", _is_namespace(entry), inside))
            elif self._is_module(entry, root):
                yield (name if entry.stem == "__init__" else f"{name}.{entry.stem}"), entry, root

    def _folder(self, folder: Path) -> Iterator[_File]:
        """Yield the modules and packages in a folder that is no package.

        If all it holds is in folders of folders, it's a namespace package, or has one in ``src``.
        """
        source = folder.name == "src"
        found = False
        for entry in self._entries(folder):
            if _is_package_name(entry) and (source or self._is_package(entry)):
                found = True
                yield from self._package(entry, entry.name, folder)
            elif self._is_module(entry, folder) and entry.stem not in _NO_MODULES:
                found = True
                yield entry.stem, entry, folder
        if not found:
            yield from self._nested(folder)

    def _nested(self, folder: Path) -> Iterator[_File]:
        """Yield what is in ``src`` of a folder, or in the namespace package that the folder is."""
        inside = folder / "src"
        if is_folder(inside):
            yield from self._folder(inside)
        elif folder.name.isidentifier():
            yield from self._package(folder, folder.name, folder.parent)

    def _entries(self, folder: Path) -> list[Path]:
        try:
            found = sorted(folder.iterdir())
        except OSError as error:  # gone, too deep, or not ours to read
            what = f"can't be read ({error.strerror}); check its permissions"
            if isinstance(error, NotADirectoryError):
                what = "neither a file nor a folder"
            self._note(folder, what)
            return []
        named = [entry for entry in found if files.shown(entry) == str(entry)]
        for entry in set(found).difference(named):
            if entry.suffix in (".py", ".pyi") or is_folder(entry):
                self._note(entry, "its name isn't UTF-8; rename it", kind="encoding")
        return named

    def _is_package(self, folder: Path) -> bool:
        """Tell whether a folder is a package; one that can't be entered is noted."""
        if _is_marked(folder):
            return True
        return not os.access(folder, os.R_OK | os.X_OK) and bool(self._entries(folder))

    def _is_module(self, entry: Path, root: Path) -> bool:
        """Tell whether a file is a module of its own: source, or a stub without source beside it.

        What can't be read, or is outside of the project, isn't, and noted.
        """
        if not entry.stem.isidentifier() or entry.suffix not in (".py", ".pyi"):
            return False
        if is_folder(entry):
            self._note(entry, "is a folder; a module's file has such a name")
        if not is_file(entry):
            return False
        if _leads_out(entry, root):
            self._note(entry, "links to a file outside of the project, which isn't read; copy it")
            return False
        return entry.suffix == ".py" or not is_file(entry.with_suffix(".py"))

    def _note(self, path: Path, message: str, kind: str = "unreadable") -> None:
        self.problems.append(Problem(files.shown(path), None, kind, message))


def _is_namespace(folder: Path) -> bool:
    return _init_of(folder) is None


def _is_marked(folder: Path) -> bool:
    """Tell whether a folder is meant to be a package, even if its ``__init__.py`` is a folder."""
    return _init_of(folder) is not None or is_folder(folder / "__init__.py")


def _is_package_name(entry: Path) -> bool:
    """Tell whether an entry is a folder that can be a package; links could lead in a circle."""
    plain = entry.name.isidentifier() and entry.name != "__pycache__"
    return plain and is_folder(entry) and not entry.is_symlink()


def _leads_out(path: Path, root: Path) -> bool:
    """Tell whether a file is a link to what belongs neither to its project nor to an installer."""
    if not path.is_symlink() or not _INSTALLED.isdisjoint(root.parts):
        return False
    return files.leads_out(path, (project_root(root) or root, root))


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # gone, or not ours to read
        return []


def _source(name: str, path: Path, root: Path, limit: int) -> Source:
    """Return a source with its digest; a file that can't be read gets an empty digest."""
    data = _bytes(path, limit)
    stub = _stub_of(name, path, root) if path.suffix == ".py" else None
    stub_data = _bytes(stub, limit) if stub is not None else None
    digest = hashlib.blake2b(data or b"", digest_size=16)
    if stub_data is not None:
        digest.update(b"\0" + stub_data)
    return Source(
        name=name,
        path=str(path),
        digest=digest.hexdigest() if data is not None else "",
        root=str(root),
        package=path.stem == "__init__",
        stub=str(stub) if stub is not None else None,
    )


def _stub_of(name: str, path: Path, root: Path) -> Path | None:
    """Return a module's stub: beside it, or in a package of stubs (PEP 561) beside the project."""
    top, *inside = name.split(".")
    installed = [Path(folder) for folder in sys.path if folder.endswith("-packages")]
    found = [path.with_suffix(".pyi")]
    for folder in (root, *root.parents[: root.name == "src"], *installed):
        package = folder / f"{top}-stubs"
        if is_folder(package):
            found += [package.joinpath(*inside, "__init__.pyi")]
            found += [package.joinpath(*inside).with_suffix(".pyi")] if inside else []
    return next((stub for stub in found if is_file(stub) and not _leads_out(stub, root)), None)


def _bytes(path: Path, limit: int) -> bytes | None:
    try:
        return files.read(path, limit)
    except OSError:
        return None


def project_root(start: Path) -> Path | None:
    """Return the nearest folder, from ``start`` upwards, that holds a project or repository."""
    for folder in (start, *start.parents):
        marks = ("pyproject.toml", "setup.cfg", "setup.py", ".git")
        if any(files.exists(folder / mark) for mark in marks):
            return folder
    return None


def default_targets(start: Path) -> list[str]:
    """Return the paths of the packages of the project that a folder belongs to.

    They are those that ``pyproject.toml`` or ``setup.cfg`` name (in the words of setuptools, flit,
    poetry, hatch, uv or maturin, or by the project's name); else all packages in ``src``, else the
    only package in the project's folder.

    Args:
        start: A folder of the project, usually the one of ``conf.py``.

    Returns:
        Absolute paths; empty if nothing was found.

    Raises:
        SettingError: If ``pyproject.toml`` can't be read.
    """
    root = project_root(start)
    if root is None:
        return []
    declared = {path for folder, name in _declared(root) if (path := _place(folder, name))}
    if declared:
        return sorted(str(path) for path in declared if declared.isdisjoint(path.parents))
    inside = _top_levels(root / "src") or list(_namespaced(root / "src"))
    if inside:
        return inside
    beside = _top_levels(root)
    return beside if len(beside) == 1 else []


def _namespaced(folder: Path) -> Iterator[str]:
    """Yield the paths of the packages in the namespace packages in a folder."""
    for path in _entries(folder):
        if _is_package_name(path):
            yield from [str(path)] if _init_of(path) is not None else _namespaced(path)


def _top_levels(folder: Path) -> list[str]:
    """Return the paths of the packages in a folder that may be what its project installs."""
    return [str(path) for path in _entries(folder) if _is_top_level(path)]


def _is_top_level(path: Path) -> bool:
    return _is_package_name(path) and path.name not in NO_PACKAGES and _init_of(path) is not None


def _place(folder: Path, name: str) -> Path | None:
    """Return the package folder or module file of a dotted name below a folder, if it's there."""
    file = _module_file(folder.joinpath(*name.split(".")))
    return file.parent if file is not None and file.stem == "__init__" else file


def _declared(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield the folders and dotted names of the packages that a project's files may mean."""
    for folder, name in _stated(root):
        if isinstance(name, str) and all(part.isidentifier() for part in name.split(".")):
            places = ("src", "lib", "") if folder is None else (folder,)
            for place in (root / place for place in places if isinstance(place, str)):
                if files.is_inside(place, root):
                    yield place, name


def _stated(root: Path) -> Iterator[tuple[str | None, Any]]:
    """Yield folder (None: the usual ones) and name of all that a project's files state."""
    path, legacy = root / "pyproject.toml", _setup_cfg(root)
    table = read_pyproject(path) if is_file(path) else {}
    yield from _by_build_tool(table_in(table, "tool"))
    yield from _by_setup_cfg(legacy)
    names = [
        table_in(table, "project").get("name"),
        table_in(table, "tool", "poetry").get("name"),
        legacy.get("metadata", {}).get("name"),
    ]
    for name in names:
        yield from ((None, spelling) for spelling in _spellings(name))


def _by_build_tool(tool: dict[str, Any]) -> Iterator[tuple[str | None, Any]]:
    """Yield folder (None: the usual ones) and name of what a build tool's own table names."""
    flit = table_in(tool, "flit")
    yield None, table_in(flit, "module").get("name")
    yield None, table_in(flit, "metadata").get("module")
    setuptools = table_in(tool, "setuptools")
    where = table_in(setuptools, "package-dir").get("")
    for key in ("packages", "py-modules"):
        yield from ((where, name) for name in items_in(setuptools.get(key)))
    for entry in items_in(table_in(tool, "poetry").get("packages")):
        if isinstance(entry, dict):
            yield entry.get("from"), str(entry.get("include", "")).replace("/", ".")
    for path in items_in(table_in(tool, "hatch", "build", "targets", "wheel").get("packages")):
        folder, _, name = str(path).rpartition("/")
        yield folder, name
    uv = table_in(tool, "uv", "build-backend")
    modules = uv.get("module-name")
    for name in [modules] if isinstance(modules, str) else items_in(modules):
        yield uv.get("module-root"), name
    maturin = table_in(tool, "maturin")
    yield maturin.get("python-source"), maturin.get("module-name")


def _by_setup_cfg(legacy: dict[str, dict[str, str]]) -> Iterator[tuple[str | None, str]]:
    options = legacy.get("options", {})
    pairs = (line.partition("=") for line in options.get("package_dir", "").splitlines())
    where = next((folder.strip() for name, _, folder in pairs if folder and not name.strip()), None)
    for key in ("packages", "py_modules"):
        for name in options.get(key, "").replace(",", "\n").split():
            yield where, name


def _spellings(name: object) -> Iterator[str]:
    """Yield the import names that a distribution of that name may have."""
    if not isinstance(name, str):
        return
    for spelling in dict.fromkeys((name, name.lower())):
        yield spelling.replace("-", "_").replace(".", "_")
        yield spelling.replace("-", ".")
        first, sign, rest = spelling.replace("-", "_").partition("_")
        yield f"{first}.{rest}" if sign else first


def _setup_cfg(root: Path) -> dict[str, dict[str, str]]:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(files.read_text(root / "setup.cfg"))
    except (OSError, ConfigError, UnicodeDecodeError):
        return {}
    return {name: dict(parser.items(name)) for name in parser.sections()}

"""From what a user names (an import name, a file, a folder) to the sources to analyse.

Nothing is imported: a top-level name is looked up by the import system's finders, the rest by
looking at folders. Each source gets a digest and the names it imports, which is all that a cache
key needs, so that an unchanged file costs one read and one ``ast.parse``.
"""

from __future__ import annotations

import ast
import contextlib
import fnmatch
import hashlib
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import sys
import sysconfig
import tomllib
import warnings
from collections.abc import Iterator
from configparser import ConfigParser
from configparser import Error as ConfigError
from pathlib import Path
from typing import Any

import msgspec

from .errors import ConflictingDistributionError, SettingError, TargetNotFoundError
from .model import Problem, Source
from .settings import Settings

__all__ = [
    "TESTS",
    "default_targets",
    "find",
    "from_anywhere",
    "project_root",
    "refuse_conflict",
    "source_of",
    "sources",
]

TESTS = ("*.tests", "*.tests.*", "*.test", "*.test.*", "*.test_*", "*.conftest")
"""Globs of modules that are nobody's API."""

_OTHER = "sphinx-autodocgen"
"""A distribution on PyPI that installs the import name ``sphinxcontrib_autodocgen``."""

_NO_MODULES = {"conftest", "fabfile", "noxfile", "setup", "tasks"}
_NO_PACKAGES = {
    *("benchmark", "benchmarks", "build", "ci", "dist", "doc", "docs", "example", "examples"),
    *("scripts", "test", "testing", "tests", "tools", "utils", "venv"),
}
"""What lies beside a project's package and is never installed with it."""

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
        The sources sorted by module name, and a problem for each target that isn't there.
    """
    found: dict[str, Source] = {}
    problems: list[Problem] = []
    for target in settings.packages:
        try:
            for source in find(target, base, settings):
                found.setdefault(source.name, source)
        except TargetNotFoundError as error:
            problems.append(Problem(target, None, error.subtype, str(error)))
    return sorted(found.values(), key=lambda source: source.name), problems


def find(target: str, base: Path, settings: Settings) -> Iterator[Source]:
    """Yield the sources of one target.

    Args:
        target: An import name (``pkg.sub``), or the path of a file or folder.
        base: The folder that a relative path starts from.
        settings: ``exclude`` and ``max_file_size`` apply.

    Raises:
        TargetNotFoundError: If there's no such thing, or no Python source in it.
    """
    files = sorted(_files_of(target, base), key=lambda item: item[0])
    if not files:
        raise TargetNotFoundError(target, "it holds no Python source")
    for name, path, root in files:
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in settings.exclude):
            yield _source(name, path, root, settings.max_file_size)


def from_anywhere(target: str, base: Path) -> str:
    """Return a target in a form that means the same from any folder.

    Args:
        target: An import name, or a path.
        base: The folder that a relative path starts from.
    """
    if target and (_looks_like_path(target) or not _locate(target)) and (base / target).exists():
        return os.path.abspath(base / target)  # noqa: PTH100  # a link keeps its own name
    return target


def _files_of(target: str, base: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield the module name, file and import root of each file of a target."""
    if not _looks_like_path(target):
        locations = _locate(target)
        if locations:
            for location in locations:
                yield from _walk(location, target, _root_of(location, target))
            return
    path = Path(os.path.abspath(base / target))  # noqa: PTH100  # a link keeps its own name
    if not target or not path.exists():
        hint = "no such path" if _looks_like_path(target) else _name_hint(target)
        raise TargetNotFoundError(target, hint)
    if path.is_file() or _init_of(path) or _namespace(path / "_"):
        name = _module_name(path)
        yield from _walk(path, name, _root_of(path, name))
    else:
        yield from _walk_folder(path)


def _looks_like_path(target: str) -> bool:
    return any(sign in target for sign in ("/", os.sep)) or target.endswith((".py", ".pyi", "."))


def _name_hint(target: str) -> str:
    top = target.partition(".")[0]
    if not target or _find_spec(top, None) is None:
        return "install it, or give the path of its folder"
    return f"{top!r} is there, but without Python source of that name"


def source_of(name: str) -> Source | None:
    """Return the source of an installed module without importing it, None if there is none.

    Args:
        name: Its import name.
    """
    for place in _locate(name):
        path = place if place.is_file() else _init_of(place)
        if path is not None:
            return _source(name, path, _root_of(path, name), limit=0)
    return None


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
    return path if path.is_file() else None


def _init_of(folder: Path) -> Path | None:
    for name in ("__init__.py", "__init__.pyi"):
        if (folder / name).is_file():
            return folder / name
    return None


def _module_file(path: Path) -> Path | None:
    """Return the file of the module or package that a path without suffix stands for."""
    beside = (path.with_name(f"{path.name}{suffix}") for suffix in (".py", ".pyi"))
    return _init_of(path) or next(filter(Path.is_file, beside), None)


def _module_name(path: Path) -> str:
    """Return the dotted name of a file or package folder, by the packages it lies in."""
    parts = [] if path.stem == "__init__" else [path.stem if path.is_file() else path.name]
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
    depth = name.count(".") + (1 if path.stem == "__init__" and path.is_file() else 0)
    return path.parents[min(depth, len(path.parents) - 1)]


def _walk(path: Path, name: str, root: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield every module of a package folder, or the one of a file."""
    if path.is_file():
        yield name, path, root
        return
    namespace = _init_of(path) is None
    for entry in _entries(path):
        if _is_package_name(entry) and (namespace or _init_of(entry)):
            yield from _walk(entry, f"{name}.{entry.name}", root)
        elif _is_module(entry):
            yield (name if entry.stem == "__init__" else f"{name}.{entry.stem}"), entry, root


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:  # gone, or not ours to read
        return []


def _is_package_name(entry: Path) -> bool:
    """Tell whether an entry is a folder that can be a package; links could lead in a circle."""
    plain = entry.name.isidentifier() and entry.name != "__pycache__"
    return plain and entry.is_dir() and not entry.is_symlink()


def _is_module(entry: Path) -> bool:
    """Tell whether a file is a module of its own: source, or a stub without source beside it."""
    if not entry.stem.isidentifier() or not entry.is_file():
        return False
    return entry.suffix == ".py" or (
        entry.suffix == ".pyi" and not entry.with_suffix(".py").is_file()
    )


def _walk_folder(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield the modules and packages that a folder that is no package holds."""
    source = folder.name == "src"
    for entry in _entries(folder):
        if _is_package_name(entry) and (source or _init_of(entry)):
            yield from _walk(entry, entry.name, folder)
        elif _is_module(entry) and entry.stem not in _NO_MODULES:
            yield entry.stem, entry, folder


def _source(name: str, path: Path, root: Path, limit: int | None = None) -> Source:
    """Read a file's digest and imports; a file that can't be read gets an empty digest."""
    data = _bytes(path)
    stub = _stub_of(name, path, root) if path.suffix == ".py" else None
    stub_data = _bytes(stub) if stub is not None else None
    digest = hashlib.blake2b(data or b"", digest_size=16)
    if stub_data is not None:
        digest.update(b"\0" + stub_data)
    source = Source(
        name=name,
        path=str(path),
        digest=digest.hexdigest() if data is not None else "",
        root=str(root),
        package=path.stem == "__init__",
        stub=str(stub) if stub_data is not None else None,
    )
    if data is None or (limit is not None and len(data) > limit):
        return source
    return msgspec.structs.replace(source, imports=_imports(data, source))


def _stub_of(name: str, path: Path, root: Path) -> Path | None:
    """Return a module's stub: beside it, or in a package of stubs (PEP 561) beside the project."""
    top, *inside = name.split(".")
    installed = [Path(folder) for folder in sys.path if folder.endswith("-packages")]
    found = [path.with_suffix(".pyi")]
    for folder in (root, *root.parents[: root.name == "src"], *installed):
        package = folder / f"{top}-stubs"
        if package.is_dir():
            found += [package.joinpath(*inside, "__init__.pyi")]
            found += [package.joinpath(*inside).with_suffix(".pyi")] if inside else []
    return next(filter(Path.is_file, found), None)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _imports(data: bytes, source: Source) -> tuple[str, ...]:
    """Return the absolute names that a file may import; none if it doesn't parse."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = source.absolute(node.module, node.level)
            found.add(base)
            names = (alias.name for alias in node.names if alias.name != "*")
            found.update(f"{base}.{name}" if base else name for name in names)
    return tuple(sorted(found - {""}))


def project_root(start: Path) -> Path | None:
    """Return the nearest folder, from ``start`` upwards, that holds a project or repository."""
    for folder in (start, *start.parents):
        if any((folder / mark).exists() for mark in ("pyproject.toml", "setup.cfg", "setup.py")):
            return folder
        if (folder / ".git").exists():
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
    inside = [path for path in _entries(root / "src") if _is_top_level(path)]
    if inside:
        return [str(path) for path in inside]
    beside = [path for path in _entries(root) if _is_top_level(path)]
    return [str(beside[0])] if len(beside) == 1 else []


def _is_top_level(path: Path) -> bool:
    return _is_package_name(path) and path.name not in _NO_PACKAGES and _init_of(path) is not None


def _place(folder: Path, name: str) -> Path | None:
    """Return the package folder or module file of a dotted name below a folder, if it's there."""
    file = _module_file(folder.joinpath(*name.split(".")))
    return file.parent if file is not None and file.stem == "__init__" else file


def _declared(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield the folders and dotted names of the packages that a project's files may mean."""
    table, legacy = _pyproject(root), _setup_cfg(root)
    found = [*_by_build_tool(_table(table, "tool")), *_by_setup_cfg(legacy)]
    names = [
        _table(table, "project").get("name"),
        _table(table, "tool", "poetry").get("name"),
        legacy.get("metadata", {}).get("name"),
    ]
    found += [(None, spelling) for name in names for spelling in _spellings(name)]
    for folder, name in found:
        if isinstance(name, str) and all(part.isidentifier() for part in name.split(".")):
            for place in ("src", "lib", "") if folder is None else (folder,):
                yield root / place, name


def _by_build_tool(tool: dict[str, Any]) -> Iterator[tuple[str | None, Any]]:
    """Yield folder (None: the usual ones) and name of what a build tool's own table names."""
    flit = _table(tool, "flit")
    yield None, _table(flit, "module").get("name")
    yield None, _table(flit, "metadata").get("module")
    setuptools = _table(tool, "setuptools")
    where = _table(setuptools, "package-dir").get("")
    for key in ("packages", "py-modules"):
        yield from ((where, name) for name in _list(setuptools.get(key)))
    for entry in _list(_table(tool, "poetry").get("packages")):
        if isinstance(entry, dict):
            yield entry.get("from"), str(entry.get("include", "")).replace("/", ".")
    for path in _list(_table(tool, "hatch", "build", "targets", "wheel").get("packages")):
        folder, _, name = str(path).rpartition("/")
        yield folder, name
    uv = _table(tool, "uv", "build-backend")
    modules = uv.get("module-name")
    for name in [modules] if isinstance(modules, str) else _list(modules):
        yield uv.get("module-root"), name
    maturin = _table(tool, "maturin")
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


def _pyproject(root: Path) -> dict[str, Any]:
    path = root / "pyproject.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError("pyproject", str(path), f"not valid TOML: {error}") from None
    except OSError as error:
        raise SettingError("pyproject", str(path), f"can't be read: {error.strerror}") from None


def _setup_cfg(root: Path) -> dict[str, dict[str, str]]:
    parser = ConfigParser(interpolation=None)
    try:
        parser.read(root / "setup.cfg", encoding="utf-8")
    except (ConfigError, UnicodeDecodeError):
        return {}
    return {name: dict(parser.items(name)) for name in parser.sections()}


def _table(data: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Return a table inside tables, an empty one if it isn't there or isn't one."""
    for key in keys:
        found = data.get(key)
        data = found if isinstance(found, dict) else {}
    return data


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []

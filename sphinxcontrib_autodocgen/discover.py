"""From what a user names (an import name, a file, a folder) to the sources to analyse.

Nothing is imported: a top-level name is looked up by the import system's finders, the rest by
looking at folders. Each source gets a digest and the names it imports, which is all that a cache
key needs, so that an unchanged file costs one read and one ``ast.parse``.
"""

from __future__ import annotations

import ast
import fnmatch
import hashlib
import importlib.machinery
import importlib.metadata
import importlib.util
import os
import tomllib
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from .errors import ConflictingDistributionError, SettingError, TargetNotFoundError
from .model import Problem, Source
from .settings import Settings

__all__ = ["default_targets", "find", "project_root", "refuse_conflict", "sources"]

_OTHER = "sphinx-autodocgen"
"""A distribution on PyPI that installs the import name ``sphinxcontrib_autodocgen``."""


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


def _files_of(target: str, base: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield the module name, file and import root of each file of a target."""
    if not _looks_like_path(target):
        locations = _locate(target)
        if locations:
            for location in locations:
                yield from _walk(location, target, _root_of(location, target))
            return
    path = (base / target).resolve()
    if path.is_file():
        name = _module_name(path)
        yield name, path, _root_of(path, name)
    elif path.is_dir() and _init_of(path):
        name = _module_name(path)
        yield from _walk(path, name, _root_of(path, name))
    elif path.is_dir():
        yield from _walk_folder(path)
    else:
        hint = "no such path" if _looks_like_path(target) else _name_hint(target)
        raise TargetNotFoundError(target, hint)


def _looks_like_path(target: str) -> bool:
    return "/" in target or os.sep in target or target.endswith((".py", ".pyi")) or target == "."


def _name_hint(target: str) -> str:
    if _find_spec(target.partition(".")[0], None) is None:
        return "install it, or give the path of its folder"
    return "it's there but has no Python source of that name"


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


def _module_name(path: Path) -> str:
    """Return the dotted name of a file or package folder, by the packages it lies in."""
    parts = [] if path.stem == "__init__" else [path.stem if path.is_file() else path.name]
    parent = path.parent
    while _init_of(parent):
        parts.append(parent.name)
        parent = parent.parent
    return ".".join(reversed(parts)) or path.stem


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
    for entry in sorted(path.iterdir()):
        if entry.is_symlink() and entry.is_dir():
            continue
        if entry.is_dir() and entry.name.isidentifier() and entry.name != "__pycache__":
            if _init_of(entry) or namespace:
                yield from _walk(entry, f"{name}.{entry.name}", root)
        elif _is_module(entry):
            yield (name if entry.stem == "__init__" else f"{name}.{entry.stem}"), entry, root


def _is_module(entry: Path) -> bool:
    """Tell whether a file is a module of its own: source, or a stub without source beside it."""
    if not entry.stem.isidentifier() or not entry.is_file():
        return False
    return entry.suffix == ".py" or (
        entry.suffix == ".pyi" and not entry.with_suffix(".py").is_file()
    )


def _walk_folder(folder: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield the modules and packages that a folder that is no package holds."""
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and _init_of(entry) and entry.name.isidentifier():
            yield from _walk(entry, entry.name, folder)
        elif _is_module(entry) and entry.stem not in ("setup", "conftest"):
            yield entry.stem, entry, folder


def _source(name: str, path: Path, root: Path, limit: int) -> Source:
    """Read a file's digest and imports; a file that can't be read gets an empty digest."""
    stub = path.with_suffix(".pyi")
    has_stub = path.suffix == ".py" and stub.is_file()
    package = path.stem == "__init__"
    try:
        data = path.read_bytes()
        digest = hashlib.blake2b(data, digest_size=16)
        if has_stub:
            digest.update(b"\0" + stub.read_bytes())
    except OSError:
        return Source(name, str(path), "", str(root), package)
    source = Source(
        name=name,
        path=str(path),
        digest=digest.hexdigest(),
        root=str(root),
        package=package,
        stub=str(stub) if has_stub else None,
    )
    if len(data) > limit:
        return source
    return msgspec.structs.replace(source, imports=_imports(data, source))


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
            found.update(f"{base}.{alias.name}" for alias in node.names if alias.name != "*")
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

    The names come from ``pyproject.toml`` (flit's module, setuptools' or poetry's packages, the
    project's name), the folders from the ``src`` or flat layout.

    Args:
        start: A folder of the project, usually the one of ``conf.py``.

    Returns:
        Absolute paths; empty if nothing was found.

    Raises:
        SettingError: If ``pyproject.toml`` isn't TOML.
    """
    root = project_root(start)
    if root is None:
        return []
    for layout in (root / "src", root):
        named = [_place(layout, name) for name in _declared_names(root)]
        present = [str(path) for path in named if path is not None]
        if present:
            return sorted(set(present))
    inside = (root / "src").iterdir() if (root / "src").is_dir() else ()
    return sorted(str(path) for path in inside if path.is_dir() and _init_of(path))


def _place(layout: Path, name: str) -> Path | None:
    folder = layout.joinpath(*name.split("."))
    if _init_of(folder):
        return folder
    module = folder.with_name(folder.name + ".py")
    return module if module.is_file() else None


def _declared_names(root: Path) -> Iterable[str]:
    path = root / "pyproject.toml"
    if not path.is_file():
        return []
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError("pyproject", str(path), f"not valid TOML: {error}") from None
    tool = table.get("tool", {})
    names = [tool.get("flit", {}).get("module", {}).get("name")]
    packages = tool.get("setuptools", {}).get("packages")
    names += packages if isinstance(packages, list) else []
    names += [entry.get("include") for entry in tool.get("poetry", {}).get("packages", [])]
    names += [tool.get("poetry", {}).get("name"), table.get("project", {}).get("name")]
    spelled = [name.replace("-", "_") for name in names if isinstance(name, str)]
    return spelled + [name.lower() for name in spelled]

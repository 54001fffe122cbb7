"""Files that call the project without belonging to it: its tests, examples and documentation.

They are looked for in a few folders beside the packages, never outside of the project's own, and
only those are read that import the project and name something of it whose parameters have no
annotation. What they say is used for types and for nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from . import analyze, cache, discover, execute
from .model import Module, Object, Source
from .settings import Settings

__all__ = ["Callers", "find"]

_SUFFIXES = (".py", ".rst", ".md")
_LEFT_OUT = {"build", "dist", "env", "node_modules", "site-packages", "venv"}
_INSTALLED = {"site-packages", "dist-packages"}
_MAX_FILES = 2_000
_MAX_BYTES = 20_000_000
_WORD = re.compile(rb"[A-Za-z_]\w*")
_CONSTRUCTORS = ("__init__", "__new__", "__call__")
_CODE = re.compile(rb"^\s*(?:>>> |```\s*py|\.\. code|[^#\n]*::\s*$)", re.MULTILINE)


class Callers:
    """The files of a run that call its project.

    Args:
        sources: The files.
        settings: Those of the run.
    """

    def __init__(self, sources: Sequence[Source], settings: Settings) -> None:
        self.sources = sources
        self.settings = settings
        engine = f"{analyze.read_caller.__name__}, {analyze.ENGINE}"
        self.keys = cache.keys(sources, settings, engine)

    def modules(self) -> list[Module]:
        """Read the files, or take what was kept of them; one that can't be read is left out."""
        store = cache.Cache(self.settings, Module)
        found = []
        todo = []
        for source in self.sources:
            known = store.get(self.keys[source.name])
            found += [known] if known is not None else []
            todo += [source] if known is None else []
        for outcome in execute.map_sources(analyze.read_caller, todo, self.settings):
            if outcome.module is not None:
                store.put(self.keys[outcome.source.name], outcome.module)
                found.append(outcome.module)
        return found


def find(
    sources: Sequence[Source], modules: Iterable[Module], settings: Settings, base: Path
) -> Callers:
    """Find the files that may say something of a project's parameters.

    Args:
        sources: The project's own files.
        modules: What was read of them.
        settings: ``callers`` says where to look.
        base: The folder that the run starts from.
    """
    names = set(_wanted(modules))
    if not settings.callers or not names:
        return Callers((), settings)
    root = _root(sources, base)
    found = [] if root is None else list(_chosen(sources, names, root.resolve(), settings))
    found += _examples(sources, root, settings)
    return Callers(found, settings)


def _wanted(modules: Iterable[Module]) -> Iterator[bytes]:
    """Yield the names by which what has a parameter without annotation may be called."""
    for module in modules:
        for obj in module.objects:
            if any(p.annotation is None for p in obj.parameters):
                short = obj.name.rpartition(".")[2]
                yield short.encode()
                if short in _CONSTRUCTORS:
                    yield from _classes(module.objects)


def _classes(objects: Iterable[Object]) -> Iterator[bytes]:
    return (obj.name.rpartition(".")[2].encode() for obj in objects if obj.kind == "class")


def _root(sources: Sequence[Source], base: Path) -> Path | None:
    """Return the folder of the project; of an installed one, of that which documents it."""
    for source in sources:
        if _INSTALLED.isdisjoint(Path(source.root).parts):
            return discover.project_root(Path(source.root).absolute())
    return discover.project_root(base.absolute())


def _chosen(
    sources: Sequence[Source], names: set[bytes], root: Path, settings: Settings
) -> Iterator[Source]:
    own = {Path(source.path).resolve() for source in sources}
    tops = {source.name.partition(".")[0] for source in sources}
    left = _MAX_BYTES
    found: dict[str, Source] = {}
    for path in islice(_files(root, settings.callers, own), _MAX_FILES):
        data = _bytes(path, settings.max_file_size)
        left -= len(data)
        if left >= 0 and _may_call(path, data, tops, names):
            source = discover.source_at(_name(path, root), path, root)
            if path.suffix != ".py" or any(n.partition(".")[0] in tops for n in source.imports):
                found.setdefault(source.name, source)
    yield from found.values()


def _files(root: Path, patterns: Iterable[str], own: set[Path]) -> Iterator[Path]:
    """Yield the files that patterns name, once each, but none of the project's own."""
    seen: set[Path] = set()
    folders = {parent for path in own for parent in path.parents}
    for pattern in patterns:
        for start in _matching(root, pattern):
            if start not in folders:
                for path in _walk(start):
                    if path not in own and path not in seen:
                        seen.add(path)
                        yield path


def _matching(root: Path, pattern: str) -> list[Path]:
    """Return what a pattern names in a folder: nothing outside, or behind a link."""
    path = Path(pattern)
    if not path.parts or path.is_absolute() or ".." in path.parts:
        return []
    try:
        return sorted(found for found in root.glob(pattern) if found.resolve() == found)
    except (ValueError, OSError):  # no pattern, or not ours to read
        return []


def _walk(path: Path) -> Iterator[Path]:
    """Yield the files below a folder, or the one; links could lead anywhere."""
    if path.is_symlink() or path.name.startswith((".", "_build", "__pycache__")):
        return
    if path.is_file():
        if path.suffix in _SUFFIXES:
            yield path
    elif path.name not in _LEFT_OUT and not (path / "pyvenv.cfg").exists():
        try:
            entries = sorted(path.iterdir())
        except OSError:  # gone, or not ours to read
            return
        for entry in entries:
            yield from _walk(entry)


def _bytes(path: Path, limit: int) -> bytes:
    try:
        return path.read_bytes() if path.stat().st_size <= limit else b""
    except OSError:
        return b""


def _may_call(path: Path, data: bytes, tops: set[str], names: set[bytes]) -> bool:
    """Tell from a file's words whether it's worth to be read.

    Helpers of tests, such as ``conftest.py``, are: what they make, tests call the project with.
    """
    if not any(top.encode() in data for top in tops):
        return False
    if path.suffix != ".py" and not _CODE.search(data):
        return False
    helper = path.suffix == ".py" and not path.stem.startswith("test_")
    return helper or not names.isdisjoint(_WORD.findall(data))


def _name(path: Path, root: Path) -> str:
    """Return the name of a file outside the project, by its place."""
    inside = path.relative_to(root)
    stem = () if path.name == "__init__.py" else (inside.stem,)
    parts = [part.replace(".", "_") for part in (*inside.parent.parts, *stem)]
    suffix = "" if path.suffix == ".py" else f"_{path.suffix[1:]}"
    return f"{analyze.OUTSIDE}{'.'.join(parts)}{suffix}"


def _examples(sources: Sequence[Source], root: Path | None, settings: Settings) -> Iterator[Source]:
    """Yield a source for the code in the docstrings of each of the project's that has some."""
    for source in sources:
        path = Path(source.path)
        if _CODE.search(_bytes(path, settings.max_file_size)):
            place = str(root) if root in path.parents else source.root
            name = f"{analyze.DOCSTRINGS}{source.name}"
            yield replace(source, name=name, root=place, package=False)

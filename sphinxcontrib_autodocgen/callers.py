"""Files that call the project without belonging to it: its tests, examples and documentation.

They are looked for in a few folders beside the packages, never outside of the project's own, and
only those are read that import the project and name something of it whose parameters have no
annotation. A test that names nothing but what many tests before it did is left out. What they say
is used for types and for nothing else.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from . import analyze, cache, discover, execute
from .model import Module, Source
from .settings import Settings

__all__ = ["Callers", "find"]

_SUFFIXES = (".py", ".rst", ".md")
_LEFT_OUT = {"build", "dist", "env", "node_modules", "site-packages", "venv"}
_INSTALLED = {"site-packages", "dist-packages"}
_MAX_FILES = 2_000
_MAX_BYTES = 20_000_000
_ENOUGH = 5
"""How many tests name a function before one more is taken to tell nothing new."""

_WORD = re.compile(rb"[A-Za-z_]\w*")
_CONSTRUCTORS = ("__init__", "__new__", "__call__")
_LINE_END = re.compile(rb"\r\n?|\n")
_HEAD = re.compile(rb"([ \t]*)(@|(?:async[ \t]+)?def[ \t]+(test\w*)|[^\s)\]}#])")
_DESCRIBED = re.compile(
    rb"^[ \t]*\.\. (?:py:)?(?:function|\w*method|class|exception)::", re.MULTILINE
)
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
    names = Counter(_wanted(modules))
    if not settings.callers or not names:
        return Callers((), settings)
    root = _root(sources, base)
    found = [] if root is None else list(_chosen(sources, names, root.resolve(), settings))
    found += _examples(sources, root, settings)
    return Callers(found, settings)


def _wanted(modules: Iterable[Module]) -> Iterator[bytes]:
    """Yield the names by which what has a parameter without annotation may be called."""
    for module in modules:
        lacking = {
            o.name for o in module.objects if any(p.annotation is None for p in o.parameters)
        }
        shorts = [name.rpartition(".")[2] for name in lacking]
        yield from (short.encode() for short in shorts)
        if not set(_CONSTRUCTORS).isdisjoint(shorts):
            yield from {
                o.name.rpartition(".")[2].encode() for o in module.objects if o.kind == "class"
            }


def _root(sources: Sequence[Source], base: Path) -> Path | None:
    """Return the folder of the project; of an installed one, of that which documents it."""
    for source in sources:
        if _INSTALLED.isdisjoint(Path(source.root).parts):
            return discover.project_root(Path(source.root).absolute())
    return discover.project_root(base.absolute())


def _chosen(
    sources: Sequence[Source], names: Counter[bytes], root: Path, settings: Settings
) -> Iterator[Source]:
    own = {Path(source.path).resolve() for source in sources}
    tops = {source.name.partition(".")[0] for source in sources}
    left = _MAX_BYTES
    seen: Counter[bytes] = Counter()
    found: dict[str, Source] = {}
    for path in islice(_files(root, settings.callers, own), _MAX_FILES):
        data = _bytes(path, settings.max_file_size)
        left -= len(data)
        if left >= 0 and _may_call(path, data, tops, names):
            source = _source(path, data, root)
            if source.name not in found:
                cut = () if _helps(path) else tuple(_repeated(data, names, seen))
                found[source.name] = _without(source, cut)
    yield from found.values()


def _source(path: Path, data: bytes, root: Path) -> Source:
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    package = path.name == "__init__.py"
    return Source(_name(path, root), str(path), digest, str(root), package=package)


def _without(source: Source, cut: tuple[tuple[int, int], ...]) -> Source:
    """Return a source without some lines, which is another one to the cache."""
    digest = hashlib.blake2b(f"{source.digest}{cut}".encode(), digest_size=16).hexdigest()
    return replace(source, cut=cut, digest=digest) if cut else source


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


def _may_call(path: Path, data: bytes, tops: set[str], names: Counter[bytes]) -> bool:
    """Tell from a file's words whether it's worth to be read.

    Helpers of tests, such as ``conftest.py``, are: what they make, tests call the project with.
    """
    top = "|".join(map(re.escape, sorted(tops))).encode()
    begin = rb"\b(?:from|import)[ \t][^\n]*" if path.suffix == ".py" else b""
    if not re.search(rb"%b\b(?:%b)\b" % (begin, top), data):
        return False
    if path.suffix != ".py":
        telling = _CODE.search(data) or _DESCRIBED.search(data)
        return telling is not None and not names.keys().isdisjoint(_WORD.findall(data))
    return _helps(path) or not names.keys().isdisjoint(_WORD.findall(data))


def _helps(path: Path) -> bool:
    return path.suffix != ".py" or not path.stem.startswith("test_")


class _Test(NamedTuple):
    """A test, by its name and the lines of its decorators, of its name, and of its end."""

    name: bytes
    first: int
    line: int
    last: int


def _repeated(
    data: bytes, names: Counter[bytes], seen: Counter[bytes]
) -> Iterator[tuple[int, int]]:
    """Yield the first and last lines of tests that name nothing new.

    Args:
        data: A file with tests.
        names: What is asked about, and how many functions have the name.
        seen: How many tests named each of them so far; those of this file are added.
    """
    lines = _LINE_END.split(data)
    counts = Counter(_WORD.findall(data))
    tests = list(_tests(lines))
    defined = Counter(test.name for test in tests)
    for test in tests:
        text = b"\n".join(lines[test.first - 1 : test.last])
        words = names.keys() & set(_WORD.findall(text))
        fixed = b"fixture" in b"".join(lines[test.first - 1 : test.line - 1])
        alone = counts[test.name] == defined[test.name] and not fixed
        if alone and words and all(seen[word] >= _ENOUGH * names[word] for word in words):
            yield test.first, test.last
        else:
            seen.update(words)


def _tests(lines: Sequence[bytes]) -> Iterator[_Test]:
    """Yield the tests of a file, as far as indentation tells: parsing takes ten times as long."""
    first, margin, test = 0, b"", None
    for number, line in enumerate([*lines, b"end"], 1):
        head = _HEAD.match(line)
        if head is None or (first and len(head[1]) > len(margin)):
            continue
        if test is not None:
            yield test._replace(last=number - 1)
        if not first or test is not None or head[1] != margin:
            first, margin = number, head[1]
        test = _Test(head[3], first, number, number) if head[3] else None
        if test is None and head[2] != b"@":
            first = 0


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

"""Files that call the project without belonging to it: its tests, examples and documentation.

They are looked for in a few folders beside the packages, never outside of the project's own, and
modules of the packages that test count as such. Only those are read that import the project and
name something of it whose parameters have no annotation, and documents that describe objects by
directives. A test that names nothing but what many tests before it did is left out.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from . import cache, discover, files, ir, later
from .engine import ENGINE
from .model import Module, Source
from .settings import Settings
from .surface import test_modules

if TYPE_CHECKING:
    from . import analyze, reading
else:
    analyze = later.LaterModule(".analyze", __package__)
    reading = later.LaterModule(".reading", __package__)

__all__ = ["Callers", "digest", "find", "places"]

_SUFFIXES = (".py", ".rst", ".md")
_LEFT_OUT = {"build", "dist", "env", "node_modules", "site-packages", "venv"}
_INSTALLED = {"site-packages", "dist-packages"}
_MAX_FILES = 2_000
_MAX_BYTES = 20_000_000
_ENOUGH = 5
"""Number of tests that name a function, after which another one adds nothing."""

_WORD = re.compile(rb"[A-Za-z_]\w*")
_CONSTRUCTORS = ("__init__", "__new__", "__call__")
_LINE_END = re.compile(rb"\r\n?|\n")
_HEAD = re.compile(rb"([ \t]*)(@|(?:async[ \t]+)?def[ \t]+(test\w*)|[^\s)\]}#])")
_DESCRIBED = re.compile(
    rb"^[ \t]*(?:\.\. |(?:`{3,}|:{3,}|~{3,})\{)(?:py:)?"
    rb"(?:function|\w*method|class|exception|attribute|property|data|decorator)(?:::|\})",
    re.MULTILINE,
)


@functools.cache
def _code_sign() -> re.Pattern[bytes]:
    return re.compile(analyze.CODE_SIGN.pattern.encode(), re.MULTILINE)


class Callers:
    """The files of a run that call its project.

    Args:
        sources: The files.
        settings: Those of the run.
        examples: The code in the docstrings of the project's own modules.
    """

    def __init__(
        self, sources: Sequence[Source], settings: Settings, examples: Sequence[Module] = ()
    ) -> None:
        self.sources = sources
        self.settings = settings
        self.examples = examples
        engine = f"{analyze.read_caller.__name__}, {ENGINE}"
        self.keys = cache.keys(sources, settings, engine)
        self.keys |= {module.name: f"{module.name}, {module.path}" for module in examples}

    def modules(self) -> list[Module]:
        """Read the files, or take what was kept of them; one that can't be read is skipped."""
        outcomes = reading.read(analyze.read_caller, self.sources, self.keys, self.settings)
        found = [outcome.module for outcome in outcomes if outcome.module is not None]
        return [*self.examples, *found]


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
    known = list(modules)
    tests = test_modules(known)
    known = [module for module in known if module.name not in tests]
    names = Counter(_wanted(known))
    if not settings.callers:
        return Callers((), settings)
    places = [(Path(source.path), Path(source.root)) for source in sources if source.name in tests]
    places += _outside(sources, settings, base)
    tops = {source.name.partition(".")[0] for source in sources}
    found = list(_chosen(places[:_MAX_FILES], names, tops, settings))
    root = _root(sources, base)
    root = root.resolve() if root is not None else None
    return Callers(found, settings, list(_examples(sources, known, root)))


def digest(sources: Sequence[Source], settings: Settings, base: Path) -> str:
    """Return a digest of all files outside a project in which calls of it are looked for.

    Args:
        sources: The project's own files.
        settings: ``callers`` says where to look.
        base: The folder that the run starts from.
    """
    found = hashlib.blake2b(digest_size=16)
    left = _MAX_BYTES
    for path, root in _outside(sources, settings, base):
        data = _bytes(path, settings.max_file_size)
        left -= len(data)
        if left < 0:
            break  # of what is behind it, no call is read
        inside = str(path).removeprefix(str(root))
        found.update(f"{inside}\0".encode(errors="surrogateescape"))
        found.update(hashlib.blake2b(data).digest())
    return found.hexdigest()


def places(sources: Sequence[Source], base: Path) -> list[str]:
    """Return where the files of a project are in it, wherever that is.

    Args:
        sources: The files.
        base: The folder that the run starts from.
    """
    root = _root(sources, base)
    root = root.resolve() if root is not None else None
    return [_inside(source.path, root, source.root) for source in sources]


def _inside(path: str, root: Path | None, place: str) -> str:
    """Return the path of a source below the folder of the project, or else of its package."""
    top = str(root) if root is not None and path.startswith(f"{root}{os.sep}") else place
    return os.path.relpath(path, top).replace(os.sep, "/")


def _outside(
    sources: Sequence[Source], settings: Settings, base: Path
) -> Iterator[tuple[Path, Path]]:
    """Yield the files beside a project in which calls are looked for, and its folder."""
    root = _root(sources, base)
    if root is not None and settings.callers:
        own = {Path(source.path).resolve() for source in sources}
        root = root.resolve()
        for path in islice(_files(root, settings.callers, own), _MAX_FILES):
            yield path, root


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
    places: Iterable[tuple[Path, Path]], names: Counter[bytes], tops: set[str], settings: Settings
) -> Iterator[Source]:
    """Yield the files that may tell something.

    Args:
        places: Paths, and the folder that the name of each begins at.
        names: What is asked about.
        tops: The project's packages.
        settings: Limits.
    """
    left = _MAX_BYTES
    seen: Counter[bytes] = Counter()
    found: dict[str, Source] = {}
    for path, root in places:
        if path.suffix == ".py" and not names:
            continue  # no call is asked for
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
    folders = {parent for path in own for parent in path.parents}
    starts = (start for pattern in patterns for start in _matching(root, pattern))
    seen = set(own)
    for path in chain.from_iterable(_walk(start) for start in starts if start not in folders):
        if path not in seen:
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
    waiting = [path]
    while waiting:  # no recursion: a path can be deeper than Python's stack
        path = waiting.pop()
        if path.is_symlink() or path.name.startswith((".", "_build", "__pycache__")):
            continue
        if files.is_file(path):
            if path.suffix in _SUFFIXES and files.shown(path) == str(path):
                yield path
        elif path.name not in _LEFT_OUT and not files.is_file(path / "pyvenv.cfg"):
            with contextlib.suppress(OSError):  # gone, or not ours to read
                waiting += sorted(path.iterdir(), reverse=True)


def _bytes(path: Path, limit: int) -> bytes:
    try:
        return files.read(path, limit)
    except OSError:
        return b""


def _may_call(path: Path, data: bytes, tops: set[str], names: Counter[bytes]) -> bool:
    """Tell from a file's words whether it's worth to be read.

    Helpers of tests, such as ``conftest.py``, are: what they make, tests call the project with.
    """
    top = "|".join(map(re.escape, sorted(tops))).encode()
    if path.suffix == ".py":
        named = rb"\b(?:from[ \t]+\.|(?:from|import)[ \t][^\n]*\b(?:%b)\b)" % top
    else:
        named = rb"\b(?:%b)\b" % top
    if not re.search(named, data):
        return False
    if path.suffix != ".py":
        shows = _code_sign().search(data) is not None
        calls = shows and not names.keys().isdisjoint(_WORD.findall(data))
        return calls or _DESCRIBED.search(data) is not None
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
    margin: bytes | None = None  # of the definition being read, whose decorators begin at first
    first, test = 0, None
    for number, head in _heads([*lines, b"end"]):
        if margin is not None and len(head[1]) > len(margin):
            continue
        if test is not None:
            yield test._replace(last=number - 1)
        if test is not None or head[1] != margin:
            first, margin = number, head[1]
        test = _Test(head[3], first, number, number) if head[3] else None
        if test is None and head[2] != b"@":
            margin = None


def _heads(lines: Iterable[bytes]) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Yield number and parts of the lines that may begin a statement."""
    for number, line in enumerate(lines, 1):
        head = _HEAD.match(line)
        if head is not None:
            yield number, head


def _name(path: Path, root: Path) -> str:
    """Return the name of a file outside the project, by its place."""
    inside = path.relative_to(root)
    stem = () if path.name == "__init__.py" else (inside.stem,)
    parts = [part.replace(".", "_") for part in (*inside.parent.parts, *stem)]
    suffix = "" if path.suffix == ".py" else f"_{path.suffix[1:]}"
    return f"{ir.OUTSIDE}.{'.'.join(parts)}{suffix}"


def _examples(
    sources: Sequence[Source], modules: Iterable[Module], root: Path | None
) -> Iterator[Module]:
    """Yield the code in the docstrings of the project's modules, by its place in the project."""
    roots = {source.path: source.root for source in sources}
    for module in modules:
        if module.examples is not None:
            path = _inside(module.path, root, roots[module.path])
            yield replace(module.examples, path=path)

"""Stubs of the standard library kept between runs: the text of each definition, by its name.

To parse a whole stub takes most of the time that stubs take, and of most modules a few names are
asked for. All that runs asked for are one entry of the cache, for one version of the stubs, of
Python and of the platform, which stubs tell apart. A definition is parsed when it's asked for.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
from typeshed_client.finder import ModulePath
from typeshed_client.parser import ImportedName, NameInfo, OverloadedName

from ... import files
from ...cache import Cache, key_of
from ...engine import ENGINE
from ...settings import Settings
from .compact import compact_definition
from .hints import dotted_name

__all__ = ["KeptName", "KeptStubs", "LazyNames", "Stub", "stub_of"]

_INSIDE = "if 1:\n"
"""What is before a definition that is indented, so that it can be parsed."""


class _Import(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A name that is imported, or a module if there is none."""

    module: tuple[str, ...]
    name: str | None


class KeptName(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a stub says of a name.

    Attributes:
        exported: Whether others may import it.
        parts: Its definitions as source, without what is in a class; several if it's overloaded.
        members: What is in a class.
    """

    exported: bool
    parts: tuple[_Import | str, ...]
    members: dict[str, KeptName] | None = None


class Stub(msgspec.Struct, frozen=True, array_like=True):
    """The definitions of one module, and whether it's a package."""

    package: bool
    names: dict[str, KeptName]


class _Stubs(msgspec.Struct, frozen=True):
    """Encoded stubs, by the name of the module."""

    stubs: dict[str, msgspec.Raw]


class KeptStubs:
    """The stubs in the cache.

    Args:
        settings: Say where they are kept.
    """

    def __init__(self, settings: Settings) -> None:
        surroundings = (sys.platform, sys.implementation.name, tuple(sys.implementation.version))
        self._key = key_of(("stubs", surroundings), ENGINE)
        self._store = Cache(settings, _Stubs, private=True)
        self._known: dict[str, msgspec.Raw] | None = None
        self._new: dict[str, msgspec.Raw] = {}

    def get(self, name: str) -> Stub | None:
        """Return the stub of a module, None if it isn't kept."""
        if self._known is None:
            found = self._store.get(self._key)
            self._known = found.stubs if found is not None else {}
        data = self._known.get(name)
        try:
            return msgspec.msgpack.decode(data, type=Stub) if data is not None else None
        except (UnicodeDecodeError, msgspec.MsgspecError):
            return None

    def add(self, name: str, stub: Stub) -> None:
        """Keep the stub of a module.

        Args:
            name: Its name.
            stub: What it says.
        """
        self._new[name] = msgspec.Raw(msgspec.msgpack.encode(stub))

    def save(self) -> None:
        """Write what is new, beside what was known before."""
        if self._new:
            self._store.put(self._key, _Stubs({**(self._known or {}), **self._new}))


class LazyNames(Mapping[str, NameInfo]):
    """The names of a stub or of a class in it, each parsed when it's asked for.

    Args:
        kept: What the stub says.
    """

    def __init__(self, kept: Mapping[str, KeptName]) -> None:
        self._kept = kept
        self._made: dict[str, NameInfo] = {}

    def __getitem__(self, name: str) -> NameInfo:
        found = self._made.get(name)
        if found is None:
            found = self._made[name] = _info(name, self._kept[name])
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._kept

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)


def _info(name: str, kept: KeptName) -> NameInfo:
    """Return what is kept of a name as typeshed-client gives it."""
    parts = [_part(part) for part in kept.parts]
    node = parts[0] if len(parts) == 1 else OverloadedName(parts)
    members = LazyNames(kept.members) if kept.members is not None else None
    return NameInfo(name, kept.exported, node, members)  # type: ignore[arg-type]  # reads alike


def _part(part: _Import | str) -> ast.AST | ImportedName:
    if isinstance(part, _Import):
        return ImportedName(ModulePath(part.module), part.name)
    if part.startswith(" "):
        (inside,) = ast.parse(_INSIDE + part).body
        node: ast.stmt = inside.body[0]  # type: ignore[attr-defined]
    else:
        node = ast.parse(part).body[0]
    compact_definition(node)
    return node


# what is kept of a stub


def stub_of(path: Path, names: Mapping[str, NameInfo]) -> Stub | None:
    """Return what is kept of a stub, None if it can't be.

    Args:
        path: Its file.
        names: What it defines, as it was parsed.
    """
    data = files.read(path)
    if b"\r" in data or b"\f" in data or b"\t" in data:
        return None  # lines and columns may be counted otherwise
    try:
        found = _definitions(names, data.split(b"\n"))
    except _NoStatementError:
        return None
    return Stub(path.stem == "__init__", found)


class _NoStatementError(Exception):
    """A name is defined by something else than a statement."""


def _definitions(names: Mapping[str, NameInfo], lines: list[bytes]) -> dict[str, KeptName]:
    """Return what is kept of names, or raise if there's more to one than statements."""
    found = {}
    for name, info in names.items():
        nodes = info.ast.definitions if isinstance(info.ast, OverloadedName) else [info.ast]
        parts = tuple(_text(node, lines) for node in nodes)
        inside = info.child_nodes
        members = _definitions(inside, lines) if inside is not None else None
        found[name] = KeptName(info.is_exported, parts, members)
    return found


def _text(node: ast.AST | ImportedName, lines: list[bytes]) -> _Import | str:
    """Return the source of a definition, with its indentation."""
    if isinstance(node, ImportedName):
        return _Import(tuple(node.module_name), node.name)
    if not isinstance(node, ast.stmt):
        raise _NoStatementError
    start = _start(node)
    if isinstance(node, ast.ClassDef) and not _is_record(node):
        return _between(start, _start(node.body[0]), lines) + "..."
    return _between(start, (node.end_lineno or 0, node.end_col_offset or 0), lines)


def _is_record(node: ast.ClassDef) -> bool:
    """Tell whether a class is a named tuple, whose fields are asked for in their order."""
    bases = [base.value if isinstance(base, ast.Subscript) else base for base in node.bases]
    return any(dotted_name(base).endswith("NamedTuple") for base in bases)


def _start(node: ast.stmt) -> tuple[int, int]:
    """Return line and column of a statement, or of the first of its decorators."""
    first = next(iter(getattr(node, "decorator_list", ())), node)
    return first.lineno, node.col_offset


def _between(start: tuple[int, int], end: tuple[int, int], lines: list[bytes]) -> str:
    """Return the source between two places, behind as many spaces as are before it."""
    chosen = lines[start[0] - 1 : end[0]]
    chosen[-1] = chosen[-1][: end[1]]
    chosen[0] = b" " * start[1] + chosen[0][start[1] :]
    return b"\n".join(chosen).decode()

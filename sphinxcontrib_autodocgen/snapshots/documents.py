"""Which pages of a documentation a change of the API touches, by the names on them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from .. import files
from ..apidiff import Change

__all__ = ["touched"]

_FOLDERS = ("docs", "doc", "docs/source", "doc/source")
_SUFFIXES = (".rst", ".md", ".txt", ".ipynb")
_LEFT_OUT = ("_build", "build", "changelog", "changes", "node_modules")
_MODULE = re.compile(r"(?:automodule|autodoc2-object|automodapi)(?:::|\\})\s+(?P<name>[\w.]+)")


def touched(folder: Path, changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Return the pages that name what changed, or what it's in.

    Args:
        folder: The project's folder; its pages are in ``docs`` or ``doc``.
        changes: The changes.

    Returns:
        The changes by the pages' paths, which start from the folder.
    """
    known = list(changes)
    found = {}
    for path in _pages(folder):
        try:
            text = files.read_text(path, "replace")
        except OSError:
            continue
        modules = {match["name"] for match in _MODULE.finditer(text)}
        own = [change for change in known if _is_on(text, modules, change)]
        if own:
            found[path.relative_to(folder).as_posix()] = own
    return found


def _pages(folder: Path) -> Iterator[Path]:
    top = next((folder / name for name in _FOLDERS if (folder / name).is_dir()), None)
    for path in sorted(top.rglob("*")) if top is not None else ():
        inside = path.relative_to(folder).parts
        if path.suffix in _SUFFIXES and path.is_file() and not set(_LEFT_OUT) & set(inside):
            yield path


def _is_on(text: str, modules: Iterable[str], change: Change) -> bool:
    """Tell whether a page names what changed, in full or as a member of what it names."""
    names = {change.object, *change.also, *(p.name for p in (change.old, change.new) if p)}
    if any(name.startswith(f"{module}.") or name == module for name in names for module in modules):
        return True
    return any(re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", text) for name in names)

"""A version of a project, from wherever it's kept: a git revision, a folder, an archive, JSON.

What isn't a folder is read into a temporary one, analysed there and forgotten: nothing is checked
out, installed, imported or executed, and the user's work tree stays as it is. What a revision came
to is kept by its commit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec.structs import replace

from .. import document, files
from ..apidiff import Change
from ..errors import GitError, TargetNotFoundError
from ..model import Project
from ..settings import Settings
from . import release_changes, trees

__all__ = ["read", "release_changes", "touched", "trees"]

_REVISION = "git:"
"""Prefix of a name that is a revision, even if there's a file of that name."""

_LARGEST = 1_000_000_000
"""Size of the largest document that is read, in bytes."""


def read(target: str, base: Path, settings: Settings) -> Project:
    """Read one version of a project, with inferred types.

    Args:
        target: A folder, a wheel, an sdist, a document of ``inspect --format json``, a revision of
            the repository around ``base``, or an import name. What is both is the file; ``git:``
            before a revision makes it one.
        base: The folder that relative paths start from, and to which paths in the result are
            relative if they're inside.
        settings: The options of the analysis. ``packages`` says which packages of the version
            count; if it's empty, all that it would install. Test modules never do.

    Returns:
        The version. What could not be analysed is in its ``problems``.

    Raises:
        TargetNotFoundError: If there's no such thing, or no package in it.
        DocumentError: If a file can't be read.
    """
    project = _read(target, base, settings)
    if not project.modules and any(p.kind == "missing" for p in project.problems):
        raise TargetNotFoundError(target, "it holds no Python source")
    return project


def _read(target: str, base: Path, settings: Settings) -> Project:
    path = Path(os.path.abspath(base / target))  # noqa: PTH100  # a link keeps its own name
    if target.startswith(_REVISION) or not path.exists():
        return _named(target, base, settings)
    if path.is_dir():
        return trees.relative(trees.analysed(path, settings), base)
    if path.suffix == ".json":
        return document.from_json(files.read(path, _LARGEST), target)
    plain = replace(settings, cache="off")
    with trees.scratch() as scratch:
        tree = trees.unpack(path, scratch)
        return trees.relative(trees.analysed(tree, plain), tree)


def _named(target: str, base: Path, settings: Settings) -> Project:
    """Read a revision, or an installed package of that name."""
    try:
        return trees.read(base, target.removeprefix(_REVISION), settings)
    except GitError as error:
        project = trees.installed(target, base, settings)
        if not project.modules:
            hint = f"there's no such path, and no such revision either ({error.reason})"
            raise TargetNotFoundError(target, hint) from None
        return trees.relative(project, base)


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

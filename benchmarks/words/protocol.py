"""Hides docstrings of a package and keeps what their authors wrote, to compare guesses with.

What is hidden is a documented function or class; a class and its constructor are hidden together.
Types are found with nothing hidden, since they don't depend on most docstrings and are dear.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from sphinxcontrib_autodocgen import analyze, cache, discover, execute
from sphinxcontrib_autodocgen.describe.learned.corpus import owner_of, patterns_of
from sphinxcontrib_autodocgen.describe.view import View
from sphinxcontrib_autodocgen.model import Module, Object, Project
from sphinxcontrib_autodocgen.settings import Settings

__all__ = ["TESTS", "Mode", "Truth", "documented", "hidden_units", "hide", "records", "truths"]

Mode = Literal["files", "functions"]
"""Whether whole files are hidden, or functions at random."""

_HIDEABLE = ("function", "method", "property", "class")
TESTS = {"tests", "test", "testing", "conftest"}
"""Parts of the names of modules that hold tests, which no documentation is about."""


class _Records(msgspec.Struct):
    modules: list[Module]


class Truth(msgspec.Struct, frozen=True):
    """What an author wrote of a part that was hidden; ``text`` is its first sentence."""

    object: str
    part: str
    kind: str
    text: str


def records(package: Path, kept: Path, *, types: bool = True) -> list[Module]:
    """Return the modules of a package without its tests.

    Args:
        package: The package's folder.
        kept: Folder in which the result of an earlier run is kept.
        types: Whether to find the types that nobody wrote, which takes most of the time.
    """
    settings = Settings(packages=(str(package),), cache_dir=str(kept), jobs=1)
    sources, _ = discover.sources(settings, Path.cwd())
    sources = [s for s in sources if TESTS.isdisjoint(s.name.split("."))]
    store = cache.Cache(settings, _Records)
    seen = f"{types}" + "".join(source.digest for source in sources)
    key = hashlib.blake2b(seen.encode(), digest_size=20).hexdigest()
    known = store.get(key)
    if known is None:
        outcomes = execute.map_sources(analyze.analyze, sources, settings)
        modules = [outcome.module for outcome in outcomes if outcome.module is not None]
        if types:
            modules = analyze.complete(modules)
        known = _Records([replace(module, facts=None) for module in modules])
        store.put(key, known)
    return known.modules


def documented(modules: list[Module]) -> dict[str, str]:
    """Return the documented functions and classes, with the modules that they're in."""
    return {
        owner_of(obj.name): module.name
        for module in modules
        for obj in module.objects
        if obj.docstring is not None and obj.kind in _HIDEABLE
    }


def hidden_units(modules: list[Module], mode: Mode, seed: int, share: float = 0.3) -> set[str]:
    """Draw what is hidden.

    Args:
        modules: All modules.
        mode: Whether whole files are drawn.
        seed: Of the draw.
        share: How many of the documented functions and classes are to be hidden.
    """
    units = documented(modules)
    drawn = random.Random(seed)
    if mode == "functions":
        names = sorted(units)
        drawn.shuffle(names)
        return set(names[: round(share * len(names))])
    files = sorted(set(units.values()))
    drawn.shuffle(files)
    hidden: set[str] = set()
    for file in files:
        inside = {name for name, module in units.items() if module == file}
        if len(hidden) + len(inside) <= share * len(units) * 1.1:
            hidden |= inside
    return hidden


def hide(modules: list[Module], hidden: set[str]) -> list[Module]:
    """Return the modules without the docstrings that are hidden."""
    return [replace(m, objects=tuple(_hidden(obj, hidden) for obj in m.objects)) for m in modules]


def _hidden(obj: Object, hidden: set[str]) -> Object:
    if obj.kind in _HIDEABLE and owner_of(obj.name) in hidden:
        return replace(obj, docstring=None)
    return obj


def truths(modules: list[Module], hidden: set[str]) -> Iterator[Truth]:
    """Yield what the authors wrote of the hidden functions' parts."""
    view = View(Project(modules))
    for name in sorted(view.project):
        if owner_of(name) in hidden:
            for pattern in patterns_of(view.project[name], view):
                site = pattern.site
                yield Truth(site.object, site.part, site.kind, pattern.text)

"""Check of a set-up: versions, git, the cache, ``conf.py``, its settings and other extensions."""

from __future__ import annotations

import difflib
import importlib.util
import os
import platform
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Literal, NamedTuple

from packaging.requirements import Requirement
from packaging.version import InvalidVersion, Version

from .. import cache, discover, files, git, settings
from ..errors import AutodocgenError, GitError, SettingError
from ..settings import Settings
from .conf_py import EXTENSION, Assignment, ConfFile, find_conf

__all__ = ["Diagnosis", "examine"]

_DISTRIBUTION = "sphinxcontrib-autodocgen"
_PREFIX = "autodocgen_"
_NAPOLEON = "sphinx.ext.napoleon"
_LLMS = frozenset({"sphinx_llms_txt", "sphinx_llm"})
_TYPE_HINTS = "sphinx_autodoc_typehints"
_FIRST_TYPE_HINTS = Version("3.5")
"""Older ones warn of types that are only imported for type checkers."""


class Diagnosis(NamedTuple):
    """One thing that was looked at.

    Attributes:
        level: Whether it's right, worth knowing, or wrong.
        text: What was found and, if it isn't right, what to do.
    """

    level: Literal["ok", "note", "problem"]
    text: str


def examine(base: Path, named: Path | None, given: Mapping[str, object]) -> Iterator[Diagnosis]:
    """Yield all there is to say of a set-up.

    Args:
        base: The folder of the project.
        named: A ``conf.py`` or its folder; None if it's to be looked for.
        given: Settings of the command line, by name.
    """
    yield from _versions()
    yield from _git(base)
    values, wrong = _stated(base)
    chosen, errors = settings.convert({**values, **given})
    yield from wrong
    yield from (Diagnosis("problem", f"[tool.autodocgen]: {error}") for error in errors)
    yield from _cache(chosen)
    found = find_conf(named or base)
    if found:
        yield from _conf(found, base, chosen)
        return
    if named is not None:
        yield Diagnosis("problem", f"{files.shown(named)}: there is no conf.py; check the path")
    else:
        yield Diagnosis("note", "no conf.py found; 'build' needs none, and a path can be given")
    yield from _packages(chosen.packages, base)


def _versions() -> Iterator[Diagnosis]:
    """Compare this Python and what is installed with what our own metadata asks for."""
    yield Diagnosis("ok", f"Python {platform.python_version()}, {files.shown(sys.executable)}")
    own = metadata.version(_DISTRIBUTION)
    yield Diagnosis("ok", f"{_DISTRIBUTION} {own}")
    try:
        discover.refuse_conflict()
    except AutodocgenError as error:
        yield Diagnosis("problem", str(error))
    for text in metadata.requires(_DISTRIBUTION) or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield _compared(requirement)


def _compared(wanted: Requirement) -> Diagnosis:
    install = f"python -m pip install '{wanted.name}{wanted.specifier}'"
    found = _version(wanted.name)
    if found is None:
        return Diagnosis("problem", f"{wanted.name} isn't installed; {install}")
    if not wanted.specifier.contains(found, prereleases=True):
        text = f"{wanted.name} {found} doesn't fit {wanted.specifier}; {install}"
        return Diagnosis("problem", text)
    return Diagnosis("ok", f"{wanted.name} {found}")


def _version(distribution: str) -> str | None:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return None


def _git(base: Path) -> Iterator[Diagnosis]:
    """Say whether git can tell the history, which some commands and pages show."""
    needs = "'changelog', 'diff', 'check --diff' and hotspots"
    try:
        commit, is_shallow = git.head(base), git.is_shallow(base)
    except GitError as error:
        yield Diagnosis("note", f"git: {error.reason}; {needs} need git and a repository")
        return
    if commit is None:
        yield Diagnosis("note", f"git: nothing is committed yet; {needs} need a commit")
    elif is_shallow:
        text = f"git: a shallow clone; {needs} need the whole history: git fetch --unshallow"
        yield Diagnosis("note", text)
    else:
        yield Diagnosis("ok", f"git: a repository, at {commit.sha[:9]}")


def _stated(base: Path) -> tuple[Mapping[str, object], list[Diagnosis]]:
    """Return the settings of ``pyproject.toml``, and what is wrong with the file."""
    try:
        return settings.from_pyproject(base), []
    except SettingError as error:
        return {}, [Diagnosis("problem", str(error))]


def _cache(chosen: Settings) -> Iterator[Diagnosis]:
    """Say where the command line keeps results, and whether it can."""
    folder = cache.folder_of(chosen)
    shown = files.shown(folder)
    if chosen.cache == "off":
        yield Diagnosis("note", "cache: off, so that every run analyses all files")
    elif not _is_writable(folder):
        text = f"cache: {shown} isn't writable; give another as 'cache-dir', or its permission"
        yield Diagnosis("problem", text)
    else:
        size = sum(entry.size for entry in cache.Folder(folder).entries())
        limit = f" of {chosen.cache_size / 1e6:,.1f}" if chosen.cache_size else ""
        yield Diagnosis("ok", f"cache: {shown}, {size / 1e6:,.1f}{limit} MB")


def _is_writable(folder: Path) -> bool:
    """Tell whether files can be made in a folder, or the folder in the first one that is there."""
    there = next(path for path in (folder, *folder.parents) if files.exists(path))
    return files.is_folder(there) and os.access(there, os.W_OK | os.X_OK)


def _conf(found: list[Path], base: Path, chosen: Settings) -> Iterator[Diagnosis]:
    path, *others = found
    shown = _shown(path, base)
    try:
        conf = ConfFile(path)
    except AutodocgenError as error:
        yield Diagnosis("problem", str(error))
        return
    more = f"; not {', '.join(_shown(each, base) for each in others)}" if others else ""
    yield Diagnosis("ok", f"{shown} was read, not run{more}")
    yield from _listed(conf, shown)
    yield from _options(conf, shown)
    yield from _theme(conf, shown)
    yield from _neighbours(conf, shown)
    named = conf.options.get("autodocgen_packages")
    if named is None:
        yield from _packages(chosen.packages, path.parent)
    elif isinstance(named.value, list | tuple):
        yield from _packages(tuple(map(str, named.value)), path.parent)


def _shown(path: Path, base: Path) -> str:
    return files.shown(path.relative_to(base) if path.is_relative_to(base) else path)


def _listed(conf: ConfFile, shown: str) -> Iterator[Diagnosis]:
    """Say which extensions are listed and aren't there, and whether ours is."""
    if conf.has(EXTENSION):
        yield Diagnosis("ok", f"{shown} lists {EXTENSION!r}")
    elif conf.is_computed:
        text = f"{shown} computes 'extensions'; make sure that {EXTENSION!r} is among them"
        yield Diagnosis("note", text)
    else:
        text = f"{shown} doesn't list {EXTENSION!r} in 'extensions'; add it, and build again"
        yield Diagnosis("problem", text)
    own_path = "sys.path" in conf.source.text
    for name in conf.extensions:
        top = name.partition(".")[0]
        if not _is_there(top) and not files.exists(conf.path.parent / f"{top}.py"):
            text = f"{shown} lists {name!r}, which this Python doesn't have"
            if own_path:
                yield Diagnosis("note", f"{text}, unless the path that conf.py sets has")
            else:
                yield Diagnosis("problem", f"{text}; install it")


def _is_there(name: str) -> bool:
    """Tell whether a top-level name can be imported."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def _options(conf: ConfFile, shown: str) -> Iterator[Diagnosis]:
    """Check our options, as far as they are literals."""
    own = {n: found for n, found in conf.options.items() if n.startswith(_PREFIX)}
    known = {f"{_PREFIX}{option.name}": option for option in settings.options()}
    is_right = True
    for name, found in own.items():
        for diagnosis in _option(name, found, known, f"{shown}:{found.line}: {name}"):
            is_right = is_right and diagnosis.level != "problem"
            yield diagnosis
    if own and is_right:
        count = "1 option" if len(own) == 1 else f"{len(own)} options"
        yield Diagnosis("ok", f"{shown} sets {count} of ours")


def _option(
    name: str, found: Assignment, known: Collection[str], place: str
) -> Iterator[Diagnosis]:
    """Check one of our options: its name, and its value if that is a literal."""
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        hint = f"; {near[0]!r}?" if near else "; see the reference of settings"
        yield Diagnosis("problem", f"{place} isn't an option{hint}")
    elif not found.is_plain:
        yield Diagnosis("note", f"{place} is computed, so it wasn't checked")
    else:
        _, errors = settings.checked({name.removeprefix(_PREFIX): found.value})
        yield from (Diagnosis("problem", f"{place} = {e.value!r}: {e.reason}") for e in errors)


def _theme(conf: ConfFile, shown: str) -> Iterator[Diagnosis]:
    theme = conf.plain("html_theme", "alabaster" if "html_theme" not in conf.options else None)
    if not isinstance(theme, str):
        return
    themes = {entry.name: entry for entry in metadata.entry_points(group="sphinx.html_themes")}
    if theme in themes and (owner := themes[theme].dist) is not None:
        yield Diagnosis("ok", f"theme {theme}, of {owner.name} {owner.version}")
    elif theme in _own_themes():
        yield Diagnosis("ok", f"theme {theme}, of Sphinx")
    elif "html_theme_path" not in conf.options and not _is_there(theme.replace("-", "_")):
        line = conf.options["html_theme"].line
        text = f"{shown}:{line}: html_theme = {theme!r}, which isn't installed; install it"
        yield Diagnosis("problem", text)


def _own_themes() -> set[str]:
    """Return the names of the themes that come with Sphinx."""
    spec = importlib.util.find_spec("sphinx")
    places = list(spec.submodule_search_locations or ()) if spec is not None else []
    return {path.name for place in places for path in Path(place).glob("themes/*")}


def _neighbours(conf: ConfFile, shown: str) -> Iterator[Diagnosis]:
    """Say what to know of extensions beside ours: which exclude each other, what they need."""
    yield from _converters(conf, shown)
    if conf.has(_TYPE_HINTS):
        yield from _type_hints(conf.extensions, shown)
    if conf.plain("autodocgen_markdown") is True:
        for name in _LLMS.intersection(name.partition(".")[0] for name in conf.extensions):
            text = f"{shown} lists {name!r}, and 'autodocgen_markdown' is on: both write llms.txt;"
            yield Diagnosis("problem", f"{text} keep one, or set autodocgen_llms = False")


def _converters(conf: ConfFile, shown: str) -> Iterator[Diagnosis]:
    """Say what to know of the extensions that convert sections of docstrings."""
    if conf.has(_NAPOLEON) and conf.has("numpydoc"):
        text = f"{shown} lists napoleon and numpydoc, which convert the same sections; keep one"
        yield Diagnosis("problem", text)
    if conf.has(_NAPOLEON) and "napoleon_use_ivar" not in conf.options:
        text = "napoleon: set napoleon_use_ivar = True if an attribute is described twice"
        yield Diagnosis("note", text)
    if conf.has("numpydoc") and conf.plain("numpydoc_show_class_members", True) is not False:
        text = "numpydoc: set numpydoc_show_class_members = False if autodoc lists the members"
        yield Diagnosis("note", text)


def _type_hints(order: Sequence[str], shown: str) -> Iterator[Diagnosis]:
    """Say what to know of sphinx-autodoc-typehints: its place in the list, and its version."""
    if _NAPOLEON in order and order.index(_TYPE_HINTS) < order.index(_NAPOLEON):
        text = f"{shown} lists {_TYPE_HINTS!r} before napoleon, which it has to come after"
        yield Diagnosis("problem", text)
    version = _parsed(_version(_TYPE_HINTS))
    if version is not None and version < _FIRST_TYPE_HINTS:
        text = f"sphinx-autodoc-typehints {version} warns of types that are only imported for"
        yield Diagnosis("note", f"{text} type checkers; 3.5 doesn't")


def _parsed(version: str | None) -> Version | None:
    try:
        return Version(version) if version else None
    except InvalidVersion:
        return None


def _packages(named: tuple[str, ...], base: Path) -> Iterator[Diagnosis]:
    """Say which packages would be analysed, and how many modules they have."""
    try:
        targets = named or tuple(discover.default_targets(base))
    except SettingError:
        return  # that pyproject.toml can't be read is said already
    if not targets:
        text = "no package of the project is known, so that only what autodoc shows is analysed"
        yield Diagnosis("note", f"{text}; set 'packages' to name it")
        return
    found, problems = discover.sources(Settings(packages=targets), base)
    yield from (Diagnosis("problem", f"packages: {problem}") for problem in problems)
    if found:
        tops = ", ".join(sorted({source.name.partition(".")[0] for source in found}))
        count = "1 module" if len(found) == 1 else f"{len(found)} modules"
        yield Diagnosis("ok", f"packages: {tops} ({count})")

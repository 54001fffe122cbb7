"""Installs packages from PyPI, makes pages of them and reads what the pages show.

All benchmarks that look at pages use this one way: a page with ``automodule`` for each public module
that can be imported, built in a process of its own (``shown.py``) that writes every described
object, its texts and the build's warnings as JSON.
"""  # noqa: E501

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

NAPOLEON = "sphinx.ext.napoleon"
OURS = "sphinxcontrib_autodocgen"

_SHOWN = Path(__file__).with_name("shown.py")
_INSTALLED, _BUILT = 300, 900
"""How many seconds it may take to install a package, and to build its pages."""
_ASIDE = re.compile(r"(^|\.)(_|tests?\b|testing\b|conftest$|docs?$|examples?$|benchmarks?$|setup$)")
_CONF = "project = {name!r}\nextensions = {extensions!r}\n"
_IMPORTED = """
import contextlib, importlib, io, sys
sys.path[:0], after = sys.argv[1:2], sys.argv[2]
sys.path.append(after)
for name in sys.argv[3:]:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            importlib.import_module(name)
    except BaseException:
        continue
    print(name, file=sys.__stdout__)
"""


class Package(NamedTuple):
    """A package that was installed into folders of its own."""

    name: str
    version: str
    own: Path
    """The folder that holds the package and nothing else; it comes first on the path."""
    required: Path
    """The folder with what it requires; it comes last on the path."""
    modules: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Build(NamedTuple):
    """What one build showed and said; see ``shown.py`` for what an object holds."""

    objects: dict[str, dict[str, Any]]
    warnings: list[str]
    seconds: float
    failure: str


def install(requirement: str, cache: Path) -> Package:
    """Install a package and what it requires into folders of the cache, if they aren't there.

    Args:
        requirement: A name, or a name with a pinned version.
        cache: Where the folders are kept.

    Raises:
        subprocess.CalledProcessError: If pip can't install it.
    """
    found = install_alone(requirement, cache)
    own = Path(str(found.locate_file("")))
    required = own.with_name("required")
    _install_to(required, requirement)
    modules = tuple(_modules(own, required))
    return Package(re.split(r"[=<>~!;\[ ]", requirement)[0], found.version, own, required, modules)


def install_alone(requirement: str, cache: Path, *options: str) -> importlib.metadata.Distribution:
    """Install a package without what it requires, if it isn't there.

    Args:
        requirement: A name, or a name with a pinned version.
        cache: Where it is kept, in a folder of its own.
        options: More options of pip.

    Raises:
        subprocess.CalledProcessError: If pip can't install it.
    """
    own = cache / "packages" / re.sub(r"[^\w.=-]", "_", requirement) / "own"
    _install_to(own, "--no-deps", *options, requirement)
    return next(iter(importlib.metadata.distributions(path=[str(own)])))


def _install_to(folder: Path, *arguments: str) -> None:
    """Install into a folder that isn't there, with pip, or with uv where that is installed."""
    if folder.exists():
        return
    uv = shutil.which("uv")
    program = [uv, "pip"] if uv else [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    command = [*program, "install", "--quiet", "--target", str(unfinished), *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=_INSTALLED)
    unfinished.rename(folder)


def _modules(own: Path, required: Path) -> list[str]:
    names = [".".join(path.relative_to(own).with_suffix("").parts) for path in sources(own)]
    names = [name.removesuffix(".__init__") for name in names]
    return importable([n for n in names if not _ASIDE.search(n)], own, required)


def sources(own: Path) -> list[Path]:
    """Return the Python files of the package that a folder holds."""
    files = sorted(own.rglob("*.py"))
    return [f for f in files if all(part.isidentifier() for part in f.relative_to(own).parts[:-1])]


def importable(names: list[str], own: Path | str = "", required: Path | str = "") -> list[str]:
    """Return those modules that can be imported; asked in a process of its own.

    Args:
        names: The modules.
        own: A folder that comes first on the path.
        required: A folder that comes last on the path.
    """
    command = [sys.executable, "-W", "ignore", "-c", _IMPORTED, str(own), str(required), *names]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return [name for name in done.stdout.split() if name in set(names)]


def write_sources(
    folder: Path, name: str, modules: Collection[str], conf: str, options: str
) -> None:
    """Write a project with a page for each module.

    Args:
        folder: Where the project is written.
        name: Its title.
        modules: The modules.
        conf: What ``conf.py`` says.
        options: The options of each ``automodule``, such as ``:members: :undoc-members:``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    toc = "\n".join(f"   {module}" for module in modules)
    (folder / "index.rst").write_text(f"{name}\n{'=' * 60}\n\n.. toctree::\n\n{toc}\n")
    lines = "".join(f"   {option}\n" for option in options.split())
    for module in modules:
        title = f"{module}\n{'=' * len(module)}"
        (folder / f"{module}.rst").write_text(f"{title}\n\n.. automodule:: {module}\n{lines}")


def build(
    package: Package, folder: Path, extensions: list[str], options: str, *, keep: Path | None = None
) -> Build:
    """Build a package's pages without writing any, with ``-n``, and read what they show.

    Args:
        package: The package.
        folder: Where sources and doctrees are written; the cache of analyses goes beside it.
        extensions: The extensions beside autodoc.
        options: The options of each ``automodule``.
        keep: A folder that keeps results, where this one may be from an earlier run.
    """
    conf = _CONF.format(name=package.name, extensions=["sphinx.ext.autodoc", *extensions])
    kept = keep and keep / f"{_digest(package, extensions, options)}.json"
    if kept and kept.exists():
        return Build(**json.loads(kept.read_text(encoding="utf-8")))
    write_sources(folder / "source", package.name, package.modules, conf, options)
    built = _run(package, folder)
    if kept and not built.failure:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(built._asdict()), encoding="utf-8")
    return built


def _run(package: Package, folder: Path) -> Build:
    result = folder / "shown.json"
    paths = (folder / "source", result, package.own, package.required)
    command = [sys.executable, "-W", "ignore", str(_SHOWN), *map(str, paths)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=_BUILT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "XDG_CACHE_HOME": str(folder.parent), "PYTHONHASHSEED": "0"},
        )
    except subprocess.TimeoutExpired:
        return Build({}, [], _BUILT, f"took more than {_BUILT} s")
    if done.returncode or not result.exists():
        return Build({}, [], 0, done.stderr.strip()[-2000:] or "no result")
    return Build(**json.loads(result.read_text(encoding="utf-8")), failure="")


def _digest(package: Package, extensions: list[str], options: str) -> str:
    versions = (sys.version, importlib.metadata.version("sphinx"), _SHOWN.read_text())
    whole = (str(package), str(package.own), package.modules, extensions, options, versions)
    return hashlib.sha256(repr(whole).encode()).hexdigest()

"""Compares warnings and contents of real packages' pages: plain autodoc, and autodoc with us.

    python benchmarks/neighbours.py [PACKAGE ...] [--out FOLDER] [--theme NAME]

Each package has to be installed. A page with ``automodule`` and ``:members:`` is made for each of its
public modules that can be imported, and built twice with ``-n``: with the converter that the package's
own documentation uses, and with us beside it. A warning counts as added if its text is said more
often with us. "shown" are described objects, "empty" those of them with nothing but a signature, "CPU"
seconds of the processor for a build without any cache.
The exit status is 1 if any warning was added.
"""  # noqa: E501

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import re
import resource
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from pages import importable, write_sources
from shown import said

CONVERTERS = {
    "attr": "sphinx.ext.napoleon",
    "attrs": "sphinx.ext.napoleon",
    "rich": "sphinx.ext.napoleon",
    "networkx": "numpydoc",
}
DISTRIBUTIONS = {"attr": "attrs"}
PACKAGES = ("attr", "attrs", "click", "rich", "docutils", "jinja2", "networkx", "requests")

_EMPTY = re.compile(r'<dt class="sig (?:(?!</dt>).)*</dt>\s*<dd></dd>', re.DOTALL)
_TITLES = (
    "package", "pages", "warnings", "added",
    "shown", "with us", "empty", "with us", "CPU", "with us",
)  # fmt: skip
_CONF = """\
project = {package!r}
extensions = ["sphinx.ext.autodoc", *{extensions!r}]
html_theme = {theme!r}
numpydoc_show_class_members = False
"""


class Build(NamedTuple):
    """What a build said and showed."""

    warnings: Counter[str]
    shown: int
    empty: int
    seconds: float


def main() -> int:
    """Print the table, and the warnings that were added below it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="*", default=PACKAGES)
    parser.add_argument("--out", type=Path, help="keep pages and sources here")
    parser.add_argument("--theme", default="basic")
    arguments = parser.parse_args()
    out = arguments.out or Path(tempfile.mkdtemp())
    print("| " + " | ".join(_TITLES) + " |\n|" + " --- |" * len(_TITLES))
    added: list[str] = []
    for package in arguments.packages:
        modules = importable(public_modules(package))
        plain, ours = (
            build(
                package,
                modules,
                out / package / kind,
                _CONF.format(package=package, theme=arguments.theme, extensions=extensions),
            )
            for kind, extensions in (
                ("plain", converter(package)),
                ("ours", [*converter(package), "sphinxcontrib_autodocgen"]),
            )
        )
        more = ours.warnings - plain.warnings
        version = importlib.metadata.version(DISTRIBUTIONS.get(package, package))
        cells = (
            f"{package} {version}", len(modules), plain.warnings.total(), more.total(),
            plain.shown, ours.shown, plain.empty, ours.empty,
            round(plain.seconds), round(ours.seconds),
        )  # fmt: skip
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
        added += more.elements()
    print("", *added, sep="\n")
    return 1 if added else 0


def converter(package: str) -> list[str]:
    """Return the extension that reads the style of a package's docstrings, if it needs one."""
    return [CONVERTERS[package]] if package in CONVERTERS else []


def public_modules(package: str) -> list[str]:
    """Return the names of a package's modules, without private ones and tests."""
    spec = importlib.util.find_spec(package)
    assert spec is not None, f"{package} isn't installed"
    assert spec.origin is not None
    root = Path(spec.origin).parent
    names = (_module(path.relative_to(root.parent)) for path in sorted(root.rglob("*.py")))
    return [name for name in names if not re.search(r"\.(_|tests?\b|conftest$)", name)]


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def build(package: str, modules: list[str], folder: Path, conf: str) -> Build:
    """Build a package's pages."""
    source = folder / "source"
    write_sources(source, package, modules, conf, ":members:")
    command = [sys.executable, "-m", "sphinx", "-n", "-q", "-E", "-b", "html", str(source)]
    before = _spent()
    done = subprocess.run(
        [*command, str(folder / "html")],
        capture_output=True,
        text=True,
        check=False,
        env={"NO_COLOR": "1", "PATH": ""},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    seconds = _spent() - before
    return Build(
        Counter(said(done.stderr, str(source))), *described(folder / "html", modules), seconds
    )


def _spent() -> float:
    """Return the processor time of all processes that were run, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def described(folder: Path, modules: list[str]) -> tuple[int, int]:
    """Return how many objects the pages describe, and how many with a signature alone."""
    shown = empty = 0
    for name in modules:
        text = (folder / f"{name}.html").read_text(encoding="utf-8")
        shown += len(re.findall(r'<dt class="sig ', text))
        empty += len(_EMPTY.findall(text))
    return shown, empty


if __name__ == "__main__":
    sys.exit(main())

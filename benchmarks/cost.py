"""Measures what the extension adds to builds, against plain autodoc of the same pages.

    python benchmarks/cost.py PACKAGE... [--path FOLDER] [--repeat N]

PACKAGE is an importable package, from FOLDER if that is given (``pip install --target FOLDER``).
Its pages are an index and an ``automodule`` for each public module, with ``:members:``,
``:undoc-members:`` and napoleon. For each row both builds run one after the other, N times, and the
smallest CPU seconds of the process tree count:

cold
    Nothing is kept.
edited
    One module has a new private function; doctrees, pages and cache are kept.
unchanged
    Everything is kept.
warm
    Doctrees and pages are deleted; our cache is kept.
checkout
    All files are touched, one module is edited, everything is kept; with ``autodocgen_fresh``.
without the rule 'collection'
    Nothing is kept, and Python collects garbage as often as it does without us.
two processes
    ``-j 2`` against our own ``-j 1``, both cold; and the same of plain autodoc.
memory
    Peak memory of the largest process, cold.
"""

from __future__ import annotations

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

_CONF = """\
import sys
sys.path.insert(0, {path!r})
project = {name!r}
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon"{ours}]
suppress_warnings = ["config.cache"]
html_theme = "alabaster"
"""
_OURS = """\
, "sphinxcontrib_autodocgen"]
autodocgen_packages = [{package!r}]
autodocgen_fresh = {fresh}
autodocgen_optimization = {rules}
_ = ["""
_PAGE = """\
{name}
{line}

.. automodule:: {name}
   :members:
   :undoc-members:
"""
_EDIT = "\n\ndef _edited_by_the_benchmark_{number}(size):\n    return size\n"
_RULES = ("order", "jobs", "collection")
_RUN = """\
import resource, sys
from sphinx.builders import Builder
from sphinx.cmd.build import main
read, pages = Builder.read_doc, []
Builder.read_doc = lambda self, name, *rest, **named: (
    pages.append(name), read(self, name, *rest, **named)
)[1]
code = main(sys.argv[1:])
own, rest = (resource.getrusage(w) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = own.ru_utime + own.ru_stime + rest.ru_utime + rest.ru_stime
print("COST", cpu, max(own.ru_maxrss, rest.ru_maxrss) / 1024, len(pages))
sys.exit(code)
"""


class Cost(NamedTuple):
    """The cost of a build: seconds of the processor, MiB, and pages that one process read."""

    cpu: float
    memory: float
    pages: float


class Site:
    """Two projects with the same pages: plain autodoc, and with us."""

    def __init__(self, name: str, package: Path, folder: Path) -> None:
        self.name = name
        self.folder = folder
        self.package = folder / "code" / package.name
        shutil.copytree(package, self.package, ignore=shutil.ignore_patterns("__pycache__"))
        self.names = sorted(_modules(self.package))
        self._edits = 0
        for kind in ("plain", "ours"):
            self._write(kind)

    def _write(self, kind: str) -> None:
        source = self.folder / kind / "source"
        source.mkdir(parents=True)
        for name in self.names:
            text = _PAGE.format(name=name, line="=" * len(name))
            (source / f"{name}.rst").write_text(text, encoding="utf-8")
        toc = "".join(f"   {name}\n" for name in self.names)
        (source / "index.rst").write_text(
            f"Index\n=====\n\n.. toctree::\n\n{toc}", encoding="utf-8"
        )
        self.configure(kind)

    def configure(self, kind: str, *, fresh: bool = False, rules: tuple[str, ...] = _RULES) -> None:
        """Write the configuration of a project, if it's another."""
        ours = _OURS.format(package=str(self.package), fresh=fresh, rules=rules)
        own = ours if kind == "ours" else ""
        text = _CONF.format(path=str(self.package.parent), name=self.name, ours=own)
        path = self.folder / kind / "source" / "conf.py"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")

    def build(self, kind: str, *flags: str) -> Cost:
        """Build the pages of a project and return what that cost."""
        folder = self.folder / kind
        done = subprocess.run(
            [sys.executable, "-c", _RUN, "-q", *flags, "-d", str(folder / "doctrees"),
             str(folder / "source"), str(folder / "html")],
            cwd=folder,  # a checkout that this is started in would be imported first
            capture_output=True, text=True, check=False,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join(sys.path),  # what the package needs may be beside it
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONHASHSEED": "0",
            },
        )  # fmt: skip
        found = [line for line in done.stdout.splitlines() if line.startswith("COST")]
        if not found:
            raise SystemExit(done.stderr[-2000:])
        return Cost(*map(float, found[-1].split()[1:]))

    def clear(self, kind: str, *, cache: bool) -> None:
        """Delete doctrees and pages, and our cache too if asked to."""
        folder = self.folder / kind
        kept = folder / "doctrees" / "autodocgen"
        if not cache and kept.exists():
            kept.rename(folder / "kept")
        for name in ("doctrees", "html"):
            shutil.rmtree(folder / name, ignore_errors=True)
        if (folder / "kept").exists():
            (folder / "doctrees").mkdir()
            (folder / "kept").rename(kept)

    def edit(self) -> None:
        """Add a function to a module that has a page; each time another one."""
        path = self.package.joinpath(*self.names[len(self.names) // 2].split(".")[1:])
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
        with path.open("a", encoding="utf-8") as file:
            file.write(_EDIT.format(number=self._edits))
        self._edits += 1

    def touch(self) -> None:
        """Give all files the time of now."""
        for path in self.folder.rglob("*"):
            if path.suffix in {".py", ".rst"}:
                os.utime(path)

    def rows(self) -> Iterator[tuple[str, Cost, Cost]]:
        """Yield what each kind of build cost without and with us."""
        for kind in ("plain", "ours"):
            self.clear(kind, cache=True)
        cold = self.build("plain"), self.build("ours")
        yield "cold", *cold
        yield "unchanged", self.build("plain"), self.build("ours")
        self.edit()
        yield "edited", self.build("plain"), self.build("ours")
        for kind in ("plain", "ours"):
            self.clear(kind, cache=False)
        yield "warm", self.build("plain"), self.build("ours")
        for kind in ("plain", "ours"):
            self.configure(kind, fresh=True)
            self.touch()  # digests are noted of what is read
            self.build(kind)
        self.touch()
        self.edit()
        yield "checkout", self.build("plain"), self.build("ours")
        for kind, before in zip(("plain", "ours"), cold, strict=True):
            self.configure(kind)
            self.clear(kind, cache=True)
            yield f"two processes, {kind}", before, self.build(kind, "-j", "2")
        self.configure("ours", rules=tuple(rule for rule in _RULES if rule != "collection"))
        self.clear("ours", cache=True)
        yield "cold, without the rule 'collection'", cold[0], self.build("ours")


def main() -> None:
    """Print a row for each package and kind of build."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("packages", nargs="+")
    parser.add_argument("--path", type=Path)
    parser.add_argument("--repeat", type=int, default=1)
    options = parser.parse_args()
    if options.path:
        sys.path.insert(0, str(options.path))
    with tempfile.TemporaryDirectory() as folder:
        sys.path.insert(0, str(_installed(Path(folder))))
        _print_rows(options.packages, options.repeat)


def _installed(folder: Path) -> Path:
    """Return a folder with a copy of the extension, as an installer leaves it.

    From a checkout, it would look at its own code at each start for changes.
    """
    found = find_spec("sphinxcontrib_autodocgen")
    assert found is not None
    place = folder / "site-packages"
    code = Path(str(found.origin)).parent
    shutil.copytree(code, place / code.name, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(place, quiet=1)
    return place


def _print_rows(names: list[str], repeat: int) -> None:
    print("| package | build | plain CPU s | with us | ratio | plain MiB | with us | ratio |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for name in names:
        spec = find_spec(name)
        assert spec is not None, name
        assert spec.origin is not None, name
        best: dict[str, tuple[Cost, Cost]] = {}
        for _ in range(repeat):
            with tempfile.TemporaryDirectory() as folder:
                for row, plain, ours in Site(name, Path(spec.origin).parent, Path(folder)).rows():
                    known = best.get(row, (plain, ours))
                    best[row] = min(known[0], plain), min(known[1], ours)
        for row, (plain, ours) in best.items():
            cells = (plain.cpu, ours.cpu, ours.cpu / plain.cpu)
            memory = (plain.memory, ours.memory, ours.memory / plain.memory)
            values = " | ".join(f"{value:.2f}" for value in cells)
            print(f"| {name} | {row} | {values} | {memory[0]:.0f} | {memory[1]:.0f} |", end=" ")
            print(f"{memory[2]:.2f} |", flush=True)


def _modules(package: Path) -> Iterator[str]:
    """Yield the names of the public modules of a package."""
    for path in package.rglob("*.py"):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if not any(part.startswith("_") for part in name.split(".")):
            yield name


if __name__ == "__main__":
    main()

"""Builds the documentation of a project's commits one after another, as CI does with a kept cache.

    python benchmarks/history.py REPOSITORY --package FOLDER [--commits N] [--every N] [--plain]

REPOSITORY is a git repository, FOLDER the path of the package in it (``src/click``). For each of
the last N commits that touch the package, from the oldest on, the tree is checked out, all files
get the time of now, and pages are built twice: with ``autodocgen_fresh`` on the doctrees and pages
of the commit before, and from nothing. All files of HTML are compared. Printed are a row a commit:
seconds of the processor of both, pages read and written, and files that differ, which must be none;
with ``--plain`` also the seconds of Sphinx without us on its own kept doctrees and pages.

Pages are an index and an ``automodule`` for each public module, with ``:members:`` and
``:undoc-members:``, and with napoleon. The exit status is 1 if a file differs.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_CONF = """\
import sys
sys.path.insert(0, {path!r})
project = {name!r}
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon"{ours}]
autodocgen_fresh = {fresh}
suppress_warnings = ["config.cache"]
html_theme = "alabaster"
"""
_PAGE = """\
{name}
{line}

.. automodule:: {name}
   :members:
   :undoc-members:
"""
_INDEX = "Index\n=====\n\n.. toctree::\n\n"
_IGNORED = {"searchindex.js", ".buildinfo", ".buildinfo.bak"}


def main() -> int:
    """Print a row for each commit and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("repository", type=Path)
    parser.add_argument("--package", required=True)
    parser.add_argument("--commits", type=int, default=50)
    parser.add_argument("--plain", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return _History(options, Path(folder)).run()


class _History:
    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.tree = folder / "tree"
        self.work = folder / "work"
        _git(Path.cwd(), "clone", "-q", "-n", str(options.repository.absolute()), str(self.tree))

    def run(self) -> int:
        """Build each commit, and print what that took."""
        wanted = ("log", "--first-parent", "--format=%h", f"-{self.options.commits}")
        commits = _git(self.tree, *wanted, "--", self.options.package).split()[::-1]
        print("| commit | CPU fresh | CPU from nothing | CPU plain | read | written | differ |")
        total, differing = [0.0, 0.0, 0.0], 0
        for commit in commits:
            _git(self.tree, "checkout", "-q", "-f", commit)
            self._touch()
            fresh, output = self._build("fresh", fresh=True)
            shutil.rmtree(self.work / "full", ignore_errors=True)
            full, _ = self._build("full", fresh=False)
            plain = self._build("plain", fresh=False, ours=False)[0] if self.options.plain else 0.0
            differ = sorted(self._differ())
            differing += len(differ)
            total = [a + b for a, b in zip(total, (fresh, full, plain), strict=True)]
            read, written = _count(output)
            row = f"| {commit} | {fresh:.1f} | {full:.1f} | {plain:.1f} | {read} | {written} |"
            print(row, " ".join(differ) or "0", "|", flush=True)
        rest = "| | |" if not total[2] else f"| fresh / plain {total[0] / total[2]:.2f} | |"
        print(f"| {len(commits)} commits | {total[0]:.1f} | {total[1]:.1f} | {total[2]:.1f}", rest)
        print(f"files that differ: {differing}")
        return int(differing > 0)

    def _touch(self) -> None:
        """Give every file the time of now, as a checkout in CI does."""
        for path in self.tree.rglob("*"):
            if ".git" not in path.parts and path.is_file():
                os.utime(path)

    def _build(self, kind: str, *, fresh: bool, ours: bool = True) -> tuple[float, str]:
        """Build the pages of a kind, and return the seconds of the processor, and what was said."""
        package = self.tree / self.options.package
        source = self.work / kind / "source"
        source.mkdir(parents=True, exist_ok=True)
        own = f', "sphinxcontrib_autodocgen"]\nautodocgen_packages = [{str(package)!r}' * ours
        conf = _CONF.format(path=str(package.parent), name=package.name, ours=own, fresh=fresh)
        if not ours:
            conf = conf.replace("autodocgen_fresh = False\n", "")
        (source / "conf.py").write_text(conf, encoding="utf-8")
        names = sorted(_modules(package))
        for name in names:
            text = _PAGE.format(name=name, line="=" * len(name))
            (source / f"{name}.rst").write_text(text, encoding="utf-8")
        for path in set(source.glob("*.rst")) - {source / f"{name}.rst" for name in names}:
            path.unlink()
        toc = "\n".join(f"   {name}" for name in names)
        (source / "index.rst").write_text(
            f"Index\n=====\n\n.. toctree::\n\n{toc}\n", encoding="utf-8"
        )
        command = [sys.executable, "-m", "sphinx", "-v", "-d", str(source.parent / "doctrees")]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [*command, str(source), str(source.parent / "html")],
            capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"},
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode:
            raise SystemExit(done.stderr[-2000:])
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return spent, done.stdout

    def _differ(self) -> set[str]:
        """Return the files of HTML that aren't those of a build from nothing."""
        found = []
        for kind in ("fresh", "full"):
            folder = self.work / kind / "html"
            paths = [p for p in folder.rglob("*") if p.is_file() and p.name not in _IGNORED]
            found.append({str(p.relative_to(folder)): p.read_bytes() for p in paths})
        names = found[0].keys() | found[1].keys()
        # the old page of a module that is gone stays, as in any output folder that is kept
        return {name for name in names if name in found[1] and found[0].get(name) != found[1][name]}


def _modules(package: Path) -> list[str]:
    """Return the names of the public modules of a package."""
    found = []
    for path in package.rglob("*.py"):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        if not any(part.startswith("_") or part == "__main__" for part in name.split(".")):
            found.append(name)
    return found


def _count(output: str) -> tuple[int, int]:
    changed = re.search(r"(\d+) added, (\d+) changed", output)
    written = set(re.findall(r"writing output\.\.\. \[ *\d+%\] (\S+)", output))
    read = sum(map(int, changed.groups())) if changed else 0
    return read, len(
        set(re.findall(r"writing output\.\.\. \[ *\d+%\] (\S+)", output))
    ) if written else 0


def _git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout


if __name__ == "__main__":
    sys.exit(main())

"""Compares pages of builds that keep results, or have processes, with those from nothing.

    python benchmarks/same.py PACKAGE... [--path FOLDER]

PACKAGE is an importable package, from FOLDER if that is given; its pages are those of ``cost.py``.
For each it prints how many files of the HTML output differ between

- a build from nothing and one whose doctrees were deleted, with our cache;
- a build after an edit, with all that was kept, and one from nothing of the same code;
- ``-j 1`` and ``-j 2``;

the last two of plain autodoc too. It also prints how many pages are read if nothing changed, and of
how many files the results are found when the project and its cache are in another folder.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from cost import Site

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

_UNLIKE = {".buildinfo"}
"""Files that say with which options Sphinx was started."""

_Files = dict[Path, bytes]


def main() -> None:
    """Print a line for each package."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("packages", nargs="+")
    parser.add_argument("--path", type=Path)
    options = parser.parse_args()
    if options.path:
        sys.path.insert(0, str(options.path))
    for name in options.packages:
        found = find_spec(name)
        assert found is not None, name
        with tempfile.TemporaryDirectory() as folder:
            _print(name, Path(str(found.origin)).parent, Path(folder))


def _print(name: str, package: Path, folder: Path) -> None:
    site = Site(name, package, folder)
    site.build("plain")
    cold = _built(site, "ours")
    read = site.build("ours").pages
    site.clear("ours", cache=False)
    warm = _built(site, "ours")
    hits, files = _moved(site)
    site.edit()
    compared = [_differences(site, kind) for kind in ("ours", "plain")]
    edits, divided = zip(*compared, strict=True)
    print(
        f"{name}: of {len(cold)} files differ: warm {_different(cold, warm)}; "
        f"after an edit {edits[0]} (plain autodoc {edits[1]}); "
        f"-j 2 {divided[0]} (plain autodoc {divided[1]}); "
        f"pages read without a change: {read:.0f}; hits in another folder: {hits} of {files}",
        flush=True,
    )


def _differences(site: Site, kind: str) -> tuple[int, int]:
    """Return how many files differ after an edit, and with two processes, from a build anew."""
    edited = _built(site, kind)
    site.clear(kind, cache=True)
    fresh = _built(site, kind)
    site.clear(kind, cache=True)
    return _different(edited, fresh), _different(fresh, _built(site, kind, "-j", "2"))


def _built(site: Site, kind: str, *flags: str) -> _Files:
    """Build pages and return the files."""
    site.build(kind, *flags)
    folder = site.folder / kind / "html"
    paths = (path for path in folder.rglob("*") if path.is_file() and path.name not in _UNLIKE)
    return {path.relative_to(folder): path.read_bytes() for path in paths}


def _different(one: _Files, other: _Files) -> int:
    return sum(one.get(name) != other.get(name) for name in one.keys() | other.keys())


def _moved(site: Site) -> tuple[int, int]:
    """Return how many results are found for a project in another folder, and how many files it has.

    Only its code and its cache are there.
    """
    with tempfile.TemporaryDirectory() as folder:
        code, kept = Path(folder) / "elsewhere" / site.package.name, Path(folder) / "kept"
        shutil.copytree(site.package, code)
        shutil.copytree(site.folder / "ours" / "doctrees" / "autodocgen", kept)
        report = Report()
        pipeline.run(Settings(packages=(str(code),), cache_dir=str(kept)), Path(folder), report)
        return report.cached, report.cached + report.analysed


if __name__ == "__main__":
    main()

"""Inject all faults of the tests, and count the promises that were kept.

``python benchmarks/promises.py [--write PAGE]`` runs the tests of nasty input, faults, equal output
and hostile texts, and prints a row of a Markdown table for each file of them. A test is a fault
that is injected and what is promised for it. Exits with 1 if a promise wasn't kept.
"""

from __future__ import annotations

import argparse
import ast
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

from corpus import put

_TESTS = Path(__file__).parents[1] / "tests"
_FILES = (
    *(
        "robust",
        "types_robust",
        "faults",
        "execute",
        "cache",
        "shared_cache",
        "writing",
        "same",
        "git",
        "inert",
    ),
    "security",
)
_HEAD = "| Tests | Of what | Faults injected | Promises kept | Not tried here |"


def _counts(files: list[Path]) -> dict[str, Counter[str]]:
    """Run test files, and return what became of their tests."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *map(str, files)]
        subprocess.run(command, cwd=_TESTS.parent, stdout=sys.stderr, check=False)
        found: dict[str, Counter[str]] = {}
        for case in ElementTree.parse(report).iter("testcase"):
            name = case.get("classname", "").rpartition(".")[2]
            ends = [child.tag for child in case if child.tag in ("failure", "error", "skipped")]
            found.setdefault(name, Counter())[ends[0] if ends else "kept"] += 1
    return found


def main() -> int:
    """Print the table, and write it into a page if one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page")
    options = parser.parse_args()
    files = [path for name in _FILES if (path := _TESTS / f"test_{name}.py").exists()]
    counts = _counts(files)
    lines = [_HEAD, "| --- | --- | --- | --- | --- |"]
    good = True
    for path in files:
        said = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition(
            "\n"
        )[0]
        found = counts.get(path.stem, Counter())
        tried = found.total() - found["skipped"]
        good &= tried == found["kept"] > 0
        lines.append(f"| `{path.name}` | {said} | {tried} | {found['kept']} | {found['skipped']} |")
    total: Counter[str] = sum(counts.values(), Counter())
    tried = total.total() - total["skipped"]
    lines.append(f"| all | | {tried} | {total['kept']} | {total['skipped']} |")
    print("\n".join(lines))
    if options.write:
        put(options.write, "promises", lines)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""Read whole standard libraries and packages, tests included, and count what became of each file.

``python benchmarks/corpus.py [--write PAGE] NAME...`` takes folders and import names; without any,
the standard library of this Python. Prints a row of a Markdown table for each: the files tried, the
records by kind, the crashes of ours, the hangs (files that took more than ten CPU seconds), the
files lost without a record, and what it took. Exits with 1 if any was lost, crashed or hung.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import resource
import subprocess
import sys
import sysconfig
from collections import Counter
from pathlib import Path
from typing import Any

_HEAD = "| What | Files | Records | Crashes | Hangs | Lost | CPU s | Peak MB |"
_HANG = 10.0
"""CPU seconds for one file that count as a hang."""


def put(page: Path, name: str, lines: list[str]) -> None:
    """Put lines into a page, between its marks of that name."""
    begin, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    text = before + begin + "\n".join(lines) + f"\n{end}" + rest.partition(end)[2]
    page.write_text(text, encoding="utf-8")


def _read(folder: Path) -> dict[str, Any]:
    """Read all Python files below a folder; those that no package holds are named one by one."""
    from sphinxcontrib_autodocgen import discover, pipeline
    from sphinxcontrib_autodocgen.report import Report
    from sphinxcontrib_autodocgen.settings import Settings

    files = (
        path
        for path in folder.rglob("*.py")
        if "site-packages" not in path.parts[len(folder.parts) :]
    )
    left = set(map(str, files))
    total, targets = len(left), [str(folder)]
    records: Counter[str] = Counter()
    hangs: list[str] = []
    while targets:
        settings = Settings(packages=tuple(targets), cache="off", jobs=2, callers=())
        sources, _ = discover.sources(settings, folder)
        report = Report()
        project = pipeline.run(settings, folder, report)
        told = {problem.path for problem in project.problems}
        records.update(problem.kind for problem in project.problems)
        hangs += [each["module"] for each in report.to_json()["slowest"] if each["seconds"] > _HANG]
        known = {module.path for module in project.modules.values()}
        left -= known | told
        done = {source.path for source in sources} | told
        del project
        stems: dict[str, str] = {}  # of files of one name, one at a time
        for path in sorted(left - done):
            stems.setdefault(Path(path).stem, path)
        targets = list(stems.values())
    return {"files": total, "records": dict(records), "hangs": hangs, "lost": sorted(left)}


def _row(label: str, folder: Path) -> tuple[str, bool]:
    """Return the row of a folder, read by a process of its own, and whether all went well."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, __file__, "--one", str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return f"| {label} | ended with {done.returncode} | | 1 | | | | |", False
    found = json.loads(done.stdout)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    crashes = sum(found["records"].get(kind, 0) for kind in ("internal", "crash"))
    for kind in ("hangs", "lost"):
        for name in found[kind]:
            print(f"{kind}: {name}", file=sys.stderr)
    records = ", ".join(f"{count} {kind}" for kind, count in sorted(found["records"].items()))
    row = (
        f"| {label} | {found['files']:,} | {records or 'none'} | {crashes} | {len(found['hangs'])} "
        f"| {len(found['lost'])} | {cpu:,.0f} | {found['peak']:,.0f} |"
    )
    return row, not (crashes or found["hangs"] or found["lost"])


def _folder(name: str) -> tuple[str, Path]:
    """Return what a folder or an import name is called in the table, and its folder."""
    path = Path(name).resolve()
    if path.is_dir():
        version = re.fullmatch(r"python(\d\.\d+)", path.name)
        return (f"standard library of {version[1]}" if version else f"`{path.name}`"), path
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        sys.exit(f"corpus.py: no folder and no package {name!r}")
    return f"`{name}`", Path(next(iter(spec.submodule_search_locations))).resolve()


def _one(folder: Path) -> None:
    """Print what became of one folder, as JSON, with the most memory of the largest process."""
    found = _read(folder)
    uses = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    found["peak"] = max(use.ru_maxrss for use in uses) / 1024
    print(json.dumps(found))


def main() -> int:
    """Print the table, and write it into a page if one is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--stdlib", action="store_true", help="also this Python's own library")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the table into this page")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _one(options.one)
        return 0
    lines = [_HEAD, "|".join(["", *[" --- "] * 8, ""])]
    print("\n".join(lines), flush=True)
    good = True
    own = [sysconfig.get_path("stdlib")] if options.stdlib or not options.names else []
    for name in (*own, *options.names):
        row, fine = _row(*_folder(name))
        print(row, flush=True)
        lines.append(row)
        good &= fine
    if options.write:
        put(options.write, "corpus", lines)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

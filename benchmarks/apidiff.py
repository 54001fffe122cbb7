"""Compare ``diff`` with ``griffe check`` on pairs of real releases.

For each pair, every breakage that griffe lists is looked for among our changes: of the same
object, under any of its names, by a rule that says the same. What isn't found is printed, so that
each difference can be explained.

Run: ``pip install griffe``, then ``python benchmarks/apidiff.py FOLDER``: a folder with wheels or
sdists of the releases (``pip download --no-deps NAME==VERSION``).
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path

import griffe

from sphinxcontrib_autodocgen import apidiff, snapshots
from sphinxcontrib_autodocgen.settings import Settings

PAIRS = {
    "click": ("click-8.1.8", "click-8.2.1"),
    "attr": ("attrs-22.1.0", "attrs-25.3.0"),
    "requests": ("requests-2.25.1", "requests-2.32.3"),
    "rich": ("rich-12.6.0", "rich-14.0.0"),
    "networkx": ("networkx-3.3", "networkx-3.4.2"),
}

SAME = {
    "Positional parameter was moved": {"parameter-reordered", "parameter-kind-changed"},
    "Parameter was removed": {"parameter-removed", "parameter-renamed"},
    "Parameter kind was changed": {"parameter-kind-changed"},
    "Parameter default was changed": {"default-changed"},
    "Parameter is now required": {"parameter-required"},
    "Parameter was added as required": {"parameter-added-required", "parameter-renamed"},
    "Return types are incompatible": {"return-type-changed"},
    "Public object was removed": {"object-removed", "object-moved", "base-removed"},
    "Public object points to a different kind of object": {"kind-changed"},
    "Attribute types are incompatible": {"attribute-type-changed"},
    "Attribute value was changed": {"value-changed"},
    "Base class was removed": {"base-removed"},
}
"""Griffe's kinds, and the rules of ours that say the same."""

EXTRA = sorted(set(apidiff.RULES) - set().union(*SAME.values()))


def theirs(package: str, files: list[Path]) -> tuple[list[griffe.Breakage], float]:
    """Return the breakages that griffe finds, and the CPU seconds that it took."""
    with tempfile.TemporaryDirectory() as scratch:
        folders = [Path(scratch) / file.stem for file in files]
        for file, into in zip(files, folders, strict=True):
            with zipfile.ZipFile(file) as opened:
                opened.extractall(into)
        start = time.process_time()
        old, new = (
            griffe.load(package, search_paths=[folder], allow_inspection=False)
            for folder in folders
        )
        found = list(griffe.find_breaking_changes(old, new))
        return found, time.process_time() - start


def ours(files: list[Path], package: str) -> tuple[apidiff.Diff, float]:
    """Return our diff, and the CPU seconds that it took."""
    start = time.process_time()
    settings = Settings(packages=(package,), cache="off", jobs=1)
    old, new = (snapshots.read(str(file), Path.cwd(), settings) for file in files)
    return apidiff.compare(old, new, settings), time.process_time() - start


def known(diff: apidiff.Diff) -> set[tuple[str, str]]:
    """Return rule and name of each change, under every name of its object."""
    found = set()
    for change in diff.changes:
        places = {place.name for place in (change.old, change.new) if place is not None}
        for name in {change.object, *change.also, *places}:
            found.add((change.rule, name))
    return found


def is_listed(breakage: griffe.Breakage, have: set[tuple[str, str]]) -> bool:
    """Tell whether a change of ours says the same of an object, or of what it's inside."""
    rules = SAME[breakage.kind.value]
    names = {breakage.obj.path, breakage.obj.canonical_path}
    names |= {name.removesuffix(".__init__").removesuffix(".__new__") for name in names}
    if any((rule, name) in have for rule in rules for name in names):
        return True
    gone = ("object-removed", "object-moved")
    holders = {name[:end] for name in names for end, sign in enumerate(name) if sign == "."}
    return "object-removed" in rules and any((rule, n) in have for rule in gone for n in holders)


def main() -> None:
    """Print a line for each pair, and each breakage of griffe's that isn't in ours."""
    folder = Path(sys.argv[1])
    missing, extra = [], Counter()
    print("| Releases | griffe | in tests | in ours | breaking | risky | safe | griffe, s | s |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for package, versions in PAIRS.items():
        files = [next(folder.glob(f"{version}-*.whl")) for version in versions]
        every, seconds = theirs(package, files)
        breakages = [breakage for breakage in every if ".tests." not in breakage.obj.path]
        diff, own = ours(files, package)
        have = known(diff)
        absent = [item for item in breakages if not is_listed(item, have)]
        missing += absent
        extra += Counter(change.rule for change in diff.changes if change.rule in EXTRA)
        counts = Counter(change.severity for change in diff.changes)
        numbers = " | ".join(str(counts[severity]) for severity in apidiff.SEVERITIES)
        name = f"{versions[0]} to {versions[1].rpartition('-')[2]}"
        tests = len(every) - len(breakages)
        both = f"{len(every)} | {tests} | {len(breakages) - len(absent)}"
        print(f"| {name} | {both} | {numbers} | {seconds:.1f} | {own:.1f} |", flush=True)
    print("\nKinds that griffe doesn't have:")
    for rule, count in extra.most_common():
        print(f"  {rule}: {count}")
    print("\nIn griffe's list only:")
    for breakage in missing:
        values = f"{breakage.old_value!s:.70} -> {breakage.new_value!s:.70}"
        print(f"  {breakage.kind.value}: {breakage.obj.path}: {values}")


if __name__ == "__main__":
    main()

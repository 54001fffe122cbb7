"""Compare ``diff`` with ``griffe check`` on pairs of real releases.

For each pair, every breakage that griffe lists is looked for among our changes: of the same
object, under any of its names, by a rule that says the same; and every breaking or risky change of
ours among griffe's. What isn't found is printed, so that each difference can be explained.

Run: ``pip install griffe``, then ``python benchmarks/apidiff.py FOLDER``: a folder with wheels or
sdists of the releases (``pip download --no-deps NAME==VERSION``).
"""

from __future__ import annotations

import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
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
    "httpx": ("httpx-0.23.3", "httpx-0.28.1"),
    "marshmallow": ("marshmallow-3.26.1", "marshmallow-4.0.0"),
    "jinja2": ("Jinja2-3.0.3", "jinja2-3.1.6"),
    "packaging": ("packaging-21.3", "packaging-25.0"),
    "flask": ("flask-2.3.3", "flask-3.1.1"),
    "structlog": ("structlog-22.3.0", "structlog-25.4.0"),
    "pluggy": ("pluggy-0.13.1", "pluggy-1.6.0"),
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


def names_of(breakage: griffe.Breakage) -> set[str]:
    """Return the names of an object of griffe's; a constructor is its class too."""
    names = {breakage.obj.path, breakage.obj.canonical_path}
    return names | {name.removesuffix(".__init__").removesuffix(".__new__") for name in names}


def unlisted(diff: apidiff.Diff, breakages: list[griffe.Breakage]) -> Iterator[apidiff.Change]:
    """Yield our breaking and risky changes of which griffe says nothing, by rules that it has."""
    theirs = {(r, name) for b in breakages for r in SAME[b.kind.value] for name in names_of(b)}
    for change in diff.changes:
        places = {place.name for place in (change.old, change.new) if place is not None}
        names = {change.object, *change.also, *places}
        if change.severity == "safe" or change.rule in EXTRA:
            continue
        if not any((change.rule, name) in theirs for name in names):
            yield change


def is_listed(breakage: griffe.Breakage, have: set[tuple[str, str]]) -> bool:
    """Tell whether a change of ours says the same of an object, or of what it's inside."""
    rules, names = SAME[breakage.kind.value], names_of(breakage)
    if any((rule, name) in have for rule in rules for name in names):
        return True
    gone = ("object-removed", "object-moved")
    holders = {name[:end] for name in names for end, sign in enumerate(name) if sign == "."}
    return "object-removed" in rules and any((rule, n) in have for rule in gone for n in holders)


def main() -> None:
    """Print a line for each pair, and each breakage of griffe's that isn't in ours."""
    folder = Path(sys.argv[1])
    missing, alone, extra = [], [], Counter()
    print("| Releases | griffe | in tests | in ours | breaking | risky | safe | alone | s | s |")
    print(f"| --- |{' ---: |' * 9}")
    for package, versions in PAIRS.items():
        files = [next(folder.glob(f"{version}-*.whl")) for version in versions]
        every, seconds = theirs(package, files)
        breakages = [breakage for breakage in every if ".tests." not in breakage.obj.path]
        diff, own = ours(files, package)
        have = known(diff)
        absent = [item for item in breakages if not is_listed(item, have)]
        missing += absent
        own_only = list(unlisted(diff, breakages))
        alone += own_only
        extra += Counter(change.rule for change in diff.changes if change.rule in EXTRA)
        counts = Counter(change.severity for change in diff.changes)
        numbers = " | ".join(str(counts[severity]) for severity in apidiff.SEVERITIES)
        name = f"{versions[0]} to {versions[1].rpartition('-')[2]}"
        tests = len(every) - len(breakages)
        both = f"{len(every)} | {tests} | {len(breakages) - len(absent)}"
        times = f"{len(own_only)} | {seconds:.1f} | {own:.1f}"
        print(f"| {name} | {both} | {numbers} | {times} |", flush=True)
    print("\nKinds that griffe doesn't have:")
    for rule, count in extra.most_common():
        print(f"  {rule}: {count}")
    print("\nIn griffe's list only:")
    for breakage in missing:
        values = f"{breakage.old_value!s:.70} -> {breakage.new_value!s:.70}"
        print(f"  {breakage.kind.value}: {breakage.obj.path}: {values}")
    print("\nIn ours only, of kinds that griffe has:")
    for change in alone:
        print(f"  {change.severity}: {change.object}: {change.message} [{change.rule}]")


if __name__ == "__main__":
    main()

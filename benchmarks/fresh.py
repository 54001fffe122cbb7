"""Draws packages that no benchmark has used yet, by a seed, from the most downloaded.

    python benchmarks/fresh.py RANKING [--count N] [--top N] [--seed N] [--cache FOLDER]

RANKING is a file with a name a line, the most downloaded first. Left out are names in
``used_packages.txt``, stubs, what isn't a wheel of Python alone, what has fewer than 200 or more than
12,000 lines, what needs more than 20 others, and what has no public module that can be imported.
Printed are names with versions; they are added to ``used_packages.txt``, so that none is used twice.
"""  # noqa: E501

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pages import Package, install, pip, sources

USED = Path(__file__).with_name("used_packages.txt")
MIN_LINES, MAX_LINES = 200, 12_000
MAX_REQUIRED = 20


def main() -> None:
    """Print the packages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ranking", type=Path)
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--top", type=int, default=2000, help="how many names are drawn from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "harm")
    options = parser.parse_args()
    for package in fresh(options.ranking, options.top, options.seed, options.count, options.cache):
        print(f"{package.name}=={package.version}", flush=True)


def fresh(ranking: Path, top: int, seed: int, count: int, cache: Path) -> list[Package]:
    """Return packages that weren't used, and note that they now are.

    Args:
        ranking: A file with a name a line, the most downloaded first.
        top: How many of its names are drawn from.
        seed: What decides the order.
        count: How many are wanted.
        cache: Where packages are installed.
    """
    used = set(USED.read_text(encoding="utf-8").split())
    names = [normal(name) for name in ranking.read_text(encoding="utf-8").split()][:top]
    random.Random(seed).shuffle(names)
    left = (name for name in names if name not in used)
    packages = list(itertools.islice(_suitable(left, cache), count))
    used.update(package.name for package in packages)
    USED.write_text("".join(f"{name}\n" for name in sorted(used)), encoding="utf-8")
    return packages


def normal(name: str) -> str:
    """Return a distribution's name as PyPI normalizes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _suitable(names: Iterator[str], cache: Path) -> Iterator[Package]:
    for name in names:
        if name.startswith("types-") or name.endswith("-stubs"):
            continue
        try:
            version = _pure_version(name)
            if version is None:
                continue
            package = install(f"{name}=={version}", cache, wheels=True)
            lines = sum(len(path.read_bytes().splitlines()) for path in sources(package.own))
        except (subprocess.SubprocessError, StopIteration):
            continue
        if package.modules and MIN_LINES <= lines <= MAX_LINES:
            yield package


def _pure_version(name: str) -> str | None:
    """Return the version that pip would install, if it's Python alone and needs few others."""
    asked = ("install", "--dry-run", "--ignore-installed", "--only-binary", ":all:")
    report = json.loads(pip(*asked, "--report", "-", name))["install"]
    itself = next(one for one in report if one["requested"])
    pure = itself["download_info"]["url"].endswith("-none-any.whl")
    if not pure or len(report) > MAX_REQUIRED + 1:
        return None
    return str(itself["metadata"]["version"])


if __name__ == "__main__":
    main()

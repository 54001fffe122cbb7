"""Draws packages that no benchmark has used yet, by a seed, from the most downloaded.

    python benchmarks/fresh.py RANKING [--count N] [--top N] [--seed N] [--cache FOLDER]
                               [--min-lines N] [--max-lines N]

RANKING is a file with a name a line, the most downloaded first. Left out are names in
``used_packages.txt``, stubs, what isn't a wheel of Python alone, what has fewer than 200 or more than
12,000 lines (unless asked otherwise) or requires more than 6 others, what can't be installed within five minutes, and what has
no public module that can be imported.
Printed are names with versions; they are added to ``used_packages.txt``, so that none is used twice.
"""  # noqa: E501

from __future__ import annotations

import argparse
import importlib.metadata
import itertools
import random
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from pages import Package, install, install_alone, sources

USED = Path(__file__).with_name("used_packages.txt")
MAX_REQUIRED = 6


def main() -> None:
    """Print the packages."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("ranking", type=Path)
    parser.add_argument("--count", type=int, default=6)
    parser.add_argument("--top", type=int, default=2000, help="how many names are drawn from")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "harm")
    add_sizes(parser)
    options = parser.parse_args()
    sizes = range(options.min_lines, options.max_lines + 1)
    found = fresh(options.ranking, options.top, options.seed, options.cache, sizes)
    for package in itertools.islice(found, options.count):
        print(f"{package.name}=={package.version}", flush=True)


def add_sizes(parser: argparse.ArgumentParser) -> None:
    """Add the options for how many lines a package has."""
    parser.add_argument("--min-lines", type=int, default=200)
    parser.add_argument("--max-lines", type=int, default=12_000)


def fresh(ranking: Path, top: int, seed: int, cache: Path, sizes: range) -> Iterator[Package]:
    """Yield packages that weren't used, and note of each that it now is.

    Args:
        ranking: A file with a name a line, the most downloaded first.
        top: How many of its names are drawn from.
        seed: What decides the order.
        cache: Where packages are installed.
        sizes: How many lines of code they may have.
    """
    used = set(USED.read_text(encoding="utf-8").split())
    names = [normal(name) for name in ranking.read_text(encoding="utf-8").split()][:top]
    random.Random(seed).shuffle(names)
    for package in _suitable((name for name in names if name not in used), cache, sizes):
        used.add(package.name)
        USED.write_text("".join(f"{name}\n" for name in sorted(used)), encoding="utf-8")
        yield package


def normal(name: str) -> str:
    """Return a distribution's name as PyPI normalizes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _suitable(names: Iterator[str], cache: Path, sizes: range) -> Iterator[Package]:
    for name in names:
        if name.startswith("types-") or name.endswith("-stubs"):
            continue
        try:
            found = install_alone(name, cache / "tried", "--only-binary", ":all:")
            if _is_suitable(found, sizes):
                package = install(f"{name}=={found.version}", cache)
            else:
                continue
        except subprocess.SubprocessError:
            continue
        if package.modules:
            yield package


def _is_suitable(found: importlib.metadata.Distribution, sizes: range) -> bool:
    """Whether a package is Python alone, needs few others, and is neither tiny nor large."""
    folder = Path(str(found.locate_file("")))
    lines = sum(len(path.read_bytes().splitlines()) for path in sources(folder))
    needed = [one for one in found.requires or () if "extra ==" not in one]
    pure = "Root-Is-Purelib: true" in (found.read_text("WHEEL") or "")
    return pure and len(needed) <= MAX_REQUIRED and lines in sizes


if __name__ == "__main__":
    main()

"""Compares what pages show: plain autodoc, and autodoc with us.

    python benchmarks/harm.py [PACKAGE ...] [--cache FOLDER] [--jobs N] [--ways N]

PACKAGE is what pip installs: a name, or a name with a version. Without any, those of
``harm_packages.txt`` are taken. Each package's pages are built four ways: with and without napoleon,
``:members:`` with and without ``:undoc-members:``. Doctrees are compared by page and described object:

lost
    A text that plain autodoc shows for the object and that isn't shown for it with us. What Python
    itself wrote (``dict.get``, "Alias for field number 0") isn't counted, nor autodoc's own "alias
    of" where ours says the same.
marked
    One that is there, but marked as generated.
altered
    One that is there, with other words within it.
gone, added
    Objects that are described only without us, or only with us.
new warnings
    Texts of warnings that are said more often with us; all builds run with ``-n``. Where Sphinx says
    that it is doesn't count: it names the page if a class has members on it, else the docstring.
failures
    Builds that broke, and failures of ours that became a warning.

The same loss in several of the four ways counts once. "CPU" are seconds of the processor for all four
builds. The exit status is 1 if anything but "added" isn't zero.
The table goes to standard output, each finding to standard error, as soon as a package is done.
"""  # noqa: E501

from __future__ import annotations

import argparse
import builtins
import inspect
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from pages import NAPOLEON, OURS, Build, build, install

PACKAGES = Path(__file__).with_name("harm_packages.txt")
KINDS = ("lost", "marked", "altered", "gone", "added", "warnings", "failures")
_TITLES = ("package", "pages", "objects", *KINDS, "CPU", "with us")
_ALL = ":members: :undoc-members:"
_WAYS = (("", _ALL), (NAPOLEON, ":members:"), ("", ":members:"), (NAPOLEON, _ALL))
"""Converter and options; the first two are both converters and both options."""
_INTERNAL = "[autodocgen.internal]"


class Finding(NamedTuple):
    """One difference."""

    kind: str
    object: str
    text: str


class Report(NamedTuple):
    """What was found of a package, each finding with the ways in which it was found."""

    package: str
    pages: int
    objects: int
    findings: dict[Finding, list[str]]
    plain: float
    ours: float

    def row(self) -> str:
        """Return the row of the table."""
        counts = Counter(finding.kind for finding in self.findings)
        cells = (
            self.package, self.pages, self.objects, *(counts[kind] for kind in KINDS),
            round(self.plain), round(self.ours),
        )  # fmt: skip
        return "| " + " | ".join(map(str, cells)) + " |"


def main() -> int:
    """Print the table, and on standard error what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="*")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "harm")
    parser.add_argument("--jobs", type=int, default=1, help="packages at the same time")
    parser.add_argument("--ways", type=int, default=4, help="try the first few ways only")
    arguments = parser.parse_args()
    packages = arguments.packages or PACKAGES.read_text(encoding="utf-8").split()
    print("| " + " | ".join(_TITLES) + " |\n|" + " --- |" * len(_TITLES), flush=True)
    reports: list[Report] = []
    one = partial(measure, cache=arguments.cache, ways=_WAYS[: arguments.ways])
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for done in as_completed([pool.submit(one, package) for package in packages]):
            reports.append(done.result())
            print(reports[-1].row(), flush=True)
            _explain(reports[-1])
    print(total(reports).row())
    return int(any(f.kind != "added" for report in reports for f in report.findings))


def total(reports: list[Report]) -> Report:
    """Add up what was found of all packages."""
    return Report(
        f"{len(reports)} packages",
        sum(r.pages for r in reports),
        sum(r.objects for r in reports),
        {
            f._replace(object=f"{r.package} {f.object}"): ways
            for r in reports
            for f, ways in r.findings.items()
        },
        sum(r.plain for r in reports),
        sum(r.ours for r in reports),
    )


def _explain(report: Report) -> None:
    for finding, ways in sorted(report.findings.items()):
        text = " ".join(finding.text.split())[:300]
        cells = (finding.kind, report.package, finding.object, text, "; ".join(ways))
        print(*cells, sep=" | ", file=sys.stderr, flush=True)


def measure(requirement: str, cache: Path, ways: tuple[tuple[str, str], ...] = _WAYS) -> Report:
    """Build a package's pages, twice for each way, and compare them.

    Args:
        requirement: What pip installs.
        cache: Where packages and plain builds are kept.
        ways: Converters and options.
    """
    findings: dict[Finding, list[str]] = {}
    try:
        package = install(requirement, cache)
    except subprocess.SubprocessError as error:
        failure = Finding("failures", "", f"can't be installed: {error}")
        return Report(requirement, 0, 0, {failure: ["pip"]}, 0, 0)
    objects, seconds = 0, [0.0, 0.0]
    with tempfile.TemporaryDirectory() as folder:
        for number, (converter, options) in enumerate(ways):
            place = Path(folder, str(number))
            extensions = [converter] if converter else []
            plain = build(package, place, extensions, options, keep=cache / "plain")
            ours = build(package, place, [*extensions, OURS], options)
            for finding in compare(plain, ours):
                findings.setdefault(finding, []).append(f"{converter} {options}".strip())
            objects = objects or len(plain.objects)
            seconds = [seconds[0] + plain.seconds, seconds[1] + ours.seconds]
    return Report(str(package), len(package.modules), objects, findings, *seconds)


def compare(plain: Build, ours: Build) -> Iterator[Finding]:
    """Yield the differences between two builds of the same pages."""
    for name, result in (("plain", plain), ("ours", ours)):
        if result.failure:
            yield Finding("failures", name, result.failure)
    if plain.failure or ours.failure:
        return
    for text in (_texts(ours.warnings) - _texts(plain.warnings)).elements():
        yield Finding("failures" if _INTERNAL in text else "warnings", "", text)
    for name, found in plain.objects.items():
        if name in ours.objects:
            yield from _differences(
                name, found["texts"], ours.objects[name]["texts"], found["python"]
            )
        else:
            yield Finding("gone", name, "")
            texts = [text for text in found["texts"] if text["part"] != "signature"]
            yield from _differences(name, texts, [], found["python"])
    for name in ours.objects.keys() - plain.objects.keys():
        yield Finding("added", name, "")


def _texts(warnings: list[str]) -> Counter[str]:
    """Count warnings without what stands before "WARNING:"."""
    return Counter(text[max(text.find("WARNING:"), 0) :] for text in warnings)


def _differences(
    name: str, plain: list[dict[str, Any]], ours: list[dict[str, Any]], python: list[str]
) -> Iterator[Finding]:
    """Yield the texts of an object that aren't shown as they were."""
    marked = [words(text["text"]) for text in ours if text["marks"]]
    clean = [words(text["text"]) for text in ours if not text["marks"]]
    whole = f" {' '.join(word for text in clean for word in text)} "
    for text in plain:
        wanted = words(text["text"])
        if not wanted or f" {' '.join(wanted)} " in whole:
            continue
        kind = _fate(wanted, clean, marked, [words(doc) for doc in python])
        if kind:
            yield Finding(kind, name, f"[{text['part'] or 'text'}] {text['text']}")


def _fate(
    wanted: list[str], clean: list[list[str]], marked: list[list[str]], python: list[list[str]]
) -> str:
    """Return what became of a text, nothing if it's no loss."""
    if any(_contains(text, wanted) for text in clean):
        return "altered"
    if any(_contains(text, wanted) for text in marked):
        return "marked"
    if any(sorted(text) == sorted(wanted) for text in clean):
        return ""  # typing takes Union[int, str] for a Union[str, int] that it met earlier
    says_the_same = wanted[:2] == ["alias", "of"] and ["Alias", *wanted[1:]] in marked
    if (
        says_the_same
        or wanted in _OF_PYTHON
        or any(f" {' '.join(wanted)} " in f" {' '.join(doc)} " for doc in python)
    ):
        return ""
    return "lost"


def words(text: str) -> list[str]:
    """Return the words of a text, without punctuation and the paths of ``argv=sys.argv``."""
    return re.findall(r"\w+", re.sub(r"'/[^'\s]*'", "", text))


_OF_PYTHON = [
    words(paragraph)
    for value in vars(builtins).values()
    if isinstance(value, type)
    for thing in (value, *vars(value).values())
    if isinstance(thing.__doc__, str)
    for paragraph in inspect.cleandoc(thing.__doc__).split("\n\n")
]
"""What builtin classes and their methods say, also where an author's object inherits it."""


def _contains(whole: list[str], wanted: list[str]) -> bool:
    """Whether all words are there in their order, others between them or not."""
    rest = iter(whole)
    return all(word in rest for word in wanted)


if __name__ == "__main__":
    sys.exit(main())

"""Compares shown types with what packages' own tests really pass, return and store.

    python benchmarks/types/observe.py [PACKAGE ...] [--cache FOLDER] [--python PATH] [--list]

The tests of source distributions of hardly annotated packages run once under ``sys.monitoring``
(Python 3.12 or newer; ``recorder.py`` says what is noted), and what was observed is kept in the cache
folder. Then each package is analysed with the default settings, and every type that its pages would
show, and that no author wrote, is compared. A type is contradicted if an observed value is an instance
of none of its members: ``int`` is a ``float``, an abstract class takes what is registered or has its
methods, elements of built-in containers are looked at where both are known. Classes that only tests
define, and a default that nothing but itself is, say nothing. Exceptions have a row of their own.
"""  # noqa: E501

from __future__ import annotations

import argparse
import ast
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from judge import Observed, Verdict, verdict
from strip import first_lines

from sphinxcontrib_autodocgen import docstring, pipeline
from sphinxcontrib_autodocgen.model import Guess, Object, Project
from sphinxcontrib_autodocgen.settings import Settings
from sphinxcontrib_autodocgen.surface import surface_of

SECONDS = 120
LITERAL = "attribute: literal value"
"""A kind that is listed apart, because there's hardly a question in it."""


class Suite(NamedTuple):
    """A package with its tests, as they are in its source distribution.

    Attributes:
        version: The version.
        package: The package's folder or file.
        tests: Folders or files of tests.
        needs: What the tests need.
    """

    version: str
    package: str
    tests: str
    needs: str = ""


SUITES = {
    "boltons": Suite("26.2.0", "boltons", "tests"),
    "bottle": Suite("0.13.4", "bottle.py", "test"),
    "mako": Suite("1.4.3", "mako", "test", "MarkupSafe"),
    "oauthlib": Suite("4.0.1", "oauthlib", "tests", "blinker cryptography PyJWT"),
    "pystache": Suite("0.6.8", "pystache", "pystache/tests"),
    "sqlparse": Suite("0.6.1", "sqlparse", "tests"),
    "toolz": Suite("1.2.0", "toolz", "toolz/tests"),
    "waitress": Suite("3.0.2", "src/waitress", "tests"),
    "webob": Suite("1.8.11", "src/webob", "tests", "legacy-cgi"),
    "wtforms": Suite("3.3.2", "src/wtforms", "tests", "MarkupSafe email-validator Babel"),
}
"""Drawn by ``random.Random(11)`` from pure-Python packages among the 3,000 most downloaded whose
tests are in the source distribution and need no network; annotated or very small ones left out."""


class Shown(NamedTuple):
    """A type that pages show and nobody wrote."""

    object: Object
    part: str
    guess: Guess

    @property
    def kind(self) -> str:
        """The kind of evidence, with the part that it's for."""
        if self.guess.text == _literal(self.object.value):
            return LITERAL
        return f"{self.part.partition(':')[0]}: {self.guess.evidence.kind}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="*", choices=[*SUITES, []], metavar="PACKAGE")
    parser.add_argument("--cache", type=Path, default=Path("observed"), help="what is fetched")
    parser.add_argument("--python", default="python3.12", help="an interpreter of 3.12 or newer")
    parser.add_argument("--list", action="store_true", help="list contradicted types")
    options = parser.parse_args()
    kinds: dict[str, Counter[str]] = {}
    rows: dict[str, Counter[str]] = {}
    exceptions: Counter[bool] = Counter()
    lines: list[str] = []
    cache = options.cache.resolve()
    prepare(cache, options.python)
    for name in options.packages or SUITES:
        place = Place(cache, name, SUITES[name])
        observed = place.observed()
        project = pipeline.run(place.settings, place.root)
        rows[name] = Counter()
        for found in judged(project, observed):
            result = found.verdict.result
            kinds.setdefault(found.shown.kind, Counter())[result] += 1
            rows[name][result] += found.shown.kind != LITERAL
            if options.list and result == "contradicted":
                lines.append(found.line(project))
        exceptions.update(occurred(project, observed))
    print("\n".join(sorted(lines)))
    show(rows, "package")
    show(kinds, "evidence")
    print(f"\nexceptions shown of what ran: {exceptions.total()}, occurred: {exceptions[True]}")


def prepare(cache: Path, python: str) -> None:
    """Make an environment for all tests, if there's none yet.

    Args:
        cache: The cache folder.
        python: The interpreter to make it of.
    """
    if not Path(interpreter(cache)).exists():
        subprocess.run([python, "-m", "venv", cache / "venv"], check=True)
        needs = {need for suite in SUITES.values() for need in suite.needs.split()}
        pip(cache, "install", "pytest", *sorted(needs))


def interpreter(cache: Path) -> str:
    """Return the path of that environment's interpreter."""
    return str(cache / "venv/bin/python")


def pip(cache: Path, *arguments: str) -> None:
    """Run pip in that environment."""
    subprocess.run([interpreter(cache), "-m", "pip", "-q", *arguments], check=True)


class Place(NamedTuple):
    """Where a package's source and what was observed of it are kept."""

    cache: Path
    name: str
    suite: Suite

    @property
    def root(self) -> Path:
        """The folder of the unpacked source distribution."""
        return self.cache / f"{self.name}-{self.suite.version}"

    @property
    def settings(self) -> Settings:
        """The default settings, for this package."""
        package = str(self.root / self.suite.package)
        return Settings(packages=(package,), max_file_size=10_000_000, cache="off")

    def observed(self) -> Observed:
        """Return what was observed, now or at an earlier run."""
        out = self.cache / f"{self.name}-{self.suite.version}.json"
        if not out.exists():
            if not self.root.exists():
                self._fetch()
            self._run(out)
        return Observed(json.loads(out.read_text(encoding="utf-8")))

    def _fetch(self) -> None:
        wanted = f"{self.name}=={self.suite.version}"
        with tempfile.TemporaryDirectory() as folder:
            pip(self.cache, "download", "--no-binary", ":all:", "--no-deps", "-d", folder, wanted)
            with tarfile.open(next(Path(folder).iterdir())) as archive:
                archive.extractall(folder, filter="data")
            shutil.move(next(path for path in Path(folder).iterdir() if path.is_dir()), self.root)

    def _run(self, out: Path) -> None:
        package = self.root / self.suite.package
        environment = os.environ | {
            "OBSERVE_PACKAGE": str(package),
            "OBSERVE_OUT": str(out),
            "OBSERVE_SECONDS": str(SECONDS),
            "PYTHONPATH": os.pathsep.join([str(package.parent), str(Path(__file__).parent)]),
        }
        command = [interpreter(self.cache), "-m", "pytest", "-p", "recorder"]
        quiet = [
            "-q",
            "-o",
            "addopts=",
            "-o",
            "filterwarnings=",
            "-p",
            "no:cacheprovider",
            "--continue-on-collection-errors",
        ]
        subprocess.run(
            [*command, *quiet, *self.suite.tests.split()],
            cwd=self.root, env=environment, check=False, timeout=3 * SECONDS,
        )  # fmt: skip


class Judged(NamedTuple):
    """A shown type, and what observation says of it."""

    shown: Shown
    verdict: Verdict

    def line(self, project: Project) -> str:
        """Return it with its place, fields between tabs."""
        obj, part, guess = self.shown
        place = f"{project.module_of(obj.name).path}:{obj.line}"
        evidence = f"{guess.evidence} {guess.confidence:.2f}"
        against = ", ".join(self.verdict.against)
        return "\t".join([self.shown.kind, obj.name, part, guess.text, evidence, against, place])


def judged(project: Project, observed: Observed) -> Iterator[Judged]:
    """Yield each type that is shown, with what was observed of it."""
    for type_ in shown(project):
        obj = type_.object
        shapes = list(observed.of(obj.name, obj.kind, type_.part, key_of(obj, project)))
        owner = obj.name.rpartition(".")[0]
        yield Judged(type_, verdict(type_.guess.text, shapes, observed, owner))


def key_of(obj: Object, project: Project) -> str:
    """Return the file and first line by which the recorder knows a function."""
    path = project.module_of(obj.name).path
    return f"{path}:{first_lines(Path(path)).get(obj.line, obj.line)}"


def occurred(project: Project, observed: Observed) -> Iterator[bool]:
    """Yield of each shown exception of a function that ran whether it was seen to leave it."""
    for _, obj in surface_of(project).objects():
        known = observed.calls.get(key_of(obj, project))
        for entry in docstring.complete(obj, Settings()).raises if known else ():
            if known and entry.type_guess is not None:
                names = {name.rpartition(".")[2] for name in known["raised"]}
                yield entry.name.rpartition(".")[2] in names


def shown(project: Project) -> Iterator[Shown]:
    """Yield each type that pages show with the default settings and that no author wrote."""
    settings = Settings()
    for _, obj in surface_of(project).objects():
        said = docstring.complete(obj, settings)
        entries = [(f"parameter:{entry.name.lstrip('*')}", entry) for entry in said.parameters]
        entries += [("returns", entry) for entry in said.returns]
        entries += [("yields", entry) for entry in said.yields]
        entries += [("attribute", said.type_entry)] if said.type_entry else []
        for part, entry in entries:
            guess = entry.type_guess
            if guess is not None and guess.evidence.kind != "docstring":
                yield Shown(obj, part, guess)


def _literal(source: str | None) -> str | None:
    """Return the class of a number or text that source stands for."""
    try:
        value = ast.literal_eval(source or "")
    except (SyntaxError, ValueError):
        return None
    return type(value).__name__ if isinstance(value, str | bytes | int | float) else None


def show(rows: dict[str, Counter[str]], title: str) -> None:
    """Print a table, most contradicted first."""
    print(f"\n| {title} | types shown | observed | contradicted | % |\n|---|---|---|---|---|")
    ordered = sorted(rows.items(), key=lambda row: -row[1]["contradicted"])
    for name, counts in [*ordered, ("all", sum(rows.values(), Counter()))]:
        observed = counts["agrees"] + counts["contradicted"]
        share = 100 * counts["contradicted"] / max(observed, 1)
        total = sum(counts.values())
        print(f"| {name} | {total} | {observed} | {counts['contradicted']} | {share:.1f} |")


if __name__ == "__main__":
    main()

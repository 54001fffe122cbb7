"""Counts what is said of undocumented objects, and draws sentences beside their code.

    python benchmarks/narration.py FOLDER... [--sample N] [--seed N] [--rule GLOB] [--cached]
                                   [--rules-only]

FOLDER is a package's own folder. Counted are public functions, methods and properties, and classes,
without a docstring of their own and without one that they inherit: the share with a sentence (what
only reads a short body aloud counts apart), and the share of which nothing at all is shown. With
``--sample``, as many sentences are printed with the code that they're about, for a reader to judge.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from sphinxcontrib_autodocgen import describe, docstring, pipeline
from sphinxcontrib_autodocgen.describe.view import View
from sphinxcontrib_autodocgen.model import Object, Project
from sphinxcontrib_autodocgen.settings import Settings
from sphinxcontrib_autodocgen.surface import surface_of

_FUNCTIONS = ("function", "method", "property")


class Drawn(NamedTuple):
    """A sentence and the object that it's about."""

    package: str
    object: Object
    path: str


def main() -> None:
    """Print the table, then the sentences."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rule", default="*")
    parser.add_argument("--cached", action="store_true", help="keep types, and make words anew")
    parser.add_argument("--rules-only", action="store_true", help="learn nothing")
    asked = parser.parse_args()
    drawn: list[Drawn] = []
    rules: Counter[str] = Counter()
    print(f"{'package':16}{'functions':>10}{'sentence':>9}{'aloud':>7}{'nothing':>8}"
          f"{'classes':>9}{'sentence':>9}{'seconds':>9}")  # fmt: skip
    for folder in asked.folders:
        settings = Settings(
            packages=(str(folder),),
            cache="local" if asked.cached else "off",
            ranker="off" if asked.rules_only else "linear",
        )
        start = time.process_time()
        written = docstring.spread(pipeline.analysed(settings, folder))
        outside = describe.base_modules(written, settings)
        project = describe.describe(written, settings, outside=outside)
        seconds = time.process_time() - start
        _print_row(folder.name, list(_undocumented(project)), settings, seconds)
        for obj in _undocumented(project):
            summary = docstring.complete(obj, settings).summary_guess
            if summary is not None:
                rules[summary.rule.id] += 1
                if fnmatchcase(summary.rule.id, asked.rule):
                    drawn.append(Drawn(folder.name, obj, project.module_of(obj.name).path))
    print(", ".join(f"{rule} {count}" for rule, count in rules.most_common(40)))
    random.Random(asked.seed).shuffle(drawn)
    for one in drawn[: asked.sample]:
        _print_drawn(one)


def _undocumented(project: Project) -> Iterator[Object]:
    """Yield the public functions and classes that have no text of an author."""
    view = View(project)
    for _, obj in surface_of(project).objects():
        is_counted = obj.kind in _FUNCTIONS or obj.kind == "class"
        if is_counted and obj.docstring is None and view.overridden(obj) is None:
            yield obj


def _print_row(name: str, found: list[Object], settings: Settings, seconds: float) -> None:
    kinds: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for obj in found:
        said = docstring.complete(obj, settings)
        guess = said.summary_guess
        count = kinds[obj.kind != "class"]
        count["all"] += 1
        if guess is not None:
            count["aloud" if guess.rule.fallback else "sentence"] += 1
        elif not any(said.entries()):
            count["nothing"] += 1
    functions, classes = kinds[True], kinds[False]
    shares = [_share(functions[key], functions["all"]) for key in ("sentence", "aloud", "nothing")]
    print(f"{name:16}{functions['all']:10}{shares[0]:>9}{shares[1]:>7}{shares[2]:>8}"
          f"{classes['all']:9}{_share(classes['sentence'], classes['all']):>9}"
          f"{seconds:9.1f}")  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _print_drawn(one: Drawn) -> None:
    obj = one.object
    assert obj.summary is not None
    lines = Path(one.path).read_text(encoding="utf-8").splitlines()
    print(f"\n--- {obj.name}  [{obj.summary.rule.id}]")
    print(f"    {obj.summary.text}")
    for line in lines[obj.line - 1 : obj.end_line][:16]:
        print(f"      | {line}")


if __name__ == "__main__":
    main()

"""Counts what is said of undocumented objects, and draws sentences beside their code.

    python benchmarks/narration.py FOLDER... [--sample N] [--seed N] [--rule GLOB] [--cached]
                                   [--rules-only] [--silent]

FOLDER is a package's own folder. Counted are public functions, methods and properties, and classes,
without a docstring of their own and without one that they inherit: the share with a sentence (what
only reads a short body aloud counts apart), the share of which nothing at all is shown, and the
shares of the parameters of all these with a description, and of the exceptions that are shown with
a condition or a message. With ``--sample``, as many sentences are printed with the code that
they're about, for a reader to judge; with ``--silent``, functions without one.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from sphinxcontrib_autodocgen import describe, docstring, pipeline
from sphinxcontrib_autodocgen.describe.view import View
from sphinxcontrib_autodocgen.model import Guess, Object, Project
from sphinxcontrib_autodocgen.settings import Settings
from sphinxcontrib_autodocgen.surface import surface_of

_FUNCTIONS = ("function", "method", "property")


class Drawn(NamedTuple):
    """A sentence and the object that it's about."""

    package: str
    object: Object
    path: str


class Count(NamedTuple):
    """How much is said of some objects.

    Attributes:
        objects: Functions or classes by what is said of them: ``sentence``, ``aloud``,
            ``something`` (without a sentence) or ``nothing``.
        parts: Parameters and exceptions, and how many of them have a text.
    """

    objects: Counter[str]
    parts: Counter[str]


def main() -> None:
    """Print the table, then the sentences."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rule", default="*")
    parser.add_argument("--cached", action="store_true", help="keep types, and make words anew")
    parser.add_argument("--rules-only", action="store_true", help="learn nothing")
    parser.add_argument("--silent", action="store_true", help="draw functions without a sentence")
    asked = parser.parse_args()
    drawn: list[Drawn] = []
    rules: Counter[str] = Counter()
    print(f"{'package':16}{'functions':>10}{'sentence':>9}{'aloud':>7}{'nothing':>8}"
          f"{'classes':>9}{'sentence':>9}{'params':>8}{'text':>6}{'raised':>8}{'text':>6}"
          f"{'seconds':>9}")  # fmt: skip
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
        found = list(_undocumented(project))
        _print_row(folder.name, found, settings, seconds)
        for obj in found:
            summary = docstring.complete(obj, settings).summary_guess
            if summary is not None:
                rules[summary.rule.id] += 1
            if _is_wanted(obj, summary, asked):
                drawn.append(Drawn(folder.name, obj, project.module_of(obj.name).path))
    print(", ".join(f"{rule} {count}" for rule, count in rules.most_common(40)))
    random.Random(asked.seed).shuffle(drawn)
    for one in drawn[: asked.sample]:
        _print_drawn(one)


def _is_wanted(obj: Object, summary: Guess | None, asked: argparse.Namespace) -> bool:
    if asked.silent:
        return obj.kind != "class" and (summary is None or summary.rule.fallback)
    return summary is not None and fnmatchcase(summary.rule.id, asked.rule)


def _undocumented(project: Project) -> Iterator[Object]:
    """Yield the public functions and classes that have no text of an author."""
    view = View(project)
    for _, obj in surface_of(project).objects():
        is_counted = obj.kind in _FUNCTIONS or obj.kind == "class"
        if is_counted and obj.docstring is None and view.overridden(obj) is None:
            yield obj


def _print_row(name: str, found: list[Object], settings: Settings, seconds: float) -> None:
    functions = _count((obj for obj in found if obj.kind != "class"), settings)
    classes = _count((obj for obj in found if obj.kind == "class"), settings)
    parts = functions.parts + classes.parts
    whole = sum(functions.objects.values())
    shares = [_share(functions.objects[key], whole) for key in ("sentence", "aloud", "nothing")]
    of_classes = sum(classes.objects.values())
    print(f"{name:16}{whole:10}{shares[0]:>9}{shares[1]:>7}{shares[2]:>8}"
          f"{of_classes:9}{_share(classes.objects['sentence'], of_classes):>9}"
          f"{parts['parameter']:8}{_share(parts['parameter text'], parts['parameter']):>6}"
          f"{parts['raises']:8}{_share(parts['raises text'], parts['raises']):>6}"
          f"{seconds:9.1f}")  # fmt: skip


def _count(found: Iterable[Object], settings: Settings) -> Count:
    objects: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    for obj in found:
        said = docstring.complete(obj, settings)
        guess = said.summary_guess
        if guess is not None:
            objects["aloud" if guess.rule.fallback else "sentence"] += 1
        else:
            objects["something" if any(said.entries()) else "nothing"] += 1
        parts["parameter"] += len(obj.parameters)
        parts["parameter text"] += sum(bool(entry.description) for entry in said.parameters)
        parts["raises"] += len(said.raises)
        parts["raises text"] += sum(bool(entry.description) for entry in said.raises)
    return Count(objects, parts)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _print_drawn(one: Drawn) -> None:
    obj = one.object
    lines = Path(one.path).read_text(encoding="utf-8").splitlines()
    said = obj.summary
    print(f"\n--- {obj.name}  [{said.rule.id if said else ''}]")
    print(f"    {said.text if said else ''}")
    for line in lines[obj.line - 1 : obj.end_line][:16]:
        print(f"      | {line}")


if __name__ == "__main__":
    main()

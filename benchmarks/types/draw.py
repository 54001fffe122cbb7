"""Draws inferred types at random, beside the code that they're about, for a reader to judge.

    python benchmarks/types/draw.py PACKAGE... [--count N] [--seed N] [--attributes]

PACKAGE is the folder or file of a package. All types of public objects that are shown with the
default settings are drawn from: those of parameters, results and yields, or those of attributes.
Left out is what is no question: a result that is None, an attribute whose value is a literal, a
type that the author wrote in a docstring.
"""

from __future__ import annotations

import argparse
import ast
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.model import Guess, Object, Project
from sphinxcontrib_autodocgen.settings import Settings

_LINES = 45
"""How many lines of an object's code are printed at most."""


class Shown(NamedTuple):
    """A type that is shown."""

    object: str
    part: str
    guess: Guess


def main() -> None:
    """Print what was drawn, with how many types of each part it was drawn from."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=34, help="how many of each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--attributes", action="store_true", help="draw attributes instead")
    options = parser.parse_args()
    for package in options.packages:
        settings = Settings(packages=(str(package),), max_file_size=10_000_000, cache="off")
        project = pipeline.run(settings, Path.cwd())
        types = sorted(shown(project, settings.min_type_confidence, attributes=options.attributes))
        parts = Counter(t.part.partition(":")[0] for t in types)
        drawn = random.Random(options.seed).sample(types, min(options.count, len(types)))
        claimed = sum(t.guess.confidence for t in drawn) / max(len(drawn), 1)
        print(f"==== {package.name}: {len(types)} shown, {dict(parts)}; claimed {claimed:.3f}")
        for number, type_ in enumerate(sorted(drawn), 1):
            _print(number, type_, project)


def shown(project: Project, floor: float, *, attributes: bool) -> Iterator[Shown]:
    """Yield the types of public objects that are sure enough to be shown, and can be wrong."""
    for obj in project.values():
        if obj.is_public and (obj.kind in ("attribute", "data")) == attributes:
            for part, guess in _guesses(obj, project):
                if guess is None or guess.evidence.startswith("docstring"):
                    continue
                if guess.confidence >= floor:
                    yield Shown(obj.name, part, guess)


def _guesses(obj: Object, project: Project) -> Iterator[tuple[str, Guess | None]]:
    for parameter in obj.parameters:
        yield f"parameter:{parameter.name}", parameter.type
    if obj.returns is not None and not (obj.returns.type and obj.returns.type.text == "None"):
        yield "returns", obj.returns.type
    if obj.yields is not None:
        yield "yields", obj.yields.type
    if obj.type is not None and not _is_literal("\n".join(_code(obj, project))):
        yield "attribute", obj.type


def _is_literal(assignment: str) -> bool:
    try:
        ast.literal_eval(assignment.partition("=")[2].strip())
    except (SyntaxError, ValueError):
        return False
    return True


def _code(obj: Object, project: Project) -> list[str]:
    path = Path(project.module_of(obj.name).path)
    return path.read_text(encoding="utf-8").splitlines()[obj.line - 1 : obj.end_line]


def _print(number: int, type_: Shown, project: Project) -> None:
    obj = project[type_.object]
    guess = type_.guess
    print(f"-- {number}. {type_.object}, {type_.part} [{guess.evidence}, {guess.confidence:.2f}]")
    print(f"   >>> {guess.text}")
    print(f"   {project.module_of(obj.name).path}:{obj.line}")
    print("\n".join(_code(obj, project)[:_LINES]))


if __name__ == "__main__":
    main()

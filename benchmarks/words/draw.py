"""Draws generated texts at random, beside the code that they're about, for a reader to judge.

    python benchmarks/words/draw.py PACKAGE... [--count N] [--learned] [--seed N]

PACKAGE is the folder of a package. All that is shown of it with the default settings is drawn from,
but for its tests, so rules and learned texts come in the shares in which a reader of the pages
meets them.
"""

from __future__ import annotations

import argparse
import ast
import random
from collections import Counter
from pathlib import Path

from protocol import TESTS

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.describe.judged import LEARNED
from sphinxcontrib_autodocgen.describe.suggested import Suggestion, shown
from sphinxcontrib_autodocgen.model import Object, Project
from sphinxcontrib_autodocgen.settings import Settings

_LINES = 40
"""How many lines of an object's code are printed at most."""


def main() -> None:
    """Print what was drawn, with how many texts of each kind it was drawn from."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="+", type=Path)
    parser.add_argument("--count", type=int, default=50, help="how many of each package")
    parser.add_argument("--learned", action="store_true", help="only what was learned")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for package in options.packages:
        settings = Settings(packages=(str(package),), cache="off")
        project = pipeline.run(settings, Path.cwd())
        texts = [s for s in shown(project, settings) if TESTS.isdisjoint(s.object.split("."))]
        texts.sort(key=lambda s: (s.object, s.part))
        kinds = Counter("learned" if _is_learned(s) else "rule" for s in texts)
        print(f"==== {package.name}: {len(texts)} shown, {dict(kinds)}")
        if options.learned:
            texts = [s for s in texts if _is_learned(s)]
        drawn = random.Random(options.seed).sample(texts, min(options.count, len(texts)))
        for number, text in enumerate(sorted(drawn, key=lambda s: (s.object, s.part)), 1):
            _print(number, text, project)


def _is_learned(text: Suggestion) -> bool:
    return text.rule == LEARNED


def _print(number: int, text: Suggestion, project: Project) -> None:
    obj = project[text.object]
    print(f"-- {number}. {text.object}, {text.part} [{text.rule}, {text.score:.2f}]")
    print(f"   >>> {text.text}")
    print(_code(obj, project.module_of(obj.name).path))


def _code(obj: Object, path: str) -> str:
    """Return the beginning of an object's code without docstrings."""
    for node in ast.walk(ast.parse(Path(path).read_bytes())):
        if getattr(node, "lineno", None) == obj.line and isinstance(node, ast.stmt):
            for inner in ast.walk(node):
                body = getattr(inner, "body", None)
                if isinstance(body, list) and len(body) > 1 and _is_text(body[0]):
                    del body[0]
            return "\n".join(ast.unparse(node).splitlines()[:_LINES])
    return f"({obj.kind} {obj.name})"


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


if __name__ == "__main__":
    main()

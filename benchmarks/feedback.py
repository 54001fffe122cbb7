"""How much verdicts on a tenth of the texts help with the rest, and what a verdict should weigh.

The docstrings of all functions of a package are hidden and what rules say instead is compared with
them. The authors are the judges: a text that is close to an author's (ROUGE-L of 0.5 or more) would
have been accepted, any other corrected with the author's words. A tenth of the texts, drawn by
lot, is judged; the table says what that does to the confidences of the others.

Authors are harsh judges, since they never saw the texts: many are right in other words. So the
numbers compare settings with each other; they don't say how often a rule is right.

    python benchmarks/feedback.py requests docutils pygments
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from sphinxcontrib_autodocgen import describe, docstring, pipeline
from sphinxcontrib_autodocgen.describe import verdicts as applied
from sphinxcontrib_autodocgen.describe.acceptance import likeness
from sphinxcontrib_autodocgen.describe.shown import Suggestion, author_text, suggestions
from sphinxcontrib_autodocgen.feedback import Verdict
from sphinxcontrib_autodocgen.model import Object, Project
from sphinxcontrib_autodocgen.settings import Settings

_USEFUL = 0.5
_FLOOR = 0.7
_DRAWS = 3


def main() -> None:
    """Print a table for the packages that are named."""
    loaded = [_load(name) for name in sys.argv[1:]]
    cases = [("no verdicts", 0, 10), *((f"a verdict weighs 1/{w}", 50, w) for w in (3, 10, 30))]
    cases += [(f"the last {n}, 1/10", n, 10) for n in (10, 20, 200)]
    print(f"{'':24}  Brier    ECE  shown  of it useful")
    for title, window, weight in cases:
        applied._WEIGHT = weight  # noqa: SLF001  # what is measured
        rows = [_measure(*one, window, seed) for one in loaded for seed in range(_DRAWS)]
        print(f"{title:24}  " + _line([row for rows_ in rows for row in rows_]))


def _load(name: str) -> tuple[Project, dict[tuple[str, str], str]]:
    """Return a package with what rules say in place of docstrings, and what its authors wrote."""
    project = docstring.spread(pipeline.analysed(Settings(packages=(name,)), Path.cwd()))
    truth = {
        (obj.name, part): " ".join(text.split())
        for obj in project.values()
        for part in _parts(obj)
        if (text := author_text(obj, part))
    }
    modules = [
        replace(
            module,
            objects=tuple(
                replace(obj, docstring=None) if obj.kind in ("function", "method") else obj
                for obj in module.objects
            ),
        )
        for module in project.modules.values()
    ]
    return describe.describe(Project(modules), Settings()), truth


def _parts(obj: Object) -> Iterator[str]:
    yield "summary"
    yield "returns"
    for parameter in obj.parameters:
        yield f"parameter:{parameter.name}"


def _measure(
    described: Project, truth: dict[tuple[str, str], str], window: int, seed: int
) -> list[tuple[float, bool]]:
    """Return confidence and outcome of the texts that weren't judged."""
    known = [s for s in _suggested(described) if (s.object, s.part) in truth]
    shown = [s for s in known if s.score >= _FLOOR]
    drawn = random.Random(seed).sample(shown, len(shown) // 10)
    verdicts = [_judge(s, truth[s.object, s.part], n) for n, s in enumerate(drawn)]
    places = {(s.object, s.part) for s in drawn}
    after = applied.apply(described, verdicts, Settings(feedback_window=window))
    return [
        (s.score, likeness(s.text, truth[s.object, s.part]) >= _USEFUL)
        for s in _suggested(after)
        if (s.object, s.part) in truth and (s.object, s.part) not in places
    ]


def _suggested(project: Project) -> Iterator[Suggestion]:
    for obj in project.values():
        yield from suggestions(obj)


def _judge(suggestion: Suggestion, said: str, number: int) -> Verdict:
    good = likeness(suggestion.text, said) >= _USEFUL
    plain = "".join(char for char in said if char.isprintable()) or "-"
    return Verdict(
        object=suggestion.object,
        part=suggestion.part,
        text=suggestion.text,
        rule=suggestion.rule,
        score=suggestion.score,
        verdict="accepted" if good else "corrected",
        correction=None if good else plain,
        date=f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}",
    )


def _line(rows: list[tuple[float, bool]]) -> str:
    brier = sum((score - good) ** 2 for score, good in rows) / len(rows)
    bins: dict[int, list[tuple[float, bool]]] = {}
    for score, good in rows:
        bins.setdefault(int(score * 10), []).append((score, good))
    error = sum(abs(sum(score - good for score, good in each)) for each in bins.values())
    shown = [good for score, good in rows if score >= _FLOOR]
    useful = sum(shown) / len(shown) if shown else 1.0
    return f"{brier:.3f}  {error / len(rows):.3f}   {len(shown) / len(rows):4.0%}  {useful:12.0%}"


if __name__ == "__main__":
    main()

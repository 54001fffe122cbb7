"""Trains the weights that are shipped in ``describe/learned/weights.json``.

    python benchmarks/train_ranker.py PACKAGE... [--kept FOLDER]

PACKAGE is the folder of a documented package; none of those that ``benchmarks/words`` is run on.
Of each, 30 % of the docstrings are hidden, by file and at random; a candidate is right if its
ROUGE-L with what the author wrote is at least 0.5. Small packages count more than their size. It
needs scikit-learn. What it prints is measured on packages that had no part in it: each third of
the packages is scored by weights from the other two.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

sys.path.insert(0, str(Path(__file__).parent / "words"))

from protocol import hidden_units, hide, records, truths

from sphinxcontrib_autodocgen.describe import learned
from sphinxcontrib_autodocgen.describe.acceptance import similarity
from sphinxcontrib_autodocgen.describe.learned.calibration import USEFUL
from sphinxcontrib_autodocgen.describe.learned.claims import is_borne_out, vocabulary
from sphinxcontrib_autodocgen.describe.learned.features import NAMES, candidates
from sphinxcontrib_autodocgen.describe.learned.index import Index
from sphinxcontrib_autodocgen.describe.learned.ranker import LinearRanker, expanded
from sphinxcontrib_autodocgen.describe.learned.sites import Pattern, patterns_of, sites_of
from sphinxcontrib_autodocgen.describe.learned.texts import normal
from sphinxcontrib_autodocgen.describe.view import View
from sphinxcontrib_autodocgen.model import Module, Project

TARGET = Path(learned.__file__).parent / "weights.json"
KINDS = ("parameter", "returns", "summary:function", "summary:class")
MOST = 450
"""Of each kind, so many hidden texts of a package are looked at."""


class Question(NamedTuple):
    """A hidden text: the features of each candidate, and how like the author's text it is."""

    package: str
    mode: str
    features: list[tuple[float, ...]]
    like: list[float]


def main() -> None:
    """Train, print what was measured, and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="+", type=Path)
    parser.add_argument("--kept", type=Path, default=Path.home() / ".cache" / "autodocgen-bench")
    arguments = parser.parse_args()
    questions: dict[str, list[Question]] = defaultdict(list)
    for package in arguments.packages:
        modules = records(package, arguments.kept, types=False)
        for kind, question in asked(package.name, modules):
            questions[kind].append(question)
        print(package.name, {kind: len(found) for kind, found in questions.items()}, flush=True)
    rankers = {kind: fitted(kind, questions[kind]) for kind in KINDS if questions[kind]}
    document = {"features": NAMES, "rankers": rankers}
    TARGET.write_bytes(msgspec.json.encode(document) + b"\n")


def asked(package: str, modules: list[Module]) -> list[tuple[str, Question]]:
    """Return the questions that a package asks, by kind."""
    found = []
    for mode in ("files", "functions"):
        hidden = hidden_units(modules, mode, seed=1)
        view = View(Project(hide(modules, hidden)))
        by_kind: dict[str, list[Pattern]] = defaultdict(list)
        for name in sorted(view.project):
            for pattern in patterns_of(view.project[name], view):
                by_kind[pattern.site.kind].append(pattern)
        indexes = {kind: Index(known) for kind, known in by_kind.items()}
        for truth in drawn(list(truths(modules, hidden))):
            obj = view.project[truth.object]
            site = next((s for s in sites_of(obj, view) if s.part == truth.part), None)
            if site is not None and site.kind in KINDS and site.kind in indexes:
                known = vocabulary(site)
                offered = [
                    c
                    for c in candidates(site, indexes[site.kind])
                    if is_borne_out(c.text, site, known, c.best.site)
                ]
                like = [similarity(normal(c.text), normal(truth.text)) for c in offered]
                features = [c.features for c in offered]
                found.append((truth.kind, Question(package, mode, features, like)))
    return found


def drawn(all_truths: list[Any]) -> list[Any]:
    """Draw so many of each kind that no package takes too long."""
    by_kind = defaultdict(list)
    for truth in all_truths:
        by_kind[truth.kind].append(truth)
    draw = random.Random(1)
    return [t for some in by_kind.values() for t in draw.sample(some, min(MOST, len(some)))]


def fitted(kind: str, questions: list[Question]) -> LinearRanker:
    """Return a ranker for a kind, and print how rankers of its making do on other packages."""
    names = sorted({question.package for question in questions})
    for third in range(3):
        held = set(names[third::3])
        model = trained([q for q in questions if q.package not in held])
        measure(f"{kind} {third}", model, [q for q in questions if q.package in held])
    return trained(questions)


def trained(questions: list[Question]) -> LinearRanker:
    """Fit a logistic function that tells useful candidates from others."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    sizes = Counter(question.package for question in questions)
    rows, labels, weights = [], [], []
    for question in questions:
        for features, like in zip(question.features, question.like, strict=True):
            rows.append(expanded(features))
            labels.append(like >= USEFUL)
            weights.append(1 / max(sizes[question.package], 60) ** 0.5)
    table = np.array(rows)
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=500)
    model.fit((table - middle) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread
    base = float(model.intercept_[0] - (slopes * middle).sum())
    return LinearRanker(round(base, 4), tuple(round(float(slope), 4) for slope in slopes))


def measure(label: str, model: LinearRanker, questions: list[Question]) -> None:
    """Print ROUGE-L of the best candidate, what's possible, and precision by score."""
    for mode in ("files", "functions"):
        some = [q for q in questions if q.mode == mode]
        best, shown = [], []
        for question in some:
            if not question.like:
                best.append(0.0)
                continue
            scores = [model.score(features) for features in question.features]
            at = scores.index(max(scores))
            best.append(question.like[at])
            shown.append((scores[at], question.like[at]))
        ceiling = [max(question.like, default=0.0) for question in some]
        sure = [like >= USEFUL for score, like in shown if score >= 0.7]
        count = len(some) or 1
        print(
            f"{label:20} {mode:9} {count:5} ROUGE-L {sum(best) / count:.3f} "
            f"of {sum(ceiling) / count:.3f}, at .7: precision "
            f"{sum(sure) / (len(sure) or 1):.3f} share {len(sure) / count:.3f}",
            flush=True,
        )


if __name__ == "__main__":
    main()

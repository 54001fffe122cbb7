"""Trains the weights that are shipped in ``describe/learned/weights.json``.

    python -m pip install --no-deps --target FOLDER $(python benchmarks/train_ranker.py --names)
    python benchmarks/train_ranker.py FOLDER

FOLDER holds the packages, as pip installs them or as unpacked source distributions; none of those
that ``benchmarks/words`` is run on. Of each, 30 % of the docstrings are hidden, by file and at
random: leaving out one text at a time made scores too sure. A candidate is what the code bears out,
and right if its ROUGE-L with what the author wrote is at least 0.5. Small packages count more than
their size. It needs scikit-learn.

Old and new weights are compared on packages that neither has seen, and those of a kind are written
only if they do no worse there by two of three measures: the share of texts whose best candidate is
right, the share that can be told at a precision of 80 %, and the Brier score of the best.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

sys.path.insert(0, str(Path(__file__).parent / "words"))

from protocol import Mode, Truth, hidden_units, hide, records, truths

from sphinxcontrib_autodocgen.describe import learned
from sphinxcontrib_autodocgen.describe.acceptance import similarity
from sphinxcontrib_autodocgen.describe.learned.corpus import (
    Pattern,
    Site,
    normal,
    patterns_of,
    sites_of,
)
from sphinxcontrib_autodocgen.describe.learned.grounding import (
    is_borne_out,
    is_vacuous,
    vocabulary,
)
from sphinxcontrib_autodocgen.describe.learned.linear import USEFUL, LinearRanker, expanded
from sphinxcontrib_autodocgen.describe.learned.nearness import is_likely
from sphinxcontrib_autodocgen.describe.learned.retrieval import NAMES, Candidate, Index, Query
from sphinxcontrib_autodocgen.describe.view import View
from sphinxcontrib_autodocgen.model import Module, Project

TRAINED = (
    "astropy bokeh boltons celery click dask httpx jedi matplotlib networkx nltk paramiko requests "
    "scikit-image scikit-learn seaborn sphinx sqlalchemy trio werkzeug xarray"
)
HELD = "arviz distributed librosa networkit pint pymc scrapy shapely"
IMPORTED = {"scikit-image": "skimage", "scikit-learn": "sklearn"}
"""Names of packages where they aren't those of their distributions."""

TARGET = Path(learned.__file__).parent / "weights.json"
KINDS = ("parameter", "returns", "summary:function", "summary:class")
MOST = 300
"""Of each kind, so many texts of a package are looked at."""


class Question(NamedTuple):
    """A hidden text: the features of each candidate, and whether it's right."""

    package: str
    features: list[tuple[float, ...]]
    useful: list[bool]


class Measured(NamedTuple):
    """How well a ranker chooses.

    Attributes:
        useful: The share of questions whose best candidate is right.
        brier: The mean squared distance of the best candidates' scores from what came out.
        share: How many of the questions can be answered so that 80 % of the answers are right.
    """

    useful: float
    brier: float
    share: float


def main() -> None:
    """Train, compare, and write what is better."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--names", action="store_true", help="print what FOLDER must hold")
    parser.add_argument("--kept", type=Path, default=Path.home() / ".cache" / "autodocgen-bench")
    options = parser.parse_args()
    if options.names or options.folder is None:
        print(TRAINED, HELD)
        return
    known = asked(options.folder, TRAINED.split(), options.kept)
    unseen = asked(options.folder, HELD.split(), options.kept)
    old = _shipped()
    new = {kind: trained(known[kind]) for kind in KINDS}
    chosen = {kind: better(kind, old.get(kind), new[kind], unseen[kind]) for kind in KINDS}
    TARGET.write_bytes(msgspec.json.encode({"features": NAMES, "rankers": chosen}) + b"\n")


def _shipped() -> dict[str, LinearRanker]:
    """Return the present weights; none if they're of other features."""
    data = msgspec.json.decode(TARGET.read_bytes())
    if tuple(data["features"]) != NAMES:
        return {}
    return msgspec.convert(data["rankers"], dict[str, LinearRanker])


def asked(folder: Path, names: Iterable[str], kept: Path) -> dict[str, list[Question]]:
    """Return what packages ask, by kind.

    Args:
        folder: Holds the packages.
        names: The names of their distributions.
        kept: Folder in which their records are kept for another run.
    """
    found: dict[str, list[Question]] = {kind: [] for kind in KINDS}
    for name in names:
        modules = records(package_in(folder, IMPORTED.get(name, name)), kept, types=False)
        for mode in ("files", "functions"):
            for kind, question in _questions(name, modules, mode):
                found[kind].append(question)
        print(name, {kind: len(some) for kind, some in found.items()}, flush=True)
    return found


def _questions(package: str, modules: list[Module], mode: Mode) -> Iterator[tuple[str, Question]]:
    """Hide docstrings of a package, and yield what is to be found out again, with its kind."""
    hidden = hidden_units(modules, mode, seed=1)
    view = View(Project(hide(modules, hidden)))
    indexes = _indexes(view)
    for truth in _drawn(truths(modules, hidden)):
        obj = view.project[truth.object]
        site = next((s for s in sites_of(obj, view) if s.part == truth.part), None)
        if site is not None and truth.kind in indexes:
            offered = _sound(site, Query(site, indexes[truth.kind]).candidates())
            like = (similarity(normal(c.text), normal(truth.text)) for c in offered)
            useful = [value >= USEFUL for value in like]
            yield truth.kind, Question(package, [c.features for c in offered], useful)


def _indexes(view: View) -> dict[str, Index]:
    by_kind: dict[str, list[Pattern]] = defaultdict(list)
    for name in sorted(view.project):
        for pattern in patterns_of(view.project[name], view):
            by_kind[pattern.site.kind].append(pattern)
    return {kind: Index(known) for kind, known in by_kind.items()}


def _drawn(found: Iterable[Truth]) -> Iterator[Truth]:
    """Draw so many of each kind that no package takes too long."""
    by_kind: dict[str, list[Truth]] = {kind: [] for kind in KINDS}
    for truth in found:
        if truth.kind in by_kind:
            by_kind[truth.kind].append(truth)
    draw = random.Random(1)
    for some in by_kind.values():
        yield from draw.sample(some, min(MOST, len(some)))


def _sound(site: Site, offered: list[Candidate]) -> list[Candidate]:
    """Return the candidates that the code of a site bears out and that say something."""
    known = vocabulary(site)
    return [
        c
        for c in offered
        if not is_vacuous(c.text, site)
        and is_borne_out(c.text, site, known, c.best.site)
        and is_likely(c.text, site, known, c.best.site, c.support)
    ]


def package_in(folder: Path, name: str) -> Path:
    """Return a package's own folder, as it's installed or within a source distribution.

    Args:
        folder: Holds packages or source distributions.
        name: The package's name.

    Raises:
        SystemExit: If there's none.
    """
    for pattern in (name, f"*/{name}", f"*/src/{name}", f"*/lib/{name}"):
        for path in sorted(folder.glob(f"{pattern}/__init__.py")):
            return path.parent
    raise SystemExit(f"{folder}: no package {name}; see --names")


def trained(known: list[Question]) -> LinearRanker:
    """Fit a logistic function that tells useful candidates from others."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    sizes = Counter(question.package for question in known)
    rows, labels, weights = [], [], []
    for question in known:
        rows += [expanded(features) for features in question.features]
        labels += question.useful
        weights += [1 / max(sizes[question.package], 60) ** 0.5] * len(question.useful)
    table = np.array(rows)
    middle, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    model = LogisticRegression(max_iter=500)
    model.fit((table - middle) / spread, labels, sample_weight=weights)
    slopes = model.coef_[0] / spread
    base = float(model.intercept_[0] - (slopes * middle).sum())
    return LinearRanker(round(base, 4), tuple(round(float(slope), 4) for slope in slopes))


def better(
    kind: str, old: LinearRanker | None, new: LinearRanker, unseen: list[Question]
) -> LinearRanker:
    """Return the ranker that chooses better on packages that neither has seen, and print both."""
    after = measured(new, unseen)
    print(f"{kind:16} {len(unseen):5} ceiling {_ceiling(unseen):.3f}, new {_line(after)}")
    if old is None:
        return new
    before = measured(old, unseen)
    print(f"{kind:16} {len(unseen):5} {'':13} old {_line(before)}")
    wins = (
        after.useful >= before.useful,
        after.share >= before.share,
        after.brier <= before.brier,
    )
    return new if sum(wins) >= 2 else old


def measured(ranker: LinearRanker, unseen: list[Question]) -> Measured:
    """Return how well a ranker chooses."""
    answers = [max(_scored(ranker, q), key=_score) for q in unseen if q.features]
    answers.sort(key=_score, reverse=True)
    right = shown = 0
    for number, (_, useful) in enumerate(answers, 1):
        right += useful
        if right / number >= 0.8:
            shown = number
    count = len(unseen) or 1
    brier = sum((score - useful) ** 2 for score, useful in answers) / (len(answers) or 1)
    return Measured(right / count, brier, shown / count)


def _scored(ranker: LinearRanker, question: Question) -> Iterator[tuple[float, bool]]:
    return zip(map(ranker.score, question.features), question.useful, strict=True)


def _score(scored: tuple[float, bool]) -> float:
    return scored[0]


def _ceiling(unseen: list[Question]) -> float:
    """Return the share of questions that have a right candidate at all."""
    return sum(any(question.useful) for question in unseen) / (len(unseen) or 1)


def _line(found: Measured) -> str:
    return f"useful {found.useful:.3f}, share at 80 % {found.share:.3f}, Brier {found.brier:.3f}"


if __name__ == "__main__":
    main()

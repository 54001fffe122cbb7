"""Sets how certain each rule is from what readers found of its texts.

    python benchmarks/words/refit.py VERDICTS.json... [--add] [--write]

A file of verdicts is a list of objects with ``rule``, ``verdict`` and ``package``; ``right`` and
``readaloud`` count 1, every other verdict 0, and a number stands for itself. Of a rule that only
reads code aloud, all counts 1 that isn't ``wrong``. The texts of a rule in one package are alike,
so all verdicts on them count as five at most. A single verdict says nothing of a rule's other
texts, and isn't counted. The texts are to be drawn at random from what pages
show. Prints each rule's confidence before and after; ``--write`` puts the counts into
``describe/rules/measured.json``, in place of what was counted there before, or with ``--add`` on
top of it. Verdicts on texts that a mended rule no longer gives are left out of the files: what that
rule claims is then the share that was right with them, for mending fits the sample that it was
found by.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from sphinxcontrib_autodocgen.describe.learned import LEARNED
from sphinxcontrib_autodocgen.describe.rules import rule_named, sentence
from sphinxcontrib_autodocgen.model import Rule

_MOST_ALIKE = 5
"""As how many verdicts those on one rule's texts in one package count at most."""

FILE = Path(sentence.__file__).with_name("measured.json")


def main() -> None:
    """Print the confidences, and write the counts if that's asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("verdicts", nargs="+", type=Path)
    parser.add_argument("--add", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    rows = dict(sentence.measured())
    for name, (credited, count) in sorted(_counted(options.verdicts).items()):
        right, judged = rows.get(name, (0, 0)) if options.add else (0, 0)
        rows[name] = (round(right + credited, 2), judged + count)
        print(
            f"{name:20} {credited:6g} of {count:<4}"
            f" {sentence.confidence(_rule(name)):.2f} -> {_share(name, rows):.2f}"
        )
    if options.write:
        several = sorted((name, row) for name, row in rows.items() if row[1] > 1)
        lines = (f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in several)
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _counted(paths: list[Path]) -> dict[str, tuple[float, int]]:
    """Return what the verdicts on each rule's texts come to, and how many they count as."""
    given: dict[tuple[str, str], list[float]] = defaultdict(list)
    for path in paths:
        for verdict in json.loads(path.read_text(encoding="utf-8")):
            rule, said = _rule(verdict["rule"]), verdict["verdict"]
            is_true = rule.fallback and said != "wrong"
            name = rule.family or rule.id
            given[name, verdict["package"]].append(credit("right" if is_true else said))
    found: dict[str, tuple[float, int]] = {}
    for (name, _), each in given.items():
        count = min(len(each), _MOST_ALIKE)
        right, judged = found.get(name, (0.0, 0))
        found[name] = (right + count * sum(each) / len(each), judged + count)
    return found


def _rule(name: str) -> Rule:
    return LEARNED if name == LEARNED.id else rule_named(name)


def _share(name: str, rows: dict[str, tuple[float, int]]) -> float:
    return sentence.share(_rule(name).claim, *rows[name])


def credit(verdict: str | float) -> float:
    """Return what a verdict counts, from 0 to 1."""
    return float(verdict in ("right", "readaloud")) if isinstance(verdict, str) else float(verdict)


if __name__ == "__main__":
    main()

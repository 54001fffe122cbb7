"""Sets how sure each rule is from what readers found of its texts.

    python benchmarks/words/refit.py VERDICTS.json... [--add] [--write]

A file of verdicts is a list of objects with ``rule`` and ``verdict``; ``right`` counts 1, every
other verdict 0, and a number stands for itself. The texts are to be drawn at random from what pages
show. Prints each rule's row before and after; ``--write`` puts the rows into
``describe/confidence.json``, in place of what was counted there before, or with ``--add`` on top of
it. Verdicts on texts that a mended rule no longer gives are left out of the files: what that rule
claims (``claim``) is then the share that was right with them, for mending fits the sample that it
was found by.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

import msgspec

from sphinxcontrib_autodocgen.describe import confidence
from sphinxcontrib_autodocgen.describe.confidence import Share

FILE = Path(confidence.__file__).with_name("confidence.json")


def main() -> None:
    """Print the rows, and write them if that's asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("verdicts", nargs="+", type=Path)
    parser.add_argument("--add", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    credited: dict[str, list[float]] = defaultdict(list)
    for path in options.verdicts:
        for verdict in json.loads(path.read_text(encoding="utf-8")):
            credited[confidence.row(verdict["rule"])].append(credit(verdict["verdict"]))
    rows = dict(confidence.shares())
    for rule, found in sorted(credited.items()):
        before = rows[rule]
        known = before if options.add else Share(before.claim)
        right, judged = known.right + sum(found), known.judged + len(found)
        rows[rule] = after = Share(before.claim, round(right, 2), judged)
        print(
            f"{rule:20} {sum(found):6g} of {len(found):<4}"
            f" {before.confidence:.2f} -> {after.confidence:.2f}"
        )
    if options.write:
        lines = (
            f"  {json.dumps(r)}: {json.dumps(msgspec.to_builtins(s))}" for r, s in rows.items()
        )
        FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def credit(verdict: str | float) -> float:
    """Return what a verdict counts, from 0 to 1."""
    return float(verdict == "right") if isinstance(verdict, str) else float(verdict)


if __name__ == "__main__":
    main()

"""Hides docstrings, lets them be written again, and compares with what the authors wrote.

    python benchmarks/words/run.py PACKAGE... [--kept FOLDER] [--feedback] [--ranker network]

PACKAGE is the folder of a documented package. 30 % of the documented functions and classes are
hidden, by whole files and at random; the rest is what can be learned from. A guess is useful if its
ROUGE-L with the first sentence of the author's text is at least 0.5. A hidden text without a guess
counts as 0, and the best guess counts however unsure it is, though it wouldn't be suggested. What
has a private name is hidden but not counted: nothing is learned for it. Types that nobody wrote
aren't inferred.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from claims import source_of, unborne
from protocol import Mode, Truth, hidden_units, hide, records, truths
from scores import Answer, bleu, calibration_error, precision, share_at

from sphinxcontrib_autodocgen.describe.learned.corpus import normal
from sphinxcontrib_autodocgen.describe.learned.network import Network
from sphinxcontrib_autodocgen.describe.view import View
from sphinxcontrib_autodocgen.describe.words import restates
from sphinxcontrib_autodocgen.describe.writer import Writer, is_private
from sphinxcontrib_autodocgen.feedback import Verdict
from sphinxcontrib_autodocgen.model import Guess, Module, Object, Project
from sphinxcontrib_autodocgen.settings import Settings

SHOWN = Settings().min_confidence
KINDS = ("parameter", "returns", "summary", "raises")
MODES: tuple[Mode, ...] = ("files", "functions")


def main() -> None:
    """Print the tables, by package and in total."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="+", type=Path)
    parser.add_argument("--kept", type=Path, default=Path.home() / ".cache" / "autodocgen-bench")
    parser.add_argument("--examples", type=int, default=0, help="print so many shown texts")
    parser.add_argument("--feedback", action="store_true", help="also judge a tenth, and go on")
    parser.add_argument("--ranker", default="linear", help="the setting of that name")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--out", type=Path, help="also write all answers here, as JSON")
    options = parser.parse_args()
    chosen = Settings(ranker=options.ranker)
    total: dict[str, list[Answer]] = defaultdict(list)
    rows: dict[str, list[tuple[str, dict[str, float]]]] = defaultdict(list)
    after: list[tuple[list[Answer], list[Answer]]] = []
    for package in options.packages:
        modules = records(package, options.kept, types=False)
        for mode in MODES:
            answers, seconds = answered(modules, mode, options.seed, chosen)
            total[mode] += answers
            rows[mode].append((package.name, {**measured(answers), **seconds}))
            print_row(package.name, mode, rows[mode][-1][1])
            if options.feedback:
                after.append(corrected(modules, mode, options.seed, chosen, answers))
    for mode in MODES:
        rows[mode].append(("all", measured(total[mode])))
        print_row("all", mode, rows[mode][-1][1])
    for mode in MODES:
        print_table(f"{mode} hidden", rows[mode])
    if options.feedback:
        print_gain(after)
    print_examples([a for m in MODES for a in total[m]], options.examples)
    if options.out:
        options.out.write_text(json.dumps({m: total[m] for m in MODES}), encoding="utf-8")


def answered(
    modules: list[Module],
    mode: Mode,
    seed: int,
    chosen: Settings,
    verdicts: tuple[Verdict, ...] = (),
) -> tuple[list[Answer], dict[str, float]]:
    """Hide, describe, and pair what was hidden with the guesses; with seconds by step."""
    hidden = hidden_units(modules, mode, seed)
    view = View(Project(hide(modules, hidden)))
    found = [t for t in truths(modules, hidden) if not is_private(view.project[t.object], view)]
    began = time.process_time()
    writer = Writer(view, chosen, verdicts, minimum=0.0)
    learned = time.process_time()
    print_networks(writer)
    names = sorted({truth.object for truth in found})
    described = {name: writer.described(view.project[name]) for name in names}
    ended = time.process_time()
    sites = sum(len(obj.parameters) + 2 for obj in described.values())
    times = {"learn s": learned - began, "each ms": (ended - learned) / (sites or 1) * 1000}
    copies = _copies(modules)
    source = {name: view.module(view.project[name]).path for name in names}
    return [answer(t, described[t.object], copies, source[t.object]) for t in found], times


def print_networks(writer: Writer) -> None:
    """Print for which kinds of text a network is used."""
    if writer.patterns is not None:
        chosen = writer.patterns._rankers.items()  # noqa: SLF001
        used = [kind for kind, ranker in chosen if isinstance(ranker, Network)]
        if used:
            print("a network ranks", ", ".join(used))


def _copies(modules: list[Module]) -> Counter[tuple[str, ...]]:
    """Count the functions and classes in which each text stands."""
    everything = hidden_units(modules, "functions", 0, share=1.0)
    return Counter(normal(t.text) for t in truths(modules, everything))


def answer(truth: Truth, obj: Object, copies: Counter[tuple[str, ...]], path: str) -> Answer:
    """Pair what an author wrote with the guess at it."""
    guess = guess_of(obj, truth.part)
    kind = truth.kind.partition(":")[0]
    unique = copies[normal(truth.text)] <= 1
    name = f"{truth.object}, {truth.part}"
    if guess is None:
        return Answer(kind, truth.text, unique, name=name)
    source = source_of(path, obj.line)
    label = truth.part.partition(":")[2] or obj.short_name
    return Answer(
        kind,
        truth.text,
        unique,
        guess.text,
        guess.confidence,
        str(guess.evidence),
        unborne(guess.text, source, truth.object),
        restates(guess.text, (label,)),
        name,
    )


def guess_of(obj: Object, part: str) -> Guess | None:
    """Return the guess at a part of an object."""
    what, _, name = part.partition(":")
    if what == "parameter":
        return next((p.description for p in obj.parameters if p.name == name), None)
    if what == "summary":
        return obj.summary
    if what == "raises":
        return next((r.description for r in obj.raises if r.type == name), None)
    result = obj.returns if what == "returns" else obj.yields
    return result.description if result is not None else None


def corrected(
    modules: list[Module], mode: Mode, seed: int, chosen: Settings, before: list[Answer]
) -> tuple[list[Answer], list[Answer]]:
    """Let a user judge a tenth of the parameters; return the others, before and after."""
    asked = [a for a in before if a.kind == "parameter" and a.text]
    judged = random.Random(seed).sample(asked, len(asked) // 10)
    verdicts = tuple(map(_verdict, judged))
    names = {a.name for a in judged}
    again, _ = answered(modules, mode, seed, chosen, verdicts)
    rest = [a for a in again if a.kind == "parameter" and a.name not in names]
    return [a for a in before if a.kind == "parameter" and a.name not in names], rest


def _verdict(judged: Answer) -> Verdict:
    name, part = judged.name.split(", ", 1)
    good = judged.like >= 0.5
    return Verdict(
        object=name,
        part=part,
        verdict="accepted" if good else "corrected",
        text=judged.text,
        correction=None if good else judged.truth,
        rule="learned" if judged.evidence.startswith("learned") else judged.evidence,
        score=judged.confidence,
        date="2026-01-01",
    )


def measured(answers: list[Answer]) -> dict[str, float]:
    """Return what was measured on a package, by name."""
    by_kind: dict[str, list[Answer]] = {kind: [] for kind in KINDS}
    for each in answers:
        by_kind[each.kind].append(each)
    parameters, returns, summaries, raises = (by_kind[kind] for kind in KINDS)
    shown = [a for a in answers if a.text and a.confidence >= SHOWN]
    right, share = precision(parameters)
    learned = [a for a in shown if a.evidence.startswith("learned")]
    ruled = [a for a in parameters if not a.evidence.startswith("rule")]
    return {
        "parameters": len(parameters),
        "ROUGE-L": mean(a.like for a in parameters),
        "ROUGE-L unique": mean(a.like for a in parameters if a.unique),
        "share at 80 %": share_at(parameters, 0.8),
        "precision shown": right,
        "precision learned": precision(ruled)[0],
        "share shown": share,
        "ECE": calibration_error(parameters),
        "ECE from .5": calibration_error([a for a in parameters if a.confidence >= 0.5]),
        "results ROUGE-L": mean(a.like for a in returns),
        "summaries BLEU-4": 100 * mean(bleu(a.text, a.truth) for a in summaries),
        "raises ROUGE-L": mean(a.like for a in raises),
        "raises precision": precision(raises)[0],
        "BLEU-4 unique": 100 * mean(bleu(a.text, a.truth) for a in summaries if a.unique),
        "all shown": len(shown),
        "all precision": mean(float(a.like >= 0.5) for a in shown),
        "learned shown": len(learned),
        "learned unborne %": 100 * mean(float(bool(a.unborne)) for a in learned),
        "learned vacuous %": 100 * mean(float(a.vacuous) for a in learned),
        "unborne %": 100 * mean(float(bool(a.unborne)) for a in shown),
        "vacuous %": 100 * mean(float(a.vacuous) for a in shown),
    }


def print_row(name: str, mode: str, found: dict[str, float]) -> None:
    """Print what was measured on a package on one line."""
    print(f"{name} {mode}: {', '.join(f'{k} {_cell(v)}' for k, v in found.items())}", flush=True)


def print_table(title: str, rows: list[tuple[str, dict[str, float]]]) -> None:
    """Print what was measured as a Markdown table with a column for each package."""
    print(f"\n| {title} | {' | '.join(name for name, _ in rows)} |\n|{'---|' * (len(rows) + 1)}")
    for measure in rows[0][1]:
        found = (_cell(cells.get(measure, "")) for _, cells in rows)
        print(f"| {measure} | {' | '.join(found)} |")


def _cell(value: float | str) -> str:
    if isinstance(value, float):
        text = f"{value:.1f}" if value >= 2 else f"{value:.2f}"
        return text.removeprefix("0") if value < 1 and text != "0.00" else text
    return str(value)


def mean(values: Any) -> float:
    """Return the mean, 0 of nothing."""
    known = list(values)
    return sum(known) / len(known) if known else 0.0


def print_gain(pairs: list[tuple[list[Answer], list[Answer]]]) -> None:
    """Print what the verdicts on a tenth changed for the rest."""
    for at, mode in enumerate(MODES):
        before = [a for old, _ in pairs[at::2] for a in old]
        later = [a for _, new in pairs[at::2] for a in new]
        print(
            f"feedback on a tenth, {mode}: share at 80 % {share_at(before, 0.8):.3f} -> "
            f"{share_at(later, 0.8):.3f}, ROUGE-L {mean(a.like for a in before):.3f} -> "
            f"{mean(a.like for a in later):.3f}"
        )


def print_examples(answers: list[Answer], count: int) -> None:
    """Print shown texts, drawn at random."""
    shown = [a for a in answers if a.text and a.confidence >= SHOWN]
    for a in random.Random(3).sample(shown, min(count, len(shown))):
        print(f"{a.like:.2f} {a.confidence:.2f} {a.name}\n   ours {a.text}\n   author {a.truth}")
        print(f"   {a.evidence} {' '.join(a.unborne)}")


if __name__ == "__main__":
    main()

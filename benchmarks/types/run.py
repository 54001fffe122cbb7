"""Strips typed packages and counts how many of the declared types are found again.

    python benchmarks/types/run.py PACKAGE... [--callers] [--naive] [--pyright PATH] [--jedi] [--fit]

PACKAGE is the folder of a typed package. Cells are "share found with an equal base type / precision
among answers (equal or compatible)", in percent. Each package is analysed in a process of its own, so
that CPU time and memory are its own. ``--fit`` writes the measured share of right answers for every
kind of evidence into the package, as ``analyze/infer/shares.json``; kinds of which there was no answer keep
theirs, and answers count that are kept back because their kind is wrong more often. ``--callers`` adds a row in which the tests,
examples and documents beside the package count, as in a source distribution; it strips them too.
"""  # noqa: E501

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import msgspec
from others import jedi_answers, naive_answers, pyright_answers
from strip import copy_callers, copy_stripped
from truth import Slot, Truth, names_in

from sphinxcontrib_autodocgen import analyze, discover
from sphinxcontrib_autodocgen import callers as outside
from sphinxcontrib_autodocgen.analyze import infer
from sphinxcontrib_autodocgen.analyze.infer import ranking
from sphinxcontrib_autodocgen.settings import Settings

Answers = dict[str, tuple[str, float, str]]
"""Text, confidence and calibration key by ``kind function name``."""

FLOOR = 0.9
_EXPONENT = 1.4307
_LEAST_ANSWERS = 8
_ROWS = ("return", "return, not None", "parameter", "yield", "return shown", "parameter shown")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("packages", nargs="+", type=Path)
    parser.add_argument("--naive", action="store_true", help="also naive inference by astroid")
    parser.add_argument("--pyright", help="also this pyright or basedpyright")
    parser.add_argument("--jedi", action="store_true", help="also jedi, which is slow")
    parser.add_argument("--callers", action="store_true", help="also with what calls the package")
    parser.add_argument("--fit", action="store_true", help="write the shares of right answers")
    parser.add_argument("--misses", help="list wrong answers of this kind")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        if arguments.fit:
            ranking.MINIMUM = 0.0
        print(json.dumps(analyse(arguments.packages[0], callers=arguments.callers)))
        return
    totals: dict[str, Scores] = defaultdict(Scores)
    shares: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for package in arguments.packages:
        _package(package, arguments, totals, shares)
    if len(arguments.packages) > 1:
        for tool, scores in totals.items():
            scores.show("all", tool)
    if arguments.fit:
        write_shares(shares)


def _package(
    package: Path,
    arguments: argparse.Namespace,
    totals: dict[str, Scores],
    shares: dict[str, list[tuple[str, bool]]],
) -> None:
    truth = Truth(package)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / package.name
        copy_stripped(package, copy)
        lines = sum(len(p.read_text().splitlines()) for p in copy.rglob("*.py"))
        fit = ["--fit"] if arguments.fit else []
        tools = {"autodocgen": lambda: _in_process(copy, *fit)}
        if arguments.callers:
            copy_callers(package, Path(folder))
            tools["with callers"] = lambda: _in_process(copy, "--callers", *fit)
        if arguments.naive:
            tools["naive astroid"] = lambda: naive_answers(copy)
        if arguments.pyright:
            tools["pyright"] = lambda: pyright_answers(copy, arguments.pyright)
        if arguments.jedi:
            tools["jedi"] = lambda: jedi_answers(copy)
        for tool, function in tools.items():
            before = time.perf_counter()
            answers, seconds, mib, raised = function()
            seconds = seconds or time.perf_counter() - before
            scores = Scores(lines, seconds, mib)
            ours = "with callers" if arguments.callers else "autodocgen"
            scores.count(truth, answers, raised, shares if tool == ours else None)
            if tool == ours and arguments.misses:
                scores.list_misses(truth, answers, arguments.misses)
            scores.show(package.name, tool)
            totals[tool].add(scores)


def _in_process(copy: Path, *flags: str) -> tuple[Answers, float, float, dict[str, list[str]]]:
    command = [sys.executable, __file__, str(copy), "--one", *flags]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    answers = {key: tuple(value) for key, value in found["answers"].items()}
    return answers, found["seconds"], found["mib"], found["raises"]


def analyse(package: Path, *, callers: bool = False) -> dict[str, object]:
    """Return what this project infers of a package, with time and memory."""
    settings = Settings(packages=(str(package),), max_file_size=10_000_000, cache="off")
    if not callers:
        settings = msgspec.structs.replace(settings, callers=())
    sources, _ = discover.sources(settings, package.parent)
    start = time.process_time()
    modules = [analyze.analyze(source, settings) for source in sources]
    audit: dict[tuple[str, ...], infer.Merged] = {}
    found = outside.find(sources, modules, settings, package.parent)
    completed = infer.complete(modules, audit, found.modules())
    seconds = time.process_time() - start
    raises = {
        obj.name: [raised.type for raised in obj.raises]
        for module in completed
        for obj in module.objects
        if obj.kind != "class"
    }
    answers = {
        " ".join(key): (merged.guess.text, merged.guess.confidence, merged.key)
        for key, merged in audit.items()
    }
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"answers": answers, "seconds": seconds, "mib": mib, "raises": raises}


class Scores:
    """Counts of declared, answered, equal and agreeing types, by row."""

    def __init__(self, lines: int = 0, seconds: float = 0.0, mib: float = 0.0) -> None:
        self.counts: dict[str, Counter[str]] = {row: Counter() for row in (*_ROWS, "raises")}
        self.lines = lines
        self.seconds = seconds
        self.mib = mib

    def add(self, other: Scores) -> None:
        """Add another package's counts."""
        for row, counts in other.counts.items():
            self.counts[row] += counts
        self.lines += other.lines
        self.seconds += other.seconds
        self.mib = max(self.mib, other.mib)

    def count(
        self, truth: Truth, answers: Answers, raised: dict[str, list[str]],
        shares: dict[str, list[tuple[str, bool]]] | None,
    ) -> None:  # fmt: skip
        """Compare answers with what was declared."""
        for slot in truth.slots:
            answer = answers.get(key_of(slot))
            rows = [slot.kind]
            if slot.kind == "return" and slot.names != {"None"}:
                rows.append("return, not None")
            self._note(rows, slot, answer, truth, shares)
            shown = answer if answer is not None and answer[1] >= FLOOR else None
            if slot.kind != "yield":
                self._note([f"{slot.kind} shown"], slot, shown, truth, None)
        for function, documented in truth.documented.items():
            found = {name.rpartition(".")[2] for name in raised.get(function, ())}
            self.counts["raises"]["declared"] += len(documented)
            self.counts["raises"]["equal"] += len(documented & found)
            self.counts["raises"]["answered"] += len(found)
            right = sum(truth.covers(documented, name) for name in found)
            self.counts["raises"]["agrees"] += right

    def _note(
        self, rows: list[str], slot: Slot, answer: tuple[str, float, str] | None, truth: Truth,
        shares: dict[str, list[tuple[str, bool]]] | None,
    ) -> None:  # fmt: skip
        names = names_in(answer[0], slot.function.split(".")[-2]) if answer else None
        for row in rows:
            counts = self.counts[row]
            counts["declared"] += 1
            if names is not None:
                counts["answered"] += 1
                counts["equal"] += names == slot.names
                counts["agrees"] += _is_right(truth, slot, names, answer[2])
        if (
            answer is not None
            and names is not None
            and shares is not None
            and answer[0] != "object"
            and not answer[2].startswith("converted/")  # wider than what authors tell callers
        ):
            package = slot.function.partition(".")[0]
            right = _is_right(truth, slot, names, answer[2])
            shares[f"{slot.kind}:{answer[2]}"].append((package, right))

    def list_misses(self, truth: Truth, answers: Answers, kind: str) -> None:
        """Print what was missed or wrong."""
        for slot in truth.slots:
            if slot.kind != kind:
                continue
            answer = answers.get(key_of(slot))
            names = names_in(answer[0], slot.function.split(".")[-2]) if answer else frozenset()
            if names != slot.names:
                wrong = answer and not _is_right(truth, slot, names, answer[2])
                mark = "WRONG" if wrong else "missed" if not answer else "near"
                print(mark, slot.function, slot.name, sorted(slot.names), "<-", answer)

    def show(self, package: str, tool: str) -> None:
        """Print one line."""
        cells = []
        for row in (*_ROWS, "raises"):
            c = self.counts[row]
            found = 100 * c["equal"] / max(c["declared"], 1)
            right = 100 * c["agrees"] / max(c["answered"], 1)
            cells.append(f"{row} {found:.0f}/{right:.0f} ({c['declared']})")
        cost = f"{1000 * self.seconds / max(self.lines, 1):.2f} s/kLOC {self.mib:.0f} MiB"
        print(f"{package:12} {tool:14} " + " | ".join(cells) + f" | {cost}", flush=True)


def _is_right(truth: Truth, slot: Slot, names: frozenset[str], key: str) -> bool:
    """Tell whether an answer agrees with what was declared, or with what the body needs of it."""
    if truth.compatible(names, slot.names):
        return True
    wide = names if key.startswith("base/") else truth.abstract(names)
    return slot.kind == "parameter" and truth.needed(wide, names, slot.names)


def key_of(slot: Slot) -> str:
    """Return the key of a declared place among answers."""
    return " ".join(part for part in (slot.kind, slot.function, slot.name) if part)


def write_shares(shares: dict[str, list[tuple[str, bool]]]) -> None:
    """Write the shares of right answers; a wider kind's is that of what has none of its own."""
    wide: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for key, found in shares.items():
        parts = key.split("/")
        for count in range(1, len(parts) + 1):
            wide["/".join(parts[:count])].extend(found)
    fitted: dict[str, float] = {}
    for key in sorted(wide, key=lambda key: key.count("/")):
        if len(wide[key]) >= _LEAST_ANSWERS:
            fitted[key] = _share(wide[key], fitted.get(key.rpartition("/")[0]))
    rounded: dict[str, float] = {}
    for key in sorted(fitted):
        rare = [
            answer
            for other, found in shares.items()
            if other.startswith(f"{key}/") and _fitted(other, fitted) == key
            if "/several" not in other
            for answer in found
        ]
        share = fitted[key]
        if len(rare) >= _LEAST_ANSWERS:
            share = _share(rare, share)
        rounded[key] = _claimed(share)
    path = Path(infer.__file__).with_name("shares.json")
    measured = {key.partition("/")[0] for key in rounded}
    before = json.loads(path.read_text(encoding="utf-8"))
    rounded |= {k: share for k, share in before.items() if k.partition("/")[0] not in measured}
    text = json.dumps(dict(sorted(rounded.items())), indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")


def _claimed(share: float) -> float:
    """Return the share of right answers that is claimed where a cautious one was measured.

    A measured share is a lower bound: a standard error is taken off, and an annotation calls some
    right answers wrong. Of 182 shown types of packages that no rule had seen, readers found 96.2 %
    right; with the exponent that takes .8 to .9, 96.0 % are claimed. Nothing is claimed to be certain.
    """  # noqa: E501
    return min(round(1 - (1 - share) ** _EXPONENT, 2), 0.99)


def _fitted(key: str, fitted: dict[str, float]) -> str:
    """Return the narrowest kind with a share of its own that an answer belongs to."""
    while key not in fitted and "/" in key:
        key = key.rpartition("/")[0]
    return key


def _share(found: list[tuple[str, bool]], prior: float | None) -> float:
    """Return a cautious share of right answers.

    Packages count alike, however large they are; what differs between them is doubt, and so is a small
    number of answers.
    """  # noqa: E501
    packages: dict[str, list[bool]] = defaultdict(list)
    for package, right in found:
        packages[package].append(right)
    answers = len(found)
    pooled = sum(right for _, right in found) / answers
    weights = {name: min(len(rights), 10) for name, rights in packages.items()}
    means = {name: sum(rights) / len(rights) for name, rights in packages.items()}
    total = sum(weights.values())
    mean = (sum(weights[n] * means[n] for n in packages) / total + pooled) / 2
    expected = mean if prior is None else prior
    share = (mean * total + 8 * expected) / (total + 8)
    doubt = (share * (1 - share) / total) ** 0.5
    return max(share - doubt, 0.0)


if __name__ == "__main__":
    main()

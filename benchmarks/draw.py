"""Draws from what pages show, beside the code that it's about, for a reader to judge.

    python benchmarks/draw.py (--texts | --types) PACKAGE... [--count N] [--seed N] [--napoleon]
                              [--undoc-members]
    python benchmarks/draw.py (--texts | --types) --fresh RANKING [--packages N] ...
    python benchmarks/draw.py --score FILE

PACKAGE is what pip installs. Its pages are built with us, at default settings and with ``:members:``
(with ``--undoc-members`` that option too, as sphinx-apidoc writes it), and every generated text or
inferred type on them is drawn from; so what is inherited, documented, private, a test or declared in
a stub isn't. What two pages show of one object is there once. With ``--of-calls`` half of a package's
types, or more, are of parameters, results and yields, as far as it has them. With ``--fresh``, packages
are drawn by ``fresh.py`` that no benchmark has used, but those that show less than 20; with
``--of-calls``, less than 20 of parameters, results and yields.

``--json FILE`` writes what was drawn, a line each. Fill in ``verdict`` (right, wrong, vacuous,
clumsy or readaloud), and ``--score`` prints for each kind of evidence the share that is wrong, and how far
claimed confidence is from the share that is right.
"""  # noqa: E501

from __future__ import annotations

import argparse
import ast
import itertools
import json
import random
import re
import sys
import tempfile
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fresh import add_sizes, fresh
from pages import NAPOLEON, OURS, Build, Package, build, install

VERDICTS = ("right", "wrong", "vacuous", "clumsy", "readaloud")
_GENERATED = "generated"
_LEFT_OUT = {"the class's body", "declared in its stub"}
"""What is told of a table of members, which is no sentence to judge, and of what a stub says."""
_OF_VALUES = ("value", "Type")
"""The parts of an attribute, a property and a constant that a type is of."""
_LINES = 45
"""How many lines of an object's code are printed at most."""
_LEAST = 20
"""A fresh package shows at least as many."""


class Claim(NamedTuple):
    """A text or a type that a page shows and no author wrote."""

    package: str
    object: str
    part: str
    text: str
    evidence: str
    claimed: float
    file: str
    line: int
    code: str
    verdict: str = ""


def main() -> None:
    """Print what was drawn, or what its verdicts come to."""
    options = _options()
    if options.score:
        lines = options.score.read_text(encoding="utf-8").splitlines()
        print(score([Claim(**json.loads(line)) for line in lines]))
        return
    chosen: list[Claim] = []
    share = -(-options.count // (options.packages if options.fresh else len(options.names)))
    for package, claims in _claims(options):
        drawn = _sample(claims, share, random.Random(options.seed), of_calls=options.of_calls)
        print(f"==== {package}: {len(drawn)} of {len(claims)} shown", flush=True)
        for number, claim in enumerate(sorted(drawn), 1):
            print(_printed(number, claim))
        chosen += sorted(drawn)
    if options.json:
        lines = [json.dumps(claim._asdict(), ensure_ascii=False) for claim in chosen]
        options.json.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="PACKAGE")
    kind = parser.add_mutually_exclusive_group(required=True)
    kind.add_argument("--texts", action="store_true", help="draw generated texts")
    kind.add_argument("--types", action="store_true", help="draw inferred types")
    kind.add_argument("--score", type=Path, help="score the verdicts of a file")
    parser.add_argument("--count", type=int, default=200, help="how many of all packages")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--napoleon", action="store_true", help="load napoleon too")
    parser.add_argument("--undoc-members", action="store_true", help="show all members")
    parser.add_argument("--of-calls", action="store_true", help="half of parameters and results")
    parser.add_argument("--json", type=Path, help="write what was drawn, to be judged")
    parser.add_argument("--fresh", type=Path, metavar="RANKING", help="draw packages too")
    parser.add_argument("--top", type=int, default=2000, help="how many names of the ranking")
    parser.add_argument("--packages", type=int, default=6, help="how many fresh packages")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "harm")
    add_sizes(parser)
    return parser.parse_args()


def _sample(
    claims: list[Claim], share: int, random_: random.Random, *, of_calls: bool
) -> list[Claim]:
    """Return as many of a package's claims as are its share, all alike likely, or half of them."""
    drawn = random_.sample(claims, len(claims))
    if of_calls:
        first = [claim for claim in drawn if _is_of_call(claim)][: -(-share // 2)]
        drawn = [*first, *(claim for claim in drawn if claim not in first)]
    return drawn[:share]


def _claims(options: argparse.Namespace) -> Iterator[tuple[Package, list[Claim]]]:
    """Yield each package with all that its pages claim."""
    extensions = [NAPOLEON, OURS] if options.napoleon else [OURS]
    members = ":members: :undoc-members:" if options.undoc_members else ":members:"
    named = (install(name, options.cache) for name in options.names)
    sizes = range(options.min_lines, options.max_lines + 1)
    ranking = options.fresh
    found = fresh(ranking, options.top, options.seed, options.cache, sizes) if ranking else ()
    built = (
        (package, claims)
        for package in itertools.chain(named, found)
        if _is_enough(claims := _shown(package, extensions, members, types=options.types), options)
    )
    yield from itertools.islice(built, options.packages if options.fresh else None)


def _is_enough(claims: list[Claim], options: argparse.Namespace) -> bool:
    """Tell whether a package shows so much that it's drawn from."""
    wanted = (claim for claim in claims if not options.of_calls or _is_of_call(claim))
    return not options.fresh or len(list(wanted)) >= _LEAST


def _is_of_call(claim: Claim) -> bool:
    return claim.part not in _OF_VALUES


def _shown(package: Package, extensions: list[str], members: str, *, types: bool) -> list[Claim]:
    with tempfile.TemporaryDirectory() as folder:
        built = build(package, Path(folder, "pages"), extensions, members)
    if built.failure:
        print(f"{package}: {built.failure}", file=sys.stderr, flush=True)
    return sorted(set(claims(package, built, types=types)))


def claims(package: Package, built: Build, *, types: bool) -> Iterator[Claim]:
    """Yield the types or texts that pages show and no author wrote.

    Args:
        package: What the pages are about.
        built: What they show.
        types: Whether types are wanted.
    """
    for shown, found in built.objects.items():
        file, name, at = found["source"]
        path = file.removeprefix(f"{package.own}/")
        for text in found["texts"]:
            marks = [
                [text["text"].strip(), *mark[1:], ""]
                for mark in text["marks"]
                if mark[0] == _GENERATED
            ]
            for words, evidence, percent, place in text["types"] if types else marks:
                if evidence in _LEFT_OUT:
                    continue
                is_known = Path(file).is_file()
                line, code = code_of(file, name, evidence, int(at)) if is_known else (0, "")
                yield Claim(
                    str(package), name or shown.rpartition(" ")[2], place or text["part"], words,
                    evidence, int(percent or 0) / 100, path, line, code,
                )  # fmt: skip


def code_of(file: str, name: str, evidence: str = "", at: int = 0) -> tuple[int, str]:
    """Return the line where an object begins, and its code.

    Args:
        file: The file that defines it.
        name: Its qualified name there.
        evidence: What it's shown for; a line that this names is there too.
        at: The line where its code begins, of several definitions of its name; 0 if unknown.
    """
    with tokenize.open(file) as source:
        lines = source.read().splitlines()
    node: ast.AST = ast.parse("\n".join(lines))
    for part in name.replace(".<locals>", "").split(".") if name else ():
        found = [n for n in ast.walk(node) if n is not node and _defines(n, part)]
        if not found:
            break
        node = next((n for n in found if _first_line(n) == at), found[0])
    first = _first_line(node)
    last = min(getattr(node, "end_lineno", len(lines)), first + _LINES - 1)
    shown = lines[first - 1 : last]
    told = re.search(r"on line (\d+)", evidence)
    if told and int(told[1]) > last:
        place = int(told[1])
        shown += ["    ...", *lines[max(last, place - 10) : place + 3]]
    return first, "\n".join(shown)


def _first_line(node: ast.AST) -> int:
    """Return the line where a definition begins, with its decorators."""
    heads = [node, *getattr(node, "decorator_list", ())]
    return min(getattr(head, "lineno", 1) for head in heads)


def _defines(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        return node.name == name
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(name == getattr(t, "id", getattr(t, "attr", "")) for t in targets)
    return False


def _printed(number: int, claim: Claim) -> str:
    head = f"-- {number}. {claim.object}, {claim.part or 'text'}"
    return (
        f"{head} [{claim.evidence}, {claim.claimed:.2f}]\n   >>> {claim.text}\n"
        f"   {claim.file}:{claim.line}\n{claim.code}"
    )


def score(judged: list[Claim]) -> str:
    """Return a table of what verdicts come to, by kind of evidence.

    Args:
        judged: Claims; those without a verdict are left out.
    """
    judged = [claim for claim in judged if claim.verdict]
    unknown = {claim.verdict for claim in judged} - set(VERDICTS)
    assert not unknown, f"no verdicts: {sorted(unknown)}"
    titles = ("evidence", "judged", *VERDICTS, "wrong", "claimed", "claimed less right")
    rows = ["| " + " | ".join(titles) + " |", "|" + " --- |" * len(titles)]
    kinds = sorted({kind(claim.evidence) for claim in judged})
    rows += [_row(name, [c for c in judged if kind(c.evidence) == name]) for name in kinds]
    return "\n".join([*rows, _row("all", judged)])


def _row(name: str, judged: list[Claim]) -> str:
    counts = [sum(claim.verdict == verdict for claim in judged) for verdict in VERDICTS]
    size = len(judged) or 1
    claimed = sum(claim.claimed for claim in judged) / size
    shares = (
        f"{counts[1] / size:.1%}",
        f"{claimed:.0%}",
        f"{(claimed - counts[0] / size) * 100:+.0f}",
    )
    return "| " + " | ".join(map(str, (name, len(judged), *counts, *shares))) + " |"


def kind(evidence: str) -> str:
    """Return the evidence without the place that it names."""
    evidence = re.sub(r" on lines? [\d, ]+", "", evidence)
    evidence = re.sub(r"^(from calls|as called) in .*", r"\1", evidence)
    evidence = re.sub(r"^(by custom for the name|as other parameters named) .*", r"\1", evidence)
    evidence = re.sub(r"^by what Python says of .*", "by what Python says", evidence)
    return re.sub(r"^like .*", "learned", evidence)


if __name__ == "__main__":
    main()

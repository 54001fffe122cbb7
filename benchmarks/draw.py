"""Draws from what pages show, beside the code that it's about, for a reader to judge.

    python benchmarks/draw.py (--texts | --types) PACKAGE... [--count N] [--seed N] [--napoleon]
                              [--undoc-members]
    python benchmarks/draw.py (--texts | --types) --fresh RANKING [--packages N] ...
    python benchmarks/draw.py --score FILE

PACKAGE is what pip installs. Its pages are built with us, at default settings and with ``:members:``
(with ``--undoc-members`` that option too, as sphinx-apidoc writes it), and every generated text or
inferred type on them is drawn from; so what is inherited, documented, private or a test isn't. What
two pages show of one object is there once. With ``--fresh``, packages
are drawn by ``fresh.py`` that no benchmark has used, but those that show less than 20.

``--json FILE`` writes what was drawn, a line each. Fill in ``verdict`` (right, wrong, vacuous or
clumsy), and ``--score`` prints for each kind of evidence the share that is wrong, and how far
claimed confidence is from the share that is right.
"""  # noqa: E501

from __future__ import annotations

import argparse
import ast
import itertools
import json
import random
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from fresh import fresh
from pages import NAPOLEON, OURS, Build, Package, build, install

VERDICTS = ("right", "wrong", "vacuous", "clumsy")
_GENERATED = "generated"
_TABLE = "the class's body"
"""What is told of a table of members, which isn't a sentence that can be judged."""
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
        drawn = random.Random(options.seed).sample(claims, min(share, len(claims)))
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
    parser.add_argument("--json", type=Path, help="write what was drawn, to be judged")
    parser.add_argument("--fresh", type=Path, metavar="RANKING", help="draw packages too")
    parser.add_argument("--top", type=int, default=2000, help="how many names of the ranking")
    parser.add_argument("--packages", type=int, default=6, help="how many fresh packages")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "harm")
    return parser.parse_args()


def _claims(options: argparse.Namespace) -> Iterator[tuple[Package, list[Claim]]]:
    """Yield each package with all that its pages claim."""
    extensions = [NAPOLEON, OURS] if options.napoleon else [OURS]
    members = ":members: :undoc-members:" if options.undoc_members else ":members:"
    named = (install(name, options.cache) for name in options.names)
    found = fresh(options.fresh, options.top, options.seed, options.cache) if options.fresh else ()
    built = (
        (package, claims)
        for package in itertools.chain(named, found)
        if len(claims := _shown(package, extensions, members, types=options.types))
        >= (_LEAST if options.fresh else 0)
    )
    yield from itertools.islice(built, options.packages if options.fresh else None)


def _shown(package: Package, extensions: list[str], members: str, *, types: bool) -> list[Claim]:
    with tempfile.TemporaryDirectory() as folder:
        built = build(package, Path(folder, "pages"), extensions, members)
    assert not built.failure, f"{package}: {built.failure}"
    return sorted(set(claims(package, built, types=types)))


def claims(package: Package, built: Build, *, types: bool) -> Iterator[Claim]:
    """Yield the types or texts that pages show and no author wrote.

    Args:
        package: What the pages are about.
        built: What they show.
        types: Whether types are wanted.
    """
    for shown, found in built.objects.items():
        file, name = found["source"]
        path = file.removeprefix(f"{package.own}/")
        for text in found["texts"]:
            marks = [
                [text["text"].strip(), *mark[1:]] for mark in text["marks"] if mark[0] == _GENERATED
            ]
            for words, evidence, percent in text["types"] if types else marks:
                if evidence == _TABLE:
                    continue
                line, code = code_of(file, name, evidence) if Path(file).is_file() else (0, "")
                yield Claim(
                    str(package), name or shown.rpartition(" ")[2], text["part"], words, evidence,
                    int(percent or 0) / 100, path, line, code,
                )  # fmt: skip


def code_of(file: str, name: str, evidence: str = "") -> tuple[int, str]:
    """Return the line where an object begins, and its code.

    Args:
        file: The file that defines it.
        name: Its qualified name there.
        evidence: What it's shown for; a line that this names is there too.
    """
    lines = Path(file).read_text(encoding="utf-8").splitlines()
    node: ast.AST = ast.parse("\n".join(lines))
    for part in name.replace(".<locals>", "").split(".") if name else ():
        inner = next((n for n in ast.walk(node) if n is not node and _defines(n, part)), None)
        if inner is None:
            break
        node = inner
    heads = [node, *getattr(node, "decorator_list", ())]
    first = min(getattr(head, "lineno", 1) for head in heads)
    last = min(getattr(node, "end_lineno", len(lines)), first + _LINES - 1)
    shown = lines[first - 1 : last]
    told = re.search(r"on line (\d+)", evidence)
    if told and int(told[1]) > last:
        place = int(told[1])
        shown += ["    ...", *lines[max(last, place - 10) : place + 3]]
    return first, "\n".join(shown)


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

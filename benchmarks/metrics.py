"""Measures what the metrics cost, in CPU time, next to reading and parsing the same files.

    python benchmarks/metrics.py DIRECTORY... [--repeat N] [--peers] [--radon] [--whole]
        [--literals] [--versions FILE]

The rows take turns file by file, so that a change of the machine's speed hits all of them; each is
the median of the repetitions. With ``--peers`` complexipy, cognitive_complexity and lizard take
their turns too, and ruff runs once, if they're installed. With ``--radon`` the commands of radon
(``cc``, ``hal``, ``mi``, ``raw``) run once each; they're quadratic in the length of a statement, so
that may take long. With ``--whole`` nothing is timed: all numbers that radon reports are compared
with ours, except that files with a statement of more than 300 lines are compared without radon's
counts of lines, which would take hours. With ``--literals`` statements of 16,000 lines are timed.
With ``--versions FILE`` a digest of the numbers of each file is written, or compared with those
that another version of Python has written.
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import textwrap
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from radon import raw
from radon.complexity import add_inner_blocks, cc_visit_ast
from radon.metrics import h_visit_ast, mi_compute
from radon.visitors import ComplexityVisitor

from sphinxcontrib_autodocgen.analyze.counting import count
from sphinxcontrib_autodocgen.analyze.linecount import LineCounts, split_lines
from sphinxcontrib_autodocgen.analyze.metrics import measure
from sphinxcontrib_autodocgen.model import Halstead, Metrics, Rules

Step = Callable[[Path], object]

LONGEST_STATEMENT = 300
"""Lines of a statement up to which radon's own counting ends in good time."""


def main() -> None:
    """Print the table, or compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directories", nargs="+", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--exclude", default="", help="folder names that are left out, by commas")
    parser.add_argument("--peers", action="store_true", help="also time other programs")
    parser.add_argument("--radon", action="store_true", help="also run radon, which is slow")
    parser.add_argument("--whole", action="store_true", help="compare all numbers with radon")
    parser.add_argument("--literals", action="store_true", help="time long statements instead")
    parser.add_argument("--versions", type=Path, metavar="FILE", help="compare versions instead")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    paths = list(_readable(arguments.directories, set(arguments.exclude.split(","))))
    print(
        f"{len(paths):,} files, {sum(map(_lines, paths)):,} lines, Python {sys.version.split()[0]}"
    )
    if arguments.whole:
        sys.exit(_compare(paths))
    elif arguments.literals:
        _print_literals()
    elif arguments.versions:
        _compare_versions(paths, arguments.versions)
    else:
        _print_times(paths, arguments)


def _print_times(paths: Sequence[Path], arguments: argparse.Namespace) -> None:
    steps: dict[str, Step] = {
        "read and parse": _parse,
        "  + walk": lambda path: _walk(*_parse(path)),
        "  + line counts": lambda path: LineCounts(split_lines(_parse(path)[1])),
        "  + measure (all)": lambda path: measure(*_parse(path)),
        "  + measure, corrected": lambda path: measure(*_parse(path), "corrected"),
    }
    if arguments.peers:
        steps |= dict(_peers())
    turns = [_seconds(paths, list(steps.values())) for _ in range(arguments.repeat)]
    rows = dict(zip(steps, map(statistics.median, zip(*turns, strict=True)), strict=True))
    if arguments.peers:
        ruff = ["-m", "ruff", "check", "--isolated", "--no-cache", "--select", "C901", "-q"]
        rows["ruff C901"] = _command([*ruff, "--exit-zero"], paths)
    if arguments.radon:
        commands = {name: _command(["-m", "radon", name, "-j"], paths) for name in RADON}
        rows |= {f"radon {name}": seconds for name, seconds in commands.items()}
        rows["radon, all four"] = sum(commands.values())
        rows["ours in one radon"] = rows["radon, all four"] / rows["  + measure (all)"]
    for name, seconds in rows.items():
        print(f"{name:24} {seconds:9.2f} s {seconds / rows['read and parse']:7.2f} x")


RADON = ("cc", "hal", "mi", "raw")


def _peers() -> Iterator[tuple[str, Step]]:
    """Yield what other programs do with a file, those that are installed."""
    if importlib.util.find_spec("complexipy"):
        complexipy: Any = importlib.import_module("complexipy")
        yield "complexipy", lambda path: complexipy.code_complexity(_text(path))
    if importlib.util.find_spec("cognitive_complexity"):
        api: Any = importlib.import_module("cognitive_complexity.api")
        yield (
            "cognitive_complexity",
            lambda path: [
                api.get_cognitive_complexity(node)
                for node in ast.walk(_parse(path)[0])
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            ],
        )
    if importlib.util.find_spec("lizard"):
        lizard: Any = importlib.import_module("lizard")
        yield "lizard", lambda path: lizard.analyze_file.analyze_source_code("a.py", _text(path))


def _readable(directories: Iterable[Path], excluded: set[str]) -> Iterable[Path]:
    for path in sorted(path for folder in directories for path in folder.rglob("*.py")):
        if excluded.intersection(path.parts):
            continue
        try:
            _parse(path)
        except (SyntaxError, ValueError):
            continue
        yield path


def _text(path: Path) -> str:
    return importlib.util.decode_source(path.read_bytes())


def _parse(path: Path) -> tuple[ast.Module, str]:
    text = _text(path)
    return ast.parse(text), text


def _walk(tree: ast.Module, text: str) -> None:
    count(tree, split_lines(text))


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")


def _seconds(paths: Iterable[Path], steps: Sequence[Step]) -> list[float]:
    totals = [0.0] * len(steps)
    for path in paths:
        for number, step in enumerate(steps):
            start = time.process_time()
            step(path)
            totals[number] += time.process_time() - start
    return totals


def _command(command: Sequence[str], paths: Iterable[Path]) -> float:
    """Return the CPU seconds of a command on all files."""
    before = os.times()
    subprocess.run(
        [sys.executable, *command, *map(str, paths)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    after = os.times()
    return (
        after.children_user + after.children_system - before.children_user - before.children_system
    )


def _compare(paths: Iterable[Path]) -> int:
    """Compare all that radon reports, print the differences, and return how many they are."""
    compared: Counter[str] = Counter()
    different = 0
    for path in paths:
        tree, text = _parse(path)
        measured = measure(tree, text)
        numbers = list(_visited(tree, measured))
        if _longest(tree) > LONGEST_STATEMENT:
            compared["files without lines, too long for radon"] += 1
        else:
            numbers += _counted(tree, text, measured[tree])
            compared["files with lines"] += 1
        for name, theirs, ours in numbers:
            compared[name] += 1
            if theirs != ours:
                different += 1
                print(f"{path}: {name}: {theirs} is {ours}")
    for name, number in compared.items():
        print(f"{name:40} {number:9,}")
    print(f"{different} differences")
    return different


def _visited(tree: ast.Module, measured: dict[ast.AST, Metrics]) -> Iterator[tuple[str, Any, Any]]:
    """Yield what radon's visitors find, and what we do."""
    total = measured[tree]
    report = h_visit_ast(tree)
    yield "modules", ComplexityVisitor.from_ast(tree).total_complexity, total.cyclomatic
    yield "Halstead of modules", _halstead(report.total), total.halstead
    nodes = {
        (getattr(node, "lineno", 0), getattr(node, "col_offset", 0)): node for node in measured
    }
    for block in add_inner_blocks(cc_visit_ast(tree)):
        found = measured[nodes[block.lineno, block.col_offset]]
        yield "functions and classes", block.complexity, found.cyclomatic
    theirs = Counter((name, _halstead(one)) for name, one in report.functions)
    ours = Counter(
        (node.name, found.halstead)
        for node, found in measured.items()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    for function in theirs:
        yield "Halstead of functions", 0, max(0, theirs[function] - ours[function])


def _halstead(report: Any) -> Halstead | None:
    return Halstead(*report) if report.N1 else None


def _counted(tree: ast.Module, text: str, found: Metrics) -> Iterator[tuple[str, Any, Any]]:
    """Yield radon's counts of lines and the index that it makes of them, and ours."""
    try:
        counts = raw.analyze(text)
    except SyntaxError:
        print(textwrap.shorten(f"radon can't count a file of {found.length} lines", 99))
        return
    theirs = (counts.lloc, counts.sloc, counts.comments, counts.multi, counts.blank)
    ours = (
        found.logical_lines,
        found.source_lines,
        found.comment_lines,
        found.string_lines,
        found.blank_lines,
    )
    yield "lines", theirs, ours
    # As in radon.metrics.mi_parameters, which would count the lines again.
    remarks = counts.comments + counts.multi
    percent = remarks / counts.sloc * 100 if counts.sloc else 0
    volume = h_visit_ast(tree).total.volume
    complexity = ComplexityVisitor.from_ast(tree).total_complexity
    index = mi_compute(volume, complexity, counts.lloc, percent)
    yield "maintainability", index, found.maintainability


def _literal(row: str, depth: int = 1) -> str:
    return "\n".join([f"x = {'[' * depth}", *[row] * 16_000, "]" * depth, ""])


LITERALS = {
    "dictionary with comments": _literal('    {"key": "value"},  # c'),
    "rows in ten brackets": _literal('    ("a", -1, f"{a:>3}"),', 10),
    "rows with backslashes": _literal('    ("a", -1, \\\n 3),'),
    "ten brackets in each row": _literal(f'    {"[" * 10}"a", 1{"]" * 10},  # c'),
}


def _print_literals() -> None:
    """Print the seconds of a parse, and of the metrics beyond it (the best of three)."""
    for name, text in LITERALS.items():
        start = time.process_time()
        tree = ast.parse(text)
        parse = time.process_time() - start
        seconds = []
        for _ in range(3):
            start = time.process_time()
            measure(tree, text)
            seconds.append(time.process_time() - start)
        print(f"{name:30} {parse:6.2f} {min(seconds):6.2f}")


def _compare_versions(paths: Iterable[Path], file: Path) -> None:
    chosen: tuple[Rules, Rules] = ("radon", "corrected")
    digests = {rules: {str(path): _digest(path, rules) for path in paths} for rules in chosen}
    if not file.exists():
        file.write_text(json.dumps(digests), encoding="utf-8")
        return
    before = json.loads(file.read_text(encoding="utf-8"))
    for rules in chosen:
        known = {path for path in digests[rules] if path in before[rules]}
        different = [path for path in known if digests[rules][path] != before[rules][path]]
        print(f"{rules}: {len(different):,} of {len(known):,} files differ")


def _digest(path: Path, rules: Rules) -> str:
    numbers = measure(*_parse(path), rules)
    text = repr([(getattr(node, "lineno", 0), found) for node, found in numbers.items()])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _longest(tree: ast.Module) -> int:
    """Return the most lines of a statement without a body, or of a header."""
    return max(
        (
            (node.end_lineno or 0) - node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.stmt) and not hasattr(node, "body")
        ),
        default=0,
    )


if __name__ == "__main__":
    main()

"""Runs other generators of docstrings on the same hidden functions, and scores what they write.

    python benchmarks/words/peers.py BIN PACKAGE... [--files N]

BIN is the folder with the programs ``pyment``, ``doq``, ``docstringify`` and ``pymend``. Whole
files are hidden, as in ``run.py``; of each package at most N of them are given to the programs.
What we say of the same files is printed too: the best guess however unsure, and what is shown.
"""

from __future__ import annotations

import argparse
import ast
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Container, Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from protocol import Truth, documented, hidden_units, records, truths
from run import SHOWN, answered, mean
from scores import bleu, rouge

from sphinxcontrib_autodocgen.describe.learned.corpus import owner_of
from sphinxcontrib_autodocgen.describe.words import restates
from sphinxcontrib_autodocgen.docstring import parse
from sphinxcontrib_autodocgen.model import Module
from sphinxcontrib_autodocgen.settings import Settings

SEED = 7
COMMANDS = {
    "pyment 0.3.3": ["pyment", "-o", "numpydoc", "-w"],
    "doq": ["doq", "--formatter", "numpy", "-w", "-f"],
    "docstringify": ["docstringify", "edit", "--style", "numpydoc"],
    "pymend": ["pymend", "--write"],
}


def main() -> None:
    """Print a row for each program."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("bin", type=Path)
    parser.add_argument("packages", nargs="+", type=Path)
    parser.add_argument("--kept", type=Path, default=Path.home() / ".cache" / "autodocgen-bench")
    parser.add_argument("--files", type=int, default=12)
    options = parser.parse_args()
    total: dict[str, list[tuple[Truth, str]]] = defaultdict(list)
    for package in options.packages:
        modules = records(package, options.kept, types=False)
        print(f"==== {package.name}")
        for program, pairs in compared(modules, options.files, options.bin.resolve()).items():
            print_row(program, pairs)
            total[program] += pairs
    print("==== all")
    for program, pairs in total.items():
        print_row(program, pairs)


def compared(modules: list[Module], most: int, folder: Path) -> dict[str, list[tuple[Truth, str]]]:
    """Return what each program, and what we, say of some hidden files of a package.

    Args:
        modules: The package.
        most: How many files at most.
        folder: Holds the programs.
    """
    found: dict[str, list[tuple[Truth, str]]] = defaultdict(list)
    guesses, _ = answered(modules, "files", SEED, Settings())
    best = {guess.name: guess.text for guess in guesses}
    sure = {guess.name: guess.text for guess in guesses if guess.confidence >= SHOWN}
    for module, some in hidden_files(modules, most, best):
        for program, command in COMMANDS.items():
            written = run([str(folder / command[0]), *command[1:]], module)
            found[program] += [(truth, written.get(_key(truth), "")) for truth in some]
        for label, texts in (("ours, best guess", best), ("ours, shown", sure)):
            found[label] += [(t, texts.get(f"{t.object}, {t.part}", "")) for t in some]
    return found


def hidden_files(
    modules: list[Module], most: int, names: Container[str]
) -> Iterator[tuple[Module, list[Truth]]]:
    """Yield hidden files with what their authors wrote, as far as it's among some names."""
    hidden = hidden_units(modules, "files", SEED)
    units = documented(modules)
    by_file: dict[str, list[Truth]] = defaultdict(list)
    for truth in truths(modules, hidden):
        if f"{truth.object}, {truth.part}" in names and truth.kind != "raises":
            by_file[units.get(owner_of(truth.object), "")].append(truth)
    for module in [m for m in modules if by_file.get(m.name)][:most]:
        yield module, by_file[module.name]


def _key(truth: Truth) -> tuple[str, str]:
    """Name an object within its file, and the part."""
    return truth.object.rpartition(".")[2], truth.part


def run(command: list[str], module: Module) -> dict[tuple[str, str], str]:
    """Run a program on a file without docstrings, and return what it wrote, by name and part."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "module.py"
        path.write_text(stripped(Path(module.path)), encoding="utf-8")
        try:
            subprocess.run(
                [*command, str(path)], capture_output=True, timeout=120, cwd=folder, check=False
            )
        except subprocess.TimeoutExpired:
            return {}
        other = path.with_name("module_docstringify.py")
        if other.exists():
            shutil.move(other, path)
        return dict(said(path))


def stripped(path: Path) -> str:
    """Return a file's code without docstrings."""
    tree = ast.parse(path.read_bytes())
    documentable = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(tree):
        if isinstance(node, documentable) and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def said(path: Path) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield what docstrings of a file say, by name of the object and part."""
    try:
        tree = ast.parse(path.read_bytes())
    except SyntaxError:
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            parsed = parse(ast.get_docstring(node) or "")
            yield (node.name, "summary"), parsed.summary
            for entry in parsed.parameters:
                yield (node.name, f"parameter:{entry.name.lstrip('*')}"), entry.description
            for entry in parsed.returns:
                yield (node.name, "returns"), entry.description


def print_row(program: str, pairs: list[tuple[Truth, str]]) -> None:
    """Print the scores of a program."""
    by_kind = {
        kind: [(t, s) for t, s in pairs if t.kind.startswith(kind)]
        for kind in ("parameter", "returns", "summary")
    }
    parameters = [rouge(s, t.text) for t, s in by_kind["parameter"]]
    returns = [rouge(s, t.text) for t, s in by_kind["returns"]]
    summaries = [100 * bleu(s, t.text) for t, s in by_kind["summary"]]
    told = [(t, s) for t, s in pairs if s.strip()]
    empty = [restates(s, (t.part, t.object, "description", "summary", "type")) for t, s in told]
    print(
        f"{program}: {len(parameters)} parameters ROUGE-L {mean(parameters):.3f}, "
        f"{len(returns)} returns {mean(returns):.3f}, {len(summaries)} summaries BLEU-4 "
        f"{mean(summaries):.1f}, texts {len(told)}, of them vacuous {mean(map(float, empty)):.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()

"""Analyse mutated copies of real files: ``python benchmarks/fuzz.py [--seconds N] [FOLDER...]``.

Subtrees, statements, lines, words and bytes of the standard library's files are swapped, cut and
repeated at random. Each mutant has to be analysed, described, printed and proposed docstrings for,
or be one record; an exception of ours, a lost file, or more than ten CPU seconds for one is a
finding. Prints the counts, keeps each finding in ``--keep``, and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import ast
import copy
import random
import sys
import sysconfig
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from sphinxcontrib_autodocgen import docstring, document, pipeline, rewrite
from sphinxcontrib_autodocgen.settings import Settings

_HANG = 10.0
_LARGEST = 60_000
_BITS = (
    *("\x00", "\x0c", "\r", "\ufeff", "\u202e", "\N{SNOWMAN}", "\\", '"""', "'''", "`", "::", "*"),
    *("match x:\n", "async ", "lambda: ", "yield ", "await ", "@", "f'{", "}", "(", ")", "[", "]"),
    *(
        "type X = int\n",
        "0x" + "f" * 4_000,
        "except* ",
        "global x\n",
        "nonlocal x\n",
        "*args, ",
        "**kw",
        ":=",
        "...",
        ";",
    ),
    *("\n    Args:\n        ", "\n    :param x: ", "\n    Parameters\n    ----------\n    ", "\t"),
)


def _swap(text: str, random_: random.Random) -> str:
    """Put some subtrees of a file in the places of others of their kind."""
    tree = ast.parse(text)
    holders: dict[type, list[tuple[list[ast.AST] | ast.AST, int | str, ast.AST]]] = {}
    for node in ast.walk(tree):
        for name, value in ast.iter_fields(node):
            if isinstance(value, ast.expr):
                holders.setdefault(ast.expr, []).append((node, name, value))
            elif isinstance(value, list):
                for index, item in enumerate(value):
                    kind = ast.stmt if isinstance(item, ast.stmt) else ast.expr
                    if isinstance(item, kind):
                        holders.setdefault(kind, []).append((value, index, item))
    for _ in range(random_.randint(1, 30)):
        places = holders[random_.choice(list(holders))]
        (holder, key, _), (_, _, other) = random_.choice(places), random_.choice(places)
        if isinstance(holder, list):
            holder[int(key)] = copy.deepcopy(other)  # a tree in itself would have no end
        else:
            setattr(holder, str(key), copy.deepcopy(other))
    written = ast.unparse(tree)
    return written if len(written) < 4 * _LARGEST else text


def _lines(text: str, random_: random.Random) -> str:
    lines = text.splitlines(keepends=True) or [""]
    for _ in range(random_.randint(1, 10)):
        first = random_.randrange(len(lines))
        last = min(len(lines), first + random_.randint(1, 8))
        block = lines[first:last]
        where = random_.randrange(len(lines))
        match random_.randrange(4):
            case 0:
                del lines[first:last]
            case 1:
                lines[where:where] = block
            case 2:
                lines[where:where] = [f"    {line}" for line in block]
            case _:
                lines[first:last] = [line.lstrip(" ") for line in block]
        lines = lines or [""]
    return "".join(lines)


def _bits(text: str, random_: random.Random) -> str:
    for _ in range(random_.randint(1, 12)):
        at = random_.randrange(len(text) + 1)
        end = at if random_.random() < 0.5 else at + random_.randint(1, 40)
        text = text[:at] + random_.choice(_BITS) * random_.choice((1, 1, 1, 3, 50)) + text[end:]
    return text


def _words(text: str, random_: random.Random) -> str:
    """Put one name of a file in the place of another, everywhere."""
    words = sorted({word for word in text.split() if word.isidentifier()})
    for _ in range(random_.randint(1, 6) if len(words) > 1 else 0):
        old, new = random_.sample(words, 2)
        text = text.replace(f" {old}", f" {new}")
    return text


_MUTATORS: tuple[Callable[[str, random.Random], str], ...] = (_swap, _swap, _words, _lines, _bits)


def mutants(folders: list[Path], seed: int) -> Iterator[str]:
    """Yield mutated texts without end; the same for the same seed and files."""
    random_ = random.Random(seed)
    paths = sorted(
        path
        for folder in folders
        for path in folder.rglob("*.py")
        if "site-packages" not in path.parts and 0 < path.stat().st_size < _LARGEST
    )
    while True:
        text = random_.choice(paths).read_bytes().decode("utf-8", "replace")
        for _ in range(random_.randint(1, 3)):
            try:
                with warnings.catch_warnings(action="ignore"):
                    text = random_.choice(_MUTATORS)(text, random_)
            except Exception:  # what can't be mutated stays
                continue
        yield text


def _tried(folder: Path, text: str) -> str:
    """Take one text all the way, and return what is wrong; empty if nothing is."""
    path = folder / "mutant.py"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    settings = Settings(packages=(str(path),), cache="off", jobs=1, callers=())
    begin = time.process_time()
    project = pipeline.run(settings, folder)
    for problem in project.problems:
        if problem.kind in ("internal", "crash"):
            return str(problem)
    if not project.modules and not project.problems:
        return "lost without a record"
    for style in ("google", "numpy", "rest"):
        document.to_json(
            project, lambda obj, style=style: docstring.generated(obj, settings, style)
        )
    style = docstring.style_of(project, settings)
    choice = rewrite.Choice((), (), True, copies=False)
    rewrite.rewrite(project, rewrite.propose(project, settings, style, choice))
    seconds = time.process_time() - begin
    return f"took {seconds:.0f} s" if seconds > _HANG else ""


def main() -> int:
    """Try mutants for some time, and print what came of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    deadline = time.monotonic() + options.seconds
    found = mutants(options.folders or [Path(sysconfig.get_path("stdlib"))], options.seed)
    with tempfile.TemporaryDirectory() as folder:
        while time.monotonic() < deadline:
            text = next(found)
            counts["tried"] += 1
            try:
                wrong = _tried(Path(folder), text)
            except Exception:
                wrong = traceback.format_exc()
            if wrong:
                counts["findings"] += 1
                options.keep.mkdir(parents=True, exist_ok=True)
                path = options.keep / f"{options.seed}-{counts['tried']}.py"
                path.write_bytes(text.encode("utf-8", "surrogatepass"))
                print(f"{path}: {wrong}", file=sys.stderr)
    print(f"{counts['tried']} mutants of seed {options.seed}, {counts['findings']} findings")
    return 1 if counts["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())

"""Fill copies of real packages, prove that only docstrings changed, and have others read them.

Usage: ``python benchmarks/bench_fill.py FOLDER...``, each the folder of a package. Everything that
can be written is: partial docstrings are completed, and what isn't known is a placeholder.
Prints, for each package, files and docstrings written, and the number of

- files whose tree without docstrings differs (``tree``) or which lost a line (``lines``),
- files that a second run would change (``twice``),
- docstrings that make napoleon, numpydoc or docutils complain where they didn't before
  (``readers``).
"""

from __future__ import annotations

import ast
import io
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

from docutils.core import publish_doctree
from docutils.utils import SystemMessage
from numpydoc.docscrape import NumpyDocString
from sphinx.ext.napoleon import Config, GoogleDocstring, NumpyDocstring

from sphinxcontrib_autodocgen import docstring, pipeline, rewrite
from sphinxcontrib_autodocgen.settings import Settings

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def main() -> None:
    """Measure each folder."""
    print(f"{'package':12} {'style':7} files docstrings tree lines twice readers problems")
    for name in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / Path(name).name
            shutil.copytree(name, copy, ignore=shutil.ignore_patterns("__pycache__"))
            print(f"{copy.name:12} {measure(copy)}", flush=True)


def measure(package: Path) -> str:
    """Fill a package in place and return its line of the table."""
    settings = Settings(packages=(str(package),), complete="sections", cache="off")
    style, files, problems = fill(package, settings)
    before = {file.path: file.before for file in files}
    problems += rewrite.write(files)
    changed = [file.path for file in files if file.path.read_bytes() == file.after]
    trees = sum(bare(path.read_bytes()) != bare(before[path]) for path in changed)
    lines = sum(not keeps_lines(before[path], path.read_bytes()) for path in changed)
    _, again, _ = fill(package, settings)
    bad = [said for path in changed for said in complaints(path, before[path], style)]
    for said in bad[:20]:
        print(said, file=sys.stderr)
    for problem in problems:
        print(problem, file=sys.stderr)
    for file in again[:5]:
        sys.stderr.write(b"".join(file.diff(package.parent)).decode("utf-8", "replace"))
    written = sum(len(file.objects) for file in files)
    return (
        f"{style:7} {len(changed):5} {written:10} {trees:4} {lines:5} {len(again):5} "
        f"{len(bad):7} {len(problems):8}"
    )


def fill(
    package: Path, settings: Settings
) -> tuple[docstring.Style, list[rewrite.Rewritten], list[object]]:
    """Return the style of a package, and what would become of its files."""
    project = pipeline.run(settings, package.parent)
    style = docstring.style_of(project, settings)
    choice = rewrite.Choice(placeholders=True)
    files, problems = rewrite.rewrite(project, rewrite.propose(project, settings, style, choice))
    return style, files, list(problems)


def bare(data: bytes) -> str:
    """Return a source's tree without docstrings as text."""
    tree = ast.parse(data)
    for node in ast.walk(tree):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            node.body.pop(0)
    return ast.dump(tree)


def keeps_lines(before: bytes, after: bytes) -> bool:
    """Tell whether all words of a source are there still, in their order, quotes aside."""
    words = iter(_words(after))
    return all(word in words for word in _words(before))


def _words(data: bytes) -> list[bytes]:
    return data.replace(b'"""', b" ").replace(b"'''", b" ").split()


def complaints(path: Path, before: bytes, style: str) -> Iterator[str]:
    """Yield what readers say of docstrings now that they didn't say before."""
    old = dict(docstrings(before))
    for name, text in docstrings(path.read_bytes()):
        if text != old.get(name):
            new = said_of(text, style) - said_of(old.get(name) or "", style)
            yield from (f"{path.name}: {name}: {said}" for said in sorted(new))


def docstrings(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield names and docstrings of a source, those of one name numbered."""
    counts: dict[str, int] = {}

    def walk(node: ast.AST, prefix: str) -> Iterator[tuple[str, str]]:
        for child in ast.iter_child_nodes(node):
            inner = prefix
            if isinstance(child, _DOCUMENTED):
                inner = f"{prefix}.{getattr(child, 'name', '')}"
                counts[inner] = counts.get(inner, 0) + 1
                if text := ast.get_docstring(child):
                    yield f"{inner} {counts[inner]}", text
            yield from walk(child, inner)

    tree = ast.parse(data)
    if text := ast.get_docstring(tree):
        yield "module", text
    yield from walk(tree, "")


def said_of(text: str, style: str) -> set[str]:
    """Return the warnings that a docstring gives: napoleon's, numpydoc's and docutils'."""
    said: set[str] = set()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        config = Config()
        fields = str(NumpyDocstring(str(GoogleDocstring(text, config)), config))
        if style == "numpy":
            try:
                NumpyDocString(text)
            except ValueError as error:
                said.add(f"numpydoc: {error}".partition("\n")[0])
    said |= {f"numpydoc: {warning.message}".partition(" in ")[0] for warning in caught}
    stream = io.StringIO()
    try:
        publish_doctree(fields, settings_overrides={"warning_stream": stream, "report_level": 2})
    except SystemMessage as error:
        stream.write(str(error))
    lines = (
        line.partition(") ")[2] for line in stream.getvalue().splitlines() if "<string>" in line
    )
    return said | {line for line in lines if not _is_sphinx(line)}


def _is_sphinx(line: str) -> bool:
    """Tell whether docutils only lacks what Sphinx adds to it."""
    unknown = ("Unknown interpreted text role", "Unknown directive type", "No role entry")
    return any(word in line for word in (*unknown, "No directive entry", "Trying"))


if __name__ == "__main__":
    main()

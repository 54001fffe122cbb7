"""Read the Markdown of packages again: MDX with the compiler of Docusaurus, MyST with Sphinx.

    npm install @mdx-js/mdx remark-gfm remark-math        # in NODE
    python benchmarks/mdx.py NODE PACKAGE...

Each PACKAGE is an import name or a folder. Its pages are built in all flavours. Printed is each
file that the compiler refuses in ``mdx``, each link in ``gfm`` and ``commonmark`` that leads to no
file or anchor, and each warning of Sphinx, with MyST-Parser, for ``myst``. What the flavours
promise is that there is none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from markdown import leads, markdown_facts

_COMPILE = """
import {compile} from '@mdx-js/mdx'
import gfm from 'remark-gfm'
import math from 'remark-math'
import {readFileSync} from 'node:fs'
const refused = []
for (const path of JSON.parse(readFileSync(0, 'utf8'))) {
  try { await compile(readFileSync(path, 'utf8'), {remarkPlugins: [gfm, math]}) }
  catch (error) { refused.push([path, String(error.message).split('\\n')[0], error.line || 0]) }
}
console.log(JSON.stringify(refused))
"""
_CONF = "extensions = ['myst_parser']\nsuppress_warnings = ['toc.not_included']\n"


def built(package: str, folder: Path, flavour: str) -> Path:
    """Return the folder of a package's Markdown, built into a folder that other flavours share."""
    command = [sys.executable, "-m", "sphinxcontrib_autodocgen", "build", package]
    options = ["--output", str(folder), "--markdown-flavor", flavour]
    done = subprocess.run([*command, *options], check=False, capture_output=True, text=True)
    if not (folder / "markdown").is_dir():
        raise SystemExit(f"{package} can't be built:\n{done.stderr}")
    return folder / "markdown"


def refused(node: Path, folder: Path) -> Iterator[str]:
    """Yield a line for each file that the compiler of MDX refuses."""
    done = subprocess.run(
        ["node", "--input-type=module", "-e", _COMPILE],
        cwd=node,
        input=json.dumps([str(path) for path in sorted(folder.rglob("*.md"))]),
        check=True,
        capture_output=True,
        text=True,
    )
    for path, reason, line in json.loads(done.stdout):
        text = Path(path).read_text(encoding="utf-8").splitlines()
        shown = text[line - 1][:100] if 0 < line <= len(text) else ""
        yield f"{Path(path).relative_to(folder)}:{line}: {reason}: {shown!r}"


def broken(folder: Path) -> Iterator[str]:
    """Yield a line for each link that leads to no file or anchor."""
    paths = {
        path.relative_to(folder).with_suffix("").as_posix(): path for path in folder.rglob("*.md")
    }
    facts = {
        name: markdown_facts.of_markdown(path.read_text(encoding="utf-8"))
        for name, path in paths.items()
    }
    for name, found in facts.items():
        for address in found.links:
            if ":" not in address and not leads(address, name, facts, folder):
                yield f"{name}.md: leads nowhere: {address}"


def warned(folder: Path) -> Iterator[str]:
    """Yield each warning that Sphinx has of a folder of MyST."""
    (folder / "conf.py").write_text(_CONF, encoding="utf-8")
    with tempfile.TemporaryDirectory() as output:
        command = ["-m", "sphinx", "-q", "-b", "dummy", str(folder), output]
        done = subprocess.run(
            [sys.executable, *command], check=False, capture_output=True, text=True
        )
    yield from (line.replace(f"{folder}/", "") for line in done.stderr.splitlines() if line)


def main() -> None:
    """Print a row for each package, and a line for each defect."""
    node, *packages = sys.argv[1:]
    readers: dict[str, Callable[[Path], Iterator[str]]] = {
        "mdx": lambda folder: refused(Path(node), folder),
        "gfm": broken,
        "commonmark": broken,
        "myst": warned,
    }
    print(f"| Package | files | {' | '.join(readers)} |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for package in packages:
        with tempfile.TemporaryDirectory() as scratch:
            defects = {}
            for flavour, read in readers.items():
                folder = built(package, Path(scratch), flavour)
                defects[flavour] = list(read(folder))
            files = len(list(folder.rglob("*.md")))
        counts = " | ".join(str(len(found)) for found in defects.values())
        print(f"| {package} | {files} | {counts} |", flush=True)
        for flavour, found in defects.items():
            for line in found:
                print(f"  {flavour}: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()

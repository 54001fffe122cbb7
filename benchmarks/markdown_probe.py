"""Gives one page for each kind of node to sphinx-markdown-builder and to ours, and counts defects.

    python benchmarks/markdown_probe.py --peer PYTHON

PYTHON is an interpreter with Sphinx and sphinx-markdown-builder. Both outputs are read by the same
parser of GitHub's flavour and compared with the doctree of the page: words, headings, code blocks,
images whose file exists, cells of tables, and links within the project that lead to a file and an
anchor. The table that is printed is the one in the documentation.
"""

from __future__ import annotations

import argparse
import base64
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from markdown import cells, leads, written_cells
from sphinx.application import Sphinx

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import markdown_facts

_TEXT = (Path(__file__).parent / "markdown_kinds.txt").read_text(encoding="utf-8")
KINDS = dict(part.split("\n\n", 1) for part in _TEXT.split("\n@@ ")[1:])
"""A page in reStructuredText for each kind of node."""

_PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        names = _write(source)
        peer = Path(scratch) / "peer"
        command = [given.peer, "-m", "sphinx", "-q", "-b", "markdown", str(source), str(peer)]
        with_anchors = ["-D", "markdown_anchor_sections=1", "-D", "markdown_anchor_signatures=1"]
        options = ["-D", "extensions=sphinx_markdown_builder", "-D", "markdown_flavor=github"]
        subprocess.run([*command, *options, *with_anchors], check=True, capture_output=True)
        ours = Path(scratch) / "ours"
        app = Sphinx(source, source, ours, ours, "autodocgen-markdown", None, None, None)
        app.build()
        rows = [
            (kind, _defects(app, name, peer, kind), _defects(app, name, ours, kind))
            for name, kind in names.items()
        ]
    print("| Node | sphinx-markdown-builder | autodocgen-markdown |\n| --- | --- | --- |")
    for kind, theirs, own in rows:
        print(f"| {kind} | {theirs or 'none'} | {own or 'none'} |")
    bad = [sum(bool(row[column]) for row in rows) for column in (1, 2)]
    print(f"| **{len(rows)} kinds, with defects** | **{bad[0]}** | **{bad[1]}** |")


def _write(source: Path) -> dict[str, str]:
    """Write a project with a page for each kind; return the kinds by page."""
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\nproject = "P"\n')
    (source / "pixel.png").write_bytes(base64.b64decode(_PIXEL))
    (source / "data.txt").write_text("data\n")
    names = {f"k{number:02}": kind for number, kind in enumerate(KINDS)}
    for name, kind in names.items():
        title = f"Page about {kind}"
        text = f"{title}\n{'=' * len(title)}\n\n{KINDS[kind]}\n"
        (source / f"{name}.rst").write_text(text, encoding="utf-8")
    listed = "\n   ".join(names)
    (source / "index.rst").write_text(f"Start\n=====\n\n.. toctree::\n\n   {listed}\n")
    return names


def _defects(app: Sphinx, name: str, folder: Path, kind: str) -> str:
    """Return in words what the Markdown of a page has lost or got wrong."""
    doctree = app.env.get_and_resolve_doctree(name, app.builder, tags=app.tags)
    facts = {p.stem: markdown_facts.of_markdown(p.read_text()) for p in folder.glob("*.md")}
    expected, found = markdown_facts.of_doctree(doctree), facts[name]
    text = (folder / f"{name}.md").read_text(encoding="utf-8")
    wrong = []
    lost = expected.words - found.words
    if lost:
        wrong.append("lost: " + " ".join(sorted(lost)[:6]).replace("|", "\\|"))
    if [title for _, title in expected.headings] != [title for _, title in found.headings]:
        wrong.append("other headings")
    if Counter(expected.code) - Counter(found.code):
        wrong.append("code changed")
    if expected.images != found.images or (expected.images and not list(folder.rglob("*.png"))):
        wrong.append("image lost")
    if Counter(cells(doctree)) - Counter(written_cells(text)):
        wrong.append("cells differ")
    inside = [address for address in found.links if ":" not in address]
    if any(not leads(address, name, facts, folder) for address in inside):
        wrong.append("a link leads nowhere")
    if kind.startswith("link to") and len(inside) < 1:
        wrong.append("no link")
    return "; ".join(wrong)


if __name__ == "__main__":
    main()

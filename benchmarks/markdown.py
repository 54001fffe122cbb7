"""Compares the Markdown of a documentation with its doctrees, and its cost with the text builder's.

    python benchmarks/markdown.py FOLDER [--repeat N] [--flavour NAME]

FOLDER has a ``conf.py``. It's read once; then the builders ``text`` and ``autodocgen-markdown``
write all of it in turns, in one process each, and their CPU seconds are the median of the pairs.
What is lost is counted over all pages: headings, code blocks, words, images, cells of tables, and
links within the project that lead to no file or anchor.
"""

from __future__ import annotations

import argparse
import posixpath
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import eval_config_file
from sphinx.util.tags import Tags

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
import markdown_facts


def main() -> None:
    """Print what is lost, and what it costs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--flavour", default="gfm")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        built = _build(given.folder, Path(scratch), "autodocgen-markdown", given.flavour)
        _compare(built)
        pairs = [
            (
                _seconds(given.folder, Path(scratch), "text", given.flavour),
                _seconds(given.folder, Path(scratch), "autodocgen-markdown", given.flavour),
            )
            for _ in range(given.repeat)
        ]
    text, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(own / other for other, own in pairs)
    print(f"text {text:.2f} s, autodocgen-markdown {ours:.2f} s of CPU time, ratio {ratio:.2f}")


def _build(folder: Path, scratch: Path, builder: str, flavour: str) -> Sphinx:
    """Make an application whose documents are read already, or are read now."""
    extensions = eval_config_file(folder.resolve() / "conf.py", Tags())["extensions"]
    options = {
        "extensions": [*extensions, "sphinxcontrib_autodocgen"],
        "autodocgen_markdown_flavor": flavour,
        "autodocgen_packages": ["nothing-to-analyse.py"],
        "autodocgen_llms": False,
        "intersphinx_mapping": {},
    }
    target, doctrees = scratch / builder, scratch / "doctrees"
    app = Sphinx(folder, folder, target, doctrees, builder, options, None, None)
    app.builder.read()
    return app


def _seconds(folder: Path, scratch: Path, builder: str, flavour: str) -> float:
    """Return the CPU seconds that it takes to write all that is read already."""
    app = _build(folder, scratch, builder, flavour)
    started = time.process_time()
    app.builder.build_all()
    return time.process_time() - started


def _compare(app: Sphinx) -> None:
    """Print what the Markdown hasn't, or has in another way."""
    app.builder.build_all()
    texts = {name: _text(app, name) for name in sorted(app.env.found_docs)}
    facts = {name: markdown_facts.of_markdown(text) for name, text in texts.items()}
    lost: Counter[str] = Counter()
    there: Counter[str] = Counter()
    for name, found in facts.items():
        doctree = app.env.get_and_resolve_doctree(name, app.builder, tags=app.tags)
        expected = markdown_facts.of_doctree(doctree)
        titles = [re.sub(r"^[\d.]+\. ", "", title) for _, title in found.headings]
        pairs: dict[str, tuple[Counter[str], Counter[str]]] = {
            "headings": (Counter(title for _, title in expected.headings), Counter(titles)),
            "code blocks": (Counter(expected.code), Counter(found.code)),
            "words": (expected.words, found.words),
            "images": (Counter(image=expected.images), Counter(image=found.images)),
            "table cells": (Counter(cells(doctree)), Counter(written_cells(texts[name]))),
        }
        for kind, (before, after) in pairs.items():
            there[kind] += sum(before.values())
            for what, count in (before - after).items():
                lost[kind] += count
                print(f"{name}: {kind} lost: {what[:100]!r}")
        inside = [address for address in found.links if ":" not in address]
        there["links"] += len(inside)
        for address in inside:
            if not leads(address, name, facts, Path(app.outdir)):
                lost["links"] += 1
                print(f"{name}: leads nowhere: {address}")
    print(f"{len(texts)} pages")
    for kind, count in there.items():
        print(f"{kind}: {count}, lost {lost[kind]}")


def _text(app: Sphinx, name: str) -> str:
    return (Path(app.outdir) / f"{name}.md").read_text(encoding="utf-8")


def cells(doctree: nodes.document) -> Iterator[str]:
    """Yield the words of the cells of tables, without tables inside."""
    for entry in doctree.findall(nodes.entry):
        yield _words("".join(text.astext() for text in entry.findall(nodes.Text)))


def written_cells(text: str) -> Iterator[str]:
    """Yield the words of the cells of tables in Markdown."""
    tokens = markdown_facts.parser().parse(text)
    for index, token in enumerate(tokens):
        if token.type in ("td_open", "th_open"):
            yield _words(markdown_facts.plain(tokens[index + 1].children))
    for match in re.finditer(r"<t[dh](?: [^>]*)?>(.*?)</t[dh]>", text, re.DOTALL):
        inner = markdown_facts.parser().parse(match[1])
        words = (t.content if not t.children else markdown_facts.plain(t.children) for t in inner)
        yield _words(" ".join(word for word in words if not word.startswith("<a id")))


def _words(text: str) -> str:
    return "".join(re.findall(r"\w+", text.replace("_", "")))


def leads(address: str, name: str, facts: dict[str, markdown_facts.Facts], folder: Path) -> bool:
    """Tell whether a link on a page leads to a file, and to an anchor in it."""
    path, _, anchor = address.partition("#")
    there = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))
    if path and not path.endswith(".md"):
        return (folder / there).is_file()
    target = there.removesuffix(".md") if path else name
    return target in facts and (not anchor or unquote(anchor) in facts[target].anchors)


if __name__ == "__main__":
    main()

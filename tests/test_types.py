"""Golden snippets: a comment behind each ``def`` says what is to be found, and nothing else may be.

``# a: int; b: str; -> bool`` names parameters and the result, ``=>`` what is yielded. What isn't named
may be found or not, but has to be nothing that contradicts the snippet.
"""  # noqa: E501

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import analyze, discover
from sphinxcontrib_autodocgen.model import Object, Project
from sphinxcontrib_autodocgen.settings import Settings

GOLDEN = Path(__file__).parent / "golden" / "types"
FILES = sorted(GOLDEN.glob("*.py"))


def solved(path: Path) -> Project:
    """Return the analysed project of one file."""
    settings = Settings(packages=(str(path),))
    sources, _ = discover.sources(settings, path.parent)
    return analyze.link([analyze.analyze(source, settings) for source in sources])


def expectations(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield line, place and type of each expectation."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        match = re.search(r"\bdef \w+\(.*?  # (.*)$", line)
        if match:
            for part in match[1].split("; "):
                name, text = re.match(r"(->|=>|\w+:) (.*)", part).groups()  # type: ignore[union-attr]
                yield number, name.rstrip(":"), text


def found(obj: Object, name: str) -> str | None:
    """Return the text of what was inferred at a place of an object."""
    if name == "->":
        result = obj.returns
    elif name == "=>":
        result = obj.yields
    else:
        parameter = next(p for p in obj.parameters if p.name == name)
        return parameter.type.text if parameter.type else None
    return result.type.text if result is not None and result.type is not None else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_snippets(path: Path) -> None:
    """Every snippet's types are found as a maintainer would write them."""
    project = solved(path)
    by_line = {
        obj.line: obj
        for module in project.modules.values()
        for obj in module.objects
        if obj.kind in ("function", "method", "property") and not obj.name.endswith("<lambda>")
    }
    expected = {(line, name): text for line, name, text in expectations(path)}
    actual = {(line, name): found(by_line[line], name) for line, name in expected}

    wrong = {key: (actual[key], expected[key]) for key in expected if actual[key] != expected[key]}
    assert wrong == {}


def test_there_are_enough_snippets() -> None:
    """The language is covered by at least two hundred snippets."""
    count = sum(len({line for line, _, _ in expectations(path)}) for path in FILES)

    assert count >= 200

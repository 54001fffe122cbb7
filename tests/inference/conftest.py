"""What tests of inference share: a solved project made of source text, and values as text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from sphinxcontrib_autodocgen import analyze, discover
from sphinxcontrib_autodocgen.analyze.infer.rendering import Renderer
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import Value, keep_named
from sphinxcontrib_autodocgen.model import Module
from sphinxcontrib_autodocgen.settings import Settings


def pytest_collection_finish() -> None:
    """Keep the types that tests name, whatever a Sphinx build of another test forgets."""
    keep_named()


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., list[Module]]:
    """Return a function from texts by module to the modules' records, without types."""

    def modules(text: str, **others: str) -> list[Module]:
        base = tmp_path / str(len(list(tmp_path.iterdir())))
        folder = base / "m"
        folder.mkdir(parents=True)
        for name, source in {"__init__": text, **others}.items():
            (folder / f"{name}.py").write_text(dedent(source), encoding="utf-8")
        settings = Settings(packages=(str(folder),))
        sources, _ = discover.sources(settings, base)
        return [analyze.analyze(source, settings) for source in sources]

    return modules


@pytest.fixture
def solve(read: Callable[..., list[Module]]) -> Callable[..., Solver]:
    """Return a function from the texts of package ``m`` and its modules to the solved project."""

    def solved(text: str, **others: str) -> Solver:
        solver = Solver(read(text, **others))
        solver.start()
        solver.finish()
        return solver

    return solved


@pytest.fixture
def text_of() -> Callable[[Solver, Value], str | None]:
    """Return a function from a value to how it reads inside the project."""

    def text(solver: Solver, value: Value) -> str | None:
        return Renderer(solver.program, inside=True).text(value)

    return text

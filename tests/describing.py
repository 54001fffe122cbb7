"""What tests of generated texts share: modules from text, described by rules alone."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from textwrap import dedent

from sphinxcontrib_autodocgen.analyze import analyze
from sphinxcontrib_autodocgen.describe import describe
from sphinxcontrib_autodocgen.model import Guess, Module, Project, Source
from sphinxcontrib_autodocgen.settings import Settings

SHOWN = Settings().min_confidence


@cache
def read(text: str, name: str = "pkg.m") -> Module:
    """Return the records of a module's text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.py"
        path.write_text(dedent(text), encoding="utf-8")
        return analyze(Source(name, str(path), "", folder), Settings())


def described(*modules: Module) -> Project:
    """Return the project of some modules, described by rules alone."""
    return describe(Project(modules), Settings(ranker="off", vacuous=True))


def shown(guess: Guess | None) -> str | None:
    """Return the text of a guess that is shown by default."""
    return guess.text if guess is not None and guess.confidence >= SHOWN else None

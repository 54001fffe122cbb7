"""What tests share: the folder of Sphinx projects, and projects made of source text."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.settings import Settings

pytest_plugins = ("sphinx.testing.fixtures",)


@pytest.fixture(scope="session")
def rootdir() -> Path:
    """Return the folder of test projects, as Sphinx's own fixtures expect it."""
    return Path(__file__).parent / "roots"


def pytest_configure() -> None:
    """Have Sphinx write no colours, which it does where ``CI`` is set (or ``FORCE_COLOR``)."""
    os.environ["NO_COLOR"] = "1"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that makes golden files anew."""
    parser.addoption("--golden", choices=("check", "write"), default="check")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return a check of a text against a golden file, which rewrites the file if asked to."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--golden") == "write":
            path.write_text(text, encoding="utf-8")

        assert path.read_text(encoding="utf-8") == text

    return check


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    """Return a function from file names and texts to the project they make."""

    def make(files: dict[str, str] | str, **options: object) -> Project:
        texts = {"mod.py": files} if isinstance(files, str) else files
        folder = tmp_path / "project"
        for name, text in texts.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        settings = Settings(packages=(str(folder),), cache="off", **options)  # type: ignore[arg-type]
        return pipeline.run(settings, tmp_path)

    return make


@pytest.fixture(autouse=True)
def _private_cache(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keep tests away from the user's cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))

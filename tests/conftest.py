"""What tests share: the folder of Sphinx projects, and projects made of source text."""

from __future__ import annotations

import os
import subprocess
import sys
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


_BUILDING = {"app", "built", "make_app"}
"""Fixtures of Sphinx and of ours: what takes them builds pages."""


def pytest_configure(config: pytest.Config) -> None:
    """Have Sphinx write no colours, which it does where ``CI`` is set (or ``FORCE_COLOR``)."""
    os.environ["NO_COLOR"] = "1"
    config.addinivalue_line("markers", "slow: builds pages, starts processes, or tries much")
    config.addinivalue_line(
        "markers", "alone: runs where no other thread does, so that it can fork"
    )


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is marked as alone in a process of its own, unless this is it."""
    if "PYTEST_XDIST_WORKER" not in os.environ or not pyfuncitem.get_closest_marker("alone"):
        return None
    command = [sys.executable, "-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider"]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    done = subprocess.run(
        [*command, f"{pyfuncitem.path}::{pyfuncitem.name}"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what builds pages as slow, so that ``-m "not slow"`` is quick."""
    for item in items:
        if not _BUILDING.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that makes golden files anew."""
    parser.addoption("--golden", choices=("check", "write"), default="check")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return a check of a text against a golden file, which rewrites the file if asked to."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--golden") == "write":
            path.write_text(text, encoding="utf-8")

        assert path.read_text(encoding="utf-8") == text, (
            f"{path.name} has changed; run again with --golden=write, and read the diff"
        )

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

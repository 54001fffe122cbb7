"""Overrides: what they say of the definition that they override."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.settings import Settings

_VENDOR = {
    "__init__.py": "from vendored.core import Machine\n",
    "core.py": '''
class Part:
    def stop(self):
        """Stop every wheel."""

class Machine(Part):
    def run(self, speed=1):
        """Turn all the wheels.

        :param speed: Revolutions per second.
        """
''',
}

_OWN = """
from vendored import Machine

class Mill(Machine):
    def run(self, speed=1):
        return speed

    def stop(self):
        return None
"""


@pytest.fixture
def vendored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install a package beside the project."""
    folder = tmp_path / "site" / "vendored"
    folder.mkdir(parents=True)
    for name, text in _VENDOR.items():
        (folder / name).write_text(text)
    monkeypatch.syspath_prepend(tmp_path / "site")


@pytest.mark.usefixtures("vendored")
def test_a_base_of_another_package_is_read(make_project: Callable[..., Project]) -> None:
    """What an installed package says of a method and its parameters holds for an override."""
    project = make_project(_OWN)

    run, stop = project["mod.Mill.run"], project["mod.Mill.stop"]
    assert run.summary is not None
    assert run.summary.text == "Override `Machine.run`: Turn all the wheels."
    assert run.parameters[0].description is not None
    assert run.parameters[0].description.text == "Revolutions per second."
    assert str(run.parameters[0].description.evidence) == "rule:override"
    assert stop.summary is not None
    assert stop.summary.text == "Override `Part.stop`: Stop every wheel."


_TAKING = """
class Part:
    def __init__(self, size, color=""):
        self.size, self.color = size, color

class Machine(Part):
    def __init__(self, speed=1, **options):
        super().__init__(**options)
        self.speed = speed
"""


@pytest.mark.usefixtures("vendored")
def test_keyword_arguments_go_through_a_base_of_another_package(
    tmp_path: Path, make_project: Callable[..., Project]
) -> None:
    """What its body hands on to its own base can be given too."""
    (tmp_path / "site" / "vendored" / "core.py").write_text(_TAKING)
    project = make_project(
        "from vendored import Machine\n\nclass Mill(Machine):\n"
        "    def __init__(self, **kwargs):\n        super().__init__(**kwargs)\n"
    )

    description = project["mod.Mill.__init__"].parameters[0].description

    assert description is not None
    assert description.text == "Passed on to `Machine`: `speed`, `size` and `color`."


@pytest.mark.usefixtures("vendored")
def test_words_that_are_kept_follow_another_package(tmp_path: Path) -> None:
    """A new release of it is seen, though nothing in the project has changed."""
    (tmp_path / "mod.py").write_text(_OWN)
    settings = Settings(packages=("mod.py",), cache_dir=str(tmp_path / "cache"))

    def said() -> str:
        summary = pipeline.run(settings, tmp_path)["mod.Mill.stop"].summary
        return summary.text if summary else ""

    assert said() == said() == "Override `Part.stop`: Stop every wheel."
    core = tmp_path / "site" / "vendored" / "core.py"
    core.write_text(core.read_text().replace("Stop every wheel", "Halt the wheels"))
    assert said() == "Override `Part.stop`: Halt the wheels."


@pytest.mark.usefixtures("vendored")
@pytest.mark.parametrize("inherit", [True, False])
def test_the_overridden_method_is_linked_by_its_public_name(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, inherit: bool
) -> None:
    """With inherited text or without, there's a link to where the other package documents it."""
    source = tmp_path / "docs"
    source.mkdir()
    (source / "conf.py").write_text("project = 'mill'\n")
    (source / "mill.py").write_text(_OWN)
    (source / "index.rst").write_text(
        "Mill\n====\n\n.. py:class:: vendored.Machine\n\n   .. py:method:: run\n\n"
        ".. automodule:: mill\n   :members:\n"
    )
    app = make_app(
        "html",
        srcdir=source,
        confoverrides={
            "extensions": ["sphinxcontrib_autodocgen"],
            "autodocgen_packages": ["mill.py"],
            "autodoc_inherit_docstrings": inherit,
            "nitpicky": True,
        },
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(source)
        app.build()

    assert app.warning.getvalue() == ""
    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    described = page.select_one("[id='mill.Mill.run'] + dd")
    assert described is not None
    assert described.select_one("a[href='#vendored.Machine.run']")
    assert "Revolutions per second." in described.get_text()
    assert ("Override Machine.run" in described.get_text()) is not inherit


def test_a_rest_of_a_type_is_not_quoted(make_project: Callable[..., Project]) -> None:
    """A description that only goes on with the type before it isn't quoted without that."""
    project = make_project(
        """
class Base:
    def pair(self):
        \"\"\"Bind it.

        Returns:
            tuple: of key and value that are bound to each other.
        \"\"\"
        return 1, 2

class Own(Base):
    def pair(self):
        return 3, 4
"""
    )

    assert project["mod.Own.pair"].returns is not None
    assert project["mod.Own.pair"].returns.description is None

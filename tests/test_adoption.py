"""The first steps of a project with us: what ``doctor`` says of a set-up."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen.cli import main

_Doctor = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a project with one package, which is the current folder."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "adopted"\n')
    (tmp_path / "adopted").mkdir()
    (tmp_path / "adopted" / "__init__.py").write_text('"""A package."""\n')
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def doctor(project: Path, capsys: pytest.CaptureFixture[str]) -> _Doctor:
    """Return a function from a ``conf.py`` to the exit code of ``doctor`` and what isn't right."""

    def _doctor(conf: str | None, *arguments: str) -> tuple[int, list[str]]:
        if conf is not None:
            (project / "docs" / "conf.py").write_text(conf)
        code = main(["doctor", *arguments])
        said = capsys.readouterr()
        assert said.err == ""
        return code, [line for line in said.out.splitlines() if not line.startswith("ok ")]

    return _doctor


_LISTED = 'extensions = ["sphinxcontrib_autodocgen"]\n'


def _problems(lines: list[str]) -> list[str]:
    return [line.removeprefix("problem").strip() for line in lines if line.startswith("problem ")]


def test_a_project_without_conf_py_has_no_problem(doctor: _Doctor) -> None:
    """It says that none was found, what needs none, and exits with 0."""
    code, lines = doctor(None)

    assert code == 0
    assert "note     no conf.py found; 'build' needs none, and a path can be given" in lines
    assert lines[-1] == "no problems"


def test_a_right_set_up_is_all_ok(
    project: Path, doctor: _Doctor, capsys: pytest.CaptureFixture[str]
) -> None:
    """Versions, git, the cache, conf.py, the theme and the packages are a line each."""
    for command in (["init", "-q"], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q",
                    "--allow-empty", "-m", "Begin"]):  # fmt: skip
        subprocess.run(["git", *command], check=True, cwd=project)
    (project / "docs" / "conf.py").write_text(f'{_LISTED}html_theme = "furo"\n')

    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines[:-1] if not line.startswith("ok ")] == []
    assert lines[-1] == "no problems"
    starts = ("Python 3", "sphinx ", "astroid ", "git: a repository", "cache: ", "theme furo")
    for start in (*starts, "docs/conf.py lists", "packages: adopted (1 module)"):
        assert [line for line in lines if line[9:].startswith(start)], start


@pytest.mark.parametrize(
    ("conf", "problem"),
    [
        ("", "docs/conf.py doesn't list 'sphinxcontrib_autodocgen' in 'extensions'; add it,"),
        (_LISTED + "autodocgen_min_confidence = 3", "conf.py:2: autodocgen_min_confidence = 3"),
        (_LISTED + "autodocgen_min_confidense = 0", "an option; 'autodocgen_min_confidence'?"),
        (_LISTED + 'autodocgen_packages = ["nowhere_at_all"]', "'nowhere_at_all'"),
        (_LISTED + 'html_theme = "theme_of_nobody"', "docs/conf.py:2: html_theme = 'theme_of_nob"),
        (_LISTED + 'extensions += ["ext_of_nobody"]', "docs/conf.py lists 'ext_of_nobody', which"),
        (_LISTED + 'extensions += ["numpydoc", "sphinx.ext.napoleon"]', "sections; keep one"),
        (
            'extensions = ["sphinx_autodoc_typehints", "sphinx.ext.napoleon",'
            ' "sphinxcontrib_autodocgen"]',
            "before napoleon, which it has to come after",
        ),
        ("extensions = [", "conf.py: can't be parsed ("),
    ],
)  # fmt: skip
def test_what_is_wrong_is_a_line_and_the_exit_code(
    doctor: _Doctor, conf: str, problem: str
) -> None:
    """Each fault of a conf.py is one line that says where, and ``doctor`` exits with 1."""
    code, lines = doctor(conf)

    found = _problems(lines)
    assert code == 1
    assert len(found) == 1, found
    assert problem in found[0]
    assert lines[-1] == "1 problem"


@pytest.mark.parametrize(
    "conf",
    [
        "from base import *\n",
        "extensions = find()\n",
        "extensions = []\nif tags.has('x'):\n    extensions.append('sphinx.ext.doctest')\n",
    ],
)  # fmt: skip
def test_a_computed_list_is_said_to_be_so(doctor: _Doctor, conf: str) -> None:
    """What only a run would tell is no problem, but a note."""
    code, lines = doctor(conf)

    assert code == 0
    assert [line for line in lines if "computes 'extensions'; make sure" in line]


def test_a_broken_pyproject_is_a_problem(project: Path, doctor: _Doctor) -> None:
    """It's one line, and everything else is checked all the same."""
    (project / "pyproject.toml").write_text("[tool.autodocgen\n")
    code, lines = doctor(_LISTED)

    assert code == 1
    assert len(found := _problems(lines)) == 1
    assert "not valid TOML" in found[0]


def test_a_wrong_setting_of_pyproject_is_a_problem(project: Path, doctor: _Doctor) -> None:
    """It's named with the table that has it."""
    with (project / "pyproject.toml").open("a") as file:
        file.write("[tool.autodocgen]\ncache-size = -1\n")
    _, lines = doctor(_LISTED)

    assert len(found := _problems(lines)) == 1
    assert found[0].startswith("[tool.autodocgen]: option 'cache_size' is -1: ")


def test_a_cache_that_cannot_be_a_folder_is_a_problem(project: Path, doctor: _Doctor) -> None:
    """Its path is named."""
    (project / "taken").write_text("")
    code, lines = doctor(_LISTED, "--cache-dir", "taken")

    assert code == 1
    assert _problems(lines)[0].startswith("cache: taken isn't writable; ")


def test_the_conf_py_of_read_the_docs_goes_first(project: Path, doctor: _Doctor) -> None:
    """Of several, the one that its configuration names is checked, and the others are named."""
    (project / "manual").mkdir()
    (project / "manual" / "conf.py").write_text("")
    (project / ".readthedocs.yaml").write_text("sphinx:\n  configuration: manual/conf.py\n")
    code, lines = doctor(_LISTED)

    assert code == 1
    assert _problems(lines)[0].startswith("manual/conf.py doesn't list")


def test_doctor_runs_nothing_of_the_project(project: Path, doctor: _Doctor) -> None:
    """A conf.py that would write a file doesn't."""
    code, _ = doctor(f"{_LISTED}open('ran', 'w')\n")

    assert code == 0
    assert not (project / "ran").exists()

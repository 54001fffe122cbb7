"""Whole builds: warnings, what is read again after a change, and equal results in parallel."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen.ext import autodoc
from sphinxcontrib_autodocgen.pages import project_folder

pytestmark = pytest.mark.slow

_Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def project(tmp_path: Path, rootdir: Path) -> Path:
    """Return a copy of the linked project."""
    return Path(shutil.copytree(rootdir / "test-linked", tmp_path / "docs"))


def _sphinx(project: Path, out: str = "html", *flags: str) -> str:
    """Run sphinx-build as a user does, warnings as errors, and return what it said."""
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", *flags]
    done = subprocess.run(
        [*command, "-d", f"../{out}.doctrees", ".", f"../{out}"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _read(said: str) -> tuple[int, int, int]:
    """Return how many pages were added, changed and removed."""
    found = re.search(r"(\d+) added, (\d+) changed, (\d+) removed", said)
    assert found, said
    return int(found[1]), int(found[2]), int(found[3])


def _files(project: Path) -> dict[Path, tuple[int, int]]:
    """Return time and size of each file that a watcher of the source folder sees."""
    found = (path for path in project.rglob("*") if "__pycache__" not in path.parts)
    return {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in found}


def test_a_second_build_reads_nothing(project: Path) -> None:
    """Without a change no page is read again, and no build writes among what is watched."""
    before = _files(project)
    assert _read(_sphinx(project)) == (4, 0, 0)
    assert _read(_sphinx(project)) == (0, 0, 0)
    after = _files(project)
    assert {path for path in before if path.is_file()} == {p for p in after if p.is_file()}
    assert all(after[path] == before[path] for path in before if path.is_file())


_DECODED = """\
import sys
from sphinx.cmd.build import main
from sphinxcontrib_autodocgen.ext import domain

held = []
of = domain.AutodocgenDomain.load
domain.AutodocgenDomain.load = lambda self, targets: (held.append(self), of(self, targets))[1]
code = main(sys.argv[1:])
print("decoded", ["modules" in vars(each.project) for each in held])
sys.exit(code)
"""


def test_a_build_with_nothing_to_do_decodes_no_records(project: Path) -> None:
    """The records are decoded when something is to be shown, and not before."""
    assert _built_twice(project, _DECODED) == ["decoded [True]", "decoded [False]"]


def _built_twice(project: Path, script: str) -> list[str]:
    """Return the last line of each of two builds, the second with nothing to do."""
    command = [sys.executable, "-c", script, "-q", str(project), str(project.parent / "html")]
    done = (subprocess.run(command, capture_output=True, text=True, check=True) for _ in range(2))
    return [each.stdout.splitlines()[-1] for each in done]


_IMPORTED = """\
import sys
from sphinx.cmd.build import main

code = main(sys.argv[1:])
print("imported", *sorted(sys.modules))
sys.exit(code)
"""


def test_a_build_with_nothing_to_do_imports_little(project: Path) -> None:
    """What analyses code, writes texts and makes nodes is imported by the first build only."""
    said = [set(line.split()) for line in _built_twice(project, _IMPORTED)]
    ours = "sphinxcontrib_autodocgen"
    dear = {f"{ours}.{name}" for name in ("analyze", "describe", "docstring", "execute", "pages")}
    dear |= {f"{ours}.ext.{name}" for name in ("autodoc", "descriptions", "members", "texts")}

    assert dear | {"astroid", "radon"} <= said[0]
    left_out = {*dear, "astroid", "radon", "markdown_it", "myst_parser", "platformdirs"}
    left_out |= {f"{ours}.{name}" for name in ("changelog", "git", "markdown", "snapshots")}
    assert said[1] & left_out == set()
    assert len([name for name in said[1] if name.startswith(ours)]) < 40


def test_a_renamed_module_leaves_nothing_behind(project: Path) -> None:
    """After a module and its page have another name, no file of the output knows the old one."""
    _sphinx(project)
    for old, new in (("linked/two.py", "linked/three.py"), ("two.rst", "three.rst")):
        (project / old).rename(project / new)
    for name, old, new in (
        ("linked/one.py", "two", "three"),
        ("three.rst", "linked.two", "linked.three"),
        ("table.rst", "linked.two", "linked.three"),
        ("index.rst", "   two", "   three"),
    ):
        _edit(project / name, old, new)

    assert _read(_sphinx(project)) == (1, 3, 1)
    out = project.parent / "html"
    stale = {"two.html", "two.rst.txt"}  # Sphinx removes neither
    for path in (path for path in out.rglob("*") if path.is_file() and path.name not in stale):
        assert b"linked.two" not in path.read_bytes(), path
    assert b"linked.three" in (out / "one.html").read_bytes()


def test_pages_are_read_again_when_another_module_changes_a_guess(project: Path) -> None:
    """A page that shows a type inferred from another module follows that module."""
    _sphinx(project)
    before = (project.parent / "html" / "one.html").read_text(encoding="utf-8")
    _edit(project / "linked" / "two.py", "return 42", 'return "42"')

    said = _sphinx(project)

    after = (project.parent / "html" / "one.html").read_text(encoding="utf-8")
    assert _read(said) == (0, 2, 0)
    assert "one" in said
    assert before != after


def test_a_change_that_shows_nowhere_else_reads_one_page(project: Path) -> None:
    """Editing a docstring reads the pages of that module only."""
    _sphinx(project)
    _edit(project / "linked" / "one.py", "Return a node.", "Return one node.")

    assert _read(_sphinx(project)) == (0, 1, 0)


def test_parallel_and_serial_builds_give_the_same_bytes(project: Path) -> None:
    """``-j 2`` writes the same HTML as ``-j 1``."""
    _sphinx(project, "serial", "-j", "1")
    _sphinx(project, "parallel", "-j", "2")

    def pages(name: str) -> dict[str, bytes]:
        folder = project.parent / name
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.html")}

    assert pages("serial") == pages("parallel")
    assert "one.html" in pages("serial")


def test_a_parallel_build_remembers_what_each_page_shows(project: Path) -> None:
    """What reader processes noted survives, so that a stale page is found after ``-j 2`` too."""
    _sphinx(project, "html", "-j", "2")
    _edit(project / "linked" / "two.py", "return 42", "return 4.2")

    assert _read(_sphinx(project, "html", "-j", "2")) == (0, 2, 0)


@pytest.mark.parametrize("builder", ["singlehtml", "text"])
def test_every_builder_is_without_warning(project: Path, builder: str) -> None:
    """No builder warns of a node it doesn't know; others are tried with every kind."""
    _sphinx(project, builder, "-b", builder)


@pytest.mark.sphinx("html", testroot="broken")
def test_each_problem_is_one_clear_line(app: SphinxTestApp) -> None:
    """Whatever is broken is one line with file, line, advice and subtype."""
    app.build()

    lines = [
        re.sub(r"\x1b\[[0-9;]*m", "", line) for line in app.warning.getvalue().strip().splitlines()
    ]
    found = {
        match[1]: line for line in lines if (match := re.search(r"\[autodocgen\.(\w+)\]", line))
    }
    assert "syntax.py:1: WARNING: syntax error: " in found["syntax"]
    assert "undecodable.py:2: WARNING: not valid utf-8; save it as UTF-8" in found["encoding"]
    assert "no package, module or file 'nowhere': install it" in found["missing"] or any(
        "no package, module or file 'nowhere': install it" in line for line in lines
    )
    assert any(
        "No module named 'surely_not_installed'" in line and "autodoc_mock_imports" in line
        for line in lines
    )
    assert any("broken.absent" in line and "[autodocgen.missing]" in line for line in lines)
    assert all("[autodocgen." in line for line in lines), lines
    assert "Traceback" not in app.warning.getvalue()


@pytest.mark.sphinx("html", testroot="broken")
def test_what_isnt_broken_is_documented_all_the_same(app: SphinxTestApp) -> None:
    """One bad file never costs another its documentation."""
    app.build()

    page = (app.outdir / "index.html").read_text(encoding="utf-8")
    assert 'id="broken.good.good"' in page
    assert "autodocgen-complexity" in page


@pytest.mark.sphinx(
    "html",
    testroot="fill",
    confoverrides={"autodocgen_min_confidence": 7, "autodocgen_fill_kinds": ["clas"]},
)
def test_a_wrong_option_is_one_warning_and_its_default_is_used(app: SphinxTestApp) -> None:
    """The warning names option, value and what was expected."""
    app.build()

    lines = app.warning.getvalue().strip().splitlines()
    assert len(lines) == 2
    assert "autodocgen_min_confidence = 7: expected float <= 1.0" in lines[1]
    assert "autodocgen_fill_kinds = ['clas']: invalid enum value 'clas'" in lines[0]
    assert app.config.autodocgen_min_confidence == 0.7


@pytest.mark.sphinx("html", testroot="fill")
def test_a_failure_of_ours_is_one_warning_and_the_build_goes_on(
    app: SphinxTestApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An exception inside a handler leaves autodoc's page as it was."""

    def fail(*arguments: object) -> None:
        raise ZeroDivisionError("boom\nsecond line")

    monkeypatch.setattr(autodoc, "note_shown", fail)
    app.build()

    lines = app.warning.getvalue().strip().splitlines()
    assert all("failed (ZeroDivisionError: boom); please report" in line for line in lines)
    assert all("[autodocgen.internal]" in line for line in lines)
    page = (app.outdir / "index.html").read_text(encoding="utf-8")
    assert "Say what the author said" in page


def test_a_conflicting_distribution_is_refused_with_one_line(project: Path, tmp_path: Path) -> None:
    """Beside sphinx-autodocgen, which installs the same import name, we don't load."""
    info = tmp_path / "site" / "sphinx_autodocgen-1.4.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: sphinx-autodocgen\nVersion: 1.4\n")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", ".", "../html"],
        cwd=project,
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "sphinx-autodocgen 1.4 installs the same package" in done.stderr


def test_an_installed_package_is_documented_as_what_it_is(tmp_path: Path) -> None:
    """Name, version and changelog are the package's own, not those of the project around."""
    here, there = tmp_path / "ours", tmp_path / "ours" / ".venv" / "site-packages"
    info = there / "crate_box-1.2.dist-info"
    for folder in (info, there / "crate"):
        folder.mkdir(parents=True)
    (here / "pyproject.toml").write_text(
        '[project]\nname = "ours"\ndescription = "Something else"\nversion = "9.9"\n'
    )
    (here / "CHANGELOG.md").write_text("# Changelog\n\n## 9.9\n\n- Ours was changed.\n")
    (there / "crate" / "__init__.py").write_text('"""Crates."""\n', encoding="utf-8")
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: crate-box\nVersion: 1.2\nSummary: Boxes of wood\n"
        "Project-URL: Source, https://example.org/crate\n"
        "Description-Content-Type: text/markdown\n\n"
        "# Crate box\n\nBoxes for **everything**. <script>alert(1)</script>\n"
    )
    (info / "top_level.txt").write_text("crate\n")
    (info / "RECORD").write_text("crate/__init__.py,,\n")

    command = [sys.executable, "-m", "sphinxcontrib_autodocgen", "build", "crate"]
    root = Path(__file__).parent.parent
    environment = {**os.environ, "PYTHONPATH": f"{there}{os.pathsep}{root}"}
    subprocess.run([*command, "--output", "site"], cwd=here, env=environment, check=True)

    summary = (here / "site" / "markdown" / "project" / "summary.md").read_text(encoding="utf-8")
    assert "Boxes of wood" in summary
    assert "1.2" in summary
    assert "- **Repository:** [example.org/crate](https://example.org/crate)" in summary
    start = BeautifulSoup((here / "site" / "index.html").read_text("utf-8"), "html.parser")
    assert "Boxes of wood" in start.get_text()
    about = (here / "site" / "readme.html").read_text(encoding="utf-8")
    assert "Boxes for <strong>everything</strong>" in about
    assert "<script>alert" not in about
    everything = [path.read_text(encoding="utf-8") for path in (here / "site").rglob("*.md")]
    everything.append((here / "site" / "llms.txt").read_text(encoding="utf-8"))
    assert not [text for text in everything if "Something else" in text or "Ours was" in text]


def test_docs_of_a_project_may_document_its_installed_copy(tmp_path: Path) -> None:
    """What is installed from the project whose documents these are is that project."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "Crate.Box"\n')
    installed = tmp_path / ".venv" / "site-packages" / "crate_box" / "__init__.py"
    other = tmp_path / ".venv" / "site-packages" / "radon" / "__init__.py"
    away = tmp_path / "away" / "src" / "crate" / "__init__.py"
    away.parent.mkdir(parents=True)
    (tmp_path / "away" / "setup.cfg").touch()

    assert project_folder(tmp_path / "docs", {"crate_box": installed}) == tmp_path
    assert project_folder(tmp_path / "docs", {"radon": other}) is None
    assert project_folder(tmp_path / "docs", {}) == tmp_path
    elsewhere = tmp_path.parent / "another"
    assert project_folder(elsewhere, {"crate": away}) == tmp_path / "away"

"""The one function for programs: what it returns, what it refuses, and that code never stops it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import build_documentation
from sphinxcontrib_autodocgen.errors import ConfigurationError

pytestmark = pytest.mark.slow


def _package(folder: Path, name: str, **texts: str) -> Path:
    """Write a package whose name no other test imports."""
    package = folder / name
    package.mkdir()
    for stem, text in {"__init__": "", **texts}.items():
        (package / f"{stem}.py").write_text(text, encoding="utf-8")
    return package


def test_a_program_gets_pages_and_an_account(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Summary, stages, performance and artifacts; nothing is printed."""
    package = _package(
        tmp_path, "api_good", box='"""Boxes."""\n\ndef price(weight=3):\n    return weight * 2.5\n'
    )
    result = build_documentation(package, tmp_path / "site", {"min_confidence": 0.5})

    assert (result.summary.status, result.summary.modules) == ("complete", 2)
    assert result.summary.objects.written == 1
    assert result.summary.objects.total == 3
    assert [stage.name for stage in result.stages] == ["discover", "analyze", "link", "describe"]
    assert all(stage.seconds >= 0 and stage.cpu >= 0 for stage in result.stages)
    assert result.performance.analysed == 2
    assert result.performance.seconds >= sum(stage.seconds for stage in result.stages)
    pages = [path.read_text("utf-8") for path in result.artifacts["HTML"].parent.rglob("*.html")]
    assert any("api_good.box.price" in page for page in pages)
    assert all(path.exists() for path in result.artifacts.values())
    assert result.problems == ()
    assert capsys.readouterr() == ("", "")

    again = build_documentation(str(package), str(tmp_path / "site"), {"min_confidence": 0.5})
    assert (again.performance.analysed, again.performance.cached) == (0, 2)


def test_bad_code_is_never_an_exception(tmp_path: Path) -> None:
    """What can't be parsed, imported or survived is a problem of a result with pages."""
    package = _package(
        tmp_path,
        "api_bad",
        broken="def (:\n",
        leaving="import sys\nsys.exit(3)\n",
        raising="raise RuntimeError('imported')\n",
        odd="\x0c\n'''" + "\\" * 7 + "'''\n" + "class A(A): pass\n",
    )
    (package / "latin.py").write_bytes(b"X = '\xff'\n")
    result = build_documentation(package, tmp_path / "site")

    assert result.summary.status == "incomplete"
    assert {problem.kind for problem in result.problems} == {"syntax", "encoding"}
    assert result.artifacts["HTML"].exists()


def test_all_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    """Options, codebase, output and processes are checked before anything is built."""
    (tmp_path / "file").touch()
    values = {"min_confidence": 7, "colour": "red", "cache": "cloud", "packages": ["x"]}
    with pytest.raises(ConfigurationError) as raised:
        build_documentation(tmp_path / "nowhere", tmp_path / "file", values, processes=0)

    said = [str(error) for error in raised.value.errors]
    assert [line.partition(":")[0] for line in said] == [
        "option 'min_confidence' is 7",
        "option 'colour' is 'red'",
        "option 'cache' is 'cloud'",
        "option 'packages' is ['x']",
        f"no package, module or file '{tmp_path / 'file'}'",
        "option 'processes' is 0",
        f"no package, module or file '{tmp_path / 'nowhere'}'",
    ]
    assert str(raised.value) == "; ".join(said)


def test_what_sphinx_gives_up_on_is_a_result(tmp_path: Path) -> None:
    """A theme that isn't there fails the build, and the result says why."""
    package = _package(tmp_path, "api_theme", a="X = 1\n")
    result = build_documentation(package, tmp_path / "site", theme="no-such-theme")

    assert result.summary.status == "failed"
    (problem,) = result.problems
    assert "no-such-theme" in problem.message
    assert result.artifacts == {}


def test_the_function_costs_nothing_until_its_called() -> None:
    """To import the package imports neither Sphinx nor the analysis."""
    program = (
        "import sys; from sphinxcontrib_autodocgen import build_documentation; "
        "print([m for m in ('sphinx', 'astroid', 'msgspec', 'docutils') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert done.stdout == "[]\n"

"""The documentation builds without a warning, and says nothing that the code doesn't do."""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from sphinxcontrib_autodocgen import cli, docstring, document, errors, ext, settings
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.quality import baseline, checks, finding_formats
from sphinxcontrib_autodocgen.quality.columns import COLUMNS, METRICS
from sphinxcontrib_autodocgen.quality.findings import RULES
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PACKAGE = ROOT / "sphinxcontrib_autodocgen"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)

BUILD = (
    "python3 -m venv .venv && .venv/bin/python -m pip install -q '.[site]' && "
    ".venv/bin/python -m sphinxcontrib_autodocgen build radon --output site"
)
TEST = (
    "python3 -m venv .venv && .venv/bin/python -m pip install -q -e '.[test]' && "
    ".venv/bin/python -m pytest"
)


def _sphinx(source: Path, output: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Build HTML in a process of its own, as a user does."""
    command = [sys.executable, "-m", "sphinx", "-b", "html", *options, str(source), str(output)]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=source)


def _page(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def _words(text: str) -> str:
    """Return the words of a text, whatever quotes and dashes became of its marks."""
    return " ".join(re.findall(r"\w+", text))


def _text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of our own documentation, built with warnings as errors."""
    folder = tmp_path_factory.mktemp("docs")
    options = ("-W", "-n", "--keep-going", "-j", "auto", "-d", str(folder / "doctrees"))
    result = _sphinx(DOCS, folder / "html", *options)

    assert (result.returncode, result.stderr) == (0, "")

    return folder / "html"


def test_the_documentation_builds_without_a_warning(built: Path) -> None:
    """``-W -n`` finds nothing to complain about, and every page is there."""
    pages = {path.relative_to(DOCS).with_suffix(".html") for path in PAGES}
    pages = {page for page in pages if page.parts[0] != "changelog"}

    assert {page for page in pages if not (built / page).is_file()} == set()


def test_every_setting_is_in_the_table_of_the_reference(built: Path) -> None:
    """The table has a row for each field, with its type and default, and a link to its help."""
    rows = _page(built / "reference" / "settings.html").select("table tbody tr")
    shown = {row.select("td")[0].get_text(strip=True): row for row in rows}

    assert set(shown) == {f"autodocgen_{name}" for name in Settings.__struct_fields__}
    assert all(row.select("td a.reference") for row in shown.values())


@pytest.mark.parametrize("option", settings.options(), ids=lambda option: option.name)
def test_every_setting_is_described(built: Path, option: settings.Option) -> None:
    """The description of an option has its help, default, and what it invalidates."""
    page = _page(built / "reference" / "settings.html")
    anchor = page.find(id=f"confval-autodocgen_{option.name}")
    assert anchor is not None

    text = anchor.parent.get_text(" ")  # type: ignore[union-attr]
    assert _words(option.help) in _words(text)
    assert "Invalidates" in text
    assert "Default" in text


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md"], ids=lambda path: path.stem)
def test_every_setting_that_is_mentioned_exists(path: Path) -> None:
    """No page names an option that there isn't."""
    named = re.findall(r"(?<![\w-])autodocgen_(\w+)", path.read_text(encoding="utf-8"))

    assert set(named) <= set(Settings.__struct_fields__)


def _subtypes() -> Iterator[str]:
    """Yield every subtype of a warning, and every kind of a problem, that the code writes."""
    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(error, errors.AutodocgenError):
            yield error.subtype
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield from _written(node)


def _written(node: ast.AST) -> Iterator[str]:
    values: list[ast.expr] = []
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        words = {word.arg: word.value for word in node.keywords}
        ours = ast.unparse(words.get("type", node)) != "'ref'"  # that is Sphinx's own, said again
        values += [words["subtype"]] if ours and "subtype" in words else []
        values += node.args[2:3] if name in ("Problem", "SourceError") else []
    elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]).endswith(".subtype"):
        values.append(node.value)
    for value in values:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            yield value.value


@pytest.mark.slow
def test_every_warning_is_in_the_reference() -> None:
    """Each subtype that the code can write has its line in the list of warnings."""
    text = _text("reference/warnings.md")
    listed = set(re.findall(r"^(?:\| )?`(\w+)`", text, re.MULTILINE))

    assert set(_subtypes()) == listed, (
        "docs/reference/warnings.md needs a line for each subtype that the code writes, no other"
    )


@pytest.mark.parametrize(("name", "directive"), ext.DIRECTIVES.items())
def test_every_option_of_a_directive_is_in_the_reference(name: str, directive: Any) -> None:
    """The description of a directive names exactly the options that it takes."""
    text = _text("reference/directives.md").partition(f"{{rst:directive}} .. {name}::")[2]
    described = text.partition("````\n")[0]
    options = re.findall(r"^```\{rst:directive:option\} ([\w-]+)", described, re.MULTILINE)

    assert text, f"describe {name} in docs/reference/directives.md"
    assert sorted(options) == sorted(directive.option_spec), (
        f"in docs/reference/directives.md, {name} has other options than in its option_spec"
    )


def test_every_column_and_measure_is_in_the_reference() -> None:
    """The reference of the complexity table names each column and each measure."""
    text = _text("reference/directives.md").partition("columns: columns\n")[2]
    columns, _, measures = text.partition("metrics: measures\n:type: ")
    missing = [name for name in COLUMNS if f"`{name}`" not in columns]

    assert missing == [], f"name these columns in docs/reference/directives.md: {missing}"
    assert measures.partition("\n")[0].split(", ") == list(METRICS), (
        "the type of the option 'metrics' in docs/reference/directives.md has other measures"
    )


def test_every_rule_of_a_check_is_in_the_reference() -> None:
    """The reference of the JSON names each rule that a finding can have."""
    text = _text("reference/json.md").partition("### Finding\n")[2]
    line = text.partition("| `rule` | string | ")[2].partition("|\n")[0]

    assert re.findall(r"`([\w-]+)`", line) == list(RULES), (
        "docs/reference/json.md lists other rules of a finding than RULES in quality/findings.py"
    )


def test_every_command_is_in_the_reference() -> None:
    """The page of the command line prints the help of each command."""
    actions = cli._parser()._actions
    commands = next(a for a in actions if isinstance(a, argparse._SubParsersAction))
    shown = re.findall(r"^```\{cli-help\} (\w+)", _text("reference/command-line.md"), re.MULTILINE)

    assert shown == list(commands.choices), (
        "docs/reference/command-line.md needs a {cli-help} of each command, in their order"
    )


SOURCE = '''
"""Parcels."""

LIMIT = 30


class Parcel:
    def to_dict(self, *, deep=False):
        return {"deep": deep}


def price(weight, express=False):
    """Return the price."""
    if weight > LIMIT:
        raise ValueError("too heavy")
    return 12.5 if express else 4.9


def prices(weights):
    for weight in weights:
        yield 4.9 if weight else 1.5
'''


def _document(project: Project) -> dict[str, Any]:
    chosen = Settings()
    return document.to_json(project, lambda obj: docstring.generated(obj, chosen, "google"))


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield str(key)
            yield from _keys(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _keys(inside)


def test_every_key_of_the_json_is_in_the_reference(make_project: Callable[..., Project]) -> None:
    """The reference names each key that ``inspect`` prints."""
    project = make_project({"parcel.py": SOURCE, "broken.py": "def"})
    text = _text("reference/json.md")

    missing = sorted(key for key in set(_keys(_document(project))) if f"`{key}`" not in text)
    assert missing == [], f"describe these keys in docs/reference/json.md: {missing}"


def test_every_key_of_a_check_is_in_the_reference(
    make_project: Callable[..., Project], tmp_path: Path
) -> None:
    """The reference names each key that ``check --format json`` and a baseline have."""
    limits = {"thresholds": {"length": 1}, "fail_under": 100}
    project = make_project({"parcel.py": SOURCE, "broken.py": "def"}, **limits)
    verdict = checks.judge(project, Settings(**limits), tmp_path, Report())  # type: ignore[arg-type]
    baseline.write(tmp_path / "known.json", verdict)
    documents = [
        json.loads("".join(finding_formats.json_lines(verdict))),
        json.loads((tmp_path / "known.json").read_bytes()),
    ]
    keys = {key for key in _keys(documents) if "parcel" not in key}
    text = _text("reference/json.md").partition("(check)=")[2]

    missing = sorted(key for key in keys - {"errors", "kind", "line"} if f"`{key}`" not in text)
    assert missing == [], f"describe these keys below 'check' in docs/reference/json.md: {missing}"


def test_the_hook_of_pre_commit_is_the_documented_one() -> None:
    """Its name is in the guide, and its command is one that there is."""
    hook = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
    name = re.search(r"- id: (\S+)", hook)
    entry = re.search(r"entry: python -m sphinxcontrib_autodocgen (\w+)", hook)
    assert name is not None
    assert entry is not None

    assert f"- id: {name[1]}" in _text("how-to/check-in-ci.md")
    assert cli._parser().parse_args([entry[1]]).targets == []


def _blocks(page: str, language: str) -> list[str]:
    pattern = rf"^```(?:{{code-block}} )?{language}\n(.*?)^```$"
    return re.findall(pattern, _text(page), re.MULTILINE | re.DOTALL)


def test_the_examples_of_inspect_run(
    make_project: Callable[..., Project],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The how-to guide's Python, run from top to bottom, prints what it says."""
    project = make_project({"parcel.py": SOURCE, "broken.py": "def"})
    (tmp_path / "parcel.json").write_text(json.dumps(_document(project)), encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    exec("\n".join(_blocks("how-to/inspect.md", "python")), {})

    said = capsys.readouterr().out
    assert "parcel.Parcel.to_dict deep bool default" in said
    assert "parcel.price ValueError If" in said
    assert "syntax" in said


@pytest.mark.slow
def test_the_example_of_the_python_api_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The example analyses a package and prints a number."""
    exec("\n".join(_blocks("reference/api/index.md", "python")), {})

    assert capsys.readouterr().out.strip().isdigit()


def _captioned(page: str, name: str) -> list[str]:
    """Return the contents of the code blocks that show a file."""
    pattern = rf"^```{{code-block}} \w+\n:caption: {re.escape(name)}\n\n(.*?)^```$"
    return re.findall(pattern, _text(page), re.MULTILINE | re.DOTALL)


@pytest.mark.slow
def test_the_tutorial_does_what_it_says(tmp_path: Path) -> None:
    """Its files build without a warning, and its pages and commands say what it shows."""
    tutorial = "tutorial/first-documentation.md"
    (page,) = _captioned(tutorial, "build/index.txt")
    docs = tmp_path / "docs"
    docs.mkdir()
    for name in ("parcel.py", "docs/index.rst"):
        (tmp_path / name).write_text(_captioned(tutorial, name)[0], encoding="utf-8")

    def shown(conf: str) -> str:
        (docs / "conf.py").write_text(conf, encoding="utf-8")
        result = _sphinx(docs, tmp_path / "build", "-W", "-n", "-b", "text")
        assert (result.returncode, result.stderr) == (0, "")
        return (tmp_path / "build" / "index.txt").read_text(encoding="utf-8")

    first, second = _captioned(tutorial, "docs/conf.py")
    assert shown(first) == page
    without = shown(first.replace(', "sphinxcontrib_autodocgen"', ""))
    assert without.rstrip().endswith("A parcel on its way.")
    assert "inferred" not in without
    filled = shown(second)
    assert "is_heavy" not in filled
    assert "parcel.price(weight: float, express: bool = False) -> float (inferred)" in filled


@pytest.mark.slow
@pytest.mark.parametrize("option", ["", "   :undoc-members:\n"], ids=["members", "undoc-members"])
def test_the_readmes_example_shows_what_it_says(tmp_path: Path, option: str) -> None:
    """Both functions are there in any case, as in the picture; the constant if it is asked for."""
    source, setting = re.findall(
        r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL
    )
    (tmp_path / "parcel.py").write_text(source, encoding="utf-8")
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, '.')\n{setting}autodocgen_packages = ['parcel.py']\n"
    )
    (tmp_path / "index.rst").write_text(
        f"x\n=\n\n.. automodule:: parcel\n   :members:\n{option}", encoding="utf-8"
    )

    assert _sphinx(tmp_path, tmp_path / "html", "-W", "-n").returncode == 0

    page = _page(tmp_path / "html" / "index.html")
    names = [str(term["id"]) for term in page.select("dt.py[id]")]
    functions = ["parcel.price", "parcel.read_prices"]
    assert names == (["parcel.LIMIT", *functions] if option else functions)
    said = _words(page.get_text())
    assert "price weight float express bool False float" in said
    assert "ValueError If weight is greater than LIMIT" in said


def test_the_readme_is_one_screen_with_the_two_commands() -> None:
    """Both set-up commands are there to be copied, each on a line of its own."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 60
    assert [line for line in lines if ".venv" in line] == [BUILD, TEST]


def test_the_readme_says_who_else_has_the_import_name() -> None:
    """Nobody installs ``sphinx-autodocgen`` beside it for want of a word."""
    assert "`sphinx-autodocgen`" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_continuous_integration_runs_the_readmes_tests() -> None:
    """``.ci/run`` has the command that the README shows."""
    assert TEST in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", [*PAGES, ROOT / "README.md"], ids=lambda path: path.stem)
def test_no_page_names_a_path_of_the_writers_machine(path: Path) -> None:
    """What is shown can be typed anywhere."""
    assert re.search(r"/(work|home|tmp|root)/", path.read_text(encoding="utf-8")) is None


def test_every_change_is_a_fragment_that_towncrier_takes() -> None:
    """The names of fragments end with a type that ``pyproject.toml`` declares."""
    names = [path.name for path in (DOCS / "changelog").iterdir()]

    assert names
    assert all(re.fullmatch(r"(\+[\w-]+|\d+)\.(feature|bugfix|breaking)\.md", n) for n in names)


@pytest.mark.parametrize("path", sorted((DOCS / "_static").glob("*.png")), ids=lambda p: p.stem)
def test_a_picture_is_small(path: Path) -> None:
    """Each picture loads at once."""
    assert path.stat().st_size < 100_000

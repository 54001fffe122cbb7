"""The commands of the README and of all pages run, and print what the pages show."""

from __future__ import annotations

import argparse
import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from markdown_it import MarkdownIt
from servers import Store

from sphinxcontrib_autodocgen import cli, settings

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
STAGES = sorted((ROOT / "tests" / "roots" / "guide").iterdir())
PAGES = [
    ROOT / "README.md",
    *(
        p
        for p in sorted((ROOT / "docs").rglob("*.md"))
        if not {"_build", "changelog"} & set(p.parts)
    ),
]
MESSAGES = ("feat: weigh parcels (#12)", "feat: send parcels by express (#28)", "feat: labels")

FIRST = {
    "docs/how-to/watch-a-build.md": (
        "python -m sphinx -q -D autodocgen_profile=1 -d build/doctrees docs build/html"
    ),
    "docs/how-to/compare-releases.md": (
        "python -m sphinxcontrib_autodocgen inspect src/parcel --format json --output api-1.0.json"
    ),
}
"""What a page takes for granted: a command that ran before."""

STANDS_FOR = {
    "${{ github.base_ref }}": "main",
    "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
    "${{ matrix.part }}": "1",
    "$CI_NODE_INDEX/$CI_NODE_TOTAL": "1/4",
    "PATH": "src/parcel",
    "OLD NEW": "v1.0 v1.1",
    "$READTHEDOCS_OUTPUT": "build",
}
"""Values of variables and placeholders."""


class Step(NamedTuple):
    """A file that a page shows, or one of its commands.

    Attributes:
        text: The command as it is typed, or the content of the file.
        shown: The lines that the page shows below a command.
        name: The path of the file.
    """

    text: str
    shown: tuple[str, ...] = ()
    name: str = ""


def _fences(path: Path, language: str) -> Iterator[str]:
    """Yield the contents of a page's code blocks in a language."""
    for info, content in _blocks(path):
        if info == language:
            yield content.partition("\n\n")[2] if content.startswith(":caption:") else content


def _blocks(path: Path) -> Iterator[tuple[str, str]]:
    for token in MarkdownIt().parse(path.read_text(encoding="utf-8")):
        if token.type == "fence":
            yield token.info.removeprefix("{code-block} "), token.content


def _steps(path: Path) -> Iterator[Step]:
    for info, content in _blocks(path):
        text = content
        if content.startswith(":caption:"):
            head, _, text = content.partition("\n\n")
            yield Step(text, name=head.removeprefix(":caption: "))
        if info == "console":
            yield from _typed(text)
        elif info == "yaml":
            yield from map(Step, _scripts(yaml.safe_load(text)))


def _typed(block: str) -> Iterator[Step]:
    """Yield the commands of a block, each with the lines below it."""
    if "$ " not in block:
        yield from map(Step, block.splitlines())
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        text, *shown = part.rstrip("\n").splitlines()
        yield Step(text, tuple(shown))


def _scripts(value: object) -> Iterator[str]:
    """Yield the commands of a workflow, wherever they stand in it."""
    if isinstance(value, list):
        for item in value:
            yield from _scripts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in ("run", "script", "commands", "post_checkout"):
                lines = item if isinstance(item, list) else [item]
                yield from (line for text in lines for line in text.splitlines())
            else:
                yield from _scripts(item)


WITH_COMMANDS = [p for p in PAGES if any(not step.name for step in _steps(p))]


def _git(folder: Path, *arguments: str, day: int = 1) -> None:
    date = f"2025-{day:02}-02T10:00:00+0000"
    environment = {**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    name = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", *name, *arguments], cwd=folder, env=environment, check=True)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with two releases, and with a commit since that nobody has pulled."""
    folder = tmp_path_factory.mktemp("guide") / "parcel"
    folder.mkdir()
    _git(folder, "init", "-q", "-b", "main")
    for day, (stage, message) in enumerate(zip(STAGES, MESSAGES, strict=True), 1):
        shutil.copytree(stage, folder, dirs_exist_ok=True)
        _git(folder, "add", "-A")
        _git(folder, "commit", "-q", "-m", message, day=day)
        if (tag := stage.name.partition("-")[2]).startswith("v"):
            _git(folder, "tag", tag)
            _git(folder, "update-ref", "refs/remotes/origin/main", "HEAD")
    _git(folder, "remote", "add", "origin", "https://example.org/ada/parcel.git")
    _pack(folder)
    return folder


def _pack(folder: Path) -> None:
    """Make a wheel of the first release, and an sdist of the second."""
    (folder / "dist").mkdir()
    with zipfile.ZipFile(folder / "parcel-1.0-py3-none-any.whl", "w") as wheel:
        for path in (STAGES[0] / "src" / "parcel").iterdir():
            wheel.write(path, f"parcel/{path.name}")
    with tarfile.open(folder / "dist" / "parcel-1.1.tar.gz", "w:gz") as archive:
        archive.add(STAGES[0], "parcel-1.1")
        archive.add(STAGES[1], "parcel-1.1")


@pytest.fixture
def project(repository: Path, tmp_path: Path) -> Path:
    """Return a copy of the repository for one page."""
    return shutil.copytree(repository, tmp_path / "parcel")


@pytest.fixture
def monorepo(tmp_path: Path) -> Path:
    """Return a repository of two packages, each with its own ``pyproject.toml`` and tags."""
    folder = tmp_path / "post"
    shutil.copytree(STAGES[0], folder / "packages" / "letter")
    (folder / "packages" / "letter" / "src" / "parcel").rename(
        folder / "packages" / "letter" / "src" / "letter"
    )
    _git(folder, "init", "-q", "-b", "main")
    for day, (stage, message) in enumerate(zip(STAGES[:2], MESSAGES, strict=False), 1):
        shutil.copytree(stage, folder / "packages" / "parcel", dirs_exist_ok=True)
        _git(folder, "add", "-A")
        _git(folder, "commit", "-q", "-m", message, day=day)
        _git(folder, "tag", f"parcel-1.{day - 1}")
    _git(folder, "remote", "add", "origin", "https://example.org/ada/parcel.git")
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return a folder without files."""
    return tmp_path


PLACES = {"docs/tutorial/first-documentation.md": "empty", "docs/how-to/monorepo.md": "monorepo"}
"""The fixture that a page's commands run in, if it isn't the project."""


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=lambda path: path.stem)
def test_the_commands_of_a_page_run(path: Path, request: pytest.FixtureRequest) -> None:
    """Each command of a page, one after the other, does what the page says."""
    name = path.relative_to(ROOT).as_posix()
    top = folder = request.getfixturevalue(PLACES.get(name, "project"))
    cache = Store().url
    first = [Step(FIRST[name])] if name in FIRST else []
    for step in (*first, *_steps(path)):
        if step.name:
            (top / step.name).parent.mkdir(parents=True, exist_ok=True)
            (top / step.name).write_text(step.text, encoding="utf-8")
            continue
        for part in step.text.split(" && "):
            if part.startswith("cd "):
                folder = top / part.removeprefix("cd ")
            elif not _is_installing(part) and not _is_long(part):
                _run(step._replace(text=part), folder, cache)


def test_a_restored_build_of_the_recipes_reads_no_page(project: Path) -> None:
    """After a checkout, which touches all files, kept doctrees and pages count as they are."""
    page = ROOT / "docs" / "how-to" / "continuous-integration.md"
    (command,) = {s for s in _steps(page) if "-d build/doctrees" in s.text and not s.name}
    _run(command, project, "")
    for path in project.rglob("*"):
        if path.relative_to(project).parts[0] != "build":
            path.touch()

    read = "updating environment: 0 added, 0 changed, 0 removed"
    written = "no targets are out of date."
    _run(command._replace(shown=("...", read, "...", written, "...")), project, "")


def _is_installing(text: str) -> bool:
    """Tell whether a command only prepares a machine; what it names must be there."""
    for extra in re.findall(r"(?:sphinxcontrib-autodocgen|\.)\[(\w+)\]", text):
        assert extra in _pyproject()["project"]["optional-dependencies"]
    return bool(re.search(r"-m venv |pip install |^git fetch ", text))


def _is_long(text: str) -> bool:
    """Tell whether a command runs for long; its script or environment must be there."""
    if script := re.match(r"python (benchmarks/\S+\.py)", text):
        assert (ROOT / script[1]).is_file()
    if environment := re.match(r"tox -e (\w+)", text):
        assert f"[testenv:{environment[1]}]" in (ROOT / "tox.ini").read_text(encoding="utf-8")
    suite = re.search(r"python -m pytest$", text)
    pages = "benchmarks/" in text
    return bool(script or environment or suite or pages)


def _pyproject() -> dict[str, dict[str, dict[str, list[str]]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _run(command: Step, folder: Path, cache: str) -> None:
    text = re.sub(r"^(\.venv/bin/)?python3? ", f"{shlex.quote(sys.executable)} ", command.text)
    for word, value in STANDS_FOR.items():
        text = text.replace(word, value)
    text = re.sub(r"https://cache\.example\.org/autodocgen|\"\$CACHE\"", cache, text)
    done = subprocess.run(
        text,
        shell=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder.parent / "cache")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    finds = (
        re.search(r" check | doctor$", command.text) or "--fail-on" in command.text
    )  # as said there, this fails
    assert done.returncode in ((0, 1) if finds else (0,)), (text, done.stdout)
    if command.shown:
        shown = (line.replace(str(folder) + "/", "") for line in _lines(done.stdout))
        assert _same(_lines("\n".join(command.shown)), list(shown)), done.stdout


def _lines(text: str) -> list[str]:
    """Return the lines of a text without commits, and confidences, which are fitted anew."""
    text = re.sub(r"\b[0-9a-f]{7,40}\b", "COMMIT", text)
    text = re.sub(r", 0\.\d\d\)", ", CONFIDENCE)", text)
    return [line.rstrip() for line in text.strip("\n").splitlines()]


def _same(shown: list[str], printed: list[str]) -> bool:
    """Compare lines; the line ``...`` stands for any."""
    lines = (r"(?:.*\n)*" if line == "..." else re.escape(f"{line}\n") for line in shown)
    return re.fullmatch("".join(lines), "".join(f"{line}\n" for line in printed)) is not None


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_settings_that_a_page_shows_are_valid(path: Path) -> None:
    """What a page puts into ``conf.py`` or ``pyproject.toml`` is taken as it is."""
    blocks = [block for block in _fences(path, "python") if "autodocgen_" in block]
    for node in (node for block in blocks for node in ast.parse(block).body):
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Compare):
            name = ast.unparse(node.targets[0])
            if name.startswith("autodocgen_"):
                settings.exact({name[len("autodocgen_") :]: ast.literal_eval(node.value)})
    for block in _fences(path, "toml"):
        table = tomllib.loads(block).get("tool", {}).get("autodocgen", {})
        settings.exact({name.replace("-", "_"): value for name, value in table.items()})


def test_every_command_is_shown_on_a_page() -> None:
    """No command is without an example that runs."""
    actions = cli._parser()._actions
    commands = next(a for a in actions if isinstance(a, argparse._SubParsersAction))
    shown = {
        found[1]
        for path in PAGES
        for command in _steps(path)
        if (found := re.search(r"-m sphinxcontrib_autodocgen (\w+)", command.text))
    }

    assert set(commands.choices) - shown == set()

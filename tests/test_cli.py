"""The command line as a user meets it: what is printed, the exit codes, and never a traceback."""

from __future__ import annotations

import ast
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from sphinxcontrib_autodocgen import cli
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.settings import options

pytestmark = pytest.mark.slow

_COMMAND = [sys.executable, "-m", "sphinxcontrib_autodocgen"]

_GOLDEN = Path(__file__).parent / "golden" / "objects"

_SMALL = '''"""A small package."""

LIMIT = 3


class Box:
    """A box."""

    def is_empty(self):
        return not self

    @property
    def volume(self):
        return 1.5


def fill(box, amount=1, *, name="x", **rest):
    if amount < 0:
        raise ValueError(amount)
    return [name]


def _hidden(): pass
'''


class Done:
    """What a command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err
        assert "Traceback" not in err, err


_Call = Callable[..., Done]


@pytest.fixture
def call(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> _Call:
    """Return a function that runs a command in this process, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def _call(*arguments: object) -> Done:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as error:
            code = int(error.code or 0)
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return _call


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return the folder of a small package."""
    folder = tmp_path / "small"
    folder.mkdir()
    (folder / "__init__.py").write_text(_SMALL)
    return folder


def _run(*arguments: object, cwd: Path, **environment: str) -> Done:
    """Run a command as a process of its own."""
    done = subprocess.run(
        [*_COMMAND, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_the_version_is_that_of_the_distribution(call: _Call) -> None:
    """``--version`` prints one line."""
    done = call("--version")

    release = version("sphinxcontrib-autodocgen")
    assert (done.code, done.out) == (0, f"python -m sphinxcontrib_autodocgen {release}\n")


def test_help_names_commands_and_exit_codes(call: _Call) -> None:
    """``--help`` fits on a screen and tells what there is."""
    done = call("--help")

    assert done.code == 0
    assert "build" in done.out
    assert "inspect" in done.out
    assert "Exit codes: 0 done;" in done.out
    assert len(done.out.splitlines()) < 30
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize("command", ["build", "inspect"])
def test_each_command_has_a_flag_for_each_option(call: _Call, command: str) -> None:
    """``--help-settings`` names every option of the settings, with its default."""
    text = " ".join(call(command, "--help-settings").out.split()).replace(",", "")

    assert "[--OPTION VALUE]" in text
    without = {"diff_ignore", "packages", "threshold_overrides"}  # named anyway, or tables
    for option in options():
        assert (f"--{option.name.replace('_', '-')} " in text) is (option.name not in without)
    assert text.count("Default: ") == len(options()) - len(without)


_COMMANDS = [
    "build", "cache info", "cache pull", "demo", "doctor", "init", "inspect", "fill", "check",
    "changelog", "diff", "feedback accept", "feedback collect", "feedback correct",
    "feedback reject", "feedback report", "patterns similar", "report",
]  # fmt: skip


@pytest.mark.parametrize("command", ["cache", "feedback", "patterns"])
def test_the_help_of_a_group_of_commands_has_an_example(call: _Call, command: str) -> None:
    """It's short, and names one of the group that the program takes."""
    done = call(command, "--help")

    assert len(done.out.splitlines()) <= 24
    example = " ".join(done.out.partition("Example: ")[2].split())
    assert cli._parser().parse_args(shlex.split(example)[3:]).run


@pytest.mark.parametrize("command", _COMMANDS)
def test_the_help_of_a_command_is_its_own(call: _Call, command: str) -> None:
    """It fits on a screen, has an example that the program takes, and leaves out the settings."""
    done = call(*command.split(), "--help")

    assert done.code == 0
    assert len(done.out.splitlines()) <= 40
    assert max(map(len, done.out.splitlines())) <= 80
    assert "--help-settings" in done.out
    assert "--min-confidence" not in done.out
    example = " ".join(done.out.partition("Example: ")[2].split())
    program, _, arguments = example.partition("sphinxcontrib_autodocgen ")
    assert program == "python -m "
    assert cli._parser().parse_args(shlex.split(arguments)).run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param([], "the following arguments are required: COMMAND", id="no command"),
        pytest.param(["destroy"], "invalid choice: 'destroy'", id="unknown command"),
        pytest.param(["inspect"], "the following arguments are required: PATH", id="no target"),
        pytest.param(
            ["inspect", "json", "--bogus"], "unrecognized arguments: --bogus", id="unknown flag"
        ),
        pytest.param(
            ["inspect", "json", "--format", "xml"], "invalid choice: 'xml'", id="unknown format"
        ),
        pytest.param(["inspect", "json", "--jobs"], "expected one argument", id="no value"),
        pytest.param(
            ["inspect", "json", "--jobs", "x"],
            "option 'jobs' is 'x': expected int, got str",
            id="no number",
        ),
        pytest.param(
            ["inspect", "json", "--min-confidence", "7"],
            "option 'min_confidence' is 7: expected float <= 1.0",
            id="out of range",
        ),
        pytest.param(
            ["inspect", "json", "--markdown-http-base", "here"],
            "option 'markdown_http_base' is 'here': expected an address that begins with http",
            id="no address",
        ),
        pytest.param(
            ["inspect", "json", "--fill-kinds", "class,clas"],
            "invalid enum value 'clas' at value[1], not one of 'module', 'class', ",
            id="unknown kind",
        ),
        pytest.param(
            ["inspect", "json", "--thresholds", "nesting"],
            "'thresholds' is {'nesting': ''}: invalid enum value '' at value[...], not a number",
            id="no limit",
        ),
        pytest.param(
            ["inspect", "nowhere_x"],
            "no package, module or file 'nowhere_x': install it, or give the path of its folder",
            id="missing name",
        ),
        pytest.param(["inspect", "./nowhere"], "'./nowhere': no such path", id="missing path"),
        pytest.param(["inspect", ""], "no package, module or file ''", id="empty target"),
        pytest.param(
            ["inspect", "json", "--output", "no/where"],
            "no/where: No such file",
            id="no such folder",
        ),
        pytest.param(
            ["build"], "the following arguments are required: PACKAGE", id="build nothing"
        ),
        pytest.param(
            ["build", "nowhere_x"],
            "no package, module or file 'nowhere_x'",
            id="build a missing name",
        ),
        pytest.param(
            ["build", "json", "--exclude", "json*"],
            "'json': everything in it is excluded",
            id="build what is excluded",
        ),
        pytest.param(
            ["build", "json", "--processes", "x"],
            "invalid int value: 'x'",
            id="build by x processes",
        ),
    ],
)
def test_wrong_usage_is_one_line(call: _Call, arguments: list[str], message: str) -> None:
    """Exit code 2, one line on standard error, nothing on standard output."""
    done = call(*arguments)

    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("autodocgen: ")
    assert message in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[tool", "not valid TOML"),
        ("tool = 3", "'tool' isn't a table"),
        ("[tool.autodocgen]\njobs = -1", "option 'jobs' is -1: expected int >= 0"),
        ("[tool.autodocgen]\nnonsense = 1", "option 'nonsense' is 1: no such option"),
    ],
)
def test_a_wrong_project_file_is_one_line(
    call: _Call, tmp_path: Path, text: str, message: str
) -> None:
    """What is wrong in ``pyproject.toml`` is said as if it were a flag."""
    (tmp_path / "pyproject.toml").write_text(text)
    done = call("inspect", "json")

    assert (done.code, done.err.count("\n")) == (2, 1)
    assert message in done.err


def test_flags_win_over_the_project_file(call: _Call, small: Path, tmp_path: Path) -> None:
    """Options come from ``[tool.autodocgen]`` unless a flag says otherwise."""
    (tmp_path / "pyproject.toml").write_text('[tool.autodocgen]\nexclude = ["small"]\n')

    assert call("inspect", small).out == ""
    assert "small.fill" in call("inspect", small, "--exclude", "").out


def test_the_table_is_for_readers(call: _Call, small: Path) -> None:
    """One line for each public object: line, state of its docstring, complexity, signature."""
    done = call("inspect", small)
    lines = done.out.splitlines()

    assert (done.code, done.err) == (0, "")
    assert lines[0] == f"small  ({small / '__init__.py'})"
    assert lines[1].split() == ["line", "docstring", "complexity", "object"]
    assert [line.split(None, 2)[0] for line in lines[2:-1]] == ["1", "3", "6", "9", "13", "17"]
    assert lines[2].split() == ["1", "written", "4", "module", "small"]
    assert lines[3].endswith("data small.LIMIT: int (inferred)")
    assert lines[5].endswith("method small.Box.is_empty() -> bool (inferred)")
    assert lines[6].endswith("property small.Box.volume: float (inferred)")
    signature, _, returned = lines[7].partition(" -> ")
    assert signature.endswith(
        "function small.fill(box, amount: int (inferred) = 1, name: str (inferred) = 'x', **rest)"
    )
    assert returned == "list[str] (inferred)"
    assert "_hidden" not in done.out


def test_json_can_be_written_to_a_file(call: _Call, small: Path, tmp_path: Path) -> None:
    """``--output`` writes what would be printed."""
    printed = call("inspect", small, "--format", "json")
    written = call("inspect", small, "--format", "json", "--output", "out.json")

    assert (written.code, written.out) == (0, "")
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == printed.out


def test_what_cant_be_read_is_a_line_and_a_record(call: _Call, small: Path) -> None:
    """Exit code 1, one line for each problem, and the rest is there."""
    (small / "bad.py").write_text("x = 1\ndef f(:\n")
    done = call("inspect", small, "./nowhere", "--format", "json")
    document = json.loads(done.out)

    assert done.code == 1
    assert done.err.splitlines() == [
        "autodocgen: no package, module or file './nowhere': no such path",
        f"autodocgen: {small / 'bad.py'}:2: syntax error: invalid syntax; "
        "the file isn't valid for this Python",
    ]
    assert [module["name"] for module in document["modules"]] == ["small"]
    assert [(e["kind"], e["line"]) for e in document["errors"]] == [
        ("missing", None),
        ("syntax", 2),
    ]


@pytest.mark.parametrize("encoding", ["ascii", "utf-8"])
def test_any_text_can_be_printed_on_any_terminal(tmp_path: Path, encoding: str) -> None:
    """Neither an odd docstring nor a poor terminal stops the output, and JSON stays JSON."""
    text = 'def f(a="\\ud800ü"):\n    "ü \\ud800 \\u2192"\n'
    (tmp_path / "odd.py").write_text(text, encoding="utf-8")

    table = _run("inspect", "odd.py", cwd=tmp_path, PYTHONIOENCODING=encoding)
    document = _run(
        "inspect", "odd.py", "--format", "json", cwd=tmp_path, PYTHONIOENCODING=encoding
    )

    assert (table.code, "function odd.f(a" in table.out) == (0, True)
    (_, function) = json.loads(document.out)["modules"][0]["objects"]
    assert (document.code, function["docstring"]) == (0, "ü \\ud800 →")


def test_a_closed_pipe_is_no_error(tmp_path: Path) -> None:
    """``| head -1`` ends the output quietly."""
    done = subprocess.run(
        f"{' '.join(_COMMAND)} inspect json --format json | head -c 10",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ('{\n "schema', "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_being_stopped_is_one_line(tmp_path: Path, jobs: str) -> None:
    """Ctrl-C ends with exit code 130 and one line, with workers too; what was done is kept."""
    package = tmp_path / "long"
    package.mkdir()
    for number in range(300):
        (package / f"m{number}.py").write_text("def f(a): return a\n" * 300)
    process = subprocess.Popen(
        [*_COMMAND, "inspect", "./long", "--cache-dir", "cache", "--jobs", jobs],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # whoever runs tests in the background has the signal ignored, and so would the command
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    deadline = time.monotonic() + 60
    while len(_files(tmp_path / "cache")) < 3 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (130, "autodocgen: stopped\n")
    assert 1 < len(_files(tmp_path / "cache")) < 300


# The contract of ``inspect``, as docs/reference/json.md has it.

_TEXT, _NUMBER, _INTEGER = (str,), (int, float), (int,)
_MAYBE = (str, type(None))
_GUESSED = (int, float, type(None))

_TYPED = {"annotation": _MAYBE, "inferred": _MAYBE, "confidence": _GUESSED, "evidence": _MAYBE}
_DESCRIBED = {
    "description": _MAYBE,
    "description_confidence": _GUESSED,
    "description_evidence": _MAYBE,
}
_RESULT = {**_TYPED, **_DESCRIBED}
_PARAMETER = {"name": _TEXT, "kind": _TEXT, "default": _MAYBE, **_TYPED, **_DESCRIBED}
_RAISED = {"type": _TEXT, "evidence": _TEXT, "confidence": _NUMBER, **_DESCRIBED}
_SUMMARY = {"text": _TEXT, "confidence": _NUMBER, "evidence": _TEXT}
_METRICS = {
    "cyclomatic": _INTEGER,
    "rank": _TEXT,
    "cognitive": _INTEGER,
    "nesting": _INTEGER,
    "length": _INTEGER,
    "halstead": (dict, type(None)),
    "maintainability": _GUESSED,
}
_OBJECT = {
    "name": _TEXT,
    "kind": _TEXT,
    "line": _INTEGER,
    "end_line": _INTEGER,
    "docstring": _MAYBE,
    "generated": _MAYBE,
    "parameters": (list,),
    "returns": (dict, type(None)),
    "yields": (dict, type(None)),
    "raises": (list,),
    "summary": (dict, type(None)),
    "metrics": (dict, type(None)),
    "local": (bool,),
}
_KINDS = {"module", "class", "function", "method", "property", "attribute", "data"}
_PARAMETER_KINDS = {
    "positional-only",
    "positional-or-keyword",
    "var-positional",
    "keyword-only",
    "var-keyword",
}


def _matches(record: dict[str, Any], shape: dict[str, tuple[type, ...]]) -> None:
    """Check that a record has all names of the contract, with values of their types."""
    for name, types in shape.items():
        assert name in record, (name, record)
        assert type(record[name]) in types, (name, record)


def _matches_object(obj: dict[str, Any]) -> None:
    _matches(obj, _OBJECT)
    assert obj["kind"] in _KINDS
    assert 1 <= obj["line"] <= obj["end_line"]
    for parameter in obj["parameters"]:
        _matches(parameter, _PARAMETER)
        assert parameter["kind"] in _PARAMETER_KINDS
    for key in ("returns", "yields"):
        if obj[key] is not None:
            _matches(obj[key], _RESULT)
    for raised in obj["raises"]:
        _matches(raised, _RAISED)
    if obj["summary"] is not None:
        _matches(obj["summary"], _SUMMARY)
    if obj["metrics"] is not None:
        _matches(obj["metrics"], _METRICS)
    assert obj["docstring"] is None or obj["generated"] is None or obj["parameters"]


@pytest.fixture(scope="session")
def standard(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what ``inspect`` prints of three packages of the standard library."""
    folder = tmp_path_factory.mktemp("standard")
    done = _run(
        "inspect", "json", "asyncio", "http", "--format", "json", "--cache", "off", cwd=folder
    )
    assert (done.code, done.err) == (0, "")
    return dict(json.loads(done.out))


def _objects(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for module in document["modules"]:
        yield from module["objects"]


def test_the_document_keeps_the_contract(standard: dict[str, Any]) -> None:
    """Every record of json, asyncio and http has the promised names and types."""
    assert standard["schema"] == 1
    assert standard["errors"] == []
    names = [module["name"] for module in standard["modules"]]
    assert names == sorted(names)
    assert {"json", "json.tool", "asyncio", "asyncio.tasks", "http.client"} <= set(names)
    for module in standard["modules"]:
        assert Path(module["path"]).is_file()
        assert module["objects"][0]["name"] == module["name"]
    for obj in _objects(standard):
        _matches_object(obj)


def test_every_function_of_the_library_is_listed(standard: dict[str, Any]) -> None:
    """Each ``def``, ``async def``, ``lambda`` and ``class`` in the files is in the document."""
    for module in standard["modules"]:
        tree = ast.parse(Path(module["path"]).read_text(encoding="utf-8"))
        functions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        expected = sorted(node.lineno for node in ast.walk(tree) if isinstance(node, functions))
        callables = ("function", "method", "property")
        assert expected == sorted(o["line"] for o in module["objects"] if o["kind"] in callables)
        classes = sorted(node.lineno for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
        assert classes == sorted(o["line"] for o in module["objects"] if o["kind"] == "class")


def test_objects_stand_by_line_and_guesses_are_never_of_what_is_written(
    standard: dict[str, Any],
) -> None:
    """An annotation is never doubled by an inferred type; each guess has all three parts."""
    for module in standard["modules"]:
        lines = [obj["line"] for obj in module["objects"]]
        assert lines == sorted(lines)
    for obj in _objects(standard):
        typed = [*obj["parameters"], *filter(None, (obj["returns"], obj["yields"]))]
        for part in typed:
            assert part["annotation"] is None or part["inferred"] is None
            parts = [part["inferred"], part["confidence"], part["evidence"]]
            assert parts.count(None) in (0, 3)
            assert part["confidence"] is None or 0 < part["confidence"] <= 1
        assert obj["summary"] is None or obj["docstring"] is None


def test_metrics_are_of_code_only(standard: dict[str, Any]) -> None:
    """Modules, classes and functions are measured; data have nothing to measure."""
    for obj in _objects(standard):
        lambdas = obj["name"].endswith("<lambda>")
        measured = obj["kind"] not in ("attribute", "data") and not lambdas
        assert (obj["metrics"] is not None) is measured, obj["name"]


@pytest.mark.parametrize("path", sorted(_GOLDEN.glob("*.py")), ids=lambda path: path.stem)
def test_the_document_of_a_file_is_as_it_was(
    call: _Call, golden: Callable[[Path, str], None], path: Path
) -> None:
    """All that is known of a file equals the golden document; ``--golden write`` makes it anew."""
    done = call("inspect", path, "--format", "json")

    assert (done.code, done.err) == (0, "")
    golden(path.with_suffix(".json"), done.out.replace(str(path), path.name))


def _small_site(done: Done, folder: Path) -> dict[str, str]:
    """Check what a build printed, and return the paths by label."""
    assert (done.code, done.err) == (0, "")
    first, reading, writing, *paths, last = done.out.splitlines()
    assert (reading, writing) == ("reading 4 pages", "writing 4 pages")
    assert re.fullmatch(r"building the documentation of \S+ \(1 module\)", first)
    found = dict(line.split(None, 1) for line in paths)
    assert {"HTML:", "Markdown:", "Report:"} <= set(found)
    assert all(Path(path).is_file() for path in found.values())
    assert all(folder in Path(path).parents for path in found.values())
    assert re.fullmatch(r"5 objects: 2 written, \d generated, \d still missing; \d+\.\d s", last)
    return found


@pytest.mark.parametrize("target", ["small", "./small", "."], ids=["name", "path", "here"])
def test_build_makes_a_site(small: Path, tmp_path: Path, target: str) -> None:
    """By name or path: the printed paths exist, the pages show the package, which isn't touched."""
    cwd = small if target == "." else tmp_path
    before = sorted(small.rglob("*"))
    command = ("build", target, "--output", tmp_path / "out", "--theme", "alabaster")
    done = _run(*command, cwd=cwd, PYTHONDONTWRITEBYTECODE="1")
    found = _small_site(done, tmp_path / "out")

    assert sorted(small.rglob("*")) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "small"]

    page = (tmp_path / "out" / "api" / "small.html").read_text(encoding="utf-8")
    assert 'id="small.fill"' in page
    assert 'id="small.Box.is_empty"' in page
    assert "_hidden" not in page
    report = json.loads(Path(found["Report:"]).read_text())
    assert report["objects"]["written"] == 2
    assert "small" in Path(found["Markdown:"]).read_text(encoding="utf-8")


def test_a_build_with_problems_is_done_with_records(small: Path, tmp_path: Path) -> None:
    """What is broken is one line each, exit code 1, and the rest is documented."""
    (small / "bad.py").write_text("def f(:\n")
    (small / "worse.py").write_text("import surely_not_there.at_all\n1 / 0\n")
    done = _run("build", "small", "--output", "out", "--theme", "alabaster", cwd=tmp_path)

    assert done.code == 1
    assert "bad.py:1:" in done.err
    assert "worse" in done.err
    assert all("[autodocgen." in line for line in done.err.splitlines())
    assert (tmp_path / "out" / "api" / "small.html").is_file()


def test_what_a_mocked_import_offers_is_passed_over(small: Path, tmp_path: Path) -> None:
    """Objects of a module that isn't installed say they wrap themselves; they are left alone."""
    (small / "needs.py").write_text("from surely_not_there import thing\n\nLIMIT = 3\n")
    done = _run("build", "small", "--output", "out", "--theme", "alabaster", cwd=tmp_path)

    assert (done.code, done.err) == (0, "")


def test_a_class_that_several_modules_reexport_is_described_by_the_first(
    small: Path, tmp_path: Path
) -> None:
    """Sphinx takes one description of a class beside its own; the one nearest to the top stays."""
    (small / "deep.py").write_text('class Crate:\n    """A crate."""\n')
    (small / "between.py").write_text('from .deep import Crate\n\n__all__ = ["Crate"]\n')
    (small / "__init__.py").write_text('from .between import Crate\n\n__all__ = ["Crate"]\n')
    done = _run("build", "small", "--output", "out", "--theme", "alabaster", cwd=tmp_path)

    assert (done.code, done.err) == (0, "")
    assert "Log:" not in done.out
    pages = tmp_path / "out" / "api"
    shown = {path.stem: "A crate." in path.read_text("utf-8") for path in pages.glob("*.html")}
    assert shown == {"small": True, "small.between": False, "small.deep": True}


_PUBLIC = {
    "__init__.py": "from ._hidden import pack, Bag, Torn, LIMIT\n",
    "_hidden.py": (
        'def pack(what):\n    """Pack it."""\n\n\n'
        'class Bag:\n    """A bag."""\n\n    def open(self):\n        """Open it."""\n\n\n'
        'class Torn(Exception):\n    """It tore."""\n\n\n'
        'LIMIT = 3\n"""The limit."""\n\n\ndef inner():\n    """Do more."""\n'
    ),
    "lazy.py": (
        "import importlib\n\n"
        '__all__ = ["late", "Late"]\n_WHERE = {"late": "._late", "Late": "._late"}\n\n\n'
        "def __getattr__(name):\n    if name in _WHERE:\n"
        "        return getattr(importlib.import_module(_WHERE[name], __package__), name)\n"
        "    raise AttributeError(name)\n"
    ),
    "_late.py": ('def late(by):\n    """Be late."""\n\n\nclass Late:\n    """Late."""\n'),
    "test_tools.py": 'def helper():\n    """Help."""\n',
    "bag_test.py": "def test_bag():\n    pass\n",
    "tests/__init__.py": "",
    "tests/inner.py": "def test_bag():\n    pass\n",
}


def test_build_shows_what_is_public(small: Path, tmp_path: Path) -> None:
    """Re-exports and lazy names are on their module's page, tests and private things on none."""
    for name, text in _PUBLIC.items():
        path = small / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    done = _run("build", "small", "--output", "out", "--theme", "alabaster", cwd=tmp_path)

    assert (done.code, done.err) == (0, "")
    assert "Log:" not in done.out
    shown = {
        path.stem: re.findall(
            r'<dt class="sig sig-object py" id="([^"]+)"', path.read_text("utf-8")
        )
        for path in (tmp_path / "out" / "api").glob("*.html")
    }
    assert shown == {
        "small": [f"small.{name}" for name in ("pack", "Bag", "Bag.open", "Torn", "LIMIT")],
        "small.lazy": ["small.lazy.late", "small.lazy.Late"],
        "small.test_tools": ["small.test_tools.helper"],
    }


def test_a_build_that_sphinx_gives_up_is_one_line(small: Path, tmp_path: Path) -> None:
    """An unknown theme stops the build with exit code 3."""
    done = _run("build", "small", "--output", "out", "--theme", "nonsense", cwd=tmp_path)

    assert done.code == 3
    assert done.err == (
        "autodocgen: the build stopped: no theme named 'nonsense' found (missing theme.toml?)\n"
    )


def test_an_output_that_cant_be_written_is_one_line(small: Path, tmp_path: Path) -> None:
    """A file where the folder should be is wrong usage."""
    (tmp_path / "out").write_text("")
    done = _run("build", "small", "--output", "out", cwd=tmp_path)

    assert (done.code, done.err.count("\n")) == (2, 1)
    assert done.err.startswith(f"autodocgen: {tmp_path / 'out'}")

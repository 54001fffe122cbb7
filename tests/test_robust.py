"""Input that nobody would write: each file is analysed or one record, and no neighbour lost."""

from __future__ import annotations

import contextlib
import inspect
import io
import json
import os
import socket
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from operator import itemgetter
from pathlib import Path

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import discover, pages, pipeline
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.markdown import split
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.settings import Settings

posix = pytest.mark.skipif(os.name != "posix", reason="needs files that only POSIX has")


def _package(folder: Path) -> Path:
    """Write a healthy package of four modules and return its folder."""
    for name in ("__init__", "good", "sub/__init__", "sub/good"):
        path = folder / "pkg" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("def function(value):\n    return 1\n")
    return folder / "pkg"


_HEALTHY = {"pkg", "pkg.good", "pkg.sub", "pkg.sub.good"}


def _run(target: Path, **options: object) -> Project:
    settings = Settings(packages=(str(target),), cache="off", **options)  # type: ignore[arg-type]
    return pipeline.run(settings, target.parent)


def _told(project: Project, folder: Path) -> dict[str, tuple[str, str]]:
    """Return what is said of each path below a folder."""
    found: dict[str, tuple[str, str]] = {}
    for problem in project.problems:
        name = Path(problem.path).relative_to(folder).as_posix()
        assert name not in found, "one record each"
        found[name] = (problem.kind, problem.message)
    return found


def _bad_names(package: Path) -> set[str]:
    root = os.fsencode(package)
    Path(os.fsdecode(root + b"/x\xff.py")).write_text("def lost(): pass\n")
    folder = Path(os.fsdecode(root + b"/d\xfe"))
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    return {"x\\xff.py", "d\\xfe"}


def _folder_as_module(package: Path) -> set[str]:
    (package / "x.py").mkdir()
    (package / "x.py" / "__init__.py").write_text("")
    return {"x.py"}


def _folder_as_init(package: Path) -> set[str]:
    (package / "other" / "__init__.py").mkdir(parents=True)
    return {"other/__init__.py"}


def _link_out(package: Path) -> set[str]:
    secret = package.parent.parent / "secret.py"
    secret.write_text('TOKEN = "s3cr3t"\n"""Words of theirs."""\n')
    (package / "leak.py").symlink_to(secret)
    (package / "good.pyi").symlink_to(secret)
    return {"leak.py", "good.pyi"}


def _sparse(package: Path) -> set[str]:
    with (package / "big.py").open("wb") as file:
        file.truncate(2 << 30)
    return {"big.py"}


def _no_file(package: Path) -> set[str]:
    os.mkfifo(package / "pipe.py")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(package)  # a socket's path can't be long
        listening.bind("listening.py")
        os.chdir(here)
    (package / "zero.py").symlink_to("/dev/zero")
    (package / "good.pyi").symlink_to("/dev/zero")
    (package / "loop.py").symlink_to("loop.py")
    (package / "gone.py").symlink_to("nowhere.py")
    return set()


@posix
@pytest.mark.parametrize(
    "spoil",
    [_bad_names, _folder_as_module, _folder_as_init, _link_out, _sparse, _no_file],
)
def test_a_bad_entry_is_one_record_and_costs_nothing_else(
    tmp_path: Path, spoil: Callable[[Path], set[str]]
) -> None:
    """What can't be read is named once, in text that any stream takes; all else is analysed."""
    package = _package(tmp_path / "project")
    expected = spoil(package)
    project = _run(package)

    assert set(project.modules) == _HEALTHY
    told = _told(project, package)
    assert set(told) == expected
    assert all(message.isprintable() for _, message in told.values())
    assert not any("s3cr3t" in (obj.value or "") for obj in project.values())


@posix
def test_names_that_arent_text_cost_no_caller(tmp_path: Path) -> None:
    """A test whose name isn't UTF-8 is left out; what the others tell of types is used."""
    package = _package(tmp_path)
    (tmp_path / "pyproject.toml").write_text("")
    tests = tmp_path / "tests"
    tests.mkdir()
    for name in (b"test_\xff.py", b"test_a.py"):
        path = Path(os.fsdecode(os.fsencode(tests) + b"/" + name))
        path.write_text("from pkg.good import function\n\ndef test():\n    function('x')\n")
    guess = _run(package)["pkg.good.function"].parameters[0].type

    assert guess is not None
    assert guess.text == "str"


@posix
def test_a_target_below_a_name_that_isnt_text_is_one_record(tmp_path: Path) -> None:
    """All below it would need a path that no file of ours could hold."""
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    project = _run(_package(folder))

    (problem,) = project.problems
    assert not project.modules
    assert problem.path == f"{tmp_path}/\\xff/pkg"
    assert "its path isn't UTF-8; rename it" in problem.message


def test_a_folder_that_cant_be_entered_is_one_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The package around it is analysed; who is root can enter everything, so the answer is set."""
    package = _package(tmp_path)
    (package / "closed").mkdir()
    (package / "closed" / "__init__.py").write_text("")
    iterdir = Path.iterdir

    def refuse(folder: Path) -> object:
        if folder.name == "closed":
            raise PermissionError(13, "Permission denied", str(folder))
        return iterdir(folder)

    monkeypatch.setattr(Path, "iterdir", refuse)
    project = _run(package)

    assert set(project.modules) == _HEALTHY
    assert _told(project, package) == {
        "closed": ("unreadable", "can't be read (Permission denied); check its permissions")
    }


@posix
def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    """So are links in an installation: installers keep files elsewhere."""
    package = _package(tmp_path / "project")
    (tmp_path / "project" / "pyproject.toml").write_text("")
    (tmp_path / "project" / "shared.py").write_text("X = 1\n")
    (package / "shared.py").symlink_to("../shared.py")
    installed = _package(tmp_path / "site-packages")
    (tmp_path / "kept.py").write_text("Y = 1\n")
    (installed / "kept.py").symlink_to(tmp_path / "kept.py")

    assert "pkg.shared.X" in _run(package)
    assert "pkg.kept.Y" in _run(installed)


def test_a_deep_namespace_package_is_found(tmp_path: Path) -> None:
    """A folder whose modules are all in folders of folders is a namespace."""
    (tmp_path / "space" / "a" / "b" / "c").mkdir(parents=True)
    (tmp_path / "space" / "a" / "b" / "c" / "m.py").write_text("X = 1\n")

    assert set(_run(tmp_path / "space").modules) == {"space.a.b.c.m"}


def test_folders_can_be_deeper_than_pythons_stack(tmp_path: Path) -> None:
    """A walk needs no recursion; here the stack is small, for pytest can't remove deep folders."""
    folder = tmp_path / "deep"
    for _ in range(150):
        folder.mkdir()
        (folder / "__init__.py").touch()
        folder /= "a"
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 120)
    try:
        found, problems = discover.sources(Settings(packages=("./deep",)), tmp_path)
    finally:
        sys.setrecursionlimit(limit)

    assert (len(found), problems) == (150, [])


@pytest.mark.slow
@posix
@pytest.mark.parametrize(
    "name",
    ["pyproject.toml", "setup.cfg", "CHANGES.md", "news/1.feature.md", "docs/a.md", "ruff.toml"],
)
@pytest.mark.parametrize("spoil", ["fifo", "sparse", "link", "folder"])
def test_no_file_of_a_project_stops_or_fills_a_run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    spoil: str,
) -> None:
    """What isn't a small regular file of the project is told, or as if it weren't there."""
    project = tmp_path / "project"
    _package(project)
    (tmp_path / "secret").write_text("# Changes\n\n## 9.9\n\n- s3cr3t\n")
    (project / "pyproject.toml").write_text("[tool.towncrier]\ndirectory = 'news'\n")
    path = project / name
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if spoil == "fifo":
        os.mkfifo(path)
    elif spoil == "sparse":
        with path.open("wb") as file:
            file.truncate(2 << 30)
    elif spoil == "link":
        path.symlink_to(tmp_path / "secret")
    else:
        path.mkdir()
    monkeypatch.chdir(project)
    for words in (
        ("changelog", "--sources", "file,fragments"),
        ("check", "pkg", "--cache", "off"),
        ("diff", "pkg", "pkg", "--pages", "--cache", "off"),
        ("fill", "pkg", "--cache", "off"),
    ):
        assert main(words) <= 3
        said = capsys.readouterr()
        assert "s3cr3t" not in said.out + said.err
        assert len(said.err.splitlines()) <= 1


_HUGE = "0x" + "f" * 50_000

_ODD = (
    *("1", "nan", "[]", "{}", '""', '"a\\u0000b"', '"../x"', "[1]", '[["x"]]', "[{x = 1}]", "true"),
)
_TABLES = (
    *("project", "project.urls", "tool", "tool.towncrier", "tool.poetry", "tool.setuptools"),
    *("tool.flit.module", "tool.uv.build-backend", "tool.maturin", "tool.ruff"),
)
_KEYS = (
    "type",
    *(
        "name",
        "version",
        "authors",
        "license",
        "readme",
        "urls",
        "classifiers",
        "directory",
        "type",
    ),
    *("package", "package_dir", "fragment", "section", "issue_format", "filename", "packages"),
    *("py-modules", "package-dir", "module-name", "module-root", "python-source", "line-length"),
)
_ENTRIES = st.lists(
    st.tuples(st.sampled_from(_KEYS), st.sampled_from(_ODD)), unique_by=itemgetter(0)
)
_CONFIGURATIONS = st.dictionaries(st.sampled_from(_TABLES[3:]), _ENTRIES) | st.tuples(
    st.sampled_from(_TABLES), st.sampled_from(_ODD)
)


@pytest.mark.slow
@given(_CONFIGURATIONS)
@hypothesis.settings(max_examples=60, deadline=None)
def test_whatever_a_project_configures_is_no_fault_of_ours(
    tmp_path_factory: pytest.TempPathFactory, given: object
) -> None:
    """A value that makes no sense in other tools' tables is as if it weren't there."""
    folder = tmp_path_factory.mktemp("configured")
    lines = [f"{given[0]} = {given[1]}"] if isinstance(given, tuple) else []
    for table, entries in given.items() if isinstance(given, dict) else ():
        lines += [f"[{table}]", *(f"{key} = {value}" for key, value in entries)]
    _package(folder)
    (folder / "pyproject.toml").write_text("\n".join(lines))
    (folder / "CHANGES.md").write_text("# Changes\n\n## 1.0\n\n- a\n")
    with contextlib.chdir(folder):
        for words in (["inspect", "./pkg"], ["changelog"], ["check", "./pkg"]):
            with (
                contextlib.redirect_stderr(io.StringIO()) as said,
                contextlib.redirect_stdout(io.StringIO()),
            ):
                assert main([*words, "--cache", "off"] if words[0] != "changelog" else words) <= 3
            assert "please report" not in said.getvalue()
        assert pages.project_info(folder, "pkg").name


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    ["x = " + "9" * 5_000, "x = " + "[" * 5_000, "x = '\xff'", "x = " + _HUGE],
    ids=["digits", "nesting", "latin-1", "huge"],
)
@pytest.mark.parametrize("name", ["pyproject.toml", "towncrier.toml", "autodocgen-feedback.toml"])
def test_toml_that_cant_be_read_is_told_in_our_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: str,
) -> None:
    """Numbers and nesting beyond what Python reads are no valid TOML."""
    _package(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / name).write_bytes(text.encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    for words in (["inspect", "pkg"], ["changelog", "--sources", "fragments"], ["fill", "pkg"]):
        main([*words, "--cache", "off"] if words[0] != "changelog" else words)
        said = capsys.readouterr().err
        assert "please report" not in said
        assert "set_int_max" not in said


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("cache_dir", '"a\\u0000b"'), ("feedback_file", '"a\\u0000b"')),
        *(("max_file_size", "99999999999999999999"), ("max_file_size", _HUGE), ("jobs", _HUGE)),
        *(("model_timeout", "inf"), ("cache_timeout", "nan"), ("max_file_seconds", "1e300")),
        *(("thresholds", "{cyclomatic = nan}"), ("alerts", "{cpu_time = inf}")),
        *(("retry_delay", "inf"), ("markdown_split_size", "inf"), ("fail_under", "nan")),
        *(("threshold_overrides", '{"a*" = {length = inf}}'), ("exclude", f"[{_HUGE}]")),
    ],
    ids=lambda text: text[:20],
)
def test_a_setting_that_nothing_can_use_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    text: str,
) -> None:
    """No path has a NUL character, no clock counts to infinity, and no file has 2 ** 64 bytes."""
    _package(tmp_path)
    (tmp_path / "pyproject.toml").write_text(f"[tool.autodocgen]\n{name} = {text}\n")
    monkeypatch.chdir(tmp_path)
    assert main(["inspect", "pkg"]) == 2

    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"autodocgen: option {name!r} is ")
    assert "report" not in line


@pytest.mark.parametrize("suffix", [".md", ".rst"])
def test_changelogs_that_include_each_other_take_no_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each file is included once, and an inclusion that doesn't end is none."""
    form = "```{include} %s\n```\n\n" if suffix == ".md" else ".. include:: %s\n\n"
    head = "# Changes\n\n## 1.0\n\n"
    if suffix == ".rst":
        head = "Changes\n=======\n\n1.0\n---\n\n"
    (tmp_path / f"CHANGES{suffix}").write_text(head + form % f"b{suffix}" * 100)
    (tmp_path / f"b{suffix}").write_text(form % f"c{suffix}" * 100 + "- Of b.\n")
    (tmp_path / f"c{suffix}").write_text(form % f"b{suffix}" * 100 + "- Of c.\n")
    monkeypatch.chdir(tmp_path)
    start = time.process_time()
    main(["changelog", "--sources", "file"])
    assert capsys.readouterr().out.count("Of b.") == 1
    (tmp_path / "CHANGES.md").write_text("# Changes\n\n## 1.0\n\n" + "```{include} b\n\n" * 20_000)
    main(["changelog", "--sources", "file"])

    assert time.process_time() - start < 10


def _long_docstrings(section: str, size: int) -> str:
    """Return a module with a docstring for each character, which is repeated in a section."""
    units = (" ", "\n", "`", ":", " \n", "a ", "*", "-", "(")
    texts = (
        f"Do it.\n\n    {section}\n{unit * (size // len(unit))}    a: b.\n    " for unit in units
    )
    return "".join(f'def f{i}(a):\n    """{text}"""\n\n' for i, text in enumerate(texts))


def _long_lines(size: int) -> str:
    """Return a module with a description of one line, and a comment, for each character."""
    units = (":", "::", "`", "[", ", ", "or ", "a.", "'", "|")
    return "".join(
        f'def f{i}(a):\n    """Do it.\n\n    Args:\n        a: {unit * size}\n    """\n\n'
        f"# {unit * size}\nclass C{i}: ...\n\n"
        for i, unit in enumerate(units)
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(_long_lines(100_000), id="lines"),
        pytest.param("# \n" * 100_000 + "def f(a):\n    return a\n", id="comments"),
        pytest.param(_long_docstrings("Args:", 50_000), id="google"),
        pytest.param(_long_docstrings("Parameters\n    ----------", 50_000), id="numpy"),
        pytest.param(_long_docstrings(":param a:", 50_000), id="rest"),
        pytest.param("def f(a):\n    return 1\n" + " \n" * 40_000 + "x = 1\n", id="blank lines"),
        pytest.param(
            "class A0: pass\nclass B0: pass\n"
            + "".join(
                f"class A{i}(A{i - 1}, B{i - 1}): pass\nclass B{i}(A{i - 1}, B{i - 1}): pass\n"
                for i in range(1, 30)
            ),
            id="diamonds",
        ),
    ],
)
def test_long_and_tangled_text_takes_linear_time(tmp_path: Path, text: str) -> None:
    """What took minutes as the square of its size takes a moment."""
    (tmp_path / "m.py").write_text(text)
    start = time.process_time()
    project = _run(tmp_path / "m.py")

    assert project.problems == ()
    assert "m" in project.modules
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "unit", ["\n", " \n", "`", "```a\n", "~~~a\n", "<div>\n", "<script>\n", "]("]
)
def test_pages_are_read_in_linear_time(tmp_path: Path, unit: str) -> None:
    """What looks for links, scripts and directives goes over a page once."""
    text = unit * (100_000 // len(unit))
    (tmp_path / "README.rst").write_text(text)
    start = time.process_time()
    assert pages.readme(tmp_path, "pkg")[1] == ".rst"
    assert split.relink(text, str)
    split.without_programs(text)

    assert time.process_time() - start < 2


_DEF = b"def f(a):\n    return 1\n"
_BYTES = {
    "empty": b"",
    "mark": b"\xef\xbb\xbf" + _DEF,
    "cookie": b"# -*- coding: latin-1 -*-\nX = '\xe9'\n" + _DEF,
    "unknown cookie": b"# -*- coding: klingon -*-\n" + _DEF,
    "cookie that lies": b"# -*- coding: ascii -*-\nX = '\xe9'\n" + _DEF,
    "cookie of no text": b"# -*- coding: rot13 -*-\n" + _DEF,
    "utf-16": "def f(a):\n    return 1\n".encode("utf-16"),
    "utf-32": "def f(a):\n    return 1\n".encode("utf-32"),
    "utf-7": b"# -*- coding: utf-7 -*-\n+AGQ-ef f(): pass\n",
    "not utf-8": b"X = '\xff\xfe'\n",
    "nul": b"X = 1\x00\n" + _DEF,
    "nul at the end": _DEF + b"\x00",
    "carriage returns": _DEF.replace(b"\n", b"\r"),
    "mixed line ends": b"X = 1\r\nY = 2\rZ = 3\n" + _DEF,
    "form feed": b"\x0c" + _DEF + b"\x0c\n",
    "separators": b"X = '\xe2\x80\xa8'  # \xc2\x85\x1c\n" + _DEF,
    "surrogate": b'X = "\\ud800"\n"""\\udfff"""\n' + _DEF,
    "encoded surrogate": b"X = '\xed\xa0\x80'\n",
    "no end": b"def f(a): return 1",
    "open string": b'X = """\n',
    "backslash": b"X = 1 + \\",
    "tabs": b"class A:\n\tdef f(self):\n        return 1\n",
    "other digits": "def f(a):\n    return \N{ARABIC-INDIC DIGIT ONE}\n".encode(),
    "other script": "def función(größe, 名前='é'):\n    return größe\n".encode(),
    "same after folding": "def ﬁ(a): pass\ndef fi(a): pass\n".encode(),
    "binary": bytes(range(256)) * 200,
    "elf": b"\x7fELF\x02\x01\x01" + bytes(4000),
    "long literal": b"X = '" + b"a" * 1_000_000 + b"'\n" + _DEF,
    "long bytes": b"X = " + repr(bytes(range(256)) * 1000).encode() + b"\n",
    "long list": b"X = [" + b"1, " * 100_000 + b"]\n" + _DEF,
    "long number": b"X = " + b"9" * 20_000 + b"\nY = 0x" + b"f" * 20_000 + b"\n",
    "long line": b"X = 1" + b" " * 500_000 + b"\n" + _DEF,
    "long name": b"def " + b"f" * 100_000 + b"(): pass\n",
    "long sum": b"def f(a):\n    return " + b" + ".join([b"a"] * 5_000) + b"\n",
    "long chain": b"def f(a):\n    return a" + b".b" * 5_000 + b"\n",
    "deep": b"X = " + b"[" * 150 + b"]" * 150 + b"\n",
    "too deep": b"X = " + b"(" * 5_000 + b")" * 5_000 + b"\n",
    "deep blocks": b"".join(b"    " * i + b"if a:\n" for i in range(90)) + b"    " * 90 + b"b\n",
    "deep classes": b"".join(b" " * i + b"class A:\n" for i in range(90)) + b" " * 90 + b"b = 1\n",
    "deep subscripts": b"def f(a: " + b"list[" * 90 + b"int" + b"]" * 90 + b"): pass\n",
    "many parameters": b"def f(" + b",".join(b"a%d=0" % i for i in range(2_000)) + b"): ...\n",
    "many elifs": b"def f(a):\n    if a: pass\n" + b"    elif a == 1: return 2\n" * 900,
    "many decorators": b"@a\n" * 3_000 + _DEF,
    "many strings": b"X = " + b"'a' " * 20_000 + b"\n",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", _BYTES)
def test_any_bytes_are_a_module_or_one_record(tmp_path: Path, name: str) -> None:
    """Whatever a file holds, it's analysed or told in one line, in a moment, and so is no other."""
    package = _package(tmp_path)
    (package / "odd.py").write_bytes(_BYTES[name])
    start = time.process_time()
    project = _run(package)

    assert time.process_time() - start < 10
    assert set(project.modules) - {"pkg.odd"} == _HEALTHY
    told = _told(project, package)
    assert set(told) == ({"odd.py"} if "pkg.odd" not in project.modules else set())
    for kind, message in told.values():
        assert kind in ("syntax", "encoding", "limit")
        assert message.isprintable()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["inspect", "inspect --format json", "check", "fill", "diff"])
def test_a_number_of_many_digits_costs_nothing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    """Python writes no integer of more than 4,300 digits; such a one is left out where it is."""
    (tmp_path / "huge").mkdir()
    (tmp_path / "huge" / "__init__.py").write_text(
        f"from enum import Enum\nfrom typing import Literal\nX = {_HUGE}\nY = [-{_HUGE}, 1]\n"
        f"def f(a={_HUGE}, *, b: Literal[{_HUGE}] = {_HUGE}):\n"
        f"    if a > {_HUGE}:\n        raise ValueError({_HUGE})\n"
        f"    return a[{_HUGE}] + {{{_HUGE}: {_HUGE}}}[{_HUGE}]\n"
        f"class E(Enum):\n    A = {_HUGE}\n    B = 1 << {_HUGE}\n"
        f"@decorated({_HUGE})\nclass C(make({_HUGE})):\n    'Take 1.'\n    a: int = {_HUGE}\n"
    )
    monkeypatch.chdir(tmp_path)
    words = command.split()
    targets = ["./huge"] * (2 if command == "diff" else 1)
    flags = ["--placeholders"] if command == "fill" else []
    code = main([words[0], *targets, *words[1:], *flags, "--cache", "off"])

    said = capsys.readouterr()
    assert (code, said.err if command != "fill" else "") == (0, "")
    assert "__init__.py:" not in said.err
    if words[-1] == "json":
        known = {each["name"]: each for each in json.loads(said.out)["modules"][0]["objects"]}
        assert known["huge.X"]["inferred"] == "int"


_MANY = 1_500


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "def f(a):\n    return a\n" + "".join(f"f(C{i}())\n" for i in range(_MANY)), id="given"
        ),
        pytest.param(
            "def f(a):\n"
            + "".join(f"    if isinstance(a, C{i}): return [a]\n" for i in range(_MANY)),
            id="tested",
        ),
        pytest.param(
            "def f(a):\n    x = C0()\n"
            + "".join(f"    if a == {i}: x = C{i}()\n" for i in range(_MANY))
            + "    return x\n",
            id="assigned",
        ),
        pytest.param(
            "class A:\n    x = None\n"
            + "".join(f"    def m{i}(self):\n        self.x = C{i}()\n" for i in range(_MANY)),
            id="set",
        ),
    ],
)
def test_a_union_of_many_classes_takes_linear_time(tmp_path: Path, text: str) -> None:
    """What is one of 1,500 classes is known no better than anything, in a moment."""
    classes = "".join(f"class C{i}: ...\n" for i in range(_MANY))
    (tmp_path / "m.py").write_text(classes + text)
    start = time.process_time()
    project = _run(tmp_path / "m.py")

    assert project.problems == ()
    assert time.process_time() - start < 10


_HARMFUL = """
import atexit, os, sys, pathlib, threading
from dataclasses import dataclass
HERE = pathlib.Path(__file__).parent
(HERE / "sprung").touch()
os.environ["SPRUNG"] = "1"
sys.path.insert(0, str(HERE))
atexit.register((HERE / "sprung").touch)
class Meta(type):
    def __new__(cls, *args):
        (HERE / "sprung").touch()
        return super().__new__(cls, *args)
class Trap(metaclass=Meta):
    value: (HERE / "sprung").touch() = 1
    def __init_subclass__(cls): (HERE / "sprung").touch()
def decorated(f): (HERE / "sprung").touch()
@decorated
def f(a=(HERE / "sprung").touch()):
    '''Do it.

    >>> import pathlib; pathlib.Path("sprung").touch()
    '''
X = [(HERE / "sprung").touch() for _ in range(10 ** 9)]
os._exit(3)
"""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["__init__.py", "conftest.py", "__main__.py", "sitecustomize.py"])
def test_nothing_that_is_analysed_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Import, decorators, annotations, defaults, examples and setup files are only read."""
    package = _package(tmp_path)
    (tmp_path / "setup.py").write_text(_HARMFUL)
    (package / name).write_text(_HARMFUL)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_a.py").write_text(f"{_HARMFUL}\nfrom pkg import f\nf(1)\n")
    monkeypatch.chdir(tmp_path)
    for words in (
        ("inspect", "pkg"),
        ("check", "pkg"),
        ("fill", "pkg"),
        ("diff", "pkg", "pkg"),
        ("changelog",),
    ):
        assert main([*words, "--cache", "off"]) <= 1

    assert not list(tmp_path.rglob("sprung"))
    assert "SPRUNG" not in os.environ
    assert str(package) not in sys.path


@pytest.mark.slow
def test_an_archive_that_swells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither its size nor its names get out of the folder that it's unpacked into."""
    monkeypatch.chdir(_package(tmp_path / "project").parent)
    with zipfile.ZipFile("bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("pkg/__init__.py", b"#" * 60_000_000)
    with zipfile.ZipFile("evil.zip", "w") as evil:
        for name in ("../../evil.py", "/evil.py", "C:evil.py", "pkg/..\\evil.py", "pkg/good.py"):
            evil.writestr(name, "X = 1\n")
    tracemalloc.start()
    assert main(["diff", "bomb.zip", "pkg", "--cache", "off"]) == 2
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert "bytes of Python" in capsys.readouterr().err
    assert peak < 200_000_000
    assert main(["diff", "evil.zip", "evil.zip", "--cache", "off"]) == 0
    assert not list(tmp_path.rglob("*evil.py"))

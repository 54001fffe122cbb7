"""The first steps of a project with us: what ``doctor`` says, and what ``init`` proposes."""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import adoption, rewrite
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.settings import Settings

EXTENSION = "sphinxcontrib_autodocgen"

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
    _repository(project)
    _commit(project)
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


@pytest.mark.slow
def test_doctor_runs_nothing_of_the_project(project: Path, doctor: _Doctor) -> None:
    """A conf.py that would write a file doesn't."""
    code, _ = doctor(f"{_LISTED}open('ran', 'w')\n")

    assert code == 0
    assert not (project / "ran").exists()


_SHAPES = {
    "a list of a line": (
        'extensions = ["a", "b"]\n',
        'extensions = ["a", "b", "sphinxcontrib_autodocgen"]\n',
    ),
    "single quotes and a comma at the end": (
        "extensions = ['a', 'b',]\n",
        "extensions = ['a', 'b', 'sphinxcontrib_autodocgen',]\n",
    ),
    "an empty list": ("extensions = []\n", 'extensions = ["sphinxcontrib_autodocgen"]\n'),
    "an empty tuple": ("extensions = ()\n", 'extensions = ("sphinxcontrib_autodocgen",)\n'),
    "a tuple without brackets": (
        "extensions = 'a', 'b'\n",
        "extensions = 'a', 'b', 'sphinxcontrib_autodocgen'\n",
    ),
    "a line each": (
        'extensions = [\n    "a",\n    "b",  # of, us\n]\n',
        'extensions = [\n    "a",\n    "b",  # of, us\n    "sphinxcontrib_autodocgen",\n]\n',
    ),
    "no comma at the end": (
        "extensions = [\n  'a',\n  'b'  # last\n  ]\n",
        "extensions = [\n  'a',\n  'b',  # last\n  'sphinxcontrib_autodocgen'\n  ]\n",
    ),
    "aligned with the bracket": (
        "extensions = ['a',\n              'b']\n",
        "extensions = ['a',\n              'b',\n              'sphinxcontrib_autodocgen']\n",
    ),
    "commas first": (
        "extensions = [ 'a'\n             , 'b'\n             ]\n",
        "extensions = [ 'a'\n             , 'b'\n             , 'sphinxcontrib_autodocgen'\n"
        "             ]\n",
    ),
    "an annotation": (
        'extensions: list[str] = ["a"]\n',
        'extensions: list[str] = ["a", "sphinxcontrib_autodocgen"]\n',
    ),
    "a sum": (
        'base = ["a"]\nextensions = base + ["b"]\n',
        'base = ["a"]\nextensions = base + ["b", "sphinxcontrib_autodocgen"]\n',
    ),
    "added in place": (
        "extensions = ['a']\nextensions += ['b']\n",
        "extensions = ['a']\nextensions += ['b', 'sphinxcontrib_autodocgen']\n",
    ),
    "appended": (
        "extensions = []\nextensions.append('a')  # it\nx = 1\n",
        "extensions = []\nextensions.append('a')  # it\n"
        "extensions.append('sphinxcontrib_autodocgen')\nx = 1\n",
    ),
    "extended": (
        "extensions = []\nextensions.extend(('a',))\n",
        "extensions = []\nextensions.extend(('a', 'sphinxcontrib_autodocgen',))\n",
    ),
    "a branch that adds": (
        "extensions = ['a']\nif True:\n    extensions.append('b')\n",
        "extensions = ['a', 'sphinxcontrib_autodocgen']\nif True:\n    extensions.append('b')\n",
    ),
    "a branch that begins anew": (
        "extensions = ['a']\nif True:\n    extensions = ['b']\n",
        "extensions = ['a']\nif True:\n    extensions = ['b']\n"
        '\nextensions = [*extensions, "sphinxcontrib_autodocgen"]\n',
    ),
    "computed": (
        "extensions = list('ab')",
        "extensions = list('ab')\n\n"
        'extensions = [*extensions, "sphinxcontrib_autodocgen"]\n',
    ),
    "elements in brackets": (
        "extensions = [('a')]\n",
        "extensions = [('a')]\n\n"
        'extensions = [*extensions, "sphinxcontrib_autodocgen"]\n',
    ),
    "elsewhere": (
        "from os.path import *\n",
        "from os.path import *\n\n"
        'extensions = [*globals().get("extensions", []), "sphinxcontrib_autodocgen"]\n',
    ),
    "nothing": ("x = 1\n", 'x = 1\n\nextensions = ["sphinxcontrib_autodocgen"]\n'),
    "an empty file": ("", 'extensions = ["sphinxcontrib_autodocgen"]\n'),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("before", "after"), _SHAPES.values(), ids=_SHAPES)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_init_keeps_the_style_of_the_list(project: Path, before: str, after: str, end: str) -> None:
    """Each form of the list gets one name as its author would add it, and no other byte changes."""
    path = project / "docs" / "conf.py"
    path.write_bytes(before.replace("\n", end).encode())

    assert main(["init", "--yes", "--ci", "none"]) == 0
    if before.count("\n"):  # a file of one line has no line end to follow
        assert path.read_bytes() == after.replace("\n", end).encode()
    else:
        assert path.read_text() == after


def _executed(data: bytes) -> dict[str, object]:
    names: dict[str, object] = {}
    exec(compile(data, "conf.py", "exec"), names)
    return {name: value for name, value in names.items() if not name.startswith("__")}


_NAME = st.sampled_from(["sphinx.ext.autodoc", "sphinx.ext.todo", "myst_parser", "local_ext"])


@st.composite
def _literals(draw: st.DrawFn) -> str:
    """Write a list or tuple of names in one of the many ways to do it."""
    names = draw(st.lists(_NAME, max_size=4))
    quoted = [draw(st.sampled_from(["'{}'", '"{}"', "r'{}'", "('{}')"])).format(n) for n in names]
    opening, closing = draw(st.sampled_from(["[]", "()"]))
    before = draw(st.sampled_from(["", " ", "\n    ", "\n\n  ", "  # list\n  "]))
    between = draw(st.sampled_from([", ", ",\n    ", ",  # it, or\n  ", "\n  , ", " , \\\n   "]))
    last = draw(st.sampled_from(["", ",", " ,", ",  # last\n", "\n", " # no, comma\n", "\n,\n"]))
    if not names:
        last = last.replace(",", "") if "#" not in last else "\n"
    elif opening == "(" and "," not in last.partition("#")[0]:
        last = f",{last}"
    return f"{opening}{before}{between.join(quoted)}{last}{closing}"


@st.composite
def _confs(draw: st.DrawFn) -> bytes:
    """Write a conf.py that sets the list, adds to it and does other things, in any order."""
    other = st.sampled_from([
        "project = 'Père'", "html_theme = 'furo'", "if new:\n    extensions.append('x')",
        "# extensions = []", "x = ['sphinx', (1, 2)]; y = 2", "def setup(app):\n    pass",
        "for name in ['p', 'q']:\n    extensions.append(name)", "extensions = list(extensions)",
        "extensions.insert(0, 'w')", "extensions.clear()", "if 1:\n    extensions = ['z']", "",
        "'''\nextensions = ['text']\n'''",
    ])  # fmt: skip
    adding = _literals().map(lambda text: f"extensions += {text}")
    begin = f"extensions = {draw(_literals().map(lambda text: f'list({text})') | _literals())}"
    rest = draw(st.lists(other | adding, max_size=4))
    if "list(" not in begin.partition("\n")[0] and "(" in begin[:15]:
        begin += "\nextensions = [*extensions]"
    text = "\n".join(["new = True", begin, *rest]) + draw(st.sampled_from(["", "\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "latin-1"]))
    if encoding == "latin-1":
        text = f"# coding: latin-1\n{text}"
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))).encode(encoding)


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(before=_confs())
def test_any_conf_py_gets_the_extension_once_and_nothing_else(before: bytes) -> None:
    """Run, it sets what it set before and one extension more; a second run proposes nothing."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "pyproject.toml").write_text("")
        conf = root / "conf.py"
        conf.write_bytes(before)
        old = _executed(before)
        [file] = adoption.propose(root, None, "none", Settings(cache="off")).files
        assert rewrite.write([file]) == []
        new = _executed(conf.read_bytes())

        names = list(new.pop("extensions"))  # type: ignore[call-overload]
        was = list(old.pop("extensions"))  # type: ignore[call-overload]
        assert names.count(EXTENSION) == 1
        assert [name for name in names if name != EXTENSION] == was
        assert {n: v for n, v in new.items() if n != "setup"} == {
            n: v for n, v in old.items() if n != "setup"
        }
        assert adoption.propose(root, None, "none", Settings(cache="off")).files == []


@pytest.fixture
def init(project: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs ``init`` on a ``conf.py`` in ``docs``."""

    def _init(*arguments: str, conf: str = 'extensions = ["a"]\n') -> tuple[int, str, str]:
        path = project / "docs" / "conf.py"
        if not path.exists():
            path.write_text(conf)
        code = main(["init", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return _init


_Init = Callable[..., tuple[int, str, str]]


def _repository(project: Path) -> None:
    subprocess.run(["git", "init", "-q"], check=True, cwd=project)


def _commit(project: Path) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@b")
    subprocess.run(["git", "add", "-A"], check=True, cwd=project)
    subprocess.run(["git", *author, "commit", "-qm", "Begin"], check=True, cwd=project)


def _packaged(project: Path, docstring: str) -> None:
    (project / "adopted" / "__init__.py").write_text(f'class C:\n    """{docstring}"""\n')


_GOOGLE = "Hold.\n\n    Attributes:\n        a: The a.\n    "


def test_init_adds_what_reads_the_docstrings(project: Path, init: _Init) -> None:
    """Sections in Google's style bring napoleon, and those of attributes its option."""
    _packaged(project, _GOOGLE)
    init("--yes", "--ci", "none")

    names = _executed((project / "docs" / "conf.py").read_bytes())
    assert names["extensions"] == ["a", "sphinx.ext.napoleon", EXTENSION]
    assert names["napoleon_use_ivar"] is True


def test_init_leaves_the_reader_that_is_there(project: Path, init: _Init) -> None:
    """Beside numpydoc no napoleon is proposed, and an option that is set stays."""
    _packaged(project, _GOOGLE)
    conf = 'extensions = ["numpydoc"]\nnapoleon_use_ivar = False\n'
    init("--yes", "--ci", "none", conf=conf)

    names = _executed((project / "docs" / "conf.py").read_bytes())
    assert names == {"extensions": ["numpydoc", EXTENSION], "napoleon_use_ivar": False}


def test_init_names_the_package_that_would_not_be_found(project: Path, init: _Init) -> None:
    """Where the project's files don't say which package is its own, conf.py does."""
    (project / "other").mkdir()
    (project / "adopted" / "__init__.py").rename(project / "other" / "__init__.py")
    (project / "third").mkdir()
    (project / "third" / "__init__.py").write_text("")
    init("--yes", "--ci", "none")

    names = _executed((project / "docs" / "conf.py").read_bytes())
    assert names["autodocgen_packages"] == ["../other", "../third"]


def test_init_reads_markdown_in_docstrings(project: Path, init: _Init) -> None:
    """Docstrings with what only Markdown has are read as such."""
    _packaged(project, "Hold [it](https://example.org).")
    init("--yes", "--ci", "none")

    names = _executed((project / "docs" / "conf.py").read_bytes())
    assert names["autodocgen_docstring_format"] == "markdown"


def test_init_prints_a_diff_that_git_takes(project: Path, init: _Init) -> None:
    """Nothing is written without consent, and the diff does what ``--yes`` would."""
    _repository(project)
    code, out, err = init()

    assert code == 0
    assert "nothing was written; use --yes to write it" in err
    assert (project / "docs" / "conf.py").read_text() == 'extensions = ["a"]\n'
    assert not (project / ".github").exists()
    subprocess.run(["git", "apply"], input=out, text=True, check=True, cwd=project)
    applied = {path: path.read_bytes() for path in project.rglob("*.[py]*") if path.is_file()}
    assert project / ".github" / "workflows" / "autodocgen.yml" in applied
    assert init("--yes")[2].splitlines()[-1] == "autodocgen: nothing to propose"


@pytest.mark.parametrize(("answer", "is_written"), [("y\n", True), ("\n", False), ("", False)])
def test_init_asks_at_a_terminal(
    project: Path, init: _Init, monkeypatch: pytest.MonkeyPatch, answer: str, is_written: bool
) -> None:
    """Only a yes writes."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal(answer))
    _, out, _ = init("--ci", "none")

    assert out.endswith("Write this? [y/N] ")
    assert (EXTENSION in (project / "docs" / "conf.py").read_text()) is is_written


def _commands(text: str) -> list[list[str]]:
    """Return the arguments of our commands in a job."""
    lines = re.sub(r">-\n\s+|\n\s+(?=--)", " ", text).splitlines()
    calls = [line.partition("sphinxcontrib_autodocgen ")[2] for line in lines]
    return [shlex.split(call) for call in calls if call]


@pytest.mark.parametrize("host", ["github", "gitlab"])
def test_the_job_runs_a_command_that_there_is(project: Path, init: _Init, host: str) -> None:
    """Its command passes on a commit without findings, and fails for a change that has one."""
    _repository(project)
    init("--yes", "--ci", host)
    [path] = [*project.glob(".github/workflows/*.yml"), *project.glob(".gitlab/*.yml")]
    [arguments] = _commands(path.read_text())
    as_here = {"origin/$GITHUB_BASE_REF": "HEAD", "FETCH_HEAD": "HEAD"}
    arguments = [as_here.get(argument, argument) for argument in arguments]
    _commit(project)

    assert main([*arguments, "--cache", "off"]) == 0
    body = "".join(f"    if a == {number}:\n        return {number}\n" for number in range(20))
    (project / "adopted" / "__init__.py").write_text(f"def f(a):\n{body}")
    assert main([*arguments, "--cache", "off"]) == 1


def test_a_project_of_gitlab_gets_a_job_of_gitlab(project: Path, init: _Init) -> None:
    """Its own file stays as it is, and it's said what to add to it."""
    _repository(project)
    (project / ".gitlab-ci.yml").write_text("a:\n  script: [ls]\n")
    _, _, err = init("--yes")

    assert "add to .gitlab-ci.yml: include: [{local: .gitlab/autodocgen.yml}]" in err
    assert (project / ".gitlab" / "autodocgen.yml").is_file()
    assert not (project / ".github").exists()
    assert (project / ".gitlab-ci.yml").read_text() == "a:\n  script: [ls]\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".github/workflows/ci.yml", "- run: python -m sphinxcontrib_autodocgen check\n"),
        (".pre-commit-config.yaml", "hooks: [{id: autodocgen-check}]\n"),
        (".github/workflows/autodocgen.yml", "# mine\n"),
    ],
)
def test_no_job_is_proposed_beside_one(project: Path, init: _Init, name: str, text: str) -> None:
    """A project that checks already, in whatever file, gets no second job."""
    _repository(project)
    path = project / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    init("--yes")

    assert path.read_text() == text
    assert len([*project.glob(".github/workflows/*")]) <= 1


def test_init_writes_nothing_outside_of_the_project(
    project: Path, init: _Init, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A link that leads out is refused in one line, for conf.py and for the job."""
    outside = tmp_path_factory.mktemp("outside")
    (outside / "conf.py").write_text("")
    (project / "docs" / "conf.py").symlink_to(outside / "conf.py")
    code, out, err = init("--yes")
    assert (code, out) == (2, "")
    assert "a link leads out of its tree" in err.splitlines()[-1]

    (project / "docs" / "conf.py").unlink()
    _repository(project)
    (project / ".github").symlink_to(outside)
    code, out, err = init("--yes")
    assert (code, out) == (2, "")
    assert "a link leads out of its tree" in err.splitlines()[-1]
    assert [path.name for path in outside.rglob("*")] == ["conf.py"]
    assert (outside / "conf.py").read_text() == ""


def test_init_without_conf_py_says_what_to_do(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It's wrong usage, and one line."""
    assert main(["init"]) == 2
    assert "sphinx-quickstart makes one" in capsys.readouterr().err


def test_init_runs_nothing_of_the_project(project: Path, init: _Init) -> None:
    """A conf.py that would write a file doesn't."""
    init("--yes", conf="open('ran', 'w')\n")

    assert not (project / "ran").exists()

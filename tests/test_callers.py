"""What tests, examples and documents beside a package say of its parameters."""

from __future__ import annotations

import html
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.analyze.examples import code_in
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.model import Guess, Project
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow

_Make = Callable[..., Path]

_PACKAGE = """
class Base: ...
class Engine:
    def __init__(self, size): ...
    def start(self, plan): ...
def f(a): ...
def g(a, *rest, key=None): ...
async def h(a): ...
"""


@pytest.fixture
def make(tmp_path: Path) -> _Make:
    """Return a function from the texts of a project's files to its folder."""

    def _make(files: dict[str, str], package: str = _PACKAGE) -> Path:
        texts = {"pyproject.toml": "", "src/pkg/__init__.py": package, **files}
        for name, text in texts.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return _make


def _run(base: Path, **options: object) -> Project:
    settings = Settings(**{"packages": ("src/pkg",), "cache": "off", **options})  # type: ignore[arg-type]
    return pipeline.run(settings, base)


def _guess(project: Project, function: str = "f", name: str = "a") -> Guess | None:
    parameters = {p.name: p for p in project[f"pkg.{function}"].parameters}
    return parameters[name].type


def _type(project: Project, function: str = "f", name: str = "a") -> str | None:
    guess = _guess(project, function, name)
    return guess.text if guess is not None else None


def test_a_call_in_a_test_tells_what_a_parameter_takes(make: _Make) -> None:
    """The evidence names the first file and line, as one reads it in the project's folder."""
    base = make({"tests/test_a.py": "from pkg import f\n\ndef test():\n    f('x')\n    f('y')\n"})

    guess = _guess(_run(base))

    assert guess is not None
    assert (guess.text, str(guess.evidence)) == ("str", "caller:tests/test_a.py:4 and 1 more")


@pytest.mark.parametrize(
    "line", ["from pkg import f", "from .. import f", "from ..tests.helper import f"]
)
def test_a_packages_own_tests_tell_no_more_than_others(make: _Make, line: str) -> None:
    """A test in the package is a caller like one beside it, and sets no attribute."""
    tests = {
        "src/pkg/tests/__init__.py": "",
        "src/pkg/tests/helper.py": "from .. import f",
        "src/pkg/tests/test_a.py": f"{line}\nimport pkg\npkg.LIMIT = 'x'\n"
        "class Mine(pkg.Base):\n    pass\ndef test():\n    f(Mine())\n    f(Mine())\n",
    }
    package = "class Base: ...\nLIMIT = None\ndef f(a): return a\n"

    project = _run(make(tests, package))

    guess = _guess(project)
    assert guess is not None
    assert (guess.text, guess.evidence.kind) == ("pkg.Base", "caller")
    assert project["pkg.LIMIT"].type is None
    assert _guess(_run(make(tests, package), callers=()), "f") is None


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return one project of which each module is called by the file of one case."""
    base = tmp_path_factory.mktemp("cases")
    files = {
        "pyproject.toml": "",
        "src/pkg/__init__.py": "",
        "tests/data.py": "import pkg\nTEXT = 'x'",
    }
    tests = {f"tests/test_{name}.py": text for name, text in _SILENT.items()}
    tests |= {f"tests/test_{name}.py": text for name, (text, _) in _TOLD.items()}
    for path, text in {**tests, **_NO_CODE, **_DOCUMENTS}.items():
        name = _case(path)
        files[f"src/pkg/{name}.py"] = _PACKAGE
        files[path] = text.replace("pkg", f"pkg.{name}")
    for path, text in files.items():
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_text(text, encoding="utf-8")
    return _run(base)


def _case(path: str) -> str:
    return Path(path).stem.removeprefix("test_").lower()


_TOLD = {
    "module": ("from pkg import f\nf(1.5)", "float"),
    "alias": ("import pkg as p\ncall = p.f\ndef test():\n    call(b'')", "bytes"),
    "renamed": ("from pkg import f as call\ndef test():\n    call(b'')", "bytes"),
    "local": ("def test():\n    from pkg import f\n    f(b'')", "bytes"),
    "helper": (
        "from pkg import f\ndef make():\n    return [1]\ndef test():\n    f(make())",
        "list",
    ),
    "cases": (
        "import pytest\nfrom pkg import f\n@pytest.mark.parametrize('n, x', [(1, 'a'), (2, 'b')])\n"
        "def test(n, x):\n    f(x)",
        "str",
    ),
    "case": (
        "import pytest\nfrom pkg import f\n@pytest.mark.parametrize(['x'], [('a',)])\n"
        "def test(x):\n    f(x)",
        "str",
    ),
    "named": (
        "import pytest\nfrom pkg import f\n"
        "@pytest.mark.parametrize('x', [1, pytest.param(2, id='two')])\n"
        "class TestIt:\n    pass\n"
        "@pytest.mark.parametrize('x', [1, pytest.param(2, id='two')])\n"
        "async def test(x):\n    f(x)",
        "int",
    ),
    "listed": (
        "import pytest\nfrom pkg import f\nCASES = {'a': 1}\n@pytest.mark.parametrize('x', CASES)\n"
        "def test(x):\n    f(x)",
        "str",
    ),
    "fixture": (
        "import pytest\nfrom pkg import f\n@pytest.fixture\ndef it():\n    yield {1}\n"
        "def test(it):\n    f(it)",
        "set",
    ),
    "fixtures": (
        "import pytest\nfrom pkg import f\n@pytest.fixture\ndef one():\n    return 1\n"
        "@pytest.fixture\ndef two(one):\n    return [one]\ndef test(two):\n    f(two)",
        "list",
    ),
    "method": (
        "import pytest\nfrom pkg import f\nclass TestF:\n    @pytest.fixture\n    def it(self):\n"
        "        return 1\n    def test(self, it):\n        f(it)",
        "int",
    ),
    "tmp_path": (
        "from pkg import f\ndef test(tmp_path):\n    f(tmp_path / 'x')\n    f(tmp_path)",
        "Path",
    ),
    "setup": (
        "import unittest\nfrom pkg import f\nclass T(unittest.TestCase):\n    def setUp(self):\n"
        "        self.x = 'a'\n    def test(self):\n        f(self.x)",
        "str",
    ),
    "derived": (
        "from pkg import Base, f\nclass B(Base): ...\ndef test():\n    f(B())\n    f(B())",
        "Base",
    ),
    "callback": ("from pkg import f\ndef test():\n    f(lambda: 1)", "Callable"),
    "elsewhere": ("from pkg import f\nfrom .data import TEXT\ndef test():\n    f(TEXT)", "str"),
    "beside": ("from pkg import f\nfrom data import TEXT\ndef test():\n    f(TEXT)", "str"),
    "rooted": (
        "from pkg import f\nfrom tests.data import TEXT\ndef test():\n    f(TEXT)",
        "str",
    ),
}


@pytest.mark.parametrize(("name", "expected"), [(name, case[1]) for name, case in _TOLD.items()])
def test_tests_can_tell_a_type(told: Project, name: str, expected: str) -> None:
    """Values are followed through cases, fixtures, helpers and imports."""
    found = _type(told, f"{name}.f")

    assert found is not None
    assert found.rpartition(".")[2].partition("[")[0] == expected


_SILENT = {
    "raises": (
        "import pytest\nfrom pkg import f\ndef test():\n    with pytest.raises(E):\n        f(1)"
    ),
    "asserting": (
        "import unittest\nfrom pkg import f\nclass T(unittest.TestCase):\n    def test(self):\n"
        "        with self.assertRaises(E):\n            f(1)\n        self.assertRaises(E, f, 1)"
    ),
    "mock": "from unittest.mock import Mock\nfrom pkg import f\ndef test():\n    f(Mock())",
    "mocks": (
        "from unittest import mock\nfrom pkg import f\ndef test():\n    f(mock.MagicMock().x)"
    ),
    "fake": "from pkg import f\nclass Fake:\n    pass\ndef test():\n    f(Fake())",
    "unknown": "from pkg import f\ndef test(thing):\n    f(thing)",
    "indirect": (
        "import pytest\nfrom pkg import f\n"
        "@pytest.mark.parametrize('x', ['a'], indirect=True)\ndef test(x):\n    f(x)"
    ),
    "another": "import pkg\ndef f(a): ...\ndef test():\n    f(1)",
    "syntax": "from pkg import f\nf('x'\n",
    "others": "from others import f\nf('x')  # as pkg does",
}


@pytest.mark.parametrize("name", _SILENT)
def test_what_tests_cant_tell_is_left_open(told: Project, name: str) -> None:
    """Wrong arguments, mocks and classes that only tests have say nothing, nor does bad syntax."""
    assert (_type(told, f"{name}.f"), told.problems) == (None, ())


def test_fixtures_of_the_nearest_conftest_count(make: _Make) -> None:
    """A fixture is looked for in the file, then in the conftest of its folder, then above."""
    fixture = "import pkg, pytest\n@pytest.fixture\ndef it():\n    return {}\n"
    test = "from pkg import f\ndef test(it):\n    f(it)\n"
    files = {
        "tests/conftest.py": fixture.format("1"),
        "tests/unit/conftest.py": fixture.format("'x'"),
        "tests/unit/test_a.py": test,
        "tests/other/conftest.py": fixture.format("b''"),
    }

    assert _type(_run(make(files))) == "str"


_DOCUMENTS = {
    "docs/literal.rst": "Text::\n\n   from pkg import f\n   f('x')\n\nMore.\n",
    "docs/directive.rst": ".. code-block:: python\n   :linenos:\n\n   import pkg\n   pkg.f('x')\n",
    "docs/doctest.rst": ">>> import pkg\n>>> pkg.f(\n...    'x')\n'y'\n",
    "docs/sub/fenced.md": "```python\nfrom pkg import f\nf('x')\n```\n",
    "README.md": "~~~ py\n>>> from pkg import f\n>>> f('x')\n1\n~~~\n",
    "examples/example.py": "import pkg\nif __name__ == '__main__':\n    pkg.f('x')\n",
}


@pytest.mark.parametrize(("path", "text"), _DOCUMENTS.items())
def test_code_in_documents_tells_a_type(told: Project, path: str, text: str) -> None:
    """Doctests, blocks of code and examples count, with the line where they stand."""
    guess = _guess(told, f"{_case(path)}.f")

    assert guess is not None
    line = next(
        n for n, part in enumerate(text.splitlines(), 1) if "f('x')" in part or ".f(" in part
    )
    assert (guess.text, str(guess.evidence)) == ("str", f"caller:{path}:{line}")


def test_examples_in_docstrings_know_the_names_of_their_module(make: _Make) -> None:
    """A doctest needs no import of what it documents."""
    package = 'def f(a):\n    """Do.\n\n    >>> f("x")\n    1\n    """\n    return 1\n'

    guess = _guess(_run(make({}, package)))

    assert guess is not None
    assert (guess.text, str(guess.evidence)) == ("str", "caller:src/pkg/__init__.py:4")


def test_a_form_feed_ends_no_line(make: _Make) -> None:
    """Examples in docstrings are found where Python counts lines, and in no other way."""
    package = 'import os\n\x0c\ndef f(a):\n    """Do.\n\n    >>> f("x")\n    """\n    return 1\n'

    guess = _guess(_run(make({}, package)))

    assert guess is not None
    assert str(guess.evidence) == "caller:src/pkg/__init__.py:6"


_NO_CODE = {
    "docs/failing.rst": ">>> from pkg import f\n>>> f('x')\nTraceback (most recent call last):\n",
    "docs/shell.rst": ".. code-block:: bash\n\n   from pkg import f\n   f('x')\n",
    "docs/broken.rst": "Text::\n\n   from pkg import f\n   f('x' and so on\n",
    "docs/prose.rst": "from pkg import f\nf('x')\n\n.. code-block:: python\n",
    "docs/fence.md": "```\nfrom pkg import f\nf('x')\n```\n\n```text\nf('x')\n",
}


@pytest.mark.parametrize("path", _NO_CODE)
def test_what_isnt_working_code_says_nothing(told: Project, path: str) -> None:
    """What fails, doesn't parse, or is of another language is left out."""
    assert _type(told, f"{_case(path)}.f") is None


_LINES = st.sampled_from(
    [
        *("", "text::", "    f('x')", "  g(", ">>> f(1)", "    >>> f(", "... 2)", "...", "1"),
        *("```python", "```", "~~~", ".. code-block:: python", "   :linenos:", "x = (", "\tif x:"),
    ]
)


@given(st.lists(_LINES, max_size=12))
def test_code_stays_on_its_line(lines: list[str]) -> None:
    """Whatever a document holds, each line of code found in it is one of its own, in place."""
    found = code_in("\n".join(lines)).splitlines()

    assert len(found) <= max(len(lines), 1)
    assert all(code.strip() in lines[n] for n, code in enumerate(found) if code)


def test_the_package_itself_knows_better(make: _Make) -> None:
    """Annotations, calls in the package and defaults with a type come before any test."""
    package = (
        "def f(a): ...\ndef own():\n    f(b'')\ndef g(a=1.5): ...\ndef h(a: int, b): ...\n"
        "def k(a=None):\n    if a is None:\n        a = 1\n"
    )
    test = "from pkg import f, g, h, k\nf('x')\ng('x')\nh('x', 'x')\nk('x')\n"

    project = _run(make({"tests/test_a.py": test}, package))

    assert _type(project) == "bytes"
    assert _type(project, "g") == "float"
    assert (_type(project, "h"), _type(project, "h", "b")) == (None, "str")


def test_none_by_default_stays_possible(make: _Make) -> None:
    """What a test passes is one type, and None by default another."""
    project = _run(make({"tests/test_a.py": "from pkg import g\ng(1, key='x')\n"}))

    assert (_type(project, "g"), _type(project, "g", "key")) == ("int", "str | None")


def test_constructors_and_methods_are_called_too(make: _Make) -> None:
    """A class is called by its name or a subclass's, a method by what a fixture gives."""
    test = (
        "import pytest\nfrom pkg import Engine\nclass Small(Engine): ...\n@pytest.fixture\n"
        "def engine():\n    return Small(2)\ndef test(engine):\n    engine.start('fast')\n"
    )

    project = _run(make({"tests/test_a.py": test}))

    assert _type(project, "Engine.__init__", "size") == "int"
    assert _type(project, "Engine.start", "plan") == "str"


def test_callers_leave_no_other_trace(make: _Make) -> None:
    """Whatever tests define, set or decorate: nothing but unknown parameters changes."""
    package = (
        "import json\nclass Base:\n    def __init__(self, size):\n        self.size = None\n"
        "    def twice(self):\n        return self.more()\n    def more(self):\n        pass\n"
        "def read():\n    return json.loads\nLEVEL = None\ndef same(a):\n    return a\n"
        "def find(thing):\n    return thing.special()\n"
    )
    tests = {
        "tests/json.py": "import pkg\ndef loads(x):\n    return 1\n",
        "tests/pkg.py": "import pkg\nclass Base: ...\ndef same(a): return 1\n",
        "tests/test_a.py": (
            "import pkg\nfrom pkg import Base\nclass Loud(Base):\n    def more(self):\n"
            "        return 'x'\n    def special(self):\n        return 1\n"
            "def test():\n    Base(1).size = 'x'\n    pkg.LEVEL = 3\n"
            "    pkg.same(Loud(2).twice())\n"
            "    pkg.find(Loud(2))\n"
        ),
    }

    def told(project: Project) -> object:
        return [
            (m.name, m.exports, [(o.name, o.returns, o.type, o.metrics) for o in m.objects])
            for m in project.modules.values()
        ]

    base = make(tests, package)
    with_them, without = _run(base), _run(base, callers=())
    assert told(with_them) == told(without)
    assert _type(with_them, "same") is None
    assert _type(with_them, "Base.__init__", "size") == "int"


_ELSEWHERE = {
    "off": ((), "tests/test_a.py"),
    "another folder": (("checks",), "tests/test_a.py"),
    "above": (("../outside",), "../outside/test_a.py"),
    "absolute": (("/",), "tests/test_a.py"),
    "no pattern": (("a**b", "", "."), "tests/test_a.py"),
    "hidden": (("tests",), "tests/.old/test_a.py"),
    "environment": (("tests",), "tests/venv/lib/test_a.py"),
    "text": (("tests",), "tests/test_a.txt"),
}


@pytest.mark.parametrize(("callers", "name"), _ELSEWHERE.values(), ids=_ELSEWHERE)
def test_other_places_arent_read(make: _Make, callers: tuple[str, ...], name: str) -> None:
    """Nothing counts that the setting doesn't name, or that is outside, hidden or installed."""
    base = make({"inner/tests/x": ""}) if name.startswith("..") else make({})
    path = base / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("from pkg import f\nf('x')\n", encoding="utf-8")

    assert _type(_run(base, callers=callers)) is None


def test_the_setting_takes_files_and_globs(make: _Make) -> None:
    """Any path below the project's folder can be named."""
    base = make({"checks/unit/a_b.py": "from pkg import f\nf('x')\n"})

    for named in ("checks", "checks/unit/a_b.py", "checks/**/*_b.py"):
        assert _type(_run(base, callers=(named,))) == "str"


def test_links_that_lead_away_arent_followed(make: _Make) -> None:
    """A link in a folder of tests could lead anywhere."""
    base = make({"tests/test_b.py": "", "elsewhere/test_a.py": "from pkg import f\nf('x')\n"})
    (base / "tests" / "test_a.py").symlink_to(base / "elsewhere" / "test_a.py")
    (base / "tests" / "more").symlink_to(base / "elsewhere")

    assert _type(_run(base)) is None
    assert _type(_run(base, callers=("tests/*.py", "tests/more/*.py"))) is None


def test_a_package_behind_a_link_is_no_caller_of_itself(make: _Make) -> None:
    """However a package is named, its own files are its own."""
    base = make({"app/__init__.py": "def f(a): ...\n", "app/use.py": "import app\napp.f(1)\n"})
    (base / "link").symlink_to(base / "app")

    project = _run(base, packages=("link/__init__.py",), callers=("app",))

    assert project["link.f"].parameters[0].type is None


def test_a_folder_that_holds_the_package_is_no_folder_of_callers(make: _Make) -> None:
    """Whoever documents an example wants what it is, not what it calls."""
    base = make(
        {"examples/app/__init__.py": "def f(a): ...\n", "examples/b.py": "import app\napp.f(1)"}
    )

    project = _run(base, packages=("examples/app",))

    assert project["app.f"].parameters[0].type is None


def test_a_failure_over_callers_costs_no_types(
    make: _Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If evaluating tests should ever fail, the package has the types that it has without them."""
    base = make({"tests/test_a.py": "from pkg import f\nf('x')\n"}, "def f(a, b=True): ...\n")

    def fail(_: object, modules: list[object]) -> dict[object, object]:
        assert not modules
        return {}

    monkeypatch.setattr("sphinxcontrib_autodocgen.analyze.infer.read_callers", fail)
    project = _run(base)

    assert (_type(project), _type(project, "f", "b"), project.problems) == (None, "bool", ())


def test_a_changed_test_changes_the_kept_result(make: _Make) -> None:
    """What was kept of a run is used again only if the callers are the same too."""
    base = make({"tests/test_a.py": "from pkg import f\nf('x')\n"})
    kept = {"cache": "local", "cache_dir": str(base / "kept")}

    def entries() -> set[Path]:
        return {path for path in (base / "kept").rglob("*") if path.is_file()}

    assert _type(_run(base, **kept)) == "str"
    first = entries()
    assert _type(_run(base, **kept)) == "str"
    assert entries() == first
    (base / "tests/test_a.py").write_text("from pkg import f\nf(1)\n", encoding="utf-8")
    assert _type(_run(base, **kept)) == "int"
    assert _type(_run(base, **kept, callers=())) is None


def test_a_typed_package_costs_nothing(make: _Make) -> None:
    """Where every parameter has its annotation, no other file is read."""
    package = "def f(a: int) -> None: ...\n"
    base = make({"tests/test_a.py": "from pkg import f\nf(1)\n"}, package)
    kept = {"cache": "local", "cache_dir": str(base / "kept")}

    _run(base, **kept, callers=())
    before = sum(1 for _ in (base / "kept").rglob("*"))
    _run(base, **kept)

    assert sum(1 for _ in (base / "kept").rglob("*")) == before


def test_inspect_lists_only_the_package(
    make: _Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Callers are no modules, count in no coverage, and can be switched off by a flag."""
    base = make(
        {"tests/test_a.py": "from pkg import f\nf('x')\n", "tests/test_b.py": "import pkg ("}
    )
    monkeypatch.chdir(base)

    def inspected(*flags: str) -> tuple[list[str], str | None]:
        assert main(["inspect", "src/pkg", "--format", "json", "--cache", "off", *flags]) == 0
        document = json.loads(capsys.readouterr().out)
        (module,) = document["modules"]
        (found,) = [o for o in module["objects"] if o["name"] == "pkg.f"]
        return document["errors"], found["parameters"][0]["inferred"]

    assert inspected() == ([], "str")
    assert inspected("--callers", "") == ([], None)


def _usages(project: Project, name: str) -> list[tuple[str, int, str]]:
    return [(usage.path, usage.line, usage.code) for usage in project[name].usages]


def test_the_best_two_calls_are_quoted(make: _Make) -> None:
    """Those with literals come first, then the shorter ones, each once and with its place."""
    test = "import pkg\nx = 1\npkg.f(str(x))\npkg.f('long text')\npkg.f(2)\npkg.f(2)\n"
    project = _run(make({"tests/test_a.py": test}), usage=True)

    assert _usages(project, "pkg.f") == [
        ("tests/test_a.py", 5, "pkg.f(2)"),
        ("tests/test_a.py", 4, "pkg.f('long text')"),
    ]


def test_a_method_is_quoted_where_its_object_is_made(make: _Make) -> None:
    """A name that is bound once to a call of a class is an object of it."""
    test = "from pkg import Engine as E\ndef test():\n    e = E(3)\n    e.start('go')\n"
    project = _run(make({"examples/a.py": test}), usage=True)

    assert _usages(project, "pkg.Engine") == [("examples/a.py", 3, "E(3)")]
    assert _usages(project, "pkg.Engine.start") == [("examples/a.py", 4, "e.start('go')")]


def test_calls_of_what_may_be_something_else_arent_quoted(make: _Make) -> None:
    """A name that the file binds itself, twice or to something unknown says nothing."""
    test = (
        "from pkg import f, g, Engine\nf = g\nf(1)\n"
        "def test(g):\n    g(1)\n"
        "e = Engine(x)\ne = other()\ne.start(1)\n"
    )
    project = _run(make({"tests/test_a.py": test}), usage=True)

    assert _usages(project, "pkg.f") == _usages(project, "pkg.g") == []
    assert _usages(project, "pkg.Engine.start") == []


@pytest.mark.parametrize(
    "call",
    [
        "f()",
        "f(x)",
        "f(None)",
        "f([])",
        "f('')",
        "with pytest.raises(ValueError):\n    f(-1)",
        "class T:\n    def test(self):\n        with self.assertRaises(X):\n            f(-1)",
    ],
)
def test_calls_that_show_nothing_are_not_quoted(call: str, make: _Make) -> None:
    """Names alone say no more than a signature does, and what is to fail is no example."""
    test = f"import pytest\nfrom pkg import f\n{call}\n"
    project = _run(make({"tests/test_a.py": test}), usage=True)

    assert _usages(project, "pkg.f") == []


def test_making_an_exception_is_not_quoted(make: _Make) -> None:
    """Whoever uses a package catches its exceptions, and doesn't make them."""
    test = "from pkg import Wrong, f\nf(Wrong(line=1))\n"
    package = "class Base(Exception): ...\nclass Wrong(Base): ...\ndef f(a): ...\n"
    project = _run(make({"tests/test_a.py": test}, package), usage=True)

    assert _usages(project, "pkg.Wrong") == []
    assert _usages(project, "pkg.f") == [("tests/test_a.py", 2, "f(Wrong(line=1))")]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("def test():\n    assert f('a') == [1, 'b']\n", "[1, 'b']"),
        ("def test():\n    assert f('a') is None\n", "None"),
        ("class T:\n    def test(self):\n        self.assertEqual(f('a'), 2)\n", "2"),
        ("class T:\n    def test(self):\n        self.assertEqual(2, f('a'))\n", "2"),
        ("def test(monkeypatch):\n    assert f('a') == 2\n", ""),
        ("@patch('x')\ndef test():\n    assert f('a') == 2\n", ""),
        ("def test():\n    assert f(a) == 2 or f('a')\n", ""),
        ("def test():\n    assert f('a') == expected\n", ""),
        ("def test():\n    assert f('a') == 2 == other\n", ""),
    ],
)
def test_a_result_that_a_test_asserts_is_quoted(test: str, expected: str, make: _Make) -> None:
    """Only a literal counts, of a call with literals in a test that nothing else can decide."""
    project = _run(make({"tests/test_a.py": f"from pkg import f\n{test}"}), usage=True)

    assert [usage.result for usage in project["pkg.f"].usages] == [expected]


def test_inspect_prints_calls(
    make: _Make, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table has a line for each, and the document a key."""
    monkeypatch.chdir(make({"tests/test_a.py": "from pkg import f\nf('x')\n"}))

    assert main(["inspect", "src/pkg", "--cache", "off"]) == 0
    assert "used in tests/test_a.py:2: f('x')" in capsys.readouterr().out
    assert main(["inspect", "src/pkg", "--format", "json", "--cache", "off"]) == 0
    (module,) = json.loads(capsys.readouterr().out)["modules"]
    (found,) = [o for o in module["objects"] if o["name"] == "pkg.f"]
    assert found["usages"] == [
        {"path": "tests/test_a.py", "line": 2, "code": "f('x')", "result": None}
    ]


_CONF = """
import pathlib
import sys
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "src"))
extensions = ["sphinx.ext.autodoc", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["../src/pkg"]
autodocgen_complete = "sections"
autodocgen_min_type_confidence = 0.3
"""


def _built(base: Path) -> tuple[int, str]:
    """Build the documents, and return how many pages were read again and the page of ``one``."""
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "-b", "html", "docs", "out"]
    done = subprocess.run(command, cwd=base, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"\d+ added, (\d+) changed", done.stdout)
    assert found
    return int(found[1]), (base / "out" / "one.html").read_text(encoding="utf-8")


def test_a_build_follows_the_tests(make: _Make) -> None:
    """A page says which test it knows a type from, and only that page follows the test."""
    base = make(
        {
            "docs/conf.py": _CONF,
            "docs/index.rst": "T\n=\n\n.. toctree::\n\n   one\n   two\n",
            "docs/one.rst": "One\n===\n\n.. autofunction:: pkg.one\n",
            "docs/two.rst": "Two\n===\n\n.. autofunction:: pkg.two\n",
            "tests/test_a.py": "from pkg import one, two\none('x')\ntwo('x')\n",
        },
        "def one(value):\n    '''Do one.'''\n\ndef two(value):\n    '''Do two.'''\n",
    )
    test = base / "tests/test_a.py"

    assert "as called in tests/test_a.py:2" in _built(base)[1]
    test.write_text(test.read_text(encoding="utf-8") + "# nothing\n", encoding="utf-8")
    assert _built(base)[0] == 0
    test.write_text("from pkg import one, two\none(1.5)\ntwo('x')\n", encoding="utf-8")
    changed, page = _built(base)
    assert (changed, ">float<" in page) == (1, True)


def test_a_page_shows_calls_if_it_is_asked_to(make: _Make) -> None:
    """Below the description stand the file, the line and the code; by default they don't."""
    files = {
        "docs/conf.py": _CONF + "autodocgen_usage = True\n",
        "docs/index.rst": "T\n=\n\n.. toctree::\n\n   one\n",
        "docs/one.rst": "One\n===\n\n.. autofunction:: pkg.one\n",
        "tests/test_a.py": (
            "from pkg import one\none('x')\ndef test():\n    assert one('y') == {'a': 1}\n"
        ),
    }
    base = make(files, "def one(value):\n    '''Do one.'''\n")

    shown = html.unescape(re.sub(r"<[^>]+>", "", _built(base)[1]))
    assert "Used in tests/test_a.py, line 2:" in shown
    assert "one('x')" in shown
    assert re.search(r">>> one\('y'\)\s+\{'a': 1\}", shown)
    (base / "docs/conf.py").write_text(_CONF, encoding="utf-8")
    assert "Used in" not in _built(base)[1]


_FIVE = "from pkg import f, g\n" + "".join(f"def test_{n}():\n    f('x')\n" for n in range(5))
_SIXTH = """
@mark(
    1,
)
def test_f():
    f(b'')
"""


def test_five_tests_say_enough(make: _Make) -> None:
    """What more tests say of the same functions isn't read; the lines of the others stay."""
    other = "\nclass TestG:\n    def test(self):\n        f(b'')\n        g(1.5)\n"
    base = make({"tests/test_a.py": _FIVE + _SIXTH, "tests/test_b.py": _FIVE + _SIXTH + other})

    project = _run(base)

    f, g = _guess(project), _guess(project, "g")
    assert f is not None
    assert g is not None
    assert (f.text, str(f.evidence)) == ("bytes | str", "caller:tests/test_a.py:3 and 5 more")
    assert (g.text, str(g.evidence)) == ("float", "caller:tests/test_b.py:22")


@pytest.mark.parametrize(
    "last",
    [
        "import pytest\n@pytest.fixture\ndef test_one():\n    f\n    return b''\n"
        "def test_g(test_one):\n    g(test_one)",
        "def test_one():\n    f\n    return b''\ndef test_g():\n    g(test_one())",
        "def test_f():\n    f('''\nx = ''')\ndef test_g():\n    g(b'')",
        "if f:\n    def test_f():\n        f('x')\ndef test_g():\n    g(b'')",
    ],
    ids=["fixture", "called", "string", "block"],
)
def test_what_repeats_hides_nothing_else(make: _Make, last: str) -> None:
    """A test that only repeats others is left out neatly, and read if something needs it."""
    base = make({"tests/test_a.py": f"{_FIVE}{last}\n"})

    assert _type(_run(base), "g") == "bytes"


def test_a_test_is_read_when_it_is_no_longer_one_of_many(make: _Make) -> None:
    """What is kept of a file is what was read of it, so it's read again when others are gone."""
    base = make({"tests/test_a.py": _FIVE, "tests/test_b.py": "from pkg import f\n" + _SIXTH})
    kept = {"cache": "local", "cache_dir": str(base / "kept")}

    assert _type(_run(base, **kept)) == "str"
    (base / "tests/test_a.py").unlink()
    assert _type(_run(base, **kept)) == "bytes"

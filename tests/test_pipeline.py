"""A whole run: nothing imported, order without effect, work not done twice, problems collected."""

from __future__ import annotations

import functools
import random
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from sphinxcontrib_autodocgen import analyze, discover, docstring, garbage, pipeline
from sphinxcontrib_autodocgen.analyze.infer import stubs
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.report import Coverage, Report
from sphinxcontrib_autodocgen.settings import Settings

_FILES = {
    "pkg/__init__.py": '"""A package."""\nfrom .one import make\n__all__ = ["make"]\n',
    "pkg/one.py": "from .two import Thing\ndef make(): return Thing()\n",
    "pkg/two.py": "class Thing:\n    size = 1\n    def is_empty(self): return self.size == 0\n"
    "    def grow(self, by=1.5):\n        return self\n",
    "pkg/three.py": "from . import two, one\ndef again(n=3): return one.make()\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return the folder of a small package whose modules depend on each other."""
    return _write(tmp_path / "src", _FILES) / "pkg"


def _write(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def _run(package: Path | str, report: Report | None = None, **options: object) -> Project:
    settings = Settings(packages=(str(package),), **options)  # type: ignore[arg-type]
    return pipeline.run(settings, Path.cwd(), report)


def _all(project: Project) -> bytes:
    """Return everything a project holds."""
    return msgspec.json.encode([list(project.modules.values()), project.problems])


def test_a_run_gives_every_module_by_name(package: Path) -> None:
    """The project holds the modules in the order of their names, and their objects by name."""
    project = _run(package)

    assert list(project.modules) == ["pkg", "pkg.one", "pkg.three", "pkg.two"]
    assert project["pkg.two.Thing.grow"].kind == "method"
    assert project.module_of("pkg.two.Thing.grow").name == "pkg.two"
    assert [member.short_name for member in project.members("pkg.two.Thing")] == [
        "size",
        "is_empty",
        "grow",
    ]
    assert project.problems == ()


def test_types_come_from_other_modules_and_words_are_added(package: Path) -> None:
    """Inference and description are part of a run."""
    project = _run(package)

    returned = project["pkg.three.again"].returns
    assert returned is not None
    assert returned.type is not None
    assert returned.type.text == "pkg.two.Thing"
    assert project["pkg.two.Thing.is_empty"].summary is not None


@pytest.mark.parametrize(
    "trap",
    [
        pytest.param("raise SystemExit('imported')", id="exit"),
        pytest.param("1 / 0", id="exception"),
        pytest.param("import os\nos._exit(9)", id="death"),
        pytest.param("while True: pass", id="endless loop"),
        pytest.param("import surely_not_installed", id="missing dependency"),
    ],
)
def test_nothing_is_imported(tmp_path: Path, trap: str) -> None:
    """The code of the package, of what it imports, and of its configuration never runs."""
    marker = tmp_path / "marker"
    leave = f"open({str(marker)!r}, 'w').close()\n{trap}\n"
    folder = _write(
        tmp_path,
        {
            "trapped/__init__.py": f"{leave}X = 1\nfrom . import sub\nfrom helper import h\n",
            "trapped/sub.py": f"{leave}from trapped import X\ndef f(): return X\n",
            "trapped/meta.py": f"class M(type):\n    {leave.replace(chr(10), chr(10) + '    ')}\n"
            "class A(metaclass=M):\n    x = h()\n",
            "helper.py": f"{leave}def h(): return 1\n",
            "setup.py": leave,
            "conftest.py": leave,
            "sitecustomize.py": leave,
        },
    )

    project = _run(folder / "trapped", cache="off")

    assert not marker.exists()
    assert "trapped" not in sys.modules
    assert "helper" not in sys.modules
    assert {"trapped.X", "trapped.sub.f", "trapped.meta.A.x"} <= set(project)
    assert project.problems == ()


def test_an_import_name_isnt_imported_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking up a package by name runs neither it nor its parents."""
    marker = tmp_path / "marker"
    leave = f"open({str(marker)!r}, 'w').close()\n"
    _write(tmp_path, {"trapped2/__init__.py": leave, "trapped2/sub/__init__.py": leave})
    monkeypatch.syspath_prepend(tmp_path)

    project = _run("trapped2.sub", cache="off")

    assert list(project.modules) == ["trapped2.sub"]
    assert not marker.exists()
    assert "trapped2" not in sys.modules


def test_the_path_for_imports_is_as_before(package: Path) -> None:
    """What inference needs on ``sys.path`` is gone afterwards."""
    before = list(sys.path)

    _run(package, cache="off")

    assert sys.path == before


def test_the_order_of_modules_has_no_effect(package: Path) -> None:
    """However workers finish, the linked project is the same."""
    settings = Settings(packages=(str(package),))
    sources, _ = discover.sources(settings, Path.cwd())
    modules = [analyze.analyze(source, settings) for source in sources]
    expected = _all(analyze.link(modules))
    backwards = [analyze.analyze(source, settings) for source in reversed(sources)]

    assert _all(analyze.link(backwards)) == expected
    for seed in range(3):
        random.Random(seed).shuffle(modules)
        assert _all(analyze.link(modules)) == expected


@pytest.mark.slow
def test_workers_give_the_same_project() -> None:
    """With one process or two, everything is equal, for packages that weren't made for it."""
    packages = ("json", "html", "tomllib")
    serial = pipeline.run(Settings(packages=packages, cache="off", jobs=1), Path.cwd())
    parallel = pipeline.run(Settings(packages=packages, cache="off", jobs=2), Path.cwd())

    assert len(serial.modules) > 8
    assert _all(serial) == _all(parallel)


def test_a_second_run_analyses_nothing(package: Path) -> None:
    """What didn't change comes from the cache, and is equal."""
    first, second = Report(), Report()

    one = _run(package, first)
    two = _run(package, second)

    assert (first.analysed, first.cached) == (4, 0)
    assert (second.analysed, second.cached) == (0, 4)
    assert _all(one) == _all(two)
    assert first.coverage == second.coverage


def test_without_guesses_there_is_what_is_written_and_measured(
    package: Path, tmp_path: Path
) -> None:
    """No type and no word is found; a run that finds them isn't misled by what was kept of it."""
    kept = Settings(packages=(str(package),), cache_dir=str(tmp_path / "cache"))
    reports = Report(), Report(), Report()
    plain = pipeline.measured(kept, Path.cwd(), reports[0])
    full = pipeline.run(kept, Path.cwd(), reports[1])
    again = pipeline.measured(kept, Path.cwd(), reports[2])

    assert [report.cached for report in reports] == [0, 0, 4]
    assert msgspec.json.encode(plain.modules) == msgspec.json.encode(again.modules)
    assert {name: obj.metrics for name, obj in plain.items()} == {
        name: obj.metrics for name, obj in full.items()
    }
    returns = [project["pkg.two.Thing.is_empty"].returns for project in (plain, full)]
    assert [found.type is not None for found in returns if found] == [False, True]
    totals = [report.total for report in reports[:2]]
    assert [total.written for total in totals] == [1, 1]
    assert totals[0].generated == 0 < totals[1].generated


_PROJECT: dict[str, str | bytes] = {
    "pyproject.toml": "[project]\nname = 'pkg'\n",
    "src/pkg/__init__.py": "from outer import Base\n\n\nclass Own(Base):\n"
    "    def run(self, size):\n        return size\n",
    "src/pkg/two.py": "def count(things):\n    return len(things)\n\n\n"
    "def total(things):\n    return sum(t.size for t in things)\n",
    "lib/outer.py": 'class Base:\n    def run(self, size):\n        """Run it now."""\n',
    "tests/test_own.py": "from pkg.two import count\n\n\ndef test_it():\n    count([3])\n",
    ".autodocgen.toml": "",
}
_CHANGES: dict[str, dict[str, str | bytes]] = {
    "a module": {"src/pkg/two.py": "def count(things):\n    return [things]\n"},
    "a new module": {"src/pkg/three.py": "def more():\n    return 1\n"},
    "a module that can't be read": {"src/pkg/two.py": "def count(:\n"},
    "a test": {
        "tests/test_own.py": "from pkg.two import count\n\n\ndef test_it():\n    count({''})\n"
    },
    "a document": {"docs/api.rst": ".. py:function:: pkg.two.count\n\n   Count them all.\n"},
    "a base of another package": {
        "lib/outer.py": 'class Base:\n    def run(self, size):\n        """Wait for it."""\n'
    },
    "a verdict": {
        ".autodocgen.toml": '[[verdict]]\nobject = "pkg.two.total"\npart = "summary"\n'
        'text = "Return the sum of `t.size` for each `t` in `things`."\n'
        'rule = "narrate:return"\nverdict = "rejected"\n'
        "date = 2026-01-01\n"
    },
}


@pytest.mark.parametrize("changed", [*_CHANGES, ""])
def test_the_last_result_is_taken_again_if_nothing_that_it_was_made_from_changed(
    tmp_path: Path, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After any change, what comes out is what a run without a cache gives."""
    _write(tmp_path, _PROJECT)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    chosen = Settings(packages=("src/pkg",), feedback_file=".autodocgen.toml")
    before = _all(pipeline.run(chosen, tmp_path))
    _write(tmp_path, _CHANGES.get(changed, {}))
    report = Report()

    found = _all(pipeline.run(chosen, tmp_path, report))

    expected = pipeline.run(msgspec.structs.replace(chosen, cache="off"), tmp_path)
    assert found == _all(expected)
    assert ("describe" in report.steps) == bool(changed)
    assert (found != before) == bool(changed)


def test_the_last_result_is_that_of_the_same_options(tmp_path: Path) -> None:
    """What is counted, and what is told, follows from the options of each run."""
    _write(tmp_path, _PROJECT)
    chosen = Settings(packages=("src/pkg",))
    pipeline.run(chosen, tmp_path)
    other = msgspec.structs.replace(chosen, coverage_kinds=("module",), rules_off=("narrate:*",))
    reports = Report(), Report()

    found = pipeline.run(other, tmp_path, reports[0])

    expected = pipeline.run(msgspec.structs.replace(other, cache="off"), tmp_path, reports[1])
    assert _all(found) == _all(expected)
    assert reports[0].coverage == reports[1].coverage


@pytest.mark.parametrize("other", [(), ("tests",)])
def test_the_last_result_is_that_of_the_same_callers(
    tmp_path: Path, other: tuple[str, ...]
) -> None:
    """Whether calls are looked for counts, even if there's no file outside the package."""
    example = 'def count(n):\n    """Count.\n\n    >>> count([1])\n    """\n    return n\n'
    _write(tmp_path, {"pyproject.toml": "[project]\nname = 'pkg'\n", "pkg/__init__.py": example})
    chosen = Settings(packages=("pkg",), callers=() if other else ("tests",))
    pipeline.run(chosen, tmp_path)
    chosen = msgspec.structs.replace(chosen, callers=other)

    found = _all(pipeline.run(chosen, tmp_path))

    expected = pipeline.run(msgspec.structs.replace(chosen, cache="off"), tmp_path)
    assert found == _all(expected)


def test_the_last_result_is_that_of_the_same_installed_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of a package may declare other types."""
    _write(tmp_path, {"pkg/__init__.py": "import other\n\n\ndef f():\n    return other.g()\n"})
    monkeypatch.syspath_prepend(tmp_path / "site-packages")
    steps = []
    for version in ("1", "1", "2"):
        _write(tmp_path, {f"site-packages/other-{version}.dist-info/METADATA": "Name: other\n"})
        report = Report()
        pipeline.run(Settings(packages=("pkg",)), tmp_path, report)
        steps.append("describe" in report.steps)

    assert steps == [True, False, True]


def test_a_last_result_that_is_damaged_is_made_again(tmp_path: Path) -> None:
    """An entry of the cache that isn't what was written is none."""
    _write(tmp_path, _PROJECT)
    chosen = Settings(packages=("src/pkg",), cache_dir=str(tmp_path / "kept"))
    before = _all(pipeline.run(chosen, tmp_path))
    for path in (tmp_path / "kept").rglob("*"):
        if path.is_file() and path.suffix != ".json":
            path.write_bytes(path.read_bytes()[:-1] + b"?")

    assert _all(pipeline.run(chosen, tmp_path)) == before


@pytest.mark.parametrize("changed", ["pkg/two.py", "pkg/three.py", "pkg/one.py"])
def test_a_change_analyses_one_file(package: Path, changed: str) -> None:
    """Whoever imports the changed file comes from the cache like all others."""
    _run(package)
    path = package.parent / changed
    path.write_text(path.read_text() + "\nY = 1\n")
    report = Report()

    _run(package, report)

    assert (report.analysed, report.cached) == (1, 3)


def test_a_changed_module_changes_what_others_say(package: Path) -> None:
    """In the same process, and with the cache, no stale type survives."""
    assert _type_of(_run(package)) == "pkg.two.Thing"
    (package / "two.py").write_text("class Other: pass\nThing = Other\n")

    assert _type_of(_run(package)) == "pkg.two.Other"


def _type_of(project: Project) -> str:
    result = project["pkg.three.again"].returns
    assert result is not None
    assert result.type is not None
    return result.type.text


def test_problems_are_collected_and_cost_nobody_else_anything(tmp_path: Path) -> None:
    """Each bad file is one problem, in the order of paths; good ones are all there."""
    folder = _write(
        tmp_path / "bad",
        {
            "__init__.py": "X = 1\n",
            "a_syntax.py": "x = 1\ndef f(:\n",
            "b_encoding.py": b"x = 1\ny = '\xff'\n",
            "c_cookie.py": b"# coding: nonsense\n",
            "d_null.py": b"x = 1\0\n",
            "e_large.py": "x = 1\n" * 1000,
            "f_deep.py": "x = " + "(" * 500 + ")" * 500,
            "g_tab.py": "if x:\n\ty = 1\n        z = 1\n",
            "h_stub.py": "def f(a): pass\n",
            "h_stub.pyi": "def f(\n",
            "i_good.py": "def f(): pass\n",
        },
    )
    settings = Settings(packages=(str(folder), "./nowhere"), cache="off", max_file_size=3000)
    report = Report()

    project = pipeline.run(settings, tmp_path, report)

    told = {Path(p.path).name: (p.kind, p.line) for p in project.problems}
    assert {name: kind for name, (kind, _) in told.items()} == {
        "nowhere": "missing",
        "a_syntax.py": "syntax",
        "b_encoding.py": "encoding",
        "c_cookie.py": "encoding",
        "d_null.py": "syntax",
        "e_large.py": "limit",
        "f_deep.py": "syntax",
        "g_tab.py": "syntax",
        "h_stub.pyi": "syntax",
    }
    assert [line for _, line in told.values()][:4] == [None, 2, 2, 1]
    assert (told["e_large.py"][1], told["g_tab.py"][1], told["h_stub.pyi"][1]) == (None, 3, 1)
    assert list(told) == sorted(told, key=lambda name: (name != "nowhere", name))
    assert all("\n" not in problem.message and problem.message for problem in project.problems)
    assert list(project.modules) == ["bad", "bad.h_stub", "bad.i_good"]
    assert tuple(report.problems) == project.problems


def test_a_problem_is_told_again_from_the_cache(tmp_path: Path) -> None:
    """What was wrong beside a module that could be read isn't forgotten in a second run."""
    folder = _write(tmp_path / "p", {"a.py": "def f(a): pass\n", "a.pyi": "def f(\n"})

    first = _run(folder / "a.py")
    report = Report()
    second = _run(folder / "a.py", report)

    assert report.cached == 1
    assert first.problems == second.problems
    assert len(second.problems) == 1


def test_a_project_may_be_empty(tmp_path: Path) -> None:
    """Nothing to analyse, or nothing that can be, is a project without modules."""
    assert dict(_run(tmp_path / "nowhere", cache="off").modules) == {}
    assert list(_run(_write(tmp_path, {"e.py": ""}) / "e.py", cache="off")) == ["e"]


def test_coverage_counts_public_objects_once(tmp_path: Path) -> None:
    """Written, generated and missing docstrings of what a reader sees, module by module."""
    text = (
        '"""Doc."""\n'
        'def written():\n    """Doc."""\n'
        "def is_generated(path: str) -> bool: return bool(path)\n"
        "def _private(): pass\n"
        "class Thing:\n"
        "    @property\n    def x(self):\n        'Doc.'\n"
        "    @x.setter\n    def x(self, v): pass\n"
        "if written:\n    def twice(): 'Doc.'\nelse:\n    def twice(): pass\n"
        "def outer():\n    'Doc.'\n    def inner(): pass\n    return lambda: 1\n"
    )
    report = Report()
    project = _run(_write(tmp_path, {"counted.py": text}) / "counted.py", report, cache="off")

    found = report.coverage["counted"]
    assert found.written == 5  # the module, written(), Thing.x, twice(), outer()
    assert found.total == 7  # and is_generated(), Thing
    assert found == report.total == pipeline.coverage(project, Settings())["counted"]
    assert isinstance(found, Coverage)


def test_a_report_is_a_document(package: Path, tmp_path: Path) -> None:
    """The report tells what was done, how long it took and what is documented."""
    report = Report()
    _run(package, report)
    report.write(tmp_path / "out" / "report.json")

    document = msgspec.json.decode((tmp_path / "out" / "report.json").read_bytes())

    assert document["sources"] == {"analysed": 4, "cached": 0}
    assert list(document["steps"]) == ["discover", "analyze", "link", "describe"]
    assert list(document["modules"]) == ["pkg", "pkg.one", "pkg.three", "pkg.two"]
    assert sum(document["objects"].values()) == report.total.total
    assert document["errors"] == []
    assert len(document["slowest"]) == 4


@pytest.mark.parametrize("style", ["google", "numpy", "rest"])
def test_a_style_that_is_asked_for_is_taken(
    make_project: Callable[..., Project], style: str
) -> None:
    """Only ``auto`` looks at the project's own docstrings."""
    project = make_project('def f(a):\n    """Say.\n\n    Args:\n        a: It.\n    """\n')

    assert docstring.style_of(project, Settings(style=style)) == style  # type: ignore[arg-type]
    assert docstring.style_of(project, Settings()) == "google"


def test_what_was_forgotten_is_found_again(package: Path) -> None:
    """After all that functions remember is forgotten, a run gives what it gave before."""
    before = _all(_run(package, cache="off"))
    assert stubs.shared.cache_info().currsize
    garbage.forget()

    assert not stubs.shared.cache_info().currsize
    assert _all(_run(package, cache="off")) == before


def test_what_other_packages_remember_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A function that is only imported here isn't ours, so nothing of it is forgotten."""

    @functools.cache
    def double(number: int) -> int:
        return 2 * number

    double(2)
    monkeypatch.setattr(pipeline, "double", double, raising=False)
    garbage.forget()

    assert double.cache_info().currsize == 1

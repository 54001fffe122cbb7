"""From what a user names to the sources to analyse, and the packages of a project."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import discover
from sphinxcontrib_autodocgen.errors import SettingError, TargetNotFoundError
from sphinxcontrib_autodocgen.model import Source
from sphinxcontrib_autodocgen.settings import Settings

_Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> _Make:
    """Return a function that writes files, empty or with a text, and returns their folder."""

    def _make(*empty: str, **texts: str) -> Path:
        for name, text in {**dict.fromkeys(empty, ""), **texts}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return _make


def _find(target: str, base: Path, **options: object) -> dict[str, Source]:
    settings = Settings(**options)  # type: ignore[arg-type]
    return {source.name: source for source in discover.find(target, base, settings)}


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("surely_no_such_package", "install it"),
        ("surely_no_such_package.sub", "install it"),
        ("json.nothing", "'json' is there, but without Python source of that name"),
        ("math", "'math' is there, but without Python source"),
        ("./nowhere", "no such path"),
        ("nowhere.py", "no such path"),
        ("", "install it"),
        ("empty", "holds no Python source"),
        ("./notes.txt/x", "no such path"),
    ],
)
def test_what_isnt_there_is_one_error_with_advice(make: _Make, target: str, reason: str) -> None:
    """A target without any Python source is refused in words that help."""
    base = make("notes.txt", "empty/readme.md")

    with pytest.raises(TargetNotFoundError) as caught:
        _find(target, base)

    assert (caught.value.target, reason in str(caught.value)) == (target, True)


@pytest.mark.parametrize(
    ("files", "target", "expected"),
    [
        pytest.param(["one.py"], "one.py", ["one"], id="file"),
        pytest.param(
            ["pkg/__init__.py", "pkg/a.py"], "pkg/a.py", ["pkg.a"], id="file of a package"
        ),
        pytest.param(["pkg/__init__.py", "pkg/a.py"], "pkg/__init__.py", ["pkg"], id="__init__"),
        pytest.param(["pkg/__init__.py", "pkg/a.py"], "pkg", ["pkg", "pkg.a"], id="package"),
        pytest.param(["pkg/__init__.py"], "./pkg/", ["pkg"], id="package with a slash"),
        pytest.param(
            ["pkg/__init__.py", "pkg/sub/__init__.py", "pkg/sub/a.py"],
            "pkg/sub",
            ["pkg.sub", "pkg.sub.a"],
            id="subpackage",
        ),
        pytest.param(
            ["pkg/__init__.py", "pkg/data/a.py", "pkg/__pycache__/b.py"],
            "pkg",
            ["pkg"],
            id="data folders",
        ),
        pytest.param(
            ["pkg/__init__.py", "pkg/my-script.py", "pkg/1.py", "pkg/b-c/__init__.py", "pkg/a.txt"],
            "pkg",
            ["pkg"],
            id="files that can't be imported",
        ),
        pytest.param(["my-script.py"], "my-script.py", ["my-script"], id="script by path"),
        pytest.param(["a.b.py"], "a.b.py", ["a_b"], id="name with a dot"),
        pytest.param(["v1.2/__init__.py"], "./v1.2", ["v1_2"], id="folder with a dot"),
        pytest.param(
            ["pkg/__init__.py", "pkg/a.py", "pkg/a.pyi", "pkg/b.pyi"],
            "pkg",
            ["pkg", "pkg.a", "pkg.b"],
            id="stubs",
        ),
        pytest.param(["pkg-stubs/__init__.pyi"], "./pkg-stubs", ["pkg"], id="stub-only package"),
        pytest.param(
            ["a.py", "pkg/__init__.py", "pkg/b.py", "docs/c.py", "setup.py", "conftest.py"],
            ".",
            ["a", "pkg", "pkg.b"],
            id="folder that is no package",
        ),
        pytest.param(["pkg.py", "pkg/__init__.py"], ".", ["pkg"], id="module beside its package"),
        pytest.param(
            ["pyproject.toml", "src/ns/pkg/__init__.py", "src/ns/pkg/a.py"],
            "src/ns/pkg",
            ["ns.pkg", "ns.pkg.a"],
            id="package in a namespace in src",
        ),
        pytest.param(
            ["pyproject.toml", "src/ns/pkg/__init__.py", "src/ns/a.py"],
            "src/ns",
            ["ns.a", "ns.pkg"],
            id="namespace in src",
        ),
        pytest.param(
            ["pyproject.toml", "src/ns/pkg/__init__.py", "src/a.py"],
            "src",
            ["a", "ns.pkg"],
            id="src",
        ),
    ],
)
def test_names_come_from_the_folders(
    make: _Make, files: list[str], target: str, expected: list[str]
) -> None:
    """A path gives the modules below it, named as they'd be imported."""
    assert list(_find(target, make(*files))) == expected


def test_a_namespace_is_known_from_the_projects_own_words(make: _Make) -> None:
    """A flat layout's namespace package is named as the project's file names it."""
    base = make("ns/pkg/__init__.py", **{"pyproject.toml": '[tool.flit.module]\nname = "ns.pkg"\n'})

    found = _find("ns/pkg", base)

    assert list(found) == ["ns.pkg"]
    assert found["ns.pkg"].root == str(base)


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("json.tool", ["json.tool"]),
        ("json", ["json", "json.decoder", "json.encoder", "json.scanner", "json.tool"]),
        ("this", ["this"]),
        ("os.path", []),
    ],
)
def test_an_import_name_is_found_without_importing_it(target: str, expected: list[str]) -> None:
    """Finders tell where a name is; what isn't a file of that name isn't found."""
    before = set(sys.modules)
    try:
        found = list(_find(target, Path.cwd()))
    except TargetNotFoundError:
        found = []

    assert found == expected
    assert set(sys.modules) - before <= {"importlib.util"}


def test_a_namespace_package_is_found_in_all_its_portions(
    make: _Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import name of a namespace gives the modules of every folder that has a part of it."""
    base = make("one/space/a.py", "two/space/b/__init__.py", "two/space/c/d.py")
    monkeypatch.setattr(sys, "path", [str(base / "one"), str(base / "two"), *sys.path])

    assert list(_find("space", base)) == ["space.a", "space.b", "space.c.d"]
    assert list(_find("space.b", base)) == ["space.b"]


def test_a_path_wins_where_it_looks_like_one(make: _Make) -> None:
    """``json`` is the library; ``./json`` is the folder."""
    base = make("json/__init__.py")

    assert len(_find("json", base)) == 5
    assert list(_find("./json", base)) == ["json"]


def test_links_dont_lead_in_circles(make: _Make) -> None:
    """A folder that links to one above it is left out; a link to a package keeps its own name."""
    base = make("real/__init__.py", "real/a.py", "real/sub/__init__.py")
    (base / "real" / "loop").symlink_to(base / "real", target_is_directory=True)
    (base / "real" / "sub" / "up").symlink_to("..", target_is_directory=True)
    (base / "linked").symlink_to("real", target_is_directory=True)

    assert list(_find("./real", base)) == ["real", "real.a", "real.sub"]
    assert list(_find("./linked", base)) == ["linked", "linked.a", "linked.sub"]


def test_a_source_has_what_a_cache_key_needs(make: _Make) -> None:
    """A source knows its file, its root, its stub, and whether it is a package."""
    base = make("pkg/__init__.py", "pkg/a.py", "pkg/a.pyi")
    package, module = _find("pkg", base).values()

    assert (package.package, package.stub) == (True, None)
    assert module.path == str(base / "pkg" / "a.py")
    assert module.root == package.root == str(base)
    assert module.stub == str(base / "pkg" / "a.pyi")
    assert not module.package


@pytest.mark.parametrize("change", ["a.py", "a.pyi"])
def test_the_digest_is_of_the_file_and_its_stub(make: _Make, change: str) -> None:
    """Any change of either changes the digest."""
    base = make("a.py", "a.pyi")
    before = _find("a.py", base)["a"].digest
    (base / change).write_text("x = 1\n")

    assert _find("a.py", base)["a"].digest != before


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"def f(", id="syntax error"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b"import a\0", id="null byte"),
        pytest.param(b"x = " + b"(" * 300, id="too deep"),
    ],
)
def test_a_file_that_doesnt_parse_is_a_source_all_the_same(make: _Make, text: bytes) -> None:
    """What is wrong with a file is for the analysis to say."""
    base = make("a.py")
    (base / "a.py").write_bytes(text)

    assert _find("a.py", base)["a"].digest != ""


def test_modules_can_be_left_out_by_globs(make: _Make) -> None:
    """``exclude`` takes globs of module names."""
    base = make("pkg/__init__.py", "pkg/a.py", "pkg/sub/__init__.py", "pkg/sub/b.py", "pkg/sub2.py")

    assert list(_find("pkg", base, exclude=("pkg.sub.*", "*.a"))) == ["pkg", "pkg.sub", "pkg.sub2"]


def test_a_missing_target_costs_only_itself(make: _Make) -> None:
    """The other targets are found, once each and by name, and the missing one is a problem."""
    base = make("b.py", "a.py")
    settings = Settings(packages=("./b.py", "./nowhere", "./a.py", "a.py"))

    found, problems = discover.sources(settings, base)

    assert [source.name for source in found] == ["a", "b"]
    assert [(p.path, p.line, p.kind) for p in problems] == [("./nowhere", None, "missing")]


_INIT = "pkg/__init__.py"


@pytest.mark.parametrize(
    ("files", "project", "expected"),
    [
        pytest.param([], {}, [], id="nothing"),
        pytest.param(["notes.txt"], {"pyproject.toml": ""}, [], id="no package"),
        pytest.param([f"src/{_INIT}"], {"pyproject.toml": ""}, ["src/pkg"], id="src layout"),
        pytest.param(
            [f"src/{_INIT}", "src/other/__init__.py", "src/pkg.egg-info/x", "src/a.py"],
            {"setup.py": ""},
            ["src/other", "src/pkg"],
            id="src layout with setup.py",
        ),
        pytest.param(
            [_INIT, "tests/__init__.py", "docs/__init__.py"],
            {"setup.py": ""},
            ["pkg"],
            id="flat layout",
        ),
        pytest.param([_INIT, "docs/x"], {".git/HEAD": ""}, ["pkg"], id="only a repository"),
        pytest.param([_INIT, "other/__init__.py"], {"setup.py": ""}, [], id="two in a flat layout"),
        pytest.param(
            [_INIT, "other/__init__.py"],
            {"pyproject.toml": '[project]\nname = "pkg"\n'},
            ["pkg"],
            id="by the project's name",
        ),
        pytest.param(
            ["my_pkg/__init__.py", "other/__init__.py"],
            {"pyproject.toml": '[project]\nname = "My-Pkg"\n'},
            ["my_pkg"],
            id="by the project's name, spelled differently",
        ),
        pytest.param(
            ["sphinxcontrib/foo_bar/__init__.py"],
            {"pyproject.toml": '[project]\nname = "sphinxcontrib-foo-bar"\n'},
            ["sphinxcontrib/foo_bar"],
            id="by the project's name, in a namespace",
        ),
        pytest.param(
            ["src/ns/pkg/__init__.py"],
            {"pyproject.toml": '[project]\nname = "ns.pkg"\n'},
            ["src/ns/pkg"],
            id="by a dotted name",
        ),
        pytest.param(
            ["single.py", "other/__init__.py"],
            {"pyproject.toml": '[project]\nname = "single"\n'},
            ["single.py"],
            id="single file",
        ),
        pytest.param(
            [_INIT, "other/__init__.py"],
            {"pyproject.toml": '[project]\nname = "dist"\n[tool.flit.module]\nname = "pkg"\n'},
            ["pkg"],
            id="flit",
        ),
        pytest.param(
            [_INIT, "other/__init__.py"],
            {"pyproject.toml": '[tool.flit.metadata]\nmodule = "pkg"\n'},
            ["pkg"],
            id="old flit",
        ),
        pytest.param(
            [_INIT, "pkg/sub/__init__.py", "other/__init__.py", "x.py"],
            {
                "pyproject.toml": "[tool.setuptools]\n"
                'packages = ["pkg", "pkg.sub"]\npy-modules = ["x"]\n'
            },
            ["pkg", "x.py"],
            id="setuptools",
        ),
        pytest.param(
            ["code/pkg/__init__.py", "other/__init__.py"],
            {
                "pyproject.toml": '[tool.setuptools]\npackages = ["pkg"]\n'
                'package-dir = {"" = "code"}\n'
            },
            ["code/pkg"],
            id="setuptools with package-dir",
        ),
        pytest.param(
            [f"src/{_INIT}"],
            {"pyproject.toml": '[tool.setuptools.packages.find]\nwhere = ["src"]\n'},
            ["src/pkg"],
            id="setuptools with find",
        ),
        pytest.param(
            ["lib/pkg/__init__.py", "other/__init__.py"],
            {
                "setup.cfg": "[metadata]\nname = dist\n"
                "[options]\npackages = pkg\npackage_dir =\n  = lib\n"
            },
            ["lib/pkg"],
            id="setup.cfg",
        ),
        pytest.param(
            [_INIT, "other/__init__.py"],
            {"setup.cfg": "[metadata]\nname = pkg\n"},
            ["pkg"],
            id="setup.cfg, name",
        ),
        pytest.param(
            [_INIT, "other/__init__.py"],
            {"pyproject.toml": '[tool.poetry]\nname = "pkg"\n'},
            ["pkg"],
            id="poetry",
        ),
        pytest.param(
            ["lib/a/__init__.py", "ns/b/__init__.py"],
            {
                "pyproject.toml": '[tool.poetry]\nname = "x"\n'
                'packages = [{include = "a", from = "lib"}, {include = "ns/b"}]\n'
            },
            ["lib/a", "ns/b"],
            id="poetry with packages",
        ),
        pytest.param(
            ["code/pkg/__init__.py", "other/__init__.py"],
            {"pyproject.toml": '[tool.hatch.build.targets.wheel]\npackages = ["code/pkg"]\n'},
            ["code/pkg"],
            id="hatch",
        ),
        pytest.param(
            ["python/pkg/__init__.py", "other/__init__.py"],
            {
                "pyproject.toml": '[tool.uv.build-backend]\nmodule-name = "pkg"\n'
                'module-root = "python"\n'
            },
            ["python/pkg"],
            id="uv",
        ),
        pytest.param(
            ["python/pkg/__init__.py", "other/__init__.py"],
            {"pyproject.toml": '[tool.maturin]\npython-source = "python"\nmodule-name = "pkg"\n'},
            ["python/pkg"],
            id="maturin",
        ),
        pytest.param(
            [_INIT],
            {
                "pyproject.toml": 'project = 1\n[tool]\nflit = []\nsetuptools = "x"\n'
                "poetry = {packages = [1]}\nhatch = {build = 3}\n",
                "setup.cfg": "no section\n",
            },
            ["pkg"],
            id="nonsense",
        ),
    ],
)
def test_a_project_says_what_its_packages_are(
    make: _Make, files: list[str], project: dict[str, str], expected: list[str]
) -> None:
    """The project's own file, the src layout or the only package decides, from any folder in it."""
    base = make(*files, "docs/source/index.rst", **{"stop/pyproject.toml": ""}, **project)

    found = discover.default_targets(base / "docs" / "source") if project else []

    assert [Path(path).relative_to(base).as_posix() for path in found] == expected


def test_outside_of_any_project_nothing_is_found(
    make: _Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a project around there are no packages, and no error."""
    base = make("pkg/__init__.py")
    monkeypatch.setattr(discover, "project_root", lambda _: None)

    assert discover.default_targets(base) == []


@pytest.mark.parametrize("content", [b"[project", b"\xff"], ids=["no TOML", "no text"])
def test_a_pyproject_that_cant_be_read_is_one_error(make: _Make, content: bytes) -> None:
    """The error names the file, in one line."""
    base = make("pyproject.toml")
    (base / "pyproject.toml").write_bytes(content)

    with pytest.raises(SettingError, match=r"pyproject\.toml.*not valid TOML") as caught:
        discover.default_targets(base)

    assert "\n" not in str(caught.value)


def test_the_root_is_the_nearest_folder_with_a_project(make: _Make) -> None:
    """A project inside a repository is its own root."""
    base = make(".git/HEAD", "part/pyproject.toml", "part/docs/conf.py", "other/docs/conf.py")

    assert discover.project_root(base / "part" / "docs") == base / "part"
    assert discover.project_root(base / "other" / "docs") == base

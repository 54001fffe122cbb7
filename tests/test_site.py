"""The ``build`` command: any layout, any docstrings, modules that can't be imported, a server."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.slow

_Files = dict[str, str]
_Build = Callable[..., subprocess.CompletedProcess[str]]

_COMMAND = [sys.executable, "-m", "sphinxcontrib_autodocgen", "build"]
_ROOT = Path(__file__).parent.parent


@pytest.fixture
def build(tmp_path: Path) -> _Build:
    """Return a function that writes files and builds a site of a target, in a process."""

    def run(files: _Files, target: str, *flags: str) -> subprocess.CompletedProcess[str]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        command = [*_COMMAND, target, "--output", "out", "--theme", "alabaster", "--offline"]
        environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
        return subprocess.run(
            [*command, *flags],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def _page(folder: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((folder / "out" / name).read_text(encoding="utf-8"), "html.parser")


def _described(page: BeautifulSoup) -> list[str]:
    return [str(term["id"]) for term in page.select("dt.py[id]")]


_MODULE = '"""Boxes."""\n\n\ndef pack(what):\n    """Pack it."""\n    return [what]\n'
_NAMED = '[project]\nname = "box-tool"\nversion = "3.1"\ndescription = "Tools for boxes"\n'
_BARE = '[build-system]\nrequires = ["flit_core"]\n'

_LAYOUTS: dict[str, tuple[_Files, str]] = {
    "src": ({"src/alpha/__init__.py": _MODULE, "pyproject.toml": _BARE}, "alpha"),
    "flat": ({"alpha/__init__.py": _MODULE, "pyproject.toml": _BARE}, "alpha"),
    "single": ({"alpha.py": _MODULE, "pyproject.toml": _BARE}, "alpha"),
    "namespace": ({"box/tool/__init__.py": _MODULE, "pyproject.toml": _NAMED}, "box.tool"),
    "namespace in src": (
        {"src/box/tool/__init__.py": _MODULE, "pyproject.toml": _NAMED},
        "box.tool",
    ),
    "unnamed namespace in src": (
        {"src/box/tool/__init__.py": _MODULE, "pyproject.toml": _BARE},
        "box.tool",
    ),
}


@pytest.mark.parametrize(("files", "name"), _LAYOUTS.values(), ids=_LAYOUTS)
def test_a_projects_folder_means_its_package(
    build: _Build, tmp_path: Path, files: _Files, name: str
) -> None:
    """Whatever the layout: neither ``setup.py`` nor tests have a page."""
    others = {"setup.py": "import setuptools\n", "tests/test_a.py": "def test_a(): pass\n"}
    done = build({**others, "tests/__init__.py": "", **files}, ".")

    assert (done.returncode, done.stderr) == (0, "")
    assert [path.stem for path in (tmp_path / "out" / "api").iterdir()] == [name]
    assert _described(_page(tmp_path, f"api/{name}.html")) == [f"{name}.pack"]


def test_one_of_several_distributions_in_a_namespace_speaks_for_its_package(
    build: _Build, tmp_path: Path
) -> None:
    """Version and description are those of the distribution that installed the module."""
    place = "site-packages"
    files = {f"{place}/space/{name}.py": f'"""The {name}."""\n' for name in ("moon", "star")}
    for number, name in enumerate(("moon", "star")):
        info = f"{place}/space_{name}-{number}.0.dist-info"
        files[f"{info}/METADATA"] = (
            f"Metadata-Version: 2.1\nName: space-{name}\nVersion: {number}.0\n"
            f"Summary: About a {name}\nLicense-Expression: MIT\n"
            "Project-URL: Documentation, https://example.org/docs\n"
        )
        files[f"{info}/top_level.txt"] = "space\n"
        files[f"{info}/RECORD"] = f"space/{name}.py,,\n"
    build(files, "nothing")
    environment = {**os.environ, "PYTHONPATH": f"{_ROOT}{os.pathsep}{tmp_path / place}"}
    command = [*_COMMAND, "space.star", "--output", "out", "--theme", "alabaster", "--offline"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)

    start = _page(tmp_path, "index.html")
    assert "About a star" in start.get_text()
    facts = [term.get_text() for term in start.select("dl.autodocgen-about > *")]
    assert [" ".join(text.split()) for text in facts] == [
        "Version:", "1.0", "Licence:", "MIT", "Documentation:", "example.org/docs",
    ]  # fmt: skip


_TREE = {
    "pack/__init__.py": '"""A pack."""\n',
    "pack/empty.py": "import os\n",
    "pack/inner/__init__.py": "",
    "pack/inner/tools.py": _MODULE + '\n\nclass Box:\n    """A box."""\n\n\nLIMIT = 3\n',
}


def test_the_start_page_leads_to_all_there_is(build: _Build, tmp_path: Path) -> None:
    """It has numbers with links and the modules; what has nothing to say has no page."""
    done = build({**_TREE, "pyproject.toml": _NAMED, "README.md": "# Read\n\nMe.\n"}, "pack")

    assert (done.returncode, done.stderr) == (0, "")
    start = _page(tmp_path, "index.html")
    tiles = [(tile.strong.get_text(), tile.a["href"]) for tile in start.select(".autodocgen-tile")]  # type: ignore[union-attr,index]
    assert tiles == [("67 %", "coverage.html"), ("1.0", "complexity.html")]
    names = {path.stem for path in (tmp_path / "out" / "api").iterdir()}
    assert names == {"pack", "pack.inner", "pack.inner.tools"}
    links = {str(link["href"]) for link in start.select("a[href]")}
    assert {
        "readme.html",
        "api/pack.html",
        "api/pack.inner.tools.html#module-pack.inner.tools",
    } <= links


_READMES = {
    "README.md": "# Read\n\n[A](doc.md#b) [b](no.md) [![c](no.png)](no.md) ![d](no.png) [e][f] "
    "`[g](no.md)` [h](https://x.org/h)\n\n[f]: doc.md\n\n```\n[i](no.md)\n```\n",
    "README.rst": "Read\n====\n\n`A <doc.md#b>`_ `b <no.md>`__ c d `e <doc.md>`_ "
    "``[g](no.md)`` `h <https://x.org/h>`_\n\n::\n\n    [i](no.md)\n",
}


@pytest.mark.parametrize("name", _READMES)
def test_a_readme_leads_to_files_in_its_repository(
    build: _Build, tmp_path: Path, name: str
) -> None:
    """A relative link to what isn't there is only its text, and code stays as it is."""
    urls = f'readme = "{name}"\n[project.urls]\nRepository = "https://example.org/a/b"\n'
    files = {"pyproject.toml": _NAMED + urls, name: _READMES[name], "doc.md": "# B\n"}
    done = build({**_TREE, **files}, "pack")

    assert (done.returncode, done.stderr) == (0, "")
    assert not (tmp_path / "out/.autodocgen/warnings.txt").read_text(encoding="utf-8")
    body = _page(tmp_path, "readme.html").select_one("[role=main], .body")
    assert body is not None
    links = {a.get_text(): a["href"] for a in body.select("a.external")}
    there = "https://example.org/a/b/blob/HEAD/doc.md"
    assert links == {"A": f"{there}#b", "e": there, "h": "https://x.org/h"}
    assert "A b c d e [g](no.md) h" in " ".join(body.get_text().split())
    assert "[i](no.md)" in body.get_text()


_PARTS = {
    "README.md": "# Read\n\nMe.\n\n## More\n\n```\n# no\n```\n\nUse\n===\n\nIt.\n",
    "README.rst": "Read\n====\n\nMe.\n\nMore\n----\n\n::\n\n    # no\n\nUse\n===\n\nIt.\n",
}


@pytest.mark.parametrize("name", _PARTS)
def test_a_readme_of_several_parts_is_one_page(build: _Build, tmp_path: Path, name: str) -> None:
    """Its headings are below one of the page's own, so that the sidebar has one entry."""
    files = {"pyproject.toml": f'{_NAMED}readme = "{name}"\n', name: _PARTS[name]}
    done = build({**_TREE, **files}, "pack")

    assert (done.returncode, done.stderr) == (0, "")
    page = _page(tmp_path, "readme.html")
    heads = [head.get_text().rstrip("\N{PILCROW SIGN}") for head in page.select("h1, h2, h3")]
    assert [head for head in heads if head in ("Readme", "Read", "More", "Use")] == [
        *("Readme", "Read", "More", "Use")
    ]
    assert len(page.select("[role=main] h1, .body h1")) == 1
    assert "# no" in page.get_text()
    links = _page(tmp_path, "index.html").select('a[href^="readme.html"]')
    assert {link.get_text() for link in links} == {"Readme"}


def test_the_name_of_a_project_is_text(build: _Build, tmp_path: Path) -> None:
    """What a stranger calls a project makes no element of a page."""
    name = '[project]\nname = "x<img src=x>"\nversion = "1<script>f()</script>"\n'
    build({"pyproject.toml": name, "part.py": '"""Part."""\n'}, "part.py", "--static")

    page = _page(tmp_path, "index.html")
    assert page.select_one("img[src=x]") is None
    assert not [script for script in page.find_all("script") if "f()" in script.text]


def test_a_modules_page_begins_with_what_is_in_it(build: _Build, tmp_path: Path) -> None:
    """Each name is a link and has its summary; data without one aren't listed."""
    build(_TREE, "pack")

    rows = _page(tmp_path, "api/pack.inner.tools.html").select("table.autodocgen-contents tbody tr")
    listed = [(row.a["href"], row.get_text(" ", strip=True)) for row in rows]  # type: ignore[index]
    assert listed == [
        ("#pack.inner.tools.Box", "Box A box."),
        ("#pack.inner.tools.pack", "pack Pack it."),
    ]


_HEADINGS = {
    "pack/__init__.py": '"""\npack\n~~~~\n\nPacks things.\n"""\nfrom ._inner import Box\n',
    "pack/_inner.py": 'class Box:\n    """A box."""\n',
    "pack/named.py": f'"""\n{"=" * 20}\npack.named: by names\n{"=" * 20}\n"""\nA = 1\n',
    "pack/other.py": '"""Other things\n============\n\nThey help.\n\nUse\n---\n\nSo.\n"""\nA = 1\n',
    "pack/two.py": '"""One\n===\n\nA.\n\nTwo\n===\n\nB.\n"""\nA = 1\n',
    "pack/numpy.py": '"""Notes\n-----\nA note.\n"""\nA = 1\n',
    "pack/plain.py": '"""Plain."""\nA = 1\n',
}


def test_a_title_in_a_modules_docstring_is_the_heading_of_its_page(
    build: _Build, tmp_path: Path
) -> None:
    """It stands alone if it is the only one of its level; a name that it lacks is above it."""
    done = build(_HEADINGS, "pack")

    assert (done.returncode, done.stderr) == (0, "")
    shown = {}
    for name in ("pack", "named", "other", "two", "numpy", "plain"):
        body = _page(tmp_path, f"api/{'pack' if name == 'pack' else f'pack.{name}'}.html")
        main = body.select_one("div.body")
        assert main is not None
        names = [code.get_text() for code in main.select(":scope > p > code")]
        headings = [title.get_text().rstrip("¶") for title in main.select("h1, h2")]
        shown[name] = (names, headings)
    assert shown == {
        "pack": ([], ["pack"]),
        "named": ([], ["pack.named: by names"]),
        "other": (["pack.other"], ["Other things", "Use"]),
        "two": ([], ["pack.two", "One", "Two"]),
        "numpy": ([], ["pack.numpy", "Notes"]),
        "plain": ([], ["pack.plain"]),
    }
    inside = _page(tmp_path, "api/pack.html").select_one("section#pack dt#pack\\.Box")
    assert inside is not None
    sidebar = _page(tmp_path, "api/pack.plain.html").select_one("div.sphinxsidebar")
    assert sidebar is not None
    below = sidebar.select('a[href="pack.html"] + ul a')
    pages = (f"pack.{name}.html" for name in ("named", "numpy", "other", "two"))
    assert {str(link["href"]) for link in below} >= {"#", *pages}
    start = _page(tmp_path, "index.html").select("table.autodocgen-summary tbody tr")
    said = {tuple(cell.get_text().strip() for cell in row.select("td")) for row in start}
    assert said >= {
        ("pack", "Packs things."),
        ("pack.other", "They help."),
        ("pack.named", "pack.named: by names"),
    }


_IMPORTED = "from .run import run\n__all__ = ['run', 'stop']\n"
_DEFINED = "def run(a):\n    return a\n"


@pytest.mark.parametrize(
    ("text", "flags", "shown"),
    [
        (_IMPORTED, (), ["run", "stop"]),
        (_DEFINED, (), ["run", "stop"]),
        (_IMPORTED, ("--static",), ["stop"]),
    ],
    ids=["imported", "defined", "static"],
)
def test_what_a_package_has_under_a_submodules_name_is_described(
    build: _Build, tmp_path: Path, text: str, flags: tuple[str, ...], shown: list[str]
) -> None:
    """Both are described, one without an entry in the index, and nothing is warned of."""
    files = {
        "pack/__init__.py": f'"""Packs."""\n\n{text}\ndef stop():\n    pass\n',
        "pack/run.py": '"""Runs."""\n\ndef run(a):\n    return a\n',
    }
    build(files, "pack", *flags)

    names = [name.get_text() for name in _page(tmp_path, "api/pack.html").select(".descname")]
    assert sorted(names) == shown
    assert _described(_page(tmp_path, "api/pack.run.html")) == ["pack.run.run"]
    assert (tmp_path / "out" / ".autodocgen" / "warnings.txt").read_text("utf-8") == ""


def test_what_is_reexported_of_another_package_is_left_to_its_own_pages(
    build: _Build, tmp_path: Path
) -> None:
    """``__all__`` may offer a class of Python's own, which isn't this project's to document."""
    text = '"""C."""\n\nfrom http.server import HTTPServer\n\n__all__ = ["HTTPServer", "pack"]\n'
    build({"compat.py": f"{text}\ndef pack(a):\n    return a\n"}, "compat.py")

    assert _described(_page(tmp_path, "api/compat.html")) == ["compat.pack"]


def test_a_module_without_a_docstring_is_listed_with_what_it_has(
    build: _Build, tmp_path: Path
) -> None:
    """The first names in it, as links, stand where its summary would."""
    functions = "".join(f"def do_{letter}(): pass\n" for letter in "abcdef")
    build(
        {
            "pack/__init__.py": "",
            "pack/many.py": f"LIMIT = 3\n{functions}class Box: pass\n",
            "pack/few.py": "LIMIT = 3\nTYPE_CHECKING = False\n",
        },
        "pack",
    )

    assert _described(_page(tmp_path, "api/pack.few.html")) == ["pack.few.LIMIT"]
    start = _page(tmp_path, "index.html").select("table.autodocgen-summary tbody tr")
    said = [[cell.get_text().strip() for cell in row.select("td")] for row in start]
    assert said == [
        ["pack", "few, many"],
        ["pack.few", "LIMIT"],
        ["pack.many", "Box, do_a, do_b, do_c, do_d and 3 more"],
    ]
    assert [str(link["href"]) for link in start[1].select("a")] == [
        "api/pack.few.html#module-pack.few",
        "api/pack.few.html#pack.few.LIMIT",
    ]


def test_docstrings_in_markdown_are_found_out(build: _Build, tmp_path: Path) -> None:
    """Fences in a section are code, and nothing is warned of."""
    text = (
        '"""Words, see [this](https://example.org)."""\n\n\n'
        'def say(word):\n    """Say a word.\n\n    Args:\n        word (str): Any.\n\n'
        "    Examples:\n        ```pycon\n        >>> say(\"a\")\n        'a'\n\n        ```\n"
        '    """\n    return word\n'
    )
    done = build({"words.py": text}, "words")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Log:" not in done.stdout
    page = _page(tmp_path, "api/words.html")
    assert page.select_one(".highlight-pycon") is not None
    assert "```" not in page.get_text()


_STYLES = {
    "google": ("Args:\n        a (int): One.\n", "sphinx.ext.napoleon"),
    "numpy": ("Parameters\n    ----------\n    a : int\n        One.\n", "numpydoc"),
    "rest": (":param a: One.\n", None),
}


@pytest.mark.parametrize(("section", "extension"), _STYLES.values(), ids=_STYLES)
def test_the_extension_for_sections_is_that_for_the_docstrings(
    build: _Build, tmp_path: Path, section: str, extension: str | None
) -> None:
    """Numpydoc reads NumPy's, napoleon Google's, and fields need none."""
    source = f'def f(a):\n    """Do it.\n\n    {section}    """\n'
    done = build({"mod.py": source}, "mod", "--config")

    found = [name for name in ("sphinx.ext.napoleon", "numpydoc") if f'"{name}"' in done.stdout]
    assert found == ([extension] if extension else [])


def test_the_configuration_can_be_taken_over(build: _Build, tmp_path: Path) -> None:
    """What ``--config`` prints is Python, and Sphinx makes the same of it, without a warning."""
    printed = build({"mod.py": _MODULE}, "./mod.py", "--config")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert not (tmp_path / "out" / "index.html").exists()
    assert build({}, "./mod.py").returncode == 0

    source = tmp_path / "out" / ".autodocgen" / "source"
    assert (source / "conf.py").read_text(encoding="utf-8") == printed.stdout
    assert runpy.run_path(str(source / "conf.py"))["project"] == "mod"
    shutil.copytree(source, tmp_path / "taken" / "docs")
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "docs", "html"]
    subprocess.run(command, cwd=tmp_path / "taken", check=True, env={"PYTHONPATH": str(_ROOT)})
    assert _described(_page(tmp_path, "../taken/html/api/mod.html")) == ["mod.pack"]


def test_only_what_a_module_lacks_is_mocked(build: _Build, tmp_path: Path) -> None:
    """A guarded import stays unmocked; what only Windows has is mocked, wherever it's imported."""
    files = {
        "lib/__init__.py": '"""A library."""\n',
        "lib/guarded.py": (
            '"""Guarded."""\ntry:\n    import surely_absent_one\nexcept ImportError:\n'
            '    surely_absent_one = None\n\nSTATE = "with" if surely_absent_one else "without"\n'
            '"""How it is."""\n'
        ),
        "lib/late.py": (
            '"""Late."""\n\n\ndef load():\n    """Load it."""\n    import surely_absent_two\n\n'
            "    return surely_absent_two\n\n\nload()\n"
        ),
        "lib/win.py": '"""For Windows."""\nimport _winapi\n\nWAIT = _winapi.WAIT\n',
    }
    done = build(files, "lib")

    assert (done.returncode, done.stderr) == (0, "")
    conf = (tmp_path / "out" / ".autodocgen" / "source" / "conf.py").read_text(encoding="utf-8")
    assert 'autodoc_mock_imports = ["_winapi", "surely_absent_two"]' in conf
    assert "'without'" in _page(tmp_path, "api/lib.guarded.html").get_text()
    assert _described(_page(tmp_path, "api/lib.late.html")) == ["lib.late.load"]


_STUBBORN = '''"""Stubborn."""

from __future__ import annotations

import abc

%s


class Base(abc.ABC):
    """A base."""

    limit: int = 3

    def __init__(self, size: int) -> None:
        self.size = size
        """How large it is."""

    @abc.abstractmethod
    async def wait(self, seconds=1.5):
        """Wait.

        Args:
            seconds (float): How long.
        """


class Wide(Base):
    """A wide one."""

    @staticmethod
    def is_wide(of: Base) -> bool:
        return of.size > 3

    @property
    def half(self) -> float:
        return self.size / 2

    def _hidden(self):
        pass


class TooWideError(ValueError):
    """It is too wide."""


def twice(n, *rest, by=2):
    if n < 0:
        raise ValueError("negative")
    return n * by
'''

_ENDINGS = {"raises": "1 / 0", "ends": "import os\nos._exit(7)", "leaves": "raise SystemExit(3)"}


@pytest.mark.parametrize("ending", _ENDINGS.values(), ids=_ENDINGS)
def test_a_module_that_cant_be_imported_is_described_from_its_source(
    build: _Build, tmp_path: Path, ending: str
) -> None:
    """One line says so; others are imported as ever, and those after it too."""
    files = {
        "lib/__init__.py": '"""A library."""\n',
        "lib/bad.py": _STUBBORN % ending,
        "lib/good.py": _MODULE,
    }
    done = build(files, "lib")

    assert done.returncode == 1
    assert re.fullmatch(
        r"\S+bad\.py: WARNING: can't import 'lib\.bad', so it's described from its source: "
        r".*\[autodocgen\.import\]\n",
        done.stderr,
    )
    assert "lib.bad.twice" in _described(_page(tmp_path, "api/lib.bad.html"))
    assert _described(_page(tmp_path, "api/lib.good.html")) == ["lib.good.pack"]


def test_a_static_site_has_what_autodoc_would_show(build: _Build, tmp_path: Path) -> None:
    """Nothing is imported: signatures, types, docstrings, members and links are the source's."""
    done = build({"bad.py": _STUBBORN % "1 / 0"}, "bad", "--static")

    assert (done.returncode, done.stderr) == (0, "")
    assert "Log:" not in done.stdout
    page = _page(tmp_path, "api/bad.html")
    assert _described(page) == [
        "bad.Base", "bad.Base.limit", "bad.Base.size", "bad.Base.wait", "bad.Wide",
        "bad.Wide.is_wide", "bad.Wide.half", "bad.TooWideError", "bad.twice",
    ]  # fmt: skip
    heads = [" ".join(term.get_text().split()) for term in page.select("dt.py[id]")]
    shown = [head.removesuffix("[source]¶").removesuffix("¶").strip() for head in heads]
    assert shown[:7] == [
        "class Base(size: int)",
        "limit: int = 3",
        "size: int",
        "abstractmethod async wait(seconds=1.5)",
        "class Wide(size: int)",
        "static is_wide(of: Base) → bool",
        "property half: float",
    ]
    assert shown[7].startswith("exception TooWideError")
    assert shown[8].startswith("twice(n: ")
    wide = page.find(id="bad.Wide").parent  # type: ignore[union-attr]
    assert wide.select_one('a[href="#bad.Base"]') is not None  # type: ignore[union-attr]
    assert "If n is negative" in " ".join(page.get_text().split())
    assert page.select(".autodocgen-mark")


@pytest.fixture
def port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _eventually(ask: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if ask():
            return True
        time.sleep(0.2)
    return False


def test_a_served_site_follows_its_files(tmp_path: Path, port: int) -> None:
    """A change of a module is on the page soon; the server is this machine's own."""
    pytest.importorskip("sphinx_autobuild", reason="needs the extra 'serve'")
    source = tmp_path / "mod.py"
    source.write_text(_MODULE, encoding="utf-8")

    def says(words: str) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/mod.html", timeout=5) as page:
                return words in page.read().decode()
        except OSError:
            return False

    flags = ["--output", "out", "--theme", "alabaster", "--offline", "--serve", "--port", str(port)]
    server = subprocess.Popen(
        [*_COMMAND, "./mod.py", *flags], cwd=tmp_path, stdout=subprocess.DEVNULL
    )
    try:
        assert _eventually(lambda: says("Pack it."))
        source.write_text(_MODULE.replace("Pack it.", "Wrap it up."), encoding="utf-8")
        assert _eventually(lambda: says("Wrap it up."))
        with pytest.raises(OSError, match="refused"):  # a server for all would listen there, too
            socket.create_connection(("127.0.0.2", port), timeout=5)
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
def test_a_terminal_shows_how_far_it_is(tmp_path: Path) -> None:
    """A bar is drawn and taken away; elsewhere there's a line for each step."""
    import pty  # noqa: PLC0415  # POSIX only

    (tmp_path / "mod.py").write_text(_MODULE, encoding="utf-8")
    command = [*_COMMAND, "./mod.py", "--output", "out", "--theme", "alabaster", "--offline"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(command, cwd=tmp_path, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    try:
        while chunk := os.read(ours, 4096):
            said += chunk
    except OSError:  # the other end is closed
        pass
    assert process.wait(60) == 0
    text = said.decode()
    assert re.search(r"\r\[#+\.*\] reading \d of 4: api/mod", text)
    assert "\r\x1b[KHTML:" in text

    (tmp_path / "mod.py").write_text(_MODULE.replace("Pack", "Wrap"), encoding="utf-8")
    plain = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
    assert re.search(r"^reading \d pages?\nwriting 4 pages\nHTML:", plain, re.MULTILINE)
    assert "\r" not in plain

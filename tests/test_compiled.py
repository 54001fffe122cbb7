"""The compiled pages as directives, and terms: what is on the pages is what the code says."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import markdown_facts
import pytest
from docutils import nodes
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.pages.uses import uses
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = [
    pytest.mark.filterwarnings("ignore:'myst_parser"),  # its own, on Sphinx 9
    pytest.mark.slow,
]

ROOT = Path(__file__).parent / "roots" / "test-compiled"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], SphinxTestApp]]:
    """Return a function that builds the project with a builder, from the same doctrees."""
    source = tmp_path_factory.mktemp("compiled") / "source"
    shutil.copytree(ROOT, source)
    apps: list[SphinxTestApp] = []

    def run(name: str) -> SphinxTestApp:
        overrides = {"nitpicky": True, "autodocgen_markdown": True}
        app = SphinxTestApp(name, srcdir=source, confoverrides=overrides)
        apps.append(app)
        app.build()
        return app

    yield run
    for app in apps:
        app.cleanup()


@pytest.fixture(scope="module")
def app(build: Callable[[str], SphinxTestApp]) -> SphinxTestApp:
    """Return an HTML build."""
    return build("html")


@pytest.fixture(scope="module")
def text(app: SphinxTestApp, build: Callable[[str], SphinxTestApp]) -> str:
    """Return the page as text."""
    return (Path(build("text").outdir) / "index.txt").read_text(encoding="utf-8")


def test_no_warnings(app: SphinxTestApp) -> None:
    """All references lead somewhere, and nothing is wrong."""
    said = [line for line in app.warning.getvalue().split("\n") if "already registered" not in line]

    assert said == [""]


def test_titles(app: SphinxTestApp) -> None:
    """In a section the parts are sections, elsewhere rubrics, each with a name of its own."""
    index, inside = app.env.get_doctree("index"), app.env.get_doctree("markdown")
    titles = [title.astext() for title in index.findall(nodes.title)]
    names = [name for section in index.findall(nodes.section) for name in section["ids"]]

    assert titles[3:] == [
        "Index of names", "Terms", "Class", "Function", "Method", "Data", "Changes",
        "2.0 (2026-02-01)", "1.1 (2026-01-02)", "Code",
    ]  # fmt: skip
    assert len(set(names)) == len(names)
    assert [node.astext() for node in inside.findall(nodes.rubric)][:4] == [
        "Terms", "G", "T", "1.1 (2026-01-02)",
    ]  # fmt: skip


PARTS = {
    "description": "Gears that <turn>.",
    "property": "Version:\n   2.0\n",
    "signature": '"def turn(by: int = 1) -> int"',
    "docstring": "   Turn by some teeth.\n\n   by:\n      How many *teeth*.",
    "complexity": 'Function in "gears". Complexity: cyclomatic 2 (A), cognitive 0,',
    "users": 'Used by "gears.Gear.turn", "gears.train".',
    "a method's user": 'Used by "gears.GearBox.start".',
    "special characters": 'Start it: "|" and {{ braces }}.',
    "a heading in a docstring": "   -[ Stop ]-\n\n   Stop it, see *nowhere*.",
    "generated": 'Return whether "gear" is true. generated',
    "a term": "ratchet wheel\n   A ratchet wheel is a *gear* that turns one way only.",
    "where it's from": 'From "gears.Gear". Used by "gears", "gears.RATIO", "gears.GearBox".',
    "a change": '* A **gear** with "teeth", see the page.',
    "code": '   def train(*gears: Gear) -> int:\n       """Turn all gears, see :class:`Gear`."""',
}


@pytest.mark.parametrize("fragment", PARTS.values(), ids=PARTS)
def test_parts(text: str, fragment: str) -> None:
    """What is known of the project is on the page."""
    assert fragment in text


def test_code(app: SphinxTestApp) -> None:
    """Source code is shown byte for byte."""
    blocks = list(app.env.get_doctree("markdown").findall(nodes.literal_block))

    assert blocks[-1].astext() + "\n" == (ROOT / "gears.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["latex", "epub", "man"])
def test_builders(build: Callable[[str], SphinxTestApp], name: str) -> None:
    """Any builder can write the pages."""
    written = {"latex": "*.tex", "epub": "*.epub", "man": "*.1"}[name]

    assert list(Path(build(name).outdir).glob(written))


def _links(app: SphinxTestApp, docname: str) -> list[str]:
    page = (Path(app.outdir) / f"{docname}.html").read_text(encoding="utf-8")
    return [part.split("</a>")[0] for part in page.split('<a class="reference internal" ')[1:]]


def test_terms(app: SphinxTestApp) -> None:
    """Plurals, other cases and the names of classes are found, with what they mean."""
    links = _links(app, "index")
    start = 'href="#term-wheel" title="What turns."><span class="xref std std-term">'

    assert f"{start}wheels</span>" in links
    assert f"{start}WHEEL</span>" in links
    assert any('#gears.GearBox"' in link and "gear boxes" in link for link in links)
    assert (
        'href="#autodocgen-term-ratchet-wheel" title="A ratchet wheel is a gear that turns one way '
        'only."><span class="xref std std-term">Ratchet wheels</span>'
    ) in links


def test_first_uses(app: SphinxTestApp) -> None:
    """The first use of a term on a page is a link; not in titles and code, nor in other words."""
    links = [link for link in _links(app, "later") if "autodocgen-term" in link]

    assert links == [
        'href="index.html#term-idle-gear" title="A gear without a task.">'
        '<span class="autodocgen-term">Idle gears</span>',
        'href="index.html#term-wheel" title="What turns.">'
        '<span class="autodocgen-term">wheels</span>',
    ]


def test_single(tmp_path: Path) -> None:
    """The compiled pages can be one document, with all links inside it."""
    shutil.copytree(ROOT, tmp_path / "source")
    overrides = {"autodocgen_markdown_pages": "single"}
    app = SphinxTestApp("autodocgen-markdown", srcdir=tmp_path / "source", confoverrides=overrides)
    app.build()
    folder = Path(app.outdir) / "project"
    found = markdown_facts.of_markdown((folder / "project.md").read_text(encoding="utf-8"))

    assert [path.name for path in folder.iterdir()] == ["project.md"]
    assert {"#gears.train", "#page-source-gears.md"} <= set(found.links)
    inside = {address[1:] for address in found.links if address.startswith("#")}
    outside = {address.partition("#")[0] for address in found.links} - {""}

    assert inside <= set(found.anchors)
    assert all(":" in address or (folder / address).is_file() for address in outside)
    assert len(set(found.anchors)) == len(found.anchors)
    app.cleanup()


def test_unchanged_pages_stay(tmp_path: Path) -> None:
    """The project's pages are written again only if something that they show has changed."""
    shutil.copytree(ROOT, tmp_path / "source")
    source = tmp_path / "source"

    def build() -> list[int]:
        excluded = ["_build", "CHANGELOG.md"]
        overrides = {"autodocgen_markdown": True, "exclude_patterns": excluded}
        app = SphinxTestApp("html", srcdir=source, confoverrides=overrides)
        app.build()
        folder = Path(app.outdir) / "markdown" / "project"
        app.cleanup()
        return [path.stat().st_mtime_ns for path in sorted(folder.rglob("*.md"))]

    before = build()

    assert before == build()

    with (source / "CHANGELOG.md").open("a", encoding="utf-8") as file:
        file.write("\n## 0.9\n\n- Begin\n")

    assert all(old < new for old, new in zip(before, build(), strict=True))


def test_extension_that_expects_a_source(tmp_path: Path) -> None:
    """An extension that fails on a page without a source costs a warning, and no page."""
    (tmp_path / "gears.py").write_text('"""Gears."""\n', encoding="utf-8")
    (tmp_path / "conf.py").write_text(
        "extensions = ['sphinxcontrib_autodocgen']\nautodocgen_packages = ['gears.py']\n\n\n"
        "def setup(app):\n"
        "    app.connect('doctree-resolved', lambda app, tree, name: app.env.titles[name])\n"
    )
    (tmp_path / "index.rst").write_text("Page\n====\n", encoding="utf-8")
    app = SphinxTestApp("autodocgen-markdown", srcdir=tmp_path)
    app.build()
    said = app.warning.getvalue()
    written = (Path(app.outdir) / "project" / "source" / "gears.md").is_file()
    app.cleanup()

    assert written
    assert "project/summary: Handler" in said


LINKED = {
    "a document": ("[a guide](docs/guide.rst)", "[a guide](../guide.md)"),
    "a picture": ("![a box](docs/box.png)", "![a box](../_images/box.png)"),
    "a file": ("[it](box.py)", "[it](https://github.com/org/box/blob/HEAD/box.py)"),
    "nothing": ("[it](gone.py) ![a picture](gone.png)", "it a picture"),
    "the web": ("<https://example.org/x>", "<https://example.org/x>"),
    "code": ("`[it](gone.py)`", "`[it](gone.py)`"),
    "a heading": ("[it](#x)", "[it](#x)"),
}


def test_links_of_the_changelog(tmp_path: Path) -> None:
    """Links in a changelog lead from where its file is, to pages or to the repository."""
    docs = tmp_path / "docs"
    docs.mkdir()
    entries = "".join(f"- {written}\n" for written, _ in LINKED.values())
    (tmp_path / "CHANGELOG.md").write_text(f"# Changes\n\n## 1.0\n\n{entries}", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "box"\n', encoding="utf-8")
    (tmp_path / "box.py").write_text('"""A box."""\n', encoding="utf-8")
    (docs / "conf.py").write_text("extensions = ['sphinxcontrib_autodocgen']\n")
    (docs / "index.rst").write_text("Page\n====\n\n.. autodocgen-changelog::\n")
    (docs / "guide.rst").write_text(":orphan:\n\nGuide\n=====\n")
    (docs / "box.png").write_bytes(b"")
    remote = "https://github.com/org/box"
    for words in (["init", "-q"], ["remote", "add", "origin", remote]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)
    overrides = {"autodocgen_packages": ["../box.py"]}
    app = SphinxTestApp("autodocgen-markdown", srcdir=docs, confoverrides=overrides)
    app.build()
    pages = [Path(app.outdir) / name for name in ("index.md", "project/changelog.md")]
    texts = [page.read_text(encoding="utf-8") for page in pages]
    said = app.warning.getvalue()
    app.cleanup()

    assert "CHANGELOG" not in said
    assert "docs/" not in said.replace(str(docs), "")
    for name, (_, expected) in LINKED.items():
        assert f"- {expected}\n" in texts[1], name
        assert f"- {expected.replace('../', '')}\n" in texts[0], name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "CHANGES.md",
            "## 1.0\n\n- Mend {issue}`7` by {user}`ann`: {meth}`~box.open`, {ref}`there`\n",
        ),
        (
            "CHANGES.rst",
            "1.0\n===\n\n- Mend :issue:`7` by :user:`ann`: :meth:`~box.open`, :ref:`there`\n",
        ),
    ],
    ids=["Markdown", "reST"],
)
def test_a_page_is_not_to_blame_for_its_changelog(
    tmp_path: Path, make_app: Callable[..., SphinxTestApp], name: str, text: str
) -> None:
    """Roles that nobody defines and labels that nobody set are what they're about."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "box"\n', encoding="utf-8")
    (tmp_path / "box.py").write_text('"""A box."""\n', encoding="utf-8")
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text("extensions = ['sphinxcontrib_autodocgen']\n")
    (docs / "index.rst").write_text("Page\n====\n\n.. autodocgen-changelog::\n   :sources: file\n")
    app = make_app("text", srcdir=docs, confoverrides={"autodocgen_packages": ["../box.py"]})
    app.build()

    assert app.warning.getvalue() == ""
    shown = (app.outdir / "index.txt").read_text(encoding="utf-8")
    assert 'Mend #7 by "ann": "open()"' in shown


USES = """
import json
from pkg import other as alias
from .sub import thing


def hidden(thing):
    return thing, json.dumps


def local():
    alias.thing()
    thing = alias.make().name
    return thing


class Base:
    limit = thing()

    def one(self):
        return self.two(lambda: thing)

    def two(self, call):
        return call
"""


def test_api_changes(tmp_path: Path) -> None:
    """With the option the changelog says what a release did to the API."""
    shutil.copytree(ROOT, tmp_path / "source")
    source, pages = tmp_path / "source", tmp_path / "source" / "docs"
    pages.mkdir()
    page = "Page\n====\n\n.. autodocgen-changelog::\n   :api:\n   :limit: 1\n   :sources: git\n"
    for name in ("markdown.md", "later.rst", "CHANGELOG.md"):
        (source / name).unlink()
    (source / "index.rst").unlink()
    (source / "conf.py").rename(pages / "conf.py")
    (pages / "index.rst").write_text(page, encoding="utf-8")

    def git(*words: str) -> None:
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        subprocess.run(["git", *who, *words], cwd=source, check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "Begin")
    git("tag", "v1.0")
    code = (
        (source / "gears.py")
        .read_text(encoding="utf-8")
        .replace("def is_ready(gear)", "def is_ready()")
    )
    (source / "gears.py").write_text(code, encoding="utf-8")
    git("commit", "-qam", "Ask nobody")
    git("tag", "v1.1")
    overrides = {"autodocgen_packages": ["../gears.py"]}
    app = SphinxTestApp("text", srcdir=pages, confoverrides=overrides)
    app.build()
    text = (Path(app.outdir) / "index.txt").read_text(encoding="utf-8")
    app.cleanup()

    assert "Ask nobody" in text
    assert '* "gears.is_ready": ' in text
    assert "(breaking)" in text


def test_bad_input(tmp_path: Path) -> None:
    """What is wrong is one line each, and the rest is shown."""
    (tmp_path / "gears.py").write_text('class Gear:\n    """A gear."""\n', encoding="utf-8")
    (tmp_path / "conf.py").write_text("extensions = ['sphinxcontrib_autodocgen']\n")
    (tmp_path / "index.rst").write_text(
        "Page\n====\n\n.. autodocgen-glossary::\n   :kinds: class gadget\n\n"
        ".. autodocgen-changelog::\n   :sources: post file\n\n"
        ".. autodocgen-source:: gears.Shaft gears.Gear\n",
        encoding="utf-8",
    )
    overrides = {"autodocgen_packages": ["gears.py"], "autodocgen_markdown_split_size": 0}
    app = SphinxTestApp("text", srcdir=tmp_path, confoverrides=overrides)
    app.build()
    text = (Path(app.outdir) / "index.txt").read_text(encoding="utf-8")
    said = [line for line in app.warning.getvalue().split("\n") if "already registered" not in line]
    app.cleanup()

    assert len(said) == 5
    assert "autodocgen_markdown_split_size = 0: expected float > 0.0; the default 5.0" in said[0]
    assert "index.rst:4: WARNING: autodocgen-glossary: there is no kind 'gadget'; known:" in said[1]
    assert "there is no source 'post'; known: " in said[2]
    assert "nothing named 'gears.Shaft' was analysed" in said[3]
    assert "A gear." in text
    assert "There are no releases yet." in text
    assert "class Gear:" in text


def test_uses(tmp_path: Path) -> None:
    """A use counts where the name can mean nothing else."""
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").write_text("from .sub import thing\n")
    (package / "sub.py").write_text("def thing(): return 1\n")
    (package / "other.py").write_text("from pkg import thing\n\ndef make(): return thing()\n")
    (package / "user.py").write_text(USES)
    project = pipeline.run(Settings(packages=(str(package),), cache="off", jobs=1), tmp_path)

    assert uses(project) == {
        "pkg.other.make": ["pkg.user.local"],
        "pkg.sub.thing": ["pkg.other.make", "pkg.user.local", "pkg.user.Base", "pkg.user.Base.one"],
        "pkg.user.Base.two": ["pkg.user.Base.one"],
    }

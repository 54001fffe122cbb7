"""Beside other extensions, in any order: no warning, and the same text."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sphinx
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp

pytestmark = pytest.mark.slow

_EVERYTHING = {"autodocgen_vacuous": True, "autodocgen_show_undocumented": "all"}
_OURS = "sphinxcontrib_autodocgen"

_DRAWS = pytest.mark.skipif(shutil.which("dot") is None, reason="needs graphviz")
_NO_GIT = ["autodocgen.git"]

_Farm = Callable[..., SphinxTestApp]

_FULL = "Whether the number of items in self.animals is at least self.capacity . generated"
"""The sentence on a property that nobody described."""


@pytest.fixture
def farm(make_app: Callable[..., SphinxTestApp], rootdir: Path, tmp_path: Path) -> _Farm:
    """Return a function that builds the project with some extensions, pages and settings."""
    count = 0

    def build(
        extensions: list[str], *pages: str, builder: str = "html", **conf: object
    ) -> SphinxTestApp:
        nonlocal count
        count += 1
        for name in extensions:
            pytest.importorskip(name, reason="can't be had for these versions")
        source = tmp_path / str(count)
        shutil.copytree(rootdir / "test-neighbours", source)
        for page in pages:
            shutil.move(source / "extra" / page, source / page)
        with (source / "index.rst").open("a") as index:
            index.write("\n.. toctree::\n\n" + "".join(f"   {Path(p).stem}\n" for p in pages))
        app = make_app(
            builder,
            srcdir=source,
            confoverrides={
                "extensions": ["sphinx.ext.autodoc", *extensions],
                **(_EVERYTHING if _OURS in extensions else {}),
                **conf,
            },
        )
        app.build()
        app.cleanup()
        for name in [name for name in sys.modules if name.partition(".")[0] == "farm"]:
            del sys.modules[name]
        assert app.warning.getvalue() == ""
        return app

    return build


def _text(app: SphinxTestApp, page: str = "index") -> str:
    """Return what a page shows, white space folded."""
    source = (app.outdir / f"{page}.html").read_text(encoding="utf-8")
    main = BeautifulSoup(source, "html.parser").select_one("[role=main], .body, article")
    assert main is not None
    return " ".join(main.get_text(" ").split()).replace(" ¶", "")


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of sphinx-autodoc-typehints
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "others",
    [
        ["sphinx.ext.napoleon", "sphinx.ext.viewcode", "sphinx.ext.todo"],
        ["numpydoc"],
        ["sphinx.ext.napoleon", "sphinx_autodoc_typehints"],
    ],
    ids=lambda others: others[-1],
)
def test_the_order_of_extensions_doesnt_matter(farm: _Farm, others: list[str]) -> None:
    """Before or after its neighbours, a page says the same."""
    if "sphinx_autodoc_typehints" in others and sphinx.version_info < (8, 2):
        pytest.skip("it warns by itself of names that are only imported for type checkers")
    conf: dict[str, object] = {
        "numpydoc": {"numpydoc_show_class_members": False},
        "sphinx_autodoc_typehints": {"suppress_warnings": ["sphinx_autodoc_typehints"]},
    }.get(others[-1], {})
    first = _text(farm([_OURS, *others], **conf))
    last = _text(farm([*others, _OURS], **conf))

    assert first == last
    assert "times ( int" in first or "times : int" in first
    assert _FULL in first
    assert "Overrides : Barn.described" in first


@pytest.mark.parametrize("value", ["signature", "description", "none", "both"])
def test_types_are_shown_where_autodoc_puts_them(farm: _Farm, value: str) -> None:
    """``autodoc_typehints`` says where inferred types stand, as it does for written ones."""
    text = _text(farm(["sphinx.ext.napoleon", _OURS], autodoc_typehints=value))

    assert ("times : int" in text) == (value in ("signature", "both"))
    assert ("times ( int inferred )" in text) == (value in ("description", "both"))
    assert ("times ( int ) – How often." in text) == (value in ("description", "both"))


def test_autosummary_makes_pages_of_all_modules(farm: _Farm) -> None:
    """A recursive autosummary fills its own pages, and a summary is in its table."""
    app = farm(
        ["sphinx.ext.autosummary", "sphinx.ext.viewcode", "sphinx.ext.napoleon", _OURS],
        "summary.rst",
        root_doc="summary",
        templates_path=["extra/templates"],
        exclude_patterns=["extra", "index.rst"],
    )

    text = _text(app, "generated/farm.barn")
    assert "Enumeration of 2 members" in text


def test_apidocs_pages_are_filled(farm: _Farm) -> None:
    """Pages that ``sphinx.ext.apidoc`` writes are as any other."""
    if sphinx.version_info < (8, 2):
        pytest.skip("came with Sphinx 8.2")
    app = farm(
        ["sphinx.ext.apidoc", "sphinx.ext.napoleon", _OURS],
        "all.rst",
        apidoc_modules=[
            {"path": "farm", "destination": "api", "separate_modules": True, "exclude_patterns": []}
        ],
        exclude_patterns=["extra", "index.rst"],
        root_doc="all",
    )

    assert "times : int" in _text(app, "api/farm.barn")


@_DRAWS
def test_automodapis_pages_are_filled(farm: _Farm) -> None:
    """Pages of sphinx-automodapi are as any other."""
    app = farm(
        ["sphinx_automodapi.automodapi", _OURS],
        "automodapi.rst",
        root_doc="automodapi",
        exclude_patterns=["extra", "index.rst"],
    )

    assert "pounds : int" in _text(app, "api/farm.feed.Hay")


@pytest.mark.parametrize("ours_first", [True, False])
def test_autoapi_shows_what_is_undocumented(farm: _Farm, ours_first: bool) -> None:
    """sphinx-autoapi, which imports nothing, shows filled objects that it would skip."""
    extensions = [_OURS, "autoapi.extension"] if ours_first else ["autoapi.extension", _OURS]
    app = farm(
        extensions,
        autoapi_dirs=["farm"],
        autoapi_options=["members"],
        autoapi_keep_files=False,
        exclude_patterns=["extra", "index.rst"],
        root_doc="autoapi/index",
    )

    text = _text(app, "autoapi/farm/barn/index")
    assert "times ( int inferred )" in text
    assert _FULL in text
    assert "Enum where members" not in text


@_DRAWS
def test_a_diagram_of_classes_is_drawn(farm: _Farm) -> None:
    """``inheritance_diagram`` and ``graphviz`` draw what we fill."""
    farm(["sphinx.ext.inheritance_diagram", "sphinx.ext.graphviz", _OURS], "diagram.rst")


def test_every_directive_works_in_myst(farm: _Farm) -> None:
    """A MyST page has directives and roles of ours, beside those of others."""
    app = farm(["myst_parser", _OURS], "page.md", suppress_warnings=_NO_GIT)

    text = _text(app, "page")
    assert "Barn inferred" in text
    assert "Coverage" in text
    assert "farm. barn" in text  # with a place where the line may break


def test_a_table_of_ours_may_stand_in_a_card(farm: _Farm) -> None:
    """sphinx-design's containers and the copy button take what we show."""
    extensions = ["myst_parser", "sphinx_design", "sphinx_copybutton", _OURS]
    app = farm(extensions, "cards.md", myst_enable_extensions=["colon_fence"])

    assert "farm. barn" in _text(app, "cards")


def test_cards_buttons_and_icons_are_markdown(farm: _Farm) -> None:
    """What sphinx-design puts around links and titles is known to the Markdown builder."""
    app = farm(["sphinx_design", _OURS], "buttons.rst", builder="autodocgen-markdown")

    page = (app.outdir / "buttons.md").read_text(encoding="utf-8").split("\n\n")
    assert page[2:] == [
        "A *title*",
        "Go to [Farm](index.md).",
        "[Buy it](https://example.org)",
        "An icon:\n",
    ]


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of themes
@pytest.mark.parametrize(
    "theme",
    ["alabaster", "furo", "sphinx_rtd_theme", "pydata_sphinx_theme", "sphinx_book_theme"],
)
def test_a_theme_shows_marks_without_script_or_inline_style(farm: _Farm, theme: str) -> None:
    """What we write is allowed by a strict policy for content, in every theme."""
    pytest.importorskip(theme, reason="can't be had for these versions")
    extensions = [theme] if theme == "sphinx_rtd_theme" else []
    app = farm(
        [*extensions, "myst_parser", _OURS], "page.md", html_theme=theme, suppress_warnings=_NO_GIT
    )

    for name in ("index", "page"):
        source = (app.outdir / f"{name}.html").read_text(encoding="utf-8")
        page = BeautifulSoup(source, "html.parser")
        ours = page.select("[class*=autodocgen], [class*=autodocgen] *")
        assert ours
        assert not [tag for tag in ours if tag.name in ("script", "style") or tag.has_attr("style")]
        assert not [a for tag in ours for a in tag.attrs if a.startswith("on")]
        assert page.select_one('link[href*="autodocgen.css"]')


@pytest.fixture
def inventory(make_app: Callable[..., SphinxTestApp], tmp_path: Path) -> Path:
    """Return the inventory of a project that documents some of Python."""
    source = tmp_path / "python"
    source.mkdir()
    (source / "conf.py").write_text("project = 'Python'\nversion = '3'\n")
    (source / "index.rst").write_text(
        "Python\n======\n\n.. py:class:: pathlib.Path\n\n.. py:class:: int\n\n"
        ".. py:class:: enum.IntEnum\n\n.. py:class:: collections.abc.Sequence\n"
    )
    app = make_app("html", srcdir=source)
    app.build()
    app.cleanup()
    return app.outdir / "objects.inv"


@pytest.mark.parametrize("ours_first", [True, False])
def test_names_are_links_where_they_resolve(farm: _Farm, inventory: Path, ours_first: bool) -> None:
    """An inferred type leads to the page or to another project, by the name that it really has."""
    order = [_OURS, "sphinx.ext.intersphinx"]
    app = farm(
        order if ours_first else order[::-1],
        intersphinx_mapping={"python": ("https://docs.python.org/3", str(inventory))},
        nitpick_ignore=[],
    )

    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    links = {str(a["href"]): a for a in page.select("a.reference")}
    outside = "https://docs.python.org/3/index.html#"
    assert f"{outside}pathlib.Path" in links
    assert links[f"{outside}int"].find_parent(class_="autodocgen-inferred")
    assert f"{outside}collections.abc.Sequence" in links  # a name below TYPE_CHECKING
    literals = {node.get_text() for node in page.select("code.autodocgen-name")}
    assert literals <= {"Iterable", "bool", "list", "None", "LARGE", "SMALL"}


def test_generated_text_never_counts_as_written(farm: _Farm) -> None:
    """Sphinx's own coverage is the same with us and without; ours is written beside it."""
    ours = farm(["sphinx.ext.coverage", "sphinx.ext.napoleon", _OURS], builder="coverage")
    alone = farm(
        ["sphinx.ext.coverage", "sphinx.ext.napoleon", "sphinx.ext.autodoc"], builder="coverage"
    )

    assert (ours.outdir / "python.txt").read_bytes() == (alone.outdir / "python.txt").read_bytes()
    report = (ours.outdir / "autodocgen.txt").read_text(encoding="utf-8")
    assert "farm.barn" in report


def test_an_authors_reference_leads_where_it_would_lead_without_us(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path
) -> None:
    """A name that also fits something shown because of us still has one target, the written one."""
    source = tmp_path / "docs"
    package = source / "silo"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    (package / "one.py").write_text('class Parser:\n    """Reads one."""\n')
    (package / "two.py").write_text(
        "class Parser:\n    def read(self, limit=3):\n        return limit + 1\n"
    )
    (package / "use.py").write_text(
        'def use(parser):\n    """Use a parser.\n\n    :param Parser parser: Any.\n    """\n'
    )
    (package / "deep.py").write_text(
        'from silo.two import Parser\n\n\nclass Reader:\n    """Reads."""\n\n'
        "    def __init__(self, parser: 'Parser'):\n        self.parser = parser\n"
    )
    (package / "heir.py").write_text(
        'from silo import deep\n\n\nclass Heir(deep.Reader):\n    """Reads more."""\n'
    )
    (source / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(source)!r})\nnitpicky = True\n"
        f"extensions = [{_OURS!r}]\nautodocgen_packages = ['silo']\n"
        "autodocgen_show_undocumented = 'all'\n"
    )
    modules = "".join(
        f".. automodule:: silo.{m}\n   :members:\n\n" for m in ("one", "two", "use", "heir")
    )
    (source / "index.rst").write_text(f"Silo\n====\n\n{modules}")
    app = make_app("html", srcdir=source)
    app.build()
    for name in [name for name in sys.modules if name.partition(".")[0] == "silo"]:
        del sys.modules[name]

    assert app.warning.getvalue() == ""
    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert page.find(id="silo.two.Parser.read")
    description = page.find(id="silo.use.use")
    assert isinstance(description, Tag)
    assert description.parent is not None
    links = [str(a["href"]) for a in description.parent.select("dd a.reference")]
    assert links == ["#silo.one.Parser"]
    heir = page.find(id="silo.heir.Heir")
    assert isinstance(heir, Tag)
    assert [str(a["href"]) for a in heir.select("em a.reference")] == ["#silo.two.Parser"]

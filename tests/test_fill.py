"""What autodoc's pages show of objects that no author documented."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp

pytestmark = pytest.mark.slow


def _page(app: SphinxTestApp) -> BeautifulSoup:
    app.build()
    assert app.warning.getvalue() == ""
    return BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")


def _shown(page: BeautifulSoup, name: str) -> str:
    """Return the text under an object's signature, white space folded."""
    anchor = page.find(id=name)
    assert isinstance(anchor, Tag), f"{name} isn't on the page"
    body = anchor.find_next_sibling("dd")
    assert isinstance(body, Tag)
    return " ".join(body.get_text(" ").split())


def _signature(page: BeautifulSoup, name: str) -> Tag:
    """Return an object's signature without the link to itself."""
    anchor = page.find(id=name)
    assert isinstance(anchor, Tag), f"{name} isn't on the page"
    for link in anchor.select("a.headerlink"):
        link.decompose()
    return anchor


def _said(page: BeautifulSoup, name: str) -> str:
    """Return an object's signature as text, white space folded."""
    return " ".join(_signature(page, name).get_text("").split())


@pytest.mark.sphinx("html", testroot="fill")
def test_inferred_parameter_types_are_shown_and_marked(app: SphinxTestApp) -> None:
    """A parameter's inferred type stands where autodoc shows written ones, with its mark."""
    page = _page(app)

    assert "strict: bool = " in _said(page, "kinds.scale")
    marked = _signature(page, "kinds.scale").select(".autodocgen-inferred")
    assert "bool" in [each.get_text() for each in marked]


@pytest.mark.sphinx("html", testroot="fill")
def test_a_raised_exception_has_its_condition(app: SphinxTestApp) -> None:
    """An exception's condition is put in words."""
    assert "ValueError – If factor is negative." in _shown(_page(app), "kinds.scale")


@pytest.mark.sphinx("html", testroot="fill")
def test_an_authors_docstring_is_left_as_it_is(app: SphinxTestApp) -> None:
    """What an author wrote is shown without any addition."""
    page = _page(app)

    assert _shown(page, "kinds.written") == (
        "Say what the author said, with emphasis . Parameters : depth – The author’s words."
    )
    assert _shown(page, "kinds.NAMES") == "Documented by its author."


@pytest.mark.sphinx("html", testroot="fill")
@pytest.mark.parametrize(
    "name",
    [
        "kinds.LIMIT",
        "kinds.shapes.Shape.sides",
        "kinds.shapes.Shape.cache",
        "kinds.shapes.Shape.Inner.depth",
        "kinds.shapes.Shape.is_flat",
        "kinds.shapes.Shape.label",
        "kinds.shapes.Shape.parse",
        "kinds.shapes.Square.sides",
        "kinds.fetch",
    ],
)
def test_every_kind_with_something_to_say_is_shown(app: SphinxTestApp, name: str) -> None:
    """Data, attributes, properties and methods that autodoc would skip are on the page."""
    page = _page(app)
    assert _signature(page, name).select(".autodocgen-inferred") or "inferred" in _shown(page, name)


@pytest.mark.sphinx(
    "html",
    testroot="fill",
    confoverrides={
        "autodoc_default_options": {"undoc-members": True},
        "autoclass_content": "both",
    },
)
def test_placeholders_of_python_are_not_taken_for_text(app: SphinxTestApp) -> None:
    """What NamedTuple and dataclass write by themselves gives way to what says more."""
    page = _page(app)
    text = page.get_text()

    assert "Create new instance of" not in _shown(page, "kinds.shapes.Named")
    assert "Create new instance of" in _shown(page, "kinds.shapes.Pair")  # nothing else is said
    assert text.count("Box(width") == 1  # the signature


@pytest.mark.sphinx("html", testroot="fill")
def test_private_members_stay_hidden(app: SphinxTestApp) -> None:
    """A private function isn't shown for having something to say about it."""
    assert _page(app).find(id="kinds._private") is None


@pytest.mark.sphinx("html", testroot="fill")
def test_only_what_a_module_offers_is_shown(app: SphinxTestApp) -> None:
    """What isn't in ``__all__``, or only imported, isn't shown for having something to say."""
    page = _page(app)

    assert page.find(id="kinds.offers.offered") is not None
    assert page.find(id="kinds.offers.kept_back") is None
    assert page.find(id="kinds.offers.Shape") is None


@pytest.mark.sphinx("html", testroot="fill")
def test_a_field_in_the_docstring_switches_an_object_off(app: SphinxTestApp) -> None:
    """``:autodocgen: off`` leaves the object alone and isn't shown itself."""
    page = _page(app)

    assert "off" not in (
        _shown(page, "kinds.switched_off") if page.find(id="kinds.switched_off") else ""
    )
    assert "autodocgen" not in page.get_text()


@pytest.mark.sphinx("html", testroot="fill")
def test_the_field_holds_for_all_that_is_inside(app: SphinxTestApp) -> None:
    """A class that is switched off has no generated members either."""
    assert _page(app).find(id="kinds.families.Quiet.method") is None


@pytest.mark.sphinx("html", testroot="fill")
def test_inherited_text_of_an_author_is_kept(app: SphinxTestApp) -> None:
    """An attribute that its base's author describes isn't described anew."""
    page = _page(app)

    shown = _shown(page, "kinds.families.Child.color")
    assert shown == "Said by the base’s author. Overrides : Base.color"
    assert _said(page, "kinds.families.Child.size").startswith("size: int")


@pytest.mark.sphinx(
    "html",
    testroot="fill",
    confoverrides={"extensions": ["sphinx.ext.napoleon", "sphinxcontrib_autodocgen"]},
)
def test_an_attributes_section_documents_the_attributes(app: SphinxTestApp) -> None:
    """What a class's docstring says of an attribute is neither repeated nor replaced."""
    page = _page(app)

    assert page.get_text().count("Said by the class’s author.") == 1
    assert _said(page, "kinds.families.Described.height").startswith("height: int")


@pytest.mark.sphinx("html", testroot="fill")
def test_the_mark_tells_evidence_and_confidence_to_everybody(app: SphinxTestApp) -> None:
    """The badge can be reached by keyboard and has a label with evidence and confidence."""
    mark = _page(app).select_one("span.autodocgen-mark")
    assert mark is not None

    assert mark["tabindex"] == "0"
    assert re.fullmatch(r"(inferred|generated): .+, \d+ % confidence", str(mark["aria-label"]))


@pytest.mark.sphinx("html", testroot="fill", confoverrides={"autodocgen_mark": "word"})
def test_the_mark_can_be_a_plain_word(app: SphinxTestApp) -> None:
    """With ``autodocgen_mark = "word"`` there's no badge."""
    page = _page(app)

    assert page.select_one(".autodocgen-mark[tabindex]") is None
    assert _said(page, "kinds.scale").endswith("(inferred)")


@pytest.mark.sphinx("text", testroot="fill")
def test_other_builders_get_the_plain_word(app: SphinxTestApp) -> None:
    """The text builder says "inferred" after each inferred type."""
    app.build()

    text = (app.outdir / "index.txt").read_text(encoding="utf-8")
    assert re.search(r"scale\(.*\) -> list \(inferred\)", text)


@pytest.mark.sphinx("html", testroot="fill", confoverrides={"autodocgen_fill": False})
def test_filling_can_be_switched_off(app: SphinxTestApp) -> None:
    """With ``autodocgen_fill = False`` pages are those of autodoc alone."""
    page = _page(app)

    assert page.find(id="kinds.scale") is None
    assert page.select_one(".autodocgen-mark") is None


@pytest.mark.sphinx("html", testroot="fill", confoverrides={"autodocgen_fill_kinds": ["function"]})
def test_filling_can_be_limited_to_kinds(app: SphinxTestApp) -> None:
    """Only the kinds in ``autodocgen_fill_kinds`` are filled."""
    page = _page(app)

    assert page.find(id="kinds.scale") is not None
    assert page.find(id="kinds.LIMIT") is None
    assert page.find(id="kinds.shapes.Shape.sides") is None


@pytest.mark.sphinx(
    "html", testroot="fill", confoverrides={"autodocgen_fill_exclude": ["*.shapes"]}
)
def test_filling_can_be_switched_off_by_module(app: SphinxTestApp) -> None:
    """Objects of modules in ``autodocgen_fill_exclude`` are left alone."""
    page = _page(app)

    assert page.find(id="kinds.scale") is not None
    assert page.find(id="kinds.shapes.Shape.sides") is None


@pytest.mark.sphinx("html", testroot="fill", confoverrides={"autodocgen_show_undocumented": "none"})
def test_showing_undocumented_members_can_be_switched_off(app: SphinxTestApp) -> None:
    """With ``autodocgen_show_undocumented = "none"`` autodoc decides what is shown."""
    page = _page(app)

    assert page.find(id="kinds.scale") is None
    assert page.find(id="kinds.LIMIT") is None


@pytest.mark.sphinx("html", testroot="fill", confoverrides={"autodocgen_packages": []})
def test_without_configuration_the_first_object_tells_the_package(app: SphinxTestApp) -> None:
    """With nothing configured and no project around, autodoc's first object is enough."""
    assert "strict: bool = " in _said(_page(app), "kinds.scale")


@pytest.mark.sphinx("html", testroot="fill")
def test_the_coverage_table_counts_generated_text_apart(app: SphinxTestApp) -> None:
    """Generated docstrings never count as written."""
    table = _page(app).select_one("table.autodocgen-coverage")
    assert table is not None

    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in table.select("tr")]
    total = rows[-1]
    assert total[0] == "Total"
    assert total[1] == "8"  # comments above values count apart
    assert int(total[2]) > 10


@pytest.mark.sphinx("html", testroot="fill")
def test_the_complexity_table_links_to_what_is_documented(app: SphinxTestApp) -> None:
    """Each public object in the table is a link to its place on the page."""
    table = _page(app).select_one("table.autodocgen-complexity")
    assert table is not None

    targets = [str(link["href"]) for link in table.select("a.reference")]
    assert "#kinds.shapes.Shape.parse" in targets


@pytest.mark.sphinx(
    "html",
    testroot="fill",
    confoverrides={
        "extensions": ["numpydoc", "sphinxcontrib_autodocgen"],
        "numpydoc_show_class_members": False,
    },
)
def test_numpydoc_leaves_generated_text_whole(app: SphinxTestApp) -> None:
    """Generated fields pass numpydoc unharmed."""
    page = _page(app)

    assert "strict: bool = " in _said(page, "kinds.scale")
    assert _said(page, "kinds.LIMIT") == "kinds.LIMIT: int = 10"


@pytest.mark.sphinx(
    "html",
    testroot="fill",
    confoverrides={"extensions": ["sphinxcontrib_autodocgen", "sphinx.ext.napoleon"]},
)
def test_napoleon_leaves_generated_text_whole(app: SphinxTestApp) -> None:
    """Generated fields pass napoleon unharmed, attributes included."""
    page = _page(app)

    assert "strict: bool = " in _said(page, "kinds.scale")
    assert _said(page, "kinds.LIMIT") == "kinds.LIMIT: int = 10"

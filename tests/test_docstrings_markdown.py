"""Docstrings in Markdown are read as Markdown, wherever they are on a page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes
from sphinx import addnodes
from sphinx.testing.util import SphinxTestApp

pytestmark = pytest.mark.filterwarnings("ignore:'myst_parser")  # its own, on Sphinx 9

ROOT = Path(__file__).parent / "roots" / "test-docstrings"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SphinxTestApp]:
    """Return a build of a project with docstrings in Markdown."""
    folder = tmp_path_factory.mktemp("docstrings") / "source"
    shutil.copytree(ROOT, folder)
    app = SphinxTestApp("html", srcdir=folder, confoverrides={"nitpicky": True})
    app.build()
    yield app
    app.cleanup()


@pytest.fixture(scope="module")
def page(app: SphinxTestApp) -> nodes.document:
    """Return the page."""
    return app.env.get_doctree("index")


def _described(page: nodes.document, name: str) -> addnodes.desc_content:
    for signature in page.findall(addnodes.desc_signature):
        if name in signature["ids"]:
            return next(signature.parent.findall(addnodes.desc_content))
    raise AssertionError(name)


def test_inline(page: nodes.document) -> None:
    """Links, emphasis and code are what they are in Markdown."""
    text = next(page.findall(nodes.paragraph))
    links = [link["refuri"] for link in page.findall(nodes.reference) if "refuri" in link]

    assert [node.astext() for node in text.findall(nodes.emphasis)] == ["Markdown"]
    assert "https://example.org" in links
    assert "code_" in [node.astext() for node in page.findall(nodes.literal)]


def test_blocks(page: nodes.document) -> None:
    """Tables, code and headings are there; a heading is no section."""
    cells = [entry.astext() for entry in page.findall(nodes.entry)]
    code = [block.astext() for block in _described(page, "frobs.frob").findall(nodes.literal_block)]

    assert cells[:4] == ["Head", "Other", "a|b", "c"]
    assert [text.strip() for text in code] == ['frob(":not a field:")']
    assert [rubric.astext() for rubric in page.findall(nodes.rubric)] == [
        "A heading",
        "Its heading",
    ]
    assert len(list(page.findall(nodes.section))) == 1


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("frob", ["What to frob, a Frob.", "How often.", "The frob.", "If it’s no thing."]),
        ("fields", ["A thing, see missing.thing.", "(int)"]),
        ("numbers", ["An x, with a list:", "two"]),
    ],
)
def test_sections(page: nodes.document, name: str, words: list[str]) -> None:
    """Sections in any style become fields, with Markdown in them."""
    content = _described(page, f"frobs.{name}")
    fields = [field.astext() for field in content.findall(nodes.field_list)]

    assert len(fields) == 1
    for word in words:
        assert word in fields[0]


def test_links_in_fields(page: nodes.document) -> None:
    """A link in a parameter's description is one."""
    content = _described(page, "frobs.frob")

    assert "https://example.org/thing" in [
        r.get("refuri") for r in content.findall(nodes.reference)
    ]


def test_attributes(page: nodes.document) -> None:
    """The colon in an attribute's docstring means nothing."""
    assert _described(page, "frobs.SIZE").astext() == "Size: three, and a link."
    assert _described(page, "frobs.Frob.size").astext() == "The size: in cm."


def test_by_name(page: nodes.document) -> None:
    """A docstring that a glob leaves out is reStructuredText."""
    assert _described(page, "frobs.plain").astext() == "Be in reStructuredText."


def test_warnings_name_the_line(app: SphinxTestApp) -> None:
    """What is wrong is said with file and line of the docstring; nothing else is."""
    said = [line for line in app.warning.getvalue().split("\n") if "already registered" not in line]

    assert len(said) == 2
    assert "frobs.py:docstring of frobs.fields:6: " in said[0]
    assert "missing.thing" in said[0]

"""What is added to docstrings that leave something out, on pages, in JSON and in Markdown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import docstring
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.model import (
    Evidence,
    Guess,
    Object,
    Parameter,
    Project,
    Raised,
    Result,
)
from sphinxcontrib_autodocgen.settings import Settings

_SECTIONS = Settings(complete="sections")
_NUMPYDOC = {"extensions": ["sphinx.ext.autodoc", "numpydoc", "sphinxcontrib_autodocgen"]}


def _shown(app: SphinxTestApp, name: str) -> str:
    """Build, and return the text under an object's signature, white space folded."""
    app.build()
    assert app.warning.getvalue() == ""
    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    anchor = page.find(id=f"partly.{name}")
    assert isinstance(anchor, Tag), f"{name} isn't on the page"
    body = anchor.find_next_sibling("dd")
    assert isinstance(body, Tag)
    return " ".join(body.get_text(" ").split())


@pytest.mark.sphinx("html", testroot="complete")
def test_a_page_has_the_authors_entries_and_ours_in_order(app: SphinxTestApp) -> None:
    """Parameters and sections are in their order, and only ours are marked."""
    text = _shown(app, "google")

    first, encoding, last = (
        text.index(part) for part in ("author’s first.", "text encoding", "author’s last.")
    )
    assert first < encoding < last < text.index("Raises") < text.index("An example of")
    assert "The author’s last. Raises" in text
    assert "such as utf-8 . generated" in text
    assert "If first is negative. generated" in text


@pytest.mark.sphinx("html", testroot="complete")
@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("numpy", ["such as utf-8 . generated", "If encoding is None . generated", "A note of"]),
        ("rest", ["such as utf-8 . generated", "If encoding is None . generated", "Added in"]),
        ("prose", ["Say only something", "such as utf-8 . generated", "If encoding is None ."]),
    ],
)
def test_each_style_gets_what_it_lacks(app: SphinxTestApp, name: str, parts: list[str]) -> None:
    """What is added stands before what an author puts behind entries."""
    text = _shown(app, name)

    assert [part for part in parts if part not in text] == []
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


@pytest.mark.sphinx("html", testroot="complete", confoverrides=_NUMPYDOC)
def test_numpydoc_shows_what_is_added(app: SphinxTestApp) -> None:
    """Beside numpydoc the result is one list of parameters too."""
    text = _shown(app, "numpy")

    assert text.count("Parameters") == 1
    assert "such as utf-8 . generated" in text


@pytest.mark.sphinx("html", testroot="complete")
@pytest.mark.parametrize("name", ["kept", "said"])
def test_nothing_is_added_where_it_is_said_or_not_wanted(app: SphinxTestApp, name: str) -> None:
    """A docstring that is switched off, or says it in its own way, stays as it is."""
    assert "generated" not in _shown(app, name)


@pytest.mark.sphinx("html", testroot="complete", confoverrides={"autodocgen_complete": "missing"})
def test_by_default_an_authors_docstring_stays(app: SphinxTestApp) -> None:
    """Without the option nothing is added to any docstring."""
    assert "generated" not in _shown(app, "google")


@pytest.mark.sphinx("autodocgen-markdown", testroot="complete")
def test_markdown_has_the_same(app: SphinxTestApp) -> None:
    """The Markdown builder shows what is added, with its mark."""
    app.build()
    text = (app.outdir / "index.md").read_text(encoding="utf-8")

    assert "If `encoding` is `None`" in text
    assert app.warning.getvalue() == ""


def test_json_has_the_whole_docstring(capsys: pytest.CaptureFixture[str]) -> None:
    """What ``inspect`` would generate for a partial docstring is all of it, completed."""
    path = Path(__file__).parent / "roots" / "test-complete" / "partly.py"
    assert main(["inspect", str(path), "--format", "json", "--complete", "sections"]) == 0
    (module,) = json.loads(capsys.readouterr().out)["modules"]
    found = {obj["name"]: obj["generated"] for obj in module["objects"]}

    untyped = re.sub(r"\n:r?type.*", "", found["partly.rest"])
    assert untyped == (
        "Read it all.\n\n"
        ":param first: The author's first.\n"
        ":param encoding: Name of the text encoding, such as ``utf-8``.\n"
        ":raises ValueError: If ``encoding`` is ``None``.\n\n"
        ".. versionadded:: 1.0"
    )
    assert found["partly.said"] is None


def _extended(text: str, **parts: object) -> str:
    obj = Object(
        name="m.f",
        kind="function",
        line=1,
        end_line=2,
        docstring=text,
        parameters=(
            _parameter("a"),
            _parameter("b"),
            _parameter("c"),
            Parameter("rest", "var-positional", description=_guess("The rest.")),
        ),
        returns=Result(type=_guess("int"), description=_guess("A sum.")),
        raises=(Raised("KeyError", _guess("If it is not there.")),),
    )
    return docstring.generated(obj, _SECTIONS, "google") or text


def _guess(text: str) -> Guess:
    return Guess(text, 1, Evidence("rule", "x"))


def _parameter(name: str) -> Parameter:
    guess = _guess(f"Words on {name}.")
    return Parameter(name, "positional-or-keyword", description=guess)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "Do.\n\nArgs:\n  b: B.\n    More.\n\nRaises:\n  KeyError: Never.",
            "Do.\n\nArgs:\n  a: Words on a.\n  b: B.\n    More.\n  c: Words on c.\n"
            "  *rest: The rest.\n\nReturns:\n  int: A sum.\n\nRaises:\n  KeyError: Never.",
            id="indentation and order of google",
        ),
        pytest.param(
            "Do.\n\nArgs:\n    a: A.\n\n    b: B.\n\nReturns:\n    It.",
            "Do.\n\nArgs:\n    a: A.\n\n    b: B.\n\n    c: Words on c.\n\n    *rest: The rest.\n\n"
            "Returns:\n    It.\n\nRaises:\n    KeyError: If it is not there.",
            id="blank lines between entries",
        ),
        pytest.param(
            "Do.\n\nParameters\n----------\na, b : int\n    Both.\n*rest\n    R.\n\nSee Also\n"
            "--------\ng",
            "Do.\n\nParameters\n----------\na, b : int\n    Both.\nc\n    Words on c.\n*rest\n"
            "    R.\n\nReturns\n-------\nint\n    A sum.\n\nRaises\n------\nKeyError\n"
            "    If it is not there.\n\nSee Also\n--------\ng",
            id="combined names of numpy",
        ),
        pytest.param(
            "Do.\n\n:param b: B.\n:type b: int\n:returns: It.",
            "Do.\n\n:param a: Words on a.\n:param b: B.\n:type b: int\n:param c: Words on c.\n"
            r":param \*rest: The rest." + "\n:returns: It.\n:raises KeyError: If it is not there.",
            id="fields",
        ),
        pytest.param(
            "Return a sum of a.\n\na -- one\nb -- two\nc: three\n`rest` - others\n\n"
            "May raise KeyError.",
            "Return a sum of a.\n\na -- one\nb -- two\nc: three\n`rest` - others\n\n"
            "May raise KeyError.",
            id="said in other words",
        ),
        pytest.param(
            "Do.\n\nKeyword Args:\n    x: Of others.\n\nArgs:\n    a: A.\n    b: B.\n    c: C.\n"
            "\nYields:\n    Them.\n\nRaises:\n    m.KeyError: Never.",
            "Do.\n\nKeyword Args:\n    x: Of others.\n\nArgs:\n    a: A.\n    b: B.\n    c: C.\n"
            "\nYields:\n    Them.\n\nRaises:\n    m.KeyError: Never.",
            id="arguments that have names of their own",
        ),
    ],
)
def test_entries_are_added_in_the_authors_style(before: str, after: str) -> None:
    """Each line of the author's stays; what is missing stands where its author would put it."""
    assert _extended(before) == after


def test_a_class_is_given_what_its_docstring_began(make_project: Callable[..., Project]) -> None:
    """A class that documents no parameter leaves them to its constructor."""
    source = (
        "class {}:\n    '''Box.\n\n    {}\n    '''\n"
        "    def __init__(self, a, encoding='utf-8'):\n"
        "        if encoding is None:\n            raise ValueError\n"
    )
    project = make_project(source.format("A", "Big.") + source.format("B", ":param a: A."))

    assert docstring.generated(project["mod.A"], _SECTIONS, "rest") is None
    assert ":param encoding:" in (docstring.generated(project["mod.B"], _SECTIONS, "rest") or "")


def test_completing_again_adds_nothing() -> None:
    """What was added is found when the docstring is read again."""
    once = _extended("Do.")

    assert once != "Do."
    assert _extended(once) == once


def test_a_field_is_described_without_its_type(make_project: Callable[..., Project]) -> None:
    """What Google's style puts before an attribute's docstring isn't said of its parameter."""
    project = make_project(
        "from dataclasses import dataclass\n\n@dataclass\nclass Column:\n"
        "    '''A column.'''\n\n    ratio: int\n    '''Optional[int]: Part of the width.'''\n"
    )
    (parameter,) = project["mod.Column"].parameters

    assert parameter.description is not None
    assert parameter.description.text == "Part of the width."

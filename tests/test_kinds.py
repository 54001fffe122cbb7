"""Every kind of object: what a page shows where no author wrote anything."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sphinx
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen.ext import nodes

pytestmark = pytest.mark.slow

_TABLE = Path(__file__).parent.parent / "docs" / "reference" / "kinds.md"

_KINDS: dict[str, list[tuple[str, str]]] = {
    "Module": [("module-zoo.callables", "Functions of every kind.")],
    "Function": [
        ("zoo.callables.function", "signature=size : int = 1 , * , strict : bool"),
        ("zoo.callables.function", "signature=→ int"),
        ("zoo.callables.function", "ValueError – If size is negative."),
        ("zoo.callables.refuse", "^Always raise NotADirectoryError . generated"),
    ],
    "Coroutine": [("zoo.callables.coroutine", "signature=→ bool")],
    "Generator": [("zoo.callables.generator", "Yields : int inferred")],
    "Asynchronous generator": [
        ("zoo.callables.async_generator", "Asynchronous version of generator . generated"),
        ("zoo.callables.async_generator", "Yields : int"),
    ],
    "Context manager": [("zoo.callables.manager", "signature=name : str")],
    "Decorated function": [("zoo.callables.decorated", "signature=depth : int")],
    "Overloads": [("zoo.callables.overloaded", "TypeError – If strict is true.")],
    "`functools.singledispatch`": [("zoo.callables.dispatched", "depth ( int inferred )")],
    "`functools.partial`": [
        ("zoo.callables.halved", "^Partial application of function . generated$")
    ],
    "Names below `if TYPE_CHECKING`": [("zoo.callables.guarded", "href=#zoo.classes.Box")],
    "Class": [
        ("zoo.classes.Plain", "signature=name : str = 'plain' , size : int"),
        ("zoo.classes.Plain.size", "signature=: int"),
    ],
    "Data class, attrs class": [
        ("zoo.classes.Box", "Data class with the fields width , title and tags . generated"),
        ("zoo.classes.Bag", "class with the fields owner and size . generated"),
    ],
    "Field with a description": [
        ("zoo.classes.Model.number", "How many there are. generated"),
        ("zoo.classes.Model.text", "What is shown first. generated"),
    ],
    "Enumeration": [("zoo.classes.Color", "Members generated Name Value RED 1 GREEN 2")],
    "Named tuple": [
        ("zoo.classes.Point", "!Named tuple with"),
        ("zoo.classes.Point.y", "^Alias for field number 1$"),
    ],
    "Typed dictionary": [
        ("zoo.classes.Options", "Dictionary with the optional key verbose . generated"),
        ("zoo.classes.Options.verbose", "Whether to give more detailed output. generated"),
    ],
    "Protocol": [("zoo.classes.Drawable", "Protocol of objects with the method draw . generated")],
    "Abstract base class": [
        ("zoo.classes.Base", "^Bases: ABC Abstract base class of First and Second . generated"),
        ("zoo.classes.Base", "href=#zoo.classes.First"),
    ],
    "Exception": [("zoo.classes.ZooError", "signature=code : int")],
    "Metaclass": [
        ("zoo.classes.Meta.instances", "signature=limit : int"),
        ("zoo.classes.Registered.add", "signature=item : int"),
    ],
    "Override": [
        ("zoo.classes.First.area", "^Return the area. Parameters : scale – What the area is"),
        ("zoo.classes.First.area", "Overrides : Base.area$"),
        ("zoo.classes.First.area", "href=#zoo.classes.Base.area"),
    ],
    "Override of a builtin's method": [
        ("zoo.classes.Mapping.get", "^Return the value for key if key is in the dictionary")
    ],
    "Property": [("zoo.members.Members.area", "signature=: float")],
    "`functools.cached_property`": [("zoo.members.Members.label", "signature=: str")],
    "Descriptor": [("zoo.members.Members", "!typed = 1 Type :")],
    "Class method, static method": [
        ("zoo.members.Members.from_text", "signature=text : str"),
        ("zoo.members.Members.parse", "signature=→ list [ str ]"),
    ],
    "Abstract method": [("zoo.classes.Base.area", "^Return the area.")],
    "Special method": [("zoo.members.Members.__len__", "signature=→ int")],
    "`functools.singledispatchmethod`": [("zoo.members.Members.visit", "signature=depth : int")],
    "`functools.partialmethod`": [
        ("zoo.members.Members.twice", "^Partial application of method . generated$"),
        ("zoo.members.Members.twice", "href=#zoo.members.Members.method"),
    ],
    "Nested class": [("zoo.members.Members.Inner.depth", "signature=: int")],
    "Class attribute": [
        ("zoo.members.Members.shared", "signature=: int"),
        ("zoo.members.Members.join", "^Concatenate any number of strings."),
    ],
    "Instance attribute": [("zoo.members.Members.cache", "signature=: dict")],
    "Attribute that is only annotated": [("zoo.classes.Options.verbose", "Whether to")],
    "Module data, constant": [
        ("zoo.values.CONSTANT", "signature=: int"),
        ("zoo.values.crate", "signature=: Box"),
        ("zoo.values.crate", "href=#zoo.classes.Box"),
    ],
    "Type alias": [("zoo.values.Weights", "Type alias of dict[str, int] . generated")],
    "`type` statement, type parameters": [
        ("zoo.syntax312.Pairs", "Type alias of list[tuple[T, T]] . generated"),
        ("zoo.syntax312.first", "signature=strict : bool"),
        ("zoo.syntax312.Stack.push", "signature=count : int"),
    ],
    "Named tuple made by a call": [
        ("zoo.values.Pair", "!Named tuple with"),
        ("zoo.values.Pair", "!Type :"),
    ],
    "`NewType`, `TypeVar`": [
        ("zoo.values.UserId", "!inferred"),
        ("zoo.values.T", "!inferred"),
    ],
    "Re-export": [("zoo.Box", "Data class with the fields width , title and tags . generated")],
    "Name made by a module's `__getattr__`": [("zoo.lazy.shape", "^int([x])")],
    "Module that only a stub describes": [
        ("zoo.stubbed.quick", "signature=size : int"),
        ("zoo.stubbed.quick", "signature=→ bool"),
        ("zoo.stubbed.told", "^Say what the stub's author said.$"),
    ],
    "Function of an extension module": [
        ("zoo.stubbed.measured", "^Return an estimate of the number of items in obj."),
        (
            "zoo.stubbed.measured",
            "signature=( obj : SupportsLength , default : int = 0 , / ) → int",
        ),
        ("zoo.stubbed.largest", "signature=( *values : T , key : Key[T] | None = None ) → T"),
        ("zoo.stubbed.unknown", "signature=( ... )"),
    ],
    "Module of a namespace package": [("herd.cow.moo", "signature=→ str")],
}
"""By row of the table in the documentation: an object, and a pattern of what is under its name.

A pattern with ``href=`` is an address that is linked to, one with ``signature=`` is in the
signature, and one with ``!`` is what isn't said.
"""

_PLACEHOLDERS = ("generated by attrs", "Create new instance of")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, rootdir: Path) -> dict[str, BeautifulSoup]:
    """Build the project of all kinds once, and return its pages by name."""
    source = tmp_path_factory.mktemp("kinds") / "docs"
    shutil.copytree(rootdir / "test-kinds", source)
    app = SphinxTestApp("html", srcdir=source)
    app.build()
    said = app.warning.getvalue()
    found = {
        path.stem: BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in app.outdir.glob("*.html")
    }
    for link in [link for page in found.values() for link in page.select("a.headerlink")]:
        link.decompose()
    app.cleanup()
    for name in [name for name in sys.modules if re.match(r"(zoo|herd)\b", name)]:
        del sys.modules[name]
    assert said == ""
    return found


def _described(pages: dict[str, BeautifulSoup], name: str) -> Tag:
    page = pages["new" if "syntax312" in name else "index"]
    anchor = page.find(id=name)
    assert isinstance(anchor, Tag), f"{name} isn't on a page"
    if name.startswith("module-"):
        assert anchor.parent is not None
        return anchor.parent
    body = anchor.find_next_sibling("dd")
    assert isinstance(body, Tag)
    return body


@pytest.mark.parametrize("kind", _KINDS)
def test_a_kind_shows_what_the_documentation_says(
    pages: dict[str, BeautifulSoup], kind: str
) -> None:
    """Under the name of each object stands what its kind's row in the documentation promises."""
    if "3.12" in _rows()[kind] and sys.version_info < (3, 12):
        pytest.skip("the syntax is Python 3.12's")
    for name, pattern in _KINDS[kind]:
        body = _described(pages, name)
        text = " ".join(body.get_text(" ").split()).replace("’", "'")
        if pattern.startswith("signature="):
            assert body.parent is not None
            shown = " ".join(body.parent.dt.get_text(" ").split())  # type: ignore[union-attr]
            assert pattern.removeprefix("signature=") in shown, (name, shown)
        elif pattern.startswith("href="):
            assert body.parent is not None
            assert body.parent.select_one(f'a[href="{pattern.removeprefix("href=")}"]'), name
        elif pattern.startswith("!"):
            assert pattern[1:] not in text, name
        else:
            plain = re.escape(pattern).replace(r"\^", "^").replace(r"\$", "$").replace(r"\|", "|")
            assert re.search(plain, text), (name, text)


def test_every_row_of_the_table_has_a_test() -> None:
    """The kinds in the documentation are those that are tested."""
    assert list(_rows()) == list(_KINDS)


def _rows() -> dict[str, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    cells = [line.strip("| ").split(" | ", 1) for line in lines if line.startswith("| ")]
    return dict(cells[2:])  # type: ignore[arg-type]


def test_coverage_may_be_counted_by_kind(pages: dict[str, BeautifulSoup]) -> None:
    """With ``:by: kind`` there's a row for each kind of object."""
    table = pages["index"].select("table.autodocgen-coverage")[-1]

    rows = [[cell.get_text(strip=True) for cell in row.select("td")] for row in table.select("tr")]
    assert ["module", "1", "0", "0", "100"] in rows
    assert ["property", "0", "2", "0", "0"] in rows


def test_what_python_wrote_gives_way_to_what_says_more(pages: dict[str, BeautifulSoup]) -> None:
    """No constructor's placeholder is on a page whose classes are described."""
    text = pages["index"].get_text()

    assert not [placeholder for placeholder in _PLACEHOLDERS if placeholder in text]
    assert "Helper class that provides a standard way" not in text


@pytest.fixture
def build_classes(
    make_app: Callable[..., SphinxTestApp], rootdir: Path, tmp_path: Path
) -> Callable[..., SphinxTestApp]:
    """Return a function that builds a page of classes and one of functions."""

    def build(builder: str, **conf: object) -> SphinxTestApp:
        source = tmp_path / f"docs{len(list(tmp_path.iterdir()))}"
        shutil.copytree(rootdir / "test-kinds", source)
        text = "Zoo\n===\n\n.. automodule:: zoo.classes\n\n"
        text += ".. automodule:: zoo.callables\n\n.. autodocgen-coverage::\n"
        (source / "index.rst").write_text(text)
        app = make_app(builder, srcdir=source, confoverrides=conf)
        app.build()
        app.cleanup()
        assert app.warning.getvalue() == ""
        return app

    return build


@pytest.mark.skipif(sphinx.version_info < (9,), reason="Sphinx 8 has only one autodoc")
def test_both_implementations_of_autodoc_show_the_same(
    build_classes: Callable[..., SphinxTestApp],
) -> None:
    """``autodoc_use_legacy_class_based`` changes nothing that we say."""
    app = build_classes("text")
    new = (app.outdir / "index.txt").read_text(encoding="utf-8")
    app = build_classes("text", autodoc_use_legacy_class_based=True)
    legacy = (app.outdir / "index.txt").read_text(encoding="utf-8")

    assert legacy == new


_SAID = {
    "dirhtml": ("index.html", "Overrides"),
    "singlehtml": ("index.html", "Overrides"),
    "latex": ("zoo.tex", "Overrides"),
    "man": ("zoo.1", "Overrides"),
    "texinfo": ("zoo.texi", "Overrides"),
    "epub": ("index.xhtml", "Overrides"),
    "gettext": ("index.pot", "Data class with the fields"),
    "doctest": ("output.txt", "0 tests"),
    "linkcheck": ("output.txt", "^$"),
    "xml": ("index.xml", "Overrides"),
    "json": ("index.fjson", "Overrides"),
}


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")  # of the builder of JSON
@pytest.mark.parametrize("builder", _SAID)
def test_no_builder_warns_or_loses_anything(
    build_classes: Callable[..., SphinxTestApp], builder: str
) -> None:
    """What is added to a page is in the output of every builder."""
    extensions = ["sphinx.ext.doctest", "sphinxcontrib_autodocgen"]
    app = build_classes(builder, extensions=extensions, copyright="Zoo", version="1")

    name, pattern = _SAID[builder]
    text = (app.outdir / name).read_text(encoding="utf-8")
    assert re.search(pattern, text)
    assert "autodocgen-type:" not in text  # a type isn't for translators


def test_labels_are_in_the_language_of_the_documentation(
    build_classes: Callable[..., SphinxTestApp],
) -> None:
    """Marks, fields and tables have the words of the catalogue."""
    app = build_classes("text", language="de")

    text = (app.outdir / "index.txt").read_text(encoding="utf-8")
    assert "Überschreibt:" in text
    assert "*int* hergeleitet" in text
    assert "Geschrieben" in text
    assert "inferred" not in text


def test_the_catalogue_holds_every_label() -> None:
    """Template and translation have exactly the labels, and the compiled file is the newest."""
    folder = Path(nodes.__file__).parent / "locale"
    files = [folder / "sphinxcontrib.autodocgen.pot", *folder.rglob("*.po")]
    for file in files:
        with file.open("rb") as opened:
            known = {message.id: message.string for message in read_po(opened) if message.id}
        assert set(known) == set(nodes.LABELS), f"write the labels of LABELS into {file.name}"
        if file.suffix == ".po":
            with file.with_suffix(".mo").open("rb") as compiled:
                assert {m.id: m.string for m in read_mo(compiled) if m.id} == known, (
                    "compile the catalogue: pybabel compile -D sphinxcontrib.autodocgen "
                    "-d sphinxcontrib_autodocgen/ext/locale"
                )
            assert all(known.values()), f"translate all labels of {file.name}"


@pytest.mark.parametrize(
    ("content", "signature"),
    [("class", "separated"), ("both", "mixed"), ("both", "separated"), ("init", "mixed")],
)
def test_a_class_says_the_same_wherever_its_constructor_is_shown(
    build_classes: Callable[..., SphinxTestApp], content: str, signature: str
) -> None:
    """``autoclass_content`` and ``autodoc_class_signature`` may have any value."""
    app = build_classes("text", autoclass_content=content, autodoc_class_signature=signature)

    text = (app.outdir / "index.txt").read_text(encoding="utf-8")
    assert text.count("Data class with the fields") == 2
    assert text.count("(code: int") == 1
    assert ("generated by attrs" in text) == (signature == "separated")
    assert "Initialize self" not in text

"""What an author wrote stays: whatever plain autodoc shows of it is shown with us, unmarked."""

from __future__ import annotations

import builtins
import importlib
import inspect
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest
import sphinx
from docutils import nodes
from sphinx import addnodes
from sphinx.testing.util import SphinxTestApp
from sphinx.util.inspect import isproperty, isroutine

pytestmark = pytest.mark.slow

_MODULES = ("shelf", "calls", "rope", "lost", "aliases", "made", "assigned", "attributes")
_UNDOC = {"autodoc_default_options": {"undoc-members": True}}
_SEPARATED = {"autoclass_content": "init", "autodoc_class_signature": "separated", **_UNDOC}
_WAYS: dict[str, dict[str, Any]] = {
    "as it is": {},
    "with napoleon": {"napoleon": True, **_UNDOC},
    "both texts of a class": {"napoleon": True, "autoclass_content": "both"},
    "the constructor's text": _SEPARATED,
    "nothing inherited": {"autodoc_inherit_docstrings": False},
}
if sphinx.version_info >= (9,):
    _WAYS["by classes"] = {"autodoc_use_legacy_class_based": True, "napoleon": True, **_UNDOC}

_TEXTS = (nodes.paragraph, nodes.literal_block, nodes.field_name, nodes.term)
Shown = dict[str, Counter[str]]
"""By full name, the paragraphs below a description."""


@pytest.fixture
def build(
    make_app: Callable[..., SphinxTestApp], rootdir: Path, tmp_path: Path
) -> Iterator[Callable[..., Shown]]:
    """Return a function that builds the pages, with or without us, and returns what they show."""

    def build(*extensions: str, **conf: object) -> Shown:
        source = tmp_path / f"docs{len(list(tmp_path.iterdir()))}"
        shutil.copytree(rootdir / "test-author", source)
        sys.path.insert(0, str(source))
        (source / "single.rst").write_text(_single(), encoding="utf-8")
        (source / "table.rst").write_text(_table(), encoding="utf-8")
        loaded = ["sphinx.ext.autodoc", "sphinx.ext.autosummary", *extensions]
        packages = [str(source / "penned")]
        overrides = {"extensions": loaded, **conf}
        if "sphinxcontrib_autodocgen" in extensions:
            overrides |= {"autodocgen_packages": packages}
        app = make_app("dummy", srcdir=source, confoverrides=overrides)
        app.build()
        shown: Shown = {}
        for page in sorted(app.env.found_docs):
            for name, texts in _shown(app.env.get_doctree(page), page).items():
                shown.setdefault(f"{page}: {name}", Counter()).update(texts)
        app.cleanup()
        sys.path.remove(str(source))
        _forget()
        return shown

    yield build
    _forget()


def _forget() -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "penned"]:
        del sys.modules[name]


def _names() -> Iterator[tuple[str, str, object]]:
    """Yield the full name, the kind of its directive, and the value of everything public."""
    for short in _MODULES:
        module = importlib.import_module(f"penned.{short}")
        for name, value in vars(module).items():
            own = getattr(value, "__module__", module.__name__) == module.__name__
            if name.startswith("_") or inspect.ismodule(value) or not own:
                continue
            yield f"{module.__name__}.{name}", _kind(value), value
            for member in vars(value) if isinstance(value, type) else ():
                if not member.startswith("_"):
                    found = getattr(value, member)
                    yield f"{module.__name__}.{name}.{member}", _member_kind(found), found


def _kind(value: object) -> str:
    if isinstance(value, type):
        return "autoclass"
    return "autofunction" if isroutine(value) else "autodata"


def _member_kind(value: object) -> str:
    if isproperty(value):
        return "autoproperty"
    return "automethod" if isroutine(value) else "autoattribute"


def _single() -> str:
    """Return a page with a directive for each name alone, and one for each as a datum."""
    lines = ["Single", "======", ""]
    for name, kind, value in _names():
        lines += [f".. {kind}:: {name}", "   :no-index:", ""]
        if kind != "autodata" and name.count(".") == 2 and not is_dataclass(value):
            lines += [f".. autodata:: {name}", "   :no-index:", ""]
    return "\n".join(lines)


def _table() -> str:
    names = [f"   {name}" for name, kind, _ in _names() if name.count(".") == 2]
    return "\n".join(["Table", "=====", "", ".. autosummary::", "", *names, ""])


def _shown(doctree: nodes.document, page: str) -> Shown:
    found: Shown = {page: Counter()}
    for node in doctree.findall(lambda node: isinstance(node, _TEXTS)):
        found.setdefault(_owner(node) or page, Counter())[node.astext()] += 1
    for signature in doctree.findall(addnodes.desc_signature):
        types = signature.findall(_is_inferred)
        found.setdefault(_full_name(signature), Counter()).update(
            f"{node.parent.astext()} inferred" for node in types
        )
    return found


def _is_inferred(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and "autodocgen-inferred" in node["classes"]


def _owner(node: nodes.Node) -> str | None:
    """Return the full name of what a paragraph describes, None if it's outside of all."""
    above = node.parent
    while above is not None and not isinstance(above, addnodes.desc):
        above = above.parent
    if above is None:
        return None
    signature = next(iter(above.findall(addnodes.desc_signature)))
    return _full_name(signature)


def _full_name(signature: addnodes.desc_signature) -> str:
    return f"{signature.get('module')}.{signature.get('fullname')}"


_OF_PYTHON = frozenset(
    " ".join(paragraph.split())
    for kind in vars(builtins).values()
    if isinstance(kind, type)
    for holder in (kind, *vars(kind).values())
    if isinstance(text := getattr(holder, "__doc__", None), str)
    for paragraph in inspect.cleandoc(text).split("\n\n")
)


def _is_of_python(text: str) -> bool:
    """Tell whether Python itself writes a paragraph, for values of its classes and for fields."""
    plain = " ".join(text.split())
    made = r"Alias for field number \d+|(Create new instance of )?\w+\(.*\)"
    return plain in _OF_PYTHON or re.fullmatch(made, plain) is not None


@pytest.mark.parametrize("way", _WAYS)
def test_every_paragraph_of_an_author_is_shown(build: Callable[..., Shown], way: str) -> None:
    """No object and no paragraph is lost; Python's own only where something else is said."""
    conf = dict(_WAYS[way])
    extensions = ["sphinx.ext.napoleon"] if conf.pop("napoleon", False) else []
    plain = build(*extensions, **conf)
    ours = build(*extensions, "sphinxcontrib_autodocgen", **conf)

    assert plain.keys() <= ours.keys()
    lost = {
        (name, text)
        for name, texts in plain.items()
        for text in texts - ours[name]
        if text and not (_is_of_python(text) and ours[name])
    }
    assert sorted(lost) == []


def test_an_alias_shows_what_is_taken_and_names_nothing_private(
    build: Callable[..., Shown],
) -> None:
    """A public name of a private function tells parameters, and no type of its own."""
    shown = build("sphinx.ext.napoleon", "sphinxcontrib_autodocgen")

    hidden = re.compile(r"\b(_drop|_hidden|_both|_bare|_water|_gone|copy_tree)\b")
    assert not [texts for texts in shown.values() if any(map(hidden.search, texts))]
    for name in ("shelf.Shelf.drop", "shelf.shown", "aliases.Base.bare", "aliases.skip"):
        texts = shown[f"index: penned.{name}"]
        assert any(text.endswith("inferred") for text in texts), name
    for name in ("shelf.Rack.push", "shelf.Shelf.reset", "aliases.parse", "made.cube"):
        assert "Type" not in shown[f"index: penned.{name}"], name


def test_no_attribute_shows_the_type_of_its_type(build: Callable[..., Shown]) -> None:
    """What napoleon reads of a generated text isn't shown, wherever a class or attribute is."""
    shown = build("sphinx.ext.napoleon", "sphinxcontrib_autodocgen", **_UNDOC)

    assert not [name for name, texts in shown.items() if "type" in texts]
    for name in ("index: penned.rope.Thin.colour", "again: penned.again.Thin.width"):
        assert any(text.endswith("inferred") for text in shown[name]), name


_OVERRIDES = '''
"""Overrides of what Python describes."""

class Cache(dict):
    """A cache."""

    def popitem(self):
        item = super().popitem()
        return item

    def clear(self):
        super().clear()

    def update(self, other, **more):
        super().update(other, **more)

class Stack(list):
    """A stack."""

    def pop(self, index=-1):
        return super().pop(index)

    def sort(self):
        super().sort()

class Lines:
    """Lines."""

    def __next__(self):
        raise StopIteration

class Text(str):
    """A text."""

    def split(self, by=None, limit=-1):
        return super().split(by, limit)
'''


def test_the_longer_text_of_an_override_is_shown_and_no_other(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Python says of a method stays unless we say more, and isn't said again."""
    (tmp_path / "overs.py").write_text(_OVERRIDES)
    (tmp_path / "index.rst").write_text("O\n=\n\n.. automodule:: overs\n   :members:\n")
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    monkeypatch.syspath_prepend(tmp_path)
    app = make_app("text", srcdir=tmp_path, confoverrides={"autodocgen_packages": ["overs"]})
    app.build()
    text = " ".join((app.outdir / "index.txt").read_text("utf-8").split())

    for said in ("LIFO (last-in, first-out) order", "If E is present and has a .keys() method"):
        assert said in text
    assert "Raises IndexError if list is empty or index is out of range" in text
    assert text.count("Remove all items") == 1


_OTHER_NAMES = '''
"""Names."""

LONG = {f"name{number}": number for number in range(40)}
SHORT = ("a", "b")

class Visitor:
    """A visitor."""

    def ignore(self, node):
        pass

    def visit(self, node):
        """Visit a node."""

    PASS = ignore
    IF = visit
'''


def test_what_is_shown_only_because_of_us_takes_little_room(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long value isn't shown, and of another name of a method only whose name it is besides."""
    (tmp_path / "othernames.py").write_text(_OTHER_NAMES)
    listing = "O\n=\n\n.. automodule:: othernames\n   :members:\n   :undoc-members:\n"
    (tmp_path / "index.rst").write_text(listing)
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    monkeypatch.syspath_prepend(tmp_path)
    app = make_app("text", srcdir=tmp_path, confoverrides={"autodocgen_packages": ["othernames"]})
    app.build()
    text = " ".join((app.outdir / "index.txt").read_text("utf-8").split())

    assert "othernames.LONG: dict[str, int] (inferred)" in text
    assert "othernames.SHORT: tuple[str, str] = ('a', 'b') (inferred)" in text
    assert 'PASS(node) Alias of "Visitor.ignore". generated' in text
    assert text.count("Do nothing.") == 1
    assert "IF(node) Visit a node." in text

"""Literals in generated text: on each kind of page, and in source, they are code as written."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.docstring import Style, parse

pytestmark = pytest.mark.slow

LITERALS = (
    "", "\n", "\r\n", "\\", "\\\\", "a\\", "\\n", "\0", "\x00mark\x00", "\x1b[0m", "\x7f", "\ud800",
    "\u2028", "\u202e", "\ufeff", "'", '"', "'\"", '"""', "*", "**a**", "_", "a_", "|", "|a|", "::",
    "a  b", " ", " a ", "\t", "<b>", "&amp;", "{a}", "{{ a }}", "$x$", "%", "~", "^", "#", "...",
    "é", "中", "http://a.b", "[a](b)", ":a:", "@a", "\\'",
)  # fmt: skip
"""Strings that mean something in some markup, or that no page can hold."""

_NAMES = {"text", "ValueError"}
"""What is code beside them in texts about the functions below."""

_SOURCE = "".join(
    f"def f{number:02}(text):\n    if text == {literal!r}:\n        raise ValueError\n\n\n"
    for number, literal in enumerate(LITERALS)
)
_CONF = """
import sys
sys.path.insert(0, {folder!r})
project = "Literals"
extensions = ["sphinxcontrib_autodocgen"]
autodocgen_packages = [{module!r}]
"""

Build = Callable[..., SphinxTestApp]


@pytest.fixture
def build(make_app: Build, tmp_path: Path, request: pytest.FixtureRequest) -> Build:
    """Return a function that builds the pages of the functions with a builder."""

    def made(builder: str, **conf: object) -> SphinxTestApp:
        module = "literals_" + re.sub(r"\W", "_", request.node.name)
        (tmp_path / f"{module}.py").write_text(_SOURCE)
        docs = tmp_path / "docs"
        docs.mkdir()
        (docs / "conf.py").write_text(_CONF.format(folder=str(tmp_path), module=module))
        text = f"Page\n====\n\n.. automodule:: {module}\n   :members:\n   :undoc-members:\n"
        (docs / "index.rst").write_text(text)
        app = make_app(builder, srcdir=docs, confoverrides=conf)
        app.build()
        assert app.warning.getvalue() == ""
        return app

    return made


def _is_plain(text: str) -> bool:
    """Tell whether a text holds no control or formatting character but line ends."""
    return not any(
        unicodedata.category(sign) in ("Cc", "Cf", "Cs") for sign in text if sign != "\n"
    )


@pytest.mark.parametrize("converters", [[], ["sphinx.ext.napoleon"]], ids=["alone", "napoleon"])
def test_a_literal_is_code_on_a_page(build: Build, converters: list[str]) -> None:
    """Every literal is a code element with its source, whatever signs it has."""
    app = build("html", extensions=[*converters, "sphinxcontrib_autodocgen"])
    html = (app.outdir / "index.html").read_text(encoding="utf-8")
    page = BeautifulSoup(html, "html.parser")
    shown = dict.fromkeys(
        code.get_text().replace("\xa0", " ") for code in page.select("dd p > code")
    )

    assert [one for one in shown if one not in _NAMES] == [repr(one) for one in LITERALS]
    assert _is_plain(html)


@pytest.mark.parametrize("flavour", ["commonmark", "gfm", "myst", "mdx"])
def test_a_literal_is_code_in_markdown(build: Build, flavour: str) -> None:
    """A Markdown reader finds a code span with the literal's source."""
    app = build("autodocgen-markdown", autodocgen_markdown_flavor=flavour)
    text = (app.outdir / "index.md").read_text("utf-8")
    tokens = MarkdownIt("commonmark").parse(text)
    spans = [
        child.content
        for token in tokens
        for child in token.children or []
        if child.type == "code_inline"
    ]

    shown = dict.fromkeys(span for span in spans if span[:1] in "'\"")
    assert list(shown) == [repr(one) for one in LITERALS]
    assert _is_plain(text)


@pytest.mark.parametrize(("builder", "suffix"), [("text", "txt"), ("man", "1"), ("latex", "tex")])
def test_no_output_holds_a_control_character(build: Build, builder: str, suffix: str) -> None:
    """What a page can't hold is written as an escape."""
    app = build(builder)
    (path,) = [p for p in app.outdir.glob(f"*.{suffix}") if p.stem not in ("sphinxmessages",)]

    assert _is_plain(path.read_text(encoding="utf-8"))


_BEGUN = "".join(
    f"def f{number}(text):\n    {quotes}Read a text.\n\n    Slowly.\n    {quotes[-3:]}\n"
    f"    if text == {literal!r}:\n        raise ValueError\n\n\n"
    for number, literal in enumerate(LITERALS)
    for quotes in ['r"""' if number % 2 else '"""']
)


@pytest.mark.parametrize("style", ["google", "numpy", "rest"])
def test_a_literal_is_written_into_source(
    style: Style, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A docstring that `fill` writes has the literal's source between backquotes."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "mod.py"
    path.write_text(_BEGUN)
    main(
        ["fill", "--complete", "sections", "--write", "--cache", "off", "--style", style, "mod.py"]
    )
    tree = ast.parse(path.read_text(encoding="utf-8"))
    written = [ast.get_docstring(node) for node in tree.body if isinstance(node, ast.FunctionDef)]
    shown = {
        number: [entry.description for entry in parse(text or "", style).raises]
        for number, text in enumerate(written)
    }

    assert shown == {
        number: [f"If ``text`` is ``{literal!r}``."] if '"""' not in literal else []
        for number, literal in enumerate(LITERALS)
    }

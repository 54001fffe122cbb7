"""The Markdown builder: what its output says is what the doctree says."""

from __future__ import annotations

import functools
import os
import posixpath
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import unquote

import markdown_facts
import pytest
import sphinx
from docutils import nodes
from docutils.utils import new_document
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen.ext.markdown.builder import MarkdownBuilder
from sphinxcontrib_autodocgen.ext.project import read
from sphinxcontrib_autodocgen.markdown import paragraph
from sphinxcontrib_autodocgen.markdown.layout import (
    Block,
    Piece,
    TableCell,
    html_table,
    join,
    pipe_table,
    quotation,
)
from sphinxcontrib_autodocgen.markdown.translator import write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent / "roots" / "test-markdown"
BUILDER = "autodocgen-markdown"


class Built(NamedTuple):
    """A finished build."""

    app: SphinxTestApp
    out: Path
    warnings: str

    def text(self, docname: str) -> str:
        """Return the Markdown of a document."""
        return (self.out / f"{docname}.md").read_text(encoding="utf-8")

    def doctree(self, docname: str) -> nodes.document:
        """Return the doctree of a document as the builder saw it."""
        tags = {"tags": self.app.tags} if sphinx.version_info >= (9,) else {}
        return self.app.env.get_and_resolve_doctree(docname, self.app.builder, **tags)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Built]]:
    """Return a function that builds the probe project."""
    apps: list[SphinxTestApp] = []

    def run(name: str = BUILDER, srcdir: Path | None = None, **options: Any) -> Built:
        if srcdir is None:
            srcdir = tmp_path_factory.mktemp("markdown") / "source"
            shutil.copytree(ROOT, srcdir)
        app = SphinxTestApp(name, srcdir=srcdir, **options)
        apps.append(app)
        app.build()
        return Built(app, Path(app.outdir), app.warning.getvalue())

    yield run
    for app in apps:
        app.cleanup()


@pytest.fixture(scope="module")
def built(build: Callable[..., Built]) -> Built:
    """Return a build of the probe project."""
    return build()


DOCUMENTS = ["index", "probe", "sub/other", "unknown"]


@pytest.mark.parametrize("docname", DOCUMENTS)
def test_same_headings(built: Built, docname: str) -> None:
    """Every section title is a heading of its level, below its number, and nothing else is."""
    expected = markdown_facts.of_doctree(built.doctree(docname)).headings
    found = markdown_facts.of_markdown(built.text(docname)).headings

    assert expected == [(level, re.sub(r"^[\d.]+\. ", "", text)) for level, text in found]


@pytest.mark.parametrize("docname", DOCUMENTS)
def test_same_code(built: Built, docname: str) -> None:
    """Every code block comes back byte for byte."""
    expected = Counter(markdown_facts.of_doctree(built.doctree(docname)).code)

    assert not expected - Counter(markdown_facts.of_markdown(built.text(docname)).code)


@pytest.mark.parametrize("docname", DOCUMENTS)
def test_same_words(built: Built, docname: str) -> None:
    """No word of the doctree is lost."""
    expected = markdown_facts.of_doctree(built.doctree(docname)).words

    assert not expected - markdown_facts.of_markdown(built.text(docname)).words


@pytest.mark.parametrize("docname", DOCUMENTS)
def test_same_images(built: Built, docname: str) -> None:
    """There are as many images."""
    expected = markdown_facts.of_doctree(built.doctree(docname)).images

    assert expected == markdown_facts.of_markdown(built.text(docname)).images


@pytest.mark.parametrize("docname", DOCUMENTS)
def test_links_lead_somewhere(built: Built, docname: str) -> None:
    """Every internal link names a file and an anchor that exist, and no anchor occurs twice."""
    facts = {name: markdown_facts.of_markdown(built.text(name)) for name in DOCUMENTS}
    internal = [address for address in facts[docname].links if ":" not in address]

    assert internal or docname == "unknown"
    assert len(set(facts[docname].anchors)) == len(facts[docname].anchors)
    for address in internal:
        path, _, name = address.partition("#")
        there = posixpath.normpath(posixpath.join(posixpath.dirname(docname), unquote(path)))
        target = there.removesuffix(".md") if path else docname

        assert (built.out / (there if path else f"{docname}.md")).is_file()
        assert not name or unquote(name) in facts[target].anchors


def test_images_and_downloads_are_copied(built: Built) -> None:
    """The files that images and downloads lead to are there."""
    assert (built.out / "_images" / "pixel(1).png").read_bytes().startswith(b"\x89PNG")
    assert "](_images/pixel%281%29.png)" in built.text("probe")
    assert "](../_images/pixel%281%29.png)" in built.text("sub/other")
    assert [path.name for path in (built.out / "_downloads").rglob("*.txt")] == ["data.txt"]


def test_generated_indices_are_text(built: Built) -> None:
    """What only HTML generates isn't linked."""
    assert "- Generated index\n\n* Index\n" in built.text("index")


def test_table_cells(built: Built) -> None:
    """The cells of a table come back, pipes included."""
    tokens = markdown_facts.parser().parse(built.text("probe"))
    cells = [
        markdown_facts.plain(tokens[index + 1].children)
        for index, token in enumerate(tokens)
        if token.type in ("th_open", "td_open")
    ]

    assert cells[:6] == ["Head A", "Head B", "a | b", "c|d", "", "last"]


def test_unknown_node(built: Built) -> None:
    """An unknown node keeps its text and gives one warning for all of its kind."""
    text = built.text("unknown")

    assert "The text of an unknown node.\n\nA second one." in text
    assert built.warnings.count("no Markdown is known for the node 'gauge'") == 1
    assert built.warnings.count("WARNING") == 1


def test_visitors_of_extensions(built: Built) -> None:
    """A node with visitors for Markdown is written by them, and its content by us."""
    assert "A *dial*:\n\nThe text of a known node." in built.text("unknown")


def test_mark(built: Built) -> None:
    """What is generated is marked by a word in parentheses."""
    assert built.text("unknown").endswith("The text of a known node. (generated)\n")


WRITTEN = {
    "escapes": r"\*star\*, under_score, \_lead and trail\_, a|b, \<tag>, \<b>bold\</b>, \[x\](y)",
    "more escapes": r"\`tick\`, \&amp; {\{ x }}, \$5, \~\~no\~\~,",
    "starts of lines": "1\\. not a list\n\\- not one\n\\# not a heading\n\\+ nor this\n\\> nor",
    "underline": "\n\\=====\n",
    "code spans": r"``code | with ` tick``, `{{ raw }}` and",
    "no image": r"See\![link](<https://example.org/a_(b)?x=1&y=2>)",
    "emphasis": "*emphasis*, **strong**, <em>em</em>**strong**, in*side*word, <em>(marks",
    "scripts": "H<sub>2</sub>O, x<sup>2</sup>, substituted *text*",
    "abbreviation": '<abbr title="last-in, first-out">LIFO</abbr>',
    "keys": "<kbd>Ctrl",
    "interface": ", Cancel,\nA \u2023 B, *ls(1)*",
    "inline math": "$`a_1 < b`$",
    "term": "[Gizmo](#term-gizmo)",
    "autolinks": "<https://example.org/auto_link>, <mail@example.org>",
    "inline target": '<a id="inline-target"></a>inline target, [inline target](#inline-target)',
    "notes": r"a footnote [^3], a numbered one [^1], a citation [\[CIT2002\]](#cit2002)",
    "tight list": "- tight two\n  - nested\n  - nested two\n    1. numbered\n    2. number",
    "lettered list": '<ol type="a">\n<li>\n\nlettered\n\n</li>',
    "loose list": "- loose one\n\n  second paragraph\n\n  ```python\n  def nested():\n      ret",
    "nested note": "  > **Note**\n  >\n  > A note in a list.",
    "definitions": "* **term** : *classifier one* : *classifier two*\n\n  Definition",
    "fields": "- **Field name:** its body\n- **Another:**\n  - a list\n  - in a field",
    "options": "- `-f FILE, --file=FILE` Read a file.\n\n  And more.",
    "lines": "Line one\\\n&nbsp;&nbsp;&nbsp;&nbsp;indented line\\\n&nbsp;",
    "horizontal list": "- first\n- second\n- third",
    "quotation": "> A block quote.\n>\n> \u2014 Its author",
    "caption of code": '<a id="the-listing"></a>\n\n*Listing 1.1 A caption*\n\n````python {1,3}',
    "longest fence": "``````\n~~~~ tildes\n````` five\n``````",
    "linked code": '<pre>parsed <em>emphasis</em> and <a href="https://example.org">link</a> &lt;',
    "code without links": "```\nparsed without link\n```",
    "doctest": "```pycon\n>>> 1 + 1\n2\n```",
    "math": '<a id="equation-euler"></a>\n\n````math\ne^{i\\pi} + 1 = 0\n\n\\text{```}\n````\n\n(1',
    "numbers": "See [(1.1)](#equation-euler), [Fig. 1.1](#the-figure) and [Table 1.2](#spans).",
    "diagram": "```dot\ndigraph { a -> b }\n```",
    "raw": '<div class="raw">\n<b>raw</b>\n</div>',
    "grammar": '<pre><a id="grammar-token-sum"></a>',
    "transition": "\n\n---\n\nAfter the transition.\n\n**A rubric**\n\n**Centred**\n\n",
    "only": "Only in Markdown.",
    "note": "> [!NOTE]\n> A note with **strong**.",
    "warning": "> [!WARNING]\n> First.\n>\n> - a list",
    "danger": "> [!CAUTION]\n> **Danger**\n>\n> Danger!",
    "see also": "> [!NOTE]\n> **See also**\n>\n> [Other \\* page #](sub/other.md)",
    "admonition": "> [!NOTE]\n> <strong>Custom *title*</strong>\n>\n> Custom body.",
    "todo": "> [!NOTE]\n> **Todo**\n>\n> To do.",
    "topic": "> **Topic title**\n>\n> Topic body.",
    "version": "*Added in version 1.2:* Something was added.\n\n*Changed in version 1.3.*",
    "simple table": "*Table 1.1 A caption with `|`*\n\n| Head A | Head B |\n| --- | --- |\n",
    "headless table": "|  |  |\n| --- | --- |\n| no | head |",
    "spans": '<td colspan="2">\n\ntwo, wide\n\n</td>',
    "list in a cell": "<td>\n\n- a\n- b\n\n</td>",
    "code in a cell": "<td>\n\n````text\nin | a ``` cell\n````\n\n</td>",
    "figure": (
        '<a id="the-figure"></a>\n\n[![Alt text](_images/pixel%281%29.png)](https://example.org)\n\n'
        "*Fig. 1.1 The caption.*\n\nThe legend.\n\n- with a list"
    ),
    "sizes": '<img src="_images/pixel%281%29.png" alt="half" width="50%" />',
    "scale": '<img src="_images/pixel%281%29.png" alt="" width="3" height="3" />',
    "class": '<a id="pkg.mod.Frob"></a>`class pkg.mod.Frob(a, *args, key: int = 1, **kw)`\n\n  A',
    "links in signatures": "-> list[`[`pkg.mod.Frob`](#pkg.mod.Frob)`]`\n\n    A method",
    "attribute": "`attr: int = 3`",
    "optional parameters": "`pkg.mod.frob(a[, b[, c]])`\\\n  `pkg.mod.frob([a, ]b)`\\\n  `pkg.m",
    "type parameters": "`pkg.mod.frob[T](x: T) -> T`",
    "info fields": "    - **Parameters:** **x** (*str or None*) \u2013 the `x`\n    - **Raises:**",
    "shared definition": '<a id="term-gizmo"></a>**gizmo**\\\n  <a id="term-gadget"></a>**gadget**',
    "footnote": "[^3]: The first note, with\n\n    two paragraphs.",
    "unused footnote": "- \\[2\\] Nobody refers to this.",
    "citation": '<a id="cit2002"></a>\\[CIT2002\\] A citation.',
}


@pytest.mark.parametrize("fragment", WRITTEN.values(), ids=WRITTEN)
def test_written(built: Built, fragment: str) -> None:
    """Each kind of node is written in its way."""
    assert fragment in built.text("probe")


def test_hidden_nodes(built: Built) -> None:
    """Comments, other formats and other builders' parts aren't written."""
    text = built.text("probe")

    assert "comment, not shown" not in text
    assert "LaTeX" not in text
    assert "Only in HTML" not in text


def test_grammar(built: Built) -> None:
    """The tokens of a grammar are targets and links, on all versions of Sphinx."""
    grammar = re.search(r"<pre>(<a id=\"grammar-token-sum.*?)</pre>", built.text("probe"), re.S)

    assert grammar
    plain = re.sub(r"<[^>]*>", "", grammar[1]).split("\n")
    assert [line.split("::=")[0].strip() for line in plain] == ["sum", "term"]
    assert grammar[1].count('<a href="#grammar-token-term">') == 2


def test_incremental(build: Callable[..., Built]) -> None:
    """Only a changed document is written again."""
    first = build()
    page = first.out / "index.md"
    page.write_text("untouched", encoding="utf-8")
    source = Path(first.app.srcdir) / "unknown.rst"
    build(srcdir=Path(first.app.srcdir))

    assert page.read_text(encoding="utf-8") == "untouched"

    source.write_text("Known\n=====\n\nNothing unknown.\n", encoding="utf-8")
    build(srcdir=Path(first.app.srcdir))

    assert "Known" in first.text("unknown")
    assert "[3. Known](unknown.md)" in first.text("index")


def test_read_by_another_builder(build: Callable[..., Built]) -> None:
    """A document that another builder read again from the same doctrees is written again."""
    first = build()
    page = first.out / "probe.md"
    page.write_text("stale", encoding="utf-8")
    doctree = Path(first.app.doctreedir) / "probe.doctree"
    doctree.write_bytes(doctree.read_bytes())
    later = page.stat().st_mtime + 10
    os.utime(doctree, (later, later))
    build(srcdir=Path(first.app.srcdir))

    assert first.text("probe") != "stale"


@pytest.fixture(scope="module")
def flavoured(build: Callable[..., Built]) -> Callable[[str], Built]:
    """Return a function that builds the probe project in a flavour, once each."""

    @functools.cache
    def run(flavour: str) -> Built:
        return build(confoverrides={"autodocgen_markdown_flavor": flavour})

    return run


MDX = {
    "braces": r"\&amp; \{\{ x \}\}, \$5",
    "angles": r"\<tag>, \<b>bold\</b>",
    "addresses that are text": r"https\://example.org/x”>\<b>",
    "addresses": "[https://example.org/auto_link](https://example.org/auto_link)",
    "notes": ":::danger\n\nDanger!\n\n:::",
    "titles": ":::note[Custom *title*]",
    "spans": 'colSpan="2"',
    "raw": '<div dangerouslySetInnerHTML={{__html: "<div class=\\"raw\\">\\n',
    "mathematics": "$a_1 < b$",
}


@pytest.mark.parametrize("fragment", MDX.values(), ids=MDX)
def test_mdx(flavoured: Callable[[str], Built], fragment: str) -> None:
    """What is JavaScript, an element or nothing in MDX is written in another way."""
    assert fragment in flavoured("mdx").text("probe")


HTML = {
    "indented": ("<div>\n\n   <b>x</b>\n\n</div>", "<div>\n<b>x</b>\n</div>"),
    "a script": (
        "<div></div>\n<script>\n  a();\n\n  b();\n</script>",
        "<div></div>\n<script>\n  a();\n  b();\n</script>",
    ),
    "lines that count": (
        "<div>\n  <pre>\na\n\n\n  b</pre>\n\n</div>",
        "<div>\n<pre>\na\n&#10;&#10;  b</pre>\n</div>",
    ),
    "never closed": ("<style>\n\na", "<style>\na"),
}


@pytest.mark.parametrize(("html", "expected"), HTML.values(), ids=HTML)
def test_raw_html(html: str, expected: str) -> None:
    """Raw HTML is one block of HTML, whatever is in it."""
    document = new_document("")
    document += nodes.raw("", html, format="html")
    text = write(document)

    assert text == f"{expected}\n"
    assert [token.type for token in markdown_facts.parser().parse(text)] == ["html_block"]


def test_commonmark(flavoured: Callable[[str], Built]) -> None:
    """Plain CommonMark has no tables, alerts, footnotes or dollars."""
    made = flavoured("commonmark")
    text = made.text("probe")
    expected = markdown_facts.of_doctree(made.doctree("probe"))
    found = markdown_facts.of_markdown(text)

    assert expected.headings == [(n, re.sub(r"^[\d.]+ ", "", title)) for n, title in found.headings]
    assert not Counter(expected.code) - Counter(found.code)
    assert not expected.words - found.words
    assert not re.search(r"(?m)^\s*\| ---|\[!NOTE\]|\[\^|\$`", text)
    assert "<sup>[\\[3\\]](#" in text
    assert "> **Danger**\n>\n> Danger!" in text


@pytest.mark.filterwarnings("ignore:'myst_parser")
def test_myst_round_trip(
    flavoured: Callable[[str], Built], build: Callable[..., Built], tmp_path: Path
) -> None:
    """Sphinx reads what is written as MyST without a warning, and finds the same in it."""
    made = flavoured("myst")
    shutil.copytree(made.out, tmp_path / "again", ignore=shutil.ignore_patterns(".doctrees"))
    conf = 'extensions = ["myst_parser"]\nnumfig = True\n'
    (tmp_path / "again" / "conf.py").write_text(conf, encoding="utf-8")
    again = build("pseudoxml", srcdir=tmp_path / "again", warningiserror=False)

    said = [line for line in again.warnings.split("\n") if "already registered" not in line]

    assert said == [""]
    for docname in DOCUMENTS:
        first = markdown_facts.of_doctree(made.doctree(docname))
        second = markdown_facts.of_doctree(again.doctree(docname))

        assert first.headings == second.headings
        assert not Counter(first.code) - Counter(second.code)
        assert first.images == second.images
        text = again.doctree(docname).astext().replace("_", " ")

        lost = [word for word in first.words if word not in text]

        assert docname == "index" or set(lost) <= {"emstrong"}  # of which "em" is HTML


def test_parallel(build: Callable[..., Built], built: Built) -> None:
    """Two processes write what one writes."""
    parallel = build(parallel=2)

    assert [built.text(docname) for docname in DOCUMENTS] == [
        parallel.text(docname) for docname in DOCUMENTS
    ]


@pytest.fixture(scope="module")
def html(build: Callable[..., Built]) -> Built:
    """Return an HTML build with Markdown beside it."""
    return build("html", confoverrides={"autodocgen_markdown": True, "nitpicky": True})


def test_beside_html(html: Built, built: Built) -> None:
    """Beside HTML stand the same files that the builder alone writes."""
    beside = html.out / "markdown"

    assert [built.text(docname) for docname in DOCUMENTS] == [
        (beside / f"{docname}.md").read_text(encoding="utf-8") for docname in DOCUMENTS
    ]
    assert (beside / "_images" / "pixel(1).png").is_file()


def test_beside_html_warns_once(html: Built) -> None:
    """What is wrong with a document is said for the HTML only."""
    assert html.warnings.count("no Markdown is known") == 1
    assert html.warnings.count("reference target not found: T") == 2


def test_beside_html_leaves_sphinx_as_it_was(html: Built) -> None:
    """After the Markdown is written the HTML builder and its tags are back."""
    assert html.app.builder.name == "html"
    assert "builder_html" in html.app.tags
    assert "builder_autodocgen-markdown" not in html.app.tags


def test_beside_html_is_off_by_default(build: Callable[..., Built]) -> None:
    """Without the option no Markdown is written."""
    plain = build("html")

    assert (plain.out / "probe.html").is_file()
    assert not (plain.out / "markdown").exists()


def test_no_project(built: Built) -> None:
    """Without a project, or without the domain, there are no pages of it and no error."""

    def missing(_name: str) -> None:
        raise ExtensionError("not registered")

    builder: Any = SimpleNamespace(env=SimpleNamespace(get_domain=missing))

    assert not (built.out / "project").exists()
    assert read(builder) is None


def test_builder_registration() -> None:
    """The builder's name, format and suffix are those that are documented."""
    assert (MarkdownBuilder.name, MarkdownBuilder.format) == (BUILDER, "markdown")
    assert MarkdownBuilder.out_suffix == ".md"
    assert MarkdownBuilder.allow_parallel


# Pieces and blocks

TEXT = st.text('*_`[]()<>!&#;\\|~$ab 1.-+={}:"/\n', max_size=12) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=5
)
PLAIN = st.builds(Piece, st.sampled_from(["text", "code"]), TEXT, st.just(()))
PIECES = st.recursive(
    st.lists(PLAIN, max_size=4),
    lambda inner: st.lists(
        PLAIN
        | st.builds(Piece, st.sampled_from(["emphasis", "strong"]), st.just(""), inner.map(tuple)),
        max_size=4,
    ),
    max_leaves=12,
)


def _text_of(pieces: list[Piece] | tuple[Piece, ...]) -> str:
    return "".join(piece.text + _text_of(piece.inner) for piece in pieces)


def _shown(markdown: str) -> str:
    tokens = markdown_facts.parser().parse(markdown)

    assert [token.type for token in tokens] in (
        [],
        ["paragraph_open", "inline", "paragraph_close"],
    )
    return markdown_facts.plain(tokens[1].children) if tokens else ""


@settings(max_examples=150, deadline=None)
@given(PIECES)
def test_pieces_keep_their_text(pieces: list[Piece]) -> None:
    """Whatever pieces stand side by side, a reader sees their text and nothing else."""
    shown = _shown(paragraph(join(pieces)))

    assert _text_of(pieces).split() == shown.split()


JOINED = {
    "adjacent emphasis": ([Piece("emphasis", inner=(Piece("text", "a"),))] * 2, "*aa*"),
    "adjacent code": ([Piece("code", "a"), Piece("code", "b")], "`ab`"),
    "emphasis before strong": (
        [
            Piece("emphasis", inner=(Piece("text", "a"),)),
            Piece("strong", inner=(Piece("text", "b"),)),
        ],
        "<em>a</em>**b**",
    ),
    "outer space": ([Piece("emphasis", inner=(Piece("text", " a "),))], " *a* "),
    "empty": ([Piece("emphasis"), Piece("text")], ""),
    "footnote before a parenthesis": ([Piece("raw", "[^1]"), Piece("text", "(b)")], "[^1]\\(b)"),
    "repeated emphasis": (
        [Piece("strong", inner=(Piece("strong", inner=(Piece("text", "a"),)),))],
        "**a**",
    ),
}


@pytest.mark.parametrize(("pieces", "expected"), JOINED.values(), ids=JOINED)
def test_joined(pieces: list[Piece], expected: str) -> None:
    """Neighbours are written so that both stay what they are."""
    assert expected == join(pieces)


def _cell(text: str) -> TableCell:
    return TableCell([Block("paragraph", text)] if text else [])


NO_PIPE_TABLE = {
    "a span": [[TableCell([], columns=2)]],
    "two blocks": [[TableCell([Block("paragraph", "a"), Block("paragraph", "b")])]],
    "a list": [[TableCell([Block("-", "- a")])]],
    "uneven rows": [[_cell("a")], [_cell("a"), _cell("b")]],
    "a backslash before a pipe in code": [[_cell("`\\|`")]],
}


@pytest.mark.parametrize("rows", NO_PIPE_TABLE.values(), ids=NO_PIPE_TABLE)
def test_no_pipe_table(rows: list[list[TableCell]]) -> None:
    """What GitHub's tables can't hold becomes an HTML table."""
    assert pipe_table([], rows) is None
    assert html_table([], rows).startswith("<table>\n<tbody>\n<tr>\n<td")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=3))
def test_cells_keep_their_text(rows: list[list[str]]) -> None:
    """Whatever is in the cells of a table comes back cell by cell."""
    cells = [[_cell(paragraph(join([Piece("text", text)]))) for text in row] for row in rows]
    written = pipe_table([], cells)
    assume(written is not None)  # a lone pipe is written with a backslash
    tokens = markdown_facts.parser().parse(written or "")
    found = [
        markdown_facts.plain(tokens[index + 1].children).split()
        for index, token in enumerate(tokens)
        if token.type == "td_open"
    ]

    assert [text.split() for row in rows for text in row] == found


def test_quotation() -> None:
    """A quotation marks each line, and an alert has its word in the first."""
    blocks = [Block("paragraph", "a"), Block("other", "```\n\n  b\n```")]

    assert quotation(blocks) == "> a\n>\n> ```\n>\n>   b\n> ```"
    assert quotation(blocks[:1], "TIP") == "> [!TIP]\n> a"


@pytest.fixture(scope="module")
def outlined(build: Callable[..., Built]) -> Built:
    """Return a build of the probe project with objects under headings."""
    return build(confoverrides={"autodocgen_markdown_headings": True})


@pytest.mark.parametrize("docname", DOCUMENTS)
def test_objects_under_headings_keep_all_else(outlined: Built, docname: str) -> None:
    """Words, code and images are those of the doctree, and links lead to what is there."""
    expected = markdown_facts.of_doctree(outlined.doctree(docname))
    found = markdown_facts.of_markdown(outlined.text(docname))

    assert not expected.words - found.words
    assert not Counter(expected.code) - Counter(found.code)
    assert expected.images == found.images
    test_links_lead_somewhere(outlined, docname)


def test_objects_under_headings_are_an_outline(outlined: Built) -> None:
    """Objects are headings below those of their section, members below their class."""
    expected = markdown_facts.of_doctree(outlined.doctree("probe")).headings
    found = markdown_facts.of_markdown(outlined.text("probe")).headings
    found = [(level, re.sub(r"^[\d.]+\. ", "", text)) for level, text in found]
    added = [entry for entry in found if entry not in expected]
    [(level, _)] = [entry for entry in added if entry[1] == "Frob"]

    assert [entry for entry in found if entry in expected] == expected
    assert (level + 1, "Frob.meth()") in added


def test_an_object_in_a_list_is_no_heading(tmp_path: Path) -> None:
    """What is inside of a list, a note or a cell stays a list item."""
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    (tmp_path / "index.rst").write_text(
        "T\n=\n\n* item\n\n  .. py:function:: inner()\n\n.. py:function:: outer()\n"
        "              outer(a)\n\n   Text.\n"
    )
    app = SphinxTestApp(
        BUILDER, srcdir=tmp_path, confoverrides={"autodocgen_markdown_headings": True}
    )
    app.build()
    text = (Path(app.outdir) / "index.md").read_text(encoding="utf-8")
    app.cleanup()

    assert [line for line in text.splitlines() if line.startswith("#")] == ["# T", "## `outer()`"]
    assert "`outer()`\\\n`outer(a)`\n\nText." in text

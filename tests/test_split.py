"""A page that is cut says what it said, its links lead where they led, and nothing is torn."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import markdown_facts
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen.ext.markdown import parts
from sphinxcontrib_autodocgen.markdown.split import pieces, relink, resolved, without_programs

pytestmark = pytest.mark.slow

BLOCKS = st.sampled_from(
    [
        "# One",
        '<a id="two"></a>\n\n## Two `#`',
        "## Three",
        "```text\n# no heading\n\n```",
        "````text\n```\n# no heading\n````",
        "~~~\n# no heading\n~~~",
        "- item\n\n  ```\n  # no heading\n  ```",
        "<table>\n<tr>\n<td>\n\n# no heading\n\n</td>\n</tr>\n</table>",
        ":::note\n\n# no heading\n\n:::",
        "> # no heading",
        "Text with [a link](#two).",
        "(a label)=\n# Four",
    ]
)
PAGES = st.lists(BLOCKS, max_size=12).map("\n\n".join)


@settings(max_examples=200, deadline=None)
@given(PAGES, st.integers(1, 200))
def test_pieces_are_the_page(page: str, limit: int) -> None:
    """The pieces joined are the page; a piece is too large only if it's one section."""
    found = pieces(page, limit)

    assert page == "".join(piece.text for piece in found)
    for piece in found:
        assert len(piece.text.encode()) <= limit or len(pieces(piece.text, 1)) == 1


@settings(max_examples=200, deadline=None)
@given(PAGES)
def test_nothing_is_torn(page: str) -> None:
    """Each piece but the first begins with a heading, and no heading is one of code."""
    found = pieces(page, 1)
    whole = markdown_facts.of_markdown(page)
    facts = [markdown_facts.of_markdown(piece.text) for piece in found]

    assert whole.code == [code for fact in facts for code in fact.code]
    assert whole.headings == [title for fact in facts for title in fact.headings]
    for piece in found[1:]:
        assert piece.text.startswith(("# ", "## ", "<a id=", "(a label)"))


ADDRESSES = {
    "a link": ("[a](b.md#c)", "[a](X)"),
    "an image": ("![a](b.png)", "![a](X)"),
    "in brackets": ("[a](<b(1).md>)", "[a](X)"),
    "escaped text": ("\\[a\\](b.md)", None),
    "code": ("`[a](b.md)` ``[`](b.md)``", None),
    "code in a list": ("- ```\n  [a](b.md)\n  ```", None),
    "a fence": ("````\n```\n[a](b.md)\n````", None),
    "a lone backtick": ("<pre>`</pre>\n\n[a](b.md) `c`", "<pre>`</pre>\n\n[a](X) `c`"),
    "HTML": ('<a href="b.md">x</a>', '<a href="X">x</a>'),
    "HTML in JavaScript": ('__html: "<a href=\\"b.md\\">"', '__html: "<a href=\\"X\\">"'),
}


@pytest.mark.parametrize(("text", "expected"), ADDRESSES.values(), ids=ADDRESSES)
def test_relink(text: str, expected: str | None) -> None:
    """The addresses of links and images change, and nothing that is code or text."""
    assert relink(text, lambda _address: "X") == (expected or text)


PROGRAMS = {
    "a script": ("a\n\n<div>\n<script>\nx()\n</script>\n</div>", "a\n\n<div>\n\n</div>"),
    "code": ("```html\n<script>x</script>\n```\n`<style>a</style>`", None),
    "JSX": ('a <span dangerouslySetInnerHTML={{__html: "<script>x</script>"}} /> b', "a  b"),
    "other JSX": ('<div dangerouslySetInnerHTML={{__html: "<b>x</b>"}} />', None),
}


@pytest.mark.parametrize(("text", "expected"), PROGRAMS.values(), ids=PROGRAMS)
def test_without_programs(text: str, expected: str | None) -> None:
    """Scripts and styles are left out, and code that shows them stays."""
    assert without_programs(text) == (text if expected is None else expected)


# A build

ROOT = Path(__file__).parent / "roots" / "test-markdown"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Path]]:
    """Return a function that builds the probe project again and again in one place."""
    source = tmp_path_factory.mktemp("split") / "source"
    shutil.copytree(ROOT, source)
    apps: list[SphinxTestApp] = []

    def run(name: str = "autodocgen-markdown", **options: Any) -> Path:
        names = {f"autodocgen_{key}": value for key, value in options.items()}
        app = SphinxTestApp(name, srcdir=source, confoverrides=names)
        apps.append(app)
        app.build()
        return Path(app.outdir)

    yield run
    for app in apps:
        app.cleanup()


def _texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.md")
    }


def test_build(build: Callable[..., Path]) -> None:
    """Parts have all links right; made larger again, the page is what it was, and no part stays."""
    before = _texts(build())
    folder = build(markdown_split_size=0.002)
    cut = _texts(folder)
    facts = {path: markdown_facts.of_markdown(text) for path, text in cut.items()}
    parted = [path for path in cut if path.startswith("probe-part-")]

    assert len(parted) > 3
    assert "[Next →](probe-part-1.md)" in cut["probe.md"]
    for path, found in facts.items():
        for address in found.links:
            there, _, name = address.partition("#")
            target = resolved(path, there) if there else path
            if ":" not in address and target.endswith(".md"):
                assert target in cut
                assert not name or name in facts[target].anchors

    assert "# 1. Probe of *all* nodes" in (folder / "llms-full.txt").read_text(encoding="utf-8")
    assert before == _texts(build())


def test_other_options(build: Callable[..., Path]) -> None:
    """With other options all pages are written again."""
    build()
    text = (build(markdown_bullet="*") / "probe.md").read_text(encoding="utf-8")

    assert "* tight one\n* tight two" in text


def test_addresses(build: Callable[..., Path]) -> None:
    """Links can have another suffix and begin with an address; pages can begin with metadata."""
    folder = build(
        markdown_http_base="https://example.org/d",
        markdown_uri_doc_suffix="",
        markdown_file_suffix=".mdx",
        markdown_docinfo=True,
        markdown_anchor_sections=False,
    )
    text = (folder / "sub" / "other.mdx").read_text(encoding="utf-8")

    assert text.startswith('---\ntitle: "')
    assert "](https://example.org/d/probe.mdx" in text
    assert '<a id="probe-of-all-nodes">' not in (folder / "probe.mdx").read_text(encoding="utf-8")


def test_names_of_others(tmp_path: Path) -> None:
    """An option of sphinx-markdown-builder counts if ours of that name isn't set."""
    conf = 'extensions = ["sphinxcontrib_autodocgen"]\nmarkdown_bullet = "+"\n'
    (tmp_path / "conf.py").write_text(f"{conf}markdown_docinfo = True\n", encoding="utf-8")
    (tmp_path / "index.rst").write_text("Title\n=====\n\n* item\n", encoding="utf-8")
    app = SphinxTestApp("autodocgen-markdown", srcdir=tmp_path)
    app.build()
    text = (Path(app.outdir) / "index.md").read_text(encoding="utf-8")
    app.cleanup()

    assert '\ntitle: "Title"\n' in text
    assert text.endswith("+ item\n")


def test_option_of_others_on_the_command_line(tmp_path: Path) -> None:
    """An option of sphinx-markdown-builder can be given on the command line without a warning."""
    conf = 'extensions = ["sphinxcontrib_autodocgen"]\n'
    (tmp_path / "conf.py").write_text(conf, encoding="utf-8")
    (tmp_path / "index.rst").write_text("Title\n=====\n", encoding="utf-8")
    overrides = {
        "markdown_file_suffix": ".txt", "markdown_flavor": "github", "llms_txt_title": "Parcel",
        "llms_txt_full_build": "1",
    }  # fmt: skip
    app = SphinxTestApp("autodocgen-markdown", srcdir=tmp_path, confoverrides=overrides)
    app.build()
    written, said = (Path(app.outdir) / "index.txt").is_file(), app.warning.getvalue()
    app.cleanup()

    assert written
    assert said == ""


def test_llms_names(tmp_path: Path) -> None:
    """A page without a title is called by its file, and equal captions are one."""
    (tmp_path / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    trees = ".. toctree::\n   :caption: Start\n\n   {}\n\n"
    (tmp_path / "index.rst").write_text(
        "Void\n====\n\n" + "".join(map(trees.format, ("bare", "table")))
    )
    (tmp_path / "bare.rst").write_text("Only text.\n")
    (tmp_path / "table.rst").write_text("Table\n=====\n\n+---+\n| - |\n+---+\n\nBelow it.\n")
    app = SphinxTestApp("autodocgen-markdown", srcdir=tmp_path)
    app.build()
    text = (Path(app.outdir) / "llms.txt").read_text(encoding="utf-8")
    app.cleanup()

    assert text.count("## Start") == 1
    assert "- [bare](bare.md): Only text.\n- [Table](table.md): Below it." in text


def test_documents_that_are_gone(build: Callable[..., Path], tmp_path: Path) -> None:
    """The page of a document that is gone is deleted."""
    folder = build()
    gone = folder / "gone.md"
    gone.write_text("old", encoding="utf-8")
    record = parts.load(folder)
    record.files.append("gone")
    files = parts.Files(folder, ".md", ".md")
    (folder / parts.NAME).write_bytes(parts.msgspec.json.encode(record))
    parts.settle(files, [stem for stem in record.files if stem != "gone"], 0, record)

    assert not gone.exists()
    assert (folder / "probe.md").is_file()


def test_llms(build: Callable[..., Path]) -> None:
    """The list of pages has their titles, addresses and first sentences, by caption."""
    text = (build() / "llms.txt").read_text(encoding="utf-8")

    assert text.startswith("# Probe\n")
    assert "\n## Pages\n\n- [Probe of all nodes](probe.md)" in text


def test_llms_beside_html(build: Callable[..., Path]) -> None:
    """Beside HTML they're at the top, and each page names its Markdown."""
    folder = build("html", markdown=True, llms_full_size=0.002)
    text = (folder / "llms.txt").read_text(encoding="utf-8")
    full = (folder / "llms-full.txt").read_text(encoding="utf-8")
    page = (folder / "sub" / "other.html").read_text(encoding="utf-8")

    assert "](markdown/sub/other.md)" in text
    assert "## Pages that are not here\n\n- [Probe of all nodes](markdown/probe.md)" in full
    assert '<link rel="alternate" type="text/markdown" href="../markdown/sub/other.md" />' in page
    assert (folder / "markdown" / "sub" / "other.md").is_file()


def test_markdown_beside_html(build: Callable[..., Path]) -> None:
    """Pages can be beside those of HTML, which name them and the list of all in their head."""
    folder = build("html", markdown=True)
    assert (folder / "markdown" / "probe.md").is_file()
    (folder / "mine.md").write_text("mine", encoding="utf-8")
    build("html", markdown=True, markdown_layout="beside")
    text = (folder / "llms.txt").read_text(encoding="utf-8")
    page = (folder / "sub" / "other.html").read_text(encoding="utf-8")

    assert "](sub/other.md)" in text
    assert '<link rel="alternate" type="text/markdown" href="other.md" />' in page
    assert '<link rel="describedby" type="text/plain" href="../llms.txt" />' in page
    assert (folder / "sub" / "other.md").is_file()
    assert not list((folder / "markdown").rglob("*.md"))
    for name in re.findall(r"\]\((_images/[^)]+)\)", (folder / "probe.md").read_text("utf-8")):
        assert (folder / unquote(name)).is_file()

    build("html", markdown=True)
    assert (folder / "markdown" / "sub" / "other.md").is_file()
    assert [path.name for path in folder.rglob("*.md") if "markdown" not in path.parts] == [
        "mine.md"
    ]


def test_no_list_of_pages_is_named_where_there_is_none(build: Callable[..., Path]) -> None:
    """Without ``llms.txt`` no page says that it's described by it."""
    folder = build("html", markdown=True, llms=False)

    assert "describedby" not in (folder / "sub" / "other.html").read_text(encoding="utf-8")


def test_html_never_deletes_markdown_that_was_asked_for(
    build: Callable[..., Path], tmp_path: Path
) -> None:
    """What the Markdown builder wrote by itself stays, whatever an HTML build does."""
    record = parts.Record(files=["page"])
    (tmp_path / parts.NAME).write_bytes(parts.msgspec.json.encode(record))
    (tmp_path / "page.md").write_text("asked for", encoding="utf-8")
    parts.forget(tmp_path, ".md")

    assert (tmp_path / "page.md").is_file()


@pytest.mark.parametrize(
    ("stated", "canonical", "begin"),
    [
        ("", "https://p.example.org/en/1/", "https://p.example.org/en/1/"),
        ("https://own.example.org/d", "https://p.example.org/en/1/", "https://own.example.org/d/"),
        ("/d/", "", ""),
    ],
)
def test_llms_links_begin_with_the_canonical_address(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    stated: str,
    canonical: str,
    begin: str,
) -> None:
    """``html_baseurl`` goes first, else the address that Read the Docs gives; a path is none."""
    monkeypatch.setenv("READTHEDOCS_CANONICAL_URL", canonical)
    (tmp_path / "conf.py").write_text(
        f'extensions = ["sphinxcontrib_autodocgen"]\nhtml_baseurl = "{stated}"\n'
        "autodocgen_markdown = True\n"
    )
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    app = SphinxTestApp("html", srcdir=tmp_path)
    app.build()
    text = (Path(app.outdir) / "llms.txt").read_text(encoding="utf-8")
    app.cleanup()

    assert f"- [Title]({begin}markdown/index.md)" in text


def test_llms_summaries_are_sentences(tmp_path: Path) -> None:
    """Badges, bases, cells and what is said of an object are no summary of a page."""
    pages = {
        "badges": ".. |a| image:: https://example.org/a.svg\n   :target: https://example.org\n\n"
        "Badges\n======\n\n|a| |a|\n\nReal text.\n",
        "table": "Table\n=====\n\n===  ===\nHead Cell\n===  ===\na    b\n===  ===\n",
        "objects": "Objects\n=======\n\n.. py:class:: C\n\n   Bases: :py:class:`object`\n\n"
        "   Text of C.\n",
        "linked": "Linked\n======\n\nSee `this page <https://example.org>`_ first. Then go.\n",
    }
    names = "".join(f"   {name}\n" for name in pages)
    (tmp_path / "index.rst").write_text(f"Top\n===\n\n.. toctree::\n\n{names}")
    for name, text in pages.items():
        (tmp_path / f"{name}.rst").write_text(text)
    (tmp_path / "conf.py").write_text(
        'extensions = ["sphinxcontrib_autodocgen"]\nautodocgen_markdown_headings = True\n'
    )
    app = SphinxTestApp("autodocgen-markdown", srcdir=tmp_path)
    app.build()
    text = (Path(app.outdir) / "llms.txt").read_text(encoding="utf-8")
    app.cleanup()

    assert text.partition("## Pages\n\n")[2].splitlines() == [
        "- [Badges](badges.md): Real text.",
        "- [Table](table.md)",
        "- [Objects](objects.md)",
        "- [Linked](linked.md): See this page first.",
    ]

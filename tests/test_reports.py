"""Projects in the spirit of what people report of tools like this one, in ``tests/reports``."""

from __future__ import annotations

import ast
import os
import posixpath
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote

import markdown_facts
import pytest
from markdown_it import MarkdownIt
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import apidiff, cli, pipeline, snapshots
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow

REPORTS = Path(__file__).parent / "reports"
OFF = Settings(cache="off")


# -- what changed between two versions


_DIFFS = {
    "moved-members": ["safe object-hidden kiln.tools.poke"],
    "same-values": [
        "breaking parameter-kind-changed dial.Dial x",
        "safe base-added dial.Mode IntEnum",
        "safe base-removed dial.Mode Enum",
    ],
    "narrower-bases": [
        f"safe base-removed dial.{name}"
        for name in (
            "Level Enum", "Level str", "NoSignal Exception", "Point tuple", "Reader Iterable",
            "Table dict",
        )
    ],
    "widening": [
        "breaking async-changed pump.wait",
        "breaking kind-changed pump.Pump.flow",
        "breaking parameter-kind-changed pump.stop c",
        "breaking parameter-reordered pump.swap left",
        "risky kind-changed pump.Pump.level",
        "risky object-removed pump.gone",
        "risky overload-removed pump.get",
        "risky return-type-changed pump.typed",
        "safe binding-changed pump.Pump.help",
        "safe parameter-added pump.Pump colour",
        "safe parameter-added pump.many first",
        "safe parameter-added pump.start extra",
        "safe parameter-kind-changed pump.wrapped path",
        "safe parameter-optional pump.start limit",
        "safe parameter-optional pump.start mode",
        "safe parameter-optional pump.start speed",
        "safe parameter-renamed pump.wrapped path",
        "safe parameter-type-changed pump.start mode",
        "safe parameter-type-changed pump.start speed",
        "safe parameter-type-changed pump.typed rows",
        "safe return-type-changed pump.start",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), _DIFFS.items(), ids=_DIFFS)
def test_what_still_works_is_safe(name: str, expected: list[str]) -> None:
    """Members that moved, equal values, narrower bases and wider signatures break nobody."""
    old, new = (snapshots.read(str(REPORTS / name / side), REPORTS, OFF) for side in ("old", "new"))
    found = apidiff.compare(old, new, OFF).changes
    lines = [f"{c.severity} {c.rule} {c.object} {c.subject}".strip() for c in found]
    said = [line for line in lines if " base-added " not in line or "Mode" in line]
    told = sorted(line for line in said if not line.startswith("safe object-added"))

    assert told == sorted(expected)


# -- what is measured and counted


_RAISED = {
    "reraise": {"TypeError"},
    "named": {"KeyError", "DryError"},
    "converted": {"DryError"},
    "finally_": {"OSError"},
    "variable": {"DryError"},
    "factory": {"DryError"},
    "suppressed": {"IndexError"},
    "grouped": {"ExceptionGroup"},
    "star": {"DryError"},
    "exits": {"SystemExit"},
    "Gen.stream": {"RuntimeError"},
    "Gen.size": {"DryError"},
}
"""Objects of ``well`` that raise, as sure as pages show it; a protocol of Python's aside."""


def test_what_is_caught_or_in_another_function_is_not_raised() -> None:
    """Only what leaves a function is told of it, also from ``finally`` and in generators."""
    folder = REPORTS / "raises"
    project = pipeline.analysed(Settings(packages=("well.py",), cache="off"), folder)
    found = {
        obj.name.removeprefix("well."): {r.type for r in obj.raises if r.confidence >= 0.7}
        for obj in project.values()
        if not {"<locals>", "__iter__"} & set(obj.name.split("."))
    }

    assert {name: raised for name, raised in found.items() if raised} == _RAISED


def test_what_is_private_or_a_part_is_not_counted() -> None:
    """Coverage counts each public object once, be it defined in a private module."""
    folder = REPORTS / "coverage-private"
    settings = Settings(packages=("pkg",), cache="off")
    project = pipeline.run(settings, folder)
    counts = pipeline.coverage(project, settings)

    assert [(name, c.written, c.generated + c.missing) for name, c in counts.items()] == [
        ("pkg", 2, 6)
    ]


# -- Markdown


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Path]]:
    """Return a function that builds a project as Markdown, and gives the folder of the output."""
    apps: list[SphinxTestApp] = []

    def run(name: str, builder: str = "autodocgen-markdown", **options: object) -> Path:
        folder = tmp_path_factory.mktemp(name) / name
        shutil.copytree(REPORTS / name, folder)
        changed = {f"autodocgen_{key}": value for key, value in options.items()}
        if "myst_parser" not in (folder / "docs" / "conf.py").read_text(encoding="utf-8"):
            changed["source_suffix"] = ".rst"  # MyST leaves its own behind in the process
        app = SphinxTestApp(builder, srcdir=folder / "docs", confoverrides=changed)
        apps.append(app)
        app.build()
        return Path(app.outdir)

    yield run
    for app in apps:
        app.cleanup()


def test_raw_html_stays_one_block(build: Callable[..., Path]) -> None:
    """No blank line in SVG, a script, a style or a list ends the HTML around it."""
    out = build("raw-html")
    text = (out / "index.md").read_text(encoding="utf-8")
    tokens = MarkdownIt("commonmark").parse(text)
    html = "".join(token.content for token in tokens if token.type == "html_block")
    paragraphs = [token.content for token in tokens if token.type == "inline"]

    assert not [token for token in tokens if token.type in ("code_block", "fence")]
    for part in ("<svg", "<path", "</svg>", "draw(", "</script>", "text-align", "</style>"):
        assert part in html
    assert {"After the plot.", "After the frame.", "Second item."} <= set(paragraphs)
    assert sum(token.type == "list_item_open" for token in tokens) == 2


def test_programs_are_no_text_for_readers_in_a_hurry(build: Callable[..., Path]) -> None:
    """``llms-full.txt`` has the words around scripts and styles, and neither of these."""
    text = (build("raw-html") / "llms-full.txt").read_text(encoding="utf-8")

    assert "After the plot." in text
    assert "points" not in text
    assert "vertical-align" not in text


@pytest.fixture(scope="module")
def void(build: Callable[..., Path]) -> Path:
    """Return the output for pages that are empty, have no title, or empty headings and cells."""
    return build("empty-things")


def test_an_empty_heading_takes_no_text(void: Path) -> None:
    """What is below an empty heading is a paragraph, and each page is written."""
    tokens = markdown_facts.parser().parse((void / "empty.md").read_text(encoding="utf-8"))
    headings = [tokens[n + 1].content for n, t in enumerate(tokens) if t.type == "heading_open"]

    assert headings == ["", "", "Third"]
    assert "Text below an empty heading." in [t.content for t in tokens if t.type == "inline"]
    assert {"comment.md", "notitle.md"} <= {path.name for path in void.iterdir()}


def test_empty_cells_stay_empty(void: Path) -> None:
    """Tables have as many cells as in the source, as pipes or as HTML."""
    text = (void / "tables.md").read_text(encoding="utf-8")
    piped = [line for line in text.splitlines() if line.startswith("|") and "---" not in line]

    assert len(re.findall(r"<t[dh][ >]", text)) == 9 + 3
    assert [len(re.findall(r"(?<!\\)\|", line)) - 1 for line in piped] == [1, 1, 2, 2, 2, 2, 2]


def test_pages_without_a_title_are_listed_by_their_names(void: Path) -> None:
    """``llms.txt`` has each page once, and of a page's paragraphs the first that is one."""
    text = (void / "llms.txt").read_text(encoding="utf-8")
    site = "https://example.org/void"

    assert text.splitlines()[4:] == [
        f"- [Void]({site}/index.md)",
        f"- [empty]({site}/empty.md): Text below an empty heading.",
        f"- [notitle]({site}/notitle.md): No title at all, only text.",
        f"- [comment]({site}/comment.md)",
        f"- [Tables]({site}/tables.md): End.",
    ]


def _broken_links(out: Path, suffix: str) -> list[str]:
    """Return the links between files of an output that lead to no file or anchor."""
    pages = {path: path.read_text(encoding="utf-8") for path in out.rglob(f"*{suffix}")}
    facts = {path: markdown_facts.of_markdown(text) for path, text in pages.items()}
    broken = []
    for path, found in facts.items():
        for address in found.links:
            name, _, anchor = unquote(address).partition("#")
            target = Path(posixpath.normpath(path.parent / name)) if name else path
            known = target in facts and (not anchor or anchor in facts[target].anchors)
            if ":" not in address and not (known or (target.is_file() and not anchor)):
                broken.append(f"{path.relative_to(out)}: {address}")
    return broken


def test_another_suffix_is_that_of_all_pages(build: Callable[..., Path]) -> None:
    """Each page and each link between pages has the suffix asked for; downloads keep theirs."""
    out = build("suffixes", markdown_file_suffix=".txt")
    names = {path.relative_to(out).as_posix() for path in out.rglob("*.*") if path.is_file()}

    assert {"index.txt", "guide/a.b.txt", "guide/api.txt", "project/summary.txt"} <= names
    assert [name for name in names if name.endswith(".md") and "_downloads" not in name] == []
    assert _broken_links(out, ".txt") == []


def test_html_names_its_page_with_the_suffix(build: Callable[..., Path]) -> None:
    """The link in the head of an HTML page leads to the file that is there."""
    out = build("suffixes", "html", markdown=True, markdown_file_suffix=".txt")
    head = (out / "guide" / "a.b.html").read_text(encoding="utf-8")
    (address,) = re.findall(r'rel="alternate" type="text/markdown"[^>]*href="([^"]+)"', head)

    assert (out / "guide" / address).is_file()
    assert address.endswith(".txt")


def test_all_of_an_mdx_site_is_mdx(build: Callable[..., Path]) -> None:
    """Braces, tags and statements of other files are text, and relative links lead somewhere."""
    out = build("changelog-mdx")
    page = (out / "project" / "changelog.md").read_text(encoding="utf-8")
    texts = [p.read_text(encoding="utf-8") for p in out.rglob("*.md") if "source" not in p.parts]

    assert "\\{braces\\}" in page
    assert not re.search(r"^import ", page, re.MULTILINE)
    assert not any(re.search(r"<https?:|<!--(?!.*\"\}\})", text) for text in texts)
    assert _broken_links(out, ".md") == []
    assert "[the guide](../guide.md)" in page
    assert "![x](../_images/x.png)" in page


# -- changelogs


@pytest.fixture
def log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Return a function from a project to its changelog as the command prints it."""

    def log(name: str, folder: str = "") -> str:
        target = tmp_path / name
        script = REPORTS / name / "make.sh"
        if script.exists():
            environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull}
            subprocess.run(["bash", script, target], env=environment, check=True)
        else:
            shutil.copytree(REPORTS / name, target)
        assert cli.main(["changelog", str(target / folder), "--cache", "off"]) == 0
        return capsys.readouterr().out

    return log


def _fragments(text: str) -> list[tuple[str, str]]:
    """Return kind and text of the tokens of the items of a changelog."""
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    return [(t.type, t.content) for t in tokens if t.content]


def test_the_number_of_an_issue_stands_outside_of_code(log: Callable[..., str]) -> None:
    """In fragments in reStructuredText, code keeps its lines, and tables stay tables."""
    text = log("fragment-code")
    found = _fragments(text)

    assert ("fence", "def fold(box):\n\n    return box.half()\n") in found
    assert ("fence", "[tool.box]\nsize = 3\n") in found
    assert ("inline", "([#614](https://example.org/i/614))") in found
    assert text.count("](https://example.org/i/614)") == 2
    assert "| a | b |" in text
    assert "ignore" not in text


@pytest.mark.parametrize("issue", range(9, 16))
def test_the_number_of_an_issue_ends_a_paragraph(log: Callable[..., str], issue: int) -> None:
    """In fragments in Markdown, it's in no code, table, list, quotation or HTML that comes last."""
    number = f"[#{issue}](https://example.org/i/{issue})"
    tokens = MarkdownIt("commonmark").enable("table").parse(log("fragment-code-md"))
    (place,) = [n for n, token in enumerate(tokens) if number in token.content]
    opened = [t.type for t in tokens[:place] if t.nesting == 1]
    closed = [t.type.replace("_close", "_open") for t in tokens[:place] if t.nesting == -1]
    for name in closed:
        opened.remove(name)

    assert tokens[place].type == "inline"
    assert opened == ["bullet_list_open", "list_item_open", "paragraph_open"]


@pytest.mark.parametrize(
    ("folder", "expected"),
    [
        (
            "back",
            [
                "## 1.0.0 (2026-02-05)",
                "- back: another parameter",
                "- back: pause",
                "- back: a leak",
                "## 0.1.0 (2026-02-01)",
                "- begin",
            ],
        ),
        (
            "front",
            [
                "## Unreleased",
                "- front: a crack",
                "## 0.2.0 (2026-02-03)",
                "- front: a window",
                "## 0.1.0 (2026-02-01)",
                "- begin",
            ],
        ),
    ],
)
def test_a_package_of_several_has_its_own_releases(
    log: Callable[..., str], folder: str, expected: list[str]
) -> None:
    """Tags and commits of other packages of the repository are none of this one."""
    lines = log("monorepo-tags", folder).splitlines()
    told = [line.partition(" (`")[0] for line in lines if line.startswith(("## ", "- "))]

    assert told == expected


def test_version_notes_name_releases_of_the_package(
    log: Callable[..., str], tmp_path: Path
) -> None:
    """What was added between two releases of a package came with its own, not with another's."""
    log("monorepo-tags", "back")
    app = SphinxTestApp("text", srcdir=tmp_path / "monorepo-tags" / "back" / "docs")
    app.build()
    text = (Path(app.outdir) / "index.txt").read_text(encoding="utf-8")
    app.cleanup()

    assert re.findall(r"(?:Added|Changed) in version [\d.]+", text) == [
        "Added in version 1.0.0",
        "Changed in version 1.0.0",
    ]


def test_keep_a_changelog_in_all_its_forms(log: Callable[..., str]) -> None:
    """Releases that are yanked, candidates or underlined are read, and links are resolved."""
    text = log("keepachangelog")

    assert re.findall(r"^## .*", text, re.MULTILINE) == [
        "## Unreleased",
        "## 2.0.0 (2026-03-01, yanked)",
        "## 2.0.0-rc.1 (2026-02-20)",
        "## 1.0.1 (2025-12-24)",
        "## 1.0.0 (2025-11-01)",
    ]
    assert "a [Key](https://example.org/key)" in text
    assert "fixed [#12](https://example.org/i/12)" in text
    assert "Reads `[tool.box]` and [box]." in text
    assert not re.search(r"^\[.*\]: ", text, re.MULTILINE)


_SUBJECTS = {
    "Breaking changes": ["api: rename it: load is read now, in two lines", "drop py27"],
    "Added": [
        "a,b/c: many scopes",
        "same twice",
        "[skip ci] brackets [a](b) | pipe",
        "read List<T> and *args, **kw in {braces} <br>",
    ],
    "Changed": ["keep it"],
    "Improved": ["schneller für Größen ✨ 🎉"],
    "Fixed": [
        "org/other#5 and GH-6, closes #7",
        "io: open() takes a_b_c and __init__ (#12)",
    ],
    "Reverted": ["fix: a thing", "feat: read List<T>"],
    "Documentation": ["see https://example.org/a_(b)?x=1&y=<z>"],
    "Other changes": [
        "feat : space before colon",
        ":bug: emoji code first",
        "# heading subject",
        "1. numbered subject",
    ],
}


def test_subjects_of_commits_are_shown_as_they_read(log: Callable[..., str]) -> None:
    """No HTML, emphasis, heading or list is made of a subject, and each has its group."""
    tokens = MarkdownIt("commonmark").parse(log("commit-subjects"))
    found: dict[str, list[str]] = {}
    title = ""
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            title = token.content
        elif token.type == "inline":
            shown = "".join(part.content for part in token.children or [])
            found.setdefault(title, []).append(re.sub(r" \([0-9a-f]{9}\)$", "", shown))
        assert token.type not in ("html_block", "code_block", "ordered_list_open")

    assert found == _SUBJECTS


def test_an_issue_of_another_repository_is_not_linked_to_this_one(log: Callable[..., str]) -> None:
    """``org/other#5`` is no issue of ``org/parcel``; ``#7`` and ``#12`` are."""
    text = log("commit-subjects")

    assert set(re.findall(r"\(https://github.com/org/parcel/issues/(\d+)\)", text)) == {"7", "12"}


# -- docstrings


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of files that were completed, beside one of how they were.

    Rules for what a body asks of a parameter are off, so that some docstrings lack nothing.
    """
    monkeypatch.chdir(tmp_path)
    config = '[tool.autodocgen]\nrules_off = ["must", "unused"]\n'
    (tmp_path / "pyproject.toml").write_text(config, encoding="utf-8")
    for name in ("before", "after"):
        script = REPORTS / "complete-existing" / "gen.py"
        subprocess.run([sys.executable, script, tmp_path / name], check=True)
    _complete(tmp_path / "after")
    return tmp_path / "after"


def _complete(folder: Path) -> None:
    options = ["--complete", "sections", "--write", "--cache", "off"]
    assert cli.main(["fill", str(folder), *options]) == 0


def _without_docstrings(text: bytes) -> str:
    tree = ast.parse(text)
    for node in ast.walk(tree):
        known = isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
        if known and ast.get_docstring(node) is not None:
            node.body[0] = ast.Pass()
    return ast.dump(tree)


@pytest.mark.parametrize("name", ["lf.py", "crlf.py"])
def test_completed_files_keep_code_and_their_authors_lines(filled: Path, name: str) -> None:
    """Only lines are added, with the file's line ends; a second run adds none."""
    before = (filled.parent / "before" / name).read_bytes()
    after = (filled / name).read_bytes()
    written = iter(after.splitlines(keepends=True))
    _complete(filled)

    assert _without_docstrings(before) == _without_docstrings(after)
    assert all(line in written for line in before.splitlines(keepends=True))
    assert (after.count(b"\r\n") == after.count(b"\n")) is (name == "crlf.py")
    assert (filled / name).read_bytes() == after


@pytest.mark.parametrize(
    "lines",
    [
        '\n    Raises:\n        ValueError: If ``node`` is empty, zero, false or None.\n    """',
        "        If ``deep`` is ``'x'``.\n\n    See Also\n",
        "    @type node: Node\n    @rtype: bool\n    @raise KeyError: If C{deep} is C{'x'}.\n",
        "    :raises KeyError: If ``deep`` is ``'x'``.\n    .. versionadded:: 1.0\n",
        "\n\tRaises:\n\t\t\tValueError: If ``size`` is negative.\n",
    ],
    ids=["google", "numpy", "epytext", "rest", "tabs"],
)
def test_what_is_added_is_in_the_docstrings_own_style(filled: Path, lines: str) -> None:
    """Sections, fields and indentation are those that the author used."""
    assert lines in (filled / "lf.py").read_text(encoding="utf-8")

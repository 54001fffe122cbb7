"""The project's pages say what the records say, in valid Markdown, in files of any size."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import markdown_facts
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import git
from sphinxcontrib_autodocgen.changelog import UNRELEASED, Changelog, ChangelogEntry, Group, Release
from sphinxcontrib_autodocgen.errors import GitError
from sphinxcontrib_autodocgen.markdown import (
    anchor,
    code_span,
    escape,
    fence,
    link,
    paragraph,
)
from sphinxcontrib_autodocgen.markdown.characters import closed, concat
from sphinxcontrib_autodocgen.model import (
    Evidence,
    Guess,
    Metrics,
    Module,
    Object,
    Parameter,
    Project,
    Result,
)
from sphinxcontrib_autodocgen.pages import ProjectInfo, project_info
from sphinxcontrib_autodocgen.pages.terms import terms
from sphinxcontrib_autodocgen.settings import Settings

INFO = ProjectInfo(
    name="Frob_nicator",
    description="Frobs <things>",
    version="1.0",
    authors=("Ann *Author*", "Bob"),
    license="MIT",
    repository="https://github.com/o/r",
    links=(("Repository", "https://github.com/o/r"),),
    updated="2024-02-29T12:00:00+00:00",
)


def _project(tmp_path: Path) -> Project:
    source = tmp_path / "pkg.py"
    source.write_text('"""A package."""\n\nFENCE = "````"\n', encoding="utf-8")
    metrics = Metrics(12, "C", 16, 2, 40, maintainability=15.5, maintainability_rank="B")
    objects = (
        Object("pkg", "module", 1, 3, docstring="A package with ``code`` and <tags>."),
        Object("pkg.FENCE", "data", 3, 3),
        Object(
            "pkg.frob",
            "function",
            5,
            9,
            docstring="Frob a *thing*.\n\nMore.",
            parameters=(
                Parameter("a", "positional-only"),
                Parameter("b", "positional-or-keyword", "int", "1"),
                Parameter("args", "var-positional"),
                Parameter("c", "keyword-only", default="'|'"),
                Parameter("kw", "var-keyword", "str"),
            ),
            returns=Result("list[str]"),
            metrics=metrics,
        ),
        Object(
            "pkg.frob.<locals>.inner", "function", 6, 7, docstring="Local.", modifiers=("local",)
        ),
        Object(
            "pkg.Thing",
            "class",
            10,
            20,
            summary=Guess("A thing with a {{brace}}.", 0.9, Evidence.read("rule:class")),
            bases=("Base",),
        ),
        Object("pkg.Thing.size", "property", 12, 13, docstring="Size.", returns=Result("int")),
        Object("pkg.Thing.go", "method", 14, 15, docstring="Go.", modifiers=("async",)),
        Object("pkg.Thing._hidden", "method", 16, 17, docstring="Hidden."),
        Object("pkg.silent", "function", 30, 31),
    )
    return Project([Module("pkg", str(source), objects)])


Pages = Callable[..., dict[str, str]]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SphinxTestApp]:
    """Return a project of one page, built as Markdown."""
    source = tmp_path_factory.mktemp("pages") / "source"
    source.mkdir()
    (source / "conf.py").write_text('extensions = ["sphinxcontrib_autodocgen"]\n')
    (source / "index.rst").write_text("Title\n=====\n")
    app = SphinxTestApp("autodocgen-markdown", srcdir=source)
    app.build()
    yield app
    app.cleanup()


@pytest.fixture
def pages(app: SphinxTestApp, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Return a function that gives the pages of a project: their Markdown by path."""
    domain: Any = app.env.get_domain("autodocgen")
    builder: Any = app.builder
    folder = Path(app.outdir) / "project"

    def write_pages(
        project: Project,
        releases: Sequence[Release] = (),
        size: float = 5.0,
        info: ProjectInfo = INFO,
        **options: Any,
    ) -> dict[str, str]:
        found = Changelog(tuple(releases))
        monkeypatch.setattr(domain, "project", project)
        monkeypatch.setattr(domain, "settings", Settings())
        monkeypatch.setattr("sphinxcontrib_autodocgen.pages.project_info", lambda *_: info)
        monkeypatch.setattr(domain, "releases", lambda *_: found)
        monkeypatch.setattr(app.config, "autodocgen_markdown_split_size", size)
        for name, value in options.items():
            monkeypatch.setattr(app.config, f"autodocgen_{name}", value)
        builder.init()
        builder.prepare_writing(set())
        builder.finish()
        paths = sorted(folder.rglob("*.md"))
        return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in paths}

    return write_pages


def _check_links(pages: dict[str, str]) -> int:
    """Assert that every internal link of pages leads somewhere, and return how many there are."""
    facts = {path: markdown_facts.of_markdown(text) for path, text in pages.items()}
    count = 0
    for path, found in facts.items():
        assert len(set(found.anchors)) == len(found.anchors)
        for address in found.links:
            if "://" not in address:
                target, _, name = address.partition("#")
                there = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))

                assert not name or unquote(name) in facts[there if target else path].anchors
                assert not target or there in facts
                count += 1
    return count


def test_paths(pages: Pages, tmp_path: Path) -> None:
    """There's a summary, a changelog if there are releases, a glossary, and the source."""
    project = _project(tmp_path)

    assert list(pages(project)) == [
        "glossary.md",
        "source/index.md",
        "source/pkg.md",
        "summary.md",
    ]
    assert "changelog.md" in pages(project, [Release("1.0")])


def test_links(pages: Pages, tmp_path: Path) -> None:
    """All links between the pages lead to files and anchors that exist."""
    assert _check_links(pages(_project(tmp_path), [Release("1.0"), Release("1.0")])) > 10


def test_summary(pages: Pages, tmp_path: Path) -> None:
    """The summary shows what the project says about itself, escaped, and what is documented."""
    text = pages(_project(tmp_path))["summary.md"]

    assert text.startswith("# Frob_nicator\n\nFrobs \\<things>\n\n- **Version:** 1.0\n")
    assert "- **Authors:** Ann \\*Author\\*, Bob\n- **Licence:** MIT\n" in text
    assert "- **Last updated:** 2024-02-29\n" in text
    assert "- **Repository:** [github.com/o/r](https://github.com/o/r)\n" in text
    assert "| [`pkg`](source/pkg.md) | A package with `code` and \\<tags>. |" in text
    assert "| module | 1 | 0 | 0 |\n" in text
    assert "| function | 1 | 0 | 1 |\n" in text
    assert "| class | 0 | 1 | 0 |\n" in text
    assert text.endswith("| all | 4 | 1 | 1 |\n| data | 0 | 0 | 1 |\n")


def test_glossary(pages: Pages, tmp_path: Path) -> None:
    """An entry has signature, complexity and docstring; what is generated is marked."""
    text = pages(_project(tmp_path))["glossary.md"]

    assert (
        '<a id="pkg.frob"></a>\n\n### `frob`\n\n```python\n'
        "def frob(a, /, b: int = 1, *args, c='|', **kw: str) -> list[str]\n```\n\n"
        "Complexity: cyclomatic 12 (C, above 10), cognitive 16 (above 15), nesting 2, length 40, "
        "maintainability 15.5 (B, below 20).\n\nFrob a *thing*.\n\nMore.\n"
    ) in text
    assert "```python\nclass Thing()\n```\n\nA thing with a {\\{brace}}. (generated)" in text
    assert "```python\nsize: int\n```" in text
    assert "```python\nasync def go()\n```" in text
    assert "- [`Thing`](#pkg.Thing) (`pkg`): A thing with a {\\{brace}}. (generated)" in text


def test_glossary_leaves_out(pages: Pages, tmp_path: Path) -> None:
    """Private, local, undocumented objects and data aren't in the glossary."""
    text = pages(_project(tmp_path))["glossary.md"]

    for name in ("inner", "_hidden", "silent", "FENCE"):
        assert name not in text


def test_glossary_letters(pages: Pages, tmp_path: Path) -> None:
    """The glossary begins with an index by letter."""
    headings = markdown_facts.of_markdown(pages(_project(tmp_path))["glossary.md"]).headings

    assert headings == [
        (1, "Glossary"),
        (2, "F"),
        (2, "G"),
        (2, "S"),
        (2, "T"),
        (2, "pkg"),
        (3, "frob"),
        (3, "Thing"),
        (3, "Thing.size"),
        (3, "Thing.go"),
    ]


DEFINITIONS = {
    "A sprocket wheel is a wheel that has teeth.": ["sprocket wheel"],
    "Turn it.\n\nA *sprocket wheel* is any wheel with\nteeth (i.e. gears). More.": [
        "sprocket wheel"
    ],
    "Turn it.  A sprocket-wheel is a wheel with `teeth`.": ["sprocket-wheel"],
    "The sprocket wheel is the one that was given.": [],  # one thing, not a kind
    "A sprocket wheel is a gear if it has teeth.": [],  # a condition
    "A sprocket wheel is a thing::\n\n    x.": [],  # no sentence
    "A sprocket_wheel is a wheel with teeth.": [],  # the name of an object
    "A wheel that is a sprocket wheel is a wheel.": [],  # no name
    "A string is a row of characters.": [],  # Python's
    "Say when a sprocket wheel is a wheel with teeth.": [],  # inside of a sentence
}


@pytest.mark.parametrize(("text", "names"), DEFINITIONS.items())
def test_terms(text: str, names: list[str]) -> None:
    """A term is what a sentence defines as a kind of thing."""
    using = ["Sprocket wheels.", "Two\nsprocket-wheels.", ":term:`sprocket wheel`"]
    other = ["``sprocket wheel``", "sprocket, wheel", ":func:`sprocket wheel`"]
    found = terms(_documented(text, *using, *other))
    used_less = terms(_documented(text, *using[1:], *other))

    assert [term.name for term in found] == names
    assert [term.users for term in found] == [("pkg.f1", "pkg.f2", "pkg.f3")] * len(names)
    assert not used_less


def _documented(*docstrings: str) -> Project:
    objects = [
        Object(f"pkg.f{n}", "function", n, n, docstring=docstring)
        for n, docstring in enumerate(docstrings)
    ]
    return Project([Module("pkg", "pkg.py", (Object("pkg", "module", 1, 1), *objects))])


def test_glossary_terms(pages: Pages) -> None:
    """The glossary shows the terms with what defines them; without any there's no such part."""
    text = "A cog is a *wheel* with <teeth>. It's small."
    found = pages(_documented(text, "Cogs.", "A cog.", "The cog."))

    assert _check_links(found)
    assert (
        "## Terms\n\n- **cog**: A cog is a *wheel* with \\<teeth>. ([`pkg.f0`](#pkg.f0))\n"
    ) in found["glossary.md"]
    assert "Terms" not in pages(_documented(text, "Cogs."))["glossary.md"]


def test_source(pages: Pages, tmp_path: Path) -> None:
    """A module's source comes back unchanged, whatever fences it has."""
    page = pages(_project(tmp_path))["source/pkg.md"]

    assert page.startswith("# Source of `pkg`\n")
    assert markdown_facts.of_markdown(page).code == [
        (tmp_path / "pkg.py").read_text(encoding="utf-8")
    ]


def test_source_in_another_encoding(pages: Pages, tmp_path: Path) -> None:
    """A source that declares its encoding is read in it."""
    path = tmp_path / "latin.py"
    path.write_bytes(b"# coding: latin-1\nx = '\xe9'\n")
    project = Project([Module("latin", str(path), (Object("latin", "module", 1, 2),))])

    assert "x = 'é'" in pages(project)["source/latin.md"]


def test_source_that_is_gone(pages: Pages, tmp_path: Path) -> None:
    """A source that can't be read any more is one sentence, not an error."""
    path = str(tmp_path / "gone.py")
    project = Project([Module("gone", path, (Object("gone", "module", 1, 2),))])

    assert "can't be read" in pages(project)["source/gone.md"]


def test_nothing_documented(pages: Pages, tmp_path: Path) -> None:
    """A project of which nothing is said has pages all the same."""
    module = Module("bare", str(tmp_path / "bare.py"), (Object("bare", "module", 1, 1),))

    assert "Nothing is documented." in pages(Project([module]))["glossary.md"]


def _many(count: int, tmp_path: Path) -> Project:
    path = tmp_path / "pkg.py"
    path.write_text("", encoding="utf-8")
    docstring = "Do it.\n\n.. code-block:: python\n\n   " + "x = 1\n   " * 30
    return Project(
        Module(
            f"pkg.m{index % 3}",
            str(path),
            (
                Object(f"pkg.m{index % 3}", "module", 1, 1),
                *(
                    Object(f"pkg.m{index % 3}.f{n}", "function", n, n, docstring=docstring)
                    for n in range(index, count, 3)
                ),
            ),
        )
        for index in range(3)
    )


def test_split(pages: Pages, tmp_path: Path) -> None:
    """A large page is cut into files below the limit, with the same content and right links."""
    releases = [
        Release(f"1.{n}", groups=(Group("Added", (ChangelogEntry("x" * 900),)),)) for n in range(20)
    ]
    project = _many(90, tmp_path)
    whole = pages(project, releases)
    parts = pages(project, releases, size=8 / 1024)
    limit = 8 * 1024

    assert len([path for path in parts if path.startswith("glossary-part-")]) > 3
    assert all(len(text.encode()) <= limit for path, text in parts.items() if "-part-" in path)
    assert _check_links(parts) > _check_links(whole)
    for name in ("glossary", "changelog"):
        expected = markdown_facts.of_markdown(whole[f"{name}.md"])
        count = len([path for path in parts if path.startswith(f"{name}-part-")])
        found = [
            markdown_facts.of_markdown(parts[f"{name}-part-{number}.md"])
            for number in range(1, count + 1)
        ]

        assert expected.code == [code for facts in found for code in facts.code]
        assert expected.anchors == [anchor for facts in found for anchor in facts.anchors]
        assert expected.headings == [heading for facts in found for heading in facts.headings]


def test_forgotten_fence(pages: Pages, tmp_path: Path) -> None:
    """A docstring that leaves a fence open doesn't swallow what follows."""
    objects = (
        Object("pkg", "module", 1, 1),
        Object("pkg.a", "function", 2, 2, docstring="Open:\n\n```python\nx"),
        Object("pkg.b", "function", 3, 3, docstring="After."),
    )
    project = Project([Module("pkg", str(tmp_path), objects)])
    headings = markdown_facts.of_markdown(pages(project)["glossary.md"]).headings

    assert headings[-2:] == [(3, "a"), (3, "b")]


# Changelog


def test_changelog(pages: Pages, tmp_path: Path) -> None:
    """Releases are headings, groups below them, entries in the markup they're written in."""
    releases = [
        Release(
            "1.1",
            "2024-02-29",
            (
                Group(
                    "", (ChangelogEntry("Some *words*.", prose=True), ChangelogEntry("one\n\ntwo"))
                ),
                Group(
                    "Fixed",
                    (
                        ChangelogEntry("See ``x|y`` and :func:`~pkg.f`.", "rest"),
                        ChangelogEntry("Fix <b> in f!#12", "plain", commit="0123456789abcdef" * 2),
                    ),
                ),
            ),
        ),
        Release(UNRELEASED, None, (Group("Ä_group", (ChangelogEntry("1. x", "plain"),)),)),
    ]
    text = pages(_project(tmp_path), releases)["changelog.md"]
    commit = "[`012345678`](https://github.com/o/r/commit/0123456789abcdef0123456789abcdef)"

    assert text == (
        "# Changelog\n\n- [1.1 (2024-02-29)](#release-1.1)\n- [Unreleased](#release-unreleased)\n\n"
        '<a id="release-1.1"></a>\n\n## 1.1 (2024-02-29)\n\nSome *words*.\n\n- one\n\n  two\n\n'
        "### Fixed\n\n- See `x|y` and `f()`.\n"
        f"- Fix \\<b> in f\\![#12](https://github.com/o/r/issues/12) ({commit})\n\n"
        '<a id="release-unreleased"></a>\n\n## Unreleased\n\n### Ä_group\n\n- 1\\. x\n'
    )


def test_gitlab(pages: Pages, tmp_path: Path) -> None:
    """GitLab's addresses of commits and issues are GitLab's."""
    release = Release("1", groups=(Group("", (ChangelogEntry("See #3", "plain"),)),))
    info = ProjectInfo("x", repository="https://gitlab.com/o/r")
    text = pages(_project(tmp_path), [release], info=info)["changelog.md"]

    assert "[#3](https://gitlab.com/o/r/-/issues/3)" in text


# Metadata


def test_project_info(tmp_path: Path) -> None:
    """Metadata come from pyproject.toml."""
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "frob"\nversion = "1.2"\ndescription = "Frobs\\nthings"\n'
        'authors = [{name = "Ann", email = "a@example.org"}, {email = "b@example.org"}]\n'
        'license = "MIT"\n[project.urls]\nSource = "https://example.org/r/"\n',
        encoding="utf-8",
    )

    assert project_info(tmp_path, "other") == ProjectInfo(
        name="frob",
        description="Frobs things",
        version="1.2",
        authors=("Ann",),
        license="MIT",
        repository="https://example.org/r",
        links=(("Repository", "https://example.org/r"),),
    )


LICENSES = {
    "text": ('license = {text = "BSD\\nCopyright"}', "BSD"),
    "file": ('license = {file = "LICENSE"}', ""),
    "classifier": ('classifiers = ["License :: OSI Approved :: MIT License"]', "MIT License"),
    "broken": ("license = 3", "3"),
}


@pytest.mark.parametrize(("line", "expected"), LICENSES.values(), ids=LICENSES)
def test_licenses(tmp_path: Path, line: str, expected: str) -> None:
    """A licence is found in whichever form it's stated."""
    (tmp_path / "pyproject.toml").write_text(f'[project]\nname = "frob-x"\n{line}\n')

    assert project_info(tmp_path, "").license == expected


def test_installed_metadata(tmp_path: Path) -> None:
    """What pyproject.toml leaves open comes from the installed distribution."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "docutils"\ndynamic = ["version"]')
    info = project_info(tmp_path, "x")

    assert info.version == metadata.version("docutils")
    assert info.description


def test_poetry(tmp_path: Path) -> None:
    """Poetry's own table is read, too."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.poetry]\nname = "frob"\nversion = "3"\nauthors = ["Ann <a@example.org>"]\n'
    )
    info = project_info(tmp_path, "x")

    assert (info.name, info.version, info.authors) == ("frob", "3", ("Ann",))


@pytest.mark.parametrize("text", [None, "[[", "project = 3"])
def test_no_metadata(tmp_path: Path, text: str | None) -> None:
    """Without usable metadata only the given name is known."""
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)

    assert project_info(tmp_path, "unheard-of") == ProjectInfo("unheard-of")


def test_git_metadata(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Repository and date come from git where there's one."""
    monkeypatch.setattr(git, "remote_url", lambda _root: "https://example.org/r")
    monkeypatch.setattr(git, "last_changed", lambda _root: "2024-01-02T03:04:05+00:00")
    info = project_info(tmp_path, "x")

    assert (info.repository, info.updated) == ("https://example.org/r", "2024-01-02T03:04:05+00:00")

    def fail(_root: Path) -> None:
        raise GitError("log", "no")

    monkeypatch.setattr(git, "last_changed", fail)

    assert project_info(tmp_path, "x").updated == ""


# Docstrings

DESCRIBED = {
    "reST": ("Do ``x|y``, see :class:`~a.B`.", "Do `x|y`, see `B`."),
    "a role without a name": ("Do `x`.", "Do `x`."),
    "code": (
        "Do::\n\n    x = '*'\n\nDone <b>.",
        "Do:\n\n```\nx = '*'\n```\n\nDone \\<b>.",
    ),
    "Markdown": ("Do [x](https://y.z) with **z**.", "Do [x](https://y.z) with **z**."),
    "Google": (
        "Do.\n\nArgs:\n    a: A ``b``.\n\nReturns:\n    int: *c*",
        "Do.\n\n- **Parameters:** **a** – A `b`.\n- **Returns:** *c*\n- **Return type:** int",
    ),
    "switched off": ("Do.\n\n:autodocgen: off", "Do."),
    "a heading": ("Do.\n\nNotes\n-----\nSome.", "Do.\n\n**Notes**\n\nSome."),
    "a footnote": ("Do [1]_.\n\n.. [1] It.", "Do [^1].\n\n[^1]: It."),
    "a table": ("Do.\n\n= =\na b\n= =\nc d\n= =", "Do.\n\n| a | b |\n| --- | --- |\n| c | d |"),
    "what is wrong": ("Do `x`_, |y| :no:`z`.\n\n.. no::", "Do x, |y| :no:\\`z\\`.\n\n**no**"),
}


@pytest.mark.parametrize(("docstring", "expected"), DESCRIBED.values(), ids=DESCRIBED)
def test_docstring(pages: Pages, docstring: str, expected: str) -> None:
    """An author's docstring is in the glossary as what it says."""
    text = pages(_documented(docstring))["glossary.md"]

    assert text.split("```\n\n", 1)[1].rstrip("\n") == expected


def test_docstring_that_only_switches_off(pages: Pages) -> None:
    """A docstring that only switches us off says nothing."""
    assert "f0" not in pages(_documented(":autodocgen: off"))["glossary.md"]


def test_docstrings_keep_apart(pages: Pages) -> None:
    """What a docstring defines is its own: notes, targets and substitutions."""
    note = "Do [1]_ |x|.\n\n.. _place:\n\nHere, not place_.\n\n.. [1] {}\n\n.. |x| replace:: {}"
    text = pages(_documented(note.format("One.", "one"), note.format("Two.", "two")))["glossary.md"]
    facts = markdown_facts.of_markdown(text)

    assert "[^1]: One." in text
    assert text.count("Two.") == 1
    assert len(set(facts.anchors)) == len(facts.anchors)
    assert facts.words["one"] == facts.words["two"] == 2


def test_generated(pages: Pages) -> None:
    """What is generated is plain text, and marked as generated or inferred."""
    obj = Object(
        "m.f",
        "function",
        1,
        1,
        summary=Guess("Frob *all* of `a|b`.", 0.9, Evidence.read("rule:verb")),
        parameters=(
            Parameter(
                "a",
                "positional-only",
                type=Guess("int | None", 0.9, Evidence.read("default")),
                description=Guess("The <a>.", 0.9, Evidence.read("rule:x")),
            ),
        ),
    )
    module = Module("m", "m.py", (Object("m", "module", 1, 1), obj))
    text = pages(Project([module]))["glossary.md"]

    assert "Frob \\*all\\* of `a|b`. (generated)\n\n- **Parameters:** **a** (*int*" in text
    assert "(inferred)" in text
    assert "The \\<a>. (generated)" in text


FLAVOURS = {
    "mdx": ["A thing with a \\{\\{brace\\}\\}.", "\\<tags>", "](https://example.org/%7Bx%7D)"],
    "commonmark": ["<table>\n<thead>\n<tr>\n<th>\n\nModule", "(#letter-f)"],
    "myst": ["(project/glossary:pkg.frob)=\n\n### `frob`", "```{code-block} python\ndef frob"],
}


@pytest.mark.parametrize(("flavour", "expected"), FLAVOURS.items(), ids=FLAVOURS)
def test_flavours(pages: Pages, tmp_path: Path, flavour: str, expected: list[str]) -> None:
    """The pages are written in the flavour that is asked for."""
    release = Release("1", groups=(Group("", (ChangelogEntry("See <https://example.org/{x}>."),)),))
    text = "\n".join(pages(_project(tmp_path), [release], markdown_flavor=flavour).values())

    for part in expected:
        assert part in text


# Text into Markdown

LINES = st.text("*_`[]()<>!&#;\\|~$ab 1.-+={}:\"'/%\t\n", max_size=30) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp"]), max_size=10
)


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_paragraph_of_any_text(text: str) -> None:
    """Escaped text is one paragraph that a reader sees as it was."""
    tokens = markdown_facts.parser().parse(paragraph(escape(text)))
    shown = "".join(markdown_facts.plain(token.children) for token in tokens)

    assert text.split() == shown.split()
    assert len(tokens) in (0, 3)
    assert all(child.type != "html_inline" for t in tokens for child in t.children or [])


@settings(max_examples=100, deadline=None)
@given(LINES)
def test_code_span_of_any_text(text: str) -> None:
    """A code span holds any text character by character."""
    tokens = markdown_facts.parser().parseInline(f"a{code_span(text)}b")

    assert markdown_facts.plain(tokens[0].children) == f"a{text}b".replace("\n", " ")


@settings(max_examples=100, deadline=None)
@given(st.text("`~ab \n\t#-|\u2028\x0b\x85", max_size=40))
def test_fence_of_any_text(text: str) -> None:
    """A fenced block holds any text byte for byte but for its last line break."""
    tokens = markdown_facts.parser().parse(fence(text, "python"))

    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content == (text if text.endswith("\n") or not text else f"{text}\n")
    assert tokens[0].info == "python"


@settings(max_examples=100, deadline=None)
@given(st.text("ab()[]<>\\ &;%\"'`*_|#?é", min_size=1, max_size=20))
def test_link_to_any_address(address: str) -> None:
    """A link leads to its address, whatever is in it, and nothing follows it."""
    children = markdown_facts.parser().parseInline(link("x", address))[0].children or []

    assert [child.type for child in children] == ["link_open", "text", "link_close"]
    assert unquote(str(children[0].attrs["href"])) == unquote(address)


def test_small_pieces() -> None:
    """Anchors, neighbours and open fences are what they should be."""
    assert anchor('a"&<b') == '<a id="a&quot;&amp;&lt;b"></a>'
    assert concat(["a!", "[b](c)"]) == "a\\![b](c)"
    assert closed("~~~~\na\n```") == "~~~~\na\n```\n~~~~"
    assert closed("```\na\n```") == "```\na\n```"

"""Texts that others wrote are shown and never obeyed, wherever we put them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt

from sphinxcontrib_autodocgen.cli import main

_MARKUP = (
    *("<script>alert(1)</script>", "</script><script>alert(1)//", '"onload="alert(1)', "<!-- x"),
    *("<img src=x onerror=alert(1)>", "http://x onmouseover=alert(1)", "&lt;b&gt;", "]]>"),
    *("[a](javascript:alert(1))", "![x](javascript:alert(1))", "`x <javascript:alert(1)>`_"),
    *(".. raw:: html", ".. include:: /etc/passwd", ":unknown:`x`", "|sub|", "a_", "[1]_", "::"),
    *("{{ 7*7 }}", "${7*7}", "{% x %}", "{alert(1)}", "export const x = 1", 'import x from "y"'),
    *("a | b", "# Heading", "```", "---", "=====", "> q", "1. a", "*a* _b_ ~~c~~", "**bold", "\\"),
    *("%0A::error::x", "::error::x", "@everyone", "<a@b.cd>", ":param x: y", "`tick"),
)
_OBEYED = ("\x1b]0;t\x07", "\x1b[31m", "\x9b31m", "\x08", "\u202e", "\u2066")


def _source() -> Iterator[str]:
    """Yield code with a hostile text in each place that we take texts from."""
    yield '"""Parts."""\nfrom enum import Enum\nfrom typing import Literal, TypedDict\n'
    for number, text in enumerate((*_MARKUP, *_OBEYED)):
        value = repr(text)
        yield f"""
# Say {text} to the world of names.
def f{number}(a={value}, *, b={{{value}: {value}}}):
    if a == {value}:
        raise ValueError({"must be " + text!r})
    return {value}

X{number} = {value}
T{number} = TypedDict('T{number}', {{{value}: int}})

class E{number}(Enum):
    A = {value}
    B = 2

def g{number}(a: Literal[{value}] = {value}):
    return a
"""


def _git(folder: Path, *words: str, text: str = "") -> None:
    who = {"NAME": "<script>alert(1)</script>", "EMAIL": "a@b.cd", "DATE": "2024-01-01T00:00:00Z"}
    roles = ("AUTHOR", "COMMITTER")
    names = {f"GIT_{role}_{key}": value for role in roles for key, value in who.items()}
    subprocess.run(
        ["git", *words], cwd=folder, env={**os.environ, **names}, input=text.encode(), check=True
    )


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a project that means no good."""
    project = tmp_path / "project"
    (project / "parts").mkdir(parents=True)
    (project / "parts" / "__init__.py").write_text("".join(_source()), encoding="utf-8")
    described = json.dumps(" ".join(_MARKUP))
    (project / "pyproject.toml").write_text(
        f"[project]\nname = 'parts'\ndescription = {described}\n"
        f"authors = [{{name = {json.dumps(_MARKUP[0])}}}]\n"
    )
    links = "[a](javascript:alert(1)) <javascript:alert(1)> ![x](javascript:alert(1))"
    (project / "README.md").write_text(f"# Parts\n\n{links}\n\n<script>alert(1)</script>\n")
    (project / "CHANGES.rst").write_text(
        "Changes\n=======\n\n2.0\n---\n\n- javascript:alert(1) `x <javascript:alert(1)>`_\n"
        "- .. raw:: html\n\n     <script>alert(1)</script>\n\n- |x|\n\n"
        "- .. toctree::\n\n     index\n\n"
        ".. |x| image:: x\n   :target: javascript:alert(1)\n\n.. include:: /etc/passwd\n"
    )
    (project / "tests").mkdir()
    calls = (f"    parts.f{number}({text!r})  # {text}" for number, text in enumerate(_MARKUP))
    (project / "tests" / "test_parts.py").write_text(
        "import parts\n\n\ndef test():\n" + "\n".join(calls) + "\n"
    )
    _git(project, "init", "-q")
    for text in (*_MARKUP, *_OBEYED):
        message = f"feat: {text}\n\n{text}\n"
        _git(
            project, "commit", "-q", "--allow-empty", "--cleanup=verbatim", "-F", "-", text=message
        )
    _git(project, "tag", "v1.0")
    monkeypatch.chdir(project)
    return project


def _active(html: str) -> Iterator[str]:
    """Yield what a browser would run or follow of ours."""
    page = BeautifulSoup(html, "html.parser")
    for element in page.find_all(True):
        assert isinstance(element, Tag)
        for name, value in element.attrs.items():
            given = " ".join(value) if isinstance(value, list) else str(value)
            if name.startswith("on") or given.strip().lower().startswith("javascript:"):
                yield f"{element.name} {name}={given}"
    for element in page.find_all(["script", "img", "iframe", "object"]):
        if "alert(1)" in str(element.string) or element.get("src") == "x":
            yield str(element)
    if "root:x:0" in html:
        yield "a file of the system"


def _obeyed(text: str, *, turning: bool = True) -> list[str]:
    """Return what a terminal would obey."""
    found = [c for c in text if (ord(c) < 32 and c not in "\n\t") or 127 <= ord(c) < 160]
    return found + [c for c in text if turning and c in "\u202e\u2066"]


@pytest.mark.slow
def test_a_hostile_project_gets_inert_pages(hostile: Path) -> None:
    """In HTML, Markdown and JSON each text is text; none is a script, a link or a control."""
    assert main(["build", "./parts", "--output", "site", "--theme", "alabaster"]) == 0
    pages = [path for path in (hostile / "site").rglob("*.html") if "_modules" not in path.parts]
    texts = [*(hostile / "site" / "markdown").rglob("*.md"), *(hostile / "site").glob("*.txt")]

    assert len(pages) > 5
    assert len(texts) > 5
    for path in pages:
        assert list(_active(path.read_text(encoding="utf-8"))) == [], path
    markdown = MarkdownIt("commonmark").enable("table")
    for path in texts:
        text = path.read_text(encoding="utf-8")
        assert _obeyed(text, turning=False) == [], path
        assert list(_active(markdown.render(text))) == [], path
    for path in (hostile / "site").rglob("*.svg"):
        ElementTree.fromstring(path.read_text(encoding="utf-8"))  # ours
    shown = (hostile / "site" / "api" / "parts.html").read_text(encoding="utf-8")
    assert "alert(1)" in BeautifulSoup(shown, "html.parser").get_text()


_TOLD = """\
'''Parts with `x <javascript:alert(1)>`_, [a](javascript:alert(1)), <script>alert(1)</script>.'''


def told(a):
    r'''Say `x <javascript:alert(1)>`_ to [a](javascript:alert(1)) and {alert(1)} or ${{7*7}}.

    See `y <data:text/html,<script>alert(1)</script>>`_, <img src=x onerror=alert(1)>.

    .. raw:: html

       <script>alert(1)</script>

    .. include:: /etc/passwd

    Args:
        a: One of [b](data:text/html;base64,xx), `z <vbscript:alert(1)>`_, <javascript:alert(2)>.
    '''
    return a


class Base:
    def go(self, a):
        '''Go to `x <javascript:alert(1)>`_ now, ![i](javascript:alert(1)).'''
"""
"""Docstrings that an author means harm with; Sphinx shows them as they are in their own places."""

_RUN = re.compile(r"(?<!\\)\]\(<?\s*(?:javascript|vbscript|data):", re.IGNORECASE)


@pytest.mark.slow
@pytest.mark.parametrize("flavour", ["gfm", "commonmark", "mdx", "myst"])
def test_pages_of_ours_quote_a_hostile_docstring_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flavour: str
) -> None:
    """Glossary, summary and tables have no raw output, no link that runs and no other file."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "__init__.py").write_text(_TOLD, encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'parts'\n")
    monkeypatch.chdir(tmp_path)
    flags = ("--theme", "alabaster", "--markdown-flavor", flavour)
    assert main(["build", "./parts", "--output", "site", *flags]) <= 1
    markdown = tmp_path / "site" / "markdown"
    own = [*(markdown / "project").glob("*.md"), markdown / "index.md"]
    parser = MarkdownIt("commonmark").enable("table")

    assert len(own) > 2
    for path in own:
        text = path.read_text(encoding="utf-8")
        assert not _RUN.search(text), path
        assert "root:x:0" not in text
        assert "__html" not in text or "alert" not in text, path
        assert list(_active(parser.render(text))) == [], path
    assert "alert(1)" in (markdown / "project" / "glossary.md").read_text(encoding="utf-8")
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert list(_active(index)) == []


_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)|^(`{3,})[^\n]*\n.*?^\2`*$", re.DOTALL | re.MULTILINE)


@pytest.mark.slow
def test_a_hostile_project_gets_inert_mdx_and_myst(hostile: Path) -> None:
    """No expression, statement or tag of MDX, and no role or directive of MyST, is theirs."""
    for flavour in ("mdx", "myst"):
        flags = ("--theme", "alabaster", "--markdown-flavor", flavour)
        assert main(["build", "./parts", "--output", flavour, *flags]) == 0
    mdx = [
        path.read_text(encoding="utf-8") for path in (hostile / "mdx" / "markdown").rglob("*.md")
    ]
    myst = [
        path.read_text(encoding="utf-8") for path in (hostile / "myst" / "markdown").rglob("*.md")
    ]

    assert len(mdx) > 5
    for text in mdx:
        prose = _CODE.sub("", text)
        assert not re.search(r"^(?:import|export) ", prose, re.MULTILINE)
        assert not re.search(r"(?<!\\)\{(?:alert|7|x\})", prose)
        assert not re.search(r"(?<!\\)<(?:script|img|b>|!--)", prose)
    for text in myst:
        assert not re.search(r"(?<!\\)\{(?:raw|include|unknown)\}", text)
        assert not re.search(r"^(?:`{3,}|:{3,})\{?(?:raw|include)", text, re.MULTILINE)
        assert "root:x:0" not in text


_COMMANDS = (
    "inspect parts",
    "inspect parts --format json",
    "changelog",
    "changelog --format json",
    "check parts --max-cyclomatic 0",
    "check parts --max-cyclomatic 0 --format sarif",
    "check parts --max-cyclomatic 0 --format github",
    "check parts --max-cyclomatic 0 --format gitlab",
    "fill parts",
    "diff parts parts",
)


@pytest.mark.slow
@pytest.mark.parametrize("command", _COMMANDS)
def test_no_terminal_obeys_what_is_printed(
    hostile: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
) -> None:
    """Control characters and those that turn text are printed as escapes; commands stay lines."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    main([*command.split(), "--cache", "off"])
    said = capsys.readouterr()

    assert _obeyed(said.out + said.err) == []
    if "github" in command:
        assert all(re.match(r"::(?:error|warning|notice) file=", line) for line in _first(said.out))
    if "json" in command:
        json.loads(said.out)
    if command == "changelog":
        assert list(_active(MarkdownIt("commonmark").render(said.out))) == []
        assert "alert" in said.out


def _first(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("::")]


@pytest.mark.skipif(os.name != "posix", reason="needs names that only POSIX has")
def test_a_hostile_folder_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A path with line ends and controls is told as one line that is only shown."""
    folder = tmp_path / "a\n::error::x\x1b[31m\u202e|<b>'\""
    (folder / "pkg").mkdir(parents=True)
    (folder / "pkg" / "__init__.py").write_text("def f(:\n")
    monkeypatch.chdir(folder)
    for words in (("inspect", "./pkg"), ("check", "./pkg"), ("inspect", "./gone\n::error::y")):
        main([*words, "--cache", "off"])
        said = capsys.readouterr()
        assert _obeyed(said.out + said.err) == []
        assert len(said.err.splitlines()) == 1
        assert not _first(said.out + said.err)

"""``fill``: docstrings written into source, and nothing else."""

from __future__ import annotations

import ast
import io
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import rewrite
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.docstring import Docstring, Entry, parse, render
from sphinxcontrib_autodocgen.model import Evidence, Guess, Module, Object, Project
from sphinxcontrib_autodocgen.rewrite import Choice, Proposal, wrap

Fill = Callable[..., str]

_CONFIG = """
[tool.autodocgen]
rules_off = ["narrate:*", "read-aloud", "constant"]
"""
"""Rules that tell what a body does are off: these tests are about where a text is put."""


@pytest.fixture
def fill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Fill:
    """Return a function that fills a file of some bytes or text, and gives what became of it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text(_CONFIG, encoding="utf-8")

    def run(content: str | bytes, *flags: str, code: int = 0) -> str:
        path = tmp_path / "mod.py"
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
        assert main(["fill", "--vacuous", "mod.py", "--write", "--cache", "off", *flags]) == code
        after = path.read_bytes()
        assert _bare(after) == _bare(data)
        return after.decode("utf-8", "surrogateescape")

    return run


def _bare(data: bytes) -> str:
    """Return the tree of a source without its docstrings, as text."""
    tree = ast.parse(data)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and isinstance(node, ast.Module | ast.ClassDef | _FUNCTIONS):
            match body[:1]:
                case [ast.Expr(ast.Constant(str()))]:
                    body.pop(0)
    return ast.dump(tree)


_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef

_COPY = '"""Return a copy of the box."""'
_NEW = '"""Return a new ``Box``."""'


def _method(text: str) -> str:
    return f"class Box:\n{text}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            "    def copy(self):\n        return Box()",
            f"    def copy(self):\n        {_COPY}\n        return Box()",
            id="a body of its own",
        ),
        pytest.param(
            "    def copy(self): return Box()",
            f"    def copy(self):\n        {_COPY}\n        return Box()",
            id="a body in the line of its header",
        ),
        pytest.param(
            "    def copy(self): x = Box(); return x",
            f"    def copy(self):\n        {_COPY}\n        x = Box(); return x",
            id="several statements in that line",
        ),
        pytest.param(
            "    def copy(self): return Box()  # a note",
            "    def copy(self): return Box()  # a note",
            id="a comment that may be about either",
        ),
        pytest.param(
            "    @property\n    # why\n    @staticmethod\n    def x(): pass\n\n"
            "    def copy(  # one\n        self,  # two\n    ) -> 'Box':  # three\n"
            "        # four\n\n        return Box()",
            "    @property\n    # why\n    @staticmethod\n    def x(): pass\n\n"
            "    def copy(  # one\n        self,  # two\n    ) -> 'Box':  # three\n"
            f"        {_COPY}\n        # four\n\n        return Box()",
            id="comments, and a header of several lines",
        ),
        pytest.param(
            "\tdef copy(self):\n\t\treturn Box()",
            f"\tdef copy(self):\n\t\t{_COPY}\n\t\treturn Box()",
            id="tabs",
        ),
        pytest.param(
            "    def copy(self):\n        @print\n        def f(): pass\n        return Box()",
            f"    def copy(self):\n        {_COPY}\n\n        @print\n        def f(): pass\n"
            "        return Box()",
            id="a blank line before a definition",
        ),
        pytest.param(
            "    def work(self, x=lambda: {1: 2}, y='a:b') -> 'Box[1:2]':\n        return Box()",
            "    def work(self, x=lambda: {1: 2}, y='a:b') -> 'Box[1:2]':\n        return Box()",
            id="nothing sure to say",
        ),
    ],
)
def test_a_docstring_is_put_below_its_header(fill: Fill, before: str, after: str) -> None:
    """Whatever the header looks like, one line is added and the others stay."""
    assert fill(_method(before)) == _method(after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", '"""TODO: Summarize."""\n', id="an empty file"),
        pytest.param("x = 1\n", '"""TODO: Summarize."""\n\nx = 1\n', id="code at once"),
        pytest.param("\nx = 1\n", '"""TODO: Summarize."""\n\nx = 1\n', id="a blank line"),
        pytest.param("x = 1", '"""TODO: Summarize."""\n\nx = 1', id="no line end"),
        pytest.param(
            "#!/usr/bin/python\n# -*- coding: utf-8 -*-\nfrom __future__ import annotations\n",
            '#!/usr/bin/python\n# -*- coding: utf-8 -*-\n\n"""TODO: Summarize."""\n\n'
            "from __future__ import annotations\n",
            id="a cookie",
        ),
        pytest.param("# End", '# End\n\n"""TODO: Summarize."""\n', id="only a comment"),
    ],
)
def test_a_module_gets_its_docstring_behind_its_first_comment(
    fill: Fill, before: str, after: str
) -> None:
    """Cookies and licences stay in the first lines."""
    assert fill(before, "--placeholders") == after


@pytest.mark.parametrize("empty", ['""""""', "''", '"""  """', 'r""'])
def test_a_docstring_that_says_nothing_is_replaced(fill: Fill, empty: str) -> None:
    """What follows it stays."""
    body = "    def copy(self):\n        {}  # a note\n        return Box()"

    assert fill(_method(body.format(empty))) == _method(body.format(_COPY))


@pytest.mark.parametrize("empty", ['("")', '"" ""', '""; x = 1', "'' '' # a", '"""\n        """'])
def test_an_empty_docstring_costs_no_other_object_its_own(fill: Fill, empty: str) -> None:
    """One in another form may stay, and all else in the file gets its docstring."""
    done = fill(f"class A:\n    def f(self):\n        {empty}\n", "--placeholders")

    assert done.startswith('"""TODO: Summarize."""')


def test_bytes_are_kept(fill: Fill) -> None:
    """Line ends, byte order mark, encoding and form feeds stay."""
    windows = b"\xef\xbb\xbf# -*- coding: utf-8 -*-\r\nclass Box:\r\n\tdef copy(self):\r\n"
    windows += "\t\t# é\r\n\f\r\n\t\treturn Box()".encode()
    latin = (
        b"# coding: latin-1\nclass Box:\n    '\xe9'\n    def copy(self):\n        return Box()\n"
    )

    added = b'\t\t"""Return a copy of the box."""\r\n'
    at = windows.index("\t\t# é".encode())
    assert fill(windows).encode() == windows[:at] + added + windows[at:]
    at = latin.index(b"        return")
    written = latin[:at] + f"        {_COPY}\n".encode() + latin[at:]
    assert fill(latin).encode("utf-8", "surrogateescape") == written


def test_nothing_is_written_that_is_nobodys_matter(fill: Fill) -> None:
    """Overloads, private names, constructors, overrides and commands stay as they are."""
    source = (
        "from typing import overload\nimport click\n\n"
        "class Base:\n    '''A base.'''\n    def copy(self):\n        '''Copy.'''\n"
        "        return Base()\n\n"
        "class Box(Base):\n    '''A box.'''\n    def __init__(self): pass\n"
        "    def _hidden(self): pass\n    def copy(self): return Box()\n"
        "    @overload\n    def to_list(self) -> int: ...\n"
        "    @property\n    def is_open(self): return True\n"
        "    @is_open.setter\n    def is_open(self, value): pass\n\n"
        "@click.command()\ndef is_ready():\n    return True\n"
    )
    written = fill(source)

    assert written.count("'''") == source.count("'''") + 2
    assert "    def is_open(self):\n        '''Whether the box is open.'''\n" in written


def test_what_a_body_does_with_parameters_is_left_to_pages(fill: Fill) -> None:
    """What stands a few lines below in the body isn't written above it."""
    source = (
        "def lift(depth, spare, path=None):\n    '''Lift it.'''\n"
        "    if depth < 0:\n        raise ValueError('depth must be at least 0')\n"
        "    path = path or 'here'\n    return depth, path\n"
    )
    written = fill(source, "--complete", "sections", "--min-confidence", "0.7")

    assert "depth must be at least 0" in written.partition("if depth")[0]
    assert "Must be" not in written
    assert "Not used" not in written
    assert "is used" not in written


def test_the_projects_habits_are_kept(fill: Fill) -> None:
    """Quotes, blank lines and the place of the first line are those of other docstrings."""
    source = (
        "class Long:\n    '''\n    Have a docstring.\n\n    Of several lines.\n\n    '''\n"
        "    def to_json(self, deep=False):\n        if not deep:\n            raise ValueError\n"
        "        return '{}'\n"
    )
    written = fill(source)

    assert (
        "        '''\n        Return the ``Long`` as JSON.\n\n        Raises:\n"
        "            ValueError: If ``deep`` is false.\n\n        '''\n"
    ) in written


def test_lines_keep_to_the_projects_width(fill: Fill, tmp_path: Path) -> None:
    """The line length that a project gives its tools holds for docstrings."""
    (tmp_path / "pyproject.toml").write_text("[tool.ruff]\nline-length = 50\n", encoding="utf-8")
    written = fill(
        "class Box:\n    def to_json(self, errors='strict', encoding='utf-8'):\n"
        "        open(1, 'r', 1, encoding, errors)\n        return '{}'\n"
    )

    assert max(map(len, written.splitlines()[2:])) <= 50
    assert "            encoding (str): Name of the text\n                encoding, such" in written


@pytest.mark.parametrize("style", ["google", "numpy", "rest"])
def test_each_style_is_written_in_its_own_form(fill: Fill, style: str) -> None:
    """The style asked for is the one that is written, and it's read back as it was meant."""
    source = (
        "class Box:\n    def to_json(self, encoding='utf-8'):\n"
        "        open('log', encoding=encoding)\n        return '{}'\n"
    )
    written = fill(source, "--style", style)
    (node,) = ast.parse(written).body[0].body  # type: ignore[attr-defined]
    found = parse(ast.get_docstring(node) or "")

    assert found.summary == "Return the box as JSON."
    assert [entry.name for entry in found.parameters] == ["encoding"]
    assert parse(ast.get_docstring(node) or "", style) == found  # type: ignore[arg-type]


@pytest.mark.parametrize("style", ["google", "numpy", "rest"])
def test_a_last_underscore_is_no_link(fill: Fill, style: str) -> None:
    """A name such as ``type_`` is written as reStructuredText can take it, and read back."""
    flags = ("--placeholders", "--style", style, "--complete", "sections")
    written = fill("def f(type_, x): return 1\n", *flags)
    (node,) = (n for n in ast.walk(ast.parse(written)) if isinstance(n, ast.FunctionDef))
    text = ast.get_docstring(node) or ""

    assert r"type\_" in text
    assert [entry.name for entry in parse(text).parameters] == ["type_", "x"]
    assert fill(written, *flags) == written


def test_what_an_author_left_out_is_added(fill: Fill) -> None:
    """With complete=sections a partial docstring grows, and its author's lines stay."""
    source = (
        'def read(path, encoding="utf-8"):\n'
        '    """Read \\\\ it.\n\n    Args:\n      path: The  path. \n\n'
        '    Note:\n        Slow."""\n'
        "    if path == 'x_':\n        raise ValueError\n    return open(path, encoding=encoding)\n"
    )
    written = fill(source, "--complete", "sections", "--min-confidence", "0.1")

    added = "\n      encoding (str): Name of the text encoding, such as ``utf-8``.\n"
    assert added in written
    assert "\n    Raises:\n      ValueError: If ``path`` is ``'x_'``.\n\n    Note:" in written
    kept = iter(written.splitlines(keepends=True))
    assert all(line in kept for line in source.splitlines(keepends=True))
    assert fill(written, "--complete", "sections") == written


def test_what_is_added_hangs_like_other_entries(fill: Fill, tmp_path: Path) -> None:
    """A long entry goes on below itself, as far in as its section is."""
    (tmp_path / "pyproject.toml").write_text("[tool.black]\nline-length = 50\n", encoding="utf-8")
    source = (
        "def read(path, encoding='utf-8'):\n"
        '    """Read it.\n\n    Args:\n      path: The path.\n    """\n'
        "    return open(path, encoding=encoding)\n"
    )
    written = fill(source, "--complete", "sections", "--exclude", "mod.x")

    assert (
        "      path: The path.\n      encoding (str): Name of the text encoding,\n"
        "        such as ``utf-8``.\n"
    ) in written


def test_a_docstring_that_is_no_plain_text_stays(fill: Fill) -> None:
    """Where lines of source aren't lines of the docstring, nothing is put between them."""
    source = (
        "def read(encoding='utf-8'):\n    'Read it.'\n\n\n"
        "def load(encoding='utf-8'):\n    '''Load\\\n  it.'''\n\n\n"
        "def get(encoding='utf-8'):\n    '''Get.''' '''More.'''\n"
    )

    assert fill(source, "--complete", "sections", "--exclude", "mod.x") == source


def test_without_write_the_diff_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The diff is one that ``patch`` takes, and the file stays."""
    monkeypatch.chdir(tmp_path)
    source = "class Box:\n    def copy(self):\n        return Box()"
    Path("mod.py").write_text(source, encoding="utf-8")

    assert main(["fill", "--vacuous", "mod.py", "--cache", "off"]) == 0
    assert Path("mod.py").read_text(encoding="utf-8") == source
    assert capfdbinary.readouterr().out.decode() == (
        "--- a/mod.py\n+++ b/mod.py\n@@ -1,3 +1,4 @@\n class Box:\n     def copy(self):\n"
        f"+        {_NEW}\n         return Box()\n\\ No newline at end of file\n"
    )


def test_the_diff_of_a_file_elsewhere_is_relative_to_the_root(
    rewritten: rewrite.Rewritten, tmp_path: Path
) -> None:
    """``patch -p1 -d /`` takes it."""
    (first, *_) = rewritten.diff(tmp_path / "elsewhere")

    assert first.decode().strip() == f"--- a{rewritten.path.as_posix()}"


def test_names_are_selected_and_excluded(fill: Fill) -> None:
    """Globs of names say what is filled, and also hold for what is inside."""
    source = "class Box:\n    def copy(self): return Box()\n    def is_open(self): return True\n"

    assert fill(source, "--select", "mod.Bo?").count('"""') == 4
    assert fill(source, "--select", "*.copy").count('"""') == 2
    assert fill(source, "--exclude", "mod.Box.is_*").count('"""') == 2
    assert fill(source, "--fill-exclude", "mod.Box") == source


def test_running_twice_changes_nothing(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    """What was written is a docstring like any other."""
    once = fill(
        _method("    def copy(self, encoding='x'):\n        return Box()"), "--placeholders"
    )
    assert "mod.py: 3 docstrings" in capsys.readouterr().out

    assert fill(once, "--placeholders") == once
    assert capsys.readouterr() == (
        "",
        "autodocgen: no docstring is missing\n",
    )


def test_nothing_written_is_explained(fill: Fill, capsys: pytest.CaptureFixture[str]) -> None:
    """How many are missing, how well the best is known, and which options would write more."""
    source = "class Box:\n    def copy(self): return Box()\n    def x(self, a): return q(a)\n"

    assert fill(source, "--min-confidence", "1") == source
    lines = capsys.readouterr().err.splitlines()
    told = re.fullmatch(
        r"autodocgen: 4 docstrings are missing, and none is known with enough confidence: "
        r"(0\.\d\d) at best, and min_confidence is 1",
        lines[0],
    )
    assert told is not None
    lower = re.fullmatch(
        r"autodocgen: with --min-confidence (0\.\d+) it would write (\d)", lines[1]
    )
    assert lower is not None
    assert 0 <= float(told[1]) - float(lower[1]) < 0.05
    assert lines[2:] == ["autodocgen: with --placeholders it would write TODO into 4"]
    assert fill(source, "--min-confidence", lower[1]).count('"""') == 2 * int(lower[2])


def test_texts_that_stay_on_pages_are_counted(
    fill: Fill, capsys: pytest.CaptureFixture[str]
) -> None:
    """What pages show, and ``fill`` doesn't write, isn't called unknown."""
    source = (
        '"""Boxes."""\n\n\nclass Box:\n    pass\n\n\n'
        'class Crate(Box):\n    """Strong."""\n\n\nclass Bag(Box):\n    """Soft."""\n'
    )

    assert fill(source) == source
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == (
        "autodocgen: 1 docstring is missing; pages have text for 1, "
        "but none that is written into source"
    )


def test_a_property_gets_no_result(fill: Fill) -> None:
    """A property is named as what it is, whether it lacks a docstring or a part of one."""
    flags = ("--placeholders", "--complete", "sections", "--style", "numpy")
    once = fill(_method("    @property\n    def twin(self):\n        return Box()"), *flags)

    assert "Returns" not in once
    assert fill(once, *flags) == once


def test_the_words_of_another_docstring_are_not_copied(
    fill: Fill, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is learned is only written if somebody says so: a copy is evidence for the next copy."""
    told = '    """{} a parcel.\n\n    Args:\n        {}\n    """\n    return path\n'
    source = "".join(
        f"def {verb}_parcel(path, limit):\n" + told.format(verb.title(), entries)
        for verb, entries in {
            **dict.fromkeys(("read", "load", "open", "scan"), "path: Where the parcel lies."),
            "parse": "limit: How much of it counts.",
        }.items()
    )
    written = fill(source, "--complete", "sections", "--min-confidence", "0.1")
    capsys.readouterr()
    assert main(["inspect", "mod.py", "--format", "json", "--cache", "off"]) == 0
    known = capsys.readouterr().out

    assert '"description_evidence": "learned:mod.' in known
    assert written == source
    monkeypatch.setattr("sys.stdin", io.StringIO("a\n" * 9))
    accepted = fill(source, "--complete", "sections", "--min-confidence", "0.1", "--interactive")
    assert accepted.count("path: Where the parcel lies.") == 5


def test_what_is_listed_elsewhere_is_not_written(fill: Fill) -> None:
    """Who raises an exception, or derives from a class, changes without the class's own source."""
    source = (
        "class EmptyError(Exception):\n    pass\n\n\n"
        'def first(parcels):\n    """Take one."""\n    if not parcels:\n'
        "        raise EmptyError\n    return parcels[0]\n"
    )

    assert fill(source) == source


def test_links_that_lead_out_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file outside of the tree isn't written through a link in it, one inside is, once."""
    tree = tmp_path / "tree" / "pkg"
    tree.mkdir(parents=True)
    outside = tmp_path / "outside.py"
    source = "class Box:\n    def copy(self):\n        return Box()\n"
    outside.write_text(source, encoding="utf-8")
    (tree / "__init__.py").touch()
    (tree / "real.py").write_text(source, encoding="utf-8")
    (tree / "linked.py").symlink_to(tree / "real.py")
    (tree / "out.py").symlink_to(outside)
    monkeypatch.chdir(tmp_path / "tree")

    assert main(["fill", "--vacuous", "pkg", "--write", "--cache", "off"]) == 1
    said = capsys.readouterr().err
    assert "out.py: links to a file outside of the project" in said
    assert said.count("\n") == 1
    assert outside.read_text(encoding="utf-8") == source
    assert main(["fill", "--vacuous", "pkg/out.py", "--write", "--cache", "off"]) == 1
    assert "out.py: a link leads out of its tree" in capsys.readouterr().err
    assert outside.read_text(encoding="utf-8") == source
    assert (tree / "linked.py").is_symlink()
    assert (tree / "real.py").read_text(encoding="utf-8").count(_NEW) == 1


def test_installed_packages_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """What is installed isn't written to, whatever it is called."""
    assert (
        main(["fill", "--vacuous", "xdist.remote", "--placeholders", "--write", "--cache", "off"])
        == 1
    )
    assert "an installed package" in capsys.readouterr().err


@pytest.fixture
def rewritten(tmp_path: Path) -> rewrite.Rewritten:
    """Return a file with what it would become."""
    path = tmp_path / "mod.py"
    path.write_text("x = 1\n", encoding="utf-8")
    path.chmod(0o640)
    return rewrite.Rewritten(path, b"x = 1\n", b'"""X."""\nx = 1\n', ("mod",))


def test_a_file_that_changed_meanwhile_stays(rewritten: rewrite.Rewritten) -> None:
    """Somebody else's change is never overwritten, and nothing is left beside the file."""
    rewritten.path.write_text("x = 2\n", encoding="utf-8")
    (problem,) = rewrite.write([rewritten])

    assert "changed after it was read" in problem.message
    assert rewritten.path.read_text(encoding="utf-8") == "x = 2\n"
    assert list(rewritten.path.parent.iterdir()) == [rewritten.path]


def test_a_file_keeps_its_permissions(rewritten: rewrite.Rewritten) -> None:
    """Who may read or run a file doesn't change."""
    assert rewrite.write([rewritten]) == []
    assert rewritten.path.read_bytes() == rewritten.after
    assert rewritten.path.stat().st_mode & 0o777 == 0o640
    assert list(rewritten.path.parent.iterdir()) == [rewritten.path]


def test_a_file_that_changed_before_the_edit_is_refused(tmp_path: Path) -> None:
    """Records of another state of the file aren't used."""
    path = tmp_path / "mod.py"
    path.write_text("x = 1\n\ndef f(): pass\n", encoding="utf-8")
    obj = Object("mod.f", "function", 1, 1)
    module = Module("mod", str(path), (obj,))
    proposal = Proposal(obj, "mod", str(path), "google", Docstring(summary="F."), ("F.",))
    found, (problem,) = rewrite.rewrite(Project([module]), [proposal])

    assert found == []
    assert "changed after it was read" in problem.message


@pytest.mark.parametrize(
    ("answers", "lines", "verdicts"),
    [
        pytest.param("a\n", [_COPY], [("accepted", None)], id="accepted"),
        pytest.param("e\nCopy it.\n", ['"""Copy it."""'], [("corrected", "Copy it.")], id="typed"),
        pytest.param("s\n", [], [], id="skipped"),
        pytest.param("what\nr\n", [], [("rejected", None)], id="rejected"),
        pytest.param("q\n", [], [], id="stopped"),
        pytest.param("", [], [], id="no more answers"),
    ],
)
def test_answers_are_kept(  # noqa: PLR0917
    fill: Fill,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    answers: str,
    lines: list[str],
    verdicts: list[tuple[str, str | None]],
) -> None:
    """What is accepted or edited is written, and each answer is a verdict on the text."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    before = _method("    def copy(self):\n        return Box()")
    added = [line.strip() for line in fill(before, "--interactive").split("\n")]

    assert [line for line in added if line not in before] == lines
    path = tmp_path / "autodocgen-feedback.toml"
    said = tomllib.loads(path.read_text(encoding="utf-8"))["verdict"] if path.exists() else []
    assert [(v["verdict"], v.get("correction")) for v in said] == verdicts
    assert all(v["object"] == "mod.Box.copy" and v["rule"] == "copy" for v in said)


def test_an_editor_is_used_where_there_is_one(
    fill: Fill, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The text is edited in the editor of the environment, all of it."""
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "sed -i 's/as JSON/in JSON/; s/Name/Label/'")
    monkeypatch.setattr("sys.stdin", io.StringIO("e\n"))
    source = (
        "class Box:\n    def to_json(self, encoding='utf-8'):\n"
        "        open('log', encoding=encoding)\n        return '{}'\n"
    )
    written = fill(source, "--interactive")
    text = (tmp_path / "autodocgen-feedback.toml").read_text(encoding="utf-8")
    said = {v["part"]: v["verdict"] for v in tomllib.loads(text)["verdict"]}

    assert '"""Return the box in JSON.' in written
    assert "            encoding (str): Label of the text encoding" in written
    assert said == {"summary": "corrected", "parameter:encoding": "corrected"}


_WORDS = st.text("ab _*`.:-|'\"\\()1é", min_size=1, max_size=30).filter(str.strip)
_ENTRIES = st.builds(
    lambda name, text: Entry(name, description=" ".join(text.split()), description_guess=_GUESS),
    st.sampled_from(["alpha", "beta"]),
    st.lists(_WORDS, min_size=1, max_size=5).map(" ".join),
)
_GUESS = Guess("", 1, Evidence.read("rule:x"))
_CONTENTS = st.builds(
    lambda summary, entries: Docstring(
        summary=" ".join(summary.split()), summary_guess=_GUESS, parameters=tuple(entries)
    ),
    st.lists(_WORDS, min_size=1, max_size=8).map(" ".join),
    st.lists(_ENTRIES, max_size=2, unique_by=lambda entry: entry.name),
)


@pytest.mark.parametrize("style", ["google", "numpy", "rest"])
@example(
    content=Docstring(
        "1",
        summary_guess=_GUESS,
        parameters=(Entry("alpha", description="11a. :1", description_guess=_GUESS),),
    ),
    width=20,
)
@given(content=_CONTENTS, width=st.integers(20, 60))
@settings(max_examples=60, deadline=None)
def test_broken_lines_are_the_same_docstring(style: str, content: Docstring, width: int) -> None:
    """What is broken at the width is read back as what wasn't, white space aside."""
    lines = render(content, style)  # type: ignore[arg-type]
    broken = wrap(lines, style, width)  # type: ignore[arg-type]

    assert _flat(parse("\n".join(broken), style)) == _flat(  # type: ignore[arg-type]
        parse("\n".join(lines), style)  # type: ignore[arg-type]
    )


def _flat(docstring: Docstring) -> list[str]:
    texts = [docstring.summary, docstring.body]
    texts += [f"{entry.name} {entry.description}" for entry in docstring.parameters]
    return [" ".join(text.split()) for text in texts]


_HEADERS = [
    "def {0}(a, b=lambda: {{1: 2}}): return a",
    "async def {0}(a, *, b='x:y'):\n    pass",
    "def {0}(\n    a,  # one: two\n    b: 'int' = 3,\n):  # :\n    # note\n    return a",
    "def {0}(a, b):\n\n    def inner(): pass\n    return inner",
    "class {0}: x: int = 1",
    "class {0}(dict):\n\n    x = {{1: [2, 3]}}\n\n    def m(self): ...",
    "@print\n# why\n@print\nclass {0}:\n\tdef m(self):\n\t\tif self: pass",
    "if 1:\n  def {0}(a, b): pass",
    "def {0}(a, b):\n    '''Said: {{}}.'''",
    "def {0}(a, b):\n    r'''Said.\n\n    Args:\n        b: It.\n    '''; x = 1",
    "def {0}(alpha, b): '''Said.''' # why",
]


@pytest.mark.slow
@given(
    shapes=st.lists(st.sampled_from(_HEADERS), min_size=1, max_size=4),
    content=_CONTENTS,
    style=st.sampled_from(["google", "numpy", "rest"]),
    ends=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=120, deadline=None)
def test_any_code_stays_the_same_program(
    tmp_path_factory: pytest.TempPathFactory,
    shapes: list[str],
    content: Docstring,
    style: str,
    ends: str,
) -> None:
    """Whatever is written where, trees are equal without docstrings, and no line is lost."""
    path = tmp_path_factory.mktemp("any") / "mod.py"
    text = "\n\n".join(shape.format(f"f{number}") for number, shape in enumerate(shapes))
    path.write_bytes((text + "\n").replace("\n", ends).encode())
    before = path.read_bytes()
    proposals = _proposals(path, content, style)
    found, problems = rewrite.rewrite(Project([Module("mod", str(path), ())]), proposals)

    assert problems == []
    for file in found:
        after = file.after
        assert _bare(after) == _bare(before)
        kept = iter(_words(after))
        assert all(word in kept for word in _words(before))
        assert (b"\r\n" in after) == (ends == "\r\n")
        assert after.count(b"\n") == after.count(ends.encode())


def _words(data: bytes) -> list[str]:
    return data.decode().replace('"""', " ").replace("'''", " ").split()


def _proposals(path: Path, content: Docstring, style: str) -> list[Proposal]:
    """Return proposals for all that the files of the test can hold."""
    found = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ClassDef | _FUNCTIONS) and node.name.startswith("f"):
            text = ast.get_docstring(node)
            obj = Object(f"mod.{node.name}", "function", node.lineno, node.lineno, docstring=text)
            whole = Proposal(obj, "mod", str(path), style, content)  # type: ignore[arg-type]
            found.append(rewrite.with_text(whole, "\n".join(render(content, style))))  # type: ignore[arg-type]
    return found


def test_choice_of_a_class_with_a_documented_constructor(
    make_project: Callable[..., Project],
) -> None:
    """What a documented constructor says isn't said of its class again."""
    from sphinxcontrib_autodocgen.settings import Settings  # noqa: PLC0415

    project = make_project(
        "class Box:\n    def __init__(self, encoding='utf-8'):\n        '''Make it.'''\n"
    )
    choice = Choice(placeholders=True)
    found = {p.object.name: p for p in rewrite.propose(project, Settings(), "google", choice)}

    assert found["mod.Box"].content.parameters == ()


_READ = "    return open(path, encoding=encoding)\n"


def test_an_epytext_project_stays_one(fill: Fill) -> None:
    """New fields are written as epydoc has them, in docstrings with fields, without, and new."""
    source = (
        'def read(path, encoding="utf-8"):\n    """Read it.\n\n    @param path: The C{path}.\n'
        f'    """\n{_READ}\n\n'
        f'def load(path, encoding="utf-8"):\n    """Load it."""\n{_READ}\n\n'
        'def check(n):\n    """Check it."""\n    if n < 0:\n        raise ValueError("no")\n\n\n'
        'class Fault(Exception):\n    """A fault."""\n\n'
        "    def close(self):\n        return self.session.close()\n"
    )
    written = fill(source, "--complete", "sections")

    field = "    @param encoding: Name of the text encoding, such as C{utf-8}.\n"
    assert written.count(field) == 2
    assert "    @raise ValueError: If C{n} is negative" in written
    assert '"""Delegate to C{close} of C{self.session}."""' in written
    assert not re.search(r"^\s+:|``", written, re.MULTILINE)
    assert fill(written, "--complete", "sections") == written


def test_braces_in_code_are_no_markup_of_epytext(fill: Fill) -> None:
    """Code with braces in it is one piece of code."""
    source = (
        'def read(path):\n    """Read it.\n\n    @param path: The path.\n    """\n\n\n'
        "def to_error(e):\n    return Fault(f'{e.__class__}: {e}', 0)\n\n\n"
        'class Fault(Exception):\n    """A fault."""\n'
    )

    written = fill(source, "--rules-off", "constant")
    assert "C{{e.__class__}: {e}} and C{0}" in " ".join(written.split())


def test_no_entry_is_empty(fill: Fill) -> None:
    """A parameter of which there's only a type gets no field that says nothing."""
    source = (
        "def scale(box, factor=2, strict=False):\n"
        '    """Scale it.\n\n    :param box: The box.\n    """\n'
        "    return box * factor if strict else box\n"
    )
    for flags in ((), ("--complete", "sections")):
        written = fill(source, "--min-confidence", "0.1", *flags)
        assert not re.search(r"[:@]\w+( \w+)?:[ \t]*$", written, re.MULTILINE), written


@pytest.mark.parametrize(
    "text",
    [
        "Read it. The ``encoding`` is a codec.",
        "Read it. If encoding is None, bytes are read.",
        "Read it in the given *encoding*.",
        "Read it; unless an encoding is set.",
    ],
)
def test_a_parameter_that_the_prose_tells_of_gets_nothing(fill: Fill, text: str) -> None:
    """What an author says of it in a sentence is neither repeated nor contradicted."""
    source = f'def read(path, encoding="utf-8"):\n    """{text}"""\n{_READ}'

    assert fill(source, "--complete", "sections") == source


def test_a_parameter_that_the_prose_only_uses_as_a_word_gets_its_entry(fill: Fill) -> None:
    """A word of English that is a name too isn't said to be one."""
    source = f'def read(path, encoding="utf-8"):\n    """Read it by its encoding."""\n{_READ}'

    assert "encoding (str): Name of" in fill(source, "--complete", "sections") or (
        "encoding: Name of" in fill(source, "--complete", "sections")
    )


@pytest.mark.parametrize(
    "text",
    [
        "Check it. It never raises an exception.",
        "Check it, without raising errors.",
        "Check it. Doesn't raise.",
        "Check it. Errors are logged.",
    ],
)
def test_no_exception_is_added_where_the_prose_says_that_there_is_none(
    fill: Fill, text: str
) -> None:
    """An author who says so has reasons that we don't see."""
    source = (
        f'def check(n):\n    """{text}"""\n    if n < 0:\n        raise ValueError("negative")\n'
    )

    assert fill(source, "--complete", "sections", "--exclude", "mod.x") == source


def test_a_result_that_the_prose_tells_of_gets_nothing(fill: Fill) -> None:
    """It may be told in any sentence of the docstring."""
    source = (
        'def is_heavy(n):\n    """Weigh it.\n\n    Parameters\n    ----------\n    n : int\n'
        "        How many.\n\n    Notes\n    -----\n"
        '    It returns whether a van is needed.\n    """\n'
        "    return n > 3\n"
    )

    assert fill(source, "--complete", "sections") == source


def test_fields_in_an_example_are_no_fields(fill: Fill) -> None:
    """What doctest compares with is left as it is, whatever it looks like."""
    source = (
        'def convert(text, encoding="utf-8"):\n    """Convert it.\n\n'
        "    >>> print(convert(1))\n    One line.\n    :param arg: Its text.\n\n"
        '    Done.\n    """\n    return open(text, encoding=encoding)\n'
    )
    written = fill(source, "--complete", "sections")

    assert "    One line.\n    :param arg: Its text.\n\n    Done.\n" in written
    assert written != source

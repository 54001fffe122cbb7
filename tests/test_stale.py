"""Docstrings that contradict the code: what is said, and above all what isn't."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import docstring
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.model import Project

MakeProject = Callable[..., Project]


@pytest.mark.parametrize(
    ("signature", "text", "said"),
    [
        ("a", "Args:\n    a: A.\n    b: B.", "'b' is documented, but it isn't in the signature"),
        ("a", "Parameters\n----------\na : x\nb : y", "'b' is documented, but it isn't"),
        ("a", "Parameters\n----------\na, b : int\n    Both.", "'b' is documented, but it isn't"),
        ("a", ":param a: A.\n:param int b: B.", "'b' is documented, but it isn't"),
        ("a=1", "Args:\n    a (int): A. Defaults to 2.", "default of 'a' is documented as 2, but"),
        ("a=1", "Parameters\n----------\na : int, default 2", "documented as 2, but it is 1"),
        ("a=1", "Parameters\n----------\na : int (default=2)", "documented as 2, but it is 1"),
        ("a", "Parameters\n----------\na : int, default 2", "documented as 2, but it has none"),
        ("a: str", "Args:\n    a (int): A.", "documented as int, but annotated as str"),
        ("a='x'", ":param a: A.\n:type a: int", "documented as int, but its default is 'x'"),
    ],
)
def test_a_contradiction_is_named(
    make_project: MakeProject, signature: str, text: str, said: str
) -> None:
    """A name, default or type that the code contradicts is named."""
    body = "\n".join(f"    {line}".rstrip() for line in text.split("\n"))
    project = make_project(f'def f({signature}):\n    """Do.\n\n{body}\n    """\n')
    (found,) = docstring.stale(project["mod.f"])

    assert said in found


@pytest.mark.parametrize(
    ("signature", "text"),
    [
        ("a, *args, **kwargs", "Args:\n    a: A.\n    *args: B.\n    **kwargs: C.\n    other: D."),
        ("a, b", "Parameters\n----------\na, b : int\n    Both."),
        ("a, b", ":param a: A.\n:param b: B.\n:keyword c: C."),
        ("a", "Args:\n    a: A.\n\nKeyword Args:\n    b: B."),
        ("a", "Parameters\n----------\na : x\n\nOther Parameters\n----------------\nb : y"),
        ("a", "Attributes:\n    b: B."),
        ("a", "Args:\n    a: A.\n    Note: Something."),
        ("a", "Args:\n    int (a): A."),
        ("a", "Parameters\n----------\na : x\n\n>>> f\n\n:param b: What f shows."),
        ("a=None", "Args:\n    a (int): A. Defaults to 5."),
        ("a=LIMIT", "Args:\n    a (int): A. Defaults to 5."),
        ("a=5", "Args:\n    a (int): A. Defaults to the fifth."),
        ("a='\\n'", 'Args:\n    a (str): A. Defaults to "\\\\n".'),
        ("a=1", "Args:\n    a (float): A."),
        ("a=0", "Args:\n    a (bool): A."),
        ("a=False", "Args:\n    a (str): A."),
        ("a: 'list[str]'", "Args:\n    a (tuple): A."),
        ("a: float", "Args:\n    a (int): A."),
    ],
)
def test_what_may_be_right_is_not_named(
    make_project: MakeProject, signature: str, text: str
) -> None:
    """What holds in some way of writing docstrings is no contradiction."""
    body = "\n".join(f"    {line}".rstrip() for line in text.split("\n"))
    project = make_project(f'LIMIT = 3\ndef f({signature}):\n    """Do.\n\n{body}\n    """\n')

    assert docstring.stale(project["mod.f"]) == []


@pytest.mark.parametrize(
    "source",
    [
        "@wrapped\ndef f(a):\n    {}",
        "class f(Base):\n    {}\n    def __init__(self, a): pass",
        "class f:\n    {}\n    x = 1",
        "class g:\n    @property\n    def f(self):\n        {}",
        'def f(a):\n    """Do.\n\n    Args:\n        b: B.\n\n    :autodocgen: off\n    """',
    ],
)
def test_what_may_take_something_else_is_not_judged(make_project: MakeProject, source: str) -> None:
    """A decorator or a base can change what is taken."""
    text = '"""Do.\\n\\nArgs:\\n    b: B.\\n"""'
    project = make_project(source.format(text))

    assert [said for obj in project.values() for said in docstring.stale(obj)] == []


def test_check_fails_for_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the option ``check`` names each stale docstring, and fails."""
    path = tmp_path / "mod.py"
    path.write_text('def f(a):\n    """Do.\n\n    :param b: B.\n    """\n', encoding="utf-8")
    flags = ["check", str(path), "--cache", "off"]

    assert main(flags) == 0
    capsys.readouterr()
    assert main([*flags, "--stale"]) == 1
    assert f"{path}:1: mod.f: stale: parameter 'b' is documented" in capsys.readouterr().out


@pytest.mark.sphinx("html", testroot="complete", confoverrides={"autodocgen_stale": True})
def test_a_build_warns_of_it(app: SphinxTestApp) -> None:
    """With the option a build has one warning for each docstring, with file and line."""
    app.build()

    (warning,) = app.warning.getvalue().splitlines()
    assert "partly.py:75: WARNING: partly.moved: stale: parameter 'second' is" in warning
    assert "[autodocgen.stale]" in warning

"""Branches that no version of Python takes that we run on are read by nobody."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.analyze.branches import drop_old_python
from sphinxcontrib_autodocgen.settings import Settings

_BOTH = "    def new(): ...\nelse:\n    def old(): ..."


@pytest.mark.parametrize(
    ("before", "test"),
    [
        ("import sys", "sys.version_info[0] >= 3"),
        ("import sys", "sys.version_info >= (3,)"),
        ("import sys", "sys.version_info[:2] > (2, 7)"),
        ("import sys", "not sys.version_info.major == 2"),
        ("from sys import version_info as python", "python.major == 3"),
        ("import sys\nPY_3 = sys.version_info[0] == 3", "PY_3"),
        ("import sys", "sys.version_info >= (3, 8)"),
        ("import six", "six.PY3"),
        ("from .compat import PY2", "not PY2"),
    ],
)
def test_the_branch_of_an_old_python_is_dropped(before: str, test: str) -> None:
    """Of a test that every Python passes that we run on only the first branch is left."""
    assert _left(f"{before}\nif {test}:\n{_BOTH}") == ["new"]


@pytest.mark.parametrize(
    ("before", "test"),
    [
        ("import sys", "sys.version_info >= (3, 12)"),
        ("import sys", "sys.platform == 'win32'"),
        ("from shop import version_info", "version_info >= (2, 0)"),
        ("version_info = (1, 2)", "version_info >= (2, 0)"),
        ("import sys", "sys.version_info[size] >= 3"),
        ("import sys", "sys.version_info >= LEAST"),
        ("import sys", "sys.version_info[0] >= '3'"),
    ],
)
def test_what_may_be_either_way_stays(before: str, test: str) -> None:
    """Both branches are left where a later version, or something else, decides."""
    assert _left(f"{before}\nif {test}:\n{_BOTH}") == ["new", "old"]


def _left(code: str) -> list[str]:
    tree = ast.parse(code)
    drop_old_python(tree)
    return [part.name for part in ast.walk(tree) if isinstance(part, ast.FunctionDef)]


@given(
    st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
    st.tuples(st.integers(0, 4)) | st.tuples(st.integers(2, 4), st.integers(0, 15)),
)
def test_the_branch_that_this_python_takes_is_never_dropped(
    sign: str, version: tuple[int, ...]
) -> None:
    """Whatever Python's version is compared with, what is defined when it's run is left."""
    test = f"sys.version_info {sign} {version}"
    tree = ast.parse(f"import sys\nif {test}:\n{_BOTH}")
    drop_old_python(tree)
    defined: dict[str, object] = {}
    exec(compile(ast.unparse(tree), "branches", "exec"), defined)

    is_new = eval(test, {"sys": sys})
    assert ("new" if is_new else "old") in defined


def test_a_method_is_that_of_the_branch_that_is_taken(tmp_path: Path) -> None:
    """Of two methods of a name, and of one that isn't there any more, only the present is known."""
    (tmp_path / "box.py").write_text(
        "import sys\nclass Box:\n"
        "    if sys.version_info < (3, 8):\n"
        "        def save(self): ...\n"
        "        def gone(self): ...\n"
        "    else:\n"
        "        def save(self, mode): ...\n",
        encoding="utf-8",
    )
    settings = Settings(packages=(str(tmp_path / "box.py"),), cache="off")
    found = pipeline.run(settings, tmp_path)

    assert [parameter.name for parameter in found["box.Box.save"].parameters] == ["mode"]
    assert "box.Box.gone" not in found


def test_types_are_those_of_the_branch_that_is_taken(tmp_path: Path) -> None:
    """A function that another branch also defines is inferred from its own."""
    (tmp_path / "hexing.py").write_text(
        "import sys\nfrom binascii import hexlify\n"
        "if sys.version_info[0] >= 3:\n"
        "    def text_of(data):\n        return hexlify(data).decode()\n"
        "else:\n"
        "    def text_of(data):\n        return hexlify(data)\n",
        encoding="utf-8",
    )
    settings = Settings(packages=(str(tmp_path / "hexing.py"),), cache="off")
    found = pipeline.run(settings, tmp_path)["hexing.text_of"]

    assert found.returns is not None
    assert found.returns.type is not None
    assert found.returns.type.text == "str"

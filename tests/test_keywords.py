"""What ``**kwargs`` accepts, as entries of its own where they are asked for."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import docstring
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.settings import Settings

_Make = Callable[..., Project]

_FETCH = '''
def fetch(url: str, timeout: float = 3.0, *, crate: "Crate" = None):
    """Fetch.

    Args:
        url: Address.
        timeout: Seconds to wait for an answer.
    """
class Crate:
    "A crate."
'''

SAYS = {
    "what the author of the only callee says, and its types": (
        f"{_FETCH}def f(url, **kw):\n    return fetch(url, **kw)\n",
        {
            "timeout": ("float", "Seconds to wait for an answer (passed on to `fetch`)."),
            "crate": ("mod.Crate", "Passed on to `fetch`."),
        },
    ),
    "inferred types": (
        "def fetch(n=1): 'Fetch.'\ndef f(**kw):\n    return fetch(**kw)\n",
        {"n": ("int", "Passed on to `fetch`.")},
    ),
    "keys that are taken out, and the others": (
        ("def g(a, x=0): 'Go.'\ndef f(**kw):\n    x = kw.pop('x', 1)\n    return g(x, **kw)\n"),
        {"x": (None, "Taken from `**kw`.")},
    ),
    "arguments, but those that are put in": (
        ("def g(a, x=0, y=0): 'Go.'\ndef f(**kw):\n    kw['x'] = 1\n    return g(2, **kw)\n"),
        {"y": ("int", "Passed on to `g`.")},
    ),
    "arguments that are only put in if they lack": (
        (
            "def g(a, x=0): 'Go.'\n"
            "def f(**kw):\n"
            "    if 'x' not in kw:\n        kw['x'] = 1\n    return g(2, **kw)\n"
        ),
        {"x": (None, "Taken from `**kw`.")},
    ),
    "keys of a typed dictionary, with what is said of them": (
        (
            "from typing import TypedDict, Unpack\n"
            "class Options(TypedDict):\n"
            "    size: int\n    'Number of bytes at most.'\n"
            "    name: str\n"
            "def f(**kw: Unpack[Options]):\n    return kw\n"
        ),
        {
            "size": ("int", "Number of bytes at most (key of `Options`)."),
            "name": ("str", "Key of `Options`."),
        },
    ),
}

SILENT = {
    "of two calls": (
        "def g(a=1): 'Go.'\ndef h(b=2): 'Go.'\ndef f(**kw):\n    g(**kw)\n    h(**kw)\n"
    ),
    "of what isn't known": "import x\ndef f(**kw):\n    return x.get(**kw)\n",
    "of what can be anything": "def f(**kw):\n    return kw\n",
    "where an author has a docstring": f"{_FETCH}def f(**kw):\n    'Get.'\n    fetch('', **kw)\n",
    "of arguments that are given already": (
        "def g(a, b=1): 'Go.'\ndef f(**kw):\n    return g(1, b=2, **kw)\n"
    ),
}


def _accepted(project: Project) -> dict[str, tuple[str | None, str]]:
    """Return type and description of the entries of ``f`` that no parameter of it is."""
    obj = project["mod.f"]
    own = {parameter.starred for parameter in obj.parameters}
    entries = docstring.complete(obj, Settings(min_type_confidence=0)).parameters
    return {e.name: (e.type, e.description) for e in entries if e.name not in own}


@pytest.mark.parametrize(("code", "expected"), SAYS.values(), ids=SAYS)
def test_entries_say(
    code: str, expected: dict[str, tuple[str | None, str]], make_project: _Make
) -> None:
    """An entry is there for each keyword argument that surely ends somewhere known."""
    assert _accepted(make_project(code, keywords="entries")) == expected


@pytest.mark.parametrize("code", SILENT.values(), ids=SILENT)
def test_no_entries(code: str, make_project: _Make) -> None:
    """There's none for what isn't known, what can't be given, or what an author describes."""
    assert _accepted(make_project(code, keywords="entries")) == {}


def test_no_entries_by_default(make_project: _Make) -> None:
    """Unless they are asked for, the entry of ``**kwargs`` names what it accepts, and no more."""
    project = make_project(f"{_FETCH}def f(url, **kw):\n    return fetch(url, **kw)\n")
    entries = docstring.complete(project["mod.f"], Settings()).parameters

    assert [(e.name, e.description) for e in entries] == [
        ("**kw", "Passed on to `fetch`: `timeout` and `crate`.")
    ]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """Return the file of a package with a function that hands on its keyword arguments."""
    path = tmp_path / "mod.py"
    path.write_text(f"{_FETCH}def f(url, **kw):\n    return fetch(url, **kw)\n", encoding="utf-8")
    return path


def test_inspect_has_them(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON has them below the parameter that takes them, with where they are from."""
    main(["inspect", str(written), "--format", "json", "--keywords", "entries"])
    objects = json.loads(capsys.readouterr().out)["modules"][0]["objects"]
    _, keywords = next(o for o in objects if o["name"] == "mod.f")["parameters"]

    assert [(k["name"], k["inferred"], k["description_evidence"]) for k in keywords["accepts"]] == [
        ("timeout", "float", "accepts:mod.fetch"),
        ("crate", "mod.Crate", "accepts:mod.fetch"),
    ]


def test_fill_leaves_them_out(written: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Source code has no entries of other functions' parameters, which would soon be wrong."""
    main(["fill", str(written), "--min-confidence", "0", "--keywords", "entries"])

    assert "timeout" not in capsys.readouterr().out


@pytest.mark.parametrize("typehints", ["signature", "description"])
def test_a_page_links_where_they_go(
    typehints: str, written: Path, make_app: Callable[..., SphinxTestApp], tmp_path: Path
) -> None:
    """Each has its type and a link to the function that takes it, wherever types are shown."""
    name = f"handing_{typehints}"
    written.rename(written.with_name(f"{name}.py"))
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n"
        "extensions = ['sphinx.ext.autodoc', 'sphinxcontrib_autodocgen']\n"
        f"autodocgen_packages = ['../{name}.py']\n"
        f"autodocgen_keywords = 'entries'\nautodoc_typehints = {typehints!r}\nnitpicky = True\n",
        encoding="utf-8",
    )
    (docs / "index.rst").write_text(
        f".. automodule:: {name}\n   :members:\n   :undoc-members:\n", encoding="utf-8"
    )
    app = make_app("html", srcdir=docs)
    app.build()
    page = (app.outdir / "index.html").read_text(encoding="utf-8")
    shown = page[page.index(f'id="{name}.f"') :]
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", "", shown)).split())

    assert app.warning.getvalue() == ""
    assert "timeout (float) – Seconds to wait for an answer (passed on to fetch)." in text
    assert f'(passed on to <a class="reference internal" href="#{name}.fetch"' in shown

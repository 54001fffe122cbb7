"""What a project's documents say of objects that they describe by hand."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.analyze.handwritten import described_in
from sphinxcontrib_autodocgen.model import Guess, Project
from sphinxcontrib_autodocgen.settings import Settings

_Make = Callable[..., Path]

_PACKAGE = """
class Base:
    def begin(self): return len(self.plan)
class Engine(Base):
    def __init__(self, size: int): self.size = size.real()
    def start(self, plan: str) -> str: return self.run(plan).done().now()
    def stop(self) -> None:
        'Stop the engine.'
    @property
    def speed(self) -> int: return self.x.y().z()
def fetch(a: int, *rest: int, key: int = 0) -> int:
    if key > 3:
        raise ValueError('Bad key')
    return a.b().c()
limit = max(3, 4)
"""


@pytest.fixture
def make(tmp_path: Path) -> _Make:
    """Return a function from the texts of a project's files to its folder."""

    def _make(files: dict[str, str], package: str = _PACKAGE) -> Path:
        texts = {"pyproject.toml": "", "src/pkg/__init__.py": package, **files}
        for name, text in texts.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return _make


def _run(base: Path, **options: object) -> Project:
    settings = Settings(**{"packages": ("src/pkg",), "cache": "off", **options})  # type: ignore[arg-type]
    return pipeline.run(settings, base)


def _texts(project: Project) -> dict[tuple[str, str], Guess]:
    """Return the texts from documents, by the object and its part."""
    return {
        (name.removeprefix("pkg."), part.id): part.text
        for name, obj in project.items()
        for part in obj.parts()
        if part.text is not None and part.text.rule.id == "described"
    }


def _said(project: Project) -> dict[tuple[str, str], str]:
    return {key: guess.text for key, guess in _texts(project).items()}


_API = """
API of pkg
==========

.. module:: pkg

.. class:: Engine(size)

   An :class:`object` that *runs*. And more.

   :param size: how many ``parts`` it has (optional)

   .. method:: start(plan, \\
                     more=None)

      Begin work on the parts of a :ref:`plan <plans>`.

      :param plan: what to do,
          in words.

          No more of this.
      :type plan: bytes
      :returns: the name of the plan.

   .. attribute:: speed
      :type: int

      Revolutions in a minute.

.. function:: fetch(a, *rest)
              fetch(a, key)

   Get the :term:`page <pages>` of a key, as RFC 3986 says.

   :param int rest: All other keys.
   :raises ValueError: if the key is too high for the server.

.. data:: limit

   Highest key of the server.
"""


def test_directives_describe_objects(make: _Make) -> None:
    """First sentences and fields below directives are the texts of what has none."""
    texts = _said(_run(make({"docs/api.rst": _API})))

    assert texts == {
        ("Engine", "summary"): "An `object` that runs.",
        ("Engine", "parameter:size"): "How many `parts` it has.",
        ("Engine.start", "summary"): "Begin work on the parts of a plan.",
        ("Engine.start", "parameter:plan"): "What to do, in words.",
        ("Engine.start", "returns"): "The name of the plan.",
        ("Engine.speed", "summary"): "Revolutions in a minute.",
        ("fetch", "summary"): "Get the page of a key, as RFC 3986 says.",
        ("fetch", "parameter:rest"): "All other keys.",
        ("fetch", "raises:ValueError"): "If the key is too high for the server.",
        ("limit", "summary"): "Highest key of the server.",
    }


def test_a_text_names_its_document(make: _Make) -> None:
    """The evidence is the path in the project's folder and the line of the directive."""
    guess = _texts(_run(make({"docs/api.rst": _API})))["Engine.start", "summary"]

    line = _API.split("\n").index("   .. method:: start(plan, \\") + 1
    assert str(guess.evidence) == f"described:docs/api.rst:{line}"
    assert guess.evidence.words == f"as described in docs/api.rst:{line}"


_FENCED = """
# pkg

````{py:class} pkg.Engine(size)
:no-index:
An {class}`object` that **runs**, see [more](https://example.org).

```python
# .. function:: pkg.fetch
```

:::{py:method} start(plan)

Begin work on the parts of a plan.

:param plan: What to do.
:::
````

```{eval-rst}
.. py:function:: pkg.fetch(a)

   Get the page of a key.
```
"""


def test_fences_of_markdown_are_directives(make: _Make) -> None:
    """MyST's directives are read as those of reStructuredText are."""
    texts = _said(_run(make({"docs/api.md": _FENCED})))

    assert texts == {
        ("Engine", "summary"): "An `object` that runs, see more.",
        ("Engine.start", "summary"): "Begin work on the parts of a plan.",
        ("Engine.start", "parameter:plan"): "What to do.",
        ("fetch", "summary"): "Get the page of a key.",
    }


_ONE = ".. currentmodule:: pkg\n\n.. function:: fetch(a)\n\n   {}\n"

_SILENT = {
    "a substitution": _ONE.format("Get the |thing| of a key."),
    "a label": _ONE.format("Get what :ref:`plans` has of a key."),
    "a directive": _ONE.format(".. raw:: html\n\n      <b>Get the page</b> of a key."),
    "a footnote": _ONE.format("Get the page of a key [1]_."),
    "a list": _ONE.format("* Get the page of a key.\n   * Or not."),
    "an introduction": _ONE.format("Get the page of these:\n\n   * a"),
    "a reference alone": _ONE.format("See :func:`other` for all of it."),
    "an example": _ONE.format("Example of the function::\n\n      fetch(1)"),
    "a place": _ONE.format("Get the page as described above."),
    "too much": _ONE.format("Get the page of a key " + "and another one " * 30 + "now."),
    "code": "pkg is this::\n\n" + indent(_ONE.format("Get the page."), "   "),
    "a comment": "..\n   pkg\n\n" + indent(_ONE.format("Get the page."), "   "),
    "another domain": ".. default-domain:: c\n\n" + _ONE.format("Get the page of a key."),
    "another kind": _ONE.format("Get the page of a key.").replace("function", "class"),
    "another module": _ONE.format("Get the page of a key, not pkg's.").replace(":: pkg", ":: os"),
    "several objects": ".. function:: pkg.fetch(a)\n              pkg.other(a)\n\n   Get pages.\n",
    "an inherited member": ".. method:: pkg.Engine.begin()\n\n   Begin to run the engine.\n",
    "a documented object": ".. method:: pkg.Engine.stop()\n\n   End all of its work.\n",
}


@pytest.mark.parametrize("text", _SILENT.values(), ids=_SILENT)
def test_what_is_no_plain_description_is_left_out(make: _Make, text: str) -> None:
    """Markup, remarks, and what is about something else isn't said of an object."""
    assert _said(_run(make({"docs/api.rst": text}))) == {}


def test_the_description_in_the_index_comes_first(make: _Make) -> None:
    """Where two places describe an object, the one without ``:no-index:`` counts."""
    again = ".. function:: pkg.fetch(a)\n   :no-index:\n\n   Get a page again.\n"
    files = {"docs/a.rst": again, "docs/b.rst": _ONE.format("Get the page of a key.")}

    assert _said(_run(make(files))) == {("fetch", "summary"): "Get the page of a key."}


def test_names_need_no_module(make: _Make) -> None:
    """A name that no module is given for is one of the only package's, if that has it."""
    text = "pkg\n===\n\n.. function:: fetch(a)\n\n   Get the page of a key.\n"

    assert _said(_run(make({"docs/a.rst": text}))) == {
        ("fetch", "summary"): "Get the page of a key."
    }


def test_documents_can_be_left_out(make: _Make) -> None:
    """Neither without callers nor without the rule is anything said."""
    base = make({"docs/api.rst": _API})

    assert _said(_run(base, callers=())) == {}
    assert _said(_run(base, rules_off=("described",))) == {}


_LONG = {
    "fences": ("```{class} A\n" * 5_000, True),
    "steps": ("".join("   " * level + ".. class:: A\n\n" for level in range(900)), False),
    "members": (".. class:: A\n\n" + "   .. method:: f()\n\n      Run.\n\n" * 4_000, False),
    "signatures": (".. function:: f(a)\n" + "              f(b)\n" * 50_000, False),
    "fields": (".. function:: f(a)\n\n" + "   :param a: b\n" * 20_000, True),
    "one line": (".. function:: f(a)\n\n   :param " + "`a" * 50_000, False),
}


@pytest.mark.parametrize(("text", "markdown"), _LONG.values(), ids=_LONG)
def test_a_strange_document_takes_no_time(text: str, markdown: bool) -> None:
    """Depth and length of a document cost no more than its size does."""
    started = time.process_time()

    assert len(list(described_in(text, markdown=markdown))) <= 5_000
    assert time.process_time() - started < 5


_LINES = st.sampled_from(
    [
        *("", "text::", ".. module:: pkg", ".. function:: f(a)", "   .. method:: g()", "   word"),
        *("      word", "   :param a: b", ".. note::", "```{py:class} A", "```", ":::{note}"),
        *("   :no-index:", "   f(b)", "..", ".. c", ".. class::", "\tx", "```{eval-rst}", ":::"),
    ]
)


@given(st.lists(_LINES, max_size=14), st.booleans())
def test_any_document_can_be_read(lines: list[str], markdown: bool) -> None:
    """Whatever a document holds, each object found in it stands on the line of a directive."""
    for obj in described_in("\n".join(lines), markdown=markdown):
        assert "::" in lines[obj.line - 1] or "{" in lines[obj.line - 1]


_CONF = """
import pathlib
import sys
sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "src"))
extensions = ["sphinx.ext.autodoc", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["../src/pkg"]
"""


@pytest.mark.slow
def test_a_build_says_it_once(make: _Make) -> None:
    """A page takes the text of another page, and says nothing twice that is described by hand."""
    base = make(
        {
            "docs/conf.py": _CONF,
            "docs/index.rst": "T\n=\n\n.. toctree::\n\n   api\n   all\n   hand\n",
            "docs/api.rst": "Api\n===\n\n.. autofunction:: pkg.fetch\n   :no-index:\n",
            "docs/hand.rst": "Hand\n====\n\n.. py:function:: pkg.fetch(a)\n   :no-index:\n\n"
            "   Get the *page* of a key.\n\n.. py:data:: pkg.limit\n\n   Highest key.\n",
            "docs/all.rst": "All\n===\n\n.. automodule:: pkg\n   :members:\n",
        }
    )

    command = [sys.executable, "-m", "sphinx", "-W", "-b", "html", "docs", "out"]
    done = subprocess.run(command, cwd=base, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {
        path.stem: re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))
        for path in (base / "out").glob("*.html")
    }
    assert "Get the page of a key." in pages["api"]
    page = (base / "out/api.html").read_text(encoding="utf-8")
    assert "as described in docs/hand.rst:4" in page
    assert re.search(r'as described in [^"]*"><a class="reference internal" href="hand.html"', page)
    assert "Highest key." in pages["hand"]
    assert "Highest key." not in pages["all"]

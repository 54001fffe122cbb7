"""reStructuredText that Sphinx never sees becomes Markdown by docutils alone."""

from __future__ import annotations

import subprocess
import sys

import pytest
from docutils.utils import new_document
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxcontrib_autodocgen.markdown import from_rest
from sphinxcontrib_autodocgen.markdown.translator import write


def _from_rest(text: str) -> str:
    document = new_document("")
    document += from_rest.parse(text)
    return write(document).rstrip("\n")


@settings(max_examples=60, deadline=None)
@given(st.text("*_`:<>#-\\. ab\n\t", max_size=60))
def test_any_rest(text: str) -> None:
    """No text makes the reading of reStructuredText fail."""
    assert isinstance(_from_rest(text), str)


REST = {
    "code": ("``a*b``", "`a*b`"),
    "roles": (":func:`pkg.f` :py:class:`~pkg.C` :meth:`!x`", "`pkg.f` `C` `x`"),
    "titles": (":doc:`The docs </index>` :ref:`x`", "The docs x"),
    "numbers": (":issue:`12` :pep:`8`", "#12 [PEP 8](https://peps.python.org/pep-0008)"),
    "links": ("`Text <https://x.y/z_>`_ `named`_", "[Text](https://x.y/z_) named"),
    "default role": ("`x`", "`x`"),
    "emphasis": ("*a* **b** 2*3*4", "*a* **b** 2\\*3\\*4"),
    "address": ("see https://x.y/a_b.", "see <https://x.y/a_b>."),
    "backslash": (r"a\ b \*c", "ab \\*c"),
    "markup of others": ("<b> [x] {{ y }}", "\\<b> \\[x\\] {\\{ y }}"),
    "list": ("* a\n  b\n\n  * c\n* d", "- a\n  b\n  - c\n- d"),
    "numbered": ("#. a\n#. b", "1. a\n2. b"),
    "literal": ("See::\n\n    x\n\n      y\n\nEnd.", "See:\n\n```\nx\n\n  y\n```\n\nEnd."),
    "only colons": ("::\n\n    x", "```\nx\n```"),
    "code block": (".. code-block:: py\n\n   x = 1\n\nz", "```py\nx = 1\n```\n\nz"),
    "note": (".. note:: Beware.", "> [!NOTE]\n> Beware."),
    "a directive of Sphinx": (
        ".. versionadded:: 1\n\n   So :func:`f`.",
        "**versionadded** 1\n\nSo `f`.",
    ),
    "a file": (".. include:: /etc/hostname\n\nz", "z"),
    "raw": (".. raw:: html\n\n   <b>\n\nz", "z"),
    "doctest": (">>> 1\n1\n\nx", "```pycon\n>>> 1\n1\n```\n\nx"),
    "header": ("Notes\n-----\nText.", "**Notes**\n\nText."),
    "quotation": ("a\n\n    b <c>", "a\n\n> b \\<c>"),
    "code in a list": ("* a::\n\n    x", "- a:\n\n  ```\n  x\n  ```"),
    "looks like a list": ("a\n1. b", "a\n1\\. b"),
    "table": ("= =\na b\n= =\nc d\n= =", "| a | b |\n| --- | --- |\n| c | d |"),
}


@pytest.mark.parametrize(("text", "expected"), REST.values(), ids=REST)
def test_from_rest(text: str, expected: str) -> None:
    """ReStructuredText becomes Markdown without Sphinx."""
    assert _from_rest(text) == expected


def test_docutils_is_loaded_only_where_it_is_needed() -> None:
    """The command line starts without docutils and Sphinx."""
    code = (
        "import sys; from sphinxcontrib_autodocgen import cli; "
        "print({'docutils', 'sphinx'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert done.stdout == "set()\n"
